"""With explicit loops where the contract allows them, and column by column."""

from collections.abc import Sequence
from math import sqrt

import torch
from torch import Tensor


def corner_to_center(boxes: Tensor) -> Tensor:
    left, top, right, bottom = (boxes[:, i] for i in range(4))
    w, h = right - left, bottom - top
    return torch.stack((left + 0.5 * w, top + 0.5 * h, w, h), dim=-1)


def center_to_corner(boxes: Tensor) -> Tensor:
    cx, cy, w, h = (boxes[:, i] for i in range(4))
    left, top = cx - 0.5 * w, cy - 0.5 * h
    return torch.stack((left, top, left + w, top + h), dim=-1)


def multibox_prior(
    height: int,
    width: int,
    sizes: Sequence[float],
    ratios: Sequence[float],
    device: torch.device | str | None = None,
) -> Tensor:
    number = torch.arange(height * width, device=device)
    x = (number % width * 2 + 1) / (2 * width)
    y = (torch.div(number, width, rounding_mode="floor") * 2 + 1) / (2 * height)
    columns = []
    for k in range(len(sizes) + len(ratios) - 1):
        size = sizes[k] if k < len(sizes) else sizes[0]
        ratio = ratios[0] if k < len(sizes) else ratios[k - len(sizes) + 1]
        dx, dy = size * sqrt(ratio) * height / width / 2, size / sqrt(ratio) / 2
        columns.append(torch.stack((x - dx, y - dy, x + dx, y + dy), dim=-1))
    return torch.stack(columns, dim=1).view(1, -1, 4)


def _side(a: Tensor, b: Tensor, axis: int) -> Tensor:
    low = torch.stack(torch.broadcast_tensors(a[:, None, axis], b[None, :, axis])).amax(0)
    high = torch.stack(torch.broadcast_tensors(a[:, None, axis + 2], b[None, :, axis + 2])).amin(0)
    return torch.where(high > low, high - low, 0.0)


def box_iou(a: Tensor, b: Tensor) -> Tensor:
    shared = _side(a, b, 0) * _side(a, b, 1)
    area_a = (a[:, 2] - a[:, 0]) * (a[:, 3] - a[:, 1])
    area_b = (b[:, 2] - b[:, 0]) * (b[:, 3] - b[:, 1])
    both = area_a.unsqueeze(1) + area_b.unsqueeze(0)
    return torch.where(shared > 0, shared / (both - shared + (both == 0)), 0.0 * shared)


def assign_anchor(gt: Tensor, anchors: Tensor, threshold: float = 0.5) -> Tensor:
    G = gt.shape[0]
    table = box_iou(anchors, gt).detach()
    result = torch.full(anchors.shape[:1], -1, dtype=torch.int64, device=anchors.device)
    best = torch.full(anchors.shape[:1], threshold, dtype=table.dtype, device=anchors.device)
    for g in range(G):  # the second rule, box by box; a later box must be better
        better = (table[:, g] > best) | ((table[:, g] == best) & (result < 0))
        best, result = torch.where(better, table[:, g], best), torch.where(better, g, result)
    free = set(range(G))
    taken = torch.zeros_like(result, dtype=torch.bool)
    while free:  # the first rule
        tops = []
        for g in sorted(free):
            value, anchor = table[:, g].masked_fill(taken, 0.0).max(dim=0)
            tops.append((-float(value), int(anchor), g))
        value, anchor, g = min(tops)
        if value == 0:
            break
        result[anchor], taken[anchor] = g, True
        free.remove(g)
    return result


def offset_boxes(anchors: Tensor, boxes: Tensor, eps: float = 1e-6) -> Tensor:
    columns = []
    for i in (0, 1):
        side = anchors[:, i + 2] - anchors[:, i]
        ends = boxes[:, i] + boxes[:, i + 2] - anchors[:, i] - anchors[:, i + 2]
        columns.append(5 * ends / side)
    for i in (0, 1):
        side = anchors[:, i + 2] - anchors[:, i]
        columns.append(5 * ((boxes[:, i + 2] - boxes[:, i]) / side + eps).log())
    return torch.stack(columns, dim=1)


def offset_inverse(anchors: Tensor, offsets: Tensor) -> Tensor:
    low, high = [], []
    for i in (0, 1):
        side = anchors[:, i + 2] - anchors[:, i]
        centre = anchors[:, i] + side * (0.5 + 0.1 * offsets[:, i])
        half = 0.5 * side * (0.2 * offsets[:, i + 2]).exp()
        low.append(centre - half)
        high.append(centre + half)
    return torch.stack(low + high, dim=1)


def nms(boxes: Tensor, scores: Tensor, threshold: float) -> Tensor:
    numbers = scores.tolist()
    table = box_iou(boxes, boxes)
    kept: list[int] = []
    for i in sorted(range(len(numbers)), key=lambda i: -numbers[i]):
        if not any(bool(table[i, k] > threshold) for k in kept):
            kept.append(i)
    return torch.tensor(kept, dtype=torch.int64, device=boxes.device)


def multibox_target(anchors: Tensor, labels: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    flat = anchors.squeeze(0)
    results: list[list[Tensor]] = [[], [], []]
    for picture in labels:
        rows = [one for one in picture if float(one[0]) > -0.5]
        classes = torch.zeros(len(flat), dtype=torch.int64, device=flat.device)
        offsets, mask = torch.zeros_like(flat), torch.zeros_like(flat)
        if rows:
            assigned = assign_anchor(torch.stack(rows)[:, 1:], flat)
            for g, one in enumerate(rows):
                mine = (assigned == g).unsqueeze(1)
                every = offset_boxes(flat, one[1:].expand_as(flat))
                offsets = torch.where(mine, every, offsets)
                mask = mask.masked_fill(mine, 1.0)
                classes = classes.masked_fill(mine[:, 0], int(one[0]) + 1)
        for found, value in zip(results, (offsets, mask, classes), strict=True):
            found.append(value.reshape(-1))
    offsets, mask, classes = (torch.stack(found) for found in results)
    return offsets, mask, classes
