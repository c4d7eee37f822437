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
# # Convolution and pooling
#
# A linear layer on an image of $28 \times 28$ pixels has a weight for each pixel and each output, and it
# must learn a cat in the left corner and a cat in the right corner separately. A convolution has a handful of
# weights, a *kernel*, and lays it everywhere: what it finds in one place it finds in all.
#
# You write the eight parts in `cnn_basic.py`, beside this notebook. Here you use them: you find edges, learn
# a kernel from examples, see what padding, stride, channels and pooling do, and teach a small network to read
# digits with gradients that you derived yourself.
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
from cnn_basic import (
    avg_pool2d,
    conv2d,
    conv2d_backward,
    conv_out_size,
    corr2d,
    im2col,
    max_pool2d,
)
from IPython.display import ProgressBar
from torch import Tensor, nn

BLUE, ORANGE, GREY = "#2563eb", "#ea580c", "#64748b"
plt.rcParams.update(
    {
        "figure.dpi": 110,
        "figure.constrained_layout.use": True,
        "font.size": 10,
        "axes.titlesize": 11,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "lines.linewidth": 2,
        "legend.frameon": False,
    }
)


def show(axis: plt.Axes, image: Tensor, title: str, limit: float | None = None) -> None:
    """An image from 0 to 1 in grey, or, with a limit, in red above 0 and blue below."""
    if limit is None:
        axis.imshow(image.detach(), cmap="gray", vmin=0, vmax=1)
    else:
        axis.imshow(image.detach(), cmap="RdBu_r", vmin=-limit, vmax=limit)
    height, width = image.shape
    axis.set(title=f"{title}\n{height} x {width}", xlabel="column", ylabel="row")


# %% [markdown]
# ## 1. Finding edges
#
# Cross-correlation lays a kernel $\mathbf K$ of $h \times w$ entries on each place of an image $\mathbf X$
# and takes the weighted sum of the pixels under it:
#
# $$Y_{ij} = \sum_{a=0}^{h-1} \sum_{b=0}^{w-1} X_{i+a,\,j+b}\, K_{ab}.$$
#
# The kernel $(1, -1)$ subtracts from each pixel its right neighbour. It answers where brightness changes from
# left to right and is 0 where nothing changes. We draw a house and let three kernels look at it.


# %%
def house(size: int = 64) -> Tensor:
    """A grey picture of a house under the sun, pixels from 0 to 1."""
    row, column = torch.meshgrid(torch.arange(size), torch.arange(size), indexing="ij")
    picture = torch.full((size, size), 0.55)
    picture[row > 52] = 0.3  # the meadow
    picture[(row > 28) & (row <= 54) & (column > 16) & (column < 48)] = 0.9  # the wall
    picture[(row > 10) & (row <= 28) & ((column - 32).abs() < row - 8)] = 0.15  # the roof
    picture[(row > 40) & (row <= 54) & (column > 36) & (column < 44)] = 0.2  # the door
    picture[(row > 34) & (row < 43) & (column > 21) & (column < 31)] = 0.45  # the window
    picture[(row - 9) ** 2 + (column - 54) ** 2 < 36] = 1.0  # the sun
    return picture


picture = house()
kernels = {
    "right neighbour: (1, -1)": torch.tensor([[1.0, -1.0]]),
    "lower neighbour: (1, -1) upright": torch.tensor([[1.0], [-1.0]]),
    "all around: 3 x 3 Laplacian": torch.tensor([[0.0, -1.0, 0.0], [-1.0, 4.0, -1.0], [0.0, -1.0, 0.0]]),
}

fig, axes = plt.subplots(1, 4, figsize=(11, 3.3))
show(axes[0], picture, "the picture")
for axis, (name, kernel) in zip(axes[1:], kernels.items(), strict=True):
    show(axis, corr2d(picture, kernel), name, limit=0.8)
fig.suptitle("Three edge detectors: red is positive, blue negative, white 0")
plt.show()

# %%
# %check corr2d

# %% [markdown]
# The first finds walls and misses the floor, the second the other way round. The slope of the roof shows in
# both. The sign tells in which direction it gets brighter.
#
# ### Convolution or cross-correlation?
#
# In mathematics a convolution flips the kernel: $Y_{ij} = \sum_{a,b} X_{i-a,\,j-b} K_{ab}$. That makes it
# commutative. Deep learning learns its kernels, and a learned kernel comes out flipped if the operation
# flips it, so nothing depends on it. Everybody computes the cross-correlation and calls it convolution; so
# do we. For a fixed kernel it matters:

# %%
step = torch.tensor([[0.0, 0.0, 1.0, 1.0]])
edge = torch.tensor([[1.0, -1.0]])
print("cross-correlation", corr2d(step, edge).tolist())
print("convolution      ", corr2d(step, edge.flip(0, 1)).tolist())

# %% [markdown]
# ## 2. Learning a kernel
#
# Suppose we know the picture and the answer, but not the kernel. Gradient descent finds it. The loss is the
# mean square of the difference,
#
# $$L = \frac{1}{H'W'} \sum_{ij} (Y_{ij} - \hat Y_{ij})^2, \qquad
# \frac{\partial L}{\partial K_{ab}} = \frac{2}{H'W'} \sum_{ij} (\hat Y_{ij} - Y_{ij})\, X_{i+a,\,j+b},$$
#
# and the gradient is a cross-correlation again: of the image with the error, a "kernel" of thousands of
# entries. It is quicker as a matrix product: `im2col` has a row for each entry $(a, b)$, with the pixels
# $X_{i+a,\,j+b}$ of all places. We let the kernel be larger than needed, $3 \times 3$, and start from zeros.

# %%
wanted = torch.tensor([[0.0, 0.0, 0.0], [1.0, 0.0, -1.0], [0.0, 0.0, 0.0]])
centred = picture - picture.mean()  # without the mean, all directions of the kernel learn at similar speed
answer = corr2d(centred, wanted)
seen = im2col(centred[None, None], (3, 3))[0]  # [9,H'*W']

learned = torch.zeros(3, 3)
losses, snapshots = [], {}
for iteration in range(401):
    error = corr2d(centred, learned) - answer
    losses.append(error.square().mean().item())
    if iteration in (0, 10, 50, 400):
        snapshots[iteration] = learned.clone()
    gradient = 2 * (seen @ error.flatten()).reshape(3, 3) / error.numel()
    learned -= 2.0 * gradient  # the learning rate is 2

fig, axes = plt.subplots(1, 5, figsize=(11, 2.6), width_ratios=[1.6, 1, 1, 1, 1])
axes[0].semilogy(losses, color=BLUE)
axes[0].set(title="Loss while a kernel is learned", xlabel="step", ylabel="mean squared error (no unit)")
axes[0].grid(color="#e2e8f0")
for axis, (iteration, kernel) in zip(axes[1:], snapshots.items(), strict=True):
    colours = axis.imshow(kernel, cmap="RdBu_r", vmin=-1, vmax=1)
    axis.set(
        title=f"after {iteration} steps", xticks=range(3), yticks=range(3), xlabel="column", ylabel="row"
    )
    for (a, b), entry in np.ndenumerate(kernel.numpy()):
        shade = "white" if abs(entry) > 0.7 else "black"
        axis.text(
            b, a, f"{round(float(entry), 2) + 0.0:.2f}", ha="center", va="center", fontsize=8, color=shade
        )
fig.colorbar(colours, ax=axes[-1], label="weight (no unit)")
plt.show()

# %%
# %check im2col

# %% [markdown]
# Nobody told it what an edge is. A convolutional network learns its kernels in the same way, hundreds at a
# time, and the first layer of nearly every one contains edge detectors in the end.
#
# Autograd gives the same gradient through your `corr2d`, provided that nothing on the way is detached:

# %%
trial = torch.randn(3, 3, generator=torch.Generator().manual_seed(0)).requires_grad_()
error = corr2d(centred, trial) - answer
error.square().mean().backward()
by_formula = 2 * corr2d(centred, error.detach()) / error.numel()
print(f"largest difference of the two gradients: {(trial.grad - by_formula).abs().max():.1e}")

# %% [markdown]
# ## 3. Padding, stride, dilation
#
# A $3 \times 3$ kernel has no place whose centre is at the border, so the result is smaller than the image.
# *Padding* puts a margin of $p$ zeros around it. *Stride* $s$ moves the kernel by $s$ pixels at a time.
# *Dilation* $d$ leaves gaps between its entries, so that it spans $d(k-1)+1$ pixels. Together:
#
# $$n' = \left\lfloor \frac{n + 2p - d(k-1) - 1}{s} \right\rfloor + 1.$$
#
# With $p = (k-1)/2$, odd $k$ and stride 1, the result is as large as the image ("same" padding).

# %%
settings = [
    {"padding": 0, "stride": 1, "dilation": 1},
    {"padding": 1, "stride": 1, "dilation": 1},
    {"padding": 1, "stride": 2, "dilation": 1},
    {"padding": 2, "stride": 1, "dilation": 2},
]
fig, axes = plt.subplots(1, 4, figsize=(11, 3.3))
for axis, setting in zip(axes, settings, strict=True):
    p, s, d = setting.values()
    places = conv_out_size(7, 3, **setting)
    axis.add_patch(plt.Rectangle((-p, -p), 7 + 2 * p, 7 + 2 * p, facecolor="#f1f5f9", edgecolor=GREY))
    axis.add_patch(plt.Rectangle((0, 0), 7, 7, facecolor="#bfdbfe", edgecolor=GREY))
    for a in range(3):
        for b in range(3):
            corner = (b * d - p + 0.08, a * d - p + 0.08)
            axis.add_patch(plt.Rectangle(corner, 0.84, 0.84, facecolor=ORANGE, alpha=0.6))
    centres = torch.arange(places) * s - p + d + 0.5
    x, y = torch.meshgrid(centres, centres, indexing="xy")
    axis.plot(x.flatten(), y.flatten(), ".", color=BLUE, markersize=5)
    axis.set(xlim=(-2.3, 9.3), ylim=(9.3, -2.3), aspect="equal", xlabel="column", ylabel="row")
    axis.set(xticks=range(0, 8, 2), yticks=range(0, 8, 2))
    axis.set_title(f"padding {p}, stride {s}, dilation {d}\n7 x 7 gives {places} x {places}")
fig.suptitle("A 3 x 3 kernel at its first place (orange), and the centres of all its places (dots)")
plt.show()

# %%
# %check conv_out_size

# %% [markdown]
# ## 4. Channels
#
# A colour image has three numbers for each pixel, a hidden layer as many as you like. A kernel then has a
# slice for each input channel, and the results are added; several kernels give several output channels:
#
# $$Y_{o,i,j} = b_o + \sum_{c} \sum_{a,b} X_{c,\,i+a,\,j+b}\, W_{o,c,a,b}, \qquad
# \mathbf W \in \mathbb R^{C_\text{out} \times C_\text{in} \times h \times w}.$$
#
# A $1 \times 1$ kernel looks at one pixel only. What is left is a linear layer over the channels, the same
# at every pixel. Here it turns a coloured picture into grey and into a map of "how blue".

# %%
colours = torch.stack([picture, picture.flip(1) * 0.8, 1 - picture])  # [3,64,64]: red, green, blue
mixers = torch.tensor([[0.299, 0.587, 0.114], [-0.5, -0.5, 1.0]])
mixed = conv2d(colours[None], mixers[:, :, None, None])[0]  # [2,64,64]

fig, axes = plt.subplots(1, 3, figsize=(9, 3.3))
axes[0].imshow(colours.permute(1, 2, 0))
axes[0].set(title="three channels in\n3 x 64 x 64", xlabel="column", ylabel="row")
show(axes[1], mixed[0], "0.3 red + 0.59 green + 0.11 blue")
show(axes[2], mixed[1], "blue - (red + green) / 2", limit=1.0)
fig.suptitle("A 1 x 1 convolution mixes the channels of each pixel by itself")
plt.show()

as_linear = torch.einsum("oc,chw->ohw", mixers, colours)
print(f"largest difference from a linear layer over channels: {(mixed - as_linear).abs().max():.1e}")

# %%
# %check pad2d conv2d

# %% [markdown]
# With *groups*, an output channel sees only its share of the input channels. As many groups as channels is a
# *depthwise* convolution; followed by a $1 \times 1$ convolution it replaces a full one at a fraction of the
# cost:

# %%
full, depthwise, pointwise = 128 * 128 * 3 * 3, 128 * 1 * 3 * 3, 128 * 128
print(f"128 to 128 channels, 3 x 3: {full:,} weights")
print(f"depthwise, then 1 x 1:      {depthwise + pointwise:,} weights")

# %% [markdown]
# ### Convolution is a matrix product
#
# `im2col` writes the pixels under the kernel at each place into a column. The kernels are the rows of a
# matrix. Their product is the convolution. It costs memory, as neighbouring places share most of their
# pixels, and gains speed, since nothing is as well tuned as a matrix product.

# %%
small = torch.arange(16.0).reshape(1, 1, 4, 4)
columns = im2col(small, (3, 3))[0]  # [9,4]
fig, (left, right) = plt.subplots(1, 2, figsize=(7, 3.6), width_ratios=[1, 0.7])
for axis, image in ((left, small[0, 0]), (right, columns)):
    axis.imshow(image, cmap="Blues", vmin=-4, vmax=22)
    for (i, j), entry in np.ndenumerate(image.numpy()):
        axis.text(j, i, f"{entry:.0f}", ha="center", va="center")
left.set(title="An image of 4 x 4 pixels", xlabel="column", ylabel="row", xticks=range(4), yticks=range(4))
right.set(title="im2col for a 3 x 3 kernel", xlabel="place", ylabel="kernel entry", xticks=range(4))
right.set_yticks(range(9))
plt.show()

# %% [markdown]
# ## 5. Pooling
#
# Max pooling keeps the largest answer of a window, average pooling the mean. Both make the image smaller
# and forget a little of where something was: shift the picture by a pixel, and what comes after the pooling
# changes less than the picture did.

# %%
edges = corr2d(picture, kernels["right neighbour: (1, -1)"])[None, None].abs()
moved = edges.roll(1, dims=3)
fig, axes = plt.subplots(1, 3, figsize=(9.5, 3.4))
show(axes[0], edges[0, 0], "edge strength")
show(axes[1], max_pool2d(edges, 4)[0, 0], "max_pool2d, k = 4")
show(axes[2], avg_pool2d(edges, 4)[0, 0], "avg_pool2d, k = 4")
fig.suptitle("Thin edges survive the maximum and fade in the mean")
plt.show()


def change(before: Tensor, after: Tensor) -> float:
    """The length of the difference relative to that of the image; unrelated images have about 1.4."""
    return ((after - before).norm() / before.norm()).item()


print(f"moved by one pixel, the edges change by {change(edges, moved):.2f},")
print(f"their maxima by {change(max_pool2d(edges, 4), max_pool2d(moved, 4)):.2f},")
print(f"their means by {change(avg_pool2d(edges, 4), avg_pool2d(moved, 4)):.2f}")

# %%
# %check max_pool2d avg_pool2d

# %% [markdown]
# Padding for a maximum is $-\infty$. With zeros, an image of negative numbers gets a border of zeros that
# nobody put there:

# %%
negative = -1 - torch.rand(1, 1, 4, 4, generator=torch.Generator().manual_seed(0))
with_zeros = max_pool2d(nn.functional.pad(negative, (1, 1, 1, 1)), 2)
print("margin of -inf:\n", max_pool2d(negative, 2, padding=1)[0, 0].numpy().round(2))
print("margin of 0:\n", with_zeros[0, 0].numpy().round(2))

# %% [markdown]
# ## 6. The receptive field
#
# How much of the image can one output pixel see? A layer with kernel $k_l$ widens the view by $k_l - 1$ of
# its input pixels, each of which is $s_1 s_2 \cdots s_{l-1}$ pixels of the image:
#
# $$r = 1 + \sum_l (k_l - 1) \prod_{m<l} s_m.$$
#
# No formula is needed to measure it: send a gradient back from one output pixel and see where it arrives.
# Your `conv2d` and `avg_pool2d` are differentiable, so autograd can do that.

# %%
mean_kernel = torch.full((1, 1, 3, 3), 1 / 9)


def seen_from_the_centre(layers: list[str]) -> Tensor:
    """The gradient of the central output pixel with respect to a [33,33] image."""
    image = torch.zeros(1, 1, 33, 33, requires_grad=True)
    y = image
    for layer in layers:
        y = conv2d(y, mean_kernel, padding=1) if layer == "conv" else avg_pool2d(y, 2)
    y[0, 0, y.shape[2] // 2, y.shape[3] // 2].backward()
    return image.grad[0, 0]


stacks = [["conv"], ["conv"] * 2, ["conv", "pool", "conv"], ["conv", "pool", "conv", "pool", "conv"]]
fig, axes = plt.subplots(1, 4, figsize=(11, 3.2))
for axis, layers in zip(axes, stacks, strict=True):
    field = seen_from_the_centre(layers)
    side = int((field.sum(dim=0) > 0).sum())
    axis.imshow(field / field.max(), cmap="magma")
    axis.set(title=f"{' - '.join(layers)}\nsees {side} x {side}", xlabel="column", ylabel="row")
    axis.title.set_fontsize(9)
fig.suptitle("Influence of each pixel on one output (3 x 3 convolutions, 2 x 2 pooling)")
plt.show()

# %% [markdown]
# Two $3 \times 3$ layers see as much as one of $5 \times 5$, with $18$ instead of $25$ weights and a
# nonlinearity between. A pooling layer doubles the reach of all that follows.
#
# ## 7. A network, with gradients by hand
#
# The digits of lesson 02, $8 \times 8$ pixels. The network: convolution with 16 kernels of $3 \times 3$,
# ReLU, $2 \times 2$ max pooling, and a linear layer from $16 \cdot 4 \cdot 4$ numbers to ten classes.
# Below, the gradient of the convolution comes from your `conv2d_backward`; what lies above is left to
# autograd, up to the output of the convolution.

# %%
with np.load(Path("..", "..", "datasets", "digits", "digits.npz")) as data:
    images = torch.from_numpy(data["images"]).float()[:, None] / 16  # [1797,1,8,8]
    labels = torch.from_numpy(data["labels"])

order = torch.randperm(len(images), generator=torch.Generator().manual_seed(0))
train_x, test_x = images[order[:1437]], images[order[1437:]]
train_y, test_y = labels[order[:1437]], labels[order[1437:]]

generator = torch.Generator().manual_seed(1)
w = torch.randn(16, 1, 3, 3, generator=generator) / 3  # the standard deviation is 1 / sqrt(9 inputs)
b = torch.zeros(16)
head = nn.Linear(16 * 4 * 4, 10)
with torch.no_grad():
    head.weight.normal_(std=1 / 16, generator=generator)
    head.bias.zero_()
start = [p.detach().clone() for p in (w, b, head.weight, head.bias)]


def scores(hidden: Tensor) -> Tensor:
    """From the output of the convolution to ten logits."""
    return head(max_pool2d(hidden.relu(), 2).flatten(1))


def percent_right() -> float:
    with torch.no_grad():
        right = scores(conv2d(test_x, w, b, padding=1)).argmax(dim=1) == test_y
    return 100 * right.float().mean().item()


LEARNING_RATE, BATCH_SIZE, EPOCHS = 0.3, 32, 8


def batches(seed: int) -> list[Tensor]:
    """The indices of each minibatch, in the same order for the same seed."""
    shuffled = torch.randperm(len(train_x), generator=torch.Generator().manual_seed(seed))
    return list(shuffled.split(BATCH_SIZE))


losses, accuracies = [], [percent_right()]
for epoch in ProgressBar(EPOCHS):
    for rows in batches(epoch):
        hidden = conv2d(train_x[rows], w, b, padding=1).requires_grad_()  # [n,16,8,8], a leaf
        loss = nn.functional.cross_entropy(scores(hidden), train_y[rows])
        dout, *head_grads = torch.autograd.grad(loss, [hidden, *head.parameters()])
        _, dw, db = conv2d_backward(dout, train_x[rows], w, padding=1)
        with torch.no_grad():
            for parameter, grad in zip((w, b, *head.parameters()), (dw, db, *head_grads), strict=True):
                parameter -= LEARNING_RATE * grad
        losses.append(loss.item())
    accuracies.append(percent_right())

# %%
# %check conv2d_backward

# %%
smooth = np.convolve(losses, np.full(15, 1 / 15), mode="valid")
fig, (left, right) = plt.subplots(1, 2, figsize=(9, 3.2))
left.plot(losses, color=BLUE, alpha=0.25, label="each minibatch")
left.plot(np.arange(len(smooth)) + 7, smooth, color=BLUE, label="mean of 15")
left.set(title="Training loss", xlabel="step", ylabel="cross-entropy (nats)", ylim=(0, None))
left.legend()
right.plot(accuracies, "o-", color=ORANGE)
right.axhline(95.6, color=GREY, linestyle="--", linewidth=1)
right.text(EPOCHS, 88, "dashed: softmax regression, lesson 02", color=GREY, ha="right", va="top")
right.set(
    title="Test accuracy",
    xlabel="epoch",
    ylabel="images that are right (%)",
    xlim=(0.7, 8.3),
    ylim=(80, 100.5),
)
plt.show()
print(f"{accuracies[-1]:.1f} % of the test images are right")

# %%
sample = test_x[:1]
limit = w.abs().max().item()
responses = conv2d(sample, w, b, padding=1)[0].relu()
fig, axes = plt.subplots(4, 9, figsize=(10, 4.6))
for axis in axes.flat:
    axis.axis("off")
axes[0, 0].imshow(sample[0, 0], cmap="gray_r")
axes[0, 0].set_title(f"a {test_y[0]}")
for k in range(16):
    row, column = 2 * (k // 8), 1 + k % 8
    axes[row, column].imshow(w[k, 0], cmap="RdBu_r", vmin=-limit, vmax=limit)
    axes[row, column].set_title(f"kernel {k}", fontsize=8)
    axes[row + 1, column].imshow(responses[k], cmap="gray_r")
fig.suptitle("The learned kernels, and below each its answer to the image after ReLU")
plt.show()

# %% [markdown]
# ## 8. The same in PyTorch
#
# First the operations one by one, against `nn.Conv2d` and PyTorch's pooling:

# %%
x = torch.randn(2, 4, 11, 9, generator=torch.Generator().manual_seed(2), dtype=torch.float64)
for options in (
    {"kernel_size": 3},
    {"kernel_size": (3, 2), "stride": (2, 1), "padding": (1, 0)},
    {"kernel_size": 3, "padding": 2, "dilation": 2, "groups": 2},
):
    layer = nn.Conv2d(4, 6, dtype=torch.float64, **options)
    mine = conv2d(x, layer.weight, layer.bias, layer.stride, layer.padding, layer.dilation, layer.groups)
    print(f"{options!s:66} largest difference {(mine - layer(x)).abs().max():.1e}")
pools = {
    "max_pool2d": max_pool2d(x, 3, 2, 1) - nn.MaxPool2d(3, 2, 1)(x),
    "avg_pool2d": avg_pool2d(x, 3, 2, 1) - nn.AvgPool2d(3, 2, 1)(x),
    "avg_pool2d, margin left out": avg_pool2d(x, 3, 2, 1, False)
    - nn.AvgPool2d(3, 2, 1, count_include_pad=False)(x),
}
for name, difference in pools.items():
    print(f"{name:66} largest difference {difference.abs().max():.1e}")

# %% [markdown]
# Then the whole network. A module of our own holds the parameters and calls `conv2d`; that is all that
# `nn.Conv2d` is. From the same start and with the same batches both must end alike.


# %%
class Conv2D(nn.Module):
    """A convolution layer with your function inside."""

    def __init__(self, inputs: int, outputs: int, side: int, padding: int = 0) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.empty(outputs, inputs, side, side))
        self.bias = nn.Parameter(torch.empty(outputs))
        self.padding = padding

    def forward(self, x: Tensor) -> Tensor:
        return conv2d(x, self.weight, self.bias, padding=self.padding)


def train(first: nn.Module, pool: nn.Module) -> nn.Module:
    model = nn.Sequential(first, nn.ReLU(), pool, nn.Flatten(), nn.Linear(256, 10))
    with torch.no_grad():
        for parameter, value in zip(model.parameters(), start, strict=True):
            parameter.copy_(value)
    optimizer = torch.optim.SGD(model.parameters(), lr=LEARNING_RATE)
    for epoch in ProgressBar(EPOCHS):
        for rows in batches(epoch):
            loss = nn.functional.cross_entropy(model(train_x[rows]), train_y[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    return model


models = {
    "nn.Conv2d": train(nn.Conv2d(1, 16, 3, padding=1), nn.MaxPool2d(2)),
    "your conv2d in a module": train(Conv2D(1, 16, 3, padding=1), nn.MaxPool2d(2)),
}
print(f"{'conv2d_backward by hand':26}{accuracies[-1]:.1f} % right")
for name, model in models.items():
    with torch.no_grad():
        share = (model(test_x).argmax(dim=1) == test_y).float().mean()
    difference = (model[0].weight - w).abs().max()
    print(f"{name:26}{100 * share:.1f} % right, kernels differ by at most {difference:.1e}")

# %% [markdown]
# ## 9. Quiz
#
# 1. An image of $224 \times 224$ goes through a $7 \times 7$ convolution with stride 2 and padding 3. How
#    large is the result?
# 2. How many parameters has a $3 \times 3$ convolution with bias from 64 to 128 channels? Does it depend on
#    the size of the image?
# 3. The kernel $(1, -1)$ answers to a bright stripe with two lines. Which signs do they have?
# 4. Three $3 \times 3$ layers with stride 1 follow each other. How large is the receptive field? And if the
#    first has stride 2?
# 5. Someone initialises all kernels of a layer with the same number. What goes wrong?
# 6. Does a max pooling layer have parameters? Where does its gradient go?
# 7. The gradient of a convolution with stride 1 with respect to its input is itself a convolution. With which
#    kernel, and with which padding?

# %% [markdown]
# &nbsp;
#
# Take a sheet of paper before you read on.
#
# &nbsp;

# %% [markdown]
# ### Answers
#
# 1. $\lfloor (224 + 6 - 7) / 2 \rfloor + 1 = 112$ on each side.
# 2. $128 \cdot 64 \cdot 9 + 128 = 73{,}856$. It does not; only the amount of arithmetic does.
# 3. Entering the stripe from the left, the pixel is darker than its right neighbour: negative. Leaving it:
#    positive.
# 4. $1 + 2 + 2 + 2 = 7$. With stride 2 in the first layer, $1 + 2 + 2 \cdot 2 + 2 \cdot 2 = 11$.
# 5. All output channels compute the same and get the same gradient, so they stay equal for ever: the layer
#    has one kernel in effect.
# 6. It has none. The gradient of an output goes to the one pixel that was the largest, all others get 0.
# 7. With the kernels flipped in both directions and input and output channels exchanged, on the gradient
#    padded with $k - 1$ zeros at each side ("full" padding).

# %% [markdown]
# ## Read on
#
# - Dive into Deep Learning, chapter 7: https://d2l.ai/chapter_convolutional-neural-networks/
# - Dumoulin and Visin, A guide to convolution arithmetic for deep learning: https://arxiv.org/abs/1603.07285
# - Goodfellow, Bengio and Courville, Deep Learning, chapter 9: https://www.deeplearningbook.org
