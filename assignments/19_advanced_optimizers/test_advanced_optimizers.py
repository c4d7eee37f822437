"""Checks to run while you work: `pytest` in this folder. They are not the mark: more checks run at grading,
where you are told how many. Every number below can be worked out by hand; the messages show how.
"""

import sys
from math import sqrt
from pathlib import Path

import pytest
import torch
from torch import Tensor

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


def parameter(values: list[float], gradient: list[float] | None) -> Tensor:
    x = torch.tensor(values, requires_grad=True)
    x.grad = None if gradient is None else torch.tensor(gradient)
    return x


def expect(result: Tensor | None, values: list | float, why: str) -> None:
    """Compare shape and values; on a difference show the arithmetic `why` first."""
    __tracebackhide__ = True
    assert isinstance(result, Tensor), f"{why}\n\nA tensor is expected, not {result!r}."
    torch.testing.assert_close(
        result.detach(),
        torch.tensor(values, dtype=torch.float32),
        rtol=1e-4,
        atol=1e-6,
        msg=lambda found: f"{why}\n\n{found}",
    )


# sgd_momentum_


def test_sgd_momentum_two_steps():
    x, bufs = parameter([1.0], [2.0]), [None]
    sgd_momentum_([x], bufs, lr=0.1, momentum=0.5)
    expect(bufs[0], [2.0], "The first buffer is the gradient, 2.")
    expect(x, [0.8], "1 - 0.1 * 2 = 0.8")
    x.grad = torch.tensor([1.0])
    sgd_momentum_([x], bufs, lr=0.1, momentum=0.5)
    expect(bufs[0], [2.0], "0.5 * 2 + 1 = 2")
    expect(x, [0.6], "0.8 - 0.1 * 2 = 0.6")


def test_sgd_momentum_dampening_begins_at_the_second_step():
    x, bufs = parameter([1.0], [2.0]), [None]
    for why, value in (("No dampening yet: 2.", 2.0), ("0.5 * 2 + (1 - 0.75) * 2 = 1.5", 1.5)):
        sgd_momentum_([x], bufs, lr=0.1, momentum=0.5, dampening=0.75)
        expect(bufs[0], [value], why)


def test_sgd_momentum_nesterov():
    x = parameter([1.0], [2.0])
    sgd_momentum_([x], [None], lr=0.1, momentum=0.5, nesterov=True)
    expect(x, [0.7], "The buffer is 2, the step 2 + 0.5 * 2 = 3, and 1 - 0.1 * 3 = 0.7.")
    with pytest.raises(ValueError):  # noqa: PT011 - its wording is free
        sgd_momentum_([x], [None], lr=0.1, momentum=0.5, dampening=0.5, nesterov=True)


def test_sgd_momentum_skips_and_leaves_alone():
    still, x = parameter([1.0, 2.0], None), parameter([1.0], [2.0])
    bufs = [None, None]
    sgd_momentum_([still, x], bufs, lr=0.1, momentum=0.5, weight_decay=1.0)
    expect(still, [1.0, 2.0], "It has no gradient, so it does not move.")
    assert bufs[0] is None, "It has no gradient, so its buffer stays None."
    expect(x, [0.7], "With weight decay the gradient is 2 + 1 * 1 = 3, and 1 - 0.1 * 3 = 0.7.")
    expect(x.grad, [2.0], "The gradient itself is not changed.")


# adagrad_


def test_adagrad_two_steps():
    x, sums = parameter([5.0], [3.0]), [torch.zeros(1)]
    adagrad_([x], sums, lr=1.0)
    expect(x, [4.0], "The sum is 9, its root 3; 5 - 3 / 3 = 4.")
    x.grad = torch.tensor([4.0])
    adagrad_([x], sums, lr=1.0)
    expect(sums[0], [25.0], "9 + 16 = 25")
    expect(x, [3.2], "4 - 4 / 5 = 3.2")


def test_adagrad_eps_is_outside_the_root():
    x = parameter([5.0, 5.0], [3.0, 0.0])
    adagrad_([x], [torch.zeros(2)], lr=1.0, eps=1.0)
    expect(x, [4.25, 5.0], "3 / (sqrt(9) + 1) = 0.75, and 0 / (0 + 1) = 0.")


# rmsprop_


def test_rmsprop_two_steps():
    x, sq = parameter([5.0], [2.0]), [torch.zeros(1)]
    rmsprop_([x], sq, lr=1.0, alpha=0.75)
    expect(sq[0], [1.0], "0.75 * 0 + 0.25 * 4 = 1")
    expect(x, [3.0], "5 - 2 / sqrt(1) = 3")
    x.grad = torch.tensor([1.0])
    rmsprop_([x], sq, lr=1.0, alpha=0.75)
    expect(sq[0], [1.0], "0.75 * 1 + 0.25 * 1 = 1")
    expect(x, [2.0], "3 - 1 / sqrt(1) = 2")


def test_rmsprop_eps_is_outside_the_root():
    x = parameter([5.0], [2.0])
    rmsprop_([x], [torch.zeros(1)], lr=1.0, alpha=0.75, eps=3.0)
    expect(x, [4.5], "The average is 1, so 2 / (sqrt(1) + 3) = 0.5.")


# adadelta_


def test_adadelta_two_steps():
    x, sq, acc = parameter([5.0], [2.0]), [torch.zeros(1)], [torch.zeros(1)]
    adadelta_([x], sq, acc, rho=0.25, eps=1.0)
    expect(sq[0], [3.0], "0.75 * 4 = 3")
    expect(x, [4.0], "u = sqrt(0 + 1) / sqrt(3 + 1) * 2 = 1, and 5 - 1 = 4.")
    expect(acc[0], [0.75], "0.75 * 1 = 0.75")
    x.grad = torch.tensor([0.0])
    adadelta_([x], sq, acc, rho=0.25, eps=1.0)
    expect(
        torch.cat([x, sq[0], acc[0]]), [4.0, 0.75, 0.1875], "No gradient: x stays, the averages fade to 1/4."
    )


def test_adadelta_learning_rate():
    x, acc = parameter([5.0], [2.0]), [torch.zeros(1)]
    adadelta_([x], [torch.zeros(1)], acc, rho=0.25, eps=1.0, lr=0.5)
    expect(x, [4.5], "u = 1 as above, of which half is taken.")
    expect(acc[0], [0.75], "The average is of u itself, without lr.")


# adam_


def test_adam_first_step_has_the_size_lr():
    x = parameter([1.0, 1.0], [300.0, -0.5])
    adam_([x], [torch.zeros(2)], [torch.zeros(2)], 1, lr=0.1)
    expect(x, [0.9, 1.1], "At step 1, m_hat = g and sqrt(v_hat) = |g|, so only the sign of g is left.")


def test_adam_two_steps():
    x, m, v = parameter([1.0], [2.0]), [torch.zeros(1)], [torch.zeros(1)]
    adam_([x], m, v, 1, lr=0.1, betas=(0.5, 0.75))
    expect(torch.cat([m[0], v[0]]), [1.0, 1.0], "m = 0.5 * 2 = 1 and v = 0.25 * 4 = 1, not corrected.")
    expect(x, [0.9], "m_hat = 1 / 0.5 = 2, v_hat = 1 / 0.25 = 4, and 1 - 0.1 * 2 / 2 = 0.9.")
    x.grad = torch.tensor([0.0])
    adam_([x], m, v, 2, lr=0.1, betas=(0.5, 0.75))
    why = "m = 0.5, v = 0.75; m_hat = 0.5 / (1 - 0.25) = 2/3 and v_hat = 0.75 / (1 - 0.5625) = 12/7."
    expect(x, [0.9 - 0.1 * (2 / 3) / sqrt(12 / 7)], why)


def test_adam_weight_decay_is_in_the_gradient():
    x, m = parameter([2.0], [1.0]), [torch.zeros(1)]
    adam_([x], m, [torch.zeros(1)], 1, lr=0.1, betas=(0.5, 0.75), weight_decay=0.5)
    expect(m[0], [1.0], "The gradient is 1 + 0.5 * 2 = 2, so m = 0.5 * 2 = 1.")
    expect(x.grad, [1.0], "The gradient itself is not changed.")


# adamw_


def test_adamw_decay_is_beside_the_gradient():
    x, m = parameter([2.0], [1.0]), [torch.zeros(1)]
    adamw_([x], m, [torch.zeros(1)], 1, lr=0.1, betas=(0.5, 0.75), weight_decay=0.5)
    expect(m[0], [0.5], "The gradient is 1 without decay, so m = 0.5 * 1.")
    expect(x, [1.8], "The decay gives 2 * (1 - 0.1 * 0.5) = 1.9, and Adam's first step has the size 0.1.")


def test_adamw_without_gradient():
    still = parameter([2.0], None)
    adamw_([still], [torch.zeros(1)], [torch.zeros(1)], 1, lr=0.1, weight_decay=0.5)
    expect(still, [2.0], "It has no gradient, so it does not even decay.")


# ema


def test_ema_of_two_numbers():
    xs = torch.tensor([4.0, 8.0])
    expect(ema(xs, 0.5, bias_correction=False), [2.0, 5.0], "0.5 * 4 = 2, and 0.5 * 2 + 0.5 * 8 = 5.")
    expect(ema(xs, 0.5), [4.0, 20 / 3], "2 / (1 - 0.5) = 4, and 5 / (1 - 0.25) = 20/3.")


def test_ema_of_equal_numbers():
    expect(
        ema(torch.full((3,), 7.0), 0.9),
        [7.0, 7.0, 7.0],
        "Corrected, an average of sevens is 7 from the start.",
    )


# condition_number


def test_condition_number_of_a_diagonal_matrix():
    expect(condition_number(torch.diag(torch.tensor([8.0, 2.0]))), 4.0, "The eigenvalues are 8 and 2.")


def test_condition_number_of_a_tilted_bowl():
    H = torch.tensor([[2.0, 1.0], [1.0, 2.0]])
    expect(condition_number(H), 3.0, "H (1, 1) = 3 (1, 1) and H (1, -1) = 1 (1, -1): eigenvalues 3 and 1.")
