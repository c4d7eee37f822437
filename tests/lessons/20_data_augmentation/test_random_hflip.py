import torch

from autograder.judge import graded
from autograder.judge.scenarios import refusal, repetition, seeded

pytestmark = graded("random_hflip")


def is_near(count, number, p):
    """Whether a count of heads is within six standard deviations."""
    return abs(count - number * p) <= 6 * (number * p * (1 - p)) ** 0.5


def facts(lesson, x, p, seed):
    """What can be said of the images without naming the random numbers. No image looks the same mirrored."""
    leaf = x.detach().requires_grad_()
    y = lesson.random_hflip(leaf, p, seeded(x, seed))
    mirror = x.detach().flip(-1)
    is_mirrored = (y == mirror).flatten(1).all(1)
    is_kept = (y == x).flatten(1).all(1)
    turned = (y == mirror).all(-1)  # [N,C,H]
    slopes = torch.arange(x.numel(), device=x.device, dtype=x.dtype).reshape(x.shape)
    (gradient,) = torch.autograd.grad((y * slopes).sum(), leaf)
    expected = torch.where(is_mirrored[:, None, None, None], slopes.flip(-1), slopes)
    return {
        "the shape": list(y.shape),
        "the dtype": y.dtype,
        "the device": y.device.type,
        "each image is as before or mirrored as a whole": bool((is_mirrored | is_kept).all()),
        "all channels are mirrored together": bool((turned == turned[:, :1]).all()),
        "all rows are mirrored together": bool((turned == turned[:, :, :1]).all()),
        "about a share p is mirrored": is_near(int(is_mirrored.sum()), len(x), p),
        "the gradient is mirrored with its image": torch.equal(gradient, expected),
    }


def tossed(lesson, like, images, *args):
    """1 for each mirrored image, after a backward pass, so that the result has to be connected to x."""
    pair = torch.tensor([0.0, 1.0], dtype=like.dtype, device=like.device)
    y = lesson.random_hflip(pair.repeat(images, 1, 1, 1).requires_grad_(), *args)
    y.backward(torch.ones_like(y))
    return y.detach()[:, 0, 0, 0]


def coins(lesson, like, p, seed, calls, images):
    """1 for each mirrored image of each call, with one generator, [calls, images]."""
    generator = seeded(like, seed)
    return torch.stack([tossed(lesson, like, images, p, generator) for _ in range(calls)])


def rare(lesson, like, p, seed, images):
    """Whether a p close to 0 or 1 is kept to."""
    number = int(tossed(lesson, like, images, p, seeded(like, seed)).sum())
    few, share = min(number, images - number), min(p, 1 - p)
    return {"as many images as expected are in the smaller part": is_near(few, images, share)}


def small(lesson, like, p, seed, calls, images):
    """How many images each of many calls mirrors."""
    generator = seeded(like, seed)
    flips = torch.stack([tossed(lesson, like, images, p, generator) for _ in range(calls)])
    return {
        "the list of calls and images": list(flips.shape),
        "about a share p is mirrored": is_near(int(flips.sum()), flips.numel(), p),
        "the numbers of mirrored images are not all the same": len(flips.sum(1).unique()) > 1,
    }


def by_default(lesson, like, seed, calls, images):
    """1 for each mirrored image of each call, with the default p and without a generator."""
    torch.manual_seed(seed)
    return torch.stack([tossed(lesson, like, images) for _ in range(calls)])


def repeated(lesson, x, p, seed):
    """What the seed of a given generator decides, and that of the global one."""

    def of_given(generator):
        return torch.stack([tossed(lesson, x, 8, p, generator) for _ in range(10)])

    def of_global(generator):
        torch.manual_seed(generator.initial_seed())
        return torch.stack([tossed(lesson, x, 8, p) for _ in range(10)])

    given = repetition(of_given, seed, x.device)
    without = repetition(of_global, seed)
    return {
        **{f"with a generator, {said}": value for said, value in given.items()},
        **{f"without a generator, {said}": value for said, value in without.items()},
        "the result of p=1": lesson.random_hflip(x, 1.0),
    }


def ends(lesson, x):
    """All or nothing is mirrored, in new memory."""
    results = {p: lesson.random_hflip(x, p) for p in (0.0, 1.0, 0, 1)}
    return {
        **{f"the result of p={p!r}": y for p, y in results.items()},
        "a result shares memory with x": any(
            y.untyped_storage().data_ptr() == x.untyped_storage().data_ptr() for y in results.values()
        ),
    }


def refusals(lesson, x, wrong):
    return {
        "the result of p=1": lesson.random_hflip(x, 1.0),
        **{f"the outcome of p={p}": refusal(ValueError, str(p), lesson.random_hflip, x, p) for p in wrong},
    }


def test_whole_images(compare, draw):
    """Each image stays as it is or is mirrored as a whole, with all channels and rows and its gradient."""
    compare.detached(facts, x=draw.normal(400, 3, 2, 4), p=0.3, seed=draw.seed())
    compare.detached(facts, x=draw.normal(300, 2, 5, 3), p=0.75, seed=draw.seed())


def test_independent(compare, draw):
    """Each image has a coin of its own, which depends neither on other images nor on other calls."""
    like = draw.normal(1)
    compare.distribution(coins, like=like, p=0.3, seed=draw.seed(), calls=2, images=900)
    compare.distribution(coins, like=like, p=0.6, seed=draw.seed(), calls=6, images=300)


def test_number_of_mirrored_images(compare, draw):
    """The number of mirrored images is random, also in small batches and for p close to 0 or 1."""
    for images in (4, 1):
        compare.detached(small, like=draw.normal(1), p=0.5, seed=draw.seed(), calls=24, images=images)
    for p in (0.0005, 0.9995):
        compare.detached(rare, like=draw.normal(1), p=p, seed=draw.seed(), images=150000)


def test_defaults(compare, draw):
    """p is 1/2 by default, and without a generator the coins come from PyTorch's global one."""
    compare.distribution(by_default, like=draw.normal(1), seed=draw.seed(), calls=1, images=1800)


def test_all_or_none(compare, draw):
    """With p = 1 all images are mirrored. With p = 0 none is, and the result is a copy all the same."""
    for shape in ((3, 2, 4, 5), (1, 1, 1, 2), (2, 3, 1, 3), (3, 1, 2, 1), (1, 1, 1, 1)):
        compare(ends, x=draw.normal(*shape))
    compare(ends, x=torch.zeros(2, 1, 2, 3))


def test_generators(compare, draw):
    """The coins come from the given generator, or else from PyTorch's global one."""
    compare.detached(repeated, x=draw.normal(3, 1, 2, 3), p=0.5, seed=draw.seed())


def test_refused(compare, draw):
    """A p below 0 or above 1 raises a ValueError."""
    compare(refusals, x=draw.normal(40, 1, 1, 2), wrong=[1.25, -0.5, 2])


def test_whole_batch(compare, draw):
    """All images are mirrored at once, without a Python loop."""
    compare.detached.vectorised(
        lambda images, channels, rows, columns: {
            "x": draw.normal(images, channels, rows, columns),
            "p": 1.0,
            "seed": 3,
        },
        facts,
    )
