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
    for ridge in (0.5, 40.0):
        compare.call(**points(draw, 9, 3), ridge=ridge)


def test_bias_is_not_penalised(compare, draw):
    """A large bias stays, whatever the penalty is."""
    drawn = points(draw, 8, 2)
    compare.call(X=drawn["X"] + 3.0, y=drawn["y"] + 50.0, ridge=1000.0)


def test_far_from_zero(compare, draw):
    """Columns that lie a thousand times further from 0 than they spread lose no precision."""
    drawn = points(draw, 10, 2)
    far = {"X": drawn["X"] + 1000.0, "y": drawn["y"] + 300.0}
    compare.on("plain", "strided")(close, **far, ridge=0.0)
    compare.on("plain", "strided")(close, **far, ridge=0.1)


def close(lesson, X, y, ridge):
    """The predictions less the mean of y, to three decimals of their spread; b itself amplifies rounding."""
    w, b = lesson.normal_equation(X, y, ridge)
    predictions = (X - X.mean(0)) @ w
    at_mean = X.mean(0, keepdim=True) @ w + b - y.mean(0)
    return {
        "w": list(w.shape),
        "b": list(b.shape),
        "predictions": (predictions * 200).round().to(int),
        "the plane goes through the means": bool(at_mean.abs().max() < 0.01),
    }


def test_several_solutions(compare, draw):
    """Of several solutions the shortest w is returned: with a repeated column, and with few samples."""
    drawn = points(draw, 8, 2)
    repeated = drawn["X"][:, [0, 1, 0]]
    compare.on("plain", "strided", "double")(shortest, X=repeated, y=drawn["y"])
    compare.on("plain", "strided", "double")(shortest, **points(draw, 3, 6))


def shortest(lesson, X, y):
    w, b = lesson.normal_equation(X.detach(), y.detach())
    return {"w": w, "b": b}


def test_sizes_of_one(compare, draw):
    """One sample gives w = 0 and b = y; a single feature gives a line."""
    compare.on("plain", "strided")(shortest, X=draw.normal(1, 3), y=draw.normal(1, 1))
    compare.on("plain", "strided").call(**points(draw, 1, 2), ridge=0.3)
    compare.call(**points(draw, 5, 1), ridge=1.0)


def test_whole_tensors(compare, draw):
    """All samples and features are computed at once, without a Python loop."""
    compare.vectorised(lambda samples, features: {**points(draw, samples, features), "ridge": 0.5})
