import torch

from autograder.judge import graded
from autograder.judge.scenarios import repetition, seeded

pytestmark = graded("sample_next")


def drawn(lesson, logits, number, generator, **settings):
    """As many ids in a list, each drawn anew."""
    return [lesson.sample_next(logits, **settings, generator=generator) for _ in range(number)]


def shares(lesson, logits, p, number, seed, **settings):
    """How often each token comes. A right share is off by over 5.5 standard deviations once in 20 million."""
    found = drawn(lesson, logits.detach(), number, seeded(logits, seed), **settings)
    return {
        f"token {token} is drawn as often as it should be": abs(found.count(token) / number - share)
        < 5.5 * (share * (1 - share) / number) ** 0.5 + 1e-9
        for token, share in enumerate(p.tolist())
    }


def ids(lesson, logits, number, seed, **settings):
    """The ids that are drawn, each once; and the first one with its type."""
    found = drawn(lesson, logits.detach(), number, seeded(logits, seed), **settings)
    return {
        "the type of the id": type(found[0]).__name__,
        "the list of ids that are drawn": sorted(set(found)),
    }


def each(lesson, rows, settings, seed):
    """The id for each row of logits, where only one id is right."""
    generator = seeded(rows, seed)
    return {
        f"the list of ids with {', '.join(f'{key}={value}' for key, value in one.items())}": [
            lesson.sample_next(row, **one, generator=generator) for row in rows.detach()
        ]
        for one in settings
    }


def repeated(lesson, logits, seed):
    logits = logits.detach()
    found = repetition(lambda g: torch.tensor(drawn(lesson, logits, 12, g, top_k=30)), seed, logits.device)
    return found | {
        "the type of the id": type(lesson.sample_next(logits, generator=seeded(logits, seed))).__name__
    }


def of_global(lesson, logits, seed):
    """Without a generator, the global one draws, so its seed repeats the ids."""
    found = []
    for start in (seed, seed, seed + 1):
        torch.manual_seed(start)
        found.append(drawn(lesson, logits.detach(), 12, None))
    torch.manual_seed(seed + 2)  # however much was drawn, the generator is left in the same place
    return {
        "the type of the id": type(found[0][0]).__name__,
        "the same seed gives the same ids": found[0] == found[1],
        "another seed gives other ids": found[0] != found[2],
    }


def spread(draw, *p):
    """Logits of these probabilities in random order, and the probabilities. The first isn't the largest."""
    largest, p = max(p), draw.shuffled(p)
    while p[0] > largest - 1e-6:
        p = draw.shuffled(p.tolist())
    return p.log() + draw.normal(1), p


def flat(draw, size):
    """Logits that are about equal, so that each token soon comes."""
    return 0.1 * draw.uniform(size) + draw.normal(1)


def test_probabilities(compare, draw):
    """Each token comes with the probability of its softmax, whatever is added to all logits."""
    logits, p = spread(draw, 0.85, 0.1, 0.05)
    compare.detached(shares, logits=logits, p=p, number=120, seed=draw.seed())


def test_temperature(compare, draw):
    """A low temperature prefers the likely tokens more, and a high one less."""
    for p, temperature in (((0.6, 0.4), 0.25), ((0.995, 0.005), 10.0)):
        logits, p = spread(draw, *p)
        right = p ** (1 / temperature)
        right /= right.sum()
        compare.on("plain")(
            shares, logits=logits, p=right, number=150, seed=draw.seed(), temperature=temperature
        )


def test_extreme_temperatures(compare, draw):
    """At 0.001 the likeliest token always comes, but among close ones each may. At a million all may."""
    rows = torch.stack([draw.shuffled([0.0, 1.0, 2.0, -3.0, 0.5]) for _ in range(4)])
    compare.detached(each, rows=1 + 50 * rows, settings=[{"temperature": 0.001}], seed=draw.seed())
    logits = draw.shuffled([0.0, 15.0, -15.0, 30.0])
    compare.on("plain")(ids, logits=logits, number=70, seed=draw.seed(), temperature=1e6)
    close = 0.001 * draw.shuffled([0.0, 0.3])
    compare.on("plain")(ids, logits=close, number=40, seed=draw.seed(), temperature=0.001)


def test_temperature_of_zero(compare, draw):
    """At temperature 0 the largest logit wins, and of equal ones the lowest id. Nothing is drawn."""
    rows = draw.normal(5, 7)
    rows[1, 2] = rows[1, 5] = 9.0
    rows[2] = rows[2, 0]
    rows[3, 0] = -torch.inf
    settings = [{"temperature": 0.0}, {"temperature": 0.0, "top_k": 3}, {"temperature": 0}]
    compare.detached(each, rows=rows, settings=settings, seed=draw.seed())
    compare.detached.call(rows[1], 0.0)


def test_top_k(compare, draw):
    """Only the top_k likeliest tokens come, and they share all of the probability."""
    logits, p = spread(draw, 0.3, 0.02, 0.02, *[0.01] * 66)
    kept = p > 0.015
    right = torch.where(kept, p, 0.0) / p[kept].sum()
    compare.on("plain")(shares, logits=logits, p=right, number=120, seed=draw.seed(), top_k=3)


def test_top_k_of_one(compare, draw):
    """With top_k = 1 the likeliest token always comes, at any temperature."""
    settings = [{"top_k": 1}, {"top_k": 1, "temperature": 50.0}]
    compare.detached(each, rows=draw.normal(6, 9), settings=settings, seed=draw.seed())


def test_top_k_with_temperature(compare, draw):
    """A high temperature makes the top_k tokens alike, and no other token takes part."""
    logits = torch.cat([4 * draw.shuffled([2.0, 1.0, 0.0, -1.0]), 4 * draw.shuffled([4.0, 3.0])])
    for temperature in (1000.0, 1e6):
        compare.on("plain")(ids, logits=logits, number=60, seed=draw.seed(), temperature=temperature, top_k=3)


def test_equal_logits(compare, draw):
    """Of equal logits the lower ids take part, so that there are exactly top_k tokens."""
    compare.on("plain")(ids, logits=torch.zeros(40), number=60, seed=draw.seed(), top_k=3)
    logits = torch.tensor([0.0, 1.0, 0.0, 1.0, 2.0, 1.0, 1.0]) + draw.normal(1).round()
    compare.on("plain")(ids, logits=logits, number=60, seed=draw.seed(), top_k=3, temperature=50.0)


def test_large_top_k(compare, draw):
    """If top_k is V or larger, all tokens take part."""
    for top_k in (3, 4, 99, None):
        compare.on("plain")(ids, logits=flat(draw, 3), number=50, seed=draw.seed(), top_k=top_k)


def test_impossible_tokens(compare, draw):
    """A token with the logit -inf never comes, also if top_k is larger than the number of the others."""
    logits = flat(draw, 4)
    logits[0] = logits[draw.integer(1, 4)] = -torch.inf
    for settings in ({"top_k": None}, {"top_k": 3}, {"top_k": 2}, {"temperature": 30.0}):
        compare.on("plain")(ids, logits=logits, number=35, seed=draw.seed(), **settings)


def test_large_logits(compare, draw):
    """Of large logits, above or below 0, only the differences count. float64 stays exact."""
    rows = torch.stack([draw.shuffled([0.0, 40.0, 1.0, 2.0]) for _ in range(4)]).double()
    compare.on("plain")(each, rows=rows + 1e12, settings=[{"temperature": 1.0}], seed=draw.seed())
    for mean in (5000.0, -5000.0):
        logits = torch.cat([torch.tensor([-900.0]), draw.shuffled([0.0, 0.0, -900.0])]) + mean
        compare.detached(ids, logits=logits, number=35, seed=draw.seed())


def test_vocabularies(compare, draw):
    """One token, two tokens and hundreds of them work too."""
    compare.detached(ids, logits=draw.normal(1), number=3, seed=draw.seed())
    compare.detached(ids, logits=flat(draw, 2), number=35, seed=draw.seed())
    logits = draw.normal(500)
    logits[draw.integer(256, 500)] = 40.0
    compare.detached(ids, logits=logits, number=5, seed=draw.seed())


def test_generator(compare, draw):
    """Only the generator decides: one seed gives the same ids again, another seed gives others."""
    compare.detached(repeated, logits=flat(draw, 40), seed=draw.seed())


def test_global_generator(compare, draw):
    """Without a generator, PyTorch's global one decides."""
    compare.on("plain")(of_global, logits=flat(draw, 40), seed=draw.seed())
