import torch

from autograder.judge import graded
from autograder.judge.scenarios import repetition, seeded

pytestmark = graded("sample_noise")


def facts(x, which="noise"):
    """What can be said of random numbers without naming them."""
    return {
        f"the shape of the {which}": list(x.shape),
        f"the dtype of the {which}": x.dtype,
        f"the device of the {which}": x.device.type,
        f"the {which} requires gradients": x.requires_grad,
        f"the {which} is one number everywhere": x.numel() > 1 and bool((x == x.flatten()[0]).all()),
    }


def values(lesson, like, seed, batch, dim):
    return lesson.sample_noise(batch, dim, generator=seeded(like, seed), device=like.device)


def largest(lesson, like, seed, batch, dim):
    """The size of the largest number of each sample."""
    return values(lesson, like, seed, batch, dim).abs().amax(1)


def totals(lesson, like, seed, number):
    """Of many small draws, the sums, scaled to a spread of 1, and the sums of squares."""
    generator = seeded(like, seed)
    shapes = ((1, 12), (12, 1), (4, 3))
    draws = [lesson.sample_noise(*shapes[i % 3], generator, like.device).flatten(0, 1) for i in range(number)]
    together = torch.cat(draws).view(number, 12)  # summed at once, which is much faster
    return torch.cat([together.sum(1) / 12**0.5, together.square().sum(1)])


def facts_of_values(lesson, like, seed, batch, dim):
    return facts(values(lesson, like, seed, batch, dim))


def sums(lesson, like, seed, number):
    """Sums over the numbers of each sample, and over the samples, scaled to a spread of 1."""
    generator = seeded(like, seed)
    tall = lesson.sample_noise(number, 4, generator, like.device).sum(1)
    wide = lesson.sample_noise(4, number, generator, like.device).sum(0)
    return torch.cat([tall, wide]) / 2


def sums_of_calls(lesson, like, seed, number):
    """Two calls in a row, added and scaled to a spread of 1."""
    generator = seeded(like, seed)
    first, second = (lesson.sample_noise(number, 3, generator=generator) for _ in range(2))
    return (first + second) / 2**0.5


def sizes(lesson, like, seed, shapes):
    generator = seeded(like, seed)
    found = {}
    for batch, dim in shapes:
        noise = lesson.sample_noise(batch, dim, generator, device=like.device)
        found |= facts(noise, f"noise with batch={batch}, dim={dim}")
    return found


def repeated(lesson, like, seed, batch, dim):
    found = repetition(lambda generator: lesson.sample_noise(batch, dim, generator), seed, like.device)
    return {**found, **facts(lesson.sample_noise(batch, dim, seeded(like, seed)))}


def from_global(lesson, seed, batch, dim):
    """Draws without a generator, after the global one was set to a seed."""
    draws = []
    for one in (seed, seed, seed + 1):
        torch.manual_seed(one)
        draws.append([lesson.sample_noise(batch, dim) for _ in range(2)])
    return {
        **facts(draws[0][0], "noise of the first call"),
        **facts(draws[0][1], "noise of the second call"),
        "the same seed gives the same noise": all(map(torch.equal, *draws[:2])),
        "another seed gives other noise": not torch.equal(draws[0][0], draws[2][0]),
        "the next call gives other noise": not torch.equal(*draws[0]),
    }


def devices(lesson, like, seed, batch, dim):
    """Where draws lie while tensors are made elsewhere unless somebody says where."""
    with torch.device("meta"):
        by_generator = lesson.sample_noise(batch, dim, generator=seeded(like, seed))
        by_default = lesson.sample_noise(batch, dim)
        by_both = lesson.sample_noise(batch, dim, seeded(like, seed), like.device)
    shape_elsewhere = lesson.sample_noise(batch, dim, device="meta")
    return {
        **facts(by_generator, "noise with only a generator"),
        **facts(by_default, "noise without generator and device"),
        **facts(by_both, "noise with both generator and device"),
        "the shape of the noise with only a device": list(shape_elsewhere.shape),
        "the device of the noise with only a device": shape_elsewhere.device.type,
    }


def test_standard_normal(compare, draw):
    """The numbers have the standard normal distribution, and rows and columns are independent."""
    compare.distribution(values, like=draw.normal(1), seed=draw.seed(), batch=300, dim=250)


def test_tails(compare, draw):
    """Numbers far from 0 are as frequent as they should be: nothing cuts the tails."""
    compare.distribution(largest, like=draw.normal(1), seed=draw.seed(), batch=4000, dim=600)


def test_small_draws(compare, draw):
    """Each draw by itself is random: it isn't shifted or scaled to have a certain mean or spread."""
    compare.distribution(totals, like=draw.normal(1), seed=draw.seed(), number=1500)


def test_independent(compare, draw):
    """All numbers of a draw are independent, within a sample and between samples."""
    compare.distribution(sums, like=draw.normal(1), seed=draw.seed(), number=2500)


def test_next_call(compare, draw):
    """The next call with the same generator draws the next numbers, independent of those before."""
    compare.distribution(sums_of_calls, like=draw.normal(1), seed=draw.seed(), number=1500)


def test_sizes(compare, draw):
    """The result is [batch, dim] in float32, also for sizes of 1, and records no gradient."""
    shapes = ((1, 4), (6, 1), (1, 1), (draw.integer(7, 30), 2))
    compare(sizes, like=draw.normal(1), seed=draw.seed(), shapes=shapes)


def test_generator(compare, draw):
    """The same seed gives the same numbers, another seed other numbers. There is no other random source."""
    compare(repeated, like=draw.normal(1), seed=draw.seed(), batch=5, dim=3)


def test_global_generator(compare, draw):
    """Without a generator, the numbers come from PyTorch's global generator."""
    compare(from_global, seed=draw.seed(), batch=3, dim=4)


def test_device(compare, draw):
    """The result is on the given device, otherwise on the generator's, otherwise on the CPU."""
    compare(devices, like=draw.normal(1), seed=draw.seed(), batch=4, dim=2)


def test_whole_batch(compare, draw):
    """All samples are drawn at once, without a Python loop."""
    fixed = {"like": draw.normal(1), "seed": draw.seed(), "dim": 3}
    compare.vectorised(lambda samples: {**fixed, "batch": samples}, facts_of_values)
