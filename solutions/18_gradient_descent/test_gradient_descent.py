"""Checks to run while you work: run `pytest` in this folder. They don't decide your score: more checks run at
grading.

Each check is an example worked by hand. Its docstring says what is right and gives the formula. Then
`expect(call, result, calculation)` compares. Pairs after these are wrong results, each with its likely cause;
likely_mistakes.json has more. You can retype the code that a failed check prints, after the imports below.
"""

import sys
from math import log
from pathlib import Path

import torch
from torch import tensor

from autograder.checks.expect import check, expect, expect_error

sys.path.insert(0, str(Path(__file__).parent))  # the module beside this file, from wherever pytest runs

from gradient_descent import (
    backtracking,
    conjugate_gradient,
    gd,
    gd_autograd,
    lr_schedule,
    minibatch_grad,
    newton,
    preconditioned_gd,
)

# gd


@check
def test_gd_on_a_round_bowl():
    """On x1^2 + x2^2 with the rate 1/4, each step goes half of the way to the minimum.

    x_(t+1) = x_t - lr * grad(x_t)
    """
    x0 = tensor([1.0, -2.0])
    expect(
        gd(lambda x: 2 * x, x0, lr=0.25, steps=2),
        tensor([[1.0, -2.0], [0.5, -1.0], [0.25, -0.5]]),
        "1 - 0.25 * 2 * 1 = 0.5 and 0.5 - 0.25 * 2 * 0.5 = 0.25; the same for -2. Row 0 is x0.",
    )
    expect(x0, tensor([1.0, -2.0]), "x0 is the caller's: it keeps its values.")


@check
def test_gd_on_a_narrow_bowl():
    """On x1^2 / 2 + 2 x2^2 one rate for both coordinates is small for one and large for the other.

    x_(t+1) = x_t - lr * grad(x_t)
    """
    slopes = tensor([1.0, 4.0])
    expect(
        gd(lambda x: slopes * x, tensor([4.0, 1.0]), lr=0.5, steps=2),
        tensor([[4.0, 1.0], [2.0, -1.0], [1.0, 1.0]]),
        "4 - 0.5 * 4 = 2, then 2 - 0.5 * 2 = 1; and 1 - 0.5 * 4 = -1, then -1 + 0.5 * 4 = 1.",
    )


@check
def test_gd_without_steps():
    """The path of no steps is the start alone.

    [steps + 1, D] with row 0 = x0
    """
    x0 = tensor([3.0, 5.0])
    expect(gd(lambda x: x, x0, lr=0.1, steps=0), tensor([[3.0, 5.0]]), "One row, [1, 2].")


# gd_autograd


@check
def test_gd_autograd_on_a_round_bowl():
    """Autograd finds the gradient 2 x of x1^2 + x2^2.

    x_(t+1) = x_t - lr * (gradient of f at x_t)
    """
    x0 = tensor([1.0, -2.0])
    expect(
        gd_autograd(lambda x: (x * x).sum(), x0, lr=0.25, steps=2),
        tensor([[1.0, -2.0], [0.5, -1.0], [0.25, -0.5]]),
        "1 - 0.25 * 2 * 1 = 0.5 and 0.5 - 0.25 * 2 * 0.5 = 0.25; the same for -2. Row 0 is x0.",
    )


@check
def test_gd_autograd_leaves_weights_alone():
    """The grad of a weight that f computes with does not change.

    x_(t+1) = x_t - lr * w, since the gradient of w x is w
    """
    w = tensor([3.0], requires_grad=True)
    path = gd_autograd(lambda x: (w * x).sum(), tensor([1.0]), lr=1.0, steps=1)
    expect(path, tensor([[1.0], [-2.0]]), "1 - 1 * 3 = -2.")
    expect(w.grad, None, "w had no grad before the call, so it has none now.")
    expect(path.requires_grad, False, "The path belongs to no graph.")


@check
def test_gd_autograd_without_recording():
    """It works although the caller has switched gradients off.

    x_(t+1) = x_t - lr * (gradient of f at x_t)
    """
    inside_no_grad = torch.no_grad()(gd_autograd)
    expect(
        inside_no_grad(lambda x: x[0] ** 2, tensor([4.0]), lr=0.5, steps=1),
        tensor([[4.0], [0.0]]),
        "4 - 0.5 * 2 * 4 = 0.",
    )


# newton


@check
def test_newton_on_a_quadratic():
    """One full step reaches the minimum of a quadratic function.

    x_(t+1) = x_t - d, where H d = grad(x_t)
    """
    H, b = tensor([[2.0, 1.0], [1.0, 2.0]]), tensor([3.0, 3.0])
    x0 = tensor([5.0, -3.0])
    expect(
        newton(lambda x: H @ x - b, lambda x: H, x0, steps=1),
        tensor([[5.0, -3.0], [1.0, 1.0]]),
        "The gradient is (4, -4). H (4, -4) = (4, -4), so d = (4, -4).",
    )


@check
def test_newton_damped():
    """lr = 1/2 goes half of the way.

    x_(t+1) = x_t - lr * d, where H d = grad(x_t)
    """
    H, b = tensor([[2.0, 1.0], [1.0, 2.0]]), tensor([3.0, 3.0])
    x0 = tensor([5.0, -3.0])
    expect(
        newton(lambda x: H @ x - b, lambda x: H, x0, steps=1, lr=0.5),
        tensor([[5.0, -3.0], [3.0, -1.0]]),
        "d = (4, -4) as without damping, and 5 - 0.5 * 4 = 3.",
    )


@check
def test_newton_takes_the_hessian_of_each_point():
    """On x^4 / 4 each step removes a third of x.

    x_(t+1) = x_t - x_t^3 / (3 x_t^2)
    """

    def hess(x):
        return (3 * x**2).view(1, 1)

    expect(
        newton(lambda x: x**3, hess, tensor([3.0]), steps=2),
        tensor([[3.0], [2.0], [4 / 3]]),
        "3 - 27 / 27 = 2, then 2 - 8 / 12 = 4/3.",
    )


# preconditioned_gd


@check
def test_preconditioned_gd_on_a_narrow_bowl():
    """Each coordinate is divided by its curvature, so all approach the minimum at the same pace.

    x_(t+1) = x_t - lr * grad(x_t) / (|h(x_t)| + eps)
    """
    h, x0 = tensor([1.0, 100.0]), tensor([2.0, -3.0])
    expect(
        preconditioned_gd(lambda x: h * x, lambda x: h, x0, lr=0.5, steps=1),
        tensor([[2.0, -3.0], [1.0, -1.5]]),
        "2 - 0.5 * 2 / 1 = 1, and -3 + 0.5 * 300 / 100 = -1.5.",
    )


@check
def test_preconditioned_gd_goes_down_a_hill():
    """On -x^2 the curvature is -2, and its absolute value counts: the step goes away from the top.

    x_(t+1) = x_t - lr * grad(x_t) / (|h(x_t)| + eps)
    """
    h, x0 = tensor([-2.0]), tensor([1.0])
    expect(
        preconditioned_gd(lambda x: h * x, lambda x: h, x0, 0.5, 1, eps=2.0),
        tensor([[1.0], [1.25]]),
        "1 - 0.5 * (-2) / (2 + 2) = 1.25.",
    )


@check
def test_preconditioned_gd_without_curvature():
    """Where the curvature is 0, the gradient is divided by eps.

    x_(t+1) = x_t - lr * grad(x_t) / (0 + eps)
    """
    one, zero = tensor([1.0]), tensor([0.0])
    expect(
        preconditioned_gd(lambda x: one, lambda x: zero, zero, 0.1, 2, eps=0.5),
        tensor([[0.0], [-0.2], [-0.4]]),
        "0 - 0.1 * 1 / 0.5 = -0.2.",
    )


# backtracking


@check
def test_backtracking_halves_once():
    """A step over the whole bowl gains nothing; half of it reaches the minimum.

    f(x + a d) <= f(x) + c * a * slope, where slope = grad . d
    """
    x, grad, d = tensor([1.0]), tensor([2.0]), tensor([-2.0])
    expect(
        backtracking(lambda x: (x * x).sum(), grad, x, d),
        0.5,
        "a = 1: f(-1) = 1, more than 1 - 0.0001 * 4. a = 0.5: f(0) = 0, less than 1 - 0.0002.",
    )


@check
def test_backtracking_asks_for_more():
    """With a large c the step must be shorter. Equality is enough.

    f(x + a d) <= f(x) + c * a * slope, where slope = grad . d
    """
    x, grad, d = tensor([1.0]), tensor([2.0]), tensor([-2.0])
    expect(
        backtracking(lambda x: (x * x).sum(), grad, x, d, c=0.75),
        0.25,
        "slope = -4. a = 0.5: 0 > 1 - 0.75 * 0.5 * 4 = -0.5. a = 0.25: 0.25 <= 1 - 0.75 = 0.25.",
    )


@check
def test_backtracking_avoids_nan():
    """x - log(x) is NaN left of 0 and infinite at 0, so a step to there is too long.

    f(x + a d) <= f(x) + c * a * slope, where slope = grad . d
    """
    x, grad, d = tensor([4.0]), tensor([0.75]), tensor([-8.0])
    expect(
        backtracking(lambda x: (x - x.log()).sum(), grad, x, d),
        0.25,
        "f(4) = 2.61; f(-4) is NaN and f(0) = inf. a = 0.25: f(2) = 1.31 <= 2.61 - 0.0001 * 1.5.",
    )


@check
def test_backtracking_refuses_an_ascent():
    """A direction that goes uphill raises ValueError.

    slope = grad . d must be below 0
    """
    x, grad, d = tensor([1.0]), tensor([2.0]), tensor([2.0])
    with expect_error(ValueError, "descent"):
        backtracking(lambda x: (x * x).sum(), grad, x, d)


# conjugate_gradient


@check
def test_conjugate_gradient_in_two_steps():
    """Two unknowns need two steps.

    A x = b
    """
    A, b = tensor([[4.0, 1.0], [1.0, 3.0]]), tensor([6.0, 7.0])
    expect(
        conjugate_gradient(A, b),
        tensor([1.0, 2.0]),
        "4 * 1 + 1 * 2 = 6 and 1 * 1 + 3 * 2 = 7.",
    )


@check
def test_conjugate_gradient_first_step():
    """The first step goes along b, as far as is best.

    s_0 = (b . b) / (b . A b), x_1 = s_0 * b
    """
    A, b = tensor([[1.0, 0.0], [0.0, 3.0]]), tensor([1.0, 1.0])
    expect(
        conjugate_gradient(A, b, max_iter=1),
        tensor([0.5, 0.5]),
        "b . b = 2 and b . A b = 1 + 3 = 4, so s = 0.5.",
    )
    expect(
        conjugate_gradient(A, b, tol=0.6),
        tensor([0.5, 0.5]),
        "r = b - A x = (0.5, -0.5) is half as long as b, and 0.5 <= 0.6.",
    )


@check
def test_conjugate_gradient_of_zero():
    """The solution for b = 0 is 0.

    r_0 = b = 0, so ||r_0|| <= tol * ||b|| holds before the first step
    """
    A, b = tensor([[2.0, 1.0], [1.0, 2.0]]), tensor([0.0, 0.0])
    expect(conjugate_gradient(A, b), tensor([0.0, 0.0]), "No step is made, and nothing is divided by 0.")


# minibatch_grad


@check
def test_minibatch_grad_of_all_samples():
    """A batch of all samples gives the mean gradient.

    (1 / batch) * sum over the batch of (gradient of sample i at x)
    """
    centres = tensor([[1.0, 0.0], [3.0, 0.0], [8.0, 6.0]])
    x = tensor([0.0, 0.0])
    expect(
        minibatch_grad(lambda x, i: x - centres[i], x, n=3, batch=3),
        tensor([-4.0, -2.0]),
        "-(1 + 3 + 8) / 3 = -4 and -(0 + 0 + 6) / 3 = -2.",
    )


@check
def test_minibatch_grad_of_two_samples():
    """The batch is the beginning of a random permutation.

    the first entries of torch.randperm(n, generator=generator)
    """
    centres = tensor([[1.0], [2.0], [4.0], [8.0], [16.0]])
    generator = torch.Generator().manual_seed(0)
    expect(
        minibatch_grad(lambda x, i: -centres[i], tensor([0.0]), 5, 2, generator),
        tensor([-8.5]),
        "This permutation begins with 4 and 0: (-16 - 1) / 2 = -8.5.",
    )


@check
def test_minibatch_grad_takes_no_sample_twice():
    """A batch of 40 out of 40 samples has each index once, in a single call of grad_i.

    without replacement
    """
    seen = []

    def grad_i(x, i):
        seen.append(sorted(i.tolist()))
        return x.repeat(len(i), 1)

    minibatch_grad(grad_i, tensor([0.0]), n=40, batch=40)
    expect(seen, [list(range(40))], "0, 1, 2, ..., 39.")


@check
def test_minibatch_grad_refuses_large_batches():
    """Five of four samples can't be drawn without replacement.

    1 <= batch <= n
    """
    x = tensor([0.0])
    with expect_error(ValueError, "batch"):
        minibatch_grad(lambda x, i: x.repeat(len(i), 1), x, n=4, batch=5)


# lr_schedule


@check
def test_lr_schedule_exponential():
    """With lam = log 2 the rate is halved at each step.

    eta0 * exp(-lam * t)
    """
    expect(
        [lr_schedule("exponential", t, 8.0, lam=log(2)) for t in (0, 1, 3)],
        [8.0, 4.0, 1.0],
        "8 * exp(-3 log 2) = 8 / 2^3 = 1.",
    )


@check
def test_lr_schedule_polynomial():
    """With alpha = 1/2 the rate falls like one over a square root.

    eta0 * (beta * t + 1)^(-alpha)
    """
    expect(
        [lr_schedule("polynomial", t, 2.0, alpha=0.5, beta=3.0) for t in (0, 1, 5)],
        [2.0, 1.0, 0.5],
        "2 / sqrt(3 * 1 + 1) = 1 and 2 / sqrt(3 * 5 + 1) = 0.5.",
    )


@check
def test_lr_schedule_piecewise():
    """The rate changes at t = every, at 2 * every and so on.

    eta0 * factor^(t // every)
    """
    steps = (0, 9, 10, 19, 20)
    expect(
        [lr_schedule("piecewise", t, 1.0, factor=0.5, every=10) for t in steps],
        [1.0, 1.0, 0.5, 0.5, 0.25],
        "9 // 10 = 0, 10 // 10 = 1, 20 // 10 = 2.",
    )


@check
def test_lr_schedule_cosine():
    """The rate rises for two steps, falls until T = 6, and stays there.

    eta_min + (eta0 - eta_min) / 2 * (1 + cos(pi * (t - warmup) / (T - warmup)))
    """
    options = {"T": 6, "warmup": 2, "eta_min": 0.2}
    expect(
        [lr_schedule("cosine", t, 1.0, **options) for t in (0, 1, 2, 4, 6, 9)],
        [0.0, 0.5, 1.0, 0.6, 0.2, 0.2],
        "t = 4 is half of the way from 2 to 6, where the cosine is 0: 0.2 + 0.8 / 2 = 0.6.",
    )


@check
def test_lr_schedule_errors():
    """An unknown kind raises ValueError, and a missing keyword TypeError.

    the keyword of "exponential" is lam
    """
    with expect_error(ValueError, "linear"):
        lr_schedule("linear", 1, 0.1)
    with expect_error(TypeError, "lam"):
        lr_schedule("exponential", 1, 0.1)
