from autograder.judge import graded
from autograder.judge.scenarios import footprint, trajectory

pytestmark = graded("adam_")


def problem(draw, steps, *shapes, first=1, scale=1.0):
    """Parameters, gradients, numbers of the steps, and averages, which are zeros before the first step."""
    past = first > 1
    return {
        "function_": "adam_",
        "start": draw.normals(*shapes),
        "grads": [draw.normal(steps, *shape, scale=scale) for shape in shapes],
        "state": {
            "m": draw.normals(*shapes, scale=0.5 * past),
            "v": draw.uniforms(*shapes, low=0.3, high=2.0, scale=past),
        },
        "args": [(first + t, 0.05 * (3 - t % 4)) for t in range(steps)],
    }


def two_runs_at_once(lesson, start, grads, state, lr):
    """Two parameters, each with calls of its own in turn: the second lags behind by three steps."""
    params = [x.detach().requires_grad_() for x in start]
    m, v = ([x.detach() for x in state[name]] for name in ("m", "v"))
    for t in range(len(grads[0])):
        for i, lag in enumerate((0, 3)):
            params[i].grad = grads[i][t].detach()
            if t >= lag:
                lesson.adam_([params[i]], m[i : i + 1], v[i : i + 1], t + 1 - lag, lr)
    return {"the parameters": [p.detach().clone() for p in params]}


def test_first_step(compare, draw):
    """With the corrections, the first step has the size lr in each coordinate, against the gradient."""
    compare(trajectory, **problem(draw, 1, (3, 4), (5,), (5,)))


def test_trajectory(compare, draw):
    """Parameters and averages are right over twelve steps, while the learning rate changes. It may be 0."""
    compare(trajectory, **problem(draw, 12, (3, 4)), betas=(0.8, 0.95), eps=1e-4)


def test_defaults(compare, draw):
    """The defaults of betas, eps and weight_decay are (0.9, 0.999), 1e-8 and 0."""
    compare(trajectory, **problem(draw, 4, (2, 3), (4,)))


def test_step_number(compare, draw):
    """The corrections use the given step, and given averages are continued in place."""
    for first, betas in ((2, (0.7, 0.97)), (2000, (0.9, 0.999))):
        compare(trajectory, **problem(draw, 2, (2, 3), (4,), first=first), betas=betas)


def test_eps(compare, draw):
    """eps is added after the square root of the corrected v. This matters where gradients are small."""
    compare(trajectory, **problem(draw, 4, (2, 3), scale=0.05), eps=0.1)
    compare(trajectory, **problem(draw, 3, (6,), scale=1e-7))
    compare(trajectory, **problem(draw, 2, (4,), scale=1e-8), eps=0.0)


def test_zero_gradients(compare, draw):
    """If all gradients were 0, nothing moves or becomes NaN. If they become 0, momentum continues."""
    drawn = problem(draw, 4, (4, 3), (5,))
    drawn["start"][1].zero_()
    for g in drawn["grads"]:
        g[:, 1] = 0.0
        g[2:] = 0.0
    compare(trajectory, **drawn)


def test_weight_decay(compare, draw):
    """Weight decay adds weight_decay * theta to the gradient, so it goes through both averages."""
    compare(trajectory, **problem(draw, 4, (2, 4), (3,)), weight_decay=0.3, betas=(0.6, 0.9))


def test_no_gradient(compare, draw):
    """A parameter without gradient is skipped: neither it nor its averages change."""
    drawn = problem(draw, 4, (3,), (4,), (3,), first=5)
    never = [(t, 1) for t in range(4)]
    absent = (*never, (0, 0), (2, 0), (1, 2), (2, 2))
    compare(trajectory, **drawn, absent=absent, weight_decay=0.2, betas=(0.8, 0.9))


def test_no_other_memory(compare, draw):
    """Two runs that take turns don't affect each other, because all memory is in m, v and step."""
    drawn = problem(draw, 6, (3,), (2, 2))
    compare(two_runs_at_once, start=drawn["start"], grads=drawn["grads"], state=drawn["state"], lr=0.1)


def test_sizes_of_one(compare, draw):
    """A parameter may be a single number, with one dimension or none."""
    compare(trajectory, **problem(draw, 2, (), (1,), (1, 3), (1, 1, 1)), betas=(0.0, 0.5))


def test_only_what_it_should(compare, draw):
    """A step records no graph, changes no gradient, and updates in place so that autograd sees it."""
    for recording, decay in ((True, 0.0), (False, 0.1)):
        drawn = problem(draw, 1, (3, 2), (4,), first=4)
        drawn["args"] = [(4,)]
        compare(footprint, **drawn, recording=recording, lr=0.1, weight_decay=decay)


def test_whole_tensors(compare, draw):
    """All entries are updated at once, without a Python loop over them."""
    compare.vectorised(lambda rows, columns: problem(draw, 1, (rows, columns)) | {"eps": 0.1}, trajectory)
