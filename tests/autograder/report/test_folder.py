"""The reports of a graded lesson: what they say, to whom, and that they are safe to open."""

from __future__ import annotations

import csv
import os
import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote

import pytest

from autograder import __version__
from autograder.errors import GraderError
from autograder.lesson.registry import Feedback, Function, Lesson
from autograder.report.folder import page_stems, write_reports
from autograder.report.graded import GradedSubmission
from autograder.report.plots import histogram
from autograder.results import FunctionResult, Report, Status, TestResult

LESSON = Lesson(
    name="02_softmax_classifier",
    title="Softmax & co",
    functions=(Function("softmax", 3), Function("accuracy", 1)),
)
SEED = 918273645
HINTS = {
    "softmax": ["Subtract the maximum.", "Look at `dim`.", "Use `keepdim`."],
    "accuracy": ["Use argmax."],
}
VOID = {"meta", "br", "wbr"}


def outcome(
    status: Status = Status.PASSED,
    test: str = "test_rows",
    device: str = "cpu",
    message: str = "",
    diagnosis: str | None = None,
) -> TestResult:
    return TestResult(test, device, status, f"Sentence of {test}.", message, diagnosis)


def graded(
    student: str,
    softmax: list[TestResult] | None = None,
    accuracy: list[TestResult] | None = None,
    name: str = "",
    note: str = "",
    seed: int = SEED,
) -> GradedSubmission:
    passed = [outcome()]
    functions = [
        FunctionResult.of("softmax", 3.0, passed if softmax is None else softmax),
        FunctionResult.of("accuracy", 1.0, passed if accuracy is None else accuracy),
    ]
    return GradedSubmission(student, name, Report.of(LESSON.name, seed, functions), note)


FAILED = outcome(
    Status.FAILED, message="Shape (5, 1)\nnot (5, 3).", diagnosis="It equals softmax over `dim=0`."
)


def write(folder: Path, *submissions: GradedSubmission, feedback: Feedback | None = None) -> str:
    """The class report as text."""
    return write_reports(folder, LESSON, feedback or Feedback(), submissions, HINTS).read_text("utf-8")


def page(folder: Path, submission: GradedSubmission, feedback: Feedback | None = None) -> str:
    """The feedback page of the only submission as text."""
    write(folder, submission, feedback=feedback)
    (path,) = (folder / "students").iterdir()
    return path.read_text("utf-8")


def scores(folder: Path) -> list[dict[str, str]]:
    with (folder / "scores.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


class Reader(HTMLParser):
    """Collects tags, links and text, and refuses tags that are not balanced."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.links: list[str] = []
        self.ids: list[str] = []
        self.targets: list[str] = []
        self.words: list[str] = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for key, value in attrs:
            assert value is not None or key == "open"
            if key in ("href", "src"):
                self.links.append(value or "")
            elif key == "id":
                self.ids.append(value or "")
            elif key == "aria-labelledby":
                self.targets += (value or "").split()
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.words.append(data)

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", "".join(self.words))


def test_class_report_has_the_figures_of_the_class(tmp_path: Path) -> None:
    half = [outcome(), outcome(Status.FAILED, "test_gradient")]
    html = write(tmp_path, graded("cy"), graded("al", half), graded("bo", [FAILED], [outcome(Status.FAILED)]))
    text = Reader(html).text
    assert "Softmax & co" in text
    assert re.search(r"Submissions ?3 Mean ?2\.17 Median ?2\.5 Points ?4", text)
    assert "0 to 10 percent: 1. 60 to 70 percent: 1. 90 to 100 percent: 1." in text
    assert "softmax 50% 1.5 of 3".replace(" ", "") in text.replace(" ", "")
    assert text.index("al 2.5 of 4") < text.index("bo 0 of 4") < text.index("cy 4 of 4")
    assert f"Seed {SEED}" in text
    assert f"autograder {__version__}" in text


def test_a_score_on_the_edge_of_a_bar_belongs_to_the_upper_one(tmp_path: Path) -> None:
    result = FunctionResult("softmax", 0.6, 3.0, [outcome(), outcome(Status.FAILED)])
    text = Reader(write(tmp_path, GradedSubmission("a", "", Report.of(LESSON.name, SEED, [result])))).text
    assert 0.6 / 3.0 * 10 < 2
    assert "Histogram. 20 to 30 percent: 1." in text


def test_class_report_marks_cells_in_words_too(tmp_path: Path) -> None:
    half = [outcome(), outcome(Status.FAILED, "test_gradient")]
    skipped = [outcome(Status.SKIPPED, device="cuda")]
    text = Reader(
        write(
            tmp_path,
            graded("a", half),
            graded("b", [FAILED]),
            graded("c", [outcome(Status.INFRA_ERROR)]),
            graded("d", skipped),
        )
    ).text
    assert "1.5 of 3, some passed" in text
    assert "0 of 3, none passed" in text
    assert "0 of 3, the grader failed" in text
    assert "0 of 3, not run" in text
    assert "1 of 1, all tests passed" in text


def test_tests_most_often_failed_come_with_the_commonest_diagnosis(tmp_path: Path) -> None:
    def failing(student: str, diagnosis: str | None, *more: TestResult) -> GradedSubmission:
        return graded(student, [outcome(Status.FAILED, diagnosis=diagnosis), *more])

    gradient = outcome(Status.ERROR, "test_gradient")
    again = outcome(Status.FAILED, device="cuda", diagnosis="rare")
    text = Reader(
        write(tmp_path, failing("a", "rare", again, gradient), failing("b", "often"), failing("c", "often"))
    ).text
    rows = r"Sentence of test_rows\. ?softmax ?3 of 3 ?often"
    gradient_row = r"Sentence of test_gradient\. ?softmax ?1 of 3 ?no known mistake fits"
    assert re.search(f"{rows} ?{gradient_row}", text)


def test_a_test_that_only_the_grader_failed_is_no_failed_test(tmp_path: Path) -> None:
    html = write(tmp_path, graded("a", [outcome(Status.INFRA_ERROR, message="Lost its pipe.")]))
    text = Reader(html).text
    assert "Tests most often failed" not in text
    assert "The grader failed on 1 submission." in text
    assert "The grader failed in softmax (Lost its pipe): grade this submission again." in text
    assert re.search(r"Mean ?none", text)


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        (Status.CRASHED, "Crashed in softmax."),
        (Status.TIMEOUT, "Timed out in softmax."),
        (Status.MEMORY, "Ran out of memory in softmax."),
        (Status.FORBIDDEN, "Used a forbidden call in softmax."),
    ],
)
def test_trouble_is_told_to_instructors(tmp_path: Path, status: Status, sentence: str) -> None:
    assert sentence in Reader(write(tmp_path, graded("a", [outcome(status)]))).text
    assert scores(tmp_path)[0]["note"] == sentence


def test_a_submission_that_no_test_ran_on_is_said_to_be_so(tmp_path: Path) -> None:
    assert "Not graded: no test ran." in Reader(write(tmp_path, graded("a", [], []))).text
    (tmp_path / "students" / "a.html").unlink()
    empty = GradedSubmission("a", "", Report.of(LESSON.name, SEED, []))
    text = Reader(page(tmp_path, empty)).text
    assert "0 of 4 points" in text
    assert "No test ran on this submission." in text


def test_a_class_without_submissions_has_a_report(tmp_path: Path) -> None:
    assert "There are no submissions yet." in Reader(write(tmp_path)).text
    assert scores(tmp_path) == []


def test_several_seeds_name_their_students(tmp_path: Path) -> None:
    text = Reader(write(tmp_path, graded("a", seed=11), graded("b", seed=12), graded("c", seed=11))).text
    assert "Seed 11 for a, c" in text
    assert "Seed 12 for b" in text


def test_feedback_page_says_what_happened_and_gives_hints(tmp_path: Path) -> None:
    html = page(tmp_path, graded("a", [outcome(test="test_sum"), FAILED], name="Ada"), Feedback(hints=2))
    text = Reader(html).text
    assert "Ada, a" in text
    assert "2.5 of 4 points" in text
    assert "Sentence of test_rows. Failed Shape (5, 1) not (5, 3). Likely reason It equals softmax" in text
    assert text.index("Sentence of test_rows.") < text.index("Sentence of test_sum. Passed")
    assert "Shape (5, 1)\nnot (5, 3)." in html
    assert "<code>dim=0</code>" in html
    assert "Hint 1 Subtract the maximum. Hint 2 Look at dim." in text
    assert "keepdim" not in text
    assert "argmax" not in text
    assert html.count("<details") == 1
    assert html.index("<details") < html.index("accuracy</h3>")


@pytest.mark.parametrize(
    ("detail", "message", "diagnosis"),
    [("title", False, False), ("message", True, False), ("diagnosis", True, True)],
)
def test_detail_policy(tmp_path: Path, detail: str, message: bool, diagnosis: bool) -> None:
    html = page(tmp_path, graded("a", [FAILED]), Feedback(detail=detail, hints=0))  # type: ignore[arg-type]
    assert "Sentence of test_rows." in html
    assert ("Shape (5, 1)" in html) is message
    assert ("It equals softmax" in html) is diagnosis
    assert "Subtract" not in html


def test_feedback_page_holds_no_seed_and_no_other_student(tmp_path: Path) -> None:
    write(tmp_path, graded("ada", [FAILED], name="Ada"), graded("bob", name="Bob"))
    html = (tmp_path / "students" / "ada.html").read_text("utf-8")
    assert str(SEED) not in html
    assert "seed" not in html.lower()
    assert "bob" not in html.lower()


def test_devices_are_grouped_by_test(tmp_path: Path) -> None:
    split = [outcome(test="t1"), outcome(Status.ERROR, "t1", "cuda", "Mixed devices.")]
    same = [outcome(Status.FAILED, "t2", device, "Wrong.") for device in ("cpu", "cuda")]
    lone = [outcome(Status.TIMEOUT, "t3"), outcome(Status.SKIPPED, "t3", "cuda")]
    text = Reader(page(tmp_path, graded("a", [*split, *same, *lone]))).text
    assert "Sentence of t1. Passed on cpu Raised an error on cuda Mixed devices." in text
    assert "Sentence of t2. Failed on cpu and cuda Wrong. Sentence" in text
    assert "Sentence of t3. Timed out " in text
    assert text.count("Not run on cuda:") == 1


def test_a_test_that_ran_nowhere_is_no_passed_test(tmp_path: Path) -> None:
    text = Reader(page(tmp_path, graded("a", [outcome(Status.SKIPPED, device="cuda")]))).text
    assert "Sentence of test_rows. Not run" in text
    assert "Subtract" not in text


def test_the_graders_own_fault_is_told_as_such(tmp_path: Path) -> None:
    failed = outcome(Status.INFRA_ERROR, message="/srv/worker lost its pipe", diagnosis="internal")
    text = Reader(page(tmp_path, graded("a", [failed]))).text
    assert "This score is not final." in text
    assert "Grader failed The grader failed here, not your code. This test will be graded again." in text
    assert "/srv/worker" not in text
    assert "internal" not in text
    assert "Subtract" not in text


def test_a_note_is_shown_to_both_sides(tmp_path: Path) -> None:
    note = "softmax_classifier.py is missing from the submission."
    submission = graded("a", [], [], note=note)
    assert note in Reader(page(tmp_path, submission)).text
    assert note in Reader((tmp_path / "index.html").read_text("utf-8")).text
    assert scores(tmp_path)[0]["note"] == note


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


def test_csv_has_a_line_a_student(tmp_path: Path) -> None:
    write(tmp_path, graded("bo", [FAILED], name="Bo, B."), graded("al"))
    al, bo = scores(tmp_path)
    assert al == {
        "student": "al",
        "name": "",
        "score": "4.0",
        "max_score": "4.0",
        "percent": "100.0",
        "tests": "4.0",
        "by_hand": "0.0",
        "penalty": "0.0",
        "penalty_reason": "",
        "softmax": "3.0",
        "accuracy": "1.0",
        "note": "",
    }
    assert (bo["student"], bo["name"], bo["percent"], bo["softmax"]) == ("bo", "Bo, B.", "25.0", "0.0")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r=", "\n="])
def test_csv_holds_no_formula(tmp_path: Path, start: str) -> None:
    formula = f"{start}1+cmd|'/C calc'!A0"
    write(tmp_path, graded(formula, name=formula, note=formula))
    (row,) = scores(tmp_path)
    assert row["student"] == row["name"] == row["note"] == "'" + formula


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


@pytest.mark.parametrize(("highest", "ticks"), [(0, ["0", "1"]), (5, list("012345")), (23, ["0", "5", "10"])])
def test_histogram_has_whole_numbers_on_its_axis(highest: int, ticks: list[str]) -> None:
    plot = histogram([0, highest, 0, 1])
    labels = [tick.label for tick in plot.y_ticks]
    assert labels[: len(ticks)] == ticks
    assert len(labels) <= 6
    assert [tick.label for tick in plot.x_ticks] == ["0", "25", "50", "75", "100"]
    assert all(bar.y + bar.height == pytest.approx(plot.base, abs=0.02) for bar in plot.bars)
    assert all(bar.height >= 0 and bar.y > 0 for bar in plot.bars)
