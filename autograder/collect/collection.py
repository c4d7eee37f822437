"""Submissions from the exports of a learning management system, put into the course folder."""

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
    """A file of the exports, and its place in the collection."""

    student: str  # empty if unknown
    file: str
    origin: str  # the export and the path in it
    remark: str = ""  # a sentence, or empty


class Collection(NamedTuple):
    """The result of `collect`."""

    taken: list[CollectedFile]
    left: list[CollectedFile]  # earlier attempts
    unmatched: list[CollectedFile]
    notes: dict[str, str]  # by student: sentences about the submission as a whole
    missing: list[str]  # students without any submission, earlier ones included
    aside: Path  # the folder of the unmatched files
    times: dict[str, datetime]  # by student: time of handing in, if the system states it
    warnings: list[str]


class _ExportedFile(NamedTuple):
    """A file in an export."""

    export: int
    position: int  # its number among the export's files
    path: PurePosixPath


class _Sorted(NamedTuple):
    """The files, sorted by student."""

    shares: dict[
        str, dict[PurePosixPath, tuple[_ExportedFile, HandedFile]]
    ]  # by student and by the file's new name
    left: list[tuple[str, _ExportedFile]]
    strangers: dict[_ExportedFile, str]  # files without a student, each with the reason
    zones: set[tuple[str, str]]  # time zones: the one Blackboard states, the one used

    def times(self, zone: tzinfo | None) -> dict[str, datetime]:
        """Return the time of handing in by student, if the system states it.

        `zone` is for times without one.
        """
        stated = {
            student: [_zoned(handed.time, zone) for _, handed in share.values() if handed.time]
            for student, share in self.shares.items()
        }
        return {student: max(times) for student, times in stated.items() if times}


def collect(course: Course, lesson: Lesson, exports: Sequence[Path | Export]) -> Collection:
    """Put each student's files of `exports` into submitted/, and all other files into unmatched/.

    Of several attempts the latest is taken. An earlier submission that differs is moved to
    `submitted/STUDENT/LESSON.earlier-N`. The time of handing in is recorded if the system states it.

    Args:
        exports: archives or folders as a learning management system exports them.

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
    """Return the time with a zone: its own, else `zone`, else this machine's."""
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
    """Add each file of one export to `files_by_student` or to `strangers`.

    Returns:
        The time zones that receipts state and that differ from those used for the times.
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
    """Return the data in the files that the system added.

    These are the students by Gradescope's folders, and the time zones in Blackboard's receipts that differ
    from those used for the times.
    """
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
    """Return the time zone that the receipt states and the zone that was used, or None if they agree."""
    stated, name = receipt_zone(receipt), read.tzname() or ""
    alike = {stated, name} <= {"UTC", "GMT", "Z"}
    # Some zones have a number as name, which can't be compared.
    return (stated, name) if stated and name.isalpha() and stated != name and not alike else None


def _owners(handed: HandedFile, matcher: Matcher) -> tuple[dict[Person, str], str]:
    """Return the students who handed in the file, and the reason if some or all could not be found."""
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
    """Write all files into the workshop. Return the reason for each file that can't be written."""
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
    """Raise `CourseError` if the files belong to another lesson, before they replace the right ones."""
    folders = sorted(staged.glob("*"))
    if any(read(folder, lesson).text for folder in folders):
        return
    for other in course.kit.registry.lessons:
        if other != lesson and any(staged.rglob(f"{other.module}.py")):
            raise CourseError(
                f"The exports hold submissions to {other.name} and none to {lesson.name}. Nothing was taken."
            )
