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

from convex_optimization import (
    classify_stationary,
    hessian,
    is_convex_1d,
    jensen_gap,
    lagrangian,
    project_l2_ball,
    project_simplex,
    projected_gd,
)

# jensen_gap


@check
def test_jensen_gap_of_a_square():
    """The mean of the squares exceeds the square of the mean.

    sum_i p_i f(x_i) - f(sum_i p_i x_i), p_i = weights_i / sum_j weights_j
    """
    xs = tensor([0.0, 4.0])
    weights = tensor([3.0, 1.0])
    expect(
        jensen_gap(lambda x: x * x, xs, weights),
        tensor(3.0),
        "p = 3/4 and 1/4: 3/4 * 0 + 1/4 * 16 = 4, and (3/4 * 0 + 1/4 * 4)^2 = 1.",
    )


@check
def test_jensen_gap_of_a_concave_function():
    """The gap of a concave function is negative.

    sum_i p_i f(x_i) - f(sum_i p_i x_i), p_i = weights_i / sum_j weights_j
    """
    xs = tensor([0.0, 4.0])
    weights = tensor([0.5, 0.5])
    expect(
        jensen_gap(lambda x: 8 - x * x, xs, weights),
        tensor(-4.0),
        "The mean of 8 and -8 is 0, and f of the mean is 8 - 2^2 = 4.",
    )


@check
def test_jensen_gap_has_a_gradient():
    """The gap depends on the weights.

    sum_i p_i f(x_i) - f(sum_i p_i x_i), p_i = weights_i / sum_j weights_j
    """
    xs = tensor([0.0, 2.0])
    weights = tensor([3.0, 1.0], requires_grad=True)
    jensen_gap(lambda x: x * x, xs, weights).backward()
    expect(
        weights.grad,
        tensor([-0.125, 0.375]),
        "Gap 4 (p - p^2), p = 1/4: slope 4 (1 - 2p) = 2 in p; dp/dw = (-1/16, 3/16).",
    )


# is_convex_1d


@check
def test_is_convex_1d_of_a_square():
    """A square is convex.

    s_i = (f(x_{i+1}) - f(x_i)) / (x_{i+1} - x_i) never decreases
    """
    xs = tensor([-1.0, 0.0, 1.0, 3.0], dtype=torch.float64)
    expect(is_convex_1d(lambda x: x * x, xs), True, "The slopes are -1, 1 and (9 - 1) / 2 = 4.")


@check
def test_is_convex_1d_on_an_uneven_grid():
    """A line is convex on every grid.

    s_i = (f(x_{i+1}) - f(x_i)) / (x_{i+1} - x_i) never decreases
    """
    xs = tensor([0.0, 2.0, 3.0, 7.0], dtype=torch.float64)
    expect(is_convex_1d(lambda x: 2 * x, xs), True, "All slopes are 2: 4 / 2, 2 / 1 and 8 / 4.")


@check
def test_is_convex_1d_of_a_cube():
    """A cube is not convex below 0.

    s_i = (f(x_{i+1}) - f(x_i)) / (x_{i+1} - x_i) never decreases
    """
    xs = tensor([-2.0, -1.0, 0.0, 1.0, 2.0], dtype=torch.float64)
    expect(is_convex_1d(lambda x: x**3, xs), False, "The slopes are 7, 1, 1, 7, and 1 < 7.")


@check
def test_is_convex_1d_with_a_tolerance():
    """A slope may be smaller than the one before it by up to tol.

    s_{i+1} - s_i >= -tol
    """
    xs = tensor([0.0, 1.0, 2.0], dtype=torch.float64)
    expect(
        is_convex_1d(lambda x: -x * x / 8, xs, tol=0.25),
        True,
        "The slopes are -1/8 and -3/8: smaller by 1/4, which is tol.",
    )


# hessian


@check
def test_hessian_of_a_product():
    """Each pair of coordinates has a second derivative.

    H[i, j] = d^2 f / (d x_i d x_j)
    """
    x = tensor([2.0, 3.0])
    expect(
        hessian(lambda p: p[0] ** 2 * p[1], x),
        tensor([[6.0, 4.0], [4.0, 0.0]]),
        "The gradient is (2 x y, x^2); its derivatives: 2 y = 6, 2 x = 4 and 0.",
    )


@check
def test_hessian_of_one_coordinate():
    """A point of one coordinate has a [1, 1] Hessian.

    H[i, j] = d^2 f / (d x_i d x_j)
    """
    expect(hessian(lambda p: (p**3).sum(), tensor([2.0])), tensor([[12.0]]), "(x^3)'' = 6 x, and 6 * 2 = 12.")


@check
def test_hessian_of_a_line():
    """A linear function has the Hessian 0.

    H[i, j] = d^2 f / (d x_i d x_j)
    """
    expect(
        hessian(lambda p: 3 * p[0] - p[1], tensor([1.0, 5.0])),
        tensor([[0.0, 0.0], [0.0, 0.0]]),
        "The gradient is (3, -1) everywhere, so it doesn't change.",
    )


# classify_stationary


@check
def test_classify_stationary_of_a_bowl():
    """A bowl curves upward in all directions."""
    H = tensor([[2.0, 1.0], [1.0, 2.0]])
    expect(classify_stationary(H), "min", "Along (1, 1) it is 3, along (1, -1) it is 1.")


@check
def test_classify_stationary_of_a_saddle():
    """A saddle curves upward in one direction and downward in another."""
    H = tensor([[1.0, 2.0], [2.0, 1.0]])
    expect(classify_stationary(H), "saddle", "Along (1, 1) it is 3, along (1, -1) it is -1.")


@check
def test_classify_stationary_of_a_halfpipe():
    """A direction without curvature leaves it open, unless there are both signs."""
    H = tensor([[-2.0, 0.0], [0.0, 0.0]])
    expect(classify_stationary(H), "degenerate", "The eigenvalues are -2 and 0.")


@check
def test_classify_stationary_of_a_matrix_that_is_not_symmetric():
    """Only the symmetric part counts.

    (H + H^T) / 2
    """
    H = tensor([[-1.0, 4.0], [0.0, -1.0]])
    expect(classify_stationary(H), "saddle", "The part [[-1, 2], [2, -1]] has 1 and -3.")


# project_l2_ball


@check
def test_project_l2_ball_inside_and_outside():
    """A point outside moves to the surface, one inside stays.

    radius * x / ||x|| if ||x|| > radius
    """
    x = tensor([[3.0, 4.0], [0.3, 0.4]])
    expect(
        project_l2_ball(x),
        tensor([[0.6, 0.8], [0.3, 0.4]]),
        "The norms are 5 and 0.5; (3, 4) / 5 = (0.6, 0.8).",
    )


@check
def test_project_l2_ball_of_one_point():
    """There may be no dimension but that of the coordinates.

    radius * x / ||x|| if ||x|| > radius
    """
    expect(
        project_l2_ball(tensor([0.0, -8.0, 6.0]), radius=5.0),
        tensor([0.0, -4.0, 3.0]),
        "The norm is 10, so the factor is 5 / 10.",
    )


@check
def test_project_l2_ball_at_the_origin():
    """The gradient of the point 0 is that of a point inside, not NaN."""
    x = tensor([[0.0, 0.0]], requires_grad=True)
    project_l2_ball(x).sum().backward()
    expect(x.grad, tensor([[1.0, 1.0]]), "Inside the ball the result is x.")


# project_simplex


@check
def test_project_simplex_with_all_entries():
    """All entries change by the same amount, so that the sum is 1.

    max(v_i - theta, 0)
    """
    expect(
        project_simplex(tensor([0.5, 1.0])),
        tensor([0.25, 0.75]),
        "The sum is 1.5, so theta = 0.5 / 2 = 0.25.",
    )


@check
def test_project_simplex_drops_an_entry():
    """Small entries become 0, and the others share what is left.

    max(v_i - theta, 0), theta = (u_1 + ... + u_k - 1) / k
    """
    expect(
        project_simplex(tensor([-1.0, 2.0, 1.5])),
        tensor([0.0, 0.75, 0.25]),
        "t = 1, 1.25, 0.5; 1.5 > 1.25, but -1 < 0.5. So k = 2 and theta = 1.25.",
    )


@check
def test_project_simplex_of_large_entries():
    """A number added to all entries changes nothing.

    max(v_i - theta, 0)
    """
    expect(
        project_simplex(tensor([1e8, 1e8, -1e8])),
        tensor([0.5, 0.5, 0.0]),
        "As for (0, 0, -2e8): two equal entries share the 1.",
    )


# lagrangian


@check
def test_lagrangian_of_two_constraints():
    """Each constraint has a multiplier.

    L(x, alpha) = f(x) + sum_i alpha_i c_i(x)
    """
    x = tensor([1.0, 2.0])
    constraints = [lambda x: x[0] - 3, lambda x: x.sum()]
    expect(
        lagrangian(lambda x: x @ x, constraints, x, tensor([4.0, 10.0])),
        tensor(27.0),
        "f = 1 + 4 = 5, c = -2 and 3: 5 + 4 * (-2) + 10 * 3 = 27.",
    )


@check
def test_lagrangian_has_a_gradient_in_alpha():
    """The gradient in alpha is the constraint.

    L(x, alpha) = f(x) + sum_i alpha_i c_i(x)
    """
    x = tensor([1.0, 2.0])
    alpha = tensor([0.0], requires_grad=True)
    lagrangian(lambda x: x.sum(), [lambda x: x[0] - 3], x, alpha).backward()
    expect(alpha.grad, tensor([-2.0]), "c(x) = 1 - 3 = -2.")


@check
def test_lagrangian_without_constraints():
    """Without constraints it is f(x)."""
    expect(
        lagrangian(lambda x: x.sum(), [], tensor([1.0, 2.0]), torch.zeros(0)),
        tensor(3.0),
        "f(x) = 1 + 2 = 3.",
    )


@check
def test_lagrangian_refuses_a_multiplier_too_few():
    """There is a multiplier for each constraint."""
    x, alpha = tensor([1.0, 2.0]), tensor([3.0])
    with expect_error(ValueError, "alpha"):
        lagrangian(torch.sum, [torch.sum, torch.prod], x, alpha)


# projected_gd


@check
def test_projected_gd_of_two_steps():
    """A step down the gradient, then back into the set.

    x_{t+1} = project(x_t - lr * grad(x_t))
    """
    x0 = tensor([4.0, 8.0])
    expect(
        projected_gd(lambda x: 2 * x, lambda x: x.clamp(min=1), x0, 0.375, 2),
        tensor([[4.0, 8.0], [1.0, 2.0], [1.0, 1.0]]),
        "A step leaves a quarter: 1 and 2, then 0.25 and 0.5, below 1.",
    )


@check
def test_projected_gd_from_outside():
    """The first row is the start as it is.

    x_{t+1} = project(x_t - lr * grad(x_t))
    """
    x0 = tensor([8.0])
    expect(
        projected_gd(lambda x: 2 * x, lambda x: x.clamp(max=1), x0, 0.25, 1),
        tensor([[8.0], [1.0]]),
        "8 - 0.25 * 16 = 4, and 4 is cut off at 1.",
    )


@check
def test_projected_gd_without_steps():
    """Without a step the path is its start."""
    expect(
        projected_gd(lambda x: x, lambda x: x, tensor([3.0, 5.0]), 0.5, 0),
        tensor([[3.0, 5.0]]),
        "There is one row for the start and none for a step.",
    )
