"""The content of the course report: all lessons together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from autograder.lesson.registry import Lesson
from autograder.report.graded import Cell, GradedSubmission, Mark, row_of
from autograder.report.risk import risks
from autograder.report.summary import MAX_LISTED_TESTS, FailedTest, Summary, summarize


class LessonLine(msgspec.Struct, frozen=True):
    """One graded lesson. It has begun if at least one student has handed in something."""

    lesson: Lesson
    summary: Summary

    @property
    def begun(self) -> bool:
        return self.summary.handed_in > 0


class Score(msgspec.Struct, frozen=True):
    """A student's result in one lesson. It counts in totals if it is final and the lesson has begun."""

    lesson: Lesson
    points: float
    max_points: float
    mark: Mark  # ABSENT: nothing handed in and no points given
    counts: bool
    cells: list[Cell]  # one for each function
    note: str = ""
    account: str = ""  # sentences that explain the points, or empty

    @property
    def share(self) -> float:
        return min(1.0, self.points / self.max_points)

    @property
    def handed_in(self) -> bool:
        return self.mark is not Mark.ABSENT


class StudentLine(msgspec.Struct, frozen=True):
    """One student over all lessons. The score is None for a lesson in which the student was not graded."""

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
    """The graded part of the course: lessons in the course's order, students by id."""

    lessons: list[LessonLine]
    students: list[StudentLine]
    failures: list[CourseFailure]

    @property
    def accounted(self) -> list[tuple[StudentLine, Score]]:
        """Return the scores that need an explanation, because they aren't just the tests' points."""
        return [(line, score) for line in self.students for score in line.scores if score and score.account]

    @property
    def isolated(self) -> bool:
        return all(line.summary.isolated for line in self.lessons)


def overview(graded: Mapping[Lesson, Sequence[GradedSubmission]]) -> Overview:
    """Return the overview of the course from its results: at most one for each student and lesson."""
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
    if graded.score <= 0:  # an instructor may give points without a submission
        return Mark.NONE if graded.handed_in else Mark.ABSENT
    return Mark.PART if graded.score < graded.report.max_score else Mark.FULL


def _failures(lines: Sequence[LessonLine]) -> list[CourseFailure]:
    """Return the most often failed tests, most students first, then in the order of the lessons."""
    failures = [CourseFailure(line, failure) for line in lines for failure in line.summary.failures]
    return sorted(failures, key=lambda course_failure: -course_failure.failure.students)[:MAX_LISTED_TESTS]
