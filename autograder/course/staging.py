"""New files that reach their places together, or not at all."""

from __future__ import annotations

import os
from pathlib import Path
from types import TracebackType


class Staging:
    """Writes each file beside its place and moves all of them there on `publish`.

    Leaving the `with` block unpublished takes back every file and every folder made for one. Each method
    raises `OSError`.
    """

    def __init__(self) -> None:
        self._files: dict[Path, Path] = {}
        self._folders: list[Path] = []

    def __enter__(self) -> Staging:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for draft in self._files.values():
            draft.unlink(missing_ok=True)
        for folder in reversed(self._folders):
            folder.rmdir()

    def reserve(self, target: Path) -> Path:
        """The path at which to write the file that becomes `target`."""
        missing = [folder for folder in target.parents if not folder.exists()]
        for folder in reversed(missing):
            folder.mkdir()
            self._folders.append(folder)
        self._files[target] = target.with_name(f".{target.name}.{os.getpid()}")
        return self._files[target]

    def write(self, target: Path, text: str) -> None:
        self.reserve(target).write_text(text, encoding="utf-8")

    def publish(self) -> None:
        """Move the files, in the order in which they were written."""
        for target, draft in self._files.items():
            if target.is_dir() and not target.is_symlink():
                # A student may well have handed in a folder of that name: kept, yet out of the way.
                target.rename(target.with_name(f"{target.name}.{os.getpid()}.folder"))
            draft.replace(target)
        self._files.clear()
        self._folders.clear()
