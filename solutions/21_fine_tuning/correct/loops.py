"""Step by step: names split at their dots, walks down the tree of modules, and one entry after the other."""

import copy
from collections.abc import Iterator, Sequence

import torch
from torch import Tensor, nn


def _walk(module: nn.Module, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], object]]:
    """Yield each module and each parameter with the steps of its name, in all its places."""
    yield path, module
    for key, p in module._parameters.items():
        if p is not None:
            yield (*path, key), p
    for key, child in module._modules.items():
        if child is not None:
            yield from _walk(child, (*path, key))


def _is_norm(part: object) -> bool:
    for kind in (nn.BatchNorm1d, nn.BatchNorm2d, nn.BatchNorm3d, nn.SyncBatchNorm):
        if isinstance(part, kind):
            return True
    return False


def set_bn_eval_(model: nn.Module) -> int:
    seen: list[nn.Module] = []
    for _, part in _walk(model):
        if _is_norm(part) and not any(part is other for other in seen):
            seen.append(part)
            part.train(False)
    return len(seen)


def _found(model: nn.Module, prefix: str) -> dict[int, object]:
    """Return the parts under a prefix by their id."""
    steps = tuple(prefix.split("."))
    found = {}
    for path, part in _walk(model):
        if path[: len(steps)] == steps:
            found[id(part)] = part
    if not found:
        raise ValueError(f"there is no {prefix} in this model")
    return found


def freeze_(model: nn.Module, except_prefixes: Sequence[str] = ()) -> list[str]:
    kept: dict[int, object] = {}
    for prefix in except_prefixes:
        kept.update(_found(model, prefix))
    for _, part in _walk(model):
        if id(part) in kept:
            continue
        if isinstance(part, nn.Parameter):
            part.requires_grad_(False)
            part.grad = None
        elif _is_norm(part):
            part.train(False)
    return _trainable(model)


def _trainable(model: nn.Module) -> list[str]:
    names, seen = [], set()
    for path, part in _walk(model):
        if isinstance(part, nn.Parameter) and id(part) not in seen:
            seen.add(id(part))
            if part.requires_grad:
                names.append(".".join(path))
    return names


def replace_head(model: nn.Module, name: str, num_classes: int) -> nn.Module:
    parent, steps = model, name.split(".")
    for step in steps[:-1]:
        parent = parent._modules.get(step)
        if parent is None:
            raise ValueError(f"no layer {name}")
    old = parent._modules.get(steps[-1])
    if not isinstance(old, nn.Linear):
        raise ValueError(f"no linear layer {name}")
    bound = 1 / old.in_features**0.5
    new = nn.Linear(1, 1, bias=old.bias is not None)
    new.in_features, new.out_features = old.in_features, num_classes
    new.weight = nn.Parameter(old.weight.new_empty(num_classes, old.in_features).uniform_(-bound, bound))
    if old.bias is not None:
        new.bias = nn.Parameter(old.bias.new_empty(num_classes).uniform_(-bound, bound))
    new.training = old.training
    parent._modules[steps[-1]] = new
    return new


def param_groups(
    model: nn.Module, head: str, lr: float, head_mult: float = 10.0, weight_decay: float = 0.0
) -> list[dict]:
    steps = head.split(".")
    in_head = set()
    for path, part in _walk(model):
        if isinstance(part, nn.Parameter) and list(path[: len(steps)]) == steps:
            in_head.add(id(part))
    if len(in_head) == 0:
        raise ValueError(f"no parameters in {head}")
    body, top = [], []
    for p in model.parameters():
        if not p.requires_grad:
            continue
        if id(p) in in_head:
            top.append(p)
        else:
            body.append(p)
    first = {"params": body, "lr": lr, "weight_decay": weight_decay}
    return [first, first | {"params": top, "lr": head_mult * lr}]


def load_matching_(model: nn.Module, state: dict[str, Tensor]) -> tuple[list[str], list[str]]:
    loaded, skipped = [], []
    for key in state:
        name = key[len("module.") :] if key.startswith("module.") else key
        target = model.state_dict(keep_vars=True).get(name)
        if target is None or tuple(target.shape) != tuple(state[key].shape):
            skipped.append(name)
            continue
        target.data[...] = state[key].detach().to(target.device, target.dtype)
        loaded.append(name)
    return loaded, skipped


def discriminative_lrs(n_groups: int, base_lr: float, decay: float) -> list[float]:
    if not (decay > 0 and decay <= 1):
        raise ValueError(f"decay {decay} is out of range")
    rates, rate = [], float(base_lr)
    for _ in range(n_groups):
        rates.insert(0, rate)
        rate *= decay
    return rates


def gradual_unfreeze_(model: nn.Module, blocks: Sequence[str], epoch: int) -> list[str]:
    if epoch <= -1:
        raise ValueError(f"epoch {epoch}")
    turns = [_found(model, block) for block in blocks]
    active: set[int] = set()
    for number, turn in enumerate(reversed(turns)):
        if number <= epoch:
            active.update(turn)
    for _, part in _walk(model):
        if isinstance(part, nn.Parameter):
            part.requires_grad = id(part) in active
            if id(part) not in active:
                part.grad = None
        elif _is_norm(part) and id(part) not in active:
            part.train(False)
    return _trainable(model)


class LoRALinear(nn.Module):
    def __init__(self, base: nn.Linear, r: int, alpha: float) -> None:
        super().__init__()
        if r < 1:
            raise ValueError("rank below 1")
        for p in (base.weight, base.bias):
            if p is not None:
                p.requires_grad, p.grad = False, None
        deviation = torch.full_like(base.weight[:1], base.in_features).rsqrt().expand(r, -1)
        self.A = nn.Parameter(torch.normal(torch.zeros_like(deviation), deviation))
        self.B = nn.Parameter(base.weight.detach()[:, :1].repeat(1, r) * 0)
        self.base, self.factor = base, alpha / r

    def forward(self, x: Tensor) -> Tensor:
        total = self.base(x)
        for row, column in zip(self.A, self.B.T, strict=True):  # one direction of the r
            total = total + self.factor * (x * row).sum(dim=-1, keepdim=True) * column
        return total

    def merge(self) -> nn.Linear:
        new = copy.deepcopy(self.base)
        with torch.no_grad():
            for row, column in zip(self.A, self.B.T, strict=True):
                new.weight += self.factor * torch.outer(column, row)
        new.requires_grad_(True)
        return new.train(self.training)
