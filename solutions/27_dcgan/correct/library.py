"""Library: placement matrices and einsum, layers of torch.nn for everything, losses of torch.nn."""

import torch
from torch import Tensor, nn


def conv_transpose_out(n: int, k: int, stride: int = 1, padding: int = 0, output_padding: int = 0) -> int:
    last_corner = stride * (n - 1)
    result = last_corner + k + output_padding - padding - padding
    if not 0 <= output_padding < stride or result <= 0:
        raise ValueError("no such picture")
    return result


def _placement(n: int, k: int, length: int, stride: int, padding: int, like: Tensor) -> Tensor:
    """[k, n, length]: 1 where entry a of the stamp of pixel i falls on pixel r of the result."""
    a, i, r = (torch.arange(size, device=like.device) for size in (k, n, length))
    falls_on = i[None, :, None] * stride + a[:, None, None] - padding
    return (falls_on == r).to(like.dtype)


def conv_transpose2d(x: Tensor, w: Tensor, b=None, stride=1, padding=0, output_padding=0) -> Tensor:
    sides = []
    for n, k in zip(x.shape[2:], w.shape[2:], strict=True):
        length = conv_transpose_out(n, k, stride, padding, output_padding)
        sides.append(_placement(n, k, length, stride, padding, x))
    y = torch.einsum("ncij,coae,air,ejt->nort", x, w, *sides)
    return y if b is None else y + b[:, None, None]


def to_tanh_range(x: Tensor) -> Tensor:
    if x.is_floating_point():
        return torch.sub(x, 0.5).mul(2)
    if x.dtype is not torch.uint8:
        raise TypeError("neither bytes nor floats")
    return x.to(torch.float32).div(255).sub(0.5).div(0.5)


class GBlock(nn.Module):
    def __init__(self, in_channels, out_channels, kernel=4, stride=2, padding=1) -> None:
        super().__init__()
        self.conv = nn.ConvTranspose2d(
            in_channels, out_channels, kernel_size=kernel, stride=stride, padding=padding, bias=False
        )
        self.bn = nn.BatchNorm2d(num_features=out_channels)
        self.activation = nn.ReLU(inplace=True)

    def forward(self, x: Tensor) -> Tensor:
        for layer in self.children():
            x = layer(x)
        return x


class DBlock(nn.Module):
    def __init__(self, in_channels, out_channels, kernel=4, stride=2, padding=1, alpha=0.2) -> None:
        super().__init__()
        self.conv = nn.Conv2d(
            in_channels, out_channels, kernel_size=kernel, stride=stride, padding=padding, bias=False
        )
        self.bn = nn.BatchNorm2d(num_features=out_channels)
        self.activation = nn.LeakyReLU(alpha, inplace=True)

    def forward(self, x: Tensor) -> Tensor:
        for layer in self.children():
            x = layer(x)
        return x


class Generator(nn.Module):
    def __init__(self, latent: int = 100, ngf: int = 64, channels: int = 3) -> None:
        super().__init__()
        self.blocks = nn.ModuleList([GBlock(latent, ngf * 8, 4, 1, 0)])
        for width in (8, 4, 2):
            self.blocks.append(GBlock(ngf * width, ngf * width // 2))
        self.last = nn.ConvTranspose2d(ngf, channels, 4, 2, 1)
        self.squash = nn.Tanh()

    def forward(self, z: Tensor) -> Tensor:
        for block in self.blocks:
            z = block(z)
        return self.squash(self.last(z))


class Discriminator(nn.Module):
    def __init__(self, channels: int = 3, ndf: int = 64) -> None:
        super().__init__()
        self.first = nn.Conv2d(channels, ndf, 4, 2, 1)
        self.leak = nn.LeakyReLU(0.2)
        self.blocks = nn.ModuleList(DBlock(ndf * width, ndf * width * 2) for width in (1, 2, 4))
        self.last = nn.Conv2d(ndf * 8, 1, 4)

    def forward(self, x: Tensor) -> Tensor:
        x = self.leak(self.first(x))
        for block in self.blocks:
            x = block(x)
        return self.last(x)[:, 0, 0, 0]


def weights_init_normal_(m: nn.Module) -> None:
    match m:
        case nn.Conv2d() | nn.ConvTranspose2d():
            nn.init.normal_(m.weight, std=0.02)
            if m.bias is not None:
                nn.init.constant_(m.bias, 0)
        case nn.BatchNorm2d(affine=True):
            nn.init.normal_(m.weight, 1, 0.02)
            nn.init.constant_(m.bias, 0)


def dcgan_step(X, Z, D, G, opt_d, opt_g) -> dict[str, float]:
    criterion = nn.BCEWithLogitsLoss()
    G.zero_grad()
    D.zero_grad()
    fakes = G(Z)
    real, fake = D(X), D(fakes.detach())
    d_loss = 0.5 * criterion(real, torch.full_like(real, 1)) + 0.5 * criterion(fake, torch.full_like(fake, 0))
    d_loss.backward()
    opt_d.step()
    D.zero_grad()
    verdict = D(fakes)
    g_loss = criterion(verdict, torch.full_like(verdict, 1))
    g_loss.backward()
    opt_g.step()
    for network in (D, G):
        network.zero_grad()
    return {"d_loss": float(d_loss), "g_loss": float(g_loss)}
