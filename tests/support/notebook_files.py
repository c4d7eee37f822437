"""Notebooks in files: what the tests need of nbformat, with types."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import nbformat
from nbformat.notebooknode import NotebookNode


def read_notebook(path: Path) -> NotebookNode:
    """Return the notebook that the file holds."""
    return parsed(path.read_text(encoding="utf-8"))


def parsed(text: str) -> NotebookNode:
    """Return the notebook whose JSON this is."""
    notebook: NotebookNode = nbformat.reads(text, as_version=4)  # type: ignore[no-untyped-call]
    return notebook


def write_notebook(path: Path, notebook: NotebookNode) -> None:
    """Write the notebook, replacing what is there."""
    nbformat.write(notebook, path)  # type: ignore[no-untyped-call]


def new_notebook(*cells: NotebookNode, metadata: Mapping[str, object] | None = None) -> NotebookNode:
    """Return a notebook with these cells."""
    made: NotebookNode = nbformat.v4.new_notebook(cells=list(cells), metadata=metadata or {})  # type: ignore[no-untyped-call]
    return made


def code_cell(source: str) -> NotebookNode:
    """Return a cell with this code, not yet run."""
    made: NotebookNode = nbformat.v4.new_code_cell(source)  # type: ignore[no-untyped-call]
    return made
