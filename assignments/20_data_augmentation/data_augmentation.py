"""Data augmentation: random changes of the training images that leave the answer right.

An image is a float tensor [C, H, W] with C channels, H rows and W columns. A colour image has the channels
red, green and blue. A batch [N, C, H, W] holds N images of one size. "..." is any number of leading
dimensions, also none. The rules in `rules.md`, beside this file, hold here. Besides:

- Images are float32 or float64. N too may be 1.
- No result shares memory with an argument, even if no value differs.
- A result is differentiable in the image.
- Where the docstring says that there are three channels, you may treat each of them by itself.
- All randomness comes from `generator`, or from PyTorch's global generator if it is None. How you draw, and
  in which order, is up to you. Where only one result is possible, you need not draw. You may seed a generator
  of your own with a number that you drew.

Read: Dive into Deep Learning (d2l.ai) 14.1; Zhang, Cisse, Dauphin and Lopez-Paz 2018, mixup: Beyond Empirical
Risk Minimization; Szegedy et al. 2015, Going Deeper with Convolutions, section 6.
"""

from collections.abc import Sequence

import torch
from torch import Tensor

# The shares of red, green and blue in the grey of a pixel, as torchvision has them. Their sum is 0.9999.
LUMA = (0.2989, 0.587, 0.114)


def hflip(x: Tensor) -> Tensor:
    """Mirror images: left becomes right.

        result[..., c, i, j] = x[..., c, i, W - 1 - j]

    Args:
        x: [..., C, H, W] images, here of any dtype, also uint8.

    Returns:
        [..., C, H, W] the mirrored images in new memory.

    Source: d2l.ai 14.1.1.
    """
    raise NotImplementedError("hflip is not written yet")


def random_hflip(x: Tensor, p: float = 0.5, generator: torch.Generator | None = None) -> Tensor:
    """Mirror each image of a batch with the probability p, as `hflip` does, and leave the others as they are.

    Each image has a coin of its own, which depends neither on other images nor on earlier calls. All channels
    of an image are mirrored together. The number of mirrored images is random too.

    Args:
        x: [N, C, H, W] images.
        p: the probability of mirroring an image, 0 to 1. 0 mirrors none, and 1 mirrors all.
        generator: the source of the random numbers, on the device of `x`.

    Returns:
        [N, C, H, W] images in the order of `x`, in new memory.

    Raises:
        ValueError: if p is less than 0 or more than 1. The message contains the value that was given.

    Source: d2l.ai 14.1.1.
    """
    raise NotImplementedError("random_hflip is not written yet")


def random_crop(
    x: Tensor, size: tuple[int, int], padding: int = 0, generator: torch.Generator | None = None
) -> Tensor:
    """Cut a window out of each image of a batch, at a random place.

    First each image gets `padding` columns of zeros on the left and on the right, and as many rows of zeros
    above and below. It then has H + 2 * padding rows and W + 2 * padding columns. Then each image is cut to a
    window of h rows and w columns whose first row and column are

        top  = 0, 1, ..., H + 2 * padding - h        all equally likely
        left = 0, 1, ..., W + 2 * padding - w        all equally likely

    The last value is included: then the window touches the lower or the right edge. top and left are
    independent of each other, of the other images and of earlier calls. All channels of an image have the
    same window.

    Args:
        x: [N, C, H, W] images.
        size: (h, w), the rows and columns of the window, each at least 1.
        padding: the number of rows and columns of zeros on each side, 0 or more. It may exceed H and W.
        generator: the source of the random numbers, on the device of `x`.

    Returns:
        [N, C, h, w] the windows, in the order of the images and in new memory. A window of the size of the
        padded image holds all of it.

    Raises:
        ValueError: if the window has more rows or more columns than the padded image. The message contains
            the word "size".

    Source: d2l.ai 14.1.1; the padding is that of He et al. 2016, Deep Residual Learning, section 4.2.
    """
    raise NotImplementedError("random_crop is not written yet")


def resized_crop_params(
    height: int,
    width: int,
    scale: tuple[float, float],
    ratio: tuple[float, float],
    generator: torch.Generator | None = None,
) -> tuple[int, int, int, int]:
    r"""Choose the window of a random resized crop: a part of random area and shape, which is then resized.

    A try draws an area and an aspect ratio r, which is width by height, independent of each other:

        area   uniform from scale[0] * height * width to scale[1] * height * width
        log r  uniform from log(ratio[0]) to log(ratio[1])
        w = round(sqrt(area * r)),  h = round(sqrt(area / r))

    So r and 1 / r are equally likely if the range is symmetric, like (1/2, 2). The try succeeds if w is from
    1 to `width` and h is from 1 to `height`. Then the window begins in row i and column j, drawn
    independently:

        i = 0, 1, ..., height - h        all equally likely
        j = 0, 1, ..., width - w         all equally likely

    After ten tries without success, take the largest window in the centre whose ratio is allowed:

        if width / height < ratio[0]:    w = width,   h = max(1, round(width / ratio[0]))
        if width / height > ratio[1]:    h = height,  w = max(1, round(height * ratio[1]))
        otherwise:                       w = width,   h = height
        i = (height - h) // 2,  j = (width - w) // 2

    round is to the nearest integer. No result depends on how halves are rounded.

    Args:
        height: the number of rows of the image, 1 or more.
        width: the number of columns of the image, 1 or more.
        scale: the smallest and the largest area, as shares of the image's. Both are more than 0 and at most
            1.
        ratio: the smallest and the largest aspect ratio. Both are more than 0.
        generator: the source of the random numbers, on the CPU.

    Returns:
        (i, j, h, w) Python ints: the window's first row, first column, number of rows and number of columns.

    Raises:
        ValueError: if scale[0] > scale[1], and if ratio[0] > ratio[1]. The message contains the name of the
            argument that is wrong. Equal ends are allowed; then the area or the ratio is fixed.

    Source: Szegedy et al. 2015, section 6; torchvision's RandomResizedCrop, which has the same ten tries.
    """
    raise NotImplementedError("resized_crop_params is not written yet")


def adjust_contrast(x: Tensor, factor: float) -> Tensor:
    r"""Change the contrast of colour images: move each value away from the image's mean grey, or towards it.

        grey   = 0.2989 * red + 0.587 * green + 0.114 * blue        for each pixel; the weights are LUMA
        mean   = the mean of grey over all pixels of the image
        result = factor * x + (1 - factor) * mean                   cut off to 0 and 1

    Each image has a mean of its own, which is the same for its three channels.

    Args:
        x: [..., 3, H, W] colour images with values from 0 to 1.
        factor: 0 or more. 0 gives a grey image without any contrast, 1 the image itself, and more than 1 more
            contrast.

    Returns:
        [..., 3, H, W] values from 0 to 1: what is below 0 becomes 0, and what is above 1 becomes 1. No
        gradient flows back from a value that was cut off. From the others it flows through the mean too. From
        a value that is just 0 or 1, either is right.

    Raises:
        ValueError: if factor is less than 0. The message contains the value that was given.

    Source: d2l.ai 14.1.1; torchvision's adjust_contrast.
    """
    raise NotImplementedError("adjust_contrast is not written yet")


def adjust_saturation(x: Tensor, factor: float) -> Tensor:
    r"""Change the saturation of colour images: move each pixel away from its own grey, or towards it.

        grey   = 0.2989 * red + 0.587 * green + 0.114 * blue        for each pixel; the weights are LUMA
        result = factor * x + (1 - factor) * grey                   cut off to 0 and 1

    Args:
        x: [..., 3, H, W] colour images with values from 0 to 1.
        factor: 0 or more. 0 gives a black and white picture, in three equal channels. 1 gives the image
            itself, and more than 1 stronger colours.

    Returns:
        [..., 3, H, W] values from 0 to 1, cut off as for `adjust_contrast`. The gradient flows through
        grey too.

    Raises:
        ValueError: if factor is less than 0. The message contains the value that was given.

    Source: d2l.ai 14.1.1; torchvision's adjust_saturation.
    """
    raise NotImplementedError("adjust_saturation is not written yet")


def normalize(x: Tensor, mean: Sequence[float], std: Sequence[float]) -> Tensor:
    r"""Shift and scale each channel by numbers that were measured before, such as on the training set.

        result[..., c, i, j] = (x[..., c, i, j] - mean[c]) / std[c]

    Args:
        x: [..., C, H, W] images, whose values may be any numbers.
        mean: C floats, one for each channel, as a list or a tuple.
        std: C floats greater than 0, as a list or a tuple.

    Returns:
        [..., C, H, W] the normalised images. Nothing is cut off.

    Raises:
        ValueError: if `mean` or `std` has not exactly C items. Even a single item for several channels is
            refused. The message contains the name of the argument.

    Source: d2l.ai 14.2.1; torchvision's normalize.
    """
    raise NotImplementedError("normalize is not written yet")


def mixup(
    x: Tensor, y: Tensor, alpha: float, generator: torch.Generator | None = None
) -> tuple[Tensor, Tensor, Tensor, float]:
    r"""Mix each sample of a batch with another one of the same batch.

        result[n] = lam * x[n] + (1 - lam) * x[perm[n]]
        y_a[n]    = y[n]
        y_b[n]    = y[perm[n]]

    A call draws one number lam for the whole batch, with the distribution Beta(alpha, alpha), and one
    permutation perm, the same for x and y. Each of the N! permutations is equally likely, so a sample may
    also be mixed with itself. lam and perm are independent of each other and of earlier calls. The loss is
    then lam * loss(prediction, y_a) + (1 - lam) * loss(prediction, y_b).

    Beta(alpha, alpha) is the distribution of g / (g + h), where g and h are independent draws of the Gamma
    distribution with the shape alpha and the rate 1. `torch._standard_gamma` draws such numbers: it takes a
    tensor of shapes, best in float64, and a keyword `generator`. The distributions of `torch.distributions`
    take no generator. So they can't draw lam if one is given. Other ways are welcome.

    Args:
        x: [N, *] float32 or float64 samples with one or more dimensions.
        y: [N] int64, the classes of the samples.
        alpha: 0, or a number from 0.1 to 100. 0 switches mixup off: lam is 1.0, and perm is any permutation.
            Small numbers make lam close to 0 or 1, and large ones close to 1/2.
        generator: the source of the random numbers, on the device of `x` and `y`.

    Returns:
        (result, y_a, y_b, lam): [N, *] the mixed samples, [N] int64 and [N] int64 their two classes, and lam
        as a Python float from 0 to 1. The three tensors share no memory with each other or with an argument.

    Raises:
        ValueError: if alpha is less than 0. The message contains the value that was given. Also if `x` and
            `y` have different N.

    Source: Zhang et al. 2018, section 2.
    """
    raise NotImplementedError("mixup is not written yet")
