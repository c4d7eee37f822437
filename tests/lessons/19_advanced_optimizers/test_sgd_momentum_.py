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
        "args": [(0.1 * (1 + t % 3),) for t in range(steps)],
    }


def refusals(lesson, start, grads, settings):
    """What comes of nesterov with each pair of momentum and dampening."""
    params, bufs, outcomes = [start.detach().requires_grad_()], [None], {}
    params[0].grad = grads.detach()
    for momentum, dampening in settings:
        case = f"momentum={momentum:g}, dampening={dampening:g}, nesterov=True"
        try:
            lesson.sgd_momentum_(params, bufs, 0.1, momentum, dampening, nesterov=True)
            outcomes[case] = "no exception"
        except ValueError:
            outcomes[case] = "ValueError"
        outcomes[f"params[0] after {case}"] = params[0].detach().clone()
        outcomes[f"bufs[0] is None after {case}"] = bufs[0] is None
    return outcomes


def test_first_step(compare, draw):
    """At a parameter's first step, its buffer becomes the gradient itself, for any dampening."""
    compare(trajectory, **drawn(draw, 1, (4, 3), (5,)), momentum=0.9, dampening=0.4)


def test_trajectory(compare, draw):
    """Parameters and buffers are right over twelve steps, while the learning rate changes."""
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
    absent = (*[(t, 1) for t in range(5)], (0, 2), (1, 2), (2, 0), (4, 2))
    options = {"momentum": 0.9, "dampening": 0.25, "weight_decay": 0.1}
    compare(trajectory, **drawn(draw, 5, (3, 2), (4,), (2, 2)), absent=absent, **options)


def test_given_buffers(compare, draw):
    """Given buffers of an earlier run are continued and updated in place."""
    shapes = ((3, 4), (2,))
    compare(trajectory, **drawn(draw, 3, *shapes, bufs=draw.normals(*shapes)), momentum=0.75, dampening=0.5)


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
    settings = [(0.0, 0.0), (0.9, 0.5), (0.0, 0.5), (0.9, 0.0)]
    compare(refusals, start=draw.normal(4), grads=draw.normal(4), settings=settings)
