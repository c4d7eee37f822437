import math

from torch import nn

from autograder.judge import graded


def classifier(lesson, weight, bias):
    """The student's model with these weights, in their dtype and on their device."""
    model = lesson.SoftmaxRegression(weight.shape[1], weight.shape[0]).to(weight.device, weight.dtype)
    model.load_state_dict({"linear.weight": weight, "linear.bias": bias})
    return model


def logits(lesson, x, weight, bias):
    return classifier(lesson, weight, bias)(x)


def logits_of_expanded(lesson, x, weight, bias):
    return classifier(lesson, weight, bias)(x.expand(-1, 3, -1, -1).transpose(1, 3))


def logits_and_parameters(lesson, x, weight, bias):
    model = classifier(lesson, weight, bias)
    return {
        "logits": model(x),
        "parameters": sorted((name, list(p.shape), p.requires_grad) for name, p in model.named_parameters()),
        "the attribute linear is an nn.Linear": isinstance(model.linear, nn.Linear),
    }


def gradients(lesson, x, weight, bias, cotangent):
    model = classifier(lesson, weight, bias)
    y = model(x)
    y.backward(cotangent.detach())
    return {"logits": y.detach(), "gradients": {name: p.grad for name, p in model.named_parameters()}}


def weights(draw, inputs, outputs, scale=1.0):
    return {"weight": draw.normal(outputs, inputs, scale=scale), "bias": draw.normal(outputs, scale=scale)}


@graded("SoftmaxRegression")
def test_batch(compare, draw):
    """A batch of vectors gives a row of logits for each sample."""
    compare(logits, x=draw.normal(3, 6), **weights(draw, 6, 7))


@graded("SoftmaxRegression")
def test_images(compare, draw):
    """All dimensions but the first are flattened, however many there are."""
    for shape in ((1, 3, 5), (2, 7), (3, 3, 3)):
        compare(logits, x=draw.normal(4, *shape), **weights(draw, math.prod(shape), 5))


@graded("SoftmaxRegression")
def test_single_sample(compare, draw):
    """A batch of one sample keeps its batch dimension."""
    compare(logits, x=draw.normal(1, 2, 3), **weights(draw, 6, 4))


@graded("SoftmaxRegression")
def test_single_output(compare, draw):
    """With a single output, the logits keep their last dimension."""
    inputs = draw.integer(3, 8)
    compare(logits, x=draw.normal(5, inputs), **weights(draw, inputs, 1))


@graded("SoftmaxRegression")
def test_memory_layout(compare, draw):
    """The input need not be contiguous: transposed and expanded images are read in the right order."""
    compare(logits_of_expanded, x=draw.normal(2, 1, 4, 2), **weights(draw, 24, 3))


@graded("SoftmaxRegression")
def test_logits(compare, draw):
    """The result is the raw logits, of any sign and size: neither normalised nor clamped."""
    compare(logits, x=draw.normal(4, 5, scale=30.0), **weights(draw, 5, 3, scale=100.0))


@graded("SoftmaxRegression")
def test_parameters(compare, draw):
    """Its only parameters are those of one nn.Linear called linear: a weight and a bias."""
    compare(logits_and_parameters, x=draw.normal(4, 5), **weights(draw, 5, 3))


@graded("SoftmaxRegression")
def test_gradient_of_the_weights(compare, draw):
    """The gradient reaches weight and bias."""
    inputs = {"x": draw.normal(5, 2, 3), **weights(draw, 6, 3), "cotangent": draw.normal(5, 3)}
    compare(gradients, **inputs)
