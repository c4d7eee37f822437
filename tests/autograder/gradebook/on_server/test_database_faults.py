"""Faults of the gradebook's database are told in one sentence each."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from postgresql import Server
from server_course import grades, report

from autograder.errors import CourseError
from autograder.gradebook.course import Course
from autograder.gradebook.database_faults import sqlite_error
from autograder.gradebook.settings import read_settings
from autograder.lesson.kit import Kit
from autograder.lesson.registry import Lesson


class TestFaults:
    """Each is one sentence, nothing is recorded, and the files are as they were."""

    def told(self, course: Course, lesson: Lesson, sentence: str) -> None:
        fresh = Course.open(course.root, course.kit)
        for attempt in (
            lambda: fresh.check_writable(lesson),
            lambda: fresh.record(lesson, {"ada": report()}),
        ):
            with pytest.raises(CourseError, match=sentence) as caught:
                attempt()
            assert "\n" not in str(caught.value)
            assert "s3cret" not in str(caught.value)
        assert list((course.root / "autograded").rglob("*")) == []

    def test_a_server_that_stopped(self, server: Server, course: Course, lesson: Lesson) -> None:
        course.record(lesson, {})
        server.stop()
        try:
            self.told(course, lesson, r"postgresql://postgres@/course\d+ can't be reached: check its URL")
            with pytest.raises(CourseError, match="can't be reached"):
                Course.open(course.root, course.kit).students()
        finally:
            server.start()
        course.record(lesson, {"ada": report()})
        assert len(grades(course)) == 2

    def test_a_server_that_stops_meanwhile(self, server: Server, course: Course) -> None:
        def lose() -> None:
            with read_settings(course.root).database.transaction() as connection:
                server.stop()
                connection.exec_driver_sql("SELECT 1")

        try:
            with pytest.raises(CourseError, match="can't be reached"):
                lose()
        finally:
            server.start()

    def use(self, course: Course, url: str) -> None:
        (course.root / "nbgrader_config.py").write_text(f"c.CourseDirectory.db_url = {url!r}\n")

    def test_a_wrong_password(
        self, server: Server, name: str, course: Course, lesson: Lesson, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with server.connect() as connection:
            connection.execute("DROP ROLE IF EXISTS scholar")
            connection.execute("CREATE ROLE scholar LOGIN SUPERUSER PASSWORD 'right'")
        sentence = "refuses its user or password: put the password into"
        self.use(course, server.url(name, "scholar"))
        self.told(course, lesson, sentence)  # none at all
        self.use(course, server.url(name, "scholar:s3cret"))
        self.told(course, lesson, sentence)
        self.use(course, server.url(name, "scholar"))
        monkeypatch.setenv("PGPASSWORD", "right")
        Course.open(course.root, course.kit).check_writable(lesson)

    def test_no_such_database_and_no_such_user(
        self, server: Server, course: Course, lesson: Lesson, name: str
    ) -> None:
        self.use(course, server.url("nowhere"))
        self.told(course, lesson, "does not exist: create it with `createdb`")
        self.use(course, server.url(name, "nobody_here"))
        self.told(course, lesson, "refuses its user")

    def test_too_few_rights(self, server: Server, name: str, course: Course, lesson: Lesson) -> None:
        with server.connect(name) as connection:
            connection.execute("CREATE ROLE reader LOGIN")
            connection.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader")
            self.use(course, server.url(name, "reader"))
            self.told(course, lesson, "gives its user too few rights: GRANT")
            tables = "student, submitted_assignment, submitted_notebook, grade"
            connection.execute(f"GRANT INSERT, UPDATE ON {tables} TO reader")
            Course.open(course.root, course.kit).check_writable(lesson)

    def test_a_read_only_database(self, server: Server, name: str, course: Course, lesson: Lesson) -> None:
        with server.connect() as connection:
            connection.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
        self.told(course, lesson, "is read-only: name the server that takes writes")

    @pytest.mark.parametrize(
        ("version", "sentence"),
        [
            ("724cde206c17", "it has version 724cde206c17, .* run `nbgrader db upgrade`"),
            ("ffffffffffff", "it has version ffffffffffff, .* run `pip install --upgrade nbgrader`"),
        ],
    )
    def test_another_version(
        self, server: Server, name: str, course: Course, lesson: Lesson, kit: Kit, version: str, sentence: str
    ) -> None:
        with server.connect(name) as connection:
            connection.execute(f"UPDATE alembic_version SET version_num = '{version}'")
        with pytest.raises(CourseError, match=sentence):
            course.check_writable(lesson)
        with pytest.raises(CourseError, match=sentence):
            Course.create(course.root, kit, kit.registry.lessons, None)

    def test_missing_tables(self, server: Server, name: str, course: Course, lesson: Lesson) -> None:
        self.use(course, server.url(server.fresh()))
        with pytest.raises(CourseError, match=r"has no tables\. Create them with `autograder init`"):
            Course.open(course.root, course.kit).check_writable(lesson)
        with server.connect(name) as connection:
            connection.execute("ALTER TABLE grade DROP COLUMN extra_credit")
        self.use(course, server.url(name))
        self.told(course, lesson, "does not fit the installed nbgrader")

    def test_a_lock_that_stays(
        self, server: Server, name: str, course: Course, lesson: Lesson, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("autograder.gradebook.database.LOCK_TIMEOUT_SECONDS", 0.05)
        with server.connect(name) as other, other.transaction():
            other.execute("LOCK TABLE student IN EXCLUSIVE MODE")
            self.told(course, lesson, "is in use by another program")
        with read_settings(course.root).database.transaction():
            self.told(course, lesson, "is in use by another program")

    @pytest.mark.parametrize(
        ("state", "sentence"),
        [
            ("53100", "the disk is full"),
            ("53300", "short of connections or memory"),
            ("57014", "is in use"),
            ("22001", "can't hold a name of this length"),
            ("P0001", r"failed \(so it is\)"),
        ],
    )
    def test_other_faults_of_the_server(
        self, server: Server, course: Course, state: str, sentence: str
    ) -> None:
        database = read_settings(course.root).database
        raising = f"DO $$ BEGIN RAISE EXCEPTION 'so it is' USING ERRCODE = '{state}'; END $$"
        with pytest.raises(CourseError, match=sentence), database.transaction() as connection:
            connection.exec_driver_sql(raising)

    def test_a_collision_that_lasts_is_told(self, server: Server, course: Course) -> None:
        database = read_settings(course.root).database
        attempts: list[None] = []

        def collide() -> None:
            attempts.append(None)
            with database.transaction() as connection:
                connection.exec_driver_sql("DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '40P01'; END $$")

        with pytest.raises(CourseError, match="is in use by another program"):
            database.repeated(collide)
        assert len(attempts) == 3

    def test_a_full_disk_under_sqlite(self, tmp_path: Path) -> None:
        with closing(sqlite3.connect(tmp_path / "full.db")) as database:
            database.execute("PRAGMA max_page_count = 2")
            database.execute("CREATE TABLE a (x)")
            with pytest.raises(sqlite3.OperationalError) as caught:
                database.execute("CREATE TABLE b (x)")
        assert "the disk is full" in str(sqlite_error(tmp_path, caught.value))
