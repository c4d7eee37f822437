import torch

from autograder.judge import graded
from autograder.judge.scenarios import in_half


@graded("standardize")
def test_rows(compare, draw):
    """Each slice gets the mean 0 and, up to eps, the variance 1."""
    compare.call(draw.normal(3, 7, mean=2.0, scale=3.0), 1)


@graded("standardize")
def test_any_dimension(compare, draw):
    """dim chooses the dimension; a negative one counts from the end."""
    compare.each({"x": draw.normal(2, 3, 4, 5, mean=30.0, scale=2.0)}, dim=(0, 1, 2, -1, -3))
    compare.each({"x": draw.normal(4, 4) + draw.normal(1, 4, scale=3.0)}, dim=(0, -1))
    compare.each({"x": draw.normal(9)}, dim=(0, -1))


@graded("standardize")
def test_eps(compare, draw):
    """eps is added to the variance, inside the root, and may be given."""
    x = draw.normal(3, 5)
    compare.each({"x": x, "dim": 0}, eps=(0.5, 4.0, 1e-3))
    compare.call(1e-8 * x, 0, eps=1e-16)
    compare.call(x, 1, 0.25)


@graded("standardize")
def test_small_deviations(compare, draw):
    """If the deviations are small, the default eps of 1e-5 decides how large the result is."""
    compare.call(draw.normal(4, 6, scale=1e-3), 1)
    compare.call(draw.normal(4, 6, scale=1e-6), 0)


@graded("standardize")
def test_large_mean(compare, draw):
    """A mean that is large beside the deviations costs no precision."""
    for mean in (1e4, -1e5):
        compare.call(draw.normal(4, 9, mean=mean), 1)
    compare.call(draw.normal(5, 4) + draw.normal(1, 4, scale=1e5), 0)


@graded("standardize")
def test_equal_entries(compare, draw):
    """A slice of equal integers gives 0 with a finite gradient, beside other slices."""
    x = draw.normal(4, 8)
    x[draw.integer(0, 4)] = draw.integer(-9, 9)
    compare.call(x, 1)
    compare.call(torch.zeros(3, 4), 0)


@graded("standardize")
def test_sizes(compare, draw):
    """A slice of one entry gives 0 with a finite gradient; other dimensions of size 1 or 0 stay."""
    compare.sizes(lambda rows, columns: {"x": draw.normal(rows, columns), "dim": 1})
    compare.each({"x": draw.normal(1, 5, 1)}, dim=(0, 1, -1))
    compare.call(draw.normal(0, 4), 1)


@graded("standardize")
def test_dtypes(compare, draw):
    """The result has the dtype of the input: float16 stays float16, and float64 stays float64."""
    compare.call(draw.normal(5, 3), 0)
    compare.on("plain")(in_half, function_="standardize", x=draw.normal(3, 5), dim=1)


@graded("standardize")
def test_whole_tensors(compare, draw):
    """All slices are standardized at once, without a Python loop."""
    compare.vectorised(lambda rows, columns: {"x": draw.normal(rows, columns, scale=0.01), "dim": 1})
