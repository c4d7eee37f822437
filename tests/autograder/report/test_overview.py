"""The reports over all lessons: what is stored, what the pages say, who is at risk, what is alike."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from html.parser import HTMLParser
from pathlib import Path

import msgspec
import pytest
from nbgrader.api import Gradebook
from rich.console import Console

from autograder.classroom.grade import grade_course, report_course
from autograder.cli.tables import score_table
from autograder.errors import CourseError, GraderError
from autograder.gradebook.course import Course
from autograder.gradebook.scores import FinalScore
from autograder.grading.jobs import Job
from autograder.lesson.kit import Kit
from autograder.lesson.registry import Feedback, Function, Lesson
from autograder.report.folder import write_course, write_reports
from autograder.report.graded import GradedSubmission, with_finals
from autograder.report.plots import MAX_LESSON_LABELS, trend
from autograder.report.risk import risks
from autograder.report.similarity import Pair, similar_pairs
from autograder.report.store import read_results
from autograder.results import FunctionResult, Isolation, Report, Status, TestResult

LESSONS = [
    Lesson(name, title, (Function("alpha", 6), Function("beta", 4)))
    for name, title in [
        ("01_one", "One & all"),
        ("02_two", "Two"),
        ("03_three", "Three"),
        ("04_four", "Four"),
    ]
]
SEED = 918273645
HINTS = {"alpha": ["Hint for alpha."], "beta": []}
SECRET = "got 3.14159 for the input 2.71828"
VOID = {"meta", "br", "wbr"}


def function(name: str, points: float, share: float, status: Status = Status.FAILED) -> FunctionResult:
    """Ten tests, of which `share` pass; the diagnosis stands at the last one only."""
    passed = round(10 * share)
    tests = [TestResult(f"test_{i}", "cpu", Status.PASSED, f"Part {i}.") for i in range(passed)]
    for i in range(passed, 10):
        diagnosis = "It drops the `dim`." if i == 9 else None
        tests.append(TestResult(f"test_{i}", "cpu", status, f"Part {i}.", SECRET, diagnosis))
    return FunctionResult.of(name, points, tests)


def graded(lesson: Lesson, student: str, share: float | None, name: str = "") -> GradedSubmission:
    """A student with a share of the points of both functions; None: nothing was handed in."""
    functions = [
        function("alpha", 6, share or 0.0, Status.FAILED if share is not None else Status.ERROR),
        function("beta", 4, share or 0.0),
    ]
    report = Report.of(lesson.name, SEED, functions)
    note = "" if share is not None else "Nothing was handed in."
    return GradedSubmission(student, name, report, note, handed_in=share is not None)


def unfinished(lesson: Lesson, student: str) -> GradedSubmission:
    functions = [function("alpha", 6, 0.5, Status.INFRA_ERROR), function("beta", 4, 1.0)]
    return GradedSubmission(student, "", Report.of(lesson.name, SEED, functions))


def write(
    reports: Path,
    *classes: Sequence[GradedSubmission],
    feedback: Feedback | None = None,
    finals: Mapping[str, Mapping[str, FinalScore]] | None = None,
) -> str:
    """The course report as HTML, of a class for each lesson in turn."""
    policy, known = feedback or Feedback(), finals or {}
    for lesson, submissions in zip(LESSONS, classes, strict=False):
        final = with_finals(submissions, known.get(lesson.name, {}))
        write_reports(reports / lesson.name, lesson, policy, final, HINTS)
    return write_course(reports, LESSONS, policy, known).read_text("utf-8")


class Page(HTMLParser):
    """The tags, links, ids and text of a page whose tags are balanced."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.links: list[str] = []
        self.ids: list[str] = []
        self.labels: list[str] = []
        self.words: list[str] = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        given = dict(attrs)
        self.links += [given[key] or "" for key in ("href", "src") if key in given]
        self.ids += [given["id"] or ""] if "id" in given else []
        self.labels += (given.get("aria-labelledby") or "").split()
        if tag == "th":
            assert given.get("scope") in ("row", "col")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.words.append(data)

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", " ".join(self.words))


def files(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


class TestStore:
    @pytest.mark.parametrize(
        "student", ["ada", "index", "a b#c", "..", "\udcff", "a\nb", "名" * 80, "x" * 255]
    )
    def test_what_is_stored_comes_back(self, tmp_path: Path, student: str) -> None:
        given = [graded(LESSONS[0], "zoe", 0.5), graded(LESSONS[0], student, None, name='Ångström "A"')]
        write(tmp_path, given)
        assert read_results(tmp_path, LESSONS[0]) == sorted(given, key=lambda one: one.student)
        assert read_results(tmp_path, LESSONS[0], exclude=[student]) == given[:1]
        assert read_results(tmp_path, LESSONS[1]) == []

    def test_a_result_is_the_plain_report(self, tmp_path: Path) -> None:
        one = graded(LESSONS[0], "ada", 0.5)
        write(tmp_path, [one])
        assert (tmp_path / "01_one/results/ada.json").read_bytes() == one.report.to_json()

    @pytest.mark.parametrize(
        ("file", "text", "words"),
        [
            ("ada.json", "{", "ada.json can't be used"),
            ("ada.json", None, "No such file or directory"),
            ("ada.json", graded(LESSONS[1], "ada", 1.0).report.to_json().decode(), "it is on '02_two'"),
            ("index.json", "[1]", "index.json can't be used"),
            ("index.json", '[{"student": "ada", "file": "../../x.json"}]', "is no file name"),
            ("index.json", "\xff[" * 100_000, "index.json can't be used"),
        ],
    )
    def test_damage_is_one_sentence(self, tmp_path: Path, file: str, text: str | None, words: str) -> None:
        write(tmp_path, [graded(LESSONS[0], "ada", 0.5)])
        path = tmp_path / "01_one/results" / file
        path.unlink() if text is None else path.write_text(text, "latin-1")
        with pytest.raises(CourseError, match=r"can't be used \(.*\): remove the folder .*results") as caught:
            write_course(tmp_path, LESSONS, Feedback(), {})
        assert words in str(caught.value)
        assert "\n" not in str(caught.value)

    def test_files_that_nobody_has_any_more_are_removed(self, tmp_path: Path) -> None:
        write(tmp_path, [graded(LESSONS[0], "Bo", 0.5), graded(LESSONS[0], "cy", 0.5)])
        (tmp_path / "01_one/results/notes.txt").write_text("mine")
        assert (tmp_path / "students/Bo.html").exists()
        write(tmp_path, [graded(LESSONS[0], "Bo", 0.5), graded(LESSONS[0], "bo", 0.5)])
        for folder in ("students", "01_one/students", "01_one/results"):
            stems = {path.stem for path in (tmp_path / folder).iterdir()} - {"index", "notes"}
            assert len(stems) == 2
            assert all(re.fullmatch(r"(?i)bo-[0-9a-f]{16}", stem) for stem in stems)
        assert (tmp_path / "01_one/results/notes.txt").read_text() == "mine"

    def test_a_write_that_fails_leaves_all_as_it_was(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        write(tmp_path, [graded(LESSONS[0], "ada", 0.5)])
        before = files(tmp_path)

        def full_disk(path: Path, text: str, **options: str) -> int:
            raise OSError(28, os.strerror(28))

        monkeypatch.setattr(Path, "write_text", full_disk)
        with pytest.raises(GraderError, match="No space left on device"):
            write_course(tmp_path, LESSONS, Feedback(), {})
        assert files(tmp_path) == before


class TestCoursePage:
    def test_figures_of_the_lessons(self, tmp_path: Path) -> None:
        one, two, three, _ = LESSONS
        html = write(
            tmp_path,
            [
                graded(one, name, share)
                for name, share in zip("abcde", (0.0, 0.2, 0.4, 0.6, None), strict=True)
            ],
            [graded(two, "a", 1.0), unfinished(two, "b")],
            [graded(three, name, None) for name in "ab"],
        )
        text = Page(html).text
        assert "Lessons graded 3 Students 5 At risk 0" in text
        assert "One & all 01_ one 4 1 0 24% 20% 0% to 40%" in text
        assert "Two 02_ two 2 0 1 100% 100% 100% to 100%" in text
        assert "Three 03_ three 0 2 0 Nobody has handed in yet." in text
        assert "Four" not in text
        assert "0 to 10 percent: 2. 20 to 30 percent: 1. 40 to 50 percent: 1. 60 to 70 percent: 1." in html

    def test_totals_leave_out_what_does_not_count(self, tmp_path: Path) -> None:
        one, two, three, _ = LESSONS
        text = Page(
            write(
                tmp_path,
                [graded(one, "a", 0.5), graded(one, "b", None)],
                [unfinished(two, "a"), graded(two, "b", 1.0)],
                [graded(three, "a", None), graded(three, "b", None)],
                [graded(LESSONS[3], "c", 0.8)],
            )
        ).text
        assert "a 5 of 10 5 some points to be graded again nothing handed in not graded" in text
        assert "b 10 of 20 nothing handed in 10 all points nothing handed in not graded" in text
        assert "c 8 of 10 not graded not graded not graded 8 some points" in text

    def test_tests_most_often_failed_of_all_lessons(self, tmp_path: Path) -> None:
        one, two = LESSONS[:2]
        text = Page(
            write(
                tmp_path,
                [graded(one, "a", 0.9), graded(one, "b", 1.0), graded(one, "c", None)],
                [graded(two, name, 0.9) for name in "abc"],
            )
        ).text
        row = r"Part 9\. {} {} {} It drops the dim ?\."
        found = [
            re.search(row.format(*cells), text)
            for cells in [
                ("alpha", "Two", "3 of 3"),
                ("beta", "Two", "3 of 3"),
                ("alpha", "One & all", "1 of 2"),
            ]
        ]
        assert all(found), "who handed in nothing has failed no test"
        assert [match.start() for match in found if match] == sorted(
            match.start() for match in found if match
        )

    def test_students_at_risk_are_named_with_the_reason(self, tmp_path: Path) -> None:
        one, two = LESSONS[:2]
        text = Page(
            write(
                tmp_path,
                [graded(one, "ada", 0.2, "Ada"), graded(one, "bob", 0.9)],
                [graded(two, "ada", 0.4, "Ada"), graded(two, "bob", None)],
            )
        ).text
        assert "At risk 1" in text
        assert "ada Ada Less than half of the points in One & all (20%) and Two (40%). The rule:" in text

    def test_without_results_it_says_so(self, tmp_path: Path) -> None:
        assert "No results are stored." in Page(write(tmp_path)).text

    def test_grading_without_isolation_is_told(self, tmp_path: Path) -> None:
        one = graded(LESSONS[0], "ada", 1.0)
        assert "Graded without isolation" not in write(tmp_path, [one])
        bare = msgspec.structs.replace(one.report, isolation=Isolation.NONE)
        assert "Graded without isolation" in write(tmp_path, [msgspec.structs.replace(one, report=bare)])


class TestStudentPage:
    def test_lessons_and_what_to_look_at_first(self, tmp_path: Path) -> None:
        one, two, three, _ = LESSONS
        write(
            tmp_path, [graded(one, "ada", 0.5, "Ada")], [graded(two, "ada", 0.2)], [unfinished(three, "ada")]
        )
        text = Page((tmp_path / "students/ada.html").read_text("utf-8")).text
        assert "Ada ada 7 of 20 points" in text
        first = "What to look at first alpha in Two 4.8 points lost Failed: Part 9. Likely reason: It drops"
        assert first in text
        order = [
            text.index(words) for words in ("alpha in Two", "beta in Two", "alpha in One", "beta in One")
        ]
        assert order == sorted(order)
        assert "03 Three to be graded again" in text

    def test_nothing_hidden_and_nobody_else(self, tmp_path: Path) -> None:
        one, two = LESSONS[:2]
        write(
            tmp_path,
            [graded(one, "ada", 0.5, "Ada"), graded(one, "bob", 0.3, "Robert")],
            [graded(two, "ada", 0.1, "Ada"), graded(two, "bob", 1.0, "Robert")],
        )
        html = (tmp_path / "students/ada.html").read_text("utf-8").lower()
        for hidden in ("bob", "robert", str(SEED), "seed", SECRET, "3.14159", "2.71828", "at risk", "mean"):
            assert hidden not in html

    @pytest.mark.parametrize(("detail", "told"), [("title", 0), ("message", 0), ("diagnosis", 2)])
    def test_detail_policy(self, tmp_path: Path, detail: str, told: int) -> None:
        policy = Feedback(detail=detail)  # type: ignore[arg-type]
        write(tmp_path, [graded(LESSONS[0], "ada", 0.5)], feedback=policy)
        html = (tmp_path / "students/ada.html").read_text("utf-8")
        assert html.count("Likely reason") == told
        assert SECRET not in html

    def test_a_missing_lesson_is_no_list_of_faults(self, tmp_path: Path) -> None:
        write(tmp_path, [graded(LESSONS[0], "ada", None), graded(LESSONS[0], "bob", 1.0)])
        text = Page((tmp_path / "students/ada.html").read_text("utf-8")).text
        assert "01 One & all nothing handed in" in text
        assert "What to look at first" not in text
        assert "Functions" not in text


HOSTILE = "</style></script><script>alert(1)</script><img src=x onerror=alert(1)>`<i>`"


class TestPages:
    def test_well_formed_escaped_and_on_their_own(self, tmp_path: Path) -> None:
        for lesson in LESSONS:
            one = graded(lesson, "<b>x", 0.5, HOSTILE)
            tests = [
                msgspec.structs.replace(one.report.functions[0].tests[-1], diagnosis=HOSTILE, title=HOSTILE)
            ]
            report = Report.of(lesson.name, SEED, [FunctionResult.of("alpha", 6, tests)])
            students = [GradedSubmission("<b>x", HOSTILE, report), graded(lesson, "a b#c?d%2e", None)]
            pairs = [Pair("<b>x", "a b#c?d%2e", 0.9, 0.85), Pair("gone", "<b>x", 0.9, 0.8)]
            write_reports(tmp_path / lesson.name, lesson, Feedback(), students, HINTS, pairs)
        write_course(tmp_path, LESSONS, Feedback(), {})
        pages = sorted(tmp_path.rglob("*.html"))
        assert len(pages) == 4 * 3 + 3
        for path in pages:
            html = path.read_text("utf-8")
            page = Page(html)
            assert not {"script", "img", "i", "b", "link", "iframe"} & set(page.tags)
            assert "//" not in re.sub(r"/\*.*?\*/", "", html)
            assert "url(" not in html
            assert "default-src 'none'" in html
            assert len(page.ids) == len(set(page.ids))
            assert set(page.labels) <= set(page.ids)
            for link in page.links:
                if not link.startswith("#"):
                    assert (path.parent / link).is_file(), link

    def test_equal_results_give_equal_files(self, tmp_path: Path) -> None:
        classes = [[graded(lesson, name, 0.1 * i) for i, name in enumerate("abc")] for lesson in LESSONS]
        write(tmp_path / "x", *classes)
        write(tmp_path / "y", *[one[::-1] for one in classes])
        assert files(tmp_path / "x") == files(tmp_path / "y")
        write_course(tmp_path / "y", LESSONS, Feedback(), {})
        assert files(tmp_path / "x") == files(tmp_path / "y")


class Result(msgspec.Struct):
    lesson: Lesson
    share: float
    handed_in: bool = True


def course_of(*shares: float | None) -> list[Result]:
    return [
        Result(lesson, share or 0.0, share is not None)
        for lesson, share in zip(LESSONS, shares, strict=False)
    ]


class TestRisk:
    @pytest.mark.parametrize(
        ("shares", "reasons"),
        [
            ((), []),
            ((None,), []),
            ((0.0,), []),
            ((None, None), ["Handed in nothing to One & all and Two."]),
            ((None, None, 0.5), []),
            ((0.2, None), ["Less than half of the points in One & all (20%) and Two (nothing handed in)."]),
            ((0.499, 0.4999999), ["Less than half of the points in One & all (49%) and Two (49%)."]),
            ((0.5, 0.2), []),
            ((0.2, 0.4, 0.5), []),
            ((1.0, 0.1), []),
            ((0.9, 0.7, 0.5), ["Three (50%), after a mean of 80% in the lessons before."]),
            ((0.9, 0.7, 0.501), []),
            ((0.1, 0.1, 0.7), []),
            ((0.5, 0.6, None), ["Three (nothing handed in), after a mean of 55% in the lessons before."]),
            (
                (0.9, 0.9, 0.3, 0.2),
                [
                    "Less than half of the points in Three (30%) and Four (20%).",
                    "Four (20%), after a mean of 70% in the lessons before.",
                ],
            ),
        ],
    )
    def test_rule(self, shares: tuple[float | None, ...], reasons: list[str]) -> None:
        assert risks(course_of(*shares)) == reasons

    def test_lessons_that_nobody_has_handed_in_or_that_wait_do_not_count(self, tmp_path: Path) -> None:
        one, two, three, four = LESSONS
        text = Page(
            write(
                tmp_path,
                [graded(one, "ada", 0.1)],
                [unfinished(two, "ada")],
                [graded(three, "ada", None)],
                [graded(four, "ada", None)],
            )
        ).text
        assert "No student matches the rule." in text


class TestTrend:
    def test_points_stand_where_the_shares_are(self) -> None:
        plot = trend([("01", 1.0, 0.5, 1.0), ("02", 0.0, 0.0, 0.25)])
        top, middle, bottom = (
            next(tick.at for tick in plot.y_ticks if tick.label == label) for label in ("100", "50", "0")
        )
        assert bottom == plot.base
        first, second = plot.dots
        assert (first.mean, first.lower, first.upper, second.mean) == (top, middle, top, bottom)
        assert plot.left < first.x < second.x < plot.right
        assert plot.line == f"{first.x},{top} {second.x},{bottom}"

    @pytest.mark.parametrize("count", [0, 1, MAX_LESSON_LABELS, MAX_LESSON_LABELS + 1, 28, 60])
    def test_labels_do_not_run_into_each_other(self, count: int) -> None:
        plot = trend([(str(i), 0.5, 0.4, 0.6) for i in range(count)])
        labelled = [dot.label for dot in plot.dots if dot.label]
        assert len(plot.dots) == count
        assert min(count, MAX_LESSON_LABELS // 2) <= len(labelled) <= MAX_LESSON_LABELS


class Marker:
    """An executor that gives each submission the share that stands in its file."""

    def __init__(self, lessons: Sequence[Lesson]) -> None:
        self._lessons = {lesson.name: lesson for lesson in lessons}
        self.jobs = 0

    def run(self, work: Sequence[Job], done: Callable[[int, Report], None]) -> None:
        for index, job in enumerate(work):
            self.jobs += 1
            share = float(job.source.split()[1]) if job.source else 0.0
            functions = [
                function(item.name, item.points, share) for item in self._lessons[job.lesson].functions
            ]
            done(index, Report.of(job.lesson, job.seed, functions))


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory, make_kit: Callable[..., Kit]) -> Path:
    """A folder with a kit and a fresh course, which takes nbgrader a while to make."""
    root = tmp_path_factory.mktemp("pristine")
    kit = make_kit(root / "kit", {"assignments/01_tiny/tiny.py": "import torch\n"})
    roster = root / "roster.csv"
    roster.write_text("id,first_name\nada,Ada\nbob,Robert\n")
    Course.create(root / "course", kit, kit.registry.lessons, roster)
    return root


@pytest.fixture
def course(pristine: Path, tmp_path: Path) -> Course:
    shutil.copytree(pristine, tmp_path, dirs_exist_ok=True)
    return Course.open(tmp_path / "course", Kit(tmp_path / "kit"))


def hand_in(course: Course, student: str, share: float) -> None:
    folder = course.root / "submitted" / student / "01_tiny"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "tiny.py").write_text(f"# {share} of the points\n")


def run(course: Course, *students: str, **options: bool) -> Marker:
    lessons = course.kit.registry.lessons
    marker = Marker(lessons)
    grade_course(course, lessons, students, marker, seed=SEED, progress=lambda *_: None, **options)
    return marker


LATE = FinalScore(5.0, 0.0, 1.5, "Handed in 2 days 3 hours after the due date: 3 days begun.")


class TestFinalScores:
    """The gradebook's scores stand where the tests' stood, with how they come about."""

    @pytest.mark.parametrize(
        ("final", "points", "account"),
        [
            (FinalScore(5.0), 5.0, ""),
            (FinalScore(5.0, reason="In time."), 5.0, "In time."),
            (FinalScore(5.0, 1.25), 6.25, "5 points for the tests, 1.25 more by hand."),
            (FinalScore(5.0, -2.0), 3.0, "5 points for the tests, 2 less by hand."),
            (FinalScore(5.0, 1.0, 0.6, "Why."), 5.4, "5 points for the tests, 1 more by hand, 0.6 less for"),
            (FinalScore(1.0, 0.0, 9.0), 0.0, "1 points for the tests, 9 less for being late."),
        ],
    )
    def test_how_one_comes_about(self, final: FinalScore, points: float, account: str) -> None:
        assert final.points == pytest.approx(points)
        assert final.account.startswith(account)
        assert bool(final.account) == bool(account)

    def test_the_class_report_has_score_penalty_and_reason(self, tmp_path: Path) -> None:
        finals = {"01_one": {"ada": LATE, "bob": FinalScore(10.0, 1.0), "eve": FinalScore(0.0)}}
        write(
            tmp_path,
            [graded(LESSONS[0], "ada", 0.5), graded(LESSONS[0], "bob", 1.0), graded(LESSONS[0], "eve", None)],
            finals=finals,
        )
        text = Page((tmp_path / "01_one/index.html").read_text("utf-8")).text
        assert "ada 5 \u22121.5 3.5 5 points for the tests, 1.5 less for being late. Handed in 2 days" in text
        assert "bob 10 +1 11 10 points for the tests, 1 more by hand." in text
        assert "ada 3.5 of 10" in text
        assert "bob 11 of 10" in text
        assert "Mean 4.83" in text
        with (tmp_path / "01_one/scores.csv").open(encoding="utf-8", newline="") as file:
            ada, bob, _ = csv.DictReader(file)
        parts = ("score", "tests", "by_hand", "penalty", "penalty_reason", "alpha")
        assert [ada[name] for name in parts] == ["3.5", "5.0", "0.0", "1.5", LATE.reason, "3.0"]
        assert (bob["score"], bob["percent"], bob["by_hand"]) == ("11.0", "110.0", "1.0")
        told = json.loads((tmp_path / "01_one/scores.json").read_bytes())
        assert told["lesson"] == "01_one"
        assert told["students"][0] == {
            "student": "ada",
            "name": "",
            "score": 3.5,
            "max_score": 10.0,
            "percent": 35.0,
            "tests": 5.0,
            "by_hand": 0.0,
            "penalty": 1.5,
            "penalty_reason": LATE.reason,
            "functions": {"alpha": 3.0, "beta": 2.0},
            "notes": [],
        }

    def test_the_course_report_and_the_students_pages(self, tmp_path: Path) -> None:
        finals = {"01_one": {"ada": LATE}, "02_two": {"ada": FinalScore(10.0)}}
        text = Page(
            write(tmp_path, [graded(LESSONS[0], "ada", 0.5)], [graded(LESSONS[1], "ada", 1.0)], finals=finals)
        ).text
        assert "ada One & all 3.5 5 points for the tests, 1.5 less for being late." in text
        assert "ada 13.5 of 20 3.5 some points 10 all points" in text
        overall = Page((tmp_path / "students/ada.html").read_text("utf-8")).text
        assert "13.5 of 20 points" in overall
        assert "One & all 5 points for the tests, 1.5 less for being late. Handed in 2 days" in overall
        one = Page((tmp_path / "01_one/students/ada.html").read_text("utf-8")).text
        assert "3.5 of 10 points 5 points for the tests, 1.5 less for being late." in one
        two = Page((tmp_path / "02_two/students/ada.html").read_text("utf-8")).text
        assert "for the tests," not in two

    def test_points_for_who_handed_in_nothing_are_shown(self, tmp_path: Path) -> None:
        given = [graded(LESSONS[0], "ada", 0.5), graded(LESSONS[0], "eve", None)]
        text = Page(write(tmp_path, given, finals={"01_one": {"eve": FinalScore(0.0, 4.0)}})).text
        assert "eve 4 of 10 4 some points" in text

    def test_another_grading_in_the_gradebook_is_told(self, tmp_path: Path) -> None:
        write(tmp_path, [graded(LESSONS[0], "ada", 0.5)], finals={"01_one": {"ada": FinalScore(10.0)}})
        text = Page((tmp_path / "01_one/index.html").read_text("utf-8")).text
        assert "ada 10 10 These results give 5 for the tests; the gradebook has a later grading." in text

    def test_what_must_be_graded_again_has_no_final_score(self) -> None:
        one = unfinished(LESSONS[0], "ada")
        assert with_finals([one], {"ada": LATE}) == [one]

    def test_the_table_of_the_terminal(self) -> None:
        late, plain = with_finals(
            [graded(LESSONS[0], "ada", 0.5), graded(LESSONS[0], "bob", 1.0)], {"ada": LATE}
        )
        absent = graded(LESSONS[0], "eve", None)
        console = Console(file=io.StringIO(), width=300)
        console.print(score_table(LESSONS[0], [late, plain, absent, unfinished(LESSONS[0], "joe")]))
        cells = [
            [cell.strip() for cell in line.strip("│").split("│")]
            for line in console.file.getvalue().splitlines()
            if line.startswith("│")
        ]
        assert cells == [
            ["ada", "3.5", "everything", f"5 points for the tests, 1.5 less for being late. {LATE.reason}"],
            ["bob", "10", "", ""],
            ["eve", "-", "handed in nothing", ""],
            ["joe", "again", "", ""],
        ]
        console = Console(file=io.StringIO(), width=300)
        console.print(score_table(LESSONS[0], [plain]))
        assert "beyond the tests" not in console.file.getvalue()


class TestCourse:
    def test_grading_one_student_keeps_the_others(self, course: Course) -> None:
        hand_in(course, "ada", 0.5)
        run(course, "ada", "bob")
        before = files(course.root / "reports")
        hand_in(course, "ada", 1.0)
        assert run(course, "ada").jobs == 1
        after = files(course.root / "reports")
        assert before.keys() == after.keys()
        assert before["01_tiny/results/bob.json"] == after["01_tiny/results/bob.json"]
        page = Page(after["01_tiny/index.html"].decode())
        assert "ada Ada 5 of 5" in page.text
        assert "bob Robert 0 of 5" in page.text
        assert "Submissions 1 of 2" in page.text
        assert "ada Ada 5 of 5 5 all points bob Robert 0 of 5" in Page(after["index.html"].decode()).text

    def test_who_left_the_course_is_in_no_new_report(self, course: Course) -> None:
        hand_in(course, "ada", 0.5)
        run(course, "ada", "bob")
        course.students = lambda: ["ada"]  # type: ignore[method-assign]
        run(course, "ada")
        assert b"bob" not in b"".join(files(course.root / "reports").values())

    def test_reports_are_made_again_from_what_is_stored(self, course: Course) -> None:
        hand_in(course, "ada", 0.5)
        run(course, "ada", "bob")
        before = files(course.root / "reports")
        for name in before:
            if not name.startswith("01_tiny/results/"):
                (course.root / "reports" / name).unlink()
        pages = report_course(course, None)
        assert files(course.root / "reports") == before
        assert [page.relative_to(course.root) for page in pages] == [
            Path("reports/index.html"),
            Path("reports/01_tiny/index.html"),
        ]

    def test_the_command_says_what_it_wrote_and_needs_no_torch(self, course: Course) -> None:
        run(course, "ada", "bob")
        look = (
            "import sys; from autograder.cli.app import main\ntry: main(sys.argv[1:])\n"
            "except SystemExit as end: assert end.code == 0, end.code\n"
            "assert not {'torch', 'copydetect'} & set(sys.modules)"
        )
        done = subprocess.run(
            [sys.executable, "-c", look, "report", "01", "--course", str(course.root)],
            env={**os.environ, "AUTOGRADER_KIT": str(course.kit.root)},
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == 0, done.stderr
        assert done.stdout.splitlines() == [
            f"Wrote {course.root / 'reports/index.html'}",
            f"Wrote {course.root / 'reports/01_tiny/index.html'}",
        ]

    def test_the_reports_agree_with_nbgraders_gradebook(self, course: Course) -> None:
        hand_in(course, "ada", 0.5)
        hand_in(course, "bob", 1.0)
        late = course.root / "submitted/ada/01_tiny/timestamp.txt"
        late.write_text("2026-01-02 03:00:00 UTC\n")
        (course.root / "late.yml").write_text("loss_per_day: 0.1\ncap: 0.15\n")
        with Gradebook(f"sqlite:///{course.root / 'gradebook.db'}") as book:
            book.update_or_create_assignment("01_tiny", duedate="2026-01-01 00:00:00 UTC")
        run(course, "ada", "bob")
        with Gradebook(f"sqlite:///{course.root / 'gradebook.db'}") as book:
            grade = book.find_grade("double", "tiny", "01_tiny", "bob")
            grade.manual_score, grade.extra_credit = 0.5, 0.25
            book.db.commit()
            theirs = {
                one.student_id: one.score - (one.late_submission_penalty or 0.0)
                for one in book.assignment_submissions("01_tiny")
            }
        report_course(course, None)
        told = json.loads((course.root / "reports/01_tiny/scores.json").read_bytes())
        assert {one["student"]: one["score"] for one in told["students"]} == pytest.approx(theirs)
        ada, bob = told["students"]
        assert (ada["tests"], ada["penalty"], bob["tests"], bob["by_hand"]) == (2.5, 0.38, 5.0, -1.25)
        assert ada["penalty_reason"] == (
            "Handed in 1 day 3 hours after the due date: 2 days begun, at 10% of the score each,"
            " capped at 15%."
        )
        text = Page((course.root / "reports/index.html").read_text("utf-8")).text
        assert "bob Robert 3.75 of 5" in text
        (course.root / "late.yml").unlink()
        report_course(Course.open(course.root, course.kit), None)
        assert "Now 0 would be lost, and not the 0.38 of the last grading." in (
            course.root / "reports/01_tiny/scores.csv"
        ).read_text("utf-8")

    def test_without_stored_results_there_is_no_report(self, course: Course) -> None:
        with pytest.raises(CourseError, match=r"No result is stored in .*run `autograder grade` first"):
            report_course(course, None)
        with pytest.raises(CourseError, match=r"No result of 01_tiny is stored in .*: grade it first"):
            report_course(course, course.kit.registry.lessons)
        assert not (course.root / "reports").exists()

    def test_damage_is_told_before_any_grading(self, course: Course) -> None:
        run(course, "ada", "bob")
        marker = Marker(course.kit.registry.lessons)
        path = course.root / "reports/01_tiny/results/bob.json"
        path.write_text("{")
        with pytest.raises(CourseError, match=r"bob\.json can't be used"):
            grade_course(
                course,
                course.kit.registry.lessons,
                ["ada"],
                marker,
                seed=SEED,
                progress=lambda *_: None,
            )
        assert marker.jobs == 0
        run(course, "ada", "bob")
        assert len(read_results(course.root / "reports", course.kit.registry.lesson("01"))) == 2


OWN = """
def double(x):
    total = x.clone()
    for step in range(3):
        total = total + step * (x - x) + 0.5 * x.abs().sum() - 0.5 * x.abs().sum()
    return total + x

def share(x):
    shifted = [value - max(x.tolist()) for value in x.tolist()]
    powers = [2.718281828 ** value for value in shifted]
    return x.new_tensor([power / sum(powers) for power in powers])
"""
RENAMED = re.sub(r"\b(total|step|shifted|powers|power|value)\b", r"my_\1", OWN).replace(
    "def share", '# mine\n\ndef share(x):\n    """My own words."""\n    pass\n\ndef share'
)
OTHER = """
import torch

def double(x):
    if x.numel() == 0:
        return x
    return torch.stack([x, x]).sum(dim=0)

def share(x):
    shifted = x - torch.max(x)
    while shifted.dim() < 1:
        shifted = shifted.unsqueeze(0)
    weights = torch.exp(shifted)
    return torch.div(weights, weights.sum().clamp(min=1e-30))
"""


class TestSimilarity:
    def test_the_missing_extra_is_told_before_any_grading(
        self, course: Course, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(sys.modules, "copydetect", None)
        with pytest.raises(CourseError, match=r"run `pip install 'autograder\[similarity\]'`"):
            run(course, "ada", similarity=True)
        assert not (course.root / "reports").exists()

    def test_renamed_copies_are_found_and_others_are_not(self) -> None:
        pytest.importorskip("copydetect")
        sources = {"ada": OWN, "bob": RENAMED, "cy": OTHER}
        (pair,) = similar_pairs(b"", {name: text.encode() for name, text in sources.items()})
        assert (pair.first, pair.second) == ("ada", "bob")
        assert pair.share > 0.9

    def test_what_the_skeleton_gives_is_nobodys_own(self) -> None:
        pytest.importorskip("copydetect")
        sources = {name: OWN.encode() + f"\n{name} = 1\n".encode() for name in "abc"}
        assert len(similar_pairs(b"", sources)) == 3
        assert similar_pairs(OWN.encode(), sources) == []

    @pytest.mark.parametrize(
        "source", [b"", b"def (", b"\0" * 99, b"(" * 10**5, b"-" * 10**5 + b"1", b"\xff"]
    )
    def test_what_python_can_not_parse_is_left_out(self, source: bytes) -> None:
        pytest.importorskip("copydetect")
        assert similar_pairs(b"", {"a": source, "b": source}) == []

    def test_the_class_report_lists_the_pairs_with_care(self, tmp_path: Path) -> None:
        lesson = LESSONS[0]
        students = [graded(lesson, "ada", 1.0), graded(lesson, "bob", 1.0)]
        texts = {}
        for name, pairs in {"none": None, "empty": [], "one": [Pair("ada", "bob", 0.97, 0.915)]}.items():
            page = write_reports(tmp_path / name, lesson, Feedback(), students, HINTS, pairs)
            texts[name] = Page(page.read_text("utf-8")).text
        assert "alike" not in texts["none"]
        assert "No two submissions share 80% or more" in texts["empty"]
        assert "ada 97% bob 92%" in texts["one"]
        assert "no proof of anything" in texts["one"]

    def test_grading_compares_what_was_handed_in(self, course: Course) -> None:
        pytest.importorskip("copydetect")
        for student in ("ada", "bob"):
            hand_in(course, student, 1.0)
            path = course.root / "submitted" / student / "01_tiny" / "tiny.py"
            path.write_text(path.read_text() + OWN)
        run(course, "ada", similarity=True)
        page = course.root / "reports/01_tiny/index.html"
        assert "ada 100% bob 100%" in Page(page.read_text("utf-8")).text
        report_course(course, None)
        assert "alike" not in page.read_text("utf-8")
        report_course(course, None, similarity=True)
        assert "ada 100%" in Page(page.read_text("utf-8")).text

    def test_a_missing_skeleton_is_told(self, course: Course) -> None:
        pytest.importorskip("copydetect")
        (course.kit.root / "assignments/01_tiny/tiny.py").unlink()
        with pytest.raises(CourseError, match=r"needs .*tiny\.py, which is missing"):
            run(course, "ada", similarity=True)
