"""The files of a folder or an archive, read within limits. Archives are never unpacked to disk."""

from __future__ import annotations

import gzip
import io
import os
import re
import stat
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path, PurePosixPath
from typing import BinaryIO, NamedTuple

from autograder.common.text import shortened
from autograder.errors import StudentError
from autograder.intake.source import open_regular

_ARCHIVE = re.compile(r"(?i)\.(zip|tar|tgz|tar\.gz)\Z")
_IGNORED = {"__MACOSX", "__pycache__", "node_modules", "site-packages"}
_MAX_DIRECTORY_ENTRY_BYTES = 1024  # of one file in a zip's directory; usual names take less
_END = struct.Struct("<4s4H2LH")  # the end record of a zip's directory
_END64 = struct.Struct("<4sQ2H2L4Q20x")  # the record before it in a zip64, for greater numbers
_DAMAGE = (
    zipfile.BadZipFile,
    tarfile.TarError,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    RuntimeError,  # zipfile raises it; tarfile raises RecursionError
    ValueError,
    OverflowError,
    LookupError,
)


class ArchiveLimits(NamedTuple):
    """The most that is read of one folder or archive."""

    entries: int = 500
    unpacked: int = 64 * 2**20  # bytes


class Member(NamedTuple):
    """A file. `read(limit)` returns its bytes, or raises `StudentError` if there are more than `limit`.

    A file in an archive can be read only until the iterator moves to the next member.
    """

    path: PurePosixPath
    read: Callable[[int], bytes]


class TooMany(StudentError):
    """There are more entries than the limit."""


def is_archive(name: str) -> bool:
    return _ARCHIVE.search(name) is not None


def members(path: Path, limits: ArchiveLimits) -> Iterator[Member]:
    """Return the files in the folder or the archive `path`. A folder's files are sorted by name.

    Hidden files and tools' leftovers, such as __pycache__, are skipped. Archives inside are ordinary files.

    Raises:
        StudentError: it has too many files, is damaged or can't be read.
    """
    is_folder = path.is_dir() and not path.is_symlink()  # a student's link may point anywhere
    candidates = _folder(path, limits) if is_folder else _archive(path, limits)
    return (member for member in candidates if not _is_litter(member.path))


def single(path: Path) -> Member:
    """Return the file at `path` as a member, without a folder or an archive around it."""
    return Member(PurePosixPath(path.name), partial(_read_file, path))


def _is_litter(path: PurePosixPath) -> bool:
    return any(part in _IGNORED or (part[0] == "." and part != "..") for part in path.parts)


def _folder(root: Path, limits: ArchiveLimits) -> Iterator[Member]:
    pending, count = [PurePosixPath()], 0
    while pending:
        folder = pending.pop(0)
        with _telling(root, "can't be read"), os.scandir(root / folder) as scan:
            entries = []
            for entry in scan:
                count += 1
                _check_count(count, root.name, limits)
                entries.append(entry)
        for entry in sorted(entries, key=lambda entry: entry.name):
            path = folder / entry.name
            if not entry.is_dir(follow_symlinks=False):
                yield Member(path, partial(_read_file, root / path))
            elif not _is_litter(path):
                pending.append(path)


def _check_count(count: int, name: str, limits: ArchiveLimits) -> None:
    if count > limits.entries:
        raise TooMany(f"{shortened(name)} holds more than {limits.entries:,} files.")


def _read_file(path: Path, limit: int) -> bytes:
    with open_regular(path) as stream:
        return _limited(stream.read, path.name, limit)


def _limited(read: Callable[[int], bytes], name: str, limit: int) -> bytes:
    data = read(limit + 1)
    if len(data) > limit:
        raise StudentError(f"{shortened(name)} has more than {limit:,} bytes.")
    return data


def _archive(path: Path, limits: ArchiveLimits) -> Iterator[Member]:
    with open_regular(path) as stream:
        start = stream.read(4)
        stream.seek(0)
        if start[:2] == b"PK":
            yield from _zip(stream, path.name, limits)
        else:
            yield from _tar(stream, path.name, limits, packed=start[:2] == b"\x1f\x8b")


def _zip(stream: BinaryIO, name: str, limits: ArchiveLimits) -> Iterator[Member]:
    with _telling(name, "is not an intact archive"):
        _check_directory(stream, name, limits)
        archive = zipfile.ZipFile(stream)
        _check_count(len(archive.infolist()), name, limits)
    budget = _Budget(name, limits.unpacked)
    with archive:
        for info in archive.infolist():
            name = _zip_name(info)
            if not name.endswith(("/", "\\")):
                path = _path(name)
                yield Member(path, partial(_read_zipped, archive, info, path, budget))


def _check_directory(stream: BinaryIO, name: str, limits: ArchiveLimits) -> None:
    """Refuse a zip directory with too many entries before zipfile reads all of it."""
    size = stream.seek(0, os.SEEK_END)
    stream.seek(max(0, size - _END.size - 2**16))
    tail = stream.read()
    at = tail.rfind(b"PK\5\6")
    if at < 0 or len(tail) - at < _END.size:
        raise zipfile.BadZipFile("its directory is missing")
    _, _, _, _, entries, length, _, _ = _END.unpack_from(tail, at)
    if tail[max(0, at - 20) : at].startswith(b"PK\6\7"):
        *_, entries, length, _ = _END64.unpack_from(tail, at - _END64.size)
    _check_count(max(entries, length // _MAX_DIRECTORY_ENTRY_BYTES), name, limits)
    stream.seek(0)


def _zip_name(info: zipfile.ZipInfo) -> str:
    """Return the file's name.

    Many tools write UTF-8 without the flag for it, and zipfile then decodes cp437.
    """
    if not info.flag_bits & 0x800:
        try:
            return info.filename.encode("cp437").decode("utf-8")
        except UnicodeError:
            pass
    return info.filename


def _read_zipped(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, path: PurePosixPath, budget: _Budget, limit: int
) -> bytes:
    name = path.name
    _check_path(path)
    if stat.S_ISLNK(info.external_attr >> 16):
        raise StudentError(f"{shortened(name)} is a link.")
    if info.flag_bits & 1:
        raise StudentError(f"{shortened(name)} is encrypted: pack it without a password.")
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise StudentError(f"{shortened(name)} uses an unsupported compression: pack it as a plain zip.")
    with _telling(name, "is damaged in its archive"), archive.open(info) as stream:
        return budget.spend(_limited(stream.read, name, min(limit, budget.left)))


def _tar(stream: BinaryIO, name: str, limits: ArchiveLimits, *, packed: bool) -> Iterator[Member]:
    unpacked: BinaryIO = gzip.GzipFile(fileobj=stream) if packed else stream  # type: ignore[assignment]
    source = io.BufferedReader(_CountedStream(unpacked, _Budget(name, limits.unpacked)))
    with _telling(name, "is not an intact archive"):
        archive = tarfile.open(fileobj=source, mode="r|")  # noqa: SIM115 (closed below)
    with archive:
        count = 0
        while True:
            with _telling(name, "is not an intact archive"):
                info = archive.next()
            if info is None:
                return
            count += 1
            _check_count(count, name, limits)
            if not info.isdir():
                path = _path(info.name)
                yield Member(path, partial(_read_tarred, archive, info, path))


def _read_tarred(archive: tarfile.TarFile, info: tarfile.TarInfo, path: PurePosixPath, limit: int) -> bytes:
    _check_path(path)
    if not info.isreg():
        raise StudentError(f"{shortened(path.name)} is a link or a special file.")
    with _telling(path.name, "is damaged in its archive"):
        stream = archive.extractfile(info)
        assert stream is not None
        return _limited(stream.read, path.name, limit)


def _path(name: str) -> PurePosixPath:
    """Return the name as a path. It may be absolute or have "..", which `_check_path` refuses."""
    path = PurePosixPath(name.replace("\\", "/").replace("\0", ""))
    return path if path.parts else PurePosixPath("nameless")


def _check_path(path: PurePosixPath) -> None:
    if path.is_absolute() or ".." in path.parts or re.match(r"[A-Za-z]:", path.parts[0]):
        raise StudentError(f"{shortened(path)} lies outside its archive.")


class _Budget:
    """The number of bytes that an archive may still unpack to."""

    def __init__(self, name: str, left: int) -> None:
        self._name = name
        self._whole = self.left = left

    def spend(self, data: bytes) -> bytes:
        self.left -= len(data)
        if self.left < 0:
            raise StudentError(f"{shortened(self._name)} unpacks to more than {self._whole // 2**20} MB.")
        return data


class _CountedStream(io.RawIOBase):
    """A stream that raises `StudentError` when more bytes than the budget are read."""

    def __init__(self, stream: BinaryIO, budget: _Budget) -> None:
        self._stream = stream
        self._budget = budget

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        data = self._budget.spend(self._stream.read(len(buffer)))
        buffer[: len(data)] = data
        return len(data)


@contextmanager
def _telling(name: object, words: str) -> Iterator[None]:
    """Turn every exception that a damaged or hostile archive can cause into a `StudentError`."""
    try:
        yield
    except StudentError:
        raise
    except _DAMAGE as error:
        name = name.name if isinstance(name, Path) else name
        raise StudentError(f"{shortened(name)} {words}.") from error
