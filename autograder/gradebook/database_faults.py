"""Messages for errors of the gradebook's database: one sentence each, without a password."""

from __future__ import annotations

import re
import sqlite3

from autograder.errors import CourseError

DAMAGED = "is damaged or not a database: put a backup in its place"
_IN_USE = "is in use by another program (a grading or Formgrader): let it finish, then run this again"
_READ_ONLY = "can't be written: check its permissions and its disk"
_OTHER = "does not fit the installed nbgrader: run `nbgrader db upgrade` in its folder"
_FULL = "can't be written because the disk is full: make room, then run this again"
_SQLITE = {
    sqlite3.SQLITE_BUSY: _IN_USE,
    sqlite3.SQLITE_LOCKED: _IN_USE,
    sqlite3.SQLITE_READONLY: _READ_ONLY,
    sqlite3.SQLITE_PERM: _READ_ONLY,
    sqlite3.SQLITE_CANTOPEN: _READ_ONLY,
    sqlite3.SQLITE_IOERR: _READ_ONLY,
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_CORRUPT: DAMAGED,
    sqlite3.SQLITE_NOTADB: DAMAGED,
    sqlite3.SQLITE_ERROR: _OTHER,
}
_DOWN = "can't be reached: check its URL and that its server runs, then run this again"
# Keys are SQLSTATEs or their beginnings; the longest match counts.
_POSTGRES = {
    "08": _DOWN,
    "22001": "can't hold a name of this length: shorten it",
    "25006": "is read-only: name the server that takes writes, or allow them",
    "28": "refuses its user or password: put the password into ~/.pgpass or PGPASSWORD",
    "3D000": "does not exist: create it with `createdb`, or correct its URL",
    "3F000": _OTHER,
    "40": _IN_USE,
    "42501": "gives its user too few rights: GRANT the missing ones",
    "42703": _OTHER,
    "42P01": _OTHER,
    "53": "is on a server that is short of connections or memory: run this again later",
    "53100": _FULL,
    "55P03": _IN_USE,
    "57014": _IN_USE,
    "57P": _DOWN,
}
_COLLISIONS = {"23505", "40001", "40P01"}  # unique violation, failed serialization, deadlock
# If connecting fails, libpq gives no SQLSTATE, only the server's English text.
_REFUSALS = {
    r"password|authentication failed|pg_hba\.conf|role .* does not exist": "28000",
    r"database .* does not exist": "3D000",
    r"permission denied for database": "42501",
    r"too many|connection slots": "53300",
}


class CollisionError(CourseError):
    """Another program wrote the same rows at the same time. A retry will probably succeed."""


def sqlite_error(database: object, error: BaseException | None) -> CourseError:
    """Return SQLite's `error` as an error of the gradebook at `database`."""
    code = getattr(error, "sqlite_errorcode", None)
    known = _SQLITE.get(code & 0xFF) if code is not None else None  # the high bits distinguish variants
    return CourseError(f"The gradebook {database} {known or 'failed'} ({error}).")


def postgres_error(database: object, error: BaseException | None) -> CourseError:
    """Return the `error` of PostgreSQL or its driver as an error of the gradebook at `database`."""
    lines = str(error).strip().splitlines()
    message = lines[0].rstrip(".:") if lines else type(error).__name__
    state = getattr(error, "sqlstate", None) or getattr(error, "pgcode", None) or _state(error, message)
    known = next((_POSTGRES[state[:n]] for n in (5, 3, 2) if state[:n] in _POSTGRES), "failed")
    error_type = CollisionError if state in _COLLISIONS else CourseError
    return error_type(f"The gradebook {database} {known} ({message}).")


def _state(error: BaseException | None, message: str) -> str:
    """Return the SQLSTATE that fits a refused or lost connection; empty for another error."""
    # Compare the name, because the driver isn't imported if the gradebook is a file.
    if not any(base.__name__ == "OperationalError" for base in type(error).__mro__):
        return ""
    return next((state for words, state in _REFUSALS.items() if re.search(words, message)), "08001")
