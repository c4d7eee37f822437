"""A course with scores of some students on one of its two lessons."""

from __future__ import annotations

import shutil
from pathlib import Path

from msgspec import UNSET, UnsetType
from nbgrader.api import Gradebook  # type: ignore[import-untyped]

from autograder.gradebook.course import Course
from autograder.lesson.kit import Kit
from autograder.report.graded import GradedSubmission
from autograder.report.store import read_results, result_texts
from autograder.results import FollowUp, FunctionResult, Report, Status, TestResult

REGISTRY = """\
lessons:
  - name: 02_softmax
    title: Softmax
    functions:
      - {name: softmax, points: 3}
      - {name: cross_entropy, points: 4.5}
  - name: 03_lstm
    title: LSTM cells
    functions:
      - {name: lstm_cell, points: 2}
  - name: 04_gan
    title: GAN
    functions:
      - {name: g_loss, points: 2}
"""
ROSTER = (
    "id,first_name,last_name,email\nada,Ada,Lovelace,ada@example.org\nalan,Alan,Turing,\n"
    "=1+1,Mal,@SUM(A1),\ngrace,Grace,Hopper,Grace.Hopper@navy.mil\n"
)


def result(
    status: Status = Status.PASSED,
    name: str = "test_rows",
    device: str = "cpu",
    message: str = "",
    diagnosis: str | None = None,
    follow_up: FollowUp | UnsetType = UNSET,
) -> TestResult:
    return TestResult(name, device, status, f"Sentence of {name}.", message, diagnosis, follow_up=follow_up)


def report(softmax: list[TestResult], cross_entropy: list[TestResult] | None = None) -> Report:
    functions = [
        FunctionResult.of("softmax", 3.0, softmax),
        FunctionResult.of("cross_entropy", 4.5, [result()] if cross_entropy is None else cross_entropy),
    ]
    return Report.of("02_softmax", 918273, functions)


def store(course: Course, student: str, one: Report) -> None:
    """Leave the report where grading leaves it."""
    folder = course.root / "reports" / one.lesson / "results"
    folder.mkdir(parents=True, exist_ok=True)
    others = read_results(course.root / "reports", course.kit.registry.lesson(one.lesson), [student])
    everyone = sorted([*others, GradedSubmission(student, student, one)], key=lambda each: each.student)
    for name, text in result_texts(everyone, {each.student: each.student for each in everyone}).items():
        (folder / name).write_text(text)


WRONG = result(Status.FAILED, message="Off by <b>1</b>.\x1b[31m", diagnosis="It is over dim 0.")
HALF = [result(), WRONG]


def create(base: Path) -> Course:
    """A course with two of its kit's three lessons, and scores of ada and alan on the first."""
    kit = Kit(base / "kit")
    kit.root.mkdir()
    (kit.root / "grading.yml").write_text(REGISTRY)
    for lesson in kit.registry.lessons:
        kit.assignment(lesson).mkdir(parents=True)
    (base / "roster.csv").write_text(ROSTER)
    course = Course.create(base / "course", kit, kit.registry.lessons[:2], base / "roster.csv")
    lesson = kit.registry.lessons[0]
    course.record(lesson, {"ada": report([result()]), "alan": report(HALF), "=1+1": report([WRONG])})
    store(course, "ada", report([result()]))
    store(course, "alan", report(HALF))
    with Gradebook(f"sqlite:///{base / 'course' / 'gradebook.db'}", course_id="") as book:
        (ada,) = book.find_submission(lesson.name, "ada").notebooks
        ada.late_submission_penalty = 1.5
        manual = next(grade for grade in ada.grades if grade.name == "softmax")
        manual.manual_score, manual.extra_credit = 2.2, 0.1
        (late,) = book.find_submission(lesson.name, "=1+1").notebooks
        late.late_submission_penalty = 100
        book.db.commit()
    return course


def copy_of(course: Course, folder: Path) -> Course:
    """The same course in another folder, which does not exist yet."""
    shutil.copytree(course.root, folder)
    return Course.open(folder, course.kit)
