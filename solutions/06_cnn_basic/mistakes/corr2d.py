"""Wrong versions of `corr2d` that students write."""

import torch
from torch import Tensor
from torch.nn import functional as F

from autograder.judge import change, mistake


def _right(X: Tensor, K: Tensor) -> Tensor:
    return F.conv2d(X[None, None], K[None, None])[0, 0]


flips_kernel = change(
    "The kernel is flipped. That is the convolution of mathematics, not cross-correlation.",
    ("K[a, b]", "K.flip(0, 1)[a, b]"),
)


@mistake("The kernel is transposed: its rows run along the columns of the image.")
def transposes_kernel(X: Tensor, K: Tensor) -> Tensor:
    return _right(X, K.T)


@mistake(
    "The result is written into torch.zeros(...), which is float32 on the CPU, so dtype and device of X "
    "are lost."
)
def float32_canvas(X: Tensor, K: Tensor) -> Tensor:
    Y = torch.zeros(X.shape[0] - K.shape[0] + 1, X.shape[1] - K.shape[1] + 1)
    for a in range(K.shape[0]):
        for b in range(K.shape[1]):
            Y += (X[a : a + Y.shape[0], b : b + Y.shape[1]] * K[a, b]).to("cpu", torch.float32)
    return Y


drops_last_place = change(
    "The result has one row and one column too few: H - h instead of H - h + 1.",
    ("- h + 1", "- h"),
    ("- w + 1", "- w"),
)


@mistake("The image is padded to make the result as large as X, but the kernel should stay inside X.")
def pads_to_same_size(X: Tensor, K: Tensor) -> Tensor:
    h, w = K.shape
    padded = F.pad(X, ((w - 1) // 2, w // 2, (h - 1) // 2, h // 2))
    return _right(padded, K)


mean_of_window = change(
    "It is the mean over the window: the sum is divided by the number of the kernel's entries.",
    ("return Y", "return Y / K.numel()"),
)

detached = change(
    "The result is detached from its inputs, so gradient descent can't learn the kernel.",
    ("return Y", "return Y.detach()"),
)


@mistake("The result is computed in float32, so float64 images lose half of their digits.")
def through_float32(X: Tensor, K: Tensor) -> Tensor:
    return _right(X.float(), K.float()).to(X.dtype)


keeps_batch_and_channel = change(
    "Two dimensions of size 1 stay in front, but a single image has none for batch and channel.",
    ("return Y", "return Y[None, None]"),
)

squeezes_result = change(
    "Dimensions of size 1 are squeezed away, so a result of one row or one column loses a dimension.",
    ("return Y", "return Y.squeeze()"),
)


@mistake("A Python loop goes over the positions of the kernel; loop over the kernel's entries instead.")
def loops_over_places(X: Tensor, K: Tensor) -> Tensor:
    (h, w), (height, width) = K.shape, (X.shape[0] - K.shape[0] + 1, X.shape[1] - K.shape[1] + 1)
    rows = [torch.stack([(X[i : i + h, j : j + w] * K).sum() for j in range(width)]) for i in range(height)]
    return torch.stack(rows)


@mistake("as_strided gets the strides that only a contiguous image has. Ask for them: X.stride().")
def contiguous_strides(X: Tensor, K: Tensor) -> Tensor:
    (H, W), (h, w) = X.shape, K.shape
    windows = X.as_strided((H - h + 1, W - w + 1, h, w), (W, 1, W, 1))
    return torch.einsum("ijab,ab->ij", windows, K)
