"""In float64, with results in other memory layouts, and helpers that are named like PyTorch's functions."""

from collections.abc import Callable
from functools import reduce

import torch
from torch import Tensor


def pick_per_row(x: Tensor, idx: Tensor) -> Tensor:
    return x.index_select(1, idx).diagonal()  # a view of a tensor of its own


class Points:
    def __init__(self, rows: Tensor) -> None:
        self.rows = rows.double()

    def __matmul__(self, other: "Points") -> Tensor:
        return (other.rows[:, None] - self.rows).transpose(0, 1)  # [M,N,D]

    def cdist(self, other: "Points") -> Tensor:
        gaps = self @ other
        return torch.einsum("mnd,mnd->mn", gaps, gaps)


def pairwise_sqdist(a: Tensor, b: Tensor) -> Tensor:
    if a.size(1) != b.size(1):
        raise ValueError(f"{a.size(1)} features here and {b.size(1)} there")
    return Points(a).cdist(Points(b)).to(a.dtype)


def standardize(x: Tensor, dim: int, eps: float = 1e-5) -> Tensor:
    def layer_norm(y: Tensor) -> Tensor:
        return y * (y.square().mean(-1, keepdim=True) + eps).rsqrt()

    moved = x.movedim(dim, -1).double()
    return layer_norm(moved - moved.mean(-1, keepdim=True)).movedim(-1, dim).to(x.dtype)


def masked_mean(x: Tensor, mask: Tensor, dim: int) -> Tensor:
    if list(mask.shape) != list(x.shape):
        raise ValueError("mask and x must be shaped alike")
    weights = mask.double() / mask.sum(dim, keepdim=True).clamp(min=1)
    return (torch.where(mask, x, torch.zeros_like(x)).double() * weights).sum(dim).to(x.dtype)


def topk_desc(x: Tensor, k: int) -> tuple[Tensor, Tensor]:
    if k < 0 or k > x.size(1):
        raise ValueError(f"{k} entries of {x.size(1)}")
    topk = x.argsort(dim=1, descending=True, stable=True)[:, :k]
    columns = topk.t().contiguous().t()
    return x.take_along_dim(columns, 1), columns


def batched_matmul(a: Tensor, b: Tensor) -> Tensor:
    (batch, _, inner), (other_batch, other_inner, _) = a.shape, b.shape
    if batch != other_batch:
        raise ValueError(f"{batch} and {other_batch} matrices")
    if inner != other_inner:
        raise ValueError(f"{inner} columns and {other_inner} rows")

    def bmm(total: Tensor, k: int) -> Tensor:
        return total + a[:, :, k : k + 1].double() * b[:, k : k + 1, :]

    return reduce(bmm, range(1, inner), a[:, :, :1].double() * b[:, :1, :]).to(a.dtype)


def numeric_grad(f: Callable[[Tensor], Tensor], x: Tensor, eps: float = 1e-6) -> Tensor:
    if x.dtype != torch.float64:
        raise ValueError(f"float64 is needed, not {x.dtype}")
    mode, default = torch.is_grad_enabled(), torch.get_default_dtype()
    torch.set_grad_enabled(False)
    torch.set_default_dtype(torch.float64)
    try:
        slopes = torch.zeros(x.numel(), device=x.device)
        for i, step in enumerate(torch.diag(torch.full_like(slopes, eps))):
            ahead, behind = (float(f(x + sign * step.reshape(x.shape))) for sign in (1, -1))
            slopes[i] = (ahead - behind) / (2 * eps)
    finally:
        torch.set_grad_enabled(mode)
        torch.set_default_dtype(default)
    return slopes.reshape(x.shape)
