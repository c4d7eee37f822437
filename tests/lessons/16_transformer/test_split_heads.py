from functools import partial

import torch

from autograder.judge import graded

pytestmark = graded("split_heads")


def vectors(draw, batch, steps, heads, features):
    """Vectors whose entries all differ, and the number of heads."""
    return {"X": draw.normal(batch, steps, heads * features), "num_heads": heads}


def in_half(lesson, X, num_heads):
    """The heads of float16 vectors."""
    return lesson.split_heads(X.half(), num_heads)


def test_heads(compare, draw):
    """Row b * H + h is head h of sequence b, and head h has neighbouring features."""
    compare.call(**vectors(draw, 2, 5, 3, 4))
    compare.call(**vectors(draw, 5, 2, 4, 3))


def test_sizes(compare, draw):
    """Sequences, positions, heads and features are not confused, even if all sizes are equal or 1."""
    compare.sizes(partial(vectors, draw))


def test_one_head(compare, draw):
    """One head has all the features, and as many heads as features have one each."""
    compare.call(**vectors(draw, 3, 2, 1, 4))
    compare.call(**vectors(draw, 3, 2, 4, 1))


def test_one_sequence(compare, draw):
    """A single sequence or a single position keeps its dimension."""
    compare.call(**vectors(draw, 1, 4, 2, 3))
    compare.call(**vectors(draw, 4, 1, 3, 2))


def test_zeros(compare, draw):
    """Heads may hold zeros, and float16 vectors give float16 heads."""
    compare.call(torch.zeros(2, 3, 4), 2)
    compare.on("plain")(in_half, **vectors(draw, 2, 3, 2, 2))


def test_whole_tensors(compare, draw):
    """Sequences, positions, heads and features are rearranged at once, without a Python loop."""
    compare.vectorised(
        lambda sequences, positions, heads, features: vectors(draw, sequences, positions, heads, features)
    )
