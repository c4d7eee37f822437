"""What the docstrings of lesson 04 promise of the arguments, asserted on each hidden input."""

import torch


def _are_numbers(x):
    assert x.dtype in (torch.float32, torch.float64)
    assert x.numel() >= 1
    assert x.isfinite().all()


def _is_on(generator, device):
    assert generator is None or generator.device.type == torch.device(device).type


def poly_features(x, degree):
    _are_numbers(x)
    assert x.dim() == 2
    assert x.shape[1] == 1
    assert (x.abs() <= 4).all()
    assert 1 <= degree <= 20


def l2_penalty(params):
    if isinstance(params, list | tuple):  # others may be read only once
        assert params
        for w in params:
            _are_numbers(w)
            assert (w.dtype, w.device) == (params[0].dtype, params[0].device)


def l1_penalty(params):
    l2_penalty(params)


def dropout(x, p, training=True, generator=None):
    _are_numbers(x)
    assert 0 <= p <= 1
    assert isinstance(training, bool)
    _is_on(generator, x.device)


class Dropout:
    def __init__(self, p=0.5):
        assert 0 <= p <= 1

    def forward(self, x):
        _are_numbers(x)
        assert 0 <= self.p <= 1


def sgd_wd_(params, lr, weight_decay, decay_mask):
    assert isinstance(params, list)
    assert params
    tensors = [*params, *(p.grad for p in params if p.grad is not None)]
    for x in tensors:
        _are_numbers(x)
        assert (x.dtype, x.device) == (params[0].dtype, params[0].device)
    assert len({x.data_ptr() for x in tensors}) == len(tensors)
    for p in params:
        assert p.grad is None or p.grad.shape == p.shape
    assert lr >= 0
    assert weight_decay >= 0
    assert isinstance(decay_mask, list)
    assert all(isinstance(decays, bool) for decays in decay_mask)
    assert len(decay_mask) == len(params)


def train_val_split(n, val_ratio, generator=None):
    assert n >= 1
    assert 0 <= val_ratio <= 1
    assert abs(n * val_ratio % 1 - 0.5) > 1e-6
    _is_on(generator, "cpu")


def k_fold_indices(n, k, i):
    assert 2 <= k <= n
    assert 0 <= i < k


def early_stopping(val_losses, patience, min_delta=0.0):
    assert isinstance(val_losses, list)
    assert val_losses
    for loss in val_losses:
        assert isinstance(loss, float)
        assert (64 * loss).is_integer()  # which neither inf nor NaN is
    assert patience >= 1
    assert min_delta >= 0
    assert float(64 * min_delta).is_integer()
