import torch

from autograder.judge import graded


@graded("pick_per_row")
def test_rows(compare, draw):
    """Each row gives its own entry, in one dimension."""
    compare.call(draw.normal(5, 7), draw.integers(0, 7, 5))


@graded("pick_per_row")
def test_many_rows_or_many_columns(compare, draw):
    """There may be more rows than columns or the reverse; columns may repeat, or stay unused."""
    compare.call(draw.normal(11, 3), draw.integers(0, 3, 11))
    compare.call(draw.normal(3, 300), draw.integers(256, 300, 3))
    compare.call(draw.normal(6, 4), idx=torch.tensor([0, 3])[draw.permutation(6) % 2])


@graded("pick_per_row")
def test_sizes(compare, draw):
    """The dimensions are not confused. One row gives one entry, and no row gives none."""
    compare.sizes(
        lambda rows, columns: {"x": draw.normal(rows, columns), "idx": draw.integers(0, columns, rows)}
    )
    compare.call(draw.normal(5, 5), draw.permutation(5).roll(1))
    compare.call(draw.normal(0, 4), torch.zeros(0, dtype=torch.int64))


@graded("pick_per_row")
def test_other_dtypes(compare, draw):
    """Integers stay exact, bools stay bools, float16 stays float16, and complex numbers keep both parts."""
    idx = draw.integers(0, 5, 4)
    compare.call(draw.integers(-(2**62), 2**62, 4, 5), idx)
    compare.call(draw.mask(4, 5).index_fill(1, torch.tensor([2]), True), torch.tensor([2, 0, 2, 1]))
    compare.call(draw.integers(-99, 99, 4, 5).to(torch.int8), idx)
    compare.call(draw.normal(4, 5).half(), idx)
    compare.call(torch.complex(draw.normal(4, 5), draw.normal(4, 5)), idx)


@graded("pick_per_row")
def test_infinite_entries(compare, draw):
    """An entry may be infinite. One that is not picked has no influence, even if it is infinite or NaN."""
    x, idx = draw.normal(6, 5), draw.integers(0, 5, 6)
    masked = x.masked_fill(draw.mask(6, 5), -torch.inf)
    masked[draw.integer(0, 6)] = -torch.inf  # so that one is picked
    compare.call(masked, idx)
    beside = torch.nn.functional.one_hot((idx + draw.integer(1, 5)) % 5, 5).bool()
    for strange in (torch.nan, torch.inf, -torch.inf):
        compare.call(x.masked_fill(beside, strange), idx)


@graded("pick_per_row")
def test_whole_tensors(compare, draw):
    """All rows are picked from at once, without a Python loop."""
    compare.vectorised(
        lambda rows, columns: {"x": draw.normal(rows, columns), "idx": draw.integers(0, 4, rows)}
    )
