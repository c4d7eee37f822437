import torch
from torch import nn

from autograder.judge import graded

pytestmark = graded("weights_init_normal_")


class Upsampler(nn.ConvTranspose2d):
    """A subclass whose name doesn't tell its base."""


class Norm(nn.BatchNorm2d):
    """Likewise."""


class Gated(nn.Conv2d):
    """A layer with another one inside."""

    def __init__(self):
        super().__init__(3, 4, 2)
        self.gate = nn.Conv2d(3, 4, 2)


class ConvTranspose2dBatchNorm2d(nn.Module):
    """It is neither of them."""

    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(3, 4))
        self.bias = nn.Parameter(torch.ones(4))


def drawn_weight(lesson, kind, like, seed):
    """The drawn weight of one kind of layer: thousands of numbers."""
    torch.manual_seed(seed)
    layers = {
        "conv": lambda: nn.Conv2d(20, 25, 4),
        "transposed": lambda: nn.ConvTranspose2d(25, 20, 4, bias=False),
        "norm": lambda: nn.BatchNorm2d(8000),
        "subclass": lambda: Upsampler(20, 25, 4),
        "subclass of norm": lambda: Norm(8000),
    }
    layer = layers[kind]().to(like.device, like.dtype)
    lesson.weights_init_normal_(layer)
    torch.manual_seed(seed)
    return layer.weight.detach().flatten()


def facts(lesson, like, seed):
    """What is true of each kind of layer after the call, besides the distribution of its weight."""
    torch.manual_seed(seed)
    found = {}
    for layer in (nn.Conv2d(3, 40, 2), nn.ConvTranspose2d(40, 3, 2), nn.BatchNorm2d(400), Upsampler(9, 9, 2)):
        name = type(layer).__name__
        layer.to(like.device, like.dtype).train(name == "Conv2d")
        nn.init.constant_(layer.weight, 7.0)
        nn.init.constant_(layer.bias, 7.0)
        params, buffers = [layer.weight, layer.bias], [b.clone() for b in layer.buffers()]
        result = lesson.weights_init_normal_(layer)
        weight, mean = layer.weight.detach(), 1.0 if isinstance(layer, nn.BatchNorm2d) else 0.0
        found |= {
            f"the result for {name}": result,
            f"the bias of {name}": layer.bias.detach(),
            f"the weight of {name} is near its mean": bool(((weight - mean).abs() < 0.16).all()),
            f"{name} is in the same mode as before": layer.training == (name == "Conv2d"),
            f"the weight of {name} has different entries": len(weight.unique()) > 0.9 * weight.numel(),
            f"the parameters of {name} are the same objects": layer.weight is params[0]
            and layer.bias is params[1],
            f"the parameters of {name} require gradients": all(p.requires_grad for p in params),
            f"the dtype of {name} stays": weight.dtype == like.dtype,
            f"the buffers of {name} stay": all(map(torch.equal, layer.buffers(), buffers)),
        }
    torch.manual_seed(seed)
    return found


def frozen(lesson, like, seed):
    """Layers that are frozen and have an old gradient, and whether the weights have moved."""
    torch.manual_seed(seed)
    found = {}
    for layer in (nn.ConvTranspose2d(2, 3, 2), nn.BatchNorm2d(5)):
        name = type(layer).__name__
        layer.to(like.device, like.dtype).requires_grad_(False)
        old = layer.weight.clone()
        layer.weight.grad = torch.ones_like(old)
        lesson.weights_init_normal_(layer)
        found |= {
            f"the weight of {name} is drawn": not torch.equal(layer.weight, old),
            f"{name} stays frozen": not any(p.requires_grad for p in layer.parameters()),
            f"the grad of {name} stays": layer.weight.grad is not None
            and bool((layer.weight.grad == 1).all()),
        }
    torch.manual_seed(seed)
    return found


def without_parts(lesson, like, seed):
    """Layers that lack a bias, or have no parameters at all."""
    torch.manual_seed(seed)
    conv, norm = nn.Conv2d(2, 3, 2, bias=False), nn.BatchNorm2d(4, affine=False)
    old = conv.to(like.device, like.dtype).weight.detach().clone()
    results = [lesson.weights_init_normal_(layer) for layer in (conv, norm, nn.ReLU())]
    torch.manual_seed(seed)
    return {
        "the list of results": results,
        "a weight without a bias is drawn": not torch.equal(conv.weight, old),
        "a layer without a bias gets none": conv.bias is None and norm.weight is None and norm.bias is None,
    }


def others(lesson, like, seed):
    """Whether other modules keep their state, and whether a convolution does."""
    torch.manual_seed(seed)
    modules = [
        nn.Linear(3, 4),
        nn.Conv1d(3, 4, 2),
        nn.Conv3d(2, 2, 2),
        nn.ConvTranspose1d(3, 4, 2),
        nn.BatchNorm1d(3),
        nn.LayerNorm(3),
        nn.GroupNorm(1, 3),
        nn.InstanceNorm2d(3, affine=True),
        nn.Embedding(3, 4),
        ConvTranspose2dBatchNorm2d(),
    ]
    found = {}
    for module in [*modules, nn.Conv2d(3, 4, 2)]:
        module.to(like.device, like.dtype)
        old = [p.detach().clone() for p in module.parameters()]
        lesson.weights_init_normal_(module)
        found[f"{type(module).__name__} stays as it is"] = all(map(torch.equal, module.parameters(), old))
    torch.manual_seed(seed)
    return found


def inner(lesson, like, seed):
    """Whether the layers inside of a module keep their state."""
    torch.manual_seed(seed)
    gated, block = Gated(), nn.Sequential(nn.Conv2d(3, 4, 2), nn.Sequential(nn.ReLU(), nn.BatchNorm2d(4)))
    gated.gate.eval()
    block[1][1].eval()
    modes = [part.training for module in (gated, block) for part in module.modules()]
    old = {
        "the layer inside of a layer stays": [gated.gate, gated.gate.weight.detach().clone()],
        "the layer inside of an nn.Sequential stays": [block[0], block[0].weight.detach().clone()],
        "the layer itself stays": [gated, gated.weight.detach().clone()],
    }
    for module in (gated, block):
        lesson.weights_init_normal_(module)
    torch.manual_seed(seed)
    found = {name: torch.equal(layer.weight, before) for name, (layer, before) in old.items()}
    after = [part.training for module in (gated, block) for part in module.modules()]
    return {**found, "each module is in the same mode as before": after == modes}


def test_convolutions(compare, draw):
    """The weight of a convolution, ordinary or transposed, has mean 0 and standard deviation 0.02."""
    for kind in ("conv", "transposed"):
        compare.distribution(drawn_weight, kind=kind, like=draw.normal(1), seed=draw.seed())


def test_batch_norm(compare, draw):
    """gamma has mean 1 and standard deviation 0.02."""
    compare.distribution(drawn_weight, kind="norm", like=draw.normal(1), seed=draw.seed())


def test_subclasses(compare, draw):
    """A subclass counts as its base class, whatever its name is."""
    for kind in ("subclass", "subclass of norm"):
        compare.distribution(drawn_weight, kind=kind, like=draw.normal(1), seed=draw.seed())


def test_in_place(compare, draw):
    """Each parameter is changed in place, the bias becomes 0, and buffers and modes stay."""
    compare.on("plain", "float64")(facts, like=draw.normal(1), seed=draw.seed())


def test_frozen_layers(compare, draw):
    """Frozen layers get new weights, stay frozen and keep their .grad."""
    compare.on("plain")(frozen, like=draw.normal(1), seed=draw.seed())


def test_without_bias(compare, draw):
    """A convolution may have no bias, and batch norm no parameters at all."""
    compare.on("plain")(without_parts, like=draw.normal(1), seed=draw.seed())


def test_other_modules(compare, draw):
    """All other modules stay as they are, whatever they are called."""
    compare.on("plain")(others, like=draw.normal(1), seed=draw.seed())


def test_inner_modules(compare, draw):
    """Only the module's own parameters change, not those of modules inside it."""
    compare.on("plain")(inner, like=draw.normal(1), seed=draw.seed())
