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
# # Batch normalisation and residual networks
#
# Until 2015, networks of more than twenty layers hardly learned. Two ideas changed that. *Batch norm* keeps
# the numbers between layers at mean 0 and deviation 1. *Residual connections* give the gradient a way round
# the layers. Nearly every deep network since then uses a norm and skips.
#
# After this lesson you can
#
# - write batch norm, layer norm and RMS norm, and the backward pass of batch norm, by hand;
# - say what train and eval mode do, and see the symptoms of the wrong mode;
# - build ResNets and DenseNets from their blocks, and show why a plain network of that depth learns badly;
# - fold a trained batch norm into the convolution before it.
#
# You write the nine parts in `bn_resnet.py`, beside this notebook. Cells that need a part which you have not
# written yet stop with `NotImplementedError`. Write it, and run the cell again: the notebook reloads your
# module by itself. `%check NAME` runs the visible checks of a part, `%check` those of all, and `%hint NAME`
# helps when you are stuck.

# %%
# %load_ext autograder

# %%
import copy
import time
from collections.abc import Callable
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import torch
from bn_resnet import (
    BatchNorm,
    DenseBlock,
    Residual,
    batch_norm,
    batch_norm_backward,
    fuse_conv_bn,
    layer_norm,
    resnet_block,
    rms_norm,
)
from torch import Tensor, nn
from torch.nn import functional as F

BLUE, ORANGE, GREY, GREEN = "#2563eb", "#ea580c", "#64748b", "#16a34a"
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

# %% [markdown]
# The data are the digits of lesson 02: 1,797 grey images of $8 \times 8$ pixels. They are small, so a whole
# experiment takes seconds.

# %%
with np.load(Path("..", "..", "datasets", "digits", "digits.npz")) as data:
    images = torch.from_numpy(data["images"]).float()[:, None] / 16  # [1797,1,8,8]
    labels = torch.from_numpy(data["labels"])

order = torch.randperm(len(images), generator=torch.Generator().manual_seed(0))
train_x, test_x = images[order[:1437]], images[order[1437:]]
train_y, test_y = labels[order[:1437]], labels[order[1437:]]

# %% [markdown]
# ## 1. What happens to the numbers on their way
#
# A layer learns from numbers that all layers before it have made, and these layers change at each step. Their
# numbers can also shrink or grow from layer to layer. Here a batch goes through ten linear layers with ReLU,
# whose weights are a little too small.

# %%
generator = torch.Generator().manual_seed(0)
plain = normed = train_x[:256].flatten(1)  # [256,64]
spreads: dict[str, list[float]] = {"without batch norm": [], "with batch norm": []}
for _ in range(10):
    weight = torch.randn(64, 64, generator=generator) * 0.1
    plain, normed = (plain @ weight), (normed @ weight)
    normed = (normed - normed.mean(0)) / (normed.var(0, correction=0) + 1e-5).sqrt()
    spreads["without batch norm"].append(plain.std(0).mean().item())
    spreads["with batch norm"].append(normed.std(0).mean().item())
    plain, normed = plain.relu(), normed.relu()

fig, (left, right) = plt.subplots(1, 2, figsize=(9.5, 3.2))
for (name, values), colour in zip(spreads.items(), (GREY, BLUE), strict=True):
    left.semilogy(range(1, 11), values, "o-", color=colour, label=name)
left.set(
    title="Spread of the numbers before ReLU", xlabel="layer (number)", ylabel="standard deviation (no unit)"
)
left.legend()
for values, name, colour in ((plain, "without", GREY), (normed, "with", BLUE)):
    right.hist(
        values[values > 0], np.logspace(-6, 1, 60), color=colour, alpha=0.6, label=f"{name} batch norm"
    )
right.set(title="Positive numbers after layer 10", xlabel="value (no unit)", ylabel="how many (number)")
right.set_xscale("log")
right.legend()
plt.show()
assert spreads["without batch norm"][-1] < 0.05 < 0.9 < spreads["with batch norm"][-1]

# %% [markdown]
# Without batch norm the numbers vanish, and gradients vanish with them. With it, the scale of the weights
# doesn't matter any more.
#
# ## 2. Batch norm
#
# For each feature, or each channel of images, take the mean and the variance over the batch:
#
# $$\mu = \frac 1 n \sum_i x_i, \qquad \sigma^2 = \frac 1 n \sum_i (x_i - \mu)^2, \qquad
# y_i = \gamma\, \frac{x_i - \mu}{\sqrt{\sigma^2 + \epsilon}} + \beta.$$
#
# The learned numbers $\gamma$ and $\beta$ give back what the normalisation took: with $\gamma = \sigma$ and
# $\beta = \mu$ nothing would change. For images, $n = N \cdot H \cdot W$, because a kernel means the same
# everywhere in the image. The picture shows which numbers share a mean.

# %%
fig, axes = plt.subplots(1, 3, figsize=(10.5, 3.6), subplot_kw={"projection": "3d"})
shape = (4, 3, 5)  # samples, channels, pixels
for axis, (name, chosen) in zip(
    axes,
    {
        "batch norm: a channel": (slice(None), 0, slice(None)),
        "layer norm: all of a sample": (0, slice(None), slice(None)),
        "layer norm over channels: a pixel": (0, slice(None), 0),
    }.items(),
    strict=True,
):
    filled = np.ones(shape, dtype=bool)
    colours = np.full(shape, "#e2e8f0", dtype=object)
    colours[chosen] = BLUE
    axis.voxels(filled, facecolors=colours, edgecolor="#94a3b8", linewidth=0.5)
    axis.set(title=name, xlabel="sample", ylabel="channel", zlabel="pixel")
    axis.set(xticks=[], yticks=[], zticks=[])
    axis.view_init(elev=22, azim=-125)
fig.suptitle("The blue numbers share one mean and one variance")
plt.show()

# %% [markdown]
# ### Train and eval
#
# A trained network must give an image the same scores whatever is in the batch with it. So batch norm
# remembers running statistics while it trains, and uses them afterwards:
#
# $$\hat\mu \leftarrow (1 - m)\, \hat\mu + m\, \mu, \qquad
# \hat\sigma^2 \leftarrow (1 - m)\, \hat\sigma^2 + m\, \tfrac{n}{n-1}\, \sigma^2.$$
#
# Mind three conventions:
#
# | | PyTorch and this lesson | elsewhere |
# |---|---|---|
# | momentum $m$ | the share of the new batch, 0.1 | TensorFlow: the share of the old value, 0.99 |
# | variance in $y$ | biased, divided by $n$ | the same |
# | running variance | unbiased, divided by $n - 1$ | TensorFlow: biased, except in its fused version |
#
# **Your turn:** write `batch_norm`. It returns the new running statistics and changes no argument.

# %%
x = torch.randn(6, 3, 4, 4, generator=torch.Generator().manual_seed(1)) * 2 + 5
gamma, beta = torch.tensor([1.0, 2.0, 0.5]), torch.tensor([0.0, -1.0, 3.0])
y, new_mean, new_var = batch_norm(x, gamma, beta, torch.zeros(3), torch.ones(3), training=True)
print("mean of each channel of y:     ", [round(v, 3) + 0.0 for v in y.mean((0, 2, 3)).tolist()])
print("deviation of each channel of y:", [round(v, 3) for v in y.std((0, 2, 3), correction=0).tolist()])
print("running mean after one batch:  ", [round(v, 3) for v in new_mean.tolist()])
assert torch.allclose(y.mean((0, 2, 3)), beta, atol=1e-4)

# %%
# %check batch_norm

# %% [markdown]
# The deviations are $\gamma$ and the means $\beta$. After one batch the running mean is a tenth of the way
# from 0 to 5.
#
# ## 3. A layer, and LeNet with it
#
# A layer needs a place for the four vectors. $\gamma$ and $\beta$ are *parameters*: gradients reach them, and
# the optimizer changes them. The running statistics are *buffers*: no optimizer changes them, but the
# `state_dict` saves them, and `.to(device)` moves them.
#
# **Your turn:** write `BatchNorm`.

# %%
layer = BatchNorm(6, num_dims=4)
print("parameters:", [name for name, _ in layer.named_parameters()])
print("buffers:   ", [name for name, _ in layer.named_buffers()])

# %%
# %check BatchNorm

# %% [markdown]
# Now LeNet of lesson 07, cut to $8 \times 8$ pixels, with its sigmoids. One version has your layer before
# each activation. Both start with the same weights and see the same batches.


# %%
def lenet(with_norm: bool, momentum: float = 0.1) -> nn.Sequential:
    """LeNet for [N,1,8,8], with or without batch norm before each activation."""

    def norm(features: int, num_dims: int) -> nn.Module:
        return BatchNorm(features, num_dims, momentum) if with_norm else nn.Identity()

    torch.manual_seed(3)
    return nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=2),
        norm(6, 4),
        nn.Sigmoid(),
        nn.AvgPool2d(2),
        nn.Conv2d(6, 16, 3, padding=1),
        norm(16, 4),
        nn.Sigmoid(),
        nn.AvgPool2d(2),
        nn.Flatten(),
        nn.Linear(64, 48),
        norm(48, 2),
        nn.Sigmoid(),
        nn.Linear(48, 32),
        norm(32, 2),
        nn.Sigmoid(),
        nn.Linear(32, 10),
    )


def batches(epoch: int, size: int = 96) -> list[Tensor]:
    """The indices of each minibatch, the same for the same epoch. The rest is left out."""
    shuffled = torch.randperm(len(train_x), generator=torch.Generator().manual_seed(epoch))
    return [rows for rows in shuffled.split(size) if len(rows) == size]


def weight_grads(model: nn.Module) -> list[float]:
    """The norm of the gradient of each weight matrix or kernel, first layer first."""
    return [p.grad.norm().item() for p in model.parameters() if p.dim() > 1]


def train(model: nn.Module, epochs: int, lr: float) -> tuple[list[float], list[list[float]]]:
    """Train with SGD. Return the loss and the norms of the gradients at each step."""
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    losses, norms = [], []
    model.train()
    for epoch in range(epochs):
        for rows in batches(epoch):
            loss = F.cross_entropy(model(train_x[rows]), train_y[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
            norms.append(weight_grads(model))
    return losses, norms


def percent_right(model: nn.Module) -> float:
    """The test accuracy in eval mode, in %."""
    model.eval()
    with torch.no_grad():
        return 100 * (model(test_x).argmax(1) == test_y).float().mean().item()


models = {"without batch norm": lenet(False), "with batch norm": lenet(True)}
runs = {name: train(model, epochs=10, lr=1.0) for name, model in models.items()}
accuracies = {name: percent_right(model) for name, model in models.items()}
for name, accuracy in accuracies.items():
    print(f"LeNet {name:20}{accuracy:5.1f} % of the test images are right after 10 epochs")
assert accuracies["with batch norm"] > 90 > 60 > accuracies["without batch norm"]

# %%
fig, (left, right) = plt.subplots(1, 2, figsize=(10, 3.4))
for (name, (losses, norms)), colour in zip(runs.items(), (GREY, BLUE), strict=True):
    left.plot(losses, color=colour, label=name)
    right.semilogy(range(1, 6), norms[0], "o-", color=colour, label=name)
left.axhline(np.log(10), color=GREY, linestyle=":", linewidth=1)
left.set(
    title="Training loss (dotted: guessing)", xlabel="step", ylabel="cross-entropy (nats)", ylim=(0, None)
)
left.legend()
right.set(
    title="Gradient at the first step",
    xlabel="layer (number)",
    ylabel="norm of the gradient (no unit)",
    xticks=range(1, 6),
)
right.legend()
plt.show()
shrinkage = {name: norms[0][-1] / norms[0][0] for name, (_, norms) in runs.items()}
for name, factor in shrinkage.items():
    print(f"{name:20} the last layer's gradient is {factor:7.1f} times the first layer's")

# %% [markdown]
# Four sigmoids, each with a slope of at most 1/4, shrink the gradient on its way back to the first layer.
# Batch norm divides by a small deviation on the way forward, and so multiplies by a large number on the way
# back.
#
# ### The wrong mode
#
# A frequent bug with batch norm is a forgotten `model.eval()`. The same trained network, asked in
# three ways:

# %%
model = models["with batch norm"]
by_label = test_y.argsort()


def percent_in_train_mode(model: nn.Module, rows: Tensor, size: int) -> float:
    """The accuracy of a copy in train mode, for batches of this size in this order, in %."""
    trial = copy.deepcopy(model).train()
    with torch.no_grad():
        guesses = torch.cat([trial(test_x[part]).argmax(1) for part in rows.split(size) if len(part) > 1])
    return 100 * (guesses == test_y[rows][: len(guesses)]).float().mean().item()


shuffled_rows = torch.arange(len(test_x))
modes = {
    "eval mode": percent_right(model),
    "train mode,\nshuffled, 36 a batch": percent_in_train_mode(model, shuffled_rows, 36),
    "train mode,\nshuffled, 2 a batch": percent_in_train_mode(model, shuffled_rows, 2),
    "train mode,\nsorted by digit, 36 a batch": percent_in_train_mode(model, by_label, 36),
}
fig, axis = plt.subplots(figsize=(8, 3))
bars = axis.bar(list(modes), list(modes.values()), color=[BLUE, ORANGE, ORANGE, ORANGE])
axis.bar_label(bars, fmt="%.0f %%")
axis.set(
    title="One network, four ways to ask it",
    xlabel="mode and batches (no unit)",
    ylabel="images that are right (%)",
)
axis.set_ylim(0, 110)
plt.show()
assert modes["eval mode"] > 90
assert modes["train mode,\nsorted by digit, 36 a batch"] < 60

# %% [markdown]
# In train mode the answer for one image depends on its neighbours. If all of them show the same digit, batch
# norm subtracts just what they have in common: that they show this digit. With a shuffled large batch the bug
# hardly shows, so tests with large batches miss it.
#
# A batch of one has no variance at all. PyTorch refuses it, and so do you:

# %%
try:
    copy.deepcopy(model).train()(test_x[:1])
except ValueError as error:
    print("ValueError:", error)
print(
    "In eval mode a single image is fine:", model.eval()(test_x[:1]).argmax(1).item(), "is", test_y[0].item()
)

# %% [markdown]
# ### Momentum
#
# The running mean follows the batches. Below, the input of a layer has the mean 0 at first. At step 100 it
# jumps to 2, as if the layers before had changed.

# %%
generator = torch.Generator().manual_seed(0)
stream = [torch.randn(16, 1, generator=generator) + (2.0 if step >= 100 else 0.0) for step in range(300)]
fig, axis = plt.subplots(figsize=(8, 3))
axis.plot([batch.mean().item() for batch in stream], ".", color="#cbd5e1", label="mean of each batch")
followed = {}
for momentum, colour in ((0.01, GREEN), (0.1, BLUE), (0.9, ORANGE)):
    bn = BatchNorm(1, num_dims=2, momentum=momentum)
    followed[momentum] = []
    for batch in stream:
        bn(batch)
        followed[momentum].append(bn.running_mean.item())
    axis.plot(followed[momentum], color=colour, linewidth=1.5, label=f"momentum {momentum}")
axis.set(title="The running mean follows the data", xlabel="step", ylabel="running mean (no unit)")
axis.legend(loc="upper left")
plt.show()
late = {momentum: np.std(values[200:]) for momentum, values in followed.items()}
assert late[0.9] > 2 * late[0.1]
assert followed[0.01][150] < 1 < followed[0.1][150]

# %% [markdown]
# A large momentum is noisy: it knows little more than the last batch. A small one is late. After a short
# training with momentum 0.01, eval mode still uses much of the first values 0 and 1:

# %%
for momentum in (0.1, 0.01):
    trial = lenet(True, momentum)
    train(trial, epochs=4, lr=1.0)
    in_eval, in_train = percent_right(trial), percent_in_train_mode(trial, shuffled_rows, 36)
    print(f"momentum {momentum:4}: {in_eval:4.1f} % right in eval mode, {in_train:4.1f} % in train mode")
assert in_eval < in_train - 15

# %% [markdown]
# The weights are the same in both runs, because train mode doesn't use the running statistics. Only these
# statistics are wrong in the second one. If a network seems to learn and eval mode guesses, look here first.
#
# ## 4. The backward pass by hand
#
# Let $z = (x - \mu) / \sqrt{\sigma^2 + \epsilon}$ and $g = \partial L / \partial y$. Each $x_i$ acts on the
# loss directly, through $\mu$ and through $\sigma^2$. The three parts add up to
#
# $$\frac{\partial L}{\partial x_i} = \frac{\gamma}{\sqrt{\sigma^2 + \epsilon}}
# \left( g_i - \overline{g} - z_i\, \overline{g z} \right).$$
#
# The bars are means over the batch. You can read it: batch norm doesn't feel a shift of all $x$, so the
# gradient has no part in the direction $(1, \dots, 1)$. It hardly feels a stretch either, so there is
# almost no part in the direction of $z$.
#
# **Your turn:** write `batch_norm_backward`.

# %%
generator = torch.Generator().manual_seed(2)
x = torch.randn(32, 4, generator=generator, dtype=torch.float64, requires_grad=True)
gamma = torch.rand(4, generator=generator, dtype=torch.float64, requires_grad=True)
beta = torch.zeros(4, dtype=torch.float64, requires_grad=True)
dout = torch.randn(32, 4, generator=generator, dtype=torch.float64)

by_hand = batch_norm_backward(dout, x.detach(), gamma.detach())
statistics = torch.zeros(4, dtype=torch.float64), torch.ones(4, dtype=torch.float64)
by_autograd = torch.autograd.grad(
    batch_norm(x, gamma, beta, *statistics, training=True)[0], (x, gamma, beta), dout
)
for name, hand, engine in zip(("x", "gamma", "beta"), by_hand, by_autograd, strict=True):
    print(f"gradient of {name:6} largest difference from autograd: {(hand - engine).abs().max():.1e}")
    assert torch.allclose(hand, engine)

z = (x - x.mean(0)).detach()
z = z / z.norm(dim=0)
along_ones, along_z = by_hand[0].sum(0).abs().max(), (by_hand[0] * z).sum(0).abs().max()
print(f"dx in the direction of ones: {along_ones:.1e}, of z: {along_z:.1e}")
assert along_ones < 1e-10
assert along_z < 1e-3 * by_hand[0].norm()

# %%
# %check batch_norm_backward

# %% [markdown]
# ### A bias before batch norm is useless
#
# Batch norm subtracts the mean, and with it every bias of the layer before. The gradient of that bias is 0 up
# to rounding. This is why many networks write `nn.Conv2d(..., bias=False)` before batch norm.

# %%
trial = copy.deepcopy(models["with batch norm"]).train()
F.cross_entropy(trial(train_x[:96]), train_y[:96]).backward()
of_weight, of_bias = (p.grad.norm().item() for p in trial[0].parameters())
print(f"first convolution: gradient of the weight {of_weight:.1e}, of the bias {of_bias:.1e}")
assert of_bias < 1e-5 * of_weight

# %% [markdown]
# ## 5. Norms without a batch
#
# *Layer norm* takes mean and variance over the features of one sample. Nothing depends on the batch, so train
# and eval mode don't differ, and a batch of one is no problem. Transformers (lesson 16) use it for words.
# *RMS norm* leaves out the mean and the bias:
#
# $$\text{layer norm: } y = w\, \frac{x - \mu}{\sqrt{\sigma^2 + \epsilon}} + b, \qquad
# \text{RMS norm: } y = w\, \frac{x}{\sqrt{\frac 1 D \sum_j x_j^2 + \epsilon}}.$$
#
# **Your turn:** write `layer_norm` and `rms_norm`. Then we take one image, put it into batches of other
# images, and measure how much its normalised numbers depend on the others.

# %%
generator = torch.Generator().manual_seed(5)
features = (train_x.flatten(1) @ torch.randn(64, 32, generator=generator)) / 8  # [1437,32]
ones, zeros = torch.ones(32), torch.zeros(32)
norms_by_name: dict[str, Callable[[Tensor], Tensor]] = {
    "batch norm": lambda v: batch_norm(v, ones, zeros, zeros, ones, training=True)[0],
    "layer norm": lambda v: layer_norm(v, ones, zeros),
    "RMS norm": lambda v: rms_norm(v, ones),
}
sizes = [2, 4, 8, 16, 32, 64, 128]
spread = {name: [] for name in norms_by_name}
for size in sizes:
    companions = [torch.randperm(1436, generator=generator)[: size - 1] + 1 for _ in range(30)]
    for name, norm in norms_by_name.items():
        firsts = torch.stack([norm(torch.cat([features[:1], features[rows]]))[0] for rows in companions])
        spread[name].append(firsts.std(0).mean().item())

fig, axis = plt.subplots(figsize=(7.5, 3.2))
for (name, values), colour, marker in zip(spread.items(), (BLUE, ORANGE, GREEN), "os^", strict=True):
    axis.plot(sizes, values, f"{marker}-", color=colour, label=name)
axis.set_xscale("log", base=2)
axis.set(title="How much one image depends on the others in its batch", xlabel="batch size (images)")
axis.set_ylabel("deviation of its numbers (no unit)")
axis.legend()
plt.show()
assert max(spread["layer norm"] + spread["RMS norm"]) < 1e-5
assert spread["batch norm"][0] > 4 * spread["batch norm"][-1]

# %%
# %check layer_norm rms_norm

# %% [markdown]
# With two samples, batch norm only says which of both is larger: each number becomes about 1 or -1. Layer
# norm doesn't change. At batch size 1, batch norm can't work in training, and layer norm works as ever:

# %%
print(
    "layer norm of a single image:",
    [round(v, 2) for v in layer_norm(features[:1], ones, zeros)[0, :5].tolist()],
)
print(
    "the same in a batch of 100:  ",
    [round(v, 2) for v in layer_norm(features[:100], ones, zeros)[0, :5].tolist()],
)

# %% [markdown]
# Large language models compute in float16 or bfloat16. There the square of 300 is already infinite, so your
# `rms_norm` averages in float32 and goes back:

# %%
half = torch.tensor([[300.0, -400.0, 500.0, 100.0]], dtype=torch.float16)
naive = half / (half.square().mean(-1, keepdim=True) + 1e-6).sqrt()
print("squares in float16:", naive.tolist())
print("squares in float32:", [round(v, 2) for v in rms_norm(half, torch.ones(4).half())[0].tolist()])
assert not naive.any()

# %% [markdown]
# ## 6. Residual networks
#
# Stack more layers, and a plain network gets *worse*, even on the training data. It need not be: the further
# layers could pass on what they get. But this is hard to learn with convolutions and ReLU. A residual block
# makes it the starting point. It learns only the difference,
#
# $$y = \text{relu}\bigl(f(x) + x\bigr), \qquad f = \text{bn}_2 \circ \text{conv}_2 \circ \text{relu} \circ
# \text{bn}_1 \circ \text{conv}_1 .$$
#
# The derivative of $f(x) + x$ is $f'(x) + 1$. The 1 carries the gradient through any number of blocks.

# %%
fig, axis = plt.subplots(figsize=(9.5, 2.4))
axis.axis("off")
axis.set(title="A residual block", xlim=(0, 10), ylim=(0, 3))
for middle, text in zip(
    (1.8, 2.9, 3.9, 5.0, 6.1, 8.6), ("conv1", "bn1", "relu", "conv2", "bn2", "relu"), strict=True
):
    axis.text(middle, 1, text, ha="center", va="center", bbox={"boxstyle": "round", "facecolor": "#dbeafe"})
axis.text(
    4,
    2.4,
    "x, or conv3 (1x1) of x",
    ha="center",
    va="center",
    bbox={"boxstyle": "round", "facecolor": "#ffedd5"},
)
axis.text(7.3, 1, "+", ha="center", va="center", fontsize=16)
for start, end in (((0.3, 1), (7.1, 1)), ((7.5, 1), (9.7, 1))):
    axis.annotate("", end, start, arrowprops={"arrowstyle": "->", "color": GREY}, zorder=0)
axis.plot([0.7, 0.7, 7.3], [1, 2.4, 2.4], color=ORANGE, zorder=0)
axis.annotate("", (7.3, 1.2), (7.3, 2.4), arrowprops={"arrowstyle": "->", "color": ORANGE})
plt.show()

# %% [markdown]
# **Your turn:** write `Residual` and `resnet_block`. Then we compare networks of the same depth and the same
# layers, one with skips and one without. Both have batch norm.


# %%
class Plain(nn.Module):
    """The layers of a residual block, without the skip connection."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv2d(channels, channels, 3, padding=1),
            nn.BatchNorm2d(channels),
            nn.ReLU(),
            nn.Conv2d(channels, channels, 3, padding=1),
            nn.BatchNorm2d(channels),
            nn.ReLU(),
        )

    def forward(self, x: Tensor) -> Tensor:
        return self.layers(x)


def deep(block: Callable[[int], nn.Module], count: int) -> nn.Sequential:
    """A network of `count` blocks with 8 channels at 4 x 4 pixels."""
    torch.manual_seed(0)
    stem = [nn.Conv2d(1, 8, 3, stride=2, padding=1), nn.BatchNorm2d(8), nn.ReLU()]
    return nn.Sequential(*stem, *[block(8) for _ in range(count)], nn.Flatten(), nn.Linear(128, 10))


kinds: dict[str, Callable[[int], nn.Module]] = {"plain": Plain, "residual": lambda n: Residual(n, n)}
deep_runs = {}
for count in (2, 20):
    for name, block in kinds.items():
        deep_runs[name, count] = train(deep(block, count), epochs=4, lr=0.02)

fig, axes = plt.subplots(1, 2, figsize=(10.5, 3.5))
for (name, count), (losses, norms) in deep_runs.items():
    colour, style = (BLUE if name == "residual" else GREY), ("-" if count == 20 else ":")
    axes[0].plot(losses, style, color=colour, label=f"{name}, {2 * count + 1} convolutions")
    if count == 20:
        kernels = norms[0][: 2 * count + 1]
        axes[1].semilogy(range(1, len(kernels) + 1), kernels, color=colour, label=name)
axes[0].set(title="Training loss", xlabel="step", ylabel="cross-entropy (nats)", ylim=(0, None))
axes[0].legend()
axes[1].set(title="Gradient at the first step, 41 convolutions", xlabel="convolution (number)")
axes[1].set_ylabel("norm of the gradient (no unit)")
axes[1].legend()
plt.show()
final = {key: float(np.mean(losses[-10:])) for key, (losses, _) in deep_runs.items()}
for (name, count), loss in final.items():
    kernels = deep_runs[name, count][1][0][: 2 * count + 1]
    span = f"the largest gradient is {max(kernels) / min(kernels):4.0f} times the smallest"
    print(f"{name:9} {2 * count + 1:3} convolutions: loss {loss:.2f} nats at the end; {span}")
assert final["plain", 20] > final["plain", 2] + 0.3
assert final["residual", 20] < final["plain", 20] - 0.3

# %%
# %check Residual resnet_block

# %% [markdown]
# The deep plain network is worse than the shallow one, on the data that it learns. So this is no overfitting:
# it can't be trained well. Batch norm keeps its numbers in range, but not its gradients: they differ so much
# between layers that no learning rate suits all. With skips they are alike, and depth does no harm.
#
# ### A small ResNet
#
# ResNet-18 has a stem and four stages of two blocks, with 64, 128, 256 and 512 channels. Each stage but the
# first halves the size. For $8 \times 8$ pixels, three stages with 8, 16 and 32 channels are plenty:


# %%
def resnet() -> nn.Sequential:
    torch.manual_seed(0)
    return nn.Sequential(
        nn.Conv2d(1, 8, 3, padding=1),
        nn.BatchNorm2d(8),
        nn.ReLU(),
        resnet_block(8, 8, 2, first_block=True),
        resnet_block(8, 16, 2),
        resnet_block(16, 32, 2),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Linear(32, 10),
    )


def show_shapes(model: nn.Module) -> None:
    x = train_x[:2]
    for layer in model:
        x = layer(x)
        print(f"{type(layer).__name__:18}{list(x.shape)}")


show_shapes(resnet())

# %% [markdown]
# ## 7. Dense networks
#
# A ResNet *adds* the old numbers to the new ones. A DenseNet *keeps* them: each step puts its channels
# behind the old ones, so every later layer sees all earlier ones. Each step adds only a few channels, its
# *growth*. Between blocks, a transition with a $1 \times 1$ convolution and pooling makes the number of
# channels and the size smaller again.
#
# **Your turn:** write `DenseBlock`.


# %%
def transition(in_channels: int, out_channels: int) -> nn.Sequential:
    """Fewer channels by a 1x1 convolution, half the size by average pooling."""
    return nn.Sequential(
        nn.BatchNorm2d(in_channels), nn.ReLU(), nn.Conv2d(in_channels, out_channels, 1), nn.AvgPool2d(2)
    )


def densenet() -> nn.Sequential:
    torch.manual_seed(0)
    return nn.Sequential(
        nn.Conv2d(1, 8, 3, padding=1),
        DenseBlock(3, 8, growth=8),
        transition(32, 16),
        DenseBlock(3, 16, growth=8),
        transition(40, 20),
        nn.BatchNorm2d(20),
        nn.ReLU(),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Linear(20, 10),
    )


show_shapes(densenet())

# %%
# %check DenseBlock

# %%
networks = {"LeNet with batch norm": lenet(True), "ResNet": resnet(), "DenseNet": densenet()}
rates = {"LeNet with batch norm": 1.0, "ResNet": 0.2, "DenseNet": 0.2}
curves, rows_of_table = {}, []
for name, network in networks.items():
    begin = time.perf_counter()
    curves[name], _ = train(network, epochs=5, lr=rates[name])
    seconds = time.perf_counter() - begin
    count = sum(p.numel() for p in network.parameters())
    rows_of_table.append((name, count, percent_right(network), seconds))

print(f"{'network':24}{'parameters':>12}{'right':>9}{'training':>11}")
for name, count, right, seconds in rows_of_table:
    print(f"{name:24}{count:12,}{right:7.1f} %{seconds:9.1f} s")
fig, axis = plt.subplots(figsize=(7.5, 3.2))
for (name, losses), colour in zip(curves.items(), (GREY, BLUE, ORANGE), strict=True):
    axis.plot(losses, color=colour, label=name)
axis.set(title="Training loss on the digits", xlabel="step", ylabel="cross-entropy (nats)", ylim=(0, None))
axis.legend()
plt.show()
assert min(right for name, _, right, _ in rows_of_table if name != "LeNet with batch norm") > 93

# %% [markdown]
# ## 8. Folding batch norm into a convolution
#
# In eval mode, batch norm computes $s\,x + t$ with fixed numbers $s$ and $t$ for each channel. A convolution
# followed by this is again a convolution:
#
# $$s\,(w * x + b - \hat\mu) + \beta = (s\,w) * x + \bigl(s\,(b - \hat\mu) + \beta\bigr), \qquad
# s = \frac{\gamma}{\sqrt{\hat\sigma^2 + \epsilon}}.$$
#
# **Your turn:** write `fuse_conv_bn`. Then we train a network of convolutions with batch norm and fold all of
# them.


# %%
def stack() -> nn.Sequential:
    torch.manual_seed(0)
    layers: list[nn.Module] = []
    for inputs, outputs in ((1, 16), (16, 16), (16, 16), (16, 16)):
        layers += [nn.Conv2d(inputs, outputs, 3, padding=1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU()]
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(16, 10))


def folded(model: nn.Sequential) -> nn.Sequential:
    """The same network in eval mode, with each batch norm folded into the convolution before it."""
    layers: list[nn.Module] = []
    for layer in model:
        if isinstance(layer, nn.BatchNorm2d):
            layers[-1] = fuse_conv_bn(layers[-1], layer)
        else:
            layers.append(layer)
    return nn.Sequential(*layers).eval()


slow = stack()
train(slow, epochs=4, lr=0.3)
slow.eval()
fast = folded(slow)
with torch.no_grad():
    difference = (slow(test_x) - fast(test_x)).abs().max().item()
    scale = slow(test_x).abs().max().item()
print(f"{len(slow)} layers became {len(fast)}")
print(f"right before and after: {percent_right(slow):.1f} % and {percent_right(fast):.1f} %")
print(f"largest difference of the scores: {difference:.1e}, the largest score is {scale:.1f}")
assert difference < 1e-4 * scale


def milliseconds(model: nn.Module) -> float:
    """The median time of a forward pass of the test images, in ms."""
    times = []
    with torch.no_grad():
        for _ in range(25):
            begin = time.perf_counter()
            model(test_x)
            times.append(time.perf_counter() - begin)
    return 1000 * float(np.median(times))


timings = {"convolution and batch norm": milliseconds(slow), "folded": milliseconds(fast)}
fig, axis = plt.subplots(figsize=(7, 1.9))
bars = axis.barh(list(timings), list(timings.values()), color=[GREY, BLUE])
axis.bar_label(bars, fmt="%.1f ms")
axis.set(
    title="Time of a forward pass of 360 images", xlabel="median of 25 runs (ms)", ylabel="network (no unit)"
)
axis.invert_yaxis()
plt.show()

# %%
# %check fuse_conv_bn

# %% [markdown]
# Folding changes nothing but the time, because batch norm reads and writes all numbers once more. The gain
# depends on the machine and on how small the convolutions are. Networks on phones are folded before they are
# rounded to 8 bits.
#
# ## 9. The same in PyTorch
#
# `nn.BatchNorm1d`, `nn.BatchNorm2d`, `nn.LayerNorm` and `nn.RMSNorm` are what you wrote. Here is each beside
# yours, with the same parameters.

# %%
generator = torch.Generator().manual_seed(8)
x = torch.randn(8, 5, 4, 3, generator=generator)
mine, theirs = BatchNorm(5, num_dims=4), nn.BatchNorm2d(5)
for _ in range(3):
    ours, reference = mine(x), theirs(x)
vectors = torch.randn(7, 12, generator=generator)
layer_like, rms_like = nn.LayerNorm(12), nn.RMSNorm(12, eps=1e-6)
pairs = {
    "BatchNorm, train mode": (ours, reference),
    "its running mean": (mine.running_mean, theirs.running_mean),
    "its running variance": (mine.running_var, theirs.running_var),
    "BatchNorm, eval mode": (mine.eval()(x), theirs.eval()(x)),
    "layer_norm": (layer_norm(vectors, layer_like.weight, layer_like.bias), layer_like(vectors)),
    "rms_norm": (rms_norm(vectors, rms_like.weight), rms_like(vectors)),
}
for name, (ours, reference) in pairs.items():
    print(f"{name:24} largest difference {(ours - reference).abs().max():.1e}")
    assert torch.allclose(ours, reference, atol=1e-5)

# %% [markdown]
# `torchvision.models.resnet18()` and `densenet121()` are the networks of the papers. They put no bias into
# convolutions before batch norm, and a batch norm behind the $1 \times 1$ convolution of the skip.
#
# ## 10. What goes wrong in practice
#
# - **Forgotten `eval()`**: results depend on the batch. In tests with large shuffled batches it hardly shows.
# - **Forgotten `train()`** after an evaluation: the statistics stand still while the weights move on.
# - **Batches of one or two images**, as with large images on a small GPU: the statistics are noise. Use group
#   norm or layer norm.
# - **Frozen weights that aren't frozen**: `requires_grad_(False)` stops gradients, but in train mode the
#   running statistics still move. Lesson 21 needs `eval()` for frozen layers.
# - **Statistics that keep the graph**: without `detach` or `no_grad`, the running mean belongs to the graph
#   of every batch so far, and memory grows until the program dies.
# - **Plain attributes for the statistics**: a saved model forgets them, and `.to("cuda")` leaves them behind.
# - **The other momentum**: a 0.99 copied from TensorFlow makes PyTorch remember the last batch only.
# - **E[x²] - E[x]²**: it loses all digits if the mean is large. Try it:

# %%
far = torch.randn(1000, generator=torch.Generator().manual_seed(0)) + 10000
print("mean of squares minus squared mean:", round((far.square().mean() - far.mean().square()).item(), 3))
print("mean of squared distances:         ", round((far - far.mean()).square().mean().item(), 3))

# %% [markdown]
# ## 11. Experiments
#
# 1. Train LeNet without batch norm with other learning rates, from 0.1 to 10. Does any reach the loss of the
#    other network in ten epochs?
# 2. In section 6, set `nn.init.zeros_` for gamma of the last batch norm of each `Residual`. Then each block
#    starts as the identity. Does the deep network learn faster?
# 3. Replace batch norm in LeNet by layer norm over channels and pixels (`nn.GroupNorm(1, channels)`), and
#    train with batches of 4. Which of both is better there, and which with batches of 96?
# 4. Change the growth of the DenseNet. How do parameters and accuracy depend on it?
#
# ## Summary
#
# - Batch norm normalises each channel over the batch in training, and by running statistics afterwards.
# - Momentum is the share of the new batch in PyTorch. The running variance is unbiased, that in $y$ is not.
# - Running statistics are buffers, and keep no graph.
# - Its gradient has no part along a shift, and almost none along a stretch of the inputs.
# - Layer norm and RMS norm work on one sample, in any mode, for any batch size.
# - A residual connection passes the gradient on unchanged, so depth does no harm.
# - A DenseNet keeps old channels instead of adding to them.
# - In eval mode, batch norm is part of the convolution before it.

# %% [markdown]
# ## Quiz
#
# Think before you open an answer.
#
# 1. A batch norm for 64 channels: how many parameters, and how many numbers in buffers?
# 2. Which parameters of your `Residual` are superfluous in training?
# 3. Momentum is 0.1, and the mean of all batches is 1. How large is the running mean after 10 steps, if it
#    starts at 0?
# 4. You train with batches of 2 values per channel. How large is every $z$?
# 5. Why does layer norm need no running statistics?
# 6. A `DenseBlock` gets 64 channels and has 4 steps of growth 32. How many channels come out, and how many
#    does its last convolution read?
# 7. Can you fold a batch norm that comes *before* a convolution with padding 1 and zeros as margin?
#
# <details><summary>Answers</summary>
#
# 1. 128 parameters and 128 numbers in buffers. (PyTorch's has one more buffer, a counter.)
# 2. The biases of conv1 and conv2: the batch norms behind them subtract them again.
# 3. $1 - 0.9^{10} \approx 0.65$.
# 4. 1 or -1, up to eps: the two values lie on both sides of their mean, at a distance of one deviation.
#    Unless they are equal; then 0.
# 5. It uses only the sample itself, which is there in eval mode too.
# 6. $64 + 4 \cdot 32 = 192$; the last convolution reads $64 + 3 \cdot 32 = 160$.
# 7. Not exactly. Batch norm turns 0 into $t$, but the margin stays 0. At the border the result would differ.
#
# </details>

# %% [markdown]
# ## Read on
#
# - Dive into Deep Learning, chapter 8: https://d2l.ai/chapter_convolutional-modern/
# - Ioffe and Szegedy, Batch Normalization: https://arxiv.org/abs/1502.03167
# - Santurkar et al., How Does Batch Normalization Help Optimization?: https://arxiv.org/abs/1805.11604
# - He et al., Deep Residual Learning: https://arxiv.org/abs/1512.03385
# - Huang et al., Densely Connected Convolutional Networks: https://arxiv.org/abs/1608.06993
# - Ba, Kiros and Hinton, Layer Normalization: https://arxiv.org/abs/1607.06450
