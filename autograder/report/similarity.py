"""Submissions to one lesson that are alike: a hint to look at both. Needs the extra `similarity`.

Names, strings and comments don't matter, and what the skeleton gives is left out. Nothing is executed.
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

MIN_ALIKE_SHARE = 0.8  # of the smaller part of the two that is alike
_GRAM_TOKENS = 25  # signs, after names have become one sign each: what is shorter is chance
_BLANK = (tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT)
_MIN_OWN_TOKENS = 120  # signs of one's own; with fewer, all short right answers are alike


class Pair(msgspec.Struct, frozen=True):
    """Two submissions, and how much of each is in the other as well, between 0 and 1."""

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
    """Return the pairs of students whose modules are alike beyond `skeleton`, the most alike first.

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
    """Return the tokens of a module, names and strings as one sign; empty if it is not valid Python.

    The library would use Pygments, which takes minutes for 100 kB that are made for it.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of the student's doubtful escapes
            ast.parse(source)  # the tokenizer too is quick only on what is valid
        tokens = list(tokenize.tokenize(BytesIO(source).readline))[1:]  # without the encoding
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

    A window of 1 keeps each hash: Python's hashes of strings differ from run to run, and so would a choice
    among them. The library's own way to leave out what is given drops what occurs twice in a submission.
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
