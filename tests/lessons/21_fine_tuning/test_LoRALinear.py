import torch
from torch import nn

from autograder.judge import graded
from autograder.judge.scenarios import refusal

pytestmark = graded("LoRALinear")


def linear(weight, bias=None):
    """A linear layer with these numbers."""
    like = {"device": weight.device, "dtype": weight.dtype}
    layer = nn.Linear(weight.shape[1], weight.shape[0], bias=bias is not None, **like)
    with torch.no_grad():
        layer.weight.copy_(weight)
        if bias is not None:
            layer.bias.copy_(bias)
    torch.manual_seed(0)
    return layer


def adapted(lesson, weight, bias, A, B, alpha):
    """The module with these numbers."""
    module = lesson.LoRALinear(linear(weight, bias), len(A), alpha)
    torch.manual_seed(0)
    with torch.no_grad():
        module.A.copy_(A)
        module.B.copy_(B)
    return module


def forward(lesson, x, weight, bias, A, B, alpha, training=True):
    return adapted(lesson, weight, bias, A, B, alpha).train(training)(x)


def gradients(lesson, x, weight, bias, A, B, alpha, cotangent):
    """The gradients of the parameters, and what a call leaves behind."""
    module = adapted(lesson, weight, bias, A, B, alpha).eval()
    module.A.grad = torch.ones_like(module.A)
    before = {name: value.clone() for name, value in module.state_dict().items()}
    y = module(x)
    y.backward(cotangent.detach())
    return {
        "the result": y.detach(),
        "1 plus the gradient of A": module.A.grad,
        "the gradient of B": module.B.grad,
        "the gradient of the weight of base": module.base.weight.grad,
        "the result of a second call": module(x).detach(),
        "the module stays in eval mode": not module.training and not module.base.training,
        "the list of trainable parameters": sorted(
            n for n, p in module.named_parameters() if p.requires_grad
        ),
        "a call keeps all numbers": all(torch.equal(before[n], v) for n, v in module.state_dict().items()),
    }


def first(lesson, x, weight, bias, r, alpha):
    """The module as it is made."""
    base = linear(weight, bias)
    module = lesson.LoRALinear(base, r, alpha)
    torch.manual_seed(0)
    return {
        "the first result": module(x),
        "the first B": module.B.detach().clone(),
        "the shape of A": list(module.A.shape),
        "some entries of A are 0": bool((module.A == 0).any()),
        "entries of A are equal": module.A.unique().numel() < module.A.numel(),
    }


def anatomy(lesson, x, weight, bias, r, is_frozen, training):
    """Attributes, flags and names of the module, and what becomes of the layer that it gets."""
    base = linear(weight, bias).requires_grad_(not is_frozen).train(training)
    base.weight.grad = torch.ones_like(base.weight)
    parameters = list(base.parameters())
    module = lesson.LoRALinear(base, r, 2)
    torch.manual_seed(0)
    own = [module.A, module.B]
    return {
        "base is the given layer": module.base is base,
        "base keeps its parameters": all(p is q for p, q in zip(parameters, base.parameters(), strict=True)),
        "base keeps its numbers": torch.equal(base.weight, weight),
        "base is in train mode": base.training,
        "the weight of base has no grad": base.weight.grad is None,
        "the list of trainable parameters": sorted(
            n for n, p in module.named_parameters() if p.requires_grad
        ),
        "the list of names of the state": sorted(module.state_dict()),
        "A and B are leaves": all(isinstance(p, nn.Parameter) and p.is_leaf for p in own),
        "A and B have the dtype of base": all(p.dtype == weight.dtype for p in own),
        "they are on the device of base": all(p.device == weight.device for p in own),
        "the module is in train mode": module.training,
        "the first result": module(x).detach(),
    }


def first_weights(lesson, like, seed, r, size):
    """The first A, in units of the standard deviation that it should have."""
    torch.manual_seed(seed)
    base = nn.Linear(size, 3).to(like.device, like.dtype)
    A = lesson.LoRALinear(base, r, 5.0).A.detach() * size**0.5
    torch.manual_seed(0)
    return A


def of_seeds(lesson, weight, seed):
    """What a seed of the global generator does."""
    draws = []
    for one in (seed, seed, seed + 1):
        torch.manual_seed(one)
        layers = [lesson.LoRALinear(nn.Linear(*weight.shape), 3, 1.0) for _ in range(2)]
        draws.append([layer.A.detach() for layer in layers])
    large = lesson.LoRALinear(nn.Linear(400, 2), 100, 1.0).A.detach()
    torch.manual_seed(seed)
    return {
        "the same seed gives the same A": torch.equal(draws[0][0], draws[1][0]),
        "another seed gives another A": not torch.equal(draws[0][0], draws[2][0]),
        "the next module gets another A": not torch.equal(*draws[0]),
        "the first B": layers[0].B.detach().clone(),
        "a row of A is another one with other signs": bool((draws[0][0][:1] == -draws[0][0][1:]).any()),
        "some of 40000 entries lie beyond three deviations": bool((large.abs() * 20 > 3).any()),
    }


def sums(lesson, like, seed, number):
    """The sums of many small A, in units of the standard deviation that they should have."""
    torch.manual_seed(seed)
    base = nn.Linear(2, 1).to(like.device, like.dtype)
    found = torch.stack([lesson.LoRALinear(base, 2, 1.0).A.detach().sum() for _ in range(number)])
    torch.manual_seed(0)
    return found / 2**0.5


def merged(lesson, x, weight, bias, A, B, alpha, training=True):
    """The merged layer's result and numbers."""
    module = adapted(lesson, weight, bias, A, B, alpha).train(training)
    new = module.merge()
    torch.manual_seed(0)
    return {
        "the result of the merged layer": new(x),
        "the weight of the merged layer": new.weight.detach(),
        "the bias of the merged layer": None if new.bias is None else new.bias.detach(),
        "the merged layer is in train mode": new.training,
        "the result of the module afterwards": module(x),
    }


def after_merge(lesson, x, weight, bias, A, B, alpha, recording):
    """What the merged layer is, and what is left of the module."""
    module = adapted(lesson, weight, bias, A, B, alpha)
    module.A.grad = given = torch.ones_like(module.A)
    before = {name: value.clone() for name, value in module.state_dict().items()}
    with torch.set_grad_enabled(recording):
        new, second = module.merge(), module.merge()
        kept = torch.is_grad_enabled() == recording
    again = torch.equal(new.weight, second.weight)
    with torch.no_grad():
        for p in [*new.parameters()]:
            p.zero_()
        module.B.mul_(2)
    third = module.merge()
    torch.manual_seed(0)
    del before["B"]
    state = module.state_dict()
    return {
        "the merged layer is an nn.Linear": type(new) is nn.Linear,
        "the list of sizes": [new.in_features, new.out_features],
        "its parameters are trainable leaves": all(
            isinstance(p, nn.Parameter) and p.is_leaf and p.requires_grad for p in new.parameters()
        ),
        "its parameters have no grad": all(p.grad is None for p in new.parameters()),
        "two calls give the same layer": new is second,
        "a second call gives equal weights": again,
        "writing to the merged layer leaves the module as it was": all(
            torch.equal(value, state[name]) for name, value in before.items()
        ),
        "A keeps its grad": module.A.grad is given,
        "the list of trainable parameters": sorted(
            n for n, p in module.named_parameters() if p.requires_grad
        ),
        "the list of names of the state": sorted(state),
        "the weight after B was doubled": third.weight.detach(),
        "the result of the module": module(x),
        "the grad mode is as it was before the call": kept,
    }


def refused(lesson, weight, bias, r):
    """A rank below 1, in words, and what becomes of the layer."""
    base = linear(weight, bias)
    said = refusal(ValueError, "", lesson.LoRALinear, base, r, 1.0)
    torch.manual_seed(0)
    return {"the call": said, "base stays trainable": all(p.requires_grad for p in base.parameters())}


def numbers(draw, size, out, r, *before, bias=True, alpha=None):
    """Input, weights and alpha, no two alike."""
    alpha = draw.uniform(1, low=0.5, high=3.0).item() * r if alpha is None else alpha
    return {
        "x": draw.normal(*before, size),
        "weight": draw.normal(out, size),
        "bias": draw.normal(out) if bias else None,
        "A": draw.normal(r, size),
        "B": draw.normal(out, r),
        "alpha": alpha,
    }


def test_forward(compare, draw):
    """The addition is alpha / r times x A^T B^T, for any sizes; the rank may be the largest of them."""
    for size, out, r in ((3, 5, 2), (6, 2, 3), (3, 3, 3), (2, 3, 7), (1, 1, 1), (4, 1, 1)):
        compare(forward, **numbers(draw, size, out, r, 4))


def test_any_shape(compare, draw):
    """x may have any dimensions before the last, also none."""
    for before in ((), (1,), (2, 3), (3, 1, 2)):
        compare(forward, **numbers(draw, 3, 4, 2, *before))
    compare(forward, **numbers(draw, 1, 1, 1))
    inputs = numbers(draw, 3, 4, 2, 2)
    compare(forward, **{**inputs, "x": torch.zeros(2, 3)})


def test_alpha(compare, draw):
    """alpha may be a whole number, 0 or negative; it is divided by r."""
    for alpha in (3, 0, -1.5, 1):
        compare(forward, **numbers(draw, 4, 3, 2, 3, alpha=alpha))


def test_without_bias(compare, draw):
    """The base may have no bias, in both modes, and then the merged layer has none."""
    for training in (True, False):
        compare(forward, **numbers(draw, 4, 3, 2, 3, bias=False), training=training)
    compare(merged, **numbers(draw, 3, 5, 2, 4, bias=False))


def test_gradients(compare, draw):
    """A and B get gradients, scaled by alpha / r; the base gets none. A call changes no number."""
    for size, out, r in ((3, 4, 2), (4, 2, 3)):
        inputs = numbers(draw, size, out, r, 5)
        compare.detached(gradients, **inputs, cotangent=draw.normal(5, out))


def test_first_result(compare, draw):
    """At first B is 0 and A isn't, so the result is exactly that of the base."""
    for size, out, r in ((4, 3, 2), (2, 5, 1)):
        inputs = {"x": draw.normal(3, size), "weight": draw.normal(out, size), "bias": draw.normal(out)}
        compare(first, **inputs, r=r, alpha=4.0)


def test_first_weights(compare, draw):
    """The entries of A are normal and independent, with the standard deviation 1 / sqrt(in)."""
    compare.distribution(first_weights, like=draw.normal(1), seed=draw.seed(), r=60, size=70)
    compare.distribution(first_weights, like=draw.normal(1), seed=draw.seed(), r=4000, size=1)
    compare.on("plain")(of_seeds, weight=draw.normal(5, 4), seed=draw.seed())
    compare.distribution(sums, like=draw.normal(1), seed=draw.seed(), number=1000)
    compare(forward, **numbers(draw, 2, 3, 2, 4))


def test_anatomy(compare, draw):
    """The base is the given layer, frozen, in its own mode. A and B have its dtype and are trainable."""
    for is_frozen, training, bias in ((False, True, True), (True, False, True), (False, False, False)):
        inputs = {"weight": draw.normal(3, 4), "bias": draw.normal(3) if bias else None}
        inputs |= {"x": draw.normal(2, 4)}
        compare.detached(anatomy, **inputs, r=2, is_frozen=is_frozen, training=training)
    compare(forward, **numbers(draw, 3, 2, 2, 4))


def test_merge(compare, draw):
    """The merged layer gives what forward gives, in the mode of the module."""
    for size, out, r, training in ((3, 5, 2, True), (5, 2, 3, False), (3, 3, 1, False), (1, 1, 1, True)):
        compare(merged, **numbers(draw, size, out, r, 4), training=training)


def test_after_merge(compare, draw):
    """Merging makes a new trainable layer each time. Module and base stay as they are, and share nothing."""
    for recording, bias in ((True, True), (False, False)):
        inputs = numbers(draw, 4, 3, 2, 3, bias=bias)
        compare(after_merge, **inputs, recording=recording)


def test_refusal(compare, draw):
    """A rank below 1 raises a ValueError, and the base stays as it was."""
    for r in (0, -2):
        compare.detached(refused, weight=draw.normal(3, 4), bias=draw.normal(3), r=r)
    compare(forward, **numbers(draw, 2, 3, 1, 2))
