"""Wrong versions of `multibox_target` that students write."""

from autograder.judge import change

class_without_one = change(
    "The classes are those of the boxes, and background is -1; add 1 to the class of a box.",
    (".long() + 1", ".long()"),
)
padding_counts = change(
    "Rows of padding take part as if they were boxes.",
    ("true = rows[rows[:, 0] >= 0]", "true = rows"),
    ("row = torch.cat([true, nothing])[assigned]", "row = torch.cat([true.abs(), nothing])[assigned]"),
)
padding_at_the_end = change(
    "Everything after the first row of padding is ignored; boxes may follow it.",
    ("rows[rows[:, 0] >= 0]", "rows[(rows[:, 0] >= 0).long().cumprod(dim=0).bool()]"),
)
index_with_padding = change(
    "The number of a box is looked up among all rows, although it counts those without padding.",
    ("torch.cat([true, nothing])[assigned]", "torch.cat([rows, nothing])[assigned]"),
)
background_with_offsets = change(
    "Anchors without a box have offsets; they should be 0.",
    (" * mask).flatten()", ").flatten()"),
)
mask_of_anchors = change(
    "The mask has one number for each anchor; each of the four offsets needs one.",
    (
        "masks.append(mask.flatten())",
        "masks.append(mask[:, 0].clone())",
    ),
)
bool_mask = change(
    "The mask is bool; it should have the dtype of the anchors.",
    ("masks.append(mask.flatten())", "masks.append(mask.flatten() > 0)"),
)
not_flat = change(
    "Offsets and mask have a dimension for the four numbers; [B, A * 4] is asked for.",
    (" * mask).flatten()", " * mask)"),
    ("masks.append(mask.flatten())", "masks.append(mask)"),
)
float_classes = change(
    "The classes are floating-point numbers; int64 is asked for.",
    ("row[:, 0].long() + 1", "row[:, 0] + 1"),
)
first_picture = change(
    "All pictures get the boxes of the first one.",
    ("for rows in labels:", "for rows in labels[:1].expand_as(labels):"),
)
number_by_number = change(
    "All first offsets come before all second ones; the four numbers of an anchor belong together.",
    (" * mask).flatten()", " * mask).T.flatten()"),
    ("masks.append(mask.flatten())", "masks.append(mask.T.flatten())"),
)
last_box_for_background = change(
    "Anchors without a box have the class of the last box: the index -1 picks it. They are background.",
    ("torch.cat([true, nothing])[assigned]", "(true if len(true) else nothing)[assigned]"),
)
