import torch

from autograder.judge import graded

pytestmark = graded("hessian")


def quadratic(lesson, x, A):
    """Of p^T A p / 2, where A is not symmetric, plus a linear part."""
    A = A.detach()
    return lesson.hessian(lambda p: p @ A @ p / 2 + 3 * p.sum(), x)


def of_mixture(lesson, x, A):
    """Of a function in which all entries act together."""
    A = A.detach()
    return lesson.hessian(lambda p: torch.logsumexp(A @ p, 0) + p.prod() + (p[0] * p).sin().sum(), x)


def of_cubes(lesson, x):
    """Of a sum of cubes, whose Hessian is diagonal and depends on the point."""
    return lesson.hessian(lambda p: (p**3).sum(), x)


def of_flat(lesson, x):
    """Of functions that are constant or linear, wholly or in parts."""
    weight = x.detach().clone().requires_grad_()
    functions = {
        "a constant": lambda p: p.new_tensor(2.0),
        "a number of another graph": lambda p: (weight * weight).sum(),
        "a sum": lambda p: p.sum(),
        "a line": lambda p: (weight * p).sum() + 1,
        "a square and a line": lambda p: p[0] ** 2 + 3 * p[1],
        "two entries": lambda p: p[0] * p[-1],
        "one entry": lambda p: p[1].exp(),
    }
    return {f"the Hessian of {name}": lesson.hessian(f, x) for name, f in functions.items()}


def of_views(lesson, x):
    """At a column of a table and at a repeated number."""

    def f(p):
        return (p * torch.arange(1, len(p) + 1, device=p.device)).sin().sum() + p.prod()

    views = {"a column": x[:, 1], "a repeated number": x[:1, 0].expand(3), "every second number": x[0, ::2]}
    return {f"at {name}": lesson.hessian(f, view) for name, view in views.items()}


def without_a_trace(lesson, x, weight):
    """Where x belongs to a graph and has a grad, and f has a weight that requires gradients."""
    x, weight = (y.detach().clone().requires_grad_() for y in (x, weight))
    x.grad = torch.ones_like(x)
    inner = 2 * x
    found = {
        "at a leaf": lesson.hessian(lambda p: (weight * p.exp()).sum() + p.prod(), x),
        "at a point of a graph": lesson.hessian(lambda p: (weight * p**3).sum(), inner),
    }
    attached = {f"the Hessian {place} has a graph": H.requires_grad for place, H in found.items()}
    inner.square().sum().backward()
    return {
        **{place: H.detach() for place, H in found.items()},
        **attached,
        "x requires gradients": x.requires_grad,
        "the grad of x after a later backward pass": x.grad,
        "the grad of the weight": weight.grad,
    }


def without_recording(lesson, x):
    """Where the caller records no gradients."""
    with torch.no_grad():
        H = lesson.hessian(lambda p: (p * p).sum() ** 2, x.detach())
        kept = not torch.is_grad_enabled()
    return {"the Hessian": H, "the caller keeps recording no gradients": kept}


def what_f_gets(lesson, x):
    """Whether f gets points like x, and what x is while f runs."""
    before, like_x, kept = x.detach().clone(), [], []

    def f(p):
        like_x.append((p.shape, p.dtype, p.device) == (x.shape, x.dtype, x.device))
        kept.append(torch.equal(x, before))
        return p.prod()

    H = lesson.hessian(f, x)
    return {"the Hessian": H, "f gets points like x": all(like_x), "x is the same while f runs": all(kept)}


def test_quadratic(compare, draw):
    """The Hessian of a quadratic function is its symmetric matrix, and a linear part adds nothing."""
    for size in (3, 4):
        compare.detached(quadratic, x=draw.normal(size), A=draw.normal(size, size))
    compare.detached(quadratic, x=torch.zeros(3), A=draw.normal(3, 3))


def test_mixture(compare, draw):
    """Where all entries act together, each pair of them has a second derivative."""
    for size in (3, 2):
        compare.detached(of_mixture, x=draw.uniform(size, low=0.5, high=1.5), A=draw.normal(4, size))


def test_diagonal(compare, draw):
    """The Hessian of a sum of cubes is diagonal: 6 times the entries, also where they are 0 or negative."""
    x = draw.normal(5) + torch.tensor([9.0, -9.0, 0.0, 0.0, 0.0])
    x[2] = 0.0
    compare.detached(of_cubes, x=x)


def test_sizes(compare, draw):
    """A point of one coordinate has a [1, 1] Hessian, one of seven a [7, 7] one."""
    for size in (1, 7):
        compare.detached(quadratic, x=draw.normal(size), A=draw.normal(size, size))


def test_flat(compare, draw):
    """Constant and linear functions have the Hessian 0, functions of some entries have zeros elsewhere."""
    compare.detached(of_flat, x=draw.normal(3))
    compare.detached(of_flat, x=draw.normal(5))


def test_views(compare, draw):
    """x need not be contiguous in memory, and its entries may share memory."""
    compare.detached(of_views, x=draw.normal(3, 6))


def test_no_graph(compare, draw):
    """The result belongs to no graph, and no grad changes."""
    compare.detached(without_a_trace, x=draw.normal(3), weight=draw.normal(3))


def test_grad_mode(compare, draw):
    """It works where the caller records no gradients, and keeps the grad mode."""
    compare.detached(without_recording, x=draw.normal(4))


def test_points(compare, draw):
    """f gets points of the shape and dtype of x, which keeps its values meanwhile."""
    compare.detached(what_f_gets, x=draw.uniform(4, low=0.5, high=2.0))
