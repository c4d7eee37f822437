"""A CSV file of another program, of which only some cells change."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from autograder.errors import CourseError
from autograder.export.sheet import Sheet


class TestSheet:
    @pytest.mark.parametrize(
        "text",
        [
            "",
            "a",
            "a,b\n",
            "\ufeffa,b\r\n1,2\r\n",
            'a,"b ""x"", c"\n"two\r\nlines",\n',
            "a;b;c\n1,5;2;\n",
            "a,b\r\rc,d\n\n\r\n,",
            'a,b"c,"d"\n',
            "é,日本\n\x00,\x1b\n",
        ],
    )
    def test_reading_and_writing_keeps_every_byte(self, tmp_path: Path, text: str) -> None:
        path = tmp_path / "sheet.csv"
        path.write_bytes(text.encode())
        assert Sheet(path).to_bytes() == text.encode()

    def test_cells_are_those_of_the_csv_module(self, tmp_path: Path) -> None:
        path = tmp_path / "sheet.csv"
        text = 'Student,ID\r\n"Lovelace, Ada",1\r\n"say ""hi""\nthere",\r\n,2'
        path.write_bytes(text.encode())
        assert Sheet(path).rows == list(csv.reader(io.StringIO(text, newline="")))

    def test_a_changed_cell_keeps_its_quotes_and_gets_them_where_needed(self, tmp_path: Path) -> None:
        path = tmp_path / "sheet.csv"
        path.write_bytes(b'a,b\n"1",2\n')
        sheet = Sheet(path)
        sheet.change(1, 0, "3")
        sheet.change(1, 1, 'x,"y"')
        assert sheet.to_bytes() == b'a,b\n"3","x,""y"""\n'
        assert sheet.rows[1] == ["3", 'x,"y"']

    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (b'a,b\n"x,1\n', "line 2: a quotation mark is opened and never closed"),
            (b'a,b\n"x\ny"z,1\n', "line 3: text follows a closing quotation mark"),
            (b"a,\xff\n", r"not UTF-8 text \(byte 2\)"),
            (None, "can't be read: No such file"),
        ],
    )
    def test_faults_are_told_with_their_place(
        self, tmp_path: Path, content: bytes | None, words: str
    ) -> None:
        path = tmp_path / "sheet.csv"
        if content is not None:
            path.write_bytes(content)
        with pytest.raises(CourseError, match=words):
            Sheet(path)
