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
# # Advanced optimizers
#
# Gradient descent asks each parameter for its slope and moves them all with the same learning rate. Where a
# loss is steep in one direction and flat in another, that rate is too large for the one or too small for the
# other. Two ideas help: *momentum*, which remembers where the gradients have pointed, and *a rate for each
# coordinate*, which remembers how large they were. Adam is both together.
#
# You write six optimizers and two helpers in `advanced_optimizers.py`, beside this notebook. Here you watch
# them walk: on a narrow bowl, in a curved valley, and through the training of a classifier. In the end they
# are compared with `torch.optim`, step by step.
#
# Cells that need a function which you have not written yet stop with `NotImplementedError`. Write it, and
# run the cell again: the notebook reloads your module by itself. `%check NAME` runs the visible checks of a
# function, `%check` those of all, and `%hint NAME` helps when you are stuck.

# %%
# %load_ext autograder

# %%
from collections.abc import Callable
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import torch
from advanced_optimizers import (
    adadelta_,
    adagrad_,
    adam_,
    adamw_,
    condition_number,
    ema,
    rmsprop_,
    sgd_momentum_,
)
from IPython.display import ProgressBar
from torch import Tensor, nn

BLUE, ORANGE, GREY = "#2563eb", "#ea580c", "#64748b"
COLOURS = {
    "gradient descent": GREY,
    "momentum": BLUE,
    "Nesterov": "#0891b2",
    "Adagrad": "#16a34a",
    "RMSProp": "#9333ea",
    "Adadelta": "#ca8a04",
    "Adam": ORANGE,
    "AdamW": "#dc2626",
}
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
# ## 1. A narrow bowl
#
# $$f(x_1, x_2) = 0.1\, x_1^2 + 2\, x_2^2 = \tfrac12\, \mathbf x^\top \mathbf H \mathbf x, \qquad
# \mathbf H = \begin{pmatrix} 0.2 & 0 \\ 0 & 4 \end{pmatrix}.$$
#
# A step of gradient descent is $\mathbf x \leftarrow \mathbf x - \eta \mathbf H \mathbf x$. Along an
# eigenvector with eigenvalue $\lambda$ it multiplies the distance from the minimum by $1 - \eta\lambda$. This
# shrinks only if $|1 - \eta\lambda| < 1$, and must do so for *every* eigenvalue, so
#
# $$\eta < \frac{2}{\lambda_{\max}} = \frac{2}{4} = 0.5.$$
#
# The steepest direction sets the limit, and the flattest one pays for it: at $\eta = 0.5$ its factor is
# $1 - 0.5 \cdot 0.2 = 0.9$. How unequal the two are is the *condition number*
# $\kappa = \lambda_{\max} / \lambda_{\min}$.

# %%
H = torch.diag(torch.tensor([0.2, 4.0]))
print(f"condition number {condition_number(H):.0f}, largest stable learning rate {2 / 4:.2f}")

tilt = torch.tensor([[0.6, -0.8], [0.8, 0.6]])  # turns the bowl, and leaves its shape as it is
print(f"condition number of the tilted bowl {condition_number(tilt @ H @ tilt.T):.0f}")

# %%
# %check condition_number

# %% [markdown]
# All that follows uses one small tool: it calls your optimizers through a common form, `step(t)` for step
# number $t$, and keeps their state for them.


# %%
def optimizer(name: str, params: list[Tensor], **options: float) -> Callable[[int], None]:
    """Your optimizer of that name, with fresh state."""

    def zeros() -> list[Tensor]:
        return [torch.zeros_like(p) for p in params]

    nothing = [None] * len(params)
    match name:
        case "gradient descent":
            return lambda t: sgd_momentum_(params, nothing, momentum=0.0, **options)
        case "momentum":
            return lambda t: sgd_momentum_(params, nothing, **options)
        case "Nesterov":
            return lambda t: sgd_momentum_(params, nothing, nesterov=True, **options)
        case "Adagrad":
            sums = zeros()
            return lambda t: adagrad_(params, sums, **options)
        case "RMSProp":
            sq = zeros()
            return lambda t: rmsprop_(params, sq, **options)
        case "Adadelta":
            sq, acc = zeros(), zeros()
            return lambda t: adadelta_(params, sq, acc, **options)
        case "Adam" | "AdamW":
            m, v, one_step = zeros(), zeros(), {"Adam": adam_, "AdamW": adamw_}[name]
            return lambda t: one_step(params, m, v, t, **options)
    raise ValueError(name)


def walk(
    f: Callable[[Tensor], Tensor], start: list[float], name: str, steps: int, **options: float
) -> Tensor:
    """The places [steps + 1, 2] that an optimizer visits."""
    x = torch.tensor(start, requires_grad=True)
    step, places = optimizer(name, [x], **options), [x.detach().clone()]
    for t in range(1, steps + 1):
        x.grad = None
        f(x).backward()
        step(t)
        places.append(x.detach().clone())
    return torch.stack(places)


def bowl(x: Tensor) -> Tensor:
    """0.1 x1^2 + 2 x2^2 for the last dimension of x."""
    return 0.1 * x[..., 0] ** 2 + 2 * x[..., 1] ** 2


def draw_map(
    axis: plt.Axes, f: Callable[[Tensor], Tensor], x_range: tuple, y_range: tuple, levels: np.ndarray
) -> None:
    """Contour lines of f."""
    x, y = torch.linspace(*x_range, 200), torch.linspace(*y_range, 200)
    grid = torch.stack(torch.meshgrid(x, y, indexing="xy"), dim=-1)  # [200,200,2]
    axis.contourf(x, y, f(grid), levels=levels, cmap="Blues_r", alpha=0.45, extend="both")
    axis.contour(x, y, f(grid), levels=levels, colors="white", linewidths=0.7)
    axis.grid(visible=False)
    axis.set(xlabel="$x_1$ (no unit)", ylabel="$x_2$ (no unit)", xlim=x_range, ylim=y_range)


LEVELS = np.array([0.05, 0.2, 0.5, 1, 2, 4, 7, 11, 16])
START = [-5.0, -2.0]
fig, axes = plt.subplots(1, 3, figsize=(11, 3.2), sharey=True)
for axis, lr in zip(axes, (0.1, 0.45, 0.52), strict=True):
    draw_map(axis, bowl, (-5.5, 1.5), (-3.2, 3.2), LEVELS)
    places = walk(bowl, START, "gradient descent", 20, lr=lr)
    axis.plot(places[:, 0], places[:, 1], "o-", color=ORANGE, markersize=3, linewidth=1.2)
    axis.plot(0, 0, "k+", markersize=10)
    axis.set_title(f"$\\eta$ = {lr}: " + ("stable" if lr < 0.5 else "unstable"))
fig.suptitle("20 steps of gradient descent; the minimum is at +")
plt.show()

# %%
# %check sgd_momentum_ adagrad_ rmsprop_ adadelta_ adam_ adamw_

# %% [markdown]
# The small rate creeps along the valley. The larger one gets further, and jumps from wall to wall on its way.
# Beyond 0.5 the steep direction explodes, while the flat one is still far from the minimum.

# %% [markdown]
# ## 2. Momentum
#
# $$\mathbf b_t = \beta\, \mathbf b_{t-1} + \mathbf g_t, \qquad \mathbf x_t = \mathbf x_{t-1} - \eta\,
# \mathbf b_t.$$
#
# Gradients that change their sign at each step cancel in $\mathbf b$; those that agree add up, to
# $\mathbf g / (1 - \beta)$ in the long run. So the steps get smaller across the valley and larger along it.
#
# How fast it is can be computed. Along an eigenvector the pair $(b, x)$ is multiplied by
#
# $$\begin{pmatrix} \beta & \lambda \\ -\eta\beta & 1 - \eta\lambda \end{pmatrix}$$
#
# at each step. The largest magnitude of its eigenvalues is the factor by which the distance shrinks: below 1
# is stable, smaller is faster. Momentum moves the limit to $\eta < 2 (1 + \beta) / \lambda_{\max}$.


# %%
def factor(lr: float, beta: float, eigenvalue: float) -> float:
    """By how much a step multiplies the distance in the long run."""
    matrix = np.array([[beta, eigenvalue], [-lr * beta, 1 - lr * eigenvalue]])
    return float(np.abs(np.linalg.eigvals(matrix)).max())


rates = np.linspace(0.005, 1.05, 300)
fig, axis = plt.subplots(figsize=(8, 3.6))
for beta, colour in ((0.0, GREY), (0.5, BLUE), (0.8, ORANGE)):
    worst = [max(factor(lr, beta, eigenvalue) for eigenvalue in (0.2, 4.0)) for lr in rates]
    axis.plot(rates, worst, color=colour, label=f"$\\beta$ = {beta}")
    limit = 2 * (1 + beta) / 4
    axis.plot(limit, 1, "o", color=colour)
    axis.annotate(f"$\\eta$ = {limit:.2f}", (limit, 1), (limit - 0.01, 1.025), color=colour, ha="right")
axis.axhline(1, color="black", linewidth=0.8)
axis.set(ylim=(0.6, 1.15), xlabel="learning rate $\\eta$ (no unit)", ylabel="factor per step (no unit)")
axis.set_title("The slower of the two directions: stable below 1, and the lower the faster")
axis.legend(loc="lower right")
plt.show()

# %%
fig, axes = plt.subplots(1, 3, figsize=(11, 3.2), sharey=True)
runs = {
    "gradient descent": {"lr": 0.45},
    "momentum": {"lr": 0.45, "momentum": 0.5},
    "Nesterov": {"lr": 0.3, "momentum": 0.5},
}
for axis, (name, options) in zip(axes, runs.items(), strict=True):
    draw_map(axis, bowl, (-5.5, 1.5), (-3.2, 3.2), LEVELS)
    places = walk(bowl, START, name, 20, **options)
    axis.plot(places[:, 0], places[:, 1], "o-", color=COLOURS[name], markersize=3, linewidth=1.2)
    axis.plot(0, 0, "k+", markersize=10)
    axis.set_title(f"{name}, " + ", ".join(f"{key} {value}" for key, value in options.items()))
    print(f"{name:16} f after 20 steps: {bowl(places[-1]):.1e}")
fig.suptitle("Momentum turns a zigzag into a path (20 steps)")
plt.show()

# %% [markdown]
# ## 3. Moving averages
#
# All optimizers below rest on the exponential moving average
#
# $$s_t = \beta\, s_{t-1} + (1 - \beta)\, x_t = (1 - \beta) \sum_{k=0}^{t-1} \beta^k\, x_{t-k},
# \qquad s_0 = 0.$$
#
# The weights sum to $1 - \beta^t$, which is small at first: the average begins near 0, whatever the numbers
# are. With $\beta = 0.999$, Adam's choice for the squared gradients, it takes thousands of steps to get up.
# Dividing by $1 - \beta^t$ makes the weights sum to 1 from the first step on.

# %%
generator = torch.Generator().manual_seed(3)
days = torch.arange(1, 101)
signal = 10 + 3 * torch.sin(days / 16)
noisy = signal + 1.5 * torch.randn(100, generator=generator)

fig, axes = plt.subplots(1, 2, figsize=(10, 3.5), sharey=True)
for axis, beta in zip(axes, (0.9, 0.98), strict=True):
    axis.plot(days, noisy, ".", color=GREY, markersize=4, label="noisy numbers")
    axis.plot(days, signal, color="black", linewidth=1, label="without noise")
    axis.plot(days, ema(noisy, beta, bias_correction=False), "--", color=ORANGE, label="average")
    axis.plot(days, ema(noisy, beta), color=BLUE, label="average, corrected")
    axis.set(title=f"$\\beta$ = {beta}: about {1 / (1 - beta):.0f} steps of memory", xlabel="step $t$")
axes[0].set_ylabel("value (no unit)")
axes[0].legend(loc="lower right", fontsize=9)
axes[0].set_ylim(-6, 17)
plt.show()

# %%
# %check ema

# %% [markdown]
# ## 4. A rate for each coordinate
#
# *Adagrad* divides each coordinate of the gradient by the root of the sum of its squares so far. In a bowl
# whose axes are the coordinates, that makes the steep and the flat direction equal. But the sum only grows,
# and so the steps die away. *RMSProp* takes a moving average instead. *Adadelta* also replaces the learning
# rate, by the size of its own past updates. *Adam* is RMSProp with momentum and both averages corrected.

# %%
choices = {
    "Adagrad": {"lr": 0.8},
    "RMSProp": {"lr": 0.3, "alpha": 0.9},
    "Adadelta": {"rho": 0.9, "eps": 1e-2},
    "Adam": {"lr": 0.5, "betas": (0.8, 0.95)},
}
fig, axes = plt.subplots(2, 2, figsize=(10, 6), sharex=True, sharey=True)
for axis, (name, options) in zip(axes.flat, choices.items(), strict=True):
    draw_map(axis, bowl, (-5.5, 1.5), (-3.2, 3.2), LEVELS)
    places = walk(bowl, START, name, 40, **options)
    axis.plot(places[:, 0], places[:, 1], "o-", color=COLOURS[name], markersize=3, linewidth=1.2)
    axis.plot(0, 0, "k+", markersize=10)
    axis.set_title(f"{name}, " + ", ".join(f"{key} {value}" for key, value in options.items()))
    axis.label_outer()
fig.suptitle("40 steps with a rate for each coordinate")
plt.show()


# %% [markdown]
# This works because the valley lies along an axis. Turn the bowl by 53 degrees: gradient descent and momentum
# walk the same way, turned as well (their two curves lie on each other). But now both coordinates have a part
# of the steep direction, so the sums of squares can't tell steep from flat.


# %%
def tilted(x: Tensor) -> Tensor:
    """The same bowl, turned."""
    return bowl(x @ tilt)


turned_start = (tilt @ torch.tensor(START)).tolist()
fig, axis = plt.subplots(figsize=(8, 3.6))
settings = {"momentum": {"lr": 0.45, "momentum": 0.5}, "Adagrad": {"lr": 0.8}}
for name, options in settings.items():
    wide, dashed = {"linewidth": 5, "alpha": 0.35}, {"linestyle": "--"}  # one may lie on the other
    for f, start, style, what in ((bowl, START, wide, "as it was"), (tilted, turned_start, dashed, "turned")):
        heights = f(walk(f, start, name, 60, **options))
        axis.semilogy(heights, color=COLOURS[name], label=f"{name}, bowl {what}", **style)
axis.set(title="Height above the minimum", xlabel="step", ylabel="$f$ (no unit)", ylim=(1e-9, 30))
axis.legend(loc="lower right", fontsize=9)
plt.show()


# %% [markdown]
# ## 5. A curved valley
#
# $$f(x_1, x_2) = (1 - x_1)^2 + 20\, (x_2 - x_1^2)^2$$
#
# has its minimum at $(1, 1)$, at the end of a narrow valley that bends. Its Hessian differs from place to
# place, and so does the largest stable learning rate. Each optimizer gets a rate that suits it.


# %%
def valley(x: Tensor) -> Tensor:
    """Rosenbrock's function, a little wider than usual, for the last dimension of x."""
    return (1 - x[..., 0]) ** 2 + 20 * (x[..., 1] - x[..., 0] ** 2) ** 2


def hessian(x: Tensor) -> Tensor:
    """The Hessian of `valley` at one place."""
    return torch.autograd.functional.hessian(valley, x)


for place in ([1.0, 1.0], [0.5, 0.25], [-1.5, 2.25]):
    H = hessian(torch.tensor(place))
    print(f"at {place!s:13} condition number {condition_number(H):5.0f}, ", end="")
    print(f"largest stable rate {2 / torch.linalg.eigvalsh(H)[-1]:.4f}")

# %%
choices = {
    "gradient descent": {"lr": 0.005},
    "momentum": {"lr": 0.002, "momentum": 0.9},
    "Adagrad": {"lr": 0.8},
    "RMSProp": {"lr": 0.02, "alpha": 0.9},
    "Adadelta": {"eps": 1e-4},
    "Adam": {"lr": 0.1, "betas": (0.9, 0.99)},
}
STEPS = 250
paths = {name: walk(valley, [-1.5, 2.0], name, STEPS, **options) for name, options in choices.items()}

fig, axes = plt.subplots(2, 3, figsize=(11, 6.2), sharex=True, sharey=True)
levels = np.array([0.05, 0.3, 1, 3, 8, 20, 50, 100, 180])
for axis, (name, places) in zip(axes.flat, paths.items(), strict=True):
    draw_map(axis, valley, (-2, 2), (-1, 3), levels)
    axis.plot(places[:, 0], places[:, 1], color=COLOURS[name], linewidth=1.5)
    axis.plot(places[::25, 0], places[::25, 1], "o", color=COLOURS[name], markersize=3.5)
    axis.plot(1, 1, "k+", markersize=10)
    axis.set_title(f"{name}: $f$ = {valley(places[-1]):.1e}")
    axis.label_outer()
fig.suptitle(f"{STEPS} steps through a curved valley; a dot every 25 steps")
plt.show()

# %%
fig, axis = plt.subplots(figsize=(8, 3.6))
for name, places in paths.items():
    axis.semilogy(valley(places), color=COLOURS[name], label=name)
axis.set(title="Height above the minimum of the valley", xlabel="step", ylabel="$f$ (no unit)")
axis.legend(ncols=2, fontsize=9)
plt.show()

# %% [markdown]
# ## 6. Two kinds of weight decay
#
# Adam adds `weight_decay` times the weight to the gradient, and then divides by the root of $\hat v$ like
# everything else: weights with large gradients hardly decay. AdamW shrinks every weight by the same factor.
# Here are two weights whose gradients are pure noise, of size 0.1 and of size 10. Nothing but the decay pulls
# them in any direction.

# %%
generator = torch.Generator().manual_seed(0)
noise = torch.randn(600, 500, 2, generator=generator) * torch.tensor([0.1, 10.0])
fig, axes = plt.subplots(1, 2, figsize=(9, 3.3), sharey=True)
for axis, name in zip(axes, ("Adam", "AdamW"), strict=True):
    weights = torch.ones(500, 2, requires_grad=True)  # 500 pairs, of which the mean is shown
    step, means = optimizer(name, [weights], lr=2e-3, weight_decay=0.5), []
    for t, weights.grad in enumerate(noise, start=1):
        step(t)
        means.append(weights.detach().mean(dim=0))
    means = torch.stack(means)  # [600,2]
    axis.plot(means[:, 0], color=BLUE, label="gradients of size 0.1")
    axis.plot(means[:, 1], "--", color=ORANGE, label="gradients of size 10")
    axis.set(title=f"{name}, weight_decay 0.5", xlabel="step", ylim=(-0.05, 1.05))
axes[0].set_ylabel("weight, mean of 500 (no unit)")
axes[0].legend(loc="lower left", fontsize=9)
plt.show()

# %% [markdown]
# ## 7. Training a classifier
#
# A network with one hidden layer reads the handwritten digits of `datasets/digits` (8 by 8 pixels, scaled to
# $[0, 1]$). Each optimizer starts from the same weights and sees the same minibatches.

# %%
with np.load(Path("..", "..", "datasets", "digits", "digits.npz")) as data:
    images = torch.from_numpy(data["images"]).float().flatten(1) / 16  # [1797,64]
    labels = torch.from_numpy(data["labels"])  # [1797]
order = torch.randperm(len(images), generator=torch.Generator().manual_seed(0))
images, labels = images[order], labels[order]
train_x, train_y, test_x, test_y = images[:1437], labels[:1437], images[1437:], labels[1437:]
EPOCHS, BATCH_SIZE = 12, 64


def network() -> nn.Sequential:
    """Always with the same initial weights."""
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))


def train(model: nn.Module, step: Callable[[int], None]) -> list[float]:
    """The loss of each minibatch, in nats."""
    generator, losses, t = torch.Generator().manual_seed(1), [], 0
    for _ in range(EPOCHS):
        for batch in torch.randperm(len(train_x), generator=generator).split(BATCH_SIZE):
            loss = nn.functional.cross_entropy(model(train_x[batch]), train_y[batch])
            model.zero_grad()
            loss.backward()
            t += 1
            step(t)
            losses.append(loss.item())
    return losses


def test_accuracy(model: nn.Module) -> float:
    """In percent."""
    with torch.no_grad():
        return 100 * (model(test_x).argmax(dim=1) == test_y).float().mean().item()


SETTINGS = {
    "gradient descent": {"lr": 0.1},
    "momentum": {"lr": 0.1, "momentum": 0.9, "dampening": 0.1, "weight_decay": 1e-4},
    "Nesterov": {"lr": 0.1, "momentum": 0.9},
    "Adagrad": {"lr": 0.05},
    "RMSProp": {"lr": 0.005, "alpha": 0.95},
    "Adadelta": {"lr": 1.0, "rho": 0.9},
    "Adam": {"lr": 0.01, "weight_decay": 1e-4},
    "AdamW": {"lr": 0.01, "betas": (0.9, 0.99), "weight_decay": 0.05},
}
models, curves = {}, {}
for (name, options), _ in zip(SETTINGS.items(), ProgressBar(len(SETTINGS)), strict=True):
    models[name] = network()
    curves[name] = train(models[name], optimizer(name, list(models[name].parameters()), **options))
    print(f"{name:16} {test_accuracy(models[name]):.1f} % of the test images are right")

# %%
fig, axis = plt.subplots(figsize=(9, 3.8))
for name, losses in curves.items():
    style = "--" if name == "AdamW" else "-"  # it runs close beside Adam
    axis.semilogy(ema(torch.tensor(losses), 0.9), style, color=COLOURS[name], label=name, linewidth=1.5)
axis.set(title="Training loss, smoothed by your ema with beta = 0.9", xlabel="step")
axis.set_ylabel("cross-entropy (nats)")
axis.legend(ncols=2, fontsize=9)
plt.show()

# %% [markdown]
# Do not read a ranking out of this: with other learning rates the order changes. Try `"lr": 0.5` for gradient
# descent, or a tenth of each rate, and see which of the curves mind.

# %% [markdown]
# ## 8. The same in PyTorch
#
# `torch.optim` keeps the state by itself: `optimizer.step()` does a step for all parameters that it was
# given, and `optimizer.zero_grad()` forgets the gradients. From the same start, with the same batches, its
# trajectories must be yours. Here is every loss and every weight, compared.

# %%
THEIRS = {
    "gradient descent": torch.optim.SGD,
    "momentum": torch.optim.SGD,
    "Nesterov": torch.optim.SGD,
    "Adagrad": torch.optim.Adagrad,
    "RMSProp": torch.optim.RMSprop,
    "Adadelta": torch.optim.Adadelta,
    "Adam": torch.optim.Adam,
    "AdamW": torch.optim.AdamW,
}
rows = [f"{'largest difference of':16}   a loss   a weight"]
for (name, make), _ in zip(THEIRS.items(), ProgressBar(len(THEIRS)), strict=True):
    model = network()
    extra = {"nesterov": True} if name == "Nesterov" else {}
    theirs = make(model.parameters(), **SETTINGS[name], **extra)
    losses = torch.tensor(train(model, lambda t, theirs=theirs: theirs.step()))
    pairs = zip(model.parameters(), models[name].parameters(), strict=True)
    weight = max((a - b).abs().max().item() for a, b in pairs)
    loss = (losses - torch.tensor(curves[name])).abs().max().item()
    rows.append(f"{name:21} {loss:8.1e} {weight:9.1e}")
print("\n".join(rows))

# %% [markdown]
# The differences come from rounding in float32. In float64, on the narrow bowl, they all but vanish:

# %%
for name, make in THEIRS.items():
    extra = {"nesterov": True} if name == "Nesterov" else {}
    mine, other = (torch.tensor(START, dtype=torch.float64, requires_grad=True) for _ in range(2))
    step, theirs = optimizer(name, [mine], **SETTINGS[name]), make([other], **SETTINGS[name], **extra)
    largest = 0.0
    for t in range(1, 201):
        for x in (mine, other):
            x.grad = None
            bowl(x).backward()
        step(t)
        theirs.step()
        largest = max(largest, (mine - other).abs().max().item())
    print(f"{name:16} largest difference in 200 steps: {largest:.1e}")

# %% [markdown]
# ## 9. Quiz
#
# 1. $\mathbf H$ has the eigenvalues 0.5 and 50. What is the largest stable learning rate of gradient descent,
#    and what with a momentum of 0.9?
# 2. All gradients are the same vector $\mathbf g$. How long are the steps of momentum in the long run, with
#    $\eta = 0.1$ and $\beta = 0.9$? And those of Adam?
# 3. Someone multiplies the loss by 1000. Which of the six optimizers take (nearly) the same path as before?
# 4. Adam's first step has the same size in each coordinate that has a gradient. Why, and what decides that
#    size?
# 5. In the first step of RMSProp with $\alpha = 0.99$, how large is the step for a gradient of any size?
# 6. A training run with Adam is stopped and continued later with the saved weights, but with $m$, $v$ and
#    the step number started anew. What happens?

# %% [markdown]
# &nbsp;
#
# Take a sheet of paper before you read on.
#
# &nbsp;

# %% [markdown]
# ### Answers
#
# 1. $2 / 50 = 0.04$, and $2 \cdot 1.9 / 50 = 0.076$.
# 2. $\mathbf b$ tends to $\mathbf g / (1 - 0.9)$, so the steps tend to $0.1 \cdot 10\, \mathbf g = \mathbf
#    g$. For Adam, $\hat m = g$ and $\hat v = g^2$ in each coordinate, so each coordinate moves by $\eta =
#    0.1$, whatever its size.
# 3. Adagrad, RMSProp, Adam and AdamW, apart from eps: a factor of the gradient cancels. (With coupled weight
#    decay in Adam it doesn't, since the decay is not multiplied.) Adadelta too, apart from its eps. Momentum
#    takes steps that are 1000 times as long.
# 4. After the correction $\hat m = g$ and $\hat v = g^2$, so $\hat m / \sqrt{\hat v}$ is the sign of $g$. Its
#    size is the learning rate.
# 5. $s = 0.01\, g^2$, so the step is $\eta g / (0.1 |g|)$: ten times the learning rate. Without bias
#    correction the first steps are the largest.
# 6. The first steps are of the full size of the learning rate in every coordinate, in the direction of single
#    noisy gradients. The loss jumps up, and takes some time to recover. So save the optimizer's state too.

# %% [markdown]
# ## Read on
#
# - Dive into Deep Learning, chapter 12: https://d2l.ai/chapter_optimization/
# - Goodfellow, Bengio and Courville, Deep Learning, chapter 8: https://www.deeplearningbook.org
# - Goh, Why Momentum Really Works: https://distill.pub/2017/momentum/
# - Kingma and Ba, Adam (2015); Loshchilov and Hutter, Decoupled Weight Decay Regularization (2019)
