"""The pages made from templates: the reports of a lesson and of the course, and a student's pages."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.metadata import version

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from autograder.common.text import points
from autograder.lesson.registry import Feedback, Lesson
from autograder.report.feedback import functions_of, skipped_devices
from autograder.report.graded import GradedSubmission, Mark, SubmissionRow
from autograder.report.overview import LessonLine, Overview, StudentLine
from autograder.report.plots import histogram, trend
from autograder.report.risk import RULE
from autograder.report.similarity import MIN_ALIKE_SHARE, Pair
from autograder.report.steps import NextStep
from autograder.report.summary import Summary
from autograder.results import UNISOLATED

COUNTING = (
    "The scores come from the gradebook. A score is the points of the tests, or the points that a person gave"
    " instead, plus extra credit, less the penalty for lateness. The points of a function come only from the"
    " tests."
)


def class_page(
    lesson: Lesson,
    rows: Sequence[SubmissionRow],
    summary: Summary,
    links: Mapping[str, str],
    pairs: Sequence[Pair] | None = None,
) -> str:
    """Return the class report as HTML. `links` has the feedback page by student.

    `pairs` are the similar submissions, or None if they were not compared.
    """
    template = _templates().get_template("class.html")
    plot = histogram(summary.bins)
    return template.render(
        lesson=lesson,
        rows=rows,
        summary=summary,
        links=links,
        plot=plot,
        pairs=pairs,
        threshold=MIN_ALIKE_SHARE,
        unisolated=UNISOLATED,
        version=version("autograder"),
    )


def feedback_page(
    lesson: Lesson, feedback: Feedback, graded: GradedSubmission, hints: Mapping[str, Sequence[str]]
) -> str:
    """Return a student's page as HTML. `hints` has each function's hints, the gentlest first."""
    functions = functions_of(lesson, feedback, graded, hints)
    score, max_score = graded.score, graded.report.max_score or lesson.points
    template = _templates().get_template("feedback.html")
    return template.render(
        lesson=lesson,
        graded=graded,
        score=score,
        max_score=max_score,
        share=score / max_score,
        functions=functions,
        open=[view for view in functions if view.tests and view.mark is not Mark.FULL],
        done=[view for view in functions if view.mark is Mark.FULL],
        skipped=skipped_devices(graded),
    )


def course_page(course: Overview, links: Mapping[str, str], pages: Mapping[Lesson, Mapping[str, str]]) -> str:
    """Return the course report as HTML.

    Args:
        links: the page over all lessons, by student.
        pages: the feedback page, by lesson and student.
    """
    begun = [line for line in course.lessons if line.begun]
    return (
        _templates()
        .get_template("course.html")
        .render(
            course=course,
            links=links,
            pages=pages,
            plot=trend(_marks(begun)),
            begun=begun,
            rule=RULE,
            unisolated=UNISOLATED,
            version=version("autograder"),
        )
    )


def student_page(student: StudentLine, links: Mapping[Lesson, str], steps: Sequence[NextStep]) -> str:
    """Return a student's page over all lessons as HTML. `links` has the feedback page by lesson."""
    return (
        _templates()
        .get_template("student.html")
        .render(
            student=student,
            scores=[score for score in student.scores if score],
            links=links,
            steps=steps,
        )
    )


def _marks(lines: Sequence[LessonLine]) -> list[tuple[str, float, float, float]]:
    """Return each lesson with a score: its number, and mean and quartiles as shares of the points."""
    marks = []
    for line in lines:
        summary = line.summary
        if summary.mean is not None and summary.quartiles is not None:
            lower, upper = summary.quartiles
            points = summary.points
            marks.append((line.lesson.name[:2], summary.mean / points, lower / points, upper / points))
    return marks


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=PackageLoader("autograder.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals.update(counting=COUNTING)
    environment.filters.update(
        change=_change, points=points, percent=_percent, prose=_prose, breakable=_breakable
    )
    return environment


def _change(value: float) -> str:
    """Return 1.0 as "+1", -0.5 with a minus sign, and 0 as ""."""
    sign = "+" if value > 0 else "\N{MINUS SIGN}"
    return f"{sign}{points(abs(value))}" if value else ""


def _percent(share: float) -> str:
    return f"{100 * share:.0f}%"


def _prose(text: str) -> Markup:
    """Return escaped text with the parts in `marks` set as code."""
    return Markup(re.sub(r"`([^`\n]+)`", r"<code>\1</code>", str(escape(text))))


def _breakable(name: str) -> Markup:
    """Return an identifier with places for line breaks, after underscores and before capitals."""
    return Markup(re.sub(r"(?<=_)|(?<=[a-z])(?=[A-Z])", "<wbr>", str(escape(name))))
