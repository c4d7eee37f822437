"""Normalisation and residual connections: what lets networks of many layers learn.

N is the number of samples in a batch, F the number of features and C the number of channels. H and W are the
height and width of an image. The rules in `rules.md`, beside this file, hold here. Besides:

- Only `rms_norm` gets float16 and bfloat16.
- The variance of n numbers is the mean of their squared distances from their mean. It is called biased.
  Where a docstring says unbiased, the sum is divided by n - 1 instead of n.
- Numbers may be far from 0, such as 10000 with a deviation of 1. So compute a variance from distances, not
  as the mean of the squares minus the square of the mean: that loses all digits.
- `eps` is a number above 0. It is added to the variance inside the square root.
- No result shares memory with another result.
- You may use `detach` and the like where a docstring asks for it.
- No Python loop goes over positions either.
- A call of a module changes none of its parameters, no `grad`, no `requires_grad` and no mode. It changes
  buffers only where its docstring says so.

Read: Ioffe and Szegedy 2015, Batch Normalization; He et al. 2016, Deep Residual Learning for Image
Recognition; Huang et al. 2017, Densely Connected Convolutional Networks; Dive into Deep Learning (d2l.ai) 8.5
to 8.7.
"""

import torch
from torch import Tensor, nn


def batch_norm(
    x: Tensor,
    gamma: Tensor,
    beta: Tensor,
    running_mean: Tensor,
    running_var: Tensor,
    training: bool,
    momentum: float = 0.1,
    eps: float = 1e-5,
) -> tuple[Tensor, Tensor, Tensor]:
    r"""Normalise each feature or channel over the batch.

        y = gamma * (x - mean) / sqrt(var + eps) + beta

    In training, mean and var are those of this batch; var is the biased variance. A feature has N values, and
    a channel has N*H*W. The gradient flows through mean and var too. The new running statistics are

        new mean = (1 - momentum) * running_mean + momentum * mean
        new var = (1 - momentum) * running_var + momentum * (the unbiased variance of the batch)

    So y uses the biased variance, and the running variance the unbiased one, as in PyTorch. `momentum` is the
    share of the batch. In other texts, such as TensorFlow's, momentum is the share of the old value.

    Otherwise, mean and var are `running_mean` and `running_var`, and the batch has no effect on them. So each
    sample is treated separately.

    Args:
        x: [N, F] or [N, C, H, W].
        gamma: [F] or [C] factors.
        beta: [F] or [C] shifts.
        running_mean: [F] or [C]. It and `running_var` are constants: they require no gradient.
        running_var: [F] or [C], at least 0.
        training: whether to use the statistics of the batch.
        momentum: from 0 (the statistics stay as they are) to 1 (those of the batch replace them).
        eps: see the top of the module.

    Returns:
        The tuple (y, new mean, new var). y is shaped like x, the others like `running_mean`. The new
        statistics belong to no graph: otherwise the graph of each batch would stay in memory. Without
        training, they are equal copies.

    Raises:
        ValueError: in training, if there is only one value per feature or channel.

    Not allowed: PyTorch's normalisation (batch_norm, layer_norm, group_norm, instance_norm, rms_norm).
        Functions for means and variances are allowed.
    Source: Ioffe and Szegedy 2015, algorithms 1 and 2; d2l.ai 8.5.
    """
    raise NotImplementedError("batch_norm is not written yet")


class BatchNorm(nn.Module):
    """Batch norm as a layer: it learns gamma and beta, and remembers the running statistics.

    It has the parameters `gamma` and `beta` and the buffers `running_mean` and `running_var`, made in this
    order. Each of the four has the shape [num_features]. Buffers are part of the `state_dict`, and `.to(...)`
    moves them. The `state_dict` holds nothing else. Modules share nothing with each other.

    Not allowed: PyTorch's normalisation, as for `batch_norm`.
    Source: d2l.ai 8.5.3.
    """

    def __init__(self, num_features: int, num_dims: int, momentum: float = 0.1, eps: float = 1e-5) -> None:
        """Make the layer: gamma and running_var are 1 at first, beta and running_mean are 0.

        Args:
            num_features: F or C.
            num_dims: 2 for x of shape [N, F], 4 for [N, C, H, W].
            momentum: the share of the batch in new running statistics, from 0 to 1.
            eps: see the top of the module.

        Raises:
            ValueError: if `num_dims` is neither 2 nor 4.
        """
        raise NotImplementedError("BatchNorm.__init__ is not written yet")

    def forward(self, x: Tensor) -> Tensor:
        """Normalise x as `batch_norm` does.

        In train mode it uses the statistics of the batch and updates the buffers, also under `no_grad`. In
        eval mode it uses the buffers and leaves them as they are. You may update a buffer in place or assign
        a new tensor to it.

        Args:
            x: [N, F] or [N, C, H, W].

        Returns:
            The result, shaped like x.

        Raises:
            ValueError: in both modes, if x doesn't have `num_dims` dimensions or not `num_features` features
                or channels, even if it could be broadcast. In train mode also if there is only one value per
                feature or channel. Then the buffers stay as they were.
        """
        raise NotImplementedError("BatchNorm.forward is not written yet")


def batch_norm_backward(
    dout: Tensor, x: Tensor, gamma: Tensor, eps: float = 1e-5
) -> tuple[Tensor, Tensor, Tensor]:
    r"""Compute the gradients of a loss through batch norm in training, from their formulas.

    With z = (x - mean) / sqrt(var + eps), y = gamma * z + beta and dout = d loss / d y:

    - d loss / d beta is the sum of dout over the samples, and d loss / d gamma the sum of dout * z.
    - x acts on y in three ways: directly, through mean and through var. Together they give, for each feature,
      d loss / d x = gamma / sqrt(var + eps) * (dout - mean of dout - z * (mean of dout * z)).
      The means are over the samples.

    Args:
        dout: [N, F].
        x: [N, F], N at least 2.
        gamma: [F].
        eps: see the top of the module.

    Returns:
        The tuple (dx, dgamma, dbeta), shaped like x, gamma and beta. The results may be detached, because no
        second derivative is needed.

    Not allowed: PyTorch's normalisation, as for `batch_norm`, and the autograd engine (`backward`,
        `torch.autograd`, `torch.func`). `torch.no_grad` is fine.
    Source: Ioffe and Szegedy 2015, section 3.
    """
    raise NotImplementedError("batch_norm_backward is not written yet")


def layer_norm(x: Tensor, weight: Tensor, bias: Tensor, eps: float = 1e-5) -> Tensor:
    r"""Normalise each vector by its own mean and variance, without regard to other samples.

        y = weight * (x - mean) / sqrt(var + eps) + bias

    mean and var, the biased variance, are over the last dimension. Train and eval mode don't differ.

    Args:
        x: [*, D] vectors; [D] is a single one.
        weight: [D].
        bias: [D].
        eps: see the top of the module.

    Returns:
        [*, D]. A vector of equal numbers gives `bias`, and so does every vector if D is 1.

    Not allowed: PyTorch's normalisation, as for `batch_norm`.
    Source: Ba, Kiros and Hinton 2016, Layer Normalization; d2l.ai 11.7.3.
    """
    raise NotImplementedError("layer_norm is not written yet")


def rms_norm(x: Tensor, weight: Tensor, eps: float = 1e-6) -> Tensor:
    r"""Divide each vector by its root mean square. No mean is subtracted, and there is no bias.

        y = weight * x / sqrt(mean of x^2 + eps)

    The mean is over the last dimension.

    Args:
        x: [*, D] vectors; [D] is a single one. float16 and bfloat16 are allowed too.
        weight: [D], in the dtype of x.
        eps: see the top of the module. It is added to the mean of the squares.

    Returns:
        [*, D] in the dtype of x. If x is float16 or bfloat16, compute the mean of the squares in float32. In
        float16, the square of 300 is infinite and that of 0.0001 is 0. You may multiply by the weight before
        or after rounding to the dtype of x. In float32 and float64 the squares stay in range.

    Not allowed: PyTorch's normalisation, as for `batch_norm`.
    Source: Zhang and Sennrich 2019, Root Mean Square Layer Normalization, equation 4.
    """
    raise NotImplementedError("rms_norm is not written yet")


class Residual(nn.Module):
    """Two convolutions with batch norm, and a connection that skips them.

        y = relu(bn2(conv2(relu(bn1(conv1(x))))) + skip(x))

    skip(x) is x itself, or conv3(x). ReLU comes after the sum, not before it. The block uses PyTorch's layers
    `nn.Conv2d` and `nn.BatchNorm2d`. There is no batch norm after conv3, as in d2l.ai; He et al. have one.

    The grader loads weights in the order of `parameters()`, so the names of the layers are up to you. In
    train mode, each of the two batch norms works once a call, and so updates its buffers once.

    Source: He et al. 2016, section 3.2; d2l.ai 8.6.2.
    """

    def __init__(
        self, in_channels: int, out_channels: int, use_1x1conv: bool = False, stride: int = 1
    ) -> None:
        """Make conv1, bn1, conv2 and bn2, and then conv3 if there is one, in this order.

        All layers have PyTorch's defaults where nothing else is said: a convolution has a bias, and eps and
        momentum are those of `nn.BatchNorm2d`. Leave the first weights as PyTorch draws them. A batch norm of
        your own has no place here.

        Args:
            in_channels: the channels of x.
            out_channels: the channels of the result, also after conv1.
            use_1x1conv: whether there is conv3, a 1x1 convolution with the same stride as conv1.
            stride: the stride of conv1. conv1 and conv2 are 3x3 convolutions with padding 1; conv2 has
                stride 1.

        Raises:
            ValueError: if the skip connection does not fit: `use_1x1conv` is False, but the channels differ
                or the stride is not 1.
        """
        raise NotImplementedError("Residual.__init__ is not written yet")

    def forward(self, x: Tensor) -> Tensor:
        """Compute the block.

        Args:
            x: [N, C_in, H, W]. In train mode, each channel of the result has two values or more.

        Returns:
            [N, C_out, ceil(H/stride), ceil(W/stride)].
        """
        raise NotImplementedError("Residual.forward is not written yet")


def resnet_block(
    in_channels: int, out_channels: int, num_residuals: int, first_block: bool = False
) -> nn.Sequential:
    """Chain `Residual` blocks: a stage of a ResNet.

    The first of them halves height and width by stride 2 and has a 1x1 convolution, also if in_channels and
    out_channels are equal. All others keep size and channels, without a 1x1 convolution. Before the first
    stage of a network (`first_block`), a pooling layer has just halved the size. So there all blocks, the
    first one too, keep size and channels.

    Args:
        in_channels: the channels of the input.
        out_channels: the channels of the result, and of all blocks after the first.
        num_residuals: the number of blocks, 1 or more.
        first_block: whether it is the first stage.

    Returns:
        An `nn.Sequential` of exactly `num_residuals` instances of `Residual`, each with weights of its own.
        Make them in their order, and leave the first weights as PyTorch draws them.

    Raises:
        ValueError: if `first_block` is True, but in_channels and out_channels differ.

    Source: He et al. 2016, table 1; d2l.ai 8.6.3.
    """
    raise NotImplementedError("resnet_block is not written yet")


class DenseBlock(nn.Module):
    """Convolutions that each see all channels before them.

    A step computes new = conv(relu(bn(x))) and puts the new channels behind the old ones: [x, new]. So step
    i, counted from 0, sees in_channels + i * growth channels and adds `growth`. The block uses PyTorch's
    layers `nn.BatchNorm2d` and `nn.Conv2d`.

    The grader loads weights in the order of `parameters()`, so the names of the layers are up to you. In
    train mode, each batch norm works once a call, and so updates its buffers once.

    Source: Huang et al. 2017, section 3; d2l.ai 8.7.2.
    """

    def __init__(self, num_convs: int, in_channels: int, growth: int) -> None:
        """Make for each step its batch norm and then its convolution, step after step.

        Where nothing else is said, all layers have PyTorch's defaults: a convolution has a bias. Leave the
        first weights as PyTorch draws them.

        Args:
            num_convs: the number of steps, 1 or more. The convolution of a step is 3x3 with padding 1.
            in_channels: the channels of the input.
            growth: the channels that each step adds.
        """
        raise NotImplementedError("DenseBlock.__init__ is not written yet")

    def forward(self, x: Tensor) -> Tensor:
        """Compute the block.

        Args:
            x: [N, C, H, W]. In train mode, each channel has two values or more.

        Returns:
            [N, C + num_convs * growth, H, W]. The first C channels are x.
        """
        raise NotImplementedError("DenseBlock.forward is not written yet")


def fuse_conv_bn(conv: nn.Conv2d, bn: nn.BatchNorm2d) -> nn.Conv2d:
    r"""Fold batch norm in eval mode into the convolution before it.

    In eval mode, batch norm multiplies each channel by a number and adds another one. The convolution can do
    both: with s = gamma / sqrt(running_var + eps) for each output channel,

        new weight = s * weight,   new bias = s * (bias - running_mean) + beta

    A convolution without bias has the bias 0. A batch norm without `affine` has gamma = 1 and beta = 0. (With
    `affine` it has both.)

    Args:
        conv: the convolution. It may have any kernel, stride, padding (also "same"), dilation, groups and
            padding_mode.
        bn: the batch norm that gets its result. It may be in either mode; what counts is what it computes in
            eval mode.

    Returns:
        A new `nn.Conv2d` with bias, with the settings, dtype and device of `conv`. For every x it gives
        bn(conv(x)) of eval mode. Its parameters are new leaves that require gradients, and share no memory
        with the old layers. `conv` and `bn` stay as they are. New layers draw their first weights from the
        global generator; this is fine.

    Raises:
        ValueError: if `bn` has no running statistics (`track_running_stats=False`), or if its `num_features`
            is not the number of channels that `conv` gives.

    Not allowed: `torch.nn.utils.fusion` (fuse_conv_bn_eval, fuse_conv_bn_weights).
    Source: Jacob et al. 2018, Quantization and Training of Neural Networks, section 3.2.
    """
    raise NotImplementedError("fuse_conv_bn is not written yet")
