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
# # Multilayer perceptron
#
# A linear classifier draws straight borders. A *multilayer perceptron* bends them: it puts a layer of simple
# units between the input and the output. Everything depends on what these units do with a number, their
# *activation function*. At the end of this lesson you can
#
# - say why layers without an activation are worth no more than one layer,
# - write the usual activations so that neither value nor gradient overflows,
# - build a network of any depth, and work out its gradients by hand,
# - recognise saturated and dead units, and say what helps,
# - teach autograd a function of your own.
#
# You write twelve parts in `multilayer_perceptron.py`, beside this notebook, and use them here. Cells that
# need a function which you have not written yet stop with `NotImplementedError`. Write it, and run the cell
# again: the notebook reloads your module by itself. `%check NAME` runs the visible checks of a function,
# `%check` those of all, and `%hint NAME` helps when you are stuck.

# %%
# %load_ext autograder

# %%
from collections.abc import Callable, Sequence
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import torch
from multilayer_perceptron import (
    ReLUFn,
    dead_fraction,
    gelu,
    init_mlp,
    leaky_relu,
    linear,
    maxout,
    mlp_backward,
    mlp_forward,
    relu,
    sigmoid,
    tanh,
)
from torch import Tensor, nn

BLUE, ORANGE, GREEN, PURPLE, GREY = "#2563eb", "#ea580c", "#16a34a", "#9333ea", "#64748b"
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
        "lines.linewidth": 2,
        "legend.frameon": False,
    }
)

# %% [markdown]
# ## 1. Why a bend is needed
#
# **Your turn: `linear`.** A layer multiplies its input by a matrix and adds a bias:
# $\mathbf y = \mathbf W \mathbf x + \mathbf b$, for each row of a batch. Two of them in a row are
#
# $$\mathbf W_2 (\mathbf W_1 \mathbf x + \mathbf b_1) + \mathbf b_2
# = (\mathbf W_2 \mathbf W_1)\, \mathbf x + (\mathbf W_2 \mathbf b_1 + \mathbf b_2),$$
#
# which is one linear layer again. A hundred of them are one layer too. Let's see that in numbers.

# %%
generator = torch.Generator().manual_seed(0)
x = torch.randn(5, 3, generator=generator)
W1, b1 = torch.randn(100, 3, generator=generator), torch.randn(100, generator=generator)
W2, b2 = torch.randn(2, 100, generator=generator), torch.randn(2, generator=generator)

stacked = linear(linear(x, W1, b1), W2, b2)
single = linear(x, W2 @ W1, linear(b1, W2, b2))
print(f"502 + 100 parameters against 8: largest difference {(stacked - single).abs().max():.1e}")
assert torch.allclose(stacked, single, atol=1e-3)

# %%
# %check linear

# %% [markdown]
# **Your turn: `relu`.** The cheapest bend is $\operatorname{relu}(x) = \max(x, 0)$. A unit
# $\operatorname{relu}(wx + b)$ is a *hinge*: flat on one side, a slope on the other. With enough hinges you
# can build any curve. Below, each hinge starts at a knot, and its weight is the change of slope there. So
# the sum connects the values of the curve at the knots by straight lines.


# %%
def curve(t: Tensor) -> Tensor:
    return torch.sin(t) + 0.5 * torch.sin(3 * t)


def hinges(t: Tensor, number: int) -> Tensor:
    """The weighted hinges whose sum is `curve` at equally spaced knots, [T] -> [number,T]."""
    knots = torch.linspace(0, 6, number + 1)
    slopes = curve(knots).diff() / knots.diff()
    weights = slopes.diff(prepend=torch.zeros(1))
    return weights.unsqueeze(1) * relu(t - knots[:-1].unsqueeze(1))


t = torch.linspace(0, 6, 601)
fig, axes = plt.subplots(1, 3, figsize=(10, 3.1))
axes[0].plot(t, hinges(t, 6).T, color=BLUE, linewidth=1.2)
axes[0].set(title="Six hinges, each with its weight", ylim=(-9, 9))
for axis, number in zip(axes[1:], (6, 24), strict=True):
    axis.plot(t, curve(t), color=GREY, linewidth=4, alpha=0.4, label="the curve")
    axis.plot(t, hinges(t, number).sum(dim=0), color=BLUE, label=f"{number} hinges")
    axis.set(title=f"The sum of {number} hinges")
    axis.legend()
for axis in axes:
    axis.set(xlabel="$t$ (no unit)", ylabel="value (no unit)")
plt.show()

errors = {}
for number in (6, 12, 24, 48, 96):
    errors[number] = (hinges(t, number).sum(dim=0) - curve(t)).abs().max().item()
print("largest error:", {number: round(error, 4) for number, error in errors.items()})
assert 3 < errors[48] / errors[96] < 5, "twice as many hinges, a quarter of the error"

# %%
# %check relu

# %% [markdown]
# That is the whole idea. A network *learns* where its hinges are and what they weigh. In more dimensions a
# hinge is a fold along a plane. A second hidden layer folds what the first one has folded, so the number of
# flat pieces can multiply with each layer.
#
# ## 2. A family of activations
#
# **Your turn: `sigmoid`, `tanh`, `leaky_relu`, `gelu`.** They differ in three respects: what they do to large
# numbers, where their gradient is, and whether their outputs lie around 0.
#
# $$\operatorname{sigmoid}(x) = \frac{1}{1 + e^{-x}}, \qquad
# \tanh(x) = 2 \operatorname{sigmoid}(2x) - 1, \qquad
# \operatorname{gelu}(x) = x \cdot P(Z \le x).$$
#
# tanh is the sigmoid in other clothes: stretched from $(0, 1)$ to $(-1, 1)$, and squeezed to half the width.

# %%
ACTIVATIONS: dict[str, tuple[Callable[[Tensor], Tensor], str]] = {
    "sigmoid": (sigmoid, ORANGE),
    "tanh": (tanh, PURPLE),
    "relu": (relu, BLUE),
    "leaky_relu": (leaky_relu, GREEN),
    "gelu": (gelu, GREY),
}


def with_gradient(act: Callable[[Tensor], Tensor], x: Tensor) -> tuple[Tensor, Tensor]:
    """Values and derivatives of an activation at each entry of x."""
    x = x.clone().requires_grad_()
    y = act(x)
    y.sum().backward()
    return y.detach(), x.grad


t = torch.linspace(-5, 5, 1001)
fig, axes = plt.subplots(2, 5, figsize=(11, 4.4), sharex=True, sharey="row")
for (name, (act, colour)), (upper, lower) in zip(ACTIVATIONS.items(), axes.T, strict=True):
    value, gradient = with_gradient(act, t)
    upper.plot(t, value, color=colour)
    lower.plot(t, gradient, color=colour)
    upper.set_title(name)
    lower.set_xlabel("$x$ (no unit)")
axes[0, 0].set(ylabel="value (no unit)", ylim=(-1.3, 3))
axes[1, 0].set(ylabel="derivative (no unit)", ylim=(-0.2, 1.25))
fig.suptitle("Five activations (top) and their derivatives (bottom)")
plt.show()

for name, (act, _) in ACTIVATIONS.items():
    _, gradient = with_gradient(act, t)
    print(f"{name:10} largest derivative {gradient.max():.2f}, at x = -4 it is {gradient[100]:.4f}")

# %% [markdown]
# The largest slope of the sigmoid is $1/4$, that of tanh is 1. Both are nearly flat, *saturated*, at some
# distance from 0. ReLU never saturates above 0, and has no gradient at all below. Leaky ReLU keeps a small
# gradient there. GELU is a smooth ReLU, and the usual choice in transformers.

# %%
t64 = torch.linspace(-8, 8, 4001, dtype=torch.float64)
print(f"tanh from sigmoid against PyTorch's tanh: {(tanh(t64) - torch.tanh(t64)).abs().max():.1e}")
theirs = nn.functional.gelu(t64)
print(f"gelu against PyTorch's gelu: {(gelu(t64) - theirs).abs().max():.1e}")
gap = (gelu(t64, approximate="tanh") - theirs).abs().max().item()
print(f"the approximation of gelu by tanh is off by up to {gap:.5f}")
assert torch.allclose(tanh(t64), torch.tanh(t64), atol=1e-14)
assert torch.allclose(gelu(t64), theirs, atol=1e-12)
assert 4e-4 < gap < 5e-4

# %%
# %check leaky_relu tanh gelu

# %% [markdown]
# ### A gradient that does not fit
#
# Lesson 02 met an exponential that overflows. Here is a subtler case. For $x = -100$, $e^{-x}$ is infinite in
# `float32`, and $1 / (1 + \infty) = 0$ is even the right value. But the backward pass multiplies the
# derivative of $1 / (1 + u)$, which is 0, by the derivative of $e^{-x}$, which is infinite. One `nan` there
# spoils every weight at the next step.

# %%
t = torch.linspace(-120, 20, 561)
value, gradient = with_gradient(lambda x: 1 / (1 + torch.exp(-x)), t)
own_value, own_gradient = with_gradient(sigmoid, t)

fig, axis = plt.subplots(figsize=(8, 3.2))
axis.semilogy(t, own_gradient, color=BLUE, label="your sigmoid")
axis.semilogy(t, gradient, color=ORANGE, linestyle=(0, (2, 2)), linewidth=3, label="1 / (1 + exp(-x))")
broken = t[gradient.isnan()]
axis.axvspan(broken.min(), broken.max(), color=ORANGE, alpha=0.12, linewidth=0)
axis.text(-105, 1e-10, "right value,\ngradient nan", color=ORANGE, ha="center")
axis.set(title="Derivative of the sigmoid in float32", xlabel="$x$ (no unit)", ylabel="derivative (no unit)")
axis.legend(loc="lower right")
plt.show()
print(f"the largest difference of the values is {(value - own_value).abs().max():.1e}")
print(f"up to x = {broken.max():.1f} the naive gradient is nan")
zero_from = t[(gradient == 0) & (t < 0)].max()
print(f"from there to x = {zero_from:.1f} it is 0, because the square of 1 + exp(-x) overflows")
assert not own_gradient.isnan().any()
assert not value.isnan().any()
assert -90 < broken.max() < -85

# %%
# %check sigmoid

# %% [markdown]
# ## 3. The data, and a network
#
# 1,797 grey images of digits, 8 by 8 pixels (`datasets/digits`), as in lesson 02.

# %%
with np.load(Path("..", "..", "datasets", "digits", "digits.npz")) as data:
    images = torch.from_numpy(data["images"]).float() / 16  # [1797,8,8]
    labels = torch.from_numpy(data["labels"])  # [1797]
order = torch.randperm(len(images), generator=torch.Generator().manual_seed(0))
images, labels = images[order], labels[order]
train_x, train_y, test_x, test_y = images[:1437], labels[:1437], images[1437:], labels[1437:]
print(f"{len(train_x)} images to train on, {len(test_x)} to test on")

# %% [markdown]
# **Your turn: `init_mlp` and `mlp_forward`.** With $L$ layers the network is
#
# $$\mathbf h_0 = \mathbf x, \qquad
# \mathbf h_l = \phi(\mathbf W_l \mathbf h_{l-1} + \mathbf b_l), \qquad
# \mathbf o = \mathbf W_L \mathbf h_{L-1} + \mathbf b_L.$$
#
# The last layer gives logits, so it has no activation.

# %%
params = init_mlp([64, 128, 10], generator=torch.Generator().manual_seed(0))
logits = mlp_forward(train_x, params, relu)
print("parameters:", [tuple(p.shape) for p in params], "- together", sum(p.numel() for p in params))
loss = nn.functional.cross_entropy(logits, train_y).item()
print(f"loss before training: {loss:.3f} nats, guessing has log 10 = {np.log(10):.3f}")
assert logits.shape == (1437, 10)
assert abs(loss - np.log(10)) < 0.01

# %%
# %check init_mlp mlp_forward

# %% [markdown]
# ### Why the weights start at random
#
# Suppose that all weights start at the same number. Then all hidden units compute the same, get the same
# gradient, and stay the same forever: 128 units that are worth one. Random weights break this *symmetry*.
# Watch how many different units there are during 50 steps. (The activation is tanh.)


# %%
def different_units(params: Sequence[Tensor], steps: int = 50) -> list[int]:
    """The number of different rows of W1 after each step of gradient descent on all images."""
    counts = []
    for _ in range(steps):
        counts.append(len(params[0].detach().round(decimals=4).unique(dim=0)))
        loss = nn.functional.cross_entropy(mlp_forward(train_x, params, tanh), train_y)
        with torch.no_grad():
            for p, grad in zip(params, torch.autograd.grad(loss, params), strict=True):
                p -= 0.5 * grad
    return counts


same = init_mlp([64, 32, 10])
with torch.no_grad():
    same[0].fill_(0.01)
    same[2].copy_(torch.linspace(-0.1, 0.1, 10).unsqueeze(1).expand(10, 32))  # equal for all hidden units
random = init_mlp([64, 32, 10], generator=torch.Generator().manual_seed(0))
counts = {"random weights": different_units(random), "equal weights": different_units(same)}
print({name: f"{count[-1]} different units of 32" for name, count in counts.items()})
assert set(counts["equal weights"]) == {1}
assert set(counts["random weights"]) == {32}

# %% [markdown]
# ## 4. The gradients by hand
#
# **Your turn: `mlp_backward`.** Take one hidden layer, and let $\mathbf G = \partial L / \partial \mathbf O$
# be the gradient in the logits: softmax minus one-hot, divided by $N$, from lesson 02. Each step backwards is
# one application of the chain rule:
#
# $$\frac{\partial L}{\partial \mathbf W_2} = \mathbf G^\top \mathbf H, \qquad
# \frac{\partial L}{\partial \mathbf H} = \mathbf G \mathbf W_2, \qquad
# \frac{\partial L}{\partial \mathbf Z} = \frac{\partial L}{\partial \mathbf H} \odot [\mathbf Z > 0], \qquad
# \frac{\partial L}{\partial \mathbf W_1} = \Big(\frac{\partial L}{\partial \mathbf Z}\Big)^{\!\top} \mathbf
# X.$$
#
# A bias gets the sum of the same gradient over the samples. Derivations are easy to get wrong, so compare
# with autograd first.

# %%
params64 = [p.detach().double().requires_grad_() for p in init_mlp([64, 20, 10], 0.3)]
x64 = train_x[:50].double()
loss = nn.functional.cross_entropy(mlp_forward(x64, params64, relu), train_y[:50])
for name, by_hand, by_autograd in zip(
    ("W1", "b1", "W2", "b2"),
    mlp_backward(x64, train_y[:50], params64),
    torch.autograd.grad(loss, params64),
    strict=True,
):
    gap = (by_hand - by_autograd).abs().max().item()
    print(f"{name}: largest difference {gap:.1e}, largest entry {by_autograd.abs().max():.1e}")
    assert gap < 1e-12

# %%
# %check mlp_backward

# %% [markdown]
# Then train. `fit` takes small random batches and steps against the gradient. It works for every model of
# this notebook: `logits_of` computes the logits, and the gradients come from `gradients_of` or else from
# autograd.


# %%
Model = Callable[[Tensor, Sequence[Tensor]], Tensor]


def measure(logits_of: Model, params: Sequence[Tensor]) -> dict[str, float]:
    """Loss in nats and accuracy in percent, on both sets."""
    found = {}
    for part, x, y in (("train", train_x, train_y), ("test", test_x, test_y)):
        with torch.no_grad():
            logits = logits_of(x, params)
        found[f"{part} loss"] = nn.functional.cross_entropy(logits, y).item()
        found[f"{part} accuracy"] = 100 * (logits.argmax(dim=1) == y).float().mean().item()
    return found


def fit(
    logits_of: Model,
    params: Sequence[Tensor],
    lr: float,
    epochs: int,
    gradients_of: Callable[[Tensor, Tensor, Sequence[Tensor]], Sequence[Tensor]] | None = None,
    watch: Callable[[], None] = lambda: None,
) -> list[dict[str, float]]:
    """Train by minibatch SGD, and return what `measure` finds before and after each epoch."""
    generator = torch.Generator().manual_seed(0)
    history = [measure(logits_of, params)]
    for _ in range(epochs):
        for rows in torch.randperm(len(train_x), generator=generator).split(32):
            x, y = train_x[rows], train_y[rows]
            if gradients_of is None:
                loss = nn.functional.cross_entropy(logits_of(x, params), y)
                gradients = torch.autograd.grad(loss, params)
            else:
                gradients = gradients_of(x, y, params)
            with torch.no_grad():
                for p, gradient in zip(params, gradients, strict=True):
                    p -= lr * gradient
            watch()
        history.append(measure(logits_of, params))
    return history


def relu_network(x: Tensor, params: Sequence[Tensor]) -> Tensor:
    return mlp_forward(x, params, relu)


def seeded(sizes: Sequence[int], std: float = 0.1) -> list[Tensor]:
    return init_mlp(sizes, std, torch.Generator().manual_seed(0))


EPOCHS, RATE = 30, 0.3
with_hidden, without = seeded([64, 128, 10]), seeded([64, 10])
start = [p.detach().clone() for p in with_hidden]
histories = {
    "128 hidden units": fit(relu_network, with_hidden, RATE, EPOCHS, gradients_of=mlp_backward),
    "softmax regression": fit(relu_network, without, RATE, EPOCHS),
}
for name, history in histories.items():
    print(f"{name:18}", {key: round(value, 3) for key, value in history[-1].items()})

# %%
fig, axes = plt.subplots(1, 2, figsize=(9.5, 3.4))
for (name, history), colour in zip(histories.items(), (BLUE, ORANGE), strict=True):
    for part, style in (("train", ":"), ("test", "-")):
        axes[0].plot([one[f"{part} loss"] for one in history], style, color=colour, label=f"{name}, {part}")
        axes[1].plot([one[f"{part} accuracy"] for one in history], style, color=colour)
axes[0].set(title="Loss", xlabel="epoch", ylabel="cross-entropy (nats)", yscale="log")
axes[1].set(title="Accuracy", xlabel="epoch", ylabel="accuracy (%)", ylim=(88, 100.5))
axes[0].legend(fontsize=8)
plt.show()
final = {name: history[-1]["test accuracy"] for name, history in histories.items()}
assert final["128 hidden units"] > final["softmax regression"]
assert histories["128 hidden units"][-1]["train accuracy"] > 99

# %% [markdown]
# The hidden layer reads more digits than the linear model, and it knows nearly all the training images by
# heart. That is a warning: only the test set tells how well it reads. Lesson 04 is about that.
#
# What do hidden units look for? A row of $\mathbf W_1$ is an image. Here are the 16 units with the largest
# weights, and the weights that the logits of a 0 and a 1 give them.

# %%
W1, _, W2, _ = (p.detach() for p in with_hidden)
largest = W1.norm(dim=1).topk(16).indices
limit = W1[largest].abs().max().item()
fig, axes = plt.subplots(2, 8, figsize=(9.5, 3))
for unit, axis in zip(largest.tolist(), axes.flat, strict=True):
    picture = axis.imshow(W1[unit].view(8, 8), cmap="RdBu_r", vmin=-limit, vmax=limit)
    axis.set_title(f"0: {W2[0, unit]:+.1f}\n1: {W2[1, unit]:+.1f}", fontsize=8)
    axis.axis("off")
fig.colorbar(picture, ax=axes, label="weight (no unit)", shrink=0.9)
fig.suptitle("Sixteen hidden units (red: ink here raises the activation)")
plt.show()

# %% [markdown]
# ## 5. Saturation
#
# By the chain rule, the gradient of an early layer is a product with a factor $\phi'(z)$ for each later
# layer. For the sigmoid each factor is at most $1/4$, so ten layers leave less than $4^{-10} \approx
# 10^{-6}$. Below, each network has weights of the size $1 / \sqrt{\text{inputs}}$, and $\sqrt 2$ times that
# for ReLU, which sets half of its inputs to 0. (Lesson 05 says why.) The plot shows the mean size of the
# gradient in each layer's weights, before training.

# %%
DEPTH, WIDTH = 10, 64
fig, (left, right) = plt.subplots(1, 2, figsize=(10, 3.5))
sizes_of = {}
for name, gain in (("sigmoid", 1.0), ("tanh", 1.0), ("relu", 2**0.5)):
    act, colour = ACTIVATIONS[name]
    deep = init_mlp([64] + [WIDTH] * DEPTH + [10], gain / WIDTH**0.5, torch.Generator().manual_seed(0))
    loss = nn.functional.cross_entropy(mlp_forward(train_x, deep, act), train_y)
    gradients = torch.autograd.grad(loss, deep)[::2]
    sizes_of[name] = [gradient.abs().mean().item() for gradient in gradients[:-1]]
    left.semilogy(range(1, DEPTH + 1), sizes_of[name], "o-", color=colour, label=name)
left.set(title="Gradients of the ten hidden layers", xlabel="layer (number from the input)")
left.set(ylabel="mean size of a gradient (nats)", xticks=range(1, DEPTH + 1))
left.legend(loc="lower right")

t = torch.linspace(-4, 4, 801)
for depth, shade in zip((1, 2, 4), (1.0, 0.6, 0.35), strict=True):
    for name in ("sigmoid", "tanh"):
        act, colour = ACTIVATIONS[name]

        def chain(x: Tensor, act: Callable[[Tensor], Tensor] = act, depth: int = depth) -> Tensor:
            for _ in range(depth):
                x = act(x)
            return x

        right.semilogy(
            t, with_gradient(chain, t)[1], color=colour, alpha=shade, label=f"{name}, {depth} times"
        )
right.set(title="Derivative of act(act(... x))", xlabel="$x$ (no unit)", ylabel="derivative (no unit)")
right.legend(fontsize=8, loc="center left", bbox_to_anchor=(1, 0.5))
plt.show()
for name, sizes in sizes_of.items():
    print(f"{name:8} gradient of the first layer by that of the last hidden one: {sizes[0] / sizes[-1]:.1e}")
assert sizes_of["sigmoid"][0] / sizes_of["sigmoid"][-1] < 4.0 ** -(DEPTH - 2)
assert sizes_of["relu"][0] / sizes_of["relu"][-1] > 0.1

# %% [markdown]
# With such gradients the first layers of a deep sigmoid network hardly move. Sigmoids live on where a number
# between 0 and 1 is *meant*: as the gates of an LSTM (lesson 13), or as the probability at the end.
#
# ## 6. Outputs that are not centred at 0
#
# A sigmoid's outputs are all positive. Take a unit of the next layer, with weights $\mathbf w$ and the input
# $\mathbf h$. For one sample, $\partial \ell / \partial \mathbf w = \delta\, \mathbf h$ with a single number
# $\delta$. If all $h_i > 0$, all entries of this gradient have the *same sign*: the weights all go up or all
# go down. To raise one and lower another, SGD must zigzag. A tanh has outputs of both signs.

# %%
agreement = {}
for name in ("sigmoid", "tanh"):
    params = seeded([64, 128, 10])
    loss = nn.functional.cross_entropy(mlp_forward(train_x[:1], params, ACTIVATIONS[name][0]), train_y[:1])
    gradient = torch.autograd.grad(loss, params)[2]  # [10,128], of one sample
    positive = (gradient > 0).float().mean(dim=1)  # [10]
    agreement[name] = torch.maximum(positive, 1 - positive).mean().item()
    print(f"{name:8} {agreement[name]:.0%} of the 128 gradients of a logit have the more frequent sign")
assert agreement["sigmoid"] == 1
assert agreement["tanh"] < 0.7


def path(centre: float) -> Tensor:
    """SGD on (w . h - target . h)^2 / 2, with one random h at a time around `centre`, [61,2]."""
    generator, target = torch.Generator().manual_seed(3), torch.tensor([1.0, -1.0])
    w, places = torch.zeros(2), [torch.zeros(2)]
    for _ in range(60):
        h = centre + torch.rand(2, generator=generator) - 0.5
        w = w - (h @ (w - target)) * h / 1.2
        places.append(w)
    return torch.stack(places)


fig, axes = plt.subplots(1, 2, figsize=(9, 3.7), sharex=True, sharey=True)
titles = {0.5: "Inputs from 0 to 1, like a sigmoid's", 0.0: "Inputs from -0.5 to 0.5: centred"}
for axis, (centre, title), colour in zip(axes, titles.items(), (ORANGE, PURPLE), strict=True):
    steps = path(centre)
    axis.plot(*steps.T, "o-", color=colour, markersize=3, linewidth=1)
    axis.plot(1, -1, "*", color="black", markersize=12)
    axis.set(title=title, xlabel="$w_1$ (no unit)")
    moves = steps.diff(dim=0)  # [60,2]
    diagonal = (moves[:, 0] * moves[:, 1] >= 0).float().mean().item()
    print(f"{title}: {diagonal:.0%} of the steps raise both weights or lower both")
    assert (diagonal == 1) == (centre == 0.5)
axes[0].set_ylabel("$w_2$ (no unit)")
fig.suptitle("60 steps of SGD from (0, 0) towards the star")
plt.show()

# %% [markdown]
# ## 7. Dying units
#
# **Your turn: `dead_fraction`.** ReLU has a trap of its own. If a unit's $z$ is below 0 for *every* sample,
# its output is 0 and its gradient is 0, so its weights never change again. It is dead. How does a unit get
# there? One step is enough. A large learning rate, times a large gradient, can push the bias so far down that
# no image lifts $z$ above 0. Let's follow that.

# %%
rates = [0.1, 0.3, 0.6, 1.0, 1.5, 2.0, 3.0]
acts = {"relu": relu, "leaky_relu": leaky_relu}
share = {name: [] for name in acts}
reads = {name: [] for name in acts}
for rate in rates:
    for name, act in acts.items():
        params = seeded([64, 128, 10])
        history = fit(lambda x, params, act=act: mlp_forward(x, params, act), params, rate, epochs=8)
        with torch.no_grad():
            z = linear(train_x.flatten(1), *params[:2])  # [1437,128]
        share[name].append(100 * dead_fraction(relu(z)))
        reads[name].append(history[-1]["test accuracy"])

fig, axes = plt.subplots(1, 2, figsize=(9.5, 3.4))
for name in acts:
    axes[0].plot(rates, share[name], "o-", color=ACTIVATIONS[name][1], label=name)
    axes[1].plot(rates, reads[name], "o-", color=ACTIVATIONS[name][1], label=name)
axes[0].set(title="Units below 0 for all images, after 8 epochs", ylabel="share of the hidden units (%)")
axes[1].set(title="What the network can read", ylabel="accuracy on the test set (%)", ylim=(0, 102))
for axis in axes:
    axis.set_xlabel("learning rate (no unit)")
axes[0].legend()
plt.show()
print({f"rate {rate}": f"{dead:.0f} % dead" for rate, dead in zip(rates, share["relu"], strict=True)})

# %%
# %check dead_fraction

# %% [markdown]
# Now one unit under the microscope. The line shows the largest $z$ over all images after each step. Where it
# is below 0, the unit is silent for all of them.

# %%
HIGH = 2.0
traces = {}
for name, act in acts.items():
    params, trace = seeded([64, 128, 10]), []

    def watch(params: Sequence[Tensor] = params, trace: list[Tensor] = trace) -> None:
        trace.append(linear(train_x.flatten(1), *params[:2]).detach().amax(dim=0))  # [128]

    fit(lambda x, params, act=act: mlp_forward(x, params, act), params, HIGH, epochs=2, watch=watch)
    traces[name] = torch.stack(trace)  # [90,128]
died = ((traces["relu"][-1] < 0) & (traces["relu"][0] > 0)).nonzero().flatten()
unit = int(died[0])
fig, axis = plt.subplots(figsize=(8, 3.2))
for name in acts:
    axis.plot(traces[name][:, unit], color=ACTIVATIONS[name][1], label=name)
axis.axhline(0, color="black", linewidth=0.8)
axis.set(title=f"Hidden unit {unit} at the learning rate {HIGH:g}", xlabel="step")
axis.set_ylabel("largest $z$ over all images (no unit)")
axis.legend()
plt.show()
last = traces["relu"][:, unit]
first_dead = int((last < 0).nonzero()[0])
print(f"the unit with relu dies in step {first_dead}, and doesn't change any more")
assert bool((last[first_dead:] == last[first_dead]).all())
assert traces["leaky_relu"][-1, unit] > last[-1]

# %% [markdown]
# The line of the ReLU is level from its last step on, to the last digit: without gradient there is no way
# back. The leaky unit gets a hundredth of the gradient, and can return. What helps in practice: a smaller
# learning rate, or one that starts small and grows; leaky ReLU or GELU; normalised layers (lesson 09).
#
# ## 8. Maxout: units that learn their activation
#
# **Your turn: `maxout`.** If the shape of the activation matters, why not learn it? A maxout unit is the
# largest of $K$ linear functions:
#
# $$\operatorname{maxout}(\mathbf x)_o = \max_{k = 1 \ldots K} \big(\mathbf w_{k,o}^\top \mathbf x +
# b_{k,o}\big).$$
#
# With two pieces it can be a ReLU or $|x|$, with more it approaches any convex curve. It neither saturates
# nor dies, because one piece is always the largest and has the gradient 1.


# %%
def unit_of(slopes: Sequence[float], offsets: Sequence[float]) -> tuple[Tensor, Tensor]:
    return torch.tensor(slopes).view(-1, 1, 1), torch.tensor(offsets).view(-1, 1)


t = torch.linspace(-2, 2, 401).unsqueeze(1)  # [401,1]
tangents = torch.linspace(-1.6, 1.6, 5)
units = {
    "ReLU: pieces 0 and x": unit_of([0.0, 1.0], [0.0, 0.0]),
    "|x|: pieces -x and x": unit_of([-1.0, 1.0], [0.0, 0.0]),
    "x squared: five tangents": unit_of((2 * tangents).tolist(), (-(tangents**2)).tolist()),
}
fig, axes = plt.subplots(1, 3, figsize=(9.5, 3), sharey=True)
for axis, (name, (W, b)) in zip(axes, units.items(), strict=True):
    axis.plot(t, linear(t, W[:, 0], b[:, 0]), color=GREY, linewidth=1, linestyle="--")
    axis.plot(t, maxout(t, W, b), color=BLUE)
    axis.set(title=name, xlabel="$x$ (no unit)", ylim=(-2, 4))
axes[0].set_ylabel("value (no unit)")
fig.suptitle("Three maxout units (blue), each the largest of its pieces (grey)")
plt.show()
assert torch.equal(maxout(t, *units["ReLU: pieces 0 and x"]), relu(t))
assert (maxout(t, *units["x squared: five tangents"]) - t**2).abs().max() < 0.17

# %%
# %check maxout

# %% [markdown]
# The price: $K$ times as many parameters in the layer. So compare twice, with a ReLU network of as many
# units, and with one of as many parameters.

# %%
PIECES, UNITS = 3, 32


def maxout_network(x: Tensor, params: Sequence[Tensor]) -> Tensor:
    W, b, W_out, b_out = params
    return linear(maxout(x.flatten(1), W, b), W_out, b_out)


drawn = [init_mlp([64, UNITS], 0.1, torch.Generator().manual_seed(seed)) for seed in range(PIECES)]
out = seeded([UNITS, 10])
pieces = [torch.stack([layer[i].detach() for layer in drawn]).requires_grad_() for i in (0, 1)]
contest = {
    f"maxout, {UNITS} units of {PIECES} pieces": (maxout_network, [*pieces, *out]),
    f"relu, {UNITS} units": (relu_network, seeded([64, UNITS, 10])),
    "relu, 86 units": (relu_network, seeded([64, 86, 10])),
}
results = {}
for name, (model, params) in contest.items():
    results[name] = fit(model, params, RATE, EPOCHS)[-1]["test accuracy"]
    print(
        f"{name:29} {sum(p.numel() for p in params):5} parameters, {results[name]:.1f} % of the test images"
    )
assert min(results.values()) > 94

# %% [markdown]
# On 360 test images, one image is 0.3 %, so small differences mean nothing. Maxout has become rare: the same
# parameters in more units do as well, and are simpler.
#
# ## 9. A function of your own for autograd
#
# **Your turn: `ReLUFn`.** Autograd knows the derivative of each operation of PyTorch. If yours is not among
# them, or if you know a cheaper or safer derivative, write both directions yourself. `forward` computes and
# stores; `backward` turns the gradient of the result into that of the input.

# %%
x = torch.tensor([-1.0, 0.0, 2.0], requires_grad=True)
y = ReLUFn.apply(x)
print("the node in the graph:", type(y.grad_fn).__name__)

point = torch.randn(6, generator=torch.Generator().manual_seed(1), dtype=torch.float64).requires_grad_()
assert torch.autograd.gradcheck(ReLUFn.apply, point)
assert torch.autograd.gradgradcheck(ReLUFn.apply, point)
print("gradcheck and gradgradcheck compare with numeric derivatives: both right")

params = seeded([64, 32, 10])
losses = [
    nn.functional.cross_entropy(mlp_forward(train_x, params, act), train_y) for act in (relu, ReLUFn.apply)
]
one, other = (torch.autograd.grad(loss, params) for loss in losses)
assert all(map(torch.equal, one, other)), "as the activation of a network it gives the same gradients"

# %% [markdown]
# `ctx.save_for_backward` does more than remember. It notes the *version* of the tensor, so that autograd can
# tell when someone has changed it in between:

# %%
x = torch.tensor([1.0, 2.0], requires_grad=True) * 1
y = ReLUFn.apply(x)
with torch.no_grad():
    x.neg_()  # now both entries are below 0
try:
    y.sum().backward()
    print("no complaint: what backward needs was stored apart from x")
except RuntimeError as error:
    print(str(error)[:97], "...")

# %%
# %check ReLUFn

# %% [markdown]
# ## 10. PyTorch's own modules
#
# The network of section 4 is four lines of `torch.nn`. With the same start and the same batches it ends at
# the same weights.

# %%
concise = nn.Sequential(nn.Flatten(), nn.Linear(64, 128), nn.ReLU(), nn.Linear(128, 10))
with torch.no_grad():
    for p, value in zip(concise.parameters(), start, strict=True):
        p.copy_(value)
optimizer = torch.optim.SGD(concise.parameters(), lr=RATE)
loss_function = nn.CrossEntropyLoss()

generator = torch.Generator().manual_seed(0)
for _ in range(EPOCHS):
    for rows in torch.randperm(len(train_x), generator=generator).split(32):
        loss = loss_function(concise(train_x[rows]), train_y[rows])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

difference = max((p - q).abs().max().item() for p, q in zip(concise.parameters(), with_hidden, strict=True))
with torch.no_grad():
    right = 100 * (concise(test_x).argmax(dim=1) == test_y).float().mean().item()
print(f"by hand: {final['128 hidden units']:.2f} % of the test images are right")
print(f"PyTorch: {right:.2f} %")
print(f"largest difference of a weight: {difference:.1e}")
assert difference < 1e-2
assert abs(right - final["128 hidden units"]) < 1

# %% [markdown]
# | yours | PyTorch's |
# |---|---|
# | `linear(x, W, b)` | `nn.Linear(inputs, outputs)` |
# | `relu`, `leaky_relu`, `sigmoid` | `nn.ReLU()`, `nn.LeakyReLU(0.01)`, `nn.Sigmoid()` |
# | `tanh`, `gelu` | `nn.Tanh()`, `nn.GELU(approximate="none")` |
# | `init_mlp` | each layer by itself: `nn.Linear` starts uniform, lesson 05 |
# | `mlp_forward(x, params, act)` | `nn.Sequential(nn.Flatten(), ...)` |
# | `mlp_backward` and the loop of `fit` | `loss.backward()` and `optimizer.step()` |
#
# ## 11. Which activation?
#
# The same network, the same start, the same batches, only the activation changes. One hidden layer hides the
# differences; four show them.

# %%
fig, axes = plt.subplots(1, 2, figsize=(10, 3.5), sharey=True)
ends = {}
for axis, hidden in zip(axes, ([64], [64] * 4), strict=True):
    for name, (act, colour) in ACTIVATIONS.items():
        params = seeded([64, *hidden, 10], std=0.15)
        history = fit(lambda x, params, act=act: mlp_forward(x, params, act), params, 0.2, epochs=12)
        axis.plot([one["test accuracy"] for one in history], color=colour, label=name)
        ends[name, len(hidden)] = history[-1]["test accuracy"]
    axis.set(title=f"Hidden layers: {len(hidden)}", xlabel="epoch")
axes[0].set(ylabel="accuracy on the test set (%)", ylim=(0, 102))
axes[1].legend(loc="center right")
plt.show()
assert ends["sigmoid", 4] < 30 < 90 < ends["relu", 4]

# %% [markdown]
# Start with ReLU. If units die, lower the learning rate or try leaky ReLU or GELU. Use tanh where outputs
# must be bounded, and the sigmoid only where you want a probability or a gate.
#
# ## 12. What goes wrong in practice
#
# - **An activation on the last layer.** With a ReLU there, no logit is below 0. The network still learns
#   something, so nobody notices.
# - **No activation at all.** `nn.Sequential(nn.Linear(...), nn.Linear(...))` runs, and is a linear model.
# - **Leaves that are none.** `torch.randn(3, requires_grad=True) * 0.01` makes a result, and its `.grad`
#   stays `None`. Scale first, then ask for gradients. The same holds for `.to(device)`.
# - **Weights that are too large at the start.** A first loss of 20 nats says so. So does a plot of the
#   activations: sigmoids at 0 and 1, or units that are all dead.
# - **A gradient at the kink.** `torch.maximum(x, zeros)` has the gradient 1/2 at exactly 0, ReLU has 0. With
#   biases of 0 and empty images, exact zeros are common.

# %%
leaf = torch.randn(3, requires_grad=True) * 0.01
print("is it a leaf?", leaf.is_leaf, "- and is this?", init_mlp([3, 3])[0].is_leaf)
for name, kink in {"relu": relu, "maximum": lambda x: torch.maximum(x, torch.zeros_like(x))}.items():
    print(f"gradient of {name} at 0:", with_gradient(kink, torch.zeros(1))[1].item())

# %% [markdown]
# ## 13. Open experiments
#
# 1. **How wide, how deep?** Keep about 10,000 parameters, and distribute them over one, two or four hidden
#    layers. Plot the test accuracy with five seeds each. Is the difference larger than that between seeds?
# 2. **Resurrection.** Train at the learning rate 2 until many units are dead. Then continue with leaky ReLU
#    at 0.1. How many come back, and how long does it take?
# 3. **A border to look at.** Make two rings of points in the plane, train networks with 2, 3, 4 and 16 hidden
#    units on them, and colour the plane by their prediction. How many hinges does a closed border need?
#
# ## Summary
#
# - Linear layers in a row are one linear layer. An activation between them makes hinges, folds and curves.
# - Sigmoid and tanh saturate, and products of their small derivatives vanish. tanh is a sigmoid that is
#   centred at 0.
# - ReLU passes the gradient above 0 unchanged. A unit that is below 0 for all samples is dead, and a high
#   learning rate kills units in one step. Leaky ReLU and GELU keep a way back.
# - Back-propagation is the chain rule with matrices: each layer needs its input and the gradient of its
#   output.
# - Random weights break the symmetry between hidden units.
# - A `torch.autograd.Function` has a `forward`, a `backward`, and a `ctx` for each call.
#
# ## Quiz
#
# 1. A network has the layers 64-128-10. How many parameters has it, and how many with maxout of $K = 3$ in
#    the hidden layer?
# 2. Someone initialises all weights with 0, and uses ReLU. What are the gradients of the four parameters in
#    the first step?
# 3. What is the derivative of $\tanh$ at 0, and why is it four times that of the sigmoid?
# 4. All pixels lie between 0 and 1. What does section 6 say about the first layer, and what would you do?
# 5. A hidden unit is 0 for 1,436 of 1,437 images. Is it dead?
# 6. Why does `mlp_backward` need $\mathbf H$ and $\mathbf Z$, and what does that mean for the memory of deep
#    networks?
# 7. Is $|x| = \operatorname{relu}(x) + \operatorname{relu}(-x)$ right at $x = 0$, value and gradient?

# %% [markdown]
# <details>
# <summary>Answers: take a sheet of paper before you unfold them</summary>
#
# 1. $64 \cdot 128 + 128 + 128 \cdot 10 + 10 = 9{,}610$. With maxout the first two terms count three times:
#    $3 \cdot 8{,}320 + 1{,}290 = 26{,}250$.
# 2. Only $\mathbf b_2$ has one: softmax minus one-hot, averaged. $\mathbf H = 0$, so $\mathbf W_2$ has none.
#    $\mathbf W_2 = 0$ and $\mathbf Z = 0$, so the first layer has none either. This stays so forever.
# 3. 1. The chain rule gives a factor 2 outside and a factor 2 inside: $2 \cdot \frac14 \cdot 2$.
# 4. For one sample, all gradients of a unit in the first layer have one sign. Subtract the mean of each
#    pixel.
# 5. No. That one image gives it a gradient. But it learns slowly.
# 6. The gradients of the weights are products with the layer's input, and the mask needs the sign of
#    $\mathbf Z$. So training keeps the activations of all layers, and memory grows with depth.
# 7. Yes: both are 0. PyTorch's `abs` has the gradient 0 there too.
#
# </details>

# %% [markdown]
# ## Read on
#
# - Dive into Deep Learning, chapter 5: https://d2l.ai/chapter_multilayer-perceptrons/
# - Goodfellow, Bengio and Courville, Deep Learning, 6.3 and 6.5: https://www.deeplearningbook.org
# - M. Nielsen, A visual proof that neural nets can compute any function:
#   http://neuralnetworksanddeeplearning.com/chap4.html
# - CS231n, Neural networks, part 1 (activations compared): https://cs231n.github.io/neural-networks-1/
# - PyTorch, Extending autograd: https://docs.pytorch.org/docs/stable/notes/extending.html
