import torch

from autograder.judge import graded

pytestmark = graded("box_iou")


def boxes(draw, count, scale=1.0):
    """Boxes around the origin, most of which overlap; none has an edge on an edge of another."""
    low, high = -0.2 - draw.uniform(count, 2), 0.2 + draw.uniform(count, 2)
    return scale * torch.cat([low, high], dim=1)


def moved(x, right, down):
    return x + torch.tensor([right, down, right, down])


def finite_slopes(lesson, a, b):
    """The result, and whether the gradients of both sides are finite."""
    leaves = [x.detach().clone().requires_grad_() for x in (a, b)]
    y = lesson.box_iou(*leaves)
    y.sum().backward()
    return {
        "the result": y.detach(),
        **{
            f"the gradient of {name} is finite": bool(x.grad.isfinite().all())
            for name, x in zip("ab", leaves, strict=True)
        },
    }


def with_itself(lesson, x):
    """Of a set of boxes and itself, whose gradient is not graded."""
    x = x.detach()
    return lesson.box_iou(x, x)


def test_all_pairs(compare, draw):
    """Row n and column m hold the IoU of box n of a and box m of b."""
    compare.call(boxes(draw, 3), boxes(draw, 5))
    compare.call(boxes(draw, 4), b=boxes(draw, 2))


def test_numbers_of_boxes(compare, draw):
    """Sizes of 1 and equal numbers of boxes are no exception, and either side may be empty."""
    compare.sizes(lambda boxes_of_a, boxes_of_b: {"a": boxes(draw, boxes_of_a), "b": boxes(draw, boxes_of_b)})
    compare.call(torch.zeros(0, 4), boxes(draw, 3))
    compare.call(boxes(draw, 2), torch.zeros(0, 4))


def test_boxes_apart(compare, draw):
    """Boxes that lie apart have 0, whether beside each other, above each other or both."""
    a = boxes(draw, 2)
    for right, down in ((3.0, 0.0), (0.0, -3.0), (3.5, 4.0), (-4.0, 3.5)):
        compare.call(a, torch.cat([moved(boxes(draw, 2), right, down), boxes(draw, 1)]))


def test_box_inside(compare, draw):
    """Of a box inside another the result is the quotient of the areas; it is not 1."""
    outer = boxes(draw, 2)
    compare.call(torch.cat([0.3 * outer, outer[:1] + 9.0]), outer)
    compare.call(outer, 0.1 * boxes(draw, 3))


def test_same_boxes(compare, draw):
    """A box and itself have 1, beside others that have less."""
    compare.detached(with_itself, x=boxes(draw, 4))


def test_touching_boxes(compare, draw):
    """Boxes that touch at an edge or at a corner share no area."""
    a = 0.25 * draw.integers(1, 9, 1, 2)
    a = torch.cat([-a, a], dim=1)
    width, height = (2 * a[0, 2:]).tolist()
    beside = [moved(a, width, 0.0), moved(a, 0.0, height), moved(a, width, height), moved(a, -width, -height)]
    compare.detached.call(torch.cat([a, 2 * a]), torch.cat(beside))


def test_flat_boxes(compare, draw):
    """A box without area has 0 with every other: a line, a point, and with itself."""
    x = boxes(draw, 3)
    line, point = x.clone(), x.clone()
    line[:, 2] = line[:, 0]
    point[:, 2:] = point[:, :2]
    compare.detached.call(torch.cat([line, point, x]), torch.cat([point, x, line]))
    compare.detached.call(torch.cat([torch.zeros(2, 4), x]), torch.cat([torch.zeros(1, 4), x + 0.1]))


def test_finite_gradients(compare, draw):
    """All gradients are finite, also those of points and lines."""
    x = boxes(draw, 2)
    point = x.clone()
    point[:, 2:] = point[:, :2]
    compare.detached(finite_slopes, a=torch.cat([x, point]), b=torch.cat([point, moved(x, 0.15, 0.1)]))
    compare.detached(
        finite_slopes, a=torch.cat([torch.zeros(1, 4), x]), b=torch.cat([torch.zeros(2, 4), 2 * x])
    )


def test_scales(compare, draw):
    """The unit doesn't matter: nothing is added to sides or areas, and tiny boxes and huge ones are right."""
    for scale in (4e-6, 1e-3, 2e5):
        compare.call(boxes(draw, 3, scale=scale), boxes(draw, 2, scale=scale))
    compare.call(torch.cat([boxes(draw, 2, scale=30.0), boxes(draw, 1)]), boxes(draw, 2))


def test_outside_of_the_picture(compare, draw):
    """Boxes far from the origin on either side are right."""
    for right, down in ((-40.0, 25.0), (30.0, -60.0)):
        compare.call(moved(boxes(draw, 3), right, down), moved(boxes(draw, 2), right, down))


def test_whole_tensors(compare, draw):
    """All pairs are compared at once, without a Python loop."""
    compare.vectorised(
        lambda boxes_of_a, boxes_of_b: {"a": boxes(draw, boxes_of_a), "b": boxes(draw, boxes_of_b)}
    )
