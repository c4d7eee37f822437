"""Candidates under bubblewrap: a warm process, and for each submission a fork that confines itself more."""

from __future__ import annotations

import os
import socket
import struct
import subprocess
import sys
from collections import deque
from collections.abc import Sequence
from pathlib import Path

import msgspec

import autograder.candidate
from autograder.candidate import frames
from autograder.candidate.confinement import Allowance
from autograder.candidate.environment import OF_CANDIDATES
from autograder.candidate.gpu import cuda_mb, gpu_settings
from autograder.candidate.warm import Branch, Kill, Spawn, Usage, WarmAnswer
from autograder.common.last_words import LastWords
from autograder.errors import GraderError
from autograder.lesson.registry import Limits
from autograder.sandbox.availability import name_spaces, require_sandbox
from autograder.sandbox.memory import MemoryGroup
from autograder.sandbox.process import WARM_UP_SECONDS, ProcessCandidate

_SPARE_CANDIDATE_BYTES = 128 * 2**20  # the memory of the next candidate, before student code runs in it
# Each judge's candidates have a user of their own, because the kernel counts processes by user.
_FIRST_USER_ID, _USER_IDS = 61184, 4096
_CREDENTIALS = struct.Struct("iII")  # process, user, group
_KIT = "/kit"  # the place of the candidate's own code inside the sandbox
_ENVIRONMENT = Path("/environment")  # and of the virtual environment
_RUN_WARM = (
    f"import sys; sys.path.insert(0, {_KIT!r}); from candidate.warm import main; main(int(sys.argv[1]))"
)


class Bubblewrap:
    """A sandbox with a warm process under bubblewrap, which starts at the first need and after each loss.

    While a candidate works, the next one is already forked and confines itself. A closed candidate has been
    killed, but its process may still exist until the next candidate starts.

    Args:
        hidden: folders that must not be visible inside, wherever they lie.
        arguments: bubblewrap's command line, if another sandbox has already made it.
    """

    def __init__(self, hidden: Sequence[Path], arguments: list[str] | None = None) -> None:
        self._arguments = arguments or [require_sandbox(), *_arguments(hidden)]
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._group: MemoryGroup | None = None
        self._errors = LastWords()
        self._spare: _ForkedCandidate | None = None  # the next candidate
        self._awaited: deque[_PendingAnswer] = deque()  # the answers that the warm process owes, in order

    def warm_up(self) -> None:
        if self._control is None:
            self._boot()

    def start(self, limits: Limits, watched: tuple[str, ...] = ()) -> ProcessCandidate:
        allowance = Allowance(memory_mb=limits.memory_mb, user=_FIRST_USER_ID + os.getpid() % _USER_IDS)
        self._settle()  # the last candidate is gone, and its memory is free again
        forked = self._take_spare(allowance) or self._spawn(allowance, watched)
        try:
            self._settle()
            forked.await_confined()
            if self._group is not None:
                self._group.allow((limits.memory_mb + cuda_mb()) * 2**20 + _SPARE_CANDIDATE_BYTES)
            self._spare = self._spawn(allowance, watched)
        except (OSError, EOFError) as error:
            forked.discard()
            raise GraderError(f"A candidate could not be confined{self._errors}.") from error
        except GraderError:  # the candidate has ended with the warm process
            forked.channel.close()
            raise
        return ProcessCandidate(forked, forked.channel, limits)

    def _take_spare(self, allowance: Allowance) -> _ForkedCandidate | None:
        """Return the candidate forked in advance; None if there is none or if it is unusable."""
        spare, self._spare = self._spare, None
        if spare is None:
            return None
        try:
            spare.await_confined()
        except (OSError, EOFError):  # something ended it; the kernel may, when memory is short
            pass
        else:
            if spare.allowance == allowance:
                return spare
        spare.discard()
        return None

    def _spawn(self, allowance: Allowance, watched: tuple[str, ...]) -> _ForkedCandidate:
        """Return a new candidate. The warm process reports its process number later."""
        ours, theirs = socket.socketpair()
        try:
            with theirs:
                answer = self.request(Spawn(allowance, watched), theirs.fileno())
                return _ForkedCandidate(self, allowance, ours, answer)
        except GraderError:
            ours.close()
            raise

    def branch(self) -> Bubblewrap:
        """Return a sandbox whose warm process is forked from this one's. If it is lost, a new one starts."""
        other = Bubblewrap([], self._arguments)
        other._control, theirs = socket.socketpair(type=socket.SOCK_SEQPACKET)
        other._control.settimeout(WARM_UP_SECONDS)
        other._control.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)  # each message names its sender
        with theirs:
            self.request(Branch(), theirs.fileno(), other._errors.file.fileno()).wait()
        other._group = MemoryGroup.make()
        pid = _sender(other._control)
        if other._group is not None:
            other._group.join(pid)
        return other

    def let_go(self) -> None:
        self._drop_spare()
        if self._control is not None:
            self._control.close()
        self._control = self._process = self._group = None

    def request(self, order: Spawn | Branch | Kill | Usage, *descriptors: int) -> _PendingAnswer:
        """Send the warm process an order, and return its pending answer without waiting.

        Raise `GraderError` if the warm process has ended; the next call starts a new one.
        """
        control = self._control or self._boot()
        try:
            socket.send_fds(control, [msgspec.msgpack.encode(order)], descriptors)
        except OSError as error:
            raise self._ended() from error
        answer = _PendingAnswer(self)
        self._awaited.append(answer)
        return answer

    def receive(self, wanted: _PendingAnswer) -> int:
        """Wait for an answer and all answers before it. Return its value.

        Raise `GraderError` if the warm process ended before it answered.
        """
        while wanted.value is None:
            if wanted not in self._awaited:  # the order went to a warm process that has ended
                raise GraderError(f"The sandbox's warm process ended{self._errors}.")
            value = self._receive()
            self._awaited.popleft().value = value
        return wanted.value

    def _settle(self) -> None:
        """Wait until the warm process has answered all orders."""
        if self._awaited:
            self.receive(self._awaited[-1])

    def _receive(self) -> int:
        assert self._control is not None
        try:
            answer = self._control.recv(4096)
            if not answer:
                raise EOFError
            return msgspec.msgpack.decode(answer, type=WarmAnswer).value
        except (OSError, EOFError, msgspec.MsgspecError) as error:
            raise self._ended() from error

    def _ended(self) -> GraderError:
        self.close()
        return GraderError(f"The sandbox's warm process ended{self._errors}.")

    def _boot(self) -> socket.socket:
        ours, theirs = socket.socketpair(type=socket.SOCK_SEQPACKET)
        ours.settimeout(WARM_UP_SECONDS)
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
        self._drop_spare()
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

    def _drop_spare(self) -> None:
        """Forget the spare candidate; its process ends with the warm process."""
        if self._spare is not None:
            self._spare.channel.close()
            self._spare = None
        self._awaited.clear()

    def killed_for_memory(self) -> int:
        """Return how many processes the kernel has killed because all together used too much memory."""
        return self._group.killed() if self._group is not None else 0


class _PendingAnswer:
    """The answer of the warm process to one order, which may still be on its way."""

    def __init__(self, sandbox: Bubblewrap) -> None:
        self._sandbox = sandbox
        self.value: int | None = None

    def wait(self) -> int:
        """Wait for the answer and return its value. Raise `GraderError` if the warm process ended first."""
        return self._sandbox.receive(self)


class _ForkedCandidate:
    """A candidate that is a child of the warm process. Only the warm process can kill it.

    Args:
        channel: the judge's end of the connection to the candidate.
        number: the candidate's process number inside the sandbox.
    """

    def __init__(
        self, sandbox: Bubblewrap, allowance: Allowance, channel: socket.socket, number: _PendingAnswer
    ) -> None:
        self._sandbox = sandbox
        self._is_confined = False
        self._number = number
        self._ending: _PendingAnswer | None = None
        self.allowance = allowance
        self.channel = channel

    def await_confined(self) -> None:
        """Wait until the candidate says that it is confined; nothing may be sent to it before.

        Raise `OSError` or `EOFError` if it ended.
        """
        if not self._is_confined:
            frames.receive(self.channel)
            self._is_confined = True
            self._killed = self._sandbox.killed_for_memory()

    def processor_seconds(self) -> float:
        return self._sandbox.request(Usage(self._number.wait())).wait() / 1000

    def ran_out_of_memory(self) -> bool:
        return self._sandbox.killed_for_memory() > self._killed

    def discard(self) -> None:
        """Close the connection and end an unused candidate."""
        self.channel.close()
        self.end()

    def end(self) -> None:
        self._ending = self._sandbox.request(Kill(self._number.wait()))

    def status(self) -> int:
        assert self._ending is not None
        return self._ending.wait()


def _sender(control: socket.socket) -> int:
    """Return the process number, in this namespace, of the process that sends the first message.

    Wait for the message. Raise `GraderError` if it carries no credentials.
    """
    _, ancillary, _, _ = control.recvmsg(4096, socket.CMSG_SPACE(_CREDENTIALS.size))
    control.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 0)
    for level, message_type, data in ancillary:
        if (level, message_type) == (socket.SOL_SOCKET, socket.SCM_CREDENTIALS):
            return int(_CREDENTIALS.unpack(data)[0])
    raise GraderError("Could not identify the sandbox process (no sender credentials).")


def _arguments(hidden: Sequence[Path]) -> list[str]:
    """Return the command line that lets the warm process see Python, its packages and the candidate's code.

    It has no network.
    """
    package = Path(autograder.candidate.__file__).parent
    visible = _visible_folders()
    arguments = [*name_spaces(), "--clearenv", "--setenv", "HOME", "/tmp"]
    arguments += ["--setenv", "LOGNAME", "candidate"]  # PyTorch 2.11 asks; no list of users is here
    for name, value in (OF_CANDIDATES | gpu_settings()).items():
        arguments += ["--setenv", name, value]
    made_folders: set[Path] = set()
    for folder, target in visible.items():
        for parent in reversed(target.parents[:-1]):
            if parent not in made_folders and not any(
                parent.is_relative_to(other) for other in visible.values()
            ):
                # 0755: a parent such as /root must let the unprivileged child through.
                arguments += ["--perms", "0755", "--dir", str(parent)]
                made_folders.add(parent)
        arguments += ["--ro-bind", str(folder), str(target)]
    arguments += ["--ro-bind", str(package), f"{_KIT}/{package.name}"]
    for path in hidden:
        for folder, target in visible.items():
            if path.resolve().is_relative_to(folder):
                covered = str(target / path.resolve().relative_to(folder))
                arguments += ["--tmpfs", covered, "--remount-ro", covered]
    arguments += ["--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp", "--chdir", "/tmp"]
    for device in sorted(Path("/dev").glob("nvidia*")):
        arguments += ["--dev-bind", str(device), str(device)]
    # All candidates share these folders. If an ordinary user grades, candidates own them and could write.
    return [*arguments, *("--remount-ro", "/dev/pts", "--remount-ro", "/dev", "--remount-ro", "/")]


def _visible_folders() -> dict[Path, Path]:
    """Return the folders of the system's libraries, Python and its packages, each with its path inside.

    A virtual environment gets a fixed path. It may lie under /tmp, and the sandbox has another /tmp.
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
    """Return the path of this Python inside the sandbox."""
    if sys.prefix == sys.base_prefix:
        return sys.executable
    return str(_ENVIRONMENT / Path(sys.executable).relative_to(sys.prefix))
