"""Wrong versions of `accuracy` that students write."""

from torch import Tensor

from autograder.judge import change, mistake

over_dim_0 = change(
    "The largest score is looked for over dim 0: that finds a sample for each class.",
    ("dim=1", "dim=0"),
)
returns_tensor = change(
    "A tensor is returned, not a Python float.",
    ("right.item()", "right"),
)
counts = change(
    "It is the number of right predictions, not their share.",
    ("right.item() / len(y)", "float(right)"),
)
error_rate = change(
    "It is the share of wrong predictions.",
    ("== y", "!= y"),
)
in_percent = change(
    "It is given in percent: the share of all right is 1.0, not 100.",
    ("right.item()", "100 * right.item()"),
)
divided_by_scores = change(
    "It is divided by the number of scores, N times C, not by the number of samples.",
    ("len(y)", "logits.numel()"),
)
integer_division = change(
    "The share is rounded down to 0 or 1 by an integer division.",
    ("right.item() / len(y)", "float(right.item() // len(y))"),
)
last_of_ties = change(
    "Of equal largest scores the last class is taken, not the first.",
    ("logits.argmax(dim=1)", "logits.shape[1] - 1 - logits.flip(1).argmax(dim=1)"),
)
ties_always_right = change(
    "A row counts as right whenever its target reaches the largest score: ties are never a miss.",
    ("logits.argmax(dim=1) == y", "logits.gather(1, y.unsqueeze(1)).squeeze(1) == logits.amax(dim=1)"),
)
threshold_for_two_classes = change(
    "With two classes the second score is compared with 0.5: that is for probabilities, not for scores.",
    ("logits.argmax(dim=1)", "(logits.argmax(dim=1) if logits.shape[1] != 2 else logits[:, 1] > 0.5)"),
)
squeezes_single_row = change(
    "The scores are squeezed: a batch of one row loses its first dimension.",
    ("logits.argmax", "logits.squeeze().argmax"),
)
exp_overflows = change(
    "The scores go through an exp, which makes inf of all large ones: their order is enough.",
    ("logits.argmax", "logits.exp().argmax"),
)
rounds_scores = change(
    "The scores are rounded before they are compared: small differences decide too.",
    ("logits.argmax", "logits.round(decimals=3).argmax"),
)


@mistake("[N, 1] predictions are compared with [N] targets: broadcasting compares each with all of them.")
def compares_all_pairs(logits: Tensor, y: Tensor) -> float:
    return (logits.argmax(dim=1, keepdim=True) == y).double().mean().item()


@mistake("A Python loop goes over the rows; argmax and == take the whole batch at once.")
def loops_over_rows(logits: Tensor, y: Tensor) -> float:
    return sum(int(row.argmax()) == int(label) for row, label in zip(logits, y, strict=True)) / len(y)
