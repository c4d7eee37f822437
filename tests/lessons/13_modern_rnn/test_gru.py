from functools import partial

import torch

from autograder.judge import graded

pytestmark = graded("gru")


def reading(draw, steps, batch, inputs, hidden, scale=0.7):
    """Inputs, a first state that is not 0, and weights."""
    rows = 3 * hidden
    params = draw.normals((rows, inputs), (rows, hidden), (rows,), (rows,), scale=scale)
    return {"inputs": draw.normal(steps, batch, inputs), "h0": draw.normal(batch, hidden), "params": params}


def in_two_parts(lesson, inputs, h0, params, first):
    """The outputs of the first steps, and of those that go on from their state."""
    before, h = lesson.gru(inputs[:first], h0, params)
    after, h = lesson.gru(inputs[first:], h, params)
    return {"the first part": before, "the rest": after, "the state after it": h}


def one_after_the_other(lesson, inputs, h0, params):
    """The sequences together, and each as a batch of its own: none may see another."""
    pairs = [lesson.gru(inputs[:, [b]], h0[[b]], params) for b in range(len(h0))]
    return {"the sequences together": lesson.gru(inputs, h0, params), "the sequences apart": pairs}


def test_sequences(compare, draw):
    """The result is the states after each step, and the state after the last step."""
    compare.call(**reading(draw, 3, 2, 3, 5))


def test_sizes(compare, draw):
    """Steps, sequences, features and units are not confused, even if all sizes are equal or 1."""
    compare.sizes(partial(reading, draw))


def test_long_sequences(compare, draw):
    """The state goes forward through many steps, and the gradient goes back through all of them."""
    compare.call(**reading(draw, draw.integer(4, 7), 2, 2, 3, scale=0.5))


def test_first_state(compare, draw):
    """The result depends on the first state, which may be large, small or 0."""
    drawn = reading(draw, 2, 3, 2, 4, scale=0.4)
    factors = torch.tensor([[0.0], [0.1], [2.0]])
    compare.call(**{**drawn, "h0": factors * drawn["h0"]})


def test_going_on(compare, draw):
    """The returned state can be passed to the next call to continue the sequences."""
    compare(in_two_parts, **reading(draw, 3, 3, 2, 4), first=draw.integer(1, 3))


def test_sequences_apart(compare, draw):
    """The sequences of a batch do not affect each other, and params may be a tuple."""
    drawn = reading(draw, 2, 2, 4, 3)
    compare(one_after_the_other, **{**drawn, "params": tuple(drawn["params"])})


def test_whole_tensors(compare, draw):
    """The sequences of a batch are computed at once: the only Python loop is over the steps."""
    compare.vectorised(lambda sequences: reading(draw, 2, sequences, 3, 2))
