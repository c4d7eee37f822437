"""Wrong values of visible checks: made from the known mistakes, and told to students who make them."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
import torch

from autograder.authoring import wrong_values
from autograder.authoring.build import build, drift
from autograder.errors import CourseError
from autograder.lesson.kit import Kit
from autograder.lesson.likely_mistakes import NAME, load_likely_mistakes
from autograder.lesson.stubs import skeleton
from autograder.student.runner import run_checks

HEAD = """\
import sys
from pathlib import Path

import torch
from torch import tensor

from autograder.checks.expect import check, expect, expect_error

sys.path.insert(0, str(Path(__file__).parent))

from tiny import double, share

# share


@check
def test_share_of_equals():
    expect(share(torch.zeros(2)), tensor([0.5, 0.5]))


# double
"""
CHECK = '''

@check
def test_double_of_three_numbers():
    """Twice each number."""
    expect(double(tensor([3.0, -1.0, 5.0])), tensor([6.0, -2.0, 10.0]), "3 + 3, -1 - 1 and 5 + 5.")
    expect(double(tensor(4.0)), tensor(8.0))
'''
MISTAKES = """\
import torch
from autograder.judge import change, mistake

"""
SQUARES = 'squares = change("It is the square.", ("x + x", "x * x"))\n'
POWERS = 'powers = change("The exponent and the base are swapped.", ("x + x", "x.pow(2)"))\n'
ABSOLUTE = 'absolute = change("It is |x| times |x|.", ("x + x", "x.abs() * x.abs()"))\n'
MakeKit = Callable[..., Kit]
Make = Callable[..., Kit]


@pytest.fixture
def make(make_kit: MakeKit, tmp_path: Path) -> Make:
    """Writes a course whose `double` has these known mistakes and this check."""

    def make(mistakes: str, check: str = CHECK) -> Kit:
        return make_kit(
            tmp_path / str(random.random()),
            {
                "solutions/01_tiny/mistakes/double.py": MISTAKES + mistakes,
                "solutions/01_tiny/test_tiny.py": HEAD + check,
            },
        )

    return make


def stored(kit: Kit) -> list[tuple[int, object, tuple[str, ...]]]:
    """What the built file says about the check of `double`."""
    lesson = kit.registry.lesson("01")
    build(kit, lesson)
    checks = load_likely_mistakes(kit.assignment(lesson) / NAME)
    assert set(checks) <= {"test_double_of_three_numbers"}
    return [msgspec.structs.astuple(wrong) for check in checks.values() for wrong in check.wrong]


def likely(kit: Kit, body: str) -> list[str]:
    """Build; return the lines on the likely mistake that a student with this `double` reads."""
    lesson = kit.registry.lesson("01")
    build(kit, lesson)
    kit.working_copy(lesson).mkdir(parents=True, exist_ok=True)
    path = kit.working_copy(lesson) / "tiny.py"
    path.write_text(f"import torch\n\n\ndef double(x):\n    {body}\n")
    (result,) = run_checks(kit, lesson, ["double"])
    lines = result.message.splitlines()
    assert any(line.startswith("Got: ") for line in lines)
    return lines[next((i for i, line in enumerate(lines) if line.startswith("Likely")), len(lines)) :]


class TestStudents:
    @pytest.mark.parametrize("folder", ["assignments", "work"])
    def test_pytest_and_the_command_tell_the_mistake(self, make: Make, folder: str) -> None:
        kit = make(SQUARES)
        lesson = kit.registry.lesson("01")
        build(kit, lesson)
        environment = {**os.environ, "AUTOGRADER_KIT": str(kit.root)}
        command = [sys.executable, "-m", "autograder", "start", "01"]
        subprocess.run(command, cwd=kit.root, env=environment, check=True, capture_output=True)
        module = kit.root / folder / lesson.name / "tiny.py"
        stub = 'raise NotImplementedError("double is not written yet")'
        assert stub in module.read_text()
        module.write_text(module.read_text().replace(stub, "return x ** 2"))
        arguments = [sys.executable, "-m", "pytest", "--color=no", "-p", "no:cacheprovider", "-k", "double"]
        printed = subprocess.run(arguments, cwd=module.parent, check=False, capture_output=True, text=True)
        assert "\nLikely mistake: It is the square.\n" in printed.stdout
        (result,) = run_checks(kit, lesson, ["double"], source=module.read_bytes())
        assert result.message in printed.stdout

    def test_of_two_mistakes_with_one_value_both_are_told(self, make: Make) -> None:
        assert likely(make(SQUARES + POWERS), "return x * x") == [
            "Likely mistake: It is the square.",
            "Or: The exponent and the base are swapped.",
        ]

    def test_of_three_none_is_told(self, make: Make) -> None:
        kit = make(SQUARES + POWERS + ABSOLUTE)
        assert stored(kit) == []
        assert likely(kit, "return x * x") == []

    def test_otherwise_the_kind_of_difference_is_told(self, make: Make) -> None:
        assert likely(make(SQUARES), "return -2 * x") == ["Likely mistake: Its sign is reversed."]

    def test_a_mistake_is_told_only_where_it_fails_first(self, make: Make) -> None:
        """A student whose first comparison is right does not make it."""
        kit = make(SQUARES)
        (wrong,) = stored(kit)
        assert wrong[0] == 0
        assert likely(kit, "return x + x if x.dim() else x * x") == []

    def test_a_pair_of_the_check_goes_first(self, make: Make) -> None:
        pair = '(tensor([9.0, 1.0, 25.0]), "By the author.")'
        kit = make(
            SQUARES, CHECK.replace('"3 + 3, -1 - 1 and 5 + 5."', f'"3 + 3, -1 - 1 and 5 + 5.", {pair}')
        )
        assert stored(kit) == []
        assert likely(kit, "return x * x") == ["Likely mistake: By the author."]


class TestHidden:
    HIDDEN = SQUARES.replace("))\n", "), hidden=True)\n")

    def test_it_is_neither_stored_nor_told(self, make: Make) -> None:
        kit = make(self.HIDDEN)
        assert stored(kit) == []
        lesson = kit.registry.lesson("01")
        assert b"square" not in (kit.assignment(lesson) / NAME).read_bytes()
        assert likely(kit, "return x * x") == []

    def test_nor_is_another_mistake_with_its_value(self, make: Make) -> None:
        """To tell only that one would be false half of the time."""
        assert stored(make(self.HIDDEN + POWERS)) == []

    def test_as_a_whole_function(self, make: Make) -> None:
        mark = '@mistake("It is the square.", hidden=True)\ndef squares(x):\n    return x * x\n'
        assert stored(make(mark)) == []
        assert len(stored(make(mark.replace(", hidden=True", "")))) == 1


class TestValues:
    @pytest.mark.parametrize(
        ("wrong", "plain"),
        [
            ("x * x", {"tensor": "float32", "shape": [3], "numbers": [9, 1, 25]}),
            ("x / 3", {"tensor": "float32", "shape": [3], "numbers": [1, -0.333333, 1.66667]}),
            ("x.log()", {"tensor": "float32", "shape": [3], "numbers": [1.09861, "nan", 1.60944]}),
            ("(x + x).tolist()", [6.0, -2.0, 10.0]),
            ("(x + x, 1)", {"tuple": [{"tensor": "float32", "shape": [3], "numbers": [6, -2, 10]}, 1]}),
            ("None", None),
        ],
    )
    def test_are_plain_data(self, make: Make, wrong: str, plain: object) -> None:
        kit = make(f'wrong = change("It is wrong.", ("x + x", "{wrong}"))\n')
        assert stored(kit) == [(0, plain, ("It is wrong.",))]
        assert likely(kit, f"return {wrong}") == ["Likely mistake: It is wrong."]

    @pytest.mark.parametrize(
        "wrong",
        [
            "x.missing",  # an exception
            "2 * x",  # right
            "x + x + 1e-6",  # right up to rounding
            "torch.rand(3)",  # another value at each run
            "set(x.tolist())",  # of a type without a plain form
            "torch.zeros(1000)",  # too large for a check by hand
            "(x + x).to('meta')",
        ],
    )
    def test_that_say_nothing_are_left_out(self, make: Make, wrong: str) -> None:
        assert stored(make(f'wrong = change("It is wrong.", ("x + x", "{wrong}"))\n')) == []

    def test_a_check_that_the_solution_fails_has_none(self, make: Make) -> None:
        """Then the value of a mistake may be right."""
        assert (
            stored(make(SQUARES, CHECK.replace("tensor([6.0, -2.0, 10.0])", "tensor([6.0, -1.0, 10.0])")))
            == []
        )

    def test_a_right_value_is_left_out(self, make: Make) -> None:
        """Here the mistake spoils what the check expects, not what it gets."""
        check = """

@check
def test_double_of_three_numbers():
    x = tensor([1.0])
    expect(double(x), double(x))
"""
        spoils = 'spoils = change("It changes x.", ("doubled = x + x", "doubled = x + x; x.add_(1)"))\n'
        assert stored(make(spoils, check)) == []
        assert stored(make(spoils, check.replace("double(x), double(x)", "double(x) - 1, x"))) == []
        assert len(stored(make(SQUARES, check.replace("double(x), double(x)", "double(x) - 1, x")))) == 1

    def test_the_mistakes_of_another_function_do_not_count(self, make: Make) -> None:
        check = CHECK.replace("double(tensor([3.0, -1.0, 5.0]))", "share(tensor([3.0, -1.0, 5.0]))")
        assert stored(make(SQUARES, check)) == []

    def test_a_mistake_that_changes_settings_changes_no_other(self, make: Make) -> None:
        settings = "torch.set_default_dtype(torch.float64)\n    torch.set_grad_enabled(False)\n    doubled ="
        careless = f'careless = change("It changes settings.", ("doubled =", {settings!r}))\n'
        check = """

@check
def test_double_of_three_numbers():
    x = tensor([1.0], requires_grad=True)
    y = double(x)
    expect((y, y.requires_grad), (tensor([2.0]), True))
"""
        kit = make(careless + SQUARES, check)
        one = {"tensor": "float32", "shape": [1], "numbers": [1]}
        assert stored(kit)[1] == (0, {"tuple": [one, True]}, ("It is the square.",))
        assert torch.is_grad_enabled()
        assert torch.get_default_dtype() is torch.float32

    def test_a_mistake_that_never_ends_is_stopped(self, make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(wrong_values, "_MAX_CHECK_SECONDS", 0.2)
        endless = """\
@mistake("It never ends.")
def endless(x):
    while True:
        try:
            x = -x
        except Exception:
            pass


"""
        assert [sentences for *_, sentences in stored(make(endless + SQUARES))] == [("It is the square.",)]


class TestDrift:
    def test_another_mistake_or_value_is_drift(self, make: Make) -> None:
        kit = make(SQUARES)
        lesson = kit.registry.lesson("01")
        build(kit, lesson)
        assert drift(kit, lesson) == []
        path = kit.assignment(lesson) / NAME
        text = path.read_text()
        for old, new in (("[9, 1, 25]", "[9, 1, 25.5]"), ("square", "cube"), ("\n", "")):
            assert old in text
            path.write_text(text.replace(old, new))
            assert drift(kit, lesson) == [f"{path} differs from its source."]
        path.write_text("{")
        assert drift(kit, lesson) == [f"{path} differs from its source."]
        assert build(kit, lesson) == [path]
        assert path.read_text() == text
        (kit.solution(lesson) / "mistakes/double.py").write_text(
            MISTAKES + SQUARES.replace("It is", "This is")
        )
        assert drift(kit, lesson) == [f"{path} differs from its source."]

    def test_the_rounding_of_another_machine_is_not(self, make: Make) -> None:
        kit = make('thirds = change("It is a third.", ("x + x", "x / 3"))\n')
        lesson = kit.registry.lesson("01")
        build(kit, lesson)
        path = kit.assignment(lesson) / NAME
        path.write_text(path.read_text().replace("-0.333333", "-0.333334"))
        assert drift(kit, lesson) == []
        assert build(kit, lesson) == []

    @pytest.mark.parametrize(
        ("mistakes", "check", "words"),
        [
            ('wrong = change("Wrong.", ("x - x", "x"))\n', CHECK, "a change looks for 'x - x'"),
            ("from nowhere import x\n", CHECK, r"double\.py can't be imported: ModuleNotFoundError"),
            (SQUARES, CHECK + "\n\n1 / 0\n", r"test_tiny\.py can't be imported: ZeroDivisionError"),
        ],
    )
    def test_a_source_that_can_not_run(self, make: Make, mistakes: str, check: str, words: str) -> None:
        kit = make(mistakes, check)
        with pytest.raises(CourseError, match=words):
            build(kit, kit.registry.lesson("01"))
        assert not kit.assignment(kit.registry.lesson("01")).exists()


class TestLeaks:
    @pytest.mark.parametrize("line", ["weights = (x - x.max()).exp()", "compare.call(draw.normal(5))"])
    def test_a_secret_line_as_a_sentence_is_refused(self, make: Make, line: str) -> None:
        kit = make(SQUARES.replace("It is the square.", line))
        lesson = kit.registry.lesson("01")
        with pytest.raises(CourseError, match=f"{NAME} would hold a line that students must not get"):
            build(kit, lesson)
        assert not kit.assignment(lesson).exists()

    def test_a_secret_line_with_quotes_too(self, make: Make) -> None:
        kit = make("""wrong = change('value = {"a": 1}["a"]', ("x + x", "x * x"))\n""")
        lesson = kit.registry.lesson("01")
        path = kit.solution(lesson) / "tiny.py"
        path.write_text(path.read_text().replace("    doubled =", '    value = {"a": 1}["a"]\n    doubled ='))
        with pytest.raises(CourseError, match=f"{NAME} would hold a line"):
            build(kit, lesson)

    def test_no_code_is_in_the_file(self, make: Make) -> None:
        kit = make(SQUARES)
        lesson = kit.registry.lesson("01")
        build(kit, lesson)
        text = (kit.assignment(lesson) / NAME).read_text()
        solution = kit.solution(lesson) / "tiny.py"
        assert not any(code in text for code in ("x * x", "x + x", "doubled", "[6, -2, 10]"))
        assert "doubled" not in skeleton(solution.read_text(), solution)
