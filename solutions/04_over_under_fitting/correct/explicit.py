"""By the definitions: powers one by one, a counter of bad epochs, lists of indices, masks and index_put."""

from collections.abc import Iterable, Sequence

import torch
from torch import Tensor, nn


def poly_features(x: Tensor, degree: int) -> Tensor:
    if x.ndim != 2 or x.size(1) != 1:
        raise ValueError("wrong shape of x")
    if degree < 1:
        raise ValueError("degree too small")
    columns = [x]
    for _ in range(1, degree):
        columns.append(columns[-1] * x)
    return torch.cat(columns, dim=1)


def l2_penalty(params: Iterable[Tensor]) -> Tensor:
    total = None
    for w in params:
        flat = w.reshape(-1)
        half = 0.5 * torch.dot(flat, flat)
        total = half if total is None else total + half
    return total


def l1_penalty(params: Iterable[Tensor]) -> Tensor:
    total = 0.0
    for w in params:
        total = total + torch.sum(w * torch.sign(w).detach())
    return total


def dropout(x: Tensor, p: float, training: bool = True, generator: torch.Generator | None = None) -> Tensor:
    if not 0.0 <= p <= 1.0:
        raise ValueError(f"p={p}")
    if training and p > 0:
        coins = x.new_empty(x.numel()).uniform_(generator=generator)
        dropped = (coins < p).view(x.shape)
        if p == 1:
            return x - x
        return (x / (1 - p)).masked_fill(dropped, 0.0)
    return x


class Dropout(nn.Module):
    p: float

    def __init__(self, p: float = 0.5) -> None:
        super().__init__()
        if 0 <= p <= 1:
            self.p = p
        else:
            raise ValueError(f"p={p}")

    def forward(self, x: Tensor) -> Tensor:
        if not self.training or self.p == 0.0:
            return x
        kept = torch.bernoulli(torch.full_like(x, 1.0 - self.p)).bool()
        factors = torch.zeros_like(x)
        if self.p < 1.0:
            factors[kept] = 1.0 / (1.0 - self.p)
        return x * factors


@torch.no_grad()
def sgd_wd_(params: Sequence[Tensor], lr: float, weight_decay: float, decay_mask: Sequence[bool]) -> None:
    if not len(params) == len(decay_mask):
        raise ValueError(f"wrong length of decay_mask: {len(decay_mask)}")
    for i in range(len(params)):
        if params[i].grad is not None:
            if decay_mask[i]:
                params[i] *= 1 - lr * weight_decay
            params[i] -= lr * params[i].grad


def train_val_split(
    n: int, val_ratio: float, generator: torch.Generator | None = None
) -> tuple[Tensor, Tensor]:
    if not 0 <= val_ratio <= 1:
        raise ValueError(f"val_ratio={val_ratio}")
    num_val = round(val_ratio * n)
    validated = torch.zeros(n, dtype=torch.bool)
    if num_val:
        validated[torch.multinomial(torch.ones(n), num_val, generator=generator)] = True
    return (~validated).nonzero().squeeze(1), validated.nonzero().squeeze(1)


def k_fold_indices(n: int, k: int, i: int) -> tuple[Tensor, Tensor]:
    if k < 2 or k > n:
        raise ValueError(f"k={k}")
    if i < 0 or i >= k:
        raise ValueError(f"i={i}")
    fold_of = []
    for fold in range(k):
        fold_of += [fold] * (n // k + (fold < n % k))
    train = [j for j in range(n) if fold_of[j] != i]
    val = [j for j in range(n) if fold_of[j] == i]
    return torch.tensor(train), torch.tensor(val)


def early_stopping(val_losses: Sequence[float], patience: int, min_delta: float = 0.0) -> int:
    if patience < 1:
        raise ValueError(f"patience={patience}")
    best_loss, best_epoch, bad_epochs = float("inf"), 0, 0
    for epoch in range(len(val_losses)):
        if best_loss - val_losses[epoch] > min_delta:
            best_loss, best_epoch, bad_epochs = val_losses[epoch], epoch, 0
            continue
        bad_epochs += 1
        if bad_epochs == patience:
            return best_epoch
    return best_epoch
