"""Wrong versions of `accuracy` that students write."""

from torch import Tensor

from autograder.judge import change, mistake

over_dim_0 = change(
    "It takes the largest score over dim 0, which finds a sample for each class.",
    ("dim=1", "dim=0"),
)
returns_tensor = change(
    "It returns a tensor, not a Python float.",
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
    "The result is in percent, but if all rows are right it should be 1.0, not 100.",
    ("right.item()", "100 * right.item()"),
)
divided_by_scores = change(
    "The count is divided by the number of scores, N times C, not by the number of samples.",
    ("len(y)", "logits.numel()"),
)
integer_division = change(
    "The share is rounded down to 0 or 1 by an integer division.",
    ("right.item() / len(y)", "float(right.item() // len(y))"),
)
last_of_ties = change(
    "In a tie the prediction is the last class; it should be the lowest one.",
    ("logits.argmax(dim=1)", "logits.shape[1] - 1 - logits.flip(1).argmax(dim=1)"),
)
ties_always_right = change(
    "In a tie every tied class counts as right; only the lowest one is the prediction.",
    ("logits.argmax(dim=1) == y", "logits.gather(1, y.unsqueeze(1)).squeeze(1) == logits.amax(dim=1)"),
)
threshold_for_two_classes = change(
    "With two classes it compares the second score with 0.5, which is right for probabilities, not scores.",
    ("logits.argmax(dim=1)", "(logits.argmax(dim=1) if logits.shape[1] != 2 else logits[:, 1] > 0.5)"),
)
squeezes_single_row = change(
    "The scores are squeezed, so a batch of one row loses its first dimension.",
    ("logits.argmax", "logits.squeeze().argmax"),
)
exp_overflows = change(
    "It takes exp of the scores, which turns all large ones into inf. Compare the scores themselves.",
    ("logits.argmax", "logits.exp().argmax"),
)
rounds_scores = change(
    "The scores are rounded before they are compared, but small differences count too.",
    ("logits.argmax", "logits.round(decimals=3).argmax"),
)
softmax_first = change(
    "It compares probabilities, but softmax makes scores equal that are close together. Compare the scores.",
    ("logits.argmax", "logits.softmax(dim=1).argmax"),
)
averages_in_score_dtype = change(
    "The hits are averaged in the dtype of the logits, so float16 logits give a share of three digits.",
    ("(logits.argmax(dim=1) == y).sum()", "(logits.argmax(dim=1) == y).to(logits.dtype).mean()"),
    ("right.item() / len(y)", "right.item()"),
)


@mistake("It compares [N, 1] predictions with [N] targets, so broadcasting compares each with all targets.")
def compares_all_pairs(logits: Tensor, y: Tensor) -> float:
    return (logits.argmax(dim=1, keepdim=True) == y).double().mean().item()


@mistake("A Python loop goes over the rows; argmax and == take the whole batch at once.")
def loops_over_rows(logits: Tensor, y: Tensor) -> float:
    return sum(int(row.argmax()) == int(label) for row, label in zip(logits, y, strict=True)) / len(y)
