"""A CSV file in which single cells can be changed. All other bytes stay the same."""

from __future__ import annotations

import re
from pathlib import Path

from autograder.errors import CourseError

_MAX_SHEET_BYTES = 2**25  # 32 MiB; 10,000 students and 200 columns take 20 MB
_BOM = "\ufeff"
_QUOTED = re.compile(r'"((?:[^"]|"")*+)"')
_ENDS = re.compile(r"\r\n|\n|\r")
_SPECIAL = '"\r\n'


class Sheet:
    """The rows of the file at `path`. Each row is a list of its cells' texts.

    The separator is the comma or the semicolon, whichever is more frequent in the first line. Quoting, the
    byte order mark and the line ends are kept.

    Raises:
        CourseError: the file can't be read, or is not CSV in UTF-8; the message has the line if it is known.
    """

    def __init__(self, path: Path) -> None:
        text = _read(path)
        self._mark = _BOM if text.startswith(_BOM) else ""
        body = text[len(self._mark) :]
        first = (_ENDS.split(body, 1) or [""])[0]
        self.separator = ";" if first.count(";") > first.count(",") else ","
        self.rows: list[list[str]] = []
        self._raw: list[list[str]] = []
        self._ends: list[str] = []
        self._scan(body, path)

    def change(self, row: int, column: int, value: str) -> None:
        """Put `value` into a cell, in quotes if the old text was in quotes or the value needs them."""
        quoted = self._raw[row][column].startswith('"') or any(
            sign in value for sign in _SPECIAL + self.separator
        )
        self.rows[row][column] = value
        self._raw[row][column] = '"{}"'.format(value.replace('"', '""')) if quoted else value

    def to_bytes(self) -> bytes:
        lines = (self.separator.join(cells) + end for cells, end in zip(self._raw, self._ends, strict=True))
        return (self._mark + "".join(lines)).encode("utf-8")

    def _scan(self, text: str, path: Path) -> None:
        bare = re.compile(rf"[^\r\n{self.separator}]*")
        at, line = 0, 1
        values: list[str] = []
        raw: list[str] = []
        while at < len(text) or raw:
            begins = text.startswith('"', at)
            cell = (_QUOTED if begins else bare).match(text, at)
            if cell is None:
                raise CourseError(f"{path}, line {line}: a quotation mark is opened and never closed.")
            raw.append(cell[0])
            values.append(cell[1].replace('""', '"') if begins else cell[0])
            line += len(_ENDS.findall(cell[0]))
            at = cell.end()
            if text.startswith(self.separator, at):
                at += 1
                continue
            end = _ENDS.match(text, at)
            if end is None and at < len(text):
                raise CourseError(f"{path}, line {line}: text follows a closing quotation mark.")
            self.rows.append(values)
            self._raw.append(raw)
            self._ends.append(end[0] if end else "")
            at, line, values, raw = (end.end() if end else at), line + 1, [], []


def _read(path: Path) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(_MAX_SHEET_BYTES + 1)
        if len(content) > _MAX_SHEET_BYTES:
            raise CourseError(
                f"{path} has more than {_MAX_SHEET_BYTES // 2**20} MB, too much for a gradebook."
            )
        return content.decode("utf-8")
    except OSError as error:
        raise CourseError(f"{path} can't be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise CourseError(
            f"{path} is not UTF-8 text (byte {error.start}): take the file as Canvas exported it."
        ) from error
