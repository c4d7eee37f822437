"""Wrong versions of `discriminative_lrs` that students write."""

from autograder.judge import change

first_is_fastest = change(
    "The first group has base_lr and the last the smallest rate; it should be the other way round.",
    ("(n_groups - 1 - group)", "group"),
)
one_factor_too_many = change(
    "Every rate has one factor too many; the last group should have base_lr.",
    ("n_groups - 1 - group", "n_groups - group"),
)
divides = change(
    "Earlier groups get higher rates: it divides by decay.", ("base_lr * decay **", "base_lr / decay **")
)
linear = change(
    "The rates fall in equal steps; each should be decay times the next.",
    ("base_lr * decay ** (n_groups - 1 - group)", "base_lr * (1 - (1 - decay) * (n_groups - 1 - group))"),
)
two_rates = change(
    "All groups before the last have the same rate.", ("(n_groups - 1 - group)", "(group < n_groups - 1)")
)
squared = change(
    "The decay acts twice from each group to the one before it.",
    ("(n_groups - 1 - group)", "(2 * (n_groups - 1 - group))"),
)
one_missing = change(
    "A rate is missing: there should be n_groups.", ("range(n_groups)]", "range(1, n_groups)]")
)
fixed_decay = change("The decay is always 1 / 2.6.", ("* decay **", "* (1 / 2.6) **"))
rounded = change(
    "The rates are rounded to a few decimals.",
    ("base_lr * decay ** (n_groups - 1 - group)", "round(base_lr * decay ** (n_groups - 1 - group), 4)"),
)
accepts_growth = change(
    "A decay above 1 is accepted; it should raise a ValueError.", ("if not 0 < decay <= 1:", "if decay <= 0:")
)
accepts_zero = change(
    "A decay of 0 is accepted; it should raise a ValueError.",
    ("if not 0 < decay <= 1:", "if not 0 <= decay <= 1:"),
)
refuses_one = change(
    "A decay of 1 is refused; it is allowed.", ("if not 0 < decay <= 1:", "if not 0 < decay < 1:")
)
