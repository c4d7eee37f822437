"""Loops: zeros between the pixels and a sum over kernel entries; gradients asked for by name."""

import torch
from torch import Tensor, nn


def conv_transpose_out(n: int, k: int, stride: int = 1, padding: int = 0, output_padding: int = 0) -> int:
    if output_padding > stride - 1:
        raise ValueError("the output padding is too large")
    covered = k
    for _ in range(n - 1):
        covered += stride
    window = range(padding, covered - padding + output_padding)
    if not window:
        raise ValueError("the padding is too large")
    return len(window)


def conv_transpose2d(x: Tensor, w: Tensor, b=None, stride=1, padding=0, output_padding=0) -> Tensor:
    """Each pixel of the result gathers the pixels of x whose stamps reach it."""
    N, C, H, W = x.shape
    kh, kw = w.shape[2:]
    height = conv_transpose_out(H, kh, stride, padding, output_padding)
    width = conv_transpose_out(W, kw, stride, padding, output_padding)
    # A margin as wide as the kernel on each side, and stride - 1 zeros between the pixels.
    spread = torch.zeros(
        N,
        C,
        (H - 1) * stride + 1 + 2 * kh + output_padding,
        (W - 1) * stride + 1 + 2 * kw + output_padding,
        dtype=x.dtype,
        device=x.device,
    )
    spread[:, :, kh : kh + (H - 1) * stride + 1 : stride, kw : kw + (W - 1) * stride + 1 : stride] = x
    y = 0 if b is None else b.reshape(1, -1, 1, 1)
    for a in range(kh):
        for e in range(kw):
            top, left = kh + padding - a, kw + padding - e
            part = spread[:, :, top : top + height, left : left + width]
            y = y + torch.tensordot(part, w[:, :, a, e], dims=([1], [0])).movedim(3, 1)
    return y


def to_tanh_range(x: Tensor) -> Tensor:
    if x.dtype not in (torch.uint8, torch.float16, torch.bfloat16, torch.float32, torch.float64):
        raise TypeError(str(x.dtype))
    if x.dtype == torch.uint8:
        return torch.linspace(-1, 1, 256, dtype=torch.float32, device=x.device)[x.long()]
    return x - (1 - x)


def _block(block, conv, out_channels) -> None:
    nn.Module.__init__(block)
    block.add_module("conv", conv)
    block.add_module("bn", nn.BatchNorm2d(out_channels))


class GBlock(nn.Module):
    def __init__(self, in_channels, out_channels, kernel=4, stride=2, padding=1) -> None:
        sizes = (in_channels, out_channels, kernel, stride, padding)
        _block(self, nn.ConvTranspose2d(*sizes, bias=False), out_channels)

    def forward(self, x: Tensor) -> Tensor:
        y = self.bn(self.conv(x))
        return y.clamp(min=0)


class DBlock(nn.Module):
    def __init__(self, in_channels, out_channels, kernel=4, stride=2, padding=1, alpha=0.2) -> None:
        sizes = (in_channels, out_channels, kernel, stride, padding)
        _block(self, nn.Conv2d(*sizes, bias=False), out_channels)
        self.slope = alpha

    def forward(self, x: Tensor) -> Tensor:
        y = self.bn(self.conv(x))
        return torch.where(y < 0, self.slope * y, y)


class Generator(nn.Module):
    def __init__(self, latent: int = 100, ngf: int = 64, channels: int = 3) -> None:
        super().__init__()
        widths = [latent, *(ngf * 2**i for i in (3, 2, 1, 0))]
        blocks = []
        for i in range(4):
            options = {"stride": 2, "padding": 1} if i else {"stride": 1, "padding": 0}
            blocks.append(GBlock(widths[i], widths[i + 1], kernel=4, **options))
        self.blocks = nn.Sequential(*blocks)
        self.last = nn.ConvTranspose2d(widths[-1], channels, (4, 4), (2, 2), (1, 1))

    def forward(self, z: Tensor) -> Tensor:
        y = self.last(self.blocks(z))
        return 2 * torch.sigmoid(2 * y) - 1


class Discriminator(nn.Module):
    def __init__(self, channels: int = 3, ndf: int = 64) -> None:
        super().__init__()
        self.first = nn.Conv2d(channels, ndf, (4, 4), (2, 2), (1, 1))
        self.blocks = nn.Sequential()
        width = ndf
        for _ in range(3):
            self.blocks.append(DBlock(width, 2 * width))
            width *= 2
        self.last = nn.Conv2d(width, 1, (4, 4))

    def forward(self, x: Tensor) -> Tensor:
        y = self.first(x)
        y = self.last(self.blocks(y.clamp(min=0) + 0.2 * y.clamp(max=0)))
        return y.reshape(len(x))


def weights_init_normal_(m: nn.Module) -> None:
    kinds = {nn.Conv2d: 0, nn.ConvTranspose2d: 0, nn.BatchNorm2d: 1}
    for kind, mean in kinds.items():
        if isinstance(m, kind):
            own = dict(m.named_parameters(recurse=False))
            with torch.no_grad():
                for name, p in own.items():
                    p.zero_()
                    if name == "weight":
                        p += mean + 0.02 * torch.randn(p.shape, dtype=p.dtype, device=p.device)


def _learn(loss: Tensor, opt: torch.optim.Optimizer) -> float:
    """One step along the gradient of the loss, after which nobody has a gradient."""
    params = [p for group in opt.param_groups for p in group["params"]]
    moving = [p for p in params if p.requires_grad]
    for p in params:
        p.grad = None
    for p, grad in zip(moving, torch.autograd.grad(loss, moving, allow_unused=True), strict=True):
        p.grad = grad
    opt.step()
    for p in params:
        p.grad = None
    return loss.item()


def dcgan_step(X, Z, D, G, opt_d, opt_g) -> dict[str, float]:
    fakes = G(Z)
    real_logits = D(X)
    fake_logits = D(fakes.clone().detach())
    nothing = real_logits.new_zeros(())
    on_real = torch.logaddexp(nothing, -real_logits).mean()
    on_fake = torch.logaddexp(nothing, fake_logits).mean()
    found = {"d_loss": _learn((on_real + on_fake) / 2, opt_d)}
    found["g_loss"] = _learn(torch.logaddexp(nothing, -D(fakes)).mean(), opt_g)
    return found
