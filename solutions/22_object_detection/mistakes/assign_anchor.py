"""Wrong versions of `assign_anchor` that students write."""

import torch

from autograder.judge import change, mistake

above_threshold = change(
    "An IoU of exactly the threshold doesn't count; it should be enough.",
    ("largest >= threshold", "largest > threshold"),
)
fixed_threshold = change(
    "The argument threshold is ignored: it is always 0.5.",
    ("largest >= threshold", "largest >= 0.5"),
)
without_own_anchor = change(
    "It equals the second rule alone: a box without an IoU at the threshold gets no anchor.",
    ("range(min(A, G))", "range(0)"),
)
without_threshold = change(
    "It equals the first rule alone: each box has one anchor at most. The second rule sees the full table.",
    ("torch.where(largest >= threshold, box, -1)", "torch.where(largest > 2, box, -1)"),
)
column_stays = change(
    "A box that has found its anchor stays in the table, so that it takes the turn of another box.",
    ("table[anchor], table[:, column] = -1.0, -1.0", "table[anchor] = -1.0"),
)
row_stays = change(
    "An anchor that has found its box stays in the table, so that another box takes it away.",
    ("table[anchor], table[:, column] = -1.0, -1.0", "table[:, column] = -1.0"),
)
without_overlap = change(
    "A box that overlaps with no anchor left still gets one.",
    ("table[anchor, column] <= 0", "table[anchor, column] < 0"),
)
threshold_for_all = change(
    "A box whose largest IoU is below the threshold gets no anchor of its own.",
    ("table[anchor, column] <= 0", "table[anchor, column] < threshold"),
)
counts_from_one = change(
    "Anchors without a box have 0 and the boxes are counted from 1; -1 and from 0 is right.",
    ("return assigned", "return assigned + 1"),
)


def _table(gt, anchors):
    sides = torch.minimum(anchors[:, None, 2:], gt[:, 2:]) - torch.maximum(anchors[:, None, :2], gt[:, :2])
    shared = sides.clamp(min=0).prod(dim=2)
    areas = [(x[:, 2:] - x[:, :2]).prod(dim=1) for x in (anchors, gt)]
    return (shared / (areas[0][:, None] + areas[1] - shared)).detach()


def _others(table, assigned, threshold):
    if table.shape[1] == 0:
        return assigned
    largest, box = table.max(dim=1)
    return torch.where((assigned < 0) & (largest >= threshold), box, assigned)


@mistake("The boxes choose in their order, each the best anchor left; the largest IoU of all comes first.")
def box_by_box(gt, anchors, threshold=0.5):
    table = _table(gt, anchors)
    left, assigned = table.clone(), torch.full((len(anchors),), -1, device=gt.device)
    for box in range(min(table.shape)):
        anchor = int(left[:, box].argmax())
        if left[anchor, box] > 0:
            assigned[anchor] = box
            left[anchor] = -1.0
    return _others(table, assigned, threshold)


@mistake("Each box takes the anchor that it overlaps most, even one that another box needs more.")
def best_of_each(gt, anchors, threshold=0.5):
    table = _table(gt, anchors)
    assigned = _others(table, torch.full((len(anchors),), -1, device=gt.device), threshold)
    for box in range(len(gt)):
        anchor = int(table[:, box].argmax())
        if table[anchor, box] > 0:
            assigned[anchor] = box
    return assigned
