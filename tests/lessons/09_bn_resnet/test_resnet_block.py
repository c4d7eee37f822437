import torch
from torch import nn

from autograder.judge import graded

pytestmark = graded("resnet_block")


def filled(model, weights, stats):
    """Load parameters and running statistics in their order."""
    model = model.to(weights[0].device, weights[0].dtype)
    buffers = [x for x in model.buffers() if x.is_floating_point()]
    with torch.no_grad():
        for own, given in zip([*model.parameters(), *buffers], [*weights, *stats], strict=True):
            own.copy_(given.expand_as(own))
    return model


def evaluated(lesson, sizes, weights, stats, x):
    return filled(lesson.resnet_block(*sizes), weights, stats).eval()(x)


def trained(lesson, sizes, weights, stats, x, cotangent):
    """The result in train mode, the gradients of the parameters, and the statistics afterwards."""
    model = filled(lesson.resnet_block(*sizes), weights, stats)
    y = model(x)
    y.backward(cotangent.detach())
    return {
        "the result": y.detach(),
        "the list of gradients of the parameters": [p.grad for p in model.parameters()],
        "the list of running statistics": [b.clone() for b in model.buffers() if b.is_floating_point()],
    }


def parts(lesson, seed, **sizes):
    """What the stage is made of, and its first weights."""
    torch.manual_seed(seed)
    model = lesson.resnet_block(**sizes)
    torch.manual_seed(seed)  # however much was drawn, the generator is left in the same place
    return {
        "it is an nn.Sequential": isinstance(model, nn.Sequential),
        "the number of blocks": len(model),
        "each block is a Residual": all(isinstance(block, lesson.Residual) for block in model),
        "the list of shapes of the parameters": [list(p.shape) for p in model.parameters()],
        "the list of the first weights": [p.detach().clone() for p in model.parameters()],
        "the stage is in train mode": all(part.training for part in model.modules()),
        "the shape of a result": list(model.eval()(torch.zeros(2, sizes["in_channels"], 9, 8)).shape),
    }


def refused(lesson, in_channels, out_channels, num_residuals):
    """In words, whether a first stage with other channels is refused."""
    torch.manual_seed(0)
    try:
        lesson.resnet_block(in_channels, out_channels, num_residuals, True)
    except ValueError:
        return "ValueError"
    finally:
        torch.manual_seed(0)
    return "no exception"


def stage(draw, shape, *sizes):
    """The weights of a stage, no two alike, and a batch of images."""
    in_channels, out_channels, num_residuals, *rest = sizes
    weights, stats = [], []
    for number in range(num_residuals):
        changes = number == 0 and not (rest and rest[0])
        channels = in_channels if number == 0 else out_channels
        shapes = [(out_channels, channels, 3, 3), *[(out_channels,)] * 3]
        shapes += [(out_channels, out_channels, 3, 3), *[(out_channels,)] * 3]
        shapes += [(out_channels, channels, 1, 1), (out_channels,)] if changes else []
        weights += draw.normals(*shapes, scale=0.5)
        for _ in range(2):
            stats += [draw.normal(out_channels), draw.uniform(out_channels, low=0.5, high=2.0)]
    return {"sizes": sizes, "weights": weights, "stats": stats, "x": draw.normal(*shape)}


def test_later_stage(compare, draw):
    """By default the first block halves the size and changes the channels, and the others keep both."""
    compare(evaluated, **stage(draw, (2, 2, 6, 8), 2, 3, 2))
    compare(evaluated, **stage(draw, (1, 3, 7, 5), 3, 2, 3, False))


def test_first_stage(compare, draw):
    """In the first stage all blocks keep size and channels."""
    compare(evaluated, **stage(draw, (2, 3, 4, 5), 3, 3, 2, True))


def test_equal_channels(compare, draw):
    """A later stage with as many channels as before halves the size too, by a 1x1 convolution."""
    compare(evaluated, **stage(draw, (2, 3, 6, 4), 3, 3, 2))


def test_one_block(compare, draw):
    """A stage may be a single block, and images, channels and pixels may be single."""
    compare(evaluated, **stage(draw, (2, 2, 5, 4), 2, 3, 1))
    compare(evaluated, **stage(draw, (2, 2, 3, 4), 2, 2, 1, True))
    compare(evaluated, **stage(draw, (1, 1, 1, 2), 1, 1, 2))


def test_train_mode(compare, draw):
    """In train mode each batch norm has statistics of its own, and every weight gets a gradient."""
    drawn = stage(draw, (4, 2, 6, 4), 2, 3, 2)
    compare(trained, **drawn, cotangent=draw.normal(4, 3, 3, 2))
    drawn = stage(draw, (4, 2, 3, 2), 2, 2, 2, True)
    compare(trained, **drawn, cotangent=draw.normal(4, 2, 3, 2))


def test_parts(compare, draw):
    """It is an nn.Sequential of as many Residual blocks as asked, with PyTorch's first weights."""
    for first_block in (False, True):
        channels = draw.integer(2, 4)
        for count in (1, 2, 4):
            out_channels = channels if first_block else channels + count - 1
            compare.on("plain")(
                parts,
                in_channels=channels,
                out_channels=out_channels,
                num_residuals=count,
                first_block=first_block,
                seed=draw.seed(),
            )


def test_refusal(compare, draw):
    """A first stage with other channels raises a ValueError."""
    channels = draw.integer(2, 5)
    for sizes in ((channels, channels + 1, 1), (channels, 1, 2), (1, channels, 2)):
        names = ("in_channels", "out_channels", "num_residuals")
        compare.on("plain")(refused, **dict(zip(names, sizes, strict=True)))
    compare(evaluated, **stage(draw, (1, 2, 2, 2), 2, 2, 1, True))
