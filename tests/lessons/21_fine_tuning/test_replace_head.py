import torch
from torch import nn

from autograder.judge import graded
from autograder.judge.scenarios import refusal

pytestmark = graded("replace_head")


class Scaled(nn.Linear):
    """A subclass, with a result of its own."""

    def forward(self, x):
        return 2 * super().forward(x)


class Backbone(nn.Module):
    """A model with linear layers in containers of each kind."""

    def __init__(self, size):
        super().__init__()
        self.fc = nn.Linear(size, 4)
        self.blocks = nn.ModuleList([nn.Tanh(), nn.Linear(size + 1, 5)])
        self.heads = nn.ModuleDict({"main": nn.Sequential(nn.Linear(size + 2, 6, bias=False), nn.Tanh())})
        self.fc2 = Scaled(size + 3, 7)


def predicted(lesson, x, weight, bias, num_classes):
    """A model's logits after its new head has got these weights."""
    model = nn.Sequential(nn.Tanh(), nn.Linear(x.shape[1], 3)).to(x.device, x.dtype)
    new = lesson.replace_head(model, "1", num_classes)
    with torch.no_grad():
        new.weight.copy_(weight)
        new.bias.copy_(bias)
    logits = model(x)
    torch.manual_seed(0)
    return logits


def of_names(lesson, name, size, num_classes):
    """The new layer in a place of a model, and all that is beside it."""
    model = Backbone(size)
    before = dict(model.named_modules())
    parameters = dict(model.named_parameters())
    new = lesson.replace_head(model, name, num_classes)
    torch.manual_seed(0)
    after = dict(model.named_modules())
    return {
        "the shapes of the parameters": {n: list(p.shape) for n, p in model.named_parameters()},
        "the list of names of the modules": list(after),
        "the list of modules that are others than before": [n for n in before if after[n] is not before[n]],
        "the list of parameters that are others than before": [
            n for n, p in model.named_parameters() if p is not parameters[n]
        ],
        "the result is the layer that is now in the model": new is after[name],
        "the new layer is an nn.Linear": type(new) is nn.Linear,
        "in_features": new.in_features,
        "out_features": new.out_features,
    }


def of_bias(lesson, size, num_classes):
    """Whether there is a bias, in words."""
    found = {}
    for bias in (True, False):
        model = nn.Sequential(nn.Linear(size, 2, bias=bias))
        new = lesson.replace_head(model, "0", num_classes)
        found[f"the list of names of parameters, bias={bias}"] = [n for n, _ in model.named_parameters()]
        found[f"the result has no bias, bias={bias}"] = new.bias is None
    torch.manual_seed(0)
    return found


def of_dtypes(lesson, like):
    """The dtype and device of a new layer, where the layer has another dtype than the model."""
    found = {}
    for dtype in (torch.float32, torch.float64):
        other = torch.float64 if dtype is torch.float32 else torch.float32
        model = nn.Sequential(nn.Linear(2, 3, dtype=other), nn.Linear(3, 2, dtype=dtype)).to(like.device)
        new = lesson.replace_head(model, "1", 5)
        found[f"the list of dtypes for {dtype}"] = [str(p.dtype) for p in new.parameters()]
        found[f"it is on the device of the old layer, for {dtype}"] = all(
            p.device == like.device for p in new.parameters()
        )
    torch.manual_seed(0)
    return found


def of_states(lesson, size, training, is_frozen, recording):
    """The mode and the flags of the new layer, and what became of the old one."""
    old = nn.Linear(size, 3)
    body = nn.Linear(2, size).requires_grad_(False)
    model = nn.Sequential(body, nn.Sequential(old))
    old.requires_grad_(not is_frozen)
    body.weight.grad = torch.ones_like(body.weight)
    model.train(not training)
    old.train(training)
    old.weight.grad = torch.ones_like(old.weight)
    numbers = [p.detach().clone() for p in old.parameters()]
    with torch.set_grad_enabled(recording):
        new = lesson.replace_head(model, "1.0", 3)
        kept = torch.is_grad_enabled() == recording
    with torch.no_grad():
        for p in new.parameters():
            p.zero_()
    torch.manual_seed(0)
    return {
        "the new layer is in train mode": new.training,
        "the containers are in train mode": model.training and model[1].training,
        "the new parameters are trainable": all(p.requires_grad for p in new.parameters()),
        "the new parameters are leaves without grad": all(
            isinstance(p, nn.Parameter) and p.is_leaf and p.grad is None for p in new.parameters()
        ),
        "the new layer is another module": new is not old,
        "another layer stays frozen": not body.weight.requires_grad and not body.bias.requires_grad,
        "another layer keeps its grad": body.weight.grad is not None and bool((body.weight.grad == 1).all()),
        "the old layer keeps its numbers": all(map(torch.equal, numbers, old.parameters())),
        "the old layer keeps its size": [old.in_features, old.out_features],
        "the old layer is in train mode": old.training,
        "the old parameters are trainable": all(p.requires_grad for p in old.parameters()),
        "the old weight keeps its grad": old.weight.grad is not None,
        "the grad mode is as it was before the call": kept,
    }


def first_weights(lesson, like, seed, sizes):
    """The first weights of a new layer in rows, in units of their bound."""
    torch.manual_seed(seed)
    model = nn.Sequential(nn.Linear(sizes[0], 2).to(like.device, like.dtype))
    new = lesson.replace_head(model, "0", sizes[1])
    torch.manual_seed(0)
    return new.weight.detach() * sizes[0] ** 0.5


def first_biases(lesson, like, seed, sizes):
    """The first weights of the bias of a new layer, in units of their bound."""
    torch.manual_seed(seed)
    model = nn.Sequential(nn.Linear(sizes[0], 2).to(like.device, like.dtype))
    new = lesson.replace_head(model, "0", sizes[1])
    torch.manual_seed(0)
    return new.bias.detach() * sizes[0] ** 0.5


def bounds(lesson, seed, size, num_classes):
    """Whether the weights fill their range, and what a seed does."""
    draws = []
    for one in (seed, seed, seed + 1):
        torch.manual_seed(one)
        model = nn.Sequential(nn.Linear(size, num_classes), nn.Linear(size, num_classes))
        old = model[0].weight.detach().clone()
        layers = [lesson.replace_head(model, name, num_classes) for name in ("0", "1")]
        draws.append([layer.weight.detach() for layer in layers])
        ratio = max(p.abs().max().item() for p in layers[0].parameters()) * size**0.5
    torch.manual_seed(seed)
    return {
        "the largest weight is beyond the bound": ratio > 1 + 1e-5,
        "the weights reach up to the bound": ratio > 0.9,
        "the same seed gives the same weights": torch.equal(draws[0][0], draws[1][0]),
        "another seed gives other weights": not torch.equal(draws[0][0], draws[2][0]),
        "the next layer gets other weights": not torch.equal(*draws[2]),
        "some weights are those of the old layer": bool((draws[2][0] == old).any()),
    }


def refused(lesson, name, size):
    """A name that is wrong, in words, and what becomes of the model."""
    model = nn.ModuleDict({"body": Backbone(size), "conv": nn.Conv2d(1, 2, 1), "two": nn.Bilinear(1, 1, 2)})
    before, objects = list(model.state_dict()), list(model.modules())
    said = refusal(ValueError, name, lesson.replace_head, model, name, 3)
    torch.manual_seed(0)
    return {
        "the call": said,
        "the model has its old modules": all(map(lambda a, b: a is b, objects, model.modules())),
        "the names of the state are those of before": list(model.state_dict()) == before,
    }


def test_logits(compare, draw):
    """The model computes with the new head, which has the inputs of the old one and the new outputs."""
    for size, count in ((draw.integer(2, 5), 6), (6, draw.integer(2, 5)), (1, 1), (4, 4)):
        inputs = {"x": draw.normal(3, size), "weight": draw.normal(count, size), "bias": draw.normal(count)}
        compare(predicted, **inputs, num_classes=count)


def test_names(compare, draw):
    """A name may lead through containers. All other modules, and the order of the names, stay."""
    for name in ("fc", "blocks.1", "heads.main.0", "fc2"):
        compare(of_names, name=name, size=draw.integer(3, 9), num_classes=draw.integer(1, 9))


def test_bias(compare, draw):
    """The new layer has a bias if the old one has one."""
    compare(of_bias, size=draw.integer(2, 9), num_classes=draw.integer(2, 9))


def test_dtype(compare, draw):
    """dtype and device are those of the old layer, not of the model or of PyTorch's settings."""
    compare(of_dtypes, like=draw.normal(1))


def test_states(compare, draw):
    """It is in the mode of the old layer and trainable. The old layer stays as it was, and shares nothing."""
    for state in ((True, False, True), (False, True, True), (True, True, False)):
        names = ("training", "is_frozen", "recording")
        compare(of_states, size=draw.integer(2, 9), **dict(zip(names, state, strict=True)))


def test_weights(compare, draw):
    """The first weights are uniform and independent, on a range that depends on the inputs."""
    compare.distribution(first_weights, like=draw.normal(1), seed=draw.seed(), sizes=(60, 70))
    compare.distribution(first_biases, like=draw.normal(1), seed=draw.seed(), sizes=(25, 3000))


def test_bounds(compare, draw):
    """The weights fill their range, and come from the global generator, anew for each layer."""
    for size, count in ((2, 400), (300, 5)):
        compare.on("plain")(bounds, seed=draw.seed(), size=size, num_classes=count)


def test_refusal(compare, draw):
    """A name of nothing, or of a layer that is not linear, raises a ValueError that contains the name."""
    for name in ("head", "body.fc3", "conv", "body.blocks", "two", "body.fc.weight", "fc", "body.blocks.0"):
        compare(refused, name=name, size=draw.integer(2, 6))
    inputs = {"x": draw.normal(3, 4), "weight": draw.normal(2, 4), "bias": draw.normal(2)}
    compare(predicted, **inputs, num_classes=2)
