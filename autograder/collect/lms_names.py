"""What a file's name says in an export of a learning management system: whose it is, and which attempt.

| system | a file |
| --- | --- |
| Canvas | `doejane_LATE_123_4567_softmax_classifier-2.py` |
| Moodle | `Jane Doe_12345_assignsubmission_file_/softmax_classifier.py`, or the same without the slash |
| Blackboard | `TITLE_janedoe_attempt_2026-01-30-15-00-00_softmax_classifier.py` |
| Gradescope | `submission_123/softmax_classifier.py`, and `submission_metadata.yml` says who that is |
| others | `janedoe/softmax_classifier.py`, `janedoe_softmax_classifier.py`, or nbgrader's folders |

The system writes the names at the top level, up to the name that the file had when it was uploaded. That
name, and all that lies in a folder, is the student's to choose, and says nothing about whose it is, nor when
it was handed in. Of the time, Blackboard's names say it without a zone, and Gradescope's metadata with one;
Canvas only marks what is late, and Moodle says nothing.
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
# What a system writes before the student's part, which may imitate any of them.
_CANVAS = re.compile(r"([^_]+)_(LATE_)?([0-9]+)_([0-9]+)_(?=.)", re.DOTALL)
_MOODLE = re.compile(r"(.+?)_([0-9]+)_assignsubmission_(?:file|onlinetext)(?:_|\Z)", re.DOTALL)
_BLACKBOARD = re.compile(r"(.+?)_attempt_([0-9]{4}(?:-[0-9]{2}){5})(?:_(?=.)|(?=\.txt\Z))", re.DOTALL)
_FORMS = (_CANVAS, _MOODLE, _BLACKBOARD)
_RECEIPT = re.compile(r"Date Submitted:.*?\b(?![AP]M\b)([A-Z]{2,5})\s*")
_CREATED = re.compile(r"(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?:\.\d+)? ?(Z|UTC|[+-]\d\d:?\d\d|)")
_GRADESCOPE = re.compile(r"submission_[0-9]+")
_A_LESSON = re.compile(r"[0-9]{2}_[a-z][a-z0-9_]*")
_SUBMITTED = "submitted"  # nbgrader's folder of the students' folders


class Person(NamedTuple):
    """What is said of whoever handed in. All of it must fit; in a field, one of the alternatives.

    What is both a name and a login may be either.
    """

    names: tuple[str, ...] = ()  # in any order of their parts
    logins: tuple[str, ...] = ()  # an id, an e-mail address or what stands before its @
    emails: tuple[str, ...] = ()
    number: str = ""  # the system's own, which only decides between students of the same name


class HandedFile(NamedTuple):
    """A file of a submission."""

    people: tuple[Person, ...]  # more than one where a group handed it in
    file: PurePosixPath  # as the student called it
    attempt: str = ""  # the greatest is the latest
    version: int = 0  # the same of the file alone, where the system doesn't tell attempts
    late: bool = False  # as the system marks it
    time: datetime | None = None  # as the system states it; naive where it gives no zone
    rivals: tuple[Person, ...] = ()  # whose it is instead, where more of the name is the student's part


class Group(NamedTuple):
    """Who handed in a folder of Gradescope, and when."""

    people: tuple[Person, ...]
    time: datetime | None = None


Groups = Mapping[str, Group]


class Layout(NamedTuple):
    """How the files of one export are called. It holds for all of them."""

    wrapper: str = ""  # the one folder around everything
    form: re.Pattern[str] | None = None  # of the files at the top level; None where no system named them
    title: str = ""  # what all names of Blackboard begin with: the assignment, perhaps more
    metadata: PurePosixPath | None = None  # Gradescope's

    def adds(self, path: PurePosixPath) -> bool:
        """Return whether the system itself added the file, to say what the export is."""
        return path == self.metadata or self._receipt(path) is not None

    def receipt_time(self, path: PurePosixPath) -> datetime | None:
        """Return the time in the name of a receipt of Blackboard's, without zone; None for any other file."""
        receipt = self._receipt(path)
        return _blackboard_time(receipt[2]) if receipt else None

    def read(self, path: PurePosixPath, lesson: Lesson, groups: Groups) -> HandedFile | None:
        """Whose the file at `path` is; None where nothing tells.

        Args:
            groups: who is behind the folders of Gradescope, as `submitters` gives it.
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
    """Return how the export of these files calls them.

    The system is the one that named most of the files at the top level. A student can't change what stands
    first there, so a file counts for the system whose part ends first.

    Args:
        known: whether somebody on the roster may be meant.
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
    """Return who handed in each folder, and when, by Gradescope's submission_metadata.yml.

    Raises:
        CourseError: it is none.
    """
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # everything is text: nothing is constructed
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
    """Return the zone behind the time in a receipt of Blackboard's, as in "EST"; empty where it gives none.

    Only its head counts: what follows the first empty line quotes the student.
    """
    for line in text.decode("utf-8-sig", "replace").lstrip().splitlines():
        if not line.strip():
            break
        if match := _RECEIPT.fullmatch(line):
            return match[1]
    return ""


def named_after_someone(name: str, lesson: Lesson, known: Callable[[Person], bool]) -> bool:
    """Return whether the file or folder is called after who handed it in, by a system or by hand."""
    if any(form.match(name) for form in _FORMS) or _GRADESCOPE.fullmatch(name) or name == _SUBMITTED:
        return True
    handed = _named_by_hand(name, lesson)
    return any(map(known, (_by_hand(name), *handed.people, *handed.rivals)))


def _inside(path: PurePosixPath, wrapper: str) -> tuple[tuple[str, ...], bool]:
    """Return the path from the top level on, and whether people may have named what lies there."""
    parts = path.parts[1:] if wrapper else path.parts
    if len(parts) > 1 and parts[0] == _SUBMITTED:
        return parts[1:], True
    return parts, not wrapper


def _wrapper(paths: Sequence[PurePosixPath], known: Callable[[Person], bool]) -> str:
    """Return the folder that all else lies in, unless it is somebody's."""
    tops = {path.parts[0] for path in paths}
    if len(tops) != 1 or any(len(path.parts) == 1 for path in paths):
        return ""
    top = tops.pop()
    owned = _MOODLE.match(top) or _GRADESCOPE.fullmatch(top) or known(_by_hand(top))
    return "" if owned or top == _SUBMITTED else top


def _form(files: Sequence[str], lesson: Lesson, known: Callable[[Person], bool]) -> re.Pattern[str] | None:
    """Of which system most of the names are; None where people named more, after known students."""
    votes: Counter[re.Pattern[str] | None] = Counter()
    for name in files:
        matching = [(match.end(), form) for form in _FORMS if (match := form.match(name))]
        if matching:
            votes[min(matching, key=lambda pair: pair[0])[1]] += 1
        elif any(map(known, _named_by_hand(name, lesson).people)):
            votes[None] += 1
    form = max(_FORMS, key=lambda form: votes[form])
    # After a name given by hand a student's part can pass for Blackboard's, where the login isn't the first.
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
    # `ann1_2_softmax.py` may be of `ann12`, or what `ann1` called `2_softmax.py`.
    rivals = tuple(_by_hand(who[: gap.start()]) for gap in re.finditer(r"[ _-]", who) if gap.start())
    return HandedFile((_by_hand(who),), PurePosixPath(file), rivals=rivals)


def _by_hand(who: str) -> Person:
    return Person(names=(who,), logins=(who,))


def _person(moodle: re.Match[str]) -> Person:
    return Person(names=(moodle[1],), number=moodle[2])


def _blackboard_logins(before: str, title: str, lesson: Lesson) -> tuple[str, ...]:
    """Return what may be the login in "TITLE_LOGIN", where both may hold underscores."""
    prefix = f"{lesson.name}_"
    if before.casefold().startswith(prefix):
        return (before[len(prefix) :],)
    gaps = [gap.end() for gap in re.finditer("_", before) if gap.end() <= len(title)]
    return tuple(before[start:] for start in (0, *gaps)[-5:])


def _blackboard_time(digits: str) -> datetime | None:
    date, time = digits[:10], digits[11:].replace("-", ":")
    return _time(f"{date}T{time}")


def _gradescope_time(text: str) -> datetime | None:
    """Return the time in whole seconds with its zone, which YAML takes for UTC where none is given."""
    match = _CREATED.fullmatch(text.strip())
    if not match:
        return None
    zone = "+00:00" if match[3] in ("", "Z", "UTC") else match[3]
    return _time(f"{match[1]}T{match[2]}{zone}")


def _time(text: str) -> datetime | None:
    """Return the time, or None for an impossible one (month 13) or one too far away for time zones."""
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        return None
    return time if 1970 < time.year < 9999 else None


def _without_count(file: str, lesson: Lesson) -> tuple[str, int]:
    """Return the name without the count that Canvas adds to what was handed in again, and that count."""
    counted = re.fullmatch(rf"({re.escape(lesson.module)})-([0-9]{{1,3}})(\.\w+)", file)
    return (counted[1] + counted[3], int(counted[2])) if counted else (file, 0)


def _under(entry: Any, key: str) -> Any:
    """Return a value of Gradescope's, whose keys are Ruby's symbols."""
    return entry.get(f":{key}", entry.get(key, ()))


def _submitter(person: Any) -> Person:
    fields = {key: str(_under(person, key) or "") for key in ("name", "sid", "email")}
    name, login, email = ((value,) if value else () for value in fields.values())
    return Person(names=name, logins=login, emails=email)
