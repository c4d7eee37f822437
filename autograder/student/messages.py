"""What the process that runs checks is asked, and what it says: a line of JSON each."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class CheckStatus(StrEnum):
    """How a visible check ended."""

    PASSED = "passed"
    FAILED = "failed"  # a result came and it is not the expected one
    UNWRITTEN = "unwritten"  # a stub was reached
    ERROR = "error"  # the code raised an exception, or can't even be read
    TIMEOUT = "timeout"
    CRASHED = "crashed"  # the code ended its process
    SKIPPED = "skipped"  # the check itself says that it can't run here
    NOT_RUN = "not run"  # another check of the function ran out of time or crashed before

    @property
    def is_fine(self) -> bool:
        """Whether nothing speaks against the function."""
        return self in (CheckStatus.PASSED, CheckStatus.SKIPPED)


class CheckRequest(msgspec.Struct, frozen=True):
    """Run some checks on a module."""

    folder: str  # of the module
    suite: str  # the file of the checks
    module: str
    source: bytes  # of the module, which may be newer than its file, or older
    functions: tuple[str, ...]  # what the module must define
    checks: tuple[str, ...]  # by the names of their functions
    seconds: int  # after which it ends by itself, should whoever asked be gone


class WorkerReady(msgspec.Struct, tag="ready", frozen=True):
    """torch is imported."""


class Began(msgspec.Struct, tag="began", frozen=True):
    """A process for the request has begun to import the module."""

    pid: int


class Loaded(msgspec.Struct, tag="loaded", frozen=True):
    """The module is imported."""


class Broken(msgspec.Struct, tag="broken", frozen=True):
    """The module, or the file of the checks, raised an exception when it was imported."""

    message: str


class Started(msgspec.Struct, tag="started", frozen=True):
    """A check runs from now on. Its name has its parameters, as pytest writes them."""

    name: str


class Ended(msgspec.Struct, tag="ended", frozen=True):
    """A check ended."""

    name: str
    status: CheckStatus
    message: str
    output: str  # what was printed during it
    seconds: float


class Finished(msgspec.Struct, tag="finished", frozen=True):
    """The request's process has ended, with this exit status (negative: the signal)."""

    status: int


Event = WorkerReady | Began | Loaded | Broken | Started | Ended | Finished
