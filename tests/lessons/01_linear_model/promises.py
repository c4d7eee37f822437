"""What the docstrings of lesson 01 promise of the arguments, asserted on each hidden input."""

import torch


def _are_alike(*tensors):
    """The same floating-point dtype and device, finite, and no size is 0."""
    first = tensors[0]
    for x in tensors:
        assert x.is_floating_point()
        assert (x.dtype, x.device) == (first.dtype, first.device)
        assert x.isfinite().all()
        assert x.numel() >= 1


def _is_model(X, w, b):
    assert X.dim() == 2
    assert w.shape == (X.shape[1], 1)
    assert b.shape == (1,)


def _are_samples(X, y):
    _are_alike(X, y)
    assert X.dim() == 2
    assert y.shape == (len(X), 1)


def _is_on(generator, device):
    assert generator is None or generator.device.type == torch.device(device).type


def synthetic_data(w, b, n, noise=0.01, generator=None):
    _are_alike(w)
    assert w.dim() == 1
    assert isinstance(b, float)
    assert n >= 1
    assert noise >= 0
    _is_on(generator, w.device)


def data_iter(batch_size, X, y, shuffle=True, generator=None):
    _are_samples(X, y)
    assert batch_size >= 1
    assert isinstance(shuffle, bool)
    _is_on(generator, "cpu")


def linreg(X, w, b):
    _are_alike(X, w, b)
    _is_model(X, w, b)


def squared_loss(y_hat, y):
    _are_alike(y_hat, y)
    assert y_hat.dim() == 2
    assert y_hat.shape[1] == 1


def sgd_(params, lr, batch_size):
    assert lr >= 0
    assert batch_size >= 1
    if isinstance(params, list | tuple):  # others may be read only once
        for p in params:
            _are_alike(p, *([] if p.grad is None else [p.grad]))


def linreg_grad(X, w, b, y):
    _are_alike(X, w, b, y)
    _is_model(X, w, b)
    _are_samples(X, y)


def normal_equation(X, y, ridge=0.0):
    _are_samples(X, y)
    assert ridge >= 0
    mean = X.mean(dim=0).abs()
    if bool(((mean > 100) & (mean > 10 * X.std(dim=0, correction=0))).any()):  # columns far from 0
        assert len(X) > X.shape[1]
        assert torch.linalg.matrix_rank((X - X.mean(dim=0)).double()) == X.shape[1]


def train_linreg(X, y, lr, epochs, batch_size, generator=None):
    _are_samples(X, y)
    assert lr >= 0
    assert epochs >= 1
    assert batch_size >= 1
    _is_on(generator, "cpu")
