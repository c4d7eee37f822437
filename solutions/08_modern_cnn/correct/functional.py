"""Functional: modules hold weights, functions do the work, the field is computed backwards."""

import itertools

import torch
from torch import Tensor, nn
from torch.nn import functional as F


class _Stack(nn.Sequential):
    """Convolutions with ReLU, whose geometry is that of each; then perhaps a pooling."""

    def __init__(self, *convs: nn.Conv2d, pool: bool = False) -> None:
        super().__init__(*convs)
        self.pool = pool

    def forward(self, x: Tensor) -> Tensor:
        for conv in self.children():
            x = F.conv2d(x, conv.weight, conv.bias, conv.stride, conv.padding)
            x = F.relu(x, inplace=True)
        return F.max_pool2d(x, kernel_size=2) if self.pool else x


def vgg_block(num_convs: int, in_channels: int, out_channels: int) -> nn.Sequential:
    if not num_convs > 0:
        raise ValueError("num_convs is too small")
    channels = [in_channels] + [out_channels] * num_convs
    pairs = itertools.pairwise(channels)
    return _Stack(*(nn.Conv2d(a, b, kernel_size=3, padding="same") for a, b in pairs), pool=True)


def nin_block(
    in_channels: int, out_channels: int, kernel_size: int, stride: int, padding: int
) -> nn.Sequential:
    first = nn.Conv2d(
        in_channels, out_channels, (kernel_size, kernel_size), stride=stride, padding=(padding, padding)
    )
    return _Stack(first, *[nn.Conv2d(out_channels, out_channels, kernel_size=1) for _ in range(2)])


class GlobalAvgPool2d(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return F.adaptive_avg_pool2d(x, 1).flatten(start_dim=1)


class Inception(nn.Module):
    def __init__(self, in_channels: int, c1: int, c2: tuple[int, int], c3: tuple[int, int], c4: int) -> None:
        super().__init__()
        self.a = nn.Conv2d(in_channels, c1, 1)
        self.b1 = nn.Conv2d(in_channels, c2[0], 1)
        self.b2 = nn.Conv2d(*c2, 3, padding=1)
        self.c1 = nn.Conv2d(in_channels, c3[0], 1)
        self.c2 = nn.Conv2d(*c3, 5, padding=2)
        self.d = nn.Conv2d(in_channels, c4, 1)

    def forward(self, x: Tensor) -> Tensor:
        a = self.a(x).relu()
        b = self.b2(self.b1(x).relu()).relu()
        c = self.c2(self.c1(x).relu()).relu()
        d = self.d(F.max_pool2d(x, 3, stride=1, padding=1)).relu()
        return torch.hstack((a, b, c, d))


class AlexNet(nn.Module):
    def __init__(self, num_classes: int = 10, in_channels: int = 1) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(in_channels, 96, 11, 4, 1)
        self.conv2 = nn.Conv2d(96, 256, 5, padding="same")
        self.conv3 = nn.Conv2d(256, 384, 3, padding="same")
        self.conv4 = nn.Conv2d(384, 384, 3, padding="same")
        self.conv5 = nn.Conv2d(384, 256, 3, padding="same")
        self.dense1 = nn.Linear(6400, 4096)
        self.dense2 = nn.Linear(4096, 4096)
        self.dense3 = nn.Linear(4096, num_classes)

    def forward(self, x: Tensor) -> Tensor:
        x = F.max_pool2d(self.conv1(x).relu(), 3, 2)
        x = F.max_pool2d(self.conv2(x).relu(), 3, 2)
        x = self.conv5(self.conv4(self.conv3(x).relu()).relu()).relu()
        x = F.max_pool2d(x, 3, 2).reshape(len(x), -1)
        for dense in (self.dense1, self.dense2):
            x = F.dropout(dense(x).relu(), p=0.5, training=self.training)
        return self.dense3(x)


def receptive_field(layers) -> int:
    field = 1
    for kernel, stride in reversed(layers):  # how many pixels of its input a square of pixels needs
        field = (field - 1) * stride + kernel
    return field
