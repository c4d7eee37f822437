from __future__ import annotations

from pathlib import Path

import pytest
from kit_root import ROOT
from tiny_lesson import REFERENCE, write_course
from typer.testing import CliRunner

from autograder.authoring import draft
from autograder.authoring.draft import LIKELIEST, MAX_DRAFTS, Draft, append, drafts, edit_of
from autograder.authoring.mutate.mutants import mutants
from autograder.authoring.mutate.table import MUTATORS
from autograder.cli.app import app
from autograder.lesson.kit import Kit
from autograder.lesson.mistakes import mistakes_in, with_mistake

HALF = ("powers / powers.sum()", "powers")
TIMES = ("powers / powers.sum()", "powers * powers.sum()")


@pytest.fixture
def kit(tmp_path: Path) -> Kit:
    return write_course(tmp_path, [({}, True)])


def rows(kit: Kit, function: str = "share") -> list[Draft]:
    lesson = kit.registry.lessons[0]
    return list(drafts(kit, lesson, lesson.function(function)))


def known(kit: Kit, text: str) -> Path:
    """Make this the file of known mistakes of `share`."""
    path = kit.solution(kit.registry.lessons[0]) / "mistakes" / "share.py"
    path.write_text(text)
    return path


def test_drafts_change_the_reference(kit: Kit) -> None:
    path = known(kit, "")
    found = rows(kit)
    assert HALF in [row.edit for row in found]
    assert TIMES in [row.edit for row in found]
    append(path, "share", found)
    mistakes = mistakes_in(path)
    assert [mistake.name for mistake in mistakes] == [row.name for row in found]
    assert len({with_mistake(REFERENCE, path, "share", mistake) for mistake in mistakes}) == len(found)
    assert {mistake.sentence for mistake in mistakes} == {""}
    assert {row.edit for row in rows(kit)}.isdisjoint(row.edit for row in found)  # these are known now


def test_known_outcomes_are_left_out(kit: Kit) -> None:
    known(kit, 'from autograder.judge import change\n\narith_swap = change("No.", (" / powers.sum()", ""))\n')
    found = rows(kit)
    assert HALF not in [row.edit for row in found]
    assert TIMES in [row.edit for row in found]
    assert "arith_swap" not in [row.name for row in found]
    assert "arith_swap_2" in [row.name for row in found]


def test_mutants_that_pass_or_only_raise_are_left_out(kit: Kit) -> None:
    known(kit, "")
    edits = [row.edit for row in rows(kit)]
    assert not any(new == "x.max()" for _, new in edits)  # passes
    assert not any(new == "pass" for _, new in edits)  # NameError, or no result
    assert len(edits) == len(set(edits)) > 5


def test_at_most_twelve(kit: Kit, monkeypatch: pytest.MonkeyPatch) -> None:
    known(kit, "")
    monkeypatch.setattr(draft, "MAX_DRAFTS", 2)
    assert len(rows(kit)) == 2
    assert MAX_DRAFTS == 12


def test_each_mutator_has_a_rank() -> None:
    assert sorted(LIKELIEST) == sorted(MUTATORS)


def test_an_edit_is_found_in_one_place_only() -> None:
    source = (
        "def f(x):\n    ### BEGIN SOLUTION\n    y = x + 1\n    if y:\n        y = x + 1\n"
        "    return (\n        x + 1\n        + 2\n    )\n    ### END SOLUTION\n"
    )
    found = mutants(source, ["f"])
    edits = [edit_of(source, mutant, Path("f.py")) for mutant in found]
    assert None not in edits
    assert len(set(edits)) == len(found) > 10


@pytest.mark.parametrize("folder", ["02_softmax_classifier", "13_modern_rnn"])
def test_every_mutant_of_a_lesson_can_be_a_row(folder: str) -> None:
    lesson = Kit(ROOT).registry.lesson(folder)
    source = (Kit(ROOT).solution(lesson) / f"{lesson.module}.py").read_text()
    name = lesson.functions[0].name
    assert all(edit_of(source, mutant, Path("f.py")) is not None for mutant in mutants(source, [name]))


A, B = "a" * 47, "b" * 47


@pytest.mark.parametrize(
    ("edit", "row"),
    [
        (("a\n", "b"), r'x = change("", ("a\n", "b"))'),
        ((A, B), f'x = change(\n    "",\n    ("{A}", "{B}"),\n)'),
        ((A, B + B), f'x = change(\n    "",\n    (\n        "{A}",\n        "{B + B}",\n    ),\n)'),
    ],
)
def test_a_row(edit: tuple[str, str], row: str) -> None:
    assert str(Draft("x", edit)) == row


@pytest.mark.parametrize("imported", ["mistake", "change, mistake", "change"])
def test_append_to_a_file(tmp_path: Path, imported: str) -> None:
    path = tmp_path / "share.py"
    path.write_text(f"from autograder.judge import {imported}\n")
    append(path, "share", [Draft("halved", HALF)])
    lines = path.read_text().splitlines()
    assert lines[0] == f"from autograder.judge import {'change, ' if imported == 'mistake' else ''}{imported}"
    assert lines[1:] == ["", "", 'halved = change("", ("powers / powers.sum()", "powers"))']


def test_the_command(kit: Kit, monkeypatch: pytest.MonkeyPatch) -> None:
    path = known(kit, "")
    monkeypatch.setenv("AUTOGRADER_KIT", str(kit.root))
    printed = CliRunner().invoke(app, ["draft", "01", "share"])
    assert printed.exit_code == 0
    assert printed.output.splitlines()[0] == "# solutions/01_tiny/mistakes/share.py"
    assert ' = change("", ("powers / powers.sum()", "powers"))' in printed.output
    assert path.read_text() == ""
    written = CliRunner().invoke(app, ["draft", "01", "share", "--write"])
    assert written.exit_code == 0
    assert "Write their sentences." in written.output
    assert len(mistakes_in(path)) == len(printed.output.splitlines()) - 1
