"""Wrong versions of `corr1d` that students write."""

import torch
from torch import Tensor

from autograder.judge import change, mistake

float32_canvas = change(
    "The result is float32 on the CPU, whatever X is: torch.zeros(...) knows neither dtype nor device of X.",
    ("X.new_zeros(length)", "torch.zeros(length)"),
    ("X[a : a + length] * K[a]", "(X[a : a + length] * K[a]).to('cpu', torch.float32)"),
)
flipped = change(
    "The kernel is flipped. That is the convolution of mathematics, not cross-correlation.",
    ("* K[a]", "* K[-1 - a]"),
)
last_place_missing = change(
    "The result has one number too few: L - w instead of L - w + 1.",
    ("len(X) - len(K) + 1", "len(X) - len(K)"),
)
mean_of_window = change(
    "It is the mean over the window: the sum is divided by w.", ("return Y", "return Y / len(K)")
)
last_entry_ignored = change(
    "The last entry of the kernel is left out of the sum.",
    ("for a in range(len(K))", "for a in range(len(K) - 1)"),
)
detached = change(
    "The result is cut off from the graph, so neither X nor the kernel can learn.",
    ("return Y", "return Y.detach()"),
)
squeezed = change(
    "A result of one number has no dimension left; it should be [1].", ("return Y", "return Y.squeeze()")
)
into_the_input = change(
    "X is overwritten with the result.", ("return Y", "X.data[:length] = Y\n    return Y")
)
circular = change(
    "The kernel runs over the end of the sequence and on at its beginning; it should stay inside.",
    ("length = len(X) - len(K) + 1", "length = len(X)"),
    ("X[a : a + length]", "X.roll(-a)"),
)
through_float32 = change(
    "It computes in float32, so float64 loses half of its digits.",
    ("X[a : a + length] * K[a]", "(X[a : a + length].float() * K[a].float()).to(X.dtype)"),
)


@mistake("The sequence is padded with zeros, so the result is as long as X; the kernel should stay inside.")
def same_length(X: Tensor, K: Tensor) -> Tensor:
    left = (len(K) - 1) // 2
    padded = torch.cat([X.new_zeros(left), X, X.new_zeros(len(K) - 1 - left)])
    return sum(padded[a : a + len(X)] * K[a] for a in range(len(K)))


@mistake("A Python loop goes over the positions of the kernel; loop over the kernel's entries instead.")
def loops_over_places(X: Tensor, K: Tensor) -> Tensor:
    w = len(K)
    return torch.stack([(X[i : i + w] * K).sum() for i in range(len(X) - w + 1)])
