import torch

from autograder.judge import graded

pytestmark = graded("assign_anchor")


def strips(*intervals):
    """Boxes of the height 1 from one number to another."""
    return torch.tensor([[float(low), 0.0, float(high), 1.0] for low, high in intervals])


def placed(draw, gt, anchors, threshold=0.5):
    """Strips, turned upright in half of all cases, at another scale and place, which keeps their IoUs."""
    scale, place = 0.5 + draw.uniform(1), draw.normal(2)
    turn = [[0, 1, 2, 3], [1, 0, 3, 2]][draw.integer(0, 2)]
    gt, anchors = (scale * strips(*x)[:, turn] + torch.cat([place, place]) for x in (gt, anchors))
    return {"gt": gt, "anchors": anchors, "threshold": threshold}


def nested(boxes, anchors):
    """Intervals from 0 to ends of which no two quotients are equal, so that all IoUs differ."""
    return [(0, 10 * 1.37**i) for i in range(boxes)], [(0, 7.3 * 1.123**j) for j in range(anchors)]


def test_threshold(compare, draw):
    """An anchor gets a box if their IoU reaches the threshold, which is 0.5 by default."""
    for threshold in (0.1, 0.3, 0.7, 0.95):
        compare.call(**placed(draw, [(0, 20)], [(0, 19.5), (0, 16), (0, 8), (0, 4), (0, 1)], threshold))
    by_default = placed(draw, [(0, 20)], [(0, 19), (0, 10.2), (0, 9.8)])
    compare.call(by_default["gt"], by_default["anchors"])


def test_threshold_itself(compare, draw):
    """An IoU of exactly the threshold is enough."""
    for threshold, end in ((0.5, 4), (0.75, 6), (0.25, 2), (1.0, 8)):
        anchors = strips((0, end), (0, 8), (0, 1))[draw.permutation(3)]
        compare.call(strips((0, 8)), anchors, threshold)


def test_below_the_threshold(compare, draw):
    """Each box gets an anchor of its own, even if no IoU reaches the threshold."""
    compare.call(**placed(draw, [(0, 10), (0, 4)], [(0, 9), (0, 8)], threshold=0.6))
    compare.call(**placed(draw, [(0, 10), (20, 30)], [(2, 5), (0, 1), (24, 29), (22, 26)], threshold=0.9))


def test_largest_first(compare, draw):
    """The largest IoU of the whole table comes first: neither the first box nor the first anchor chooses."""
    anchors = [(0, 9), (0, 5)]
    compare.call(**placed(draw, [(0, 8), (0, 10)], anchors, threshold=0.95))
    compare.call(**placed(draw, [(0, 10), (0, 8)], anchors, threshold=0.95))
    compare.call(**placed(draw, [(0, 10), (0, 3)], [(0, 6), (0, 9)], threshold=0.95))


def test_struck_out(compare, draw):
    """A box and an anchor that have found each other are out for the others."""
    compare.call(**placed(draw, [(0, 10), (0, 3)], [(0, 9), (0, 8), (0, 2)], threshold=0.95))
    compare.call(**placed(draw, [(0, 10), (0, 8)], [(0, 9), (0, 4)], threshold=0.95))
    ends = [(0, 9.5), (0, 1), (0, 8.5), (0, 6), (0, 5)]
    compare.call(**placed(draw, [(0, 4), (0, 10), (0, 7)], ends, threshold=0.97))


def test_other_anchors(compare, draw):
    """Each other anchor gets the box that it overlaps most, also one that has an anchor already."""
    compare.call(**placed(draw, [(0, 10)], [(0, 3), (0, 8), (0, 9), (0, 7)]))
    compare.call(**placed(draw, [(0, 10), (0, 12)], [(0, 9.5), (0, 12.5), (0, 7), (0, 14)]))
    apart = [(0, 4), (30, 40), (0, 9.3), (31, 39.5), (36, 47), (60, 70)]
    compare.call(**placed(draw, [(30, 41), (0, 8)], apart, threshold=0.3))


def test_numbers_of_boxes(compare, draw):
    """There may be one box, one anchor, as many as anchors, or more boxes than anchors."""
    for boxes, anchors in ((1, 1), (1, 5), (3, 1), (3, 3), (5, 2), (2, 5)):
        compare.call(**placed(draw, *nested(boxes, anchors)))


def test_no_box(compare, draw):
    """Without boxes no anchor gets one. Another picture has boxes."""
    compare.call(torch.zeros(0, 4), strips((0, 3), (2, 5)) + draw.normal(1))
    compare.call(torch.zeros(0, 4), strips((0, 2)), threshold=0.2)
    compare.call(**placed(draw, [(0, 2), (4, 10)], [(3, 9), (0, 2.5), (11, 12)]))


def test_box_without_overlap(compare, draw):
    """A box that overlaps with no anchor left gets none, and neither does a box without area."""
    compare.call(**placed(draw, [(0, 10), (20, 25)], [(0, 9), (0, 3)]))
    compare.call(**placed(draw, [(20, 25), (5, 5), (0, 10)], [(12, 15), (0, 3), (4, 9.5)]))
    compare.call(**placed(draw, [(0, 10), (0, 8)], [(0, 9), (12, 15)], threshold=0.95))


def test_ties(compare, draw):
    """Of equal IoUs the lower anchor is taken, or for one anchor the lower box, by both rules."""
    sides = strips((-4, 4), (4, 12))
    compare.call(strips((0, 8)), torch.cat([strips((9, 12)), sides]), 0.75)
    compare.call(torch.cat([strips((12, 16)), sides]), strips((0, 8)), 0.75)
    compare.call(strips((0, 8), (2, 10)), strips((2, 10), (0, 8), (0, 10), (15, 16)))
    compare.call(sides, torch.cat([strips((0, 8)), sides, strips((0, 8))]), 0.25)
    compare.call(strips((0, 8), (0, 8)), strips((0, 8), (0, 8), (0, 8)), 0.5)


def test_many_anchors(compare, draw):
    """Many boxes and anchors, each box among its own anchors."""
    gt, anchors = [], []
    for place, group in enumerate(draw.permutation(12).tolist()):
        low, more = 15 * place, 0.03 * group
        gt.append((low, low + 10))
        anchors += [(low, low + length + more) for length in (2, 9, 4.4, 6.5)]
    compare.call(**placed(draw, gt, anchors, threshold=0.4))


def test_whole_tensors(compare, draw):
    """All anchors are handled at once, without a Python loop."""
    compare.vectorised(lambda anchors: placed(draw, *nested(2, anchors)))
