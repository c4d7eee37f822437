"""Optimizers, written from scratch: momentum, one learning rate for each coordinate, and both together.

The six optimizers are functions that do one step. What they have in common:

- `params` is a sequence of parameters, each with its gradient in `.grad`. A parameter whose `.grad` is None
  is skipped: neither it nor its state changes.
- A parameter is updated in place, as its name's final underscore says, and under `torch.no_grad()`: it stays
  the same tensor in the same memory, no graph is recorded, and autograd must get to know of the change (an
  update through `.data` hides it from the tensor's version counter). The grad mode of the caller is the same
  afterwards.
- `.grad` is only read. It keeps its values, and no state shares memory with it.
- What an optimizer remembers from step to step lies in the lists that it is given, one tensor for each
  parameter, shaped like it: `m[i]` belongs to `params[i]`. The tensors in these lists are updated in place
  as well. The caller makes them, mostly as zeros; they may come from an earlier run. There is no other
  memory: no globals, and no attributes on tensors or functions.
- dtype and device are those of the parameter: float64 stays float64. A parameter may have any shape, [] for a
  single number too, and neither it nor its gradient and state need be contiguous.
- g is the gradient, theta the parameter; all operations are elementwise. A loop over the parameters is fine,
  one over their elements is not.
- Not allowed: `torch.optim` and the fused kernels that it uses (`torch._fused_adam_` and the like). The
  `torch._foreach_` functions are allowed.
- Rates, decays and eps are at least 0, gradients and parameters are finite, and the lists are as long as
  `params`.

The trajectories are those of `torch.optim`. Textbooks put some things elsewhere: whether the learning rate is
inside the velocity, where eps stands, whether the velocity has a factor of 1 - momentum. The formula of each
docstring is what counts.

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
    r"""One step of gradient descent with momentum.

        d = g + weight_decay * theta
        b = momentum * b + (1 - dampening) * d     at the first step of a parameter: b = d
        theta = theta - lr * b                     with nesterov: theta - lr * (d + momentum * b)

    The learning rate is not part of b, so changing it acts at once on all that was gathered. The first step
    has no dampening: b starts as d itself.

    Args:
        params: the parameters.
        bufs: b of each parameter. None says that the parameter has not made a step yet; then a new tensor is
            put in its place. A tensor is updated in place.
        lr: the learning rate.
        momentum: from 0 to 1. 0 means plain gradient descent: theta - lr * d, whatever the dampening, and
            `bufs` stays as it is.
        dampening: from 0 to 1, the share of d that is left out of b.
        nesterov: look ahead along b.
        weight_decay: adds its multiple of the parameter to the gradient (L2, coupled).

    Raises:
        ValueError: if `nesterov` comes with a momentum of 0 or with dampening, before anything is changed.

    Source: d2l.ai 12.6; Goodfellow et al. 8.3.2 and 8.3.3; Sutskever et al. 2013.
    """
    raise NotImplementedError("sgd_momentum_ is not written yet")


def adagrad_(params: Sequence[Tensor], sums: list[Tensor], lr: float, eps: float = 1e-10) -> None:
    r"""One step of Adagrad: a coordinate that has moved much moves less.

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
    r"""One step of RMSProp: Adagrad that forgets, so that it does not come to a stop.

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
    r"""One step of Adadelta: the size of past updates takes the place of a learning rate.

        s = rho * s + (1 - rho) * g^2
        u = sqrt(a + eps) / sqrt(s + eps) * g      with a as it was before this step
        a = rho * a + (1 - rho) * u^2
        theta = theta - lr * u

    Args:
        params: the parameters.
        sq: s of each parameter, the moving average of its squared gradients.
        acc: a of each parameter, the moving average of its squared updates u, without lr.
        rho: how much of the past is kept, from 0 to 1.
        eps: added under both square roots. As a starts at 0, it decides how large the first steps are.
        lr: scales the update; 1 is Adadelta as it was published.

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
    r"""One step of Adam: momentum and RMSProp, both corrected for their start at 0.

        d = g + weight_decay * theta
        m = beta1 * m + (1 - beta1) * d
        v = beta2 * v + (1 - beta2) * d^2
        theta = theta - lr * m_hat / (sqrt(v_hat) + eps)
        where m_hat = m / (1 - beta1^step) and v_hat = v / (1 - beta2^step)

    The state holds m and v themselves; the corrected m_hat and v_hat are for this step only.

    Args:
        params: the parameters.
        m: the moving average of each parameter's gradients.
        v: the moving average of each parameter's squared gradients.
        step: which step this is, from 1, for all parameters; the caller counts. It goes up also for a
            parameter that is skipped.
        lr: the learning rate.
        betas: beta1 and beta2, each from 0 to less than 1.
        eps: added after the square root of the corrected v.
        weight_decay: adds its multiple of the parameter to the gradient (L2, coupled), so that it goes
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
    r"""One step of AdamW: Adam, with a weight decay that does not go through its averages.

        theta = theta - lr * weight_decay * theta
        then a step of Adam without weight decay, from the gradient as it is

    So every weight shrinks by the same factor 1 - lr * weight_decay, whatever its gradients are. In Adam the
    decay is divided by sqrt(v_hat) like everything else, and weights with large gradients hardly feel it.

    Args:
        params: the parameters.
        m: the moving average of each parameter's gradients.
        v: the moving average of each parameter's squared gradients.
        step: which step this is, from 1, as for `adam_`.
        lr: the learning rate, also for the decay.
        betas: beta1 and beta2, each from 0 to less than 1.
        eps: added after the square root of the corrected v.
        weight_decay: the decay; a parameter without gradient does not decay.

    Source: d2l.ai 12.10; Loshchilov and Hutter 2019, in the form of torch.optim (their decay has no lr).
    """
    raise NotImplementedError("adamw_ is not written yet")


def ema(xs: Tensor, beta: float, bias_correction: bool = True) -> Tensor:
    r"""The exponential moving average of a sequence.

        s_0 = 0,  s_t = beta * s_(t-1) + (1 - beta) * x_t     for t = 1, 2, ..., N

    The weights of x_1 to x_t in s_t sum to 1 - beta^t and not to 1: the average starts too low. The bias
    correction divides s_t by that, for each t by its own; the recursion goes on with s_t as it was.

    Args:
        xs: [N] floating-point numbers x_1 to x_N, N >= 1.
        beta: from 0 to less than 1; it looks back over about 1 / (1 - beta) numbers. 0 gives the values
            of xs.
        bias_correction: True gives s_t / (1 - beta^t), False gives s_t.

    Returns:
        [N] averages, a new tensor in the dtype and on the device of `xs`, differentiable in `xs`, which stays
        as it was. A loop over t is fine.

    Source: d2l.ai 12.6.2.2 and 12.10.1; Kingma and Ba 2015, section 3.
    """
    raise NotImplementedError("ema is not written yet")


def condition_number(H: Tensor) -> Tensor:
    r"""How stretched the bowl x^T H x / 2 is: the largest eigenvalue of H over the smallest.

    Gradient descent on it is stable for learning rates below 2 / (largest eigenvalue), and with those needs
    a number of steps that grows like the condition number. 1 is a round bowl.

    Args:
        H: [D, D] symmetric positive definite and well conditioned, D >= 1. You may use all of `torch.linalg`
            but `cond`.

    Returns:
        [] at least 1, in the dtype and on the device of `H`, and differentiable in `H`.

    Source: d2l.ai 12.6.1; Goodfellow et al. 4.2 and 8.2.1.
    """
    raise NotImplementedError("condition_number is not written yet")
