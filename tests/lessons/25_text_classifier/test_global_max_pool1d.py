import torch

from autograder.judge import graded
from autograder.judge.scenarios import in_half

pytestmark = graded("global_max_pool1d")


def test_largest_values(compare, draw):
    """Each channel of each text gives its largest value."""
    compare.call(draw.normal(2, 3, 7))
    compare.call(draw.normal(4, 2, 3, scale=10.0))


def test_sizes(compare, draw):
    """Texts, channels and places are not confused, even if all sizes are equal, or one of them is 1."""
    compare.sizes(lambda texts, channels, places: {"x": draw.normal(texts, channels, places)})


def test_negative_channels(compare, draw):
    """A channel that is negative everywhere gives its largest value, which is negative too."""
    x = -draw.uniform(3, 2, 5, low=0.5, high=9.0)
    x[1, 1] += 20.0
    compare.call(x)


def test_places(compare, draw):
    """The largest value may stand at the beginning, in the middle or at the end of the sequence."""
    x = draw.normal(1, 5, 5) + 10.0 * torch.eye(5)
    compare.call(x[:, draw.permutation(5)])


def signed(draw, scale):
    """Values of which a channel is negative, and the other ones have a large negative value."""
    x = draw.normal(2, 3, 4, scale=scale)
    x[:, 1] = -x[:, 1].abs() - 0.5 * scale
    x[:, :, 2] = -9.0 * scale
    return x


def test_equal_values(compare, draw):
    """Where several values are the largest, the result is this value, also if all of them are 0."""
    x = draw.integers(0, 3, 3, 4, 9).float()
    x[:, 0, 4] = -5.0
    compare.detached.call(x)
    compare.detached.call(torch.zeros(2, 3, 2))
    compare.call(signed(draw, 1.0))


def test_excluded_places(compare, draw):
    """-inf doesn't win. A channel of -inf alone gives -inf."""
    x = draw.normal(2, 3, 5) - 4.0
    x[:, :, 3:] = -torch.inf
    compare.call(x)
    x[0, draw.integer(0, 3)] = -torch.inf
    compare.detached.call(x)


def test_scales(compare, draw):
    """Tiny and huge values are exact, and float16 stays float16."""
    for scale in (1e-30, 1e30):
        compare.call(signed(draw, scale))
    compare.on("plain")(in_half, function_="global_max_pool1d", x=signed(draw, 100.0))


def test_many(compare, draw):
    """Hundreds of texts, of channels or of places are right too."""
    compare.call(draw.normal(300, 2, 2))
    compare.call(draw.normal(2, 300, 2))
    compare.call(draw.normal(2, 2, 2050))


def test_whole_tensors(compare, draw):
    """All texts, channels and places are looked through at once, without a Python loop."""
    compare.vectorised(lambda texts, channels, places: {"x": draw.normal(texts, channels, places)})
