"""Gradebooks on a PostgreSQL server, which the tests start; gradings at the same time on both back ends."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from nbgrader.api import Gradebook  # type: ignore[import-untyped]
from notebook_files import read_notebook
from postgresql import Server
from server_course import grades, report
from sqlalchemy import make_url

from autograder.cli.app import main
from autograder.common.files import Staging
from autograder.errors import CourseError
from autograder.gradebook.course import Course
from autograder.gradebook.database import Database
from autograder.gradebook.settings import read_settings
from autograder.lesson.kit import Kit
from autograder.lesson.registry import Lesson


def course_url(course: Course) -> str:
    """What the course's configuration says, as nbgrader itself reads it."""
    code = (
        "from nbgrader.apps.nbgraderapp import NbGraderApp; from nbgrader.coursedir import CourseDirectory;"
        "app = NbGraderApp(); app.load_config_file(); print(CourseDirectory(parent=app).db_url)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=course.root, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def nbgrader(course: Course, *arguments: str) -> str:
    command = [sys.executable, "-m", "nbgrader", *arguments]
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    done = subprocess.run(
        command,
        cwd=course.root,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


def tables(server: Server, name: str) -> list[str]:
    with server.connect(name) as connection:
        query = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
        return [row[0] for row in connection.execute(query)]


class TestCreate:
    def test_the_command_makes_a_course_that_nbgrader_knows(
        self,
        server: Server,
        name: str,
        kit: Kit,
        roster: Path,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setenv("AUTOGRADER_KIT", str(kit.root))
        arguments = ["init", str(tmp_path / "course"), "--roster", str(roster), "--db-url", server.url(name)]
        for _ in range(2):  # the second time it has nothing to add
            with pytest.raises(SystemExit) as end:
                main(arguments)
            assert end.value.code == 0
        course = Course.open(tmp_path / "course", kit)
        assert course.students() == ["ada", "alan"]
        assert not (course.root / "gradebook.db").exists()
        assert course.gradebook == f"postgresql://postgres@/{name}"
        listed = nbgrader(course, "db", "student", "list")
        assert "ada (Lovelace, Ada) -- ada@example.org" in listed
        assert "02_softmax" in nbgrader(course, "db", "assignment", "list")
        nbgrader(course, "db", "upgrade")  # has nothing to do, and must be able to find that out
        course.check_writable(*kit.registry.lessons)

    def test_the_tables_are_those_that_nbgrader_makes(
        self, server: Server, course: Course, name: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
        monkeypatch.setenv("PATH", path)  # nbgrader runs alembic by its name
        theirs = server.fresh()
        Gradebook(server.url(theirs).replace("postgresql", "postgresql+psycopg"), course_id="").close()
        columns = (
            "SELECT table_name, column_name, data_type, character_maximum_length, is_nullable"
            " FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1, 2"
        )
        found = []
        for database in (name, theirs):
            with server.connect(database) as connection:
                version = connection.execute("SELECT version_num FROM alembic_version").fetchall()
                found.append((connection.execute(columns).fetchall(), version))
        assert found[0] == found[1]

    def test_a_database_of_something_else_is_left_alone(
        self, server: Server, name: str, kit: Kit, tmp_path: Path
    ) -> None:
        with server.connect(name) as connection:
            connection.execute("CREATE TABLE cats (name text)")
        with pytest.raises(
            CourseError, match="holds tables of something else than a gradebook: name an empty database"
        ):
            Course.create(tmp_path / "course", kit, kit.registry.lessons, None, server.url(name))
        assert tables(server, name) == ["cats"]
        assert not (tmp_path / "course").exists()

    def test_the_gradebook_of_another_course_is_left_alone(
        self, server: Server, name: str, course: Course, kit: Kit, tmp_path: Path
    ) -> None:
        with pytest.raises(
            CourseError, match="holds the gradebook of the course course: name another database"
        ):
            Course.create(tmp_path / "other", kit, kit.registry.lessons, None, server.url(name))
        assert not (tmp_path / "other").exists()

    def test_a_second_machine_joins_the_course_of_its_name(
        self, server: Server, name: str, course: Course, kit: Kit, lesson: Lesson, tmp_path: Path
    ) -> None:
        course.record(lesson, {"ada": report()})
        before = grades(course)
        root = tmp_path / "elsewhere" / "course"
        joined = Course.create(root, kit, kit.registry.lessons, None, server.url(name))
        assert grades(joined) == before
        assert joined.students() == ["ada", "alan"]

    def test_nothing_is_left_where_a_course_can_not_be_made(
        self, server: Server, name: str, kit: Kit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refuse(*_: object) -> None:
            raise CourseError("No lesson today.")

        monkeypatch.setattr("autograder.gradebook.records.add_lesson", refuse)
        with pytest.raises(CourseError, match="No lesson today"):
            Course.create(tmp_path / "course", kit, kit.registry.lessons, None, server.url(name))
        assert tables(server, name) == []
        assert not (tmp_path / "course").exists()

    def test_a_course_keeps_its_database(self, server: Server, course: Course, kit: Kit) -> None:
        with pytest.raises(CourseError, match=r"keeps its gradebook in .* Leave out --db-url"):
            Course.create(course.root, kit, kit.registry.lessons, None, server.url("other"))


class TestUrl:
    @pytest.mark.parametrize(
        ("url", "sentence"),
        [
            ("postgresql://ada:s3cret@/course", "holds a password"),
            ("postgresql://ada@/course?password=s3cret", "holds a password"),
            ("postgresql://ada:s3cret@host:port/course", "can't be read: write postgresql://"),
            ("s3cret", "can't be read: write postgresql://"),
            ("mysql://ada:s3cret@host/course", "can't be kept in a mysql database"),
            ("sqlite://", "can't be kept in a sqlite database of this URL"),
            ("sqlite:///:memory:", "can't be kept in a sqlite database of this URL"),
        ],
    )
    def test_a_url_that_does_not_do_is_told(self, kit: Kit, tmp_path: Path, url: str, sentence: str) -> None:
        with pytest.raises(CourseError, match=sentence) as caught:
            Course.create(tmp_path / "course", kit, kit.registry.lessons, None, url)
        assert "s3cret" not in str(caught.value)
        assert list(tmp_path.iterdir()) == []

    def test_a_file_elsewhere_does(self, kit: Kit, lesson: Lesson, tmp_path: Path) -> None:
        url = f"sqlite:///{tmp_path}/grades/all.db"
        course = Course.create(tmp_path / "course", kit, kit.registry.lessons, None, url)
        course.record(lesson, {"ada": report()})
        assert course_url(course) == url
        assert course.gradebook == f"{tmp_path}/grades/all.db"
        assert grades(course) == {("ada", "softmax"): (3.0, None), ("ada", "cross_entropy"): (10.0, None)}
        assert not (course.root / "gradebook.db").exists()

    def test_the_configuration_may_ask_the_environment(
        self, course: Course, kit: Kit, name: str, server: Server, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        config = course.root / "nbgrader_config.py"
        config.write_text("import os\nc.CourseDirectory.db_url = os.environ['GRADEBOOK']\n")
        with pytest.raises(CourseError, match=r"nbgrader_config\.py can't be read \(KeyError: 'GRADEBOOK'\)"):
            Course.open(course.root, kit).students()
        monkeypatch.setenv("GRADEBOOK", server.url(name))
        assert Course.open(course.root, kit).students() == ["ada", "alan"]

    @pytest.mark.parametrize("scheme", ["postgres", "postgresql"])
    def test_the_driver_is_named(self, server: Server, kit: Kit, tmp_path: Path, scheme: str) -> None:
        url = server.url(server.fresh()).replace("postgresql", scheme)
        course = Course.create(tmp_path / "course", kit, kit.registry.lessons, None, url)
        assert course_url(course) == url.replace(f"{scheme}:", "postgresql+psycopg:")

    def test_a_missing_driver_is_told(
        self, kit: Kit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(sys.modules, "psycopg", None)
        with pytest.raises(CourseError, match=r"run `pip install \"psycopg\[binary\]\"`"):
            Course.create(tmp_path / "course", kit, kit.registry.lessons, None, "postgresql://ada@/course")


class TestRecord:
    def test_nbgrader_exports_the_scores(self, course: Course, lesson: Lesson) -> None:
        course.check_writable(lesson)
        course.record(lesson, {"ada": report(), "grace": report(0.0, 40.0)})
        nbgrader(course, "export", "--to=grades.csv")
        with (course.root / "grades.csv").open(newline="") as file:
            table = {row["student_id"]: (row["score"], row["max_score"]) for row in csv.DictReader(file)}
        assert table == {"ada": ("13.0", "43.0"), "alan": ("0.0", "43.0"), "grace": ("40.0", "43.0")}

    def test_what_a_human_gave_survives(self, course: Course, lesson: Lesson) -> None:
        course.record(lesson, {"ada": report()})
        with Gradebook(course_url(course), course_id="") as book:
            book.find_grade("softmax", "softmax", lesson.name, "ada").manual_score = 1.5
            book.db.commit()
        course.record(lesson, {"ada": report(0.0, 20.0)})
        assert grades(course) == {("ada", "softmax"): (0.0, 1.5), ("ada", "cross_entropy"): (20.0, None)}

    def test_checking_changes_nothing(
        self, server: Server, name: str, course: Course, lesson: Lesson
    ) -> None:
        course.record(lesson, {"ada": report()})
        before = grades(course)
        course.check_writable(lesson)
        assert grades(course) == before
        assert "autograder_probe" not in tables(server, name)

    def test_a_student_whose_name_is_too_long_is_told(self, course: Course) -> None:
        (course.root / "submitted" / ("x" * 129)).mkdir()
        with pytest.raises(CourseError, match="rename the folder"):
            course.students()


RECORD = """\
import sys
from pathlib import Path
from autograder.gradebook.course import Course
from autograder.gradebook import records
from autograder.lesson.kit import Kit
from autograder.results import FunctionResult, Report, Status, TestResult

root, kit, students, first = sys.argv[1:]
kit = Kit(Path(kit))
course = Course.open(Path(root), kit)
lesson = kit.registry.lesson("02")
test = TestResult("test_it", "cpu", Status.PASSED, "It is right.")
print("ready", flush=True)
sys.stdin.readline()
for score in range(int(first), 41, 2):
    reports = {
        student: Report.of(lesson.name, 7, [
            FunctionResult("softmax", 3.0, 3.0, [test]),
            FunctionResult("cross_entropy", float(score), 40.0, [test]),
        ])
        for student in students.split(",")
    }
    course.check_writable(lesson)
    course.record(lesson, reports)
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def either(request: pytest.FixtureRequest, kit: Kit, tmp_path: Path) -> Course:
    """A course on each of the back ends."""
    if request.param == "sqlite":
        return Course.create(tmp_path / "course", kit, kit.registry.lessons, None)
    server = request.getfixturevalue("server")
    return Course.create(tmp_path / "course", kit, kit.registry.lessons, None, server.url(server.fresh()))


class TestAtOnce:
    def test_two_gradings_lose_and_double_nothing(self, either: Course, kit: Kit) -> None:
        shared = [f"s{i}" for i in range(5)]
        crews = [["ada", *shared], ["bob", *reversed(shared)]]
        runs = [
            subprocess.Popen(
                [sys.executable, "-c", RECORD, either.root, kit.root, ",".join(crew), str(first)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
            for first, crew in enumerate(crews, 27)  # odd scores and even ones
        ]
        for run in runs:
            assert run.stdout is not None
            assert run.stdout.readline() == "ready\n"
        with ThreadPoolExecutor(2) as pool:
            ends = list(pool.map(lambda run: run.communicate("go\n", timeout=120), runs))
        assert [run.returncode for run in runs] == [0, 0], ends
        found = {
            student: row[0] for (student, cell), row in grades(either).items() if cell == "cross_entropy"
        }
        assert found.keys() == {"ada", "bob", *shared}
        assert (found["ada"], found["bob"]) == (39.0, 40.0)
        assert {found[student] for student in shared} in ({39.0}, {40.0})  # a class is recorded as one
        assert len(grades(either)) == 2 * len(found)
        for student, score in found.items():
            path = either.root / "autograded" / student / "02_softmax" / "softmax.ipynb"
            output = read_notebook(path).cells[2].outputs[-1]
            assert output["data"]["text/plain"] == repr(score)
        assert not [path for path in either.root.rglob(".*") if path.suffix.isdigit()]

    def test_the_next_grading_waits_until_the_files_are_there(
        self, either: Course, lesson: Lesson, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        told = []

        class Intruded(Staging):
            def publish(self) -> None:
                super().publish()
                with pytest.raises(CourseError) as caught, read_settings(either.root).database.transaction():
                    pass
                told.append(str(caught.value))

        monkeypatch.setattr("autograder.gradebook.database.LOCK_TIMEOUT_SECONDS", 0.05)
        monkeypatch.setattr("autograder.gradebook.course.Staging", Intruded)
        either.record(lesson, {"ada": report()})
        assert len(told) == 1
        assert "is in use by another program" in told[0]

    def test_a_program_that_takes_no_turns_is_waited_for(
        self, server: Server, name: str, course: Course, lesson: Lesson
    ) -> None:
        with server.connect(name) as other, server.connect(name) as watch, ThreadPoolExecutor(1) as pool:
            with other.transaction():
                other.execute("INSERT INTO student (id, first_name) VALUES ('grace', 'Grace')")
                recording = pool.submit(course.record, lesson, {"grace": report()})
                waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted"
                while watch.execute(waiting).fetchone() == (0,):
                    assert not recording.done(), recording.result()
            recording.result(timeout=60)
            assert watch.execute("SELECT first_name FROM student WHERE id = 'grace'").fetchall() == [
                ("Grace",)
            ]
        assert grades(course)["grace", "cross_entropy"] == (10.0, None)

    def test_a_reader_does_not_wait(self, either: Course, kit: Kit) -> None:
        database = read_settings(either.root).database
        with database.transaction():
            assert Course.open(either.root, kit).students() == []


def test_a_database_is_shown_without_its_password() -> None:
    database = Database(
        make_url("postgresql+psycopg://ada:s3cret@db.example.org:5433/course?password=s3cret")
    )
    assert str(database) == "postgresql://ada@db.example.org:5433/course"
