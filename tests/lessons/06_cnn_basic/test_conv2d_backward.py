import torch

from autograder.judge import graded

pytestmark = graded("conv2d_backward")


def gradients(lesson, dout, x, w, options, whole=False):
    found = lesson.conv2d_backward(dout, x, w, **options)
    return found if whole else dict(zip(("dx", "dw", "db"), found, strict=True))


def in_bfloat16_without_grad(lesson, dout, x, w):
    with torch.no_grad():
        dx, dw, db = lesson.conv2d_backward(dout.bfloat16(), x.bfloat16(), w.bfloat16())
        is_off = not torch.is_grad_enabled()
    dtypes = {f"the dtype of {name}": str(one.dtype) for name, one in (("dx", dx), ("dw", dw), ("db", db))}
    return {"dx in float32": dx.float(), **dtypes, "in the caller's no_grad, gradients stay off": is_off}


def layer(draw, batch, channels, size, outputs, kernel, **options):
    """A layer's options, its images and kernels, and a dout entry for each place of its result."""
    padding, stride = options.get("padding", 0), options.get("stride", 1)
    places = [(n + 2 * padding - k) // stride + 1 for n, k in zip(size, kernel, strict=True)]
    return {
        "dout": draw.normal(batch, outputs, *places),
        "x": draw.normal(batch, channels, *size),
        "w": draw.normal(outputs, channels, *kernel),
        "options": options,
    }


def test_example(compare, draw):
    """For a plain convolution of a batch, the result is the tuple of the gradients (dx, dw, db)."""
    compare.detached(gradients, **layer(draw, 2, 3, (4, 5), 4, (2, 3)), whole=True)


def test_square(compare, draw):
    """Images, channels, rows and columns are not confused, even if all sizes are equal."""
    compare.detached(gradients, **layer(draw, 2, 2, (3, 3), 2, (2, 2)))


def test_overlap(compare, draw):
    """A pixel under several kernel positions gets the sum of their gradients."""
    compare.detached(gradients, **layer(draw, 3, 2, (5, 4), 2, (3, 2), stride=2))


def test_stride(compare, draw):
    """With a stride, neighbouring entries of dout belong to positions that are a stride apart."""
    compare.detached(gradients, **layer(draw, 2, 2, (8, 5), 3, (2, 2), stride=3))


def test_padding(compare, draw):
    """With padding, dx has no margin, and dw uses the image with its margin of zeros."""
    compare.detached(gradients, **layer(draw, 2, 4, (3, 4), 3, (2, 2), padding=2))
    compare.detached(gradients, **layer(draw, 1, 2, (1, 2), 2, (3, 1), padding=1))


def test_stride_with_padding(compare, draw):
    """Stride and padding work together."""
    compare.detached(gradients, **layer(draw, 2, 2, (6, 5), 3, (3, 1), stride=2, padding=1))


def test_pixels_left_over(compare, draw):
    """Pixels that no kernel position covers have gradient 0, and dx is shaped like x."""
    compare.detached(gradients, **layer(draw, 2, 2, (7, 8), 3, (2, 2), stride=4))
    compare.detached(gradients, **layer(draw, 1, 2, (7, 7), 2, (2, 2), stride=4, padding=1))


def test_sizes_of_one(compare, draw):
    """One image, one channel, one position or one kernel entry keeps its dimension. All may be 0."""
    compare.detached(gradients, **layer(draw, 1, 1, (1, 1), 1, (1, 1)))
    compare.detached(gradients, **layer(draw, 2, 3, (3, 4), 2, (1, 1)))

    zeros = {"dout": torch.zeros(1, 2, 1, 2), "x": torch.zeros(1, 1, 2, 3), "w": torch.zeros(2, 1, 2, 2)}
    compare.detached(gradients, **zeros, options={})


def test_long_rows(compare, draw):
    """A row may have more pixels than bfloat16 can count. Results keep dtype and the caller's no_grad."""
    dout, x = (draw.integers(-4, 5, 1, 1, 1, size).float() for size in (299, 300))  # with exact sums
    compare.on("plain")(in_bfloat16_without_grad, dout=dout, x=x, w=torch.tensor([[[[3.0, -2.0]]]]))


def test_whole_batches(compare, draw):
    """Images, channels and positions are computed at once. Only a loop over the kernel's entries is fine."""
    compare.detached.vectorised(
        lambda images, channels, rows, columns: {
            "dout": draw.normal(images, channels, rows - 1, columns),
            "x": draw.normal(images, channels, rows, columns),
            "w": draw.normal(channels, channels, 2, 1),
        }
    )
