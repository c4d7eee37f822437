"""Parts of scenarios that many lessons need. They are sent as text, like the scenarios that use them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch


def refusal(
    error: type[Exception], word: str, function: Callable[..., Any], *args: Any, **kwargs: Any
) -> str:
    """Return in words whether a call raises `error` with `word` in its message.

    Other exceptions pass through. The words begin with the exception's name. Thereby the judge knows that an
    exception is expected, and says so of a call that raises none.
    """
    try:
        function(*args, **kwargs)
    except error as raised:
        named = "names" if word in str(raised) else "doesn't name"
        return f"{error.__name__} that {named} {word}" if word else error.__name__
    return "no exception"


def seeded(x: torch.Tensor, seed: int) -> torch.Generator:
    """Return a generator with this seed on the device of x."""
    return torch.Generator(x.device).manual_seed(seed)


def repetition(draw: Callable[[torch.Generator], torch.Tensor], seed: int, device: Any = "cpu") -> Any:
    """Return a dict of two bools that show whether `draw(generator)` depends only on the generator's seed.

    Args:
        draw: returns a random tensor of any shape.
        device: the device of the generator.
    """
    first, again, other = (draw(torch.Generator(device).manual_seed(s)) for s in (seed, seed, seed + 1))
    return {
        "the same seed gives the same values": torch.equal(first, again),
        "another seed gives other values": not torch.equal(first, other),
    }


def anatomy(module: torch.nn.Module) -> Any:
    """Return the shapes of a module's parameters and buffers, and whether its state survives a round trip.

    Buffers that are no part of the state are the module's own business. The round trip loads zeros and then
    the old `state_dict`.
    """
    state = module.state_dict()
    changed = {name: torch.zeros_like(value) for name, value in state.items()}
    kept = {name: value.clone() for name, value in state.items()}
    module.load_state_dict(changed)
    module.load_state_dict(kept)
    after = module.state_dict()
    return {
        "the shapes of the parameters": {
            name: list(value.shape) for name, value in module.named_parameters()
        },
        "the shapes of the buffers": {
            name: list(value.shape) for name, value in module.named_buffers() if name in state
        },
        "the state survives load_state_dict": all(torch.equal(after[name], kept[name]) for name in kept),
    }


def loaded(lesson: Any, class_: str, sizes: Any, weights: dict[str, torch.Tensor]) -> Any:
    """Return a module of the lesson with these weights, in their dtype and on their device.

    Args:
        class_: the name of the module's class.
        sizes: the arguments of its constructor.
        weights: its `state_dict`.
    """
    model = getattr(lesson, class_)(*sizes)
    like = next(iter(weights.values()))
    if like.device.type != "cpu" or like.dtype is not torch.float32:  # to move nothing takes time too
        model = model.to(like.device, like.dtype)
    missing = model.load_state_dict(weights, strict=False)
    if missing.unexpected_keys or not _are_aliases(model, missing.missing_keys, weights):
        model.load_state_dict(weights)  # which says what is missing
    return model


def _are_aliases(model: torch.nn.Module, names: list[str], weights: dict[str, torch.Tensor]) -> bool:
    """Return whether these are only further names of what the weights name."""
    if not names:  # to ask for the whole state takes time
        return True
    state = dict(
        [*model.named_parameters(remove_duplicate=False), *model.named_buffers(remove_duplicate=False)]
    )
    loaded = {id(state[name]) for name in weights}
    return all(id(state[name]) in loaded for name in names)


def forward(
    lesson: Any, class_: str, sizes: Any, weights: dict[str, torch.Tensor], shows: Any = (), **inputs: Any
) -> Any:
    """Return the result of a module with these weights, and those of its attributes that `shows` names.

    Args:
        inputs: the arguments of its `forward`, in order.
        others: as for `loaded`.
    """
    model = loaded(lesson, class_, sizes, weights)
    result = model(*inputs.values())
    return {"the result": result, **{name: getattr(model, name) for name in shows}} if shows else result


def weight_gradients(
    lesson: Any,
    class_: str,
    sizes: Any,
    weights: dict[str, torch.Tensor],
    cotangent: torch.Tensor,
    **inputs: Any,
) -> Any:
    """Return the result of a module, and the gradient of `(result * cotangent).sum()` in each parameter.

    The result has no graph. The arguments are as for `forward`.
    """
    model = loaded(lesson, class_, sizes, weights)
    result = model(*inputs.values())
    result.backward(cotangent.detach())
    gradients = {name: p.grad for name, p in model.named_parameters()}
    return {"the result": result.detach(), "the gradients of the parameters": gradients}


def in_half(lesson: Any, function_: str, **inputs: Any) -> Any:
    """Return the result of a function of the lesson whose floating-point tensors are float16."""
    return getattr(lesson, function_)(**{name: _half(value) for name, value in inputs.items()})


def _half(value: Any) -> Any:
    """Return the value with all floating-point tensors in it as float16."""
    if isinstance(value, list | tuple):
        return type(value)([_half(item) for item in value])
    return value.half() if torch.is_tensor(value) and value.is_floating_point() else value


def dropping(
    attend: Callable[[torch.Tensor], tuple[torch.Tensor, torch.Tensor]],
    keys: torch.Tensor,
    dropout: float,
    seed: int,
) -> Any:
    """Return in bools how attention drops weights, told from values that show each weight twice.

    Args:
        attend: a function from values [B, K, F] to the output in training, [B, Q, F], and to the weights
            before dropout, [B, Q, K]. A weight of 0 is padding.
        keys: [B, K, ...], whose dtype and device the values get.
        dropout: the share of the weights that are to be dropped.
        seed: of the global generator, so that the same wrong solution drops the same again.
    """
    torch.manual_seed(seed)
    count = keys.shape[1]
    values = torch.eye(count, dtype=keys.dtype, device=keys.device).repeat(len(keys), 1, 2).requires_grad_()
    out, weights = attend(values)
    with torch.no_grad():  # which changes nothing
        again = attend(values)[0][..., :count]
    left, right = out.chunk(2, dim=2)  # [B,Q,K]
    valid, nonzero = weights > 0, left > 0
    factors = torch.cat([(x / weights)[valid].detach() for x in (left, again)])
    kept = factors > 0.5
    share = kept.double().mean().item()
    sigma = (dropout * (1 - dropout) / len(kept)) ** 0.5
    gradient = torch.autograd.grad(left.sum(), values, retain_graph=True)[0]
    torch.manual_seed(seed + 1)  # however much was drawn, the generator is left in the same place
    return {
        "weights before dropout": weights,
        "the weights used are normalised again": bool(((left.sum(dim=2) - 1).abs() < 1e-3).all()),
        "weights kept are divided by 1 - dropout": bool(
            ((factors[kept] * (1 - dropout) - 1).abs() < 1e-3).all()
        ),
        "weights dropped are 0": bool((factors[~kept] == 0).all()),
        "the share of weights that are kept is right": abs(share - (1 - dropout)) < 6 * sigma,
        "a weight is dropped for all features of its value": torch.equal(nonzero, right > 0),
        "padding stays 0": bool((left[~valid] == 0).all()),
        "each sequence drops other weights": _are_independent(nonzero, valid, 0, dropout),
        "each query drops other weights": _are_independent(nonzero, valid, 1, dropout),
        "each weight of a query is dropped independently": _are_independent(nonzero, valid, 2, dropout),
        "calls drop other weights": not torch.equal(again > 0, nonzero),
        "the gradient goes through what is kept": torch.allclose(
            gradient[:, :, 0], left.sum(dim=1).detach(), rtol=1e-3
        ),
    }


def _are_independent(kept: torch.Tensor, valid: torch.Tensor, dim: int, dropout: float) -> bool:
    """Return whether neighbours along `dim` differ about as often as independent ones.

    Those differ with the probability 2 * dropout * (1 - dropout); half of it is enough.
    """
    pairs = kept.shape[dim] - 1
    one, other = (kept.narrow(dim, start, pairs) for start in (0, 1))
    both = valid.narrow(dim, 0, pairs) & valid.narrow(dim, 1, pairs)
    return bool((one != other)[both].double().mean() > dropout * (1 - dropout))


def trajectory(
    lesson: Any,
    function_: str,
    start: Any,
    grads: Any,
    state: Any,
    args: Any = (),
    absent: Any = (),
    **options: Any,
) -> Any:
    """Return what becomes of parameters in steps of an optimizer that updates in place.

    A step is the call `function_(params, *state, *args, **options)` with lists. Before the last of three or
    more steps, the state gets back what it was at the start. So an optimizer that remembers it elsewhere goes
    wrong.

    Args:
        start: the parameters at the start, a tensor each.
        grads: their gradients, [steps, *shape] for each parameter.
        state: the lists of the optimizer's state by name. Each has a tensor or None for each parameter.
        args: the further arguments of each step, such as `[(1,), (2,)]` if it takes the number of a step.
        absent: pairs (step, parameter), both from 0, at which a parameter has no gradient. A parameter that
            never has one is frozen: it requires none.

    Returns:
        "the parameters" and each state by name, [steps, *shape] for each parameter; a list if it holds None.
        The lists of the state come too, as the last step left them.
    """
    steps = range(len(grads[0]))
    params = [
        x.detach().requires_grad_(any((step, i) not in absent for step in steps)) for i, x in enumerate(start)
    ]
    state = {name: [x if x is None else x.detach() for x in group] for name, group in state.items()}
    first = [[x if x is None else x.clone() for x in group] for group in state.values()]
    groups = {"the parameters": params, **state}
    rows: dict[str, list[Any]] = {name: [] for name in groups}
    for step in steps:
        if step > 1 and step == steps[-1]:
            for group, old in zip(state.values(), first, strict=True):
                group[:] = [x if x is None else y.copy_(x) for x, y in zip(old, group, strict=True)]
        for i, p in enumerate(params):
            p.grad = None if (step, i) in absent else grads[i].detach()[step]
        lists = [list(group) for group in groups.values()]
        getattr(lesson, function_)(*lists, *(args[step] if args else ()), **options)
        for group, left in zip(state.values(), lists[1:], strict=True):  # a tensor is updated, not replaced
            group[:] = [y if x is None else x for x, y in zip(group, left, strict=True)]
        for name, group in groups.items():
            rows[name].append([x if x is None else x.detach().clone() for x in group])
    found = {name: [_stacked(x) for x in zip(*seen, strict=True)] for name, seen in rows.items()}
    return {**found, "the state at the end": state}


def _stacked(tensors: Any) -> Any:
    return list(tensors) if any(x is None for x in tensors) else torch.stack(tensors)


def footprint(
    lesson: Any,
    function_: str,
    start: Any,
    grads: Any,
    state: Any,
    args: Any = (),
    recording: bool = True,
    **options: Any,
) -> Any:
    """Return what a step of an optimizer that updates in place leaves behind besides values.

    The gradients require gradients themselves, as after `backward(create_graph=True)`.

    Args:
        recording: whether PyTorch records gradients outside the step.
        others: as for `trajectory`, of which it takes only the first step.
    """
    params = [x.detach().requires_grad_() for x in start]
    lists = [[x if x is None else x.detach() for x in group] for group in state.values()]
    given, squares = [g.detach()[0].requires_grad_() for g in grads], [p * p for p in params]
    for p, g in zip(params, given, strict=True):
        p.grad = g
    with torch.set_grad_enabled(recording):
        getattr(lesson, function_)(list(params), *lists, *(args[0] if args else ()), **options)
        kept = torch.is_grad_enabled() == recording
    held = [x for group in lists for x in group if x is not None]
    return {
        "the parameters": [p.detach().clone() for p in params],
        "autograd noticed the update": all(map(_is_stale, squares, params)),
        "each parameter is still a leaf that requires gradients": all(
            p.is_leaf and p.requires_grad for p in params
        ),
        "the grad of each parameter is the same tensor as before": all(
            p.grad is g for p, g in zip(params, given, strict=True)
        ),
        "the state is part of a graph": any(x.requires_grad and all(x is not g for g in given) for x in held),
        "the state shares memory with a gradient": any(
            x.untyped_storage().data_ptr() == g.untyped_storage().data_ptr() for x in held for g in given
        ),
        "the grad mode is as it was before the call": kept,
    }


def _is_stale(square: torch.Tensor, p: torch.Tensor) -> bool:
    """Return whether autograd knows that p was updated since its square was computed."""
    try:
        torch.autograd.grad(square.sum(), p)
    except RuntimeError:  # the backward pass needs the old p
        return True
    return False


class Perceptron(torch.nn.Module):
    """A small network: act(norm(x W + b)) V + c, where x is flattened.

    `calls` holds the shape of x and the modes of each call, and `recorded` whether x required a gradient.

    Args:
        weights: W, b, V and, if there is one, c. They become the parameters w, b, v and c.
        norm: whether there is batch norm before act.
        act: the activation.
        shape: the shape of one result; by default a vector.
        modes: whether the network and, apart from it, its norm are in train mode.
    """

    w: torch.Tensor
    b: torch.Tensor
    v: torch.Tensor

    def __init__(
        self,
        weights: Any,
        norm: bool = False,
        act: Any = torch.tanh,
        shape: Any = None,
        modes: Any = (True, True),
    ) -> None:
        super().__init__()
        for name, x in zip(("w", "b", "v", "c"), weights, strict=False):
            self.register_parameter(name, torch.nn.Parameter(x.detach().clone()))
        like = {"device": weights[1].device, "dtype": weights[1].dtype}
        self.norm = torch.nn.BatchNorm1d(len(weights[1]), **like) if norm else torch.nn.Identity()
        self.train(modes[0])
        self.norm.train(modes[1])
        self.act, self.shape = act, shape
        self.calls: list[Any] = []
        self.recorded: list[bool] = []

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        self.calls.append([list(x.shape), _modes(self.training, self.norm.training)])
        self.recorded.append(x.requires_grad)
        hidden: torch.Tensor = self.act(self.norm(x.flatten(1) @ self.w + self.b))
        y: torch.Tensor = hidden @ self.v + getattr(self, "c", 0.0)
        return y if self.shape is None else y.reshape(len(y), *self.shape)


def _modes(network: bool, norm: bool) -> str:
    """Return in words whether a network and its norm are in train mode."""
    said = "train" if network else "eval"
    return said if norm is network else f"{said}, its submodule in {'train' if norm else 'eval'}"


def updates(
    lesson: Any,
    function_: str,
    batches: Any,
    networks: dict[str, Any],
    trained: str,
    shows: Any,
    old: Any = (),
    frozen: Any = (),
    modes: Any = (),
    shape: Any = None,
    lr: float = 0.5,
    **options: Any,
) -> Any:
    """Return the losses of steps `function_(*batch, *networks, optimizer)`, and what they leave behind.

    The optimizer is an SGD. It has all parameters of a network, also the frozen ones, in two groups: w and b,
    and the others with half of the learning rate.

    Args:
        batches: the tensors of each step.
        networks: the weights of each `Perceptron`, by its name.
        trained: the name of the network whose parameters the optimizer gets.
        shows: what to return of a network D: "D" for its state, "grads of D" for the gradient of each
            parameter, "calls of D" for its calls; "order" for the order of the calls of all networks.
        old: for a network's name, gradients that its first parameters have before; the others have none.
        frozen: for a network's name, the names of parameters that require no gradient.
        modes: for each network's name, its modes, as for `Perceptron`. Then the networks have batch norm.
        shape: the shape of one result of the last network, unless it is a vector.
        lr: the learning rate.
        options: other options of the optimizer.
    """
    old, frozen, modes = dict(old), dict(frozen), dict(modes)
    nets: dict[str, Perceptron] = {}
    order: list[str] = []
    for name, weights in networks.items():
        shape_of_one = shape if name == list(networks)[-1] else None
        net = nets[name] = Perceptron(
            weights, bool(modes), shape=shape_of_one, modes=modes.get(name, (True, True))
        )
        net.register_forward_pre_hook(lambda *_, name=name: order.append(name))
        for p, grad in zip(net.parameters(), old.get(name, ()), strict=False):
            p.grad = grad.detach().clone()
        for parameter in frozen.get(name, ()):
            getattr(net, parameter).requires_grad_(False)
    first, second, *others = nets[trained].parameters()
    groups: Any = [{"params": [first, second]}, {"params": others, "lr": lr / 2}]
    optimizer = torch.optim.SGD(groups, lr=lr, **options)
    # The data of a step require no gradients: a backward pass would leave them in every batch.
    data = [[x.detach() for x in batch] for batch in batches]
    losses = [getattr(lesson, function_)(*batch, *nets.values(), optimizer) for batch in data]
    facts: dict[str, Any] = {"order": {"the list of networks in the order of their calls": order}}
    for name, net in nets.items():
        facts[name] = {f"{key} of {name}": x for key, x in net.state_dict().items()}
        facts[f"grads of {name}"] = {
            f"the grad of {key} of {name}": None if p.grad is None else p.grad.clone()
            for key, p in net.named_parameters()
        }
        facts[f"calls of {name}"] = {
            f"the list of shapes that {name} gets": [shape for shape, _ in net.calls],
            f"the list of modes of {name} when it is called": [modes for _, modes in net.calls],
        }
    found: dict[str, Any] = {"the losses": losses}
    for fact in shows:
        found |= facts[fact]
    return found


def share_memory(lesson: Any, function_: str, **inputs: Any) -> Any:
    """Return whether two of the tensors that a function returns share memory."""
    results = _tensors(getattr(lesson, function_)(**inputs))
    places = {result.untyped_storage().data_ptr() for result in results if result.numel()}
    return {"results share memory": len(places) < sum(result.numel() > 0 for result in results)}


def _tensors(value: Any) -> list[torch.Tensor]:
    if isinstance(value, torch.Tensor):
        return [value]
    if isinstance(value, dict):
        value = list(value.values())
    return [one for item in value for one in _tensors(item)] if isinstance(value, list | tuple) else []
