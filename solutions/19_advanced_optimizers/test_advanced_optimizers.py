"""Checks to run while you work: run `pytest` in this folder. They don't decide your score: more checks run at
grading.

Each check is an example worked by hand. Its docstring says what is right and gives the formula. Then
`expect(call, result, calculation)` compares. Pairs after these are wrong results, each with its likely cause;
likely_mistakes.json has more. You can retype the code that a failed check prints, after the imports below.
"""

import sys
from math import sqrt
from pathlib import Path

import torch
from torch import tensor

from autograder.checks.expect import check, expect, expect_error

sys.path.insert(0, str(Path(__file__).parent))  # the module beside this file, from wherever pytest runs

from advanced_optimizers import (
    adadelta_,
    adagrad_,
    adam_,
    adamw_,
    condition_number,
    ema,
    rmsprop_,
    sgd_momentum_,
)

UNMOVED = "theta did not change: nothing was written into it."
UPHILL = "The step goes uphill: subtract it."

# sgd_momentum_


@check
def test_sgd_momentum_two_steps():
    """The buffer remembers the gradients of earlier steps.

    b = momentum * b + g, and b = g at the first step
    theta = theta - lr * b
    """
    theta, bufs = tensor([1.0], requires_grad=True), [None]
    theta.grad = tensor([2.0])
    sgd_momentum_([theta], bufs, lr=0.1, momentum=0.5)
    expect((theta, bufs[0]), (tensor([0.8]), tensor([2.0])), "b = 2 and theta = 1 - 0.1 * 2 = 0.8.")
    theta.grad = tensor([1.0])
    sgd_momentum_([theta], bufs, lr=0.1, momentum=0.5)
    expect(
        (theta, bufs[0]),
        (tensor([0.6]), tensor([2.0])),
        "b = 0.5 * 2 + 1 = 2 and theta = 0.8 - 0.1 * 2 = 0.6.",
        ((tensor([0.7]), tensor([1.0])), "The buffer of the step before is forgotten: b = 1."),
    )


@check
def test_sgd_momentum_dampening_begins_at_the_second_step():
    """Dampening keeps a part of the gradient out of the buffer, but not at the first step.

    b = momentum * b + (1 - dampening) * g, and b = g at the first step
    """
    theta, bufs = tensor([1.0], requires_grad=True), [None]
    theta.grad = tensor([2.0])
    sgd_momentum_([theta], bufs, lr=0.1, momentum=0.5, dampening=0.75)
    expect(bufs[0], tensor([2.0]), "At the first step b = g = 2.")
    sgd_momentum_([theta], bufs, lr=0.1, momentum=0.5, dampening=0.75)
    expect(
        bufs[0],
        tensor([1.5]),
        "b = 0.5 * 2 + 0.25 * 2 = 1.5.",
        (tensor([2.5]), "The factor is 1 - dampening; here b = 0.5 * 2 + 0.75 * 2."),
    )


@check
def test_sgd_momentum_nesterov():
    """Nesterov's step looks ahead along the buffer.

    theta = theta - lr * (g + momentum * b)
    """
    theta = tensor([1.0], requires_grad=True)
    theta.grad = tensor([2.0])
    sgd_momentum_([theta], [None], lr=0.1, momentum=0.5, nesterov=True)
    expect(
        theta,
        tensor([0.7]),
        "b = 2, and theta = 1 - 0.1 * (2 + 0.5 * 2) = 0.7.",
        (tensor([0.6]), "Here b is added without the factor momentum."),
    )


@check
def test_sgd_momentum_refuses_nesterov_with_dampening():
    """nesterov with dampening raises a ValueError."""
    theta = tensor([1.0], requires_grad=True)
    theta.grad = tensor([2.0])
    with expect_error(ValueError):
        sgd_momentum_([theta], [None], 0.1, 0.5, dampening=0.5, nesterov=True)


@check
def test_sgd_momentum_skips_and_leaves_alone():
    """A parameter without gradient is skipped, and weight decay does not change .grad.

    d = g + weight_decay * theta
    """
    still = tensor([1.0, 2.0], requires_grad=True)
    theta, bufs = tensor([1.0], requires_grad=True), [None, None]
    theta.grad = tensor([2.0])
    sgd_momentum_([still, theta], bufs, lr=0.1, momentum=0.5, weight_decay=1.0)
    expect(
        (still, bufs[0]),
        (tensor([1.0, 2.0]), None),
        "still.grad is None: neither it nor its buffer changes.",
    )
    expect(
        (theta, theta.grad),
        (tensor([0.7]), tensor([2.0])),
        "d = 2 + 1 * 1 = 3 and theta = 1 - 0.1 * 3 = 0.7. Its gradient is 2 as before.",
    )


# adagrad_


@check
def test_adagrad_two_steps():
    """The larger the past gradients of a coordinate, the smaller its steps.

    s = s + g^2
    theta = theta - lr * g / (sqrt(s) + eps)
    """
    theta, sums = tensor([5.0], requires_grad=True), [torch.zeros(1)]
    theta.grad = tensor([3.0])
    adagrad_([theta], sums, lr=1.0)
    expect(
        (theta, sums[0]),
        (tensor([4.0]), tensor([9.0])),
        "s = 0 + 3^2 = 9 and theta = 5 - 3 / 3 = 4.",
        ((tensor([2.0]), tensor([9.0])), "g is not divided: 5 - 3."),
    )
    theta.grad = tensor([4.0])
    adagrad_([theta], sums, lr=1.0)
    expect((theta, sums[0]), (tensor([3.2]), tensor([25.0])), "s = 9 + 4^2 = 25 and theta = 4 - 4 / 5 = 3.2.")


@check
def test_adagrad_eps_is_outside_the_root():
    """eps prevents 0/0 where all gradients were 0.

    theta = theta - lr * g / (sqrt(s) + eps)
    """
    theta = tensor([5.0, 5.0], requires_grad=True)
    theta.grad = tensor([3.0, 0.0])
    adagrad_([theta], [torch.zeros(2)], lr=1.0, eps=1.0)
    expect(theta, tensor([4.25, 5.0]), "5 - 3 / (sqrt(9) + 1) = 4.25, and 5 - 0 / (0 + 1) = 5.")


@check
def test_adagrad_skips_a_parameter_without_gradient():
    """A parameter without gradient does not change, and its sum does not either.

    s = s + g^2, where there is a gradient
    """
    still, sums = tensor([5.0], requires_grad=True), [tensor([9.0])]
    adagrad_([still], sums, lr=1.0)
    expect((still, sums[0]), (tensor([5.0]), tensor([9.0])), "still.grad is None.")


# rmsprop_


@check
def test_rmsprop_two_steps():
    """The average of squared gradients forgets old gradients.

    s = alpha * s + (1 - alpha) * g^2
    theta = theta - lr * g / (sqrt(s) + eps)
    """
    theta, sq = tensor([5.0], requires_grad=True), [torch.zeros(1)]
    theta.grad = tensor([2.0])
    rmsprop_([theta], sq, lr=1.0, alpha=0.75)
    expect(
        (theta, sq[0]),
        (tensor([3.0]), tensor([1.0])),
        "s = 0.75 * 0 + 0.25 * 2^2 = 1 and theta = 5 - 2 / 1 = 3.",
    )
    theta.grad = tensor([1.0])
    rmsprop_([theta], sq, lr=1.0, alpha=0.75)
    expect(
        (theta, sq[0]),
        (tensor([2.0]), tensor([1.0])),
        "s = 0.75 * 1 + 0.25 * 1^2 = 1 and theta = 3 - 1 / 1 = 2.",
        ((tensor([1.0]), tensor([0.25])), "The average of the step before is forgotten: s = 0.25."),
    )


@check
def test_rmsprop_eps_is_outside_the_root():
    """eps is added to the root.

    theta = theta - lr * g / (sqrt(s) + eps)
    """
    theta = tensor([5.0], requires_grad=True)
    theta.grad = tensor([2.0])
    rmsprop_([theta], [torch.zeros(1)], lr=1.0, alpha=0.75, eps=3.0)
    expect(theta, tensor([4.5]), "s = 0.25 * 2^2 = 1 and theta = 5 - 2 / (1 + 3) = 4.5.")


@check
def test_rmsprop_skips_a_parameter_without_gradient():
    """A parameter without gradient does not change, and its average does not either.

    s = alpha * s + (1 - alpha) * g^2, where there is a gradient
    """
    still, sq = tensor([5.0], requires_grad=True), [tensor([4.0])]
    rmsprop_([still], sq, lr=1.0, alpha=0.75)
    expect((still, sq[0]), (tensor([5.0]), tensor([4.0])), "still.grad is None.")


# adadelta_


@check
def test_adadelta_first_step():
    """The size of past updates replaces the learning rate.

    s = rho * s + (1 - rho) * g^2
    u = sqrt(a + eps) / sqrt(s + eps) * g, with a as it was before
    a = rho * a + (1 - rho) * u^2
    theta = theta - lr * u
    """
    theta = tensor([5.0], requires_grad=True)
    sq, acc = [torch.zeros(1)], [torch.zeros(1)]
    theta.grad = tensor([2.0])
    adadelta_([theta], sq, acc, rho=0.25, eps=1.0)
    expect(
        (theta, sq[0], acc[0]),
        (tensor([4.0]), tensor([3.0]), tensor([0.75])),
        "s = 0.75 * 2^2 = 3, u = sqrt(0 + 1) / sqrt(3 + 1) * 2 = 1, a = 0.75 * 1^2 = 0.75, theta = 5 - 1.",
    )


@check
def test_adadelta_goes_on():
    """Both averages continue, and u uses a from before this step.

    s = rho * s + (1 - rho) * g^2
    u = sqrt(a + eps) / sqrt(s + eps) * g
    a = rho * a + (1 - rho) * u^2
    """
    theta = tensor([5.0], requires_grad=True)
    sq, acc = [tensor([4.0])], [tensor([9.0])]
    theta.grad = tensor([2.0])
    adadelta_([theta], sq, acc, rho=0.5, eps=0.0)
    expect(
        (theta, sq[0], acc[0]),
        (tensor([2.0]), tensor([4.0]), tensor([9.0])),
        "s = 4/2 + 2^2/2 = 4, u = 3 / 2 * 2 = 3, a = 9/2 + 3^2/2 = 9, theta = 5 - 3 = 2.",
        ((tensor([2.0]), tensor([2.0]), tensor([4.5])), "Both averages start again from 0."),
    )


@check
def test_adadelta_learning_rate():
    """lr scales the step, but not the average of squared updates.

    a = rho * a + (1 - rho) * u^2
    theta = theta - lr * u
    """
    theta, acc = tensor([5.0], requires_grad=True), [torch.zeros(1)]
    theta.grad = tensor([2.0])
    adadelta_([theta], [torch.zeros(1)], acc, rho=0.25, eps=1.0, lr=0.5)
    expect(
        (theta, acc[0]),
        (tensor([4.5]), tensor([0.75])),
        "s = 3 and u = 1 / 2 * 2 = 1, so a = 0.75 * 1^2 = 0.75 and theta = 5 - 0.5 * 1 = 4.5.",
    )


# adam_


@check
def test_adam_first_step_has_the_size_lr():
    """At the first step, only the sign of each gradient counts.

    m_hat = m / (1 - beta1^step) and v_hat = v / (1 - beta2^step)
    theta = theta - lr * m_hat / (sqrt(v_hat) + eps)
    """
    theta = tensor([1.0, 1.0], requires_grad=True)
    theta.grad = tensor([300.0, -0.5])
    adam_([theta], [torch.zeros(2)], [torch.zeros(2)], 1, lr=0.1)
    expect(
        theta,
        tensor([0.9, 1.1]),
        "At step 1, m_hat = g and sqrt(v_hat) = |g|: 1 - 0.1 * 300/300 and 1 - 0.1 * -0.5/0.5.",
    )


@check
def test_adam_two_steps():
    """The corrections make up for the averages' start at 0.

    m = beta1 * m + (1 - beta1) * g and v = beta2 * v + (1 - beta2) * g^2
    m_hat = m / (1 - beta1^step) and v_hat = v / (1 - beta2^step)
    theta = theta - lr * m_hat / (sqrt(v_hat) + eps)
    """
    theta = tensor([1.0], requires_grad=True)
    m, v = [torch.zeros(1)], [torch.zeros(1)]
    theta.grad = tensor([2.0])
    adam_([theta], m, v, 1, lr=0.1, betas=(0.5, 0.75))
    expect(
        (theta, m[0], v[0]),
        (tensor([0.9]), tensor([1.0]), tensor([1.0])),
        "m = 0.5 * 2 = 1 and v = 0.25 * 2^2 = 1. m_hat = 1 / 0.5 = 2 and v_hat = 1 / 0.25 = 4, "
        "so theta = 1 - 0.1 * 2 / 2 = 0.9.",
    )
    theta.grad = tensor([0.0])
    adam_([theta], m, v, 2, lr=0.1, betas=(0.5, 0.75))
    expect(
        (theta, m[0], v[0]),
        (tensor([0.9 - 0.1 * (2 / 3) / sqrt(12 / 7)]), tensor([0.5]), tensor([0.75])),
        "m = 0.5 * 1 and v = 0.75 * 1. m_hat = 0.5 / (1 - 0.5^2) = 2/3 and v_hat = 0.75 / (1 - 0.75^2) "
        "= 12/7, so theta = 0.9 - 0.1 * 0.667 / 1.309 = 0.849.",
    )


@check
def test_adam_weight_decay_is_in_the_gradient():
    """The decay goes through the averages like a gradient, but .grad does not change.

    d = g + weight_decay * theta
    m = beta1 * m + (1 - beta1) * d
    """
    theta = tensor([2.0], requires_grad=True)
    m, v = [torch.zeros(1)], [torch.zeros(1)]
    theta.grad = tensor([1.0])
    adam_([theta], m, v, 1, lr=0.1, betas=(0.5, 0.75), weight_decay=0.5)
    expect(
        (m[0], v[0], theta.grad),
        (tensor([1.0]), tensor([1.0]), tensor([1.0])),
        "d = 1 + 0.5 * 2 = 2, so m = 0.5 * 2 = 1 and v = 0.25 * 2^2 = 1. The gradient is 1 as before.",
    )


# adamw_


@check
def test_adamw_decay_is_beside_the_gradient():
    """The decay shrinks the parameter itself and stays out of the averages.

    theta = theta - lr * weight_decay * theta, and then a step of Adam without decay
    """
    theta, m = tensor([2.0], requires_grad=True), [torch.zeros(1)]
    theta.grad = tensor([1.0])
    adamw_([theta], m, [torch.zeros(1)], 1, 0.1, (0.5, 0.75), weight_decay=0.5)
    expect(
        (theta, m[0]),
        (tensor([1.8]), tensor([0.5])),
        "2 - 0.1 * 0.5 * 2 = 1.9, and Adam's first step has the size 0.1. m = 0.5 * 1.",
    )


@check
def test_adamw_shrinks_where_the_gradient_is_0():
    """The parameter decays even if the gradient is 0.

    theta = theta - lr * weight_decay * theta
    """
    theta, m = tensor([4.0], requires_grad=True), [torch.zeros(1)]
    theta.grad = tensor([0.0])
    adamw_([theta], m, [torch.zeros(1)], 1, lr=0.5, weight_decay=0.5)
    expect((theta, m[0]), (tensor([3.0]), tensor([0.0])), "4 - 0.5 * 0.5 * 4 = 3, and Adam's step is 0.")


@check
def test_adamw_without_gradient():
    """A parameter whose .grad is None does not decay.

    theta = theta - lr * weight_decay * theta, where there is a gradient
    """
    still = tensor([2.0], requires_grad=True)
    m, v = [torch.zeros(1)], [torch.zeros(1)]
    adamw_([still], m, v, 1, lr=0.1, weight_decay=0.5)
    expect(still, tensor([2.0]), "still.grad is None.")


# ema


@check
def test_ema_of_two_numbers():
    """Each average mixes a number with the average before it, and is then corrected.

    s_t = beta * s_(t-1) + (1 - beta) * x_t with s_0 = 0, and s_t / (1 - beta^t)
    """
    xs = tensor([4.0, 8.0])
    expect(
        ema(xs, 0.5),
        tensor([4.0, 20 / 3]),
        "s = 0.5 * 4 = 2, then 0.5 * 2 + 0.5 * 8 = 5; 2 / (1 - 0.5) = 4 and 5 / (1 - 0.25) = 20/3.",
    )


@check
def test_ema_without_correction():
    """Without correction, the average starts too low.

    s_t = beta * s_(t-1) + (1 - beta) * x_t with s_0 = 0
    """
    xs = tensor([4.0, 8.0])
    expect(
        ema(xs, 0.75, bias_correction=False),
        tensor([1.0, 2.75]),
        "0.25 * 4 = 1, and 0.75 * 1 + 0.25 * 8 = 2.75.",
    )


@check
def test_ema_of_equal_numbers():
    """A corrected average of sevens is 7 from the start.

    s_t / (1 - beta^t)
    """
    xs = tensor([7.0, 7.0, 7.0])
    expect(ema(xs, 0.5), tensor([7.0, 7.0, 7.0]), "s = 7/2, 7 * 3/4, 7 * 7/8, divided by 1/2, 3/4, 7/8.")


# condition_number


@check
def test_condition_number_of_a_diagonal_matrix():
    """The eigenvalues of a diagonal matrix are its diagonal entries.

    the largest eigenvalue / the smallest
    """
    H = tensor([[2.0, 0.0], [0.0, 8.0]])
    expect(condition_number(H), tensor(4.0), "8 / 2 = 4.")


@check
def test_condition_number_of_a_tilted_bowl():
    """The axes of a bowl need not be the coordinate axes.

    the largest eigenvalue / the smallest, where H x = eigenvalue * x
    """
    H = tensor([[2.0, 1.0], [1.0, 2.0]])
    expect(
        condition_number(H),
        tensor(3.0),
        "H (1, 1) = (3, 3) and H (1, -1) = (1, -1): the eigenvalues are 3 and 1.",
    )


@check
def test_condition_number_of_a_round_bowl():
    """A round bowl has the condition number 1, however steep it is.

    the largest eigenvalue / the smallest
    """
    H = tensor([[5.0, 0.0], [0.0, 5.0]])
    expect(condition_number(H), tensor(1.0), "5 / 5 = 1.")
