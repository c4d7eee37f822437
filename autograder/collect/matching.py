"""The student of a submission: a person in an export, found on the roster and never guessed."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence

from autograder.collect.lms_names import Person
from autograder.gradebook.roster import Student


class Matcher:
    """A search for students by id, by e-mail address or its part before the @, and by name in any order."""

    def __init__(self, students: Sequence[Student]) -> None:
        self._ids = {student.id for student in students}
        self._exact = _index((student.id.casefold(), student.id) for student in students)
        self._logins = _index((key, student.id) for student in students for key in _login_keys(student))
        self._emails = _index((student.email.casefold(), student.id) for student in students if student.email)
        self._names = _index((key, student.id) for student in students for key in _name_keys(student))
        self._known = {student.id: student.email.casefold() for student in students if student.email}
        self._shapes = {_shape(student.id) for student in students}
        self._nameless = {student.id for student in students if not (student.first_name or student.last_name)}

    def find(self, person: Person) -> set[str]:
        """Return all students that fit the person. The match is certain if there is only one.

        A field that fits no student, like a nickname, doesn't count. But another address, or another id of
        the roster's kind, rules a student out.
        """
        fields = [
            self._by_login(person.logins),
            _union(self._emails.get(email.strip().casefold(), set()) for email in person.emails),
            self._by_name(person.names),
        ]
        known = [value for value in fields if value]
        alike = set.intersection(*known) if known else set()
        fitting = {student for student in alike if not self._is_another(person, student)}
        return fitting & {person.number} or fitting

    def _is_another(self, person: Person, student: str) -> bool:
        addresses = {text.strip().casefold() for text in (*person.emails, *person.logins) if "@" in text}
        if addresses and self._known.get(student, "") not in ("", *addresses):
            return True
        ids = [
            login for login in person.logins if login not in person.names and _shape(login) in self._shapes
        ]
        return bool(ids) and student not in self._by_login(person.logins)

    def _by_login(self, logins: Sequence[str]) -> set[str]:
        exact = _union(self._exact.get(login.strip().casefold(), set()) for login in logins)
        if len(logins) == 1 and len(exact) == 1:
            return exact  # another student's address may begin with this id
        return exact | _union(self._logins.get(key, set()) for key in filter(None, map(_squashed, logins)))

    def _by_name(self, names: Sequence[str]) -> set[str]:
        keys = [key for name in names for key in (*_orders(name.split()), _squashed(name)) if key]
        students = _union(self._names.get(key, set()) for key in keys)
        # Only a student without a known name may have the id in place of the name.
        return students or self._by_login(names) & self._nameless


def _login_keys(student: Student) -> Iterable[str]:
    local = student.email.partition("@")[0]
    return filter(None, map(_squashed, (student.id, local, student.email)))


def _name_keys(student: Student) -> set[str]:
    first, last = student.first_name, student.last_name
    keys = {*_orders(f"{first} {last}".split())}
    for former, latter in ((first, last), (last, first)):
        # Some systems drop accents, others drop letters with accents.
        keys |= {_squashed(former + latter), _squashed((former + latter).encode("ascii", "ignore").decode())}
    return keys - {""}


def _orders(parts: Sequence[str]) -> tuple[str, ...]:
    """Return one key for all orders of the parts, or no key for a single part."""
    words = sorted(filter(None, map(_squashed, parts)))
    return (" ".join(words),) if len(words) > 1 else ()


def _squashed(text: str) -> str:
    """Return only the letters and digits, in lower case and without accents."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return re.sub(r"[\W_]+", "", "".join(sign for sign in plain if not unicodedata.combining(sign)))


def _shape(text: str) -> str:
    """Return the pattern of letters, digits and signs that ids of one kind share."""
    return re.sub(r"[^\W\d_]+", "a", re.sub(r"\d+", "0", text.strip()))


def _index(pairs: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    index: dict[str, set[str]] = defaultdict(set)
    for key, student in pairs:
        index[key].add(student)
    return dict(index)


def _union(sets: Iterable[set[str]]) -> set[str]:
    return set().union(*sets)
