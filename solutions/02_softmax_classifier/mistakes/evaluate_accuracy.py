"""Wrong versions of `evaluate_accuracy` that students write."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import torch
from torch import Tensor, nn

from autograder.judge import mistake

Loader = Iterable[tuple[Tensor, Tensor]]
Device = torch.device | str | None


def _device(model: nn.Module, device: Device) -> Device:
    return device if device is not None else next((p.device for p in model.parameters()), None)


@contextmanager
def _evaluating(model: nn.Module) -> Iterator[None]:
    modes = [(module, module.training) for module in model.modules()]
    model.eval()
    try:
        with torch.no_grad():
            yield
    finally:
        for module, training in modes:
            module.training = training


def _counts(model: nn.Module, loader: Loader, device: Device) -> list[tuple[int, int]]:
    """(right, all) of each batch."""
    device = _device(model, device)
    counts = []
    for x, y in loader:
        if device is not None:
            x, y = x.to(device), y.to(device)
        counts.append((int((model(x).argmax(dim=1) == y).sum()), len(y)))
    return counts


def _share(counts: list[tuple[int, int]]) -> float:
    total = sum(size for _, size in counts)
    return sum(right for right, _ in counts) / total if total else 0.0


@mistake("It is the mean of the batches' accuracies: the samples of a smaller last batch count for more.")
def mean_of_batch_means(model: nn.Module, loader: Loader, device: Device = None) -> float:
    with _evaluating(model):
        counts = _counts(model, loader, device)
    return sum(right / size for right, size in counts) / len(counts) if counts else 0.0


@mistake("It is divided by batches times the size of the first: a smaller last batch counts as full.")
def all_batches_full(model: nn.Module, loader: Loader, device: Device = None) -> float:
    with _evaluating(model):
        counts = _counts(model, loader, device)
    return sum(right for right, _ in counts) / (len(counts) * counts[0][1]) if counts else 0.0


@mistake("It is the accuracy of the last batch alone.")
def last_batch_only(model: nn.Module, loader: Loader, device: Device = None) -> float:
    with _evaluating(model):
        return _share(_counts(model, loader, device)[-1:])


@mistake("It returns after the first batch.")
def first_batch_only(model: nn.Module, loader: Loader, device: Device = None) -> float:
    with _evaluating(model):
        return _share(_counts(model, [next(iter(loader))], device))


@mistake("It is the number of right predictions, not their share.")
def count_of_right(model: nn.Module, loader: Loader, device: Device = None) -> float:
    with _evaluating(model):
        return float(sum(right for right, _ in _counts(model, loader, device)))


@mistake("A tensor is returned, not a Python float.")
def returns_tensor(model: nn.Module, loader: Loader, device: Device = None) -> Tensor:
    with _evaluating(model):
        return torch.tensor(_share(_counts(model, loader, device)))


@mistake("The model is not put into eval mode: dropout and batch norm work as in training.")
def stays_in_train_mode(model: nn.Module, loader: Loader, device: Device = None) -> float:
    with torch.no_grad():
        return _share(_counts(model, loader, device))


@mistake("The model is left in eval mode: the training that follows runs without dropout.")
def leaves_eval_mode(model: nn.Module, loader: Loader, device: Device = None) -> float:
    model.eval()
    with torch.no_grad():
        return _share(_counts(model, loader, device))


@mistake("The model is always left in train mode, even if it was in eval mode before.")
def leaves_train_mode(model: nn.Module, loader: Loader, device: Device = None) -> float:
    with _evaluating(model):
        share = _share(_counts(model, loader, device))
    model.train()
    return share


@mistake("All submodules get the mode of the model: one that was frozen in eval mode is woken up.")
def restores_root_mode_only(model: nn.Module, loader: Loader, device: Device = None) -> float:
    training = model.training
    model.eval()
    try:
        with torch.no_grad():
            return _share(_counts(model, loader, device))
    finally:
        model.train(training)


@mistake("The mode is not restored if the model or the loader raises an exception.")
def restores_on_success_only(model: nn.Module, loader: Loader, device: Device = None) -> float:
    modes = [(module, module.training) for module in model.modules()]
    model.eval()
    with torch.no_grad():
        share = _share(_counts(model, loader, device))
    for module, training in modes:
        module.training = training
    return share


@mistake("Gradients are recorded: each batch builds a graph that only costs memory.")
def records_gradients(model: nn.Module, loader: Loader, device: Device = None) -> float:
    with _evaluating(model), torch.enable_grad():
        return _share(_counts(model, loader, device))


@mistake("The loader is walked twice: a generator is empty the second time.")
def walks_twice(model: nn.Module, loader: Loader, device: Device = None) -> float:
    total = sum(len(y) for _, y in loader)
    with _evaluating(model):
        right = sum(right for right, _ in _counts(model, loader, device))
    return right / total if total else 0.0


@mistake("The size is asked of loader.dataset, which a list of batches or a generator does not have.")
def needs_dataset(model: nn.Module, loader: Loader, device: Device = None) -> float:
    with _evaluating(model):
        right = sum(right for right, _ in _counts(model, loader, device))
    return right / len(loader.dataset)


@mistake("A loader without batches ends in a division by zero.")
def fails_on_empty_loader(model: nn.Module, loader: Loader, device: Device = None) -> float:
    with _evaluating(model):
        counts = _counts(model, loader, device)
    return sum(right for right, _ in counts) / sum(size for _, size in counts)


@mistake("A model without parameters fails: there is no first one to ask for its device.")
def needs_parameters(model: nn.Module, loader: Loader, device: Device = None) -> float:
    device = device if device is not None else next(model.parameters()).device
    with _evaluating(model):
        return _share(_counts(model, loader, device))


@mistake("The argument device is ignored: batches always go to the model's device.")
def ignores_device(model: nn.Module, loader: Loader, device: Device = None) -> float:
    with _evaluating(model):
        return _share(_counts(model, loader, None))


@mistake("Without the argument device the batches are not moved to the model's device.")
def moves_only_if_told(model: nn.Module, loader: Loader, device: Device = None) -> float:
    right = total = 0
    with _evaluating(model):
        for x, y in loader:
            if device is not None:
                x, y = x.to(device), y.to(device)
            right += int((model(x).argmax(dim=1) == y).sum())
            total += len(y)
    return right / total if total else 0.0


@mistake("Only x is moved to the device, y is not: they can't be compared.")
def moves_x_only(model: nn.Module, loader: Loader, device: Device = None) -> float:
    device = _device(model, device)
    right = total = 0
    with _evaluating(model):
        for x, y in loader:
            logits = model(x if device is None else x.to(device))
            right += int((logits.argmax(dim=1) == y).sum())
            total += len(y)
    return right / total if total else 0.0
