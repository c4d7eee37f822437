"""The folder of reports of a graded lesson: which files there are, and that they are safe to open."""

from __future__ import annotations

import os
import re
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote

import pytest
from class_pages import FAILED, Reader, graded, outcome, write

from autograder.errors import GraderError
from autograder.report.folder import page_stems
from autograder.report.graded import GradedSubmission
from autograder.results import Status

HOSTILE = '</script><script>alert(1)</script><img src=x onerror="alert(1)">`<i>`'


def test_whatever_students_write_is_text(tmp_path: Path) -> None:
    bad = outcome(Status.FAILED, message=HOSTILE, diagnosis=HOSTILE)
    submission = graded("<b>x", [bad], name=HOSTILE, note=HOSTILE)
    index = Reader(write(tmp_path, submission))
    (path,) = (tmp_path / "students").iterdir()
    student = Reader(path.read_text("utf-8"))
    for reader in (index, student):
        assert not {"script", "img", "i", "b"} & set(reader.tags)
        assert "</script><script>alert(1)" in reader.text
        assert "<b>x" in reader.text


@pytest.mark.parametrize("student", ["<b>x", "a b#c?d%2e&e", "..", "\udcff", "a\nb", "名" * 80, "x" * 255])
def test_odd_students_have_safe_pages(tmp_path: Path, student: str) -> None:
    index = Reader(write(tmp_path, graded(student)))
    (path,) = (tmp_path / "students").iterdir()
    assert re.fullmatch(r"[A-Za-z0-9_.-]{6,110}", path.name)
    assert f"students/{path.name}" in [unquote(link) for link in index.links]


def test_file_names_are_plain_where_they_can_be_and_never_collide() -> None:
    students = ["s1", "ann@uni.edu", "Bo", "bo", "x y", "x_y", "x?y", "index", "Index"]
    stems = page_stems(students)
    assert stems["s1"] == "s1"
    assert stems["ann@uni.edu"] == "ann@uni.edu"
    assert len({stem.casefold() for stem in [*stems.values(), "index"]}) == 10
    with pytest.raises(GraderError, match="'s1' has two submissions"):
        page_stems(["s1", "s2", "s1"])


def everything() -> list[GradedSubmission]:
    """A class in which every status, a note, a name and a device occur."""
    classmates = [
        graded(
            f"s{i}", [outcome(status, message="m `code`", diagnosis="d"), outcome(device="cuda")], name="N"
        )
        for i, status in enumerate(Status)
    ]
    return [*classmates, graded("none", [], [], note="Missing.")]


def test_pages_are_well_formed_and_refer_to_nothing_outside(tmp_path: Path) -> None:
    write(tmp_path, *everything())
    pages = sorted(tmp_path.rglob("*.html"))
    assert len(pages) == 11
    for path in pages:
        html = path.read_text("utf-8")
        reader = Reader(html)
        assert "//" not in re.sub(r"/\*.*?\*/", "", html)
        assert "url(" not in html
        assert "@import" not in html
        assert not {"script", "link", "iframe", "object"} & set(reader.tags)
        assert len(reader.ids) == len(set(reader.ids))
        assert set(reader.targets) <= set(reader.ids)
        for link in reader.links:
            assert link[1:] in reader.ids if link.startswith("#") else (path.parent / link).is_file()


def test_headings_go_down_one_level_at_a_time(tmp_path: Path) -> None:
    write(tmp_path, *everything())
    for path in tmp_path.rglob("*.html"):
        levels = [int(tag[1]) for tag in Reader(path.read_text("utf-8")).tags if re.fullmatch("h[1-6]", tag)]
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(after - before <= 1 for before, after in pairwise(levels))


def test_equal_results_give_equal_files_in_any_order(tmp_path: Path) -> None:
    write(tmp_path / "a", *everything())
    write(tmp_path / "b", *reversed(everything()))
    files = [path.relative_to(tmp_path / "a") for path in (tmp_path / "a").rglob("*") if path.is_file()]
    assert len(files) == 24  # a page and a result for each of ten, the index of the results, three for all
    for path in files:
        assert (tmp_path / "a" / path).read_bytes() == (tmp_path / "b" / path).read_bytes()


def test_a_write_that_fails_leaves_the_earlier_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, graded("a"))
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    write_text = Path.write_text

    def full_disk(path: Path, text: str, **options: str) -> int:
        if "index.html" in path.name:
            write_text(path, text[:100], **options)
            raise OSError(28, os.strerror(28))
        return write_text(path, text, **options)

    monkeypatch.setattr(Path, "write_text", full_disk)
    with pytest.raises(GraderError, match=r"index\.html can't be written \(No space left on device\)"):
        write(tmp_path, graded("a", [FAILED]))
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_a_folder_that_is_a_file_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "report").write_text("mine")
    with pytest.raises(GraderError, match="choose another folder"):
        write(tmp_path / "report", graded("a"))
