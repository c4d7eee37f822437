"""Wide: float64 inside, places computed as indices, and a discriminator that is frozen for a while."""

import torch
from torch import Tensor, nn
from torch.nn import functional as F


def conv_transpose_out(n: int, k: int, stride: int = 1, padding: int = 0, output_padding: int = 0) -> int:
    if output_padding // stride:
        raise ValueError("output padding must be below the stride")
    first, last = -padding, (n - 1) * stride + k - padding
    if last - padding + output_padding <= 0:
        raise ValueError("nothing is left")
    return last + first + output_padding


def conv_transpose2d(x: Tensor, w: Tensor, b=None, stride=1, padding=0, output_padding=0) -> Tensor:
    """All stamps are added at once to a flat canvas, at their places."""
    N, Ci, H, W = x.shape
    Co, kh, kw = w.shape[1:]
    height = conv_transpose_out(H, kh, stride, padding, output_padding)
    width = conv_transpose_out(W, kw, stride, padding, output_padding)
    stamps = w.double().flatten(1).T @ x.double().reshape(N, Ci, H * W)  # [N,Co*kh*kw,H*W]
    stamps = stamps.reshape(N, Co, kh * kw * H * W)
    a, e, i, j = torch.meshgrid(
        *(torch.arange(size, device=x.device) for size in (kh, kw, H, W)), indexing="ij"
    )
    long, wide = height + 2 * padding, width + 2 * padding
    places = ((i * stride + a) * wide + j * stride + e).flatten()
    canvas = torch.zeros(N, Co, long * wide, dtype=torch.float64, device=x.device)
    canvas = canvas.index_add(2, places, stamps).reshape(N, Co, long, wide)
    y = canvas[:, :, padding : long - padding, padding : wide - padding]
    y = y.to(x.dtype)
    if b is not None:
        y = (y.movedim(1, -1) + b).movedim(-1, 1)
    return y


def to_tanh_range(x: Tensor) -> Tensor:
    white = 255.0 if x.dtype == torch.uint8 else 1.0
    if white == 1.0 and not torch.is_floating_point(x):
        raise TypeError("what is white?")
    y = (2 * x.double() - white) / white
    return y.to(torch.float32 if white == 255.0 else x.dtype)


class GBlock(nn.Module):
    def __init__(self, in_channels, out_channels, kernel=4, stride=2, padding=1) -> None:
        super().__init__()
        self.conv = nn.ConvTranspose2d(in_channels, out_channels, kernel, stride, padding, 0, 1, False)
        self.bn = nn.BatchNorm2d(out_channels, eps=1e-5, momentum=0.1)

    def forward(self, x: Tensor) -> Tensor:
        normed = self.bn(self.conv(x))
        return normed * (normed > 0)


class DBlock(nn.Module):
    def __init__(self, in_channels, out_channels, kernel=4, stride=2, padding=1, alpha=0.2) -> None:
        super().__init__()
        self.conv = nn.Conv2d(in_channels, out_channels, kernel, stride, padding, 1, 1, False)
        self.bn = nn.BatchNorm2d(out_channels, eps=1e-5, momentum=0.1)
        self.alpha = alpha

    def forward(self, x: Tensor) -> Tensor:
        normed = self.bn(self.conv(x))
        return F.relu(normed) - self.alpha * F.relu(-normed)


def weights_init_normal_(m: nn.Module) -> None:
    convolution = isinstance(m, (nn.Conv2d, nn.ConvTranspose2d))
    if not convolution and not isinstance(m, nn.BatchNorm2d):
        return
    if m.weight is not None:
        wide = torch.randn(m.weight.shape, dtype=torch.float64, device=m.weight.device)
        m.weight.data.copy_(wide / 50 + (0.0 if convolution else 1.0))
    if m.bias is not None:
        m.bias.data.fill_(0.0)


def _wide_loss(logits: Tensor, label: float) -> Tensor:
    wide = logits.double()
    return F.softplus(wide).mean() - label * wide.mean()


def dcgan_step(X, Z, D, G, opt_d, opt_g) -> dict[str, float]:
    opt_d.zero_grad()
    opt_g.zero_grad()
    fakes = G(Z)
    with torch.no_grad():
        copies = fakes * 1
    d_loss = (_wide_loss(D(X), 1.0) + _wide_loss(D(copies), 0.0)) / 2
    d_loss.backward()
    opt_d.step()
    opt_d.zero_grad()
    flags = [p.requires_grad for p in D.parameters()]
    D.requires_grad_(False)
    g_loss = _wide_loss(D(fakes), 1.0)
    g_loss.backward()
    for p, flag in zip(D.parameters(), flags, strict=True):
        p.requires_grad_(flag)
    opt_g.step()
    opt_g.zero_grad()
    return {"g_loss": g_loss.item(), "d_loss": d_loss.item()}
