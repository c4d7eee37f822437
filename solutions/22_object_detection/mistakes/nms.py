"""Wrong versions of `nms` that students write."""

import torch

from autograder.judge import change, mistake

drops_at_threshold = change(
    "A box whose IoU is exactly the threshold is dropped; it should be kept.",
    ("<= threshold", "< threshold"),
)
fixed_threshold = change(
    "The argument threshold is ignored: it is always 0.5.",
    ("<= threshold", "<= 0.5"),
)
worst_first = change(
    "It begins with the lowest score; the highest comes first.",
    ("descending=True", "descending=False"),
)
not_stable = change(
    "Equal scores may come in any order; the lower index should come first.",
    (", stable=True", ""),
)
last_index_first = change(
    "Of equal scores the higher index comes first; the lower one should.",
    ("scores.argsort(descending=True, stable=True)", "scores.argsort(stable=True).flip(0)"),
)
sorted_indices = change(
    "The indices are in ascending order; they should be in the order of descending scores.",
    ("torch.stack(kept) if kept else order", "torch.stack(kept).sort().values if kept else order"),
)
a_mask = change(
    "It returns a mask of the boxes that are kept; their indices are asked for.",
    (
        "torch.stack(kept) if kept else order",
        "torch.zeros(len(boxes), dtype=torch.bool, device=boxes.device).index_fill(\n"
        "        0, torch.stack(kept) if kept else order, True\n    )",
    ),
)
without_boxes = change(
    "It fails if there is no box; the result should be empty.",
    ("torch.stack(kept) if kept else order", "torch.stack(kept)"),
)
positive_scores = change(
    "Boxes with a negative score are left out; only the order of the scores counts.",
    ("iou = box_iou(boxes, boxes)", "order = order[scores[order] >= 0]\n    iou = box_iou(boxes, boxes)"),
)


def _overlaps(boxes):
    sides = torch.minimum(boxes[:, None, 2:], boxes[:, 2:]) - torch.maximum(boxes[:, None, :2], boxes[:, :2])
    shared = sides.clamp(min=0).prod(dim=2)
    areas = (boxes[:, 2:] - boxes[:, :2]).prod(dim=1)
    union = areas[:, None] + areas - shared
    return torch.where(union > 0, shared / union, 0.0)


@mistake("A box that was dropped still drops others; only boxes that are kept do.")
def dropped_drop_too(boxes, scores, threshold):
    order = scores.argsort(descending=True, stable=True)
    too_much = _overlaps(boxes[order]) > threshold
    return order[~too_much.tril(-1).any(dim=1)]


@mistake("Only the box with the best score drops others; each box that is kept does.")
def best_alone(boxes, scores, threshold):
    order = scores.argsort(descending=True, stable=True)
    too_much = _overlaps(boxes[order])[:1] > threshold
    return order[torch.cat([order[:1] >= 0, ~too_much[0, 1:]])] if len(order) else order


@mistake("It returns places in the order of the scores; the indices of the boxes are asked for.")
def places(boxes, scores, threshold):
    order = scores.argsort(descending=True, stable=True)
    table, kept = _overlaps(boxes[order]), []
    for place in range(len(order)):
        if all(table[place, other] <= threshold for other in kept):
            kept.append(place)
    return torch.tensor(kept, dtype=torch.int64, device=boxes.device)
