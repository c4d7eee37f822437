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
# # Linear regression
#
# A line through points is the smallest model that learns. All that a large network needs is here already:
# data in batches, a prediction, a loss, its gradient, a step, and the question whether it worked. At the
# end of this lesson you can
#
# - write the training loop by heart, and say what each of its lines is for,
# - notice when broadcasting turns $N$ losses into $N^2$, and see what that does to a model,
# - derive the gradient of a loss and check it against autograd,
# - choose a learning rate, and see in a curve of the loss that one is too large,
# - solve the problem by algebra instead, and say why networks are trained all the same,
# - write the same model with `torch.nn` and `torch.optim`.
#
# You write eight functions in `linear_model.py`, beside this notebook, and use them here. Cells that need a
# function which you have not written yet stop with `NotImplementedError`. Write it, and run the cell again:
# the notebook reloads your module by itself. `%check NAME` runs the visible checks of a function, `%check`
# those of all, and `%hint NAME` helps when you are stuck.

# %%
# %load_ext autograder

# %%
import csv
from collections import OrderedDict
from pathlib import Path
from timeit import repeat

import matplotlib.pyplot as plt
import torch
from linear_model import (
    data_iter,
    linreg,
    linreg_grad,
    normal_equation,
    sgd_,
    squared_loss,
    synthetic_data,
    train_linreg,
)
from torch import Tensor, nn

BLUE, ORANGE, GREEN, GREY = "#2563eb", "#ea580c", "#16a34a", "#64748b"
plt.rc("figure", dpi=110)
plt.rc("figure.constrained_layout", use=True)
plt.rc("axes", titlesize=10)
plt.rc("axes.spines", top=False, right=False)
plt.rc("axes", grid=True)
plt.rc("grid", color="#e2e8f0")
plt.rc("legend", frameon=False)


def seeded(seed: int) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


# %% [markdown]
# ## 1. The question: how far does a car go?
#
# `datasets/auto_mpg` lists 398 cars of the years 1970 to 1982, with their weight and the miles that each
# goes on a gallon of fuel. Heavy cars need more. Can the weight alone tell how much? We count the weight in
# units of 1,000 pounds (454 kg), so that all numbers have a handy size. The file is sorted by year, so we
# shuffle, and keep 98 cars back for a test.

# %%
with Path("..", "..", "datasets", "auto_mpg", "auto_mpg.csv").open(encoding="ascii", newline="") as file:
    cars = list(csv.DictReader(file))

weight = torch.tensor([[float(car["weight"]) / 1000] for car in cars])  # [398,1] thousands of pounds
mpg = torch.tensor([[float(car["mpg"])] for car in cars])  # [398,1] miles per gallon
order = torch.randperm(len(cars), generator=seeded(0))
weight, mpg = weight[order], mpg[order]
X, y, X_test, y_test = weight[:300], mpg[:300], weight[300:], mpg[300:]


def scatter_cars(axis: plt.Axes, title: str) -> None:
    axis.scatter(X, y, s=9, color=GREY, alpha=0.6, label="300 cars")
    axis.set(title=title, xlabel="weight (1,000 pounds)", ylabel="range on one gallon (miles)")


fig, axis = plt.subplots(figsize=(6.2, 3.6))
scatter_cars(axis, "Heavy cars go less far")
plt.show()
print(f"the heaviest car weighs {1000 * weight.max():.0f} pounds, the lightest {1000 * weight.min():.0f}")

# %% [markdown]
# The linear model says: the miles are a sum of the features, each times its weight $w_d$, and a bias $b$.
# (The *weights* of a model have nothing to do with the weight of a car.) For all samples at once,
#
# $$\hat{\mathbf y} = X \mathbf w + b, \qquad X \in \mathbb R^{N \times D}.$$
#
# **Your turn: `linreg`.** Then guess a line by eye. Are these two numbers any good?

# %%
w_guess, b_guess = torch.tensor([[-10.0]]), torch.tensor([50.0])
print("predictions for the first three cars:", linreg(X[:3], w_guess, b_guess).flatten().tolist())
print("what they really reach:              ", y[:3].flatten().tolist())

# %%
# %check linreg

# %% [markdown]
# ## 2. All samples at once
#
# Why a product of matrices, and no loop over the cars? Each operation that Python starts costs some
# microseconds, however little it computes. One product starts once.

# %%
table, column, bias = torch.randn(1000, 50), torch.randn(50, 1), torch.zeros(1)


def in_a_loop(rows: Tensor) -> Tensor:
    return torch.stack([(row * column.flatten()).sum() + bias for row in rows])


sizes = [1, 3, 10, 30, 100, 300, 1000]
loops = [min(repeat(lambda n=n: in_a_loop(table[:n]), number=1, repeat=3)) for n in sizes]
whole = [min(repeat(lambda n=n: linreg(table[:n], column, bias), number=1, repeat=3)) for n in sizes]
fig, axis = plt.subplots(figsize=(6.2, 3.4))
axis.loglog(sizes, [1e6 * t for t in loops], ".-", color=ORANGE, label="a Python loop")
axis.loglog(sizes, [1e6 * t for t in whole], ".-", color=BLUE, label="linreg: one product")
axis.set(title="Time for the predictions", xlabel="number of samples (no unit)", ylabel="time (microseconds)")
axis.legend()
plt.show()
print(f"with 1,000 samples, the product is {loops[-1] / whole[-1]:.0f} times as fast")
assert loops[-1] > 10 * whole[-1]

# %% [markdown]
# ## 3. How wrong is a line?
#
# The loss of a sample is half of its squared error, $\ell_n = \frac12 (\hat y_n - y_n)^2$. Half, so that
# its derivative is simply the error. The loss of the model is the mean over the samples. Squares punish one
# large error more than many small ones, and they are what remains of a normal distribution of the errors:
# its logarithm is $-\frac{1}{2\sigma^2} (\hat y_n - y_n)^2$ and a constant. Least squares are the maximum
# of the likelihood.
#
# **Your turn: `squared_loss`.** It takes targets as a column $[N, 1]$ or as a row $[N]$. Be careful with
# the row.

# %%
guess = linreg(X, w_guess, b_guess)
print(f"mean loss of the guess: {squared_loss(guess, y).mean():.1f}, and with a row of targets:", end=" ")
print(f"{squared_loss(guess, y.flatten()).mean():.1f}")
assert torch.equal(squared_loss(guess, y), squared_loss(guess, y.flatten()))

# %%
# %check squared_loss

# %% [markdown]
# Here is the trap. PyTorch lines shapes up from the right, so $[N, 1] - [N]$ becomes $[N, N]$: every
# prediction minus every target. Nothing stops, and the mean of it is a number like any other.

# %%
pairs = (guess - y.flatten()) ** 2 / 2
print(f"shape {list(pairs.shape)}, mean {pairs.mean():.1f} instead of {squared_loss(guess, y).mean():.1f}")
assert pairs.shape == (300, 300)

# %% [markdown]
# With one feature the loss is a surface over the plane of $w$ and $b$. It has the shape of a valley with
# one lowest point. A loss that sums all pairs has another valley: the best it can do is to predict the mean
# of the targets for every car.

# %%
slopes, starts = torch.linspace(-16, 6, 80), torch.linspace(0, 80, 80)
losses, of_pairs = torch.empty(80, 80), torch.empty(80, 80)
for i, start in enumerate(starts):
    lines = X @ slopes.view(1, 80) + start  # [300,80]: the predictions of 80 slopes
    losses[i] = torch.stack([squared_loss(line.unsqueeze(1), y).mean() for line in lines.T])
    of_pairs[i] = ((lines - y.mean()) ** 2 / 2).mean(dim=0) + y.var(correction=0) / 2
fig, axes = plt.subplots(1, 2, figsize=(9.5, 3.6), sharey=True)
for axis, surface, name in ((axes[0], losses, "the right pairs"), (axes[1], of_pairs, "all pairs, [N, N]")):
    axis.contour(slopes, starts, surface.log10(), levels=14, cmap="viridis")
    low = divmod(int(surface.argmin()), 80)
    axis.plot(slopes[low[1]], starts[low[0]], "o", color=ORANGE, label="lowest point")
    axis.set(title=f"Loss of {name}", xlabel="slope w (miles per gallon and 1,000 pounds)")
    axis.legend(loc="upper right")
    print(f"{name}: w = {slopes[low[1]]:.1f}, b = {starts[low[0]]:.1f}")
axes[0].set_ylabel("bias b (miles per gallon)")
plt.show()
assert abs(slopes[int(of_pairs.argmin()) % 80]) < 0.5 < abs(slopes[int(losses.argmin()) % 80])

# %% [markdown]
# ## 4. The gradient points uphill
#
# The gradient of the mean loss follows from the chain rule, with the errors $e_n = \hat y_n - y_n$:
#
# $$\frac{\partial L}{\partial \mathbf w} = \frac1N X^\top \mathbf e, \qquad
#   \frac{\partial L}{\partial b} = \frac1N \sum_n e_n.$$
#
# **Your turn: `linreg_grad`**, without autograd. Then autograd checks it.

# %%
dw, db = linreg_grad(X, w_guess, b_guess, y)
w_leaf, b_leaf = w_guess.clone().requires_grad_(), b_guess.clone().requires_grad_()
squared_loss(linreg(X, w_leaf, b_leaf), y).mean().backward()
print(f"by formula  {dw.item():.4f} {db.item():.4f}")
print(f"by autograd {w_leaf.grad.item():.4f} {b_leaf.grad.item():.4f}")
assert torch.allclose(dw, w_leaf.grad, rtol=1e-4)
assert torch.allclose(db, b_leaf.grad, rtol=1e-4)

# %%
# %check linreg_grad

# %% [markdown]
# ## 5. One step downhill
#
# **Your turn: `sgd_`.** It moves each parameter a little against its gradient. It gets the gradient of the
# *sum* over a batch, and divides by the number of samples in the batch, so that the learning rate means the
# same for every size. It must write into the caller's parameters: `p = p - ...` would make a new tensor and
# leave the caller's as it was.

# %%
p = torch.tensor([1.0], requires_grad=True)
for _ in range(3):
    p.grad = None
    (p**2).sum().backward()
    sgd_([p], lr=0.1, batch_size=1)
    print(f"p = {p.item():.3f}, p^2 = {p.item() ** 2:.3f}")
assert abs(p.item() - 0.8**3) < 1e-6

# %%
# %check sgd_

# %% [markdown]
# With the wrong sign, `+=`, each step makes things worse: 1, 1.2, 1.44. That is gradient *ascent*. It is a
# real mistake of published course notes, so check what you copy. Its mark is a loss that grows from the
# first step. Too large a learning rate looks alike. So try a tiny one: if the loss still grows, look for
# the sign.
#
# ## 6. Batches
#
# With millions of samples one would wait long for one exact gradient. A *minibatch* of some dozen samples
# gives an estimate that points in about the same direction, and then one can already make a step.
#
# **Your turn: `data_iter`.** Everything depends on three things: each sample comes once, with its own
# target, and nothing is lost at the end.

# %%
for number, (rows, targets) in enumerate(data_iter(128, X, y, generator=seeded(1))):
    print(f"batch {number}: X {list(rows.shape)}, y {list(targets.shape)}, mean weight {rows.mean():.2f}")
assert sum(len(rows) for rows, _ in data_iter(128, X, y)) == 300

# %%
# %check data_iter

# %% [markdown]
# PyTorch has the same in `torch.utils.data`: a `Dataset` knows the samples, and a `DataLoader` shuffles and
# collects them. It can also load in several processes, which pays when samples are images in files.

# %%
loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(X, y), batch_size=128, shuffle=True)
print("DataLoader:", [list(rows.shape) for rows, _ in loader])

# %% [markdown]
# ## 7. Data whose truth we know
#
# When a training fails, is it the data, the model or the code? Test the code on data whose answer you know.
#
# **Your turn: `synthetic_data`** draws features, applies weights that you choose, and adds errors.

# %%
w_true, b_true = torch.tensor([2.0, -3.4]), 4.2
X_made, y_made = synthetic_data(w_true, b_true, 1000, noise=0.5, generator=seeded(2))
fig, axes = plt.subplots(1, 2, figsize=(9.5, 3.3), sharey=True)
for d, axis in enumerate(axes):
    axis.scatter(X_made[:, d], y_made, s=5, color=(BLUE, ORANGE)[d], alpha=0.5)
    axis.set(title=f"y against feature {d}: w = {w_true[d]:.1f}", xlabel=f"feature {d} (standard deviations)")
axes[0].set_ylabel("y (no unit)")
plt.show()
rest = y_made - linreg(X_made, w_true.unsqueeze(1), torch.tensor([b_true]))
print(f"what the line does not explain: mean {rest.mean():.3f}, standard deviation {rest.std():.3f}")
assert abs(rest.std() - 0.5) < 0.05

# %%
# %check synthetic_data

# %% [markdown]
# ## 8. Training
#
# **Your turn: `train_linreg`** puts everything together: an epoch is a pass over all batches, and each
# batch predicts, measures, differentiates and steps. Does it find the weights that we hid?

# %%
w, b, history = train_linreg(X_made, y_made, lr=0.1, epochs=5, batch_size=32, generator=seeded(3))
print("true weights ", w_true.tolist(), "bias", b_true)
print("found weights", [round(v, 2) for v in w.flatten().tolist()], "bias", round(b.item(), 2))
print("loss after each epoch:", [round(loss, 4) for loss in history])
assert (w.flatten() - w_true).abs().max() < 0.1

# %%
# %check train_linreg

# %% [markdown]
# It does, and the loss ends near $\frac12 \sigma^2 = 0.125$: no line can explain the errors themselves. Now
# the cars, with three learning rates, and all 300 cars in each batch. We first subtract the mean of the
# weight and divide by its standard deviation. Section 10 shows what happens without that.

# %%
centre, spread = X.mean(), X.std()
scaled, scaled_test = (X - centre) / spread, (X_test - centre) / spread  # the training set's numbers
ends = torch.tensor([[1.6], [5.2]])
fig, axes = plt.subplots(1, 2, figsize=(9.5, 3.6))
scatter_cars(axes[0], "The line that training found")
last = {}
for rate, colour in ((0.01, GREEN), (0.3, BLUE), (2.1, ORANGE)):
    w, b, history = train_linreg(scaled, y, rate, epochs=20, batch_size=300, generator=seeded(4))
    last[rate] = history[-1]
    axes[1].semilogy(range(1, 21), history, ".-", color=colour, label=f"learning rate {rate}")
    if rate == 0.3:
        w_car, b_car = w, b
        axes[0].plot(ends, linreg((ends - centre) / spread, w, b), color=BLUE, label="trained line")
axes[0].legend()
axes[1].set(title="Loss: too slow, good, growing", xlabel="epoch", ylabel="mean loss (mpg squared / 2)")
axes[1].set_xticks(range(0, 21, 5))
axes[1].legend()
plt.show()
error = squared_loss(linreg(scaled_test, w_car, b_car), y_test).mul(2).mean().sqrt()
print(
    f"training loss {last[0.3]:.2f}; on the 98 test cars the error is typically {error:.1f} miles per gallon"
)
assert last[0.3] < 12 < last[0.01] < last[2.1]
assert error < 6

# %% [markdown]
# The points bend: light cars go further than the line says, and the heaviest do too. A line can't bend.
# Lesson 03 adds what can.
#
# ## 9. Without training
#
# This loss is a parabola in each direction, so its lowest point can be computed. Setting the gradient to 0
# gives the *normal equation*, $X^\top X \mathbf w = X^\top \mathbf y$ for centred columns.
#
# **Your turn: `normal_equation`.**

# %%
w_exact, b_exact = normal_equation(scaled, y)
exact = squared_loss(linreg(scaled, w_exact, b_exact), y).mean().item()
print(f"algebra  w {w_exact.item():.3f}  b {b_exact.item():.3f}  loss {exact:.4f}")
print(f"training w {w_car.item():.3f}  b {b_car.item():.3f}  loss {last[0.3]:.4f}")
assert abs(last[0.3] - exact) < 0.01

# %%
# %check normal_equation

# %% [markdown]
# Why train at all, then? For $D$ features the equation costs $D^3$ steps and a matrix of $D^2$ numbers: for
# a network of a million weights that is a matrix of 4 terabytes. And as soon as the model is not linear,
# there is no equation. Gradient descent needs neither.
#
# **A penalty.** With few samples and many features, many weights fit equally well. *Ridge* regression adds
# $\lambda \|\mathbf w\|^2$ and prefers small ones. The picture shows twelve cars. Its features are the
# powers 1 to 7 of the standardized weight.

# %%
few, few_y = scaled[:12], y[:12]
powers = torch.arange(1, 8)
grid = torch.linspace(float(few.min()), float(few.max()), 200).unsqueeze(1)
fig, axis = plt.subplots(figsize=(6.2, 3.6))
axis.scatter(few * spread + centre, few_y, color=GREY, label="12 cars", zorder=3)
norms = {}
for ridge, colour in ((0.0, ORANGE), (0.1, GREEN), (10.0, BLUE)):
    w, b = normal_equation(few**powers, few_y, ridge)
    norms[ridge] = w.norm().item()
    axis.plot(grid * spread + centre, linreg(grid**powers, w, b), color=colour, label=f"ridge {ridge}")
axis.set(
    title="A penalty calms the curve", xlabel="weight (1,000 pounds)", ylabel="range on one gallon (miles)"
)
axis.set_ylim(5, 40)
axis.legend()
plt.show()
print("length of w:", {ridge: round(norm, 1) for ridge, norm in norms.items()})
assert norms[0.0] > norms[0.1] > norms[10.0]

# %% [markdown]
# ## 10. What goes wrong in practice
#
# **Features of unlike size.** In pounds instead of thousands, the loss is a canyon: steep along $w$, flat
# along $b$. A rate that is small enough for $w$ hardly moves $b$, and a larger one explodes. That is why
# one standardizes.

# %%
final = {}
for name, features, rate in (
    ("pounds", X * 1000, 1e-7),
    ("pounds", X * 1000, 1e-6),
    ("standardized", scaled, 0.1),
):
    _, b, history = train_linreg(features, y, rate, epochs=50, batch_size=300, generator=seeded(5))
    final[name, rate] = history[-1]
    print(f"{name:12} rate {rate:g}: loss after 50 epochs {history[-1]:.3g}, b {b.item():.3g}")
assert final["standardized", 0.1] < 12 < final["pounds", 1e-7]
assert not final["pounds", 1e-6] < 1e6  # nan is not smaller either

# %% [markdown]
# **Gradients that pile up.** `backward` *adds* to `.grad`. Without `p.grad = None` the second batch steps
# along the first one's gradient again.

# %%
p = torch.tensor([1.0], requires_grad=True)
for cleared in (True, False):
    p.grad = None
    for _ in range(3):
        if cleared:
            p.grad = None
        (5 * p).sum().backward()
    print("cleared each time:" if cleared else "never cleared:    ", p.grad.item())
assert p.grad.item() == 15

# %% [markdown]
# ## 11. The same with PyTorch's own parts
#
# A layer holds its weights, and a `Module` knows the parameters of all its layers. `nn.Linear(1, 1)` is our
# model; its weight is stored as a row, $[1, D]$. Three ways lead to a sequence of layers.

# %%
by_position = nn.Sequential(nn.Linear(1, 1))
by_adding = nn.Sequential()
by_adding.add_module("line", nn.Linear(1, 1))
by_dict = nn.Sequential(OrderedDict(line=nn.Linear(1, 1)))


class LinearNet(nn.Module):
    """The same as a class of one's own, for models that are no plain sequence."""

    def __init__(self, features: int) -> None:
        super().__init__()
        self.line = nn.Linear(features, 1)

    def forward(self, X: Tensor) -> Tensor:
        return self.line(X)


for name, net in {
    "by position": by_position,
    "by adding": by_adding,
    "by dict": by_dict,
    "class": LinearNet(1),
}.items():
    print(f"{name:12}", {key: list(p.shape) for key, p in net.named_parameters()})

# %% [markdown]
# `nn.init` sets the start. A small random weight is usual; for one layer, 0 would do as well. `nn.MSELoss`
# is the mean of the squares *without* our factor $\frac12$. So its gradient is twice as large, and half of
# the learning rate makes the same steps. Below, your loop and `torch.optim.SGD` see the same batches.

# %%
net, half = LinearNet(1), 0.05
nn.init.zeros_(net.line.weight)
nn.init.zeros_(net.line.bias)
optimizer, mse = torch.optim.SGD(net.parameters(), lr=half), nn.MSELoss()
generator, concise = seeded(6), []
for _ in range(10):
    for rows, targets in data_iter(50, scaled, y, generator=generator):
        optimizer.zero_grad()
        mse(net(rows), targets).backward()
        optimizer.step()
    with torch.no_grad():
        concise.append(mse(net(scaled), y).item() / 2)
w, b, by_hand = train_linreg(scaled, y, 2 * half, epochs=10, batch_size=50, generator=seeded(6))
fig, axis = plt.subplots(figsize=(6.2, 3.2))
axis.plot(range(1, 11), by_hand, color=BLUE, linewidth=5, alpha=0.4, label="train_linreg")
axis.plot(range(1, 11), concise, ".-", color=ORANGE, label="nn.Linear, MSELoss, optim.SGD")
axis.set(title="The same training twice", xlabel="epoch", ylabel="mean loss (mpg squared / 2)")
axis.legend()
plt.show()
assert torch.allclose(net.line.weight, w.T, rtol=1e-3)
assert torch.allclose(net.line.bias, b, rtol=1e-3)

# %% [markdown]
# ## 12. Open experiments
#
# 1. **More features.** Add horsepower, year and displacement. Six cars have no horsepower: what do you put
#    there, and why is 0 a bad choice? How much better is the error on the test cars?
# 2. **Batch size.** Train with batches of 1, 10, 100 and 300 samples, and plot the loss against the *number
#    of samples seen*, then against the time. Which size wins each race?
# 3. **One wrong number.** Write 500 miles per gallon for one car, as a slip of the pen. How far does the
#    line move? Replace the square by the absolute error, and try again.

# %% [markdown]
# ## Summary
#
# - A linear model is $X\mathbf w + b$, one product for all samples.
# - Give both sides of a difference the same shape. $[N, 1] - [N]$ trains a model to say the same for
#   everybody.
# - The gradient of the mean loss is $\frac1N X^\top \mathbf e$: the errors, weighted by the features.
# - A step subtracts the learning rate times the gradient, in place, outside the graph. Then clear the
#   gradient.
# - Test code on data that you made. Standardize features. Look at the curve of the loss.
# - The normal equation solves this one problem exactly. Gradient descent goes further.

# %% [markdown]
# ## Quiz
#
# 1. `y_hat` has the shape $[8, 1]$ and `y` has $[8]$. Which shape has `y_hat - y`, and which has its mean?
# 2. In an epoch over 1,000 samples with batches of 64, how many steps are there, and how large is the last
#    batch?
# 3. All targets are doubled. What happens to $\mathbf w$, $b$ and the lowest loss?
# 4. A feature is now counted in grams instead of kilograms. What happens to its weight, and to the largest
#    learning rate that still works?
# 5. Your loss is `nan` after 20 steps. Name two causes and how you tell them apart.
# 6. Why may all weights of this model start at 0, while those of a network with a hidden layer may not?

# %% [markdown]
# <details>
# <summary>Answers: take a sheet of paper before you unfold them</summary>
#
# 1. $[8, 8]$, and its mean is a single number: that is why nobody notices.
# 2. 16 steps, and the last batch has $1000 - 15 \cdot 64 = 40$ samples.
# 3. Both double, and the loss is four times as large.
# 4. The feature's numbers are 1,000 times larger, so its weight is 1,000 times smaller. The loss is $10^6$
#    times as steep along it, and so much smaller is the largest rate.
# 5. Too large a learning rate, or a step uphill. With a hundredth of the rate, the first one goes away. Or
#    the data have a `nan`: then the loss is `nan` before the first step.
# 6. The gradient of each weight here depends on its own feature, so they part at once. The units of a
#    hidden layer that start equal get equal gradients and stay equal for ever.
#
# </details>

# %% [markdown]
# ## Read on
#
# - Dive into Deep Learning, chapter 3: https://d2l.ai/chapter_linear-regression/
# - Hastie, Tibshirani and Friedman, The Elements of Statistical Learning, 3.2 and 3.4:
#   https://hastie.su.domains/ElemStatLearn/
# - PyTorch, datasets and data loaders: https://docs.pytorch.org/docs/stable/data.html
# - G. Goh, Why Momentum Really Works (pictures of descent on a parabola):
#   https://distill.pub/2017/momentum/
