"""The settings for a course's nbgrader_config.py, which let this kit do some of nbgrader's steps."""

from __future__ import annotations

from typing import Any

from autograder.errors import CourseError
from autograder.lesson.kit import Kit


def configure(config: Any, course_id: str) -> None:
    """Set up nbgrader for a course.

    Args:
        config: the result of `get_config()` in nbgrader_config.py.
        course_id: nbgrader's name for the course.
    """
    config.CourseDirectory.course_id = course_id
    # Scores can change without a change of the submission. nbgrader would then keep the old feedback.
    config.GenerateFeedback.force = True
    _configure_release(config)
    _configure_autograde(config)
    config.ExchangeFactory.collect = "autograder.nbgrader_plugins.collect.Collect"
    config.ZipCollectApp.extractor_plugin = "autograder.nbgrader_plugins.zip_collect.Extractor"


def kit_of(config: Any) -> Kit:
    """Return the kit that grades the course with this configuration."""
    return Kit.find(config.Autograder.get("kit"))


def _configure_release(config: Any) -> None:
    # The master notebook has no solutions or hidden tests that need to be removed.
    config.GenerateAssignment.preprocessors = [
        "nbgrader.preprocessors.LockCells",
        "nbgrader.preprocessors.CheckCellMetadata",
        "nbgrader.preprocessors.ComputeChecksums",
        "nbgrader.preprocessors.SaveCells",
        "autograder.nbgrader_plugins.release.Handout",
    ]


def _configure_autograde(config: Any) -> None:
    config.Autograde.exporter_class = "autograder.nbgrader_plugins.autograde.GradedExporter"
    # Submitted notebooks are neither executed nor read, so they need no sanitizing.
    config.Autograde.sanitize_preprocessors = []
    config.Autograde.autograde_preprocessors = [
        "nbgrader.preprocessors.SaveAutoGrades",
        "nbgrader.preprocessors.AssignLatePenalties",
    ]
    # The kit knows which submissions are graded. nbgrader compares file times and would miss some.
    config.Autograde.force = True
    config.AssignLatePenalties.plugin_class = "autograder.nbgrader_plugins.autograde.LatePolicy"
    # nbgrader overwrites submitted files with the released ones, except these.
    config.Autograde.exclude_overwriting = _modules(config)


def _modules(config: Any) -> dict[str, list[str]]:
    """Return the files of each lesson that students write, or none if the kit can't be read.

    If the configuration raised an exception, nbgrader would ignore it and execute the students' notebooks. So
    the step that needs the kit reports the error.
    """
    try:
        return {lesson.name: [f"{lesson.module}.py"] for lesson in kit_of(config).registry.lessons}
    except CourseError:
        return {}
