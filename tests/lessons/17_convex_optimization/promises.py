"""What the docstrings of lesson 17 promise of the arguments, asserted on each hidden input."""

from collections.abc import Sequence

import torch


def _are_numbers(*tensors):
    """Finite tensors with entries, all of the same dtype and device."""
    assert len({(x.dtype, x.device) for x in tensors}) == 1
    for x in tensors:
        assert x.dtype in (torch.float32, torch.float64)
        assert x.numel() >= 1
        assert x.isfinite().all()


def _keeps(f, x, shape):
    """The function is finite at x and keeps dtype, device and x, and its value has this shape."""
    before = x.clone()
    y = f(x)
    assert y.shape == shape
    assert (y.dtype, y.device) == (x.dtype, x.device)
    assert y.isfinite().all()
    assert torch.equal(x, before)
    return y


def jensen_gap(f, xs, weights):
    _are_numbers(xs, weights)
    assert xs.dim() == 1
    assert weights.shape == xs.shape
    assert (weights >= 0).all()
    assert 0 < weights.sum() < torch.inf
    _keeps(f, xs, xs.shape)
    _keeps(f, (weights / weights.sum() * xs).sum(), ())


def is_convex_1d(f, xs, tol=1e-8):
    _are_numbers(xs)
    assert xs.dtype == torch.float64
    assert xs.dim() == 1
    assert (xs.diff() > 0).all()
    assert tol >= 0
    _keeps(f, xs, xs.shape)


def hessian(f, x):
    _are_numbers(x)
    assert x.dim() == 1
    _keeps(f, x.detach().clone(), ())


def classify_stationary(H, tol=1e-8):
    _are_numbers(H)
    assert H.dim() == 2
    assert H.shape[0] == H.shape[1]
    assert tol >= 0
    if len(H) > 1 and H.any():
        values = torch.linalg.eigvalsh(H.double() + H.double().T) / 2
        assert (values.abs() - tol).abs().min() > 2e-6 * values.abs().max()


def project_l2_ball(x, radius=1.0):
    _are_numbers(x)
    assert x.dim() >= 1
    assert radius >= 0
    norms = x.double().norm(dim=-1)
    assert ((norms == 0) | (norms >= 1e-10) & (norms <= 1e10)).all()


def project_simplex(v):
    _are_numbers(v)
    assert v.dim() == 1
    assert v.abs().max() <= 1e8


def lagrangian(f, constraints, x, alpha):
    _are_numbers(x)
    assert alpha.dim() == 1
    assert (alpha.dtype, alpha.device) == (x.dtype, x.device)
    assert isinstance(constraints, Sequence)
    assert len(alpha) == len(constraints)
    for function in (f, *constraints):
        _keeps(function, x, ())


def projected_gd(grad, project, x0, lr, steps):
    _are_numbers(x0)
    assert x0.dim() == 1
    assert isinstance(lr, float)
    assert steps >= 0
