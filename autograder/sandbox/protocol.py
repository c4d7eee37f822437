"""What the judge expects of a sandbox."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple, Protocol

from autograder.candidate.wire import Batch, Load, Reply
from autograder.errors import StudentError
from autograder.lesson.registry import Limits
from autograder.results import Status


class Breach(StudentError):
    """A candidate that broke a limit or ended; it can't be used any more."""

    def __init__(self, status: Status, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


class LostCandidate(Breach):
    """A candidate whose process is gone, and it can't be told by whose hand: worth another try."""


class Task(NamedTuple):
    """The requests of a test, and the seconds that they take or may take."""

    batch: Batch
    seconds: float


class Candidate(Protocol):
    """A process (or something like it) that holds one submission.

    `spent` is what its orders have cost it so far: seconds of the processor, at least a share of the clock's.
    """

    spent: float

    def ask(self, order: Load | Batch, seconds: float) -> Reply:
        """Raises `Breach` when no proper reply comes in time."""
        ...

    def ask_each(self, tasks: Sequence[Task]) -> Iterator[Reply]:
        """As `ask` for one after the other, but it goes on with the next while a reply is looked at.

        Until the last reply was taken the candidate is of no other use.
        """
        ...

    def close(self) -> None:
        """End it and all that it started."""
        ...


class Sandbox(Protocol):
    """Starts candidates, one at a time."""

    def warm_up(self) -> None:
        """Begin with what takes long before the first candidate can start, in the background."""
        ...

    def start(self, limits: Limits, watched: tuple[str, ...] = ()) -> Candidate:
        """A new candidate.

        Args:
            watched: the concepts whose operators requests will have noted, which may be prepared for.
        """
        ...

    def branch(self) -> Sandbox:
        """Another of the same kind, for a judge that is forked from this one's: what can be shared is."""
        ...

    def let_go(self) -> None:
        """Forget what belongs to another judge from now on, and leave it running."""
        ...

    def close(self) -> None: ...
