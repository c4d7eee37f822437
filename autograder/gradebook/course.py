"""A course folder: nbgrader's layout, filled by autograder.

Importing nbgrader and SQLAlchemy takes a second. So the modules that need them are imported inside the
functions that use them.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.common.files import NOTHING_CHANGED, Staging, written
from autograder.errors import CourseError, GraderError
from autograder.gradebook.roster import Student, is_student_id, read_roster
from autograder.gradebook.scores import ClassScores
from autograder.lesson.kit import Kit
from autograder.lesson.registry import Late, Lesson, load_late
from autograder.results import Report

if TYPE_CHECKING:
    from autograder.gradebook.database import Database
    from autograder.gradebook.records import ScoreChange
    from autograder.gradebook.settings import Settings

_CONFIG = """\
# nbgrader reads this file when it is run in this folder.
from autograder.nbgrader_plugins.config import configure

c = get_config()  # noqa: F821
c.Autograder.kit = {kit!r}  # grades this course, unless AUTOGRADER_KIT names another
configure(c, course_id="{course_id}")
"""


class Course:
    """The course in the folder `root`, graded by `kit`."""

    def __init__(self, root: Path, kit: Kit) -> None:
        self.root = root.absolute()
        self.kit = kit

    @classmethod
    def create(
        cls,
        root: Path,
        kit: Kit,
        lessons: Sequence[Lesson],
        roster: Path | None,
        db_url: str | None = None,
    ) -> Course:
        """Make a course, or add missing parts to the course in `root`; return the course.

        If this fails, nothing has changed.

        Args:
            db_url: SQLAlchemy's URL of the gradebook for a new course; None: the file gradebook.db.

        Raises:
            CourseError: `root` has other files, the roster is faulty, or the gradebook can't be written.
        """
        course = cls(root, kit)
        students = read_roster(roster) if roster else []
        course._check_free()
        database = course._chosen(db_url)
        is_new = database.path is not None and not database.path.exists()
        if database.path is not None and not is_new:
            database.check()
        from autograder.gradebook import records

        with written(course.root, NOTHING_CHANGED), Staging() as staging:
            course._stage_sources(staging, lessons, db_url)
            draft = course._stage_file(staging, database) if is_new else database
            with records.opened(draft) as session:
                records.make_tables(session, database)
                if not course._config.exists():
                    records.check_owner(session, course._id, database)
                records.add_students(session, students)
                for lesson in lessons:
                    records.add_lesson(session, lesson, course._id, course.root)
            staging.publish()
            course._submitted.mkdir(exist_ok=True)
        return course

    @classmethod
    def open(cls, root: Path, kit: Kit) -> Course:
        """Return the course in `root`. Raise `CourseError` if there is none."""
        course = cls(root, kit)
        course._check_exists(course.root, course._config)
        if course._gradebook.path is not None:
            course._check_exists(course._gradebook.path)
        return course

    @property
    def gradebook(self) -> str:
        """Return the place of the gradebook, as text for people."""
        return str(self._gradebook)

    def lessons(self) -> list[Lesson]:
        """Return the lessons of the kit that were added to this course."""
        from autograder.gradebook import records

        with records.opened(self._gradebook, write=False) as session:
            known = records.lesson_names(session)
        return [lesson for lesson in self.kit.registry.lessons if lesson.name in known]

    def students(self) -> list[str]:
        """Return the ids of students in the gradebook or with a folder in submitted/, sorted."""
        folders = {path.name for path in self._submitted.glob("[!.]*") if path.is_dir()}
        for name in folders:
            if not is_student_id(name):
                raise CourseError(
                    f"{str(self._submitted / name)!r} can't be a student's id: rename the folder."
                )
        return sorted(folders | self._names.keys())

    def roster(self) -> list[Student]:
        """Return all students. Names and e-mail addresses come from the gradebook and may be empty."""
        from autograder.gradebook import records

        with records.opened(self._gradebook, write=False) as session:
            known = {student.id: student for student in records.roster(session)}
        return [known.get(student, Student(student)) for student in self.students()]

    def display_name(self, student: str) -> str:
        """Return the student's name, or the id if no name is known."""
        return self._names.get(student, student)

    def submission(self, student: str, lesson: Lesson) -> Path | None:
        """Return the folder that the student handed in, or None."""
        folder = self.submission_folder(student, lesson)
        return folder if folder.is_dir() else None

    def submission_folder(self, student: str, lesson: Lesson) -> Path:
        """Return the folder in which nbgrader looks for the student's submission."""
        return self._submitted / student / lesson.name

    def check_writable(self, *lessons: Lesson) -> None:
        """Raise `CourseError` unless reports for `lessons` can be recorded now. Call it before grading."""
        self._gradebook.check()
        for folder in (self._submitted, self._autograded):
            if folder.exists() and not folder.is_dir():
                raise CourseError(f"{folder} is a file where nbgrader needs a folder: move it away.")
            with written(folder, NOTHING_CHANGED):
                folder.mkdir(exist_ok=True)
                tempfile.TemporaryFile(dir=folder).close()
        from autograder.gradebook import records

        with records.opened(self._gradebook) as session:
            records.check_tables(session, self._gradebook)
            for lesson in lessons:
                records.check_lesson(session, lesson, self.root)

    def record(self, lesson: Lesson, reports: Mapping[str, Report]) -> list[ScoreChange]:
        """Write the reports, by student, into the gradebook and into autograded/: all of them or none.

        A report that is not final is left out. Manual scores, comments and extra credit stay as they are.
        Late submissions lose points by the policy in late.yml or grading.yml. Gradings that record at the
        same time take turns. The last one to record a student's report counts.

        Returns:
            The scores that changed. A function's first score is not a change.

        Raises:
            CourseError: the gradebook or the folder can't be written, or the lesson's functions have changed.
        """
        final = {student: report for student, report in reports.items() if report.is_final}
        for student, report in final.items():
            if report.lesson != lesson.name:
                raise GraderError(f"{student}'s report is about {report.lesson}, not {lesson.name}.")
        return self._gradebook.repeated(lambda: self._record(lesson, final))

    def _record(self, lesson: Lesson, final: Mapping[str, Report]) -> list[ScoreChange]:
        from autograder.gradebook import notebooks, records

        scores = {student: notebooks.scores(lesson, report) for student, report in final.items()}
        with (
            written(self.root, NOTHING_CHANGED),
            records.opened(self._gradebook) as session,
            Staging() as staging,
        ):
            notebook = records.check_lesson(session, lesson, self.root)
            times = {
                student: self._stage_results(staging, student, lesson, report)
                for student, report in final.items()
            }
            changes = records.record_scores(session, notebook, scores, times, self.late)
            session.flush()
            # Publish before the commit ends this grading's turn: the next grading's files must come later.
            staging.publish()
        return changes

    @contextmanager
    def reporting(self) -> Iterator[None]:
        """Hold the lock for the stored results, so that one grading at a time reads and extends them."""
        import fcntl  # Windows lacks it, and Windows can't grade

        with written(self.state, NOTHING_CHANGED):
            self.state.mkdir(exist_ok=True)
            lock = (self.state / "reports.lock").open("w")
        with lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    @property
    def state(self) -> Path:
        """Return the folder for autograder's own data about this course."""
        return self.root / ".autograder"

    def scores(self, lessons: Sequence[Lesson] | None = None) -> ClassScores:
        """Return the gradebook's scores for `lessons`, by default for all lessons of the course.

        Raises:
            CourseError: a lesson was never added, or the gradebook can't be read.
        """
        from autograder.gradebook import records

        wanted = self.kit.registry.lessons if lessons is None else lessons
        with records.opened(self._gradebook, write=False) as session:
            scores = records.class_scores(session, {lesson.name for lesson in wanted}, self.late)
        for lesson in lessons or ():
            if lesson.name not in scores.points:
                raise CourseError(
                    f"{self.root} does not have the lesson {lesson.name}."
                    f" Add it with `autograder init {self.root}`."
                )
        return scores

    @property
    def _config(self) -> Path:
        return self.root / "nbgrader_config.py"

    @cached_property
    def settings(self) -> Settings:
        """Return the settings in nbgrader_config.py. Raise `CourseError` if it can't be read."""
        from autograder.gradebook.settings import read_settings

        return read_settings(self.root)

    @cached_property
    def late(self) -> Late | None:
        """Return the late policy of the course's own late.yml, or else of grading.yml."""
        path = self.root / "late.yml"
        return load_late(path, self.kit.registry) if path.exists() else self.kit.registry.late

    @property
    def _gradebook(self) -> Database:
        return self.settings.database

    @property
    def _submitted(self) -> Path:
        return self.root / "submitted"

    @property
    def _autograded(self) -> Path:
        return self.root / "autograded"

    @property
    def _id(self) -> str:
        """Return nbgrader's name for the course: the folder's, in characters safe in a path and in Python."""
        return re.sub(r"[^A-Za-z0-9_-]+", "_", self.root.name) or "course"

    @cached_property
    def _names(self) -> dict[str, str]:
        from autograder.gradebook import records

        with records.opened(self._gradebook, write=False) as session:
            return records.names(session)

    def _check_free(self) -> None:
        if self.root.exists() and not self.root.is_dir():
            raise CourseError(f"{self.root} is a file: name a folder for the course.")
        if self.root.is_dir() and any(self.root.iterdir()) and not self._config.exists():
            raise CourseError(
                f"{self.root} holds other files and is not a course folder: name a new or empty folder."
            )

    def _check_exists(self, *paths: Path) -> None:
        for path in paths:
            if not path.exists():
                raise CourseError(
                    f"{self.root} is not a course folder: {path} is missing."
                    f" Create one with `autograder init {self.root}`."
                )

    def _chosen(self, db_url: str | None) -> Database:
        """Return the gradebook of the existing course, or of the course to make."""
        from autograder.gradebook.database import Database

        if db_url is None:
            return self._gradebook if self._config.exists() else Database.file(self.root / "gradebook.db")
        chosen = Database.parse(db_url, self.root)
        if self._config.exists() and chosen != self._gradebook:
            raise CourseError(
                f"{self.root} keeps its gradebook in {self._gradebook}, as {self._config} says, not in"
                f" {chosen}. Leave out --db-url."
            )
        if chosen.holds_password:
            raise CourseError(
                "The gradebook's URL holds a password, which others could read in a file and in the"
                " list of processes. Leave it out, and put it into ~/.pgpass or PGPASSWORD."
            )
        return chosen

    def _stage_file(self, staging: Staging, database: Database) -> Database:
        """Return the draft of a new SQLite file."""
        from autograder.gradebook.database import Database

        assert database.path is not None
        draft = staging.reserve(database.path)
        draft.touch()
        return Database.file(draft)

    def _stage_sources(self, staging: Staging, lessons: Sequence[Lesson], db_url: str | None) -> None:
        from autograder.gradebook import notebooks

        if not self._config.exists():
            text = _CONFIG.format(course_id=self._id, kit=str(self.kit.root))
            if db_url is not None:
                from autograder.gradebook.database import config_line

                text += f"\n{config_line(db_url)}"
            staging.write(self._config, text)
        for lesson in lessons:
            folder = self.root / "source" / lesson.name
            staging.write(folder / f"{lesson.module}.ipynb", notebooks.text(notebooks.master(lesson)))
            for path in sorted(self.kit.assignment(lesson).glob("*.*")):
                if path.is_file() and path.suffix != ".ipynb":  # nbgrader's release adds the notebook
                    staging.write(folder / path.name, path.read_text(encoding="utf-8"))

    def _stage_results(
        self, staging: Staging, student: str, lesson: Lesson, report: Report
    ) -> datetime | None:
        """Write the student's graded notebook, and repair the submission for nbgrader; return its time.

        nbgrader skips a submission without a notebook, so one is added. A timestamp.txt without a valid time
        is replaced. The time is None if there is no timestamp.txt; then the submission is not late.
        """
        from autograder.gradebook import notebooks, secret, timestamp

        results = self._autograded / student / lesson.name
        graded = notebooks.graded(lesson, report, self.kit.registry.feedback.detail)
        staging.write(results / f"{lesson.module}.ipynb", notebooks.text(graded))
        submission = self.submission(student, lesson)
        if submission is None or submission.is_symlink():  # a link may point anywhere
            staging.write(results / secret.NAME, secret.secret(results))
            staging.write(results / timestamp.NAME, "")
            return None
        time = timestamp.stated(submission)
        if time is None and os.path.lexists(submission / timestamp.NAME):
            time = timestamp.seen(submission, lesson.module)
            staging.write(submission / timestamp.NAME, timestamp.text(time))
        staging.write(results / secret.NAME, secret.secret(submission, results))
        notebook = submission / f"{lesson.module}.ipynb"
        if not notebook.exists():
            staging.write(notebook, notebooks.text(notebooks.master(lesson)))
        # nbgrader releases no feedback without this file. An empty file states no time.
        staging.write(results / timestamp.NAME, timestamp.text(time) if time else "")
        return time
