from collections import Counter

from autograder.judge import graded

pytestmark = graded("ngram_prob")


TEXT = "abacabdabbcabcdcbaabdcabca"


def renamed(draw):
    """A function that replaces the letters of a text from a to d by other ones, and leaves the rest."""
    names = {"abcd"[i]: "efghijkl"[name] for i, name in enumerate(draw.permutation(8)[:4].tolist())}
    return lambda text: [names.get(token, token) for token in text]


def counts_of(tokens, *lengths):
    """The counts of all runs of these lengths; that of the empty run is the number of tokens."""
    return Counter(tuple(tokens[i : i + n]) for n in lengths for i in range(len(tokens) - max(n, 1) + 1))


def estimate(compare, draw, text, asked, lengths, vocab_size, alphas=(1.0,)):
    """Compare the probability of the last token of each run after the others, with all letters renamed."""
    new = renamed(draw)
    counts = counts_of(new(text), *lengths)
    for *context, word in map(new, asked):
        for alpha in alphas:
            compare.call(word, tuple(context), counts, vocab_size, alpha)


def test_seen(compare, draw):
    """The counts of the run and of its context give the probability, with alpha = 1 by default."""
    tokens = renamed(draw)(TEXT)
    counts = counts_of(tokens, 1, 2)
    for start in (0, 8, 13):
        compare.call(tokens[start + 1], (tokens[start],), counts, vocab_size=4)


def test_longer_contexts(compare, draw):
    """A context may have several tokens, and their order matters."""
    estimate(compare, draw, TEXT, ["abc", "cab", "bca"], (2, 3), 5)
    estimate(compare, draw, TEXT, ["cabd"], (3, 4), 5)


def test_unseen_word(compare, draw):
    """A word that never followed the context has a probability above 0."""
    estimate(compare, draw, TEXT + "zb", ["bz", ["a", "new"]], (1, 2), 9)


def test_unseen_context(compare, draw):
    """After a context that never occurred, each word has the probability 1 / V."""
    for vocab_size in (6, 50):
        estimate(compare, draw, TEXT, ["xa", "xx"], (1, 2), vocab_size)


def test_alpha(compare, draw):
    """alpha is added to the count, and alpha V to the count of the context. 0 adds nothing."""
    estimate(compare, draw, TEXT, ["ab", "da"], (1, 2), 7, (0, 0.01, 0.5, 3.0))


def test_nothing_added(compare, draw):
    """With alpha = 0, an unseen context gives 0.0, and an unseen word after a seen context does too."""
    estimate(compare, draw, TEXT, ["ab", "xa", "az"], (1, 2), 5, (0.0,))


def test_empty_context(compare, draw):
    """Without a context, the number of all tokens stands for its count."""
    estimate(compare, draw, TEXT, ["a", "z"], (0, 1), 5, (0.0, 0.5, 1.0))


def test_last_tokens(compare, draw):
    """The context counts at the end of the corpus too, where nothing follows it."""
    estimate(compare, draw, TEXT + "zaz", ["za"], (1, 2), 4, (0.0, 1.0))
    estimate(compare, draw, TEXT + "y", ["yx"], (1, 2), 6)


def test_other_counts(compare, draw):
    """Counts of other lengths don't matter, nor does the number of different keys."""
    estimate(compare, draw, TEXT, ["c", "ab", "cab", "cabd"], (0, 1, 2, 3, 4), 11)


def test_extreme_sizes(compare, draw):
    """V may be 1 or huge, and so may the counts."""
    estimate(compare, draw, "a" * draw.integer(3, 9), ["aa", "ba"], (1, 2), 1)
    large = 10**15 + draw.integer(0, 99)
    counts = Counter({("a",): 4 * large, ("a", "b"): large, ("b",): 2 * large})
    for word in ("b", "a"):
        compare.call(word, ("a",), counts, 10**6)
