"""Wrong versions of `rmsprop_` that students write."""

from collections.abc import Sequence

import torch
from torch import Tensor

from autograder.judge import mistake


@mistake("The sign of the update is wrong: the parameters climb instead of descending.")
def ascends(
    params: Sequence[Tensor], sq: list[Tensor], lr: float, alpha: float = 0.99, eps: float = 1e-8
) -> None:
    with torch.no_grad():
        for p, s in zip(params, sq, strict=True):
            if p.grad is None:
                continue
            g = p.grad
            s.mul_(alpha).add_((1 - alpha) * g * g)
            p += lr * g / (s.sqrt() + eps)


@mistake("eps stands under the square root; here it is added after the root.")
def eps_inside_root(
    params: Sequence[Tensor], sq: list[Tensor], lr: float, alpha: float = 0.99, eps: float = 1e-8
) -> None:
    with torch.no_grad():
        for p, s in zip(params, sq, strict=True):
            if p.grad is None:
                continue
            g = p.grad
            s.mul_(alpha).add_((1 - alpha) * g * g)
            p -= lr * g / (s + eps).sqrt()


@mistake("eps is missing: where all gradients were 0, the step is 0/0 = NaN.")
def without_eps(
    params: Sequence[Tensor], sq: list[Tensor], lr: float, alpha: float = 0.99, eps: float = 1e-8
) -> None:
    with torch.no_grad():
        for p, s in zip(params, sq, strict=True):
            if p.grad is None:
                continue
            g = p.grad
            s.mul_(alpha).add_((1 - alpha) * g * g)
            p -= lr * g / s.sqrt()


@mistake("The argument eps is ignored: it is always 1e-8.")
def fixed_eps(
    params: Sequence[Tensor], sq: list[Tensor], lr: float, alpha: float = 0.99, eps: float = 1e-8
) -> None:
    with torch.no_grad():
        for p, s in zip(params, sq, strict=True):
            if p.grad is None:
                continue
            g = p.grad
            s.mul_(alpha).add_((1 - alpha) * g * g)
            p -= lr * g / (s.sqrt() + 1e-8)


@mistake("alpha and 1 - alpha are swapped: alpha says how much of the past is kept.")
def swapped_alpha(
    params: Sequence[Tensor], sq: list[Tensor], lr: float, alpha: float = 0.99, eps: float = 1e-8
) -> None:
    with torch.no_grad():
        for p, s in zip(params, sq, strict=True):
            if p.grad is None:
                continue
            g = p.grad
            s.mul_(1 - alpha).add_(alpha * g * g)
            p -= lr * g / (s.sqrt() + eps)


@mistake("The argument alpha is ignored: it is always 0.99.")
def fixed_alpha(
    params: Sequence[Tensor], sq: list[Tensor], lr: float, alpha: float = 0.99, eps: float = 1e-8
) -> None:
    with torch.no_grad():
        for p, s in zip(params, sq, strict=True):
            if p.grad is None:
                continue
            g = p.grad
            s.mul_(0.99).add_(0.01 * g * g)
            p -= lr * g / (s.sqrt() + eps)


@mistake("The squared gradients are added in full, without the factor 1 - alpha.")
def sums(
    params: Sequence[Tensor], sq: list[Tensor], lr: float, alpha: float = 0.99, eps: float = 1e-8
) -> None:
    with torch.no_grad():
        for p, s in zip(params, sq, strict=True):
            if p.grad is None:
                continue
            g = p.grad
            s.mul_(alpha).add_(g * g)
            p -= lr * g / (s.sqrt() + eps)


@mistake("It is Adagrad: the squares are summed and never forgotten.")
def adagrad(
    params: Sequence[Tensor], sq: list[Tensor], lr: float, alpha: float = 0.99, eps: float = 1e-8
) -> None:
    with torch.no_grad():
        for p, s in zip(params, sq, strict=True):
            if p.grad is None:
                continue
            g = p.grad
            s.add_(g * g)
            p -= lr * g / (s.sqrt() + eps)


@mistake("The average is taken of the absolute gradients, not of their squares.")
def not_squared(
    params: Sequence[Tensor], sq: list[Tensor], lr: float, alpha: float = 0.99, eps: float = 1e-8
) -> None:
    with torch.no_grad():
        for p, s in zip(params, sq, strict=True):
            if p.grad is None:
                continue
            g = p.grad
            s.mul_(alpha).add_((1 - alpha) * g.abs())
            p -= lr * g / (s.sqrt() + eps)


@mistake("The square root is missing: the step is divided by the average square itself.")
def without_root(
    params: Sequence[Tensor], sq: list[Tensor], lr: float, alpha: float = 0.99, eps: float = 1e-8
) -> None:
    with torch.no_grad():
        for p, s in zip(params, sq, strict=True):
            if p.grad is None:
                continue
            g = p.grad
            s.mul_(alpha).add_((1 - alpha) * g * g)
            p -= lr * g / (s + eps)


@mistake("The step uses the average as it was before this gradient.")
def steps_before_averaging(
    params: Sequence[Tensor], sq: list[Tensor], lr: float, alpha: float = 0.99, eps: float = 1e-8
) -> None:
    with torch.no_grad():
        for p, s in zip(params, sq, strict=True):
            if p.grad is None:
                continue
            g = p.grad
            p -= lr * g / (s.sqrt() + eps)
            s.mul_(alpha).add_((1 - alpha) * g * g)


@mistake("The average is corrected for its start at 0, as in Adam; RMSProp does not do that.")
def corrects_start(
    params: Sequence[Tensor], sq: list[Tensor], lr: float, alpha: float = 0.99, eps: float = 1e-8
) -> None:
    with torch.no_grad():
        for p, s in zip(params, sq, strict=True):
            if p.grad is None:
                continue
            g = p.grad
            s.mul_(alpha).add_((1 - alpha) * g * g)
            p -= lr * g / ((s / (1 - alpha)).sqrt() + eps)


@mistake("The averages that were given stay as they were: new ones are computed and lost.")
def new_averages(
    params: Sequence[Tensor], sq: list[Tensor], lr: float, alpha: float = 0.99, eps: float = 1e-8
) -> None:
    with torch.no_grad():
        for p, s in zip(params, sq, strict=True):
            if p.grad is None:
                continue
            g = p.grad
            s = alpha * s + (1 - alpha) * g * g
            p -= lr * g / (s.sqrt() + eps)


@mistake("A gradient of None ends the whole step: the parameters after it are not updated.")
def state_of_others(
    params: Sequence[Tensor], sq: list[Tensor], lr: float, alpha: float = 0.99, eps: float = 1e-8
) -> None:
    with torch.no_grad():
        for p, s in zip(params, sq, strict=True):
            if p.grad is None:
                return
            g = p.grad
            s.mul_(alpha).add_((1 - alpha) * g * g)
            p -= lr * g / (s.sqrt() + eps)


@mistake("The average of a parameter without gradient fades; it should wait.")
def fades_without_gradient(
    params: Sequence[Tensor], sq: list[Tensor], lr: float, alpha: float = 0.99, eps: float = 1e-8
) -> None:
    with torch.no_grad():
        for p, s in zip(params, sq, strict=True):
            if p.grad is None:
                s.mul_(alpha)
                continue
            g = p.grad
            s.mul_(alpha).add_((1 - alpha) * g * g)
            p -= lr * g / (s.sqrt() + eps)


@mistake("The gradient is scaled in place: the caller's .grad is changed.")
def changes_gradient(
    params: Sequence[Tensor], sq: list[Tensor], lr: float, alpha: float = 0.99, eps: float = 1e-8
) -> None:
    with torch.no_grad():
        for p, s in zip(params, sq, strict=True):
            if p.grad is None:
                continue
            g = p.grad
            s.mul_(alpha).add_((1 - alpha) * g * g)
            p -= lr * g.div_(s.sqrt() + eps)


@mistake("The parameters are changed through .data, which hides the change from autograd.")
def through_data(
    params: Sequence[Tensor], sq: list[Tensor], lr: float, alpha: float = 0.99, eps: float = 1e-8
) -> None:
    with torch.no_grad():
        for p, s in zip(params, sq, strict=True):
            if p.grad is None:
                continue
            g = p.grad
            s.mul_(alpha).add_((1 - alpha) * g * g)
            p.data -= lr * g / (s.sqrt() + eps)


@mistake("The new value is bound to a name and not written into the parameter, which stays as it was.")
def not_written(
    params: Sequence[Tensor], sq: list[Tensor], lr: float, alpha: float = 0.99, eps: float = 1e-8
) -> None:
    with torch.no_grad():
        for p, s in zip(params, sq, strict=True):
            if p.grad is None:
                continue
            g = p.grad
            s.mul_(alpha).add_((1 - alpha) * g * g)
            p = p - lr * g / (s.sqrt() + eps)
