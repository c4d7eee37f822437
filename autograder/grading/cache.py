"""Results kept beside a course: a stopped run continues where it was, and nothing is graded twice.

A stored result is used only while everything that made it is the same. The submission and the seed name its
file. All the rest, which `fingerprint` covers, names its folder.
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
    """The results in `folder`, which is created with the first result.

    `seed` and `put` raise `CourseError` if they can't write to the folder.

    Args:
        devices: the devices to test on; None for those of grading.yml.
        isolation: the isolation of the run. A result without a sandbox may be forged, so it never replaces
            one with a sandbox.
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
        """Return the course's seed. All submissions share it, so they get the same hidden inputs."""
        path = self._root / "seed"
        if not path.exists():
            with written(path, _KEPT):
                path.parent.mkdir(parents=True, exist_ok=True)
                write_first(path, str(fresh_seed()).encode())
        return int(path.read_text())

    def clear(self) -> None:
        """Delete the seed, and the results of this cache's lessons."""
        (self._root / "seed").unlink(missing_ok=True)
        for folder in self._folders.values():
            shutil.rmtree(folder.parent, ignore_errors=True)

    def get(self, job: Job) -> Report | None:
        """Return the stored report of a job; None if there is none."""
        try:
            return Report.from_json(self._path(job).read_bytes())
        except (FileNotFoundError, msgspec.MsgspecError):  # an incomplete file counts as none
            return None

    def put(self, job: Job, report: Report) -> None:
        """Store the report of a job. The first report removes the lesson's results of other fingerprints."""
        path = self._path(job)
        if not path.parent.exists():
            for other in path.parent.parent.glob("*"):  # the results of other tests
                if other != path.parent:  # another run may have made this folder in the meantime
                    shutil.rmtree(other, ignore_errors=True)
        with written(path, _KEPT):
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, report.to_json())

    def _path(self, job: Job) -> Path:
        return self._folders[job.lesson] / f"{hashlib.sha256(jobs.encode(job)).hexdigest()[:32]}.json"


class Remembering:
    """An executor that passes a job to another executor only if the cache lacks it, and equal jobs once."""

    def __init__(self, executor: Executor, cache: Cache) -> None:
        self._executor = executor
        self._cache = cache
        self.remembered = 0  # the number of results that earlier runs had stored

    def run(self, work: Sequence[Job], done: Done) -> None:
        """Call `done` with the index and the report of each job, and store the final reports."""
        missing: dict[Job, list[int]] = defaultdict(list)  # two students may submit the same text
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
