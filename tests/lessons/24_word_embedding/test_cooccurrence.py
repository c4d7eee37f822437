from autograder.judge import graded

pytestmark = graded("cooccurrence")


def sentences(draw, vocab_size, *lengths):
    """Random sentences of these lengths. The last one holds the last token too."""
    corpus = [draw.integers(0, vocab_size, length).tolist() for length in lengths]
    corpus[-1].append(vocab_size - 1)
    return corpus


def different(draw, vocab_size):
    """A sentence in which each token comes once."""
    return draw.permutation(vocab_size).tolist()


def test_window(compare, draw):
    """All pairs up to `window` places apart count, in both directions, near ones more."""
    for window in (1, 2, 4):
        compare.call([different(draw, 7)], 7, window)


def test_random_sentences(compare, draw):
    """The weights of all pairs add up, over repeated pairs and over sentences."""
    compare.call(sentences(draw, 4, 9, 12, 5), 4, 3)
    compare.call(sentences(draw, 9, 30), vocab_size=9, window=5)


def test_decay(compare, draw):
    """With decay a pair weighs 1 / d, and without it 1."""
    corpus = sentences(draw, 5, 8, 7)
    for decay in (True, False):
        compare.call(corpus, 5, 4, decay)


def test_ends_of_sentences(compare, draw):
    """No pair reaches from one sentence into another, or around the end of one."""
    tokens = different(draw, 8)
    compare.call([tokens[:3], tokens[3:5], tokens[5:]], 8, 4)


def test_repeated_tokens(compare, draw):
    """A token near another one like it adds both directions to the diagonal."""
    one, other = different(draw, 3)[:2]
    compare.call([[one, one], [other, one, other], [other] * 4], 3, 2)
    compare.call([[one] * 5], 3, 3, decay=False)


def test_long_window(compare, draw):
    """The window may be as long as a sentence, or longer."""
    tokens = different(draw, 5)
    for window in (3, 4, 5, 50):
        compare.call([tokens, tokens[:3]], 5, window)


def test_short_sentences(compare, draw):
    """Empty sentences and single tokens have no pairs. There may be no sentence at all."""
    one, other = different(draw, 4)[:2]
    compare.call([[], [one], [one, other], [], [other]], 4, 2)
    compare.call([], 3, 2)
    compare.call([[], [other]], 4, 1)


def test_unused_tokens(compare, draw):
    """X has a row for each token of the vocabulary, also for one that doesn't occur."""
    compare.call(sentences(draw, 3, 6), 8, 2)
    compare.call([[0, 0, 0]], 1, 2)


def test_tuples(compare, draw):
    """Corpus and sentences may be tuples."""
    compare.call(tuple(map(tuple, sentences(draw, 5, 6, 4))), 5, 3)


def test_long_corpus(compare, draw):
    """A corpus of thousands of tokens works too."""
    compare.call(sentences(draw, 6, 900, 1200), 6, 4)
