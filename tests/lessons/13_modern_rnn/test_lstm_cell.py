import torch

from autograder.judge import graded
from autograder.judge.scenarios import in_half

pytestmark = graded("lstm_cell")


def step(draw, batch, inputs, hidden, memory=1.0, **shifts):
    """The arguments of a step; `shifts` names gates i, f, g, o and what is added to the sums within them."""
    shift = torch.tensor([float(shifts.get(gate, 0.0)) for gate in "ifgo"]).repeat_interleave(hidden)
    return {
        "x": draw.normal(batch, inputs),
        "state": (draw.normal(batch, hidden), draw.normal(batch, hidden, scale=memory)),
        "W_ih": draw.normal(4 * hidden, inputs),
        "W_hh": draw.normal(4 * hidden, hidden),
        "b_ih": draw.normal(4 * hidden),
        "b_hh": draw.normal(4 * hidden) + shift,
    }


def in_training(lesson, **inputs):
    """The result before and after an update of frozen weights in place."""
    weights = {name: inputs.pop(name).detach().clone() for name in ("W_ih", "W_hh", "b_ih", "b_hh")}
    with torch.no_grad():
        before = lesson.lstm_cell(**inputs, **weights)
    for weight in weights.values():
        weight.mul_(-0.7)
    return {
        "with the first weights": before,
        "after an update of the weights": lesson.lstm_cell(**inputs, **weights),
    }


def test_step(compare, draw):
    """A step gives the hidden state and the memory cell, for random weights, also in float16."""
    compare.call(**step(draw, 5, 4, 3))
    compare.on("plain")(in_half, function_="lstm_cell", **step(draw, 3, 2, 4))


def test_sizes(compare, draw):
    """Sizes, and the state's two parts, are not confused, even if all sizes are equal or 1."""
    compare.sizes(lambda sequences, inputs, hidden: step(draw, sequences, inputs, hidden))


def test_forget_gate(compare, draw):
    """The forget gate decides how much of the memory cell is kept, from nothing to all."""
    compare.call(**step(draw, 4, 3, 5, f=-30.0))
    compare.call(**step(draw, 4, 3, 5, memory=2.0, f=30.0))


def test_input_gate(compare, draw):
    """The input gate decides how much of the candidate, a number from -1 to 1, enters the memory."""
    compare.call(**step(draw, 3, 5, 4, i=-20.0))
    compare.call(**step(draw, 3, 5, 4, i=20.0, g=-2.0))


def test_output_gate(compare, draw):
    """The output gate decides how much of the memory's tanh is shown, however large the memory is."""
    compare.call(**step(draw, 4, 2, 3, o=-20.0))
    compare.call(**step(draw, 4, 2, 3, memory=18.0, f=5.0, o=20.0))


def test_biases(compare, draw):
    """Both biases are added once, also if inputs, a part of the state or the other bias are all 0."""
    for part, zeros in enumerate((("W_ih", "b_hh"), ("x", "W_hh", "b_ih"))):
        drawn = step(draw, 4, 4, 3)
        drawn["state"][part].zero_()
        compare.call(**{**drawn, **{name: torch.zeros_like(drawn[name]) for name in zeros}})


def test_saturated_gates(compare, draw):
    """Gates that are fully open or closed give finite values with finite gradients."""
    compare.call(**step(draw, 4, 3, 5, i=-2000.0, o=-2000.0, f=2000.0, g=2000.0))
    compare.call(**step(draw, 3, 2, 4, f=-2000.0, g=-2000.0, i=2000.0, o=2000.0))


def test_weights_that_change(compare, draw):
    """Each call takes the weights as they are now."""
    compare(in_training, **step(draw, 3, 2, 4))


def test_whole_tensors(compare, draw):
    """The sequences of a batch are computed at once, without a Python loop."""
    compare.vectorised(lambda sequences: step(draw, sequences, 3, 2))
