import torch

from autograder.judge import graded

pytestmark = graded("classify_stationary")


def with_eigenvalues(draw, *values):
    """A full symmetric matrix with these eigenvalues in random order."""
    rotation = torch.linalg.qr(draw.normal(len(values), len(values)).double()).Q
    matrix = (rotation * draw.shuffled(values)) @ rotation.T
    return ((matrix + matrix.T) / 2).float()


def classes(lesson, matrices, tol):
    """The answers for several matrices; tol=None takes the default."""
    options = {} if tol is None else {"tol": tol}
    return {
        "the list of answers": [lesson.classify_stationary(H.detach(), **options) for H in matrices],
        "the type of an answer": type(lesson.classify_stationary(matrices[0].detach(), **options)).__name__,
    }


def in_graph(lesson, matrices):
    """The answers for matrices that require gradients, one of them as a view."""
    first, second = (H.detach().clone().requires_grad_() for H in matrices)
    return {
        "the list of answers": [
            lesson.classify_stationary(2 * first),
            lesson.classify_stationary(second[1:, 1:]),
            lesson.classify_stationary(torch.stack([first, first], 2)[:, :, 0]),
        ]
    }


def answer(lesson, H):
    return {"the answer": lesson.classify_stationary(H)}


def numbers(*values):
    """A [1, 1] matrix for each number."""
    return [torch.tensor([[value]]) for value in values]


def hidden_saddle(a, b):
    """A saddle whose diagonal doesn't show it, if a and b have the same sign."""
    return torch.tensor([[a, 3.0], [3.0, b]])


def test_signs(compare, draw):
    """All eigenvalues positive is a minimum, all negative a maximum, and both signs make a saddle."""
    a, b, c = (0.5 + draw.uniform(3)).tolist()
    found = [with_eigenvalues(draw, *values) for values in ((a, b, c), (-a, -b, -c), (a, b, -c), (a, -b, -c))]
    compare.detached(classes, matrices=[*found, hidden_saddle(a, b)], tol=None)


def test_sizes(compare, draw):
    """A matrix has one row or several, and an even or odd number of negative eigenvalues."""
    a, b, c, d = (0.5 + draw.uniform(4)).tolist()
    signs = ((a, b, c, d), (-a, -b, -c, -d), (a, b, -c, -d), (-a, -b), (a, b), (-a, b))
    found = [with_eigenvalues(draw, *values) for values in signs]
    compare.detached(classes, matrices=[*found, hidden_saddle(-a, -b)], tol=None)
    compare.detached(classes, matrices=numbers(a, -b), tol=None)


def test_off_diagonal(compare, draw):
    """The diagonal alone decides nothing: with large entries beside it, any diagonal makes a saddle."""
    a, b = (0.5 + draw.uniform(2)).tolist()
    saddles = [hidden_saddle(sign * a, sign * b) for sign in (1.0, -1.0)]
    bowls = [torch.tensor([[sign * 4.0, a], [a, sign * 3.0]]) for sign in (1.0, -1.0)]
    compare.detached(classes, matrices=saddles + bowls, tol=None)


def test_symmetric_part(compare, draw):
    """H need not be symmetric; its symmetric part alone counts."""
    a, b = (0.5 + draw.uniform(2)).tolist()
    upper = torch.tensor([[a, 7.0], [0.0, b]])  # the symmetric part has 3.5 beside the diagonal
    swirl = torch.tensor([[0.0, 5.0], [-5.0, 0.0]])
    bowl = with_eigenvalues(draw, a, b)
    matrices = [upper, upper.T.contiguous(), -upper, bowl + swirl, bowl - swirl, -bowl - swirl]
    compare.detached(classes, matrices=matrices, tol=None)


def test_degenerate(compare, draw):
    """An eigenvalue of 0 beside those of one sign is degenerate; beside both signs it is a saddle."""
    a, b = (0.5 + draw.uniform(2)).tolist()
    signs = ((a, 0.0), (-a, 0.0), (a, b, 0.0), (-a, -b, 0.0), (a, -b, 0.0), (a, 0.0, 0.0), (a, 0.0, 0.0, -b))
    t = 3e-4  # less than tol
    nearly = ((a, t), (-a, -t), (a, b, -t), (-a, -b, t), (a, -b, t), (a, -t, t), (a, t, -t, -b))
    matrices = [torch.zeros(2, 2), *(with_eigenvalues(draw, *values) for values in nearly)]
    compare.detached(classes, matrices=matrices, tol=1e-3)
    compare.detached(classes, matrices=[torch.diag(draw.shuffled(values)) for values in signs], tol=1e-4)


def test_default_tol(compare, draw):
    """By default an eigenvalue counts as 0 up to 1e-8, however small the others are."""
    compare.detached(classes, matrices=numbers(1e-7, -1e-7, 1e-9, -1e-9, 0.0), tol=None)
    small = [1e-6 * with_eigenvalues(draw, *values) for values in ((1.0, 2.0), (1.0, -2.0), (-1.0, -2.0))]
    compare.detached(classes, matrices=small, tol=None)


def test_tol(compare, draw):
    """tol is the size up to which an eigenvalue counts as 0, large or 0; the others decide."""
    signs = ((1.0, 2.0), (1.0, -2.0), (-1.0, -2.0), (0.1, 2.0), (-0.1, 2.0), (0.1, -2.0), (0.1, -0.2))
    matrices = [with_eigenvalues(draw, *values) for values in signs]
    compare.detached(classes, matrices=matrices, tol=0.5)
    compare.detached(classes, matrices=matrices, tol=0.05)
    compare.detached(classes, matrices=numbers(0.0, 1e-20, -1e-20), tol=0.0)
    compare.detached(classes, matrices=numbers(0.75, 1.25, -1.25), tol=1.0)


def test_tol_itself(compare, draw):
    """An eigenvalue of exactly tol or -tol counts as 0."""
    tol = draw.integer(1, 8) / 8
    compare.detached(classes, matrices=numbers(tol, -tol, tol + 0.125, -tol - 0.125), tol=tol)


def test_whole_matrices(compare, draw):
    """All rows and columns are taken at once, without a Python loop."""
    compare.detached.vectorised(lambda rows: {"H": torch.diag(1.0 + draw.uniform(rows))}, answer)
    compare.detached(answer, H=-1.0 * with_eigenvalues(draw, 1.0, 2.0, 3.0))


def test_in_a_graph(compare, draw):
    """The matrix may require gradients and be a view."""
    a, b = (0.5 + draw.uniform(2)).tolist()
    larger = torch.block_diag(torch.tensor([[1.0]]), hidden_saddle(a, b))
    compare.detached(in_graph, matrices=[with_eigenvalues(draw, a, b), larger])
