"""Submissions out of the exports of a learning management system into the course folder."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from autograder.course import notebooks
from autograder.course.exports import Groups, Handed, Layout, Person, layout, submitters
from autograder.course.folder import Course
from autograder.course.matching import Matcher
from autograder.errors import CourseError, StudentError
from autograder.intake import read
from autograder.intake.contents import Limits, Member, is_archive, members, shown
from autograder.registry import Lesson

LARGEST = 64 * 2**20  # bytes of one file
_LIMITS = Limits(entries=50_000, unpacked=8 * 2**30)
_TIMESTAMP = "timestamp.txt"  # nbgrader takes it for its own, and a late student might like to set it
_NOBODY = "Nobody on the roster fits what its name or the export says."
_DEEPEST, _LONGEST = 8, 60  # folders in folders, and letters in a name: within what file systems take


class Row(NamedTuple):
    """A file of the exports, and what became of it."""

    student: str  # empty where nobody is known
    file: str
    origin: str  # its place in which export
    remark: str = ""  # a sentence, where there is more to say


class Collection(NamedTuple):
    """What `collect` did."""

    taken: list[Row]
    left: list[Row]  # earlier attempts
    unmatched: list[Row]
    notes: dict[str, str]  # by student: sentences on the submission as a whole
    missing: list[str]  # students without a submission, of these exports or earlier
    aside: Path  # the folder of what is unmatched


class _File(NamedTuple):
    """A file in an export."""

    export: int
    position: int  # among the members of the export
    path: PurePosixPath


class _Sorted(NamedTuple):
    """Whose each file is."""

    shares: dict[str, dict[PurePosixPath, tuple[_File, Handed]]]  # by student and the name to give it
    left: list[tuple[str, _File]]
    strangers: dict[_File, str]  # with the reason


def collect(course: Course, lesson: Lesson, exports: Sequence[Path]) -> Collection:
    """Put each student's files of `exports` into submitted/, and those of nobody known into unmatched/.

    Of several attempts the latest is taken. A submission that is there already and differs is moved beside,
    to `submitted/STUDENT/LESSON.earlier-N`.

    Args:
        exports: archives or folders as a learning management system gives them.

    Raises:
        CourseError: an export can't be read, or the course can't be written; submitted/ is as it was.
    """
    known = _sort(Matcher(course.roster()), lesson, exports)
    aside = course.root / "unmatched" / lesson.name
    with _workshop(course.root) as workshop:
        faults = _unpack(exports, known, workshop)
        _refuse_another_lesson(course, lesson, workshop / "submitted")
        _put_aside(workshop / "unmatched", aside)
        notes = _publish(course, lesson, list(known.shares), workshop / "submitted")

    def row(student: str, name: PurePosixPath, file: _File, remark: str) -> Row:
        origin = f"{shown(exports[file.export].name)}: {shown(file.path)}"
        return Row(student, shown(name), origin, faults.get(file, remark))

    return Collection(
        taken=[
            row(student, name, file, "Late." if handed.late else "")
            for student, share in sorted(known.shares.items())
            for name, (file, handed) in sorted(share.items())
        ],
        left=[row(who, file.path, file, "The latest attempt is taken.") for who, file in known.left],
        unmatched=[row("", file.path, file, reason) for file, reason in known.strangers.items()],
        notes={student: _with_repairs(course, lesson, student, note) for student, note in notes.items()},
        missing=[student for student in course.students() if course.submission(student, lesson) is None],
        aside=aside,
    )


def _with_repairs(course: Course, lesson: Lesson, student: str, note: str) -> str:
    folder = course.submission(student, lesson)
    source = read(folder, lesson) if folder else None
    return " ".join(filter(None, (note, source.problem or source.note if source else "")))


def _members(export: Path) -> Iterator[Member]:
    """The export's files; `CourseError` where it is none."""
    if not os.path.exists(export):
        raise CourseError(f"There is no export at {export}.")
    if not (export.is_dir() or is_archive(export.name)):
        raise CourseError(f"{export} is no folder and no archive: name a .zip, a .tar.gz or a folder.")
    try:
        yield from members(export, _LIMITS)
    except StudentError as error:
        raise CourseError(f"The export {export} can't be used: {error}") from error


def _sort(matcher: Matcher, lesson: Lesson, exports: Sequence[Path]) -> _Sorted:
    found: dict[str, list[tuple[_File, Handed]]] = defaultdict(list)
    strangers: dict[_File, str] = {}
    for number, export in enumerate(exports):
        _sort_one(matcher, lesson, number, export, found, strangers)
    known = _Sorted({}, [], strangers)
    for student, files in sorted(found.items()):
        latest = max(handed.attempt for _, handed in files)
        share: dict[PurePosixPath, tuple[_File, Handed]] = {}
        for file, handed in sorted(files, key=lambda one: (one[1].version, one[0]), reverse=True):
            name = _safe(handed.file)
            if handed.attempt == latest and name not in share:
                share[name] = (file, handed)
            else:
                known.left.append((student, file))
        known.shares[student] = share
    return known


def _sort_one(
    matcher: Matcher,
    lesson: Lesson,
    number: int,
    export: Path,
    found: dict[str, list[tuple[_File, Handed]]],
    strangers: dict[_File, str],
) -> None:
    """Add the files of one export to those that were found, or to those of strangers."""
    paths = [member.path for member in _members(export)]
    called = layout(paths, lesson, lambda person: bool(matcher.find(person)))
    groups = _groups(export, called)
    owned: list[tuple[_File, Handed, dict[Person, str]]] = []
    claims: dict[str, set[Person]] = defaultdict(set)
    for index, path in enumerate(paths):
        if not called.adds(path):
            file = _File(number, index, path)
            handed = called.read(path, lesson, groups)
            owners, reason = _owners(handed, matcher) if handed else ({}, _NOBODY)
            if handed and owners:
                owned.append((file, handed, owners))
            if reason:
                strangers[file] = reason
            for person, student in owners.items():
                claims[student].add(person)
    for file, handed, owners in owned:
        for student in sorted(set(owners.values())):
            if len(claims[student]) == 1:
                found[student].append((file, handed))
            else:
                strangers[file] = (
                    f"More than one who handed in could be {shown(student)}: put it where it belongs."
                )


def _groups(export: Path, called: Layout) -> Groups:
    """Whom Gradescope names for the export's folders."""
    for member in _members(export) if called.metadata else ():
        if member.path == called.metadata:
            try:
                return submitters(member.read(LARGEST))
            except StudentError as error:
                raise CourseError(f"The export {export} can't be used: {error}") from error
    return {}


def _owners(handed: Handed, matcher: Matcher) -> tuple[dict[Person, str], str]:
    """The students who handed it in, by what is said of them, and why there are none or not all of them."""
    fitting = {person: matcher.find(person) for person in handed.people}
    if any(fitting.values()):
        rivals = set().union(*map(matcher.find, handed.rivals))
        fitting = {person: found and found | rivals for person, found in fitting.items()}
    owners = {person: min(found) for person, found in fitting.items() if len(found) == 1}
    unclear = sorted(set().union(*(found for found in fitting.values() if len(found) > 1)))
    if unclear:
        return owners, f"It could be of any of {shown(', '.join(unclear))}: put it where it belongs."
    if owners:
        return owners, "" if all(fitting.values()) else "Some of the group aren't on the roster."
    return owners, _NOBODY


def _unpack(exports: Sequence[Path], known: _Sorted, workshop: Path) -> dict[_File, str]:
    """Write all files into the workshop; returns what is wrong with those that can't be."""
    targets: dict[_File, list[Path]] = defaultdict(list)
    for number, share in enumerate(known.shares.values()):
        for name, (file, _) in share.items():
            targets[file].append(workshop / "submitted" / str(number) / name)
    for file in known.strangers:
        targets[file].append(workshop / "unmatched" / _safe(file.path))
    faults: dict[_File, str] = {}
    for number, export in enumerate(exports):
        for index, member in enumerate(_members(export)):
            file = _File(number, index, member.path)
            if file in targets:
                try:
                    data = member.read(LARGEST)
                    for target in targets[file]:
                        _write(data, target)
                except StudentError as error:
                    faults[file] = f"Not taken: {error}"
    return faults


def _refuse_another_lesson(course: Course, lesson: Lesson, staged: Path) -> None:
    """Raise `CourseError` where the files are another lesson's: they would bury what is there already."""
    folders = sorted(staged.glob("*"))
    if any(read(folder, lesson).text for folder in folders):
        return
    for other in course.kit.registry.lessons:
        if other != lesson and any(staged.rglob(f"{other.module}.py")):
            raise CourseError(
                f"The exports hold work on {other.name} and none on {lesson.name}; nothing was taken."
            )


def _write(data: bytes, target: Path) -> None:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError) as error:
        raise StudentError("one of its folders is called like another file.") from error
    _free(target).write_bytes(data)


def _free(path: Path) -> Path:
    """The path, or one that nothing has yet."""
    number, free = 1, path
    while os.path.lexists(free):
        number += 1
        free = path.with_name(f"{path.stem}.{number}{path.suffix}")
    return free


def _safe(path: PurePosixPath) -> PurePosixPath:
    """The path as one that stays below its folder, in signs and lengths that any file system takes."""
    parts = []
    # The first part may be the owner's folder: what lies deep in it mustn't look like another's.
    first, rest = path.parts[:1], path.parts[1:]
    for part in (*first, *rest[-(_DEEPEST - 1) :]):
        plain = "".join(sign if sign.isprintable() and sign not in '/\\:*?"<>|' else "_" for sign in part)
        stem, dot, ending = plain.rpartition(".")
        if len(plain) > _LONGEST:
            plain = f"{stem[: _LONGEST - 10]}{dot}{ending[:9]}" if stem else plain[:_LONGEST]
        parts.append(f"_{plain}" if plain in ("", ".", "..", _TIMESTAMP) else plain)
    return PurePosixPath(*parts) if parts else PurePosixPath("nameless")


def _put_aside(unmatched: Path, aside: Path) -> None:
    """Add to what earlier calls put aside; what lies there already stays."""
    for path in sorted(unmatched.rglob("*")):
        if path.is_file():
            target = aside / path.relative_to(unmatched)
            target.parent.mkdir(parents=True, exist_ok=True)
            same = target.is_file() and not target.is_symlink() and target.read_bytes() == path.read_bytes()
            if not same:
                path.rename(_free(target))


def _publish(course: Course, lesson: Lesson, students: Sequence[str], staged: Path) -> dict[str, str]:
    """Move the submissions to their places, all or none; returns a sentence on each where there is one."""
    notes = dict.fromkeys(students, "")
    moves: list[tuple[Path, Path]] = []
    for number, student in enumerate(students):
        new, place = staged / str(number), course.place(student, lesson)
        if new.is_dir():
            notebooks.complete(new, lesson)
        if not new.is_dir():
            notes[student] = "Nothing of it could be taken."
        elif place.is_dir() and _contents(place) == (_contents(new) or place):
            notes[student] = "It was there already."
        else:
            if os.path.lexists(place):
                earlier = _numbered(place)
                moves.append((place, earlier))
                notes[student] = f"What was there is now in {shown(earlier.relative_to(course.root))}."
            moves.append((new, place))
    _move_all(moves)
    return notes


def _numbered(place: Path) -> Path:
    number = 1
    while os.path.lexists(place.with_name(f"{place.name}.earlier-{number}")):
        number += 1
    return place.with_name(f"{place.name}.earlier-{number}")


def _contents(folder: Path) -> dict[PurePosixPath, bytes] | None:
    """What a student handed in; None where it can't be told."""
    if folder.is_symlink() or not folder.is_dir():
        return None
    try:
        found = {member.path: member.read(LARGEST) for member in members(folder, _LIMITS)}
    except StudentError:
        return None
    found.pop(PurePosixPath(_TIMESTAMP), None)
    return found


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
def _workshop(root: Path) -> Iterator[Path]:
    """A folder beside the places that its files will go to; gone afterwards."""
    folder: Path | None = None
    try:
        folder = Path(tempfile.mkdtemp(prefix=".collect-", dir=root))
        yield folder
    except OSError as error:
        place = error.filename or root
        raise CourseError(f"{place} can't be written ({error.strerror}); submitted/ is as it was.") from error
    finally:
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)
