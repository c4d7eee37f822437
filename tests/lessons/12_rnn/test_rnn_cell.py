import torch

from autograder.judge import graded
from autograder.judge.scenarios import in_half

pytestmark = graded("rnn_cell")


def step(draw, batch, inputs, hidden, shift=0.0):
    """The arguments of a step; `shift` is added to the sums inside the tanh."""
    W_xh, W_hh, b_h = draw.normals((inputs, hidden), (hidden, hidden), (hidden,), scale=0.7)
    return {
        "x": draw.normal(batch, inputs),
        "h": draw.normal(batch, hidden),
        "W_xh": W_xh,
        "W_hh": W_hh,
        "b_h": b_h + shift,
    }


def in_training(lesson, **inputs):
    """The result before and after an update of frozen weights in place."""
    weights = {name: inputs.pop(name).detach().clone() for name in ("W_xh", "W_hh", "b_h")}
    with torch.no_grad():
        before = lesson.rnn_cell(**inputs, **weights)
    for weight in weights.values():
        weight.mul_(-0.7)
    return {
        "with the first weights": before,
        "after an update of the weights": lesson.rnn_cell(**inputs, **weights),
    }


def test_step(compare, draw):
    """A step gives the new state, for random weights, also in float16."""
    compare.call(**step(draw, 5, 4, 3))
    compare.on("plain")(in_half, function_="rnn_cell", **step(draw, 3, 2, 4))


def test_sizes(compare, draw):
    """Sequences, features and units are not confused, even if all sizes are equal or 1."""
    compare.sizes(lambda sequences, inputs, hidden: step(draw, sequences, inputs, hidden))


def test_square_weights(compare, draw):
    """With as many features as units, W_xh is for the inputs and W_hh for the state, untransposed."""
    compare.call(**step(draw, 2, 4, 4))
    drawn = step(draw, 3, 3, 3)
    drawn["W_hh"] = torch.tensor([[0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [0.5, 0.0, 0.0]])
    compare.call(**drawn)


def test_bias(compare, draw):
    """The bias is added once, also if inputs, the state or weights are all 0, or the bias itself is."""
    for zeros in (("x", "W_hh"), ("h", "W_xh"), ("b_h",), ("x", "h"), ("h",), ("x",)):
        drawn = step(draw, 4, 3, 3)
        compare.call(**{**drawn, **{name: torch.zeros_like(drawn[name]) for name in zeros}})


def test_large_states(compare, draw):
    """The state may be any number; the result is from -1 to 1."""
    drawn = step(draw, 3, 2, 4)
    drawn["h"][0, 1], drawn["h"][1, 0] = 3.0, -4.0
    compare.call(**drawn)
    compare.call(**step(draw, 3, 4, 2, shift=-1.5))


def test_saturated_units(compare, draw):
    """Sums in the thousands give 1 or -1, with finite gradients."""
    for shift in (2000.0, -2000.0):
        compare.call(**step(draw, 3, 2, 4, shift=shift))


def test_weights_that_change(compare, draw):
    """Each call takes the weights as they are now. They may be frozen: they require no gradient then."""
    compare(in_training, **step(draw, 3, 2, 4))


def test_whole_tensors(compare, draw):
    """The sequences of a batch are computed at once, without a Python loop."""
    compare.vectorised(lambda sequences: step(draw, sequences, 3, 2))
