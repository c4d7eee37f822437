from functools import partial

import torch

from autograder.judge import graded
from autograder.judge.scenarios import in_half

pytestmark = graded("gru_cell")


def step(draw, batch, inputs, hidden, scale=1.0, r=0.0, z=0.0, n=0.0):
    """The arguments of a step; r, z and n are added to the sums within its two gates and its candidate."""
    b_ih, b_hh = draw.normals((3 * hidden,), (3 * hidden,), scale=scale)
    return {
        "x": draw.normal(batch, inputs),
        "h": draw.normal(batch, hidden),
        "W_ih": draw.normal(3 * hidden, inputs, scale=scale),
        "W_hh": draw.normal(3 * hidden, hidden, scale=scale),
        "b_ih": b_ih + torch.tensor([r, z, n]).repeat_interleave(hidden),
        "b_hh": b_hh,
    }


def in_training(lesson, **inputs):
    """The result before and after an update of frozen weights in place."""
    weights = {name: inputs.pop(name).detach().clone() for name in ("W_ih", "W_hh", "b_ih", "b_hh")}
    with torch.no_grad():
        before = lesson.gru_cell(**inputs, **weights)
    for weight in weights.values():
        weight.mul_(-0.7)
    return {
        "with the first weights": before,
        "after an update of the weights": lesson.gru_cell(**inputs, **weights),
    }


def test_step(compare, draw):
    """A step gives the new state of each sequence, for random weights, also in float16."""
    compare.call(**step(draw, 5, 4, 3))
    compare.on("plain")(in_half, function_="gru_cell", **step(draw, 3, 2, 4))


def test_sizes(compare, draw):
    """Sequences, features and units are not confused, even if all sizes are equal or 1."""
    compare.sizes(partial(step, draw))


def test_reset_gate(compare, draw):
    """The reset gate, open or almost closed, acts after the product with the state, on its bias too."""
    compare.call(**step(draw, 4, 3, 5, r=-3.0))
    compare.call(**step(draw, 4, 3, 5, r=3.0))


def test_update_gate(compare, draw):
    """An update gate of 1 keeps the old state, and a gate of 0 replaces it."""
    compare.call(**step(draw, 4, 5, 3, z=-6.0))
    compare.call(**step(draw, 4, 5, 3, z=40.0))


def test_biases(compare, draw):
    """Each of the two biases has its own effect, also if inputs, weights or the other bias are all 0."""
    for zeros in (("x", "W_hh", "b_ih"), ("h", "W_ih", "b_hh")):
        drawn = step(draw, 3, 4, 5)
        compare.call(**{**drawn, **{name: torch.zeros_like(drawn[name]) for name in zeros}})


def test_state_of_any_size(compare, draw):
    """The old state may be larger than 1, and even tiny inputs change the result."""
    x, h, *weights = step(draw, 4, 3, 3, scale=0.2).values()
    compare.call(x, 5.0 * h, *weights)
    compare.call(1e-3 * x, 1e-3 * h, *weights)


def test_saturated_gates(compare, draw):
    """Gates that are fully open or closed give finite values with finite gradients."""
    compare.call(**step(draw, 4, 3, 5, r=-2000.0, z=-2000.0, n=2000.0))
    compare.call(**step(draw, 3, 2, 4, r=2000.0, z=2000.0, n=-2000.0))


def test_weights_that_change(compare, draw):
    """Each call takes the weights as they are now."""
    compare(in_training, **step(draw, 3, 2, 4))


def test_whole_tensors(compare, draw):
    """The sequences of a batch are computed at once, without a Python loop."""
    compare.vectorised(lambda sequences: step(draw, sequences, 3, 2))
