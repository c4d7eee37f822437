"""Checks to run while you work: run `pytest` in this folder. They don't decide your score: more checks run at
grading.

Each check is an example worked by hand. Its docstring says what is right and gives the formula. Then
`expect(call, result, calculation)` compares. Pairs after these are wrong results, each with its likely cause;
likely_mistakes.json has more. You can retype the code that a failed check prints, after the imports below.
"""

import sys
from pathlib import Path

import torch
from torch import tensor

from autograder.checks.expect import check, expect, expect_error

sys.path.insert(0, str(Path(__file__).parent))  # the module beside this file, from wherever pytest runs

from data_augmentation import (
    adjust_contrast,
    adjust_saturation,
    hflip,
    mixup,
    normalize,
    random_crop,
    random_hflip,
    resized_crop_params,
)

# hflip


@check
def test_hflip_of_one_image():
    """The last column comes first, and the rows stay where they are.

    result[..., c, i, j] = x[..., c, i, W - 1 - j]
    """
    x = tensor([[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]])
    expect(
        hflip(x),
        tensor([[[3.0, 2.0, 1.0], [6.0, 5.0, 4.0]]]),
        "Row 0 holds 1, 2, 3 and becomes 3, 2, 1. Row 1 becomes 6, 5, 4.",
    )


@check
def test_hflip_of_a_batch():
    """Images and channels keep their places.

    result[..., c, i, j] = x[..., c, i, W - 1 - j]
    """
    x = tensor([[[[1, 2]], [[3, 4]]], [[[5, 6]], [[7, 8]]]])  # [2,2,1,2]
    expect(
        hflip(x),
        tensor([[[[2, 1]], [[4, 3]]], [[[6, 5]], [[8, 7]]]]),
        "Each pair of columns changes places: 1, 2 becomes 2, 1.",
    )


@check
def test_hflip_makes_new_memory():
    """Whoever writes into the result must not change the image, even if it has one column."""
    x = torch.ones(1, 2, 1)
    hflip(x).zero_()
    expect(x, torch.ones(1, 2, 1), "The result was set to 0, but x is still 1.")


# random_hflip


@check
def test_random_hflip_of_all():
    """With p = 1 each image is mirrored.

    result[n] = hflip(x[n]) with the probability p, otherwise x[n]
    """
    x = tensor([[[[1.0, 2.0]]], [[[3.0, 4.0]]]])
    expect(
        random_hflip(x, 1.0),
        tensor([[[[2.0, 1.0]]], [[[4.0, 3.0]]]]),
        "1, 2 becomes 2, 1, and 3, 4 becomes 4, 3.",
    )


@check
def test_random_hflip_of_none():
    """With p = 0 the values stay as they are.

    result[n] = hflip(x[n]) with the probability p, otherwise x[n]
    """
    x = tensor([[[[1.0, 2.0], [5.0, 6.0]]]])
    expect(random_hflip(x, 0.0), tensor([[[[1.0, 2.0], [5.0, 6.0]]]]))


@check
def test_random_hflip_of_each_image():
    """Each image has its own coin, so about a share p is mirrored."""
    x = tensor([0.0, 1.0]).repeat(4000, 1, 1, 1)  # [4000,1,1,2]
    generator = torch.Generator().manual_seed(1)
    y = random_hflip(x, 0.3, generator)
    share = y[:, 0, 0, 0].mean()  # 1 where the image is mirrored
    expect(
        share.round(decimals=1),
        tensor(0.3),
        "A share of 0.3 is expected, with a typical error of 0.007.",
        (tensor(0.0), "No image is mirrored: one coin decides for all of them."),
        (tensor(1.0), "All images are mirrored: one coin decides for all of them."),
    )


@check
def test_random_hflip_refuses_a_wrong_p():
    """A probability is from 0 to 1."""
    x = torch.ones(2, 1, 1, 2)
    with expect_error(ValueError, "1.5"):
        random_hflip(x, 1.5)


# random_crop


@check
def test_random_crop_of_everything():
    """A window as large as the padded image has only one place.

    top = 0, ..., H + 2 * padding - h
    """
    x = tensor([[[[1.0, 2.0]]]])  # [1,1,1,2]
    expect(
        random_crop(x, (3, 4), padding=1),
        tensor([[[[0.0] * 4, [0.0, 1.0, 2.0, 0.0], [0.0] * 4]]]),
        "One row and one column of zeros on each side make it 3 x 4; top = left = 0.",
    )


@check
def test_random_crop_reaches_all_places():
    """Each offset comes, also the last one, and each image has its own.

    left = 0, ..., W + 2 * padding - w
    """
    x = tensor([[[[1.0, 2.0, 3.0]]]]).repeat(500, 1, 1, 1)  # [500,1,1,3]
    y = random_crop(x, (1, 1), generator=torch.Generator().manual_seed(2))
    expect(
        y.unique(),
        tensor([1.0, 2.0, 3.0]),
        "A window of one column can begin at 0, 1 and 2, where 1, 2 and 3 are.",
    )


@check
def test_random_crop_keeps_channels_together():
    """All channels of an image have the same window, and neighbours stay neighbours."""
    x = torch.arange(12.0).reshape(1, 2, 2, 3).repeat(50, 1, 1, 1)  # [50,2,2,3]
    y = random_crop(x, (2, 2), generator=torch.Generator().manual_seed(3))
    steps = (y[:, 1] - y[:, 0]).unique(), (y[..., 1] - y[..., 0]).unique()
    expect(
        (list(y.shape), *steps),
        ([50, 2, 2, 2], tensor([6.0]), tensor([1.0])),
        "In x a channel adds 6 and a column adds 1, so it is the same in each window.",
    )


@check
def test_random_crop_refuses_a_large_window():
    """A window of 4 rows doesn't fit into 1 + 2 * 1 = 3 rows."""
    x = torch.ones(2, 1, 1, 5)
    with expect_error(ValueError, "size"):
        random_crop(x, (4, 2), padding=1)


# resized_crop_params


@check
def test_resized_crop_params_of_the_whole():
    """All of the area and the image's own ratio leave only one window.

    w = round(sqrt(area * r)), h = round(sqrt(area / r))
    """
    found = resized_crop_params(10, 20, (1.0, 1.0), (2.0, 2.0))
    expect(
        found,
        (0, 0, 10, 20),
        "area = 1 * 200: w = sqrt(200 * 2) = 20, h = sqrt(200 / 2) = 10, at row and column 0.",
    )


@check
def test_resized_crop_params_of_a_fixed_size():
    """A fixed area and ratio fix the size; the place is still random.

    w = round(sqrt(area * r)), h = round(sqrt(area / r))
    """
    args = 9, 8, (0.25, 0.25), (2.0, 2.0), torch.Generator().manual_seed(4)
    found = tensor([resized_crop_params(*args) for _ in range(300)])
    rows, columns, *size = (values.unique().tolist() for values in found.T)
    expect(
        (rows, columns, *size),
        ([0, 1, 2, 3, 4, 5, 6], [0, 1, 2], [3], [6]),
        "area = 18: w = sqrt(36) = 6, h = sqrt(9) = 3. i is up to 9 - 3 = 6, and j up to 2.",
    )


@check
def test_resized_crop_params_in_the_centre():
    """If no try fits, the largest window in the centre is taken.

    if width / height > ratio[1]: h = height, w = round(height * ratio[1])
    """
    found = resized_crop_params(10, 100, (0.9, 1.0), (0.5, 1.2))
    expect(
        found,
        (0, 44, 10, 12),
        "h >= sqrt(900 / 1.2) = 27 > 10. So w = 10 * 1.2 = 12, j = (100 - 12) // 2 = 44.",
    )


@check
def test_resized_crop_params_refuses_wrong_ends():
    """The smaller end of a range comes first."""
    with expect_error(ValueError, "ratio"):
        resized_crop_params(8, 8, (0.5, 1.0), (2.0, 0.5))


# adjust_contrast


@check
def test_adjust_contrast_to_a_half():
    """With the factor 0.5 each value moves half of the way to the mean grey.

    result = factor * x + (1 - factor) * mean
    """
    x = torch.stack([tensor([[0.0, 1.0]])] * 3)  # [3,1,2], black and white
    expect(
        adjust_contrast(x, 0.5),
        torch.stack([tensor([[0.249975, 0.749975]])] * 3),
        "grey = 0 and 0.9999, mean = 0.49995. 0.5 * 0 + 0.5 * mean = 0.249975, and 0.5 more.",
    )


@check
def test_adjust_contrast_of_two_images():
    """Each image has a mean of its own. It is all that the factor 0 leaves.

    result = factor * x + (1 - factor) * mean
    """
    red, green = torch.eye(3)[:2, :, None, None]  # [3,1,1] each
    x = torch.stack([red, green])
    expect(
        adjust_contrast(x, 0.0).flatten(1),
        tensor([[0.2989, 0.2989, 0.2989], [0.587, 0.587, 0.587]]),
        "Red has the grey 0.2989 * 1, and green has 0.587 * 1.",
    )


@check
def test_adjust_contrast_is_cut_off():
    """Values below 0 become 0, and values above 1 become 1.

    result = factor * x + (1 - factor) * mean
    """
    x = torch.stack([tensor([[0.0, 0.5, 1.0]])] * 3)  # [3,1,3]
    expect(
        adjust_contrast(x, 2.0)[0],
        tensor([[0.0, 0.50005, 1.0]]),
        "mean = 0.49995: 0 - mean < 0, 1 - mean = 0.50005, and 2 - mean > 1.",
    )


@check
def test_adjust_contrast_refuses_a_negative_factor():
    """A negative factor would make a negative of the picture."""
    x = torch.ones(3, 1, 1)
    with expect_error(ValueError, "-0.5"):
        adjust_contrast(x, -0.5)


# adjust_saturation


@check
def test_adjust_saturation_to_grey():
    """With the factor 0 the picture is black and white, in three equal channels.

    grey = 0.2989 * red + 0.587 * green + 0.114 * blue
    """
    x = tensor([[[1.0, 0.0]], [[0.0, 1.0]], [[0.0, 0.0]]])  # red and green
    expect(
        adjust_saturation(x, 0.0),
        tensor([[[0.2989, 0.587]], [[0.2989, 0.587]], [[0.2989, 0.587]]]),
        "The red pixel has the grey 0.2989 * 1, and the green one has 0.587 * 1.",
    )


@check
def test_adjust_saturation_to_a_half():
    """With the factor 0.5 each pixel moves half of the way to its grey.

    result = factor * x + (1 - factor) * grey
    """
    x = tensor([[[1.0]], [[0.0]], [[0.0]]])  # a red pixel
    expect(
        adjust_saturation(x, 0.5).flatten(),
        tensor([0.64945, 0.14945, 0.14945]),
        "0.5 * 1 + 0.5 * 0.2989 = 0.64945 in red, and 0.5 * 0.2989 in green and blue.",
    )


@check
def test_adjust_saturation_is_cut_off():
    """Values below 0 become 0, and values above 1 become 1.

    result = factor * x + (1 - factor) * grey
    """
    x = tensor([[[0.5]], [[1.0]], [[0.0]]])  # a yellow green
    expect(
        adjust_saturation(x, 2.0).flatten(),
        tensor([0.26355, 1.0, 0.0]),
        "grey = 0.14945 + 0.587 = 0.73645: 1 - grey = 0.26355, 2 - grey > 1, 0 - grey < 0.",
    )


@check
def test_adjust_saturation_refuses_a_negative_factor():
    """A negative factor would swap colours for their opposites."""
    x = torch.ones(3, 1, 1)
    with expect_error(ValueError, "-2"):
        adjust_saturation(x, -2.0)


# normalize


@check
def test_normalize_of_two_channels():
    """Each channel has its own mean and its own standard deviation.

    result[..., c, i, j] = (x[..., c, i, j] - mean[c]) / std[c]
    """
    x = tensor([[[1.0, 2.0]], [[1.0, 2.0]]])  # [2,1,2]
    expect(
        normalize(x, [1.0, 0.0], [0.5, 2.0]),
        tensor([[[0.0, 2.0]], [[0.5, 1.0]]]),
        "(1 - 1) / 0.5 = 0, (2 - 1) / 0.5 = 2; (1 - 0) / 2 = 0.5, (2 - 0) / 2 = 1.",
        (tensor([[[0.0, 1.0]], [[0.0, 1.0]]]), "Means and deviations met the columns, not the channels."),
    )


@check
def test_normalize_of_a_batch():
    """All images are normalised with the same numbers, and x stays as it is.

    result[..., c, i, j] = (x[..., c, i, j] - mean[c]) / std[c]
    """
    x = tensor([[[[3.0]]], [[[-1.0]]]])  # [2,1,1,1]
    y = normalize(x, [1.0], [4.0])
    expect(
        (y.flatten(), x.flatten()),
        (tensor([0.5, -0.5]), tensor([3.0, -1.0])),
        "(3 - 1) / 4 = 0.5 and (-1 - 1) / 4 = -0.5.",
    )


@check
def test_normalize_needs_a_number_for_each_channel():
    """One deviation for three channels is refused."""
    x = torch.ones(3, 1, 1)
    with expect_error(ValueError, "std"):
        normalize(x, [0.0, 0.0, 0.0], [1.0])


# mixup


@check
def test_mixup_of_eight():
    """Images and classes are mixed with the same partners and the same lam.

    result[n] = lam * x[n] + (1 - lam) * x[perm[n]]
    """
    y = torch.arange(8)
    x = 1.0 * y  # image n holds the number n, which is its class too
    mixed, y_a, y_b, lam = mixup(x, y, 1.0, torch.Generator().manual_seed(5))
    difference = (mixed - (lam * y_a + (1 - lam) * y_b)).abs().max()
    expect(
        (y_a, y_b.sort().values, difference.round(decimals=4)),
        (torch.arange(8), torch.arange(8), tensor(0.0)),
        "y_a is y, and y_b is y in another order. Mixed like x, they differ by 0.",
    )


@check
def test_mixup_draws_again():
    """lam is a float from 0 to 1. With alpha = 1, small and large ones come."""
    x, y = torch.ones(2, 1), tensor([0, 1])
    generator = torch.Generator().manual_seed(6)
    lams = [mixup(x, y, 1.0, generator)[3] for _ in range(200)]
    are_floats = all(isinstance(lam, float) for lam in lams)
    expect(
        (are_floats, round(float(min(lams)), 1), round(float(max(lams)), 1)),
        (True, 0.0, 1.0),
        "With alpha = 1 lam is uniform: 200 draws come close to 0 and to 1.",
    )


@check
def test_mixup_switched_off():
    """With alpha = 0 nothing is mixed, and lam is 1. The results are in new memory.

    result[n] = 1 * x[n] + (1 - 1) * x[perm[n]]
    """
    x, y = tensor([[2.0, 3.0], [4.0, 5.0]]), tensor([7, 8])
    mixed, y_a, _, lam = mixup(x, y, 0.0)
    expect((mixed, y_a, lam), (1.0 * x, tensor([7, 8]), 1.0))
    y_a.zero_()
    expect(y, tensor([7, 8]), "y_a was set to 0, but y is still 7, 8.")


@check
def test_mixup_refuses_a_negative_alpha():
    """Beta(alpha, alpha) needs a positive alpha, and 0 switches mixup off."""
    x, y = torch.ones(2, 1), tensor([0, 1])
    with expect_error(ValueError, "-1"):
        mixup(x, y, -1.0)
