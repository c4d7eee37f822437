"""Wrong versions of `adam_` that students write."""

from collections.abc import Sequence

import torch
from torch import Tensor

from autograder.judge import mistake


@mistake("The sign of the update is wrong: the parameters climb instead of descending.")
def ascends(
    params: Sequence[Tensor],
    m: list[Tensor],
    v: list[Tensor],
    step: int,
    lr: float,
    betas: tuple[float, float] = (0.9, 0.999),
    eps: float = 1e-8,
    weight_decay: float = 0.0,
) -> None:
    beta1, beta2 = betas
    with torch.no_grad():
        for p, mean, square in zip(params, m, v, strict=True):
            if p.grad is None:
                continue
            d = p.grad + weight_decay * p
            mean.mul_(beta1).add_((1 - beta1) * d)
            square.mul_(beta2).add_((1 - beta2) * d * d)
            m_hat = mean / (1 - beta1**step)
            v_hat = square / (1 - beta2**step)
            p += lr * m_hat / (v_hat.sqrt() + eps)


@mistake("There is no bias correction: the averages start at 0 and are too small for long.")
def uncorrected(
    params: Sequence[Tensor],
    m: list[Tensor],
    v: list[Tensor],
    step: int,
    lr: float,
    betas: tuple[float, float] = (0.9, 0.999),
    eps: float = 1e-8,
    weight_decay: float = 0.0,
) -> None:
    beta1, beta2 = betas
    with torch.no_grad():
        for p, mean, square in zip(params, m, v, strict=True):
            if p.grad is None:
                continue
            d = p.grad + weight_decay * p
            mean.mul_(beta1).add_((1 - beta1) * d)
            square.mul_(beta2).add_((1 - beta2) * d * d)
            m_hat = mean
            v_hat = square
            p -= lr * m_hat / (v_hat.sqrt() + eps)


@mistake("Only m is corrected; v starts at 0 as well.")
def corrects_m_only(
    params: Sequence[Tensor],
    m: list[Tensor],
    v: list[Tensor],
    step: int,
    lr: float,
    betas: tuple[float, float] = (0.9, 0.999),
    eps: float = 1e-8,
    weight_decay: float = 0.0,
) -> None:
    beta1, beta2 = betas
    with torch.no_grad():
        for p, mean, square in zip(params, m, v, strict=True):
            if p.grad is None:
                continue
            d = p.grad + weight_decay * p
            mean.mul_(beta1).add_((1 - beta1) * d)
            square.mul_(beta2).add_((1 - beta2) * d * d)
            m_hat = mean / (1 - beta1**step)
            v_hat = square
            p -= lr * m_hat / (v_hat.sqrt() + eps)


@mistake("Only v is corrected; m starts at 0 as well.")
def corrects_v_only(
    params: Sequence[Tensor],
    m: list[Tensor],
    v: list[Tensor],
    step: int,
    lr: float,
    betas: tuple[float, float] = (0.9, 0.999),
    eps: float = 1e-8,
    weight_decay: float = 0.0,
) -> None:
    beta1, beta2 = betas
    with torch.no_grad():
        for p, mean, square in zip(params, m, v, strict=True):
            if p.grad is None:
                continue
            d = p.grad + weight_decay * p
            mean.mul_(beta1).add_((1 - beta1) * d)
            square.mul_(beta2).add_((1 - beta2) * d * d)
            m_hat = mean
            v_hat = square / (1 - beta2**step)
            p -= lr * m_hat / (v_hat.sqrt() + eps)


@mistake("The corrections count steps from 0: the power is one too low, and the first step divides by 0.")
def corrects_from_0(
    params: Sequence[Tensor],
    m: list[Tensor],
    v: list[Tensor],
    step: int,
    lr: float,
    betas: tuple[float, float] = (0.9, 0.999),
    eps: float = 1e-8,
    weight_decay: float = 0.0,
) -> None:
    beta1, beta2 = betas
    with torch.no_grad():
        for p, mean, square in zip(params, m, v, strict=True):
            if p.grad is None:
                continue
            d = p.grad + weight_decay * p
            mean.mul_(beta1).add_((1 - beta1) * d)
            square.mul_(beta2).add_((1 - beta2) * d * d)
            m_hat = mean / (1 - beta1 ** (step - 1) or torch.nan)
            v_hat = square / (1 - beta2 ** (step - 1) or torch.nan)
            p -= lr * m_hat / (v_hat.sqrt() + eps)


@mistake("The power of the corrections is one too high: the first step has the power 1.")
def corrects_from_2(
    params: Sequence[Tensor],
    m: list[Tensor],
    v: list[Tensor],
    step: int,
    lr: float,
    betas: tuple[float, float] = (0.9, 0.999),
    eps: float = 1e-8,
    weight_decay: float = 0.0,
) -> None:
    beta1, beta2 = betas
    with torch.no_grad():
        for p, mean, square in zip(params, m, v, strict=True):
            if p.grad is None:
                continue
            d = p.grad + weight_decay * p
            mean.mul_(beta1).add_((1 - beta1) * d)
            square.mul_(beta2).add_((1 - beta2) * d * d)
            m_hat = mean / (1 - beta1 ** (step + 1))
            v_hat = square / (1 - beta2 ** (step + 1))
            p -= lr * m_hat / (v_hat.sqrt() + eps)


@mistake("The corrections divide by 1 - beta and not by 1 - beta^step: they never fade.")
def fixed_correction(
    params: Sequence[Tensor],
    m: list[Tensor],
    v: list[Tensor],
    step: int,
    lr: float,
    betas: tuple[float, float] = (0.9, 0.999),
    eps: float = 1e-8,
    weight_decay: float = 0.0,
) -> None:
    beta1, beta2 = betas
    with torch.no_grad():
        for p, mean, square in zip(params, m, v, strict=True):
            if p.grad is None:
                continue
            d = p.grad + weight_decay * p
            mean.mul_(beta1).add_((1 - beta1) * d)
            square.mul_(beta2).add_((1 - beta2) * d * d)
            m_hat = mean / (1 - beta1)
            v_hat = square / (1 - beta2)
            p -= lr * m_hat / (v_hat.sqrt() + eps)


@mistake("The corrected averages are stored in m and v; the correction then acts again at each step.")
def keeps_correction(
    params: Sequence[Tensor],
    m: list[Tensor],
    v: list[Tensor],
    step: int,
    lr: float,
    betas: tuple[float, float] = (0.9, 0.999),
    eps: float = 1e-8,
    weight_decay: float = 0.0,
) -> None:
    beta1, beta2 = betas
    with torch.no_grad():
        for p, mean, square in zip(params, m, v, strict=True):
            if p.grad is None:
                continue
            d = p.grad + weight_decay * p
            mean.mul_(beta1).add_((1 - beta1) * d)
            square.mul_(beta2).add_((1 - beta2) * d * d)
            m_hat = mean.div_(1 - beta1**step)
            v_hat = square.div_(1 - beta2**step)
            p -= lr * m_hat / (v_hat.sqrt() + eps)


@mistake("eps stands under the square root; here it is added after the root.")
def eps_inside_root(
    params: Sequence[Tensor],
    m: list[Tensor],
    v: list[Tensor],
    step: int,
    lr: float,
    betas: tuple[float, float] = (0.9, 0.999),
    eps: float = 1e-8,
    weight_decay: float = 0.0,
) -> None:
    beta1, beta2 = betas
    with torch.no_grad():
        for p, mean, square in zip(params, m, v, strict=True):
            if p.grad is None:
                continue
            d = p.grad + weight_decay * p
            mean.mul_(beta1).add_((1 - beta1) * d)
            square.mul_(beta2).add_((1 - beta2) * d * d)
            m_hat = mean / (1 - beta1**step)
            v_hat = square / (1 - beta2**step)
            p -= lr * m_hat / (v_hat + eps).sqrt()


@mistake("eps is added to the root of the uncorrected v, so the correction scales it too.")
def eps_before_correction(
    params: Sequence[Tensor],
    m: list[Tensor],
    v: list[Tensor],
    step: int,
    lr: float,
    betas: tuple[float, float] = (0.9, 0.999),
    eps: float = 1e-8,
    weight_decay: float = 0.0,
) -> None:
    beta1, beta2 = betas
    with torch.no_grad():
        for p, mean, square in zip(params, m, v, strict=True):
            if p.grad is None:
                continue
            d = p.grad + weight_decay * p
            mean.mul_(beta1).add_((1 - beta1) * d)
            square.mul_(beta2).add_((1 - beta2) * d * d)
            m_hat = mean / (1 - beta1**step)
            root = square.sqrt() + eps
            p -= lr * m_hat / (root / (1 - beta2**step) ** 0.5)


@mistake("eps is missing: where all gradients were 0, the step is 0/0 = NaN.")
def without_eps(
    params: Sequence[Tensor],
    m: list[Tensor],
    v: list[Tensor],
    step: int,
    lr: float,
    betas: tuple[float, float] = (0.9, 0.999),
    eps: float = 1e-8,
    weight_decay: float = 0.0,
) -> None:
    beta1, beta2 = betas
    with torch.no_grad():
        for p, mean, square in zip(params, m, v, strict=True):
            if p.grad is None:
                continue
            d = p.grad + weight_decay * p
            mean.mul_(beta1).add_((1 - beta1) * d)
            square.mul_(beta2).add_((1 - beta2) * d * d)
            m_hat = mean / (1 - beta1**step)
            v_hat = square / (1 - beta2**step)
            p -= lr * m_hat / v_hat.sqrt()


@mistake("The square root of v is missing.")
def without_root(
    params: Sequence[Tensor],
    m: list[Tensor],
    v: list[Tensor],
    step: int,
    lr: float,
    betas: tuple[float, float] = (0.9, 0.999),
    eps: float = 1e-8,
    weight_decay: float = 0.0,
) -> None:
    beta1, beta2 = betas
    with torch.no_grad():
        for p, mean, square in zip(params, m, v, strict=True):
            if p.grad is None:
                continue
            d = p.grad + weight_decay * p
            mean.mul_(beta1).add_((1 - beta1) * d)
            square.mul_(beta2).add_((1 - beta2) * d * d)
            m_hat = mean / (1 - beta1**step)
            v_hat = square / (1 - beta2**step)
            p -= lr * m_hat / (v_hat + eps)


@mistake("The betas are swapped: the first one is for m, the second for v.")
def swapped_betas(
    params: Sequence[Tensor],
    m: list[Tensor],
    v: list[Tensor],
    step: int,
    lr: float,
    betas: tuple[float, float] = (0.9, 0.999),
    eps: float = 1e-8,
    weight_decay: float = 0.0,
) -> None:
    beta2, beta1 = betas
    with torch.no_grad():
        for p, mean, square in zip(params, m, v, strict=True):
            if p.grad is None:
                continue
            d = p.grad + weight_decay * p
            mean.mul_(beta1).add_((1 - beta1) * d)
            square.mul_(beta2).add_((1 - beta2) * d * d)
            m_hat = mean / (1 - beta1**step)
            v_hat = square / (1 - beta2**step)
            p -= lr * m_hat / (v_hat.sqrt() + eps)


@mistake("The argument betas is ignored: it is always (0.9, 0.999).")
def fixed_betas(
    params: Sequence[Tensor],
    m: list[Tensor],
    v: list[Tensor],
    step: int,
    lr: float,
    betas: tuple[float, float] = (0.9, 0.999),
    eps: float = 1e-8,
    weight_decay: float = 0.0,
) -> None:
    beta1, beta2 = 0.9, 0.999
    with torch.no_grad():
        for p, mean, square in zip(params, m, v, strict=True):
            if p.grad is None:
                continue
            d = p.grad + weight_decay * p
            mean.mul_(beta1).add_((1 - beta1) * d)
            square.mul_(beta2).add_((1 - beta2) * d * d)
            m_hat = mean / (1 - beta1**step)
            v_hat = square / (1 - beta2**step)
            p -= lr * m_hat / (v_hat.sqrt() + eps)


@mistake("beta and 1 - beta are swapped: beta says how much of the past is kept.")
def swapped_weights(
    params: Sequence[Tensor],
    m: list[Tensor],
    v: list[Tensor],
    step: int,
    lr: float,
    betas: tuple[float, float] = (0.9, 0.999),
    eps: float = 1e-8,
    weight_decay: float = 0.0,
) -> None:
    beta1, beta2 = betas
    with torch.no_grad():
        for p, mean, square in zip(params, m, v, strict=True):
            if p.grad is None:
                continue
            d = p.grad + weight_decay * p
            mean.mul_(1 - beta1).add_(beta1 * d)
            square.mul_(1 - beta2).add_(beta2 * d * d)
            m_hat = mean / (1 - beta1**step)
            v_hat = square / (1 - beta2**step)
            p -= lr * m_hat / (v_hat.sqrt() + eps)


@mistake("v averages the absolute gradients, not their squares.")
def not_squared(
    params: Sequence[Tensor],
    m: list[Tensor],
    v: list[Tensor],
    step: int,
    lr: float,
    betas: tuple[float, float] = (0.9, 0.999),
    eps: float = 1e-8,
    weight_decay: float = 0.0,
) -> None:
    beta1, beta2 = betas
    with torch.no_grad():
        for p, mean, square in zip(params, m, v, strict=True):
            if p.grad is None:
                continue
            d = p.grad + weight_decay * p
            mean.mul_(beta1).add_((1 - beta1) * d)
            square.mul_(beta2).add_((1 - beta2) * d.abs())
            m_hat = mean / (1 - beta1**step)
            v_hat = square / (1 - beta2**step)
            p -= lr * m_hat / (v_hat.sqrt() + eps)


@mistake("v is fed with the square of m; it should get the square of the gradient.")
def squares_average(
    params: Sequence[Tensor],
    m: list[Tensor],
    v: list[Tensor],
    step: int,
    lr: float,
    betas: tuple[float, float] = (0.9, 0.999),
    eps: float = 1e-8,
    weight_decay: float = 0.0,
) -> None:
    beta1, beta2 = betas
    with torch.no_grad():
        for p, mean, square in zip(params, m, v, strict=True):
            if p.grad is None:
                continue
            d = p.grad + weight_decay * p
            mean.mul_(beta1).add_((1 - beta1) * d)
            square.mul_(beta2).add_((1 - beta2) * mean * mean)
            m_hat = mean / (1 - beta1**step)
            v_hat = square / (1 - beta2**step)
            p -= lr * m_hat / (v_hat.sqrt() + eps)


@mistake("The argument weight_decay is ignored.")
def without_decay(
    params: Sequence[Tensor],
    m: list[Tensor],
    v: list[Tensor],
    step: int,
    lr: float,
    betas: tuple[float, float] = (0.9, 0.999),
    eps: float = 1e-8,
    weight_decay: float = 0.0,
) -> None:
    beta1, beta2 = betas
    with torch.no_grad():
        for p, mean, square in zip(params, m, v, strict=True):
            if p.grad is None:
                continue
            d = p.grad
            mean.mul_(beta1).add_((1 - beta1) * d)
            square.mul_(beta2).add_((1 - beta2) * d * d)
            m_hat = mean / (1 - beta1**step)
            v_hat = square / (1 - beta2**step)
            p -= lr * m_hat / (v_hat.sqrt() + eps)


@mistake("The weight decay is decoupled, as in AdamW; Adam's goes into the gradient.")
def decoupled_decay(
    params: Sequence[Tensor],
    m: list[Tensor],
    v: list[Tensor],
    step: int,
    lr: float,
    betas: tuple[float, float] = (0.9, 0.999),
    eps: float = 1e-8,
    weight_decay: float = 0.0,
) -> None:
    beta1, beta2 = betas
    with torch.no_grad():
        for p, mean, square in zip(params, m, v, strict=True):
            if p.grad is None:
                continue
            d = p.grad
            p *= 1 - lr * weight_decay
            mean.mul_(beta1).add_((1 - beta1) * d)
            square.mul_(beta2).add_((1 - beta2) * d * d)
            m_hat = mean / (1 - beta1**step)
            v_hat = square / (1 - beta2**step)
            p -= lr * m_hat / (v_hat.sqrt() + eps)


@mistake("The weight decay is added to .grad itself: the gradients are changed.")
def decay_in_gradient(
    params: Sequence[Tensor],
    m: list[Tensor],
    v: list[Tensor],
    step: int,
    lr: float,
    betas: tuple[float, float] = (0.9, 0.999),
    eps: float = 1e-8,
    weight_decay: float = 0.0,
) -> None:
    beta1, beta2 = betas
    with torch.no_grad():
        for p, mean, square in zip(params, m, v, strict=True):
            if p.grad is None:
                continue
            d = p.grad.add_(weight_decay * p)
            mean.mul_(beta1).add_((1 - beta1) * d)
            square.mul_(beta2).add_((1 - beta2) * d * d)
            m_hat = mean / (1 - beta1**step)
            v_hat = square / (1 - beta2**step)
            p -= lr * m_hat / (v_hat.sqrt() + eps)


@mistake("The weight decay goes into m alone; v gets the gradient without it.")
def decay_in_mean_only(
    params: Sequence[Tensor],
    m: list[Tensor],
    v: list[Tensor],
    step: int,
    lr: float,
    betas: tuple[float, float] = (0.9, 0.999),
    eps: float = 1e-8,
    weight_decay: float = 0.0,
) -> None:
    beta1, beta2 = betas
    with torch.no_grad():
        for p, mean, square in zip(params, m, v, strict=True):
            if p.grad is None:
                continue
            d = p.grad + weight_decay * p
            mean.mul_(beta1).add_((1 - beta1) * d)
            square.mul_(beta2).add_((1 - beta2) * p.grad * p.grad)
            m_hat = mean / (1 - beta1**step)
            v_hat = square / (1 - beta2**step)
            p -= lr * m_hat / (v_hat.sqrt() + eps)


@mistake("A gradient of None ends the whole step: the parameters after it are not updated.")
def state_of_others(
    params: Sequence[Tensor],
    m: list[Tensor],
    v: list[Tensor],
    step: int,
    lr: float,
    betas: tuple[float, float] = (0.9, 0.999),
    eps: float = 1e-8,
    weight_decay: float = 0.0,
) -> None:
    beta1, beta2 = betas
    with torch.no_grad():
        for p, mean, square in zip(params, m, v, strict=True):
            if p.grad is None:
                return
            d = p.grad + weight_decay * p
            mean.mul_(beta1).add_((1 - beta1) * d)
            square.mul_(beta2).add_((1 - beta2) * d * d)
            m_hat = mean / (1 - beta1**step)
            v_hat = square / (1 - beta2**step)
            p -= lr * m_hat / (v_hat.sqrt() + eps)


@mistake(
    "A parameter without gradient is treated as if its gradient were 0: it coasts on, and its averages fade."
)
def none_is_zero(
    params: Sequence[Tensor],
    m: list[Tensor],
    v: list[Tensor],
    step: int,
    lr: float,
    betas: tuple[float, float] = (0.9, 0.999),
    eps: float = 1e-8,
    weight_decay: float = 0.0,
) -> None:
    beta1, beta2 = betas
    with torch.no_grad():
        for p, mean, square in zip(params, m, v, strict=True):
            grad = torch.zeros_like(p) if p.grad is None else p.grad
            d = grad + weight_decay * p
            mean.mul_(beta1).add_((1 - beta1) * d)
            square.mul_(beta2).add_((1 - beta2) * d * d)
            m_hat = mean / (1 - beta1**step)
            v_hat = square / (1 - beta2**step)
            p -= lr * m_hat / (v_hat.sqrt() + eps)


@mistake("The averages that were given stay as they were: new ones are computed and lost.")
def new_averages(
    params: Sequence[Tensor],
    m: list[Tensor],
    v: list[Tensor],
    step: int,
    lr: float,
    betas: tuple[float, float] = (0.9, 0.999),
    eps: float = 1e-8,
    weight_decay: float = 0.0,
) -> None:
    beta1, beta2 = betas
    with torch.no_grad():
        for p, mean, square in zip(params, m, v, strict=True):
            if p.grad is None:
                continue
            d = p.grad + weight_decay * p
            mean = beta1 * mean + (1 - beta1) * d
            square = beta2 * square + (1 - beta2) * d * d
            m_hat = mean / (1 - beta1**step)
            v_hat = square / (1 - beta2**step)
            p -= lr * m_hat / (v_hat.sqrt() + eps)


@mistake("The parameters are changed through .data, which hides the change from autograd.")
def through_data(
    params: Sequence[Tensor],
    m: list[Tensor],
    v: list[Tensor],
    step: int,
    lr: float,
    betas: tuple[float, float] = (0.9, 0.999),
    eps: float = 1e-8,
    weight_decay: float = 0.0,
) -> None:
    beta1, beta2 = betas
    with torch.no_grad():
        for p, mean, square in zip(params, m, v, strict=True):
            if p.grad is None:
                continue
            d = p.grad + weight_decay * p
            mean.mul_(beta1).add_((1 - beta1) * d)
            square.mul_(beta2).add_((1 - beta2) * d * d)
            m_hat = mean / (1 - beta1**step)
            v_hat = square / (1 - beta2**step)
            p.data -= lr * m_hat / (v_hat.sqrt() + eps)


@mistake("The new value is bound to a name and not written into the parameter, which stays as it was.")
def not_written(
    params: Sequence[Tensor],
    m: list[Tensor],
    v: list[Tensor],
    step: int,
    lr: float,
    betas: tuple[float, float] = (0.9, 0.999),
    eps: float = 1e-8,
    weight_decay: float = 0.0,
) -> None:
    beta1, beta2 = betas
    with torch.no_grad():
        for p, mean, square in zip(params, m, v, strict=True):
            if p.grad is None:
                continue
            d = p.grad + weight_decay * p
            mean.mul_(beta1).add_((1 - beta1) * d)
            square.mul_(beta2).add_((1 - beta2) * d * d)
            m_hat = mean / (1 - beta1**step)
            v_hat = square / (1 - beta2**step)
            p = p - lr * m_hat / (v_hat.sqrt() + eps)
