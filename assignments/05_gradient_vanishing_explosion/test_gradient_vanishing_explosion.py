"""Checks to run while you work: run `pytest` in this folder. They don't decide your score: more checks run at
grading.

Each check is an example worked by hand. Its docstring says what is right and gives the formula. Then
`expect(call, result, calculation)` compares. Pairs after these are wrong results, each with its likely cause;
likely_mistakes.json has more. You can retype the code that a failed check prints, after the imports below.
"""

import math
import sys
from math import e, log, nan
from pathlib import Path

import torch
from torch import nn, tensor

from autograder.checks.expect import check, expect, expect_error

sys.path.insert(0, str(Path(__file__).parent))  # the module beside this file, from wherever pytest runs

from gradient_vanishing_explosion import (
    clip_grad_norm_,
    fan_in_out,
    kaiming_normal_,
    layer_grad_norms,
    log_rmse,
    product_norms,
    standardize_train_test,
    xavier_uniform_,
)

# fan_in_out


@check
def test_fan_in_out_of_a_linear_layer():
    """The weight of a linear layer with 5 inputs and 3 outputs has the shape [3, 5].

    fan_in = I and fan_out = O for the shape [O, I]
    """
    expect(fan_in_out([3, 5]), (5, 3), "Each output sums 5 inputs, and each input reaches 3 outputs.")


@check
def test_fan_in_out_of_a_convolution():
    """In a convolution, all places of the kernel count.

    fan_in = I * (the places of the kernel) and fan_out = O * (the places of the kernel)
    """
    expect(
        fan_in_out([4, 2, 3, 5]),
        (30, 60),
        "The kernel has 3 * 5 = 15 places; 2 * 15 = 30 and 4 * 15 = 60.",
    )


@check
def test_fan_in_out_of_one_sided_kernel():
    """A kernel may have one side only, as for sound or text.

    fan_in = I * (the places of the kernel) and fan_out = O * (the places of the kernel)
    """
    expect(fan_in_out([2, 6, 7]), (42, 14), "The kernel has 7 places; 6 * 7 = 42 and 2 * 7 = 14.")


@check
def test_fan_in_out_refuses_a_bias():
    """The shape of a bias has one number, so it has no fans."""
    with expect_error(ValueError, "shape"):
        fan_in_out([4])


# xavier_uniform_


@check
def test_xavier_uniform_has_its_bound():
    """The entries fill the range from -a to a, and no entry is beyond.

    a = gain * sqrt(6 / (fan_in + fan_out))
    """
    w = torch.zeros(200, 400)
    xavier_uniform_(w, generator=torch.Generator().manual_seed(1))
    expect(
        (w.min().round(decimals=3), w.max().round(decimals=3)),
        (tensor(-0.1), tensor(0.1)),
        "sqrt(6 / (400 + 200)) = sqrt(0.01) = 0.1; of 80000 entries some are near to it.",
    )


@check
def test_xavier_uniform_of_a_kernel():
    """The fans count the places of a kernel, and the gain multiplies the bound.

    a = gain * sqrt(6 / (fan_in + fan_out))
    """
    w = torch.zeros(100, 50, 2, 2)
    xavier_uniform_(w, gain=2.0, generator=torch.Generator().manual_seed(1))
    expect(
        w.abs().max().round(decimals=3),
        tensor(0.2),
        "The fans are 50 * 4 = 200 and 100 * 4 = 400: 2 * sqrt(6 / 600) = 0.2.",
    )


@check
def test_xavier_uniform_fills_the_weight_itself():
    """The weight of the layer is filled and returned; it still requires gradients."""
    layer = nn.Linear(3, 2)
    result = xavier_uniform_(layer.weight)
    expect((result is layer.weight, result.requires_grad), (True, True))


@check
def test_xavier_uniform_follows_its_generator():
    """The same seed gives the same numbers, and the next call gives others."""
    generator = torch.Generator().manual_seed(5)
    first = xavier_uniform_(torch.zeros(3, 2), generator=generator)
    second = xavier_uniform_(torch.zeros(3, 2), generator=generator)
    generator = torch.Generator().manual_seed(5)
    again = xavier_uniform_(torch.zeros(3, 2), generator=generator)
    expect((torch.equal(first, again), torch.equal(first, second)), (True, False))


# kaiming_normal_


@check
def test_kaiming_normal_has_its_deviation():
    """By default the deviation depends on the number of inputs alone.

    std = sqrt(2 / ((1 + a^2) * fan_in))
    """
    w = torch.zeros(500, 200)
    kaiming_normal_(w, generator=torch.Generator().manual_seed(1))
    expect(
        (w.mean().abs().round(decimals=2), w.std().round(decimals=2)),
        (tensor(0.0), tensor(0.1)),
        "sqrt(2 / 200) = 0.1, and the mean is 0.",
    )


@check
def test_kaiming_normal_of_the_outputs():
    """With mode='fan_out' the number of outputs counts, times the places of the kernel.

    std = sqrt(2 / ((1 + a^2) * fan_out))
    """
    w = torch.zeros(50, 300, 2, 2)
    generator = torch.Generator().manual_seed(1)
    kaiming_normal_(w, mode="fan_out", generator=generator)
    expect(w.std().round(decimals=2), tensor(0.1), "fan_out = 50 * 4 = 200, and sqrt(2 / 200) = 0.1.")


@check
def test_kaiming_normal_with_a_slope():
    """A slope of 1 is no activation function at all: the factor of 2 is gone.

    std = sqrt(2 / ((1 + a^2) * fan_in))
    """
    w = torch.zeros(500, 100)
    kaiming_normal_(w, a=1.0, generator=torch.Generator().manual_seed(1))
    expect(w.std().round(decimals=2), tensor(0.1), "sqrt(2 / ((1 + 1) * 100)) = sqrt(1 / 100) = 0.1.")


@check
def test_kaiming_normal_refuses_other_modes():
    """There are two modes. Any other one raises a ValueError that names it."""
    with expect_error(ValueError, "fan_avg"):
        kaiming_normal_(torch.zeros(2, 2), mode="fan_avg")


# clip_grad_norm_


def with_grads(*grads):
    """Return a parameter for each gradient."""
    params = [torch.zeros_like(grad).requires_grad_() for grad in grads]
    for p, grad in zip(params, grads, strict=True):
        p.grad = grad
    return params


@check
def test_clip_grad_norm_scales_all_gradients():
    """If the norm of all gradients together is too large, all are multiplied by the same factor.

    total = sqrt(sum_i g_i^2) over all entries, and the factor is max_norm / total
    """
    params = with_grads(tensor([2.0, 4.0]), tensor([4.0]))
    total = clip_grad_norm_(params, 3.0)
    expect(
        (total, params[0].grad, params[1].grad),
        (tensor(6.0), tensor([1.0, 2.0]), tensor([2.0])),
        "sqrt(4 + 16 + 16) = 6 > 3, so the factor is 3 / 6.",
    )


@check
def test_clip_grad_norm_leaves_small_gradients():
    """Gradients whose norm is small enough do not change.

    total = sqrt(sum_i g_i^2) over all entries
    """
    params = with_grads(tensor([2.0, 4.0]), tensor([4.0]))
    total = clip_grad_norm_(params, 10.0)
    expect(
        (total, params[0].grad, params[1].grad),
        (tensor(6.0), tensor([2.0, 4.0]), tensor([4.0])),
        "sqrt(4 + 16 + 16) = 6 <= 10.",
    )


@check
def test_clip_grad_norm_with_the_largest_entry():
    """For norm_type=math.inf the norm is the size of the largest entry.

    total = max_i |g_i|, and the factor is max_norm / total
    """
    params = with_grads(tensor([[1.0, -8.0]]), tensor([2.0]))
    total = clip_grad_norm_(params, 4.0, norm_type=math.inf)
    expect(
        (total, params[0].grad, params[1].grad),
        (tensor(8.0), tensor([[0.5, -4.0]]), tensor([1.0])),
        "The largest size is 8 > 4, so the factor is 4 / 8.",
    )


@check
def test_clip_grad_norm_skips_parameters_without_gradient():
    """A parameter without gradient is skipped, and the parameters may come from a generator."""
    params = with_grads(tensor([3.0]), tensor([4.0]))
    params.insert(0, torch.zeros(2, requires_grad=True))
    total = clip_grad_norm_((p for p in params), 1.0)
    expect(
        (total, params[0].grad, params[1].grad, params[2].grad),
        (tensor(5.0), None, tensor([0.6]), tensor([0.8])),
        "sqrt(9 + 16) = 5 > 1, so the factor is 1 / 5.",
    )


# layer_grad_norms


@check
def test_layer_grad_norms_of_a_linear_layer():
    """Each parameter has the norm of its own gradient.

    norm = sqrt(sum_i (d loss / d p_i)^2)
    """
    model = nn.Linear(2, 1)
    loss = model(tensor([[3.0, 4.0]])).sum()
    expect(
        layer_grad_norms(model, loss),
        {"weight": 5.0, "bias": 1.0},
        "loss = 3 w_0 + 4 w_1 + b; so the gradients are (3, 4) and 1. sqrt(9 + 16) = 5.",
        ({"weight": 25.0, "bias": 1.0}, "These are the sums of squares; take their roots."),
    )


@check
def test_layer_grad_norms_leaves_no_trace():
    """No .grad changes, and the loss keeps its graph."""
    model = nn.Linear(2, 1)
    model.bias.grad = tensor([7.0])
    loss = model(tensor([[3.0, 4.0]])).sum()
    layer_grad_norms(model, loss)
    before = model.weight.grad, model.bias.grad.item()
    loss.backward()
    expect(
        (before, model.weight.grad, model.bias.grad),
        ((None, 7.0), tensor([[3.0, 4.0]]), tensor([8.0])),
        "loss.backward() comes after the call: it puts (3, 4) into the first and adds 1 to 7.",
    )


@check
def test_layer_grad_norms_of_frozen_and_unused():
    """A frozen parameter is left out, and one that the loss does not depend on has 0.0."""
    model = nn.Sequential(nn.Linear(1, 1), nn.Linear(1, 1))
    model[0].bias.requires_grad_(False)
    loss = model[0](tensor([[2.0]])).sum()
    expect(
        layer_grad_norms(model, loss),
        {"0.weight": 2.0, "1.weight": 0.0, "1.bias": 0.0},
        "loss = 2 w + b of the first layer, whose b is frozen.",
    )


# log_rmse


@check
def test_log_rmse_of_powers():
    """The error is that of the logarithms.

    log_rmse = sqrt(mean_n (log pred_n - log y_n)^2)
    """
    pred, y = tensor([[e], [e**4]]), tensor([[e**2], [e**3]])
    expect(
        log_rmse(pred, y),
        tensor(1.0),
        "The logarithms are 1, 4 and 2, 3. Both differences have the size 1, and sqrt((1 + 1) / 2) = 1.",
    )


@check
def test_log_rmse_clamps_predictions():
    """A prediction below 1 counts as 1, whose logarithm is 0.

    log_rmse = sqrt(mean_n (log max(pred_n, 1) - log y_n)^2)
    """
    pred, y = tensor([[-5.0], [2.0]]), tensor([[4.0], [2.0]])
    expect(
        log_rmse(pred, y),
        tensor(log(4) / 2**0.5),
        "log 1 - log 4 = -log 4 and log 2 - log 2 = 0; sqrt((log 4)^2 / 2) = 0.980.",
    )


@check
def test_log_rmse_does_not_clamp_targets():
    """Targets may be below 1.

    log_rmse = sqrt(mean_n (log max(pred_n, 1) - log y_n)^2)
    """
    pred, y = tensor([[2.0]]), tensor([[0.5]])
    expect(log_rmse(pred, y), tensor(log(4)), "log 2 - log 1/2 = log 4 = 1.386.")


@check
def test_log_rmse_refuses_other_shapes():
    """A column and a vector differ in shape. Broadcasting would make a table of them."""
    with expect_error(ValueError, "shape"):
        log_rmse(tensor([[2.0], [3.0]]), tensor([2.0, 3.0]))


# standardize_train_test


@check
def test_standardize_train_test_takes_the_training_table():
    """Mean and standard deviation are those of the training table, for both tables.

    z = (x - mean) / std, where the variance is the mean of the squared differences from the mean
    """
    train, test = tensor([[1.0], [3.0], [1.0], [3.0]]), tensor([[4.0], [2.0]])
    expect(
        standardize_train_test(train, test),
        (tensor([[-1.0], [1.0], [-1.0], [1.0]]), tensor([[2.0], [0.0]])),
        "The mean is 2, and all differences have the size 1, so std is 1.",
    )


@check
def test_standardize_train_test_with_missing_values():
    """A missing value does not count in the statistics, and becomes 0.

    z = (x - mean) / std of the known values, and z = 0 for a missing value
    """
    train, test = tensor([[2.0], [nan], [6.0]]), tensor([[nan], [8.0]])
    expect(
        standardize_train_test(train, test),
        (tensor([[-1.0], [0.0], [1.0]]), tensor([[0.0], [2.0]])),
        "The known values 2 and 6 have the mean 4 and std 2; (8 - 4) / 2 = 2.",
    )


@check
def test_standardize_train_test_with_a_constant_column():
    """A column whose training values are all equal becomes 0 in both tables.

    z = (x - mean) / std, and z = 0 in a constant column
    """
    train, test = tensor([[0.0, 5.0], [2.0, 5.0]]), tensor([[3.0, 9.0]])
    expect(
        standardize_train_test(train, test),
        (tensor([[-1.0, 0.0], [1.0, 0.0]]), tensor([[2.0, 0.0]])),
        "The first column has mean 1 and std 1. The second one is constant.",
    )


# product_norms


@check
def test_product_norms_of_numbers():
    """With a width of 1, the norms are sizes of products of numbers: proportional to std, std^2, std^3.

    P_k = W_k P_(k-1), and the entries of each W_k are proportional to std
    """
    small = product_norms(3, 1, 1.0, torch.Generator().manual_seed(1))
    large = product_norms(3, 1, 10.0, torch.Generator().manual_seed(1))
    expect(
        (large / small).round(decimals=6),
        tensor([10.0, 100.0, 1000.0], dtype=torch.float64),
        "The same seed gives the same numbers, so the norms differ by 10, 10^2 and 10^3.",
    )


@check
def test_product_norms_of_one_matrix():
    """The first norm is that of one matrix: the root of the sum of its squared entries.

    ||P_1||^2 = the sum of width^2 squares, each std^2 on average
    """
    norms = product_norms(1, 300, 2.0, torch.Generator().manual_seed(1))
    expect(
        (norms / 600).round(decimals=1),
        tensor([1.0], dtype=torch.float64),
        "300^2 squares of 4 on average: sqrt(300^2 * 4) = 600.",
    )


@check
def test_product_norms_that_are_too_large():
    """Norms that don't fit into float64 are inf, never NaN. Those before are ordinary numbers."""
    norms = product_norms(600, 2, 1e3, torch.Generator().manual_seed(1))
    expect(
        (norms[:50].isfinite().all(), norms[-1], norms.isnan().any()),
        (tensor(True), tensor(math.inf, dtype=torch.float64), tensor(False)),
        "float64 ends at 1.8e308, and 1000^600 = 1e1800.",
    )


@check
def test_product_norms_draws_the_next_numbers():
    """A second call with one generator gives other numbers."""
    generator = torch.Generator().manual_seed(5)
    first = product_norms(2, 3, 1.0, generator)
    second = product_norms(2, 3, 1.0, generator)
    expect(bool((first == second).any()), False, "Two random numbers are hardly ever equal.")
