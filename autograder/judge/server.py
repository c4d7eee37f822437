"""A judge that grades one submission after another: a pytest session whose loop takes orders from the host.

The first judge collects the suites once, for all judges that are forked from it. For each seed, a judge runs
the tests once to note their requests. Then it sends the same requests to one submission after another.
"""

from __future__ import annotations

import gc
import os
import socket
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import chain
from pathlib import Path

import pytest

from autograder.candidate import frames
from autograder.candidate.forks import childhood, fork
from autograder.errors import AutograderError, CourseError
from autograder.grading import jobs
from autograder.grading.jobs import (
    EndJudge,
    Job,
    JobGraded,
    JudgeAnswer,
    JudgeFailure,
    JudgeForked,
    JudgeOrder,
    JudgeReady,
    Setup,
)
from autograder.intake.source import Source
from autograder.judge import plugin
from autograder.judge.diagnosis import Ending, settle
from autograder.judge.follow_up import with_follow_ups
from autograder.judge.helpers import Helpers
from autograder.judge.plan import HiddenTest
from autograder.judge.plugin import ENDING, PLAN, SESSION
from autograder.judge.session import Session
from autograder.lesson.kit import Kit
from autograder.lesson.registry import DEVICES, Lesson
from autograder.results import FunctionResult, Isolation, Report, Status, TestResult
from autograder.sandbox.isolation import MakeSandbox, sandbox_of

Suite = dict[str, list[pytest.Item]]  # a lesson's tests, by function


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
            self._say(JudgeFailure(self._problems[0]))
            return True
        suites: dict[str, Suite] = defaultdict(lambda: defaultdict(list))
        for item in session.items:
            marker = item.get_closest_marker("graded")
            if marker is not None:
                suites[item.path.parent.name][marker.args[0]].append(item)
        try:
            for name in self._setup.lessons:
                _refuse_gaps(grading.kit.registry.lesson(name), suites[name])
                grading.material(name)
        except AutograderError as error:
            self._say(JudgeFailure(str(error)))
            return True
        gc.collect()
        gc.freeze()  # all objects here stay; to search them again takes 0.1 s at each collection
        self._say(JudgeReady())
        self._serve(Grader(grading, self._setup.isolation), suites)
        return True

    def _serve(self, grader: Grader, suites: Mapping[str, Suite]) -> None:
        """Follow orders until the host closes the connection."""
        while (order := self._next_order()) is not None:
            try:
                self._say(self._follow(order, grader, suites))
            except AutograderError as error:
                self._say(JudgeFailure(str(error)))

    def _follow(self, order: JudgeOrder, grader: Grader, suites: Mapping[str, Suite]) -> JudgeAnswer:
        if isinstance(order, Job):
            return JobGraded(grader.grade(order, suites[order.lesson]))
        from autograder.judge import children  # Linux only

        if isinstance(order, EndJudge):
            children.end(order.pid)
            return JudgeReady()
        connection, errors = children.descriptors(self._channel)
        sandbox = grader.session.branch()
        pid = fork()
        if pid == 0:
            with childhood():
                children.begin(errors)
                self._channel.close()
                self._channel = socket.socket(fileno=connection)
                grader.session.adopt(sandbox)
                self._serve(grader, suites)
                grader.session.close()
        sandbox.let_go()
        os.close(connection)
        os.close(errors)
        return JudgeForked(pid)

    def _next_order(self) -> JudgeOrder | None:
        try:
            return jobs.decode_order(frames.receive(self._channel))
        except EOFError:
            return None

    def _say(self, answer: JudgeAnswer) -> None:
        frames.send(self._channel, jobs.encode(answer))


def _refuse_gaps(lesson: Lesson, suite: Suite) -> None:
    """Raise `CourseError` if a function has no hidden test, or if a hidden test names an unknown function."""
    names = {function.name for function in lesson.functions}
    for function in sorted(names - set(suite)):
        raise CourseError(f"No test of tests/lessons/{lesson.name} is marked @graded({function!r}).")
    for function in sorted(set(suite) - names):
        item = suite[function][0]
        raise CourseError(f"{item.nodeid} is marked @graded({function!r}), which grading.yml doesn't list.")


class Grader:
    """A grader of submissions, which keeps the tests' requests for the current seed."""

    def __init__(self, session: Session, isolation: Isolation) -> None:
        self.session = session
        self._isolation = isolation
        self._asked: dict[pytest.Item, Ending | None] = {}  # an ending if the test's own body failed

    def grade(self, job: Job, suite: Suite) -> Report:
        """Return the report on one submission."""
        lesson = self.session.kit.registry.lesson(job.lesson)
        wanted = [
            function
            for function in lesson.functions
            if job.functions is None or function.name in job.functions
        ]
        if job.seed != self.session.seed:
            self.session.seed = job.seed
            self._asked.clear()
        items = {function.name: _items(suite[function.name], job.brief) for function in wanted}
        for item in chain.from_iterable(items.values()):
            self._ask(item)
        self.session.diagnose = job.diagnose
        self.session.take(lesson, Source(job.source, job.problem), lenient=job.lenient, trusted=job.trusted)
        try:
            functions = []
            for function in wanted:
                results = settle(list(self._run_all(items[function.name], job)))
                functions.append(FunctionResult.of(function.name, function.points, results))
            if self.session.has_usable_submission and sum(bool(result.lost) for result in functions) > 1:
                functions = self._follow_up(job, lesson, items, functions)
        finally:
            self.session.close_submission()
        return Report.of(lesson.name, job.seed, functions, self._isolation)

    def _follow_up(
        self,
        job: Job,
        lesson: Lesson,
        items: Mapping[str, Sequence[pytest.Item]],
        results: Sequence[FunctionResult],
    ) -> list[FunctionResult]:
        """Return the results with the follow-ups of failures, which may run tests again.

        A candidate with the reference's functions is a new one, and runs nothing else. Its words reach
        nobody: only whether a test passes counts.
        """
        assert job.source is not None, "a usable submission has a source"
        helpers = Helpers(lesson, job.source, self.session.kit.reference(lesson).read_bytes())
        inside: tuple[str, ...] = ()  # the reference's functions in the current candidate

        def run_again(result: FunctionResult, names: tuple[str, ...]) -> set[TestResult]:
            nonlocal inside
            if names != inside:
                inside = names
                source = Source(helpers.replaced(names))
                self.session.take(lesson, source, lenient=job.lenient, trusted=job.trusted)
            item_of = {plugin.test_of(item): item for item in items[result.name]}
            lost = [HiddenTest(lesson.name, result.name, test.name, test.device) for test in result.lost]
            # Only these have plans for sure. A test that could not run, for example without a GPU, has none.
            verdicts = list(self.session.verdicts([item_of[test].stash[PLAN] for test in lost]))
            if any(verdict is not None and verdict.status is Status.FORBIDDEN for verdict in verdicts):
                return set()
            return {test for test, verdict in zip(result.lost, verdicts, strict=True) if verdict is None}

        self.session.diagnose = False
        passes = self.session.kit.registry.follow_up_failures == "pass"
        return with_follow_ups(results, helpers, run_again if passes else None)

    def _ask(self, item: pytest.Item) -> None:
        """Run the test's body without a submission, to note its requests."""
        if item not in self._asked:
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=None)
            ended = item.stash[ENDING]
            self._asked[item] = None if ended.result.status is Status.PASSED else ended

    def _run_all(self, items: list[pytest.Item], job: Job) -> Iterator[Ending]:
        if job.until_failure:  # the fastest device comes first, with all its tests
            tests = {item: plugin.test_of(item) for item in items}
            items.sort(key=lambda item: (DEVICES.index(tests[item].device), tests[item].name != job.first))
        verdicts = self.session.verdicts([item.stash[PLAN] for item in items if self._asked[item] is None])
        for item in items:
            ended = self._asked[item] or plugin.ending(item, next(verdicts))
            yield ended
            if job.until_failure and ended.result.status not in (Status.PASSED, Status.SKIPPED):
                return


def _items(items: Sequence[pytest.Item], brief: bool) -> list[pytest.Item]:
    """Return the tests of a job; if it is brief, those on the first device."""
    device = plugin.test_of(items[0]).device
    return [item for item in items if not brief or plugin.test_of(item).device == device]


def main(descriptor: int, sandbox: MakeSandbox | None = None) -> int:
    """Serve the host until it closes the connection. Return the exit status.

    Args:
        descriptor: the file descriptor of the socket that leads to the host.
        sandbox: makes the sandbox, instead of the sandbox for the isolation that the host asks for.
    """
    _work_as_batch()
    with socket.socket(fileno=descriptor) as channel:
        setup = jobs.decode_setup(frames.receive(channel))
        return _serve(channel, setup, sandbox or sandbox_of(setup.isolation))


def _work_as_batch() -> None:
    """Give this judge's processes the scheduling policy SCHED_BATCH, to save 5 % of the time.

    Otherwise each reply wakes the judge, and the judge interrupts the candidate, dozens of times a
    submission. This only saves time, so a system that refuses it is no error.
    """
    if sys.platform == "linux":
        with suppress(OSError):
            os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))


def _serve(channel: socket.socket, setup: Setup, sandbox: MakeSandbox) -> int:
    kit = Kit(Path(setup.kit))
    # Load only this plugin, because other installed plugins must not change a score.
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    for name in ("PYTEST_ADDOPTS", "PYTEST_PLUGINS"):
        os.environ.pop(name, None)
    suites = [str(kit.suite(kit.registry.lesson(name))) for name in setup.lessons]
    # Two lessons may have test files of the same name. Warnings raise no exception, as in a candidate.
    options = ["--import-mode=importlib", "-s", *("-p", "no:cacheprovider", "-p", "no:terminal")]
    options += ["-p", "no:warnings", "-p", "no:logging"]
    options += [f"--device={device}" for device in setup.devices or ()]
    options += [f"--rootdir={kit.root}", f"--confcutdir={kit.root}"]
    return int(pytest.main([*options, *suites], plugins=[plugin, Server(channel, setup, sandbox)]))


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
