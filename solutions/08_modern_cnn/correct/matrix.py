"""Matrix: convolutions as products of a matrix with columns of pixels, poolings as maxima of windows."""

import math

import torch
from torch import Tensor, nn
from torch.nn import functional as F


def _columns(x: Tensor, side: int, stride: int, padding: int, value: float = 0.0) -> Tensor:
    """[N,C,H,W] -> [N,C,H',W',side,side]"""
    x = F.pad(x, [padding] * 4, value=value)
    return x.unfold(2, side, stride).unfold(3, side, stride)


class _Conv(nn.Conv2d):
    def forward(self, x: Tensor) -> Tensor:
        patches = _columns(x, self.kernel_size[0], self.stride[0], self.padding[0])
        y = torch.einsum("nchwij,ocij->nohw", patches, self.weight)
        return (y + self.bias[:, None, None]).clamp(min=0)


class _Largest(nn.Module):
    def __init__(self, side: int, stride: int, padding: int = 0) -> None:
        super().__init__()
        self.side, self.stride, self.padding = side, stride, padding

    def forward(self, x: Tensor) -> Tensor:
        return _columns(x, self.side, self.stride, self.padding, -math.inf).flatten(4).max(dim=4).values


def vgg_block(num_convs: int, in_channels: int, out_channels: int) -> nn.Sequential:
    if num_convs in range(1, num_convs + 1):
        first = _Conv(in_channels, out_channels, 3, padding=1)
        others = (_Conv(out_channels, out_channels, 3, padding=1) for _ in range(num_convs - 1))
        return nn.Sequential(first, *others, _Largest(2, 2))
    raise ValueError(f"num_convs={num_convs}")


def nin_block(
    in_channels: int, out_channels: int, kernel_size: int, stride: int, padding: int
) -> nn.Sequential:
    layers = [_Conv(in_channels, out_channels, kernel_size, stride, padding)]
    while len(layers) < 3:
        layers.append(_Conv(out_channels, out_channels, 1))
    return nn.Sequential(*layers)


class GlobalAvgPool2d(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        total = torch.einsum("nchw->nc", x.double())
        return (total / math.prod(x.shape[2:])).to(x.dtype)


class Inception(nn.Module):
    def __init__(self, in_channels: int, c1: int, c2: tuple[int, int], c3: tuple[int, int], c4: int) -> None:
        super().__init__()
        sizes = [(in_channels, c1, 1), (in_channels, c2[0], 1), (*c2, 3)]
        sizes += [(in_channels, c3[0], 1), (*c3, 5), (in_channels, c4, 1)]
        self.layers = nn.ModuleList([_Conv(a, b, side, padding=(side - 1) // 2) for a, b, side in sizes])
        self.largest = _Largest(3, 1, 1)
        self.ends = [0, c1, c1 + c2[1], c1 + c2[1] + c3[1]]
        self.count = self.ends[-1] + c4

    def forward(self, x: Tensor) -> Tensor:
        one, two, three, four, five, six = self.layers
        out = x.new_empty(len(x), self.count, *x.shape[2:])
        results = (one(x), three(two(x)), five(four(x)), six(self.largest(x)))
        for start, result in zip(self.ends, results, strict=True):
            out[:, start : start + result.shape[1]] = result
        return out


def receptive_field(layers) -> int:
    kernels = [kernel for kernel, _ in layers]
    strides = [stride for _, stride in layers]
    return 1 + sum((kernels[i] - 1) * math.prod(strides[:i]) for i in range(len(layers)))
