"""The files of a course with one tiny lesson."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from autograder.lesson.kit import Kit

LESSON = "01_tiny"
REGISTRY = """\
limits: {seconds: 3, memory_mb: 256, import_seconds: 5}
devices: [cpu, cuda]
lessons:
  - name: 01_tiny
    title: Tiny [draft]
    functions:
      - {name: double, points: 2}
      - {name: share, points: 3, forbidden: [softmax]}
"""
SOLUTION = '''\
"""Two small functions."""

import torch
from torch import Tensor


def double(x: Tensor) -> Tensor:
    """Twice x, in the shape of x."""
    ### BEGIN SOLUTION
    doubled = x + x
    return doubled
    ### END SOLUTION


def share(x: Tensor) -> Tensor:
    """The softmax of x (N,)."""
    ### BEGIN SOLUTION
    weights = (x - x.max()).exp()
    return weights / weights.sum()
    ### END SOLUTION
'''
FILES = {
    "grading.yml": REGISTRY,
    "solutions/01_tiny/tiny.py": SOLUTION,
    "solutions/01_tiny/test_tiny.py": '''\
"""Checks to run yourself."""

import sys
from pathlib import Path

import torch

sys.path.insert(0, str(Path(__file__).parent))

from tiny import double, share

# double


def test_double_of_three() -> None:
    assert double(torch.tensor([3.0])).tolist() == [6.0], "3 + 3 is 6."


def test_double_of_nothing() -> None:
    """Twice an empty vector is empty."""
    assert double(torch.tensor([])).tolist() == []


# share


def test_share_of_equals() -> None:
    assert share(torch.zeros(2)).tolist() == [0.5, 0.5]
''',
    "solutions/01_tiny/hints.yml": """\
double: [Add x to itself., One line is enough., Use the plus sign.]
share: [Look at exp., Divide by the sum., Subtract the maximum first.]
""",
    "solutions/01_tiny/notebook.py": "# %% [markdown]\n# # Tiny\n\n# %%\nimport tiny\n",
    "solutions/01_tiny/mistakes/double.py": '''\
"""Wrong versions of `double`."""

from autograder.judge import mistake


@mistake("It equals the square of x.")
def squares(x):
    return x * x
''',
    "tests/lessons/01_tiny/test_double.py": '''\
from autograder.judge import graded


@graded("double")
def test_line(compare, draw):
    """Each entry of a vector is doubled."""
    compare.call(draw.normal(5))


@graded("double")
def test_square(compare, draw):
    """Each entry of a matrix is doubled.

    What follows the first paragraph is for authors.
    """
    compare.call(draw.normal(3, 2))
''',
    "tests/lessons/01_tiny/test_share.py": '''\
from autograder.judge import graded


@graded("share")
def test_shares(compare, draw):
    """The shares are those of the softmax."""
    compare.call(draw.normal(7, scale=3.0))
''',
}
RIGHT = """\
import torch

def double(x):
    return 2 * x

def share(x):
    return (x - x.logsumexp(0)).exp()
"""


def write_kit(root: Path, changes: Mapping[str, str | None] | None = None) -> Kit:
    """Write the course's files and return the kit; `changes` replace files, and None leaves one out."""
    for name, text in {**FILES, **(changes or {})}.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if text is not None:
            path.write_text(text)
    return Kit(root)
