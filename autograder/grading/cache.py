"""Results kept beside a course: a run that was stopped goes on where it was, and nothing is graded twice.

A stored result is used only while everything that made it is the same: the submission and the seed, which
name its file, and all that `fingerprint` covers, which names its folder.
"""

from __future__ import annotations

import hashlib
import shutil
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import msgspec

from autograder.common.files import write_first, write_whole, written
from autograder.grading import jobs
from autograder.grading.fingerprint import fingerprints
from autograder.grading.jobs import Job
from autograder.grading.pool import Done, Executor
from autograder.lesson.kit import Kit
from autograder.lesson.registry import Lesson
from autograder.results import Isolation, Report, fresh_seed

_KEPT = "the results so far are kept. Make room or allow writing there, and run the command again"


class Cache:
    """The results in `folder`, which is made when there is something to keep.

    Args:
        devices: those to test on; None: those of grading.yml.
        isolation: a result without a sandbox may be forged, and never stands for one with it.

    Each method raises `CourseError` where the folder can't be read or written.
    """

    def __init__(
        self,
        folder: Path,
        kit: Kit,
        lessons: Sequence[Lesson],
        devices: Sequence[str] | None,
        isolation: Isolation = Isolation.BUBBLEWRAP,
    ) -> None:
        self._root = folder
        self._folders = {
            name: folder / "results" / name / fingerprint
            for name, fingerprint in fingerprints(kit, lessons, devices, isolation).items()
        }

    def seed(self) -> int:
        """The course's own: one for all submissions, so that they meet the same hidden inputs."""
        path = self._root / "seed"
        if not path.exists():
            with written(path, _KEPT):
                path.parent.mkdir(parents=True, exist_ok=True)
                write_first(path, str(fresh_seed()).encode())
        return int(path.read_text())

    def clear(self) -> None:
        """Forget the seed and the results of the lessons at hand."""
        (self._root / "seed").unlink(missing_ok=True)
        for folder in self._folders.values():
            shutil.rmtree(folder.parent, ignore_errors=True)

    def get(self, job: Job) -> Report | None:
        try:
            return Report.from_json(self._path(job).read_bytes())
        except (FileNotFoundError, msgspec.MsgspecError):  # half a file is as good as none
            return None

    def put(self, job: Job, report: Report) -> None:
        path = self._path(job)
        if not path.parent.exists():
            for other in path.parent.parent.glob("*"):  # what was made from other tests
                if other != path.parent:  # which a grading at the same time may have made by now
                    shutil.rmtree(other, ignore_errors=True)
        with written(path, _KEPT):
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, report.to_json())

    def _path(self, job: Job) -> Path:
        return self._folders[job.lesson] / f"{hashlib.sha256(jobs.encode(job)).hexdigest()[:32]}.json"


class Remembering:
    """An executor that leaves to another one only what the cache has no result of, and each job once."""

    def __init__(self, executor: Executor, cache: Cache) -> None:
        self._executor = executor
        self._cache = cache
        self.remembered = 0  # results of earlier runs that this one was spared

    def run(self, work: Sequence[Job], done: Done) -> None:
        missing: dict[Job, list[int]] = defaultdict(list)  # two students may hand in the same
        for index, job in enumerate(work):
            report = self._cache.get(job)
            if report is None:
                missing[job].append(index)
            else:
                self.remembered += 1
                done(index, report)
        todo = list(missing)

        def keep(position: int, report: Report) -> None:
            job = todo[position]
            if report.is_final:
                self._cache.put(job, report)
            for index in missing[job]:
                done(index, report)

        if todo:
            self._executor.run(todo, keep)
