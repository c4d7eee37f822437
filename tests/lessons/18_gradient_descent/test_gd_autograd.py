import torch

from autograder.judge import graded

pytestmark = graded("gd_autograd")


def bowl(draw, D, lr=0.1, steps=5):
    """A symmetric A with eigenvalues of 1 or more, and the start."""
    M = draw.normal(D, D)
    return {
        "x0": draw.normal(D, scale=2.0),
        "A": M @ M.T / D + torch.eye(D),
        "b": draw.normal(D),
        "lr": lr,
        "steps": steps,
    }


def on_bowl(lesson, x0, A, b, lr, steps):
    """On x^T A x / 2 - b^T x."""
    return lesson.gd_autograd(lambda x: x @ A @ x / 2 - b @ x, x0, lr, steps)


def on_waves(lesson, x0, weight, lr, steps):
    """On sum w * sin(x), whose gradient changes from point to point."""
    return lesson.gd_autograd(lambda x: (weight * x.sin()).sum(), x0, lr, steps)


def of_entry(lesson, x0, lr, steps):
    """On the first coordinate, for which f returns a view of the point."""
    return lesson.gd_autograd(lambda x: x[0], x0, lr, steps)


def watched(lesson, x0, A, b, lr, steps):
    """The path, and the points that f got, after the call."""
    points = []

    def f(x):
        points.append(x)
        return x @ A @ x / 2 - b @ x

    path = lesson.gd_autograd(f, x0, lr, steps)
    kept = torch.stack([x.detach() for x in points])
    return {"the path": path, "the points that f got, in their order": kept}


def beside_weights(lesson, x0, A, b, lr, steps, recording, is_leaf):
    """What the call leaves behind: x0 and the weights in f require gradients, and two have a grad already."""
    start, A, b = (x.detach().clone().requires_grad_() for x in (x0, A, b))
    start.grad, A.grad = torch.ones_like(start), torch.full_like(A, 2.0)
    x0 = start if is_leaf else start * 3
    with torch.set_grad_enabled(recording):
        path = lesson.gd_autograd(lambda x: x @ A @ x / 2 - b @ x, x0, lr, steps)
        mode_is_kept = torch.is_grad_enabled() == recording
    return {
        "the path": path.detach().clone(),
        "the path is part of a graph": path.requires_grad,
        "x0 still requires gradients": x0.requires_grad,
        "the grad of the start": start.grad,
        "the grad of a weight that had one": A.grad,
        "the grad of a weight that had none": b.grad,
        "the grad mode is as it was before the call": mode_is_kept,
    }


def test_path(compare, draw):
    """Each row is the row before it less lr times the gradient of f there."""
    compare.detached(on_bowl, **bowl(draw, 2, steps=9))
    compare.detached(on_bowl, **bowl(draw, 6, steps=3))
    compare.detached(on_bowl, **bowl(draw, 4, steps=3))


def test_start(compare, draw):
    """The first row is x0, also if there is no step or only one."""
    for steps in (0, 1, 2):
        compare.detached(on_bowl, **bowl(draw, 3, steps=steps))


def test_gradient_at_each_point(compare, draw):
    """The gradient is that of the point alone: those of earlier steps are not added."""
    weight = draw.uniform(5, low=0.5, high=2.0)
    compare.detached(on_waves, x0=draw.normal(5), weight=weight, lr=0.4, steps=7)
    compare.detached(of_entry, x0=draw.normal(3), lr=0.5, steps=3)


def test_learning_rate(compare, draw):
    """The learning rate stays the same in all steps, small or so large that the path diverges."""
    compare.detached(on_bowl, **bowl(draw, 3, lr=0.01, steps=4))
    compare.detached(on_bowl, **bowl(draw, 3, lr=2.5, steps=4))


def test_no_graph(compare, draw):
    """The path belongs to no graph, although x0 and tensors in f require gradients. No grad changes."""
    for is_leaf in (True, False):
        compare.detached(beside_weights, **bowl(draw, 3, steps=3), recording=True, is_leaf=is_leaf)
    compare.detached(beside_weights, **bowl(draw, 3, steps=0), recording=True, is_leaf=True)


def test_gradients_switched_off(compare, draw):
    """It works inside torch.no_grad too, and leaves the grad mode as it was."""
    compare.detached(beside_weights, **bowl(draw, 3, steps=3), recording=False, is_leaf=True)


def test_points_kept(compare, draw):
    """f gets the points x_0, ..., x_(steps - 1), once each, and they don't change later."""
    compare.detached(watched, **bowl(draw, 3, steps=4))


def test_special_points(compare, draw):
    """A point may have one coordinate, and the start may be 0."""
    compare.detached(on_bowl, **bowl(draw, 1, steps=3))
    compare.detached(on_bowl, **bowl(draw, 3) | {"x0": torch.zeros(3)})


def test_whole_vectors(compare, draw):
    """A step moves all coordinates at once, without a Python loop over them."""
    compare.detached.vectorised(lambda coordinates: bowl(draw, coordinates), on_bowl)
