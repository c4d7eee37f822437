"""Right versions that lean on PyTorch: gather, where, lerp, einsum."""

import math
from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn import functional as F


def hflip(x: Tensor) -> Tensor:
    backwards = torch.arange(x.shape[-1], device=x.device).flip(0)
    return x.index_select(-1, backwards)


def random_hflip(x: Tensor, p: float = 0.5, generator: torch.Generator | None = None) -> Tensor:
    if p < 0 or p > 1:
        raise ValueError(f"{p} is no probability")
    coins = x.new_full((x.size(0),), p).bernoulli(generator=generator).bool()
    y = x.clone()
    y[coins] = x[coins].flip(3)
    return y


def random_crop(
    x: Tensor, size: tuple[int, int], padding: int = 0, generator: torch.Generator | None = None
) -> Tensor:
    padded = F.pad(x, (padding, padding, padding, padding))
    n, _, big_h, big_w = padded.shape
    if size[0] > big_h or size[1] > big_w:
        raise ValueError("The size of the window exceeds that of the image.")
    windows = padded.unfold(2, size[0], 1).unfold(3, size[1], 1)  # [N,C,T,L,h,w], a view
    places = windows.shape[2] * windows.shape[3]
    place = torch.randint(0, places, (n,), generator=generator, device=x.device)
    across = windows.shape[3]
    return windows[torch.arange(n, device=x.device), :, place // across, place % across].contiguous()


def resized_crop_params(
    height: int,
    width: int,
    scale: tuple[float, float],
    ratio: tuple[float, float],
    generator: torch.Generator | None = None,
) -> tuple[int, int, int, int]:
    for name, (low, high) in {"scale": scale, "ratio": ratio}.items():
        if low > high:
            raise ValueError(f"{name}: {low} > {high}")
    log_ratio = torch.tensor(ratio, dtype=torch.float64).log().tolist()
    number = torch.empty(1, dtype=torch.float64)
    for _ in range(10):
        area = height * width * number.uniform_(*scale, generator=generator).item()
        aspect = math.exp(number.uniform_(*log_ratio, generator=generator).item())
        w, h = round(math.sqrt(area * aspect)), round(math.sqrt(area / aspect))
        if 0 < w <= width and 0 < h <= height:
            i = torch.randint(0, height - h + 1, (1,), generator=generator).item()
            j = torch.randint(0, width - w + 1, (1,), generator=generator).item()
            return i, j, h, w
    own = width / height
    if own < ratio[0]:
        w, h = width, max(round(width / ratio[0]), 1)
    elif own > ratio[1]:
        h, w = height, max(round(height * ratio[1]), 1)
    else:
        h, w = height, width
    return (height - h) // 2, (width - w) // 2, h, w


def adjust_contrast(x: Tensor, factor: float) -> Tensor:
    if factor < 0:
        raise ValueError(f"the factor {factor} is negative")
    weights = x.new_tensor([0.2989, 0.587, 0.114])
    means = torch.einsum("...chw,c->...", x, weights) / (x.shape[-1] * x.shape[-2])
    return torch.lerp(means[..., None, None, None].expand_as(x), x, float(factor)).clip(0.0, 1.0)


def adjust_saturation(x: Tensor, factor: float) -> Tensor:
    if factor < 0:
        raise ValueError(f"the factor {factor} is negative")
    grey = torch.einsum("...chw,c->...hw", x, x.new_tensor([0.2989, 0.587, 0.114]))
    return torch.lerp(grey.unsqueeze(-3).expand_as(x), x, float(factor)).clip(0.0, 1.0)


def normalize(x: Tensor, mean: Sequence[float], std: Sequence[float]) -> Tensor:
    c = x.size(-3)
    if len(mean) != c:
        raise ValueError(f"{c} numbers are needed in mean")
    if len(std) != c:
        raise ValueError(f"{c} numbers are needed in std")
    inverse = x.new_tensor([1 / s for s in std]).view(c, 1, 1)
    shift = x.new_tensor([-m / s for m, s in zip(mean, std, strict=True)]).view(c, 1, 1)
    return torch.addcmul(shift.expand_as(x), x, inverse)


def mixup(
    x: Tensor, y: Tensor, alpha: float, generator: torch.Generator | None = None
) -> tuple[Tensor, Tensor, Tensor, float]:
    if alpha < 0:
        raise ValueError(f"alpha = {alpha} < 0")
    if x.size(0) != y.size(0):
        raise ValueError("as many classes as samples are needed")
    order = torch.rand(x.size(0), generator=generator, device=x.device).argsort()
    if alpha == 0:
        return x.clone(), y.clone(), y.index_select(0, order), 1.0
    concentration = torch.full((1, 2), float(alpha), device=x.device, dtype=torch.double)
    lam = torch._sample_dirichlet(concentration, generator=generator)[0, 0].item()
    return torch.lerp(x.index_select(0, order), x, lam), y.clone(), y.index_select(0, order), lam
