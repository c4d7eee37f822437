"""Run jobs, by a pool of judges on this machine or by another `Executor`."""

from __future__ import annotations

import os
import queue
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Thread
from types import TracebackType
from typing import Protocol

from autograder.errors import CourseError, GraderError
from autograder.grading.jobs import Job, Setup
from autograder.grading.judges import Judge, Stem
from autograder.lesson.kit import Kit
from autograder.lesson.registry import DEVICES
from autograder.results import FunctionResult, Isolation, Report, Status, TestResult

Done = Callable[[int, Report], None]
GroupDone = Callable[[int, int, Report], None]


class Executor(Protocol):
    """A runner of jobs."""

    def run(self, work: Sequence[Job], done: Done) -> None:
        """Call `done` with the index and the report of each job, in any order and from any thread."""
        ...


class GroupExecutor(Protocol):
    """A runner of groups of jobs."""

    def run_groups(self, groups: Sequence[Sequence[Job]], done: GroupDone) -> None:
        """Run each group on one judge. Call `done` with the group's index, the job's index in it, the report.

        A judge notes the tests' requests once for a seed, and what the known mistakes return once for a test.
        So jobs of one seed or of one function are cheaper in a group.
        """
        ...


class LocalPool:
    """Judges on this machine. Each grades one submission at a time.

    Args:
        devices: the devices to test on; None for those of grading.yml.
        size: the number of judges. They start when there is work for them.

    Raises:
        CourseError: if a device is unknown.
    """

    def __init__(
        self,
        kit: Kit,
        lessons: Sequence[str],
        devices: Sequence[str] | None,
        size: int,
        isolation: Isolation = Isolation.BUBBLEWRAP,
    ) -> None:
        for device in devices or ():
            if device not in DEVICES:
                raise CourseError(f"There is no device {device!r}. Devices: {', '.join(DEVICES)}.")
        setup = Setup(str(kit.root), tuple(lessons), tuple(devices) if devices else None, isolation)
        self._kit = kit
        self._size = size
        self._stem = Stem(setup)
        self._judges = [Judge(self._stem) for _ in range(size)]
        self._warming: Thread | None = None
        self._idle: queue.SimpleQueue[Judge] = queue.SimpleQueue()
        for judge in self._judges:
            self._idle.put(judge)

    def warm_up(self) -> None:
        """Start the judges' common process now, in the background, so that the first job needn't wait for it.

        If it fails, the first job tries again and raises the error.
        """
        self._warming = Thread(target=self._stem.start)
        self._warming.start()

    def run(self, work: Sequence[Job], done: Done) -> None:
        """Call `done` with the index and the report of each job.

        If a judge is lost, a new judge tries the job once more. If that fails too, the report says
        `infra_error`: the submission must be graded again, and no point is lost.
        """
        self.run_groups([[job] for job in work], lambda index, _, report: done(index, report))

    def run_groups(self, groups: Sequence[Sequence[Job]], done: GroupDone) -> None:
        """Run each group on one judge, one job after another, as `run` does each job."""
        with ThreadPoolExecutor(max_workers=self._size) as threads:
            futures = [threads.submit(self._work, index, jobs, done) for index, jobs in enumerate(groups)]
            try:
                for future in futures:
                    future.result()
            except BaseException:
                threads.shutdown(wait=False, cancel_futures=True)
                self.close()
                raise

    def grade(self, job: Job) -> Report:
        """Return the report on one job. Raise `GraderError` if two attempts fail."""
        with self._judge() as judge:
            return _graded(judge, job)

    @contextmanager
    def _judge(self) -> Iterator[Judge]:
        judge = self._idle.get()
        try:
            yield judge
        finally:
            self._idle.put(judge)

    def _work(self, group: int, jobs: Sequence[Job], done: GroupDone) -> None:
        with self._judge() as judge:
            for index, job in enumerate(jobs):
                try:
                    report = _graded(judge, job)
                except GraderError as error:
                    report = self._not_graded(job, str(error))
                done(group, index, report)

    def _not_graded(self, job: Job, reason: str) -> Report:
        test = TestResult("grading", "", Status.INFRA_ERROR, "The grader did its work.", reason)
        lesson = self._kit.registry.lesson(job.lesson)
        functions = [
            FunctionResult.of(function.name, function.points, [test]) for function in lesson.functions
        ]
        return Report.of(lesson.name, job.seed, functions)

    def close(self) -> None:
        if self._warming is not None:
            self._warming.join()  # a process that is still starting can't be ended
        for judge in self._judges:
            judge.close()
        self._stem.close()

    def __enter__(self) -> LocalPool:
        return self

    def __exit__(
        self, error_type: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _graded(judge: Judge, job: Job) -> Report:
    """Return the report on a job. A judge that is lost gets one more attempt."""
    try:
        return judge.grade(job)
    except GraderError:
        return judge.grade(job)


def default_jobs() -> int:
    """Return the default number of judges: the number of CPUs that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
