"""The time of a submission as nbgrader stores it: timestamp.txt in the submission's folder.

Formgrader shows a submission as graded only if that file and the gradebook have the same time. It fails on a
file that it can't parse.
"""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from nbgrader.utils import parse_utc  # type: ignore[import-untyped]

from autograder.common.files import write_new

NAME = "timestamp.txt"
_FORM = re.compile(
    r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d{1,6})?( ?[+-]\d{4}| [A-Za-z][A-Za-z0-9_/+-]{0,31})?"
)
_MAX_TIMESTAMP_BYTES = 100


def stated(folder: Path) -> datetime | None:
    """Return the time in timestamp.txt (UTC, without zone), or None if there is no valid one."""
    path = folder / NAME
    if path.is_symlink() or not path.is_file() or path.stat().st_size > _MAX_TIMESTAMP_BYTES:
        return None
    text = path.read_bytes().decode("ascii", "replace").strip()
    if not _FORM.fullmatch(text):
        return None
    try:
        time = parse_utc(text)
    except (ValueError, OverflowError):  # such as 31 June, or a year out of range in UTC
        return None
    assert isinstance(time, datetime)
    return time


def seen(folder: Path, module: str) -> datetime:
    """Return when the module in `folder`, or else `folder`, last changed (UTC, whole seconds)."""
    path = folder / f"{module}.py"
    changed = (path if path.is_file() else folder).stat().st_mtime
    return datetime.fromtimestamp(int(changed), UTC).replace(tzinfo=None)


def complete(results: Path) -> None:
    """Add an empty timestamp.txt to a graded submission that has none. Without it no feedback is released."""
    with suppress(FileExistsError):
        write_new(results / NAME, b"")


def text(time: datetime) -> str:
    """Return the text of a timestamp.txt from which nbgrader reads `time`."""
    return f"{time.isoformat(sep=' ')} UTC\n"
