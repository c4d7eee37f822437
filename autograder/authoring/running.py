"""Judgements of what students get. Those of the visible checks and of the notebook run code."""

from __future__ import annotations

from autograder.authoring.agreement import Judgement
from autograder.authoring.facts import missing_facts, unlicensed_data
from autograder.authoring.leaks import leaks
from autograder.authoring.notebook_run import notebook_faults
from autograder.authoring.visible_run import visible_faults

# `notebook_faults` is apart: it takes up to a minute, so the proof runs it beside the trials.
RUN_JUDGEMENTS: tuple[Judgement, ...] = (missing_facts, unlicensed_data, leaks, visible_faults)

__all__ = ["RUN_JUDGEMENTS", "notebook_faults"]
