"""The output of a watch. A terminal is redrawn each time; another output gets plain lines."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.text import Text

KEYS = "n next  h hint  l list  a check all  r reset  q quit"


class Screen:
    """A view on a console."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._shown: list[Text] = []
        self._redraws = console.is_terminal and not console.is_dumb_terminal

    @property
    def width(self) -> int:
        return self._console.width

    def show(self, lines: Iterable[Text]) -> None:
        """Show the lines, and below them the keys."""
        self._shown = list(lines)
        self._draw(self._shown)

    def add(self, lines: Iterable[Text]) -> None:
        """Show the lines below those that are already there."""
        self._draw([*self._shown, *lines] if self._redraws else list(lines))

    def _draw(self, lines: list[Text]) -> None:
        if self._redraws:
            lines = self._cropped(lines)
            self._console.clear()
        self._console.print(Text("\n").join([*lines, Text(), Text(KEYS, style="dim")]))

    def _cropped(self, lines: list[Text]) -> list[Text]:
        """Return as many lines as fit on the screen, so that the first ones stay visible."""
        room = max(self._console.height - 4, 5)
        if len(lines) <= room:
            return lines
        return [*lines[: room - 1], Text(f"... {len(lines) - room + 1} more lines: autograder check", "dim")]
