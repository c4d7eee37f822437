"""Judgement of a lesson's notebook: it runs from top to bottom with the reference solution."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import time
import warnings
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat.notebooknode import NotebookNode

from autograder.authoring.figures import WATCH, Figure, figure_faults, figures_from
from autograder.authoring.handout import lay_out
from autograder.common.text import one_line
from autograder.lesson.kit import Kit
from autograder.lesson.registry import Lesson

MIN_PLOTS = 3
# A student waits for it. Time of the processor: what else runs on this machine doesn't count.
MAX_PROCESSOR_SECONDS = 60
STOP_AFTER_SECONDS = 300  # an endless loop
_START_SECONDS = 120  # for the import of matplotlib, which is not the notebook's
_MAX_QUOTED_CHARACTERS = 300
_LAST_CELL = """
import json, time
print(json.dumps([watched_figures, time.process_time()]))
"""


class _Ended(NamedTuple):
    """A run of a notebook. `fault` says why it stopped before its end, if it did."""

    cells: list[NotebookNode]
    fault: str | None
    figures: list[Figure]
    processor_seconds: float


def notebook_faults(kit: Kit, lesson: Lesson) -> Iterator[tuple[str | None, str]]:
    """Run the notebook in a kernel with one thread, on the reference. Yield what a student would stumble on.

    If the assignment has no notebook, there are no findings: the judgement `drifted` reports it.
    """
    path = kit.solution(lesson) / "notebook.py"
    if not (kit.assignment(lesson) / f"{lesson.module}.ipynb").is_file():
        return
    with TemporaryDirectory() as root:
        folder = lay_out(kit, lesson, Path(root))
        shutil.copy(kit.reference(lesson), folder)
        ended = _run(folder, folder / f"{lesson.module}.ipynb")
    if ended.fault is not None:
        yield None, f"{path}, {ended.fault}"
        return
    for finding in _faults(ended):
        yield None, f"{path}: {finding}"


def _run(folder: Path, notebook: Path) -> _Ended:
    book: NotebookNode = nbformat.reads(notebook.read_text(encoding="utf-8"), as_version=4)  # type: ignore[no-untyped-call]
    cells = list(book.cells)
    first, last = (nbformat.v4.new_code_cell(source) for source in (WATCH, _LAST_CELL))  # type: ignore[no-untyped-call]
    book.cells = [first, *cells, last]
    stop_at: float | None = None
    reached = 0

    def seconds_left(cell: NotebookNode) -> float:
        nonlocal stop_at
        if cell is first:
            return _START_SECONDS
        stop_at = stop_at or time.monotonic() + STOP_AFTER_SECONDS
        return max(0.1, stop_at - time.monotonic())

    def note(cell: NotebookNode, cell_index: int) -> None:
        nonlocal reached
        reached = cell_index

    client = NotebookClient(
        book,
        timeout_func=seconds_left,
        on_cell_start=note,
        resources={"metadata": {"path": str(folder)}},
    )
    try:
        with warnings.catch_warnings(action="ignore"):  # of Jupyter's own packages
            client.execute(env={**os.environ, "OMP_NUM_THREADS": "1"}, stderr=subprocess.DEVNULL)
    except CellExecutionError as error:
        told = one_line(f"{error.ename}: {error.evalue}", _MAX_QUOTED_CHARACTERS)
        fault = f"{told}. It must run to its end with the reference solution: correct the cell."
    except CellTimeoutError:
        fault = f"the notebook took more than {STOP_AFTER_SECONDS} s and was stopped. Make it shorter."
    except DeadKernelError:
        fault = "the kernel ended. Correct the cell."
    else:
        described, seconds = json.loads(last.outputs[0].text)
        return _Ended(cells, None, figures_from(described), seconds)
    return _Ended(cells, f"{_place(reached, book.cells[reached])}: {fault}", [], 0.0)


def _faults(ended: _Ended) -> Iterator[str]:
    if ended.processor_seconds > MAX_PROCESSOR_SECONDS:
        used = f"{ended.processor_seconds:.0f} s of the processor"
        yield f"It takes {used}, and {MAX_PROCESSOR_SECONDS} s are allowed: train on less."
    outputs = [output for cell in ended.cells for output in cell.get("outputs", [])]
    plots = sum("image/png" in output.get("data", {}) for output in outputs)
    if plots < MIN_PLOTS:
        yield f"It has {plots} plots; {MIN_PLOTS} or more are needed."
    if plots != len(ended.figures):
        yield f"It has {plots} plots but shows {len(ended.figures)} with plt.show(): show each figure once."
    yield from figure_faults(ended.figures)
    for number, cell in enumerate(ended.cells, 1):
        yield from (f"{_place(number, cell)}: {fault}" for fault in _cell_faults(cell))


def _cell_faults(cell: NotebookNode) -> Iterator[str]:
    outputs = cell.get("outputs", [])
    for output in outputs:
        if output.get("name") == "stderr":
            told = one_line(output.text, _MAX_QUOTED_CHARACTERS)
            yield f"it writes to stderr, which students take for a fault: {told}"
    if cell.source.startswith("%check"):
        text = "\n".join(output.get("data", {}).get("text/plain", "") for output in outputs)
        counts = re.findall(r"(\d+) of (\d+) checks passed", text)
        if any(passed != of for passed, of in counts):
            yield "a visible check fails on the reference solution."
        elif len(counts) != len(cell.source.split()) - 1:
            yield f"it should show the checks of {cell.source.removeprefix('%check').strip()}."


def _place(number: int, cell: NotebookNode) -> str:
    """Return a cell's number, counted from 1, and its first line."""
    return f"cell {number} (`{one_line(cell.source.strip().partition(chr(10))[0], 60)}`)"
