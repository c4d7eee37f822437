import torch

from autograder.judge import graded

pytestmark = graded("offset_boxes")


def boxes(draw, count, scale=1.0):
    """Boxes of different shapes on both sides of the origin."""
    corner = draw.normal(count, 2)
    return scale * torch.cat([corner, corner + 0.3 + draw.uniform(count, 2)], dim=1)


def flat(draw, count, *axes):
    """Boxes of which these sides are 0."""
    x = boxes(draw, count)
    for axis in axes:
        x[:, axis + 2] = x[:, axis]
    return x


def test_offsets(compare, draw):
    """Each box is described by its shift and its growth, in sides of its own anchor."""
    compare.call(boxes(draw, 5), boxes(draw, 5))
    compare.call(boxes(draw, 3) * torch.tensor([1.0, 3.0, 1.0, 3.0]), boxes(draw, 3), eps=0.0)


def test_shift(compare, draw):
    """A box of the same sides has a shift alone, in the direction of the box."""
    anchors, shift = boxes(draw, 3), draw.normal(3, 2) + torch.tensor([2.0, -3.0])
    compare.call(anchors, anchors + torch.cat([shift, shift], dim=1), 0.0)


def test_growth(compare, draw):
    """A box around the same centre has a growth alone: larger is positive, smaller is negative."""
    anchors = boxes(draw, 4)
    more = anchors[:, 2:] - anchors[:, :2]
    more = more * torch.tensor([[1.5, 0.2], [-0.3, 4.0], [0.0, -0.45], [20.0, 1.0]])
    compare.call(anchors, anchors + torch.cat([-more, more], dim=1), eps=0.0)


def test_numbers_of_anchors(compare, draw):
    """One anchor keeps its row, four are not taken for columns, and there may be none."""
    compare.sizes(lambda count: {"anchors": boxes(draw, count), "boxes": boxes(draw, count)})
    compare.call(boxes(draw, 4), boxes(draw, 4))
    compare.call(torch.zeros(0, 4), torch.zeros(0, 4))


def test_eps(compare, draw):
    """eps is added to the quotient of the sides, inside of the logarithm, and may be any number from 0."""
    compare.each({"anchors": boxes(draw, 3, scale=0.1), "boxes": boxes(draw, 3)}, eps=(0.0, 0.25, 1.0))
    compare.call(boxes(draw, 3, scale=20.0), boxes(draw, 3), 0.01)


def test_flat_boxes(compare, draw):
    """A box without width or height has finite offsets and gradients, by default with an eps of 1e-6."""
    for axes in ((0,), (1,), (0, 1)):
        compare.call(boxes(draw, 2), flat(draw, 2, *axes))
    compare.call(boxes(draw, 2), torch.zeros(2, 4), eps=0.5)


def test_tiny_quotients(compare, draw):
    """A box that is tiny beside its anchor shows the size of eps, also the default one."""
    compare.call(boxes(draw, 3, scale=100.0), boxes(draw, 3, scale=1e-4))
    compare.call(boxes(draw, 3, scale=100.0), boxes(draw, 3, scale=1e-4), 0.0)


def test_units(compare, draw):
    """The unit doesn't matter: shares of a picture and pixels give numbers of the same size."""
    for scale in (1e-3, 500.0):
        compare.call(boxes(draw, 3, scale=scale), boxes(draw, 3, scale=scale))


def test_whole_tensors(compare, draw):
    """All anchors are handled at once, without a Python loop."""
    compare.vectorised(lambda count: {"anchors": boxes(draw, count), "boxes": boxes(draw, count)})
