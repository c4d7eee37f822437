import torch

from autograder.judge import graded


def step(draw, batch, inputs, hidden, scale=1.0):
    """The arguments of a step; no two gates have the same weights."""
    W_ih, W_hh = draw.normal(3 * hidden, inputs, scale=scale), draw.normal(3 * hidden, hidden, scale=scale)
    biases = draw.normal(2, 3 * hidden, scale=scale)
    return [draw.normal(batch, inputs), draw.normal(batch, hidden), W_ih, W_hh, biases[0], biases[1]]


def with_gates(arguments, r=0.0, z=0.0, n=0.0):
    """The same step with these numbers added to the sums within its two gates and its candidate."""
    *others, b_ih, b_hh = arguments
    added = torch.tensor([r, z, n]).repeat_interleave(len(b_ih) // 3)
    return [*others, b_ih + added, b_hh]


@graded("gru_cell")
def test_step(compare, draw):
    """A step gives the new state of each sequence, for random weights that differ in each gate."""
    compare.call(*step(draw, 5, 4, 3))


@graded("gru_cell")
def test_square(compare, draw):
    """Rows and columns are not confused, even if all sizes are equal."""
    compare.call(*step(draw, 4, 4, 4))


@graded("gru_cell")
def test_sizes_of_one(compare, draw):
    """One sequence, one feature and one hidden unit keep their dimensions."""
    compare.call(*step(draw, 1, draw.integer(3, 7), 5))
    compare.call(*step(draw, 4, 1, 1))


@graded("gru_cell")
def test_reset_gate(compare, draw):
    """The reset gate, open or almost closed, acts after the product with the state, on its bias too."""
    compare.call(*with_gates(step(draw, 4, 3, 5), r=-3.0))
    compare.call(*with_gates(step(draw, 4, 3, 5), r=3.0))


@graded("gru_cell")
def test_update_gate(compare, draw):
    """An update gate of 1 keeps the old state, and a gate of 0 replaces it."""
    compare.call(*with_gates(step(draw, 4, 5, 3), z=-6.0))
    compare.call(*with_gates(step(draw, 4, 5, 3), z=40.0))


@graded("gru_cell")
def test_biases(compare, draw):
    """Each of the two biases has its own effect, also if all inputs or all weights are 0."""
    x, h, W_ih, W_hh, b_ih, b_hh = step(draw, 3, 4, 5)
    compare.call(0 * x, h, W_ih, W_hh, b_ih, b_hh)
    compare.call(x, h, 0 * W_ih, 0 * W_hh, b_ih, b_hh)


@graded("gru_cell")
def test_state_of_any_size(compare, draw):
    """The old state may be larger than 1, and even tiny inputs change the result."""
    x, h, *weights = step(draw, 4, 3, 3, scale=0.2)
    compare.call(x, 5.0 * h, *weights)
    compare.call(1e-3 * x, 1e-3 * h, *weights)


@graded("gru_cell")
def test_saturated_gates(compare, draw):
    """Gates that are fully open or closed give finite values with finite gradients."""
    whole = compare
    whole.call(*with_gates(step(draw, 4, 3, 5), r=-2000.0, z=-2000.0, n=2000.0))
    whole.call(*with_gates(step(draw, 3, 2, 4), r=2000.0, z=2000.0, n=-2000.0))


@graded("gru_cell")
def test_whole_tensors(compare, draw):
    """The sequences of a batch are computed at once, without a Python loop."""
    names = ("x", "h", "W_ih", "W_hh", "b_ih", "b_hh")
    compare.vectorised(lambda sequences: dict(zip(names, step(draw, sequences, 3, 2), strict=True)))
