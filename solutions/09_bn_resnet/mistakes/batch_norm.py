"""Wrong versions of `batch_norm` that students write."""

import torch
from torch import Tensor

from autograder.judge import change, mistake

_Results = tuple[Tensor, Tensor, Tensor]

keeps_the_graph = change(
    "The new running statistics belong to the graph, so the graph of each batch stays in memory.",
    ("with torch.no_grad():", "if True:"),
)
unbiased_everywhere = change(
    "y is divided by the root of the unbiased variance; it should be the biased one.",
    ("unbiased = var * (count / (count - 1))", "var = unbiased = var * (count / (count - 1))"),
    ("with torch.no_grad():", "if True:"),
    ("+ momentum * mean", "+ momentum * mean.detach()"),
    ("+ momentum * unbiased", "+ momentum * unbiased.detach()"),
)
biased_everywhere = change(
    "The running variance gets the biased variance of the batch; it should get the unbiased one.",
    ("var * (count / (count - 1))", "var"),
)
swapped_variances = change(
    "y uses the unbiased variance, and the running variance gets the biased one: swap them.",
    ("unbiased = var * (count / (count - 1))", "unbiased = var"),
    ("scaled = centred", "var = var * (count / (count - 1)) if training else var\n    scaled = centred"),
)
momentum_of_the_old = change(
    "momentum is taken as the share of the old statistics; it is the share of the batch.",
    ("(1 - momentum) * running_mean + momentum * mean", "momentum * running_mean + (1 - momentum) * mean"),
    (
        "(1 - momentum) * running_var + momentum * unbiased",
        "momentum * running_var + (1 - momentum) * unbiased",
    ),
)
fixed_momentum = change(
    "The argument momentum is ignored: it is always 0.1.",
    ("unbiased = var", "momentum = 0.1\n            unbiased = var"),
)
over_the_samples_only = change(
    "The mean and the variance of images are over the samples alone, so each pixel has its own.",
    ("[0, *range(2, x.dim())]  # all but", "[0]  # all but"),
    (
        "mean = x.mean(dim=dims)",
        "mean = x.mean(dim=dims).flatten(1).mean(dim=1) if x.dim() > 2 else x.mean(dim=dims)",
    ),
    (
        "var = centred.square().mean(dim=dims)",
        "var = x.var(dim=0, correction=0).reshape(x.shape[1], -1).mean(dim=1)",
    ),
)
eps_outside = change(
    "eps is added to the deviation, after the root; it should be added to the variance.",
    ("(var + eps).sqrt().reshape(shape)", "(var.sqrt() + eps).reshape(shape)"),
)
fixed_eps = change("The argument eps is ignored: it is always 1e-5.", ("(var + eps)", "(var + 1e-5)"))
eps_in_the_statistics = change(
    "eps enters the running variance too.", ("momentum * unbiased", "momentum * (unbiased + eps)")
)
updates_in_evaluation = change(
    "Without training, the batch changes the running statistics; they should stay as they are.",
    (
        "running_mean, running_var = running_mean.clone(), running_var.clone()",
        "batch = x.detach()\n"
        "        running_mean = (1 - momentum) * running_mean + momentum * batch.mean(dim=dims)\n"
        "        running_var = (1 - momentum) * running_var + momentum * batch.var(dim=dims, correction=0)",
    ),
)
old_in_place = change(
    "It updates the given running statistics in place; return new ones and leave the arguments as they are.",
    (
        "running_mean = (1 - momentum) * running_mean + momentum * mean",
        "running_mean = running_mean.mul_(1 - momentum).add_(momentum * mean)",
    ),
    (
        "running_var = (1 - momentum) * running_var + momentum * unbiased",
        "running_var = running_var.mul_(1 - momentum).add_(momentum * unbiased)",
    ),
)
returns_the_arguments = change(
    "Without training it returns the given running statistics themselves, not copies.",
    ("running_mean, running_var = running_mean.clone(), running_var.clone()", "pass"),
)
running_in_training = change(
    "In training, y is normalised by the new running statistics; it should be by those of the batch.",
    (
        "running_var = (1 - momentum) * running_var + momentum * unbiased",
        "running_var = (1 - momentum) * running_var + momentum * unbiased\n"
        "        centred, var = x - running_mean.reshape(shape), running_var",
    ),
)
constant_statistics = change(
    "In training the mean and the variance are detached, so the gradient in x is wrong.",
    ("mean = x.mean(dim=dims)", "mean = x.detach().mean(dim=dims)"),
    ("centred.square().mean(dim=dims)", "centred.detach().square().mean(dim=dims)"),
)
mean_of_squares = change(
    "The variance is the mean of the squares minus the squared mean, which loses all digits far from 0.",
    ("centred.square().mean(dim=dims)", "x.square().mean(dim=dims) - mean.square()"),
)
one_value_allowed = change(
    "In training, one value for each channel gives no ValueError.",
    ("if count == 1:", "if False:"),
    ("count / (count - 1)", "count / max(count - 1, 1)"),
)
few_samples_refused = change(
    "A single image raises a ValueError in training, although its channels have many values.",
    ("if count == 1:", "if len(x) == 1:"),
)
without_gamma = change(
    "gamma and beta are ignored.",
    ("gamma.reshape(shape) * scaled + beta.reshape(shape)", "scaled"),
)
beta_first = change(
    "beta is multiplied by gamma too: it is added before gamma multiplies.",
    (
        "gamma.reshape(shape) * scaled + beta.reshape(shape)",
        "gamma.reshape(shape) * (scaled + beta.reshape(shape))",
    ),
)


@mistake("A Python loop goes over the channels; compute all of them at once.")
def loops_over_channels(
    x: Tensor,
    gamma: Tensor,
    beta: Tensor,
    running_mean: Tensor,
    running_var: Tensor,
    training: bool,
    momentum: float = 0.1,
    eps: float = 1e-5,
) -> _Results:
    count = x.numel() // x.shape[1]
    if training and count < 2:
        raise ValueError("one value for each channel")
    channels, means, variances = [], [], []
    for c in range(x.shape[1]):
        mean, var = running_mean[c], running_var[c]
        if training:
            mean = x[:, c].mean()
            var = (x[:, c] - mean).square().mean()
            means.append(momentum * mean.detach() + (1 - momentum) * running_mean[c])
            variances.append(momentum * var.detach() * count / (count - 1) + (1 - momentum) * running_var[c])
        channels.append((x[:, c] - mean) / (var + eps).sqrt() * gamma[c] + beta[c])
    y = torch.stack(channels, dim=1)
    if not training:
        return y, running_mean.clone(), running_var.clone()
    return y, torch.stack(means), torch.stack(variances)
