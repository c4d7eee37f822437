import torch

from autograder.judge import graded


def case(draw, steps, *shapes, scale=1.0, offset=0.0):
    """Parameters, their gradients at each step, and sums that are zero or drawn above `offset`."""
    return {
        "start": [draw.normal(*shape) for shape in shapes],
        "grads": [draw.normal(steps, *shape, scale=scale) for shape in shapes],
        "sums": [offset * draw.uniform(*shape, low=1.0, high=2.0) for shape in shapes],
    }


def snapshot(tensors):
    return [x.detach().clone() for x in tensors]


def way(lesson, start, grads, sums, absent=(), **options):
    """Parameters and sums after each step. At the pairs (step, parameter) in `absent` there's no gradient."""
    params = tuple(x.detach().requires_grad_() for x in start)
    grads, sums = [g.detach().unbind() for g in grads], [s.detach() for s in sums]
    moved, gathered = [], []
    for t in range(len(grads[0])):
        for i, p in enumerate(params):
            p.grad = None if (t, i) in absent else grads[i][t]
        lesson.adagrad_(params, list(sums), **options)
        moved.append(snapshot(params))
        gathered.append(snapshot(sums))
    return {
        "parameters": [torch.stack(x) for x in zip(*moved, strict=True)],
        "sums": [torch.stack(x) for x in zip(*gathered, strict=True)],
    }


def traces(lesson, start, grads, sums, outside, lr):
    """Whether a step leaves more behind than new values."""
    x, s, g = start[0].detach().requires_grad_(), sums[0].detach(), grads[0][0].detach()
    x.grad, before = g, x._version
    with torch.set_grad_enabled(outside):
        lesson.adagrad_([x], [s], lr)
        after = torch.is_grad_enabled()
    return {
        "parameter": x.detach().clone(),
        "autograd saw the update": x._version > before,
        "flags": [x.is_leaf, x.requires_grad, s.requires_grad, x.grad is g],
        "grad mode": after,
    }


@graded("adagrad_")
def test_first_step(compare, draw):
    """The first step from zero sums has the size lr in each coordinate, against the gradient."""
    compare(way, **case(draw, 1, (3, 4), (5,), scale=5.0), lr=0.1)


@graded("adagrad_")
def test_trajectory(compare, draw):
    """Parameters and sums are right over twelve steps."""
    compare(way, **case(draw, 12, (3, 4)), lr=0.3, eps=1e-3)


@graded("adagrad_")
def test_eps(compare, draw):
    """eps is added after the square root. This matters where gradients are small."""
    compare(way, **case(draw, 4, (2, 3), scale=0.02), lr=0.5, eps=0.05)
    compare(way, **case(draw, 3, (3,), scale=1e-9), lr=0.1)


@graded("adagrad_")
def test_zero_gradients(compare, draw):
    """Where the gradient is 0, nothing moves or becomes NaN, even if all gradients so far were 0."""
    drawn = case(draw, 3, (3, 5), (4,))
    still = [draw.mask(*x.shape) for x in drawn["start"]]
    for g, mask in zip(drawn["grads"], still, strict=True):
        mask.view(-1)[:2] = torch.tensor([True, False])
        g.masked_fill_(mask, 0.0)
    compare(way, **drawn, lr=0.2)


@graded("adagrad_")
def test_given_sums(compare, draw):
    """Given sums of an earlier run are continued and updated in place."""
    compare(way, **case(draw, 4, (2, 5), (3,), offset=3.0), lr=0.7)


@graded("adagrad_")
def test_no_gradient(compare, draw):
    """A parameter without gradient is skipped, and its sum does not change. The others are updated."""
    never = tuple((t, 0) for t in range(5))
    drawn = case(draw, 5, (3,), (2, 4), (5,), offset=0.5)
    compare(way, **drawn, lr=0.4, absent=(*never, (0, 1), (2, 1), (3, 2)))


@graded("adagrad_")
def test_sizes_of_one(compare, draw):
    """A parameter may be a single number, with one dimension or none."""
    compare(way, **case(draw, 2, (), (1,), (1, 3), (1, 1, 1)), lr=0.25)


@graded("adagrad_")
def test_only_what_it_should(compare, draw):
    """A step records no graph, changes no gradient, and updates in place so that autograd sees it."""
    for outside in (True, False):
        compare(traces, **case(draw, 1, (3, 2), offset=1.0), outside=outside, lr=0.2)
