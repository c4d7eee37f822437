"""A tiny course, and one warm sandbox that the tests share."""

from __future__ import annotations

import os
import shutil
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from autograder.lesson.kit import Kit
from autograder.lesson.registry import Limits

# Tests run side by side: the threads of a process that shares its processors spin while they wait for each
# other, and seconds become minutes. Set before anything imports torch, and for all that a test starts.
os.environ["OMP_NUM_THREADS"] = "1"

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


@pytest.fixture(scope="session")
def make_kit() -> Callable[..., Kit]:
    """Writes a kit into a folder; keyword-like changes replace files, and None removes one."""

    def make(root: Path, changes: dict[str, str | None] | None = None) -> Kit:
        for name, text in {**FILES, **(changes or {})}.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if text is not None:
                path.write_text(text)
        return Kit(root)

    return make


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory, make_kit: Callable[..., Kit]) -> Kit:
    """The tiny course, which no test changes."""
    return make_kit(tmp_path_factory.mktemp("tiny"))


@pytest.fixture(scope="session")
def right() -> bytes:
    """A right submission to the tiny course that is not its reference."""
    return RIGHT.encode()


@pytest.fixture(scope="session")
def needs_sandbox() -> None:
    """Where bubblewrap is missing the test is skipped; in CI that fails, so that it can't go unseen."""
    if shutil.which("bwrap") is None:
        if os.environ.get("CI"):
            pytest.fail("bubblewrap is missing, and CI must run the sandbox tests")
        pytest.skip("bubblewrap is not installed")


@pytest.fixture(scope="session")
def sandbox(needs_sandbox: None, tiny: Kit) -> Iterator[Any]:
    """One warm sandbox for all tests that don't harm it."""
    from autograder.sandbox.bubblewrap import Bubblewrap

    shared = Bubblewrap([tiny.root])
    yield shared
    shared.close()


@pytest.fixture(scope="session")
def inside(sandbox: Any) -> Callable[..., Any]:
    """Runs source text with a function `go` in a fresh candidate; gives what `go` returned, or the fault."""
    from autograder.candidate.runtime import compiled
    from autograder.candidate.wire import Batch, Load, Request, decode
    from autograder.sandbox.protocol import Breach

    def run(source: str, seconds: float = 10.0, memory_mb: int = 256) -> Any:
        candidate = sandbox.start(Limits(memory_mb=memory_mb))
        try:
            reply = candidate.ask(Load("submission", textwrap.dedent(source).encode()), 10.0)
            if reply.fault is not None:
                return reply.fault
            order = Request(
                compiled("def enter(lesson):\n    return lesson.go()\n"), "enter", {}, ["plain"], 0
            )
            reply = candidate.ask(Batch([order]), seconds)
            if reply.fault is not None:
                return reply.fault
            return reply.runs[0].fault or decode(reply.runs[0].value)
        except Breach as breach:
            return breach
        finally:
            candidate.close()

    return run


@pytest.fixture
def broken_bubblewrap(tmp_path: Path) -> Path:
    """A folder for PATH with a bwrap that is forbidden to make name spaces."""
    folder = tmp_path / "forbidden"
    folder.mkdir()
    program = folder / "bwrap"
    program.write_text("#!/bin/sh\necho 'bwrap: setting up uid map: Permission denied' >&2\nexit 1\n")
    program.chmod(0o755)
    return folder


@pytest.fixture(scope="session")
def server() -> Iterator[Any]:
    """A PostgreSQL server."""
    import postgresql

    one = postgresql.start()
    yield one
    one.stop()
    shutil.rmtree(one.folder)
