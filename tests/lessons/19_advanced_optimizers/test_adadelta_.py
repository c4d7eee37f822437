from autograder.judge import graded
from autograder.judge.scenarios import footprint, trajectory

pytestmark = graded("adadelta_")


def problem(draw, steps, *shapes, scale=1.0, past=False):
    """Parameters, their gradients and the averages, which are zeros unless they come from a `past` run."""
    sq = draw.uniforms(*shapes, low=0.5, high=2.0, scale=past)
    return {
        "function_": "adadelta_",
        "start": draw.normals(*shapes),
        "grads": [draw.normal(steps, *shape, scale=scale) for shape in shapes],
        "state": {"sq": sq, "acc": draw.uniforms(*shapes, low=0.01, high=0.3, scale=past)},
    }


def test_first_step(compare, draw):
    """eps decides the size of the first step from zeros, and this step enters acc."""
    compare(trajectory, **problem(draw, 1, (3, 4), (5,), (5,)), rho=0.8, eps=1e-2)


def test_trajectory(compare, draw):
    """Parameters and both averages are right over twelve steps, while lr changes. It may be 0."""
    settings = [(0.85, 1e-3, 0.5 * (3 - t % 4)) for t in range(12)]
    compare(trajectory, **problem(draw, 12, (3, 4)), args=settings)


def test_defaults(compare, draw):
    """The defaults of rho, eps and lr are 0.9, 1e-6 and 1."""
    compare(trajectory, **problem(draw, 3, (4, 2), (3,)))


def test_learning_rate(compare, draw):
    """lr scales the step, but not the updates that acc averages."""
    compare(trajectory, **problem(draw, 3, (2, 3), (4,), past=True), lr=3.0)


def test_eps(compare, draw):
    """eps is added under both square roots. This matters where gradients and updates are small."""
    compare(trajectory, **problem(draw, 4, (2, 3), scale=0.1), eps=0.05)
    compare(trajectory, **problem(draw, 3, (6,), scale=1e-4), eps=1e-5, rho=0.5)
    compare(trajectory, **problem(draw, 2, (4,), scale=1e-7, past=1e-14), eps=0.0, lr=1e7)


def test_zero_gradients(compare, draw):
    """Where the gradient is 0, both averages decay and the parameter stays. Nothing becomes NaN."""
    for past in (False, True):
        drawn = problem(draw, 4, (4, 3), (2,), past=past)
        drawn["start"][1].zero_()
        drawn["grads"][0][:, 2] = 0.0
        drawn["grads"][0][1:3] = 0.0
        compare(trajectory, **drawn, rho=0.6)


def test_given_averages(compare, draw):
    """Given averages are continued and updated in place, and the step uses acc from before the step."""
    for rho, shapes in ((0.9, ((2, 3), (4,))), (0.0, ((4,),)), (1.0, ((2, 3),))):
        compare(trajectory, **problem(draw, 2, *shapes, past=True), rho=rho, eps=1e-4)


def test_no_gradient(compare, draw):
    """A parameter without gradient is skipped: its averages do not decay."""
    drawn = problem(draw, 4, (3,), (3,), (4,), past=True)
    never = [(t, 2) for t in range(4)]
    compare(trajectory, **drawn, absent=(*never, (0, 0), (2, 0), (2, 1)), rho=0.7)


def test_sizes_of_one(compare, draw):
    """A parameter may be a single number, with one dimension or none."""
    compare(trajectory, **problem(draw, 2, (), (1, 1), (1, 4), (1,)), eps=0.1)


def test_only_what_it_should(compare, draw):
    """A step records no graph, changes no gradient, and updates in place so that autograd sees it."""
    for recording in (True, False):
        compare(footprint, **problem(draw, 1, (2, 3), past=True), recording=recording, args=[(0.7,)])


def test_whole_tensors(compare, draw):
    """All entries are updated at once, without a Python loop over them."""
    compare.vectorised(lambda rows, columns: {**problem(draw, 1, (rows, columns)), "eps": 0.1}, trajectory)
