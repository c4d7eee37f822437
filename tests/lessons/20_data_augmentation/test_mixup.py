import torch

from autograder.judge import graded
from autograder.judge.scenarios import refusal, repetition, seeded

pytestmark = graded("mixup")


def facts(lesson, x, y, alpha, seed):
    """What can be said of mixed samples without naming the random numbers, where no class comes twice."""
    leaf = x.detach().requires_grad_()
    mixed, y_a, y_b, lam = lesson.mixup(leaf, y, alpha, seeded(x, seed))
    found = {
        "the type of lam": type(lam).__name__,
        "the shape of the mixed samples": list(mixed.shape),
        "the dtype of the mixed samples": mixed.dtype,
        "the device of the mixed samples": mixed.device.type,
        "y_a": y_a,
        "y_b in order": y_b.sort().values,
        "lam is from 0 to 1": bool(0 <= lam <= 1),
    }
    if mixed.shape != x.shape or not torch.equal(y_b.sort().values, y.sort().values):
        return found
    perm = (y_b[:, None] == y).to(torch.uint8).argmax(1)  # [N]
    slopes = 1 + torch.arange(x.numel(), device=x.device, dtype=x.dtype).reshape(x.shape) / x.numel()
    (gradient,) = torch.autograd.grad((mixed * slopes).sum(), leaf)
    expected = (lam * slopes).index_add(0, perm, (1 - lam) * slopes)
    tolerance = 1e-5 if x.dtype is torch.float32 else 1e-12
    difference = (mixed - (lam * x + (1 - lam) * x[perm])).abs().max()
    return {
        **found,
        "each sample is mixed with that of its class in y_b, in the shares lam and 1 - lam": bool(
            difference < tolerance * (1 + x.abs().max())
        ),
        "the gradient has the shares lam and 1 - lam": bool(
            (gradient - expected).abs().max() < tolerance * 4
        ),
    }


def batch(n):
    """Samples and classes that are both 0 to n - 1, on the CPU, where many calls take little time."""
    return torch.arange(float(n)), torch.arange(n)


def lams(lesson, alpha, seed, number):
    """The shares of many calls with one generator."""
    generator = seeded(torch.ones(1), seed)
    shares = [lesson.mixup(*batch(2), alpha, generator)[3] for _ in range(number)]
    return torch.tensor(shares, dtype=torch.float64)


def permutations(lesson, seed, number):
    """A number for the permutation of three of each of many calls. The even ones have the lower numbers."""
    generator = seeded(torch.ones(1), seed)
    partners = [lesson.mixup(*batch(3), 0.5, generator)[2] for _ in range(number)]
    if any((y_b.dtype, list(y_b.shape)) != (torch.int64, [3]) for y_b in partners):
        raise TypeError("y_b must be int64 and [N]")
    table = torch.stack(partners)  # [number,3]
    is_odd = (table - torch.arange(3) == 0).sum(1) == 1
    return (table[:, 0] + 3 * is_odd).double()


def two_calls(lesson, seed, number):
    """The shares and the first partners of two calls in a row, [number, 4]."""
    generator, found = seeded(torch.ones(1), seed), []
    for _ in range(number):
        (_, _, first, lam), (_, _, second, other) = (
            lesson.mixup(*batch(5), 1.0, generator) for _ in range(2)
        )
        found.append([lam, first[0] / 4, other, second[0] / 4])
    return torch.tensor(found, dtype=torch.float64)


def of_global(lesson, alpha, seed, number):
    """The shares and first partners of calls without a generator, after the global one was set to a seed."""
    torch.manual_seed(seed)
    found = [lesson.mixup(*batch(5), alpha) for _ in range(number)]
    return torch.tensor([[lam, y_b[0] / 4] for _, _, y_b, lam in found], dtype=torch.float64)


def flat(result):
    """All that a call returns, in a row."""
    mixed, y_a, y_b, lam = result
    parts = [
        mixed.flatten().double(),
        y_a.double(),
        y_b.double(),
        torch.full_like(y_a, lam, dtype=torch.double),
    ]
    return torch.cat(parts)


def repeated(lesson, x, y, alpha, seed):
    """What the seed of a given generator decides, and that of the global one."""

    def of_global(generator):
        torch.manual_seed(generator.initial_seed())
        return flat(lesson.mixup(x, y, alpha))

    def share(generator):
        return torch.tensor(lesson.mixup(x, y, alpha, generator)[3])

    def partners(generator):
        return torch.stack([lesson.mixup(x, y, alpha, generator)[2] for _ in range(5)])

    given = {
        "the partners": repetition(partners, seed, x.device),
        "lam": repetition(share, seed, x.device),
    }
    without = repetition(of_global, seed)
    return {
        **{f"for {what}, {said}": value for what, found in given.items() for said, value in found.items()},
        **{f"without a generator, {said}": value for said, value in without.items()},
        "y_a": lesson.mixup(x, y, alpha)[1],
    }


def switched_off(lesson, x, y, seed):
    mixed, y_a, y_b, lam = lesson.mixup(x, y, 0.0, seeded(x, seed))
    return {
        "the mixed samples": mixed,
        "y_a": y_a,
        "y_b in order": y_b.sort().values,
        "lam": lam,
        "lam for the int 0": lesson.mixup(x, y, 0)[3],
    }


def memory(lesson, x, y, alphas):
    """Which results lie in the memory of an argument or of each other."""
    found = {}
    for alpha in alphas:
        mixed, y_a, y_b, _ = lesson.mixup(x, y, alpha)
        places = [t.untyped_storage().data_ptr() for t in (mixed, y_a, y_b, x, y)]
        found[f"with alpha={alpha}, results and arguments lie in different memory"] = len(set(places)) == 5
        found[f"y_a with alpha={alpha}"] = y_a
    return found


def refusals(lesson, x, y, wrong):
    return {
        "the mixed samples of alpha=0": lesson.mixup(x, y, 0.0)[0],
        "the samples are changed in one of twenty calls with alpha=1": any(
            not torch.equal(lesson.mixup(x, y, 1.0)[0], x) for _ in range(20)
        ),
        **{f"the outcome of alpha={a}": refusal(ValueError, str(a), lesson.mixup, x, y, a) for a in wrong},
        "the outcome of one class too few": refusal(ValueError, "", lesson.mixup, x, y[1:], 1.0),
        "the outcome of a single sample": refusal(ValueError, "", lesson.mixup, x[:1], y, 1.0),
        "the outcome of a single class": refusal(ValueError, "", lesson.mixup, x, y[:1], 0.0),
    }


def test_mixing(compare, draw):
    """Images and classes have the same partners, and lam is the share of a sample itself."""
    compare.detached(facts, x=draw.normal(20, 2, 3), y=draw.permutation(20), alpha=1.0, seed=draw.seed())
    compare.detached(facts, x=draw.normal(30, 4), y=500 + draw.permutation(30), alpha=50.0, seed=draw.seed())


def test_shapes(compare, draw):
    """Samples may have any number of dimensions, and there may be only one."""
    for shape in ((9,), (1, 3), (2, 3, 4, 5), (6, 1, 1), (1,), (3, 3, 3)):
        compare.detached(
            facts, x=draw.normal(*shape), y=draw.permutation(shape[0]), alpha=0.8, seed=draw.seed()
        )
    compare.detached(facts, x=torch.zeros(3, 2), y=draw.permutation(3), alpha=0.8, seed=draw.seed())


def test_lam(compare, draw):
    """lam has the distribution Beta(alpha, alpha), for small and for large alpha."""
    for alpha in (0.1, 1, 100.0):
        compare.distribution(lams, alpha=alpha, seed=draw.seed(), number=200)


def test_permutations(compare, draw):
    """All permutations are equally likely, those that leave samples in their places among them."""
    compare.distribution(permutations, seed=draw.seed(), number=200)


def test_independent(compare, draw):
    """lam and the permutation depend neither on each other nor on the calls before."""
    compare.distribution(two_calls, seed=draw.seed(), number=210)


def test_switched_off(compare, draw):
    """With alpha = 0 lam is 1.0, and the samples stay as they are."""
    compare(switched_off, x=draw.normal(4, 3), y=draw.permutation(4), seed=draw.seed())
    compare(switched_off, x=draw.normal(5, 1, 2, 2), y=draw.integers(0, 3, 5), seed=draw.seed())


def test_memory(compare, draw):
    """The results share no memory with each other or with the arguments, also where nothing is mixed."""
    compare.detached(memory, x=draw.normal(4, 3), y=draw.integers(0, 9, 4), alphas=[0.5, 0.0])
    compare.detached(memory, x=draw.normal(1, 2), y=draw.integers(0, 9, 1), alphas=[1.0, 0.0])


def test_generators(compare, draw):
    """All random numbers come from the given generator, or else from PyTorch's global one."""
    compare.detached(repeated, x=draw.normal(30, 2), y=draw.permutation(30), alpha=0.7, seed=draw.seed())
    compare.distribution(of_global, alpha=0.5, seed=draw.seed(), number=150)


def test_refused(compare, draw):
    """A negative alpha and different numbers of samples and classes raise a ValueError."""
    compare(refusals, x=draw.normal(4, 2), y=draw.integers(0, 9, 4), wrong=[-0.5, -2.0, -1])


def test_whole_batch(compare, draw):
    """All samples are mixed at once, without a Python loop."""
    compare.detached.vectorised(
        lambda samples, columns: {
            "x": draw.normal(samples, columns),
            "y": draw.permutation(samples),
            "alpha": 1.0,
            "seed": 2,
        },
        facts,
    )
