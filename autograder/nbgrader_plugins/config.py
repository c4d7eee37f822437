"""What a course's nbgrader_config.py sets: which of nbgrader's steps this kit does."""

from __future__ import annotations

from typing import Any

from autograder.errors import CourseError
from autograder.lesson.kit import Kit


def configure(config: Any, course_id: str) -> None:
    """Set up nbgrader for a course.

    Args:
        config: what `get_config()` gives in nbgrader_config.py.
        course_id: nbgrader's name for the course.
    """
    config.CourseDirectory.course_id = course_id
    # Scores can change while the submission stays the same, and nbgrader would keep the old feedback.
    config.GenerateFeedback.force = True
    _configure_release(config)
    _configure_autograde(config)
    config.ExchangeFactory.collect = "autograder.nbgrader_plugins.collect.Collect"
    config.ZipCollectApp.extractor_plugin = "autograder.nbgrader_plugins.zip_collect.Extractor"


def kit_of(config: Any) -> Kit:
    """Return the kit that grades the course with this configuration."""
    return Kit.find(config.Autograder.get("kit"))


def _configure_release(config: Any) -> None:
    # The master notebook has no solutions and no hidden tests to be cut out of it.
    config.GenerateAssignment.preprocessors = [
        "nbgrader.preprocessors.LockCells",
        "nbgrader.preprocessors.CheckCellMetadata",
        "nbgrader.preprocessors.ComputeChecksums",
        "nbgrader.preprocessors.SaveCells",
        "autograder.nbgrader_plugins.release.Handout",
    ]


def _configure_autograde(config: Any) -> None:
    config.Autograde.exporter_class = "autograder.nbgrader_plugins.autograde.GradedExporter"
    # What is handed in as a notebook is neither executed nor read, so there is nothing to make safe.
    config.Autograde.sanitize_preprocessors = []
    config.Autograde.autograde_preprocessors = [
        "nbgrader.preprocessors.SaveAutoGrades",
        "nbgrader.preprocessors.AssignLatePenalties",
    ]
    # The kit remembers what was graded; nbgrader goes by the times of files, and would miss what came late.
    config.Autograde.force = True
    config.AssignLatePenalties.plugin_class = "autograder.nbgrader_plugins.autograde.LatePolicy"
    # nbgrader copies what it released over what was handed in, but for these.
    config.Autograde.exclude_overwriting = _modules(config)


def _modules(config: Any) -> dict[str, list[str]]:
    """Return the files of each lesson that students write; none where there is no sound kit.

    nbgrader goes on without a configuration that raises, and would then execute what students handed in. So
    the fault is left to the step that needs the kit, which tells it.
    """
    try:
        return {lesson.name: [f"{lesson.module}.py"] for lesson in kit_of(config).registry.lessons}
    except CourseError:
        return {}
