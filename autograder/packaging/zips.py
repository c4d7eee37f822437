"""Reproducible zips: equal files give equal bytes at any time and place."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Collection, Mapping
from pathlib import Path

from autograder.errors import CourseError

_PROJECT = ("pyproject.toml", "README.md", "LICENSE")  # pip needs these beside the package
_UNWANTED = ("__pycache__", ".ipynb_checkpoints")
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time in a zip
_UNIX_SYSTEM_CODE = 3  # otherwise the bytes depend on the system


def zip_of(files: Mapping[str, bytes], executable: Collection[str] = ()) -> bytes:
    """Return a zip of `files`, by name and in this order. Those in `executable` are marked as executable."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, text in files.items():
            entry = zipfile.ZipInfo(name, _ZIP_EPOCH)
            entry.create_system = _UNIX_SYSTEM_CODE
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = (0o100755 if name in executable else 0o100644) << 16
            archive.writestr(entry, text)
    return content.getvalue()


def files_in(folder: Path) -> dict[str, bytes]:
    """Return the files under `folder`, sorted by their paths in it, without links and caches.

    Raises:
        CourseError: `folder` is not a folder, or a file can't be read.
    """
    if not folder.is_dir():
        raise CourseError(f"{folder} is not a folder, but its files must be packed.")
    names = {
        path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if _is_wanted(path, folder)
    }
    return {name: read(names[name]) for name in sorted(names)}


def package_files(needed_by: str) -> dict[str, bytes]:
    """Return this package's files and those that pip needs to install it.

    Args:
        needed_by: the one who must install it, for the error message.

    Raises:
        CourseError: the package is not a checkout, or a file can't be read.
    """
    project = Path(__file__).resolve().parents[2]
    if not (project / "pyproject.toml").is_file():
        raise CourseError(
            f"The package in {project} is not a checkout of the kit, and {needed_by} must install one:"
            " run this command from the checkout."
        )
    files = {name: read(project / name) for name in _PROJECT}
    return files | under("autograder", files_in(project / "autograder"))


def under(folder: str, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return `files` with their names moved into a folder."""
    return {f"{folder}/{name}": text for name, text in files.items()}


def _is_wanted(path: Path, folder: Path) -> bool:
    inner = path.relative_to(folder)
    return path.is_file() and not path.is_symlink() and not set(_UNWANTED) & set(inner.parts)


def read(path: Path) -> bytes:
    """Return the bytes of a file to pack. Raise `CourseError` if it can't be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise CourseError(f"{path} can't be packed: {error.strerror}.") from error
