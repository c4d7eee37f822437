import torch
from torch import nn
from torch.nn.utils import skip_init

from autograder.judge import graded


def linear(weight, bias=None):
    """A linear layer with these parameters, in their dtype and on their device."""
    options = {"device": weight.device, "dtype": weight.dtype}
    layer = skip_init(nn.Linear, weight.shape[1], weight.shape[0], bias=bias is not None, **options)
    layer.load_state_dict({"weight": weight} if bias is None else {"weight": weight, "bias": bias})
    return layer


def network(first, bias, last, norm=False):
    """Two linear layers; with `norm` batch norm stands between them, in train mode."""
    inner = []
    if norm:
        inner = [nn.BatchNorm1d(len(first), device=first.device, dtype=first.dtype)]
    return nn.Sequential(nn.Flatten(), linear(first, bias), *inner, nn.Tanh(), linear(last))


def values(model):
    """The parameters and buffers, which later steps must not reach."""
    return {name: value.detach().clone() for name, value in model.state_dict().items()}


def kept(model):
    """What must be left of each parameter: its gradient, and whether it requires one."""
    return [[None if p.grad is None else p.grad.clone(), p.requires_grad] for p in model.parameters()]


def one_step(lesson, X, Z, d, g, lr=0.5):
    D, G = network(*d), network(*g)
    loss = lesson.update_D(X, Z, D, G, torch.optim.SGD(D.parameters(), lr=lr))
    return {"the loss": loss, "D": values(D), "G": values(G)}


def of_images(lesson, X, Z, d, g):
    D, G = network(*d), nn.Sequential(network(*g), nn.Unflatten(1, X.shape[1:]))
    return {"the loss": lesson.update_D(X, Z, D, G, torch.optim.SGD(D.parameters(), lr=0.5)), "D": values(D)}


def generator_afterwards(lesson, X, Z, d, g, old, frozen):
    """A generator whose parameters have no gradient, and one where some have one and one is frozen."""
    found = []
    for before in (None, old):
        D, G = network(*d), network(*g)
        if before is not None:
            G[1].weight.grad = before.detach().clone()
            list(G.parameters())[frozen].requires_grad_(False)
        loss = lesson.update_D(X, Z, D, G, torch.optim.SGD(D.parameters(), lr=0.5))
        found.append({"the loss": loss, "G": values(G), ".grad and requires_grad of G": kept(G)})
    return found


def with_old_gradients(lesson, X, Z, d, g, old):
    """Gradients stand in D that the step must not use."""
    D, G = network(*d), network(*g)
    for p, grad in zip(D.parameters(), old, strict=True):
        p.grad = grad.detach().clone()
    optimizer = torch.optim.SGD(D.parameters(), lr=0.5)
    losses = [lesson.update_D(X, Z, D, G, optimizer) for _ in range(3)]
    return {"the losses": losses, "D": values(D)}


def with_norm(lesson, X, Z, d, g, train):
    """The networks of a step: statistics before and after, modes, and what each was called with."""
    D, G = network(*d, norm=True), network(*g, norm=True)
    D.train(train[0])
    G.train(train[1])
    calls = []
    for name, model in (("D", D), ("G", G)):
        model.register_forward_hook(
            lambda module, inputs, output, name=name: calls.append([name, len(inputs[0]), module.training])
        )
    loss = lesson.update_D(X, Z, D, G, torch.optim.SGD(D.parameters(), lr=0.1))
    return {
        "the loss": loss,
        "D": values(D),
        "G": values(G),
        "the calls": sorted(calls),
        "modes": [module.training for model in (D, G) for module in model.modules()],
    }


def several_steps(lesson, X, Z, d, g, kind, **options):
    """Steps on one batch after the other, with an optimizer that remembers."""
    D, G = network(*d), network(*g)
    optimizer = getattr(torch.optim, kind)(D.parameters(), **options)
    losses = [lesson.update_D(x, z, D, G, optimizer) for x, z in zip(X, Z, strict=True)]
    return {"the losses": losses, "D": values(D)}


def weights(draw, inputs, hidden, outputs):
    return [draw.normal(hidden, inputs), draw.normal(hidden), draw.normal(outputs, hidden)]


def game(draw, batch, features=2, noise=3, hidden=4):
    """A batch of real samples, noise, and the weights of both networks."""
    return {
        "X": draw.normal(batch, features, mean=1.0),
        "Z": draw.normal(batch, noise),
        "d": weights(draw, features, hidden, 1),
        "g": weights(draw, noise, hidden + 1, features),
    }


@graded("update_D")
def test_one_step(compare, draw):
    """D makes one step down its loss; the result is the loss before that step, as a Python float."""
    compare(one_step, **game(draw, 6))
    compare(one_step, **game(draw, 4, features=4, noise=4), lr=2.0)
    compare(one_step, **game(draw, 1, features=1, noise=1, hidden=2))


@graded("update_D")
def test_samples_of_any_shape(compare, draw):
    """Samples may be images, as long as the networks agree on them."""
    drawn = game(draw, 5, features=6)
    compare(of_images, **{**drawn, "X": drawn["X"].view(5, 2, 3)})


@graded("update_D")
def test_generator_untouched(compare, draw):
    """G keeps its parameters and its .grad: None stays None, and other gradients keep their values."""
    drawn = game(draw, 5)
    compare.on("plain", "double")(
        generator_afterwards, **drawn, old=draw.normal(5, 3), frozen=draw.integer(1, 3)
    )


@graded("update_D")
def test_old_gradients(compare, draw):
    """Gradients of earlier calls, or of anything else, do not count in a step."""
    drawn = game(draw, 5)
    compare.on("plain", "double")(
        with_old_gradients, **drawn, old=[draw.normal(*weight.shape) for weight in drawn["d"]]
    )


@graded("update_D")
def test_train_mode(compare, draw):
    """In train mode each network uses and updates the statistics of each batch, real and fake apart."""
    compare.on("plain", "double")(with_norm, **game(draw, 7), train=(True, True))


@graded("update_D")
def test_modes(compare, draw):
    """A network in eval mode stays in it; each network is called in the mode in which it is."""
    drawn = game(draw, 5)
    for train in ((True, False), (False, True)):
        compare.on("plain", "double")(with_norm, **drawn, train=train)


@graded("update_D")
def test_optimizers(compare, draw):
    """The optimizer that is given makes one step a call, and remembers from call to call."""
    drawn = {**game(draw, 5), "X": draw.normal(6, 5, 2, mean=1.0), "Z": draw.normal(6, 5, 3)}
    part = compare.on("double")
    part(several_steps, **drawn, kind="SGD", lr=0.2, momentum=0.9)
    part(several_steps, **drawn, kind="Adam", lr=0.05, betas=(0.5, 0.9))
