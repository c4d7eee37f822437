import torch

from autograder.judge import graded
from autograder.judge.scenarios import refusal

pytestmark = graded("Residual")


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
    model = filled(lesson.Residual(*sizes), weights, stats).eval()
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
    model = filled(lesson.Residual(*sizes), weights, stats)
    y = model(x)
    y.backward(cotangent.detach())
    return {
        "the result": y.detach(),
        "the list of gradients of the parameters": [p.grad for p in model.parameters()],
        "the list of running statistics": [b.clone() for b in model.buffers() if b.is_floating_point()],
        "all parts stay in train mode": all(part.training for part in model.modules()),
    }


def parts(lesson, in_channels, out_channels, use_1x1conv, stride, seed):
    torch.manual_seed(seed)
    model = lesson.Residual(in_channels, out_channels, use_1x1conv, stride)
    other = lesson.Residual(in_channels, out_channels, use_1x1conv, stride)
    torch.manual_seed(seed)  # however much was drawn, the generator is left in the same place
    return {
        "the list of shapes of the parameters": [list(p.shape) for p in model.parameters()],
        "the list of the first weights": [p.detach().clone() for p in model.parameters()],
        "the list of the first buffers": [b.clone() for b in model.buffers()],
        "two modules have the same weights": any(
            p is q for p, q in zip(model.parameters(), other.parameters(), strict=True)
        ),
        "the module is in train mode": model.training,
    }


def refusals(lesson, in_channels, stride):
    """Which blocks are refused. Others are not."""
    cases = [
        (in_channels, in_channels + 1),
        (in_channels, 1),
        (1, in_channels),
        (in_channels, in_channels, False, stride),
        (1, 1, False, 2),
        (in_channels, in_channels + 1, False, stride),
    ]
    fine = [(1, 1), (in_channels, in_channels), (in_channels, 1, True), (in_channels, in_channels, True, 2)]
    torch.manual_seed(0)
    found = {f"for {case}": refusal(ValueError, "", lesson.Residual, *case) for case in cases}
    counts = [len([*lesson.Residual(*case).parameters()]) for case in fine]
    torch.manual_seed(0)
    return {**found, "the list of numbers of parameters": counts}


def left_alone(lesson, sizes, weights, stats, x):
    """A call under no_grad, of a block that is partly frozen and partly in eval mode."""
    model = filled(lesson.Residual(*sizes), weights, stats)
    norms = [part for part in model.modules() if isinstance(part, torch.nn.BatchNorm2d)]
    norms[0].eval()
    first, *others = model.parameters()
    first.requires_grad_(False)
    first.grad = torch.ones_like(first)
    with torch.no_grad():
        y = model(x)
    return {
        "the result with bn1 in eval mode": y,
        "the list of running statistics": [b.clone() for b in model.buffers() if b.is_floating_point()],
        "bn1 stays in eval mode and all else in train mode": [
            part.training for part in model.modules() if part is not norms[0]
        ]
        == [True] * (len([*model.modules()]) - 1)
        and not norms[0].training,
        "the parameters are as they were": all(map(torch.equal, model.parameters(), weights)),
        "only the first parameter is frozen": not first.requires_grad
        and all(p.requires_grad for p in others),
        "its grad is as it was": bool((first.grad == 1).all()),
    }


def block(draw, shape, *sizes):
    """A block, all of whose weights differ, and a batch of images."""
    in_channels, out_channels, *rest = sizes
    shapes = [(out_channels, in_channels, 3, 3), *[(out_channels,)] * 3]
    shapes += [(out_channels, out_channels, 3, 3), *[(out_channels,)] * 3]
    shapes += [(out_channels, in_channels, 1, 1), (out_channels,)] if rest and rest[0] else []
    means, variances = draw.normals(*[(out_channels,)] * 2), draw.uniforms(*[(out_channels,)] * 2)
    stats = [means[0], variances[0] + 0.5, means[1], variances[1] + 0.5]
    weights = draw.normals(*shapes)
    weights[7][0] = weights[7][0].abs() + 0.5  # beta of bn2, so that some results are above 0
    return {"sizes": sizes, "weights": weights, "stats": stats, "x": draw.normal(*shape)}


def test_same_size(compare, draw):
    """Without a 1x1 convolution, x itself is added before the last ReLU."""
    compare(evaluated, **block(draw, (2, 3, 4, 5), 3, 3))
    compare(evaluated, **block(draw, (3, 3, 3, 3), 3, 3, False, 1))


def test_1x1_convolution(compare, draw):
    """With a 1x1 convolution the channels may change, or stay as many."""
    for sizes in ((2, 4, True), (4, 2, True), (3, 3, True)):
        compare(evaluated, **block(draw, (2, sizes[0], 4, 5), *sizes))


def test_stride(compare, draw):
    """conv1 and the 1x1 convolution have the stride, so height and width shrink by it, rounded up."""
    for sizes, shape in (
        ((2, 4, True, 2), (2, 2, 6, 8)),
        ((3, 3, True, 2), (2, 3, 5, 7)),
        ((3, 2, True, 3), (1, 3, 9, 7)),
    ):
        compare(evaluated, **block(draw, shape, *sizes))


def test_sizes_of_one(compare, draw):
    """One image, one channel or one pixel keeps its dimension."""
    compare(evaluated, **block(draw, (1, 1, 3, 4), 1, 1))
    compare(evaluated, **block(draw, (1, 1, 1, 1), 1, 1))
    compare(evaluated, **block(draw, (1, 3, 4, 5), 3, 3))
    compare(evaluated, **{**block(draw, (1, 2, 3, 2), 2, 2), "x": torch.zeros(1, 2, 3, 2)})
    compare(evaluated, **block(draw, (1, 2, 1, 1), 2, 3, True, 2))
    compare(evaluated, **block(draw, (3, 1, 1, 4), 1, 2, True))


def test_train_mode(compare, draw):
    """In train mode each batch norm uses and updates its own statistics, and every weight gets a gradient."""
    drawn = block(draw, (4, 2, 4, 6), 2, 3, True, 2)
    compare(trained, **drawn, cotangent=draw.normal(4, 3, 2, 3))
    drawn = block(draw, (3, 3, 4, 4), 3, 3)
    compare(trained, **drawn, cotangent=draw.normal(3, 3, 4, 4))


def test_parts(compare, draw):
    """The layers are made in the order of the docstring, with PyTorch's first weights, in train mode."""
    for use_1x1conv, stride in ((False, 1), (True, 1), (True, 2)):
        channels = draw.integer(2, 5)
        sizes = {"in_channels": channels, "out_channels": channels + 2 * use_1x1conv}
        compare.on("plain")(parts, **sizes, use_1x1conv=use_1x1conv, stride=stride, seed=draw.seed())
    compare(evaluated, **block(draw, (2, 3, 4, 5), 3, 3))


def test_left_alone(compare, draw):
    """A call leaves parameters and modes as they are; a batch norm may be in another mode than the block."""
    compare.on("plain", "float64")(left_alone, **block(draw, (6, 2, 4, 4), 2, 2))
    compare(evaluated, **block(draw, (2, 3, 4, 5), 3, 3))


def test_refusals(compare, draw):
    """Without a 1x1 convolution, other channels or a stride raise a ValueError."""
    compare.on("plain")(refusals, in_channels=draw.integer(2, 6), stride=draw.integer(2, 4))
    compare(evaluated, **block(draw, (2, 3, 4, 5), 3, 3))


def test_whole_tensors(compare, draw):
    """Images, channels, rows and columns are computed at once, without a Python loop."""
    compare.vectorised(
        lambda images, channels, rows, columns: block(
            draw, (images, channels, rows, columns), channels, channels
        ),
        evaluated,
    )
