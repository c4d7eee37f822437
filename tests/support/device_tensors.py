"""Cases of devices: where tensors lie, how they mix, and what their views share."""

from __future__ import annotations

import copy
import io
import warnings
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from device_cases import accept, accepted, gradient, labels, matrix, numbers, refuse, square, written
from torch import Tensor, nn

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
    y.sum().backward()  # type: ignore[no-untyped-call]


refuse(RuntimeError, "modified by an inplace operation", spoilt_graph=spoilt_graph)
refuse(
    RuntimeError,
    "leaf Variable",
    in_place_on_a_leaf=lambda d: matrix(d).requires_grad_().add_(1),
)
