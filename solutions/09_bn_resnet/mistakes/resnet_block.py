"""Wrong versions of `resnet_block` that students write."""

from autograder.judge import change

always_halves = change(
    "The first stage halves the size too; with first_block it should keep it.",
    (
        "first = Residual(in_channels, out_channels)  #",
        "first = Residual(in_channels, out_channels, True, 2)  #",
    ),
)
never_halves = change(
    "The first block of a later stage has stride 1; it should halve the size.",
    ("use_1x1conv=True, stride=2", "use_1x1conv=True"),
)
each_halves = change(
    "Each block of a later stage halves the size; only the first one should.",
    (
        "[Residual(out_channels, out_channels) for",
        "[Residual(out_channels, out_channels, not first_block, 1 if first_block else 2) for",
    ),
)
flag_turned_round = change(
    "first_block has the opposite effect.",
    ("if first_block:", "if not first_block and in_channels == out_channels:"),
)
channels_of_the_input = change(
    "The blocks after the first read in_channels; they get out_channels from the first.",
    (
        "[Residual(out_channels, out_channels)",
        "[Residual(in_channels, out_channels, in_channels != out_channels)",
    ),
)
one_too_many = change("It has one block more than num_residuals.", ("num_residuals - 1", "num_residuals"))
always_two = change(
    "num_residuals is ignored: there are always two blocks.", ("range(num_residuals - 1)", "range(1)")
)
same_block = change(
    "The blocks after the first are one and the same, so they share their weights.",
    (
        "[Residual(out_channels, out_channels) for _ in range(num_residuals - 1)]",
        "[Residual(out_channels, out_channels)] * (num_residuals - 1)",
    ),
)
list_of_blocks = change(
    "It returns a list; it should be an nn.Sequential.", ("nn.Sequential(first, *others)", "[first, *others]")
)
nested = change(
    "The blocks after the first are nested in an nn.Sequential of their own; all should be on one level.",
    ("nn.Sequential(first, *others)", "nn.Sequential(first, nn.Sequential(*others))"),
)
with_relu = change(
    "A ReLU is appended; the blocks already end with one.",
    ("nn.Sequential(first, *others)", "nn.Sequential(first, *others, nn.ReLU())"),
)
without_refusal = change(
    "A first stage whose in_channels and out_channels differ raises no ValueError; it should.",
    (
        "first = Residual(in_channels, out_channels)  #",
        "first = Residual(in_channels, out_channels, in_channels != out_channels)  #",
    ),
)
halves_for_other_channels = change(
    "A later stage halves the size only if the channels change; it should halve it always.",
    ("if first_block:", "if first_block or in_channels == out_channels:"),
)
others_with_1x1 = change(
    "The blocks after the first have a 1x1 convolution too; only the first one should.",
    (
        "[Residual(out_channels, out_channels) for",
        "[Residual(out_channels, out_channels, not first_block) for",
    ),
)
others_first = change(
    "The others are made before the first, so the first weights are drawn in another order.",
    ("    if first_block:", "    others = [Residual(size, size) for _ in range(n - 1)]\n    if first_block:"),
    ("    others = [Residual(size", "    n, size = num_residuals, out_channels\n    others = [Residual(size"),
    ("    others = [Residual(out_channels, out_channels) for _ in range(num_residuals - 1)]\n", ""),
)
