from autograder.judge import graded
from autograder.judge.scenarios import footprint, trajectory

pytestmark = graded("adagrad_")


def case(draw, steps, *shapes, scale=1.0, offset=0.0):
    """Parameters, their gradients at each step, and sums that are zero or drawn above `offset`."""
    return {
        "function_": "adagrad_",
        "start": draw.normals(*shapes),
        "grads": [draw.normal(steps, *shape, scale=scale) for shape in shapes],
        "state": {"sums": draw.uniforms(*shapes, low=1.0, high=2.0, scale=offset)},
    }


def test_first_step(compare, draw):
    """The first step from zero sums has the size lr in each coordinate, against the gradient."""
    compare(trajectory, **case(draw, 1, (3, 4), (5,), (5,), scale=5.0), lr=0.1)


def test_trajectory(compare, draw):
    """Parameters and sums are right over twelve steps, while the learning rate changes. It may be 0."""
    rates = [(0.1 * (3 - t % 4),) for t in range(12)]
    compare(trajectory, **case(draw, 12, (3, 4)), args=rates, eps=1e-3)


def test_eps(compare, draw):
    """eps is added after the square root. This matters where gradients are small."""
    compare(trajectory, **case(draw, 4, (2, 3), scale=0.02), lr=0.5, eps=0.05)
    compare(trajectory, **case(draw, 3, (3,), scale=1e-9), lr=0.1)
    compare(trajectory, **case(draw, 2, (4,), scale=1e-9), lr=0.1, eps=0.0)


def test_zero_gradients(compare, draw):
    """Where the gradient is 0, nothing moves or becomes NaN, even if all gradients so far were 0."""
    drawn = case(draw, 3, (3, 5), (4,), (2,))
    drawn["start"][2].zero_()
    for g in drawn["grads"]:
        still = draw.mask(*g.shape[1:])
        still.view(-1)[:2] = draw.shuffled([True, False])
        g.masked_fill_(still, 0.0)
    drawn["grads"][1][1] = 0.0
    compare(trajectory, **drawn, lr=0.2)


def test_given_sums(compare, draw):
    """Given sums of an earlier run are continued and updated in place."""
    compare(trajectory, **case(draw, 4, (2, 5), (3,), offset=3.0), lr=0.7)


def test_no_gradient(compare, draw):
    """A parameter without gradient is skipped, and its sum does not change. The others are updated."""
    never = [(t, 0) for t in range(5)]
    drawn = case(draw, 5, (3,), (2, 4), (3,), offset=0.5)
    compare(trajectory, **drawn, lr=0.4, absent=(*never, (0, 1), (2, 1), (2, 2), (3, 2)))


def test_sizes_of_one(compare, draw):
    """A parameter may be a single number, with one dimension or none."""
    compare(trajectory, **case(draw, 2, (), (1,), (1, 3), (1, 1, 1)), lr=0.25)


def test_only_what_it_should(compare, draw):
    """A step records no graph, changes no gradient, and updates in place so that autograd sees it."""
    for recording in (True, False):
        compare(footprint, **case(draw, 1, (3, 2), offset=1.0), recording=recording, args=[(0.2,)])


def test_whole_tensors(compare, draw):
    """All entries are updated at once, without a Python loop over them."""
    compare.vectorised(
        lambda rows, columns: {**case(draw, 1, (rows, columns)), "lr": 0.3, "eps": 0.1}, trajectory
    )
