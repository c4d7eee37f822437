"""Wrong versions of `cross_entropy` that students write."""

from autograder.judge import change

takes_probabilities = change(
    "The logits are treated as probabilities: it takes their logarithm without a softmax.",
    ("log_softmax(logits, dim=1)", "logits.log()"),
)
softmax_twice = change(
    "Softmax is applied twice. Apply it once, to the logits.",
    ("log_softmax(logits, dim=1)", "log_softmax(softmax(logits, dim=1), dim=1)"),
)
negative_logit = change(
    "The softmax is missing: the loss is the negative logit of the target.",
    ("log_softmax(logits, dim=1)", "logits"),
)
softmax_over_dim_0 = change(
    "The softmax is taken over dim 0, so the rows of a batch are normalised together.",
    ("log_softmax(logits, dim=1)", "log_softmax(logits, dim=0)"),
)
log_of_softmax = change(
    "It takes the logarithm of a softmax, so the loss is inf where the probability underflows to 0.",
    ("log_softmax(logits, dim=1)", "softmax(logits, dim=1).log()"),
)
epsilon_inside_log = change(
    "It adds a small constant inside the logarithm, so the loss of an improbable target stops growing.",
    ("log_softmax(logits, dim=1)", "(softmax(logits, dim=1) + 1e-8).log()"),
)
clamped_probabilities = change(
    "It clamps small probabilities, so the loss of an improbable target stops growing and has no gradient.",
    ("log_softmax(logits, dim=1)", "softmax(logits, dim=1).clamp(min=1e-12).log()"),
)
shifts_large_logits_only = change(
    "The maximum is subtracted only if a logit is large. Far below 0 the sum underflows, and log 0 = -inf.",
    ("    ignored =", "    shift = logits.amax(1, keepdim=True) * (logits > 80).any()\n    ignored ="),
    ("log_softmax(logits, dim=1)", "logits - shift - (logits - shift).exp().sum(1, keepdim=True).log()"),
)
all_pairs = change(
    "The indexing pairs each row with the targets of all rows, so it gives [N, N] losses, not [N].",
    ("log_p.gather(1, column).squeeze(1)", "log_p[:, target]"),
    ("loss.sum() / (~ignored).sum().clamp(min=1)", "loss.mean()"),
)
onehot_of_seen_classes = change(
    "The one-hot matrix ends at the largest target, so it is too narrow if the last class has no sample.",
    ("log_p.gather(1, column).squeeze(1)", "(nn.functional.one_hot(column.squeeze(1)) * log_p).sum(1)"),
)
loops_over_rows = change(
    "A Python loop goes over the rows; gather takes the targets of all rows at once.",
    ("-log_p.gather(1, column).squeeze(1)", "torch.stack([-row[i] for row, i in zip(log_p, column[:, 0])])"),
)
wrong_sign = change(
    "The minus sign is missing: these are log-probabilities, which are negative.",
    ("log_softmax(logits, dim=1)", "-log_softmax(logits, dim=1)"),
)
other_order = change(
    "ignore_index comes before reduction in the signature, so positional arguments are swapped.",
    ("target: Tensor,\n", "target: Tensor,\n    ignore_index: int = -100,\n"),
    ('"mean",\n    ignore_index: int = -100,', '"mean",'),
)
always_mean = change(
    "The argument reduction is ignored: the mean is always returned.",
    ("    ignored =", '    reduction = "mean"\n    ignored ='),
)
unknown_reduction_is_mean = change(
    "An unknown reduction is silently treated as 'mean'; it should raise a ValueError.",
    ('reduction not in ("none", "sum", "mean")', "False"),
)
squeezes_single_row = change(
    "With 'none' a dimension of size 1 is squeezed away, but the loss of a single row should be [1].",
    ("return loss\n", "return loss.squeeze()\n"),
)
divides_by_all_rows = change(
    "The mean divides by the number of all rows, ignored ones included, so it is too small.",
    ("(~ignored).sum().clamp(min=1)", "len(target)"),
)
ignores_minus_100_only = change(
    "The argument ignore_index is not used: only -100 is ignored.",
    ("target == ignore_index", "target == -100"),
)
ignores_negative_targets = change(
    "Rows are ignored if their target is negative, whatever ignore_index is: compare it with target.",
    ("target == ignore_index", "target < 0"),
)
takes_0_for_none = change(
    "An ignore_index of 0 has no effect, because 0 is false in a condition.",
    ("target == ignore_index", "target == (ignore_index or -100)"),
)
negative_ignore_index_only = change(
    "Only a negative ignore_index works. One beyond the last class is looked up as if it were a class.",
    ("masked_fill(ignored, 0).unsqueeze(1)", "clamp(min=0).unsqueeze(1)"),
)
counts_losses = change(
    "The mean counts the rows whose loss is not 0, but a sure and right row has a loss of exactly 0.",
    ("(~ignored).sum()", "(loss != 0).sum()"),
)
drops_ignored_rows = change(
    "With 'none' the ignored rows are left out, so the result has fewer than N entries.",
    ("loss.masked_fill(ignored, 0.0)", "loss[~ignored]"),
)
nan_if_all_ignored = change(
    "If all targets are ignored, the mean is 0/0 = NaN; it should be 0.",
    (".clamp(min=1)", ""),
)
guards_minus_100_only = change(
    "The guard against 0/0 tests for -100, not for ignore_index, so with other values the mean is NaN.",
    (".clamp(min=1)", ".clamp(min=int((target == -100).all()))"),
)
constant_if_all_ignored = change(
    "If all targets are ignored, the result is a 0 that is not connected to the logits, so backward fails.",
    (
        '    if reduction == "sum"',
        '    loss = loss.detach() if ignored.all() else loss\n    if reduction == "sum"',
    ),
)
scalar_if_all_ignored = change(
    "If all targets are ignored, 'none' gives a single 0; it should give N zeros.",
    (
        "    if label_smoothing",
        "    if ignored.all():\n        return 0 * logits.sum()\n    if label_smoothing",
    ),
)
without_smoothing = change(
    "The argument label_smoothing is ignored.",
    ("label_smoothing > 0", "False"),
)
refuses_full_smoothing = change(
    "A label_smoothing of 1 is refused, but every number from 0 to 1 is allowed.",
    ("    ignored =", '    if label_smoothing >= 1:\n        raise ValueError("too much")\n    ignored ='),
)
smooths_other_classes = change(
    "The smoothing is spread over the C - 1 other classes, not over all C with the target included.",
    ("log_p.mean(dim=1)", "(log_p.sum(dim=1) + loss) / (log_p.shape[1] - 1)"),
)
smooths_with_sum = change(
    "The smoothing term is the sum over the classes, not their mean.",
    ("log_p.mean(dim=1)", "log_p.sum(dim=1)"),
)
smoothing_on_top = change(
    "The smoothing term is added, but the target's loss does not get the weight 1 - label_smoothing.",
    ("(1 - label_smoothing) * loss", "loss"),
)
smoothing_underflows = change(
    "The smoothing takes the logarithm of a softmax, so one class whose probability underflows makes it inf.",
    ("log_p.mean(dim=1)", "softmax(logits, dim=1).log().mean(dim=1)"),
)
smooths_ignored_rows = change(
    "The smoothing term is added for ignored rows too, but their loss should be 0.",
    ("    loss = loss.masked_fill(ignored, 0.0)\n", ""),
    ("    if label_smoothing", "    loss = loss.masked_fill(ignored, 0.0)\n    if label_smoothing"),
)
changes_target = change(
    "It overwrites the ignored targets, which changes the caller's target.",
    ("target.masked_fill(ignored", "target.masked_fill_(ignored"),
)
detached = change(
    "The result is detached from the logits, so no gradient flows back.",
    ("log_softmax(logits, dim=1)", "log_softmax(logits.detach(), dim=1)"),
)
always_float32 = change(
    "The result is always float32, so float64 logits lose half of their digits.",
    ("log_softmax(logits, dim=1)", "log_softmax(logits.float(), dim=1)"),
)
