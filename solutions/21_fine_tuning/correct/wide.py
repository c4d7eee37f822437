"""Other formulas: logarithms of rates, the epoch of each part, and the layer as one weight in float64."""

from collections.abc import Sequence
from math import exp, log

import torch
from torch import Tensor, nn
from torch.nn import functional as F


def discriminative_lrs(n_groups: int, base_lr: float, decay: float) -> list[float]:
    if 0 < decay <= 1:
        return [exp(log(base_lr) + log(decay) * steps) for steps in reversed(range(n_groups))]
    raise ValueError("the decay is above 0 and at most 1")


def gradual_unfreeze_(model: nn.Module, blocks: Sequence[str], epoch: int) -> list[str]:
    if epoch < 0:
        raise ValueError("an epoch is 0 or more")
    parts = [*model.named_parameters(remove_duplicate=False), *model.named_modules(remove_duplicate=False)]
    turn: dict[object, int] = {}  # the epoch in which each part becomes trainable
    for number, block in enumerate(reversed(blocks)):
        under = [part for name, part in parts if name == block or name.startswith(block + ".")]
        if not under:
            raise ValueError(f"unknown block {block}")
        for part in under:
            turn.setdefault(part, number)
    late = [part for _, part in parts if turn.get(part, epoch + 1) > epoch]
    for p in model.parameters():
        p.requires_grad_(turn.get(p, epoch + 1) <= epoch)
    for part in late:
        if isinstance(part, nn.Parameter):
            part.grad = None
        elif isinstance(part, nn.BatchNorm1d | nn.BatchNorm2d | nn.BatchNorm3d | nn.SyncBatchNorm):
            part.eval()
    return [name for name, p in model.named_parameters() if p.requires_grad]


class LoRALinear(nn.Module):
    def __init__(self, base: nn.Linear, r: int, alpha: float) -> None:
        super().__init__()
        if r < 1:
            raise ValueError(f"rank {r}")
        self.base, self.scale = base, alpha / r
        for p in self.base.parameters():
            p.grad = None
            p.requires_grad = False
        draws = torch.randn(base.in_features, r, device=base.weight.device, dtype=base.weight.dtype)
        self.A = nn.Parameter((draws.T / torch.tensor(base.in_features).sqrt().item()).contiguous())
        self.B = nn.Parameter(torch.zeros_like(base.weight[:, :1]).repeat(1, r))

    def _weight(self) -> Tensor:
        wide = self.base.weight.double() + self.scale * torch.einsum(
            "or,ri->oi", self.B.double(), self.A.double()
        )
        return wide.to(self.base.weight.dtype)

    def forward(self, x: Tensor) -> Tensor:
        return F.linear(x, self._weight(), self.base.bias)

    def merge(self) -> nn.Linear:
        new = nn.Linear(self.base.in_features, self.base.out_features, self.base.bias is not None)
        new.weight = nn.Parameter(self._weight().detach().clone())
        if self.base.bias is not None:
            new.bias = nn.Parameter(self.base.bias.detach().clone())
        return new.train(self.training)
