"""Scores in a copy of Canvas's gradebook."""

from __future__ import annotations

from pathlib import Path

import pytest
from export_command import Command

from autograder.errors import CourseError
from autograder.export.canvas import CanvasGradebook, Filling
from autograder.gradebook.course import Course
from autograder.gradebook.roster import Student
from autograder.lesson.registry import Function, Lesson

STUDENTS = [
    Student("ada", "Ada", "Lovelace", "ada@example.org"),
    Student("alan", "Alan", "Turing"),
    Student("grace", "Grace", "Hopper", "Grace.Hopper@navy.mil"),
]
SOFTMAX = Lesson(name="02_softmax", title="Softmax", functions=(Function("softmax", 7.5),))
EXPORT = (
    '\ufeffStudent,ID,SIS User ID,SIS Login ID,Section,Notes,"Quiz, intro (11)",Softmax (12),Softmax 2 (13),'
    "Softmax Current Score,Final Score\r\n"
    ",,,,,,,Manual Posting,,,\r\n"
    "    Points Possible,,,,,,10.00,7.50,3.00,(read only),(read only)\r\n"
    '"Lovelace, Ada",501,S1,ADA,"Mon and ""Tue""",,9.00,,1.00,9.0,8\r\n'
    '"Turing, Alan",502,S2,alan,Mon,x,,"4.00",,,\r\n'
    '"Hopper, Grace",503,S3,grace.hopper@navy.mil,Mon,,,EX,,,\r\n'
    '"Noether, Emmy",504,S4,emmy,Mon,,,1.00,,,\r\n'
    '"Student, Test",599,,0a1b2c,Mon,,,,,,\r\n'
)


def canvas(
    folder: Path,
    text: str = EXPORT,
    scores: dict[str, float] | None = None,
    column: str | None = None,
    match_by: str | None = None,
    lesson: Lesson = SOFTMAX,
    students: list[Student] = STUDENTS,
) -> Filling:
    path = folder / "export.csv"
    path.write_bytes(text.encode())
    points = {"ada": 5.3, "alan": 4.0, "grace": 2.0} if scores is None else scores
    return CanvasGradebook(path).fill(students, [(lesson, 7.5, points)], column, match_by)


class TestCanvas:
    def test_only_cells_with_another_score_change(self, tmp_path: Path) -> None:
        filling = canvas(tmp_path)
        expected = EXPORT.replace("9.00,,1.00", "9.00,5.3,1.00")
        assert filling.content.decode() == expected
        (column,) = filling.columns
        assert column.header == "Softmax (12)"
        assert [(one.student, one.name, one.old, one.new) for one in column.changes] == [
            ("ada", "Lovelace, Ada", "", "5.3")
        ]
        assert column.unchanged == 1
        assert column.left == [("Hopper, Grace (grace)", "EX")]
        assert column.warning == ""
        assert filling.matched_by == "SIS Login ID"
        assert filling.unknown_rows == ["Noether, Emmy"]
        assert filling.unknown_students == []

    def test_a_cell_in_quotes_stays_in_quotes(self, tmp_path: Path) -> None:
        filling = canvas(tmp_path, scores={"alan": 6.125})
        assert filling.content.decode() == EXPORT.replace('"4.00"', '"6.12"')

    def test_filling_twice_changes_nothing_more(self, tmp_path: Path) -> None:
        once = canvas(tmp_path).content.decode()
        again = canvas(tmp_path, once)
        assert again.content.decode() == once
        assert again.columns[0].changes == []
        assert again.columns[0].unchanged == 2

    def test_students_without_a_score_and_those_whom_canvas_lacks_are_told(self, tmp_path: Path) -> None:
        students = [*STUDENTS, Student("kurt", "Kurt", "Gödel")]
        filling = canvas(tmp_path, scores={"ada": 1.0}, students=students)
        assert filling.columns[0].ungraded == ["Turing, Alan (alan)", "Hopper, Grace (grace)"]
        assert filling.unknown_students == ["Gödel, Kurt (kurt)"]

    def test_a_student_who_was_not_assigned_the_work_is_left(self, tmp_path: Path) -> None:
        filling = canvas(tmp_path, EXPORT.replace("9.00,,1.00", "9.00,N/A,1.00"))
        assert filling.columns[0].left == [("Lovelace, Ada (ada)", "N/A"), ("Hopper, Grace (grace)", "EX")]
        assert filling.columns[0].changes == []

    def test_semicolons_decimal_commas_bare_line_feeds_and_no_last_one(self, tmp_path: Path) -> None:
        text = (
            "LastName;FirstName;ID;SIS Login ID;Section;Softmax (12)\n"
            "    Points Possible;;;;;7,50\nLovelace;Ada;1;ada;Mo;1,00\nTuring;Alan;2;alan;Mo;4,00"
        )
        filling = canvas(tmp_path, text)
        assert filling.content.decode() == text.replace("1,00", "5,3")
        assert filling.columns[0].changes[0].name == "Lovelace, Ada"
        assert filling.columns[0].unchanged == 1

    def test_other_points_in_canvas_are_a_warning(self, tmp_path: Path) -> None:
        filling = canvas(tmp_path, EXPORT.replace("7.50", "100.00"))
        assert filling.columns[0].warning == (
            "Canvas gives 100.00 points for it and the gradebook 7.5; scores are not scaled."
        )

    @pytest.mark.parametrize("name", ["Softmax 2 (13)", "softmax 2"])
    def test_a_named_column(self, tmp_path: Path, name: str) -> None:
        filling = canvas(tmp_path, column=name)
        assert filling.columns[0].header == "Softmax 2 (13)"
        assert "9.00,,5.3" in filling.content.decode()

    @pytest.mark.parametrize("title", ["softmax", "02_softmax", "02 Softmax", "Homework 2: Softmax!"])
    def test_a_column_is_found_by_the_title_or_name_of_the_lesson(self, tmp_path: Path, title: str) -> None:
        text = EXPORT.replace("Softmax (12)", f"{title} (12)").replace("Softmax 2 (13)", "Essay (13)")
        assert canvas(tmp_path, text).columns[0].header == f"{title} (12)"

    @pytest.mark.parametrize(
        ("changes", "column", "words"),
        [
            ({"Softmax (12)": "A Softmax (12)"}, None, "'A Softmax .12.', 'Softmax 2 .13.' could each be"),
            (
                {"Softmax": "Essay"},
                None,
                "no column is that of 02_softmax .Softmax.; the columns are 'Notes', 'Quiz,",
            ),
            ({}, "Essay", "no column is called 'Essay'; the columns are"),
            ({}, "Final Score", "no column is called 'Final Score'"),
            ({}, "SIS User ID", "no column is called 'SIS User ID'"),
            ({",7.50,": ",(read only),"}, "Softmax (12)", "no column is called 'Softmax .12.'"),
        ],
    )
    def test_a_column_in_doubt_is_an_error_that_names_what_there_is(
        self, tmp_path: Path, changes: dict[str, str], column: str | None, words: str
    ) -> None:
        text = EXPORT
        for old, new in changes.items():
            text = text.replace(old, new)
        with pytest.raises(CourseError, match=words):
            canvas(tmp_path, text, column=column)

    def test_one_column_is_not_filled_for_two_lessons(self, tmp_path: Path) -> None:
        path = tmp_path / "export.csv"
        path.write_bytes(EXPORT.encode())
        with pytest.raises(CourseError, match="would be filled both for 02_softmax and for 02_softmax"):
            CanvasGradebook(path).fill(STUDENTS, [(SOFTMAX, 7.5, {}), (SOFTMAX, 7.5, {})])

    def test_the_column_that_knows_most_students_says_who_a_row_is(self, tmp_path: Path) -> None:
        text = (
            EXPORT.replace("ADA", "u1").replace(",alan,", ",u2,").replace("S1", "ada").replace("S2", "alan")
        )
        filling = canvas(tmp_path, text)
        assert filling.matched_by == "SIS User ID"
        assert filling.unknown_rows == ["Hopper, Grace", "Noether, Emmy"]
        filling = canvas(tmp_path, text, match_by="sis login id")
        assert filling.matched_by == "SIS Login ID"
        assert filling.unknown_rows == ["Lovelace, Ada", "Turing, Alan", "Noether, Emmy"]

    def test_numbers_of_canvas_are_not_mixed_with_ids_of_the_school(self, tmp_path: Path) -> None:
        """A row unknown by its login isn't taken for the student whose id is Canvas's number of it."""
        filling = canvas(tmp_path, scores={"504": 7.0}, students=[*STUDENTS, Student("504")])
        assert filling.unknown_rows == ["Noether, Emmy"]
        assert filling.content.decode() == EXPORT

    @pytest.mark.parametrize(
        ("students", "match_by", "words"),
        [
            ([Student("ADA "), Student("Ada")], None, "row 4: Lovelace, Ada may be any of"),
            ([Student("a", email="ada@x"), Student("b", email="ADA@x")], None, "may be any of"),
            ([Student("ada")], "Matriculation", "has no column 'Matriculation'.*it has 'Student', 'ID'"),
            ([Student("x")], None, "No row of .* belongs to a student of this course"),
            ([Student("mon")], "Section", "the rows 5 and 6 and 7 and 8 are all of mon by Section"),
        ],
    )
    def test_a_student_in_doubt_is_an_error(
        self, tmp_path: Path, students: list[Student], match_by: str | None, words: str
    ) -> None:
        students = [Student(one.id.strip(), email=one.email) for one in students]
        text = EXPORT.replace("ADA", "ada@X") if students[0].email else EXPORT.replace("ADA", "aDa")
        with pytest.raises(CourseError, match=words):
            canvas(tmp_path, text, match_by=match_by, students=students)

    def test_the_very_id_wins_over_another_case(self, tmp_path: Path) -> None:
        filling = canvas(tmp_path, scores={"ADA": 1.0, "ada": 2.0}, students=[Student("ADA"), Student("ada")])
        assert [one.new for one in filling.columns[0].changes] == ["1"]

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("", "is not a gradebook exported by Canvas"),
            ("id,score\nada,1\n", "is not a gradebook exported by Canvas"),
            ("Student,ID,Section,Softmax\nAda,1\n", "row 2: it has 2 cells and the first row has 4"),
        ],
    )
    def test_another_file_is_refused(self, tmp_path: Path, text: str, words: str) -> None:
        with pytest.raises(CourseError, match=words):
            canvas(tmp_path, text)


class TestCanvasCommand:
    @pytest.fixture
    def exported(self, tmp_path: Path) -> Path:
        path = tmp_path / "grades.csv"
        path.write_bytes(EXPORT.encode())
        return path

    def test_shows_first_and_writes_on_demand_only(
        self, command: Command, exported: Path, course: Course
    ) -> None:
        target = exported.with_name("grades-graded.csv")
        status, printed, _ = command("02", "--format", "canvas", "--canvas", exported)
        assert status == 0
        assert "Softmax (12), from 02_softmax" in printed
        assert "Lovelace, Ada (ada): nothing -> 5.3" in printed
        assert "Turing, Alan (alan): 4.00 -> 6" in printed
        assert "In Canvas but not in the course, unchanged: Noether, Emmy." in printed
        assert "In the course but not in Canvas: @SUM(A1), Mal (=1+1)." in printed
        assert f"Nothing was written. Add --write to write {target}." in printed
        assert not target.exists()
        status, printed, _ = command("02", "--format", "canvas", "--canvas", exported, "--write")
        assert status == 0
        expected = EXPORT.replace("9.00,,1.00", "9.00,5.3,1.00").replace('"4.00"', '"6"')
        assert target.read_bytes().decode() == expected
        assert exported.read_bytes().decode() == EXPORT

    @pytest.mark.parametrize(("answer", "written"), [(True, True), (False, False)])
    def test_asks_at_a_terminal(
        self, command: Command, exported: Path, monkeypatch: pytest.MonkeyPatch, answer: bool, written: bool
    ) -> None:
        asked: list[str] = []

        def confirm(text: str) -> bool:
            asked.append(text)
            return answer

        monkeypatch.setattr("sys.stdin", type("Terminal", (), {"isatty": lambda self: True})())
        monkeypatch.setattr("typer.confirm", confirm)
        target = exported.with_name("grades-graded.csv")
        assert command("02", "--format", "canvas", "--canvas", exported)[0] == 0
        assert asked == [f"Write {target}?"]
        assert target.exists() is written

    def test_the_input_is_never_overwritten(self, command: Command, exported: Path) -> None:
        link = exported.with_name("link.csv")
        link.hardlink_to(exported)
        for target in (exported, link):
            arguments = ("02", "--format", "canvas", "--canvas", exported, "--write", "--output", target)
            status, _, said = command(*arguments)
            assert status == 2
            assert "is the file that Canvas exported, which stays unchanged." in said
        assert exported.read_bytes().decode() == EXPORT

    def test_names_can_not_steer_the_terminal(self, command: Command, exported: Path) -> None:
        exported.write_bytes(EXPORT.replace("Noether", "\x1b[2JNo[bold]").encode())
        _, printed, _ = command("02", "--format", "canvas", "--canvas", exported)
        assert "\x1b" not in printed
        assert r"\x1b[2JNo[bold], Emmy" in printed
