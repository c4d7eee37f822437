import torch

from autograder.judge import graded

pytestmark = graded("glove_loss")


def loss(lesson, W, U, b_w, b_u, X, **options):
    """The loss; the counts require no gradient."""
    return lesson.glove_loss(W, U, b_w, b_u, X.detach(), **options)


def of_a_layer(lesson, W, U, b_w, b_u, X):
    """Vectors that are no leaves of the graph."""
    return lesson.glove_loss(2 * W, U - W, b_w + 1, 3 * b_u, X.detach())


def without_biases(lesson, W, U, b_w, b_u, X):
    """The loss where only the vectors require gradients."""
    return lesson.glove_loss(W, U, b_w.detach(), b_u.detach(), X.detach())


def inputs(draw, tokens, numbers, X=None, **options):
    W, U, b_w, b_u = draw.normals((tokens, numbers), (tokens, numbers), (tokens,), (tokens,))
    if X is None:
        X = draw.uniform(tokens, tokens, low=0.5, high=90.0)
    return {"W": W, "U": U, "b_w": b_w, "b_u": b_u, "X": X, **options}


def gaps(tokens):
    """A mask with True and False in turn, in both directions, with False in the first place."""
    places = torch.arange(tokens)
    return (places + places.unsqueeze(1)) % 2 == 1


def test_sum(compare, draw):
    """The weighted squares of all pairs are added up, and gradients flow into all four parameters."""
    compare(loss, **inputs(draw, 4, 3))
    compare(loss, **inputs(draw, 3, 6))
    compare(of_a_layer, **inputs(draw, 3, 2))
    compare(without_biases, **inputs(draw, 3, 2))


def test_roles(compare, draw):
    """Rows of X belong to W and b_w, columns to U and b_u; X need not be symmetric."""
    given = inputs(draw, 4, 3)
    for name in ("b_w", "b_u", "U"):
        compare(loss, **{**given, name: torch.zeros_like(given[name])})


def test_counts_of_zero(compare, draw):
    """Pairs with the count 0 add nothing, and the gradients stay finite."""
    for tokens in (4, 5):
        X = draw.uniform(tokens, tokens, low=0.5, high=90.0) * gaps(tokens)
        compare(loss, **inputs(draw, tokens, 3, X))


def test_nothing_counted(compare, draw):
    """If all counts are 0, the loss and its gradients are 0. One count is enough for more."""
    X = torch.zeros(3, 3)
    compare(loss, **inputs(draw, 3, 2, X))
    X = X.clone()
    X[1, 2] = 7.0
    compare(loss, **inputs(draw, 3, 2, X))


def test_cap(compare, draw):
    """A count of x_max or more has the weight 1."""
    X = draw.uniform(4, 4, low=1.0, high=20.0)
    X[0] = torch.tensor([100.0, 101.0, 5000.0, 1e6])
    compare(loss, **inputs(draw, 4, 3, X))
    X = draw.uniform(3, 3, low=0.2, high=4.0)
    X[2, 1] = 2.0
    compare(loss, **inputs(draw, 3, 3, X, x_max=2.0))


def test_x_max(compare, draw):
    """x_max decides how much a count weighs, be it small or large."""
    X = draw.uniform(3, 3, low=0.5, high=30.0) * gaps(3)
    given = inputs(draw, 3, 4, X)
    for x_max in (0.5, 1.0, 10, 1e5):
        compare(loss, **given, x_max=x_max)


def test_alpha(compare, draw):
    """alpha is the exponent of the weight; at 0 each pair that occurred weighs 1, and the others nothing."""
    X = draw.uniform(4, 4, low=0.5, high=30.0) * gaps(4)
    X[0, 1] = 60.0
    given = inputs(draw, 4, 2, X)
    for alpha in (0.0, 0, 0.4, 1.0):
        compare(loss, **given, x_max=25.0, alpha=alpha)


def test_counts_below_one(compare, draw):
    """Counts below 1 have a negative logarithm, and small counts have small weights."""
    X = draw.uniform(3, 3, low=0.01, high=0.9)
    X[0, 1] = 0.001
    X[1, 1] = 1.0
    compare(loss, **inputs(draw, 3, 4, X))


def test_sizes(compare, draw):
    """One token or many, and one number or many, work too."""
    for tokens, numbers in ((1, 1), (1, 3), (3, 1), (2, 5), (6, 2)):
        compare(loss, **inputs(draw, tokens, numbers))


def test_whole_tensors(compare, draw):
    """All pairs are computed at once, without a Python loop."""
    compare.vectorised(lambda tokens, numbers: inputs(draw, tokens, numbers), loss)
