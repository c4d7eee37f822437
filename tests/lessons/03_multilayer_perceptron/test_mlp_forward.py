import math

import torch

from autograder.judge import graded

pytestmark = graded("mlp_forward")


def tilt(z):
    """An activation that is none of the usual ones, with values of any sign."""
    return z.sin() + 0.5


def network(draw, shape, *sizes):
    """Samples of this shape, and the parameters of layers with these numbers of outputs."""
    inputs = [math.prod(shape[1:]), *sizes]
    params = []
    for before, after in zip(inputs, sizes, strict=False):
        params += draw.normals((after, before), (after,))
    return {"x": draw.normal(*shape), "params": params}


def logits(lesson, x, params):
    return lesson.mlp_forward(x, params, tilt)


def logits_of_relu(lesson, x, params):
    """With params in a tuple, an act by name, and an x that is no leaf of the graph."""
    return lesson.mlp_forward(2 * x, tuple(params), act=torch.relu)


def with_module(lesson, x, params):
    """A module as act, and what it gets: two calls, because the first must change nothing."""
    act, given = torch.nn.Softsign(), []
    act.register_forward_hook(lambda module, args, result: given.append(list(args[0].shape)))
    first = lesson.mlp_forward(x, params, act)
    return {
        "the logits of the first call": first,
        "the logits of the second call": lesson.mlp_forward(x, params, act),
        "the list of shapes that act gets": given,
        "the number of parameters afterwards": len(params),
    }


def in_half(lesson, x, params):
    return lesson.mlp_forward(x.half(), [p.half() for p in params], tilt)


def expanded(lesson, x, params):
    """Images that are expanded and transposed, so that they can't be viewed as rows."""
    return lesson.mlp_forward(x.expand(-1, 3, -1, -1).transpose(1, 3), params, tilt)


def test_one_hidden_layer(compare, draw):
    """The hidden layer is linear with the activation, and the last one is linear without."""
    compare(logits, **network(draw, (4, 3), 5, 2))
    compare(logits_of_relu, **network(draw, (3, 5), 4, 6))
    compare.on("plain")(in_half, **network(draw, (4, 3), 5, 2))


def test_depth(compare, draw):
    """There may be any number of hidden layers, each with the same activation."""
    compare(logits, **network(draw, (4, 3), 5, 6, 2))
    compare(logits, **network(draw, (2, 3), 3, 3, 3, 3))


def test_single_layer(compare, draw):
    """With a single layer the network is linear: act is not called."""
    compare(logits, **network(draw, (5, 3), 4))
    compare(with_module, **network(draw, (2, 3), 1))


def test_images(compare, draw):
    """All dimensions but the first are flattened, however many there are."""
    for shape in ((4, 2, 3), (2, 3, 2, 2), (3, 3, 3)):
        compare(logits, **network(draw, shape, 5, 4))


def test_sizes_of_one(compare, draw):
    """A batch of one sample keeps its dimension, and so does a single output; layers may have one unit."""
    compare(logits, **network(draw, (1, 2, 3), 4, 3))
    compare(logits, **network(draw, (5, 1), 1, 1))
    compare(logits, **network(draw, (1, 1), 3, 1))
    zeros = network(draw, (3, 2), 4, 2)
    compare(logits, x=torch.zeros(3, 2), params=zeros["params"])


def test_memory_layout(compare, draw):
    """Samples need not be contiguous: expanded and transposed images are read in the right order."""
    x = draw.normal(2, 1, 4, 2)
    params = network(draw, (2, 24), 3, 2)["params"]
    compare(expanded, x=x, params=params)


def test_activation(compare, draw):
    """act is called once for each hidden layer, on the whole batch, and the list of parameters stays."""
    compare(with_module, **network(draw, (4, 3), 5, 6, 2))


def test_raw_logits(compare, draw):
    """Logits may be large and of any sign: they are neither normalised nor cut off."""
    inputs = network(draw, (4, 3), 5, 3)
    compare(logits, x=inputs["x"], params=[30.0 * p for p in inputs["params"]])


def test_whole_tensors(compare, draw):
    """The samples of a batch and the units of a layer are computed at once, without a Python loop."""
    compare.vectorised(lambda rows, units: network(draw, (rows, 2, 2), units, 3), logits)
    compare.vectorised(lambda inputs, classes: network(draw, (3, inputs), 4, classes), logits)
