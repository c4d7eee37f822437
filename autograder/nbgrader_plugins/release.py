"""The release of the lesson's notebook in place of the master notebook with its grade cells."""

from __future__ import annotations

from typing import Any

import nbformat
from nbformat.notebooknode import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor  # type: ignore[import-untyped]

from autograder.nbgrader_plugins.config import kit_of


class Handout(NbGraderPreprocessor):  # type: ignore[misc]
    """The last step of `nbgrader generate_assignment`: it releases the lesson's own notebook.

    The master notebook only tells nbgrader the functions and their points. Its cells can't be run, so
    students don't get it.
    """

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        kit = kit_of(self.config)
        lesson = kit.registry.lesson(resources["nbgrader"]["assignment"])
        path = kit.assignment(lesson) / f"{lesson.module}.ipynb"
        notebook: NotebookNode = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
        return notebook, resources
