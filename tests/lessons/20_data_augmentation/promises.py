"""What the docstrings of lesson 20 promise of the arguments, asserted on each hidden input."""

import torch


def _are_images(x):
    assert x.dtype in (torch.float32, torch.float64)
    assert x.dim() >= 3
    assert min(x.shape) >= 1
    assert x.isfinite().all()


def _is_a_batch(x, generator):
    _are_images(x)
    assert x.dim() == 4
    assert generator is None or generator.device.type == x.device.type


def _are_colours(x, factor):
    _are_images(x)
    assert x.shape[-3] == 3
    assert ((x >= 0) & (x <= 1)).all()
    assert factor >= 0


def hflip(x):
    assert x.dim() >= 3
    assert min(x.shape) >= 1


def random_hflip(x, p=0.5, generator=None):
    _is_a_batch(x, generator)
    assert 0 <= p <= 1


def random_crop(x, size, padding=0, generator=None):
    _is_a_batch(x, generator)
    assert isinstance(size, tuple)
    assert isinstance(padding, int)
    assert padding >= 0
    for side, whole in zip(size, x.shape[2:], strict=True):
        assert isinstance(side, int)
        assert 1 <= side <= whole + 2 * padding


def _is_no_half(value):
    assert abs(value % 1 - 0.5) > 1e-6


def resized_crop_params(height, width, scale, ratio, generator=None):
    assert height >= 1
    assert width >= 1
    assert 0 < scale[0] <= scale[1] <= 1
    assert 0 < ratio[0] <= ratio[1]
    assert generator is None or generator.device.type == "cpu"
    if width / height < ratio[0]:
        _is_no_half(width / ratio[0])
    if width / height > ratio[1]:
        _is_no_half(height * ratio[1])
    if scale[0] == scale[1] and ratio[0] == ratio[1]:
        _is_no_half((scale[0] * height * width * ratio[0]) ** 0.5)
        _is_no_half((scale[0] * height * width / ratio[0]) ** 0.5)


def adjust_contrast(x, factor):
    _are_colours(x, factor)


def adjust_saturation(x, factor):
    _are_colours(x, factor)


def normalize(x, mean, std):
    _are_images(x)
    for values in (mean, std):
        assert isinstance(values, list | tuple)
        assert len(values) == x.shape[-3]
        assert all(isinstance(value, float) for value in values)
    assert min(std) > 0


def mixup(x, y, alpha, generator=None):
    assert x.dtype in (torch.float32, torch.float64)
    assert x.dim() >= 1
    assert min(x.shape) >= 1
    assert x.isfinite().all()
    assert y.dtype is torch.int64
    assert y.shape == x.shape[:1]
    assert y.device == x.device
    assert alpha == 0 or 0.1 <= alpha <= 100
    assert generator is None or generator.device.type == x.device.type
