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
# # Tensors
#
# Images, sentences and the weights of a network are all kept in one kind of object: the tensor. It is a grid
# of numbers of one data type, with any number of axes. At the end of this lesson you can
#
# - say which memory a tensor uses, and which operations write to it,
# - choose the axis that an operation works on, and predict each shape before you run a cell,
# - replace loops by broadcasting, `gather` and products, and say how much time that saves,
# - build a classifier of handwritten digits from distances alone,
# - check a gradient without knowing how it was derived.
#
# You write nine functions in `pytorch_basic.py`, beside this notebook, and use them here. Cells that need a
# function which you have not written yet stop with `NotImplementedError`. Write it, and run the cell again:
# the notebook reloads your module by itself. `%check NAME` runs the visible checks of a function, `%check`
# those of all, and `%hint NAME` helps when you are stuck.

# %%
# %load_ext autograder

# %%
from functools import partial
from pathlib import Path
from timeit import repeat

import matplotlib.pyplot as plt
import numpy as np
import torch
from pytorch_basic import (
    batched_matmul,
    make_tensor,
    masked_mean,
    numeric_grad,
    one_hot,
    pairwise_sqdist,
    pick_per_row,
    standardize,
    topk_desc,
)
from torch import Tensor, nn

BLUE, ORANGE, GREY = "#2563eb", "#ea580c", "#64748b"
plt.rc("figure", dpi=110)
plt.rc("figure.constrained_layout", use=True)
plt.rc("axes", titlesize=10)
plt.rc("axes.spines", top=False, right=False)
plt.rc("grid", color="#e2e8f0")
plt.rc("legend", frameon=False)


def gallery(title: str, names: str, *pictures: Tensor, limit: float | None = None) -> None:
    """Show ink from 0 to 1 in grey or, with a limit, numbers in red above 0 and in blue below."""
    colours = {"cmap": "gray_r", "vmin": 0, "vmax": 1}
    if limit is not None:
        colours = {"cmap": "RdBu_r", "vmin": -limit, "vmax": limit}
    side = min(1.8, 9.5 / len(pictures))  # inches
    fig, axes = plt.subplots(1, len(pictures), figsize=(side * len(pictures), side + 0.7))
    for axis, name, picture in zip(axes, names.split("|"), pictures, strict=True):
        axis.imshow(picture if picture.dim() == 2 else picture.view(8, 8), **colours)
        axis.set_title(name, fontsize=9)
        axis.axis("off")
    fig.suptitle(title, fontsize=11)
    plt.show()


# %% [markdown]
# ## 1. Numbers and their types
#
# **Your turn: `make_tensor`** makes a tensor of a nested list, as `torch.tensor` does. All numbers of a
# tensor have the same *dtype*. PyTorch infers it: whole numbers become `int64`, others `float32`.

# %%
for data in ([[1, 2, 3], [4, 5, 6]], [1, 2.5], [True, False], 3):
    t = make_tensor(data) if isinstance(data, list) else torch.tensor(data)
    print(f"{data!s:24} dtype {t.dtype!s:14} shape {tuple(t.shape)!s:8} axes {t.dim()}  numbers {t.numel()}")

# %%
# %check make_tensor

# %% [markdown]
# A capital letter changes the meaning. `torch.Tensor` is a class: it always makes `float32`, and it takes a
# whole number for a *size*. Its memory then holds whatever was there before. Write `torch.tensor`.

# %%
print("Tensor([1, 2]) has", torch.Tensor([1, 2]).dtype, "and tensor([1, 2]) has", torch.tensor([1, 2]).dtype)
print("Tensor(3) has the shape", tuple(torch.Tensor(3).shape), "and tensor(3)", tuple(torch.tensor(3).shape))
print("Tensors that follow a rule need no list:", torch.linspace(0, 1, 5), torch.eye(2), sep="\n")
print("zeros_like copies shape, dtype and device:", torch.zeros_like(torch.tensor([1, 2])))

# %% [markdown]
# ### The data, and a first trap
#
# `datasets/digits` has 1,797 images of $8 \times 8$ pixels. Each pixel counts from 0 to 16, so one byte is
# enough: `uint8`. Now subtract one image from another. A byte can't hold a negative number, so $3 - 5$
# becomes $-2 + 256 = 254$. No error, no warning.

# %%
with np.load(Path("..", "..", "datasets", "digits", "digits.npz")) as data:
    counts = torch.from_numpy(data["images"])  # [1797,8,8] uint8
    labels = torch.from_numpy(data["labels"])  # [1797] int64

order = torch.randperm(len(counts), generator=torch.Generator().manual_seed(0))
counts, labels = counts[order], labels[order]
images = counts.to(torch.float32) / 16  # [1797,8,8], ink from 0 to 1

three, eight = int((labels == 3).nonzero()[9]), int((labels == 8).nonzero()[8])  # two clear ones
wrapped = counts[three] - counts[eight]
difference = images[three] - images[eight]
pictures = images[three], images[eight], wrapped / 16, difference.abs()
gallery("One subtraction, two data types", "a 3|an 8|3 - 8 in uint8|size in float32", *pictures)
print(f"largest difference in uint8: {wrapped.max()} sixteenths, in float32: {16 * difference.max():.0f}")
assert wrapped.max() > 16 >= 16 * difference.max()

# %% [markdown]
# Convert whole numbers before you calculate: `x.to(torch.float32)`, or `x / 16`, which gives `float32` by
# itself. Means and gradients exist for floating point only.
#
# ## 2. One row of memory, many views
#
# A computer's memory has no rows and columns. A tensor keeps its numbers in one long row, its *storage*, and
# adds three things: a *shape*, a *stride* for each axis, and an *offset*. The entry $x_{ij}$ stands at
#
# $$\text{offset} + i \cdot \text{stride}_0 + j \cdot \text{stride}_1.$$
#
# A stride says how far to walk in memory for one step along its axis. The picture below is drawn from this
# formula alone. Number and colour tell the place in memory.

# %%
memory = torch.arange(12)
x = memory.view(3, 4)
views = {
    "x = memory.view(3, 4)": x,
    "x.T": x.T,
    "x[:, 1:3]": x[:, 1:3],
    "x[:, ::2]": x[:, ::2],
    "x[1].expand(3, 4)": x[1].expand(3, 4),
}


def draw(axis: plt.Axes, numbers: np.ndarray, title: str, alpha: float | np.ndarray = 0.75) -> None:
    axis.imshow(numbers, cmap="viridis", vmin=-0.35 * numbers.max(), vmax=1.2 * numbers.max(), alpha=alpha)
    for (i, j), number in np.ndenumerate(numbers):
        axis.text(j, i, number, ha="center", va="center")
    axis.set_title(title, fontsize=9)
    axis.axis("off")


fig = plt.figure(figsize=(9.5, 4))
top, *axes = fig.subplot_mosaic("aaaaa;bcdef", height_ratios=[1, 3.6]).values()
draw(top, np.arange(12)[None], "the storage: 12 places, one after another")
for axis, (name, view) in zip(axes, views.items(), strict=True):
    i, j = np.indices(view.shape)
    places = view.storage_offset() + i * view.stride(0) + j * view.stride(1)
    draw(axis, places, f"{name}\nshape {tuple(view.shape)}, offset {places[0, 0]}\nstride {view.stride()}")
    axis.images[0].set_clim(-4, 14)  # the colours of the storage
    assert torch.equal(memory[torch.from_numpy(places)], view)
    assert view.untyped_storage().data_ptr() == memory.untyped_storage().data_ptr()
fig.suptitle("Six tensors, one memory: none of these operations copies a number", fontsize=11)
plt.show()

# %% [markdown]
# A transpose swaps two strides, and a step of 2 doubles one. `expand` sets one to 0, so all its rows *are*
# the same row. `unsqueeze` and `squeeze` add and remove an axis of size 1.
#
# Whoever writes to a view writes to the storage, and every other view sees it. A method whose name ends in
# `_` writes: `x.add(1)` makes a new tensor, and `x.add_(1)` changes `x`.

# %%
image = images[three].clone()  # a memory of its own
corner = image[:4, :4]  # a view
corner.add(0.5)
assert torch.equal(image, images[three]), "add has made a new tensor, and we have thrown it away"
corner.add_(0.5)
assert not torch.equal(image, images[three]), "add_ has written into the image"
gallery("Writing to a view", "before|corner.add_(0.5)", images[three], image)

try:
    images[0].T.view(64)
except RuntimeError as error:
    print(f"view of a transpose: {str(error)[:62]} ...")
print("reshape:", images[0].T.reshape(64).shape, "- unsqueeze:", images[0].unsqueeze(0).shape)

# %% [markdown]
# `view` promises to share memory, so it fails where no stride can do the job. `reshape` makes a copy then.
# Numbers and slices in brackets give views. A list, an index tensor or a mask in brackets gives a copy.
#
# ## 3. Which axis?
#
# `x.sum(dim=0)` adds *along* axis 0, and that axis disappears. With `keepdim=True` it stays, with size 1.
# From here on, an image is a row of 64 pixels.

# %%
flat = images.flatten(1)  # [1797,64]
for dim in (0, 1):
    gone, kept = flat.sum(dim=dim), flat.sum(dim=dim, keepdim=True)
    print(f"sum over dim {dim}: {tuple(gone.shape)!s:8} with keepdim {tuple(kept.shape)}")
print("max with dim gives two tensors, values and places:", [tuple(t.shape) for t in flat.max(dim=1)])
try:
    flat / flat.sum(dim=1)
except RuntimeError as error:
    print("forgotten keepdim:", error)

# %% [markdown]
# This error is the lucky case. With 64 images of 64 pixels the line runs, and it divides *pixel* $j$ by the
# ink of *image* $j$. Test with sizes that all differ.
#
# **Your turn: `standardize`** subtracts the mean along an axis, and divides by the standard deviation:
#
# $$z = \frac{x - \mu}{\sqrt{\sigma^2 + \epsilon}}, \qquad \mu = \frac1n \sum_k x_k, \qquad
# \sigma^2 = \frac1n \sum_k (x_k - \mu)^2.$$
#
# The axis decides what that is good for. Over the images (`dim=0`), each pixel gets mean 0 and variance 1.
# Over the pixels (`dim=1`), each image does, so its brightness and contrast disappear.

# %%
pale = 0.1 + 0.3 * flat[three]  # the same 3 in pale ink on grey paper
pair = torch.stack([flat[three], pale])
by_image, by_pixel = standardize(pair, dim=1), standardize(flat, dim=0)
names = "a 3, dim=1|in pale ink, dim=1|among all, dim=0"
gallery("Standardized (red: above the mean, blue: below)", names, *by_image, by_pixel[three], limit=2.5)
print(f"ink and pale ink differ by up to {(pair[0] - pair[1]).abs().max():.2f},", end=" ")
print(f"standardized by {(by_image[0] - by_image[1]).abs().max():.4f}")
assert (by_image[0] - by_image[1]).abs().max() < 0.01

double = flat.to(torch.float64)
assert torch.allclose(standardize(double, 1), nn.functional.layer_norm(double, [64]))
assert torch.allclose(standardize(double, 0), nn.functional.batch_norm(double, None, None, training=True))

# %%
# %check standardize

# %% [markdown]
# The last two lines say that you have written PyTorch's layer and batch normalization, lesson 09, but for
# their learned scale and shift. Pixels that never have ink show what $\epsilon$ is for: their variance is 0,
# and $0 / \sqrt{\epsilon}$ is 0, not `nan`.
#
# ## 4. Broadcasting
#
# Two shapes fit if, counted from the *last* axis, their sizes are equal, or one of them is 1 or missing. An
# axis of size 1 is then repeated: its stride becomes 0, as `expand` does it. Nothing is copied.

# %%
column, row = torch.tensor([[10], [20], [30]]), torch.tensor([[1, 2, 3, 4]])
stored = {"column [3, 1]": np.eye(1, 4), "row [1, 4]": np.eye(3, 1), "column + row [3, 4]": 1}
grids = [column.expand(3, 4), row.expand(3, 4), column + row]
fig, axes = plt.subplots(1, 3, figsize=(8.5, 2.4))
for axis, grid, sign, (name, own) in zip(axes, grids, ["", "+", "="], stored.items(), strict=True):
    draw(axis, grid.numpy(), name, alpha=np.broadcast_to(0.15 + 0.6 * own, (3, 4)))
    axis.text(-1.1, 1, sign, fontsize=18, ha="center", va="center")
fig.suptitle("Broadcasting repeats an axis of size 1 (pale: repeated, not stored)", fontsize=11)
plt.show()
print("strides of the expanded column:", column.expand(3, 4).stride())

# %% [markdown]
# The rule that helps you also hides mistakes. A model's output often has the shape $[N, 1]$, and its targets
# have $[N]$. Their difference is a grid of *all* pairs. Below, the prediction is perfect.

# %%
target = labels.to(torch.float32)  # [N]
prediction = target.unsqueeze(1)  # [N,1], and right for every image
wrong, right = (prediction - target).square(), (prediction.squeeze(1) - target).square()
print(f"loss {wrong.mean():.2f} from the shape {tuple(wrong.shape)} by mistake,")
print(f"loss {right.mean():.2f} from the shape {tuple(right.shape)} in truth")
assert right.mean() == 0
assert torch.isclose(wrong.mean(), 2 * target.var(correction=0))  # the mean square over all pairs

# %% [markdown]
# **Your turn: `pairwise_sqdist`.** Broadcasting is at its best where all pairs *are* wanted. For the rows of
# $\mathbf A \in \mathbb R^{M \times D}$ and $\mathbf B \in \mathbb R^{N \times D}$ it computes
# $d_{ij} = \sum_k (a_{ik} - b_{jk})^2$. With it alone we can read digits: give each test image the label of
# the training image at the least distance.

# %%
train, test = flat[:1437], flat[1437:]  # [1437,64], [360,64]
train_labels, test_labels = labels[:1437], labels[1437:]
distances = pairwise_sqdist(test, train)  # [360,1437]
by_neighbour = (train_labels[distances.argmin(dim=1)] == test_labels).float().mean()
print(f"{distances.numel():,} distances; {by_neighbour:.1%} of the test images are right")
assert by_neighbour > 0.98

# %%
# %check pairwise_sqdist

# %% [markdown]
# Why not a loop? Each call of PyTorch costs some microseconds before the first number is touched. A loop over
# pairs pays that $MN$ times, and whole tensors pay it a few times.
#
# Why not the formula $\|\mathbf a\|^2 + \|\mathbf b\|^2 - 2\, \mathbf a^\top \mathbf b$? It is equal on
# paper, and faster, because it contains a matrix product. But it subtracts large numbers that are nearly
# equal, and loses their digits. To see that, we add an offset to all images. No distance changes, and
# `float32` holds all these pixels exactly.


# %%
def by_loop(a: Tensor, b: Tensor) -> Tensor:
    return torch.tensor([[float((p - q).square().sum()) for q in b] for p in a])


def by_formula(a: Tensor, b: Tensor) -> Tensor:
    return a.square().sum(1, keepdim=True) + b.square().sum(1) - 2 * a @ b.T


ways = {"loop over pairs": by_loop, "formula": by_formula}
ways |= {"torch.cdist": torch.cdist, "pairwise_sqdist": pairwise_sqdist}
sizes, offsets = [4, 8, 16, 32, 64, 128], [2**k for k in range(0, 19, 3)]
times, shares = {}, {}
fig, (left, right) = plt.subplots(1, 2, figsize=(9.5, 3.6))
styles = {"loop over pairs": "o-", "formula": "s-", "torch.cdist": "^:", "pairwise_sqdist": "o-"}
for (name, f), colour in zip(ways.items(), (GREY, ORANGE, "black", BLUE), strict=True):
    look = {"color": colour, "label": name, "markersize": 5}
    times[name] = [1000 * min(repeat(partial(f, flat[:n], flat[:n]), number=1, repeat=3)) for n in sizes]
    left.loglog(sizes, times[name], styles[name], **look)
    if f is not by_loop:
        closest = torch.stack([f(test + o, train + o).argmin(dim=1) for o in offsets])  # [7,360]
        shares[name] = 100 * (train_labels[closest] == test_labels).float().mean(dim=1)
        right.semilogx(offsets, shares[name], styles[name], **look)
left.set(title="Time for all pairs of n images", xlabel="images n", ylabel="time (ms)")
left.set_xticks(sizes, sizes)
left.minorticks_off()
right.set(title="Nearest neighbour after an offset", xlabel="offset (ink)", ylim=(0, 104))
right.set(ylabel="test images that are right (%)")
for axis in (left, right):
    axis.grid()
    axis.legend()
plt.show()
ratio = times["loop over pairs"][-1] / times["pairwise_sqdist"][-1]
print(f"pairwise_sqdist of 128 images is {ratio:.0f} times as fast as the loop")
assert ratio > 3
assert shares["pairwise_sqdist"].min() > 98
assert max(shares["formula"][-1], shares["torch.cdist"][-1]) < 50

# %% [markdown]
# PyTorch's own `torch.cdist` uses the formula for more than 25 rows, unless you forbid it by its argument
# `compute_mode`. The same cancellation spoils a variance computed as $\overline{x^2} - \bar x^2$. Subtracting
# first has a price too: all differences are in memory at once, $4 M N D$ bytes in `float32`.
#
# ## 5. Picking numbers
#
# | what you have | what you write | what you get |
# |---|---|---|
# | a mask shaped like `x` | `x[mask]`, `x.masked_select(mask)` | the entries where it is True, in one row |
# | a mask | `mask.nonzero()` | the indices of its True entries |
# | an index for each result | `x.gather(1, index)` | `out[i, j] = x[i, index[i, j]]` |
# | an index for each source | `x.scatter_(1, index, src)` | `x[i, index[i, j]] = src[i, j]`, in place |
#
# `gather` reads and `scatter_` writes, so one undoes the other. We shuffle the pixels of each image in an
# order of its own, and put them back.

# %%
generator = torch.Generator().manual_seed(1)
shuffle = torch.rand(flat.shape, generator=generator).argsort(dim=1)  # [N,64]: a permutation in each row
shuffled = flat.gather(1, shuffle)
restored = torch.zeros_like(flat).scatter_(1, shuffle, shuffled)
pictures = flat[eight], shuffled[eight], restored[eight], (flat[eight] > 0.9).float()
gallery("Indices and masks", "the image|gather|then scatter_|mask: ink above 0.9", *pictures)
assert torch.equal(restored, flat)
print(f"{flat.masked_select(flat > 0.9).numel():,} of {flat.numel():,} pixels have more than 0.9 ink")

# %% [markdown]
# **Your turn: `one_hot`** turns a class into a row with a single 1. A matrix product with such rows adds up
# what belongs to each class. So it gives the ten mean images:
#
# $$\mathbf H \in \{0, 1\}^{N \times 10}, \qquad
# \text{mean image of class } c = \frac{(\mathbf H^\top \mathbf X)_c}{\sum_n H_{nc}}.$$

# %%
H = one_hot(train_labels, 10)  # [1437,10]
class_means = torch.mm(H.T, train) / H.sum(dim=0).unsqueeze(1)  # [10,1437] @ [1437,64], then by [10,1]
gallery("The mean image of each class", "0|1|2|3|4|5|6|7|8|9", *class_means)
assert torch.equal(H, nn.functional.one_hot(train_labels, 10).to(torch.float32))
assert torch.allclose(class_means[3], train[train_labels == 3].mean(dim=0))

# %%
# %check one_hot

# %% [markdown]
# **Your turn: `pick_per_row`.** How far is a test image from the mean of its own class, and how far from the
# nearest other mean? `pick_per_row` picks the first from a table of distances.

# %%
to_means = pairwise_sqdist(test, class_means)  # [360,10]
own = pick_per_row(to_means, test_labels)  # [360]
is_own = one_hot(test_labels, 10, dtype=torch.bool)
other = to_means.masked_fill(is_own, torch.inf).amin(dim=1)
near = own < other
print(f"median squared distance: own mean {own.median():.1f}, nearest other mean {other.median():.1f}")
print(f"{near.sum()} of {len(near)} test images are nearest to the mean of their own class")
assert torch.equal(own, to_means.masked_select(is_own))
assert torch.equal(near, to_means.argmin(dim=1) == test_labels)

# %%
# %check pick_per_row

# %% [markdown]
# ## 6. Nearest neighbours
#
# Ten means throw away most of what 1,437 images know. The *$k$ nearest neighbours* keep all of it: find the
# $k$ training images with the least distance, and let their labels vote. Nothing is trained.
#
# **Your turn: `topk_desc`** gives the $k$ *largest* of each row, so give it the negated distances.

# %%
values, nearest = topk_desc(-distances, 200)  # [360,200] each
fig, axes = plt.subplots(3, 7, figsize=(8.4, 4.3))
for line, k in zip(axes, own.sub(other).topk(3).indices, strict=True):
    shown = {f"test: a {test_labels[k]}": test[k]}
    for n, value in zip(nearest[k, :6], values[k], strict=False):
        shown[f"{train_labels[n]} ({-value:.2f})"] = train[n]
    for axis, (name, picture) in zip(line, shown.items(), strict=True):
        axis.imshow(picture.view(8, 8), cmap="gray_r", vmin=0, vmax=1)
        axis.set_title(name, fontsize=9, color=ORANGE if axis is line[0] else "black")
        axis.axis("off")
fig.suptitle("Hardest for the class means, and six nearest neighbours: label (squared distance)", fontsize=11)
plt.show()
assert torch.equal(values, torch.topk(-distances, 200).values)

# %%
# %check topk_desc

# %%
ks = [1, 2, 3, 5, 9, 15, 25, 50, 100, 200]
votes = one_hot(train_labels[nearest], 10).cumsum(dim=1)  # [360,200,10]: of 1, 2, 3 ... neighbours
reads_k = (votes.argmax(dim=2) == test_labels.unsqueeze(1)).float().mean(dim=0)  # [200]
by_mean = near.float().mean()
fig, axis = plt.subplots(figsize=(6, 3.2))
axis.semilogx(ks, 100 * reads_k[torch.tensor(ks) - 1], "o-", color=BLUE, label="k nearest neighbours")
axis.axhline(100 * by_mean, color=ORANGE, linestyle="--", label="nearest class mean")
axis.set(title="Digits read by distance alone", xlabel="neighbours k that vote (no unit)")
axis.set(ylabel="test images that are right (%)", xticks=ks, xticklabels=ks)
axis.minorticks_off()
axis.grid()
axis.legend()
plt.show()
print(f"1 neighbour: {reads_k[0]:.1%}, 200: {reads_k[199]:.1%}, the nearest of ten means: {by_mean:.1%}")
print(f"largest class of the training set: {H.sum(dim=0).max():.0f} images")
assert reads_k[0] > 0.98 > by_mean + 0.05
assert reads_k[199] < reads_k[0]
assert H.sum(dim=0).max() < 200

# %% [markdown]
# A single neighbour reads almost 99 % of the images. But 200 votes are more than any class has images, so
# others must have a say. Softmax regression, lesson 02, reads fewer, but it keeps ten rows of weights and no
# images.
#
# ## 7. Missing numbers
#
# A scanner loses 40 % of the pixels, and stores 0 for each. A plain mean takes those zeros for white paper.
# **Your turn: `masked_mean`** divides by the number of pixels that were *seen*. Padded sentences need the
# same, lesson 14.

# %%
seen = torch.rand(flat.shape, generator=torch.Generator().manual_seed(2)) > 0.4  # [N,64] bool
seen[:, :8] = False  # the top row of the sensor is dead
damaged = flat * seen
threes = labels == 3
truth, plain = flat[threes].mean(dim=0), damaged[threes].mean(dim=0)
masked = masked_mean(damaged[threes], seen[threes], dim=0)
title = f"The mean of {int(threes.sum())} threes, 40 % of their pixels lost, top row dead"
names = "one damaged 3|mean of damaged 3s|masked_mean|mean of whole 3s"
gallery(title, names, damaged[three], plain, masked, truth)
plain_error, masked_error = ((mean - truth)[8:].abs().max() for mean in (plain, masked))
print(f"largest error below the top row: {plain_error:.2f} plain, {masked_error:.2f} masked")
assert masked_error < plain_error / 3

theirs = damaged.masked_fill(~seen, torch.nan)[threes].nanmean(dim=0)
assert torch.allclose(masked[8:], theirs[8:]), "PyTorch's nanmean agrees where something was seen"
assert theirs[:8].isnan().all(), "where nothing was seen, it is nan"
assert masked[:8].eq(0).all(), "and yours is 0"

# %%
# %check masked_mean

# %% [markdown]
# ## 8. Products
#
# `torch.dot` takes two vectors, `torch.mm` two matrices, `torch.bmm` two stacks of matrices, and `@` any of
# them. **Your turn: `batched_matmul`** multiplies stacks, matrix by matrix:
# $C_{bmn} = \sum_k A_{bmk} B_{bkn}$.
#
# Resampling an image is such a product. Each row of $\mathbf R \in \mathbb R^{32 \times 8}$ mixes the two
# pixel rows between which a new row lies, at the place $p_i$. Its entries are a hat,
# $\max(0, 1 - |p_i - j|)$. Then $\mathbf R \mathbf X \mathbf R^\top$ is the enlarged image. We do it for all
# images at once.

# %%
place = torch.linspace(0, 7, 32).unsqueeze(1)  # [32,1]: where the new rows lie among the old
R = (1 - (place - torch.arange(8)).abs()).clamp(min=0)  # [32,8]
stack = R.expand(len(images), 32, 8)  # the same matrix for each image, stored once
taller = batched_matmul(stack, images)  # [N,32,8] @ [N,8,8]
large = batched_matmul(taller, stack.transpose(1, 2))  # [N,32,8] @ [N,8,32]
names = "X: 8 x 8|R: 32 x 8|R X: 32 x 8|R X R^T: 32 x 32"
pictures = images[three], R, taller[three], large[three]
gallery("A matrix from the left works on rows, from the right on columns", names, *pictures)

theirs = nn.functional.interpolate(images[:, None], size=(32, 32), mode="bilinear", align_corners=True)
print(f"largest difference from torch.bmm: {(taller - torch.bmm(stack, images)).abs().max():.1e}")
print(f"largest difference from nn.functional.interpolate: {(large - theirs[:, 0]).abs().max():.1e}")
assert torch.allclose(large, theirs[:, 0], atol=1e-5)

a, b = flat[three], flat[eight]
print(f"cosine of the angle between a 3 and an 8: {torch.dot(a, b) / (a.norm() * b.norm()):.2f}")
sharper = torch.addcdiv(a, a - a.mean(), a.std(), value=0.2)  # a + 0.2 * (a - mean) / std, in one call
print(
    f"more contrast: ink from {sharper.min():.2f} to {sharper.max():.2f}; clamped:", sharper.clamp(0, 1).max()
)
assert sharper.min() < 0 < 1 < sharper.max()

# %%
# %check batched_matmul

# %% [markdown]
# ## 9. A gradient without a derivation
#
# How does a number change with each pixel? Autograd finds out. A tensor made with `requires_grad=True` is a
# *leaf* of the graph, and `backward` stores the gradient in its `.grad`. **Your turn: `numeric_grad`** finds
# the same by trying, with the *central difference*:
#
# $$\frac{\partial f}{\partial x_k} \approx \frac{f(\mathbf x + \epsilon \mathbf e_k) -
# f(\mathbf x - \epsilon \mathbf e_k)}{2 \epsilon}.$$
#
# That takes two calls of $f$ for each pixel, so nobody trains with it. But it needs no derivation, which
# makes it the judge of everyone's. Our $f$ asks how surely an image is a 3, by the distances to the ten
# means: $f(\mathbf x) = -d_3 - \log \sum_c e^{-d_c}$.

# %%
means64 = class_means.to(torch.float64)


def log_probability_of_3(x: Tensor) -> Tensor:
    d = pairwise_sqdist(x.reshape(1, 64), means64)[0]  # [10]
    return -d[3] - torch.logsumexp(-d, dim=0)


leaf = make_tensor(flat[eight].tolist(), dtype=torch.float64, requires_grad=True)
log_probability_of_3(leaf).backward()
by_trying = numeric_grad(log_probability_of_3, leaf.detach())
title, names = "To make a 3 of it: more ink on red, less on blue", "the 8 (ink: red)|autograd|numeric_grad"
gallery(title, names, flat[eight], leaf.grad, by_trying, limit=by_trying.abs().max().item())
print(f"largest difference: {(by_trying - leaf.grad).abs().max():.1e}")
assert torch.allclose(by_trying, leaf.grad, atol=1e-6)

# %%
# %check numeric_grad

# %% [markdown]
# Why $\epsilon = 10^{-6}$? Two errors pull in opposite directions. Taylor's series gives the first. It
# shrinks with $\epsilon^2$ for the central difference, and with $\epsilon$ for the one-sided
# $(f(x + \epsilon) - f(x)) / \epsilon$. The other is rounding: $f$ is known to some 16 digits, and that error
# is divided by $\epsilon$. We walk along a line through the image, so that $x$ is one number.

# %%
along = nn.functional.normalize(leaf.grad, dim=0)  # the direction of steepest ascent, of length 1
exact, zero = torch.dot(leaf.grad, along), torch.tensor(0.0, dtype=torch.float64)


def on_the_line(t: Tensor) -> Tensor:
    return log_probability_of_3(leaf.detach() + t * along)


steps = torch.logspace(-13, 0, 40, dtype=torch.float64)
central = torch.stack([numeric_grad(on_the_line, zero, eps=float(e)) for e in steps]).sub(exact).abs()
one_sided = torch.stack([(on_the_line(e) - on_the_line(zero)) / e for e in steps]).sub(exact).abs()
fig, axis = plt.subplots(figsize=(6.2, 3.6))
axis.loglog(steps, one_sided, ".-", color=ORANGE, label="one-sided")
axis.loglog(steps, central, ".-", color=BLUE, label="central: numeric_grad")
axis.axvline(1e-6, color=GREY, linestyle="--", linewidth=1, label="eps = 1e-6")
axis.set(title="Error of the numeric gradient", xlabel="step eps (ink)", ylabel="absolute error (nats / ink)")
axis.grid()
axis.legend()
plt.show()
good = central[(steps > 1e-7) & (steps < 1e-4)].max()
assert good < min(central[steps > 1e-2].min(), central[steps < 1e-11].max())

# %% [markdown]
# In `float32`, the rounding error is some 500 million times larger. So gradients are checked in `float64`,
# and PyTorch's `torch.autograd.gradcheck` warns you otherwise. It compares all entries of the result with
# central differences. Does the gradient flow through your `standardize`, mean and variance included?

# %%
small = torch.randn(4, 3, generator=torch.Generator().manual_seed(3), dtype=torch.float64, requires_grad=True)
assert torch.autograd.gradcheck(lambda v: standardize(v, dim=0), small)

# %% [markdown]
# ## 10. What goes wrong in practice
#
# You have met bytes that wrap, $[N, 1]$ with $[N]$, a forgotten `keepdim` and lost digits. Here are six more.
# Guess what each line prints before you run it.

# %%
leaf = torch.ones(2, requires_grad=True)
result = 2 * leaf
result.sum().backward()
print("1. only a leaf gets .grad:", leaf.grad, "- leaves:", leaf.is_leaf, result.is_leaf)
try:
    leaf.add_(1)
except RuntimeError as error:
    print("2.", error)
with torch.no_grad():
    leaf.add_(1)  # allowed here; optimizers do it
(2 * leaf).sum().backward()
print("3. gradients add up until you clear them:", leaf.grad)
print("4. whole numbers:", torch.tensor([7]) / 2, torch.tensor([7]) // 2, torch.tensor([1, 2]) + 0.5)
ink = np.zeros(2)
torch.from_numpy(ink).add_(1)
print("5. from_numpy shares memory with NumPy:", ink)
device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
x = flat.to(device)
zeros = torch.zeros(64, device=x.device)  # without device=..., it would stay behind on the CPU
print("6. tensors that meet must be on one device:", (x - zeros).device)
assert leaf.grad.tolist() == [4, 4]
assert ink.tolist() == [1, 1]

# %% [markdown]
# ## 11. Open experiments
#
# 1. **A fair test.** We shuffled, so writers are in both sets. Search the neighbours among the first 1,437
#    images of the *file*, and test on the last 360. How much of the 99 % is left? Which number would you
#    publish?
# 2. **Does standardizing help?** Standardize the pixels over the training images, and look for neighbours
#    again. Which pixels count for more now? Which $\epsilon$ reads best?
# 3. **Shuffled pixels.** Shuffle the pixels of all images in *one* order, then each image in its own, as in
#    section 5. Predict the accuracy of the nearest neighbour for both. Would a convolution, lesson 06, stand
#    the first?

# %% [markdown]
# ## Summary
#
# - A tensor is a storage with a shape, strides and an offset. Views share the storage. A name that ends in
#   `_` writes to it.
# - `dim` is the axis that disappears. `keepdim=True` keeps it with size 1, so that the result broadcasts.
# - Broadcasting compares shapes from the last axis. $[N, 1]$ with $[N]$ gives $[N, N]$, without any warning.
# - `gather`, `scatter_`, masks, one-hot rows and products replace loops, and are many times as fast.
# - Bytes wrap around, `float32` has 7 digits, and formulas that are equal on paper lose them differently.
# - The central difference, in `float64`, judges every derivation.

# %% [markdown]
# ## Quiz
#
# 1. `x` has the shape $[5, 1, 4]$ and `y` has $[3, 1]$. Which shape has `x + y`?
# 2. `x = torch.zeros(2, 3)`, then `x.T[0].add_(1)`. What is `x`?
# 3. Which stride and which shape has `torch.zeros(4, 6)[:, ::3]`?
# 4. `x` has the shape $[N, C]$, and `idx` has $[N]$. Someone writes `x[:, idx]`. What comes out?
# 5. A mask is False everywhere. What does $\sum x m / \sum m$ give, and what would you rather have?
# 6. You have 10,000 and 10,000 images of 64 pixels in `float32`. How much memory do all differences take, and
#    how much the distances?
# 7. A colleague checks a gradient of 0.2 in `float32` with $\epsilon = 10^{-6}$ and finds it 30 % off. Is it
#    wrong?

# %% [markdown]
# <details>
# <summary>Answers: take a sheet of paper before you unfold them</summary>
#
# 1. $[5, 3, 4]$: `y` counts as $[1, 3, 1]$.
# 2. $[[1, 0, 0], [1, 0, 0]]$. The transpose is a view, and its row 0 is the column 0 of `x`.
# 3. Strides 6 and 3, shape $[4, 2]$: the columns 0 and 3.
# 4. $[N, N]$: each row at all indices. What was wanted is its diagonal.
# 5. $0 / 0$ is `nan`, and it spreads through every later sum. Decide on a value: ours is 0.
# 6. $10^8 \cdot 64 \cdot 4$ bytes are 25.6 GB, and the distances take 0.4 GB. So compute them for some 100
#    rows at a time: a loop over parcels costs little.
# 7. Nobody can say. Near 1, `float32` rounds $f$ by up to $6 \cdot 10^{-8}$. Two such errors over
#    $2 \cdot 10^{-6}$ make 0.06, which is 30 % of 0.2. Check in `float64`.
#
# </details>

# %% [markdown]
# ## Read on
#
# - Dive into Deep Learning, 2.1 to 2.5: https://d2l.ai/chapter_preliminaries/
# - PyTorch, broadcasting semantics: https://docs.pytorch.org/docs/stable/notes/broadcasting.html
# - PyTorch, tensor views: https://docs.pytorch.org/docs/stable/tensor_view.html
# - E. Yang, PyTorch internals (strides, with pictures): https://blog.ezyang.com/2019/05/pytorch-internals/
# - S. Rush, Tensor Puzzles, 21 riddles on broadcasting: https://github.com/srush/Tensor-Puzzles
