"""Checks to run while you work: run `pytest` in this folder. They don't decide your score: more checks run at
grading.

Each check is an example worked by hand. Its docstring says what is right and gives the formula. Then
`expect(call, result, calculation)` compares. Pairs after these are wrong results, each with its likely cause;
likely_mistakes.json has more. You can retype the code that a failed check prints, after the imports below.
"""

import sys
from pathlib import Path

import torch
from torch import nn, tensor

from autograder.checks.expect import check, expect, expect_error

sys.path.insert(0, str(Path(__file__).parent))  # the module beside this file, from wherever pytest runs

from fine_tuning import (
    LoRALinear,
    discriminative_lrs,
    freeze_,
    gradual_unfreeze_,
    load_matching_,
    param_groups,
    replace_head,
    set_bn_eval_,
)

# set_bn_eval_


@check
def test_set_bn_eval_counts_batch_norms():
    """Two of these four layers are batch norms. Layer norm and dropout are something else."""
    norms = nn.BatchNorm1d(2), nn.LayerNorm(2), nn.BatchNorm2d(2)
    model = nn.Sequential(*norms, nn.Dropout())
    expect(set_bn_eval_(model), 2, "nn.BatchNorm1d and nn.BatchNorm2d.")


@check
def test_set_bn_eval_changes_only_batch_norms():
    """The batch norm goes to eval mode. The dropout, and the container of both, stay in train mode."""
    model = nn.Sequential(nn.Dropout(), nn.BatchNorm1d(2))
    set_bn_eval_(model)
    expect(
        [model.training, model[0].training, model[1].training],
        [True, True, False],
        "",
        ([False, False, False], "The whole model is in eval mode; only its batch norm should be."),
        ([True, True, True], "The batch norm is still in train mode."),
    )


@check
def test_set_bn_eval_keeps_the_running_mean():
    """In eval mode the running mean stays where it is, whatever the batch.

    In train mode it would become 0.9 * 0 + 0.1 * 3 = 0.3
    """
    model = nn.Sequential(nn.BatchNorm1d(1))
    set_bn_eval_(model)
    model(tensor([[2.0], [4.0]]))
    expect(model[0].running_mean, tensor([0.0]), "It is 0 at first, and no batch counts.")


@check
def test_set_bn_eval_holds_until_train():
    """A later `model.train()` undoes it."""
    model = nn.Sequential(nn.BatchNorm3d(1)).eval()
    expect(set_bn_eval_(model), 1, "It counts, although it was in eval mode before.")
    model.train()
    expect(model[0].training, True, "`train()` sets the mode of every module.")


# freeze_


@check
def test_freeze_leaves_the_head():
    """All parameters are frozen but those under "fc". "fc2" is another layer.

    "fc.weight" begins with "fc.", and "fc2.weight" doesn't
    """
    model = nn.ModuleDict({"fc2": nn.Linear(3, 2), "fc": nn.Linear(2, 2)})
    names = freeze_(model, ["fc"])
    expect(names, ["fc.weight", "fc.bias"], "fc2.weight and fc2.bias are frozen.")


@check
def test_freeze_stops_running_statistics():
    """A frozen batch norm goes to eval mode, or its running mean would still move. Dropout stays on."""
    bn, drop = nn.BatchNorm1d(2), nn.Dropout()
    layers = {"bn": bn, "drop": drop, "fc": nn.Linear(2, 2)}
    model = nn.ModuleDict(layers)
    freeze_(model, ["fc"])
    modes = [layer.training for layer in layers.values()]
    expect(
        modes,
        [False, True, True],
        "",
        ([True, True, True], "The batch norm is still in train mode."),
        ([False, False, False], "All modules are in eval mode; only the batch norm should be."),
    )


@check
def test_freeze_removes_old_gradients():
    """A frozen parameter has no gradient, and one that isn't frozen keeps its own.

    SGD would subtract lr * grad, whatever requires_grad says
    """
    model = nn.Sequential(nn.Linear(1, 1), nn.Linear(1, 1))
    for p in model.parameters():
        p.grad = torch.ones_like(p)
    freeze_(model, ["1"])
    expect([p.grad is None for p in model.parameters()], [True, True, False, False])


@check
def test_freeze_of_all_and_of_a_typing_error():
    """Without prefixes nothing is trainable. A prefix that nothing is under is an error."""
    model = nn.ModuleDict({"fc": nn.Linear(2, 2)})
    with expect_error(ValueError, "fd"):
        freeze_(model, ["fd"])
    expect(freeze_(model), [], "Both parameters are frozen.")


# replace_head


@check
def test_replace_head_of_a_network():
    """The new layer has the inputs of the old one, and as many outputs as there are classes.

    [5, 7] becomes [2, 7]
    """
    model = nn.Sequential(nn.Flatten(), nn.Linear(7, 5))
    new = replace_head(model, "1", 2)
    expect([list(p.shape) for p in new.parameters()], [[2, 7], [2]], "7 inputs, 2 outputs.")
    expect(model[1] is new, True, "It is returned, and it is in the model.")


@check
def test_replace_head_inside_of_a_block():
    """A dotted name leads through containers."""
    block = nn.ModuleDict({"out": nn.Linear(4, 3)})
    model = nn.Sequential(nn.Flatten(), block)
    replace_head(model, "1.out", 6)
    names = [name for name, _ in model.named_parameters()]
    expect(names, ["1.out.weight", "1.out.bias"], "The names stay as they were.")
    expect(list(block["out"].weight.shape), [6, 4], "4 inputs, 6 outputs.")


@check
def test_replace_head_keeps_what_the_old_one_has():
    """Without a bias the new layer has none either. dtype and mode are those of the old one."""
    old = nn.Linear(3, 2, bias=False, dtype=torch.float64)
    model = nn.Sequential(old).eval()
    model.requires_grad_(False)
    new = replace_head(model, "0", 4)
    expect(
        [new.bias is None, new.weight.dtype == torch.float64, new.training],
        [True, True, False],
    )
    expect(new.weight.requires_grad, True, "The new weight is trainable, whatever the old one was.")


@check
def test_replace_head_refuses_other_names():
    """The name must be that of a linear layer."""
    model = nn.Sequential(nn.Conv2d(1, 2, 3), nn.Linear(2, 2))
    with expect_error(ValueError, "fc"):
        replace_head(model, "fc", 2)
    with expect_error(ValueError, "0"):
        replace_head(model, "0", 2)


# param_groups


@check
def test_param_groups_have_two_rates():
    """The body comes first, with lr. The head has a rate that is head_mult times as high.

    lr of the head = lr * head_mult
    """
    model = nn.ModuleDict({"body": nn.Linear(2, 3), "fc": nn.Linear(3, 1)})
    groups = param_groups(model, "fc", 0.5, head_mult=4.0, weight_decay=0.25)
    rates = [[group["lr"], group["weight_decay"]] for group in groups]
    expect(rates, [[0.5, 0.25], [2.0, 0.25]], "0.5 * 4 = 2 for the head.")
    shapes = [[list(p.shape) for p in group["params"]] for group in groups]
    expect(shapes, [[[3, 2], [3]], [[1, 3], [1]]], "Each layer has a weight and a bias.")


@check
def test_param_groups_leave_out_what_is_frozen():
    """A frozen parameter is in no group. A group may be empty."""
    model = nn.Sequential(nn.Linear(2, 3), nn.Linear(3, 1))
    model[0].requires_grad_(False)
    groups = param_groups(model, "1", 0.5)
    expect([len(group["params"]) for group in groups], [0, 2], "The body has nothing to train.")


@check
def test_param_groups_with_a_tied_weight():
    """A weight in two layers is one parameter. It belongs to the head if one of its names does."""
    model = nn.Sequential(nn.Embedding(4, 2), nn.Linear(2, 2), nn.Linear(2, 4))
    model[2].weight = model[0].weight
    groups = param_groups(model, "2", 0.5)
    shapes = [[list(p.shape) for p in group["params"]] for group in groups]
    expect(shapes, [[[2, 2], [2]], [[4, 2], [4]]], "The head has the weight [4, 2] and its bias.")


@check
def test_param_groups_refuse_a_typing_error():
    """A head that doesn't exist is an error: otherwise the real one would learn slowly."""
    model = nn.ModuleDict({"fc1": nn.Linear(2, 2)})
    with expect_error(ValueError, "fc"):
        param_groups(model, "fc", 0.5)


# load_matching_


@check
def test_load_matching_skips_other_shapes():
    """The bias fits and is loaded. The weight has another shape and stays as it was."""
    model = nn.Linear(2, 2)
    nn.init.zeros_(model.weight)
    state = {"weight": torch.ones(3, 2), "bias": tensor([5.0, 6.0])}
    expect(load_matching_(model, state), (["bias"], ["weight"]), "[3, 2] isn't [2, 2].")
    expect(model.bias.detach(), tensor([5.0, 6.0]), "The bias is that of the state.")


@check
def test_load_matching_drops_module():
    """A "module." at the start of a name comes from nn.DataParallel."""
    model = nn.ModuleDict({"fc": nn.Linear(1, 1)})
    state = {"module.fc.bias": tensor([7.0]), "module.gc.bias": tensor([8.0])}
    expect(
        load_matching_(model, state),
        (["fc.bias"], ["gc.bias"]),
        "The model has fc.bias, but no gc.bias.",
    )
    expect(model["fc"].bias.detach(), tensor([7.0]), "")


@check
def test_load_matching_loads_buffers():
    """The running statistics of a batch norm are part of its state."""
    model = nn.BatchNorm1d(2)
    load_matching_(model, {"running_mean": tensor([1.0, 2.0])})
    expect(model.running_mean, tensor([1.0, 2.0]), "The state says so.")


@check
def test_load_matching_does_not_broadcast():
    """A single number could be written to every place of a bias, but its shape is another."""
    model = nn.Linear(1, 3)
    expect(load_matching_(model, {"bias": tensor([1.0])}), ([], ["bias"]), "[1] isn't [3].")


# discriminative_lrs


@check
def test_discriminative_lrs_of_three_groups():
    """The last group has the full rate, and each earlier one half of the next.

    rate of a group = decay * rate of the group after it
    """
    expect(discriminative_lrs(3, 1.0, 0.5), [0.25, 0.5, 1.0], "1, then 1/2, then 1/4, backwards.")


@check
def test_discriminative_lrs_of_one_group():
    """A single group is the last one."""
    expect(discriminative_lrs(1, 0.5, 0.25), [0.5], "No decay: there is no group after it.")


@check
def test_discriminative_lrs_of_equal_rates():
    """A decay of 1 gives all groups the same rate."""
    expect(discriminative_lrs(4, 0.5, 1.0), [0.5, 0.5, 0.5, 0.5], "0.5 times 1 is 0.5.")


@check
def test_discriminative_lrs_refuse_a_growing_rate():
    """A decay above 1 would train the first layers fastest."""
    with expect_error(ValueError, "decay"):
        discriminative_lrs(3, 1.0, 2.6)


# gradual_unfreeze_


@check
def test_gradual_unfreeze_at_first():
    """In epoch 0 only the last block is trainable."""
    layers = {"a": nn.Linear(1, 1), "b": nn.Linear(1, 1), "fc": nn.Linear(1, 1)}
    model = nn.ModuleDict(layers)
    names = gradual_unfreeze_(model, ["a", "b", "fc"], 0)
    expect(names, ["fc.weight", "fc.bias"], "One block, the last one.")


@check
def test_gradual_unfreeze_later():
    """Each epoch adds a block, also if it was frozen, and after some epochs all are trainable.

    epoch 1: 2 blocks, epoch 2: 3 blocks, epoch 3: there are no more
    """
    layers = {"a": nn.Linear(1, 1), "b": nn.Linear(1, 1), "fc": nn.Linear(1, 1)}
    model = nn.ModuleDict(layers).requires_grad_(False)
    blocks = ["a", "b", "fc"]
    counts = [len(gradual_unfreeze_(model, blocks, e)) for e in (1, 2, 3)]
    expect(counts, [4, 6, 6], "Each block has a weight and a bias: 2 * 2, 3 * 2, 3 * 2.")


@check
def test_gradual_unfreeze_freezes_again():
    """Only the epoch counts, not what was trainable before. What is in no block is frozen."""
    layers = {"a": nn.Linear(1, 1), "b": nn.Linear(1, 1), "c": nn.Linear(1, 1)}
    model = nn.ModuleDict(layers)
    gradual_unfreeze_(model, ["a", "b"], 1)
    names = gradual_unfreeze_(model, ["a", "b"], 0)
    expect(names, ["b.weight", "b.bias"], "c is in no block, and it isn't the turn of a.")


@check
def test_gradual_unfreeze_refuses_a_negative_epoch():
    """Epochs are counted from 0."""
    model = nn.ModuleDict({"fc": nn.Linear(1, 1)})
    with expect_error(ValueError, "epoch"):
        gradual_unfreeze_(model, ["fc"], -1)


# LoRALinear


@check
def test_LoRALinear_begins_as_its_base():
    """B is 0 at first, so the addition is 0 as well.

    y = base(x) + alpha / r * (x A^T) B^T
    """
    base = nn.Linear(2, 1)
    base.weight.data = tensor([[1.0, 2.0]])
    base.bias.data = tensor([3.0])
    layer = LoRALinear(base, 1, 4.0)
    expect(layer(tensor([[10.0, 1.0]])).detach(), tensor([[15.0]]), "10 * 1 + 1 * 2 + 3 = 15.")
    sizes = [list(layer.A.shape), list(layer.B.shape)]
    expect(sizes, [[1, 2], [1, 1]], "A is [r, in] and B is [out, r].")


@check
def test_LoRALinear_adds_a_product():
    """The addition is scaled by alpha / r.

    y = base(x) + alpha / r * (x A^T) B^T
    """
    base = nn.Linear(2, 1, bias=False)
    base.weight.data = tensor([[1.0, 2.0]])
    layer = LoRALinear(base, 2, 6.0)
    layer.A.data = tensor([[1.0, 0.0], [1.0, 1.0]])
    layer.B.data = tensor([[1.0, 2.0]])
    expect(
        layer(tensor([[1.0, 1.0]])).detach(),
        tensor([[18.0]]),
        "base gives 3. x A^T = 1, 2 and so 1 * 1 + 2 * 2 = 5. 3 + 6 / 2 * 5 = 18.",
    )


@check
def test_LoRALinear_trains_only_A_and_B():
    """The base is frozen; A and B aren't."""
    layer = LoRALinear(nn.Linear(3, 2), 1, 1.0)
    names = sorted(n for n, p in layer.named_parameters() if p.requires_grad)
    expect(names, ["A", "B"], "base.weight and base.bias are frozen.")


@check
def test_LoRALinear_merges():
    """The merged layer has a weight of its own, and the base keeps its weight.

    new weight = base.weight + alpha / r * B A
    """
    base = nn.Linear(2, 1, bias=False)
    base.weight.data = tensor([[1.0, 2.0]])
    layer = LoRALinear(base, 1, 2.0)
    layer.A.data = tensor([[1.0, 3.0]])
    layer.B.data = tensor([[0.5]])
    merged = layer.merge()
    expect(merged.weight.detach(), tensor([[2.0, 5.0]]), "[1, 2] + 2 / 1 * 0.5 * [1, 3] = [2, 5].")
    expect(base.weight.detach(), tensor([[1.0, 2.0]]), "The base stays as it was.")
