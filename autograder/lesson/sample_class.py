"""The submissions of the sample class: those of datasets/sample_class, and derived ones for other lessons.

Nobody writes a submission by hand for a new lesson. In a lesson without hand-written ones ada hands in the
reference solution. bilal makes a known mistake in every second function. chiara has written two functions.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from autograder.lesson.kit import Kit
from autograder.lesson.mistakes import ReferenceChange, changed, mistakes_in
from autograder.lesson.registry import Lesson
from autograder.lesson.stubs import skeleton, without_marks

GOLDEN = "expected.txt"  # the report that a hand-written submission must get; no part of it
WRITTEN_FUNCTIONS = 2  # by chiara, but not all functions of a lesson


def folder_of(kit: Kit) -> Path:
    """Return the folder with the class's roster and its hand-written submissions."""
    return kit.root / "datasets" / "sample_class"


def hand_in(kit: Kit, folder: Path) -> None:
    """Write the class's submissions to all lessons into `folder`, a course's folder `submitted`."""
    submitted = folder_of(kit) / "submitted"
    shutil.copytree(submitted, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns(GOLDEN))
    by_hand = {path.name for path in submitted.glob("*/*")}
    for lesson in kit.registry.lessons:
        if lesson.name not in by_hand:
            for student, text in derived(kit, lesson).items():
                path = folder / student / lesson.name / f"{lesson.module}.py"
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")


def derived(kit: Kit, lesson: Lesson) -> dict[str, str]:
    """Return the derived submissions to a lesson by student.

    Raise `CourseError` if the reference or a known mistake can't be used.
    """
    path = kit.reference(lesson)
    reference = wrong = path.read_text(encoding="utf-8")
    for function, change in mistakes_of_bilal(kit, lesson).items():
        wrong = changed(wrong, function, change, _mistakes(kit, lesson, function))
    names = [function.name for function in lesson.functions]
    written = names[: min(WRITTEN_FUNCTIONS, len(names) - 1)]
    return {
        "ada": without_marks(reference),
        "bilal": without_marks(wrong),
        "chiara": skeleton(without_marks(reference, written), path),
    }


def mistakes_of_bilal(kit: Kit, lesson: Lesson) -> dict[str, ReferenceChange]:
    """Return the known mistake in the second function, the fourth and so on.

    The others often need the first function, so that stays right. Of the mistakes that change the text of the
    reference it is the last one, because authors write the blatant ones first, which fail every test. A
    function without such a mistake stays right.
    """
    chosen = {}
    for function in lesson.functions[1::2] or lesson.functions:
        known = mistakes_in(_mistakes(kit, lesson, function.name))
        changes = [mistake.change for mistake in known if mistake.change is not None]
        if changes:
            chosen[function.name] = changes[-1]
    return chosen


def _mistakes(kit: Kit, lesson: Lesson, function: str) -> Path:
    return kit.solution(lesson) / "mistakes" / f"{function}.py"
