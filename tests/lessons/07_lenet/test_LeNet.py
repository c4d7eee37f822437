import torch

from autograder.judge import graded
from autograder.judge.scenarios import refusal

pytestmark = graded("LeNet")


def network(lesson, like, seed, *args, **kwargs):
    """A LeNet with weights from this seed, drawn in the order of its parameters."""
    model = lesson.LeNet(*args, **kwargs).to(like.device, like.dtype)
    source = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for p in model.parameters():
            numbers = torch.randn(p.shape, generator=source, dtype=torch.float64)
            p.copy_(numbers * 2 / (p.numel() / len(p)) ** 0.5)
    return model


def logits(lesson, x, seed, args=(), **options):
    return network(lesson, x, seed, *args, **options)(x)


def weight_gradients(lesson, x, seed, cotangent, args=()):
    model = network(lesson, x, seed, *args)
    result = model(x)
    result.backward(cotangent.detach())
    return {
        "the logits": result.detach(),
        "the gradients of the parameters": [p.grad for p in model.parameters()],
    }


def parts(lesson, x, seed, first, args=()):
    """The parameters as PyTorch draws them, and the logits with others."""
    torch.manual_seed(first)
    drawn = [p.detach().clone() for p in lesson.LeNet(*args).parameters()]
    model = network(lesson, x, seed, *args)
    return {
        "the logits": model(x),
        "the list of shapes of the parameters": [list(p.shape) for p in model.parameters()],
        "all parameters require gradients": all(p.requires_grad for p in model.parameters()),
        "the number of buffers": len(list(model.buffers())),
        "the first weights": drawn,
    }


def several_calls(lesson, x, seed):
    """Calls in both modes. Before the last, a parameter is frozen, and another has an old gradient."""
    model = network(lesson, x, seed, 3, "relu", "max")
    in_train = model(x)
    model.eval()
    first, second, *_ = model.parameters()
    first.requires_grad_(False)
    second.grad = torch.ones_like(second)
    return {
        "the logits in train mode": in_train,
        "the logits in eval mode": model(x),
        "the logits of other images": model(-x[:1]),
        "the model stays in eval mode": not any(part.training for part in model.modules()),
        "a frozen weight stays frozen": not first.requires_grad,
        "the grad of a bias, which another loss left": second.grad.clone(),
    }


def loaded_again(lesson, x, seed):
    """Two networks, the second of which gets the state of the first."""
    one, other = network(lesson, x, seed), network(lesson, x, seed + 1)
    before = other(x).detach()
    other.load_state_dict(one.state_dict())
    own = {id(p) for p in one.parameters()}
    return {
        "the logits of the first network": one(x),
        "the logits of the second network": before,
        "the logits of the second network with the first one's state": other(x),
        "the networks share parameters": any(id(p) in own for p in other.parameters()),
    }


def unknown_names(lesson, x, seed, activation, pool):
    """The logits, and what becomes of names that the network doesn't know."""
    names = ("gelu", "Sigmoid", "avg", "")
    pools = ("mean", "MAX", "relu", "")
    return {
        "the logits": logits(lesson, x, seed, activation=activation, pool=pool),
        **{
            f"activation {name!r}": refusal(ValueError, "activation", lesson.LeNet, 10, name)
            for name in names
        },
        **{
            f"pool {name!r}": refusal(ValueError, "pool", lesson.LeNet, 10, activation, name)
            for name in pools
        },
    }


def test_default(compare, draw):
    """By default there are 10 classes, sigmoid activations and average pooling."""
    compare(logits, x=draw.normal(2, 1, 28, 28), seed=draw.seed())


def test_activations(compare, draw):
    """All four activations are sigmoid, tanh or relu, with each of the poolings."""
    for activation in ("sigmoid", "tanh", "relu"):
        for pool in ("avg", "max"):
            given = {"x": draw.normal(1, 1, 28, 28), "seed": draw.seed()}
            compare(logits, **given, args=(4,), activation=activation, pool=pool)


def test_number_of_classes(compare, draw):
    """There may be any number of classes, even a single one."""
    for classes in (1, draw.integer(2, 9), draw.integer(11, 99)):
        compare(logits, x=draw.normal(2, 1, 28, 28), seed=draw.seed(), args=(classes, "tanh", "max"))


def test_single_image(compare, draw):
    """A batch of one image keeps its dimension, also if the image is blank."""
    compare(logits, x=draw.normal(1, 1, 28, 28), seed=draw.seed(), args=(1, "relu", "avg"))
    compare(logits, x=torch.zeros(1, 1, 28, 28), seed=draw.seed())


def test_borders(compare, draw):
    """Pixels at the border count: the first convolution has a margin of two zeros."""
    x = torch.zeros(3, 1, 28, 28)
    x[0, 0, 0], x[1, 0, :, 27], x[2, 0, 27, 0] = draw.normal(28), draw.normal(28), 3.0
    compare(logits, x=x, seed=draw.seed(), args=(5, "relu", "avg"))


def test_large_numbers(compare, draw):
    """Logits may have any sign and size: they are neither normalised nor clamped."""
    compare(logits, x=draw.normal(3, 1, 28, 28, scale=100.0), seed=draw.seed(), args=(6, "relu", "max"))


def test_parameters(compare, draw):
    """It has ten parameters in the order of the layers, made in this order, and no buffers."""
    given = {"x": draw.normal(1, 1, 28, 28), "seed": draw.seed(), "first": draw.seed()}
    compare.on("plain")(parts, **given)
    compare.on("plain")(parts, **given, args=(3, "tanh", "max"))


def test_gradient_of_the_weights(compare, draw):
    """The gradient reaches all ten parameters."""
    given = {"x": draw.normal(2, 1, 28, 28), "seed": draw.seed()}
    compare(weight_gradients, **given, cotangent=draw.normal(2, 10))
    compare(weight_gradients, **given, cotangent=draw.normal(2, 3), args=(3, "relu", "max"))


def test_several_calls(compare, draw):
    """The logits are the same in train and in eval mode, and a call changes nothing."""
    compare(several_calls, x=draw.normal(2, 1, 28, 28), seed=draw.seed())


def test_state(compare, draw):
    """Each network has weights of its own, and can load the state of another."""
    compare(loaded_again, x=draw.normal(2, 1, 28, 28), seed=draw.seed())


def test_unknown_names(compare, draw):
    """An unknown activation or pooling raises a ValueError that names the argument, when it is made."""
    given = {"x": draw.normal(1, 1, 28, 28), "seed": draw.seed()}
    compare(unknown_names, **given, activation="tanh", pool="max")


def test_whole_tensors(compare, draw):
    """All images of a batch are computed at once, without a Python loop."""
    compare.vectorised(lambda images: {"x": draw.normal(images, 1, 28, 28), "seed": 7, "args": (3,)}, logits)
