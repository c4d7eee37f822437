"""Judgement of hidden tests: each scenario has a result on the reference, and each part of it has words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from autograder.authoring.suite import Suite, inline_session
from autograder.candidate.wire import MappingNode, Node, OpaqueNode, SequenceNode
from autograder.judge.case import Case
from autograder.judge.plan import Plan
from autograder.judge.scenario import call
from autograder.judge.words import unworded
from autograder.lesson.kit import Kit
from autograder.lesson.registry import Lesson

SEED = 20


def scenario_faults(kit: Kit, lesson: Lesson, functions: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield a sentence, with the function, for each scenario whose result can't be compared or named."""
    session = inline_session(kit, lesson)
    for name in functions:
        suite = Suite(session, lesson, lesson.function(name), SEED)
        yield from ((name, sentence) for sentence in dict.fromkeys(_of_plans(suite.plans)))


def _of_plans(plans: Sequence[Plan]) -> Iterator[str]:
    for plan in plans:
        for step in plan.steps:
            if isinstance(step, Case):
                yield from _of_case(step, f"{step.request.entry} in {plan.test.name}")


def _of_case(case: Case, where: str) -> Iterator[str]:
    """Yield the faults. A scenario that raised the same for every submission would pass them all."""
    faults = [run.fault for run in case.brief.expected if run.fault is not None]
    if faults:
        yield (
            f"On the reference, {where} raises {faults[0].kinds[0]}: {faults[0].message} Mend the scenario;"
            " if the contract promises the exception, return `refusal(...)` of autograder.judge.scenarios."
        )
        return
    value = case.brief.expected[0].value
    for kind in dict.fromkeys(_opaque(value)):
        yield f"{where} returns {kind}, of which only the type is compared. Return plain values or tensors."
    if case.request.entry != call.__name__:
        for sentence in unworded(value):
            yield f"A message can't name a result of {where}: {sentence}."


def _opaque(node: Node) -> Iterator[str]:
    """Yield the kinds of the values in a result that can't be sent."""
    match node:
        case OpaqueNode(kind=kind):
            yield kind
        case SequenceNode(items=nodes) | MappingNode(values=nodes):
            for one in nodes:
                yield from _opaque(one)
