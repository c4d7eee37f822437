"""With PyTorch's own parts: linear layers, losses, autograd's functions, solvers, joined matrices."""

import torch
from torch import nn


def synthetic_data(w, b, n, noise=0.01, generator=None):
    both = torch.randn(n, len(w) + 1, generator=generator, dtype=w.dtype, device=w.device)
    X, error = both[:, :-1].clone(), both[:, -1:]
    return X, torch.addmm(b + noise * error, X, w.view(-1, 1))


class _Batches:
    def __init__(self, order, size, tables):
        self.parts = iter(torch.split(order, size))
        self.tables = tables

    def __iter__(self):
        return self

    def __next__(self):
        rows = next(self.parts)
        return tuple(table.index_select(0, rows) for table in self.tables)


def data_iter(batch_size, X, y, shuffle=True, generator=None):
    order = torch.randperm(X.size(0), generator=generator) if shuffle else torch.arange(X.size(0))
    return _Batches(order.to(X.device), batch_size, (X, y))


def linreg(X, w, b):
    return nn.functional.linear(X, w.mT, b)


def squared_loss(y_hat, y):
    if y.numel() != y_hat.numel() or y.dim() > 2 or (y.dim() == 2 and y.size(1) != 1) or y.dim() == 0:
        raise ValueError(f"{tuple(y_hat.shape)} against {tuple(y.shape)}")
    return nn.functional.mse_loss(y_hat, y.view_as(y_hat), reduction="none").flatten() / 2


@torch.no_grad()
def sgd_(params, lr, batch_size):
    trained = [p for p in params if p.grad is not None]
    for p in trained:
        p.sub_(p.grad.mul(lr).div(batch_size))


def linreg_grad(X, w, b, y):
    joined = torch.cat([X, torch.ones_like(y)], dim=1)
    both = joined.mT.matmul(X.matmul(w) + b - y) / y.numel()
    return both[:-1], both[-1]


def normal_equation(X, y, ridge=0.0):
    mean_x, mean_y = X.mean(0, keepdim=True), y.mean(0, keepdim=True)
    Xc, yc = X - mean_x, y - mean_y
    if ridge == 0.0:
        w = torch.linalg.pinv(Xc) @ yc
    else:
        wide = torch.cat([Xc, ridge**0.5 * torch.eye(Xc.size(1), dtype=X.dtype, device=X.device)])
        long = torch.cat([yc, yc.new_zeros(Xc.size(1), 1)])
        w = torch.linalg.lstsq(wide, long).solution
    return w, (mean_y - mean_x @ w).view(1)


def train_linreg(X, y, lr, epochs, batch_size, generator=None):
    X, y = X.detach().clone(), y.detach().clone()
    net = nn.utils.skip_init(nn.Linear, X.size(1), 1, device=X.device, dtype=X.dtype)  # it draws nothing
    nn.init.zeros_(net.weight)
    nn.init.zeros_(net.bias)
    losses = []
    for _ in range(epochs):
        for some, targets in data_iter(batch_size, X, y, True, generator):
            net.zero_grad()
            nn.functional.mse_loss(net(some), targets).div(2).backward()
            sgd_(net.parameters(), lr, 1)
        losses.append(nn.functional.mse_loss(net(X), y).item() / 2)
    return net.weight.detach().mT.clone(), net.bias.detach().clone(), losses
