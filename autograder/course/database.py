"""Faults of the gradebook's file, found at once and told in one sentence. Knows SQLite and not nbgrader."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from autograder.errors import CourseError

PATIENCE = 2.0  # seconds: to wait for a lock; Formgrader's own writes take far less

_IN_USE = "is in use by another program (a grading or Formgrader): let it finish, then run this again"
_READ_ONLY = "can't be written: check its permissions and its disk"
_DAMAGED = "is damaged or no database: put a backup in its place"
_SENTENCES = {
    sqlite3.SQLITE_BUSY: _IN_USE,
    sqlite3.SQLITE_LOCKED: _IN_USE,
    sqlite3.SQLITE_READONLY: _READ_ONLY,
    sqlite3.SQLITE_PERM: _READ_ONLY,
    sqlite3.SQLITE_CANTOPEN: _READ_ONLY,
    sqlite3.SQLITE_IOERR: _READ_ONLY,
    sqlite3.SQLITE_FULL: "can't be written, for the disk is full: make room, then run this again",
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_NOTADB: _DAMAGED,
    sqlite3.SQLITE_ERROR: "is not of the installed nbgrader: run `nbgrader db upgrade` in its folder",
}


def check_database(path: Path) -> None:
    """Raise `CourseError` unless the gradebook at `path` is sound and can be written now. Changes nothing."""
    if path.is_dir():
        raise CourseError(f"The gradebook {path} is a folder: move it away and put a backup in its place.")
    try:
        with closing(_connect(path)) as database:
            (verdict,) = database.execute("PRAGMA quick_check(1)").fetchone()
            database.execute("SELECT version_num FROM alembic_version")
            # The lock alone would succeed where the folder can't take SQLite's journal.
            database.execute("BEGIN IMMEDIATE")
            database.execute("CREATE TABLE autograder_probe (x)")
            database.execute("ROLLBACK")
    except sqlite3.Error as error:
        raise database_error(path, error) from error
    if verdict != "ok":
        raise CourseError(f"The gradebook {path} {_DAMAGED} ({verdict}).")


def database_error(path: Path, error: BaseException | None) -> CourseError:
    """What a fault of SQLite means for the gradebook at `path`."""
    code = getattr(error, "sqlite_errorcode", None)
    known = _SENTENCES.get(code & 0xFF) if code is not None else None  # the high bits tell variants apart
    return CourseError(f"The gradebook {path} {known or 'failed'} ({error}).")


def _connect(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.as_uri()}?mode=rw", uri=True, timeout=PATIENCE, isolation_level=None)
