"""`pytest SUITE --student PATH`: a lesson's hidden suite as plain pytest."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.lesson.kit import Kit

RIGHT, WRONG = "def double(x): return 2 * x\n", "def double(x): return x * x\n"
SHARE = "def share(x): return (x - x.max()).exp() / (x - x.max()).exp().sum()\n"


def run_pytest(
    kit: Kit, *arguments: str, at: str = "tests/lessons/01_tiny"
) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", str(kit.root / at), "-p", "no:cacheprovider", *arguments]
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "COLUMNS": "200"}
    return subprocess.run(command, cwd=kit.root, env=environment, capture_output=True, text=True, timeout=120)


@pytest.mark.usefixtures("needs_sandbox")
def test_a_right_and_a_wrong_submission(tiny: Kit, tmp_path: Path) -> None:
    (tmp_path / "tiny.py").write_text(RIGHT + SHARE)
    done = run_pytest(tiny, "--student", str(tmp_path), "--device", "cpu", "--seed", "5")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "3 passed" in done.stdout

    (tmp_path / "tiny.py").write_text(WRONG + SHARE)
    done = run_pytest(tiny, "--student", str(tmp_path / "tiny.py"), "--device", "cpu", "-k", "test_line")
    assert done.returncode == 1
    assert "It equals the square of x." in done.stdout
    assert "compare.call" not in done.stdout  # what a student may see holds no line of the hidden test


def test_without_a_student_one_sentence_says_so(tiny: Kit) -> None:
    done = run_pytest(tiny)
    assert done.returncode != 0
    said = done.stdout + done.stderr
    assert said.count("--student PATH") == 1, said
    assert "Traceback" not in said


def test_a_student_that_is_not_there(tiny: Kit, tmp_path: Path) -> None:
    done = run_pytest(tiny, "--student", str(tmp_path / "nowhere"))
    assert done.returncode != 0
    said = done.stdout + done.stderr
    assert said.count("There is no submission at") == 1, said
    assert "Traceback" not in said


def test_a_plain_test_beside_it_needs_no_student_and_no_torch(tmp_path: Path) -> None:
    (tmp_path / "test_plain.py").write_text(
        "import sys\n\ndef test_it(): assert 'torch' not in sys.modules\n"
    )
    done = run_pytest(Kit(tmp_path), at="test_plain.py")
    assert done.returncode == 0, done.stdout + done.stderr
