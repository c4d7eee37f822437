"""Text in old encodings."""

from __future__ import annotations

from pathlib import Path

import pytest
from handed_in import LESSON, WORK, handed

from autograder.intake.choice import read
from autograder.intake.source import Source


class TestEncodings:
    TEXT = "# Prüfung: 5 €, à la carte\n" + WORK

    @pytest.mark.parametrize(
        ("codec", "mark", "words"),
        [
            ("utf-8", b"\xef\xbb\xbf", "UTF-8 with a byte order mark"),
            ("utf-16-le", b"\xff\xfe", "UTF-16"),
            ("utf-16-be", b"\xfe\xff", "UTF-16"),
            ("utf-16-le", b"", "UTF-16"),
            ("utf-16-be", b"", "UTF-16"),
            ("utf-32-le", b"\xff\xfe\0\0", "UTF-32"),
            ("cp1252", b"", "Latin-1"),
        ],
    )
    def test_text_in_another_encoding(self, codec: str, mark: bytes, words: str, tmp_path: Path) -> None:
        source = handed(tmp_path, {"tiny.py": mark + self.TEXT.encode(codec)})
        note = f"tiny.py was repaired: it was saved as {words}."
        assert source == Source(self.TEXT.encode(), note=note)

    @pytest.mark.parametrize(
        "data",
        [
            TEXT.encode(),
            TEXT.replace("\n", "\r\n").encode(),
            b"# coding: latin-1\n# \xe9\n" + WORK.encode(),
            b"# coding: utf-7\n" + WORK.encode(),
        ],
        ids=["UTF-8", "CRLF", "Latin-1 that says so", "UTF-7"],
    )
    def test_what_python_reads_stays_as_it_is(self, data: bytes, tmp_path: Path) -> None:
        assert handed(tmp_path, {"tiny.py": data}) == Source(data)

    @pytest.mark.parametrize(
        ("cookie", "codec"), [("utf-8", "latin-1"), ("ascii", "utf-8"), ("nonsense", "utf-8")]
    )
    def test_a_coding_line_that_lies_is_made_true(self, cookie: str, codec: str, tmp_path: Path) -> None:
        data = f"#!/bin/python\n# -*- coding: {cookie} -*-\nname = 'é'\n".encode(codec)
        source = handed(tmp_path, {"tiny.py": data})
        assert source.text == "#!/bin/python\n# -*- coding: utf-8 -*-\nname = 'é'\n".encode()
        assert source.note.startswith("tiny.py was repaired: it was saved as ")

    def test_line_ends_of_old_macs_and_stray_nul_bytes(self, tmp_path: Path) -> None:
        data = WORK.replace("\n", "\r").encode() + b"\0\0"
        source = handed(tmp_path, {"tiny.py": data})
        assert source.text == WORK.encode()
        said = "its NUL bytes were dropped and its line ends were those of old Macs"
        assert source.note == f"tiny.py was repaired: {said}."

    def test_a_renamed_file_and_one_named_by_path(self, tmp_path: Path) -> None:
        data = self.TEXT.encode("utf-16")
        source = handed(tmp_path, {"mine.py": data})
        assert source.note == "mine.py is graded as tiny.py; it was saved as UTF-16."
        source = read(tmp_path / "mine.py", LESSON)
        assert source == Source(self.TEXT.encode(), note="mine.py was repaired: it was saved as UTF-16.")
