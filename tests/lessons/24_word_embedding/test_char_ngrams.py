from autograder.judge import graded

pytestmark = graded("char_ngrams")


def renamed(draw, word):
    """The word with each letter from a to h replaced by another one."""
    chosen = draw.permutation(26)[:8].tolist()
    return word.translate({ord(old): chr(97 + new) for old, new in zip("abcdefgh", chosen, strict=True)})


def called_twice(lesson, word):
    """The lists of two calls, with a change to the first in between."""
    first = lesson.char_ngrams(word)
    kept = list(first)
    first.append("of the caller")
    return {"the list": kept, "the list of the next call": lesson.char_ngrams(word)}


def test_word(compare, draw):
    """All runs of 3 to 6 characters of the marked word come, short ones first, and the whole word last."""
    compare.call(renamed(draw, "abcdefgh"))
    compare.call(renamed(draw, "hgfedcb"))


def test_lengths(compare, draw):
    """n runs from n_min to n_max, both included."""
    for n_min, n_max in ((2, 2), (2, 4), (4, 5), (5, 5), (7, 9)):
        compare.call(renamed(draw, "abcdefgh"), n_min, n_max)


def test_single_characters(compare, draw):
    """With n_min = 1 the characters come, and each of the marks."""
    for n_max in (1, 2):
        compare.call(renamed(draw, "bad"), 1, n_max)


def test_repeated_runs(compare, draw):
    """A run that occurs again comes once, at its first place."""
    for word in ("abababab", "aaaaaaa", "abcabc", "cdcdc"):
        compare.call(renamed(draw, word))
    compare.call(renamed(draw, "gabbag"), 1, 2)


def test_whole_word(compare, draw):
    """The whole marked word comes once, whether or not it is one of the runs."""
    for word in ("a", "ab", "abc", "abcd", "abcde", "abcdefa"):
        compare.call(renamed(draw, word))


def test_long_runs(compare, draw):
    """Lengths beyond the marked word give no runs, only the whole word."""
    for n_min, n_max in ((3, 50), (5, 8), (6, 6), (9, 9)):
        compare.call(renamed(draw, "fed"), n_min, n_max)


def test_empty_word(compare, draw):
    """The empty word has its two marks."""
    for n_min, n_max in ((3, 6), (2, 2), (1, 3)):
        compare.call("", n_min, n_max)


def test_all_characters(compare, draw):
    """Accents, other scripts, spaces and marks in the word are characters like others."""
    for word in ("na\u00efvet\u00e9", "\u8a5e\u5411\u91cf", "\U0001f600\U0001f680a", "<b>", "a b-C", "x<y>z"):
        compare.call(word, 2, 4)


def test_new_list(compare, draw):
    """Each call returns a new list."""
    compare(called_twice, word=renamed(draw, "cafe"))
