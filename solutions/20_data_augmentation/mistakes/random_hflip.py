"""Wrong versions of `random_hflip` that students write."""

from autograder.judge import change

whole_batch = change(
    "All images of a batch are mirrored or none is; each image should have a coin of its own.",
    ("torch.rand(len(x), ", "torch.rand(1, "),
)
keeps_with_p = change(
    "An image stays as it is with the probability p; it should be mirrored with it.", (") < p ", ") >= p ")
)
ignores_generator = change(
    "The generator is ignored: the numbers come from the global one.", ("generator=generator, ", "")
)
coin_per_channel = change(
    "The channels of an image are mirrored independently; they belong together.",
    ("torch.rand(len(x), ", "torch.rand(x.shape[:2], "),
    ("chosen[:, None, None, None]", "chosen[:, :, None, None]"),
)
coin_per_row = change(
    "The rows of an image are mirrored independently; they belong together.",
    ("torch.rand(len(x), ", "torch.rand(len(x), x.shape[2], "),
    ("chosen[:, None, None, None]", "chosen[:, None, :, None]"),
)
exact_share = change(
    "The number of mirrored images is the same in each call; it should be random.",
    (
        "torch.rand(len(x), generator=generator, device=x.device) < p ",
        "torch.randperm(len(x), generator=generator, device=x.device) < round(p * len(x)) ",
    ),
)
always_half = change("p is ignored: about half of the images are mirrored.", (") < p ", ") < 0.5 "))
upside_down = change(
    "Images are mirrored up and down; left should become right.", ("hflip(x), x", "x.flip(-2), x")
)
own_seed = change(
    "Each call mirrors the same images; the next call should draw the next numbers.",
    ("    chosen =", "    generator = torch.Generator(x.device).manual_seed(0)\n    chosen ="),
)
any_probability = change(
    "It accepts a p outside 0 to 1; a ValueError is asked for.", ("not 0 <= p <= 1", "False")
)
in_place = change(
    "The images of the caller are changed; the result should be a new tensor.",
    (
        "return torch.where(chosen[:, None, None, None], hflip(x), x)",
        "y = torch.where(chosen[:, None, None, None], hflip(x), x)\n    x.data.copy_(y)\n    return y",
    ),
)
shares_if_none = change(
    "If no image can be mirrored, the result is x itself; it should be a copy.",
    ("    chosen =", "    if p == 0:\n        return x\n    chosen ="),
)
