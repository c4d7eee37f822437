import torch

from autograder.judge import graded

pytestmark = graded("DenseBlock")


def filled(model, weights, stats):
    """Load parameters and running statistics in their order."""
    model = model.to(weights[0].device, weights[0].dtype)
    buffers = [x for x in model.buffers() if x.is_floating_point()]
    with torch.no_grad():
        for own, given in zip([*model.parameters(), *buffers], [*weights, *stats], strict=True):
            own.copy_(given.expand_as(own))
    return model


def evaluated(lesson, sizes, weights, stats, x):
    """The results of two calls in eval mode, and whether the statistics stay."""
    model = filled(lesson.DenseBlock(*sizes), weights, stats).eval()
    y, again = model(x), model(-x)
    now = [buffer for buffer in model.buffers() if buffer.is_floating_point()]
    return {
        "the result": y,
        "the result of a second call": again,
        "the running statistics are as they were": all(map(torch.equal, now, stats)),
        "the module and its parts stay in eval mode": not any(part.training for part in model.modules()),
    }


def trained(lesson, sizes, weights, stats, x, cotangent):
    """The result in train mode, the gradients of the parameters, and the statistics afterwards."""
    model = filled(lesson.DenseBlock(*sizes), weights, stats)
    y = model(x)
    y.backward(cotangent.detach())
    return {
        "the result": y.detach(),
        "the list of gradients of the parameters": [p.grad for p in model.parameters()],
        "the list of running statistics": [b.clone() for b in model.buffers() if b.is_floating_point()],
        "all parts stay in train mode": all(part.training for part in model.modules()),
    }


def parts(lesson, num_convs, in_channels, growth, seed):
    torch.manual_seed(seed)
    model = lesson.DenseBlock(num_convs, in_channels, growth)
    other = lesson.DenseBlock(num_convs, in_channels, growth)
    torch.manual_seed(seed)  # however much was drawn, the generator is left in the same place
    return {
        "the list of shapes of the parameters": [list(p.shape) for p in model.parameters()],
        "the list of the first weights": [p.detach().clone() for p in model.parameters()],
        "the list of the first buffers": [b.clone() for b in model.buffers()],
        "two modules have the same weights": any(
            p is q for p, q in zip(model.parameters(), other.parameters(), strict=True)
        ),
        "the module is in train mode": model.training,
        "the shape of a result": list(model.eval()(torch.zeros(2, in_channels, 3, 5)).shape),
    }


def left_alone(lesson, sizes, weights, stats, x):
    """A call under no_grad, of a block that is partly frozen and partly in eval mode."""
    model = filled(lesson.DenseBlock(*sizes), weights, stats)
    norms = [part for part in model.modules() if isinstance(part, torch.nn.BatchNorm2d)]
    norms[0].eval()
    first, *others = model.parameters()
    first.requires_grad_(False)
    first.grad = torch.ones_like(first)
    with torch.no_grad():
        y = model(x)
    return {
        "the result with the first batch norm in eval mode": y,
        "the list of running statistics": [b.clone() for b in model.buffers() if b.is_floating_point()],
        "only the first batch norm is in eval mode": [part for part in model.modules() if not part.training]
        == norms[:1],
        "the parameters are as they were": all(map(torch.equal, model.parameters(), weights)),
        "only the first parameter is frozen": not first.requires_grad
        and all(p.requires_grad for p in others),
        "its grad is as it was": bool((first.grad == 1).all()),
    }


def block(draw, shape, *sizes):
    """A block, all of whose weights differ, and a batch of images."""
    num_convs, channels, growth = sizes
    weights, stats = [], []
    for _ in range(num_convs):
        weights += draw.normals((channels,), (channels,), (growth, channels, 3, 3), (growth,))
        stats += [draw.normal(channels), draw.uniform(channels, low=0.5, high=2.0)]
        channels += growth
    return {"sizes": sizes, "weights": weights, "stats": stats, "x": draw.normal(*shape)}


def test_channels(compare, draw):
    """Each step sees all channels before it and puts its new ones behind them."""
    compare(evaluated, **block(draw, (2, 3, 4, 5), 2, 3, 4))
    compare(evaluated, **block(draw, (1, 4, 3, 2), 3, 4, 2))


def test_equal_sizes(compare, draw):
    """Images, channels, rows, columns, steps and new channels are not confused if all are as many."""
    compare(evaluated, **block(draw, (3, 3, 3, 3), 3, 3, 3))
    compare(evaluated, **block(draw, (2, 2, 2, 2), 2, 2, 2))


def test_sizes_of_one(compare, draw):
    """There may be one step, one new channel, one channel, one image or one pixel."""
    compare(evaluated, **block(draw, (2, 3, 3, 4), 1, 3, 2))
    compare(evaluated, **block(draw, (1, 1, 1, 1), 2, 1, 1))
    compare(evaluated, **block(draw, (2, 1, 4, 1), 2, 1, 3))


def test_order_of_the_layers(compare, draw):
    """Batch norm comes first, then ReLU, then the convolution: also where all pixels are negative."""
    drawn = block(draw, (2, 2, 3, 4), 2, 2, 2)
    compare(evaluated, **{**drawn, "x": -1.0 - drawn["x"].abs()})
    compare(evaluated, **{**drawn, "x": torch.zeros(2, 2, 3, 4)})


def test_train_mode(compare, draw):
    """In train mode each batch norm uses and updates its own statistics, and every weight gets a gradient."""
    drawn = block(draw, (3, 2, 3, 4), 2, 2, 3)
    compare(trained, **drawn, cotangent=draw.normal(3, 8, 3, 4))


def test_parts(compare, draw):
    """The layers are made step after step, batch norm first, with PyTorch's first weights."""
    for num_convs in (1, 2, 4):
        sizes = {"in_channels": draw.integer(1, 4), "growth": draw.integer(2, 5)}
        compare.on("plain")(parts, num_convs=num_convs, **sizes, seed=draw.seed())
    compare(evaluated, **block(draw, (1, 2, 3, 4), 2, 2, 2))


def test_left_alone(compare, draw):
    """A call leaves parameters and modes as they are; a batch norm may be in another mode than the block."""
    compare.on("plain", "float64")(left_alone, **block(draw, (4, 2, 3, 3), 2, 2, 2))
    compare(evaluated, **block(draw, (1, 2, 3, 4), 2, 2, 2))


def test_whole_tensors(compare, draw):
    """Images, channels, rows and columns are computed at once, without a Python loop."""
    compare.vectorised(
        lambda images, channels, rows, columns: block(
            draw, (images, channels, rows, columns), 2, channels, 2
        ),
        evaluated,
    )
