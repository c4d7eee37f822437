"""The parts of a module that are looked at apart from the others."""

from __future__ import annotations

import pytest

from autograder.lesson.stubs import without_docstring


@pytest.mark.parametrize(
    ("module", "rest"),
    [
        (b'"""One line."""\nx = 1\n', b"x = 1\n"),
        (b'# A comment.\nr"""Two\n\nlines."""\n\nx = 1\n', b"# A comment.\n\nx = 1\n"),
        (b'x = 1\n"""Not at the head."""\n', b'x = 1\n"""Not at the head."""\n'),
        (b'def f():\n    """Of a function."""\n', b'def f():\n    """Of a function."""\n'),
        (b'"""Not Python."""\nx = \n', b'"""Not Python."""\nx = \n'),
        (b"", b""),
    ],
)
def test_the_docstring_at_the_head(module: bytes, rest: bytes) -> None:
    assert without_docstring(module) == rest
