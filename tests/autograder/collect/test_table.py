"""The table that `autograder collect` shows."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from collected import ONE

from autograder.cli.app import main
from autograder.gradebook.course import Course
from autograder.lesson.kit import Kit


def test_the_command_shows_a_table(
    course: Course,
    tiny: Kit,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("AUTOGRADER_KIT", str(tiny.root))
    with zipfile.ZipFile(tmp_path / "e.zip", "w") as archive:
        archive.writestr("ada/[red]t.py", ONE)
        archive.writestr("nobody/t.py", ONE)
    with pytest.raises(SystemExit) as end:
        main(["collect", "01", str(tmp_path / "e.zip"), "--course", str(course.root)])
    assert end.value.code == 0
    table = capsys.readouterr().out
    for words in ("ada", "[red]t.py", "nobody/t.py", "Handed in nothing (4): bm7, jane1, jane2, zoe"):
        assert words in table
