"""Judges at work on the tiny course: what each end of a test says, what it costs, and who pays for it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from autograder.errors import CourseError
from autograder.grading.jobs import Job
from autograder.grading.pool import LocalPool
from autograder.lesson.kit import Kit
from autograder.results import Report, Status

pytestmark = pytest.mark.usefixtures("needs_sandbox")
MakeKit = Callable[..., Kit]
DOUBLES = "tests/lessons/01_tiny/test_double.py"
SHARES = "def share(x):\n    return (x - x.max()).exp() / (x - x.max()).exp().sum()\n"
HEAD = "from autograder.judge import graded\n\n\n"


@pytest.fixture(scope="module")
def pool(tiny: Kit, needs_sandbox: None) -> Iterator[LocalPool]:
    with LocalPool(tiny, ["01_tiny"], None, 1) as shared:
        yield shared


def statuses(report: Report, function: str = "double", device: str = "cpu") -> list[Status]:
    (found,) = [one for one in report.functions if one.name == function]
    return [test.status for test in found.tests if test.device == device]


def graded(pool: LocalPool, source: str | bytes | None, seed: int = 1, problem: str = "") -> Report:
    text = source.encode() if isinstance(source, str) else source
    return pool.grade(Job("01_tiny", seed, text, problem))


class TestOfTheCourse:
    """Jobs with the course's own modules."""

    WRONG = b"import torch\n\n\ndef double(x):\n    return x ** 2\n\n\n" + SHARES.encode()

    def test_a_trusted_module_gets_the_same_report(self, pool: LocalPool) -> None:
        confined, trusted = (pool.grade(Job("01_tiny", 1, self.WRONG, trusted=one)) for one in (False, True))
        assert trusted == confined

    def test_a_trusted_module_runs_in_the_judge(self, pool: LocalPool) -> None:
        source = (
            b"import sys\n\n\ndef double(x):\n    return x + x * ('autograder.judge.plan' in sys.modules)\n"
        )
        reports = [pool.grade(Job("01_tiny", 1, source, trusted=one)) for one in (False, True)]
        assert [statuses(report)[0] for report in reports] == [Status.FAILED, Status.PASSED]

    def test_a_brief_job_is_of_the_first_device(self, pool: LocalPool, right: bytes) -> None:
        report = pool.grade(Job("01_tiny", 1, right, brief=True))
        assert {test.device for function in report.functions for test in function.tests} == {"cpu"}
        assert report.score == report.max_score

    @pytest.mark.parametrize(("first", "only"), [("", "test_line"), ("test_square", "test_square")])
    def test_a_job_until_a_failure_begins_with_the_test_that_it_names(
        self, pool: LocalPool, first: str, only: str
    ) -> None:
        job = Job(
            "01_tiny", 1, b"double = share = None", functions=("double",), until_failure=True, first=first
        )
        (double,) = pool.grade(job).functions
        assert [test.name for test in double.tests] == [only]

    def test_groups_come_back_in_their_places(self, pool: LocalPool, right: bytes) -> None:
        scores: dict[tuple[int, int], float] = {}
        groups = [[Job("01_tiny", seed, source) for source in (right, self.WRONG)] for seed in (1, 2)]
        pool.run_groups(groups, lambda group, index, report: scores.update({(group, index): report.score}))
        assert scores == {(0, 0): 5.0, (0, 1): 3.0, (1, 0): 5.0, (1, 1): 3.0}


class TestStatuses:
    def test_a_right_submission_gets_all_points(self, pool: LocalPool, right: bytes) -> None:
        report = graded(pool, right)
        assert (report.lesson, report.seed, report.max_score, report.score) == ("01_tiny", 1, 5.0, 5.0)
        assert statuses(report) == [Status.PASSED] * 2
        test = report.functions[0].tests[2]
        assert (test.name, test.title) == ("test_square", "Each entry of a matrix is doubled.")

    def test_a_missing_device_is_neither_a_pass_nor_a_fail(self, pool: LocalPool, right: bytes) -> None:
        import torch

        if torch.cuda.is_available():
            pytest.skip("this machine has a CUDA device")
        report = graded(pool, right)
        assert statuses(report, device="cuda") == [Status.SKIPPED] * 2
        assert report.functions[0].tests[1].message == "this machine has no CUDA device"
        assert report.score == report.max_score

    def test_a_known_mistake_is_named(self, pool: LocalPool) -> None:
        report = graded(pool, "def double(x):\n    return x ** 2\n" + SHARES)
        tests = [test for test in report.functions[0].tests if test.device == "cpu"]
        assert [test.status for test in tests] == [Status.FAILED] * 2
        assert {test.diagnosis for test in tests} == {"It equals the square of x."}
        assert report.score == 3.0

    def test_another_mistake_is_not(self, pool: LocalPool) -> None:
        report = graded(pool, "def double(x):\n    return x * 3\n")
        assert report.functions[0].tests[0].diagnosis is None
        assert "1.5 times the right result" in report.functions[0].tests[0].message

    def test_an_exception(self, pool: LocalPool) -> None:
        report = graded(pool, SHARES + "def double(x):\n    raise ValueError('no idea')\n")
        assert statuses(report) == [Status.ERROR] * 2
        assert (
            report.functions[0].tests[0].message
            == "ValueError: no idea (line 4, in double). Arguments: x of shape [5]."
        )
        assert report.score == 3.0

    def test_an_exception_does_not_quote_the_hidden_inputs(self, pool: LocalPool) -> None:
        quoting = "def double(x):\n    raise ValueError(f'{x.shape} {x} {x.max():.3e} {x.sum()}')\n"
        report = graded(pool, SHARES + quoting)
        message = report.functions[0].tests[0].message
        assert "ValueError: torch.Size([" in message
        assert "tensor([" in message
        assert re.search(r"\d\.|\.\d|\de", message) is None, message

    @pytest.mark.parametrize(
        "body",
        [
            "torch.softmax(x, 0)",
            "getattr(torch, 'soft' + 'max')(x, 0)",
            "torch.nn.functional.__dict__['softmax'](x, 0)",
            "eval('x.soft' 'max(0)')",
        ],
    )
    def test_a_forbidden_call_in_the_open_and_in_disguise(self, pool: LocalPool, body: str) -> None:
        source = f"import torch\ndef double(x): return x + x\ndef share(x): return {body}\n"
        report = graded(pool, source)
        assert statuses(report, "share") == [Status.FORBIDDEN]
        assert report.score == 2.0

    @pytest.mark.parametrize(
        ("body", "status"),
        [
            ("os._exit(0)", Status.CRASHED),
            ("ctypes.string_at(0)", Status.CRASHED),
            ("sys.exit(0)", Status.ERROR),
            ("bytearray(2**30)", Status.MEMORY),
            ("sum(0 for _ in iter(int, 1))", Status.TIMEOUT),
        ],
    )
    def test_what_ends_a_process_costs_that_function_only(
        self, pool: LocalPool, body: str, status: Status
    ) -> None:
        source = f"import ctypes, os, sys\ndef double(x):\n    return {body}\n" + SHARES
        report = graded(pool, source)
        assert statuses(report) == [status] * 2
        assert statuses(report, "share") == [Status.PASSED]
        assert report.is_final

    @pytest.mark.parametrize(
        ("source", "words"),
        [
            ("def double(x:", "SyntaxError"),
            ("import nonsense", "ModuleNotFoundError: No module named 'nonsense' (line 1)"),
            ("import os\nos._exit(0)", "tiny.py can't be imported. Its process ended itself with status 0."),
            ("raise SystemExit", "SystemExit"),
            (b"\xff\xfe\x00", "SyntaxError"),
            (b"x = 1\x00", "can't be imported"),
            ("", "has no attribute"),
            ("x = " + "(" * 5000, "can't be imported"),
            ("def share(x): return x" + ".a" * 700 + ".softmax", "has no attribute"),
        ],
    )
    def test_a_module_that_is_none(self, pool: LocalPool, source: str | bytes, words: str) -> None:
        report = graded(pool, source)
        assert report.score == 0
        assert report.is_final
        assert all(words in test.message for test in report.functions[0].tests if test.device == "cpu")

    def test_no_module(self, pool: LocalPool) -> None:
        report = graded(pool, None, problem="Nothing was handed in.")
        assert statuses(report) == [Status.ERROR] * 2
        assert report.functions[1].tests[0].message == "Nothing was handed in."
        assert report.score == 0

    def test_output_and_warnings_change_nothing(self, pool: LocalPool, right: bytes) -> None:
        noise = b"\nimport sys, warnings\nprint('x' * 10**6, file=sys.stderr)\nwarnings.warn('hm')\n"
        report = graded(pool, right + noise)
        assert report.score == 5.0

    @pytest.mark.parametrize(
        "trick",
        [
            "import torch.testing\ntorch.testing.assert_close = torch.allclose = lambda *a, **k: True",
            "import builtins\nbuiltins.all = lambda *a: True",
            "import sys\nsys.modules['autograder'] = sys.modules['pytest'] = sys.modules[__name__]",
            "import torch\ntorch.Tensor.__eq__ = torch.Tensor.__ne__ = lambda a, b: True",
            "import torch\ntorch.equal = lambda a, b: True",
            "import sys\nsys.modules['candidate.runtime'].Run = lambda **k: None",
            "import sys\nsys.modules['candidate.service'].perform_all = lambda m, b: []",
            "import atexit, os\natexit.register(os._exit, 0)",
            "import threading\nthreading.Thread(target=lambda: list(iter(int, 1)), daemon=True).start()",
        ],
    )
    def test_a_trick_earns_nothing(self, pool: LocalPool, trick: str) -> None:
        report = graded(pool, trick + "\ndef double(x): return x\ndef share(x): return x\n")
        assert report.score == 0
        assert report.is_final

    def test_a_forged_empty_dict_earns_nothing(self, make_kit: MakeKit, tmp_path: Path) -> None:
        test = '''def named(lesson, x):
    return {"doubled": lesson.double(x)}


@graded("double")
def test_named(compare, draw):
    """It has a name."""
    compare.on("plain")(named, x=draw.normal(3))
'''
        kit = make_kit(tmp_path, {DOUBLES: HEAD + test})
        forge = """
import sys
wire, service = sys.modules['candidate.wire'], sys.modules['candidate.service']
class Forged(wire.msgspec.Struct, tag='mapping'):
    keys: list
    values: list
class Lie(wire.msgspec.Struct):
    value: object
service.perform_all = lambda module, batch: [Lie(Forged(['doubled'], []))]
def double(x): return x
"""
        with LocalPool(kit, ["01_tiny"], ["cpu"], 1) as pool:
            report = graded(pool, forge)
        assert statuses(report) == [Status.CRASHED]
        assert report.score == 0


class TestSameAgain:
    WRONG = "def double(x): return x + 1\ndef share(x): return x.softmax(0)\n"

    def test_equal_seeds_give_equal_bytes(self, pool: LocalPool, tiny: Kit) -> None:
        first = graded(pool, self.WRONG, seed=9).to_json()
        assert graded(pool, self.WRONG, seed=9).to_json() == first
        with LocalPool(tiny, ["01_tiny"], None, 1) as other:
            assert graded(other, self.WRONG, seed=9).to_json() == first
        assert Report.from_json(first).to_json() == first

    def test_other_seeds_draw_other_inputs(self, pool: LocalPool) -> None:
        messages = {graded(pool, self.WRONG, seed=seed).functions[0].tests[0].message for seed in range(3)}
        assert len(messages) == 3

    def test_one_submission_leaves_nothing_for_the_next(self, pool: LocalPool, right: bytes) -> None:
        before = graded(pool, right).to_json()
        graded(pool, "import os\nos._exit(0)")
        graded(pool, None, problem="Nothing was handed in.")
        assert graded(pool, right).to_json() == before


GOOD_TEST = (
    '@graded("double")\ndef test_line(compare, draw):\n    """Doubled."""\n    compare.call(draw.normal(3))\n'
)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({DOUBLES: "def ("}, r"test_double\.py can't be collected: .*SyntaxError"),
        ({DOUBLES: "import nonsense"}, r"test_double\.py can't be collected: .*No module named 'nonsense'"),
        ({DOUBLES: None}, r"No test of tests/lessons/01_tiny is marked @graded\('double'\)"),
        ({DOUBLES: HEAD + "def test_line(compare): pass"}, r"is marked @graded\('double'\)"),
        (
            {DOUBLES: HEAD + GOOD_TEST + GOOD_TEST.replace("double", "triple").replace("line", "three")},
            r"test_three.* is marked @graded\('triple'\), which grading\.yml doesn't list",
        ),
        ({DOUBLES: HEAD + GOOD_TEST.replace('    """Doubled."""\n', "")}, "test_line.* needs a docstring"),
        ({DOUBLES: HEAD + GOOD_TEST.replace('("double")', "")}, "@graded needs the name"),
        ({DOUBLES: HEAD + '@graded("double")\ndef test_free():\n    """Free."""\n'}, "doesn't use compare"),
        (
            {DOUBLES: HEAD + GOOD_TEST.replace("(compare, draw)", "(compare)")},
            "must draw its inputs, or they are the same in every run",
        ),
        ({"solutions/01_tiny/tiny.py": "def double(x"}, r"tiny\.py can't be imported: SyntaxError"),
        ({"solutions/01_tiny/tiny.py": "def double(x): return x"}, r"tiny\.py has no share"),
        ({"solutions/01_tiny/tiny.py": None}, r"tiny\.py can't be read"),
        (
            {"solutions/01_tiny/mistakes/double.py": "1 / 0"},
            r"double\.py can't be imported: ZeroDivisionError",
        ),
    ],
)
def test_a_course_at_fault_is_one_sentence(
    make_kit: MakeKit, tmp_path: Path, changes: dict[str, str | None], words: str
) -> None:
    kit = make_kit(tmp_path, changes)
    with LocalPool(kit, ["01_tiny"], None, 1) as pool, pytest.raises(CourseError, match=words) as caught:
        graded(pool, "")
    assert "\n" not in str(caught.value)


class TestTheCoursesSettings:
    def test_a_lessons_own_devices(self, make_kit: MakeKit, tmp_path: Path, tiny: Kit, right: bytes) -> None:
        registry = (tiny.root / "grading.yml").read_text()
        registry = registry.replace("    title", "    devices: [cpu]\n    title")
        kit = make_kit(tmp_path, {"grading.yml": registry})
        with LocalPool(kit, ["01_tiny"], None, 1) as pool:
            report = graded(pool, right)
        assert {test.device for one in report.functions for test in one.tests} == {"cpu"}

    def test_a_reference_that_warns_is_no_exception(
        self, make_kit: MakeKit, tmp_path: Path, tiny: Kit, right: bytes, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("PYTEST_ADDOPTS", "-k nothing -x")
        solution = (tiny.root / "solutions/01_tiny/tiny.py").read_text()
        solution = solution.replace(
            "    doubled =", "    import warnings\n    warnings.warn('hm')\n    doubled ="
        )
        strict = "[tool.pytest.ini_options]\nfilterwarnings = ['error']\n"
        kit = make_kit(tmp_path, {"solutions/01_tiny/tiny.py": solution, "pyproject.toml": strict})
        with LocalPool(kit, ["01_tiny"], ["cpu"], 1) as pool:
            assert graded(pool, right).score == 5.0

    def test_an_unknown_device(self, tiny: Kit) -> None:
        with pytest.raises(CourseError, match="tpu"), LocalPool(tiny, ["01_tiny"], ["tpu"], 1) as pool:
            graded(pool, "")
