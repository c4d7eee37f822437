"""The secret of a submission: submission_secret.txt, from nbgrader's exchange.

nbgrader uses it in the name of the released feedback. `nbgrader release_feedback` stops for the whole class
if a graded submission has none.
"""

from __future__ import annotations

import secrets
from pathlib import Path

from autograder.errors import StudentError
from autograder.intake.source import open_regular

NAME = "submission_secret.txt"
_MAX_SECRET_BYTES = 1000


def secret(*folders: Path) -> str:
    """Return the first secret in `folders`, or a new one if there is none."""
    return next(filter(None, map(_read, folders)), None) or secrets.token_hex(64)


def complete(results: Path) -> None:
    """Add a new secret to a graded submission that has none."""
    path = results / NAME
    if not path.exists():
        path.write_text(secret())


def _read(folder: Path) -> str:
    try:
        with open_regular(folder / NAME) as file:
            return file.read(_MAX_SECRET_BYTES).decode("utf-8", "replace")
    except StudentError:  # missing, or not an ordinary file
        return ""
