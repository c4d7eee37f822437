import torch
from torch import nn

from autograder.judge import graded


class Net(nn.Module):
    """y = tanh(x W + b) V + c, with batch norm before tanh where that is asked for."""

    def __init__(self, weights, norm=False):
        super().__init__()
        self.w, self.b, self.v, self.c = (nn.Parameter(x.detach().clone()) for x in weights)
        self.calls = []
        like = {"device": self.w.device, "dtype": self.w.dtype}
        self.norm = nn.BatchNorm1d(self.w.shape[1], **like) if norm else nn.Identity()

    def forward(self, x):
        self.calls.append([list(x.shape), self.training])
        return torch.tanh(self.norm(x @ self.w + self.b)) @ self.v + self.c


def state(net):
    return dict(net.state_dict())


def residue(net):
    """For each parameter its gradient, or None, and whether it requires one."""
    return {
        name: [None if p.grad is None else p.grad.detach().clone(), p.requires_grad]
        for name, p in net.named_parameters()
    }


def step(lesson, Z, d, g, lr=0.5):
    D, G = Net(d), Net(g)
    loss = lesson.update_G(Z, D, G, torch.optim.SGD(G.parameters(), lr=lr))
    return {"the loss": loss, "G": state(G)}


def discriminator_afterwards(lesson, Z, d, g, old=()):
    """D after a step, with old gradients for its first parameters; the others have none."""
    D, G = Net(d), Net(g)
    for p, grad in zip(D.parameters(), old, strict=False):
        p.grad = grad.detach().clone()
    loss = lesson.update_G(Z, D, G, torch.optim.SGD(G.parameters(), lr=0.5))
    return {"the loss": loss, "D": state(D), ".grad and requires_grad of D": residue(D)}


def with_frozen_parts(lesson, Z, d, g, frozen):
    """A step where parameters of D and of G, of the names that are given, are not to be trained."""
    D, G = Net(d), Net(g)
    for network, names in zip((D, G), frozen, strict=True):
        for name in names:
            getattr(network, name).requires_grad_(False)
    optimizer = torch.optim.SGD([p for p in G.parameters() if p.requires_grad], lr=0.5)
    loss = lesson.update_G(Z, D, G, optimizer)
    return {
        "the loss": loss,
        "D": state(D),
        "G": state(G),
        ".grad and requires_grad of D": residue(D),
        "require gradients": [p.requires_grad for p in G.parameters()],
    }


def with_leftovers(lesson, Z, d, g, old):
    """Two steps of a generator that has gradients of something else at the start."""
    D, G = Net(d), Net(g)
    for p, grad in zip(G.parameters(), old, strict=True):
        p.grad = grad.detach().clone()
    optimizer = torch.optim.SGD(G.parameters(), lr=0.5)
    return {"the losses": [lesson.update_G(Z, D, G, optimizer) for _ in range(2)], "G": state(G)}


def with_statistics(lesson, Z, d, g, train):
    D, G = Net(d, norm=True), Net(g, norm=True)
    for network, training in zip((D, G), train, strict=True):
        network.train(training)
    loss = lesson.update_G(Z, D, G, torch.optim.SGD(G.parameters(), lr=0.1))
    found = {"the loss": loss}
    for name, net in (("D", D), ("G", G)):
        found[name] = state(net)
        found[f"calls and mode of {name}"] = [net.calls, net.training, net.norm.training]
    return found


def trajectory(lesson, Z, d, g):
    """Steps on one batch of noise after the other, with an optimizer that remembers."""
    D, G = Net(d), Net(g)
    optimizer = torch.optim.SGD(G.parameters(), lr=0.2, momentum=0.9)
    return {"the losses": [lesson.update_G(z, D, G, optimizer) for z in Z], "G": state(G)}


def net(draw, inputs, hidden, outputs):
    return [draw.normal(*shape) for shape in ((inputs, hidden), (hidden,), (hidden, outputs), (outputs,))]


def players(draw, batch, features=2, noise=3, hidden=4):
    return {
        "Z": draw.normal(batch, noise),
        "d": net(draw, features, hidden, 1),
        "g": net(draw, noise, hidden + 1, features),
    }


@graded("update_G")
def test_one_step(compare, draw):
    """G makes one step that reduces its loss. The result is the loss before it, as a Python float."""
    compare(step, **players(draw, 6))
    compare(step, **players(draw, 1, features=1, noise=1, hidden=2), lr=2.0)


@graded("update_G")
def test_sure_discriminator(compare, draw):
    """G learns most where D is sure of its fakes, because the loss does not saturate."""
    drawn = players(draw, 5)
    drawn["d"][3] -= float(draw.uniform(1, low=15.0, high=40.0))
    compare(step, **drawn)


@graded("update_G")
def test_discriminator_unchanged(compare, draw):
    """D keeps its parameters. If no parameter of D had a gradient before, none has one afterwards."""
    compare(discriminator_afterwards, **players(draw, 5))


@graded("update_G")
def test_gradients_of_the_discriminator(compare, draw):
    """Gradients that D had before the call are still there afterwards, with their old values."""
    drawn = players(draw, 5)
    old = [draw.normal(*p.shape) for p in drawn["d"][:3]]
    compare(discriminator_afterwards, **drawn, old=old)


@graded("update_G")
def test_frozen_parameters(compare, draw):
    """Frozen parameters of D or G don't change and stay frozen. The others still require gradients."""
    compare(with_frozen_parts, **players(draw, 5), frozen=[["b", "v"], ["w"]])


@graded("update_G")
def test_leftover_gradients(compare, draw):
    """Gradients from before the call do not count in the step."""
    drawn = players(draw, 5)
    old = [draw.normal(*p.shape) for p in drawn["g"]]
    compare(with_leftovers, **drawn, old=old)


@graded("update_G")
def test_train_mode(compare, draw):
    """In train mode, both networks use the statistics of the batch and update the running ones once."""
    compare(with_statistics, **players(draw, 7), train=(True, True))


@graded("update_G")
def test_modes(compare, draw):
    """Each network is called in its current mode and stays in it."""
    drawn = players(draw, 5)
    for train in ((True, False), (False, True)):
        compare(with_statistics, **drawn, train=train)


@graded("update_G")
def test_optimizers(compare, draw):
    """The given optimizer makes one step per call, and keeps its state between calls."""
    drawn = {**players(draw, 5), "Z": draw.normal(3, 5, 3)}
    compare(trajectory, **drawn)
