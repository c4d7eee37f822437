import torch
from torch.nn.functional import pad

from autograder.judge import graded
from autograder.judge.scenarios import refusal, repetition, seeded

pytestmark = graded("random_crop")


def facts(lesson, x, size, padding, seed):
    """What can be said of the windows without naming their places, where x has no value twice."""
    leaf = x.detach().requires_grad_()
    y = lesson.random_crop(leaf, size, padding, seeded(x, seed))
    found = {"the shape": list(y.shape), "the dtype": y.dtype, "the device": y.device.type}
    if list(y.shape) != [*x.shape[:2], *size]:
        return found
    windows = pad(leaf, [padding] * 4).unfold(2, size[0], 1).unfold(3, size[1], 1)  # [N,C,T,L,h,w]
    matches = (windows == y[:, :, None, None]).flatten(4).all(4).all(1)  # [N,T,L]
    place = matches.flatten(1).to(torch.uint8).argmax(1)  # [N]
    own = windows.flatten(2, 3).movedim(2, 1)[torch.arange(len(x), device=x.device), place]  # [N,C,h,w]
    slopes = 1 + torch.arange(y.numel(), device=x.device, dtype=x.dtype).reshape(y.shape)
    gradients = [torch.autograd.grad((z * slopes).sum(), leaf, retain_graph=True)[0] for z in (y, own)]
    return {
        **found,
        "each image holds its window": bool(matches.flatten(1).any(1).all()),
        "the gradient goes to the pixels of the window": torch.equal(*gradients),
    }


def ramps(like, images, height, width):
    """Images whose two channels hold the number of the row and that of the column."""
    rows, columns = (torch.arange(n, dtype=like.dtype, device=like.device) for n in (height, width))
    image = torch.stack([rows[:, None].expand(height, width), columns.expand(height, width)])
    return image.repeat(images, 1, 1, 1)


def windows_of(lesson, x, *args):
    """The windows after a backward pass, so that they have to be connected to x."""
    y = lesson.random_crop(x.detach().requires_grad_(), *args)
    y.backward(torch.ones_like(y))
    return y.detach()


def corners(lesson, like, calls, images, sides, *args):
    """A number for the place of each window, [calls, images]."""
    x = ramps(like, images, *sides)
    found = torch.stack([windows_of(lesson, x, *args)[:, :, 0, 0] for _ in range(calls)])
    return found[..., 0] * sides[1] + found[..., 1]


def places(lesson, like, seed, calls, images, sides, size):
    return corners(lesson, like, calls, images, sides, size, 0, seeded(like, seed))


def places_by_default(lesson, like, seed, calls, images, sides, size):
    """A number for the place of each window, without padding and without a generator."""
    torch.manual_seed(seed)
    return corners(lesson, like, calls, images, sides, size)


def places_of_one(lesson, like, seed, sides, size):
    """The places that come in 24 calls with one image; both of two places always do."""
    x, generator = ramps(like, 1, *sides), seeded(like, seed)
    windows = [windows_of(lesson, x, size, 0, generator) for _ in range(24)]
    places_ = torch.cat(windows)[:, :, 0, 0] @ torch.tensor([10, 1], dtype=x.dtype, device=x.device)
    return {"the sum over the shape": sum(windows[0].shape), "the places in 24 calls": places_.unique()}


def spots(lesson, like, seed, images, padding, size):
    """Where a single pixel with padding around it is in the window: from 1, or 0 if it is outside."""
    x = torch.ones(images, 1, 1, 1, dtype=like.dtype, device=like.device)
    y = windows_of(lesson, x, size, padding, seeded(like, seed))
    numbers = 1 + torch.arange(y[0].numel(), dtype=y.dtype, device=y.device)
    return y.flatten(1) @ numbers


def repeated(lesson, x, size, seed):
    """What the seed of a given generator decides, and that of the global one."""

    def of_global(generator):
        torch.manual_seed(generator.initial_seed())
        return torch.stack([windows_of(lesson, x, size) for _ in range(2)])

    given = repetition(lambda generator: windows_of(lesson, x, size, 0, generator), seed, x.device)
    without = repetition(of_global, seed)
    return {
        **{f"with a generator, {said}": value for said, value in given.items()},
        **{f"without a generator, {said}": value for said, value in without.items()},
        "the result for the whole image": lesson.random_crop(x, tuple(x.shape[2:])),
    }


def whole(lesson, x, padding):
    """The window that holds all of the padded image."""
    size = (x.shape[2] + 2 * padding, x.shape[3] + 2 * padding)
    y = lesson.random_crop(x, size, padding)
    return {
        "the result": y,
        "the result shares memory with x": y.untyped_storage().data_ptr() == x.untyped_storage().data_ptr(),
    }


def refusals(lesson, x, cases):
    height, width = x.shape[2:]
    return {
        "the result for the whole image": lesson.random_crop(x, (height, width)),
        "the result for the whole padded image": lesson.random_crop(x, (height + 2, width + 2), 1),
        **{
            f"the outcome of size={size}, padding={padding} for images of {height} x {width}": refusal(
                ValueError, "size", lesson.random_crop, x, size, padding
            )
            for size, padding in cases
        },
    }


def test_windows(compare, draw):
    """Each result is a window of its image, with all channels, and the gradient goes there."""
    compare.detached(facts, x=draw.normal(40, 3, 5, 7), size=(2, 4), padding=0, seed=draw.seed())
    compare.detached(facts, x=draw.normal(200, 1, 6, 3), size=(4, 1), padding=0, seed=draw.seed())
    compare.detached(facts, x=draw.normal(2, 1, 2, 140), size=(2, 135), padding=0, seed=draw.seed())
    compare.detached(facts, x=draw.normal(2, 1, 140, 2), size=(135, 2), padding=0, seed=draw.seed())


def test_padding(compare, draw):
    """Zeros are put on all four sides first, as many as padding says, also more than the image has."""
    compare.detached(facts, x=draw.normal(60, 2, 4, 3), size=(5, 3), padding=1, seed=draw.seed())
    compare.detached(facts, x=draw.normal(60, 1, 2, 1), size=(3, 4), padding=3, seed=draw.seed())


def test_all_places(compare, draw):
    """All places are equally likely, the last row and the last column among them."""
    like = draw.normal(1)
    for sides, size in (((4, 6), (2, 4)), ((3, 7), (3, 2)), ((6, 2), (1, 2)), ((5, 5), (4, 4))):
        compare.distribution(places, like=like, seed=draw.seed(), calls=3, images=700, sides=sides, size=size)


def test_places_with_padding(compare, draw):
    """All places of the padded image are equally likely."""
    for padding, size in ((1, (2, 1)), (2, (2, 3))):
        compare.distribution(
            spots, like=draw.normal(1), seed=draw.seed(), images=3000, padding=padding, size=size
        )


def test_independent(compare, draw):
    """The place depends neither on other images of the batch nor on other calls."""
    shared = {"like": draw.normal(1), "sides": (6, 1), "size": (1, 1)}
    compare.distribution(places, **shared, seed=draw.seed(), calls=6, images=300)
    shared = {"like": draw.normal(1), "sides": (3, 4), "size": (2, 2)}
    compare.distribution(places_by_default, **shared, seed=draw.seed(), calls=3, images=700)


def test_single_image(compare, draw):
    """A batch of one image gets a new place in each call, the last row and column among them."""
    compare.detached(places_of_one, like=draw.normal(1), sides=(2, 3), size=(2, 2), seed=draw.seed())
    compare.detached(places_of_one, like=draw.normal(1), sides=(4, 2), size=(3, 2), seed=draw.seed())


def test_whole_image(compare, draw):
    """A window as large as the padded image holds all of it, in new memory."""
    for shape, padding in (((3, 2, 4, 5), 0), ((2, 3, 3, 2), 2), ((1, 1, 1, 1), 0), ((2, 1, 1, 3), 1)):
        compare(whole, x=draw.normal(*shape), padding=padding)
    compare(whole, x=torch.zeros(2, 1, 2, 3), padding=1)


def test_generators(compare, draw):
    """The places come from the given generator, or else from PyTorch's global one."""
    compare.detached(repeated, x=draw.normal(50, 1, 6, 5), size=(2, 3), seed=draw.seed())


def test_refused(compare, draw):
    """A window with more rows or more columns than the padded image raises a ValueError."""
    cases = [((5, 3), 0), ((4, 4), 0), ((7, 1), 1), ((1, 6), 1), ((9, 9), 2)]
    compare(refusals, x=draw.normal(2, 2, 4, 3), cases=cases)


def test_whole_batch(compare, draw):
    """All images and channels are cut at once, without a Python loop."""
    fixed = {"size": (2, 3), "padding": 1, "seed": 4}
    compare.detached.vectorised(
        lambda images, channels, height, width: {"x": draw.normal(images, channels, height, width), **fixed},
        facts,
    )
    compare.detached.vectorised(
        lambda rows, columns: {
            "x": draw.normal(2, 1, 3, 4),
            "size": (rows, columns),
            "padding": 20,
            "seed": 4,
        },
        facts,
    )
