import torch

from autograder.judge import graded

pytestmark = graded("normal_equation")


def points(draw, samples, features, noise=0.5):
    """Samples near a plane."""
    X = draw.normal(samples, features)
    y = X @ draw.normal(features, 1) + draw.normal(1, scale=2.0) + noise * draw.normal(samples, 1)
    return {"X": X, "y": y}


def test_least_squares(compare, draw):
    """Without a penalty, w and b have the smallest sum of squared errors."""
    compare.call(**points(draw, 12, 3))
    compare.call(**points(draw, 6, 1))


def test_ridge(compare, draw):
    """The penalty is ridge * sum w^2, next to the sum of the squared errors, not to their mean."""
    for ridge in (0.3, 40.7):
        compare.call(**points(draw, 9, 3), ridge=ridge)


def test_bias_is_not_penalised(compare, draw):
    """A large bias stays, whatever the penalty is."""
    drawn = points(draw, 8, 2)
    compare.call(X=drawn["X"] + 3.0, y=drawn["y"] + 50.0, ridge=1000.0)


def test_far_from_zero(compare, draw):
    """Columns that lie a thousand times further from 0 than they spread lose no precision."""
    drawn = points(draw, 10, 2)
    far = {"X": drawn["X"] + 1000.0, "y": drawn["y"] + 300.0}
    for ridge in (0.0, 0.1):
        compare(close, **far, ridge=ridge)


def close(lesson, X, y, ridge):
    """The plane around the means of X and y, because b itself amplifies the rounding of w."""
    w, b = lesson.normal_equation(X, y, ridge)
    return {
        "the shape of b": list(b.shape),
        "the predictions less that at the mean of X": (X - X.mean(0)) @ w,
        "the prediction at the mean of X less the mean of y": X.mean(0, keepdim=True) @ w + b - y.mean(0),
    }


def test_several_solutions(compare, draw):
    """Of several solutions the shortest w is returned, for a repeated column and for few samples."""
    repeated = points(draw, 8, 2)
    repeated["X"] = repeated["X"][:, [0, 1, 0]]
    for drawn in (repeated, points(draw, 3, 6)):
        for ridge in (0.0, 0.7):
            compare.detached(detached, **drawn, ridge=ridge)


def detached(lesson, X, y, ridge=0.0):
    """The solution where no gradient is asked for."""
    w, b = lesson.normal_equation(X.detach(), y.detach(), ridge)
    return {"w": w.detach(), "b": b.detach()}


def test_sizes_of_one(compare, draw):
    """One sample gives w = 0 and b = y; a single feature gives a line."""
    for features in (3, 1):
        for ridge in (0.0, 0.3):
            compare.detached(detached, **points(draw, 1, features), ridge=ridge)
    compare.call(**points(draw, 5, 1), ridge=1.0)


def test_zeros(compare, draw):
    """Features of 0 give w = 0, and targets of 0 give w = 0 and b = 0."""
    drawn = points(draw, 4, 2)
    for ridge in (0.0, 1.2):
        compare.detached(detached, X=torch.zeros(4, 2), y=drawn["y"], ridge=ridge)
        compare.call(X=drawn["X"], y=torch.zeros(4, 1), ridge=ridge)


def test_whole_tensors(compare, draw):
    """All samples and features are computed at once, without a Python loop."""
    compare.vectorised(lambda samples, features: {**points(draw, samples, features), "ridge": 0.5})
