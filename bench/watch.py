"""How long `autograder watch` takes from a save to the verdict, beside starting Python with torch.

It watches lesson 02 at a terminal, saves a right and a wrong softmax in turn, and waits until the screen
tells which. `python bench/watch.py [--saves 50]`
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))
from terminal import Terminal

from autograder.lesson.kit import Kit
from autograder.student.module import module_file
from autograder.student.start import start

LESSON = "02"
_TARGET_SECONDS = 0.3  # for the median
_STUB = 'raise NotImplementedError("softmax is not written yet")'
_RIGHT = "x = (x - x.amax(dim, keepdim=True)).exp()\n    return x / x.sum(dim, keepdim=True)"
_VERDICTS = {_RIGHT: "Right so far.", _RIGHT.replace("x.sum(dim", "x.sum(0"): "  failed "}


def seconds_to_verdict(kit: Kit, folder: Path, saves: int) -> list[float]:
    """From the moment of the save to that at which the terminal has shown the verdict."""
    lesson = kit.registry.lesson(LESSON)
    shutil.copytree(kit.root / "assignments", folder / "assignments")
    shutil.copy(kit.root / "grading.yml", folder)
    course = Kit(folder)
    start(course, lesson)
    file = module_file(course, lesson)
    stubs = file.read_text()
    terminal = Terminal("watch", LESSON, folder=folder, environment={"AUTOGRADER_KIT": str(folder)})
    seconds = []
    try:
        terminal.wait_for("hidden checks run for softmax")
        for number in range(saves):
            body, verdict = list(_VERDICTS.items())[number % 2]
            time.sleep(0.2 + 0.05 * (number % 7) / 7)  # at no fixed time of its looks at the file
            file.write_text(stubs.replace(_STUB, body))
            began = time.perf_counter()
            terminal.wait_for(verdict)
            seconds.append(time.perf_counter() - began)
    finally:
        terminal.close()
    return seconds


def seconds_to_import(times: int) -> list[float]:
    seconds = []
    for _ in range(times):
        began = time.perf_counter()
        subprocess.run([sys.executable, "-c", "import torch"], check=True)
        seconds.append(time.perf_counter() - began)
    return seconds


def show(name: str, seconds: list[float]) -> None:
    """The distribution on one line."""
    ordered = sorted(seconds)
    most = ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]
    print(
        f"{name:24} {len(ordered):3} times: least {ordered[0]:.2f} s, median"
        f" {statistics.median(ordered):.2f} s, 95% {most:.2f} s, most {ordered[-1]:.2f} s"
    )


def main() -> int:
    """Returns 0 if the median is as quick as it should be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--saves", type=int, default=50, metavar="N")
    saves = parser.parse_args().saves
    if saves < 2:
        parser.error("at least two saves are needed")
    with tempfile.TemporaryDirectory() as folder:
        verdicts = seconds_to_verdict(Kit.find(), Path(folder), saves)
    show("save to verdict", verdicts)
    show('python -c "import torch"', seconds_to_import(5))
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}, Python {platform.python_version()}")
    return int(statistics.median(verdicts) > _TARGET_SECONDS)


if __name__ == "__main__":
    sys.exit(main())
