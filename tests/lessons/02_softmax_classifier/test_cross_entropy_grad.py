import torch

from autograder.judge import graded


def gradient(lesson, logits, target):
    # The result may be detached or not: here it doesn't show.
    with torch.no_grad():
        return lesson.cross_entropy_grad(logits, target)


@graded("cross_entropy_grad")
def test_rows(compare, draw):
    """Each row is its softmax minus 1 at the target, divided by the number of rows."""
    compare(gradient, logits=draw.normal(3, 7, scale=2.0), target=draw.integers(0, 7, 3))


@graded("cross_entropy_grad")
def test_square(compare, draw):
    """Rows and columns are not confused, even if there are as many classes as rows."""
    compare(gradient, logits=draw.normal(5, 5), target=draw.integers(0, 5, 5))


@graded("cross_entropy_grad")
def test_sizes_of_one(compare, draw):
    """A batch may have one row, and with a single class the gradient is 0."""
    classes = draw.integer(3, 8)
    compare(gradient, logits=draw.normal(1, classes), target=draw.integers(0, classes, 1))
    compare(gradient, logits=draw.normal(4, 1), target=torch.zeros(4, dtype=torch.int64))


@graded("cross_entropy_grad")
def test_one_class_for_all(compare, draw):
    """Targets may repeat, a class may have no sample, and the first and the last class work too."""
    classes = draw.integer(4, 9)
    for target in (0, classes - 1, draw.integer(1, classes - 1)):
        compare(gradient, logits=draw.normal(6, classes), target=torch.full((6,), target))


@graded("cross_entropy_grad")
def test_mean_over_the_batch(compare, draw):
    """The gradient of a row is smaller in a larger batch, because the loss is a mean over the rows."""
    row = draw.normal(1, 4)
    for size in (2, 5, 13):
        compare(gradient, logits=row.repeat(size, 1), target=draw.integers(0, 4, size))


@graded("cross_entropy_grad")
def test_large_scores(compare, draw):
    """Scores in the thousands, positive or negative, neither overflow nor underflow."""
    target = draw.integers(0, 6, 5)
    for mean in (1000.0, -1000.0):
        compare(gradient, logits=draw.normal(5, 6, mean=mean), target=target)
    compare(gradient, logits=draw.normal(5, 6, scale=1000.0), target=target)


@graded("cross_entropy_grad")
def test_rows_of_different_height(compare, draw):
    """A row of small scores keeps its precision beside a row of large scores."""
    heights = torch.tensor([0.0, 1000.0, -1000.0])[draw.permutation(3)].unsqueeze(1)
    compare(gradient, logits=draw.normal(3, 5) + heights, target=draw.integers(0, 5, 3))


@graded("cross_entropy_grad")
def test_hits_and_misses(compare, draw):
    """A confident right prediction has almost no gradient. A confident wrong one has a large gradient."""
    target = draw.integers(0, 4, 6)
    push = torch.tensor([20.0, -20.0]).repeat(3)[draw.permutation(6)].unsqueeze(1)
    compare(gradient, logits=draw.normal(6, 4).scatter_add(1, target.unsqueeze(1), push), target=target)


@graded("cross_entropy_grad")
def test_whole_tensors(compare, draw):
    """The rows of a batch are computed at once, without a Python loop."""
    compare.on("plain").vectorised(
        lambda rows: {"logits": draw.normal(rows, 3), "target": draw.integers(0, 3, rows)}
    )
