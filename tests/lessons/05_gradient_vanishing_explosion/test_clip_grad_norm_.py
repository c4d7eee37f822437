import math

import torch

from autograder.judge import graded

pytestmark = graded("clip_grad_norm_")


def of_frozen(lesson, start, grads, max_norm):
    """The norm if the last parameter is frozen, although it has a gradient."""
    params = [x.detach().clone().requires_grad_() for x in start]
    for p, grad in zip(params, grads, strict=True):
        p.grad = grad.detach().clone()
    params[-1].requires_grad_(False)
    total = lesson.clip_grad_norm_(params, max_norm)
    grads = {f"the grad of parameter {i}": p.grad for i, p in enumerate(params)}
    return {"the norm": total.detach(), **grads, "the last stays frozen": not params[-1].requires_grad}


def clipped(lesson, start, grads, max_norm, norm_type=2.0, lazily=False):
    """The norm of gradients, and what becomes of them; None is a parameter without gradient."""
    params = [x.detach().clone().requires_grad_() for x in start]
    for p, grad in zip(params, grads, strict=True):
        # A copy that is not contiguous.
        p.grad = None if grad is None else torch.stack([grad.detach()] * 2, dim=-1)[..., 0]
    given = iter(params) if lazily else list(params)
    if norm_type == 2.0:
        total = lesson.clip_grad_norm_(given, max_norm)
    else:
        total = lesson.clip_grad_norm_(given, max_norm, norm_type)
    found = {"the norm": total.detach()}
    for i, p in enumerate(params):
        found[f"the grad of parameter {i}"] = None if p.grad is None else p.grad.clone()
        found[f"parameter {i}"] = p.detach().clone()
    return found


def without_gradients(lesson, start):
    """The norm of no gradients, as a number, because its dtype is free."""
    params = [x.detach().requires_grad_() for x in start]
    found = {}
    for case, given in {"parameters without gradients": params, "no parameters": []}.items():
        total = lesson.clip_grad_norm_(given, 1.0)
        found[f"the norm of {case}"] = float(total)
        found[f"the shape of the norm of {case}"] = list(total.shape)
    found["each grad is still None"] = all(p.grad is None for p in params)
    return found


def footprint_of(lesson, start, grads, max_norm, recording):
    """What the call leaves behind besides values. The gradients require gradients themselves."""
    params = [x.detach().clone().requires_grad_() for x in start]
    given = [grad.detach().clone().requires_grad_() for grad in grads]
    kept, places = [], [grad.data_ptr() for grad in given]
    factor = torch.ones_like(given[0]).requires_grad_()
    product = (factor * given[0]).sum()
    for p, grad in zip(params, given, strict=True):
        p.grad = grad
    with torch.set_grad_enabled(recording):
        total = lesson.clip_grad_norm_(list(params), max_norm)
        kept.append(torch.is_grad_enabled() == recording)
    try:
        torch.autograd.grad(product, factor)
        noticed = False
    except RuntimeError:  # the backward pass needs the old values
        noticed = True
    return {
        "the norm": total.detach().clone(),
        "the norm requires gradients": total.requires_grad,
        "each grad is the same tensor as before": all(
            p.grad is grad for p, grad in zip(params, given, strict=True)
        ),
        "each grad is in the same memory": places == [p.grad.data_ptr() for p in params],
        "each grad still requires gradients": all(p.grad.requires_grad and p.grad.is_leaf for p in params),
        "autograd noticed the update": noticed,
        "the grad mode is as it was before the call": kept[0],
    }


def unchanged(lesson, start, grads, max_norm):
    """Whether gradients that are small enough keep their values, bit by bit."""
    params = [x.detach().requires_grad_() for x in start]
    for p, grad in zip(params, grads, strict=True):
        p.grad = grad.detach().clone()
    lesson.clip_grad_norm_(params, max_norm)
    same = all(torch.equal(p.grad, grad) for p, grad in zip(params, grads, strict=True))
    return {"each gradient is exactly as before": same}


def kept_apart(lesson, start, grads):
    """The norm after the gradients have changed: it has memory of its own."""
    params = [x.detach().requires_grad_() for x in start]
    for p, grad in zip(params, grads, strict=True):
        p.grad = grad.detach().clone()
    total = lesson.clip_grad_norm_(params, 1e6)
    before = total.clone()
    for p in params:
        p.grad.add_(1.0)
    return {"the norm stays as it was when the gradients change": torch.equal(total, before)}


def gradients(draw, *shapes, norm=3.0, p=2.0):
    """Parameters and gradients of these shapes; the gradients together have this p-norm."""
    grads = draw.normals(*shapes)
    total = torch.linalg.vector_norm(torch.cat([grad.flatten() for grad in grads]).double(), p).item()
    return {"start": draw.normals(*shapes), "grads": [grad * (norm / total) for grad in grads]}


def test_clipped(compare, draw):
    """Gradients whose common norm is too large get the norm max_norm, all by the same factor."""
    max_norm = float(draw.uniform(1, low=0.3, high=0.9))
    compare(clipped, **gradients(draw, (4, 3), (3,), (3, 5), norm=7.0), max_norm=max_norm)
    compare(clipped, **gradients(draw, (2, 3), (2, 3), (2, 3), norm=1.3), max_norm=1.0)
    compare(of_frozen, **gradients(draw, (2, 3), (3,), norm=2.0), max_norm=1.0)


def test_small_and_large_parameters(compare, draw):
    """Each entry counts the same, whether its parameter has many entries or few."""
    given = gradients(draw, (1,), (20, 30), (2,), norm=5.0)
    given["grads"][0] *= 10
    compare(clipped, **given, max_norm=2.0)
    given = gradients(draw, (3,), (4,), norm=1.5)  # each is below max_norm, both together are not
    compare(clipped, **given, max_norm=1.45)


def test_not_clipped(compare, draw):
    """Nothing is written to gradients whose common norm is at most max_norm; they never grow."""
    for norm in (0.9, 0.01):
        given = gradients(draw, (4, 3), (3,), norm=norm)
        compare(clipped, **given, max_norm=1.0)
        compare.detached(unchanged, **given, max_norm=1.0)
    exact = {"start": draw.normals((2,), (1,)), "grads": [torch.tensor([2.0, 4.0]), torch.tensor([4.0])]}
    compare(clipped, **exact, max_norm=6.0)
    compare(clipped, **exact, max_norm=5.0)
    compare(clipped, **exact, max_norm=math.inf)


def test_nothing_is_added(compare, draw):
    """Small gradients are divided by their norm alone, without the 1e-6 of PyTorch."""
    compare(clipped, **gradients(draw, (3, 2), (4,), norm=1e-4), max_norm=2e-5)


def test_other_norms(compare, draw):
    """norm_type chooses the norm of all entries together: 1, 3 and others."""
    for p in (1.0, 3.0, float(draw.uniform(1, low=1.3, high=1.8))):
        compare(clipped, **gradients(draw, (4, 3), (3,), norm=5.0, p=p), max_norm=2.0, norm_type=p)
    compare(clipped, **gradients(draw, (2, 3), (3,), norm=0.9, p=1.0), max_norm=1.0, norm_type=1.0)


def test_largest_entry(compare, draw):
    """With norm_type=math.inf the norm is the size of the largest entry of all, of either sign."""
    for sign in (1.0, -1.0):
        given = gradients(draw, (3, 4), (5,), (2,))
        given["grads"][1][2] = 9.0 * sign
        compare(clipped, **given, max_norm=4.0, norm_type=math.inf)
    compare(clipped, **gradients(draw, (3, 4), (5,), norm=2.0, p=math.inf), max_norm=2.5, norm_type=math.inf)


def test_no_gradient(compare, draw):
    """A parameter without gradient is skipped, wherever it stands. Without any the norm is 0."""
    given = gradients(draw, (3,), (2, 2), (4,), (1,), norm=6.0)
    given["grads"][0] = given["grads"][2] = None
    compare(clipped, **given, max_norm=1.0)
    compare.detached(without_gradients, start=draw.normals((3,), (2, 2)))


def test_any_iterable(compare, draw):
    """The parameters may come from a generator, which can be read only once."""
    for norm in (6.0, 0.5):
        given = gradients(draw, (3, 2), (2,), norm=norm)
        compare(clipped, **given, max_norm=1.0, lazily=True)


def test_zero(compare, draw):
    """A max_norm of 0 makes all gradients 0. Gradients of 0 stay 0, without NaN."""
    given = gradients(draw, (3, 2), (2,))
    compare(clipped, **given, max_norm=0.0)
    zeros = [torch.zeros(3, 2), torch.zeros(2)]
    for max_norm in (0.0, 1.0):
        compare(clipped, start=given["start"], grads=zeros, max_norm=max_norm)
    zeros[0] = 4 * torch.ones(3, 2)
    compare(clipped, start=given["start"], grads=zeros, max_norm=1.0)


def test_sizes_of_one(compare, draw):
    """A parameter may be a single number, with one dimension or none, and it may be the only one."""
    compare(clipped, **gradients(draw, (), (1,), (1, 1), (1, 4), norm=4.0), max_norm=1.0)
    for shape in ((), (1,), (3, 2)):
        compare(clipped, **gradients(draw, shape, norm=4.0), max_norm=1.0)


def test_in_place(compare, draw):
    """The gradients are updated in place, and no graph is recorded, even if they require gradients."""
    for recording in (True, False):
        given = gradients(draw, (4, 3), (3,), norm=5.0)
        compare.detached(footprint_of, **given, max_norm=1.0, recording=recording)
    single = gradients(draw, (), norm=2.0)
    single["grads"][0].abs_()  # so that it equals the norm
    compare.detached(kept_apart, **single)


def test_whole_tensors(compare, draw):
    """All entries of a gradient are scaled at once, without a Python loop over them."""
    compare.vectorised(
        lambda rows, columns: {**gradients(draw, (rows, columns), norm=5.0), "max_norm": 1.0}, clipped
    )
