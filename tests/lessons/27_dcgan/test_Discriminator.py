from itertools import pairwise

import torch

from autograder.judge import graded
from autograder.judge.scenarios import anatomy, loaded

pytestmark = graded("Discriminator")


def called(lesson, sizes, weights, x, training=False, evals=(), frozen=(), cotangent=None):
    """The results of two calls, the gradients of the parameters, and the buffers and modes after them."""
    model = loaded(lesson, "Discriminator", sizes, weights).train(training)
    for name in evals:
        model.get_submodule(name).eval()
    for name in frozen:
        parameter = model.get_parameter(name).requires_grad_(False)
        parameter.grad = torch.ones_like(parameter)
    modes = [part.training for part in model.modules()]
    y = model(x)
    if cotangent is not None:
        y.backward(cotangent.detach())
        y = y.detach()
    gradients = {name: None if p.grad is None else p.grad.clone() for name, p in model.named_parameters()}
    again = model(-x)
    return {
        "the logits": y,
        "the logits of a second call": again if cotangent is None else again.detach(),
        "the gradients of the parameters": gradients,
        "only the frozen parameters are frozen": all(
            p.requires_grad == (name not in frozen) for name, p in model.named_parameters()
        ),
        "the buffers": {name: value.clone() for name, value in model.named_buffers()},
        "all parts stay in their modes": [part.training for part in model.modules()] == modes,
    }


def parts(lesson, seed, **sizes):
    """The layers of a new network."""
    torch.manual_seed(seed)
    model = lesson.Discriminator(**sizes)
    first = {name: p.detach().clone() for name, p in model.named_parameters()}
    torch.manual_seed(seed)  # however much was drawn, the generator is left in the same place
    return {
        **anatomy(model),
        "the first weights": first,
        "each block is a DBlock": all(isinstance(block, lesson.DBlock) for block in model.blocks),
        "first and last are nn.Conv2d": all(
            isinstance(layer, torch.nn.Conv2d) for layer in (model.first, model.last)
        ),
        "the network is in train mode": model.training,
    }


def defaults(lesson, seed):
    """The shapes of the weights if no size is given. On the device "meta" they need no memory."""
    with torch.device("meta"):
        model = lesson.Discriminator()
    return {"the shapes of the parameters": {name: list(p.shape) for name, p in model.named_parameters()}}


def network(draw, batch=2, channels=3, ndf=2):
    """A network whose weights all differ, and pictures."""
    widths = [ndf, 2 * ndf, 4 * ndf, 8 * ndf]
    weights = {
        "first.weight": draw.normal(ndf, channels, 4, 4, scale=(16 * channels) ** -0.5),
        "first.bias": draw.normal(ndf),
    }
    for i, (before, after) in enumerate(pairwise(widths)):
        weights |= {
            f"blocks.{i}.conv.weight": draw.normal(after, before, 4, 4, scale=(16 * before) ** -0.5),
            f"blocks.{i}.bn.weight": draw.normal(after, mean=1.0, scale=0.3),
            f"blocks.{i}.bn.bias": draw.normal(after, scale=0.3),
            f"blocks.{i}.bn.running_mean": draw.normal(after, scale=0.3),
            f"blocks.{i}.bn.running_var": draw.uniform(after, low=0.5, high=2.0),
            f"blocks.{i}.bn.num_batches_tracked": draw.integers(3, 9),
        }
    weights["last.weight"] = draw.normal(1, 8 * ndf, 4, 4, scale=(64 * ndf) ** -0.5)
    weights["last.bias"] = draw.normal(1)
    return {"sizes": [channels, ndf], "weights": weights, "x": draw.normal(batch, channels, 64, 64)}


def test_logits(compare, draw):
    """Each picture of 64 by 64 gets a logit, through the layers of the docstring."""
    compare(called, **network(draw))


def test_far_logits(compare, draw):
    """No activation follows the last layer: a logit may be below 0, or far above 1."""
    drawn = network(draw, channels=1, ndf=1)
    for bias in (-30.0, 30.0):
        drawn["weights"]["last.bias"] = torch.tensor([bias])
        compare(called, **drawn)


def test_train_mode(compare, draw):
    """In train mode each batch norm uses the batch and updates its statistics once a call."""
    compare(called, **network(draw, batch=3, channels=2, ndf=1), training=True, cotangent=draw.normal(3))


def test_sizes_of_one(compare, draw):
    """One picture has the result [1], not [], also in train mode and with one channel."""
    drawn = network(draw, batch=1, channels=1, ndf=1)
    compare(called, **drawn)
    compare(called, **{**drawn, "x": 0.0 * drawn["x"]})
    compare(called, **drawn, training=True, cotangent=draw.normal(1))


def test_parts(compare, draw):
    """Layers have the names, the order and the shapes of the docstring, and PyTorch's first weights."""
    sizes = {"channels": draw.integer(3, 6), "ndf": 2}
    compare.on("plain")(parts, seed=draw.seed(), **sizes)
    compare.on("plain")(parts, seed=draw.seed(), channels=1, ndf=3)
    compare(called, **network(draw, channels=2, ndf=1))


def test_defaults(compare, draw):
    """The default sizes are 3 channels and 64 filters."""
    compare.on("plain")(defaults, seed=draw.seed())
    compare(called, **network(draw, channels=2, ndf=1))


def test_modes(compare, draw):
    """A call changes no mode and no old gradient, even if a block is in another mode, or a layer frozen."""
    compare(
        called, **network(draw, channels=2, ndf=1), training=True, evals=["blocks.1"], frozen=["last.weight"]
    )


def test_whole_batch(compare, draw):
    """All pictures and channels are computed at once, without a Python loop."""
    compare.vectorised(
        lambda pictures, channels: network(draw, batch=pictures, channels=channels, ndf=1), called
    )
