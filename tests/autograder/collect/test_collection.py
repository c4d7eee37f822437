"""Exports of learning management systems: whose each file is, and where it lies in the course afterwards."""

from __future__ import annotations

import io
import os
import shutil
import zipfile
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

import pytest

from autograder.cli.app import main
from autograder.collect.collection import Collection, collect
from autograder.collect.downloads import exports_in
from autograder.collect.lms_names import (
    Group,
    Groups,
    HandedFile,
    Layout,
    Person,
    layout,
    receipt_zone,
    submitters,
)
from autograder.collect.matching import Matcher
from autograder.common.text import shortened
from autograder.errors import CourseError
from autograder.gradebook.course import Course
from autograder.gradebook.roster import Student
from autograder.lesson.kit import Kit
from autograder.lesson.registry import Lesson

ROSTER = """\
id,first_name,last_name,email
ada,Ada,Lovelace,ada@example.org
bm7,Bilal,Müller,b.mueller@example.org
jane1,Jane,Doe,jane.doe@example.org
jane2,Jane,Doe,doe@example.org
zoe,,,
"""
ONE = "def double(x):\n    return 2 * x\n"
TWO = "def double(x):\n    return x + x\n"
LATE = "Canvas marks it as late but states no time, so no points are taken off."
MOODLE = "Ada Lovelace_12_assignsubmission_file_"
METADATA = """\
---
submission_7:
  :submitters:
  - :name: Ada Lovelace
    :sid: '5'
    :email: ada@example.org
  - :name: B. Müller
    :sid: bm7
    :email:
  :created_at: 2026-13-45 15:00:00 Z
"""


@pytest.fixture(scope="module")
def pristine(tiny: Kit, tmp_path_factory: pytest.TempPathFactory) -> Path:
    base = tmp_path_factory.mktemp("course")
    (base / "roster.csv").write_text(ROSTER)
    Course.create(base / "course", tiny, tiny.registry.lessons, base / "roster.csv")
    return base / "course"


@pytest.fixture
def course(pristine: Path, tiny: Kit, tmp_path: Path) -> Course:
    shutil.copytree(pristine, tmp_path / "course")
    return Course.open(tmp_path / "course", tiny)


@pytest.fixture
def lesson(tiny: Kit) -> Lesson:
    return tiny.registry.lesson("01")


@pytest.fixture
def take(course: Course, lesson: Lesson, tmp_path: Path) -> Callable[..., Collection]:
    """Collects an export of these files."""

    def run(files: Mapping[str, str | bytes]) -> Collection:
        path = tmp_path / "export.zip"
        with zipfile.ZipFile(path, "w") as archive:
            for name, text in files.items():
                archive.writestr(name, text)
        return collect(course, lesson, [path])

    return run


def tree(folder: Path) -> dict[str, str]:
    """What students handed in; without the notebook that is put beside it for nbgrader."""
    return {
        str(path.relative_to(folder)): path.read_bytes().decode("latin-1")
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "tiny.ipynb"
    }


def read(path: str, lesson: Lesson, groups: Groups | None = None) -> HandedFile | None:
    """What the path says as the only file of an export of nobody known."""
    only = PurePosixPath(path)
    return layout([only], lesson, lambda _: False).read(only, lesson, groups or {})


@pytest.mark.parametrize(
    ("path", "person", "file", "attempt"),
    [
        ("doejane_123_4567_tiny.py", Person(names=("doejane",), number="123"), "tiny.py", ""),
        ("doejane_LATE_123_4567_tiny-2.py", Person(names=("doejane",), number="123"), "tiny.py", ""),
        ("submissions/doejane_1_4_a_b-2.py", Person(names=("doejane",), number="1"), "a_b-2.py", ""),
        ("Jane Doe_12_assignsubmission_file_/tiny.py", Person(("Jane Doe",), number="12"), "tiny.py", ""),
        ("x/Jane Doe_12_assignsubmission_file_/a/b.py", Person(("Jane Doe",), number="12"), "a/b.py", ""),
        ("Jane Doe_12_assignsubmission_file_tiny.py", Person(("Jane Doe",), number="12"), "tiny.py", ""),
        (
            "J D_1_assignsubmission_onlinetext_/onlinetext.html",
            Person(("J D",), number="1"),
            "onlinetext.html",
            "",
        ),
        (
            "01_tiny_j_doe_attempt_2026-01-30-15-00-00_my_tiny.py",
            Person(logins=("j_doe",)),
            "my_tiny.py",
            "2026-01-30-15-00-00",
        ),
        (
            "My HW_j_doe_attempt_2026-01-30-15-00-00_tiny.py",
            Person(logins=("My HW_j_doe", "j_doe", "doe")),
            "tiny.py",
            "2026-01-30-15-00-00",
        ),
        ("submitted/jane/tiny.py", Person(("jane",), ("jane",)), "tiny.py", ""),
        ("submitted/jane/01_tiny/a/tiny.py", Person(("jane",), ("jane",)), "a/tiny.py", ""),
        ("course/submitted/jane/01_tiny/tiny.py", Person(("jane",), ("jane",)), "tiny.py", ""),
        ("submitted/jane/01_tiny/tiny.py", Person(("jane",), ("jane",)), "tiny.py", ""),
        ("jane_tiny.py", Person(("jane",), ("jane",)), "tiny.py", ""),
        ("jane.zip", Person(("jane",), ("jane",)), "jane.zip", ""),
    ],
)
def test_what_a_name_says(path: str, person: Person, file: str, attempt: str, lesson: Lesson) -> None:
    handed = read(path, lesson)
    assert handed is not None
    assert (handed.people, str(handed.file), handed.attempt) == ((person,), file, attempt)
    assert handed.late == ("LATE" in path)


def test_a_folder_of_another_lesson_says_nothing(lesson: Lesson) -> None:
    assert Layout().read(PurePosixPath("jane/01_tiny/tiny.py"), lesson, {}) is not None
    assert Layout().read(PurePosixPath("jane/02_other/tiny.py"), lesson, {}) is None


def test_of_canvas_the_later_number_is_the_newer_version(lesson: Lesson) -> None:
    names = ["d_1_4567_tiny.py", "d_1_4567_tiny-1.py", "d_1_4567_tiny-2.py", "d_1_4568_tiny.py"]
    versions = [handed.version for name in names if (handed := read(name, lesson))]
    assert len(versions) == len(names)
    assert versions == sorted(set(versions))


def test_gradescope_says_who_it_is_in_a_file_beside(lesson: Lesson) -> None:
    groups = submitters(METADATA.encode())
    ada = Person(names=("Ada Lovelace",), logins=("5",), emails=("ada@example.org",))
    bilal = Person(names=("B. Müller",), logins=("bm7",))
    assert groups == {"submission_7": Group((ada, bilal))}  # the 13th month is no time
    paths = [PurePosixPath("export") / name for name in ("submission_metadata.yml", "submission_7/a/tiny.py")]
    form = layout(paths, lesson, lambda _: False)
    assert form.metadata == paths[0]
    handed = form.read(paths[1], lesson, groups)
    assert handed == HandedFile((ada, bilal), PurePosixPath("a/tiny.py"), "7".zfill(20))


@pytest.mark.parametrize("text", [b"", b"- 1", b"a: {:submitters: 5}", b"a: 1", b"{", b"\xff", b"[" * 5000])
def test_metadata_that_is_none(text: bytes) -> None:
    with pytest.raises(CourseError, match="isn't what Gradescope writes"):
        submitters(text)


def test_receipts_are_of_the_system(lesson: Lesson) -> None:
    names = (
        "01_tiny_ada_attempt_2026-01-30-15-00-00.txt",
        "01_tiny_ada_attempt_2026-01-30-15-00-00_a.txt",
        "01_tiny_ada_attempt_2026-01-30-15-00-00_x_attempt_2026-01-30-15-00-00.txt",
    )
    paths = [PurePosixPath(name) for name in names]
    form = layout(paths, lesson, lambda _: False)
    assert [form.adds(path) for path in paths] == [True, False, False]


STUDENTS = [
    Student("ada", "Ada", "Lovelace", "ada@example.org"),
    Student("bm7", "Bilal Karim", "Müller", "B.Mueller@example.org"),
    Student("1", "Jane", "Doe", "jane.doe@example.org"),
    Student("2", "Jane", "Doe", "doe@example.org"),
    Student("chen", "Li", "Wei", "li@example.org"),
    Student("li", "Bo", "Chen", "bo@example.org"),
    Student("zoe"),
]


@pytest.mark.parametrize(
    ("person", "found"),
    [
        (Person(names=("Ada Lovelace",)), {"ada"}),
        (Person(names=("LOVELACE, Ada",)), {"ada"}),
        (Person(names=("lovelaceada",)), {"ada"}),
        (Person(names=("Müller Bilal Karim",)), {"bm7"}),
        (Person(names=("mullerbilalkarim",)), {"bm7"}),
        (Person(names=("mllerbilalkarim",)), {"bm7"}),
        (Person(names=("Mu\u0308ller Karim Bilal",)), {"bm7"}),
        (Person(names=("Bilal Müller",)), set()),
        (Person(names=("Jane Doe",)), {"1", "2"}),
        (Person(names=("Jane Doe",), number="2"), {"2"}),
        (Person(names=("Jane Doe",), number="3"), {"1", "2"}),
        (Person(names=("Nobody",), number="2"), set()),
        (Person(names=("Jane Doe",), emails=("DOE@example.org",)), {"2"}),
        (Person(names=("Ada Lovelace",), emails=("doe@example.org",)), set()),
        (Person(names=("Ada Lovelace",), emails=("other.ada@x.org",)), set()),
        (Person(names=("Ada Lovelace",), logins=("other.ada@x.org",)), set()),
        (Person(names=("Ada Lovelace",), logins=("999",)), set()),
        (Person(names=("Ada Lovelace",), logins=("x-999",)), {"ada"}),
        (Person(names=("Ada Lovelace",), logins=("eve",), emails=("ada@example.org",)), set()),
        (Person(names=("Ada Lovelace",), logins=("ada",), emails=("Ada@Example.org",)), {"ada"}),
        (Person(names=("zoe",), emails=("any@x.org",)), {"zoe"}),
        (Person(names=("liwei",), logins=("liwei",)), {"chen"}),
        (Person(logins=("ADA",)), {"ada"}),
        (Person(logins=("b.mueller",)), {"bm7"}),
        (Person(logins=("b.mueller@example.org",)), {"bm7"}),
        (Person(logins=("li",)), {"li"}),
        (Person(logins=("x_li", "li")), {"li", "chen"}),
        (Person(names=("zoe",)), {"zoe"}),
        (Person(names=("chen",)), set()),
        (Person(names=("",), logins=("", "_"), emails=("",)), set()),
        (Person(), set()),
    ],
)
def test_whose_it_is(person: Person, found: set[str]) -> None:
    assert Matcher(STUDENTS).find(person) == found


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
        assert (taken.pop("tiny.py"), taken.keys()) == (TWO, {"timestamp.txt"})
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
        with pytest.raises(CourseError, match="work on 02_other and none on 01_tiny"):
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
        assert said["export.zip: doejane_13_900_tiny.py"].startswith("It could be of any of jane1, jane2")
        assert said["export.zip: readme.txt"].startswith("Nobody on the roster fits")
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
        assert done.notes["ada"] == "What was there is now in submitted/ada/01_tiny.earlier-1."
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
            with pytest.raises(CourseError, match=r"No space left on device.*submitted/ is as it was"):
                take({f"{MOODLE}/tiny.py": TWO, "bm7/tiny.py": TWO})
        assert tree(course.root) == before
        assert not list(course.root.glob(".collect-*"))

    @pytest.mark.parametrize(
        ("name", "content", "words"),
        [
            ("nowhere.zip", None, "There is no export at"),
            ("list.csv", b"", "is no folder and no archive"),
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


def owners(done: Collection) -> dict[str, str]:
    """Whose each file that was taken is."""
    return {row.origin.removeprefix("export.zip: "): row.student for row in done.taken}


FAKE_BB = "x_bm7_attempt_2030-01-01-00-00-00_tiny.py"
FAKE_CANVAS = "mullerbilal_1_99_tiny.py"
FAKE_MOODLE = "Bilal Müller_1_assignsubmission_file_tiny.py"
FAKES = (FAKE_BB, FAKE_CANVAS, FAKE_MOODLE, FAKE_MOODLE.replace("tiny.py", "/tiny.py"), "bm7_tiny.py")


class TestNobodyIsAnother:
    @pytest.mark.parametrize("honest", [(), ("mullerbilal_12_800_tiny.py", "readme.txt")])
    @pytest.mark.parametrize("fake", [*FAKES, "x_attempt_2026-01-01-00-00-00.txt", "submission_metadata.yml"])
    def test_at_canvas(
        self, fake: str, honest: tuple[str, ...], take: Callable[..., Collection], course: Course
    ) -> None:
        name = f"lovelaceada_11_900_{fake.replace('/', '')}"
        done = take({name: ONE} | dict.fromkeys(honest, TWO))
        assert owners(done) == {shortened(name): "ada"} | ({honest[0]: "bm7"} if honest else {})

    @pytest.mark.parametrize("honest", [(), ("01_tiny_bm7_attempt_2026-01-30-15-00-00_tiny.py",)])
    @pytest.mark.parametrize("fake", [*FAKES, "x_attempt_2026-01-01-00-00-00.txt"])
    def test_at_blackboard(
        self, fake: str, honest: tuple[str, ...], take: Callable[..., Collection], course: Course
    ) -> None:
        name = f"01_tiny_ada_attempt_2026-01-30-15-00-00_{fake.replace('/', '')}"
        done = take({name: ONE} | dict.fromkeys(honest, TWO))
        assert owners(done) == {shortened(name): "ada"} | dict.fromkeys(honest, "bm7")

    @pytest.mark.parametrize(
        "owner", ["ada/", MOODLE, f"{MOODLE}/", "submitted/ada/", "submitted/ada/01_tiny/"]
    )
    @pytest.mark.parametrize(
        "fake",
        [
            *FAKES,
            "bm7/tiny.py",
            "submitted/bm7/tiny.py",
            "submission_7/tiny.py",
            "submission_metadata.yml",
            "x_attempt_2026-01-01-00-00-00.txt",
        ],
    )
    @pytest.mark.parametrize("alone", [True, False])
    def test_in_a_folder_of_ones_own(
        self, owner: str, fake: str, alone: bool, take: Callable[..., Collection], course: Course
    ) -> None:
        files = {f"{owner}{fake}": ONE}
        if not alone:
            honest = owner.replace("Ada Lovelace_12", "Müller Bilal_13").replace("ada", "bm7")
            files |= {f"{honest}tiny.py": TWO, f"{owner}submission_metadata.yml": "{"}
        done = take(files)
        assert owners(done) == {shortened(name): "ada" if name.startswith(owner) else "bm7" for name in files}

    def test_metadata_of_a_student_names_nobody(
        self, take: Callable[..., Collection], course: Course
    ) -> None:
        one = METADATA[: METADATA.index("  - :name: B.")]
        forged = METADATA.replace("submission_7", "submission_8")
        files = {
            "e/submission_7/submission_metadata.yml": forged,
            "e/submission_7/submission_8/tiny.py": ONE,
            "e/submission_7/deep/submission_metadata.yml": "{",
            "e/submission_metadata.yml": one,
        }
        done = take(files)
        assert {row.student for row in done.taken} == {"ada"}
        assert len(done.taken) == 3
        assert not done.unmatched

    def test_metadata_without_a_folder_of_gradescope_stops_nothing(
        self, take: Callable[..., Collection], course: Course
    ) -> None:
        done = take({"lovelaceada_11_900_tiny.py": ONE, "submission_metadata.yml": "{"})
        assert [row.student for row in done.taken] == ["ada"]
        assert [row.file for row in done.unmatched] == ["submission_metadata.yml"]

    @pytest.mark.parametrize(
        "files",
        [
            ("lovelaceada_11_900_tiny.py", "lovelaceada_12_901_tiny.py"),
            (f"{MOODLE}/tiny.py", "Ada Lovelace_13_assignsubmission_file_/tiny.py"),
            ("ada/tiny.py", "Ada Lovelace/tiny.py"),
            ("T_ada_attempt_2026-01-30-15-00-00_tiny.py", "T_a.da_attempt_2026-01-30-15-00-00_tiny.py"),
        ],
    )
    def test_two_on_one_are_put_aside(
        self, files: tuple[str, ...], take: Callable[..., Collection], course: Course
    ) -> None:
        done = take(dict.fromkeys(files, ONE) | {"bm7/tiny.py": TWO})
        assert [row.student for row in done.taken] == ["bm7"]
        remarks = {row.origin.removeprefix("export.zip: "): row.remark for row in done.unmatched}
        reason = "More than one who handed in could be ada: put it where it belongs."
        assert remarks == dict.fromkeys(files, reason)
        assert tree(done.aside) == dict.fromkeys(files, ONE)

    def test_two_on_one_take_nothing_from_their_group(
        self, take: Callable[..., Collection], course: Course
    ) -> None:
        other = "submission_9:\n  :submitters:\n  - :name: Ada Lovelace\n"
        done = take(
            {
                "submission_metadata.yml": METADATA + other,
                "submission_7/tiny.py": ONE,
                "submission_9/tiny.py": TWO,
            }
        )
        assert tree(course.root / "submitted") == {"bm7/01_tiny/tiny.py": ONE}
        assert len(done.unmatched) == 2

    def test_the_same_in_two_files_is_one(self, take: Callable[..., Collection], course: Course) -> None:
        text = MOODLE.replace("file", "onlinetext")
        done = take({f"{MOODLE}/tiny.py": ONE, f"{text}/onlinetext.html": ""})
        assert [row.student for row in done.taken] == ["ada", "ada"]

    def test_a_login_is_what_stands_behind_the_title_of_all(
        self, take: Callable[..., Collection], course: Course
    ) -> None:
        when = "attempt_2026-01-30-15-00-00_tiny.py"
        done = take({f"My HW_x_ada_{when}": ONE, f"My HW_bm7_{when}": TWO})
        assert [row.student for row in done.taken] == ["bm7"]

    @pytest.mark.parametrize("name", ["bm_7_tiny.py", "bm_7.zip"])
    def test_a_name_given_by_hand_that_can_end_in_two_places(
        self, name: str, tmp_path: Path, tiny: Kit, lesson: Lesson
    ) -> None:
        (tmp_path / "roster.csv").write_text("id\nbm\nbm7\n")
        course = Course.create(tmp_path / "two", tiny, tiny.registry.lessons, tmp_path / "roster.csv")
        (tmp_path / "export").mkdir()
        (tmp_path / "export" / name).write_text(ONE)
        done = collect(course, lesson, [tmp_path / "export"])
        assert [row.remark for row in done.unmatched] == [
            "It could be of any of bm, bm7: put it where it belongs."
        ]
        assert not done.taken

    def test_names_given_by_hand_arent_read_as_blackboards(
        self, take: Callable[..., Collection], course: Course
    ) -> None:
        done = take({f"ada_{number}{FAKE_BB}": ONE for number in range(3)} | {"jane1_tiny.py": TWO})
        assert [row.student for row in done.taken] == ["jane1"]

    @pytest.mark.parametrize("name", ["eve/bm7/tiny.py", "eve/bm7_tiny.py", f"submission_7/{FAKE_CANVAS}"])
    def test_a_stranger_alone_is_nobody_else(
        self, name: str, take: Callable[..., Collection], course: Course
    ) -> None:
        done = take({name: ONE})
        assert not done.taken
        assert tree(done.aside) == {name: ONE}

    def test_what_lies_deep_in_a_strangers_folder_stays_in_it(
        self, take: Callable[..., Collection], course: Course
    ) -> None:
        done = take({f"nobody/x/{MOODLE}/1/2/3/4/5/6/tiny.py": ONE})
        assert [name.partition("/")[0] for name in tree(done.aside)] == ["nobody"]


RECEIPT = """\
Name: Ada Lovelace (ada)
Assignment: 01_tiny
Date Submitted: Friday, 30 January 2026 15:00:00 o'clock {zone}
Current Grade: Needs Grading

Submission Field:
Date Submitted: Friday, 30 January 2026 15:00:00 o'clock NST
"""


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        (RECEIPT.format(zone="EST"), "EST"),
        (RECEIPT.format(zone="").replace("o'clock", "PM"), ""),
        ("\ufeffName: x\r\nDate Submitted: Monday, January 30, 2012 3:17:07 PM CEST\r\n", "CEST"),
        ("Name: x\n\nComments:\nDate Submitted: now EST\n", ""),
        ("Name: Date Submitted: now EST\n", ""),
        ("", ""),
    ],
)
def test_the_zone_of_a_receipt_stands_in_its_head(text: str, zone: str) -> None:
    assert receipt_zone(text.encode()) == zone


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
        assert done.notes["ada"] == "What was there is now in submitted/ada/01_tiny.earlier-1."
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
        words = f"Blackboard states times in {stated}, and they were read in"
        assert [warning.startswith(words) for warning in done.warnings] == [True] * warned


class TestDownloads:
    """Which of the things in a folder are exports by themselves."""

    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        path = tmp_path / "archive"
        path.mkdir()
        return path

    def found(self, course: Course, lesson: Lesson, folder: Path) -> list[tuple[str, set[str]]]:
        return [(one.path.name, set(one.only or ())) for one in exports_in(course, lesson, folder)]

    def test_archives_and_folders_are_and_the_rest_is_one(
        self, course: Course, lesson: Lesson, folder: Path
    ) -> None:
        whole = (
            "submissions.zip",
            "assignment_7_export.tar.gz",
            "gradebook_202610_40123_HW_2026-01-30-15-00-00.zip",
        )
        loose = (
            "ada.zip",
            "ada_tiny.py",
            "lovelaceada_11_900_hw.zip",
            "nobody_12_901_hw.zip",
            "01_tiny_eve_attempt_2026-01-30-15-00-00_hw.zip",
            "readme.txt",
            "submission_metadata.yml",
        )
        owned = ("bm7", MOODLE, "Eve Nobody_13_assignsubmission_file_", "submission_7", "submitted")
        for number, name in enumerate((*loose, *whole, ".DS_Store")):
            (folder / name).write_bytes(b"")
            os.utime(folder / name, (number, number))
        for name in (*owned, "unpacked"):
            (folder / name).mkdir()
            os.utime(folder / name, (99, 99))
        assert self.found(course, lesson, folder) == [
            ("archive", {*loose, *owned}),
            *((name, set()) for name in (*whole, "unpacked")),
        ]

    def test_the_one_downloaded_last_counts(self, course: Course, lesson: Lesson, folder: Path) -> None:
        for number, (name, text) in enumerate({"export.zip": ONE, "export (1).zip": TWO}.items()):
            with zipfile.ZipFile(folder / name, "w") as archive:
                archive.writestr(f"{MOODLE}/tiny.py", text)
            os.utime(folder / name, (number, number))
        done = collect(course, lesson, exports_in(course, lesson, folder))
        assert tree(course.root / "submitted") == {"ada/01_tiny/tiny.py": TWO}
        assert [row.origin for row in done.left] == [f"export.zip: {MOODLE}/tiny.py"]

    def test_of_what_lies_loose_only_what_is_no_export_is_taken(
        self, course: Course, lesson: Lesson, folder: Path
    ) -> None:
        with zipfile.ZipFile(folder / "export.zip", "w") as archive:
            archive.writestr(f"{MOODLE}/tiny.py", ONE)
        (folder / "bm7_tiny.py").write_text(TWO)
        (folder / "what.txt").write_text("?")
        done = collect(course, lesson, exports_in(course, lesson, folder))
        assert {row.student: row.origin for row in done.taken} == {
            "ada": f"export.zip: {MOODLE}/tiny.py",
            "bm7": "archive: bm7_tiny.py",
        }
        assert [row.origin for row in done.unmatched] == ["archive: what.txt"]

    def test_none(self, course: Course, lesson: Lesson, folder: Path) -> None:
        assert exports_in(course, lesson, folder) == []


def test_the_command_shows_a_table(
    course: Course,
    tiny: Kit,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("AUTOGRADER_KIT", str(tiny.root))
    with zipfile.ZipFile(tmp_path / "e.zip", "w") as archive:
        archive.writestr("ada/[red]t.py", ONE)
        archive.writestr("nobody/t.py", ONE)
    with pytest.raises(SystemExit) as end:
        main(["collect", "01", str(tmp_path / "e.zip"), "--course", str(course.root)])
    assert end.value.code == 0
    table = capsys.readouterr().out
    for words in ("ada", "[red]t.py", "nobody/t.py", "Handed in nothing (4): bm7, jane1, jane2, zoe"):
        assert words in table
