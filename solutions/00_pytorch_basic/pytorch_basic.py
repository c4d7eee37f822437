"""Tensors: make them, index them, reduce them, let them broadcast, and check a gradient by hand.

N is the number of rows and C the number of columns of a table, D the number of features of a point. The rules
in `rules.md`, beside this file, hold here. Besides:

- Sizes may be 0 only where a docstring mentions it.
- The grader allows for the rounding errors of the formulas that the docstrings name, in the dtype of the
  input.
- Where a docstring promises a ValueError, check the shapes yourself, even if a size is 0. PyTorch often
  raises nothing there: it broadcasts, and returns a wrong result of the right shape.

Read: Dive into Deep Learning (d2l.ai) 2.1, 2.3 and 2.5; "Broadcasting semantics" in PyTorch's documentation;
Higham, Accuracy and Stability of Numerical Algorithms, 1.7 (cancellation).
"""

from collections.abc import Callable, Sequence

import torch
from torch import Tensor


def make_tensor(
    data: Sequence,
    dtype: torch.dtype | None = None,
    device: torch.device | str | None = None,
    requires_grad: bool = False,
) -> Tensor:
    """Make a tensor from nested lists of numbers.

    Every number is converted once, straight to the dtype of the result. So 0.1 becomes the float64 nearest to
    0.1 if the dtype is float64, and 2**40 + 1 stays exact in int64. Only on the way to float16 and bfloat16
    may a float pass through float32, as PyTorch does it. A Python loop over the lists is allowed.

    Args:
        data: a list or tuple of Python numbers (bool, int, float), or of such lists or tuples, at any depth.
            A list holds either numbers or lists, never both. Integers fit into the dtype of the result.
            Lists may be empty: [] has the shape [0], and [[], []] has the shape [2, 0].
        dtype: the dtype of the result: float16, bfloat16, float32, float64, int8 to int64, uint8 or bool.
            None infers it: one float or no number at all gives PyTorch's default dtype
            (`torch.get_default_dtype()`), only integers give int64, and only bools give bool. Integers among
            bools give int64. A float loses its fraction in an integer dtype: 1.7 and -1.7 become 1 and -1. In
            bool, 0 becomes False, and every other number True: 0.5 too.
        device: the device of the result. None means PyTorch's default device (`torch.get_default_device()`).
        requires_grad: True makes a result whose `grad` a backward pass fills. It is a leaf of the graph.

    Returns:
        A tensor with one dimension for each level of nesting. It is a leaf, with or without `requires_grad`.

    Raises:
        ValueError: if lists at the same level differ in length.
        RuntimeError: if `requires_grad` is True and the dtype is an integer dtype or bool.

    Source: d2l.ai 2.1.1; "torch.tensor" in PyTorch's documentation.
    """
    ### BEGIN SOLUTION
    return torch.tensor(data, dtype=dtype, device=device, requires_grad=requires_grad)
    ### END SOLUTION


def pick_per_row(x: Tensor, idx: Tensor) -> Tensor:
    """Pick one entry from each row: result[n] = x[n, idx[n]].

    The loss of a classifier does this to find the log-probability of each sample's own class.

    Args:
        x: [N, C] floating-point numbers, complex numbers, integers or bools. N may be 0. Entries may be
            infinite or NaN; those that are not picked have no influence.
        idx: [N] int64, every entry a column from 0 to C - 1.

    Returns:
        [N] entries, in the dtype of `x`.

    Source: d2l.ai 4.4.3; "torch.gather" in PyTorch's documentation.
    """
    ### BEGIN SOLUTION
    return x.gather(1, idx.unsqueeze(1)).squeeze(1)  # [N,C] -> [N,1] -> [N]
    ### END SOLUTION


def one_hot(idx: Tensor, num_classes: int, dtype: torch.dtype = torch.float32) -> Tensor:
    """Turn class numbers into vectors with a single 1.

    result[..., c] = 1 where idx[...] = c, and 0 elsewhere. The classes are the new last dimension.

    Args:
        idx: [*] int64, every entry a class from 0 to num_classes - 1. It may be a single number [], and any
            size may be 0.
        num_classes: C, at least 1. A class that does not occur in `idx` gets its column too.
        dtype: the dtype of the result, which may be an integer dtype or bool.

    Returns:
        [*, C] zeros and ones, on the device of `idx`.

    Not allowed: one_hot of PyTorch.
    Source: d2l.ai 4.1.1.
    """
    ### BEGIN SOLUTION
    classes = torch.arange(num_classes, device=idx.device)  # [C]
    return (idx.unsqueeze(-1) == classes).to(dtype)  # [*,1] against [C] broadcasts to [*,C]
    ### END SOLUTION


def pairwise_sqdist(a: Tensor, b: Tensor) -> Tensor:
    r"""Compute the squared Euclidean distance between each point of `a` and each point of `b`.

    result[m, n] = sum_d (a[m, d] - b[n, d])^2

    The points may be far from the origin and near each other. The result keeps its precision there, and is
    never negative. Therefore subtract first and square then. The well-known |a|^2 + |b|^2 - 2ab subtracts
    large numbers that are almost equal, and loses most digits. A Python loop over the features is as little
    allowed as one over the points.

    Args:
        a: [M, D] floating-point points. M may be 0.
        b: [N, D] floating-point points of the same dtype. N may be 0, and may differ from M.

    Returns:
        [M, N] squared distances, at least 0. For equal points the distance is 0 and its gradient 0, not NaN.

    Raises:
        ValueError: if `a` and `b` differ in D. The message contains both numbers of features.

    Not allowed: cdist, pdist, dist and pairwise_distance of PyTorch.
    Source: d2l.ai 2.1.4 (broadcasting); Higham 1.7.
    """
    ### BEGIN SOLUTION
    if a.shape[1] != b.shape[1]:
        raise ValueError(
            f"a has {a.shape[1]} features and b has {b.shape[1]}; they must have the same number"
        )
    difference = a.unsqueeze(1) - b  # [M,1,D] - [N,D] -> [M,N,D]
    return difference.square().sum(2)  # [M,N]
    ### END SOLUTION


def standardize(x: Tensor, dim: int, eps: float = 1e-5) -> Tensor:
    r"""Shift and scale each slice along one dimension to mean 0 and variance 1.

    result = (x - mean) / sqrt(var + eps), with mean and var along `dim`.

    The variance is the biased one: the mean of the squared deviations, divided by the number of entries and
    not by one less. `eps` stands inside the square root. Normalisation layers use the same two conventions.

    Args:
        x: [*] floating-point numbers with at least one dimension. Their mean may be large compared with their
            deviations: compute the deviations first, not mean(x^2) - mean(x)^2. Sizes other than that of
            `dim` may be 0.
        dim: the dimension to standardise; negative values count from the end.
        eps: a positive number.

    Returns:
        [*] shaped like `x`. A slice of one entry gives 0 with a finite gradient. So does a slice of equal
        small integers; the mean of other equal entries may be rounded. The gradient flows through the mean
        and the variance too.

    Not allowed: the normalisation layers of PyTorch (batch_norm, layer_norm, group_norm, instance_norm,
    rms_norm).
    Source: Ioffe and Szegedy 2015, algorithm 1; Higham 1.9 (the variance of a sample).
    """
    ### BEGIN SOLUTION
    centred = x - x.mean(dim, keepdim=True)
    variance = centred.square().mean(dim, keepdim=True)  # `dim` keeps size 1, so that it broadcasts
    return centred / (variance + eps).sqrt()
    ### END SOLUTION


def masked_mean(x: Tensor, mask: Tensor, dim: int) -> Tensor:
    """Compute the mean of the entries that a mask selects, along one dimension.

    Sentences in a batch differ in length. The mask tells the words from the padding, which must not count.

    Args:
        x: [*] floating-point numbers with at least one dimension. Any size may be 0. Entries where `mask` is
            False may be infinite or NaN: they have no influence, and their gradient is 0.
        mask: [*] bool, shaped like `x`. True means that the entry counts.
        dim: the dimension to average over; negative values count from the end.

    Returns:
        `x` reduced over `dim`: the sum of the selected entries divided by their number. If a slice has no
        selected entry, its mean is 0 with a gradient of 0, not NaN.

    Raises:
        ValueError: if `mask` is not shaped like `x`. The message contains the word "mask".

    Source: d2l.ai 10.7.3 (a loss without padding).
    """
    ### BEGIN SOLUTION
    if mask.shape != x.shape:
        raise ValueError(f"mask has the shape {list(mask.shape)}; it must be {list(x.shape)}, as x")
    total = x.masked_fill(~mask, 0.0).sum(dim)  # NaN * 0 would still be NaN
    return total / mask.sum(dim).clamp(min=1)
    ### END SOLUTION


def topk_desc(x: Tensor, k: int) -> tuple[Tensor, Tensor]:
    """Find the k largest entries of each row, the largest first.

    Equal entries come in the order of their columns, the lowest column first, on every device.

    Args:
        x: [N, C] of a floating-point dtype, int8 to int64 or uint8. N may be 0. Entries may be infinite, and
            may be the smallest or the largest number of the dtype. None is -0.0.
        k: the number of entries, from 0 to C.

    Returns:
        A plain tuple (values, indices). `values` is [N, k] in the dtype of `x`. `indices` is [N, k] int64,
        the columns of the values in `x`.

    Raises:
        ValueError: if `k` is below 0 or above C. The message contains `k`.

    Not allowed: topk of PyTorch. Sorting is allowed, and so is a Python loop over the k entries.
    Source: "torch.sort" in PyTorch's documentation.
    """
    ### BEGIN SOLUTION
    if not 0 <= k <= x.shape[1]:
        raise ValueError(f"k is {k}; it must be from 0 to {x.shape[1]}, the number of columns")
    values, indices = x.sort(dim=1, descending=True, stable=True)  # [N,C] each
    return values[:, :k], indices[:, :k]
    ### END SOLUTION


def batched_matmul(a: Tensor, b: Tensor) -> Tensor:
    r"""Multiply the matrices of two batches, pair by pair.

    result[i, m, n] = sum_k a[i, m, k] * b[i, k, n]

    Args:
        a: [B, M, K] floating-point matrices. B may be 0.
        b: [B, K, N] floating-point matrices of the same dtype.

    Returns:
        [B, M, N] products. B keeps its dimension if it is 1.

    Raises:
        ValueError: if `a` and `b` differ in B or in K. The message contains the two sizes that differ.
            If both B and K differ, the sizes of one of them are enough.

    Not allowed: the products of PyTorch that sum (`@`, matmul, mm, bmm, mv, dot, vdot, vecdot, inner, einsum,
    tensordot, linear, bilinear, trilinear, multi_dot, chain_matmul, matrix_power, addmm, addmv, addbmm,
    baddbmm, sspaddmm) and the convolutions (conv1d, conv2d, conv3d and the transposed ones). Write it with
    broadcasting. A Python loop over K is allowed, because it needs less memory; a loop over B, M or N is not.
    Source: d2l.ai 2.3.9 and 11.3.2.
    """
    ### BEGIN SOLUTION
    if a.shape[0] != b.shape[0] or a.shape[2] != b.shape[1]:
        raise ValueError(f"a has the shape {list(a.shape)} and b {list(b.shape)}; B and K must be the same")
    products = a.unsqueeze(3) * b.unsqueeze(1)  # [B,M,K,1] * [B,1,K,N] -> [B,M,K,N]
    return products.sum(2)  # [B,M,N]
    ### END SOLUTION


def numeric_grad(f: Callable[[Tensor], Tensor], x: Tensor, eps: float = 1e-6) -> Tensor:
    r"""Estimate the gradient of a function from its values, to check a gradient that was derived by hand.

    result[i] = (f(x + eps * e_i) - f(x - eps * e_i)) / (2 * eps), where e_i is 1 at entry i and 0 elsewhere.

    This is the central difference. Its error shrinks with eps^2, that of (f(x + eps * e_i) - f(x)) / eps only
    with eps. In float32 x + eps is often x itself, so the function insists on float64.

    Args:
        f: maps a tensor of the shape, dtype and device of `x` to a float64 tensor of shape []. It changes
            neither its argument nor a setting of PyTorch, and raises no exception. It may return a view of
            its argument, such as x[0], and may call `.item()`, so that one call is for one point.
        x: [*] finite float64 numbers, of any number of dimensions, even none, and any size may be 0.
        eps: the step, a positive number.

    Returns:
        [*] float64, shaped like `x`. The result belongs to no graph, even if `x` or a tensor inside `f`
        requires gradients, so here you may use `detach` and `.item()`. `x` keeps its values, also while `f`
        runs. Its `grad` stays as it is. numeric_grad may change the grad mode or the default dtype while it
        runs; on return both are as before the call. So `f` may run with or without recorded gradients.

    Raises:
        ValueError: if `x` is not float64. The message contains "float64".

    Not allowed: the autograd engine (`backward`, `torch.autograd`, `torch.func`). `torch.no_grad` is
    allowed, and so is a Python loop over the entries.
    Source: Goodfellow, Bengio and Courville, Deep Learning, 11.5; d2l.ai 2.4.1 and 2.5.
    """
    ### BEGIN SOLUTION
    if x.dtype != torch.float64:
        raise ValueError(f"x is {x.dtype}; a step of {eps} needs torch.float64")
    with torch.no_grad():
        steps = eps * torch.eye(x.numel(), dtype=x.dtype, device=x.device)  # row i is eps * e_i
        slopes = [(f(x + step.view(x.shape)) - f(x - step.view(x.shape))) / (2 * eps) for step in steps]
        return torch.tensor(slopes, dtype=x.dtype, device=x.device).view(x.shape)
    ### END SOLUTION
