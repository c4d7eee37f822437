"""Explicit: sums and roots written out, and loops over the tensors of a list or the steps of a product."""

from collections.abc import Iterable, Sequence

import torch
from torch import Tensor, nn


def fan_in_out(shape: Sequence[int]) -> tuple[int, int]:
    if len(shape) == 0 or len(shape) == 1:
        raise ValueError(f"the shape has only {len(shape)} numbers")
    fan_in, fan_out = shape[1], shape[0]
    for side in shape[2:]:
        fan_in *= side
        fan_out *= side
    return (fan_in, fan_out)


def xavier_uniform_(w: Tensor, gain: float = 1.0, generator: torch.Generator | None = None) -> Tensor:
    fan_in, fan_out = fan_in_out(w.shape)
    variance = 2 * gain * gain / (fan_in + fan_out)
    bound = (3 * variance) ** 0.5
    with torch.no_grad():
        w.uniform_(0.0, 1.0, generator=generator)
        w *= 2 * bound
        w -= bound
    return w


def kaiming_normal_(
    w: Tensor, a: float = 0.0, mode: str = "fan_in", generator: torch.Generator | None = None
) -> Tensor:
    if mode == "fan_in":
        fan = fan_in_out(w.shape)[0]
    elif mode == "fan_out":
        fan = fan_in_out(w.shape)[1]
    else:
        raise ValueError("unknown mode: " + mode)
    kept = (1 + a * a) / 2  # of the mean square
    noise = w.detach()  # the same memory and the same version counter
    noise.normal_(generator=generator)
    noise /= (kept * fan) ** 0.5
    return w


def clip_grad_norm_(params: Iterable[Tensor], max_norm: float, norm_type: float = 2.0) -> Tensor:
    grads = []
    for p in params:
        if p.grad is not None:
            grads.append(p.grad)
    if len(grads) == 0:
        return torch.zeros(())
    sizes = [grad.detach().abs() for grad in grads]
    total = torch.zeros_like(sizes[0].sum())
    for size in sizes:
        if norm_type == float("inf"):
            total = torch.maximum(total, size.max())
        else:
            total = total + (size**norm_type).sum()
    if norm_type != float("inf"):
        total = total ** (1 / norm_type)
    if total > max_norm:
        factor = max_norm / total
        with torch.no_grad():
            for grad in grads:
                grad *= factor
    return total


def layer_grad_norms(model: nn.Module, loss: Tensor) -> dict[str, float]:
    norms = {}
    for name, p in model.named_parameters():
        if p.requires_grad:
            (grad,) = torch.autograd.grad(loss, [p], retain_graph=True, allow_unused=True)
            norms[name] = 0.0
            if grad is not None:
                norms[name] = (grad**2).sum().sqrt().item()
    return norms


def log_rmse(pred: Tensor, y: Tensor) -> Tensor:
    if tuple(pred.shape) != tuple(y.shape):
        raise ValueError("pred and y must have one shape")
    safe = torch.where(pred < 1, torch.ones_like(pred), pred)
    difference = torch.log(safe / y)
    return (difference.pow(2).sum() / difference.numel()) ** 0.5


def standardize_train_test(train: Tensor, test: Tensor) -> tuple[Tensor, Tensor]:
    known = torch.isfinite(train)
    number = known.sum(dim=0)
    number = torch.where(number == 0, 1, number)
    filled = torch.where(known, train, 0.0)
    mean = filled.sum(dim=0) / number
    squares = torch.where(known, (train - mean) ** 2, 0.0)
    std = torch.sqrt(squares.sum(dim=0) / number)
    # A column is constant if all of its known values equal its largest one.
    largest = torch.where(known, train, -torch.inf).amax(dim=0)
    constant = ((train == largest) | ~known).all(dim=0)
    safe = torch.where(constant, 1.0, std)
    results = []
    for table in (train, test):
        z = (table - mean) / safe
        z = torch.where(torch.isnan(table), 0.0, z)
        results.append(torch.where(constant, 0.0, z))
    return results[0], results[1]


def product_norms(depth: int, width: int, std: float, generator: torch.Generator | None = None) -> Tensor:
    where = "cpu"
    if generator is not None:
        where = generator.device
    norms = torch.zeros(depth, dtype=torch.float64, device=where)
    so_far = 1.0
    P = None
    for k in range(depth):
        W = torch.empty(width, width, dtype=torch.float64, device=where)
        W.normal_(0.0, std, generator=generator)
        P = W if P is None else P @ W  # the other order has the same distribution
        size = P.abs().max()
        P = P / size
        so_far = so_far * size
        # The root comes before so_far, so nothing is squared that is out of range.
        norms[k] = so_far * (P * P).sum().sqrt()
    return norms
