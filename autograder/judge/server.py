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
from autograder.judge.plugin import RESULT, SESSION
from autograder.judge.session import Session
from autograder.kit import Kit
from autograder.registry import Lesson
from autograder.results import FunctionResult, Report, Status, TestResult
from autograder.submission import Source


class Server:
    """The plugin that turns a pytest session into a judge."""

    def __init__(self, channel: socket.socket, setup: Setup) -> None:
        self._channel = channel
        self._setup = setup
        self._problems: list[str] = []

    def pytest_configure(self, config: pytest.Config) -> None:
        config.stash[SESSION] = Session(Path(self._setup.kit), self._setup.devices)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            lines = str(report.longrepr).strip().splitlines()
            self._problems.append(
                f"{report.nodeid} can't be collected: {lines[-1] if lines else 'no reason given'}"
            )

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        grading = session.config.stash[SESSION]
        suites: dict[str, dict[str, list[pytest.Item]]] = defaultdict(lambda: defaultdict(list))
        for item in session.items:
            marker = item.get_closest_marker("graded")
            if marker is not None:
                suites[item.path.parent.name][marker.args[0]].append(item)
        try:
            self._refuse_problems()
            for name in self._setup.lessons:
                _refuse_gaps(grading.kit.registry.lesson(name), suites[name])
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

    def _refuse_problems(self) -> None:
        if self._problems:
            raise CourseError(self._problems[0])

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
    grading.take(lesson, Source(job.source, job.problem), job.seed, lenient=job.lenient)
    try:
        functions = [
            FunctionResult.of(
                function.name, function.points, list(_run_all(suite[function.name], job.until_failure))
            )
            for function in lesson.functions
            if job.functions is None or function.name in job.functions
        ]
    finally:
        grading.close_submission()
    return Report.of(lesson.name, job.seed, functions)


def _run_all(items: list[pytest.Item], until_failure: bool) -> Iterator[TestResult]:
    for item in items:
        result = _run(item)
        yield result
        if until_failure and result.status not in (Status.PASSED, Status.SKIPPED):
            return


def _run(item: pytest.Item) -> TestResult:
    item.config.hook.pytest_runtest_protocol(item=item, nextitem=None)
    missing = TestResult(item.name, "", Status.INFRA_ERROR, "", "The test left no result.")
    return item.stash.get(RESULT, missing)


def main(descriptor: int) -> int:
    """Serve the host behind the file descriptor until it hangs up. Returns the exit status."""
    with socket.socket(fileno=descriptor) as channel:
        return _serve(channel, jobs.decode_setup(frames.receive(channel)))


def _serve(channel: socket.socket, setup: Setup) -> int:
    kit = Kit(Path(setup.kit))
    # Only this plugin: what else is installed beside the kit must not change a score.
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    suites = [str(kit.suite(kit.registry.lesson(name))) for name in setup.lessons]
    options = ["-s", "-p", "no:cacheprovider", "-p", "no:terminal"]
    options += [f"--rootdir={kit.root}", f"--confcutdir={kit.root}"]
    return int(pytest.main([*options, *suites], plugins=[plugin, Server(channel, setup)]))


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
