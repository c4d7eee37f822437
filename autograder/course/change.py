"""A score that a regrade changed."""

from __future__ import annotations

from typing import NamedTuple


class Change(NamedTuple):
    """The automatic score of one function, which had another one before."""

    student: str
    function: str
    before: float
    after: float
