import torch

from autograder.judge import graded


def step(draw, batch, steps, hidden, valid_lens=None, scale=1.0):
    return {
        "query": draw.normal(batch, hidden, scale=scale),
        "enc_outputs": draw.normal(batch, steps, hidden, scale=scale),
        "valid_lens": valid_lens,
    }


def in_half(lesson, query, enc_outputs, valid_lens):
    return lesson.attention_step(query.half(), enc_outputs.half(), valid_lens)


@graded("attention_step")
def test_context_and_weights(compare, draw):
    """The result is the context and the weights of each sequence."""
    compare.call(**step(draw, 3, 5, 4))


@graded("attention_step")
def test_equal_sizes(compare, draw):
    """Sequences, steps and hidden units are not confused, even if there are as many of each."""
    compare.call(**step(draw, 4, 4, 4, draw.permutation(4) + 1))


@graded("attention_step")
def test_scale(compare, draw):
    """Scores are divided by the square root of the hidden size."""
    compare.call(**step(draw, 3, 4, 64))


@graded("attention_step")
def test_lengths(compare, draw):
    """Padding has no effect on the context."""
    drawn = step(draw, 4, 6, 3, torch.tensor([1, 5, 2, 3])[draw.permutation(4)])
    drawn["enc_outputs"][:, 5:] = 1e3
    compare.call(**drawn)


@graded("attention_step")
def test_length_of_zero(compare, draw):
    """An empty sequence gets a context of 0 and weights of 0, and the other sequences are right."""
    compare.call(**step(draw, 4, 3, 5, torch.tensor([0, 3, 1, 2])[draw.permutation(4)]))


@graded("attention_step")
def test_sizes_of_one(compare, draw):
    """One sequence, one step or one hidden unit keeps its dimension."""
    compare.call(**step(draw, 1, 4, 1, torch.tensor([draw.integer(2, 5)])))
    compare.call(**step(draw, 5, 1, 2))


@graded("attention_step")
def test_large_scores(compare, draw):
    """A query with large entries selects one step, and float16 works as well."""
    compare.call(**step(draw, 3, 5, 4, torch.tensor([5, 2, 3]), scale=6.0))
    compare.on("plain")(in_half, **step(draw, 3, 5, 4, torch.tensor([5, 0, 2])))


@graded("attention_step")
def test_whole_tensors(compare, draw):
    """All sequences and all steps are computed at once, without a Python loop."""
    compare.vectorised(
        lambda sequences, steps: step(draw, sequences, steps, 3, draw.integers(1, steps + 1, sequences))
    )
