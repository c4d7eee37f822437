import torch

from autograder.judge import graded
from autograder.judge.scenarios import refusal, repetition, seeded

pytestmark = graded("dropout")


def facts(lesson, x, p, seed):
    """What can be said of a dropped x, whose elements are not 0, without naming the random numbers."""
    x = x.detach().requires_grad_()
    generator = seeded(x, seed)
    y = lesson.dropout(x, p, True, generator)
    (gradient,) = torch.autograd.grad(y.sum(), x)
    again = lesson.dropout(x.detach(), p, generator=generator) != 0
    others = lesson.dropout(-3 * x.detach(), p, True, seeded(x, seed)) != 0
    kept = (y != 0).detach()
    factors = (y / x).detach() * (1 - p)
    sigma = (p * (1 - p) / x.numel()) ** 0.5
    tolerance = 1e-5 if x.dtype is torch.float32 else 1e-12
    found = {
        "the shape": list(y.shape),
        "the dtype": y.dtype,
        "the device": y.device.type,
        "elements that are kept are divided by 1 - p": bool(((factors[kept] - 1).abs() < tolerance).all()),
        "the share of elements that are kept is right": abs(kept.double().mean().item() - (1 - p))
        < 6 * sigma,
        "the gradient is 1 / (1 - p) where an element is kept, and 0 elsewhere": bool(
            ((gradient * (1 - p) - kept.to(x.dtype)).abs() < tolerance).all()
        ),
        "other values with the same random numbers are dropped at the same places": torch.equal(kept, others),
    }
    if x.numel() > 1000:  # independent masks differ at 2 p (1 - p) of the places; half of that is enough
        found["the next call drops other elements"] = bool((kept != again).double().mean() > p * (1 - p))
    return found


def of_ones(lesson, like, p, generator, *shape):
    """What is left of ones, after a backward pass, so that it has to be connected to them."""
    ones = torch.ones(shape, dtype=like.dtype, device=like.device, requires_grad=True)
    y = lesson.dropout(ones, p, True, generator)
    if (y.shape, y.dtype) != (ones.shape, ones.dtype):
        raise TypeError("the result has another shape or dtype than x")
    y.backward(torch.ones_like(ones))
    return y.detach()


def values(lesson, like, p, seed, rows, columns):
    return of_ones(lesson, like, p, seeded(like, seed), rows, columns)


def batch_values(lesson, like, p, seed, shape):
    """The sums over each dimension in turn, which show whether it shares random numbers."""
    kept = of_ones(lesson, like, p, seeded(like, seed), *shape)
    return torch.cat([kept.sum(dim=dim).flatten() for dim in range(len(shape))])


def huge(lesson, x, p, seed):
    """What is said of elements that overflow if they are kept."""
    y = lesson.dropout(x, p, True, seeded(x, seed))
    return {
        "each element is 0 or infinite": bool(((y == 0) | y.isinf()).all()),
        "some elements are 0": bool((y == 0).any()),
        "some elements are infinite": bool(y.isinf().any()),
    }


def sums_of_calls(lesson, like, p, seed, number):
    """The sums of two calls in a row with one generator."""
    generator = seeded(like, seed)
    return of_ones(lesson, like, p, generator, number, 3) + of_ones(lesson, like, p, generator, number, 3)


def small(lesson, like, p, seed, shapes, number):
    """How many elements of small tensors are kept, in many calls for each shape."""
    generator, found = seeded(like, seed), {}
    for shape in shapes:
        kept = torch.stack([(of_ones(lesson, like, p, generator, *shape) != 0).sum() for _ in range(number)])
        share = kept.double().mean().item() / torch.Size(shape).numel()
        said = f"elements of shape {list(shape)} that are kept"
        found[f"the share of {said} is right"] = abs(share - (1 - p)) < 6 * (p * (1 - p) / number) ** 0.5
        found[f"the number of {said} differs between calls"] = len(set(kept.tolist())) > 1
    return found


def rare(lesson, like, p, seed, number):
    """How many of many elements are in the smaller part, those that are dropped or those that are kept."""
    kept = int((of_ones(lesson, like, p, seeded(like, seed), number) != 0).sum())
    part = number - kept if p < 0.5 else kept
    expected = min(p, 1 - p) * number
    return {"the number of elements in the smaller part is right": abs(part - expected) < 6 * expected**0.5}


def repeated(lesson, x, p, seed):
    """Draws of given generators, and of the global one after it was set to a seed."""
    found = repetition(lambda generator: lesson.dropout(x, p, True, generator), seed, x.device)
    lesson.dropout(x.detach().requires_grad_(), p, True, seeded(x, seed)).backward(torch.ones_like(x))
    draws = []
    for one in (seed, seed, seed + 1):
        torch.manual_seed(one)
        draws.append([lesson.dropout(x, p) for _ in range(2)])
    return {
        **{f"with a generator, {said}": value for said, value in found.items()},
        "without a generator, the same global seed gives the same values": all(map(torch.equal, *draws[:2])),
        "without a generator, another global seed gives other values": not torch.equal(
            draws[0][0], draws[2][0]
        ),
        "without a generator, the next call gives other values": not torch.equal(*draws[0]),
        "the values are x / (1 - p) or 0": all(
            bool(((y == 0) | ((y / x * (1 - p) - 1).abs() < 1e-5)).all()) for pair in draws for y in pair
        ),
    }


def untouched(lesson, x, p, seed):
    """What a generator draws after calls outside training."""
    generator = seeded(x, seed)
    return {
        "the result": 1 * lesson.dropout(x, p, False, generator),
        "the result of p=1 in training": 1 * lesson.dropout(x, 1.0, True, seeded(x, seed)),
        "the next numbers of the generator stay the same": torch.equal(
            torch.rand(3, generator=generator, device=x.device),
            torch.rand(3, generator=seeded(x, seed), device=x.device),
        ),
    }


def at_the_ends(lesson, x, seed):
    """All or nothing is kept, and each result is made into a new tensor."""
    return {
        f"the result of p={p}": 1 * lesson.dropout(2 * x, p, True, seeded(x, seed)) for p in (0.0, 1.0, 0, 1)
    }


def refusals(lesson, x, settings):
    """What comes of probabilities outside 0 to 1, and what is left of x with a probability of 1."""
    found = {
        f"the outcome of p={p}, training={training}": refusal(
            ValueError, str(p), lesson.dropout, x, p, training
        )
        for p, training in settings
    }
    return {"the result of p=1": 1 * lesson.dropout(x, 1.0), **found}


def away_from_zero(draw, *shape):
    """Positive and negative numbers, none of them near 0."""
    sizes = draw.uniform(*shape, low=0.5, high=2.0)
    return torch.where(draw.mask(*shape), sizes, -sizes)


def test_elements(compare, draw):
    """Each element becomes 0 with the probability p, and x / (1 - p) otherwise; so does its gradient."""
    compare.detached(facts, x=away_from_zero(draw, 70, 50), p=0.3, seed=draw.seed())
    compare.detached(facts, x=away_from_zero(draw, 60, 60), p=0.8, seed=draw.seed())
    compare.on("plain")(huge, x=3e38 * draw.uniform(40, 5, low=0.7), p=0.5, seed=draw.seed())


def test_any_shape(compare, draw):
    """x may have any number of dimensions, also none, and any sizes."""
    for shape in ((3000,), (20, 3, 5, 30), (2, 1500), (1000, 2), (1, 1, 3), (1,), ()):
        compare.detached(facts, x=away_from_zero(draw, *shape), p=0.25, seed=draw.seed())


def test_independent(compare, draw):
    """All elements are dropped independently, in all rows and columns."""
    compare.distribution(values, like=torch.ones(1), p=0.4, seed=draw.seed(), rows=220, columns=210)
    compare.distribution(batch_values, like=torch.ones(1), p=0.4, seed=draw.seed(), shape=(16, 40, 50))


def test_next_call(compare, draw):
    """The next call with the same generator drops elements independently of the calls before."""
    compare.distribution(sums_of_calls, like=torch.ones(1), p=0.5, seed=draw.seed(), number=1500)


def test_number_of_zeros(compare, draw):
    """The number of elements that are dropped is random, also of a single one. It isn't always a share p."""
    for p, shapes in ((0.5, [(6,), (2, 3), (40, 30)]), (0.75, [(), (1,), (1, 1)])):
        compare.detached(small, like=torch.ones(1), p=p, seed=draw.seed(), shapes=shapes, number=70)


def test_near_the_ends(compare, draw):
    """A p near 0 drops few elements but some, and a p near 1 keeps few but some."""
    for p in (0.0005, 0.9995):
        compare.detached(rare, like=torch.ones(1), p=p, seed=draw.seed(), number=200000)


def test_all_or_nothing(compare, draw):
    """With p = 0 everything is kept. With p = 1 everything is 0, and so is the gradient."""
    for shape in ((4, 3), (3, 1, 2), (5,)):
        compare(at_the_ends, x=draw.normal(*shape), seed=draw.seed())
    compare(at_the_ends, x=torch.zeros(2, 3), seed=draw.seed())
    compare.call(draw.normal(3, 4), 1.0)


def test_without_training(compare, draw):
    """Without training the result is x, not scaled, for any p. No random number is drawn."""
    compare.each({"x": draw.normal(4, 3), "training": False}, p=(0.5, 0.9, 1.0, 0.0))
    compare(untouched, x=draw.normal(2, 3, 4), p=0.3, seed=draw.seed())


def test_generators(compare, draw):
    """The numbers come from the given generator, or else from PyTorch's global one."""
    compare.detached(repeated, x=away_from_zero(draw, 100, 90), p=0.5, seed=draw.seed())


def test_refused(compare, draw):
    """A p below 0 or above 1 raises a ValueError, in training or not."""
    settings = [(1.5, True), (-0.25, True), (1.5, False), (-0.25, False)]
    compare(refusals, x=draw.normal(3, 2), settings=settings)


def test_whole_tensors(compare, draw):
    """All elements are drawn at once, without a Python loop."""
    compare.detached.vectorised(
        lambda rows, columns: {"x": away_from_zero(draw, rows, columns), "p": 0.5, "seed": 3}, facts
    )
