"""No sandbox: the module runs in this very process. For the course's own code and for benchmarks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from types import ModuleType

from autograder.candidate.runtime import fault_of, perform_all
from autograder.candidate.wire import Batch, Load, Reply
from autograder.lesson.registry import Limits
from autograder.sandbox.protocol import Task


class Inline:
    """A sandbox that is its own candidate, because both are this process."""

    def __init__(self) -> None:
        self._module = ModuleType("not_loaded")
        self.spent = 0.0  # the course's own code is under no limit

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
