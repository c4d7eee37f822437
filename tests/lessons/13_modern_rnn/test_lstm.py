from functools import partial

from autograder.judge import graded

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


def twice(lesson, inputs, state, params):
    """The same call again: nothing may be left of the first."""
    return {f"the {which} call": lesson.lstm(inputs, state, params) for which in ("first", "second")}


def test_sequences(compare, draw):
    """The result is the hidden states after each step, and the pair (h, c) after the last step."""
    compare.call(**reading(draw, 3, 2, 3, 5))


def test_sizes(compare, draw):
    """Steps, sequences, features and units are not confused, even if all sizes are equal or 1."""
    compare.sizes(partial(reading, draw))


def test_long_sequences(compare, draw):
    """Both states go forward through many steps, and the gradient goes back through all of them."""
    compare.call(**reading(draw, draw.integer(4, 7), 2, 2, 3, scale=0.5))


def test_first_state(compare, draw):
    """The result depends on both parts of the first state, and either may be 0."""
    drawn = reading(draw, 2, 4, 2, 3, scale=0.5)
    h, c = drawn["state"]
    h[:2], c[2:] = 0.0, 0.0
    compare.call(**drawn)


def test_going_on(compare, draw):
    """The returned state can be passed to the next call to continue the sequences."""
    compare(step_by_step, **reading(draw, draw.integer(2, 4), 3, 2, 4))


def test_calls_apart(compare, draw):
    """A second call gives the same result as the first, and params may be a list."""
    drawn = reading(draw, 2, 2, 3, 3)
    compare(twice, **{**drawn, "params": list(drawn["params"])})


def test_whole_tensors(compare, draw):
    """The sequences of a batch are computed at once: the only Python loop is over the steps."""
    compare.vectorised(lambda sequences: reading(draw, 2, sequences, 3, 2))
