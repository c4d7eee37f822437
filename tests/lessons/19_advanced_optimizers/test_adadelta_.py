import torch

from autograder.judge import graded


def problem(draw, steps, *shapes, scale=1.0, past=False):
    """Parameters, their gradients and the averages, which are zeros unless they come from a `past` run."""
    return {
        "start": [draw.normal(*shape) for shape in shapes],
        "grads": [draw.normal(steps, *shape, scale=scale) for shape in shapes],
        "sq": [past * draw.uniform(*shape, low=0.5, high=2.0) for shape in shapes],
        "acc": [past * draw.uniform(*shape, low=0.01, high=0.3) for shape in shapes],
    }


def stack(rows):
    """One tensor [steps, *shape] for each parameter."""
    return [torch.stack(column) for column in zip(*rows, strict=True)]


def descent(lesson, start, grads, sq, acc, without=(), **options):
    """Parameters and both averages after each step; `without` lists (step, parameter) without gradient."""
    params = [x.detach().requires_grad_() for x in start]
    grads = [g.detach().unbind() for g in grads]
    sq, acc = [s.detach() for s in sq], [a.detach() for a in acc]
    places, squares, updates = [], [], []
    for t in range(len(grads[0])):
        for i, p in enumerate(params):
            p.grad = grads[i][t] if (t, i) not in without else None
        lesson.adadelta_(params, list(sq), list(acc), **options)
        places.append([p.detach().clone() for p in params])
        squares.append([s.clone() for s in sq])
        updates.append([a.clone() for a in acc])
    return {"parameters": stack(places), "sq": stack(squares), "acc": stack(updates)}


def remains(lesson, start, grads, sq, acc, outside):
    """What is different after a step, besides the values."""
    p = start[0].detach().requires_grad_()
    state = [sq[0].detach(), acc[0].detach()]
    g = p.grad = grads[0][0].detach()
    version = p._version
    with torch.set_grad_enabled(outside):
        lesson.adadelta_([p], state[:1], state[1:], 0.7)
        same_mode = torch.is_grad_enabled() is outside
    return {
        "parameter": p.detach().clone(),
        "the update is seen by autograd": p._version > version,
        "leaf": p.is_leaf and p.requires_grad,
        "state with a graph": [s.requires_grad for s in state],
        "grad kept, mode kept": [p.grad is g, same_mode],
    }


@graded("adadelta_")
def test_first_step(compare, draw):
    """eps decides the size of the first step from zeros, and this step enters acc."""
    compare(descent, **problem(draw, 1, (3, 4), (5,)), rho=0.8, eps=1e-2)


@graded("adadelta_")
def test_trajectory(compare, draw):
    """Parameters and both averages are right over twelve steps with other settings than the defaults."""
    compare(descent, **problem(draw, 12, (3, 4)), rho=0.85, eps=1e-3, lr=1.5)


@graded("adadelta_")
def test_defaults(compare, draw):
    """The defaults of rho, eps and lr are 0.9, 1e-6 and 1."""
    compare(descent, **problem(draw, 3, (4, 2), (3,)))


@graded("adadelta_")
def test_learning_rate(compare, draw):
    """lr scales the step, but not the updates that acc averages."""
    compare(descent, **problem(draw, 3, (2, 3), (4,), past=True), lr=3.0)


@graded("adadelta_")
def test_eps(compare, draw):
    """eps is added under both square roots. This matters where gradients and updates are small."""
    compare(descent, **problem(draw, 4, (2, 3), scale=0.1), eps=0.05)
    compare(descent, **problem(draw, 3, (6,), scale=1e-4), eps=1e-5, rho=0.5)


@graded("adadelta_")
def test_zero_gradients(compare, draw):
    """Where the gradient is 0, both averages decay and the parameter stays. Nothing becomes NaN."""
    fresh, past = problem(draw, 4, (4, 3)), problem(draw, 4, (5,), past=True)
    drawn = {name: fresh[name] + past[name] for name in fresh}
    for g in drawn["grads"]:
        g[:, 2] = 0.0
        g[1:3] = 0.0
    compare(descent, **drawn, rho=0.6)


@graded("adadelta_")
def test_given_averages(compare, draw):
    """Given averages are continued and updated in place, and the step uses acc from before the step."""
    for rho, shapes in ((0.9, ((2, 3), (4,))), (0.0, ((4,),)), (1.0, ((2, 3),))):
        compare(descent, **problem(draw, 2, *shapes, past=True), rho=rho, eps=1e-4)


@graded("adadelta_")
def test_no_gradient(compare, draw):
    """A parameter without gradient is skipped: its averages do not decay."""
    drawn = problem(draw, 4, (3,), (2, 4), (4,), past=True)
    never = [(t, 2) for t in range(4)]
    compare(descent, **drawn, without=(*never, (0, 0), (2, 1)), rho=0.7)


@graded("adadelta_")
def test_sizes_of_one(compare, draw):
    """A parameter may be a single number, with one dimension or none."""
    compare(descent, **problem(draw, 2, (), (1, 1), (1, 4), (1,)), eps=0.1)


@graded("adadelta_")
def test_only_what_it_should(compare, draw):
    """A step records no graph, changes no gradient, and updates in place so that autograd sees it."""
    for outside in (True, False):
        compare(remains, **problem(draw, 1, (2, 3), past=True), outside=outside)
