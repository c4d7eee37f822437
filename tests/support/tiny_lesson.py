"""A tiny lesson whose proof holds, as text, and courses of copies of it that are spoilt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from autograder.authoring.build import build
from autograder.authoring.mutate.mutants import mutants
from autograder.lesson.kit import Kit

SOLUTION, SUITE, ASSIGNMENT = "solutions/LESSON", "tests/lessons/LESSON", "assignments/LESSON"
REGISTRY = """\
limits: {seconds: 3, memory_mb: 256, import_seconds: 5}
devices: [cpu, cuda]
lessons:
"""
ENTRY = """\
  - name: LESSON
    title: Tiny
    difficulty: easy
    minutes: 5
    functions: [{name: share, points: 2}, {name: above, points: 1}]
"""
REFERENCE = '''\
"""Two small functions."""

import torch
from torch import Tensor


def share(x: Tensor) -> Tensor:
    """The softmax of x (N,), where N is 1 or more."""
    ### BEGIN SOLUTION
    powers = (x - x.max().detach()).exp()
    return powers / powers.sum()
    ### END SOLUTION


def above(x: Tensor, limit: float) -> Tensor:
    """1 where x is above the limit and 0 elsewhere, in the dtype of x."""
    ### BEGIN SOLUTION
    is_above = x > limit
    return is_above.to(x.dtype)
    ### END SOLUTION
'''


def mutant_key(change: str) -> str:
    """Return the key of the mutant whose change ends so."""
    (key,) = [one.key for one in mutants(REFERENCE, ["share", "above"]) if one.change.endswith(change)]
    return key


FILES = {
    f"{SOLUTION}/tiny.py": REFERENCE,
    f"{SOLUTION}/test_tiny.py": '''\
"""Checks to run yourself."""

import sys
from math import log
from pathlib import Path

from torch import tensor

from autograder.checks.expect import check, expect

sys.path.insert(0, str(Path(__file__).parent))

from tiny import above, share

# share


@check
def test_share_of_logarithms():
    """Logarithms of 1 and 3 become 1/4 and 3/4."""
    x = tensor([0.0, log(3)])
    expect(
        share(x),
        tensor([1 / 4, 3 / 4]),
        "exp gives 1 and 3, and their sum is 4.",
        (tensor([1.0, 3.0]), "These are the exponentials; they are not divided by their sum."),
        (tensor([1 / 2, 3 / 2]), "These are divided by their mean."),
    )


@check
def test_share_of_equals():
    """Two equals share evenly."""
    expect(share(tensor([2.0, 2.0])), tensor([0.5, 0.5]), "", (tensor([1.0, 1.0]), "Divide by the sum."))


@check
def test_share_of_one():
    """One gets all."""
    expect(share(tensor([5.0])), tensor([1.0]))


# above


@check
def test_above_two():
    """Of 1, 2 and 3 only 3 is above 2."""
    expect(above(tensor([1.0, 2.0, 3.0]), 2.0), tensor([0.0, 0.0, 1.0]))


@check
def test_above_itself():
    """Nothing is above itself."""
    expect(above(tensor([1.0]), 1.0), tensor([0.0]), "", (tensor([1.0]), "It equals the limit."))


@check
def test_above_a_negative_limit():
    """Of -1 and -3 only -1 is above -2."""
    expect(above(tensor([-1.0, -3.0]), -2.0), tensor([1.0, 0.0]))
''',
    f"{SOLUTION}/hints.yml": """\
share: [Look at exp., Divide by the sum., Subtract the maximum first.]
above: [Compare., A comparison gives booleans., Look at Tensor.to.]
""",
    f"{SOLUTION}/notebook.py": """\
# %% [markdown]
# # Tiny

# %%
# %load_ext autograder

# %%
import matplotlib.pyplot as plt
import torch
from tiny import above, share

# %%
# %check share above

# %%
x = torch.linspace(-2, 2, 5)
for title, y in (("Shares", share(x)), ("Above 0", above(x, 0.0)), ("Scores", x)):
    figure, axis = plt.subplots()
    axis.plot(x, y)
    axis.set(title=title, xlabel="place", ylabel="value (no unit)")
    plt.show()
""",
    f"{SOLUTION}/allowed.yml": f"""\
trivial:
  above:
    cut off from the graph: A result of 0 and 1 has no graph.
groups:
  float32 inside: The contract promises no float64.
mutants:
  {mutant_key(".detach() -> x.max()")}: The shift cancels, so no gradient goes through it.
""",
    f"{SOLUTION}/correct/library.py": """\
import torch


def share(x):
    return torch.softmax(x, dim=0)


def above(x, limit):
    return torch.where(x > limit, torch.ones_like(x), torch.zeros_like(x)).detach()
""",
    f"{SOLUTION}/correct/sums.py": """\
def share(x):
    return (x - x.logsumexp(0)).exp()


def above(x, limit):
    return (~(x <= limit)).to(x.dtype)
""",
    f"{SOLUTION}/mistakes/share.py": '''\
"""Wrong versions of `share`."""

from autograder.judge import change, mistake

undivided = change("The powers are not divided by their sum.", ("powers / powers.sum()", "powers"))
averaged = change("The powers are divided by their mean.", (".sum()", ".mean()"))
logs = change("It is their logarithm.", ("powers / powers.sum()", "(powers / powers.sum()).log()"))
turned = change("The smallest has the largest share.", ("x - x.max().detach()", "x.min() - x"))


@mistake("The maximum is not subtracted first.")
def unshifted(x):
    return x.exp() / x.exp().sum()
''',
    f"{SOLUTION}/mistakes/above.py": '''\
"""Wrong versions of `above`."""

from autograder.judge import change

with_limit = change("The limit itself is not above it.", ("x > limit", "x >= limit"))
below = change("It is 1 where x is below the limit.", ("x > limit", "x < limit"))
kept = change("It is x itself where x is above the limit.", ("is_above.to(x.dtype)", "x * is_above"))
booleans = change("It is of booleans.", ("is_above.to(x.dtype)", "is_above"))
positive = change("The limit is not used.", ("x > limit", "x > 0"))
''',
    f"{SUITE}/test_share.py": '''\
from autograder.judge import graded


@graded("share")
def test_small(compare, draw):
    """The shares are those of the softmax."""
    compare.call(draw.normal(7, scale=3.0))
    compare.call(draw.normal(1))
    compare.call(0.0 * draw.normal(3))


@graded("share")
def test_huge(compare, draw):
    """Entries in the thousands give finite shares."""
    compare.call(draw.normal(5, scale=2000.0))
''',
    f"{SUITE}/promises.py": '''\
"""What the docstrings promise of the arguments."""


def share(x):
    assert x.dim() == 1
    assert len(x) >= 1


def above(x, limit):
    assert isinstance(limit, float)
''',
    f"{SUITE}/test_above.py": '''\
from autograder.judge import graded


@graded("above")
def test_limit(compare, draw):
    """What equals the limit is not above it."""
    x = draw.normal(40, mean=1.0)
    compare.call(x, float(x.median()))
    compare.call(0.0 * draw.normal(3), -1.0)
    compare.call(draw.normal(1), 0.0)
''',
}

Edits = Mapping[str, str | tuple[str, str] | None]  # of files: old and new text, or all of it, if any is left


def write_course(root: Path, lessons: Sequence[tuple[Edits, bool]]) -> Kit:
    """Write a course of tiny lessons and return it.

    Args:
        lessons: for each its edits, and whether its assignment is built after them.
    """
    names = [f"{number:02}_tiny" for number in range(1, len(lessons) + 1)]
    entries = "".join(ENTRY.replace("LESSON", name) for name in names)
    root.joinpath("grading.yml").write_text(REGISTRY + entries)
    kit = Kit(root)
    for lesson, (edits, is_built) in zip(kit.registry.lessons, lessons, strict=True):
        _write(root, lesson.name, FILES)
        build(kit, lesson)
        _write(root, lesson.name, edits)
        if is_built:
            build(kit, lesson)
    return kit


def _write(root: Path, lesson: str, edits: Edits) -> None:
    for name, edit in edits.items():
        path = root / name.replace("LESSON", lesson)
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(edit, tuple):
            old, new = edit
            text = path.read_text()
            assert text.count(old) == 1, f"{path} has {old!r} {text.count(old)} times"
            path.write_text(text.replace(old, new))
        elif edit is None:
            path.unlink()
        else:
            path.write_text(edit)
