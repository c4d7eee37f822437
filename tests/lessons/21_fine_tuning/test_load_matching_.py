import torch
from torch import nn

from autograder.judge import graded

pytestmark = graded("load_matching_")


class Network(nn.Module):
    """Weights, a batch norm, a single number, a module named "module", and a buffer that isn't saved."""

    def __init__(self, a, b):
        super().__init__()
        self.stem = nn.Sequential(nn.Linear(a, b), nn.BatchNorm1d(b))
        self.inner = nn.ModuleDict({"module": nn.Linear(b, a, bias=False)})
        self.scale = nn.Parameter(torch.tensor(2.0))
        self.fc = nn.Linear(b, 3)
        self.register_buffer("table", torch.zeros(b), persistent=False)


def filled(a, b, like):
    """A network in the dtype and on the device of `like`, all of whose numbers are 9."""
    model = Network(a, b).to(like.device, like.dtype)
    with torch.no_grad():
        for x in [*model.parameters(), *model.buffers()]:
            x.fill_(9)
    torch.manual_seed(0)
    return model


def loaded(lesson, a, b, state, training=True):
    """The result, and all numbers of the network afterwards."""
    first = next(iter(state.values()))
    model = filled(a, b, first).train(training)
    result = lesson.load_matching_(model, {name: x.detach() for name, x in state.items()})
    return {
        "the list of loaded entries": result[0],
        "the list of skipped entries": result[1],
        **{f"{name} of the model": x.detach().clone() for name, x in model.state_dict().items()},
        "the table, which isn't part of the state": model.table.clone(),
    }


def of_other_dtype(lesson, x, wide):
    """A state in float64 for a float32 model, or the reverse, on the CPU."""
    model = nn.BatchNorm1d(x.shape[0]).to(x.device, torch.float32 if wide else torch.float64)
    dtype = torch.float64 if wide else torch.float32
    state = {"weight": x.detach().cpu().to(dtype), "num_batches_tracked": torch.tensor(5)}
    result = lesson.load_matching_(model, state)
    return {
        "the list of loaded entries": result[0],
        "the weight": model.weight.detach().clone(),
        "the list of dtypes of the model": [str(value.dtype) for value in model.state_dict().values()],
        "the model is on its device": all(p.device == x.device for p in model.parameters()),
        "the counter": model.num_batches_tracked.item(),
        "the list of dtypes of the state": [str(value.dtype) for value in state.values()],
    }


def others(lesson, weight, grad, recording):
    """What becomes of the model's parameters, and of the state, when one of them is written to later."""
    out, size = weight.shape
    model = nn.Sequential(nn.Linear(size, out), nn.BatchNorm1d(out)).to(weight.device, weight.dtype)
    model[0].bias.requires_grad_(False)
    model[0].weight.grad = given = grad.detach()
    model[1].eval()
    objects = [*model.parameters(), *model.buffers()]
    source = nn.Parameter(weight.detach().clone())
    state = {"module.0.weight": source.T.contiguous().T, "1.weight": source[:, 0], "2.weight": source}
    keys, tensors, versions = list(state), list(state.values()), [x._version for x in state.values()]
    with torch.set_grad_enabled(recording):
        result = lesson.load_matching_(model, state)
        kept = torch.is_grad_enabled() == recording
    written = versions != [x._version for x in tensors]
    with torch.no_grad():
        model[0].weight.mul_(2)
    after = source.detach().clone()
    with torch.no_grad():
        source.zero_()
    torch.manual_seed(0)
    return {
        "the list of loaded entries": result[0],
        "the list of skipped entries": result[1],
        "twice the weight of the model": model[0].weight.detach().clone(),
        "the weight of the batch norm": model[1].weight.detach().clone(),
        "the numbers of the state after the model changed": after,
        "the list of keys of the state": list(state),
        "the state has its old tensors": list(state) == keys
        and all(map(lambda p, q: p is q, tensors, state.values())),
        "the tensors of the state were written to": written,
        "the model has its old parameters and buffers": all(
            map(lambda p, q: p is q, objects, [*model.parameters(), *model.buffers()])
        ),
        "the parameters are leaves": all(p.is_leaf for p in model.parameters()),
        "the list of trainable parameters": [n for n, p in model.named_parameters() if p.requires_grad],
        "the weight keeps its grad": model[0].weight.grad is given,
        "the model stays in train mode": model.training,
        "the batch norm stays in eval mode": not model[1].training,
        "the grad mode is as it was before the call": kept,
    }


def of_tied(lesson, weight):
    """A weight in two layers, whose state has both names, and a layer in two places."""
    count, size = weight.shape
    layer = nn.Linear(size, size)
    model = nn.ModuleDict({"embed": nn.Embedding(count, size), "out": nn.Linear(size, count, bias=False)})
    model.update({"one": layer, "two": layer})
    model.to(weight.device, weight.dtype)
    model["out"].weight = model["embed"].weight
    w = weight.detach()
    state = {"embed.weight": w, "out.weight": w.clone(), "two.bias": w[0], "one.bias": w[0].clone()}
    result = lesson.load_matching_(model, state)
    torch.manual_seed(0)
    return {
        "the list of loaded entries": result[0],
        "the list of skipped entries": result[1],
        "the weight": model["out"].weight.detach().clone(),
        "the bias": layer.bias.detach().clone(),
        "the weight is still tied": model["out"].weight is model["embed"].weight,
    }


def without_entries(lesson, weight):
    """An empty state, and one of which nothing fits."""
    out, size = weight.shape
    model = nn.Linear(size, out).to(weight.device, weight.dtype)
    before = model.weight.detach().clone()
    found = [lesson.load_matching_(model, state) for state in ({}, {"module.w": weight.detach()})]
    torch.manual_seed(0)
    return {
        "the list of results": [list(map(list, result)) for result in found],
        "the result is a tuple": all(isinstance(result, tuple) for result in found),
        "the weight stays as it was": torch.equal(before, model.weight),
    }


def sizes(draw):
    """Two different sizes, neither of which is 1 or 3."""
    return [int(size) + 4 for size in draw.permutation(5)[:2]]


def test_values(compare, draw):
    """What fits is loaded, in the order of the state. What the state lacks stays in the model."""
    a, b = sizes(draw)
    state = {"fc.bias": draw.normal(3), "stem.0.weight": draw.normal(b, a), "fc.weight": draw.normal(3, b)}
    compare(loaded, a=a, b=b, state=state)
    compare(
        loaded, a=1, b=1, state={"stem.0.weight": draw.normal(1, 1), "scale": draw.normal()}, training=False
    )


def test_unknown_names(compare, draw):
    """Names that the model lacks are skipped, also a part of a name, and a buffer that isn't saved."""
    a, b = sizes(draw)
    state = {"head.bias": draw.normal(3), "fc.bias": draw.normal(3), "bias": draw.normal(3)}
    state |= {"table": draw.normal(b), "FC.weight": draw.normal(3, b), "inner.weight": draw.normal(a, b)}
    compare(loaded, a=a, b=b, state=state)


def test_prefix(compare, draw):
    """A "module." at the start is dropped, once. In other places it belongs to the name."""
    a, b = sizes(draw)
    state = {"module.fc.bias": draw.normal(3), "module.inner.module.weight": draw.normal(a, b)}
    state |= {"module.module.fc.weight": draw.normal(3, b), "stem.0.bias": draw.normal(b)}
    state |= {"module.stem.module.0.weight": draw.normal(b, a), "modulefc.bias": draw.normal(3)}
    compare(loaded, a=a, b=b, state=state)
    compare(loaded, a=a, b=b, state={"inner.module.weight": draw.normal(a, b), "module.scale": draw.normal()})


def test_shapes(compare, draw):
    """Only the same shape fits: nothing is broadcast, transposed, reshaped or cut."""
    a, b = sizes(draw)
    state = {"fc.bias": draw.normal(1), "stem.0.weight": draw.normal(a, b), "fc.weight": draw.normal(3 * b)}
    state |= {"scale": draw.normal(1), "stem.0.bias": draw.normal(1, b), "stem.1.weight": draw.normal()}
    state |= {"inner.module.weight": draw.normal(a + 1, b), "stem.1.bias": draw.normal(b)}
    compare(loaded, a=a, b=b, state=state)
    compare(loaded, a=a, b=a, state={"fc.weight": draw.normal(1, a), "stem.0.weight": draw.normal(a, a)})


def test_buffers(compare, draw):
    """Running statistics and counters are loaded like parameters."""
    a, b = sizes(draw)
    state = {"stem.1.running_mean": draw.normal(b), "stem.1.running_var": draw.uniform(b)}
    state |= {"module.stem.1.num_batches_tracked": draw.integers(10, 99), "stem.1.bias": draw.normal(b)}
    compare(loaded, a=a, b=b, state=state)


def test_dtype(compare, draw):
    """The model keeps its dtype and device, whatever those of the state are."""
    for wide in (True, False):
        compare.detached(of_other_dtype, x=draw.normal(draw.integer(2, 6)), wide=wide)


def test_nothing_else_changes(compare, draw):
    """Dict and tensors of the state stay, and nothing is shared. Parameters keep object, grad and flags."""
    for recording in (True, False):
        out, size = sizes(draw)
        inputs = {"weight": draw.normal(out, size), "grad": draw.normal(out, size)}
        compare.detached(others, **inputs, recording=recording)


def test_tied(compare, draw):
    """A tied weight is loaded under each of its names, and stays tied."""
    compare.detached(of_tied, weight=draw.normal(*sizes(draw)))


def test_without_entries(compare, draw):
    """A state may be empty, or have nothing that fits."""
    compare(without_entries, weight=draw.normal(*sizes(draw)))
