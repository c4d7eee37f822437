import torch

from autograder.judge import graded
from autograder.judge.scenarios import in_half

pytestmark = graded("conv2d")


def with_fixed(lesson, fixed, **given):
    """One of the inputs requires no gradient."""
    return lesson.conv2d(**{**given, fixed: given[fixed].detach()})


def layer(draw, batch, channels, size, outputs, kernel, groups=1):
    """Images [batch, channels, *size], kernels and a bias."""
    return {
        "x": draw.normal(batch, channels, *size),
        "w": draw.normal(outputs, channels // groups, *kernel),
        "b": draw.normal(outputs, mean=2.0),
    }


def test_example(compare, draw):
    """Every output channel sums over all input channels, and the kernel is not flipped."""
    compare.call(draw.normal(2, 3, 5, 6), draw.normal(3, 3, 2, 3))


def test_bias(compare, draw):
    """Each output channel gets its bias once, at every position, also if all is 0 or in float16."""
    compare.call(**layer(draw, 4, 2, (5, 5), 4, (2, 2)))
    compare.on("plain")(in_half, function_="conv2d", **layer(draw, 1, 2, (3, 4), 2, (2, 3)))
    compare.call(torch.zeros(1, 1, 2, 3), torch.zeros(2, 1, 1, 2), torch.zeros(2))


def test_fixed_inputs(compare, draw):
    """Images or kernels that require no gradient, as in a first layer, don't keep it from the others."""
    compare(with_fixed, fixed="x", **layer(draw, 2, 3, (4, 3), 2, (3, 2)))
    compare(with_fixed, fixed="w", **layer(draw, 1, 2, (3, 4), 3, (2, 2)))


def test_stride(compare, draw):
    """The stride is one number or a pair (down, to the right)."""
    compare.each(layer(draw, 2, 2, (5, 6), 3, (3, 2)), stride=(2, (1, 3)))


def test_padding(compare, draw):
    """The padding is one number or a pair (rows above and below, columns left and right)."""
    compare.each(layer(draw, 2, 2, (4, 5), 3, (3, 4)), padding=(1, (2, 0)))


def test_stride_with_padding(compare, draw):
    """Stride and padding work together: the first position is the corner of the padded image."""
    compare.call(**layer(draw, 2, 3, (6, 5), 2, (2, 3)), stride=(2, 3), padding=(1, 2))


def test_dilation(compare, draw):
    """The dilation, one number or a pair, spreads the kernel's rows and columns."""
    one = layer(draw, 2, 2, (6, 7), 3, (3, 2))
    compare.call(**one, dilation=2)
    compare.call(**one, stride=(2, 1), padding=(1, 2), dilation=(2, 3))


def test_groups(compare, draw):
    """With groups, each group of output channels sees its own group of input channels."""
    compare.call(**layer(draw, 2, 4, (4, 5), 6, (2, 3), groups=2), groups=2)


def test_depthwise(compare, draw):
    """With as many groups as channels, each channel has its own kernels, with padding and stride too."""
    channels = draw.integer(3, 6)
    depthwise = layer(draw, 1, channels, (5, 6), 2 * channels, (3, 2), groups=channels)
    compare.call(**depthwise, stride=(2, 1), padding=1, dilation=(2, 1), groups=channels)


def test_sizes_of_one(compare, draw):
    """A 1x1 kernel mixes the channels of each pixel. One image, channel or position keeps its dimension."""
    compare.call(**layer(draw, 2, 5, (3, 4), 3, (1, 1)))
    compare.call(**layer(draw, 1, 1, (3, 4), 1, (3, 4)))
    compare.call(**layer(draw, 1, 1, (1, 1), 1, (1, 1)))


def test_whole_batches(compare, draw):
    """Images, channels and positions are computed at once, without a Python loop over them."""
    compare.vectorised(
        lambda images, channels, rows, columns: layer(
            draw, images, channels, (rows, columns), channels, (2, 2)
        )
    )
