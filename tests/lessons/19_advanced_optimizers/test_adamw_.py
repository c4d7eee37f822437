from autograder.judge import graded
from autograder.judge.scenarios import footprint, trajectory

pytestmark = graded("adamw_")


def problem(draw, steps, *shapes, first=1, scales=(1.0, 1.0, 1.0, 1.0)):
    """Parameters, gradients, numbers of the steps, and averages, which are zeros before the first step."""
    past = first > 1
    return {
        "function_": "adamw_",
        "start": draw.normals(*shapes),
        "grads": [
            draw.normal(steps, *shape, scale=scale) for shape, scale in zip(shapes, scales, strict=False)
        ],
        "state": {
            "m": draw.normals(*shapes, scale=0.4 * past),
            "v": draw.uniforms(*shapes, low=0.2, high=1.5, scale=past),
        },
        "args": [(first + t, 0.1 * (2 - t % 3)) for t in range(steps)],
    }


def test_first_step(compare, draw):
    """The parameter first shrinks by the factor 1 - lr * weight_decay, and then makes Adam's step."""
    compare(trajectory, **problem(draw, 1, (3, 4), (5,), (5,)), weight_decay=0.5)


def test_trajectory(compare, draw):
    """Parameters and averages are right over twelve steps, while the learning rate changes. It may be 0."""
    compare(trajectory, **problem(draw, 12, (2, 5)), betas=(0.85, 0.9), eps=1e-3, weight_decay=0.4)


def test_defaults(compare, draw):
    """The defaults of betas, eps and weight_decay are (0.9, 0.999), 1e-8 and 0.01."""
    compare(trajectory, **problem(draw, 4, (4, 2), (3,)))


def test_decay_of_zero(compare, draw):
    """With a weight_decay of 0, the step is Adam's. With another it is not."""
    drawn = problem(draw, 3, (2, 3), (4,))
    for weight_decay in (0.0, 0.6):
        compare(trajectory, **drawn, weight_decay=weight_decay, betas=(0.6, 0.8))


def test_small_and_large_gradients(compare, draw):
    """The decay is the same for small and large gradients, and eps matters for small ones. It may be 0."""
    drawn = problem(draw, 4, (5,), (2, 3), scales=(0.01, 100.0))
    compare(trajectory, **drawn, eps=0.02, weight_decay=0.8)
    compare(trajectory, **problem(draw, 2, (4,), scales=(1e-8,)), eps=0.0)


def test_strong_decay(compare, draw):
    """If lr * weight_decay is above 1, the decay changes the signs of the weights."""
    compare(trajectory, **problem(draw, 3, (4,), ()), weight_decay=7.5)


def test_zero_gradients(compare, draw):
    """Where the gradient is 0, the parameter only shrinks, and nothing becomes NaN."""
    drawn = problem(draw, 3, (4, 3), (5,), (2,))
    drawn["start"][1].zero_()
    for g in drawn["grads"]:
        g[:, 1:] = 0.0
    drawn["grads"][2].zero_()
    compare(trajectory, **drawn, weight_decay=0.6)


def test_step_number(compare, draw):
    """The corrections use the given step, and given averages are continued in place."""
    for first, betas in ((2, (0.75, 0.96)), (2000, (0.9, 0.999))):
        compare(trajectory, **problem(draw, 2, (2, 3), (4,), first=first), betas=betas)


def test_no_gradient(compare, draw):
    """A parameter without gradient is skipped: it does not even decay."""
    drawn = problem(draw, 4, (4,), (3,), (4,), first=5)
    never = [(t, 0) for t in range(4)]
    compare(trajectory, **drawn, absent=(*never, (0, 1), (1, 1), (1, 2)), weight_decay=0.7)


def test_sizes_of_one(compare, draw):
    """A parameter may be a single number, with one dimension or none."""
    compare(trajectory, **problem(draw, 2, (), (1,), (1, 4), (1, 1, 1)), weight_decay=0.3)


def test_only_what_it_should(compare, draw):
    """A step records no graph, changes no gradient, and updates in place so that autograd sees it."""
    for recording in (True, False):
        drawn = {**problem(draw, 1, (3, 2), first=3), "args": [(3,)]}
        compare(footprint, **drawn, recording=recording, lr=0.1)


def test_whole_tensors(compare, draw):
    """All entries are updated at once, without a Python loop over them."""
    compare.vectorised(lambda rows, columns: problem(draw, 1, (rows, columns)) | {"eps": 0.1}, trajectory)
