"""Wrong versions of `global_max_pool1d` that students write."""

import torch
from torch import Tensor

from autograder.judge import change, mistake

over_channels = change(
    "The largest value is taken over the channels; it should be over the places of each channel.",
    ("x.amax(dim=2)", "x.amax(dim=1)"),
)
over_texts = change(
    "The largest value is taken over the texts of the batch.", ("x.amax(dim=2)", "x.amax(dim=0)")
)
mean = change("It is the mean of each channel, not its largest value.", ("x.amax(dim=2)", "x.mean(dim=2)"))
smallest = change("It is the smallest value of each channel.", ("x.amax(dim=2)", "x.amin(dim=2)"))
keeps_dimension = change(
    "The last dimension stays, with size 1; the result is [B, C].",
    ("x.amax(dim=2)", "x.amax(dim=2, keepdim=True)"),
)
with_indices = change(
    "It returns the places of the largest values too: max(dim=...) gives a pair.",
    ("x.amax(dim=2)", "x.max(dim=2)"),
)
not_below_zero = change(
    "Negative maxima become 0; a channel may be negative everywhere.",
    ("x.amax(dim=2)", "x.amax(dim=2).clamp(min=0)"),
)
largest_magnitude = change(
    "It is the value of the largest magnitude; a large negative value is small.",
    (
        "x.amax(dim=2)",
        "x.gather(2, x.abs().argmax(dim=2, keepdim=True))[:, :, 0]",
    ),
)
last_place = change("It is the last value of each channel.", ("x.amax(dim=2)", "x[:, :, -1].clone()"))
squeezed = change(
    "Dimensions of size 1 are squeezed away, so one text or one channel loses its dimension.",
    ("x.amax(dim=2)", "x.amax(dim=2).squeeze()"),
)
detached = change("The result is cut off from the graph.", ("x.amax(dim=2)", "x.detach().amax(dim=2)"))


@mistake("A Python loop goes over the texts and channels.")
def loops(x: Tensor) -> Tensor:
    return torch.stack([torch.stack([row.max() for row in text]) for text in x])
