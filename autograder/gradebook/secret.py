"""What nbgrader names a student's released feedback by: submission_secret.txt, from the exchange.

`nbgrader release_feedback` stops for the whole class at a graded submission that has none.
"""

from __future__ import annotations

import secrets
from pathlib import Path

from autograder.errors import StudentError
from autograder.intake.source import open_regular

NAME = "submission_secret.txt"
_MAX_SECRET_BYTES = 1000


def secret(*folders: Path) -> str:
    """Return the first one in `folders`; a fresh one where none of them has any."""
    return next(filter(None, map(_read, folders)), None) or secrets.token_hex(64)


def complete(results: Path) -> None:
    """Put a fresh one into a graded submission that has none."""
    path = results / NAME
    if not path.exists():
        path.write_text(secret())


def _read(folder: Path) -> str:
    try:
        with open_regular(folder / NAME) as file:
            return file.read(_MAX_SECRET_BYTES).decode("utf-8", "replace")
    except StudentError:  # nothing that could be one
        return ""
