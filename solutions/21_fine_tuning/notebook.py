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
# # Fine-tuning
#
# You have 25 pictures of five things, and want a network that tells them apart. From scratch it would learn
# little. But somebody has trained a network on many pictures of *other* things, and most of what it knows is
# of use here too: edges, strokes, curves. *Fine-tuning* takes over what it knows and changes the rest.
#
# After this lesson you can
#
# - load a saved network into one that differs a bit, and give it a new head;
# - freeze a part of a network for good, its batch norms included;
# - give parts of a network their own learning rates, and thaw it block by block;
# - write LoRA, which trains a small addition instead of the weights;
# - say which way pays off for how many pictures, and what is forgotten.
#
# You write the eight parts in `fine_tuning.py`, beside this notebook. Cells that need a part which you have
# not written yet stop with `NotImplementedError`. Write it, and run the cell again: the notebook reloads your
# module by itself. `%check NAME` runs the visible checks of a part, `%check` those of all, and `%hint NAME`
# helps when you are stuck.

# %%
# %load_ext autograder

# %%
import copy
from collections import OrderedDict
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import torch
import torchvision
from fine_tuning import (
    LoRALinear,
    discriminative_lrs,
    freeze_,
    gradual_unfreeze_,
    load_matching_,
    param_groups,
    replace_head,
    set_bn_eval_,
)
from torch import Tensor, nn
from torch.nn import functional as F

BLUE, ORANGE, GREY, GREEN, PALE = "#2563eb", "#ea580c", "#64748b", "#16a34a", "#e2e8f0"
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
# ## 1. Two tasks
#
# The digits of lesson 02, cut into halves. The *old* task has the digits 0 to 4 and about 900 pictures. The
# *new* task has the digits 5 to 9, and we pretend that only a few pictures of each have a label.
#
# To make it less easy, each digit stands anywhere on a noisy canvas of $12 \times 12$ pixels.


# %%
def on_canvas(small: Tensor, generator: torch.Generator) -> Tensor:
    """Put each 8 x 8 picture anywhere on a noisy canvas, [N,1,12,12]."""
    canvas = 0.15 * torch.randn(len(small), 1, 12, 12, generator=generator)
    rows, columns = torch.randint(5, (2, len(small)), generator=generator)
    for row in range(5):
        for column in range(5):
            here = (rows == row) & (columns == column)
            canvas[here, :, row : row + 8, column : column + 8] += small[here]
    return canvas


with np.load(Path("..", "..", "datasets", "digits", "digits.npz")) as data:
    small = torch.from_numpy(data["images"]).float()[:, None] / 16  # [1797,1,8,8]
    digit = torch.from_numpy(data["labels"])

is_old = digit < 5
old_x, old_y = on_canvas(small[is_old], torch.Generator().manual_seed(5)), digit[is_old]
new_x, new_y = on_canvas(small[~is_old], torch.Generator().manual_seed(1)), digit[~is_old] - 5
print(f"old task: {len(old_x)} pictures of 0 to 4;   new task: {len(new_x)} pictures of 5 to 9")

fig, axes = plt.subplots(1, 2, figsize=(10, 2))
for axis, pictures, title in zip(axes, (old_x, new_x), ("old task: 0 to 4", "new task: 5 to 9"), strict=True):
    rows = [torch.cat(list(pictures[start : start + 8, 0]), dim=1) for start in (0, 8)]
    axis.imshow(torch.cat(rows), cmap="gray_r")
    axis.set(title=title, xlabel="column (pixels)", ylabel="row (pixels)")
plt.show()

# %% [markdown]
# ## 2. The old task
#
# A small network: two convolutions with batch norm, then two linear layers, then the head `fc`. It learns
# the old task from the 900 digits, on a new canvas each time. A network that somebody else trained would
# come as a file with its `state_dict`. Here we make this file ourselves.


# %%
def network(classes: int, seed: int) -> nn.Sequential:
    torch.manual_seed(seed)

    def stage(inputs: int, outputs: int) -> nn.Sequential:
        conv = nn.Conv2d(inputs, outputs, 3, padding=1)
        return nn.Sequential(conv, nn.BatchNorm2d(outputs), nn.ReLU(), nn.MaxPool2d(2))

    blocks = {
        "stem": stage(1, 16),
        "layer1": stage(16, 32),
        "layer2": nn.Sequential(nn.Flatten(), nn.Linear(32 * 3 * 3, 64), nn.ReLU()),
        "layer3": nn.Sequential(nn.Linear(64, 64), nn.ReLU()),
        "fc": nn.Linear(64, classes),
    }
    return nn.Sequential(OrderedDict(blocks))


def update(net: nn.Module, opt: torch.optim.Optimizer, pictures: Tensor, classes: Tensor) -> float:
    """Make one step, and return the loss before it."""
    opt.zero_grad()
    loss = F.cross_entropy(net(pictures), classes)
    loss.backward()
    opt.step()
    return loss.detach().item()


def right(net: nn.Module, pictures: Tensor, classes: Tensor) -> float:
    """The share of pictures that a network gets right in eval mode, in percent."""
    net.eval()
    with torch.no_grad():
        hits = net(pictures).argmax(dim=1) == classes
    return 100 * hits.float().mean().item()


source = network(5, seed=0)
learner = torch.optim.Adam(source.parameters(), lr=2e-3)
generator = torch.Generator().manual_seed(0)
for _ in range(450):
    chosen = torch.randint(len(old_y), (64,), generator=generator)
    update(source, learner, on_canvas(small[is_old][chosen], generator), old_y[chosen])
saved = {f"module.{name}": value for name, value in source.state_dict().items()}
print(f"right on the old task, on canvases not seen before: {right(source, old_x, old_y):.1f} %")
print("the first names of the file:", list(saved)[:3])
assert right(source, old_x, old_y) > 95

# %% [markdown]
# ## 3. Load what fits
#
# The names begin with `module.`, because the network was "trained on several GPUs" with `nn.DataParallel`.
# And its head has five classes, while a network for seven classes is to get the rest. PyTorch's
# `load_state_dict` stops at both:

# %%
target = network(7, seed=1)
plain = {name.removeprefix("module."): value for name, value in saved.items()}
for state, said in ((saved, "with module."), (plain, "without")):
    try:
        answer = target.load_state_dict(state, strict=False)
        print(f"{said:13}: {len(answer.missing_keys)} entries missing, nothing was loaded, and no exception!")
    except RuntimeError as error:
        print(f"{said:13}: RuntimeError,", str(error).splitlines()[1].strip()[:52], "...")

# %% [markdown]
# `strict=False` forgives names that don't fit, so the first call loads nothing at all and says so only in a
# result that most people don't look at. Shapes that don't fit are never forgiven.
#
# **Your turn:** write `load_matching_`. It says what it loaded and what it skipped.

# %%
target = network(7, seed=1)
loaded, skipped = load_matching_(target, saved)
print("loaded: ", ", ".join(loaded))
print("skipped:", ", ".join(skipped))
assert skipped == ["fc.weight", "fc.bias"]
assert torch.equal(target.stem[1].running_mean, source.stem[1].running_mean)

# %%
# %check load_matching_

# %% [markdown]
# ## 4. A new head
#
# Often it is simpler to load everything into the same architecture and to replace the head afterwards. The
# new layer must get the inputs, the bias, the dtype and the device of the old one. A number such as 512 in
# the code would fit one network only.
#
# **Your turn:** write `replace_head`.

# %%
pretrained = network(5, seed=2)
load_matching_(pretrained, saved)
old_head = pretrained.fc  # for later
replace_head(pretrained, "fc", 5)
print(f"the new head: {pretrained.fc};  right on the new task: {right(pretrained, new_x, new_y):.1f} %")
print(
    f"guessing would give about 20 %; the old head knows {right(source, old_x, old_y):.1f} % of the old task"
)
assert right(pretrained, new_x, new_y) < 50
resnet = torchvision.models.resnet18(weights=None)
print("ResNet-18:", resnet.fc, "->", replace_head(resnet, "fc", 2))
mobile = torchvision.models.mobilenet_v3_small(weights=None)
print("MobileNet:", mobile.classifier[3], "->", replace_head(mobile, "classifier.3", 2))

# %%
# %check replace_head

# %% [markdown]
# ## 5. What freezing must hold still
#
# The new head is random, and in the first steps its gradients are nonsense. They would damage a body that
# knows something. So freeze the body: `requires_grad_(False)` for all of its parameters. Is that all?
#
# No. In train mode a batch norm moves its running statistics with each batch. They are buffers, no
# parameters, and `requires_grad` doesn't concern them. Here only a new head is trained, on pictures from a
# camera that is three times as bright. The body should be the same afterwards. So we put the old head back
# and look at the old task.
#
# **Your turn:** write `set_bn_eval_`.


# %%
def few(shots: int, seed: int) -> tuple[Tensor, Tensor]:
    """Draw some pictures of each new class for training; return their indices and those of all others."""
    order = torch.randperm(len(new_y), generator=torch.Generator().manual_seed(seed))
    train = torch.cat([order[new_y[order] == one][:shots] for one in range(5)])
    others = torch.ones(len(new_y), dtype=torch.bool)
    others[train] = False
    return train, others.nonzero()[:, 0]


def right_on_old(net: nn.Sequential) -> float:
    """Put the old head on the body of a network, and return its percentage on the old task."""
    return right(nn.Sequential(*list(net)[:-1], old_head), old_x, old_y)


train_rows, _ = few(20, seed=0)
drift: dict[str, list[list[float]]] = {}
for name in ("only parameters frozen", "batch norms in eval mode too"):
    net = copy.deepcopy(pretrained)
    net.requires_grad_(False)
    net.fc.requires_grad_(True)
    opt = torch.optim.Adam(net.fc.parameters(), lr=5e-3)
    before = net.stem[1].running_mean.clone()
    drift[name] = [[], []]
    for step in range(41):
        if step % 4 == 0:
            drift[name][0].append((net.stem[1].running_mean - before).abs().max().item())
            drift[name][1].append(right_on_old(net))
        net.train()
        if name.startswith("batch"):
            set_bn_eval_(net)
        update(net, opt, 3 * new_x[train_rows], new_y[train_rows])

fig, axes = plt.subplots(1, 2, figsize=(10.5, 3.2))
for (name, curves), colour in zip(drift.items(), (ORANGE, BLUE), strict=True):
    for axis, values in zip(axes, curves, strict=True):
        axis.plot(range(0, 41, 4), values, "o-", color=colour, label=name)
axes[0].set(title="How far a running mean has moved", xlabel="step", ylabel="largest change (no unit)")
axes[1].set(title="The old task, with the old head", xlabel="step", ylabel="right (%)", ylim=(0, 103))
axes[0].legend()
plt.show()
for name, (moved, share) in drift.items():
    print(f"{name:29}: moved by {moved[-1]:.2f}; right on the old task {share[0]:.1f} % -> {share[-1]:.1f} %")
wrong, good = drift.values()
assert wrong[1][-1] < 60 < 95 < good[1][-1]
assert max(good[0]) == 0

# %%
# %check set_bn_eval_

# %% [markdown]
# No weight has changed, and still the old knowledge is gone. If two tasks share a frozen body, the one spoils
# the other, and no test of the new task shows it. (With pictures as bright as the old ones the statistics
# hardly move, and no harm is done. So the mistake may stay hidden for long.)
#
# Note where the call stands: after `net.train()`, which puts all modules into train mode, in each step.
#
# **Your turn:** write `freeze_`. It freezes parameters and statistics, and forgets old gradients.

# %%
net = copy.deepcopy(pretrained).train()
print("trainable:", freeze_(net, ["fc"]))
print("in eval mode:", [name for name, part in net.named_modules() if not part.training])
trained = sum(p.numel() for p in net.parameters() if p.requires_grad)
print(f"{trained} of {sum(p.numel() for p in net.parameters()):,} numbers are trained")
assert trained == 64 * 5 + 5

# %%
# %check freeze_

# %% [markdown]
# ## 6. Two learning rates
#
# The other way is to train everything, but the body with small steps, because it knows something, and the
# head with larger ones. For that an optimizer takes *groups* of parameters, each with its own options.
#
# **Your turn:** write `param_groups`.

# %%
net = copy.deepcopy(pretrained)
for title, group in zip(("body", "head"), param_groups(net, "fc", lr=1e-3, weight_decay=1e-4), strict=True):
    count = sum(p.numel() for p in group["params"])
    print(f"{title}: {len(group['params']):2} tensors, {count:6,} numbers, learning rate {group['lr']:g}")

# %%
# %check param_groups

# %% [markdown]
# ## 7. LoRA: a small addition
#
# Fine-tuning a large model for ten tasks would give ten large models. Hu et al. (2021) freeze each weight
# matrix $W$ and learn an addition of *low rank*:
#
# $$y = W x + b + \frac{\alpha}{r}\, B A x, \qquad A \in \mathbb R^{r \times \text{in}},\;
# B \in \mathbb R^{\text{out} \times r}.$$
#
# With $r = 4$, a matrix of $64 \times 288 = 18{,}432$ numbers gets an addition of $4 \cdot (288 + 64) =
# 1{,}408$. $B$ begins at 0, so at first nothing changes. Why isn't $A$ 0 as well? Then neither would get a
# gradient. After training, $W + \frac \alpha r B A$ is again an ordinary matrix, so nothing is slower.
#
# **Your turn:** write `LoRALinear`.

# %%
torch.manual_seed(0)
layer = LoRALinear(nn.Linear(288, 64), r=4, alpha=8.0)
x = torch.randn(5, 288)
print("at first equal to the base:", torch.equal(layer(x), layer.base(x)))
with torch.no_grad():
    layer.B.normal_()
merged = layer.merge()
difference = (layer(x) - merged(x)).abs().max().item()
print(f"merged: {merged}, largest difference {difference:.0e}")
print("trained:", {name: list(p.shape) for name, p in layer.named_parameters() if p.requires_grad})
assert difference < 1e-3

# %%
# %check LoRALinear

# %% [markdown]
# ## 8. Four ways, side by side
#
# Now the comparison, for 2, 5 and 20 pictures of each new class, four times each with other pictures and
# another head:
#
# - **from scratch**: the same network with random weights, all of it trained;
# - **head only**: the body is frozen, batch norms too;
# - **LoRA**: the body is frozen, the two linear layers get an addition of rank 4, and the head is trained;
# - **full**: everything is trained, the head with three times the rate.

# %%
picture = np.array([[2, 2, 2, 2, 2], [0, 0, 0, 0, 2], [0, 0, 1, 1, 2], [3, 3, 3, 3, 2]])
fig, axis = plt.subplots(figsize=(8, 2.4))
axis.imshow(picture, cmap=plt.matplotlib.colors.ListedColormap([PALE, ORANGE, GREY, BLUE]), aspect="auto")
for (row, column), kind in np.ndenumerate(picture):
    said = ("frozen", "frozen + A, B", "from random", "from trained")[kind]
    axis.text(column, row, said, ha="center", va="center", color="black" if kind == 0 else "white")
axis.set(title="What each way trains, and from where", xlabel="block (no unit)", ylabel="way (no unit)")
axis.set_xticks(range(5), ("stem", "layer1", "layer2", "layer3", "fc"))
axis.set_yticks(range(4), ("from scratch", "head only", "LoRA", "full"))
plt.show()


# %%
def prepared(way: str, seed: int) -> tuple[nn.Sequential, list[dict]]:
    """The network before training, and its parameters in groups."""
    if way == "from scratch":
        net = network(5, seed)
        return net, param_groups(net, "fc", lr=2e-3, head_mult=1.0)
    torch.manual_seed(seed)
    net = copy.deepcopy(pretrained)
    replace_head(net, "fc", 5)
    if way == "full":
        return net, param_groups(net, "fc", lr=1e-3, head_mult=3.0)
    freeze_(net, ["fc"])
    if way == "LoRA":
        net.layer2[1] = LoRALinear(net.layer2[1], r=4, alpha=8.0)
        net.layer3[0] = LoRALinear(net.layer3[0], r=4, alpha=8.0)
    return net, param_groups(net, "fc", lr=3e-3, head_mult=2.0)


def tune(net: nn.Sequential, groups: list[dict], rows: Tensor, still: bool, blocks: tuple = ()) -> None:
    """Train for 60 steps with batches of 64 or all pictures.

    Args:
        still: whether the batch norms stay in eval mode.
        blocks: for gradual unfreezing, one more block each 12 steps.
    """
    opt = torch.optim.Adam(groups)
    generator = torch.Generator().manual_seed(0)
    for step in range(60):
        net.train()
        if still:
            set_bn_eval_(net)
        if blocks:
            gradual_unfreeze_(net, blocks, step // 12)
        batch = rows[torch.randperm(len(rows), generator=generator)[:64]]
        update(net, opt, new_x[batch], new_y[batch])


WAYS = {"from scratch": GREY, "head only": GREEN, "LoRA": ORANGE, "full": BLUE}
SHOTS, SEEDS = (2, 5, 20), range(4)
scores: dict[tuple[str, int], list[float]] = {}
kept: dict[tuple[str, int], list[float]] = {}
sizes: dict[str, int] = {}
tuned = {}
for way in WAYS:
    for shots in SHOTS:
        for seed in SEEDS:
            rows, others = few(shots, seed)
            net, groups = prepared(way, seed)
            tune(net, groups, rows, still=way in ("head only", "LoRA"))
            sizes[way] = sum(p.numel() for group in groups for p in group["params"])
            scores.setdefault((way, shots), []).append(right(net, new_x[others], new_y[others]))
            kept.setdefault((way, shots), []).append(right_on_old(net))
            tuned[way] = net

print(f"{'':14}{'trained':>9}" + "".join(f"{f'{shots} pictures':>16}" for shots in SHOTS))
for way in WAYS:
    cells = [scores[way, shots] for shots in SHOTS]
    text = "".join(f"{np.mean(cell):9.1f} ± {np.std(cell):3.1f} %" for cell in cells)
    print(f"{way:14}{sizes[way]:9,} {text}")

# %%
fig, (left, middle) = plt.subplots(1, 2, figsize=(10.5, 3.6), width_ratios=(2, 1))
for number, (way, colour) in enumerate(WAYS.items()):
    places = np.arange(3) + 0.2 * (number - 1.5)
    means = [np.mean(scores[way, shots]) for shots in SHOTS]
    left.bar(places, means, 0.19, color=colour, label=f"{way} ({sizes[way]:,} numbers)")
    for place, shots in zip(places, SHOTS, strict=True):
        left.plot([place] * len(SEEDS), scores[way, shots], ".", color="black", markersize=4)
left.axhline(20, color="black", linewidth=1, linestyle=":")
left.set(title="The new task", xlabel="pictures of each class (number)", ylabel="right (%)", ylim=(0, 100))
left.set_xticks(range(3), SHOTS)
left.legend(fontsize=8, loc="upper left")
names = ["head only", "LoRA", "full"]
middle.bar(names, [np.mean(kept[way, 20]) for way in names], color=[WAYS[way] for way in names])
middle.set(title="The old task afterwards", xlabel="way, 20 pictures (no unit)", ylabel="right (%)")
plt.show()
mean = {key: float(np.mean(values)) for key, values in scores.items()}
for shots in SHOTS:
    gain = mean["full", shots] - mean["from scratch", shots]
    print(f"{shots:2} pictures of each class: full is {gain:.1f} points better than from scratch")
    assert gain > 4
assert min(mean[way, 2] for way in ("head only", "LoRA", "full")) > mean["from scratch", 2]
assert mean["head only", 20] < mean["from scratch", 20]
assert mean["full", 20] > mean["LoRA", 20] > mean["head only", 20]
assert np.mean(kept["head only", 20]) > np.mean(kept["full", 20])

# %% [markdown]
# The points are the four repetitions, and the dotted line is guessing. Read off:
#
# - A trained body is worth many pictures: each of its ways beats the network from scratch with 2 pictures.
# - With 2 pictures the three ways are a few points apart, and which pictures you drew matters as much.
# - With 20 pictures the head alone is the worst of all, even worse than from scratch. The body was made for 0
#   to 4, and what it doesn't show, no head can see. More pictures hardly help then.
# - LoRA lies between head and full, with 2,245 numbers.
# - Full fine-tuning forgets a part of the old task. That is called *catastrophic forgetting*.
#
# The old task isn't lost with LoRA: the base is there as before. Take the additions away, and it is back:

# %%
net = copy.deepcopy(tuned["LoRA"])
with_additions = right_on_old(net)
merged_net = copy.deepcopy(net)
for name, place in (("layer2", 1), ("layer3", 0)):
    merged_net.get_submodule(name)[place] = net.get_submodule(name)[place].merge()
    net.get_submodule(name)[place] = net.get_submodule(name)[place].base
_, others = few(20, seed=3)
both = [right(one, new_x[others], new_y[others]) for one in (tuned["LoRA"], merged_net)]
print(f"old task with the additions {with_additions:.1f} %, without {right_on_old(net):.1f} %")
print(f"new task {both[0]:.1f} %, with the additions merged {both[1]:.1f} %")
assert right_on_old(net) == right(source, old_x, old_y)
assert abs(both[0] - both[1]) < 0.5

# %% [markdown]
# ### Why low rank is enough
#
# What full fine-tuning adds to a weight matrix is a matrix of the same size. How many directions does it
# have? Its singular values say so. The picture shows the share of the squared change that the largest $r$ of
# them explain.

# %%
fig, axis = plt.subplots(figsize=(6.5, 3.2))
for name, colour in (("layer2.1", BLUE), ("layer3.0", ORANGE)):
    change = tuned["full"].get_submodule(name).weight - source.get_submodule(name).weight
    squares = torch.linalg.svdvals(change.detach()).square()
    explained = (100 * squares.cumsum(0) / squares.sum()).tolist()
    axis.plot(range(1, 65), explained, "o-", markersize=3, color=colour, label=f"{name}.weight")
    print(f"{name}: rank 4 explains {explained[3]:.0f} % of the change, rank 8 {explained[7]:.0f} %")
    assert explained[7] > 80
axis.axvline(4, color=GREY, linewidth=1, linestyle=":")
axis.set(title="What fine-tuning changed", xlabel="rank (number)", ylabel="share of the change (%)")
axis.set(xlim=(0, 40), ylim=(0, 103))
axis.legend()
plt.show()

# %% [markdown]
# ## 9. Between full and frozen
#
# The first layers see edges, which are the same for all tasks, and the last ones see what is special. So let
# early layers learn slowly: *discriminative learning rates*. Or let them wait: *gradual unfreezing* trains
# the last block first, and one more in each epoch. Both are from Howard and Ruder (2018), who tuned language
# models.
#
# **Your turn:** write `discriminative_lrs` and `gradual_unfreeze_`.

# %%
BLOCKS = ("stem", "layer1", "layer2", "layer3", "fc")
rates = discriminative_lrs(len(BLOCKS), base_lr=3e-3, decay=1 / 2.6)
net = copy.deepcopy(pretrained)
schedule = [
    [any(name.startswith(f"{block}.") for name in gradual_unfreeze_(net, BLOCKS, epoch)) for block in BLOCKS]
    for epoch in range(6)
]
fig, (left, middle) = plt.subplots(1, 2, figsize=(10.5, 3))
left.bar(BLOCKS, rates, color=BLUE)
left.set(title="Discriminative rates", xlabel="block (no unit)", ylabel="learning rate (no unit)")
middle.imshow(np.array(schedule).T, cmap=plt.matplotlib.colors.ListedColormap([PALE, BLUE]), aspect="auto")
middle.set(title="Gradual unfreezing: blue is trained", xlabel="epoch", ylabel="block (no unit)")
middle.set_yticks(range(len(BLOCKS)), BLOCKS)
plt.show()

# %%
# %check discriminative_lrs gradual_unfreeze_

# %%
for way in ("discriminative", "gradual"):
    for shots in (5, 20):
        for seed in SEEDS:
            rows, others = few(shots, seed)
            net, groups = prepared("full", seed)
            if way == "discriminative":
                groups = [
                    {"params": list(net.get_submodule(block).parameters()), "lr": rate}
                    for block, rate in zip(BLOCKS, rates, strict=True)
                ]
            tune(net, groups, rows, still=False, blocks=BLOCKS if way == "gradual" else ())
            scores.setdefault((way, shots), []).append(right(net, new_x[others], new_y[others]))
            kept.setdefault((way, shots), []).append(right_on_old(net))

print(f"{'':16}{'new task, 5':>14}{'20':>14}{'old task, 5':>14}{'20':>10}")
for way in ("full", "discriminative", "gradual", "head only"):
    new = "".join(f"{np.mean(scores[way, n]):8.1f} ± {np.std(scores[way, n]):3.1f}" for n in (5, 20))
    old = "".join(f"{np.mean(kept[way, n]):11.1f}" for n in (5, 20))
    print(f"{way:16}{new}{old}  (% right)")
for shots in (5, 20):
    for way in ("discriminative", "gradual"):
        assert np.mean(kept[way, shots]) > np.mean(kept["full", shots])

# %% [markdown]
# Both forget less than full fine-tuning. What they gain or lose on the new task is within the spread with 5
# pictures. With 20 pictures they are worse here, because 60 steps with small rates are few. There is no way
# that is best for all.
#
# ## 10. With a network: a real pretrained model
#
# Networks for photographs are trained on ImageNet: 1.3 million pictures of 1,000 classes. torchvision loads
# their weights, 45 MB for ResNet-18. Such a network expects its pictures as it had them in training: RGB from
# 0 to 1, normalised by the mean and deviation of ImageNet. Forget that, and every number in it is off.
#
# Set `DOWNLOAD = True` if you are online. Put your own pictures in a folder with a subfolder for each class.

# %%
DOWNLOAD = False
if DOWNLOAD:
    weights = torchvision.models.ResNet18_Weights.IMAGENET1K_V1
    resnet = torchvision.models.resnet18(weights=weights)
    pictures = torchvision.datasets.ImageFolder("my_pictures", weights.transforms())
    print("mean and deviation:", weights.transforms().mean, weights.transforms().std)
    replace_head(resnet, "fc", len(pictures.classes))
    optimizer = torch.optim.SGD(param_groups(resnet, "fc", lr=1e-3), momentum=0.9)
    for photos, kinds in torch.utils.data.DataLoader(pictures, batch_size=32, shuffle=True):
        resnet.train()
        print("loss:", update(resnet, optimizer, photos, kinds))

# %% [markdown]
# Without a network, the architecture at least. How much of ResNet-18 does each way train?

# %%
sizes_of_resnet = {}
for name, prefixes in {
    "fc": ["fc"],
    "layer4, fc": ["layer4", "fc"],
    "all": ["conv1", "bn1", "layer1"],
}.items():
    resnet = torchvision.models.resnet18(weights=None)
    replace_head(resnet, "fc", 2)
    freeze_(resnet, prefixes if name != "all" else [block for block, _ in resnet.named_children()])
    sizes_of_resnet[name] = sum(p.numel() for p in resnet.parameters() if p.requires_grad)
    still = sum(isinstance(m, nn.BatchNorm2d) and not m.training for m in resnet.modules())
    print(f"{name:11} {sizes_of_resnet[name]:11,} numbers trained, {still:2} of 20 batch norms hold still")
assert sizes_of_resnet["fc"] == 512 * 2 + 2

# %% [markdown]
# For real work, the library `peft` of Hugging Face brings LoRA for whole models. It wraps layers by name, as
# you did, and saves only A and B.
#
# ## 11. What goes wrong in practice
#
# - **`requires_grad_(False)` and `train()`**: the running statistics drift, as in section 5.
# - **`set_bn_eval_` before `train()`**: `train()` undoes it. Call it after, in each epoch.
# - **The optimizer is older than the head**: it knows the parameters of the old one, and the new one never
#   learns. Replace first, then make the optimizer.
# - **Old gradients in frozen parameters**: with weight decay or momentum, the optimizer moves them still.
# - **A name that begins alike**: "fc" and "fc2", "layer1" and "layer10". Compare up to a dot.
# - **`strict=False` and never looked**: nothing was loaded, and the network learns from scratch. If the first
#   loss is that of guessing and the first layers look like noise, look at what was skipped.
# - **A rate for scratch**: with a large rate the first steps destroy what the body knows.
# - **Other normalisation than in pretraining**, or BGR instead of RGB: no exception, just bad results.
# - **A test set that the pretrained model has seen.** Web-scale models have seen much.
#
# ## 12. Experiments
#
# 1. In section 8, train the full network with the batch norms in eval mode (`still=True`). Is it better with
#    2 pictures? Why might it be?
# 2. Change the rank of LoRA to 1, 2, 8 and 32. How many pictures does each need to pay off?
# 3. First train the head alone for 20 steps, and then everything for 40. Does it beat full fine-tuning?
# 4. Swap the two tasks: pretrain on 5 to 9, and fine-tune on 0 to 4.
#
# ## Summary
#
# - Fine-tuning keeps a trained body and puts a new head on it. With few pictures it beats training from
#   scratch by far.
# - Frozen parameters are not enough: batch norms must be in eval mode, and old gradients must go.
# - The head gets a higher learning rate than the body, and early layers less than late ones.
# - LoRA trains an addition of low rank. It can be merged into the weight, or taken away.
# - The fewer pictures, the fewer parameters. What is trained may forget the old task.

# %% [markdown]
# ## Quiz
#
# Think before you open an answer.
#
# 1. A frozen batch norm in eval mode: which of its four vectors can change?
# 2. Which numbers does LoRA with $r = 8$ add to `nn.Linear(1024, 1024)`, and how many are they?
# 3. Both A and B are 0 at first. What happens?
# 4. An optimizer was made with `param_groups` while the body was frozen. In epoch 3 you thaw the body. Does
#    it learn?
# 5. Five groups, the last rate is 0.01, the decay 0.5. What is the first rate?
# 6. A saved bias has the shape [1], the model's bias [10]. Why would `bias.copy_(saved)` be worse than an
#    exception?
# 7. Output layer and embedding share their weight. What does `freeze_(model, ["out"])` leave trainable?
#
# <details><summary>Answers</summary>
#
# 1. None: gamma and beta have no gradient, and the running statistics move in train mode only.
# 2. A of shape [8, 1024] and B of [1024, 8]: 16,384 numbers, 1.6 % of the weight's.
# 3. Nothing at all: the gradient of A contains B and that of B contains A. Both stay 0.
# 4. No. The optimizer doesn't know its parameters. Make a new one, or add a group with `add_param_group`.
# 5. $0.01 \cdot 0.5^4 = 0.000625$.
# 6. It is broadcast: all ten classes get the same bias, and nobody notices.
# 7. The shared weight, because one of its names is under `out`, and the bias of the output layer.
#
# </details>

# %% [markdown]
# ## Read on
#
# - Dive into Deep Learning, section 14.2: https://d2l.ai/chapter_computer-vision/fine-tuning.html
# - Yosinski et al., How Transferable Are Features in Deep Neural Networks?: https://arxiv.org/abs/1411.1792
# - Howard and Ruder, Universal Language Model Fine-tuning: https://arxiv.org/abs/1801.06146
# - Hu et al., LoRA: https://arxiv.org/abs/2106.09685
# - Kumar et al., Fine-Tuning Can Distort Pretrained Features: https://arxiv.org/abs/2202.10054
# - torchvision, models and pre-trained weights: https://docs.pytorch.org/vision/stable/models.html
