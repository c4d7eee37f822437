import torch

from autograder.judge import graded

pytestmark = graded("GlobalAvgPool2d")


def pooled(lesson, x):
    return lesson.GlobalAvgPool2d()(x)


def parts(lesson, x):
    """Return what the module has, and its results in both modes and for inputs of other sizes."""
    model = lesson.GlobalAvgPool2d()
    return {
        "the names in its state_dict": list(model.state_dict()),
        "the number of its parameters": len(list(model.parameters())),
        "it is an nn.Module": isinstance(model, torch.nn.Module),
        "the result in train mode": model(x),
        "the result in eval mode": model.eval()(-x),
        "the result for fewer pixels": model(x[:1, :, 1:, 1:]),
        "it stays in eval mode": not model.training,
        "it ends a network": torch.nn.Sequential(torch.nn.ReLU(), model)(x),
    }


def in_half(lesson, x):
    """Return whether the means of float16 images are right."""
    x = x.half()
    y = lesson.GlobalAvgPool2d()(x)
    return {
        "the dtype of the result": str(y.dtype),
        "the shape of the result": list(y.shape),
        "each mean is right within 1 %": torch.allclose(y.double(), x.double().mean(dim=(2, 3)), 0.01, 1e-7),
    }


def test_means(compare, draw):
    """Each channel of each image becomes one number: the mean of its pixels."""
    compare(pooled, x=draw.normal(2, 3, 4, 5))
    compare(pooled, x=draw.normal(4, 2, 5, 3))


def test_equal_sizes(compare, draw):
    """Images, channels, rows and columns are not confused, even if all sizes are equal."""
    compare(pooled, x=draw.normal(3, 3, 3, 3))


def test_negative_pixels(compare, draw):
    """Negative pixels count like others. A bright pixel raises the mean by its share."""
    x = -1.0 - draw.uniform(2, 3, 3, 4)
    x[0, 1, 2, 3] += 50.0
    compare(pooled, x=x)


def test_sizes_of_one(compare, draw):
    """One image, one channel, one row or one column keeps [N, C]. One pixel gives a new tensor."""
    compare(pooled, x=draw.normal(1, 3, 2, 4))
    compare(pooled, x=draw.normal(3, 1, 4, 2))
    compare(pooled, x=draw.normal(2, 3, 1, 4))
    compare(pooled, x=draw.normal(2, 3, 4, 1))
    compare(pooled, x=draw.normal(1, 1, 3, 2))
    compare(pooled, x=draw.normal(2, 2, 1, 1))
    compare(pooled, x=draw.normal(1, 1, 1, 1))


def test_scales(compare, draw):
    """Tiny and huge pixels keep their precision, and images of zeros give zeros."""
    for scale in (0.0, 1e-6, 1e8):
        compare(pooled, x=draw.normal(2, 3, 3, 4, mean=scale, scale=scale))
    compare(pooled, x=draw.normal(2, 2, 2, 3))


def test_float16(compare, draw):
    """A mean of float16 pixels is right, even if float16 can't hold their sum or the share of each."""
    compare.on("plain")(in_half, x=draw.normal(2, 3, 30, 40, mean=300.0, scale=20.0))
    compare.on("plain")(in_half, x=draw.uniform(2, 3, 50, 60, low=2e-5, high=6e-5))
    compare(pooled, x=draw.normal(2, 3, 5, 4, mean=300.0, scale=20.0))


def test_parts(compare, draw):
    """The module has no state. Its mode changes nothing, nor does an earlier call."""
    compare(parts, x=draw.normal(2, 3, 4, 4))


def test_whole_batches(compare, draw):
    """All images, channels, rows and columns are averaged at once, without a Python loop."""
    compare.vectorised(
        lambda images, channels, rows, columns: {"x": draw.normal(images, channels, rows, columns)}, pooled
    )
