"""As much as possible by PyTorch's own functions."""

from collections.abc import Callable, Sequence

import torch
from torch import Tensor


def make_tensor(
    data: Sequence,
    dtype: torch.dtype | None = None,
    device: torch.device | str | None = None,
    requires_grad: bool = False,
) -> Tensor:
    return torch.asarray(data, dtype=dtype, device=device, requires_grad=requires_grad)


def pick_per_row(x: Tensor, idx: Tensor) -> Tensor:
    return torch.take_along_dim(x, idx.reshape(-1, 1), dim=1).flatten()


def one_hot(idx: Tensor, num_classes: int, dtype: torch.dtype = torch.float32) -> Tensor:
    return torch.eye(num_classes, device=idx.device).to(dtype)[idx]


def pairwise_sqdist(a: Tensor, b: Tensor) -> Tensor:
    if a.shape[-1] != b.shape[-1]:
        raise ValueError(f"features: {a.shape[-1]}, {b.shape[-1]}")
    return (
        torch.nn.functional.mse_loss(a.repeat_interleave(len(b), 0), b.repeat(len(a), 1), reduction="none")
        .sum(1)
        .reshape(len(a), len(b))
    )


def standardize(x: Tensor, dim: int, eps: float = 1e-5) -> Tensor:
    variance, mean = torch.var_mean(x, dim, correction=0, keepdim=True)
    return torch.sub(x, mean).div(variance.add(eps).sqrt())


def masked_mean(x: Tensor, mask: Tensor, dim: int) -> Tensor:
    if not mask.size() == x.size():
        raise ValueError("mask and x differ in shape")
    return torch.where(mask, x, 0.0).sum(dim).div(torch.count_nonzero(mask, dim).clamp_min(1))


def topk_desc(x: Tensor, k: int) -> tuple[Tensor, Tensor]:
    if k not in range(x.size(1) + 1):
        raise ValueError(f"no {k} largest entries")
    indices = torch.argsort(x, dim=-1, descending=True, stable=True).narrow(1, 0, k)
    return torch.take_along_dim(x, indices, dim=1), indices


def batched_matmul(a: Tensor, b: Tensor) -> Tensor:
    if [len(a), a.size(2)] != [len(b), b.size(1)]:
        raise ValueError(f"the sizes {a.size()} and {b.size()} don't fit")
    return torch.sum(a[:, :, None, :] * b.mT[:, None, :, :], dim=-1)


def numeric_grad(f: Callable[[Tensor], Tensor], x: Tensor, eps: float = 1e-6) -> Tensor:
    if x.dtype is not torch.double:
        raise ValueError(f"{x.dtype} instead of float64")
    start = x.detach().reshape(-1)
    corners = start + eps * torch.eye(len(start), dtype=x.dtype, device=x.device)
    up = [f(corner.reshape(x.shape)).detach() for corner in corners]
    down = [f(corner.reshape(x.shape)).detach() for corner in 2 * start - corners]
    values = torch.tensor([up, down], dtype=x.dtype, device=x.device)
    return -values.diff(dim=0).div(2 * eps).reshape(x.shape)
