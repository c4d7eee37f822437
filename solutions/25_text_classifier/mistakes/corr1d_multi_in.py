"""Wrong versions of `corr1d_multi_in` that students write."""

import torch
from torch import Tensor

from autograder.judge import change, mistake

float32_canvas = change(
    "The result is float32 on the CPU, whatever X is: torch.zeros(...) knows neither dtype nor device of X.",
    ("X.new_zeros(length)", "torch.zeros(length)"),
    (".sum(dim=0)", ".sum(dim=0).to('cpu', torch.float32)"),
)
channels_kept = change(
    "Each channel keeps a result of its own, [C, L - w + 1]; the channels should be added up.",
    (".sum(dim=0)", ""),
)
mean_of_channels = change(
    "It is the mean over the channels; the sum is asked for.", (".sum(dim=0)", ".mean(dim=0)")
)
sums_positions = change(
    "The sum runs over the positions, so there is one number for each channel.",
    ("X.new_zeros(length)", "X.new_zeros(len(X))"),
    (".sum(dim=0)", ".sum(dim=1)"),
)
first_kernel_for_all = change(
    "All channels have the kernel of the first one; each has its own.",
    ("K[:, a : a + 1]", "K[:1, a : a + 1]"),
)
sums_before = change(
    "X and the kernels are summed over the channels first; each channel should meet its own kernel.",
    (
        "(X[:, a : a + length] * K[:, a : a + 1]).sum(dim=0)",
        "X[:, a : a + length].sum(dim=0) * K[:, a].sum()",
    ),
)
flipped = change(
    "The kernels are flipped. That is the convolution of mathematics, not cross-correlation.",
    ("K[:, a : a + 1]", "K.flip(1)[:, a : a + 1]"),
)
last_place_missing = change(
    "The result has one number too few: L - w instead of L - w + 1.",
    ("X.shape[1] - w + 1", "X.shape[1] - w"),
)
dimension_kept = change(
    "The result is [1, L - w + 1]; it should have one dimension.", ("return Y", "return Y[None]")
)
detached = change(
    "The result is cut off from the graph, so neither X nor the kernels can learn.",
    ("return Y", "return Y.detach()"),
)


@mistake("A Python loop goes over the channels; whole [C, *] tensors can be multiplied.")
def loops_over_channels(X: Tensor, K: Tensor) -> Tensor:
    w = K.shape[1]
    length = X.shape[1] - w + 1
    return sum(sum(x[a : a + length] * k[a] for a in range(w)) for x, k in zip(X, K, strict=True))


@mistake("A Python loop goes over the positions of the kernels; loop over the entries of a kernel instead.")
def loops_over_places(X: Tensor, K: Tensor) -> Tensor:
    w = K.shape[1]
    return torch.stack([(X[:, i : i + w] * K).sum() for i in range(X.shape[1] - w + 1)])
