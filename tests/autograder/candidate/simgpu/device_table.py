"""What CUDA accepts and what it refuses, case by case; `simgpu` must do the same.

Run as `python device_table.py simgpu`, it prints as JSON how many cases there are and where they differ.

A case is a function of a device's name. An accepted one returns tensors and plain values, equal to those that
it returns for the CPU. A refused one raises the exception that is given, with that word in its message.
"""

from __future__ import annotations

import copy
import io
import json
import sys
import warnings
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.utils._pytree import tree_leaves
from torch.utils.checkpoint import checkpoint

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
        weighted(model(matrix(device))).backward()
        optimizer.step()
    return list(model.parameters())


def written(x: Tensor, index: Any, value: Any) -> Tensor:
    y = x.clone()
    y[index] = value
    return y


# Mixing with CPU tensors that have dimensions.
refuse(
    RuntimeError,
    "same device",
    add_cpu_vector=lambda d: matrix(d) + torch.ones(4),
    cpu_vector_first=lambda d: torch.ones(4) * matrix(d),
    cpu_tensor_of_one_element=lambda d: matrix(d) + torch.ones(1),
    cpu_vector_with_device_scalar=lambda d: torch.ones(4) + torch.tensor(2.0, device=d),
    in_place_add_of_cpu=lambda d: matrix(d).add_(torch.ones(4)),
    cpu_in_place_add_of_device=lambda d: torch.zeros(3, 4).add_(matrix(d)),
    cpu_scalar_total=lambda d: torch.tensor(0.0).add_(matrix(d).sum()),
    compare_with_cpu=lambda d: matrix(d) == torch.zeros(3, 4),
    allclose_with_cpu=lambda d: torch.allclose(matrix(d), torch.zeros(3, 4)),
    maximum_with_cpu=lambda d: torch.maximum(matrix(d), torch.zeros(4)),
    factory_without_device=lambda d: matrix(d) * torch.zeros(4).normal_(),
    arange_without_device=lambda d: matrix(d) + torch.arange(4),
    numpy_and_back=lambda d: matrix(d) - torch.from_numpy(matrix(d).cpu().numpy()),
    matmul_cpu_right=lambda d: matrix(d) @ torch.ones(4, 2),
    matmul_cpu_left=lambda d: torch.ones(2, 3) @ matrix(d),
    bmm_cpu=lambda d: torch.bmm(matrix(d)[None], torch.ones(1, 4, 2)),
    matrix_vector_cpu=lambda d: matrix(d) @ torch.ones(4),
    dot_cpu=lambda d: matrix(d)[0].dot(torch.ones(4)),
    einsum_cpu=lambda d: torch.einsum("ij,jk->ik", matrix(d), torch.ones(4, 2)),
    linear_cpu_weight=lambda d: F.linear(matrix(d), torch.ones(2, 4)),
    linear_cpu_bias=lambda d: F.linear(matrix(d), torch.ones(2, 4, device=d), torch.ones(2)),
    module_left_on_cpu=lambda d: nn.Linear(4, 2)(matrix(d)),
    batch_left_on_cpu=lambda d: nn.Linear(4, 2).to(d)(numbers(3, 4)),
    solve_cpu=lambda d: torch.linalg.solve(square(d), torch.ones(4, 2)),
    cat_cpu=lambda d: torch.cat([matrix(d), torch.ones(1, 4)]),
    stack_cpu=lambda d: torch.stack([matrix(d)[0], torch.ones(4)]),
    out_on_cpu=lambda d: torch.add(matrix(d), 1, out=torch.empty(3, 4)),
    matmul_out_on_cpu=lambda d: torch.mm(matrix(d), matrix(d).T, out=torch.empty(3, 3)),
    where_cpu_mask=lambda d: torch.where(torch.ones(3, 4) > 0, matrix(d), matrix(d)),
    masked_fill_cpu_mask=lambda d: matrix(d).masked_fill(torch.ones(3, 4) > 0, 0.0),
    causal_mask_without_device=lambda d: square(d).masked_fill(torch.ones(4, 4).triu(1).bool(), -torch.inf),
    mse_cpu_target=lambda d: F.mse_loss(matrix(d), torch.ones(3, 4)),
    bce_cpu_target=lambda d: F.binary_cross_entropy_with_logits(matrix(d), torch.ones(3, 4)),
    cross_entropy_cpu_target=lambda d: F.cross_entropy(matrix(d), labels("cpu")),
    cross_entropy_cpu_weight=lambda d: F.cross_entropy(matrix(d), labels(d), torch.ones(4)),
    one_hot_without_device=lambda d: matrix(d) * F.one_hot(labels("cpu"), 4),
    lstm_cpu_state=lambda d: nn.LSTM(4, 2).to(d)(matrix(d), (torch.zeros(1, 2), torch.zeros(1, 2))),
    lstm_left_on_cpu=lambda d: nn.LSTM(4, 2)(matrix(d)),
)

# Indices on the CPU, or on the device for a tensor of the CPU.
refuse(
    RuntimeError,
    "same device",
    gather_cpu_index=lambda d: matrix(d).gather(1, labels("cpu")[:, None]),
    scatter_cpu_index=lambda d: torch.zeros(3, 4, device=d).scatter(1, labels("cpu")[:, None], 1.0),
    scatter_cpu_source=lambda d: torch.zeros(3, 4, device=d).scatter(1, labels(d)[:, None], torch.ones(3, 1)),
    scatter_add_cpu_index=lambda d: matrix(d).scatter_add(1, labels("cpu")[:, None], matrix(d)),
    index_select_cpu_index=lambda d: matrix(d).index_select(1, labels("cpu")),
    index_add_cpu_index=lambda d: matrix(d).T.index_add(0, labels("cpu"), square(d)[:3, :3]),
    index_add_cpu_source=lambda d: matrix(d).T.index_add(0, labels(d), torch.ones(3, 3)),
    embedding_cpu_index=lambda d: F.embedding(torch.tensor([0, 2]), matrix(d)),
    embedding_cpu_weight=lambda d: F.embedding(labels(d), numbers(4, 2)),
    set_items_cpu_values=lambda d: written(matrix(d), torch.tensor([0, 2], device=d), torch.ones(2, 4)),
    set_masked_cpu_values=lambda d: written(matrix(d), matrix(d) > -100, torch.ones(12)),
)
refuse(
    RuntimeError,
    "indices should be either on",
    cpu_tensor_device_index=lambda d: numbers(4)[labels(d)],
    cpu_table_device_indices=lambda d: numbers(3, 4)[torch.arange(3), labels(d)],
)
accept(
    cpu_index=lambda d: matrix(d)[torch.tensor([2, 0])],
    cpu_mask=lambda d: matrix(d)[torch.tensor([True, False, True])],
    cpu_and_device_index=lambda d: matrix(d)[torch.arange(3), labels(d)],
    list_index=lambda d: matrix(d)[[2, 0]],
    numpy_index=lambda d: matrix(d)[np.array([2, 0])],
    device_mask=lambda d: matrix(d)[matrix(d) > 0],
    set_cpu_index=lambda d: written(matrix(d), torch.tensor([0, 2]), 7.0),
    set_cpu_mask=lambda d: written(matrix(d), torch.tensor([True, False, True]), 7.0),
    set_device_mask_cpu_scalar=lambda d: written(matrix(d), matrix(d) > 0, torch.tensor(7.0)),
    set_row_from_cpu=lambda d: written(matrix(d), 0, torch.ones(4)),
    set_block_from_cpu=lambda d: written(matrix(d), (slice(None), slice(1, 3)), torch.ones(3, 2)),
    mixed_index=lambda d: matrix(d)[None, ..., 1::2, None],
    index_gradient=lambda d: gradient(lambda x: x[torch.tensor([0, 0, 2])], matrix(d)),
)

# CPU tensors without dimensions stand for numbers.
accept(
    cpu_scalar_second=lambda d: matrix(d) * torch.tensor(2.0),
    cpu_scalar_first=lambda d: torch.tensor(2.0) - matrix(d),
    cpu_scalar_with_device_scalar=lambda d: torch.tensor(2.0) * torch.tensor(3.0, device=d),
    cpu_scalar_in_place=lambda d: matrix(d).add_(torch.tensor(2.0)),
    cpu_scalar_compare=lambda d: matrix(d) > torch.tensor(0.0),
    cpu_scalar_power=lambda d: matrix(d) ** torch.tensor(2.0),
    cpu_scalar_maximum=lambda d: torch.maximum(matrix(d), torch.tensor(0.0)),
    cpu_scalar_where=lambda d: torch.where(matrix(d) > 0, matrix(d), torch.tensor(0.0)),
    cpu_scalar_masked_fill=lambda d: matrix(d).masked_fill(matrix(d) > 0, torch.tensor(7.0)),
    cpu_scalar_fill=lambda d: matrix(d).fill_(torch.tensor(7.0)),
    number_where=lambda d: torch.where(matrix(d) > 0, 1.0, 0.0),
    numbers_in_arithmetic=lambda d: [
        *(labels(d) % 2, labels(d) // 2, 2 ** matrix(d), 1 - matrix(d), labels(d) & 1, 1 << labels(d)),
        *(matrix(d).half() * 2.0, labels(d) / 2, matrix(d)[0, 0] % 2, torch.fmod(matrix(d), 2)),
    ],
    double_scalar_keeps_dtype=lambda d: str((matrix(d) * torch.tensor(2.0, dtype=torch.float64)).dtype),
    device_scalar_of_one_index=lambda d: matrix(d)[torch.tensor(1, device=d)],
)

# numpy and Python.
refuse(
    TypeError,
    "Use Tensor.cpu()",
    numpy=lambda d: matrix(d).numpy(),
    numpy_asarray=lambda d: np.asarray(matrix(d)),
    numpy_function=lambda d: np.exp(matrix(d)),
)
accept(
    cpu_then_numpy=lambda d: matrix(d).cpu().numpy().tolist(),
    item=lambda d: (
        matrix(d).sum().item(),
        float(matrix(d)[0, 0]),
        int(labels(d)[0]),
        bool(matrix(d)[0, 0] > 0),
    ),
    tolist=lambda d: labels(d).tolist(),
    items_of_a_loop=lambda d: [float(row.sum()) for row in matrix(d)],
    tensor_of_device_scalars=lambda d: (y := torch.tensor(list(matrix(d)[0])), y.device.type),
    repr_names_device=lambda d: d == "cpu" or f"device='{d}:0'" in repr(matrix(d)),
    device_type=lambda d: [
        matrix(d).device.type == d,
        matrix(d).exp().device.type == d,
        d in str(labels(d).device),
    ],
    type_is_tensor=lambda d: type(matrix(d)) is Tensor and type(matrix(d).exp()) is Tensor,
)


@accepted
def tensor_of_a_tensor(device: str) -> Any:
    with warnings.catch_warnings(action="ignore"):
        x = torch.tensor(matrix(device))
    return x, x.device.type == device


# Making and moving.
accept(
    factories=lambda d: [
        torch.zeros(2, 3, device=d),
        torch.ones(2, device=d, dtype=torch.int64),
        torch.full((2,), 7.0, device=d),
        torch.arange(5, device=d),
        torch.arange(1, 2, 0.25, device=d),
        torch.linspace(0, 1, 5, device=d),
        torch.eye(3, device=d),
        torch.tensor([[1.0, 2.0]], device=d),
        torch.tril_indices(3, 3, device=d),
    ],
    likes=lambda d: [torch.zeros_like(matrix(d)), torch.full_like(matrix(d), 2.0), matrix(d).new_ones(2)],
    casts=lambda d: [
        matrix(d).double(),
        matrix(d).half(),
        labels(d).float(),
        matrix(d).bool(),
        matrix(d).int(),
    ],
    move_keeps_strides=lambda d: [numbers(3, 4).T.to(d).stride(), matrix(d).T.cpu().stride()],
    move_of_a_view=lambda d: numbers(6, 4)[1::2, 1:].to(d),
    copy_to_device=lambda d: torch.zeros(3, 4, device=d).copy_(numbers(3, 4)),
    copies_that_need_not_wait=lambda d: numbers(3, 4).to(d, non_blocking=True),
    copy_to_cpu=lambda d: torch.zeros(3, 4).copy_(matrix(d)),
    move_to_same_is_same=lambda d: (x := matrix(d)).to(d) is x,
    empty=lambda d: [torch.empty(0, 4, device=d), torch.cat([torch.empty(0, 4, device=d), matrix(d)])],
    move_gradient=lambda d: gradient(lambda x: x.to(d).exp(), numbers(3, 4)),
    out_grows=lambda d: torch.add(matrix(d), 1, out=torch.empty(0, device=d)),
    resize=lambda d: torch.arange(4, device=d).resize_(6)[:4],
    deepcopy=lambda d: [y := copy.deepcopy(matrix(d)[1:]), y.device.type == d],
    complex=lambda d: torch.view_as_real(torch.fft.fft(matrix(d)).conj() * 2),
)


@accepted
def save_and_load(device: str) -> Any:
    file = io.BytesIO()
    torch.save({"x": matrix(device)}, file)
    file.seek(0)
    x = torch.load(file)["x"]
    return x, x.device.type == device


# Views, aliases and version counters.
@accepted
def view_writes_to_base(device: str) -> Any:
    x = matrix(device)
    x[1].add_(5)
    x.view(-1)[0] = 3
    x.T[2] *= 2
    return x


@accepted
def version_counters(device: str) -> Any:
    x = matrix(device)
    row = x[1]
    x.add_(1)
    row.mul_(2)
    x.copy_(torch.ones(3, 4))
    return x._version, row._version, x.detach()._version, x.clone()._version


@accepted
def aliases(device: str) -> Any:
    x = matrix(device)
    memory = x.untyped_storage().data_ptr()
    others = [
        x[1:],
        x.T,
        x.view(-1),
        x.detach(),
        x.data,
        x.expand(2, 3, 4),
        x.clone(),
        x + 0,
        x.T.contiguous(),
    ]
    offsets = (x[1:].storage_offset(), x[1:].data_ptr() - x.data_ptr())
    return [other.untyped_storage().data_ptr() == memory for other in others], offsets


@accepted
def in_place_through_a_view_is_differentiated(device: str) -> Any:
    def double_a_row(x: Tensor) -> Tensor:
        y = 3 * x
        y[1].exp_()
        return y

    return gradient(double_a_row, matrix(device))


def spoilt_graph(device: str) -> Any:
    x = matrix(device).requires_grad_()
    y = x.exp()
    y.add_(1)
    y.sum().backward()


refuse(RuntimeError, "modified by an inplace operation", spoilt_graph=spoilt_graph)
refuse(
    RuntimeError,
    "leaf Variable",
    in_place_on_a_leaf=lambda d: matrix(d).requires_grad_().add_(1),
)

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
    return torch.equal(slope, y), y.unique()


# Autograd.
class Cube(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor) -> Tensor:
        ctx.save_for_backward(x)
        return x**3

    @staticmethod
    def backward(ctx: Any, cotangent: Tensor) -> Tensor:
        (x,) = ctx.saved_tensors
        return 3 * x**2 * cotangent


@accepted
def backward_fills_grad(device: str) -> Any:
    x = matrix(device).requires_grad_()
    weighted(x.softmax(-1)).backward()
    weighted(x.exp()).backward()
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
    y.register_hook(lambda slope: 2 * slope)
    return torch.autograd.grad(weighted(y), x)


accept(
    custom_function=lambda d: gradient(Cube.apply, matrix(d)),
    no_grad=lambda d: nn.Linear(4, 2).to(d).requires_grad_(False)(matrix(d)).requires_grad,
    vmap_of_grad=lambda d: torch.func.vmap(torch.func.grad(lambda row: (row**3).sum()))(matrix(d)),
    jacobian=lambda d: torch.autograd.functional.jacobian(torch.exp, matrix(d)[0]),
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
    "split": lambda x: torch.cat(x.split(2, dim=1)[::-1], 1),
}
for _name, _function in FUNCTIONS.items():
    CASES.append(Case(_name, lambda d, f=_function: [f(matrix(d)), gradient(f, matrix(d))]))

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


def difference(case: Case, device: str) -> str | None:
    """How the device's outcome differs from the table; None where it doesn't."""
    try:
        outcome = case.run(device)
    except Exception as error:
        told = f"{type(error).__name__}: {error}"[:300]
        if case.error is None:
            return f"is refused ({told})"
        as_told = isinstance(error, case.error) and case.word in str(error)
        return None if as_told else f"is refused in other words ({told})"
    if case.error is not None:
        return "is accepted"
    for one, other in zip(tree_leaves(outcome), tree_leaves(case.run("cpu")), strict=True):
        if not is_close(one, other):
            return f"gives {one} where the CPU gives {other}"
    return None


def is_close(one: Any, other: Any) -> bool:
    if not isinstance(one, Tensor | float):
        return bool(one == other)
    one, other = torch.as_tensor(one).detach().cpu(), torch.as_tensor(other).detach()
    return one.dtype == other.dtype and one.shape == other.shape and torch.allclose(one, other, 1e-4, 1e-5)


def main(device: str) -> None:
    warnings.simplefilter("error")
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = False
    if device == "simgpu":
        from autograder.candidate import simgpu

        simgpu.register()
    differences = {case.name: text for case in CASES if (text := difference(case, device)) is not None}
    print(json.dumps({"cases": len(CASES), "differences": differences}, indent=1))


if __name__ == "__main__":
    main(sys.argv[1])
