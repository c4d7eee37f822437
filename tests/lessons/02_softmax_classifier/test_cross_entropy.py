import torch

from autograder.judge import graded
from autograder.judge.scenarios import in_half, refusal

pytestmark = graded("cross_entropy")


def targets(draw, rows, classes):
    """[rows] classes in random order, every class at least once."""
    drawn = torch.cat([torch.arange(classes), draw.integers(0, classes, rows - classes)])
    return drawn[draw.permutation(rows)]


def unknown(lesson, logits, target, reduction):
    """What becomes of an unknown reduction, beside one that exists."""
    refused = refusal(ValueError, reduction, lesson.cross_entropy, logits, target, reduction=reduction)
    return {"the sum": lesson.cross_entropy(logits, target, reduction="sum"), "an unknown reduction": refused}


def of_a_layer(lesson, logits, target):
    """Logits that are no leaf of the graph, as in a network."""
    return lesson.cross_entropy(2 * logits, target)


def in_each_reduction(lesson, logits, target, ignore_index=-100, label_smoothing=0.0):
    """The three losses, each of tensors of its own: what one call does to them is no matter of the next."""
    options = {"ignore_index": ignore_index, "label_smoothing": label_smoothing}
    pairs = {"none": (logits, target)} | {name: (logits.clone(), target.clone()) for name in ("sum", "mean")}
    return {
        f"the loss with reduction={name!r}": lesson.cross_entropy(*pair, name, **options)
        for name, pair in pairs.items()
    }


def ignoring_each(lesson, logits, classes, indices):
    """The losses with another number in the place of class 1, ignored under that number."""
    return {
        f"the loss with ignore_index={index}": lesson.cross_entropy(
            logits, classes.where(classes != 1, index), ignore_index=index
        )
        for index in indices
    }


def test_mean(compare, draw):
    """By default the result is the mean of -log p[n, target[n]], over few rows or many."""
    logits, target = draw.normal(4, 300), draw.integers(256, 299, 4)  # no sample of the last class
    compare(of_a_layer, logits=logits, target=target)
    compare.call(draw.normal(2051, 3), draw.integers(0, 3, 2051))
    compare.on("plain")(in_half, function_="cross_entropy", logits=logits, target=target)


def test_reductions(compare, draw):
    """reduction chooses the loss of each row, their sum or their mean."""
    logits, target = draw.normal(7, 4, scale=2.0), targets(draw, 7, 4)
    compare(in_each_reduction, logits=logits, target=target)


def test_sizes_of_one(compare, draw):
    """A batch may have one row, and with a single class the loss is 0."""
    classes = draw.integer(3, 8)
    logits, target = draw.normal(1, classes), torch.tensor([classes - 1])
    compare(in_each_reduction, logits=logits, target=target)
    compare.call(draw.normal(6, 1), torch.tensor([0, -100]).repeat(3), reduction="none")
    compare.call(torch.zeros(1, 1), torch.tensor([0]))


def test_large_logits(compare, draw):
    """Logits in the thousands give finite losses and gradients. A loss of exactly 0 counts in the mean."""
    target = targets(draw, 6, 5)
    logits = draw.normal(6, 5, mean=-1000.0)
    logits[0, target[0]] = 0.0
    compare.call(logits, target)
    for smoothing in (0.0, 0.3):
        compare.call(draw.normal(6, 5, scale=2000.0), target, reduction="none", label_smoothing=smoothing)


def test_ignored_rows(compare, draw):
    """Ignored rows add nothing to the loss, and the mean does not count them."""
    target = targets(draw, 8, 3)
    ignored = draw.permutation(8)[:3]
    target[ignored] = -100
    logits = draw.normal(8, 3)
    logits[ignored] *= 100.0
    compare(in_each_reduction, logits=logits, target=target)


def test_other_ignore_index(compare, draw):
    """ignore_index may be any integer: negative, one of the classes, or beyond the last class."""
    logits, classes = draw.normal(9, 4, scale=2.0), targets(draw, 9, 4)
    compare.each({"logits": logits, "target": classes}, ignore_index=(2, 0))
    compare(ignoring_each, logits=logits, classes=classes, indices=[-1, 4, draw.integer(5, 99)])


def test_label_smoothing(compare, draw):
    """label_smoothing is the weight of the mean over all classes. The target gets the remaining weight."""
    logits, target = draw.normal(6, 5, scale=2.0), targets(draw, 6, 5)
    smoothings = (0.1, float(draw.uniform(1, low=0.3, high=0.7)), 1.0)
    for reduction, smoothing in zip(("none", "sum", "mean"), smoothings, strict=True):
        compare.call(logits, target, reduction, -100, smoothing)


def test_smoothing_of_ignored_rows(compare, draw):
    """With label smoothing too, ignored rows add nothing, in each reduction."""
    logits, target = draw.normal(9, 4, scale=2.0), targets(draw, 9, 4)
    options = {"ignore_index": 3, "label_smoothing": float(draw.uniform(1, low=0.1, high=0.6))}
    compare(in_each_reduction, logits=logits, target=target, **options)


def test_all_rows_ignored(compare, draw):
    """If all rows are ignored, the loss and its gradient are 0. A single row that counts has its loss."""
    logits, ignored = draw.normal(5, 3), torch.full((5,), -100)
    compare(in_each_reduction, logits=logits, target=ignored)
    but_one = ignored.index_fill(0, torch.tensor([draw.integer(0, 5)]), 2)
    for target, index in ((torch.ones_like(ignored), 1), (but_one, -100)):
        compare.call(logits, target, ignore_index=index, label_smoothing=0.2)


def test_unknown_reduction(compare, draw):
    """An unknown reduction raises a ValueError that names it."""
    logits, target = draw.normal(4, 3), targets(draw, 4, 3)
    for reduction in ("average", "Mean"):
        compare(unknown, logits=logits, target=target, reduction=reduction)


def test_whole_tensors(compare, draw):
    """The rows of a batch are computed at once, without a Python loop."""
    compare.vectorised(lambda rows: {"logits": draw.normal(rows, 3), "target": draw.integers(0, 2, rows)})
