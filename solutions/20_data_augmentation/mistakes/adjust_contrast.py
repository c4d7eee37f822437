"""Wrong versions of `adjust_contrast` that students write."""

from autograder.judge import change

mean_of_batch = change(
    "All images of a batch share one mean; each image should have its own.",
    ("grey.mean(dim=(-2, -1))[..., None, None, None]", "grey.mean()"),
)
own_grey = change(
    "Each pixel moves towards its own grey, as for the saturation; the mean of the image is asked for.",
    ("grey.mean(dim=(-2, -1))[..., None, None, None]", "grey[..., None, :, :]"),
)
equal_weights = change(
    "The mean has equal weights for the channels; grey is 0.2989 red + 0.587 green + 0.114 blue.",
    ("LUMA[0] * red + LUMA[1] * green + LUMA[2] * blue", "(red + green + blue) / 3"),
)
mean_of_channels = change(
    "Each channel moves towards its own mean; all three should move towards the mean grey.",
    ("grey.mean(dim=(-2, -1))[..., None, None, None]", "x.mean(dim=(-2, -1), keepdim=True)"),
)
towards_middle = change(
    "The values move towards 0.5; they should move towards the mean grey of the image.",
    ("(1 - factor) * mean", "(1 - factor) * (0 * mean + 0.5)"),
)
not_cut_off = change("Values below 0 and above 1 are not cut off.", (".clamp(0, 1)", ""))
shares_swapped = change(
    "The factor is the share of the mean; it should be that of the image.",
    ("factor * x + (1 - factor) * mean", "(1 - factor) * x + factor * mean"),
)
only_scaled = change(
    "The values are multiplied by the factor, which changes the brightness; the mean's share is missing.",
    ("factor * x + (1 - factor) * mean", "factor * x + 0 * mean"),
)
blue_first = change(
    "The weights of red and blue are swapped.",
    ("LUMA[0] * red + LUMA[1] * green + LUMA[2] * blue", "LUMA[2] * red + LUMA[1] * green + LUMA[0] * blue"),
)
constant_mean = change(
    "The gradient does not go through the mean; it should.",
    ("[..., None, None, None]", "[..., None, None, None].detach()"),
)
any_factor = change("It accepts a negative factor; a ValueError is asked for.", ("factor < 0", "False"))
in_place = change(
    "The images of the caller are changed; the result should be a new tensor.",
    (
        "return (factor * x + (1 - factor) * mean).clamp(0, 1)",
        "y = (factor * x + (1 - factor) * mean).clamp(0, 1)\n    x.data.copy_(y)\n    return y",
    ),
)
