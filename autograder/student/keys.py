"""Single keys from the keyboard.

If a terminal can't give them one by one, the user presses Enter after each.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

try:
    import termios
    import tty
except ImportError:  # Windows
    termios = None  # type: ignore[assignment]


@contextmanager
def keys(take: Callable[[str], None]) -> Iterator[None]:
    """Call `take` with each key, from a thread of its own, until the context ends."""
    threading.Thread(target=_read, args=(take,), daemon=True).start()
    if termios is None or not sys.stdin.isatty():
        yield
        return
    descriptor = sys.stdin.fileno()
    before = termios.tcgetattr(descriptor)
    try:
        tty.setcbreak(descriptor)
        yield
    finally:
        termios.tcsetattr(descriptor, termios.TCSADRAIN, before)


def _read(take: Callable[[str], None]) -> None:
    while key := sys.stdin.read(1):
        if not key.isspace():
            take(key)
