"""No sandbox: the module runs in this very process. For the course's own code, and for benchmarks."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType, ModuleType

from autograder.candidate.runtime import fault_of, perform_all
from autograder.candidate.wire import Batch, Load, Reply
from autograder.lesson.registry import Limits
from autograder.results import Status
from autograder.sandbox.protocol import Breach, Task

_AGAIN_SECONDS = 0.05  # until the rest of a batch ends too, once a request has taken all the time
_PAGE_BYTES = 4096


class Inline:
    """A sandbox that is its own candidate, because both are this process."""

    def __init__(self) -> None:
        self._module = ModuleType("not_loaded")
        self.spent = 0.0  # the course's own code has no budget of time

    def warm_up(self) -> None:
        pass

    def start(self, limits: Limits, watched: tuple[str, ...] = ()) -> Inline:
        return Inline()

    def ask(self, order: Load | Batch, seconds: float) -> Reply:
        if isinstance(order, Batch):
            return Reply(runs=perform_all(self._module, order))
        self._module = ModuleType(order.name)
        self._module.__file__ = f"{order.name}.py"
        try:
            exec(compile(order.source, self._module.__file__, "exec"), self._module.__dict__)
        except Exception as error:
            return Reply(fault=fault_of(error, self._module))
        return Reply()

    def ask_each(self, tasks: Sequence[Task]) -> Iterator[Reply]:
        return (self.ask(task.batch, task.seconds) for task in tasks)

    def branch(self) -> Inline:
        return Inline()

    def let_go(self) -> None:
        pass

    def close(self) -> None:
        self._module = ModuleType("not_loaded")


class Limited(Inline):
    """The same for wrong modules of the course, in the main thread, which alone gets signals.

    Its limits stop an accident, such as a loop that never ends. They are no protection.
    """

    def __init__(self, limits: Limits | None = None) -> None:
        super().__init__()
        self._limits = limits or Limits()

    def start(self, limits: Limits, watched: tuple[str, ...] = ()) -> Limited:
        return Limited(limits)

    def ask(self, order: Load | Batch, seconds: float) -> Reply:
        with _processor_time(seconds), _memory(self._limits.memory_mb):
            return super().ask(order, seconds)


@contextmanager
def _processor_time(seconds: float) -> Iterator[None]:
    """Raise `Breach` after the block if it took this much CPU time.

    The signal raises an exception in the module, and again shortly after, because a run may catch it.
    """
    late = False

    def stop(number: int, frame: FrameType | None) -> None:
        nonlocal late
        late = True
        raise TimeoutError("it takes too long")

    before = signal.signal(signal.SIGPROF, stop)
    try:
        signal.setitimer(signal.ITIMER_PROF, seconds, _AGAIN_SECONDS)
        yield
    except TimeoutError:  # between two runs of a batch
        if not late:
            raise
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
        if late:
            raise Breach(Status.TIMEOUT, f"It did not end within {seconds:g} s.")


@contextmanager
def _memory(megabytes: int) -> Iterator[None]:
    """Let the block take this much more memory. Other systems than Linux don't tell how much is taken."""
    if sys.platform != "linux":
        yield
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    resource.setrlimit(resource.RLIMIT_AS, (pages * _PAGE_BYTES + megabytes * 2**20, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
