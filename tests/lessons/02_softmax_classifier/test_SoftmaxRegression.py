import math

import torch
from torch import nn

from autograder.judge import graded
from autograder.judge.scenarios import forward, loaded, weight_gradients

pytestmark = graded("SoftmaxRegression")


def logits_of_expanded(lesson, class_, sizes, weights, x):
    return forward(lesson, class_, sizes, weights, x=x.expand(-1, 3, -1, -1).transpose(1, 3))


def in_both_modes(lesson, class_, sizes, weights, x):
    """Two calls of a model; before the second it gets a frozen bias, an old gradient and an x of a layer."""
    net = loaded(lesson, class_, sizes, weights)
    first = net(x)
    net.eval().linear.bias.requires_grad_(False)
    net.linear.weight.grad = torch.ones_like(net.linear.weight)
    return {
        "the tensor of logits in train mode": first,
        "the tensor of logits in eval mode": net(2 * x),
        "the model stays in eval mode": not net.training,
        "a frozen bias stays frozen": not net.linear.bias.requires_grad,
        "the grad of the weight, which another loss left": net.linear.weight.grad,
    }


def logits_and_parameters(lesson, class_, sizes, weights, x):
    regression = loaded(lesson, class_, sizes, weights)
    another = getattr(lesson, class_)(*sizes)
    parameters = dict(sorted(regression.named_parameters()))
    return {
        "the tensor of logits": regression(x),
        "the shapes of the parameters": {name: list(p.shape) for name, p in parameters.items()},
        "all parameters require gradients": all(p.requires_grad for p in parameters.values()),
        "the attribute linear is an nn.Linear": isinstance(regression.linear, nn.Linear),
        "another model has weights of its own": another.linear.weight is not regression.linear.weight,
    }


def classifier(draw, inputs, outputs, scale=1.0):
    """A model with this number of inputs and outputs, and its weights."""
    weight, bias = draw.normals((outputs, inputs), (outputs,), scale=scale)
    bias[0] = -30.0 * scale  # so that some logits are negative
    return {
        "class_": "SoftmaxRegression",
        "sizes": (inputs, outputs),
        "weights": {"linear.weight": weight, "linear.bias": bias},
    }


def test_batch(compare, draw):
    """A batch of vectors gives a row of logits for each sample."""
    compare(forward, x=draw.normal(3, 6), **classifier(draw, 6, 7))


def test_images(compare, draw):
    """All dimensions but the first are flattened, however many there are."""
    for shape in ((1, 3, 5), (2, 7), (3, 3, 3)):
        compare(forward, x=draw.normal(4, *shape), **classifier(draw, math.prod(shape), 5))


def test_single_sample(compare, draw):
    """A batch of one sample keeps its batch dimension, even if the sample is one number."""
    compare(forward, x=draw.normal(1, 2, 3), **classifier(draw, 6, 4))
    compare(forward, x=torch.zeros(1, 1), **classifier(draw, 1, 4))


def test_single_output(compare, draw):
    """With a single output, the logits keep their last dimension."""
    inputs = draw.integer(3, 8)
    compare(forward, x=draw.normal(5, inputs), **classifier(draw, inputs, 1))


def test_memory_layout(compare, draw):
    """The input need not be contiguous: transposed and expanded images are read in the right order."""
    compare(logits_of_expanded, x=draw.normal(2, 1, 4, 2), **classifier(draw, 24, 3))


def test_logits(compare, draw):
    """In each mode the result is the raw logits, of any sign and size: neither normalised nor clamped."""
    compare(in_both_modes, x=draw.normal(4, 5, scale=30.0), **classifier(draw, 5, 3, scale=100.0))


def test_parameters(compare, draw):
    """Its only parameters are the weight and the bias of one nn.Linear called linear, its own."""
    compare(logits_and_parameters, x=draw.normal(4, 5), **classifier(draw, 5, 3))


def test_gradient_of_the_weights(compare, draw):
    """The gradient reaches weight and bias."""
    compare(weight_gradients, **classifier(draw, 6, 3), x=draw.normal(5, 2, 3), cotangent=draw.normal(5, 3))


def test_whole_tensors(compare, draw):
    """The samples of a batch are computed at once, without a Python loop."""
    compare.vectorised(lambda samples: {**classifier(draw, 6, 3), "x": draw.normal(samples, 2, 3)}, forward)
