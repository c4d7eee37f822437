"""Exports of learning platforms, and what is collected of them."""

from __future__ import annotations

from pathlib import Path

from autograder.collect.collection import Collection

ONE = "def double(x):\n    return 2 * x\n"
TWO = "def double(x):\n    return x + x\n"
MOODLE = "Ada Lovelace_12_assignsubmission_file_"
METADATA = """\
---
submission_7:
  :submitters:
  - :name: Ada Lovelace
    :sid: '5'
    :email: ada@example.org
  - :name: B. Müller
    :sid: bm7
    :email:
  :created_at: 2026-13-45 15:00:00 Z
"""


def tree(folder: Path) -> dict[str, str]:
    """What students handed in; without the notebook that is put beside it for nbgrader."""
    return {
        str(path.relative_to(folder)): path.read_bytes().decode("latin-1")
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "tiny.ipynb"
    }


def owners(done: Collection) -> dict[str, str]:
    """Whose each file that was taken is."""
    return {row.origin.removeprefix("export.zip: "): row.student for row in done.taken}


RECEIPT = """\
Name: Ada Lovelace (ada)
Assignment: 01_tiny
Date Submitted: Friday, 30 January 2026 15:00:00 o'clock {zone}
Current Grade: Needs Grading

Submission Field:
Date Submitted: Friday, 30 January 2026 15:00:00 o'clock NST
"""
