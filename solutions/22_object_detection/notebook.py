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
# # Object detection
#
# A classifier says what is in a picture. A detector also says where, and how often. In this lesson you build
# a small one, SSD, from its parts. You will
#
# - write boxes in two forms, and measure how well two of them match;
# - cover pictures with anchors, boxes at fixed places, on maps of two scales;
# - tell each anchor which object it is to find, and describe the object by four numbers;
# - train a network that finds circles, rectangles and triangles, in half a minute;
# - remove double finds, and measure the result by its average precision;
# - break the detector on purpose in three ways that happen in practice.
#
# You write nine functions in `object_detection.py`, beside this notebook. Cells that need a function which
# you have not written yet stop with `NotImplementedError`. Write it, and run the cell again: the notebook
# reloads your module by itself. `%check NAME` runs the visible checks of a function, `%check` those of all,
# and `%hint NAME` helps when you are stuck.

# %%
# %load_ext autograder

# %%
import time

import matplotlib.pyplot as plt
import torch
import torchvision
from matplotlib.patches import Rectangle
from object_detection import (
    assign_anchor,
    box_iou,
    center_to_corner,
    corner_to_center,
    multibox_prior,
    multibox_target,
    nms,
    offset_boxes,
    offset_inverse,
)
from torch import Tensor, nn

BLUE, ORANGE, GREEN, RED, GREY = "#2563eb", "#ea580c", "#16a34a", "#dc2626", "#64748b"
COLOURS = (BLUE, ORANGE, GREEN, RED, "#9333ea", GREY)
KINDS = ("circle", "rectangle", "triangle")
SIDE = 64  # pixels
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


def seeded(seed: int) -> torch.Generator:
    """A generator of its own for each experiment, so that each cell gives the same numbers again."""
    return torch.Generator().manual_seed(seed)


def show(axis: plt.Axes, picture: Tensor, title: str) -> None:
    """Show a picture [3, 64, 64] on a plot whose unit is the whole picture."""
    axis.imshow(picture.clamp(0, 1).permute(1, 2, 0), extent=(0, 1, 1, 0))
    axis.set(title=title, xlim=(0, 1), ylim=(1, 0))
    axis.axis("off")


def frame(axis: plt.Axes, box: Tensor, colour: str, text: str = "", style: str = "-") -> None:
    """Draw the edges of a box in corner form."""
    x1, y1, x2, y2 = box.tolist()
    rectangle = Rectangle(
        (x1, y1), x2 - x1, y2 - y1, fill=False, edgecolor=colour, linestyle=style, linewidth=1.8
    )
    axis.add_patch(rectangle)
    if text:
        label = axis.text(x1, y1, text, color="white", fontsize=7, va="bottom", clip_on=True)
        label.set_bbox({"facecolor": colour, "edgecolor": "none", "pad": 1.0})


# %% [markdown]
# ## 1. Pictures with objects
#
# The data are drawn by code, so that there are as many as we like and their boxes are exactly known: ellipses
# (we call them circles), rectangles and triangles of different size, colour and shape. Real detectors learn
# from photographs in which people have drawn the boxes.
#
# A box has two forms. The **corner form** $(x_1, y_1, x_2, y_2)$ has the edges, the **centre form**
# $(c_x, c_y, w, h)$ the centre and the sides. $y$ grows downward. **Your turn**: `corner_to_center` and
# `center_to_corner`.

# %%
corners = torch.tensor([[8.0, 16.0, 40.0, 32.0], [0.0, 0.0, 64.0, 64.0]])
print("centre form:", corner_to_center(corners).tolist())
print("and back   :", center_to_corner(corner_to_center(corners)).tolist())
assert torch.equal(corner_to_center(corners), torchvision.ops.box_convert(corners, "xyxy", "cxcywh"))

# %%
# %check corner_to_center center_to_corner

# %% [markdown]
# `torchvision.ops.box_convert` does the same. Two objects should not hide each other, so a new one is only
# drawn if it hardly overlaps with those that are there. For this we need a measure of overlap. The
# **intersection over union** (IoU, also Jaccard index) of two boxes is the area that both share, divided by
# the area that they cover together. It is 1 for equal boxes and 0 for boxes apart.
#
# **Your turn**: `box_iou`.

# %%
here = torch.tensor([0.25, 0.25, 0.65, 0.65])
others = {
    "the same": [0.25, 0.25, 0.65, 0.65],
    "a little moved": [0.29, 0.29, 0.69, 0.69],
    "half as wide": [0.25, 0.25, 0.45, 0.65],
    "moved by half": [0.45, 0.45, 0.85, 0.85],
    "apart": [0.7, 0.7, 0.95, 0.95],
}
fig, axes = plt.subplots(1, 5, figsize=(11, 2.6))
for axis, (name, there) in zip(axes, others.items(), strict=True):
    there = torch.tensor(there)
    low, high = torch.maximum(here[:2], there[:2]), torch.minimum(here[2:], there[2:])
    if (low < high).all():
        axis.add_patch(Rectangle(low.tolist(), *(high - low).tolist(), color=GREEN, alpha=0.4))
    frame(axis, here, BLUE)
    frame(axis, there, ORANGE, style="--")
    axis.set(title=f"{name}: {box_iou(here[None], there[None]).item():.2f}", xlim=(0.1, 1), ylim=(1, 0.1))
    axis.set_aspect("equal")
    axis.axis("off")
fig.suptitle("IoU falls quickly: half as wide is 0.5, moved by half is 0.14")
plt.show()
assert abs(box_iou(here[None], torch.tensor([others["moved by half"]])).item() - 1 / 7) < 1e-5

# %%
# %check box_iou

# %% [markdown]
# How far may a box be moved until its IoU is below 0.5, the usual limit for "found"? By a third of its side
# in one direction, but only by about 18 % in both:

# %%
shift = torch.linspace(0, 1, 101)
unit = torch.tensor([[0.0, 0.0, 1.0, 1.0]])
aside = box_iou(unit + shift[:, None] * torch.tensor([1.0, 0.0, 1.0, 0.0]), unit)[:, 0]
diagonal = box_iou(unit + shift[:, None], unit)[:, 0]
fig, axis = plt.subplots(figsize=(6.5, 3))
axis.plot(100 * shift, aside, color=BLUE, label="to the right")
axis.plot(100 * shift, diagonal, color=ORANGE, label="to the right and down")
axis.axhline(0.5, color=GREY, linewidth=1, linestyle=":")
axis.set(title="A square and its moved copy", xlabel="shift (% of the side)", ylabel="IoU (no unit)")
axis.legend()
plt.show()
limits = [shift[curve >= 0.5].max().item() for curve in (aside, diagonal)]
print("largest shift with an IoU of 0.5 or more:", [f"{100 * one:.0f} %" for one in limits])
assert abs(limits[0] - 0.33) < 0.01
assert abs(limits[1] - 0.18) < 0.01

# %% [markdown]
# Torchvision's function agrees with yours wherever boxes have an area. For two points it divides 0 by 0.

# %%
pile = torch.rand(200, 4, generator=seeded(0)).sort(dim=1).values
assert torch.allclose(box_iou(pile[:100], pile[100:]), torchvision.ops.box_iou(pile[:100], pile[100:]))
point = torch.tensor([[0.5, 0.5, 0.5, 0.5]])
print("two points: yours", box_iou(point, point).item(), "- torchvision:", end=" ")
print(torchvision.ops.box_iou(point, point).item())


# %% [markdown]
# Now the pictures. A row of the labels is (class, x1, y1, x2, y2), with edges as shares of the picture. A
# picture has one to three objects. To fit all pictures into one tensor, rows of the class -1 fill the rest.


# %%
def inside(kind: int, u: Tensor, v: Tensor) -> Tensor:
    """Which pixels belong to an object; u and v run from -1 to 1 over its box."""
    if kind == 0:
        return u**2 + v**2 <= 1
    return (v.abs() <= 1) & (u.abs() <= (1 if kind == 1 else (v + 1) / 2))


def draw_picture(source: torch.Generator) -> tuple[Tensor, Tensor]:
    """A picture [3, 64, 64] and its labels [3, 5]."""

    def number(low: float, high: float) -> float:
        return low + (high - low) * torch.rand(1, generator=source).item()

    y, x = torch.meshgrid(torch.arange(SIDE) + 0.5, torch.arange(SIDE) + 0.5, indexing="ij")
    ground = torch.tensor([number(0.1, 0.7) for _ in range(3)])
    picture = ground[:, None, None].repeat(1, SIDE, SIDE)
    rows = []
    for _ in range(int(number(1, 4))):
        width, stretch = number(12, 32), number(0.7, 1.4)
        height = min(max(width * stretch, 10), 34)
        cx, cy = (number(side / 2, SIDE - side / 2) for side in (width, height))
        box = center_to_corner(torch.tensor([[cx, cy, width, height]]))
        kind = int(number(0, 3))
        colour = torch.tensor([number(0, 1) for _ in range(3)])
        if (colour - ground).abs().max() < 0.3:
            colour = (ground + 0.5) % 1  # an object that nobody could see helps nobody
        if rows and box_iou(box / SIDE, torch.stack(rows)[:, 1:]).max() > 0.1:
            continue  # it would hide another object
        picture[:, inside(kind, 2 * (x - cx) / width, 2 * (y - cy) / height)] = colour[:, None]
        rows.append(torch.cat([torch.tensor([float(kind)]), box[0] / SIDE]))
    rows += [torch.tensor([-1.0, 0.0, 0.0, 0.0, 0.0])] * (3 - len(rows))
    noise = 0.04 * torch.randn(picture.shape, generator=source)
    return picture + noise, torch.stack(rows)


def draw_pictures(count: int, seed: int) -> tuple[Tensor, Tensor]:
    source = seeded(seed)
    drawn = [draw_picture(source) for _ in range(count)]
    return torch.stack([picture for picture, _ in drawn]), torch.stack([rows for _, rows in drawn])


pictures, labels = draw_pictures(1000, seed=1)
new_pictures, new_labels = draw_pictures(200, seed=2)


def true_boxes(rows: Tensor) -> Tensor:
    """The rows that are no padding, [G, 5]."""
    return rows[rows[:, 0] != -1]


fig, axes = plt.subplots(1, 6, figsize=(11, 2.1))
for axis, picture, rows in zip(axes, pictures, labels, strict=False):
    show(axis, picture, f"{len(true_boxes(rows))} objects")
    for row in true_boxes(rows):
        frame(axis, row[1:], COLOURS[int(row[0])], KINDS[int(row[0])])
fig.suptitle("Training pictures with their boxes")
plt.show()
found = [int((labels[:, :, 0] == kind).sum()) for kind in range(3)]
print(f"{len(pictures)} pictures with", dict(zip(KINDS, found, strict=True)))
assert min(found) > 450

# %% [markdown]
# ## 2. Anchors
#
# A network with a fixed number of outputs can't list any number of boxes. The trick is to spread fixed boxes
# over the picture, **anchors**, and to ask at each anchor: is there an object here, of which class, and how
# does its box differ from the anchor?
#
# A convolutional network turns the picture into a feature map. Each pixel of the map stands for a square of
# the picture, and gets anchors of several sizes $s$ and ratios $r$ around **its centre**. In the map's pixels
# an anchor is $s\, h \sqrt r$ wide and $s\, h / \sqrt r$ high, where $h$ is the height of the map. So $r$ is
# the ratio of the sides, and the area doesn't depend on it. All $n \cdot m$ combinations would be many; SSD
# uses those $n + m - 1$ with the first size or the first ratio.
#
# **Your turn**: `multibox_prior`.

# %%
fig, axes = plt.subplots(1, 3, figsize=(10.5, 3.6))
for axis, (height, width, sizes) in zip(
    axes, ((4, 4, (0.45, 0.3)), (8, 8, (0.35, 0.25)), (2, 6, (0.6, 0.4))), strict=True
):
    made = multibox_prior(height, width, sizes, (1.0, 2.0, 0.5)).reshape(height, width, 4, 4)
    show(axis, pictures[3], f"{height} x {width} pixels, 4 anchors each: {made[..., 0].numel()}")
    centres = corner_to_center(made[:, :, 0].reshape(-1, 4))
    axis.plot(centres[:, 0], centres[:, 1], ".", color="white", markersize=4)
    for k in range(4):
        frame(axis, made[height // 2, width // 2, k], COLOURS[k], style="-" if k < 2 else "--")
fig.suptitle("The anchors of one pixel, and the centres of all: two sizes (lines), two more ratios (dashes)")
plt.show()
wide = corner_to_center(multibox_prior(2, 6, (0.6,), (1.0,))[0])
print("a square anchor on a map of 2 x 6 pixels, as shares of the picture:", wide[0].tolist())
assert torch.allclose(wide[:, 2] * 6, wide[:, 3] * 2)  # as many pixels wide as high

# %%
# %check multibox_prior

# %% [markdown]
# On the right, the map is not square, and neither would be its picture. Here it is squeezed into a square, so
# that a square anchor looks narrow.
#
# Small objects need many small anchors, large ones need few large ones. So we use **two scales**: a map of
# 8 x 8 pixels for small objects and one of 4 x 4 for large ones. Is there a good anchor for each object?

# %%
RATIOS = (1.0, 1.5, 0.67)
MAPS = {8: (0.27, 0.36), 4: (0.45, 0.3)}  # pixels of a side, and the sizes there
anchors = torch.cat([multibox_prior(side, side, sizes, RATIOS) for side, sizes in MAPS.items()], dim=1)
objects = torch.cat([true_boxes(rows) for rows in new_labels])


def best_overlaps(candidates: Tensor) -> Tensor:
    """For each object of the new pictures, the IoU with the best of these anchors [A, 4]."""
    return box_iou(objects[:, 1:], candidates).amax(dim=1)


fine, coarse = anchors[0, : 8 * 8 * 4], anchors[0, 8 * 8 * 4 :]
across = SIDE * (objects[:, 3] - objects[:, 1])
fig, axis = plt.subplots(figsize=(7, 3.2))
axis.plot(across, best_overlaps(fine), ".", color=BLUE, markersize=4, label="8 x 8 pixels alone")
axis.plot(across, best_overlaps(coarse), ".", color=ORANGE, markersize=4, label="4 x 4 pixels alone")
axis.set(title="The best anchor for each object of 200 pictures", ylim=(0, 1))
axis.set(xlabel="width of the object (pixels)", ylabel="IoU (no unit)")
axis.legend(loc="lower right")
plt.show()
reached = {
    "8 x 8": best_overlaps(fine),
    "4 x 4": best_overlaps(coarse),
    "both": best_overlaps(anchors[0]),
}
for name, one in reached.items():
    share = (one > 0.5).double().mean()
    print(f"{name:6} mean of the best IoU {one.mean():.2f}, above 0.5 for {100 * share:.0f} % of the objects")
assert reached["both"].mean() > max(reached["8 x 8"].mean(), reached["4 x 4"].mean())

# %% [markdown]
# ## 3. Which anchor is to find what?
#
# Each anchor needs a target. Two rules assign objects to anchors:
#
# 1. So that no object is forgotten: take the largest IoU of the whole table of anchors and objects. Both
#    belong together. Strike out its row and its column, and repeat until each object has an anchor.
# 2. So that there are enough examples: any other anchor gets the object that it overlaps most, if their IoU
#    is at least 0.5.
#
# All other anchors are **background**. **Your turn**: `assign_anchor`.


# %%
def are_apart(rows: Tensor) -> bool:
    """Whether these are three objects that don't touch each other."""
    return len(rows) == 3 and bool((box_iou(rows[:, 1:], rows[:, 1:]) > 0).sum() == 3)


crowded = next(i for i in range(200) if are_apart(true_boxes(new_labels[i])))
rows = true_boxes(new_labels[crowded])
assigned = assign_anchor(rows[:, 1:], anchors[0])
with_object = torch.nonzero(assigned >= 0)[:, 0]
table = box_iou(anchors[0, with_object], rows[:, 1:])
fig, (left, right) = plt.subplots(1, 2, figsize=(9, 3.8), width_ratios=(1, 1.1))
show(left, new_pictures[crowded], f"{len(with_object)} of {len(assigned)} anchors have an object")
for i in with_object.tolist():
    frame(left, anchors[0, i], COLOURS[int(assigned[i])], style="--")
heat = right.imshow(table, cmap="Blues", vmin=0, vmax=1, aspect="auto")
right.plot(assigned[with_object], range(len(with_object)), "o", color=RED, markersize=4)
right.set(title="IoU, and what was assigned (dots)", xlabel="column: object", ylabel="row: anchor")
right.set_xticks(range(3))
fig.colorbar(heat, label="IoU (no unit)")
plt.show()
assert set(assigned.tolist()) == {-1, 0, 1, 2}

# %%
# %check assign_anchor

# %% [markdown]
# ## 4. Offsets
#
# The network doesn't predict the box itself. It predicts how the box differs from its anchor, in units that
# don't depend on the size of the anchor:
#
# $$\Bigl(10\, \frac{c_x^b - c_x^a}{w^a},\; 10\, \frac{c_y^b - c_y^a}{h^a},\;
#   5 \log\bigl(\epsilon + \tfrac{w^b}{w^a}\bigr),\; 5 \log\bigl(\epsilon + \tfrac{h^b}{h^a}\bigr)\Bigr)$$
#
# The logarithm makes "twice as wide" and "half as wide" equally far from 0. The factors bring all four
# numbers to about the same spread. To get a box out of a prediction, one needs the exact inverse.
#
# **Your turn**: `offset_boxes`, `offset_inverse` and, with these, `multibox_target`, which makes the targets
# of a whole batch.

# %%
some_anchors, some_boxes = anchors[0, with_object], rows[assigned[with_object], 1:]
described = offset_boxes(some_anchors, some_boxes)
restored = offset_inverse(some_anchors, described)
print(f"there and back: largest error {(restored - some_boxes).abs().max():.1e}, eps is 1e-6")
assert torch.allclose(restored, some_boxes, atol=1e-5)

# %%
# %check offset_boxes offset_inverse multibox_target

# %%
started = time.perf_counter()
offsets, mask, classes = multibox_target(anchors, labels)
print(f"targets of {len(labels)} pictures in {time.perf_counter() - started:.1f} s:", end=" ")
print([list(one.shape) for one in (offsets, mask, classes)])
positive = classes > 0
share, each = 100 * positive.double().mean(), positive.sum() / len(labels)
print(f"{share:.1f} % of the anchors have an object, {each:.1f} in each picture")
known = offsets.reshape(len(labels), -1, 4)[positive]
fig, axis = plt.subplots(figsize=(7, 2.8))
for k, name in enumerate(("shift in x", "shift in y", "growth of the width", "growth of the height")):
    axis.hist(known[:, k], bins=60, range=(-6, 6), histtype="step", color=COLOURS[k], label=name)
axis.set(
    title="The four offsets have a similar spread", xlabel="offset (no unit)", ylabel="anchors (no unit)"
)
axis.legend(fontsize=8)
plt.show()
print("standard deviations:", [f"{one:.1f}" for one in known.std(dim=0)])
assert known.std(dim=0).max() < 4 * known.std(dim=0).min()
assert (offsets[mask == 0] == 0).all()

# %% [markdown]
# ## 5. Training
#
# The network halves the picture three times, to 8 x 8 pixels, and once more, to 4 x 4. On each map one
# convolution predicts, for each of the four anchors of a pixel, four offsets and four scores: background and
# the three classes.
#
# Two things are typical of detectors. The loss of the offsets counts only where the mask is 1, because the
# background has no box. And nearly all anchors are background, so that a network would do well by finding
# nothing. Therefore only the hardest of them count for the classes, three for each anchor with an object
# (**hard negative mining**).


# %%
def stage(inputs: int, outputs: int, stride: int) -> nn.Sequential:
    convolution = nn.Conv2d(inputs, outputs, 3, stride=stride, padding=1, bias=False)
    return nn.Sequential(convolution, nn.BatchNorm2d(outputs), nn.ReLU())


class Detector(nn.Module):
    """Offsets [N, A, 4] and scores [N, A, 4] for pictures [N, 3, 64, 64]."""

    def __init__(self) -> None:
        super().__init__()
        self.fine = nn.Sequential(stage(3, 16, 2), stage(16, 32, 2), stage(32, 32, 1), stage(32, 64, 2))
        self.coarse = nn.Sequential(stage(64, 64, 1), stage(64, 64, 2))
        self.heads = nn.ModuleList(nn.Conv2d(64, 4 * (4 + 4), 3, padding=1) for _ in MAPS)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        fine = self.fine(x)  # [N,64,8,8]
        maps = fine, self.coarse(fine)  # the second is [N,64,4,4]
        # The channels go last, so that the order is that of the anchors: pixel by pixel.
        outputs = [head(one).permute(0, 2, 3, 1) for head, one in zip(self.heads, maps, strict=True)]
        both = torch.cat([one.reshape(len(x), -1, 8) for one in outputs], dim=1)
        return both[..., :4], both[..., 4:]


def detection_loss(batch: Tensor, predicted: Tensor, scores: Tensor) -> tuple[Tensor, Tensor]:
    """The loss of the classes and that of the offsets, both for each anchor with an object."""
    surprise = nn.functional.cross_entropy(scores.mT, classes[batch], reduction="none")  # [N,A]
    hit = positive[batch]
    count = hit.sum()
    missed = surprise[~hit]
    hardest = missed.topk(min(3 * int(count), len(missed))).values
    error = nn.functional.smooth_l1_loss(predicted.flatten(1), offsets[batch], reduction="none")
    return (surprise[hit].sum() + hardest.sum()) / count, (error * mask[batch]).sum() / (4 * count)


EPOCHS, BATCH = 12, 32
torch.manual_seed(0)
detector = Detector()
adam = torch.optim.Adam(detector.parameters())
batches = -(-len(pictures) // BATCH)
rates = torch.optim.lr_scheduler.OneCycleLR(adam, max_lr=0.006, total_steps=EPOCHS * batches)
history = []
started, used = time.perf_counter(), time.process_time()
for _ in range(EPOCHS):
    parts = []
    for batch in torch.randperm(len(pictures)).split(BATCH):
        adam.zero_grad()
        both = torch.stack(detection_loss(batch, *detector(pictures[batch])))
        both.sum().backward()
        adam.step()
        rates.step()
        parts.append(both.detach())
    history.append(torch.stack(parts).mean(dim=0))
print(f"{EPOCHS} epochs in {time.process_time() - used:.0f} s of processor time")
detector.eval()
fig, axis = plt.subplots(figsize=(6.5, 2.8))
for k, name in enumerate(("classes", "offsets")):
    axis.plot(range(1, EPOCHS + 1), [one[k] for one in history], ".-", color=COLOURS[k], label=name)
axis.set(title="Both losses fall", xlabel="epoch", ylabel="loss (no unit)", ylim=(0, None))
axis.legend()
plt.show()
assert history[-1][0] < 0.4 * history[0][0]

# %% [markdown]
# ## 6. From predictions to boxes
#
# Each anchor now has a box and a probability for each class. An object is found by several anchors at once.
# **Non-maximum suppression** keeps the best of them: go through the boxes from the highest probability to the
# lowest, keep a box, and drop all that overlap with it too much. **Your turn**: `nms`.


# %%
def predictions(chosen: Tensor, places: Tensor) -> list[tuple[Tensor, Tensor, Tensor]]:
    """For each picture the boxes of all anchors, their best class apart from background, its probability."""
    with torch.no_grad():
        predicted, scores = detector(chosen)
    certainty, kind = scores.softmax(dim=2)[..., 1:].max(dim=2)
    return [(offset_inverse(places, moves), kind[i], certainty[i]) for i, moves in enumerate(predicted)]


def likely(one: tuple[Tensor, Tensor, Tensor], least: float = 0.05) -> tuple[Tensor, ...]:
    """What has at least this probability."""
    return tuple(part[one[2] >= least] for part in one)


raw = predictions(new_pictures, anchors[0])
boxes, kinds, certainties = likely(raw[crowded], least=0.3)
kept = nms(boxes, certainties, threshold=0.4)
fig, axes = plt.subplots(1, 2, figsize=(7.5, 3.7))
for axis, chosen, title in (
    (axes[0], torch.arange(len(boxes)), f"{len(boxes)} boxes above 30 %"),
    (axes[1], kept, f"{len(kept)} after non-maximum suppression"),
):
    show(axis, new_pictures[crowded], title)
    for i in chosen.flip(0).tolist():
        text = f"{KINDS[int(kinds[i])]} {100 * certainties[i]:.0f} %" if len(chosen) == len(kept) else ""
        frame(axis, boxes[i], COLOURS[int(kinds[i])], text)
plt.show()
assert torch.equal(kept, torchvision.ops.nms(boxes, certainties, 0.4))
assert len(kept) < len(boxes)

# %%
# %check nms

# %% [markdown]
# `torchvision.ops.nms` keeps the same boxes. Both drop a box if its IoU is *larger* than the threshold; equal
# is not enough.
#
# **Several classes.** A ball in front of a window must not drop the window. So only boxes of the same class
# compete. There is no need for a loop over the classes: move the boxes of each class to a place of its own,
# so far that boxes of two classes never overlap. Then one call is enough. `torchvision.ops.batched_nms` does
# this too.


# %%
def nms_by_class(boxes: Tensor, kinds: Tensor, scores: Tensor, threshold: float = 0.4) -> Tensor:
    """The indices of the boxes that are kept if only boxes of the same class compete."""
    if len(boxes) == 0:
        return kinds
    room = boxes.max() - boxes.min() + 1
    return nms(boxes + room * kinds[:, None], scores, threshold)


two = torch.tensor([[0.1, 0.1, 0.6, 0.6], [0.1, 0.15, 0.6, 0.65], [0.12, 0.1, 0.6, 0.6]])
of_class, sure = torch.tensor([0, 1, 0]), torch.tensor([0.9, 0.8, 0.7])
print("all compete:", nms(two, sure, 0.4).tolist(), "- by class:", nms_by_class(two, of_class, sure).tolist())
for one in raw[:50]:
    boxes, kinds, certainties = likely(one)
    mine = nms_by_class(boxes, kinds, certainties)
    assert torch.equal(mine, torchvision.ops.batched_nms(boxes, certainties, kinds, 0.4))
print("the same as torchvision.ops.batched_nms on 50 pictures")

# %% [markdown]
# Here is what the detector finds on pictures that it has never seen. Only boxes with a probability of at
# least 50 % are drawn.


# %%
def cleaned(one: tuple[Tensor, Tensor, Tensor], threshold: float = 0.4) -> tuple[Tensor, ...]:
    """What is left after non-maximum suppression by class, the most probable first."""
    one = likely(one)
    order = nms_by_class(*one, threshold)
    return tuple(part[order] for part in one)


finds = [cleaned(one) for one in raw]
fig, axes = plt.subplots(2, 5, figsize=(11, 4.7))
for axis, picture, found in zip(axes.flat, new_pictures[20:], finds[20:], strict=False):
    show(axis, picture, "")
    for box, kind, certainty in zip(*found, strict=True):
        if certainty >= 0.5:
            frame(axis, box, COLOURS[int(kind)], f"{KINDS[int(kind)]} {100 * certainty:.0f} %")
fig.suptitle("What the detector finds on new pictures")
plt.show()

# %% [markdown]
# ## 7. How good is it?
#
# A find is right if it has the class of an object and an IoU of at least 0.5 with it. An object can be found
# once; further finds of it are wrong. Sort all finds of a class, on all pictures, by probability. After each
# of them ask: which share of the finds so far is right (**precision**), and which share of the objects has
# been found (**recall**)? The **average precision** (AP) is the area below this curve, made monotone first.
# The mean over the classes is the usual number for a detector, mAP.


# %%
def curve(found: list, rows_of: Tensor, kind: int, least: float = 0.5) -> tuple[Tensor, Tensor]:
    """Recall and precision after each find of a class, the most probable find first."""
    results, total = [], 0
    for (boxes, kinds, certainties), rows in zip(found, rows_of, strict=True):
        true = rows[rows[:, 0] == kind, 1:]
        total += len(true)
        free = [True] * len(true)
        overlap = box_iou(boxes[kinds == kind], true)
        for i, certainty in enumerate(certainties[kinds == kind].tolist()):
            target = int(overlap[i].argmax()) if len(true) else -1
            right = target >= 0 and free[target] and bool(overlap[i, target] >= least)
            if right:
                free[target] = False
            results.append((certainty, right))
    results.sort(key=lambda one: -one[0])
    right = torch.tensor([one for _, one in results]).double().cumsum(dim=0)
    return right / total, right / torch.arange(1, len(results) + 1)


def average_precision(recall: Tensor, precision: Tensor) -> float:
    ceiling = precision.flip(0).cummax(dim=0).values.flip(0)  # the best precision at this recall or more
    return (recall.diff(prepend=torch.zeros(1)) * ceiling).sum().item()


def mean_ap(found: list, least: float = 0.5) -> float:
    """The mean over the classes, on the new pictures."""
    return sum(average_precision(*curve(found, new_labels, kind, least)) for kind in range(3)) / 3


fig, axis = plt.subplots(figsize=(6.5, 3.4))
for kind, name in enumerate(KINDS):
    recall, precision = curve(finds, new_labels, kind)
    score = average_precision(recall, precision)
    axis.plot(recall, precision, color=COLOURS[kind], label=f"{name}: AP {score:.2f}")
axis.set(title="Precision and recall on 200 new pictures", xlim=(0, 1), ylim=(0, 1.03))
axis.set(xlabel="recall (no unit)", ylabel="precision (no unit)")
axis.legend(loc="lower left")
plt.show()
score = mean_ap(finds)
strict = mean_ap(finds, 0.75)
print(f"mAP at an IoU of 0.5: {score:.2f}; at 0.75: {strict:.2f}")
assert score > 0.7
assert strict < score

# %% [markdown]
# That is a good number for half a minute of training, but the pictures are easy: plain colours, no clutter,
# no object behind another one. At an IoU of 0.75 boxes must fit much better, and the number falls. Papers
# report the mean over limits from 0.5 to 0.95, which is stricter still. And 200 pictures have some 100
# objects of a class, so a single object that is lost costs about a percent.
#
# The threshold of the suppression matters too. If it is low, neighbours of the same class are lost; if it is
# high, double finds stay.

# %%
thresholds = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
scores = [mean_ap([cleaned(one, threshold) for one in raw]) for threshold in thresholds]
fig, axis = plt.subplots(figsize=(6.5, 2.8))
axis.plot(thresholds, scores, "o-", color=BLUE)
axis.set(title="Without suppression, double finds ruin the precision", ylim=(0, 1))
axis.set(xlabel="threshold of the suppression (no unit)", ylabel="mAP (no unit)")
plt.show()
print({threshold: f"{one:.2f}" for threshold, one in zip(thresholds, scores, strict=True)})
assert scores[-1] < 0.7 * max(scores)

# %% [markdown]
# ## 8. What goes wrong in practice
#
# **Without the half pixel.** Anchors at the corners of the pixels instead of their centres are all too far to
# the left and too high, by half a pixel of the map: on the coarse map by 8 pixels of the picture. Among many
# anchors the best one fits as well as before, so training works and nothing warns you. But whoever then
# decodes with the right anchors, or the other way round, moves every box.
#
# **A wrong inverse.** Some code in use adds offsets to anchors, `anchor + offset`, as if they were edges.
# Training looks perfect, because the loss never decodes anything.
#
# **Background among the boxes.** If the anchors that see background take part in the suppression, with their
# high probability of background, they drop the objects beside them.


# %%
def corner_anchors(side: int, sizes: tuple[float, ...]) -> Tensor:
    return multibox_prior(side, side, sizes, RATIOS) - 0.5 / side


at_corners = torch.cat([corner_anchors(side, sizes) for side, sizes in MAPS.items()], dim=1)
with torch.no_grad():
    moves, logits = detector(new_pictures)
sums = [(anchors[0] + one, kind, certainty) for one, (_, kind, certainty) in zip(moves, raw, strict=True)]
fits, fits_too = best_overlaps(anchors[0]).mean(), best_overlaps(at_corners[0]).mean()
print(f"mean of the best IoU: {fits:.2f} with anchors at centres, {fits_too:.2f} with anchors at corners")

crowd = []
for (boxes, _, _), one in zip(raw, logits.softmax(dim=2), strict=True):
    certainty, kind = one.max(dim=1)  # background is class 0 here
    order = nms(boxes, certainty, 0.4)
    order = order[kind[order] > 0]
    crowd.append((boxes[order], kind[order] - 1, certainty[order]))
broken = {
    "right": finds,
    "without the half pixel": [cleaned(one) for one in predictions(new_pictures, at_corners[0])],
    "anchor + offset": [cleaned(one) for one in sums],
    "background competes": crowd,
}
fig, axes = plt.subplots(1, 4, figsize=(11, 3.2))
for axis, (name, found) in zip(axes, broken.items(), strict=True):
    show(axis, new_pictures[crowded], f"{name}: mAP {mean_ap(found):.2f}")
    for box, kind, certainty in zip(*found[crowded], strict=True):
        if certainty >= 0.5:
            frame(axis, box, COLOURS[int(kind)])
fig.suptitle("The same trained network, decoded in four ways")
plt.show()
assert mean_ap(broken["anchor + offset"]) < 0.05
assert mean_ap(broken["without the half pixel"]) < 0.5 * score
assert mean_ap(broken["background competes"]) < score

# %% [markdown]
# ## 9. Experiments of your own
#
# - **Other anchors.** Leave out the coarse map, or use a single ratio. Which objects suffer?
# - **Trained at the corners.** Train and decode with `at_corners`. Is anything lost, and where?
# - **Without hard negatives.** Let all background anchors count. What becomes of the probabilities?
# - **Crowds.** Draw pictures with up to eight objects that may overlap by 40 %. Which threshold of the
#   suppression is best now?
#
# ## Summary
#
# - Anchors turn "list any number of boxes" into a fixed number of questions.
# - IoU measures how well boxes match. It decides which anchor learns what, which boxes are double, and which
#   finds are right.
# - Each object gets an anchor of its own, the largest IoU first; other anchors join if they overlap enough.
# - Offsets are relative to the anchor. The decoding must be the exact inverse of the encoding.
# - Non-maximum suppression removes double finds, by class, and never with background.
# - Average precision judges boxes, classes and the order of the probabilities together.
#
# ## Quiz
#
# 1. A map has 10 x 10 pixels, 3 sizes and 4 ratios. How many anchors does `multibox_prior` make?
# 2. Two boxes have an IoU of 0.5. They have the same area. Which share of it do they have in common?
# 3. An object has no anchor with an IoU above 0.3. Will any anchor learn it?
# 4. A predicted offset is (0, 0, 0, 0). Which box is it?
# 5. With a threshold of 0.5, box A drops B, and B overlaps with C by 0.7, but A doesn't overlap with C. Does
#    C stay?
# 6. A detector finds each object twice, with the right class and place. What is its recall, and roughly its
#    precision?

# %% [markdown]
# <details>
# <summary>Answers: take a sheet of paper before you unfold them</summary>
#
# 1. $10 \cdot 10 \cdot (3 + 4 - 1) = 600$.
# 2. Two thirds: if each has the area 1 and they share $s$, then $s / (2 - s) = 1/2$.
# 3. Yes, one, by the first rule, unless a better pair takes away all anchors that overlap with it.
# 4. The anchor itself: no shift, and the sides times $e^0 = 1$.
# 5. Yes. B was dropped, so it drops nothing.
# 6. Its recall is 1. Half of its finds are right, so its precision ends at 0.5.
#
# </details>

# %% [markdown]
# ## Read on
#
# - Dive into Deep Learning, 14.3 to 14.8: https://d2l.ai/chapter_computer-vision/
# - Liu et al. 2016, SSD: Single Shot MultiBox Detector: https://arxiv.org/abs/1512.02325
# - Ren et al. 2015, Faster R-CNN, where anchors come from: https://arxiv.org/abs/1506.01497
# - Carion et al. 2020, End-to-End Object Detection with Transformers, which needs neither anchors nor
#   suppression: https://arxiv.org/abs/2005.12872
# - torchvision.ops: https://docs.pytorch.org/vision/stable/ops.html
