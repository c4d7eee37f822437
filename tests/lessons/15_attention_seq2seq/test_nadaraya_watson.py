from functools import partial

import torch

from autograder.judge import graded
from autograder.judge.scenarios import in_half

pytestmark = graded("nadaraya_watson")


def sample(draw, queries, keys, bandwidth=1.0):
    """Queries and keys over the same range, in no order, values, and the bandwidth."""
    return {
        "x_query": draw.uniform(queries, low=-3.0, high=3.0),
        "x_key": draw.uniform(keys, low=-3.0, high=3.0),
        "y": draw.normal(keys),
        "bandwidth": bandwidth,
    }


def stretched(lesson, x_query, x_key, y, bandwidth, factor):
    """Estimates of points and with a bandwidth that are `factor` times as large."""
    return lesson.nadaraya_watson(factor * x_query, factor * x_key, y, factor * bandwidth)


def test_estimates(compare, draw):
    """Each query gets the mean of the values, weighted by a Gaussian of its distances to the keys."""
    compare.call(**sample(draw, 7, 5))


def test_bandwidth(compare, draw):
    """The bandwidth is the standard deviation of the kernel, from tiny to huge. float16 works as well."""
    for bandwidth in (0.3, 50.0):
        compare.call(**sample(draw, 4, 9, bandwidth))
    compare.on("plain", "gradient")(stretched, **sample(draw, 4, 9, 0.7), factor=1e25)  # float64 has room
    compare.on("plain")(in_half, function_="nadaraya_watson", **sample(draw, 4, 5))


def test_sizes(compare, draw):
    """Queries and keys are not confused, even if there are as many of each or only one."""
    compare.sizes(partial(sample, draw))


def test_far_from_all_keys(compare, draw):
    """Far from every key, the nearest key still decides, even if all exponentials underflow."""
    keys = draw.shuffled([-3.0, -1.0, 1.0, 3.0]) + draw.uniform(4, high=0.5)
    queries = draw.normal(5) + torch.tensor([100.0, -100.0, 60.0, 300.0, -300.0])
    compare.call(queries, keys, draw.normal(4), bandwidth=0.5)


def test_far_from_zero(compare, draw):
    """Only differences count, so the estimates are as precise at x = 10000 as at x = 0."""
    drawn = sample(draw, 5, 30)  # from 26 points on, torch.cdist expands the square
    drawn["x_query"], drawn["x_key"] = drawn["x_query"] + 1e4, drawn["x_key"] + 1e4
    compare.call(**drawn)


def test_keys_in_one_place(compare, draw):
    """Values at equal keys are averaged, and the gradient there is finite too, even if all is 0."""
    compare.call(torch.zeros(3), torch.zeros(2), torch.zeros(2), 1.0)
    drawn = sample(draw, 4, 6, bandwidth=0.6)
    drawn["x_key"] = drawn["x_key"][torch.tensor([0, 0, 0, 1, 1, 2])]
    drawn["x_query"] = torch.cat([drawn["x_key"][:1], drawn["x_query"][1:]])
    compare.call(**drawn)


def test_whole_tensors(compare, draw):
    """All queries and all keys are computed at once, without a Python loop."""
    compare.vectorised(lambda queries, keys: sample(draw, queries, keys))
