"""Checks to run while you work: run `pytest` in this folder. They don't decide your score: more checks run at
grading.

Each check is an example worked by hand. Its docstring says what is right and gives the formula. Then
`expect(call, result, calculation)` compares. You can retype the code that a failed check prints, after the
imports below.
"""

import sys
from pathlib import Path

import torch
from torch import tensor

from autograder.checks.expect import check, expect, expect_error

sys.path.insert(0, str(Path(__file__).parent))  # the module beside this file, from wherever pytest runs

from pytorch_basic import (
    batched_matmul,
    make_tensor,
    masked_mean,
    numeric_grad,
    one_hot,
    pairwise_sqdist,
    pick_per_row,
    standardize,
    topk_desc,
)

# make_tensor


@check
def test_make_tensor_of_integers():
    """Two lists of three integers give a table of int64."""
    expect(
        make_tensor([[1, 2, 3], [4, 5, 6]]),
        tensor([[1, 2, 3], [4, 5, 6]], dtype=torch.int64),
        "2 lists of 3 numbers have the shape [2, 3]; integers are int64.",
    )


@check
def test_make_tensor_of_one_float():
    """One float among integers makes all of them floats."""
    expect(
        make_tensor([2, 0.5]),
        tensor([2.0, 0.5], dtype=torch.float32),
        "The default dtype is float32.",
    )


@check
def test_make_tensor_to_integers():
    """dtype decides; an integer dtype has no fractions."""
    expect(
        make_tensor([1.75, -1.75], dtype=torch.int64),
        tensor([1, -1], dtype=torch.int64),
        "Cut 0.75 off 1.75, and -0.75 off -1.75.",
    )


@check
def test_make_tensor_fills_grad():
    """With requires_grad=True a backward pass fills grad.

    d(w_0^2 + w_1^2) / d w_i = 2 w_i
    """
    w = make_tensor([[3.0], [-2.0]], requires_grad=True)
    (w * w).sum().backward()
    expect(w.grad, tensor([[6.0], [-4.0]]), "2 * 3 = 6 and 2 * (-2) = -4.")


# pick_per_row


@check
def test_pick_per_row_of_a_table():
    """Each row has a column of its own.

    result[n] = x[n, idx[n]]
    """
    x = tensor([[10.0, 11.0, 12.0], [20.0, 21.0, 22.0]])
    idx = tensor([2, 0])
    expect(pick_per_row(x, idx), tensor([12.0, 20.0]), "x[0, 2] = 12 and x[1, 0] = 20.")


@check
def test_pick_per_row_of_one_row():
    """One row gives one entry, in a tensor with one dimension."""
    x = tensor([[5, 6, 7]])
    expect(pick_per_row(x, tensor([1])), tensor([6]), "x[0, 1] = 6.")


@check
def test_pick_per_row_has_a_gradient():
    """Only the picked entries have a slope."""
    x = tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
    picked = pick_per_row(x, tensor([1, 1]))
    (picked * tensor([5.0, 7.0])).sum().backward()
    expect(x.grad, tensor([[0.0, 5.0], [0.0, 7.0]]), "5 * x[0, 1] + 7 * x[1, 1] has the slopes 5 and 7.")


# one_hot


@check
def test_one_hot_of_a_vector():
    """Each class number becomes a row with a single 1."""
    expect(
        one_hot(tensor([2, 0]), 4),
        tensor([[0.0, 0.0, 1.0, 0.0], [1.0, 0.0, 0.0, 0.0]]),
        "4 classes are 4 columns; the 1 stands in the columns 2 and 0.",
    )


@check
def test_one_hot_of_a_number():
    """A single number gives a vector, here of integers."""
    expect(
        one_hot(tensor(1), 3, dtype=torch.int64),
        tensor([0, 1, 0], dtype=torch.int64),
        "[] becomes [3]; the 1 stands at place 1.",
    )


@check
def test_one_hot_of_a_table():
    """The classes become a new last dimension."""
    expect(
        one_hot(tensor([[1], [0]]), 2),
        tensor([[[0.0, 1.0]], [[1.0, 0.0]]]),
        "[2, 1] becomes [2, 1, 2].",
    )


# pairwise_sqdist


@check
def test_pairwise_sqdist_of_three_pairs():
    """Row m and column n belong to point m of a and point n of b.

    result[m, n] = sum_d (a[m, d] - b[n, d])^2
    """
    a = tensor([[0.0, 0.0]])
    b = tensor([[3.0, 4.0], [1.0, 0.0], [0.0, 0.0]])
    expect(pairwise_sqdist(a, b), tensor([[25.0, 1.0, 0.0]]), "9 + 16 = 25, 1 + 0 = 1 and 0 + 0 = 0.")


@check
def test_pairwise_sqdist_of_numbers():
    """With one feature, points are numbers.

    result[m, n] = sum_d (a[m, d] - b[n, d])^2
    """
    a, b = tensor([[0.0], [3.0]]), tensor([[1.0], [5.0]])
    expect(
        pairwise_sqdist(a, b),
        tensor([[1.0, 25.0], [4.0, 4.0]]),
        "(0 - 1)^2 = 1 and (0 - 5)^2 = 25; (3 - 1)^2 = 4 and (3 - 5)^2 = 4.",
    )


@check
def test_pairwise_sqdist_far_from_the_origin():
    """Points far from the origin, but near each other, have small distances.

    result[m, n] = sum_d (a[m, d] - b[n, d])^2
    """
    a = tensor([[10000.0], [10002.0]])
    b = tensor([[10001.0]])
    expect(pairwise_sqdist(a, b), tensor([[1.0], [1.0]]), "(-1)^2 = 1 and 1^2 = 1.")


@check
def test_pairwise_sqdist_of_other_features():
    """Points with different numbers of features have no distance."""
    with expect_error(ValueError, "3"):
        pairwise_sqdist(torch.zeros(2, 1), torch.zeros(2, 3))


# standardize


@check
def test_standardize_along_rows():
    """Each row is shifted and scaled on its own.

    result = (x - mean) / sqrt(var + eps)
    """
    x = tensor([[1.0, 3.0], [0.0, 10.0]])
    expect(
        standardize(x, dim=1, eps=3.0),
        tensor([[-1 / 2, 1 / 2], [-5 / 28**0.5, 5 / 28**0.5]]),
        "The means are 2 and 5, the variances 1 and 25. sqrt(1 + 3) = 2 and sqrt(25 + 3) = 5.292.",
    )


@check
def test_standardize_along_columns():
    """With dim=0 each column is shifted and scaled on its own.

    result = (x - mean) / sqrt(var + eps)
    """
    x = tensor([[1.0, 0.0], [3.0, 10.0]])
    expect(
        standardize(x, 0, 3.0),
        tensor([[-1 / 2, -5 / 28**0.5], [1 / 2, 5 / 28**0.5]]),
        "The means are 2 and 5, the variances 1 and 25. sqrt(1 + 3) = 2 and sqrt(25 + 3) = 5.292.",
    )


@check
def test_standardize_of_equal_entries():
    """Equal entries have no deviations.

    result = (x - mean) / sqrt(var + eps)
    """
    expect(standardize(tensor([4.0, 4.0, 4.0]), 0), tensor([0.0, 0.0, 0.0]), "4 - 4 = 0.")


# masked_mean


@check
def test_masked_mean_of_rows():
    """Only selected entries count, and only they are counted."""
    x = tensor([[1.0, 2.0, 6.0], [4.0, 8.0, 9.0]])
    mask = tensor([[True, False, True], [False, True, False]])
    expect(masked_mean(x, mask, dim=1), tensor([3.5, 8.0]), "(1 + 6) / 2 = 3.5 and 8 / 1 = 8.")


@check
def test_masked_mean_of_nothing():
    """A column without a selected entry has the mean 0."""
    x = tensor([[1.0, 2.0], [5.0, 4.0]])
    mask = tensor([[True, False], [True, False]])
    expect(masked_mean(x, mask, 0), tensor([3.0, 0.0]), "(1 + 5) / 2 = 3, and nothing is selected of 2, 4.")


@check
def test_masked_mean_beside_nan():
    """An entry that is not selected has no influence, even if it is NaN."""
    x = tensor([1.0, float("nan"), 3.0])
    expect(masked_mean(x, tensor([True, False, True]), 0), tensor(2.0), "(1 + 3) / 2 = 2.")


@check
def test_masked_mean_of_another_shape():
    """A mask of another shape is refused."""
    with expect_error(ValueError, "mask"):
        masked_mean(torch.zeros(2, 3), torch.tensor([[True], [False]]), 1)


# topk_desc


@check
def test_topk_desc_of_rows():
    """The largest entries of each row come first, with their columns."""
    x = tensor([[1.0, 9.0, 5.0], [8.0, 2.0, 7.0]])
    expect(
        topk_desc(x, 2),
        (tensor([[9.0, 5.0], [8.0, 7.0]]), tensor([[1, 2], [0, 2]])),
        "9 and 5 stand in the columns 1 and 2, 8 and 7 in the columns 0 and 2.",
    )


@check
def test_topk_desc_with_ties():
    """Of equal entries the one in the lowest column comes first."""
    x = tensor([[3, 7, 3, 7]])
    expect(
        topk_desc(x, 3),
        (tensor([[7, 7, 3]]), tensor([[1, 3, 0]])),
        "7 stands in the columns 1 and 3, and 3 in the columns 0 and 2.",
    )


@check
def test_topk_desc_of_too_many():
    """A row of two has no three largest entries."""
    with expect_error(ValueError, "3"):
        topk_desc(torch.zeros(4, 2), 3)


# batched_matmul


@check
def test_batched_matmul_of_a_row_and_a_table():
    """A row times a table is a row.

    result[i, m, n] = sum_k a[i, m, k] * b[i, k, n]
    """
    a = tensor([[[1.0, 2.0]]])
    b = tensor([[[3.0, 4.0, 5.0], [6.0, 7.0, 8.0]]])
    expect(
        batched_matmul(a, b),
        tensor([[[15.0, 18.0, 21.0]]]),
        "1 * 3 + 2 * 6 = 15, 1 * 4 + 2 * 7 = 18 and 1 * 5 + 2 * 8 = 21.",
    )


@check
def test_batched_matmul_of_two_pairs():
    """Each matrix of a meets its own matrix of b.

    result[i, m, n] = sum_k a[i, m, k] * b[i, k, n]
    """
    a = tensor([[[1.0, 2.0]], [[0.0, 3.0]]])
    b = tensor([[[4.0], [5.0]], [[6.0], [7.0]]])
    expect(batched_matmul(a, b), tensor([[[14.0]], [[21.0]]]), "1 * 4 + 2 * 5 = 14 and 0 * 6 + 3 * 7 = 21.")


@check
def test_batched_matmul_of_sizes_that_differ():
    """Matrices with different K have no product."""
    with expect_error(ValueError, "5"):
        batched_matmul(torch.zeros(2, 3, 1), torch.zeros(2, 5, 4))


# numeric_grad


@check
def test_numeric_grad_of_a_sum_of_squares():
    """For squares the central difference is exact up to rounding.

    result[i] = (f(x + eps * e_i) - f(x - eps * e_i)) / (2 * eps)
    """
    x = tensor([[3.0, -1.0]], dtype=torch.float64)
    found = numeric_grad(lambda point: point.square().sum(), x)
    expect(
        found.round(decimals=4), tensor([[6.0, -2.0]], dtype=torch.float64), "2 * 3 = 6 and 2 * (-1) = -2."
    )


@check
def test_numeric_grad_with_a_large_step():
    """For a cube, the step shows.

    result[i] = (f(x + eps * e_i) - f(x - eps * e_i)) / (2 * eps)
    """
    x = tensor([1.0], dtype=torch.float64)
    expect(
        numeric_grad(lambda point: (point**3).sum(), x, eps=1.0),
        tensor([4.0], dtype=torch.float64),
        "f(2) = 8 and f(0) = 0; so (8 - 0) / 2 = 4.",
    )


@check
def test_numeric_grad_of_float32():
    """float32 is too coarse for a small step."""
    with expect_error(ValueError, "float64"):
        numeric_grad(lambda point: point.sum(), tensor([1.0, 2.0]))
