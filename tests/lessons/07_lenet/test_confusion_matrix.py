import torch

from autograder.judge import graded
from autograder.judge.scenarios import refusal

pytestmark = graded("confusion_matrix")


def refusals(lesson, pred, target, num_classes):
    """The matrix, and what becomes of shapes that differ and of classes that are out of range."""
    wrong = {
        "pred [N, 1]": (pred[:, None], target, "shape"),
        "target [N, 1]": (pred, target[:, None], "shape"),
        "target [1]": (pred, target[:1], "shape"),
        "target [1, N]": (pred, target[None], "shape"),
        "target []": (pred, target[0], "shape"),
        "pred []": (pred[0], target, "shape"),
        "pred [1]": (pred[:1], target, "shape"),
        "a class of pred that is num_classes": (pred.where(pred > 0, num_classes), target, "num_classes"),
        "a class of target that is num_classes": (pred, target.where(target > 0, num_classes), "num_classes"),
        "a class of pred that is -1": (pred.where(pred > 0, -1), target, "num_classes"),
        "a class of target that is -1": (pred, target.where(target > 0, -1), "num_classes"),
    }
    return {
        "the matrix": lesson.confusion_matrix(pred, target, num_classes),
        **{
            f"the error for {name}": refusal(
                ValueError, word, lesson.confusion_matrix, one, other, num_classes
            )
            for name, (one, other, word) in wrong.items()
        },
    }


def classes(draw, samples, num_classes):
    """Random classes; the first two samples are alike."""
    pred, target = (draw.integers(0, num_classes, samples) for _ in range(2))
    pred[1], target[1] = pred[0], target[0]
    return {"pred": pred, "target": target, "num_classes": num_classes}


def test_rows_and_columns(compare, draw):
    """Rows are the true classes, columns the predicted ones."""
    compare.call(torch.tensor([2, 2, 2, 0, 1]), torch.tensor([0, 0, 1, 2, 1]), 3)
    compare.call(**classes(draw, 40, 4))


def test_classes_without_samples(compare, draw):
    """Classes that don't occur have rows or columns of zeros, also the last ones."""
    drawn = classes(draw, 12, 3)
    compare.call(**{**drawn, "num_classes": draw.integer(4, 9)})
    compare.call(**{**drawn, "target": drawn["target"] + 2, "num_classes": 7})


def test_perfect(compare, draw):
    """If all is right, only the diagonal has counts; if all is wrong, the diagonal is 0."""
    y = draw.integers(0, 5, 30)
    compare.call(y, y.clone(), 5)
    compare.call((y + 1) % 5, y, 5)


def test_few_samples(compare, draw):
    """One sample or one class is enough. Without samples all counts are 0."""
    first, second = draw.permutation(5)[:2].split(1)
    compare.call(first, second, 6)
    compare.call(torch.zeros(3, dtype=torch.int64), torch.zeros(3, dtype=torch.int64), 1)
    compare.call(torch.zeros(0, dtype=torch.int64), torch.zeros(0, dtype=torch.int64), 4)


def test_large_counts(compare, draw):
    """Counts are exact beyond what one byte holds, and what float16 represents."""
    compare.call(**classes(draw, 9001, 2))


def test_many_classes(compare, draw):
    """There may be more classes than samples."""
    compare.call(**classes(draw, 20, 300))


def test_refusals(compare, draw):
    """Shapes that differ and classes out of range raise a ValueError that names what is wrong."""
    drawn = classes(draw, 9, draw.integer(3, 6))
    last = drawn["num_classes"] - 1
    for name, zero in (("pred", 2), ("target", 5)):
        drawn[name][[0, 1, zero]] = torch.tensor([last, last, 0])
    compare(refusals, **drawn)


def test_whole_tensors(compare, draw):
    """All samples and classes are counted at once, without a Python loop."""
    compare.vectorised(lambda samples, num_classes: classes(draw, samples, num_classes))
