"""The description of an exception in a check, for the student."""

from __future__ import annotations

import traceback
from pathlib import Path

import pytest

from autograder.checks.expect import Failed
from autograder.student.messages import CheckStatus

_MAX_MESSAGE_CHARACTERS = 2000  # enough to read; a tensor may have a million numbers


def describe(error: BaseException, module: Path, suite: Path) -> tuple[CheckStatus, str]:
    """Return the status and the message of a check that raised `error`.

    Args:
        module: the student's file.
        suite: the file of the checks.
    """
    if isinstance(error, Failed):  # its message is complete
        return CheckStatus(error.outcome), str(error)
    text = _shortened(str(error).strip())
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if Path(frame.filename) == module]
    raised_there = bool(frames) and frames[-1] in own
    if isinstance(error, NotImplementedError) and raised_there:
        return CheckStatus.UNWRITTEN, text or "A stub was reached"
    if isinstance(error, AssertionError | pytest.fail.Exception) and not raised_there:
        return CheckStatus.FAILED, text or "The check does not hold."
    if isinstance(error, pytest.skip.Exception):
        return CheckStatus.SKIPPED, text
    # A call that doesn't fit the function's parameters fails in the check, not in the student's code.
    folders = (module.parent, suite.parent)
    near = own or [frame for frame in frames if Path(frame.filename).parent in folders]
    where = "".join(f"\n{_frame_location(frame)}" for frame in near[-1:])
    return CheckStatus.ERROR, f"{type(error).__name__}: {text or 'no message'}{where}"


def _frame_location(frame: traceback.FrameSummary) -> str:
    return f"{Path(frame.filename).name}, line {frame.lineno}: {frame.line}"


def _shortened(text: str) -> str:
    return text if len(text) <= _MAX_MESSAGE_CHARACTERS else f"{text[:_MAX_MESSAGE_CHARACTERS]} ..."
