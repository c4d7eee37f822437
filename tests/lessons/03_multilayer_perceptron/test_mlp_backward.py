import math

import torch

from autograder.judge import graded

pytestmark = graded("mlp_backward")
NAMES = ("W1", "b1", "W2", "b2")


def network(draw, shape, hidden, classes):
    """Samples of this shape, classes of which the last one has no sample, and parameters."""
    params = draw.normals((hidden, math.prod(shape[1:])), (hidden,), (classes, hidden), (classes,))
    y = draw.integers(0, max(classes - 1, 1), shape[0])
    return {"x": draw.normal(*shape), "y": y, "params": params}


def gradients(lesson, x, y, params):
    # The results may be detached or not: here it doesn't show.
    with torch.no_grad():
        found = lesson.mlp_backward(x, y, params)
    return {f"the gradient of {name}": one for name, one in zip(NAMES, found, strict=True)}


def as_a_list(lesson, x, y, params):
    """The result as it is, with leaves that have old grads, and params in a tuple."""
    leaves = tuple(p.detach().clone().requires_grad_() for p in params)
    for p in leaves[1:]:
        p.grad = torch.ones_like(p)
    found = lesson.mlp_backward(x, y, leaves)
    return {
        "the result": [one.detach() for one in found],
        "it is a list": isinstance(found, list),
        "the list of grads, which another loss left": [p.grad for p in leaves],
        "the parameters still require gradients": all(p.requires_grad for p in leaves),
    }


def in_half(lesson, x, y, params):
    return gradients(lesson, x.half(), y, [p.half() for p in params])


def expanded(lesson, x, y, params):
    """Images that are expanded and transposed, so that they can't be viewed as rows."""
    return gradients(lesson, x.expand(-1, 3, -1, -1).transpose(1, 3), y, params)


def test_batch(compare, draw):
    """The gradients of the mean cross-entropy in W1, b1, W2 and b2 come in this order, as a list."""
    compare(gradients, **network(draw, (5, 3), 4, 6))
    compare(as_a_list, **network(draw, (4, 3), 5, 3))
    compare.on("plain")(in_half, **network(draw, (4, 3), 5, 3))


def test_square(compare, draw):
    """Samples, inputs, units and classes are not confused, even if all sizes are equal."""
    compare(gradients, **network(draw, (4, 4), 4, 4))


def test_sizes(compare, draw):
    """Each size may be the largest, or 1: a single sample, input, hidden unit or class."""
    for shape, hidden, classes in (
        ((2, 3), 4, 5),
        ((5, 4), 3, 2),
        ((1, 4), 1, 3),
        ((4, 1), 3, 1),
        ((1, 1), 5, 2),
        ((3, 2), 1, 1),
    ):
        compare(gradients, **network(draw, shape, hidden, classes))
    zeros = network(draw, (1, 1), 1, 2)
    compare(gradients, x=torch.zeros(1, 1), y=zeros["y"], params=zeros["params"])


def test_images(compare, draw):
    """Samples may be images: W1's gradient has a column for each pixel."""
    compare(gradients, **network(draw, (3, 2, 3), 4, 3))
    compare(gradients, **network(draw, (3, 3, 3), 3, 3))
    inputs = network(draw, (2, 24), 3, 2)
    compare(expanded, x=draw.normal(2, 1, 4, 2), y=inputs["y"], params=inputs["params"])


def test_mean(compare, draw):
    """The loss is a mean, so repeated samples leave the gradients as they are, also in a large batch."""
    inputs = network(draw, (3, 2), 4, 3)
    for times in (2, 100):
        x, y = inputs["x"].repeat(times, 1), inputs["y"].repeat(times)
        compare(gradients, x=x, y=y, params=inputs["params"])


def test_dead_units(compare, draw):
    """A unit that is below 0 or exactly 0 for all samples passes no gradient on; others do."""
    inputs = network(draw, (6, 3), 5, 4)
    W1, b1, W2, b2 = inputs["params"]
    b1[1] = -100.0
    W1[2], b1[2] = 0.0, 0.0
    compare(gradients, **inputs)
    compare(gradients, **{**inputs, "params": [torch.zeros_like(W1), torch.zeros_like(b1), W2, b2]})


def test_some_samples(compare, draw):
    """A unit passes the gradient on for the samples for which it is above 0, and only for these."""
    inputs = network(draw, (8, 2), 3, 3)
    inputs["params"][0][0], inputs["params"][1][0] = torch.tensor([3.0, 0.0]), 0.0
    inputs["x"][:4, 0], inputs["x"][4:, 0] = 1.0, -1.0
    compare(gradients, **inputs)


def test_classes(compare, draw):
    """Targets may repeat, and the first and the last of many classes work too."""
    inputs = network(draw, (4, 3), 5, 300)
    for y in ([0, 0, 299, 0], [260, 260, 260, 260], [299, 1, 130, 298]):
        compare(gradients, **{**inputs, "y": torch.tensor(y)})


def test_large_logits(compare, draw):
    """Logits in the thousands, of right or wrong predictions, give finite gradients."""
    inputs = network(draw, (6, 3), 4, 5)
    W1, b1, W2, b2 = inputs["params"]
    compare(gradients, **{**inputs, "params": [W1, b1, 1000.0 * W2, b2]})
    for shift in (2000.0, -2000.0):
        compare(gradients, **{**inputs, "params": [W1, b1, W2, b2 + shift]})


def test_whole_tensors(compare, draw):
    """Samples, inputs, units and classes are computed at once, without a Python loop."""
    compare.on("plain").vectorised(lambda rows, units: network(draw, (rows, 2, 2), units, 3), gradients)
    compare.on("plain").vectorised(lambda inputs, classes: network(draw, (3, inputs), 4, classes), gradients)
