"""Softmax regression, written from scratch: from scores to probabilities, to a loss, to a classifier.

N is the number of samples and C the number of classes. Logits are the raw scores of a linear layer, before
any softmax. The rules in `rules.md`, beside this file, hold here. Besides:

- Inputs contain no +inf and no NaN. They contain -inf only where a docstring mentions it. Finite scores are
  between -1e6 and 1e6.
- You may detach, for example, the maximum that you subtract, because it cancels out of the gradient.
- Of Python's loops only those over the samples of a batch are forbidden.
- The grader measures rounding errors relative to the size of the scores. So x - logsumexp(x) is as good as
  (x - max) - log sum exp(x - max), and the exponential of each is as good as exp(x - max) / sum exp(x - max).
- Under "Not allowed", softmax includes softmin and attention, logsumexp includes logaddexp and logcumsumexp,
  and cross_entropy includes nll_loss and kl_div.

Read: Dive into Deep Learning (d2l.ai) 4.1, 4.4 and 4.5; Goodfellow, Bengio and Courville, Deep Learning, 4.1
(overflow and underflow) and 6.2.2.3 (softmax units).
"""

from collections.abc import Iterable

import torch
from torch import Tensor, nn


def softmax(x: Tensor, dim: int = -1) -> Tensor:
    r"""Turn scores into probabilities along one dimension.

    softmax(x)_i = exp(x_i) / sum_j exp(x_j), where j runs along `dim`.

    The result is stable for each slice along `dim`: subtract the slice's own maximum before exp. Then 1000
    does not overflow, and a slice of small scores keeps its precision beside a slice of large scores.

    Args:
        x: [*] floating-point scores with at least one dimension. An entry of -inf gets probability 0
            and a gradient of 0. A batch may be empty: sizes other than that of `dim` may be 0.
        dim: the dimension that sums to 1 in the result; negative values count from the end.

    Returns:
        [*] probabilities, shaped like `x`. A slice of only -inf becomes NaN, as 0/0 does.

    Not allowed: softmax, log_softmax, logsumexp of PyTorch.
    Source: Goodfellow et al. 4.1; d2l.ai 4.4.1.
    """
    raise NotImplementedError("softmax is not written yet")


def logsumexp(x: Tensor, dim: int, keepdim: bool = False) -> Tensor:
    r"""Compute the logarithm of a sum of exponentials, without overflow or underflow.

    logsumexp(x) = log sum_j exp(x_j) = m + log sum_j exp(x_j - m) for every m. The safe choice is
    m = max_j x_j.

    Args:
        x: [*] floating-point scores with at least one dimension. Entries may be -inf, and get a gradient of 0
            beside finite ones. A batch may be empty: sizes other than that of `dim` may be 0.
        dim: the dimension to sum over; negative values count from the end.
        keepdim: True keeps `dim` with size 1, False removes it.

    Returns:
        `x` reduced over `dim`. A slice of only -inf gives -inf, not NaN. Its gradient is not graded.

    Not allowed: softmax, log_softmax, logsumexp of PyTorch.
    Source: Goodfellow et al. 4.1; d2l.ai 4.5.2.
    """
    raise NotImplementedError("logsumexp is not written yet")


def log_softmax(x: Tensor, dim: int = -1) -> Tensor:
    r"""Compute the logarithm of softmax, without ever taking the logarithm of a probability.

    log_softmax(x)_i = x_i - log sum_j exp(x_j), where j runs along `dim`.

    In floating point a probability such as exp(-2000) is 0, and the logarithm of 0 is -inf. The right result,
    -2000, is an ordinary number. So scores of 1000 and -1000 in one slice give 0 and -2000, both with a
    finite gradient.

    Args:
        x: [*] floating-point scores with at least one dimension. An entry of -inf gives -inf, and all
            gradients stay finite. A batch may be empty: sizes other than that of `dim` may be 0.
        dim: the dimension to normalise; negative values count from the end.

    Returns:
        [*] log-probabilities, shaped like `x`, at most 0. A slice of only -inf is not graded.

    Not allowed: softmax, log_softmax, logsumexp of PyTorch.
    Source: d2l.ai 4.5.2.
    """
    raise NotImplementedError("log_softmax is not written yet")


def cross_entropy(
    logits: Tensor,
    target: Tensor,
    reduction: str = "mean",
    ignore_index: int = -100,
    label_smoothing: float = 0.0,
) -> Tensor:
    r"""Compute the cross-entropy of the classes `target` under softmax(logits), in nats.

    With log p = log_softmax(logits) along the classes, the loss of row n is

        (1 - eps) * (-log p[n, target[n]]) + eps * (the mean over all C classes c of -log p[n, c])

    where eps is `label_smoothing`.

    Args:
        logits: [N, C] finite scores, not probabilities; N is at least 1, and so is C. The loss stays exact
            where a probability rounds to 0.
        target: [N] int64. Each entry is a class, 0 to C - 1, or equals `ignore_index`.
        reduction: a string. "none" gives the loss of each row, and 0 for ignored rows. "sum" adds these
            losses. "mean" divides that sum by the number of rows that are not ignored.
        ignore_index: rows with this target are ignored and get a gradient of 0. It may be any integer: -100,
            a valid class, or C and more. A row counts by its target alone, even if its loss is exactly 0.
        label_smoothing: eps, from 0 to 1.

    Returns:
        [] for "mean" and "sum", [N] for "none", in the dtype of `logits`. If all rows are ignored, "mean"
        and "sum" are 0, not NaN (PyTorch's "mean" is NaN there). This 0 is still connected to `logits`, with
        a gradient of 0.

    Raises:
        ValueError: if `reduction` is none of these three. The message contains the value that was given.

    Not allowed: softmax, log_softmax, logsumexp, cross_entropy of PyTorch.
    Source: d2l.ai 4.1.2 and 4.5.2; Goodfellow et al. 6.2.2.3; smoothing: Szegedy et al. 2016, section 7.
    """
    raise NotImplementedError("cross_entropy is not written yet")


def cross_entropy_grad(logits: Tensor, target: Tensor) -> Tensor:
    r"""Compute the gradient of the mean cross-entropy with respect to the logits, from its formula.

    d loss / d logits = (softmax(logits) - onehot(target)) / N

    Args:
        logits: [N, C] finite scores; N is at least 1, and so is C.
        target: [N] int64, every entry a class from 0 to C - 1.

    Returns:
        [N, C] gradient; each row sums to 0. Large scores do not overflow. The result may be detached from
        `logits`, because no second derivative is needed.

    Not allowed: softmax, log_softmax, logsumexp, cross_entropy of PyTorch, and the autograd engine
    (`backward`, `torch.autograd`, `torch.func`). `torch.no_grad` is allowed.
    Source: d2l.ai 4.1.2.2.
    """
    raise NotImplementedError("cross_entropy_grad is not written yet")


def accuracy(logits: Tensor, y: Tensor) -> float:
    """Compute the share of rows whose largest score belongs to the right class.

    Args:
        logits: [N, C] finite floating-point scores; N is at least 1, and so is C. They may also be
            probabilities. The order counts, however close together the scores are.
        y: [N] int64 classes.

    Returns:
        A Python float from 0 to 1, right to six digits for logits of each dtype. If several classes share the
        largest score, the lowest is the prediction.

    Source: d2l.ai 4.3.2.
    """
    raise NotImplementedError("accuracy is not written yet")


def evaluate_accuracy(
    model: nn.Module,
    loader: Iterable[tuple[Tensor, Tensor]],
    device: torch.device | str | None = None,
) -> float:
    """Compute the share of right predictions of a model over all samples of a loader.

    Every sample counts the same. The mean of the batches' accuracies is a different number, because batches
    differ in size (the last one is often smaller).

    During the call the model is in eval mode, and no gradient is recorded. Before the call, submodules may be
    in different modes. Afterwards each submodule is back in its own earlier mode, train or eval, even one
    that two others share. This holds even if the model or the loader raises an exception, or the user stops
    the cell (KeyboardInterrupt); let that exception through. The caller's grad mode, and each parameter with
    its `grad` and `requires_grad`, stay as they were.

    Args:
        model: maps a batch x to logits [n, C]. Don't move it to another device.
        loader: gives batches (x, y), a tuple or a list each, with x [n, *], y [n] int64 and n at least 1.
            Iterate over it once, because it may be a generator, which has no length and no second pass.
        device: where to move x and y before use. None means the device of the model's first parameter. If the
            model has no parameter either, the batches stay where they are.

    Returns:
        A Python float from 0 to 1; 0.0 for a loader without batches. If several classes share the largest
        score, the lowest is the prediction.

    Source: d2l.ai 4.3.2.
    """
    raise NotImplementedError("evaluate_accuracy is not written yet")


class SoftmaxRegression(nn.Module):
    """A linear classifier: logits = x W^T + b. Softmax is left to the loss, which needs the logits.

    Source: d2l.ai 4.1.1 and 4.5.1.
    """

    def __init__(self, num_inputs: int, num_outputs: int) -> None:
        """Make one `nn.Linear` with bias, called `linear`. Nothing else has parameters or buffers.

        Args:
            num_inputs: the number of features of a sample after flattening.
            num_outputs: the number of classes, C.
        """
        raise NotImplementedError("SoftmaxRegression.__init__ is not written yet")

    def forward(self, x: Tensor) -> Tensor:
        """Compute the logits of a batch.

        Args:
            x: [N, *] finite numbers with at least two dimensions. Flatten all but the first to `num_inputs`
                features. x need not be contiguous. N is at least 1, and so is `num_inputs`.

        Returns:
            [N, C] logits, neither normalised nor squeezed, the same in train and in eval mode. A call changes
            nothing of the model.
        """
        raise NotImplementedError("SoftmaxRegression.forward is not written yet")
