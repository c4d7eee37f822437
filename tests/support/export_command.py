"""`autograder export` as a test calls it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from autograder.cli.app import main
from autograder.gradebook.course import Course

Command = Callable[..., tuple[int, str, str]]


def exporting(capsys: pytest.CaptureFixture[str], course: Course | None = None) -> Command:
    """Runs `autograder export`, of the course if there is one and unless a call says otherwise.

    It gives the status, what was printed, and the complaints.
    """

    def run(*arguments: object, here: bool = True) -> tuple[int, str, str]:
        place = ("--course", str(course.root)) if course is not None and here else ()
        with pytest.raises(SystemExit) as end:
            main(["export", *map(str, arguments), *place])
        printed = capsys.readouterr()
        assert isinstance(end.value.code, int)
        return end.value.code, printed.out, printed.err

    return run
