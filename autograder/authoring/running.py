"""Judgements of what students get. Most of them run code."""

from __future__ import annotations

from collections.abc import Iterator

from autograder.authoring.agreement import Disagreement, Judgement
from autograder.authoring.build import drift
from autograder.authoring.facts import missing_facts, unlicensed_data
from autograder.authoring.leaks import leaks
from autograder.authoring.notebook_run import notebook_faults
from autograder.authoring.visible_run import visible_faults
from autograder.errors import AutograderError
from autograder.lesson.kit import Kit
from autograder.lesson.registry import Lesson


def drifted(kit: Kit, lesson: Lesson) -> Iterator[Disagreement]:
    """Yield the differences between the assignment and the output of `autograder build`, or its error."""
    try:
        for problem in drift(kit, lesson):
            yield None, problem
    except AutograderError as error:
        yield None, str(error)


# `notebook_faults` is apart: it takes up to a minute, so the proof runs it beside the trials.
RUN_JUDGEMENTS: tuple[Judgement, ...] = (drifted, missing_facts, unlicensed_data, leaks, visible_faults)

__all__ = ["RUN_JUDGEMENTS", "notebook_faults"]
