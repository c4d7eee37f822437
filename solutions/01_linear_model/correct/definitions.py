"""By the definitions: sums of products written out, slices in place of splits, autograd for the training."""

import torch
from torch import Tensor


def synthetic_data(w, b, n, noise=0.01, generator=None):
    def draw(*shape):
        return torch.empty(shape, dtype=w.dtype, device=w.device).normal_(generator=generator)

    error = draw(n)
    X = draw(n, w.numel())
    y = (X * w).sum(dim=-1) + b + error.mul(noise)
    return X, y[:, None]


def data_iter(batch_size, X, y, shuffle=True, generator=None):
    def pairs(rows):
        for start in range(0, len(rows), batch_size):
            chosen = rows[start : start + batch_size]
            yield X[chosen], y[chosen]

    count = X.shape[0]
    return pairs(torch.randperm(count, generator=generator).tolist() if shuffle else list(range(count)))


def linreg(X: Tensor, w: Tensor, b: Tensor) -> Tensor:
    return (X * w.T).sum(dim=1, keepdim=True).add(b)


def squared_loss(y_hat, y):
    if y.dim() not in (1, 2) or y.shape[0] != y_hat.shape[0] or y.shape[1:] not in ((), (1,)):
        raise ValueError("shapes")
    error = y_hat[:, 0] - (y if y.dim() == 1 else y[:, 0])
    return error.square().mul(0.5)


def sgd_(params, lr, batch_size):
    for p in params:
        if p.grad is None:
            continue
        with torch.no_grad():
            p.add_(p.grad, alpha=-lr / batch_size)


def linreg_grad(X, w, b, y):
    error = linreg(X, w, b).sub(y)
    return torch.einsum("nd,ne->de", X, error).div(X.shape[0]), error.sum(0) / X.shape[0]


def normal_equation(X, y, ridge=0.0):
    centre, level = X.mean(0), y.mean()
    U, S, Vh = torch.linalg.svd(X - centre, full_matrices=False)
    if ridge > 0:
        gain = S / (S**2 + ridge)
    else:
        is_large = max(X.shape) * torch.finfo(X.dtype).eps * S[0] < S
        gain = torch.where(is_large, 1 / torch.where(is_large, S, torch.ones_like(S)), torch.zeros_like(S))
    w = Vh.T @ (gain[:, None] * (U.T @ (y - level)))
    return w, (level - centre @ w).reshape(1)


def train_linreg(X, y, lr, epochs, batch_size, generator=None):
    inputs, targets = X.detach(), y.detach()
    w = torch.zeros(inputs.shape[1], 1, dtype=X.dtype, device=X.device)
    b = torch.zeros(1, dtype=X.dtype, device=X.device)
    losses = []
    for _ in range(epochs):
        for some, some_targets in data_iter(batch_size, inputs, targets, generator=generator):
            dw, db = linreg_grad(some, w, b, some_targets)
            w = w - lr * dw
            b = b - lr * db
        losses.append(float(squared_loss(linreg(inputs, w, b), targets).mean()))
    return w, b, losses
