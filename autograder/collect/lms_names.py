"""File names in an export of a learning management system: they tell the student and the attempt.

| system | a file |
| --- | --- |
| Canvas | `doejane_LATE_123_4567_softmax_classifier-2.py` |
| Moodle | `Jane Doe_12345_assignsubmission_file_/softmax_classifier.py`, or the same without the slash |
| Blackboard | `TITLE_janedoe_attempt_2026-01-30-15-00-00_softmax_classifier.py` |
| Gradescope | `submission_123/softmax_classifier.py`, and `submission_metadata.yml` names the student |
| others | `janedoe/softmax_classifier.py`, `janedoe_softmax_classifier.py`, or nbgrader's folders |

The system writes the first part of a name at the top level. The uploaded file's name follows it. Students
choose that name and all names inside a folder, so these say nothing about the student or the time.
Blackboard's names state the time without a zone, Gradescope's metadata with a zone. Canvas only marks late
submissions, and Moodle states no time.
"""

from __future__ import annotations

import os.path
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any, NamedTuple

import yaml

from autograder.errors import CourseError
from autograder.lesson.registry import Lesson

METADATA = "submission_metadata.yml"
# The part that a system writes before the student's part. The student's part may imitate any of these.
_CANVAS = re.compile(r"([^_]+)_(LATE_)?([0-9]+)_([0-9]+)_(?=.)", re.DOTALL)
_MOODLE = re.compile(r"(.+?)_([0-9]+)_assignsubmission_(?:file|onlinetext)(?:_|\Z)", re.DOTALL)
_BLACKBOARD = re.compile(r"(.+?)_attempt_([0-9]{4}(?:-[0-9]{2}){5})(?:_(?=.)|(?=\.txt\Z))", re.DOTALL)
_FORMS = (_CANVAS, _MOODLE, _BLACKBOARD)
_RECEIPT = re.compile(r"Date Submitted:.*?\b(?![AP]M\b)([A-Z]{2,5})\s*")
_CREATED = re.compile(r"(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?:\.\d+)? ?(Z|UTC|[+-]\d\d:?\d\d|)")
_GRADESCOPE = re.compile(r"submission_[0-9]+")
_A_LESSON = re.compile(r"[0-9]{2}_[a-z][a-z0-9_]*")
_SUBMITTED = "submitted"  # nbgrader's folder that contains the students' folders


class Person(NamedTuple):
    """The data about the person who handed in a file. All fields must fit; each field lists alternatives.

    A text in both `names` and `logins` may be either.
    """

    names: tuple[str, ...] = ()  # first and last name in any order
    logins: tuple[str, ...] = ()  # an id, an e-mail address or its part before the @
    emails: tuple[str, ...] = ()
    number: str = ""  # the system's number; it only decides between students of the same name


class HandedFile(NamedTuple):
    """A file of a submission."""

    people: tuple[Person, ...]  # several for a group
    file: PurePosixPath  # the student's name for it
    attempt: str = ""  # the latest has the greatest value
    version: int = 0  # the same for this file alone, if the system has no attempts
    late: bool = False  # marked as late by the system
    time: datetime | None = None  # stated by the system; naive if it has no zone
    rivals: tuple[Person, ...] = ()  # other owners, if the student's part is longer


class Group(NamedTuple):
    """The people who handed in a folder of Gradescope, and the time."""

    people: tuple[Person, ...]
    time: datetime | None = None


Groups = Mapping[str, Group]


class Layout(NamedTuple):
    """The pattern of the file names in one export, the same for all its files."""

    wrapper: str = ""  # the one folder around all files
    form: re.Pattern[str] | None = None  # of names at the top level; None: people chose them
    title: str = ""  # the common start of Blackboard's names: the assignment, perhaps more
    metadata: PurePosixPath | None = None  # the path of Gradescope's metadata

    def adds(self, path: PurePosixPath) -> bool:
        """Return whether the file is the system's own, such as a receipt."""
        return path == self.metadata or self._receipt(path) is not None

    def receipt_time(self, path: PurePosixPath) -> datetime | None:
        """Return the time, without zone, in the name of a Blackboard receipt; None for any other file."""
        receipt = self._receipt(path)
        return _blackboard_time(receipt[2]) if receipt else None

    def read(self, path: PurePosixPath, lesson: Lesson, groups: Groups) -> HandedFile | None:
        """Return the people and the attempt of the file at `path`, or None if nothing tells.

        Args:
            groups: the people by Gradescope's folders, from `submitters`.
        """
        parts, by_hand = _inside(path, self.wrapper)
        if len(parts) > 1:
            return _in_folder(parts[0], PurePosixPath(*parts[1:]), lesson, groups, by_hand)
        if self.form:
            match = self.form.match(parts[0])
            return (
                self._file_named_by_system(match, parts[0][match.end() :] or parts[0], lesson)
                if match
                else None
            )
        return _named_by_hand(parts[0], lesson) if by_hand else None

    def _receipt(self, path: PurePosixPath) -> re.Match[str] | None:
        parts, _ = _inside(path, self.wrapper)
        match = _BLACKBOARD.match(parts[0]) if self.form is _BLACKBOARD and len(parts) == 1 else None
        return match if match and parts[0][match.end() :] == ".txt" else None

    def _file_named_by_system(self, match: re.Match[str], file: str, lesson: Lesson) -> HandedFile:
        if self.form is _MOODLE:
            return HandedFile((_person(match),), PurePosixPath(file))
        if self.form is _BLACKBOARD:
            logins = _blackboard_logins(match[1], self.title, lesson)
            time = _blackboard_time(match[2])
            return HandedFile((Person(logins=logins),), PurePosixPath(file), match[2], time=time)
        person = Person(names=(match[1],), number=match[3])
        file, again = _without_count(file, lesson)
        version = int(match[4][:15]) * 1000 + again
        return HandedFile((person,), PurePosixPath(file), version=version, late=match[2] is not None)


def layout(paths: Sequence[PurePosixPath], lesson: Lesson, known: Callable[[Person], bool]) -> Layout:
    """Return the layout of an export with these files.

    The layout is that of the system which named most files at the top level. Students can't change the start
    of these names, so a file counts for the system whose part ends first.

    Args:
        known: tells whether a person may be on the roster.
    """
    wrapper = _wrapper(paths, known)
    inside = {path: _inside(path, wrapper)[0] for path in paths}
    files = [parts[0] for parts in inside.values() if len(parts) == 1]
    submissions = any(len(parts) > 1 and _GRADESCOPE.fullmatch(parts[0]) for parts in inside.values())
    listed = [path for path, parts in inside.items() if parts == (METADATA,)]
    form = _form(files, lesson, known)
    titled = [match[1] for match in map(_BLACKBOARD.match, files) if match] if form is _BLACKBOARD else []
    metadata = listed[0] if listed and submissions else None
    title = os.path.commonprefix(titled)  # noqa: RUF071 (of texts, not of paths)
    return Layout(wrapper, form, title, metadata)


def submitters(metadata: bytes) -> dict[str, Group]:
    """Return the people and the time for each folder, from Gradescope's submission_metadata.yml.

    Raises:
        CourseError: the file is not in Gradescope's form.
    """
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # it constructs only text
    try:
        tree = yaml.load(metadata, Loader=loader)
        return {
            str(folder): Group(
                tuple(_submitter(person) for person in _under(entry, "submitters")),
                _gradescope_time(str(_under(entry, "created_at"))),
            )
            for folder, entry in tree.items()
        }
    except (yaml.YAMLError, AttributeError, TypeError, ValueError, RecursionError) as error:
        raise CourseError(
            f"{METADATA} is not as Gradescope writes it: export the submissions again."
        ) from error


def receipt_zone(text: bytes) -> str:
    """Return the time zone in a Blackboard receipt, such as "EST"; empty if it has none.

    Only the lines before the first empty line count, because the others quote the student.
    """
    for line in text.decode("utf-8-sig", "replace").lstrip().splitlines():
        if not line.strip():
            break
        if match := _RECEIPT.fullmatch(line):
            return match[1]
    return ""


def named_after_someone(name: str, lesson: Lesson, known: Callable[[Person], bool]) -> bool:
    """Return whether the name of the file or folder names the student, written by a system or by a person."""
    if any(form.match(name) for form in _FORMS) or _GRADESCOPE.fullmatch(name) or name == _SUBMITTED:
        return True
    handed = _named_by_hand(name, lesson)
    return any(map(known, (_by_hand(name), *handed.people, *handed.rivals)))


def _inside(path: PurePosixPath, wrapper: str) -> tuple[tuple[str, ...], bool]:
    """Return the path from the top level on, and whether people may have chosen the names there."""
    parts = path.parts[1:] if wrapper else path.parts
    if len(parts) > 1 and parts[0] == _SUBMITTED:
        return parts[1:], True
    return parts, not wrapper


def _wrapper(paths: Sequence[PurePosixPath], known: Callable[[Person], bool]) -> str:
    """Return the one folder around all files, or "" if there is none or if it is a student's."""
    tops = {path.parts[0] for path in paths}
    if len(tops) != 1 or any(len(path.parts) == 1 for path in paths):
        return ""
    top = tops.pop()
    owned = _MOODLE.match(top) or _GRADESCOPE.fullmatch(top) or known(_by_hand(top))
    return "" if owned or top == _SUBMITTED else top


def _form(files: Sequence[str], lesson: Lesson, known: Callable[[Person], bool]) -> re.Pattern[str] | None:
    """Return the pattern of the system that most names fit; None if people chose more of the names."""
    votes: Counter[re.Pattern[str] | None] = Counter()
    for name in files:
        matching = [(match.end(), form) for form in _FORMS if (match := form.match(name))]
        if matching:
            votes[min(matching, key=lambda pair: pair[0])[1]] += 1
        elif any(map(known, _named_by_hand(name, lesson).people)):
            votes[None] += 1
    form = max(_FORMS, key=lambda form: votes[form])
    # In a name chosen by a person, the student's part can imitate Blackboard's, whose login isn't first.
    if not votes[form] or votes[None] > votes[form] or (form is _BLACKBOARD and votes[None]):
        return None
    return form


def _in_folder(
    folder: str, file: PurePosixPath, lesson: Lesson, groups: Groups, by_hand: bool
) -> HandedFile | None:
    if folder in groups:
        people, time = groups[folder]
        return HandedFile(people, file, attempt=folder.rpartition("_")[2].zfill(20), time=time)
    if moodle := _MOODLE.match(folder):
        return HandedFile((_person(moodle),), file)
    lesson_folder = len(file.parts) > 1 and _A_LESSON.fullmatch(file.parts[0])
    if not by_hand or (lesson_folder and file.parts[0] != lesson.name):
        return None
    return HandedFile((_by_hand(folder),), file.relative_to(lesson.name) if lesson_folder else file)


def _named_by_hand(name: str, lesson: Lesson) -> HandedFile:
    own = re.fullmatch(rf"(.+?)[ _-]({re.escape(lesson.module)}.*)", name, re.IGNORECASE | re.DOTALL)
    who, file = (own[1], own[2]) if own else (name.partition(".")[0], name)
    # `ann1_2_softmax.py` may come from `ann12`, or from `ann1` with the file `2_softmax.py`.
    rivals = tuple(_by_hand(who[: gap.start()]) for gap in re.finditer(r"[ _-]", who) if gap.start())
    return HandedFile((_by_hand(who),), PurePosixPath(file), rivals=rivals)


def _by_hand(who: str) -> Person:
    return Person(names=(who,), logins=(who,))


def _person(moodle: re.Match[str]) -> Person:
    return Person(names=(moodle[1],), number=moodle[2])


def _blackboard_logins(before: str, title: str, lesson: Lesson) -> tuple[str, ...]:
    """Return the possible logins in "TITLE_LOGIN". Both parts may have underscores."""
    prefix = f"{lesson.name}_"
    if before.casefold().startswith(prefix):
        return (before[len(prefix) :],)
    gaps = [gap.end() for gap in re.finditer("_", before) if gap.end() <= len(title)]
    return tuple(before[start:] for start in (0, *gaps)[-5:])


def _blackboard_time(digits: str) -> datetime | None:
    date, time = digits[:10], digits[11:].replace("-", ":")
    return _time(f"{date}T{time}")


def _gradescope_time(text: str) -> datetime | None:
    """Return the time in whole seconds with its zone; without a zone it is UTC, as in YAML."""
    match = _CREATED.fullmatch(text.strip())
    if not match:
        return None
    zone = "+00:00" if match[3] in ("", "Z", "UTC") else match[3]
    return _time(f"{match[1]}T{match[2]}{zone}")


def _time(text: str) -> datetime | None:
    """Return the time. None if it is impossible (month 13) or its year is too far away for time zones."""
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        return None
    return time if 1970 < time.year < 9999 else None


def _without_count(file: str, lesson: Lesson) -> tuple[str, int]:
    """Return the name without the count that Canvas adds to a repeated upload, and the count."""
    counted = re.fullmatch(rf"({re.escape(lesson.module)})-([0-9]{{1,3}})(\.\w+)", file)
    return (counted[1] + counted[3], int(counted[2])) if counted else (file, 0)


def _under(entry: Any, key: str) -> Any:
    """Return a value of Gradescope's metadata, whose keys are Ruby symbols."""
    return entry.get(f":{key}", entry.get(key, ()))


def _submitter(person: Any) -> Person:
    fields = {key: str(_under(person, key) or "") for key in ("name", "sid", "email")}
    name, login, email = ((value,) if value else () for value in fields.values())
    return Person(names=name, logins=login, emails=email)
