"""A class is graded while its processes are killed at random; run again, it has lost nothing."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from itertools import cycle
from pathlib import Path

import pytest
from processes import descendants

from autograder.lesson.kit import Kit

pytestmark = pytest.mark.usefixtures("needs_sandbox")
MakeKit = Callable[..., Kit]
STUDENTS = 100
ROUNDS = 3  # at the end of each the host is killed
KILLS = 4  # of other processes in a round
WRONG = """
def double(x):
    return x * x

def share(x):
    return (x - x.logsumexp(0)).exp()
"""
KINDS = {  # a submission's text and its right score
    "right": (WRONG.replace("x * x", "2 * x"), 5.0),
    "half": (WRONG, 3.0),
    "crashing": (WRONG.replace("return x * x", "import os; os._exit(3)"), 3.0),
    "empty": ("", 0.0),
}


def command(kit: Kit, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", "from autograder.cli.app import main; main()", *arguments],
        env={**os.environ, "AUTOGRADER_KIT": str(kit.root)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def scores(course: Path) -> list[tuple[str, float]]:
    """Each submission of the gradebook with the sum of its grades; read by SQL, not by our own code."""
    with sqlite3.connect(course / "gradebook.db") as database:
        return database.execute(
            "select submitted_assignment.student_id, sum(grade.auto_score) from grade"
            " join submitted_notebook on submitted_notebook.id = grade.notebook_id"
            " join submitted_assignment on submitted_assignment.id = submitted_notebook.assignment_id"
            " group by submitted_assignment.id"
        ).fetchall()


def kept_in(course: Path) -> int:
    """How many results are kept."""
    return len(list((course / ".autograder").rglob("*.json")))


def kill_some(host: subprocess.Popen[str], chance: random.Random) -> None:
    """Judges, warm processes and candidates, at random moments while the host is at work."""
    killed = 0
    while killed < KILLS and host.poll() is None:
        time.sleep(chance.uniform(0.05, 0.6))
        victims = list(descendants(host.pid))
        if victims:
            try:
                os.kill(chance.choice(victims), signal.SIGKILL)
                killed += 1
            except ProcessLookupError:  # it was quicker
                continue


@pytest.mark.parametrize("seed", [int(os.environ.get("FAULT_SEED", "1"))])
def test_killing_loses_nothing_and_repeats_nothing(make_kit: MakeKit, tmp_path: Path, seed: int) -> None:
    kit = make_kit(tmp_path / "kit")
    course = tmp_path / "course"
    init = command(kit, "init", str(course))
    assert init.communicate()[0].startswith(str(course))
    right = {}
    for number, (source, score) in zip(range(STUDENTS), cycle(KINDS.values()), strict=False):
        folder = course / f"submitted/student{number:03}/01_tiny"
        right[folder.parent.name] = score
        folder.mkdir(parents=True)
        (folder / "tiny.py").write_text(f"{source}\n# {number}\n")
    grade = ("grade", "--course", str(course), "--device", "cpu", "--jobs", "2")

    chance = random.Random(seed)
    for _ in range(ROUNDS):
        host = command(kit, *grade)
        kill_some(host, chance)
        while not kept_in(course) and host.poll() is None:  # on a slow machine
            time.sleep(0.05)
        host.kill()
        host.communicate()
    kept = kept_in(course)

    again = command(kit, *grade)
    output, _ = again.communicate(timeout=300)
    assert again.returncode == 0, output
    assert kept > 0
    assert f"{kept} results are from an earlier run" in output
    found = scores(course)
    assert Counter(student for student, _ in found) == Counter(list(right)), "one submission each"
    assert dict(found) == right
