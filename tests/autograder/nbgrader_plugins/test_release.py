"""What nbgrader releases to students."""

from __future__ import annotations

from pathlib import Path

import pytest
from nbgrader_course import nbgrader
from notebook_files import read_notebook

from autograder.gradebook.course import Course
from autograder.lesson.kit import Kit
from autograder.lesson.registry import Lesson

pytestmark = [
    pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning"),  # of nbgrader's own queries
    pytest.mark.filterwarnings("ignore:Passing unrecognized arguments:DeprecationWarning"),  # nbgrader's too
]


class TestRelease:
    def test_students_get_the_lessons_own_files(self, course: Course, kit: Kit, lesson: Lesson) -> None:
        result = nbgrader(course).generate_assignment(lesson.name)
        assert result["success"], result
        released = course.root / "release" / lesson.name
        for path in kit.assignment(lesson).glob("*.py"):
            assert (released / path.name).read_bytes() == path.read_bytes()
        theirs = read_notebook(released / f"{lesson.module}.ipynb")
        ours = read_notebook(kit.assignment(lesson) / f"{lesson.module}.ipynb")
        assert [cell.source for cell in theirs.cells] == [cell.source for cell in ours.cells]
        assert theirs.metadata.kernelspec.name == "python3"

    def test_no_line_of_a_solution_is_in_the_course(self, course: Course, kit: Kit, lesson: Lesson) -> None:
        assert nbgrader(course).generate_assignment(lesson.name)["success"]
        solution = (kit.solution(lesson) / f"{lesson.module}.py").read_text()
        secret = solution.split("### BEGIN SOLUTION")[1].split("### END SOLUTION")[0].strip().splitlines()[0]
        for path in filter(Path.is_file, course.root.rglob("*")):
            assert secret.encode() not in path.read_bytes(), path

    def test_generating_leaves_the_functions_and_points(self, course: Course, lesson: Lesson) -> None:
        assert nbgrader(course).generate_assignment(lesson.name)["success"]
        course.check_writable(lesson)
