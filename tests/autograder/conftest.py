"""A tiny course, and one warm sandbox that the tests share."""

from __future__ import annotations

import os
import shutil
import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import tiny_course
from kit_root import ROOT

from autograder.gradebook.course import Course
from autograder.lesson.kit import Kit
from autograder.lesson.registry import Limits

# Tests run side by side: the threads of a process that shares its processors spin while they wait for each
# other, and seconds become minutes. Set before anything imports torch, and for all that a test starts.
os.environ["OMP_NUM_THREADS"] = "1"

# An assertion of a helper that fails shows its values, as one of a test does.
HELPERS = {path.stem for path in (ROOT / "tests" / "support").glob("*.py")}
pytest.register_assert_rewrite(*(HELPERS - sys.modules.keys()))


@pytest.fixture(scope="session")
def make_kit() -> Callable[..., Kit]:
    """Writes the tiny course into a folder; changes replace files, and None leaves one out."""
    return tiny_course.write_kit


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory, make_kit: Callable[..., Kit]) -> Kit:
    """The tiny course, which no test changes."""
    return make_kit(tmp_path_factory.mktemp("tiny"))


@pytest.fixture(scope="session")
def tiny_built(make_kit: Callable[..., Kit], tmp_path_factory: pytest.TempPathFactory) -> Kit:
    """The tiny course, built and with shorter limits, which no test changes."""
    from autograder.authoring.build import build

    limits = {"seconds: 3": "seconds: 1", "import_seconds: 5": "import_seconds: 2"}
    registry = tiny_course.REGISTRY
    for old, new in limits.items():
        registry = registry.replace(old, new)
    kit = make_kit(tmp_path_factory.mktemp("built"), {"grading.yml": registry})
    build(kit, kit.registry.lesson("01"))
    return kit


@pytest.fixture(scope="session")
def scored(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A course with scores, which no test changes."""
    from scored_course import create

    return create(tmp_path_factory.mktemp("scored"))


@pytest.fixture(scope="session")
def right() -> bytes:
    """A right submission to the tiny course that is not its reference."""
    return tiny_course.RIGHT.encode()


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
