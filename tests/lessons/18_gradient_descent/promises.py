"""What the docstrings of lesson 18 promise of the arguments, asserted on each hidden input."""

import torch


def _is_vector(x):
    assert x.dim() == 1
    assert len(x) >= 1
    assert x.dtype in (torch.float32, torch.float64)
    assert x.isfinite().all()


def _is_count(number, low=0):
    assert isinstance(number, int)
    assert number >= low


def _descends(x0, lr, steps, *functions):
    for function in functions:
        assert callable(function)
    _is_vector(x0)
    assert lr > 0
    _is_count(steps)


def gd(grad, x0, lr, steps):
    _descends(x0, lr, steps, grad)


def gd_autograd(f, x0, lr, steps):
    _descends(x0, lr, steps, f)


def newton(grad, hess, x0, steps, lr=1.0):
    _descends(x0, lr, steps, grad, hess)
    if not x0.requires_grad:
        H = hess(x0.detach()).detach().double()
        assert torch.allclose(H, H.T, atol=1e-5)
        assert torch.linalg.cond(H) < 1e3


def preconditioned_gd(grad, diag_hess, x0, lr, steps, eps=1e-8):
    _descends(x0, lr, steps, grad, diag_hess)
    assert eps > 0


def backtracking(f, grad, x, d, alpha=1.0, c=1e-4, rho=0.5):
    assert callable(f)
    for vector in (grad, x, d):
        _is_vector(vector)
        assert vector.dtype == x.dtype
        assert vector.shape == x.shape
    assert alpha > 0
    assert 0 <= c < 1
    assert 0 < rho < 1


def conjugate_gradient(A, b, tol=1e-10, max_iter=None):
    _is_vector(b)
    assert A.shape == (len(b), len(b))
    assert A.dtype == b.dtype
    assert not A.requires_grad
    assert not b.requires_grad
    eigenvalues = torch.linalg.eigvalsh(A.double())
    assert torch.allclose(A, A.T)
    assert eigenvalues[0] > 0
    assert eigenvalues[-1] / eigenvalues[0] < 1e3
    assert not b.any() or 1e-6 <= b.norm() <= 1e6
    assert tol > 0
    if max_iter is not None:
        _is_count(max_iter)


def minibatch_grad(grad_i, x, n, batch, generator=None):
    assert callable(grad_i)
    _is_vector(x)
    _is_count(n, 1)
    _is_count(batch, 1)
    assert batch <= n
    assert generator is None or generator.device.type == "cpu"


def lr_schedule(kind, t, eta0, **kw):
    assert kind in ("exponential", "polynomial", "piecewise", "cosine")
    _is_count(t)
    assert isinstance(eta0, float)
    assert eta0 > 0
    for name in ("lam", "alpha", "beta", "eta_min", "factor"):
        assert isinstance(kw.get(name, 0.0), float)
        assert kw.get(name, 0.0) >= 0
    assert 0 < kw.get("factor", 0.5) <= 1
    for name in ("every", "T", "warmup"):
        _is_count(kw.get(name, 1), int(name != "warmup"))
    if kind == "cosine":
        assert kw.get("warmup", 0) < kw["T"]
