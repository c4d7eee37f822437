"""Modules whose worth is known: each trial is a job and what its report must show."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from autograder.authoring.trivial import TRIVIAL, with_trivial_output
from autograder.grading.jobs import Job
from autograder.lesson.allowances import Allowances
from autograder.lesson.kit import Kit
from autograder.lesson.mistakes import mistakes_in, with_mistake
from autograder.lesson.registry import Lesson
from autograder.lesson.stubs import skeleton
from autograder.results import Report, Status, TestResult


class Trial(NamedTuple):
    """A job, and the faults that its report shows in the lesson's tests."""

    check: str
    function: str | None
    job: Job
    faults: Callable[[Report], Iterator[str]]


def right_solutions(kit: Kit, lesson: Lesson, seeds: Sequence[int]) -> Iterator[Trial]:
    """The reference and the independent correct solutions get full marks, whatever the seed."""
    folder = kit.solution(lesson)
    paths = [folder / f"{lesson.module}.py", *sorted((folder / "correct").glob("*.py"))]
    for seed in seeds:  # all under one seed in a row, since a judge asks the tests anew for each
        for path in paths:
            source = path.read_bytes()
            faults = _must_pass(path.relative_to(kit.root), seed)
            yield Trial("right solutions", None, Job(lesson.name, seed, source), faults)


def untouched_skeleton(kit: Kit, lesson: Lesson, seed: int) -> Iterator[Trial]:
    """The skeleton passes no test."""
    path = kit.solution(lesson) / f"{lesson.module}.py"
    source = skeleton(path.read_text(encoding="utf-8"), path).encode()
    yield Trial("skeleton", None, Job(lesson.name, seed, source), _must_pass_nothing("the skeleton"))


def trivial_outputs(kit: Kit, lesson: Lesson, seed: int, allowed: Allowances) -> Iterator[Trial]:
    """No test is passed by zeros, ones, an echo of the input and the like."""
    reference = _reference(kit, lesson)
    for function in lesson.functions:
        for kind in TRIVIAL:
            if kind in allowed.trivial.get(function.name, {}):
                continue
            source = with_trivial_output(reference, function.name, kind)
            job = Job(lesson.name, seed, source, functions=(function.name,), lenient=True, diagnose=False)
            yield Trial("trivial outputs", function.name, job, _must_pass_nothing(kind))


def known_mistakes(kit: Kit, lesson: Lesson, seed: int) -> Iterator[Trial]:
    """Each known mistake loses points and is diagnosed by its own sentence."""
    reference = _reference(kit, lesson)
    for function in lesson.functions:
        path = kit.solution(lesson) / "mistakes" / f"{function.name}.py"
        for known in mistakes_in(path):
            source = with_mistake(reference, path, function.name, known).encode()
            job = Job(lesson.name, seed, source, functions=(function.name,), lenient=True)
            yield Trial("known mistakes", function.name, job, _must_diagnose(known.name, known.sentence))


def _reference(kit: Kit, lesson: Lesson) -> str:
    return (kit.solution(lesson) / f"{lesson.module}.py").read_text(encoding="utf-8")


def _tests(report: Report) -> Iterator[tuple[str, TestResult]]:
    for function in report.functions:
        for test in function.tests:
            yield function.name, test


def _must_pass(path: Path, seed: int) -> Callable[[Report], Iterator[str]]:
    def faults(report: Report) -> Iterator[str]:
        for function, test in _tests(report):
            if test.status not in (Status.PASSED, Status.SKIPPED):
                yield (
                    f"{path} ends as {test.status} in {function}, {test.name} on {test.device}, seed {seed}: "
                    f"{test.message}"
                )

    return faults


def _must_pass_nothing(what: str) -> Callable[[Report], Iterator[str]]:
    def faults(report: Report) -> Iterator[str]:
        for function, test in _tests(report):
            if test.status in (Status.PASSED, Status.INFRA_ERROR):
                where = f"{function}, {test.name} on {test.device}"
                yield f"{where} ends as {test.status} for {what}. {test.message}"

    return faults


def _must_diagnose(name: str, sentence: str) -> Callable[[Report], Iterator[str]]:
    def faults(report: Report) -> Iterator[str]:
        tests = [test for _, test in _tests(report)]
        broken = next((test for test in tests if test.status is Status.INFRA_ERROR), None)
        if broken is not None:
            yield f"{name} could not be graded: {broken.message}"
        elif all(test.status in (Status.PASSED, Status.SKIPPED) for test in tests):
            yield f"{name} passes every test."
        elif all(test.diagnosis != sentence for test in tests):
            others = sorted({test.diagnosis for test in tests if test.diagnosis})
            said = f"; the student is told: {' / '.join(others)}" if others else ""
            yield f"{name} is never told its own sentence{said}."

    return faults
