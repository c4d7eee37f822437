import torch

from autograder.judge import graded

pytestmark = graded("multibox_target")


def overlaps(a, b):
    """The IoUs in float64."""
    a, b = a.double(), b.double()
    sides = torch.minimum(a[:, None, 2:], b[:, 2:]) - torch.maximum(a[:, None, :2], b[:, :2])
    shared = sides.clamp(min=0).prod(dim=2)
    area_of_a, area_of_b = ((x[:, 2:] - x[:, :2]).prod(dim=1) for x in (a, b))
    return shared / (area_of_a[:, None] + area_of_b - shared)


def some(draw, count):
    corner = 0.4 * draw.normal(count, 2)
    return torch.cat([corner, corner + 0.5 + 2 * draw.uniform(count, 2)], dim=1)


def are_clear(anchors, boxes):
    values = overlaps(anchors, boxes).flatten()
    values = torch.cat([values[values > 0], torch.tensor([0.0, 0.5])]).sort().values
    return values.diff().min() > 2e-4


def scene(draw, pictures, boxes, anchors):
    """Anchors, and pictures with boxes of the classes 0 to 4, without padding."""
    found, rows = some(draw, anchors), []
    while len(rows) < pictures:
        one = some(draw, boxes)
        if are_clear(found, one):
            rows.append(torch.cat([draw.integers(0, 5, boxes, 1).float(), one], dim=1))
    return {"anchors": found[None], "labels": torch.stack(rows)}


def row(class_, low, high, top=0.0, bottom=1.0):
    return torch.tensor([[class_, low, top, high, bottom]])


def strips(*intervals):
    """Anchors of the height 1 from one number to another."""
    return torch.tensor([[[float(low), 0.0, float(high), 1.0] for low, high in intervals]])


def in_training(lesson, anchors, labels):
    """The values where the inputs require gradients."""
    results = lesson.multibox_target(anchors.detach().requires_grad_(), labels.detach().requires_grad_())
    names = "the offsets", "the mask", "the classes"
    return {name: result.detach() for name, result in zip(names, results, strict=True)}


ANCHORS = (0, 8), (0, 6), (20, 30), (21, 31), (40, 44)


def test_pictures(compare, draw):
    """Each picture has its own boxes, from which come its offsets, mask and classes."""
    for pictures, boxes, anchors in ((1, 2, 5), (2, 3, 4), (3, 2, 6)):
        compare.detached.call(**scene(draw, pictures, boxes, anchors))


def test_sizes(compare, draw):
    """There may be one picture, one box, one anchor, or more boxes than anchors, and as many of each."""
    for pictures, boxes, anchors in ((1, 1, 1), (1, 1, 3), (2, 3, 1), (4, 4, 4), (5, 1, 2)):
        compare.detached.call(**scene(draw, pictures, boxes, anchors))


def test_classes(compare, draw):
    """The class of an anchor is that of its box plus 1, however large; 0 means no box."""
    first, second = draw.integer(1, 20), draw.integer(300, 400)
    boxes = torch.cat([row(second, 0, 7.5), row(0, 20, 29), row(first, 41, 44)])
    compare.detached.call(strips(*ANCHORS), boxes[draw.permutation(3)][None])
    compare.detached.call(strips(*ANCHORS, (50, 60)), row(0, 1, 7)[None])
    many = row(0, 0, 7).repeat(120, 1, 1)
    many[:, 0, 0] = draw.permutation(120)
    compare.detached.call(strips((0, 8), (9, 10)), many)


def test_offsets(compare, draw):
    """The offsets are those of offset_boxes with its default eps, four for each anchor in a row."""
    box = torch.tensor([[3.0, 0.3, 0.1, 6.9, 0.8]]) + 0.1 * draw.uniform(1, 5).floor()
    box[:, 1:] += 0.1 * draw.uniform(1, 4)
    compare.detached.call(strips(*ANCHORS), box[None])
    compare.detached.call(strips((0, 8), (8, 16)), torch.cat([row(1, 8, 16), row(0, 0, 8)])[None])


def test_no_offsets(compare, draw):
    """Anchors without a box have offsets of 0 and a mask of 0."""
    anchors = strips((9, 14), (0, 8), (50, 70), (-20, -10))
    compare.detached.call(anchors, row(draw.integer(0, 4), 0, 7)[None])


def test_padding(compare, draw):
    """Rows of the class -1 are ignored, wherever they stand and whatever their numbers are."""
    first, second = row(2, 20, 29), row(0, 0, 7)
    same, zero, odd = row(-1, 0, 8), torch.tensor([[-1.0, 0, 0, 0, 0]]), row(-1, 44, 40, 2, -3)
    for rows in ((first, second, zero), (same, first, second), (first, odd, second), (same, zero, first)):
        compare.detached.call(strips(*ANCHORS), torch.cat(rows)[None])
    last = torch.tensor([[-1.0, -1, -1, -1, -1]])
    compare.detached.call(
        strips(*ANCHORS), torch.stack([torch.cat([first, last]), torch.cat([first, second])])
    )


def test_pictures_without_boxes(compare, draw):
    """A picture of padding alone is all background, beside one that is not. There may be no row at all."""
    nothing = torch.cat([row(-1, 0, 8), row(-1, 20, 30)])
    boxes = torch.cat([row(draw.integer(0, 4), 0, 7), row(-1, 20, 30)])
    compare.detached.call(strips(*ANCHORS), torch.stack([nothing, boxes, nothing]))
    compare.detached.call(strips(*ANCHORS), torch.zeros(2, 0, 5))
    compare.detached.call(strips(*ANCHORS), nothing[None])


def test_many_anchors_of_a_box(compare, draw):
    """A box may have many anchors, and each box has one, even below the threshold of 0.5."""
    anchors = strips((0, 10), (0, 9), (0, 8), (0, 7), (0, 4), (30, 40))
    boxes = torch.cat([row(1, 0, 9.5), row(3, 30, 33), row(0, 3, 4)])
    compare.detached.call(anchors, boxes[draw.permutation(3)][None])


def test_threshold(compare, draw):
    """The threshold is 0.5: an anchor just below gets no box, one just above does."""
    end = 5.05 + 0.1 * draw.uniform(1).item()
    anchors = strips((0, 9), (0, end), (0, 10 - end), (0, 1))
    compare.detached.call(anchors, row(2, 0, 10)[None])
    compare.detached.call(strips((0, 8), (0, 4), (0, 3)), row(1, 0, 8)[None])


def test_flat_box(compare, draw):
    """A box without area gets no anchor, and changes nothing for the others."""
    boxes = torch.cat([row(4, 3, 3), row(1, 0, 7), row(2, 25, 25, 0.5, 0.5)])
    compare.detached.call(strips(*ANCHORS), boxes[draw.permutation(3)][None])


def test_separate_results(compare, draw):
    """The three results share no memory, and the inputs may require gradients."""
    compare.detached.apart(**scene(draw, 2, 2, 4))
    compare.detached(in_training, **scene(draw, 2, 1, 3))


def test_whole_tensors(compare, draw):
    """All anchors are handled at once, without a Python loop."""
    compare.detached.vectorised(lambda anchors: scene(draw, 1, 2, anchors))
