import torch

from autograder.judge import graded
from autograder.judge.scenarios import refusal, repetition

pytestmark = graded("train_val_split")


def seeded(number):
    return torch.Generator().manual_seed(number)


def facts(lesson, cases, seed):
    """The sizes of both sets in each case, and all indices in order."""
    generator, found = seeded(seed), {}
    for n, ratio in cases:
        train, val = lesson.train_val_split(n, ratio, generator)
        said = f"n={n}, val_ratio={ratio}"
        found[f"the shape of train for {said}"] = list(train.shape)
        found[f"the shape of val for {said}"] = list(val.shape)
        found[f"the dtypes for {said}"] = [train.dtype, val.dtype]
        found[f"the devices for {said}"] = [train.device.type, val.device.type]
        found[f"all indices in order for {said}"] = torch.cat([train, val]).sort().values
    return found


def validated(lesson, *args):
    """The validation set, which has to be a vector of int64."""
    val = lesson.train_val_split(*args)[1]
    if val.dim() != 1 or val.dtype is not torch.int64:
        raise TypeError("val is no vector of int64")
    return val


def codes(lesson, n, ratio, seed, number):
    """A number for each of many validation sets, which says what set it is: the sum of 2^j / 2^n."""
    generator = seeded(seed)
    sets = [validated(lesson, n, ratio, generator) for _ in range(number)]
    return torch.stack([(2.0 ** (val - n).double()).sum() for val in sets])


def gaps(lesson, n, ratio, seed, number):
    """How many neighbours each of many validation sets holds, around the circle."""
    generator, found = seeded(seed), []
    for _ in range(number):
        member = torch.zeros(n)
        member[validated(lesson, n, ratio, generator)] = 1.0
        found.append((member * member.roll(1)).sum())
    return torch.stack(found)


def of_global(lesson, n, ratio, seed, number):
    """Codes of splits without a generator, after the global one was set to a seed."""
    torch.manual_seed(seed)
    sets = [validated(lesson, n, ratio) for _ in range(number)]
    return torch.stack([(2.0 ** (val - n).double()).sum() for val in sets])


def repeated(lesson, n, ratio, seed):
    """What the seed decides, with a generator and without."""

    def both(generator=None):
        return torch.cat([part.sort().values for part in lesson.train_val_split(n, ratio, generator)])

    found = repetition(both, seed)
    generator = seeded(seed)
    draws = []
    for one in (seed, seed, seed + 1):
        torch.manual_seed(one)
        draws.append([both(), both()])
    return {
        **{f"with a generator, {said}": value for said, value in found.items()},
        "with a generator, the next call gives another split": not torch.equal(
            both(generator), both(generator)
        ),
        "without a generator, the same global seed gives the same split": all(map(torch.equal, *draws[:2])),
        "without a generator, another global seed gives another split": not torch.equal(
            draws[0][0], draws[2][0]
        ),
        "without a generator, the next call gives another split": not torch.equal(*draws[0]),
        "all indices in order": both().sort().values,
    }


def refusals(lesson, n, wrong):
    train, val = lesson.train_val_split(n, 0.25, seeded(1))
    return {
        "all indices in order": torch.cat([train, val]).sort().values,
        **{
            f"the outcome of val_ratio={ratio}": refusal(
                ValueError, str(ratio), lesson.train_val_split, n, ratio
            )
            for ratio in wrong
        },
    }


def test_each_index_once(compare, draw):
    """Together the two sets hold each index once, in int64."""
    cases = [(20, 0.25), (draw.integer(30, 60) * 5, 0.2), (10, 0.7), (9, 1 / 3), (100, 0.04)]
    compare(facts, cases=cases, seed=draw.seed())


def test_rounding(compare, draw):
    """The size of the validation set is rounded to the nearest integer, up or down."""
    cases = [(100, 0.29), (100, 0.57), (7, 0.4), (7, 0.35), (11, 0.25), (13, 0.9), (1000, 0.001), (10, 0.04)]
    compare(facts, cases=[*cases, (3, 0.9), (5, 0.05), (3, 0.3)], seed=draw.seed())


def test_ends(compare, draw):
    """A share of 0 or 1 leaves one of the sets empty, also if there is only one sample."""
    compare(
        facts,
        cases=[(5, 0.0), (5, 1.0), (1, 0.0), (1, 1.0), (6, 0), (6, 1)],
        seed=draw.seed(),
    )


def test_any_set(compare, draw):
    """Each set of the right size is equally likely to be the validation set."""
    compare.distribution(codes, n=6, ratio=0.5, seed=draw.seed(), number=500)
    compare.distribution(gaps, n=12, ratio=0.5, seed=draw.seed(), number=500)


def test_small_and_large_share(compare, draw):
    """The sets are random for a small share and for a large one."""
    compare.distribution(codes, n=10, ratio=0.1, seed=draw.seed(), number=400)
    compare.distribution(codes, n=10, ratio=0.9, seed=draw.seed(), number=400)


def test_global_generator(compare, draw):
    """Without a generator, the splits come from PyTorch's global one, and are as random."""
    compare.distribution(of_global, n=6, ratio=0.5, seed=draw.seed(), number=400)


def test_generators(compare, draw):
    """The seed of the given generator decides the split, or else that of PyTorch's global one."""
    compare(repeated, n=40, ratio=0.5, seed=draw.seed())


def test_refused(compare, draw):
    """A share below 0 or above 1 raises a ValueError."""
    compare(refusals, n=draw.integer(8, 20), wrong=[1.5, -0.25, 20])
