"""Scores and results in the formats of other programs: one module for each, and their shared types."""

from enum import StrEnum


class Format(StrEnum):
    """A format for scores and results."""

    CSV = "csv"
    CANVAS = "canvas"
    GRADESCOPE = "gradescope"
    JUNIT = "junit"


class Visibility(StrEnum):
    """The time from which students see tests at Gradescope, in Gradescope's words."""

    VISIBLE = "visible"
    AFTER_DUE_DATE = "after_due_date"
    AFTER_PUBLISHED = "after_published"
    HIDDEN = "hidden"
