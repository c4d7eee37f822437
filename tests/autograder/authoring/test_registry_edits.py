"""Entries in the text of grading.yml: what is not new stays to the byte."""

from __future__ import annotations

from difflib import ndiff
from pathlib import Path

import pytest
from kit_root import ROOT

from autograder.authoring.registry_edits import entry_lines, new_lesson, with_functions, with_lesson
from autograder.errors import CourseError
from autograder.lesson.registry import parse_registry

PATH = Path("grading.yml")
COURSE = (ROOT / "grading.yml").read_text()
SMALL = """\
# The course.
lessons:
  # The first lesson.
  - name: 02_small
    title: Small
    functions:
      - {name: one, points: 2}  # easy
      - name: two
        points: 3  # hard

  # The second lesson.
  - {name: 04_flow, title: Flow, functions: [{name: three, points: 1}]}  # short
# To do.
planned:  # later
  - {name: 03_more, title: "More: and more", needs: [02_small]}
"""
NOTE = "points, and forbidden calls if there are any"


def changes(before: str, after: str) -> list[str]:
    """The lines that differ, with + or - before them."""
    return [line for line in ndiff(before.splitlines(), after.splitlines()) if line.startswith(("+ ", "- "))]


def add(text: str, lesson: str, *functions: str) -> str:
    return with_functions(text, PATH, parse_registry(text, PATH).lesson(lesson), functions)


def test_functions_go_to_the_end_of_their_lesson() -> None:
    after = add(SMALL, "02", "four", "Five")
    assert changes(SMALL, after) == [
        f"+       - {{name: four, points: 1}}  # TO WRITE (four): {NOTE}",
        f"+       - {{name: Five, points: 1}}  # TO WRITE (Five): {NOTE}",
    ]
    assert [one.name for one in parse_registry(after, PATH).lesson("02").functions] == [
        "one",
        "two",
        "four",
        "Five",
    ]


def test_a_list_on_one_line() -> None:
    assert changes(SMALL, add(SMALL, "04", "four"))[1:] == [
        "+   - {name: 04_flow, title: Flow, functions: [{name: three, points: 1}, {name: four, points: 1}]}"
        f"  # short  # TO WRITE (four): {NOTE}",
    ]


@pytest.mark.parametrize("name", [one.name for one in parse_registry(COURSE, PATH).lessons][::3])
def test_a_lesson_of_the_course(name: str) -> None:
    """It gets a function, and nothing else changes."""
    (line,) = changes(COURSE, add(COURSE, name, "entropy"))
    assert line.startswith("+       - {name: entropy, points: 1}  # TO WRITE (entropy): ")


@pytest.mark.parametrize("planned", parse_registry(COURSE, PATH).planned[::7], ids=lambda one: one.name)
def test_a_planned_lesson_of_the_course(planned: object) -> None:
    name, title, needs = (getattr(planned, field) for field in ("name", "title", "needs"))
    after = with_lesson(COURSE, PATH, new_lesson(name, title, needs, ["first"]))
    registry = parse_registry(after, PATH)
    assert (registry.lesson(name).title, registry.lesson(name).needs) == (title, needs)
    assert [one.name for one in registry.plan] == [one.name for one in parse_registry(COURSE, PATH).plan]
    assert [one.name for one in registry.lessons] == sorted(one.name for one in registry.lessons)
    (removed,) = [line for line in changes(COURSE, after) if line.startswith("-")]
    assert f"name: {name}," in removed


def test_the_only_planned_lesson_and_its_comments() -> None:
    lesson = new_lesson("03_more", "More: and more", ["02_small"], ["four"])
    assert changes(SMALL, with_lesson(SMALL, PATH, lesson)) == [
        "+   - name: 03_more",
        "+     title: 'More: and more'",
        "+     needs: [02_small]",
        "+     # TO WRITE: difficulty, minutes, and the datasets of the notebook",
        "+     functions:",
        f"+       - {{name: four, points: 1}}  # TO WRITE (four): {NOTE}",
        "- planned:  # later",
        '-   - {name: 03_more, title: "More: and more", needs: [02_small]}',
    ]


@pytest.mark.parametrize(("name", "above"), [("00_none", "lessons:"), ("28_last", "  - {name: 04_flow")])
def test_a_new_lesson_has_its_place(name: str, above: str) -> None:
    after = with_lesson(SMALL, PATH, new_lesson(name, "New", [], ["four"]))
    rows = changes(SMALL, after)
    assert rows[2] == "+     # TO WRITE: title, needs, difficulty, minutes, and the datasets of the notebook"
    assert all(row.startswith("+") for row in rows)
    lines = after.splitlines()
    assert lines[lines.index(f"  - name: {name}") - 1].startswith(above)


def test_a_layout_that_cannot_be_edited() -> None:
    text = "lessons: [{name: 02_small, title: Small, functions: [{name: one, points: 2}]}]\n"
    with pytest.raises(CourseError, match=r"grading.yml has a layout .* Nothing was written\."):
        with_lesson(text, PATH, new_lesson("03_more", "More", [], ["two"]))


def test_lines_of_an_entry() -> None:
    lines = SMALL.splitlines()
    assert [lines[index] for index in entry_lines(SMALL, "02_small")] == lines[3:9]
    assert [lines[index] for index in entry_lines(SMALL, "04_flow")] == [lines[11]]
