"""Wrong versions of `adadelta_` that students write."""

from collections.abc import Sequence

import torch
from torch import Tensor

from autograder.judge import mistake


@mistake("The sign of the update is wrong: the parameters climb instead of descending.")
def ascends(
    params: Sequence[Tensor],
    sq: list[Tensor],
    acc: list[Tensor],
    rho: float = 0.9,
    eps: float = 1e-6,
    lr: float = 1.0,
) -> None:
    with torch.no_grad():
        for p, s, a in zip(params, sq, acc, strict=True):
            if p.grad is None:
                continue
            g = p.grad
            s.mul_(rho).add_((1 - rho) * g * g)
            u = (a + eps).sqrt() / (s + eps).sqrt() * g
            a.mul_(rho).add_((1 - rho) * u * u)
            p += lr * u


@mistake("The argument lr is ignored.")
def without_rate(
    params: Sequence[Tensor],
    sq: list[Tensor],
    acc: list[Tensor],
    rho: float = 0.9,
    eps: float = 1e-6,
    lr: float = 1.0,
) -> None:
    with torch.no_grad():
        for p, s, a in zip(params, sq, acc, strict=True):
            if p.grad is None:
                continue
            g = p.grad
            s.mul_(rho).add_((1 - rho) * g * g)
            u = (a + eps).sqrt() / (s + eps).sqrt() * g
            a.mul_(rho).add_((1 - rho) * u * u)
            p -= u


@mistake("acc gathers the updates after they were scaled by lr; it should gather them before.")
def rate_in_memory(
    params: Sequence[Tensor],
    sq: list[Tensor],
    acc: list[Tensor],
    rho: float = 0.9,
    eps: float = 1e-6,
    lr: float = 1.0,
) -> None:
    with torch.no_grad():
        for p, s, a in zip(params, sq, acc, strict=True):
            if p.grad is None:
                continue
            g = p.grad
            s.mul_(rho).add_((1 - rho) * g * g)
            u = lr * (a + eps).sqrt() / (s + eps).sqrt() * g
            a.mul_(rho).add_((1 - rho) * u * u)
            p -= u


@mistake("eps is added after the square roots; here it stands under both.")
def eps_outside_root(
    params: Sequence[Tensor],
    sq: list[Tensor],
    acc: list[Tensor],
    rho: float = 0.9,
    eps: float = 1e-6,
    lr: float = 1.0,
) -> None:
    with torch.no_grad():
        for p, s, a in zip(params, sq, acc, strict=True):
            if p.grad is None:
                continue
            g = p.grad
            s.mul_(rho).add_((1 - rho) * g * g)
            u = (a.sqrt() + eps) / (s.sqrt() + eps) * g
            a.mul_(rho).add_((1 - rho) * u * u)
            p -= lr * u


@mistake("eps is missing in the numerator: acc starts at 0, so nothing ever moves.")
def eps_below_only(
    params: Sequence[Tensor],
    sq: list[Tensor],
    acc: list[Tensor],
    rho: float = 0.9,
    eps: float = 1e-6,
    lr: float = 1.0,
) -> None:
    with torch.no_grad():
        for p, s, a in zip(params, sq, acc, strict=True):
            if p.grad is None:
                continue
            g = p.grad
            s.mul_(rho).add_((1 - rho) * g * g)
            u = a.sqrt() / (s + eps).sqrt() * g
            a.mul_(rho).add_((1 - rho) * u * u)
            p -= lr * u


@mistake("eps is missing in the denominator: where all gradients were 0, the step is 0/0 = NaN.")
def eps_above_only(
    params: Sequence[Tensor],
    sq: list[Tensor],
    acc: list[Tensor],
    rho: float = 0.9,
    eps: float = 1e-6,
    lr: float = 1.0,
) -> None:
    with torch.no_grad():
        for p, s, a in zip(params, sq, acc, strict=True):
            if p.grad is None:
                continue
            g = p.grad
            s.mul_(rho).add_((1 - rho) * g * g)
            u = (a + eps).sqrt() / s.sqrt() * g
            a.mul_(rho).add_((1 - rho) * u * u)
            p -= lr * u


@mistake("The argument eps is ignored: it is always 1e-6.")
def fixed_eps(
    params: Sequence[Tensor],
    sq: list[Tensor],
    acc: list[Tensor],
    rho: float = 0.9,
    eps: float = 1e-6,
    lr: float = 1.0,
) -> None:
    with torch.no_grad():
        for p, s, a in zip(params, sq, acc, strict=True):
            if p.grad is None:
                continue
            g = p.grad
            s.mul_(rho).add_((1 - rho) * g * g)
            u = (a + 1e-6).sqrt() / (s + 1e-6).sqrt() * g
            a.mul_(rho).add_((1 - rho) * u * u)
            p -= lr * u


@mistake("The two averages are swapped in the ratio: the updates belong above, the gradients below.")
def swapped_averages(
    params: Sequence[Tensor],
    sq: list[Tensor],
    acc: list[Tensor],
    rho: float = 0.9,
    eps: float = 1e-6,
    lr: float = 1.0,
) -> None:
    with torch.no_grad():
        for p, s, a in zip(params, sq, acc, strict=True):
            if p.grad is None:
                continue
            g = p.grad
            s.mul_(rho).add_((1 - rho) * g * g)
            u = (s + eps).sqrt() / (a + eps).sqrt() * g
            a.mul_(rho).add_((1 - rho) * u * u)
            p -= lr * u


@mistake("rho and 1 - rho are swapped: rho says how much of the past is kept.")
def swapped_rho(
    params: Sequence[Tensor],
    sq: list[Tensor],
    acc: list[Tensor],
    rho: float = 0.9,
    eps: float = 1e-6,
    lr: float = 1.0,
) -> None:
    with torch.no_grad():
        for p, s, a in zip(params, sq, acc, strict=True):
            if p.grad is None:
                continue
            g = p.grad
            s.mul_(1 - rho).add_(rho * g * g)
            u = (a + eps).sqrt() / (s + eps).sqrt() * g
            a.mul_(1 - rho).add_(rho * u * u)
            p -= lr * u


@mistake("acc gathers squared gradients; it should gather squared updates.")
def gathers_gradients(
    params: Sequence[Tensor],
    sq: list[Tensor],
    acc: list[Tensor],
    rho: float = 0.9,
    eps: float = 1e-6,
    lr: float = 1.0,
) -> None:
    with torch.no_grad():
        for p, s, a in zip(params, sq, acc, strict=True):
            if p.grad is None:
                continue
            g = p.grad
            s.mul_(rho).add_((1 - rho) * g * g)
            u = (a + eps).sqrt() / (s + eps).sqrt() * g
            a.mul_(rho).add_((1 - rho) * g * g)
            p -= lr * u


@mistake("The step divides by the average as it was before this gradient.")
def old_squares(
    params: Sequence[Tensor],
    sq: list[Tensor],
    acc: list[Tensor],
    rho: float = 0.9,
    eps: float = 1e-6,
    lr: float = 1.0,
) -> None:
    with torch.no_grad():
        for p, s, a in zip(params, sq, acc, strict=True):
            if p.grad is None:
                continue
            g = p.grad
            u = (a + eps).sqrt() / (s + eps).sqrt() * g
            s.mul_(rho).add_((1 - rho) * g * g)
            a.mul_(rho).add_((1 - rho) * u * u)
            p -= lr * u


@mistake("The square roots are missing.")
def without_root(
    params: Sequence[Tensor],
    sq: list[Tensor],
    acc: list[Tensor],
    rho: float = 0.9,
    eps: float = 1e-6,
    lr: float = 1.0,
) -> None:
    with torch.no_grad():
        for p, s, a in zip(params, sq, acc, strict=True):
            if p.grad is None:
                continue
            g = p.grad
            s.mul_(rho).add_((1 - rho) * g * g)
            u = (a + eps) / (s + eps) * g
            a.mul_(rho).add_((1 - rho) * u * u)
            p -= lr * u


@mistake("acc is never updated.")
def never_gathers(
    params: Sequence[Tensor],
    sq: list[Tensor],
    acc: list[Tensor],
    rho: float = 0.9,
    eps: float = 1e-6,
    lr: float = 1.0,
) -> None:
    with torch.no_grad():
        for p, s, a in zip(params, sq, acc, strict=True):
            if p.grad is None:
                continue
            g = p.grad
            s.mul_(rho).add_((1 - rho) * g * g)
            u = (a + eps).sqrt() / (s + eps).sqrt() * g

            p -= lr * u


@mistake("The averages that were given stay as they were: new ones are computed and lost.")
def new_averages(
    params: Sequence[Tensor],
    sq: list[Tensor],
    acc: list[Tensor],
    rho: float = 0.9,
    eps: float = 1e-6,
    lr: float = 1.0,
) -> None:
    with torch.no_grad():
        for p, s, a in zip(params, sq, acc, strict=True):
            if p.grad is None:
                continue
            g = p.grad
            s = rho * s + (1 - rho) * g * g
            u = (a + eps).sqrt() / (s + eps).sqrt() * g
            a = rho * a + (1 - rho) * u * u
            p -= lr * u


@mistake("A gradient of None ends the whole step: the parameters after it are not updated.")
def state_of_others(
    params: Sequence[Tensor],
    sq: list[Tensor],
    acc: list[Tensor],
    rho: float = 0.9,
    eps: float = 1e-6,
    lr: float = 1.0,
) -> None:
    with torch.no_grad():
        for p, s, a in zip(params, sq, acc, strict=True):
            if p.grad is None:
                return
            g = p.grad
            s.mul_(rho).add_((1 - rho) * g * g)
            u = (a + eps).sqrt() / (s + eps).sqrt() * g
            a.mul_(rho).add_((1 - rho) * u * u)
            p -= lr * u


@mistake("The averages of a parameter without gradient fade; they should wait.")
def fades_without_gradient(
    params: Sequence[Tensor],
    sq: list[Tensor],
    acc: list[Tensor],
    rho: float = 0.9,
    eps: float = 1e-6,
    lr: float = 1.0,
) -> None:
    with torch.no_grad():
        for p, s, a in zip(params, sq, acc, strict=True):
            if p.grad is None:
                s.mul_(rho)
                a.mul_(rho)
                continue
            g = p.grad
            s.mul_(rho).add_((1 - rho) * g * g)
            u = (a + eps).sqrt() / (s + eps).sqrt() * g
            a.mul_(rho).add_((1 - rho) * u * u)
            p -= lr * u


@mistake("The gradient is scaled in place: the caller's .grad is changed.")
def changes_gradient(
    params: Sequence[Tensor],
    sq: list[Tensor],
    acc: list[Tensor],
    rho: float = 0.9,
    eps: float = 1e-6,
    lr: float = 1.0,
) -> None:
    with torch.no_grad():
        for p, s, a in zip(params, sq, acc, strict=True):
            if p.grad is None:
                continue
            g = p.grad
            s.mul_(rho).add_((1 - rho) * g * g)
            u = g.mul_((a + eps).sqrt() / (s + eps).sqrt())
            a.mul_(rho).add_((1 - rho) * u * u)
            p -= lr * u


@mistake("The parameters are changed through .data, which hides the change from autograd.")
def through_data(
    params: Sequence[Tensor],
    sq: list[Tensor],
    acc: list[Tensor],
    rho: float = 0.9,
    eps: float = 1e-6,
    lr: float = 1.0,
) -> None:
    with torch.no_grad():
        for p, s, a in zip(params, sq, acc, strict=True):
            if p.grad is None:
                continue
            g = p.grad
            s.mul_(rho).add_((1 - rho) * g * g)
            u = (a + eps).sqrt() / (s + eps).sqrt() * g
            a.mul_(rho).add_((1 - rho) * u * u)
            p.data -= lr * u


@mistake("The new value is bound to a name and not written into the parameter, which stays as it was.")
def not_written(
    params: Sequence[Tensor],
    sq: list[Tensor],
    acc: list[Tensor],
    rho: float = 0.9,
    eps: float = 1e-6,
    lr: float = 1.0,
) -> None:
    with torch.no_grad():
        for p, s, a in zip(params, sq, acc, strict=True):
            if p.grad is None:
                continue
            g = p.grad
            s.mul_(rho).add_((1 - rho) * g * g)
            u = (a + eps).sqrt() / (s + eps).sqrt() * g
            a.mul_(rho).add_((1 - rho) * u * u)
            p = p - lr * u
