"""A judge that grades one submission after another: a pytest session whose loop takes jobs from the host.

The suites are collected once; each job runs the items of its lesson.
"""

from __future__ import annotations

import os
import socket
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder import jobs
from autograder.candidate import frames
from autograder.errors import AutograderError, CourseError
from autograder.jobs import Failure, Graded, Job, Ready, Setup
from autograder.judge import plugin
from autograder.judge.diagnosis import Ending, settle
from autograder.judge.plugin import ENDING, SESSION, key_of
from autograder.judge.session import MakeSandbox, Session
from autograder.kit import Kit
from autograder.registry import Lesson
from autograder.results import FunctionResult, Report, Status, TestResult
from autograder.sandbox.bubblewrap import Bubblewrap
from autograder.submission import Source


class Server:
    """The plugin that turns a pytest session into a judge."""

    def __init__(self, channel: socket.socket, setup: Setup, sandbox: MakeSandbox) -> None:
        self._channel = channel
        self._setup = setup
        self._sandbox = sandbox
        self._problems: list[str] = []

    def pytest_configure(self, config: pytest.Config) -> None:
        config.stash[SESSION] = Session(Path(self._setup.kit), self._sandbox)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            *_, reason = ["no reason given", *str(report.longrepr).strip().splitlines()]
            reason = reason.removeprefix("E").strip(" .")
            self._problems.append(f"{report.nodeid} can't be collected: {reason}.")

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        self._problems += plugin.faults(items)
        if self._problems:
            items.clear()

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        grading = session.config.stash[SESSION]
        if self._problems:
            self._say(Failure(self._problems[0]))
            return True
        suites: dict[str, dict[str, list[pytest.Item]]] = defaultdict(lambda: defaultdict(list))
        for item in session.items:
            marker = item.get_closest_marker("graded")
            if marker is not None:
                suites[item.path.parent.name][marker.args[0]].append(item)
        try:
            for name in self._setup.lessons:
                _refuse_gaps(grading.kit.registry.lesson(name), suites[name])
                grading.material(name)
        except AutograderError as error:
            self._say(Failure(str(error)))
            return True
        self._say(Ready())
        while (job := self._next_job()) is not None:
            try:
                self._say(Graded(_grade(grading, job, suites[job.lesson])))
            except AutograderError as error:
                self._say(Failure(str(error)))
        return True

    def _next_job(self) -> Job | None:
        try:
            return jobs.decode_job(frames.receive(self._channel))
        except EOFError:
            return None

    def _say(self, answer: Ready | Graded | Failure) -> None:
        frames.send(self._channel, jobs.encode(answer))


def _refuse_gaps(lesson: Lesson, suite: dict[str, list[pytest.Item]]) -> None:
    """Each function of the registry has hidden tests, and each hidden test has its function."""
    names = {function.name for function in lesson.functions}
    for function in sorted(names - set(suite)):
        raise CourseError(f"No test of tests/lessons/{lesson.name} is marked @graded({function!r}).")
    for function in sorted(set(suite) - names):
        item = suite[function][0]
        raise CourseError(f"{item.nodeid} is marked @graded({function!r}), which grading.yml doesn't list.")


def _grade(grading: Session, job: Job, suite: dict[str, list[pytest.Item]]) -> Report:
    lesson = grading.kit.registry.lesson(job.lesson)
    grading.diagnose = job.diagnose
    grading.take(lesson, Source(job.source, job.problem), job.seed, lenient=job.lenient)
    try:
        functions = []
        for function in lesson.functions:
            if job.functions is None or function.name in job.functions:
                endings = list(_run_all(suite[function.name], job.until_failure))
                results = settle(endings, grading.memory)
                functions.append(FunctionResult.of(function.name, function.points, results))
    finally:
        grading.close_submission()
    return Report.of(lesson.name, job.seed, functions)


def _run_all(items: list[pytest.Item], until_failure: bool) -> Iterator[Ending]:
    for item in items:
        ending = _run(item)
        yield ending
        if until_failure and ending.result.status not in (Status.PASSED, Status.SKIPPED):
            return


def _run(item: pytest.Item) -> Ending:
    if ENDING in item.stash:
        del item.stash[ENDING]  # the submission before this one left it
    item.config.hook.pytest_runtest_protocol(item=item, nextitem=None)
    test = key_of(item)
    missing = TestResult(test[1], test[2], Status.INFRA_ERROR, "", "The test left no result.")
    return item.stash.get(ENDING, Ending(test, missing, ()))


def main(descriptor: int, sandbox: MakeSandbox = Bubblewrap) -> int:
    """Serve the host behind the file descriptor until it hangs up. Returns the exit status."""
    with socket.socket(fileno=descriptor) as channel:
        return _serve(channel, jobs.decode_setup(frames.receive(channel)), sandbox)


def _serve(channel: socket.socket, setup: Setup, sandbox: MakeSandbox) -> int:
    kit = Kit(Path(setup.kit))
    # Only this plugin: what else is installed beside the kit must not change a score.
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    for name in ("PYTEST_ADDOPTS", "PYTEST_PLUGINS"):
        os.environ.pop(name, None)
    suites = [str(kit.suite(kit.registry.lesson(name))) for name in setup.lessons]
    # Two lessons may have test files of one name; a warning is no exception, as in a candidate.
    options = ["--import-mode=importlib", "-s", *("-p", "no:cacheprovider", "-p", "no:terminal")]
    options += ["-p", "no:warnings", "-p", "no:logging"]
    options += [f"--device={device}" for device in setup.devices or ()]
    options += [f"--rootdir={kit.root}", f"--confcutdir={kit.root}"]
    return int(pytest.main([*options, *suites], plugins=[plugin, Server(channel, setup, sandbox)]))


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
