import torch

from autograder.judge import graded

pytestmark = graded("newton")


def curved(draw, eigenvalues, **options):
    """A with these eigenvalues and random axes, b, the start, and options of newton."""
    D = len(eigenvalues)
    axes = torch.linalg.qr(draw.normal(D, D).double()).Q
    A = (axes * torch.tensor(eigenvalues, dtype=torch.float64)) @ axes.T
    return {"x0": draw.normal(D), "A": A.float(), "b": draw.normal(D), "steps": 4, **options}


def on_quartic(lesson, x0, A, b, steps, **options):
    """On x^T A x / 2 - b^T x + sum x^4 / 12."""
    A = (A + A.T) / 2  # so that gradients in A don't tell which triangle is used
    return lesson.newton(
        lambda x: A @ x - b + x**3 / 3, lambda x: A + torch.diag(x * x), x0, steps, **options
    )


def on_quadratic(lesson, x0, A, b, steps, **options):
    """On x^T A x / 2 - b^T x: hess returns the same tensor at every call."""
    A = (A + A.T) / 2
    return lesson.newton(lambda x: A @ x - b, lambda x: A, x0, steps, **options)


def watched(lesson, x0, A, b, steps):
    """The path, and the points that grad and hess got, after the call."""
    A = (A + A.T) / 2
    points, others = [], []

    def grad(x):
        points.append(x)
        return A @ x - b + x**3 / 3

    def hess(x):
        others.append(x)
        return A + torch.diag(x * x)

    path = lesson.newton(grad, hess, x0, steps)
    return {
        "the path": path,
        "the points that grad got, in their order": torch.stack([x.detach() for x in points]),
        "the points that hess got, in their order": torch.stack([x.detach() for x in others]),
    }


def test_path(compare, draw):
    """Each step solves the linear system with the gradient and the Hessian of its point."""
    compare(on_quartic, **curved(draw, [1.0, 2.0, 4.0], steps=4))
    compare(on_quartic, **curved(draw, [1.0, 1.5, 2.5, 3.0, 4.0], steps=2))


def test_one_step(compare, draw):
    """On a quadratic function, one full step reaches the minimum from anywhere."""
    for scale in (1.0, 50.0):
        drawn = curved(draw, [0.5, 2.0, 5.0], steps=2)
        compare(on_quadratic, **drawn | {"x0": scale * drawn["x0"]})


def test_damping(compare, draw):
    """lr scales the step. It may be more than 1."""
    compare(on_quartic, **curved(draw, [1.0, 2.0, 4.0], lr=0.4))
    compare(on_quadratic, **curved(draw, [1.0, 3.0], lr=1.6, steps=3))


def test_saddle(compare, draw):
    """The Hessian may have negative eigenvalues. Newton's method goes to the saddle or the maximum."""
    compare(on_quadratic, **curved(draw, [-2.0, 1.0, 3.0], steps=2))
    compare(on_quadratic, **curved(draw, [-2.0, -1.0], steps=3, lr=0.5))


def test_coupled_coordinates(compare, draw):
    """The entries beside the diagonal count, however large they are."""
    b, sign = draw.normal(2), 2.0 * draw.integer(0, 1) - 1.0
    A = torch.tensor([[2.0, 1.5 * sign], [1.5 * sign, 2.0]])
    compare(on_quartic, x0=draw.normal(2), A=A, b=b, steps=3)
    compare(on_quadratic, x0=draw.normal(2), A=A - torch.diag(A.diagonal()), b=b, steps=1)


def test_points_kept(compare, draw):
    """grad and hess get the points x_0, ..., x_(steps - 1), once each, and these don't change later."""
    compare(watched, **curved(draw, [1.0, 2.0, 4.0], steps=3))


def test_special_points(compare, draw):
    """A point may have one coordinate, the start may be 0, and there may be no step or one."""
    for steps in (0, 1, 3):
        compare(on_quartic, **curved(draw, [2.0], steps=steps))
    compare(on_quartic, **curved(draw, [1.0, 2.0, 4.0], steps=0))
    compare(on_quartic, **curved(draw, [1.0, 2.0, 4.0], steps=1) | {"x0": torch.zeros(3)})


def test_whole_vectors(compare, draw):
    """A step moves all coordinates at once, without a Python loop over them."""
    compare.vectorised(lambda coordinates: curved(draw, [1.0, 2.0] * (coordinates // 2)), on_quartic)
