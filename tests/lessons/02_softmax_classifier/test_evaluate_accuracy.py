import torch
from torch import nn
from torch.utils import _pytree

from autograder.judge import graded
from autograder.judge.scenarios import refusal

pytestmark = graded("evaluate_accuracy")


def batches(draw, classes, *parts, shape=(5,)):
    """A linear layer's weight and batches for it; each part is (rows, how many of them it gets right)."""
    weight = draw.normal(classes, torch.Size(shape).numel())
    loader = []
    for rows, right in parts:
        x = draw.normal(rows, *shape)
        miss = draw.integers(1, classes, rows).where(draw.permutation(rows) >= right, 0)
        loader.append((x, ((x.flatten(1) @ weight.T).argmax(1) + miss) % classes))
    return {"weight": weight, "loader": loader}


class Scores(nn.Module):
    """A linear layer with this weight; PyTorch's own would draw random numbers first."""

    def __init__(self, weight):
        super().__init__()
        self.weight = nn.Parameter(weight.detach().clone())

    def forward(self, x):
        return nn.functional.linear(x, self.weight)


def linear(weight, *before):
    """A model in train mode whose last layer has this weight."""
    return nn.Sequential(*before, nn.Flatten(), Scores(weight))


def modes(model, when):
    """The mode of the model, and those of its parts."""
    return {
        f"the mode of {f'part {name}' if name else 'the model'} {when}": "train" if part.training else "eval"
        for name, part in model.named_modules()
    }


def share(lesson, weight, loader, images=False, once=False):
    """The share, of a model that, as one with convolutions would, refuses flattened `images`.

    Args:
        once: whether the loader is a generator, of small batches that are lists, as those of a DataLoader.
    """
    model = linear(weight, nn.AvgPool2d(1)) if images else linear(weight)
    pieces = (list(pair) for x, y in loader for pair in zip(x.split(2), y.split(2), strict=True))
    return lesson.evaluate_accuracy(model, pieces if once else loader)


def share_of_ties(lesson, loader):
    return lesson.evaluate_accuracy(nn.Identity(), loader)


def share_and_buffers(lesson, weight, loader, mean, var):
    norm = nn.BatchNorm1d(weight.shape[1], affine=False, device=weight.device, dtype=weight.dtype)
    norm.load_state_dict({"running_mean": mean, "running_var": var, "num_batches_tracked": torch.tensor(3)})
    accuracy = lesson.evaluate_accuracy(linear(weight, norm), loader)
    return {"the accuracy": accuracy, "the running mean": norm.running_mean}


def share_and_modes(lesson, weight, loader):
    """Models in train and in eval mode, each with a part in the other mode."""
    found = {}
    for training in (True, False):
        name = "the model in train mode" if training else "the model in eval mode"
        shared = nn.Dropout(0.5)
        parts = nn.Sequential(nn.Dropout(0.5), nn.Sequential(shared, nn.Identity()), nn.Sequential(shared))
        model = linear(weight, parts).train(training)
        parts[int(training)].train(not training)
        found[f"the accuracy of {name}"] = lesson.evaluate_accuracy(model, loader)
        found |= modes(model, f"after a call with {name}")
    return found


def interrupted(loader):
    yield from loader
    raise KeyboardInterrupt  # as when the user stops the cell


def modes_after_exceptions(lesson, weight, loader):
    model = linear(weight, nn.Dropout(0.5))
    model[0].eval()
    found = {"the accuracy": lesson.evaluate_accuracy(model, loader), **modes(model, "after the call")}
    x, y = loader[0]
    # The last batch has too few features for the model.
    for where, pairs in {"model": [*loader, (x[:, 1:], y)], "loader": interrupted(loader)}.items():
        error = KeyboardInterrupt if where == "loader" else RuntimeError
        found[f"an exception of the {where}"] = refusal(error, "", lesson.evaluate_accuracy, model, pairs)
        found |= modes(model, f"after an exception of the {where}")
    return found


def share_and_recording(lesson, weight, loader, outside):
    """What the model sees of the grad mode, and what the caller finds of it and the model afterwards."""
    recording = []
    frozen = nn.Identity()
    frozen.register_parameter("frozen", nn.Parameter(torch.ones(1), requires_grad=False))
    model = linear(weight, frozen)
    model[-1].weight.grad = torch.ones_like(weight)
    model.register_forward_hook(lambda module, inputs, output: recording.append(output.requires_grad))
    with torch.set_grad_enabled(outside):
        accuracy = lesson.evaluate_accuracy(model, loader)
        afterwards = torch.is_grad_enabled()
    return {
        "the accuracy": accuracy,
        "gradients are recorded during the call": any(recording),
        "gradients are recorded after the call": afterwards,
    }


def share_of_far_batches(lesson, weight, loader, how):
    """Batches that, like those of another device, mix with nothing until they are moved.

    Args:
        how: "model" if the device is to be found out from the model; "argument" or "string" if it is told,
            and the model's first parameter lies elsewhere.
    """
    went = set()

    class Far(torch.Tensor):
        @classmethod
        def __torch_function__(cls, func, types, args=(), kwargs=None):
            leaves = _pytree.tree_leaves((args, kwargs))
            told = any(isinstance(x, str | torch.device) for x in leaves)
            if func is torch.Tensor.cpu or (func is torch.Tensor.to and told):
                moved = func(args[0].as_subclass(torch.Tensor), *args[1:], **(kwargs or {}))
                went.add(moved.device.type)
                return moved
            if any(isinstance(x, torch.Tensor) and not isinstance(x, Far) for x in leaves):
                raise RuntimeError("Expected all tensors to be on the same device, but found two devices")
            return super().__torch_function__(func, types, args, kwargs or {})

    far = [(x.detach().cpu().as_subclass(Far), y.cpu().as_subclass(Far)) for x, y in loader]
    if how == "model":
        accuracy = lesson.evaluate_accuracy(linear(weight), far)
    else:
        model = linear(weight, nn.Identity())
        model[0].register_parameter("elsewhere", nn.Parameter(torch.empty(1, device="meta")))
        device = str(weight.device) if how == "string" else weight.device
        accuracy = lesson.evaluate_accuracy(model, far, device=device)
    return {"the accuracy": accuracy, "the devices of the moved batches": sorted(went)}


def test_share_of_all_samples(compare, draw):
    """The result is the share of right predictions over all batches, as a Python float."""
    compare(share, **batches(draw, 3, (4, 1), (4, 4), (4, draw.integer(1, 4))))


def test_batches_of_any_size(compare, draw):
    """Every sample counts the same, also in a small batch, which may come at any position."""
    compare(share, **batches(draw, 3, (7, 6), (1, 0)))
    compare(share, **batches(draw, 3, (2, 0), (5, 4), (draw.integer(3000, 3100), 2051)))


def test_images(compare, draw):
    """The model gets the samples in their own shape."""
    compare(share, **batches(draw, 5, (4, 3), (3, 1), shape=(2, 3, 2)), images=True)


def test_generator_as_loader(compare, draw):
    """The loader may be a generator of many batches, which has no length and is empty after one pass."""
    compare(share, **batches(draw, 3, (5, 1), (5, 3), (200, 77)), once=True)


def test_loader_without_batches(compare, draw):
    """A loader without batches gives 0.0, and a loader with one batch gives the share of that batch."""
    for once in (False, True):
        compare(share, **batches(draw, 3), once=once)
    compare(share, **batches(draw, 3, (5, 2)))


def test_ties_without_parameters(compare, draw):
    """A model without parameters works, and in a tie the lowest class is the prediction."""
    x = draw.uniform(6, 4).index_fill(1, torch.tensor([1, 3]), 2.0)
    y = torch.tensor([1, 3, 3, 1, 3, 0])
    compare(share_of_ties, loader=[(x[:4], y[:4]), (x[4:], y[4:])])


def test_eval_mode(compare, draw):
    """The model predicts in eval mode: batch norm uses its running statistics and keeps them."""
    mean, var = draw.normal(5, scale=2.0), draw.uniform(5, low=0.2, high=3.0)
    drawn = batches(draw, 4, (6, 3), (6, 3), (3, 2))
    drawn["loader"] = [(x * var.sqrt() + mean, y) for x, y in drawn["loader"]]  # for batch norm to undo
    compare(share_and_buffers, **drawn, mean=mean, var=var)


def test_modes_afterwards(compare, draw):
    """After the call each submodule has the mode that it had before."""
    compare(share_and_modes, **batches(draw, 3, (5, 4), (2, 1)))


def test_modes_after_exception(compare, draw):
    """If the model or the loader raises an exception, it gets through and the modes are restored."""
    compare(modes_after_exceptions, **batches(draw, 3, (5, 2), (4, 3)))


def test_no_gradients(compare, draw):
    """No gradient is recorded during the call, which changes neither the grad mode nor a parameter."""
    drawn = batches(draw, 3, (5, 2), (4, 3))
    for outside in (True, False):
        compare(share_and_recording, **drawn, outside=outside)


def test_device(compare, draw):
    """x and y are moved to the given device, or its name, or else to that of the model's first parameter."""
    for how in ("argument", "string", "model"):
        compare(share_of_far_batches, **batches(draw, 4, (5, 4), (2, 0)), how=how)
