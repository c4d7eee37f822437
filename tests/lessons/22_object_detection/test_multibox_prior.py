import torch

from autograder.judge import graded

pytestmark = graded("multibox_prior")


def numbers(draw, count, low, high):
    """Different positive numbers as a list of Python floats, in random order."""
    steps = (high - low) / count
    values = low + steps * (torch.arange(count) + 0.2 + 0.6 * draw.uniform(count))
    return values[draw.permutation(count)].tolist()


def task(draw, height, width, n=2, m=3):
    """The first ratio is far from 1, so that it shows where it is used."""
    ratios = [draw.integer(3, 6) + 0.3, *numbers(draw, m - 1, 0.3, 2.0)] if m > 1 else [2.2]
    return {"height": height, "width": width, "sizes": numbers(draw, n, 0.1, 0.9), "ratios": ratios}


def on_device(lesson, like, written, **arguments):
    """The anchors where another tensor lies; the device may be given as text."""
    found = lesson.multibox_prior(**arguments, device=str(like.device) if written else like.device)
    return {"the device of the anchors": found.device.type, "the anchors": found}


def with_default(lesson, default, **arguments):
    """The anchors after PyTorch's default dtype was changed."""
    torch.set_default_dtype(default)
    return lesson.multibox_prior(**arguments)


def by_default_device(lesson, **arguments):
    """The device without the argument, while PyTorch's default device is another one."""
    with torch.device("meta"):
        device = lesson.multibox_prior(**arguments).device.type
    return {
        "the device inside torch.device('meta')": device,
        "the anchors": lesson.multibox_prior(**arguments),
    }


def of_many(lesson, height, width):
    """The number of anchors of a large map, and some of them from the first to the last."""
    found = lesson.multibox_prior(height, width, [0.1], [1.0, 2.0])
    return {
        "the shape of the anchors": list(found.shape),
        "every 97th of the anchors": found[0, ::97].clone(),
        "the last anchors": found[0, -3:].clone(),
    }


def test_centres(compare, draw):
    """Anchors are centred half a pixel from the corner of their pixel, on high maps and on wide ones."""
    for height, width in ((3, 3), (4, 2), (2, 5)):
        compare.call(height, width, numbers(draw, 1, 0.05, 0.1), [1.0])


def test_sides(compare, draw):
    """The ratio is width over height in pixels, and the size counts in heights of the map."""
    compare.call(1, 1, numbers(draw, 1, 0.2, 0.8), numbers(draw, 1, 2.0, 5.0))
    for height, width in ((3, 1), (1, 3)):
        compare.call(height, width, numbers(draw, 1, 0.2, 0.8), numbers(draw, 1, 0.2, 0.6))


def test_order_of_anchors(compare, draw):
    """For a pixel all sizes come first, with the first ratio; then the first size with the other ratios."""
    for n, m in ((2, 3), (3, 2), (3, 3)):
        compare.call(**task(draw, 1, 1, n, m))


def test_order_of_pixels(compare, draw):
    """All anchors of a pixel come together, and the pixels come row by row."""
    compare.call(**task(draw, 3, 4, 2, 2))
    compare.call(**task(draw, 4, 3, 1, 3))


def test_one_size_or_ratio(compare, draw):
    """One size, one ratio, one row or one column are enough."""
    for height, width, n, m in ((2, 2, 1, 1), (2, 3, 1, 4), (3, 2, 4, 1), (1, 5, 2, 2), (5, 1, 2, 2)):
        compare.call(**task(draw, height, width, n, m))


def test_kinds_of_numbers(compare, draw):
    """Sizes and ratios may be tuples, and integers. Equal numbers are not joined."""
    compare.call(2, 1, (0.5, 0.25), (draw.integer(2, 5), 1))
    compare.call(1, 2, [1, 2], [1, draw.integer(5, 9), 3])
    compare.call(2, 2, [0.5, 0.5], [draw.integer(2, 5), 1.0, 1.0])


def test_beyond_the_picture(compare, draw):
    """An anchor that is larger than the picture is not cut off, nor is one near the border."""
    compare.call(2, 3, numbers(draw, 2, 1.5, 3.0), numbers(draw, 2, 0.5, 3.0))


def test_device(compare, draw):
    """The anchors are on the given device: a torch.device, its name, or None for the default one."""
    for written in (False, True):
        compare(on_device, like=draw.normal(1), written=written, **task(draw, 2, 3))
    compare(by_default_device, **task(draw, 2, 2))


def test_default_dtype(compare, draw):
    """The anchors have PyTorch's default dtype, with all of its digits."""
    for default in (torch.float64, torch.float32):
        compare.on("plain")(with_default, default=default, **task(draw, 3, 7))


def test_large_map(compare, draw):
    """A large map is right to the last pixel."""
    compare(of_many, height=draw.integer(40, 50), width=draw.integer(60, 70))
    compare(of_many, height=3, width=draw.integer(300, 310))
    compare(of_many, height=draw.integer(300, 310), width=2)


def test_whole_maps(compare, draw):
    """All pixels get their anchors at once, without a Python loop over rows or columns."""
    sizes, ratios = numbers(draw, 2, 0.2, 0.8), numbers(draw, 2, 0.5, 2.0)
    compare.vectorised(
        lambda rows, columns: {"height": rows, "width": columns, "sizes": sizes, "ratios": ratios}
    )
