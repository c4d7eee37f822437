"""Findings: the faults that reports show, each kind told once with how often it was seen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

import msgspec

from autograder.authoring.trials import Fault, Trial, place_of, tests_of, was_run
from autograder.results import Report


class ProofFinding(msgspec.Struct, frozen=True):
    """A fault of a lesson."""

    check: str
    function: str | None
    message: str


Ended = tuple[Trial, Report]  # a trial and its last report


def findings_of(ended: Sequence[Ended]) -> Iterator[ProofFinding]:
    """Yield the findings in the reports. If a test could not be run, the report has no other findings."""
    yield from _not_run(ended)
    alike: dict[tuple[str, str | None, str], list[tuple[Trial, Fault]]] = defaultdict(list)
    for trial, report in ended:
        if all(was_run(test) for _, test in tests_of(report)):
            for fault in trial.faults(report):
                alike[trial.check, trial.function, fault.kind or fault.message].append((trial, fault))
    tried = defaultdict(list)
    for trial, _ in ended:
        tried[trial.check].append(trial)
    for (check, function, _), seen in alike.items():
        yield ProofFinding(check, function, seen[0][1].message + _counted(seen, tried[check]))


def _counted(seen: Sequence[tuple[Trial, Fault]], tried: Sequence[Trial]) -> str:
    """Return in how many of the tried modules and seeds a fault was seen; nothing if it was seen once."""
    if len({fault.message for _, fault in seen}) == 1:
        return ""
    modules, all_modules = {trial.subject for trial, _ in seen}, {trial.subject for trial in tried}
    seeds, all_seeds = {trial.job.seed for trial, _ in seen}, {trial.job.seed for trial in tried}
    return (
        f" It is so {len(seen)} times: for {len(modules)} of {len(all_modules)} modules,"
        f" with {len(seeds)} of {len(all_seeds)} seeds."
    )


def _not_run(ended: Sequence[Ended]) -> Iterator[ProofFinding]:
    """Yield the tests that could not be run.

    Each cause counts once, because it is the same for all modules.
    """
    told = set()
    for trial, report in ended:
        for function, test in tests_of(report):
            cause = (function, test.name, test.device, test.message)
            if not was_run(test) and cause not in told:
                told.add(cause)
                message = f"{place_of(test)} could not be run for {trial.subject}. {test.message}"
                yield ProofFinding(trial.check, function, message)
