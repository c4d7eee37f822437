import torch

from autograder.judge import graded

pytestmark = graded("offset_inverse")


def boxes(draw, count, scale=1.0):
    """Boxes of different shapes on both sides of the origin."""
    corner = draw.normal(count, 2)
    return scale * torch.cat([corner, corner + 0.3 + draw.uniform(count, 2)], dim=1)


def offsets(draw, count):
    """Shifts and growths of a usual size."""
    return torch.cat([draw.normal(count, 2, scale=6.0), draw.normal(count, 2, scale=3.0)], dim=1)


def described(anchors, x):
    """The offsets of boxes, computed by other formulas than in the lesson."""
    sides = anchors[:, 2:] - anchors[:, :2]
    shift = (x[:, :2] + x[:, 2:] - anchors[:, :2] - anchors[:, 2:]) / sides
    return torch.cat([5 * shift, 5 * ((x[:, 2:] - x[:, :2]).log() - sides.log())], dim=1)


def back(lesson, anchors, x):
    """What comes back of boxes and of the anchors themselves."""
    return {
        "the boxes that come back": lesson.offset_inverse(anchors, described(anchors, x)),
        "the boxes of offsets of 0": lesson.offset_inverse(anchors, torch.zeros_like(x)),
    }


def test_offsets(compare, draw):
    """Each anchor is shifted and grows by its own offsets."""
    compare.call(boxes(draw, 5), offsets(draw, 5))
    compare.call(boxes(draw, 3) * torch.tensor([1.0, 3.0, 1.0, 3.0]), offsets(draw, 3))


def test_there_and_back(compare, draw):
    """The boxes come back from their offsets, and each anchor from offsets of 0."""
    compare(back, anchors=boxes(draw, 3), x=boxes(draw, 3))


def test_shift_alone(compare, draw):
    """A shift moves all edges, in sides of the anchor, and keeps the sides."""
    shift = torch.cat([draw.normal(3, 2, scale=8.0), torch.zeros(3, 2)], dim=1)
    compare.call(boxes(draw, 3), shift)


def test_growth_alone(compare, draw):
    """A growth keeps the centre; a negative one makes the box smaller."""
    signs = torch.tensor([[1.0, -1.0], [-1.0, 1.0], [1.0, 1.0], [-1.0, -1.0]])
    growth = signs * (1.0 + 3 * draw.uniform(4, 2))
    compare.call(boxes(draw, 4), torch.cat([torch.zeros(4, 2), growth], dim=1))


def test_numbers_of_anchors(compare, draw):
    """One anchor keeps its row, four are not taken for columns, and there may be none."""
    compare.sizes(lambda count: {"anchors": boxes(draw, count), "offsets": offsets(draw, count)})
    compare.call(boxes(draw, 4), offsets(draw, 4))
    compare.call(torch.zeros(0, 4), torch.zeros(0, 4))


def test_far_and_large(compare, draw):
    """Far shifts and strong growths are not cut off, nor is a box that reaches beyond the picture."""
    signs = draw.normal(3, 4).sign()
    compare.call(boxes(draw, 3), signs * torch.tensor([300.0, 200.0, 20.0, 30.0]))
    compare.call(boxes(draw, 2), torch.tensor([[1.0, 2.0, 100.0, 98.0], [2.0, 1.0, 99.0, 100.0]]))


def test_vanishing_sides(compare, draw):
    """A strongly negative growth leaves almost nothing of a side: no eps is subtracted or added."""
    low = torch.tensor([[0.0, 0.0, -69.0, -100.0], [0.0, 0.0, -100.0, -70.0]])
    x = boxes(draw, 2)
    x = x - (x[:, :2] + x[:, 2:]).repeat(1, 2) / 2
    compare.call(x, low)
    compare.call(boxes(draw, 2), low + draw.uniform(2, 4))


def test_units(compare, draw):
    """The unit doesn't matter: shares of a picture and pixels are right."""
    for scale in (1e-3, 500.0):
        compare.call(boxes(draw, 3, scale=scale), offsets(draw, 3))


def test_whole_tensors(compare, draw):
    """All anchors are handled at once, without a Python loop."""
    compare.vectorised(lambda count: {"anchors": boxes(draw, count), "offsets": offsets(draw, count)})
