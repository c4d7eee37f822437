import torch

from autograder.judge import graded
from autograder.judge.scenarios import refusal

pytestmark = graded("squared_loss")


def refusals(lesson, y_hat, targets):
    """What comes of targets of a wrong shape."""
    said = {
        f"targets of the shape {list(y.shape)}": refusal(ValueError, "", lesson.squared_loss, y_hat, y)
        for y in targets
    }
    return {**said, "losses": lesson.squared_loss(y_hat, y_hat.flatten() + 1.0)}


def pair(draw, n, *rest):
    return {"y_hat": draw.normal(n, 1, scale=2.0), "y": draw.normal(n, *rest)}


def test_columns(compare, draw):
    """The loss of each sample is half of its squared error."""
    compare.call(**pair(draw, 6, 1))
    compare.call(**pair(draw, 1, 1))


def test_a_row_of_targets(compare, draw):
    """Targets of the shape [N] give [N] losses, not all pairs of predictions and targets."""
    for n in (5, 2, 1):
        compare.call(**pair(draw, n))


def test_large_errors(compare, draw):
    """Errors far above and below 1 are squared alike."""
    factors = draw.uniform(8, low=-4.0, high=4.0)
    compare.call(y_hat=(10.0**factors).unsqueeze(1), y=draw.normal(8))


def test_zeros(compare, draw):
    """Predictions or targets of 0 are numbers like any others."""
    drawn = pair(draw, 4)
    for name, x in drawn.items():
        compare.call(**{**drawn, name: torch.zeros_like(x)})


def test_wrong_shapes(compare, draw):
    """Targets of another shape raise ValueError, also where PyTorch would broadcast."""
    shapes = ((1,), (1, 1), (3,), (1, 4), (4, 2), (2, 2), (4, 1, 1), ())
    compare(refusals, y_hat=draw.normal(4, 1), targets=[draw.normal(*shape) for shape in shapes])
    compare(
        refusals,
        y_hat=draw.normal(1, 1),
        targets=[draw.normal(*shape) for shape in ((3,), (3, 1), (1, 2), (1, 1, 1), ())],
    )


def test_whole_tensors(compare, draw):
    """All samples are computed at once, without a Python loop."""
    compare.vectorised(lambda samples: pair(draw, samples))
