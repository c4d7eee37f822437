"""The examination of the machine. No torch here: the parts that need it run in a process of their own."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, metadata, requires, version

import msgspec
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from autograder.doctor.advice import NO_LINUX, NO_PROGRAM, advice, advice_on_lacking
from autograder.doctor.bait import Places, TrialReport, bait
from autograder.doctor.finding import Finding, State
from autograder.doctor.programs import search_path
from autograder.grading.pool import default_jobs
from autograder.lesson.kit import Kit
from autograder.sandbox.availability import refusal

_TRIAL_SECONDS = 300


def examine(kit: Kit) -> Iterator[Finding]:
    """Yield the findings as they come: isolation first, then the other needs of grading."""
    sandbox = _sandbox()
    yield sandbox
    yield _python()
    torch = _package("torch")
    yield torch
    if torch.state is State.OK:
        with bait(kit) as places:
            yield from _trial(places if sandbox.state is State.OK else None)
    yield from _gradebook()
    count = default_jobs()
    yield Finding("processors", State.OK, f"{count}: the number of submissions graded at once", needed=False)


def _sandbox() -> Finding:
    if sys.platform != "linux":
        return Finding(
            "bubblewrap", State.MISSING, f"{platform.system()} can't isolate processes in this way", NO_LINUX
        )
    path = shutil.which("bwrap")
    if path is None:
        return Finding("bubblewrap", State.MISSING, "the program bwrap is not on PATH", NO_PROGRAM)
    problem = refusal(path)
    if problem:
        return Finding("bubblewrap", State.BROKEN, f"it can't create a sandbox: {problem}", advice())
    return Finding("bubblewrap", State.OK, f"{path} makes sandboxes")


def _python() -> Finding:
    here = platform.python_version()
    supported = metadata("autograder")["Requires-Python"]
    if here in SpecifierSet(supported):
        return Finding("python", State.OK, here)
    return Finding("python", State.BROKEN, f"{here}; {supported} is supported", "Use another Python.")


def _package(name: str) -> Finding:
    """Return the finding on a package: whether it is installed in a version that the kit supports."""
    needed = next(
        requirement
        for requirement in map(Requirement, requires("autograder") or ())
        if requirement.name == name
    )
    fix = f'Install it: {sys.executable} -m pip install "{needed.name}{needed.specifier}"'
    try:
        here = version(name)
    except PackageNotFoundError:
        return Finding(name, State.MISSING, "it is not installed", fix)
    if not needed.specifier.contains(here, prereleases=True):
        return Finding(name, State.BROKEN, f"{here}; {needed.specifier} is supported", fix)
    return Finding(name, State.OK, here)


def _trial(places: Places | None) -> Iterator[Finding]:
    """Yield the findings of a process with torch: the attempts to escape, and the devices."""
    done = subprocess.run(
        [sys.executable, "-m", "autograder.doctor.trial"],
        input=msgspec.json.encode(places),
        capture_output=True,
        timeout=_TRIAL_SECONDS,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
    )
    if done.returncode != 0:
        *_, last = ["no reason given", *done.stderr.decode(errors="replace").strip().splitlines()]
        yield Finding("torch", State.BROKEN, f"a process that imports it ended: {last}", "Install it again.")
        return
    trial = msgspec.json.decode(done.stdout, type=TrialReport)
    yield from trial.findings
    yield private_parts(trial)
    if trial.gpu:
        yield Finding("GPU", State.OK, trial.gpu, needed=False)
    else:
        yield Finding("GPU", State.MISSING, "tests on `cuda` are skipped", needed=False)
    if trial.simgpu:
        yield Finding("simgpu", State.MISSING, trial.simgpu, needed=False)
    else:
        yield Finding("simgpu", State.OK, "a hard-coded device is found without a GPU", needed=False)


def private_parts(trial: TrialReport) -> Finding:
    """Return the finding on the private parts of PyTorch that the kit uses. Grading is safe without them."""
    if not trial.lacking:
        text = f"PyTorch {trial.torch} has the private parts that the kit uses"
        return Finding("torch parts", State.OK, text, needed=False)
    count = len(trial.lacking)
    text = (
        f"PyTorch {trial.torch} lacks {count} private {'part' if count == 1 else 'parts'} that the kit uses"
    )
    return Finding(
        "torch parts", State.MISSING, text, advice_on_lacking(trial.torch, trial.lacking), needed=False
    )


def _gradebook() -> Iterator[Finding]:
    """Yield the findings for courses: nbgrader, and alembic, with which nbgrader makes its database."""
    yield msgspec.structs.replace(_package("nbgrader"), needed=False)
    path = shutil.which("alembic", path=search_path())
    if path is None:
        fix = f"Install it: {sys.executable} -m pip install alembic"
        yield Finding("alembic", State.MISSING, "nbgrader creates its database with it", fix, needed=False)
    else:
        yield Finding("alembic", State.OK, path, needed=False)
