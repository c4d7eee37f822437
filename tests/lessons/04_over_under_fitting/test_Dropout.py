import copy

import torch
from torch import nn

from autograder.judge import graded
from autograder.judge.scenarios import anatomy, refusal

pytestmark = graded("Dropout")


def is_dropped(y, x, p):
    """Whether each element is 0 or x / (1 - p), about as many as there should be."""
    if y.shape != x.shape:
        return False
    kept = y != 0
    sigma = (p * (1 - p) / x.numel()) ** 0.5
    is_scaled = bool(((y / x * (1 - p) - 1)[kept].abs() < 1e-5).all())
    return is_scaled and abs(kept.double().mean().item() - (1 - p)) < 6 * sigma


def in_training(lesson, x, p, seed):
    """Calls of layers in train mode, and their gradients."""
    torch.manual_seed(seed)
    x = x.detach().requires_grad_()
    layer, other = lesson.Dropout(p), lesson.Dropout(p)
    before = dict(vars(layer))
    y = layer(1 * x)  # which is no leaf, as in a network
    after = dict(vars(layer))
    (gradient,) = torch.autograd.grad(y.sum(), x)
    y, again = y.detach(), layer(x).detach()
    torch.manual_seed(seed)
    repeated = layer(x)
    return {
        "the shape": list(y.shape),
        "the dtype": y.dtype,
        "the device": y.device.type,
        "the attribute p": layer.p,
        "elements are 0 or x / (1 - p), in the right shares": is_dropped(y, x.detach(), p),
        "the gradient is 1 / (1 - p) or 0 at the same places": bool(
            ((gradient * (1 - p) - (y != 0).to(y.dtype)).abs() < 1e-5).all()
        ),
        "the next call drops other elements": not torch.equal(again, y),
        "another layer drops other elements": not torch.equal(other(x), repeated),
        "the same global seed gives the same values": torch.equal(repeated.detach(), y),
        "the layer stays in train mode": layer.training,
        "a call leaves the attributes of the layer as they were": after.keys() == before.keys()
        and all(after[name] is before[name] for name in before),
    }


def of_ones(layer, like, *shape):
    """What a layer leaves of ones, after a backward pass, so that it has to be connected to them."""
    ones = torch.ones(shape, dtype=like.dtype, device=like.device, requires_grad=True)
    y = layer(ones)
    if (y.shape, y.dtype) != (ones.shape, ones.dtype):
        raise TypeError("the result has another shape or dtype than x")
    y.backward(torch.ones_like(ones))
    return y.detach()


def is_kept(layer, x, scale=1.0):
    """Whether the result is scale * x, and connected to x with this slope."""
    leaf = x.detach().requires_grad_()
    y = layer(leaf)
    (slope,) = torch.autograd.grad(y.sum(), leaf)
    return torch.equal(y, scale * x) and bool((slope == scale).all()) and y.dtype is x.dtype


def of_calls(lesson, like, p, seed, number):
    """The sums of two calls in a row of each of two layers, which must not depend on each other."""
    torch.manual_seed(seed)
    layers = [lesson.Dropout(p), lesson.Dropout(p)]
    sums = [of_ones(layer, like, number, 3) + of_ones(layer, like, number, 3) for layer in layers]
    return torch.cat(sums, dim=1)


def in_a_network(lesson, x, p, seed):
    """The output of layers inside a network, whose mode changes."""
    torch.manual_seed(seed)
    net = nn.Sequential(nn.Identity(), nn.Sequential(nn.Identity(), lesson.Dropout(p)))
    found = {"the network drops at first": is_dropped(net(x), x, p)}
    net.eval()
    found["the output in eval mode is the input"] = is_kept(net, x)
    found["the output of another call in eval mode is the input"] = is_kept(net, 2 * x)
    net.train()
    found["the network drops in train mode again"] = is_dropped(net(x), x, p)
    net[1][1].eval()
    found["the output while only the layer is in eval mode is the input"] = is_kept(net, x)
    net.eval()
    net[1][1].train()
    found["the network drops while only the layer is in train mode"] = is_dropped(net(x), x, p)
    net.train()
    net[1][1].training = False
    found["the output is the input after the layer's attribute training became False"] = is_kept(net, x)
    return found


def sizes(lesson, xs, p, seed):
    """The shapes of what one layer makes of inputs of different shapes, and whether it scales them."""
    torch.manual_seed(seed)
    layer = lesson.Dropout(p)
    results = [layer(x) for x in xs]
    return {
        "the list of shapes": [list(y.shape) for y in results],
        "elements are 0 or x / (1 - p)": all(
            bool(((y == 0) | ((y * (1 - p) - x).abs() < 1e-5)).all())
            for x, y in zip(xs, results, strict=True)
        ),
        "the results in eval mode are the inputs": all(is_kept(layer.eval(), x) for x in xs),
    }


def ends(lesson, x, seed):
    """A layer whose p changes between calls."""
    torch.manual_seed(seed)
    layer = lesson.Dropout(0.25)
    found = {"elements are 0 or x / (1 - p) at first": is_dropped(layer(x), x, 0.25)}
    for p in (1.0, 0.0):
        layer.p = p
        found[f"the result after p became {p:g} is {1 - p:g} * x"] = is_kept(layer, x, 1 - p)
    layer.p = 0.75
    found["elements are 0 or x / (1 - p) after p became 0.75"] = is_dropped(layer(x), x, 0.75)
    return found


def made(lesson, x, p):
    """What a layer is made of, by default and with a p, and whether a copy is like it."""
    torch.manual_seed(7)
    layer, default = lesson.Dropout(p=p), lesson.Dropout()
    return {
        "the layer is an nn.Module": isinstance(layer, nn.Module),
        **anatomy(layer),
        "the state": list(layer.state_dict()),
        "the attribute p": layer.p,
        "the attribute p by default": default.p,
        "the attribute p of a copy": copy.deepcopy(layer).p,
        "the result of p=1 is 0": is_kept(lesson.Dropout(1.0), x, 0.0),
        "the layer is in train mode at first": layer.training,
        "the result in eval mode is x": is_kept(layer.eval(), x),
        "the result in eval mode by default is x": is_kept(default.eval(), x),
    }


def refusals(lesson, x, wrong):
    torch.manual_seed(7)
    return {
        **{f"the outcome of p={p}": refusal(ValueError, str(p), lesson.Dropout, p) for p in wrong},
        "the result of p=0 is x": is_kept(lesson.Dropout(0), x),
        "the result of p=1 is 0": is_kept(lesson.Dropout(1), x, 0.0),
    }


def silent(lesson, x, p, seed):
    """What the global generator draws after a layer was made and called in eval mode."""
    torch.manual_seed(seed)
    layer = lesson.Dropout(p).eval()
    is_input = is_kept(layer, x)
    numbers = torch.rand(3)
    return {
        "the result in eval mode is x": is_input,
        "the next numbers of the global generator": numbers,
        "the result of p=1 in train mode is 0": is_kept(lesson.Dropout(1.0), x, 0.0),
    }


def at_the_ends(lesson, x):
    return {
        "the result of p=0 is x": is_kept(lesson.Dropout(0.0), x),
        "the result of p=1 is 0": is_kept(lesson.Dropout(1.0), x, 0.0),
    }


def away_from_zero(draw, *shape):
    """Positive and negative numbers, none of them near 0."""
    sizes_ = draw.uniform(*shape, low=0.5, high=2.0)
    return torch.where(draw.mask(*shape), sizes_, -sizes_)


def test_train_mode(compare, draw):
    """In train mode elements become 0 with probability p, and x / (1 - p) otherwise. It stores nothing."""
    for p in (0.3, 0.75):
        compare.detached(in_training, x=away_from_zero(draw, 2, 1000), p=p, seed=draw.seed())


def test_calls(compare, draw):
    """All elements are dropped independently, in all calls and layers."""
    compare.distribution(of_calls, like=torch.ones(1), p=0.5, seed=draw.seed(), number=1000)


def test_modes(compare, draw):
    """The layer follows its own mode at each call: eval mode gives x, and train mode drops."""
    compare.detached(in_a_network, x=away_from_zero(draw, 2, 800), p=0.4, seed=draw.seed())


def test_shapes(compare, draw):
    """One layer takes inputs of any shape, one after the other."""
    xs = [
        away_from_zero(draw, *shape)
        for shape in ((6, 4), (6, 4), (3, 4), (2, 3, 2), (2, 3, 2, 2), (5,), (1, 1), ())
    ]
    compare.detached(sizes, xs=[*xs, torch.zeros(2, 3)], p=0.5, seed=draw.seed())


def test_changed_probability(compare, draw):
    """The attribute p counts as it is at the call, from 0, which keeps all, to 1, which drops all."""
    compare.detached(ends, x=away_from_zero(draw, 1200), seed=draw.seed())


def test_anatomy(compare, draw):
    """The layer has p, which is 0.5 by default, but no parameters and no buffers."""
    compare.detached(made, x=draw.normal(3, 4), p=0.125)


def test_refused(compare, draw):
    """A p below 0 or above 1 raises a ValueError; 0 and 1 don't."""
    compare.detached(refusals, x=draw.normal(3, 2), wrong=[1.5, -0.25, 2])


def test_silent_in_eval_mode(compare, draw):
    """To make a layer and to call it in eval mode draws no random number."""
    compare.detached(silent, x=draw.normal(3, 4), p=0.5, seed=draw.seed())


def test_whole_tensors(compare, draw):
    """All elements are drawn at once, without a Python loop."""
    compare.detached.vectorised(lambda rows, columns: {"x": draw.normal(rows, columns)}, at_the_ends)
