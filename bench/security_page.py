"""docs/security.md: the table of the bench, and what a reader needs to understand it."""

from __future__ import annotations

import platform
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version

_NO_ATTACKS = ("right", "wrong")  # submissions that show that the graders work
_PAGE = """\
# What attacks earn from graders

`make bench-security` writes this page. It ran on {day} with Python {python} and torch {torch}, on {system}.

## What was tried

A student is to write `double`, which returns twice its input. Two hidden tests hold a point each. \
{attacks} submissions attack the grader instead: they double nothing, so they have earned 0. \
A right and a wrong solution show that each grader works.

## On whom

The tests are written as each grader's documentation advises. None of the other graders ran in a container.

- **This kit**, as `autograder grade` runs it.
- **nbgrader**, by `nbgrader autograde`.
- **otter-grader**, by `otter run`. `otter grade`, which starts a Docker container for each submission, \
was not tried.
- **pytest-prairielearn-grader**, the newer Python grader for PrairieLearn, by the command of its container \
image. {user} The grader carries NumPy arrays and no tensors, so the instructor's code turns the result of \
`double` into an array. Submissions may import `math`, `torch`, `torch.nn` and `torch.nn.functional`. Its \
package does not name four packages that it needs, so the bench adds them. In November 2026 \
PyPI listed releases up to 1.4.1. Only the release in the table was tried.

## What they earned

Points, of {full:g}. "Tests sent" means that the text of a hidden test arrived.

{table}

{problems}\
Three attacks ran on pytest-prairielearn-grader but don't apply to it: it uses no IPython, and this \
exercise's solution is not on its disk.

This is why:

- **nbgrader and otter-grader** run the submission in the process that runs the tests. The submission can \
replace what the tests call, read them, and write into the results.
- **pytest-prairielearn-grader** runs the submission in another process, and as another user if it may. \
Nothing that a submission replaces in its own process reaches the tests. A guard also refuses many \
built-in functions, and imports that the instructor did not list. The column "guard lifted" shows the same \
attacks with two lines in front of each. They import `torch`, which holds all built-in functions, and put \
these back. Then the rest of the machine is open, because the process has no sandbox: a submission reads the \
file of the tests and reaches the network. PrairieLearn runs the grader in a container. That can cut off the \
network, but the tests lie in the same container. The image could keep them from the other user; its start \
script of release 0.3.1 does not.
- **This kit** runs the submission in a sandbox without network, whose file system holds no tests, no \
solution and no results. Only plain tensors and numbers come out. Points come from comparing them outside \
with the reference. So a submission finds nothing to replace, to read or to write.

## What the others do well

- nbgrader has the gradebook and Formgrader. This kit uses both.
- otter-grader makes one zip that grades on a laptop, in containers and at Gradescope.
- pytest-prairielearn-grader keeps the tests in a process of their own, and grades any Python exercise. \
A syntax error costs the student no attempt, and its messages are written for beginners.
- INGInious has long used two containers, one for the tests and one for student code. It needs Docker, \
so it was not run, and the table says nothing about it.

## What is not excluded

- This kit's sandbox is bubblewrap and the Linux kernel. A hole in either is a hole in the sandbox.
- A submission that computes the right values can hide that it used a forbidden call or changed its inputs.
- Students can copy from each other.
- Feedback shows what a submission returned, such as its shape. A submission can put its inputs there. If \
students hand in again after feedback, grade that round with another `--seed`.
- If a function is wrong and others use it, these run with the reference's version of it. The submission can \
read that version, and tell one bit of it by each test that passes or fails. \
`follow_up_failures: fail` in `grading.yml` prevents this.
- These attacks are few, and this kit's authors chose them. The kit's own tests try nearly a hundred more.
"""


@dataclass(frozen=True)
class Column:
    """What one grader gave each submission."""

    title: str
    scores: Mapping[str, float]
    tests_sent: bool = False  # whether the attack over the network told a hidden test
    problem: str = ""  # why the grader was not run

    def cell(self, name: str) -> str:
        """Return what stands in the table for the submission `name`."""
        if self.problem:
            return "not run"
        points = f"{self.scores[name]:g}" if name in self.scores else "no score"
        return f"{points}, tests sent" if name == "network" and self.tests_sent else points


@dataclass(frozen=True)
class User:
    """Who ran student code for pytest-prairielearn-grader."""

    name: str | None  # None for the grader's own user
    outlive_without: float  # what a process that is left behind earns from the grader's own user

    def __str__(self) -> str:
        if self.name is None:
            return "Student code ran as the grader's own user, because the bench may not change to another."
        return (
            f"Student code ran as the user `{self.name}`, who can't write the results; the image has such a "
            f"user too. Without that user, a process that a submission left behind earned "
            f"{self.outlive_without:g} points."
        )


def page(abouts: Mapping[str, str], columns: Sequence[Column], full: float, user: User | None) -> str:
    """Return the page.

    Args:
        abouts: what each submission does, by its name.
        columns: the graders, this kit first.
        full: the points of a right solution.
        user: who ran student code for pytest-prairielearn-grader, if that was run.
    """
    problems = "".join(
        f"{column.title} was not run: {column.problem}\n\n" for column in columns if column.problem
    )
    return _PAGE.format(
        day=date.today(),
        python=platform.python_version(),
        torch=version("torch"),
        system=sys.platform,
        attacks=sum(name not in _NO_ATTACKS for name in abouts),
        user=user or "",
        full=full,
        table=_table(abouts, columns),
        problems=problems,
    )


def _table(abouts: Mapping[str, str], columns: Sequence[Column]) -> str:
    rows = [
        "| the submission | " + " | ".join(column.title for column in columns) + " |",
        "| --- |" + " --- |" * len(columns),
    ]
    for name, about in abouts.items():
        rows.append(f"| {about} | " + " | ".join(column.cell(name) for column in columns) + " |")
    return "\n".join(rows)
