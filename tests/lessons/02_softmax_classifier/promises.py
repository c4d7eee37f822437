"""What the docstrings of lesson 02 promise of the arguments, asserted on each hidden input."""

from collections.abc import Iterable, Iterator

import torch
from torch import nn


def _is_batch_of_scores(logits):
    assert logits.is_floating_point()
    assert logits.dim() == 2
    assert len(logits) >= 1
    assert logits.shape[1] >= 1
    assert logits.isfinite().all()
    assert (logits.abs() <= 1e6).all()


def _has_slices(x, dim):
    """x may have -inf, but neither +inf nor NaN; its slices along dim have an element."""
    assert x.is_floating_point()
    assert x.dim() >= 1
    assert -x.dim() <= dim < x.dim()
    assert x.shape[dim] >= 1
    assert not x.isnan().any()
    assert (x <= 1e6).all()
    assert ((x >= -1e6) | x.isneginf()).all()


def _are_classes(y, rows, classes):
    assert y.dtype == torch.int64
    assert y.shape == (rows,)
    assert ((y >= 0) & (y < classes)).all()


def softmax(x, dim=-1):
    _has_slices(x, dim)


def logsumexp(x, dim, keepdim=False):
    _has_slices(x, dim)
    assert isinstance(keepdim, bool)


def log_softmax(x, dim=-1):
    _has_slices(x, dim)
    assert not x.isneginf().all(dim).any()


def cross_entropy(logits, target, reduction="mean", ignore_index=-100, label_smoothing=0.0):
    _is_batch_of_scores(logits)
    assert target.shape == (len(logits),)
    counted = target[target != ignore_index]
    _are_classes(counted, len(counted), logits.shape[1])
    assert isinstance(reduction, str)
    assert isinstance(ignore_index, int)
    assert 0 <= label_smoothing <= 1


def cross_entropy_grad(logits, target):
    _is_batch_of_scores(logits)
    _are_classes(target, *logits.shape)


def accuracy(logits, y):
    _is_batch_of_scores(logits)
    _are_classes(y, *logits.shape)


def evaluate_accuracy(model, loader, device=None):
    assert isinstance(model, nn.Module)
    assert isinstance(loader, Iterable)
    assert device is None or isinstance(device, torch.device | str)
    for x, y in () if isinstance(loader, Iterator) else loader:  # it may be read only once
        assert x.dim() >= 1
        assert len(x) >= 1
        assert y.dtype == torch.int64
        assert y.shape == x.shape[:1]


class SoftmaxRegression:
    def __init__(self, num_inputs, num_outputs):
        assert num_inputs >= 1
        assert num_outputs >= 1

    def forward(self, x):
        assert x.dim() >= 2
        assert len(x) >= 1
        assert x.isfinite().all()
        assert x.shape[1:].numel() == self.linear.in_features
