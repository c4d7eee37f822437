import torch

from autograder.judge import graded

pytestmark = graded("jensen_gap")


def curve(shape, a):
    """A function with a parameter: two convex ones, a concave one, a wave and a line."""
    return {
        "square": lambda x: a * x * x,
        "exponential": lambda x: (a * x).exp(),
        "logarithm": lambda x: (x + a).log(),
        "wave": lambda x: (a * x).sin(),
        "line": lambda x: a * x - 3,
    }[shape]


def gap(lesson, xs, weights, a, shape):
    return lesson.jensen_gap(curve(shape, a), xs, weights)


def what_f_gets(lesson, xs, weights):
    """The dtypes and devices of what f is called with."""
    seen = []

    def f(x):
        seen.append(x)
        return x.exp()

    result = lesson.jensen_gap(f, xs, weights)
    like_xs = all((x.dtype, x.device) == (xs.dtype, xs.device) for x in seen)
    return {"the gap": result, "f gets tensors of the dtype and on the device of xs": like_xs}


def shares(draw, count, total):
    """Positive weights with this sum."""
    weights = draw.uniform(count, low=0.2)
    return total * weights / weights.sum()


def positive(draw):
    """A parameter from 0.5 to 1.5."""
    return 0.5 + draw.uniform()


def test_convex(compare, draw):
    """The gap of a convex function is the weighted mean of its values minus its value at the mean."""
    for shape in ("square", "exponential"):
        compare(gap, xs=draw.normal(6), weights=shares(draw, 6, 1.0), a=positive(draw), shape=shape)


def test_weights(compare, draw):
    """The weights may have any positive sum, and one of them may weigh more than all others."""
    for total in (7.0, 0.1):
        compare(gap, xs=draw.normal(5), weights=shares(draw, 5, total), a=positive(draw), shape="square")
    weights = shares(draw, 4, 2.0)
    weights[draw.integer(0, 4)] += 50.0
    compare(gap, xs=draw.normal(4), weights=weights, a=positive(draw), shape="exponential")


def test_scales_of_weights(compare, draw):
    """The size of the weights does not count, be they tiny or huge."""
    for total in (1e-20, 1e20):
        weights = shares(draw, 6, 1.0) * total
        compare(gap, xs=draw.normal(6), weights=weights, a=positive(draw), shape="square")


def test_concave(compare, draw):
    """The gap of a concave function is negative, and that of any other function may have either sign."""
    xs = draw.uniform(7, low=0.1, high=5.0)
    compare(gap, xs=xs, weights=shares(draw, 7, 3.0), a=positive(draw), shape="logarithm")
    for sign in (-1.0, 1.0):  # a bump below 0, a dip above 0
        xs = sign * draw.uniform(5, low=0.3, high=2.5)
        compare(gap, xs=xs, weights=shares(draw, 5, 2.0), a=positive(draw), shape="wave")


def test_line(compare, draw):
    """The gap of a line is 0, that of a square is not."""
    given = {"xs": draw.normal(6), "weights": shares(draw, 6, 4.0), "a": positive(draw)}
    compare.detached(gap, **given, shape="line")
    compare(gap, **given, shape="square")


def test_weights_of_zero(compare, draw):
    """A point with the weight 0 has no influence, but its weight has a gradient."""
    weights = shares(draw, 6, 3.0)
    weights[draw.permutation(6)[:3]] = 0.0
    compare(gap, xs=draw.normal(6, scale=2.0), weights=weights, a=positive(draw), shape="square")


def test_few_points(compare, draw):
    """Two points are enough for a gap. One point, or one with all the weight, has the gap 0."""
    a = positive(draw)
    xs = draw.normal(2) + torch.tensor([2.0, -2.0])
    compare(gap, xs=xs, weights=draw.uniform(2, low=1.0, high=3.0), a=a, shape="exponential")
    compare.detached(gap, xs=draw.normal(1), weights=draw.uniform(1, low=1.5, high=3.0), a=a, shape="square")
    compare.detached(gap, xs=torch.zeros(3), weights=draw.uniform(3, low=1.0), a=a, shape="exponential")
    weights = torch.zeros(4).index_fill(0, torch.tensor(draw.integer(0, 4)), 3.0)
    compare(gap, xs=draw.normal(4), weights=weights, a=a, shape="square")


def test_calls_of_f(compare, draw):
    """f gets tensors like xs. All points are taken at once, without a Python loop over them."""
    compare(what_f_gets, xs=draw.normal(4), weights=shares(draw, 4, 2.0))
    compare.vectorised(
        lambda points: {
            "xs": draw.normal(points),
            "weights": 0.5 + draw.uniform(points),
            "a": positive(draw),
            "shape": "exponential",
        },
        gap,
    )
