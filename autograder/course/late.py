"""What a submission loses for being late."""

from __future__ import annotations

import math

from autograder.registry import Late

_MINUTE = 60.0
_DAY = 24 * 60 * _MINUTE


def penalty(policy: Late | None, student: str, lesson: str, score: float, seconds: float) -> float:
    """The points that `score` loses by `seconds` after the due date.

    An extension moves the due date of its student; the longest that fits counts. Within the grace nothing is
    lost. After it, each day that has begun since the due date costs the same share of the score, up to the
    cap.
    """
    if policy is None:
        return 0.0
    granted = (e.days for e in policy.extensions if e.student == student and e.lesson in (None, lesson))
    late = seconds - max(granted, default=0.0) * _DAY
    if late <= policy.grace_minutes * _MINUTE:
        return 0.0
    return round(score * min(policy.loss_per_day * math.ceil(late / _DAY), policy.cap), 2)
