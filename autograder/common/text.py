"""Numbers and untrusted text in a form that people and other programs can read."""

from __future__ import annotations

# What helps if a module takes too long to import.
WHERE_TRAINING_BELONGS = 'Put code that trains or prints under the line `if __name__ == "__main__":`.'


def plain(value: float, digits: int = 6) -> str:
    """Return 2.0 as "2" and 0.1 + 0.2 as "0.3", rounded to `digits` decimals, never with an exponent."""
    return f"{value:.{digits}f}".rstrip("0").rstrip(".")


def points(value: float) -> str:
    """Return a score for people, rounded to two decimals: 2.0 as "2", 2.333 as "2.33"."""
    return plain(value, digits=2)


def printable(text: str) -> str:
    """Return `text` with control characters, and characters that UTF-8 can't encode, as escapes.

    A name or a message may quote text that a student chose.
    """
    return "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in text)


def one_line(text: str, max_characters: int) -> str:
    """Return the beginning of untrusted `text` on one line, without unprintable characters."""
    return "".join(filter(str.isprintable, " ".join(text[:max_characters].split())))


def shortened(name: object, max_characters: int = 80) -> str:
    """Return a name that a student chose in a printable form. A long name loses its middle."""
    text = "".join(sign for sign in str(name) if sign.isprintable() and sign != "`")
    half = max_characters // 2
    return text if len(text) <= max_characters else f"{text[:half]}...{text[3 - half :]}"
