"""Wrong versions of `adagrad_` that students write."""

from collections.abc import Sequence

import torch
from torch import Tensor

from autograder.judge import mistake


@mistake("The sign of the update is wrong: the parameters climb instead of descending.")
def ascends(params: Sequence[Tensor], sums: list[Tensor], lr: float, eps: float = 1e-10) -> None:
    with torch.no_grad():
        for p, s in zip(params, sums, strict=True):
            if p.grad is None:
                continue
            g = p.grad
            s += g * g
            p += lr * g / (s.sqrt() + eps)


@mistake("eps stands under the square root; here it is added after the root.")
def eps_inside_root(params: Sequence[Tensor], sums: list[Tensor], lr: float, eps: float = 1e-10) -> None:
    with torch.no_grad():
        for p, s in zip(params, sums, strict=True):
            if p.grad is None:
                continue
            g = p.grad
            s += g * g
            p -= lr * g / (s + eps).sqrt()


@mistake("The square root is missing: the step is divided by the sum of squares itself.")
def without_root(params: Sequence[Tensor], sums: list[Tensor], lr: float, eps: float = 1e-10) -> None:
    with torch.no_grad():
        for p, s in zip(params, sums, strict=True):
            if p.grad is None:
                continue
            g = p.grad
            s += g * g
            p -= lr * g / (s + eps)


@mistake("eps is missing: where all gradients were 0, the step is 0/0 = NaN.")
def without_eps(params: Sequence[Tensor], sums: list[Tensor], lr: float, eps: float = 1e-10) -> None:
    with torch.no_grad():
        for p, s in zip(params, sums, strict=True):
            if p.grad is None:
                continue
            g = p.grad
            s += g * g
            p -= lr * g / s.sqrt()


@mistake("The argument eps is ignored: it is always 1e-10.")
def fixed_eps(params: Sequence[Tensor], sums: list[Tensor], lr: float, eps: float = 1e-10) -> None:
    with torch.no_grad():
        for p, s in zip(params, sums, strict=True):
            if p.grad is None:
                continue
            g = p.grad
            s += g * g
            p -= lr * g / (s.sqrt() + 1e-10)


@mistake("The gradients are summed without being squared.")
def adds_gradients(params: Sequence[Tensor], sums: list[Tensor], lr: float, eps: float = 1e-10) -> None:
    with torch.no_grad():
        for p, s in zip(params, sums, strict=True):
            if p.grad is None:
                continue
            g = p.grad
            s += g
            p -= lr * g / (s.abs().sqrt() + eps)


@mistake("The sum forgets: only the last gradient is kept, and the ones before are overwritten.")
def forgets(params: Sequence[Tensor], sums: list[Tensor], lr: float, eps: float = 1e-10) -> None:
    with torch.no_grad():
        for p, s in zip(params, sums, strict=True):
            if p.grad is None:
                continue
            g = p.grad
            s.copy_(g * g)
            p -= lr * g / (s.sqrt() + eps)


@mistake(
    "It is a moving average of the squared gradients, as in RMSProp; Adagrad sums them and forgets nothing."
)
def moving_average(params: Sequence[Tensor], sums: list[Tensor], lr: float, eps: float = 1e-10) -> None:
    with torch.no_grad():
        for p, s in zip(params, sums, strict=True):
            if p.grad is None:
                continue
            g = p.grad
            s.mul_(0.9).add_(0.1 * g * g)
            p -= lr * g / (s.sqrt() + eps)


@mistake("The step is taken before this gradient is added to the sum.")
def steps_before_adding(params: Sequence[Tensor], sums: list[Tensor], lr: float, eps: float = 1e-10) -> None:
    with torch.no_grad():
        for p, s in zip(params, sums, strict=True):
            if p.grad is None:
                continue
            g = p.grad
            p -= lr * g / (s.sqrt() + eps)
            s += g * g


@mistake("All coordinates of a parameter share one sum; each has its own.")
def one_rate(params: Sequence[Tensor], sums: list[Tensor], lr: float, eps: float = 1e-10) -> None:
    with torch.no_grad():
        for p, s in zip(params, sums, strict=True):
            if p.grad is None:
                continue
            g = p.grad
            s += (g * g).sum()
            p -= lr * g / (s.sqrt() + eps)


@mistake("The sums that were given stay as they were: new ones are computed and lost.")
def new_sums(params: Sequence[Tensor], sums: list[Tensor], lr: float, eps: float = 1e-10) -> None:
    with torch.no_grad():
        for p, s in zip(params, sums, strict=True):
            if p.grad is None:
                continue
            g = p.grad
            s = s + g * g
            p -= lr * g / (s.sqrt() + eps)


@mistake("The squares are computed in place: the gradients are changed.")
def keeps_in_gradient(params: Sequence[Tensor], sums: list[Tensor], lr: float, eps: float = 1e-10) -> None:
    with torch.no_grad():
        for p, s in zip(params, sums, strict=True):
            if p.grad is None:
                continue
            g = p.grad
            old = g.clone()
            s += g.mul_(g)
            p -= lr * old / (s.sqrt() + eps)


@mistake("A gradient of None ends the whole step: the parameters after it are not updated.")
def state_of_others(params: Sequence[Tensor], sums: list[Tensor], lr: float, eps: float = 1e-10) -> None:
    with torch.no_grad():
        for p, s in zip(params, sums, strict=True):
            if p.grad is None:
                return
            g = p.grad
            s += g * g
            p -= lr * g / (s.sqrt() + eps)


@mistake("A parameter without gradient is not skipped: computing with None fails.")
def none_fails(params: Sequence[Tensor], sums: list[Tensor], lr: float, eps: float = 1e-10) -> None:
    with torch.no_grad():
        for p, s in zip(params, sums, strict=True):
            g = p.grad
            s += g * g
            p -= lr * g / (s.sqrt() + eps)


@mistake("The parameters are changed through .data, which hides the change from autograd.")
def through_data(params: Sequence[Tensor], sums: list[Tensor], lr: float, eps: float = 1e-10) -> None:
    with torch.no_grad():
        for p, s in zip(params, sums, strict=True):
            if p.grad is None:
                continue
            g = p.grad
            s += g * g
            p.data -= lr * g / (s.sqrt() + eps)


@mistake("The new value is bound to a name and not written into the parameter, which stays as it was.")
def not_written(params: Sequence[Tensor], sums: list[Tensor], lr: float, eps: float = 1e-10) -> None:
    with torch.no_grad():
        for p, s in zip(params, sums, strict=True):
            if p.grad is None:
                continue
            g = p.grad
            s += g * g
            p = p - lr * g / (s.sqrt() + eps)
