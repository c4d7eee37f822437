"""Wrong versions of `pairwise_sqdist` that students write."""

from autograder.judge import change

transposed = change(
    "It is transposed: rows should belong to the points of a, and columns to those of b.",
    ("square().sum(2)", "square().sum(2).T"),
)
expanded = change(
    "It computes |a|^2 + |b|^2 - 2ab. Far from the origin this loses its digits, and it may be negative. "
    "Subtract the points first.",
    (
        "return difference.square().sum(2)",
        "return a.square().sum(1)[:, None] + b.square().sum(1) - 2 * a @ b.T",
    ),
)
expanded_and_clamped = change(
    "It computes |a|^2 + |b|^2 - 2ab and raises negative results to 0. Far from the origin the others are "
    "wrong too. Subtract the points first.",
    (
        "return difference.square().sum(2)",
        "return (a.square().sum(1)[:, None] + b.square().sum(1) - 2 * a @ b.T).clamp(min=0)",
    ),
)
distance = change(
    "It is the distance; its square is asked for, without a root.",
    (".sum(2)", ".sum(2).sqrt()"),
)
squares_a_root = change(
    "It takes a root and squares it again, so the gradient of equal points is 0/0 = NaN; leave the root out.",
    (".sum(2)", ".sum(2).sqrt().square()"),
)
sums_a_dimension_of_points = change(
    "It sums over the points of b, not over the features.",
    (".sum(2)", ".sum(1)"),
)
squeezed = change(
    "Dimensions of size 1 are squeezed away; one point still gives a table [1, N] or [M, 1].",
    (".sum(2)", ".sum(2).squeeze()"),
)
broadcasts_features = change(
    "If one of a and b has a single feature, it is broadcast and the result is wrong. Raise ValueError.",
    ("a.shape[1] != b.shape[1]", "a.shape[1] != b.shape[1] and 1 not in (a.shape[1], b.shape[1])"),
)
compares_no_features = change(
    "The numbers of features are not compared, so PyTorch's own error comes, or none. Raise ValueError.",
    ("a.shape[1] != b.shape[1]", "False"),
)
loops_over_points = change(
    "A Python loop goes over the points; with broadcasting one subtraction makes all pairs.",
    ("a.unsqueeze(1) - b", "torch.stack([point - b for point in a]) if len(a) else a.unsqueeze(1) - b"),
)
