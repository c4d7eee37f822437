"""Boxes in pictures: anchors, how well two boxes match, what a detector learns, and which boxes it keeps.

A box has four numbers, in one of two forms. The corner form is (x1, y1, x2, y2): the left, upper, right and
lower edge. The centre form is (cx, cy, w, h): the centre, the width and the height. x grows to the right and
y grows downward. A is the number of anchors, G the number of true boxes in a picture, and N or M any number
of boxes. The rules in `rules.md`, beside this file, hold here. Besides:

- Boxes are in corner form, with x1 <= x2 and y1 <= y2. A side may be 0. Edges may lie outside of the picture,
  so coordinates may be negative. The unit is free, such as pixels or shares of the picture: nothing is
  rounded, and nothing is added to a side.
- Floating-point tensors are float32 or float64. A number of boxes may be 0 only where a docstring says so.
- Indices and classes are int64. They have no gradient, but the inputs may require one.
- The grader allows for the rounding errors of the formulas in the docstrings, in the dtype of the input.
- No Python loop goes over boxes, anchors or pixels, unless a docstring allows it.
- torchvision.ops has some of these functions ready-made. The notebook puts them beside yours; here use
  PyTorch alone.

Read: Dive into Deep Learning (d2l.ai) 14.3 to 14.7; Liu et al. 2016, SSD: Single Shot MultiBox Detector.
"""

from collections.abc import Sequence
from math import sqrt

import torch
from torch import Tensor


def corner_to_center(boxes: Tensor) -> Tensor:
    """Change boxes from corner form to centre form.

    cx = (x1 + x2) / 2, cy = (y1 + y2) / 2, w = x2 - x1, h = y2 - y1

    Args:
        boxes: [N, 4] boxes (x1, y1, x2, y2). N may be 0.

    Returns:
        [N, 4] boxes (cx, cy, w, h) in the same order.

    Source: d2l.ai 14.3.1.
    """
    raise NotImplementedError("corner_to_center is not written yet")


def center_to_corner(boxes: Tensor) -> Tensor:
    """Change boxes from centre form to corner form. It is the inverse of `corner_to_center`.

    x1 = cx - w / 2, y1 = cy - h / 2, x2 = cx + w / 2, y2 = cy + h / 2

    Args:
        boxes: [N, 4] boxes (cx, cy, w, h), with w and h of at least 0. N may be 0.

    Returns:
        [N, 4] boxes (x1, y1, x2, y2) in the same order.

    Source: d2l.ai 14.3.1.
    """
    raise NotImplementedError("center_to_corner is not written yet")


def multibox_prior(
    height: int,
    width: int,
    sizes: Sequence[float],
    ratios: Sequence[float],
    device: torch.device | str | None = None,
) -> Tensor:
    r"""Make anchors: boxes of several sizes and shapes around the centre of each pixel of a feature map.

    The map stands for the whole picture, so all coordinates are shares of the picture. The pixel in row i and
    column j, both from 0, has its centre at cx = (j + 0.5) / width, cy = (i + 0.5) / height.

    An anchor has a size s and a ratio r, its width over its height in pixels of the map, which count as
    squares. The anchor is s * height * sqrt(r) pixels wide and s * height / sqrt(r) pixels high, whatever the
    width of the map. As shares of the picture this is

        w = s * sqrt(r) * height / width, h = s / sqrt(r)

    Not all pairs are used. With n sizes and m ratios each pixel has n + m - 1 anchors, in this order: first
    all sizes in their order, each with ratios[0], then sizes[0] with ratios[1], ratios[2] and so on.

    Args:
        height: rows of the feature map, 1 or more.
        width: columns of the feature map, 1 or more.
        sizes: positive numbers, one or more, a list or a tuple of Python numbers.
        ratios: positive numbers, one or more, a list or a tuple of Python numbers.
        device: the device of the result. None means PyTorch's default device.

    Returns:
        [1, height * width * (n + m - 1), 4] boxes in corner form, in PyTorch's default dtype
        (`torch.get_default_dtype()`). All anchors of a pixel come one after the other. The pixels come row by
        row, and within a row from left to right. An anchor that reaches beyond the picture is not cut off.

    A Python loop over sizes and ratios is allowed, one over pixels, rows or columns is not.

    Source: d2l.ai 14.4.1; Liu et al. 2016, 2.2.
    """
    raise NotImplementedError("multibox_prior is not written yet")


def box_iou(a: Tensor, b: Tensor) -> Tensor:
    r"""Compute the intersection over union of each box in `a` and each box in `b`.

    The intersection is the rectangle that two boxes share. Its width is min(x2) - max(x1), or 0 if this is
    negative, and likewise its height. So boxes that lie apart have an intersection of 0.

    result[n, m] = intersection / (area of a[n] + area of b[m] - intersection)

    If both areas are 0, the result is 0. No number such as 1e-6 is added to the union, because boxes may be
    small.

    Args:
        a: [N, 4] boxes in corner form. N may be 0. Sides are 0 or from 1e-6 to 1e6.
        b: [M, 4] boxes like those of `a`. M may be 0.

    Returns:
        [N, M], from 0 to 1. No gradient is NaN or infinite, even where both areas are 0. The values of the
        gradients are not graded for boxes with a side of 0, nor for two boxes of which an edge lies on an
        edge of the other.

    Source: d2l.ai 14.4.2; Everingham et al. 2010, The PASCAL Visual Object Classes Challenge, 4.2.
    """
    raise NotImplementedError("box_iou is not written yet")


def assign_anchor(gt: Tensor, anchors: Tensor, threshold: float = 0.5) -> Tensor:
    """Assign to each anchor one of the true boxes of a picture, or none.

    Make a table of the IoUs, one row for each anchor and one column for each box. There are two rules. The
    first one has priority.

    1. Find the largest IoU in the whole table. Its anchor gets its box. Strike out this row and this column.
       Repeat with what is left of the table, until no row or no column is left or the largest IoU left is 0.
       So each box gets an anchor of its own, even if their IoU is below the threshold. This rule chooses no
       box and no anchor twice. Of equal IoUs that of the lower anchor is taken, and for one anchor that of
       the lower box.
    2. Each anchor that got nothing by rule 1 looks at its row in the full table, in which nothing is struck
       out. It gets the box with the largest IoU there, if this IoU is at least `threshold`. Of equal IoUs
       that of the lower box is taken. So a box may have many anchors.

    Args:
        gt: [G, 4] true boxes. G may be 0. Sides are 0 or from 1e-6 to 1e6.
        anchors: [A, 4] boxes with positive sides. There may be fewer anchors than boxes.
        threshold: above 0 and at most 1.

    Returns:
        [A] int64, the row of the box in `gt` for each anchor, -1 for an anchor without a box.

    Rounding decides nothing in the tests: IoUs that differ from each other, from 0 or from the threshold do
    so by 1e-4 or more. IoUs that are equal come from coordinates that are multiples of 1/16 from -16 to 16,
    so that all areas are exact.

    A Python loop over the G boxes is allowed.

    Source: d2l.ai 14.4.3.1.
    """
    raise NotImplementedError("assign_anchor is not written yet")


def offset_boxes(anchors: Tensor, boxes: Tensor, eps: float = 1e-6) -> Tensor:
    r"""Describe each box by how it differs from its anchor. A detector learns these four numbers.

    With the centres (cx_a, cy_a) and sides w_a, h_a of the anchor, and cx_b, cy_b, w_b, h_b of the box:

        (10 (cx_b - cx_a) / w_a, 10 (cy_b - cy_a) / h_a, 5 log(eps + w_b / w_a), 5 log(eps + h_b / h_a))

    The logarithm is the natural one. The factors 10 and 5 bring the numbers to about the same scale.

    Args:
        anchors: [A, 4] boxes in corner form with positive sides. A may be 0.
        boxes: [A, 4] boxes in corner form, one for each anchor.
        eps: at least 0; added inside the logarithms, after the division. If a box has a side of 0, eps is
            positive.

    Returns:
        [A, 4] offsets.

    Source: d2l.ai 14.4.3.2; Girshick et al. 2014, Rich feature hierarchies, appendix C.
    """
    raise NotImplementedError("offset_boxes is not written yet")


def offset_inverse(anchors: Tensor, offsets: Tensor) -> Tensor:
    r"""Compute the boxes from their anchors and offsets: solve the formulas of `offset_boxes` for the box.

    With eps = 0 it is the exact inverse: offset_inverse(anchors, offset_boxes(anchors, boxes, eps=0.0)) gives
    `boxes` back, but for rounding. It knows no eps and subtracts none. So with eps > 0 the sides come back
    larger by eps times the side of the anchor.

    Args:
        anchors: [A, 4] boxes in corner form with positive sides. A may be 0.
        offsets: [A, 4] offsets as `offset_boxes` returns them. The last two of each are from -100 to 100.

    Returns:
        [A, 4] boxes in corner form.

    Source: d2l.ai 14.4.4; Girshick et al. 2014, Rich feature hierarchies, appendix C.
    """
    raise NotImplementedError("offset_inverse is not written yet")


def nms(boxes: Tensor, scores: Tensor, threshold: float) -> Tensor:
    """Choose the best boxes and drop those that overlap with them: non-maximum suppression.

    Go through the boxes from the highest score to the lowest. Keep a box if its IoU with each box kept so far
    is at most `threshold`. Drop it if one of these IoUs is larger. A box that was dropped drops no others. Of
    equal scores the box with the lower index comes first.

    All boxes compete with each other, so this is for one class. The notebook shows how to use it for several.

    Args:
        boxes: [N, 4] boxes in corner form. N may be 0. Sides are 0 or from 1e-6 to 1e6.
        scores: [N] numbers of any sign, some of which may be equal. N may be 0.
        threshold: from 0 to 1. With 0 no two boxes that are kept overlap. With 1 all boxes are kept.

    Returns:
        [K] int64, the indices of the boxes that are kept, in the order in which they are kept: by descending
        score. Without boxes K is 0.

    Rounding decides nothing in the tests: an IoU that differs from the threshold does so by 1e-4 or more. One
    that equals it comes from coordinates that are multiples of 1/16 from -16 to 16, or is 0.

    A Python loop over the boxes is allowed.

    Source: d2l.ai 14.4.4; "nms" in torchvision's documentation.
    """
    raise NotImplementedError("nms is not written yet")


def multibox_target(anchors: Tensor, labels: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Make what a detector is to predict at each anchor, for a batch of pictures.

    In each picture, `assign_anchor` with its default threshold assigns the true boxes to the anchors. An
    anchor with a box is to predict the class of the box plus 1, and the offsets of `offset_boxes` with its
    default eps. An anchor without a box is to predict the class 0, the background, and no offsets.

    Args:
        anchors: [1, A, 4] boxes with positive sides, the same for all pictures.
        labels: [B, G, 5], for each picture rows (class, x1, y1, x2, y2). A class is a whole number of at
            least 0, stored as a floating-point number. The class -1 marks padding. Rows of padding may stand
            anywhere, and a picture may consist of them. Their coordinates mean nothing; ignore such rows.
            G may be 0.

    Returns:
        A tuple of three tensors that don't share memory. Their values belong to no graph or to one, as you
        like; no gradient is graded.

        - [B, A * 4] offsets in the dtype of the anchors, the four numbers of the first anchor first. Those of
          anchors without a box are 0.
        - [B, A * 4] mask in the dtype of the anchors: 1 for the four offsets of each anchor that has a box, 0
          elsewhere.
        - [B, A] int64 classes, 0 for background.

    Rounding decides nothing in the tests, as in `assign_anchor`. A Python loop over the B pictures is
    allowed, and one over the G boxes of a picture too.

    Source: d2l.ai 14.4.3.3.
    """
    raise NotImplementedError("multibox_target is not written yet")
