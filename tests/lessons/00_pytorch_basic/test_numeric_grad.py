import torch

from autograder.judge import graded
from autograder.judge.scenarios import refusal


def rounded(gradient):
    """The gradient in float32, because its rounding errors are far larger than those of float64."""
    return {"the gradient": gradient.float(), "its dtype": gradient.dtype}


def of_cubic(lesson, x, weight, settings):
    def f(point):
        return (weight.detach().double() * point**3).sum()

    return rounded(lesson.numeric_grad(f, x.double(), **settings))


def with_large_step(lesson, x, weight, eps):
    """Without rounding: the step is so large that the errors are as small as elsewhere."""
    return lesson.numeric_grad(lambda point: (weight.detach().double() * point**3).sum(), x.double(), eps)


def of_mixture(lesson, x, weight, settings):
    """A function in which all entries act together."""

    def f(point):
        return torch.logsumexp(weight.detach().double() * point, 0).sum() + point.prod()

    return rounded(lesson.numeric_grad(f, x.double(), **settings))


def of_views(lesson, x):
    """Of a transposed matrix, a column of it and a repeated row; and of a function that returns a view."""

    def f(point):
        factors = torch.arange(1, point.numel() + 1, device=point.device).view(point.shape)
        return (factors * point.sin()).sum()

    x = x.double()
    views = {"a transposed matrix": x.T, "a column": x[:, 1], "a repeated row": x[:1].expand(3, -1)}
    found = {name: rounded(lesson.numeric_grad(f, view)) for name, view in views.items()}
    found["a function that picks an entry"] = rounded(lesson.numeric_grad(lambda point: point[0, 1], x))
    return found


def watched(lesson, x):
    """What f is called with, and whether x keeps its values while f runs."""
    x = x.double() / 3  # which float32 can't hold
    before, kept, points, steps = x.detach().clone(), [], [], []

    def f(point):
        points.append([list(point.shape), point.dtype, point.device.type])
        kept.append(torch.equal(x, before))
        steps.append(float((point - before).abs().max()))
        return point.square().sum()

    found = rounded(lesson.numeric_grad(f, x))
    like_x = all(point == [list(x.shape), torch.float64, x.device.type] for point in points)
    return {
        **found,
        "f gets points like x": like_x,
        "x is the same while f runs": all(kept),
        "the largest step in millionths": 1e6 * max(steps),
    }


def outside_the_graph(lesson, x, weight):
    """With a weight in f that requires gradients, and an x that does."""
    x, weight = (y.detach().double().requires_grad_() for y in (x, weight))
    x.grad = torch.ones_like(x)

    def f(point):
        return (weight * point.exp()).sum()

    gradient = lesson.numeric_grad(f, x)
    grad_stays_on = torch.is_grad_enabled()
    with torch.no_grad():
        lesson.numeric_grad(f, x)
        grad_stays_off = not torch.is_grad_enabled()
    return {
        **rounded(gradient.detach()),
        "the result is in a graph": gradient.requires_grad,
        "the grad of x": x.grad,
        "the grad of a tensor in f": weight.grad,
        "x requires gradients": x.requires_grad,
        "the grad mode stays on": grad_stays_on,
        "the grad mode stays off": grad_stays_off,
        "the default dtype": torch.get_default_dtype(),
    }


def refusals(lesson, x):
    def f(point):
        return point.square().sum()

    dtypes = (torch.float32, torch.float16, torch.int64)
    said = {
        f"an x of {dtype}": refusal(ValueError, "float64", lesson.numeric_grad, f, x.to(dtype))
        for dtype in dtypes
    }
    return {**said, **rounded(lesson.numeric_grad(f, x.double()))}


@graded("numeric_grad")
def test_gradient(compare, draw):
    """The result has the shape of x, and each entry is the slope along it."""
    for shape in ((5,), (3, 4), (2, 3, 2)):
        compare(of_cubic, x=draw.normal(*shape), weight=draw.normal(*shape), settings={})


@graded("numeric_grad")
def test_central_difference(compare, draw):
    """eps is the step to both sides, for large and small entries: for a cubic function a large step shows."""
    weight = draw.uniform(6, low=1.0, high=2.0)
    for eps in (0.5, 0.3):
        x = draw.uniform(6, low=-1.0) * torch.tensor([0.1, 1.0, 5.0]).repeat(2)
        compare(with_large_step, x=x, weight=weight, eps=eps)
    compare(of_cubic, x=draw.normal(6, scale=9.0), weight=weight, settings={"eps": 0.01})


@graded("numeric_grad")
def test_entries_together(compare, draw):
    """Each step changes one entry only, also if all entries act together."""
    for shape, settings in (((2, 3), {}), ((3, 3), {"eps": 0.25})):
        x = draw.uniform(*shape, low=0.5, high=1.5)
        compare(of_mixture, x=x, weight=draw.normal(*shape), settings=settings)


@graded("numeric_grad")
def test_sizes(compare, draw):
    """A single number, sizes of 1 and empty tensors keep their shape."""
    for shape in ((), (1,), (1, 4, 1), (0,), (2, 0)):
        compare(of_cubic, x=draw.normal(*shape), weight=draw.normal(*shape), settings={})


@graded("numeric_grad")
def test_views(compare, draw):
    """x need not be contiguous in memory, its entries may share memory, and f may return an entry of it."""
    compare(of_views, x=draw.normal(3, 4))


@graded("numeric_grad")
def test_x_unchanged(compare, draw):
    """x keeps its values, also while f runs. f gets float64 points of its shape, eps away from it."""
    compare(watched, x=draw.normal(2, 3))


@graded("numeric_grad")
def test_no_graph(compare, draw):
    """The result belongs to no graph, and no grad and no setting changes."""
    compare(outside_the_graph, x=draw.normal(3), weight=draw.normal(3))


@graded("numeric_grad")
def test_other_dtypes(compare, draw):
    """An x that is not float64 raises ValueError."""
    compare(refusals, x=draw.normal(4, scale=3.0))
