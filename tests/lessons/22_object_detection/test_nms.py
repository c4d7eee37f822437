import torch

from autograder.judge import graded

pytestmark = graded("nms")


def strips(*intervals):
    """Boxes of the height 1 from one number to another."""
    return torch.tensor([[float(low), 0.0, float(high), 1.0] for low, high in intervals])


def placed(draw, intervals, scores, threshold):
    """Strips at another scale and place, which keeps their IoUs."""
    boxes = (0.5 + draw.uniform(1)) * strips(*intervals) + draw.normal(2).repeat(2)
    return {"boxes": boxes, "scores": torch.tensor(scores), "threshold": threshold}


def apart(count):
    """Unit squares in a row, which don't touch."""
    left = 2.0 * torch.arange(count)
    return torch.stack([left, torch.zeros(count), left + 1, torch.ones(count)], dim=1)


CLUSTERS = (0, 10), (20, 30), (0, 9), (22, 31), (1, 10.5), (40, 44), (5, 14), (19, 29)


def test_overlapping_boxes(compare, draw):
    """Of boxes that overlap too much the one with the best score is kept."""
    compare.call(**placed(draw, [(0, 9), (0, 10), (20, 22), (20, 23)], [0.2, 0.9, 0.5, 0.3], 0.5))
    compare.call(**placed(draw, CLUSTERS, [0.3, 0.1, 0.8, 0.2, 0.5, 0.4, 0.7, 0.6], 0.5))
    upright = placed(draw, CLUSTERS, [0.5, 0.8, 0.7, 0.1, 0.2, 0.6, 0.3, 0.4], 0.3)
    compare.call(**{**upright, "boxes": upright["boxes"][:, [1, 0, 3, 2]]})


def test_order(compare, draw):
    """The indices are those of the given boxes, in the order of descending scores."""
    scores = draw.uniform(6).sort().values
    compare.call(apart(6), scores, 0.5)
    compare.call(apart(6), scores[draw.permutation(6)], 0.25)
    compare.call(**placed(draw, [(0, 2), (0, 2.1), (5, 6), (9, 11)], [0.4, 0.3, 0.8, 0.6], 0.5))


def test_in_a_row(compare, draw):
    """Only boxes that are kept drop others: in a row of boxes every other one may stay."""
    row = [(0, 4), (1, 5), (2, 6)]
    compare.call(**placed(draw, row, [0.75, 0.5, 0.25], 0.5))
    compare.call(**placed(draw, row, [0.25, 0.5, 0.75], 0.5))
    compare.call(**placed(draw, [*row, (3, 7), (4, 8)], [0.9, 0.8, 0.7, 0.6, 0.5], 0.5))


def test_each_kept_box(compare, draw):
    """Each box that was kept drops others, not only the best one, and even a far one late in the order."""
    places = [(0, 10), (20, 30), (40, 50), (0, 9), (20, 29), (40, 49)]
    compare.call(**placed(draw, places, [0.9, 0.8, 0.7, 0.6, 0.5, 0.4], 0.5))
    compare.call(**placed(draw, places, [0.4, 0.9, 0.8, 0.7, 0.6, 0.5], 0.5))


def test_threshold(compare, draw):
    """The threshold decides how much overlap is allowed."""
    row = [(0, 10), (0, 8.5), (0, 6.5), (0, 4.5), (0, 2.5), (0, 0.5)]
    for threshold in (0.1, 0.3, 0.55, 0.8, 0.95):
        compare.call(**placed(draw, row, [0.9, 0.8, 0.7, 0.6, 0.5, 0.4], threshold))


def test_threshold_itself(compare, draw):
    """A box whose IoU is exactly the threshold is kept."""
    for threshold, end in ((0.5, 4), (0.75, 6), (0.25, 2)):
        order = torch.tensor([2, 0, 1])
        boxes, scores = strips((0, 8), (0, end), (0, 7.5)), torch.tensor([0.75, 0.5, 0.25])
        compare.call(boxes[order], scores[order], threshold)


def test_ends_of_the_range(compare, draw):
    """With 0 no two boxes that are kept overlap, but they may touch; with 1 even equal boxes are kept."""
    order = torch.tensor([3, 1, 4, 0, 2])
    boxes = strips((0, 4), (4, 6), (3, 5), (0, 4), (8, 9))[order]
    scores = torch.tensor([0.9, 0.8, 0.7, 0.6, 0.5])[order]
    for threshold in (0, 1, 0.0, 1.0):
        compare.call(boxes, scores, threshold)


def test_equal_scores(compare, draw):
    """Of equal scores the lower index comes first, also among many boxes."""
    compare.call(strips((0, 4), (0, 3.5), (0, 4)), torch.full((3,), 0.5) * draw.integer(1, 4), 0.5)
    compare.call(apart(40), torch.full((40,), 0.25), 0.5)
    scores = torch.tensor([0.5, 0.75]).repeat(12)
    compare.call(apart(24) * torch.tensor([1.0, 1.0, 1.0, 2.0]), scores, 0.5)
    compare.call(strips((6, 9), (0, 4), (1, 4), (6, 8.5)), torch.tensor([0.5, 0.75, 0.75, 0.5]), 0.5)


def test_few_boxes(compare, draw):
    """One box is kept, of two both or one, and without boxes the result is empty."""
    compare.call(torch.zeros(0, 4), torch.zeros(0), 0.5)
    compare.call(strips((0, 2)), 0.1 + draw.uniform(1), 0.3)
    compare.call(**placed(draw, [(0, 2), (0, 1.9)], [0.4, 0.3], 0.5))
    compare.call(strips((0, 2), (3, 4)), torch.tensor([0.2, 0.6]), 0.5)


def test_any_scores(compare, draw):
    """Scores may be negative, 0, or large: only their order counts."""
    order, steps = torch.tensor([3, 6, 0, 4, 1, 7, 5, 2]), torch.arange(8) + 0.8 * draw.uniform(8)
    for scores in (-1.0 - steps, 1e4 * (steps - 4.5), 1e-6 * steps):
        compare.call(**{**placed(draw, CLUSTERS, [0.0] * 8, 0.5), "scores": scores[order]})
    close = 1.0 + 1e-9 * steps[order].double()  # which float32 can't tell apart
    compare.call(placed(draw, CLUSTERS, [0.0] * 8, 0.5)["boxes"].double(), close, 0.5)
    compare.call(apart(4), torch.tensor([0.0, -2.0, 3.0, -1.0]), 0.5)


def test_flat_boxes(compare, draw):
    """Boxes without area overlap with nothing, not even with each other."""
    point = torch.tensor([[1.0, 0.5, 1.0, 0.5]]).repeat(3, 1)
    compare.call(torch.cat([point, strips((0, 2), (0, 1.75))]), draw.uniform(5).sort().values, 0.25)


def test_many_boxes(compare, draw):
    """Many boxes are kept, each of which drops another."""
    boxes = torch.cat([apart(130), apart(130) + torch.tensor([0.1, 0.0, 0.0, 0.0])])
    scores = torch.cat([2.0 + draw.uniform(130), draw.uniform(130)])
    order = draw.permutation(260)
    compare.call(boxes[order], scores[order], 0.5)
