"""Scores and results in the formats of other programs: a module each, and what they share."""

from enum import StrEnum


class Format(StrEnum):
    """Where scores and results can go."""

    CSV = "csv"
    CANVAS = "canvas"
    GRADESCOPE = "gradescope"
    JUNIT = "junit"


class Visibility(StrEnum):
    """From when on students see tests at Gradescope, in its words."""

    VISIBLE = "visible"
    AFTER_DUE_DATE = "after_due_date"
    AFTER_PUBLISHED = "after_published"
    HIDDEN = "hidden"
