"""The pytest plugin that runs the hidden suites: `pytest tests/lessons/NN_lesson --student PATH`.

Outside a lesson's suite it does nothing.
"""

from __future__ import annotations

import inspect
from collections.abc import Generator, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest

from autograder.errors import AutograderError, CourseError
from autograder.lesson.kit import Kit
from autograder.results import Isolation, Status, TestResult, fresh_seed

if TYPE_CHECKING:  # these modules import torch, and a plain pytest run doesn't need it
    from autograder.judge.compare import Compare
    from autograder.judge.diagnosis import Ending
    from autograder.judge.draw import Draw
    from autograder.judge.plan import HiddenTest, Plan
    from autograder.judge.session import Session

SESSION: pytest.StashKey[Session] = pytest.StashKey()
PLAN: pytest.StashKey[Plan] = pytest.StashKey()  # the test's requests
ENDING: pytest.StashKey[Ending] = pytest.StashKey()


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("autograder", "grading a lesson's submission")
    group.addoption("--student", type=Path, help="the submission: the module's file or its folder")
    group.addoption("--seed", type=int, help="the seed of the hidden inputs (default: a fresh one)")
    group.addoption("--device", action="append", help="a device to test on (default: those of grading.yml)")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "graded(function): the test earns points for this function")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "compare" in metafunc.fixturenames:
        path = metafunc.definition.path
        metafunc.parametrize("device", metafunc.config.getoption("--device") or _devices(path))


def _devices(path: Path) -> Sequence[str]:
    """Return the lesson's devices.

    Errors in grading.yml are ignored here, because `_take_submission` reports them once.
    """
    try:
        registry = Kit.around(path).registry
        return registry.devices_of(registry.lesson(path.parent.name))
    except AutograderError:
        return ["cpu"]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for fault in faults(items):
        raise pytest.UsageError(fault)
    graded = next((item for item in items if item.get_closest_marker("graded") is not None), None)
    if graded is not None and SESSION not in config.stash:
        try:
            config.stash[SESSION] = _take_submission(config, graded.path)
        except AutograderError as error:
            raise pytest.UsageError(str(error)) from error


def faults(items: list[pytest.Item]) -> Iterator[str]:
    """Yield a sentence for each graded test that is not written as the plugin requires."""
    for item in items:
        marker = item.get_closest_marker("graded")
        if marker is None:
            continue
        if not marker.args or not isinstance(marker.args[0], str):
            yield f"{item.nodeid}: @graded needs the name of the function that the test is about."
        elif "compare" not in item.fixturenames:  # type: ignore[attr-defined]
            yield f"{item.nodeid}: a graded test that doesn't use compare can't fail."
        elif "draw" not in item.fixturenames:  # type: ignore[attr-defined]
            yield f"{item.nodeid}: a graded test must draw its inputs, or they are the same in every run."
        elif not _title(item):
            yield f"{item.nodeid}: a graded test needs a docstring, the sentence that students read."


def pytest_report_header(config: pytest.Config) -> str | None:
    session = config.stash.get(SESSION, None)
    return f"autograder: seed {session.seed}" if session is not None else None


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    grading = session.config.stash.get(SESSION, None)
    if grading is not None:
        grading.close()


@pytest.fixture
def draw(request: pytest.FixtureRequest) -> Draw:
    """Return a source of random inputs that depend only on the run's seed and the test's name."""
    from autograder.judge.draw import Draw

    session = request.config.stash[SESSION]
    return Draw(session.seed, f"{request.node.path.stem}.{request.node.originalname}")


@pytest.fixture
def compare(request: pytest.FixtureRequest, device: str) -> Compare:
    """Return the object that compares the student's module with the reference on one device."""
    marker = request.node.get_closest_marker("graded")
    if marker is None:
        raise pytest.UsageError(f"{request.node.nodeid} uses compare but is not marked with @graded.")
    session = request.config.stash[SESSION]
    session.skip_unless_at_hand(device)
    compare = session.record(test_of(request.node))
    request.node.stash[PLAN] = compare.plan
    return compare


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> Generator[None, object, object]:
    """Run the test's body, which notes its requests, then send these to the submission."""
    result = yield
    plan = pyfuncitem.stash.get(PLAN, None)
    if plan is not None:
        if not plan.steps:
            raise CourseError("The test compares nothing, so it can't fail.")
        session = pyfuncitem.config.stash[SESSION]
        for verdict in session.verdicts([plan]) if session.has_submission else ():
            if verdict is not None:
                raise verdict
    return result


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if item.get_closest_marker("graded") is not None and (call.when == "call" or not report.passed):
        item.stash[ENDING] = ending(item, call.excinfo.value if call.excinfo is not None else None)
    return report


def ending(item: pytest.Item, error: BaseException | None) -> Ending:
    """Return how a test ended that raised `error`, or that raised nothing (None)."""
    from autograder.judge.diagnosis import Ending
    from autograder.judge.plan import Verdict

    match error:
        case None:
            status, message = Status.PASSED, ""
        case Verdict():
            status, message = error.status, error.message
        case pytest.skip.Exception():
            status, message = Status.SKIPPED, str(error)
        case _:
            status, message = Status.INFRA_ERROR, f"{type(error).__name__}: {error}"
    test = test_of(item)
    loop = True if isinstance(error, Verdict) and error.loop else msgspec.UNSET
    result = TestResult(test.name, test.device, status, _title(item), message, loop=loop)
    suspects, evidence = (error.suspects, error.evidence) if isinstance(error, Verdict) else ((), None)
    return Ending(test, result, suspects, item.stash.get(PLAN, None), evidence)


@cache
def test_of(item: pytest.Item) -> HiddenTest:
    """Return the identity of a graded test: lesson, function, name and device."""
    from autograder.judge.plan import HiddenTest

    function = item.get_closest_marker("graded").args[0]  # type: ignore[union-attr]
    device = item.callspec.params["device"]  # type: ignore[attr-defined]
    return HiddenTest(item.path.parent.name, function, item.originalname, device)  # type: ignore[attr-defined]


@cache
def _title(item: pytest.Item) -> str:
    """Return the first paragraph of the test's docstring on one line."""
    text = inspect.getdoc(item.function) or ""  # type: ignore[attr-defined]
    return " ".join(text.split("\n\n")[0].split())


def _take_submission(config: pytest.Config, path: Path) -> Session:
    """Return the grading session of a plain pytest run, which tests one submission to one lesson."""
    from autograder.judge.session import Session
    from autograder.sandbox.isolation import sandbox_of

    student, seed = config.getoption("--student"), config.getoption("--seed")
    if student is None:
        raise CourseError("Say which submission to test: --student PATH.")
    session = Session(path, sandbox_of(Isolation.BUBBLEWRAP))
    lesson = session.kit.registry.lesson(path.parent.name)
    session.seed = fresh_seed() if seed is None else seed
    session.take(lesson, student)
    return session
