"""What the docstrings of lesson 08 promise of the arguments, asserted on each hidden input."""

import torch


def _are_counts(*numbers):
    for number in numbers:
        assert isinstance(number, int)
        assert number >= 1


def _are_images(x, channels=None):
    assert x.is_floating_point()
    assert x.dim() == 4
    assert min(x.shape) >= 1
    assert x.isfinite().all()
    assert channels is None or x.shape[1] == channels


def vgg_block(num_convs, in_channels, out_channels):
    _are_counts(num_convs, in_channels, out_channels)


def nin_block(in_channels, out_channels, kernel_size, stride, padding):
    _are_counts(in_channels, out_channels, kernel_size, stride)
    assert isinstance(padding, int)
    assert padding >= 0


class GlobalAvgPool2d:
    def forward(self, x):
        _are_images(x)
        assert x.dtype in (torch.float16, torch.float32, torch.float64)


class Inception:
    def __init__(self, in_channels, c1, c2, c3, c4):
        for pair in (c2, c3):
            assert isinstance(pair, tuple)
            assert len(pair) == 2
        _are_counts(in_channels, c1, *c2, *c3, c4)

    def forward(self, x):
        _are_images(x, next(self.parameters()).shape[1])
        assert x.dtype == next(self.parameters()).dtype


class AlexNet:
    def __init__(self, num_classes=10, in_channels=1):
        _are_counts(num_classes, in_channels)

    def forward(self, x):
        _are_images(x, next(self.parameters()).shape[1])
        assert x.shape[2:] == (224, 224)
        assert x.dtype == next(self.parameters()).dtype


def receptive_field(layers):
    assert isinstance(layers, list | tuple)
    assert len(layers) <= 500
    for kernel, stride in layers:
        _are_counts(kernel, stride)
