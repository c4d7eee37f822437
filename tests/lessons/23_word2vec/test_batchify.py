from autograder.judge import graded

pytestmark = graded("batchify")


def samples(draw, *numbers):
    """Samples with these numbers of contexts and negatives. No word is 0, which padding is."""
    return [
        (
            draw.integer(1, 1000),
            draw.integers(1, 1000, contexts).tolist(),
            draw.integers(1, 1000, negatives).tolist(),
        )
        for contexts, negatives in numbers
    ]


def two_batches(lesson, data, others):
    """Two batches of the same sizes: the first stays as it is."""
    first = lesson.batchify(data)
    lesson.batchify(others)[1].fill_(-1)
    return {"the tuple of tensors of the first batch": first}


def test_uneven(compare, draw):
    """A row holds contexts, negatives, and zeros up to the longest row. Mask and labels tell them apart."""
    compare.call(samples(draw, (2, 4), (3, 6), (1, 2)))
    compare.call(samples(draw, (1, 5), (3, 3), (4, 4), (2, 2)))


def test_longest(compare, draw):
    """L is the largest sum of both numbers, wherever that row stands, and no longer."""
    for numbers in (((5, 1), (1, 6), (2, 2)), ((2, 1), (1, 1), (3, 3)), ((1, 1), (4, 2), (1, 2), (2, 5))):
        compare.call(samples(draw, *numbers))


def test_one_sample(compare, draw):
    """One sample or one entry keeps both dimensions. Rows of equal lengths need no padding."""
    for numbers in (
        ((2, 5),),
        ((1, 0),),
        ((0, 1),),
        ((1, 0), (0, 1), (1, 0)),
        ((1, 1),) * 5,
        ((2, 3), (4, 1)),
    ):
        compare.call(samples(draw, *numbers))


def test_word_zero(compare, draw):
    """0 may be a centre, a context and a negative too: only padding has the mask False."""
    compare.call([(0, [0, 5], [0]), (draw.integer(1, 90), [0], [7, 8, 0, 0]), (4, [0, 0], [])])
    a, b = draw.integers(1, 99, 2).tolist()
    compare.call([(0, [0], [0, 0]), (a, [a, b, b], [b, a]), (b, [0], [])])


def test_empty_lists(compare, draw):
    """A sample may have no contexts, no negatives, or neither."""
    for numbers in (((0, 3), (2, 0), (0, 0)), ((0, 0), (1, 1)), ((3, 0), (1, 0)), ((0, 2), (0, 4))):
        compare.call(samples(draw, *numbers))


def test_only_empty_lists(compare, draw):
    """If all lists are empty, L is 0 and the dtypes stay."""
    for numbers in (((1, 2), (0, 0)), ((0, 0), (0, 0), (0, 0)), ((0, 0),)):
        compare.call(samples(draw, *numbers))


def test_large_ids(compare, draw):
    """Ids are exact over the whole range of int64."""
    large = 2**53 + 1 + 2 * draw.integer(0, 99)
    compare.call([(large, [large + 2, 2**63 - 1], [2**31]), (2**63 - 1, [large], [])])
    compare.call([(2**32 + 5, [2**24 + 1], [large, 3])])


def test_tuple_of_samples(compare, draw):
    """The samples may come in a tuple."""
    compare.call(tuple(samples(draw, (2, 3), (1, 1), (1, 4))))


def test_new_tensors(compare, draw):
    """The tensors share no memory with each other or with another batch."""
    compare.apart(data=samples(draw, (2, 2), (1, 2)))
    compare(two_batches, data=samples(draw, (2, 1), (1, 1)), others=samples(draw, (1, 2), (2, 0)))


def test_many_samples(compare, draw):
    """Hundreds of samples, or of words in one, work too."""
    compare.call(samples(draw, *draw.integers(0, 6, 200, 2).tolist(), (5, 9)))
    compare.call(samples(draw, (200, 100), (3, 300), (1, 1)))
