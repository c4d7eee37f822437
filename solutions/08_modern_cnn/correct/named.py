"""Named: tables of sizes, dictionaries of layers, subclasses of containers, and recursion."""

from collections import OrderedDict

import torch
from torch import Tensor, nn


def _conv(inputs: int, outputs: int, side: int, stride: int = 1, padding: int = 0) -> nn.Sequential:
    conv = nn.Conv2d(inputs, outputs, side, stride, padding)
    return nn.Sequential(OrderedDict(conv=conv, relu=nn.ReLU(inplace=True)))


def vgg_block(num_convs: int, in_channels: int, out_channels: int) -> nn.Sequential:
    if num_convs <= 0:
        raise ValueError("a block needs num_convs >= 1")
    block = nn.Sequential()
    for number in range(1, num_convs + 1):
        inputs = in_channels if number == 1 else out_channels
        block.add_module(f"layer{number}", _conv(inputs, out_channels, 3, padding=1))
    block.add_module("pool", nn.MaxPool2d(kernel_size=(2, 2), stride=(2, 2)))
    return block


def nin_block(
    in_channels: int, out_channels: int, kernel_size: int, stride: int, padding: int
) -> nn.Sequential:
    block = _conv(in_channels, out_channels, kernel_size, stride, padding)
    block.extend(_conv(out_channels, out_channels, 1))
    return block.append(_conv(out_channels, out_channels, 1))


class GlobalAvgPool2d(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x.flatten(start_dim=2).mean(dim=-1)


class Inception(nn.ModuleList):
    def __init__(self, in_channels: int, c1: int, c2: tuple[int, int], c3: tuple[int, int], c4: int) -> None:
        super().__init__()
        self.append(_conv(in_channels, c1, 1))
        for (narrow, wide), side in ((c2, 3), (c3, 5)):
            self.append(
                nn.Sequential(_conv(in_channels, narrow, 1), _conv(narrow, wide, side, padding=side // 2))
            )
        pool = nn.MaxPool2d(kernel_size=3, stride=1, padding=1)
        self.append(nn.Sequential(pool, _conv(in_channels, c4, 1)))

    def forward(self, x: Tensor) -> Tensor:
        N, _, H, W = x.shape
        results = [path(x) for path in self]
        out = x.new_empty(N, 0, H, W)
        for result in results:
            out = torch.cat((out, result), 1)
        return out


class AlexNet(nn.Sequential):
    TABLE = ((96, 11, 4, 1, True), (256, 5, 1, 2, True), (384, 3, 1, 1, False), (384, 3, 1, 1, False))

    def __init__(self, num_classes: int = 10, in_channels: int = 1) -> None:
        parts: list[nn.Module] = []
        channels = in_channels
        for out, side, stride, padding, pooled in (*self.TABLE, (256, 3, 1, 1, True)):
            parts.append(_conv(channels, out, side, stride, padding))
            parts += [nn.MaxPool2d(kernel_size=3, stride=2)] * pooled
            channels = out
        parts.append(nn.Flatten())
        for inputs in (6400, 4096):
            parts += [nn.Linear(inputs, 4096), nn.Dropout(), nn.ReLU()]
        super().__init__(*parts, nn.Linear(4096, num_classes))


def receptive_field(layers) -> int:
    if not layers:
        return 1
    *earlier, (kernel, _) = layers
    step = 1
    for _, stride in earlier:
        step *= stride
    return receptive_field(earlier) + (kernel - 1) * step
