"""A term: thirty students, three lessons, nbgrader's commands and this kit's, on either database."""

from __future__ import annotations

import ast
import csv
import io
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest
from kit_root import ROOT
from nbgrader.api import Gradebook  # type: ignore[import-untyped]
from nbgrader.apps.api import NbGraderAPI  # type: ignore[import-untyped]
from postgresql import Server
from traitlets.config import Config

from autograder.cli.app import main
from autograder.collect.collection import collect
from autograder.gradebook.course import Course
from autograder.lesson.kit import Kit
from autograder.lesson.registry import Lesson
from autograder.lesson.sample_class import hand_in
from autograder.nbgrader_plugins.config import configure
from autograder.results import Report, Status

pytestmark = [
    pytest.mark.usefixtures("needs_sandbox"),
    pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning"),  # nbgrader's, as the next
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

STUDENTS = [f"s{number:02d}" for number in range(30)]
AUTHORS = ["ada", "bilal", "chiara"]  # of the sample class, who hand in every lesson
LESSONS = ["02_softmax_classifier", "06_cnn_basic", "19_advanced_optimizers"]
POLICY = """\
late:
  grace_minutes: 15
  loss_per_day: 0.1
  extensions:
    - {student: s03, lesson: 02_softmax_classifier, days: 9}
devices: [cpu]
"""


def author(student: str) -> str:
    return AUTHORS[int(student[1:]) % 3]


def make_kit(root: Path) -> Kit:
    """The kit with a late policy, and tests that can be changed; on the cpu alone."""
    root.mkdir()
    for part in ("assignments", "solutions"):
        (root / part).symlink_to(ROOT / part)
    shutil.copytree(ROOT / "tests" / "lessons", root / "tests" / "lessons")
    registry = (ROOT / "grading.yml").read_text()
    line = next(line for line in registry.splitlines() if line.startswith("devices:"))
    (root / "grading.yml").write_text(registry.replace(line, POLICY))
    return Kit(root)


class Term:
    """A course in which the students have handed in everything and all is graded."""

    def __init__(self, folder: Path, db_url: str | None) -> None:
        self.kit = make_kit(folder / "kit")
        os.environ["AUTOGRADER_KIT"] = str(self.kit.root)
        self.lessons = [self.kit.registry.lesson(name) for name in LESSONS]
        self.sample = folder / "sample"
        hand_in(Kit(ROOT), self.sample)
        self.first, self.second = self.lessons[:2]
        self.exchange = folder / "exchange"
        self.exchange.mkdir()
        self.exchange.chmod(0o777)
        roster = folder / "roster.csv"
        lines = [f"{student},Given{student},Family{student},{student}@x.org" for student in STUDENTS]
        roster.write_text("\n".join(["id,first_name,last_name,email", *lines, ""]))
        self.course = Course.create(folder / "course", self.kit, self.lessons, roster, db_url)
        self.db_url = db_url or f"sqlite:///{self.course.root / 'gradebook.db'}"
        self.hand_out()
        self.hand_in_by_the_exchange(folder)
        self.hand_in_by_archives(folder)

    def api(self) -> NbGraderAPI:
        config = Config()
        configure(config, "course")
        config.CourseDirectory.root = str(self.course.root)
        config.CourseDirectory.db_url = self.db_url
        config.Exchange.root = str(self.exchange)
        config.Exchange.cache = str(self.exchange.parent / "cache")
        return NbGraderAPI(config=config)

    def hand_out(self) -> None:
        due = datetime.now(UTC).replace(tzinfo=None) - timedelta(days=2, hours=12)
        with Gradebook(self.db_url, "course") as book:
            book.update_or_create_assignment(self.first.name, duedate=due)
        for lesson in self.lessons:
            result = self.api().generate_assignment(lesson.name)
            assert result["success"], result
        result = self.api().release_assignment(self.first.name)
        assert result["success"], result

    def hand_in_by_the_exchange(self, folder: Path) -> None:
        """The first student works with nbgrader's commands; the others' folders are as these leave them."""
        home = folder / "home"
        home.mkdir()
        config = f"c = get_config()\nc.Exchange.root = {str(self.exchange)!r}\n"
        (home / "nbgrader_config.py").write_text(f"{config}c.CourseDirectory.course_id = 'course'\n")
        name = self.first.name
        environment = {**os.environ, "HOME": str(home), "JUPYTER_DATA_DIR": str(home)}
        run = [sys.executable, "-m", "nbgrader"]
        subprocess.run([*run, "fetch_assignment", name], cwd=home, env=environment, check=True)
        shutil.copy(self.source(self.first, STUDENTS[0]), home / name)
        submit = [*run, "submit", name, f"--student={STUDENTS[0]}"]
        subprocess.run(submit, cwd=home, env=environment, check=True)
        inbound = self.exchange / "course" / "inbound"
        for student in STUDENTS[1:]:
            folder = inbound / f"{student}+{name}+2025-12-24 12:00:00 UTC+{student}"
            folder.mkdir()
            shutil.copy(self.source(self.first, student), folder)
            (folder / "timestamp.txt").write_text("2025-12-24 12:00:00 UTC")
            (folder / "submission_secret.txt").write_text(f"a secret of {student}")
        result = self.api().collect(name)
        assert result["success"], result

    def hand_in_by_archives(self, folder: Path) -> None:
        for lesson in self.lessons[1:]:
            path = folder / f"{lesson.name}.zip"
            with zipfile.ZipFile(path, "w") as archive:
                for number, student in enumerate(STUDENTS):
                    member = f"family{student}given{student}_{number}_{1000 + number}_{lesson.module}.py"
                    archive.write(self.source(lesson, student), member)
            done = collect(self.course, lesson, [path])
            assert not done.unmatched
            assert not done.missing

    def source(self, lesson: Lesson, student: str) -> Path:
        return self.sample / author(student) / lesson.name / f"{lesson.module}.py"

    def report(self, lesson: Lesson, student: str) -> Report:
        path = self.course.root / "reports" / lesson.name / "results" / f"{student}.json"
        return Report.from_json(path.read_bytes())

    def scores(self) -> dict[tuple[str, str], tuple[float, float]]:
        """Points and late penalty by lesson and student, as nbgrader has them."""
        with Gradebook(self.db_url, "course") as book:
            return {
                (lesson.name, one.student_id): (one.score, one.late_submission_penalty or 0.0)
                for lesson in self.lessons
                for one in book.assignment_submissions(lesson.name)
            }


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def term(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Term]:
    folder = tmp_path_factory.mktemp(f"term-{request.param}")
    db_url = None
    if request.param == "postgresql":
        server: Server = request.getfixturevalue("server")
        db_url = server.url(server.fresh())
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AUTOGRADER_KIT", "")  # is set anew, and put back at the end
        patch.chdir(folder)
        one = Term(folder, db_url)
        graded = tmp_path_factory.getbasetemp() / "term-graded"
        if graded.exists():  # the judges' work need not be done twice
            shutil.copytree(graded, one.course.state)
        else:
            command("grade", "--course", one.course.root)
            shutil.copytree(one.course.state, graded)
        yield one


def command(*arguments: object) -> None:
    with pytest.raises(SystemExit) as ended:
        main([str(argument) for argument in arguments])
    assert ended.value.code == 0


def test_a_term(term: Term, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    course, first, second = term.course, term.first, term.second
    command("grade", "--course", course.root)
    graded = term.scores()
    assert len(graded) == 30 * len(LESSONS)
    for (name, student), (score, lost) in graded.items():
        lesson = term.kit.registry.lesson(name)
        assert score == pytest.approx(term.report(lesson, student).score)
        late = name == first.name and student != "s03"
        assert lost == (round(0.3 * score, 2) if late else 0.0)  # the third day has begun
        if author(student) == "ada":
            assert score == lesson.points

    # nbgrader's own ways give what is there already.
    for student in STUDENTS[:2]:
        result = term.api().autograde(first.name, student)  # as Formgrader's button does
        assert result["success"], result
    run = [sys.executable, "-m", "nbgrader", "autograde", second.name, "--student=s02", "--force"]
    done = subprocess.run(run, cwd=course.root, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert term.scores() == graded

    regrade(term, capsys)
    feedback(term)
    export(term, capsys, tmp_path)


def regrade(term: Term, capsys: pytest.CaptureFixture[str]) -> None:
    """A test that was wrong is taken back; a human's points stay."""
    before = term.scores()
    with Gradebook(term.db_url, "course") as book:
        grade = book.find_grade("im2col", term.second.module, term.second.name, "s05")
        grade.manual_score = 0.25
        book.db.commit()
        by_hand = book.find_submission(term.second.name, "s05").score
    known_mistakes = [student for student in STUDENTS if author(student) == "bilal"]
    function, test = next(
        (function.name, test.name)
        for function in term.report(term.second, known_mistakes[0]).functions
        for test in function.tests
        if function.score and test.status is Status.FAILED
    )
    drop(term.kit.suite(term.second) / f"test_{function}.py", test)
    capsys.readouterr()
    command("grade", term.second.name, "--course", term.course.root)
    told = [line for line in capsys.readouterr().out.splitlines() if line.startswith("Changed: ")]
    assert [line.split(":")[1].strip() for line in told] == [f"{who}, {function}" for who in known_mistakes]
    after = term.scores()
    changed = {key for key in before if before[key] != after[key]} - {(term.second.name, "s05")}
    assert changed == {(term.second.name, who) for who in known_mistakes} - {(term.second.name, "s05")}
    assert after[term.second.name, "s05"][0] == by_hand


def drop(path: Path, test: str) -> None:
    tree = ast.parse(path.read_text())
    tree.body = [node for node in tree.body if getattr(node, "name", "") != test]
    path.write_text(ast.unparse(tree))


def feedback(term: Term) -> None:
    for student in STUDENTS[:2]:
        for step in (term.api().generate_feedback, term.api().release_feedback):
            result = step(term.first.name, student)
            assert result["success"], result
        folder = term.course.root / "feedback" / student / term.first.name
        page = (folder / f"{term.first.module}.html").read_text()
        assert term.report(term.first, student).functions[0].tests[0].title in page
        assert "compare(" not in page


def export(term: Term, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    course = term.course.root
    scores = {key: max(0.0, score - lost) for key, (score, lost) in term.scores().items()}
    command("export", "--format", "csv", "--course", course, "--output", tmp_path / "scores.csv")
    with (tmp_path / "scores.csv").open(newline="") as file:
        table = list(csv.DictReader(file))
    assert [row["id"] for row in table] == STUDENTS
    column = next(name for name in table[0] if term.second.name in name)
    assert float(table[5][column]) == pytest.approx(scores[term.second.name, "s05"])

    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["Student", "ID", "SIS Login ID", "Section", f"{term.second.title} (7)"])
    writer.writerow(["    Points Possible", "", "", "", "20.00"])
    writer.writerows([f"Family{who}, Given{who}", i, who, "A", ""] for i, who in enumerate(STUDENTS))
    (tmp_path / "canvas.csv").write_text(text.getvalue())
    options = ("--format", "canvas", "--course", course, "--canvas", tmp_path / "canvas.csv", "--write")
    command("export", term.second.name, *options)
    with (tmp_path / "canvas-graded.csv").open(newline="") as file:
        filled = list(csv.reader(file))[2:]
    assert {row[2]: float(row[4]) for row in filled} == pytest.approx(
        {who: scores[term.second.name, who] for who in STUDENTS}
    )

    command("export", "--format", "gradescope", "--course", course)
    results = sorted((course / "export" / "gradescope").glob("*/*/results.json"))
    assert len(results) == 30 * len(LESSONS)
    assert json.loads(results[0].read_bytes())["score"] == term.report(term.first, "s00").score
    command("export", "--format", "junit", "--course", course, "--output", tmp_path / "junit.xml")
    assert len(ElementTree.parse(tmp_path / "junit.xml").getroot()) == 30 * len(LESSONS)
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", "export", "--to=grades.csv"], cwd=course, capture_output=True
    )
    assert done.returncode == 0, done.stderr
    with (course / "grades.csv").open(newline="") as file:
        theirs = {(row["assignment"], row["student_id"]): float(row["score"]) for row in csv.DictReader(file)}
    assert theirs == pytest.approx(scores)
    for lesson in (term.first, term.second):
        told = json.loads((course / "reports" / lesson.name / "scores.json").read_bytes())["students"]
        ours = {(lesson.name, one["student"]): one["score"] for one in told}
        assert ours == pytest.approx({key: points for key, points in scores.items() if key[0] == lesson.name})
        late = [one for one in told if one["penalty"]]
        assert len(late) == (29 if lesson is term.first else 0)
        assert all("3 days begun, at 10% of the score each" in one["penalty_reason"] for one in late)
    assert len(list((course / "reports" / "students").glob("*.html"))) == 30
    capsys.readouterr()
