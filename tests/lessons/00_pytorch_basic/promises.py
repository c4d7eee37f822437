"""What the docstrings of lesson 00 promise of the arguments, asserted on each hidden input."""

import torch

_DTYPES = {torch.float16, torch.bfloat16, torch.float32, torch.float64, torch.bool}
_INTEGERS = {torch.uint8, torch.int8, torch.int16, torch.int32, torch.int64}


def _numbers(data):
    """Return the numbers in nested lists, of which each level holds numbers only or lists only."""
    assert isinstance(data, list | tuple)
    lists = [item for item in data if isinstance(item, list | tuple)]
    assert len(lists) in (0, len(data))
    assert len({len(item) for item in lists}) <= 1
    return [number for item in lists for number in _numbers(item)] if lists else list(data)


def _are_finite(*tensors):
    for x in tensors:
        assert x.is_floating_point()
        assert x.isfinite().all()


def _has_slices(x, dim):
    assert x.is_floating_point()
    assert x.dim() >= 1
    assert -x.dim() <= dim < x.dim()


def make_tensor(data, dtype=None, device=None, requires_grad=False):
    assert dtype is None or dtype in _DTYPES | _INTEGERS
    limits = torch.iinfo(dtype if dtype in _INTEGERS else torch.int64)
    for number in _numbers(data):
        assert type(number) in (bool, int, float)
        assert limits.min <= number <= limits.max
    assert device is None or isinstance(device, torch.device | str)
    assert isinstance(requires_grad, bool)


def pick_per_row(x, idx):
    assert x.dim() == 2
    assert x.shape[1] >= 1
    assert x.dtype in _DTYPES | _INTEGERS | {torch.complex64, torch.complex128}
    assert idx.dtype == torch.int64
    assert idx.shape == x.shape[:1]
    assert ((idx >= 0) & (idx < x.shape[1])).all()


def one_hot(idx, num_classes, dtype=torch.float32):
    assert num_classes >= 1
    assert dtype in _DTYPES | _INTEGERS
    assert idx.dtype == torch.int64
    assert ((idx >= 0) & (idx < num_classes)).all()


def pairwise_sqdist(a, b):
    _are_finite(a, b)
    assert a.dim() == b.dim() == 2
    assert a.dtype == b.dtype
    assert a.shape[1] >= 1


def standardize(x, dim, eps=1e-5):
    _has_slices(x, dim)
    _are_finite(x)
    assert x.shape[dim] >= 1
    assert eps > 0


def masked_mean(x, mask, dim):
    _has_slices(x, dim)
    assert mask.dtype == torch.bool
    assert mask.shape == x.shape
    _are_finite(x[mask])


def topk_desc(x, k):
    assert x.dim() == 2
    assert x.shape[1] >= 1
    assert x.is_floating_point() or x.dtype in _INTEGERS
    assert not x.isnan().any()
    assert not (x.is_floating_point() and ((x == 0) & x.signbit()).any())


def batched_matmul(a, b):
    _are_finite(a, b)
    assert a.dim() == b.dim() == 3
    assert a.dtype == b.dtype
    assert a.shape[1] >= 1
    assert a.shape[2] >= 1
    assert b.shape[2] >= 1


def numeric_grad(f, x, eps=1e-6):
    assert callable(f)
    _are_finite(x)
    assert eps > 0
