import torch

from autograder.judge import graded
from autograder.judge.scenarios import refusal

pytestmark = graded("normalize")


def numbers(draw, channels):
    """Random means and standard deviations, as Python floats."""
    return {
        "mean": draw.normal(channels).tolist(),
        "std": draw.uniform(channels, low=0.3, high=3.0).tolist(),
    }


def memory(lesson, x, mean, std):
    """The result, and whether it lies in the memory of x."""
    y = lesson.normalize(x, mean, std)
    return {
        "the result": y,
        "the result shares memory with x": y.untyped_storage().data_ptr() == x.untyped_storage().data_ptr(),
    }


def refusals(lesson, x, cases):
    right = [0.5] * x.shape[0]
    return {
        "the result with numbers for each channel": lesson.normalize(x, right, right),
        **{
            f"the outcome of mean={mean}, std={std} for {x.shape[0]} channels": refusal(
                ValueError, word, lesson.normalize, x, mean, std
            )
            for word, mean, std in cases
        },
    }


def test_channels(compare, draw):
    """Each channel has its own mean and standard deviation, for any sizes."""
    compare.sizes(
        lambda channels, height, width: {"x": draw.normal(channels, height, width), **numbers(draw, channels)}
    )


def test_square_images(compare, draw):
    """The numbers belong to the channels, also if there are as many rows or columns."""
    for shape in ((3, 3, 3), (2, 3, 3, 4), (2, 3, 5, 3), (3, 3, 3, 3)):
        compare.call(draw.normal(*shape), **numbers(draw, 3))


def test_leading_dimensions(compare, draw):
    """Any number of dimensions may come before the channels."""
    for leading in ((4,), (2, 3), (1, 2, 2)):
        compare.call(draw.normal(*leading, 2, 4, 3), **numbers(draw, 2))


def test_any_values(compare, draw):
    """Values may be any numbers, and nothing is cut off."""
    compare.call(draw.normal(2, 3, 2, 2, scale=100.0), **numbers(draw, 3))
    compare.call(draw.uniform(2, 3, 3), (0.485, 0.456), (0.001, 30.0))


def test_lists_and_tuples(compare, draw):
    """Means and standard deviations come as lists or as tuples, with all digits of Python's floats."""
    x = draw.normal(2, 3, 4)
    compare.call(x, (1 / 3, 0.1), (0.7, 1 / 7))
    compare.call(x, [0.1, -0.3], (0.9, 1.1))


def test_new_memory(compare, draw):
    """The images stay as they are, and the result is in new memory, even with mean 0 and deviation 1."""
    compare(memory, x=draw.normal(2, 2, 3), mean=[0.0, 0.0], std=[1.0, 1.0])
    compare(memory, x=draw.normal(3, 1, 1, 1), **numbers(draw, 1))


def test_refused(compare, draw):
    """Too few or too many numbers raise a ValueError, even a single one for several channels."""
    three, two = [0.5, 0.5, 0.5], [0.5, 0.5]
    cases = [
        ("mean", [0.5], three),
        ("std", three, [0.5]),
        ("mean", two, three),
        ("std", three, [*three, 0.5]),
    ]
    compare(refusals, x=draw.normal(3, 2, 4), cases=cases)
    compare(refusals, x=draw.normal(1, 3, 3), cases=[("mean", three, [0.5]), ("std", [0.5], three)])


def test_whole_tensors(compare, draw):
    """All images and channels are computed at once, without a Python loop."""
    compare.vectorised(
        lambda images, channels, rows, columns: {
            "x": draw.normal(images, channels, rows, columns),
            "mean": [0.25] * channels,
            "std": [0.5] * channels,
        }
    )


def test_constant_image(compare, draw):
    """The numbers given count, and not those of the image itself."""
    compare.call(torch.full((2, 2, 3), 0.5) + draw.uniform(1, high=0.1), [0.2, 0.4], [0.3, 0.6])
    compare.call(torch.zeros(2, 1, 2, 2), [0.4], [0.7])
