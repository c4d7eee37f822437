import copy

import torch
from torch import nn
from torch.func import functional_call

from autograder.judge import graded

pytestmark = graded("nin_block")


def block(lesson, sizes, weights, x):
    """Return the result of a block that has these weights, in the order of its parameters."""
    model = lesson.nin_block(*sizes)
    shapes = {name: list(p.shape) for name, p in model.named_parameters()}
    found = {"the list of the shapes of the parameters": list(shapes.values()), "the result": None}
    if list(shapes.values()) == [list(w.shape) for w in weights]:
        found["the result"] = functional_call(model, dict(zip(shapes, weights, strict=True)), (x,))
    return found


def parts(lesson, sizes, x, seed):
    """Return what a block is made of, and what a call leaves behind."""
    torch.manual_seed(seed)
    first, second = lesson.nin_block(*sizes), lesson.nin_block(*sizes)
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


def nin(draw, images, channels, out, kernel, stride, padding, height, width):
    """Return the sizes of a block, weights for it, and images."""
    weights = []
    for size, side in ((channels, kernel), (out, 1), (out, 1)):
        scale = (side * side * size) ** -0.5
        weights += [draw.normal(out, size, side, side, scale=scale), draw.normal(out, scale=0.5)]
    x = draw.normal(images, channels, height, width)
    return {"sizes": (channels, out, kernel, stride, padding), "weights": weights, "x": x}


def test_three_convolutions(compare, draw):
    """The first convolution looks at neighbours, two of 1 x 1 at one pixel, and ReLU follows each."""
    compare(block, **nin(draw, 2, 3, 4, 3, 1, 0, 5, 6))
    compare(block, **nin(draw, 3, 4, 2, 2, 1, 0, 5, 4))


def test_stride(compare, draw):
    """The stride belongs to the first convolution only. Pixels that no step reaches are left out."""
    compare(block, **nin(draw, 2, 2, 3, 3, 2, 0, 8, 7))
    compare(block, **nin(draw, 2, 2, 3, 1, 2, 0, 5, 6))


def test_padding(compare, draw):
    """The padding belongs to the first convolution only, and is of zeros."""
    compare(block, **nin(draw, 2, 2, 3, 3, 1, 1, 4, 5))
    compare(block, **nin(draw, 2, 3, 2, 2, 1, 3, 3, 4))


def test_stride_with_padding(compare, draw):
    """Kernel, stride and padding, which all differ, are not confused."""
    compare(block, **nin(draw, 2, 2, 3, 5, 3, 2, 9, 8))
    compare(block, **nin(draw, 2, 2, 3, 2, 3, 1, 6, 9))


def test_equal_sizes(compare, draw):
    """Images, channels, rows and columns are not confused, even if all sizes are equal."""
    compare(block, **nin(draw, 3, 3, 3, 3, 1, 1, 3, 3))


def test_sizes_of_one(compare, draw):
    """One image, one channel, a kernel of one entry or a result of one pixel keeps its dimension."""
    compare(block, **nin(draw, 1, 1, 1, 1, 1, 0, 1, 1))
    compare(block, **nin(draw, 1, 2, 3, 4, 1, 0, 4, 4))
    compare(block, **nin(draw, 1, 1, 8, 2, 1, 0, 7, 2))


def test_black_images(compare, draw):
    """Images of zeros give what the biases give."""
    inputs = nin(draw, 3, 2, 5, 3, 1, 1, 5, 6)
    compare(block, **inputs)
    compare(block, **{**inputs, "x": 0.0 * inputs["x"]})


def test_parts(compare, draw):
    """The layers are made in order, with PyTorch's first weights, and a call leaves them as they are."""
    compare.on("plain", "strided", "default64")(
        parts, sizes=(2, 9, 3, 2, 1), x=draw.normal(3, 2, 7, 6), seed=draw.seed()
    )


def test_whole_batches(compare, draw):
    """Images, channels, rows and columns are computed at once, without a Python loop."""
    compare.vectorised(
        lambda images, channels, rows, columns: nin(draw, images, channels, channels, 3, 1, 1, rows, columns),
        block,
    )
