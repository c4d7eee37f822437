"""Linear regression: from the equation of a line to a model that is trained, and to the solution by algebra.

N is the number of samples and D the number of their features. X holds the samples in rows, w the weights and
b the bias; y holds the targets. The rules in `rules.md`, beside this file, hold here. Besides:

- Inputs are float32 or float64. There may be fewer samples than features.

Two conventions differ between textbooks. Here y is a column [N, 1], as a network returns it. And the loss is
half of the squared error, so that its gradient has no factor of 2.

Read: Dive into Deep Learning (d2l.ai) 3.1, 3.2 and 3.4; Hastie, Tibshirani and Friedman, The Elements of
Statistical Learning, 3.2 and 3.4.1 (ridge).
"""

from collections.abc import Iterable, Iterator

import torch
from torch import Tensor


def synthetic_data(
    w: Tensor, b: float, n: int, noise: float = 0.01, generator: torch.Generator | None = None
) -> tuple[Tensor, Tensor]:
    """Draw samples of a linear model with known weights, to find out later whether training recovers them.

    y = X w + b + e, where all features x ~ N(0, 1) and all errors e ~ N(0, noise^2) are independent

    Args:
        w: [D], the true weights.
        b: the true bias.
        n: the number of samples, at least 1.
        noise: the standard deviation of the errors, at least 0. With 0 the samples lie on a plane.
        generator: a generator on the device of `w`.

    Returns:
        X [n, D] and y [n, 1], in the dtype of `w`. y is differentiable in `w`, and X has no graph. Draw
        in any order: the same seed may give other numbers than a classmate's.

    Source: d2l.ai 3.3.1.
    """
    ### BEGIN SOLUTION
    like_w = {"generator": generator, "dtype": w.dtype, "device": w.device}
    X = torch.randn(n, len(w), **like_w)  # [n,D]
    errors = noise * torch.randn(n, 1, **like_w)  # [n,1]
    return X, X @ w.unsqueeze(1) + b + errors  # [n,D] @ [D,1] -> [n,1]
    ### END SOLUTION


def data_iter(
    batch_size: int, X: Tensor, y: Tensor, shuffle: bool = True, generator: torch.Generator | None = None
) -> Iterator[tuple[Tensor, Tensor]]:
    """Yield the samples in batches. Each sample comes once, together with its own target.

    The last batch is smaller if `batch_size` doesn't divide N.

    Args:
        batch_size: the number of samples in a batch, at least 1. It may be larger than N.
        X: [N, D].
        y: [N, 1].
        shuffle: True takes the samples in the order `torch.randperm(N, generator=generator)`, so that one
            seed gives everybody the same batches. Nothing else is random. False keeps the order of the rows
            and draws nothing.
        generator: a generator on the CPU, whatever the device of X is.

    Returns:
        An iterator over pairs of [batch_size, D] and [batch_size, 1]. A batch is a copy, with or without
        shuffling. Take a whole batch by one index, not sample by sample. An iterator ends after one pass. The
        next call draws the next order. Whether you draw it at the call or with the first batch is free.

    Source: d2l.ai 3.3.2.
    """
    ### BEGIN SOLUTION
    order = torch.randperm(len(X), generator=generator) if shuffle else torch.arange(len(X))
    for rows in order.to(X.device).split(batch_size):  # the last part holds what is left
        yield X[rows], y[rows]  # [b,D], [b,1]
    ### END SOLUTION


def linreg(X: Tensor, w: Tensor, b: Tensor) -> Tensor:
    """Compute the prediction of the linear model, X w + b.

    Args:
        X: [N, D].
        w: [D, 1].
        b: [1].

    Returns:
        [N, 1] predictions.

    Source: d2l.ai 3.1.1.
    """
    ### BEGIN SOLUTION
    return X @ w + b  # [N,D] @ [D,1] -> [N,1]; b broadcasts over the rows
    ### END SOLUTION


def squared_loss(y_hat: Tensor, y: Tensor) -> Tensor:
    """Compute half of the squared error of each sample: (y_hat - y)^2 / 2.

    A column minus a row of the same length raises nothing in PyTorch: [N, 1] - [N] broadcasts to [N, N], all
    pairs. A model that is trained on all pairs predicts the mean of the targets for every sample.

    Args:
        y_hat: [N, 1] predictions.
        y: [N, 1] or [N] targets.

    Returns:
        [N] losses, one for each sample. They are neither added up nor averaged.

    Raises:
        ValueError: if `y` has another shape than these two. Check it: [1] and [1, 1] would broadcast too.

    Source: d2l.ai 3.1.1.2.
    """
    ### BEGIN SOLUTION
    n = len(y_hat)
    if tuple(y.shape) not in ((n,), (n, 1)):
        raise ValueError(f"y must have the shape [{n}] or [{n}, 1], not {list(y.shape)}")
    return (y_hat.reshape(n) - y.reshape(n)) ** 2 / 2  # [N]
    ### END SOLUTION


def sgd_(params: Iterable[Tensor], lr: float, batch_size: int) -> None:
    """Do one step of minibatch gradient descent, in place: p = p - lr * p.grad / batch_size.

    `.grad` holds the gradient of the sum of the losses. Divided by `batch_size` it is that of their mean.

    Args:
        params: the parameters, each listed once. Any iterable, which can perhaps be read only once. Skip a
            parameter whose `.grad` is None. A parameter may have any shape, even [].
        lr: the learning rate, at least 0.
        batch_size: the number of samples whose losses were added up, at least 1.

    Each parameter stays the same tensor in the same memory, and no graph is recorded: update it in place
    under `torch.no_grad()`. Autograd must see the change; an update through `.data` hides it from the
    tensor's version counter. Only read `.grad`: it keeps its values. A loop over the parameters is fine.

    Not allowed: `torch.optim`.
    Source: d2l.ai 3.4.3.
    """
    ### BEGIN SOLUTION
    with torch.no_grad():
        for p in params:
            if p.grad is not None:
                p -= lr * p.grad / batch_size
    ### END SOLUTION


def linreg_grad(X: Tensor, w: Tensor, b: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
    """Compute the gradient of the mean loss by formula, without autograd.

    The loss is L = 1/(2N) sum_n (x_n w + b - y_n)^2. With the errors e_n = x_n w + b - y_n:

    dL/dw = 1/N sum_n e_n x_n, and dL/db = 1/N sum_n e_n

    Args:
        X: [N, D].
        w: [D, 1].
        b: [1].
        y: [N, 1].

    Returns:
        dL/dw [D, 1] and dL/db [1].

    Not allowed: autograd, that is `backward`, `torch.autograd` and `torch.func`.
    Source: d2l.ai 3.1.1.4, (3.1.10).
    """
    ### BEGIN SOLUTION
    errors = X @ w + b - y  # [N,1]
    return X.T @ errors / len(X), errors.mean(dim=0)  # [D,N] @ [N,1] -> [D,1], and [1]
    ### END SOLUTION


def normal_equation(X: Tensor, y: Tensor, ridge: float = 0.0) -> tuple[Tensor, Tensor]:
    """Solve linear regression by algebra, without training.

    The result minimises sum_n (x_n w + b - y_n)^2 + ridge * sum_d w_d^2. The bias is not penalised.

    Subtract the column means from X and y first. Then the bias drops out of the problem, w solves
    (Xc^T Xc + ridge * I) w = Xc^T yc, and b = mean(y) - mean(X) w. This is more precise than a column of ones
    in X: columns may lie a thousand times further from 0 than they spread. Where they do, there are more
    samples than features, and no column depends on the others. Columns that don't depend on each other spread
    about alike.

    Args:
        X: [N, D].
        y: [N, 1].
        ridge: the weight of the penalty, at least 0.

    Returns:
        w [D, 1] and b [1]. If ridge is 0 and several w are equally good, w is the shortest of them. Several
        are equally good if N <= D, or if columns of Xc depend on each other. An inverse of Xc^T Xc doesn't
        exist then, but `torch.linalg.pinv` finds the shortest w. Where several w would be equally good with
        ridge 0, no gradient is asked for, whatever ridge is.

    Source: d2l.ai 3.1.1.3; Hastie et al. 3.2 and 3.4.1.
    """
    ### BEGIN SOLUTION
    mean_x, mean_y = X.mean(dim=0, keepdim=True), y.mean(dim=0)  # [1,D], [1]
    Xc, yc = X - mean_x, y - mean_y
    if ridge == 0:
        w = torch.linalg.pinv(Xc) @ yc  # [D,N] @ [N,1] -> [D,1]
    else:
        penalty = ridge * torch.eye(X.shape[1], dtype=X.dtype, device=X.device)
        w = torch.linalg.solve(Xc.T @ Xc + penalty, Xc.T @ yc)
    return w, mean_y - (mean_x @ w).squeeze(1)
    ### END SOLUTION


def train_linreg(
    X: Tensor, y: Tensor, lr: float, epochs: int, batch_size: int, generator: torch.Generator | None = None
) -> tuple[Tensor, Tensor, list[float]]:
    """Train the linear model with minibatch gradient descent.

    w and b start at 0. Each epoch is one pass over the batches of `data_iter(batch_size, X, y, True,
    generator)`. Each batch makes one step along the gradient of the mean loss of that batch. The last batch
    may be smaller: divide by its own number of samples.

    Args:
        X: [N, D].
        y: [N, 1].
        lr: the learning rate, at least 0.
        epochs: the number of passes, at least 1.
        batch_size: the number of samples in a batch, at least 1.
        generator: a generator on the CPU, which shuffles. Nothing else is random: `nn.Linear` would draw its
            weights.

    Returns:
        w [D, 1], b [1] and the history. After each epoch the history gets the mean of `squared_loss` over all
        samples, a Python float. w and b require no gradient and have no graph. X and y may require gradients
        or be part of a graph; their `.grad` stays as it is.

    Not allowed: `torch.optim`.
    Source: d2l.ai 3.4.4.
    """
    ### BEGIN SOLUTION
    X, y = X.detach(), y.detach()  # only w and b are trained
    w = X.new_zeros(X.shape[1], 1).requires_grad_()
    b = X.new_zeros(1).requires_grad_()
    history = []
    for _ in range(epochs):
        for X_batch, y_batch in data_iter(batch_size, X, y, True, generator):
            w.grad = b.grad = None  # backward adds to what is there
            squared_loss(linreg(X_batch, w, b), y_batch).sum().backward()
            sgd_([w, b], lr, len(X_batch))
        with torch.no_grad():
            history.append(squared_loss(linreg(X, w, b), y).mean().item())
    return w.detach(), b.detach(), history
    ### END SOLUTION
