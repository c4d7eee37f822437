"""`autograder start`: students get a copy of their own, and what is theirs is never overwritten."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.authoring.build import build, drift
from autograder.errors import CourseError, StudentError
from autograder.lesson.kit import Kit
from autograder.lesson.registry import Lesson
from autograder.student.module import module_file, pristine
from autograder.student.start import start

FILES = ["tiny.py", "test_tiny.py", "likely_mistakes.json", "tiny.ipynb"]


@pytest.fixture
def kit(make_kit: Callable[..., Kit], tmp_path: Path) -> Kit:
    """A checkout of which no lesson is started."""
    kit = make_kit(tmp_path)
    build(kit, kit.registry.lesson("01"))
    return kit


@pytest.fixture
def lesson(kit: Kit) -> Lesson:
    return kit.registry.lesson("01")


def command(kit: Kit, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "autograder", *arguments],
        cwd=kit.root,
        env={**os.environ, "AUTOGRADER_KIT": str(kit.root)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
    )


class TestStart:
    def test_the_copy_is_what_was_handed_out(self, kit: Kit, lesson: Lesson) -> None:
        assert start(kit, lesson) == (FILES, [])
        folder = kit.working_copy(lesson)
        assert sorted(path.name for path in folder.iterdir()) == sorted(FILES)
        for name in FILES:
            assert (folder / name).read_bytes() == (kit.assignment(lesson) / name).read_bytes()

    def test_the_rules_of_all_lessons_come_too(self, kit: Kit, lesson: Lesson) -> None:
        (kit.assignment(lesson) / "rules.md").write_text("# Rules\n")
        assert start(kit, lesson).copied == [*FILES, "rules.md"]

    def test_what_is_there_stays(self, kit: Kit, lesson: Lesson) -> None:
        start(kit, lesson)
        own = module_file(kit, lesson)
        own.write_text("mine\n")
        (own.parent / "test_tiny.py").unlink()
        assert start(kit, lesson) == (["test_tiny.py"], [name for name in FILES if name != "test_tiny.py"])
        assert start(kit, lesson) == ([], FILES)
        assert own.read_text() == "mine\n"

    def test_a_link_that_leads_nowhere_stays(self, kit: Kit, lesson: Lesson) -> None:
        own = module_file(kit, lesson)
        own.parent.mkdir(parents=True)
        own.symlink_to("elsewhere.py")
        assert start(kit, lesson).kept == ["tiny.py"]
        assert own.is_symlink()

    def test_a_lesson_that_lacks_a_file_is_not_copied(self, kit: Kit, lesson: Lesson) -> None:
        (kit.assignment(lesson) / "tiny.ipynb").unlink()
        with pytest.raises(CourseError, match=r"tiny\.ipynb can't be read .* unzip the course again"):
            start(kit, lesson)
        assert not kit.work.exists()

    def test_a_folder_that_can_not_be_made(self, kit: Kit, lesson: Lesson) -> None:
        kit.work.touch()
        with pytest.raises(StudentError, match=r"work/01_tiny can't be written: Not a directory"):
            start(kit, lesson)

    def test_a_student_who_works_in_a_checkout_makes_no_drift(self, kit: Kit, lesson: Lesson) -> None:
        start(kit, lesson)
        own = module_file(kit, lesson)
        stubs = own.read_bytes()
        own.write_text("mine\n")
        assert drift(kit, lesson) == []
        assert pristine(kit, lesson) == stubs


class TestCommands:
    def test_start(self, kit: Kit) -> None:
        done = command(kit, "start")
        assert (done.returncode, done.stderr) == (0, "")
        folder = Path("work", "01_tiny")
        assert done.stdout == f"{folder}: copied {', '.join(FILES)}.\n"
        again = command(kit, "start", "01")
        assert again.stdout == f"{folder}: kept your {', '.join(FILES)}; nothing was overwritten.\n"

    @pytest.mark.parametrize(
        "arguments",
        [["check"], ["check", "01"], ["next"], ["watch"], ["reset", "01", "double", "--yes"]],
        ids=" ".join,
    )
    def test_without_a_copy_a_sentence_says_what_to_run(self, kit: Kit, arguments: list[str]) -> None:
        done = command(kit, *arguments)
        assert done.returncode == 2
        assert done.stdout == ""
        assert " ".join(done.stderr.split()) == (
            f"autograder: {Path('work', '01_tiny', 'tiny.py')} is missing: run `autograder start 01`, which "
            "copies what was handed out and overwrites nothing."
        )
        assert not kit.work.exists()

    @pytest.mark.parametrize(
        ("arguments", "words"),
        [(["list"], "share    3  untouched"), (["hint", "01", "double"], "Add x to itself.")],
        ids=["list", "hint"],
    )
    def test_what_needs_no_copy(self, kit: Kit, arguments: list[str], words: str) -> None:
        done = command(kit, *arguments)
        assert done.returncode == 0, done.stderr
        assert words in done.stdout

    def test_a_lesson_whose_copy_is_gone_is_not_done(self, kit: Kit, lesson: Lesson) -> None:
        start(kit, lesson)
        module_file(kit, lesson).write_bytes((kit.solution(lesson) / "tiny.py").read_bytes())
        assert command(kit, "check").returncode == 0
        assert "hand in your work" in command(kit, "next").stdout.lower()
        shutil.rmtree(kit.working_copy(lesson))
        assert "autograder start 01" in command(kit, "next").stderr
