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
# # Modern convolutional networks
#
# LeNet read digits in the nineties. Then, for more than ten years, few people used convolutional networks.
# In 2012 AlexNet won the ImageNet contest by a wide margin, and three other designs followed within two
# years. At the end of this lesson you can
#
# - build AlexNet, and say where its 47 million parameters are and where its time goes,
# - explain why VGG stacks small kernels, and compute how far a stack sees,
# - use 1 x 1 convolutions and global average pooling, as NiN does, to get rid of large linear layers,
# - put paths side by side, as GoogLeNet does, and keep them cheap,
# - train a small network of each kind, and choose among them by accuracy, size and arithmetic.
#
# You write six parts in `modern_cnn.py`, beside this notebook, and use them here. Cells that need a part
# which you have not written yet stop with `NotImplementedError`. Write it, and run the cell again: the
# notebook reloads your module by itself. `%check NAME` runs the visible checks of a part, `%check` those of
# all, and `%hint NAME` helps when you are stuck.

# %%
# %load_ext autograder

# %%
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

import matplotlib.pyplot as plt
import numpy as np
import torch
import torchvision
from IPython.display import ProgressBar
from modern_cnn import AlexNet, GlobalAvgPool2d, Inception, nin_block, receptive_field, vgg_block
from torch import Tensor, nn

BLUE, ORANGE, GREEN, GREY = "#2563eb", "#ea580c", "#15803d", "#64748b"
plt.rc("figure", dpi=110)
plt.rc("figure.constrained_layout", use=True)
plt.rc("axes", titlesize=10)
plt.rc("axes.spines", top=False, right=False)
plt.rc("grid", color="#e2e8f0")
plt.rc("legend", frameon=False)

# %% [markdown]
# ## 1. AlexNet: the same idea, a thousand times as large
#
# AlexNet is LeNet with more of everything: eight layers that learn, ReLU for the sigmoid, max pooling for
# averages, and dropout, because its linear layers would memorise the training set. Two graphics cards made it
# possible.
#
# ```text
#  image -> conv 11x11, pool -> conv 5x5, pool -> 3 x conv 3x3, pool -> flatten -> linear, linear, linear
#   224            26                 12                   5            6400      4096    4096     10
# ```
#
# **Your turn: `AlexNet`.** The function `walk` below shows the image's way through it. A *hook* is a function
# that PyTorch calls after a layer. For a layer with weights, `walk` counts the multiply-adds too: a
# convolution uses each of its $C_\text{out} C_\text{in} k^2$ weights at each of the $H' W'$ positions.
#
# On the device `meta` a tensor has a shape, but no memory and no numbers. So the walk costs nothing, however
# large the network is.


# %%
class Stop(NamedTuple):
    """A layer on an image's way."""

    layer: str
    shape: tuple[int, ...]  # of what it gives for one image
    parameters: int
    multiply_adds: int


def walk(model: nn.Module, *size: int) -> list[Stop]:
    """Return the layers that an image of the size [C, H, W] passes, in order."""
    stops = []

    def note(layer: nn.Module, _: tuple[Tensor], y: Tensor) -> None:
        count = sum(p.numel() for p in layer.parameters())
        positions = y[0, 0].numel() if isinstance(layer, nn.Conv2d) else 1
        weights = layer.weight.numel() if isinstance(layer, nn.Conv2d | nn.Linear) else 0
        stops.append(Stop(type(layer).__name__, tuple(y.shape[1:]), count, weights * positions))

    leaves = [layer for layer in model.modules() if not list(layer.children())]
    hooks = [leaf.register_forward_hook(note) for leaf in leaves]
    model.to("meta")(torch.empty(1, *size, device="meta"))
    for hook in hooks:
        hook.remove()
    return stops


def totals(stops: list[Stop]) -> tuple[int, int]:
    """Return the parameters and the multiply-adds of all layers."""
    return sum(stop.parameters for stop in stops), sum(stop.multiply_adds for stop in stops)


with torch.device("meta"):
    alexnet = AlexNet()
way = walk(alexnet, 1, 224, 224)
for stop in way:
    if stop.layer not in ("ReLU", "Dropout"):
        print(f"{stop.layer:10} {stop.shape!s:16} {stop.parameters:11,} {stop.multiply_adds:12,}")
parameters, multiply_adds = totals(way)
print(f"{'together':27} {parameters:11,} {multiply_adds:12,}")
assert parameters == 46_764_746

# %%
# %check AlexNet


# %%
def bars(axis: plt.Axes, stops: list[Stop], name: str) -> None:
    """Show where the parameters of a network are, and where its arithmetic is."""
    learning = [stop for stop in stops if stop.parameters]
    place = np.arange(len(learning))
    every, work = totals(stops)
    axis.barh(place - 0.2, [100 * stop.parameters / every for stop in learning], 0.4, color=BLUE)
    axis.barh(place + 0.2, [100 * stop.multiply_adds / work for stop in learning], 0.4, color=ORANGE)
    axis.set_yticks(
        place, [f"{stop.layer} {'x'.join(map(str, stop.shape))}" for stop in learning], fontsize=7
    )
    axis.invert_yaxis()
    axis.set(xlabel="share of the network (%)", ylabel="layer and its result (shape)")
    axis.set_title(
        f"{name}: {every / 1e6:.1f} million parameters (blue),\n{work / 1e9:.2f} billion multiply-adds"
    )


fig, axis = plt.subplots(figsize=(7, 3.4))
bars(axis, way, "AlexNet")
plt.show()
linear = sum(stop.parameters for stop in way if stop.layer == "Linear") / parameters
print(f"{100 * linear:.0f} % of the parameters are in the three linear layers")
assert round(100 * linear) == 92

# %% [markdown]
# The two resources are in different places. The linear layers hold nine tenths of the parameters, each of
# which is used once per image. The convolutions do most of the arithmetic with the other tenth, because they
# use each weight at hundreds of positions.
#
# Everything after AlexNet attacks one of the two. NiN removes the linear layers. VGG asks which convolutions
# are worth their arithmetic.

# %% [markdown]
# ## 2. VGG: blocks of small kernels
#
# AlexNet's sizes look like a list of lucky numbers: 11, 5, 3, 3, 3. VGG replaced the list by a rule. Every
# kernel is $3 \times 3$, and a *block* is some convolutions and a pooling. Depth is all that varies.
#
# Is a small kernel not short-sighted? **Your turn: `receptive_field`.** It computes how many pixels of the
# image one output can see:
#
# $$r = 1 + \sum_l (k_l - 1) \prod_{m<l} s_m.$$

# %%
for name, layers in {
    "one 3 x 3": [(3, 1)],
    "two 3 x 3": [(3, 1)] * 2,
    "three 3 x 3": [(3, 1)] * 3,
    "AlexNet, up to the last pooling": [(11, 4), (3, 2), (5, 1), (3, 2), (3, 1), (3, 1), (3, 1), (3, 2)],
}.items():
    print(f"{name:32} sees {receptive_field(layers):3} pixels")
assert receptive_field([(3, 1)] * 2) == 5
assert receptive_field([(3, 1)] * 3) == 7

# %%
# %check receptive_field

# %% [markdown]
# Two layers of $3 \times 3$ see as far as one of $5 \times 5$, and three as far as one of $7 \times 7$. With
# $C$ channels, three small layers have $3 \cdot 9\,C^2 = 27\,C^2$ weights, one large layer has $49\,C^2$. And
# three layers bend three times, because each has a ReLU.

# %%
channels, counts = 64, range(1, 8)
sides = [receptive_field([(3, 1)] * n) for n in counts]
small = [9 * n * channels**2 / 1e3 for n in counts]
large = [side**2 * channels**2 / 1e3 for side in sides]
fig, (left, right) = plt.subplots(1, 2, figsize=(9, 3.3))
left.plot(sides, large, "o-", color=ORANGE, label="one large kernel")
left.plot(sides, small, "o-", color=BLUE, label="a stack of 3 x 3")
left.set(
    title="The price of a view, 64 channels", xlabel="receptive field (pixels)", ylabel="weights (thousands)"
)
left.set_xticks(sides)
left.grid(axis="y")
left.legend()

stack = nn.Sequential(*[nn.Conv2d(1, 1, 3, padding=1, bias=False) for _ in range(7)])
for p in stack.parameters():
    nn.init.constant_(p, 1 / 9)
image = torch.zeros(1, 1, 21, 21, requires_grad=True)
stack(image)[0, 0, 10, 10].backward()
field = image.grad[0, 0]
shown = right.imshow(field / field.max(), cmap="magma")
right.set(title="Influence on the pixel in the middle,\nseven layers of 3 x 3", xlabel="column", ylabel="row")
fig.colorbar(shown, ax=right, label="relative to the largest (no unit)")
plt.show()
reached = int((field.sum(dim=0) > 0).sum())
print(f"measured {reached} pixels, computed {receptive_field([(3, 1)] * 7)}")
assert reached == receptive_field([(3, 1)] * 7) == 15

# %% [markdown]
# The picture shows a limit of the formula. $r$ says which pixels *can* matter. In practice those in the
# middle matter most, because many ways lead from them to the output. Their *effective* field is smaller (Luo
# et al. 2016).
#
# **Your turn: `vgg_block`.** VGG-11 has eight convolutions in five blocks, and the linear layers of AlexNet.


# %%
def vgg(plan: list[tuple[int, int]], channels: int, num_classes: int) -> nn.Sequential:
    """Return a VGG for images of 224 x 224; the plan has (convolutions, channels) of each block."""
    blocks = []
    for num_convs, out in plan:
        blocks.append(vgg_block(num_convs, channels, out))
        channels = out
    head = [nn.Flatten(), nn.Linear(channels * 7 * 7, 4096), nn.ReLU(), nn.Dropout(0.5)]
    head += [nn.Linear(4096, 4096), nn.ReLU(), nn.Dropout(0.5), nn.Linear(4096, num_classes)]
    return nn.Sequential(*blocks, *head)


VGG_11 = [(1, 64), (1, 128), (2, 256), (2, 512), (2, 512)]
with torch.device("meta"):
    vgg_way = walk(vgg(VGG_11, 1, 10), 1, 224, 224)
print("behind each block:", [stop.shape for stop in vgg_way if stop.layer == "MaxPool2d"])
fig, axis = plt.subplots(figsize=(7, 3.8))
bars(axis, vgg_way, "VGG-11")
plt.show()

# %%
# %check vgg_block

# %% [markdown]
# Each block halves height and width and, up to 512, doubles the channels. A quarter of the positions, and
# four times the weights: the convolutions that open blocks 2, 3 and 4 do the same arithmetic. The depth has
# its price. VGG-11 does eight times the arithmetic of AlexNet, and its first linear layer alone has more
# parameters than all of AlexNet.

# %%
opening = [stop.multiply_adds for stop in vgg_way if stop.multiply_adds][1:5]
print("the second to the fifth convolution:", [f"{count / 1e6:,.0f} million" for count in opening])
assert opening[0] == opening[1] == opening[3]
vgg_parameters, vgg_work = totals(vgg_way)
largest = max(stop.parameters for stop in vgg_way)
print(f"multiply-adds: {vgg_work / multiply_adds:.1f} times those of AlexNet")
print(f"largest layer: {largest / 1e6:.0f} million parameters, AlexNet {parameters / 1e6:.0f} million")
assert round(vgg_work / multiply_adds) == 8
assert largest > parameters

# %% [markdown]
# ## 3. NiN: a network in each pixel, and no linear layers
#
# A $1 \times 1$ convolution is a linear layer over the channels, the same at each pixel. Two of them with
# ReLU behind a convolution are a small network for each pixel: a *network in network*.
#
# **Your turn: `nin_block`.** First a proof that the $1 \times 1$ convolution is what we say:

# %%
pixel_layer = nn.Conv2d(8, 5, 1)
x = torch.randn(2, 8, 4, 3, generator=torch.Generator().manual_seed(0))
as_linear = nn.functional.linear(x.movedim(1, -1), pixel_layer.weight.flatten(1), pixel_layer.bias)
difference = (pixel_layer(x) - as_linear.movedim(-1, 1)).abs().max().item()
print(f"largest difference from a linear layer over the channels: {difference:.1e}")
assert difference < 1e-5

block = nin_block(1, 96, kernel_size=11, stride=4, padding=0)
print("the first block of NiN gives", list(block(torch.zeros(1, 1, 224, 224)).shape))

# %%
# %check nin_block

# %% [markdown]
# The second idea saves the parameters. The last block gives *one map for each class*. The mean of a map is
# the class's score: global average pooling. No linear layer follows, so there is nothing to overfit.
#
# **Your turn: `GlobalAvgPool2d`.**


# %%
def nin(channels: int, num_classes: int) -> nn.Sequential:
    """Return NiN for images of 224 x 224, or of nearly any other size."""
    layers = (
        nin_block(channels, 96, 11, 4, 0),
        nn.MaxPool2d(3, 2),
        nin_block(96, 256, 5, 1, 2),
        nn.MaxPool2d(3, 2),
        nin_block(256, 384, 3, 1, 1),
        nn.MaxPool2d(3, 2),
        nn.Dropout(),
        nin_block(384, num_classes, 3, 1, 1),
        GlobalAvgPool2d(),
    )
    return nn.Sequential(*layers)


with torch.device("meta"):
    nin_way = walk(nin(1, 10), 1, 224, 224)
    sizes = {side: walk(nin(1, 10), 1, side, side)[-1].shape for side in (160, 224, 300)}
print("NiN for other sizes of images:", sizes)
assert set(sizes.values()) == {(10,)}
maps = nin_way[-2].shape
heads = {
    "flatten, two layers\nof 4096, as AlexNet": 6400 * 4096 + 4096 + 4096 * 4096 + 4096 + 4096 * 10 + 10,
    "flatten, one\nlinear layer": 6400 * 10 + 10,
    "global average,\none linear layer": 256 * 10 + 10,
    "global average of\na map for each class": 0,
}
fig, axis = plt.subplots(figsize=(7, 2.9))
axis.barh(list(heads), [max(count, 1) for count in heads.values()], color=[ORANGE, ORANGE, BLUE, BLUE])
axis.invert_yaxis()
axis.set(xscale="log", xlim=(1, 1e10), xlabel="parameters (logarithmic)", ylabel="head (no unit)")
axis.set_title("What it costs to make ten logits of 256 maps of 5 x 5")
for place, count in enumerate(heads.values()):
    axis.text(max(count, 1) * 1.5, place, f"{count:,}", va="center", fontsize=8)
plt.show()

# %%
# %check GlobalAvgPool2d

# %% [markdown]
# Global average pooling has a second virtue. A flattened head has a weight for each *place*, so it takes
# images of one size only, and a shifted image meets other weights. A mean doesn't care about places. Section
# 5 measures that.

# %% [markdown]
# ## 4. GoogLeNet: several views at once
#
# Which kernel is best: $1 \times 1$, $3 \times 3$ or $5 \times 5$? GoogLeNet takes all of them side by side,
# and a pooling too. The next layer chooses.
#
# ```text
#              +--  1x1  -------------------+
#              +--  1x1  -->  3x3  ---------+
#        x  ---+                            +---  concatenate channels
#              +--  1x1  -->  5x5  ---------+
#              +--  max pool 3x3  -->  1x1  +
# ```
#
# The $1 \times 1$ convolutions before the large kernels *reduce the channels*. **Your turn: `Inception`.**
# Then see what the reduction saves, in GoogLeNet's first block.

# %%
with torch.device("meta"):
    first = Inception(192, 64, (96, 128), (16, 32), 32)
    naive = nn.Sequential(nn.Conv2d(192, 128, 3, padding=1)), nn.Sequential(nn.Conv2d(192, 32, 5, padding=2))
    block_way = walk(first, 192, 28, 28)
    naive_ways = [walk(path, 192, 28, 28) for path in naive]
print("the paths give", [stop.shape for stop in block_way if stop.layer == "ReLU"])
work = [stop.multiply_adds / 1e6 for stop in block_way if stop.multiply_adds]
paths = {"1 x 1": [work[0]], "3 x 3": work[1:3], "5 x 5": work[3:5], "pooling": [work[5]]}
direct = {"3 x 3": totals(naive_ways[0])[1] / 1e6, "5 x 5": totals(naive_ways[1])[1] / 1e6}

fig, axis = plt.subplots(figsize=(7, 3.2))
for place, (name, parts) in enumerate(paths.items()):
    bottom = 0.0
    for part, colour in zip(parts, ("#93c5fd", BLUE) if len(parts) == 2 else (BLUE,), strict=True):
        axis.bar(place - 0.2, part, 0.38, bottom=bottom, color=colour)
        bottom += part
    axis.bar(place + 0.2, direct.get(name, sum(parts)), 0.38, color=ORANGE)
axis.set_xticks(range(4), [f"path {n}: {name}" for n, name in enumerate(paths, 1)])
axis.set(
    title="Inception (3a) of GoogLeNet at 28 x 28", xlabel="path (number)", ylabel="multiply-adds (millions)"
)
axis.plot([], [], "s", color="#93c5fd", label="1 x 1 convolution that reduces")
axis.plot([], [], "s", color=BLUE, label="the path's convolution")
axis.plot([], [], "s", color=ORANGE, label="the same without reduction")
axis.legend(fontsize=8)
plt.show()
without = sum(direct.get(name, sum(parts)) for name, parts in paths.items())
print(f"{sum(work):.0f} million multiply-adds with the reductions, {without:.0f} million without")
assert sum(work) < 0.5 * without

# %%
# %check Inception

# %% [markdown]
# Nine such blocks, poolings between them, and global average pooling at the end make GoogLeNet. The numbers
# below are the table of the paper. Now all four networks can be compared.


# %%
def googlenet(channels: int, num_classes: int) -> nn.Sequential:
    """Return GoogLeNet without its two auxiliary classifiers."""
    layers = (
        nn.Sequential(nn.Conv2d(channels, 64, 7, 2, 3), nn.ReLU(), nn.MaxPool2d(3, 2, 1)),
        nn.Sequential(nn.Conv2d(64, 64, 1), nn.ReLU(), nn.Conv2d(64, 192, 3, padding=1), nn.ReLU()),
        nn.MaxPool2d(3, 2, 1),
        Inception(192, 64, (96, 128), (16, 32), 32),
        Inception(256, 128, (128, 192), (32, 96), 64),
        nn.MaxPool2d(3, 2, 1),
        Inception(480, 192, (96, 208), (16, 48), 64),
        Inception(512, 160, (112, 224), (24, 64), 64),
        Inception(512, 128, (128, 256), (24, 64), 64),
        Inception(512, 112, (144, 288), (32, 64), 64),
        Inception(528, 256, (160, 320), (32, 128), 128),
        nn.MaxPool2d(3, 2, 1),
        Inception(832, 256, (160, 320), (32, 128), 128),
        Inception(832, 384, (192, 384), (48, 128), 128),
        GlobalAvgPool2d(),
        nn.Linear(1024, num_classes),
    )
    return nn.Sequential(*layers)


with torch.device("meta"):
    google_way = walk(googlenet(1, 10), 1, 224, 224)
ways = {"AlexNet": way, "VGG-11": vgg_way, "NiN": nin_way, "GoogLeNet": google_way}
fig, axis = plt.subplots(figsize=(6.5, 3.6))
for (name, stops), colour in zip(ways.items(), (BLUE, ORANGE, GREEN, "#9333ea"), strict=True):
    count, work = totals(stops)
    depth = sum(stop.parameters > 0 for stop in stops)
    axis.plot(work / 1e9, count / 1e6, "o", color=colour, markersize=11)
    axis.annotate(f"  {name}", (work / 1e9, count / 1e6), va="bottom", color=colour)
    print(f"{name:10} {depth:3} layers that learn {count / 1e6:7.2f} million {work / 1e9:6.2f} billion")
axis.set(xscale="log", yscale="log", xlim=(0.3, 25), ylim=(1, 400))
axis.set(xlabel="multiply-adds for an image (billions)", ylabel="parameters (millions)")
axis.set_title("Four networks for grey images of 224 x 224 and ten classes")
axis.grid()
plt.show()
assert totals(google_way)[0] < parameters / 7
assert totals(google_way)[1] < vgg_work / 4

# %% [markdown]
# In GoogLeNet 58 layers learn, and 22 of them stand in a row. GoogLeNet and VGG were first and second in the
# same contest, in 2014. The winner has less than a seventh of AlexNet's parameters, and less than a quarter
# of VGG-11's arithmetic.

# %% [markdown]
# ## 5. Small ones on real digits
#
# AlexNet on one processor would take days. The designs work on a small scale too. We enlarge the 1,797 digits
# from $8 \times 8$ to $16 \times 16$ pixels and train one small network of each kind. All have the same data,
# the same optimizer and as many epochs.

# %%
with np.load(Path("..", "..", "datasets", "digits", "digits.npz")) as data:
    images = torch.from_numpy(data["images"]).float()[:, None] / 16  # [1797,1,8,8]
    labels = torch.from_numpy(data["labels"])
images = nn.functional.interpolate(images, scale_factor=2, mode="bilinear")  # [1797,1,16,16]
images = (images - images.mean()) / images.std()
order = torch.randperm(len(images), generator=torch.Generator().manual_seed(0))
train_x, test_x = images[order[:1437]], images[order[1437:]]
train_y, test_y = labels[order[:1437]], labels[order[1437:]]


def trunk() -> list[nn.Module]:
    """Return two blocks of VGG, from [N, 1, 16, 16] to [N, 32, 4, 4]."""
    return [vgg_block(1, 1, 16), vgg_block(2, 16, 32)]


def small_networks() -> dict[str, nn.Sequential]:
    """Return a network of each kind for images of 16 x 16."""
    return {
        "VGG": nn.Sequential(*trunk(), nn.Flatten(), nn.Linear(512, 128), nn.ReLU(), nn.Linear(128, 10)),
        "VGG, global average": nn.Sequential(*trunk(), GlobalAvgPool2d(), nn.Linear(32, 10)),
        "NiN": nn.Sequential(
            nin_block(1, 16, 3, 1, 1),
            nn.MaxPool2d(2),
            nin_block(16, 32, 3, 1, 1),
            nn.MaxPool2d(2),
            nin_block(32, 10, 3, 1, 1),
            GlobalAvgPool2d(),
        ),
        "Inception": nn.Sequential(
            vgg_block(1, 1, 16),
            Inception(16, 8, (8, 16), (4, 8), 8),
            nn.MaxPool2d(2),
            Inception(40, 16, (16, 32), (8, 16), 16),
            GlobalAvgPool2d(),
            nn.Linear(80, 10),
        ),
    }


def percent_right(model: nn.Module, x: Tensor) -> float:
    """Return the share of the test images, perhaps moved, that the model reads."""
    model.eval()
    with torch.no_grad():
        return 100 * (model(x).argmax(dim=1) == test_y).float().mean().item()


EPOCHS, BATCH_SIZE = 8, 32


def trained(model: nn.Module) -> list[float]:
    """Train with Adam and return the accuracy behind each epoch."""
    for layer in model.modules():
        if isinstance(layer, nn.Conv2d | nn.Linear):
            nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
            nn.init.zeros_(layer.bias)
    optimizer = torch.optim.Adam(model.parameters(), lr=4e-3)
    generator = torch.Generator().manual_seed(1)
    accuracies = []
    for _ in ProgressBar(EPOCHS):
        model.train()
        for rows in torch.randperm(len(train_x), generator=generator).split(BATCH_SIZE):
            loss = nn.functional.cross_entropy(model(train_x[rows]), train_y[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        accuracies.append(percent_right(model, test_x))
    return accuracies


torch.manual_seed(0)
networks = small_networks()
histories, seconds = {}, {}
for name, model in networks.items():
    start = perf_counter()
    histories[name] = trained(model)
    seconds[name] = perf_counter() - start

# %%
COLOURS = dict(zip(networks, (ORANGE, BLUE, GREEN, "#9333ea"), strict=True))
fig, axis = plt.subplots(figsize=(7, 3.4))
for name, history in histories.items():
    axis.plot(range(1, EPOCHS + 1), history, "o-", color=COLOURS[name], label=name, markersize=4)
axis.set(title="Four small networks read digits", xlabel="epoch", ylabel="test images that are right (%)")
axis.set_ylim(0, 101)
axis.grid(axis="y")
axis.legend()
plt.show()
small_ways = {name: walk(model, 1, 16, 16) for name, model in small_networks().items()}
for name in networks:
    count, work = totals(small_ways[name])
    right = histories[name][-1]
    print(f"{name:20} {right:5.1f} % right {count:7,} parameters {work / 1e6:5.1f} M multiply-adds")
assert min(history[-1] for history in histories.values()) > 80

# %% [markdown]
# On so easy a task all of them do well. The difference is the price: most parameters of the first network are
# in its one hidden linear layer, and the others do without.
#
# ### A shift
#
# Now move the test images by up to four pixels, to the left, right, top and bottom. The training images were
# all centred. Which head copes better: one that has a weight for each place, or a mean over all places?


# %%
def moved(x: Tensor, pixels: int) -> list[Tensor]:
    """Return the images moved in four directions. New pixels are blank, and no ink is lost on the way."""
    blank = x.amin().item()
    wide = nn.functional.pad(x, (4, 4, 4, 4), value=blank)
    steps = ((0, pixels), (0, -pixels), (pixels, 0), (-pixels, 0))
    return [wide[:, :, 4 + a : 20 + a, 4 + b : 20 + b] for a, b in steps]


shifts = range(5)
robust = {
    name: [np.mean([percent_right(model, x) for x in moved(test_x, shift)]) for shift in shifts]
    for name, model in networks.items()
}
fig, axis = plt.subplots(figsize=(7, 3.4))
for name, curve in robust.items():
    axis.plot(shifts, curve, "o-", color=COLOURS[name], label=name)
axis.set(
    title="Test images that were moved", xlabel="shift (pixels of 16)", ylabel="images that are right (%)"
)
axis.set_xticks(shifts)
axis.set_ylim(0, 101)
axis.grid(axis="y")
axis.legend()
plt.show()
for shift in (2, 3):
    flat, mean = robust["VGG"][shift], robust["VGG, global average"][shift]
    print(f"{shift} pixels: {flat:.0f} % right with flatten, {mean:.0f} % with the global average")
assert robust["VGG, global average"][3] > robust["VGG"][3] + 10

# %% [markdown]
# The two networks named VGG have the same blocks, and differ in the head only. The flattened one forgets what
# it knew, because the linear layer's weights expect each stroke at its place. The mean is not perfect:
# padding and pooling still notice the border.
#
# ### Where does NiN look?
#
# NiN's last block has a map for each class, and the score is the map's mean. So the map shows which places
# speak for the class: a *class activation map*, for free.

# %%
model = networks["NiN"].eval()
rows = [int((test_y == digit).nonzero()[0]) for digit in (0, 3, 4, 7, 8)]
with torch.no_grad():
    class_maps = model[:-1](test_x[rows])  # [5,10,4,4]
    best = model(test_x[rows]).argmax(dim=1)
fig, axes = plt.subplots(2, 5, figsize=(9, 4))
for k, (row, winner) in enumerate(zip(rows, best.tolist(), strict=True)):
    axes[0, k].imshow(test_x[row, 0], cmap="gray_r")
    axes[0, k].set(title=f"a {test_y[row]}, read as {winner}")
    axes[1, k].imshow(test_x[row, 0], cmap="gray_r", extent=(0, 16, 16, 0))
    axes[1, k].imshow(class_maps[k, winner], cmap="Reds", alpha=0.6, extent=(0, 16, 16, 0))
    axes[1, k].set(title=f"map of class {winner}")
for axis in axes.flat:
    axis.set(xlabel="column", ylabel="row", xticks=[0, 8, 15], yticks=[0, 8, 15])
fig.suptitle("Red: places that speak for the class")
plt.show()

# %% [markdown]
# ## 6. The same in PyTorch
#
# Global average pooling is `nn.AdaptiveAvgPool2d(1)`, which keeps two dimensions of size 1, and a flatten.
# The networks are in `torchvision.models`. With `weights=None` nothing is downloaded. Are they the same?

# %%
x = torch.randn(3, 5, 7, 4, generator=torch.Generator().manual_seed(0))
theirs = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten())
difference = (GlobalAvgPool2d()(x) - theirs(x)).abs().max().item()
print(f"global average pooling: largest difference {difference:.1e}")
assert difference < 1e-6

with torch.device("meta"):
    pairs = {
        "AlexNet": (AlexNet(1000, 3), torchvision.models.alexnet(weights=None)),
        "VGG-11": (vgg(VGG_11, 3, 1000), torchvision.models.vgg11(weights=None)),
        "GoogLeNet": (
            googlenet(3, 1000),
            torchvision.models.googlenet(weights=None, aux_logits=False, init_weights=False),
        ),
    }
for name, (ours, theirs) in pairs.items():
    counts = [sum(p.numel() for p in model.parameters()) for model in (ours, theirs)]
    print(f"{name:10} ours {counts[0]:12,} parameters, torchvision {counts[1]:12,}")
    if name == "VGG-11":
        assert counts[0] == counts[1]
kernels = {layer.kernel_size for layer in pairs["GoogLeNet"][1].modules() if isinstance(layer, nn.Conv2d)}
print("kernels in torchvision's GoogLeNet:", sorted(kernels))
assert (5, 5) not in kernels

# %%
for name, model in zip(("ours", "torchvision"), pairs["AlexNet"], strict=True):
    stops = walk(model, 3, 224, 224)
    shapes = [stop.shape for stop in stops if stop.layer in ("Conv2d", "Linear")]
    kinds = [stop.layer for stop in stops]
    print(f"{name}: {shapes}")
    behind = kinds.index("Dropout") > kinds.index("Linear")
    print("  the first dropout comes", "behind" if behind else "before", "the first linear layer")


# %% [markdown]
# - **AlexNet.** Torchvision has the version of a later paper (Krizhevsky 2014): 64, 192, 384, 256 and 256
#   channels, padding 2 in the first layer, and dropout *before* the hidden linear layers. An adaptive average
#   pooling makes every image $6 \times 6$ before the flatten, so other sizes of images work too.
# - **VGG-11.** The same parameters, one by one.
# - **GoogLeNet.** Torchvision has batch normalisation (lesson 09) behind each convolution and therefore no
#   biases there. Its "5 x 5" path has $3 \times 3$ kernels, a slip that was kept for the sake of old weights.
#
# So "AlexNet" in a paper is not one network. State which one you use.

# %% [markdown]
# ## 7. What goes wrong in practice

# %%
torch.manual_seed(0)
try:
    networks["VGG"](torch.zeros(1, 1, 20, 20))
except RuntimeError as error:
    print("1. a flattened head with another size of image:", error)
print(
    "   the global average takes it:", list(networks["VGG, global average"](torch.zeros(1, 1, 20, 20)).shape)
)

dropping = nn.Sequential(nn.Linear(8, 512), nn.ReLU(), nn.Dropout(0.5), nn.Linear(512, 1))
x = torch.ones(1, 8)
with torch.no_grad():
    noisy = [round(dropping(x).item(), 3) for _ in range(3)]
    calm = [round(dropping.eval()(x).item(), 3) for _ in range(3)]
print("2. forgot eval(): three predictions for one image", noisy, "and with it", calm)
assert len(set(noisy)) == 3
assert len(set(calm)) == 1

one = nn.AdaptiveAvgPool2d(1)(torch.zeros(1, 6, 4, 4))
print("3. squeeze() on a batch of one:", list(one.squeeze().shape), "instead of", list(one.flatten(1).shape))

adam = 4 * vgg_parameters * 4 / 2**30
print(f"4. weights, gradients and the two moments of Adam for VGG-11 take {adam:.1f} GiB, before any image")

# %% [markdown]
# The fifth is the one that stopped people in 2014. Each layer changes the scale of its signal. In a deep
# stack the factor becomes a power. With PyTorch's default weights the signal of a plain VGG fades:

# %%
torch.manual_seed(0)
deep = [nn.Conv2d(1 if n == 0 else 32, 32, 3, padding=1) for n in range(16)]
spreads = {}
for name in ("PyTorch's first weights", "Kaiming's first weights"):
    x, spreads[name] = test_x[:64], []
    for conv in deep:
        if name.startswith("Kaiming"):
            nn.init.kaiming_normal_(conv.weight, nonlinearity="relu")
            nn.init.zeros_(conv.bias)
        with torch.no_grad():
            x = conv(x).relu()
            spreads[name].append((x - x.mean(dim=0)).std().item())  # how much the images differ
fig, axis = plt.subplots(figsize=(7, 3.2))
for (name, curve), colour in zip(spreads.items(), (ORANGE, BLUE), strict=True):
    axis.semilogy(range(1, 17), curve, "o-", color=colour, label=name)
axis.set(
    title="16 convolutions of 3 x 3 with ReLU",
    xlabel="layer (number)",
    ylabel="spread between images (no unit)",
)
axis.grid(axis="y")
axis.legend()
plt.show()
fading, kept = spreads.values()
print(f"the spread falls from {fading[0]:.2g} to {fading[-1]:.2g}; with Kaiming it ends at {kept[-1]:.2g}")
assert fading[-1] < 1e-3 * fading[0]

# %% [markdown]
# VGG's authors trained the 11 layers first and put more layers between. GoogLeNet had extra classifiers in
# the middle. Lesson 05 explains Kaiming's weights, and lesson 09 batch normalisation and residual
# connections, which made such help superfluous.

# %% [markdown]
# ## 8. Open experiments
#
# 1. **Depth or width?** Give `trunk` three blocks, or twice the channels. Which uses the same multiply-adds
#    better? Train each with three seeds, and look at the spread before you answer.
# 2. **Paths.** Take one path after the other out of the small Inception network, and widen the others so that
#    the parameters stay the same. Which path is missed most? Why could digits of 16 pixels be a special case?
# 3. **A shift in training.** Move the training images at random by up to three pixels. How much does the
#    flattened head catch up, and how many epochs does it need? (Lesson 20 does this in earnest.)

# %% [markdown]
# ## Summary
#
# - In AlexNet the linear layers hold the parameters, and the convolutions do the arithmetic.
# - A stack of $n$ kernels of $3 \times 3$ sees $2n + 1$ pixels. It has fewer weights than one large kernel,
#   and more ReLUs.
# - Strides multiply: behind a stride of 2, each further kernel widens the view by twice as much.
# - A $1 \times 1$ convolution is a linear layer over the channels. It mixes them, and it reduces them before
#   an expensive kernel.
# - Global average pooling replaces a flattened head. It has no parameters, takes any size, and cares little
#   about shifts.
# - An Inception block concatenates paths along the channels. So all paths must keep height and width.
# - Networks of the same name differ. Count the parameters before you compare.

# %% [markdown]
# ## Quiz
#
# 1. How many weights (no biases) have three $3 \times 3$ layers with 256 channels, and how many has one
#    $7 \times 7$ layer?
# 2. What is the receptive field of `[(7, 2), (3, 2), (3, 1), (3, 1)]`?
# 3. AlexNet takes images of $256 \times 256$ instead of 224. Which layer fails? How large would its input be?
# 4. An Inception block has `c1=128, c2=(128, 192), c3=(32, 96), c4=64`. How many channels does it give? Which
#    two of the numbers don't count?
# 5. Path 4 of an Inception block has stride 2 by mistake. What does `torch.cat` say for images of 28 pixels?
# 6. Why does a $1 \times 1$ convolution without a nonlinearity behind it add nothing to the convolution
#    before it?
# 7. GAP over maps of $7 \times 7$: what is the gradient of a channel's mean with respect to one pixel?

# %% [markdown]
# <details>
# <summary>Answers: take a sheet of paper before you unfold them</summary>
#
# 1. $27 \cdot 256^2 = 1{,}769{,}472$ and $49 \cdot 256^2 = 3{,}211{,}264$.
# 2. $1 + 6 \cdot 1 + 2 \cdot 2 + 2 \cdot 4 + 2 \cdot 4 = 27$.
# 3. The first linear layer. The sizes are 62, 30, 30, 14, 14 and 6, so it would get $256 \cdot 6 \cdot 6 =
#    9216$ numbers instead of 6400.
# 4. $128 + 192 + 96 + 64 = 480$. The reductions $c2[0] = 128$ and $c3[0] = 32$ stay inside their paths.
# 5. It raises an error: sizes must match except in dimension 1, and path 4 has 14 rows instead of 28.
# 6. Two linear maps in a row are one linear map. The convolution before could have the product of both as its
#    weights.
# 7. $1/49$ for each pixel of that channel and 0 for the others, whatever the pixels are.
#
# </details>

# %% [markdown]
# ## Read on
#
# - Dive into Deep Learning, 8.1 to 8.4: https://d2l.ai/chapter_convolutional-modern/
# - Krizhevsky, Sutskever and Hinton 2012, AlexNet:
#   https://papers.nips.cc/paper/4824-imagenet-classification-with-deep-convolutional-neural-networks
# - Simonyan and Zisserman 2015, VGG: https://arxiv.org/abs/1409.1556
# - Lin, Chen and Yan 2014, Network in Network: https://arxiv.org/abs/1312.4400
# - Szegedy et al. 2015, GoogLeNet: https://arxiv.org/abs/1409.4842
# - Luo et al. 2016, the effective receptive field: https://arxiv.org/abs/1701.04128
# - Zhou et al. 2016, class activation maps: https://arxiv.org/abs/1512.04150
