"""Functions and tables: functional layers, a hook for all modules, totals that stay on the device."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from math import prod, sqrt

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.nn.modules.module import register_module_forward_hook


class Flatten(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return torch.reshape(x, (x.size(0), prod(x.shape[1:])))


_ACTIVATIONS = {"sigmoid": torch.sigmoid, "tanh": torch.tanh, "relu": F.relu}
_POOLS = {"avg": F.avg_pool2d, "max": F.max_pool2d}


class LeNet(nn.Module):
    def __init__(self, num_classes: int = 10, activation: str = "sigmoid", pool: str = "avg") -> None:
        super().__init__()
        for name, value, known in (("activation", activation, _ACTIVATIONS), ("pool", pool, _POOLS)):
            if value not in known:
                raise ValueError(f"unknown {name} {value!r}: choose one of {', '.join(known)}")
        self.act, self.pool = _ACTIVATIONS[activation], _POOLS[pool]
        self.c1 = nn.Conv2d(1, 6, 5, padding="same")
        self.c3 = nn.Conv2d(6, 16, 5)
        self.c5 = nn.Linear(400, 120)
        self.f6 = nn.Linear(120, 84)
        self.out = nn.Linear(84, num_classes)

    def forward(self, x: Tensor) -> Tensor:
        for convolution in (self.c1, self.c3):
            x = self.pool(self.act(convolution(x)), 2)
        x = torch.flatten(x, 1)
        for layer in (self.c5, self.f6):
            x = self.act(layer(x))
        return self.out(x)


@torch.no_grad()
def init_weights_(m: nn.Module) -> None:
    match m:
        case nn.Linear() | nn.Conv2d():
            outputs, inputs, *kernel = m.weight.shape
            bound = sqrt(6 / ((inputs + outputs) * prod(kernel)))
            m.weight.uniform_(-bound, bound)
            for bias in () if m.bias is None else (m.bias,):
                bias.zero_()


def count_parameters(model: nn.Module, trainable_only: bool = True) -> int:
    distinct = {id(p): p for p in model.parameters()}.values()
    counted = filter(lambda p: p.requires_grad, distinct) if trainable_only else distinct
    return sum(map(torch.numel, counted))


@contextmanager
def _evaluating(model: nn.Module) -> Iterator[None]:
    """Eval mode without gradients; afterwards each submodule has its own mode again."""
    before = {module: module.training for module in model.modules()}
    with torch.inference_mode():
        try:
            yield model.train(False)
        finally:
            for module in before:
                module.training = before[module]


def layer_shapes(model: nn.Module, x: Tensor) -> list[tuple[str, tuple[int, ...]]]:
    leaves = {part: name for name, part in model.named_modules() if not any(True for _ in part.children())}
    walk = []

    def note(part, inputs, output):
        if part in leaves:
            walk.append((leaves[part], output.shape))

    handle = register_module_forward_hook(note)  # for every module there is
    try:
        with _evaluating(model):
            model(x)
    finally:
        handle.remove()
    return walk


def train_epoch(
    model: nn.Module,
    loader: Iterable[tuple[Tensor, Tensor]],
    opt: torch.optim.Optimizer,
    loss_fn: Callable[[Tensor, Tensor], Tensor],
    device: torch.device | str | None,
) -> tuple[float, float]:
    model.train(True)
    rows = []
    for batch in loader:
        x, y = (part if device is None else part.to(device=device) for part in batch)
        model.zero_grad(set_to_none=True)
        scores = model(x)
        mean = loss_fn(scores, y)
        mean.backward()
        opt.step()
        rows.append(_row(mean, scores, y))
    return _summary(rows)


def _row(mean: Tensor, scores: Tensor, y: Tensor) -> Tensor:
    """The sum of a batch's losses, its right predictions and its samples, in float64, [3]."""
    hits = torch.eq(scores.argmax(-1), y).sum()
    return torch.stack([mean.detach().double() * len(y), hits.double(), mean.new_tensor(len(y)).double()])


def _summary(rows: list[Tensor]) -> tuple[float, float]:
    if not rows:
        return 0.0, 0.0
    total, right, count = torch.stack(rows).sum(0).tolist()
    return total / count, right / count


def evaluate(
    model: nn.Module,
    loader: Iterable[tuple[Tensor, Tensor]],
    loss_fn: Callable[[Tensor, Tensor], Tensor],
    device: torch.device | str | None,
) -> tuple[float, float]:
    rows = []
    with _evaluating(model):
        for batch in loader:
            x, y = (part if device is None else part.to(device=device) for part in batch)
            scores = model(x)
            rows.append(_row(loss_fn(scores, y), scores, y))
    return _summary(rows)


def confusion_matrix(pred: Tensor, target: Tensor, num_classes: int) -> Tensor:
    if pred.size() != target.size():
        raise ValueError(f"the shape of pred is {pred.size()}, that of target {target.size()}")
    for classes in (pred, target):
        if classes.numel() and not 0 <= int(classes.min()) <= int(classes.max()) < num_classes:
            raise ValueError(f"num_classes is {num_classes}, but there are other classes")
    counts = pred.new_zeros(num_classes, num_classes)
    return counts.index_put_((target, pred), torch.ones_like(pred), accumulate=True)
