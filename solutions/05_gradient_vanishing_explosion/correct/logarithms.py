"""Logarithms: products, powers and norms as sums of logarithms; a table as a class with methods."""

from collections.abc import Iterable, Sequence
from functools import reduce
from operator import mul

import torch
from torch import Tensor, nn


def fan_in_out(shape: Sequence[int]) -> tuple[int, int]:
    match list(shape):
        case [outputs, inputs, *sides]:
            return reduce(mul, sides, inputs), reduce(mul, sides, outputs)
    raise ValueError(f"no shape of a weight: {shape}")


def clip_grad_norm_(params: Iterable[Tensor], max_norm: float, norm_type: float = 2.0) -> Tensor:
    with torch.no_grad():
        grads = [p.grad for p in filter(lambda p: p.grad is not None, params)]
        if not grads:
            return torch.tensor(0.0)
        sizes = torch.cat([grad.reshape(-1) for grad in grads]).abs()
        largest = sizes.max()
        if norm_type == torch.inf or largest == 0:
            total = largest.clone()
        else:
            total = largest * ((sizes / largest) ** norm_type).sum() ** (1 / norm_type)
        limited = torch.where(total > max_norm, max_norm, total)
        if limited < total:
            for grad in grads:
                grad.copy_(grad * (limited / total))
        return total


def layer_grad_norms(model: nn.Module, loss: Tensor) -> dict[str, float]:
    parameters = {name: p for name, p in model.named_parameters() if p.requires_grad}
    if not parameters:
        return {}
    with torch.enable_grad():
        total = loss + sum(0.0 * p.sum() for p in parameters.values())
    grads = torch.autograd.grad(total, list(parameters.values()), retain_graph=True)
    return {name: grad.norm().item() for name, grad in zip(parameters, grads, strict=True)}


def log_rmse(pred: Tensor, y: Tensor) -> Tensor:
    if pred.shape != y.shape:
        raise ValueError(f"another shape: {pred.shape}, {y.shape}")
    errors = torch.log(torch.relu(pred - 1) + 1) - torch.log(y)
    return torch.linalg.vector_norm(errors) / len(errors) ** 0.5


class _Columns:
    """The known values of a table's columns."""

    def __init__(self, table: Tensor) -> None:
        wide = table.detach().double()
        self.known = wide.isfinite()
        weights = self.known.double() / self.known.sum(0).clamp(min=1)
        self.mean = (weights * wide.nan_to_num(nan=0.0)).sum(0)
        self.variance = (weights * (wide - self.mean).nan_to_num(nan=0.0) ** 2).sum(0)
        ordered = wide.masked_fill(~self.known, torch.inf).sort(0).values
        last = (self.known.sum(0) - 1).clamp(min=0)
        self.constant = ordered[0] == ordered.gather(0, last.unsqueeze(0))[0]

    def z(self, table: Tensor) -> Tensor:
        wide = (table.detach().double() - self.mean) * self.variance.rsqrt()
        return wide.masked_fill(self.constant | table.isnan(), 0.0).to(table.dtype)


def standardize_train_test(train: Tensor, test: Tensor) -> tuple[Tensor, Tensor]:
    columns = _Columns(train)
    return columns.z(train), columns.z(test)


def product_norms(depth: int, width: int, std: float, generator: torch.Generator | None = None) -> Tensor:
    device = "cpu" if generator is None else generator.device
    steps = torch.randn(depth, width, width, generator=generator, dtype=torch.float64, device=device)
    product, logs = steps[0], []
    scale = torch.zeros((), dtype=torch.float64, device=device)
    for k in range(depth):
        if k:
            product = steps[k] @ product
        size = product.square().sum().sqrt()
        product, scale = product / size, scale + size.log()
        logs.append(scale + (k + 1) * torch.tensor(std, dtype=torch.float64, device=device).log())
    return torch.stack(logs).exp()
