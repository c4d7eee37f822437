"""The visible checks of a lesson in a student's folder: what pytest itself prints around the messages."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import torch

from autograder.authoring.visible_rules import VisibleChecks
from autograder.lesson.kit import Kit

KIT = Kit.find()
LESSON = KIT.registry.lesson("02")


def run_pytest(folder: Path, *arguments: str) -> str:
    command = [sys.executable, "-m", "pytest", "--color=no", "-p", "no:cacheprovider", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False).stdout


def test_in_a_student_s_folder(tmp_path: Path) -> None:
    """No traceback, no source of a check."""
    folder = Path(shutil.copytree(KIT.assignment(LESSON), tmp_path / LESSON.name))
    skeleton = (folder / f"{LESSON.module}.py").read_text()
    wrong = 'raise NotImplementedError("softmax is not written yet")', "return x.exp()"
    (folder / f"{LESSON.module}.py").write_text(skeleton.replace(*wrong))
    names = "test_softmax_of_logarithms", "test_accuracy_of_one_row"
    printed = run_pytest(folder, *(f"test_{LESSON.module}.py::{name}" for name in names))
    assert "2 failed" in printed
    assert "\naccuracy is not written yet\n" in printed
    assert "\nLikely mistake: These are the exponentials; they are not divided by their sum.\n" in printed
    assert not any(word in printed for word in ("Traceback", "expect.py", "def test_", "Error\n", "\nE  "))


def test_a_message_of_a_lesson() -> None:
    visible = VisibleChecks(KIT, LESSON, KIT.assignment(LESSON))
    module = visible.with_function("softmax", lambda x, dim=-1: torch.softmax(x, 0))
    messages = {check.name: told for check, told in visible.messages_on(module, "softmax").items()}
    told = messages["test_softmax_along_rows"]
    assert (
        told
        == """\
With dim=1 each row sums to 1.

    x = tensor([[0.0, log(3)], [log(4), 0.0]])
    softmax(x, dim=1)

Formula: softmax(x)_i = exp(x_i) / sum_j exp(x_j), where j runs along dim
By hand: exp gives the rows 1, 3 and 4, 1. Their sums are 4 and 5; so 1/4, 3/4
and 4/5, 1/5.
Expected: [[0.25, 0.75], [0.8, 0.2]]
Got: [[0.2, 0.75], [0.8, 0.25]]
First differences: [0, 0] expected 0.25, got 0.2; [1, 1] expected 0.2, got 0.25
Likely mistake: It equals softmax over dim 0, so the rows of a batch are
normalised together."""
    )
