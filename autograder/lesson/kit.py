"""The places of the kit's own files."""

from __future__ import annotations

import os
from functools import cached_property
from pathlib import Path

from autograder.errors import CourseError
from autograder.lesson.registry import Lesson, Registry, load_registry

_OF_COURSE = "c.Autograder.kit in the course's nbgrader_config.py"


class Kit:
    """A checkout of the kit: grading.yml and the folders beside it."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()

    @classmethod
    def find(cls, of_course: str | None = None) -> Kit:
        """Return the kit to use.

        The first of these counts: AUTOGRADER_KIT, the course's setting, a kit that contains the working
        directory, a kit that contains this package.

        Args:
            of_course: the value of `c.Autograder.kit` in a course's nbgrader_config.py.
        """
        for named, by, mend in (
            (os.environ.get("AUTOGRADER_KIT"), "AUTOGRADER_KIT", "set it to the kit's folder"),
            (of_course, _OF_COURSE, "correct it, or set AUTOGRADER_KIT"),
        ):
            if named:
                if not (Path(named) / "grading.yml").is_file():
                    raise CourseError(f"{by} names {named}, but no grading.yml is there: {mend}.")
                return cls(Path(named))
        package = Path(__file__).resolve().parents[2]
        return cls.around(Path.cwd(), package if (package / "grading.yml").is_file() else None)

    @classmethod
    def around(cls, path: Path, otherwise: Path | None = None) -> Kit:
        """Return the kit that contains `path`, else the one at `otherwise`."""
        for folder in (path.resolve(), *path.resolve().parents, *([otherwise] if otherwise else [])):
            if (folder / "grading.yml").is_file():
                return cls(folder)
        raise CourseError(
            f"No grading.yml in {path} or above: run autograder inside the kit, or set AUTOGRADER_KIT to it."
        )

    @cached_property
    def registry(self) -> Registry:
        return load_registry(self.root / "grading.yml")

    @property
    def plan(self) -> Path:
        """Return the path of the page with the plan of the course."""
        return self.root / "docs" / "course.md"

    @property
    def rules(self) -> Path:
        """Return the path of the page with the rules of all lessons. Each assignment has a copy of it."""
        return self.root / "solutions" / "rules.md"

    def solution(self, lesson: Lesson) -> Path:
        """Return the folder with the reference, its notebook, hints, visible checks and known mistakes."""
        return self.root / "solutions" / lesson.name

    def assignment(self, lesson: Lesson) -> Path:
        """Return the folder that students get. `autograder build` makes it; don't edit it by hand."""
        return self.root / "assignments" / lesson.name

    @property
    def work(self) -> Path:
        """Return the folder of a student's own files."""
        return self.root / "work"

    def working_copy(self, lesson: Lesson) -> Path:
        """Return the folder in which a student works on a lesson. `autograder start` makes it."""
        return self.work / lesson.name

    def reference(self, lesson: Lesson) -> Path:
        """Return the module with the reference solution."""
        return self.solution(lesson) / f"{lesson.module}.py"

    def suite(self, lesson: Lesson) -> Path:
        """Return the folder with the hidden tests."""
        return self.root / "tests" / "lessons" / lesson.name
