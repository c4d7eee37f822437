import torch

from autograder.judge import graded
from autograder.judge.scenarios import in_half

pytestmark = graded("corr1d_multi_in")


def one_learns(lesson, X, K, which):
    """One of the two is data that requires no gradient; the other one learns."""
    return lesson.corr1d_multi_in(X.detach(), K) if which == "K" else lesson.corr1d_multi_in(X, K.detach())


def drawn(draw, channels, entries, places):
    return {"X": draw.normal(channels, places + entries - 1), "K": draw.normal(channels, entries)}


def test_sum_of_channels(compare, draw):
    """Each channel meets its own kernel, and the results are added up."""
    compare.call(**drawn(draw, 3, 2, 5))
    compare.call(**drawn(draw, 2, 4, 3))


def test_sizes(compare, draw):
    """Channels, entries and places are not confused, whichever is larger, all are equal, or one is 1."""
    compare.sizes(lambda channels, entries, places: drawn(draw, channels, entries, places))


def test_one_channel(compare, draw):
    """With one channel it is the cross-correlation of this channel. The result has one dimension."""
    compare.call(**drawn(draw, 1, 3, 6))
    compare.call(**drawn(draw, 1, 4, 1))


def test_silent_channels(compare, draw):
    """A channel of zeros, or with a kernel of zeros, adds nothing. All of them may be zeros."""
    inputs = drawn(draw, 3, 2, 4)
    for name in ("X", "K"):
        compare.call(**{**inputs, name: 0.0 * inputs[name]})
    inputs["X"][draw.integer(0, 2)] = 0.0
    inputs["K"][2] = 0.0
    compare.call(**inputs)


def test_one_of_them_learns(compare, draw):
    """The gradient reaches the kernels if the channels are data, and the channels if the kernels are."""
    for which in ("X", "K"):
        compare(one_learns, **drawn(draw, 3, 2, 4), which=which)


def test_scales(compare, draw):
    """Tiny and huge numbers keep their precision, and float16 stays float16."""
    for scale in (1e-6, 1e8):
        compare.call(**{name: scale * x for name, x in drawn(draw, 2, 3, 4).items()})
    compare.on("plain")(in_half, function_="corr1d_multi_in", **drawn(draw, 2, 3, 4))


def test_many(compare, draw):
    """Hundreds of channels, of entries or of places are right too."""
    compare.call(**drawn(draw, 260, 2, 2))
    compare.call(**drawn(draw, 2, 260, 2))
    compare.call(torch.cat([draw.normal(2, 400), draw.normal(2, 20)], dim=1), draw.normal(2, 3))


def test_whole_channels(compare, draw):
    """All channels are computed at once, without a Python loop over them."""
    compare.vectorised(lambda channels: {"X": draw.normal(channels, 5), "K": draw.normal(channels, 2)})


def test_whole_sequences(compare, draw):
    """All places of the kernels are computed at once, without a Python loop over them."""
    compare.vectorised(lambda numbers: {"X": draw.normal(3, numbers + 1), "K": draw.normal(3, 2)})
