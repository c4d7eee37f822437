"""What the docstrings of lesson 22 promise of the arguments, asserted on each hidden input."""

import torch

_GAP = 1e-4
_RANGE = 1e-6 * (1 - 1e-6), 1e6 * (1 + 1e-6)  # in float32 the ends are rounded


def _are_numbers(*tensors):
    """Finite tensors of the same dtype and device."""
    assert len({(x.dtype, x.device) for x in tensors}) == 1
    for x in tensors:
        assert x.dtype in (torch.float32, torch.float64)
        assert x.isfinite().all()


def _are_boxes(boxes, empty=True, positive=False):
    """A table of boxes in corner form."""
    assert boxes.dim() == 2
    assert boxes.shape[1] == 4
    assert empty or len(boxes)
    sides = boxes[:, 2:] - boxes[:, :2]
    assert ((sides > 0) if positive else (sides >= 0)).all()


def _are_of_usual_size(boxes):
    sides = (boxes[:, 2:] - boxes[:, :2]).double()
    assert ((sides == 0) | (sides >= _RANGE[0]) & (sides <= _RANGE[1])).all()


def _overlaps(a, b):
    """All IoUs, in float64 and written in another way than in the lesson, and which of them are exact."""
    exact = _is_exact(a)[:, None] & _is_exact(b)
    a, b = a.detach().double(), b.detach().double()
    shared = torch.ones(len(a), len(b), dtype=torch.float64, device=a.device)
    for axis in (0, 1):
        low = torch.max(a[:, None, axis], b[None, :, axis])
        high = torch.min(a[:, None, axis + 2], b[None, :, axis + 2])
        shared = shared * (high - low).relu()
    areas = [(x[:, 2] - x[:, 0]) * (x[:, 3] - x[:, 1]) for x in (a, b)]
    union = areas[0][:, None] + areas[1][None, :] - shared
    return torch.where(union == 0, torch.zeros_like(union), shared / union), exact


def _is_exact(boxes):
    boxes = boxes.detach().double()
    return ((boxes * 16 == (boxes * 16).round()) & (boxes.abs() <= 16)).all(dim=1)


def _are_told_apart(a, b, threshold, pairs):
    """IoUs differ clearly from the threshold and, if `pairs`, from each other, or they are exact."""
    table, exact = _overlaps(a, b)
    near = (table - threshold).abs() < _GAP
    assert (exact | (table == 0))[near].all()
    assert (table[near] == threshold).all()
    if pairs:
        overlapping = table > 0
        values, places = table[overlapping].sort()
        assert (values > _GAP).all()
        close = values.diff() < _GAP
        assert (values.diff()[close] == 0).all()
        known = exact[overlapping][places]
        assert (known[1:] & known[:-1])[close].all()


def corner_to_center(boxes):
    _are_numbers(boxes)
    _are_boxes(boxes)


def center_to_corner(boxes):
    _are_numbers(boxes)
    assert boxes.dim() == 2
    assert boxes.shape[1] == 4
    assert (boxes[:, 2:] >= 0).all()


def multibox_prior(height, width, sizes, ratios, device=None):
    for number in (height, width):
        assert isinstance(number, int)
        assert number >= 1
    for numbers in (sizes, ratios):
        assert isinstance(numbers, list | tuple)
        assert len(numbers)
        assert all(isinstance(x, int | float) and x > 0 for x in numbers)
    assert device is None or isinstance(device, str | torch.device)


def box_iou(a, b):
    _are_numbers(a, b)
    for boxes in (a, b):
        _are_boxes(boxes)
        _are_of_usual_size(boxes)


def assign_anchor(gt, anchors, threshold=0.5):
    _are_numbers(gt, anchors)
    _are_boxes(gt)
    _are_boxes(anchors, empty=False, positive=True)
    _are_of_usual_size(gt)
    assert 0 < threshold <= 1
    _are_told_apart(anchors, gt, threshold, pairs=True)


def offset_boxes(anchors, boxes, eps=1e-6):
    _are_numbers(anchors, boxes)
    assert anchors.shape == boxes.shape
    _are_boxes(anchors, positive=True)
    _are_boxes(boxes, positive=eps == 0)
    assert eps >= 0


def offset_inverse(anchors, offsets):
    _are_numbers(anchors, offsets)
    assert anchors.shape == offsets.shape
    _are_boxes(anchors, positive=True)
    assert (offsets[:, 2:].abs() <= 100).all()


def nms(boxes, scores, threshold):
    _are_numbers(boxes, scores)
    _are_boxes(boxes)
    _are_of_usual_size(boxes)
    assert scores.shape == boxes.shape[:1]
    assert 0 <= threshold <= 1
    _are_told_apart(boxes, boxes, threshold, pairs=False)


def multibox_target(anchors, labels):
    _are_numbers(anchors, labels)
    assert anchors.dim() == 3
    assert len(anchors) == 1
    _are_boxes(anchors[0], empty=False, positive=True)
    assert labels.dim() == 3
    assert labels.shape[2] == 5
    assert len(labels)
    for rows in labels:
        classes = rows[:, 0]
        assert ((classes == -1) | (classes >= 0) & (classes == classes.round())).all()
        true = rows[classes >= 0, 1:]
        _are_boxes(true)
        _are_of_usual_size(true)
        _are_told_apart(anchors[0], true, 0.5, pairs=True)
