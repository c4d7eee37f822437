"""Each hand-written submission of the sample class gets the report beside it, as far as it is golden.

`python -m tests.autograder.end_to_end.test_sample_class` writes the golden reports anew; read the diff.
"""

from __future__ import annotations

import ast
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2] / "support"))
from golden import Golden, golden_of, parse, render

from autograder.grading.jobs import Job
from autograder.grading.pool import LocalPool, default_jobs
from autograder.intake.choice import read
from autograder.lesson.hidden_counts import graded_tests
from autograder.lesson.kit import Kit
from autograder.lesson.sample_class import GOLDEN, folder_of
from autograder.results import Report

KIT = Kit.find()
SEED = 0
FOLDERS = sorted((folder_of(KIT) / "submitted").glob("*/*/"))


@pytest.fixture(scope="module")
def reports() -> dict[Path, Report]:
    return grade_all()


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: f"{folder.parent.name}-{folder.name[:2]}")
def test_report_is_the_golden_one(folder: Path, reports: dict[Path, Report]) -> None:
    """Figures in messages may differ a little, as releases of PyTorch round differently; nothing else may."""
    golden, came = parse((folder / GOLDEN).read_text()), golden_of(reports[folder])
    assert masked(came) == masked(golden)
    for run, outcome in golden.outcomes.items():
        assert came.outcomes[run].figures() == pytest.approx(outcome.figures(), rel=0.1), run


def masked(golden: Golden) -> Golden:
    """Return all of it but the figures in its messages."""
    return golden._replace(outcomes={run: outcome.masked() for run, outcome in golden.outcomes.items()})


def test_golden_reports_are_read_as_they_are_written() -> None:
    for folder in FOLDERS:
        text = (folder / GOLDEN).read_text()
        assert render(parse(text)) == text, folder


def test_students_read_the_sentences_of_the_suite(reports: dict[Path, Report]) -> None:
    """The golden reports leave them out, since each is the docstring of its test."""
    sentences = {folder.name: dict(sentences_of(folder.name)) for folder in FOLDERS}
    for folder, report in reports.items():
        told = {(result.name, test.name): test.title for result in report.functions for test in result.tests}
        assert told == sentences[folder.name], folder


def sentences_of(lesson: str) -> Iterator[tuple[tuple[str, str], str]]:
    """Yield each hidden test of a lesson, by function and name, with the first paragraph of its docstring."""
    for path in sorted((KIT.root / "tests" / "lessons" / lesson).glob("test_*.py")):
        for function, test in graded_tests(path):
            paragraph = (ast.get_docstring(test) or "").split("\n\n")[0]
            yield (function, test.name), " ".join(paragraph.split())


def grade_all() -> dict[Path, Report]:
    """Return the reports by folder; on the devices that any machine has."""
    lessons = {folder.name: KIT.registry.lesson(folder.name) for folder in FOLDERS}
    work = []
    for folder in FOLDERS:
        with TemporaryDirectory() as copy:  # the golden report is no part of the submission
            handed_in = Path(copy, folder.name)
            shutil.copytree(folder, handed_in, ignore=shutil.ignore_patterns(GOLDEN))
            source = read(handed_in, lessons[folder.name])
        work.append(Job(folder.name, SEED, source.text, source.problem))
    reports: dict[Path, Report] = {}
    with LocalPool(KIT, list(lessons), ["cpu", "simgpu"], default_jobs()) as pool:
        pool.run(work, lambda index, report: reports.__setitem__(FOLDERS[index], report))
    return reports


if __name__ == "__main__":
    for folder, report in grade_all().items():
        (folder / GOLDEN).write_text(render(golden_of(report)))
