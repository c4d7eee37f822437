"""`nbgrader zip_collect` brings in what `autograder collect` does."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from nbgrader.api import Gradebook  # type: ignore[import-untyped]
from nbgrader_course import penalties, remember, report

from autograder.gradebook.course import Course
from autograder.lesson.kit import Kit
from autograder.lesson.registry import Lesson

pytestmark = [
    pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning"),  # of nbgrader's own queries
    pytest.mark.filterwarnings("ignore:Passing unrecognized arguments:DeprecationWarning"),  # nbgrader's too
]
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
        assert "The earlier submission is now in submitted/ada/02_softmax_classifier.earlier-1." in said
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
