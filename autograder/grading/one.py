"""Grading of one submission, without a course folder or a database."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from autograder.grading.jobs import job_of
from autograder.grading.pool import LocalPool
from autograder.intake.choice import read
from autograder.intake.source import Source
from autograder.lesson.kit import Kit
from autograder.results import Isolation, Report, fresh_seed
from autograder.sandbox.availability import require


def grade(
    lesson: str,
    submission: str | Path | Source,
    *,
    seed: int | None = None,
    devices: Sequence[str] | None = None,
    isolation: Isolation = Isolation.BUBBLEWRAP,
    kit: Kit | None = None,
) -> Report:
    """Grade one submission, without a course folder or a database, and return its report.

    Args:
        lesson: the lesson's name or the start of it, such as "02".
        submission: a file, a folder, a notebook or an archive, or the `Source` that `intake.read` returned.
        seed: the seed of the hidden inputs; equal seeds give equal reports. By default it is a new one.
        devices: the devices to test on; by default those of grading.yml.
        isolation: `Isolation.NONE` runs the submission with all your rights.
        kit: the kit with the lesson; by default the one that `Kit.find` returns.

    Raises:
        CourseError: for an unknown lesson, a missing path, or a course whose own files are at fault.
        GraderError: if this machine can't grade.
    """
    kit = kit or Kit.find()
    which = kit.registry.lesson(lesson)
    source = submission if isinstance(submission, Source) else read(Path(submission), which)
    job = job_of(which, source, fresh_seed() if seed is None else seed)
    require(isolation)
    with LocalPool(kit, [which.name], devices, size=1, isolation=isolation) as pool:
        return pool.grade(job)
