"""Wrong versions of `multibox_prior` that students write."""

from autograder.judge import change

in_the_corner = change(
    "The anchors are centred at the upper left corners of the pixels; half a pixel is missing.",
    (" + 0.5) / height", ") / height"),
    (" + 0.5) / width", ") / width"),
)
without_correction = change(
    "The widths lack the factor height / width; on a map that is not square the ratio is wrong.",
    (" * height / width", ""),
)
correction_inverted = change(
    "The widths have the factor width / height; height / width is right.",
    (" * height / width", " * width / height"),
)
ratio_inverted = change(
    "The ratio is used as height over width; it is width over height.",
    ("size * sqrt(ratio) *", "size / sqrt(ratio) *"),
    ("size / sqrt(ratio))", "size * sqrt(ratio))"),
)
without_root = change(
    "Width and height use the ratio itself; its square root keeps the area.",
    ("sqrt(ratio)", "ratio"),
)
all_pairs = change(
    "It makes an anchor for each pair of a size and a ratio; only n + m - 1 of them are used.",
    (
        "pairs = [(size, ratios[0]) for size in sizes] + [(sizes[0], ratio) for ratio in ratios[1:]]",
        "pairs = [(size, ratio) for size in sizes for ratio in ratios]",
    ),
)
ratios_first = change(
    "For a pixel the anchors of the first size come before those of the first ratio.",
    (
        "pairs = [(size, ratios[0]) for size in sizes] + [(sizes[0], ratio) for ratio in ratios[1:]]",
        "pairs = [(sizes[0], ratio) for ratio in ratios] + [(size, ratios[0]) for size in sizes[1:]]",
    ),
)
column_by_column = change(
    "The pixels come column by column; row by row is right.",
    (".reshape(-1, 1, 2)", ".transpose(0, 1).reshape(-1, 1, 2)"),
)
exchanged_centres = change(
    "x and y of the centres are exchanged.",
    ("stack([columns, rows]", "stack([rows, columns]"),
)
cut_off = change(
    "Anchors are cut off at the border of the picture; they may reach beyond it.",
    (".reshape(1, -1, 4)", ".reshape(1, -1, 4).clamp(0, 1)"),
)
whole_sides = change(
    "The anchors are twice as wide and twice as high: half of a side lies on each side of the centre.",
    ("torch.tensor(sides, **like) / 2", "torch.tensor(sides, **like)"),
)
size_by_size = change(
    "All pixels come for the first anchor, then all for the second; the anchors of a pixel belong together.",
    ("dim=2).reshape(1, -1, 4)", "dim=2).transpose(0, 1).reshape(1, -1, 4)"),
)
