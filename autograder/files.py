"""Files that are written whole or not at all, and names that nothing has yet."""

from __future__ import annotations

import os
from pathlib import Path


def write_whole(path: Path, content: bytes) -> None:
    """Write or replace the file, so that no reader meets half of it. Raises `OSError`."""
    part = path.with_name(f".{path.name}.part")
    part.write_bytes(content)
    os.replace(part, path)


def numbered(path: Path, kind: str) -> Path:
    """A name beside `path` that nothing has: `path.kind-1`, `path.kind-2` and so on."""
    number = 1
    while os.path.lexists(free := path.with_name(f"{path.name}.{kind}-{number}")):
        number += 1
    return free
