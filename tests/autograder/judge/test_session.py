"""Which known mistakes a judge tries on a wrong submission: trying them is most of its work."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch

from autograder.intake.source import Source
from autograder.judge.case import Case
from autograder.judge.material import Mistake
from autograder.judge.plan import HiddenTest
from autograder.judge.session import Session
from autograder.lesson.kit import Kit
from autograder.sandbox.inline import Inline

MISTAKES = """
from autograder.judge import mistake

@mistake("It equals the square of x.")
def squares(x):
    return x * x

@mistake("It equals 3 x.")
def triples(x):
    return 3 * x
"""
STUB = "def double(x): raise NotImplementedError('double is not written yet')"
WRONG_THERE = "def double(x): return 2 * x if x.device.type == 'cpu' else x * x"
X = torch.tensor([1.0, 3.0])


@pytest.fixture(scope="module")
def kit(make_kit: Callable[..., Kit], tmp_path_factory: pytest.TempPathFactory) -> Kit:
    return make_kit(tmp_path_factory.mktemp("session"), {"solutions/01_tiny/mistakes/double.py": MISTAKES})


@pytest.fixture
def tried(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """Return a list that fills with each known mistake that runs, and its device."""
    outcome, found = Case.outcome, []

    def noted(case: Case, mistake: Mistake) -> object:
        found.append((mistake.name, case.request.device))
        return outcome(case, mistake)

    monkeypatch.setattr(Case, "outcome", noted)
    return found


def suspects(kit: Kit, text: str) -> list[list[str] | None]:
    """Return the suspects on the CPU and on the simulated device; None where the submission is right."""
    session = Session(kit.root, lambda hidden: Inline())
    plans = []
    for device in ("cpu", "simgpu"):
        session.skip_unless_at_hand(device)
        compare = session.record(HiddenTest("01_tiny", "double", "test_it", device))
        compare.call(X)
        plans.append(compare.plan)
    session.take(kit.registry.lesson("01"), Source(text.encode()))
    return [verdict and [suspect.name for suspect in verdict.suspects] for verdict in session.verdicts(plans)]


def test_a_stub_is_compared_with_no_mistake(kit: Kit, tried: list[tuple[str, str]]) -> None:
    assert suspects(kit, STUB) == [[], []]
    assert tried == []


def test_another_exception_is_compared(kit: Kit, tried: list[tuple[str, str]]) -> None:
    assert suspects(kit, "def double(x): raise NotImplementedError('for this device')") == [[], []]
    assert {name for name, _ in tried} == {"squares", "triples"}


def test_a_further_device_tries_the_suspects_of_the_first(kit: Kit, tried: list[tuple[str, str]]) -> None:
    assert suspects(kit, "def double(x): return x * x") == [["squares"], ["squares"]]
    assert {name for name, device in tried if device == "simgpu"} == {"squares"}


def test_a_further_device_tries_all_if_the_first_is_right(kit: Kit) -> None:
    assert suspects(kit, WRONG_THERE) == [None, ["squares"]]
