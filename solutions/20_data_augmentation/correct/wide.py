"""Right versions that compute in float64 and return the dtype of their images."""

from collections.abc import Sequence

import torch
from torch import Tensor


def hflip(x: Tensor) -> Tensor:
    return torch.stack(x.unbind(-1)[::-1], dim=-1)


def random_hflip(x: Tensor, p: float = 0.5, generator: torch.Generator | None = None) -> Tensor:
    if min(p, 1 - p) < 0:
        raise ValueError(f"p = {p}")
    wide = x.double()
    coins = torch.rand(len(x), dtype=torch.float64, generator=generator, device=x.device).lt(p)
    columns = torch.arange(x.shape[-1], device=x.device)
    order = torch.where(coins[:, None], columns.flip(0), columns)  # [N,W]
    return wide.gather(3, order[:, None, None, :].expand(x.shape)).to(x.dtype)


def random_crop(
    x: Tensor, size: tuple[int, int], padding: int = 0, generator: torch.Generator | None = None
) -> Tensor:
    n, c, height, width = x.shape
    wide = x.new_zeros(n, c, height + 2 * padding, width + 2 * padding, dtype=torch.float64)
    wide[:, :, padding : padding + height, padding : padding + width] = x.double()
    spare = [whole - side for whole, side in zip(wide.shape[2:], size, strict=True)]
    if min(spare) < 0:
        raise ValueError(f"size: {-min(spare)} pixels too many")
    for dim, (side, rest) in enumerate(zip(size, spare, strict=True), start=2):
        start = torch.randint(rest + 1, (n, 1), generator=generator, device=x.device)
        index = start + torch.arange(side, device=x.device)  # [N,side]
        index = index[:, None, :, None] if dim == 2 else index[:, None, None, :]
        shape = [n, c, *wide.shape[2:]]
        shape[dim] = side
        wide = wide.gather(dim, index.expand(shape))
    return wide.to(x.dtype)


def adjust_contrast(x: Tensor, factor: float) -> Tensor:
    if factor < 0:
        raise ValueError(f"{factor}")
    wide = x.double()
    weights = torch.tensor([0.2989, 0.587, 0.114], dtype=torch.float64, device=x.device)
    mean = (wide.movedim(-3, -1) @ weights).mean((-1, -2))
    share = 1 - factor
    return (wide - share * (wide - mean[..., None, None, None])).clamp(min=0).clamp(max=1).to(x.dtype)


def adjust_saturation(x: Tensor, factor: float) -> Tensor:
    if factor < 0:
        raise ValueError(f"{factor}")
    grey = torch.tensor([[0.2989, 0.587, 0.114]] * 3, dtype=torch.float64, device=x.device)
    matrix = factor * torch.eye(3, dtype=torch.float64, device=x.device) + (1 - factor) * grey
    mixed = torch.einsum("dc,...chw->...dhw", matrix, x.double())
    return mixed.clamp(min=0).clamp(max=1).to(x.dtype)


def normalize(x: Tensor, mean: Sequence[float], std: Sequence[float]) -> Tensor:
    if len(mean) != x.shape[-3] or len(std) != x.shape[-3]:
        raise ValueError("mean" if len(mean) != x.shape[-3] else "std")
    pairs = torch.tensor([list(mean), list(std)], dtype=torch.float64, device=x.device)
    centre, spread = pairs[:, :, None, None]
    return x.double().sub(centre).div(spread).to(x.dtype)


def mixup(
    x: Tensor, y: Tensor, alpha: float, generator: torch.Generator | None = None
) -> tuple[Tensor, Tensor, Tensor, float]:
    if alpha < 0:
        raise ValueError(f"negative: {alpha}")
    if x.shape[0] != y.shape[0]:
        raise ValueError(f"{x.shape[0]} and {y.shape[0]}")
    n = x.shape[0]
    perm = torch.randperm(n, generator=generator, device=x.device)
    gammas = torch.ones(2, dtype=torch.float64, device=x.device)
    if alpha > 0:
        gammas = torch._standard_gamma(alpha * gammas, generator=generator)
    lam = float(gammas[0] / gammas.sum()) if alpha > 0 else 1.0
    partners = torch.zeros(n, n, dtype=torch.float64, device=x.device)
    partners[torch.arange(n, device=x.device), perm] = 1.0
    weights = lam * torch.eye(n, dtype=torch.float64, device=x.device) + (1 - lam) * partners
    mixed = (weights @ x.double().reshape(n, -1)).reshape(x.shape).to(x.dtype)
    return mixed, y + 0, y[perm], lam
