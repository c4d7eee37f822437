"""What the course's nbgrader_config.py says: the one place that autograder and nbgrader both read."""

from __future__ import annotations

from pathlib import Path

from traitlets.config.loader import PyFileConfigLoader

from autograder.course.database import Database
from autograder.errors import CourseError

NAME = "nbgrader_config.py"
DEFAULT = "gradebook.db"  # nbgrader's own


def database_of(root: Path) -> Database:
    """The database in which nbgrader, run in the folder `root`, keeps the gradebook.

    Raises:
        CourseError: the configuration can't be read, or what it names can't be a gradebook.
    """
    path = root / NAME
    try:
        # Python, as nbgrader runs it: it is the instructor's own, and may ask the environment for the URL.
        config = PyFileConfigLoader(NAME, path=str(root)).load_config()
    except Exception as error:  # it may raise anything
        raise CourseError(f"{path} can't be read ({type(error).__name__}: {error}): correct it.") from error
    url = config.CourseDirectory.get("db_url")
    if url is None:
        return Database.file(root / DEFAULT)
    if not isinstance(url, str):
        raise CourseError(f"{path}: c.CourseDirectory.db_url must be text, not {type(url).__name__}.")
    return Database.parse(url, root)
