from autograder.judge import graded
from autograder.judge.scenarios import refusal

pytestmark = graded("tokenize")


def renamed(draw, lines):
    """The lines with each letter from a to h replaced by another one, the same in all lines."""
    chosen = draw.permutation(26)[:8].tolist()
    table = {ord(old): chr(97 + new) for old, new in zip("abcdefgh", chosen, strict=True)}
    table |= {ord(chr(old).upper()): new.upper() for old, new in table.items()}
    return [line.translate(table) for line in lines]


def refusals(lesson, lines, wrong):
    return {
        "the list of words": lesson.tokenize(lines),
        **{f"token={token!r}": refusal(ValueError, token, lesson.tokenize, lines, token) for token in wrong},
        **{
            f"token={token!r} and no lines": refusal(ValueError, token, lesson.tokenize, [], token)
            for token in wrong
        },
    }


def called_twice(lesson, lines, token):
    """The results of two calls, with changes to the first result in between."""
    first = lesson.tokenize(lines, token)
    kept = [list(row) for row in first]
    first[0].append("a token of the caller")
    others = [list(row) for row in first[1:]]
    first.append(["a line of the caller"])
    return {
        "the list of lines": kept,
        "the list of the other lines after a change to the first one": others,
        "the list of lines of the next call": lesson.tokenize(lines, token),
    }


def test_words(compare, draw):
    """The words of each line come in a list of their own. Words are the default."""
    lines = renamed(draw, ["abc de fgh", "head", "a bad cab a bad cab", "bead deaf"])
    compare.call(lines)
    compare.call(lines, token="word")


def test_characters(compare, draw):
    """Each character is a token: repeated ones, spaces and punctuation too."""
    compare.call(renamed(draw, ["abc de", "egg", "a  bb", " cab.", "dead "]), "char")
    compare.call(renamed(draw, ["fed", "a"]), token="char")


def test_whitespace(compare, draw):
    """Several spaces, tabs and line breaks separate words like one space, and give no empty tokens."""
    compare.call(renamed(draw, ["ab  cd", " ef gh ", "a\tb\t\tc", "ab cd\n", "\n e \r\n f", "g\u00a0h"]))


def test_whitespace_as_characters(compare, draw):
    """Among characters, whitespace stays: spaces at the ends, tabs and line breaks are tokens."""
    compare.call(renamed(draw, [" a", "b  c ", "d\te\n", "  "]), "char")


def test_lines_without_tokens(compare, draw):
    """An empty line gives an empty list at its place."""
    compare.call(renamed(draw, ["", "ab cd", "   ", "\t\n", "", "ef"]), "word")
    compare.call(renamed(draw, ["", "ab", ""]), "char")


def test_nothing_is_cleaned(compare, draw):
    """Capitals, punctuation, digits and other letters stay as they are."""
    lines = renamed(draw, ["Abc, de!", "f'gh 12", "caf\u00e9 \u4e2d\u6587", "A_B c-d --"])
    compare.call(lines)
    compare.call(lines, "char")


def test_unknown_token(compare, draw):
    """Another kind of token raises a ValueError that names it, also if there are no lines."""
    compare(
        refusals, lines=renamed(draw, ["ab cd", "e"]), wrong=["words", "Word", "chars", "line", "wor", "c"]
    )


def test_numbers_of_lines(compare, draw):
    """The lines may be a list or a tuple, of one line or of none."""
    for token in ("word", "char"):
        compare.call(tuple(renamed(draw, ["ab c", "d"])), token)
        compare.call(renamed(draw, ["ab c"]), token)
        compare.call([], token)


def test_new_lists(compare, draw):
    """All lists are new, and equal lines get lists of their own."""
    for token in ("word", "char"):
        compare(called_twice, lines=renamed(draw, ["ab cd", "ab cd", "e"]), token=token)
