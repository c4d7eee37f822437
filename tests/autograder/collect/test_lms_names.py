"""What the names of learning platforms say of a file."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest
from collected import METADATA, RECEIPT

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
from autograder.errors import CourseError
from autograder.lesson.registry import Lesson


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
    with pytest.raises(CourseError, match="is not as Gradescope writes it"):
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
