"""Judgement of a lesson's visible checks. They run in a process of their own, with one thread."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from autograder.authoring.handout import lay_out
from autograder.common.last_words import LastWords
from autograder.lesson.kit import Kit
from autograder.lesson.registry import Lesson
from autograder.lesson.visible_checks import suite_file

STOP_AFTER_SECONDS = 300  # an endless loop


def visible_faults(kit: Kit, lesson: Lesson) -> Iterator[tuple[str | None, str]]:
    """Run the visible checks on right and wrong solutions. Yield what `visible_rules` finds.

    If the assignment has no checks, there are no findings: the judgement `drifted` reports it.
    """
    path = kit.solution(lesson) / f"test_{lesson.module}.py"
    if not suite_file(kit, lesson).is_file():
        return
    errors = LastWords()
    with TemporaryDirectory() as root:
        folder = lay_out(kit, lesson, Path(root))
        arguments = [str(kit.root), lesson.name, str(folder)]
        try:
            done = subprocess.run(
                [sys.executable, "-m", "autograder.authoring.visible_rules", *arguments],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=errors.file,
                env={**os.environ, "OMP_NUM_THREADS": "1"},
                timeout=STOP_AFTER_SECONDS,
            )
        except subprocess.TimeoutExpired:
            yield None, f"{path} takes more than {STOP_AFTER_SECONDS} s. Look for an endless loop."
            return
    if done.returncode != 0:
        yield None, f"{path} can't be run{errors}. Correct it, or the solution that it imports."
        return
    yield from msgspec.json.decode(done.stdout.splitlines()[-1], type=list[tuple[str | None, str]])
