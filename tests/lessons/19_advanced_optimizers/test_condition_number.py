import torch

from autograder.judge import graded

pytestmark = graded("condition_number")


def bowl(draw, eigenvalues):
    """[D, D] symmetric, with these eigenvalues and random axes."""
    values = torch.tensor(eigenvalues, dtype=torch.float64)
    axes = torch.linalg.qr(draw.normal(len(values), len(values)).double()).Q
    H = (axes * values) @ axes.T
    return ((H + H.T) / 2).float()


def number_and_slope(lesson, H):
    """The gradient comes with fewer digits: eigenvectors have them according to the method.

    H is symmetric, so a method may have the gradient in one triangle.
    """
    y = lesson.condition_number(H)
    slope = torch.autograd.grad(y, H)[0].float() if y.requires_grad else None
    name = "the gradient with respect to H plus its transpose"
    return {"the condition number": y.detach(), name: None if slope is None else slope + slope.T}


def test_random_axes(compare, draw):
    """The result is the largest eigenvalue over the smallest, for two axes or more, in any directions."""
    compare(number_and_slope, H=bowl(draw, [1.0, 2.0, 3.2, 4.5, 6.0]))
    a, b = 5.0 + draw.integer(0, 5), 1.0 + draw.integer(0, 3)
    for sign in (1, -1):
        compare(number_and_slope, H=torch.tensor([[a, sign * b], [sign * b, a]]))


def test_diagonal(compare, draw):
    """The eigenvalues of a diagonal matrix are on its diagonal, in any order."""
    compare.call(torch.diag(draw.shuffled([0.25, 1.0, 3.0, 8.0])))


def test_scale(compare, draw):
    """Multiplying H by a positive number does not change the result, because it is a ratio."""
    H = bowl(draw, [1.0, 2.5, 4.0])
    for factor in (1e-4, 1e3):
        compare(number_and_slope, H=factor * H)


def test_ill_conditioned(compare, draw):
    """A narrow valley has a condition number in the thousands."""
    compare.call(torch.diag(draw.shuffled([1e-2, 1.0, 1e2])))


def test_round_bowl(compare, draw):
    """A round bowl and a bowl of one dimension give 1, and a slightly stretched bowl gives more."""
    compare.on("plain").call((0.5 + draw.integer(1, 5)) * torch.eye(3))
    compare(number_and_slope, H=0.5 + draw.uniform(1, 1))
    compare(number_and_slope, H=bowl(draw, [1.0, 1.5, 2.0]))
