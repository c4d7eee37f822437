"""A function is put back to its stub, and what was written is kept."""

from __future__ import annotations

from pathlib import Path

import pytest
from students_kit import DOUBLE, RIGHT, SHARE

from autograder.errors import StudentError
from autograder.lesson.kit import Kit
from autograder.lesson.registry import Lesson
from autograder.student.module import Module, with_stub
from autograder.student.reset import reset


class TestStubs:
    SKELETON = b'"""M."""\n\n\ndef a():\n    raise A\n\n\nclass B:\n    """B."""\n\n    raise B\n'

    @pytest.mark.parametrize(
        ("source", "made"),
        [
            (
                "x = 1\n\n\n@mark\ndef a():\n    return 1\n\n\n# y\ny = 2\n",
                "x = 1\n\n\ndef a():\n    raise A\n\n\n# y\ny = 2\n",
            ),
            ("def a(:\n    1\n\n\ndef c():\n    2\n", "def a():\n    raise A\n\n\ndef c():\n    2\n"),
            ("x = (\n", "x = (\n\n\ndef a():\n    raise A\n"),
            ("def c():\n    2\n\n\n", "def c():\n    2\n\n\ndef a():\n    raise A\n"),
            ("x = 1\r\ndef a():\r\n    1\r\n", "x = 1\r\ndef a():\r\n    raise A\r\n"),
            ("# coding: latin-1\nx = 'ä'\ndef a(): 1", "# coding: latin-1\nx = 'ä'\ndef a():\n    raise A\n"),
        ],
        ids=["decorated", "not python", "nothing to find", "missing", "windows", "encoding"],
    )
    def test_one_function_is_put_back(self, source: str, made: str) -> None:
        encoding = "latin-1" if "latin" in source else "utf-8"
        assert with_stub(source.encode(encoding), self.SKELETON, "a").decode(encoding) == made

    def test_a_reset_keeps_each_version(self, course: Kit, lesson: Lesson, file: Path) -> None:
        stubs = file.read_bytes()
        for number in (1, 2):
            file.write_text(f"{RIGHT}# {number}\n")
            assert reset(course, lesson, DOUBLE).name == f"tiny.py.backup-{number}"
        assert (file.parent / "tiny.py.backup-1").read_text() == f"{RIGHT}# 1\n"
        assert Module(file.read_bytes()).text_of(DOUBLE) == Module(stubs).text_of(DOUBLE)
        assert Module(file.read_bytes()).text_of(SHARE) == Module(RIGHT.encode()).text_of(SHARE)

    def test_a_file_in_no_encoding_is_left_alone(self, course: Kit, lesson: Lesson, file: Path) -> None:
        file.write_bytes(b"x = '\xff'\n")
        with pytest.raises(StudentError, match=r"tiny\.py is not text in the encoding"):
            reset(course, lesson, DOUBLE)
        assert file.read_bytes() == b"x = '\xff'\n"
        assert not list(file.parent.glob("*backup*"))
