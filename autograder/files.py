"""Files that are written whole or not at all, and names that nothing has yet."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def write_whole(path: Path, content: bytes) -> None:
    """Write or replace the file, so that no reader meets half of it. Raises `OSError`."""
    with _draft(path, content) as draft:
        os.replace(draft, path)


def write_first(path: Path, content: bytes) -> None:
    """As `write_whole`, but a file that is there stays: the first of two that write at once decides."""
    with _draft(path, content) as draft:
        try:
            os.link(draft, path)
        except FileExistsError:
            return
        except OSError:  # a file system without hard links
            os.replace(draft, path)


@contextmanager
def _draft(path: Path, content: bytes) -> Iterator[Path]:
    """The content beside `path`, in a file of this thread's own: another may write to `path` just now."""
    draft = path.with_name(f".{path.name}.{os.getpid()}-{threading.get_ident()}")
    try:
        draft.write_bytes(content)
        yield draft
    finally:
        draft.unlink(missing_ok=True)


def numbered(path: Path, kind: str) -> Path:
    """A name beside `path` that nothing has: `path.kind-1`, `path.kind-2` and so on."""
    number = 1
    while os.path.lexists(free := path.with_name(f"{path.name}.{kind}-{number}")):
        number += 1
    return free
