import torch

from autograder.judge import graded
from autograder.judge.scenarios import in_half

pytestmark = graded("corr1d")


def one_learns(lesson, X, K, which):
    """One of the two is data that requires no gradient; the other one learns."""
    return lesson.corr1d(X.detach(), K) if which == "K" else lesson.corr1d(X, K.detach())


def test_windows(compare, draw):
    """Each number of the result is the sum of a window times the kernel, which is not flipped."""
    compare.call(draw.normal(9), draw.normal(3))
    compare.call(draw.normal(8), draw.normal(4))


def test_kernel_as_long_as_the_sequence(compare, draw):
    """A kernel of the sequence's length gives one number, in one dimension; one entry shorter gives two."""
    compare.call(draw.normal(5), draw.normal(5))
    compare.call(draw.normal(5), draw.normal(4))


def test_kernel_of_one_entry(compare, draw):
    """A kernel of one entry multiplies each number, also if it is 1, or if there is one number only."""
    compare.call(draw.normal(6), draw.normal(1))
    compare.call(draw.normal(1), draw.normal(1))
    compare.call(draw.normal(6), torch.ones(1))


def test_two_numbers(compare, draw):
    """Shortest sequences are right, and so are those of which the kernel is half."""
    compare.call(draw.normal(2), draw.normal(1))
    compare.call(draw.normal(2), draw.normal(2))
    compare.call(draw.normal(3), draw.normal(2))


def test_one_of_them_learns(compare, draw):
    """The gradient reaches the kernel if the sequence is data, and the sequence if the kernel is."""
    for which in ("X", "K"):
        compare(one_learns, X=draw.normal(7), K=draw.normal(3), which=which)


def test_scales(compare, draw):
    """Tiny and huge numbers keep their precision, all may be 0, and float16 stays float16."""
    for scale in (0.0, 1e-6, 1e8):
        compare.call(draw.normal(6, scale=scale), draw.normal(2, scale=scale))
    compare.on("plain")(in_half, function_="corr1d", X=draw.normal(7), K=draw.normal(2))


def test_long_sequences(compare, draw):
    """Thousands of numbers and hundreds of entries are right too."""
    compare.call(draw.normal(2600), draw.normal(3))
    compare.call(draw.normal(300), draw.normal(270))


def test_whole_tensors(compare, draw):
    """All places of the kernel are computed at once, without a Python loop over them."""
    compare.vectorised(lambda numbers: {"X": draw.normal(numbers + 2), "K": draw.normal(3)})
