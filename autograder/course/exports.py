"""What a file's name says in an export of a learning management system: whose it is, and which attempt.

| system | a file |
| --- | --- |
| Canvas | `doejane_LATE_123_4567_softmax_classifier-2.py` |
| Moodle | `Jane Doe_12345_assignsubmission_file_/softmax_classifier.py`, or the same without the slash |
| Blackboard | `TITLE_janedoe_attempt_2026-01-30-15-00-00_softmax_classifier.py` |
| Gradescope | `submission_123/softmax_classifier.py`, and `submission_metadata.yml` says who that is |
| others | `janedoe/softmax_classifier.py`, `janedoe_softmax_classifier.py`, or nbgrader's folders |
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import PurePosixPath
from typing import Any, NamedTuple

import yaml

from autograder.errors import CourseError
from autograder.registry import Lesson

METADATA = "submission_metadata.yml"
_CANVAS = re.compile(r"([^_]+)_(LATE_)?([0-9]+)_([0-9]+)_(.+)", re.DOTALL)
_MOODLE = re.compile(r"(.+?)_([0-9]+)_assignsubmission_(?:file|onlinetext)(?:_(.*))?", re.DOTALL)
_BLACKBOARD = re.compile(r"(.+)_attempt_([0-9]{4}(?:-[0-9]{2}){5})(?:_(.+)|\.txt)", re.DOTALL)
_GRADESCOPE = re.compile(r"submission_[0-9]+")
_A_LESSON = re.compile(r"[0-9]{2}_[a-z][a-z0-9_]*")


class Person(NamedTuple):
    """What is said of whoever handed in. All of it must fit; in a field, one of the alternatives."""

    names: tuple[str, ...] = ()  # in any order of their parts
    logins: tuple[str, ...] = ()  # an id, an e-mail address or what stands before its @
    emails: tuple[str, ...] = ()
    number: str = ""  # the system's own, which only decides between students of the same name


class Handed(NamedTuple):
    """A file of a submission."""

    people: tuple[Person, ...]  # more than one where a group handed it in
    file: PurePosixPath  # as the student called it
    attempt: str = ""  # the greatest is the latest
    version: int = 0  # the same of the file alone, where the system doesn't tell attempts
    late: bool = False


def is_receipt(path: PurePosixPath) -> bool:
    """Whether the system itself added the file, to say what the export is."""
    told = _BLACKBOARD.fullmatch(path.name)
    return path.name == METADATA or (told is not None and told[3] is None)


def readings(
    path: PurePosixPath, lesson: Lesson, groups: Mapping[str, tuple[Person, ...]]
) -> Iterator[Handed]:
    """What the path may mean. One of a system's forms means only that, whoever is or isn't on the roster.

    Args:
        groups: who is behind the folders of Gradescope, as `submitters` gives it.
    """
    told = next(chain(_in_folders(path, groups), _in_name(path, lesson)), None)
    yield from [told] if told else _plain(path, lesson)


def submitters(metadata: bytes) -> dict[str, tuple[Person, ...]]:
    """Who handed in each folder, by Gradescope's submission_metadata.yml; `CourseError` if it is none."""
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # everything is text: nothing is constructed
    try:
        tree = yaml.load(metadata, Loader=loader)
        return {
            str(folder): tuple(_submitter(person) for person in _under(entry, "submitters"))
            for folder, entry in tree.items()
        }
    except (yaml.YAMLError, AttributeError, TypeError, ValueError, RecursionError) as error:
        raise CourseError(f"{METADATA} isn't what Gradescope writes: export the submissions anew.") from error


def _in_folders(path: PurePosixPath, groups: Mapping[str, tuple[Person, ...]]) -> Iterator[Handed]:
    for index, part in enumerate(path.parts[:-1]):
        rest = PurePosixPath(*path.parts[index + 1 :])
        moodle = _MOODLE.fullmatch(part)
        if moodle:
            yield Handed((_person(moodle),), rest)
            return
        if _GRADESCOPE.fullmatch(part) and part in groups:
            yield Handed(groups[part], rest, attempt=part.rpartition("_")[2].zfill(20))
            return


def _in_name(path: PurePosixPath, lesson: Lesson) -> Iterator[Handed]:
    name = path.name
    if moodle := _MOODLE.fullmatch(name):
        yield Handed((_person(moodle),), PurePosixPath(moodle[3] or name))
    elif blackboard := _BLACKBOARD.fullmatch(name):
        logins = _blackboard_logins(blackboard[1], lesson)
        yield Handed((Person(logins=logins),), PurePosixPath(blackboard[3] or name), blackboard[2])
    elif canvas := _CANVAS.fullmatch(name):
        person = Person(names=(canvas[1],), number=canvas[3])
        file, again = _without_count(canvas[5], lesson)
        version = int(canvas[4][:15]) * 1000 + again
        yield Handed((person,), PurePosixPath(file), version=version, late=canvas[2] is not None)


def _plain(path: PurePosixPath, lesson: Lesson) -> Iterator[Handed]:
    parts = path.parts[path.parts.index("submitted") + 1 :] if "submitted" in path.parts[:2] else path.parts
    if len(parts) > 1:
        who, *rest = parts
        if len(rest) > 1 and _A_LESSON.fullmatch(rest[0]):
            rest = rest[1:] if rest[0] == lesson.name else []
        if rest:
            yield Handed((Person(logins=(who,), names=(who,)),), PurePosixPath(*rest))
        return
    own = re.fullmatch(rf"(.+?)[ _-]({re.escape(lesson.module)}.*)", path.name, re.IGNORECASE | re.DOTALL)
    who, file = (own[1], own[2]) if own else (path.name.partition(".")[0], path.name)
    yield Handed((Person(logins=(who,), names=(who,)),), PurePosixPath(file))


def _person(moodle: re.Match[str]) -> Person:
    return Person(names=(moodle[1],), number=moodle[2])


def _blackboard_logins(before: str, lesson: Lesson) -> tuple[str, ...]:
    """What may be the login in "TITLE_LOGIN", where both may hold underscores."""
    prefix = f"{lesson.name}_"
    if before.casefold().startswith(prefix):
        return (before[len(prefix) :],)
    parts = before.split("_")
    return tuple("_".join(parts[index:]) for index in range(max(0, len(parts) - 5), len(parts)))


def _without_count(file: str, lesson: Lesson) -> tuple[str, int]:
    """The name without the count that Canvas adds to what was handed in again, and that count."""
    counted = re.fullmatch(rf"({re.escape(lesson.module)})-([0-9]{{1,3}})(\.\w+)", file)
    return (counted[1] + counted[3], int(counted[2])) if counted else (file, 0)


def _under(entry: Any, key: str) -> Any:
    """A value of Gradescope's, whose keys are Ruby's symbols."""
    return entry.get(f":{key}", entry.get(key, ()))


def _submitter(person: Any) -> Person:
    fields = {key: str(_under(person, key) or "") for key in ("name", "sid", "email")}
    name, login, email = ((value,) if value else () for value in fields.values())
    return Person(names=name, logins=login, emails=email)
