import torch

from autograder.judge import graded


def beginning(draw, steps, *shapes, scale=1.0):
    """Lists of one dict for each parameter: where it is, what it remembers, and its gradients."""
    return [
        {
            "theta": draw.normal(*shape),
            "m": draw.normal(*shape, scale=0.0),
            "v": draw.normal(*shape, scale=0.0),
            "grads": draw.normal(steps, *shape, scale=scale),
        }
        for shape in shapes
    ]


def continued(draw, steps, *shapes):
    parts = beginning(draw, steps, *shapes)
    for part in parts:
        part["m"] += draw.normal(*part["m"].shape, scale=0.4)
        part["v"] += draw.uniform(*part["v"].shape, low=0.2, high=1.5)
    return parts


def decoupled(lesson, parts, number=1, gaps=(), **options):
    """For each parameter what the steps make of it; `gaps` are (step, parameter) without gradient."""
    parts = [{name: x.detach() for name, x in part.items()} for part in parts]
    theta, m, v = ([part[name] for part in parts] for name in ("theta", "m", "v"))
    seen = [[] for _ in parts]
    for t in range(len(parts[0]["grads"])):
        for i, part in enumerate(parts):
            theta[i].requires_grad_().grad = None if (t, i) in gaps else part["grads"][t]
        lesson.adamw_(tuple(theta), list(m), list(v), number + t, **options)
        for row, *three in zip(seen, theta, m, v, strict=True):
            row.append(torch.stack([x.detach() for x in three]))
    return [dict(zip(("parameter", "m", "v"), torch.stack(row, 1), strict=True)) for row in seen]


def residue(lesson, parts, outside, lr):
    """What a step does besides computing."""
    (part,) = parts
    theta, m, v = (part[name].detach() for name in ("theta", "m", "v"))
    theta.requires_grad_().grad = part["grads"][0].detach()
    gradient, count = theta.grad, theta._version
    with torch.set_grad_enabled(outside):
        lesson.adamw_([theta], [m], [v], 3, lr)
        recording = torch.is_grad_enabled()
    return {
        "theta": theta.detach().clone(),
        "the update is known to autograd": theta._version > count,
        "a leaf that requires grad": theta.is_leaf and theta.requires_grad,
        "m and v require grad": [m.requires_grad, v.requires_grad],
        "grad": theta.grad is gradient,
        "recording": recording,
    }


@graded("adamw_")
def test_first_step(compare, draw):
    """The parameter first shrinks by the factor 1 - lr * weight_decay, and then makes Adam's step."""
    compare(decoupled, parts=beginning(draw, 1, (3, 4), (5,)), lr=0.1, weight_decay=0.5)


@graded("adamw_")
def test_trajectory(compare, draw):
    """Parameters and averages are right over twelve steps with other settings than the defaults."""
    options = {"lr": 0.05, "betas": (0.85, 0.9), "eps": 1e-3, "weight_decay": 0.4}
    compare(decoupled, parts=beginning(draw, 12, (2, 5)), **options)


@graded("adamw_")
def test_defaults(compare, draw):
    """The defaults of betas, eps and weight_decay are (0.9, 0.999), 1e-8 and 0.01."""
    compare(decoupled, parts=beginning(draw, 4, (4, 2), (3,)), lr=0.1)


@graded("adamw_")
def test_decay_of_zero(compare, draw):
    """With a weight_decay of 0, the step is Adam's."""
    compare(decoupled, parts=beginning(draw, 3, (2, 3), (4,)), lr=0.2, weight_decay=0.0, betas=(0.6, 0.8))


@graded("adamw_")
def test_small_and_large_gradients(compare, draw):
    """The decay is the same for small and large gradients, and eps matters for small ones."""
    parts = beginning(draw, 4, (5,), scale=0.01) + beginning(draw, 4, (2, 3), scale=100.0)
    compare(decoupled, parts=parts, lr=0.1, eps=0.02, weight_decay=0.8)


@graded("adamw_")
def test_zero_gradients(compare, draw):
    """Where the gradient is 0, the parameter only shrinks, and nothing becomes NaN."""
    parts = beginning(draw, 3, (4, 3), (5,))
    for part in parts:
        part["grads"][:, 1:] = 0.0
    compare(decoupled, parts=parts, lr=0.3, weight_decay=0.6)


@graded("adamw_")
def test_step_number(compare, draw):
    """The corrections use the given step, and given averages are continued in place."""
    for number in (2, 300):
        parts = continued(draw, 2, (2, 3), (4,))
        compare(decoupled, parts=parts, number=number, lr=0.1, betas=(0.75, 0.96))


@graded("adamw_")
def test_no_gradient(compare, draw):
    """A parameter without gradient is skipped: it does not even decay."""
    never = tuple((t, 0) for t in range(4))
    compare(
        decoupled,
        parts=continued(draw, 4, (3,), (2, 3), (4,)),
        gaps=(*never, (0, 1), (2, 2)),
        lr=0.1,
        weight_decay=0.7,
    )


@graded("adamw_")
def test_sizes_of_one(compare, draw):
    """A parameter may be a single number, with one dimension or none."""
    parts = beginning(draw, 2, (), (1,), (1, 4), (1, 1, 1))
    compare(decoupled, parts=parts, lr=0.2, weight_decay=0.3)


@graded("adamw_")
def test_only_what_it_should(compare, draw):
    """A step records no graph, changes no gradient, and updates in place so that autograd sees it."""
    for outside in (True, False):
        compare(residue, parts=continued(draw, 1, (3, 2)), outside=outside, lr=0.1)
