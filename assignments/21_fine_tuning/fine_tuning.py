"""Fine-tuning: take a trained network, give it a new head, and train as much of it as the data can bear.

N is the number of samples, and * may also stand for no dimension. The rules in `rules.md`, beside this file,
hold here. Besides:

- A *model* is any `nn.Module`. The names of its parameters are those of `named_parameters()`, such as
  "layer1.0.weight", and the names of its modules those of `named_modules()`. The model itself is "".
- A name is *under* a prefix if both are equal, or if the name begins with the prefix and a dot. So
  "fc.weight" and "fc" are under "fc", but "fc2.weight" isn't. A prefix is not empty and doesn't end in a dot.
- A parameter may be *tied*: the same `nn.Parameter` is in several places, and then it has several names.
  `named_parameters(remove_duplicate=False)` gives all of them. A parameter is under a prefix if one of its
  names is or more. The same holds for a module in several places.
- To *freeze* a parameter is to set its `requires_grad` to False and its `grad` to None. With an old gradient,
  an optimizer would still move it. A parameter is *trainable* if its `requires_grad` is True.
- A *batch norm layer* is an instance of `nn.BatchNorm1d`, `nn.BatchNorm2d`, `nn.BatchNorm3d`,
  `nn.SyncBatchNorm` or a subclass of these. Other norms, such as `nn.GroupNorm` or `nn.InstanceNorm2d`, don't
  count. A batch norm layer has no modules in it. No layer is lazy.
- Whatever a docstring doesn't name stays as it is: the values of parameters and buffers, each `requires_grad`
  and `grad`, the mode of each module. Parameters stay the same objects, because an optimizer may know them.
  `replace_head` and `LoRALinear` change their arguments too. Results may hold the model's own parts.
- Only new layers draw random numbers. No function keeps a hook or overrides a method of the model. Parameters
  are float32 or float64.

Read: Yosinski et al. 2014, How Transferable Are Features in Deep Neural Networks?; Howard and Ruder 2018,
Universal Language Model Fine-tuning for Text Classification; Hu et al. 2021, LoRA; Dive into Deep Learning
(d2l.ai) 14.2.
"""

from collections.abc import Sequence

import torch
from torch import Tensor, nn


def set_bn_eval_(model: nn.Module) -> int:
    """Put all batch norm layers of a model into eval mode, and nothing else.

    In train mode, a batch norm moves its running statistics with every batch, also if its parameters are
    frozen and also under `no_grad`. In eval mode it uses them and leaves them alone.

    This sets the modes once. A later `model.train()` puts the layers back into train mode, as it does all
    others. So call `set_bn_eval_` after each `model.train()`.

    Args:
        model: any module, in any mode. It may be a batch norm layer itself. The flags `training` of all other
            modules stay, those of containers too.

    Returns:
        The number of batch norm layers as an int. Those that were in eval mode before count too. A layer in
        several places counts once.
    """
    raise NotImplementedError("set_bn_eval_ is not written yet")


def freeze_(model: nn.Module, except_prefixes: Sequence[str] = ()) -> list[str]:
    """Freeze a model, except for the parts under some prefixes.

    Each parameter that is under none of the prefixes is frozen. Each batch norm layer that is under none of
    them is put into eval mode, so that its running statistics stay too. This goes by the layer's name, and
    holds for a layer without parameters as well. All other modules keep their mode.

    What is under a prefix stays as it is. So a parameter there that was frozen before stays frozen.

    As for `set_bn_eval_`, a later `model.train()` puts the batch norm layers back into train mode.

    Args:
        model: any module.
        except_prefixes: the prefixes, such as ["fc"] or ["layer4.1", "fc"]. By default all is frozen.

    Returns:
        The names of the parameters that are trainable afterwards, in the order of `named_parameters()`. A
        tied one is listed once, by its name there.

    Raises:
        ValueError: if a prefix has neither a parameter nor a module under it, for example because it is
            misspelt. The message contains the prefix, and the model stays as it was.

    Source: d2l.ai 14.2; Yosinski et al. 2014.
    """
    raise NotImplementedError("freeze_ is not written yet")


def replace_head(model: nn.Module, name: str, num_classes: int) -> nn.Module:
    """Put a new linear layer in the place of an old one, for another number of classes.

    The new layer is an `nn.Linear` with `num_classes` outputs. Its inputs, its device and its dtype are those
    of the old layer. It has a bias if the old one has one. It is in the mode (train or eval) of the old one.

    Its first weights are random, as those of every new `nn.Linear`: weight and bias are uniform on [-b, b]
    with b = 1 / sqrt(inputs). The new parameters are trainable, even if the old ones are frozen.

    Args:
        model: the model. It changes in place: only this layer is another, and the order of all names stays.
        name: the layer's name. It may be dotted, such as "classifier.6" or "heads.main.out", with steps
            through containers of any kind. It is not empty. The layer is in one place only, and so is each
            module on the way to it.
        num_classes: the number of outputs, 1 or more.

    Returns:
        The new layer itself, which is now in the model. The old layer stays as it was, and shares nothing
        with it.

    Raises:
        ValueError: if the model has no module with this name, or if it is no `nn.Linear`. An instance of a
            subclass is fine. The message contains the name, and the model stays as it was.

    Source: d2l.ai 14.2.
    """
    raise NotImplementedError("replace_head is not written yet")


def param_groups(
    model: nn.Module, head: str, lr: float, head_mult: float = 10.0, weight_decay: float = 0.0
) -> list[dict]:
    """Share a model's trainable parameters out to two groups for an optimizer.

    The body has learned already and gets small steps. The new head begins at random and gets larger ones.

    Args:
        model: any module. Frozen parameters are in no group.
        head: the prefix of the head, such as "fc" or "classifier.6". A tied parameter belongs to the head if
            one of its names is under it.
        lr: the learning rate of the body, above 0.
        head_mult: the learning rate of the head is lr * head_mult. It is above 0.
        weight_decay: that of both groups, 0 or more.

    Returns:
        A list of two dicts, first for the body (all that isn't the head) and then for the head. Each has the
        keys "params", "lr" and "weight_decay" and no others. "params" is a list of parameters in the order
        of `parameters()`; it is empty if there are none. Each trainable parameter is in one group, and there
        once. The dicts share nothing but parameters with each other.

    Raises:
        ValueError: if the model has no parameter under `head`, frozen or not. The message contains `head`.

    Source: d2l.ai 14.2.2.
    """
    raise NotImplementedError("param_groups is not written yet")


def load_matching_(model: nn.Module, state: dict[str, Tensor]) -> tuple[list[str], list[str]]:
    """Load what fits of a saved state into a model, and say what was loaded.

    `nn.DataParallel` puts "module." before each name. If a key of `state` begins with "module.", this is
    dropped, once. The rest is the entry's name. In other places "module." belongs to the name.

    An entry is loaded if the model's `state_dict()` has this name too and both tensors have exactly the same
    shape. Nothing is broadcast: [1] or [] doesn't fit [3]. All other entries are skipped. What the state
    lacks stays as it is in the model.

    Loading copies the numbers into the model's own tensor, in its dtype and on its device. Buffers, such as
    running statistics and counters, are loaded like parameters.

    Args:
        model: any module, in any mode. Its parameters may be frozen. No name in it begins with "module.".
        state: tensors by name, a `state_dict` or a part of one. They may require gradients, be views, and
            have another floating-point dtype than the model. Integers, such as counters, are for integers. No
            two keys stand for the same name. Model and state share no memory, before the call and after it.
            The dict and its tensors stay as they are.

    Returns:
        The tuple (loaded, skipped) of two lists of names in the order of `state`, without a leading
        "module.". Each entry of `state` is in one of them.
    """
    raise NotImplementedError("load_matching_ is not written yet")


def discriminative_lrs(n_groups: int, base_lr: float, decay: float) -> list[float]:
    """Compute a learning rate for each group of layers, smaller for earlier groups.

    The last group, next to the output, has `base_lr`. Each group before it has `decay` times the rate of the
    group after it. (Howard and Ruder divide by 2.6, so their decay is 1 / 2.6.)

    Args:
        n_groups: the number of groups, 1 or more.
        base_lr: the learning rate of the last group, above 0.
        decay: the factor from a group to the one before it, above 0 and at most 1.

    Returns:
        A list of `n_groups` floats, for the first group (next to the input) first.

    Raises:
        ValueError: if decay is 0, negative or above 1. The message contains "decay".

    Source: Howard and Ruder 2018, section 3.2.
    """
    raise NotImplementedError("discriminative_lrs is not written yet")


def gradual_unfreeze_(model: nn.Module, blocks: Sequence[str], epoch: int) -> list[str]:
    """Make the last blocks of a model trainable, one more in each epoch, and freeze all the rest.

    In epoch 0 only the last block is trainable, in epoch 1 the last two, and so on. From epoch
    len(blocks) - 1 on, all blocks are.

    The call depends only on its arguments, not on the calls before it. Each parameter under one of these last
    epoch + 1 blocks becomes trainable, even if it was frozen, and keeps its `grad`. All other parameters are
    frozen, also those under no block. Each batch norm layer that is under none of these last blocks is put
    into eval mode. All other modules keep their mode. So call it after `model.train()`, at the start of each
    epoch.

    Args:
        model: any module.
        blocks: the prefixes of the blocks, from input to output, such as ["stem", "layer1", "layer2", "fc"].
            There is at least one. They may overlap: what is under one of the last blocks is trainable.
        epoch: the number of the epoch, from 0.

    Returns:
        The names of the parameters that are trainable afterwards, as for `freeze_`.

    Raises:
        ValueError: if `epoch` is negative, or if a block, whether or not it is its turn, has neither a
            parameter nor a module under it. The message contains "epoch" or the block, and the model stays as
            it was.

    Source: Howard and Ruder 2018, section 3.3.
    """
    raise NotImplementedError("gradual_unfreeze_ is not written yet")


class LoRALinear(nn.Module):
    """A frozen linear layer with a trainable addition of low rank.

        y = base(x) + alpha / r * (x A^T) B^T

    A is [r, in] and B is [out, r]. So instead of out * in weights, r * (in + out) numbers are trained. B is 0
    at first, so at first the layer gives what `base` gives.

    The module has the attributes `base`, `A` and `B`. `base` is the given layer itself. `A` and `B` are
    trainable parameters, in the dtype and on the device of the weight of `base`. The `state_dict` holds A, B
    and the state of `base` ("base.weight" and so on), and nothing else.

    Source: Hu et al. 2021, section 4.1.
    """

    def __init__(self, base: nn.Linear, r: int, alpha: float) -> None:
        """Freeze the parameters of `base`, and make A and B.

        The entries of A are independent draws from the normal distribution with mean 0 and standard deviation
        1 / sqrt(in). B is 0. `base` keeps its mode and its numbers. The new module is in train mode.

        Args:
            base: an `nn.Linear` of this very class, with or without a bias, in any mode.
            r: the rank, 1 or more. It may be larger than in or out.
            alpha: the scale, any number. The addition is multiplied by alpha / r.

        Raises:
            ValueError: if r is less than 1. Then `base` stays as it was.
        """
        raise NotImplementedError("LoRALinear.__init__ is not written yet")

    def forward(self, x: Tensor) -> Tensor:
        """Compute the layer. Train and eval mode don't differ, and a call changes nothing.

        Args:
            x: [*, in] in the dtype of the weights.

        Returns:
            [*, out], differentiable in x, A and B.
        """
        raise NotImplementedError("LoRALinear.forward is not written yet")

    def merge(self) -> nn.Linear:
        """Fold the addition into a single linear layer.

            new weight = base.weight + alpha / r * B A,   new bias = base.bias

        Returns:
            A new `nn.Linear`, in the mode of this module, that gives what `forward` gives at this moment. It
            has a bias if `base` has one, and the dtype and device of `base`. Its parameters are new trainable
            leaves, and share no memory with others. This module and `base` stay as they are, so a second call
            gives an equal layer.
        """
        raise NotImplementedError("LoRALinear.merge is not written yet")
