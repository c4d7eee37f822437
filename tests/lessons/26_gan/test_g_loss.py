import torch

from autograder.judge import graded


@graded("g_loss")
def test_fakes_as_real(compare, draw):
    """It is the mean of -log sigmoid(x): fakes are to be taken for real."""
    compare.call(draw.normal(5, 1, scale=2.0))


@graded("g_loss")
def test_detected_fakes(compare, draw):
    """It does not saturate: where the discriminator is sure of a fake the gradient is largest."""
    compare.call(-torch.tensor([[3.0], [12.0], [50.0]]) - draw.uniform(3, 1))


@graded("g_loss")
def test_convincing_fakes(compare, draw):
    """Where fakes pass for real, the loss and its gradient become small, step by step."""
    compare.call(torch.tensor([[1.0], [2.0], [4.0]]) + draw.uniform(3, 1))
    compare.call(torch.cat([30.0 + draw.uniform(3, 1), draw.normal(2, 1)]))


@graded("g_loss")
def test_large_logits(compare, draw):
    """Logits of thousands, above 0 and below, give a finite loss with a finite gradient."""
    sizes = 1000.0 + 3000.0 * draw.uniform(6, 1)
    compare.call(sizes * torch.tensor([1.0, -1.0]).repeat(3).unsqueeze(1))


@graded("g_loss")
def test_shapes(compare, draw):
    """The logits may have any shape; the mean is over all elements."""
    for shape in ((), (2, 1, 3, 3)):
        compare.values.call(draw.normal(*shape))


@graded("g_loss")
def test_zero_logits(compare, draw):
    """A logit of exactly 0 costs log 2, with the gradient -1/2 before the mean."""
    compare.on("plain", "double").call(torch.zeros(draw.integer(2, 9), 1))


@graded("g_loss")
def test_whole_batch(compare, draw):
    """The work is done on whole tensors, without a loop over the samples."""
    compare.vectorised(lambda samples: {"fake_logits": draw.normal(samples, 1)})
