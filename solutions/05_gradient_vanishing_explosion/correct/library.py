"""Library: what PyTorch has ready beyond the forbidden modules, and draws that are copied into the weight."""

import math
from collections.abc import Iterable, Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional as F


def fan_in_out(shape: Sequence[int]) -> tuple[int, int]:
    shape = torch.Size(shape)
    if len(shape) < 2:
        raise ValueError(f"need a shape of two numbers or more, got {tuple(shape)}")
    everything = math.prod(shape)
    return everything // shape[0], everything // shape[1]


@torch.no_grad()
def xavier_uniform_(w: Tensor, gain: float = 1.0, generator: torch.Generator | None = None) -> Tensor:
    bound = gain * (6 / sum(fan_in_out(w.shape))) ** 0.5
    draws = torch.rand(w.shape, generator=generator, dtype=w.dtype, device=w.device)
    return w.copy_(torch.lerp(torch.full_like(draws, -bound), torch.full_like(draws, bound), draws))


@torch.no_grad()
def kaiming_normal_(
    w: Tensor, a: float = 0.0, mode: str = "fan_in", generator: torch.Generator | None = None
) -> Tensor:
    fans = dict(zip(("fan_in", "fan_out"), fan_in_out(w.shape), strict=True))
    if mode not in fans:
        raise ValueError(f"{mode!r} is neither fan_in nor fan_out")
    draws = torch.randn(w.shape, generator=generator, dtype=w.dtype, device=w.device)
    w.copy_(draws * math.sqrt(2 / (1 + a * a) / fans[mode]))
    return w


@torch.no_grad()
def clip_grad_norm_(params: Iterable[Tensor], max_norm: float, norm_type: float = 2.0) -> Tensor:
    grads = [p.grad for p in params if p.grad is not None]
    if not grads:
        return torch.zeros((), dtype=torch.float32)
    total = torch.cat([grad.flatten() for grad in grads]).norm(p=norm_type)
    if total.item() > max_norm:
        torch._foreach_mul_(grads, (max_norm / total).item())
    return total


def layer_grad_norms(model: nn.Module, loss: Tensor) -> dict[str, float]:
    names, parameters = [], []
    for name, parameter in model.named_parameters():
        if parameter.requires_grad:
            names.append(name)
            parameters.append(parameter)
    if not parameters:
        return {}
    grads = torch.autograd.grad(
        loss, parameters, retain_graph=True, allow_unused=True, materialize_grads=True
    )
    norms = torch._foreach_norm([grad.detach() for grad in grads])
    return {name: float(norm) for name, norm in zip(names, norms, strict=True)}


def log_rmse(pred: Tensor, y: Tensor) -> Tensor:
    if pred.size() != y.size():
        raise ValueError(f"the shape {tuple(pred.size())} is not {tuple(y.size())}")
    return torch.sqrt(F.mse_loss(torch.log(torch.clamp_min(pred, 1.0)), torch.log(y)))


@torch.no_grad()
def standardize_train_test(train: Tensor, test: Tensor) -> tuple[Tensor, Tensor]:
    mean = torch.nanmean(train, dim=0, keepdim=True)
    std = torch.nanmean(torch.square(train - mean), dim=0, keepdim=True).sqrt()
    low = torch.nan_to_num(train, nan=torch.inf, posinf=torch.inf, neginf=-torch.inf)
    high = torch.nan_to_num(train, nan=-torch.inf, posinf=torch.inf, neginf=-torch.inf)
    std[low.amin(0, keepdim=True) >= high.amax(0, keepdim=True)] = torch.inf  # what it divides becomes 0
    first, second = (torch.nan_to_num(torch.div(x - mean, std), nan=0.0) for x in (train, test))
    return first, second


def product_norms(depth: int, width: int, std: float, generator: torch.Generator | None = None) -> Tensor:
    device = generator.device if generator is not None else torch.device("cpu")
    matrices = torch.randn(depth, width, width, generator=generator, dtype=torch.float64, device=device)
    running, factors = torch.eye(width, dtype=torch.float64, device=device), []
    for matrix in matrices.mul(std):
        running = torch.mm(matrix, running)
        factors.append(torch.linalg.vector_norm(running))
        running = torch.div(running, factors[-1])
    return torch.cumprod(torch.stack(factors), 0)
