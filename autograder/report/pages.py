"""Templates filled in: the class report and the feedback page of a student."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from autograder import __version__
from autograder.registry import Feedback, Lesson
from autograder.report.feedback import functions_of, skipped_devices
from autograder.report.plots import histogram
from autograder.report.submissions import Graded, Mark, Row
from autograder.report.summary import Summary
from autograder.results import UNISOLATED


def class_page(lesson: Lesson, rows: Sequence[Row], summary: Summary, links: Mapping[str, str]) -> str:
    """The class report as HTML; `links` leads from each student to the feedback page."""
    template = _templates().get_template("class.html")
    plot = histogram(summary.bins)
    return template.render(
        lesson=lesson,
        rows=rows,
        summary=summary,
        links=links,
        plot=plot,
        unisolated=UNISOLATED,
        version=__version__,
    )


def feedback_page(
    lesson: Lesson, feedback: Feedback, graded: Graded, hints: Mapping[str, Sequence[str]]
) -> str:
    """The page of one student as HTML; `hints` has those of each function, the gentlest first."""
    functions = functions_of(lesson, feedback, graded, hints)
    score, max_score = graded.report.score, graded.report.max_score or lesson.points
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
    environment.filters.update(points=_points, percent=_percent, prose=_prose, breakable=_breakable)
    return environment


def _points(value: float) -> str:
    """2.0 as "2", 2.50 as "2.5", 2.333 as "2.33"."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _percent(share: float) -> str:
    return f"{100 * share:.0f}%"


def _prose(text: str) -> Markup:
    """Escaped text in which `marks` are set as code."""
    return Markup(re.sub(r"`([^`\n]+)`", r"<code>\1</code>", str(escape(text))))


def _breakable(name: str) -> Markup:
    """An identifier that may be broken after an underscore or before a capital."""
    return Markup(re.sub(r"(?<=_)|(?<=[a-z])(?=[A-Z])", "<wbr>", str(escape(name))))
