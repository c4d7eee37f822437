"""Similar submissions for one lesson: a hint to look at both. Needs the extra `similarity`.

Names, strings and comments don't count, nor does the skeleton's code. Nothing is executed.
"""

from __future__ import annotations

import ast
import keyword
import tokenize
import warnings
from collections.abc import Mapping
from importlib import import_module
from io import BytesIO, StringIO
from itertools import combinations
from typing import Any

import msgspec

from autograder.errors import CourseError

MIN_ALIKE_SHARE = 0.8  # each submission shares at least this much with the other
_GRAM_TOKENS = 25  # characters, one for each name; shorter matches are chance
_BLANK = (tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT)
_MIN_OWN_TOKENS = 120  # a student's own characters; short correct answers are all similar


class Pair(msgspec.Struct, frozen=True):
    """Two submissions, and the share of each, between 0 and 1, that is also in the other."""

    first: str
    second: str
    first_share: float
    second_share: float

    @property
    def share(self) -> float:
        return min(self.first_share, self.second_share)


def require_similarity() -> None:
    """Raise `CourseError` unless submissions can be compared on this machine."""
    _library()


def similar_pairs(skeleton: bytes, submissions: Mapping[str, bytes]) -> list[Pair]:
    """Return the pairs of students whose modules are similar beyond `skeleton`, the most similar first.

    Raises:
        CourseError: the extra is not installed.
    """
    library = _library()
    given = _fingerprint(library, _plain(skeleton), set()).hashes
    prints = {
        student: _fingerprint(library, _plain(source), given)
        for student, source in sorted(submissions.items())
    }
    own = {
        student: fingerprint
        for student, fingerprint in prints.items()
        if fingerprint.token_coverage >= _MIN_OWN_TOKENS
    }
    pairs = []
    for first, second in combinations(own, 2):
        _, (first_share, second_share), _ = library.compare_files(own[first], own[second])
        pair = Pair(first, second, min(1.0, float(first_share)), min(1.0, float(second_share)))
        if pair.share >= MIN_ALIKE_SHARE:
            pairs.append(pair)
    return sorted(pairs, key=lambda pair: -pair.share)


def _plain(source: bytes) -> str:
    """Return a module's tokens, with one character for a name or string; empty if it is not valid Python.

    The library would use Pygments, which can take minutes for a hostile file of 100 kB.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about invalid escapes in student code
            ast.parse(source)  # the tokenizer is fast only on valid code
        tokens = list(tokenize.tokenize(BytesIO(source).readline))[1:]  # without the encoding token
    except (SyntaxError, ValueError, RecursionError, MemoryError, tokenize.TokenError):
        return ""
    return "".join(map(_sign, tokens))


def _sign(token: tokenize.TokenInfo) -> str:
    if token.type == tokenize.NAME and not keyword.iskeyword(token.string):
        return "V"
    if token.type == tokenize.STRING or tokenize.tok_name[token.type].startswith("FSTRING"):
        return "S"
    return "" if token.type in _BLANK else token.string


def _fingerprint(library: Any, plain: str, given: set[int]) -> Any:
    """Return the fingerprint of a module without the hashes in `given`.

    A window of 1 keeps all hashes. A greater one would choose among them, and Python's hashes of strings
    differ from run to run. The library's own way to leave out given code also drops repeated code of a
    submission.
    """
    fingerprint = library.CodeFingerprint("", _GRAM_TOKENS, 1, filter=False, fp=StringIO(plain))
    fingerprint.hashes = fingerprint.hashes - given
    fingerprint.hash_idx = {key: places for key, places in fingerprint.hash_idx.items() if key not in given}
    fingerprint.token_coverage = float(
        library.utils.get_token_coverage(fingerprint.hash_idx, _GRAM_TOKENS, len(plain))
    )
    return fingerprint


def _library() -> Any:
    try:
        library = import_module("copydetect")
        import_module("copydetect.utils")
    except ImportError as error:
        raise CourseError(
            f"--similarity needs a package that is not installed ({error}): run"
            " `pip install 'autograder[similarity]'`."
        ) from error
    return library
