"""Checks to run while you work: run `pytest` in this folder. They don't decide your score: more checks run at
grading.

Each check is an example worked by hand. Its docstring says what is right and gives the formula. Then
`expect(call, result, calculation)` compares. Pairs after these are wrong results, each with its likely cause;
likely_mistakes.json has more. You can retype the code that a failed check prints, after the imports below.
"""

import sys
from pathlib import Path

import torch
from torch import tensor
from torch.nn.init import constant_, ones_, zeros_

from autograder.checks.expect import check, expect, expect_error

sys.path.insert(0, str(Path(__file__).parent))  # the module beside this file, from wherever pytest runs

from modern_cnn import AlexNet, GlobalAvgPool2d, Inception, nin_block, receptive_field, vgg_block

# vgg_block


@check
def test_vgg_block_by_hand():
    """Two convolutions sum up neighbours and add biases; then the largest of four pixels is left.

    y = max over a window of relu(conv(relu(conv(x))))
    """
    block = vgg_block(num_convs=2, in_channels=1, out_channels=1)
    for p in block.parameters():
        ones_(p)
    x = torch.ones(1, 1, 2, 2)
    expect(
        block(x),
        tensor([[[[21.0]]]]),
        "With weights of 1 each pixel sees all four pixels, and zeros around them: 4 * 1 + 1 = 5, then "
        "4 * 5 + 1 = 21. The largest of four 21 is 21.",
        (tensor([[[[5.0]]]]), "This is one convolution; num_convs is 2."),
    )


@check
def test_vgg_block_relu():
    """Each convolution has a ReLU behind it.

    y = max over a window of relu(conv(relu(conv(x))))
    """
    block = vgg_block(num_convs=2, in_channels=1, out_channels=1)
    for p in block.parameters():
        constant_(p, -1.0)
    x = torch.ones(1, 1, 2, 2)
    expect(
        block(x),
        tensor([[[[0.0]]]]),
        "4 * (-1) - 1 = -5 becomes 0. Then 4 * 0 - 1 = -1 becomes 0 as well.",
    )


@check
def test_vgg_block_shape():
    """Channels change once, at the first convolution. Height and width are halved once.

    [N, C_in, H, W] -> [N, C_out, H // 2, W // 2]
    """
    block = vgg_block(num_convs=3, in_channels=2, out_channels=4)
    y = block(torch.zeros(1, 2, 9, 6))
    expect(
        list(y.shape),
        [1, 4, 4, 3],
        "Padding 1 keeps 9 x 6. Four windows of 2 fit into 9 rows, three into 6 columns.",
    )


@check
def test_vgg_block_refuses_no_convolution():
    """A block without a convolution raises a ValueError that names num_convs."""
    with expect_error(ValueError, "num_convs"):
        vgg_block(0, 1, 1)


# nin_block


@check
def test_nin_block_by_hand():
    """One convolution over a window, then two over a single pixel.

    y = relu(conv1x1(relu(conv1x1(relu(conv(x))))))
    """
    block = nin_block(1, 1, kernel_size=2, stride=1, padding=0)
    for p in block.parameters():
        ones_(p)
    x = torch.ones(1, 1, 2, 2)
    expect(
        block(x),
        tensor([[[[7.0]]]]),
        "The window has four pixels: 4 * 1 + 1 = 5. Then 5 + 1 = 6 and 6 + 1 = 7.",
        (tensor([[[[5.0]]]]), "The two 1 x 1 convolutions are missing."),
    )


@check
def test_nin_block_relu():
    """Each of the three convolutions has a ReLU behind it.

    y = relu(conv1x1(relu(conv1x1(relu(conv(x))))))
    """
    block = nin_block(1, 1, kernel_size=1, stride=1, padding=0)
    for p in block.parameters():
        constant_(p, -1.0)
    constant_(p, 5.0)  # the last one is the bias of the last convolution
    x = tensor([[[[1.0, 9.0]]]])
    expect(
        block(x),
        tensor([[[[5.0, 5.0]]]]),
        "-1 - 1 = -2 and -9 - 1 = -10 become 0. Then 0 - 1 = -1 becomes 0, and 0 + 5 = 5.",
    )


@check
def test_nin_block_shape():
    """The first convolution decides about height and width.

    H' = (H + 2p - k) // s + 1
    """
    block = nin_block(2, 4, kernel_size=3, stride=2, padding=1)
    y = block(torch.zeros(1, 2, 8, 5))
    expect(
        list(y.shape),
        [1, 4, 4, 3],
        "(8 + 2 - 3) // 2 + 1 = 4 and (5 + 2 - 3) // 2 + 1 = 3.",
    )


# GlobalAvgPool2d


@check
def test_GlobalAvgPool2d_by_hand():
    """Each channel becomes the mean of its pixels.

    y[n, c] = mean over i and j of x[n, c, i, j]
    """
    x = tensor([[[[1.0, 2.0, 6.0]], [[-4.0, 0.0, -5.0]]]])
    expect(
        GlobalAvgPool2d()(x),
        tensor([[3.0, -3.0]]),
        "(1 + 2 + 6) / 3 = 3 and (-4 + 0 - 5) / 3 = -3, for one image with two channels.",
    )


@check
def test_GlobalAvgPool2d_of_one_pixel():
    """A single pixel is its own mean. One image and one channel remain dimensions.

    [N, C, H, W] -> [N, C]
    """
    x = tensor([[[[7.0]]]])
    expect(GlobalAvgPool2d()(x), tensor([[7.0]]), "7 / 1 = 7, of the shape [1, 1].")


@check
def test_GlobalAvgPool2d_shape():
    """The result has a row for each image and a column for each channel.

    [N, C, H, W] -> [N, C]
    """
    y = GlobalAvgPool2d()(torch.zeros(5, 3, 4, 2))
    expect(list(y.shape), [5, 3], "Five images with three channels.")


# Inception


@check
def test_Inception_by_hand():
    """Four paths look at a pixel, at 3 x 3, at 5 x 5 and at the largest of 3 x 3.

    y = path 1, path 2, path 3, path 4 along the channels
    """
    block = Inception(1, c1=1, c2=(1, 1), c3=(1, 1), c4=1)
    for p in block.parameters():
        ones_(p)
    x = torch.ones(1, 1, 3, 3)
    x[0, 0, 1, 1] = 3.0
    expect(
        block(x)[0, :, 0, 0],
        tensor([2.0, 11.0, 21.0, 4.0]),
        "In the corner, path 1 is 1 + 1 = 2. Paths 2 and 3 begin with 1 + 1 = 2, in the middle 3 + 1 = 4. "
        "Path 2 sees four pixels: 2 + 2 + 2 + 4 + 1 = 11. Path 3 sees all nine: 8 * 2 + 4 + 1 = 21. The "
        "largest neighbour is 3: 3 + 1 = 4.",
    )


@check
def test_Inception_shape():
    """The channels of the paths add up; height and width stay.

    [N, C_in, H, W] -> [N, c1 + c2[1] + c3[1] + c4, H, W]
    """
    block = Inception(3, c1=1, c2=(2, 4), c3=(5, 6), c4=7)
    y = block(torch.zeros(2, 3, 5, 4))
    expect(list(y.shape), [2, 18, 5, 4], "1 + 4 + 6 + 7 = 18.")


@check
def test_Inception_relu():
    """Each convolution has a ReLU behind it.

    y = path 1, path 2, path 3, path 4 along the channels
    """
    block = Inception(1, c1=1, c2=(1, 1), c3=(1, 1), c4=1)
    for p in block.parameters():
        constant_(p, -1.0)
    x = torch.ones(1, 1, 1, 1)
    expect(
        block(x).flatten(),
        torch.zeros(4),
        "-1 - 1 = -2 becomes 0 in each path. In paths 2 and 3, 0 - 1 = -1 becomes 0 too.",
    )


@check
def test_Inception_border():
    """The largest of negative pixels is negative: what pads the pooling is never the largest.

    path 4 = relu(conv1x1(the largest of 3 x 3))
    """
    block = Inception(1, c1=1, c2=(1, 1), c3=(1, 1), c4=1)
    for p in block.parameters():
        zeros_(p)
    constant_(p, 9.0)  # the bias of path 4, which is the last
    for p in list(block.parameters())[-2:-1]:
        ones_(p)  # the weight of path 4
    x = tensor([[[[-5.0, -2.0, -6.0, -7.0]]]])
    expect(
        block(x)[:, 3:],
        tensor([[[[7.0, 7.0, 7.0, 3.0]]]]),
        "The largest are -2, -2, -2 and -6. Adding 9 gives 7, 7, 7 and 3.",
    )


# AlexNet


@check
def test_AlexNet_shape():
    """An image becomes num_classes logits.

    [N, C_in, 224, 224] -> [N, num_classes]
    """
    model = AlexNet(num_classes=4, in_channels=3)
    y = model(torch.zeros(2, 3, 224, 224))
    expect(list(y.shape), [2, 4], "Two images with four logits each.")


@check
def test_AlexNet_parameters():
    """The weights and biases of the eight layers, counted one by one.

    a convolution has C_out (C_in k k + 1), a linear layer has out (in + 1)
    """
    counts = [p.numel() for p in AlexNet().parameters()]
    pairs = [w + b for w, b in zip(counts[::2], counts[1::2], strict=True)]
    expect(
        pairs,
        [11712, 614656, 885120, 1327488, 884992, 26218496, 16781312, 40970],
        "96 * (1 * 11 * 11 + 1) = 11712, 256 * (96 * 5 * 5 + 1) = 614656, and so on up to "
        "10 * (4096 + 1) = 40970.",
    )


@check
def test_AlexNet_eval():
    """In eval mode nothing is dropped.

    logit = sum over the units of layer 11 of weight * unit + bias
    """
    model = AlexNet(num_classes=2).eval()
    parameters = list(model.parameters())
    for p in parameters:
        zeros_(p)
    ones_(parameters[-3])  # the bias of layer 11
    ones_(parameters[-2])  # the weight of layer 12
    constant_(parameters[-1], -5000.0)  # the bias of layer 12
    expect(
        model(torch.ones(1, 1, 224, 224)),
        tensor([[-904.0, -904.0]]),
        "Each of the 4096 units of layer 11 is 0 + 1 = 1. Their sum 4096 - 5000 is -904.",
    )


@check
def test_AlexNet_dropout():
    """In train mode, half of the units are dropped, and the others are doubled.

    logit = sum over the units of layer 11 of weight * unit + bias
    """
    model = AlexNet(num_classes=1).train()
    parameters = list(model.parameters())
    for p in parameters:
        zeros_(p)
    ones_(parameters[-3])  # the bias of layer 11
    ones_(parameters[-2])  # the weight of layer 12
    logit = model(torch.ones(1, 1, 224, 224)).item()
    expect(
        (logit % 2 == 0, 3600 < logit < 4600, logit == 4096.0),
        (True, True, False),
        "The units are 0 or 2, so their sum is even. It is near 4096 / 2 * 2 = 4096, but hardly ever equal.",
    )


# receptive_field


@check
def test_receptive_field_of_small_kernels():
    """Three kernels of side 3 see as far as one of side 7.

    r = 1 + sum over the layers of (kernel - 1) * the strides before it
    """
    expect(
        receptive_field([(3, 1), (3, 1), (3, 1)]),
        7,
        "1 + 2 + 2 + 2 = 7.",
    )


@check
def test_receptive_field_behind_strides():
    """A stride spreads all layers behind it.

    r = 1 + sum over the layers of (kernel - 1) * the strides before it
    """
    expect(
        receptive_field([(5, 2), (3, 2), (4, 3)]),
        21,
        "1 + 4 * 1 + 2 * 2 + 3 * 4 = 21. The last stride has no layer behind it.",
    )


@check
def test_receptive_field_of_nothing():
    """Without layers, a pixel depends on itself alone.

    r = 1 + sum over the layers of (kernel - 1) * the strides before it
    """
    expect(receptive_field([]), 1, "The sum has no terms.")
