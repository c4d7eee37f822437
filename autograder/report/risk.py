"""The rule for students who may need help. The report shows the rule beside its result."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean
from typing import Protocol

from autograder.lesson.registry import Lesson

LOW_SHARE = 0.5  # a share of a lesson's points
MIN_FALL_SHARE = 0.3  # a share of the points: the fall below the mean of the lessons before
MIN_FORMER_LESSONS = 2  # the fewest lessons for a useful mean

RULE = (
    "A student is at risk for one of three reasons. First: no submission to the last two lessons."
    f" Second: less than {100 * LOW_SHARE:.0f}% of the points in each of the last two lessons."
    f" Third: a last score that is at least {100 * MIN_FALL_SHARE:.0f} percentage points below the student's"
    f" mean over the lessons before, if there are at least {MIN_FORMER_LESSONS}."
    " The rule leaves out lessons that must be graded again or that nobody has handed in yet. A lesson"
    " without a submission has 0%."
)


class Scored(Protocol):
    """A final result in one lesson."""

    @property
    def lesson(self) -> Lesson: ...
    @property
    def share(self) -> float: ...
    @property
    def handed_in(self) -> bool: ...


def risks(scores: Sequence[Scored]) -> list[str]:
    """Return the reasons to help a student with these scores, one sentence each. The latest score is last."""
    reasons = []
    last_two = scores[-2:]
    if len(last_two) == 2:
        former, latest = last_two
        if not former.handed_in and not latest.handed_in:
            reasons.append(f"Handed in nothing to {former.lesson.title} and {latest.lesson.title}.")
        elif former.share < LOW_SHARE and latest.share < LOW_SHARE:
            reasons.append(
                f"Less than half of the points in {_title_and_share(former)} and {_title_and_share(latest)}."
            )
    if len(scores) > MIN_FORMER_LESSONS:
        *before, latest = scores
        mean = fmean(score.share for score in before)
        # Rounded, because a fall of exactly 30 points may be slightly less as a float.
        if round(mean - latest.share, 6) >= MIN_FALL_SHARE:
            reasons.append(
                f"{_title_and_share(latest)}, after a mean of {100 * mean:.0f}% in the lessons before."
            )
    return reasons


def _title_and_share(score: Scored) -> str:
    """Return the title and the percentage, rounded down, so that 49.9% doesn't read as half of the points."""
    handed_in = f"{int(round(100 * score.share, 6))}%" if score.handed_in else "nothing handed in"
    return f"{score.lesson.title} ({handed_in})"
