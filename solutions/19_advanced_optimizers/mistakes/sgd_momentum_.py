"""Wrong versions of `sgd_momentum_` that students write."""

from collections.abc import Sequence

import torch
from torch import Tensor

from autograder.judge import mistake


def _check(momentum: float, dampening: float, nesterov: bool) -> None:
    if nesterov and (momentum <= 0 or dampening != 0):
        raise ValueError("nesterov needs a momentum and no dampening")


@mistake("The sign of the update is wrong: the parameters climb instead of descending.")
def ascends(
    params: Sequence[Tensor],
    bufs: list[Tensor | None],
    lr: float,
    momentum: float,
    dampening: float = 0.0,
    nesterov: bool = False,
    weight_decay: float = 0.0,
) -> None:
    _check(momentum, dampening, nesterov)
    with torch.no_grad():
        for i, p in enumerate(params):
            if p.grad is None:
                continue
            d = p.grad + weight_decay * p
            if momentum != 0:
                b = bufs[i]
                if b is None:
                    b = bufs[i] = d.clone()
                else:
                    b.mul_(momentum).add_((1 - dampening) * d)
                d = d + momentum * b if nesterov else b
            p += lr * d


@mistake("There is no momentum: each step follows its own gradient alone.")
def without_momentum(
    params: Sequence[Tensor],
    bufs: list[Tensor | None],
    lr: float,
    momentum: float,
    dampening: float = 0.0,
    nesterov: bool = False,
    weight_decay: float = 0.0,
) -> None:
    _check(momentum, dampening, nesterov)
    with torch.no_grad():
        for i, p in enumerate(params):
            if p.grad is None:
                continue
            d = p.grad + weight_decay * p
            if False:
                b = bufs[i]
                if b is None:
                    b = bufs[i] = d.clone()
                else:
                    b.mul_(momentum).add_((1 - dampening) * d)
                d = d + momentum * b if nesterov else b
            p -= lr * d


@mistake("The first step is dampened too; there the buffer becomes the gradient itself.")
def dampens_first_step(
    params: Sequence[Tensor],
    bufs: list[Tensor | None],
    lr: float,
    momentum: float,
    dampening: float = 0.0,
    nesterov: bool = False,
    weight_decay: float = 0.0,
) -> None:
    _check(momentum, dampening, nesterov)
    with torch.no_grad():
        for i, p in enumerate(params):
            if p.grad is None:
                continue
            d = p.grad + weight_decay * p
            if momentum != 0:
                b = bufs[i]
                if b is None:
                    b = bufs[i] = (1 - dampening) * d
                else:
                    b.mul_(momentum).add_((1 - dampening) * d)
                d = d + momentum * b if nesterov else b
            p -= lr * d


@mistake("The argument dampening is ignored.")
def without_dampening(
    params: Sequence[Tensor],
    bufs: list[Tensor | None],
    lr: float,
    momentum: float,
    dampening: float = 0.0,
    nesterov: bool = False,
    weight_decay: float = 0.0,
) -> None:
    _check(momentum, dampening, nesterov)
    with torch.no_grad():
        for i, p in enumerate(params):
            if p.grad is None:
                continue
            d = p.grad + weight_decay * p
            if momentum != 0:
                b = bufs[i]
                if b is None:
                    b = bufs[i] = d.clone()
                else:
                    b.mul_(momentum).add_(d)
                d = d + momentum * b if nesterov else b
            p -= lr * d


@mistake(
    "The gradient is always scaled by 1 - momentum, as in a moving average; here only dampening scales it."
)
def always_dampens(
    params: Sequence[Tensor],
    bufs: list[Tensor | None],
    lr: float,
    momentum: float,
    dampening: float = 0.0,
    nesterov: bool = False,
    weight_decay: float = 0.0,
) -> None:
    _check(momentum, dampening, nesterov)
    with torch.no_grad():
        for i, p in enumerate(params):
            if p.grad is None:
                continue
            d = p.grad + weight_decay * p
            if momentum != 0:
                b = bufs[i]
                if b is None:
                    b = bufs[i] = d.clone()
                else:
                    b.mul_(momentum).add_((1 - momentum) * d)
                d = d + momentum * b if nesterov else b
            p -= lr * d


@mistake("The learning rate is inside the buffer: when it changes, the past keeps the old one.")
def rate_in_buffer(
    params: Sequence[Tensor],
    bufs: list[Tensor | None],
    lr: float,
    momentum: float,
    dampening: float = 0.0,
    nesterov: bool = False,
    weight_decay: float = 0.0,
) -> None:
    _check(momentum, dampening, nesterov)
    with torch.no_grad():
        for i, p in enumerate(params):
            if p.grad is None:
                continue
            d = p.grad + weight_decay * p
            if momentum != 0:
                b = bufs[i]
                if b is None:
                    b = bufs[i] = lr * d
                else:
                    b.mul_(momentum).add_((1 - dampening) * lr * d)
                d = lr * d + momentum * b if nesterov else b
            p -= d if momentum != 0 else lr * d


@mistake("The argument nesterov is ignored.")
def without_nesterov(
    params: Sequence[Tensor],
    bufs: list[Tensor | None],
    lr: float,
    momentum: float,
    dampening: float = 0.0,
    nesterov: bool = False,
    weight_decay: float = 0.0,
) -> None:
    _check(momentum, dampening, nesterov)
    with torch.no_grad():
        for i, p in enumerate(params):
            if p.grad is None:
                continue
            d = p.grad + weight_decay * p
            if momentum != 0:
                b = bufs[i]
                if b is None:
                    b = bufs[i] = d.clone()
                else:
                    b.mul_(momentum).add_((1 - dampening) * d)
                d = b
            p -= lr * d


@mistake("Nesterov's step lacks the gradient itself: it is the gradient plus momentum times the buffer.")
def nesterov_without_gradient(
    params: Sequence[Tensor],
    bufs: list[Tensor | None],
    lr: float,
    momentum: float,
    dampening: float = 0.0,
    nesterov: bool = False,
    weight_decay: float = 0.0,
) -> None:
    _check(momentum, dampening, nesterov)
    with torch.no_grad():
        for i, p in enumerate(params):
            if p.grad is None:
                continue
            d = p.grad + weight_decay * p
            if momentum != 0:
                b = bufs[i]
                if b is None:
                    b = bufs[i] = d.clone()
                else:
                    b.mul_(momentum).add_((1 - dampening) * d)
                d = momentum * b if nesterov else b
            p -= lr * d


@mistake("Nesterov's step adds the gradient without its weight decay.")
def nesterov_without_decay(
    params: Sequence[Tensor],
    bufs: list[Tensor | None],
    lr: float,
    momentum: float,
    dampening: float = 0.0,
    nesterov: bool = False,
    weight_decay: float = 0.0,
) -> None:
    _check(momentum, dampening, nesterov)
    with torch.no_grad():
        for i, p in enumerate(params):
            if p.grad is None:
                continue
            d = p.grad + weight_decay * p
            if momentum != 0:
                b = bufs[i]
                if b is None:
                    b = bufs[i] = d.clone()
                else:
                    b.mul_(momentum).add_((1 - dampening) * d)
                d = p.grad + momentum * b if nesterov else b
            p -= lr * d


@mistake("The argument weight_decay is ignored.")
def without_decay(
    params: Sequence[Tensor],
    bufs: list[Tensor | None],
    lr: float,
    momentum: float,
    dampening: float = 0.0,
    nesterov: bool = False,
    weight_decay: float = 0.0,
) -> None:
    _check(momentum, dampening, nesterov)
    with torch.no_grad():
        for i, p in enumerate(params):
            if p.grad is None:
                continue
            d = p.grad.clone()
            if momentum != 0:
                b = bufs[i]
                if b is None:
                    b = bufs[i] = d.clone()
                else:
                    b.mul_(momentum).add_((1 - dampening) * d)
                d = d + momentum * b if nesterov else b
            p -= lr * d


@mistake("The weight decay has the wrong sign: it makes the parameters grow.")
def decay_subtracted(
    params: Sequence[Tensor],
    bufs: list[Tensor | None],
    lr: float,
    momentum: float,
    dampening: float = 0.0,
    nesterov: bool = False,
    weight_decay: float = 0.0,
) -> None:
    _check(momentum, dampening, nesterov)
    with torch.no_grad():
        for i, p in enumerate(params):
            if p.grad is None:
                continue
            d = p.grad - weight_decay * p
            if momentum != 0:
                b = bufs[i]
                if b is None:
                    b = bufs[i] = d.clone()
                else:
                    b.mul_(momentum).add_((1 - dampening) * d)
                d = d + momentum * b if nesterov else b
            p -= lr * d


@mistake(
    "The weight decay is applied to the parameter directly; here it goes into the gradient, and so "
    "into the buffer."
)
def decoupled_decay(
    params: Sequence[Tensor],
    bufs: list[Tensor | None],
    lr: float,
    momentum: float,
    dampening: float = 0.0,
    nesterov: bool = False,
    weight_decay: float = 0.0,
) -> None:
    _check(momentum, dampening, nesterov)
    with torch.no_grad():
        for i, p in enumerate(params):
            if p.grad is None:
                continue
            d = p.grad.clone()
            if momentum != 0:
                b = bufs[i]
                if b is None:
                    b = bufs[i] = d.clone()
                else:
                    b.mul_(momentum).add_((1 - dampening) * d)
                d = d + momentum * b if nesterov else b
            p -= lr * (d + weight_decay * p)


@mistake("The weight decay is added to .grad itself: the gradients are changed.")
def decay_in_gradient(
    params: Sequence[Tensor],
    bufs: list[Tensor | None],
    lr: float,
    momentum: float,
    dampening: float = 0.0,
    nesterov: bool = False,
    weight_decay: float = 0.0,
) -> None:
    _check(momentum, dampening, nesterov)
    with torch.no_grad():
        for i, p in enumerate(params):
            if p.grad is None:
                continue
            d = p.grad.add_(weight_decay * p).clone()
            if momentum != 0:
                b = bufs[i]
                if b is None:
                    b = bufs[i] = d.clone()
                else:
                    b.mul_(momentum).add_((1 - dampening) * d)
                d = d + momentum * b if nesterov else b
            p -= lr * d


@mistake(
    "The first buffer is the gradient tensor itself, not a copy: it changes with it, and with its "
    "next values."
)
def buffer_is_gradient(
    params: Sequence[Tensor],
    bufs: list[Tensor | None],
    lr: float,
    momentum: float,
    dampening: float = 0.0,
    nesterov: bool = False,
    weight_decay: float = 0.0,
) -> None:
    _check(momentum, dampening, nesterov)
    with torch.no_grad():
        for i, p in enumerate(params):
            if p.grad is None:
                continue
            d = p.grad if weight_decay == 0 else p.grad + weight_decay * p
            if momentum != 0:
                b = bufs[i]
                if b is None:
                    b = bufs[i] = d
                else:
                    b.mul_(momentum).add_((1 - dampening) * d)
                d = d + momentum * b if nesterov else b
            p -= lr * d


@mistake("With a momentum of 0 the buffers are filled all the same; they should stay as they are.")
def buffer_without_momentum(
    params: Sequence[Tensor],
    bufs: list[Tensor | None],
    lr: float,
    momentum: float,
    dampening: float = 0.0,
    nesterov: bool = False,
    weight_decay: float = 0.0,
) -> None:
    _check(momentum, dampening, nesterov)
    with torch.no_grad():
        for i, p in enumerate(params):
            if p.grad is None:
                continue
            d = p.grad + weight_decay * p
            if True:
                b = bufs[i]
                if b is None:
                    b = bufs[i] = d.clone()
                else:
                    b.mul_(momentum).add_((1 - dampening) * d)
                d = (d + momentum * b if nesterov else b) if momentum != 0 else d
            p -= lr * d


@mistake("A new buffer replaces the old one; the one that was given should be updated in place.")
def new_buffer(
    params: Sequence[Tensor],
    bufs: list[Tensor | None],
    lr: float,
    momentum: float,
    dampening: float = 0.0,
    nesterov: bool = False,
    weight_decay: float = 0.0,
) -> None:
    _check(momentum, dampening, nesterov)
    with torch.no_grad():
        for i, p in enumerate(params):
            if p.grad is None:
                continue
            d = p.grad + weight_decay * p
            if momentum != 0:
                b = bufs[i]
                if b is None:
                    b = bufs[i] = d.clone()
                else:
                    b = bufs[i] = momentum * b + (1 - dampening) * d
                d = d + momentum * b if nesterov else b
            p -= lr * d


@mistake("A gradient of None ends the whole step: the parameters after it are not updated.")
def state_of_others(
    params: Sequence[Tensor],
    bufs: list[Tensor | None],
    lr: float,
    momentum: float,
    dampening: float = 0.0,
    nesterov: bool = False,
    weight_decay: float = 0.0,
) -> None:
    _check(momentum, dampening, nesterov)
    with torch.no_grad():
        for i, p in enumerate(params):
            if p.grad is None:
                return
            d = p.grad + weight_decay * p
            if momentum != 0:
                b = bufs[i]
                if b is None:
                    b = bufs[i] = d.clone()
                else:
                    b.mul_(momentum).add_((1 - dampening) * d)
                d = d + momentum * b if nesterov else b
            p -= lr * d


@mistake("A parameter without gradient is treated as if its gradient were 0: it coasts on and decays.")
def none_is_zero(
    params: Sequence[Tensor],
    bufs: list[Tensor | None],
    lr: float,
    momentum: float,
    dampening: float = 0.0,
    nesterov: bool = False,
    weight_decay: float = 0.0,
) -> None:
    _check(momentum, dampening, nesterov)
    with torch.no_grad():
        for i, p in enumerate(params):
            grad = torch.zeros_like(p) if p.grad is None else p.grad
            d = grad + weight_decay * p
            if momentum != 0:
                b = bufs[i]
                if b is None:
                    b = bufs[i] = d.clone()
                else:
                    b.mul_(momentum).add_((1 - dampening) * d)
                d = d + momentum * b if nesterov else b
            p -= lr * d


@mistake("All parameters use the buffer of the first one.")
def shared_buffer(
    params: Sequence[Tensor],
    bufs: list[Tensor | None],
    lr: float,
    momentum: float,
    dampening: float = 0.0,
    nesterov: bool = False,
    weight_decay: float = 0.0,
) -> None:
    _check(momentum, dampening, nesterov)
    with torch.no_grad():
        for i, p in enumerate(params):
            if p.grad is None:
                continue
            d = p.grad + weight_decay * p
            i = 0
            if momentum != 0:
                b = bufs[i]
                if b is None:
                    b = bufs[i] = d.clone()
                else:
                    b.mul_(momentum).add_((1 - dampening) * d)
                d = d + momentum * b if nesterov else b
            p -= lr * d


@mistake("The parameters are changed through .data, which hides the change from autograd.")
def through_data(
    params: Sequence[Tensor],
    bufs: list[Tensor | None],
    lr: float,
    momentum: float,
    dampening: float = 0.0,
    nesterov: bool = False,
    weight_decay: float = 0.0,
) -> None:
    _check(momentum, dampening, nesterov)
    with torch.no_grad():
        for i, p in enumerate(params):
            if p.grad is None:
                continue
            d = p.grad + weight_decay * p
            if momentum != 0:
                b = bufs[i]
                if b is None:
                    b = bufs[i] = d.clone()
                else:
                    b.mul_(momentum).add_((1 - dampening) * d)
                d = d + momentum * b if nesterov else b
            p.data -= lr * d


@mistake("The new value is bound to a name and not written into the parameter, which stays as it was.")
def not_written(
    params: Sequence[Tensor],
    bufs: list[Tensor | None],
    lr: float,
    momentum: float,
    dampening: float = 0.0,
    nesterov: bool = False,
    weight_decay: float = 0.0,
) -> None:
    _check(momentum, dampening, nesterov)
    with torch.no_grad():
        for i, p in enumerate(params):
            if p.grad is None:
                continue
            d = p.grad + weight_decay * p
            if momentum != 0:
                b = bufs[i]
                if b is None:
                    b = bufs[i] = d.clone()
                else:
                    b.mul_(momentum).add_((1 - dampening) * d)
                d = d + momentum * b if nesterov else b
            p = p - lr * d


@mistake("nesterov is accepted without momentum or with dampening; both must be a ValueError.")
def accepts_nesterov(
    params: Sequence[Tensor],
    bufs: list[Tensor | None],
    lr: float,
    momentum: float,
    dampening: float = 0.0,
    nesterov: bool = False,
    weight_decay: float = 0.0,
) -> None:
    with torch.no_grad():
        for i, p in enumerate(params):
            if p.grad is None:
                continue
            d = p.grad + weight_decay * p
            if momentum != 0:
                b = bufs[i]
                if b is None:
                    b = bufs[i] = d.clone()
                else:
                    b.mul_(momentum).add_((1 - dampening) * d)
                d = d + momentum * b if nesterov else b
            p -= lr * d


@mistake("The gradients are removed after the step; that is left to the caller.")
def clears_gradients(
    params: Sequence[Tensor],
    bufs: list[Tensor | None],
    lr: float,
    momentum: float,
    dampening: float = 0.0,
    nesterov: bool = False,
    weight_decay: float = 0.0,
) -> None:
    _check(momentum, dampening, nesterov)
    with torch.no_grad():
        for i, p in enumerate(params):
            if p.grad is None:
                continue
            d = p.grad + weight_decay * p
            if momentum != 0:
                b = bufs[i]
                if b is None:
                    b = bufs[i] = d.clone()
                else:
                    b.mul_(momentum).add_((1 - dampening) * d)
                d = d + momentum * b if nesterov else b
            p -= lr * d
            p.grad = None
