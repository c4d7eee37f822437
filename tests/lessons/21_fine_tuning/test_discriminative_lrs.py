from autograder.judge import graded
from autograder.judge.scenarios import refusal

pytestmark = graded("discriminative_lrs")


def ratios(lesson, n_groups, base_lr, decay):
    """The rates, and what they are."""
    rates = lesson.discriminative_lrs(n_groups, base_lr, decay)
    again = lesson.discriminative_lrs(n_groups, base_lr, decay)
    return {
        "the list of rates": rates,
        "the rates are a list of floats": isinstance(rates, list) and all(type(r) is float for r in rates),
        "the list of a second call is the same object": rates is again,
    }


def refused(lesson, base_lr, decay):
    """A decay out of its range, in words."""
    call = refusal(ValueError, "decay", lesson.discriminative_lrs, 3, base_lr, decay)
    single = refusal(ValueError, "decay", lesson.discriminative_lrs, 1, base_lr, decay)
    return {"the call": call, "the call for one group": single}


def drawn(draw):
    """A rate and a decay."""
    low, high = 0.3, 0.8
    return {"base_lr": draw.uniform(1).item() + 0.01, "decay": draw.uniform(1, low=low, high=high).item()}


def test_rates(compare, draw):
    """The last group has base_lr, and each earlier one decay times the rate of the next."""
    for n_groups in (2, 3, 5):
        compare.call(n_groups, **drawn(draw))


def test_one_group(compare, draw):
    """A single group has base_lr, and two groups one decay."""
    inputs = drawn(draw)
    for n_groups in (1, 2):
        compare.call(n_groups, inputs["base_lr"], inputs["decay"])


def test_many_groups(compare, draw):
    """The power goes on for many groups, in plain floats."""
    compare(ratios, n_groups=draw.integer(30, 60), **drawn(draw))


def test_ends(compare, draw):
    """A decay of 1 gives equal rates; a small one hardly any to the first groups. Rates may exceed 1."""
    for decay in (1.0, 1, 1e-6):
        compare.call(4, draw.uniform(1, low=0.1, high=0.9).item(), decay)
    compare.call(3, draw.uniform(1, low=2.0, high=9.0).item(), 1 / 2.6)


def test_refusal(compare, draw):
    """A decay of 0, below 0 or above 1 raises a ValueError that contains "decay"."""
    base_lr = draw.uniform(1).item() + 0.01
    for decay in (0.0, -0.5, -1.0, 1.001, 2.6):
        compare(refused, base_lr=base_lr, decay=decay)
    compare.call(2, base_lr, 0.999)
