"""Each lesson's notebook runs top to bottom on the reference, laid out as students have it."""

import shutil

import nbformat
import pytest
from nbclient import NotebookClient

from autograder.build import render
from autograder.kit import Kit

KIT = Kit.find()


@pytest.mark.filterwarnings("default")  # what Jupyter's own packages warn of is not ours
@pytest.mark.parametrize("lesson", KIT.registry.lessons, ids=lambda lesson: lesson.name)
def test_runs_on_the_reference(lesson, tmp_path):
    folder = tmp_path / "assignments" / lesson.name
    folder.mkdir(parents=True)
    shutil.copytree(
        KIT.root / "datasets", tmp_path / "datasets", ignore=shutil.ignore_patterns("sample_class")
    )
    shutil.copy(KIT.solution(lesson) / f"{lesson.module}.py", folder)
    notebook = nbformat.reads(render(KIT, lesson)[f"{lesson.module}.ipynb"].decode(), as_version=4)

    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(folder)}}).execute()

    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    plots = [output for output in outputs if "image/png" in output.get("data", {})]
    warned = [output.text for output in outputs if output.get("name") == "stderr"]
    assert len(plots) >= 3
    assert not warned
