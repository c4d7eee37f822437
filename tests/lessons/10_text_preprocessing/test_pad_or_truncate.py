from autograder.judge import graded

pytestmark = graded("pad_or_truncate")


def ids(draw, count):
    """Different ids from 10 to 99, so that none of them is a small id for padding."""
    return (10 + draw.permutation(90)[:count]).tolist()


def written_to(lesson, ids, max_len, pad):
    """The result, and what becomes of the ids and of the next call if the caller changes it."""
    found = lesson.pad_or_truncate(ids, max_len, pad)
    kept = list(found)
    found[:] = [-1, -1]
    return {
        "the list of ids": kept,
        "the ids after a change to the result": ids,
        "the list of ids of the next call": lesson.pad_or_truncate(ids, max_len, pad),
    }


def test_padding(compare, draw):
    """Too few ids are filled up at the end, by one or by many."""
    for count, max_len in ((3, 4), (1, 9), (5, 7), (2, 40)):
        compare.call(ids(draw, count), max_len, draw.integer(1, 10))


def test_truncation(compare, draw):
    """Of too many ids the first ones are kept."""
    for count, max_len in ((5, 4), (9, 1), (7, 3), (60, 11)):
        compare.call(ids(draw, count), max_len, draw.integer(1, 10))


def test_exact_length(compare, draw):
    """As many ids as asked for stay as they are, also a single one."""
    for count in (4, 1, 20):
        compare.call(ids(draw, count), count, draw.integer(1, 10))


def test_nothing(compare, draw):
    """No ids give only padding, and the length 0 gives an empty list."""
    pad = draw.integer(2, 10)
    for length in (1, 3):
        compare.call([], length, pad)
        compare.call((), length, pad)
    for given in ([], ids(draw, 1), ids(draw, 5)):
        compare.call(given, 0, pad)


def test_any_padding(compare, draw):
    """The id to fill up with may be 0, negative or huge."""
    for pad in (0, -1, 2**40 + draw.integer(0, 99)):
        compare.call(ids(draw, 2), max_len=5, pad=pad)


def test_padding_among_the_ids(compare, draw):
    """An id that equals the padding is an id like any other, also at the ends."""
    first, second, pad = *ids(draw, 2), draw.integer(2, 10)
    for max_len in (2, 5, 8):
        compare.call([pad, first, pad, second, pad], max_len, pad)
    compare.call([pad, pad], 3, pad)


def test_tuples(compare, draw):
    """The ids may be a tuple; the result is a list all the same."""
    for max_len in (2, 4, 7):
        compare.call(tuple(ids(draw, 4)), max_len, draw.integer(1, 10))


def test_new_list(compare, draw):
    """The result is a new list in each call, and the caller's list stays as it is."""
    for max_len in (2, 4, 6):
        compare(written_to, ids=ids(draw, 4), max_len=max_len, pad=draw.integer(1, 10))
