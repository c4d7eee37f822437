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
# # Convex optimisation
#
# Training a model means walking downhill in a landscape that nobody has ever seen as a whole. When does the
# walk end at the best place, and when in some hole? In this lesson you will
#
# - tell the loss that you minimise from the risk that you care about;
# - recognise minima, saddles and flat regions by their second derivatives;
# - see what convexity is, why it rules out bad minima, and test functions for it;
# - use Jensen's inequality to find an error in the fuel consumption of a fleet of cars;
# - keep parameters within a set: by a multiplier, by a penalty, and by projection;
# - mix forecasts with weights that must be shares, by projected gradient descent.
#
# You write eight functions in `convex_optimization.py`, beside this notebook. Cells that need a function
# which you have not written yet stop with `NotImplementedError`. Write it, and run the cell again: the
# notebook reloads your module by itself. `%check NAME` runs the visible checks of a function, `%check` those
# of all, and `%hint NAME` helps when you are stuck.

# %%
# %load_ext autograder

# %%
import csv
import math
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import torch
from convex_optimization import (
    classify_stationary,
    hessian,
    is_convex_1d,
    jensen_gap,
    lagrangian,
    project_l2_ball,
    project_simplex,
    projected_gd,
)
from torch import Tensor, nn

BLUE, ORANGE, GREEN, RED, GREY = "#2563eb", "#ea580c", "#16a34a", "#dc2626", "#64748b"
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


def plane(low: float = -2.0, high: float = 2.0, count: int = 121) -> Tensor:
    """A grid of points in the plane, [2, count, count]."""
    line = torch.linspace(low, high, count)
    return torch.stack(torch.meshgrid(line, line, indexing="xy"))


def name_axes(axis: plt.Axes, title: str) -> None:
    """A square plot of the plane."""
    axis.set(title=title, xlabel="$x_1$ (no unit)", ylabel="$x_2$ (no unit)", aspect="equal")


# %% [markdown]
# ## 1. What do we minimise?
#
# We care about the **risk**: the mean loss over all cases that may come. We can only compute the **empirical
# risk**, the mean loss over the cases that we have. Optimisation lowers the second and hopes for the first.
#
# Auto MPG (`datasets/auto_mpg`) lists 398 cars. Let them all be the world, and let us know 10 of them. The
# model has one parameter $w$: a car that weighs one tonne more than the mean drives $w$ miles per gallon
# further than the mean.

# %%
with Path("..", "..", "datasets", "auto_mpg", "auto_mpg.csv").open(encoding="ascii", newline="") as file:
    cars = [car for car in csv.DictReader(file) if car["horsepower"]]  # the power of six cars is unknown


def column(name: str) -> Tensor:
    """A column of the table, [392]."""
    return torch.tensor([float(car[name]) for car in cars])


mpg, tonnes = column("mpg"), column("weight") * 0.4536 / 1000
x, y = tonnes - tonnes.mean(), mpg - mpg.mean()
known = torch.randperm(len(cars), generator=seeded(4))[:10]
w = torch.linspace(-35, 5, 161)


def mean_loss(chosen: Tensor) -> Tensor:
    """The mean squared error of each w over some of the cars, [161]."""
    return (y[chosen, None] - x[chosen, None] * w).square().mean(dim=0)


risk, empirical = mean_loss(torch.arange(len(cars))), mean_loss(known)
fig, axis = plt.subplots(figsize=(7.5, 3.4))
for curve, colour, name in ((risk, BLUE, "risk: all cars"), (empirical, ORANGE, "empirical risk: 10 cars")):
    axis.plot(w, curve, color=colour, label=name)
    axis.plot(w[curve.argmin()], curve.min(), "o", color=colour)
axis.set(title="The minimum that we find is not the one we want", xlabel="slope $w$ (miles/gallon per tonne)")
axis.set_ylabel("mean squared error ((miles/gallon)$^2$)")
axis.legend()
plt.show()
print(f"best slope for 10 cars: {w[empirical.argmin()]:.1f}, for all: {w[risk.argmin()]:.1f}")
assert risk[empirical.argmin()] > 1.1 * risk.min()

# %% [markdown]
# More data bring the two curves together; regularisation (lesson 04) helps too. From here on we ask only how
# to find the minimum of a given function. Both curves above are bowls, and in a bowl every way down ends at
# the same place. Not all functions are so kind.
#
# ## 2. Where gradients are 0
#
# A walk downhill stops where the gradient is 0 or nearly 0. There are three ways to stop at the wrong place:

# %%
line = torch.linspace(-1, 2, 301)
fig, axes = plt.subplots(1, 3, figsize=(10.5, 3.2))
axes[0].plot(line, line * torch.cos(math.pi * line), color=BLUE)
axes[0].annotate("local minimum", (-0.27, -0.18), (-0.9, -0.9), arrowprops={"arrowstyle": "->"})
axes[0].annotate("global minimum", (1.1, -1.05), (-0.2, -1.6), arrowprops={"arrowstyle": "->"})
axes[0].set(title=r"$x \cos(\pi x)$: a hole that is not the deepest", ylim=(-1.8, 2.1))
line = torch.linspace(-2, 2, 301)
axes[1].plot(line, line**3, color=BLUE)
axes[1].annotate("slope 0, but no minimum", (0, 0), (-1.6, 4), arrowprops={"arrowstyle": "->"})
axes[1].set(title="$x^3$: a step on the way down")
line = torch.linspace(-2, 5, 301)
axes[2].plot(line, line.tanh(), color=BLUE)
axes[2].annotate("slope 0.0013 at 4", (4, 1), (1.2, -0.3), arrowprops={"arrowstyle": "->"})
axes[2].set(title=r"$\tanh x$: the gradient vanishes")
for axis in axes:
    axis.set(xlabel="$x$ (no unit)", ylabel="$f(x)$ (no unit)")
plt.show()
at_4 = torch.tensor(4.0, requires_grad=True)
at_4.tanh().backward()
print(f"slope of tanh at 4: {at_4.grad:.4f}")
assert abs(at_4.grad - 0.0013) < 1e-4

# %% [markdown]
# With several variables there is a fourth: the **saddle**. It goes up in one direction and down in another.
# The Hessian $\mathbf H$, the matrix of all second derivatives, tells which is which. Where the gradient is
# 0,
#
# $$f(\mathbf x + \mathbf d) \approx f(\mathbf x) + \tfrac12\, \mathbf d^\top \mathbf H\, \mathbf d .$$
#
# If all eigenvalues of $\mathbf H$ are positive, every step goes up: a minimum. If all are negative, a
# maximum. If there are both signs, a saddle. If some are 0 and the others agree, it is undecided.
#
# **Your turn**: `hessian` and `classify_stationary`. They find out what is where in two landscapes. The
# second one is a tiny neural network: two weights in a row, with the target 1, so the loss is
# $(1 - w_1 w_2)^2 / 2$.


# %%
def wells(p: Tensor) -> Tensor:
    """Two wells of different depth."""
    return (p[0] ** 2 - 1) ** 2 + p[1] ** 2 + 0.3 * p[0]


def two_layers(p: Tensor) -> Tensor:
    """The loss of a linear network with one weight in each of two layers."""
    return (1 - p[0] * p[1]) ** 2 / 2


def stationary_near(f: Callable[[Tensor], Tensor], start: tuple[float, float]) -> Tensor:
    """Newton's method: it goes to a point without gradient, uphill or downhill."""
    p = torch.tensor(start, dtype=torch.float64, requires_grad=True)
    for _ in range(30):
        (gradient,) = torch.autograd.grad(f(p), p)
        step = torch.linalg.lstsq(hessian(f, p), gradient[:, None]).solution[:, 0]
        p = (p - step).detach().requires_grad_()
    return p.detach()


COLOURS = {"min": GREEN, "max": RED, "saddle": ORANGE, "degenerate": "black"}
grid = plane()
fig, axes = plt.subplots(1, 2, figsize=(9.5, 4.4))
kinds = {}
for axis, f, starts in (
    (axes[0], wells, [(-1.1, 0.3), (0.1, 0.2), (1.1, -0.2)]),
    (axes[1], two_layers, [(0.1, 0.1), (1.2, 0.9), (-0.9, -1.0)]),
):
    axis.contour(*grid, f(grid), levels=np.geomspace(0.02, 12, 16) - 0.4, cmap="Blues_r", linewidths=1)
    for start in starts:
        point = stationary_near(f, start)
        kind = classify_stationary(hessian(f, point), tol=1e-6)
        kinds[f.__name__, start] = kind
        axis.plot(*point, "o", color=COLOURS[kind], markersize=8)
        axis.annotate(kind, point, (6, 6), textcoords="offset points", color=COLOURS[kind], weight="bold")
name_axes(axes[0], "Two wells: two minima and a saddle between")
name_axes(axes[1], "A network with two weights in a row")
axes[1].set(xlabel="$w_1$ (no unit)", ylabel="$w_2$ (no unit)")
plt.show()
assert list(kinds.values()) == ["min", "saddle", "min", "saddle", "degenerate", "degenerate"]

# %%
# %check hessian classify_stationary

# %% [markdown]
# The network has a saddle where both weights are 0. That is why nobody starts with zeros: the gradient there
# is 0 and the walk never begins. Its minima are a whole valley, $w_1 w_2 = 1$. Along the valley the loss does
# not change, so an eigenvalue is 0, and second derivatives alone call it degenerate.
#
# Here is the saddle from the side, with a ball that starts a hair beside the ridge.


# %%
def saddle(p: Tensor) -> Tensor:
    return p[0] ** 2 - p[1] ** 2


def saddle_slope(p: Tensor) -> Tensor:
    return torch.stack([2 * p[0], -2 * p[1]])


# Without a constraint, the projection returns its argument.
roll = projected_gd(saddle_slope, lambda p: p, torch.tensor([1.6, -1e-3]), lr=0.1, steps=40)
fig = plt.figure(figsize=(10, 4))
solid, flat = fig.add_subplot(1, 2, 1, projection="3d"), fig.add_subplot(1, 2, 2)
coarse = plane(-1.7, 1.7, 31)
solid.plot_surface(*coarse.numpy(), saddle(coarse).numpy(), cmap="coolwarm", alpha=0.6, linewidth=0)
solid.plot(*roll.T.numpy(), saddle(roll.T).numpy() + 0.05, ".-", color="black", zorder=9)
solid.set(
    title="$x_1^2 - x_2^2$", xlabel="$x_1$ (no unit)", ylabel="$x_2$ (no unit)", zlabel="height (no unit)"
)
solid.view_init(32, -60)
flat.plot(roll.norm(dim=1), color=BLUE, label="distance from the saddle")
flat.plot(saddle(roll.T), color=ORANGE, label="height")
flat.set(
    title="It lingers at the saddle before it falls", xlabel="step", ylabel="distance and height (no unit)"
)
flat.legend()
plt.show()

# %%
# %check projected_gd

# %% [markdown]
# Saddles slow a walk down, but minima that are not global would stop it. Which of the two is common? Take
# symmetric matrices with random entries as Hessians. The more dimensions, the rarer it is that all
# eigenvalues have the same sign:

# %%
shares = {}
for size in range(1, 8):
    random = torch.randn(400, size, size, generator=seeded(size))
    found = [classify_stationary(one + one.T) for one in random]
    shares[size] = [100 * found.count(kind) / len(found) for kind in ("min", "max", "saddle")]
fig, axis = plt.subplots(figsize=(7, 3))
bottom = np.zeros(len(shares))
for kind, height in zip(("min", "max", "saddle"), np.array(list(shares.values())).T, strict=True):
    axis.bar(list(shares), height, bottom=bottom, color=COLOURS[kind], label=kind, alpha=0.85)
    bottom += height
axis.set(title="What a random Hessian is", xlabel="size of the matrix", ylabel="share of 400 (%)")
axis.legend(loc="center left", bbox_to_anchor=(1, 0.5))
plt.show()
print({size: f"{share[2]:.0f} % saddles" for size, share in shares.items()})
assert shares[7][2] > 98

# %% [markdown]
# A network has millions of weights. Its Hessians are not random matrices, yet the picture explains why
# saddles are more of a concern there than bad local minima.
#
# ## 3. Convex sets and functions
#
# A **set** is convex if it contains the whole segment between any two of its points. A **function** is convex
# if no chord of its graph runs below the graph:
#
# $$f(\lambda a + (1 - \lambda) b) \le \lambda f(a) + (1 - \lambda) f(b), \qquad 0 \le \lambda \le 1 .$$
#
# Intersections of convex sets are convex. Unions need not be.

# %%
turn = torch.linspace(0, 2 * math.pi, 200)
disc = torch.stack([turn.cos(), turn.sin()])
star = (1 + 0.45 * torch.cos(5 * turn)) * disc
fig, axes = plt.subplots(1, 3, figsize=(10, 3.4))
for axis, shape, ends, title in (
    (axes[0], disc, ((-0.7, 0.5), (0.8, -0.4)), "A disc is convex"),
    (axes[1], star, ((1.2, 0.0), (0.4, 1.2)), "A star is not"),
):
    inside = title.endswith("convex")
    axis.fill(*shape, color=BLUE, alpha=0.25)
    axis.plot(*zip(*ends, strict=True), "o-", color=GREEN if inside else RED)
    name_axes(axis, title)
curve = torch.linspace(-1.6, 1.6, 200)
a, b = -1.2, 1.0
axes[2].plot(curve, curve.exp(), color=BLUE, label="$e^x$")
axes[2].plot((a, b), (math.exp(a), math.exp(b)), "o-", color=GREEN, label="chord")
axes[2].fill_between(curve, curve.exp(), 6, color=BLUE, alpha=0.1)
axes[2].set(title="Above a convex function lies a convex set", xlabel="$x$ (no unit)", ylim=(0, 5.2))
axes[2].set_ylabel("$f(x)$ (no unit)")
axes[2].legend(loc="upper left")
plt.show()

# %% [markdown]
# On a grid, convex means that the slopes from point to point never decrease. **Your turn**: `is_convex_1d`.
# It may say no with certainty. A yes holds only for what the grid sees.

# %%
points = torch.cat([torch.linspace(0.05, 1, 30), torch.linspace(1.1, 4, 30)]).double()  # an uneven grid
functions = {
    r"$x^2$": lambda x: x**2,
    r"$x \log x$": lambda x: x * x.log(),
    r"$\log(1 + e^x)$": lambda x: nn.functional.softplus(x),
    r"$|x - 2|$": lambda x: (x - 2).abs(),
    r"$-\log x$": lambda x: -x.log(),
    r"$\sqrt{x}$": lambda x: x.sqrt(),
    r"$\sigma(x - 2)$": lambda x: (x - 2).sigmoid(),
    r"$(x-1)^2 (x-3)^2$": lambda x: (x - 1) ** 2 * (x - 3) ** 2,
}
fig, axes = plt.subplots(2, 4, figsize=(11, 4.6))
answers = []
for axis, (name, f) in zip(axes.flat, functions.items(), strict=True):
    answers.append(is_convex_1d(f, points))
    axis.plot(points, f(points), color=GREEN if answers[-1] else RED)
    axis.set(title=f"{name}: {'convex' if answers[-1] else 'not convex'}")
    axis.set(xlabel="$x$ (no unit)", ylabel="$f(x)$ (no unit)")
fig.suptitle("Which of these are convex from 0.05 to 4?")
plt.show()
assert answers == [True] * 5 + [False] * 3
print("x^3 on the grid:", is_convex_1d(lambda x: x**3, points), "- and from -1 on:", end=" ")
print(is_convex_1d(lambda x: x**3, torch.linspace(-1, 4, 50).double()))

# %%
# %check is_convex_1d

# %% [markdown]
# ### Sub-level sets
#
# The points with $f(\mathbf x) \le c$ are a **sub-level set**. If $f$ is convex, all of them are convex. The
# converse is false: $\sqrt{\lVert\mathbf x\rVert}$ has discs as sub-level sets, but is not convex.


# %%
def bowl(p: Tensor) -> Tensor:
    return 0.5 * p[0] ** 2 + 1.5 * p[1] ** 2 + 0.8 * p[0] * p[1]


fig, axes = plt.subplots(1, 3, figsize=(11, 3.8))
for axis, f, level, title in (
    (axes[0], bowl, 1.0, "Convex: the set is convex"),
    (axes[1], wells, 0.6, "Two wells: the set has two parts"),
    (axes[2], lambda p: (p[0] ** 2 + p[1] ** 2) ** 0.25, 1.0, "Not convex, but the sets are"),
):
    values = f(grid)
    axis.contour(*grid, values, levels=12, cmap="Blues_r", linewidths=1)
    axis.contourf(*grid, values, levels=[values.min() - 1, level], colors=[ORANGE], alpha=0.45)
    name_axes(axis, title)
fig.suptitle("Sub-level sets (orange)")
plt.show()
ray = torch.linspace(0.1, 2, 30).double()
assert not is_convex_1d(lambda r: r.sqrt(), ray)

# %% [markdown]
# ### Why it matters: no wrong minimum
#
# Suppose that $\mathbf a$ is a local minimum of a convex function and $\mathbf b$ is lower. The chord from
# $\mathbf a$ to $\mathbf b$ goes down from its very beginning, and the function is not above it. So there
# are lower points as near to $\mathbf a$ as you like, and $\mathbf a$ was no minimum. **Every local minimum
# of a convex function is global.** Twenty walks in each landscape show it:

# %%
starts = 4 * torch.rand(20, 2, generator=seeded(3)) - 2
fig, axes = plt.subplots(1, 2, figsize=(9.5, 4.2))
for axis, f, title in ((axes[0], bowl, "Convex"), (axes[1], wells, "Not convex")):

    def slope(p: Tensor, f: Callable[[Tensor], Tensor] = f) -> Tensor:
        p = p.detach().requires_grad_()
        return torch.autograd.grad(f(p), p)[0]

    walks = torch.stack([projected_gd(slope, lambda p: p, start, lr=0.05, steps=150) for start in starts])
    ends = {tuple((10 * walk[-1]).round().int().tolist()) for walk in walks}
    axis.contour(*grid, f(grid), levels=14, cmap="Greys_r", linewidths=0.7)
    axis.plot(*walks.permute(2, 1, 0), color=BLUE, linewidth=1)
    axis.plot(*walks[:, -1].T, "o", color=ORANGE)
    name_axes(axis, f"{title}: 20 walks end at {len(ends)} place{'s' if len(ends) > 1 else ''}")
    assert len(ends) == (1 if f is bowl else 2)
plt.show()

# %% [markdown]
# ### The second-order condition
#
# A function that has second derivatives is convex exactly if $\mathbf H$ has no negative eigenvalue
# **anywhere**. The loss of linear regression, $\frac{1}{2n} \lVert \mathbf X \mathbf w - \mathbf y
# \rVert^2$, has $\mathbf H = \mathbf X^\top \mathbf X / n$ at every $\mathbf w$. And $\mathbf d^\top \mathbf
# X^\top \mathbf X \mathbf d = \lVert \mathbf X \mathbf d \rVert^2 \ge 0$. So linear regression is convex. The
# two wells are not: the map shows where the smaller eigenvalue is negative.

# %%
names = ("cylinders", "displacement", "horsepower", "weight", "acceleration", "year")
table = torch.stack([column(name) for name in names], dim=1)  # [392,6]
X = (table - table.mean(dim=0)) / table.std(dim=0)
Y = mpg - mpg.mean()
H = hessian(lambda w: (X @ w - Y).square().mean() / 2, torch.randn(6, generator=seeded(0)))
print("eigenvalues for the cars:", [f"{value:.3f}" for value in torch.linalg.eigvalsh(H).tolist()])
print(
    "kind:",
    classify_stationary(H),
    "- largest difference from X'X / n:",
    f"{(H - X.T @ X / len(X)).abs().max():.0e}",
)
assert torch.allclose(H, X.T @ X / len(X), atol=1e-5)

sparse = plane(count=31)
smaller = torch.stack([torch.linalg.eigvalsh(hessian(wells, p))[0] for p in sparse.flatten(1).T])
fig, axis = plt.subplots(figsize=(5.6, 4.2))
colours = axis.pcolormesh(*sparse, smaller.reshape(31, 31), cmap="RdBu", vmin=-4, vmax=4)
axis.contour(*grid, wells(grid), levels=14, colors="black", linewidths=0.6)
fig.colorbar(colours, label="smaller eigenvalue (no unit)")
name_axes(axis, "Two wells: not convex where red")
plt.show()

# %% [markdown]
# PyTorch has the Hessian ready-made. Yours must agree:

# %%
p = torch.tensor([0.3, -0.7], dtype=torch.float64)
ready = torch.autograd.functional.hessian(two_layers, p)
print("yours:\n", hessian(two_layers, p).numpy())
assert torch.allclose(hessian(two_layers, p), ready)

# %% [markdown]
# ## 4. Jensen's inequality
#
# The chord of a convex function lies above it. With many points instead of two, the statement is
#
# $$\sum_i p_i f(x_i) \ge f\Big(\sum_i p_i x_i\Big), \qquad p_i \ge 0,\ \sum_i p_i = 1 ,$$
#
# the mean of the values is at least the value of the mean. **Your turn**: `jensen_gap`, the difference.
#
# Here is an error that it explains. American cars state *miles per gallon* $m$, European ones *litres per 100
# km*, $235.2 / m$, which is a convex function. A fleet has one car of each kind in our table, and each drives
# the same distance. Someone averages the miles per gallon, and converts. How much fuel is missing?

# %%
litres = lambda m: 235.215 / m  # noqa: E731
weights = torch.ones_like(mpg)
gap = jensen_gap(litres, mpg, weights).item()
mean_mpg = mpg.mean().item()
two, at = torch.tensor([10.0, 40.0]), torch.linspace(8, 47, 200)

fig, (left, right) = plt.subplots(1, 2, figsize=(10, 3.6))
left.plot(at, litres(at), color=BLUE, label="$235.2 / m$")
left.plot(two, litres(two), "o-", color=GREEN, label="chord")
middle = two.mean().item()
left.plot((middle, middle), (litres(middle), litres(two).mean()), color=RED, label="gap of the two")
left.set(
    title="Two cars, equal weights", xlabel="range $m$ (miles/gallon)", ylabel="consumption (litres/100 km)"
)
left.legend()
right.hist(litres(mpg), bins=30, color=BLUE, alpha=0.6)
right.axvline(litres(mean_mpg), color=RED, label="consumption at the mean range")
right.axvline(litres(mpg).mean().item(), color=GREEN, label="mean consumption")
right.set(title="All cars", xlabel="consumption (litres/100 km)", ylabel="cars (no unit)")
right.legend()
plt.show()
print(f"two cars: the gap is {jensen_gap(litres, two, torch.ones(2)):.2f} litres per 100 km")
print(
    f"all cars: {litres(mean_mpg):.2f} by the mean range, truly {litres(mpg).mean():.2f}: {gap:.2f} missing"
)
assert gap > 0.1 * litres(mean_mpg)

# %%
# %check jensen_gap

# %% [markdown]
# Jensen's inequality is also why the cross-entropy of lesson 02 is smallest for the true probabilities. Take
# $f = -\log$, the points $q_i / p_i$ and the weights $p_i$. Then the gap is $\sum_i p_i \log (p_i / q_i)$,
# the Kullback-Leibler divergence: at least 0, and 0 only for $q = p$.

# %%
p, q = torch.tensor([0.5, 0.3, 0.2]), torch.tensor([0.2, 0.2, 0.6])
divergence = nn.functional.kl_div(q.log(), p, reduction="sum")  # PyTorch's
print(f"as a gap: {jensen_gap(lambda r: -r.log(), q / p, p):.4f} nats, PyTorch: {divergence:.4f} nats")
assert torch.isclose(jensen_gap(lambda r: -r.log(), q / p, p), divergence)

# %% [markdown]
# ## 5. Constraints: the Lagrangian
#
# Often not every $\mathbf x$ is allowed: minimise $f(\mathbf x)$ subject to $c_i(\mathbf x) \le 0$. Give each
# constraint a price $\alpha_i \ge 0$ for each unit of violation:
#
# $$L(\mathbf x, \boldsymbol\alpha) = f(\mathbf x) + \sum_i \alpha_i c_i(\mathbf x) .$$
#
# At the right price, the minimum of $L$ over all $\mathbf x$ is the constrained minimum of $f$. **Your
# turn**: `lagrangian`. The example is $f(x) = (x - 2)^2$ with $x \le 1$, so $c(x) = x - 1$. For each price,
# $g(\alpha) = \min_x L(x, \alpha)$ is never larger than the constrained minimum, and the largest $g$
# reaches it.


# %%
def distance(x: Tensor) -> Tensor:
    return (x - 2) ** 2


def too_far(x: Tensor) -> Tensor:
    return x - 1


def lagrangian_at(x: float, alpha: float) -> float:
    return lagrangian(distance, [too_far], torch.tensor(x), torch.tensor([alpha])).item()


line = np.linspace(-0.6, 3, 121)
prices = np.linspace(0, 4, 41)
values = np.array([[lagrangian_at(x, alpha) for x in line] for alpha in prices])  # [41,121]
lowest = values.min(axis=1)
fig, (left, right) = plt.subplots(1, 2, figsize=(10, 3.6))
left.axvspan(-0.6, 1, color=GREEN, alpha=0.12)
for index, colour in ((0, GREY), (10, ORANGE), (20, BLUE), (40, RED)):
    left.plot(line, values[index], color=colour, label=rf"$\alpha = {prices[index]:.0f}$")
    left.plot(line[values[index].argmin()], lowest[index], "o", color=colour)
left.set(title=r"$L(x, \alpha)$ and its minima (feasible: green)", xlabel="$x$ (no unit)", ylim=(-3, 6))
left.set_ylabel("$L$ (no unit)")
left.legend(ncols=2, loc="upper center")
right.plot(prices, lowest, color=BLUE)
right.axhline(1, color=GREY, linestyle="--")
right.text(0.1, 1.05, "constrained minimum of $f$", color=GREY)
right.set(title=r"The best price is 2: $g(\alpha) = \min_x L(x, \alpha)$", xlabel=r"price $\alpha$ (no unit)")
right.set(ylabel="$g$ (no unit)", ylim=(-0.1, 1.25))
plt.show()
assert abs(prices[lowest.argmax()] - 2) < 1e-6
assert abs(lowest.max() - 1) < 1e-3

# %%
# %check lagrangian

# %% [markdown]
# At the solution the two gradients balance: $\nabla f = -\alpha \nabla c$. The wish to go down and the wall
# push against each other. A constraint that doesn't touch has the price 0. Your `lagrangian` is
# differentiable, so autograd shows the balance in the plane. There, $f$ is the squared distance from a point
# outside of the disc $\lVert\mathbf x\rVert^2 \le 1$:

# %%
target = torch.tensor([1.5, 1.0])
best = project_l2_ball(target)
price = target.norm() - 1  # from the balance, for this problem


def to_target(p: Tensor) -> Tensor:
    return ((p - target) ** 2).sum()


def outside_disc(p: Tensor) -> Tensor:
    return (p * p).sum() - 1


leaf, alpha = best.clone().requires_grad_(), price.reshape(1).requires_grad_()
by_x, by_alpha = torch.autograd.grad(lagrangian(to_target, [outside_disc], leaf, alpha), (leaf, alpha))
print(
    f"largest entry of the gradient of L in x: {by_x.abs().max():.0e}, in alpha: {by_alpha.abs().max():.0e}"
)
assert by_x.abs().max() < 1e-5
assert by_alpha.abs().max() < 1e-5

fig, axis = plt.subplots(figsize=(4.8, 4.4))
axis.add_patch(plt.Circle((0, 0), 1, color=GREEN, alpha=0.2))
distances = (grid - target[:, None, None]).square().sum(dim=0)
axis.contour(*grid, distances, levels=14, cmap="Blues_r", linewidths=1)
unit = best / best.norm()
for sign, colour, name in ((1, BLUE, r"$-\nabla f$: down"), (-1, RED, r"$-\alpha \nabla c$: back")):
    tip = best + 0.6 * sign * unit
    axis.annotate("", tip, best, arrowprops={"arrowstyle": "-|>", "color": colour, "linewidth": 2})
    axis.text(*(tip + torch.tensor([-0.75, 0.12])), name, color=colour)
axis.plot(*best, "o", color=ORANGE)
axis.set(xlim=(-1.3, 2), ylim=(-1.3, 2))
name_axes(axis, "At the solution the forces balance")
plt.show()

# %% [markdown]
# ### Penalties
#
# A **penalty** fixes the price in advance instead of the limit. Weight decay minimises $f(\mathbf w) +
# \frac{\alpha}{2} \lVert\mathbf w\rVert^2$: it is the Lagrangian of $\lVert\mathbf w\rVert^2 \le r^2$, up to
# a constant. Each price belongs to a radius. For the cars, the solution of ridge regression with price
# $\alpha$ has a norm $r$. Then projected gradient descent onto the ball of radius $r$ must find the same
# weights.

# %%
rows = []
for alpha in (0.0, 0.1, 1.0, 10.0):
    ridge = torch.linalg.solve(X.T @ X / len(X) + alpha * torch.eye(6), X.T @ Y / len(X))
    radius = ridge.norm().item()
    walk = projected_gd(
        lambda w: X.T @ (X @ w - Y) / len(X),
        lambda w, radius=radius: project_l2_ball(w, radius),
        torch.zeros(6),
        lr=0.2,
        steps=4000 if alpha == 0 else 400,
    )
    difference = (walk[-1] - ridge).abs().max().item()
    rows.append((alpha, radius, difference))
    print(f"price {alpha:4}: norm {radius:.2f}, largest difference of a weight {difference:.1e}")
assert all(difference < 0.02 for *_, difference in rows)

# %% [markdown]
# ## 6. Projections
#
# The third way is the most direct: whenever a step leaves the set, move to the **nearest** point of it. For a
# convex set there is exactly one. **Your turn**: `project_l2_ball` and `project_simplex`.

# %%
cloud = 1.1 * torch.randn(40, 2, generator=seeded(5))
onto_ball = project_l2_ball(cloud)
simplex_cloud = torch.rand(25, 3, generator=seeded(1)) * 1.6 - 0.4
onto_simplex = torch.stack([project_simplex(v) for v in simplex_cloud])

fig = plt.figure(figsize=(10.5, 4.6))
flat, solid = fig.add_subplot(1, 2, 1), fig.add_subplot(1, 2, 2, projection="3d")
flat.add_patch(plt.Circle((0, 0), 1, color=GREEN, alpha=0.2))
for before, after in zip(cloud, onto_ball, strict=True):
    if not torch.equal(before, after):
        flat.annotate("", after, before, arrowprops={"arrowstyle": "->", "color": GREY})
flat.plot(*cloud.T, ".", color=BLUE)
flat.set(xlim=(-3, 3), ylim=(-3, 3))
name_axes(flat, "Onto the ball: straight to the centre, up to the surface")
corners = np.eye(3)
solid.plot_trisurf(*corners.T, color=GREEN, alpha=0.3)
for before, after in zip(simplex_cloud.numpy(), onto_simplex.numpy(), strict=True):
    solid.plot(*np.stack([before, after]).T, color=GREY, linewidth=1)
solid.plot(*simplex_cloud.T.numpy(), ".", color=BLUE)
solid.plot(*onto_simplex.T.numpy(), "o", color=ORANGE, markersize=4)
solid.set(title="Onto the simplex: many land on an edge or a corner", xlabel="$v_1$ (no unit)")
solid.set(ylabel="$v_2$ (no unit)", zlabel="$v_3$ (no unit)")
solid.view_init(24, 30)
plt.show()
zeros = (onto_simplex == 0).any(dim=1)
print(f"{int(zeros.sum())} of {len(zeros)} points have an entry of exactly 0 on the simplex")
assert zeros.sum() > len(zeros) / 2
assert torch.allclose(onto_simplex.sum(dim=1), torch.ones(25))

# %%
# %check project_l2_ball project_simplex

# %% [markdown]
# The exact zeros are worth a look: softmax gives shares too, but never a zero. Here is how the projection
# finds its threshold $\theta$. Lower a water level until the parts above it add up to 1.

# %%
v = torch.tensor([0.3, 1.1, -0.4, 0.8, 0.65])
projected = project_simplex(v)
theta = (v - projected)[projected > 0].mean().item()
fig, axes = plt.subplots(1, 3, figsize=(10.5, 3.2))
place = np.arange(5)
axes[0].bar(place, v, color="#bfdbfe")
axes[0].bar(place, projected, bottom=v.clamp(max=theta), color=BLUE)
axes[0].axhline(theta, color=RED)
axes[0].text(1.6, theta - 0.25, rf"$\theta = {theta:.2f}$", color=RED)
axes[0].set(title="$v$, and what lies above the level", ylabel="$v$ (no unit)")
axes[1].bar(place, projected, color=BLUE)
axes[1].set(title="project_simplex", ylabel="share (no unit)", ylim=(0, 0.7))
axes[2].bar(place, v.softmax(dim=0), color=ORANGE)
axes[2].set(title="softmax", ylabel="share (no unit)", ylim=(0, 0.7))
for axis in axes:
    axis.set(xlabel="row of $v$", xticks=place)
plt.show()

# %% [markdown]
# A projection never moves two points apart: $\lVert P(\mathbf a) - P(\mathbf b) \rVert \le \lVert \mathbf a -
# \mathbf b \rVert$. So it can't undo the progress of a step towards a solution in the set.
#
# You know one projection already. Clipping gradients by their norm (lesson 05) is the projection onto a
# ball:

# %%
gradient = torch.tensor([3.0, -4.0, 12.0])
weight = nn.Parameter(torch.zeros(3))
weight.grad = gradient.clone()
nn.utils.clip_grad_norm_([weight], max_norm=2.0)
print("yours:", project_l2_ball(gradient, 2.0).tolist(), "PyTorch:", weight.grad.tolist())
assert torch.allclose(project_l2_ball(gradient, 2.0), weight.grad, atol=1e-5)
apart = (cloud[:, None] - cloud).norm(dim=2)
assert ((onto_ball[:, None] - onto_ball).norm(dim=2) <= apart + 1e-6).all()

# %% [markdown]
# ## 7. Projected gradient descent
#
# $$\mathbf x_{t+1} = P\big(\mathbf x_t - \eta \nabla f(\mathbf x_t)\big)$$
#
# A step, then back into the set. Three sets, one bowl whose bottom lies outside of all of them:


# %%
def onto_box(p: Tensor) -> Tensor:
    return p.clamp(-0.8, 0.8)


bottom = torch.tensor([1.5, 0.7])
steep = torch.tensor([[1.0, 0.5], [0.5, 1.6]])


def downhill(p: Tensor) -> Tensor:
    return steep @ (p - bottom)


away = grid - bottom[:, None, None]
heights = torch.einsum("iab,ij,jab->ab", away, steep, away) / 2
sets = {"ball": project_l2_ball, "box": onto_box, "simplex": project_simplex}
start = torch.tensor([-1.6, 1.5])
fig, axes = plt.subplots(1, 3, figsize=(11, 4))
for axis, (name, project) in zip(axes, sets.items(), strict=True):
    axis.contour(*grid, heights, levels=16, cmap="Blues_r", linewidths=0.8)
    if name == "ball":
        axis.add_patch(plt.Circle((0, 0), 1, color=GREEN, alpha=0.25))
    elif name == "box":
        axis.add_patch(plt.Rectangle((-0.8, -0.8), 1.6, 1.6, color=GREEN, alpha=0.25))
    else:
        axis.plot((0, 1), (1, 0), color=GREEN, linewidth=6, alpha=0.4)
    walk = projected_gd(downhill, project, start, lr=0.25, steps=100)
    for before, after in pairwise(walk[:6]):  # how the first steps come about
        free = before - 0.25 * downhill(before)
        axis.plot(*torch.stack([before, free, after]).T, ":", color=GREY, linewidth=1.2)
    axis.plot(*walk.T, ".-", color=ORANGE, linewidth=1.5)
    axis.plot(*bottom, "x", color=RED)
    name_axes(axis, f"{name}: ends at ({walk[-1][0]:.2f}, {walk[-1][1]:.2f})")
    assert torch.allclose(walk[-1], project(walk[-1] - 0.25 * downhill(walk[-1])), atol=1e-4)
fig.suptitle("The path (orange), the free steps (dotted), the bottom of the bowl (red)")
plt.show()

# %% [markdown]
# The end is not always the projection of the bottom. Compare for the ball:

# %%
end = projected_gd(downhill, project_l2_ball, start, lr=0.25, steps=200)[-1]
nearest = project_l2_ball(bottom)
height = lambda p: ((p - bottom) @ steep @ (p - bottom) / 2).item()  # noqa: E731
print(f"end of the path: {end.tolist()}, height {height(end):.4f}")
print(f"nearest point  : {nearest.tolist()}, height {height(nearest):.4f}")
assert height(end) < height(nearest)

# %% [markdown]
# ## 8. A mixture of forecasts
#
# Six simple forecasters predict how far a car goes on a gallon. Each knows a single column of the table and
# fits a line to it. We mix them: the forecast is $\sum_k w_k \hat y_k$. The weights are shares, so $\mathbf
# w$ lies on the simplex. The loss is convex in $\mathbf w$, the set is convex, and projected gradient
# descent finds the best mixture. 200 cars fit the lines, 96 others the weights, and the last 96 judge.

# %%
order = torch.randperm(len(cars), generator=seeded(2))
lines, mixing, judging = order[:200], order[200:296], order[296:]
forecasts = []
for k in range(len(names)):
    slope = (X[lines, k] * Y[lines]).mean() / X[lines, k].square().mean()
    forecasts.append(Y[lines].mean() + slope * X[:, k])
F = torch.stack(forecasts, dim=1)  # [392,6]


def mixing_slope(w: Tensor) -> Tensor:
    return F[mixing].T @ (F[mixing] @ w - Y[mixing]) / len(mixing)


def error(w: Tensor, chosen: Tensor) -> float:
    """The root mean squared error of a mixture, in miles per gallon."""
    return (F[chosen] @ w - Y[chosen]).square().mean().sqrt().item()


equal = torch.full((6,), 1 / 6)
walk = projected_gd(mixing_slope, project_simplex, equal, lr=0.01, steps=600)
shares = walk[-1]
free = torch.linalg.lstsq(F[mixing], Y[mixing][:, None]).solution[:, 0]
single = torch.eye(6)[min(range(6), key=lambda k: error(torch.eye(6)[k], mixing))]
fig, (left, right) = plt.subplots(1, 2, figsize=(10.5, 3.6))
for k, name in enumerate(names):
    left.plot(walk[:, k], label=name)
left.set(title="The weights on their way along the simplex", xlabel="step", ylabel="weight (no unit)")
left.legend(fontsize=8, ncols=2, loc=(0.42, 0.6))
right.bar(np.arange(6) - 0.2, shares, 0.4, color=BLUE, label="shares")
right.bar(np.arange(6) + 0.2, free, 0.4, color=ORANGE, label="free: least squares")
right.axhline(0, color="black", linewidth=0.8)
right.set_xticks(range(6), names, rotation=25)
right.set(title="The weights of two mixtures", xlabel="column", ylabel="weight (no unit)")
right.legend()
plt.show()
for name, w in {"equal": equal, "best single": single, "shares": shares, "free": free}.items():
    print(f"{name:12} {error(w, mixing):.2f} miles/gallon on the fit, {error(w, judging):.2f} on new cars")
assert (shares == 0).any()
assert (free < 0).any()
assert error(shares, mixing) <= min(error(equal, mixing), error(single, mixing)) + 1e-4

# %% [markdown]
# Some forecasters get exactly 0: the others know what they know. The free weights may be negative and need
# not add up to 1, so nobody would call them a mixture. Still they fit better, and with 96 cars they are
# better on new cars too. A constraint is a belief, and with many data one needs fewer beliefs. With few data
# it is the other way round. Here are both mixtures, fitted to 6 to 96 cars, each ten times.

# %%
sizes = (6, 8, 12, 24, 48, 96)
means = []
for size in sizes:
    errors = []
    for seed in range(10):
        few = mixing[torch.randperm(96, generator=seeded(seed))[:size]]
        kept = projected_gd(
            lambda w, few=few: F[few].T @ (F[few] @ w - Y[few]) / len(few),
            project_simplex,
            equal,
            lr=0.01,
            steps=200,
        )[-1]
        loose = torch.linalg.lstsq(F[few], Y[few][:, None]).solution[:, 0]
        errors.append((error(kept, judging), error(loose, judging)))
    means.append(np.mean(errors, axis=0))
fig, axis = plt.subplots(figsize=(7, 3.4))
for curve, colour, name in zip(np.array(means).T, (BLUE, ORANGE), ("shares", "free"), strict=True):
    axis.loglog(sizes, curve, "o-", color=colour, label=name)
axis.set_xticks(sizes, [str(size) for size in sizes])
axis.set_yticks((4, 6, 8, 10), ("4", "6", "8", "10"))
axis.minorticks_off()
axis.set(title="With few cars the constraint helps", xlabel="size of the fit in cars")
axis.set_ylabel("error on new cars (miles/gallon)")
axis.legend()
plt.show()
assert means[0][0] < 0.7 * means[0][1]
assert means[-1][1] < means[-1][0]

# %% [markdown]
# In PyTorch, `torch.optim` takes the step, and the projection follows under `torch.no_grad()`:

# %%
w = nn.Parameter(equal.clone())
optimizer = torch.optim.SGD([w], lr=0.01)
for _ in range(600):
    optimizer.zero_grad()
    loss = (F[mixing] @ w - Y[mixing]).square().mean() / 2
    loss.backward()
    optimizer.step()
    with torch.no_grad():
        w.copy_(project_simplex(w))
print(f"largest difference from your path: {(w.detach() - shares).abs().max():.1e}")
assert torch.allclose(w.detach(), shares, atol=1e-3)

# %% [markdown]
# ## 9. What goes wrong in practice
#
# **The learning rate.** A projection keeps the path in the set, whatever happens. So a learning rate that is
# too large doesn't blow up: the path jumps from wall to wall, and nothing warns you. Here the bottom of the
# bowl lies inside of the box.

# %%
inner = torch.tensor([0.3, -0.2])
away = grid - inner[:, None, None]
inner_heights = torch.einsum("iab,ij,jab->ab", away, steep, away) / 2
left_over = {}
fig, axes = plt.subplots(1, 3, figsize=(11, 3.8))
for axis, lr in zip(axes, (0.02, 0.4, 1.4), strict=True):
    walk = projected_gd(lambda p: steep @ (p - inner), onto_box, start, lr=lr, steps=40)
    axis.contour(*grid, inner_heights, levels=16, cmap="Blues_r", linewidths=0.8)
    axis.add_patch(plt.Rectangle((-0.8, -0.8), 1.6, 1.6, color=GREEN, alpha=0.25))
    axis.plot(*walk.T, ".-", color=ORANGE, linewidth=1.2)
    axis.plot(*inner, "x", color=RED)
    left_over[lr] = (walk[-1] - inner).norm().item()
    name_axes(axis, f"learning rate {lr}: {left_over[lr]:.2f} away")
fig.suptitle("How far from the bottom 40 steps end")
plt.show()
assert left_over[0.4] < 0.01 < left_over[0.02] < left_over[1.4]

# %% [markdown]
# **Gradients that are NaN.** `torch.where` computes both branches. For the point 0, the quotient in the
# branch that isn't taken is infinite, and its gradient 0 times infinity is NaN:

# %%
zero = torch.zeros(2, requires_grad=True)
norm = zero.norm()
naive = torch.where(norm > 1.0, zero / norm, zero)
print("value:", naive.tolist(), "- gradient:", torch.autograd.grad(naive.sum(), zero)[0].tolist())
print("yours:", torch.autograd.grad(project_l2_ball(zero).sum(), zero)[0].tolist())
assert naive.isfinite().all()

# %% [markdown]
# **Digits that are lost.** The threshold of the simplex needs a sum minus 1. In float32, $10^8 - 1$ is
# $10^8$:

# %%
big = torch.tensor([1e8, 1e8, -1e8])
print("1e8 - 1 in float32:", (big[:1] - 1).item(), "- your projection:", project_simplex(big).tolist())
assert torch.equal(project_simplex(big), torch.tensor([0.5, 0.5, 0.0]))

# %% [markdown]
# **Convexity that a grid doesn't see.** `is_convex_1d` says yes to $\cos(2 \pi x)$ on whole numbers, where
# it is 1 everywhere. A test on points can refute convexity, but never prove it.

# %%
whole = torch.arange(6.0, dtype=torch.float64)
print("on whole numbers:", is_convex_1d(lambda x: torch.cos(2 * math.pi * x), whole))
print("on halves       :", is_convex_1d(lambda x: torch.cos(2 * math.pi * x), whole / 2))
assert is_convex_1d(lambda x: torch.cos(2 * math.pi * x), whole)
assert not is_convex_1d(lambda x: torch.cos(2 * math.pi * x), whole / 2)

# %% [markdown]
# ## 10. Experiments of your own
#
# - **Prices that adapt.** Minimise $L$ in $\mathbf x$ by a small step, then raise $\alpha$ by a small step
#   along its gradient $c(\mathbf x)$, cut off at 0. Repeat. Does it find the price 2 of section 5?
# - **A network's Hessian.** Train two layers with a few weights on the cars, and take your `hessian` of the
#   loss in all weights along the way. How many negative eigenvalues are left in the end?
# - **Another set.** Write the projection onto the ball of the 1-norm with the help of `project_simplex`
#   (Duchi et al., section 4). Use it for the regression of section 5. Which weights become 0?
#
# ## Summary
#
# - Training minimises the empirical risk; what counts is the risk.
# - Where the gradient is 0, the signs of the Hessian's eigenvalues tell a minimum from a maximum or a saddle.
# - A convex function has no wrong minima. Second derivatives that are never negative show convexity.
# - Jensen: the mean of the values of a convex function is at least its value at the mean.
# - Constraints can be kept by a price (Lagrangian), roughly by a fixed price (penalty), or by projection.
# - Projected gradient descent: step, then move to the nearest feasible point.
#
# ## Quiz
#
# 1. $f$ and $g$ are convex. Which of $f + g$, $\max(f, g)$, $\min(f, g)$ and $f - g$ are convex for sure?
# 2. A Hessian has the eigenvalues 3, 0 and -1. What does `classify_stationary` say, and why not "degenerate"?
# 3. Why is $x^4$ a minimum at 0 although its second derivative is 0 there?
# 4. The losses of a model in three months are 1, 2 and 6. Someone reports $\exp$ of the mean loss as the
#    perplexity, someone else the mean of $\exp$ of the losses. Who reports more?
# 5. A constraint doesn't touch at the solution. What is its price?
# 6. What is `project_simplex(torch.tensor([5.0, 1.0]))`? And `project_simplex(torch.tensor([0.2, 0.2]))`?

# %% [markdown]
# <details>
# <summary>Answers: take a sheet of paper before you unfold them</summary>
#
# 1. $f + g$ and $\max(f, g)$. The minimum of two parabolas has two wells, and $0 - x^2$ is concave.
# 2. "saddle": there is a way up and a way down, whatever happens in the third direction.
# 3. Second derivatives don't decide there, and higher ones do. `classify_stationary` says "degenerate".
# 4. The second one, by Jensen's inequality: $\exp$ is convex. $e^3 \approx 20$ against $\approx 138$.
# 5. It is 0: nothing changes if the constraint is moved a little.
# 6. $(1, 0)$, because 5 is larger by more than 1. And $(0.5, 0.5)$: both grow by 0.3.
#
# </details>

# %% [markdown]
# ## Read on
#
# - Boyd and Vandenberghe, Convex Optimization, free at https://stanford.edu/~boyd/cvxbook/
# - Dive into Deep Learning, 12.1 and 12.2: https://d2l.ai/chapter_optimization/
# - Dauphin et al. 2014, Identifying and attacking the saddle point problem: https://arxiv.org/abs/1406.2572
# - Duchi et al. 2008, Efficient projections onto the l1-ball for learning in high dimensions
