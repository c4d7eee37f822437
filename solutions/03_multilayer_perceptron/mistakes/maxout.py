"""Wrong versions of `maxout` that students write."""

import torch
from torch import Tensor

from autograder.judge import change, mistake

over_outputs = change(
    "The maximum is over the outputs of a piece. Take it over the pieces of an output.",
    ("pieces.amax(dim=-2)", "pieces.amax(dim=-1)"),
)
over_first = change(
    "The maximum is over the first dimension, which is the batch. Take it over the pieces.",
    ("pieces.amax(dim=-2)", "pieces.amax(dim=0)"),
)
second_dimension = change(
    "The maximum is over dim 1, which holds the pieces only if x has two dimensions. Count from the end.",
    ("pieces.amax(dim=-2)", "pieces.amax(dim=1)"),
)
mean = change(
    "It is the mean of the pieces; take the largest.", ("pieces.amax(dim=-2)", "pieces.mean(dim=-2)")
)
total = change(
    "It is the sum of the pieces; take the largest.", ("pieces.amax(dim=-2)", "pieces.sum(dim=-2)")
)
smallest = change("It is the smallest piece; take the largest.", ("pieces.amax", "pieces.amin"))
soft = change(
    "It is a soft maximum, logsumexp, to which all pieces contribute. Take the largest piece alone.",
    ("pieces.amax(dim=-2)", "pieces.logsumexp(dim=-2)"),
)
keeps_dimension = change(
    "The dimension of the pieces stays, with size 1; the result should be [*, O].",
    ("amax(dim=-2)", "amax(dim=-2, keepdim=True)"),
)
squeezes = change(
    "All dimensions of size 1 are squeezed away, also those of x.",
    ("pieces.amax(dim=-2)", "pieces.amax(dim=-2).squeeze()"),
)
without_bias = change("The biases are not added.", (", x, W) + b", ", x, W)"))
bias_afterwards = change(
    "Biases are added after the maximum; each piece has a bias of its own.",
    (", x, W) + b", ", x, W)"),
    ("pieces.amax(dim=-2)", "pieces.amax(dim=-2) + b.amax(dim=0)"),
)
clamped = change(
    "A ReLU is applied too, so no output is below 0. The maximum is over the pieces alone.",
    ("pieces.amax(dim=-2)", "pieces.amax(dim=-2).clamp(min=0)"),
)
largest_size = change(
    "It compares the pieces by their size without the sign; the largest is the one nearest to +inf.",
    ("pieces.amax(dim=-2)", "pieces.gather(-2, pieces.abs().argmax(dim=-2, keepdim=True)).squeeze(-2)"),
)
two_pieces = change(
    "It uses only the first two pieces, but there may be any number.",
    ("pieces.amax(dim=-2)", "pieces[..., :2, :].amax(dim=-2)"),
)
detached = change(
    "The weights are detached, so they get no gradient.",
    (", x, W) + b", ", x, W.detach()) + b"),
)
always_float32 = change(
    "The computation is in float32, so float64 loses half of its digits.",
    (", x, W) + b", ", x, W).float() + b.float()"),
)


@mistake("It works only for a batch of vectors: x may be a single vector or have more dimensions.")
def batches_only(x: Tensor, W: Tensor, b: Tensor) -> Tensor:
    return torch.stack([torch.mm(x, V.T) + c for V, c in zip(W, b, strict=True)]).amax(dim=0)


@mistake("A Python loop goes over the samples; a product takes the whole batch at once.")
def loops_over_samples(x: Tensor, W: Tensor, b: Tensor) -> Tensor:
    rows = [(W @ row + b).amax(dim=0) for row in x.reshape(-1, x.shape[-1])]
    return torch.stack(rows).reshape(*x.shape[:-1], W.shape[1])
