from autograder.judge import graded

pytestmark = graded("corr2d")


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
        ((height, 5), (height, 2)),
        ((5, width), (2, width)),
        ((5, 4), (1, 1)),
    ):
        compare.call(draw.normal(*image), draw.normal(*kernel))


def test_edge_detector(compare, draw):
    """A difference kernel gives signed values at edges, and 0 where the image is constant."""
    x, y = draw.integer(2, 5), draw.integer(2, 4)
    image = draw.normal(1, 1, mean=5.0).repeat(6, 8)
    image[y:, x:] -= 7.0
    kernel = draw.normal(1, 1, mean=4.0) * image.new_tensor([[2.0, -1.0], [-1.0, 0.0]])
    compare.call(image, kernel)


def test_scales(compare, draw):
    """Tiny and huge pixels keep their precision."""
    for scale in (1e-6, 1e8):
        compare.call(draw.normal(3, 4, scale=scale), draw.normal(2, 2, scale=scale))


def test_whole_images(compare, draw):
    """All positions of the kernel are computed at once, without a Python loop over rows or columns."""
    compare.vectorised(lambda rows, columns: {"X": draw.normal(rows, columns), "K": draw.normal(2, 2)})
