"""The database of a gradebook: an SQLite file or a PostgreSQL server. This module doesn't use nbgrader."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, inspect, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from autograder.errors import CourseError
from autograder.gradebook.database_faults import DAMAGED, CollisionError, postgres_error, sqlite_error

LOCK_TIMEOUT_SECONDS = 30.0  # recording a large class takes seconds
_STATEMENT_TIMEOUT_SECONDS = 60.0
# A suspended grading must not block all others for longer.
_IDLE_TRANSACTION_TIMEOUT_SECONDS = 300.0
_MAX_ATTEMPTS = 3
_ADVISORY_LOCK_KEY = 0x6772616465  # of the lock for writing; one grading at a time holds it
_FORMS = "write postgresql://USER@HOST/NAME or sqlite:///PATH"
_PSYCOPG = "postgresql+psycopg"
_CONNECTION_OPTIONS = {
    "connect_timeout": 10,
    # With these a lost server is noticed after 30 seconds, not after the system's two hours.
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 4,
}

Result = TypeVar("Result")


@dataclass(frozen=True)
class Database:
    """The database at `url`.

    If it fails, each method raises `CourseError` with a message without the password.
    """

    url: URL

    @classmethod
    def parse(cls, text: str, folder: Path) -> Database:
        """Return the database at SQLAlchemy's URL `text`. A relative file path starts at `folder`."""
        try:
            url = make_url(text)
        except (ArgumentError, ValueError):  # its message may contain the password
            raise CourseError(f"The gradebook's URL can't be read: {_FORMS}.") from None
        if url.drivername in ("postgres", "postgresql"):
            return cls(url.set(drivername=_PSYCOPG))
        if url.get_backend_name() == "postgresql":
            return cls(url)
        if url.get_backend_name() != "sqlite" or not url.database or url.database.startswith((":", "file:")):
            raise CourseError(
                f"The gradebook can't be kept in a {url.drivername} database of this URL: {_FORMS}."
            )
        return cls.file(folder / url.database)

    @classmethod
    def file(cls, path: Path) -> Database:
        return cls(URL.create("sqlite", database=str(path)))

    @property
    def path(self) -> Path | None:
        """Return SQLite's file, or None if the database is on a server."""
        return Path(self.url.database or "") if self.url.get_backend_name() == "sqlite" else None

    @property
    def holds_password(self) -> bool:
        return bool(self.url.password or "password" in self.url.query)

    def __str__(self) -> str:
        """Return the file's path, or the URL without password and options, for messages."""
        if self.path is not None:
            return str(self.path)
        shown = self.url.set(drivername="postgresql", query={})
        return URL.create(
            shown.drivername, shown.username, None, shown.host, shown.port, shown.database
        ).render_as_string()

    def check(self) -> None:
        """Raise `CourseError` unless this is an intact gradebook that can be written now. Change nothing."""
        if self.path is not None:
            self._check_file(self.path)
            return
        with self.transaction() as connection:
            if not inspect(connection).has_table("alembic_version"):
                raise CourseError(f"The gradebook {self} has no tables. Create them with `autograder init`.")

    @contextmanager
    def transaction(self, *, write: bool = True) -> Iterator[Connection]:
        """Open a transaction and yield its connection. Commit at the end, or roll back on an exception.

        Transactions that `write` take turns, across processes and machines. So each sees everything that
        earlier ones wrote. A transaction that only reads doesn't wait.

        Raises:
            CourseError: the database is down, locked, read-only, full, damaged or of another version.
            CollisionError: another program wrote the same rows; see `repeated`.
        """
        try:
            with self._engine().connect() as connection, connection.begin():
                self._enter(connection, write)
                yield connection
        except DBAPIError as error:
            tell = sqlite_error if self.path is not None else postgres_error
            raise tell(self, error.orig) from error

    def repeated(self, work: Callable[[], Result]) -> Result:
        """Return the result of `work`. Repeat it if it collides with a program that doesn't take turns."""
        for _ in range(_MAX_ATTEMPTS - 1):
            with suppress(CollisionError):  # only the last attempt raises it
                return work()
        return work()

    def _check_file(self, path: Path) -> None:
        if path.is_dir():
            raise CourseError(
                f"The gradebook {path} is a folder: move it away and put a backup in its place."
            )
        try:
            with closing(_connect(path)) as database:
                (verdict,) = database.execute("PRAGMA quick_check(1)").fetchone()
                database.execute("SELECT version_num FROM alembic_version")
                # Also write, because the lock succeeds even if SQLite can't make its journal in the folder.
                database.execute("BEGIN IMMEDIATE")
                database.execute("CREATE TABLE autograder_probe (x)")
                database.execute("ROLLBACK")
        except sqlite3.Error as error:
            raise sqlite_error(self, error) from error
        if verdict != "ok":
            raise CourseError(f"The gradebook {path} {DAMAGED} ({verdict}).")

    def _engine(self) -> Engine:
        path = self.path
        if path is not None:
            return create_engine("sqlite://", creator=lambda: _connect(path), poolclass=NullPool)
        options = {name: value for name, value in _CONNECTION_OPTIONS.items() if name not in self.url.query}
        try:
            # Read committed, so that a grading that waited for the lock sees the rows of the one before.
            return create_engine(
                self.url, poolclass=NullPool, isolation_level="READ COMMITTED", connect_args=options
            )
        except ImportError as error:
            raise CourseError(
                f"The gradebook {self} needs a library that is not installed ({error}):"
                ' run `pip install "psycopg[binary]"`.'
            ) from error

    def _enter(self, connection: Connection, write: bool) -> None:
        if self.path is not None:
            connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")
            return
        limits = {
            "lock_timeout": LOCK_TIMEOUT_SECONDS,
            "statement_timeout": _STATEMENT_TIMEOUT_SECONDS,
            "idle_in_transaction_session_timeout": _IDLE_TRANSACTION_TIMEOUT_SECONDS,
        }
        for name, seconds in limits.items():
            connection.exec_driver_sql(f"SET LOCAL {name} = {int(1000 * seconds)}")
        if write:
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_ADVISORY_LOCK_KEY})")


def config_line(text: str) -> str:
    """Return the line of nbgrader's configuration for the URL `text`.

    The URL stays as it was written. SQLAlchemy would add percent signs, and `nbgrader db upgrade` doesn't
    accept them. The line names the driver, because the default depends on SQLAlchemy's version.
    """
    scheme, separator, rest = text.partition("://")
    if scheme in ("postgres", "postgresql"):
        scheme = _PSYCOPG
    return f"c.CourseDirectory.db_url = {scheme + separator + rest!r}\n"


def _connect(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(
        f"{path.as_uri()}?mode=rw", uri=True, timeout=LOCK_TIMEOUT_SECONDS, isolation_level=None
    )
