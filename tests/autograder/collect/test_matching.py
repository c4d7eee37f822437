"""Whose a file is: a student of the roster or nobody, never another student."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from collected import METADATA, MOODLE, ONE, TWO, owners, tree

from autograder.collect.collection import Collection, collect
from autograder.collect.lms_names import Person
from autograder.collect.matching import Matcher
from autograder.common.text import shortened
from autograder.gradebook.course import Course
from autograder.gradebook.roster import Student
from autograder.lesson.kit import Kit
from autograder.lesson.registry import Lesson

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
        reason = "Several submissions could be from ada. Move it to the right student's folder."
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
            "It could be from any of bm, bm7. Move it to the right student's folder."
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
