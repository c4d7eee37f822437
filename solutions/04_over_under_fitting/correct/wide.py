"""In float64, with einsum, cumprod and masks made of thresholds."""

from collections.abc import Iterable, Sequence

import torch
from torch import Tensor


def poly_features(x: Tensor, degree: int) -> Tensor:
    match tuple(x.shape):
        case (_, 1):
            pass
        case shape:
            raise ValueError(f"shape {shape}")
    if degree < 1:
        raise ValueError(f"degree {degree}")
    return x.double().repeat(1, degree).cumprod(dim=1).to(x.dtype)


def l2_penalty(params: Iterable[Tensor]) -> Tensor:
    params = list(params)
    return (sum(torch.einsum("i,i->", w.double().ravel(), w.double().ravel()) for w in params) / 2).to(
        params[0].dtype
    )


def l1_penalty(params: Iterable[Tensor]) -> Tensor:
    params = tuple(params)
    wide = torch.cat([w.double().ravel() for w in params])
    return (wide.relu() + wide.neg().relu()).sum().to(params[0].dtype)


def dropout(x: Tensor, p: float, training: bool = True, generator: torch.Generator | None = None) -> Tensor:
    if abs(2 * p - 1) > 1:
        raise ValueError(f"p: {p}")
    if not training:
        return 1 * x
    threshold = torch.rand(x.shape, generator=generator, dtype=torch.float64, device=x.device)
    odds = 0.0 if p == 1 else 1.0 / (1.0 - p)
    return (x.double() * (threshold < 1 - p) * odds).to(x.dtype)


def sgd_wd_(params: Sequence[Tensor], lr: float, weight_decay: float, decay_mask: Sequence[bool]) -> None:
    rates = [weight_decay * bool(decays) for decays in decay_mask]
    if len(rates) != len(params):
        raise ValueError("decay_mask is too short or too long")
    for theta, rate in zip(params, rates, strict=True):
        if theta.grad is not None:
            wide = theta.detach().double()
            new = wide - lr * (theta.grad.detach().double() + rate * wide)
            with torch.no_grad():
                theta.copy_(new)


def early_stopping(val_losses: Sequence[float], patience: int, min_delta: float = 0.0) -> int:
    if patience < 1:
        raise ValueError(f"patience: {patience}")
    losses = iter(enumerate(val_losses))
    best, lowest = next(losses)
    for epoch, loss in losses:
        if epoch > best + patience:
            break
        if loss + min_delta < lowest:
            best, lowest = epoch, loss
    return best
