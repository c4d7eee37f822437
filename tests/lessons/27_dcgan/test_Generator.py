from itertools import pairwise

import torch

from autograder.judge import graded
from autograder.judge.scenarios import anatomy, loaded

pytestmark = graded("Generator")


def called(lesson, sizes, weights, z, training=False, evals=(), frozen=(), cotangent=None):
    """The results of two calls, the gradients of the parameters, and the buffers and modes after them."""
    model = loaded(lesson, "Generator", sizes, weights).train(training)
    for name in evals:
        model.get_submodule(name).eval()
    for name in frozen:
        parameter = model.get_parameter(name).requires_grad_(False)
        parameter.grad = torch.ones_like(parameter)
    modes = [part.training for part in model.modules()]
    y = model(z)
    if cotangent is not None:
        y.backward(cotangent.detach())
        y = y.detach()
    gradients = {name: None if p.grad is None else p.grad.clone() for name, p in model.named_parameters()}
    again = model(-z)
    return {
        "the pictures": y,
        "the pictures of a second call": again if cotangent is None else again.detach(),
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
    model = lesson.Generator(**sizes)
    first = {name: p.detach().clone() for name, p in model.named_parameters()}
    torch.manual_seed(seed)  # however much was drawn, the generator is left in the same place
    return {
        **anatomy(model),
        "the first weights": first,
        "each block is a GBlock": all(isinstance(block, lesson.GBlock) for block in model.blocks),
        "last is an nn.ConvTranspose2d": isinstance(model.last, torch.nn.ConvTranspose2d),
        "the network is in train mode": model.training,
    }


def defaults(lesson, seed):
    """The shapes of the weights if no size is given. On the device "meta" they need no memory."""
    with torch.device("meta"):
        model = lesson.Generator()
    return {"the shapes of the parameters": {name: list(p.shape) for name, p in model.named_parameters()}}


def network(draw, batch=2, latent=5, ngf=2, channels=3):
    """A network whose weights all differ, and noise."""
    widths = [latent, 8 * ngf, 4 * ngf, 2 * ngf, ngf]
    weights = {}
    for i, (before, after) in enumerate(pairwise(widths)):
        terms = before if i == 0 else 4 * before  # that each sum of the convolution has
        weights |= {
            f"blocks.{i}.conv.weight": draw.normal(before, after, 4, 4, scale=terms**-0.5),
            f"blocks.{i}.bn.weight": draw.normal(after, mean=1.0, scale=0.3),
            f"blocks.{i}.bn.bias": draw.normal(after, mean=0.3, scale=0.3),
            f"blocks.{i}.bn.running_mean": draw.normal(after, scale=0.3),
            f"blocks.{i}.bn.running_var": draw.uniform(after, low=0.5, high=2.0),
            f"blocks.{i}.bn.num_batches_tracked": draw.integers(3, 9),
        }
    weights["last.weight"] = draw.normal(ngf, channels, 4, 4, scale=(4 * ngf) ** -0.5)
    weights["last.bias"] = draw.normal(channels)
    return {
        "sizes": [latent, ngf, channels],
        "weights": weights,
        "z": draw.normal(batch, latent, 1, 1),
    }


def test_pictures(compare, draw):
    """Noise becomes pictures of 64 by 64, through the layers of the docstring."""
    compare(called, **network(draw))


def test_range(compare, draw):
    """tanh comes last, without batch norm: far from 0 the pixels reach -1 and 1."""
    drawn = network(draw, latent=3, ngf=1, channels=2)
    drawn["weights"]["last.bias"] = torch.tensor([40.0, -1.5])
    compare(called, **drawn)
    drawn["weights"]["last.bias"] = torch.tensor([1.5, -40.0])
    compare(called, **drawn, training=True, cotangent=draw.normal(2, 2, 64, 64))


def test_train_mode(compare, draw):
    """In train mode each batch norm uses the batch and updates its statistics once a call."""
    drawn = network(draw, batch=3, latent=2, ngf=1, channels=3)
    compare(called, **drawn, training=True, cotangent=draw.normal(3, 3, 64, 64))


def test_sizes_of_one(compare, draw):
    """One picture, one number of noise or one channel keeps its dimension, also in train mode."""
    drawn = network(draw, batch=1, latent=1, ngf=1, channels=1)
    compare(called, **drawn)
    compare(called, **{**drawn, "z": 0.0 * drawn["z"]})
    compare(called, **drawn, training=True, cotangent=draw.normal(1, 1, 64, 64))


def test_parts(compare, draw):
    """Layers have the names, the order and the shapes of the docstring, and PyTorch's first weights."""
    sizes = {"latent": draw.integer(3, 7), "ngf": 2, "channels": draw.integer(3, 6)}
    compare.on("plain")(parts, seed=draw.seed(), **sizes)
    compare.on("plain")(parts, seed=draw.seed(), **{**sizes, "ngf": 3, "channels": 1})
    compare(called, **network(draw, latent=2, ngf=1, channels=2))


def test_defaults(compare, draw):
    """The default sizes are a latent of 100, 64 filters and 3 channels."""
    compare.on("plain")(defaults, seed=draw.seed())
    compare(called, **network(draw, latent=2, ngf=1, channels=2))


def test_modes(compare, draw):
    """A call changes no mode and no old gradient, even if a block is in another mode, or a layer frozen."""
    compare(
        called,
        **network(draw, latent=2, ngf=1, channels=2),
        training=True,
        evals=["blocks.1"],
        frozen=["last.weight"],
    )


def test_whole_batch(compare, draw):
    """All pictures and all numbers of noise are computed at once, without a Python loop."""
    compare.vectorised(
        lambda pictures, numbers: network(draw, batch=pictures, latent=numbers, ngf=1, channels=1), called
    )
