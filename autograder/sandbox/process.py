"""A candidate that is a process behind a socket: its answers, its time, and how it ended."""

from __future__ import annotations

import signal
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Protocol

from autograder.candidate import frames
from autograder.candidate.wire import Batch, BatchCount, Load, Reply, decode_reply, encode_message
from autograder.lesson.registry import Limits
from autograder.results import Status
from autograder.sandbox.protocol import Breach, LostCandidate, Task

WARM_UP_SECONDS = 120  # importing torch from a cold disk
_MAX_TIMES_CLOCK_LIMIT = 4  # times the limit in wall-clock time, for a candidate that gets little CPU time
_MIN_PROCESSOR_SHARE = 0.9  # of the limit in CPU time, because the measured CPU time is rounded down
_UNMEASURED_SECONDS = 0.2  # of wall-clock time; for shorter requests the CPU time is not measured


class Process(Protocol):
    """The process of a candidate. Each sandbox starts it in its own way."""

    def processor_seconds(self) -> float:
        """Return the CPU time, in seconds, that it has used since its start, rounded down."""
        ...

    def ran_out_of_memory(self) -> bool:
        """Return whether the kernel killed a part of it because the sandbox used too much memory."""
        ...

    def end(self) -> None:
        """Kill it and all that it started. Nothing of it is left when the next candidate starts."""
        ...

    def status(self) -> int:
        """Wait until it has ended, after `end`. Return its status as in `subprocess.Popen.returncode`."""
        ...


class ProcessCandidate:
    """A candidate that answers over a socket.

    Args:
        channel: the judge's end of the connection; the process has the other end.
    """

    def __init__(self, process: Process, channel: socket.socket, limits: Limits) -> None:
        self._process = process
        self._channel = channel
        self._limits = limits
        self._served = 0.0  # seconds that all earlier requests took
        self._counted = 0.0  # seconds of CPU time at the last reading
        self.spent = 0.0
        self._closed = False

    def ask(self, order: Load | Batch, seconds: float) -> Reply:
        started = time.monotonic()
        self._send([encode_message(order)], seconds)
        return self._reply(seconds, started)

    def ask_each(self, tasks: Sequence[Task]) -> Iterator[Reply]:
        encoded = [encode_message(task.batch) for task in tasks]
        done = 0
        while done < len(tasks):
            started = time.monotonic()
            together = encoded[done : done + _fitting(encoded[done:])]
            self._send([encode_message(BatchCount(len(together))), *together], tasks[done].seconds)
            for task in tasks[done : done + len(together)]:
                reply = self._reply(task.seconds, started)
                started = time.monotonic()  # the candidate has begun with the next task
                done += 1
                yield reply

    def _send(self, messages: Sequence[bytes], seconds: float) -> None:
        self._channel.settimeout(seconds)
        with self._failures(seconds):
            frames.send(self._channel, *messages)

    def _reply(self, seconds: float, started: float) -> Reply:
        """Return the next reply. The candidate began to work on it at the time `started`."""
        with self._failures(seconds):
            reply = decode_reply(frames.receive(_Patience(self._channel, seconds, self._processor_seconds)))
        self._charge(time.monotonic() - started)
        self._refuse_exhausted(reply)
        return reply

    @contextmanager
    def _failures(self, seconds: float) -> Iterator[None]:
        """Turn errors of the connection in the `with` block into a `Breach`, and end the candidate."""
        try:
            yield
        except TimeoutError:
            self.close()
            raise Breach(Status.TIMEOUT, f"It did not end within {seconds:g} s.") from None
        except frames.WireError as error:
            self.close()
            raise Breach(
                Status.CRASHED, f"Its process sent something that is not a result ({error})."
            ) from None
        except (EOFError, OSError):
            self.close()
            status = self._process.status()
            if self._process.ran_out_of_memory():
                raise self._exhausted() from None
            raise LostCandidate(Status.CRASHED, f"Its process {_ending(status)}.") from None

    def _charge(self, elapsed: float) -> None:
        """Charge the candidate for a request: for CPU time, so that a busy machine costs it nothing."""
        self._served += elapsed
        if elapsed < _UNMEASURED_SECONDS:
            self.spent += elapsed
            return
        before, self._counted = self._counted, self._process.processor_seconds()
        self.spent += max(min(elapsed, self._counted - before), elapsed / _MAX_TIMES_CLOCK_LIMIT)

    def _processor_seconds(self) -> float:
        """Return a lower bound, in seconds, of the CPU time of the current request.

        Earlier requests used at most as much CPU time as wall-clock time.
        """
        return self._process.processor_seconds() - self._served

    def _refuse_exhausted(self, reply: Reply) -> None:
        faults = [reply.fault, *(run.fault for run in reply.runs)]
        if any(fault and _is_memory(fault.kinds, fault.message) for fault in faults):
            self.close()
            raise self._exhausted()

    def _exhausted(self) -> Breach:
        return Breach(Status.MEMORY, f"It needs more than {self._limits.memory_mb} MB of memory, its limit.")

    def close(self) -> None:
        if not self._closed:
            self._closed = True  # set first: if the warm process is gone, its successor has no such child
            self._channel.close()
            self._process.end()


def _fitting(messages: Sequence[bytes]) -> int:
    """Return how many messages to send at once: at least one, and together at most `MAX_FRAME_BYTES`."""
    total, count = len(messages[0]), 1
    while count < len(messages) and total + len(messages[count]) <= frames.MAX_FRAME_BYTES:
        total += len(messages[count])
        count += 1
    return count


class _Patience:
    """A socket with one time limit for a whole reply, however slowly its bytes arrive.

    The limit is CPU time, so that a candidate may wait its turn on a busy machine. A candidate that only
    sleeps gets `_MAX_TIMES_CLOCK_LIMIT` times the limit in wall-clock time.
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
        starved = time.monotonic() - self._started < self._seconds * _MAX_TIMES_CLOCK_LIMIT
        return not starved or self._used() >= self._seconds * _MIN_PROCESSOR_SHARE


def _is_memory(kinds: Sequence[str], message: str) -> bool:
    return "MemoryError" in kinds or "OutOfMemoryError" in kinds or "can't allocate memory" in message


def _ending(status: int) -> str:
    """Return how a process ended that closed its connection. Our own kill shows nothing."""
    if status == -signal.SIGKILL:
        return "was ended"
    if status < 0:
        return f"was ended by {signal.Signals(-status).name}"
    return f"ended itself with status {status}"
