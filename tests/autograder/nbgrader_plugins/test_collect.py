"""What nbgrader collects from its exchange."""

from __future__ import annotations

import os
import shutil
import socket
from datetime import UTC, datetime
from pathlib import Path

import pytest
from nbgrader.exchange.exchange_factory import ExchangeFactory  # type: ignore[import-untyped]
from nbgrader_course import nbgrader, remember, report, scores

from autograder.gradebook.course import Course
from autograder.lesson.registry import Lesson
from autograder.nbgrader_plugins.collect import Collect

pytestmark = [
    pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning"),  # of nbgrader's own queries
    pytest.mark.filterwarnings("ignore:Passing unrecognized arguments:DeprecationWarning"),  # nbgrader's too
]


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
