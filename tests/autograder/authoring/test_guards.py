"""The limit for the course's own code counts processor time."""

from __future__ import annotations

import time

import pytest

from autograder.authoring.guards import TooLong, time_limit


def _run_for_ever() -> None:
    while True:
        pass


def test_code_that_never_ends_is_stopped() -> None:
    with pytest.raises(TooLong), time_limit(0.05):
        _run_for_ever()


def test_time_that_other_processes_take_does_not_count() -> None:
    with time_limit(0.05):
        time.sleep(0.2)
