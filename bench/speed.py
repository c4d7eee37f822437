"""How long one submission takes: with this kit, with its bare suite in one process, with stock nbgrader.

All three run the same hidden tests on the same correct modules, on the CPU, with one thread of PyTorch.
A run in which any test does not pass gives no figure.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

from bare import SEED, BareJudge, require_full_marks
from rich.console import Console
from rich.progress import Progress
from rich.table import Table
from stock_nbgrader import StockCourse, cells_of

from autograder.authoring.witnesses import right_modules
from autograder.errors import AutograderError, CourseError
from autograder.grading.jobs import Job, Setup
from autograder.grading.pool import LocalPool, default_jobs
from autograder.lesson.kit import Kit
from autograder.lesson.registry import Lesson
from autograder.results import Report
from autograder.sandbox.availability import require_sandbox

_DEVICES = ("cpu",)
_TARGET_OVER_BARE = 1.5  # at most
_TARGET_UNDER_STOCK = 60  # at least

Advance = Callable[[], None]


@dataclass
class Way:
    """One way of grading. All times in seconds."""

    name: str
    submissions: int
    start_up: float  # until it is ready, the first submission included
    each: float  # per submission, once it is warm

    @property
    def total(self) -> float:
        """For all submissions, with the start-up."""
        return self.start_up + self.submissions * self.each


@dataclass
class Figures:
    ways: list[Way]
    over_bare: float  # this kit's time for a submission over the bare suite's; the median of pairs
    under_stock: float  # stock nbgrader's time over this kit's, both one submission at a time
    under_stock_on_all: float  # the same with this kit on all processors
    under_quick_stock: float  # the same, with the quicker half of stock nbgrader's kernels


def measure(kit: Kit, lesson: Lesson, count: int, stock_count: int, progress: Progress) -> Figures:
    """Raises `CourseError` or `GraderError` where a way does not give full marks to each submission."""
    sources = _sources(kit, lesson)
    # No two alike, so that nothing remembered of one can serve another.
    work = [Job(lesson.name, SEED, sources[i % len(sources)] + b"\n# %d\n" % i) for i in range(count)]

    def step(what: str, total: int) -> Advance:
        task = progress.add_task(what, total=total)
        return lambda: progress.advance(task)

    kit_way, bare_way, over_bare = _one_by_one(kit, work, step("this kit and the bare suite in turn", count))
    size = default_jobs()
    what = f"this kit on {size} processors and stock nbgrader in turn"
    course = kit, lesson, sources
    all_way, *stock_ways = _beside_stock(*course, work, size, stock_count, step(what, stock_count + 1))
    stock, quick = (way.each for way in stock_ways)
    under = stock / kit_way.each, stock / all_way.each, quick / all_way.each
    return Figures([kit_way, all_way, bare_way, *stock_ways], over_bare, *under)


def _sources(kit: Kit, lesson: Lesson) -> list[bytes]:
    return [module.source for module in right_modules(kit, lesson) if not module.is_rewrite]


def _one_by_one(kit: Kit, work: list[Job], advance: Advance) -> tuple[Way, Way, float]:
    """This kit and the bare suite take turns, so that a busy moment of the machine hits both."""
    with LocalPool(kit, [work[0].lesson], _DEVICES, size=1) as pool:
        kit_start = _timed(pool.grade, work[0])
        start = time.perf_counter()
        bare = BareJudge(Setup(str(kit.root), (work[0].lesson,), _DEVICES))
        try:
            _timed(bare.grade, work[0])
            bare_start = time.perf_counter() - start
            kit_times, bare_times = [], []
            for job in work:
                kit_times.append(_timed(pool.grade, job))
                bare_times.append(_timed(bare.grade, job))
                advance()
        finally:
            bare.close()
    ratio = statistics.median(a / b for a, b in zip(kit_times, bare_times, strict=True))
    kit_way = Way("this kit, 1 job", len(work), kit_start, statistics.median(kit_times))
    bare_way = Way("bare suite, no isolation", len(work), bare_start, statistics.median(bare_times))
    return kit_way, bare_way, ratio


def _beside_stock(
    kit: Kit, lesson: Lesson, sources: list[bytes], work: list[Job], size: int, rounds: int, advance: Advance
) -> tuple[Way, Way, Way]:
    """This kit takes its share of the submissions, then stock nbgrader one, and so on in turn.

    The times are means, since a class waits for all. Now and then ipykernel does not end when it is told to,
    whatever the cells hold, and nbgrader waits three seconds until it ends it; the quicker half of its times
    is told beside, which is without that. An autograding without new submissions is its start-up. A wrong
    module shows that tests do run.
    """
    wrong = "\n".join(f"def {function.name}(*a, **k): return None" for function in lesson.functions)
    kit_times, stock_times, starts = [], [], []
    with LocalPool(kit, [lesson.name], _DEVICES, size) as pool, tempfile.TemporaryDirectory() as folder:
        kit_start = _timed_run(pool, [work[0]] * size)  # one for each judge
        course = StockCourse(Path(folder), lesson, cells_of(kit, lesson, _DEVICES))
        course.submit({"wrong": wrong})
        course.autograde()
        advance()
        for number in range(rounds):
            share = work[len(work) * number // rounds : len(work) * (number + 1) // rounds]
            kit_times.append(_timed_run(pool, share))
            course.submit({f"student{number}": sources[number % len(sources)].decode()})
            together = course.autograde()
            starts.append(course.autograde())
            stock_times.append(together - starts[-1])
            advance()
        scores = course.scores()
    expected = {"wrong": 0.0, **{f"student{number}": lesson.points for number in range(rounds)}}
    if scores != expected:
        raise CourseError(f"Stock nbgrader gave {scores}, where {expected} is right; its time means nothing.")
    kit_way = Way(f"this kit, {size} jobs", len(work), kit_start, sum(kit_times) / len(work))
    start = statistics.mean(starts)
    stock_way = Way("stock nbgrader autograde", rounds, start, statistics.mean(stock_times))
    quick = sorted(stock_times)[: (rounds + 1) // 2]
    return kit_way, stock_way, Way("the quicker half of it", len(quick), start, statistics.mean(quick))


def _timed_run(pool: LocalPool, work: list[Job]) -> float:
    start = time.perf_counter()
    pool.run(work, lambda index, report: require_full_marks(report))
    return time.perf_counter() - start


def _timed(grade: Callable[[Job], Report], job: Job) -> float:
    start = time.perf_counter()
    report = grade(job)
    seconds = time.perf_counter() - start
    require_full_marks(report)
    return seconds


def _machine() -> dict[str, str]:
    versions = {name: version(name) for name in ("torch", "pytest", "nbgrader")}
    load = f"{os.getloadavg()[0]:.2f}"
    return {"processors": str(default_jobs()), "load": load, "python": platform.python_version(), **versions}


def _show(lesson: str, figures: Figures, console: Console) -> None:
    table = Table("way", "submissions", "start-up, s", "each, s", "total, s", title=lesson)
    for column in table.columns[1:]:
        column.justify = "right"
    for way in figures.ways:
        numbers = f"{way.start_up:.1f}", f"{way.each:.3f}", f"{way.total:.1f}"
        table.add_row(way.name, str(way.submissions), *numbers)
    console.print(table)
    console.print(f"{figures.over_bare:.2f} times the bare suite (target: at most {_TARGET_OVER_BARE})")
    console.print(
        f"{figures.under_stock:.0f} times as fast as stock nbgrader, {figures.under_stock_on_all:.0f} on"
        f" all processors (target: at least {_TARGET_UNDER_STOCK}), {figures.under_quick_stock:.0f} there as"
        " the quicker half of it"
    )


def main() -> int:
    """Returns 0 if all ways could be measured, whatever the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--submissions", type=int, default=160, metavar="N")
    parser.add_argument("--stock-submissions", type=int, default=8, metavar="N", help="for stock nbgrader")
    parser.add_argument("--lesson", action="append", help="may be given again (default: all)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    options = parser.parse_args()
    if not 1 <= options.stock_submissions <= options.submissions:
        parser.error("at least one submission is needed for stock nbgrader, and as many for this kit")
    console = Console()
    results = {}
    try:
        require_sandbox()
        kit = Kit.find()
        for lesson in map(kit.registry.lesson, options.lesson or [one.name for one in kit.registry.lessons]):
            with Progress(console=console, transient=True) as progress:
                figures = measure(kit, lesson, options.submissions, options.stock_submissions, progress)
            _show(lesson.name, figures, console)
            results[lesson.name] = figures
    except AutograderError as error:
        console.print(str(error), style="red", markup=False)
        return 1
    console.print(", ".join(f"{name} {value}" for name, value in _machine().items()), style="dim")
    if options.json is not None:
        figures = {lesson: asdict(figures) for lesson, figures in results.items()}
        options.json.write_text(json.dumps(figures, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
