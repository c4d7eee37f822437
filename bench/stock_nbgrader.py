"""Stock nbgrader on the same submissions: a course whose grade cells run the hidden tests in the kernel."""

from __future__ import annotations

import os
import shutil
import subprocess
import sysconfig
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import nbformat
from nbgrader.api import Gradebook  # type: ignore[import-untyped]

from autograder.errors import CourseError
from autograder.lesson.kit import Kit
from autograder.lesson.registry import Lesson

_HERE = Path(__file__).resolve().parent
_SCRIPTS = sysconfig.get_path("scripts")
_nbformat: Any = nbformat  # not typed


class StockCourse:
    """An nbgrader course of one lesson in an empty folder, with no configuration of its own."""

    def __init__(self, root: Path, lesson: Lesson, cells: list[Any]) -> None:
        self._root = root
        self._lesson = lesson
        (root / "nbgrader_config.py").write_text('c = get_config()\nc.CourseDirectory.course_id = "bench"\n')
        _write(root / "source" / lesson.name / f"{lesson.module}.ipynb", cells)
        self._nbgrader("generate_assignment")

    def submit(self, sources: Mapping[str, str]) -> None:
        """Hand in the module of each student, as the solution cell of the released notebook."""
        name = f"{self._lesson.module}.ipynb"
        released = _nbformat.read(self._root / "release" / self._lesson.name / name, as_version=4)
        for student, source in sources.items():
            released.cells[0].source = source
            _write(self._root / "submitted" / student / self._lesson.name / name, released.cells)

    def autograde(self, strict: bool = True) -> float:
        """Grade what is new; returns the seconds that it took.

        Args:
            strict: whether a submission that can't be graded is an error.
        """
        start = time.perf_counter()
        self._nbgrader("autograde", strict)
        return time.perf_counter() - start

    def scores(self) -> dict[str, float]:
        """The points by student, from nbgrader's gradebook."""
        with Gradebook(f"sqlite:///{self._root / 'gradebook.db'}") as gradebook:
            submissions = gradebook.assignment_submissions(self._lesson.name)
            return {submission.student_id: submission.score for submission in submissions}

    def _nbgrader(self, command: str, strict: bool = True) -> None:
        # nbgrader runs `alembic` by name; no configuration of the user's may slow it down or speed it up.
        settings = {"JUPYTER_CONFIG_DIR": str(self._root), "IPYTHONDIR": str(self._root / ".ipython")}
        paths = {"PATH": os.pathsep.join([_SCRIPTS, os.environ.get("PATH", os.defpath)])}
        paths["PYTHONPATH"] = os.pathsep.join([str(_HERE), str(_HERE.parent)])
        done = subprocess.run(
            [shutil.which("nbgrader", path=_SCRIPTS) or "nbgrader", command, self._lesson.name],
            cwd=self._root,
            env={**os.environ, **settings, **paths, "OMP_NUM_THREADS": "1"},
            capture_output=True,
            text=True,
        )
        if done.returncode != 0 and strict:
            raise CourseError(f"`nbgrader {command}` ended with {done.returncode}:\n{done.stderr[-3000:]}")


def cells_of(kit: Kit, lesson: Lesson, devices: Sequence[str]) -> list[Any]:
    """The lesson's reference, and a grade cell for each function that calls the hidden suite."""
    cells = [solution_cell((kit.solution(lesson) / f"{lesson.module}.py").read_text("utf-8"))]
    for function in lesson.functions:
        arguments = f"{str(kit.root)!r}, {lesson.name!r}, {tuple(devices)!r}, {function.name!r}"
        # A warning on the standard error would cost a right cell its points.
        check = f"import bare, warnings\nwarnings.simplefilter('ignore')\nbare.check({arguments})"
        cells.append(grade_cell(check, function.name, function.points))
    return cells


def solution_cell(source: str) -> Any:
    return _cell(source, "solution", solution=True)


def grade_cell(source: str, grade_id: str, points: float) -> Any:
    return _cell(source, grade_id, grade=True, locked=True, points=points)


def _cell(source: str, grade_id: str, **settings: float | bool) -> Any:
    roles = {"grade": False, "solution": False, "locked": False, "task": False, **settings}
    metadata = {"nbgrader": {"schema_version": 3, "grade_id": grade_id, **roles}}
    return _nbformat.v4.new_code_cell(source, metadata=metadata)


def _write(path: Path, cells: list[Any]) -> None:
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    path.parent.mkdir(parents=True, exist_ok=True)
    _nbformat.write(_nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel}), path)
