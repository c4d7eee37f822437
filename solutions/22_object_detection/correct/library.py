"""As much as possible by PyTorch's own functions."""

from collections.abc import Sequence

import torch
from torch import Tensor


def corner_to_center(boxes: Tensor) -> Tensor:
    matrix = boxes.new_tensor([[0.5, 0, -1, 0], [0, 0.5, 0, -1], [0.5, 0, 1, 0], [0, 0.5, 0, 1]])
    return torch.mm(boxes, matrix)


def center_to_corner(boxes: Tensor) -> Tensor:
    matrix = boxes.new_tensor([[1, 0, 1, 0], [0, 1, 0, 1], [-0.5, 0, 0.5, 0], [0, -0.5, 0, 0.5]])
    return torch.mm(boxes, matrix)


def multibox_prior(
    height: int,
    width: int,
    sizes: Sequence[float],
    ratios: Sequence[float],
    device: torch.device | str | None = None,
) -> Tensor:
    s = torch.tensor([*sizes, *[sizes[0]] * (len(ratios) - 1)], device=device) * 1.0
    r = torch.tensor([*[ratios[0]] * len(sizes), *ratios[1:]], device=device).sqrt()
    w, h = s * r * (height / width), s / r
    grid = torch.cartesian_prod(torch.arange(height, device=device), torch.arange(width, device=device))
    y, x = torch.add(grid, 0.5).reshape(-1, 1, 2).unbind(2)
    x, y = x.div(width).expand(-1, len(w)), y.div(height).expand(-1, len(w))
    return torch.stack([x - w / 2, y - h / 2, x + w / 2, y + h / 2], dim=-1).flatten(0, 1)[None]


def box_iou(a: Tensor, b: Tensor) -> Tensor:
    x1, y1 = (torch.maximum(a[:, i : i + 1], b[:, i]) for i in (0, 1))
    x2, y2 = (torch.minimum(a[:, i : i + 1], b[:, i]) for i in (2, 3))
    inter = torch.relu(x2 - x1) * torch.relu(y2 - y1)
    sizes = [torch.mul(*(box[:, 2:] - box[:, :2]).unbind(1)) for box in (a, b)]
    union = torch.add(*torch.meshgrid(*sizes, indexing="ij")) - inter
    empty = union.eq(0)
    return inter.div(union.masked_fill(empty, 1)).masked_fill(empty, 0)


def assign_anchor(gt: Tensor, anchors: Tensor, threshold: float = 0.5) -> Tensor:
    result = torch.full((anchors.size(0),), -1, dtype=torch.long, device=anchors.device)
    if gt.size(0) == 0:
        return result
    iou = box_iou(gt, anchors)  # [G,A]
    best = iou.max(dim=0)
    result = best.indices.masked_fill(best.values < threshold, -1)
    rest = iou.t().clone()  # [A,G]
    while rest.max() > 0:
        i = rest.flatten().argmax()
        row, column = torch.div(i, gt.size(0), rounding_mode="floor"), torch.remainder(i, gt.size(0))
        result = result.index_put((row,), column)
        rest = rest.index_fill(0, row, 0.0).index_fill(1, column, 0.0)
    return result


def offset_boxes(anchors: Tensor, boxes: Tensor, eps: float = 1e-6) -> Tensor:
    (p, q), (r, s) = (corner_to_center(x).split(2, dim=1) for x in (anchors, boxes))
    return torch.hstack([(r - p).div(q / 10), torch.log(s.div(q).add(eps)).mul(5)])


def offset_inverse(anchors: Tensor, offsets: Tensor) -> Tensor:
    centre, side = corner_to_center(anchors).split(2, dim=1)
    shift, growth = offsets.split(2, dim=1)
    new_centre = torch.addcmul(centre, shift, side, value=0.1)
    new_side = side.mul(growth.div(5).exp())
    return torch.hstack([new_centre.sub(new_side, alpha=0.5), new_centre.add(new_side, alpha=0.5)])


def nms(boxes: Tensor, scores: Tensor, threshold: float) -> Tensor:
    order = torch.sort(scores, descending=True, stable=True).indices
    too_much = box_iou(boxes[order], boxes[order]).gt(threshold)
    alive = torch.ones_like(order, dtype=torch.bool)
    for i in range(len(order)):
        later = torch.arange(len(order), device=order.device) > i
        alive = alive & ~(alive[i] & later & too_much[i])
    return order.masked_select(alive)


def multibox_target(anchors: Tensor, labels: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    A = anchors.size(1)
    offsets = anchors.new_zeros(len(labels), A, 4)
    mask = torch.zeros_like(offsets)
    classes = torch.zeros(len(labels), A, dtype=torch.int64, device=anchors.device)
    for b, picture in enumerate(labels.detach()):
        real = picture[picture[:, 0].ne(-1)]
        found = assign_anchor(real[:, 1:], anchors[0].detach())
        (has,) = torch.where(found.ge(0))
        mine = real[found[has]]
        offsets[b, has] = offset_boxes(anchors[0, has].detach(), mine[:, 1:])
        mask[b, has] = 1
        classes[b, has] = mine[:, 0].to(torch.int64).add(1)
    return offsets.flatten(1), mask.flatten(1), classes
