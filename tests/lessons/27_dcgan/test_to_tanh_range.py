import torch

from autograder.judge import graded
from autograder.judge.scenarios import refusal

pytestmark = graded("to_tanh_range")

BYTES = torch.arange(256, dtype=torch.uint8).view(4, 64)


def of_dtypes(lesson, x):
    """What becomes of pictures in other dtypes."""
    others = (torch.bool, torch.int8, torch.int16, torch.int32, torch.int64)
    found = {f"{dtype}": refusal(TypeError, "", lesson.to_tanh_range, x.to(dtype)) for dtype in others}
    return {**found, "the result for uint8": lesson.to_tanh_range(x)}


def test_bytes(compare, draw):
    """For uint8, 0 becomes -1 and 255 becomes 1, with even steps. The result is float32."""
    compare.call(BYTES)
    compare.call(draw.integers(0, 256, 2, 3, 4, 5).to(torch.uint8))
    compare.call(draw.uniform(2, 3))


def test_floats(compare, draw):
    """For floats, 0 becomes -1 and 1 becomes 1. The dtype stays, and the slope is 2 everywhere."""
    x = draw.uniform(2, 3, 4, 2)
    x[0, 0, 0] = x.new_tensor([0.0, 1.0])
    compare.call(x)


def test_outside_values(compare, draw):
    """Floats below 0 or above 1 follow the same line: nothing is cut off, and nothing is rescaled."""
    x = draw.uniform(3, 4, low=0.2, high=0.8)
    compare.call(torch.cat([x, x.new_tensor([[-0.3, 1.4, -2.0, 3.0]])]))
    compare.call(x)


def test_dark_and_bright(compare, draw):
    """Only the dtype tells the form: uint8 may have no value above 1, and floats may be all alike."""
    compare.call(draw.shuffled([0, 1, 0, 1, 1, 0]).to(torch.uint8))
    compare.call(torch.tensor([[255, 255], [255, 254]], dtype=torch.uint8))
    compare.call(torch.full((2, 2), 0.25))
    compare.call(torch.zeros(2, 3))


def test_shapes(compare, draw):
    """Pictures may have any number of dimensions, from none."""
    compare.call(draw.uniform(1).squeeze())
    compare.call(draw.integers(0, 256, 1, 5).to(torch.uint8))
    compare.call(draw.uniform(2, 3, 4))
    compare.call(draw.uniform(3, 1, 2, 1, 2))


def test_other_dtypes(compare, draw):
    """bool and whole numbers other than uint8 raise a TypeError; uint8 doesn't."""
    compare(of_dtypes, x=draw.integers(0, 2, 3, 2).to(torch.uint8))
    compare.call(draw.uniform(3, 2))


def test_whole_tensors(compare, draw):
    """All pixels are computed at once, without a Python loop."""
    compare.vectorised(lambda pictures, rows: {"x": draw.uniform(pictures, 2, rows, 3)})
    compare.vectorised(lambda pixels: {"x": draw.integers(0, 256, pixels).to(torch.uint8)})
