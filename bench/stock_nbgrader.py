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
from autograder.kit import Kit
from autograder.registry import Function, Lesson

_HERE = Path(__file__).resolve().parent
_SCRIPTS = sysconfig.get_path("scripts")
_nbformat: Any = nbformat  # not typed


class StockCourse:
    """An nbgrader course of one lesson in an empty folder, with no configuration of its own."""

    def __init__(self, root: Path, kit: Kit, lesson: Lesson, devices: Sequence[str]) -> None:
        self._root = root
        self._lesson = lesson
        (root / "nbgrader_config.py").write_text('c = get_config()\nc.CourseDirectory.course_id = "bench"\n')
        cells = [_solution_cell((kit.solution(lesson) / f"{lesson.module}.py").read_text("utf-8"))]
        cells += [_grade_cell(kit, lesson, devices, function) for function in lesson.functions]
        _write(root / "source" / lesson.name / f"{lesson.module}.ipynb", cells)
        self._nbgrader("generate_assignment")

    def submit(self, sources: Mapping[str, str]) -> None:
        """Hand in the module of each student, as the solution cell of the released notebook."""
        name = f"{self._lesson.module}.ipynb"
        released = _nbformat.read(self._root / "release" / self._lesson.name / name, as_version=4)
        for student, source in sources.items():
            released.cells[0].source = source
            _write(self._root / "submitted" / student / self._lesson.name / name, released.cells)

    def autograde(self) -> float:
        """Grade what is new; returns the seconds that it took."""
        start = time.perf_counter()
        self._nbgrader("autograde")
        return time.perf_counter() - start

    def scores(self) -> dict[str, float]:
        """The points by student, from nbgrader's gradebook."""
        with Gradebook(f"sqlite:///{self._root / 'gradebook.db'}") as gradebook:
            submissions = gradebook.assignment_submissions(self._lesson.name)
            return {submission.student_id: submission.score for submission in submissions}

    def _nbgrader(self, command: str) -> None:
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
        if done.returncode != 0:
            raise CourseError(f"`nbgrader {command}` ended with {done.returncode}:\n{done.stderr[-3000:]}")


def _solution_cell(source: str) -> Any:
    return _cell(source, "solution", solution=True)


def _grade_cell(kit: Kit, lesson: Lesson, devices: Sequence[str], function: Function) -> Any:
    arguments = f"{str(kit.root)!r}, {lesson.name!r}, {tuple(devices)!r}, {function.name!r}"
    return _cell(
        f"import bare\nbare.check({arguments})",
        function.name,
        grade=True,
        locked=True,
        points=function.points,
    )


def _cell(source: str, grade_id: str, **settings: float | bool) -> Any:
    roles = {"grade": False, "solution": False, "locked": False, "task": False, **settings}
    metadata = {"nbgrader": {"schema_version": 3, "grade_id": grade_id, **roles}}
    return _nbformat.v4.new_code_cell(source, metadata=metadata)


def _write(path: Path, cells: list[Any]) -> None:
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    path.parent.mkdir(parents=True, exist_ok=True)
    _nbformat.write(_nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel}), path)
