import torch

from autograder.judge import graded
from autograder.judge.scenarios import in_half

pytestmark = graded("cross_entropy_grad")


def gradient(lesson, logits, target):
    # The result may be detached or not: here it doesn't show.
    with torch.no_grad():
        return lesson.cross_entropy_grad(logits, target)


def test_rows(compare, draw):
    """Each row is its softmax minus 1 at the target, divided by the number of rows."""
    logits, target = draw.normal(3, 7, scale=2.0), draw.permutation(6)[:3]  # no sample of the last class
    compare(gradient, logits=logits, target=target)
    compare.on("plain")(in_half, function_="cross_entropy_grad", logits=logits, target=target)


def test_sizes(compare, draw):
    """Rows and classes are not confused, even if there are as many of each. With a single class it is 0."""
    for rows, classes in ((5, 5), (1, draw.integer(3, 8)), (4, 1)):
        target = draw.integers(0, max(classes - 1, 1), rows)
        compare(gradient, logits=draw.normal(rows, classes), target=target)
    compare(gradient, logits=torch.zeros(1, 1), target=torch.tensor([0]))


def test_one_class_for_all(compare, draw):
    """Targets may repeat, a class may have no sample, and the first and the last class work too."""
    classes = draw.integer(260, 300)
    for target in (0, classes - 1, draw.integer(1, classes - 1)):
        compare(gradient, logits=draw.normal(6, classes), target=torch.full((6,), target))


def test_mean_over_the_batch(compare, draw):
    """The gradient of a row is smaller in a larger batch, because the loss is a mean over the rows."""
    row = draw.normal(1, 4)
    for size in (2, 13):
        compare(gradient, logits=row.repeat(size, 1), target=draw.integers(0, 3, size))


def test_large_scores(compare, draw):
    """Scores in the thousands, positive or negative, neither overflow nor underflow."""
    target = draw.integers(0, 5, 5)
    for mean in (1000.0, -1000.0):
        compare(gradient, logits=draw.normal(5, 6, mean=mean), target=target)
    compare(gradient, logits=draw.normal(5, 6, scale=1000.0), target=target)


def test_rows_of_different_height(compare, draw):
    """A row of small scores keeps its precision beside a row of large scores."""
    heights = draw.shuffled([0.0, 1000.0, -1000.0]).unsqueeze(1)
    compare(gradient, logits=draw.normal(3, 5) + heights, target=draw.permutation(4)[:3])


def test_hits_and_misses(compare, draw):
    """A confident right prediction has almost no gradient. A confident wrong one has a large gradient."""
    target = draw.integers(0, 3, 6)
    push = draw.shuffled([20.0, -20.0] * 3).unsqueeze(1)
    compare(gradient, logits=draw.normal(6, 4).scatter_add(1, target.unsqueeze(1), push), target=target)


def test_whole_tensors(compare, draw):
    """The rows of a batch are computed at once, without a Python loop."""
    compare.on("plain").vectorised(
        lambda rows: {"logits": draw.normal(rows, 3), "target": draw.integers(0, 2, rows)}
    )
