"""What the docstrings of lesson 26 promise of the arguments, asserted on each hidden input."""

import torch
from torch import nn


def _are_alike(*tensors):
    """Tensors with elements, finite, and of one floating-point dtype and device."""
    assert len({(x.dtype, x.device) for x in tensors}) == 1
    for x in tensors:
        assert x.is_floating_point()
        assert x.numel() >= 1
        assert x.isfinite().all()


def sample_noise(batch, dim, generator=None, device=None):
    assert batch >= 1
    assert dim >= 1
    if generator is not None and device is not None:
        assert torch.device(device).type == generator.device.type


def bce_with_logits(logits, targets):
    _are_alike(logits, targets)
    assert logits.shape == targets.shape
    assert ((targets >= 0) & (targets <= 1)).all()


def d_loss(real_logits, fake_logits):
    _are_alike(real_logits, fake_logits)


def g_loss(fake_logits):
    _are_alike(fake_logits)


def lsgan_d_loss(real, fake):
    _are_alike(real, fake)


def gradient_penalty(D, real, fake, lam=10.0, generator=None):
    _are_alike(real, fake, *D.parameters())
    assert real.dim() >= 2
    assert real.shape == fake.shape
    assert lam >= 0
    assert generator is None or generator.device.type == real.device.type
    assert not any(isinstance(part, nn.BatchNorm1d) for part in D.modules())


def _is_a_step(data, trained, networks, opt):
    """The optimizer has all parameters of a network, of which one or more require gradients."""
    for x in data:
        assert not x.requires_grad
    _are_alike(*data, *(p for network in networks for p in network.parameters()))
    stepped = [p for group in opt.param_groups for p in group["params"]]
    assert {id(p) for p in stepped} == {id(p) for p in trained.parameters()}
    assert any(p.requires_grad for p in stepped)
    assert not isinstance(opt, torch.optim.LBFGS)


def update_D(X, Z, D, G, opt):
    _is_a_step((X, Z), D, (D, G), opt)


def update_G(Z, D, G, opt):
    _is_a_step((Z,), G, (D, G), opt)
