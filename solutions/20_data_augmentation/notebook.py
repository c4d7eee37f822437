# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#       format_version: '1.3'
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Data augmentation
#
# A mirrored cat is still a cat. You know this, but a network that has seen the cat once doesn't. Data
# augmentation tells it: in each epoch every training image comes in a new random version, and the label stays
# the same. That is cheap and often worth as much as new data, if the changes are the right ones.
#
# You write eight functions in `data_augmentation.py`, beside this notebook. At the end of this lesson you can
#
# - mirror and crop each image of a batch by itself, without a loop,
# - draw the window of a random resized crop, as the networks of ImageNet are trained with,
# - change contrast and saturation, and normalise channels, as torchvision does,
# - mix images and labels with mixup,
# - say which changes help for which data, and measure it honestly over several seeds.
#
# Cells that need a function which you have not written yet stop with `NotImplementedError`. Write it, and
# run the cell again: the notebook reloads your module by itself. `%check NAME` runs the visible checks of a
# function, `%check` those of all, and `%hint NAME` helps when you are stuck.

# %%
# %load_ext autograder

# %%
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import torch
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
from IPython.display import ProgressBar
from PIL import Image
from torch import Tensor, nn
from torch.nn.functional import cross_entropy, interpolate
from torchvision import transforms as old_transforms
from torchvision.transforms import v2

BLUE, ORANGE, GREEN, GREY = "#2563eb", "#ea580c", "#16a34a", "#64748b"
plt.rcParams.update(
    {
        "figure.dpi": 110,
        "figure.constrained_layout.use": True,
        "font.size": 10,
        "axes.titlesize": 10,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.axisbelow": True,
        "lines.linewidth": 2,
        "legend.frameon": False,
    }
)

# %% [markdown]
# ## 1. Four pictures
#
# Four photographs are our training set for now (`datasets/pictures`). As a batch they are a tensor
# $[4, 3, 100, 150]$ with values from 0 to 1.

# %%
NAMES = ("cat", "coffee", "rocket", "temple")
FOLDER = Path("..", "..", "datasets", "pictures")
pictures = torch.stack(
    [torch.from_numpy(np.array(Image.open(FOLDER / f"{name}.png"))).movedim(2, 0) / 255 for name in NAMES]
)
print(tuple(pictures.shape), pictures.dtype, f"from {pictures.min():.2f} to {pictures.max():.2f}")


def show(images, captions, heading: str, across: int) -> None:
    """Show images [C,H,W] in rows of `across`, each with its caption."""
    down = -(-len(images) // across)
    fig, axes = plt.subplots(down, across, figsize=(10, 10 / across * 0.67 * down + 0.35 * down + 0.4))
    for axis in axes.flat:
        axis.axis("off")
    for axis, image, caption in zip(axes.flat, images, captions, strict=False):
        axis.imshow(image.movedim(0, 2).clamp(0, 1).squeeze(2), cmap="gray_r")
        axis.set_title(caption)
    fig.suptitle(heading)
    plt.show()


# %% [markdown]
# **Your turn: `hflip`.** Mirror left and right. The result is in new memory, so that nobody changes the
# original by accident.

# %%
mirrored = hflip(pictures)
upside_down = pictures.flip(2)
show(
    [*pictures, *mirrored, *upside_down],
    [*NAMES, *[f"{name}, mirrored" for name in NAMES], *[f"{name}, upside down" for name in NAMES]],
    "Which of these could somebody have photographed?",
    across=4,
)
assert torch.equal(hflip(mirrored), pictures)

# %%
# %check hflip

# %% [markdown]
# All pictures of the middle row could be real. Of the last row, perhaps only the coffee, seen from above. An
# augmentation is right if it makes images that could be real *and* keeps the label. Medical images, satellite
# images and letters have other rules than cats.
#
# ## 2. A coin for each image
#
# **Your turn: `random_hflip`.** Each image of the batch is mirrored with the probability $p$, by a coin of
# its own. A single coin for the whole batch is a common bug. Each image is then still mirrored in half of
# the epochs, but all images of a batch agree, so the steps become noisier.

# %%
toss = torch.Generator().manual_seed(1)
towers = pictures[3:].expand(10, -1, -1, -1)
show(random_hflip(towers, 0.5, toss), [""] * 10, "One batch: each image has its own coin", across=5)

heads = torch.tensor([0.0, 1.0]).expand(16, 1, 1, 2)  # an "image" that shows whether it is mirrored
counts = [int(random_hflip(heads, 0.5, toss)[:, 0, 0, 0].sum()) for _ in range(1000)]
one_coin = [int(16 * (torch.rand(1, generator=toss) < 0.5)) for _ in range(1000)]
fig, axis = plt.subplots(figsize=(7, 2.6))
places = np.arange(17)
axis.bar(places - 0.2, np.bincount(counts, minlength=17), 0.4, color=BLUE, label="a coin for each image")
axis.bar(places + 0.2, np.bincount(one_coin, minlength=17), 0.4, color=ORANGE, label="one coin for the batch")
axis.set(title="How many of 16 images are mirrored?", xlabel="images", ylabel="batches (of 1000)")
axis.legend()
plt.show()
print(f"mean {np.mean(counts):.2f} and {np.mean(one_coin):.2f}, spread {np.std(counts):.2f} and", end=" ")
print(f"{np.std(one_coin):.2f}")
assert abs(np.mean(counts) - 8) < 0.5
assert np.std(counts) < 3 < 7 < np.std(one_coin)

# %%
# %check random_hflip

# %% [markdown]
# ## 3. Random crops
#
# **Your turn: `random_crop`.** Cut a window of fixed size out of each image, at a random place. A network
# that sees the cat's eye now here, now there, learns that the place doesn't matter. For small images one
# pads with zeros first and cuts back to the old size, so that the image moves by a few pixels.

# %%
cats = pictures[:1].expand(10, -1, -1, -1)
windows = random_crop(cats, (70, 105), generator=toss)
moved = random_crop(cats[:5], (100, 150), padding=20, generator=toss)
show(
    [*windows[:5], *moved],
    ["window of 70 x 105"] * 5 + ["padded by 20, size kept"] * 5,
    "Random crops of one cat",
    across=5,
)
assert windows.shape == (10, 3, 70, 105)

# %% [markdown]
# The offsets include both ends. If the image has 8 rows and the window 6, it may begin in row 0, 1 or 2. The
# upper end of `torch.randint` is *not* drawn, so the classic mistake is to lose the last offset. Then the
# last row is in no window:

# %%
ramp = torch.arange(8.0)[:, None].expand(3000, 1, 8, 1)  # each pixel holds the number of its row
yours = random_crop(ramp, (6, 1), generator=toss)[:, 0, 0, 0].long()
lost = torch.randint(8 - 6, (3000,), generator=toss)
fig, (left, right) = plt.subplots(1, 2, figsize=(9, 2.7))
seen = []
for axis, offsets, name in ((left, yours, "0 to 2"), (right, lost, "0 to 1: the last one is lost")):
    rows = (offsets[:, None] + torch.arange(6)).flatten()
    seen.append(torch.bincount(rows, minlength=8) / 3000)
    axis.bar(range(8), 100 * seen[-1], color=BLUE if axis is left else ORANGE)
    axis.set(title=f"Offsets from {name}", xlabel="row of the image", ylabel="windows that hold it (%)")
    axis.set(ylim=(0, 105), xticks=range(8))
plt.show()
assert seen[0][7] > 0.28
assert seen[1][7] == 0

# %%
# %check random_crop

# %% [markdown]
# ## 4. Random resized crops
#
# Photographers stand near or far. A random resized crop imitates that: it cuts a window of random *area* and
# random *shape*, and resizes it to the size that the network expects.
#
# **Your turn: `resized_crop_params`.** It only chooses the window. The aspect ratio $r = w / h$ is drawn on a
# logarithmic scale, so that $r$ and $1/r$ are equally likely:
#
# $$\log r \sim U(\log r_0, \log r_1), \qquad A \sim U(s_0 HW, s_1 HW), \qquad w = \sqrt{A r}, \quad
# h = \sqrt{A / r}.$$

# %%
SCALE, RATIO = (0.08, 1.0), (3 / 4, 4 / 3)  # the usual ones for ImageNet
boxes = [resized_crop_params(100, 150, SCALE, RATIO, toss) for _ in range(8)]
colours = plt.get_cmap("turbo")(np.linspace(0.1, 0.9, 8))
fig, axes = plt.subplots(2, 5, figsize=(10, 3.6))
for axis in axes.flat:
    axis.axis("off")
temple = pictures[3]
axes[0, 0].imshow(temple.movedim(0, 2))
axes[0, 0].set_title("the windows")
axes[1, 0].imshow(temple.movedim(0, 2))
axes[1, 0].set_title("all of the picture")
for axis, (i, j, h, w), colour in zip(axes[:, 1:].flat, boxes, colours, strict=True):
    frame = plt.Rectangle((j, i), w - 1, h - 1, fill=False, edgecolor=colour, linewidth=1.5)
    axes[0, 0].add_patch(frame)
    cut = temple[None, :, i : i + h, j : j + w]
    resized = interpolate(cut, size=(96, 96), mode="bilinear", antialias=True)[0]
    axis.imshow(resized.movedim(0, 2).clamp(0, 1))
    axis.set_title(f"{h} x {w}", color=colour)
fig.suptitle("Eight random resized crops of the temple, all resized to 96 x 96")
plt.show()

# %%
# %check resized_crop_params

# %% [markdown]
# Why the logarithm? With a range from 1/3 to 3, a uniform ratio would give three times as many wide windows
# as tall ones. torchvision draws the logarithm too, and its windows have the same distribution as yours:

# %%
wide = 1 / 3, 3.0
blank = torch.empty(3, 300, 300)
by_you = [resized_crop_params(300, 300, (0.1, 0.3), wide, toss) for _ in range(3000)]
torch.manual_seed(0)
by_torch = [old_transforms.RandomResizedCrop.get_params(blank, [0.1, 0.3], list(wide)) for _ in range(3000)]
shapes = [np.array([w / h for _, _, h, w in boxes]) for boxes in (by_you, by_torch)]
shapes.append(np.random.default_rng(0).uniform(*wide, 3000))
fig, axes = plt.subplots(1, 3, figsize=(10, 2.6), sharey=True)
captions = ("yours", "torchvision's", "if $r$ itself were uniform")
for axis, ratios, caption, colour in zip(axes, shapes, captions, (BLUE, GREEN, ORANGE), strict=True):
    axis.hist(np.log2(ratios), bins=24, range=(-1.6, 1.6), color=colour)
    axis.set(title=caption, xlabel="$\\log_2 (w / h)$ (no unit)", ylabel="windows (of 3000)")
    axis.axvline(0, color=GREY, linewidth=1)
    print(f"{caption:28} {100 * np.mean(ratios > 1):.0f} % of the windows are wider than tall")
fig.suptitle("The shapes of random windows")
plt.show()
assert abs(np.mean(shapes[0] > 1) - 0.5) < 0.06
assert abs(np.mean(np.log(shapes[0])) - np.mean(np.log(shapes[1]))) < 0.1
assert np.mean(shapes[2] > 1) > 0.7

# %% [markdown]
# ## 5. Light and colour
#
# Other cameras, other weather: contrast and colours differ, and the cat is a cat. Both functions mix the
# image with something duller, and a factor above 1 turns the mixture around:
#
# $$\text{result} = f \cdot x + (1 - f) \cdot \text{dull}, \qquad \text{cut off to } [0, 1].$$
#
# **Your turn: `adjust_contrast`.** Here *dull* is one number for each image, its mean grey.
#
# **Your turn: `adjust_saturation`.** Here *dull* is the black and white picture. Grey is no plain mean: the
# eye takes green for much brighter than blue, so the weights are 0.2989, 0.587 and 0.114.

# %%
FACTORS = (0.0, 0.5, 1.0, 1.5, 2.5)
coffee = pictures[1]
show(
    [*[adjust_contrast(coffee, f) for f in FACTORS], *[adjust_saturation(temple, f) for f in FACTORS]],
    [*[f"contrast {f}" for f in FACTORS], *[f"saturation {f}" for f in FACTORS]],
    "Contrast and saturation",
    across=5,
)
gaps = []
for f in FACTORS:
    gaps.append((adjust_contrast(pictures, f) - v2.functional.adjust_contrast(pictures, f)).abs().max())
    gaps.append((adjust_saturation(pictures, f) - v2.functional.adjust_saturation(pictures, f)).abs().max())
print(f"largest difference from torchvision: {max(gaps):.1e}")
assert max(gaps) < 1e-5

# %%
# %check adjust_contrast adjust_saturation

# %% [markdown]
# ## 6. Normalise last
#
# **Your turn: `normalize`.** It is no augmentation, because nothing is random, but it ends nearly each
# pipeline. The means and deviations belong to the *training set*. Each image gets the same ones, in training
# and in use.

# %%
mean = pictures.mean(dim=(0, 2, 3)).tolist()
std = pictures.std(dim=(0, 2, 3), correction=0).tolist()
normalised = normalize(pictures, mean, std)
fig, (left, right) = plt.subplots(1, 2, figsize=(9, 2.7))
for axis, images, name in ((left, pictures, "before"), (right, normalised, "after")):
    for channel, colour in enumerate(("red", "green", "blue")):
        axis.hist(images[:, channel].flatten(), bins=60, color=colour, histtype="step", density=True)
    axis.set(title=f"Values of the channels {name}", xlabel="value (no unit)", ylabel="density (no unit)")
plt.show()
print("means:", [round(value, 3) for value in mean], "deviations:", [round(value, 3) for value in std])
assert normalised.mean(dim=(0, 2, 3)).abs().max() < 1e-4
assert (normalised - v2.functional.normalize(pictures, mean, std)).abs().max() < 1e-4

# %%
# %check normalize

# %% [markdown]
# ## 7. A pipeline, and torchvision's
#
# An augmentation is a chain of steps. Yours may look like this, with one generator for all of them:


# %%
def augment(images: Tensor, generator: torch.Generator) -> Tensor:
    """New random versions of all images: shape, window, light, colour."""
    versions = []
    for image in random_hflip(images, 0.5, generator):
        i, j, h, w = resized_crop_params(*image.shape[1:], (0.3, 1.0), (1.2, 1.9), generator)
        cut = image[None, :, i : i + h, j : j + w]
        resized = interpolate(cut, size=image.shape[1:], mode="bilinear", antialias=True)[0]
        strength = (0.6 + 0.8 * torch.rand(2, generator=generator)).tolist()
        versions.append(adjust_saturation(adjust_contrast(resized.clamp(0, 1), strength[0]), strength[1]))
    return torch.stack(versions)


theirs = v2.Compose(
    [
        v2.RandomHorizontalFlip(0.5),
        v2.RandomResizedCrop((100, 150), scale=(0.3, 1.0), ratio=(1.2, 1.9), antialias=True),
        v2.ColorJitter(contrast=(0.6, 1.4), saturation=(0.6, 1.4)),
    ]
)
show(
    [image for _ in range(3) for image in augment(pictures, toss)],
    NAMES * 3,
    "Your pipeline: three epochs of four pictures",
    across=4,
)
torch.manual_seed(0)
show([theirs(image) for image in pictures], NAMES, "The same chain of torchvision.transforms.v2", across=4)

# %% [markdown]
# **A trap.** torchvision's transforms draw once for each *call*. If you hand them a whole batch, all its
# images get the same coin and the same window. So give them one image at a time, as a `Dataset` does in
# `__getitem__`. Or write functions like yours.

# %%
torch.manual_seed(0)
flip_all = v2.RandomHorizontalFlip(0.5)
of_theirs = {int(flip_all(heads)[:, 0, 0, 0].sum()) for _ in range(50)}
print(
    "mirrored images in batches of 16 by torchvision:", sorted(of_theirs), "and by you:", sorted(set(counts))
)
assert of_theirs == {0, 16}

# %% [markdown]
# ## 8. Does it help? An honest measurement
#
# Now a task where few images are a real problem: read handwritten digits (`datasets/digits`) after seeing
# only 50 of them. A small convolutional network is trained with four kinds of augmentation:
#
# - *nothing*,
# - *shifts*: padded by one pixel and cropped back to $8 \times 8$,
# - *flips*: mirrored with the probability 1/2,
# - *mixup*: the function below, together with shifts.
#
# A single run says little, because the 50 images and the first weights are chance. So we run each kind with
# six seeds. A seed decides the 50 images and the weights, the same for all kinds: so we can compare pairs.
# The test images are never augmented, with one exception that we announce.
#
# **Your turn: `mixup`.** It mixes images *and* labels: $\tilde x = \lambda x_a + (1 - \lambda) x_b$, and the
# loss is mixed in the same way. $\lambda$ comes from $\text{Beta}(\alpha, \alpha)$. What does that look like?

# %%
fig, axes = plt.subplots(1, 3, figsize=(10, 2.5))
nobody = torch.zeros(2, 1), torch.tensor([0, 1])
for axis, alpha, colour in zip(axes, (0.2, 1.0, 5.0), (BLUE, GREEN, ORANGE), strict=True):
    lams = [mixup(*nobody, alpha, toss)[3] for _ in range(3000)]
    axis.hist(lams, bins=25, range=(0, 1), color=colour, density=True)
    axis.set(title=f"$\\alpha$ = {alpha}", xlabel="$\\lambda$ (no unit)", ylabel="density (no unit)")
    print(f"alpha = {alpha}: mean {np.mean(lams):.2f}, standard deviation {np.std(lams):.2f}")
    assert abs(np.std(lams) - 0.5 / (2 * alpha + 1) ** 0.5) < 0.03  # the formula for Beta
fig.suptitle("The share $\\lambda$ of the first image")
plt.show()

# %%
for seed in range(100):  # look for a batch in which no picture is mixed with itself
    mixed, first, second, lam = mixup(pictures, torch.arange(4), 5.0, torch.Generator().manual_seed(seed))
    if bool((first != second).all()):
        break
parts = [
    f"{lam:.2f} {NAMES[a]} + {1 - lam:.2f} {NAMES[b]}"
    for a, b in zip(first.tolist(), second.tolist(), strict=True)
]
show(mixed, parts, "One batch of four after mixup", across=4)

# %%
# %check mixup

# %% [markdown]
# Nobody ever photographed such a picture. Mixup asks for something else than realism: between two images the
# prediction should change evenly, and not jump. Now the measurement:

# %%
with np.load(Path("..", "..", "datasets", "digits", "digits.npz")) as data:
    digits = torch.from_numpy(data["images"]).float()[:, None] / 16  # [1797,1,8,8], 0 to 1
    labels = torch.from_numpy(data["labels"])
KINDS, SEEDS, SHOTS, STEPS = ("nothing", "shifts", "flips", "mixup"), 6, 50, 200


def small_net() -> nn.Module:
    return nn.Sequential(
        nn.Conv2d(1, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(16, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(128, 10),
    )  # fmt: skip


def fitted(kind: str, seed: int) -> tuple[nn.Module, Tensor]:
    """A network that saw 50 digits with this augmentation, and the indices of 1000 test images."""
    order = torch.randperm(len(digits), generator=torch.Generator().manual_seed(seed))
    torch.manual_seed(seed)
    net, dice = small_net(), torch.Generator().manual_seed(seed)
    adam = torch.optim.Adam(net.parameters(), lr=0.005)
    for _ in range(STEPS):
        chosen = order[torch.randint(SHOTS, (SHOTS,), generator=dice)]
        images, a, b, lam = digits[chosen], labels[chosen], labels[chosen], 1.0
        if kind in ("shifts", "mixup"):
            images = random_crop(images, (8, 8), 1, dice)
        if kind == "flips":
            images = random_hflip(images, 0.5, dice)
        if kind == "mixup":
            images, a, b, lam = mixup(images, a, 0.2, dice)
        scores = net(images)
        adam.zero_grad()
        (lam * cross_entropy(scores, a) + (1 - lam) * cross_entropy(scores, b)).backward()
        adam.step()
    return net.eval(), order[-1000:]


plain, shifted, recall = {}, {}, {}
runs = ProgressBar(len(KINDS) * SEEDS)
iterator = iter(runs)
for kind in KINDS:
    plain[kind], shifted[kind], recall[kind] = [], [], torch.zeros(10)
    for seed in range(SEEDS):
        next(iterator)
        net, test = fitted(kind, seed)
        with torch.no_grad():
            right = net(digits[test]).argmax(1) == labels[test]
            others = random_crop(digits[test], (8, 8), 1, torch.Generator().manual_seed(99))
            right_others = net(others).argmax(1) == labels[test]
        plain[kind].append(100 * right.float().mean().item())
        shifted[kind].append(100 * right_others.float().mean().item())
        recall[kind] += torch.stack([right[labels[test] == c].float().mean() for c in range(10)]) / SEEDS

for kind in KINDS:
    gain = np.array(plain[kind]) - np.array(plain["nothing"])
    error = gain.std(ddof=1) / SEEDS**0.5
    print(f"{kind:8} {np.mean(plain[kind]):.1f} % right, seeds {min(plain[kind]):.1f} to", end=" ")
    print(f"{max(plain[kind]):.1f}; gain {gain.mean():+.1f} +- {error:.1f} points,", end=" ")
    print(f"in {int((gain > 0).sum())} of {SEEDS} seeds; shifted test images {np.mean(shifted[kind]):.1f} %")

# %%
fig, axes = plt.subplots(1, 2, figsize=(10, 3.4))
for axis, results, name in ((axes[0], plain, "as they are"), (axes[1], shifted, "shifted by up to a pixel")):
    for place, kind in enumerate(KINDS):
        axis.plot([place] * SEEDS, results[kind], "o", color=BLUE, alpha=0.5, markersize=5)
        axis.plot([place - 0.2, place + 0.2], [np.mean(results[kind])] * 2, color=ORANGE)
    axis.set(
        title=f"Test images {name}", xlabel="augmentation (no unit)", ylabel="test images that are right (%)"
    )
    axis.set_xticks(range(len(KINDS)), [*KINDS[:3], "shifts, mixup"])
    axis.grid(axis="y", color="#e2e8f0")
plt.show()

shift_gain = np.mean(plain["shifts"]) - np.mean(plain["nothing"])
assert -2 < shift_gain < 8
assert np.mean(shifted["shifts"]) > np.mean(shifted["nothing"]) + 20
assert np.mean(plain["flips"]) < np.mean(plain["nothing"]) - 1
assert abs(np.mean(plain["mixup"]) - np.mean(plain["shifts"])) < 5

# %% [markdown]
# Read the numbers with care:
#
# - **Shifts** help most where the test images are shifted too: there the network without augmentation gets
#   less than half right. On the test images as they are, the gain is about two points, hardly more than its
#   uncertainty. The digits of this data set are centred already, so there is less to learn.
# - **Flips** hurt on both test sets. The loss is several times its uncertainty.
# - **Mixup** on top of the shifts makes hardly a difference here: it is within the noise of six seeds. Its
#   gains in the paper come from large networks that are trained for long.
#
# Had we run one seed only, we could have "proved" almost anything: look at the spread of the points.
#
# ### Why do flips hurt?

# %%
example = [(labels == c).nonzero()[3].item() for c in range(10)]
show(
    [*digits[example], *hflip(digits[example])],
    [*[str(c) for c in range(10)], *[f"still a {c}?" for c in range(10)]],
    "Ten digits, and what a flip makes of them",
    across=10,
)
loss_of_class = 100 * (recall["nothing"] - recall["flips"])
fig, axis = plt.subplots(figsize=(7, 2.6))
axis.bar(range(10), loss_of_class, color=[ORANGE if lost > 0 else BLUE for lost in loss_of_class])
axis.axhline(0, color=GREY, linewidth=1)
axis.set(title="What flips cost", xlabel="class", ylabel="recall lost by flips (points)", xticks=range(10))
plt.show()
print("points of recall lost for each digit:", [round(lost, 1) for lost in loss_of_class.tolist()])
symmetric = (loss_of_class[0] + loss_of_class[8]).item() / 2
others = loss_of_class[[1, 2, 3, 4, 5, 6, 7, 9]].mean().item()
print(f"0 and 8 lose {symmetric:.1f} points, the other digits {others:.1f}")
assert others > 1
assert loss_of_class.argmax() == 5

# %% [markdown]
# A mirrored 0 or 8 is a 0 or an 8. A mirrored 2 is nothing that anybody writes, but it looks like a 5. So the
# 5 loses most. The network has to learn shapes that never come, and to call them 2. That makes the task
# harder, and the answer to real digits worse. Cats are different: they do look to both sides.
#
# ## 9. What goes wrong in practice
#
# **The same numbers in each epoch.** Whoever makes the generator inside of the function, with a fixed seed,
# gets "random" images that never change. That is a training set of the old size, only cropped:

# %%
ruler = torch.arange(81.0).reshape(1, 1, 9, 9)  # each pixel is different
fixed, moving = set(), set()
walk = torch.Generator().manual_seed(0)
for _ in range(200):
    fresh = torch.Generator().manual_seed(0)  # the bug
    fixed.add(random_crop(ruler, (5, 5), generator=fresh)[0, 0, 0, 0].item())
    moving.add(random_crop(ruler, (5, 5), generator=walk)[0, 0, 0, 0].item())
print(f"different windows in 200 epochs: {len(fixed)} with the bug, {len(moving)} without (25 exist)")
assert (len(fixed), len(moving)) == (1, 25)

# %% [markdown]
# Its cousin: the workers of a `DataLoader` are copies of one process. Random numbers of NumPy, drawn in the
# workers, were the same in all of them for years. PyTorch's own generator gets another seed in each worker.
#
# **Augmenting the test set.** Then the accuracy depends on luck, and differs from run to run. Test images get
# only what is not random: resize, centre crop, normalise. (Averaging the predictions of several versions of
# a test image is another matter, called test-time augmentation.)
#
# **Forgetting the labels.** If the label says *where* something is, such as a box or a mask, it has to move
# with the image (lesson 22). If it says *what*, make sure it survives: a window of 8 % of the temple may hold
# only trees.
#
# **Normalising first.** Contrast and saturation cut off to 0 and 1. After `normalize` half of the values are
# negative, and are lost:

# %%
spoilt = adjust_contrast(normalised, 1.0)
share = 100 * ((spoilt - normalised).abs() > 1e-6).float().mean().item()
print(f"contrast 1.0 after normalize changes {share:.0f} % of the values; it should change none")
kept = adjust_contrast(pictures, 1.0)
assert share > 50
assert (kept - pictures).abs().max() < 1e-6

# %% [markdown]
# **Grey that isn't.** The weights of torchvision sum to 0.9999, those of most books (0.299, 0.587, 0.114) to
# 1. Nobody sees that difference. Nobody should compare such images with `==` either.
#
# ## 10. Your experiments
#
# 1. Change `SHOTS` to 20, 100 and 400. Where do shifts help most, and where are they worth nothing?
# 2. Write `random_rotate` for small angles, with `torch.nn.functional.affine_grid` and `grid_sample`, and
#    compare it with shifts over six seeds. Which angle is too much? (A 6 becomes a 9 in the end.)
# 3. Cutmix pastes a rectangle of one image into another. Its $\lambda$ is the share of the *area* that was
#    pasted, after rounding to pixels. Write it, with the window from `resized_crop_params`, and show four
#    pictures.

# %% [markdown]
# ## Summary
#
# - Augmentation makes new training images whose labels are known. It must keep the label, and make images
#   that could come up in use.
# - Each image has its own random numbers: coins, windows and factors. They come from one generator that goes
#   on from call to call.
# - Offsets run from 0 to image minus window, both included. Ratios are drawn on a logarithmic scale.
# - Contrast mixes with the mean grey of the image, saturation with the grey of each pixel. Both cut off to 0
#   and 1, so they come before `normalize`.
# - Mixup mixes images and labels with one $\lambda$ and one permutation.
# - Measure over several seeds, on test images that are not augmented.
#
# ## Quiz
#
# 1. An image is $32 \times 32$, the padding 4 and the window $32 \times 32$. How many places are there?
# 2. With $p = 1/2$ and a coin for each image, how likely is it that a batch of 8 stays as it is? And with one
#    coin for the batch?
# 3. A window has the area 5000 and the ratio 2. How many rows and columns does it have?
# 4. What does `adjust_saturation` do to a grey pixel, whatever the factor is?
# 5. Contrast 0.5 is applied to an image of one colour. Which colour comes out?
# 6. In mixup with $\alpha = 0.2$, a batch has $\lambda = 0.97$. Is the permutation important?
# 7. Which of these keep the label of a road sign: mirroring, less contrast, a crop, a turn by 180 degrees?

# %% [markdown]
# <details>
# <summary>Answers: take a sheet of paper before you open them</summary>
#
# 1. The padded image is $40 \times 40$, so each offset is from 0 to 8: $9 \cdot 9 = 81$.
# 2. $(1/2)^8 = 1/256$; $1/2$.
# 3. $w = \sqrt{5000 \cdot 2} = 100$ columns and $h = \sqrt{5000 / 2} = 50$ rows.
# 4. Hardly anything: it moves towards its own grey, which is itself, up to the weights' sum of 0.9999.
# 5. A colour halfway to its grey: all pixels have the same grey, which is the mean too.
# 6. Hardly: each image keeps 97 % of itself, and its own label 97 % of the loss.
# 7. Less contrast does, and a crop that holds the sign. Mirroring makes "turn left" out of "turn right", and
#    upside down most signs mean nothing.
#
# </details>

# %% [markdown]
# ## Read on
#
# - Dive into Deep Learning, 14.1, image augmentation:
#   https://d2l.ai/chapter_computer-vision/image-augmentation.html
# - Zhang et al. 2018, mixup: https://arxiv.org/abs/1710.09412
# - Yun et al. 2019, CutMix: https://arxiv.org/abs/1905.04899
# - Shorten and Khoshgoftaar 2019, A survey on image data augmentation:
#   https://doi.org/10.1186/s40537-019-0197-0
# - torchvision's transforms, with pictures of each: https://docs.pytorch.org/vision/stable/transforms.html
