import torch

from autograder.judge import graded

pytestmark = graded("is_convex_1d")


def of_bowls(lesson, xs, centre):
    """A parabola and an absolute value, upright and upside down."""
    xs, c = xs.double(), centre.detach().double()
    return {
        "a parabola is convex": lesson.is_convex_1d(lambda x: (x - c).square(), xs),
        "a parabola upside down is convex": lesson.is_convex_1d(lambda x: -(x - c).square(), xs),
        "an absolute value is convex": lesson.is_convex_1d(lambda x: (x - c).abs(), xs),
        "an absolute value upside down is convex": lesson.is_convex_1d(lambda x: -(x - c).abs(), xs),
        "an exponential is convex": lesson.is_convex_1d(lambda x: x.exp(), xs),
    }


def of_lines(lesson, xs, slope):
    """Lines, alone and with a slight bend, down and up."""
    xs, a = xs.double(), slope.detach().double()
    return {
        "a rising line is convex": lesson.is_convex_1d(lambda x: a * x + 1, xs),
        "a falling line is convex": lesson.is_convex_1d(lambda x: 1 - a * x, xs),
        "a rising line that bends down is convex": lesson.is_convex_1d(lambda x: a * x - 1e-3 * x * x, xs),
        "a falling line that bends down is convex": lesson.is_convex_1d(lambda x: -a * x - 1e-3 * x * x, xs),
        "a rising line that bends up is convex": lesson.is_convex_1d(lambda x: a * x + 1e-3 * x * x, xs),
    }


def of_kinks(lesson, xs, steep):
    """A parabola with a kink down at one point of the grid, and with a kink up there."""
    xs, steep = xs.double(), steep.detach().double()
    found = {}
    for i in range(1, len(xs) - 1):
        down, up = (
            lesson.is_convex_1d(lambda x, i=i, a=a: x.square() + a * (x - xs[i]).relu(), xs)
            for a in (-steep, steep)
        )
        found |= {
            f"with a kink down at point {i} it is convex": down,
            f"with a kink up at {i} it is convex": up,
        }
    return found


def with_drop(lesson, xs, drops, tols):
    """Whether a line counts as convex if its slope drops by each amount, with each tolerance."""
    xs = xs.double()
    found = {}
    for drop in drops:
        for tol in tols:
            options = {} if tol is None else {"tol": tol}
            answer = lesson.is_convex_1d(
                lambda x, drop=drop: 8 * x - drop * (x - xs[2]).relu(), xs, **options
            )
            found[f"with a drop of {drop} and tol={tol} it is convex"] = answer
    return found


def of_many_drops(lesson, xs, drop):
    """A slope that drops by the same amount at each point."""
    xs = xs.double()

    def f(x):
        return -sum(drop * (x - knot).relu() for knot in xs[1:-1])

    return {
        f"with tol={tol} it is convex": lesson.is_convex_1d(f, xs, tol) for tol in (2 * drop, 1e-8, drop / 2)
    }


def of_few(lesson, xs):
    """One point, two and three, of functions that bend down and up."""
    xs = xs.double()
    found = {}
    for count in (1, 2, 3):
        down, up = (lesson.is_convex_1d(lambda x, a=a: a * x * x, xs[:count]) for a in (-1, 1))
        found |= {f"{count} points that bend down are convex": down, f"{count} that bend up are convex": up}
    found["the point 0 alone is convex"] = lesson.is_convex_1d(lambda x: -x * x, torch.zeros_like(xs[:1]))
    return found


def of_other_grids(lesson, xs):
    """A grid that requires gradients, a column of a table, and every second point."""
    xs = xs.detach().double()
    table = torch.stack([xs, xs]).T.contiguous()
    grids = {"requires gradients": xs.clone().requires_grad_(), "is a column": table[:, 0], "skips": xs[1::2]}
    return {
        f"{name} on a grid that {how} is convex": lesson.is_convex_1d(f, grid)
        for how, grid in grids.items()
        for name, f in (("a hill", lambda x: -x.cosh()), ("a valley", lambda x: x.cosh()))
    }


def in_bulk(lesson, points):
    return {"it is convex": lesson.is_convex_1d(lambda x: x.square(), points.double().cumsum(0))}


def grid(draw, count, start=-2.0):
    """An ascending grid with gaps of 0.1 to 0.9."""
    return start + draw.uniform(count, low=0.1, high=0.9).cumsum(0)


def test_bowls(compare, draw):
    """A bowl is convex, with or without a kink, and the same upside down is not."""
    xs = grid(draw, 9)
    compare.detached(of_bowls, xs=xs, centre=xs[4] + 0.01)


def test_uneven_grids(compare, draw):
    """On every grid a line is convex and one that bends down is not, even if the distances differ."""
    gaps = draw.uniform(8, low=1.0, high=1.2)
    gaps[::2] *= 3.0
    for ascending in (gaps, gaps.sort().values, gaps.sort(descending=True).values):
        compare.detached(of_lines, xs=ascending.cumsum(0) - 8.0, slope=2.0 + draw.uniform())


def test_each_point_counts(compare, draw):
    """A single kink down is enough, at the first pair of slopes, at the last one or between."""
    compare.detached(of_kinks, xs=grid(draw, 7, -3.0), steep=8.0 + draw.uniform())


def test_tol(compare, draw):
    """A slope may drop by up to tol, 1e-8 by default, whatever the distances are."""
    for scale in (0.1, 20.0):
        xs = scale * (torch.arange(5.0) + draw.uniform(1))
        compare.detached(with_drop, xs=xs, drops=(1e-6, 1e-7, 1e-9), tols=(None, 1e-12, 5e-7))
        compare.detached(with_drop, xs=xs, drops=(0.3, 0.7, 1.4), tols=(0.5, 0.0, 1.0))


def test_tol_itself(compare, draw):
    """A slope may drop by exactly tol."""
    xs = torch.arange(5.0) + draw.integer(0, 9)
    compare.detached(with_drop, xs=xs, drops=(0.25, 0.375), tols=(0.25,))
    compare.detached(with_drop, xs=xs, drops=(0.0, 0.125), tols=(0.0,))


def test_tol_for_each_pair(compare, draw):
    """tol is for a slope and the one just before it: many small drops may add up to more."""
    compare.detached(of_many_drops, xs=torch.arange(9.0) + draw.integer(0, 9), drop=1e-3 * draw.integer(1, 9))


def test_few_points(compare, draw):
    """One or two points are convex, and three can tell."""
    compare.detached(of_few, xs=grid(draw, 3))


def test_other_grids(compare, draw):
    """The grid may require gradients, and need not be contiguous."""
    compare.detached(of_other_grids, xs=torch.linspace(-2.0, 1.5, 8) + draw.uniform(1, high=0.5))


def test_whole_grids(compare, draw):
    """All points are taken at once, without a Python loop. A hill among them is found."""
    compare.detached.vectorised(lambda points: {"points": draw.uniform(points, low=0.5)}, in_bulk)
    compare.detached(of_kinks, xs=grid(draw, 12, -3.0), steep=9.0 + draw.uniform())
