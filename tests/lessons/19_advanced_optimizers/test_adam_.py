import torch

from autograder.judge import graded


def start_of(draw, *shapes):
    """Parameters and averages of 0."""
    return {
        "start": [draw.normal(*shape) for shape in shapes],
        "m": [torch.zeros(shape) for shape in shapes],
        "v": [torch.zeros(shape) for shape in shapes],
    }


def midway(draw, *shapes):
    """Parameters and averages as they are after some steps."""
    return {
        "start": [draw.normal(*shape) for shape in shapes],
        "m": [draw.normal(*shape, scale=0.5) for shape in shapes],
        "v": [draw.uniform(*shape, low=0.3, high=2.0) for shape in shapes],
    }


def gradients(draw, steps, *shapes, scale=1.0):
    return [draw.normal(steps, *shape, scale=scale) for shape in shapes]


def trajectory(lesson, start, m, v, grads, first=1, absent=(), **options):
    """Parameters and averages after each step.

    Args:
        first: the number of the first step.
        absent: pairs (step, parameter), counted from 0, at which there is no gradient.
    """
    tensors = {"parameters": start, "m": m, "v": v}
    tensors = {name: [x.detach() for x in group] for name, group in tensors.items()}
    grads = [g.detach().unbind() for g in grads]
    rows = {name: [] for name in tensors}
    for p in tensors["parameters"]:
        p.requires_grad_()
    for t in range(len(grads[0])):
        for i, p in enumerate(tensors["parameters"]):
            p.grad = None if (t, i) in absent else grads[i][t]
        lesson.adam_(*(list(group) for group in tensors.values()), first + t, **options)
        for name, group in tensors.items():
            rows[name].append([x.detach().clone() for x in group])
    return {name: [torch.stack(x) for x in zip(*steps, strict=True)] for name, steps in rows.items()}


def two_runs_at_once(lesson, start, m, v, grads, lr):
    """Two parameters, each with calls of its own in turn: the second lags behind by three steps."""
    params = [x.detach().requires_grad_() for x in start]
    m, v = [x.detach() for x in m], [x.detach() for x in v]
    for t in range(len(grads[0])):
        for i, lag in enumerate((0, 3)):
            params[i].grad = grads[i][t].detach()
            if t >= lag:
                lesson.adam_((params[i],), m[i : i + 1], v[i : i + 1], t + 1 - lag, lr)
    return {"parameters": [p.detach().clone() for p in params]}


def what_remains(lesson, start, m, v, grads, outside, **options):
    """Everything about a step but the size of its numbers."""
    params = tuple(x.detach().requires_grad_() for x in start)
    state = [[x.detach() for x in group] for group in (m, v)]
    given = [g[0].detach() for g in grads]
    for p, g in zip(params, given, strict=True):
        p.grad = g
    versions = [p._version for p in params]
    with torch.set_grad_enabled(outside):
        lesson.adam_(params, *state, 4, 0.1, **options)
        mode = torch.is_grad_enabled()
    return {
        "parameters": [p.detach().clone() for p in params],
        "autograd noticed": [p._version > old for p, old in zip(params, versions, strict=True)],
        "still leaves": [p.is_leaf and p.requires_grad for p in params],
        "averages with a graph": [x.requires_grad for group in state for x in group],
        "the gradients are the same tensors": [p.grad is g for p, g in zip(params, given, strict=True)],
        "grad mode after": mode,
    }


@graded("adam_")
def test_first_step(compare, draw):
    """With the corrections, the first step has the size lr in each coordinate, against the gradient."""
    compare(trajectory, **start_of(draw, (3, 4), (5,)), grads=gradients(draw, 1, (3, 4), (5,)), lr=0.1)


@graded("adam_")
def test_trajectory(compare, draw):
    """Parameters and averages are right over twelve steps with other settings than the defaults."""
    drawn = {**start_of(draw, (3, 4)), "grads": gradients(draw, 12, (3, 4))}
    compare(trajectory, **drawn, lr=0.05, betas=(0.8, 0.95), eps=1e-4)


@graded("adam_")
def test_defaults(compare, draw):
    """The defaults of betas, eps and weight_decay are (0.9, 0.999), 1e-8 and 0."""
    drawn = {**start_of(draw, (2, 3), (4,)), "grads": gradients(draw, 4, (2, 3), (4,))}
    compare(trajectory, **drawn, lr=0.01)


@graded("adam_")
def test_step_number(compare, draw):
    """The corrections use the given step, and given averages are continued in place."""
    for first in (2, 400):
        drawn = {**midway(draw, (2, 3), (4,)), "grads": gradients(draw, 2, (2, 3), (4,))}
        compare(trajectory, **drawn, first=first, lr=0.2, betas=(0.7, 0.97))


@graded("adam_")
def test_eps(compare, draw):
    """eps is added after the square root of the corrected v. This matters where gradients are small."""
    drawn = {**start_of(draw, (2, 3)), "grads": gradients(draw, 4, (2, 3), scale=0.05)}
    compare(trajectory, **drawn, lr=0.3, eps=0.1)
    drawn = {**start_of(draw, (6,)), "grads": gradients(draw, 3, (6,), scale=1e-7)}
    compare(trajectory, **drawn, lr=0.1)


@graded("adam_")
def test_zero_gradients(compare, draw):
    """If all gradients were 0, nothing moves or becomes NaN. If they become 0, momentum continues."""
    grads = gradients(draw, 4, (4, 3), (5,))
    for g in grads:
        g[:, 1] = 0.0
        g[2:] = 0.0
    compare(trajectory, **start_of(draw, (4, 3), (5,)), grads=grads, lr=0.1)


@graded("adam_")
def test_weight_decay(compare, draw):
    """Weight decay adds weight_decay * theta to the gradient, so it goes through both averages."""
    drawn = {**start_of(draw, (2, 4), (3,)), "grads": gradients(draw, 4, (2, 4), (3,))}
    compare(trajectory, **drawn, lr=0.1, weight_decay=0.3, betas=(0.6, 0.9))


@graded("adam_")
def test_no_gradient(compare, draw):
    """A parameter without gradient is skipped: neither it nor its averages change."""
    shapes = ((2, 3), (4,), (3,))
    drawn = {**midway(draw, *shapes), "grads": gradients(draw, 4, *shapes)}
    never = tuple((t, 1) for t in range(4))
    compare(
        trajectory,
        **drawn,
        lr=0.1,
        weight_decay=0.2,
        absent=(*never, (0, 0), (1, 2), (2, 2)),
        betas=(0.8, 0.9),
    )


@graded("adam_")
def test_no_other_memory(compare, draw):
    """Two runs that take turns don't affect each other, because all memory is in m, v and step."""
    drawn = {**start_of(draw, (3,), (2, 2)), "grads": gradients(draw, 6, (3,), (2, 2))}
    compare(two_runs_at_once, **drawn, lr=0.1)


@graded("adam_")
def test_sizes_of_one(compare, draw):
    """A parameter may be a single number, with one dimension or none."""
    shapes = ((), (1,), (1, 3), (1, 1, 1))
    drawn = {**start_of(draw, *shapes), "grads": gradients(draw, 2, *shapes)}
    compare(trajectory, **drawn, lr=0.1, betas=(0.0, 0.5))


@graded("adam_")
def test_only_what_it_should(compare, draw):
    """A step records no graph, changes no gradient, and updates in place so that autograd sees it."""
    for outside, options in ((True, {}), (False, {"weight_decay": 0.1})):
        drawn = {**midway(draw, (3, 2), (4,)), "grads": gradients(draw, 1, (3, 2), (4,))}
        compare(what_remains, **drawn, outside=outside, **options)
