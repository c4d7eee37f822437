from autograder.judge import graded

pytestmark = graded("pad_batch")


def batch(draw, *lengths):
    """Sequences of these lengths with ids from 10 to 99, so that none of them is a small id for padding."""
    return [draw.integers(10, 100, length).tolist() for length in lengths]


def two_batches(lesson, seqs, others, pad):
    """Two batches of the same sizes: the first stays as it is. Nothing in it shares memory."""
    ids, lengths = lesson.pad_batch(seqs, pad)
    lesson.pad_batch(others, pad)
    before = ids.clone()
    lengths.fill_(-1)
    return {"the ids of the first batch": before, "the ids after a change to the lengths": ids}


def test_longest(compare, draw):
    """The rows are as long as the longest sequence, which may stand anywhere. The order stays."""
    for lengths in ((2, 5, 3), (6, 1, 4), (1, 2, 7), (3, 4, 3, 4, 1)):
        compare.call(batch(draw, *lengths), draw.integer(2, 10))


def test_equal_lengths(compare, draw):
    """Sequences of equal length need no padding. There may be more of them than ids in each, or fewer."""
    for lengths in ((4, 4), (2, 2, 2, 2, 2), (3, 3, 3)):
        compare.call(batch(draw, *lengths), draw.integer(2, 10))


def test_one(compare, draw):
    """One sequence and one id are enough, and both dimensions stay."""
    for lengths in ((5,), (1,), (1, 1, 1), (1, 2), (2, 1)):
        compare.call(batch(draw, *lengths), pad=draw.integer(2, 10))


def test_padding_among_the_ids(compare, draw):
    """An id that equals the padding counts in the lengths, also at the end of a sequence."""
    pad = draw.integer(2, 10)
    first, second = batch(draw, 3, 2)
    compare.call([[*first, pad], [pad], [pad, *second, pad, pad], second], pad)
    compare.call([first, [pad] * 5, [pad]], pad)


def test_empty_sequences(compare, draw):
    """An empty sequence has the length 0, and its row holds only padding."""
    for lengths in ((0, 3, 1), (2, 0, 0), (0, 1), (4, 0)):
        compare.call(batch(draw, *lengths), draw.integer(2, 10))


def test_only_empty_sequences(compare, draw):
    """If all sequences are empty, the rows have the length 0 and still are int64."""
    for lengths in ((0,), (0, 0, 0), (3, 0)):
        compare.call(batch(draw, *lengths), draw.integer(2, 10))


def test_large_ids(compare, draw):
    """Ids are exact over the whole range of int64, also negative ones; so is the padding."""
    large = 2**53 + 1 + 2 * draw.integer(0, 99)
    compare.call([[large, 5], [-large], [2**63 - 1, -(2**63), 2**31]], large + 2)
    compare.call([[large, 3 - large, 0], [7]], -large)


def test_any_padding(compare, draw):
    """The id to fill up with may be 0, 1 or negative."""
    for pad in (0, 1, -1, -100):
        compare.call(batch(draw, 3, 1, 2), pad)


def test_tuples(compare, draw):
    """The batch and its sequences may be lists or tuples."""
    first, second = batch(draw, 4, 2)
    for seqs in ((first, second), [tuple(first), tuple(second)], (tuple(second), first), ((), tuple(first))):
        compare.call(seqs, draw.integer(2, 10))


def test_many(compare, draw):
    """Hundreds of sequences, or of ids in one, work too."""
    compare.call(batch(draw, *draw.integers(1, 9, 300).tolist(), 9), draw.integer(2, 10))
    compare.call(batch(draw, 500, 3), draw.integer(2, 10))


def test_new_tensors(compare, draw):
    """The ids and the lengths share no memory with each other or with an earlier batch."""
    compare(two_batches, seqs=batch(draw, 3, 3, 3), others=batch(draw, 3, 3, 3), pad=draw.integer(2, 10))
