"""The record of proofs: what is proved is skipped until something that the proof depends on changes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from tiny_lesson import SOLUTION, SUITE, write_course

from autograder.authoring.proof import FunctionProof, Proof
from autograder.authoring.record import Record, State, sample
from autograder.lesson.kit import Kit

ROW = FunctionProof("share", tests=2, mistakes=5, mutants=18, killed=17, equivalent=1)


def proof(lesson: str, seconds: float = 31.0) -> Proof:
    return Proof(lesson, [], [ROW], ["cuda: this machine has no CUDA device"], seconds, 9.0)


@pytest.fixture
def kit(tmp_path: Path) -> Kit:
    return write_course(tmp_path, [({}, True), ({}, True)])


def test_a_recorded_proof(kit: Kit) -> None:
    first, second = kit.registry.lessons
    Record(kit).add(proof(second.name))
    Record(kit).add(proof(first.name))
    assert Record(kit).state(first) is Record(kit).state(second) is State.PROVED
    page = (kit.root / "docs" / "proof.md").read_text()
    assert page.index("## 01_tiny") < page.index("## 02_tiny")
    assert "The proof holds: 31 s, 9 s of them for the mutants. Not run on cuda: this machine has" in page
    assert "| share | 2 | 5 | 18 | 17 | 1 |" in page


def test_a_new_proof_replaces_the_old_one(kit: Kit) -> None:
    for seconds in (31.0, 47.0):
        Record(kit).add(proof("01_tiny", seconds))
    page = (kit.root / "docs" / "proof.md").read_text()
    assert page.count("## 01_tiny") == 1
    assert "47 s" in page


@pytest.mark.parametrize(
    "name",
    [
        f"{SOLUTION}/tiny.py",
        f"{SOLUTION}/notebook.py",
        f"{SOLUTION}/hints.yml",
        f"{SOLUTION}/mistakes/share.py",
        f"{SOLUTION}/correct/sums.py",
        f"{SUITE}/test_share.py",
    ],
)
def test_a_change_of_the_lesson(kit: Kit, name: str) -> None:
    first, second = kit.registry.lessons
    Record(kit).add(proof(first.name))
    Record(kit).add(proof(second.name))
    path = kit.root / name.replace("LESSON", first.name)
    path.write_text(path.read_text() + "\n")
    assert Record(kit).state(first) is State.UNPROVED
    assert Record(kit).state(second) is State.PROVED


def test_a_change_of_the_head(kit: Kit) -> None:
    """A proof reads the docstrings of the reference's functions, but not the one at its head."""
    first = kit.registry.lessons[0]
    Record(kit).add(proof(first.name))
    path = kit.reference(first)
    text = path.read_text()
    path.write_text(f'"""Another head."""\n{text.partition(chr(10))[2]}')
    assert path.read_text() != text
    assert Record(kit).state(first) is State.PROVED
    path.write_text(text.replace("where N is 1 or more", "where N is 2 or more"))
    assert path.read_text() != text
    assert Record(kit).state(first) is State.UNPROVED


def test_a_change_of_the_points(kit: Kit) -> None:
    Record(kit).add(proof("01_tiny"))
    registry = kit.root / "grading.yml"
    registry.write_text(registry.read_text().replace("points: 2", "points: 3", 1))
    changed = Kit(kit.root)
    assert Record(changed).state(changed.registry.lessons[0]) is State.UNPROVED


@pytest.mark.parametrize(
    ("module", "counts"),
    [
        ("judge/case.py", True),
        ("authoring/proof.py", True),
        ("checks/expect.py", True),
        ("report/pages.py", False),
    ],
)
def test_a_change_of_the_code(kit: Kit, tmp_path: Path, module: str, counts: bool) -> None:
    package = tmp_path / "autograder"
    for name in ("judge/case.py", "authoring/proof.py", "checks/expect.py", "report/pages.py"):
        path = package / name
        path.parent.mkdir(parents=True)
        path.write_text("x = 1\n")
    first = kit.registry.lessons[0]
    Record(kit, package).add(proof(first.name))
    (package / module).write_text("x = 2\n")
    assert Record(kit, package).state(first) is (State.OTHER_CODE if counts else State.PROVED)


def test_each_lesson_has_its_day() -> None:
    lessons = [f"{number:02}_x" for number in range(7)]
    samples = [sample(lessons, 2, date(2026, 11, day)) for day in range(1, 8)]
    assert all(len(set(names)) == 2 for names in samples)
    assert {name for names in samples[:4] for name in names} == set(lessons)
    assert sample([], 2, date(2026, 11, 1)) == []
    assert sample(lessons[:1], 2, date(2026, 11, 1)) == lessons[:1]
