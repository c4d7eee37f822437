import torch

from autograder.judge import graded
from autograder.judge.scenarios import refusal

pytestmark = graded("log_rmse")


def table(draw, rows, low=1.5, high=60.0):
    """Predictions and targets between these numbers."""
    return {"pred": draw.uniform(rows, 1, low=low, high=high), "y": draw.uniform(rows, 1, low=low, high=high)}


def perfect(lesson, y):
    return {"the error of perfect predictions": lesson.log_rmse(y.detach().clone(), y.detach())}


def refusals(lesson, x, shapes):
    """What becomes of predictions and targets of different shapes, beside equal ones."""
    found = {"the error of equal shapes": lesson.log_rmse(x, x + 1)}
    for pred, y in shapes:
        case = f"pred {list(pred)} and y {list(y)}"
        given = x.flatten()[0].expand(pred).clone(), x.flatten()[1].expand(y).clone()
        found[case] = refusal(ValueError, "shape", lesson.log_rmse, *given)
    return found


def test_error(compare, draw):
    """The error is the root of the mean of the squared differences of the logarithms."""
    compare.sizes(lambda rows: table(draw, rows))
    compare.call(**table(draw, 7, low=2.0, high=1000.0))


def test_ratio(compare, draw):
    """The same ratio is the same error, in both directions, for small and for large targets."""
    y = torch.tensor([[1.0], [30.0], [1e5], [2e-3]]) * draw.uniform(1, 1, low=1.5, high=2.5)
    factors = torch.tensor([[2.0], [0.5], [2.0], [1000.0]])
    compare.call(y * factors, y)


def test_low_predictions(compare, draw):
    """Predictions below 1, even 0 and less, count as 1, and their gradient is 0."""
    given = table(draw, 8)
    given["pred"][::2, 0] = torch.tensor([0.5, 0.0, -3.0, -2000.0])
    compare.call(**given)
    for pred in (draw.normal(5, 1, mean=-9.0), torch.zeros(5, 1)):
        compare.call(pred, draw.uniform(5, 1, low=2.0, high=3.0))
    compare.call(draw.uniform(4, 1, low=0.1, high=0.9), draw.uniform(4, 1, low=2.0, high=3.0))


def test_low_targets(compare, draw):
    """Targets below 1 are used as they are; only predictions are clamped."""
    pred = draw.uniform(6, 1, low=3.0, high=8.0)
    compare.call(pred, draw.uniform(6, 1, low=0.05, high=0.9))
    compare.call(pred[:1], draw.uniform(1, 1, low=1e-20, high=9e-20))


def test_large_numbers(compare, draw):
    """Predictions and targets may be large, and only predictions below 1 are clamped."""
    compare.call(draw.uniform(6, 1, low=1e4, high=1e6), draw.uniform(6, 1, low=1e2, high=1e6))


def test_one_row(compare, draw):
    """A single row has the size of its own difference."""
    compare.call(draw.uniform(1, 1, low=20.0, high=30.0), draw.uniform(1, 1, low=2.0, high=3.0))
    compare.call(draw.uniform(1, 1, low=1.5, high=2.5), draw.uniform(1, 1, low=20.0, high=30.0))


def test_perfect_predictions(compare, draw):
    """Perfect predictions have the error 0; beside others, they count in the mean."""
    given = table(draw, 6)
    given["pred"][:3] = given["y"][:3]
    compare.call(**given)
    compare.on("plain", "float64")(perfect, y=given["y"])


def test_other_shapes_refused(compare, draw):
    """Shapes that differ raise a ValueError, also those that PyTorch would broadcast."""
    n = draw.integer(3, 7)
    shapes = [((n, 1), (n,)), ((n,), (n, 1)), ((n, 1), (1, 1)), ((1, 1), (n, 1)), ((n, 1), (1, n))]
    shapes += [((n, 1), (n + 1, 1)), ((1, 1), (1,)), ((n, 1), ())]
    compare(refusals, x=draw.uniform(n, 1, low=3.0, high=9.0), shapes=shapes)


def test_whole_tensors(compare, draw):
    """All rows are computed at once, without a Python loop."""
    compare.vectorised(lambda rows: table(draw, rows))
