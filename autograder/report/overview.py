"""What the course report says of all lessons together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from autograder.lesson.registry import Lesson
from autograder.report.graded import Cell, GradedSubmission, Mark, row_of
from autograder.report.risk import risks
from autograder.report.summary import MAX_LISTED_TESTS, FailedTest, Summary, summarize


class LessonLine(msgspec.Struct, frozen=True):
    """One graded lesson. It has begun when somebody has handed in something."""

    lesson: Lesson
    summary: Summary

    @property
    def begun(self) -> bool:
        return self.summary.handed_in > 0


class Score(msgspec.Struct, frozen=True):
    """A student's result in one lesson. One that doesn't count is in no total: not final, or not begun."""

    lesson: Lesson
    points: float
    max_points: float
    mark: Mark  # ABSENT: nothing was handed in, and nothing given
    counts: bool
    cells: list[Cell]  # the functions
    note: str = ""
    account: str = ""  # how the points come about, where that isn't plain

    @property
    def share(self) -> float:
        return min(1.0, self.points / self.max_points)

    @property
    def handed_in(self) -> bool:
        return self.mark is not Mark.ABSENT


class StudentLine(msgspec.Struct, frozen=True):
    """One student over all lessons; a lesson that the student was not graded in has None as score."""

    student: str
    name: str
    scores: list[Score | None]
    risks: list[str]

    @property
    def points(self) -> float:
        return sum(score.points for score in self.scores if score and score.counts)

    @property
    def max_points(self) -> float:
        return sum(score.max_points for score in self.scores if score and score.counts)


class CourseFailure(msgspec.Struct, frozen=True):
    """One test of a lesson that students failed."""

    line: LessonLine
    failure: FailedTest


class Overview(msgspec.Struct, frozen=True):
    """The course as far as it was graded; lessons in the course's order, students by id."""

    lessons: list[LessonLine]
    students: list[StudentLine]
    failures: list[CourseFailure]

    @property
    def accounted(self) -> list[tuple[StudentLine, Score]]:
        """The scores that are more than what the tests gave."""
        return [(line, score) for line in self.students for score in line.scores if score and score.account]

    @property
    def isolated(self) -> bool:
        return all(line.summary.isolated for line in self.lessons)


def overview(graded: Mapping[Lesson, Sequence[GradedSubmission]]) -> Overview:
    """Return the course from the results of its lessons, of each student at most one a lesson."""
    lines = [
        LessonLine(
            lesson, summarize(lesson, submissions, [row_of(lesson, submission) for submission in submissions])
        )
        for lesson, submissions in graded.items()
    ]
    results = {
        (line.lesson, submission.student): submission for line in lines for submission in graded[line.lesson]
    }
    names: dict[str, str] = {}
    for (_, student), submission in results.items():
        names[student] = submission.name or names.get(student, "")
    return Overview(
        lessons=lines,
        students=[
            _student(student, names[student], [_score(line, results, student) for line in lines])
            for student in sorted(names)
        ],
        failures=_failures(lines),
    )


def _student(student: str, name: str, scores: list[Score | None]) -> StudentLine:
    return StudentLine(student, name, scores, risks([score for score in scores if score and score.counts]))


def _score(
    line: LessonLine, results: Mapping[tuple[Lesson, str], GradedSubmission], student: str
) -> Score | None:
    graded = results.get((line.lesson, student))
    if graded is None:
        return None
    report = graded.report
    return Score(
        lesson=line.lesson,
        points=graded.score,
        max_points=report.max_score or line.lesson.points,
        mark=_mark(graded),
        counts=report.is_final and line.begun,
        cells=row_of(line.lesson, graded).cells,
        note=graded.note if graded.handed_in else "",
        account=graded.account,
    )


def _mark(graded: GradedSubmission) -> Mark:
    if not graded.report.is_final:
        return Mark.AGAIN
    if graded.score <= 0:  # a person may give points to who handed in nothing
        return Mark.NONE if graded.handed_in else Mark.ABSENT
    return Mark.PART if graded.score < graded.report.max_score else Mark.FULL


def _failures(lines: Sequence[LessonLine]) -> list[CourseFailure]:
    """Return the tests that most students failed, most first; equal ones in the order of the lessons."""
    failures = [CourseFailure(line, failure) for line in lines for failure in line.summary.failures]
    return sorted(failures, key=lambda course_failure: -course_failure.failure.students)[:MAX_LISTED_TESTS]
