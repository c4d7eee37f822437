"""What the docstrings of lesson 05 promise of the arguments, asserted on each hidden input."""

import math
from collections.abc import Iterable, Iterator

import torch
from torch import nn


def _are_numbers(*tensors):
    """Finite tensors with elements, and of one floating-point dtype and device."""
    assert len({(x.dtype, x.device) for x in tensors}) <= 1
    for x in tensors:
        assert x.dtype in (torch.float32, torch.float64)
        assert x.numel() >= 1
        assert x.isfinite().all()


def _belongs(generator, device):
    assert generator is None or generator.device.type == device.type


def fan_in_out(shape):
    assert isinstance(shape, list | tuple)
    assert len(shape) >= 2
    assert all(type(size) is int and size >= 1 for size in shape)


def _is_weight(w, generator):
    fan_in_out(w.shape)
    _are_numbers(w)
    assert w.is_leaf or not w.requires_grad
    _belongs(generator, w.device)


def xavier_uniform_(w, gain=1.0, generator=None):
    _is_weight(w, generator)
    assert 0 <= gain <= 100


def kaiming_normal_(w, a=0.0, mode="fan_in", generator=None):
    _is_weight(w, generator)
    assert -10 <= a <= 10
    assert mode in ("fan_in", "fan_out")


def clip_grad_norm_(params, max_norm, norm_type=2.0):
    assert isinstance(params, Iterable)
    assert max_norm >= 0
    assert 1 <= norm_type <= 4 or norm_type == math.inf
    if isinstance(params, Iterator):  # it may be read only once
        return
    params = list(params)
    grads = [p.grad for p in params if p.grad is not None]
    _are_numbers(*params)
    _are_numbers(*grads)
    assert len({id(p) for p in params}) == len(params)
    assert len({grad.untyped_storage().data_ptr() for grad in grads}) == len(grads)
    for grad in grads if norm_type < math.inf else []:
        powers = grad[grad != 0].abs() ** norm_type
        assert ((powers >= 1e-30) & (powers <= 1e30)).all()


def layer_grad_norms(model, loss):
    assert isinstance(model, nn.Module)
    assert loss.dim() == 0
    _are_numbers(loss, *model.parameters())
    trainable = [p for p in model.parameters() if p.requires_grad]
    assert loss.requires_grad or not trainable
    if trainable:
        for grad in torch.autograd.grad(loss, trainable, retain_graph=True, allow_unused=True):
            sizes = [] if grad is None else grad[grad != 0].abs().tolist()
            assert all(1e-12 <= size <= 1e12 for size in sizes)


def log_rmse(pred, y):
    _are_numbers(pred, y)
    assert pred.dim() == 2
    assert pred.shape[1] == 1
    assert pred.shape == y.shape
    assert (pred.abs() <= 1e6).all()
    assert ((y >= 1e-20) & (y <= 1e6)).all()


def standardize_train_test(train, test):
    assert train.dtype is test.dtype
    assert train.dtype in (torch.float32, torch.float64)
    assert train.dim() == test.dim() == 2
    assert train.shape[1] == test.shape[1]
    assert min(*train.shape, len(test)) >= 1
    for table in (train, test):
        sizes = table[~table.isnan() & (table != 0)].abs()
        assert ((sizes >= 1e-15) & (sizes <= 1e15)).all()
    for column in train.double().T:
        known = column[~column.isnan()]
        if len(known) and known.amin() < known.amax():
            assert known.std(correction=0) >= known.abs().amax() / 2000


def product_norms(depth, width, std, generator=None):
    assert depth >= 1
    assert width >= 1
    assert 1e-100 <= std <= 1e100
