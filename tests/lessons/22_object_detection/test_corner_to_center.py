import torch

from autograder.judge import graded

pytestmark = graded("corner_to_center")


def boxes(draw, count, scale=1.0, place=0.0):
    """Boxes of different shapes, on both sides of the origin or around a place."""
    corner = place + scale * draw.normal(count, 2)
    return torch.cat([corner, corner + scale * (0.2 + draw.uniform(count, 2))], dim=1)


def after_writing(lesson, x):
    """Two calls, with a change of the first result between them."""
    first = lesson.corner_to_center(x)
    kept = first.detach().clone()
    first.detach().zero_()
    return {"the first result": kept, "the second result": lesson.corner_to_center(x)}


def test_boxes(compare, draw):
    """The centre comes first, x before y, then width and height."""
    compare.call(boxes(draw, 5))
    compare.call(torch.tensor([[-3.0, 1.0, -1.0, 7.0]]) + 0.1 * draw.uniform(1, 1))


def test_numbers_of_boxes(compare, draw):
    """One box keeps its row, four boxes are not taken for columns, and there may be none."""
    compare.sizes(lambda boxes_: {"boxes": boxes(draw, boxes_)})
    compare.call(boxes(draw, 4))
    compare.call(torch.zeros(0, 4))


def test_flat_boxes(compare, draw):
    """Sides may be 0, one of them or both, and all edges may be 0."""
    corner = draw.normal(3, 2)
    compare.call(torch.cat([corner, corner], dim=1))
    compare.call(torch.cat([corner, corner + torch.tensor([0.0, 1.5])], dim=1))
    compare.call(torch.cat([torch.zeros(2, 4), boxes(draw, 1)]))


def test_scales(compare, draw):
    """Nothing is rounded or added: boxes in pixels, tiny ones and those far from the origin are right."""
    compare.call(boxes(draw, 3, scale=1e-4))
    compare.call(boxes(draw, 3, scale=300.0, place=500.0).floor())
    compare.call(boxes(draw, 3, place=-100.0))


def test_new_results(compare, draw):
    """To change a result changes none of another call."""
    compare(after_writing, x=boxes(draw, 3))


def test_whole_tensors(compare, draw):
    """All boxes are changed at once, without a Python loop."""
    compare.vectorised(lambda boxes_: {"boxes": boxes(draw, boxes_)})
