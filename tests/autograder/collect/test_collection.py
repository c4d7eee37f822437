"""Exports of learning management systems: whose each file is, and where it lies in the course afterwards."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from collected import METADATA, MOODLE, ONE, RECEIPT, TWO, tree

from autograder.collect.collection import Collection, collect
from autograder.errors import CourseError
from autograder.gradebook.course import Course
from autograder.lesson.kit import Kit
from autograder.lesson.registry import Lesson

LATE = "Canvas marks it as late but states no time, so no points are taken off."


class TestCollect:
    def test_files_lie_under_their_plain_names(self, take: Callable[..., Collection], course: Course) -> None:
        done = take(
            {
                "lovelaceada_11_900_tiny-1.py": ONE,
                "lovelaceada_11_901_tiny-2.py": TWO,
                "lovelaceada_11_902_notes.txt": "hi",
                "mllerbilal_LATE_12_903_tiny (1).py": ONE.encode("utf-16"),
            }
        )
        assert tree(course.root / "submitted") == {
            "ada/01_tiny/notes.txt": "hi",
            "ada/01_tiny/tiny.py": TWO,
            "bm7/01_tiny/tiny (1).py": ONE.encode("utf-16").decode("latin-1"),
        }
        taken = {(row.student, row.file): row.remark for row in done.taken}
        assert taken == {("ada", "notes.txt"): "", ("ada", "tiny.py"): "", ("bm7", "tiny (1).py"): LATE}
        assert [row.origin for row in done.left] == ["export.zip: lovelaceada_11_900_tiny-1.py"]
        assert done.notes == {
            "ada": "",
            "bm7": "tiny (1).py is graded as tiny.py; it was saved as UTF-16.",
        }
        assert done.missing == ["jane1", "jane2", "zoe"]

    def test_the_latest_attempt_is_taken_whole(self, take: Callable[..., Collection], course: Course) -> None:
        before = "01_tiny_ada_attempt_2026-01-30-15-00-00"
        after = "01_tiny_ada_attempt_2026-02-01-09-00-00"
        done = take(
            {f"{before}_tiny.py": ONE, f"{before}_a.txt": "", f"{after}_tiny.py": TWO, f"{after}.txt": ""}
        )
        taken = tree(course.root / "submitted/ada/01_tiny")
        assert (taken.pop("tiny.py"), set(taken)) == (TWO, {"timestamp.txt"})
        assert len(done.left) == 2

    def test_another_lessons_export_buries_nothing(
        self, course: Course, lesson: Lesson, tmp_path: Path
    ) -> None:
        text = (course.kit.root / "grading.yml").read_text()
        other = "  - {name: 02_other, title: Other, functions: [{name: triple, points: 1}]}\n"
        kit = tmp_path / "kit"
        kit.mkdir()
        (kit / "grading.yml").write_text(text + other)
        place = course.root / "submitted" / "ada" / lesson.name
        place.mkdir(parents=True)
        (place / "tiny.py").write_text(ONE)
        (tmp_path / "export").mkdir()
        (tmp_path / "export" / "ada_other.py").write_text("def triple(x): ...\n")
        (tmp_path / "export" / "ada").mkdir()
        (tmp_path / "export" / "ada" / "other.py").write_text("def triple(x): ...\n")
        with pytest.raises(CourseError, match="submissions to 02_other and none to 01_tiny"):
            collect(Course.open(course.root, Kit(kit)), lesson, [tmp_path / "export"])
        assert tree(course.root / "submitted") == {"ada/01_tiny/tiny.py": ONE}

    def test_nbgrader_finds_a_notebook_in_each(self, take: Callable[..., Collection], course: Course) -> None:
        take({"ada_tiny.py": ONE, "bm7_tiny.py": ONE, "bm7_tiny.ipynb": "{}"})
        notebooks = {who: course.root / "submitted" / who / "01_tiny/tiny.ipynb" for who in ("ada", "bm7")}
        assert 'graded(\\"' in notebooks["ada"].read_text()
        assert notebooks["bm7"].read_text() == "{}"

    def test_a_group_hands_in_for_each(self, take: Callable[..., Collection], course: Course) -> None:
        take({"e/submission_metadata.yml": METADATA, "e/submission_7/tiny.py": ONE})
        assert tree(course.root / "submitted") == {"ada/01_tiny/tiny.py": ONE, "bm7/01_tiny/tiny.py": ONE}

    def test_a_folder_is_as_good_as_an_archive(self, course: Course, lesson: Lesson, tmp_path: Path) -> None:
        folder = tmp_path / "export" / MOODLE / "src"
        folder.mkdir(parents=True)
        (folder / "tiny.py").write_text(ONE)
        (folder / "secret.py").symlink_to("/etc/passwd")
        done = collect(course, lesson, [tmp_path / "export"])
        assert tree(course.root / "submitted") == {"ada/01_tiny/src/tiny.py": ONE}
        remarks = {row.file: row.remark for row in done.taken}
        assert remarks["src/secret.py"].startswith("Not taken: secret.py can't be read")
        assert done.notes == {"ada": "src/tiny.py is graded."}

    def test_what_is_of_nobody_or_of_two_is_put_aside(
        self, take: Callable[..., Collection], course: Course
    ) -> None:
        files = {
            "doejane_13_900_tiny.py": ONE,
            "Jane Doe_5_assignsubmission_file_/tiny.py": TWO,
            "nobody_14_901_tiny.py": ONE,
            "Nobody At All_5_assignsubmission_file_/ada/tiny.py": ONE,
            "readme.txt": "hi",
        }
        done = take(files)
        assert tree(done.aside) == files
        assert done.aside == course.root / "unmatched" / "01_tiny"
        assert not done.taken
        assert tree(course.root / "submitted") == {}
        said = {row.origin: row.remark for row in done.unmatched}
        assert said["export.zip: doejane_13_900_tiny.py"].startswith("It could be from any of jane1, jane2")
        assert said["export.zip: readme.txt"].startswith("No student on the roster matches")
        take(files)
        assert tree(done.aside) == files, "the same again adds nothing"
        take({"readme.txt": "new"})
        assert tree(done.aside) == {**files, "readme.2.txt": "new"}

    def test_an_earlier_submission_is_kept_beside(
        self, take: Callable[..., Collection], course: Course
    ) -> None:
        name = f"{MOODLE}/tiny.py"
        take({name: ONE})
        (course.root / "submitted/ada/01_tiny/timestamp.txt").write_text("2026-01-30 15:00:00 UTC\n")
        assert take({name: ONE}).notes == {"ada": "It was already there."}
        done = take({name: TWO})
        assert done.notes["ada"] == "The earlier submission is now in submitted/ada/01_tiny.earlier-1."
        take({name: ONE})
        assert tree(course.root / "submitted/ada") == {
            "01_tiny.earlier-1/timestamp.txt": "2026-01-30 15:00:00 UTC\n",
            "01_tiny.earlier-1/tiny.py": ONE,
            "01_tiny.earlier-2/tiny.py": TWO,
            "01_tiny/tiny.py": ONE,
        }
        assert course.students() == ["ada", "bm7", "jane1", "jane2", "zoe"]

    def test_hostile_names_stay_in_their_folder(
        self, take: Callable[..., Collection], course: Course, tmp_path: Path
    ) -> None:
        take(
            {
                f"{MOODLE}/../../tiny.py": ONE,
                f"{MOODLE}/timestamp.txt": "2020-01-01 00:00:00 UTC",
                f"{MOODLE}/{'x' * 300}.py": TWO,
                f"{MOODLE}/{'d/' * 30}y.py": TWO,
                f"{MOODLE}/a\x1b[2J:b\u202e.py": TWO,
                f"{MOODLE}/file": "",
                f"{MOODLE}/file/inner.py": "",
                "/etc/evil.py": ONE,
            }
        )
        names = set(tree(course.root / "submitted/ada/01_tiny"))
        assert names == {
            "_timestamp.txt",
            f"{'x' * 50}.py",
            "d/" * 7 + "y.py",
            "a_[2J_b_.py",
            "file",
        }
        assert sorted(path.name for path in tmp_path.iterdir()) == ["course", "export.zip"]

    def test_a_fault_leaves_submitted_as_it_was(
        self,
        take: Callable[..., Collection],
        course: Course,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        take({f"{MOODLE}/tiny.py": ONE, "bm7/tiny.py": ONE})
        before = tree(course.root)
        rename = Path.rename

        def fail(path: Path, target: Path) -> Path:
            if target.parent.name == "bm7":
                raise OSError(28, "No space left on device", str(target))
            return rename(path, target)

        with monkeypatch.context() as patch:
            patch.setattr(Path, "rename", fail)
            with pytest.raises(CourseError, match=r"No space left on device.*submitted/ was not changed"):
                take({f"{MOODLE}/tiny.py": TWO, "bm7/tiny.py": TWO})
        assert tree(course.root) == before
        assert not list(course.root.glob(".collect-*"))

    @pytest.mark.parametrize(
        ("name", "content", "words"),
        [
            ("nowhere.zip", None, "There is no export at"),
            ("list.csv", b"", "is neither a folder nor an archive"),
            ("x.zip", b"PK", "can't be used: x.zip is not an intact archive"),
        ],
    )
    def test_what_is_no_export(
        self, name: str, content: bytes | None, words: str, course: Course, lesson: Lesson, tmp_path: Path
    ) -> None:
        if content is not None:
            (tmp_path / name).write_bytes(content)
        with pytest.raises(CourseError, match=words):
            collect(course, lesson, [tmp_path / name])
        assert tree(course.root / "submitted") == {}

    def test_a_students_archive_is_handed_on_unopened(
        self, take: Callable[..., Collection], course: Course
    ) -> None:
        data = io.BytesIO()
        with zipfile.ZipFile(data, "w") as archive:
            archive.writestr("tiny.py", ONE)
        done = take({"lovelaceada_11_900_hw.zip": data.getvalue()})
        assert list(tree(course.root / "submitted")) == ["ada/01_tiny/hw.zip"]
        assert done.notes == {"ada": "hw.zip/tiny.py is graded."}


class TestTimes:
    @pytest.fixture(autouse=True)
    def _zone(self, course: Course) -> None:
        self.set_zone(course, "America/New_York")

    def set_zone(self, course: Course, zone: str) -> None:
        path = course.root / "nbgrader_config.py"
        kept = [line for line in path.read_text().splitlines() if "timezone" not in line]
        path.write_text("\n".join([*kept, f"c.Autograder.timezone = {zone!r}", ""]))
        course.__dict__.pop("settings", None)  # what was read before

    def stated(self, course: Course, student: str = "ada") -> str | None:
        path = course.root / "submitted" / student / "01_tiny" / "timestamp.txt"
        return path.read_text() if path.exists() else None

    @pytest.mark.parametrize(
        ("when", "utc"),
        [
            ("2026-01-30-15-00-00", "2026-01-30 20:00:00 UTC\n"),
            ("2026-07-30-23-30-59", "2026-07-31 03:30:59 UTC\n"),
            ("2026-11-01-01-30-00", "2026-11-01 05:30:00 UTC\n"),  # the first of two such: the student's good
            ("2026-13-30-15-00-00", None),
            ("0001-01-01-00-00-00", None),
        ],
    )
    def test_blackboards_are_in_the_courses_zone(
        self, when: str, utc: str | None, take: Callable[..., Collection], course: Course
    ) -> None:
        done = take({f"01_tiny_ada_attempt_{when}_tiny.py": ONE, f"01_tiny_ada_attempt_{when}.txt": ""})
        assert self.stated(course) == utc
        assert ("ada" in done.times) == (utc is not None)
        assert [row.student for row in done.taken] == ["ada"]

    def test_without_a_zone_it_is_the_machines(self, take: Callable[..., Collection], course: Course) -> None:
        self.set_zone(course, "")
        done = take({"01_tiny_ada_attempt_2026-01-30-15-00-00_tiny.py": ONE})
        local = datetime(2026, 1, 30, 15).astimezone()
        assert done.times == {"ada": local}
        assert self.stated(course) == f"{local.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC\n"

    @pytest.mark.parametrize(
        ("created", "utc"),
        [
            ("2026-11-20 13:45:10.123456000 Z", "2026-11-20 13:45:10 UTC\n"),
            ("2026-11-20 13:45:10.1 -08:00", "2026-11-20 21:45:10 UTC\n"),
            ("2026-11-20T13:45:10Z", "2026-11-20 13:45:10 UTC\n"),
            ("2026-11-20 13:45:10", "2026-11-20 13:45:10 UTC\n"),
            ("yesterday", None),
            ("2026-11-20 13:45:10 EST", None),
            ("[1, 2]", None),
        ],
    )
    def test_gradescopes_have_their_zone(
        self, created: str, utc: str | None, take: Callable[..., Collection], course: Course
    ) -> None:
        metadata = METADATA.replace("2026-13-45 15:00:00 Z", created)
        history = "  :history:\n  - :created_at: 2020-01-01 00:00:00 Z\n"
        take({"e/submission_metadata.yml": metadata + history, "e/submission_7/tiny.py": ONE})
        assert self.stated(course, "ada") == self.stated(course, "bm7") == utc

    @pytest.mark.parametrize(
        "name",
        [
            f"{MOODLE}/01_tiny_ada_attempt_2020-01-01-00-00-00_tiny.py",
            f"{MOODLE}/timestamp.txt",
            "lovelaceada_11_900_x_attempt_2020-01-01-00-00-00_tiny.py",
            "lovelaceada_LATE_11_900_timestamp.txt",
            "submitted/ada/01_tiny/timestamp.txt",
            "ada/timestamp.txt",
        ],
    )
    def test_what_a_student_writes_is_no_time(
        self, name: str, take: Callable[..., Collection], course: Course
    ) -> None:
        done = take({name: "2020-01-01 00:00:00 UTC"})
        assert [row.student for row in done.taken] == ["ada"]
        assert done.times == {}
        assert self.stated(course) is None

    def test_nor_behind_blackboards_own(self, take: Callable[..., Collection], course: Course) -> None:
        name = "01_tiny_ada_attempt_2026-01-30-15-00-00_x_ada_attempt_2020-01-01-00-00-00_tiny.py"
        take({name: ONE})
        assert self.stated(course) == "2026-01-30 20:00:00 UTC\n"

    def test_the_latest_attempts_counts(self, take: Callable[..., Collection], course: Course) -> None:
        before = "01_tiny_ada_attempt_2026-01-30-15-00-00_tiny.py"
        after = "01_tiny_ada_attempt_2026-02-01-09-00-00_tiny.py"
        take({before: ONE})
        done = take({before: ONE, after: TWO})
        assert done.notes["ada"] == "The earlier submission is now in submitted/ada/01_tiny.earlier-1."
        assert tree(course.root / "submitted/ada") == {
            "01_tiny.earlier-1/timestamp.txt": "2026-01-30 20:00:00 UTC\n",
            "01_tiny.earlier-1/tiny.py": ONE,
            "01_tiny/timestamp.txt": "2026-02-01 14:00:00 UTC\n",
            "01_tiny/tiny.py": TWO,
        }

    def test_a_corrected_time_is_told(self, take: Callable[..., Collection], course: Course) -> None:
        files = {"01_tiny_ada_attempt_2026-01-30-15-00-00_tiny.py": ONE}
        take(files)
        assert take(files).notes == {"ada": "It was already there."}
        self.set_zone(course, "Europe/Berlin")
        assert take(files).notes == {
            "ada": "It was already there. It was handed in 2026-01-30 14:00:00 UTC;"
            " 2026-01-30 20:00:00 UTC was recorded before."
        }
        assert self.stated(course) == "2026-01-30 14:00:00 UTC\n"
        (course.root / "submitted/ada/01_tiny/timestamp.txt").unlink()
        assert take(files).notes["ada"].endswith("no time was recorded before.")
        assert self.stated(course) == "2026-01-30 14:00:00 UTC\n"

    def test_a_fault_leaves_the_times(
        self, take: Callable[..., Collection], course: Course, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        name = "01_tiny_{}_attempt_2026-01-30-15-00-00_tiny.py"
        files = {name.format("ada"): ONE, name.format("bm7"): ONE}
        take(files)
        before = tree(course.root / "submitted")
        self.set_zone(course, "Europe/Berlin")
        rename = Path.rename

        def fail(path: Path, target: Path) -> Path:
            if "bm7" in target.parts and path.name == "timestamp.txt":
                raise OSError(28, "No space left on device", str(target))
            return rename(path, target)

        with monkeypatch.context() as patch:
            patch.setattr(Path, "rename", fail)
            with pytest.raises(CourseError, match="No space left on device"):
                take(files)
        assert tree(course.root / "submitted") == before

    @pytest.mark.parametrize(
        ("zone", "stated", "warned"),
        [
            ("America/New_York", "EST", False),
            ("America/New_York", "CST", True),
            ("UTC", "GMT", False),
            ("UTC", "EST", True),
            ("Asia/Singapore", "SGT", False),  # its name here is +08: nothing can be compared
        ],
    )
    def test_a_receipt_in_another_zone_is_told(
        self, zone: str, stated: str, warned: bool, take: Callable[..., Collection], course: Course
    ) -> None:
        self.set_zone(course, zone)
        one = "01_tiny_ada_attempt_2026-01-30-15-00-00"
        done = take({f"{one}_tiny.py": ONE, f"{one}.txt": RECEIPT.format(zone=stated)})
        words = f"Blackboard states times in {stated}, but they were read in"
        assert [warning.startswith(words) for warning in done.warnings] == [True] * warned
