"""Results that are kept: what is graded again, and what isn't."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from autograder.common import files
from autograder.errors import CourseError
from autograder.grading.cache import Cache, Remembering
from autograder.grading.jobs import Job
from autograder.grading.pool import Done
from autograder.lesson.kit import Kit
from autograder.results import FunctionResult, Report, Status, TestResult

MakeKit = Callable[..., Kit]
SUITE = "tests/lessons/01_tiny/test_double.py"


class Counting:
    """Gives every job a report that ends as `status`, and counts."""

    def __init__(self, status: Status = Status.PASSED) -> None:
        self.status = status
        self.graded: list[Job] = []

    def run(self, work: Sequence[Job], done: Done) -> None:
        for index, job in enumerate(work):
            self.graded.append(job)
            test = TestResult("test_it", "cpu", self.status, "It works.")
            done(index, Report.of(job.lesson, job.seed, [FunctionResult.of("double", 2.0, [test])]))


def cache_of(kit: Kit, folder: Path, devices: Sequence[str] | None = None) -> Cache:
    return Cache(folder, kit, kit.registry.lessons, devices)


def run(cache: Cache, executor: Counting, *work: Job) -> tuple[list[Report | None], int]:
    """The reports in the order of the work, and how many were remembered."""
    reports: list[Report | None] = [None] * len(work)
    remembering = Remembering(executor, cache)
    remembering.run(work, lambda index, report: reports.__setitem__(index, report))
    return reports, remembering.remembered


JOBS = [Job("01_tiny", 3, b"one"), Job("01_tiny", 3, b"two")]


def test_what_was_graded_is_not_graded_again(tiny: Kit, tmp_path: Path) -> None:
    first, second = Counting(), Counting()
    reports, remembered = run(cache_of(tiny, tmp_path), first, *JOBS)
    assert remembered == 0
    assert None not in reports
    three = Job("01_tiny", 3, b"three")
    again, remembered = run(cache_of(tiny, tmp_path), second, JOBS[0], three, JOBS[1])
    assert ([again[0], again[2]], remembered) == (reports, 2)
    assert second.graded == [three]


def test_what_two_students_hand_in_alike_is_graded_once(tiny: Kit, tmp_path: Path) -> None:
    executor = Counting()
    reports, remembered = run(cache_of(tiny, tmp_path), executor, JOBS[0], JOBS[1], JOBS[0])
    assert executor.graded == JOBS
    assert (reports[2], remembered) == (reports[0], 0)


def test_two_threads_may_keep_the_same_result_at_once(
    tiny: Kit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both have written their drafts before one of them moves its own into place."""
    cache, both = cache_of(tiny, tmp_path), threading.Barrier(2)
    (report,), _ = run(cache, Counting(), JOBS[0])
    assert report is not None

    def write(path: Path, data: bytes, write: Callable[[Path, bytes], None] = files.write_new) -> None:
        write(path, data)
        both.wait(timeout=60)

    monkeypatch.setattr(files, "write_new", write)
    with ThreadPoolExecutor(2) as threads:
        list(threads.map(lambda _: cache.put(JOBS[0], report), range(2)))
    monkeypatch.undo()
    assert cache.get(JOBS[0]) == report
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1, "no draft is left"


@pytest.mark.parametrize(
    "other",
    [Job("01_tiny", 4, b"one"), Job("01_tiny", 3, b"one "), Job("01_tiny", 3, None, "Nothing.")],
)
def test_another_seed_or_submission_is_another_result(tiny: Kit, tmp_path: Path, other: Job) -> None:
    run(cache_of(tiny, tmp_path), Counting(), JOBS[0])
    assert run(cache_of(tiny, tmp_path), Counting(), other)[1] == 0


@pytest.mark.parametrize(
    "changed", [SUITE, "solutions/01_tiny/tiny.py", "solutions/01_tiny/mistakes/double.py", "grading.yml"]
)
def test_changed_course_material_is_another_result(make_kit: MakeKit, tmp_path: Path, changed: str) -> None:
    kit = make_kit(tmp_path / "kit")
    run(cache_of(kit, tmp_path / "cache"), Counting(), *JOBS)
    path = kit.root / changed
    path.write_text(path.read_text().replace("seconds: 3", "seconds: 4") + "\n# Another line.\n")
    assert run(cache_of(Kit(kit.root), tmp_path / "cache"), Counting(), *JOBS)[1] == 0
    assert len(list((tmp_path / "cache/results/01_tiny").iterdir())) == 1, "what is out of date is removed"


def test_other_devices_are_another_result(tiny: Kit, tmp_path: Path) -> None:
    run(cache_of(tiny, tmp_path), Counting(), *JOBS)
    assert run(cache_of(tiny, tmp_path, ["cpu"]), Counting(), *JOBS)[1] == 0


def test_hints_are_no_part_of_it(make_kit: MakeKit, tmp_path: Path) -> None:
    kit = make_kit(tmp_path / "kit")
    run(cache_of(kit, tmp_path / "cache"), Counting(), *JOBS)
    (kit.root / "solutions/01_tiny/hints.yml").write_text("double: [a, b, c]\nshare: [a, b, c]\n")
    assert run(cache_of(kit, tmp_path / "cache"), Counting(), *JOBS)[1] == 2


def test_what_must_be_graded_again_is_not_kept(tiny: Kit, tmp_path: Path) -> None:
    run(cache_of(tiny, tmp_path), Counting(Status.INFRA_ERROR), *JOBS)
    assert run(cache_of(tiny, tmp_path), Counting(), *JOBS)[1] == 0


def test_half_a_file_is_as_good_as_none(tiny: Kit, tmp_path: Path) -> None:
    run(cache_of(tiny, tmp_path), Counting(), *JOBS)
    for path in tmp_path.rglob("*.json"):
        path.write_bytes(path.read_bytes()[:50])
    reports, remembered = run(cache_of(tiny, tmp_path), Counting(), *JOBS)
    assert remembered == 0
    assert None not in reports


def test_the_seed_stays_until_it_is_cleared(tiny: Kit, tmp_path: Path) -> None:
    seed = cache_of(tiny, tmp_path).seed()
    assert cache_of(tiny, tmp_path).seed() == seed
    run(cache_of(tiny, tmp_path), Counting(), *JOBS)
    cache_of(tiny, tmp_path).clear()
    assert cache_of(tiny, tmp_path).seed() != seed
    assert run(cache_of(tiny, tmp_path), Counting(), *JOBS)[1] == 0


def test_a_full_disk_ends_in_one_sentence_and_keeps_what_was_done(
    tiny: Kit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[Path] = []

    def write(path: Path, data: bytes, write: Callable[[Path, bytes], None] = files.write_new) -> None:
        if written:
            raise OSError(28, "No space left on device")
        written.append(path)
        write(path, data)

    monkeypatch.setattr(files, "write_new", write)
    with pytest.raises(
        CourseError, match=r"can't be written \(No space left on device\); the results so far are kept"
    ):
        run(cache_of(tiny, tmp_path), Counting(), *JOBS)
    monkeypatch.undo()
    assert [path.suffix for path in tmp_path.rglob("*") if path.is_file()] == [".json"]
    assert run(cache_of(tiny, tmp_path), Counting(), *JOBS)[1] == 1


@pytest.mark.parametrize("links", [True, False])
def test_the_first_of_two_gradings_chooses_the_seed(
    tiny: Kit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, links: bool
) -> None:
    """Both find none; the other one's is there by the time that this one has drawn its own."""

    def draw() -> int:
        if links:
            (tmp_path / "seed").write_text("7")
        return 8

    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr("autograder.grading.cache.fresh_seed", draw)
    if not links:
        monkeypatch.setattr("os.link", refuse)
    assert cache_of(tiny, tmp_path).seed() == (7 if links else 8)
    assert [path.name for path in tmp_path.iterdir()] == ["seed"]
