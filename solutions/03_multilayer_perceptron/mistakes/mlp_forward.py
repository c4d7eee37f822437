"""Wrong versions of `mlp_forward` that students write."""

from collections.abc import Callable, Sequence

import torch
from torch import Tensor

from autograder.judge import change, mistake

activates_last = change(
    "The activation is applied after the last layer too. The loss needs the raw scores.",
    ("return linear(h, params[-2], params[-1])", "return act(linear(h, params[-2], params[-1]))"),
)
ignores_act = change(
    "The argument act is ignored: the activation is always ReLU.",
    ("h = act(linear(h, W, b))", "h = relu(linear(h, W, b))"),
)
without_activation = change(
    "The activation is missing, so all layers together are one linear function.",
    ("h = act(linear(h, W, b))", "h = linear(h, W, b)"),
)
activates_input = change(
    "The activation is applied to the input of a layer; it should be applied to its output.",
    ("h = act(linear(h, W, b))", "h = linear(act(h), W, b)"),
)
without_flatten = change(
    "The samples are not flattened: the layer works on the last dimension of an image alone.",
    ("x.flatten(start_dim=1)", "x"),
)
flattens_batch = change(
    "The first dimension is flattened too, so the batch becomes one long sample.",
    ("x.flatten(start_dim=1)", "x.flatten().unsqueeze(0)"),
)
needs_contiguous = change(
    "It flattens with view, which fails for inputs that are not contiguous, such as a transposed image.",
    ("x.flatten(start_dim=1)", "x.view(len(x), -1)"),
)
hidden_without_bias = change(
    "The hidden layers have no bias.",
    ("act(linear(h, W, b))", "act(linear(h, W))"),
)
last_without_bias = change(
    "The last layer has no bias.",
    ("linear(h, params[-2], params[-1])", "linear(h, params[-2])"),
)
bias_after_act = change(
    "The bias is added after the activation; it belongs inside.",
    ("act(linear(h, W, b))", "act(linear(h, W)) + b"),
)
one_hidden_layer = change(
    "It uses only the first and the last layer. There may be any number of hidden layers.",
    (
        "zip(params[:-2:2], params[1:-2:2], strict=True)",
        "zip(params[:-2:2][:1], params[1:-2:2][:1], strict=True)",
    ),
)
softmax_at_the_end = change(
    "Softmax is applied at the end. The result should be the raw logits.",
    ("return linear(h, params[-2], params[-1])", "return linear(h, params[-2], params[-1]).softmax(dim=1)"),
)
squeezes = change(
    "Dimensions of size 1 are squeezed away, so a single sample or a single output loses its dimension.",
    ("return linear(h, params[-2], params[-1])", "return linear(h, params[-2], params[-1]).squeeze()"),
)
detached = change(
    "The hidden layer is detached, so the first weights get no gradient.",
    ("h = act(linear(h, W, b))", "h = act(linear(h, W, b)).detach()"),
)
calls_twice = change(
    "act is called twice for each layer. Call it once, because a function may have a state.",
    ("h = act(linear(h, W, b))", "act(linear(h, W, b))\n        h = act(linear(h, W, b))"),
)
sample_by_sample = change(
    "act is called for each sample. Call it once, on the whole batch.",
    ("h = act(linear(h, W, b))", "h = torch.cat([act(row) for row in linear(h, W, b).split(1)])"),
)
drops_layer = change(
    "The last hidden layer is left out.",
    (
        "zip(params[:-2:2], params[1:-2:2], strict=True)",
        "list(zip(params[:-2:2], params[1:-2:2], strict=True))[:-1]",
    ),
)


@mistake("It takes the parameters out of the caller's list by pop, so the next call finds others.")
def empties_list(x: Tensor, params: Sequence[Tensor], act: Callable[[Tensor], Tensor]) -> Tensor:
    if isinstance(params, tuple):
        params = list(params)
    h = x.flatten(start_dim=1)
    while len(params) > 2:
        h = act(h @ params.pop(0).T + params.pop(0))
    return h @ params[0].T + params[1]


@mistake("A hidden layer with as many units as inputs is added to its input, as in a residual network.")
def residual(x: Tensor, params: Sequence[Tensor], act: Callable[[Tensor], Tensor]) -> Tensor:
    h = x.flatten(start_dim=1)
    for W, b in zip(params[:-2:2], params[1:-2:2], strict=True):
        new = act(h @ W.T + b)
        h = new + h if new.shape == h.shape else new
    return h @ params[-2].T + params[-1]


@mistake("The batch is a loop over samples; the layers take the whole batch at once.")
def loops_over_samples(x: Tensor, params: Sequence[Tensor], act: Callable[[Tensor], Tensor]) -> Tensor:
    rows = []
    for sample in x:
        h = sample.flatten().unsqueeze(0)
        for W, b in zip(params[:-2:2], params[1:-2:2], strict=True):
            h = act(h @ W.T + b)
        rows.append(h @ params[-2].T + params[-1])
    return torch.cat(rows)
