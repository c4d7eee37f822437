import torch

from autograder.judge import graded
from autograder.judge.scenarios import in_half

pytestmark = graded("g_loss")


def test_fakes_as_real(compare, draw):
    """The loss is the mean of -log sigmoid(x): the target of fakes is 1."""
    compare.call(draw.normal(5, 1, scale=2.0))


def test_detected_fakes(compare, draw):
    """The loss does not saturate: where D is sure of a fake, the gradient is largest."""
    compare.call(-torch.tensor([[3.0], [12.0], [50.0]]) - draw.uniform(3, 1))


def test_convincing_fakes(compare, draw):
    """The more real D finds the fakes, the smaller are the loss and its gradient."""
    compare.call(torch.tensor([[1.0], [2.0], [4.0]]) + draw.uniform(3, 1))
    compare.call(torch.cat([30.0 + draw.uniform(3, 1), draw.normal(2, 1)]))


def test_large_logits(compare, draw):
    """Logits in the thousands, positive or negative, give a finite loss with a finite gradient."""
    sizes = 1000.0 + 1e6 * draw.uniform(6, 1)
    compare.call(sizes * torch.tensor([1.0, -1.0]).repeat(3).unsqueeze(1))


def test_shapes(compare, draw):
    """The logits may have any shape; the mean is over all elements. In float16 it is float16."""
    for shape in ((), (3,), (2, 2, 1), (2, 1, 3, 3)):
        compare.call(draw.normal(*shape))
    compare.on("plain")(in_half, function_="g_loss", fake_logits=draw.normal(4))


def test_zero_logits(compare, draw):
    """A logit of exactly 0 has the loss log 2 and, before the mean, the gradient -1/2."""
    compare.call(torch.zeros(draw.integer(2, 9), 1))


def test_whole_batch(compare, draw):
    """All samples are computed at once, without a Python loop."""
    compare.vectorised(lambda samples: {"fake_logits": draw.normal(samples, 1)})
