"""Judges that are lost are replaced, and none outlives its pool."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import pytest
from processes import descendants

from autograder.errors import CourseError
from autograder.grading.jobs import Job
from autograder.grading.pool import LocalPool
from autograder.lesson.kit import Kit
from autograder.results import Report, Status

pytestmark = pytest.mark.usefixtures("needs_sandbox")


class TestLostJudges:
    def test_one_that_is_killed_is_replaced(self, tiny: Kit, right: bytes) -> None:
        done: dict[int, Report] = {}
        with LocalPool(tiny, ["01_tiny"], ["cpu"], 1) as pool:
            judge = pool._judges[0]

            def kill_once(index: int, report: Report) -> None:
                done[index] = report
                if index == 0:
                    assert judge._process is not None
                    os.kill(judge._process.pid, signal.SIGKILL)

            pool.run([Job("01_tiny", 1, text) for text in (right, right, right)], kill_once)
        assert [done[index].score for index in range(3)] == [5.0] * 3

    def test_one_that_is_killed_twice_costs_no_point(
        self, tiny: Kit, right: bytes, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from autograder.grading.judges import ForkedJudge

        with LocalPool(tiny, ["01_tiny"], ["cpu"], 1) as pool:
            ask = ForkedJudge.ask

            def lose(self: ForkedJudge, job: Job) -> Any:
                os.kill(self.pid, signal.SIGKILL)
                return ask(self, job)

            monkeypatch.setattr(ForkedJudge, "ask", lose)
            done: list[Report] = []
            pool.run([Job("01_tiny", 1, right)], lambda index, report: done.append(report))
        (report,) = done
        assert not report.is_final
        assert report.max_score == 5.0
        assert {test.status for one in report.functions for test in one.tests} == {Status.INFRA_ERROR}

    def test_where_they_are_forked_from_can_be_lost(self, tiny: Kit, right: bytes) -> None:
        with LocalPool(tiny, ["01_tiny"], ["cpu"], 2) as pool:
            jobs = [Job("01_tiny", 1, right)] * 4
            first, again = dict[int, Report](), dict[int, Report]()
            pool.run(jobs, first.__setitem__)
            judges = [one._process.pid for one in pool._judges if one._process is not None]
            assert pool._stem._process is not None
            os.kill(pool._stem._process.pid, signal.SIGKILL)
            ended(*judges)
            pool.run(jobs, again.__setitem__)
        assert [again[index].score for index in range(4)] == [5.0] * 4
        assert again == first

    def test_they_can_start_before_there_is_work(self, tiny: Kit, right: bytes) -> None:
        done: list[Report] = []
        with LocalPool(tiny, ["01_tiny"], ["cpu"], 1) as pool:
            pool.warm_up()
            assert pool._warming is not None
            pool._warming.join()
            assert pool._stem._process is not None
            pid = pool._stem._process.pid
            pool.run([Job("01_tiny", 1, right)], lambda index, report: done.append(report))
            assert pool._stem._process.pid == pid
        assert [report.score for report in done] == [5.0]

    def test_an_early_start_that_fails_is_told_by_the_first_job(
        self, make_kit: Callable[..., Kit], tmp_path: Path
    ) -> None:
        kit = make_kit(tmp_path, {"solutions/01_tiny/tiny.py": None})
        with LocalPool(kit, ["01_tiny"], ["cpu"], 1) as pool:
            pool.warm_up()
            with pytest.raises(CourseError, match=r"tiny\.py can't be read"):
                pool.run([Job("01_tiny", 1, b"")], lambda index, report: None)

    def test_one_ends_with_its_candidate(self, tiny: Kit) -> None:
        """Whichever of a judge's processes is killed, a submission that never ends does not outlive it."""
        for victim in ("the judge", "its warm process"):
            with LocalPool(tiny, ["01_tiny"], ["cpu"], 1) as pool:
                pool.grade(Job("01_tiny", 1, b""))
                before = set(descendants(os.getpid()))
                waiting = threading.Thread(target=pool.grade, args=[Job("01_tiny", 1, b"while True: pass")])
                waiting.start()
                (candidate,) = until(partial(_started, before))
                judge = pool._judges[0]._process
                assert judge is not None
                os.kill(judge.pid if victim == "the judge" else parent(candidate), signal.SIGKILL)
                ended(candidate)
                waiting.join()  # the job is tried once more, and ends at its limit

    def test_an_added_one_takes_little_memory(self, tiny: Kit, right: bytes) -> None:
        with LocalPool(tiny, ["01_tiny"], ["cpu"], 2) as pool:
            pool.run([Job("01_tiny", 1, right)] * 8, lambda index, report: None)
            judge = pool._judges[0]._process
            assert judge is not None
            assert own_mb(judge.pid) < 100

    def test_more_jobs_than_judges(self, tiny: Kit, right: bytes) -> None:
        sources = [right, b"", right, None, right]
        done: dict[int, float] = {}
        with LocalPool(tiny, ["01_tiny"], ["cpu"], 2) as pool:
            work = [Job("01_tiny", 1, source, "None.") for source in sources]

            def note(index: int, report: Report) -> None:
                done.setdefault(index, report.score)

            pool.run(work, note)
        assert done == {0: 5.0, 1: 0.0, 2: 5.0, 3: 0.0, 4: 5.0}


def _started(before: set[int]) -> set[int]:
    """The processes below this one that were not there before."""
    return set(descendants(os.getpid())) - before


def parent(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def own_mb(pid: int) -> float:
    """The memory of a process that it shares with no other."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private_")) / 1024


T = TypeVar("T")


def until(found: Callable[[], T]) -> T:
    """What is found at last; no test waits longer than it takes."""
    deadline = time.monotonic() + 60
    while not (result := found()):
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.01)
    return result


def ended(*pids: int) -> None:
    """Wait for the end of processes that were killed; what is not yet reaped has ended."""
    for pid in pids:
        until(partial(_has_ended, pid))


def _has_ended(pid: int) -> bool:
    return not Path(f"/proc/{pid}").exists() or state(pid) == "Z"


def state(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return "Z"
