"""Checks to run while you work: run `pytest` in this folder. They don't decide your score: more checks run at
grading.

Each check is an example worked by hand. Its docstring says what is right and gives the formula. Then
`expect(call, result, calculation)` compares. Pairs after these are wrong results, each with its likely cause;
likely_mistakes.json has more. You can retype the code that a failed check prints, after the imports below.

Three values make it easy: sigma(0) = 1/2, sigma(log 3) = 3/4 and tanh(log 2) = (2 - 1/2) / (2 + 1/2) = 0.6.
"""

import sys
from math import log
from pathlib import Path

import torch
from torch import nn, tensor

from autograder.checks.expect import check, expect, expect_error

sys.path.insert(0, str(Path(__file__).parent))  # the module beside this file, from wherever pytest runs

from dcgan import (
    DBlock,
    Discriminator,
    GBlock,
    Generator,
    conv_transpose2d,
    conv_transpose_out,
    dcgan_step,
    to_tanh_range,
    weights_init_normal_,
)

# conv_transpose_out


@check
def test_conv_transpose_out_doubles():
    """Kernel 4, stride 2 and padding 1 double the length.

    (n - 1) * stride + k - 2 * padding + output_padding
    """
    expect(conv_transpose_out(3, 4, stride=2, padding=1), 6, "(3 - 1) * 2 + 4 - 2 * 1 = 6.")


@check
def test_conv_transpose_out_of_one_pixel():
    """One pixel puts down one stamp, whatever the stride is.

    (n - 1) * stride + k - 2 * padding + output_padding
    """
    expect(conv_transpose_out(1, 5, stride=3), 5, "(1 - 1) * 3 + 5 = 5.")


@check
def test_conv_transpose_out_with_output_padding():
    """Output padding adds pixels at one end.

    (n - 1) * stride + k - 2 * padding + output_padding
    """
    length = conv_transpose_out(4, 3, stride=2, padding=1, output_padding=1)
    expect(length, 8, "(4 - 1) * 2 + 3 - 2 * 1 + 1 = 8.")


@check
def test_conv_transpose_out_refuses_what_makes_no_picture():
    """No pixel left, or an output padding as large as the stride, is a ValueError."""
    with expect_error(ValueError):
        conv_transpose_out(1, 2, padding=1)
    with expect_error(ValueError):
        conv_transpose_out(3, 4, stride=2, output_padding=2)


# conv_transpose2d


@check
def test_conv_transpose2d_adds_stamps():
    """Each pixel puts down a stamp, and stamps are added where they overlap."""
    x = tensor([[[[1.0, 2.0]]]])
    w = tensor([[[[1.0, 10.0, 100.0]]]])
    expect(
        conv_transpose2d(x, w),
        tensor([[[[1.0, 12.0, 120.0, 200.0]]]]),
        "1 * [1, 10, 100] at column 0, and 2 * [1, 10, 100] at column 1: 10 + 2 = 12, 100 + 20 = 120.",
    )


@check
def test_conv_transpose2d_with_stride():
    """The stride is the distance between stamps. With stride 2, stamps of 2 x 2 don't overlap."""
    x = tensor([[[[1.0, 2.0], [3.0, 4.0]]]])
    w = tensor([[[[1.0, 0.0], [10.0, 0.0]]]])
    expect(
        conv_transpose2d(x, w, stride=2)[0, 0],
        tensor(
            [
                [1.0, 0.0, 2.0, 0.0],
                [10.0, 0.0, 20.0, 0.0],
                [3.0, 0.0, 4.0, 0.0],
                [30.0, 0.0, 40.0, 0.0],
            ]
        ),
        "Each quarter is a pixel times w.",
    )


@check
def test_conv_transpose2d_window_of_the_canvas():
    """Padding cuts rows and columns off, and output padding adds them at the end."""
    x = tensor([[[[1.0, 2.0], [3.0, 4.0]]]])
    w = torch.ones(1, 1, 3, 3)
    y = conv_transpose2d(x, w, stride=2, padding=1, output_padding=1)
    expect(
        y[0, 0, :2],
        tensor([[1.0, 3.0, 2.0, 2.0], [4.0, 10.0, 6.0, 6.0]]),
        "On the canvas, row 1 is [1, 1, 3, 2, 2] and row 2 is [4, 4, 10, 6, 6]. "
        "The window begins at row 1 and column 1.",
        (
            tensor([[1.0, 3.0, 2.0, 0.0], [4.0, 10.0, 6.0, 0.0]]),
            "The output padding is zeros; it should be the canvas.",
        ),
    )


@check
def test_conv_transpose2d_sums_over_channels():
    """Each channel of the result is a sum over the channels of x, plus its bias.

    w[c, o] belongs to channel c of x and to channel o of the result
    """
    x = tensor([3.0, 4.0]).view(1, 2, 1, 1)
    w = tensor([[1.0, 2.0, 3.0], [10.0, 20.0, 30.0]]).view(2, 3, 1, 1)
    y = conv_transpose2d(x, w, tensor([0.5, 0.0, 0.0]))
    expect(
        y[0, :, 0, 0],
        tensor([43.5, 86.0, 129.0]),
        "3 * 1 + 4 * 10 + 0.5 = 43.5, 3 * 2 + 4 * 20 = 86, 3 * 3 + 4 * 30 = 129.",
    )


# to_tanh_range


@check
def test_to_tanh_range_of_bytes():
    """uint8 goes from 0 to 255, and the result is float32."""
    y = to_tanh_range(tensor([0, 51, 255], dtype=torch.uint8))
    expect(y, tensor([-1.0, -0.6, 1.0]), "51 is a fifth of 255, so a fifth of the way from -1 to 1.")


@check
def test_to_tanh_range_of_floats():
    """Floats go from 0 to 1, and what lies outside follows the same line."""
    y = to_tanh_range(tensor([0.0, 0.25, 1.0, 1.5]))
    expect(y, tensor([-1.0, -0.5, 1.0, 2.0]), "2 * 0.25 - 1 = -0.5 and 2 * 1.5 - 1 = 2.")


@check
def test_to_tanh_range_of_a_dark_picture():
    """The dtype tells the form, not the values: a uint8 picture may be nearly black."""
    y = to_tanh_range(tensor([0, 1], dtype=torch.uint8))
    expect(y, tensor([-1.0, 2 / 255 - 1]), "1 is 2/255 above -1, which is -0.992.")


@check
def test_to_tanh_range_refuses_other_types():
    """Whole numbers other than uint8 have no known white, so they raise a TypeError."""
    with expect_error(TypeError):
        to_tanh_range(tensor([0, 255]))


# GBlock


@check
def test_GBlock_doubles_the_size():
    """With the defaults, height and width are doubled."""
    y = GBlock(3, 2)(torch.ones(5, 3, 4, 6))
    expect(list(y.shape), [5, 2, 8, 12], "5 pictures, 2 channels, 2 * 4 rows and 2 * 6 columns.")


@check
def test_GBlock_parameters():
    """The convolution has no bias: batch norm has one, beta."""
    state = dict(GBlock(3, 2).named_parameters())
    shapes = [(name, list(p.shape)) for name, p in state.items()]
    expect(shapes, [("conv.weight", [3, 2, 4, 4]), ("bn.weight", [2]), ("bn.bias", [2])])


@check
def test_GBlock_by_hand():
    """Batch norm comes after the convolution, with PyTorch's eps, and ReLU comes last.

    bn(v) = (v - mean) / sqrt(variance + eps), where eps = 1e-5
    """
    block = GBlock(1, 1, kernel=1, stride=1, padding=0)
    nn.init.constant_(block.conv.weight, 0.25)
    y = block(tensor([-2.0, 2.0]).view(2, 1, 1, 1)).flatten()
    expect(
        y.detach().round(decimals=3),
        tensor([0.0, 1.0]),
        "The convolution gives -0.5 and 0.5, with mean 0 and variance 0.25. "
        "0.5 / sqrt(0.25001) = 1.000, and ReLU makes 0 of -1.",
    )


# DBlock


@check
def test_DBlock_halves_the_size():
    """With the defaults, height and width are halved."""
    y = DBlock(3, 2)(torch.ones(5, 3, 4, 6))
    expect(list(y.shape), [5, 2, 2, 3], "5 pictures, 2 channels, 4/2 rows and 6/2 columns.")


@check
def test_DBlock_parameters():
    """The convolution has no bias: batch norm has one, beta."""
    state = dict(DBlock(3, 2).named_parameters())
    shapes = [(name, list(p.shape)) for name, p in state.items()]
    expect(shapes, [("conv.weight", [2, 3, 4, 4]), ("bn.weight", [2]), ("bn.bias", [2])])


@check
def test_DBlock_by_hand():
    """Batch norm comes after the convolution, and the slope below 0 is alpha.

    bn(v) = (v - mean) / sqrt(variance + eps), where eps = 1e-5
    """
    block = DBlock(1, 1, kernel=1, stride=1, padding=0, alpha=0.5)
    nn.init.constant_(block.conv.weight, 0.25)
    y = block(tensor([-2.0, 2.0]).view(2, 1, 1, 1)).flatten()
    expect(
        y.detach().round(decimals=3),
        tensor([-0.5, 1.0]),
        "The convolution gives -0.5 and 0.5, with mean 0 and variance 0.25. "
        "Batch norm makes -1.000 and 1.000 of them, and alpha * -1.000 = -0.5.",
    )


# Generator


@check
def test_Generator_makes_pictures():
    """Noise of one pixel becomes a picture of 64 by 64."""
    pictures = Generator(latent=5, ngf=2, channels=3)(torch.ones(2, 5, 1, 1))
    expect(list(pictures.shape), [2, 3, 64, 64], "1 pixel becomes 4, then 8, 16, 32 and 64.")


@check
def test_Generator_layers():
    """Each block has half as many channels as the one before it. Only the last layer has a bias."""
    net = Generator(latent=5, ngf=2, channels=3)
    state = dict(net.named_parameters())
    shapes = [list(p.shape) for name, p in state.items() if "bn" not in name]
    expect(
        shapes,
        [[5, 16, 4, 4], [16, 8, 4, 4], [8, 4, 4, 4], [4, 2, 4, 4], [2, 3, 4, 4], [3]],
        "latent = 5; 8 * 2, 4 * 2, 2 * 2 and 2 channels; then the picture's 3.",
    )


@check
def test_Generator_ends_with_tanh():
    """tanh comes last."""
    net = Generator(latent=1, ngf=1, channels=1)
    for p in net.parameters():
        nn.init.zeros_(p)
    nn.init.constant_(net.last.bias, log(2))
    expect(
        net(torch.ones(1, 1, 1, 1))[0, 0, 0, :2].detach(),
        tensor([0.6, 0.6]),
        "All weights are 0, so the last layer gives its bias, and tanh(log 2) = 0.6.",
    )


# Discriminator


@check
def test_Discriminator_of_a_single_picture():
    """There is one logit for each picture. A batch of one keeps its dimension."""
    net = Discriminator(channels=3, ndf=2)
    shapes = [list(net(torch.ones(size, 3, 64, 64)).shape) for size in (2, 1)]
    expect(shapes, [[2], [1]], "2 pictures have 2 logits, and 1 picture has 1.")


@check
def test_Discriminator_layers():
    """The first layer has a bias and no batch norm; then come three blocks and the last layer."""
    net = Discriminator(channels=3, ndf=2)
    state = dict(net.named_parameters())
    shapes = [list(p.shape) for name, p in state.items() if "bn" not in name]
    expect(
        shapes,
        [[2, 3, 4, 4], [2], [4, 2, 4, 4], [8, 4, 4, 4], [16, 8, 4, 4], [1, 16, 4, 4], [1]],
        "From 3 channels to 2, 2 * 2, 4 * 2 and 8 * 2, and then to 1 logit.",
    )


@check
def test_Discriminator_ends_with_a_logit():
    """No activation follows the last layer."""
    net = Discriminator(channels=1, ndf=1)
    for p in net.parameters():
        nn.init.zeros_(p)
    nn.init.constant_(net.last.bias, -3.0)
    expect(
        net(torch.ones(2, 1, 64, 64)).detach(),
        tensor([-3.0, -3.0]),
        "All weights are 0, so the last layer gives its bias.",
    )


# weights_init_normal_


@check
def test_weights_init_normal_of_convolutions():
    """A weight has mean 0 and standard deviation 0.02, and a bias is 0."""
    conv = nn.ConvTranspose2d(32, 32, 4)
    weights_init_normal_(conv)
    std = conv.weight.std().detach()
    expect(
        (std.round(decimals=3), conv.bias.abs().max().detach()),
        (tensor(0.02), tensor(0.0)),
        "Of 32 * 32 * 4 * 4 draws, the standard deviation is 0.020.",
    )


@check
def test_weights_init_normal_of_batch_norm():
    """gamma has mean 1 and standard deviation 0.02, and beta is 0."""
    bn = nn.BatchNorm2d(10000)
    nn.init.ones_(bn.bias)
    weights_init_normal_(bn)
    mean, std = bn.weight.mean().detach(), bn.weight.std().detach()
    expect(
        (mean.round(decimals=2), std.round(decimals=3), bn.bias.max().detach()),
        (tensor(1.0), tensor(0.02), tensor(0.0)),
        "Of 10000 draws, the mean is 1.00 and the standard deviation 0.020.",
    )


@check
def test_weights_init_normal_leaves_others_alone():
    """Other layers keep their weights, and so do those inside of another module."""
    line, inner = nn.Linear(1, 1), nn.Conv2d(1, 1, 1)
    nn.init.constant_(line.weight, 5.0)
    nn.init.constant_(inner.weight, 7.0)
    for m in (line, nn.Sequential(inner)):
        weights_init_normal_(m)
    expect((line.weight.item(), inner.weight.item()), (5.0, 7.0))


# dcgan_step


@check
def test_dcgan_step_by_hand():
    """D makes a step, and then G makes one through the new D.

    w = w - lr * gradient
    """
    D, G = nn.Linear(1, 1, bias=False), nn.Linear(1, 1, bias=False)
    D.load_state_dict({"weight": tensor([[0.0]])})
    G.load_state_dict({"weight": tensor([[2.0]])})
    opt_d = torch.optim.SGD(D.parameters(), lr=2 * log(3))
    opt_g = torch.optim.SGD(G.parameters(), lr=8.0)
    logits = nn.Sequential(D, nn.Flatten(0))  # [B]
    X, Z = tensor([[3.0]]), tensor([[1.0]])
    losses = dcgan_step(X, Z, logits, G, opt_d, opt_g)
    expect(
        (losses["d_loss"], losses["g_loss"], D.weight.item(), G.weight.item()),
        (log(2), log(4 / 3), log(3) / 2, 2 + log(3)),
        "The fake is 2 * 1 = 2, and the logits are 0. The gradient of D is (-1/2 * 3 + 1/2 * 2) / 2 = -1/4, "
        "so w = 2 log 3 * 1/4. Now the fake's logit is 2 * log 3 / 2 = log 3, "
        "and the gradient of G is (3/4 - 1) * log 3 / 2.",
    )


@check
def test_dcgan_step_leaves_no_gradient():
    """After the call, no parameter has a gradient."""
    D, G = nn.Linear(1, 1), nn.Linear(1, 1)
    opt_d, opt_g = (torch.optim.SGD(net.parameters(), lr=1.0) for net in (D, G))
    logits = nn.Sequential(D, nn.Flatten(0))
    dcgan_step(tensor([[3.0]]), tensor([[1.0]]), logits, G, opt_d, opt_g)
    expect((D.weight.grad, D.bias.grad, G.weight.grad, G.bias.grad), (None, None, None, None))


@check
def test_dcgan_step_forgets_older_gradients():
    """Gradients from before the call do not count."""
    D, G = nn.Linear(1, 1, bias=False), nn.Linear(1, 1, bias=False)
    D.load_state_dict({"weight": tensor([[0.0]])})
    G.load_state_dict({"weight": tensor([[2.0]])})
    D.weight.grad, G.weight.grad = tensor([[100.0]]), tensor([[100.0]])
    opt_d = torch.optim.SGD(D.parameters(), lr=2 * log(3))
    opt_g = torch.optim.SGD(G.parameters(), lr=8.0)
    logits = nn.Sequential(D, nn.Flatten(0))
    dcgan_step(tensor([[3.0]]), tensor([[1.0]]), logits, G, opt_d, opt_g)
    expect(
        (D.weight.item(), G.weight.item()),
        (log(3) / 2, 2 + log(3)),
        "The gradients are -1/4 and (3/4 - 1) * log 3 / 2, as without the old ones.",
    )
