import math
import sys

import torch
from torch import nn

from autograder.judge import graded
from autograder.judge.scenarios import refusal, repetition, seeded

pytestmark = graded("xavier_uniform_")


def filled(lesson, like, seed, shape, gain=1.0):
    """A weight of this shape, in rows."""
    return lesson.xavier_uniform_(like.new_zeros(shape), gain, seeded(like, seed)).flatten(1)


def of_few_entries(lesson, like, seed, number):
    """Sums of the entries of small weights: nothing is normalised."""
    generator = seeded(like, seed)
    shapes = ((1, 1), (8, 1))
    weights = [
        lesson.xavier_uniform_(like.new_zeros(shapes[i % 2]), generator=generator) for i in range(number)
    ]
    return torch.stack([w.sum((0, 1)) for w in weights])


def of_calls(lesson, like, seed, number):
    """What two calls in a row draw, added."""
    generator = seeded(like, seed)
    first, second = (lesson.xavier_uniform_(like.new_zeros(number, 3), 1.0, generator) for _ in range(2))
    return first + second


def ranges(lesson, like, seed, cases):
    """Whether the entries fill the range that they should have, and no more."""
    found = {}
    for shape, gain, bound in cases:
        w = like.new_zeros(shape)
        result = lesson.xavier_uniform_(w, gain=gain, generator=seeded(like, seed))
        case = f"{list(shape)} with gain={gain:.3g}"
        found[f"the result of {case} is the weight itself"] = result is w
        largest = w.abs().max().item() / bound
        found[f"the entries of {case} are up to sqrt(6) * gain / sqrt(fan_in + fan_out)"] = largest > 0.998
        found[f"no entry of {case} is larger than that"] = largest < 1 + 1e-5
        found[f"entries of {case} have both signs"] = bool((w < 0).any() and (w > 0).any())
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


def repeated(lesson, like, seed):
    w = like.new_zeros(5, 3)
    found = repetition(
        lambda generator: lesson.xavier_uniform_(w, generator=generator).clone(), seed, like.device
    )
    return {**found, "the result is the weight itself": lesson.xavier_uniform_(w) is w}


def from_global(lesson, like, seed):
    """Draws without a generator, after the global one was set to a seed."""
    draws = []
    for one in (seed, seed, seed + 1):
        torch.manual_seed(one)
        draws.append([lesson.xavier_uniform_(like.new_zeros(5, 3)) for _ in range(2)])
    torch.manual_seed(seed)
    w = like.new_zeros(2, 3)
    return {
        "the result is the weight itself": lesson.xavier_uniform_(w) is w,
        "the same seed gives the same values": all(map(torch.equal, *draws[:2])),
        "another seed gives other values": not torch.equal(draws[0][0], draws[2][0]),
        "the next call gives other values": not torch.equal(*draws[0]),
    }


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
        "all entries of the weight are new": bool(changed[1:5, 1::2].all()),
        "the rest of its memory stays as it was": not rest.any(),
    }


def digits_of(lesson, like, seed):
    """The dtype of a weight, and whether its numbers are rounded to float32."""
    w = like.new_zeros(6, 5)
    result = lesson.xavier_uniform_(w, generator=seeded(like, seed))
    return {
        "the result is the weight itself": result is w,
        "the dtype of the weight": result.dtype,
        "the numbers are rounded to float32": torch.equal(result, result.float().to(result.dtype)),
    }


def refusals(lesson, like, seed):
    """What becomes of weights with fewer than two dimensions."""
    w = like.new_zeros(2, 3)
    found = {"the result is the weight itself": lesson.xavier_uniform_(w, generator=seeded(like, seed)) is w}
    for shape in ((4,), (1,), ()):
        w = like.new_ones(shape)
        case = f"w of shape {list(shape)}"
        found[case] = refusal(ValueError, "shape", lesson.xavier_uniform_, w, 1.0, seeded(like, seed))
        found[f"the entries of {case} afterwards"] = w.clone()
    return found


def by_library(lesson, like, seed):
    """Whether the function leaves its work to PyTorch's initialisers."""
    w, seen = like.new_zeros(4, 3), []

    def watch(frame, event, _):
        if event == "call":
            seen.append(frame.f_globals.get("__name__"))

    sys.setprofile(watch)
    try:
        result = lesson.xavier_uniform_(w, generator=seeded(like, seed))
    finally:
        sys.setprofile(None)
    return {
        "the result is the weight itself": result is w,
        "all entries are new": bool(result.all()),
        "torch.nn.init does the work": "torch.nn.init" in seen,
    }


def shape_of(lesson, w, seed):
    w = w.detach()
    result = lesson.xavier_uniform_(w, generator=seeded(w, seed))
    return {"the result is the weight itself": result is w, "the shape of the weight": list(result.shape)}


def case(outputs, inputs, *kernel, gain=1.0):
    """A shape, a gain, and the bound that the entries should have."""
    places = math.prod(kernel)
    return (outputs, inputs, *kernel), gain, gain * math.sqrt(6 / ((outputs + inputs) * places))


def test_uniform(compare, draw):
    """The entries are uniform, and rows and columns are independent."""
    compare.distribution(filled, like=draw.normal(1), seed=draw.seed(), shape=(210, 220))
    compare.distribution(filled, like=draw.normal(1), seed=draw.seed(), shape=(40, 220), gain=1.7)


def test_convolution(compare, draw):
    """The weight of a convolution is filled in all places of its kernel, independently."""
    compare.distribution(filled, like=draw.normal(1), seed=draw.seed(), shape=(210, 36, 2, 3))


def test_bound(compare, draw):
    """The bound depends on both fans, with all places of the kernel, and on the gain."""
    gain = float(draw.uniform(1, low=1.5, high=3.0))
    cases = [case(200, 60), case(60, 200, gain=gain), case(1, 12000), case(12000, 1), case(110, 110)]
    cases += [case(40, 60, 5, 1), case(60, 15, 2, 7, gain=0.2), case(200, 12, 5), case(30, 10, 2, 3, 7)]
    compare(ranges, like=draw.normal(1), seed=draw.seed(), cases=cases)


def test_small_weights(compare, draw):
    """Small weights, even of one entry, are random too: they are not shifted or scaled afterwards."""
    compare.distribution(of_few_entries, like=draw.normal(1), seed=draw.seed(), number=2400)


def test_next_call(compare, draw):
    """The next call with the same generator draws new numbers, independent of those before."""
    compare.distribution(of_calls, like=draw.normal(1), seed=draw.seed(), number=2000)


def test_zero_gain(compare, draw):
    """A gain of 0 fills the weight with zeros."""
    compare.on("plain", "strided", "float64")(of_zero_gain, w=draw.normal(3, 4), seed=draw.seed())


def test_generator(compare, draw):
    """The same seed gives the same numbers, another seed other numbers. There is no other random source."""
    compare(repeated, like=draw.normal(1), seed=draw.seed())


def test_global_generator(compare, draw):
    """Without a generator, the numbers come from PyTorch's global generator."""
    compare(from_global, like=draw.normal(1), seed=draw.seed())


def test_in_place(compare, draw):
    """The weight itself is filled and returned. It keeps its grad, and autograd notices the change."""
    for recording, frozen in ((True, False), (False, False), (True, True)):
        for shape in ((4, 3), (1, 1)):
            given = {"start": draw.normal(*shape), "seed": draw.seed()}
            compare.detached(footprint_of, **given, recording=recording, frozen=frozen)


def test_view(compare, draw):
    """A weight may be a part of a larger tensor, whose other entries don't change."""
    compare.on("plain", "strided", "float64")(inside, whole=draw.normal(6, 7), seed=draw.seed())


def test_dtype(compare, draw):
    """The weight keeps its dtype, and in float64 its numbers have the precision of float64."""
    compare(digits_of, like=draw.normal(1), seed=draw.seed())


def test_too_few_dimensions(compare, draw):
    """A weight with fewer than two dimensions raises a ValueError and stays as it is."""
    compare.on("plain", "strided", "float64")(refusals, like=draw.normal(1), seed=draw.seed())


def test_own_work(compare, draw):
    """The function does its work by itself: it doesn't call torch.nn.init."""
    compare(by_library, like=draw.normal(1), seed=draw.seed())


def test_whole_tensors(compare, draw):
    """All entries are drawn at once, without a Python loop."""
    compare.vectorised(lambda rows, columns: {"w": draw.normal(rows, columns), "seed": 7}, shape_of)
