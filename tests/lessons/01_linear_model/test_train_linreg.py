import torch

from autograder.judge import graded

pytestmark = graded("train_linreg")


def trained(lesson, X, y, seed, lr, epochs, batch_size):
    generator = None if seed is None else torch.Generator().manual_seed(seed)
    w, b, history = lesson.train_linreg(X, y, lr, epochs, batch_size, generator)
    return {"w": w, "b": b, "the history": history}


def footprint_of_training(lesson, X, y, seed):
    """What training leaves behind besides numbers."""
    X, y = (x.detach().requires_grad_() for x in (X, y))
    y.grad = torch.ones_like(y)
    w, b, history = lesson.train_linreg(X, y, 0.1, 2, 3, torch.Generator().manual_seed(seed))
    return {
        "w": w.detach(),
        "b": b.detach(),
        "w requires no gradient": not w.requires_grad,
        "b requires no gradient": not b.requires_grad,
        "the grad of X": X.grad,
        "the grad of y": y.grad,
        "X still requires a gradient": X.requires_grad,
        "the list of types in the history": [type(loss).__name__ for loss in history],
        "gradients are still recorded afterwards": torch.is_grad_enabled(),
    }


def of_features(lesson, X, y, seed):
    """Training on features that were computed from a tensor that requires gradients."""
    features = 2.0 * X.detach().requires_grad_()
    return {
        **trained(lesson, features, y, seed, 0.1, 2, 3),
        "the features keep their graph": features.requires_grad,
    }


def of_global(lesson, X, y, seed):
    torch.manual_seed(seed)
    return {
        **trained(lesson, X, y, None, 0.1, 2, 2),
        "the next numbers of the global generator": torch.rand(2),
    }


def problem(draw, samples, features):
    X = draw.normal(samples, features)
    y = X @ draw.normal(features, 1, scale=2.0) + 3.0 + 0.3 * draw.normal(samples, 1)
    return {"X": X, "y": y, "seed": draw.seed()}


def test_one_batch(compare, draw):
    """With all samples in one batch, training is plain gradient descent from w = 0 and b = 0."""
    compare.detached(trained, **problem(draw, 6, 3), lr=0.2, epochs=4, batch_size=6)
    compare.detached(trained, **problem(draw, 5, 2), lr=0.1, epochs=1, batch_size=64)


def test_batches(compare, draw):
    """Each batch makes one step, in the order of data_iter, which is new in each epoch."""
    compare.detached(trained, **problem(draw, 8, 2), lr=0.15, epochs=3, batch_size=2)
    compare.detached(trained, **problem(draw, 5, 1), lr=0.1, epochs=2, batch_size=1)


def test_last_batch(compare, draw):
    """A smaller last batch counts with its own number of samples."""
    for samples, size in ((7, 4), (5, 3)):
        compare.detached(trained, **problem(draw, samples, 2), lr=0.2, epochs=2, batch_size=size)


def test_history(compare, draw):
    """The history has the mean loss over all samples after each epoch, also if it grows."""
    compare.detached(trained, **problem(draw, 6, 2), lr=1.6, epochs=5, batch_size=3)
    compare.detached(trained, **problem(draw, 4, 2), lr=0.0, epochs=2, batch_size=3)


def test_sizes_of_one(compare, draw):
    """One sample and one feature are enough."""
    compare.detached(trained, **problem(draw, 1, 1), lr=0.3, epochs=3, batch_size=1)
    compare.detached(trained, **problem(draw, 2, 5), lr=0.1, epochs=2, batch_size=2)


def test_zeros(compare, draw):
    """Features of 0 train b alone, and targets of 0 train nothing."""
    for name in ("X", "y"):
        drawn = problem(draw, 5, 2)
        zeros = {name: torch.zeros_like(drawn[name])}
        compare.detached(trained, **{**drawn, **zeros}, lr=1.0, epochs=2, batch_size=5)


def test_leaves_nothing_behind(compare, draw):
    """w and b have no graph, the losses are Python floats, and X and y keep their .grad and graph."""
    compare.on("plain")(footprint_of_training, **problem(draw, 5, 2))
    compare.on("plain")(of_features, **problem(draw, 5, 2))


def test_global_generator(compare, draw):
    """Without a generator, the global one shuffles, once for each epoch."""
    compare.on("plain", "strided")(of_global, **problem(draw, 6, 2))


def test_whole_batches(compare, draw):
    """A batch is computed at once, without a Python loop over its samples or features."""
    settings = {"lr": 0.05, "epochs": 2, "batch_size": 50}
    compare.detached.vectorised(
        lambda samples, features: {**problem(draw, samples, features), **settings}, trained
    )
