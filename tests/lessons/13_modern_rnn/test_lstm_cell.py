import torch

from autograder.judge import graded

GATES = ("i", "f", "g", "o")


def weights(draw, inputs, hidden, scale=1.0, **shifts):
    """W_ih, W_hh, b_ih and b_hh; `shifts` names gates and what is added to the sums within them."""
    shift = torch.tensor([float(shifts.get(gate, 0.0)) for gate in GATES]).repeat_interleave(hidden)
    return (
        draw.normal(4 * hidden, inputs, scale=scale),
        draw.normal(4 * hidden, hidden, scale=scale),
        draw.normal(4 * hidden, scale=scale),
        draw.normal(4 * hidden, scale=scale) + shift,
    )


def states(draw, batch, hidden, scale=1.0):
    return draw.normal(batch, hidden), draw.normal(batch, hidden, scale=scale)


@graded("lstm_cell")
def test_step(compare, draw):
    """A step gives the hidden state and the memory cell, for random weights that differ in each gate."""
    compare.call(draw.normal(5, 4), states(draw, 5, 3), *weights(draw, 4, 3))


@graded("lstm_cell")
def test_square(compare, draw):
    """Rows and columns, and the state's two parts, are not confused, even if all sizes are equal."""
    compare.call(draw.normal(4, 4), states(draw, 4, 4), *weights(draw, 4, 4))


@graded("lstm_cell")
def test_sizes_of_one(compare, draw):
    """One sequence, one feature and one hidden unit keep their dimensions."""
    inputs = draw.integer(3, 7)
    compare.call(draw.normal(1, inputs), states(draw, 1, 5), *weights(draw, inputs, 5))
    compare.call(draw.normal(4, 1), states(draw, 4, 1), *weights(draw, 1, 1))


@graded("lstm_cell")
def test_forget_gate(compare, draw):
    """The forget gate decides how much of the memory cell is kept, from nothing to all."""
    compare.call(draw.normal(4, 3), states(draw, 4, 5), *weights(draw, 3, 5, f=-30.0))
    compare.call(draw.normal(4, 3), states(draw, 4, 5, scale=2.0), *weights(draw, 3, 5, f=30.0))


@graded("lstm_cell")
def test_input_gate(compare, draw):
    """The input gate decides how much of the candidate, a number from -1 to 1, enters the memory."""
    compare.call(draw.normal(3, 5), states(draw, 3, 4), *weights(draw, 5, 4, i=-20.0))
    compare.call(draw.normal(3, 5), states(draw, 3, 4), *weights(draw, 5, 4, i=20.0, g=-2.0))


@graded("lstm_cell")
def test_output_gate(compare, draw):
    """The output gate decides how much of the memory's tanh is shown. It does not change the memory."""
    compare.call(draw.normal(4, 2), states(draw, 4, 3), *weights(draw, 2, 3, o=-20.0))
    compare.call(draw.normal(4, 2), states(draw, 4, 3, scale=4.0), *weights(draw, 2, 3, o=20.0))


@graded("lstm_cell")
def test_biases(compare, draw):
    """Both biases are added once, and each term still counts where another term is 0."""
    W_ih, W_hh, b_ih, b_hh = weights(draw, 4, 3)
    x, (h, c) = draw.normal(4, 4), states(draw, 4, 3)
    compare.call(x, (h, c), 0 * W_ih, 0 * W_hh, b_ih, b_hh)
    h[:2], c[2:] = 0.0, 0.0
    compare.call(x, (h, c), W_ih, W_hh, b_ih, b_hh)


@graded("lstm_cell")
def test_saturated_gates(compare, draw):
    """Gates that are fully open or closed give finite values with finite gradients."""
    shut, full = {"i": -2000.0, "o": -2000.0}, {"f": 2000.0, "g": 2000.0}
    whole = compare
    whole.call(draw.normal(4, 3), states(draw, 4, 5), *weights(draw, 3, 5, **shut, **full))
    shut, full = {"f": -2000.0, "g": -2000.0}, {"i": 2000.0, "o": 2000.0}
    whole.call(draw.normal(3, 2), states(draw, 3, 4), *weights(draw, 2, 4, **shut, **full))


@graded("lstm_cell")
def test_whole_tensors(compare, draw):
    """The sequences of a batch are computed at once, without a Python loop."""

    def arguments(sequences):
        W_ih, W_hh, b_ih, b_hh = weights(draw, 3, 2)
        x, state = draw.normal(sequences, 3), states(draw, sequences, 2)
        return {"x": x, "state": state, "W_ih": W_ih, "W_hh": W_hh, "b_ih": b_ih, "b_hh": b_hh}

    compare.vectorised(arguments)
