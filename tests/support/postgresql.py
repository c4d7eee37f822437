"""A PostgreSQL server for the tests, from Debian's package."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from itertools import count
from pathlib import Path
from typing import Any

import pytest

numbers = count()


class Server:
    """A PostgreSQL server on a socket in a folder of its own, which no network reaches."""

    def __init__(self, programs: Path) -> None:
        self._programs = programs
        self._user: str | None = None
        self.folder = Path(tempfile.mkdtemp(prefix="pg"))  # a socket's path is short
        if os.geteuid() == 0:  # as which PostgreSQL refuses to run
            self._user = "nobody"
            owner = pwd.getpwnam(self._user)
            os.chown(self.folder, owner.pw_uid, owner.pw_gid)
        self._run(
            "initdb", "--auth=trust", "--username=postgres", "--encoding=UTF8", "--no-sync", "--no-locale"
        )
        rules = self.folder / "data" / "pg_hba.conf"
        rules.write_text(f"local all scholar scram-sha-256\n{rules.read_text()}")
        self.start()

    def start(self) -> None:
        options = f"-k {self.folder} -c listen_addresses= -c fsync=off"
        self._run("pg_ctl", "start", "--wait", f"--log={self.folder}/log", f"--options={options}")

    def stop(self) -> None:
        self._run("pg_ctl", "stop", "--wait", "--mode=immediate")

    def _run(self, program: str, *arguments: str) -> None:
        command: list[str | Path] = [self._programs / program, f"--pgdata={self.folder}/data", *arguments]
        subprocess.run(
            command,
            user=self._user,
            group=pwd.getpwnam(self._user).pw_gid if self._user else None,
            extra_groups=[] if self._user else None,
            cwd=self.folder,
            check=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,  # the server inherits it
            timeout=120,
        )

    def url(self, database: str, user: str = "postgres") -> str:
        return f"postgresql://{user}@/{database}?host={self.folder}"

    def connect(self, database: str = "postgres") -> Any:
        import psycopg

        return psycopg.connect(self.url(database), autocommit=True)

    def fresh(self) -> str:
        """The name of a new database without tables."""
        name = f"course{next(numbers)}"
        with self.connect() as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return name


def start() -> Server:
    """Where PostgreSQL is missing the test is skipped; in CI that fails, so that it can't go unseen."""
    programs = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"), key=lambda path: float(path.parts[-3])
    )
    beside = shutil.which("pg_ctl")
    lacking = []
    if not programs and beside is None:
        lacking.append("PostgreSQL's server (Debian's package postgresql)")
    try:
        import psycopg  # noqa: F401
    except ImportError:
        lacking.append("psycopg (pip install 'psycopg[binary]')")
    if lacking:
        missing = f"not installed: {', '.join(lacking)}"
        if os.environ.get("CI"):
            pytest.fail(f"{missing}; CI must run the tests of PostgreSQL")
        pytest.skip(missing)
    return Server((programs[-1] if programs else Path(str(beside))).parent)
