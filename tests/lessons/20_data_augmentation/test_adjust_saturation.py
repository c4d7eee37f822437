import torch

from autograder.judge import graded
from autograder.judge.scenarios import refusal

pytestmark = graded("adjust_saturation")


def memory(lesson, x, factors):
    """Results, and whether one of them lies in the memory of x."""
    found = {f"the result of factor={factor!r}": lesson.adjust_saturation(x, factor) for factor in factors}
    places = [y.untyped_storage().data_ptr() for y in found.values()]
    return {**found, "a result shares memory with x": x.untyped_storage().data_ptr() in places}


def refusals(lesson, x, wrong):
    return {
        "the result of factor=0.5": lesson.adjust_saturation(x, 0.5),
        **{
            f"the outcome of factor={f}": refusal(ValueError, str(f), lesson.adjust_saturation, x, f)
            for f in wrong
        },
    }


def test_own_grey(compare, draw):
    """Each pixel moves towards a grey of its own, for any numbers of rows and columns."""
    compare.sizes(
        lambda images, height, width: {
            "x": draw.uniform(images, 3, height, width, low=0.1, high=0.9),
            "factor": 0.3,
        }
    )


def test_weights(compare, draw):
    """Red, green and blue have their own weights in the grey, to four places."""
    for channel in range(3):
        x = draw.uniform(2, 3, 2, 3, low=0.02, high=0.2)
        x[:, channel] += 0.75
        compare.call(x, 0.2)


def test_leading_dimensions(compare, draw):
    """Images may have any number of leading dimensions, also three images of three rows and columns."""
    for leading in ((3,), (), (2, 4), (3, 3), (1, 2, 2)):
        compare.call(draw.uniform(*leading, 3, 3, 3, low=0.05, high=0.95), 0.8)


def test_stronger_colours(compare, draw):
    """A factor above 1 moves the channels away from grey, and the gradient goes through grey."""
    grey = draw.uniform(2, 1, 3, 4, low=0.4, high=0.6)
    compare.call(grey + draw.uniform(2, 3, 3, 4, low=-0.1, high=0.1), 2.5)
    compare.call(grey + draw.uniform(2, 3, 3, 4, low=-0.01, high=0.01), 12.0)


def test_cut_off(compare, draw):
    """Values below 0 become 0 and values above 1 become 1, without a gradient."""
    x = draw.uniform(2, 3, 4, 3, low=0.45, high=0.55)
    x[:, 0, 0], x[:, 2, 1] = 0.97, 0.98
    x[:, 1, 2], x[:, 2, 3] = 0.99, 0.02
    compare.call(x, 4.0)
    compare.detached.call(draw.mask(2, 3, 4, 3).float(), 1.5)
    compare.detached.call(torch.zeros(2, 3, 2, 2), 0.5)


def test_ends(compare, draw):
    """The factor 0 leaves only grey, and 1 leaves the image, in new memory. They may be ints."""
    compare(memory, x=draw.uniform(2, 3, 3, 2, low=0.1, high=0.9), factors=[0.0, 1.0, 0, 1])
    compare(memory, x=draw.uniform(3, 1, 1, low=0.1, high=0.9), factors=[1.0, 0.5])


def test_refused(compare, draw):
    """A negative factor raises a ValueError."""
    compare(refusals, x=draw.uniform(3, 2, 3, low=0.1, high=0.9), wrong=[-0.75, -4.0, -2])


def test_whole_tensors(compare, draw):
    """All images, rows and columns are computed at once, without a Python loop."""
    compare.vectorised(
        lambda images, rows, columns: {
            "x": draw.uniform(images, 3, rows, columns, low=0.1, high=0.9),
            "factor": 0.5,
        }
    )
