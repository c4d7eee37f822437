from functools import partial

import torch

from autograder.judge import graded

pytestmark = graded("to_onehot")


def with_another_default(lesson, X, vocab_size):
    torch.set_default_dtype(torch.float64)
    return lesson.to_onehot(X, vocab_size)


def windows(lesson, corpus, vocab_size, steps):
    """The overlapping parts of a text, which all lie in the same memory."""
    return lesson.to_onehot(corpus.unfold(0, steps, 1)[1:], vocab_size)


def ids(draw, sequences, steps, characters):
    """Random ids, of which the largest one occurs."""
    X = draw.integers(0, characters, sequences, steps)
    X[0, 0] = characters - 1
    return {"X": X, "vocab_size": characters}


def test_batch(compare, draw):
    """Each id becomes a row with a single 1. Time is the first dimension, the sequences are the second."""
    compare.call(draw.integers(0, 6, 3, 4), 7)
    compare.call(X=draw.integers(0, 3, 5, 2), vocab_size=3)


def test_sizes(compare, draw):
    """Sequences, steps and characters are not confused, even if all sizes are equal or 1."""
    compare.sizes(partial(ids, draw))


def test_missing_ids(compare, draw):
    """An id that doesn't occur has a column too, at the end and elsewhere."""
    vocab_size = draw.integer(300, 400)
    for only in (0, vocab_size - 1, draw.integer(1, vocab_size - 1)):
        compare.call(torch.full((2, 3), only), vocab_size)


def test_dtypes(compare, draw):
    """The ids may be small integers, also of a dtype that can't hold the size of the vocabulary."""
    for dtype in (torch.int32, torch.int16, torch.int8, torch.uint8):
        compare.call(draw.integers(0, 9, 2, 3).to(dtype), 10)
        compare.call(draw.integers(0, 2, 3, 3).to(dtype), 2)
        compare.call(draw.integers(0, 40, 2, 3).to(dtype), 300)
    compare.call((draw.integers(200, 256, 2, 3)).to(torch.uint8), 256)


def test_windows(compare, draw):
    """The rows of X may overlap in memory, like windows that slide over a text."""
    compare(windows, corpus=draw.integers(0, 5, 9), vocab_size=6, steps=4)


def test_another_default_dtype(compare, draw):
    """The result is float32, whatever PyTorch's default dtype is."""
    compare(with_another_default, X=draw.integers(0, 4, 2, 3), vocab_size=5)


def test_whole_tensors(compare, draw):
    """All rows are made at once, without a Python loop."""
    compare.vectorised(lambda sequences, steps: {"X": draw.integers(0, 3, sequences, steps), "vocab_size": 4})
