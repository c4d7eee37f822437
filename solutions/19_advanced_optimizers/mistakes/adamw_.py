"""Wrong versions of `adamw_` that students write."""

from collections.abc import Sequence

import torch
from torch import Tensor

from autograder.judge import mistake


@mistake("The weight decay goes into the gradient, as in Adam; here it is decoupled.")
def coupled_decay(
    params: Sequence[Tensor],
    m: list[Tensor],
    v: list[Tensor],
    step: int,
    lr: float,
    betas: tuple[float, float] = (0.9, 0.999),
    eps: float = 1e-8,
    weight_decay: float = 1e-2,
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
            p -= lr * m_hat / (v_hat.sqrt() + eps)


@mistake("The argument weight_decay is ignored: this is Adam.")
def without_decay(
    params: Sequence[Tensor],
    m: list[Tensor],
    v: list[Tensor],
    step: int,
    lr: float,
    betas: tuple[float, float] = (0.9, 0.999),
    eps: float = 1e-8,
    weight_decay: float = 1e-2,
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


@mistake("The decay lacks the learning rate: the factor is 1 - lr * weight_decay.")
def decay_without_rate(
    params: Sequence[Tensor],
    m: list[Tensor],
    v: list[Tensor],
    step: int,
    lr: float,
    betas: tuple[float, float] = (0.9, 0.999),
    eps: float = 1e-8,
    weight_decay: float = 1e-2,
) -> None:
    beta1, beta2 = betas
    with torch.no_grad():
        for p, mean, square in zip(params, m, v, strict=True):
            if p.grad is None:
                continue
            p *= 1 - weight_decay
            d = p.grad
            mean.mul_(beta1).add_((1 - beta1) * d)
            square.mul_(beta2).add_((1 - beta2) * d * d)
            m_hat = mean / (1 - beta1**step)
            v_hat = square / (1 - beta2**step)
            p -= lr * m_hat / (v_hat.sqrt() + eps)


@mistake("The decay has the wrong sign: the parameters grow.")
def decay_added(
    params: Sequence[Tensor],
    m: list[Tensor],
    v: list[Tensor],
    step: int,
    lr: float,
    betas: tuple[float, float] = (0.9, 0.999),
    eps: float = 1e-8,
    weight_decay: float = 1e-2,
) -> None:
    beta1, beta2 = betas
    with torch.no_grad():
        for p, mean, square in zip(params, m, v, strict=True):
            if p.grad is None:
                continue
            p *= 1 + lr * weight_decay
            d = p.grad
            mean.mul_(beta1).add_((1 - beta1) * d)
            square.mul_(beta2).add_((1 - beta2) * d * d)
            m_hat = mean / (1 - beta1**step)
            v_hat = square / (1 - beta2**step)
            p -= lr * m_hat / (v_hat.sqrt() + eps)


@mistake("The decay comes after Adam's step and shrinks that as well; it belongs before it.")
def decays_afterwards(
    params: Sequence[Tensor],
    m: list[Tensor],
    v: list[Tensor],
    step: int,
    lr: float,
    betas: tuple[float, float] = (0.9, 0.999),
    eps: float = 1e-8,
    weight_decay: float = 1e-2,
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
            p *= 1 - lr * weight_decay


@mistake("The decay is applied twice, to the parameter and to the gradient.")
def both_decays(
    params: Sequence[Tensor],
    m: list[Tensor],
    v: list[Tensor],
    step: int,
    lr: float,
    betas: tuple[float, float] = (0.9, 0.999),
    eps: float = 1e-8,
    weight_decay: float = 1e-2,
) -> None:
    beta1, beta2 = betas
    with torch.no_grad():
        for p, mean, square in zip(params, m, v, strict=True):
            if p.grad is None:
                continue
            p *= 1 - lr * weight_decay
            d = p.grad + weight_decay * p
            mean.mul_(beta1).add_((1 - beta1) * d)
            square.mul_(beta2).add_((1 - beta2) * d * d)
            m_hat = mean / (1 - beta1**step)
            v_hat = square / (1 - beta2**step)
            p -= lr * m_hat / (v_hat.sqrt() + eps)


@mistake("A parameter without gradient decays; it should be skipped altogether.")
def decays_without_gradient(
    params: Sequence[Tensor],
    m: list[Tensor],
    v: list[Tensor],
    step: int,
    lr: float,
    betas: tuple[float, float] = (0.9, 0.999),
    eps: float = 1e-8,
    weight_decay: float = 1e-2,
) -> None:
    beta1, beta2 = betas
    with torch.no_grad():
        for p, mean, square in zip(params, m, v, strict=True):
            if p.grad is None:
                p *= 1 - lr * weight_decay
                continue
            p *= 1 - lr * weight_decay
            d = p.grad
            mean.mul_(beta1).add_((1 - beta1) * d)
            square.mul_(beta2).add_((1 - beta2) * d * d)
            m_hat = mean / (1 - beta1**step)
            v_hat = square / (1 - beta2**step)
            p -= lr * m_hat / (v_hat.sqrt() + eps)


@mistake("The argument weight_decay is ignored: it is always 0.01.")
def fixed_decay(
    params: Sequence[Tensor],
    m: list[Tensor],
    v: list[Tensor],
    step: int,
    lr: float,
    betas: tuple[float, float] = (0.9, 0.999),
    eps: float = 1e-8,
    weight_decay: float = 1e-2,
) -> None:
    beta1, beta2 = betas
    with torch.no_grad():
        for p, mean, square in zip(params, m, v, strict=True):
            if p.grad is None:
                continue
            p *= 1 - lr * 0.01
            d = p.grad
            mean.mul_(beta1).add_((1 - beta1) * d)
            square.mul_(beta2).add_((1 - beta2) * d * d)
            m_hat = mean / (1 - beta1**step)
            v_hat = square / (1 - beta2**step)
            p -= lr * m_hat / (v_hat.sqrt() + eps)


@mistake("The sign of Adam's update is wrong: the parameters climb instead of descending.")
def ascends(
    params: Sequence[Tensor],
    m: list[Tensor],
    v: list[Tensor],
    step: int,
    lr: float,
    betas: tuple[float, float] = (0.9, 0.999),
    eps: float = 1e-8,
    weight_decay: float = 1e-2,
) -> None:
    beta1, beta2 = betas
    with torch.no_grad():
        for p, mean, square in zip(params, m, v, strict=True):
            if p.grad is None:
                continue
            p *= 1 - lr * weight_decay
            d = p.grad
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
    weight_decay: float = 1e-2,
) -> None:
    beta1, beta2 = betas
    with torch.no_grad():
        for p, mean, square in zip(params, m, v, strict=True):
            if p.grad is None:
                continue
            p *= 1 - lr * weight_decay
            d = p.grad
            mean.mul_(beta1).add_((1 - beta1) * d)
            square.mul_(beta2).add_((1 - beta2) * d * d)
            m_hat = mean
            v_hat = square
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
    weight_decay: float = 1e-2,
) -> None:
    beta1, beta2 = 0.9, 0.999
    with torch.no_grad():
        for p, mean, square in zip(params, m, v, strict=True):
            if p.grad is None:
                continue
            p *= 1 - lr * weight_decay
            d = p.grad
            mean.mul_(beta1).add_((1 - beta1) * d)
            square.mul_(beta2).add_((1 - beta2) * d * d)
            m_hat = mean / (1 - beta1**step)
            v_hat = square / (1 - beta2**step)
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
    weight_decay: float = 1e-2,
) -> None:
    beta1, beta2 = betas
    with torch.no_grad():
        for p, mean, square in zip(params, m, v, strict=True):
            if p.grad is None:
                continue
            p *= 1 - lr * weight_decay
            d = p.grad
            mean.mul_(beta1).add_((1 - beta1) * d)
            square.mul_(beta2).add_((1 - beta2) * d * d)
            m_hat = mean / (1 - beta1**step)
            v_hat = square / (1 - beta2**step)
            p -= lr * m_hat / (v_hat + eps).sqrt()


@mistake("The argument eps is ignored: it is always 1e-8.")
def fixed_eps(
    params: Sequence[Tensor],
    m: list[Tensor],
    v: list[Tensor],
    step: int,
    lr: float,
    betas: tuple[float, float] = (0.9, 0.999),
    eps: float = 1e-8,
    weight_decay: float = 1e-2,
) -> None:
    beta1, beta2 = betas
    with torch.no_grad():
        for p, mean, square in zip(params, m, v, strict=True):
            if p.grad is None:
                continue
            p *= 1 - lr * weight_decay
            d = p.grad
            mean.mul_(beta1).add_((1 - beta1) * d)
            square.mul_(beta2).add_((1 - beta2) * d * d)
            m_hat = mean / (1 - beta1**step)
            v_hat = square / (1 - beta2**step)
            p -= lr * m_hat / (v_hat.sqrt() + 1e-8)


@mistake("A gradient of None ends the whole step: the parameters after it are not updated.")
def state_of_others(
    params: Sequence[Tensor],
    m: list[Tensor],
    v: list[Tensor],
    step: int,
    lr: float,
    betas: tuple[float, float] = (0.9, 0.999),
    eps: float = 1e-8,
    weight_decay: float = 1e-2,
) -> None:
    beta1, beta2 = betas
    with torch.no_grad():
        for p, mean, square in zip(params, m, v, strict=True):
            if p.grad is None:
                return
            p *= 1 - lr * weight_decay
            d = p.grad
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
    weight_decay: float = 1e-2,
) -> None:
    beta1, beta2 = betas
    with torch.no_grad():
        for p, mean, square in zip(params, m, v, strict=True):
            if p.grad is None:
                continue
            p *= 1 - lr * weight_decay
            d = p.grad
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
    weight_decay: float = 1e-2,
) -> None:
    beta1, beta2 = betas
    with torch.no_grad():
        for p, mean, square in zip(params, m, v, strict=True):
            if p.grad is None:
                continue
            p.data *= 1 - lr * weight_decay
            d = p.grad
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
    weight_decay: float = 1e-2,
) -> None:
    beta1, beta2 = betas
    with torch.no_grad():
        for p, mean, square in zip(params, m, v, strict=True):
            p_grad = p.grad
            if p_grad is None:
                continue
            p = p * (1 - lr * weight_decay)
            d = p_grad
            mean.mul_(beta1).add_((1 - beta1) * d)
            square.mul_(beta2).add_((1 - beta2) * d * d)
            m_hat = mean / (1 - beta1**step)
            v_hat = square / (1 - beta2**step)
            p = p - lr * m_hat / (v_hat.sqrt() + eps)
