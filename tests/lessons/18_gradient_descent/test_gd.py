import torch

from autograder.judge import graded

pytestmark = graded("gd")


def bowl(draw, D, lr=0.1, steps=5):
    """A symmetric A with eigenvalues of 1 or more, and the start; f(x) = x^T A x / 2 - b^T x."""
    M = draw.normal(D, D)
    return {
        "x0": draw.normal(D, scale=2.0),
        "A": M @ M.T / D + torch.eye(D),
        "b": draw.normal(D),
        "lr": lr,
        "steps": steps,
    }


def on_bowl(lesson, x0, A, b, lr, steps):
    return lesson.gd(lambda x: A @ x - b, x0, lr, steps)


def on_waves(lesson, x0, weight, lr, steps):
    """On sum w * sin(x), whose gradient changes from point to point."""
    return lesson.gd(lambda x: weight * x.cos(), x0, lr, steps)


def on_slope(lesson, x0, b, lr, steps):
    """On b^T x: grad returns the same tensor at every call."""
    return lesson.gd(lambda x: b, x0, lr, steps)


def on_round_bowl(lesson, x0, lr, steps):
    """On x^T x / 2: grad returns the point itself."""
    return lesson.gd(lambda x: x, x0, lr, steps)


def watched(lesson, x0, A, b, lr, steps):
    """The path, and the points that grad got, after the call."""
    points = []

    def grad(x):
        points.append(x)
        return A @ x - b

    path = lesson.gd(grad, x0, lr, steps)
    kept = torch.stack([x.detach() for x in points])
    return {"the path": path, "the points that grad got, in their order": kept}


def test_path(compare, draw):
    """Each row is the row before it less lr times the gradient there. There may be many steps or few."""
    compare(on_bowl, **bowl(draw, 2, steps=9))
    compare(on_bowl, **bowl(draw, 6, steps=3))
    compare(on_bowl, **bowl(draw, 4, steps=3))


def test_start(compare, draw):
    """The first row is x0, also if there is no step or only one."""
    for steps in (0, 1, 2):
        compare(on_bowl, **bowl(draw, 3, steps=steps))


def test_gradient_at_each_point(compare, draw):
    """The gradient is taken at the point of each step, not at the start."""
    compare(on_waves, x0=draw.normal(5), weight=draw.uniform(5, low=0.5, high=2.0), lr=0.4, steps=7)


def test_learning_rate(compare, draw):
    """The learning rate stays the same in all steps, small or so large that the path diverges."""
    compare(on_bowl, **bowl(draw, 3, lr=0.01, steps=4))
    compare(on_bowl, **bowl(draw, 3, lr=2.5, steps=4))


def test_same_tensor(compare, draw):
    """What grad returns stays as it is, even if it is one tensor for all calls or the point itself."""
    compare(on_slope, x0=draw.normal(4), b=draw.normal(4), lr=0.3, steps=4)
    compare(on_round_bowl, x0=draw.normal(4), lr=0.3, steps=4)


def test_points_kept(compare, draw):
    """grad gets the points x_0, ..., x_(steps - 1), once each, and they don't change later."""
    compare(watched, **bowl(draw, 3, steps=4))


def test_special_points(compare, draw):
    """A point may have one coordinate, and the start may be 0 or the minimum."""
    compare(on_bowl, **bowl(draw, 1, steps=3))
    compare(on_bowl, **bowl(draw, 3) | {"x0": torch.zeros(3)})
    compare(on_bowl, **bowl(draw, 2) | {"A": torch.eye(2), "x0": torch.ones(2), "b": torch.ones(2)})


def test_whole_vectors(compare, draw):
    """A step moves all coordinates at once, without a Python loop over them."""
    compare.vectorised(lambda coordinates: bowl(draw, coordinates), on_bowl)
