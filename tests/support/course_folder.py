"""A course of two lessons, and what nbgrader and its database say of it."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from notebook_files import new_notebook, write_notebook

from autograder.gradebook.course import Course
from autograder.lesson.kit import Kit
from autograder.results import FunctionResult, Report, Status, TestResult

REGISTRY = """\
lessons:
  - name: 02_softmax
    title: Softmax
    functions:
      - {name: softmax, points: 3}
      - {name: cross_entropy, points: 4.5}
  - name: 03_lstm
    title: LSTM
    functions:
      - {name: lstm_cell, points: 2}
"""
ROSTER = "id,first_name,last_name,email\nada,Ada,Lovelace,ada@example.org\nalan,Alan,,\n"
STATES = {True: Status.PASSED, False: Status.FAILED}


def make_kit(root: Path, registry: str = REGISTRY) -> Kit:
    root.mkdir(exist_ok=True)
    (root / "grading.yml").write_text(registry)
    kit = Kit(root)
    for lesson in kit.registry.lessons:
        folder = kit.assignment(lesson)
        folder.mkdir(parents=True, exist_ok=True)
        write_notebook(folder / f"{lesson.module}.ipynb", new_notebook())
        (folder / f"{lesson.module}.py").write_text("raise NotImplementedError\n")
    return kit


def hand_in(course: Course, student: str, at: float = 1_700_000_000) -> Path:
    folder = course.root / "submitted" / student / "02_softmax"
    folder.mkdir(parents=True)
    (folder / "softmax.py").write_text("raise SystemExit\n")
    os.utime(folder / "softmax.py", (at, at))
    return folder


def report(softmax: float = 3.0, cross_entropy: float = 2.25, message: str = "") -> Report:
    def function(name: str, score: float, points: float) -> FunctionResult:
        status = STATES[score == points]
        test = TestResult("test_it", "cpu", status, f"The {name} of a batch is right.", message, "It is off.")
        return FunctionResult(name, score, points, [test])

    functions = [function("softmax", softmax, 3.0), function("cross_entropy", cross_entropy, 4.5)]
    return Report.of("02_softmax", 7, functions)


def nbgrader(course: Course, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "nbgrader", *arguments]
    return subprocess.run(command, cwd=course.root, capture_output=True, text=True, timeout=120)


def rows(course: Course, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(course.root / "gradebook.db")) as database, database:
        return database.execute(query).fetchall()


def grades(course: Course) -> dict[tuple[object, ...], tuple[object, ...]]:
    found = rows(
        course,
        "SELECT student_id, base_cell.name, auto_score, manual_score, extra_credit, needs_manual_grade"
        " FROM grade JOIN base_cell ON base_cell.id = cell_id"
        " JOIN submitted_notebook ON submitted_notebook.id = grade.notebook_id"
        " JOIN submitted_assignment ON submitted_assignment.id = submitted_notebook.assignment_id",
    )
    return {row[:2]: row[2:] for row in found}


def state(root: Path) -> dict[str, object]:
    """Every path under `root`, with the contents of the files; of a database, what it holds."""

    def contents(path: Path) -> object:
        if path.suffix != ".db":
            return path.read_bytes() if path.is_file() else None
        with closing(sqlite3.connect(path)) as database:
            return list(database.iterdump())

    return {str(path.relative_to(root)): contents(path) for path in sorted(root.rglob("*"))}
