"""Golden reports: the part of a report that a person reviews, as text.

A function has a line with its points. Below it stand the tests that did not pass.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple

from autograder.common.text import plain
from autograder.results import FunctionResult, Isolation, Report, Status

# How many places are wrong, and how wrong they are.
FIGURE = r"(?<=wrong at )\d+|\d+\.\d+(e[-+]?\d+)?|\d+e[-+]?\d+"


class TestRun(NamedTuple):
    """A hidden test on a device."""

    function: str
    test: str
    device: str


class Outcome(NamedTuple):
    """How a test ended that did not pass."""

    status: str
    message: str
    diagnosis: str

    def masked(self) -> Outcome:
        """Return the outcome with a # for each figure of its message."""
        return self._replace(message=re.sub(FIGURE, "#", self.message))

    def figures(self) -> list[float]:
        """Return the figures of the message, which differ a little between releases of PyTorch."""
        return [float(match[0]) for match in re.finditer(FIGURE, self.message)]


class Golden(NamedTuple):
    """The head with the score, a line for each function, and all that did not pass."""

    head: str
    functions: dict[str, str]
    outcomes: dict[TestRun, Outcome]


def golden_of(report: Report) -> Golden:
    """Return what is golden in a report."""
    isolation = "" if report.isolation is Isolation.BUBBLEWRAP else f", isolation {report.isolation}"
    points = f"{plain(report.score)} of {plain(report.max_score)}"
    return Golden(
        head=f"{report.lesson}: {points}, seed {report.seed}{isolation}",
        functions={function.name: _line(function) for function in report.functions},
        outcomes={
            TestRun(function.name, test.name, test.device): Outcome(
                test.status, test.message, test.diagnosis or ""
            )
            for function in report.functions
            for test in function.tests
            if test.status is not Status.PASSED or test.message or test.diagnosis
        },
    )


def _line(function: FunctionResult) -> str:
    """Return a function's points and number of tests, as in "1.5 of 3; 12 tests on cpu, simgpu"."""
    devices: dict[int, list[str]] = {}  # most often one entry: each device has the same number of tests
    for device, tests in Counter(test.device for test in function.tests).items():
        devices.setdefault(tests, []).append(device)
    counts = [f"{tests} tests on {', '.join(names)}" for tests, names in devices.items()]
    return "; ".join([f"{plain(function.score)} of {plain(function.max_score)}", *counts])


def render(golden: Golden) -> str:
    """Return the text of a golden report, which `parse` reads."""
    lines = [golden.head]
    for function, line in golden.functions.items():
        lines.append(f"{function}: {line}")
        for (status, devices, diagnosis), messages in _grouped(golden, function).items():
            lines.append(": ".join(filter(None, (f"  {status} on {devices}", diagnosis))))
            lines += [f"    {test}: {message}" for test, message in messages.items()]
    return "\n".join(lines) + "\n"


def _grouped(golden: Golden, function: str) -> dict[tuple[str, str, str], dict[str, str]]:
    """Return a function's messages by test, for each status, list of devices and diagnosis."""
    devices: dict[tuple[str, Outcome], list[str]] = {}
    for run, outcome in golden.outcomes.items():
        if run.function == function:
            devices.setdefault((run.test, outcome), []).append(run.device)
    groups: dict[tuple[str, str, str], dict[str, str]] = {}
    for (test, outcome), names in devices.items():
        group = groups.setdefault((outcome.status, ", ".join(names), outcome.diagnosis), {})
        group[test] = outcome.message
    return groups


def parse(text: str) -> Golden:
    """Return the golden report that `render` wrote as `text`."""
    head, *lines = text.splitlines()
    golden = Golden(head, {}, {})
    function = status = devices = diagnosis = ""
    for line in lines:
        name, _, rest = line.partition(": ")
        if line.startswith("    "):
            for device in devices.split(", "):
                golden.outcomes[TestRun(function, name.strip(), device)] = Outcome(status, rest, diagnosis)
        elif line.startswith("  "):
            status, _, devices = name.strip().partition(" on ")
            diagnosis = rest
        else:
            function = name
            golden.functions[function] = rest
    return golden
