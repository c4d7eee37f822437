import torch
from torch import nn

from autograder.judge import graded

pytestmark = graded("count_parameters")


def both(lesson, model):
    """The counts of a model, and their type."""
    trainable, everything = (
        lesson.count_parameters(model),
        lesson.count_parameters(model, trainable_only=False),
    )
    return {
        "the count by default": trainable,
        "the count with trainable_only=True": lesson.count_parameters(model, True),
        "the count with trainable_only=False": everything,
    }


def of_layers(lesson, sizes):
    """A convolution, a layer without bias, and a layer with one."""
    a, b, c = sizes
    model = nn.Sequential(nn.Conv2d(a, b, (3, 2)), nn.ReLU(), nn.Linear(b, c, bias=False), nn.Linear(c, a))
    return both(lesson, model)


class Nested(nn.Module):
    """Parameters in the module itself, one of them a single number, and in lists and dicts."""

    def __init__(self, a, b, c):
        super().__init__()
        self.scale = nn.Parameter(torch.tensor(2.0))
        self.shift = nn.Parameter(torch.zeros(a))
        self.rows = nn.ParameterList([torch.zeros(b, c), torch.zeros(b, c)])
        self.layers = nn.ModuleDict({"one": nn.Sequential(nn.Linear(a, c)), "none": nn.Tanh()})


def of_nested(lesson, sizes):
    return both(lesson, Nested(*sizes))


def of_shared(lesson, sizes):
    """Models in which layers share a weight, or one layer is in several places."""
    a, b, c = sizes
    tied = nn.Sequential(nn.Embedding(a, b), nn.Tanh(), nn.Linear(b, a, bias=False), nn.Linear(a, c))
    tied[2].weight = tied[0].weight
    layer = nn.Linear(b, b)
    repeated = nn.Sequential(layer, nn.Tanh(), nn.Sequential(layer), nn.Linear(b, c), layer)
    return {
        **{f"{name} of a model with a tied weight": count for name, count in both(lesson, tied).items()},
        **{
            f"{name} of a model with a repeated layer": count
            for name, count in both(lesson, repeated).items()
        },
    }


def of_one_memory(lesson, sizes):
    """Different parameters whose memory begins at the same place."""
    memory = torch.zeros(sizes[0], sizes[1])
    return both(lesson, nn.ParameterList([nn.Parameter(memory), nn.Parameter(memory[:1])]))


def of_frozen(lesson, sizes, frozen):
    """A model in two modes some of whose parameters are frozen; a layer of it is in two places."""
    a, b, c = sizes
    model = nn.Sequential(nn.Linear(a, b), nn.Linear(b, c), nn.Linear(c, b))
    model.append(model[1])
    for name, p in model.named_parameters():
        p.requires_grad_(name not in frozen)
    model.eval()
    model[0].train()
    found = both(lesson, model)
    with torch.no_grad():
        again = lesson.count_parameters(model)
    return {
        **found,
        "the count where no gradients are recorded": again,
        "the list of frozen parameters": [n for n, p in model.named_parameters() if not p.requires_grad],
    }


def of_used(lesson, sizes):
    """A model after a backward pass through one of its layers."""
    a, b, c = sizes
    model = nn.Sequential(nn.Linear(a, b), nn.Linear(b, c))
    model[0](torch.ones(2, a)).sum().backward()
    return both(lesson, model)


def of_buffers(lesson, sizes):
    """Models with buffers, one of them without any parameter."""
    a, b, c = sizes
    model = nn.Sequential(nn.Linear(a, b), nn.BatchNorm1d(b))
    model.register_buffer("table", torch.zeros(b, c))
    bare = nn.BatchNorm1d(c, affine=False)
    return {
        **both(lesson, model),
        "the count without parameters": lesson.count_parameters(bare),
        "the count without anything": lesson.count_parameters(nn.Tanh(), trainable_only=False),
    }


def three(draw):
    """Three different sizes."""
    return [int(size) + 2 for size in draw.permutation(9)[:3]]


def test_layers(compare, draw):
    """All numbers of weights and biases count, as a Python int."""
    compare(of_layers, sizes=three(draw))
    compare(of_layers, sizes=[1, 1, 1])


def test_own_parameters(compare, draw):
    """Parameters count wherever they are: in the model itself, or in a list, a dict or a container."""
    compare(of_nested, sizes=three(draw))


def test_shared(compare, draw):
    """A parameter that several modules share counts once, and so does a layer in several places."""
    compare(of_shared, sizes=three(draw))
    compare(of_one_memory, sizes=three(draw))


def test_frozen(compare, draw):
    """Frozen parameters are left out, unless trainable_only is False."""
    sizes = three(draw)
    for frozen in (["0.weight"], ["0.bias", "1.weight"], ["0.weight", "0.bias", "2.weight", "2.bias"]):
        compare(of_frozen, sizes=sizes, frozen=frozen)


def test_all_frozen(compare, draw):
    """If all parameters are frozen, the count is 0."""
    names = [f"{layer}.{part}" for layer in range(3) for part in ("weight", "bias")]
    compare(of_frozen, sizes=three(draw), frozen=names)


def test_with_gradients(compare, draw):
    """Parameters count whether or not they have a gradient already."""
    compare(of_used, sizes=three(draw))


def test_buffers(compare, draw):
    """Buffers don't count. A model without parameters has 0."""
    compare(of_buffers, sizes=three(draw))
