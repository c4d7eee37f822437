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
# # LeNet
#
# In the 1990s, banks read millions of cheques with LeNet, one of the first convolutional networks. It stacks
# what you know from lesson 06, convolution and pooling, and puts linear layers on top. At the end of this
# lesson you can
#
# - build LeNet, and say which shape leaves each layer and where its parameters are,
# - write the two functions that every project needs: train for one epoch, and evaluate,
# - average a loss over samples, although batches differ in size,
# - switch between train and eval mode without leaving traces,
# - read a confusion matrix, and look at what a network has learned.
#
# You write eight parts in `lenet.py`, beside this notebook, and use them here. Cells that need a function
# which you have not written yet stop with `NotImplementedError`. Write it, and run the cell again: the
# notebook reloads your module by itself. `%check NAME` runs the visible checks of a function, `%check` those
# of all, and `%hint NAME` helps when you are stuck.

# %%
# %load_ext autograder

# %%
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import torch
from IPython.display import ProgressBar
from lenet import (
    Flatten,
    LeNet,
    confusion_matrix,
    count_parameters,
    evaluate,
    init_weights_,
    layer_shapes,
    train_epoch,
)
from torch import nn
from torch.nn.functional import conv2d, cross_entropy, interpolate
from torch.utils.data import DataLoader, TensorDataset

BLUE, ORANGE, GREEN, GREY = "#2563eb", "#ea580c", "#16a34a", "#64748b"
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
DEVICE = "cuda" if torch.cuda.is_available() else "cpu"

# %% [markdown]
# ## 1. The images
#
# The original LeNet read $28 \times 28$ pixels. Our digits have $8 \times 8$, so we enlarge them. They show
# no more than before, but the network sees the size that it is made for. The 13 writers follow each other
# in the data set, so we shuffle before we split.

# %%
with np.load(Path("..", "..", "datasets", "digits", "digits.npz")) as data:
    small = torch.from_numpy(data["images"]).float()[:, None] / 16  # [1797,1,8,8], 0 to 1
    labels = torch.from_numpy(data["labels"])

order = torch.randperm(len(small), generator=torch.Generator().manual_seed(0))
small, labels = small[order], labels[order]
images = interpolate(small, size=(28, 28), mode="bilinear")  # [1797,1,28,28]
train_set = TensorDataset(images[:1437], labels[:1437])
test_set = TensorDataset(images[1437:], labels[1437:])
test_images, test_labels = test_set.tensors


def batches(seed: int) -> DataLoader:
    """Batches of 32 training images, in an order that the seed decides anew in each epoch."""
    shuffle = torch.Generator().manual_seed(seed)
    return DataLoader(train_set, batch_size=32, shuffle=True, generator=shuffle)


test_batches = DataLoader(test_set, batch_size=120)

fig, axes = plt.subplots(2, 8, figsize=(11, 3))
for column, (top, bottom) in enumerate(axes.T):
    top.imshow(small[column, 0], cmap="gray_r")
    bottom.imshow(images[column, 0], cmap="gray_r")
    top.set_title(f"a {labels[column]}")
    top.axis("off")
    bottom.axis("off")
fig.suptitle("Eight digits: 8 x 8 pixels (above), enlarged to 28 x 28 (below)")
plt.show()

# %% [markdown]
# **Fashion-MNIST instead.** It has 60,000 images of clothes for training and 10,000 for testing, in ten
# classes and just the right size. If you have a network and torchvision, replace the two sets above. An epoch
# then takes about forty times as long, so use batches of 256.
#
# ```python
# from torchvision.datasets import FashionMNIST
#
# def fashion(train: bool) -> TensorDataset:
#     found = FashionMNIST("fashion", train=train, download=True)
#     return TensorDataset(found.data[:, None].float() / 255, found.targets)
#
# train_set, test_set = fashion(True), fashion(False)
# ```
#
# ## 2. The idea
#
# A linear layer on 784 pixels has a weight for each pixel, and doesn't know which pixels are neighbours.
# LeNet keeps the image an image for as long as it can:
#
# - A convolution finds the same small pattern everywhere. Its weights are few, because all places share them.
# - Pooling halves the sides. A shift by one pixel now changes little, and the next convolution sees twice as
#   far.
# - On the way the sides shrink and the channels grow: less *where*, more *what*.
# - At the end 400 numbers are left, and three linear layers decide.

# %%
stages = [
    ("image", 28, 1),
    ("convolution", 28, 6),
    ("pooling", 14, 6),
    ("convolution", 10, 16),
    ("pooling", 5, 16),
]
vectors = [("flatten", 400), ("linear", 120), ("linear", 84), ("logits", 10)]
fig, axis = plt.subplots(figsize=(11, 4))
left, ticks = 0.0, []
for name, side, channels in stages:
    for k in reversed(range(channels)):
        shift = 1.1 * k
        square = plt.Rectangle(
            (left + shift, shift), side, side, facecolor="#bfdbfe", edgecolor=BLUE, linewidth=0.7
        )
        axis.add_patch(square)
    ticks.append((left + side / 2, f"{name}\n{channels} x {side} x {side}"))
    left += side + 1.1 * channels + 8
for name, length in vectors:
    axis.add_patch(
        plt.Rectangle((left, 0), 3, length / 10, facecolor="#fed7aa", edgecolor=ORANGE, linewidth=0.7)
    )
    ticks.append((left + 1.5, f"{name}\n{length}"))
    left += 20
axis.set(xlim=(-3, left), ylim=(0, 42), title="What flows through LeNet: stacks of images, then vectors")
axis.set(xlabel="step through the network", ylabel="side (pixels); vectors: length (tens)")
axis.set_xticks([at for at, _ in ticks], [text for _, text in ticks], fontsize=8)
plt.show()

# %% [markdown]
# **Your turn: `Flatten`.** Between images and linear layers, all channels, rows and columns of a sample
# become one row. Only the number of samples stays:

# %%
maps = torch.arange(24.0).reshape(2, 3, 2, 2)
print("from", tuple(maps.shape), "to", tuple(Flatten()(maps).shape))
print("turned by 90 degrees:", Flatten()(maps.rot90(1, (2, 3)))[0].tolist())

# %%
# %check Flatten

# %% [markdown]
# **Your turn: `LeNet`.** Activation and pooling are arguments. The original used average pooling and smooth,
# saturating units, much like `sigmoid` or `tanh`. Today one would take `relu` and `max`.

# %%
torch.manual_seed(0)
model = LeNet()
logits = model(images[:2])
print(f"logits {tuple(logits.shape)}, for example {logits[0, :3].tolist()}")

# %%
# %check LeNet

# %% [markdown]
# ## 3. A walk through the shapes
#
# **Your turn: `layer_shapes`.** If a network doesn't fit together, PyTorch says something like `mat1 and mat2
# shapes cannot be multiplied`. The cure is to see the shape after each layer. A *hook* is a function that a
# module calls whenever it has computed something. It can note the shape without any change to the network.
#
# **Your turn: `count_parameters`.** It tells where the parameters are. A convolution from $I$ to $O$
# channels with a kernel of $k \times k$ has $O (I k^2 + 1)$ of them, whatever the size of the image. A
# linear layer has $O (I + 1)$.

# %%
walk = layer_shapes(model, images[:1])
for name, shape in walk:
    layer = model.get_submodule(name)
    print(f"{name:14} {type(layer).__name__:10} {shape!s:16} {count_parameters(layer):7,} parameters")
total = count_parameters(model)
print(f"{total:,} parameters in all")
assert total == 61_706

# %%
# %check count_parameters layer_shapes

# %%
weighted = [(name, shape) for name, shape in walk if count_parameters(model.get_submodule(name))]
counts = [count_parameters(model.get_submodule(name)) for name, _ in weighted]
numbers = [torch.Size(shape).numel() for _, shape in weighted]
captions = ["convolution 1", "convolution 2", "linear 1", "linear 2", "linear 3"]

fig, (left_axis, right_axis) = plt.subplots(1, 2, figsize=(10, 3))
for axis, values, colour in ((left_axis, counts, BLUE), (right_axis, numbers, ORANGE)):
    bars = axis.barh(range(5), values, color=colour)
    axis.bar_label(bars, [f"{value:,}" for value in values], padding=3, fontsize=8)
    axis.set_yticks(range(5), captions)
    axis.invert_yaxis()
    axis.margins(x=0.2)
    axis.set_ylabel("step through the network")
left_axis.set(title="Parameters of each layer", xlabel="parameters (count)")
right_axis.set(title="Numbers that leave each layer, for one image", xlabel="numbers (count)")
plt.show()
share = counts[2] / total
print(f"the first linear layer has {100 * share:.0f} % of all parameters")
assert 0.77 < share < 0.79

# %% [markdown]
# Parameters sit in the linear layers, numbers in the convolutions. So an epoch's *time* and *memory* go to
# the convolutions, and the *size of the file* to the linear layers. Later networks therefore drop the large
# linear layers (lesson 08).
#
# For comparison: a single linear layer from the image to as many numbers as the first convolution gives would
# have 3.7 million weights.

# %%
dense, shared = 784 * 6 * 28 * 28, 6 * 5 * 5
print(f"linear: {dense:,} weights, convolution: {shared} weights")

# %% [markdown]
# ## 4. A start for sigmoid units
#
# **Your turn: `init_weights_`.** The weights start at random, but how large? If they are too small, the
# signal shrinks in each layer, and so does the gradient on its way back. Xavier's rule (lesson 05) draws
# from $[-a, a]$ with
#
# $$a = \sqrt{\frac{6}{n_\text{in} + n_\text{out}}}.$$
#
# `model.apply(init_weights_)` calls the function with each module. Below you see the gradient of the loss for
# each weight, at the start.


# %%
def narrow_(m: nn.Module) -> None:
    """Normal weights with a standard deviation of 0.01, a common choice before Xavier's."""
    if hasattr(m, "weight"):
        nn.init.normal_(m.weight, std=0.01)
        nn.init.constant_(m.bias, 0.0)


def gradient_sizes(model: nn.Module) -> list[float]:
    """The root mean square of the loss's gradient, for the weight of each layer."""
    weights = [p for p in model.parameters() if p.dim() > 1]
    loss = cross_entropy(model(images[:256]), labels[:256])
    return [g.square().mean().sqrt().item() for g in torch.autograd.grad(loss, weights)]


fig, axes = plt.subplots(1, 2, figsize=(10, 3.2), sharey=True)
for axis, activation in zip(axes, ("sigmoid", "relu"), strict=True):
    for caption, start, colour in (("normal, 0.01", narrow_, ORANGE), ("Xavier", init_weights_, BLUE)):
        torch.manual_seed(0)
        sizes = gradient_sizes(LeNet(activation=activation).apply(start))
        axis.semilogy(range(5), sizes, "o-", color=colour, label=caption)
        print(f"{activation:8} {caption:13} first layer {sizes[0]:.1e}, last layer {sizes[-1]:.1e}")
        if (activation, start) == ("sigmoid", narrow_):
            assert sizes[0] / sizes[-1] < 1e-5
        if (activation, start) == ("relu", narrow_):
            assert max(sizes) < 1e-3
    axis.set_xticks(range(5), ["conv 1", "conv 2", "linear 1", "linear 2", "linear 3"])
    axis.set(title=f"Gradients with {activation}", xlabel="step through the network")
    axis.grid(color="#e2e8f0")
axes[0].set_ylabel("root mean square (no unit)")
axes[0].legend()
plt.show()

# %%
# %check init_weights_

# %% [markdown]
# A sigmoid multiplies each gradient by at most $1/4$, and small weights shrink it further. With both, the
# gradient of the first layer is less than a hundred-thousandth of the last one's. With ReLU and small
# weights, all five layers have tiny gradients, because no signal gets through. Xavier's rule helps in both
# cases.
#
# ## 5. Training
#
# **Your turn: `train_epoch`.** For each batch $b$ with $n_b$ samples: forward pass, loss $\ell_b$, backward
# pass, step. The loss function gives the *mean* over the batch. So the mean over the epoch is
#
# $$\bar\ell = \frac{\sum_b n_b\, \ell_b}{\sum_b n_b}.$$
#
# **Your turn: `evaluate`.** The same without gradients and steps, in eval mode, and without a trace. Both
# functions get the `device`. A `DataLoader` gives batches on the CPU, and each function moves them to where
# the model already is.
#
# We train both versions of LeNet with the same optimizer, Adam (lesson 19), and the same batches.

# %%
EPOCHS = 12


def fit(model: nn.Module, epochs: int = EPOCHS, lr: float = 0.003, seed: int = 1) -> dict[str, list[float]]:
    """Train with Adam; return losses in nats and accuracies in percent, after each epoch."""
    model.to(DEVICE)
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    loader = batches(seed)
    history: dict[str, list[float]] = {"train loss": [], "train": [], "test loss": [], "test": []}
    for _ in ProgressBar(epochs):
        results = [*train_epoch(model, loader, optimizer, cross_entropy, DEVICE)]
        results += evaluate(model, test_batches, cross_entropy, DEVICE)
        for (key, values), result in zip(history.items(), results, strict=True):
            values.append(result if "loss" in key else 100 * result)
    return history


histories, models = {}, {}
for activation, pool in (("sigmoid", "avg"), ("relu", "max")):
    torch.manual_seed(3)
    net = LeNet(activation=activation, pool=pool).apply(init_weights_)
    name = f"{activation}, {pool}"
    histories[name], models[name] = fit(net), net

# %%
# %check train_epoch evaluate

# %%
fig, (left_axis, right_axis) = plt.subplots(1, 2, figsize=(10, 3.4))
for (name, history), colour in zip(histories.items(), (ORANGE, BLUE), strict=True):
    epochs = range(1, EPOCHS + 1)
    left_axis.plot(epochs, history["train loss"], color=colour, label=f"{name}: training")
    left_axis.plot(epochs, history["test loss"], "--", color=colour, label=f"{name}: test")
    right_axis.plot(epochs, history["train"], color=colour)
    right_axis.plot(epochs, history["test"], "--", color=colour)
    print(
        f"{name:13} test loss {history['test loss'][-1]:.3f} nats, test accuracy {history['test'][-1]:.1f} %"
    )
left_axis.set(title="Loss", xlabel="epoch", ylabel="cross-entropy (nats)", ylim=(0, None))
right_axis.set(title="Accuracy", xlabel="epoch", ylabel="images that are right (%)", ylim=(0, 101))
left_axis.legend(fontsize=8)
for axis in (left_axis, right_axis):
    axis.grid(color="#e2e8f0")
plt.show()
first = {
    name: next(i for i, a in enumerate(history["test"], 1) if a > 80) for name, history in histories.items()
}
print(f"epochs until 80 %: {first}")
assert first["sigmoid, avg"] > first["relu, max"]
assert min(history["test"][-1] for history in histories.values()) > 93

# %% [markdown]
# The version with sigmoid first finds out that all classes are equally frequent. That costs $\log 10 \approx
# 2.3$ nats and is a plateau with tiny gradients. In the end both read most digits. ReLU with max pooling gets
# there in a fraction of the time.
#
# On the plateau the optimizer matters. Adam scales tiny gradients up. Plain SGD doesn't: with sigmoid it is
# still there after ten epochs, while ReLU doesn't mind.

# %%
for activation, pool, lr in (("sigmoid", "avg", 0.9), ("relu", "max", 0.1)):
    torch.manual_seed(3)
    net = LeNet(activation=activation, pool=pool).apply(init_weights_).to(DEVICE)
    plain, loader = torch.optim.SGD(net.parameters(), lr=lr), batches(1)
    for _ in range(10):
        loss, accuracy = train_epoch(net, loader, plain, cross_entropy, DEVICE)
    print(f"plain SGD, {activation:8} loss {loss:.2f} nats, training accuracy {100 * accuracy:.0f} %")
    assert (accuracy < 0.2) == (activation == "sigmoid")

# %% [markdown]
# ## 6. Which digits are confused?
#
# **Your turn: `confusion_matrix`.** One number says how many images are wrong, but not which. The matrix
# has a row for each digit that was written and a column for each digit that was read.

# %%
best = models["relu, max"].eval()
with torch.no_grad():
    scores = best(test_images.to(DEVICE)).cpu()
predicted = scores.argmax(dim=1)
matrix = confusion_matrix(predicted, test_labels, 10)
assert matrix.sum() == len(test_labels)
assert matrix.trace() == (predicted == test_labels).sum()

fig, axis = plt.subplots(figsize=(5.2, 4.6))
off = matrix.clone().fill_diagonal_(0)
axis.imshow(matrix.float().sqrt(), cmap="Blues")  # the root makes small counts visible
for (row, column), count in np.ndenumerate(matrix.numpy()):
    if count:
        colour = "white" if row == column else ORANGE
        axis.text(column, row, count, ha="center", va="center", fontsize=8, color=colour)
axis.set(title="Digits of the test set", xlabel="predicted class", ylabel="right class")
axis.set(xticks=range(10), yticks=range(10))
plt.show()
print(f"right: {matrix.trace()} of {matrix.sum()}, wrong: {off.sum()}")
recall = matrix.diag() / matrix.sum(dim=1)
print(f"worst recognised: {recall.argmin()}, {100 * recall.min():.0f} % of them")

# %%
# %check confusion_matrix

# %% [markdown]
# The diagonal, divided by the sums of the rows, is the *recall*: the share of a class that is found.
# Divided by the sums of the columns it is the *precision*: the share of predictions that are right. Here
# are the images that were taken for others:

# %%
wrong = (predicted != test_labels).nonzero().flatten()[:8]
fig, axes = plt.subplots(1, 8, figsize=(11, 1.9))
for axis in axes:
    axis.axis("off")
for axis, index in zip(axes, wrong.tolist(), strict=False):
    axis.imshow(test_images[index, 0], cmap="gray_r")
    axis.set_title(f"{test_labels[index]}, read as {predicted[index]}", fontsize=9)
fig.suptitle("Images that are read wrongly")
plt.show()

# %% [markdown]
# ## 7. What the first layer sees
#
# The first two parameters are the six kernels and their biases. Each kernel turns the image into a map of
# where its pattern is. A kernel whose map is blank everywhere is *dead*: ReLU cuts off all of its answers.
# This may happen to some of them, and they learn no more.

# %%
kernels, biases = (p.detach().cpu() for p in list(best.parameters())[:2])
limit = kernels.abs().max().item()
shown = test_images[:2]
answers = conv2d(shown, kernels, biases, padding=2).relu()
fig, axes = plt.subplots(3, 7, figsize=(10, 4.4))
for axis in axes.flat:
    axis.axis("off")
for k in range(6):
    axes[0, k + 1].imshow(kernels[k, 0], cmap="RdBu_r", vmin=-limit, vmax=limit)
    axes[0, k + 1].set_title(f"kernel {k}", fontsize=9)
    for row in range(2):
        axes[row + 1, k + 1].imshow(answers[row, k], cmap="gray_r")
for row in range(2):
    axes[row + 1, 0].imshow(shown[row, 0], cmap="gray_r")
    axes[row + 1, 0].set_title(f"a {test_labels[row]}", fontsize=9)
fig.suptitle("The learned kernels (red is positive), and their answers to two images after ReLU")
plt.show()

# %% [markdown]
# ## 8. PyTorch's own
#
# `nn.Flatten` is your `Flatten`, with arguments for the first and the last dimension. `nn.LazyLinear` finds
# its number of inputs out in the first call, so nobody has to work out the 400. LeNet in PyTorch's words,
# with your weights, gives the same logits:

# %%
lazy = nn.Sequential(
    nn.LazyConv2d(6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
    nn.LazyConv2d(16, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(),
    nn.LazyLinear(120), nn.ReLU(), nn.LazyLinear(84), nn.ReLU(), nn.LazyLinear(10),
)  # fmt: skip
lazy(images[:1])  # now the sizes are known
with torch.no_grad():
    for theirs, ours in zip(lazy.parameters(), best.parameters(), strict=True):
        theirs.copy_(ours)
    difference = (lazy(test_images) - scores).abs().max().item()
print(f"largest difference of the logits: {difference:.1e}")
assert difference < 1e-3
assert torch.equal(nn.Flatten()(maps), Flatten()(maps))

# %% [markdown]
# ## 9. What goes wrong in practice
#
# **Averages of averages.** Two formulas are common and wrong. The mean over the batches counts a small last
# batch like a full one. And many a course adds up the batches' *means*, and divides by the number of
# *samples*. With equal batches, its losses are too small by a factor of the batch size. Here all test images
# but one are in the first batch. The last one alone is the second batch, and it is the hardest.

# %%
losses = cross_entropy(scores, test_labels, reduction="none")
ranked = losses.argsort()
pairs = [(scores[rows], test_labels[rows]) for rows in ranked.split(359)]
each = [(cross_entropy(z, y).item(), len(y)) for z, y in pairs]

right_mean = sum(mean * n for mean, n in each) / 360
print(f"mean over the samples:               {right_mean:.4f} nats")
print(f"mean over the batches:               {sum(mean for mean, _ in each) / 2:.4f} nats")
print(f"sum of means / number of samples:    {sum(mean for mean, _ in each) / 360:.4f} nats")
yours = evaluate(nn.Identity(), pairs, cross_entropy, None)[0]
print(f"your evaluate:                       {yours:.4f} nats")
assert abs(yours - losses.mean().item()) < 1e-5
assert sum(mean for mean, _ in each) / 2 > 10 * right_mean

# %% [markdown]
# **Eval mode left on.** Another old bug: the function that evaluates calls `net.eval()` and never goes
# back. In LeNet that has no effect, as it has neither dropout nor batch norm, so the bug stays unnoticed.
# It strikes in the next network. Below, a network with dropout is evaluated between two epochs. How many of
# its hidden units does the next training step switch off?

# %%
torch.manual_seed(0)
net = nn.Sequential(nn.Flatten(), nn.Linear(784, 200), nn.ReLU(), nn.Dropout(0.5), nn.Linear(200, 10))


def dropped(net: nn.Sequential) -> float:
    """The share of the units that dropout makes 0, in percent, in the mode that the network has."""
    with torch.no_grad():
        units = net[3](torch.ones(100, 200))
    return 100 * (units == 0).float().mean().item()


print(f"before:                       {dropped(net):.0f} % are dropped")
evaluate(net, test_batches, cross_entropy, None)
print(f"after your evaluate:          {dropped(net):.0f} % are dropped")
assert dropped(net) > 45
net.eval()  # what the bug leaves behind
print(f"after one that stays in eval: {dropped(net):.0f} % are dropped")
assert dropped(net) == 0

# %% [markdown]
# **Restoring too much.** `net.train()` after the evaluation is the next bug: it puts *all* submodules into
# train mode. In fine-tuning (lesson 21) a batch norm often stays in eval mode, with fixed statistics. That is
# why `evaluate` restores the mode of each submodule.
#
# **Gradients that add up.** PyTorch adds each backward pass to `.grad`. Without clearing, a step follows
# the sum of all gradients so far. It often still learns, only badly, so nobody looks for the bug:

# %%
torch.manual_seed(0)
net = LeNet(activation="relu", pool="max")
weight = next(net.parameters())
lengths = []
for _ in range(4):
    cross_entropy(net(images[:32]), labels[:32]).backward()
    lengths.append(weight.grad.norm().item())
print("length of the gradient after each of four backward passes, in units of the first:")
print(", ".join(f"{length / lengths[0]:.2f}" for length in lengths))
assert abs(lengths[3] / lengths[0] - 4) < 0.01

# %% [markdown]
# **Loss tensors in a sum.** `total += loss` keeps the graph of each batch in memory, until the memory is
# full. `loss.item()` is a plain number.
#
# **`.item()` for each sample.** On a GPU each call waits until all work is done. Once for each batch is fine.
#
# ## 10. Your experiments
#
# 1. Which of the two changes helps more, `relu` or `max`? Train the two versions in between.
# 2. Move the test images by a few pixels with `test_images.roll(3, dims=3)`. How much worse is LeNet? Is it
#    worse than the softmax classifier of lesson 02?
# 3. Freeze the convolutions as they are drawn, and train the linear layers alone. How good are random
#    kernels? `count_parameters` tells how many numbers still learn.

# %% [markdown]
# ## Summary
#
# - LeNet: two times convolution, activation and pooling, then three linear layers; 61,706 parameters.
# - The sides shrink while the channels grow. Most parameters are in the linear layers.
# - Hooks show the shapes in a network without a change to it. Remove them afterwards.
# - A mean over samples weights each batch with its size.
# - `train_epoch` works in train mode. `evaluate` works in eval mode without gradients, and restores each
#   submodule's mode.
# - ReLU and max pooling train much faster than sigmoid and average pooling.
#
# ## Quiz
#
# 1. Without the padding of the first convolution, how many numbers would `Flatten` give?
# 2. The images now have three colours. How many parameters does LeNet gain?
# 3. The images are now $32 \times 32$. Which layers have to change?
# 4. A loader gives batches of 100, 100 and 1 samples with mean losses of 1, 1 and 4 nats. What is the mean
#    loss over the samples, over the batches, and after the course's formula?
# 5. A confusion matrix has the row $(40, 10)$ for class 0 and $(0, 50)$ for class 1. What are accuracy,
#    recall of class 0, and precision of class 1?
# 6. Why does a sigmoid network start with a loss near 2.3 nats and stay there for a while?
# 7. Where should `optimizer.zero_grad()` stand: before the backward pass, between it and the step, or after
#    the step?

# %% [markdown]
# <details>
# <summary>Answers: take a sheet of paper before you open them</summary>
#
# 1. $28 \to 24 \to 12 \to 8 \to 4$: $16 \cdot 4 \cdot 4 = 256$.
# 2. The first kernels get two more slices of $5 \times 5$ each: $6 \cdot 2 \cdot 25 = 300$.
# 3. $32 \to 16 \to 12 \to 6$: the flattened image has $16 \cdot 36 = 576$ numbers, so only the first linear
#    layer changes. Convolutions fit any size.
# 4. $(100 + 100 + 4) / 201 \approx 1.015$; $(1 + 1 + 4) / 3 = 2$; $6 / 201 \approx 0.030$ nats.
# 5. $90 / 100 = 0.9$; $40 / 50 = 0.8$; $50 / 60 \approx 0.83$.
# 6. Guessing ten classes alike costs $\log 10$. Four sigmoids in a row shrink the gradient of the first
#    layers by $1/4$ or more each, so the network leaves that plateau slowly.
# 7. Before the backward pass is safest. After the step works as well, if nothing leaves a gradient before the
#    first one. Between the two, the step has no gradient at all.
#
# </details>

# %% [markdown]
# ## Read on
#
# - Dive into Deep Learning, 7.6, LeNet: https://d2l.ai/chapter_convolutional-neural-networks/lenet.html
# - LeCun, Bottou, Bengio and Haffner 1998, Gradient-Based Learning Applied to Document Recognition:
#   http://yann.lecun.com/exdb/publis/pdf/lecun-98.pdf
# - Xiao, Rasul and Vollgraf 2017, Fashion-MNIST: https://arxiv.org/abs/1708.07747
# - PyTorch, forward hooks:
#   https://pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.register_forward_hook
