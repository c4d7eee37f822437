"""What is read from and written to nbgrader's gradebook, through nbgrader's own models.

Its `Gradebook` commits after every call, so that a class would be recorded by halves where one call fails.
Here everything between opening and closing is one transaction.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from nbgrader import api  # type: ignore[import-untyped]
from sqlalchemy import URL, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from autograder.course.change import Change
from autograder.course.database import PATIENCE, database_error
from autograder.course.late import penalty
from autograder.course.notebooks import KERNEL, master
from autograder.course.roster import Student
from autograder.course.scores import ClassScores
from autograder.errors import CourseError
from autograder.programs import search_path
from autograder.registry import Late, Lesson


def create_gradebook(path: Path) -> None:
    """Make an empty gradebook at `path`; what a failure leaves there is the caller's to remove."""
    with _alembic_on_path(), _translated(path):
        api.Gradebook(_url(path), course_id="").close()


@contextmanager
def opened(path: Path) -> Iterator[Session]:
    """The gradebook at `path` in one transaction: committed at the end, undone where anything is raised.

    Raises:
        CourseError: the database is locked, read-only, damaged or of another version.
    """
    with _translated(path), api.Gradebook(_url(path), course_id="") as book:
        session: Session = book.db()
        yield session
        session.commit()


def names(session: Session) -> dict[str, str]:
    """Each student's id with the name to show, which is the id where none is known."""
    students = session.scalars(select(api.Student))
    return {
        student.id: " ".join(filter(None, (student.first_name, student.last_name))) or student.id
        for student in students
    }


def roster(session: Session) -> list[Student]:
    """The students with what is known of them, by their ids."""
    return [
        Student(row.id, row.first_name or "", row.last_name or "", row.email or "")
        for row in session.scalars(select(api.Student).order_by(api.Student.id))
    ]


def add_students(session: Session, students: Sequence[Student]) -> None:
    """Add the students and take over what the roster says; what it leaves empty stays as it is."""
    for student in students:
        row = session.get(api.Student, student.id) or api.Student(id=student.id)
        row.first_name = student.first_name or row.first_name
        row.last_name = student.last_name or row.last_name
        row.email = student.email or row.email
        session.add(row)


def add_lesson(session: Session, lesson: Lesson, course_id: str, folder: Path) -> None:
    """Bring the lesson's assignment, notebook and cells into line with grading.yml.

    Raises:
        CourseError: submissions are recorded and the functions are no longer the same.
    """
    # A folder that was renamed keeps the course that it was made with.
    course = session.scalar(select(api.Course).limit(1)) or api.Course(id=course_id)
    assignment = _assignment(session, lesson) or api.Assignment(name=lesson.name, course_id=course.id)
    session.add_all([course, assignment])
    notebook = _notebook(assignment, lesson) or api.Notebook(name=lesson.module, assignment=assignment)
    notebook.kernelspec = json.dumps(KERNEL)
    session.add(notebook)
    if _functions(notebook) != _listed(lesson) and notebook.submissions:
        raise _frozen(notebook, lesson, folder)
    _match_cells(session, notebook, lesson)


def check_lesson(session: Session, lesson: Lesson, folder: Path) -> Any:
    """The lesson's `api.Notebook`; `CourseError` unless its cells are those that grading.yml lists."""
    assignment = _assignment(session, lesson)
    notebook = _notebook(assignment, lesson) if assignment else None
    if notebook is None:
        raise CourseError(
            f"{folder} does not hold the lesson {lesson.name}: add it by `autograder init {folder}`."
        )
    if _functions(notebook) != _listed(lesson) and notebook.submissions:
        raise _frozen(notebook, lesson, folder)
    if {cell.name: cell.max_score for cell in notebook.grade_cells} != _points(lesson):
        raise CourseError(
            f"grading.yml gives {lesson.name} other functions or points than {folder} holds:"
            f" bring it up to date by `autograder init {folder}`."
        )
    return notebook


def record_scores(
    session: Session,
    notebook: Any,
    scores: Mapping[str, Mapping[str, float]],
    times: Mapping[str, datetime | None],
    late: Late | None,
) -> list[Change]:
    """Set the automatic score of each function for each student; what a human gave stays.

    Args:
        notebook: the lesson's `api.Notebook`.
        scores: the points by student and function.
        times: when each student handed in (UTC), None where it is not known.
        late: what the score loses after the due date.

    Returns:
        The automatic scores that were others before.
    """
    known = set(session.scalars(select(api.Student.id)))
    session.add_all(api.Student(id=student) for student in scores if student not in known)
    session.flush()
    submissions = {submission.student_id: submission for submission in notebook.assignment.submissions}
    changes = []
    for student, points in scores.items():
        submission = submissions.get(student) or api.SubmittedAssignment(
            assignment=notebook.assignment, student_id=student
        )
        submission.timestamp = times[student] or submission.timestamp
        session.add(submission)
        changes += _set_grades(session, submission, notebook, points, late)
    return changes


def class_scores(session: Session, lessons: Collection[str]) -> ClassScores:
    """The students, by name, and what they earned in `lessons`, as `nbgrader export` computes it."""
    assignments = session.execute(select(api.Assignment.name, api.Assignment.max_score))
    points = {name: float(maximum) for name, maximum in sorted(map(tuple, assignments)) if name in lessons}
    earned: dict[str, dict[str, float]] = {name: {} for name in points}
    of_submission = api.SubmittedAssignment
    recorded = select(
        api.Assignment.name,
        of_submission.student_id,
        of_submission.score,
        of_submission.late_submission_penalty,
    ).join(of_submission, of_submission.assignment_id == api.Assignment.id)
    for name, student, score, lost in session.execute(recorded):
        if name in earned:
            earned[name][student] = max(0.0, score - (lost or 0.0))
    students = sorted(roster(session), key=lambda one: (one.last_name, one.first_name, one.id))
    return ClassScores(students, points, earned)


def _set_grades(
    session: Session, submission: Any, notebook: Any, points: Mapping[str, float], late: Late | None
) -> list[Change]:
    copies = {copy.notebook_id: copy for copy in submission.notebooks}
    copy = copies.get(notebook.id) or api.SubmittedNotebook(notebook=notebook, assignment=submission)
    session.add(copy)
    grades = {grade.cell_id: grade for grade in copy.grades}
    changes = []
    total = 0.0
    for cell in notebook.grade_cells:
        grade = grades.get(cell.id) or api.Grade(cell_id=cell.id, notebook=copy)
        score = points[cell.name]
        if grade.auto_score is not None and grade.auto_score != score:
            changes.append(Change(submission.student_id, cell.name, grade.auto_score, score))
        grade.auto_score = score
        grade.needs_manual_grade = False
        session.add(grade)
        total += (score if grade.manual_score is None else grade.manual_score) + (grade.extra_credit or 0.0)
    # nbgrader can't say how late a submission is that has an extension of no due date.
    seconds = submission.total_seconds_late if notebook.assignment.duedate else 0.0
    lost = penalty(late, submission.student_id, notebook.assignment.name, total, seconds)
    copy.late_submission_penalty = lost or None
    return changes


def _match_cells(session: Session, notebook: Any, lesson: Lesson) -> None:
    sources = {
        cell.metadata.nbgrader.grade_id: cell for cell in master(lesson).cells if "nbgrader" in cell.metadata
    }
    for cell in (*notebook.grade_cells, *notebook.source_cells):
        if cell.name not in sources:
            session.delete(cell)
    grades = {cell.name: cell for cell in notebook.grade_cells}
    copies = {cell.name: cell for cell in notebook.source_cells}
    for name, points in _points(lesson).items():
        grade = grades.get(name) or api.GradeCell(name=name, notebook=notebook, cell_type="code")
        grade.max_score = points
        copy = copies.get(name) or api.SourceCell(name=name, notebook=notebook, cell_type="code", locked=True)
        copy.source = sources[name].source
        copy.checksum = sources[name].metadata.nbgrader.checksum
        session.add_all([grade, copy])


def _assignment(session: Session, lesson: Lesson) -> Any:
    return session.scalar(select(api.Assignment).where(api.Assignment.name == lesson.name))


def _notebook(assignment: Any, lesson: Lesson) -> Any:
    return next((notebook for notebook in assignment.notebooks if notebook.name == lesson.module), None)


def _functions(notebook: Any) -> set[str]:
    return {cell.name for cell in notebook.grade_cells}


def _listed(lesson: Lesson) -> set[str]:
    return set(_points(lesson))


def _points(lesson: Lesson) -> dict[str, float]:
    return {function.name: function.points for function in lesson.functions}


def _frozen(notebook: Any, lesson: Lesson, folder: Path) -> CourseError:
    added = sorted(_listed(lesson) - _functions(notebook))
    removed = sorted(_functions(notebook) - _listed(lesson))
    changes = [f"adds {', '.join(added)}"] * bool(added) + [f"drops {', '.join(removed)}"] * bool(removed)
    return CourseError(
        f"grading.yml {' and '.join(changes)} in {lesson.name}, but nbgrader fixes a lesson's functions once"
        f" it is graded, and {folder} holds {len(notebook.submissions)} submissions to it: take the change"
        " back, or grade in a new folder made by `autograder init`."
    )


def _url(path: Path) -> URL:
    return URL.create("sqlite", database=str(path), query={"timeout": str(PATIENCE)})


@contextmanager
def _translated(path: Path) -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        raise database_error(path, error.orig) from error


@contextmanager
def _alembic_on_path() -> Iterator[None]:
    """nbgrader runs `alembic` by name, which PATH lacks while the environment is not activated."""
    before = os.environ.get("PATH", os.defpath)
    search = search_path()
    if shutil.which("alembic", path=search) is None:
        raise CourseError(
            "A gradebook needs the command `alembic`, which is not there: run `pip install alembic`."
        )
    os.environ["PATH"] = search
    try:
        yield
    except subprocess.CalledProcessError as error:
        raise CourseError(
            f"No gradebook was made: `alembic` ended with status {error.returncode}."
        ) from error
    finally:
        os.environ["PATH"] = before
