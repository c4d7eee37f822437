"""Library: what PyTorch offers, from column_stack and vector_norm to bernoulli and tensor_split."""

from collections.abc import Iterable, Sequence

import torch
from torch import Tensor, nn


def poly_features(x: Tensor, degree: int) -> Tensor:
    if list(x.shape[1:]) != [1]:
        raise ValueError(f"a column is needed, not the shape {tuple(x.shape)}")
    if degree <= 0:
        raise ValueError(f"there are no powers up to degree {degree}")
    return torch.column_stack([torch.pow(x, exponent) for exponent in range(1, degree + 1)])


def l2_penalty(params: Iterable[Tensor]) -> Tensor:
    return torch.linalg.vector_norm(torch.cat([w.flatten() for w in params])).square() / 2


def l1_penalty(params: Iterable[Tensor]) -> Tensor:
    return torch.linalg.vector_norm(torch.cat([w.flatten() for w in params]), ord=1)


def dropout(x: Tensor, p: float, training: bool = True, generator: torch.Generator | None = None) -> Tensor:
    if p < 0 or p > 1:
        raise ValueError(f"{p} is no probability")
    if not training or p == 0:
        return x.clone()
    kept = torch.full_like(x.detach(), 1 - p).bernoulli(generator=generator)
    return torch.where(kept == 1, x, 0) / (1 - p) if p != 1 else torch.mul(x, 0)


class Dropout(nn.Module):
    def __init__(self, p: float = 0.5) -> None:
        if p < 0 or p > 1:
            raise ValueError(f"{p} is no probability")
        super().__init__()
        self.p = p

    def forward(self, x: Tensor) -> Tensor:
        return dropout(x, p=self.p) if self.training else x


def sgd_wd_(params: Sequence[Tensor], lr: float, weight_decay: float, decay_mask: Sequence[bool]) -> None:
    if len(params) != len(decay_mask):
        raise ValueError("decay_mask and params differ in length")
    with torch.no_grad():
        for decayed in (True, False):
            group = [
                theta
                for theta, decays in zip(params, decay_mask, strict=True)
                if decays == decayed and theta.grad is not None
            ]
            if group:
                steps = torch._foreach_add(
                    [theta.grad for theta in group], group, alpha=weight_decay if decayed else 0.0
                )
                torch._foreach_add_(group, steps, alpha=-lr)


def train_val_split(
    n: int, val_ratio: float, generator: torch.Generator | None = None
) -> tuple[Tensor, Tensor]:
    if val_ratio < 0 or val_ratio > 1:
        raise ValueError(f"{val_ratio} is no share")
    num_val = int(n * val_ratio + 0.5)
    train, val = (
        torch.rand(n, generator=generator, dtype=torch.float64).argsort().split([n - num_val, num_val])
    )
    return train.sort().values, val.sort().values


def k_fold_indices(n: int, k: int, i: int) -> tuple[Tensor, Tensor]:
    if k < 2 or k > n:
        raise ValueError(f"{k} folds of {n} samples")
    if i not in range(k):
        raise ValueError(f"there is no fold {i}")
    blocks = list(torch.arange(n).tensor_split(k))
    val = blocks.pop(i)
    return torch.cat(blocks), val


def early_stopping(val_losses: Sequence[float], patience: int, min_delta: float = 0.0) -> int:
    if patience <= 0:
        raise ValueError(f"a patience of {patience}")
    losses = torch.tensor(val_losses, dtype=torch.float64)
    best = 0
    while True:  # from improvement to improvement
        window = losses[best + 1 : best + 1 + patience]
        better = (losses[best] - window > min_delta).nonzero()
        if len(better) == 0:
            return best
        best += 1 + int(better[0])
