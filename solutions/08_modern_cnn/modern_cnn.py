"""The building blocks of the convolutional networks from AlexNet to GoogLeNet, and AlexNet itself.

N is the number of images in a batch and C the number of channels. H and W are the height and width of an
image. The rules in `rules.md`, beside this file, hold here. Besides:

- A docstring lists layers in the order in which an image passes them. Every convolution and every linear
  layer has a bias. A convolution has stride 1, padding 0, dilation 1 and one group, unless the list says
  otherwise. A square kernel of side k is written k x k. Padding means zeros, on each of the four sides.
- A module has the parameters of these layers, and no other parameters or buffers. `parameters()` gives them
  in the order of the list, for each layer first the weight and then the bias. The grader gives them weights
  in this order. A convolution has the weight [C_out, C_in, k, k] of `nn.Conv2d`, and a linear layer the
  weight [out, in] of `nn.Linear`. You are free to nest modules, and to name them.
- Make the layers in this order, all when the module is made, so don't use lazy ones. Each has weights of its
  own, as PyTorch first draws them. Draw nothing else. So after the same `torch.manual_seed`, all right
  modules have the same first weights.
- Parameters have the default dtype that PyTorch has when the module is made, until it is moved, as with
  `.double()`. When it is called, x has the dtype and the device of the parameters, float32 or float64. Don't
  fix a dtype or a device in your code.
- A call changes nothing in the module: no parameter, no `grad`, no `requires_grad`, no mode. Two calls are
  independent, and so are two modules. A result shares no memory with another result. A call draws no random
  numbers, except for the dropout of AlexNet in train mode.
- If ReLU gets exactly 0, or if several pixels of a window are the largest, each subgradient is right.
- H and W need not be equal. Images may have PyTorch's memory format `channels_last`.
- Everything in PyTorch is allowed, such as `nn.Conv2d` and `nn.MaxPool2d`. You may compute in another way
  than the list, as long as results and gradients agree within rounding.

Read: Dive into Deep Learning (d2l.ai) 8.1 to 8.4; Krizhevsky, Sutskever and Hinton 2012, ImageNet
Classification with Deep Convolutional Neural Networks; Simonyan and Zisserman 2015, Very Deep Convolutional
Networks; Lin, Chen and Yan 2014, Network in Network; Szegedy et al. 2015, Going Deeper with Convolutions.
"""

from collections.abc import Sequence

import torch
from torch import Tensor, nn


def vgg_block(num_convs: int, in_channels: int, out_channels: int) -> nn.Sequential:
    """Make a block of VGG: small convolutions that keep the size, then a pooling that halves it.

    The layers:

    1. `num_convs` times: a 3 x 3 convolution with padding 1, and ReLU. The first convolution takes
       `in_channels`, the others take `out_channels`. All give `out_channels`.
    2. Max pooling with windows of 2 x 2 and stride 2, without padding. A last row or column that fills no
       window is dropped.

    Args:
        num_convs: the number of convolutions.
        in_channels: C_in, the channels of the block's input.
        out_channels: C_out, the channels of its result.

    Returns:
        The block, an `nn.Sequential`. It maps [N, C_in, H, W] to [N, C_out, H // 2, W // 2], for H and W of
        at least 2.

    Raises:
        ValueError: if `num_convs` is less than 1. The message contains the word "num_convs".

    Source: Simonyan and Zisserman 2015, section 2.1; d2l.ai 8.2.1.
    """
    ### BEGIN SOLUTION
    if num_convs < 1:
        raise ValueError(f"num_convs must be at least 1, not {num_convs}")
    parts: list[nn.Module] = []
    channels = in_channels
    for _ in range(num_convs):
        parts += [nn.Conv2d(channels, out_channels, 3, padding=1), nn.ReLU()]  # [N,C_out,H,W]
        channels = out_channels
    return nn.Sequential(*parts, nn.MaxPool2d(2))  # [N,C_out,H//2,W//2]
    ### END SOLUTION


def nin_block(
    in_channels: int, out_channels: int, kernel_size: int, stride: int, padding: int
) -> nn.Sequential:
    """Make a block of NiN: a convolution, then a small network for each pixel.

    The layers:

    1. A convolution from `in_channels` to `out_channels`, with a square kernel of side `kernel_size`, with
       `stride` and `padding`, and ReLU.
    2. A 1 x 1 convolution from `out_channels` to `out_channels`, and ReLU.
    3. Another 1 x 1 convolution from `out_channels` to `out_channels`, and ReLU.

    Args:
        in_channels: C_in, the channels of the block's input.
        out_channels: C_out, the channels of its result.
        kernel_size: k, at least 1. For each image that the block gets, it is at most H + 2p and W + 2p.
        stride: s, for both directions.
        padding: p, at least 0.

    Returns:
        The block, an `nn.Sequential`. It maps [N, C_in, H, W] to [N, C_out, H', W'], where
        H' = (H + 2p - k) // s + 1, and W' likewise.

    Source: Lin, Chen and Yan 2014, section 3.1; d2l.ai 8.3.1.
    """
    ### BEGIN SOLUTION
    return nn.Sequential(
        nn.Conv2d(in_channels, out_channels, kernel_size, stride, padding),  # [N,C_out,H',W']
        nn.ReLU(),
        nn.Conv2d(out_channels, out_channels, 1),  # the same for each pixel
        nn.ReLU(),
        nn.Conv2d(out_channels, out_channels, 1),
        nn.ReLU(),
    )
    ### END SOLUTION


class GlobalAvgPool2d(nn.Module):
    """Global average pooling: one number for each channel, the mean over all its pixels.

    It has no parameters and no buffers, and is made without arguments.

    Source: Lin, Chen and Yan 2014, section 3.2; d2l.ai 8.3.2.
    """

    def forward(self, x: Tensor) -> Tensor:
        """Average each channel of each image.

        Args:
            x: [N, C, H, W]. It may also be float16.

        Returns:
            [N, C] with the dtype and the device of x, also if N, C, H or W is 1. A mean of float16 pixels is
            right within 1 %, even if their sum is more than float16 can hold (65504), or if a pixel divided
            by their number is less than it can hold (6e-8).
        """
        ### BEGIN SOLUTION
        return x.mean(dim=(2, 3))  # [N,C,H,W] -> [N,C]
        ### END SOLUTION


class Inception(nn.Module):
    """An Inception block of GoogLeNet: four paths side by side, whose channels are put together.

    The paths all start from x and keep H and W:

    1. A 1 x 1 convolution to c1 channels, and ReLU.
    2. A 1 x 1 convolution to c2[0] channels, and ReLU; a 3 x 3 convolution with padding 1 to c2[1] channels,
       and ReLU.
    3. A 1 x 1 convolution to c3[0] channels, and ReLU; a 5 x 5 convolution with padding 2 to c3[1] channels,
       and ReLU.
    4. Max pooling with windows of 3 x 3, stride 1 and padding 1 (the padding is never the largest); a 1 x 1
       convolution to c4 channels, and ReLU.

    Make the layers path by path, in this order.

    Source: Szegedy et al. 2015, section 4 and figure 2b; d2l.ai 8.4.1.
    """

    def __init__(self, in_channels: int, c1: int, c2: tuple[int, int], c3: tuple[int, int], c4: int) -> None:
        """Make the layers.

        Args:
            in_channels: C_in, the channels of x.
            c1: the channels of path 1.
            c2: the channels of path 2, after its first and after its second convolution.
            c3: the channels of path 3, likewise.
            c4: the channels of path 4.
        """
        ### BEGIN SOLUTION
        super().__init__()
        self.path1 = nn.Sequential(nn.Conv2d(in_channels, c1, 1), nn.ReLU())
        self.path2 = nn.Sequential(
            nn.Conv2d(in_channels, c2[0], 1), nn.ReLU(), nn.Conv2d(c2[0], c2[1], 3, padding=1), nn.ReLU()
        )
        self.path3 = nn.Sequential(
            nn.Conv2d(in_channels, c3[0], 1), nn.ReLU(), nn.Conv2d(c3[0], c3[1], 5, padding=2), nn.ReLU()
        )
        self.path4 = nn.Sequential(nn.MaxPool2d(3, 1, 1), nn.Conv2d(in_channels, c4, 1), nn.ReLU())
        ### END SOLUTION

    def forward(self, x: Tensor) -> Tensor:
        """Compute the four paths.

        Args:
            x: [N, C_in, H, W].

        Returns:
            [N, c1 + c2[1] + c3[1] + c4, H, W]: the channels of path 1 first, then those of paths 2, 3 and 4.
        """
        ### BEGIN SOLUTION
        paths = (self.path1, self.path2, self.path3, self.path4)
        return torch.cat([path(x) for path in paths], dim=1)
        ### END SOLUTION


class AlexNet(nn.Module):
    """AlexNet, in the form of d2l.ai: the network of 2012, without its split over two GPUs.

    The layers, with the size of what they give for an image of 224 x 224:

    1. An 11 x 11 convolution to 96 channels with stride 4 and padding 1, and ReLU: [N, 96, 54, 54].
    2. Max pooling with windows of 3 x 3 and stride 2, without padding: [N, 96, 26, 26].
    3. A 5 x 5 convolution to 256 channels with padding 2, and ReLU: [N, 256, 26, 26].
    4. Max pooling as before: [N, 256, 12, 12].
    5. A 3 x 3 convolution to 384 channels with padding 1, and ReLU: [N, 384, 12, 12].
    6. A 3 x 3 convolution to 384 channels with padding 1, and ReLU: [N, 384, 12, 12].
    7. A 3 x 3 convolution to 256 channels with padding 1, and ReLU: [N, 256, 12, 12].
    8. Max pooling as before: [N, 256, 5, 5].
    9. All numbers of an image in one row, in the order C, H, W, so that W runs fastest: [N, 6400].
    10. A linear layer to 4096 units, ReLU, and dropout with the probability 0.5: [N, 4096].
    11. A linear layer to 4096 units, ReLU, and dropout with the probability 0.5: [N, 4096].
    12. A linear layer to num_classes logits, without an activation: [N, num_classes].

    Dropout is that of `nn.Dropout`: in train mode, each unit of each image becomes 0 with the probability
    0.5, and the others are doubled. The draws are independent, for each call too, and come from PyTorch's
    global generator. Any such draws are right. In eval mode dropout does nothing. The mode of the whole
    network decides (`train()` and `eval()`), also without gradients.

    Source: Krizhevsky et al. 2012, sections 3.5 and 4.2; d2l.ai 8.1.2.
    """

    def __init__(self, num_classes: int = 10, in_channels: int = 1) -> None:
        """Make the layers.

        Args:
            num_classes: the number of logits for an image.
            in_channels: C_in, the channels of x: 1 for grey images, 3 for coloured ones.
        """
        ### BEGIN SOLUTION
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(in_channels, 96, 11, stride=4, padding=1),  # [N,96,54,54]
            nn.ReLU(),
            nn.MaxPool2d(3, stride=2),  # [N,96,26,26]
            nn.Conv2d(96, 256, 5, padding=2),  # [N,256,26,26]
            nn.ReLU(),
            nn.MaxPool2d(3, stride=2),  # [N,256,12,12]
            nn.Conv2d(256, 384, 3, padding=1),  # [N,384,12,12]
            nn.ReLU(),
            nn.Conv2d(384, 384, 3, padding=1),
            nn.ReLU(),
            nn.Conv2d(384, 256, 3, padding=1),  # [N,256,12,12]
            nn.ReLU(),
            nn.MaxPool2d(3, stride=2),  # [N,256,5,5]
        )
        self.classifier = nn.Sequential(
            nn.Linear(256 * 5 * 5, 4096),
            nn.ReLU(),
            nn.Dropout(0.5),
            nn.Linear(4096, 4096),
            nn.ReLU(),
            nn.Dropout(0.5),
            nn.Linear(4096, num_classes),
        )
        ### END SOLUTION

    def forward(self, x: Tensor) -> Tensor:
        """Compute the logits of a batch of images.

        Args:
            x: [N, C_in, 224, 224].

        Returns:
            [N, num_classes] logits, also if N is 1.
        """
        ### BEGIN SOLUTION
        return self.classifier(self.features(x).flatten(1))  # [N,256,5,5] -> [N,6400] -> [N,num_classes]
        ### END SOLUTION


def receptive_field(layers: Sequence[tuple[int, int]]) -> int:
    r"""Compute the receptive field of a stack of convolutions and poolings.

    It is the side of the smallest square that holds all input pixels on which one pixel of the last layer can
    depend. Neighbouring pixels in the input of layer l are s_1 s_2 ... s_{l-1} pixels of the image apart. A
    kernel of side k_l reaches over k_l - 1 such steps:

        r = 1 + sum_l (k_l - 1) s_1 s_2 ... s_{l-1}

    The image's border doesn't count: the image may be larger than the field or smaller.

    Args:
        layers: the pairs (kernel, stride) of up to 500 layers, the first layer first. Both numbers are ints
            and at least 1. The layers may be in a list or a tuple, which stays as it is.

    Returns:
        r, as an int that is exact at any size. Without layers it is 1: a pixel depends on itself.

    Source: Dumoulin and Visin 2016, A guide to convolution arithmetic; Araujo et al. 2019, Computing
    Receptive Fields of Convolutional Neural Networks.
    """
    ### BEGIN SOLUTION
    field, step = 1, 1
    for kernel, stride in layers:
        field += (kernel - 1) * step
        step *= stride  # of the next layer's input, in pixels of the image
    return field
    ### END SOLUTION
