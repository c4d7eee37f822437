"""`nbgrader collect` and Formgrader's button, safe against hostile submissions."""

from __future__ import annotations

import os
import shutil
import stat
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from nbgrader.exchange.default import ExchangeCollect  # type: ignore[import-untyped]
from nbgrader.utils import ignore_patterns  # type: ignore[import-untyped]

from autograder.errors import StudentError
from autograder.gradebook import notebooks, secret, timestamp
from autograder.intake.source import open_regular
from autograder.nbgrader_plugins.config import kit_of

_MAX_FOLDER_DEPTH = 20  # levels of folders in folders


class Collect(ExchangeCollect):  # type: ignore[misc]
    """A collector that copies only ordinary files and takes the time of handing in from the file system.

    nbgrader's own collector follows links, stops for the whole class at a pipe, and trusts the student's
    timestamp.txt.
    """

    def do_copy(self, src: str, dest: str, log: Any = None) -> None:
        received = _last_change(Path(src))
        lesson = kit_of(self.config).registry.lesson(self.coursedir.assignment_id)
        left_out = ignore_patterns(
            exclude=self.coursedir.ignore,
            include=self.coursedir.include,
            max_file_size=self.coursedir.max_file_size,
            log=self.log,
        )
        is_large = self.get_size(src) > 1000 * self.coursedir.max_dir_size
        if is_large:
            self.log.warning("Only the lesson's files are collected from %s: it is too large.", src)

        def ignore(folder: str, names: list[str]) -> set[str]:
            if len(Path(folder).relative_to(src).parts) >= _MAX_FOLDER_DEPTH:
                return set(names)
            special = {name for name in names if _is_special(Path(folder, name))}
            wanted = (lesson.module, Path(secret.NAME).stem)
            needless = {name for name in names if is_large and Path(name).stem not in wanted}
            return {*left_out(folder, names), *special, *needless}

        try:
            shutil.copytree(src, dest, ignore=ignore, copy_function=_copy_ordinary)
        except shutil.Error as error:
            for path, _, reason in error.args[0]:
                self.log.warning("%s was not collected: %s", path, reason)
        folder = Path(dest)
        _make_writable(folder, shared=self.coursedir.groupshared)
        notebooks.complete(folder, lesson)
        time = folder / timestamp.NAME
        time.unlink(missing_ok=True)
        time.write_text(timestamp.text(received))


def _make_writable(folder: Path, shared: bool) -> None:
    """Give the instructor, and the group of a shared course, the right to change the copied files."""
    folder.chmod(folder.stat().st_mode | (0o2770 if shared else 0o700))
    for path in folder.iterdir():
        if path.is_dir():
            _make_writable(path, shared)
        else:
            path.chmod(path.stat().st_mode | (0o660 if shared else 0o600))


def _last_change(folder: Path) -> datetime:
    """Return when `folder` or anything in it last changed (UTC, whole seconds).

    This is the time of the inode's change, which only the system sets. Owners can set a file's other times.
    """
    inside = (Path(root, name) for root, folders, files in os.walk(folder) for name in (*folders, *files))
    latest = max(path.lstat().st_ctime for path in (folder, *inside))
    return datetime.fromtimestamp(int(latest), UTC).replace(tzinfo=None)


def _is_special(path: Path) -> bool:
    mode = path.lstat().st_mode
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))


def _copy_ordinary(src: str, dest: str) -> str:
    """Copy an ordinary file and return its new path. Refuse a link or a pipe that has replaced the file."""
    try:
        with open_regular(Path(src)) as source, open(dest, "xb") as target:
            shutil.copyfileobj(source, target)
    except StudentError as error:
        raise OSError(str(error)) from error
    return dest
