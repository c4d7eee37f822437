import copy

import torch
from torch import nn
from torch.func import functional_call

from autograder.judge import graded
from autograder.judge.scenarios import refusal

pytestmark = graded("vgg_block")


def block(lesson, sizes, weights, x):
    """Return the result of a block that has these weights, in the order of its parameters."""
    model = lesson.vgg_block(*sizes)
    shapes = {name: list(p.shape) for name, p in model.named_parameters()}
    found = {"the list of the shapes of the parameters": list(shapes.values()), "the result": None}
    if list(shapes.values()) == [list(w.shape) for w in weights]:
        found["the result"] = functional_call(model, dict(zip(shapes, weights, strict=True)), (x,))
    return found


def parts(lesson, sizes, x, seed):
    """Return what a block is made of, and what a call leaves behind."""
    torch.manual_seed(seed)
    first, second = lesson.vgg_block(*sizes), lesson.vgg_block(*sizes)
    model = copy.deepcopy(first).to(x.device, x.dtype).eval()
    own = list(model.parameters())
    own[0].requires_grad_(False)
    own[1].grad = torch.ones_like(own[1])
    before = [p.detach().clone() for p in own]
    state = torch.get_rng_state()
    out = model(x.detach())
    with torch.no_grad():
        earlier = model(x.detach())
        copied = earlier.clone()
        model(1.0 - x.detach())
    return {
        "the first weights": [p.detach() for p in first.parameters()],
        "the first weights of another block": [p.detach() for p in second.parameters()],
        "the dtype of the weights": str(next(first.parameters()).dtype),
        "the names of the buffers": [name for name, _ in model.named_buffers()],
        "the block is an nn.Sequential": isinstance(model, nn.Sequential),
        "the result in eval mode": out,
        "a later call leaves an earlier result as it is": torch.equal(earlier, copied),
        "a second call gives the same": torch.allclose(out, earlier),
        "the random generator is as it was before a call": torch.equal(state, torch.get_rng_state()),
        "all weights require gradients": all(p.requires_grad for p in first.parameters()),
        "a call leaves the weights as they are": all(map(torch.equal, before, own)),
        "the modules stay in eval mode": not any(m.training for m in model.modules()),
        "a frozen weight stays frozen": not own[0].requires_grad,
        "the grad of a weight is as it was": bool((own[1].grad == 1).all()),
    }


def refusals(lesson, numbers, x):
    """Return how the function treats numbers of convolutions, and the shape that one of them gives."""
    model = lesson.vgg_block(1, 2, 3).to(x.device, x.dtype)
    return {
        "the result's shape for one convolution": list(model(x).shape),
        **{f"num_convs={n}": refusal(ValueError, "num_convs", lesson.vgg_block, n, 2, 3) for n in numbers},
    }


def vgg(draw, images, num_convs, channels, out, height, width):
    """Return the sizes of a block, weights for it, and images."""
    weights = []
    for i in range(num_convs):
        size = out if i else channels
        weights += [draw.normal(out, size, 3, 3, scale=(9 * size) ** -0.5), draw.normal(out, scale=0.5)]
    x = draw.normal(images, channels, height, width)
    return {"sizes": (num_convs, channels, out), "weights": weights, "x": x}


def test_one_convolution(compare, draw):
    """A block with one convolution: 3 x 3 with padding and bias, ReLU, and 2 x 2 max pooling."""
    compare(block, **vgg(draw, 2, 1, 3, 4, 6, 8))


def test_several_convolutions(compare, draw):
    """The first convolution takes in_channels, the others take out_channels. Each has a ReLU behind it."""
    compare(block, **vgg(draw, 2, 3, 4, 2, 4, 6))
    compare(block, **vgg(draw, 3, 2, 2, 5, 6, 4))


def test_equal_sizes(compare, draw):
    """Images, channels, rows and columns are not confused, even if all sizes are equal."""
    compare(block, **vgg(draw, 4, 2, 4, 4, 4, 4))


def test_odd_sizes(compare, draw):
    """A last row or column that fills no window is dropped, even if it is the largest."""
    for height, width in ((5, 4), (4, 7)):
        inputs = vgg(draw, 2, 2, 2, 3, height, width)
        inputs["x"][:, :, 4:] += 5.0
        inputs["x"][:, :, :, 6:] += 5.0
        compare(block, **inputs)


def test_sizes_of_one(compare, draw):
    """One image, one channel or one pixel in the result keeps its dimension."""
    compare(block, **vgg(draw, 1, 1, 1, 1, 2, 2))
    compare(block, **vgg(draw, 1, 2, 1, 3, 2, 3))
    compare(block, **vgg(draw, 3, 2, 3, 1, 3, 2))


def test_black_images(compare, draw):
    """Images of zeros give what the biases give."""
    inputs = vgg(draw, 3, 2, 2, 4, 5, 6)
    compare(block, **inputs)
    black = {**inputs, "x": 0.0 * inputs["x"]}
    compare.on("plain", "float64")(block, **black)  # several pixels of a window are the largest


def test_parts(compare, draw):
    """The layers are made in order, with PyTorch's first weights, and a call leaves them as they are."""
    compare.on("plain", "strided", "default64")(
        parts, sizes=(2, 2, 3), x=draw.normal(2, 2, 4, 5), seed=draw.seed()
    )


def test_refusals(compare, draw):
    """Less than one convolution raises a ValueError that names num_convs; one convolution doesn't."""
    compare.on("plain")(refusals, numbers=[0, -1, -draw.integer(2, 9)], x=draw.normal(1, 2, 2, 2))


def test_whole_batches(compare, draw):
    """Images, channels, rows and columns are computed at once, without a Python loop."""
    compare.vectorised(
        lambda images, channels, rows, columns: vgg(draw, images, 2, channels, channels, rows, columns), block
    )
