"""The trials of the sample class. `test_proof.py` shows that a moving score is found."""

from __future__ import annotations

from pathlib import Path

import pytest
from tiny_lesson import REFERENCE, write_course

from autograder.authoring.sample_scores import SAMPLE_CLASS, sample_trials, under_further_seeds
from autograder.authoring.trials import Trial
from autograder.grading.jobs import Job
from autograder.lesson.kit import Kit
from autograder.results import FunctionResult, Report, Status, TestResult

BY_HAND = "datasets/sample_class/submitted"


def subjects(kit: Kit) -> list[str]:
    return [trial.subject for trial in sample_trials(kit, kit.registry.lessons[0], 1)]


def test_the_derived_class_is_tried_without_the_reference(tmp_path: Path) -> None:
    assert subjects(write_course(tmp_path, [({}, True)])) == ["bilal", "chiara"]


def test_submissions_written_by_hand_come_first(tmp_path: Path) -> None:
    texts = {"ada": f"# By ada.\n{REFERENCE}", "noor": "import", "uma": f"{REFERENCE}\n\nshare = None\n"}
    edits = {f"{BY_HAND}/{student}/LESSON/tiny.py": text for student, text in texts.items()}
    assert subjects(write_course(tmp_path, [(edits, True)])) == ["noor", "uma"]


@pytest.mark.parametrize(
    ("check", "status", "seeds"),
    [
        (SAMPLE_CLASS, Status.PASSED, [2, 3]),
        (SAMPLE_CLASS, Status.ERROR, [2, 3]),
        (SAMPLE_CLASS, Status.TIMEOUT, []),
        (SAMPLE_CLASS, Status.MEMORY, []),
        (SAMPLE_CLASS, Status.CRASHED, []),
        ("mutants", Status.PASSED, []),
    ],
)
def test_only_what_ends_by_itself_runs_under_further_seeds(
    check: str, status: Status, seeds: list[int]
) -> None:
    trial = Trial(check, None, "ada", Job("01_tiny", 1, b""), lambda report: iter(()))
    function = FunctionResult.of("share", 2.0, [TestResult("test_one", "cpu", status, "One.")])
    further = under_further_seeds([(trial, Report.of("01_tiny", 1, [function]))], [2, 3])
    assert [one.job.seed for one in further] == seeds
