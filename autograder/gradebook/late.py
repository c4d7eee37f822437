"""The points that a late submission loses, and the reason."""

from __future__ import annotations

import math

from autograder.lesson.registry import Late

_SECONDS_PER_MINUTE = 60.0
_SECONDS_PER_DAY = 24 * 60 * _SECONDS_PER_MINUTE


def penalty(policy: Late | None, student: str, lesson: str, score: float, seconds: float) -> float:
    """Return the points that `score` loses for a submission `seconds` after the due date.

    An extension moves its student's due date; the longest one counts. No points are lost within the grace
    period. After it, each started day since the due date costs the same share of the score, up to the cap.
    """
    if policy is None:
        return 0.0
    late = seconds - _granted(policy, student, lesson) * _SECONDS_PER_DAY
    if late <= policy.grace_minutes * _SECONDS_PER_MINUTE:
        return 0.0
    return round(score * min(policy.loss_per_day * math.ceil(late / _SECONDS_PER_DAY), policy.cap), 2)


def reason(
    policy: Late | None, student: str, lesson: str, score: float, seconds: float, recorded: float
) -> str:
    """Return the reason why `recorded` points, perhaps 0, were lost; empty if the submission was on time.

    Args:
        recorded: the penalty in the gradebook. It may be from an earlier policy or due date.
    """
    now = penalty(policy, student, lesson, score, seconds)
    if not math.isclose(now, recorded, abs_tol=0.005):
        return f"Grading again would take off {now:g} instead of {recorded:g}."
    if policy is None or seconds <= 0:
        return ""
    granted = _granted(policy, student, lesson)
    came = f"Handed in {_span(seconds)} after the due date"
    if granted:
        came += f", with an extension of {_counted(granted, 'day')}"
    return f"{came}: {_outcome(policy, seconds - granted * _SECONDS_PER_DAY)}."


def _outcome(policy: Late, late: float) -> str:
    if late <= 0:
        return "nothing is lost"
    if late <= policy.grace_minutes * _SECONDS_PER_MINUTE:
        return f"nothing is lost within {_counted(policy.grace_minutes, 'minute')} of grace"
    days = math.ceil(late / _SECONDS_PER_DAY)
    begun = f"{_counted(days, 'day')} begun, at {100 * policy.loss_per_day:g}% of the score each"
    return begun + (f", capped at {100 * policy.cap:g}%" if policy.loss_per_day * days > policy.cap else "")


def _granted(policy: Late, student: str, lesson: str) -> float:
    """Return the days of the longest extension for this student and lesson."""
    fitting = (e.days for e in policy.extensions if e.student == student and e.lesson in (None, lesson))
    return max(fitting, default=0.0)


def _span(seconds: float) -> str:
    """Return a duration as in "2 days 3 hours", rounded down. Below a day it has minutes too."""
    minutes = int(seconds // _SECONDS_PER_MINUTE)
    days, hours = minutes // (24 * 60), minutes // 60 % 24
    parts = [(days, "day"), (hours, "hour"), (0 if days else minutes % 60, "minute")]
    return " ".join(_counted(count, unit) for count, unit in parts if count) or "less than a minute"


def _counted(count: float, unit: str) -> str:
    return f"{count:g} {unit}{'' if count == 1 else 's'}"
