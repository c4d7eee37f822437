"""What a submission costs in a class of 10 to 1,000, and the memory that one more judge and sandbox take.

`python bench/scaling.py [--lesson 02] [--plot docs/scaling.svg]`
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from bare import SEED, require_full_marks

from autograder.authoring.witnesses import right_modules
from autograder.errors import AutograderError
from autograder.grading.jobs import Job
from autograder.grading.pool import LocalPool, default_jobs
from autograder.lesson.kit import Kit
from autograder.lesson.registry import Lesson
from autograder.results import Report

SIZES = (10, 30, 100, 300, 1000)


def right_jobs(lesson: Lesson, kit: Kit, count: int) -> list[Job]:
    """Right solutions, no two alike, so that nothing remembered of one can serve another."""
    sources = [module.source for module in right_modules(kit, lesson) if not module.is_rewrite]
    return [Job(lesson.name, SEED, sources[i % len(sources)] + b"\n# %d\n" % i) for i in range(count)]


def done(index: int, report: Report) -> None:
    require_full_marks(report)


def seconds_each(kit: Kit, lesson: Lesson, size: int) -> list[float]:
    """The seconds for one submission of a class of each size."""
    seconds = []
    with LocalPool(kit, [lesson.name], ["cpu"], size) as pool:
        pool.run(right_jobs(lesson, kit, 8 * size), done)  # warm
        for count in SIZES:
            work = right_jobs(lesson, kit, count)
            started = time.perf_counter()
            pool.run(work, done)
            seconds.append((time.perf_counter() - started) / count)
            print(f"{count:5} submissions: {1000 * seconds[-1]:.0f} ms each", flush=True)
    return seconds


def pool_mb(kit: Kit, lesson: Lesson, size: int) -> float:
    """What the processes of a pool hold after some work."""
    with LocalPool(kit, [lesson.name], ["cpu"], size) as pool:
        pool.run(right_jobs(lesson, kit, 12 * size), done)
        return sum(map(proportional_mb, below(os.getpid())))


def below(pid: int) -> Iterator[int]:
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text().split():
            yield int(child)
            yield from below(int(child))


def proportional_mb(pid: int) -> float:
    """The memory of a process but for files; what it shares with others by a fork is divided among them."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss_Anon:")) / 1024


def draw(path: Path, lesson: Lesson, seconds: list[float], size: int) -> None:
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(figsize=(6, 3.5), layout="constrained")
    axes.plot(SIZES, [1000 * each for each in seconds], marker="o")
    axes.set(xscale="log", xlabel="submissions in the class", ylabel="time for each (ms)", ylim=(0, None))
    axes.set_title(f"{lesson.title}: cost of a submission, {size} judges, warm")
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lesson", default="02_softmax_classifier")
    parser.add_argument("--plot", type=Path, metavar="FILE")
    options = parser.parse_args()
    try:
        kit = Kit.find()
        lesson = kit.registry.lesson(options.lesson)
        size = default_jobs()
        one, two = (pool_mb(kit, lesson, count) for count in (1, 2))
        print(f"one judge with its sandbox takes {one:.0f} MB, another {two - one:.0f} MB", flush=True)
        seconds = seconds_each(kit, lesson, size)
    except AutograderError as error:
        print(error, file=sys.stderr)
        return 1
    if options.plot is not None:
        draw(options.plot, lesson, seconds, size)
    return 0


if __name__ == "__main__":
    sys.exit(main())
