"""What the docstrings of lesson 19 promise of the arguments, asserted on each hidden input."""

import torch


def _are_numbers(x):
    assert x.dtype in (torch.float32, torch.float64)
    assert x.isfinite().all()


def _are_parameters(params, *states):
    assert isinstance(params, list)
    assert params
    tensors = [*params]
    for p in params:
        assert p.is_leaf
        if p.grad is not None:
            assert p.grad.dtype is p.dtype
            assert p.grad.shape == p.shape
            tensors.append(p.grad)
    for state in states:
        assert isinstance(state, list)
        assert len(state) == len(params)
        for x, p in zip(state, params, strict=True):
            if x is not None:
                assert x.shape == p.shape
                assert (x.dtype, x.device) == (p.dtype, p.device)
                assert not x.requires_grad
                tensors.append(x)
    for x in tensors:
        _are_numbers(x)
    assert len({x.data_ptr() for x in tensors}) == len(tensors)


def _are_squares(state):
    assert all(x is not None for x in state)
    assert all((x >= 0).all() for x in state)


def _divides_by_no_zero(params, eps):
    assert eps >= 0
    assert eps > 0 or all(p.grad is None or p.grad.all() for p in params)


def sgd_momentum_(params, bufs, lr, momentum, dampening=0.0, nesterov=False, weight_decay=0.0):
    _are_parameters(params, bufs)
    assert lr >= 0
    assert 0 <= momentum <= 1
    assert 0 <= dampening <= 1
    assert isinstance(nesterov, bool)
    assert weight_decay >= 0


def adagrad_(params, sums, lr, eps=1e-10):
    _are_parameters(params, sums)
    _are_squares(sums)
    assert lr >= 0
    _divides_by_no_zero(params, eps)


def rmsprop_(params, sq, lr, alpha=0.99, eps=1e-8):
    _are_parameters(params, sq)
    _are_squares(sq)
    assert lr >= 0
    assert 0 <= alpha <= 1
    _divides_by_no_zero(params, eps)


def adadelta_(params, sq, acc, rho=0.9, eps=1e-6, lr=1.0):
    _are_parameters(params, sq, acc)
    _are_squares(sq)
    _are_squares(acc)
    assert 0 <= rho <= 1
    _divides_by_no_zero(params, eps)
    assert lr >= 0


def adam_(params, m, v, step, lr, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
    _are_parameters(params, m, v)
    assert all(x is not None for x in m)
    _are_squares(v)
    assert isinstance(step, int)
    assert step >= 1
    assert lr >= 0
    assert isinstance(betas, tuple)
    assert len(betas) == 2
    assert all(0 <= beta < 1 for beta in betas)
    _divides_by_no_zero(params, eps)
    assert weight_decay >= 0


def adamw_(params, m, v, step, lr, betas=(0.9, 0.999), eps=1e-8, weight_decay=1e-2):
    adam_(params, m, v, step, lr, betas, eps, weight_decay)


def ema(xs, beta, bias_correction=True):
    assert xs.dim() == 1
    assert len(xs) >= 1
    _are_numbers(xs)
    assert 0 <= beta < 1
    assert isinstance(bias_correction, bool)


def condition_number(H):
    assert H.dim() == 2
    assert len(H) >= 1
    assert torch.equal(H, H.T)
    _are_numbers(H)
    eigenvalues = torch.linalg.eigvalsh(H.double())
    assert (eigenvalues > 0).all()
    assert eigenvalues[-1] / eigenvalues[0] < 1e5
