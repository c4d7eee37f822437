"""LeNet, and the tools to train a network and to look inside: one epoch, evaluation, shapes, counts.

N is the number of images or samples and C the number of classes. A *batch* is a pair (x, y): x [n, *] holds n
samples and y [n] their classes, int64 numbers from 0 to C - 1. The rules in `rules.md`, beside this file,
hold here. Besides:

- The docstrings say what training changes.
- A loop over the batches of a loader is needed; a loop over the samples is not allowed. So don't call
  `.item()` for each sample either. Other loops are fine.
- A result may share memory with an argument where nothing is computed, as in a change of shape.
- Only a network's first weights and `init_weights_` draw random numbers.

Read: LeCun, Bottou, Bengio and Haffner 1998, Gradient-Based Learning Applied to Document Recognition; Dive
into Deep Learning (d2l.ai) 7.6.
"""

from collections.abc import Callable, Iterable

import torch
from torch import Tensor, nn


class Flatten(nn.Module):
    """A layer that makes a vector of each sample. It has no parameters, no buffers and no arguments.

    Source: d2l.ai 7.6.1.
    """

    def forward(self, x: Tensor) -> Tensor:
        """Flatten all dimensions but the first.

        Args:
            x: [N, *] numbers of any dtype with two or more dimensions. It need not be contiguous. N may be 0;
                the other sizes are at least 1.

        Returns:
            [N, P], where P is the product of the other sizes. The last index runs fastest: [N, 2, 3] becomes
            x[:, 0, 0], x[:, 0, 1], x[:, 0, 2], x[:, 1, 0], ... It may share memory with x.
        """
        raise NotImplementedError("Flatten.forward is not written yet")


class LeNet(nn.Module):
    """The convolutional network LeNet-5, in the form that d2l.ai uses.

        convolution   1 -> 6 channels, kernel 5 x 5, padding 2    [N, 6, 28, 28]
        activation, pooling 2 x 2 with stride 2                   [N, 6, 14, 14]
        convolution   6 -> 16 channels, kernel 5 x 5, no padding  [N, 16, 10, 10]
        activation, pooling 2 x 2 with stride 2                   [N, 16, 5, 5]
        flatten                                                   [N, 400]
        linear        400 -> 120, activation                      [N, 120]
        linear        120 -> 84, activation                       [N, 84]
        linear        84 -> C                                     [N, C]

    Convolutions have stride 1. The five layers with weights have a bias too. So there are ten parameters,
    61,706 numbers at 10 classes. `parameters()` gives them in the order of this table, each weight before its
    bias. Their shapes are those of `nn.Conv2d` and `nn.Linear`. Their names are up to you. There are no
    buffers.

    Source: LeCun et al. 1998, section II.B; d2l.ai 7.6.1.
    """

    def __init__(self, num_classes: int = 10, activation: str = "sigmoid", pool: str = "avg") -> None:
        """Make the five layers in the order of the table, and leave their weights as PyTorch draws them.

        Args:
            num_classes: C, at least 1.
            activation: the name of all four activations: "sigmoid", "tanh" or "relu".
            pool: the name of both poolings: "avg" or "max".

        Raises:
            ValueError: for any other name. The message contains the name of the argument, "activation" or
                "pool".
        """
        raise NotImplementedError("LeNet.__init__ is not written yet")

    def forward(self, x: Tensor) -> Tensor:
        """Compute the scores of a batch of images.

        Args:
            x: [N, 1, 28, 28] images with one channel, in the dtype of the weights.

        Returns:
            [N, C] logits: neither normalised nor squeezed, the same in train and in eval mode. A call changes
            nothing of the network.
        """
        raise NotImplementedError("LeNet.forward is not written yet")


def init_weights_(m: nn.Module) -> None:
    r"""Initialise one layer in place: Xavier's uniform weights, and biases of 0.

    It is made for `model.apply(init_weights_)`, which calls it with each module of a model, containers and
    the model itself included. So it looks at `m` alone and leaves the modules inside m to their own calls.

    If m is an `nn.Linear` or an `nn.Conv2d`, or an instance of a subclass of these, then its weight is filled
    with independent draws from the uniform distribution on [-a, a], where

        a = sqrt(6 / (fan_in + fan_out))

    and its bias, if it has one, with 0. For a weight [O, I, ...], fan_in is I and fan_out is O, both times
    the product of the other sizes, those of the kernel. (So for [6, 1, 5, 5] they are 25 and 150.)

    Every other module stays as it is. This includes batch norm, embeddings, `nn.Conv1d` and
    `nn.ConvTranspose2d`, although they have weights.

    Args:
        m: the module. Its weight has at least one entry, and any floating-point dtype from float32 on. Weight
            and bias stay the same objects, so an optimizer still knows them. They keep their `grad` and their
            `requires_grad`. A frozen layer is filled too, and stays frozen.

    Source: Glorot and Bengio 2010, equation 16; d2l.ai 5.4.2.
    """
    raise NotImplementedError("init_weights_ is not written yet")


def count_parameters(model: nn.Module, trainable_only: bool = True) -> int:
    """Count the numbers in a model's parameters.

    A parameter is shared if several modules hold the same `nn.Parameter`, or if a module is used in several
    places. A shared one counts once. Parameters with equal values are not shared. Buffers, such as the
    running statistics of batch norm, don't count.

    Args:
        model: any module. It may hold parameters of its own, beside those of its submodules.
        trainable_only: whether to leave out frozen parameters, those whose `requires_grad` is False.

    Returns:
        The count as a Python int; 0 if there is no parameter to count.
    """
    raise NotImplementedError("count_parameters is not written yet")


def layer_shapes(model: nn.Module, x: Tensor) -> list[tuple[str, tuple[int, ...]]]:
    """Walk a batch through a model, and note the shape of what each layer returns.

    A layer here is a *leaf*: a module without submodules, such as a convolution, an activation or `Flatten`.
    The model is called once with x, in eval mode and without recording gradients. So batch norm keeps its
    statistics, and dropout draws no random numbers. Afterwards each submodule is back in its own earlier
    mode, even if these differed, and the grad mode is the caller's. Hooks that you registered are removed;
    those of others stay. All this holds even if the model raises an exception; let it through.

    Args:
        model: any module, each of whose leaves returns one tensor. If the model has no submodules, it is
            itself the only leaf. Its parameters keep their `grad` and `requires_grad`.
        x: the input of the model, on its device. Pass it on as it is.

    Returns:
        A list of tuples (name, shape), one for each call of a leaf, in the order in which the calls end. The
        name is the leaf's first name in `model.named_modules()`, such as "0" or "features.conv1"; that of the
        model itself is "". The shape is a tuple of ints; a `torch.Size` will do. A leaf that is called twice
        is listed twice, and one that is not called is not listed.

    Source: d2l.ai 7.6.1, layer_summary.
    """
    raise NotImplementedError("layer_shapes is not written yet")


def train_epoch(
    model: nn.Module,
    loader: Iterable[tuple[Tensor, Tensor]],
    opt: torch.optim.Optimizer,
    loss_fn: Callable[[Tensor, Tensor], Tensor],
    device: torch.device | str | None,
) -> tuple[float, float]:
    """Train a model for one epoch: one step of the optimizer for each batch, in the order of the loader.

    Call `model.train()` before the first batch, even if the loader has none, and leave the model as this call
    sets it. A model may override `train`, for example to keep a batch norm in eval mode. So don't set the
    flags `training` yourself.

    For each batch there is one forward pass, one call `loss_fn(logits, y)`, one backward pass and one step.
    The results are computed from these passes, so from before each step. Every sample counts the same,
    although batches differ in size (the last one is often smaller). The mean of the batches' losses is a
    different number.

    A batch's graph costs memory. Don't keep it for longer than until the next batch's step.

    Args:
        model: maps x to logits [n, C]. Its parameters are on `device` already; don't move it. At least one
            parameter requires gradients.
        loader: gives batches (x, y), a tuple or a list each. n is at least 1. Iterate over it once, because
            it may be a generator, which has no length and no second pass. x and y may be on another device,
            as those of a `DataLoader` are, and require no gradients.
        opt: any optimizer of `torch.optim` that steps without a closure, over all parameters of the model, in
            one or more groups. Gradients in `.grad` from before the call don't count, also not those of
            frozen parameters (`requires_grad` False). So set them to None before the backward pass: with
            zeros, weight decay would still move a frozen parameter. You need not clear the new ones after the
            last step.
        loss_fn: gives the mean loss over the n samples of a batch, a tensor of shape [].
        device: where to move x and y before use, a device or its name. None leaves them where they are.

    Returns:
        The tuple (loss, accuracy) of Python floats: the mean loss over all samples, and the share of samples
        whose largest logit (argmax along dim 1; the lowest class in a tie) is that of their class. Both are
        0.0 for a loader without batches.

    Source: d2l.ai 4.4.4 and 7.6.2.
    """
    raise NotImplementedError("train_epoch is not written yet")


def evaluate(
    model: nn.Module,
    loader: Iterable[tuple[Tensor, Tensor]],
    loss_fn: Callable[[Tensor, Tensor], Tensor],
    device: torch.device | str | None,
) -> tuple[float, float]:
    """Compute the mean loss and the accuracy of a model over all samples of a loader. Nothing is trained.

    During the call the model is in eval mode, and no gradient is recorded. Before the call, submodules may be
    in different modes, such as a batch norm in eval mode in a model that is trained. Afterwards each
    submodule is back in its own earlier mode, even one that two others share. This holds even if the model,
    the loader or `loss_fn` raises an exception, or the user stops the cell (KeyboardInterrupt); let that
    exception through. The caller's grad mode, and each parameter with its `grad` and `requires_grad`, stay as
    they were.

    Args:
        model: maps x to logits [n, C]. It is on `device` already; don't move it. It is called once for each
            batch.
        loader: gives batches, as for `train_epoch`.
        loss_fn: gives the mean loss over the n samples of a batch, a tensor of shape []. It is called once
            for each batch, as `loss_fn(logits, y)`.
        device: where to move x and y before use, as for `train_epoch`.

    Returns:
        The tuple (loss, accuracy) of Python floats, as for `train_epoch`; (0.0, 0.0) for a loader without
        batches.

    Source: d2l.ai 4.3.2 and 7.6.2.
    """
    raise NotImplementedError("evaluate is not written yet")


def confusion_matrix(pred: Tensor, target: Tensor, num_classes: int) -> Tensor:
    """Count for each class which classes its samples were taken for.

    Args:
        pred: [N] int64 predicted classes. N may be 0.
        target: [N] int64 true classes, on the device of `pred`.
        num_classes: C, from 1 to 1,000.

    Returns:
        [C, C] int64 counts, a new tensor on the device of `pred`. Row i, column j has the number of samples
        of class i that were taken for class j. So rows are the true classes, and the diagonal holds what is
        right. The sum of all entries is N. (Some books exchange rows and columns.)

    Raises:
        ValueError: if the shapes differ, even if they could be broadcast, such as [N, 1] and [N]; the message
            contains "shape". Or if a class of `pred` or `target` is negative or not less than `num_classes`;
            the message contains "num_classes".

    Not allowed: a Python loop over samples or classes.
    """
    raise NotImplementedError("confusion_matrix is not written yet")
