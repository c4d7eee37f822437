from functools import partial

import torch

from autograder.judge import graded
from autograder.judge.scenarios import dropping, in_half

pytestmark = graded("dot_product_attention")


def triple(draw, batch, queries, keys, features, outputs, scale=1.0):
    """Queries, keys and values, by name."""
    return {
        "q": draw.normal(batch, queries, features, scale=scale),
        "k": draw.normal(batch, keys, features, scale=scale),
        "v": draw.normal(batch, keys, outputs),
    }


def dropped(lesson, q, k, valid_lens, dropout, seed):
    """How weights are dropped in training, and the output if it is not training."""

    def attend(v):
        return lesson.dot_product_attention(q, k, v, valid_lens, dropout, training=True)

    facts = dropping(attend, k, dropout, seed)
    return {
        **facts,
        "the result in eval mode": lesson.dot_product_attention(q, k, k, valid_lens, dropout, training=False),
    }


def test_output_and_weights(compare, draw):
    """The result is the weighted means of the values, and the weights, also if all sizes differ."""
    drawn = triple(draw, 2, 3, 5, 4, 6)
    drawn["k"][:, 2], drawn["v"][:, 2] = 0.0, 0.0  # zeros are no padding
    compare.call(**drawn)


def test_scale(compare, draw):
    """Scores are divided by the square root of D, the size of queries and keys, for any D."""
    compare.call(**triple(draw, 2, 3, 4, 64, 2))
    for size in (1, 2):
        compare.call(**triple(draw, 2, 3, 5, size, 4))


def test_lengths(compare, draw):
    """Padding has no effect, whether the lengths are for sequences or for queries."""
    drawn = triple(draw, 3, 4, 150, 5, 2)
    drawn["k"][:, 140:], drawn["v"][:, 140:] = 1e3, -1e3
    compare.call(*drawn.values(), draw.shuffled([1, 135, 3]))
    drawn = triple(draw, 3, 4, 6, 5, 2)
    drawn["k"][:, 5:], drawn["v"][:, 5:] = 1e3, -1e3
    compare.call(**drawn, valid_lens=draw.integers(1, 6, 3, 4))


def test_length_of_zero(compare, draw):
    """A query without a valid key gets weights and an output of 0, and its gradients are not NaN."""
    lens = draw.shuffled([0, 3, 0, 1, 2, 0]).reshape(2, 3)
    compare.call(**triple(draw, 2, 3, 4, 2, 3), valid_lens=lens)


def test_sizes(compare, draw):
    """Sequences, queries, keys and features are not confused, even if all sizes are equal or 1."""
    compare.sizes(partial(triple, draw))
    compare.call(**triple(draw, 4, 4, 4, 4, 4), valid_lens=draw.permutation(4) + 1)
    compare.call(**triple(draw, 3, 1, 1, 4, 1), valid_lens=torch.tensor([[1], [0], [1]]))


def test_large_scores(compare, draw):
    """Large entries select one value each, and nothing overflows. Zeros give equal weights."""
    compare.call(**triple(draw, 3, 2, 4, 5, 2, scale=6.0), valid_lens=draw.integers(1, 5, 3))
    compare.call(torch.zeros(2, 3, 2), torch.zeros(2, 4, 2), torch.zeros(2, 4, 3), torch.tensor([4, 2]))


def test_dropout(compare, draw):
    """In training each weight is dropped or scaled independently. The weights before that are returned."""
    drawn = triple(draw, 3, 20, 15, 4, 1, scale=0.5)
    lens = draw.shuffled([15, 8, 11])
    compare(dropped, q=drawn["q"], k=drawn["k"], valid_lens=lens, dropout=0.3, seed=draw.seed())


def test_without_dropout(compare, draw):
    """Outside training, or with dropout 0, nothing is dropped and no random number is drawn."""
    compare.call(**triple(draw, 2, 3, 4, 5, 3), dropout=0.9)
    compare.call(**triple(draw, 2, 3, 4, 5, 3), training=True)


def test_half_precision(compare, draw):
    """float16 works, with padding too; so does float64."""
    drawn = {**triple(draw, 4, 2, 5, 3, 4), "valid_lens": torch.tensor([5, 0, 2, 3])}
    compare.on("plain")(in_half, function_="dot_product_attention", **drawn)
    compare.call(**drawn)


def test_whole_tensors(compare, draw):
    """Sequences, queries, keys and features are computed at once, without a Python loop."""
    compare.vectorised(
        lambda sequences, queries, keys, features: {
            **triple(draw, sequences, queries, keys, features, features),
            "valid_lens": draw.lengths(keys, sequences),
        }
    )
