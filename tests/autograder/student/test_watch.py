"""`autograder watch`: what a student sees on each save and at each key, at a terminal and without one."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from terminal import Terminal

from autograder.authoring.build import build
from autograder.lesson.kit import Kit
from autograder.student.screen import KEYS
from autograder.student.start import start
from autograder.student.watch import interrupts

MakeKit = Callable[..., Kit]
STUBS = '''\
"""Two small functions."""

import torch


def double(x):
    raise NotImplementedError("double is not written yet")


def share(x):
    raise NotImplementedError("share is not written yet")
'''
DOUBLED = STUBS.replace('raise NotImplementedError("double is not written yet")', "return x + x")
DONE = DOUBLED.replace(
    'raise NotImplementedError("share is not written yet")', "return x.exp() / x.exp().sum()"
)


@pytest.fixture(scope="module")
def built(make_kit: MakeKit, tmp_path_factory: pytest.TempPathFactory) -> Kit:
    kit = make_kit(tmp_path_factory.mktemp("built"))
    registry = kit.root / "grading.yml"
    registry.write_text(registry.read_text().replace("seconds: 3", "seconds: 1"))
    build(kit, kit.registry.lesson("01"))
    return kit


@pytest.fixture
def course(built: Kit, tmp_path: Path) -> Path:
    shutil.copytree(built.root / "assignments", tmp_path / "assignments")
    shutil.copy(built.root / "grading.yml", tmp_path)
    start(Kit(tmp_path), built.registry.lesson("01"))
    return tmp_path


@pytest.fixture
def file(course: Path) -> Path:
    path = course / "work" / "01_tiny" / "tiny.py"
    path.write_text(STUBS)
    return path


@pytest.fixture
def watch(course: Path, file: Path) -> Iterator[Callable[..., Terminal]]:
    opened: list[Terminal] = []

    def open_terminal(columns: int = 80, **environment: str) -> Terminal:
        environment["AUTOGRADER_KIT"] = str(course)
        opened.append(Terminal("watch", "01", folder=course, columns=columns, environment=environment))
        return opened[-1]

    yield open_terminal
    for terminal in opened:
        terminal.close()


def test_saves(watch: Callable[..., Terminal], file: Path) -> None:
    terminal = watch()
    shown = terminal.wait_for("At grading 2 hidden checks run for double.")
    assert "double  of 01_tiny, 2 points\n  work/01_tiny/tiny.py:7\n" in shown
    assert "Checked too: share unwritten." in shown

    file.write_text(DOUBLED.replace("x + x", "x * x"))
    shown = terminal.wait_for("double  1 of 2 checks passed")
    assert "  failed     double of three\n\n3 + 3 is 6.\n" in shown
    assert "share" not in shown  # it doesn't call double

    file.write_text(DOUBLED.replace("x + x", "(x"))
    assert "tiny.py, line 7: not valid Python ('(' was never closed)" in terminal.wait_for("  error ")

    file.write_text(DOUBLED.replace("return x + x", "while True: pass"))
    assert "more than 1 s and was stopped" in terminal.wait_for("  timeout ")

    file.unlink()
    terminal.wait_for("tiny.py is gone. Checking goes on when it is back.")
    terminal.press("n")
    terminal.wait_for("share  of 01_tiny, 3 points\n  work/01_tiny/tiny.py\n")

    saved = file.with_name("saved")
    saved.write_text(DOUBLED)
    os.replace(saved, file)  # double is the one that has changed
    terminal.wait_for("double  2 of 2 checks passed", "Right so far.")

    file.write_text(DOUBLED.replace("import torch", "import torch\n\nX = 1"))  # may change all
    terminal.wait_for("Checked too: share unwritten.")

    file.write_text(DONE.replace("x.exp().sum()", "double(x.exp().sum())"))  # another function is written
    terminal.wait_for("share  0 of 1 checks passed")
    terminal.press("q")
    assert terminal.ended() == 0


def test_a_save_ends_what_runs_on_the_version_before(
    built: Kit, watch: Callable[..., Terminal], file: Path, course: Path
) -> None:
    registry = course / "grading.yml"
    registry.write_text(registry.read_text().replace("seconds: 1", "seconds: 600"))
    terminal = watch()
    terminal.wait_for("hidden checks run for double")
    file.write_text(DOUBLED.replace("return x + x", "while True: pass"))
    terminal.wait(lambda frame: "Checking double ..." in frame)
    file.write_text(DOUBLED)
    terminal.wait_for("double  2 of 2 checks passed")


def test_keys(watch: Callable[..., Terminal], file: Path) -> None:
    file.write_text(DONE)
    terminal = watch(columns=120)
    terminal.wait_for("double  2 of 2", "Checked too: share 1 of 1.")
    terminal.press("h")
    terminal.wait_for("double, hint 1 of 3: Add x to itself.")
    terminal.press("hh")
    terminal.wait_for("double, hint 3 of 3: Use the plus sign.")
    terminal.press("l")
    terminal.wait_for("2 of 2 functions done", "share    3  done")
    terminal.press("a")
    terminal.wait_for("2 of 2 functions pass all their checks.")
    terminal.press("n")
    terminal.wait_for("Each function passes its checks.")
    terminal.press("r")
    terminal.wait_for("Put double back to its stub?")
    terminal.press("x")
    terminal.wait_for("Nothing was changed.")
    assert file.read_text() == DONE
    terminal.press("ry")
    terminal.wait_for("double is a stub again; the file as it was is tiny.py.backup-1", "tiny.py:8")
    assert file.with_name("tiny.py.backup-1").read_text() == DONE
    terminal.press("n")
    terminal.wait_for("double is the last function to do.")
    terminal.press("q")
    assert terminal.ended() == 0
    assert KEYS in terminal.frame


@pytest.mark.parametrize("columns", [80, 120])
def test_no_line_is_wider_than_the_terminal(watch: Callable[..., Terminal], file: Path, columns: int) -> None:
    file.write_text(DOUBLED.replace("return x + x", f"raise ValueError({'long ' * 60!r})"))
    terminal = watch(columns, NO_COLOR="1")
    shown = terminal.wait_for("ValueError: long long", "tiny.py, line 7")
    assert columns - 10 < max(map(len, shown.splitlines())) <= columns
    assert not re.search(r"\x1b\[[0-9;]*3[0-9]m", terminal.raw)  # no colour


def test_without_a_terminal(course: Path, file: Path) -> None:
    file.write_text(DONE)
    done = subprocess.run(
        [sys.executable, "-m", "autograder", "watch"],
        cwd=course,
        env={**os.environ, "AUTOGRADER_KIT": str(course)},
        input="l\nq\n",
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert "\x1b" not in done.stdout
    assert "functions done" in done.stdout


def test_an_interrupt_ends_it_and_what_it_started(watch: Callable[..., Terminal], file: Path) -> None:
    terminal = watch()
    terminal.wait_for("hidden checks run for double")
    children = Path(f"/proc/{terminal.process.pid}/task/{terminal.process.pid}/children")
    started = [int(child) for child in children.read_text().split()] if children.exists() else []
    terminal.process.send_signal(signal.SIGINT)
    assert terminal.ended() == 0
    assert not [child for child in started if Path(f"/proc/{child}").exists()]


def test_an_interrupt_in_a_finalizer_is_not_lost() -> None:
    """Python ignores an exception there."""

    class Finalized:
        def __del__(self) -> None:
            signal.raise_signal(signal.SIGINT)

    left: list[bool] = []
    with interrupts(lambda: left.append(True)):
        Finalized()
    assert left == [True]


def test_a_second_interrupt_is_an_exception() -> None:
    # A shell has what it runs in the background ignore interrupts, these tests too.
    outside = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with interrupts(lambda: None):
            signal.raise_signal(signal.SIGINT)
            with pytest.raises(KeyboardInterrupt):
                signal.raise_signal(signal.SIGINT)
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    finally:
        signal.signal(signal.SIGINT, outside)
