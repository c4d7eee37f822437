import torch

from autograder.judge import graded

REDUCTIONS = ("none", "sum", "mean")


def targets(draw, rows, classes):
    """[rows] classes in random order, every class at least once."""
    drawn = torch.cat([torch.arange(classes), draw.integers(0, classes, rows - classes)])
    return drawn[draw.permutation(rows)]


def refusal(lesson, logits, target, reduction):
    """What becomes of an unknown reduction, beside one that exists."""
    total, outcome = lesson.cross_entropy(logits, target, reduction="sum"), "accepted"
    try:
        lesson.cross_entropy(logits, target, reduction=reduction)
    except ValueError as error:
        outcome = "refused by its name" if reduction in str(error) else "refused without its name"
    return {"the sum": total, "an unknown reduction": outcome}


def ignoring_each(lesson, logits, classes, indices):
    """The losses with another number in the place of class 1, ignored under that number."""
    return [
        lesson.cross_entropy(logits, classes.where(classes != 1, index), ignore_index=index)
        for index in indices
    ]


@graded("cross_entropy")
def test_mean(compare, draw):
    """By default the result is the mean of -log p[n, target[n]] over the rows."""
    compare.call(draw.normal(5, 3), targets(draw, 5, 3))
    compare.call(draw.normal(4, 7, scale=3.0), draw.integers(0, 7, 4))
    compare.call(draw.normal(4, 4), targets(draw, 4, 4))


@graded("cross_entropy")
def test_reductions(compare, draw):
    """reduction chooses the loss of each row, their sum or their mean."""
    logits, target = draw.normal(7, 4, scale=2.0), targets(draw, 7, 4)
    for reduction in REDUCTIONS:
        compare.call(logits, target, reduction=reduction)


@graded("cross_entropy")
def test_sizes_of_one(compare, draw):
    """A batch may have one row, and with a single class the loss is 0."""
    classes = draw.integer(3, 8)
    logits, target = draw.normal(1, classes), draw.integers(0, classes, 1)
    for reduction in REDUCTIONS:
        compare.call(logits, target, reduction)
    compare.call(draw.normal(6, 1), torch.tensor([0, -100]).repeat(3), "none")


@graded("cross_entropy")
def test_confident_misses(compare, draw):
    """The loss grows without a bound as a class gets improbable, and so it keeps its gradient."""
    target = targets(draw, 6, 4)
    for depth in (25.0, 200.0, 3000.0):
        logits = draw.normal(6, 4).scatter_add(1, target.unsqueeze(1), -depth - draw.uniform(6, 1))
        compare.call(logits, target, reduction="none")
    compare.call(logits, target)


@graded("cross_entropy")
def test_large_logits(compare, draw):
    """Logits of thousands, above 0 or below, give finite losses with a finite gradient."""
    target = targets(draw, 6, 5)
    compare.call(draw.normal(6, 5, scale=2000.0), target, reduction="none")
    heights = torch.tensor([1000.0, -1000.0]).repeat(3).unsqueeze(1)
    compare.call(draw.normal(6, 5) + heights, target)
    compare.call(draw.normal(6, 5) + heights.flip(0), target, label_smoothing=0.3)


@graded("cross_entropy")
def test_ignored_rows(compare, draw):
    """Rows whose target is ignored count for nothing, not even in the mean's denominator."""
    target = targets(draw, 8, 3)
    ignored = draw.permutation(8)[:3]
    target[ignored] = -100
    logits = draw.normal(8, 3)
    logits[ignored] *= 100.0
    for reduction in REDUCTIONS:
        compare.call(logits, target, reduction=reduction)


@graded("cross_entropy")
def test_other_ignore_index(compare, draw):
    """ignore_index may be any number: negative, one of the classes, or beyond the last class."""
    logits, classes = draw.normal(9, 4, scale=2.0), targets(draw, 9, 4)
    compare.call(logits, classes, ignore_index=2)
    compare.call(logits, classes, "none", 0)
    compare(ignoring_each, logits=logits, classes=classes, indices=[-1, 4, draw.integer(5, 99)])


@graded("cross_entropy")
def test_label_smoothing(compare, draw):
    """label_smoothing gives its share to the mean over all classes, and the rest to the target."""
    logits, target = draw.normal(6, 5, scale=2.0), targets(draw, 6, 5)
    compare.call(logits, target, label_smoothing=0.1)
    compare.call(logits, target, "sum", label_smoothing=float(draw.uniform(1, low=0.3, high=0.7)))
    compare.call(logits, target, "none", -100, 1.0)
    compare.call(draw.normal(3, 2), draw.integers(0, 2, 3), label_smoothing=0.4)


@graded("cross_entropy")
def test_smoothing_of_ignored_rows(compare, draw):
    """Ignored rows count for nothing with label smoothing too, in each reduction."""
    logits, target = draw.normal(9, 4, scale=2.0), targets(draw, 9, 4)
    smoothing = float(draw.uniform(1, low=0.1, high=0.6))
    for reduction in REDUCTIONS:
        compare.call(logits, target, reduction, 3, smoothing)
    compare.call(logits, target.where(target != 0, -7), "none", -7, smoothing)


@graded("cross_entropy")
def test_all_rows_ignored(compare, draw):
    """If all rows are ignored the loss is 0 with a gradient of 0; one row that counts is enough for more."""
    logits, ignored = draw.normal(5, 3), torch.full((5,), -100)
    for reduction in REDUCTIONS:
        compare.call(logits, ignored, reduction)
    compare.call(logits, torch.full((5,), 1), ignore_index=1, label_smoothing=0.2)
    compare.call(logits, ignored.index_fill(0, torch.tensor([draw.integer(0, 5)]), 2))


@graded("cross_entropy")
def test_unknown_reduction(compare, draw):
    """A reduction that doesn't exist is refused with a ValueError that names it; the three others work."""
    logits, target = draw.normal(4, 3), targets(draw, 4, 3)
    for reduction in ("average", "Mean"):
        compare.on("plain", "gradient")(refusal, logits=logits, target=target, reduction=reduction)
    for reduction in REDUCTIONS:
        compare.on("plain").call(logits, target, reduction=reduction)


@graded("cross_entropy")
def test_whole_tensors(compare, draw):
    """The rows of a batch are computed at once, without a Python loop."""
    compare.vectorised(
        "rows", lambda rows: {"logits": draw.normal(rows, 3), "target": draw.integers(0, 3, rows)}
    )
