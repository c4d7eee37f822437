import torch
from torch import nn

from autograder.judge import graded
from autograder.judge.scenarios import refusal

pytestmark = graded("layer_shapes")


def in_words(rows, when=""):
    """The result as two lists, because the order counts."""
    return {
        f"the type of the result{when}": type(rows).__name__,
        f"the list of names{when}": [name for name, _ in rows],
        f"the list of shapes{when}": [list(shape) for _, shape in rows],
        f"each entry is a tuple with a tuple of ints{when}": all(
            isinstance(row, tuple) and isinstance(row[1], tuple) and all(type(n) is int for n in row[1])
            for row in rows
        ),
    }


def modes(model, when):
    """The mode of the model, and those of its parts."""
    return {
        f"the mode of {f'part {name}' if name else 'the model'} {when}": "train" if part.training else "eval"
        for name, part in model.named_modules(remove_duplicate=False)
    }


def hooks(model):
    """How many hooks the modules of a model have."""
    kinds = ("_forward_hooks", "_forward_pre_hooks", "_backward_hooks")
    return sum(len(getattr(part, kind)) for part in model.modules() for kind in kinds)


def of_chain(lesson, x, channels, outputs):
    """A small convolutional network."""
    side = (x.shape[2] - 2) // 2 * ((x.shape[3] - 1) // 2)
    model = nn.Sequential(
        nn.Conv2d(x.shape[1], channels, (3, 2)),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(channels * side, outputs),
    )
    return in_words(lesson.layer_shapes(model.to(x.device, x.dtype), x))


class Winding(nn.Module):
    """Layers whose calls are in another order than their names. One is called twice, one not at all."""

    def __init__(self, width, like):
        super().__init__()
        self.last = nn.Linear(width, 1)
        self.unused = nn.Linear(2, 2)
        self.body = nn.Sequential()
        self.body.add_module("narrow", nn.Linear(width, 2))
        self.body.add_module("wide", nn.Sequential(nn.Tanh(), nn.Linear(2, width)))
        self.again = self.body.narrow  # a second name
        self.first = nn.Linear(like.shape[-1], width)
        self.empty = nn.Sequential()
        self.to(like.device, like.dtype)

    def forward(self, x):
        x = self.body(self.empty(self.first(x)).relu())
        return self.last(x + self.body.wide(self.again(input=x)))


def of_winding(lesson, x, width):
    return in_words(lesson.layer_shapes(Winding(width, x), x))


def of_leaf(lesson, x):
    """A model that is a leaf itself, and one that is a leaf in a container."""
    return {
        **in_words(lesson.layer_shapes(nn.Flatten(), x)),
        **in_words(lesson.layer_shapes(nn.Sequential(nn.Flatten(0)), x), " in a container"),
        **in_words(lesson.layer_shapes(nn.Sequential(Total()), x), " of a sum"),
    }


class Total(nn.Module):
    def forward(self, x):
        return x.sum()


class Watched(nn.Module):
    """A network with batch norm and dropout that notes its inputs, modes, and whether it records."""

    def __init__(self, like):
        super().__init__()
        self.shared = nn.Dropout(0.5)
        self.body = nn.Sequential(nn.Linear(like.shape[1], 3), nn.BatchNorm1d(3), self.shared)
        self.head = nn.Sequential(self.shared, nn.Linear(3, 2))
        self.seen = []
        self.to(like.device, like.dtype)

    def forward(self, x):
        self.seen.append(x)
        y = self.head(self.body(x))
        self.facts = [any(part.training for part in self.modules()), y.requires_grad, hooks(self)]
        return y


def without_a_trace(lesson, x, training, outside):
    """A model with parts in different modes, a frozen weight, an old gradient and a hook of its own."""
    model = Watched(x).train(training)
    model.body.train(not training)
    model.body[0].train(training)
    weight = model.body[0].weight
    weight.grad = torch.ones_like(weight)
    model.head[1].weight.requires_grad_(False)
    heard = []
    model.body[0].register_forward_hook(lambda *_: heard.append(1))
    norm = model.body[1]
    before = [norm.running_mean.clone(), norm.running_var.clone()]
    with torch.set_grad_enabled(outside):
        rows = lesson.layer_shapes(model, x)
        kept = torch.is_grad_enabled() == outside
    return {
        **in_words(rows),
        **modes(model, "afterwards"),
        "the number of calls of the model": len(model.seen),
        "the model gets x itself": model.seen[0] is x,
        "a part is in train mode during the call": model.facts[0],
        "gradients are recorded during the call": model.facts[1],
        "the number of hooks afterwards": hooks(model),
        "the number of calls of the hook that was there before": len(heard),
        "the statistics of batch norm are as before": torch.equal(norm.running_mean, before[0])
        and torch.equal(norm.running_var, before[1]),
        "the number of batches that batch norm has seen": int(norm.num_batches_tracked),
        "the frozen weight stays frozen": not model.head[1].weight.requires_grad,
        "the grad of the other weight": weight.grad.clone(),
        "the grad mode is as it was before the call": kept,
    }


class Failing(nn.Module):
    def forward(self, x):
        raise KeyError("a fault of the model")


def after_exception(lesson, x):
    """What is left of a model that raises an exception, after a call in which it doesn't."""
    model = nn.Sequential(nn.Flatten(), nn.Dropout(0.5), nn.Sequential(nn.Identity())).eval()
    model[1].train()
    heard = []
    model[0].register_forward_pre_hook(lambda *_: heard.append(1))
    found = in_words(lesson.layer_shapes(model, x))
    model[2].append(Failing())
    found["the exception"] = refusal(KeyError, "fault", lesson.layer_shapes, model, x)
    return {
        **found,
        **modes(model, "afterwards"),
        "the number of hooks afterwards": hooks(model),
        "the number of calls of the hook that was there before": len(heard),
        "gradients are recorded afterwards": torch.is_grad_enabled(),
    }


def twice(lesson, x, width):
    """Two calls for one model, with batches of other sizes."""
    model = Winding(width, x)
    first = lesson.layer_shapes(model, x)
    return {
        **in_words(lesson.layer_shapes(model, x[:1]), " of the second call"),
        **in_words(first, " of the first call"),
        "the number of hooks afterwards": hooks(model),
    }


def test_chain(compare, draw):
    """Each layer of a network has its name and the shape of its result."""
    for batch in (draw.integer(2, 6), 1):
        x = draw.normal(batch, draw.integer(1, 4), draw.integer(5, 9), draw.integer(9, 13))
        compare(of_chain, x=x, channels=draw.integer(2, 7), outputs=draw.integer(1, 9))
    compare(of_chain, x=torch.zeros(1, 1, 4, 3), channels=1, outputs=1)


def test_order_of_calls(compare, draw):
    """The calls count: a layer called twice is listed twice, one not called isn't, and nor are containers."""
    compare(of_winding, x=draw.normal(draw.integer(2, 6), draw.integer(2, 9)), width=draw.integer(3, 9))


def test_leaf(compare, draw):
    """A model without submodules is its only leaf, with the name "". A shape may be empty."""
    compare(of_leaf, x=draw.normal(draw.integer(2, 9), draw.integer(2, 9), 2))
    compare(of_leaf, x=draw.normal(1, 1))


def test_without_a_trace(compare, draw):
    """The model is called once, in eval mode, without gradients. Nothing of it changes."""
    for training, outside in ((True, True), (False, True), (True, False)):
        compare(without_a_trace, x=draw.normal(draw.integer(2, 9), 4), training=training, outside=outside)


def test_single_sample(compare, draw):
    """A single sample is enough, even for a model with batch norm in train mode."""
    compare(without_a_trace, x=draw.normal(1, draw.integer(2, 9)), training=False, outside=False)


def test_after_exception(compare, draw):
    """An exception of the model gets through. The hooks are removed, and the modes restored."""
    compare(after_exception, x=draw.normal(draw.integer(2, 9), 2, 3))


def test_two_calls(compare, draw):
    """A second call gives a list of its own."""
    compare(twice, x=draw.normal(draw.integer(3, 9), draw.integer(2, 9)), width=draw.integer(3, 9))
