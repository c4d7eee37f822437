"""What the docstrings of lesson 27 promise of the arguments, asserted on each hidden input."""

import torch
from torch import nn


def _are_alike(*tensors):
    """Tensors with elements, finite, and of one dtype and device."""
    assert len({(x.dtype, x.device) for x in tensors}) == 1
    for x in tensors:
        assert x.dtype in (torch.float32, torch.float64)
        assert x.numel() >= 1
        assert x.isfinite().all()


def conv_transpose_out(n, k, stride=1, padding=0, output_padding=0):
    assert min(n, k, stride) >= 1
    assert min(padding, output_padding) >= 0


def conv_transpose2d(x, w, b=None, stride=1, padding=0, output_padding=0):
    _are_alike(x, w, *([] if b is None else [b]))
    assert x.dim() == w.dim() == 4
    assert x.shape[1] == w.shape[0]
    assert b is None or b.shape == w.shape[1:2]
    assert stride >= 1
    assert padding >= 0
    assert 0 <= output_padding < stride
    for n, k in zip(x.shape[2:], w.shape[2:], strict=True):
        assert (n - 1) * stride + k - 2 * padding + output_padding >= 1


def to_tanh_range(x):
    assert x.numel() >= 1
    assert x.dtype in (torch.uint8, torch.float32, torch.float64)
    assert x.isfinite().all()


def _is_block(in_channels, out_channels, kernel, stride, padding):
    assert min(in_channels, out_channels, kernel, stride) >= 1
    assert padding >= 0


def _is_batch_of_pictures(x, conv):
    _are_alike(x, conv.weight)
    assert x.dim() == 4
    assert x.shape[1] == conv.in_channels


def _has_values_for_training(module, x, height, width):
    assert height >= 1
    assert width >= 1
    assert not module.training or len(x) * height * width >= 2


class GBlock:
    def __init__(self, in_channels, out_channels, kernel=4, stride=2, padding=1):
        _is_block(in_channels, out_channels, kernel, stride, padding)

    def forward(self, x):
        _is_batch_of_pictures(x, self.conv)
        (k, _), (s, _), (p, _) = self.conv.kernel_size, self.conv.stride, self.conv.padding
        _has_values_for_training(self, x, *((n - 1) * s + k - 2 * p for n in x.shape[2:]))


class DBlock:
    def __init__(self, in_channels, out_channels, kernel=4, stride=2, padding=1, alpha=0.2):
        _is_block(in_channels, out_channels, kernel, stride, padding)
        assert 0 <= alpha <= 1

    def forward(self, x):
        _is_batch_of_pictures(x, self.conv)
        (k, _), (s, _), (p, _) = self.conv.kernel_size, self.conv.stride, self.conv.padding
        _has_values_for_training(self, x, *((n + 2 * p - k) // s + 1 for n in x.shape[2:]))


class Generator:
    def __init__(self, latent=100, ngf=64, channels=3):
        assert min(latent, ngf, channels) >= 1

    def forward(self, z):
        _is_batch_of_pictures(z, self.blocks[0].conv)
        assert z.shape[2:] == (1, 1)


class Discriminator:
    def __init__(self, channels=3, ndf=64):
        assert min(channels, ndf) >= 1

    def forward(self, x):
        _is_batch_of_pictures(x, self.first)
        assert x.shape[2:] == (64, 64)


def weights_init_normal_(m):
    assert isinstance(m, nn.Module)
    assert all(p.is_floating_point() for p in m.parameters())


def dcgan_step(X, Z, D, G, opt_d, opt_g):
    _are_alike(X, Z, *D.parameters(), *G.parameters())
    assert not X.requires_grad
    assert not Z.requires_grad
    assert not {id(p) for p in D.parameters()} & {id(p) for p in G.parameters()}
    for net, opt in ((D, opt_d), (G, opt_g)):
        stepped = [p for group in opt.param_groups for p in group["params"]]
        assert {id(p) for p in stepped} == {id(p) for p in net.parameters()}
        assert any(p.requires_grad for p in stepped)
        assert not isinstance(opt, torch.optim.LBFGS)
