"""Checks to run while you work: run `pytest` in this folder. They don't decide your score: more checks run at
grading.

Each check is an example worked by hand. Its docstring says what is right and gives the formula. Then
`expect(call, result, calculation)` compares. Pairs after these are wrong results, each with its likely cause;
likely_mistakes.json has more. You can retype the code that a failed check prints, after the imports below.
"""

import sys
from pathlib import Path

import torch
from torch import nn, tensor

from autograder.checks.expect import check, expect, expect_error

sys.path.insert(0, str(Path(__file__).parent))  # the module beside this file, from wherever pytest runs

from bn_resnet import (
    BatchNorm,
    DenseBlock,
    Residual,
    batch_norm,
    batch_norm_backward,
    fuse_conv_bn,
    layer_norm,
    resnet_block,
    rms_norm,
)

# batch_norm


@check
def test_batch_norm_of_features():
    """In training each feature is normalised over the samples, and the running statistics move on.

    y = gamma * (x - mean) / sqrt(var + eps) + beta
    """
    x, gamma, beta = tensor([[1.0], [5.0]]), tensor([10.0]), tensor([1.0])
    expect(
        batch_norm(x, gamma, beta, tensor([7.0]), tensor([4.0]), True, 0.25, 12.0),
        (tensor([[-4.0], [6.0]]), tensor([6.0]), tensor([5.0])),
        "The mean is 3 and the variance 4: y = 10 * (-2 or 2) / sqrt(4 + 12) + 1. The unbiased variance is "
        "4 * 2/1 = 8. New mean: 3/4 * 7 + 1/4 * 3 = 6. New variance: 3/4 * 4 + 1/4 * 8 = 5.",
    )


@check
def test_batch_norm_of_channels():
    """A channel of images has one mean and one variance, over samples, rows and columns.

    y = gamma * (x - mean) / sqrt(var + eps) + beta
    """
    x = tensor([[[[0.0, 0.0]], [[8.0, 8.0]]], [[[4.0, 4.0]], [[8.0, 8.0]]]])
    ones, zeros = torch.ones(2), torch.zeros(2)
    expect(
        batch_norm(x, ones, zeros, zeros, ones, training=True, eps=12.0)[0],
        tensor([[[[-0.5, -0.5]], [[0.0, 0.0]]], [[[0.5, 0.5]], [[0.0, 0.0]]]]),
        "Channel 0 has the mean 2 and the variance 4: (0 - 2) / sqrt(4 + 12) = -1/2 and (4 - 2) / 4 = 1/2. "
        "Channel 1 is 8 everywhere, its own mean.",
    )


@check
def test_batch_norm_without_training():
    """Without training the running statistics are used and stay as they are.

    y = gamma * (x - running_mean) / sqrt(running_var + eps) + beta
    """
    x, gamma, beta = tensor([[7.0]]), tensor([3.0]), tensor([2.0])
    mean, var = tensor([1.0]), tensor([5.0])
    expect(
        batch_norm(x, gamma, beta, mean, var, training=False, eps=4.0),
        (tensor([[8.0]]), tensor([1.0]), tensor([5.0])),
        "3 * (7 - 1) / sqrt(5 + 4) + 2 = 3 * 6 / 3 + 2 = 8.",
    )


@check
def test_batch_norm_refuses_one_value():
    """In training, one value for each feature raises a ValueError: it has no variance."""
    ones, zeros = torch.ones(3), torch.zeros(3)
    with expect_error(ValueError):
        batch_norm(torch.ones(1, 3), ones, zeros, zeros, ones, training=True)


# BatchNorm


@check
def test_BatchNorm_state():
    """The state has two parameters and two buffers. At first nothing is shifted or scaled."""
    state = BatchNorm(2, num_dims=4).state_dict()
    expect(
        {name: value.tolist() for name, value in state.items()},
        {
            "gamma": [1.0, 1.0],
            "beta": [0.0, 0.0],
            "running_mean": [0.0, 0.0],
            "running_var": [1.0, 1.0],
        },
        "Factors and variances are 1 at first, shifts and means are 0.",
    )


@check
def test_BatchNorm_learns_the_statistics():
    """In train mode each batch moves the buffers on.

    new = (1 - momentum) * old + momentum * (that of the batch)
    """
    bn = BatchNorm(1, num_dims=2, momentum=0.5)
    bn(tensor([[1.0], [5.0]]))
    expect(
        (bn.running_mean, bn.running_var, bn.running_mean.requires_grad),
        (tensor([1.5]), tensor([4.5]), False),
        "The batch has the mean 3 and the unbiased variance 8: 1/2 * 0 + 1/2 * 3 and 1/2 * 1 + 1/2 * 8.",
    )


@check
def test_BatchNorm_in_eval_mode():
    """In eval mode the buffers are used and stay as they are.

    y = gamma * (x - running_mean) / sqrt(running_var + eps) + beta
    """
    bn = BatchNorm(1, num_dims=2, eps=3.0).eval()
    expect(
        (bn(tensor([[4.0], [6.0]])), bn.running_mean, bn.running_var),
        (tensor([[2.0], [3.0]]), tensor([0.0]), tensor([1.0])),
        "At first the mean is 0 and the variance 1: 4 / sqrt(1 + 3) = 2 and 6 / 2 = 3.",
    )


@check
def test_BatchNorm_refuses_other_shapes():
    """x with other dimensions or another number of features raises a ValueError."""
    bn = BatchNorm(3, num_dims=2)
    with expect_error(ValueError):
        bn(torch.ones(2, 3, 4, 4))
    with expect_error(ValueError):
        bn(torch.ones(5, 1))


# batch_norm_backward


@check
def test_batch_norm_backward_by_hand():
    """x acts on y directly, through the mean and through the variance.

    dx = gamma / sqrt(var + eps) * (dout - mean of dout - z * mean of dout * z)
    """
    dout, x = tensor([[8.0], [0.0]]), tensor([[1.0], [5.0]])
    expect(
        batch_norm_backward(dout, x, tensor([2.0]), eps=12.0),
        (tensor([[1.5], [-1.5]]), tensor([-4.0]), tensor([8.0])),
        "sqrt(4 + 12) = 4 and z = -1/2, 1/2. dout * z = -4, 0, with the sum -4 and the mean -2. "
        "dx = 2/4 * (8 - 4 - 1/2 * 2) = 3/2 and 2/4 * (0 - 4 + 1/2 * 2) = -3/2.",
    )


@check
def test_batch_norm_backward_of_a_shift():
    """If all of dout are equal, x gets no gradient: to shift a whole feature changes nothing.

    dx = gamma / sqrt(var + eps) * (dout - mean of dout - z * mean of dout * z)
    """
    x = tensor([[1.0], [5.0], [3.0]])
    expect(
        batch_norm_backward(torch.full((3, 1), 2.0), x, tensor([7.0]))[0],
        torch.zeros(3, 1),
        "2 - 2 = 0, and z has the mean 0.",
    )


@check
def test_batch_norm_backward_sums():
    """The gradients of gamma and beta are sums over the samples.

    dgamma = sum of dout * z, dbeta = sum of dout
    """
    x = tensor([[0.0, 3.0], [4.0, 3.0], [0.0, 3.0], [4.0, 3.0]])
    dout = tensor([[0.0, 1.0], [2.0, 1.0], [0.0, 1.0], [6.0, 1.0]])
    expect(
        batch_norm_backward(dout, x, torch.ones(2), eps=12.0)[1:],
        (tensor([4.0, 0.0]), tensor([8.0, 4.0])),
        "Feature 0 has z = -1/2, 1/2, -1/2, 1/2: 2 * 1/2 + 6 * 1/2 = 4. Feature 1 has z = 0. "
        "The sums of dout are 2 + 6 = 8 and 4.",
    )


# layer_norm


@check
def test_layer_norm_by_hand():
    """Each vector has a mean and a variance of its own.

    y = weight * (x - mean) / sqrt(var + eps) + bias
    """
    x = tensor([[1.0, 5.0], [20.0, 16.0]])
    expect(
        layer_norm(x, tensor([10.0, 2.0]), tensor([0.0, 1.0]), eps=12.0),
        tensor([[-5.0, 2.0], [5.0, 0.0]]),
        "Both vectors have the variance 4, so z = (-1/2, 1/2) and (1/2, -1/2). "
        "10 * -1/2 = -5, 2 * 1/2 + 1 = 2, 10 * 1/2 = 5 and 2 * -1/2 + 1 = 0.",
    )


@check
def test_layer_norm_of_equal_numbers():
    """A vector of equal numbers has the variance 0, so only the bias is left.

    y = weight * (x - mean) / sqrt(var + eps) + bias
    """
    x = torch.full((1, 3), 7.0)
    expect(
        layer_norm(x, tensor([2.0, 3.0, 4.0]), tensor([5.0, 6.0, 8.0])),
        tensor([[5.0, 6.0, 8.0]]),
        "(7 - 7) / sqrt(0 + eps) = 0.",
    )


@check
def test_layer_norm_of_a_sequence():
    """Whatever comes before the last dimension: each vector is normalised alone.

    y = weight * (x - mean) / sqrt(var + eps) + bias
    """
    x = tensor([[[1.0, 5.0], [3.0, 3.0], [9.0, 5.0]]])
    expect(
        layer_norm(x, torch.ones(2), torch.zeros(2), 12.0),
        tensor([[[-0.5, 0.5], [0.0, 0.0], [0.5, -0.5]]]),
        "(1 - 3) / sqrt(4 + 12) = -1/2, and so on; (3 - 3) / sqrt(0 + 12) = 0.",
    )


# rms_norm


@check
def test_rms_norm_by_hand():
    """Each vector is divided by its root mean square.

    y = weight * x / sqrt(mean of x^2 + eps)
    """
    expect(
        rms_norm(tensor([[3.0, -1.0]]), tensor([2.0, 6.0]), eps=4.0),
        tensor([[2.0, -2.0]]),
        "The mean of the squares is (9 + 1) / 2 = 5, and sqrt(5 + 4) = 3: 2 * 3/3 = 2 and 6 * -1/3 = -2.",
    )


@check
def test_rms_norm_keeps_the_mean():
    """No mean is subtracted, so equal numbers don't become 0.

    y = weight * x / sqrt(mean of x^2 + eps)
    """
    x = torch.full((2, 3), 5.0)
    expect(
        rms_norm(x, torch.ones(3)),
        torch.ones(2, 3),
        "5 / sqrt(25 + eps) is 1, to seven digits.",
    )


@check
def test_rms_norm_in_half_precision():
    """float16 is averaged in float32, because it can't hold the square of 512.

    y = weight * x / sqrt(mean of x^2 + eps)
    """
    x = tensor([512.0, -512.0], dtype=torch.float16)
    expect(
        rms_norm(x, tensor([1.0, 2.0], dtype=torch.float16)),
        tensor([1.0, -2.0], dtype=torch.float16),
        "The mean of the squares is 512^2 = 262144, the largest float16 number is 65504. 512 / 512 = 1.",
    )


# Residual


@check
def test_Residual_of_zeros():
    """If all parameters are 0, only the skip connection and the last ReLU are left.

    y = relu(bn2(conv2(relu(bn1(conv1(x))))) + x)
    """
    block = Residual(1, 1)
    for p in block.parameters():
        nn.init.zeros_(p)
    expect(
        block(tensor([[[[-2.0, 0.0], [3.0, 4.0]]]])).detach(),
        tensor([[[[0.0, 0.0], [3.0, 4.0]]]]),
        "batch norm with gamma = beta = 0 gives 0, so y = relu(0 + x).",
    )


@check
def test_Residual_changes_size_and_channels():
    """With stride 2 height and width are halved, rounded up."""
    block = Residual(2, 6, use_1x1conv=True, stride=2)
    expect(
        list(block(torch.ones(3, 2, 8, 5)).shape),
        [3, 6, 4, 3],
        "3 images, 6 channels, 8/2 = 4 rows and 5/2, rounded up to 3, columns.",
    )


@check
def test_Residual_has_all_layers():
    """conv1, bn1, conv2, bn2 and the 1x1 convolution come in this order, each with a bias."""
    block = Residual(2, 4, use_1x1conv=True, stride=2)
    expect(
        [list(p.shape) for p in block.parameters() if p.dim() == 4],
        [[4, 2, 3, 3], [4, 4, 3, 3], [4, 2, 1, 1]],
        "Two 3x3 convolutions, from 2 to 4 and from 4 to 4 channels, and one of 1x1 from 2 to 4.",
    )


@check
def test_Residual_refuses_what_does_not_fit():
    """Where x can't be added to the result, the constructor raises a ValueError."""
    with expect_error(ValueError):
        Residual(1, 3)
    with expect_error(ValueError):
        Residual(2, 2, stride=2)


# resnet_block


@check
def test_resnet_block_of_a_later_stage():
    """A later stage halves height and width once and changes the channels."""
    stage = resnet_block(2, 3, num_residuals=3)
    expect(
        (len(stage), list(stage(torch.ones(2, 2, 8, 6)).shape)),
        (3, [2, 3, 4, 3]),
        "3 blocks; 8/2 = 4 rows and 6/2 = 3 columns.",
    )


@check
def test_resnet_block_of_the_first_stage():
    """The first stage keeps size and channels."""
    stage = resnet_block(2, 2, num_residuals=2, first_block=True)
    expect(
        (len(stage), list(stage(torch.ones(2, 2, 8, 6)).shape)),
        (2, [2, 2, 8, 6]),
        "2 blocks, and all sizes as before.",
    )


@check
def test_resnet_block_refuses_other_channels():
    """The first stage can't change the channels: a ValueError."""
    with expect_error(ValueError):
        resnet_block(2, 3, num_residuals=2, first_block=True)


# DenseBlock


@check
def test_DenseBlock_keeps_its_input():
    """The input comes first in the result, and new channels behind it.

    x = [x, conv(relu(bn(x)))] in each step
    """
    block = DenseBlock(2, in_channels=1, growth=1)
    for p in block.parameters():
        nn.init.zeros_(p)
    expect(
        block(tensor([[[[-2.0, 7.0]]]])).detach(),
        tensor([[[[-2.0, 7.0]], [[0.0, 0.0]], [[0.0, 0.0]]]]),
        "Convolutions of zeros give 0, so the two new channels are 0.",
    )


@check
def test_DenseBlock_grows():
    """Each step adds growth channels; height and width stay."""
    expect(
        list(DenseBlock(3, in_channels=5, growth=4)(torch.ones(2, 5, 6, 7)).shape),
        [2, 17, 6, 7],
        "5 + 3 * 4 = 17 channels.",
    )


@check
def test_DenseBlock_sees_all_channels():
    """The convolution of step i reads in_channels + i * growth channels and makes growth."""
    block = DenseBlock(3, in_channels=5, growth=4)
    expect(
        [list(p.shape) for p in block.parameters() if p.dim() == 4],
        [[4, 5, 3, 3], [4, 9, 3, 3], [4, 13, 3, 3]],
        "5, then 5 + 4 = 9, then 9 + 4 = 13 channels.",
    )


# fuse_conv_bn


@check
def test_fuse_conv_bn_by_hand():
    """Batch norm scales and shifts each channel, and so can the convolution.

    s = gamma / sqrt(running_var + eps); new bias = s * (bias - running_mean) + beta
    """
    conv, bn = nn.Conv2d(1, 1, kernel_size=1), nn.BatchNorm2d(1, eps=3.0)
    nn.init.constant_(conv.weight, 2.0)
    nn.init.constant_(conv.bias, 7.0)
    nn.init.constant_(bn.weight, 10.0)
    nn.init.constant_(bn.bias, 1.0)
    new = fuse_conv_bn(conv, bn)
    expect(
        (new.weight.detach().flatten(), new.bias.detach()),
        (tensor([10.0]), tensor([36.0])),
        "At first bn has the mean 0 and the variance 1: s = 10 / sqrt(1 + 3) = 5. Then 5 * 2 = 10 and "
        "5 * (7 - 0) + 1 = 36.",
    )


@check
def test_fuse_conv_bn_without_bias():
    """A convolution without bias gets one. Stride, padding and groups are kept."""
    conv = nn.Conv2d(4, 2, 3, stride=2, padding=1, groups=2, bias=False)
    new = fuse_conv_bn(conv, nn.BatchNorm2d(2, affine=False))
    expect(
        (new.bias.detach(), new.stride, new.padding, new.groups),
        (tensor([0.0, 0.0]), (2, 2), (1, 1), 2),
        "s * (0 - 0) + 0 = 0 for both channels.",
    )


@check
def test_fuse_conv_bn_refuses_other_features():
    """A batch norm with another number of features raises a ValueError."""
    with expect_error(ValueError):
        fuse_conv_bn(nn.Conv2d(2, 3, 3), nn.BatchNorm2d(1))
