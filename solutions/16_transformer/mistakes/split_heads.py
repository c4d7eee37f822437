"""Wrong versions of `split_heads` that students write."""

from autograder.judge import change

reshaped_alone = change(
    "It is a reshape alone, which puts other heads and positions into a head. Transpose heads and positions "
    "first.",
    ("X.transpose(1, 2).flatten(0, 1)", "X.reshape(-1, X.shape[1], X.shape[3])"),
)
head_major = change(
    "The rows are in the order h * B + b: all sequences of head 0 come first. They should be batch-major.",
    ("X.transpose(1, 2).flatten(0, 1)", "X.permute(2, 0, 1, 3).flatten(0, 1)"),
)
every_hth_feature = change(
    "Head h has every H-th feature; it should have neighbouring ones.",
    ("unflatten(2, (num_heads, -1))", "unflatten(2, (-1, num_heads)).transpose(2, 3)"),
)
as_many_features = change(
    "Each head has num_heads features; num_heads is the number of heads.",
    ("(num_heads, -1)", "(-1, num_heads)"),
)
four_dimensions = change(
    "The result has four dimensions, [B, H, T, D/H]; heads and sequences should share the first.",
    (".flatten(0, 1)", ""),
)
not_transposed = change(
    "The result is [B*T, H, D/H]; positions and heads should change places before the reshape.",
    ("X.transpose(1, 2)", "X"),
)
positions_first = change(
    "Positions and features of a head have changed places: the result is [B*H, D/H, T].",
    (".flatten(0, 1)", ".flatten(0, 1).mT"),
)
detached = change(
    "The result is detached, so no gradient flows back.", (".flatten(0, 1)", ".flatten(0, 1).detach()")
)
reversed_heads = change(
    "The heads are in reverse order: row b * H should be head 0.",
    ("X.transpose(1, 2)", "X.transpose(1, 2).flip(1)"),
)
