import torch

from autograder.judge import graded

pytestmark = graded("projected_gd")


def projection(onto):
    """Projections that are written without the lesson's functions."""
    return {
        "a ball": lambda x: x / x.norm().clamp(min=1.0),
        "a box": lambda x: x.clamp(-0.7, 0.9),
        "a plane": lambda x: x - (x.sum() - 1) / x.numel(),
        "all points": lambda x: x,
    }[onto]


def path(lesson, x0, target, weights, lr, steps, onto):
    """The path on a bowl whose bottom is the target."""

    def grad(x):
        return weights * (x - target)

    return lesson.projected_gd(grad, projection(onto), x0, lr, steps)


def what_functions_get(lesson, x0, steps):
    """The points that grad and project get, in the order of the calls."""
    grads, projects, order = [], [], []

    def grad(x):
        grads.append(x.detach().clone())
        order.append("grad")
        return 2 * x + 1

    def project(x):
        projects.append(x.detach().clone())
        order.append("project")
        return x.clamp(min=-0.25)

    found = lesson.projected_gd(grad, project, x0, 0.25, steps)
    return {
        "the path": found,
        "the points that grad gets": torch.stack(grads),
        "the points that project gets": torch.stack(projects),
        "the list of calls": order,
    }


def with_shared_tensors(lesson, x0, slope):
    """grad returns the same tensor each time, and project returns its argument."""
    x0, slope = x0.detach().clone(), slope.detach().clone()
    before = x0.clone(), slope.clone()
    found = lesson.projected_gd(lambda _: slope, lambda x: x, x0, 0.5, 3)
    kept = torch.equal(x0, before[0]) and torch.equal(slope, before[1])
    found += 1  # the caller may write to the path
    return {
        "the path plus 1": found,
        "x0 and the gradient keep their values": kept,
        "they keep them when the caller writes to the path": torch.equal(x0, before[0])
        and torch.equal(slope, before[1]),
    }


def task(draw, size, onto="a box", lr=0.3, steps=4):
    """A bowl whose bottom lies outside of the set, and a start outside of it on the other side."""
    sides = draw.normal(size).sign()
    return {
        "x0": sides * (1.5 + draw.uniform(size)),
        "target": -sides * (2.0 + draw.uniform(size)),
        "weights": 0.5 + draw.uniform(size),
        "lr": lr,
        "steps": steps,
        "onto": onto,
    }


def test_sets(compare, draw):
    """Each step goes down the gradient and ends in the set, whichever it is."""
    for onto in ("a ball", "a box", "a plane"):
        compare(path, **task(draw, 3, onto))


def test_start(compare, draw):
    """The first row is x0 as it is, inside the set or outside; it has a gradient."""
    compare(path, **task(draw, 4, "a ball", steps=1))
    inside = task(draw, 4, "a ball")
    for scale in (0.1, 0.0):
        compare(path, **{**inside, "x0": scale * inside["x0"]})


def test_number_of_steps(compare, draw):
    """The path has a row more than there are steps; without a step it is a copy of x0."""
    for steps in (0, 1, 2, 7):
        compare(path, **task(draw, 2, "a ball", lr=0.2, steps=steps))


def test_learning_rate(compare, draw):
    """lr scales the gradient, not the point. It stays the same, and may be large, or 0."""
    for lr in (0.01, 0.9, 2.5, 0.0):
        compare(path, **task(draw, 3, "a plane", lr=lr))


def test_sizes(compare, draw):
    """A point may have one coordinate, as many as the path has rows, or more."""
    for size, steps in ((1, 3), (5, 4), (9, 2), (1, 0)):
        compare(path, **task(draw, size, steps=steps))


def test_without_constraint(compare, draw):
    """If project returns its argument, it is gradient descent, and each row is a point of its own."""
    compare(path, **task(draw, 3, "all points"))
    compare.detached(with_shared_tensors, x0=draw.normal(3), slope=draw.normal(3))


def test_calls(compare, draw):
    """grad and project are called once a step: grad at the last point, project after the step."""
    compare(what_functions_get, x0=draw.normal(3) + 1.0, steps=4)


def test_many_steps(compare, draw):
    """After many steps the path rests at the best point of the set."""
    compare(path, **task(draw, 3, "a ball", lr=0.4, steps=150))
