"""Points as text that every program reads as the same number."""

from __future__ import annotations


def plain(value: float, digits: int = 6) -> str:
    """2.0 as "2" and 0.1 + 0.2 as "0.3", never with an exponent."""
    return f"{value:.{digits}f}".rstrip("0").rstrip(".")
