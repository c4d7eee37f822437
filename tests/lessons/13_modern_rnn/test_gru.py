from functools import partial

import torch

from autograder.judge import graded
from autograder.judge.scenarios import in_half

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


def in_training(lesson, inputs, h0, params):
    """The result before and after an update of frozen weights."""
    own = [weight.detach().clone() for weight in params]
    with torch.no_grad():
        before = lesson.gru(inputs, h0, own)
        for weight in own:
            weight.mul_(-0.7)
    return {"with the first weights": before, "after an update of the weights": lesson.gru(inputs, h0, own)}


def test_sequences(compare, draw):
    """The result is the states after each step, and the state after the last, also in float16."""
    compare.call(**reading(draw, 3, 2, 3, 5))
    compare.on("plain")(in_half, function_="gru", **reading(draw, 2, 2, 3, 4))


def test_sizes(compare, draw):
    """Steps, sequences, features and units are not confused, even if all sizes are equal or 1."""
    compare.sizes(partial(reading, draw))


def test_long_sequences(compare, draw):
    """The state goes forward through hundreds of steps, and the gradient goes back through all of them."""
    compare.call(**reading(draw, draw.integer(201, 209), 2, 1, 2, scale=0.5))
    many = draw.integer(1050, 1090)  # too many for a recursion
    compare.on("plain").call(**reading(draw, many, 1, 1, 1, scale=0.5))


def test_first_state(compare, draw):
    """The result depends on the first state, also while the inputs are 0. The state may be large or 0 too."""
    drawn = reading(draw, 3, 3, 2, 4)
    drawn["inputs"][0, 1] = drawn["inputs"][2, 0] = 0.0
    compare.call(**{**drawn, "h0": torch.zeros(3, 4)})
    factors = torch.tensor([[0.0], [0.1], [2.0]])
    compare.call(**{**drawn, "inputs": torch.zeros(3, 3, 2), "h0": factors * drawn["h0"]})


def test_going_on(compare, draw):
    """The returned state can be passed to the next call to continue the sequences."""
    compare(in_two_parts, **reading(draw, 3, 3, 2, 4), first=draw.integer(1, 3))


def test_sequences_apart(compare, draw):
    """The sequences of a batch do not affect each other, and params may be a tuple."""
    drawn = reading(draw, 2, 2, 4, 3)
    compare(one_after_the_other, **{**drawn, "params": tuple(drawn["params"])})


def test_weights_that_change(compare, draw):
    """Each call takes the weights as they are now. They may be frozen: they require no gradient then."""
    compare(in_training, **reading(draw, 3, 2, 2, 3))


def test_whole_tensors(compare, draw):
    """The sequences of a batch are computed at once: the only Python loop is over the steps."""
    compare.vectorised(lambda sequences: reading(draw, 2, sequences, 3, 2))
