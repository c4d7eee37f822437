from autograder.judge import graded


def outcomes(lesson, cases):
    """What becomes of each list of arguments: a size or the refusal of a kernel that is too large."""
    found = []
    for case in cases:
        try:
            found.append(lesson.conv_out_size(*case))
        except ValueError:
            found.append("ValueError")
    return found


@graded("conv_out_size")
def test_plain(compare, draw):
    """Without padding and with stride 1 there are n - k + 1 places, as an int."""
    n = draw.integer(8, 30)
    compare.call(n, draw.integer(2, 7))
    compare.call(n, 1)
    compare.call(n + 3, k=draw.integer(2, 9))


@graded("conv_out_size")
def test_padding(compare, draw):
    """Padding counts at both ends, and may be more than half of the kernel."""
    for padding in (1, 2, draw.integer(3, 9)):
        compare.call(draw.integer(9, 20), draw.integer(2, 6), padding)
    compare.call(2, 5, padding=2)
    compare.call(0, 2, padding=3)


@graded("conv_out_size")
def test_stride(compare, draw):
    """The stride divides the room that is left, rounded down; pixels at the end are left over."""
    n = draw.integer(20, 40)
    for stride in (2, 3, 4, 5, 7):
        compare.call(n, 3, stride=stride)
        compare.call(n + 1, 2, 0, stride)


@graded("conv_out_size")
def test_dilation(compare, draw):
    """Dilation widens the kernel: k entries span dilation * (k - 1) + 1 pixels."""
    for dilation in (2, 3, draw.integer(4, 8)):
        compare.call(draw.integer(30, 50), draw.integer(2, 5), dilation=dilation)
    compare.call(draw.integer(9, 20), 1, 0, 1, 5)


@graded("conv_out_size")
def test_all_together(compare, draw):
    """Padding, stride and dilation work together."""
    for stride in (2, 3, 5):
        n, k = draw.integer(30, 60), draw.integer(2, 6)
        compare.call(n, k, draw.integer(1, 6), stride, draw.integer(2, 5))
    compare.call(17, 4, stride=3, dilation=2, padding=1)


@graded("conv_out_size")
def test_exact_fit(compare, draw):
    """A kernel as wide as the padded side has one place, whatever the stride; one pixel more makes it two."""
    k, stride = draw.integer(2, 9), draw.integer(2, 5)
    compare.call(k, k)
    compare.call(k, k, 0, stride)
    compare.call(k + 2, k + 4, 1, stride)
    compare.call(k + 1, k)
    compare.call(2 * k - 1 + stride, k, stride=stride, dilation=2)


@graded("conv_out_size")
def test_too_large_kernels(compare, draw):
    """A kernel that doesn't fit is refused with a ValueError, and one that just fits is not."""
    n = draw.integer(4, 9)
    compare.on("plain")(
        outcomes, cases=[[n, n + 1], [n, n], [n, 2], [n, n + 3, 1], [n, n + 2, 1], [n, n + 5]]
    )
    compare.on("plain")(outcomes, cases=[[5, 3, 0, 1, 3], [5, 3, 0, 1, 2], [9, 3, 1, 4, 3], [3, 2, 0, 1, 3]])
    compare.on("plain")(outcomes, cases=[[n, n + 1, 0, 2], [n, n + 2, 0, 9], [n, 1, 0, 2], [0, 1]])
