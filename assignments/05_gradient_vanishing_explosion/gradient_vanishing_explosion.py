"""Deep networks whose numbers neither vanish nor explode, and predictions from a table with gaps.

The first five functions are about depth: how to initialise weights, how to measure gradients and how to limit
them. The next two prepare a table and score its predictions. The last one shows what a long product of
matrices does. O and I are the numbers of outputs and inputs of a layer, N and M are numbers of rows, and D is
the number of columns of a table. The rules in `rules.md`, beside this file, hold here. Besides:

- Tensors are float32 or float64, and have at least one element. float32 is precise enough for float32 inputs;
  float64 inputs are computed in float64.
- A tensor that a function updates in place stays the same tensor in the same memory, with the same
  `requires_grad`, and a parameter keeps its `.grad`. Do the update under `torch.no_grad()`, so that no graph
  is recorded. Autograd must see the change: an update through `.data` hides it from the tensor's version
  counter. The tensor may be a view, and then the rest of that memory stays as it is.
- A docstring may say that the argument itself is returned. The two results of `standardize_train_test` share
  no memory with each other.
- Which random number lands at which place is not graded. A generator belongs to the device of the tensors.
- "Not allowed" lists modules of PyTorch that you may not call. PyTorch's layers call `torch.nn.init` when
  they are made. So don't make one where it is not allowed.

Read: Dive into Deep Learning (d2l.ai) 4.7, 5.4 and 5.7; Goodfellow, Bengio and Courville, Deep Learning,
8.2.4 and 8.4; Glorot and Bengio 2010, Understanding the difficulty of training deep feedforward neural
networks; He et al. 2015, Delving deep into rectifiers; Pascanu et al. 2013, On the difficulty of training
recurrent neural networks.
"""

import math
from collections.abc import Iterable, Sequence

import torch
from torch import Tensor, nn


def fan_in_out(shape: Sequence[int]) -> tuple[int, int]:
    r"""Count how many inputs an output of a layer has, and how many outputs an input reaches.

    A linear layer with the weight [O, I] computes each output from I inputs, and each input reaches O
    outputs. A convolution with the weight [O, I, *kernel] computes an output from I channels at each place of
    its kernel. So both numbers are multiplied by the number of the kernel's places.

    Args:
        shape: the shape of the weight, a list or a tuple of Python ints: O, I, and then the sides of the
            kernel, if there are any. A tensor's size is a tuple too. A kernel may have any number of sides,
            which may differ. All numbers are at least 1.

    Returns:
        The tuple (fan_in, fan_out) of Python ints. They are exact, also if they don't fit into 64 bits.

    Raises:
        ValueError: if `shape` has fewer than two numbers. The message contains the word "shape".

    Not allowed: `torch.nn.init`.
    Source: He et al. 2015, section 2.2; d2l.ai 5.4.2.2.
    """
    raise NotImplementedError("fan_in_out is not written yet")


def xavier_uniform_(w: Tensor, gain: float = 1.0, generator: torch.Generator | None = None) -> Tensor:
    r"""Fill a weight in place with Xavier's uniform initialisation, and return it.

    The entries are independent draws of the uniform distribution from -a to a, where

        a = gain * sqrt(6 / (fan_in + fan_out))

    A uniform distribution from -a to a has the variance a^2 / 3. So the variance is 2 * gain^2 / (fan_in +
    fan_out), a compromise: 1 / fan_in would keep the size of activations, 1 / fan_out that of gradients.

    Args:
        w: [O, I] or [O, I, *] weight, with fans as in `fan_in_out`. If it requires gradients, it is a leaf.
        gain: from 0 to 100. It makes up for what the activation function shrinks.
        generator: the source of the random numbers.

    Returns:
        `w` itself, in its own dtype. In float64 the numbers have the precision of float64.

    Raises:
        ValueError: if `w` has fewer than two dimensions. Then `w` does not change, and nothing is drawn.

    Not allowed: `torch.nn.init`.
    Source: Glorot and Bengio 2010, equation 16; d2l.ai 5.4.2.2.
    """
    raise NotImplementedError("xavier_uniform_ is not written yet")


def kaiming_normal_(
    w: Tensor, a: float = 0.0, mode: str = "fan_in", generator: torch.Generator | None = None
) -> Tensor:
    r"""Fill a weight in place with He's normal initialisation, and return it.

    The entries are independent draws of the normal distribution with mean 0 and the standard deviation

        std = sqrt(2 / ((1 + a^2) * fan))

    ReLU sets about half of its inputs to 0 and so halves the mean square. The 2 makes up for that. The leaky
    ReLU multiplies its negative inputs by a, and so keeps the share (1 + a^2) / 2 of the mean square.

    Args:
        w: [O, I] or [O, I, *] weight, with fans as in `fan_in_out`. If it requires gradients, it is a leaf.
        a: from -10 to 10, what the activation function that follows multiplies negative inputs by: 0 for
            ReLU, 1 for no activation function.
        mode: "fan_in" keeps the size of activations, "fan_out" that of gradients.
        generator: the source of the random numbers.

    Returns:
        `w` itself, in its own dtype. In float64 the numbers have the precision of float64.

    Raises:
        ValueError: if `mode` is any other string; the message contains that string. Also if `w` has fewer
            than two dimensions. In both cases `w` does not change, and nothing is drawn.

    Not allowed: `torch.nn.init`.
    Source: He et al. 2015, equations 10, 14 and 15.
    """
    raise NotImplementedError("kaiming_normal_ is not written yet")


def clip_grad_norm_(params: Iterable[Tensor], max_norm: float, norm_type: float = 2.0) -> Tensor:
    r"""Scale all gradients down together, if their common norm is larger than `max_norm`.

    The entries of all gradients count as one long vector g. Its norm is

        total = (sum_i |g_i|^p)^(1/p)      and for p = infinity: total = max_i |g_i|

    where p is `norm_type`. If total > max_norm, every gradient is multiplied by max_norm / total. So the long
    vector keeps its direction, and its norm becomes `max_norm`. Otherwise nothing is written to
    any gradient, not even the same values.

    PyTorch's function divides by total + 1e-6, and always multiplies. Here nothing is added.

    Args:
        params: parameters of any shape, with gradients in `.grad`. Skip a parameter whose `.grad` is None; it
            stays None. A frozen parameter with a gradient counts like any other. Iterate over `params` once,
            because it may be a generator. No parameter comes twice, and no two gradients share memory.
        max_norm: at least 0. 0 makes all gradients 0, and `math.inf` changes none.
        norm_type: p, from 1 to 4 or `math.inf`. Where p is finite, each |g_i|^p is 0 or from 1e-30 to 1e30,
            so that sums of them neither overflow nor underflow.

    Returns:
        The [] norm before clipping. It belongs to no graph, even if the gradients require gradients. If no
        parameter has a gradient, it is 0, with a dtype and a device of your choice.

    The gradients `.grad` are updated in place. The parameters do not change.

    Not allowed: the functions that clip gradients or take their norm in `torch.nn.utils`, such as
    `clip_grad_norm_` and `get_total_norm`.
    Source: Pascanu et al. 2013, algorithm 1; d2l.ai 9.5.3.
    """
    raise NotImplementedError("clip_grad_norm_ is not written yet")


def layer_grad_norms(model: nn.Module, loss: Tensor) -> dict[str, float]:
    r"""Measure the gradient of a loss in each parameter of a model, without leaving a trace.

    The norm of a parameter p is sqrt(sum_i (d loss / d p_i)^2) over all of its entries.

    Nothing of the model changes: each `.grad` is the same tensor as before with the same values, and a
    `.grad` of None is still None. So is that of every other tensor that the loss depends on. The graph of the
    loss stays, so the caller may call `loss.backward()` afterwards, or this function again. It also works
    where the caller records no gradients, as under `torch.no_grad()`.

    Args:
        model: its parameters may have any shape. It may be in train or eval mode, and is not called.
        loss: [] loss with a graph. Only if no parameter of the model requires gradients, it may lack one.
            Each entry of a gradient is 0 or from 1e-12 to 1e12 in size, so its square neither overflows nor
            underflows.

    Returns:
        A dict from the name of each parameter that requires gradients to its norm, a Python float, in the
        order of `model.named_parameters()`. Names and order are those of `named_parameters`, which lists a
        shared parameter once. A parameter that the loss does not depend on has the norm 0.0. Frozen
        parameters are left out, so a model whose parameters are all frozen gives {}.

    Source: d2l.ai 5.4.1.
    """
    raise NotImplementedError("layer_grad_norms is not written yet")


def log_rmse(pred: Tensor, y: Tensor) -> Tensor:
    r"""Compute the root mean squared error of the logarithms of predictions.

        sqrt(mean_n (log max(pred_n, 1) - log y_n)^2)      with the natural logarithm

    A difference of logarithms is a ratio, so an error of 10 % counts the same for a small and a large target.
    A model may predict 0 or less, which has no logarithm. So predictions below 1 count as 1, and their
    gradient is 0.

    Args:
        pred: [N, 1] predictions from -1e6 to 1e6.
        y: [N, 1] targets from 1e-20 to 1e6. They are not clamped, even below 1.

    Returns:
        The [] error, differentiable in both. Gradients are not graded where an entry of `pred` is exactly 1,
        or where all errors are 0.

    Raises:
        ValueError: if `pred` and `y` differ in shape, even if they could be broadcast. The message contains
            the word "shape".

    Source: d2l.ai 5.7.4 (whose code once had an extra factor of sqrt(2)).
    """
    raise NotImplementedError("log_rmse is not written yet")


def standardize_train_test(train: Tensor, test: Tensor) -> tuple[Tensor, Tensor]:
    r"""Standardise the columns of two tables, with statistics of the training table alone.

    NaN is a missing value, in both tables. For each column, with the mean and the standard deviation of its
    known values in `train`,

        z = (x - mean) / std      and z = 0 for a missing value

    So a missing value counts as average. The variance is the mean of the squared differences from the mean
    (divide by the number of known values, not by one less). Nothing is added to std.

    A column is constant if its known values in `train` are all equal, or if it has none. It tells nothing, so
    z = 0 for all of its values in both tables, whatever is in `test`. Compare the values themselves: the mean
    of equal numbers is rounded, and so their computed std may be larger than 0.

    Args:
        train: [N, D] table that may hold NaN. Known values are 0 or from 1e-15 to 1e15 in size, so their
            squares neither overflow nor underflow. The std of a column that is not constant is at least
            1/2000 of its largest size, as for years around 1976. Don't lose precision there: subtract the
            mean before you square.
        test: [M, D] table that may hold NaN. Its known values have sizes in the same range.

    Returns:
        The standardised `train` and `test`, shaped like them, without NaN. They may be detached, because
        data need no gradient.

    Source: d2l.ai 5.7.3 (which takes the statistics from both tables together).
    """
    raise NotImplementedError("standardize_train_test is not written yet")


def product_norms(depth: int, width: int, std: float, generator: torch.Generator | None = None) -> Tensor:
    r"""Multiply random matrices one after the other, and measure each product.

    W_1, W_2, ... are independent [width, width] matrices of independent normal numbers with mean 0 and the
    standard deviation `std`. The products are P_1 = W_1 and P_k = W_k P_(k-1). The result holds their
    Frobenius norms: norm k is the root of the sum of the squared entries of P_k.

    The norms grow or shrink exponentially with k. Each norm from 2.3e-308 to 1.7e308 is right, even where
    entries of P_k or their squares are out of the range of float64. A norm above 1.8e308 is inf, and one
    below 1e-324 is 0. From 1e-324 to 2.3e-308 float64 has few digits, so any small number will do, and 0 too.
    No norm is NaN. A product may leave the range and come back to it later: from where it leaves, its norms
    are not graded.

    Args:
        depth: the number of matrices, at least 1.
        width: the number of rows, and of columns, of each matrix; at least 1.
        std: the standard deviation of the entries, positive, from 1e-100 to 1e100.
        generator: the source of the random numbers.

    Returns:
        [depth] norms in float64, also if PyTorch's default dtype is another. They are on the device of
        `generator`, or on the CPU without one, whatever PyTorch's default device is. No gradient is recorded.

    Source: d2l.ai 5.4.1.2.
    """
    raise NotImplementedError("product_norms is not written yet")
