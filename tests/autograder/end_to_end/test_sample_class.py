"""Each submission of the sample class gets the report that stands beside it.

`python -m tests.autograder.end_to_end.test_sample_class` writes the expected reports anew; read the diff.
"""

import json
import re
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from autograder.grading.jobs import Job
from autograder.grading.pool import LocalPool, default_jobs
from autograder.intake.choice import read
from autograder.lesson.kit import Kit

KIT = Kit.find()
SEED = 0
# How many places are wrong, and how wrong they are.
FIGURE = r"(?<=wrong at )\d+|\d+\.\d+(e[-+]?\d+)?|\d+e[-+]?\d+"
FOLDERS = sorted((KIT.root / "datasets" / "sample_class" / "submitted").glob("*/*/"))


@pytest.fixture(scope="module")
def reports():
    return grade_all()


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: f"{folder.parent.name}-{folder.name[:2]}")
def test_report_is_the_expected_one(folder, reports):
    """Figures in messages may differ a little, as releases of PyTorch round differently; nothing else may."""
    report, figures = without_figures(reports[folder])
    expected, expected_figures = without_figures((folder / "expected.json").read_bytes())
    assert report == expected
    assert figures == pytest.approx(expected_figures, rel=0.1)


def without_figures(report):
    """The report with a # for each figure in its messages, and these figures."""
    figures = []

    def note(match):
        figures.append(float(match[0]))
        return "#"

    content = json.loads(report)
    for function in content["functions"]:
        for test in function["tests"]:
            test["message"] = re.sub(FIGURE, note, test["message"])
    return content, figures


def grade_all():
    """The reports as JSON, by folder; on the devices that any machine has."""
    lessons = {folder.name: KIT.registry.lesson(folder.name) for folder in FOLDERS}
    work = []
    for folder in FOLDERS:
        with TemporaryDirectory() as copy:  # the expected report is no part of the submission
            handed_in = Path(copy, folder.name)
            shutil.copytree(folder, handed_in, ignore=shutil.ignore_patterns("expected.json"))
            source = read(handed_in, lessons[folder.name])
        work.append(Job(folder.name, SEED, source.text, source.problem))
    reports = {}
    with LocalPool(KIT, list(lessons), ["cpu", "simgpu"], default_jobs()) as pool:
        pool.run(work, lambda index, report: reports.__setitem__(FOLDERS[index], report.to_json()))
    return reports


if __name__ == "__main__":
    for folder, report in grade_all().items():
        (folder / "expected.json").write_bytes(report)
