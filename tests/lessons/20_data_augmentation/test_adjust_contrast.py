import torch

from autograder.judge import graded
from autograder.judge.scenarios import refusal

pytestmark = graded("adjust_contrast")


def memory(lesson, x, factors):
    """Results, and whether one of them lies in the memory of x."""
    found = {f"the result of factor={factor!r}": lesson.adjust_contrast(x, factor) for factor in factors}
    places = [y.untyped_storage().data_ptr() for y in found.values()]
    return {**found, "a result shares memory with x": x.untyped_storage().data_ptr() in places}


def refusals(lesson, x, wrong):
    return {
        "the result of factor=0.5": lesson.adjust_contrast(x, 0.5),
        **{
            f"the outcome of factor={f}": refusal(ValueError, str(f), lesson.adjust_contrast, x, f)
            for f in wrong
        },
    }


def test_mean_grey(compare, draw):
    """Each value moves towards the mean grey of its image, for any numbers of rows and columns."""
    compare.sizes(
        lambda images, height, width: {
            "x": draw.uniform(images, 3, height, width, low=0.1, high=0.9),
            "factor": 0.6,
        }
    )


def test_weights(compare, draw):
    """Red, green and blue have their own weights in the grey, and the gradient goes through it."""
    for channel in range(3):
        x = draw.uniform(2, 3, 2, 4, low=0.02, high=0.2)
        x[:, channel] += 0.7
        compare.call(x, 0.4)


def test_each_image(compare, draw):
    """Each image has a mean of its own, in batches with any number of leading dimensions."""
    for leading in ((5,), (), (2, 3), (3, 1), (1, 2, 2)):
        bright = draw.uniform(*leading, 1, 1, 1, low=0.1, high=0.8)
        compare.call(bright + draw.uniform(*leading, 3, 4, 2, high=0.15), 0.7)


def test_more_contrast(compare, draw):
    """A factor above 1 moves values away from the mean."""
    compare.call(draw.uniform(2, 3, 3, 4, low=0.35, high=0.65), 2.0)
    compare.call(draw.uniform(3, 5, 2, low=0.48, high=0.52), 10.0)


def test_cut_off(compare, draw):
    """Values below 0 become 0 and values above 1 become 1, without a gradient."""
    x = draw.uniform(2, 3, 4, 5, low=0.42, high=0.58)
    x[..., 0], x[..., 1] = 0.05, 0.95
    compare.call(x, 3.0)
    compare.detached.call(torch.ones(3, 2, 2), 4.0)
    compare.detached.call(draw.mask(2, 3, 4, 3).float(), 1.5)
    compare.detached.call(torch.zeros(2, 3, 2, 2), 0.5)


def test_ends(compare, draw):
    """The factor 0 leaves only the mean, and 1 leaves the image, in new memory. They may be ints."""
    compare(memory, x=draw.uniform(2, 3, 3, 2, low=0.1, high=0.9), factors=[0.0, 1.0, 0, 1])
    compare(memory, x=draw.uniform(3, 1, 1, low=0.1, high=0.9), factors=[1.0, 0.5])


def test_refused(compare, draw):
    """A negative factor raises a ValueError."""
    compare(refusals, x=draw.uniform(3, 2, 3, low=0.1, high=0.9), wrong=[-0.25, -3.0, -1])


def test_whole_tensors(compare, draw):
    """All images, rows and columns are computed at once, without a Python loop."""
    compare.vectorised(
        lambda images, rows, columns: {
            "x": draw.uniform(images, 3, rows, columns, low=0.1, high=0.9),
            "factor": 0.5,
        }
    )
