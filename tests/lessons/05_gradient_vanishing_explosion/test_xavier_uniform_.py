import math
import operator

import torch
from torch import nn

from autograder.judge import graded
from autograder.judge.scenarios import refusal, seeded

pytestmark = graded("xavier_uniform_")


def filled(lesson, like, seed, shape, gain=1.0):
    """A weight of this shape, in rows."""
    return lesson.xavier_uniform_(like.new_zeros(shape), gain, seeded(like, seed)).flatten(1)


def ranges(lesson, like, seed, cases):
    """Whether the entries fill the range that they should have, and no more."""
    found = {}
    for shape, gain, bound in cases:
        w = like.new_zeros(shape)
        result = lesson.xavier_uniform_(w, gain=gain, generator=seeded(like, seed))
        case = f"{list(shape)} with gain={gain:.3g}"
        found[f"the result of {case} is the weight itself"] = result is w
        largest = w.abs().max().item() / bound
        found[f"the entries of {case} are up to gain * sqrt(6 / (fan_in + fan_out))"] = largest > 0.995
        found[f"no entry of {case} is larger than that"] = largest < 1 + 1e-5
        found[f"entries of {case} have both signs"] = bool((w < 0).any() and (w > 0).any())
    return found


def small(lesson, like, seed, shapes):
    """Whether sums and sums of squares of small weights are random: nothing is shifted or scaled."""
    generator, found = seeded(like, seed), {}
    for shape in shapes:
        weights = [like.new_zeros(shape) for _ in range(8)]
        results = [lesson.xavier_uniform_(w, generator=generator) for w in weights]
        sums = torch.stack([torch.stack([w.sum(), w.square().sum()]) for w in weights])  # [8,2]
        differ = (sums.amax(0) - sums.amin(0) > 1e-3).tolist()
        case = f"weights of shape {list(shape)}"
        found |= {
            f"for {case}, each result is the weight itself": all(map(operator.is_, results, weights)),
            f"the sums of {case} are not all the same": differ[0],
            f"the sums of squares of {case} are not all the same": differ[1],
        }
    return found


def of_zero_gain(lesson, w, seed):
    """A weight that is filled with zeros, after it was filled with other numbers."""
    w = w.detach()
    filled = lesson.xavier_uniform_(w, 1.0, seeded(w, seed)).clone()
    return {
        "all entries with gain=1 are 0": not filled.any(),
        "the result is the weight itself": lesson.xavier_uniform_(w, 0.0, seeded(w, seed)) is w,
        "the weight with gain=0": w.clone(),
    }


def sources(lesson, like, seed):
    """Draws of a given generator and of the global one, two in a row after each seed."""
    found = {}
    for source in ("the generator", "the global generator"):
        draws = []
        for one in (seed, seed, seed + 1):
            generator = seeded(like, one) if source == "the generator" else None
            torch.manual_seed(one if generator is None else seed)
            weights = [like.new_zeros(5, 3) for _ in range(2)]
            results = [lesson.xavier_uniform_(w, generator=generator) for w in weights]
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
        result = lesson.xavier_uniform_(p, 1.0, seeded(p, seed))
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
    result = lesson.xavier_uniform_(part, generator=seeded(whole, seed))
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


def refusals(lesson, like, seed):
    """What becomes of weights with fewer than two dimensions, and of their generator."""
    w = like.new_zeros(2, 3)
    found = {"the result is the weight itself": lesson.xavier_uniform_(w, generator=seeded(like, seed)) is w}
    for shape in ((4,), (1,), ()):
        w, generator = like.new_ones(shape), seeded(like, seed)
        before = generator.get_state()
        case = f"w of shape {list(shape)}"
        found[case] = refusal(ValueError, "", lesson.xavier_uniform_, w, 1.0, generator)
        found[f"the entries of {case} afterwards"] = w.clone()
        found[f"the generator is as it was before {case}"] = torch.equal(before, generator.get_state())
    return found


def shape_of(lesson, w, seed):
    w = w.detach()
    result = lesson.xavier_uniform_(w, generator=seeded(w, seed))
    return {"the result is the weight itself": result is w, "the shape of the weight": list(result.shape)}


def case(outputs, inputs, *kernel, gain=1.0):
    """A shape, a gain, and the bound that the entries should have."""
    places = math.prod(kernel)
    return (outputs, inputs, *kernel), gain, gain * math.sqrt(6 / ((outputs + inputs) * places))


def test_uniform(compare, draw):
    """The entries are uniform, and rows, columns and places of a kernel are independent."""
    for shape, gain in (((210, 30), 1.0), ((30, 220), 1.7), ((210, 6, 2, 3), 0.5)):
        compare.distribution(filled, like=draw.normal(1), seed=draw.seed(), shape=shape, gain=gain)


def test_bound(compare, draw):
    """The bound depends on both fans, with all places of the kernel, and on the gain."""
    gain = float(draw.uniform(1, low=1.5, high=3.0))
    cases = [case(110, 50), case(50, 110, gain=gain), case(1, 5500), case(5500, 1), case(75, 75)]
    cases += [case(20, 60, 5, 1), case(40, 10, 2, 7, gain=0.2), case(100, 11, 5), case(20, 7, 2, 3, 7)]
    compare(ranges, like=draw.normal(1), seed=draw.seed(), cases=cases)


def test_small_weights(compare, draw):
    """Small weights, even of one entry, are random too: they are not shifted or scaled afterwards."""
    compare(small, like=draw.normal(1), seed=draw.seed(), shapes=[(1, 1), (4, 3), (1, 5), (8, 1)])


def test_zero_gain(compare, draw):
    """A gain of 0 fills the weight with zeros."""
    compare.on("plain", "strided", "float64")(of_zero_gain, w=draw.normal(3, 4), seed=draw.seed())


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


def test_too_few_dimensions(compare, draw):
    """A weight with fewer than two dimensions raises a ValueError. It stays as it is; nothing is drawn."""
    compare.on("plain", "strided", "float64")(refusals, like=draw.normal(1), seed=draw.seed())


def test_whole_tensors(compare, draw):
    """All entries are drawn at once, without a Python loop."""
    compare.vectorised(lambda rows, columns: {"w": draw.normal(rows, columns), "seed": 7}, shape_of)
