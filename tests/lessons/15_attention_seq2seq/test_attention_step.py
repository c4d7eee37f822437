from functools import partial

import torch

from autograder.judge import graded
from autograder.judge.scenarios import in_half

pytestmark = graded("attention_step")


def step(draw, batch, steps, hidden, valid_lens=None, scale=1.0):
    return {
        "query": draw.normal(batch, hidden, scale=scale),
        "enc_outputs": draw.normal(batch, steps, hidden, scale=scale),
        "valid_lens": valid_lens,
    }


def test_context_and_weights(compare, draw):
    """The result is the context and the weights of each sequence."""
    drawn = step(draw, 3, 5, 4)
    drawn["enc_outputs"][:, 1] = 0.0  # zeros are no padding
    compare.call(**drawn)


def test_sizes(compare, draw):
    """Sequences, steps and hidden units are not confused, even if all sizes are equal or 1."""
    compare.sizes(partial(step, draw))
    compare.call(**step(draw, 4, 4, 4, draw.permutation(4) + 1))
    compare.call(**step(draw, 1, 4, 1, torch.tensor([draw.integer(2, 4)])))


def test_scale(compare, draw):
    """Scores are divided by the square root of the hidden size."""
    compare.call(**step(draw, 3, 4, 64))


def test_lengths(compare, draw):
    """Padding has no effect on the context."""
    drawn = step(draw, 4, 150, 3, draw.shuffled([1, 135, 2, 3]))
    drawn["enc_outputs"][:, 140:] = 1e3
    compare.call(**drawn)


def test_length_of_zero(compare, draw):
    """An empty sequence gets a context of 0 and weights of 0, and the other sequences are right."""
    compare.call(**step(draw, 4, 3, 5, draw.shuffled([0, 3, 1, 2])))


def test_large_scores(compare, draw):
    """A query with large entries selects one step, and zeros give equal weights. float16 works as well."""
    compare.call(torch.zeros(2, 3), torch.zeros(2, 4, 3), torch.tensor([4, 2]))
    compare.call(**step(draw, 3, 5, 4, torch.tensor([5, 2, 3]), scale=6.0))
    lengths = torch.tensor([2, 2, 0, 2, 2, 1])  # with H four times as large as T
    compare.on("plain")(in_half, function_="attention_step", **step(draw, 6, 2, 8, lengths))


def test_whole_tensors(compare, draw):
    """All sequences, steps and features are computed at once, without a Python loop."""
    compare.vectorised(
        lambda sequences, steps, features: step(
            draw, sequences, steps, features, draw.lengths(steps, sequences)
        )
    )
