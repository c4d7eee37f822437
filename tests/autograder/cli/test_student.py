"""The students' commands."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from students_kit import RIGHT, bundle_of

from autograder.lesson.kit import Kit
from autograder.student.module import module_file


@pytest.fixture
def course(tiny_built: Kit, tmp_path: Path) -> Kit:
    return bundle_of(tiny_built, tmp_path)


@pytest.fixture
def file(course: Kit) -> Path:
    return module_file(course, course.registry.lesson("01"))


def command(course: Kit, *arguments: str, answer: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "autograder", *arguments],
        cwd=course.root,
        env={**os.environ, "AUTOGRADER_KIT": str(course.root), "COLUMNS": "80"},
        input=answer,
        capture_output=True,
        text=True,
        timeout=120,
    )


class TestCommands:
    def test_check(self, course: Kit, file: Path) -> None:
        file.write_text(RIGHT.replace("x + x", "x * x"))
        done = command(course, "check", "01")
        assert done.returncode == 1, done.stderr
        assert done.stdout.splitlines()[:6] == [
            "work/01_tiny/tiny.py",
            "double  1 of 2 checks passed",
            "  failed     double of three",
            "",
            "3 + 3 is 6.",
            "assert [9.0] == [6.0]",
        ]
        assert "share  1 of 1 checks passed" in done.stdout
        assert "At grading 3 hidden checks run: double 2, share 1." in " ".join(done.stdout.split())
        assert "kept in" in done.stderr

    def test_check_one_function_of_the_lesson_worked_on(self, course: Kit, file: Path) -> None:
        file.write_text(RIGHT)
        done = command(course, "check", "--function", "share", "--json")
        assert done.returncode == 0, done.stderr
        report = json.loads(done.stdout)
        (function,) = report["functions"]
        assert (report["lesson"], function["name"], function["hidden_checks"]) == ("01_tiny", "share", 1)
        assert [check["status"] for check in function["checks"]] == ["passed"]
        shown = command(course, "list").stdout.splitlines()
        assert shown[1:] == ["    double   2  begun", "    share    3  done"]
        assert "double  of 01_tiny, 2 points\n  work/01_tiny/tiny.py:6" in command(course, "next").stdout

    def test_a_syntax_error_is_told_once(self, course: Kit, file: Path) -> None:
        file.write_text("def double(x:\n    return x\n")
        done = command(course, "check")
        assert done.returncode == 1
        assert done.stdout.count("tiny.py, line 1: not valid Python") == 1

    def test_when_all_is_done(self, course: Kit, file: Path) -> None:
        file.write_text(RIGHT)
        assert command(course, "check").returncode == 0
        assert "All visible checks pass." in command(course, "next").stdout

    def test_reset_asks(self, course: Kit, file: Path) -> None:
        file.write_text(RIGHT)
        done = command(course, "reset", "01", "double", answer="n\n")
        assert "Nothing was changed." in done.stdout
        assert file.read_text() == RIGHT
        done = command(course, "reset", "01", "double", answer="y\n")
        assert "tiny.py.backup-1" in done.stdout
        assert "double is not written yet" in file.read_text()
        assert (file.parent / "tiny.py.backup-1").read_text() == RIGHT

    @pytest.mark.parametrize(
        ("arguments", "words"),
        [
            (["check", "99"], "'99' is not a lesson"),
            (["check", "01", "--function", "triple"], "no function 'triple'"),
            (["next", "99"], "'99' is not a lesson"),
            (["reset", "01", "triple"], "no function 'triple'"),
            (["watch", "99"], "'99' is not a lesson"),
        ],
    )
    def test_what_can_not_be_done(self, course: Kit, arguments: list[str], words: str) -> None:
        done = command(course, *arguments)
        assert done.returncode == 2
        assert words in done.stderr
        assert "Traceback" not in done.stderr
