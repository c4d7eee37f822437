import torch

from autograder.judge import graded
from autograder.judge.scenarios import in_half, refusal

pytestmark = graded("bce_with_logits")


def labels(draw, *shape):
    """Targets of 0 and 1, some of each."""
    drawn = draw.mask(*shape).float()
    drawn.view(-1)[:2] = torch.tensor([1.0, 0.0])
    return drawn


def refusals(lesson, logits, targets):
    """What becomes of targets in a shape that broadcasts or that has as many elements."""
    x, t = logits, targets
    pairs = {
        "[B,1] and [B]": (x, t.squeeze(1)),
        "[B] and [B,1]": (x.squeeze(1), t),
        "[B,1] and [1]": (x, t[0]),
        "[B,1] and [1,B]": (x, t.T),
        "[B,1] and []": (x, t[0, 0]),
        "[] and [B,1]": (x[0, 0], t),
    }
    found = {
        name: refusal(ValueError, "shape", lesson.bce_with_logits, *pair) for name, pair in pairs.items()
    }
    return {"the loss of equal shapes": lesson.bce_with_logits(x, t), **found}


def test_labels(compare, draw):
    """The result is the mean of -log sigmoid(x) for t = 1 and -log(1 - sigmoid(x)) for t = 0, in nats."""
    compare.call(draw.normal(5, 1, scale=2.0), labels(draw, 5, 1))


def test_soft_targets(compare, draw):
    """Targets may be any probabilities; gradients flow to the logits and to the targets."""
    compare.call(draw.normal(3, 1, 2, scale=2.0), draw.uniform(3, 1, 2))


def test_shapes(compare, draw):
    """The mean is over all elements of any shape: [], [1], [N, C] and so on. In float16 it is float16."""
    compare.call(draw.normal(), torch.zeros(()))
    for shape in ((1,), (4, 3), (2, 1, 3, 2)):
        compare.call(draw.normal(*shape), draw.uniform(*shape, low=0.1, high=0.9))
    compare.on("plain")(in_half, function_="bce_with_logits", logits=draw.normal(4), targets=draw.uniform(4))


def test_sure_and_wrong(compare, draw):
    """The loss of a wrong logit grows without limit as the logit grows, so its gradient does not vanish."""
    targets = labels(draw, 6, 1)
    depths = torch.tensor([18.0, 40.0, 150.0]).repeat(2).unsqueeze(1)
    compare.call((1 - 2 * targets) * (depths + draw.uniform(6, 1)), targets)


def test_large_logits(compare, draw):
    """Logits of a million, right or wrong, give a finite loss with a finite gradient."""
    compare.call(draw.normal(9, 1, scale=1e6), labels(draw, 9, 1))


def test_zero_logits(compare, draw):
    """Each logit of exactly 0 has the loss log 2 and the gradient (1/2 - t) / n."""
    compare.call(torch.zeros(5, 1), labels(draw, 5, 1))


def test_refused_shapes(compare, draw):
    """Different shapes raise a ValueError about the shape; they are not broadcast."""
    compare(refusals, logits=draw.normal(5, 1), targets=labels(draw, 5, 1))


def test_whole_batch(compare, draw):
    """All samples are computed at once, without a Python loop."""
    compare.vectorised(
        lambda samples: {"logits": draw.normal(samples, 1), "targets": draw.uniform(samples, 1)}
    )
