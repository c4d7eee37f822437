import torch

from autograder.judge import graded
from autograder.judge.scenarios import in_half, refusal


def padded(lesson, x, mask, padding):
    """The means of rows where each entry that is not selected is this number."""
    return lesson.masked_mean(x.masked_fill(~mask, padding), mask, 1)


def refusals(lesson, x, mask):
    masks = {
        "a mask of one column": mask[:, :1],
        "a mask of one row": mask[0],
        "a transposed mask": mask.T,
        "a mask without dimensions": mask[0, 0],
    }
    said = {name: refusal(ValueError, "mask", lesson.masked_mean, x, m, 1) for name, m in masks.items()}
    said["no rows, and a mask of one column"] = refusal(
        ValueError, "mask", lesson.masked_mean, x[:0], mask[:0, :1], 1
    )
    # Here x would be broadcast to the shape of the mask.
    said["an x of one row"] = refusal(ValueError, "mask", lesson.masked_mean, x[:1], mask, 0)
    return {**said, "the result of a right call": lesson.masked_mean(x, mask, 0)}


@graded("masked_mean")
def test_rows(compare, draw):
    """Each row gives the mean of its selected entries."""
    compare.call(draw.normal(4, 7, mean=3.0), draw.mask(4, 7), 1)


@graded("masked_mean")
def test_any_dimension(compare, draw):
    """dim chooses the dimension; a negative one counts from the end. A vector gives a single number."""
    compare.each({"x": draw.normal(2, 3, 4, 5), "mask": draw.mask(2, 3, 4, 5)}, dim=(0, 1, 2, -1, -3))
    compare.each(
        {"x": draw.normal(5, 5), "mask": torch.arange(5) <= draw.permutation(5)[:, None]}, dim=(0, -1)
    )
    compare.each({"x": draw.normal(9), "mask": draw.permutation(9) > 3}, dim=(0, -1))


@graded("masked_mean")
def test_nothing_selected(compare, draw):
    """A slice without a selected entry gives 0 with a gradient of 0, beside slices with one or all."""
    mask = torch.arange(6) < torch.tensor([[0], [1], [6], [3]])[draw.permutation(4)]
    compare.call(draw.normal(4, 6), mask, 1)
    compare.call(draw.normal(3, 2), torch.zeros(3, 2, dtype=torch.bool), 0)


@graded("masked_mean")
def test_zeros_count(compare, draw):
    """A selected entry of 0 counts, and so do entries that cancel out."""
    x = draw.integers(-1, 2, 5, 8).float()
    compare.call(x, draw.mask(5, 8, share=0.7), 1)


@graded("masked_mean")
def test_padding(compare, draw):
    """Entries that are not selected have no influence, even if they are infinite, NaN or huge."""
    x, mask = draw.normal(5, 6), draw.mask(5, 6)
    mask[0] = False
    compare(padded, x=x, mask=mask, padding=1e30)  # not in the inputs, whose scale decides the tolerance
    for strange in (torch.nan, torch.inf, -torch.inf):
        compare.call(x.masked_fill(~mask, strange), mask, 1)


@graded("masked_mean")
def test_sizes(compare, draw):
    """Only dim is removed, other dimensions of size 1 stay, and any size may be 0."""
    compare.sizes(
        lambda rows, columns: {"x": draw.normal(rows, columns), "mask": draw.mask(rows, columns), "dim": 1}
    )
    compare.each({"x": draw.normal(1, 5, 1), "mask": draw.mask(1, 5, 1)}, dim=(0, 1, -1))
    compare.each({"x": draw.normal(0, 4), "mask": draw.mask(0, 4)}, dim=(0, 1))


@graded("masked_mean")
def test_long_slices(compare, draw):
    """Slices of many entries are divided by the right number."""
    compare.call(draw.normal(2, 4000, mean=1.0), draw.mask(2, 4000, share=0.8), 1)


@graded("masked_mean")
def test_dtypes(compare, draw):
    """The result has the dtype of the input: float16 stays float16, and float64 stays float64."""
    compare.call(draw.normal(6, 4), draw.mask(6, 4), 0)
    compare.on("plain")(in_half, function_="masked_mean", x=draw.normal(4, 6), mask=draw.mask(4, 6), dim=1)


@graded("masked_mean")
def test_another_shape(compare, draw):
    """A mask of another shape raises ValueError, even if it could be broadcast."""
    compare(refusals, x=draw.normal(4, 6), mask=draw.mask(4, 6, share=0.7))


@graded("masked_mean")
def test_whole_tensors(compare, draw):
    """All slices are averaged at once, without a Python loop."""
    compare.vectorised(
        lambda rows, columns: {
            "x": draw.normal(rows, columns),
            "mask": draw.mask(rows, columns).index_fill(1, torch.tensor([0]), True),
            "dim": 1,
        }
    )
