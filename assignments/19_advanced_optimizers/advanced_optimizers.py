"""Optimizers, written from scratch: momentum, one learning rate for each coordinate, and both together.

The rules in `rules.md`, beside this file, hold here. The six optimizers are functions that do one step each.
For all six:

- `params` is a list of parameters, each with its gradient in `.grad`. Skip a parameter whose `.grad` is None:
  neither it nor its state changes. A step may skip all of them.
- Update each parameter in place, as the final underscore of the function's name says. It stays the same
  tensor in the same memory, and the list keeps its items. Do this under `torch.no_grad()`, so that no graph
  is recorded, even if the gradients require gradients. Autograd must see the change; an update through
  `.data` hides it from the tensor's version counter.
- Only read `.grad`. It stays the same tensor with the same values, and no state shares memory with it.
- The state of an optimizer is in the lists that are its arguments. They have one tensor for each parameter,
  shaped like it: in each list, the tensor at place i belongs to `params[i]`. Update these tensors in place as
  well. The caller makes them, usually as zeros, but they may come from an earlier run. There is no other
  memory: use no globals, and no attributes on tensors or functions.
- dtype and device are those of the parameter. A parameter may have any shape, even [] for a single number.
- g is the gradient and theta the parameter. All operations are elementwise. A loop over the parameters is
  fine. A loop over their elements or rows is not.
- Not allowed: `torch.optim`, other ready optimizers, and the fused kernels that they use
  (`torch._fused_adam_` and the like). The `torch._foreach_` functions are allowed, but they fail for empty
  lists.
- All tensors are float32 or float64, and no two share memory. Rates, decays and eps are at least 0, and so
  are given sums and averages of squares. If eps is 0, no gradient has an entry of 0. There is at least one
  parameter. The other lists are as long as `params`.

`ema` and `condition_number` may loop over anything.

The results are those of `torch.optim`. Textbooks differ in some points. The learning rate may be inside the
velocity, eps may be in another place, and the velocity may have a factor of 1 - momentum. Follow the formula
in each docstring.

Read: Dive into Deep Learning (d2l.ai) 12.6 to 12.10; Goodfellow, Bengio and Courville, Deep Learning, 8.3 and
8.5.
"""

from collections.abc import Sequence

import torch
from torch import Tensor


def sgd_momentum_(
    params: Sequence[Tensor],
    bufs: list[Tensor | None],
    lr: float,
    momentum: float,
    dampening: float = 0.0,
    nesterov: bool = False,
    weight_decay: float = 0.0,
) -> None:
    r"""Do one step of gradient descent with momentum.

        d = g + weight_decay * theta
        b = momentum * b + (1 - dampening) * d     at the first step of a parameter: b = d
        theta = theta - lr * b                     with nesterov: theta - lr * (d + momentum * b)

    The learning rate is not part of b, so a new learning rate applies at once to all past gradients. The
    first step has no dampening: b starts as d itself.

    Args:
        params: the parameters.
        bufs: b of each parameter. None means that the parameter has made no step yet; then put a new tensor
            into the list, which requires no gradient. If there is a tensor, update it in place, even if it
            is all zeros.
        lr: the learning rate.
        momentum: from 0 to 1. 0 means that nothing is remembered: theta - lr * d, whatever the dampening, and
            `bufs` stays as it is.
        dampening: from 0 to 1, the share of d that is left out of b.
        nesterov: True takes Nesterov's step, which looks ahead along b.
        weight_decay: its product with the parameter is added to the gradient (L2, coupled).

    Raises:
        ValueError: if `nesterov` is True and momentum is 0 or dampening is not 0. Raise it before you change
            anything, and also if all parameters would be skipped.

    Source: d2l.ai 12.6; Goodfellow et al. 8.3.2 and 8.3.3; Sutskever et al. 2013.
    """
    raise NotImplementedError("sgd_momentum_ is not written yet")


def adagrad_(params: Sequence[Tensor], sums: list[Tensor], lr: float, eps: float = 1e-10) -> None:
    r"""Do one step of Adagrad: the larger the past gradients of a coordinate, the smaller its steps.

        s = s + g^2
        theta = theta - lr * g / (sqrt(s) + eps)

    Args:
        params: the parameters.
        sums: s of each parameter, the sum of all squared gradients so far.
        lr: the learning rate; it does not decay by itself.
        eps: added after the square root.

    Source: d2l.ai 12.7 (which has eps under the square root); Duchi et al. 2011.
    """
    raise NotImplementedError("adagrad_ is not written yet")


def rmsprop_(
    params: Sequence[Tensor], sq: list[Tensor], lr: float, alpha: float = 0.99, eps: float = 1e-8
) -> None:
    r"""Do one step of RMSProp: Adagrad that forgets old gradients, so its steps don't shrink to 0.

        s = alpha * s + (1 - alpha) * g^2
        theta = theta - lr * g / (sqrt(s) + eps)

    Args:
        params: the parameters.
        sq: s of each parameter, the moving average of its squared gradients. There is no bias correction.
        lr: the learning rate.
        alpha: how much of the past is kept, from 0 to 1.
        eps: added after the square root.

    Source: d2l.ai 12.8 (which has eps under the square root); Goodfellow et al. 8.5.2.
    """
    raise NotImplementedError("rmsprop_ is not written yet")


def adadelta_(
    params: Sequence[Tensor],
    sq: list[Tensor],
    acc: list[Tensor],
    rho: float = 0.9,
    eps: float = 1e-6,
    lr: float = 1.0,
) -> None:
    r"""Do one step of Adadelta: the size of past updates replaces the learning rate.

        s = rho * s + (1 - rho) * g^2
        u = sqrt(a + eps) / sqrt(s + eps) * g      with a as it was before this step
        a = rho * a + (1 - rho) * u^2
        theta = theta - lr * u

    Args:
        params: the parameters.
        sq: s of each parameter, the moving average of its squared gradients.
        acc: a of each parameter, the moving average of its squared updates u, without lr.
        rho: how much of the past is kept, from 0 to 1.
        eps: added under both square roots. Because a starts at 0, eps decides how large the first steps are.
        lr: scales the update; 1 gives the published Adadelta.

    Source: d2l.ai 12.9; Zeiler 2012.
    """
    raise NotImplementedError("adadelta_ is not written yet")


def adam_(
    params: Sequence[Tensor],
    m: list[Tensor],
    v: list[Tensor],
    step: int,
    lr: float,
    betas: tuple[float, float] = (0.9, 0.999),
    eps: float = 1e-8,
    weight_decay: float = 0.0,
) -> None:
    r"""Do one step of Adam: momentum and RMSProp, both corrected for their start at 0.

        d = g + weight_decay * theta
        m = beta1 * m + (1 - beta1) * d
        v = beta2 * v + (1 - beta2) * d^2
        theta = theta - lr * m_hat / (sqrt(v_hat) + eps)
        where m_hat = m / (1 - beta1^step) and v_hat = v / (1 - beta2^step)

    The state holds m and v themselves. The corrected m_hat and v_hat are for this step only.

    Args:
        params: the parameters.
        m: the moving average of each parameter's gradients.
        v: the moving average of each parameter's squared gradients.
        step: the number of this step, from 1, for all parameters. The caller counts the steps, also for a
            parameter that is skipped.
        lr: the learning rate.
        betas: beta1 and beta2, each from 0 to less than 1.
        eps: added after the square root of the corrected v.
        weight_decay: its product with the parameter is added to the gradient (L2, coupled), so it goes
            through m and v.

    Source: d2l.ai 12.10; Goodfellow et al. 8.5.3; Kingma and Ba 2015.
    """
    raise NotImplementedError("adam_ is not written yet")


def adamw_(
    params: Sequence[Tensor],
    m: list[Tensor],
    v: list[Tensor],
    step: int,
    lr: float,
    betas: tuple[float, float] = (0.9, 0.999),
    eps: float = 1e-8,
    weight_decay: float = 1e-2,
) -> None:
    r"""Do one step of AdamW: Adam with a weight decay that does not go through its averages.

        theta = theta - lr * weight_decay * theta
        then a step of Adam without weight decay, from the unchanged gradient

    So every weight is multiplied by the same factor 1 - lr * weight_decay, whatever its shape and its
    gradients are. The factor may be negative. In Adam the decay is divided by sqrt(v_hat) like everything
    else, so weights with large gradients hardly shrink.

    Args:
        params: the parameters.
        m: the moving average of each parameter's gradients.
        v: the moving average of each parameter's squared gradients.
        step: the number of this step, from 1, as for `adam_`.
        lr: the learning rate, also for the decay.
        betas: beta1 and beta2, each from 0 to less than 1.
        eps: added after the square root of the corrected v.
        weight_decay: the decay. A parameter without gradient does not decay.

    Source: d2l.ai 12.10; Loshchilov and Hutter 2019, in the form of torch.optim (their decay has no lr).
    """
    raise NotImplementedError("adamw_ is not written yet")


def ema(xs: Tensor, beta: float, bias_correction: bool = True) -> Tensor:
    r"""Compute the exponential moving average of a sequence.

        s_0 = 0,  s_t = beta * s_(t-1) + (1 - beta) * x_t     for t = 1, 2, ..., N

    The weights of x_1 to x_t in s_t sum to 1 - beta^t, not to 1, so the average starts too close to 0. The
    bias correction divides each s_t by its own 1 - beta^t. The recursion continues with the uncorrected s_t.

    Args:
        xs: [N] the numbers x_1 to x_N in float32 or float64, N >= 1. There may be hundreds.
        beta: from 0 to less than 1. The average looks back over about 1 / (1 - beta) numbers. A beta of 0
            gives the values of xs.
        bias_correction: True gives s_t / (1 - beta^t), False gives s_t.

    Returns:
        [N] averages, a new tensor with the dtype and the device of `xs`, differentiable in `xs`. `xs` itself
        does not change. A loop over t is fine.

    Source: d2l.ai 12.6.2.2 and 12.10.1; Kingma and Ba 2015, section 3.
    """
    raise NotImplementedError("ema is not written yet")


def condition_number(H: Tensor) -> Tensor:
    r"""Compute how stretched the bowl x^T H x / 2 is: the largest eigenvalue of H over the smallest.

    Gradient descent on it is stable for learning rates below 2 / (largest eigenvalue). With such rates, the
    number of steps grows like the condition number. A round bowl has the condition number 1.

    Args:
        H: [D, D] symmetric positive definite and well conditioned, in float32 or float64, D >= 1.

    Returns:
        [] with the dtype and the device of `H`, at least 1 except for rounding. Differentiable in `H` if no
        other eigenvalue equals the largest or the smallest. The gradient may belong to one triangle of `H` or
        to both; only its sum with its transpose counts.

    Not allowed: `torch.linalg.cond`. You may use the rest of `torch.linalg`.

    Source: d2l.ai 12.6.1; Goodfellow et al. 4.2 and 8.2.1.
    """
    raise NotImplementedError("condition_number is not written yet")
