from autograder.judge import graded
from autograder.judge.scenarios import footprint, trajectory

pytestmark = graded("rmsprop_")


def inputs(draw, steps, *shapes, scale=1.0, past=False):
    """Parameters, their gradients and the averages, which are zeros unless they come from a `past` run."""
    return {
        "function_": "rmsprop_",
        "start": draw.normals(*shapes),
        "grads": [draw.normal(steps, *shape, scale=scale) for shape in shapes],
        "state": {"sq": draw.uniforms(*shapes, low=0.5, high=2.5, scale=past)},
    }


def test_first_step(compare, draw):
    """The first average is (1 - alpha) g^2, without bias correction, and the step uses it."""
    compare(trajectory, **inputs(draw, 1, (3, 4), (5,), (5,)), lr=0.1, alpha=0.75)


def test_trajectory(compare, draw):
    """Parameters and averages are right over twelve steps, while the learning rate changes. It may be 0."""
    rates = [(0.02 * (3 - t % 4),) for t in range(12)]
    compare(trajectory, **inputs(draw, 12, (2, 5)), args=rates, alpha=0.85, eps=1e-4)


def test_defaults(compare, draw):
    """The defaults of alpha and eps are 0.99 and 1e-8."""
    compare(trajectory, **inputs(draw, 3, (4, 3), (2,)), lr=0.01)


def test_eps(compare, draw):
    """eps is added after the square root. This matters where gradients are small."""
    compare(trajectory, **inputs(draw, 4, (5,), scale=0.03), lr=0.2, eps=0.1)
    compare(trajectory, **inputs(draw, 3, (6,), scale=1e-7), lr=0.1, alpha=0.5)
    compare(trajectory, **inputs(draw, 2, (4,), scale=1e-8), lr=0.1, alpha=0.5, eps=0.0)


def test_zero_gradients(compare, draw):
    """Where the gradient is 0, the average decays and the parameter stays. Nothing becomes NaN."""
    drawn = inputs(draw, 4, (4, 3), (5,))
    drawn["start"][1].zero_()
    for g in drawn["grads"]:
        g[:, 1] = 0.0
        g[1:3] = 0.0
    compare(trajectory, **drawn, lr=0.1, alpha=0.7)


def test_given_averages(compare, draw):
    """Given averages are continued and updated in place, also for the limits alpha = 0 and alpha = 1."""
    for alpha, shapes in ((0.9, ((2, 3), (4,))), (1.0, ((2, 3),)), (0.0, ((4,),))):
        compare(trajectory, **inputs(draw, 2, *shapes, past=True), lr=0.3, alpha=alpha)


def test_no_gradient(compare, draw):
    """A parameter without gradient is skipped: its average does not decay."""
    drawn = inputs(draw, 4, (3,), (4,), (3,), past=True)
    never = [(t, 1) for t in range(4)]
    compare(trajectory, **drawn, absent=(*never, (2, 0), (2, 2), (0, 2)), lr=0.1, alpha=0.6)


def test_sizes_of_one(compare, draw):
    """A parameter may be a single number, with one dimension or none."""
    compare(trajectory, **inputs(draw, 2, (1,), (), (3, 1), (1, 1)), lr=0.1, alpha=0.3)


def test_only_what_it_should(compare, draw):
    """A step records no graph, changes no gradient, and updates in place so that autograd sees it."""
    for recording in (True, False):
        compare(footprint, **inputs(draw, 1, (3, 2)), recording=recording, args=[(0.01,)], alpha=0.8)


def test_whole_tensors(compare, draw):
    """All entries are updated at once, without a Python loop over them."""
    compare.vectorised(
        lambda rows, columns: {**inputs(draw, 1, (rows, columns)), "lr": 0.1, "eps": 0.1}, trajectory
    )
