"""By the definitions: shapes and dtypes from Python, indices by arange, ranks by counting, sums in loops."""

from collections.abc import Callable, Iterator, Sequence
from itertools import product

import torch
from torch import Tensor


def _shape(data: object) -> tuple[int, ...]:
    if not isinstance(data, list | tuple):
        return ()
    inner = {_shape(item) for item in data}
    if len(inner) > 1:
        raise ValueError("lists of different length")
    return (len(data), *inner.pop()) if inner else (0,)


def _flat(data: object) -> Iterator[float]:
    if isinstance(data, list | tuple):
        for item in data:
            yield from _flat(item)
    else:
        yield data


def make_tensor(
    data: Sequence,
    dtype: torch.dtype | None = None,
    device: torch.device | str | None = None,
    requires_grad: bool = False,
) -> Tensor:
    numbers = list(_flat(data))
    if dtype is None and (not numbers or any(isinstance(number, float) for number in numbers)):
        dtype = torch.get_default_dtype()
    elif dtype is None:
        dtype = torch.bool if all(isinstance(number, bool) for number in numbers) else torch.int64
    x = torch.empty(_shape(data), dtype=dtype, device=device)
    for index, number in zip(product(*map(range, x.shape)), numbers, strict=True):
        x[index] = number
    return x.requires_grad_(requires_grad)


def pick_per_row(x: Tensor, idx: Tensor) -> Tensor:
    return x[torch.arange(len(x), device=x.device), idx]


def one_hot(idx: Tensor, num_classes: int, dtype: torch.dtype = torch.float32) -> Tensor:
    result = torch.zeros(*idx.shape, num_classes, dtype=dtype, device=idx.device)
    return result.scatter_(-1, idx[..., None], 1)


def pairwise_sqdist(a: Tensor, b: Tensor) -> Tensor:
    (m, d), (n, e) = a.shape, b.shape
    if d != e:
        raise ValueError(f"{d} features against {e}")
    difference = a[:, None, :].expand(m, n, d) - b[None, :, :].expand(m, n, d)
    return (difference * difference).sum(dim=-1)


def standardize(x: Tensor, dim: int, eps: float = 1e-5) -> Tensor:
    size = x.size(dim)
    deviation = x - x.sum(dim).unsqueeze(dim) / size
    return deviation * torch.rsqrt((deviation**2).sum(dim).unsqueeze(dim) / size + eps)


def masked_mean(x: Tensor, mask: Tensor, dim: int) -> Tensor:
    if tuple(mask.shape) != tuple(x.shape):
        raise ValueError(f"a mask of the shape {tuple(mask.shape)} for {tuple(x.shape)}")
    finite = torch.nan_to_num(x, 0.0, 0.0, 0.0) * mask
    number = mask.to(x.dtype).sum(dim)
    return torch.where(number > 0, finite.sum(dim) / torch.where(number > 0, number, 1.0), 0.0)


def topk_desc(x: Tensor, k: int) -> tuple[Tensor, Tensor]:
    columns = torch.arange(x.size(1), device=x.device)
    if k < 0 or k > len(columns):
        raise ValueError(f"k = {k} of {len(columns)} columns")
    mine, other = x[:, :, None], x[:, None, :]
    before = (other > mine) | ((other == mine) & (columns < columns[:, None]))  # [N,C,C]
    rank = before.sum(2)  # the place of each entry in the sorted row
    indices = torch.empty_like(rank).scatter_(1, rank, columns.expand_as(rank))[:, :k]
    return x.gather(1, indices), indices


def batched_matmul(a: Tensor, b: Tensor) -> Tensor:
    if a.size(0) != b.size(0) or a.size(2) != b.size(1):
        raise ValueError(f"{tuple(a.shape)} does not fit {tuple(b.shape)}")
    return sum(a[:, :, k, None] * b[:, None, k, :] for k in range(a.size(2)))


def numeric_grad(f: Callable[[Tensor], Tensor], x: Tensor, eps: float = 1e-6) -> Tensor:
    if x.dtype is not torch.float64:
        raise ValueError("x must be float64")
    result = torch.empty(x.shape, dtype=torch.float64, device=x.device)
    point = x.detach().clone(memory_format=torch.contiguous_format)
    for index in product(*map(range, x.shape)):
        kept = point[index].item()
        point[index] = kept + eps
        above = f(point).item()
        point[index] = kept - eps
        result[index] = (above - f(point).item()) / (2 * eps)
        point[index] = kept
    return result
