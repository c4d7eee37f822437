"""Each lesson's notebook runs top to bottom on the reference, laid out as students have it."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from nbclient import NotebookClient
from nbformat.notebooknode import NotebookNode
from notebook_files import code_cell, parsed, read_notebook

from autograder.authoring.build import render
from autograder.lesson.kit import Kit
from autograder.lesson.registry import Lesson

KIT = Kit.find()

# Runs before a notebook's cells and looks at each figure that is shown. An axis that shares its scale may
# leave the label to the one that it shares with.
LOOK = """
import matplotlib.pyplot

def watch(plt=matplotlib.pyplot, show=matplotlib.pyplot.show):
    def texts(axis, siblings, label):
        return [getattr(one, f"get_{label}label")() for one in siblings.get_siblings(axis)]

    def facts(axis):
        return {
            "title": axis.get_title(),
            "plain": axis.axison,
            "bar": hasattr(axis, "_colorbar"),
            "x": texts(axis, axis.get_shared_x_axes(), "x"),
            "y": texts(axis, axis.get_shared_y_axes(), "y"),
        }

    def look():
        for figure in map(plt.figure, plt.get_fignums()):
            shown.append({"title": figure.get_suptitle(), "axes": list(map(facts, figure.axes))})
        show()

    shown, plt.show = [], look
    return shown

watched_figures = watch()
"""
# What is counted or named has no unit; everything else says its unit, or that it has none.
COUNTED = re.compile(
    r"(column|row|class|predicted class|right class|step|epoch|update|place|key|query|data type|images"
    r"|kernel entry|hidden unit|time step|steps back|sample|word that is read|digit written|size)\b"
)


def faults(figures: list[dict[str, Any]]) -> list[str]:
    """What a figure leaves its reader to guess."""
    found = []
    for number, figure in enumerate(figures, 1):
        for axis in figure["axes"]:
            if not (axis["title"] or figure["title"] or axis["bar"]):
                found.append(f"figure {number}: a plot has no title")
            if axis["bar"]:
                found += _label(number, [*axis["x"], *axis["y"]])
            elif axis["plain"]:
                found += _label(number, axis["x"]) + _label(number, axis["y"])
    return found


def _label(number: int, texts: list[str]) -> list[str]:
    label = next(filter(None, texts), "")
    if not label:
        return [f"figure {number}: an axis has no label"]
    if label.endswith(")") or COUNTED.match(label):
        return []
    return [f"figure {number}: {label!r} has no unit"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({}, []),
        ({"title": ""}, ["figure 1: a plot has no title"]),
        ({"x": [""]}, ["figure 1: an axis has no label"]),
        ({"x": ["", "epoch"]}, []),
        ({"y": ["loss"]}, ["figure 1: 'loss' has no unit"]),
        ({"plain": False, "x": [""], "y": [""]}, []),
        ({"bar": True, "title": "", "y": ["weight"], "x": [""]}, ["figure 1: 'weight' has no unit"]),
    ],
)
def test_a_figure_that_leaves_something_to_guess(change: dict[str, Any], words: list[str]) -> None:
    axis = {"title": "Loss", "plain": True, "bar": False, "x": ["step"], "y": ["loss (nats)"]}
    assert faults([{"title": "", "axes": [axis | change]}]) == words


def lay_out(lesson: Lesson, root: Path) -> Path:
    """The lesson's folder as a student has it, but solved, with the data sets that grading.yml names."""
    folder = root / "assignments" / lesson.name
    folder.mkdir(parents=True)
    shutil.copy(KIT.root / "grading.yml", root)
    for name in lesson.datasets:
        shutil.copytree(KIT.root / "datasets" / name, root / "datasets" / name)
    for name, text in render(KIT, lesson).items():
        (folder / name).write_bytes(text)
    shutil.copy(KIT.solution(lesson) / f"{lesson.module}.py", folder)
    return folder


def run(folder: Path, notebook: NotebookNode) -> list[dict[str, Any]]:
    """Run it, and give the figures that it showed."""
    extra = [code_cell(source) for source in (LOOK, "import json; print(json.dumps(watched_figures))")]
    notebook.cells = [extra[0], *notebook.cells, extra[1]]
    NotebookClient(notebook, timeout=600, resources={"metadata": {"path": str(folder)}}).execute()
    notebook.cells = notebook.cells[1:-1]
    figures: list[dict[str, Any]] = json.loads(extra[1].outputs[0].text)
    return figures


@pytest.mark.filterwarnings("default")  # what Jupyter's own packages warn of is not ours
@pytest.mark.parametrize("lesson", KIT.registry.lessons, ids=lambda lesson: lesson.name)
def test_runs_on_the_reference(lesson: Lesson, tmp_path: Path) -> None:
    folder = lay_out(lesson, tmp_path)
    notebook = read_notebook(folder / f"{lesson.module}.ipynb")

    figures = run(folder, notebook)

    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    plots = [output for output in outputs if "image/png" in output.get("data", {})]
    warned = [output.text for output in outputs if output.get("name") == "stderr"]
    assert len(plots) == len(figures) >= 3
    assert faults(figures) == []
    assert not warned
    for cell in notebook.cells:
        if cell.source.startswith("%check"):
            (output,) = cell.outputs
            counts = re.findall(r"(\d+) of (\d+) checks passed", output.data["text/plain"])
            assert len(counts) == len(cell.source.split()) - 1
            assert all(passed == of for passed, of in counts)


@pytest.mark.parametrize("lesson", KIT.registry.lessons, ids=lambda lesson: lesson.name)
def test_each_function_is_checked_where_it_is_used(lesson: Lesson) -> None:
    notebook = parsed(render(KIT, lesson)[f"{lesson.module}.ipynb"].decode())
    checks = [cell.source.split() for cell in notebook.cells if cell.source.startswith("%check ")]
    named = [name for _, *names in checks for name in names]
    assert sorted(named) == sorted(function.name for function in lesson.functions)
