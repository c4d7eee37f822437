"""The students' commands: what their own code does ends as a clear result, and nothing of theirs is lost."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml

from autograder.authoring.build import build
from autograder.errors import CourseError, StudentError
from autograder.lesson.hidden_counts import load_counts, render_counts
from autograder.lesson.kit import Kit
from autograder.lesson.registry import Lesson
from autograder.lesson.visible_checks import read_checks, suite_file
from autograder.student.messages import CheckRequest, Finished
from autograder.student.module import Module, with_stub
from autograder.student.process import Worker
from autograder.student.progress import FunctionState, Progress
from autograder.student.reset import reset
from autograder.student.runner import CheckResult, CheckStatus, Runner, run_checks
from autograder.student.view import function_lines

MakeKit = Callable[..., Kit]
RIGHT = '''\
"""Two small functions."""

import torch


def double(x):
    return x + x


def share(x):
    return (x - x.logsumexp(0)).exp()
'''


def bundle_of(kit: Kit, folder: Path) -> Kit:
    """What students get: no solutions and no hidden tests."""
    shutil.copytree(kit.root / "assignments", folder / "assignments")
    shutil.copy(kit.root / "grading.yml", folder)
    return Kit(folder)


@pytest.fixture(scope="module")
def built(make_kit: MakeKit, tmp_path_factory: pytest.TempPathFactory) -> Kit:
    changes = {"grading.yml": None}
    kit = make_kit(tmp_path_factory.mktemp("built"), changes)
    registry = make_kit(tmp_path_factory.mktemp("other")).root / "grading.yml"
    text = (
        registry.read_text()
        .replace("seconds: 3", "seconds: 1")
        .replace("import_seconds: 5", "import_seconds: 2")
    )
    (kit.root / "grading.yml").write_text(text)
    build(kit, kit.registry.lesson("01"))
    return kit


@pytest.fixture
def course(built: Kit, tmp_path: Path) -> Kit:
    return bundle_of(built, tmp_path)


@pytest.fixture
def lesson(course: Kit) -> Lesson:
    return course.registry.lesson("01")


@pytest.fixture
def file(course: Kit, lesson: Lesson) -> Path:
    return course.assignment(lesson) / "tiny.py"


@pytest.fixture(scope="module")
def runner() -> Iterator[Runner]:
    with Runner() as warm:
        yield warm


@pytest.fixture
def statuses(course: Kit, lesson: Lesson, runner: Runner) -> Callable[[str], list[tuple[str, CheckStatus]]]:
    """Runs the checks on a text: the function and the status of each."""

    def run(source: str) -> list[tuple[str, CheckStatus]]:
        results = run_checks(course, lesson, source=source.encode(), runner=runner)
        return [(result.function, result.status) for result in results]

    return run


def replaced(function: str, body: str) -> str:
    return f"{RIGHT}\n\ndef {function}(x):\n    {body}\n"


DOUBLE, SHARE = "double", "share"
FINE = [(DOUBLE, CheckStatus.PASSED), (DOUBLE, CheckStatus.PASSED), (SHARE, CheckStatus.PASSED)]


class TestChecks:
    def test_a_right_module_passes(self, statuses: Callable[[str], object]) -> None:
        assert statuses(RIGHT) == FINE

    def test_stubs_are_unwritten(self, course: Kit, lesson: Lesson, runner: Runner) -> None:
        results = run_checks(course, lesson, runner=runner)
        assert {(result.status, result.message) for result in results} == {
            (CheckStatus.UNWRITTEN, "double is not written yet"),
            (CheckStatus.UNWRITTEN, "share is not written yet"),
        }

    def test_titles_are_the_docstring_or_the_name(self, course: Kit, lesson: Lesson) -> None:
        checks = read_checks(suite_file(course, lesson), lesson)
        assert [check.title for check in checks] == [
            "double of three",
            "Twice an empty vector is empty.",
            "share of equals",
        ]

    def test_a_wrong_result_is_told_in_the_words_of_the_check(
        self, course: Kit, lesson: Lesson, runner: Runner
    ) -> None:
        source = replaced(DOUBLE, "print('x is', x.tolist()); return x * x")
        first, *_ = run_checks(course, lesson, source=source.encode(), runner=runner)
        assert first.status is CheckStatus.FAILED
        assert first.message.startswith("3 + 3 is 6.\n")
        assert first.output == "x is [3.0]\n"

    def test_a_worked_example_is_shown_as_it_is_below_its_title(self) -> None:
        message = "Twice a half\nis a whole.\n\n    double(x)\n\nGot: 2"
        result = CheckResult(DOUBLE, "test_double", "Twice a half is a whole.", CheckStatus.FAILED, message)
        assert [line.plain for line in function_lines(DOUBLE, [result, self.passed], 80)] == [
            "double  1 of 2 checks passed",
            "  failed     Twice a half is a whole.",
            "",
            "    double(x)",
            "",
            "Got: 2",
            "",
            "  passed     Fine.",
        ]

    def test_on_a_screen_only_the_first_failure_has_its_message(self) -> None:
        failed = [
            CheckResult(DOUBLE, f"test_{n}", f"Title {n}.", CheckStatus.FAILED, f"Message {n}.")
            for n in (1, 2)
        ]
        shown = "\n".join(line.plain for line in function_lines(DOUBLE, failed, 80, examples=False))
        assert "Message 1." in shown
        assert "Title 2." in shown
        assert "Message 2." not in shown

    passed = CheckResult(DOUBLE, "test_fine", "Fine.", CheckStatus.PASSED)

    def test_an_exception_is_told_with_its_line(self, course: Kit, lesson: Lesson, runner: Runner) -> None:
        source = replaced(DOUBLE, "return x.twice()")
        first, *_ = run_checks(course, lesson, source=source.encode(), runner=runner)
        assert first.status is CheckStatus.ERROR
        assert first.message.startswith("AttributeError: ")
        assert first.message.endswith("\ntiny.py, line 15: return x.twice()")

    def test_a_stub_of_another_function_is_what_is_missing(
        self, course: Kit, lesson: Lesson, runner: Runner
    ) -> None:
        source = replaced(DOUBLE, "return share(x)") + "\n\ndef share(x):\n    raise NotImplementedError\n"
        first, *_ = run_checks(course, lesson, source=source.encode(), runner=runner)
        assert (first.status, first.message) == (CheckStatus.UNWRITTEN, "A stub was reached")

    @pytest.mark.parametrize(
        ("body", "status"),
        [
            ("while True: pass", CheckStatus.TIMEOUT),
            ("import os; os._exit(0)", CheckStatus.CRASHED),
            ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", CheckStatus.CRASHED),
            ("raise KeyboardInterrupt", CheckStatus.CRASHED),
        ],
        ids=["loop", "exit", "segfault", "interrupt"],
    )
    def test_what_ends_the_process_costs_its_function_alone(
        self, statuses: Callable[[str], object], body: str, status: CheckStatus
    ) -> None:
        expected = [(DOUBLE, status), (DOUBLE, CheckStatus.NOT_RUN), (SHARE, CheckStatus.PASSED)]
        assert statuses(replaced(DOUBLE, body)) == expected
        assert statuses(RIGHT) == FINE  # and the warm process goes on

    @pytest.mark.parametrize(
        "body",
        ["import sys; sys.exit()", "return double(x)", "return input()"],
        ids=["exit", "recursion", "input"],
    )
    def test_what_python_itself_catches_is_an_error(
        self, statuses: Callable[[str], object], body: str
    ) -> None:
        assert statuses(replaced(DOUBLE, body)) == [
            (DOUBLE, CheckStatus.ERROR),
            (DOUBLE, CheckStatus.ERROR),
            FINE[2],
        ]

    def test_a_process_that_the_code_forks_says_nothing(self, statuses: Callable[[str], object]) -> None:
        assert statuses(replaced(DOUBLE, "import os; os.fork(); return x + x")) == FINE

    @pytest.mark.parametrize(
        ("source", "status", "words"),
        [
            (f"{RIGHT}\ndef (:\n", CheckStatus.ERROR, "tiny.py, line 13: not valid Python (invalid syntax)"),
            (f"{RIGHT}\0", CheckStatus.ERROR, "not valid Python"),
            (
                f"{RIGHT}\n1 / 0\n",
                CheckStatus.ERROR,
                "ZeroDivisionError: division by zero\ntiny.py, line 13: 1 / 0",
            ),
            (f"{RIGHT}\nimport os; os._exit(3)\n", CheckStatus.CRASHED, "ended Python itself, with status 3"),
            (f"{RIGHT}\nwhile True: pass\n", CheckStatus.TIMEOUT, "more than 2 s to import"),
        ],
        ids=["syntax", "null", "exception", "exit", "loop"],
    )
    def test_a_module_that_can_not_be_imported(
        self, course: Kit, lesson: Lesson, runner: Runner, source: str, status: CheckStatus, words: str
    ) -> None:
        results = run_checks(course, lesson, source=source.encode(), runner=runner)
        assert [result.status for result in results] == 3 * [status]
        assert all(words in result.message for result in results)

    def test_a_function_that_is_gone_costs_itself_alone(
        self, course: Kit, lesson: Lesson, runner: Runner
    ) -> None:
        results = run_checks(course, lesson, source=f"{RIGHT}\ndel double\n".encode(), runner=runner)
        assert [result.status for result in results] == [
            CheckStatus.ERROR,
            CheckStatus.ERROR,
            CheckStatus.PASSED,
        ]
        assert results[0].message.startswith("NameError: tiny.py does not define double\ntest_tiny.py, line ")

    def test_settings_of_a_project_around_the_course_change_nothing(
        self, course: Kit, statuses: Callable[[str], object]
    ) -> None:
        (course.root / "conftest.py").write_text("1 / 0\n")
        (course.root / "pytest.ini").write_text("[pytest]\naddopts = --of-a-plugin-that-is-not-here\n")
        assert statuses(RIGHT) == FINE

    def test_of_some_functions_in_the_order_asked(self, course: Kit, lesson: Lesson, runner: Runner) -> None:
        results = run_checks(course, lesson, [SHARE, DOUBLE], source=RIGHT.encode(), runner=runner)
        assert [result.function for result in results] == [SHARE, DOUBLE, DOUBLE]
        with pytest.raises(CourseError, match="no function 'triple'"):
            run_checks(course, lesson, ["triple"], runner=runner)

    def test_a_second_version_of_the_same_second_and_size(
        self, statuses: Callable[[str], object], file: Path
    ) -> None:
        wrong = RIGHT.replace("x + x", "x - x")
        for source, status in (
            (RIGHT, CheckStatus.PASSED),
            (wrong, CheckStatus.FAILED),
            (RIGHT, CheckStatus.PASSED),
        ):
            file.write_text(source)
            os.utime(file, (1, 1))
            assert statuses(source)[0] == (DOUBLE, status)  # type: ignore[index]

    def test_each_parameter_of_a_check_has_a_result(
        self, course: Kit, lesson: Lesson, runner: Runner
    ) -> None:
        suite = suite_file(course, lesson)
        mark = 'import pytest\n\n@pytest.mark.parametrize("n", [1, 2])\ndef test_share_of_equals(n)'
        suite.write_text(suite.read_text().replace("def test_share_of_equals()", mark))
        results = run_checks(course, lesson, [SHARE], source=RIGHT.encode(), runner=runner)
        assert [(result.name, result.status) for result in results] == [
            ("test_share_of_equals[1]", CheckStatus.PASSED),
            ("test_share_of_equals[2]", CheckStatus.PASSED),
        ]

    def test_without_fork_the_next_process_is_in_reserve(self, course: Kit, lesson: Lesson) -> None:
        loop = replaced(DOUBLE, "while True: pass").encode()
        with Runner(forks=False) as reserve:
            endings = [result.status for result in run_checks(course, lesson, source=loop, runner=reserve)]
            assert endings == [CheckStatus.TIMEOUT, CheckStatus.NOT_RUN, CheckStatus.PASSED]
            assert (
                run_checks(course, lesson, source=RIGHT.encode(), runner=reserve)[0].status
                is CheckStatus.PASSED
            )

    def test_no_file(self, course: Kit, lesson: Lesson, file: Path, runner: Runner) -> None:
        file.unlink()
        with pytest.raises(StudentError, match=r"tiny\.py can't be read"):
            run_checks(course, lesson, runner=runner)


def test_a_loop_ends_though_nobody_waits_for_it_any_more(file: Path) -> None:
    worker = Worker()
    worker.ask(CheckRequest(str(file.parent), "tiny", b"while True: pass", (), (), 1))
    heard = [worker.hear(60), worker.hear(60)]
    worker.close()
    assert heard[1] == Finished(-signal.SIGALRM)


def pytest_outcomes(course: Kit, lesson: Lesson, folder: Path) -> dict[str, bool]:
    """By plain pytest in the lesson's folder: whether each check passed."""
    xml = folder / "outcomes.xml"
    subprocess.run(
        [sys.executable, "-m", "pytest", "-q", f"--junitxml={xml}"],
        cwd=course.assignment(lesson),
        capture_output=True,
        check=False,
    )
    from xml.etree import ElementTree

    return {case.get("name", ""): len(case) == 0 for case in ElementTree.parse(xml).iter("testcase")}


@pytest.mark.parametrize("name", ["softmax_classifier.py", "skeleton", "mixed"])
def test_plain_pytest_agrees(tmp_path: Path, runner: Runner, name: str) -> None:
    kit = Kit.find()
    course = bundle_of(kit, tmp_path)
    lesson = course.registry.lesson("02")
    file = course.assignment(lesson) / "softmax_classifier.py"
    if name != "skeleton":
        file.write_bytes((kit.solution(kit.registry.lesson("02")) / "softmax_classifier.py").read_bytes())
    if name == "mixed":
        file.write_text(f"{file.read_text()}\n\ndef accuracy(logits, y):\n    return 0.5\n")
    results = run_checks(course, lesson, runner=runner)
    assert {result.name: result.status is CheckStatus.PASSED for result in results} == pytest_outcomes(
        course, lesson, tmp_path
    )
    assert {result.status is CheckStatus.PASSED for result in results} == {
        "softmax_classifier.py": {True},
        "skeleton": {False},
        "mixed": {True, False},
    }[name]


class TestCounts:
    def test_what_students_are_told_is_what_runs(self) -> None:
        """As many as the proof counts, which runs them."""
        kit = Kit.find()
        proof = (kit.root / "docs" / "proof.md").read_text()
        for lesson in kit.registry.lessons:
            for name, count in load_counts(kit, lesson).items():
                assert f"| {name} | {count} |" in proof

    @pytest.mark.parametrize("text", [None, "double: 2\n", "double: many\nshare: 1\n", "[", "\0"])
    def test_a_damaged_file(self, course: Kit, lesson: Lesson, text: str | None) -> None:
        path = course.assignment(lesson) / "checks.yml"
        path.unlink() if text is None else path.write_text(text)
        with pytest.raises(CourseError, match=r"checks\.yml"):
            load_counts(course, lesson)

    def test_only_marked_tests_count(self, make_kit: MakeKit, tmp_path: Path) -> None:
        kit = make_kit(tmp_path, {"tests/lessons/01_tiny/test_share.py": "def test_share():\n    pass\n"})
        assert render_counts(kit, kit.registry.lesson("01")).endswith("\ndouble: 2\nshare: 0\n")


class TestModule:
    BEFORE = """\
import math


def a():
    return 1


def b():
    return a()


def c():
    return b()


def d():
    return 4
"""

    @pytest.mark.parametrize(
        ("old", "new", "touched"),
        [
            ("return 1", "return 2", {"a", "b", "c"}),
            ("return a()", "return 5", {"b", "c"}),
            ("return 4", "return 5", {"d"}),
            ("return 4", "return 4  # four", {"d"}),
            ("import math", "import math  # pi", set()),
            ("import math", "import torch", None),
            ("def d", "X = 1\n\n\ndef d", None),
            ("def a", "@print\ndef a", {"a", "b", "c"}),
            ("def a", "def e", {"a", "b", "c", "e"}),
        ],
    )
    def test_a_change_touches_what_it_changes_and_what_calls_that(
        self, old: str, new: str, touched: set[str] | None
    ) -> None:
        after = Module(self.BEFORE.replace(old, new).encode())
        assert after.touched_since(Module(self.BEFORE.encode())) == touched

    def test_where_to_write(self) -> None:
        text = (
            "import x\n\n\nclass A:\n    def f(self):\n        'F.'\n"
            "        raise NotImplementedError('A.f is not written yet')\n"
        )
        assert Module(text.encode()).place_to_write("A") == 7
        assert Module(text.replace("is not written yet", "").encode()).place_to_write("A") == 4
        assert Module(text.encode()).place_to_write("B") is None

    def test_of_two_definitions_the_last_counts(self) -> None:
        assert Module(b"def a():\n    x\n\n\ndef a():\n    y\n").text_of("a") == "def a():\n    y\n"


class TestStubs:
    SKELETON = b'"""M."""\n\n\ndef a():\n    raise A\n\n\nclass B:\n    """B."""\n\n    raise B\n'

    @pytest.mark.parametrize(
        ("source", "made"),
        [
            (
                "x = 1\n\n\n@mark\ndef a():\n    return 1\n\n\n# y\ny = 2\n",
                "x = 1\n\n\ndef a():\n    raise A\n\n\n# y\ny = 2\n",
            ),
            ("def a(:\n    1\n\n\ndef c():\n    2\n", "def a():\n    raise A\n\n\ndef c():\n    2\n"),
            ("x = (\n", "x = (\n\n\ndef a():\n    raise A\n"),
            ("def c():\n    2\n\n\n", "def c():\n    2\n\n\ndef a():\n    raise A\n"),
            ("x = 1\r\ndef a():\r\n    1\r\n", "x = 1\r\ndef a():\r\n    raise A\r\n"),
            ("# coding: latin-1\nx = 'ä'\ndef a(): 1", "# coding: latin-1\nx = 'ä'\ndef a():\n    raise A\n"),
        ],
        ids=["decorated", "not python", "nothing to find", "missing", "windows", "encoding"],
    )
    def test_one_function_is_put_back(self, source: str, made: str) -> None:
        encoding = "latin-1" if "latin" in source else "utf-8"
        assert with_stub(source.encode(encoding), self.SKELETON, "a").decode(encoding) == made

    def test_a_reset_keeps_each_version(self, course: Kit, lesson: Lesson, file: Path) -> None:
        stubs = file.read_bytes()
        for number in (1, 2):
            file.write_text(f"{RIGHT}# {number}\n")
            assert reset(course, lesson, DOUBLE).name == f"tiny.py.backup-{number}"
        assert (file.parent / "tiny.py.backup-1").read_text() == f"{RIGHT}# 1\n"
        assert Module(file.read_bytes()).text_of(DOUBLE) == Module(stubs).text_of(DOUBLE)
        assert Module(file.read_bytes()).text_of(SHARE) == Module(RIGHT.encode()).text_of(SHARE)

    def test_a_file_in_no_encoding_is_left_alone(self, course: Kit, lesson: Lesson, file: Path) -> None:
        file.write_bytes(b"x = '\xff'\n")
        with pytest.raises(StudentError, match=r"tiny\.py is no text"):
            reset(course, lesson, DOUBLE)
        assert file.read_bytes() == b"x = '\xff'\n"
        assert not list(file.parent.glob("*backup*"))


class TestProgress:
    @pytest.fixture
    def told(self) -> list[str]:
        return []

    @pytest.fixture
    def progress(self, course: Kit, told: list[str]) -> Progress:
        return Progress(course, told.append)

    def passes(self, *names: str) -> list[CheckResult]:
        return [CheckResult(name, f"test_{name}", name, CheckStatus.PASSED) for name in names]

    def test_done_is_done_only_as_long_as_the_text_stays(
        self, progress: Progress, lesson: Lesson, file: Path
    ) -> None:
        assert progress.states(lesson) == {DOUBLE: FunctionState.UNTOUCHED, SHARE: FunctionState.UNTOUCHED}
        file.write_text(RIGHT)
        assert progress.states(lesson) == {DOUBLE: FunctionState.BEGUN, SHARE: FunctionState.BEGUN}
        progress.record(lesson, RIGHT.encode(), self.passes(DOUBLE))
        assert progress.states(lesson) == {DOUBLE: FunctionState.DONE, SHARE: FunctionState.BEGUN}
        assert [name for _, name in progress.unfinished()] == [SHARE]
        file.write_text(RIGHT.replace("x + x", "2 * x"))
        assert progress.states(lesson)[DOUBLE] is FunctionState.BEGUN

    def test_what_fails_later_is_not_done(self, progress: Progress, lesson: Lesson, file: Path) -> None:
        file.write_text(RIGHT)
        progress.record(lesson, RIGHT.encode(), self.passes(DOUBLE))
        failed = CheckResult(DOUBLE, "test_double", "", CheckStatus.FAILED)
        progress.record(lesson, RIGHT.encode(), [*self.passes(DOUBLE), failed])
        assert progress.states(lesson)[DOUBLE] is FunctionState.BEGUN

    def test_the_file_is_told_of_when_it_is_made(
        self, course: Kit, progress: Progress, lesson: Lesson, told: list[str]
    ) -> None:
        progress.work_on(lesson)
        progress.record(lesson, RIGHT.encode(), self.passes(DOUBLE))
        path = course.root / "progress.yml"
        assert told == [f"Your progress is kept in {path}."]
        kept = yaml.safe_load(path.read_text())
        assert kept["working_on"] == "01_tiny"
        assert set(kept["passed"]["01_tiny"]) == {DOUBLE}
        assert progress.lesson() == lesson

    @pytest.mark.parametrize("text", ["[", "working_on: 7\n", "other: 1\n", "\0", "- x\n"])
    def test_a_damaged_file_is_kept(
        self, course: Kit, progress: Progress, lesson: Lesson, told: list[str], text: str
    ) -> None:
        path = course.root / "progress.yml"
        path.write_text(text)
        progress.work_on(lesson)
        assert (course.root / "progress.yml.damaged-1").read_text() == text
        assert "damaged" in told[0]
        assert progress.lesson() == lesson

    def test_a_syntax_error_hides_no_progress(self, progress: Progress, lesson: Lesson, file: Path) -> None:
        file.write_text("def (:\n")
        assert set(progress.states(lesson).values()) == {FunctionState.BEGUN}


def command(course: Kit, *arguments: str, answer: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "autograder", *arguments],
        cwd=course.root,
        env={**os.environ, "AUTOGRADER_KIT": str(course.root), "COLUMNS": "80"},
        input=answer,
        capture_output=True,
        text=True,
        timeout=120,
    )


class TestCommands:
    def test_check(self, course: Kit, file: Path) -> None:
        file.write_text(RIGHT.replace("x + x", "x * x"))
        done = command(course, "check", "01")
        assert done.returncode == 1, done.stderr
        assert done.stdout.splitlines()[:6] == [
            "assignments/01_tiny/tiny.py",
            "double  1 of 2 checks passed",
            "  failed     double of three",
            "",
            "3 + 3 is 6.",
            "assert [9.0] == [6.0]",
        ]
        assert "share  1 of 1 checks passed" in done.stdout
        assert "At grading 3 hidden checks run: double 2, share 1." in " ".join(done.stdout.split())
        assert "kept in" in done.stderr

    def test_check_one_function_of_the_lesson_worked_on(self, course: Kit, file: Path) -> None:
        file.write_text(RIGHT)
        done = command(course, "check", "--function", "share", "--json")
        assert done.returncode == 0, done.stderr
        report = json.loads(done.stdout)
        (function,) = report["functions"]
        assert (report["lesson"], function["name"], function["hidden_checks"]) == ("01_tiny", "share", 1)
        assert [check["status"] for check in function["checks"]] == ["passed"]
        shown = command(course, "list").stdout.splitlines()
        assert shown[1:] == ["    double   2  begun", "    share    3  done"]
        assert (
            "double  of 01_tiny, 2 points\n  assignments/01_tiny/tiny.py:6" in command(course, "next").stdout
        )

    def test_a_syntax_error_is_told_once(self, course: Kit, file: Path) -> None:
        file.write_text("def double(x:\n    return x\n")
        done = command(course, "check")
        assert done.returncode == 1
        assert done.stdout.count("tiny.py, line 1: not valid Python") == 1

    def test_when_all_is_done(self, course: Kit, file: Path) -> None:
        file.write_text(RIGHT)
        assert command(course, "check").returncode == 0
        assert "Each function of the course passes" in command(course, "next").stdout

    def test_reset_asks(self, course: Kit, file: Path) -> None:
        file.write_text(RIGHT)
        done = command(course, "reset", "01", "double", answer="n\n")
        assert "Nothing was changed." in done.stdout
        assert file.read_text() == RIGHT
        done = command(course, "reset", "01", "double", answer="y\n")
        assert "tiny.py.backup-1" in done.stdout
        assert "double is not written yet" in file.read_text()
        assert (file.parent / "tiny.py.backup-1").read_text() == RIGHT

    @pytest.mark.parametrize(
        ("arguments", "words"),
        [
            (["check", "99"], "'99' is no lesson"),
            (["check", "01", "--function", "triple"], "no function 'triple'"),
            (["next", "99"], "'99' is no lesson"),
            (["reset", "01", "triple"], "no function 'triple'"),
            (["watch", "99"], "'99' is no lesson"),
        ],
    )
    def test_what_can_not_be_done(self, course: Kit, arguments: list[str], words: str) -> None:
        done = command(course, *arguments)
        assert done.returncode == 2
        assert words in done.stderr
        assert "Traceback" not in done.stderr
