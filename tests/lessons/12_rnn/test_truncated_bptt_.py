import gc
import math
import weakref

import torch
from torch import nn
from torch.nn.functional import cross_entropy

from autograder.judge import graded

pytestmark = graded("truncated_bptt_")


def leaves(state):
    """The tensors in nested tuples."""
    if isinstance(state, tuple):
        return [leaf for item in state for leaf in leaves(item)]
    return [state]


def mapped(state, change):
    """The same nesting with each tensor changed."""
    if isinstance(state, tuple):
        return tuple(mapped(item, change) for item in state)
    return change(state)


def modes_of(model):
    """The modes of a network and of its submodules, in words."""
    return ["train" if module.training else "eval" for module in model.modules()]


class Reader(nn.Module):
    """A recurrent network: the first tensor of its state is h, the others are slow memories of it.

    Args:
        weights: of the inputs, of the state, its bias, of the outputs, and their bias.
        modes: whether the network and, apart from it, its part are in train mode.
    """

    def __init__(self, weights, modes=(True, True)):
        super().__init__()
        for name, x in zip("wubvc", weights, strict=True):
            self.register_parameter(name, nn.Parameter(x.detach().clone()))
        self.part = nn.Identity()
        self.unused = nn.Parameter(torch.ones_like(weights[2].detach()))
        self.train(modes[0])
        self.part.train(modes[1])
        self.shapes, self.modes, self.attached = [], [], []

    def forward(self, x, state):
        self.shapes.append(list(x.shape))
        self.modes.append(modes_of(self))
        self.attached.append(any(one.requires_grad for one in leaves(state)))
        h, *slow = leaves(state)
        outputs = []
        for one in x:
            h = torch.tanh(one @ self.w + h @ self.u + 0.5 * sum(slow) + self.b)
            slow = [0.9 * memory + (i + 1) * 0.2 * h for i, memory in enumerate(slow)]
            outputs.append(h @ self.v + self.c)
        new = iter([h, *slow])
        return torch.stack(outputs), mapped(state, lambda _: next(new))


def surprise(logits, Y):
    """The mean cross-entropy over all steps and sequences; logits [T,B,O] and Y [T,B]."""
    return cross_entropy(logits.flatten(0, 1), Y.flatten())


def distance(logits, Y):
    """Another loss: the mean squared distance from 1 for the class, and from 0 for the others."""
    wanted = Y.unsqueeze(2) == torch.arange(logits.shape[2], device=Y.device)
    return (logits - wanted.to(logits.dtype)).square().sum(2).mean()


def trained(lesson, model, chunks, state, loss_fn=surprise, max_norm=0.1, once=False, lr=0.5, **options):
    """The results of an SGD with two groups, and what becomes of the model."""
    first, *others = model.parameters()
    opt = torch.optim.SGD([{"params": [first]}, {"params": others, "lr": lr / 2}], lr=lr, **options)
    pairs = [(X.detach(), Y) for X, Y in chunks]
    given = (list(pair) for pair in pairs) if once else pairs
    losses, last = lesson.truncated_bptt_(model, given, state, loss_fn, opt, max_norm)
    return {
        "the losses": losses,
        "the losses are in a list": isinstance(losses, list),
        "the last state": mapped(last, lambda x: x.detach()),
        "the last state requires gradients": any(x.requires_grad for x in leaves(last)),
        "a state that the model gets requires gradients": any(model.attached),
        "the list of shapes that the model gets": model.shapes,
        **{f"the parameter {name} afterwards": p.detach().clone() for name, p in model.named_parameters()},
    }


def reading(lesson, weights, chunks, state, old=(), frozen=(), loss="surprise", **options):
    """Training where some parameters have old gradients or are frozen."""
    model = Reader(weights)
    for p, grad in zip(model.parameters(), old, strict=False):
        p.grad = grad.detach().clone()
    for name in frozen:
        getattr(model, name).requires_grad_(False)
    loss_fn = surprise if loss == "surprise" else distance
    state = mapped(state, lambda x: x.detach())
    found = trained(lesson, model, chunks, state, loss_fn, **options)
    found["the list of frozen parameters"] = [n for n, p in model.named_parameters() if not p.requires_grad]
    return found


def from_a_graph(lesson, weights, chunks, state, factor):
    """Training that starts from a state with a graph, which must stay as it is."""
    factor = factor.detach().requires_grad_()
    given = mapped(state, lambda x: x.detach() * factor)
    before = [x.detach().clone() for x in leaves(given)]
    found = trained(lesson, Reader(weights), chunks, given)
    found["what made the first state has a gradient"] = factor.grad is not None
    found["the first state keeps its values"] = all(map(torch.equal, before, leaves(given)))
    sum(x.sum() for x in leaves(given)).backward()
    found["the gradient through the first state afterwards"] = factor.grad
    return found


def from_no_chunks(lesson, weights, chunks, state, factor):
    """Calls without chunks, with a generator or a list, and one that follows with what they return."""
    factor = factor.detach().requires_grad_()
    found = {}
    for name, once in {"an empty list": False, "an empty generator": True}.items():
        given = mapped(state, lambda x: x.detach() * factor)
        results = trained(lesson, Reader(weights), [], given, once=once)
        found |= {f"{key} of {name}": value for key, value in results.items()}
    return {**found, **trained(lesson, Reader(weights), chunks, mapped(state, lambda x: x.detach()))}


def in_modes(lesson, weights, chunks, state, modes):
    model = Reader(weights, modes)
    model.register_buffer("table", weights[2].detach().clone())
    found = trained(lesson, model, chunks, mapped(state, lambda x: x.detach()))
    found["the list of modes when the model is called"] = model.modes
    found["the list of modes afterwards"] = modes_of(model)
    return found


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
    """The loss, which counts how many of the graphs before the last chunk's are still in memory."""

    def __init__(self):
        self.tokens, self.alive = [], []

    def __call__(self, logits, Y):
        token = Token()
        if self._old():
            gc.collect()  # what only refers to itself is freed then
        self.alive.append(self._old())
        self.tokens.append(weakref.ref(token))
        return Marked.apply(surprise(logits, Y), token)

    def _old(self):
        return sum(one() is not None for one in self.tokens[:-1])


def and_graphs(lesson, weights, chunks, state):
    loss = Graphs()
    found = trained(lesson, Reader(weights), chunks, mapped(state, lambda x: x.detach()), loss)
    return {
        **found,
        "the number of calls of loss_fn": len(loss.alive),
        "the number of old graphs in memory": max(loss.alive),
    }


def story(draw, *steps, batch=2, inputs=3, hidden=4, outputs=3, state="pair", scale=0.8):
    """The weights of a network, chunks of so many steps, and a first state of one of the forms."""
    shapes = ((inputs, hidden), (hidden, hidden), (hidden,), (hidden, outputs), (outputs,))
    chunks = [(draw.normal(n, batch, inputs), draw.integers(0, outputs, n, batch)) for n in steps]
    h, c, g, d = draw.normals(*[(batch, hidden)] * 4)
    forms = {"tensor": h, "one": (h,), "pair": (h, c), "nested": ((h, c), (g, d)), "deep": (((h,), c), g)}
    return {"weights": draw.normals(*shapes, scale=scale), "chunks": chunks, "state": forms[state]}


def test_one_chunk(compare, draw):
    """One chunk is one clipped step. The loss is from before it, and the state from after the chunk."""
    compare(reading, **story(draw, 4, state="one"))
    small = story(draw, 1, batch=1, inputs=1, hidden=1, outputs=2, state="tensor")
    compare(reading, **small, max_norm=math.inf)


def test_chunks(compare, draw):
    """The state passes on from chunk to chunk, and each chunk has a step of its own."""
    compare(reading, **story(draw, 3, 3, 3, 3, state="tensor"), lr=0.3)
    compare(reading, **story(draw, 2, 4, 1), lr=0.2)


def test_states(compare, draw):
    """The state may be a tensor or a tuple, also of tuples. It comes back in the same form, detached."""
    for state in ("tensor", "one", "pair", "nested", "deep"):
        compare(reading, **story(draw, 2, 1, 2, state=state), lr=0.2)


def test_first_state(compare, draw):
    """No gradient reaches what made the first state, and it stays as it is."""
    for state in ("tensor", "nested"):
        compare(from_a_graph, **story(draw, 2, 2, state=state), factor=draw.uniform(1, low=0.5, high=1.5))


def test_clipping(compare, draw):
    """The gradients of all parameters are clipped together, before the step; small ones are left alone."""
    for max_norm in (0.05, float(draw.uniform(1, low=0.3, high=0.5)), 100.0):
        compare(reading, **story(draw, 3, 3), max_norm=max_norm, lr=0.2)
    compare(reading, **story(draw, 3, 2, scale=1.5), max_norm=0.2, momentum=0.9, lr=0.2)


def test_ends_of_clipping(compare, draw):
    """A max_norm of 0 makes all gradients 0, and infinity changes none."""
    for max_norm in (0.0, math.inf, 0):
        compare(reading, **story(draw, 3, 3), max_norm=max_norm, lr=0.2)


def test_no_chunks(compare, draw):
    """Without chunks, nothing is learned: the losses are empty, and the given state comes back detached."""
    for state in ("one", "nested"):
        compare(from_no_chunks, **story(draw, 2, 2, state=state), factor=draw.uniform(1, low=0.5, high=1.5))


def test_generator_of_chunks(compare, draw):
    """Many chunks may come from a generator as lists. It can be read only once."""
    compare(reading, **story(draw, *[1] * draw.integer(102, 110)), once=True, lr=0.02)


def test_old_gradients(compare, draw):
    """Gradients from before the call or of the chunk before don't count in a step."""
    drawn = story(draw, 2, 2, 2)
    compare(reading, **drawn, old=[5.0 * draw.normal(*w.shape) for w in drawn["weights"]], lr=0.2)


def test_frozen_parameters(compare, draw):
    """Frozen parameters stay as they are, even with an old gradient, momentum and weight decay."""
    drawn = story(draw, 2, 2)
    old = [5.0 * draw.normal(*w.shape) for w in drawn["weights"]]
    for frozen in (["u"], ["w", "b", "c"]):
        compare(reading, **drawn, old=old, frozen=frozen, momentum=0.9, weight_decay=0.1, lr=0.2)


def test_loss_function(compare, draw):
    """The given loss function is used, with the logits first."""
    compare(reading, **story(draw, 2, 3), loss="distance", lr=0.05)


def test_modes(compare, draw):
    """The model and its submodules keep their modes, during the call and afterwards."""
    for modes in ((True, True), (False, False), (True, False), (False, True)):
        compare(in_modes, **story(draw, 1, 1), modes=modes)


def test_graphs_are_freed(compare, draw):
    """The graph of a chunk is not kept while later chunks are computed."""
    compare(and_graphs, **story(draw, 2, 2, 2, 2))
