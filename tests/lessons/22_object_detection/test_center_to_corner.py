import torch

from autograder.judge import graded

pytestmark = graded("center_to_corner")


def boxes(draw, count, scale=1.0, place=0.0):
    """Boxes in centre form with different sides."""
    return scale * torch.cat([place + draw.normal(count, 2), 0.2 + draw.uniform(count, 2)], dim=1)


def after_writing(lesson, x):
    """Two calls, with a change of the first result between them."""
    first = lesson.center_to_corner(x)
    kept = first.detach().clone()
    first.detach().zero_()
    return {"the first result": kept, "the second result": lesson.center_to_corner(x)}


def test_boxes(compare, draw):
    """The upper left corner comes first, then the lower right one, x before y in both."""
    compare.call(boxes(draw, 5))
    compare.call(torch.tensor([[-3.0, 1.0, 0.5, 7.0]]) + 0.1 * draw.uniform(1, 1))


def test_numbers_of_boxes(compare, draw):
    """One box keeps its row, four boxes are not taken for columns, and there may be none."""
    compare.sizes(lambda boxes_: {"boxes": boxes(draw, boxes_)})
    compare.call(boxes(draw, 4))
    compare.call(torch.zeros(0, 4))


def test_flat_boxes(compare, draw):
    """Sides may be 0, one of them or both, and so may be all numbers."""
    x = boxes(draw, 3)
    for kept in ((1.0, 1.0, 0.0, 0.0), (1.0, 1.0, 0.0, 1.0), (1.0, 1.0, 1.0, 0.0)):
        compare.call(x * torch.tensor(kept))
    compare.call(torch.cat([torch.zeros(2, 4), x]))


def test_scales(compare, draw):
    """Nothing is rounded, added or cut off: in pixels, tiny, and outside of the picture."""
    compare.call(boxes(draw, 3, scale=1e-4))
    compare.call(boxes(draw, 3, scale=300.0, place=2.0).floor())
    compare.call(boxes(draw, 3, place=-100.0))


def test_new_results(compare, draw):
    """To change a result changes none of another call."""
    compare(after_writing, x=boxes(draw, 3))


def test_whole_tensors(compare, draw):
    """All boxes are changed at once, without a Python loop."""
    compare.vectorised(lambda boxes_: {"boxes": boxes(draw, boxes_)})
