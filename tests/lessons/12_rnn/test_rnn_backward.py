import math

import torch

from autograder.judge import graded

pytestmark = graded("rnn_backward")
NAMES = ("W_xh", "W_hh", "b_h", "W_hq", "b_q")


def reading(draw, steps, batch, inputs, hidden, outputs, scale=0.7):
    """Inputs, a first state that is not 0, weights, and the derivatives in the outputs."""
    shapes = ((inputs, hidden), (hidden, hidden), (hidden,), (hidden, outputs), (outputs,))
    return {
        "inputs": draw.normal(steps, batch, inputs),
        "h0": draw.normal(batch, hidden),
        "params": draw.normals(*shapes, scale=scale),
        "douts": draw.normal(steps, batch, outputs),
    }


def remembering(draw, steps, batch):
    """A network that turns its state a little at each step, so that little is lost of what it saw first."""
    drawn = reading(draw, steps, batch, 2, 2, 2)
    W_xh, _, b_h, *others = drawn["params"]
    angle = float(draw.uniform(1, low=0.2, high=0.4))
    turn = torch.tensor([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    drawn["inputs"] *= 0.05
    drawn["h0"] *= 0.1
    return {**drawn, "params": [W_xh, turn, 0.0 * b_h, *others]}


def gradients(lesson, inputs, h0, params, douts):
    # The results may be detached or not: here it doesn't show.
    with torch.no_grad():
        found = lesson.rnn_backward(inputs, h0, params, douts)
    return {f"the gradient of {name}": one for name, one in zip(NAMES, found, strict=True)}


def as_a_tuple(lesson, inputs, h0, params, douts):
    """The result as it is, with leaves that have old grads, and params in a tuple."""
    leaves = tuple(p.detach().clone().requires_grad_() for p in params)
    for p in leaves[1:]:
        p.grad = torch.ones_like(p)
    found = lesson.rnn_backward(inputs, h0, leaves, douts)
    return {
        "the result": [one.detach() for one in found],
        "it is a tuple": isinstance(found, tuple),
        "the list of grads, which another loss left": [p.grad for p in leaves],
        "the parameters still require gradients": all(p.requires_grad for p in leaves),
    }


def in_half(lesson, inputs, h0, params, douts):
    return gradients(lesson, inputs.half(), h0.half(), [p.half() for p in params], douts.half())


def expanded(lesson, inputs, h0, params, douts, steps):
    """The same derivatives at each step, as a view: those of the sum over all steps."""
    return gradients(lesson, inputs, h0, params, douts[:1].expand(steps, -1, -1))


def test_sequences(compare, draw):
    """The gradients of all five parameters come in their order, as a tuple."""
    compare(gradients, **reading(draw, 3, 2, 4, 5, 3))
    compare(as_a_tuple, **reading(draw, 3, 2, 3, 4, 3))
    compare.on("plain")(in_half, **reading(draw, 2, 2, 3, 4, 3))


def test_sizes(compare, draw):
    """Steps, sequences, features, units and outputs are not confused, even if all are equal or 1."""
    for sizes in ([1] * 5, [3] * 5, [2, 3, 4, 5, 6], [6, 5, 4, 3, 2], [1, 2, 1, 2, 1], [2, 1, 2, 1, 2]):
        compare(gradients, **reading(draw, *sizes))


def test_one_step(compare, draw):
    """With a single step, W_hh still gets a gradient, through the first state."""
    compare(gradients, **reading(draw, 1, 3, 2, 4, 3))


def test_last_output_only(compare, draw):
    """If only the last output counts, its gradient goes back through all steps to the first."""
    drawn = reading(draw, 5, 3, 2, 4, 3)
    drawn["douts"][:-1] = 0.0
    compare(gradients, **drawn)
    long = remembering(draw, draw.integer(70, 80), 2)
    long["douts"][:-1] = 0.0
    compare(gradients, **long)


def test_first_output_only(compare, draw):
    """If only the first output counts, the steps after it change nothing."""
    drawn = reading(draw, 4, 2, 3, 3, 2)
    drawn["douts"][1:] = 0.0
    compare(gradients, **drawn)


def test_long_sequences(compare, draw):
    """The gradients add up over hundreds of steps."""
    compare(gradients, **remembering(draw, draw.integer(201, 209), 2))
    many = draw.integer(1050, 1090)  # too many for a recursion
    compare.on("plain")(gradients, **reading(draw, many, 1, 1, 1, 1, scale=0.5))


def test_sums(compare, draw):
    """The gradients are sums over the sequences: repeated ones count again, and nothing is averaged."""
    drawn = reading(draw, 2, 3, 2, 3, 2)
    params = drawn.pop("params")
    many = {name: x.repeat(40, 1) if name == "h0" else x.repeat(1, 40, 1) for name, x in drawn.items()}
    compare(gradients, **many, params=params)


def test_large_derivatives(compare, draw):
    """Large derivatives give large gradients: nothing is clipped. Derivatives of 0 give gradients of 0."""
    drawn = reading(draw, 3, 2, 3, 4, 2)
    compare(gradients, **{**drawn, "douts": 1000.0 * drawn["douts"]})
    drawn["douts"][:, 0] = 0.0
    compare(gradients, **drawn)
    compare.detached(gradients, **{**drawn, "douts": 0.0 * drawn["douts"]})


def test_zeros(compare, draw):
    """The first state, inputs or weights may be 0, and with them some of the gradients."""
    drawn = reading(draw, 3, 2, 3, 4, 3)
    for name in ("h0", "inputs"):
        compare(gradients, **{**drawn, name: torch.zeros_like(drawn[name])})
    for which in (1, 3):
        params = [0.0 * p if i == which else p for i, p in enumerate(drawn["params"])]
        compare(gradients, **{**drawn, "params": params})


def test_views(compare, draw):
    """The derivatives may be an expanded view, as autograd makes them of a sum."""
    compare(expanded, **reading(draw, 4, 2, 3, 3, 2), steps=4)


def test_whole_tensors(compare, draw):
    """The sequences of a batch are computed at once: the only Python loop is over the steps."""
    compare.on("plain").vectorised(lambda sequences: reading(draw, 2, sequences, 3, 2, 4), gradients)
