import torch

from autograder.judge import graded
from autograder.judge.scenarios import footprint, trajectory

pytestmark = graded("sgd_momentum_")


def drawn(draw, steps, *shapes, bufs=None):
    """Parameters, their gradients, a learning rate for each step, and buffers, which are None by default."""
    return {
        "function_": "sgd_momentum_",
        "start": draw.normals(*shapes),
        "grads": [draw.normal(steps, *shape) for shape in shapes],
        "state": {"bufs": bufs or [None] * len(shapes)},
        "args": [(0.1 * (3 - t % 4),) for t in range(steps)],
    }


def refusals(lesson, start, grads, buf, settings):
    """What comes of nesterov with each pair of momentum and dampening, with gradients or without."""
    params, bufs, outcomes = [x.detach().requires_grad_() for x in start], [None, buf.detach()], {}
    for momentum, dampening, given in settings:
        for p, g in zip(params, grads, strict=True):
            p.grad = g.detach() if given else None
        case = f"momentum={momentum:g}, dampening={dampening:g}, nesterov=True"
        case += "" if given else ", where all parameters are skipped"
        try:
            lesson.sgd_momentum_(params, bufs, 0.1, momentum, dampening, nesterov=True)
            outcomes[case] = "no exception"
        except ValueError:
            outcomes[case] = "ValueError"
        outcomes[f"the parameters after {case}"] = [p.detach().clone() for p in params]
        outcomes[f"bufs[0] is None after {case}"] = bufs[0] is None
        outcomes[f"bufs[1] after {case}"] = bufs[1].detach().clone()
    return outcomes


def test_first_step(compare, draw):
    """At a parameter's first step, its buffer becomes the gradient itself, for any dampening."""
    compare(trajectory, **drawn(draw, 1, (4, 3), (5,), (5,)), momentum=0.9, dampening=0.4)


def test_trajectory(compare, draw):
    """Parameters and buffers are right over twelve steps, while the learning rate changes. It may be 0."""
    compare(trajectory, **drawn(draw, 12, (3, 4)), momentum=0.8)


def test_dampening(compare, draw):
    """From its second step on, a gradient enters the buffer with the factor 1 - dampening."""
    compare(trajectory, **drawn(draw, 4, (2, 3), (4,)), momentum=0.9, dampening=0.3)


def test_nesterov(compare, draw):
    """With nesterov, the step is the gradient plus momentum times the new buffer."""
    compare(trajectory, **drawn(draw, 4, (3, 2)), momentum=0.85, nesterov=True)
    compare(trajectory, **drawn(draw, 3, (4, 4)), momentum=0.6, nesterov=True, weight_decay=0.2)


def test_weight_decay(compare, draw):
    """Weight decay adds weight_decay * theta to the gradient, before everything else."""
    compare(trajectory, **drawn(draw, 4, (2, 5)), momentum=0.7, dampening=0.2, weight_decay=0.3)
    compare(trajectory, **drawn(draw, 2, (3, 3)), momentum=0.0, weight_decay=0.1)


def test_without_momentum(compare, draw):
    """A momentum of 0 is plain gradient descent: dampening has no effect, and bufs does not change."""
    bufs = [None, draw.normal(2)]
    compare(trajectory, **drawn(draw, 3, (3, 4), (2,), bufs=bufs), momentum=0.0, dampening=0.5)


def test_no_gradient(compare, draw):
    """A parameter without gradient is skipped: neither it nor its buffer changes."""
    absent = (*[(t, 1) for t in range(5)], (0, 2), (1, 2), (2, 0), (2, 2))
    options = {"momentum": 0.9, "dampening": 0.25, "weight_decay": 0.1}
    compare(trajectory, **drawn(draw, 5, (3,), (4,), (3,)), absent=absent, **options)


def test_given_buffers(compare, draw):
    """Given buffers of an earlier run are continued and updated in place, even if they are zeros."""
    shapes = ((3, 4), (2,), (2,), ())
    for momentum, dampening in ((0.75, 0.5), (1.0, 1.0)):
        bufs = [*draw.normals((3, 4), (2,)), torch.zeros(2), torch.zeros(())]
        compare(trajectory, **drawn(draw, 3, *shapes, bufs=bufs), momentum=momentum, dampening=dampening)


def test_zero_gradients(compare, draw):
    """Where the gradient is 0, the buffer still moves the parameter. The parameter may be 0 too."""
    given = drawn(draw, 3, (3, 2), (4,))
    given["start"][1].zero_()
    given["grads"][0][1:] = 0.0
    given["grads"][1][0] = 0.0
    compare(trajectory, **given, momentum=0.8)


def test_sizes_of_one(compare, draw):
    """A parameter may be a single number, with one dimension or none."""
    shapes = ((), (1,), (1, draw.integer(2, 5)), (1, 1, 1))
    compare(trajectory, **drawn(draw, 2, *shapes), momentum=0.9, nesterov=True)


def test_only_what_it_should(compare, draw):
    """A step records no graph, changes no gradient, and updates in place so that autograd sees it."""
    for recording, options in ((True, {}), (False, {"nesterov": True, "weight_decay": 0.5})):
        bufs = [None, draw.normal(4)]
        compare(
            footprint, **drawn(draw, 1, (3, 2), (4,), bufs=bufs), recording=recording, momentum=0.9, **options
        )


def test_nesterov_refused(compare, draw):
    """nesterov without momentum or with dampening raises a ValueError, and nothing changes."""
    settings = [(0.0, 0.0, True), (0.9, 0.5, True), (0.0, 0.5, False), (0.9, 0.5, False), (0.9, 0.0, True)]
    given = {name: draw.normals((4,), (2, 3)) for name in ("start", "grads")}
    compare(refusals, **given, buf=draw.normal(2, 3), settings=settings)


def test_whole_tensors(compare, draw):
    """All entries are updated at once, without a Python loop over them."""
    compare.vectorised(lambda rows, columns: {**drawn(draw, 1, (rows, columns)), "momentum": 0.9}, trajectory)
