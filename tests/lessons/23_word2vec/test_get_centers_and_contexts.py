from random import Random

from autograder.judge import graded

pytestmark = graded("get_centers_and_contexts")


def sentences(draw, *lengths):
    """Sentences of these lengths whose words all differ, so that each tells its place."""
    words = (draw.permutation(sum(lengths)) + 100).tolist()
    return [[words.pop() for _ in range(length)] for length in lengths]


def pairs(lesson, corpus, max_window, seed):
    """The result, and the next number of rng, which tells how much was drawn."""
    rng = Random(seed)
    found = lesson.get_centers_and_contexts(corpus, max_window, rng)
    return {"the tuple of centres and contexts": found, "the next number that rng draws": rng.random()}


def twice(lesson, corpus, max_window, seed):
    """Two calls that share rng. In between, the lists of the first result are changed."""
    rng = Random(seed)
    centers, contexts = lesson.get_centers_and_contexts(corpus, max_window, rng)
    kept = [list(words) for words in contexts]
    contexts[0].append(-1)
    centers.append(-1)
    again = lesson.get_centers_and_contexts(corpus, max_window, rng)
    return {
        "the list of contexts": kept,
        "the list of other contexts after a change to the first one": contexts[1:],
        "the tuple of centres and contexts of the next call": again,
    }


def test_windows(compare, draw):
    """Each centre has a random window of its own, of 1 to max_window words to each side."""
    for window in (1, 2, 3, 5):
        compare(pairs, corpus=sentences(draw, 12, 9, 15), max_window=window, seed=draw.seed())


def test_large_windows(compare, draw):
    """A window may be larger than the sentence, and ends where the sentence ends."""
    for window in (6, 40, 10**12):
        compare(pairs, corpus=sentences(draw, 7, 3, 2, 5), max_window=window, seed=draw.seed())


def test_short_sentences(compare, draw):
    """Sentences of fewer than two words are left out and draw nothing. Those of two words aren't."""
    for lengths in ((4, 1, 5, 0, 6), (1, 2, 0, 2), (0, 1, 3)):
        compare(pairs, corpus=sentences(draw, *lengths), max_window=4, seed=draw.seed())


def test_no_pairs(compare, draw):
    """Without a sentence of two words there are two empty lists, and nothing is drawn."""
    for lengths in ((6,) * 15, (), (1,), (0, 0), (1, 0, 1)):
        compare(pairs, corpus=sentences(draw, *lengths), max_window=3, seed=draw.seed())


def test_repeated_words(compare, draw):
    """Only the centre's own place is left out: the same word at another place is a context."""
    a, b, c = (draw.permutation(90)[:3] + 10).tolist()
    corpus = [[a, a], [a, b, a, c, a], [b, b, b, a], [c, a, b, c, b, a, c], [0, a, 0, 0, 1]]
    for window in (1, 2, 4):
        compare(pairs, corpus=corpus, max_window=window, seed=draw.seed())


def test_tuples(compare, draw):
    """The corpus and its sentences may be lists or tuples. The results are lists."""
    first, second = sentences(draw, 6, 4)
    for corpus in ((first, second), [tuple(first), tuple(second)], (tuple(first), second, ())):
        compare(pairs, corpus=corpus, max_window=3, seed=draw.seed())


def test_next_call(compare, draw):
    """The next call with the same rng draws other windows, and results share no list."""
    compare(twice, corpus=sentences(draw, 20, 11), max_window=6, seed=draw.seed())
    compare(twice, corpus=sentences(draw, 2, 2), max_window=1, seed=draw.seed())


def test_long_text(compare, draw):
    """Long sentences and many sentences work too."""
    corpus = sentences(draw, 600, *draw.integers(0, 9, 150).tolist())
    compare(pairs, corpus=corpus, max_window=5, seed=draw.seed())
