import torch

from autograder.judge import graded
from autograder.judge.scenarios import anatomy, loaded

pytestmark = graded("GBlock")


def called(lesson, sizes, weights, x, training=False, evals=(), frozen=(), cotangent=None):
    """The results of two calls, the gradients of the parameters, and the buffers and modes after them."""
    model = loaded(lesson, "GBlock", sizes, weights).train(training)
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
        "the result": y,
        "the result of a second call": again if cotangent is None else again.detach(),
        "the gradients of the parameters": gradients,
        "only the frozen parameters are frozen": all(
            p.requires_grad == (name not in frozen) for name, p in model.named_parameters()
        ),
        "the buffers": {name: value.clone() for name, value in model.named_buffers()},
        "all parts stay in their modes": [part.training for part in model.modules()] == modes,
    }


def parts(lesson, seed, **sizes):
    """The layers of a new block."""
    torch.manual_seed(seed)
    model = lesson.GBlock(**sizes)
    first = {name: p.detach().clone() for name, p in model.named_parameters()}
    torch.manual_seed(seed)  # however much was drawn, the generator is left in the same place
    return {
        **anatomy(model),
        "the first weights": first,
        "conv is an nn.ConvTranspose2d": isinstance(model.conv, torch.nn.ConvTranspose2d),
        "bn is an nn.BatchNorm2d": isinstance(model.bn, torch.nn.BatchNorm2d),
        "the block is in train mode": model.training,
    }


def block(draw, shape, channels, kernel=4, **others):
    """A block whose weights all differ, and a batch of pictures of this shape."""
    weights = {
        "conv.weight": draw.normal(shape[1], channels, kernel, kernel),
        "bn.weight": draw.normal(channels, mean=1.0),
        "bn.bias": draw.normal(channels),
        "bn.running_mean": draw.normal(channels),
        "bn.running_var": draw.uniform(channels, low=0.2, high=2.0),
        "bn.num_batches_tracked": draw.integers(3, 9),
    }
    weights["bn.bias"][0] = weights["bn.bias"][0].abs() + 0.5  # so that some results are above 0
    sizes = [shape[1], channels, kernel, *others.values()] if others else [shape[1], channels]
    return {"sizes": sizes, "weights": weights, "x": draw.normal(*shape)}


def test_doubling(compare, draw):
    """With the defaults the block doubles height and width: ReLU of batch norm of the convolution."""
    compare(called, **block(draw, (2, 3, 2, 3), 2))
    compare(called, **block(draw, (2, 2, 3, 2), 4))


def test_other_sizes(compare, draw):
    """Kernel, stride and padding are those of the constructor."""
    compare(called, **block(draw, (2, 3, 1, 1), 2, 4, stride=1, padding=0))
    compare(called, **block(draw, (2, 2, 3, 2), 3, 3, stride=3, padding=0))
    compare(called, **block(draw, (1, 2, 2, 4), 3, 5, stride=2, padding=2))


def test_sizes_of_one(compare, draw):
    """One picture, one channel or one pixel keeps its dimension, also if all is 0."""
    drawn = block(draw, (1, 1, 1, 1), 1)
    drawn["weights"]["bn.bias"] += 30.0  # so that ReLU lets the gradient through
    compare(called, **drawn)
    compare(called, **{**drawn, "x": torch.zeros(1, 1, 1, 1)})
    compare(called, **block(draw, (1, 1, 2, 1), 3))


def test_train_mode(compare, draw):
    """In train mode batch norm uses the batch and updates its statistics. Each weight gets a gradient."""
    compare(called, **block(draw, (3, 2, 2, 3), 3), training=True, cotangent=draw.normal(3, 3, 4, 6))
    compare(called, **block(draw, (1, 1, 1, 1), 1), training=True, cotangent=draw.normal(1, 1, 2, 2))


def test_small_variance(compare, draw):
    """eps is 1e-5, as in PyTorch, which shows where the variance is small."""
    drawn = block(draw, (4, 2, 2, 2), 2)
    drawn["x"] *= 1e-3
    compare(called, **drawn, training=True, cotangent=draw.normal(4, 2, 4, 4))
    drawn["weights"]["bn.running_var"] *= 1e-5
    compare(called, **drawn)


def test_parts(compare, draw):
    """conv has no bias. The names are conv and bn, with PyTorch's first weights, in train mode."""
    channels = draw.integer(2, 5)
    sizes = {"in_channels": channels, "out_channels": channels + 2}
    compare.on("plain")(parts, seed=draw.seed(), **sizes)
    compare.on("plain")(parts, seed=draw.seed(), **sizes, kernel=3, stride=1, padding=1)
    compare(called, **block(draw, (2, 3, 2, 3), 2))


def test_modes(compare, draw):
    """A call changes no mode and no old gradient, also if bn is in another mode, or conv is frozen."""
    compare(called, **block(draw, (3, 2, 2, 2), 2), training=True, evals=["bn"], frozen=["conv.weight"])
    compare(called, **block(draw, (2, 3, 2, 3), 2))


def test_whole_tensors(compare, draw):
    """Pictures, channels, rows and columns are computed at once, without a Python loop."""
    compare.vectorised(
        lambda pictures, channels, rows, columns: block(draw, (pictures, channels, rows, columns), channels),
        called,
    )
