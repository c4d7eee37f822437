"""The interface between the judge and a sandbox."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple, Protocol

from autograder.candidate.wire import Batch, Load, Reply
from autograder.errors import StudentError
from autograder.lesson.registry import Limits
from autograder.results import Status


class Breach(StudentError):
    """The error for a candidate that broke a limit or ended. It can't be used any more."""

    def __init__(self, status: Status, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


class LostCandidate(Breach):
    """The error for a candidate whose process ended for an unknown reason. Another try is worthwhile."""


class Task(NamedTuple):
    """The requests of a test, and the seconds that they take (or may take)."""

    batch: Batch
    seconds: float


class Candidate(Protocol):
    """A process (or something like it) that holds one submission.

    `spent` is the cost of its orders so far, in seconds: CPU time, but at least a share of wall-clock time.
    """

    spent: float

    def ask(self, order: Load | Batch, seconds: float) -> Reply:
        """Send an order and return the reply. Raise `Breach` if no proper reply comes within `seconds`."""
        ...

    def ask_each(self, tasks: Sequence[Task]) -> Iterator[Reply]:
        """Yield the reply to each task, in order. Raise `Breach` as `ask` does.

        The candidate works on the next task while the caller looks at a reply. Until the caller has taken the
        last reply, it must send no other order.
        """
        ...

    def close(self) -> None:
        """End the candidate and all that it started."""
        ...


class Sandbox(Protocol):
    """A place that starts candidates, one at a time."""

    def warm_up(self) -> None:
        """Start slow preparations for the first candidate, in the background."""
        ...

    def start(self, limits: Limits, watched: tuple[str, ...] = ()) -> Candidate:
        """Return a new candidate. Raise `GraderError` if none can be started.

        Args:
            watched: the concepts that later requests watch, so that the sandbox can prepare for them.
        """
        ...

    def branch(self) -> Sandbox:
        """Return a sandbox of the same kind for a forked judge. The two share as much as they can."""
        ...

    def let_go(self) -> None:
        """Give up the processes without ending them, because they belong to another judge from now on."""
        ...

    def close(self) -> None:
        """End all that the sandbox has started."""
        ...
