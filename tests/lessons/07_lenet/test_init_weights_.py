import math

import torch
from torch import nn

from autograder.judge import graded

pytestmark = graded("init_weights_")


class Wide(nn.Linear):
    """A subclass, as that inside of PyTorch's attention is."""


class Still(nn.Conv2d):
    """A subclass."""


def filled(lesson, like, seed, sizes, kernel=None, groups=1):
    """The weight of a layer, in rows. Without a kernel it is linear."""
    torch.manual_seed(seed)
    layer = made(like, sizes, kernel, groups)
    lesson.init_weights_(layer)
    return layer.weight.detach().flatten(1)


def made(like, sizes, kernel=None, groups=1):
    """A layer in the dtype and on the device of `like`, filled with sevens."""
    given = {"dtype": like.dtype, "device": like.device}
    layer = (
        nn.Linear(*sizes, **given) if kernel is None else nn.Conv2d(*sizes, kernel, groups=groups, **given)
    )
    return sevens(layer)


def sevens(layer):
    with torch.no_grad():
        for p in layer.parameters():
            p.fill_(7.0)
    return layer


def of_pairs(lesson, like, seed, number):
    """What two small layers of a model get, added."""
    torch.manual_seed(seed)
    pairs = [
        nn.Sequential(made(like, (1, 1)), made(like, (1, 3))).apply(lesson.init_weights_)
        for _ in range(number)
    ]
    return torch.stack([first.weight.detach()[0] + second.weight.detach()[:, 0] for first, second in pairs])


def ranges(lesson, like, seed, cases):
    """Whether the weights fill the range that they should have, and no more."""
    torch.manual_seed(seed)
    found = {}
    for sizes, kernel, groups, bound in cases:
        layer = made(like, sizes, kernel, groups)
        lesson.init_weights_(layer)
        name = f"{type(layer).__name__}{sizes}" + (
            f" with kernel {kernel}, groups {groups}" if kernel else ""
        )
        w = layer.weight.detach()
        largest = w.abs().max().item() / bound
        found[f"the weights of {name} reach up to the bound"] = largest > 0.995
        found[f"no weight of {name} is beyond the bound"] = largest < 1 + 1e-5
        found[f"weights of {name} have both signs"] = bool((w < 0).any() and (w > 0).any())
        found[f"the bias of {name}"] = layer.bias.detach().clone()
    return found


def of_model(lesson, like, seed):
    """Which modules of a model have new weights after apply, and what has become of their biases."""
    torch.manual_seed(seed)
    model = nn.Sequential(
        nn.Conv2d(1, 2, 3),
        nn.BatchNorm2d(2),
        Still(2, 3, 2, bias=False),
        nn.Sequential(nn.Linear(4, 3, bias=False), nn.LayerNorm(3), Wide(3, 2)),
        nn.Embedding(3, 2),
        nn.Conv1d(2, 3, 2),
        nn.ConvTranspose2d(2, 3, 2),
        nn.Conv3d(1, 2, 2),
        nn.PReLU(3),
        nn.LSTM(2, 2),
        nn.Bilinear(2, 2, 3),
    )
    model = sevens(model.to(like.device, like.dtype))
    model[1].running_mean.fill_(7.0)
    model.apply(lesson.init_weights_)
    new = {name: bool((p != 7).all()) for name, p in model.named_parameters()}
    return {
        "the list of parameters that are new": [name for name, is_new in new.items() if is_new],
        "the list of parameters that stay": [
            name for name, p in model.named_parameters() if bool((p == 7).all())
        ],
        "the bias of the convolution": model[0].bias.detach().clone(),
        "the bias of the subclass of Linear": model[3][2].bias.detach().clone(),
        "the running mean stays": bool((model[1].running_mean == 7).all()),
    }


def of_containers(lesson, like, seed):
    """What a call does to modules that hold layers, and to a layer that holds another."""
    torch.manual_seed(seed)
    container = nn.Sequential(made(like, (2, 3)))
    owner = made(like, (3, 2)).eval()
    owner.inner = nn.Sequential(made(like, (2, 2)).eval())
    owner.register_buffer("steps", torch.ones(2))
    results = [lesson.init_weights_(one) for one in (container, owner, nn.ReLU())]
    return {
        "the layer stays in eval mode": not owner.training,
        "what is inside a layer stays in train mode": owner.inner.training,
        "what is inside of that stays in eval mode": not owner.inner[0].training,
        "the buffer stays": bool((owner.steps == 1).all()),
        "the list of results": results,
        "the layer in a container stays as it is": bool((container[0].weight == 7).all()),
        "the layer itself is new": bool((owner.weight != 7).all()),
        "the layer inside a layer stays as it is": bool((owner.inner[0].weight == 7).all()),
    }


def in_place(lesson, like, seed, kernel, frozen, recording):
    """What the call leaves behind of a layer whose weight has a gradient and a part in a graph."""
    torch.manual_seed(seed)
    layer = made(like, (3, 2), kernel).requires_grad_(not frozen)
    weight, bias = layer.weight, layer.bias
    weight.grad = grad = torch.ones_like(weight)
    place = weight.data_ptr()
    with torch.set_grad_enabled(recording):
        result = lesson.init_weights_(layer)
        kept = torch.is_grad_enabled() == recording
    return {
        "the result": result,
        "the weight is new": bool((weight != 7).all()),
        "the weight and the bias are the same objects": layer.weight is weight and layer.bias is bias,
        "the weight is in the same memory": weight.data_ptr() == place,
        "they are leaves": weight.is_leaf and bias.is_leaf,
        "the weight requires gradients": weight.requires_grad,
        "the bias requires gradients": bias.requires_grad,
        "the grad is the same tensor as before": weight.grad is grad,
        "the grad of the weight": weight.grad.clone(),
        "the bias": bias.detach().clone(),
        "the grad mode is as it was before the call": kept,
    }


def repeated(lesson, like, seed):
    """Draws after the global generator was set to a seed."""
    draws = []
    for one in (seed, seed, seed + 1):
        torch.manual_seed(one)
        layers = [made(like, (4, 3)) for _ in range(2)]
        for layer in layers:
            lesson.init_weights_(layer)
        draws.append([layer.weight.detach() for layer in layers])
    torch.manual_seed(seed)
    return {
        "the bias": layers[0].bias.detach().clone(),
        "the same seed gives the same weights": all(map(torch.equal, *draws[:2])),
        "another seed gives other weights": not torch.equal(draws[0][0], draws[2][0]),
        "the next layer gets other weights": not torch.equal(*draws[0]),
    }


def digits_of(lesson, like, seed):
    """The dtype of a layer's weights, and whether they are rounded to float32."""
    torch.manual_seed(seed)
    layer = made(like, (6, 5))
    lesson.init_weights_(layer)
    w = layer.weight.detach()
    return {
        "the bias": layer.bias.detach().clone(),
        "the dtype of the weight": w.dtype,
        "the weights are rounded to float32": torch.equal(w, w.float().to(w.dtype)),
    }


def case(inputs, outputs, *kernel, groups=1):
    """Sizes of a layer, its kernel, and the bound of its weights."""
    places = math.prod(kernel)
    fans = (inputs // groups + outputs) * places
    return (inputs, outputs), kernel or None, groups, math.sqrt(6 / fans)


def test_linear(compare, draw):
    """The weights of a linear layer are uniform, and rows and columns are independent."""
    compare.distribution(filled, like=draw.normal(1), seed=draw.seed(), sizes=(150, 140))


def test_convolution(compare, draw):
    """The weights of a convolution are uniform and independent in all places of its kernel."""
    compare.distribution(filled, like=draw.normal(1), seed=draw.seed(), sizes=(24, 140), kernel=(2, 3))


def test_bound(compare, draw):
    """The bound depends on both fans, with all places of the kernel. Biases are 0."""
    cases = [case(60, 200), case(200, 60), case(8000, 1), case(1, 8000), case(100, 100)]
    cases += [case(40, 60, 5, 1), case(12, 200, 2, 3), case(1, 90, 5, 5), case(30, 60, 3, 3, groups=3)]
    compare.on("plain", "double")(ranges, like=draw.normal(1), seed=draw.seed(), cases=cases)


def test_small_layers(compare, draw):
    """Layers with few weights, even with one, are random too, and each layer gets draws of its own."""
    compare.distribution(of_pairs, like=draw.normal(1), seed=draw.seed(), number=800)


def test_which_modules(compare, draw):
    """Only nn.Linear, nn.Conv2d and their subclasses change, with or without a bias."""
    compare(of_model, like=draw.normal(1), seed=draw.seed())


def test_only_the_module_itself(compare, draw):
    """A call leaves the modules inside its module to their own calls."""
    compare(of_containers, like=draw.normal(1), seed=draw.seed())


def test_in_place(compare, draw):
    """Weight and bias stay the same parameters, with their grad, frozen or not, in each grad mode."""
    for kernel, frozen, recording in ((None, False, True), ((2, 2), True, True), ((1, 3), False, False)):
        given = {"like": draw.normal(1), "seed": draw.seed()}
        compare.detached(in_place, **given, kernel=kernel, frozen=frozen, recording=recording)


def test_global_generator(compare, draw):
    """The draws come from PyTorch's global generator, which is not seeded."""
    compare(repeated, like=draw.normal(1), seed=draw.seed())


def test_dtype(compare, draw):
    """The weights keep their dtype, and in float64 they have its precision."""
    compare(digits_of, like=draw.normal(1), seed=draw.seed())
