import torch
from torch import nn

from autograder.judge import graded


class Net(nn.Module):
    """y = tanh(x W + b) V, where x is flattened, with batch norm before tanh where that is asked for."""

    def __init__(self, weights, norm=False, shape=()):
        super().__init__()
        self.w, self.b, self.v = (nn.Parameter(x.detach().clone()) for x in weights)
        self.shape, self.calls = shape, []
        like = {"device": self.w.device, "dtype": self.w.dtype}
        self.norm = nn.BatchNorm1d(self.w.shape[1], **like) if norm else None

    def forward(self, x):
        self.calls.append([list(x.shape), self.training])
        inner = x.flatten(1) @ self.w + self.b
        y = torch.tanh(inner if self.norm is None else self.norm(inner)) @ self.v
        return y.unflatten(1, self.shape) if self.shape else y


def state(net):
    return dict(net.state_dict())


def residue(net):
    """For each parameter its gradient, or None, and whether it requires one."""
    return [[None if p.grad is None else p.grad.clone(), p.requires_grad] for p in net.parameters()]


def one_step(lesson, X, Z, d, g, lr=0.5):
    D, G = Net(d), Net(g)
    loss = lesson.update_D(X, Z, D, G, torch.optim.SGD(D.parameters(), lr=lr))
    return {"the loss": loss, "D": state(D), "G": state(G)}


def of_images(lesson, X, Z, d, g):
    D, G = Net(d), Net(g, shape=X.shape[1:])
    return {"the loss": lesson.update_D(X, Z, D, G, torch.optim.SGD(D.parameters(), lr=0.5)), "D": state(D)}


def generator_afterwards(lesson, X, Z, d, g, old, frozen):
    """A generator of which one parameter has a gradient, another is frozen, and the third has none."""
    D, G = Net(d), Net(g)
    G.w.grad = old.detach().clone()
    getattr(G, frozen).requires_grad_(False)
    loss = lesson.update_D(X, Z, D, G, torch.optim.SGD(D.parameters(), lr=0.5))
    return {"the loss": loss, "G": state(G), ".grad and requires_grad of G": residue(G)}


def with_old_gradients(lesson, X, Z, d, g, old):
    """Two steps; gradients stand in D at the start that the first must not use."""
    D, G = Net(d), Net(g)
    for p, grad in zip(D.parameters(), old, strict=True):
        p.grad = grad.detach().clone()
    optimizer = torch.optim.SGD(D.parameters(), lr=0.5)
    return {"the losses": [lesson.update_D(X, Z, D, G, optimizer) for _ in range(2)], "D": state(D)}


def with_norm(lesson, X, Z, d, g, train):
    """The networks after a step: their statistics and modes, and what each was called with."""
    D, G = Net(d, norm=True), Net(g, norm=True)
    for network, training in zip((D, G), train, strict=True):
        network.train(training)
    loss = lesson.update_D(X, Z, D, G, torch.optim.SGD(D.parameters(), lr=0.1))
    found = {"the loss": loss}
    for name, net in (("D", D), ("G", G)):
        found[name] = state(net)
        found[f"calls and mode of {name}"] = [net.calls, net.training, net.norm.training]
    return found


def several_steps(lesson, X, Z, d, g):
    """Steps on one batch after the other, with an optimizer that remembers."""
    D, G = Net(d), Net(g)
    optimizer = torch.optim.SGD(D.parameters(), lr=0.2, momentum=0.9)
    losses = [lesson.update_D(x, z, D, G, optimizer) for x, z in zip(X, Z, strict=True)]
    return {"the losses": losses, "D": state(D)}


def weights(draw, inputs, hidden, outputs):
    return [draw.normal(inputs, hidden), draw.normal(hidden), draw.normal(hidden, outputs)]


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
    """D makes one step that reduces its loss. The result is the loss before it, as a Python float."""
    compare(one_step, **game(draw, 6))
    compare(one_step, **game(draw, 1, features=1, noise=1, hidden=2), lr=2.0)


@graded("update_D")
def test_samples_of_any_shape(compare, draw):
    """Samples may be images."""
    drawn = game(draw, 5, features=6)
    compare(of_images, **{**drawn, "X": drawn["X"].view(5, 2, 3)})


@graded("update_D")
def test_generator_untouched(compare, draw):
    """G keeps its parameters and its .grad: None stays None, and other gradients keep their values."""
    drawn, frozen = game(draw, 5), ("b", "v")[draw.integer(0, 2)]
    compare(generator_afterwards, **drawn, old=draw.normal(3, 5), frozen=frozen)


@graded("update_D")
def test_old_gradients(compare, draw):
    """Gradients from before the call do not count in the step."""
    drawn = game(draw, 5)
    old = [draw.normal(*weight.shape) for weight in drawn["d"]]
    compare(with_old_gradients, **drawn, old=old)


@graded("update_D")
def test_train_mode(compare, draw):
    """In train mode, batch norm uses and updates its statistics, with real and fake in separate batches."""
    compare(with_norm, **game(draw, 7), train=(True, True))


@graded("update_D")
def test_modes(compare, draw):
    """Each network is called in its current mode and stays in it."""
    drawn = game(draw, 5)
    for train in ((True, False), (False, True)):
        compare(with_norm, **drawn, train=train)


@graded("update_D")
def test_optimizers(compare, draw):
    """The given optimizer makes one step per call, and keeps its state between calls."""
    drawn = {**game(draw, 5), "X": draw.normal(3, 5, 2, mean=1.0), "Z": draw.normal(3, 5, 3)}
    compare(several_steps, **drawn)
