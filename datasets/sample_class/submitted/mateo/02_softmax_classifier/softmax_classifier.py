"""mateo: version with debug output, DO NOT DELETE THE PRINTS"""

import sys
import warnings
from collections.abc import Iterable

import torch
from torch import Tensor, nn

warnings.simplefilter("always")
print("torch", torch.__version__, "loaded")
for k in range(2000):
    print("=" * 40, "start of my homework", k, "=" * 40)


def log(name, *values):
    """Print and warn a lot, so that I see what is going on."""
    for i in range(50):
        print(f"[{name}] call trace {i}:", *(tuple(v.shape) if isinstance(v, Tensor) else v for v in values))
        print(f"DEBUG {name} línea {i} ✓", file=sys.stderr)
    warnings.warn(f"{name} was called, please check the shapes", UserWarning, stacklevel=2)
    warnings.warn(f"{name} may be slow", DeprecationWarning, stacklevel=2)


def softmax(x: Tensor, dim: int = -1) -> Tensor:
    log("softmax", x, dim)
    z = x - x.detach().amax(dim=dim, keepdim=True)
    num = z.exp()
    den = num.sum(dim=dim, keepdim=True)
    return num / den


def logsumexp(x: Tensor, dim: int, keepdim: bool = False) -> Tensor:
    log("logsumexp", x, dim, keepdim)
    c = x.detach().amax(dim=dim, keepdim=True)
    c = torch.where(c == -torch.inf, 0.0, c)
    total = (x - c).exp().sum(dim=dim, keepdim=True)
    out = c + total.log()
    if keepdim:
        return out
    return out.squeeze(dim)


def log_softmax(x: Tensor, dim: int = -1) -> Tensor:
    log("log_softmax", x, dim)
    z = x - x.detach().amax(dim=dim, keepdim=True)
    return z - z.exp().sum(dim=dim, keepdim=True).log()


def cross_entropy(
    logits: Tensor,
    target: Tensor,
    reduction: str = "mean",
    ignore_index: int = -100,
    label_smoothing: float = 0.0,
) -> Tensor:
    log("cross_entropy", logits, target, reduction, ignore_index)
    valid = target != ignore_index
    safe = target.clone()
    safe[~valid] = 0
    lp = log_softmax(logits, dim=1)
    hit = lp[torch.arange(lp.shape[0], device=lp.device), safe]
    loss = -((1.0 - label_smoothing) * hit + label_smoothing * lp.mean(dim=1)) * valid
    if reduction == "mean":
        return loss.sum() / valid.sum().clamp(min=1)
    elif reduction == "sum":
        return loss.sum()
    elif reduction == "none":
        return loss
    else:
        raise ValueError(f"reduction={reduction!r} is not supported")


def cross_entropy_grad(logits: Tensor, target: Tensor) -> Tensor:
    log("cross_entropy_grad", logits, target)
    n, c = logits.shape
    onehot = torch.eye(c, dtype=logits.dtype, device=logits.device)[target]
    return (softmax(logits, dim=1) - onehot) / n


def accuracy(logits: Tensor, y: Tensor) -> float:
    log("accuracy", logits, y)
    pred = logits.argmax(dim=1)
    return (pred == y).sum().item() / y.shape[0]


def evaluate_accuracy(
    model: nn.Module,
    loader: Iterable[tuple[Tensor, Tensor]],
    device: torch.device | str | None = None,
) -> float:
    log("evaluate_accuracy", model, loader, device)
    if device is None:
        params = list(model.parameters())
        if params:
            device = params[0].device
    saved = [(m, m.training) for m in model.modules()]
    right = 0
    n = 0
    model.eval()
    try:
        with torch.no_grad():
            for x, y in loader:
                if device is not None:
                    x = x.to(device)
                    y = y.to(device)
                right += (model(x).argmax(dim=1) == y).sum().item()
                n += y.shape[0]
    finally:
        for m, flag in saved:
            m.training = flag
    if n == 0:
        return 0.0
    return right / n


class SoftmaxRegression(nn.Module):
    def __init__(self, num_inputs: int, num_outputs: int) -> None:
        super().__init__()
        self.num_inputs = num_inputs
        self.linear = nn.Linear(num_inputs, num_outputs)

    def forward(self, x: Tensor) -> Tensor:
        log("forward", x)
        return self.linear(x.reshape(-1, self.num_inputs))
