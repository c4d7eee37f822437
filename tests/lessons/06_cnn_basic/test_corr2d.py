from autograder.judge import graded


@graded("corr2d")
def test_example(compare, draw):
    """Each pixel of the result is the sum of a window, weighted by the kernel."""
    compare.call(draw.normal(6, 5), draw.normal(2, 3))


@graded("corr2d")
def test_square(compare, draw):
    """Rows and columns of squares are not confused, and the kernel is not flipped."""
    compare.call(draw.normal(4, 4), draw.normal(2, 2))


@graded("corr2d")
def test_long_kernels(compare, draw):
    """Kernel and image may be a single row or a single column."""
    compare.call(draw.normal(6, 4), draw.normal(3, 1))
    compare.call(draw.normal(1, 6), draw.normal(1, 3))


@graded("corr2d")
def test_one_place(compare, draw):
    """A kernel as high or as wide as the image gives a single row, a single column, or both."""
    height, width = draw.integer(2, 4), draw.integer(2, 4)
    compare.call(draw.normal(height, width), draw.normal(height, width))
    compare.call(draw.normal(height, 5), draw.normal(height, 2))
    compare.call(draw.normal(5, width), draw.normal(2, width))


@graded("corr2d")
def test_one_entry(compare, draw):
    """A kernel of a single entry scales the image."""
    compare.call(draw.normal(5, 4), draw.normal(1, 1, mean=3.0))


@graded("corr2d")
def test_edge_detector(compare, draw):
    """A difference kernel gives signed values at edges, and 0 where the image is constant."""
    x, y = draw.integer(2, 5), draw.integer(2, 4)
    image = draw.normal(1, 1, mean=5.0).repeat(6, 8)
    image[y:, x:] -= 7.0
    kernel = draw.normal(1, 1, mean=4.0) * image.new_tensor([[2.0, -1.0], [-1.0, 0.0]])
    compare.call(image, kernel)


@graded("corr2d")
def test_scales(compare, draw):
    """Tiny and huge pixels keep their precision."""
    compare.call(draw.normal(3, 4, scale=1e-6), draw.normal(2, 2, scale=1e-6))
    compare.call(draw.normal(4, 3, scale=1e8), draw.normal(2, 2, scale=1e8))


@graded("corr2d")
def test_whole_images(compare, draw):
    """All positions of the kernel are computed at once, without a Python loop over rows or columns."""
    compare.vectorised(lambda rows, columns: {"X": draw.normal(rows, columns), "K": draw.normal(2, 2)})
