"""Wrong versions of `cross_entropy_grad` that students write."""

from autograder.judge import change

of_the_sum = change(
    "It is the gradient of the sum, not of the mean: the division by N is missing.",
    (" / len(logits)", ""),
)
divided_by_entries = change(
    "It is divided by the number of entries, N times C, but the mean is over N samples only.",
    ("len(logits)", "logits.numel()"),
)
divided_by_classes = change(
    "It is divided by the number of classes C, not by the number of samples N.",
    ("len(logits)", "logits.shape[1]"),
)
wrong_sign = change(
    "The sign is wrong: a step against this gradient increases the loss.",
    ("softmax(logits, dim=1) - onehot", "onehot - softmax(logits, dim=1)"),
)
divides_softmax_only = change(
    "Only the softmax is divided by N; the 1 at the target should be divided too.",
    ("(softmax(logits, dim=1) - onehot) / len(logits)", "softmax(logits, dim=1) / len(logits) - onehot"),
)
lowers_whole_columns = change(
    "The indexing pairs each row with all targets, so every row loses a 1 in the columns of all targets.",
    ("    return", "    onehot[:, target] = 1.0\n    return"),
)
subtracts_class_number = change(
    "The number of the class is subtracted from the whole row, not its one-hot vector.",
    ("- onehot", "- target.unsqueeze(1)"),
)
counts_from_one = change(
    "Classes are counted from 1: the 1 is subtracted one column too far to the left.",
    ("- onehot", "- onehot.roll(-1, dims=1)"),
)
onehot_of_seen_classes = change(
    "The one-hot matrix ends at the largest target, so it is too narrow if the last class has no sample.",
    ("torch.zeros_like(logits).scatter(1, target.unsqueeze(1), 1.0)", "nn.functional.one_hot(target)"),
)
target_column_only = change(
    "It is the gradient at the target alone: the other columns of the softmax are missing.",
    ("(softmax(logits, dim=1) - onehot)", "(softmax(logits, dim=1) - 1) * onehot"),
)
without_softmax = change(
    "The one-hot vectors are subtracted from the logits: the softmax is missing.",
    ("softmax(logits, dim=1)", "logits"),
)
softmax_over_dim_0 = change(
    "The softmax is taken over dim 0, so the rows of a batch are normalised together.",
    ("dim=1", "dim=0"),
)
sigmoid_of_single_class = change(
    "With one class it applies a sigmoid, as in logistic regression, but softmax gives a single class 1.",
    ("(softmax(logits, dim=1)", "((softmax(logits, dim=1) if logits.shape[1] > 1 else logits.sigmoid())"),
)
overflows = change(
    "It takes exp of the unshifted scores, which overflows for large scores, and inf/inf is NaN.",
    ("softmax(logits, dim=1)", "logits.exp() / logits.exp().sum(1, keepdim=True)"),
)
shifts_large_scores_only = change(
    "The maximum is subtracted only if a score is large. Far below 0 everything underflows to 0/0 = NaN.",
    (
        "    onehot =",
        "    e = (logits - logits.amax(1, keepdim=True) * (logits > 80).any()).exp()\n    onehot =",
    ),
    ("softmax(logits, dim=1)", "e / e.sum(1, keepdim=True)"),
)
subtracts_mean = change(
    "It subtracts the mean, not the maximum, so a score far above the mean still overflows.",
    ("    onehot =", "    e = (logits - logits.mean(1, keepdim=True)).exp()\n    onehot ="),
    ("softmax(logits, dim=1)", "e / e.sum(1, keepdim=True)"),
)
global_maximum = change(
    "It subtracts the maximum of the whole batch, so a row far below it underflows to 0/0 = NaN.",
    ("    onehot =", "    e = (logits - logits.max()).exp()\n    onehot ="),
    ("softmax(logits, dim=1)", "e / e.sum(1, keepdim=True)"),
)
squeezes_single_row = change(
    "A batch of one row loses its first dimension; the result should be shaped like the logits.",
    ("    return (", "    result = ("),
    ("len(logits)", "len(logits)\n    return result.squeeze(0)"),
)
loops_over_rows = change(
    "A Python loop goes over the rows; one operation on the whole batch does the same.",
    (".scatter(1, target.unsqueeze(1), 1.0)", ""),
    (
        "    return",
        "    for row, column in enumerate(target):\n        onehot[row, column] = 1.0\n    return",
    ),
)
changes_input = change(
    "It subtracts the 1 from the logits themselves, which changes the caller's tensor.",
    ("    return (", "    result = ("),
    ("len(logits)", "len(logits)\n    logits -= onehot\n    return result"),
)
always_float32 = change(
    "The result is always float32, so float64 scores lose half of their digits.",
    ("    onehot =", "    logits = logits.float()\n    onehot ="),
)
