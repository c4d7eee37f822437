"""Wrong versions of `standardize_train_test` that students write."""

from autograder.judge import change

joint = change(
    "The statistics come from both tables together, so the test table leaks into training.",
    ("    known = ~train", "    train_only, train = train, torch.cat([train, test])\n    known = ~train"),
    ("return standardized(train)", "return standardized(train_only)"),
)

of_test = change(
    "The test table is standardised with statistics of its own; use those of the training table.",
    (
        "return standardized(train), standardized(test)",
        "first = standardized(train)\n"
        "    known = ~test.isnan()\n"
        "    mean = test.nanmean(dim=0)\n"
        "    std = (test - mean).square().nanmean(dim=0).sqrt()\n"
        "    return first, standardized(test)",
    ),
)

one_less = change(
    "The variance divides by one less than the number of values; divide by that number.",
    ("sum(dim=0) / count).sqrt()", "sum(dim=0) / (count - 1).clamp(min=1)).sqrt()"),
)

eps_added = change(
    "Something is added to std; the formula has nothing of the kind.",
    ("(table - mean) / std", "(table - mean) / (std + 1e-3)"),
)

missing_lower_std = change(
    "Missing values count in std, as if they were the mean; leave them out.",
    ("(centred * centred).sum(dim=0) / count", "(centred * centred).mean(dim=0)"),
)

missing_are_zero = change(
    "Missing values become 0 before standardising, so they are no average values.",
    (
        "    known = ~train",
        "    train, test = train.nan_to_num(nan=0.0), test.nan_to_num(nan=0.0)\n    known = ~train",
    ),
)

zero_after_scaling_by_zero = change(
    "A constant column becomes NaN or inf: it is divided by a std of 0.",
    ("z.where(varies & ~table.isnan(), 0.0)", "z.where(~table.isnan(), 0.0)"),
)

constant_of_test = change(
    "A constant column is 0 in the training table, but not in the test table.",
    ("(table - mean) / std", "(table - mean) / std.where(varies, 1.0)"),
    ("z.where(varies & ~table.isnan(), 0.0)", "z.where(~table.isnan(), 0.0)"),
)

constant_by_std = change(
    "A column counts as constant if std is exactly 0. But std of equal numbers may be rounded: compare them.",
    ("varies = highest > lowest", "varies = std > 0"),
)

squares_first = change(
    "The variance is the mean square minus the squared mean, which loses all precision for years.",
    (
        "((centred * centred).sum(dim=0) / count).sqrt()",
        "(train.square().nansum(dim=0) / count - mean * mean).clamp(min=0).sqrt()",
    ),
)

in_place = change(
    "It replaces missing values in the given tables themselves; work on copies.",
    (
        "return standardized(train), standardized(test)",
        "results = standardized(train), standardized(test)\n"
        "    with torch.no_grad():\n"
        "        train.nan_to_num_(nan=0.0)\n"
        "    return results",
    ),
)
