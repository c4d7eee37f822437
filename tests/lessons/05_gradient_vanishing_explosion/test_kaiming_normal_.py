import math
import sys

import torch
from torch import nn

from autograder.judge import graded
from autograder.judge.scenarios import refusal, repetition, seeded

pytestmark = graded("kaiming_normal_")


def filled(lesson, like, seed, shape, a=0.0, mode="fan_in"):
    """A weight of this shape, in rows."""
    return lesson.kaiming_normal_(like.new_zeros(shape), a, mode, seeded(like, seed)).flatten(1)


def largest(lesson, like, seed, rows, columns):
    """The size of the largest entry of each row."""
    w = like.new_zeros(rows, columns)
    return lesson.kaiming_normal_(w, generator=seeded(like, seed)).abs().amax(1)


def of_few_entries(lesson, like, seed, number):
    """Sums of the entries of small weights: nothing is normalised."""
    generator = seeded(like, seed)
    shapes = ((1, 1), (8, 1))
    weights = [
        lesson.kaiming_normal_(like.new_zeros(shapes[i % 2]), generator=generator) for i in range(number)
    ]
    return torch.stack([w.sum((0, 1)) for w in weights])


def of_calls(lesson, like, seed, number):
    """What two calls in a row draw, added."""
    generator = seeded(like, seed)
    first, second = (
        lesson.kaiming_normal_(like.new_zeros(number, 3), 0.0, "fan_in", generator) for _ in range(2)
    )
    return first + second


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


def unknown_modes(lesson, like, seed, modes):
    """What becomes of unknown modes: of the weight and of the generator too."""
    w = like.new_zeros(2, 3)
    found = {"the result is the weight itself": lesson.kaiming_normal_(w, generator=seeded(like, seed)) is w}
    for mode in modes:
        w, generator = like.new_ones(3, 2), seeded(like, seed)
        before = generator.get_state()
        case = f"mode={mode!r}"
        found[case] = refusal(ValueError, mode, lesson.kaiming_normal_, w, 0.0, mode, generator)
        found[f"the entries after {case}"] = w.clone()
        found[f"the generator is as it was before {case}"] = torch.equal(before, generator.get_state())
    return found


def repeated(lesson, like, seed):
    w = like.new_zeros(5, 3)
    found = repetition(
        lambda generator: lesson.kaiming_normal_(w, mode="fan_in", generator=generator).clone(),
        seed,
        like.device,
    )
    return {**found, "the result is the weight itself": lesson.kaiming_normal_(w, mode="fan_in") is w}


def from_global(lesson, like, seed):
    """Draws without a generator, after the global one was set to a seed."""
    draws = []
    for one in (seed, seed, seed + 1):
        torch.manual_seed(one)
        draws.append([lesson.kaiming_normal_(like.new_zeros(5, 3), mode="fan_in") for _ in range(2)])
    torch.manual_seed(seed)
    w = like.new_zeros(2, 3)
    return {
        "the result is the weight itself": lesson.kaiming_normal_(w, mode="fan_in") is w,
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
        "all entries of the weight are new": bool(changed[1:5, 1::2].all()),
        "the rest of its memory stays as it was": not rest.any(),
    }


def digits_of(lesson, like, seed):
    """The dtype of a weight, and whether its numbers are rounded to float32."""
    w = like.new_zeros(6, 5)
    result = lesson.kaiming_normal_(w, mode="fan_in", generator=seeded(like, seed))
    return {
        "the result is the weight itself": result is w,
        "the dtype of the weight": result.dtype,
        "the numbers are rounded to float32": torch.equal(result, result.float().to(result.dtype)),
    }


def refusals(lesson, like, seed):
    """What becomes of weights with fewer than two dimensions."""
    w = like.new_zeros(2, 3)
    found = {"the result is the weight itself": lesson.kaiming_normal_(w, generator=seeded(like, seed)) is w}
    for shape in ((4,), (1,), ()):
        w = like.new_ones(shape)
        case = f"w of shape {list(shape)}"
        found[case] = refusal(
            ValueError, "shape", lesson.kaiming_normal_, w, 0.0, "fan_in", seeded(like, seed)
        )
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
        result = lesson.kaiming_normal_(w, mode="fan_in", generator=seeded(like, seed))
    finally:
        sys.setprofile(None)
    return {
        "the result is the weight itself": result is w,
        "all entries are new": bool(result.all()),
        "torch.nn.init does the work": "torch.nn.init" in seen,
    }


def shape_of(lesson, w, seed):
    w = w.detach()
    result = lesson.kaiming_normal_(w, mode="fan_in", generator=seeded(w, seed))
    return {"the result is the weight itself": result is w, "the shape of the weight": list(result.shape)}


def case(outputs, inputs, *kernel, a=0.0, mode="fan_in"):
    """A shape, a slope, a mode, and the standard deviation that the entries should have."""
    fan = (inputs if mode == "fan_in" else outputs) * math.prod(kernel)
    return (outputs, inputs, *kernel), a, mode, math.sqrt(2 / ((1 + a**2) * fan))


def test_normal(compare, draw):
    """The entries are normal, and rows and columns are independent."""
    compare.distribution(filled, like=draw.normal(1), seed=draw.seed(), shape=(210, 220))
    compare.distribution(
        filled, like=draw.normal(1), seed=draw.seed(), shape=(40, 220), a=1.7, mode="fan_out"
    )


def test_tails(compare, draw):
    """Entries far from 0 are as frequent as they should be: nothing cuts the tails."""
    compare.distribution(largest, like=draw.normal(1), seed=draw.seed(), rows=400, columns=400)


def test_convolution(compare, draw):
    """The weight of a convolution is filled in all places of its kernel, independently."""
    compare.distribution(filled, like=draw.normal(1), seed=draw.seed(), shape=(210, 36, 2, 3))


def test_spread(compare, draw):
    """The standard deviation depends on the fan of the mode, with all places of the kernel, and on a."""
    a = float(draw.uniform(1, low=1.5, high=3.0))
    cases = []
    for mode in ("fan_in", "fan_out"):
        cases += [case(200, 60, mode=mode), case(60, 200, a=a, mode=mode), case(1, 9000, mode=mode)]
        cases += [
            case(9000, 1, a=-0.5, mode=mode),
            case(40, 60, 5, 1, mode=mode),
            case(20, 7, 31, mode=mode),
        ]
        cases += [case(60, 15, 2, 7, a=1.0, mode=mode), case(30, 10, 2, 3, 7, mode=mode)]
    compare(spreads, like=draw.normal(1), seed=draw.seed(), cases=cases)


def test_defaults(compare, draw):
    """Without a and mode, the slope is 0 and the fan is fan_in. The sign of a makes no difference."""
    compare(by_default, like=draw.normal(1), seed=draw.seed(), shape=(4, 3))


def test_small_weights(compare, draw):
    """Small weights, even of one entry, are random too: they are not shifted or scaled afterwards."""
    compare.distribution(of_few_entries, like=draw.normal(1), seed=draw.seed(), number=400)


def test_next_call(compare, draw):
    """The next call with the same generator draws new numbers, independent of those before."""
    compare.distribution(of_calls, like=draw.normal(1), seed=draw.seed(), number=2000)


def test_unknown_mode(compare, draw):
    """An unknown mode raises a ValueError that names it. The weight does not change, and nothing is drawn."""
    modes = ("fan_avg", "FAN_IN", "in")
    options = {"seed": draw.seed(), "modes": modes}
    compare.on("plain", "strided", "float64")(unknown_modes, like=draw.normal(1), **options)


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
