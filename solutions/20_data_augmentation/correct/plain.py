"""Right versions in plain steps: comparisons, masks, matrices, and generators of their own."""

import random
from collections.abc import Sequence

import torch
from torch import Tensor

RED, GREEN, BLUE = 0.2989, 0.587, 0.114


def hflip(x: Tensor) -> Tensor:
    width = x.shape[-1]
    return x[..., [width - 1 - j for j in range(width)]]


def random_hflip(x: Tensor, p: float = 0.5, generator: torch.Generator | None = None) -> Tensor:
    if not (p >= 0 and p <= 1):
        raise ValueError("p is " + str(p))
    if p == 0:
        return x.clone()
    if p == 1:
        return torch.fliplr(x.movedim(-1, 1)).movedim(1, -1).clone()
    number = torch.rand((x.shape[0], 1, 1, 1), generator=generator, device=x.device)
    share = (1 - p < number).to(x.dtype)  # 1 or 0
    return share * x.flip(3) + (1 - share) * x


def random_crop(
    x: Tensor, size: tuple[int, int], padding: int = 0, generator: torch.Generator | None = None
) -> Tensor:
    n, _, height, width = x.shape
    (h, w), device = size, x.device
    tops, lefts = height + 2 * padding - h + 1, width + 2 * padding - w + 1
    if tops < 1 or lefts < 1:
        raise ValueError(f"the size {size} is too large")
    left = (torch.rand(n, dtype=torch.float64, generator=generator, device=device) * lefts).floor().long()
    top = (torch.rand(n, dtype=torch.float64, generator=generator, device=device) * tops).floor().long()
    rows = top[:, None] + torch.arange(h, device=device) - padding  # [N,h] in the image, or outside
    columns = left[:, None] + torch.arange(w, device=device) - padding
    from_rows = (rows[:, :, None] == torch.arange(height, device=device)).to(x.dtype)  # [N,h,H]
    from_columns = (columns[:, :, None] == torch.arange(width, device=device)).to(x.dtype)  # [N,w,W]
    return torch.einsum("nhi,ncij,nwj->nchw", from_rows, x, from_columns)


def resized_crop_params(
    height: int,
    width: int,
    scale: tuple[float, float],
    ratio: tuple[float, float],
    generator: torch.Generator | None = None,
) -> tuple[int, int, int, int]:
    if scale[1] < scale[0] or ratio[1] < ratio[0]:
        raise ValueError("the ends of scale are swapped" if scale[1] < scale[0] else "those of ratio are")
    own = random.Random(int(torch.randint(2**62, (), generator=generator)))  # a local generator

    def largest() -> tuple[int, int]:
        if width < ratio[0] * height:
            return max(1, int(width / ratio[0] + 0.5)), width
        if width > ratio[1] * height:
            return height, max(1, int(height * ratio[1] + 0.5))
        return height, width

    for _ in range(10):
        area = own.uniform(scale[0], scale[1]) * height * width
        r = ratio[0] ** (1 - (t := own.random())) * ratio[1] ** t
        h, w = int((area / r) ** 0.5 + 0.5), int((area * r) ** 0.5 + 0.5)
        if h in range(1, height + 1) and w in range(1, width + 1):
            return own.randint(0, height - h), own.randint(0, width - w), h, w
    h, w = largest()
    return (height - h) // 2, (width - w) // 2, h, w


def _mix(x: Tensor, centre: Tensor, factor: float) -> Tensor:
    if factor < 0:
        raise ValueError(str(factor))
    moved = centre + factor * (x - centre)
    return torch.where(moved < 0, 0 * moved, torch.where(moved > 1, 1 + 0 * moved, moved))


def adjust_contrast(x: Tensor, factor: float) -> Tensor:
    means = x.flatten(-2).mean(-1)  # [...,3]: the mean of grey is the grey of the means
    mean = RED * means[..., 0] + GREEN * means[..., 1] + BLUE * means[..., 2]
    return _mix(x, mean.reshape(*mean.shape, 1, 1, 1), factor)


def adjust_saturation(x: Tensor, factor: float) -> Tensor:
    grey = x[..., 0:1, :, :] * RED + x[..., 1:2, :, :] * GREEN + x[..., 2:3, :, :] * BLUE
    return _mix(x, grey, factor)


def normalize(x: Tensor, mean: Sequence[float], std: Sequence[float]) -> Tensor:
    for name, count in (("mean", len(mean)), ("std", len(std))):
        if count != x.shape[-3]:
            raise ValueError(f"{name} has the wrong length")
    last = x.movedim(-3, -1)  # the channels where broadcasting looks for them
    centre, spread = (torch.as_tensor(values, dtype=x.dtype).to(x.device) for values in (mean, std))
    return ((last - centre) / spread).movedim(-1, -3)


def mixup(
    x: Tensor, y: Tensor, alpha: float, generator: torch.Generator | None = None
) -> tuple[Tensor, Tensor, Tensor, float]:
    if alpha < 0 or len(x) != len(y):
        raise ValueError(f"alpha is {alpha}, and there are {len(x)} samples and {len(y)} classes")
    n = len(x)
    seed = int(torch.randint(2**62, (), generator=generator, device=x.device))
    own = random.Random(seed)  # a local generator
    lam = own.betavariate(alpha, alpha) if alpha else 1.0
    places = own.sample(range(n), n)
    partner = torch.tensor(places, device=x.device)
    mixed = lam * x + (1 - lam) * x[partner]
    return mixed, torch.cat([y[:0], y]), y[partner], lam
