"""Submissions that attack the grader, one a file of attacks/: none earns a point that it hasn't worked for.

Each is graded by one judge, which must be as it was for the honest submission that comes next.
"""

from __future__ import annotations

import ast
import os
import re
import socket
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import pytest
from kit_root import ROOT
from processes import descendants

from autograder.grading.jobs import Job
from autograder.grading.pool import LocalPool
from autograder.intake.choice import read
from autograder.lesson.hints import load_hints
from autograder.lesson.kit import Kit
from autograder.report.folder import write_reports
from autograder.report.graded import GradedSubmission
from autograder.results import Report

pytestmark = pytest.mark.usefixtures("needs_sandbox")
ATTACKS = sorted((ROOT / "tests" / "autograder" / "attacks").glob("*.py"))
LESSON = "01_tiny"
CANARY = "canary-that-no-student-may-see"
LIMITS = "limits: {seconds: 1, memory_mb: 256, import_seconds: 3}"
TRAP = f'\n# {CANARY}\nTRAP = "{CANARY}"\n'
WRONG_SHARES = '''\
"""Wrong versions of `share`."""

from autograder.judge import mistake


@mistake("It equals the exponentials; they must be divided by their sum.")
def not_divided(x):
    return x.exp()


@mistake("It refuses negative numbers.")
def refuses(x):
    raise ValueError("negative")
'''
SEED = 7
MARK = "autograder-attack"  # in the name of whatever an attack leaves behind


class Bench(NamedTuple):
    """A judge with an honest submission's report, and the state that it must be found in again."""

    kit: Kit
    pool: LocalPool
    listeners: Listeners
    right: bytes
    report: bytes
    processes: list[str]  # what the judge was forked from and all below it, by name

    @property
    def judge(self) -> int:
        process = self.pool._judges[0]._process
        assert process is not None
        return process.pid

    @property
    def stem(self) -> int:
        process = self.pool._stem._process
        assert process is not None
        return process.pid

    def is_alone(self) -> bool:
        """Whether nobody stays but its own processes. The last candidate ends while the next is forked."""
        looks, deadline = 0, time.monotonic() + 5
        while looks < 5 and time.monotonic() < deadline:
            looks = looks + 1 if sorted(family(self.stem)) == self.processes else 0
            time.sleep(0.01)
        return looks == 5

    def grade(self, source: bytes | None, problem: str = "") -> Report:
        return self.pool.grade(Job(LESSON, SEED, source, problem))


class Listeners:
    """Sockets on this machine to which nobody may come."""

    def __init__(self) -> None:
        self.tcp = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.tcp.getsockname()[1]
        self.udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.udp.bind(("127.0.0.1", self.port))
        self.abstract = socket.socket(socket.AF_UNIX)
        self.abstract.bind(f"\0{MARK}-{self.port}")
        self.abstract.listen()
        for one in self.all:
            one.setblocking(False)

    @property
    def all(self) -> tuple[socket.socket, ...]:
        return self.tcp, self.udp, self.abstract

    def assert_quiet(self) -> None:
        for one in (self.tcp, self.abstract):
            with pytest.raises(BlockingIOError):
                one.accept()
        with pytest.raises(BlockingIOError):
            self.udp.recv(1)


@pytest.fixture(scope="module")
def bench(
    tmp_path_factory: pytest.TempPathFactory, make_kit: Callable[..., Kit], tiny: Kit, right: bytes
) -> Iterator[Bench]:
    """A judge of a kit whose tests, reference, gradebook and surroundings hold the canary."""
    root = tmp_path_factory.mktemp("attacked")
    changes = {
        "grading.yml": re.sub(r"limits: .*", LIMITS, (tiny.root / "grading.yml").read_text()),
        "solutions/01_tiny/mistakes/share.py": WRONG_SHARES,
    }
    for name in ("solutions/01_tiny/tiny.py", "tests/lessons/01_tiny/test_double.py"):
        changes[name] = (tiny.root / name).read_text() + TRAP
    test = "tests/lessons/01_tiny/test_share.py"
    changes[test] = TRAP + (tiny.root / test).read_text()
    kit = make_kit(root / "kit", changes)
    for name in ("course/gradebook.db", f"course/submitted/bilal/{LESSON}/tiny.py"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(TRAP)
    listeners = Listeners()
    with pytest.MonkeyPatch.context() as patch, LocalPool(kit, [LESSON], ["cpu"], 1) as pool:
        patch.setenv("AUTOGRADER_TEST_SECRET", CANARY)
        report = pool.grade(Job(LESSON, SEED, right))
        assert report.score == report.max_score == 5.0
        ready = Bench(kit, pool, listeners, right, report.to_json(), [])
        time.sleep(0.5)  # until that submission has ended
        yield ready._replace(processes=sorted(family(ready.stem)))
    listeners.assert_quiet()
    for one in listeners.all:
        one.close()


def family(pid: int) -> list[str]:
    """The names of a process and of all below it that haven't ended meanwhile."""
    names = []
    for one in (pid, *descendants(pid)):
        with suppress(FileNotFoundError, ProcessLookupError):
            names.append(Path(f"/proc/{one}/comm").read_text().strip())
    return names


def peak_mb(pid: int) -> int:
    """The most memory that a process has held."""
    (line,) = (line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if "VmHWM" in line)
    return int(line.split()[1]) >> 10


def feedback_page(bench: Bench, report: Report, folder: Path) -> str:
    lesson = bench.kit.registry.lesson(LESSON)
    hints = load_hints(bench.kit.solution(lesson) / "hints.yml", lesson)
    write_reports(
        folder, lesson, bench.kit.registry.feedback, [GradedSubmission("ada", "Ada", report)], hints
    )
    return (folder / "students" / "ada.html").read_text()


def assert_withstood(bench: Bench, report: Report, earned: float, judge: int, folder: Path) -> None:
    """Points, secrets, the next submission, and what is left behind; `judge` is who it was before."""
    told = report.to_json().decode()
    assert report.is_final, told
    assert report.score == earned, told
    last_words = [one._errors for one in (bench.pool._judges[0]._process, bench.pool._stem._process) if one]
    for text in (told, feedback_page(bench, report, folder), *map(str, last_words)):
        assert CANARY not in text
        assert "SUCCEEDED" not in text
    assert len(told) < 20_000
    messages = [test.message for function in report.functions for test in function.tests]
    assert all(message.isprintable() for message in messages)
    assert bench.judge == judge
    assert bench.grade(bench.right).to_json() == bench.report
    assert bench.is_alone()
    assert peak_mb(bench.judge) < 2000
    for folder in map(Path, ("/dev/shm", "/tmp", "/var/tmp")):
        assert not list(folder.glob(f"*{MARK}*"))


@pytest.mark.parametrize("path", ATTACKS, ids=lambda path: path.stem)
def test_an_attack(path: Path, bench: Bench, tmp_path: Path) -> None:
    source = path.read_text()
    about, _, earned = (ast.get_docstring(ast.parse(source)) or "").rpartition("Earns: ")
    assert about.strip(), "an attack says what it tries and what its honest part earns"
    bench.grade(bench.right)  # in case the attack before this one has won
    judge = bench.judge
    source = source.replace("PORT = 0", f"PORT = {bench.listeners.port}")
    started = time.monotonic()
    report = bench.grade(source.encode())
    assert time.monotonic() - started < 60  # two functions at four times their second, and a busy machine
    assert_withstood(bench, report, float(earned), judge, tmp_path)


def link_to_the_reference(folder: Path, kit: Path) -> None:
    """The module is a link to the reference."""
    (folder / "tiny.py").symlink_to(kit / "solutions" / LESSON / "tiny.py")


def link_to_a_device(folder: Path, kit: Path) -> None:
    """The module is a link to a file without end."""
    (folder / "tiny.py").symlink_to("/dev/zero")


def pipe(folder: Path, kit: Path) -> None:
    """The module is a pipe that nobody writes to."""
    os.mkfifo(folder / "tiny.py")


def device(folder: Path, kit: Path) -> None:
    """The module is a device file, where one may be made."""
    try:
        os.mknod(folder / "tiny.py", 0o600 | stat.S_IFCHR, os.makedev(1, 5))
    except PermissionError:
        os.mkfifo(folder / "tiny.py")


def listener(folder: Path, kit: Path) -> None:
    """The module is a socket."""
    with socket.socket(socket.AF_UNIX) as channel:
        channel.bind(os.path.relpath(folder / "tiny.py"))


def sparse_file(folder: Path, kit: Path) -> None:
    """The module has a terabyte, none of it on the disk."""
    with open(folder / "tiny.py", "wb") as file:
        file.truncate(2**40)


def many_statements(folder: Path, kit: Path) -> None:
    """The module is as long as one may be and takes a gigabyte to parse."""
    (folder / "tiny.py").write_text("a;" * (2**16 - 1))


def many_attributes(folder: Path, kit: Path) -> None:
    """The module nests deeper than a parser goes."""
    (folder / "tiny.py").write_text("def double(x): return x" + ".a" * 50_000)


def modules_beside(folder: Path, kit: Path) -> None:
    """Beside the module lie others that imports would find first, and files that pytest reads."""
    for name in ("torch", "numpy", "conftest", "sitecustomize", "autograder", "msgspec", "test_double"):
        (folder / f"{name}.py").write_text("import os\nos._exit(0)\n")
    (folder / "pytest.ini").write_text("[pytest]\naddopts = -k nothing\n")
    (folder / "tiny.py").write_text("import torch\nimport test_double\ndef double(x): return x\n")


def many_files(folder: Path, kit: Path) -> None:
    """The module lies among thousands of files."""
    for number in range(2000):
        (folder / f"{number}.py").touch()
    (folder / "tiny.py").write_text(
        "import os\ndef double(x): return 2 * x if os.path.exists('1.py') else x\n"
    )


FOLDERS = [link_to_the_reference, link_to_a_device, pipe, device, listener, sparse_file]
FOLDERS += [many_statements, many_attributes, modules_beside, many_files]


@pytest.mark.parametrize("make", FOLDERS, ids=lambda make: make.__name__)
def test_a_folder_that_attacks(make: Callable[[Path, Path], None], bench: Bench, tmp_path: Path) -> None:
    folder = tmp_path / "submission"
    folder.mkdir()
    make(folder, bench.kit.root)
    bench.grade(bench.right)
    judge = bench.judge
    source = read(folder, bench.kit.registry.lesson(LESSON))
    report = bench.grade(source.text, source.problem)
    assert_withstood(bench, report, 0.0, judge, tmp_path)


def test_a_folder_that_is_a_link_to_the_reference(bench: Bench, tmp_path: Path) -> None:
    (tmp_path / LESSON).symlink_to(bench.kit.root / "solutions" / LESSON)
    source = read(tmp_path / LESSON, bench.kit.registry.lesson(LESSON))
    assert source.text is None
    assert source.problem == "01_tiny is a link to another folder."
