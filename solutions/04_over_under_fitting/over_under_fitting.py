"""Overfitting and underfitting: models of growing capacity, ways to restrain them, and ways to choose one.

N is the number of samples. The rules in `rules.md`, beside this file, hold here. Besides:

- Floating-point inputs are float32 or float64. A tensor has at least one element.
- A result need be differentiable only once.
- A loop that makes a list of indices is fine.

Read: Dive into Deep Learning (d2l.ai) 3.6, 3.7 and 5.6; Goodfellow, Bengio and Courville, Deep Learning, 5.2,
5.3, 7.1, 7.8 and 7.12.
"""

from collections.abc import Iterable, Sequence

import torch
from torch import Tensor, nn


def poly_features(x: Tensor, degree: int) -> Tensor:
    r"""Compute the powers of a number, so that a linear model of them is a polynomial of the number.

        result[n, k - 1] = x[n, 0] ^ k        for k = 1, 2, ..., degree

    The constant x^0 is not among them, because the bias of the linear model takes its place. The powers are
    not scaled; some texts divide them by factorials.

    Args:
        x: [N, 1] numbers, from -4 to 4. They may be negative, and 0.
        degree: the largest power, 1 to 20. A loop over the powers is fine.

    Returns:
        [N, degree] the columns x^1, x^2, ..., x^degree, in this order. Its gradient is finite, also at
        x = 0. If `degree` is 1, the result is a copy of `x`.

    Raises:
        ValueError: if `x` has another shape than [N, 1], even if it is [N] or [1, N]. The message contains
            the word "shape". Also if `degree` is less than 1; the message contains the word "degree".

    Source: d2l.ai 3.6.2 (which divides by factorials); Goodfellow et al. 5.2.
    """
    ### BEGIN SOLUTION
    if x.dim() != 2 or x.shape[1] != 1:
        raise ValueError(f"x must have the shape [N, 1], not {list(x.shape)}")
    if degree < 1:
        raise ValueError(f"degree must be at least 1, not {degree}")
    powers = torch.arange(1, degree + 1, device=x.device)  # [degree]
    return x**powers  # [N,1] and [degree] -> [N,degree]
    ### END SOLUTION


def l2_penalty(params: Iterable[Tensor]) -> Tensor:
    r"""Compute the L2 penalty: half the sum of the squares of all numbers in all tensors.

        penalty = (sum of w^2 over all w) / 2

    The half is there so that the gradient is w itself. The penalty covers each tensor that it is given. So
    the caller decides what is penalised: usually the weights and not the biases.

    Args:
        params: one or more tensors of any shapes, also []. It may be an iterator, such as a generator, which
            can be read only once. Some of the tensors may not require gradients; they count too.

    Returns:
        [] the penalty, differentiable in each tensor. The gradient at w = 0 is 0.

    Source: d2l.ai 3.7.1; Goodfellow et al. 7.1.1.
    """
    ### BEGIN SOLUTION
    return torch.stack([(w * w).sum() for w in params]).sum() / 2
    ### END SOLUTION


def l1_penalty(params: Iterable[Tensor]) -> Tensor:
    r"""Compute the L1 penalty: the sum of the absolute values of all numbers in all tensors.

        penalty = sum of |w| over all w

    It has no factor 1/2. Its pull towards 0 is equally strong for small and large w, so it makes some
    weights exactly 0.

    Args:
        params: one or more tensors of any shapes, perhaps an iterator, as for `l2_penalty`.

    Returns:
        [] the penalty, differentiable in each tensor. The gradient is the sign of w: 1, -1, or 0 at w = 0.

    Source: Goodfellow et al. 7.1.2.
    """
    ### BEGIN SOLUTION
    return torch.stack([w.abs().sum() for w in params]).sum()
    ### END SOLUTION


def dropout(x: Tensor, p: float, training: bool = True, generator: torch.Generator | None = None) -> Tensor:
    r"""Set random elements to 0 and scale up the others (inverted dropout).

        result = 0            with the probability p
        result = x / (1 - p)  otherwise

    The expectation of the result is x. So nothing is left to do when the network is used: without training,
    the result is x. Each element is dropped or kept independently of all others, of its value, and of
    earlier calls. The number of dropped elements is random too.

    Args:
        x: [*] numbers of any shape, also [].
        p: the probability of dropping an element, 0 to 1. (In some texts, p is the probability of keeping
            it.) 0 keeps all. 1 drops all: the result is 0 everywhere, with a gradient of 0 and without NaN.
            It is still connected to x, so that `backward` does not fail.
        training: False returns the values of `x`, unscaled, and draws no random number.
        generator: the source of the random numbers, on the device of `x`. How you draw is up to you, and
            whether you draw at all if p is 0 or 1.

    Returns:
        [*] shaped like `x`. The gradient is 0 where an element was dropped, and 1 / (1 - p) elsewhere. Where
        all elements are kept (p = 0 or no training), the result may be `x` itself.

    Raises:
        ValueError: if p is less than 0 or more than 1, whether it is training or not. The message contains
            the value that was given.

    Not allowed: PyTorch's own dropout in any form (`torch.dropout`, `torch.native_dropout`,
    `torch.nn.functional.dropout`, `feature_dropout`, `alpha_dropout`, `nn.Dropout` and the like).
    Source: d2l.ai 5.6.1; Goodfellow et al. 7.12; Srivastava et al. 2014.
    """
    ### BEGIN SOLUTION
    if not 0 <= p <= 1:
        raise ValueError(f"p must be from 0 to 1, not {p}")
    if not training:
        return x
    kept = torch.rand(x.shape, generator=generator, dtype=x.dtype, device=x.device) >= p  # [*]
    scale = 1 / (1 - p) if p < 1 else 0.0
    return x * kept * scale
    ### END SOLUTION


class Dropout(nn.Module):
    """A layer that drops elements in train mode, and does nothing in eval mode. It learns nothing.

    Source: d2l.ai 5.6.
    """

    def __init__(self, p: float = 0.5) -> None:
        """Keep the probability in the attribute `p`. There are no parameters and no buffers.

        Args:
            p: the probability of dropping an element, 0 to 1.

        Raises:
            ValueError: if p is less than 0 or more than 1. The message contains the value that was given.
        """
        ### BEGIN SOLUTION
        super().__init__()
        if not 0 <= p <= 1:
            raise ValueError(f"p must be from 0 to 1, not {p}")
        self.p = p
        ### END SOLUTION

    def forward(self, x: Tensor) -> Tensor:
        """Apply `dropout` with the attribute `p` as it is now, and in the mode in which the layer is now.

        The caller may change the mode and `p` between calls; the new p is from 0 to 1 too. Each call in train
        mode draws new random numbers from PyTorch's global generator, also if an earlier x had the same
        shape. In eval mode nothing is drawn.

        Args:
            x: [*] numbers of any shape.

        Returns:
            [*] what `dropout` returns; in eval mode perhaps `x` itself. A call changes nothing of the layer.

        Not allowed: PyTorch's own dropout in any form, as for `dropout`.
        """
        ### BEGIN SOLUTION
        return dropout(x, self.p, self.training)
        ### END SOLUTION


def sgd_wd_(params: Sequence[Tensor], lr: float, weight_decay: float, decay_mask: Sequence[bool]) -> None:
    r"""Do one step of gradient descent with weight decay on some of the parameters.

        theta = theta - lr * (g + weight_decay * theta)      where the mask is True
        theta = theta - lr * g                               where it is False

    On the right, theta is the parameter before the step. So the decay is the gradient of
    weight_decay * l2_penalty (L2, coupled). The usual mask is True for weights and False for biases.

    - Skip a parameter whose `.grad` is None: it does not change, not even by decay. If all are None,
      nothing changes.
    - Update each parameter in place, as the final underscore of the name says. It stays the same tensor in
      the same memory. Do this under `torch.no_grad()`, so that no graph is recorded, even if the gradients
      require gradients. Autograd must see the change; an update through `.data` hides it. Afterwards the
      caller's grad mode is the same as before.
    - Only read `.grad`. It stays the same tensor with the same values.

    Args:
        params: a list of one or more parameters of any shapes, also [], each with its gradient in `.grad`.
            No two share memory. A loop over the parameters is fine.
        lr: the learning rate, 0 or more.
        weight_decay: the strength of the decay, 0 or more.
        decay_mask: a list with True or False for each parameter, in the order of `params`.

    Raises:
        ValueError: if `decay_mask` has not as many items as `params`. The message contains the word
            "decay_mask". Raise it before you change anything.

    Not allowed: `torch.optim`, other ready optimizers, and the fused kernels that they use
    (`torch._fused_sgd_` and the like). The `torch._foreach_` functions are allowed, but they fail for empty
    lists.
    Source: d2l.ai 3.7.3 and 3.7.4; Goodfellow et al. 7.1.1.
    """
    ### BEGIN SOLUTION
    if len(decay_mask) != len(params):
        raise ValueError(f"{len(params)} parameters, but {len(decay_mask)} items in decay_mask")
    with torch.no_grad():
        for theta, decays in zip(params, decay_mask, strict=True):
            if theta.grad is None:
                continue
            step = theta.grad + weight_decay * theta if decays else theta.grad
            theta.sub_(lr * step)
    ### END SOLUTION


def train_val_split(
    n: int, val_ratio: float, generator: torch.Generator | None = None
) -> tuple[Tensor, Tensor]:
    r"""Split the samples 0 to n - 1 at random into a training set and a validation set.

    The validation set has n * val_ratio samples, rounded to the nearest integer. The product is a
    floating-point number: 100 * 0.29 is 28.999999999999996, which means 29. Each set of this size is equally
    likely to be the validation set.

    Args:
        n: the number of samples, 1 or more.
        val_ratio: the share of the validation set, 0 to 1. At the ends, one of the two sets is empty. n *
            val_ratio is not halfway between two integers.
        generator: the source of the random numbers, on the CPU. How you draw is up to you.

    Returns:
        train, val: [number of samples] int64 each, on the CPU. Together they hold each index from 0 to n - 1
        once. The order within each of them is up to you.

    Raises:
        ValueError: if val_ratio is less than 0 or more than 1. The message contains the value that was given.

    Source: d2l.ai 3.6.3; Goodfellow et al. 5.3.
    """
    ### BEGIN SOLUTION
    if not 0 <= val_ratio <= 1:
        raise ValueError(f"val_ratio must be from 0 to 1, not {val_ratio}")
    order = torch.randperm(n, generator=generator)  # [n]
    num_val = round(n * val_ratio)
    return order[num_val:], order[:num_val]
    ### END SOLUTION


def k_fold_indices(n: int, k: int, i: int) -> tuple[Tensor, Tensor]:
    r"""Compute which samples fold i of a k-fold cross-validation trains on, and on which it validates.

    The samples 0 to n - 1 are cut into k blocks of neighbours, in order. Block i is the validation set of
    fold i, and all other blocks are its training set. So each sample is validated in exactly one fold. If k
    does not divide n, the first n % k blocks have one sample more than the others: 11 samples in 4 folds
    have blocks of 3, 3, 3 and 2.

    Nothing is random here. If the samples are sorted, the caller shuffles them first.

    Args:
        n: the number of samples, 2 or more.
        k: the number of folds, 2 to n.
        i: the number of the fold, 0 to k - 1.

    Returns:
        train, val: [number of samples] int64 each, ascending, on the CPU.

    Raises:
        ValueError: if k is less than 2 or more than n, or if i is less than 0 or more than k - 1. The message
            contains the value of k or i that was given.

    Source: d2l.ai 3.6.3; Goodfellow et al. 5.3.1 (algorithm 5.1).
    """
    ### BEGIN SOLUTION
    if not 2 <= k <= n:
        raise ValueError(f"k must be from 2 to n = {n}, not {k}")
    if not 0 <= i < k:
        raise ValueError(f"i must be from 0 to k - 1 = {k - 1}, not {i}")
    size, rest = divmod(n, k)
    start = i * size + min(i, rest)  # each of the first `rest` blocks before it has one sample more
    stop = start + size + (1 if i < rest else 0)
    train = torch.cat([torch.arange(start), torch.arange(stop, n)])
    return train, torch.arange(start, stop)
    ### END SOLUTION


def early_stopping(val_losses: Sequence[float], patience: int, min_delta: float = 0.0) -> int:
    r"""Find the epoch whose parameters early stopping keeps.

    Training goes on epoch by epoch. An epoch is an improvement if its loss is less than best - min_delta,
    where best is the loss of the last improvement. The first epoch always counts as an improvement. Training
    stops after `patience` epochs in a row that are no improvements. It sees nothing of what would come
    later.

    So an equal loss is no improvement if min_delta is 0. And losses that fall slowly are compared with the
    last improvement, not with each other. So several small steps together can add up to an improvement.

    Args:
        val_losses: the validation loss of each epoch, one or more finite Python floats. They may be
            negative. In the grader's curves, they and min_delta are multiples of 1/64, so that no rounding
            decides.
        patience: 1 or more.
        min_delta: how much lower a loss must be, 0 or more.

    Returns:
        The index of the last improvement before training stops, a Python int from 0. If training never
        stops, it is that of the last improvement of all.

    Raises:
        ValueError: if patience is less than 1. The message contains the value that was given.

    Source: Goodfellow et al. 7.8 (algorithm 7.1); d2l.ai 5.5.3.
    """
    ### BEGIN SOLUTION
    if patience < 1:
        raise ValueError(f"patience must be at least 1, not {patience}")
    best = 0
    for epoch, loss in enumerate(val_losses):
        if loss < val_losses[best] - min_delta:
            best = epoch
        elif epoch - best >= patience:
            break
    return best
    ### END SOLUTION
