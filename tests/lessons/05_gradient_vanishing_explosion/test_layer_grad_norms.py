import torch
from torch import nn

from autograder.judge import graded
from autograder.judge.scenarios import Perceptron

pytestmark = graded("layer_grad_norms")


def in_words(norms):
    """The result as a list of names and a list of numbers, because the order counts."""
    return {
        "the type of the result": type(norms).__name__,
        "the list of names": list(norms),
        "the list of norms": list(norms.values()),
    }


def of_network(lesson, x, weights, scale=1.0):
    """The norms of a small network, and the gradients that a backward pass gives afterwards."""
    model = Perceptron(weights)
    loss = scale * model(x.detach()).square().mean()
    found = in_words(lesson.layer_grad_norms(model, loss))
    loss.backward()
    later = {f"the grad of {name} after loss.backward()": p.grad for name, p in model.named_parameters()}
    return {**found, **later}


class Stack(nn.Module):
    """Layers of which one is used twice, one not at all, and one parameter belongs to no layer."""

    def __init__(self, first, second, scale):
        super().__init__()
        self.scale = nn.Parameter(scale.detach().clone())
        self.unused = nn.Linear(2, 2, bias=False)
        self.layers = nn.ModuleList([nn.Linear(*first.shape, bias=False) for _ in range(2)])
        self.shared = self.layers[0]
        for layer, weight in zip((*self.layers, self.unused), (first, second, first[:2, :2]), strict=True):
            layer.weight = nn.Parameter(weight.detach().clone())

    def forward(self, x):
        return self.scale * self.shared(self.layers[1](self.layers[0](x)).tanh())


def of_stack(lesson, x, first, second, scale):
    model = Stack(first, second, scale)
    return in_words(lesson.layer_grad_norms(model, model(x.detach()).sum()))


def of_frozen(lesson, x, weights, frozen):
    """The norms if some parameters are frozen."""
    model = Perceptron(weights)
    for name in frozen:
        getattr(model, name).requires_grad_(False)
    loss = model(x.detach()).square().sum()
    found = in_words(lesson.layer_grad_norms(model, loss))
    return {**found, "the frozen": [name for name, p in model.named_parameters() if not p.requires_grad]}


def what_remains(lesson, x, weights, old, modes):
    """The model after two calls. Before them w has a gradient, b is frozen, and v has no gradient."""
    model = Perceptron(weights, norm=True, modes=modes)
    model.w.grad = old.detach().clone()
    model.b.requires_grad_(False)
    grad, loss = model.w.grad, model(x.detach()).square().mean()
    calls = len(model.calls)
    first, second = (lesson.layer_grad_norms(model, loss) for _ in range(2))
    found = {
        **in_words(first),
        "the second call gives the same": first == second,
        "the grad of w is the same tensor": model.w.grad is grad,
        "the grad of w, which another loss left": grad.clone(),
        "the grad of v is still None": model.v.grad is None,
        "the frozen bias stays frozen": not model.b.requires_grad,
        "the frozen bias has no grad": model.b.grad is None,
        "the model is not called again": len(model.calls) == calls,
        "the list of modes": ["train" if module.training else "eval" for module in model.modules()],
        "the loss has a graph": loss.requires_grad and loss.grad_fn is not None,
        "the loss itself has no grad": loss.grad_fn is None or not loss.retains_grad,
    }
    state = {f"{name} afterwards": value.clone() for name, value in model.state_dict().items()}
    loss.backward()
    return {**found, **state, "the grad of w after loss.backward()": model.w.grad.clone()}


def of_other_models(lesson, x):
    """The norms of models, of which the loss depends on the first two alone."""
    first, second = (nn.ParameterDict({"p": p}) for p in x.detach()[0])
    loss = first["p"].square() * second["p"]
    stranger = nn.Linear(2, 1).to(loss.device, loss.dtype)
    found = in_words(lesson.layer_grad_norms(first, loss))
    return {
        **found,
        "the grad of a parameter of another model is still None": second["p"].grad is None,
        "the norms of a model that the loss doesn't know": lesson.layer_grad_norms(stranger, loss),
        "the norms of a model without parameters": lesson.layer_grad_norms(nn.ReLU(), loss),
    }


def without_recording(lesson, x, weights):
    """The norms where the caller records no gradients."""
    model = Perceptron(weights)
    loss = model(x.detach()).square().mean()
    with torch.no_grad():
        found = in_words(lesson.layer_grad_norms(model, loss))
        kept = not torch.is_grad_enabled()
    return {**found, "the grad mode is as it was before the call": kept}


def network(draw, inputs, hidden, outputs, rows=5):
    """Inputs, and the weights of a small network."""
    weights = draw.normals((inputs, hidden), (hidden,), (hidden, outputs), (outputs,))
    return {"x": draw.normal(rows, inputs), "weights": weights}


def test_norms(compare, draw):
    """Each parameter has the root of the sum of its squared gradients, as a Python float."""
    compare(of_network, **network(draw, 4, 3, 2))
    compare(of_network, **network(draw, 2, 6, 3, rows=1), scale=50.0)


def test_sizes_of_one(compare, draw):
    """A parameter may have a single entry."""
    compare(of_network, **network(draw, 1, 1, 1, rows=2))


def test_other_models(compare, draw):
    """The loss may depend on tensors outside the model, whose .grad stays too, or not on the model at all."""
    compare(of_other_models, x=draw.normal(2, 2))


def test_names(compare, draw):
    """Names and order are those of named_parameters. A shared parameter counts once, an unused one is 0.0."""
    first, second = draw.normals((3, 3), (3, 3))
    compare(of_stack, x=draw.normal(4, 3), first=first, second=second, scale=draw.normal())


def test_frozen(compare, draw):
    """Frozen parameters are left out. If all are frozen, the result is empty."""
    for frozen in (["w"], ["b", "c"], ["w", "b", "v", "c"]):
        compare(of_frozen, **network(draw, 3, 4, 2), frozen=frozen)


def test_zero_gradients(compare, draw):
    """A gradient of zeros has the norm 0.0."""
    given = network(draw, 3, 4, 2)
    given["weights"][2] *= 0.0
    compare(of_network, **given)


def test_without_a_trace(compare, draw):
    """No .grad changes, the graph stays, and the model keeps its modes and its statistics."""
    for modes in ((True, True), (False, False), (True, False)):
        compare(what_remains, **network(draw, 3, 4, 2), old=draw.normal(3, 4), modes=modes)


def test_grad_mode(compare, draw):
    """The function also works where the caller records no gradients, and leaves the grad mode."""
    compare(without_recording, **network(draw, 3, 4, 2))
