"""Wrong versions of `accuracy` that students write."""

from torch import Tensor

from autograder.judge import mistake


@mistake("The largest score is looked for over dim 0: that finds a sample for each class.")
def over_dim_0(logits: Tensor, y: Tensor) -> float:
    return (logits.argmax(dim=0) == y).double().mean().item()


@mistake("A tensor is returned, not a Python float.")
def returns_tensor(logits: Tensor, y: Tensor) -> Tensor:
    return (logits.argmax(dim=1) == y).float().mean()


@mistake("It is the number of right predictions, not their share.")
def counts(logits: Tensor, y: Tensor) -> float:
    return float((logits.argmax(dim=1) == y).sum().item())


@mistake("It is the share of wrong predictions.")
def error_rate(logits: Tensor, y: Tensor) -> float:
    return (logits.argmax(dim=1) != y).double().mean().item()


@mistake("It is given in percent: the share of all right is 1.0, not 100.")
def in_percent(logits: Tensor, y: Tensor) -> float:
    return 100 * (logits.argmax(dim=1) == y).double().mean().item()


@mistake("Of equal largest scores the last class is taken, not the first.")
def last_of_ties(logits: Tensor, y: Tensor) -> float:
    last = logits.shape[1] - 1 - logits.flip(1).argmax(dim=1)
    return (last == y).double().mean().item()


@mistake("A row counts as right whenever its target reaches the largest score: ties are never a miss.")
def ties_always_right(logits: Tensor, y: Tensor) -> float:
    return (logits.gather(1, y.unsqueeze(1)).squeeze(1) == logits.amax(dim=1)).double().mean().item()


@mistake("[N, 1] predictions are compared with [N] targets: broadcasting compares each with all of them.")
def compares_all_pairs(logits: Tensor, y: Tensor) -> float:
    return (logits.argmax(dim=1, keepdim=True) == y).double().mean().item()


@mistake("It is divided by the number of scores, N times C, not by the number of samples.")
def divided_by_scores(logits: Tensor, y: Tensor) -> float:
    return (logits.argmax(dim=1) == y).sum().item() / logits.numel()


@mistake("The share is rounded down to 0 or 1 by an integer division.")
def integer_division(logits: Tensor, y: Tensor) -> float:
    return float((logits.argmax(dim=1) == y).sum().item() // len(y))
