"""Checks to run while you work: run `pytest` in this folder. They don't decide your score: more checks run at
grading.

Each check is an example worked by hand. Its docstring says what is right and gives the formula. Then
`expect(call, result, calculation)` compares. You can retype the code that a failed check prints, after the
imports below.
"""

import sys
from math import log
from pathlib import Path

import torch
from torch import tensor

from autograder.checks.expect import check, expect

sys.path.insert(0, str(Path(__file__).parent))  # the module beside this file, from wherever pytest runs

from object_detection import (
    assign_anchor,
    box_iou,
    center_to_corner,
    corner_to_center,
    multibox_prior,
    multibox_target,
    nms,
    offset_boxes,
    offset_inverse,
)

# corner_to_center


@check
def test_corner_to_center_of_a_box():
    """The centre lies halfway between the edges, and the sides are their distances.

    cx = (x1 + x2) / 2, cy = (y1 + y2) / 2, w = x2 - x1, h = y2 - y1
    """
    expect(
        corner_to_center(tensor([[1.0, 2.0, 5.0, 8.0]])),
        tensor([[3.0, 5.0, 4.0, 6.0]]),
        "(1 + 5) / 2 = 3, (2 + 8) / 2 = 5, 5 - 1 = 4, 8 - 2 = 6.",
    )


@check
def test_corner_to_center_outside_of_the_picture():
    """Edges may be negative.

    cx = (x1 + x2) / 2, cy = (y1 + y2) / 2, w = x2 - x1, h = y2 - y1
    """
    expect(
        corner_to_center(tensor([[-2.0, -1.0, 2.0, 0.0]])),
        tensor([[0.0, -0.5, 4.0, 1.0]]),
        "(-2 + 2) / 2 = 0, (-1 + 0) / 2 = -0.5, 2 + 2 = 4, 0 + 1 = 1.",
    )


@check
def test_corner_to_center_of_two_boxes():
    """Each row is a box. A point is a box with sides of 0.

    cx = (x1 + x2) / 2, cy = (y1 + y2) / 2, w = x2 - x1, h = y2 - y1
    """
    boxes = tensor([[0.0, 0.0, 1.0, 3.0], [2.0, 2.0, 2.0, 2.0]])
    expect(
        corner_to_center(boxes),
        tensor([[0.5, 1.5, 1.0, 3.0], [2.0, 2.0, 0.0, 0.0]]),
        "1 / 2 = 0.5 and 3 / 2 = 1.5; the point stays, and 2 - 2 = 0.",
    )


# center_to_corner


@check
def test_center_to_corner_of_a_box():
    """The edges lie half a side from the centre.

    x1 = cx - w / 2, y1 = cy - h / 2, x2 = cx + w / 2, y2 = cy + h / 2
    """
    expect(
        center_to_corner(tensor([[4.0, 2.0, 2.0, 6.0]])),
        tensor([[3.0, -1.0, 5.0, 5.0]]),
        "4 - 1 = 3, 2 - 3 = -1, 4 + 1 = 5, 2 + 3 = 5.",
    )


@check
def test_center_to_corner_of_two_boxes():
    """Each row is a box. With sides of 0 all edges are at the centre.

    x1 = cx - w / 2, y1 = cy - h / 2, x2 = cx + w / 2, y2 = cy + h / 2
    """
    boxes = tensor([[2.0, 1.0, 0.0, 0.0], [0.5, 0.5, 1.0, 1.0]])
    expect(
        center_to_corner(boxes),
        tensor([[2.0, 1.0, 2.0, 1.0], [0.0, 0.0, 1.0, 1.0]]),
        "2 - 0 = 2 + 0 = 2; 0.5 - 1 / 2 = 0 and 0.5 + 1 / 2 = 1.",
    )


@check
def test_center_to_corner_and_back():
    """It is the inverse of corner_to_center.

    x1 = cx - w / 2, y1 = cy - h / 2, x2 = cx + w / 2, y2 = cy + h / 2
    """
    boxes = tensor([[1.0, 2.0, 5.0, 3.0]])
    expect(
        center_to_corner(corner_to_center(boxes)),
        tensor([[1.0, 2.0, 5.0, 3.0]]),
        "Centre (3, 2.5), sides 4 and 1: 3 - 2 = 1, 2.5 - 0.5 = 2, 3 + 2 = 5, 2.5 + 0.5 = 3.",
    )


# multibox_prior


@check
def test_multibox_prior_in_the_middle():
    """The centre of a pixel is half a pixel from its upper left corner.

    cx = (j + 0.5) / width, cy = (i + 0.5) / height
    """
    expect(
        multibox_prior(1, 1, [0.5], [1.0]),
        tensor([[[0.25, 0.25, 0.75, 0.75]]]),
        "The centre is 0.5 / 1 = 0.5, and both sides are 0.5: 0.5 - 0.25 and 0.5 + 0.25.",
    )


@check
def test_multibox_prior_ratio():
    """The ratio is width over height; the area stays.

    w = s * sqrt(r) * height / width, h = s / sqrt(r)
    """
    expect(
        multibox_prior(1, 1, [0.5], [4.0]),
        tensor([[[0.0, 0.375, 1.0, 0.625]]]),
        "w = 0.5 * 2 = 1 and h = 0.5 / 2 = 0.25, around the centre (0.5, 0.5).",
    )


@check
def test_multibox_prior_on_a_wide_map():
    """The ratio counts pixels, so on a wide map a square is a narrow share of the picture.

    w = s * sqrt(r) * height / width, h = s / sqrt(r)
    """
    expect(
        multibox_prior(1, 2, [0.5], [1.0]),
        tensor([[[0.125, 0.25, 0.375, 0.75], [0.625, 0.25, 0.875, 0.75]]]),
        "w = 0.5 * 1 / 2 = 0.25 and h = 0.5; cx = 0.5 / 2 and 1.5 / 2, cy = 0.5.",
    )


@check
def test_multibox_prior_order():
    """First all sizes with the first ratio, then the first size with the other ratios.

    (s1, r1), (s2, r1), ..., (s1, r2), ...
    """
    expect(
        multibox_prior(1, 1, [0.5, 0.25], [1.0, 4.0]),
        tensor([[[0.25, 0.25, 0.75, 0.75], [0.375, 0.375, 0.625, 0.625], [0.0, 0.375, 1.0, 0.625]]]),
        "Sides 0.5 and 0.5, then 0.25 and 0.25, then 0.5 * 2 and 0.5 / 2.",
    )


# box_iou


@check
def test_box_iou_of_two_squares():
    """The shared area, divided by the area that both cover together.

    intersection / (area of a + area of b - intersection)
    """
    a = tensor([[0.0, 0.0, 2.0, 2.0]])
    b = tensor([[1.0, 0.0, 3.0, 2.0]])
    expect(box_iou(a, b), tensor([[1 / 3]]), "They share 1 * 2 = 2: 2 / (4 + 4 - 2) = 1/3.")


@check
def test_box_iou_of_boxes_apart():
    """Boxes that lie apart share nothing.

    width = min(x2) - max(x1), or 0 if this is negative; likewise the height
    """
    a = tensor([[0.0, 0.0, 1.0, 1.0]])
    b = tensor([[2.0, 3.0, 4.0, 6.0]])
    expect(
        box_iou(a, b),
        tensor([[0.0]]),
        "1 - 2 = -1 and 1 - 3 = -2 are negative, so both count as 0.",
    )


@check
def test_box_iou_of_all_pairs():
    """There is a row for each box of a, and a column for each box of b.

    intersection / (area of a + area of b - intersection)
    """
    a = tensor([[0.0, 0.0, 4.0, 2.0], [0.0, 0.0, 1.0, 1.0]])
    b = tensor([[0.0, 0.0, 4.0, 2.0]])
    expect(box_iou(a, b), tensor([[1.0], [0.125]]), "8 / (8 + 8 - 8) = 1, and 1 / (1 + 8 - 1) = 1/8.")


@check
def test_box_iou_of_a_point():
    """Without any area the result is 0, not NaN.

    intersection / (area of a + area of b - intersection), or 0 if both areas are 0
    """
    point = tensor([[1.0, 1.0, 1.0, 1.0]])
    expect(box_iou(point, point), tensor([[0.0]]), "Both areas are 0.")


# assign_anchor


@check
def test_assign_anchor_by_threshold():
    """An anchor that matches a box well enough gets it, another one gets nothing.

    IoU >= threshold
    """
    gt = tensor([[0.0, 0.0, 4.0, 4.0]])
    anchors = tensor([[0.0, 0, 4, 3], [0, 0, 4, 2], [8, 8, 9, 9]])
    expect(assign_anchor(gt, anchors), tensor([0, 0, -1]), "The IoUs are 12/16, 8/16 = 0.5 and 0.")


@check
def test_assign_anchor_to_each_box():
    """Each box gets an anchor of its own, even below the threshold.

    the largest IoU of the table first, without its row and column from then on
    """
    gt = tensor([[0.0, 0.0, 4.0, 4.0], [0.0, 0.0, 1.0, 2.0]])
    anchors = tensor([[0.0, 0.0, 4.0, 4.0], [0.0, 0.0, 4.0, 2.0]])
    expect(
        assign_anchor(gt, anchors),
        tensor([0, 1]),
        "Rows of IoUs: (1, 1/8), (1/2, 1/4). Take 1; what is left is 1/4, so anchor 1 gets box 1.",
    )


@check
def test_assign_anchor_largest_first():
    """The largest IoU of the whole table comes first, whichever box it belongs to.

    the largest IoU of the table first, without its row and column from then on
    """
    gt = tensor([[0.0, 0.0, 4.0, 2.0], [0.0, 0.0, 4.0, 4.0]])
    anchors = tensor([[0.0, 0.0, 4.0, 3.0], [0.0, 0.0, 4.0, 1.0]])
    expect(
        assign_anchor(gt, anchors, threshold=0.9),
        tensor([1, 0]),
        "Rows of IoUs: (2/3, 3/4), (1/2, 1/4). Take 3/4, then what is left: 1/2.",
    )


@check
def test_assign_anchor_without_boxes():
    """Without boxes no anchor gets one."""
    anchors = tensor([[0.0, 0.0, 4.0, 3.0], [0.0, 0.0, 4.0, 1.0]])
    expect(assign_anchor(torch.zeros(0, 4), anchors), tensor([-1, -1]), "G is 0, so all are -1.")


# offset_boxes


@check
def test_offset_boxes_shift():
    """The shift of the centre counts in sides of the anchor, times 10.

    10 (cx_b - cx_a) / w_a, 10 (cy_b - cy_a) / h_a
    """
    anchors = tensor([[0.0, 0.0, 2.0, 4.0]])
    boxes = tensor([[1.0, 1.0, 3.0, 5.0]])
    expect(
        offset_boxes(anchors, boxes, eps=0.0),
        tensor([[5.0, 2.5, 0.0, 0.0]]),
        "From (1, 2) to (2, 3): 10 * 1 / 2 = 5 and 10 * 1 / 4 = 2.5. The sides agree: log 1 = 0.",
    )


@check
def test_offset_boxes_growth():
    """Sides are compared by the logarithm of their quotient, times 5.

    5 log(eps + w_b / w_a), 5 log(eps + h_b / h_a)
    """
    anchors = tensor([[0.0, 0.0, 2.0, 2.0]])
    boxes = tensor([[-1.0, 0.0, 3.0, 2.0]])
    expect(
        offset_boxes(anchors, boxes, eps=0.0),
        tensor([[0.0, 0.0, 5 * log(2), 0.0]]),
        "The centre stays. 5 log(4 / 2) = 3.466, 5 log(2 / 2) = 0.",
    )


@check
def test_offset_boxes_eps():
    """A box without width has a finite offset.

    5 log(eps + w_b / w_a)
    """
    anchors = tensor([[0.0, 0.0, 2.0, 2.0]])
    boxes = tensor([[1.0, 0.0, 1.0, 2.0]])
    expect(
        offset_boxes(anchors, boxes, eps=1.0),
        tensor([[0.0, 0.0, 0.0, 5 * log(2)]]),
        "5 log(1 + 0 / 2) = 0 and 5 log(1 + 2 / 2) = 3.466.",
    )


# offset_inverse


@check
def test_offset_inverse_shift():
    """The centre moves by a tenth of the offset, in sides of the anchor.

    cx_b = cx_a + t_x / 10 * w_a, and likewise in y
    """
    anchors = tensor([[0.0, 0.0, 2.0, 4.0]])
    offsets = tensor([[10.0, -5.0, 0.0, 0.0]])
    expect(
        offset_inverse(anchors, offsets),
        tensor([[2.0, -2.0, 4.0, 2.0]]),
        "Centre (1 + 1 * 2, 2 - 0.5 * 4) = (3, 0); the sides stay 2 and 4.",
    )


@check
def test_offset_inverse_growth():
    """The sides grow by the exponential of a fifth of the offset.

    w_b = w_a exp(t_w / 5), and likewise the height
    """
    anchors = tensor([[0.0, 0.0, 2.0, 2.0]])
    offsets = tensor([[0.0, 0.0, 5 * log(2), 0.0]])
    expect(
        offset_inverse(anchors, offsets),
        tensor([[-1.0, 0.0, 3.0, 2.0]]),
        "w = 2 exp(log 2) = 4 and h = 2, around the centre (1, 1).",
    )


@check
def test_offset_inverse_there_and_back():
    """It gives the boxes back that offset_boxes has described.

    offset_inverse(anchors, offset_boxes(anchors, boxes, eps=0.0)) = boxes
    """
    anchors = tensor([[0.0, 0.0, 2.0, 4.0]])
    boxes = tensor([[1.0, 0.0, 7.0, 1.0]])
    expect(
        offset_inverse(anchors, offset_boxes(anchors, boxes, eps=0.0)),
        tensor([[1.0, 0.0, 7.0, 1.0]]),
        "Centre (1 + 3 / 2 * 2, 2 - 1.5 / 4 * 4), sides 2 * 6/2 and 4 * 1/4.",
    )


# nms


@check
def test_nms_drops_the_weaker():
    """A box that overlaps too much with a better one is dropped.

    IoU > threshold
    """
    boxes = tensor([[0.0, 0, 4, 4], [0, 0, 4, 3], [8, 8, 9, 9]])
    scores = tensor([0.75, 0.875, 0.125])
    expect(nms(boxes, scores, 0.5), tensor([1, 2]), "1 has the best score. Its IoU with 0 is 12/16.")


@check
def test_nms_in_a_row():
    """A box that was dropped drops no others.

    IoU > threshold with a box that was kept
    """
    boxes = tensor([[0.0, 0, 4, 1], [1, 0, 5, 1], [2, 0, 6, 1]])
    scores = tensor([0.75, 0.5, 0.25])
    expect(
        nms(boxes, scores, 0.5),
        tensor([0, 2]),
        "Neighbours have 3/5, so 0 drops 1. But 0 and 2 have 2/6 only.",
    )


@check
def test_nms_at_the_threshold():
    """An IoU of exactly the threshold is not too much.

    IoU > threshold
    """
    boxes = tensor([[0.0, 0.0, 4.0, 2.0], [0.0, 0.0, 4.0, 4.0]])
    scores = tensor([0.25, 0.75])
    expect(nms(boxes, scores, 0.5), tensor([1, 0]), "The IoU is 8/16 = 0.5. The better one comes first.")


# multibox_target


@check
def test_multibox_target_classes():
    """An anchor with a box has the class of the box plus 1, another one is background.

    class + 1, or 0
    """
    anchors = tensor([[[0.0, 0.0, 4.0, 4.0], [8.0, 8.0, 9.0, 9.0]]])
    labels = tensor([[[2.0, 0.0, 0.0, 4.0, 3.0]]])
    expect(multibox_target(anchors, labels)[2], tensor([[3, 0]]), "The IoUs are 12/16 and 0; 2 + 1 = 3.")


@check
def test_multibox_target_mask():
    """The mask is 1 for the four offsets of each anchor with a box.

    [B, A * 4], four numbers for each anchor
    """
    anchors = tensor([[[8.0, 8.0, 9.0, 9.0], [0.0, 0.0, 4.0, 4.0]]])
    labels = tensor([[[0.0, 0.0, 0.0, 4.0, 3.0]]])
    expect(
        multibox_target(anchors, labels)[1],
        tensor([[0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 1.0]]),
        "Anchor 0 has no box, anchor 1 has one.",
    )


@check
def test_multibox_target_padding():
    """A row with the class -1 is no box, wherever it stands.

    class + 1, or 0
    """
    anchors = tensor([[[0.0, 0.0, 4.0, 4.0], [8.0, 8.0, 9.0, 9.0]]])
    labels = tensor([[[-1.0, 8.0, 8.0, 9.0, 9.0], [1.0, 0.0, 0.0, 4.0, 4.0]]])
    expect(
        multibox_target(anchors, labels)[2],
        tensor([[2, 0]]),
        "The first row is ignored. Anchor 0 has the IoU 1 with the other box: 1 + 1 = 2.",
    )


@check
def test_multibox_target_offsets():
    """The offsets of anchors with a box are those of offset_boxes, the others are 0.

    10 (cx_b - cx_a) / w_a, 10 (cy_b - cy_a) / h_a, 5 log(eps + w_b / w_a), ...
    """
    anchors = tensor([[[8.0, 8.0, 9.0, 9.0], [0.0, 0.0, 4.0, 4.0]]])
    labels = tensor([[[0.0, 0.0, 0.0, 4.0, 2.0]]])
    expect(
        multibox_target(anchors, labels)[0].round(decimals=2),
        tensor([[0.0, 0.0, 0.0, 0.0, 0.0, -2.5, 0.0, -3.47]]),
        "From (2, 2) to (2, 1): 10 * -1 / 4 = -2.5. 5 log(1/2) = -3.466.",
    )
