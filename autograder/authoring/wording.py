"""Judgement of the hidden tests: each part of a scenario's result has words that a message can name it by."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from autograder.authoring.suite import Suite, inline_session
from autograder.judge.case import Case
from autograder.judge.plan import Plan
from autograder.judge.scenario import call
from autograder.judge.words import unworded
from autograder.lesson.kit import Kit
from autograder.lesson.registry import Lesson

SEED = 20


def unworded_results(kit: Kit, lesson: Lesson, functions: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield a sentence for each part of a scenario's result without words, with the function."""
    session = inline_session(kit, lesson)
    for name in functions:
        suite = Suite(session, lesson, lesson.function(name), SEED)
        yield from ((name, sentence) for sentence in dict.fromkeys(_of_plans(suite.plans)))


def _of_plans(plans: Sequence[Plan]) -> Iterator[str]:
    for plan in plans:
        for step in plan.steps:
            if isinstance(step, Case) and step.request.entry != call.__name__:
                what = f"a result of {step.request.entry} in {plan.test.name}"
                for sentence in unworded(step.brief.expected[0].value):
                    yield f"A message can't name {what}: {sentence}."
