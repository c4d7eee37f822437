"""The stored results of a lesson: each report as JSON, and an index of the students."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

import msgspec

from autograder.errors import CourseError
from autograder.lesson.registry import Lesson
from autograder.report.graded import GradedSubmission
from autograder.results import Report

FOLDER = "results"
INDEX = "index.json"


class Entry(msgspec.Struct, frozen=True):
    """The fields of a `GradedSubmission`, without the report, which is in `file`."""

    student: str
    file: str
    name: str = ""
    note: str = ""
    handed_in: bool = True


def result_texts(submissions: Sequence[GradedSubmission], stems: Mapping[str, str]) -> dict[str, str]:
    """Return the text of each file to store, by its name. The index is last."""
    entries = [
        Entry(
            submission.student,
            f"{stems[submission.student]}.json",
            submission.name,
            submission.note,
            submission.handed_in,
        )
        for submission in submissions
    ]
    texts = {
        entry.file: submission.report.to_json().decode()
        for entry, submission in zip(entries, submissions, strict=True)
    }
    # json rather than msgspec, because it can write and read folder names that are not UTF-8.
    texts[INDEX] = f"{json.dumps(msgspec.to_builtins(entries), indent=2)}\n"
    return texts


def read_results(reports: Path, lesson: Lesson, exclude: Collection[str] = ()) -> list[GradedSubmission]:
    """Return the lesson's stored results in `reports`, without the students in `exclude`.

    Raises:
        CourseError: a file is missing, can't be read or is not a result of the lesson.
    """
    folder = reports / lesson.name / FOLDER
    return [_graded(folder, lesson, entry) for entry in read_index(folder) if entry.student not in exclude]


def read_index(folder: Path) -> list[Entry]:
    """Return the index of the results in `folder`; empty if there is none.

    Raise `CourseError` if it is damaged.
    """
    path = folder / INDEX
    try:
        entries = msgspec.convert(json.loads(path.read_bytes()), type=list[Entry])
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise _damaged(path, error.strerror) from error
    except (ValueError, RecursionError, msgspec.ValidationError) as error:
        raise _damaged(path, error) from error
    for entry in entries:
        if Path(entry.file).name != entry.file:
            raise _damaged(path, f"{entry.file!r} is not a file name")
    return entries


def _graded(folder: Path, lesson: Lesson, entry: Entry) -> GradedSubmission:
    path = folder / entry.file
    try:
        report = Report.from_json(path.read_bytes())
    except OSError as error:
        raise _damaged(path, error.strerror) from error
    except (UnicodeDecodeError, RecursionError, msgspec.MsgspecError) as error:
        raise _damaged(path, error) from error
    if report.lesson != lesson.name:
        raise _damaged(path, f"it is on {report.lesson!r}")
    return GradedSubmission(entry.student, entry.name, report, entry.note, entry.handed_in)


def _damaged(path: Path, reason: object) -> CourseError:
    words = " ".join(str(reason).split()).rstrip(".")
    return CourseError(
        f"The stored result {path} can't be used ({words}): remove the folder {path.parent} and grade the"
        " lesson again."
    )
