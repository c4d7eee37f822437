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
# # Deep convolutional GAN
#
# In lesson 26 a generator learned to make points in a plane. Here it learns to make pictures. A picture of
# 64 by 64 pixels has 4096 numbers, and neighbouring ones belong together. So both networks are made of
# convolutions. One of them needs a convolution that makes pictures *larger*.
#
# After this lesson you can
#
# - compute a transposed convolution by hand, and say how large its result is;
# - explain where checkerboard patterns come from;
# - build the generator and the discriminator of the DCGAN paper, and say why each part is there;
# - train them against each other without letting gradients leak from one step into the other;
# - read the two loss curves of a GAN, and say what they don't tell.
#
# You write the parts in `dcgan.py`, beside this notebook. At the end your networks draw digits that nobody
# wrote. Training takes less than half a minute on one core.
#
# Cells that need a function which you have not written yet stop with `NotImplementedError`. Write it, and
# run the cell again: the notebook reloads your module by itself. `%check NAME` runs the visible checks of a
# function, `%check` those of all, and `%hint NAME` helps when you are stuck.

# %%
# %load_ext autograder

# %%
import time
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import torch
from dcgan import (
    DBlock,
    Discriminator,
    GBlock,
    Generator,
    conv_transpose2d,
    conv_transpose_out,
    dcgan_step,
    to_tanh_range,
    weights_init_normal_,
)
from torch import Tensor, nn

BLUE, ORANGE, GREEN, GREY = "#2563eb", "#ea580c", "#16a34a", "#64748b"
plt.rcParams.update(
    {
        "figure.dpi": 110,
        "figure.constrained_layout.use": True,
        "font.size": 10,
        "axes.titlesize": 11,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.grid": True,
        "grid.color": "#e2e8f0",
        "axes.axisbelow": True,
        "legend.frameon": False,
    }
)


def show_numbers(axis: plt.Axes, picture: Tensor, title: str) -> None:
    """A small picture as a table of its numbers, darker where they are larger."""
    axis.imshow(picture, cmap="Blues", vmin=0, vmax=1.6 * max(picture.max().item(), 1))
    for (row, column), value in np.ndenumerate(picture.numpy()):
        axis.text(column, row, f"{value:g}", ha="center", va="center", fontsize=8)
    axis.set(title=title, xlabel="column", ylabel="row")
    axis.set(xticks=range(picture.shape[1]), yticks=range(picture.shape[0]))
    axis.grid(visible=False)


def show_strip(axis: plt.Axes, pictures: Tensor, title: str) -> None:
    """Pictures from -1 to 1 side by side."""
    axis.imshow(torch.cat([*pictures[:, 0].cpu()], dim=1), cmap="gray", vmin=-1, vmax=1)
    axis.set_title(title)
    axis.axis("off")


# %% [markdown]
# ## 1. From one pixel to 64
#
# An ordinary convolution with stride 2 halves the size of a picture. The generator needs the reverse. A
# *transposed convolution* lets each pixel put down a stamp: the kernel, multiplied by the pixel.
# Neighbouring stamps begin `stride` pixels apart. The stamps of $n$ pixels cover $(n - 1)\,s + k$ pixels.
# Then `padding` pixels are cut off at each end:
#
# $$n' = (n - 1)\, s + k - 2p + p_{\text{out}} .$$

# %%
size = 1
print("layer  kernel  stride  padding   size")
for layer, (kernel, stride, padding) in enumerate([(4, 1, 0), *[(4, 2, 1)] * 4]):
    larger = conv_transpose_out(size, kernel, stride, padding)
    print(f"{layer:5} {kernel:7} {stride:7} {padding:8}   {size:2} -> {larger}")
    size = larger
assert size == 64

# %%
# %check conv_transpose_out

# %% [markdown]
# Why is there an output padding? A convolution with stride 2 makes 4 pixels of 7, and also of 8. On the way
# back, 4 pixels must become either 7 or 8. The output padding says which:

# %%
for extra in (0, 1):
    long = conv_transpose_out(4, 3, stride=2, padding=1, output_padding=extra)
    short = nn.Conv2d(1, 1, 3, stride=2, padding=1)(torch.zeros(1, 1, long, long)).shape[-1]
    print(f"output padding {extra}: 4 -> {long}, and an ordinary convolution makes {short} of it again")
    assert short == 4

# %% [markdown]
# ## 2. Stamps on a canvas
#
# The picture below has two pixels that are not 0. With stride 2 and a kernel of 3 by 3, their stamps
# overlap in one column, and there the numbers are added.

# %%
picture = torch.tensor([[1.0, 2.0], [0.0, 0.0]])
stamp = torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0], [7.0, 8.0, 9.0]])
on_canvas = conv_transpose2d(picture[None, None], stamp[None, None], stride=2)[0, 0]
window = conv_transpose2d(picture[None, None], stamp[None, None], stride=2, padding=1)[0, 0]

fig, axes = plt.subplots(1, 4, figsize=(10, 3.0), width_ratios=[2, 3, 5, 3])
show_numbers(axes[0], picture, "picture")
show_numbers(axes[1], stamp, "kernel")
show_numbers(axes[2], on_canvas, "stamps on the canvas, stride 2")
axes[2].add_patch(plt.Rectangle((0.5, 0.5), 3, 3, fill=False, edgecolor=ORANGE, linewidth=2.5))
show_numbers(axes[3], window, "padding 1: the window")
plt.show()
assert on_canvas[0].tolist() == [1, 2, 3 + 2 * 1, 2 * 2, 2 * 3]
assert torch.equal(window, on_canvas[1:4, 1:4])

# %%
# %check conv_transpose2d

# %% [markdown]
# PyTorch has the same as `nn.functional.conv_transpose2d` and as the layer `nn.ConvTranspose2d`:

# %%
generator = torch.Generator().manual_seed(0)
x = torch.randn(16, 32, 16, 16, generator=generator)
w, b = torch.randn(32, 16, 4, 4, generator=generator), torch.randn(16, generator=generator)
found = {}
for name, enlarge in (("yours", conv_transpose2d), ("PyTorch's", nn.functional.conv_transpose2d)):
    start = time.perf_counter()
    found[name] = enlarge(x, w, b, stride=2, padding=1)
    print(f"{name:>10}: {list(found[name].shape)} in {1000 * (time.perf_counter() - start):.1f} ms")
gap = (found["yours"] - found["PyTorch's"]).abs().max().item()
print(f"largest difference: {gap:.0e}")
assert gap < 1e-3

# %% [markdown]
# Where does the name come from? A convolution is linear, so it is a matrix. Its *transposed* matrix takes
# the gradient of the result back to the picture. In the backward pass of each convolution, PyTorch computes
# just this. So the two must agree:

# %%
small = torch.randn(1, 16, 32, 32, generator=generator).requires_grad_()
forward = nn.functional.conv2d(small, w, stride=2, padding=1)  # [1,32,16,16]
(backward,) = torch.autograd.grad(forward, small, grad_outputs=x[:1])
gap = (backward - conv_transpose2d(x[:1], w, stride=2, padding=1)).abs().max().item()
print(f"gradient of a convolution and your transposed convolution differ by {gap:.0e}")
assert gap < 1e-3

# %% [markdown]
# ## 3. The checkerboard
#
# Put down stamps of ones on a picture of ones. Each pixel of the result then says how many stamps reach it.
# If the stride doesn't divide the kernel's size, the numbers differ: a pattern that no weight put there.

# %%
ones = torch.ones(1, 1, 5, 5)
fig, axes = plt.subplots(1, 3, figsize=(10, 3.5))
counts = {}
for axis, k in zip(axes, (2, 3, 4), strict=True):
    counts[k] = conv_transpose2d(ones, torch.ones(1, 1, k, k), stride=2)[0, 0]
    show_numbers(axis, counts[k], f"kernel {k} x {k}, stride 2")
fig.suptitle("How many stamps reach each pixel?")
plt.show()
inside = {k: sorted(set(count[2:-2, 2:-2].flatten().tolist())) for k, count in counts.items()}
print("away from the border:", inside)
assert inside == {2: [1.0], 3: [1.0, 2.0, 4.0], 4: [4.0]}

# %% [markdown]
# That is why the kernels of this lesson are 4 by 4 with stride 2. An even count only removes the pattern
# that comes for free. Neighbouring pixels still have different weights, so a network can *learn* a
# checkerboard. We will look for it in section 8.

# %% [markdown]
# ## 4. The pictures
#
# The digits of lesson 02 have 8 by 8 pixels. Bicubic interpolation makes smooth pictures of 64 by 64. Your
# `to_tanh_range` maps them to the range of tanh, since that is what the generator can make.

# %%
with np.load(Path("..", "..", "datasets", "digits", "digits.npz")) as data:
    pixels = torch.from_numpy(data["images"]).float()[:, None] / 16  # [1797,1,8,8]
smooth = nn.functional.interpolate(pixels, size=(64, 64), mode="bicubic")  # [1797,1,64,64]
real = to_tanh_range(smooth)
print(
    f"after interpolation from {smooth.min():.2f} to {smooth.max():.2f}, in tanh's range from "
    f"{real.min():.2f} to {real.max():.2f}"
)
assert smooth.min() < 0
assert smooth.max() > 1

fig, (left, right) = plt.subplots(2, 1, figsize=(9, 3.6), height_ratios=[1, 1.6])
show_strip(left, real[:10], "real pictures, 64 x 64")
right.hist(real[::10].flatten(), bins=80, color=BLUE)
right.axvspan(-1, 1, color=GREEN, alpha=0.1, linewidth=0)
right.set(
    title="Brightness of their pixels; tanh reaches the shaded part",
    xlabel="brightness (no unit)",
    ylabel="number of pixels (no unit)",
    yscale="log",
)
plt.show()

# %%
# %check to_tanh_range

# %% [markdown]
# Smooth interpolation overshoots beside sharp edges. `to_tanh_range` leaves that visible, so we decide
# here: what lies outside of $[-1, 1]$ is cut off, because no fake could ever look like it. A discriminator
# would learn "too bright to be fake" at once.

# %%
real = real.clamp(-1, 1)

# %% [markdown]
# ## 5. Blocks, and a famous slip
#
# A block of the generator is transposed convolution, batch norm and ReLU. A block of the discriminator is
# convolution, batch norm and leaky ReLU. The leaky ReLU lets a gradient through everywhere. The generator
# depends on it, because all it learns comes through the discriminator.
#
# Some code on the web writes `nn.BatchNorm2d(channels, 0.8)` and means the momentum. The second argument is
# `eps`. DCGAN starts with tiny weights, so the variance is tiny too, and 0.8 is then a huge number:

# %%
torch.manual_seed(0)
noise = torch.randn(64, 16, 1, 1)
spread: dict[float, list[float]] = {1e-5: [], 0.8: []}
for eps, spreads in spread.items():
    torch.manual_seed(1)
    y = noise
    for before, after, stride, padding in ((16, 64, 1, 0), (64, 32, 2, 1), (32, 16, 2, 1), (16, 8, 2, 1)):
        block = GBlock(before, after, 4, stride, padding)
        block.apply(weights_init_normal_)
        block.bn.eps = eps
        y = block(y).detach()
        spreads.append(y.std().item())

fig, axis = plt.subplots(figsize=(6, 3.2))
for (eps, spreads), colour in zip(spread.items(), (BLUE, ORANGE), strict=True):
    axis.semilogy(["1", "2", "3", "4"], spreads, "o-", color=colour, label=f"eps = {eps:g}")
axis.set(
    title="Does the noise survive the first four layers?",
    xlabel="layer (no unit)",
    ylabel="standard deviation of the result (no unit)",
)
axis.legend()
plt.show()
for eps, spreads in spread.items():
    print(f"eps = {eps:g}:", [f"{value:.2g}" for value in spreads])
assert min(spread[1e-5]) > 0.4
assert spread[0.8][-1] < 1e-3

# %%
# %check GBlock

# %%
# %check DBlock

# %% [markdown]
# With the right eps each layer passes the noise on. With 0.8 nothing is left of it after four layers, so
# all fakes look alike at first. Training may recover, because gamma can grow. But nothing fails, and that
# makes the slip hard to find.
#
# Why is there no bias before batch norm? Add any number to all pixels of a channel: the mean grows by the
# same number, and batch norm subtracts it.

# %%
block = DBlock(1, 4)
h = block.conv(real[:16])
gap = (block.bn(h + 5.0) - block.bn(h)).abs().max().item()
print(f"batch norm with and without 5.0 on each pixel: difference {gap:.0e}")
assert gap < 1e-3

# %% [markdown]
# ## 6. Two networks
#
# | | generator | discriminator |
# |---|---|---|
# | sizes | 1 → 4 → 8 → 16 → 32 → 64 | 64 → 32 → 16 → 8 → 4 → 1 |
# | made of | transposed convolutions | convolutions with stride 2, no pooling |
# | activation | ReLU, at the end tanh | leaky ReLU, at the end none |
# | batch norm | not in the last layer | not in the first and the last layer |
#
# The two ends have no batch norm. The generator must be able to set the brightness of a picture, and the
# discriminator must be able to see it.
#
# The next line is the only one to change for a longer run: with a GPU take
# `"cuda", 100, 64, 64, 5000`, as wide as the paper.

# %%
DEVICE, LATENT, NGF, NDF, UPDATES = "cpu", 16, 8, 6, 350

torch.manual_seed(0)
G, D = Generator(LATENT, NGF, channels=1), Discriminator(1, NDF)
for name, network in (("generator", G), ("discriminator", D)):
    count = sum(p.numel() for p in network.parameters())
    print(f"the {name} has {count:,} parameters")
G.apply(weights_init_normal_)
D.apply(weights_init_normal_)
G, D = G.to(DEVICE), D.to(DEVICE)
real = real.to(DEVICE)

with torch.no_grad():
    first = G(torch.randn(10, LATENT, 1, 1, device=DEVICE))
print(f"fakes before training: from {first.min():.2f} to {first.max():.2f}")
print(f"logits of real pictures before training: {[round(v, 2) for v in D(real[:5]).tolist()]}")
assert first.abs().max() < 0.9

# %%
# %check Generator

# %%
# %check Discriminator

# %%
# %check weights_init_normal_

# %% [markdown]
# With weights this small the fakes are grey, and tanh is in its steep middle. Nothing is saturated on
# either side, so gradients flow through both networks from the first update on.

# %% [markdown]
# ## 7. Training
#
# Each update is one call of your `dcgan_step`. Adam has a small momentum, $\beta_1 = 0.5$, as in the paper.
# A large one keeps pushing in a direction that the other network has made wrong meanwhile.
#
# How good are the fakes? As in lesson 26 we compare two Gaussians: one fitted to real pictures, one to
# fakes, both after averaging blocks of 8 by 8 pixels. Their Wasserstein distance is 0 if means and
# covariances agree. The distance of real pictures from other real pictures shows what sampling alone makes.


# %%
def moments(pictures: Tensor) -> tuple[Tensor, Tensor]:
    """Mean and covariance of the pictures, reduced to 8 by 8 pixels."""
    flat = nn.functional.avg_pool2d(pictures, 8).flatten(1).double().cpu()
    return flat.mean(dim=0), flat.T.cov()


def distance(one: Tensor, other: Tensor) -> float:
    """The Wasserstein distance of the Gaussians with the moments of two batches."""
    (mean, S), (centre, T) = moments(one), moments(other)
    product = torch.linalg.eigvals(S @ T).real.clamp(min=0).sqrt().sum()
    return ((mean - centre).square().sum() + S.trace() + T.trace() - 2 * product).clamp(min=0).sqrt().item()


rows = torch.randperm(len(real), generator=torch.Generator().manual_seed(2))
limit = distance(real[rows[:512]], real[rows[512:1024]])
print(f"distance of real pictures from other real pictures: {limit:.2f}")

# %%
adam = {"lr": 0.002, "betas": (0.5, 0.999)}
opt_g, opt_d = (
    torch.optim.Adam(G.parameters(), **adam),
    torch.optim.Adam(D.parameters(), **{**adam, "lr": 0.001}),
)
draws = torch.Generator().manual_seed(3)
watched = torch.randn(512, LATENT, 1, 1, generator=draws).to(DEVICE)  # the same noise in every picture


def fakes_of(noise: Tensor) -> Tensor:
    """Pictures in eval mode: batch norm uses its running statistics, so each depends on its noise alone."""
    G.eval()
    with torch.no_grad():
        pictures = torch.cat([G(part) for part in noise.split(128)])
    G.train()
    return pictures


history, distances, pictures = [], {}, {}
start = time.perf_counter()
for update in range(UPDATES + 1):
    if update % 50 == 0:
        fakes = fakes_of(watched)
        distances[update], pictures[update] = distance(fakes, real[rows[:512]]), fakes[:12]
    batch = real[torch.randint(len(real), (32,), generator=draws)]
    noise = torch.randn(32, LATENT, 1, 1, generator=draws).to(DEVICE)
    history.append(dcgan_step(batch, noise, D, G, opt_d, opt_g))
print(f"{UPDATES} updates in {time.perf_counter() - start:.0f} s")
print(f"distance {distances[0]:.2f} before training, {distances[UPDATES]:.2f} at the end")
assert distances[UPDATES] < 0.6 * distances[0]

# %%
# %check dcgan_step

# %%
chosen = [update for update in pictures if update in (0, 50, 100, 200, UPDATES)]
fig, axes = plt.subplots(len(chosen) + 1, 1, figsize=(9, 1.02 * (len(chosen) + 1)))
for axis, update in zip(axes, chosen, strict=False):
    show_strip(axis, pictures[update], f"fakes after {update} updates")
show_strip(axes[-1], real[rows[:12]], "real pictures")
plt.show()

# %% [markdown]
# Each column has the same noise throughout. Before training all is grey. After 50 updates there is a weave,
# then there are blobs in the middle, then strokes. At last several fakes can be read as digits, and others
# are strokes that belong to no digit. From networks this small and half a minute, don't expect more.

# %% [markdown]
# ### What the curves tell, and what they don't

# %%
losses = {key: torch.tensor([step[key] for step in history]) for key in ("d_loss", "g_loss")}
fig, (left, right) = plt.subplots(1, 2, figsize=(9.5, 3.3))
for (key, values), colour in zip(losses.items(), (BLUE, ORANGE), strict=True):
    left.plot(values, color=colour, linewidth=0.5, alpha=0.5)
    left.plot(range(10, len(values) - 10), values.unfold(0, 21, 1).mean(dim=1), color=colour, label=key)
left.axhline(np.log(2), color=GREY, linewidth=1, linestyle="--", label="log 2")
left.set(title="Losses, and their means over 21 updates", xlabel="update", ylabel="loss (nats)")
left.set_ylim(0, 4)
left.legend()
right.plot(list(distances), list(distances.values()), "o-", color=GREEN, label="fakes")
right.axhline(limit, color=GREY, linewidth=1, linestyle="--", label="other real pictures")
right.set(title="Distance from real pictures", xlabel="update", ylabel="Wasserstein distance (no unit)")
right.set_ylim(bottom=0)
right.legend()
plt.show()
for part, when in (("updates 1 to 50", slice(0, 50)), ("the last 50", slice(-50, None))):
    print(
        f"{part:>16}: d_loss {losses['d_loss'][when].mean():.2f}, g_loss {losses['g_loss'][when].mean():.2f}"
    )

# %% [markdown]
# Read the two losses for what they are:
#
# - Both are measured against an opponent that changes. A loss of the same height means something else
# later. - `d_loss` near $\log 2 \approx 0.69$ says that D can hardly tell real from fake. It does not say
# that the   fakes are good: D may simply be weak. Far below, D is winning. - `g_loss` does not fall
# steadily while the fakes get better. It falls when D gets worse. - Useful as a warning: a `d_loss` of
# nearly 0 for hundreds of updates means that G learns nothing any more.
#
# The distance on the right does measure progress, but coarsely: it sees means and covariances of 64
# numbers. For photographs people use the same formula on features of a trained classifier, the *Fréchet
# Inception distance* (FID). In the end, look at samples, and at many of them.

# %% [markdown]
# ## 8. Looking for the checkerboard
#
# A checkerboard is the highest frequency that a picture can have: signs change from pixel to pixel. How
# strong is each frequency along the rows? Real pictures are smooth. What about the fakes?


# %%
def spectrum(pictures: Tensor) -> Tensor:
    """Mean power of each frequency along the rows, [33]."""
    return torch.fft.rfft(pictures.cpu(), dim=3, norm="ortho").abs().square().mean(dim=(0, 1, 2))


power = {"real": spectrum(real[rows[:512]]), "fake": spectrum(fakes_of(watched))}
fig, (left, right) = plt.subplots(1, 2, figsize=(9.5, 3.6), width_ratios=[1.6, 1])
for (name, values), colour in zip(power.items(), (BLUE, ORANGE), strict=True):
    left.semilogy(values, color=colour, label=name)
left.axvline(32, color=GREY, linewidth=1, linestyle="--")
left.set(
    title="Power of each frequency along the rows",
    xlabel="frequency (periods per picture)",
    ylabel="mean power (no unit)",
)
left.legend()
right.imshow(pictures[UPDATES][0, 0, 16:40, 16:40].cpu(), cmap="gray", vmin=-1, vmax=1)
right.set(title="A part of a fake, enlarged", xlabel="column", ylabel="row")
right.grid(visible=False)
plt.show()
ratio = (power["fake"][32] / power["real"][32]).item()
print(f"at 32 periods per picture, fakes have {ratio:,.0f} times the power of real pictures")
assert ratio > 10
assert power["fake"][16] > (power["fake"][14] + power["fake"][18]) / 2

# %% [markdown]
# The fakes have too much of the high frequencies. The power rises towards 32 periods, and there is a small
# peak at 16. These are patterns of 2 and of 4 pixels: what the strides of the last two layers make. The
# usual cure is to enlarge first, by copying or by interpolation, and then to use an ordinary convolution
# (Odena et al. 2016). It is one of the experiments below.

# %% [markdown]
# ## 9. Has it learned the digits by heart?
#
# Two tests. If G only stored pictures, a walk between two points of noise would jump from one to the next.
# And each fake would have a real twin.

# %%
ends = watched[[0, 5]]
share = torch.linspace(0, 1, 12, device=DEVICE).view(-1, 1, 1, 1)
walk = fakes_of((1 - share) * ends[0] + share * ends[1])
some = fakes_of(watched[:12])
gaps = torch.cdist(some.flatten(1), real.flatten(1))  # [12,1797]
twins = real[gaps.argmin(dim=1)]
between_real = torch.cdist(real[rows[:200]].flatten(1), real.flatten(1)).topk(2, largest=False).values[:, 1]

fig, axes = plt.subplots(3, 1, figsize=(9, 3.2))
show_strip(axes[0], walk, "a walk from one noise to another")
show_strip(axes[1], some, "fakes")
show_strip(axes[2], twins, "for each fake, the nearest real picture")
plt.show()
print(f"a fake is {gaps.min(dim=1).values.mean():.1f} away from its nearest real picture,")
print(f"a real picture {between_real.mean():.1f} from its nearest other real picture")
assert gaps.min() > 0.5 * between_real.mean()

# %% [markdown]
# The walk has no jumps. A fake is farther from its nearest real picture than real pictures are from each
# other. So G has not stored pictures. A large network could, after many more updates.

# %% [markdown]
# ## 10. What goes wrong in practice
#
# - `d_loss` is 0 and fakes are noise: D is too strong, or it sees a trick, such as another range of pixels.
#   Check `to_tanh_range`, and lower D's learning rate.
# - All fakes look alike: mode collapse, or the wrong eps. Look at many samples; try other losses (lesson
# 26). - Fakes differ in eval mode: the running statistics don't fit yet. Train longer. - A net pattern: the
# stride doesn't divide the kernel's size, or the network has learned it. - An error at the last batch:
# `squeeze()` removed the dimension of a batch of one. Use `flatten()`. - It works on the CPU only: labels
# or noise are made there. Make them like another tensor.
#
# ### Your turn
#
# 1. Take out `weights_init_normal_` and train with PyTorch's first weights. Which curve changes most?
# 2. Put eps to 0.8 in all blocks (`for m in G.modules(): ...`) and train again. Does it recover?
# 3. Write a block that enlarges with `nn.Upsample(scale_factor=2)` and a 3 x 3 convolution. Compare the
# power    at the highest frequency, and the time of an update. 4. With a GPU: change the one line in
# section 6. Do both losses settle near $\log 2$?
#
# ### Summary
#
# - A transposed convolution puts down a stamp for each pixel, and adds. Padding cuts off what it made.
# - It is the gradient of a convolution. It does not undo a convolution: only the shapes come back.
# - DCGAN: strides instead of pooling, batch norm but not at the two ends, no bias before it, tanh and leaky
#   ReLU, small first weights.
# - D's step sees detached fakes. G's step goes through D and leaves D as it is.
# - Neither loss of a GAN says how good the fakes are.

# %% [markdown]
# ## 11. Quiz
#
# **1.** A picture of 7 by 7 goes through a transposed convolution with kernel 5, stride 3 and padding 1.
# How large is it then?
#
# <details><summary>Answer</summary>
#
# $(7 - 1) \cdot 3 + 5 - 2 = 21$ pixels on each side.
#
# </details>
#
# **2.** Kernel 5 with stride 2: is there a checkerboard of counts?
#
# <details><summary>Answer</summary>
#
# Yes, since 2 does not divide 5. Along one side, pixels are reached by 3 and by 2 stamps in turn. In the
# plane these are 9, 6 and 4.
#
# </details>
#
# **3.** Does a transposed convolution with the same kernel undo a convolution?
#
# <details><summary>Answer</summary>
#
# No. It has the transposed matrix, not the inverse. The shape comes back, the values don't.
#
# </details>
#
# **4.** You forget `detach()` in D's step, but clear G's gradients before G's step. Are the weights after
# the update wrong?
#
# <details><summary>Answer</summary>
#
# No. But the backward pass runs through G for nothing. And since it frees G's graph, the second backward
# pass through the same fakes fails, unless you keep the graph.
#
# </details>
#
# **5.** Why does the discriminator return [B] and not [B, 1]? What would happen with labels of shape [B]?
#
# <details><summary>Answer</summary>
#
# One number a picture needs one dimension. PyTorch's `binary_cross_entropy_with_logits` refuses two shapes
# that differ. A loss written by hand would broadcast [B, 1] and [B] to [B, B] and be wrong without an
# error.
#
# </details>
#
# **6.** Real pictures stay in [0, 1] by mistake. How does D tell them from fakes?
#
# <details><summary>Answer</summary>
#
# By the background: it is 0 in real pictures and can be -1 in fakes. G can follow, but only with half of
# tanh's range, and black lies in its middle.
#
# </details>
#
# ### Links
#
# - Radford, Metz and Chintala 2015, *Unsupervised Representation Learning with Deep Convolutional GANs*:
#   https://arxiv.org/abs/1511.06434
# - Dumoulin and Visin 2016, *A guide to convolution arithmetic*: https://arxiv.org/abs/1603.07285
# - Odena, Dumoulin and Olah 2016, *Deconvolution and Checkerboard Artifacts*:
#   https://distill.pub/2016/deconv-checkerboard
# - Dive into Deep Learning, 14.10 and 20.2: https://d2l.ai
