"""Trials: modules that are known to be correct or wrong. Each is a job and a judgement of its report."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from autograder.authoring.trivial import TRIVIAL, with_trivial_output
from autograder.authoring.visible import with_visible_inputs_refused
from autograder.authoring.witnesses import right_modules
from autograder.grading.jobs import Job
from autograder.lesson.allowances import Allowances
from autograder.lesson.kit import Kit
from autograder.lesson.mistakes import mistakes_in, with_mistake
from autograder.lesson.registry import Lesson
from autograder.lesson.stubs import skeleton
from autograder.results import Report, Status, TestResult

TRIVIAL_OUTPUTS = "trivial outputs"
KNOWN_MISTAKES = "known mistakes"
_NUMBER = re.compile(r"\d[\d.e+-]*")


class Fault(NamedTuple):
    """A fault of the lesson's tests that a report shows."""

    message: str
    kind: str = ""  # faults of one kind are told once, with their number; none: the message


class Trial(NamedTuple):
    """A job, and a function that finds faults of the lesson's tests in its report.

    If a brief job's report shows a fault, the job is run again on all devices, and that report counts.
    """

    check: str
    function: str | None
    subject: str  # the graded module, in words
    job: Job
    faults: Callable[[Report], Iterator[Fault]]


def right_solutions(
    kit: Kit, lesson: Lesson, seeds: Sequence[int], functions: tuple[str, ...] | None = None
) -> Iterator[Trial]:
    """Yield the trials for this rule: the reference and correct solutions get full marks with each seed.

    A tenth of the seeds run on all devices. The others run on the first one: all devices get the same inputs.
    The reference in other styles runs once, because it computes the same as the reference. It is left out
    for single functions: a style changes the whole module.
    """
    modules = right_modules(kit, lesson, with_rewrites=functions is None)
    for number, seed in enumerate(seeds):
        for module in modules:
            if module.is_rewrite and number > 0:
                continue
            brief = module.is_rewrite or 10 * number >= len(seeds)
            job = Job(lesson.name, seed, module.source, functions=functions, brief=brief)
            must = _must_pass_or_be_forbidden if module.is_rewrite else _must_pass
            faults = (_must_lose if module.is_excused else must)(module.subject, seed)
            yield Trial("right solutions", None, module.subject, job, faults)


def untouched_skeleton(
    kit: Kit, lesson: Lesson, seed: int, functions: tuple[str, ...] | None = None
) -> Iterator[Trial]:
    """Yield the trial for this rule: the skeleton passes no test."""
    path = kit.reference(lesson)
    source = skeleton(path.read_text(encoding="utf-8"), path).encode()
    job = Job(lesson.name, seed, source, functions=functions, diagnose=False)
    yield Trial("skeleton", None, "the skeleton", job, _must_pass_nothing("the skeleton"))


def trivial_outputs(kit: Kit, lesson: Lesson, seed: int, allowed: Allowances) -> Iterator[Trial]:
    """Yield the trials for this rule: trivial outputs, such as zeros or the input itself, pass no test.

    Nor does a function that comes before in the lesson, in place of this one. Otherwise a submission could
    earn points by calling an unwritten function, because the reference's function replaces that one.
    """
    reference = kit.reference(lesson).read_text(encoding="utf-8")
    for index, function in enumerate(lesson.functions):
        for other in lesson.functions[:index]:
            subject = f"{other.name} in its place"
            source = f"{reference}\n\n{function.name} = {other.name}\n".encode()
            job = _wrong(lesson, seed, source, function.name, diagnose=False)
            yield Trial(TRIVIAL_OUTPUTS, function.name, subject, job, _must_pass_nothing(subject))
        for kind in TRIVIAL:
            excused = kind in allowed.trivial.get(function.name, {})
            source = with_trivial_output(reference, function.name, kind)
            job = _wrong(lesson, seed, source, function.name, diagnose=False)
            faults = (_must_pass_something if excused else _must_pass_nothing)(kind)
            yield Trial(TRIVIAL_OUTPUTS, function.name, kind, job, faults)


def unknown_trivial_outputs(lesson: Lesson, allowed: Allowances) -> Iterator[tuple[str | None, str]]:
    """Yield the excuses for unknown functions or trivial outputs, each with the function if it is known."""
    names = {function.name for function in lesson.functions}
    for name in sorted(set(allowed.trivial) - names):
        yield None, f"allowed.yml excuses trivial outputs of {name}, which grading.yml doesn't list."
    for name in sorted(names & set(allowed.trivial)):
        for kind in sorted(set(allowed.trivial[name]) - set(TRIVIAL)):
            yield name, f"allowed.yml excuses {kind!r}; trivial outputs are {', '.join(TRIVIAL)}."


def known_mistakes(kit: Kit, lesson: Lesson, seed: int) -> Iterator[Trial]:
    """Yield the trials for this rule: each known mistake loses points and gets its own sentence."""
    reference = kit.reference(lesson).read_text(encoding="utf-8")
    for function in lesson.functions:
        path = kit.solution(lesson) / "mistakes" / f"{function.name}.py"
        for known in mistakes_in(path):
            source = with_mistake(reference, path, function.name, known).encode()
            job = _wrong(lesson, seed, source, function.name)
            faults = _must_diagnose(known.name, known.sentence)
            yield Trial(KNOWN_MISTAKES, function.name, known.name, job, faults)


def visible_inputs(kit: Kit, lesson: Lesson, seed: int) -> Iterator[Trial]:
    """Yield the trials for this rule: no hidden test has the inputs of a visible check.

    Otherwise students could copy the answer."""
    reference = kit.reference(lesson).read_text(encoding="utf-8")
    path = kit.solution(lesson) / f"test_{lesson.module}.py"
    suite = path.read_text(encoding="utf-8") if path.is_file() else ""  # `drifted` reports a missing file
    for function in lesson.functions:
        source = with_visible_inputs_refused(reference, lesson.module, function.name, suite)
        job = _wrong(lesson, seed, source, function.name, diagnose=False)
        subject = "the reference that refuses the visible checks' inputs"
        yield Trial("visible inputs", function.name, subject, job, _must_not_be_refused)


def _wrong(lesson: Lesson, seed: int, source: bytes, function: str, diagnose: bool = True) -> Job:
    """Return the job that tests one function of the course's own wrong module, on the first device."""
    return Job(
        lesson.name,
        seed,
        source,
        functions=(function,),
        lenient=True,
        diagnose=diagnose,
        brief=True,
        trusted=True,
    )


def tests_of(report: Report) -> Iterator[tuple[str, TestResult]]:
    """Yield each test with the name of its function."""
    for function in report.functions:
        for test in function.tests:
            yield function.name, test


def place_of(test: TestResult) -> str:
    """Return the test's name and its device. The grader's report of a lost judge has no device."""
    return f"{test.name} on {test.device}" if test.device else test.name


def was_run(test: TestResult) -> bool:
    """Return whether the test ran or its device is missing. The CPU is never missing."""
    skips_itself = test.status is Status.SKIPPED and test.device == "cpu"
    return test.status is not Status.INFRA_ERROR and not skips_itself


def _is_fine(test: TestResult) -> bool:
    return test.status in (Status.PASSED, Status.SKIPPED)


def _must_pass(subject: str, seed: int) -> Callable[[Report], Iterator[Fault]]:
    def faults(report: Report) -> Iterator[Fault]:
        for function, test in tests_of(report):
            if not _is_fine(test):
                where = f"{function}, {place_of(test)}, seed {seed}"
                kind = f"{function} {test.status} {_NUMBER.sub('#', test.message)}"
                yield Fault(f"{subject} ends as {test.status} in {where}: {test.message}", kind)

    return faults


def _must_pass_or_be_forbidden(subject: str, seed: int) -> Callable[[Report], Iterator[Fault]]:
    """A rewrite may happen to call what an exercise forbids, and then it is no right solution."""

    def faults(report: Report) -> Iterator[Fault]:
        if all(test.status is not Status.FORBIDDEN for _, test in tests_of(report)):
            yield from _must_pass(subject, seed)(report)

    return faults


def _must_lose(subject: str, seed: int) -> Callable[[Report], Iterator[Fault]]:
    def faults(report: Report) -> Iterator[Fault]:
        if not any(_must_pass(subject, seed)(report)):
            yield Fault(f"allowed.yml excuses {subject}, which passes every test: remove the excuse.")

    return faults


def _must_pass_nothing(subject: str) -> Callable[[Report], Iterator[Fault]]:
    def faults(report: Report) -> Iterator[Fault]:
        for function, test in tests_of(report):
            if test.status is Status.PASSED:
                yield Fault(f"{function}, {place_of(test)} ends as passed for {subject}.")

    return faults


def _must_pass_something(kind: str) -> Callable[[Report], Iterator[Fault]]:
    def faults(report: Report) -> Iterator[Fault]:
        ended = {test.status for _, test in tests_of(report)} - {Status.SKIPPED}
        if ended and Status.PASSED not in ended:
            yield Fault(f"allowed.yml excuses {kind!r}, which passes no test: remove the excuse.")

    return faults


def _must_not_be_refused(report: Report) -> Iterator[Fault]:
    for _, test in tests_of(report):
        if not _is_fine(test):
            where = f"{place_of(test)} fails where the inputs of the visible checks are refused"
            yield Fault(f"{where}: {test.message}", test.message)


def _must_diagnose(name: str, sentence: str) -> Callable[[Report], Iterator[Fault]]:
    def faults(report: Report) -> Iterator[Fault]:
        tests = [test for _, test in tests_of(report)]
        if all(map(_is_fine, tests)):
            yield Fault(f"{name} passes every test.")
        elif all(test.diagnosis != sentence for test in tests):
            others = sorted({test.diagnosis for test in tests if test.diagnosis})
            taken = f"It is taken for: {' / '.join(others)}" if others else "It is taken for nothing known."
            yield Fault(f"{name} is never told its own sentence. {taken}", taken if others else "")

    return faults
