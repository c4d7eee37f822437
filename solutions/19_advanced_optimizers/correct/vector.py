"""Vector: everything is joined to one long vector, computed out of place, and copied back into its pieces."""

import math
from collections.abc import Sequence

import torch
from torch import Tensor


def _join(tensors: Sequence[Tensor]) -> Tensor:
    return torch.cat([x.detach().reshape(-1) for x in tensors])


def _write(tensors: Sequence[Tensor], vector: Tensor) -> None:
    """Copy consecutive pieces of `vector` into the tensors."""
    pieces = torch.split(vector, [x.numel() for x in tensors])
    with torch.no_grad():
        for x, piece in zip(tensors, pieces, strict=True):
            x.copy_(piece.view(x.shape))


def _present(params: Sequence[Tensor], *states: list[Tensor]) -> list[list[Tensor]]:
    """Parameters, gradients and states, without those parameters that have no gradient."""
    chosen = [i for i, x in enumerate(params) if x.grad is not None]
    return [[row[i] for i in chosen] for row in (params, [x.grad for x in params], *states)]


def sgd_momentum_(
    params: Sequence[Tensor],
    bufs: list[Tensor | None],
    lr: float,
    momentum: float,
    dampening: float = 0.0,
    nesterov: bool = False,
    weight_decay: float = 0.0,
) -> None:
    if nesterov and (momentum <= 0 or dampening):
        raise ValueError("Nesterov's momentum wants momentum > 0 and dampening = 0.")
    for i, x in enumerate(params):
        if x.grad is None:
            continue
        old = x.detach()
        direction = update = weight_decay * old + x.grad.detach()
        if momentum != 0:
            if bufs[i] is None:
                bufs[i] = torch.empty_like(old).copy_(direction)
            else:
                bufs[i].copy_(bufs[i] * momentum + direction - dampening * direction)
            update = direction + momentum * bufs[i] if nesterov else bufs[i].clone()
        _write([x], (old - update * lr).reshape(-1))


def adagrad_(params: Sequence[Tensor], sums: list[Tensor], lr: float, eps: float = 1e-10) -> None:
    params, grads, sums = _present(params, sums)
    if not params:
        return
    g, x = _join(grads), _join(params)
    total = _join(sums) + g.pow(2)
    _write(sums, total)
    _write(params, x - g * (lr / (eps + total.pow(0.5))))


def rmsprop_(
    params: Sequence[Tensor], sq: list[Tensor], lr: float, alpha: float = 0.99, eps: float = 1e-8
) -> None:
    params, grads, sq = _present(params, sq)
    if not params:
        return
    g, old = _join(grads), _join(sq)
    average = g.square() + alpha * (old - g.square())
    _write(sq, average)
    _write(params, torch.add(_join(params), g / (average.sqrt() + eps), alpha=-lr))


def adadelta_(
    params: Sequence[Tensor],
    sq: list[Tensor],
    acc: list[Tensor],
    rho: float = 0.9,
    eps: float = 1e-6,
    lr: float = 1.0,
) -> None:
    params, grads, sq, acc = _present(params, sq, acc)
    if not params:
        return
    g, moved = _join(grads), _join(acc)
    average = _join(sq) * rho + g.square() * (1 - rho)
    update = g * torch.sqrt(moved + eps) * torch.rsqrt(average + eps)
    _write(sq, average)
    _write(acc, moved * rho + update.square() * (1 - rho))
    _write(params, _join(params) - lr * update)


def _adaptive(
    params: list[Tensor],
    g: Tensor,
    m: list[Tensor],
    v: list[Tensor],
    step: int,
    lr: float,
    betas: tuple[float, float],
    eps: float,
) -> Tensor:
    """Write the new averages; return by how much the joined parameters sink."""
    mean = betas[0] * _join(m) + (1 - betas[0]) * g
    square = betas[1] * _join(v) + (1 - betas[1]) * g.square()
    _write(m, mean)
    _write(v, square)
    corrected = [average / (1 - math.pow(b, step)) for average, b in zip((mean, square), betas, strict=True)]
    return lr * corrected[0] / (corrected[1].sqrt() + eps)


def adam_(
    params: Sequence[Tensor],
    m: list[Tensor],
    v: list[Tensor],
    step: int,
    lr: float,
    betas: tuple[float, float] = (0.9, 0.999),
    eps: float = 1e-8,
    weight_decay: float = 0.0,
) -> None:
    params, grads, m, v = _present(params, m, v)
    if not params:
        return
    x = _join(params)
    _write(params, x - _adaptive(params, _join(grads) + weight_decay * x, m, v, step, lr, betas, eps))


def adamw_(
    params: Sequence[Tensor],
    m: list[Tensor],
    v: list[Tensor],
    step: int,
    lr: float,
    betas: tuple[float, float] = (0.9, 0.999),
    eps: float = 1e-8,
    weight_decay: float = 1e-2,
) -> None:
    params, grads, m, v = _present(params, m, v)
    if not params:
        return
    x = _join(params)
    _write(params, x - lr * weight_decay * x - _adaptive(params, _join(grads), m, v, step, lr, betas, eps))


def ema(xs: Tensor, beta: float, bias_correction: bool = True) -> Tensor:
    averages = [(1 - beta) * xs[:1]]
    for x in xs[1:].split(1):
        averages.append(torch.lerp(x, averages[-1], beta))
    result = torch.cat(averages)
    if not bias_correction:
        return result
    return result / torch.tensor(
        [1 - beta ** (t + 1) for t in range(len(xs))], dtype=xs.dtype, device=xs.device
    )


def condition_number(H: Tensor) -> Tensor:
    return torch.linalg.matrix_norm(H, 2) * torch.linalg.matrix_norm(torch.linalg.inv(H), 2)
