"""`nbgrader zip_collect`, which treats exports as `autograder collect` does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nbgrader.plugins import ExtractorPlugin  # type: ignore[import-untyped]

from autograder.collect.collection import collect
from autograder.collect.downloads import exports_in
from autograder.collect.table import show_collection
from autograder.errors import AutograderError
from autograder.gradebook.course import Course
from autograder.nbgrader_plugins.config import kit_of


class Extractor(ExtractorPlugin):  # type: ignore[misc]
    """A plugin that puts the submissions in the downloads into submitted/, in place of nbgrader's unpacking.

    nbgrader would unpack everything and use one pattern for all names. At a student's second submission it
    would stop or delete the first one.
    """

    def extract(self, archive_path: str, extracted_path: str) -> None:
        app: Any = self.parent
        try:
            self._collect(Path(archive_path))
        except AutograderError as error:
            app.fail(str(error))
        # The app's second step would look for unpacked files and warn that there are none.
        app.process_extracted_files = lambda: None

    def _collect(self, downloads: Path) -> None:
        course = Course.open(Path(self.parent.coursedir.root), kit_of(self.config))
        lesson = course.kit.registry.lesson(self.parent.coursedir.assignment_id)
        exports = exports_in(course, lesson, downloads)
        if exports:
            show_collection(lesson, collect(course, lesson, exports))
        else:
            self.log.warning("There is no download in %s.", downloads)
