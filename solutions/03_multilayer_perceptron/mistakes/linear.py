"""Wrong versions of `linear` that students write."""

import torch
from torch import Tensor

from autograder.judge import change, mistake

not_transposed = change(
    "W is not transposed: it is [O, I], so the product is with W^T.",
    ("x @ W.T", "x @ W"),
)
bias_ignored = change(
    "The bias is not added.",
    ("y if b is None else y + b", "y"),
)
needs_bias = change(
    "Without a bias it fails: b may be None.",
    ("y if b is None else y + b", "y + b"),
)
truth_of_tensor = change(
    "It asks whether b is true, which fails for several biases and drops a single bias of 0.",
    ("y if b is None else y + b", "y + b if b else y"),
)
drops_zero_bias = change(
    "Biases of 0 are dropped, so they never get a gradient and stay 0.",
    ("b is None", "b is None or not b.any()"),
)
minus_bias = change(
    "The bias is subtracted.",
    ("y + b", "y - b"),
)
bias_twice = change(
    "The bias is added twice.",
    ("y + b", "y + b + b"),
)
bias_in_column = change(
    "The bias is added as a column, so each sample gets one of its entries. It belongs to the outputs.",
    ("y + b", "y + b.unsqueeze(1)"),
)
bias_detached = change(
    "The bias is detached, so it gets no gradient.",
    ("y + b", "y + b.detach()"),
)
weights_detached = change(
    "The weights are detached, so they get no gradient.",
    ("x @ W.T", "x @ W.detach().T"),
)
batches_only = change(
    "It works only for a batch of vectors: x may be a single vector or have more dimensions.",
    ("x @ W.T", "torch.mm(x, W.T)"),
)
flattens = change(
    "All leading dimensions become one. The result should keep those of x.",
    ("x @ W.T", "x.reshape(-1, x.shape[-1]) @ W.T"),
)
flattens_features = change(
    "All dimensions but the first are flattened. The layer works on the last dimension alone.",
    ("x @ W.T", "x.flatten(1) @ W.T"),
)
squeezes = change(
    "All dimensions of size 1 are squeezed away.",
    ("x @ W.T", "(x @ W.T).squeeze()"),
)
squeezes_output = change(
    "A single output loses its dimension: the result should stay [*, 1].",
    ("y if b is None else y + b", "(y if b is None else y + b).squeeze(-1)"),
)
always_float32 = change(
    "The computation is in float32, so float64 loses half of its digits.",
    ("y = x @ W.T", "y = (x.float() @ W.T.float()).to(x.dtype)"),
)


@mistake("A Python loop goes over the outputs; one product takes them all.")
def loops_over_outputs(x: Tensor, W: Tensor, b: Tensor | None = None) -> Tensor:
    y = torch.stack([(x * row).sum(dim=-1) for row in W], dim=-1)
    return y if b is None else y + b


@mistake("A Python loop goes over the samples; one product takes them all.")
def loops_over_samples(x: Tensor, W: Tensor, b: Tensor | None = None) -> Tensor:
    rows = [W @ row if b is None else W @ row + b for row in x.reshape(-1, x.shape[-1])]
    return torch.stack(rows).reshape(*x.shape[:-1], len(W))
