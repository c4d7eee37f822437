import math

import torch
from torch import nn

from autograder.judge import graded

pytestmark = graded("Flatten")


def flat(lesson, x):
    return lesson.Flatten()(x)


def of_layouts(lesson, x):
    """Inputs that are not contiguous, or hold the same memory several times."""
    layer = lesson.Flatten()
    return {
        "the rows of transposed images": layer(x.transpose(1, 3)),
        "the rows of every other image": layer(x[1::2, :, 1:]),
        "the rows of expanded images": layer(x[:1].expand(3, -1, -1, -1)),
    }


def of_dtypes(lesson, x):
    layer = lesson.Flatten()
    numbers = (100 * x.detach()).long()
    return {
        "the rows of whole numbers": layer(numbers),
        "the rows of True and False": layer(numbers > 0),
        "the rows of float16 numbers": layer(x.detach().half()),
        "the rows of the numbers": layer(x),
    }


def in_a_network(lesson, x):
    """What the layer is made of, and what it does in both modes, alone and in a network."""
    layer = lesson.Flatten()
    network = nn.Sequential(layer, nn.Identity())
    return {
        "the rows in train mode": layer(x),
        "the rows in eval mode": network.eval()(x[1:]),
        "the layer stays in eval mode": not layer.training,
        "the rows of other images": layer.train()(2 * x[:, :1]),
        "the layer is an nn.Module": isinstance(layer, nn.Module),
        "the number of its parameters and buffers": len([*layer.parameters(), *layer.buffers()]),
        "its state_dict is empty": not layer.state_dict(),
    }


def test_images(compare, draw):
    """Each image becomes a row, with channels, rows and columns in this order."""
    compare(flat, x=draw.normal(2, 3, 4, 5))
    compare(flat, x=draw.normal(5, 4, 3, 2))


def test_any_number_of_dimensions(compare, draw):
    """All dimensions but the first are flattened, however many there are; two stay as they are."""
    for shape in ((4, 3), (2, 3, 5), (3, 3, 3), (2, 1, 3, 2, 2)):
        compare(flat, x=draw.normal(*shape))


def test_sizes_of_one(compare, draw):
    """A single sample keeps its dimension, and so does a single number."""
    for shape in ((1, 2, 3), (1, 4), (4, 1), (3, 1, 1), (1, 1, 1, 1)):
        compare(flat, x=draw.normal(*shape))
    compare(flat, x=torch.zeros(1, 3, 2))


def test_memory_layout(compare, draw):
    """Inputs need not be contiguous: they are read in the order of their indices."""
    compare(of_layouts, x=draw.normal(4, 2, 3, 5))


def test_no_samples(compare, draw):
    """A batch without samples has rows of the same length, but none of them."""
    shape = [draw.integer(2, 6) for _ in range(3)]
    compare(flat, x=torch.zeros(0, *shape))
    compare(flat, x=draw.normal(2, *shape))


def test_dtypes(compare, draw):
    """The numbers keep their dtype, whatever it is."""
    compare(of_dtypes, x=draw.normal(2, 2, 3))


def test_layer(compare, draw):
    """The layer has no parameters and no buffers, and works in train and eval mode, again and again."""
    compare(in_a_network, x=draw.normal(3, 2, math.prod((2, 2))))


def test_whole_tensors(compare, draw):
    """All samples are flattened at once, without a Python loop."""
    compare.vectorised(lambda samples, channels: {"x": draw.normal(samples, channels, 2)}, flat)
