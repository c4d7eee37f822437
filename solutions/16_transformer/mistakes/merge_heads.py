"""Wrong versions of `merge_heads` that students write."""

from autograder.judge import change

reshaped_alone = change(
    "It is a reshape alone, which mixes positions and heads. Transpose them first.",
    ("X.transpose(1, 2).flatten(2, 3)", "X.reshape(len(X), X.shape[2], -1)"),
)
head_major = change(
    "The rows are read in the order h * B + b; they are batch-major, b * H + h.",
    ("X.unflatten(0, (-1, num_heads))", "X.unflatten(0, (num_heads, -1)).transpose(0, 1)"),
)
as_many_sequences = change(
    "The rows come apart into num_heads sequences; num_heads is the number of heads.",
    ("(-1, num_heads)", "(num_heads, -1)"),
)
features_alternate = change(
    "The features of the heads alternate; those of a head should be neighbours.",
    ("X.transpose(1, 2).flatten(2, 3)", "X.permute(0, 2, 3, 1).flatten(2, 3)"),
)
four_dimensions = change(
    "The result has four dimensions, [B, T, H, F]; the heads should be one vector.",
    (".flatten(2, 3)", ""),
)
heads_as_positions = change(
    "The heads stand one after another along the positions, [B, T*H, F]; they should stand side by side.",
    (".flatten(2, 3)", ".flatten(1, 2)"),
)
summed_up = change(
    "The heads are summed up; they should stand side by side.",
    ("X.transpose(1, 2).flatten(2, 3)", "X.sum(1)"),
)
reversed_heads = change(
    "The heads are in reverse order: head 0 should come first.",
    ("X.transpose(1, 2)", "X.flip(1).transpose(1, 2)"),
)
detached = change(
    "The result is detached, so no gradient flows back.", (".flatten(2, 3)", ".flatten(2, 3).detach()")
)
