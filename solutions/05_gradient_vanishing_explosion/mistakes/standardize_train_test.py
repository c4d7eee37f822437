"""Wrong versions of `standardize_train_test` that students write."""

import torch

from autograder.judge import change, mistake

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

variance = change("It divides by the variance; its root is missing.", ("/ count).sqrt()", "/ count)"))

not_centred = change("The mean is not subtracted.", ("z = (table - mean) / std", "z = table / std"))

not_scaled = change("The columns are not divided by their std.", ("(table - mean) / std", "table - mean"))

eps_added = change(
    "Something is added to std; the formula has nothing of the kind.",
    ("(table - mean) / std", "(table - mean) / (std + 1e-3)"),
)

missing_stay = change(
    "Missing values are still NaN; they should be 0.", ("varies & ~table.isnan()", "varies")
)

missing_count = change(
    "Missing values count in the mean, as if they were 0; leave them out.",
    ("count = known.sum(dim=0)", "count = len(train)"),
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

constant_by_first = change(
    "It compares with the first row to find constant columns, but a value there may be missing.",
    ("varies = highest > lowest", "varies = (train != train[0]).any(dim=0)"),
)

small_std_is_constant = change(
    "A column with a small std counts as constant; it is so only if all values are equal.",
    ("varies = highest > lowest", "varies = std > 0.01"),
)

of_all_columns = change(
    "Mean and std are those of the whole table; each column has its own.",
    (
        "(table - mean) / std",
        "(table - train.nanmean()) / (train - train.nanmean()).square().nanmean().sqrt()",
    ),
)

squares_first = change(
    "The variance is the mean square minus the squared mean, which loses all precision for years.",
    (
        "((centred * centred).sum(dim=0) / count).sqrt()",
        "(train.square().nansum(dim=0) / count - mean * mean).clamp(min=0).sqrt()",
    ),
)

drops_rows = change(
    "Rows with a missing value are left out of the statistics of all columns.",
    (
        "count = known.sum(dim=0)",
        "train_all, train = train, train[known.all(dim=1)]\n    known = ~train.isnan()\n"
        "    count = known.sum(dim=0)",
    ),
    ("return standardized(train)", "return standardized(train_all)"),
)

only_train = change(
    "The test table is returned as it is.",
    ("standardized(train), standardized(test)", "standardized(train), test.clone()"),
)

swapped = change(
    "The two results are swapped.",
    ("standardized(train), standardized(test)", "standardized(test), standardized(train)"),
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


@mistake("The columns are scaled to the range from 0 to 1; subtract the mean and divide by std.")
def min_max(train, test):
    known = ~train.isnan()
    lowest = train.where(known, torch.inf).amin(dim=0)
    highest = train.where(known, -torch.inf).amax(dim=0)
    return tuple(
        ((x - lowest) / (highest - lowest)).where((highest > lowest) & ~x.isnan(), 0.0) for x in (train, test)
    )
