"""The messages to and from the process that runs checks. Each is one line of JSON."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class CheckStatus(StrEnum):
    """The outcome of a visible check."""

    PASSED = "passed"
    FAILED = "failed"  # the result isn't the expected one
    UNWRITTEN = "unwritten"  # the code reached a stub
    ERROR = "error"  # the code raised an exception or is not valid Python
    TIMEOUT = "timeout"
    CRASHED = "crashed"  # the code ended its process
    SKIPPED = "skipped"  # the check can't run on this machine
    NOT_RUN = "not run"  # an earlier check of the function timed out or crashed

    @property
    def is_fine(self) -> bool:
        """Return whether the check found no fault of the function."""
        return self in (CheckStatus.PASSED, CheckStatus.SKIPPED)


class CheckRequest(msgspec.Struct, frozen=True):
    """A request to run some checks on a module."""

    folder: str  # the module's folder
    suite: str  # the path of the checks' file
    module: str
    source: bytes  # the module's text, which may differ from its file
    functions: tuple[str, ...]  # the functions that the module must define
    checks: tuple[str, ...]  # the names of the checks' functions
    seconds: int  # the process ends after this time, even if the caller is gone


class WorkerReady(msgspec.Struct, tag="ready", frozen=True):
    """The process has imported torch."""


class Began(msgspec.Struct, tag="began", frozen=True):
    """A process for the request has started to import the module."""

    pid: int


class Loaded(msgspec.Struct, tag="loaded", frozen=True):
    """The process has imported the module."""


class Broken(msgspec.Struct, tag="broken", frozen=True):
    """The module or the checks' file raised an exception at import."""

    message: str


class Started(msgspec.Struct, tag="started", frozen=True):
    """A check started. Its name includes its parameters, as pytest writes them."""

    name: str


class Ended(msgspec.Struct, tag="ended", frozen=True):
    """A check ended."""

    name: str
    status: CheckStatus
    message: str
    output: str  # the output that it printed
    seconds: float


class Finished(msgspec.Struct, tag="finished", frozen=True):
    """The request's process has ended, with this exit status (negative: the signal)."""

    status: int


Event = WorkerReady | Began | Loaded | Broken | Started | Ended | Finished
