"""Wrong versions of `adjust_saturation` that students write."""

from autograder.judge import change

equal_weights = change(
    "Grey has equal weights for the channels; they should be 0.2989, 0.587 and 0.114.",
    ("torch.tensor(LUMA,", "torch.tensor([1 / 3] * 3,"),
)
blue_first = change(
    "The weights of red and blue are swapped.", ("torch.tensor(LUMA,", "torch.tensor(LUMA[::-1],")
)
other_weights = change(
    "The weight of red is not 0.2989; the sum of the weights should be 0.9999.",
    ("torch.tensor(LUMA,", "torch.tensor((0.299, 0.587, 0.114),"),
)
hdtv_weights = change(
    "The weights are those of television in high definition, 0.2126, 0.7152 and 0.0722.",
    ("torch.tensor(LUMA,", "torch.tensor((0.2126, 0.7152, 0.0722),"),
)
mean_of_image = change(
    "Each pixel moves towards the mean grey of its image, as for the contrast; its own grey is asked for.",
    ("keepdim=True)", "keepdim=True).mean((-2, -1), True)"),
)
not_cut_off = change("Values below 0 and above 1 are not cut off.", (".clamp(0, 1)", ""))
cut_off_before = change(
    "No value falls below the grey's share: factor * x is cut off to 1 before grey is mixed in.",
    (
        "(factor * x + (1 - factor) * grey).clamp(0, 1)",
        "((factor * x).clamp(0, 1) + (1 - factor) * grey).clamp(0, 1)",
    ),
)
shares_swapped = change(
    "The factor is the share of grey; it should be that of the image.",
    ("factor * x + (1 - factor) * grey", "(1 - factor) * x + factor * grey"),
)
first_dimension = change(
    "Grey is the sum over the first dimension; with a batch this mixes images instead of channels.",
    ("sum(dim=-3, keepdim=True)", "sum(dim=0, keepdim=True)"),
)
constant_grey = change(
    "The gradient does not go through grey; it should.", ("keepdim=True)", "keepdim=True).detach()")
)
any_factor = change("It accepts a negative factor; a ValueError is asked for.", ("factor < 0", "False"))
on_the_cpu = change(
    "It fails if x is on a GPU: create the weights on the device of x.",
    ("dtype=x.dtype, device=x.device", "dtype=x.dtype"),
)
