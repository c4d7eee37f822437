import torch
from torch import nn
from torch.nn.functional import cross_entropy

from autograder.judge import graded
from autograder.judge.scenarios import Perceptron, refusal

pytestmark = graded("evaluate")


def distance(logits, y):
    """Another loss: the mean squared distance of the logits from 1 for the class, and 0 for the others."""
    wanted = y.unsqueeze(1) == torch.arange(logits.shape[1], device=y.device)
    return (logits - wanted.to(logits.dtype)).square().sum(1).mean()


def in_words(result, of=""):
    loss, accuracy = result
    return {f"the loss{of}": loss, f"the accuracy{of}": accuracy}


def modes(model, when):
    """The mode of the model, and those of its parts."""
    return {
        f"the mode of {f'part {name}' if name else 'the model'} {when}": "train" if part.training else "eval"
        for name, part in model.named_modules(remove_duplicate=False)
    }


def result(lesson, weights, loader, loss="cross_entropy", once=False):
    """The result for a small network. once: the loader is a generator, whose batches are lists."""
    model = Perceptron(weights)
    batches = (list(pair) for pair in loader) if once else loader
    chosen = cross_entropy if loss == "cross_entropy" else distance
    found = in_words(lesson.evaluate(model, batches, chosen, None))
    return {**found, "the list of shapes that the model gets": [shape for shape, _ in model.calls]}


def result_of_far_batches(lesson, weights, loader, how):
    """Batches that lie on the CPU, as those of a DataLoader do, or on the device of the model."""
    model, device = Perceptron(weights), weights[0].device
    if how != "none":
        loader = [(x.cpu(), y.cpu()) for x, y in loader]
    told = {"string": str(device), "device": device, "none": None}[how]
    return in_words(lesson.evaluate(model, loader, cross_entropy, told))


class Pixels(nn.Module):
    """Logits that are the images' own pixels. It has no parameters, and refuses flattened images."""

    def __init__(self, classes):
        super().__init__()
        self.pool = nn.AdaptiveAvgPool2d((1, classes))

    def forward(self, x):
        return self.pool(x).flatten(1)


def result_of_images(lesson, loader):
    return in_words(lesson.evaluate(Pixels(loader[0][0].shape[-1]), loader, cross_entropy, None))


def result_without_batches(lesson, weights, loader):
    model = Perceptron(weights).train()
    empty = {"an empty list": [], "an empty generator": iter([])}
    found = in_words(lesson.evaluate(model, loader, cross_entropy, None))
    for name, batches in empty.items():
        found |= in_words(lesson.evaluate(model, batches, cross_entropy, None), f" of {name}")
    return {**found, **modes(model, "afterwards")}


def result_and_statistics(lesson, weights, loader, mean, var, training):
    """The result for a network with batch norm, and the statistics of the latter."""
    model = Perceptron(weights, norm=True, modes=training)
    model.norm.running_mean.copy_(mean.detach())
    model.norm.running_var.copy_(var.detach())
    found = in_words(lesson.evaluate(model, loader, cross_entropy, None))
    del found["the accuracy"]  # with batch norm, all may be wrong by chance
    state = {f"{name} afterwards": value.clone() for name, value in model.norm.named_buffers()}
    called = {"the list of modes of the model when it is called": [mode for _, mode in model.calls]}
    return {**found, **state, **called, **modes(model, "afterwards")}


def deep(weights):
    """A model with parts in parts, one of which is shared."""
    shared = nn.Dropout(0.5)
    parts = nn.Sequential(nn.Dropout(0.5), nn.Sequential(shared, nn.Identity()), nn.Sequential(shared))
    return nn.Sequential(parts, Perceptron(weights))


def result_and_modes(lesson, weights, loader):
    """Models in train and in eval mode, each with a part in the other mode."""
    found = {}
    for training in (True, False):
        name = "a model in train mode" if training else "a model in eval mode"
        model = deep(weights).train(training)
        model[0][int(training)].train(not training)
        found |= in_words(lesson.evaluate(model, loader, cross_entropy, None), f" of {name}")
        found |= modes(model, f"after a call with {name}")
    return found


def interrupted(loader):
    yield from loader
    raise KeyboardInterrupt  # as when the user stops the cell


def strict(logits, y):
    """A loss that refuses a batch of one sample."""
    if len(y) == 1:
        raise ZeroDivisionError("a batch of one sample")
    return cross_entropy(logits, y)


def modes_after_exceptions(lesson, weights, loader):
    model = deep(weights)
    model[0][1].eval()
    found = in_words(lesson.evaluate(model, loader, strict, None))
    (x, y), *_ = loader
    faults = {
        "model": (RuntimeError, [*loader, (x[:, 1:], y)]),
        "loader": (KeyboardInterrupt, interrupted(loader)),
        "loss_fn": (ZeroDivisionError, [*loader, (x[:1], y[:1])]),
    }
    for where, (error, batches) in faults.items():
        what = refusal(error, "", lesson.evaluate, model, batches, strict, None)
        found[f"an exception of the {where}"] = what
        found |= modes(model, f"after an exception of the {where}")
        found[f"gradients are recorded after an exception of the {where}"] = torch.is_grad_enabled()
    return found


def result_and_recording(lesson, weights, loader, outside):
    """Whether gradients are recorded, and what becomes of the parameters; one is frozen, one has a grad."""
    model = Perceptron(weights)
    model.w.grad = torch.ones_like(model.w)
    model.b.requires_grad_(False)
    recorded = []

    def loss(logits, y):
        recorded.append((logits.requires_grad, torch.is_grad_enabled()))
        return cross_entropy(logits, y)

    with torch.set_grad_enabled(outside):
        found = in_words(lesson.evaluate(model, loader, loss, None))
        kept = torch.is_grad_enabled() == outside
    return {
        **found,
        "the logits have a graph": any(logits for logits, _ in recorded),
        "gradients are recorded while the loss is computed": any(loss for _, loss in recorded),
        "the number of calls of loss_fn": len(recorded),
        "the grad mode is as it was before the call": kept,
        "the grad of w": model.w.grad.clone(),
        "v has no grad": model.v.grad is None,
        "the list of frozen parameters": [n for n, p in model.named_parameters() if not p.requires_grad],
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
    """The results are the mean loss and the share of right predictions, as Python floats."""
    compare(result, **network(draw, 6))
    compare(result, **network(draw, 1, features=1, hidden=1, classes=2))


def test_batches_of_any_size(compare, draw):
    """Every sample counts the same, also in a small batch, which may come at any position."""
    compare(result, **network(draw, 7, 1))
    compare(result, **network(draw, 2, 5, 3))
    compare(result, **network(draw, 4100, 3, right=True))


def test_loss_function(compare, draw):
    """The given loss function is used, with the logits first."""
    compare(result, **network(draw, 4, 4), loss="distance")


def test_generator_as_loader(compare, draw):
    """The loader may be a generator of many batches, which is empty after one pass."""
    compare(result, **network(draw, *[2] * 130, 1), once=True)


def test_no_batches(compare, draw):
    """Without batches both results are 0.0."""
    compare(result_without_batches, **network(draw, 3, 3))


def test_images_and_ties(compare, draw):
    """The model gets the samples in their own shape. In a tie the lowest class is the prediction."""
    x = draw.uniform(6, 1, 1, 4).index_fill(3, torch.tensor([1, 3]), 2.0)
    y = torch.tensor([1, 3, 3, 1, 3, 0])
    compare(result_of_images, loader=[(x[:4], y[:4]), (x[4:], y[4:])])


def test_eval_mode(compare, draw):
    """Batch norm uses its running statistics and keeps them. Afterwards it has its own earlier mode."""
    given = {"mean": draw.normal(5, scale=2.0), "var": draw.uniform(5, low=0.2, high=3.0)}
    for training in ((True, True), (True, False), (False, True), (False, False)):
        compare(result_and_statistics, **network(draw, 4, 4), **given, training=training)


def test_modes_afterwards(compare, draw):
    """After the call each submodule has the mode that it had before."""
    compare(result_and_modes, **network(draw, 4, 4))


def test_modes_after_exception(compare, draw):
    """An exception of the model, the loader or the loss gets through, and the modes are restored."""
    compare(modes_after_exceptions, **network(draw, 4, 4))


def test_no_gradients(compare, draw):
    """No gradient is recorded during the call, which changes neither the grad mode nor a parameter."""
    for outside in (True, False):
        compare(result_and_recording, **network(draw, 4, 4), outside=outside)


def test_device(compare, draw):
    """Batches on the CPU are moved to the given device or its name; None leaves them where they are."""
    for how in ("device", "string", "none"):
        compare(result_of_far_batches, **network(draw, 4, 4), how=how)


def test_whole_batches(compare, draw):
    """All samples of a batch are computed at once, without a Python loop."""
    compare.vectorised(lambda samples: network(draw, samples), result)
