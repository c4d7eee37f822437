"""The folder of reports: what its files are called, and writing them whole or not at all."""

from __future__ import annotations

import hashlib
import os
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import quote

from autograder.errors import GraderError
from autograder.registry import Feedback, Lesson
from autograder.report.pages import class_page, feedback_page
from autograder.report.scores import scores_csv
from autograder.report.submissions import Graded, row_of
from autograder.report.summary import summarize

PLAIN_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]{0,99}")


def write_reports(
    folder: Path,
    lesson: Lesson,
    feedback: Feedback,
    submissions: Sequence[Graded],
    hints: Mapping[str, Sequence[str]],
) -> Path:
    """Write the reports of a graded lesson into `folder`: index.html, scores.csv and students/.

    Args:
        hints: those of each function, the gentlest first.

    Returns:
        The path of index.html, the class report, which is written last.

    Raises:
        GraderError: a file can't be written, or a student has two submissions.
    """
    ordered = sorted(submissions, key=lambda graded: graded.student)
    rows = [row_of(lesson, graded) for graded in ordered]
    names = page_names([graded.student for graded in ordered])
    links = {student: f"students/{quote(name)}" for student, name in names.items()}
    index = folder / "index.html"
    files = {
        folder / "students" / names[graded.student]: feedback_page(lesson, feedback, graded, hints)
        for graded in ordered
    }
    files[folder / "scores.csv"] = scores_csv(lesson, rows)
    files[index] = class_page(lesson, rows, summarize(lesson, ordered, rows), links)
    _write_all(files)
    return index


def page_names(students: Sequence[str]) -> dict[str, str]:
    """The file name of each student's page: `<student>.html` where that is safe, else with a digest.

    Two ids that differ only in case get a digest too, for file systems that do not tell them apart.
    """
    twice = [student for student, count in Counter(students).items() if count > 1]
    if twice:
        raise GraderError(f"Student {twice[0]!r} has two submissions in one report; hand over one of them.")
    folded = Counter(student.casefold() for student in students)
    names = {}
    for student in students:
        plain = PLAIN_NAME.fullmatch(student) and folded[student.casefold()] == 1
        names[student] = f"{student if plain else _digested(student)}.html"
    return names


def _digested(student: str) -> str:
    digest = hashlib.sha256(student.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return f"{re.sub(r'[^A-Za-z0-9]+', '_', student)[:40].strip('_')}-{digest}".lstrip("-")


def _write_all(files: Mapping[Path, str]) -> None:
    """Write beside each file first, then move all into place, so that no reader meets half a file."""
    parts: dict[Path, Path] = {}
    path = Path()
    try:
        for path, text in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            parts[path] = path.with_name(f".{path.name}.{os.getpid()}.part")
            # Folder names and messages may hold bytes that are not UTF-8; they become question marks.
            parts[path].write_text(text, encoding="utf-8", errors="replace", newline="")
        for path, part in parts.items():
            os.replace(part, path)
    except OSError as error:
        raise GraderError(
            f"The report {path} can't be written ({error.strerror}); make room or choose another folder."
        ) from error
    finally:
        for part in parts.values():
            part.unlink(missing_ok=True)
