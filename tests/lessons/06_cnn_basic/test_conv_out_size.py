from autograder.judge import graded
from autograder.judge.scenarios import refusal

pytestmark = graded("conv_out_size")


def outcomes(lesson, fits, too_large):
    """The sizes that fit, and the refusals of kernels that are too large."""
    refusals = {
        ", ".join(map("{}={}".format, ("n", "k", "padding", "stride", "dilation"), case)): refusal(
            ValueError, "", lesson.conv_out_size, *case
        )
        for case in too_large
    }
    return {
        "the list of sizes for kernels that fit": [lesson.conv_out_size(*case) for case in fits],
        **refusals,
    }


def test_plain(compare, draw):
    """Without padding and with stride 1 there are n - k + 1 positions, as an int."""
    n = draw.integer(8, 30)
    compare.call(n, draw.integer(2, 7))
    compare.call(n, k=1)


def test_padding(compare, draw):
    """Padding counts at both ends, and may be larger than half of the kernel."""
    compare.call(draw.integer(9, 20), draw.integer(2, 6), draw.integer(3, 9))
    compare.call(0, 2, padding=3)
    compare.call(1, 4, padding=2)


def test_stride(compare, draw):
    """Only whole steps of the stride count, so pixels at the end may be left out."""
    n = draw.integer(20, 40)
    for more in range(3):
        compare.call(n + more, 3, stride=3)
    compare.call(n, 2, 0, draw.integer(4, 8))


def test_dilation(compare, draw):
    """Dilation widens the kernel: k entries span dilation * (k - 1) + 1 pixels."""
    compare.call(draw.integer(30, 50), draw.integer(2, 5), dilation=draw.integer(2, 8))
    compare.call(draw.integer(9, 20), 1, 0, 1, 5)


def test_all_together(compare, draw):
    """Padding, stride and dilation work together."""
    n, k = draw.integer(30, 60), draw.integer(2, 6)
    compare.call(n, k, draw.integer(1, 6), draw.integer(2, 6), draw.integer(2, 5))
    for n in (17, 18):  # a whole number of steps, and a pixel more
        compare.call(n, 4, stride=3, dilation=2, padding=1)


def test_exact_fit(compare, draw):
    """A kernel as wide as the padded side has one position with any stride. One more pixel makes it two."""
    k, stride = draw.integer(2, 9), draw.integer(2, 5)
    compare.call(k, k, 0, stride)
    compare.call(k + 2, k + 4, 1, stride)
    compare.call(k + 1, k)


def test_too_large_kernels(compare, draw):
    """A kernel that doesn't fit raises a ValueError, and a kernel that just fits doesn't."""
    n = draw.integer(4, 9)
    fits = [[n, 2], [n, n], [n, n + 2, 1], [5, 3, 0, 1, 2]]
    compare(
        outcomes, fits=fits, too_large=[[n, n + 1], [n, n + 3, 1], [n, n + 2, 0, 9], [0, 1], [5, 3, 0, 1, 3]]
    )
