from autograder.judge import graded
from autograder.judge.scenarios import refusal

pytestmark = graded("ngram_counts")


def tokens_of(draw, length, words="abcd"):
    """A list of tokens drawn from these words, so that many runs come again."""
    return [words[place] for place in draw.integers(0, len(words), length).tolist()]


def called_twice(lesson, tokens, n):
    """The counts of three calls, with a change to the first result in between."""
    first = lesson.ngram_counts(tokens, n)
    kept = first.copy()
    first["a token", "of the caller"] = 7
    second, third = (lesson.ngram_counts(tokens, length) for length in (n, n + 1))
    return {
        "the Counter": kept,
        "the Counter of the next call": second,
        "the Counter with another n": third,
        "the Counter of the first call at the end": first,
    }


def refusals(lesson, tokens):
    found = {"the Counter with n=1": lesson.ngram_counts(tokens, 1)}
    for n in (0, -1, -2):
        found[f"n={n}"] = refusal(ValueError, str(n), lesson.ngram_counts, tokens, n)
        found[f"n={n} and no tokens"] = refusal(ValueError, str(n), lesson.ngram_counts, [], n)
    return found


def test_runs(compare, draw):
    """All runs of n neighbours count, in their order: also overlapping ones and the last one."""
    for n in (2, 3, 4):
        compare.call(tokens_of(draw, 40), n)


def test_single_tokens(compare, draw):
    """With n = 1 the keys are tuples of one token."""
    compare.call(tokens_of(draw, 15), 1)


def test_equal_neighbours(compare, draw):
    """Runs of equal tokens overlap like others, and each place counts."""
    a, b = tokens_of(draw, 1, ["x", "y"])[0], "z"
    for n in (1, 2, 3):
        compare.call([a] * 6 + [b] + [a] * 3, n)


def test_words(compare, draw):
    """Tokens of several characters count as a whole, and stay apart from others with the same letters."""
    words = ["ab", "a", "b", "Ab", "a b", "bab", "."]
    for n in (1, 2, 3):
        compare.call([*tokens_of(draw, 30, words), *words, "a", "bab", "ab", "ab"], n)


def test_forms_of_tokens(compare, draw):
    """The tokens may be a list, a tuple or one string, also one with spaces. The keys are tuples for each."""
    tokens = tokens_of(draw, 20, "ab c")
    for given in (tokens, tuple(tokens), "".join(tokens)):
        for n in (1, 2):
            compare.call(given, n)


def test_length(compare, draw):
    """As many tokens as n make one n-gram. With fewer there is none."""
    for length, n in ((3, 3), (4, 3), (2, 3), (1, 1), (1, 2), (0, 1), (0, 2), (5, 9)):
        compare.call(tokens_of(draw, 1) * length, n)


def test_long_runs(compare, draw):
    """n may be large, and the text long."""
    compare.call(tokens_of(draw, 60, "ab"), 25)
    compare.call(tokens_of(draw, 5000, "ab"), 2)


def test_n_below_one(compare, draw):
    """n = 0 and negative ones raise a ValueError that names n, also if there are no tokens."""
    compare(refusals, tokens=tokens_of(draw, 8))


def test_new_counter(compare, draw):
    """Each call counts anew."""
    compare(called_twice, tokens=tokens_of(draw, 12), n=2)
