"""A deep convolutional GAN: transposed convolution, two networks made of blocks, and a step of their game.

N or B is the number of pictures in a batch. H and W are the height and width of a picture, kh and kw those of
a kernel. Ci and Co are the numbers of channels before and after a layer. The rules in `rules.md`, beside this
file, hold here. Besides:

- Floating-point tensors are float32 or float64. Pictures and kernels need not be square.
- No Python loop goes over pictures, channels or pixels. A loop over the entries of a kernel is fine.
- Modules use PyTorch's layers. A layer has PyTorch's default options and first weights where nothing else is
  said, and no further parameters or buffers. The constructor makes the layers in the order of the docstring.
  The names of attributes in a docstring matter, because the grader loads weights by these names.
- The `forward` of a module calls each of its layers once, and changes no mode. The docstring of `dcgan_step`
  says what the step changes.

Read: Radford, Metz and Chintala 2015, Unsupervised Representation Learning with Deep Convolutional Generative
Adversarial Networks; Dumoulin and Visin 2016, A guide to convolution arithmetic for deep learning; Odena,
Dumoulin and Olah 2016, Deconvolution and Checkerboard Artifacts; Dive into Deep Learning (d2l.ai) 14.10 and
20.2.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional as F


def conv_transpose_out(n: int, k: int, stride: int = 1, padding: int = 0, output_padding: int = 0) -> int:
    r"""Compute the length of one side after a transposed convolution.

    Each of the n pixels puts down a stamp of k pixels. Neighbouring stamps begin `stride` pixels apart. The
    stamps together cover (n - 1) * stride + k pixels. Then `padding` pixels are cut off at each of the two
    ends, and `output_padding` pixels come back at the far end (below, or on the right):

        (n - 1) * stride + k - 2 * padding + output_padding

    So `padding` makes the result smaller. An ordinary convolution with the same k, stride and padding goes
    the way back: it shortens this result to n pixels.

    Args:
        n: pixels along the side; at least 1.
        k: entries of the kernel along the side; at least 1.
        stride: at least 1.
        padding: at least 0; it may be larger than the kernel.
        output_padding: at least 0.

    Returns:
        The length as an int, at least 1.

    Raises:
        ValueError: if this length is below 1, or if `output_padding` is not smaller than `stride`.

    Source: Dumoulin and Visin, relationship 14; d2l.ai 14.10.2.
    """
    raise NotImplementedError("conv_transpose_out is not written yet")


def conv_transpose2d(
    x: Tensor,
    w: Tensor,
    b: Tensor | None = None,
    stride: int = 1,
    padding: int = 0,
    output_padding: int = 0,
) -> Tensor:
    r"""Enlarge pictures by a transposed convolution: each pixel puts a stamp of its value onto a canvas.

    On a large canvas of zeros, pixel (i, j) of channel c adds x[n, c, i, j] * w[c, o], which has kh * kw
    entries, to channel o. The stamp's upper left corner is at row i * stride and column j * stride. Where
    stamps overlap, they are added:

        canvas[n, o, i * stride + a, j * stride + e] += x[n, c, i, j] * w[c, o, a, e]

    for all n, c, o, i, j, a and e. The result is a window of the canvas that begins at row `padding` and
    column `padding` and has the height and width of `conv_transpose_out`. Where `output_padding` makes it
    reach beyond the stamps, there is 0 on the canvas. Last, b[o] is added to each pixel of channel o.

    This is the gradient of a convolution with respect to its picture. Note that w is not flipped, and that
    its first dimension belongs to the channels of x.

    Args:
        x: [N, Ci, H, W] pictures.
        w: [Ci, Co, kh, kw] kernels.
        b: [Co] a number for each channel of the result, or None for no bias.
        stride: the distance of neighbouring stamps, down and to the right.
        padding: rows cut off at the top and at the bottom, and columns at the left and at the right.
        output_padding: rows that come back at the bottom, and columns at the right. For both sides,
            `conv_transpose_out` accepts the sizes.

    Returns:
        [N, Co, H', W'] with H' and W' from `conv_transpose_out`.

    Not allowed: the convolutions of PyTorch, also the transposed ones, and `unfold` and `fold`.
    Source: d2l.ai 14.10; Dumoulin and Visin, chapter 4.
    """
    raise NotImplementedError("conv_transpose2d is not written yet")


def to_tanh_range(x: Tensor) -> Tensor:
    """Map the brightness of pictures to the range of tanh: black to -1, white to 1, evenly in between.

    Args:
        x: [*] pictures in one of two forms. Only the dtype tells which it is, not the values. uint8 has 0 for
            black and 255 for white. A floating-point dtype (float32 or float64) has 0 for black and 1 for
            white. Values outside of [0, 1], which come from smooth scaling, follow the same line: nothing is
            cut off.

    Returns:
        [*] float32 for uint8, even if PyTorch's default dtype is another; else the dtype of x. It is on the
        device of x.

    Raises:
        TypeError: if x is bool or has whole numbers of another dtype, such as int64.

    Source: Radford et al. 2015, section 4; d2l.ai 20.2.1.
    """
    raise NotImplementedError("to_tanh_range is not written yet")


class GBlock(nn.Module):
    """A block of the generator: transposed convolution, batch norm, ReLU.

        y = relu(bn(conv(x)))

    Attributes:
        conv: an `nn.ConvTranspose2d`. It has no bias, because batch norm subtracts any constant.
        bn: an `nn.BatchNorm2d` with PyTorch's eps (1e-5) and momentum (0.1). Note that its second argument is
            eps, not momentum.

    Source: Radford et al. 2015, section 3; d2l.ai 20.2.2.
    """

    def __init__(
        self, in_channels: int, out_channels: int, kernel: int = 4, stride: int = 2, padding: int = 1
    ) -> None:
        """Make conv and bn.

        Args:
            in_channels: the channels of x.
            out_channels: the channels of y.
            kernel: the height and width of the kernel of conv.
            stride: the stride of conv.
            padding: the padding of conv.
        """
        raise NotImplementedError("GBlock.__init__ is not written yet")

    def forward(self, x: Tensor) -> Tensor:
        """Compute the block.

        Args:
            x: [N, in_channels, H, W]. In train mode, each channel of y has two pixels or more.

        Returns:
            [N, out_channels, H', W'], 0 or more. H' and W' are as in `conv_transpose_out`. With the defaults
            they are 2 * H and 2 * W.
        """
        raise NotImplementedError("GBlock.forward is not written yet")


class DBlock(nn.Module):
    """A block of the discriminator: convolution, batch norm, leaky ReLU.

        y = leaky_relu(bn(conv(x))), where leaky_relu(v) is v for v >= 0 and alpha * v for v < 0

    The slope at exactly 0 is not checked.

    Attributes:
        conv: an `nn.Conv2d`. It has no bias, because batch norm subtracts any constant.
        bn: an `nn.BatchNorm2d` with PyTorch's eps (1e-5) and momentum (0.1). Note that its second argument is
            eps, not momentum.

    Source: Radford et al. 2015, section 3; d2l.ai 20.2.3.
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel: int = 4,
        stride: int = 2,
        padding: int = 1,
        alpha: float = 0.2,
    ) -> None:
        """Make conv and bn.

        Args:
            in_channels: the channels of x.
            out_channels: the channels of y.
            kernel: the height and width of the kernel of conv.
            stride: the stride of conv.
            padding: the padding of conv.
            alpha: the slope of the activation below 0, from 0 to 1.
        """
        raise NotImplementedError("DBlock.__init__ is not written yet")

    def forward(self, x: Tensor) -> Tensor:
        """Compute the block.

        Args:
            x: [N, in_channels, H, W], not smaller than the kernel with the padding. In train mode, each
                channel of y has two pixels or more.

        Returns:
            [N, out_channels, H', W']. With the default kernel, stride and padding, H' and W' are half of H
            and W, rounded down.
        """
        raise NotImplementedError("DBlock.forward is not written yet")


class Generator(nn.Module):
    """The generator: from noise of one pixel to a picture of 64 by 64, in five layers.

    | layer       | made of                                                | result             |
    | ----------- | ------------------------------------------------------ | ------------------ |
    | `blocks[0]` | a `GBlock` with stride 1 and padding 0                 | [8 * ngf, 4, 4]    |
    | `blocks[1]` | a `GBlock`                                             | [4 * ngf, 8, 8]    |
    | `blocks[2]` | a `GBlock`                                             | [2 * ngf, 16, 16]  |
    | `blocks[3]` | a `GBlock`                                             | [ngf, 32, 32]      |
    | `last`      | an `nn.ConvTranspose2d` with bias, stride 2, padding 1 | [channels, 64, 64] |

    All kernels are 4 x 4. tanh follows `last`, without batch norm: the network must be able to reach any mean
    and any brightness. `last` has a bias, because no batch norm follows it.

    Attributes:
        blocks: the four blocks, in an `nn.Sequential` or `nn.ModuleList`. So a parameter's name is, for
            example, "blocks.0.conv.weight".
        last: the last layer.

    Source: Radford et al. 2015, figure 1; d2l.ai 20.2.2 (where `last` has no bias).
    """

    def __init__(self, latent: int = 100, ngf: int = 64, channels: int = 3) -> None:
        """Make the layers. Leave the first weights as PyTorch draws them.

        Args:
            latent: how many numbers of noise a picture is made from.
            ngf: the width of the network (number of generator filters).
            channels: the channels of a picture.
        """
        raise NotImplementedError("Generator.__init__ is not written yet")

    def forward(self, z: Tensor) -> Tensor:
        """Make pictures.

        Args:
            z: [B, latent, 1, 1] noise. B may be 1, also in train mode.

        Returns:
            [B, channels, 64, 64] pictures, from -1 to 1.
        """
        raise NotImplementedError("Generator.forward is not written yet")


class Discriminator(nn.Module):
    """The discriminator: from a picture of 64 by 64 to a logit, in five layers.

    | layer       | made of                                       | result            |
    | ----------- | --------------------------------------------- | ----------------- |
    | `first`     | an `nn.Conv2d` with bias, stride 2, padding 1 | [ndf, 32, 32]     |
    | `blocks[0]` | a `DBlock`                                    | [2 * ndf, 16, 16] |
    | `blocks[1]` | a `DBlock`                                    | [4 * ndf, 8, 8]   |
    | `blocks[2]` | a `DBlock`                                    | [8 * ndf, 4, 4]   |
    | `last`      | an `nn.Conv2d` with bias, stride 1, padding 0 | [1, 1, 1]         |

    All kernels are 4 x 4. A leaky ReLU with the slope 0.2 follows `first`, without batch norm. Nothing
    follows `last`: the result is a logit, and the sigmoid belongs to the loss.

    Attributes:
        first: the first layer.
        blocks: the three blocks, in an `nn.Sequential` or `nn.ModuleList`. So a parameter's name is, for
            example, "blocks.0.conv.weight".
        last: the last layer.

    Source: Radford et al. 2015, section 3; d2l.ai 20.2.3.
    """

    def __init__(self, channels: int = 3, ndf: int = 64) -> None:
        """Make the layers. Leave the first weights as PyTorch draws them.

        Args:
            channels: the channels of a picture.
            ndf: the width of the network (number of discriminator filters).
        """
        raise NotImplementedError("Discriminator.__init__ is not written yet")

    def forward(self, x: Tensor) -> Tensor:
        """Score pictures.

        Args:
            x: [B, channels, 64, 64] pictures. B may be 1, also in train mode.

        Returns:
            [B] a logit for each picture; [1] for a single one.
        """
        raise NotImplementedError("Discriminator.forward is not written yet")


def weights_init_normal_(m: nn.Module) -> None:
    """Draw the first weights of a layer as the DCGAN paper does, in place.

    `net.apply(weights_init_normal_)` calls it once for each module of a network. What happens depends on the
    type of m. A subclass counts as its base class, whatever its name is:

    - `nn.Conv2d` and `nn.ConvTranspose2d`: the weight gets independent draws of the normal distribution with
      mean 0 and standard deviation 0.02. The bias becomes 0, if there is one.
    - `nn.BatchNorm2d`: the weight (gamma) gets independent draws with mean 1 and standard deviation 0.02. The
      bias (beta) becomes 0. With `affine=False` there are neither, and nothing happens.
    - Any other module stays as it is, such as `nn.Linear`, `nn.Conv1d`, `nn.LayerNorm` or an `nn.Sequential`.

    Args:
        m: a module. Only its own parameters change, not those of modules inside it. Each parameter remains
            the same `nn.Parameter`, with its dtype, device, `requires_grad` and `.grad`. Buffers, such as
            running statistics, stay. Draw from PyTorch's global generator. The order of the draws is not
            checked. Frozen parameters are drawn too.

    Returns:
        None.

    Source: Radford et al. 2015, section 4 (there for the weights of all layers); d2l.ai 20.2.4.
    """
    raise NotImplementedError("weights_init_normal_ is not written yet")


def dcgan_step(
    X: Tensor,
    Z: Tensor,
    D: nn.Module,
    G: nn.Module,
    opt_d: torch.optim.Optimizer,
    opt_g: torch.optim.Optimizer,
) -> dict[str, float]:
    r"""Do one step of the discriminator and then one of the generator, with the same fakes.

    The losses are those of lesson 26. All means are over the logits of a batch:

        d_loss = (mean of -log sigmoid(D(X)) + mean of -log(1 - sigmoid(D(G(Z))))) / 2
        g_loss = mean of -log sigmoid(D(G(Z)))

    The order:

    1. G makes the fakes, once: both steps use the same.
    2. D scores X, and then the fakes, in two batches. D learns from `d_loss`. No gradient of it reaches G.
    3. D, with its new weights, scores the fakes again. G learns from `g_loss` through D. D's parameters
       stay.

    So the forward passes are G(Z), D(X), D(fakes), D(fakes). Don't change the mode of a network. Its
    submodules may be in another mode. In train mode, batch norm updates its running statistics at each pass.

    Args:
        X: [B, *] real pictures.
        Z: [b, *] the noise that G takes; b may differ from B. Neither X nor Z requires gradients.
        D: gives a logit for each picture, [B] or [b]. The losses and their gradients are right for logits in
            the thousands and for logits of 0.
        G: makes pictures out of Z. Neither network changes its input, and they share no parameters.
        opt_d: any optimizer of `torch.optim` that steps without a closure, over all parameters of D. It makes
            exactly one step. Gradients in `.grad` from before the call do not count.
        opt_g: the same for G. In each network, at least one parameter requires gradients. Frozen parameters
            (`requires_grad` False) stay as they are, also with weight decay and an old `.grad`. So set old
            gradients to None, not to 0. After the call, the same parameters are frozen as before.

    Returns:
        A dict with the keys "d_loss" and "g_loss": each is the loss before the step that it belongs to, as a
        Python float. After the call no gradient is left: the `.grad` of each parameter of D and of G is None.

    Source: Goodfellow et al. 2014, Generative Adversarial Nets, algorithm 1; d2l.ai 20.2.4.
    """
    raise NotImplementedError("dcgan_step is not written yet")
