import torch

from autograder.judge import graded
from autograder.judge.scenarios import in_half

pytestmark = graded("corr2d")


def learned(lesson, X, K):
    """The kernel is learned, from an image that requires no gradient."""
    return lesson.corr2d(X.detach(), K)


def test_example(compare, draw):
    """Each pixel of the result is the sum of a window, weighted by the kernel, which is not flipped."""
    compare.call(draw.normal(6, 5), draw.normal(2, 3))
    compare.call(draw.normal(4, 4), draw.normal(2, 2))  # rows and columns can't be told apart by their number


def test_sizes_of_one(compare, draw):
    """Image, kernel and result may be a single row, a single column or a single pixel."""
    height, width = draw.integer(2, 4), draw.integer(2, 4)
    for image, kernel in (
        ((6, 4), (3, 1)),
        ((1, 6), (1, 3)),
        ((height, width), (height, width)),
        ((5, 1), (2, 1)),
        ((1, 1), (1, 1)),
    ):
        compare.call(draw.normal(*image), draw.normal(*kernel))
    compare.call(draw.normal(5, 4), torch.ones(1, 1))


def test_edge_detector(compare, draw):
    """A kernel of differences gives 0 where the image is constant. It can be learned from a fixed image."""
    x, y = draw.integer(2, 5), draw.integer(2, 4)
    image = draw.normal(1, 1, mean=5.0).repeat(6, 8)
    image[y:, x:] -= 7.0
    kernel = draw.normal(1, 1, mean=4.0) * image.new_tensor([[2.0, -1.0], [-1.0, 0.0]])
    compare(learned, X=image, K=kernel)


def test_scales(compare, draw):
    """Tiny and huge pixels keep their precision, all may be 0, and float16 stays float16."""
    for scale in (0.0, 1e-6, 1e8):
        compare.call(draw.normal(4, 3, scale=scale), draw.normal(3, 2, scale=scale))
    compare.on("plain")(in_half, function_="corr2d", X=draw.normal(3, 4), K=draw.normal(2, 2))


def test_whole_images(compare, draw):
    """All positions of the kernel are computed at once, without a Python loop over rows or columns."""
    compare.vectorised(lambda rows, columns: {"X": draw.normal(rows, columns), "K": draw.normal(2, 2)})
