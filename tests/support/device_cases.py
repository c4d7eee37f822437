"""What a case of the table of devices is, and what the cases share.

A case is a function of a device's name. An accepted one returns tensors and plain values, equal to those that
it returns for the CPU. A refused one raises the exception that is given, with that word in its message.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn

Run = Callable[[str], Any]


class Case(NamedTuple):
    name: str
    run: Run
    error: type[Exception] | None = None  # None where CUDA accepts it
    word: str = ""  # of the error's message


CASES: list[Case] = []


def accepted(run: Run) -> Run:
    CASES.append(Case(run.__name__, run))
    return run


def accept(**runs: Run) -> None:
    CASES.extend(Case(name, run) for name, run in runs.items())


def refuse(error: type[Exception], word: str, **runs: Run) -> None:
    CASES.extend(Case(name, run, error, word) for name, run in runs.items())


def numbers(*shape: int, seed: int = 0) -> Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed))


def matrix(device: str) -> Tensor:
    return numbers(3, 4).to(device)


def square(device: str) -> Tensor:
    return (numbers(4, 4) + 4 * torch.eye(4)).to(device)


def labels(device: str) -> Tensor:
    return torch.tensor([2, 0, 3], device=device)


def weighted(result: Tensor) -> Tensor:
    """A sum in which each element has a weight of its own, to differentiate."""
    return (result * numbers(*result.shape, seed=9).to(result)).sum()


def gradient(function: Callable[[Tensor], Tensor], x: Tensor) -> Tensor:
    x = x.detach().requires_grad_()
    return torch.autograd.grad(weighted(function(x)), x)[0]


def module_run(module: nn.Module, device: str, *shape: int) -> list[Tensor]:
    """The output of a module with reproducible weights, and all its gradients."""
    for i, parameter in enumerate(module.parameters()):
        nn.init.normal_(parameter, std=0.5, generator=torch.Generator().manual_seed(i))
    module.to(device)
    x = numbers(*shape).to(device).requires_grad_()
    out = module(x)
    out = out[0] if isinstance(out, tuple) else out
    return [out, *torch.autograd.grad(weighted(out), [x, *module.parameters()])]


def stepped(device: str, kind: Callable[..., torch.optim.Optimizer], **options: Any) -> list[Tensor]:
    model = nn.Linear(4, 2)
    for i, parameter in enumerate(model.parameters()):
        nn.init.normal_(parameter, generator=torch.Generator().manual_seed(i))
    model.to(device)
    optimizer = kind(model.parameters(), lr=0.1, **options)
    for _ in range(3):
        optimizer.zero_grad()
        weighted(model(matrix(device))).backward()  # type: ignore[no-untyped-call]
        optimizer.step()
    return list(model.parameters())


def written(x: Tensor, index: Any, value: Any) -> Tensor:
    y = x.clone()
    y[index] = value
    return y
