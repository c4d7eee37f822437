"""What the docstrings of lesson 09 promise of the arguments, asserted on each hidden input."""

import torch
from torch import nn


def _are_alike(*tensors, half=False):
    """Tensors with elements, finite, and of one floating-point dtype and device."""
    assert len({(x.dtype, x.device) for x in tensors}) == 1
    for x in tensors:
        assert x.dtype in (torch.float32, torch.float64) or half
        assert x.is_floating_point()
        assert x.numel() >= 1
        assert x.isfinite().all()


def _has_values_for_training(x):
    assert x.numel() // x.shape[1] >= 2


def batch_norm(x, gamma, beta, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    _are_alike(x, gamma, beta, running_mean, running_var)
    assert x.dim() in (2, 4)
    assert gamma.shape == beta.shape == running_mean.shape == running_var.shape == (x.shape[1],)
    assert not running_mean.requires_grad
    assert not running_var.requires_grad
    assert (running_var >= 0).all()
    assert isinstance(training, bool)
    assert 0 <= momentum <= 1
    assert eps > 0
    if training:
        _has_values_for_training(x)


class BatchNorm:
    def __init__(self, num_features, num_dims, momentum=0.1, eps=1e-5):
        assert num_features >= 1
        assert num_dims in (2, 4)
        assert 0 <= momentum <= 1
        assert eps > 0

    def forward(self, x):
        _are_alike(x, self.gamma)
        assert x.dim() in (2, 4)
        assert x.shape[1] == len(self.gamma)
        if self.training:
            _has_values_for_training(x)


def batch_norm_backward(dout, x, gamma, eps=1e-5):
    _are_alike(dout, x, gamma)
    assert x.dim() == 2
    assert len(x) >= 2
    assert dout.shape == x.shape
    assert gamma.shape == x.shape[1:]
    assert eps > 0


def layer_norm(x, weight, bias, eps=1e-5):
    _are_alike(x, weight, bias)
    assert x.dim() >= 1
    assert weight.shape == bias.shape == x.shape[-1:]
    assert eps > 0


def rms_norm(x, weight, eps=1e-6):
    _are_alike(x, weight, half=True)
    assert x.dim() >= 1
    assert weight.shape == x.shape[-1:]
    assert eps > 0
    wide = x.float() if x.element_size() == 2 else x
    assert wide.square().isfinite().all()


def _is_batch_of_images(x, module):
    _are_alike(x, next(module.parameters()))
    assert x.dim() == 4


class Residual:
    def __init__(self, in_channels, out_channels, use_1x1conv=False, stride=1):
        assert min(in_channels, out_channels, stride) >= 1
        assert use_1x1conv or (in_channels == out_channels and stride == 1)

    def forward(self, x):
        _is_batch_of_images(x, self)
        assert x.shape[1] == self.conv1.in_channels
        if self.training:
            height, width = (-(-side // self.conv1.stride[0]) for side in x.shape[2:])
            assert len(x) * height * width >= 2


def resnet_block(in_channels, out_channels, num_residuals, first_block=False):
    assert min(in_channels, out_channels, num_residuals) >= 1
    assert in_channels == out_channels or not first_block


class DenseBlock:
    def __init__(self, num_convs, in_channels, growth):
        assert min(num_convs, in_channels, growth) >= 1

    def forward(self, x):
        _is_batch_of_images(x, self)
        assert x.shape[1] == next(self.parameters()).numel()
        if self.training:
            _has_values_for_training(x)


def fuse_conv_bn(conv, bn):
    assert type(conv) is nn.Conv2d
    assert type(bn) is nn.BatchNorm2d
    assert bn.num_features == conv.out_channels
    assert bn.running_var is not None
    assert (bn.weight is None) == (bn.bias is None)
    _are_alike(conv.weight, bn.running_mean, bn.running_var)
