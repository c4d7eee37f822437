"""Step by step: plain statements, a list of layers, one batch after the other."""

from collections.abc import Callable, Iterable

import torch
from torch import Tensor, nn


class Flatten(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        length = 1
        for size in x.shape[1:]:
            length *= size
        return x.contiguous().view(x.shape[0], length)


class LeNet(nn.Sequential):
    def __init__(self, num_classes: int = 10, activation: str = "sigmoid", pool: str = "avg") -> None:
        if activation == "sigmoid":
            act = nn.Sigmoid()
        elif activation == "tanh":
            act = nn.Tanh()
        elif activation == "relu":
            act = nn.ReLU(inplace=True)
        else:
            raise ValueError(f"no such activation: {activation}")
        if pool == "avg":
            shrink = nn.AvgPool2d((2, 2))
        elif pool == "max":
            shrink = nn.MaxPool2d((2, 2))
        else:
            raise ValueError(f"no such pool: {pool}")
        layers = [nn.Conv2d(1, 6, (5, 5), (1, 1), (2, 2)), act, shrink, nn.Conv2d(6, 16, 5), act, shrink]
        layers += [Flatten(), nn.Linear(400, 120), act, nn.Linear(120, 84), act, nn.Linear(84, num_classes)]
        super().__init__(*layers)


def init_weights_(m: nn.Module) -> None:
    if not any(issubclass(type(m), kind) for kind in (nn.Linear, nn.Conv2d)):
        return
    places = m.weight[0, 0].numel()
    fan_in = m.weight.shape[1] * places
    fan_out = m.weight.shape[0] * places
    a = (6 / (fan_in + fan_out)) ** 0.5
    with torch.no_grad():
        m.weight.copy_((torch.rand_like(m.weight) * 2 - 1) * a)
        if m.bias is not None:
            m.bias.fill_(0)


def count_parameters(model: nn.Module, trainable_only: bool = True) -> int:
    seen = set()
    count = 0
    for module in model.modules():
        for p in module.parameters(recurse=False):
            if p in seen:
                continue
            seen.add(p)
            if trainable_only and not p.requires_grad:
                continue
            size = 1
            for n in p.shape:
                size *= n
            count += size
    return count


def layer_shapes(model: nn.Module, x: Tensor) -> list[tuple[str, tuple[int, ...]]]:
    found = []
    handles = []
    training = []
    for name, module in model.named_modules():
        training.append(module.training)
        if len(module._modules) == 0:

            def note(_, __, output, name=name):
                found.append((name, tuple(int(n) for n in output.shape)))

            handles.append(module.register_forward_hook(note))
    recording = torch.is_grad_enabled()
    try:
        model.eval()
        torch.set_grad_enabled(False)
        model(x)
    finally:
        torch.set_grad_enabled(recording)
        while handles:
            handles.pop().remove()
        for (_, module), mode in zip(model.named_modules(), training, strict=True):
            module.training = mode
    return found


def train_epoch(
    model: nn.Module,
    loader: Iterable[tuple[Tensor, Tensor]],
    opt: torch.optim.Optimizer,
    loss_fn: Callable[[Tensor, Tensor], Tensor],
    device: torch.device | str | None,
) -> tuple[float, float]:
    loss_sum = 0.0
    hits = 0
    samples = 0
    model.train()
    for images, labels in loader:
        if device is not None:
            images = images.to(device)
            labels = labels.to(device)
        for p in model.parameters():
            p.grad = None
        predicted = model(images)
        loss = loss_fn(predicted, labels)
        loss.backward()
        with torch.no_grad():
            loss_sum += float(loss) * images.shape[0]
            hits += int((predicted.max(dim=1).indices == labels).sum())
        samples += images.shape[0]
        opt.step()
    if samples == 0:
        return 0.0, 0.0
    return loss_sum / samples, hits / samples


def evaluate(
    model: nn.Module,
    loader: Iterable[tuple[Tensor, Tensor]],
    loss_fn: Callable[[Tensor, Tensor], Tensor],
    device: torch.device | str | None,
) -> tuple[float, float]:
    flags = {}
    for module in model.modules():
        flags[module] = module.training
    recording = torch.is_grad_enabled()
    losses = []
    hits = 0
    sizes = []
    try:
        torch.set_grad_enabled(False)
        for module in flags:
            module.training = False
        for images, labels in loader:
            if device is not None:
                images = images.to(device)
                labels = labels.to(device)
            predicted = model(images)
            losses.append(float(loss_fn(predicted, labels)))
            sizes.append(images.shape[0])
            hits += int((predicted.max(dim=1).indices == labels).sum())
    finally:
        torch.set_grad_enabled(recording)
        for module in flags:
            module.training = flags[module]
    samples = sum(sizes)
    if samples == 0:
        return 0.0, 0.0
    return sum(loss * size for loss, size in zip(losses, sizes, strict=True)) / samples, hits / samples


def confusion_matrix(pred: Tensor, target: Tensor, num_classes: int) -> Tensor:
    if pred.shape != target.shape:
        raise ValueError("pred and target differ in shape")
    inside = (pred >= 0) & (pred < num_classes) & (target >= 0) & (target < num_classes)
    if not bool(inside.all()):
        raise ValueError("classes must be less than num_classes, and not negative")
    classes = torch.arange(num_classes, device=pred.device).unsqueeze(1)
    rows = (target == classes).double()
    columns = (pred == classes).double()
    return (rows @ columns.T).long()
