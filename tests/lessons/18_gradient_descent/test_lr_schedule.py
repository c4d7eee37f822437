import torch

from autograder.judge import graded
from autograder.judge.scenarios import refusal

pytestmark = graded("lr_schedule")


def rates(lesson, kind, eta0, steps, **keywords):
    """The rates of these steps, in this order, as a tensor: its tolerance allows for rounding near 0."""
    found = [lesson.lr_schedule(kind, t, eta0, **keywords) for t in steps]
    return {
        "the rates": torch.tensor(found, dtype=torch.float64),
        "each rate is a Python float": all(type(rate) is float for rate in found),
    }


def refusals(lesson, eta0):
    """What unknown kinds and wrong keywords raise; and a rate."""
    schedule = lesson.lr_schedule
    said = {
        f"the kind {kind!r}": refusal(ValueError, kind, schedule, kind, 3, eta0, lam=0.1)
        for kind in ("linear", "Cosine", "exp")
    }
    missing = {
        "lam": ("exponential", {}),
        "alpha": ("polynomial", {"beta": 0.5}),
        "beta": ("polynomial", {"alpha": 0.5}),
        "factor": ("piecewise", {"every": 2}),
        "every": ("piecewise", {"factor": 0.5}),
        "T": ("cosine", {"warmup": 2}),
    }
    for word, (kind, keywords) in missing.items():
        said[f"{kind} without {word}"] = refusal(TypeError, word, schedule, kind, 3, eta0, **keywords)
    unknown = {
        "gamma": ("exponential", {"lam": 0.1}),
        "lam": ("polynomial", {"alpha": 0.5, "beta": 1.0}),
        "T": ("piecewise", {"factor": 0.5, "every": 2}),
        "every": ("cosine", {"T": 9}),
    }
    for word, (kind, keywords) in unknown.items():
        more = {**keywords, word: 7}
        said[f"{kind} with {word}"] = refusal(TypeError, word, schedule, kind, 3, eta0, **more)
    return {**said, "a rate": schedule("exponential", 2, eta0, lam=0.5)}


def number(draw, low, high):
    return float(draw.uniform(1, low=low, high=high))


def test_exponential(compare, draw):
    """It is eta0 * exp(-lam * t). With lam = 0 it stays eta0."""
    for lam in (number(draw, 0.05, 0.4), 1.5, 0.0):
        eta0 = number(draw, 0.2, 3.0)
        compare.detached(rates, kind="exponential", eta0=eta0, steps=[0, 1, 2, 9, 30], lam=lam)


def test_polynomial(compare, draw):
    """It is eta0 * (beta * t + 1)^(-alpha), also where alpha or beta is 0."""
    steps = [0, 1, 2, 10, 1000]
    for alpha, beta in ((0.5, number(draw, 0.1, 0.9)), (number(draw, 1.2, 2.5), 3.0), (0.0, 2.0), (2.0, 0.0)):
        eta0 = number(draw, 0.2, 3.0)
        compare.detached(rates, kind="polynomial", eta0=eta0, steps=steps, alpha=alpha, beta=beta)


def test_piecewise(compare, draw):
    """The rate changes at every, 2 * every and so on, and stays the same in between."""
    for factor, every in ((number(draw, 0.3, 0.8), 4), (0.9, 1), (1.0, 3), (0.1, draw.integer(5, 9))):
        steps = sorted({0, 1, every - 1, every, every + 1, 2 * every - 1, 2 * every, 7 * every + 1})
        eta0 = number(draw, 0.2, 3.0)
        compare.detached(rates, kind="piecewise", eta0=eta0, steps=steps, factor=factor, every=every)


def test_cosine(compare, draw):
    """It falls from eta0 to eta_min in T steps, along half of a cosine, and stays there."""
    for T, eta_min in ((12, number(draw, 0.01, 0.1)), (7, 0.05), (1, 0.2)):
        steps = sorted({0, 1, T // 3, T // 2, T - 1, T, T + 1, 2 * T, 5 * T})
        eta0 = number(draw, 0.5, 3.0)
        compare.detached(rates, kind="cosine", eta0=eta0, steps=steps, T=T, eta_min=eta_min)


def test_cosine_defaults(compare, draw):
    """Without eta_min it falls to 0.0, and without warmup it starts at eta0."""
    compare.detached(rates, kind="cosine", eta0=number(draw, 0.5, 3.0), steps=list(range(14)), T=10)


def test_warmup(compare, draw):
    """The warmup rises from 0 to eta0 in a line. The cosine begins after it, and ends at T as before."""
    for T, warmup, eta_min in ((15, 5, 0.0), (9, 1, 0.03), (8, 7, 0.1), (20, draw.integer(3, 9), 0.02)):
        eta0 = number(draw, 0.5, 3.0)
        options = {"T": T, "warmup": warmup, "eta_min": eta_min}
        compare.detached(rates, kind="cosine", eta0=eta0, steps=list(range(T + 4)), **options)


def test_any_order(compare, draw):
    """The rate depends on t alone, not on how many calls were made before."""
    steps = [8, 3, 3, 0, 12, 1, 5]
    compare.detached(rates, kind="cosine", eta0=number(draw, 0.5, 3.0), steps=steps, T=12, warmup=4)
    compare.detached(rates, kind="piecewise", eta0=1.25, steps=steps, factor=number(draw, 0.3, 0.8), every=3)
    compare.detached(rates, kind="polynomial", eta0=0.75, steps=steps, alpha=number(draw, 0.3, 0.8), beta=0.2)


def test_refused(compare, draw):
    """An unknown kind raises ValueError; a missing keyword and one of another kind raise TypeError."""
    compare.detached(refusals, eta0=number(draw, 0.2, 3.0))
