"""What the docstrings of lesson 03 promise of the arguments, asserted on each hidden input."""

import torch


def _are_alike(*tensors):
    """Tensors with elements from -1e6 to 1e6, and of one floating-point dtype and device."""
    assert len({(x.dtype, x.device) for x in tensors}) == 1
    for x in tensors:
        assert x.is_floating_point()
        assert x.numel() >= 1
        assert (x.abs() <= 1e6).all()


def _may_be_infinite(x):
    assert not x.isnan().any()
    _are_alike(x.nan_to_num(posinf=0.0, neginf=0.0))


def relu(x):
    _may_be_infinite(x)


def leaky_relu(x, negative_slope=0.01):
    _are_alike(x)
    assert -10 <= negative_slope <= 10


def sigmoid(x):
    _may_be_infinite(x)


def tanh(x):
    _may_be_infinite(x)


def gelu(x, approximate="none"):
    _are_alike(x)
    assert isinstance(approximate, str)


def maxout(x, W, b):
    _are_alike(x, W, b)
    assert x.dim() >= 1
    assert W.dim() == 3
    assert W.shape[2] == x.shape[-1]
    assert b.shape == W.shape[:2]


def dead_fraction(activations):
    _are_alike(activations)
    assert activations.dim() == 2
    assert (activations >= 0).all()


def linear(x, W, b=None):
    _are_alike(x, W, *(() if b is None else (b,)))
    assert x.dim() >= 1
    assert W.dim() == 2
    assert W.shape[1] == x.shape[-1]
    assert b is None or b.shape == W.shape[:1]


def init_mlp(sizes, std=0.01, generator=None, device=None):
    assert isinstance(sizes, list | tuple)
    assert len(sizes) >= 2
    assert all(isinstance(size, int) and size >= 1 for size in sizes)
    assert std >= 0
    if generator is not None and device is not None:
        assert torch.device(device).type == generator.device.type


def _is_network(x, params):
    _are_alike(x, *params)
    assert x.dim() >= 2
    assert isinstance(params, list | tuple)
    assert len(params) >= 2
    assert len(params) % 2 == 0
    inputs = x.shape[1:].numel()
    for W, b in zip(params[::2], params[1::2], strict=True):
        assert W.dim() == 2
        assert W.shape[1] == inputs
        assert b.shape == W.shape[:1]
        inputs = W.shape[0]


def mlp_forward(x, params, act):
    _is_network(x, params)
    assert callable(act)


def mlp_backward(x, y, params):
    _is_network(x, params)
    assert len(params) == 4
    assert y.dtype == torch.int64
    assert y.shape == x.shape[:1]
    assert ((y >= 0) & (y < len(params[3]))).all()


class ReLUFn:
    pass
