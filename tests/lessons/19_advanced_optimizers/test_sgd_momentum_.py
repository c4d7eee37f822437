import torch

from autograder.judge import graded


def drawn(draw, steps, *shapes):
    """Parameters [*shape], their gradients [steps, *shape], and a learning rate for each step."""
    return {
        "start": [draw.normal(*shape) for shape in shapes],
        "grads": [draw.normal(steps, *shape) for shape in shapes],
        "rates": [0.1 * (1 + t % 3) for t in range(steps)],
    }


def trajectory(lesson, start, grads, rates, bufs=None, absent=(), **options):
    """The parameters and buffers after each step; NaN stands for a buffer that is None.

    Args:
        absent: pairs of a step and a parameter; there the gradient is None.
    """
    params = [x.detach().requires_grad_() for x in start]
    bufs = [b if b is None else b.detach() for b in bufs or [None] * len(params)]
    grads = [g.detach().unbind() for g in grads]
    seen = {"parameters": [], "bufs": []}
    for t, lr in enumerate(rates):
        for i, p in enumerate(params):
            p.grad = None if (t, i) in absent else grads[i][t]
        lesson.sgd_momentum_(params, bufs, lr, **options)
        seen["parameters"].append([p.detach().clone() for p in params])
        gaps = [torch.full_like(p, torch.nan) for p in params]
        seen["bufs"].append([gap if b is None else b.clone() for b, gap in zip(bufs, gaps, strict=True)])
    seen = {name: [torch.stack(x) for x in zip(*rows, strict=True)] for name, rows in seen.items()}
    return seen | {"bufs at the end": bufs}


def footprint(lesson, start, grads, rates, **options):
    """What a step leaves behind besides values, with grad mode on and off outside."""
    params, bufs = tuple(x.detach().requires_grad_() for x in start), [None] * len(start)
    for t, outside in enumerate((True, False)):
        given, versions = [g[t].detach() for g in grads], [p._version for p in params]
        for p, g in zip(params, given, strict=True):
            p.grad = g
        with torch.set_grad_enabled(outside):
            lesson.sgd_momentum_(params, bufs, rates[t], **options)
            kept = torch.is_grad_enabled() == outside
    return {
        "parameters": [p.detach().clone() for p in params],
        "the grad mode is kept": kept,
        "autograd noticed the update": [p._version > v for p, v in zip(params, versions, strict=True)],
        "a parameter is still a leaf": [p.is_leaf and p.requires_grad for p in params],
        "grad is the same tensor": [p.grad is g for p, g in zip(params, given, strict=True)],
        "a buffer is part of a graph": [b is not None and b.requires_grad for b in bufs],
    }


def refusals(lesson, start, grads, rates, settings):
    """What comes of nesterov with each pair of momentum and dampening."""
    params, bufs, outcomes = [start[0].detach().requires_grad_()], [None], []
    params[0].grad = grads[0][0].detach()
    for momentum, dampening in settings:
        try:
            lesson.sgd_momentum_(params, bufs, rates[0], momentum, dampening, nesterov=True)
            outcomes.append("accepted")
        except ValueError:
            outcomes.append("ValueError")
        outcomes.append([params[0].detach().clone(), bufs[0] is None])
    return outcomes


@graded("sgd_momentum_")
def test_first_step(compare, draw):
    """At a parameter's first step, its buffer becomes the gradient itself, for any dampening."""
    compare(trajectory, **drawn(draw, 1, (4, 3), (5,)), momentum=0.9, dampening=0.4)


@graded("sgd_momentum_")
def test_trajectory(compare, draw):
    """Parameters and buffers are right over twelve steps, while the learning rate changes."""
    compare(trajectory, **drawn(draw, 12, (3, 4)), momentum=0.8)


@graded("sgd_momentum_")
def test_dampening(compare, draw):
    """From its second step on, a gradient enters the buffer with the factor 1 - dampening."""
    compare(trajectory, **drawn(draw, 4, (2, 3), (4,)), momentum=0.9, dampening=0.3)


@graded("sgd_momentum_")
def test_nesterov(compare, draw):
    """With nesterov, the step is the gradient plus momentum times the new buffer."""
    part = compare
    part(trajectory, **drawn(draw, 4, (3, 2)), momentum=0.85, nesterov=True)
    part(trajectory, **drawn(draw, 3, (4, 4)), momentum=0.6, nesterov=True, weight_decay=0.2)


@graded("sgd_momentum_")
def test_weight_decay(compare, draw):
    """Weight decay adds weight_decay * theta to the gradient, before everything else."""
    part = compare
    part(trajectory, **drawn(draw, 4, (2, 5)), momentum=0.7, dampening=0.2, weight_decay=0.3)
    part(trajectory, **drawn(draw, 2, (3, 3)), momentum=0.0, weight_decay=0.1)


@graded("sgd_momentum_")
def test_without_momentum(compare, draw):
    """A momentum of 0 is plain gradient descent: dampening has no effect, and bufs does not change."""
    compare(
        trajectory, **drawn(draw, 3, (3, 4), (2,)), momentum=0.0, dampening=0.5, bufs=[None, draw.normal(2)]
    )


@graded("sgd_momentum_")
def test_no_gradient(compare, draw):
    """A parameter without gradient is skipped: neither it nor its buffer changes."""
    never = [(t, 1) for t in range(5)]
    compare(
        trajectory,
        **drawn(draw, 5, (3, 2), (4,), (2, 2)),
        momentum=0.9,
        dampening=0.25,
        weight_decay=0.1,
        absent=(*never, (0, 2), (1, 2), (2, 0), (4, 2)),
    )


@graded("sgd_momentum_")
def test_given_buffers(compare, draw):
    """Given buffers of an earlier run are continued and updated in place."""
    compare(
        trajectory,
        **drawn(draw, 3, (3, 4), (2,)),
        bufs=[draw.normal(3, 4), draw.normal(2)],
        momentum=0.75,
        dampening=0.5,
    )


@graded("sgd_momentum_")
def test_sizes_of_one(compare, draw):
    """A parameter may be a single number, with one dimension or none."""
    shapes = ((), (1,), (1, draw.integer(2, 5)), (1, 1, 1))
    compare(trajectory, **drawn(draw, 2, *shapes), momentum=0.9, nesterov=True)


@graded("sgd_momentum_")
def test_only_what_it_should(compare, draw):
    """A step records no graph, changes no gradient, and updates in place so that autograd sees it."""
    part = compare
    part(footprint, **drawn(draw, 2, (3, 2), (4,)), momentum=0.9)
    part(footprint, **drawn(draw, 2, (2,), (3,)), momentum=0.5, nesterov=True, weight_decay=0.5)


@graded("sgd_momentum_")
def test_nesterov_refused(compare, draw):
    """nesterov without momentum or with dampening raises a ValueError, and nothing changes."""
    settings = [(0.0, 0.0), (0.9, 0.5), (0.0, 0.5), (0.9, 0.0)]
    compare(refusals, **drawn(draw, 1, (4,)), settings=settings)
