from functools import partial

import torch

from autograder.judge import graded
from autograder.judge.scenarios import in_half

pytestmark = graded("lstm")


def reading(draw, steps, batch, inputs, hidden, scale=0.7):
    """Inputs, a hidden state and a memory cell, neither of them 0, and weights."""
    rows = 4 * hidden
    return {
        "inputs": draw.normal(steps, batch, inputs),
        "state": (draw.normal(batch, hidden), draw.normal(batch, hidden, scale=2.0)),
        "params": tuple(draw.normals((rows, inputs), (rows, hidden), (rows,), (rows,), scale=scale)),
    }


def step_by_step(lesson, inputs, state, params):
    """The sequences in pieces of one step each, every state handed on to the next piece."""
    outputs, states = [], []
    for t in range(len(inputs)):
        output, state = lesson.lstm(inputs[t : t + 1], state, params)
        outputs.append(output)
        states.append(state)
    return {"the list of outputs, step by step": outputs, "the list of states, step by step": states}


def in_training(lesson, inputs, state, params):
    """The result before and after an update of frozen weights."""
    own = [weight.detach().clone() for weight in params]
    with torch.no_grad():
        before = lesson.lstm(inputs, state, own)
        for weight in own:
            weight.mul_(-0.7)
    return {
        "with the first weights": before,
        "after an update of the weights": lesson.lstm(inputs, state, own),
    }


def test_sequences(compare, draw):
    """The result is the hidden states of each step, and the pair (h, c) after the last, also in float16."""
    compare.call(**reading(draw, 3, 2, 3, 5))
    compare.on("plain")(in_half, function_="lstm", **reading(draw, 2, 2, 3, 4))


def test_sizes(compare, draw):
    """Steps, sequences, features and units are not confused, even if all sizes are equal or 1."""
    compare.sizes(partial(reading, draw))


def test_long_sequences(compare, draw):
    """The states go forward through hundreds of steps, and the gradient goes back through all of them."""
    compare.call(**reading(draw, draw.integer(201, 209), 2, 1, 2, scale=0.5))
    many = draw.integer(1050, 1090)  # too many for a recursion
    compare.on("plain").call(**reading(draw, many, 1, 1, 1, scale=0.5))


def test_first_state(compare, draw):
    """The result depends on both parts of the first state. Either may be 0, and so may the inputs."""
    for part, shown in enumerate((0.0, 1.0)):
        drawn = reading(draw, 3, 4, 2, 3, scale=0.5)
        drawn["state"][part].zero_()
        drawn["inputs"][2, 1:3] = 0.0
        compare.call(**{**drawn, "inputs": shown * drawn["inputs"]})


def test_going_on(compare, draw):
    """The returned state can be passed to the next call to continue the sequences."""
    compare(step_by_step, **reading(draw, draw.integer(2, 4), 3, 2, 4))


def test_weights_that_change(compare, draw):
    """Each call takes the weights as they are now. They may be frozen: they require no gradient then."""
    compare(in_training, **reading(draw, 3, 2, 3, 3))


def test_whole_tensors(compare, draw):
    """The sequences of a batch are computed at once: the only Python loop is over the steps."""
    compare.vectorised(lambda sequences: reading(draw, 2, sequences, 3, 2))
