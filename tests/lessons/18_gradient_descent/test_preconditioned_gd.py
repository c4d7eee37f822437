import torch

from autograder.judge import graded

pytestmark = graded("preconditioned_gd")


def bowl(draw, curvatures, lr=0.3, steps=4, **options):
    """A with these entries on its diagonal and small ones beside it, b, the start, and options."""
    D = len(curvatures)
    M = 0.2 * draw.normal(D, D)
    M = M + M.T
    A = M - torch.diag(M.diagonal()) + torch.diag(torch.tensor(curvatures))
    return {"x0": draw.normal(D), "A": A, "b": draw.normal(D), "lr": lr, "steps": steps, **options}


def on_bowl(lesson, x0, A, b, lr, steps, **options):
    """On x^T A x / 2 - b^T x: diag_hess returns the same memory at every call."""
    return lesson.preconditioned_gd(lambda x: A @ x - b, lambda x: A.diagonal(), x0, lr, steps, **options)


def on_wells(lesson, x0, weight, lr, steps, **options):
    """On sum x^4 / 4 - w x^2 / 2, which curves down around 0 and up further out."""
    return lesson.preconditioned_gd(
        lambda x: x**3 - weight * x, lambda x: 3 * x**2 - weight, x0, lr, steps, **options
    )


def on_slope(lesson, x0, b, lr, steps, **options):
    """On b^T x, which has no curvature."""
    return lesson.preconditioned_gd(lambda x: b, lambda x: torch.zeros_like(x), x0, lr, steps, **options)


def watched(lesson, x0, weight, lr, steps):
    """The path, and the points that both functions got, after the call."""
    points, others = [], []

    def grad(x):
        points.append(x)
        return x**3 - weight * x

    def diag_hess(x):
        others.append(x)
        return 3 * x**2 - weight

    path = lesson.preconditioned_gd(grad, diag_hess, x0, lr, steps)
    return {
        "the path": path,
        "the points that grad got, in their order": torch.stack([x.detach() for x in points]),
        "the points that diag_hess got, in their order": torch.stack([x.detach() for x in others]),
    }


def test_path(compare, draw):
    """Each coordinate of the gradient is divided by its own curvature, large or small."""
    compare(on_bowl, **bowl(draw, [1.0, 10.0], steps=7))
    compare(on_bowl, **bowl(draw, [0.5, 2.0, 8.0, 30.0, 3.0], steps=3))


def test_negative_curvature(compare, draw):
    """Where the curvature is negative, its absolute value counts: the step still goes downhill."""
    compare(on_bowl, **bowl(draw, [-3.0, 2.0, -1.5], steps=3))
    x0, weight = draw.uniform(4, low=0.1, high=0.4), draw.uniform(4, low=1.0, high=2.0)
    compare(on_wells, x0=x0, weight=weight, lr=0.1, steps=2)


def test_curvature_at_each_point(compare, draw):
    """The curvature is taken at the point of each step, not at the start."""
    x0 = draw.uniform(4, low=1.0, high=2.0)
    compare(on_wells, x0=x0, weight=draw.uniform(4, low=0.5, high=1.5), lr=0.25, steps=6)


def test_eps(compare, draw):
    """eps is added to the absolute value of each curvature. Its default is 1e-8."""
    compare(on_bowl, **bowl(draw, [-3.0, 2.0, 0.2, -0.4], eps=0.5))
    drawn = bowl(draw, [3.0, -2.0, 1.0], steps=2)
    compare(on_bowl, **drawn | {"A": 1e-8 * drawn["A"], "b": 1e-8 * drawn["b"]})


def test_no_curvature(compare, draw):
    """A coordinate without curvature is divided by eps, and stays where its gradient is 0 too."""
    compare(on_slope, x0=draw.normal(3), b=draw.normal(3), lr=0.1, steps=3, eps=0.25)
    A = torch.diag(torch.tensor([2.0, 0.0]))
    b = torch.tensor([1.0 + draw.integer(1, 3), 0.0])
    compare.detached(on_bowl, x0=draw.normal(2), A=A, b=b, lr=0.1, steps=3)


def test_points_kept(compare, draw):
    """Both functions get the points x_0, ..., x_(steps - 1), once each, and these don't change later."""
    x0 = draw.uniform(3, low=1.0, high=2.0)
    compare(watched, x0=x0, weight=draw.uniform(3), lr=0.5, steps=3)


def test_special_points(compare, draw):
    """A point may have one coordinate, the start may be 0, and there may be no step or one."""
    for steps in (0, 1, 3):
        compare(on_bowl, **bowl(draw, [4.0], steps=steps))
    compare(on_bowl, **bowl(draw, [1.0, 5.0, 2.0], steps=0))
    compare(on_bowl, **bowl(draw, [1.0, 5.0, 2.0], steps=1) | {"x0": torch.zeros(3)})


def test_whole_vectors(compare, draw):
    """A step moves all coordinates at once, without a Python loop over them."""
    compare.vectorised(lambda coordinates: bowl(draw, [1.0, 9.0] * (coordinates // 2)), on_bowl)
