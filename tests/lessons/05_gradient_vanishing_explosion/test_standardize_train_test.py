import torch

from autograder.judge import graded

pytestmark = graded("standardize_train_test")

NAN = float("nan")


def tables(draw, rows, columns, others, mean=0.0, scale=1.0):
    """A training and a test table, whose columns have other means and spreads."""
    offset, spread = draw.normal(columns) + mean, draw.uniform(columns, low=1.0, high=4.0) * scale
    train, test = draw.normal(rows, columns), draw.normal(others, columns, mean=2.0, scale=2.0)
    if rows > 1:
        train[:2] = torch.tensor([[-1.5], [1.5]])  # so that no column is almost constant by chance
    return {"train": train * spread + offset, "test": test * spread + offset}


def test_training_statistics(compare, draw):
    """Both tables are standardised with mean and standard deviation of the training table alone."""
    compare.detached.call(**tables(draw, 7, 4, 5))
    compare.detached.call(**tables(draw, 4, 6, 30, scale=100.0))
    given = tables(draw, 5, 2, 1)
    given["test"] *= 50  # far from all that the training table has
    compare.detached.call(**given)


def test_sizes(compare, draw):
    """The tables may have any numbers of rows and columns, and one row or column too."""
    compare.detached.sizes(lambda rows, columns, others: tables(draw, rows, columns, others))


def test_missing_values(compare, draw):
    """Missing values don't count in the statistics of their column, and become 0 in both tables."""
    given = tables(draw, 9, 4, 6, mean=5.0)
    given["train"][2 + draw.permutation(7)[:4], 0] = NAN
    given["train"][2, 1] = NAN
    given["test"][draw.permutation(6)[:3], 0] = NAN
    given["test"][2:4, 3] = NAN
    compare.detached.call(**given)
    given = tables(draw, 12, 5, 10)
    for table in given.values():
        table[draw.mask(*table.shape, share=0.3)] = NAN
    given["train"][:3] = tables(draw, 3, 5, 1)["train"]
    compare.detached.call(**given)


def test_missing_rows(compare, draw):
    """A row may have no known value at all, in either table."""
    given = tables(draw, 6, 3, 4, mean=5.0)
    given["train"][draw.integer(2, 6)] = NAN
    given["test"][draw.integer(0, 4)] = NAN
    compare.detached.call(**given)


def test_constant_columns(compare, draw):
    """A column whose training values are all equal becomes 0 in both tables, also beside other columns."""
    given = tables(draw, 7, 4, 5)
    given["train"][:, 1] = float(draw.integer(3, 9))
    given["train"][:, 3] = 0.0
    compare.detached.call(**given)
    given["train"][2:5, 1] = NAN
    compare.detached.call(**given)
    given["train"][:2, 1:3] = NAN  # also in the first row
    compare.detached.call(**given)
    given["test"][:] = given["train"][:1]
    compare.detached.call(**given)
    for table in (given["train"], given["test"]):
        table.zero_()
        compare.detached.call(**given)


def test_large_constants(compare, draw):
    """A constant column may have large values of either sign, and missing ones beside them."""
    given = tables(draw, 7, 3, 5)
    given["train"][:, 1], given["train"][:, 2] = 2.0**35, -(2.0**35)
    given["train"][3:5, 1:] = NAN
    compare.detached.call(**given)


def test_rounded_means(compare, draw):
    """Equal numbers are a constant column too if their mean is rounded, as that of 0.1, 0.1 and 0.1."""
    for rows in (3, 7, 10, 23):
        given = tables(draw, rows, 5, 3)
        given["train"][:, 1:] = torch.tensor([0.1, 0.7, 1.3, 16.9]) * float(
            draw.uniform(1, low=1.0, high=2.0)
        )
        compare.detached.call(**given)


def test_hardly_any_value(compare, draw):
    """A column with no known training value, or with one, becomes 0 in both tables."""
    given = tables(draw, 5, 4, 6)
    given["train"][:, 0] = NAN
    given["train"][1:, 2] = NAN
    compare.detached.call(**given)
    given["test"][:, 0] = NAN
    given["test"][:3, 2] = NAN
    compare.detached.call(**given)


def test_two_values(compare, draw):
    """A column of two values, such as a category as 0 and 1, is standardised like any other."""
    given = tables(draw, 8, 3, 6)
    given["train"][:, 0] = draw.shuffled([0, 0, 0, 0, 0, 1, 1, 1])
    given["train"][:, 1] = draw.shuffled([0, 0, 0, 0, 0, 0, 0, 1])
    given["test"][:, :2] = draw.integers(0, 2, 6, 2).float()
    compare.detached.call(**given)


def test_far_from_zero(compare, draw):
    """A column whose mean is much larger than its spread keeps its precision."""
    years, small = draw.normal(60, 3), draw.normal(8, 3)
    compare.detached.call(years * 2.0 + 1976.0, draw.normal(5, 3) * 2.0 + 1976.0)
    small[:2] = torch.tensor([[-1.5], [1.5]])
    compare.detached.call(small * 1e-8, draw.normal(5, 3) * 1e-8)


def test_own_memory(compare, draw):
    """The results share no memory with the tables or with each other, and the tables don't change."""
    given = tables(draw, 4, 3, 4)
    given["train"][0, 0] = NAN
    compare.detached.apart(**given)


def test_whole_tensors(compare, draw):
    """All rows and columns are computed at once, without a Python loop."""
    compare.detached.vectorised(lambda rows, columns, others: tables(draw, rows, columns, others))
