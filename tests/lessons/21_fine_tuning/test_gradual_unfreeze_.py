import torch
from torch import nn

from autograder.judge import graded
from autograder.judge.scenarios import refusal

pytestmark = graded("gradual_unfreeze_")


def frozen(model):
    return [name for name, p in model.named_parameters() if not p.requires_grad]


def in_train_mode(model):
    """The names of the modules that are in train mode; the model itself is "model"."""
    return [name or "model" for name, module in model.named_modules() if module.training]


def network(size):
    """Blocks whose names begin alike, with batch norm, and a part that is in no block."""
    names = ("stem", "layer1", "layer10", "layer2")
    parts = {name: nn.Sequential(nn.Linear(size, size), nn.BatchNorm1d(size)) for name in names}
    parts["extra"] = nn.Sequential(nn.BatchNorm1d(size), nn.Dropout(), nn.Linear(size, 1))
    return nn.ModuleDict({**parts, "fc": nn.Linear(size, 2)})


def after(model, result):
    """The result, the flags and the modes."""
    torch.manual_seed(0)
    return {
        "the list of trainable parameters": result,
        "the list of frozen parameters": frozen(model),
        "the list of modules in train mode": in_train_mode(model),
    }


def of_epoch(lesson, size, blocks, epoch):
    """One call for a new network."""
    model = network(size)
    return after(model, lesson.gradual_unfreeze_(model, blocks, epoch))


def of_epochs(lesson, size, blocks, epochs):
    """Several calls for one network, each after train()."""
    model = network(size)
    found = {}
    for epoch in epochs:
        model.train()
        result = lesson.gradual_unfreeze_(model, blocks, epoch)
        found[f"after epoch {epoch}"] = after(model, result)
    return found


def of_modes(lesson, size, blocks, epoch, calm):
    """A network some of whose modules are in eval mode before, and all of it frozen."""
    model = network(size).requires_grad_(False)
    for name in calm:
        model.get_submodule(name).training = False
    return after(model, lesson.gradual_unfreeze_(model, blocks, epoch))


def of_tied(lesson, size, blocks, epoch):
    """A frozen model with a weight in the first and the last block, and a batch norm in two blocks."""
    norm = nn.BatchNorm1d(size)
    model = nn.ModuleDict(
        {
            "embed": nn.Embedding(4, size),
            "one": nn.Sequential(nn.Linear(size, size), norm),
            "two": nn.Sequential(norm, nn.Linear(size, size)),
            "out": nn.Linear(size, 4),
        }
    )
    model["out"].weight = model["embed"].weight
    model.requires_grad_(False)
    return after(model, lesson.gradual_unfreeze_(model, blocks, epoch))


def of_gradients(lesson, x, epoch, recording):
    """Old gradients, values and statistics; a batch goes through the batch norms."""
    model = network(x.shape[1]).to(x.device, x.dtype)
    model["layer2"].requires_grad_(False)
    grads = {name: torch.ones_like(p) for name, p in model.named_parameters()}
    for name, p in model.named_parameters():
        p.grad = grads[name]
    numbers = [p.detach().clone() for p in model.parameters()]
    with torch.set_grad_enabled(recording):
        result = lesson.gradual_unfreeze_(model, ["stem", "layer1", "layer2", "fc"], epoch)
    for name in ("stem", "layer1", "layer2"):
        model[name][1](x.detach())
    found = after(model, result)
    return {
        **found,
        "the list of parameters that keep their grad": [
            name for name, p in model.named_parameters() if p.grad is grads[name]
        ],
        "the list of parameters without grad": [n for n, p in model.named_parameters() if p.grad is None],
        "the parameters keep their numbers": all(map(torch.equal, numbers, model.parameters())),
        **{
            f"the running mean of {n}": model[n][1].running_mean.clone() for n in ("stem", "layer1", "layer2")
        },
    }


def refused(lesson, size, blocks, epoch, word):
    """A wrong call, in words, and what becomes of the model."""
    model = network(size)
    model["stem"].requires_grad_(False)
    model["fc"].weight.grad = torch.ones_like(model["fc"].weight)
    said = refusal(ValueError, word, lesson.gradual_unfreeze_, model, blocks, epoch)
    return {
        "the call": said,
        **after(model, []),
        "the weight keeps its grad": model["fc"].weight.grad is not None,
    }


BLOCKS = ("stem", "layer1", "layer10", "layer2", "fc")


def test_epochs(compare, draw):
    """In epoch 0 the last block is trainable, in epoch 1 the last two, and so on."""
    size = draw.integer(2, 6)
    for epoch in range(4):
        compare(of_epoch, size=size, blocks=list(BLOCKS), epoch=epoch)


def test_late_epochs(compare, draw):
    """When all blocks are trainable it stays so, in any later epoch. What is in no block is frozen."""
    size = draw.integer(2, 6)
    for epoch in (4, 5, 40):
        compare(of_epoch, size=size, blocks=BLOCKS, epoch=epoch)
    compare(of_epoch, size=1, blocks=["fc"], epoch=0)
    compare(of_epoch, size=1, blocks=["stem"], epoch=3)


def test_prefixes(compare, draw):
    """A block ends at a dot: "layer1" isn't "layer10". Blocks may be dotted and may overlap."""
    size = draw.integer(2, 6)
    for blocks in (["stem", "layer10", "layer1"], ["fc", "layer10.1"], ["layer2", "stem.0", "layer2.1"]):
        compare(of_epoch, size=size, blocks=blocks, epoch=0)
    compare(of_epoch, size=size, blocks=["layer2", "layer2.0", "fc.bias"], epoch=1)


def test_history(compare, draw):
    """Only the arguments count: what was trainable is frozen again, and what was frozen thaws."""
    compare(of_epochs, size=draw.integer(2, 6), blocks=list(BLOCKS), epochs=[3, 0, 1, 2])
    compare(of_epochs, size=draw.integer(2, 6), blocks=["layer1", "fc"], epochs=[0, 1])


def test_modes(compare, draw):
    """Batch norms of the frozen part go to eval mode. All other modules keep their mode, even eval."""
    for epoch, calm in ((1, ["layer2.1", "extra"]), (2, ["", "extra.1", "layer10"])):
        compare(of_modes, size=draw.integer(2, 6), blocks=BLOCKS, epoch=epoch, calm=calm)


def test_tied(compare, draw):
    """A tied parameter, or a layer in two blocks, is trainable as soon as one of its blocks is."""
    for epoch in range(3):
        compare(of_tied, size=draw.integer(2, 6), blocks=["embed", "one", "two", "out"], epoch=epoch)
    compare(of_tied, size=draw.integer(2, 6), blocks=["two.0", "out"], epoch=0)


def test_gradients(compare, draw):
    """Frozen parameters lose their grad and frozen batch norms hold still. No number changes."""
    for epoch, recording in ((1, True), (2, False)):
        x = draw.normal(draw.integer(3, 7), draw.integer(2, 5), mean=3.0)
        compare(of_gradients, x=x, epoch=epoch, recording=recording)


def test_refusal(compare, draw):
    """A negative epoch, or a block with nothing under it, raises a ValueError, before anything changes."""
    size = draw.integer(2, 6)
    compare(refused, size=size, blocks=["stem", "fc"], epoch=-1, word="epoch")
    compare(refused, size=size, blocks=["layer3", "fc"], epoch=0, word="layer3")
    compare(refused, size=size, blocks=["layer1", "layer"], epoch=1, word="layer")
    compare(refused, size=size, blocks=["stem", "weight", "fc"], epoch=0, word="weight")
    compare(of_epoch, size=size, blocks=["extra.1", "fc"], epoch=0)
