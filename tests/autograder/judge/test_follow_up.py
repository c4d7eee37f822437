"""A wrong function costs its own points only, and the others say which one they use."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from autograder.grading.jobs import Job
from autograder.grading.pool import LocalPool
from autograder.lesson.kit import Kit
from autograder.results import FollowUp, Report, Status

pytestmark = pytest.mark.usefixtures("needs_sandbox")
NAMES = ("shift", "scale", "total", "Layer")
REGISTRY = f"""\
limits: {{seconds: 1, memory_mb: 256, import_seconds: 5}}
devices: [cpu]
lessons:
  - name: 01_tiny
    title: Tiny
    functions: [{", ".join(f"{{name: {name}, points: 2, forbidden: [softmax]}}" for name in NAMES)}]
"""
PARTS = {
    "shift": "def shift(x):\n    return x + 1\n",
    "scale": "def scale(x):\n    return 2 * shift(x)\n",
    "total": "def total(x):\n    return scale(x).sum()\n",
    "Layer": "class Layer(torch.nn.Module):\n    def forward(self, x):\n        return scale(x) - x\n",
}
CALL = """\
from autograder.judge import graded


@graded("NAME")
def test_small(compare, draw):
    \"\"\"It holds for a few numbers.\"\"\"
    compare.call(draw.normal(5))


@graded("NAME")
def test_large(compare, draw):
    \"\"\"It holds for a matrix of numbers.\"\"\"
    compare.call(draw.normal(3, 4, scale=100.0))
"""
LAYER = '''\
from autograder.judge import graded


def forward(lesson, x):
    return lesson.Layer()(x)


@graded("Layer")
def test_layer(compare, draw):
    """It is a layer."""
    compare(forward, x=draw.normal(5))
'''
FILES = {
    "solutions/01_tiny/tiny.py": "import torch\n\n\n" + "\n\n".join(PARTS.values()),
    "solutions/01_tiny/mistakes/double.py": None,
    "tests/lessons/01_tiny/test_double.py": None,
    "tests/lessons/01_tiny/test_share.py": None,
    "tests/lessons/01_tiny/test_Layer.py": LAYER,
    **{
        f"tests/lessons/01_tiny/test_{name}.py": CALL.replace("NAME", name)
        for name in NAMES
        if name != "Layer"
    },
}
WRONG_SHIFT = "def shift(x):\n    return x + 2\n"
MakeKit = Callable[..., Kit]


def new_pool(make_kit: MakeKit, folder: Path, registry: str) -> LocalPool:
    return LocalPool(make_kit(folder, {"grading.yml": registry, **FILES}), ["01_tiny"], None, 1)


@pytest.fixture(scope="module")
def pool(make_kit: MakeKit, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalPool]:
    with new_pool(make_kit, tmp_path_factory.mktemp("pass"), REGISTRY) as shared:
        yield shared


@pytest.fixture(scope="module")
def strict(make_kit: MakeKit, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalPool]:
    """A pool of a course in which follow-up failures cost points."""
    registry = f"follow_up_failures: fail\n{REGISTRY}"
    with new_pool(make_kit, tmp_path_factory.mktemp("fail"), registry) as shared:
        yield shared


@pytest.fixture(scope="module")
def with_gpu(make_kit: MakeKit, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalPool]:
    """A pool of a course whose devices most machines lack."""
    registry = REGISTRY.replace("devices: [cpu]", "devices: [cpu, cuda]")
    with new_pool(make_kit, tmp_path_factory.mktemp("gpu"), registry) as shared:
        yield shared


def graded(pool: LocalPool, *, before: str = "", **parts: str) -> Report:
    """Return the report on the reference with these parts instead of its own."""
    text = "\n\n".join(["import torch", before, *(PARTS | parts).values()])
    return pool.grade(Job("01_tiny", 1, text.encode()))


def points(report: Report) -> dict[str, float]:
    """Return the points of the functions that lost some."""
    return {one.name: one.score for one in report.functions if one.score < one.max_score}


def follow_ups(report: Report, function: str) -> set[FollowUp]:
    (found,) = [one for one in report.functions if one.name == function]
    return {test.follow_up for test in found.tests if isinstance(test.follow_up, FollowUp)}


class TestPoints:
    def test_a_wrong_function_costs_its_own_points(self, pool: LocalPool) -> None:
        report = graded(pool, shift=WRONG_SHIFT)
        assert points(report) == {"shift": 0.0}
        assert follow_ups(report, "shift") == set()
        for name in ("scale", "total", "Layer"):
            assert follow_ups(report, name) == {FollowUp(("shift",), ("shift",))}

    def test_a_device_that_the_machine_lacks(self, with_gpu: LocalPool) -> None:
        assert points(graded(with_gpu, shift=WRONG_SHIFT)) == {"shift": 0.0}

    def test_a_stub_costs_its_own_points(self, pool: LocalPool) -> None:
        report = graded(pool, shift="def shift(x):\n    raise NotImplementedError('shift')\n")
        assert points(report) == {"shift": 0.0}

    def test_a_missing_function_costs_its_own_points(self, pool: LocalPool) -> None:
        assert points(graded(pool, shift="")) == {"shift": 0.0}

    def test_one_that_ends_the_process_costs_its_own_points(self, pool: LocalPool) -> None:
        assert points(graded(pool, shift="def shift(x):\n    import os; os._exit(1)\n")) == {"shift": 0.0}

    def test_one_that_never_ends_costs_its_own_points(self, pool: LocalPool) -> None:
        assert points(graded(pool, shift="def shift(x):\n    while True: pass\n")) == {"shift": 0.0}

    def test_a_chain_of_two(self, pool: LocalPool) -> None:
        """`scale` is wrong itself, and `total` is not."""
        report = graded(pool, shift=WRONG_SHIFT, scale="def scale(x):\n    return 3 * shift(x)\n")
        assert points(report) == {"shift": 0.0, "scale": 0.0}
        assert follow_ups(report, "scale") == {FollowUp(("shift",), ("shift",))}
        assert follow_ups(report, "total") == {FollowUp(("shift", "scale"), ("shift", "scale"))}

    def test_part_of_the_tests(self, pool: LocalPool) -> None:
        """With a right helper some tests pass, and the others tell the result of the submission as it is."""
        half = "def scale(x):\n    return 2 * shift(x) if x.dim() == 1 else 3 * shift(x)\n"
        report = graded(pool, shift=WRONG_SHIFT, scale=half, total="def total(x):\n    return x.sum() + 1\n")
        assert points(report) == {"shift": 0.0, "scale": 1.0, "total": 0.0}
        passed, failed = report.functions[1].tests
        assert (passed.status, passed.message, passed.diagnosis) == (Status.PASSED, "", None)
        assert failed.status is Status.FAILED
        alone = graded(pool, scale=half.replace("shift(x)", "(x + 2)"), total=PARTS["total"])
        assert failed.message == alone.functions[1].tests[1].message

    def test_what_is_bound_at_the_import(self, pool: LocalPool) -> None:
        scale = "def scale(x, shift=shift):\n    return 2 * shift(x)\n"
        assert points(graded(pool, shift=WRONG_SHIFT, scale=scale)) == {"shift": 0.0}

    def test_a_right_submission_runs_once(self, pool: LocalPool) -> None:
        report = graded(pool)
        assert points(report) == {}
        assert b"follow_up" not in report.to_json()

    def test_no_test_passes_for_the_helper_alone(self, pool: LocalPool) -> None:
        """`scale` and `total` are wrong, although all functions that they use are right. `Layer` is not."""
        report = graded(
            pool, scale="def scale(x):\n    return shift(x)\n", total="def total(x):\n    return x.sum()\n"
        )
        assert points(report) == {"scale": 0.0, "total": 0.0}
        assert follow_ups(report, "scale") == follow_ups(report, "total") == set()

    def test_functions_that_only_call_each_other(self, pool: LocalPool) -> None:
        report = graded(
            pool,
            shift="def shift(x):\n    return scale(x) / 2\n",
            total="def total(x):\n    return x.sum()\n",
            Layer="",
        )
        assert points(report)["shift"] == 0.0
        assert follow_ups(report, "shift") == set()

    def test_a_function_that_comes_later_is_only_told(self, pool: LocalPool) -> None:
        report = graded(
            pool,
            shift="def shift(x):\n    return total(x) + x\n",
            total="def total(x):\n    return x * 0 + 2\n",
        )
        assert points(report)["shift"] == 0.0
        assert follow_ups(report, "shift") == {FollowUp(("total",))}

    def test_a_forbidden_call_counts_with_right_helpers_too(self, pool: LocalPool) -> None:
        """In one of its tests `scale` makes a forbidden call and uses the result of the wrong `shift`."""
        scale = "def scale(x):\n    x.dim() == 2 and x.softmax(0)\n    return 2 * shift(x)\n"
        report = graded(pool, shift=WRONG_SHIFT, scale=scale)
        assert points(report) == {"shift": 0.0, "scale": 0.0}
        assert points(graded(pool, scale=scale)) == {"scale": 0.0}

    def test_a_job_of_one_function(self, pool: LocalPool) -> None:
        text = "\n\n".join(["import torch", *(PARTS | {"shift": WRONG_SHIFT}).values()]).encode()
        report = pool.grade(Job("01_tiny", 1, text, functions=("scale",)))
        assert report.score == 0.0
        assert follow_ups(report, "scale") == set()

    def test_a_module_that_cannot_be_imported(self, pool: LocalPool) -> None:
        report = graded(pool, before="raise RuntimeError('no')")
        assert report.score == 0.0
        assert b"follow_up" not in report.to_json()


class TestCoursesThatCountThem:
    def test_they_cost_points_and_are_told(self, strict: LocalPool) -> None:
        report = graded(strict, shift=WRONG_SHIFT)
        assert report.score == 0.0
        assert follow_ups(report, "scale") == {FollowUp(("shift",))}
        assert follow_ups(report, "total") == follow_ups(report, "Layer") == {FollowUp(("shift", "scale"))}
