"""The text of a module of any encoding, converted so that Python can read it."""

from __future__ import annotations

import codecs
import io
import re
import tokenize

from autograder.errors import StudentError

_MARKS = (  # UTF-32 first, because its mark begins with that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32-le", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32-be", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
    (codecs.BOM_UTF8, "utf-8", "UTF-8 with a byte order mark"),
)
# Python accepts these in a coding line too. Decoding them is slow, or turns escapes into code, so it is left
# to the sandbox.
_STRANGE = {"idna", "punycode", "raw_unicode_escape", "undefined", "unicode_escape", "utf_7"}
_COOKIE = re.compile(r"^([ \t\f]*#.*?coding[:=][ \t]*)([-\w.]+)")
_UNTOLD = "is not UTF-8, and its encoding could not be recognised: save it as UTF-8"
_WORDS = {tokenize.COMMENT, tokenize.STRING} | {
    getattr(tokenize, name) for name in ("FSTRING_MIDDLE", "TSTRING_MIDDLE") if hasattr(tokenize, name)
}


def readable(data: bytes) -> tuple[bytes, str]:
    """Return bytes that Python can read, and what was repaired ("it was saved as UTF-16") or "".

    Bytes that Python can read stay unchanged, with Windows' line ends and a correct coding line.

    Raises:
        StudentError: the encoding is unknown. The message lacks its subject, the file's name.
    """
    text, words = _decoded(data)
    if text is None:
        return data, ""
    repairs = [f"it was saved as {words}"] if words else []
    if "\0" in text:
        text = text.replace("\0", "")
        repairs.append("its NUL bytes were dropped")
    if "\r" in text and "\n" not in text:
        text = text.replace("\r", "\n")
        repairs.append("its line ends were those of old Macs")
    return _without_cookie(text).encode("utf-8"), " and ".join(repairs)


def _decoded(data: bytes) -> tuple[str | None, str]:
    """Return the text and the name of an unusual encoding. The text is None if the bytes should stay."""
    for mark, codec, words in _MARKS:
        if data.startswith(mark):
            return _strictly(data[len(mark) :], codec), words
    if b"\0" in data:
        guess = _without_mark(data)
        return (_strictly(data, guess), "UTF-16") if guess else (_strictly(data, "utf-8"), "")
    if _python_reads(data):
        old = b"\r" in data and b"\n" not in data
        return (_strictly(data, _encoding(data)), "") if old else (None, "")
    try:
        return data.decode("utf-8"), "UTF-8 with a coding line that says otherwise"
    except UnicodeDecodeError:
        return _western(data), "Latin-1"


def _strictly(data: bytes, codec: str) -> str:
    try:
        return data.decode(codec)
    except UnicodeError as error:
        raise StudentError(_UNTOLD) from error


def _without_mark(data: bytes) -> str | None:
    """Return the UTF-16 codec of text without a byte order mark, else None.

    The text must be mostly ASCII, so that every second byte is 0."""
    even, odd = data[::2].count(0), data[1::2].count(0)
    if len(data) % 2 or max(even, odd) * 4 < len(data):
        return None
    return "utf-16-le" if even == 0 else "utf-16-be" if odd == 0 else None


def _encoding(data: bytes) -> str:
    """Return the encoding that the coding line names. Raise `SyntaxError` as Python would."""
    return tokenize.detect_encoding(io.BytesIO(data).readline)[0]


def _python_reads(data: bytes) -> bool:
    try:
        encoding = _encoding(data)
        if codecs.lookup(encoding).name.replace("-", "_") not in _STRANGE:
            data.decode(encoding)
    except (SyntaxError, LookupError, UnicodeError):
        return False
    return True


def _western(data: bytes) -> str:
    """Return the text decoded as Windows-1252 or Latin-1. Refuse code with non-ASCII letters."""
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:  # cp1252 leaves five bytes undefined
        text = data.decode("latin-1")
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type not in _WORDS and not token.string.isascii():
                raise StudentError(_UNTOLD)
    except (tokenize.TokenError, SyntaxError):
        pass  # the tokens before are fine, and importing the module will report the error
    return text


def _without_cookie(text: str) -> str:
    """Return the text with a coding line, if there is one, that says UTF-8."""
    lines = text.split("\n", 2)
    lines[:2] = [_COOKIE.sub(r"\1utf-8", line) for line in lines[:2]]
    return "\n".join(lines)
