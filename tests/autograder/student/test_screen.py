"""What the watch command draws, at a terminal and without one."""

from __future__ import annotations

from io import StringIO

import pytest
from rich.console import Console
from rich.text import Text

from autograder.student.screen import KEYS, Screen


class TestScreen:
    def draw(self, lines: list[str], **options: object) -> str:
        stream = StringIO()
        Screen(Console(file=stream, width=80, height=10, **options)).show(map(Text, lines))  # type: ignore[arg-type]
        return stream.getvalue()

    def test_without_a_terminal_there_are_plain_lines(self) -> None:
        assert self.draw(["a", "b"]) == f"a\nb\n\n{KEYS}\n"

    def test_a_terminal_is_drawn_anew_and_the_first_lines_stay(self) -> None:
        shown = self.draw([str(number) for number in range(30)], force_terminal=True, color_system=None)
        assert "\x1b[2J" in shown
        assert "\n4\n... 25 more lines: autograder check\n" in shown
        assert KEYS in shown

    def test_a_terminal_that_obeys_nothing_gets_plain_lines(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("TERM", "dumb")
        assert "\x1b" not in self.draw(["a"], force_terminal=True)
