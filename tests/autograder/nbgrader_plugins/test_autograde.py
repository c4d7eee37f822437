"""nbgrader's own commands in a course: they give what `autograder grade` gives, by the same judge."""

from __future__ import annotations

import gc
import os
import shutil
import socket
import subprocess
import sys
import warnings
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import nbformat
import pytest
from kit_root import ROOT
from nbgrader.api import Gradebook
from nbgrader.apps.api import NbGraderAPI
from nbgrader.converters import Autograde
from nbgrader.exchange.exchange_factory import ExchangeFactory
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from autograder.classroom.grade import grade_student
from autograder.errors import CourseError
from autograder.gradebook import notebooks
from autograder.gradebook.course import Course
from autograder.gradebook.settings import kit_of, read_settings
from autograder.grading.cache import Cache
from autograder.grading.jobs import Job
from autograder.lesson.kit import Kit
from autograder.lesson.registry import Lesson
from autograder.nbgrader_plugins.collect import Collect
from autograder.nbgrader_plugins.config import configure
from autograder.nbgrader_plugins.config import kit_of as bridge_kit
from autograder.results import FunctionResult, Report, Status, TestResult

pytestmark = [
    pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning"),  # of nbgrader's own queries
    pytest.mark.filterwarnings("ignore:Passing unrecognized arguments:DeprecationWarning"),  # nbgrader's too
]


@pytest.fixture(scope="module")
def kit() -> Kit:
    return Kit(ROOT)


@pytest.fixture(scope="module")
def lesson(kit: Kit) -> Lesson:
    return kit.registry.lesson("02")


@pytest.fixture
def course(kit: Kit, lesson: Lesson, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    monkeypatch.setenv("AUTOGRADER_KIT", str(kit.root))
    monkeypatch.chdir(tmp_path)
    return Course.create(tmp_path / "course", kit, [lesson], None)


def nbgrader(course: Course, **options: object) -> NbGraderAPI:
    config = Config()
    configure(config, "course")
    config.CourseDirectory.root = str(course.root)
    config.Exchange.root = str(course.root.parent / "exchange")
    config.update(options)
    return NbGraderAPI(config=config)


def hand_in(course: Course, lesson: Lesson, student: str, text: str) -> Path:
    folder = course.root / "submitted" / student / lesson.name
    folder.mkdir(parents=True)
    (folder / f"{lesson.module}.py").write_text(text)
    (folder / f"{lesson.module}.ipynb").write_text('{"cells": [')
    return folder


def report(lesson: Lesson, passed: int) -> Report:
    """A report in which the first functions have full points and the others none."""
    functions = []
    for number, function in enumerate(lesson.functions):
        status = Status.PASSED if number < passed else Status.FAILED
        test = TestResult("test_it", "cpu", status, f"{function.name} is right.", "It is 1, which is wrong.")
        functions.append(FunctionResult.of(function.name, function.points, [test]))
    return Report.of(lesson.name, 7, functions)


def remember(course: Course, lesson: Lesson, text: str, result: Report) -> None:
    """Keep a result as an earlier run of the grader did."""
    cache = Cache(course.state, course.kit, [lesson], None)
    cache.put(Job(lesson.name, cache.seed(), text.encode()), result)


def scores(course: Course, lesson: Lesson) -> dict[str, float]:
    with Gradebook(f"sqlite:///{course.root / 'gradebook.db'}") as book:
        return {one.student_id: one.score for one in book.assignment_submissions(lesson.name)}


class TestRelease:
    def test_students_get_the_lessons_own_files(self, course: Course, kit: Kit, lesson: Lesson) -> None:
        result = nbgrader(course).generate_assignment(lesson.name)
        assert result["success"], result
        released = course.root / "release" / lesson.name
        for path in kit.assignment(lesson).glob("*.py"):
            assert (released / path.name).read_bytes() == path.read_bytes()
        theirs = nbformat.read(released / f"{lesson.module}.ipynb", 4)
        ours = nbformat.read(kit.assignment(lesson) / f"{lesson.module}.ipynb", 4)
        assert [cell.source for cell in theirs.cells] == [cell.source for cell in ours.cells]
        assert theirs.metadata.kernelspec.name == "python3"

    def test_no_line_of_a_solution_is_in_the_course(self, course: Course, kit: Kit, lesson: Lesson) -> None:
        assert nbgrader(course).generate_assignment(lesson.name)["success"]
        solution = (kit.solution(lesson) / f"{lesson.module}.py").read_text()
        secret = solution.split("### BEGIN SOLUTION")[1].split("### END SOLUTION")[0].strip().splitlines()[0]
        for path in filter(Path.is_file, course.root.rglob("*")):
            assert secret.encode() not in path.read_bytes(), path

    def test_generating_leaves_the_functions_and_points(self, course: Course, lesson: Lesson) -> None:
        assert nbgrader(course).generate_assignment(lesson.name)["success"]
        course.check_writable(lesson)


class TestAutograde:
    def test_an_earlier_result_is_used(self, course: Course, lesson: Lesson) -> None:
        hand_in(course, lesson, "ada", "# ada\n")
        hand_in(course, lesson, "eve", "# eve\n")
        remember(course, lesson, "# ada\n", report(lesson, 8))
        remember(course, lesson, "# eve\n", report(lesson, 2))
        for student in ("ada", "eve"):
            result = nbgrader(course).autograde(lesson.name, student)
            assert result["success"], result
        assert scores(course, lesson) == {"ada": 20.0, "eve": 5.0}

    def test_autograding_twice_and_recording_give_the_same(self, course: Course, lesson: Lesson) -> None:
        hand_in(course, lesson, "ada", "# ada\n")
        remember(course, lesson, "# ada\n", report(lesson, 3))
        for _ in range(2):
            assert nbgrader(course).autograde(lesson.name, "ada")["success"]
        first = scores(course, lesson)
        assert course.record(lesson, {"ada": report(lesson, 3)}) == []
        assert scores(course, lesson) == first == {"ada": 7.0}

    def test_what_nothing_knows_is_graded_by_the_judge(self, course: Course, lesson: Lesson) -> None:
        skeleton = (course.kit.assignment(lesson) / f"{lesson.module}.py").read_text()
        ran = course.root / "ran"
        folder = hand_in(course, lesson, "ada", skeleton)
        cell = nbformat.v4.new_code_cell(f"open({str(ran)!r}, 'w')")
        nbformat.write(nbformat.v4.new_notebook(cells=[cell]), folder / f"{lesson.module}.ipynb")
        result = nbgrader(course).autograde(lesson.name, "ada")
        assert result["success"], result
        assert scores(course, lesson) == {"ada": 0.0}
        assert not ran.exists()
        graded = nbformat.read(course.root / "autograded" / "ada" / lesson.name / f"{lesson.module}.ipynb", 4)
        assert "NotImplementedError" in str(graded.cells[1].outputs)

    def test_what_came_after_a_first_grading_is_graded(self, course: Course, lesson: Lesson) -> None:
        course.record(lesson, {"ada": report(lesson, 0)})  # she had handed in nothing
        hand_in(course, lesson, "ada", "# ada\n")
        remember(course, lesson, "# ada\n", report(lesson, 8))
        config = Config()
        configure(config, "course")
        config.CourseDirectory.root = str(course.root)
        config.CourseDirectory.assignment_id = lesson.name
        app = NbGraderAPI(config=config)
        Autograde(coursedir=app.coursedir, parent=app).start()  # as the command does, which doesn't force
        assert scores(course, lesson) == {"ada": 20.0}

    def test_a_notebook_from_elsewhere_is_not_believed(self, course: Course, lesson: Lesson) -> None:
        """Were submissions kept in another folder, a notebook that states its own scores would get them."""
        folder = hand_in(course, lesson, "ada", "# ada\n")
        remember(course, lesson, "# ada\n", report(lesson, 1))
        forged = notebooks.graded(lesson, report(lesson, 8), "title")
        nbformat.write(forged, folder / f"{lesson.module}.ipynb")
        (course.root / "submitted").rename(course.root / "handed")
        (course.root / "submitted").symlink_to("handed")
        api = nbgrader(course)
        api.coursedir.submitted_directory = "handed"
        assert api.autograde(lesson.name, "ada")["success"]
        assert scores(course, lesson) == {"ada": 3.0}

    def test_feedback_is_released_of_what_came_by_no_exchange(self, course: Course, lesson: Lesson) -> None:
        hand_in(course, lesson, "ada", "# ada\n")
        remember(course, lesson, "# ada\n", report(lesson, 1))
        exchange = course.root.parent / "exchange"
        exchange.mkdir()
        exchange.chmod(0o777)
        api = nbgrader(course)
        for step in (api.autograde, api.generate_feedback):
            assert step(lesson.name, "ada")["success"]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ResourceWarning)  # nbgrader leaves a file open
            result = api.release_feedback(lesson.name, "ada")
            gc.collect()
        assert result["success"], result
        assert len(list(exchange.rglob("*.html"))) == 1

    def test_a_fault_of_the_grader_gives_no_score(
        self, course: Course, lesson: Lesson, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        hand_in(course, lesson, "ada", "# ada\n")
        test = TestResult("grading", "", Status.INFRA_ERROR, "The grader did its work.", "lost")
        lost = Report.of(lesson.name, 7, [FunctionResult.of("softmax", 3, [test])])
        monkeypatch.setattr("autograder.nbgrader_plugins.autograde.grade_student", lambda *_: lost)
        result = nbgrader(course).autograde(lesson.name, "ada")
        assert not result["success"]
        assert "by the grader's own fault" in result["log"]
        assert not (course.root / "autograded" / "ada" / lesson.name).exists()
        assert grade_student is not None  # the name that is patched above is the one that is used

    @pytest.mark.parametrize("whose", ["kit", "course"])
    def test_late_work_loses_the_same_by_both_ways(
        self,
        course: Course,
        lesson: Lesson,
        kit: Kit,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        whose: str,
    ) -> None:
        strict = tmp_path / "kit"
        strict.mkdir()
        for part in ("assignments", "solutions", "tests"):
            (strict / part).symlink_to(kit.root / part)
        policy = "{loss_per_day: 0.1, cap: 0.5, extensions: [{student: eve, days: 30}]}\n"
        kits, own = ("late: {loss_per_day: 0.7}\n", policy) if whose == "course" else (f"late: {policy}", "")
        (strict / "grading.yml").write_text(kits + (kit.root / "grading.yml").read_text())
        monkeypatch.setenv("AUTOGRADER_KIT", str(strict))
        if own:
            (course.root / "late.yml").write_text(own)
        course = Course(course.root, Kit(strict))
        for student in ("ada", "eve"):
            folder = hand_in(course, lesson, student, f"# {student}\n")
            (folder / "timestamp.txt").write_text("2026-01-03 12:00:00 UTC\n")
            remember(course, lesson, f"# {student}\n", report(lesson, 8))
        with Gradebook(f"sqlite:///{course.root / 'gradebook.db'}") as book:
            book.update_or_create_assignment(lesson.name, duedate="2026-01-01 00:00:00 UTC")
        course.record(lesson, {"ada": report(lesson, 8), "eve": report(lesson, 8)})
        ours = penalties(course, lesson)
        for student in ("ada", "eve"):
            assert nbgrader(course).autograde(lesson.name, student)["success"]
        assert penalties(course, lesson) == ours == {"ada": 6.0, "eve": 0.0}


def penalties(course: Course, lesson: Lesson) -> dict[str, float]:
    with Gradebook(f"sqlite:///{course.root / 'gradebook.db'}") as book:
        found = book.notebook_submissions(lesson.module, lesson.name)
        return {one.student.id: one.late_submission_penalty or 0.0 for one in found}


class TestKit:
    """A course knows the kit that made it."""

    @pytest.fixture
    def elsewhere(self, course: Course, monkeypatch: pytest.MonkeyPatch) -> Path:
        """The nbgrader_config.py of a course that no kit is around, and no environment names one."""
        monkeypatch.delenv("AUTOGRADER_KIT")
        return course.root / "nbgrader_config.py"

    def test_it_is_remembered(self, elsewhere: Path, kit: Kit, tmp_path: Path) -> None:
        assert kit_of(elsewhere.parent).root == kit.root
        other = tmp_path / "other"
        other.mkdir()
        (other / "grading.yml").write_text((kit.root / "grading.yml").read_text())
        elsewhere.write_text(elsewhere.read_text().replace(repr(str(kit.root)), repr(str(other))))
        assert kit_of(elsewhere.parent).root == other
        config: Config = PyFileConfigLoader(str(elsewhere)).load_config()
        assert bridge_kit(config).root == other

    def test_the_environment_comes_first(
        self, elsewhere: Path, kit: Kit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        elsewhere.write_text(elsewhere.read_text().replace(repr(str(kit.root)), "'/nowhere'"))
        with pytest.raises(CourseError, match=r"c\.Autograder\.kit in .* names /nowhere, but no"):
            kit_of(elsewhere.parent)
        monkeypatch.setenv("AUTOGRADER_KIT", str(kit.root))
        assert kit_of(elsewhere.parent).root == kit.root

    def test_a_course_from_before_finds_it_as_ever(self, elsewhere: Path, kit: Kit) -> None:
        lines = elsewhere.read_text().splitlines(keepends=True)
        elsewhere.write_text("".join(line for line in lines if "Autograder.kit" not in line))
        assert kit_of(elsewhere.parent).root == kit.root  # around the package

    @pytest.mark.parametrize(
        ("line", "words"),
        [
            ("c.Autograder.kitt = 'x'", "line 7: c.Autograder.kitt is unknown; there are kit and timezone"),
            ("c.Autograder.timezone = 1", "line 7: c.Autograder.timezone must be text, not int"),
            (
                "c.Autograder.timezone = 'Mars/X'",
                r"line 7: c.Autograder.timezone names no time zone .*'Mars/X'",
            ),
            ("c.Autograder.timezone = '../x'", "line 7: c.Autograder.timezone names no time zone"),
        ],
    )
    def test_a_faulty_setting_is_told_with_its_line(self, elsewhere: Path, line: str, words: str) -> None:
        elsewhere.write_text(f"{elsewhere.read_text()}{line}\n")
        with pytest.raises(CourseError, match=words):
            read_settings(elsewhere.parent)

    def test_without_it_nbgrader_runs_nothing(self, elsewhere: Path, kit: Kit, lesson: Lesson) -> None:
        """nbgrader goes on without a configuration that raises, and executes what was handed in."""
        elsewhere.write_text(elsewhere.read_text().replace(repr(str(kit.root)), "'/nowhere'"))
        folder = hand_in(Course(elsewhere.parent, kit), lesson, "ada", "# ada\n")
        cell = nbformat.v4.new_code_cell("open('ran', 'w')")
        kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
        notebook = nbformat.v4.new_notebook(cells=[cell], metadata=kernel)
        nbformat.write(notebook, folder / f"{lesson.module}.ipynb")
        done = subprocess.run(
            [sys.executable, "-m", "nbgrader", "autograde", lesson.name],
            cwd=elsewhere.parent,
            capture_output=True,
            text=True,
        )
        assert done.returncode != 0
        assert "names /nowhere, but no grading.yml is there" in done.stderr
        assert not list(elsewhere.parent.rglob("ran"))


class TestCollect:
    @pytest.fixture
    def inbound(self, course: Course) -> Path:
        folder = course.root.parent / "exchange" / "course" / "inbound"
        folder.mkdir(parents=True)
        os.chmod(folder.parents[1], 0o777)
        return folder

    def collect(self, course: Course, lesson: Lesson) -> None:
        api = nbgrader(course)
        assert ExchangeFactory(config=api.config).collect is Collect
        result = api.collect(lesson.name)
        assert result["success"], result

    def submit(self, inbound: Path, lesson: Lesson, student: str) -> Path:
        folder = inbound / f"{student}+{lesson.name}+2020-01-01 00:00:00 UTC+x"
        folder.mkdir()
        (folder / f"{lesson.module}.py").write_text("# mine\n")
        (folder / "timestamp.txt").write_text("2020-01-01 00:00:00 UTC")
        return folder

    def test_the_time_is_the_file_systems(self, course: Course, lesson: Lesson, inbound: Path) -> None:
        before = datetime.now(UTC).replace(microsecond=0, tzinfo=None)
        folder = self.submit(inbound, lesson, "ada")
        for path in (folder, *folder.iterdir()):
            os.utime(path, (0, 0))  # what a student can do
        self.collect(course, lesson)
        collected = course.root / "submitted" / "ada" / lesson.name
        stated = datetime.fromisoformat((collected / "timestamp.txt").read_text().removesuffix(" UTC\n"))
        assert before <= stated <= datetime.now(UTC).replace(tzinfo=None)

    def test_a_missing_notebook_is_put_in(self, course: Course, lesson: Lesson, inbound: Path) -> None:
        self.submit(inbound, lesson, "ada")
        self.collect(course, lesson)
        collected = course.root / "submitted" / "ada" / lesson.name
        assert (collected / f"{lesson.module}.py").read_text() == "# mine\n"
        remember(course, lesson, "# mine\n", report(lesson, 1))
        assert nbgrader(course).autograde(lesson.name, "ada")["success"]
        assert scores(course, lesson) == {"ada": 3.0}

    def test_folders_without_rights_and_without_end(
        self, course: Course, lesson: Lesson, inbound: Path
    ) -> None:
        folder = self.submit(inbound, lesson, "ada")
        (folder / "closed").mkdir()
        deep = folder
        for _ in range(400):
            deep = deep / "d"
            deep.mkdir()
        (folder / "closed").chmod(0o500)
        folder.chmod(0o555)
        self.collect(course, lesson)
        collected = course.root / "submitted" / "ada" / lesson.name
        assert collected.stat().st_mode & 0o700 == 0o700
        assert (collected / "closed").stat().st_mode & 0o700 == 0o700
        assert (collected / "/".join("d" * 19)).is_dir()
        assert not (collected / "/".join("d" * 30)).exists()

    def test_of_a_large_submission_what_counts(self, course: Course, lesson: Lesson, inbound: Path) -> None:
        folder = self.submit(inbound, lesson, "ada")
        (folder / "data.bin").write_bytes(b"0" * 3000)
        (folder / "submission_secret.txt").write_text("secret")
        api = nbgrader(course)
        api.coursedir.max_dir_size = 2  # thousand bytes
        assert api.collect(lesson.name)["success"]
        names = {path.name for path in (course.root / "submitted" / "ada" / lesson.name).iterdir()}
        wanted = {f"{lesson.module}.py", f"{lesson.module}.ipynb", "timestamp.txt", "submission_secret.txt"}
        assert names == wanted

    def test_links_pipes_and_sockets_stay_behind(
        self, course: Course, lesson: Lesson, inbound: Path, tmp_path: Path
    ) -> None:
        (tmp_path / "secret").write_text("the instructor's")
        folder = self.submit(inbound, lesson, "ada")
        (folder / "link.py").symlink_to(tmp_path / "secret")
        (folder / "folder").symlink_to(tmp_path)
        os.mkfifo(folder / "pipe.py")
        with socket.socket(socket.AF_UNIX) as server, pytest.MonkeyPatch.context() as patch:
            patch.chdir(folder)
            server.bind("socket")
            self.submit(inbound, lesson, "eve")
            self.collect(course, lesson)
        names = {path.name for path in (course.root / "submitted" / "ada" / lesson.name).iterdir()}
        assert names == {f"{lesson.module}.py", f"{lesson.module}.ipynb", "timestamp.txt"}
        assert (course.root / "submitted" / "eve" / lesson.name / f"{lesson.module}.py").exists()
        shutil.rmtree(folder)


CANVAS = {
    "lovelaceada_11_900_{}.py": "# of Canvas\n",
    "turingalan_LATE_12_901_{}-1.py": "# late\n",
    "nobody_13_902_{}.py": "# a stranger's\n",
}
MOODLE = {
    "Ada Lovelace_11_assignsubmission_file_/{}.py": "# of Moodle\n",
    "Eve Adams_12_assignsubmission_file_/work/{}.py": "# in a folder\n",
    "Nobody_13_assignsubmission_file_/{}.py": "# a stranger's\n",
}
BLACKBOARD = {
    "02_softmax_classifier_ada_attempt_2026-01-30-15-00-00_{}.py": "# the first\n",
    "02_softmax_classifier_ada_attempt_2026-01-31-15-00-00_{}.py": "# the second\n",
    "02_softmax_classifier_ada_attempt_2026-01-31-15-00-00.txt": "Date Submitted: now EST\n",
    "02_softmax_classifier_alan_attempt_2026-01-30-15-00-00_my {}.py": "# renamed\n",
}
GRADESCOPE = {
    "x/submission_metadata.yml": """\
submission_7:
  :submitters:
  - :name: Ada Lovelace
    :email: ada@x.org
  - :name: Eve Adams
  :created_at: 2026-01-30 15:00:00.123 Z
""",
    "x/submission_7/{}.py": "# of two\n",
    "x/submission_8/{}.py": "# of nobody\n",
}


class TestZipCollect:
    """nbgrader's command brings in what `autograder collect` does."""

    @pytest.fixture
    def twins(self, kit: Kit, lesson: Lesson, tmp_path: Path) -> tuple[Course, Course]:
        """Two courses of the same students."""
        roster = tmp_path / "roster.csv"
        people = ("ada,Ada,Lovelace,ada@x.org", "alan,Alan,Turing,alan@x.org", "eve,Eve,Adams,eve@x.org")
        roster.write_text("\n".join(("id,first_name,last_name,email", *people, "")))
        one = Course.create(tmp_path / "one", kit, [lesson], roster)
        with (one.root / "nbgrader_config.py").open("a") as file:
            file.write("c.Autograder.timezone = 'America/New_York'\n")
        shutil.copytree(one.root, tmp_path / "two")
        return one, Course.open(tmp_path / "two", kit)

    def run(self, course: Course, *arguments: object) -> subprocess.CompletedProcess[str]:
        environment = {name: value for name, value in os.environ.items() if name != "AUTOGRADER_KIT"}
        return subprocess.run(
            [sys.executable, "-m", *map(str, arguments)],
            cwd=course.root,
            env={**environment, "COLUMNS": "300"},
            capture_output=True,
            text=True,
        )

    def both(
        self, twins: tuple[Course, Course], lesson: Lesson, name: str, files: dict[str, str]
    ) -> tuple[str, str]:
        """What the two commands say of a download, in a course each."""
        one, two = twins
        archive = one.root / "downloaded" / lesson.name / "archive"
        archive.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(archive / name, "w") as export:
            for path, text in files.items():
                export.writestr(path.replace("{}", lesson.module), text)
        theirs = self.run(one, "nbgrader", "zip_collect", lesson.name)
        assert theirs.returncode == 0, theirs.stderr
        downloads = sorted(archive.iterdir(), key=lambda path: path.stat().st_mtime_ns)
        ours = self.run(two, "autograder", "collect", lesson.name, *downloads, "--course", two.root)
        assert ours.returncode == 0, ours.stderr
        said = ours.stdout.replace(str(two.root), str(one.root))
        assert theirs.stdout == said
        for folder in ("submitted", "unmatched"):
            assert contents(one.root / folder) == contents(two.root / folder)
        return theirs.stdout, theirs.stderr

    @pytest.mark.parametrize(
        ("files", "students", "unmatched", "words"),
        [
            (CANVAS, {"ada", "alan"}, 1, "Canvas marks it as late"),
            (MOODLE, {"ada", "eve"}, 1, "work/softmax_classifier.py is graded"),
            (BLACKBOARD, {"ada", "alan"}, 0, "2026-01-31 15:00:00 EST"),
            (GRADESCOPE, {"ada", "eve"}, 1, "2026-01-30 15:00:00 UTC"),
        ],
    )
    def test_the_same_as_autograder(
        self,
        twins: tuple[Course, Course],
        lesson: Lesson,
        files: dict[str, str],
        students: set[str],
        unmatched: int,
        words: str,
    ) -> None:
        said, warned = self.both(twins, lesson, "export.zip", files)
        root = twins[0].root
        assert {path.name for path in (root / "submitted").iterdir()} == students
        assert len(contents(root / "unmatched")) == unmatched
        assert words in said
        assert all("Creating" in line for line in warned.splitlines() if "WARNING" in line)

    def test_a_later_download_replaces_and_adds(self, twins: tuple[Course, Course], lesson: Lesson) -> None:
        self.both(twins, lesson, "export.zip", {"Ada Lovelace_1_assignsubmission_file_/{}.py": "# first\n"})
        later = {
            "Ada Lovelace_1_assignsubmission_file_/{}.py": "# second\n",
            "Eve Adams_2_assignsubmission_file_/{}.py": "# eve's\n",
        }
        said, _ = self.both(twins, lesson, "export (1).zip", later)
        assert "What was there is now in submitted/ada/02_softmax_classifier.earlier-1." in said
        found = contents(twins[0].root / "submitted")
        assert found[f"ada/{lesson.name}/{lesson.module}.py"] == b"# second\n"
        assert found[f"ada/{lesson.name}.earlier-1/{lesson.module}.py"] == b"# first\n"
        assert found[f"eve/{lesson.name}/{lesson.module}.py"] == b"# eve's\n"
        said, _ = self.both(twins, lesson, "export (1).zip", later)
        assert "It was already there." in said
        assert contents(twins[0].root / "submitted") == found

    def test_a_damaged_download_is_one_sentence(self, twins: tuple[Course, Course], lesson: Lesson) -> None:
        archive = twins[0].root / "downloaded" / lesson.name / "archive"
        archive.mkdir(parents=True)
        none = self.run(twins[0], "nbgrader", "zip_collect", lesson.name)
        assert f"There is no download in {archive}" in none.stderr
        (archive / "export.zip").write_bytes(b"PK")
        done = self.run(twins[0], "nbgrader", "zip_collect", lesson.name)
        assert done.returncode != 0
        assert "export.zip can't be used: export.zip is not an intact archive" in done.stderr
        assert "Traceback" not in done.stderr

    def test_nbgrader_grades_what_came_and_when(self, twins: tuple[Course, Course], lesson: Lesson) -> None:
        course = twins[0]
        self.both(twins, lesson, "export.zip", BLACKBOARD)
        (course.root / "late.yml").write_text("loss_per_day: 0.1\n")
        with Gradebook(f"sqlite:///{course.root / 'gradebook.db'}") as book:
            book.update_or_create_assignment(lesson.name, duedate="2026-01-30 20:30:00 UTC")
        for text in ("# the second\n", "# renamed\n"):
            remember(course, lesson, text, report(lesson, 8))
        done = self.run(course, "nbgrader", "autograde", lesson.name)
        assert done.returncode == 0, done.stderr
        assert penalties(course, lesson) == {"ada": 2.0, "alan": 0.0}


def contents(folder: Path) -> dict[str, bytes]:
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in found}
