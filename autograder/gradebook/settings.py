"""The settings in a course's nbgrader_config.py, which autograder and nbgrader both read."""

from __future__ import annotations

import re
from datetime import tzinfo
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from traitlets.config.loader import PyFileConfigLoader

from autograder.errors import CourseError
from autograder.gradebook.database import Database
from autograder.lesson.kit import Kit

NAME = "nbgrader_config.py"
DEFAULT = "gradebook.db"  # nbgrader's default
_OWN = ("kit", "timezone")


class Settings(NamedTuple):
    """The settings of a course."""

    database: Database  # the gradebook that nbgrader uses in the course folder
    kit: str | None  # the folder of the kit that grades the course; None: found by `Kit.find`
    timezone: tzinfo | None  # for times without a zone in exports; None: this machine's


def read_settings(root: Path) -> Settings:
    """Return the settings of the course in the folder `root`.

    Raises:
        CourseError: the configuration or one of its values can't be read.
    """
    path = root / NAME
    try:
        # Run the file as nbgrader does: the instructor wrote it, and it may read environment variables.
        config: Any = PyFileConfigLoader(NAME, path=str(root)).load_config()
    except Exception as error:  # the file may raise any exception
        raise CourseError(f"{path} can't be read ({type(error).__name__}: {error}): correct it.") from error
    own = {key: value for key, value in config.Autograder.items() if value is not None}
    for key, value in own.items():
        if key not in _OWN:
            raise CourseError(f"{_setting_location(path, key)} is unknown. Known: {' and '.join(_OWN)}.")
        if not isinstance(value, str):
            raise CourseError(f"{_setting_location(path, key)} must be text, not {type(value).__name__}.")
    zone = own.get("timezone")
    return Settings(_database(config, root), own.get("kit"), _zone(path, zone) if zone else None)


def kit_of(root: Path) -> Kit:
    """Return the kit that grades the course in `root`, or `Kit.find()` if there is no course."""
    return Kit.find(read_settings(root).kit if (root / NAME).is_file() else None)


def _database(config: Any, root: Path) -> Database:
    url = config.CourseDirectory.get("db_url")
    if url is None:
        return Database.file(root / DEFAULT)
    if not isinstance(url, str):
        raise CourseError(f"{root / NAME}: c.CourseDirectory.db_url must be text, not {type(url).__name__}.")
    return Database.parse(url, root)


def _zone(path: Path, name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (ValueError, LookupError, OSError) as error:
        raise CourseError(
            f"{_setting_location(path, 'timezone')} names no time zone that this machine knows ({name!r}):"
            " give one like 'Europe/Berlin'."
        ) from error


def _setting_location(path: Path, key: str) -> str:
    """Return the file, the line and the name of a setting, as the start of a sentence."""
    match = re.search(rf"\bAutograder\.{re.escape(key)}\b", text := path.read_text(encoding="utf-8"))
    line = f", line {text.count(chr(10), 0, match.start()) + 1}" if match else ""
    return f"{path}{line}: c.Autograder.{key}"
