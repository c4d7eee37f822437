import math
import operator

import torch
from torch import nn

from autograder.judge import graded
from autograder.judge.scenarios import refusal, seeded

pytestmark = graded("kaiming_normal_")


def filled(lesson, like, seed, shape, a=0.0, mode="fan_in"):
    """A weight of this shape, in rows."""
    return lesson.kaiming_normal_(like.new_zeros(shape), a, mode, seeded(like, seed)).flatten(1)


def largest(lesson, like, seed, rows, columns):
    """The size of the largest entry of each row."""
    w = like.new_zeros(rows, columns)
    return lesson.kaiming_normal_(w, generator=seeded(like, seed)).abs().amax(1)


def spreads(lesson, like, seed, cases):
    """Whether the entries have the mean and the standard deviation that they should have."""
    found = {}
    for shape, a, mode, std in cases:
        w = like.new_zeros(shape)
        result = lesson.kaiming_normal_(w, a, mode=mode, generator=seeded(like, seed))
        case = f"{list(shape)} with a={a:.3g}, mode={mode!r}"
        found[f"the result of {case} is the weight itself"] = result is w
        error = abs(w.square().mean().sqrt().item() / std - 1)
        found[f"the standard deviation of {case} is right"] = error < 6 / math.sqrt(2 * w.numel())
        found[f"the mean of {case} is 0"] = abs(w.mean().item()) < 6 * std / math.sqrt(w.numel())
    return found


def by_default(lesson, like, seed, shape):
    """The weight with and without the defaults, and with another slope of the same size."""
    weights, itself = [], []
    for options in ((), (0.0,), (0.0, "fan_in"), (0.5,), (-0.5,)):
        w = like.new_zeros(shape)
        itself.append(lesson.kaiming_normal_(w, *options, generator=seeded(like, seed)) is w)
        weights.append(w)
    return {
        "the result is the weight itself": all(itself),
        "a is 0 by default": torch.equal(weights[0], weights[1]),
        "mode is 'fan_in' by default": torch.equal(weights[1], weights[2]),
        "a and -a give the same": torch.allclose(weights[3], weights[4]),
    }


def small(lesson, like, seed, shapes):
    """Whether sums and sums of squares of small weights are random: nothing is shifted or scaled."""
    generator, found = seeded(like, seed), {}
    for shape in shapes:
        weights = [like.new_zeros(shape) for _ in range(8)]
        results = [lesson.kaiming_normal_(w, mode="fan_in", generator=generator) for w in weights]
        sums = torch.stack([torch.stack([w.sum(), w.square().sum()]) for w in weights])  # [8,2]
        differ = (sums.amax(0) - sums.amin(0) > 1e-3).tolist()
        case = f"weights of shape {list(shape)}"
        found |= {
            f"for {case}, each result is the weight itself": all(map(operator.is_, results, weights)),
            f"the sums of {case} are not all the same": differ[0],
            f"the sums of squares of {case} are not all the same": differ[1],
        }
    return found


def sources(lesson, like, seed):
    """Draws of a given generator and of the global one, two in a row after each seed."""
    found = {}
    for source in ("the generator", "the global generator"):
        draws = []
        for one in (seed, seed, seed + 1):
            generator = seeded(like, one) if source == "the generator" else None
            torch.manual_seed(one if generator is None else seed)
            weights = [like.new_zeros(5, 3) for _ in range(2)]
            results = [lesson.kaiming_normal_(w, mode="fan_in", generator=generator) for w in weights]
            found[f"with {source}, each result is the weight itself"] = all(
                map(operator.is_, results, weights)
            )
            draws.append(weights)
        found |= {
            f"the same seed of {source} gives the same numbers": all(map(torch.equal, *draws[:2])),
            f"another seed of {source} gives other numbers": not torch.equal(draws[0][0], draws[2][0]),
            f"the next call with {source} gives other numbers": not torch.equal(*draws[0]),
        }
    return found


def footprint_of(lesson, start, seed, recording, frozen):
    """What the call leaves behind of a parameter that has a gradient and a part in a graph."""
    p = nn.Parameter(start.detach().clone())
    p.grad = torch.ones_like(p)
    grad, factor = p.grad, torch.ones_like(p).requires_grad_()
    product = (p * factor).sum()
    p.requires_grad_(not frozen)
    place = p.data_ptr()
    with torch.set_grad_enabled(recording):
        result = lesson.kaiming_normal_(p, 0.0, "fan_in", seeded(p, seed))
        kept = torch.is_grad_enabled() == recording
    try:
        torch.autograd.grad(product, factor)
        noticed = False
    except RuntimeError:  # the backward pass needs the old values
        noticed = True
    return {
        "the result is the weight itself": result is p,
        "the weight has new values": not torch.equal(p.detach(), start.detach()),
        "the weight is in the same memory": p.data_ptr() == place,
        "the weight is a leaf": p.is_leaf,
        "the weight requires gradients": p.requires_grad,
        "the grad is the same tensor as before": p.grad is grad,
        "the values of the grad": p.grad.clone(),
        "autograd noticed the update": noticed,
        "the grad mode is as it was before the call": kept,
    }


def inside(lesson, whole, seed):
    """A weight that is a part of a larger tensor."""
    whole = whole.detach().clone()
    before = whole.clone()
    part = whole[1:5, 1::2]
    result = lesson.kaiming_normal_(part, mode="fan_in", generator=seeded(whole, seed))
    changed = whole != before
    rest = changed.clone()
    rest[1:5, 1::2] = False
    return {
        "the result is the weight itself": result is part,
        "the dtype of the weight": result.dtype,
        "the numbers are rounded to float32": torch.equal(result, result.float().to(result.dtype)),
        "all entries of the weight are new": bool(changed[1:5, 1::2].all()),
        "the rest of its memory stays as it was": not rest.any(),
    }


def refusals(lesson, like, seed, calls):
    """What becomes of weights that are refused, and of their generator. A call is a shape and a mode."""
    w = like.new_zeros(2, 3)
    found = {"the result is the weight itself": lesson.kaiming_normal_(w, generator=seeded(like, seed)) is w}
    for shape, mode in calls:
        w, generator = like.new_ones(shape), seeded(like, seed)
        before = generator.get_state()
        word = mode if len(shape) > 1 else ""
        case = f"w of shape {list(shape)} with mode={mode!r}"
        found[case] = refusal(ValueError, word, lesson.kaiming_normal_, w, 0.0, mode, generator)
        found[f"the entries of {case} afterwards"] = w.clone()
        found[f"the generator is as it was before {case}"] = torch.equal(before, generator.get_state())
    return found


def shape_of(lesson, w, seed):
    w = w.detach()
    result = lesson.kaiming_normal_(w, mode="fan_in", generator=seeded(w, seed))
    return {"the result is the weight itself": result is w, "the shape of the weight": list(result.shape)}


def case(outputs, inputs, *kernel, a=0.0, mode="fan_in"):
    """A shape, a slope, a mode, and the standard deviation that the entries should have."""
    fan = (inputs if mode == "fan_in" else outputs) * math.prod(kernel)
    return (outputs, inputs, *kernel), a, mode, math.sqrt(2 / ((1 + a**2) * fan))


def test_normal(compare, draw):
    """The entries are normal, and rows, columns and places of a kernel are independent."""
    for shape, options in (((210, 60), {}), ((30, 220), {"a": 1.7, "mode": "fan_out"}), ((210, 6, 2, 3), {})):
        compare.distribution(filled, like=draw.normal(1), seed=draw.seed(), shape=shape, **options)


def test_tails(compare, draw):
    """Entries far from 0 are as frequent as they should be: nothing cuts the tails."""
    compare.distribution(largest, like=draw.normal(1), seed=draw.seed(), rows=200, columns=500)


def test_spread(compare, draw):
    """The standard deviation depends on the fan of the mode, with all places of the kernel, and on a."""
    a = float(draw.uniform(1, low=1.5, high=3.0))
    cases = []
    for mode in ("fan_in", "fan_out"):
        cases += [case(100, 60, mode=mode), case(60, 100, a=a, mode=mode), case(1, 6000, mode=mode)]
        cases += [case(6000, 1, a=-0.5, mode=mode), case(20, 60, 5, 1, mode=mode)]
        cases += [case(40, 15, 2, 5, a=1.0, mode=mode), case(20, 7, 43, mode=mode)]
        cases += [case(15, 10, 2, 3, 7, mode=mode)]
    compare(spreads, like=draw.normal(1), seed=draw.seed(), cases=cases)


def test_defaults(compare, draw):
    """Without a and mode, the slope is 0 and the fan is fan_in. The sign of a makes no difference."""
    compare(by_default, like=draw.normal(1), seed=draw.seed(), shape=(4, 3))


def test_small_weights(compare, draw):
    """Small weights, even of one entry, are random too: they are not shifted or scaled afterwards."""
    compare(small, like=draw.normal(1), seed=draw.seed(), shapes=[(1, 1), (4, 3), (1, 5), (8, 1)])


def test_generator(compare, draw):
    """The numbers come from the given generator, otherwise from PyTorch's. Each call draws the next ones."""
    compare(sources, like=draw.normal(1), seed=draw.seed())


def test_in_place(compare, draw):
    """The weight itself is filled and returned. It keeps its grad, and autograd notices the change."""
    for recording, frozen in ((True, False), (False, False), (True, True)):
        for shape in ((4, 3), (1, 1)):
            given = {"start": draw.normal(*shape), "seed": draw.seed()}
            compare.detached(footprint_of, **given, recording=recording, frozen=frozen)


def test_view(compare, draw):
    """A weight may be a part of a larger tensor, whose other entries don't change. It keeps its dtype."""
    compare.on("plain", "strided", "float64")(inside, whole=draw.normal(6, 7), seed=draw.seed())


def test_unknown_mode(compare, draw):
    """An unknown mode raises a ValueError that names it. The weight stays as it is; nothing is drawn."""
    given = {"seed": draw.seed(), "calls": [((3, 2), mode) for mode in ("fan_avg", "FAN_IN", "in")]}
    compare.on("plain", "strided", "float64")(refusals, like=draw.normal(1), **given)


def test_too_few_dimensions(compare, draw):
    """A weight with fewer than two dimensions raises a ValueError. It stays as it is; nothing is drawn."""
    given = {"seed": draw.seed(), "calls": [(shape, "fan_out") for shape in ((4,), (1,), ())]}
    compare.on("plain", "strided", "float64")(refusals, like=draw.normal(1), **given)


def test_whole_tensors(compare, draw):
    """All entries are drawn at once, without a Python loop."""
    compare.vectorised(lambda rows, columns: {"w": draw.normal(rows, columns), "seed": 7}, shape_of)
