"""Reads and writes of nbgrader's gradebook, through nbgrader's own models.

nbgrader's `Gradebook` commits after every call. If one call failed, only a part of the class would be
recorded. Here everything between opening and closing is one transaction.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from nbgrader import api  # type: ignore[import-untyped]
from nbgrader.dbutil import ALEMBIC_DIR  # type: ignore[import-untyped]
from sqlalchemy import false, func, insert, inspect, select, update
from sqlalchemy.orm import Session

from autograder.errors import CourseError
from autograder.gradebook.database import Database
from autograder.gradebook.late import penalty, reason
from autograder.gradebook.notebooks import KERNEL, master
from autograder.gradebook.roster import Student
from autograder.gradebook.scores import ClassScores, FinalScore
from autograder.lesson.registry import Late, Lesson

_WRITTEN = (api.Student, api.SubmittedAssignment, api.SubmittedNotebook, api.Grade)  # grading writes these
_ALWAYS = {"alembic_version", "assignment", "student", "grade"}  # all versions of nbgrader have these tables


class ScoreChange(NamedTuple):
    """A change of the automatic score of one function."""

    student: str
    function: str
    before: float
    after: float


@contextmanager
def opened(database: Database, *, write: bool = True) -> Iterator[Session]:
    """Yield the gradebook in one transaction: see `Database.transaction` for its rules and errors."""
    with database.transaction(write=write) as connection, Session(connection) as session:
        yield session
        session.flush()


def make_tables(session: Session, database: Database) -> None:
    """Make nbgrader's tables, with its version, if the database has no tables.

    Raises:
        CourseError: the database holds other tables, or a gradebook of another version.
    """
    connection = session.connection()
    tables = set(inspect(connection).get_table_names())
    if not tables:
        # The same as in `api.Gradebook`, but in this one transaction, so that no partial result stays.
        api.Base.metadata.create_all(connection)
        MigrationContext.configure(connection).stamp(ScriptDirectory(ALEMBIC_DIR), "head")
    elif not tables >= _ALWAYS:
        raise CourseError(
            f"{database} holds tables of something else than a gradebook: name an empty database."
        )
    _check_version(session, database)


def check_tables(session: Session, database: Database) -> None:
    """Raise `CourseError` unless the gradebook fits the installed nbgrader and grading may write to it."""
    _check_version(session, database)
    for model in _WRITTEN:
        table = model.__table__
        nothing = select(table).where(false())  # needs the rights, but changes no row
        session.execute(insert(table).from_select(table.columns.keys(), nothing))
        session.execute(update(table).where(false()).values(id=table.columns.id))


def check_owner(session: Session, course_id: str, database: Database) -> None:
    """Raise `CourseError` if the gradebook belongs to a course of another name."""
    course = session.scalar(select(api.Course).limit(1))
    if course is not None and course.id != course_id:
        raise CourseError(
            f"{database} holds the gradebook of the course {course.id}: name another database, one for each"
            f" course, or call the folder {course.id}."
        )


def names(session: Session) -> dict[str, str]:
    """Return the name to show for each student's id: the id itself if no name is known."""
    students = session.scalars(select(api.Student))
    return {
        student.id: " ".join(filter(None, (student.first_name, student.last_name))) or student.id
        for student in students
    }


def lesson_names(session: Session) -> set[str]:
    """Return the names of the course's assignments."""
    return set(session.scalars(select(api.Assignment.name)))


def roster(session: Session) -> list[Student]:
    """Return the students in the gradebook, sorted by id."""
    return [
        Student(row.id, row.first_name or "", row.last_name or "", row.email or "")
        for row in session.scalars(select(api.Student).order_by(api.Student.id))
    ]


def add_students(session: Session, students: Sequence[Student]) -> None:
    """Add the students and update their fields from the roster. An empty field changes nothing."""
    for student in students:
        row = session.get(api.Student, student.id) or api.Student(id=student.id)
        row.first_name = student.first_name or row.first_name
        row.last_name = student.last_name or row.last_name
        row.email = student.email or row.email
        session.add(row)


def add_lesson(session: Session, lesson: Lesson, course_id: str, folder: Path) -> None:
    """Update the lesson's assignment, notebook and cells from grading.yml.

    Raises:
        CourseError: submissions are recorded already, and the functions have changed.
    """
    # A renamed folder keeps its course's first name.
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
    """Return the lesson's `api.Notebook`. Raise `CourseError` unless its cells match grading.yml."""
    assignment = _assignment(session, lesson)
    notebook = _notebook(assignment, lesson) if assignment else None
    if notebook is None:
        raise CourseError(
            f"{folder} does not have the lesson {lesson.name}. Add it with `autograder init {folder}`."
        )
    if _functions(notebook) != _listed(lesson) and notebook.submissions:
        raise _frozen(notebook, lesson, folder)
    if {cell.name: cell.max_score for cell in notebook.grade_cells} != _points(lesson):
        raise CourseError(
            f"grading.yml gives {lesson.name} other functions or points than {folder} has:"
            f" update the course with `autograder init {folder}`."
        )
    return notebook


def record_scores(
    session: Session,
    notebook: Any,
    scores: Mapping[str, Mapping[str, float]],
    times: Mapping[str, datetime | None],
    late: Late | None,
) -> list[ScoreChange]:
    """Set the automatic score of each function for each student. Manual scores stay as they are.

    Args:
        notebook: the lesson's `api.Notebook`.
        scores: the points by student and function.
        times: the time of each submission (UTC), or None if it is unknown.
        late: the late policy.

    Returns:
        The automatic scores that changed.
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
        submission.timestamp = times[student]
        session.add(submission)
        changes += _set_grades(session, submission, notebook, points, late)
    return changes


def class_scores(session: Session, lessons: Collection[str], late: Late | None) -> ClassScores:
    """Return the students, by name, and their scores in `lessons`, as `nbgrader export` computes them.

    Args:
        late: the policy that explains the penalties.
    """
    wanted = api.Assignment.name.in_(lessons)
    assignments = session.execute(select(api.Assignment.name, api.Assignment.max_score).where(wanted))
    points = {name: float(maximum) for name, maximum in sorted(map(tuple, assignments))}
    finals: dict[str, dict[str, FinalScore]] = {name: {} for name in points}
    automatic = _automatic(session, lessons)
    of_submission = api.SubmittedAssignment
    recorded = (
        select(
            api.Assignment.name,
            api.Assignment.duedate,
            of_submission.id,
            of_submission.student_id,
            of_submission.timestamp,
            of_submission.extension,
            of_submission.score,
            of_submission.late_submission_penalty,
        )
        .join(of_submission, of_submission.assignment_id == api.Assignment.id)
        .where(wanted)
    )
    for name, due, key, student, time, extension, score, penalty_or_none in session.execute(recorded):
        lost, tests = penalty_or_none or 0.0, automatic.get(key, 0.0)
        # The same as nbgrader's `total_seconds_late`, which needs a query for each submission.
        seconds = (time - due - (extension or timedelta())).total_seconds() if time and due else 0.0
        why = reason(late, student, name, score, max(0.0, seconds), lost)
        finals[name][student] = FinalScore(tests, round(score - tests, 6), lost, why)
    students = sorted(
        roster(session), key=lambda student: (student.last_name, student.first_name, student.id)
    )
    return ClassScores(students, points, finals)


def _automatic(session: Session, lessons: Collection[str]) -> dict[str, float]:
    """Return the automatic points by submission."""
    query = (
        select(api.SubmittedNotebook.assignment_id, func.sum(api.Grade.auto_score))
        .join(api.Grade, api.Grade.notebook_id == api.SubmittedNotebook.id)
        .join(api.SubmittedAssignment, api.SubmittedAssignment.id == api.SubmittedNotebook.assignment_id)
        .join(api.Assignment, api.Assignment.id == api.SubmittedAssignment.assignment_id)
        .where(api.Assignment.name.in_(lessons))
        .group_by(api.SubmittedNotebook.assignment_id)
    )
    return {submission: points or 0.0 for submission, points in session.execute(query)}


def _set_grades(
    session: Session, submission: Any, notebook: Any, points: Mapping[str, float], late: Late | None
) -> list[ScoreChange]:
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
            changes.append(ScoreChange(submission.student_id, cell.name, grade.auto_score, score))
        grade.auto_score = score
        grade.needs_manual_grade = False
        session.add(grade)
        total += (score if grade.manual_score is None else grade.manual_score) + (grade.extra_credit or 0.0)
    # Without a due date nbgrader can't tell how late a submission with an extension is.
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
        f" it is graded, and {folder} holds {len(notebook.submissions)} submissions to it. Undo the"
        " change, or grade in a new folder that `autograder init` creates."
    )


def _check_version(session: Session, database: Database) -> None:
    scripts = ScriptDirectory(ALEMBIC_DIR)
    version = MigrationContext.configure(session.connection()).get_current_revision()
    head = scripts.get_current_head()
    if version == head:
        return
    older = version is None or version in {script.revision for script in scripts.walk_revisions()}
    mend = "run `nbgrader db upgrade` in its folder" if older else "run `pip install --upgrade nbgrader`"
    raise CourseError(
        f"The gradebook {database} does not fit the installed nbgrader (it has version {version},"
        f" not {head}): {mend}."
    )
