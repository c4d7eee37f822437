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
# # Overfitting and underfitting
#
# A model that is too simple can't describe its data. A model that is too flexible describes them too well:
# it learns the noise by heart, and errs on everything new. How do you notice it, and what can you do?
#
# You write nine functions in `over_under_fitting.py`, beside this notebook. Here you use them:
#
# - to fit polynomials of growing degree, and to watch the error fall and rise again,
# - to choose a model with a validation set and with k-fold cross-validation, on real cars,
# - to restrain a flexible model with weight decay, an L1 penalty, dropout and early stopping,
# - to compare all of them on handwritten digits, about a quarter of which have a wrong label.
#
# Cells that need a function which you have not written yet stop with `NotImplementedError`. Write it, and
# run the cell again: the notebook reloads your module by itself. `%check NAME` runs the visible checks of a
# function, `%check` those of all, and `%hint NAME` helps when you are stuck.

# %%
# %load_ext autograder

# %%
import csv
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import torch
from IPython.display import ProgressBar
from over_under_fitting import (
    Dropout,
    dropout,
    early_stopping,
    k_fold_indices,
    l1_penalty,
    l2_penalty,
    poly_features,
    sgd_wd_,
    train_val_split,
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
        "lines.linewidth": 2,
        "legend.frameon": False,
    }
)

# %% [markdown]
# ## 1. One number, many features
#
# A linear model draws straight lines. Give it the powers $x, x^2, \dots, x^d$ as features, and it draws
# polynomials:
#
# $$\hat y = b + w_1 x + w_2 x^2 + \dots + w_d x^d.$$
#
# The model is still linear in $\mathbf w$ and $b$, so least squares finds the best ones directly. The degree
# $d$ sets its *capacity*: the larger $d$ is, the more curves it can draw.

# %%
print(poly_features(torch.tensor([[2.0], [-1.0], [0.5]]), degree=4))

# %%
# %check poly_features

# %% [markdown]
# Fifteen points lie on a known curve, plus some noise. We fit polynomials of three degrees. Look at what each
# does between the points.


# %%
def design(x: Tensor, degree: int) -> Tensor:
    """The features of a polynomial with a column of ones for the bias, [N,1] -> [N,degree+1]."""
    return torch.cat([torch.ones_like(x), poly_features(x, degree)], dim=1)


def fit(x: Tensor, y: Tensor, degree: int) -> Tensor:
    """The coefficients with the least squared error, [degree+1,1]."""
    return torch.linalg.lstsq(design(x, degree), y).solution


def rmse(x: Tensor, y: Tensor, coefficients: Tensor) -> float:
    """The root of the mean squared error of a polynomial, in the unit of y."""
    errors = design(x, len(coefficients) - 1) @ coefficients - y
    return errors.square().mean().sqrt().item()


def truth(x: Tensor) -> Tensor:
    return 1.5 * x - 4 * x**2 + 3 * x**3


def measured(n: int, seed: int) -> tuple[Tensor, Tensor]:
    """Points on the curve of `truth` with noise of standard deviation 0.4."""
    generator = torch.Generator().manual_seed(seed)
    x = 2 * torch.rand(n, 1, generator=generator, dtype=torch.float64) - 1
    return x, truth(x) + 0.4 * torch.randn(n, 1, generator=generator, dtype=torch.float64)


x_train, y_train = measured(15, seed=4)
x_new, y_new = measured(500, seed=1000)
grid = torch.linspace(-1, 1, 400, dtype=torch.float64).unsqueeze(1)

fig, axes = plt.subplots(1, 3, figsize=(10, 3.2), sharey=True)
for axis, degree, verdict in zip(axes, (1, 3, 12), ("underfits", "fits", "overfits"), strict=True):
    coefficients = fit(x_train, y_train, degree)
    axis.plot(grid, truth(grid), color=GREY, linestyle="--", linewidth=1.2, label="truth")
    axis.plot(grid, design(grid, degree) @ coefficients, color=BLUE, label="fit")
    axis.plot(x_train, y_train, "o", color=ORANGE, markersize=5, label="training data")
    axis.set(title=f"Degree {degree} {verdict}", xlabel="$x$ (no unit)", ylim=(-10, 3))
axes[0].set_ylabel("$y$ (no unit)")
axes[0].legend(loc="lower right")
plt.show()

# %% [markdown]
# The *training error* only falls as the degree grows: a polynomial of degree 4 can draw every curve of degree
# 3. The error on new points, the *generalisation error*, falls at first and then rises.

# %%
degrees = range(1, 13)
fits = [fit(x_train, y_train, degree) for degree in degrees]
train_errors = [rmse(x_train, y_train, coefficients) for coefficients in fits]
new_errors = [rmse(x_new, y_new, coefficients) for coefficients in fits]

fig, axis = plt.subplots(figsize=(7, 3.4))
axis.plot(degrees, train_errors, "o-", color=BLUE, label="15 training points")
axis.plot(degrees, new_errors, "o-", color=ORANGE, label="500 new points")
axis.axhline(0.4, color=GREY, linestyle="--", linewidth=1)
axis.text(12, 0.43, "the noise", color=GREY, ha="right")
axis.set(
    title="More capacity is not always better",
    xlabel="degree (no unit)",
    ylabel="root mean squared error (no unit)",
)
axis.set(yscale="log", xticks=degrees)
axis.legend(loc="upper left")
plt.show()

best = 1 + int(np.argmin(new_errors))
print(f"the lowest error on new points: {min(new_errors):.2f} with degree {best}")
assert train_errors == sorted(train_errors, reverse=True)  # it only falls
assert new_errors[-1] > 2 * min(new_errors)

# %% [markdown]
# No curve can be better than the noise on new points. A training error below the noise is the sign of a
# model that learns noise.
#
# ## 2. A validation set
#
# In practice nobody hands you 500 new points. You have one data set, so you set a part of it aside: the
# *validation set* judges models that were fitted to the rest. The split must be random, because data are
# often sorted.
#
# The data are real now: how far does a car go on a gallon of fuel, given its power (`datasets/auto_mpg`)? We
# pretend to know 60 cars only. The other 332 are the future, and they judge our choice in the end.

# %%
with Path("..", "..", "datasets", "auto_mpg", "auto_mpg.csv").open(encoding="ascii", newline="") as file:
    cars = [car for car in csv.DictReader(file) if car["horsepower"]]
power = torch.tensor([float(car["horsepower"]) for car in cars], dtype=torch.float64).unsqueeze(1)  # [392,1]
mpg = torch.tensor([float(car["mpg"]) for car in cars], dtype=torch.float64).unsqueeze(1)  # [392,1]


def scaled(horsepower: Tensor) -> Tensor:
    """Powers from 46 to 230 hp become -1 to 1, so that high powers of them stay small."""
    return (horsepower - 138) / 92


order = torch.randperm(len(cars), generator=torch.Generator().manual_seed(0))
known, future = order[:60], order[60:]
x_known, y_known = scaled(power[known]), mpg[known]
x_future, y_future = scaled(power[future]), mpg[future]
print(f"{len(known)} cars that we know, {len(future)} cars of the future")

# %%
train, val = train_val_split(len(known), 0.25, torch.Generator().manual_seed(3))
print(f"{len(train)} cars to train on, {len(val)} to validate on, among them {val[:5].tolist()}")
assert not set(train.tolist()) & set(val.tolist())

# %%
# %check train_val_split

# %% [markdown]
# Which degree wins? That depends on the split. Here are the winners of 100 random splits of the same 60 cars:

# %%
generator = torch.Generator().manual_seed(0)
candidates = range(1, 9)
winners = []
for _ in ProgressBar(100):
    train, val = train_val_split(len(known), 0.25, generator)
    errors = [
        rmse(x_known[val], y_known[val], fit(x_known[train], y_known[train], degree)) for degree in candidates
    ]
    winners.append(1 + int(np.argmin(errors)))

counts = [winners.count(degree) for degree in candidates]
fig, axis = plt.subplots(figsize=(6, 2.8))
axis.bar(candidates, counts, color=BLUE)
axis.set(
    title="The degree that wins on 15 validation cars", xlabel="degree (no unit)", ylabel="splits (of 100)"
)
axis.grid(axis="x", visible=False)
plt.show()
assert sum(count > 0 for count in counts) >= 4  # 15 cars are few, so chance decides

# %% [markdown]
# ## 3. k-fold cross-validation
#
# Fifteen cars are too few to judge by, but we can't spare more. So let every car judge once: cut the data
# into $k$ blocks, and train $k$ times. Each time another block is the validation set.
#
# | fold | block 0 | block 1 | block 2 | block 3 |
# |---|---|---|---|---|
# | 0 | **validate** | train | train | train |
# | 1 | train | **validate** | train | train |
# | 2 | train | train | **validate** | train |
# | 3 | train | train | train | **validate** |
#
# The error of cross-validation is the mean of the squared errors over all cars, each made by the model that
# had not seen that car.

# %%
for fold in range(4):
    train, val = k_fold_indices(11, 4, fold)
    print(f"fold {fold}: validate on {val.tolist()}, train on {train.tolist()}")

# %%
# %check k_fold_indices


# %%
def cross_validated(x: Tensor, y: Tensor, degree: int, k: int) -> list[float]:
    """The error in each of k folds, in the unit of y."""
    errors = []
    for fold in range(k):
        train, val = k_fold_indices(len(x), k, fold)
        errors.append(rmse(x[val], y[val], fit(x[train], y[train], degree)))
    return errors


train_errors = [rmse(x_known, y_known, fit(x_known, y_known, degree)) for degree in candidates]
fold_errors = [cross_validated(x_known, y_known, degree, k=10) for degree in candidates]
cv_errors = [float(np.sqrt(np.mean(np.square(errors)))) for errors in fold_errors]
chosen = 1 + int(np.argmin(cv_errors))

fig, (left, right) = plt.subplots(1, 2, figsize=(10, 3.4))
left.plot(candidates, train_errors, "o-", color=BLUE, label="training error")
left.plot(candidates, cv_errors, "o-", color=ORANGE, label="10-fold cross-validation")
left.plot(chosen, cv_errors[chosen - 1], "o", color=ORANGE, markersize=11)
left.set(
    title="Which degree for 60 cars?",
    xlabel="degree (no unit)",
    ylabel="error (miles per gallon)",
    ylim=(4, 8),
)
left.legend()
horsepower = torch.linspace(46, 230, 200, dtype=torch.float64).unsqueeze(1)
right.plot(power[future], y_future, ".", color="#cbd5e1", label="cars of the future")
right.plot(power[known], y_known, ".", color=ORANGE, label="cars that we know")
for degree, colour in ((1, GREY), (chosen, BLUE)):
    curve = design(scaled(horsepower), degree) @ fit(x_known, y_known, degree)
    right.plot(horsepower, curve, color=colour, label=f"degree {degree}")
right.set(title="The curves", xlabel="power (horsepower)", ylabel="distance (miles per gallon)", ylim=(0, 50))
right.legend()
plt.show()

future_errors = [rmse(x_future, y_future, fit(x_known, y_known, degree)) for degree in candidates]
print(f"cross-validation chooses degree {chosen} and expects an error of {cv_errors[chosen - 1]:.2f} mpg")
print(f"the error on the cars of the future: {future_errors[chosen - 1]:.2f} mpg")
print(
    f"no other degree does better there by more than {future_errors[chosen - 1] - min(future_errors):.2f} mpg"
)
assert chosen == 2
assert future_errors[chosen - 1] - min(future_errors) < 0.2

# %% [markdown]
# ### What goes wrong: sorted data
#
# The file lists the cars by year, and later cars need less fuel. `k_fold_indices` cuts blocks of neighbours.
# Without a shuffle, the last fold validates on cars of the 1980s. It trains almost only on earlier ones.

# %%
in_order = cross_validated(scaled(power), mpg, degree=2, k=5)
shuffled = cross_validated(scaled(power)[order], mpg[order], degree=2, k=5)
print("error of each fold in mpg, sorted by year:", [round(error, 1) for error in in_order])
print("error of each fold in mpg, shuffled:      ", [round(error, 1) for error in shuffled])
assert max(in_order) > 1.3 * max(shuffled)

# %% [markdown]
# Which one is right? That depends on the question. For cars of the same years, shuffle. If the model is to
# predict *next* year's cars, the sorted fold tells the truth, and the shuffled ones flatter.
#
# ## 4. Penalties on the weights
#
# Fewer features are one way to restrain a model. Another one keeps all features, and makes large weights
# expensive. The loss gets a second term with a weight $\lambda$:
#
# $$L(\mathbf w, b) + \lambda\, \Omega(\mathbf w), \qquad
# \Omega_2 = \tfrac12 \sum_i w_i^2, \qquad \Omega_1 = \sum_i |w_i|.$$
#
# The gradients tell how they differ: $\partial \Omega_2 / \partial w = w$ pulls large weights strongly and
# small ones hardly. $\partial \Omega_1 / \partial w = \operatorname{sign}(w)$ pulls all weights equally, and
# so it brings small ones to 0. The bias is not penalised: it makes no curve steeper, and only moves it up or
# down.

# %%
w = torch.linspace(-2, 2, 201, requires_grad=True)
fig, (left, right) = plt.subplots(1, 2, figsize=(9, 3))
for penalty, colour, name in ((l2_penalty, BLUE, "L2"), (l1_penalty, ORANGE, "L1")):
    values = [penalty([single]).item() for single in w.detach()]
    (pull,) = torch.autograd.grad(penalty([w]), w)
    left.plot(w.detach(), values, color=colour, label=name)
    right.plot(w.detach(), pull, color=colour, label=name)
left.set(title="Penalty of one weight", xlabel="weight $w$ (no unit)", ylabel="penalty (no unit)")
right.set(title="Its gradient", xlabel="weight $w$ (no unit)", ylabel="gradient (no unit)")
left.legend()
plt.show()

# %%
# %check l2_penalty l1_penalty

# %% [markdown]
# A hard case: 60 samples with 100 inputs, and only the first five inputs matter. Without a penalty there are
# infinitely many weights that fit perfectly. Which ones do the penalties choose?

# %%
generator = torch.Generator().manual_seed(0)
true_w = torch.zeros(100, 1)
true_w[:5, 0] = torch.tensor([2.0, -1.5, 1.0, -1.0, 1.5])
X = torch.randn(160, 100, generator=generator)
Y = X @ true_w + 0.5 * torch.randn(160, 1, generator=generator)
X, X_test, Y, Y_test = X[:60], X[60:], Y[:60], Y[60:]


def train_linear(penalty=None, strength: float = 0.0) -> tuple[Tensor, float, float]:
    """The weights after gradient descent, and the mean squared errors on training and test set."""
    w, b = torch.zeros(100, 1, requires_grad=True), torch.zeros(1, requires_grad=True)
    for _ in range(1500):
        loss = (X @ w + b - Y).square().mean() / 2
        if penalty is not None:
            loss = loss + strength * penalty([w])
        loss.backward()
        with torch.no_grad():
            for p in (w, b):
                p -= 0.02 * p.grad
                p.grad = None
    with torch.no_grad():
        errors = [(inputs @ w + b - y).square().mean().item() for inputs, y in ((X, Y), (X_test, Y_test))]
    return w.detach(), *errors


results = {
    "no penalty": train_linear(),
    "L2": train_linear(l2_penalty, 0.05),
    "L1": train_linear(l1_penalty, 0.15),
}
fig, axes = plt.subplots(1, 3, figsize=(10, 3), sharey=True)
for axis, (name, (w, _, test_error)) in zip(axes, results.items(), strict=True):
    axis.vlines(range(100), 0, w, color=BLUE, linewidth=1.5)
    axis.plot(range(5), true_w[:5], "o", color=ORANGE, markersize=4, label="true weights that are not 0")
    axis.set(title=f"{name}: test error {test_error:.2f}", xlabel="input (number)", xlim=(-3, 100))
axes[0].set_ylabel("weight (no unit)")
axes[2].legend()
plt.show()

for name, (w, train_error, test_error) in results.items():
    print(
        f"{name:10}  mean squared error {train_error:.2f} in training, {test_error:.2f} on the test set;"
        f" {int((w.abs() < 0.02).sum())} of 100 weights are below 0.02"
    )
assert results["L1"][2] < results["no penalty"][2] / 2
assert set((results["L1"][0].abs() >= 0.02).nonzero()[:, 0].tolist()) == set(range(5))
assert (results["L1"][0].abs() < 0.02).sum() > 3 * (results["L2"][0].abs() < 0.02).sum()

# %% [markdown]
# The L1 penalty finds the five inputs. The L2 penalty shrinks weights, but sorts out none, and does not help.
# Here L1 is right, because the truth is sparse. Where many inputs matter a little, L2 is the better choice.
#
# ## 5. Weight decay
#
# One need not add the L2 penalty to the loss. Its gradient is $\lambda \mathbf w$, so plain gradient descent
# with the penalty is
#
# $$\mathbf w \leftarrow \mathbf w - \eta\,(\mathbf g + \lambda \mathbf w)
# = (1 - \eta \lambda)\, \mathbf w - \eta\, \mathbf g :$$
#
# each step first shrinks the weights a little. That is why it is called *weight decay*. `sgd_wd_` does such
# a step, for those parameters that the mask names. It must agree with the penalty in the loss, and with
# `torch.optim.SGD`, where two groups of parameters have two settings:

# %%
LAMBDA, RATE = 0.5, 0.05


def fresh() -> list[Tensor]:
    return [torch.linspace(-1, 1, 100).unsqueeze(1).requires_grad_(), torch.ones(1, requires_grad=True)]


by_penalty, by_decay, by_torch = fresh(), fresh(), fresh()
optimizer = torch.optim.SGD(
    [{"params": [by_torch[0]], "weight_decay": LAMBDA}, {"params": [by_torch[1]]}], lr=RATE
)
for _ in range(20):
    for w, b in (by_penalty, by_decay, by_torch):
        w.grad, b.grad = None, None
        loss = (X @ w + b - Y).square().mean() / 2
        if w is by_penalty[0]:
            loss = loss + LAMBDA * l2_penalty([w])
        loss.backward()
    sgd_wd_(by_penalty, RATE, 0.0, [False, False])
    sgd_wd_(by_decay, RATE, LAMBDA, [True, False])
    optimizer.step()

gaps = [
    (p - q).abs().max().item()
    for other in (by_penalty, by_torch)
    for p, q in zip(by_decay, other, strict=True)
]
print(f"largest difference after 20 steps: {max(gaps):.1e}")
assert max(gaps) < 1e-5

# %%
# %check sgd_wd_

# %% [markdown]
# For plain gradient descent, decay and penalty are the same. For Adam they are not: lesson 19 shows why AdamW
# exists.
#
# ## 6. Dropout
#
# A network of many units can learn by heart with units that work only together. Dropout breaks such teams:
# in training, each unit is switched off with the probability $p$, anew in every step. The others are scaled
# up, so that the expectation stays:
#
# $$h' = \begin{cases} 0 & \text{with the probability } p \\ h / (1 - p) & \text{otherwise,} \end{cases}
# \qquad \mathbb E[h'] = p \cdot 0 + (1 - p)\, \frac{h}{1 - p} = h.$$
#
# So nothing is left to do when the network is used.

# %%
generator = torch.Generator().manual_seed(0)
h = torch.linspace(0, 1, 8).repeat(4, 1)  # [4,8]: a batch of four samples with eight units
draws = [dropout(h, 0.5, generator=generator) for _ in range(2)]
mean = torch.stack([dropout(h, 0.5, generator=generator) for _ in range(2000)]).mean(dim=0)

fig, axes = plt.subplots(1, 4, figsize=(10, 2.2), sharey=True)
names = ("$h$", "one call", "the next call", "mean of 2000 calls")
for axis, values, name in zip(axes, (h, *draws, mean), names, strict=True):
    picture = axis.imshow(values, cmap="Blues", vmin=0, vmax=2)
    axis.set(title=name, xlabel="unit (number)", yticks=range(4))
    axis.grid(visible=False)
axes[0].set_ylabel("sample")
fig.colorbar(picture, ax=axes, label="value (no unit)")
fig.suptitle("Dropout with $p = 0.5$")
plt.show()
assert (mean - h).abs().max() < 0.1

# %%
# %check dropout

# %% [markdown]
# A network needs it as a layer, which knows by itself whether it is training:

# %%
layer = Dropout(0.5)
x = torch.ones(8)
print("train mode:", layer(x).tolist())
print("eval mode: ", layer.eval()(x).tolist())

# %%
# %check Dropout

# %% [markdown]
# ## 7. Digits with wrong labels
#
# 250 images of handwritten digits (`datasets/digits`), labelled by a careless person: 60 labels are wrong.
# 200 of the images are for training and 50 for validation; both have wrong labels. The test set has 997
# images with right labels. A network with 85,000 parameters can learn all 200 labels by heart, also the wrong
# ones. Will it?

# %%
with np.load(Path("..", "..", "datasets", "digits", "digits.npz")) as data:
    images = torch.from_numpy(data["images"]).float().flatten(1) / 16  # [1797,64]
    labels = torch.from_numpy(data["labels"])  # [1797]

generator = torch.Generator().manual_seed(0)
order = torch.randperm(len(images), generator=generator)
images, labels = images[order], labels[order]  # the images of one writer follow each other, so shuffle
test_images, test_labels = images[800:], labels[800:]

given = labels[:250].clone()
wrong = train_val_split(250, 0.24, generator)[1]
given[wrong] = (given[wrong] + torch.randint(1, 10, (len(wrong),), generator=generator)) % 10
train, val = train_val_split(250, 0.2, generator)
train_images, train_labels = images[train], given[train]
val_images, val_labels = images[val], given[val]
print(f"{int((given != labels[:250]).sum())} of 250 labels are wrong")

fig, axes = plt.subplots(2, 8, figsize=(9, 2.9))
for axis, k in zip(axes.flat, train, strict=False):
    axis.imshow(images[k].reshape(8, 8), cmap="gray_r")
    axis.set_title(f"{given[k]}", color="black" if given[k] == labels[k] else ORANGE)
    axis.axis("off")
fig.suptitle("Training images with their labels; orange ones are wrong")
plt.show()

# %%
EPOCHS, BATCH_SIZE, LEARNING_RATE = 150, 50, 0.2


def network(drop: nn.Module) -> nn.Sequential:
    """Two hidden layers, each with a copy of the layer `drop` behind it."""
    torch.manual_seed(0)
    again = type(drop)(drop.p)
    hidden = [nn.Linear(64, 256), nn.ReLU(), drop, nn.Linear(256, 256), nn.ReLU(), again]
    return nn.Sequential(*hidden, nn.Linear(256, 10))


def measure(net: nn.Module, x: Tensor, y: Tensor) -> tuple[float, float]:
    """Loss in nats and accuracy in percent, in eval mode."""
    net.eval()
    with torch.no_grad():
        logits = net(x)
    net.train()
    loss = nn.functional.cross_entropy(logits, y).item()
    return loss, 100 * (logits.argmax(dim=1) == y).double().mean().item()


def train_network(net: nn.Module, weight_decay: float) -> dict[str, list[float]]:
    """The history of a training; weights decay, and biases don't."""
    params = list(net.parameters())
    decay_mask = [p.dim() > 1 for p in params]
    history: dict[str, list[float]] = {"train loss": [], "val loss": [], "test accuracy": []}
    generator = torch.Generator().manual_seed(0)
    for _ in ProgressBar(EPOCHS):
        for batch in torch.randperm(len(train), generator=generator).split(BATCH_SIZE):
            loss = nn.functional.cross_entropy(net(train_images[batch]), train_labels[batch])
            net.zero_grad()
            loss.backward()
            sgd_wd_(params, LEARNING_RATE, weight_decay, decay_mask)
        history["train loss"].append(measure(net, train_images, train_labels)[0])
        history["val loss"].append(measure(net, val_images, val_labels)[0])
        history["test accuracy"].append(measure(net, test_images, test_labels)[1])
    return history


settings = {
    "nothing": (0.0, 0.0),
    "weight decay": (0.0, 0.02),
    "dropout": (0.7, 0.0),
    "both": (0.7, 0.01),
}
networks = {name: network(Dropout(p)) for name, (p, _) in settings.items()}
histories = {name: train_network(networks[name], decay) for name, (_, decay) in settings.items()}

# %%
colours = dict(zip(settings, (GREY, BLUE, ORANGE, GREEN), strict=True))
quantities = {
    "train loss": "cross-entropy (nats)",
    "val loss": "cross-entropy (nats)",
    "test accuracy": "accuracy (%)",
}
fig, axes = plt.subplots(1, 3, figsize=(11, 3.4))
for axis, (quantity, unit) in zip(axes, quantities.items(), strict=True):
    for name, history in histories.items():
        axis.plot(history[quantity], color=colours[name], linewidth=1.5, label=name)
    axis.set(title=quantity.capitalize(), xlabel="epoch", ylabel=unit)
axes[0].legend()
axes[2].set_ylim(60, 100)
plt.show()

final = {name: float(np.mean(history["test accuracy"][-20:])) for name, history in histories.items()}
for name, history in histories.items():
    print(
        f"{name:12}  training loss {history['train loss'][-1]:.2f} nats,"
        f" {final[name]:.1f} % of the test images are right (mean of the last 20 epochs)"
    )
assert histories["nothing"]["train loss"][-1] < 0.3  # learned by heart
assert min(final["weight decay"], final["dropout"], final["both"]) > final["nothing"] + 3

# %% [markdown]
# Without a restraint, the network learns even the wrong labels: its training loss goes towards 0. Its test
# accuracy rises at first, and falls from then on. The right labels form a pattern, which is
# learned first. The wrong ones follow no pattern, and have to be learned one by one. Weight decay and dropout
# make just that expensive.
#
# ## 8. Early stopping
#
# The curve of the validation loss suggests a remedy that costs nothing: stop when it has not fallen for some
# epochs, and keep the parameters of the best epoch.

# %%
history = histories["nothing"]
stop = early_stopping(history["val loss"], patience=10)
print(f"kept: epoch {stop}, where {history['test accuracy'][stop]:.1f} % of the test images are right")
print(f"after {EPOCHS} epochs: {history['test accuracy'][-1]:.1f} %")

fig, (left, right) = plt.subplots(1, 2, figsize=(9, 3.2))
left.plot(history["train loss"], color=BLUE, label="training")
left.plot(history["val loss"], color=ORANGE, label="validation")
left.set(title="Loss without a restraint", xlabel="epoch", ylabel="cross-entropy (nats)")
right.plot(history["test accuracy"], color=GREY)
right.set(title="Test accuracy", xlabel="epoch", ylabel="accuracy (%)", ylim=(60, 100))
for axis in (left, right):
    axis.axvline(stop, color=GREEN, linestyle="--", linewidth=1.5, label="early stopping")
left.legend()
plt.show()
assert history["test accuracy"][stop] > history["test accuracy"][-1] + 3

# %%
# %check early_stopping

# %% [markdown]
# A larger patience costs time, but isn't fooled by a bump in the curve. In practice one saves the parameters
# at each improvement (`copy.deepcopy(net.state_dict())`) and loads them at the end.
#
# ## 9. The same in PyTorch
#
# `nn.Dropout` is the layer, and `weight_decay` an option of each optimizer, which can differ between groups
# of parameters. `nn.Dropout` draws its random numbers in another way, so the result is similar and not equal.

# %%
concise = network(nn.Dropout(0.7))
weights = [p for p in concise.parameters() if p.dim() > 1]
biases = [p for p in concise.parameters() if p.dim() == 1]
optimizer = torch.optim.SGD(
    [{"params": weights, "weight_decay": 0.01}, {"params": biases, "weight_decay": 0.0}], lr=LEARNING_RATE
)
generator = torch.Generator().manual_seed(0)
for _ in ProgressBar(EPOCHS):
    for batch in torch.randperm(len(train), generator=generator).split(BATCH_SIZE):
        loss = nn.functional.cross_entropy(concise(train_images[batch]), train_labels[batch])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

theirs = measure(concise, test_images, test_labels)[1]
print(f"yours:   {final['both']:.1f} % of the test images are right")
print(f"PyTorch: {theirs:.1f} %")
assert abs(theirs - final["both"]) < 6

# %% [markdown]
# ## 10. What goes wrong in practice
#
# **Forgetting `eval()`.** The network then drops units while it is used. Its answers are worse, and they
# differ from call to call:

# %%
net = networks["dropout"]


def forgetful(seed: int) -> float:
    """The accuracy in percent in train mode, which is the wrong mode for it."""
    torch.manual_seed(seed)
    net.train()
    with torch.no_grad():
        return 100 * (net(test_images).argmax(dim=1) == test_labels).double().mean().item()


shares = [forgetful(seed) for seed in range(3)]
print(f"in eval mode:  {measure(net, test_images, test_labels)[1]:.1f} %")
print("in train mode:", ", ".join(f"{share:.1f} %" for share in shares))
assert max(shares) < measure(net, test_images, test_labels)[1] - 3

# %% [markdown]
# **Forgetting `train()`** after a measurement is the opposite: training goes on without dropout. `measure`
# above sets the mode back.
#
# **Choosing on the test set.** Whoever tries many settings and reports the best test accuracy has fitted the
# settings to the test set. Choose on the validation set, and look at the test set once.
#
# **Letting data leak.** Means, vocabularies and selected features belong to the training data too. Compute
# them inside each fold, or the validation error will be too good.
#
# **Restraining an underfitted model.** If even the training error is large, more dropout makes it worse. Give
# the model more capacity, or train it for longer.
#
# ## 11. Your experiments
#
# 1. Give the polynomial of degree 12 in section 1 more training points: 30, 100, 1000. When does it stop
#    overfitting?
# 2. Choose the dropout probability of section 7 with 5-fold cross-validation on the 250 images. Is it the one
#    that is best on the test set?
# 3. Set all labels right, or make half of them wrong. Which remedy gains most in each case?

# %% [markdown]
# ## Summary
#
# - A model with too little capacity underfits: training and validation error are both large. One with too
#   much capacity overfits: the training error is small, and the gap to the validation error is large.
# - Choose models by a validation set, or by k-fold cross-validation if data are few. Shuffle first.
# - An L2 penalty shrinks all weights, and an L1 penalty makes many of them 0. Weight decay is the L2 penalty
#   built into the step. Biases are usually left out.
# - Dropout switches units off in training and scales up the others. In eval mode it does nothing.
# - Early stopping keeps the parameters of the best validation loss.
#
# ## Quiz
#
# 1. The training loss is 0.1 nats and the validation loss 1.5 nats. What is it, and what would you try?
# 2. Both losses are 2.1 nats in a problem with ten classes. What now?
# 3. A unit has the value 3. What are its possible values after dropout with $p = 0.25$, and their mean?
# 4. Ten folds, 103 samples. How large are the blocks? How large would they be with `103 // 10`, and what is
#    lost?
# 5. With $\eta = 0.1$ and $\lambda = 0.5$, the gradients of all weights are 0 from now on. What is left of a
#    weight of 1 after 20 steps? And with an L1 penalty of the same $\lambda$?
# 6. Why may the training loss with dropout be larger than the validation loss, without anything being wrong?

# %% [markdown]
# <details>
# <summary>Answers: take a sheet of paper before you open them</summary>
#
# 1. It overfits. Get more data, or restrain the model: weight decay, dropout, early stopping, fewer units.
# 2. It underfits: guessing costs $\log 10 \approx 2.3$ nats. Use a larger model or more epochs, check the
#    learning rate, and switch off dropout and weight decay.
# 3. 0 with the probability 0.25, and $3 / 0.75 = 4$ otherwise. The mean is $0.75 \cdot 4 = 3$.
# 4. $103 = 10 \cdot 10 + 3$: three blocks of 11 and seven of 10. With `103 // 10` all ten blocks have 10, and
#    three samples are never validated.
# 5. Each step multiplies it by $1 - 0.05$: $0.95^{20} \approx 0.36$. The L1 penalty subtracts 0.05 in each
#    step, so the weight is at 0 after 20 steps.
# 6. The training loss is measured while units are switched off, and the validation loss with all of them. It
#    is also the mean over an epoch in which the network still got better.
#
# </details>

# %% [markdown]
# ## Read on
#
# - Dive into Deep Learning, 3.6 and 3.7: https://d2l.ai/chapter_linear-regression/generalization.html
# - Dive into Deep Learning, 5.6, dropout: https://d2l.ai/chapter_multilayer-perceptrons/dropout.html
# - Goodfellow, Bengio and Courville, Deep Learning, chapter 7: https://www.deeplearningbook.org
# - Srivastava et al. 2014, Dropout: https://jmlr.org/papers/v15/srivastava14a.html
# - Zhang et al. 2017, Understanding deep learning requires rethinking generalization:
#   https://arxiv.org/abs/1611.03530
