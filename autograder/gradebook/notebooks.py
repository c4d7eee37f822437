"""The notebooks that nbgrader sees: one locked grade cell for each function of a lesson.

They contain no student's code. nbgrader's own autograding gives full points to a cell without output. To
prevent that, the cells call an undefined function and the kernel doesn't exist, so running them fails.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any, Literal

import nbformat
from nbformat.notebooknode import NotebookNode
from nbgrader.utils import compute_checksum  # type: ignore[import-untyped]

from autograder.common.files import write_new
from autograder.common.text import printable
from autograder.intake.source import PLACEHOLDER
from autograder.lesson.registry import Function, Lesson
from autograder.results import FunctionResult, Report, Status, TestResult

Detail = Literal["title", "message", "diagnosis"]

_v4: Any = nbformat.v4  # nbformat has no types for it

KERNEL = {"name": "autograder", "display_name": PLACEHOLDER, "language": "python"}
_MARKS = {Status.PASSED: "✓", Status.SKIPPED: "-"}


def master(lesson: Lesson) -> NotebookNode:
    """Return the lesson's notebook without results, as it is in source/."""
    cells = [_heading(lesson), *map(_grade_cell, lesson.functions)]
    notebook: NotebookNode = _v4.new_notebook(cells=cells, metadata={"kernelspec": KERNEL})
    return notebook


def complete(submission: Path, lesson: Lesson) -> None:
    """Add the master notebook to a submission without a notebook, because nbgrader would skip it."""
    with suppress(FileExistsError):
        write_new(submission / f"{lesson.module}.ipynb", text(master(lesson)).encode())


def graded(lesson: Lesson, report: Report, detail: Detail) -> NotebookNode:
    """Return the lesson's notebook with the results of `report` as the cells' outputs."""
    notebook = master(lesson)
    results = {result.name: result for result in report.functions}
    for number, (function, cell) in enumerate(zip(lesson.functions, notebook.cells[1:], strict=True), 1):
        cell.execution_count = number
        cell.outputs = _outputs(function, results.get(function.name), number, detail)
    return notebook


def scores(lesson: Lesson, report: Report) -> dict[str, float]:
    """Return the points by function. A function without a result has 0."""
    results = {result.name: result for result in report.functions}
    return {function.name: _score(function, results.get(function.name)) for function in lesson.functions}


def text(notebook: NotebookNode) -> str:
    """Return the text of the notebook's file."""
    return f"{_v4.writes(notebook)}\n"


def _heading(lesson: Lesson) -> NotebookNode:
    source = f"# {lesson.title}\n\n{lesson.name}: {lesson.points:g} points"
    cell: NotebookNode = _v4.new_markdown_cell(source, id="heading")
    return cell


def _grade_cell(function: Function) -> NotebookNode:
    cell: NotebookNode = _v4.new_code_cell(
        f'graded("{function.name}", points={function.points:g})',
        id=function.name[:64],
        metadata={
            "nbgrader": {
                "schema_version": 3,
                "grade": True,
                "solution": False,
                "locked": True,
                "task": False,
                "points": function.points,
                "grade_id": function.name,
                "cell_type": "code",
            }
        },
    )
    cell.metadata.nbgrader.checksum = compute_checksum(cell)
    return cell


def _score(function: Function, result: FunctionResult | None) -> float:
    """Return the score between 0 and the function's maximum; 0 for nan."""
    return float(min(max(0.0, result.score), function.points)) if result else 0.0


def _outputs(
    function: Function, result: FunctionResult | None, number: int, detail: Detail
) -> list[NotebookNode]:
    if result is None:
        return [
            _v4.new_output(
                "error",
                ename="NotGraded",
                evalue=f"There is no result for {function.name}.",
                traceback=[f"There is no result for {function.name}."],
            )
        ]
    feedback = "".join(f"{line}\n" for line in _feedback(result, detail))
    points = {"text/plain": repr(_score(function, result))}
    return [
        _v4.new_output("stream", name="stdout", text=feedback),
        _v4.new_output("execute_result", data=points, execution_count=number),
    ]


def _feedback(result: FunctionResult, detail: Detail) -> list[str]:
    """Return the lines of a function's tests. Devices with the same outcome share a line."""
    counted = [test for test in result.tests if test.status is not Status.SKIPPED] or result.tests
    groups: dict[tuple[str, ...], list[TestResult]] = {}
    for test in counted:
        groups.setdefault((test.name, test.status, *test.message_and_diagnosis(detail)), []).append(test)
    lines = [line for group in groups.values() for line in _lines(group, detail)]
    return [*map(printable, result.remarks(detail)), *lines]


def _lines(alike: list[TestResult], detail: Detail) -> list[str]:
    test = alike[0]
    devices = " and ".join(test.device for test in alike)
    state = devices if test.status is Status.PASSED else f"{devices}, {test.status}"
    lines = [f"{_MARKS.get(test.status, '✗')} {test.title} [{state}]"]
    for text in test.message_and_diagnosis(detail) if test.status is not Status.PASSED else ():
        lines += text.splitlines()
    return [printable(line if line is lines[0] else f"    {line}") for line in lines]
