"""What the docstrings of lesson 07 promise of the arguments, asserted on each hidden input."""

from collections.abc import Iterable, Iterator

import torch
from torch import nn


def _has_samples(x):
    assert x.dim() >= 2
    assert min(x.shape[1:]) >= 1
    assert not x.is_floating_point() or x.isfinite().all()


class Flatten:
    def __init__(self):
        pass

    def forward(self, x):
        _has_samples(x)


class LeNet:
    def __init__(self, num_classes=10, activation="sigmoid", pool="avg"):
        assert isinstance(num_classes, int)
        assert num_classes >= 1
        assert isinstance(activation, str)
        assert isinstance(pool, str)

    def forward(self, x):
        _has_samples(x)
        assert len(x) >= 1
        assert x.shape[1:] == (1, 28, 28)
        assert x.is_floating_point()


def init_weights_(m):
    assert isinstance(m, nn.Module)
    if isinstance(m, nn.Linear | nn.Conv2d):
        assert m.weight.numel() >= 1
        assert m.weight.dtype in (torch.float32, torch.float64)


def count_parameters(model, trainable_only=True):
    assert isinstance(model, nn.Module)
    assert isinstance(trainable_only, bool)
    assert all(p.numel() >= 1 for p in model.parameters())


def layer_shapes(model, x):
    assert isinstance(model, nn.Module)
    _has_samples(x)
    assert all(p.device == x.device for p in model.parameters())


def train_epoch(model, loader, opt, loss_fn, device):
    _have_batches(model, loader, loss_fn, device)
    assert isinstance(opt, torch.optim.Optimizer)
    known = {id(p) for group in opt.param_groups for p in group["params"]}
    assert known == {id(p) for p in model.parameters()}
    assert any(p.requires_grad for p in model.parameters())
    for x, _ in () if isinstance(loader, Iterator) else loader:
        assert not x.requires_grad


def evaluate(model, loader, loss_fn, device):
    _have_batches(model, loader, loss_fn, device)


def _have_batches(model, loader, loss_fn, device):
    assert isinstance(model, nn.Module)
    assert isinstance(loader, Iterable)
    assert callable(loss_fn)
    assert device is None or isinstance(device, torch.device | str)
    assert all(device is None or p.device == torch.device(device) for p in model.parameters())
    for x, y in () if isinstance(loader, Iterator) else loader:  # it may be read only once
        _has_samples(x)
        assert len(x) >= 1
        assert y.dtype == torch.int64
        assert y.shape == x.shape[:1]
        assert (y >= 0).all()


def confusion_matrix(pred, target, num_classes):
    assert isinstance(num_classes, int)
    assert num_classes >= 1
    for classes in (pred, target):
        assert classes.dtype == torch.int64
        assert classes.dim() == 1
    assert pred.device == target.device
