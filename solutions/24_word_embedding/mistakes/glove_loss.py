"""Wrong versions of `glove_loss` that students write."""

import torch

from autograder.judge import change, mistake

zeros_count = change(
    "Pairs that never occurred count, with log 1 and the weight of x = 1; they add nothing.",
    (".pow(alpha) * seen", ".masked_fill(~seen, 1 / x_max).pow(alpha)"),
)
zeros_count_without_alpha = change(
    "Pairs that never occurred count if alpha is 0; they add nothing for any alpha.",
    (".pow(alpha) * seen", ".pow(alpha)"),
)
nan_at_zero = change(
    "A count of 0 gives NaN: log 0 is -inf, and 0 times infinity is NaN.",
    ("X.masked_fill(~seen, 1.0).log()", "X.log()"),
)
log_plus_one = change(
    "It takes log(1 + X); log X is asked for.",
    ("X.masked_fill(~seen, 1.0).log()", "X.log1p()"),
)
mean_over_pairs = change(
    "It equals the mean over all pairs; the sum is asked for.",
    ("(weights * errors.square()).sum()", "(weights * errors.square()).mean()"),
)
mean_over_seen = change(
    "It equals the mean over the pairs that occurred; the sum is asked for.",
    ("(weights * errors.square()).sum()", "(weights * errors.square()).sum() / seen.sum().clamp(min=1)"),
)
half = change(
    "It equals half of the sum; there is no factor 1/2.",
    ("(weights * errors.square()).sum()", "(weights * errors.square()).sum() / 2"),
)
not_capped = change(
    "Counts above x_max weigh more than 1; the weight is at most 1.",
    (".clamp(max=1.0)", ""),
)
all_weigh_one = change(
    "Each pair that occurred weighs 1; the weight is (x / x_max)^alpha below x_max.",
    ("(X / x_max).clamp(max=1.0).pow(alpha) * seen", "seen"),
)
alpha_ignored = change("alpha is taken for 0.75 whatever is given.", (".pow(alpha)", ".pow(0.75)"))
x_max_ignored = change("x_max is taken for 100 whatever is given.", ("X / x_max", "X / 100.0"))
biases_swapped = change(
    "b_w belongs to the columns and b_u to the rows; it is the other way round.",
    ("b_w.unsqueeze(1) + b_u", "b_u.unsqueeze(1) + b_w"),
)
tables_swapped = change(
    "Row i of U meets row j of W; W has the centres, which are the rows of X.",
    ("W @ U.T", "U @ W.T"),
)


@mistake("A loop goes over the pairs; all are to be computed at once.")
def loop_over_pairs(W, U, b_w, b_u, X, x_max=100.0, alpha=0.75):
    loss = 0.0 * (W.sum() + U.sum() + b_w.sum() + b_u.sum())
    for i, j in X.nonzero().tolist():
        weight = min(float(X[i, j]) / x_max, 1.0) ** alpha
        loss = loss + weight * (W[i] @ U[j] + b_w[i] + b_u[j] - torch.log(X[i, j])) ** 2
    return loss
