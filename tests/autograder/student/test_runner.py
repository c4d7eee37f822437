"""The visible checks: what a student's own code does ends as a clear result."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from students_kit import DOUBLE, RIGHT, SHARE, bundle_of

from autograder.errors import CourseError, StudentError
from autograder.lesson.kit import Kit
from autograder.lesson.registry import Lesson
from autograder.lesson.visible_checks import read_checks, suite_file
from autograder.student.module import module_file
from autograder.student.runner import CheckResult, CheckStatus, Runner, run_checks
from autograder.student.view import function_lines


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
            (f"{RIGHT}\nimport os; os._exit(3)\n", CheckStatus.CRASHED, "ended Python with exit status 3"),
            (f"{RIGHT}\nwhile True: pass\n", CheckStatus.TIMEOUT, "was stopped. Put code that trains"),
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

    def test_the_checks_that_count_are_those_that_were_handed_out(
        self, course: Kit, lesson: Lesson, statuses: Callable[[str], object]
    ) -> None:
        (course.working_copy(lesson) / "test_tiny.py").write_text("1 / 0\n")
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
        with pytest.raises(StudentError, match=r"tiny\.py is missing: run `autograder start 01`"):
            run_checks(course, lesson, runner=runner)


def pytest_outcomes(course: Kit, lesson: Lesson, folder: Path) -> dict[str, bool]:
    """By plain pytest in the lesson's folder: whether each check passed."""
    xml = folder / "outcomes.xml"
    subprocess.run(
        [sys.executable, "-m", "pytest", "-q", f"--junitxml={xml}"],
        cwd=course.working_copy(lesson),
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
    file = module_file(course, lesson)
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
