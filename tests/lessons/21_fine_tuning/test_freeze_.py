import torch
from torch import nn

from autograder.judge import graded
from autograder.judge.scenarios import refusal

pytestmark = graded("freeze_")


def frozen(model):
    return [name for name, p in model.named_parameters() if not p.requires_grad]


def in_train_mode(model):
    """The names of the modules that are in train mode; the model itself is "model"."""
    return [name or "model" for name, module in model.named_modules() if module.training]


class Network(nn.Module):
    """Names that begin alike, parameters of the model itself, and a block with the name of a layer."""

    def __init__(self, size):
        super().__init__()
        self.fc2 = nn.Linear(size, 2)
        self.scale = nn.Parameter(torch.ones(size))
        self.body = nn.ModuleDict({"fc": nn.Linear(size, size), "scale": nn.Linear(size, 1, bias=False)})
        self.fc = nn.Sequential(nn.Linear(size, 3), nn.Tanh(), nn.Linear(3, 2))
        self.fc_out = nn.Linear(2, 2)
        self.scales = nn.ParameterList([torch.zeros(2), torch.zeros(size)])


def of_names(lesson, size, prefixes):
    model = Network(size)
    result = lesson.freeze_(model, prefixes)
    torch.manual_seed(0)
    return {"the list of trainable parameters": result, "the list of frozen parameters": frozen(model)}


def of_defaults(lesson, size):
    """Calls without prefixes, and with an empty list."""
    one, other = Network(size), Network(size)
    results = [lesson.freeze_(one), lesson.freeze_(other, except_prefixes=[])]
    bare = lesson.freeze_(nn.Sequential(nn.Tanh()))
    torch.manual_seed(0)
    return {
        "the list of results": results,
        "the list of frozen parameters": frozen(one),
        "the list of parameters frozen by an empty list": frozen(other),
        "the result for a model without parameters": bare,
    }


def of_norms(lesson, x, prefixes, calm=()):
    """Batches through a model with batch norms and dropout, and the modes of its parts.

    Args:
        calm: the names of modules that are in eval mode before.
    """
    size = x.shape[1]
    parts = {"bn": nn.BatchNorm1d(size), "bare": nn.BatchNorm1d(size, affine=False), "drop": nn.Dropout(0.0)}
    top = nn.Sequential(nn.LayerNorm(size), nn.BatchNorm1d(size))
    model = nn.Sequential()
    for name, part in {**parts, "top": top, "bn2": nn.BatchNorm1d(size)}.items():
        model.add_module(name, part)
    model.to(x.device, x.dtype)
    for name in calm:
        model.get_submodule(name).training = False
    result = lesson.freeze_(model, prefixes)
    modes = in_train_mode(model)
    model(x.detach())
    return {
        "the list of trainable parameters": result,
        "the list of modules in train mode": modes,
        **{f"{name} afterwards": value.clone() for name, value in model.named_buffers()},
    }


def of_single(lesson, x):
    """A batch norm that is itself the model, and a batch norm of images."""
    single = nn.BatchNorm1d(x.shape[1]).to(x.device, x.dtype)
    deep = nn.Sequential(nn.Sequential(nn.BatchNorm2d(1)), nn.SyncBatchNorm(2), nn.BatchNorm3d(1))
    results = [lesson.freeze_(single), lesson.freeze_(deep, ["0"])]
    single(x.detach())
    return {
        "the list of results": results,
        "the running mean": single.running_mean.clone(),
        "the list of modules in train mode": in_train_mode(deep),
    }


def of_tied(lesson, size, prefixes):
    """A weight in two layers, and a layer in two places."""
    norm = nn.BatchNorm1d(size)
    model = nn.ModuleDict(
        {
            "embed": nn.Embedding(5, size),
            "body": nn.Sequential(nn.Linear(size, size), norm),
            "again": nn.Sequential(norm, nn.BatchNorm1d(size)),
            "out": nn.Linear(size, 5),
        }
    )
    model["out"].weight = model["embed"].weight
    result = lesson.freeze_(model, prefixes)
    torch.manual_seed(0)
    return {
        "the list of trainable parameters": result,
        "the list of frozen parameters": frozen(model),
        "the list of modules in train mode": in_train_mode(model),
    }


def of_frozen_before(lesson, size):
    """Parts that were frozen already, under the prefix and elsewhere, and a second call."""
    model = nn.ModuleDict({"a": nn.Linear(size, size), "b": nn.Linear(size, 2), "c": nn.Linear(2, 1)})
    model["a"].weight.requires_grad_(False)
    model["b"].bias.requires_grad_(False)
    first = lesson.freeze_(model, ["b", "c"])
    second = lesson.freeze_(model, ["a", "c"])
    torch.manual_seed(0)
    return {
        "the first result": first,
        "the result of a second call": second,
        "the list of frozen parameters": frozen(model),
    }


def stepped(lesson, weights, grads, prefixes, momentum):
    """What an optimizer does with parameters that have old gradients."""
    names = ("a", "b", "c")
    model = nn.ParameterDict(
        {n: nn.Parameter(w.detach().clone()) for n, w in zip(names, weights, strict=True)}
    )
    objects = dict(model.named_parameters())
    given = {n: g.detach().clone() for n, g in zip(names, grads, strict=True)}
    for name, p in objects.items():
        p.grad = given[name]
    opt = torch.optim.SGD(model.parameters(), lr=0.5, momentum=momentum, weight_decay=0.1)
    with torch.no_grad():
        result = lesson.freeze_(model, prefixes)
    kept = [name for name, p in model.named_parameters() if p.grad is given[name]]
    without = [name for name, p in model.named_parameters() if p.grad is None]
    for _ in range(2):
        opt.step()
    return {
        "the list of trainable parameters": result,
        "the list of parameters that keep their grad": kept,
        "the list of parameters without grad": without,
        "the parameters are the same objects": all(p is objects[n] for n, p in model.named_parameters()),
        **{f"{name} after two steps": p.detach().clone() for name, p in model.named_parameters()},
    }


def of_later_train(lesson, size):
    """What a later call of train does."""
    model = nn.Sequential(nn.BatchNorm1d(size), nn.Dropout(), nn.Linear(size, 2))
    result = lesson.freeze_(model, ["2"])
    model.train()
    torch.manual_seed(0)
    return {
        "the list of trainable parameters": result,
        "the list of modules in train mode after a later train()": in_train_mode(model),
        "the list of frozen parameters": frozen(model),
    }


def refused(lesson, size, prefixes, word):
    """A prefix with nothing under it, in words, and what becomes of the model."""
    model = nn.Sequential(nn.BatchNorm1d(size), Network(size))
    for p in model.parameters():
        p.grad = torch.ones_like(p)
    said = refusal(ValueError, word, lesson.freeze_, model, prefixes)
    torch.manual_seed(0)
    return {
        "the call": said,
        "the list of frozen parameters": frozen(model),
        "all modules stay in train mode": all(part.training for part in model.modules()),
        "all parameters keep their grad": all(p.grad is not None for p in model.parameters()),
    }


def test_prefixes(compare, draw):
    """A prefix ends at a dot: "fc" covers "fc.0.weight", but neither "fc2", "fc_out" nor "body.fc"."""
    for prefixes in (["fc"], ["fc_out", "body"], ("body.fc", "fc.2"), ["scale"], ["fc2.bias", "scales.1"]):
        compare(of_names, size=draw.integer(2, 6), prefixes=prefixes)
    compare(of_names, size=1, prefixes=["fc.0"])


def test_no_prefixes(compare, draw):
    """Without prefixes all is frozen, parameters of the model itself too."""
    compare(of_defaults, size=draw.integer(2, 6))
    compare(of_names, size=draw.integer(2, 6), prefixes=["scale", "fc_out"])


def test_running_statistics(compare, draw):
    """Frozen batch norms keep their statistics, also one without parameters. The others go on moving."""
    for prefixes in (["top", "bn2"], ["bn"], ["bare", "top.0"], []):
        x = draw.normal(draw.integer(3, 7), draw.integer(2, 5), mean=3.0)
        compare(of_norms, x=x, prefixes=prefixes)


def test_modes(compare, draw):
    """What is under a prefix keeps its mode, and so do all modules that are no batch norm."""
    for calm in (["bn2", "drop"], ["", "top.1"], ["top"]):
        x = draw.normal(draw.integer(3, 7), draw.integer(2, 5), mean=3.0)
        compare(of_norms, x=x, prefixes=["top", "bn2"], calm=calm)


def test_kinds_of_batch_norm(compare, draw):
    """The model may be a batch norm itself, and batch norms of all kinds are meant."""
    compare(of_single, x=draw.normal(draw.integer(3, 7), draw.integer(2, 5), mean=3.0))


def test_tied(compare, draw):
    """A tied parameter, or a layer in two places, is under a prefix if one of its names is."""
    for prefixes in (["out"], ["embed"], ["again"], ["body", "out.bias"]):
        compare(of_tied, size=draw.integer(2, 6), prefixes=prefixes)


def test_frozen_before(compare, draw):
    """What was frozen before stays frozen, also under a prefix, and isn't listed as trainable."""
    compare(of_frozen_before, size=draw.integer(3, 7))


def test_old_gradients(compare, draw):
    """Frozen parameters lose their grad, so that no optimizer moves them. The others keep theirs."""
    for prefixes, momentum in ((["b"], 0.0), (["a", "c"], 0.9)):
        shapes = (draw.integer(2, 5),), (1,), (draw.integer(2, 5), 2)
        inputs = {"weights": draw.normals(*shapes), "grads": draw.normals(*shapes)}
        compare.detached(stepped, **inputs, prefixes=prefixes, momentum=momentum)


def test_later_train(compare, draw):
    """A later train() puts all modules into train mode; the parameters stay frozen."""
    compare(of_later_train, size=draw.integer(3, 7))


def test_refusal(compare, draw):
    """A prefix with nothing under it raises a ValueError that names it, before anything is changed."""
    for prefixes, word in ((["1.fx"], "1.fx"), (["1.fc", "1.f"], "1.f"), (["0", "weight"], "weight")):
        compare(refused, size=draw.integer(2, 6), prefixes=prefixes, word=word)
    compare(of_names, size=draw.integer(2, 6), prefixes=["fc.1", "fc.0"])
