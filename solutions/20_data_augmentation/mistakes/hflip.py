"""Wrong versions of `hflip` that students write."""

from autograder.judge import change, mistake

upside_down = change("It mirrors up and down; left should become right.", ("flip(-1)", "flip(-2)"))
rotated = change("It turns the images by 180 degrees: rows are reversed too.", ("flip(-1)", "flip(-2, -1)"))
swaps_channels = change("The channels are reversed, not the columns.", ("flip(-1)", "flip(-3)"))
always_fourth = change(
    "It mirrors dimension 3 counted from the front; without exactly one leading dimension this is wrong.",
    ("flip(-1)", "flip(3)"),
)
rolled = change("The columns are moved around by one place, not reversed.", ("flip(-1)", "roll(1, -1)"))
unchanged = change("The columns stay where they are.", ("flip(-1)", "clone()"))
transposed = change(
    "The image is turned by a quarter, so that rows become columns.", ("flip(-1)", "rot90(1, (-2, -1))")
)
to_float = change(
    "The result is always a float; it should keep the dtype of x.", ("flip(-1)", "flip(-1) * 1.0")
)
in_place = change(
    "It writes the mirrored values into x; the images should stay as they are.",
    ("return x.flip(-1)", "return x.data.copy_(x.flip(-1)) + 0 * x"),
)
leaves_one_column = change(
    "An image of one column is returned itself, not a copy of it.",
    ("return x.flip(-1)", "return x if x.shape[-1] == 1 else x.flip(-1)"),
)


@mistake("The gradient is cut off: the result is not connected to x.")
def by_numpy(x):
    import torch

    return torch.from_numpy(x.detach().cpu().numpy()[..., ::-1].copy()).to(x.device)
