"""Submissions out of the exports of a learning management system into the course folder."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, tzinfo
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from autograder.collect.delivery import MAX_FILE_BYTES, publish, put_aside, safe, workshop, write
from autograder.collect.downloads import Export, files_in
from autograder.collect.lms_names import Group, HandedFile, Layout, Person, layout, receipt_zone, submitters
from autograder.collect.matching import Matcher
from autograder.common.text import shortened
from autograder.errors import CourseError, StudentError
from autograder.gradebook.course import Course
from autograder.intake.choice import read
from autograder.lesson.registry import Lesson

_NOBODY = "No student on the roster matches its name or the export."
_LATE = "Canvas marks it as late but states no time, so no points are taken off."


class CollectedFile(NamedTuple):
    """A file of the exports, and what became of it."""

    student: str  # empty where nobody is known
    file: str
    origin: str  # its place in which export
    remark: str = ""  # a sentence, where there is more to say


class Collection(NamedTuple):
    """What `collect` did."""

    taken: list[CollectedFile]
    left: list[CollectedFile]  # earlier attempts
    unmatched: list[CollectedFile]
    notes: dict[str, str]  # by student: sentences on the submission as a whole
    missing: list[str]  # students without a submission, of these exports or earlier
    aside: Path  # the folder of what is unmatched
    times: dict[str, datetime]  # by student: when it was handed in, where the system states it
    warnings: list[str]


class _ExportedFile(NamedTuple):
    """A file in an export."""

    export: int
    position: int  # among the members of the export
    path: PurePosixPath


class _Sorted(NamedTuple):
    """Whose each file is."""

    shares: dict[
        str, dict[PurePosixPath, tuple[_ExportedFile, HandedFile]]
    ]  # by student and the name to give it
    left: list[tuple[str, _ExportedFile]]
    strangers: dict[_ExportedFile, str]  # with the reason
    zones: set[tuple[str, str]]  # of time, as Blackboard states them and as they are read

    def times(self, zone: tzinfo | None) -> dict[str, datetime]:
        """Return when each student handed in, where a system states it, in `zone` or this machine's."""
        stated = {
            student: [_zoned(handed.time, zone) for _, handed in share.values() if handed.time]
            for student, share in self.shares.items()
        }
        return {student: max(times) for student, times in stated.items() if times}


def collect(course: Course, lesson: Lesson, exports: Sequence[Path | Export]) -> Collection:
    """Put each student's files of `exports` into submitted/, and those of nobody known into unmatched/.

    Of several attempts the latest is taken. A submission that is there already and differs is moved beside,
    to `submitted/STUDENT/LESSON.earlier-N`. The time of handing in is recorded where the system states it.

    Args:
        exports: archives or folders as a learning management system gives them.

    Raises:
        CourseError: an export can't be read, or the course can't be written; submitted/ was not changed.
    """
    sources = [export if isinstance(export, Export) else Export(export) for export in exports]
    zone = course.settings.timezone
    known = _sort(Matcher(course.roster()), lesson, sources, zone)
    times = known.times(zone)
    aside = course.root / "unmatched" / lesson.name
    with workshop(course.root) as shop:
        faults = _unpack(sources, known, shop)
        _refuse_another_lesson(course, lesson, shop / "submitted")
        put_aside(shop / "unmatched", aside)
        notes = publish(course, lesson, list(known.shares), shop / "submitted", times)

    def row(student: str, name: PurePosixPath, file: _ExportedFile, remark: str) -> CollectedFile:
        origin = f"{shortened(sources[file.export].path.name)}: {shortened(file.path)}"
        return CollectedFile(student, shortened(name), origin, faults.get(file, remark))

    return Collection(
        taken=[
            row(student, name, file, _LATE if handed.late else "")
            for student, share in sorted(known.shares.items())
            for name, (file, handed) in sorted(share.items())
        ],
        left=[row(who, file.path, file, "The latest attempt was taken.") for who, file in known.left],
        unmatched=[row("", file.path, file, reason) for file, reason in known.strangers.items()],
        notes={student: _with_repairs(course, lesson, student, note) for student, note in notes.items()},
        missing=[student for student in course.students() if course.submission(student, lesson) is None],
        aside=aside,
        times=times,
        warnings=[
            f"Blackboard states times in {stated}, but they were read in {read}. Set c.Autograder.timezone in"
            " the course's nbgrader_config.py, and collect again."
            for stated, read in sorted(known.zones)
        ],
    )


def _with_repairs(course: Course, lesson: Lesson, student: str, note: str) -> str:
    folder = course.submission(student, lesson)
    source = read(folder, lesson) if folder else None
    return " ".join(filter(None, (note, source.problem or source.note if source else "")))


def _zoned(time: datetime, zone: tzinfo | None) -> datetime:
    """Return the time with its zone; where it has none, `zone` or else this machine's."""
    if time.tzinfo:
        return time
    return time.replace(tzinfo=zone) if zone else time.astimezone()


def _sort(matcher: Matcher, lesson: Lesson, exports: Sequence[Export], zone: tzinfo | None) -> _Sorted:
    files_by_student: dict[str, list[tuple[_ExportedFile, HandedFile]]] = defaultdict(list)
    strangers: dict[_ExportedFile, str] = {}
    known = _Sorted({}, [], strangers, set())
    for number, export in enumerate(exports):
        known.zones.update(_sort_one(matcher, lesson, number, export, zone, files_by_student, strangers))
    for student, files in sorted(files_by_student.items()):
        latest = max(handed.attempt for _, handed in files)
        share: dict[PurePosixPath, tuple[_ExportedFile, HandedFile]] = {}
        for file, handed in sorted(files, key=lambda pair: (pair[1].version, pair[0]), reverse=True):
            name = safe(handed.file)
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
    export: Export,
    zone: tzinfo | None,
    files_by_student: dict[str, list[tuple[_ExportedFile, HandedFile]]],
    strangers: dict[_ExportedFile, str],
) -> set[tuple[str, str]]:
    """Add the files of one export to those that were found, or to those of strangers.

    Returns:
        The zones of time in its receipts that aren't those in which its times are read.
    """
    paths = [member.path for member in files_in(export)]
    called = layout(paths, lesson, lambda person: bool(matcher.find(person)))
    groups, zones = _added(export, called, zone) if any(map(called.adds, paths)) else ({}, set())
    owned: list[tuple[_ExportedFile, HandedFile, dict[Person, str]]] = []
    claims: dict[str, set[Person]] = defaultdict(set)
    for index, path in enumerate(paths):
        if not called.adds(path):
            file = _ExportedFile(number, index, path)
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
                files_by_student[student].append((file, handed))
            else:
                strangers[file] = (
                    f"Several submissions could be from {shortened(student)}."
                    " Move it to the right student's folder."
                )
    return zones


def _added(
    export: Export, called: Layout, zone: tzinfo | None
) -> tuple[dict[str, Group], set[tuple[str, str]]]:
    """What the system added: whom Gradescope names for the folders, and in which zones Blackboard's times are
    that aren't read so."""
    groups: dict[str, Group] = {}
    zones = set()
    for member in files_in(export):
        time = called.receipt_time(member.path)
        try:
            if member.path == called.metadata:
                groups = submitters(member.read(MAX_FILE_BYTES))
            elif time and (pair := _other_zone(member.read(MAX_FILE_BYTES), _zoned(time, zone))):
                zones.add(pair)
        except StudentError as error:
            raise CourseError(f"The export {export.path} can't be used: {error}") from error
    return groups, zones


def _other_zone(receipt: bytes, read: datetime) -> tuple[str, str] | None:
    """Return the zone that the receipt states and the one in which its time was read, where they differ."""
    stated, name = receipt_zone(receipt), read.tzname() or ""
    alike = {stated, name} <= {"UTC", "GMT", "Z"}
    # Some zones have numbers for names: with those nothing can be compared.
    return (stated, name) if stated and name.isalpha() and stated != name and not alike else None


def _owners(handed: HandedFile, matcher: Matcher) -> tuple[dict[Person, str], str]:
    """Return the students who handed it in, and the reason if some or all could not be found."""
    fitting = {person: matcher.find(person) for person in handed.people}
    if any(fitting.values()):
        rivals = set().union(*map(matcher.find, handed.rivals))
        fitting = {person: students and students | rivals for person, students in fitting.items()}
    owners = {person: min(students) for person, students in fitting.items() if len(students) == 1}
    unclear = sorted(set().union(*(students for students in fitting.values() if len(students) > 1)))
    if unclear:
        return (
            owners,
            f"It could be from any of {shortened(', '.join(unclear))}."
            " Move it to the right student's folder.",
        )
    if owners:
        return owners, "" if all(fitting.values()) else "Some members of the group are not on the roster."
    return owners, _NOBODY


def _unpack(exports: Sequence[Export], known: _Sorted, shop: Path) -> dict[_ExportedFile, str]:
    """Write all files into the workshop; returns what is wrong with those that can't be."""
    targets: dict[_ExportedFile, list[Path]] = defaultdict(list)
    for number, share in enumerate(known.shares.values()):
        for name, (file, _) in share.items():
            targets[file].append(shop / "submitted" / str(number) / name)
    for file in known.strangers:
        targets[file].append(shop / "unmatched" / safe(file.path))
    faults: dict[_ExportedFile, str] = {}
    for number, export in enumerate(exports):
        for index, member in enumerate(files_in(export)):
            file = _ExportedFile(number, index, member.path)
            if file in targets:
                try:
                    data = member.read(MAX_FILE_BYTES)
                    for target in targets[file]:
                        write(data, target)
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
                f"The exports hold submissions to {other.name} and none to {lesson.name}. Nothing was taken."
            )
