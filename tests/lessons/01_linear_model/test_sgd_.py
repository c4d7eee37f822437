import torch

from autograder.judge import graded
from autograder.judge.scenarios import footprint, trajectory

pytestmark = graded("sgd_")


def drawn(draw, steps, *shapes, lr=0.3, batch_size=4):
    return {
        "function_": "sgd_",
        "start": draw.normals(*shapes),
        "grads": [draw.normal(steps, *shape) for shape in shapes],
        "state": {},
        "lr": lr,
        "batch_size": batch_size,
    }


def read_once(lesson, start, grads, lr, batch_size):
    """Parameters, one for each row, that come from an iterator; and their gradients afterwards."""
    params = [row.clone().requires_grad_() for row in start.detach()]
    for p, grad in zip(params, grads.detach(), strict=True):
        p.grad = grad.clone()
    lesson.sgd_((p for p in params), lr, batch_size)
    return {
        "the parameters": torch.stack([p.detach() for p in params]),
        "the gradients after the step": torch.stack([p.grad for p in params]),
    }


def test_steps(compare, draw):
    """Each step subtracts lr * grad / batch_size."""
    compare(trajectory, **drawn(draw, 3, (4, 1), (1,)))
    compare(trajectory, **drawn(draw, 2, (3, 2), lr=1.0, batch_size=1))


def test_shapes(compare, draw):
    """A parameter may have any shape, even that of a single number."""
    compare(trajectory, **drawn(draw, 2, (), (1,), (1, 1), (2, 3, 4), (3, 3), batch_size=7))


def test_zeros(compare, draw):
    """A learning rate of 0 and gradients of 0 change nothing."""
    compare(trajectory, **drawn(draw, 2, (3,), (2, 2), lr=0.0))
    still = drawn(draw, 2, (3,), (3,))
    compare(trajectory, **{**still, "grads": [still["grads"][0], torch.zeros(2, 3)]})


def test_without_gradient(compare, draw):
    """A parameter without gradient is skipped; the others make their step."""
    compare(trajectory, **drawn(draw, 3, (2, 2), (3,), (2, 2)), absent=((0, 0), (1, 1), (2, 0), (2, 2)))


def test_only_what_it_should(compare, draw):
    """A step records no graph, keeps the gradients, and updates in place so that autograd sees it."""
    for recording in (True, False):
        compare(footprint, **drawn(draw, 1, (3, 1), (1,)), recording=recording)


def test_read_once(compare, draw):
    """Many parameters may come from an iterator, which can be read only once. Their gradients stay."""
    for count in (3, 150):
        inputs = {"start": draw.normal(count, 2), "grads": draw.normal(count, 2)}
        compare.on("plain", "strided", "double")(read_once, **inputs, lr=1.5, batch_size=2)
