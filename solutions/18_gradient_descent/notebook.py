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
# # Gradient descent
#
# Training a model means finding the lowest point of a landscape that you can't see. You stand somewhere, and
# you can measure the slope under your feet. So you take a step downhill, and measure again. That is all of
# gradient descent. The questions are how long a step should be, which way to go if the slope misleads, and
# what happens if the slope is only an estimate.
#
# After this lesson you can
#
# - follow gradient descent, and tell from its path whether the learning rate is too small or too large;
# - say how the condition number decides how many steps are needed;
# - use curvature: Newton's method, preconditioning, conjugate gradients;
# - choose a step size by a line search, and learning rates by a schedule;
# - estimate a gradient from a few samples, and predict how noisy it is.
#
# You write eight functions in `gradient_descent.py`, beside this notebook. Cells that need a function which
# you have not written yet stop with `NotImplementedError`. Write it, and run the cell again: the notebook
# reloads your module by itself. `%check NAME` runs the visible checks of a function, `%check` those of all,
# and `%hint NAME` helps when you are stuck.

# %%
# %load_ext autograder

# %%
import csv
import math
from collections.abc import Callable
from pathlib import Path

import matplotlib.pyplot as plt
import torch
from gradient_descent import (
    backtracking,
    conjugate_gradient,
    gd,
    gd_autograd,
    lr_schedule,
    minibatch_grad,
    newton,
    preconditioned_gd,
)
from torch import Tensor

BLUE, ORANGE, GREEN, PURPLE, GREY = "#2563eb", "#ea580c", "#16a34a", "#9333ea", "#64748b"
plt.rc("figure", dpi=110)
plt.rc("figure.constrained_layout", use=True)
plt.rc("axes.spines", top=False, right=False)
plt.rc("axes", grid=True, axisbelow=True, titlesize=11)
plt.rc("grid", color="#e2e8f0")
plt.rc("legend", frameon=False, fontsize=9)


def seeded(seed: int) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


# %% [markdown]
# ## 1. One step after another
#
# $$\mathbf x_{t+1} = \mathbf x_t - \eta\, \nabla f(\mathbf x_t)$$
#
# $\eta$ is the *learning rate*. Begin with the simplest bowl, $f(x) = x^2$, whose gradient is $2x$. A step
# multiplies $x$ by $1 - 2\eta$. So the path creeps for a small $\eta$, jumps over the minimum for
# $\eta > 1/2$, and explodes for $\eta > 1$.
#
# **Your turn: `gd`.** It returns the whole path, the start included. Two traps wait. The path must hold old
# points, so a step must not write into them. And a path of $T$ steps has $T + 1$ points.

# %%
fig, axes = plt.subplots(1, 4, figsize=(11, 2.8), sharey=True)
curve = torch.linspace(-11, 11, 200)
for axis, lr in zip(axes, (0.03, 0.3, 0.95, 1.02), strict=True):
    path = gd(lambda x: 2 * x, torch.tensor([9.0]), lr, steps=8)[:, 0]
    axis.plot(curve, curve**2, color=GREY, linewidth=1)
    axis.plot(path, path**2, "o-", color=ORANGE, markersize=4, linewidth=1.2)
    axis.set(title=f"$\\eta$ = {lr}: $x_8$ = {path[-1]:.2g}", xlabel="$x$ (no unit)")
axes[0].set_ylabel("$f(x) = x^2$ (no unit)")
fig.suptitle("Eight steps from x = 9: too small, good, nearly too large, too large")
plt.show()

# %%
# %check gd

# %% [markdown]
# ## 2. Two directions, one learning rate
#
# A bowl of two dimensions, $f(\mathbf x) = \tfrac12 (\lambda_1 x_1^2 + \lambda_2 x_2^2)$, is two bowls of one
# dimension that share a learning rate. Along $x_i$ each step multiplies by $1 - \eta\lambda_i$. The steepest
# direction sets the limit $\eta < 2 / \lambda_{\max}$. The flattest direction pays for it.
#
# How unequal the two are is the *condition number* $\kappa = \lambda_{\max} / \lambda_{\min}$.


# %%
def draw_map(
    axis: plt.Axes, f: Callable[[Tensor], Tensor], width: tuple, height: tuple, levels: list
) -> None:
    """Contour lines of f, which takes points in its last dimension."""
    x, y = torch.linspace(*width, 160), torch.linspace(*height, 160)
    values = f(torch.cartesian_prod(x, y)).view(160, 160).T
    axis.contour(x, y, values, levels=levels, cmap="Blues_r", linewidths=0.8)
    axis.grid(visible=False)
    axis.set(xlim=width, ylim=height, xlabel="$x_1$ (no unit)")


def draw_path(axis: plt.Axes, path: Tensor, colour: str, label: str = "") -> None:
    axis.plot(path[:, 0], path[:, 1], "o-", color=colour, markersize=3, linewidth=1.2, label=label)


def bowl(*eigenvalues: float) -> Callable[[Tensor], Tensor]:
    """Half the sum of eigenvalue times coordinate squared."""
    return lambda x: (torch.tensor(eigenvalues) * x * x).sum(dim=-1) / 2


START = torch.tensor([-4.5, -2.2])
LEVELS = [0.05, 0.3, 1, 2.5, 5, 9, 15, 25]
fig, axes = plt.subplots(1, 4, figsize=(11.5, 2.9), sharey=True)
for axis, (steep, lr) in zip(axes, ((1.5, 0.8), (10.0, 0.05), (10.0, 0.18), (10.0, 0.202)), strict=True):
    slopes = torch.tensor([1.0, steep])
    draw_map(axis, bowl(1.0, steep), (-5, 5), (-3, 3), LEVELS)
    draw_path(axis, gd(lambda x, slopes=slopes: slopes * x, START, lr, steps=15), ORANGE)
    axis.plot(0, 0, "k+", markersize=9)
    axis.set_title(f"$\\kappa$ = {steep:g}, $\\eta$ = {lr}")
axes[0].set_ylabel("$x_2$ (no unit)")
fig.suptitle("15 steps: a round bowl, then a narrow one with a small, a large and a too large learning rate")
plt.show()

# %% [markdown]
# What is the best learning rate? The slower of the two directions decides. Both are equally slow if
# $1 - \eta\lambda_{\min} = \eta\lambda_{\max} - 1$, so
#
# $$\eta = \frac{2}{\lambda_{\min} + \lambda_{\max}}, \qquad
# \text{factor per step} = \frac{\kappa - 1}{\kappa + 1} \approx 1 - \frac{2}{\kappa}.$$
#
# To get a million times closer takes $\log(10^{-6}) / \log\frac{\kappa - 1}{\kappa + 1} \approx 6.9\,\kappa$
# steps. Count them:

# %%
kappas = [2.0, 5.0, 10.0, 30.0, 100.0, 300.0]
counted, predicted = [], []
for kappa in kappas:
    slopes = torch.tensor([1.0, kappa], dtype=torch.float64)
    rate = (kappa - 1) / (kappa + 1)
    predicted.append(math.log(1e-6) / math.log(rate))
    start = torch.ones(2, dtype=torch.float64)
    path = gd(lambda x, slopes=slopes: slopes * x, start, 2 / (1 + kappa), steps=2200)
    counted.append(int((path.norm(dim=1) > 1e-6 * start.norm()).sum()))
    assert abs(counted[-1] - predicted[-1]) <= 1

fig, axis = plt.subplots(figsize=(6.2, 3.2))
axis.loglog(kappas, predicted, color=GREY, label="theory")
axis.loglog(kappas, counted, "o", color=ORANGE, label="counted")
axis.set(
    title="Steps until a million times closer",
    xlabel="condition number $\\kappa$ (no unit)",
    ylabel="steps (no unit)",
)
axis.legend()
plt.show()

# %% [markdown]
# ## 3. Let autograd find the slope
#
# For most functions nobody writes the gradient by hand. **Your turn: `gd_autograd`.** It must leave no trace:
# no graph behind the path, no gradients in the tensors that $f$ computes with, and the grad mode as it was.
#
# Rosenbrock's function is a curved valley with its minimum at $(1, 1)$. We take the milder form
#
# $$f(\mathbf x) = (1 - x_1)^2 + 10\, (x_2 - x_1^2)^2.$$


# %%
def valley(x: Tensor) -> Tensor:
    return (1 - x[..., 0]) ** 2 + 10 * (x[..., 1] - x[..., 0] ** 2) ** 2


FAR = torch.tensor([-1.4, 1.6])
VALLEY_LEVELS = [0.1, 0.5, 1.5, 4, 10, 25, 60]
fig, axes = plt.subplots(1, 3, figsize=(11, 3), sharey=True)
for axis, lr in zip(axes, (0.002, 0.012, 0.03), strict=True):
    path = gd_autograd(valley, FAR, lr, steps=200)
    draw_map(axis, valley, (-2, 2), (-1, 3), VALLEY_LEVELS)
    draw_path(axis, path, ORANGE)
    axis.plot(1, 1, "k+", markersize=9)
    axis.set_title(f"$\\eta$ = {lr}: $f$ = {valley(path[-1]):.2g}")
axes[0].set_ylabel("$x_2$ (no unit)")
fig.suptitle("200 steps in a curved valley; the minimum is at +")
plt.show()

# %% [markdown]
# The descent into the valley takes a few steps, the way along its floor takes hundreds. The valley is steep
# across and flat along, so it is the narrow bowl again.
#
# PyTorch's own gradient descent is `torch.optim.SGD`. It needs a parameter, and the trio `zero_grad`,
# `backward`, `step`:

# %%
parameter = FAR.clone().requires_grad_()
optimizer = torch.optim.SGD([parameter], lr=0.012)
theirs = [FAR]
for _ in range(200):
    optimizer.zero_grad()
    valley(parameter).backward()
    optimizer.step()
    theirs.append(parameter.detach().clone())  # without clone, all entries would be the same tensor
mine = gd_autograd(valley, FAR, 0.012, steps=200)
difference = (mine - torch.stack(theirs)).abs().max()
print(f"largest difference between the two paths: {difference:.1e}")
assert difference < 1e-4

# %%
# %check gd_autograd

# %% [markdown]
# ## 4. Newton's method
#
# Near a point, a function looks like a quadratic one, with the gradient $\mathbf g$ and the Hessian
# $\mathbf H$. Its minimum is where $\mathbf g - \mathbf H \mathbf d = 0$, so the step is $\mathbf d =
# \mathbf H^{-1} \mathbf g$. No learning rate has to be found, and a narrow bowl is as easy as a round one.
#
# **Your turn: `newton`.** Solve the system. To invert the matrix first costs more, and loses more digits.


# %%
def valley_grad(x: Tensor) -> Tensor:
    inner = x[1] - x[0] ** 2
    return torch.stack([-2 * (1 - x[0]) - 40 * x[0] * inner, 20 * inner])


def valley_hess(x: Tensor) -> Tensor:
    cross = -40 * x[0]
    return torch.stack(
        [torch.stack([2 - 40 * (x[1] - 3 * x[0] ** 2), cross]), torch.stack([cross, cross.new_tensor(20.0)])]
    )


far = FAR.double()
wanted = torch.autograd.functional.hessian(valley, far)
assert torch.allclose(valley_hess(far), wanted)

quick = newton(valley_grad, valley_hess, far, steps=10)
damped = newton(valley_grad, valley_hess, far, steps=60, lr=0.3)
slow = gd(valley_grad, far, 0.012, steps=60)
end = torch.ones(2, dtype=torch.float64)

fig, (left, right) = plt.subplots(1, 2, figsize=(11, 3.4))
draw_map(left, valley, (-2, 2), (-1, 3), VALLEY_LEVELS)
draw_path(left, slow, GREY, "gradient descent")
draw_path(left, damped, BLUE, "Newton, $\\eta$ = 0.3")
draw_path(left, quick, ORANGE, "Newton, $\\eta$ = 1")
left.set(title="The paths", ylabel="$x_2$ (no unit)")
left.legend(loc="lower left")
for path, colour, label in (
    (slow, GREY, "gradient descent"),
    (damped, BLUE, "$\\eta$ = 0.3"),
    (quick, ORANGE, "$\\eta$ = 1"),
):
    right.semilogy((path - end).norm(dim=1).clamp(min=1e-16), ".-", color=colour, label=label)
right.set(title="Distance from the minimum", xlabel="step", ylabel="distance (no unit)")
right.legend()
plt.show()

errors = (quick - end).norm(dim=1)
print("distances of Newton's path:", " ".join(f"{error:.0e}" for error in errors))
assert errors[-1] < 1e-12
assert (slow[-1] - end).norm() > 0.1

# %% [markdown]
# In the end each step doubles the number of right digits. With damping, each step removes the same share of
# the distance, as in gradient descent: full steps are worth having near the minimum.
#
# Newton's method has a price. The Hessian of a model with a million weights has $10^{12}$ entries. And the
# method does not go *down*: it goes to where the gradient is 0. On a saddle, $f = x_1^2 - x_2^2$, watch both:

# %%
saddle_hess = torch.diag(torch.tensor([2.0, -2.0]))
start = torch.tensor([1.6, 0.3])
fig, axis = plt.subplots(figsize=(5, 3.2))
draw_map(
    axis, lambda x: x[..., 0] ** 2 - x[..., 1] ** 2, (-2, 2), (-2, 2), [-3, -2, -1, -0.3, 0, 0.3, 1, 2, 3]
)
draw_path(axis, gd(lambda x: saddle_hess @ x, start, 0.1, steps=9), GREY, "gradient descent")
to_saddle = newton(lambda x: saddle_hess @ x, lambda x: saddle_hess, start, steps=9, lr=0.3)
draw_path(axis, to_saddle, ORANGE, "Newton, $\\eta$ = 0.3")
axis.set(title="Newton's method ends in the saddle", ylabel="$x_2$ (no unit)")
axis.legend()
plt.show()
assert to_saddle[-1].norm() < 0.1

# %%
# %check newton

# %% [markdown]
# ## 5. Only the diagonal
#
# A cheap compromise keeps the diagonal $\mathbf h$ of the Hessian, and divides each coordinate by its own
# curvature. The absolute value repairs the saddle: the step goes downhill whatever the sign of the curvature
# is. **Your turn: `preconditioned_gd`.**
#
# It helps where the valley lies along the axes. In a tilted valley, the diagonal knows nothing of the
# direction of the valley.

# %%
tilt = torch.tensor([[math.cos(0.7), -math.sin(0.7)], [math.sin(0.7), math.cos(0.7)]])
straight = torch.diag(torch.tensor([0.3, 6.0]))
fig, axes = plt.subplots(1, 2, figsize=(10, 3.2), sharey=True)
ends = {}
for axis, (name, A) in zip(
    axes, (("along the axes", straight), ("tilted", tilt @ straight @ tilt.T)), strict=True
):
    draw_map(axis, lambda x, A=A: ((x @ A) * x).sum(dim=-1) / 2, (-5, 5), (-3, 3), LEVELS)
    plain = gd(lambda x, A=A: A @ x, START, 0.25, steps=12)
    scaled = preconditioned_gd(lambda x, A=A: A @ x, lambda x, A=A: A.diagonal(), START, 0.5, steps=12)
    draw_path(axis, plain, GREY, "gradient descent")
    draw_path(axis, scaled, BLUE, "divided by the curvature")
    axis.set_title(f"A valley {name}")
    ends[name] = scaled[-1].norm().item()
axes[0].set_ylabel("$x_2$ (no unit)")
axes[0].legend(loc="upper left")
plt.show()
print("distance after 12 steps with preconditioning:", {name: f"{end:.1e}" for name, end in ends.items()})
assert ends["tilted"] > 100 * ends["along the axes"]

# %% [markdown]
# The optimizers of the next lesson, Adagrad, RMSProp and Adam, are of this kind: they divide each coordinate
# by a number of its own. They estimate that number from past gradients, so they need no Hessian. And they are
# helpless in a tilted valley for the same reason.

# %%
# %check preconditioned_gd

# %% [markdown]
# ## 6. How far? A line search
#
# A fixed learning rate must suit the steepest place on the way. A line search asks at each step: it tries a
# long step, and shrinks it until $f$ falls far enough. *Far enough* is a share $c$ of what the tangent
# promises (Armijo's condition):
#
# $$f(\mathbf x + \alpha \mathbf d) \le f(\mathbf x) + c\, \alpha\, \nabla f(\mathbf x)^\top \mathbf d.$$
#
# **Your turn: `backtracking`.** Below is what it looks at, for one step in the valley.

# %%
place = torch.tensor([-1.4, 1.6])
slope = valley_grad(place)
alphas = torch.linspace(0, 0.035, 200)
values = valley(place - alphas[:, None] * slope)
promised = valley(place) - alphas * (slope @ slope)
asked = valley(place) - 0.3 * alphas * (slope @ slope)
chosen = backtracking(valley, slope, place, -slope, alpha=0.032, c=0.3, rho=0.7)
trials = [0.032 * 0.7**k for k in range(20) if 0.032 * 0.7**k > chosen * 0.99]
fig, axis = plt.subplots(figsize=(7, 3.3))
axis.plot(alphas, values, color=BLUE, label="$f$ along the direction")
axis.plot(alphas, promised, ":", color=GREY, label="tangent")
axis.plot(alphas, asked, "--", color=GREY, label="what is asked for, $c$ = 0.3")
axis.plot(trials, [valley(place - a * slope) for a in trials], "o", color=ORANGE, label="trials")
axis.plot(chosen, valley(place - chosen * slope), "o", color=GREEN, markersize=9, label="accepted")
axis.set(title="Backtracking", xlabel="step size $\\alpha$ (no unit)", ylabel="$f$ (no unit)", ylim=(-4, 14))
axis.legend(loc="upper left", ncols=2)
plt.show()


# %%
def searched(steps: int, newtonian: bool = False) -> Tensor:
    """The path in the valley with a line search at each step."""
    points = [far]
    for _ in range(steps):
        x, g = points[-1], valley_grad(points[-1])
        d = -torch.linalg.solve(valley_hess(x), g) if newtonian else -g
        if not g @ d < 0:  # at the minimum, or Newton's direction is no descent
            break
        points.append(x + backtracking(valley, g, x, d) * d)
    return torch.stack(points)


fixed, fitted, both = gd(valley_grad, far, 0.012, steps=100), searched(100), searched(12, newtonian=True)
fig, axis = plt.subplots(figsize=(7, 3.3))
for path, colour, label in (
    (fixed, GREY, "gradient descent, fixed rate"),
    (fitted, BLUE, "gradient descent, line search"),
    (both, ORANGE, "Newton, line search"),
):
    axis.semilogy(valley(path).clamp(min=1e-18), color=colour, label=label)
axis.set(title="Height above the minimum of the valley", xlabel="step", ylabel="$f$ (no unit)")
axis.legend()
plt.show()
print(
    f"after 100 steps: {valley(fixed[-1]):.1e} with a fixed rate, {valley(fitted[-1]):.1e} with a line search"
)
assert valley(fitted[-1]) < valley(fixed[-1])
assert valley(both[-1]) < 1e-12

# %% [markdown]
# No rate had to be tuned. Newton's direction together with a line search is safe and quick: full steps are
# accepted as soon as they are good. In deep learning line searches are rare, because $f$ is only known from
# minibatches there.

# %%
# %check backtracking

# %% [markdown]
# ## 7. Conjugate gradients
#
# Steepest descent undoes its own work: each step spoils the direction of the step before. For a quadratic
# function $\tfrac12 \mathbf x^\top \mathbf A \mathbf x - \mathbf b^\top \mathbf x$ there are directions that
# don't disturb each other: they are *conjugate*, $\mathbf p_i^\top \mathbf A \mathbf p_j = 0$. A step along
# each of them, and the minimum is reached: $D$ dimensions, $D$ steps.
#
# **Your turn: `conjugate_gradient`.** First in two dimensions, beside steepest descent with the best step
# size each time.

# %%
A = tilt @ torch.diag(torch.tensor([0.5, 6.0])) @ tilt.T
b = torch.tensor([0.22, 2.54])
solution = torch.linalg.solve(A, b)
steepest = [torch.zeros(2)]
for _ in range(12):
    r = b - A @ steepest[-1]
    steepest.append(steepest[-1] + (r @ r) / (r @ A @ r) * r)
conjugate = torch.stack([conjugate_gradient(A, b, max_iter=k) for k in range(3)])
fig, axis = plt.subplots(figsize=(6, 3.4))
height = ((solution @ A) * solution).sum() / 2
draw_map(
    axis,
    lambda x: ((x @ A) * x).sum(dim=-1) / 2 - x @ b + height,
    (-0.8, 3.6),
    (-0.4, 3.4),
    [0.02, 0.1, 0.3, 0.7, 1.3, 2.2, 3.5, 5],
)
draw_path(axis, torch.stack(steepest), GREY, "steepest descent, 12 steps")
draw_path(axis, conjugate, ORANGE, "conjugate gradients, 2 steps")
axis.plot(*solution, "k+", markersize=9)
axis.set(title="Two dimensions, two steps", ylabel="$x_2$ (no unit)")
axis.legend(loc="lower right")
plt.show()
assert torch.allclose(conjugate[2], solution, atol=1e-5)

# %% [markdown]
# Then in 60 dimensions. How fast it is before the last step depends on the condition number again, but only
# on its root: the factor per step is at most about $(\sqrt\kappa - 1) / (\sqrt\kappa + 1)$. And if the
# eigenvalues form few groups, few steps suffice.

# %%
D = 60
axes_of = torch.linalg.qr(torch.randn(D, D, generator=seeded(0), dtype=torch.float64)).Q
right_side = torch.randn(D, generator=seeded(1), dtype=torch.float64)
spectra = {
    "$\\kappa$ = 100, spread": torch.logspace(0, 2, D, dtype=torch.float64),
    "$\\kappa$ = 10, spread": torch.logspace(0, 1, D, dtype=torch.float64),
    "$\\kappa$ = 100, three groups": torch.tensor([1.0, 10.0, 100.0], dtype=torch.float64).repeat_interleave(
        20
    ),
}
fig, axis = plt.subplots(figsize=(7.5, 3.5))
for (name, spectrum), colour in zip(spectra.items(), (BLUE, GREEN, ORANGE), strict=True):
    matrix = (axes_of * spectrum) @ axes_of.T
    points = torch.stack([conjugate_gradient(matrix, right_side, 1e-12, k) for k in range(D + 1)])
    residuals = (right_side - points @ matrix).norm(dim=1) / right_side.norm()
    axis.semilogy(residuals, color=colour, label=f"CG, {name}")
    if "three" in name:
        assert residuals[2] > 1e-3
        assert residuals[3] < 1e-10
best = gd(lambda x: matrix @ x - right_side, torch.zeros(D, dtype=torch.float64), 2 / 101, steps=D)
axis.semilogy(
    (right_side - best @ matrix).norm(dim=1) / right_side.norm(),
    "--",
    color=GREY,
    label="gd, $\\kappa$ = 100",
)
axis.set(
    title="60 unknowns: the length of the residual", xlabel="step", ylabel="residual / right side (no unit)"
)
axis.legend(loc="center right")
plt.show()

# %%
# %check conjugate_gradient

# %% [markdown]
# ## 8. A regression: what standardisation is good for
#
# `datasets/auto_mpg` lists cars, and how many miles each goes on a gallon of fuel. We predict the miles from
# the power, the weight and the year. The loss is a bowl, $f(\mathbf w) = \frac{1}{2n} \lVert X \mathbf w -
# \mathbf y \rVert^2$, whose Hessian is $X^\top X / n$. The units of the columns decide its shape: a weight in
# pounds is a number in the thousands.

# %%
with Path("..", "..", "datasets", "auto_mpg", "auto_mpg.csv").open(encoding="ascii", newline="") as file:
    cars = [car for car in csv.DictReader(file) if car["horsepower"]]
names = ("horsepower", "weight", "year")
raw = torch.tensor([[float(car[name]) for name in names] for car in cars], dtype=torch.float64)  # [392,3]
miles = torch.tensor([float(car["mpg"]) for car in cars], dtype=torch.float64)
n = len(cars)
standard = (raw - raw.mean(dim=0)) / raw.std(dim=0, unbiased=False)
ones = torch.ones(n, 1, dtype=torch.float64)
tables = {"raw": torch.cat([raw, ones], dim=1), "standardised": torch.cat([standard, ones], dim=1)}

losses, conditions = {}, {}
for name, X in tables.items():
    H = X.T @ X / n
    curvatures = torch.linalg.eigvalsh(H)
    conditions[name] = (curvatures[-1] / curvatures[0]).item()
    path = gd(
        lambda w, X=X: X.T @ (X @ w - miles) / n,
        torch.zeros(4, dtype=torch.float64),
        lr=float(1 / curvatures[-1]),
        steps=200,
    )
    losses[name] = ((path @ X.T - miles) ** 2).mean(dim=1)
    print(f"{name:13} condition number {conditions[name]:.2g}, mean squared error {losses[name][-1]:.1f}")
exact = torch.linalg.lstsq(tables["standardised"], miles[:, None]).solution[:, 0]
least = ((tables["standardised"] @ exact - miles) ** 2).mean()
assert conditions["raw"] > 1e5
assert conditions["standardised"] < 20
assert losses["standardised"][-1] < 1.001 * least < losses["raw"][-1] / 2

fig, axis = plt.subplots(figsize=(7, 3.2))
axis.semilogy(losses["raw"], color=GREY, label=f"raw, $\\kappa$ = {conditions['raw']:.1e}")
axis.semilogy(
    losses["standardised"], color=BLUE, label=f"standardised, $\\kappa$ = {conditions['standardised']:.0f}"
)
axis.axhline(least, color="black", linewidth=0.8, linestyle=":", label="the least possible")
axis.set(
    title="Gradient descent with the rate $1 / \\lambda_{max}$",
    xlabel="step",
    ylabel="squared error (miles² per gallon²)",
)
axis.legend()
plt.show()

# %% [markdown]
# Both tables hold the same information, and both have the same least error. By the rule of section 2, a table
# needs about $7 \kappa$ steps. For the raw one these are more than $10^{10}$. Newton's method needs one step
# for either of them, since the loss is quadratic:

# %%
assert 6.9 * conditions["raw"] > 1e10
X = tables["raw"]
one_step = newton(
    lambda w: X.T @ (X @ w - miles) / n, lambda w: X.T @ X / n, torch.zeros(4).double(), steps=1
)
print(
    f"squared error after one step of Newton on the raw table: {((X @ one_step[1] - miles) ** 2).mean():.2f}"
)
assert ((X @ one_step[1] - miles) ** 2).mean() < 1.001 * least

# %% [markdown]
# ## 9. A few samples at a time
#
# The gradient of the loss is a mean over all cars. A mean can be estimated from a sample. That is *stochastic
# gradient descent*: each step looks at a minibatch only. **Your turn: `minibatch_grad`.** It draws without
# replacement, and its expectation is the full gradient.
#
# How noisy is it? For batches of $b$ out of $n$, drawn without replacement, statistics says
#
# $$\mathbb E\, \lVert \hat{\mathbf g} - \mathbf g \rVert^2 = \frac{\sigma^2}{b} \cdot \frac{n - b}{n - 1},$$
#
# where $\sigma^2$ is the mean squared distance of the samples' gradients from $\mathbf g$. Measure it at
# $\mathbf w = 0$:

# %%
X = tables["standardised"]


def of_cars(w: Tensor, i: Tensor) -> Tensor:
    """The gradient of the halved squared error of each of these cars, [batch, 4]."""
    return (X[i] @ w - miles[i]).unsqueeze(1) * X[i]


origin, everything = torch.zeros(4, dtype=torch.float64), torch.arange(n)
each = of_cars(origin, everything)
full = each.mean(dim=0)
sigma2 = ((each - full) ** 2).sum(dim=1).mean()
batches = [1, 2, 5, 10, 30, 100, 300, n]
generator, measured = seeded(0), []
for batch in batches:
    estimates = torch.stack([minibatch_grad(of_cars, origin, n, batch, generator) for _ in range(400)])
    measured.append(((estimates - full) ** 2).sum(dim=1).mean().sqrt())
theory = [(sigma2 / batch * (n - batch) / (n - 1)).sqrt() for batch in batches]
for one, other in zip(measured[:-1], theory[:-1], strict=True):
    assert abs(one / other - 1) < 0.2
assert measured[-1] < 1e-10

fig, axis = plt.subplots(figsize=(6.5, 3.2))
axis.loglog(batches[:-1], theory[:-1], color=GREY, label="theory")
axis.loglog(batches[:-1], measured[:-1], "o", color=ORANGE, label="measured, 400 batches each")
axis.axhline(full.norm(), color=BLUE, linestyle="--", linewidth=1, label="length of the full gradient")
axis.set(
    title="Error of the estimated gradient", xlabel="batch size (cars)", ylabel="error (miles per gallon)"
)
axis.legend()
plt.show()

# %%
# %check minibatch_grad

# %% [markdown]
# Four times as many samples halve the error, and cost four times as much. So small batches give more progress
# for the same cost, until the noise gets in the way. Each run below looks at 3,920 cars in all, ten times the
# table.


# %%
def sgd_path(batch: int, rate_of: Callable[[int], float], steps: int, seed: int = 0) -> Tensor:
    """The path [steps + 1, 4] of stochastic gradient descent."""
    w, generator = origin, seeded(seed)
    places = [w]
    for t in range(steps):
        w = w - rate_of(t) * minibatch_grad(of_cars, w, n, batch, generator)
        places.append(w)
    return torch.stack(places)


def excess(path: Tensor) -> Tensor:
    """The mean squared error of each point, less the least possible one."""
    return ((path @ X.T - miles) ** 2).mean(dim=1) - least


fig, axis = plt.subplots(figsize=(7.5, 3.4))
for batch, colour in ((1, ORANGE), (10, GREEN), (98, BLUE), (392, GREY)):
    path = sgd_path(batch, lambda t, batch=batch: min(0.5, 0.05 * batch**0.5), 10 * n // batch)
    axis.loglog(
        batch * torch.arange(1, len(path)),
        excess(path)[1:],
        color=colour,
        label=f"batch of {batch}",
        linewidth=1,
        alpha=0.7,
    )
axis.set(
    title="SGD with a constant rate", xlabel="cars looked at (no unit)", ylabel="error above the least (mpg²)"
)
axis.legend()
plt.show()

# %% [markdown]
# With a constant rate, the path of a small batch never settles. It wanders about the minimum, in a cloud
# whose size grows with the rate.

# %% [markdown]
# ## 10. Schedules
#
# So begin with a large rate, to get close, and shrink it, to calm the noise. **Your turn: `lr_schedule`**, in
# four shapes. The warmup at the start of the fourth one protects models whose first gradients are wild.

# %%
SHAPES = {
    "exponential": {"lam": 0.012},
    "polynomial": {"alpha": 0.5, "beta": 0.1},
    "piecewise": {"factor": 0.4, "every": 100},
    "cosine": {"T": 350, "eta_min": 0.01, "warmup": 40},
}
COLOURS = dict(zip(SHAPES, (BLUE, GREEN, PURPLE, ORANGE), strict=True))
fig, axis = plt.subplots(figsize=(7.5, 3.2))
for kind, options in SHAPES.items():
    axis.plot([lr_schedule(kind, t, 0.3, **options) for t in range(401)], color=COLOURS[kind], label=kind)
axis.set(
    title="Four schedules that begin at 0.3 or warm up to it",
    xlabel="step $t$",
    ylabel="learning rate (no unit)",
)
axis.legend()
plt.show()

# %% [markdown]
# Now each of them drives SGD with batches of 2 cars. The curves are means over 12 runs.

# %%
RUNS, STEPS = 12, 400
fig, axis = plt.subplots(figsize=(7.5, 3.4))
final = {}
plans = {"constant": lambda t: 0.1}
for kind, options in SHAPES.items():
    plans[kind] = lambda t, kind=kind, options=options: lr_schedule(kind, t, 0.1, **options)
for name, plan in plans.items():
    runs = torch.stack([excess(sgd_path(2, plan, STEPS, seed)) for seed in range(RUNS)]).mean(dim=0)
    final[name] = runs[-50:].mean().item()
    axis.semilogy(runs, color=COLOURS.get(name, GREY), label=name, linewidth=1.2)
axis.set(title="SGD with batches of 2 cars", xlabel="step", ylabel="error above the least (mpg²)")
axis.legend(ncols=2)
plt.show()
print(
    "mean error above the least in the last 50 steps:",
    {name: round(value, 2) for name, value in final.items()},
)
assert all(final[kind] < final["constant"] for kind in SHAPES)

# %%
# %check lr_schedule

# %% [markdown]
# ## 11. The same in PyTorch
#
# A scheduler of `torch.optim.lr_scheduler` writes the rate into an optimizer: `optimizer.step()` comes first,
# then `scheduler.step()`. From the same seed, the whole run must be yours, point by point.

# %%
from torch.optim import lr_scheduler  # noqa: E402

T, warmup = SHAPES["cosine"]["T"], SHAPES["cosine"]["warmup"]
MAKERS = {
    "exponential": lambda o: lr_scheduler.ExponentialLR(o, gamma=math.exp(-0.012)),
    "polynomial": lambda o: lr_scheduler.LambdaLR(o, lambda t: (0.1 * t + 1) ** -0.5),
    "piecewise": lambda o: lr_scheduler.StepLR(o, step_size=100, gamma=0.4),
    "cosine": lambda o: lr_scheduler.LambdaLR(
        o,
        lambda t: (
            t / warmup
            if t < warmup
            else 0.1 + 0.45 * (1 + math.cos(math.pi * min(1, (t - warmup) / (T - warmup))))
        ),
    ),
}
for kind, make in MAKERS.items():
    w, generator = origin.clone().requires_grad_(), seeded(0)
    optimizer = torch.optim.SGD([w], lr=0.1)
    scheduler = make(optimizer)
    for _ in range(STEPS):
        i = torch.randperm(n, generator=generator)[:10]
        optimizer.zero_grad()
        ((X[i] @ w - miles[i]) ** 2 / 2).mean().backward()
        optimizer.step()
        scheduler.step()
    options = SHAPES[kind]
    mine = sgd_path(10, lambda t, kind=kind, options=options: lr_schedule(kind, t, 0.1, **options), STEPS)[-1]
    difference = (mine - w.detach()).abs().max()
    print(f"{kind:12} largest difference after {STEPS} steps: {difference:.1e}")
    assert difference < 1e-9

# %% [markdown]
# ## 12. What goes wrong in practice
#
# - **The loss becomes NaN.** The rate is above $2 / \lambda_{\max}$ somewhere on the way. Divide it by 10, or
#   warm up.
# - **The loss hardly falls.** The rate is too small, or the problem is badly conditioned. Standardise the
#   inputs before you tune anything.
# - **Every row of the path is the same.** Someone appended the tensor that the next step overwrites.
# - **Gradients grow from step to step.** `backward` adds to `.grad`, and nobody called `zero_grad`.
# - **Newton's method stops at a strange place.** Look at the eigenvalues of the Hessian there: it may be a
#   saddle.
# - **A line search never ends.** The direction is no descent, or the gradient is wrong. Check it against
#   differences of values.
# - **The scheduler's first rate is skipped.** `scheduler.step()` came before `optimizer.step()`.

# %% [markdown]
# ## 13. Experiments
#
# 1. In section 2, start on an axis, at $(0, 2)$ or at $(4, 0)$. How many steps are needed now? Why does the
#    start matter, although the condition number is the same?
# 2. In section 7, add `1e-3 * torch.randn(...)` to the matrix, symmetrically, for the spectrum of three
#    groups. What happens to the step at which CG is done?
# 3. In section 10, look for the constant rate with the least final error. Then compare it with the best
#    schedule that you can find, for batches of 1 and of 50 cars.

# %% [markdown]
# ## 14. Summary
#
# - Gradient descent on a bowl is stable for $\eta < 2 / \lambda_{\max}$, and needs a number of steps that
#   grows like $\kappa$. Conjugate gradients need $\sqrt\kappa$, and $D$ at most; Newton's method needs one.
# - Newton's method looks for a point where the gradient is 0, be it a minimum or not.
# - Dividing by the diagonal of the Hessian helps if the valley lies along the axes. Standardising the inputs
#   has a similar effect, and costs nothing.
# - A line search replaces the learning rate where $f$ can be computed exactly.
# - A minibatch gives an unbiased gradient. Its error falls with the root of the batch size. A schedule
#   removes the noise that a constant rate leaves.

# %% [markdown]
# ## 15. Quiz
#
# 1. $f(\mathbf x) = \tfrac12 (x_1^2 + 25\, x_2^2)$. What is the largest stable learning rate, what is the
#    best one, and by which factor does it shrink the distance?
# 2. How does the path change if $f$ is multiplied by 10, for gradient descent and for Newton's method?
# 3. A path has 101 rows, and all of them are equal. The last loss is small. What happened?
# 4. Why does backtracking need $c > 0$, and not just $f(\mathbf x + \alpha \mathbf d) < f(\mathbf x)$?
# 5. $\mathbf A$ has 1,000 rows and 4 different eigenvalues. How many steps does CG need?
# 6. Batches of 32 instead of 8: by how much does the error of the gradient shrink? What if $n = 32$?
# 7. A cosine has $T = 100$ and a warmup of 10 steps. At which step is the rate half of $\eta_0$ for the first
#    time, and at which for the second time? ($\eta_{\min} = 0$)

# %% [markdown]
# <details>
# <summary>Answers</summary>
#
# 1. $2 / 25 = 0.08$. The best is $2 / 26 \approx 0.077$, with the factor $24 / 26 \approx 0.92$.
# 2. Gradient descent takes steps that are 10 times as long, so a rate that was stable may not be. Newton's
#    method takes the same path: the factor cancels in $\mathbf H^{-1} \mathbf g$.
# 3. The rows are one tensor, which each step overwrites. All of them show the last point.
# 4. Tiny gains can sum up to a finite amount, so the path may stall far from a minimum. A share of what the
#    slope promises excludes that.
# 5. At most 4, without rounding.
# 6. By a factor of 2, as long as $n$ is much larger. With $n = 32$, the batch of 32 has no error at all.
# 7. At $t = 5$, half of the warmup; and at $t = 55$, half of the way from 10 to 100.
#
# </details>

# %% [markdown]
# ## Read on
#
# - Dive into Deep Learning, 12.3 to 12.5 and 12.11: https://d2l.ai/chapter_optimization/
# - Shewchuk, An Introduction to the Conjugate Gradient Method Without the Agonizing Pain (1994):
#   https://www.cs.cmu.edu/~quake-papers/painless-conjugate-gradient.pdf
# - Boyd and Vandenberghe, Convex Optimization, chapter 9: https://web.stanford.edu/~boyd/cvxbook/
# - Bottou, Curtis and Nocedal, Optimization Methods for Large-Scale Machine Learning:
#   https://arxiv.org/abs/1606.04838
# - PyTorch: https://docs.pytorch.org/docs/stable/optim.html
