"""The judgement of a notebook, on notebooks with known faults."""

from __future__ import annotations

from pathlib import Path

import pytest
from tiny_lesson import ASSIGNMENT, FILES, SOLUTION, Edits, write_course

from autograder.authoring import notebook_run
from autograder.authoring.notebook_run import notebook_faults

NOTEBOOK = f"{SOLUTION}/notebook.py"
LOAD = "# %load_ext autograder\n"


def found(root: Path, edits: Edits) -> list[str]:
    kit = write_course(root, [(edits, True)])
    return [message for _, message in notebook_faults(kit, kit.registry.lessons[0])]


def test_a_sound_notebook(tmp_path: Path) -> None:
    assert found(tmp_path, {}) == []


def test_a_cell_that_stops(tmp_path: Path) -> None:
    (message,) = found(tmp_path, {NOTEBOOK: ("above(x, 0.0)", "above(x, -1)[5]")})
    where = f"{tmp_path}/solutions/01_tiny/notebook.py, cell 5 (`x = torch.linspace(-2, 2, 5)`): "
    assert message.startswith(f"{where}IndexError: index 5 is out of bounds")
    assert message.endswith("correct the cell.")


def test_a_notebook_that_runs_but_has_faults(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notebook_run, "MAX_PROCESSOR_SECONDS", 0)
    write = LOAD + "\n# %%\nimport sys\n\nprint('so it goes', file=sys.stderr)\n"
    text = FILES[NOTEBOOK]
    for old, new in {
        LOAD: write,
        ', ("Scores", x)': "",
        '"value (no unit)"': '"value"',
        "# %check share above": "# %check share\n\n# %%\n# %check",
    }.items():
        assert text.count(old) == 1
        text = text.replace(old, new)
    wrong: Edits = {
        NOTEBOOK: text,
        f"{SOLUTION}/test_tiny.py": ("tensor([0.5, 0.5]), ", "tensor([0.5, 0.6]), "),
    }
    told = [message.partition("notebook.py: ")[2] for message in found(tmp_path, wrong)]
    beginnings = [
        "It takes ",
        "It has 2 plots; 3 or more",
        "Figure 1 has the label 'value' without a unit",
        "Figure 2 has the label 'value' without a unit",
        "cell 3 (`import sys`): it writes to stderr, which students take for a fault: so it goes",
        "cell 5 (`%check share`): a visible check fails",
        "cell 6 (`%check`): a visible check fails",
    ]
    assert len(told) == len(beginnings)
    assert all(map(str.startswith, told, beginnings)), told


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("while True: pass", "took more than 2 s and was stopped"),
        ("import os; os._exit(1)", "the kernel ended"),
    ],
)
def test_a_notebook_that_does_not_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str, words: str
) -> None:
    if code.startswith("while"):
        monkeypatch.setattr(notebook_run, "STOP_AFTER_SECONDS", 2)
    (message,) = found(tmp_path, {NOTEBOOK: f"# %%\n{code}\n"})
    assert f"cell 1 (`{code}`): " in message
    assert words in message


def test_an_assignment_without_a_notebook(tmp_path: Path) -> None:
    """Another judgement reports it."""
    kit = write_course(tmp_path, [({f"{ASSIGNMENT}/tiny.ipynb": None}, False)])
    assert list(notebook_faults(kit, kit.registry.lessons[0])) == []
