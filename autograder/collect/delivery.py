"""Delivery of submissions to the course folder: all files or none. No file overwrites another."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from autograder.common.files import numbered
from autograder.common.text import shortened
from autograder.errors import CourseError, StudentError
from autograder.gradebook import notebooks, timestamp
from autograder.gradebook.course import Course
from autograder.intake.contents import ArchiveLimits, members
from autograder.lesson.registry import Lesson

MAX_FILE_BYTES = 64 * 2**20
EXPORT_LIMITS = ArchiveLimits(entries=50_000, unpacked=8 * 2**30)  # of one export; `unpacked` in bytes
_MAX_PATH_PARTS, _MAX_NAME_CHARACTERS = 8, 60  # any file system allows these


def write(data: bytes, target: Path) -> None:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError) as error:
        raise StudentError("one of its folders has the same name as a file.") from error
    _free(target).write_bytes(data)


def _free(path: Path) -> Path:
    """Return the path if it is free, else a free one with a number."""
    number, free = 1, path
    while os.path.lexists(free):
        number += 1
        free = path.with_name(f"{path.stem}.{number}{path.suffix}")
    return free


def safe(path: PurePosixPath) -> PurePosixPath:
    """Return the path in a form that stays inside its folder and that any file system allows."""
    parts = []
    # Keep the first part, which may name the owner: a shortened path mustn't look like another student's.
    first, rest = path.parts[:1], path.parts[1:]
    for part in (*first, *rest[-(_MAX_PATH_PARTS - 1) :]):
        plain = "".join(sign if sign.isprintable() and sign not in '/\\:*?"<>|' else "_" for sign in part)
        stem, dot, ending = plain.rpartition(".")
        if len(plain) > _MAX_NAME_CHARACTERS:
            plain = (
                f"{stem[: _MAX_NAME_CHARACTERS - 10]}{dot}{ending[:9]}"
                if stem
                else plain[:_MAX_NAME_CHARACTERS]
            )
        parts.append(f"_{plain}" if plain in ("", ".", "..", timestamp.NAME) else plain)
    return PurePosixPath(*parts) if parts else PurePosixPath("nameless")


def put_aside(unmatched: Path, aside: Path) -> None:
    """Add the unmatched files to those of earlier calls. Existing files stay."""
    for path in sorted(unmatched.rglob("*")):
        if path.is_file():
            target = aside / path.relative_to(unmatched)
            target.parent.mkdir(parents=True, exist_ok=True)
            same = target.is_file() and not target.is_symlink() and target.read_bytes() == path.read_bytes()
            if not same:
                path.rename(_free(target))


def publish(
    course: Course,
    lesson: Lesson,
    students: Sequence[str],
    staged: Path,
    times: Mapping[str, datetime],
) -> dict[str, str]:
    """Move the submissions to their places, all or none. Return a sentence about each, perhaps empty.

    Args:
        staged: a folder with one subfolder for each student, named by the student's index.
        times: the known times of handing in.
    """
    notes = dict.fromkeys(students, "")
    moves: list[tuple[Path, Path]] = []
    for number, student in enumerate(students):
        new, target = staged / str(number), course.submission_folder(student, lesson)
        if new.is_dir():
            notebooks.complete(new, lesson)
        if not new.is_dir():
            notes[student] = "None of its files could be taken."
        elif target.is_dir() and _contents(target) == (_contents(new) or target):
            notes[student] = "It was already there."
            if student in times:
                notes[student] += _stage_time(target, times[student], staged / f"time-{number}", moves)
        else:
            if student in times:
                _write_time(new, times[student])
            if os.path.lexists(target):
                earlier = numbered(target, "earlier")
                moves.append((target, earlier))
                notes[student] = (
                    f"The earlier submission is now in {shortened(earlier.relative_to(course.root))}."
                )
            moves.append((new, target))
    _move_all(moves)
    return notes


def _stage_time(submission: Path, time: datetime, aside: Path, moves: list[tuple[Path, Path]]) -> str:
    """Add the moves that change the time of `submission`.

    Return a sentence, empty if the time is the same.
    """
    before, now = timestamp.stated(submission), time.astimezone(UTC).replace(tzinfo=None)
    if before == now:
        return ""
    aside.mkdir()
    _write_time(aside, time)
    if os.path.lexists(submission / timestamp.NAME):
        moves.append((submission / timestamp.NAME, aside / "before"))
    moves.append((aside / timestamp.NAME, submission / timestamp.NAME))
    return f" It was handed in {now} UTC; {f'{before} UTC' if before else 'no time'} was recorded before."


def _write_time(folder: Path, time: datetime) -> None:
    text = timestamp.text(time.astimezone(UTC).replace(tzinfo=None))
    (folder / timestamp.NAME).write_text(text, encoding="ascii")


def _contents(folder: Path) -> dict[PurePosixPath, bytes] | None:
    """Return the files of a submission, or None if they can't be read."""
    if folder.is_symlink() or not folder.is_dir():
        return None
    try:
        contents = {member.path: member.read(MAX_FILE_BYTES) for member in members(folder, EXPORT_LIMITS)}
    except StudentError:
        return None
    contents.pop(PurePosixPath(timestamp.NAME), None)
    return contents


def _move_all(moves: Sequence[tuple[Path, Path]]) -> None:
    done: list[tuple[Path, Path]] = []
    try:
        for source, target in moves:
            target.parent.mkdir(parents=True, exist_ok=True)
            source.rename(target)
            done.append((source, target))
    except OSError:
        for source, target in reversed(done):
            target.rename(source)
        raise


@contextmanager
def workshop(root: Path) -> Iterator[Path]:
    """Yield a temporary folder in `root`, so that files move from it in one step. Remove it at the end."""
    folder: Path | None = None
    try:
        folder = Path(tempfile.mkdtemp(prefix=".collect-", dir=root))
        yield folder
    except OSError as error:
        path = error.filename or root
        raise CourseError(
            f"{path} can't be written ({error.strerror}); submitted/ was not changed."
        ) from error
    finally:
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)
