import gc
import weakref

import torch
from torch import nn
from torch.nn.functional import cross_entropy

from autograder.judge import graded
from autograder.judge.scenarios import Perceptron

pytestmark = graded("train_epoch")


def distance(logits, y):
    """Another loss: the mean squared distance of the logits from 1 for the class, and 0 for the others."""
    wanted = y.unsqueeze(1) == torch.arange(logits.shape[1], device=y.device)
    return (logits - wanted.to(logits.dtype)).square().sum(1).mean()


def kept_apart(batches, once=False):
    """Batches that require no gradients; once: a generator, whose batches are lists."""
    pairs = [(x.detach(), y) for x, y in batches]
    return (list(pair) for pair in pairs) if once else pairs


def trained(lesson, model, loader, loss, device=None, lr=0.5, epochs=1, **options):
    """The results of epochs with an SGD that has two groups, and the model's state afterwards."""
    first, *others = model.parameters()
    groups = [{"params": [first]}, {"params": others, "lr": lr / 2}]
    opt = torch.optim.SGD(groups, lr=lr, **options)
    results = [lesson.train_epoch(model, loader, opt, loss, device) for _ in range(epochs)]
    state = {f"{name} afterwards": value.clone() for name, value in model.state_dict().items()}
    return {
        "the losses": [loss for loss, _ in results],
        "the accuracies": [share for _, share in results],
        "the list of shapes that the model gets": [shape for shape, _ in getattr(model, "calls", ())],
        **state,
    }


def epoch(lesson, weights, loader, loss="cross_entropy", once=False, old=(), frozen=(), **options):
    """An epoch of a small network, some of whose parameters have old gradients or are frozen."""
    model = Perceptron(weights)
    for p, grad in zip(model.parameters(), old, strict=False):
        p.grad = grad.detach().clone()
    for name in frozen:
        getattr(model, name).requires_grad_(False)
    chosen = cross_entropy if loss == "cross_entropy" else distance
    found = trained(lesson, model, kept_apart(loader, once), chosen, **options)
    return {
        **found,
        "the list of frozen parameters": [n for n, p in model.named_parameters() if not p.requires_grad],
    }


def epoch_of_far_batches(lesson, weights, loader, how):
    """Batches that lie on the CPU, as those of a DataLoader do, or on the device of the model."""
    model, device = Perceptron(weights), weights[0].device
    if how != "none":
        loader = [(x.cpu(), y.cpu()) for x, y in loader]
    told = {"string": str(device), "device": device, "none": None}[how]
    return trained(lesson, model, kept_apart(loader), cross_entropy, told)


def epoch_in_modes(lesson, weights, loader, modes, lr=0.1):
    """An epoch of a network with batch norm, and the modes of its parts."""
    model = Perceptron(weights, norm=True, modes=modes)
    found = trained(lesson, model, kept_apart(loader), cross_entropy, lr=lr)
    del found["the accuracies"]  # with batch norm, all may be wrong by chance
    return {
        **found,
        "the list of modes of the model when it is called": [mode for _, mode in model.calls],
        "the list of modes afterwards": ["train" if part.training else "eval" for part in model.modules()],
    }


class Careful(Perceptron):
    """A network that keeps its batch norm in eval mode, as when only the rest is trained."""

    def train(self, mode=True):
        super().train(mode)
        self.norm.eval()
        return self


def epoch_with_norm_kept(lesson, weights, loader):
    model = Careful(weights, norm=True, modes=(False, False))
    found = trained(lesson, model, kept_apart(loader), cross_entropy, lr=0.1)
    del found["the accuracies"]
    return {**found, "the list of modes of the model": [mode for _, mode in model.calls]}


class Scaled(nn.Module):
    """Logits that are the images' own pixels, times a parameter of 1. It refuses flattened images."""

    def __init__(self, like):
        super().__init__()
        self.pool = nn.AdaptiveAvgPool2d((1, like.shape[-1]))
        self.scale = nn.Parameter(torch.ones_like(like.detach()[0, 0, 0, 0]))

    def forward(self, x):
        return self.scale * self.pool(x).flatten(1)


def epoch_of_images(lesson, loader):
    """An epoch on images [n, 1, 1, C], with a learning rate of 0."""
    return trained(lesson, Scaled(loader[0][0]), kept_apart(loader), cross_entropy, lr=0.0)


def epochs_without_batches(lesson, weights, loader):
    """Epochs of loaders that have no batches, or become empty."""
    found = {}
    for name, batches in {"an empty list": [], "an empty generator": kept_apart([], once=True)}.items():
        model = Perceptron(weights, norm=True, modes=(False, False))
        results = trained(lesson, model, batches, cross_entropy)
        modes = ["train" if part.training else "eval" for part in model.modules()]
        found |= {f"{key} of {name}": value for key, value in results.items()}
        found[f"the list of modes after {name}"] = modes
    model = Perceptron(weights)
    pairs = kept_apart(loader, once=True)
    return {**found, **trained(lesson, model, pairs, cross_entropy, epochs=2)}


class Token:
    """Something that lives as long as the graph that holds it."""


class Marked(torch.autograd.Function):
    """The identity; its node in the graph holds a token."""

    @staticmethod
    def forward(ctx, x, token):
        ctx.token = token
        return x.clone()

    @staticmethod
    def backward(ctx, grad):
        return grad, None


class Graphs:
    """The loss, which counts how many of the graphs before the last batch's are still in memory."""

    def __init__(self):
        self.tokens, self.alive = [], []

    def __call__(self, logits, y):
        token = Token()
        if self._old():
            gc.collect()  # what only refers to itself is freed then
        self.alive.append(self._old())
        self.tokens.append(weakref.ref(token))
        return Marked.apply(cross_entropy(logits, y), token)

    def _old(self):
        return sum(one() is not None for one in self.tokens[:-1])


def epoch_and_graphs(lesson, weights, loader):
    loss = Graphs()
    found = trained(lesson, Perceptron(weights), kept_apart(loader), loss)
    return {
        **found,
        "the number of calls of loss_fn": len(loss.alive),
        "the number of old graphs in memory": max(loss.alive),
    }


def network(draw, *batches, features=4, hidden=5, classes=3, right=False):
    """The weights of a network, and batches. In each, it is right about the first sample, not the second.

    Args:
        right: whether it is right about all the others.
    """
    w, b, v, c = draw.normals((features, hidden), (hidden,), (hidden, classes), (classes,))
    loader = []
    for n in batches:
        x, y = draw.normal(n, features), draw.integers(0, classes, n)
        predicted = (torch.tanh(x @ w + b) @ v + c).argmax(dim=1)
        y = predicted.clone() if right else y
        y[0] = predicted[0]
        y[1:2] = (predicted[1:2] + 1) % classes
        loader.append((x, y))
    return {"weights": [w, b, v, c], "loader": loader}


def test_one_batch(compare, draw):
    """The results are the mean loss and the share of right predictions, from before the step."""
    compare(epoch, **network(draw, 6))
    compare(epoch, **network(draw, 1, features=1, hidden=1, classes=2))


def test_batches_of_any_size(compare, draw):
    """Every sample counts the same, also in a small batch, which may come at any position."""
    compare(epoch, **network(draw, 7, 1))
    compare(epoch, **network(draw, 2, 5, 3), lr=0.1)
    compare(epoch, **network(draw, 4100, 3, right=True), lr=0.1)


def test_loss_function(compare, draw):
    """The given loss function is used, with the logits first."""
    compare(epoch, **network(draw, 4, 4), loss="distance", lr=0.05)


def test_generator_as_loader(compare, draw):
    """The loader may be a generator of many batches, which is empty after one pass."""
    compare(epoch, **network(draw, *[2] * 130, 1), once=True, lr=0.02)


def test_no_batches(compare, draw):
    """Without batches both results are 0.0, nothing is learned, and the model is in train mode."""
    compare(epochs_without_batches, **network(draw, 3, 3))


def test_old_gradients(compare, draw):
    """Gradients from before the call or of the batch before don't count in a step."""
    drawn = network(draw, 4, 4)
    compare(epoch, **drawn, old=[draw.normal(*weight.shape) for weight in drawn["weights"]])


def test_frozen_parameters(compare, draw):
    """Frozen parameters stay as they are, even with an old gradient, momentum and weight decay."""
    drawn = network(draw, 4, 4)
    old = [draw.normal(*weight.shape) for weight in drawn["weights"]]
    for frozen in (["w"], ["b", "v"]):
        compare(epoch, **drawn, old=old, frozen=frozen, momentum=0.9, weight_decay=0.1)


def test_optimizer(compare, draw):
    """The given optimizer makes one step for each batch, and keeps its state from epoch to epoch."""
    compare(epoch, **network(draw, 4, 4, 4), lr=0.2, momentum=0.9, epochs=3)


def test_train_mode(compare, draw):
    """The model and its submodules are in train mode, during the call and afterwards."""
    for modes in ((True, True), (False, False), (True, False)):
        compare(epoch_in_modes, **network(draw, 4, 4), modes=modes)


def test_overridden_train(compare, draw):
    """A model may have a `train` of its own, which keeps its batch norm in eval mode."""
    compare(epoch_with_norm_kept, **network(draw, 4, 4))


def test_device(compare, draw):
    """Batches on the CPU are moved to the given device or its name; None leaves them where they are."""
    for how in ("device", "string", "none"):
        compare(epoch_of_far_batches, **network(draw, 4, 4), how=how)


def test_images_and_ties(compare, draw):
    """The model gets the samples in their own shape. In a tie the lowest class is the prediction."""
    x = draw.uniform(6, 1, 1, 4).index_fill(3, torch.tensor([1, 3]), 2.0)
    y = torch.tensor([1, 3, 3, 1, 3, 0])
    compare(epoch_of_images, loader=[(x[:4], y[:4]), (x[4:], y[4:])])


def test_graphs_are_freed(compare, draw):
    """The graph of a batch is not kept while later batches are computed."""
    compare(epoch_and_graphs, **network(draw, 3, 3, 3, 3))


def test_whole_batches(compare, draw):
    """All samples of a batch are computed at once, without a Python loop."""
    compare.vectorised(lambda samples: network(draw, samples), epoch)
