from functools import partial

import torch

from autograder.judge import graded

pytestmark = graded("merge_heads")


def heads_of(draw, batch, steps, heads, features):
    """Heads whose entries all differ, and their number."""
    return {"X": draw.normal(batch * heads, steps, features), "num_heads": heads}


def in_half(lesson, X, num_heads):
    """The vectors of float16 heads."""
    return lesson.merge_heads(X.half(), num_heads)


def test_vectors(compare, draw):
    """The heads of a vector stand side by side, head 0 first."""
    compare.call(**heads_of(draw, 2, 5, 3, 4))
    compare.call(**heads_of(draw, 5, 2, 4, 3))


def test_sizes(compare, draw):
    """Sequences, positions, heads and features are not confused, even if all sizes are equal or 1."""
    compare.sizes(partial(heads_of, draw))


def test_one_head(compare, draw):
    """One head is the whole vector, and heads may have one feature each."""
    compare.call(**heads_of(draw, 3, 2, 1, 4))
    compare.call(**heads_of(draw, 3, 2, 4, 1))


def test_one_sequence(compare, draw):
    """A single sequence or a single position keeps its dimension."""
    compare.call(**heads_of(draw, 1, 4, 2, 3))
    compare.call(**heads_of(draw, 4, 1, 3, 2))


def test_zeros(compare, draw):
    """Heads may hold zeros, and float16 heads give float16 vectors."""
    compare.call(torch.zeros(4, 3, 2), 2)
    compare.on("plain")(in_half, **heads_of(draw, 2, 3, 2, 2))


def test_whole_tensors(compare, draw):
    """Sequences, positions, heads and features are rearranged at once, without a Python loop."""
    compare.vectorised(
        lambda sequences, positions, heads, features: heads_of(draw, sequences, positions, heads, features)
    )
