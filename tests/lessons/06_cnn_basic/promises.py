"""What the docstrings of lesson 06 promise of the arguments, asserted on each hidden input."""

from math import isinf

import torch


def _are_alike(*tensors):
    """All have the same floating-point dtype, finite entries and sizes of 1 or more."""
    for one in tensors:
        assert one.is_floating_point()
        assert one.dtype == tensors[0].dtype
        assert one.device == tensors[0].device
        assert one.isfinite().all()
        assert one.numel() >= 1


def _fits(x, kernel, stride=1, padding=0, dilation=1):
    """Every kernel fits into the padded image, and all numbers are in their ranges."""
    for side, kernel_size, s, p, d in zip(
        x.shape[-2:], *map(_both, (kernel, stride, padding, dilation)), strict=True
    ):
        assert kernel_size >= 1
        assert p >= 0
        assert s >= 1
        assert d >= 1
        assert d * (kernel_size - 1) < side + 2 * p


def _both(value):
    if isinstance(value, int):
        return (value, value)
    assert isinstance(value, tuple)
    assert len(value) == 2
    return value


def conv_out_size(n, k, padding=0, stride=1, dilation=1):
    for number, least in ((n, 0), (k, 1), (padding, 0), (stride, 1), (dilation, 1)):
        assert isinstance(number, int)
        assert number >= least


def corr2d(X, K):
    _are_alike(X, K)
    assert X.dim() == K.dim() == 2
    _fits(X, tuple(K.shape))


def pad2d(x, pad, value=0.0):
    _are_alike(x)
    assert x.dim() == 4
    assert isinstance(pad, tuple)
    assert len(pad) == 4
    assert min(pad) >= 0
    assert isinf(value) or abs(value) <= torch.finfo(x.dtype).max


def im2col(x, kernel, stride=(1, 1), padding=(0, 0), dilation=(1, 1)):
    _are_alike(x)
    assert x.dim() == 4
    assert all(isinstance(one, tuple) for one in (kernel, stride, padding, dilation))
    _fits(x, kernel, stride, padding, dilation)


def conv2d(x, w, b=None, stride=1, padding=0, dilation=1, groups=1):
    _are_alike(x, w, *(() if b is None else (b,)))
    assert x.dim() == w.dim() == 4
    assert b is None or b.shape == w.shape[:1]
    assert w.shape[0] % groups == 0
    assert x.shape[1] == groups * w.shape[1]
    _fits(x, tuple(w.shape[2:]), stride, padding, dilation)


def conv2d_backward(dout, x, w, stride=1, padding=0):
    _are_alike(dout, x, w)
    assert x.dim() == w.dim() == 4
    assert x.shape[1] == w.shape[1]
    assert isinstance(stride, int)
    assert isinstance(padding, int)
    _fits(x, tuple(w.shape[2:]), stride, padding)
    sizes = [(n + 2 * padding - k) // stride + 1 for n, k in zip(x.shape[2:], w.shape[2:], strict=True)]
    assert dout.shape == (len(x), len(w), *sizes)


def max_pool2d(x, k, stride=None, padding=0):
    _are_alike(x)
    assert x.dim() == 4
    assert isinstance(padding, int)
    assert padding <= min(_both(k)) // 2
    _fits(x, k, k if stride is None else stride, padding)


def avg_pool2d(x, k, stride=None, padding=0, count_include_pad=True):
    max_pool2d(x, k, stride, padding)
    assert isinstance(count_include_pad, bool)
