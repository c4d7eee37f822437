import torch
from torch import nn

from autograder.judge import graded
from autograder.judge.scenarios import refusal

pytestmark = graded("param_groups")


class Network(nn.Module):
    """Names that begin alike, parameters of the model itself, and a block with the name of a layer."""

    def __init__(self, size):
        super().__init__()
        self.fc2 = nn.Linear(size, 2)
        self.scale = nn.Parameter(torch.ones(size))
        self.body = nn.ModuleDict({"fc": nn.Linear(size, size), "scale": nn.Linear(size, 1, bias=False)})
        self.norm = nn.BatchNorm1d(size)
        self.fc = nn.Sequential(nn.Linear(size, 3), nn.Tanh(), nn.Linear(3, 2))
        self.fc_out = nn.Linear(2, 2)


def in_words(model, groups):
    """The names of the parameters of each group, and its options."""
    names = {id(p): name for name, p in model.named_parameters()}
    found = {"the number of groups": len(groups)}
    for title, group in zip(("body", "head"), groups, strict=False):
        found[f"the list of parameters of the {title}"] = [names.get(id(p), "?") for p in group["params"]]
        found[f"the list of keys of the {title}"] = sorted(group)
        found[f"lr of the {title}"] = group["lr"]
        found[f"weight_decay of the {title}"] = group["weight_decay"]
    return found


def grouped(lesson, size, head, frozen=(), recording=True, modes=(True, True), **options):
    """The groups of a network some of whose parameters are frozen.

    Args:
        modes: whether the network and, apart from it, its norm are in train mode.
    """
    model = Network(size).train(modes[0])
    model.norm.train(modes[1])
    model.scale.grad = torch.ones_like(model.scale)
    for name in frozen:
        model.get_parameter(name).requires_grad_(False)
    with torch.set_grad_enabled(recording):
        groups = lesson.param_groups(model, head, **options)
    torch.manual_seed(0)
    return {
        **in_words(model, groups),
        "the list of frozen parameters": [n for n, p in model.named_parameters() if not p.requires_grad],
        "the list of modules in eval mode": [n for n, part in model.named_modules() if not part.training],
        "a parameter keeps its grad": model.scale.grad is not None and bool((model.scale.grad == 1).all()),
    }


def of_tied(lesson, size, head):
    """A weight in two layers, and a layer in three places."""
    layer = nn.Linear(size, size)
    model = nn.ModuleDict(
        {
            "embed": nn.Embedding(5, size),
            "body": nn.Sequential(layer, nn.Tanh(), layer),
            "top": nn.Sequential(layer, nn.Linear(size, size)),
            "out": nn.Linear(size, 5),
        }
    )
    model["out"].weight = model["embed"].weight
    groups = lesson.param_groups(model, head, lr=0.1)
    torch.manual_seed(0)
    return in_words(model, groups)


def of_equal_values(lesson, value):
    """Parameters of one number each, all equal: they are different parameters."""
    value = value.detach()
    model = nn.ParameterDict({name: nn.Parameter(value.clone()) for name in ("a", "b", "top", "z")})
    return in_words(model, lesson.param_groups(model, "top", lr=0.5))


def read_twice(lesson, size):
    """What the lists are, and whether the groups or two calls share any."""
    model = Network(size)
    groups = lesson.param_groups(model, "fc", 0.1, weight_decay=0.01)
    others = lesson.param_groups(model, "fc", 0.1, weight_decay=0.01)
    lists = [group["params"] for group in [*groups, *others]]
    torch.manual_seed(0)
    return {
        "the result is a list of dicts": isinstance(groups, list)
        and all(isinstance(g, dict) for g in groups),
        "each params is a list": all(isinstance(params, list) for params in lists),
        "the list of numbers of parameters, read twice": [len(list(p)) for p in lists for _ in range(2)],
        "two groups share a list": len({id(params) for params in lists}) < len(lists),
        "two groups share a dict": len({id(group) for group in [*groups, *others]}) < 4,
    }


def stepped(lesson, weights, x, lr, **options):
    """Parameters after two steps of an SGD. The second weight is frozen, and the third is the head."""
    names = ("a", "b", "c")
    model = nn.ParameterDict(
        {n: nn.Parameter(w.detach().clone()) for n, w in zip(names, weights, strict=True)}
    )
    model["b"].requires_grad_(False)
    opt = torch.optim.SGD(lesson.param_groups(model, "c", lr, **options), lr=7.0)
    for _ in range(2):
        opt.zero_grad()
        (((x.detach() * model["a"] + model["b"]) * model["c"]) ** 2).mean().backward()
        opt.step()
    return {f"{name} after two steps": p.detach().clone() for name, p in model.named_parameters()}


def refused(lesson, size, head):
    return {"the call": refusal(ValueError, head, lesson.param_groups, Network(size), head, 0.1)}


def test_rates(compare, draw):
    """The body has lr and the head lr * head_mult, by default 10 times. Both have the weight decay."""
    lr = draw.uniform(1, low=0.01, high=0.5).item()
    size = draw.integer(2, 6)
    compare(grouped, size=size, head="fc", lr=lr)
    compare(grouped, size=size, head="fc", lr=lr, head_mult=draw.uniform(1, low=2.0, high=5.0).item())
    compare(grouped, size=size, head="fc", lr=lr, head_mult=0.5, weight_decay=0.03)
    compare(grouped, size=size, head="fc", lr=lr, head_mult=1.0, weight_decay=lr)


def test_prefix(compare, draw):
    """The head ends at a dot: "fc" is neither "fc2", "fc_out" nor "body.fc". The order is kept."""
    for head in ("fc", "fc_out", "body", "body.fc", "fc.2", "scale", "fc2.bias"):
        compare(grouped, size=draw.integer(1, 6), head=head, lr=0.1)


def test_frozen(compare, draw):
    """Frozen parameters are in no group and stay frozen, whichever part they are of."""
    for frozen in (["fc2.weight", "norm.bias"], ["fc.0.bias", "scale"]):
        compare(grouped, size=draw.integer(2, 6), head="fc", lr=0.1, frozen=frozen)


def test_empty_groups(compare, draw):
    """There are always two groups; each may be empty, even both."""
    of_head = ["fc.0.weight", "fc.0.bias", "fc.2.weight", "fc.2.bias"]
    of_body = ["fc2.weight", "fc2.bias", "scale", "body.fc.weight", "body.fc.bias", "body.scale.weight"]
    of_body += ["norm.weight", "norm.bias", "fc_out.weight", "fc_out.bias"]
    for frozen in (of_head, of_body, of_head + of_body):
        compare(grouped, size=draw.integer(2, 6), head="fc", lr=0.2, frozen=frozen, recording=False)


def test_modes(compare, draw):
    """The modes make no difference and stay, and so does an old grad."""
    for modes in ((False, False), (True, False), (False, True)):
        compare(grouped, size=draw.integer(2, 6), head="fc", lr=0.2, modes=modes)


def test_tied(compare, draw):
    """A tied parameter is in one group, once: in the head's if one of its names is the head's."""
    for head in ("out", "embed", "top", "body.0", "top.1"):
        compare(of_tied, size=draw.integer(2, 6), head=head)


def test_equal_values(compare, draw):
    """Different parameters with equal values stay apart."""
    compare(of_equal_values, value=draw.normal(1))
    compare(of_equal_values, value=draw.normal(2, 1))


def test_lists(compare, draw):
    """Each group has a list of its own, which can be read more than once."""
    compare(read_twice, size=draw.integer(2, 6))
    compare(grouped, size=draw.integer(2, 6), head="fc_out", lr=0.3)


def test_steps(compare, draw):
    """An optimizer takes the groups as they are, with their own rates and decay."""
    for options in ({}, {"head_mult": 2.0, "weight_decay": 0.5}):
        size = draw.integer(2, 5)
        shapes = (size,), (1,), (4, size)
        inputs = {"weights": draw.uniforms(*shapes, low=0.5, high=1.5), "x": draw.normal(4, size)}
        compare.detached(stepped, **inputs, lr=0.01, **options)


def test_refusal(compare, draw):
    """A head without any parameter raises a ValueError that contains its name."""
    for head in ("f", "head", "fc.1", "fc2.weigh"):
        compare(refused, size=draw.integer(2, 6), head=head)
    compare(grouped, size=draw.integer(2, 6), head="fc.0.bias", lr=0.1, frozen=["fc.0.bias"])
