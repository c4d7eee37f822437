import copy

import torch
from torch.func import functional_call

from autograder.judge import graded

pytestmark = graded("Inception")


def block(lesson, sizes, weights, x):
    """Return the result of a block that has these weights, in the order of its parameters."""
    model = lesson.Inception(*sizes)
    shapes = {name: list(p.shape) for name, p in model.named_parameters()}
    found = {"the list of the shapes of the parameters": list(shapes.values()), "the result": None}
    if list(shapes.values()) == [list(w.shape) for w in weights]:
        found["the result"] = functional_call(model, dict(zip(shapes, weights, strict=True)), (x,))
    return found


def wide(lesson, sizes):
    """Return the dtype of the weights of a block that is made while float64 is PyTorch's default."""
    before = torch.get_default_dtype()
    torch.set_default_dtype(torch.float64)
    try:
        return {str(p.dtype) for p in lesson.Inception(*sizes).parameters()}.pop()
    finally:
        torch.set_default_dtype(before)


def parts(lesson, sizes, x, seed):
    """Return what a block is made of, and what a call leaves behind."""
    other_dtype = wide(lesson, sizes)
    torch.manual_seed(seed)
    first, second = lesson.Inception(*sizes), lesson.Inception(*sizes)
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
        "the dtype of the weights where float64 is the default": other_dtype,
        "the names of the buffers": [name for name, _ in model.named_buffers()],
        "the result in eval mode": out,
        "the result for an image of another size": model(x.detach()[:1, :, 1:]),
        "a later call leaves an earlier result as it is": torch.equal(earlier, copied),
        "a second call gives the same": torch.allclose(out, earlier),
        "the random generator is as it was before a call": torch.equal(state, torch.get_rng_state()),
        "all weights require gradients": all(p.requires_grad for p in first.parameters()),
        "a call leaves the weights as they are": all(map(torch.equal, before, own)),
        "the modules stay in eval mode": not any(m.training for m in model.modules()),
        "a frozen weight stays frozen": not own[0].requires_grad,
        "the grad of a weight is as it was": bool((own[1].grad == 1).all()),
    }


def inception(draw, images, channels, c1, c2, c3, c4, height, width, positive=False):
    """Return the sizes of a block, weights for it, and images; if all are positive, no ReLU does anything."""
    shapes = ((c1, channels, 1), (c2[0], channels, 1), (c2[1], c2[0], 3))
    shapes += ((c3[0], channels, 1), (c3[1], c3[0], 5), (c4, channels, 1))
    weights = []
    for out, size, side in shapes:
        scale = (side * side * size) ** -0.5
        weights += [draw.normal(out, size, side, side, scale=scale), draw.normal(out, scale=0.5)]
    x = draw.normal(images, channels, height, width, mean=-1.0)  # at the border, many windows are below 0
    if positive:
        weights, x = [w.abs() for w in weights], x.abs()
    return {"sizes": (channels, c1, c2, c3, c4), "weights": weights, "x": x}


def test_four_paths(compare, draw):
    """The channels of the four paths come one after the other, in order, whatever their numbers are."""
    compare(block, **inception(draw, 5, 3, 2, (3, 4), (1, 5), 6, 7, 9))
    compare(block, **inception(draw, 2, 4, 6, (5, 2), (4, 3), 1, 6, 4))


def test_equal_sizes(compare, draw):
    """Paths, images, channels, rows and columns are not confused, even if all sizes are equal."""
    compare(block, **inception(draw, 4, 4, 4, (4, 4), (4, 4), 4, 4, 4))


def test_negative_pixels(compare, draw):
    """If all pixels are negative, the largest of a window at the border is negative too."""
    inputs = inception(draw, 3, 2, 4, (5, 4), (4, 5), 3, 5, 6)
    inputs["weights"][-1] += 12.0  # so that no ReLU hides path 4
    compare(block, **{**inputs, "x": -1.0 - draw.uniform(3, 2, 5, 6)})


def test_small_images(compare, draw):
    """An image may be smaller than the kernels, down to one pixel, and keeps its size."""
    compare(block, **inception(draw, 2, 3, 2, (2, 3), (3, 2), 2, 1, 4))
    compare(block, **inception(draw, 2, 2, 1, (3, 2), (2, 2), 3, 2, 1))
    compare(block, **inception(draw, 1, 2, 3, (2, 2), (1, 2), 2, 1, 1))


def test_channels_of_one(compare, draw):
    """One image, one channel in x, or one channel in each path keeps its dimension."""
    compare(block, **inception(draw, 1, 1, 1, (1, 1), (1, 1), 1, 3, 4, positive=True))
    compare(block, **inception(draw, 3, 1, 2, (2, 1), (1, 3), 1, 3, 3, positive=True))
    compare(block, **inception(draw, 1, 1, 2, (3, 2), (2, 1), 3, 1, 1, positive=True))


def test_black_images(compare, draw):
    """Images of zeros give what the biases give."""
    inputs = inception(draw, 4, 2, 4, (5, 6), (6, 5), 7, 6, 5)
    compare(block, **inputs)
    black = {**inputs, "x": 0.0 * inputs["x"]}
    compare.on("plain", "float64")(block, **black)  # several pixels of a window are the largest


def test_parts(compare, draw):
    """The layers are made in order, with PyTorch's first weights, and a call leaves them as they are."""
    compare.on("plain", "strided")(
        parts, sizes=(2, 9, (8, 9), (7, 8), 12), x=draw.uniform(2, 2, 4, 3), seed=draw.seed()
    )


def test_whole_batches(compare, draw):
    """Images, channels, rows and columns are computed at once, without a Python loop."""
    compare.vectorised(
        lambda images, channels, rows, columns: inception(
            draw, images, channels, channels, (channels, 2), (2, channels), 2, rows, columns, positive=True
        ),
        block,
    )
