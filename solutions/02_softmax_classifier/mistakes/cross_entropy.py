"""Wrong versions of `cross_entropy` that students write."""

import torch
from torch import Tensor

from autograder.judge import mistake


def _losses(log_p: Tensor, target: Tensor, ignore_index: int, label_smoothing: float) -> Tensor:
    """[N] losses, 0 where the target is ignored."""
    ignored = target == ignore_index
    nll = -log_p.gather(1, target.masked_fill(ignored, 0).unsqueeze(1)).squeeze(1)
    if label_smoothing > 0:
        nll = (1 - label_smoothing) * nll - label_smoothing * log_p.mean(dim=1)
    return nll.masked_fill(ignored, 0.0)


def _reduce(losses: Tensor, reduction: str, count: Tensor | int) -> Tensor:
    if reduction not in ("none", "sum", "mean"):
        raise ValueError(f"unknown reduction {reduction!r}")
    if reduction == "none":
        return losses
    return losses.sum() if reduction == "sum" else losses.sum() / count


def _count(target: Tensor, ignore_index: int) -> Tensor:
    return (target != ignore_index).sum().clamp(min=1)


def _rest(log_p: Tensor, target: Tensor, reduction: str, ignore_index: int, label_smoothing: float) -> Tensor:
    """What follows when the log-probabilities are there; nothing is wrong with it."""
    losses = _losses(log_p, target, ignore_index, label_smoothing)
    return _reduce(losses, reduction, _count(target, ignore_index))


@mistake("The logits are taken for probabilities: their logarithm is used without a softmax.")
def takes_probabilities(
    logits: Tensor,
    target: Tensor,
    reduction: str = "mean",
    ignore_index: int = -100,
    label_smoothing: float = 0.0,
) -> Tensor:
    log_p = logits.log()
    return _rest(log_p, target, reduction, ignore_index, label_smoothing)


@mistake("Softmax is applied twice: the loss applies it to its input by itself, which should be the logits.")
def softmax_twice(
    logits: Tensor,
    target: Tensor,
    reduction: str = "mean",
    ignore_index: int = -100,
    label_smoothing: float = 0.0,
) -> Tensor:
    log_p = torch.softmax(logits, 1).log_softmax(1)
    return _rest(log_p, target, reduction, ignore_index, label_smoothing)


@mistake("The softmax is missing: the loss is the negative logit of the target.")
def negative_logit(
    logits: Tensor,
    target: Tensor,
    reduction: str = "mean",
    ignore_index: int = -100,
    label_smoothing: float = 0.0,
) -> Tensor:
    return _rest(logits, target, reduction, ignore_index, label_smoothing)


@mistake("The softmax is taken over dim 0: the rows of a batch are normalised together.")
def softmax_over_dim_0(
    logits: Tensor,
    target: Tensor,
    reduction: str = "mean",
    ignore_index: int = -100,
    label_smoothing: float = 0.0,
) -> Tensor:
    log_p = torch.log_softmax(logits, 0)
    return _rest(log_p, target, reduction, ignore_index, label_smoothing)


@mistake("It takes the logarithm of a softmax: where the probability underflows to 0 the loss is inf.")
def log_of_softmax(
    logits: Tensor,
    target: Tensor,
    reduction: str = "mean",
    ignore_index: int = -100,
    label_smoothing: float = 0.0,
) -> Tensor:
    log_p = torch.softmax(logits, 1).log()
    return _rest(log_p, target, reduction, ignore_index, label_smoothing)


@mistake("A small constant stands inside the logarithm: the loss of a bad miss stops growing.")
def epsilon_inside_log(
    logits: Tensor,
    target: Tensor,
    reduction: str = "mean",
    ignore_index: int = -100,
    label_smoothing: float = 0.0,
) -> Tensor:
    log_p = (torch.softmax(logits, 1) + 1e-8).log()
    return _rest(log_p, target, reduction, ignore_index, label_smoothing)


@mistake("The probabilities are cut off below: the loss of a bad miss stops growing and has no gradient.")
def clamped_probabilities(
    logits: Tensor,
    target: Tensor,
    reduction: str = "mean",
    ignore_index: int = -100,
    label_smoothing: float = 0.0,
) -> Tensor:
    log_p = torch.softmax(logits, 1).clamp(min=1e-12).log()
    return _rest(log_p, target, reduction, ignore_index, label_smoothing)


@mistake("Each row is paired with the targets of all rows: the indexing gives [N, N] losses, not N.")
def all_pairs(
    logits: Tensor,
    target: Tensor,
    reduction: str = "mean",
    ignore_index: int = -100,
    label_smoothing: float = 0.0,
) -> Tensor:
    log_p = torch.log_softmax(logits, 1)
    losses = -log_p[:, target]
    return losses.mean() if reduction == "mean" else _reduce(losses, reduction, 1)


@mistake("The argument reduction is ignored: the mean is always returned.")
def always_mean(
    logits: Tensor,
    target: Tensor,
    reduction: str = "mean",
    ignore_index: int = -100,
    label_smoothing: float = 0.0,
) -> Tensor:
    losses = _losses(torch.log_softmax(logits, 1), target, ignore_index, label_smoothing)
    return _reduce(losses, "mean", _count(target, ignore_index))


@mistake("An unknown reduction is accepted in silence and treated as 'mean'.")
def unknown_reduction_is_mean(
    logits: Tensor,
    target: Tensor,
    reduction: str = "mean",
    ignore_index: int = -100,
    label_smoothing: float = 0.0,
) -> Tensor:
    losses = _losses(torch.log_softmax(logits, 1), target, ignore_index, label_smoothing)
    reduction = reduction if reduction in ("none", "sum") else "mean"
    return _reduce(losses, reduction, _count(target, ignore_index))


@mistake("The mean is divided by all rows, the ignored ones too: it is too small.")
def divides_by_all_rows(
    logits: Tensor,
    target: Tensor,
    reduction: str = "mean",
    ignore_index: int = -100,
    label_smoothing: float = 0.0,
) -> Tensor:
    losses = _losses(torch.log_softmax(logits, 1), target, ignore_index, label_smoothing)
    return _reduce(losses, reduction, len(target))


@mistake("The argument ignore_index is not used: only -100 is ignored.")
def ignores_minus_100_only(
    logits: Tensor,
    target: Tensor,
    reduction: str = "mean",
    ignore_index: int = -100,
    label_smoothing: float = 0.0,
) -> Tensor:
    losses = _losses(torch.log_softmax(logits, 1), target, -100, label_smoothing)
    return _reduce(losses, reduction, _count(target, -100))


@mistake("Only a negative ignore_index works: one beyond the last class is looked up as if it were a class.")
def negative_ignore_index_only(
    logits: Tensor,
    target: Tensor,
    reduction: str = "mean",
    ignore_index: int = -100,
    label_smoothing: float = 0.0,
) -> Tensor:
    log_p = torch.log_softmax(logits, 1)
    nll = -log_p.gather(1, target.clamp(min=0).unsqueeze(1)).squeeze(1)
    losses = (1 - label_smoothing) * nll - label_smoothing * log_p.mean(1)
    losses = losses.masked_fill(target == ignore_index, 0.0)
    return _reduce(losses, reduction, _count(target, ignore_index))


@mistake("If all targets are ignored, the mean is 0/0 = NaN; it should be 0.")
def nan_if_all_ignored(
    logits: Tensor,
    target: Tensor,
    reduction: str = "mean",
    ignore_index: int = -100,
    label_smoothing: float = 0.0,
) -> Tensor:
    losses = _losses(torch.log_softmax(logits, 1), target, ignore_index, label_smoothing)
    return _reduce(losses, reduction, (target != ignore_index).sum())


@mistake("If all targets are ignored, a new 0 is returned, not connected to the logits: backward fails.")
def constant_if_all_ignored(
    logits: Tensor,
    target: Tensor,
    reduction: str = "mean",
    ignore_index: int = -100,
    label_smoothing: float = 0.0,
) -> Tensor:
    losses = _losses(torch.log_softmax(logits, 1), target, ignore_index, label_smoothing)
    if reduction != "none" and bool((target == ignore_index).all()):
        losses = torch.zeros_like(losses)
    return _reduce(losses, reduction, _count(target, ignore_index))


@mistake("With 'none' the ignored rows are left out: the result has fewer than N entries.")
def drops_ignored_rows(
    logits: Tensor,
    target: Tensor,
    reduction: str = "mean",
    ignore_index: int = -100,
    label_smoothing: float = 0.0,
) -> Tensor:
    counted = target != ignore_index
    losses = _losses(torch.log_softmax(logits[counted], 1), target[counted], ignore_index, label_smoothing)
    return _reduce(losses, reduction, _count(target, ignore_index))


@mistake("The argument label_smoothing is ignored.")
def without_smoothing(
    logits: Tensor,
    target: Tensor,
    reduction: str = "mean",
    ignore_index: int = -100,
    label_smoothing: float = 0.0,
) -> Tensor:
    losses = _losses(torch.log_softmax(logits, 1), target, ignore_index, 0.0)
    return _reduce(losses, reduction, _count(target, ignore_index))


@mistake("The smoothing is spread over the C - 1 other classes; it belongs to all C, the target included.")
def smooths_other_classes(
    logits: Tensor,
    target: Tensor,
    reduction: str = "mean",
    ignore_index: int = -100,
    label_smoothing: float = 0.0,
) -> Tensor:
    log_p = torch.log_softmax(logits, 1)
    nll = _losses(log_p, target, ignore_index, 0.0)
    others = (-log_p.sum(1) - nll) / (logits.shape[1] - 1)
    losses = (1 - label_smoothing) * nll + label_smoothing * others
    return _reduce(losses.masked_fill(target == ignore_index, 0.0), reduction, _count(target, ignore_index))


@mistake("The smoothing term is the sum over the classes, not their mean.")
def smooths_with_sum(
    logits: Tensor,
    target: Tensor,
    reduction: str = "mean",
    ignore_index: int = -100,
    label_smoothing: float = 0.0,
) -> Tensor:
    log_p = torch.log_softmax(logits, 1)
    nll = _losses(log_p, target, ignore_index, 0.0)
    losses = (1 - label_smoothing) * nll - label_smoothing * log_p.sum(1)
    return _reduce(losses.masked_fill(target == ignore_index, 0.0), reduction, _count(target, ignore_index))


@mistake("The smoothing term is added on top: the loss of the target keeps its full weight.")
def smoothing_on_top(
    logits: Tensor,
    target: Tensor,
    reduction: str = "mean",
    ignore_index: int = -100,
    label_smoothing: float = 0.0,
) -> Tensor:
    log_p = torch.log_softmax(logits, 1)
    losses = _losses(log_p, target, ignore_index, 0.0) - label_smoothing * log_p.mean(1)
    return _reduce(losses.masked_fill(target == ignore_index, 0.0), reduction, _count(target, ignore_index))


@mistake("The smoothing term is added for ignored rows too: their loss is not 0.")
def smooths_ignored_rows(
    logits: Tensor,
    target: Tensor,
    reduction: str = "mean",
    ignore_index: int = -100,
    label_smoothing: float = 0.0,
) -> Tensor:
    log_p = torch.log_softmax(logits, 1)
    nll = _losses(log_p, target, ignore_index, 0.0)
    losses = (1 - label_smoothing) * nll - label_smoothing * log_p.mean(1)
    return _reduce(losses, reduction, _count(target, ignore_index))


@mistake("The ignored targets are overwritten: the caller's target is changed.")
def changes_target(
    logits: Tensor,
    target: Tensor,
    reduction: str = "mean",
    ignore_index: int = -100,
    label_smoothing: float = 0.0,
) -> Tensor:
    losses = _losses(torch.log_softmax(logits, 1), target, ignore_index, label_smoothing)
    result = _reduce(losses, reduction, _count(target, ignore_index))
    target[target == ignore_index] = 0
    return result


@mistake("The result is cut off from the logits: no gradient flows back, so nothing is learned.")
def detached(
    logits: Tensor,
    target: Tensor,
    reduction: str = "mean",
    ignore_index: int = -100,
    label_smoothing: float = 0.0,
) -> Tensor:
    log_p = torch.log_softmax(logits.detach(), 1)
    return _rest(log_p, target, reduction, ignore_index, label_smoothing)


@mistake("The result is always float32: float64 logits lose half of their digits.")
def always_float32(
    logits: Tensor,
    target: Tensor,
    reduction: str = "mean",
    ignore_index: int = -100,
    label_smoothing: float = 0.0,
) -> Tensor:
    log_p = torch.log_softmax(logits.float(), 1)
    return _rest(log_p, target, reduction, ignore_index, label_smoothing)


@mistake("The minus sign is missing: these are log-probabilities, which are negative.")
def wrong_sign(
    logits: Tensor,
    target: Tensor,
    reduction: str = "mean",
    ignore_index: int = -100,
    label_smoothing: float = 0.0,
) -> Tensor:
    log_p = -torch.log_softmax(logits, 1)
    return _rest(log_p, target, reduction, ignore_index, label_smoothing)
