import torch
from torch import nn

from autograder.judge import graded

pytestmark = graded("set_bn_eval_")


class Renorm(nn.BatchNorm2d):
    """A subclass of a batch norm."""


class TwiceRemoved(Renorm):
    """A subclass of a subclass."""


class BatchNormOfMyOwn(nn.Module):
    """It has a telling name, but is none of PyTorch's batch norms."""

    def __init__(self, size):
        super().__init__()
        self.register_buffer("running_mean", torch.zeros(size))


def in_train_mode(model):
    """The names of the modules that are in train mode; the model itself is "model"."""
    return [name or "model" for name, module in model.named_modules() if module.training]


def counted(lesson, model):
    """The result for a model, and the modes afterwards."""
    count = lesson.set_bn_eval_(model)
    return {
        "the number of batch norm layers": count,
        "the list of modules in train mode": in_train_mode(model),
    }


def of_kinds(lesson, sizes):
    """Batch norms of all kinds, at all depths, with and without parameters and statistics."""
    a, b = sizes
    model = nn.Sequential(
        nn.BatchNorm1d(a),
        nn.ModuleDict({"inner": nn.Sequential(nn.BatchNorm2d(b), nn.ReLU()), "flat": nn.BatchNorm3d(a)}),
        nn.ModuleList([nn.SyncBatchNorm(a), nn.Linear(a, b), nn.BatchNorm2d(b, affine=False)]),
        nn.BatchNorm1d(a, track_running_stats=False),
    )
    return counted(lesson, model)


def of_others(lesson, sizes):
    """Modules that are no batch norm, beside two that are."""
    a, b = sizes
    others = [nn.LayerNorm(a), nn.GroupNorm(1, a), nn.Dropout(), nn.LocalResponseNorm(2), nn.RMSNorm(a)]
    others += [nn.InstanceNorm1d(a), nn.InstanceNorm2d(a, affine=True, track_running_stats=True)]
    others += [nn.InstanceNorm3d(b), BatchNormOfMyOwn(b)]
    return counted(lesson, nn.Sequential(*others, nn.BatchNorm1d(a), nn.BatchNorm1d(b)))


def of_subclasses(lesson, sizes):
    a, b = sizes
    return counted(lesson, nn.Sequential(Renorm(a), nn.Sequential(TwiceRemoved(b), nn.Tanh())))


def of_single(lesson, sizes):
    """A batch norm that is itself the model, and models without any."""
    a, b = sizes
    single, bare = nn.BatchNorm2d(a), nn.Sequential(nn.Linear(a, b), nn.Dropout())
    return {
        "the result for a single batch norm": lesson.set_bn_eval_(single),
        "the single batch norm is in train mode": single.training,
        "the result for a model without batch norm": lesson.set_bn_eval_(bare),
        "a model without batch norm stays in train mode": all(part.training for part in bare.modules()),
    }


def of_modes(lesson, sizes):
    """Models with parts in other modes: one in eval mode with a batch norm in train mode, and the reverse."""
    a, b = sizes
    calm = nn.Sequential(nn.BatchNorm1d(a), nn.Dropout(), nn.BatchNorm1d(b), nn.Sequential(nn.Dropout()))
    calm.eval()
    calm[0].train()
    calm[3][0].train()
    mixed = nn.Sequential(nn.BatchNorm1d(a), nn.Sequential(nn.Dropout(), nn.BatchNorm1d(b))).train()
    mixed[0].eval()
    mixed[1][0].eval()
    return {"a model in eval mode": counted(lesson, calm), "a model in train mode": counted(lesson, mixed)}


def of_shared(lesson, sizes):
    """A batch norm in three places, and another one of the same size."""
    norm = nn.BatchNorm1d(sizes[0])
    model = nn.Sequential(norm, nn.Tanh(), norm, nn.Sequential(norm, nn.BatchNorm1d(sizes[0])))
    return counted(lesson, model)


def after_train(lesson, sizes):
    """What later calls of train and eval do."""
    a, b = sizes
    model = nn.Sequential(nn.BatchNorm1d(a), nn.Sequential(nn.BatchNorm1d(b), nn.Dropout()))
    first = lesson.set_bn_eval_(model)
    model.train()
    after = in_train_mode(model)
    second = lesson.set_bn_eval_(model)
    again = in_train_mode(model)
    model.eval()
    last = in_train_mode(model)
    model[1].train()
    return {
        "the result of the first call": first,
        "the list of modules in train mode after a later train()": after,
        "the result of a second call": second,
        "the list of modules in train mode after a second call": again,
        "the list of modules in train mode after a later eval()": last,
        "the list of modules in train mode after train() of a part": in_train_mode(model),
    }


def trained(lesson, x, scale, frozen):
    """Batches through two batch norms in eval mode, whose parameters may be frozen."""
    size = x.shape[1]
    model = nn.Sequential(nn.BatchNorm1d(size), nn.BatchNorm1d(size)).to(x.device, x.dtype)
    with torch.no_grad():
        model[0].running_mean.copy_(scale)
        model[0].weight.copy_(scale)
    model.requires_grad_(not frozen)
    model[1].bias.grad = torch.ones_like(model[1].bias)
    with torch.set_grad_enabled(not frozen):
        count = lesson.set_bn_eval_(model)
        kept = torch.is_grad_enabled() is not frozen
    for _ in range(3):
        y = model(x)
    return {
        "the result of the batch norms": y,
        "the number of batch norm layers": count,
        "the running mean": model[0].running_mean.clone(),
        "the running variance": model[0].running_var.clone(),
        "a bias keeps its grad": model[1].bias.grad is not None and bool((model[1].bias.grad == 1).all()),
        "the grad mode is as it was before the call": kept,
        "the number of batches that were tracked": model[0].num_batches_tracked.item(),
        "the list of trainable parameters": [n for n, p in model.named_parameters() if p.requires_grad],
    }


def two(draw):
    """Two different sizes."""
    return [int(size) + 2 for size in draw.permutation(7)[:2]]


def test_kinds(compare, draw):
    """All kinds of batch norm count and go to eval mode, at any depth, with or without parameters."""
    compare(of_kinds, sizes=two(draw))


def test_other_norms(compare, draw):
    """Layer, group and instance norm, dropout, and a class with a telling name stay as they are."""
    compare(of_others, sizes=two(draw))


def test_subclasses(compare, draw):
    """A subclass of a batch norm is a batch norm."""
    compare(of_subclasses, sizes=two(draw))


def test_single(compare, draw):
    """The model may be a batch norm itself, or have none."""
    compare(of_single, sizes=two(draw))


def test_modes(compare, draw):
    """Batch norms in eval mode count too. All other modules, containers too, keep their mode."""
    compare(of_modes, sizes=two(draw))


def test_shared(compare, draw):
    """A layer in several places counts once."""
    compare(of_shared, sizes=two(draw))


def test_later_train(compare, draw):
    """A later train() puts the batch norms back into train mode, and another call into eval mode again."""
    compare(after_train, sizes=two(draw))


def test_statistics(compare, draw):
    """The batch norm uses its running statistics and leaves them. Its parameters stay trainable or frozen."""
    for frozen in (False, True):
        x = draw.normal(draw.integer(2, 6), draw.integer(2, 5), mean=2.0)
        compare(trained, x=x, scale=draw.normal(x.shape[1]), frozen=frozen)
