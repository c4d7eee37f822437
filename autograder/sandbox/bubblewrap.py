"""Candidates under bubblewrap: one warm process, and a forked, further confined child for each submission."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

import autograder.candidate
from autograder.candidate import frames
from autograder.candidate.confinement import Allowance
from autograder.candidate.warm import Answer, Kill, Spawn, Usage
from autograder.candidate.wire import Batch, Load, Reply, decode_reply, encode_message
from autograder.errors import GraderError
from autograder.registry import Limits
from autograder.results import Status
from autograder.sandbox.availability import require_sandbox
from autograder.sandbox.memory import MemoryGroup
from autograder.sandbox.protocol import Breach, Lost
from autograder.stderr import LastWords

_STARVED = 4  # times the limit by the clock, for a candidate that the processor was kept from
_ENOUGH = 0.9  # of the limit in processor time; what is read is rounded down
_ROOM = 128 * 2**20  # bytes that a candidate takes before the student's code does anything
# Each judge's candidates have a user of their own: the kernel counts processes by user.
_FIRST_USER, _USERS = 61184, 4096
_WARM_UP_SECONDS = 120  # importing torch from a cold disk
_KIT = "/kit"  # where the candidate's own code lies inside the sandbox
_ENVIRONMENT = Path("/environment")  # and the virtual environment
_RUN_WARM = (
    f"import sys; sys.path.insert(0, {_KIT!r}); from candidate.warm import main; main(int(sys.argv[1]))"
)
# What the warm process needs to give each child its own name spaces and an unprivileged user.
_CAPABILITIES = ("CAP_SYS_ADMIN", "CAP_SETUID", "CAP_SETGID", "CAP_SETPCAP", "CAP_KILL")


class Bubblewrap:
    """A warm process under bubblewrap. It is started when first needed and anew whenever it is gone.

    Args:
        hidden: folders that must not be visible inside, wherever they lie.
    """

    def __init__(self, hidden: Sequence[Path]) -> None:
        self._arguments = [require_sandbox(), *_arguments(hidden)]
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._group: MemoryGroup | None = None
        self._errors = LastWords()

    def start(self, limits: Limits) -> SandboxedCandidate:
        ours, theirs = socket.socketpair()
        with theirs:
            allowance = Allowance(memory_mb=limits.memory_mb, user=_FIRST_USER + os.getpid() % _USERS)
            pid = self.order(Spawn(allowance), theirs.fileno())
            if self._group is not None:
                self._group.allow(limits.memory_mb * 2**20 + _ROOM)
        candidate = SandboxedCandidate(self, pid, ours, limits)
        try:
            frames.receive(ours)  # it says that it is confined before it is given anything
        except (OSError, EOFError) as error:
            candidate.close()
            raise GraderError(f"A candidate could not be confined{self._errors}.") from error
        return candidate

    def order(self, order: Spawn | Kill | Usage, *descriptors: int) -> int:
        """Have the warm process do something. A broken one is replaced at the next call."""
        control = self._control or self._boot()
        try:
            socket.send_fds(control, [msgspec.msgpack.encode(order)], descriptors)
            answer = control.recv(4096)
            if not answer:
                raise EOFError
            return msgspec.msgpack.decode(answer, type=Answer).value
        except (OSError, EOFError, msgspec.MsgspecError) as error:
            self.close()
            raise GraderError(f"The sandbox's warm process ended{self._errors}.") from error

    def _boot(self) -> socket.socket:
        ours, theirs = socket.socketpair(type=socket.SOCK_SEQPACKET)
        ours.settimeout(_WARM_UP_SECONDS)
        self._errors.clear()
        command = [*self._arguments, _interpreter(), "-s", "-P", "-c", _RUN_WARM]
        self._group = MemoryGroup.make()
        with theirs:
            command.append(str(theirs.fileno()))
            self._process = subprocess.Popen(
                self._group.joining(command) if self._group else command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=self._errors.file,
                pass_fds=[theirs.fileno()],
                env={},
                start_new_session=True,
            )
        self._control = ours
        return ours

    def close(self) -> None:
        if self._control is not None:
            self._control.close()
            self._control = None
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None
        if self._group is not None:
            self._group.close()
            self._group = None

    def killed_for_memory(self) -> int:
        """How many processes were ended since the start because all together used too much memory."""
        return self._group.killed() if self._group is not None else 0


class SandboxedCandidate:
    """A forked child of the warm process."""

    def __init__(self, sandbox: Bubblewrap, pid: int, channel: socket.socket, limits: Limits) -> None:
        self._sandbox = sandbox
        self._pid = pid
        self._channel = channel
        self._limits = limits
        self._exit: int | None = None
        self._killed = sandbox.killed_for_memory()
        self._served = 0.0  # seconds that all requests before this one took
        self._closed = False

    def ask(self, order: Load | Batch, seconds: float) -> Reply:
        started = time.monotonic()
        try:
            self._channel.settimeout(seconds)
            frames.send(self._channel, encode_message(order))
            reply = decode_reply(frames.receive(_Patience(self._channel, seconds, self._processor_seconds)))
        except TimeoutError:
            self.close()
            raise Breach(Status.TIMEOUT, f"It did not end within {seconds:g} s.") from None
        except frames.WireError as error:
            self.close()
            raise Breach(Status.CRASHED, f"Its process sent something that is no result ({error}).") from None
        except (EOFError, OSError):
            self.close()
            if self._sandbox.killed_for_memory() > self._killed:
                raise self._exhausted() from None
            raise Lost(Status.CRASHED, f"Its process {_ending(self._exit)}.") from None
        self._served += time.monotonic() - started
        self._refuse_exhausted(reply)
        return reply

    def _processor_seconds(self) -> float:
        """A lower bound of what the request at hand has used: earlier ones used no more than they took."""
        return self._sandbox.order(Usage(self._pid)) / 1000 - self._served

    def _refuse_exhausted(self, reply: Reply) -> None:
        faults = [reply.fault, *(run.fault for run in reply.runs)]
        if any(fault and _is_memory(fault.kinds, fault.message) for fault in faults):
            self.close()
            raise self._exhausted()

    def _exhausted(self) -> Breach:
        return Breach(Status.MEMORY, f"It needs more than the {self._limits.memory_mb} MB that it may use.")

    def close(self) -> None:
        if not self._closed:
            self._closed = True  # even if the warm process is gone: its successor has no such child
            self._channel.close()
            self._exit = self._sandbox.order(Kill(self._pid))


class _Patience:
    """A socket on which all reading together may cost the candidate some seconds, however slowly bytes drip.

    The seconds are the processor's: on a busy machine a candidate is not blamed for waiting its turn. One
    that only sleeps is given `_STARVED` times as long by the clock.
    """

    def __init__(self, channel: socket.socket, seconds: float, used: Callable[[], float]) -> None:
        self._channel = channel
        self._seconds = seconds
        self._used = used
        self._started = time.monotonic()

    def recv(self, size: int) -> bytes:
        while True:
            left = self._started + self._seconds - time.monotonic()
            if left <= 0 and self._is_spent():
                raise TimeoutError
            self._channel.settimeout(left if left > 0 else self._seconds / 10)
            try:
                return self._channel.recv(size)
            except TimeoutError:
                continue

    def _is_spent(self) -> bool:
        starved = time.monotonic() - self._started < self._seconds * _STARVED
        return not starved or self._used() >= self._seconds * _ENOUGH


def _is_memory(kinds: Sequence[str], message: str) -> bool:
    return "MemoryError" in kinds or "OutOfMemoryError" in kinds or "can't allocate memory" in message


def _ending(status: int | None) -> str:
    """How a process ended that closed its connection. Our own kill tells nothing."""
    if status is None or status == -signal.SIGKILL:
        return "was ended"
    if status < 0:
        return f"was ended by {signal.Signals(-status).name}"
    return f"ended itself with status {status}"


def _arguments(hidden: Sequence[Path]) -> list[str]:
    """What the warm process sees: Python, its packages and the candidate's code; no network."""
    package = Path(autograder.candidate.__file__).parent
    visible = _visible_folders()
    arguments = ["--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts", "--die-with-parent"]
    if os.getuid() != 0:
        arguments += ["--unshare-user", "--uid", "0", "--gid", "0"]
    arguments += ["--cap-drop", "ALL"]
    for capability in _CAPABILITIES:
        arguments += ["--cap-add", capability]
    arguments += ["--clearenv", "--setenv", "OMP_NUM_THREADS", "1", "--setenv", "HOME", "/tmp"]
    arguments += ["--setenv", "PYTHONHASHSEED", "0"]  # the order of a set must not differ from run to run
    made: set[Path] = set()
    for folder, place in visible.items():
        for parent in reversed(place.parents[:-1]):
            if parent not in made and not any(parent.is_relative_to(other) for other in visible.values()):
                # 0755: a parent such as /root must let the unprivileged child through.
                arguments += ["--perms", "0755", "--dir", str(parent)]
                made.add(parent)
        arguments += ["--ro-bind", str(folder), str(place)]
    arguments += ["--ro-bind", str(package), f"{_KIT}/{package.name}"]
    for path in hidden:
        for folder, place in visible.items():
            if path.resolve().is_relative_to(folder):
                arguments += ["--tmpfs", str(place / path.resolve().relative_to(folder))]
    arguments += ["--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp", "--chdir", "/tmp"]
    for device in sorted(Path("/dev").glob("nvidia*")):
        arguments += ["--dev-bind", str(device), str(device)]
    return arguments


def _visible_folders() -> dict[Path, Path]:
    """The system's libraries, the interpreter and its packages, each with its place inside.

    A virtual environment gets a place of its own: it may lie under /tmp, which is another one inside.
    """
    wanted = [Path("/usr"), Path("/lib"), Path("/lib64"), Path("/bin"), Path("/etc/ld.so.cache")]
    wanted.append(Path(sys.base_prefix))
    visible: dict[Path, Path] = {}
    for folder in wanted:
        if folder.exists() and not any(folder.is_relative_to(other) for other in visible):
            visible[folder] = folder
    if sys.prefix != sys.base_prefix:
        visible[Path(sys.prefix)] = _ENVIRONMENT
    return visible


def _interpreter() -> str:
    """This Python's path inside."""
    if sys.prefix == sys.base_prefix:
        return sys.executable
    return str(_ENVIRONMENT / Path(sys.executable).relative_to(sys.prefix))
