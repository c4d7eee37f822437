"""Wrong versions of `corr2d` that students write."""

import torch
from torch import Tensor
from torch.nn import functional as F

from autograder.judge import mistake


def _right(X: Tensor, K: Tensor) -> Tensor:
    return F.conv2d(X[None, None], K[None, None])[0, 0]


@mistake("The kernel is flipped: that is convolution as mathematics has it, not cross-correlation.")
def flips_kernel(X: Tensor, K: Tensor) -> Tensor:
    return _right(X, K.flip(0, 1))


@mistake("The kernel is transposed: its rows are laid along the columns of the image.")
def transposes_kernel(X: Tensor, K: Tensor) -> Tensor:
    return _right(X, K.T)


@mistake(
    "The result is written into torch.zeros(...), which is float32 on the CPU: the dtype and the device of X "
    "are lost."
)
def float32_canvas(X: Tensor, K: Tensor) -> Tensor:
    Y = torch.zeros(X.shape[0] - K.shape[0] + 1, X.shape[1] - K.shape[1] + 1)
    for a in range(K.shape[0]):
        for b in range(K.shape[1]):
            Y += (X[a : a + Y.shape[0], b : b + Y.shape[1]] * K[a, b]).to("cpu", torch.float32)
    return Y


@mistake("The result has one row and one column too few: H - h instead of H - h + 1.")
def drops_last_place(X: Tensor, K: Tensor) -> Tensor:
    return _right(X, K)[:-1, :-1] * 1


@mistake("The image is padded so that the result is as large as X; here the kernel stays within the image.")
def pads_to_same_size(X: Tensor, K: Tensor) -> Tensor:
    h, w = K.shape
    padded = F.pad(X, ((w - 1) // 2, w // 2, (h - 1) // 2, h // 2))
    return _right(padded, K)


@mistake("It is the mean over the window: the sum is divided by the number of the kernel's entries.")
def mean_of_window(X: Tensor, K: Tensor) -> Tensor:
    return _right(X, K) / K.numel()


@mistake("The kernel is cut off after h columns: its height is taken for its width too.")
def takes_height_for_width(X: Tensor, K: Tensor) -> Tensor:
    side = K.shape[0]
    return _right(X, K[:, :side])


@mistake("The kernel is laid edge to edge, h rows and w columns apart; it moves on by one pixel each time.")
def moves_by_kernel(X: Tensor, K: Tensor) -> Tensor:
    return F.conv2d(X[None, None], K[None, None], stride=K.shape)[0, 0]


@mistake("The result is cut off from its inputs: the kernel can't be learned by gradient descent.")
def detached(X: Tensor, K: Tensor) -> Tensor:
    return _right(X, K).detach()


@mistake("The result is computed in float32: float64 images lose half of their digits.")
def through_float32(X: Tensor, K: Tensor) -> Tensor:
    return _right(X.float(), K.float()).to(X.dtype)


@mistake("Two dimensions of size 1 are left in front: a single image has none for batch and channel.")
def keeps_batch_and_channel(X: Tensor, K: Tensor) -> Tensor:
    return F.conv2d(X[None, None], K[None, None])


@mistake("Dimensions of size 1 are squeezed away: a result of one row or one column loses it.")
def squeezes_result(X: Tensor, K: Tensor) -> Tensor:
    return _right(X, K).squeeze()


@mistake("A Python loop goes over the places of the kernel; loop over the kernel's entries instead.")
def loops_over_places(X: Tensor, K: Tensor) -> Tensor:
    (h, w), (height, width) = K.shape, (X.shape[0] - K.shape[0] + 1, X.shape[1] - K.shape[1] + 1)
    rows = [torch.stack([(X[i : i + h, j : j + w] * K).sum() for j in range(width)]) for i in range(height)]
    return torch.stack(rows)
