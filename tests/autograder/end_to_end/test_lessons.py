"""Each lesson's proof holds, and nothing of a solution or a hidden test reaches the students."""

import pytest

from autograder.authoring.build import hidden_lines, render, solution_lines
from autograder.authoring.proof import Scope, prove
from autograder.grading.pool import LocalPool, default_jobs
from autograder.lesson.kit import Kit
from autograder.lesson.registry import Lesson

KIT = Kit.find()
each_lesson = pytest.mark.parametrize("lesson", KIT.registry.lessons, ids=lambda lesson: lesson.name)


def test_proof_holds() -> None:
    """Of one lesson on one device; `make verify` proves all of them, on all devices and with mutants."""
    lesson = KIT.registry.lesson("02")
    with LocalPool(KIT, [lesson.name], ["simgpu"], default_jobs()) as pool:
        proof = prove(KIT, lesson, pool, Scope(seeds=3, mutants=False))
    assert proof.findings == []


@each_lesson
def test_no_line_of_a_solution_reaches_the_students(lesson: Lesson) -> None:
    secrets = solution_lines((KIT.solution(lesson) / f"{lesson.module}.py").read_text())
    assert len(secrets) >= len(lesson.functions)
    present = [path for path in KIT.assignment(lesson).rglob("*") if path.is_file()]
    assert {path.name for path in present if "pycache" not in str(path)} == set(render(KIT, lesson))
    for path in present:
        text = path.read_bytes().decode(errors="replace")
        lines = {line.strip().strip('",').removesuffix("\\n") for line in text.splitlines()}
        assert not lines.intersection(secrets), path


@each_lesson
def test_nothing_of_the_hidden_suite_reaches_the_students(lesson: Lesson) -> None:
    secrets = [line.strip('"') for line in hidden_lines(KIT, lesson)]
    assert len(secrets) > 2 * len(lesson.functions)
    for path in KIT.assignment(lesson).glob("*.*"):
        text = path.read_text()
        assert not any(secret in text for secret in secrets), path
