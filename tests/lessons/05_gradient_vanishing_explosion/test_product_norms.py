import math

import torch

from autograder.judge import graded
from autograder.judge.scenarios import seeded

pytestmark = graded("product_norms")


def growths(lesson, seed, runs, depth, width, std):
    """The logarithm of the growth of the norm in each step, [runs, depth]."""
    generator = torch.Generator("cpu").manual_seed(seed)  # where many draws are fastest
    norms = [lesson.product_norms(depth, width, std, generator) for _ in range(runs)]
    logs = torch.stack(norms).log()
    return torch.cat([logs[:, :1], logs.diff(dim=1)], dim=1)


def finals(lesson, seed, runs, depth, width, std):
    """The logarithm of the last norm of each run."""
    generator = torch.Generator("cpu").manual_seed(seed)  # where many draws are fastest
    return torch.stack([lesson.product_norms(depth, width, std, generator)[-1] for _ in range(runs)]).log()


def said(norms, case=""):
    """What can be said of norms without naming them."""
    return {
        f"the shape of the norms{case}": list(norms.shape),
        f"the dtype of the norms{case}": norms.dtype,
        f"the device of the norms{case}": norms.device.type,
        f"the norms require gradients{case}": norms.requires_grad,
        f"all norms are positive{case}": bool((norms > 0).all()),
        f"no two norms are the same{case}": len(norms.unique()) == norms.numel(),
    }


def facts(lesson, like, seed, sizes):
    found = {}
    for depth, width in sizes:
        norms = lesson.product_norms(depth, width, 0.7, seeded(like, seed))
        found |= said(norms, f" with depth={depth}, width={width}")
    return found


def scaled(lesson, like, seed, std, factor):
    """The norms for a std and for a multiple, divided by what the multiple makes of them."""
    few, more = (lesson.product_norms(6, 5, s, seeded(like, seed)) for s in (std, factor * std))
    powers = torch.tensor([factor**k for k in range(1, 7)], dtype=few.dtype, device=few.device)
    return {
        **said(few),
        "std times c gives norms times c^k": torch.allclose(more / powers, few, rtol=1e-9),
    }


def tails(lesson, seed, depth, std):
    """Whether entries far from 0 occur. With a width of 1 each step multiplies by the size of one entry."""
    norms = lesson.product_norms(depth, 1, std, torch.Generator("cpu").manual_seed(seed))
    entries = norms[1:] / norms[:-1] / std
    return {**said(norms), "some entries are beyond three standard deviations": bool((entries > 3.05).any())}


def extremes(lesson, like, seed, std, depth, width, first):
    """Norms that leave the range of float64 behind.

    Args:
        first: up to this step, norms are in the range of float64 for certain.
    """
    norms = lesson.product_norms(depth, width, std, seeded(like, seed))
    sure, end = norms[:first], 0.0 if std < 1 else torch.inf
    out = norms == end
    return {
        "no norm is NaN": not bool(norms.isnan().any()),
        "early norms are normal numbers": bool(((sure > 1e-300) & sure.isfinite()).all()),
        f"the last norm is {end}": bool(out[-1]),
        f"after the first {end} all are {end}": bool((out == out.cummax(0).values).all()),
    }


def back_in_range(lesson, like, seed, width, std, depth):
    """Norms whose squares are out of range, though they themselves are not."""
    norms = lesson.product_norms(depth, width, std, seeded(like, seed))
    steps = torch.arange(1, depth + 1, dtype=norms.dtype, device=norms.device)
    powers = norms.log() / steps / math.log(std)
    return {
        **said(norms),
        "each norm is about std to the power of its step": bool(((powers - 1).abs() < 0.1).all()),
    }


def sources(lesson, like, seed):
    """Draws of a given generator and of the global one, two in a row after each seed."""
    found = {}
    for source in ("the generator", "the global generator"):
        draws = []
        for one in (seed, seed, seed + 1):
            generator = seeded(like, one) if source == "the generator" else None
            torch.manual_seed(one if generator is None else seed)
            draws.append([lesson.product_norms(4, 3, 1.0, generator) for _ in range(2)])
        found |= {
            **said(draws[0][0], f" of {source}"),
            f"the same seed of {source} gives the same norms": all(map(torch.equal, *draws[:2])),
            f"another seed of {source} gives other norms": not torch.equal(draws[0][0], draws[2][0]),
            f"the next call with {source} gives other norms": not torch.equal(*draws[0]),
        }
    return found


def elsewhere(lesson, width):
    """The norms while PyTorch's default device is another one."""
    with torch.device("meta"):
        return said(lesson.product_norms(4, width, 1.0))


def of_width(lesson, like, seed, width):
    return said(lesson.product_norms(3, width, 1.0, seeded(like, seed)))


def test_first_norm(compare, draw):
    """The first norm is that of the first matrix: the root of the sum of its squared entries."""
    compare.distribution(finals, seed=draw.seed(), runs=600, depth=1, width=9, std=1.5)


def test_growth(compare, draw):
    """Each step multiplies by another matrix, independent of those before."""
    compare.distribution(growths, seed=draw.seed(), runs=250, depth=4, width=3, std=0.8)


def test_long_products(compare, draw):
    """All rows and columns of a matrix have numbers of their own, which the norm after many steps shows."""
    compare.distribution(finals, seed=draw.seed(), runs=250, depth=24, width=12, std=0.3)


def test_width_of_one(compare, draw):
    """With a width of 1 the products are products of numbers."""
    compare.distribution(growths, seed=draw.seed(), runs=10, depth=400, width=1, std=1.5)


def test_tails(compare, draw):
    """Entries far from 0 occur as they should: nothing cuts the tails."""
    compare.on("plain")(tails, seed=draw.seed(), depth=6000, std=1.887)  # which neither grows nor shrinks


def test_std(compare, draw):
    """All entries are proportional to std, so the norm of step k is proportional to its k-th power."""
    compare(scaled, like=draw.normal(1), seed=draw.seed(), std=0.6, factor=3.0)


def test_sizes(compare, draw):
    """There is a norm for each step, in float64 and on the generator's device, also for sizes of 1."""
    sizes = [(5, 3), (3, 5), (1, 4), (4, 1), (1, 1), (3, 3)]
    compare(facts, like=draw.normal(1), seed=draw.seed(), sizes=sizes)


def test_large_norms(compare, draw):
    """Norms that are too large for float64 are inf from the first one on, and never NaN."""
    given = {"like": draw.normal(1), "seed": draw.seed()}
    compare(extremes, **given, std=1e3, depth=150, width=4, first=70)
    compare(extremes, **given, std=1e60, depth=30, width=3, first=4)


def test_small_norms(compare, draw):
    """Norms that are too small for float64 are 0 from the first one on, and never NaN."""
    given = {"like": draw.normal(1), "seed": draw.seed()}
    compare(extremes, **given, std=1e-4, depth=150, width=4, first=50)
    compare(extremes, **given, std=1e-60, depth=30, width=3, first=4)


def test_large_squares(compare, draw):
    """A norm is right even where its square is too large or too small for float64."""
    for std in (1e90, 1e-90):
        compare(back_in_range, like=draw.normal(1), seed=draw.seed(), width=3, std=std, depth=3)


def test_generator(compare, draw):
    """The numbers come from the given generator, otherwise from PyTorch's. Each call draws the next ones."""
    compare(sources, like=draw.normal(1), seed=draw.seed())
    compare.on("plain")(elsewhere, width=draw.integer(2, 5))


def test_whole_tensors(compare, draw):
    """The entries of a product are computed at once, without a Python loop."""
    fixed = {"like": draw.normal(1), "seed": draw.seed()}
    compare.vectorised(lambda width: {**fixed, "width": width}, of_width)
