import torch

from autograder.judge import graded
from autograder.judge.scenarios import in_half

pytestmark = graded("dead_fraction")


def hidden(draw, samples, units, dead):
    """Activations [samples, units] with exactly this number of dead units; others are 0 for some samples."""
    x = draw.uniform(samples, units, low=0.1, high=2.0)
    x[draw.mask(samples, units, share=0.6)] = 0.0
    alive = draw.integer(min(1, samples - 1), samples)  # not the first sample, if there are more
    x[alive] = draw.uniform(units, low=0.1, high=2.0)
    x[:, draw.permutation(units)[:dead]] = 0.0
    return x


def of_a_network(lesson, x):
    """Activations that are part of a graph, twice, because the first call must change nothing."""
    x = x.detach().requires_grad_()
    activations = (2 * x).relu()
    shares = [lesson.dead_fraction(activations) for _ in range(2)]
    activations.sum().backward()
    return {"the first share": shares[0], "the second share": shares[1], "the gradient of x": x.grad}


def test_share(compare, draw):
    """A unit counts if it is 0 for all samples; one that is 0 for some of them is alive."""
    compare.call(hidden(draw, 6, 10, dead=draw.integer(1, 10)))
    compare.call(hidden(draw, 9, 4, dead=1))
    compare.call(hidden(draw, 3, 7, dead=2))
    compare(of_a_network, x=hidden(draw, 5, 6, dead=2) - 0.05)


def test_square(compare, draw):
    """Samples and units are not confused, even if there are as many of each."""
    x = hidden(draw, 5, 5, dead=2)
    alive = x.any(dim=0)
    x[:3] = 0.0  # three samples without any activation
    x[4, alive] = 1.0
    compare.call(x)


def test_all_or_none(compare, draw):
    """All units dead gives 1.0, none gives 0.0, also for one unit or one sample."""
    compare.call(torch.zeros(4, draw.integer(2, 9)))
    compare.call(torch.zeros(1, 1))
    compare.call(draw.uniform(1, 1, low=0.1))
    for samples, units, dead in ((5, 8, 0), (5, 8, 7), (6, 1, 0), (6, 1, 1), (1, 8, 3)):
        compare.call(hidden(draw, samples, units, dead))


def test_rare(compare, draw):
    """A unit that is active for one of many samples is alive."""
    x = torch.zeros(400, 9)
    x[draw.integer(0, 400), [1, 4, 5, 8]] = draw.uniform(4, low=0.5)
    compare.call(x)
    x[0, 2] = 0.7
    compare.call(x)
    x[399, 3] = 0.7
    compare.call(x)


def test_tiny(compare, draw):
    """Only exact zeros are dead: activations of 1e-30 are alive, also beside huge ones."""
    x = hidden(draw, 4, 6, dead=2)
    x[:, x.any(dim=0)] *= 10.0 ** draw.shuffled([-30.0, -30.0, -12.0, 5.0])
    compare.call(x)
    x = torch.zeros(4, 3)
    x[draw.integer(0, 4), draw.integer(0, 3)] = 1e-45  # the least positive float32
    compare.call(x)


def test_many_units(compare, draw):
    """The share is right to six digits, whatever the dtype: it isn't computed in float16."""
    compare.call(hidden(draw, 3, 3001, dead=2051))
    compare.on("plain")(in_half, function_="dead_fraction", activations=hidden(draw, 3, 3001, dead=1027))


def test_whole_tensors(compare, draw):
    """Units and samples are counted at once, without a Python loop."""
    compare.vectorised(lambda samples, units: {"activations": hidden(draw, samples, units, dead=1)})
