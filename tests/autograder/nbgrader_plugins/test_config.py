"""The kit that a course's configuration names."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from nbgrader_course import hand_in
from notebook_files import code_cell, new_notebook, write_notebook
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from autograder.errors import CourseError
from autograder.gradebook.course import Course
from autograder.gradebook.settings import kit_of, read_settings
from autograder.lesson.kit import Kit
from autograder.lesson.registry import Lesson
from autograder.nbgrader_plugins.config import kit_of as bridge_kit

pytestmark = [
    pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning"),  # of nbgrader's own queries
    pytest.mark.filterwarnings("ignore:Passing unrecognized arguments:DeprecationWarning"),  # nbgrader's too
]


class TestKit:
    """A course knows the kit that made it."""

    @pytest.fixture
    def elsewhere(self, course: Course, monkeypatch: pytest.MonkeyPatch) -> Path:
        """The nbgrader_config.py of a course that no kit is around, and no environment names one."""
        monkeypatch.delenv("AUTOGRADER_KIT")
        return course.root / "nbgrader_config.py"

    def test_it_is_remembered(self, elsewhere: Path, kit: Kit, tmp_path: Path) -> None:
        assert kit_of(elsewhere.parent).root == kit.root
        other = tmp_path / "other"
        other.mkdir()
        (other / "grading.yml").write_text((kit.root / "grading.yml").read_text())
        elsewhere.write_text(elsewhere.read_text().replace(repr(str(kit.root)), repr(str(other))))
        assert kit_of(elsewhere.parent).root == other
        config: Config = PyFileConfigLoader(str(elsewhere)).load_config()
        assert bridge_kit(config).root == other

    def test_the_environment_comes_first(
        self, elsewhere: Path, kit: Kit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        elsewhere.write_text(elsewhere.read_text().replace(repr(str(kit.root)), "'/nowhere'"))
        with pytest.raises(CourseError, match=r"c\.Autograder\.kit in .* names /nowhere, but no"):
            kit_of(elsewhere.parent)
        monkeypatch.setenv("AUTOGRADER_KIT", str(kit.root))
        assert kit_of(elsewhere.parent).root == kit.root

    def test_a_course_from_before_finds_it_as_ever(self, elsewhere: Path, kit: Kit) -> None:
        lines = elsewhere.read_text().splitlines(keepends=True)
        elsewhere.write_text("".join(line for line in lines if "Autograder.kit" not in line))
        assert kit_of(elsewhere.parent).root == kit.root  # around the package

    @pytest.mark.parametrize(
        ("line", "words"),
        [
            ("c.Autograder.kitt = 'x'", r"line 7: c.Autograder.kitt is unknown\. Known: kit and timezone"),
            ("c.Autograder.timezone = 1", "line 7: c.Autograder.timezone must be text, not int"),
            (
                "c.Autograder.timezone = 'Mars/X'",
                r"line 7: c.Autograder.timezone names no time zone .*'Mars/X'",
            ),
            ("c.Autograder.timezone = '../x'", "line 7: c.Autograder.timezone names no time zone"),
        ],
    )
    def test_a_faulty_setting_is_told_with_its_line(self, elsewhere: Path, line: str, words: str) -> None:
        elsewhere.write_text(f"{elsewhere.read_text()}{line}\n")
        with pytest.raises(CourseError, match=words):
            read_settings(elsewhere.parent)

    def test_without_it_nbgrader_runs_nothing(self, elsewhere: Path, kit: Kit, lesson: Lesson) -> None:
        """nbgrader goes on without a configuration that raises, and executes what was handed in."""
        elsewhere.write_text(elsewhere.read_text().replace(repr(str(kit.root)), "'/nowhere'"))
        folder = hand_in(Course(elsewhere.parent, kit), lesson, "ada", "# ada\n")
        cell = code_cell("open('ran', 'w')")
        kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
        notebook = new_notebook(cell, metadata=kernel)
        write_notebook(folder / f"{lesson.module}.ipynb", notebook)
        done = subprocess.run(
            [sys.executable, "-m", "nbgrader", "autograde", lesson.name],
            cwd=elsewhere.parent,
            capture_output=True,
            text=True,
        )
        assert done.returncode != 0
        assert "names /nowhere, but no grading.yml is there" in done.stderr
        assert not list(elsewhere.parent.rglob("ran"))
