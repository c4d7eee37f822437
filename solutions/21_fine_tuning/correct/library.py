"""PyTorch's own tools: regular expressions for names, `load_state_dict`, `set_submodule`, `nn.init`."""

import re
from collections.abc import Sequence
from itertools import accumulate, repeat

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.nn.modules.batchnorm import _BatchNorm


def set_bn_eval_(model: nn.Module) -> int:
    norms = {module for module in model.modules() if isinstance(module, _BatchNorm)}
    nn.ModuleList(norms).eval()
    return len(norms)


def _pattern(prefixes: Sequence[str]) -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(map(re.escape, prefixes)) or '(?!)'})(?:\.|\Z)")


def freeze_(model: nn.Module, except_prefixes: Sequence[str] = ()) -> list[str]:
    of_names = list(model.named_parameters(remove_duplicate=False))
    of_modules = list(model.named_modules(remove_duplicate=False))
    for prefix in except_prefixes:
        if not any(_pattern([prefix]).match(name) for name, _ in of_names + of_modules):
            raise ValueError(f"nothing is named {prefix}")
    wanted = _pattern(except_prefixes)
    spared = {id(x) for name, x in of_names + of_modules if wanted.match(name)}
    for p in model.parameters():
        if id(p) not in spared:
            p.requires_grad = False
            p.grad = None
    for module in model.modules():
        if isinstance(module, _BatchNorm) and id(module) not in spared:
            module.training = False
    return [name for name, p in model.named_parameters() if p.requires_grad is True]


def replace_head(model: nn.Module, name: str, num_classes: int) -> nn.Module:
    try:
        old = model.get_submodule(name)
    except AttributeError:
        old = None
    if not isinstance(old, nn.Linear):
        raise ValueError(f"{name!r} is not a linear layer of the model")
    has_bias = "bias" in dict(old.named_parameters())
    new = nn.Linear(old.weight.shape[1], num_classes, has_bias).to(old.weight)
    new.training = old.training
    model.set_submodule(name, new)
    return new


def param_groups(
    model: nn.Module, head: str, lr: float, head_mult: float = 10.0, weight_decay: float = 0.0
) -> list[dict]:
    names: dict[nn.Parameter, list[str]] = {}
    for name, p in model.named_parameters(remove_duplicate=False):
        names.setdefault(p, []).append(name)
    is_head = {p: any(map(_pattern([head]).match, own)) for p, own in names.items()}
    if not any(is_head.values()):
        raise ValueError(f"no parameter is named {head}")
    groups = [{"params": [], "lr": lr * mult, "weight_decay": weight_decay} for mult in (1.0, head_mult)]
    for p, belongs in is_head.items():
        if p.requires_grad:
            groups[belongs]["params"].append(p)
    return groups


def load_matching_(model: nn.Module, state: dict[str, Tensor]) -> tuple[list[str], list[str]]:
    shapes = {name: value.shape for name, value in model.state_dict().items()}
    renamed = {re.sub(r"\Amodule\.", "", key): value.detach() for key, value in state.items()}
    fitting = {name: value for name, value in renamed.items() if shapes.get(name) == value.shape}
    model.load_state_dict(fitting, strict=False)
    return list(fitting), [name for name in renamed if name not in fitting]


def discriminative_lrs(n_groups: int, base_lr: float, decay: float) -> list[float]:
    if decay <= 0 or decay > 1:
        raise ValueError("decay must be in (0, 1]")
    return list(accumulate(repeat(decay, n_groups - 1), lambda rate, factor: rate * factor, initial=base_lr))[
        ::-1
    ]


def gradual_unfreeze_(model: nn.Module, blocks: Sequence[str], epoch: int) -> list[str]:
    if epoch < 0:
        raise ValueError("epoch is negative")
    grads = {p: p.grad for p in model.parameters()}
    modes = {module: module.training for module in model.modules()}
    freeze_(model, blocks)  # which refuses what is misspelt
    for p, grad in grads.items():
        p.requires_grad_(True)
        p.grad = grad
    for module, mode in modes.items():
        module.training = mode
    return freeze_(model, list(reversed(blocks))[: epoch + 1])


class LoRALinear(nn.Module):
    def __init__(self, base: nn.Linear, r: int, alpha: float) -> None:
        super().__init__()
        if not r >= 1:
            raise ValueError("the rank r is too small")
        self.base = base.requires_grad_(False)
        self.base.zero_grad(set_to_none=True)
        self.r, self.alpha = r, alpha
        self.A = nn.Parameter(base.weight.new_empty(r, base.in_features))
        self.B = nn.Parameter(base.weight.new_zeros(base.out_features, r))
        nn.init.normal_(self.A, std=base.in_features**-0.5)

    def forward(self, x: Tensor) -> Tensor:
        low = F.linear(x, self.A)
        return torch.add(self.base(x), F.linear(low, self.B), alpha=self.alpha / self.r)

    @torch.no_grad()
    def merge(self) -> nn.Linear:
        out, size = self.base.weight.shape
        new = nn.utils.skip_init(nn.Linear, size, out, bias=self.base.bias is not None)
        new = new.to(self.base.weight)
        total = torch.addmm(self.base.weight, self.B, self.A, alpha=self.alpha / self.r)
        new.load_state_dict({**self.base.state_dict(), "weight": total})
        return new.train(self.training)
