import torch

from autograder.judge import graded

pytestmark = graded("conv_transpose2d")


def with_fixed(lesson, fixed, **given):
    """One of the inputs requires no gradient."""
    return lesson.conv_transpose2d(**{**given, fixed: given[fixed].detach()})


def layer(draw, batch, channels, size, outputs, kernel):
    """Pictures [batch, channels, *size], kernels and a bias."""
    return {
        "x": draw.normal(batch, channels, *size),
        "w": draw.normal(channels, outputs, *kernel),
        "b": draw.normal(outputs, mean=2.0),
    }


def test_example(compare, draw):
    """Each pixel adds a stamp, which is not flipped. Stamps are added where they overlap."""
    compare.call(draw.normal(2, 3, 4, 5), draw.normal(3, 2, 2, 3))
    compare.call(draw.normal(3, 3, 3, 3), draw.normal(3, 3, 3, 3))  # no size tells the dimensions apart


def test_stride(compare, draw):
    """The stride is the distance of stamps. Between stamps that don't touch, the canvas is 0."""
    one = layer(draw, 2, 2, (3, 4), 3, (3, 2))
    compare.each(one, stride=(2, 4))


def test_padding(compare, draw):
    """Padding cuts rows and columns off at all four sides, more than one if it says so."""
    compare.each(layer(draw, 2, 2, (4, 5), 3, (3, 4)), padding=(1, 2))
    compare.call(draw.normal(2, 3, 4, 2), draw.normal(3, 2, 2, 3), padding=1)  # without a bias


def test_output_padding(compare, draw):
    """Output padding adds rows below and columns on the right. They are 0 only beyond the stamps."""
    one = layer(draw, 2, 2, (2, 3), 3, (4, 3))
    compare.call(**one, stride=2, padding=1, output_padding=1)
    compare.call(**one, stride=3, output_padding=2)
    compare.call(**one, stride=3, padding=1, output_padding=2)


def test_all_together(compare, draw):
    """Stride, padding and output padding work together, for pictures and kernels of any proportions."""
    compare.call(**layer(draw, 2, 3, (5, 2), 2, (2, 5)), stride=3, padding=1, output_padding=2)
    compare.call(**layer(draw, 1, 2, (2, 4), 3, (5, 3)), stride=2, padding=2, output_padding=1)


def test_doubling(compare, draw):
    """A kernel of 4 x 4 with stride 2 and padding 1 doubles the size, as in the networks below."""
    compare.call(**layer(draw, 2, 3, (3, 3), 2, (4, 4)), stride=2, padding=1)


def test_bias(compare, draw):
    """Each channel of the result gets its bias once, also where there is no stamp."""
    compare.call(**layer(draw, 5, 2, (4, 4), 5, (2, 2)))  # as many channels as rows and columns
    empty = layer(draw, 1, 2, (2, 3), 2, (1, 1))
    compare.call(**empty, stride=2)
    compare.call(0.0 * empty["x"], 0.0 * empty["w"], empty["b"])
    compare.call(empty["x"], empty["w"], 0.0 * empty["b"])


def test_fixed_inputs(compare, draw):
    """Pictures or kernels that require no gradient don't keep it from the others."""
    compare(with_fixed, fixed="x", **layer(draw, 2, 3, (4, 3), 2, (3, 2)))
    compare(with_fixed, fixed="w", **layer(draw, 1, 2, (3, 4), 3, (2, 2)))


def test_sizes_of_one(compare, draw):
    """A 1x1 kernel mixes the channels of each pixel. One picture, channel or pixel keeps its dimension."""
    compare.call(**layer(draw, 2, 5, (3, 4), 3, (1, 1)))
    compare.call(**layer(draw, 1, 1, (1, 1), 1, (3, 4)), stride=2)
    compare.call(**layer(draw, 1, 1, (1, 4), 1, (1, 3)))
    compare.call(**layer(draw, 2, 3, (1, 1), 1, (4, 4)))
    compare.call(**layer(draw, 1, 1, (1, 1), 1, (1, 1)))


def test_scales(compare, draw):
    """Tiny and huge pixels keep their precision."""
    for scale in (1e-6, 1e8):
        compare.call(draw.normal(2, 2, 2, 3, scale=scale), draw.normal(2, 1, 3, 2, scale=scale), stride=2)


def test_whole_tensors(compare, draw):
    """Pictures, channels and pixels are computed at once, without a Python loop over them."""
    compare.vectorised(
        lambda pictures, channels, rows, columns: layer(
            draw, pictures, channels, (rows, columns), channels, (2, 2)
        )
    )
    compare.call(torch.ones(1, 1, 1, 1), draw.normal(1, 2, 2, 2))
