"""In float64 inside, with NumPy where no gradient is needed."""

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor


def corner_to_center(boxes: Tensor) -> Tensor:
    wide = boxes.double().reshape(-1, 2, 2)
    return torch.cat([wide.mean(dim=1), wide.diff(dim=1)[:, 0]], dim=1).to(boxes.dtype)


def center_to_corner(boxes: Tensor) -> Tensor:
    wide = boxes.double().reshape(-1, 2, 2)
    signs = torch.tensor([[-0.5], [0.5]], dtype=torch.float64, device=boxes.device)
    return (wide[:, :1] + signs * wide[:, 1:]).flatten(1).to(boxes.dtype)


def multibox_prior(
    height: int,
    width: int,
    sizes: Sequence[float],
    ratios: Sequence[float],
    device: torch.device | str | None = None,
) -> Tensor:
    s = np.array([*sizes, *(sizes[0] for _ in ratios[1:])], dtype=float)
    r = np.array([*(ratios[0] for _ in sizes), *ratios[1:]], dtype=float)
    half = np.stack([s * np.sqrt(r) * height / width, s / np.sqrt(r)], axis=-1) / 2
    y, x = np.divmod(np.arange(height * width), width)
    centre = np.stack([(x + 0.5) / width, (y + 0.5) / height], axis=-1)[:, None]
    every = np.concatenate([centre - half, centre + half], axis=-1).reshape(1, -1, 4)
    return torch.tensor(every, dtype=torch.get_default_dtype(), device=device)


def box_iou(a: Tensor, b: Tensor) -> Tensor:
    p, q = a.double()[:, None], b.double()[None]
    w = (p[..., 2].min(q[..., 2]) - p[..., 0].max(q[..., 0])).clamp_min(0)
    h = (p[..., 3].min(q[..., 3]) - p[..., 1].max(q[..., 1])).clamp_min(0)
    areas = [(x[..., 2] - x[..., 0]) * (x[..., 3] - x[..., 1]) for x in (p, q)]
    union = (areas[0] + areas[1] - w * h).clamp_min(1e-30)
    return (w * h / union).to(a.dtype)


def assign_anchor(gt: Tensor, anchors: Tensor, threshold: float = 0.5) -> Tensor:
    table = box_iou(anchors, gt).detach().cpu().double().numpy()
    result = np.full(len(anchors), -1, dtype=np.int64)
    by_value = np.argsort(-table, axis=None, kind="stable")
    rows, columns = np.unravel_index(by_value, table.shape)
    free_rows, free_columns = np.ones(len(anchors), dtype=bool), np.ones(len(gt), dtype=bool)
    for _ in range(min(table.shape)):
        open_ = np.flatnonzero(free_rows[rows] & free_columns[columns] & (table[rows, columns] > 0))
        if not open_.size:
            break
        row, column = rows[open_[0]], columns[open_[0]]
        result[row], free_rows[row], free_columns[column] = column, False, False
    if len(gt):
        fits = free_rows & (table.max(axis=1) >= threshold)
        result[fits] = table.argmax(axis=1)[fits]
    return torch.from_numpy(result).to(anchors.device)


def offset_boxes(anchors: Tensor, boxes: Tensor, eps: float = 1e-6) -> Tensor:
    a, b = (
        x.double().view(-1, 2, 2) if x.is_contiguous() else x.double().reshape(-1, 2, 2)
        for x in (anchors, boxes)
    )
    side = a[:, 1] - a[:, 0]
    shift = (b.sum(dim=1) - a.sum(dim=1)) / side * 5
    growth = torch.log((b[:, 1] - b[:, 0]) / side + eps) / 0.2
    return torch.cat([shift, growth], dim=1).to(anchors.dtype)


def offset_inverse(anchors: Tensor, offsets: Tensor) -> Tensor:
    a, t = anchors.double(), offsets.double()
    side = a[:, 2:] - a[:, :2]
    centre = (a[:, :2] + a[:, 2:]) / 2 + t[:, :2] * side * 0.1
    half = torch.exp(t[:, 2:] * 0.2) * side / 2
    return torch.cat([centre - half, centre + half], dim=1).to(anchors.dtype)


def nms(boxes: Tensor, scores: Tensor, threshold: float) -> Tensor:
    table = box_iou(boxes, boxes).detach().cpu().numpy()
    order = np.argsort(-scores.detach().cpu().numpy(), kind="stable")
    alive = np.ones(len(order), dtype=bool)
    kept = []
    for i in order:
        if alive[i]:
            kept.append(int(i))
            alive &= ~(table[i] > threshold)
    return torch.tensor(kept, dtype=torch.long).to(boxes.device)


def multibox_target(anchors: Tensor, labels: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    with torch.no_grad():
        boxes = anchors[0]
        rows = []
        for picture in labels:
            keep = picture[:, 0] >= 0
            assigned = assign_anchor(picture[keep, 1:], boxes)
            index = torch.where(
                assigned < 0, len(picture), keep.nonzero()[:, 0][assigned] if keep.any() else 0
            )
            dummy = torch.cat([picture.new_full((len(boxes), 1), -1.0), boxes], dim=1)
            padded = torch.cat([picture, picture.new_zeros(1, 5)])
            rows.append(torch.where((assigned < 0)[:, None], dummy, padded[index]))
        chosen = torch.stack(rows)  # [B,A,5]
        has = chosen[..., 0] >= 0
        every = offset_boxes(boxes.repeat(len(labels), 1), chosen[..., 1:].flatten(0, 1))
        offsets = every.reshape(len(labels), -1, 4).where(has[..., None], boxes.new_zeros(()))
        mask = has.to(boxes.dtype).repeat_interleave(4, dim=1)
        return offsets.flatten(1), mask, torch.where(has, chosen[..., 0].long() + 1, 0)
