"""Cases of devices: random numbers, autograd, modules, optimizers and functions."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import torch
import torch.nn.functional as F
from device_cases import (
    Run,
    accept,
    accepted,
    gradient,
    labels,
    matrix,
    module_run,
    numbers,
    refuse,
    square,
    stepped,
    weighted,
)
from torch import Tensor, nn
from torch.utils.checkpoint import checkpoint

# Random numbers.
refuse(
    RuntimeError,
    "generator",
    randn_cpu_generator=lambda d: torch.randn(3, device=d, generator=torch.Generator()),
    normal_cpu_generator=lambda d: matrix(d).normal_(generator=torch.Generator()),
    bernoulli_cpu_generator=lambda d: torch.bernoulli(torch.ones(3, device=d), generator=torch.Generator()),
    multinomial_cpu_generator=lambda d: torch.multinomial(matrix(d).exp(), 2, generator=torch.Generator()),
)


@accepted
def generator(device: str) -> Any:
    one, other = (torch.Generator(device).manual_seed(3) for _ in range(2))
    draws = [torch.randn(5, device=device, generator=g) for g in (one, other, other)]
    is_generator = isinstance(one, torch.Generator)
    return (
        torch.equal(draws[0], draws[1]),
        torch.equal(draws[1], draws[2]),
        one.device.type == device,
        is_generator,
    )


@accepted
def manual_seed(device: str) -> Any:
    draws = []
    for _ in range(2):
        torch.manual_seed(5)
        draws.append(torch.randn(5, device=device))
    return torch.equal(*draws), torch.equal(draws[1], torch.randn(5, device=device))


@accepted
def cpu_stream_is_untouched(device: str) -> Any:
    before = torch.get_rng_state()
    x = torch.rand(5, device=device)
    F.dropout(x)
    return device == "cpu" or torch.equal(before, torch.get_rng_state())


@accepted
def dropout(device: str) -> Any:
    x = torch.ones(1000, device=device, requires_grad=True)
    y = F.dropout(x, 0.5)
    (slope,) = torch.autograd.grad(y.sum(), x)
    return torch.equal(slope, y), torch.unique(y)


# Autograd.
class Cube(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor) -> Tensor:
        ctx.save_for_backward(x)
        return x**3

    @staticmethod
    def backward(ctx: Any, cotangent: Tensor) -> Tensor:
        (x,) = ctx.saved_tensors
        slope: Tensor = 3 * x**2
        return slope * cotangent


@accepted
def backward_fills_grad(device: str) -> Any:
    x = matrix(device).requires_grad_()
    weighted(x.softmax(-1)).backward()  # type: ignore[no-untyped-call]
    weighted(x.exp()).backward()  # type: ignore[no-untyped-call]
    assert x.grad is not None
    return x.grad, x.grad.device.type == device


@accepted
def second_order(device: str) -> Any:
    x = matrix(device).requires_grad_()
    (slope,) = torch.autograd.grad(weighted(x.tanh()), x, create_graph=True)
    return torch.autograd.grad(weighted(slope**2), x)


@accepted
def hooks(device: str) -> Any:
    x = matrix(device).requires_grad_()
    y = x.exp()
    y.register_hook(lambda slope: 2 * slope)  # type: ignore[no-untyped-call]
    return torch.autograd.grad(weighted(y), x)


accept(
    custom_function=lambda d: gradient(Cube.apply, matrix(d)),
    no_grad=lambda d: nn.Linear(4, 2).to(d).requires_grad_(False)(matrix(d)).requires_grad,
    vmap_of_grad=lambda d: torch.func.vmap(torch.func.grad(lambda row: (row**3).sum()))(matrix(d)),
    jacobian=lambda d: torch.autograd.functional.jacobian(torch.exp, matrix(d)[0]),  # type: ignore[no-untyped-call]
    checkpointed=lambda d: gradient(lambda x: checkpoint(torch.tanh, x, use_reentrant=False), matrix(d)),
)


def cpu_cotangent(device: str) -> Any:
    x = matrix(device).requires_grad_()
    return torch.autograd.grad(x.exp(), x, torch.ones(3, 4))


def cpu_grad(device: str) -> None:
    x = matrix(device).requires_grad_()
    x.grad = torch.ones(3, 4)


refuse(RuntimeError, "device", cpu_cotangent=cpu_cotangent, cpu_grad=cpu_grad)


# Modules and optimizers.
class Shift(nn.Module):
    """Keeps a tensor that `.to` doesn't know of."""

    def __init__(self) -> None:
        super().__init__()
        self.shift = torch.ones(4)

    def forward(self, x: Tensor) -> Tensor:
        return x + self.shift


refuse(RuntimeError, "same device", tensor_that_is_no_buffer=lambda d: Shift().to(d)(matrix(d)))
refuse(RuntimeError, "the same", conv_left_on_cpu=lambda d: nn.Conv2d(1, 2, 3)(matrix(d)[None, None]))


@accepted
def parameters_stay_parameters(device: str) -> Any:
    layer = nn.Linear(4, 2).to(device)
    made = nn.Parameter(matrix(device))
    known = [type(p) is nn.Parameter and p.is_leaf and p.requires_grad for p in (*layer.parameters(), made)]
    return known, layer.weight.device.type == device


@accepted
def module_deepcopy(device: str) -> Any:
    layer = nn.BatchNorm1d(4).to(device)
    twin = copy.deepcopy(layer)
    layer(matrix(device))
    return (
        twin.running_mean,
        layer.running_mean,
        {x.device.type == device for x in twin.state_dict().values()},
    )


@accepted
def load_cpu_state(device: str) -> Any:
    layer = nn.Linear(4, 2).to(device)
    layer.load_state_dict({"weight": numbers(2, 4), "bias": numbers(2)})
    return layer.weight, layer.weight.device.type == device


accept(
    linear=lambda d: module_run(nn.Linear(4, 2), d, 3, 4),
    conv2d=lambda d: module_run(nn.Conv2d(2, 4, 3, padding=1, stride=2, groups=2), d, 2, 2, 5, 5),
    conv1d=lambda d: module_run(nn.Conv1d(2, 3, 2, dilation=2, bias=False), d, 2, 2, 7),
    conv_transpose2d=lambda d: module_run(nn.ConvTranspose2d(2, 4, 3, stride=2, groups=2), d, 2, 2, 4, 4),
    batch_norm=lambda d: module_run(nn.BatchNorm2d(3), d, 4, 3, 5, 5),
    batch_norm_eval=lambda d: module_run(nn.BatchNorm2d(3).eval(), d, 4, 3, 5, 5),
    layer_norm=lambda d: module_run(nn.LayerNorm(4), d, 3, 4),
    group_norm=lambda d: module_run(nn.GroupNorm(2, 4), d, 2, 4, 3, 3),
    rnn=lambda d: module_run(nn.RNN(4, 3, num_layers=2), d, 5, 2, 4),
    lstm=lambda d: module_run(nn.LSTM(4, 3, num_layers=2, bidirectional=True), d, 5, 2, 4),
    lstm_without_bias=lambda d: module_run(nn.LSTM(4, 3, bias=False), d, 5, 2, 4),
    lstm_cell=lambda d: module_run(nn.LSTMCell(4, 3), d, 2, 4),
    gru=lambda d: module_run(nn.GRU(4, 3, num_layers=2, batch_first=True), d, 2, 5, 4),
    gru_without_bias=lambda d: module_run(nn.GRU(4, 3, bias=False), d, 5, 2, 4),
    gru_cell=lambda d: module_run(nn.GRUCell(4, 3), d, 2, 4),
    transformer_layer=lambda d: module_run(nn.TransformerEncoderLayer(4, 2, 8, dropout=0.0), d, 5, 2, 4),
    sgd=lambda d: stepped(d, torch.optim.SGD, momentum=0.9, weight_decay=0.1),
    adam=lambda d: stepped(d, torch.optim.Adam),
    adam_foreach=lambda d: stepped(d, torch.optim.Adam, foreach=True),
    adamw_fused=lambda d: stepped(d, torch.optim.AdamW, fused=True),
    adam_one_by_one=lambda d: stepped(d, torch.optim.Adam, foreach=False),
    rmsprop=lambda d: stepped(d, torch.optim.RMSprop),
    clip_grad_norm=lambda d: nn.utils.clip_grad_norm_(stepped(d, torch.optim.SGD), 0.5),
)


# Functions and losses, each with its gradient.
def attention(x: Tensor) -> Tensor:
    return F.scaled_dot_product_attention(x[None], 2 * x[None], x.exp()[None], is_causal=True)


def slope_of_a_cell(x: Tensor) -> Tensor:
    """A gradient that can be differentiated again."""
    weights = numbers(16, 4).to(x)
    hidden, cell = torch.lstm_cell(x, (x.sin(), x.cos()), weights, weights)
    return torch.autograd.grad(weighted(hidden + cell), x, create_graph=True)[0]


FUNCTIONS: dict[str, Callable[[Tensor], Tensor]] = {
    "softmax": lambda x: x.softmax(-1),
    "logsumexp": lambda x: x.logsumexp(0),
    "cross_entropy": lambda x: F.cross_entropy(
        x, labels(x.device.type), label_smoothing=0.1, reduction="none"
    ),
    "mse": lambda x: F.mse_loss(x, x.detach() + 1, reduction="none"),
    "bce": lambda x: F.binary_cross_entropy(x.sigmoid(), torch.ones_like(x), reduction="none"),
    "mse_that_broadcasts": lambda x: torch.ops.aten.mse_loss(x, x.detach()[:1]),
    "sign": lambda x: x.sgn() * x,
    "smooth_l1": lambda x: F.smooth_l1_loss(x, torch.zeros_like(x), reduction="none"),
    "gelu": F.gelu,
    "leaky_relu": F.leaky_relu,
    "max_pool": lambda x: F.max_pool2d(x[None, None], 2),
    "avg_pool": lambda x: F.avg_pool2d(x[None, None], 2, padding=1),
    "adaptive_pool": lambda x: F.adaptive_avg_pool2d(x[None, None], 2),
    "interpolate": lambda x: F.interpolate(
        x[None, None], scale_factor=2, mode="bilinear", align_corners=False
    ),
    "pad": lambda x: F.pad(x[None], (1, 2), mode="reflect"),
    "unfold": lambda x: F.unfold(x[None, None], 2),
    "embedding": lambda x: F.embedding(torch.tensor([0, 2, 0], device=x.device), x),
    "attention": attention,
    "einsum": lambda x: torch.einsum("ij,kj->ik", x, x.exp()),
    "solve": lambda x: torch.linalg.solve(square(x.device.type), x.T),
    "inverse": lambda x: torch.linalg.inv(x @ x.T + torch.eye(3, device=x.device)),
    "eigenvalues": lambda x: torch.linalg.eigvalsh(x @ x.T),
    "singular_values": lambda x: torch.linalg.svdvals(x),
    "norm": lambda x: torch.linalg.vector_norm(x, dim=1),
    "sort": lambda x: x.sort(dim=1, descending=True).values,
    "topk": lambda x: x.topk(2).values,
    "cumsum": lambda x: x.cumsum(1),
    "cumprod": lambda x: x.cumprod(1),
    "gather": lambda x: x.gather(1, labels(x.device.type)[:, None]),
    "scatter": lambda x: torch.zeros_like(x).scatter(1, labels(x.device.type)[:, None], x[:, :1]),
    "index_add": lambda x: torch.zeros_like(x.T).index_add(0, labels(x.device.type), x[:, :3]),
    "max": lambda x: x.max(dim=1).values,
    "variance": lambda x: x.var(dim=1, unbiased=False),
    "roll": lambda x: x.roll(1, 0).flip(1).repeat(2, 1),
    "clamp": lambda x: x.clamp(min=-0.5, max=0.5),
    "split": lambda x: torch.cat(torch.split(x, 2, dim=1)[::-1], 1),
}


def value_and_gradient(function: Callable[[Tensor], Tensor]) -> Run:
    return lambda device: [function(matrix(device)), gradient(function, matrix(device))]


accept(**{name: value_and_gradient(function) for name, function in FUNCTIONS.items()})

accept(
    cell_differentiated_twice=lambda d: gradient(slope_of_a_cell, matrix(d)),
    eigh_rebuilds=lambda d: (lambda e: e.eigenvectors * e.eigenvalues @ e.eigenvectors.T)(
        torch.linalg.eigh(matrix(d) @ matrix(d).T)
    ),
    svd_rebuilds=lambda d: (lambda s: s.U * s.S @ s.Vh)(torch.linalg.svd(matrix(d), full_matrices=False)),
    argmax=lambda d: [matrix(d).argmax(1), matrix(d).argsort(1), matrix(d).topk(2).indices],
    nonzero=lambda d: [(matrix(d) > 0).nonzero(), torch.where(matrix(d) > 0)],
    unique=lambda d: [*torch.unique(labels(d).repeat(2), return_counts=True), torch.bincount(labels(d))],
    one_hot=lambda d: F.one_hot(labels(d), 4),
    any_all=lambda d: [(matrix(d) > 0).any(1), (matrix(d) > 0).all(), torch.isnan(matrix(d)).sum()],
    if_on_a_scalar=lambda d: "positive" if matrix(d).sum() > 0 else "negative",
    equal=lambda d: torch.equal(matrix(d), matrix(d).clone()),
)
