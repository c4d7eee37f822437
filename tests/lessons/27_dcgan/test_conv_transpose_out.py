from autograder.judge import graded
from autograder.judge.scenarios import refusal

pytestmark = graded("conv_transpose_out")


def outcomes(lesson, fits, refused):
    """The lengths of what is accepted, and the refusals of the rest."""
    names = ("n", "k", "stride", "padding", "output_padding")
    refusals = {
        ", ".join(map("{}={}".format, names, case)): refusal(ValueError, "", lesson.conv_transpose_out, *case)
        for case in refused
    }
    return {"the list of lengths": [lesson.conv_transpose_out(*case) for case in fits], **refusals}


def test_plain(compare, draw):
    """With stride 1, n pixels and a kernel of k entries make n + k - 1 pixels, as an int."""
    compare.call(draw.integer(3, 30), draw.integer(4, 9))
    compare.call(draw.integer(3, 9), k=1)


def test_stride(compare, draw):
    """Stamps begin a stride apart. A single pixel makes one stamp, with any stride."""
    n, k = draw.integer(5, 20), draw.integer(2, 9)
    compare.call(n, k, stride=3)
    compare.call(n, 1, draw.integer(4, 8))
    compare.call(1, k, 5)


def test_padding(compare, draw):
    """Padding cuts pixels off at both ends."""
    n, k = draw.integer(9, 20), draw.integer(2, 8)
    compare.call(n, k, padding=draw.integer(1, 4))
    compare.call(n, k, 2, 1)
    compare.call(n, 2, 3, padding=4)  # more than the kernel


def test_output_padding(compare, draw):
    """Output padding adds pixels once, fewer than the stride."""
    n, k, stride = draw.integer(3, 9), draw.integer(2, 6), draw.integer(3, 7)
    compare.call(n, k, stride, output_padding=1)
    compare.call(n, k, stride, 1, stride - 1)


def test_all_together(compare, draw):
    """Stride, padding and output padding work together."""
    n, k = draw.integer(5, 30), draw.integer(3, 8)
    compare.call(n, k, draw.integer(3, 7), draw.integer(2, 5), draw.integer(1, 3))


def test_no_pixel_left(compare, draw):
    """Padding that cuts off all pixels is refused. One pixel is enough, also from output padding."""
    p = draw.integer(1, 5)
    fits = [[1, 2 * p + 1, 1, p], [2, 2 * p, 1, p], [1, 2 * p, 2, p, 1], [3, 2 * p, 2, p]]
    compare(outcomes, fits=fits, refused=[[1, 2 * p, 1, p], [2, 2 * p, 1, p + 1], [1, 1, 4, p]])


def test_refused_output_padding(compare, draw):
    """An output padding of the stride or more is refused; one less is fine."""
    s = draw.integer(2, 6)
    fits = [[3, 4, s, 0, s - 1], [3, 4, 1, 0, 0]]
    compare(outcomes, fits=fits, refused=[[3, 4, s, 0, s], [3, 4, 1, 0, 1], [3, 4, s, 1, s + 2]])
