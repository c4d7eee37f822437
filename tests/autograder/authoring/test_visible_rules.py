"""The rules for visible checks, on checks with one fault each."""

from __future__ import annotations

from pathlib import Path

import pytest
from tiny_lesson import SOLUTION, Edits, write_course

from autograder.authoring import visible_rules
from autograder.authoring.visible_rules import RULES, Rule, VisibleChecks

CHECKS, REFERENCE = f"{SOLUTION}/test_tiny.py", f"{SOLUTION}/tiny.py"
EQUALS = (
    'expect(share(tensor([2.0, 2.0])), tensor([0.5, 0.5]), "", (tensor([1.0, 1.0]), "Divide by the sum."))'
)
ONE = "    expect(share(tensor([5.0])), tensor([1.0]))"
LATER = """\
    from contextlib import suppress

    with suppress(ValueError):
        x = tensor([5.0])
    expect(share(x), tensor([1.0]))"""
IGNORES_ABOVE = (
    "from tiny import above, share\n",
    "from tiny import above as theirs\nfrom tiny import share\n\n\n"
    "def above(x, limit):\n    theirs(x, limit)\n    return (x > limit).to(x.dtype)\n",
)
ROWS: dict[str, tuple[Edits, Rule, str | None, str]] = {
    "wrong": (
        {CHECKS: ("tensor([1 / 4, 3 / 4])", "tensor([1 / 3, 2 / 3])")},
        visible_rules.fails_when_right,
        "share",
        "test_share_of_logarithms fails for tiny.py, which is right: Logarithms of 1 and 3",
    ),
    "one right solution fails": (
        {f"{SOLUTION}/correct/sums.py": ("x <= limit", "x < limit")},
        visible_rules.fails_when_right,
        "above",
        "test_above_two fails for correct/sums.py, which is right",
    ),
    "passes on the skeleton": (
        {CHECKS: (ONE, "    expect(1, 1)")},
        visible_rules.passes_unwritten,
        "share",
        "test_share_of_one passes on the skeleton: let it call share.",
    ),
    "says too much of the skeleton": (
        {CHECKS: ("@check\ndef test_share_of_one", "def test_share_of_one")},
        visible_rules.passes_unwritten,
        "share",
        "must only say that a function is not written yet; it says: NotImplementedError: share is",
    ),
    "too few": (
        {CHECKS: ("def test_share_of_one", "def share_of_one")},
        visible_rules.few_checks,
        "share",
        "It has 2 visible checks; 3 or more are needed.",
    ),
    "without a sentence": (
        {CHECKS: ("One gets all.", "One")},
        visible_rules.few_checks,
        "share",
        "test_share_of_one must begin with a docstring",
    ),
    "misnamed": (
        {CHECKS: ("test_share_of_one", "test_one")},
        visible_rules.few_checks,
        "share",
        "test_one must have a name that begins with test_share_.",
    ),
    "a wrong value is right": (
        {CHECKS: (EQUALS, EQUALS.replace("1.0, 1.0", "0.5, 0.5"))},
        visible_rules.wrong_values,
        "share",
        "test_share_of_equals gives the right value as a wrong one: 'Divide by the sum.'",
    ),
    "a wrong value without a full stop": (
        {CHECKS: (EQUALS, EQUALS.replace("sum.", "sum"))},
        visible_rules.wrong_values,
        "share",
        "test_share_of_equals has a sentence without a full stop: 'Divide by the sum'",
    ),
    "not to be retyped": (
        {CHECKS: (ONE, LATER)},
        visible_rules.not_retypable,
        "share",
        "test_share_of_one shows code that doesn't run (NameError: name 'x' is not defined): from",
    ),
    "silent on odd values": (
        {CHECKS: IGNORES_ABOVE},
        visible_rules.silent_on_odd_values,
        "above",
        "The visible checks pass if it returns NaN.",
    ),
    "a long line": (
        {CHECKS: (EQUALS, EQUALS.replace("2.0])", f"2.0]) + {'0 + ' * 20}0"))},
        visible_rules.silent_on_odd_values,
        "share",
        "A visible check has a line of 113 columns if it returns None:     share(tensor(",
    ),
    "silent on mistakes": (
        {CHECKS: IGNORES_ABOVE},
        visible_rules.unfound_mistakes,
        "above",
        "The visible checks find 0 of 5 known mistakes; 2 or more are needed.",
    ),
}


def write(root: Path, edits: Edits) -> VisibleChecks:
    kit = write_course(root, [(edits, True)])
    lesson = kit.registry.lessons[0]
    return VisibleChecks(kit, lesson, kit.assignment(lesson))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_sound_checks(tmp_path: Path, rule: Rule) -> None:
    assert list(rule(write(tmp_path, {}))) == []


@pytest.mark.parametrize("fault", ROWS)
def test_a_fault_is_found(tmp_path: Path, fault: str) -> None:
    edits, rule, function, words = ROWS[fault]
    found = list(rule(write(tmp_path, edits)))
    assert {name for name, _ in found} == {function}
    assert any(words in message for _, message in found), found


def test_each_rule_has_a_row() -> None:
    assert {rule for _, rule, _, _ in ROWS.values()} == set(RULES)
