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
# # Softmax regression
#
# A linear model gives numbers; a classifier must choose one of $C$ classes, and say how sure it is. Softmax
# regression is the smallest model that does both, and the last layer of most larger ones.
#
# You write its eight parts in `softmax_classifier.py`, beside this notebook. Here you use them: you look at
# the numbers that computers can't hold, derive the gradient, train a classifier of handwritten digits
# without any help of autograd, and then do the same again in ten lines of PyTorch.
#
# Cells that need a function which you have not written yet stop with `NotImplementedError`. Write it, and
# run the cell again: the notebook reloads your module by itself. `%check NAME` runs the visible checks of a
# function, `%check` those of all, and `%hint NAME` helps when you are stuck.

# %%
# %load_ext autograder

# %%
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import torch
from IPython.display import ProgressBar
from softmax_classifier import (
    SoftmaxRegression,
    cross_entropy,
    cross_entropy_grad,
    evaluate_accuracy,
    log_softmax,
    softmax,
)
from torch import Tensor, nn
from torch.utils.data import DataLoader, TensorDataset

BLUE, ORANGE, GREY = "#2563eb", "#ea580c", "#64748b"
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
# ## 1. The data
#
# 1,797 grey images of digits, 8 by 8 pixels, each pixel from 0 to 16 (`datasets/digits`). We scale them to
# $[0, 1]$, shuffle, and keep every fifth for testing.

# %%
with np.load(Path("..", "..", "datasets", "digits", "digits.npz")) as data:
    images = torch.from_numpy(data["images"]).float() / 16  # [1797,8,8]
    labels = torch.from_numpy(data["labels"])  # [1797]

order = torch.randperm(len(images), generator=torch.Generator().manual_seed(0))
images, labels = images[order], labels[order]
train_set = TensorDataset(images[:1437], labels[:1437])
test_set = TensorDataset(images[1437:], labels[1437:])
print(f"{len(train_set)} images to train on, {len(test_set)} to test on")

# %%
fig, axes = plt.subplots(3, 10, figsize=(8, 2.9))
for digit, column in enumerate(axes.T):
    for axis, image in zip(column, images[labels == digit], strict=False):
        axis.imshow(image, cmap="gray_r")
        axis.axis("off")
    column[0].set_title(str(digit))
fig.suptitle("Three samples of each class")
plt.show()

# %% [markdown]
# ## 2. From scores to probabilities
#
# The model is one linear layer. A flattened image $\mathbf x \in \mathbb R^{64}$ gets a score, a *logit*,
# for each class:
#
# $$\mathbf o = \mathbf W \mathbf x + \mathbf b, \qquad
# \mathbf W \in \mathbb R^{10 \times 64},\ \mathbf b \in \mathbb R^{10}.$$
#
# Scores may be negative and sum to anything. Softmax makes a probability distribution of them:
#
# $$\hat y_i = \operatorname{softmax}(\mathbf o)_i = \frac{\exp(o_i)}{\sum_{j} \exp(o_j)}.$$
#
# It keeps their order, so the most likely class is the one with the largest score. Only *differences* of
# scores count: $\operatorname{softmax}(\mathbf o + c) = \operatorname{softmax}(\mathbf o)$ for every number
# $c$, since $e^c$ cancels. That identity looks harmless. It is what makes softmax work on a computer.

# %%
scores = torch.tensor([2.0, 1.0, 0.1, -1.0])
print("scores      ", scores)
print("softmax     ", softmax(scores))
print("scores + 100", softmax(scores + 100))

# %%
# %check softmax

# %% [markdown]
# ## 3. The numbers that don't fit
#
# Floating point has a largest number, beyond which everything is `inf`, and a smallest positive one, below
# which everything is 0. The exponential soon runs into both.

# %%
dtypes = {"float16": torch.float16, "float32": torch.float32, "float64": torch.float64}
fig, axis = plt.subplots(figsize=(8, 2.3))
for row, dtype in enumerate(dtypes.values()):
    high = np.log(torch.finfo(dtype).max)
    low = np.log(torch.finfo(dtype).smallest_normal) + np.log(torch.finfo(dtype).eps / 2)  # rounds to 0 below
    axis.barh(row, high - low, left=low, height=0.5, color=BLUE)
    axis.text(low - 12, row, f"{low:.1f}", ha="right", va="center")
    axis.text(high + 12, row, f"{high:.1f}", ha="left", va="center")
axis.set(xlim=(-900, 900), yticks=range(len(dtypes)), yticklabels=dtypes)
axis.set(xlabel="$x$ (no unit)", ylabel="data type")
axis.set_title("Where exp(x) is a number: 0 to the left of a bar, inf to the right")
axis.grid(axis="y", visible=False)
plt.show()

# %% [markdown]
# A logit of 89 is enough to make `exp` overflow in float32, and 12 in float16. Then $\infty / \infty$ is
# `nan`, and one `nan` in the loss spoils every weight of the model at the next step. This is what happens
# at 1000:


# %%
def naive_softmax(x: Tensor) -> Tensor:
    """The formula as it stands."""
    return x.exp() / x.exp().sum()


for offset in (0.0, 80.0, 1000.0, -1000.0):
    x = torch.tensor([0.0, 1.0, 2.0]) + offset
    print(f"scores {x.tolist()!s:26} naive {naive_softmax(x).numpy()}  yours {softmax(x).numpy()}")

# %% [markdown]
# The cure is the identity from above with $c = -\max_j o_j$. All exponents are then at most 0, so nothing
# overflows, and one of them is 0, so the denominator is at least 1.
#
# The *logarithm* of softmax needs more care. Far below the largest score a probability underflows to 0, and
# $\log 0 = -\infty$, although the true value is an ordinary number:
#
# $$\log \hat y_i = o_i - \log \sum_j \exp(o_j) = (o_i - m) - \log \sum_j \exp(o_j - m), \qquad
# m = \max_j o_j.$$
#
# So compute log-probabilities from logits, never from probabilities.

# %%
gap = torch.linspace(0, 150, 301)
pairs = torch.stack([gap, torch.zeros_like(gap)], dim=1)  # [301,2]: scores (gap, 0)
naive = torch.stack([naive_softmax(pair) for pair in pairs])
dashed = {"color": ORANGE, "linestyle": (0, (2, 2)), "linewidth": 3}

fig, (left, right) = plt.subplots(1, 2, figsize=(9, 3.3))
left.plot(gap, softmax(pairs, dim=1)[:, 0], color=BLUE, label="maximum subtracted")
left.plot(gap, naive[:, 0], **dashed, label="naive")
left.axvspan(88.72, 150, color=ORANGE, alpha=0.12, linewidth=0)
left.text(119, 0.75, "naive: nan", color=ORANGE, ha="center")
left.set(
    title="Probability of the larger score", xlabel="score gap $t$ (no unit)", ylabel="probability (no unit)"
)
left.set_ylim(0.45, 1.05)
left.legend(loc="lower right")
right.plot(gap, log_softmax(pairs, dim=1)[:, 1], color=BLUE, label="log_softmax")
right.plot(gap, softmax(pairs, dim=1).log()[:, 1], **dashed, label="log of softmax")
right.axvspan(103.97, 150, color=ORANGE, alpha=0.12, linewidth=0)
right.text(127, -40, "log of softmax:\n-inf", color=ORANGE, ha="center")
right.set(title="Log-probability of the smaller score", xlabel="score gap $t$ (no unit)")
right.set_ylabel("log-probability (nats)")
right.legend(loc="lower left")
plt.show()

# %%
# %check logsumexp log_softmax

# %% [markdown]
# ## 4. Cross-entropy and its gradient
#
# How good is a prediction $\hat{\mathbf y}$ if class $y$ was right? The likelihood of the data under the
# model is the product of the probabilities of the right classes. To maximise it is to minimise
#
# $$\ell(\mathbf o, y) = -\log \hat y_y = \log \sum_j \exp(o_j) - o_y.$$
#
# Its unit is the nat. A model that knows nothing and gives each of ten classes $1/10$ has the loss $\log 10
# \approx
# 2.30$ nats: the value to expect before training.
#
# The gradient is the reason why softmax and cross-entropy belong together. The derivative of
# $\log \sum_j \exp(o_j)$ with respect to $o_i$ is $\exp(o_i) / \sum_j \exp(o_j)$, softmax again, so
#
# $$\frac{\partial \ell}{\partial o_i} = \hat y_i - [i = y]:$$
#
# what was predicted, minus what was seen. It lies between -1 and 1, whatever the scores are.

# %%
scores, right_class = torch.tensor([[1.5, 0.2, 2.2, -0.5, 0.4]]), torch.tensor([0])
grad = cross_entropy_grad(scores, right_class)[0]

fig, (left, right) = plt.subplots(1, 2, figsize=(9, 3.3), width_ratios=[1, 1.4])
p = torch.linspace(0.005, 1, 200)
left.plot(p, -p.log(), color=BLUE)
left.plot(0.1, -np.log(0.1), "o", color=ORANGE)
left.annotate("guessing among 10: 2.30", (0.1, 2.3), (0.22, 2.9), color=ORANGE)
left.set(
    title="Loss of one sample",
    xlabel="probability of the right class (no unit)",
    ylabel="cross-entropy (nats)",
)
classes = np.arange(5)
right.bar(classes - 0.2, softmax(scores)[0], width=0.38, color=BLUE, label="probability")
right.bar(classes + 0.2, grad, width=0.38, color=ORANGE, label="gradient of the loss")
right.axhline(0, color="black", linewidth=0.8)
right.set(title="One sample whose right class is 0", xlabel="class", ylabel="value (no unit)", xticks=classes)
right.legend(loc="lower right")
right.grid(axis="x", visible=False)
plt.show()

# %%
# %check cross_entropy_grad

# %% [markdown]
# Trust no derivation that has not been checked. Autograd computes the same gradient from your
# `cross_entropy`:

# %%
generator = torch.Generator().manual_seed(1)
logits = torch.randn(64, 10, generator=generator, dtype=torch.float64, requires_grad=True)
target = torch.arange(64) % 10
cross_entropy(logits, target).backward()
by_formula = cross_entropy_grad(logits.detach(), target)
print(f"largest difference between formula and autograd: {(by_formula - logits.grad).abs().max():.1e}")

# %%
# %check cross_entropy

# %% [markdown]
# And PyTorch's own loss gives the same values in each of its forms:

# %%
some_ignored = target.clone()
some_ignored[::4] = -100
forms = [
    {"reduction": "mean"},
    {"reduction": "sum"},
    {"reduction": "none"},
    {"label_smoothing": 0.1},
]
for form in forms:
    theirs = nn.functional.cross_entropy(logits, some_ignored, **form)
    mine = cross_entropy(logits, some_ignored, **form)
    print(f"{form!s:26} largest difference {(mine - theirs).abs().max():.1e}")

# %% [markdown]
# ## 5. Train it by hand
#
# With the gradient $\mathbf G = \partial L / \partial \mathbf O \in \mathbb R^{n \times 10}$ of the mean
# loss of a minibatch with respect to its logits, the chain rule gives the rest. From $\mathbf O = \mathbf X
# \mathbf W^\top + \mathbf b$ follows
#
# $$\frac{\partial L}{\partial \mathbf W} = \mathbf G^\top \mathbf X, \qquad
# \frac{\partial L}{\partial \mathbf b} = \sum_{k=1}^n \mathbf G_k,$$
#
# and a step of minibatch SGD is $\mathbf W \leftarrow \mathbf W - \eta\, \partial L / \partial \mathbf W$,
# likewise for $\mathbf b$. No autograd is needed: `torch.no_grad` holds for the whole loop.

# %%
LEARNING_RATE, BATCH_SIZE, EPOCHS = 0.5, 32, 40
train_images, train_labels = train_set.tensors
test_images, test_labels = test_set.tensors


def batches(seed: int) -> DataLoader:
    """Shuffled minibatches; the same seed gives the same ones."""
    generator = torch.Generator().manual_seed(seed)
    return DataLoader(train_set, BATCH_SIZE, shuffle=True, generator=generator)


def measure(model: nn.Module) -> dict[str, float]:
    """Loss in nats and accuracy in percent, on both sets."""
    with torch.no_grad():
        return {
            "train loss": cross_entropy(model(train_images), train_labels).item(),
            "test loss": cross_entropy(model(test_images), test_labels).item(),
            "train accuracy": 100 * evaluate_accuracy(model, DataLoader(train_set, 256)),
            "test accuracy": 100 * evaluate_accuracy(model, DataLoader(test_set, 256)),
        }


torch.manual_seed(0)
model = SoftmaxRegression(64, 10)
start = {name: value.clone() for name, value in model.linear.state_dict().items()}

history = [measure(model)]
loader = batches(seed=0)
with torch.no_grad():
    for _ in ProgressBar(EPOCHS):
        for x, y in loader:
            G = cross_entropy_grad(model(x), y)  # [n,10]
            model.linear.weight -= LEARNING_RATE * G.T @ x.flatten(1)  # [10,n] @ [n,64]
            model.linear.bias -= LEARNING_RATE * G.sum(dim=0)
        history.append(measure(model))

print({name: round(value, 3) for name, value in history[-1].items()})

# %%
# %check accuracy evaluate_accuracy SoftmaxRegression

# %%
fig, axes = plt.subplots(1, 2, figsize=(9, 3.3))
quantities = {"loss": "cross-entropy (nats)", "accuracy": "accuracy (%)"}
for axis, (quantity, unit) in zip(axes, quantities.items(), strict=True):
    for part, colour in (("train", BLUE), ("test", ORANGE)):
        axis.plot([epoch[f"{part} {quantity}"] for epoch in history], color=colour, label=part)
    axis.set(title=f"{quantity.capitalize()} after each epoch", xlabel="epoch", ylabel=unit)
    axis.legend()
axes[0].axhline(np.log(10), color=GREY, linewidth=1, linestyle="--")
axes[0].text(EPOCHS, np.log(10) - 0.15, "guessing: log 10", ha="right", color=GREY)
axes[0].set_ylim(bottom=0)
axes[1].set_ylim(80, 100.5)
plt.show()

# %% [markdown]
# The training loss starts near $\log 10$ and the gap between the two sets grows slowly: the model begins to
# learn the training images by heart. With 650 parameters it can't do much of that; lesson 04 is about
# models that can.

# %% [markdown]
# ## 6. What has it learned?
#
# A row of $\mathbf W$ has one weight for each pixel, so it is an image too. Ink on red pixels speaks for
# the class, ink on blue ones against it. Look at the 0: ink in its hole is the strongest argument against
# it.

# %%
weights = model.linear.weight.detach().reshape(10, 8, 8)
limit = weights.abs().max().item()
fig, axes = plt.subplots(2, 5, figsize=(8, 3.4))
for digit, axis in enumerate(axes.flat):
    picture = axis.imshow(weights[digit], cmap="RdBu_r", vmin=-limit, vmax=limit)
    axis.set_title(str(digit))
    axis.axis("off")
fig.colorbar(picture, ax=axes, label="weight (no unit)", shrink=0.9)
fig.suptitle("The weights of each class")
plt.show()

# %%
with torch.no_grad():
    probabilities = softmax(model(test_images), dim=1)  # [360,10]
predicted = probabilities.argmax(dim=1)
confusion = torch.zeros(10, 10, dtype=torch.int64)
confusion.index_put_((test_labels, predicted), torch.ones_like(predicted), accumulate=True)

fig, axis = plt.subplots(figsize=(5.2, 4.6))
picture = axis.imshow(confusion, cmap="Blues")
for i in range(10):
    for j in range(10):
        if confusion[i, j] > 0:
            shade = "white" if confusion[i, j] > confusion.max() / 2 else "black"
            axis.text(j, i, confusion[i, j].item(), ha="center", va="center", color=shade)
axis.set(title="Confusion matrix of the test set", xlabel="predicted class", ylabel="right class")
axis.set(xticks=range(10), yticks=range(10))
axis.grid(visible=False)
fig.colorbar(picture, label="images", shrink=0.85)
plt.show()

# %% [markdown]
# The misses, the surest first. Some of them you would hardly read better yourself. The surer the model
# was of a wrong class, the more that image adds to the loss.

# %%
surest = probabilities.amax(dim=1)
misses = (predicted != test_labels).nonzero().squeeze(1)  # [number of misses]
misses = misses[surest[misses].argsort(descending=True)][:10]
fig, axes = plt.subplots(2, 5, figsize=(8, 3.9))
for axis in axes.flat:
    axis.axis("off")
for axis, k in zip(axes.flat, misses, strict=False):
    axis.imshow(test_images[k], cmap="gray_r")
    axis.set_title(f"{predicted[k]} ({surest[k]:.0%}), is {test_labels[k]}", fontsize=9)
fig.suptitle("Misclassified test images: prediction (its probability), right class")
plt.show()

# %% [markdown]
# ## 7. The same in PyTorch
#
# `nn.CrossEntropyLoss` takes logits, so the model ends with its linear layer. Autograd finds the gradients
# and `torch.optim.SGD` does the steps. From the same start and with the same batches it must give the same
# classifier.

# %%
concise = nn.Sequential(nn.Flatten(), nn.Linear(64, 10))
concise[1].load_state_dict(start)
loss_function = nn.CrossEntropyLoss()
optimizer = torch.optim.SGD(concise.parameters(), lr=LEARNING_RATE)

loader = batches(seed=0)
for _ in ProgressBar(EPOCHS):
    for x, y in loader:
        loss = loss_function(concise(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

difference = (concise[1].weight - model.linear.weight).abs().max().item()
print(f"by hand: {history[-1]['test accuracy']:.2f} % of the test images are right")
print(f"PyTorch: {measure(concise)['test accuracy']:.2f} %")
print(f"largest difference of a weight: {difference:.1e} (the largest weight is {limit:.1f})")

# %% [markdown]
# ## 8. FashionMNIST
#
# Softmax regression is often shown on FashionMNIST: 70,000 images of clothes, 28 by 28 pixels, ten classes.
# torchvision loads it. Set `DOWNLOAD = True` if you are online (it fetches 30 MB once); expect about 83 %
# after five epochs.

# %%
DOWNLOAD = False

if DOWNLOAD:
    from torchvision import datasets, transforms

    root = Path("..", "..", "datasets", "fashion_mnist")
    to_tensor = transforms.ToTensor()  # images [1,28,28] from 0 to 1
    clothes = datasets.FashionMNIST(root, train=True, transform=to_tensor, download=True)
    unseen = datasets.FashionMNIST(root, train=False, transform=to_tensor, download=True)

    fashion = SoftmaxRegression(28 * 28, 10)
    optimizer = torch.optim.SGD(fashion.parameters(), lr=0.1)
    shuffled = DataLoader(clothes, batch_size=256, shuffle=True)
    for epoch in range(5):
        for (x, y), _ in zip(shuffled, ProgressBar(len(shuffled)), strict=True):
            loss = cross_entropy(fashion(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        share = evaluate_accuracy(fashion, DataLoader(unseen, batch_size=256))
        print(f"epoch {epoch + 1}: {share:.1%} of the test images are right")

# %% [markdown]
# ## 9. Quiz
#
# 1. Softmax of the scores $(100, 101, 102)$ and of $(0, 1, 2)$: which has the larger largest entry?
# 2. All scores of a sample are multiplied by 10. Does the predicted class change? Does the loss?
# 3. A ten-class model starts training with a loss of 6.9 nats. What does that tell you?
# 4. Someone ends the model with a softmax and still trains it with `nn.CrossEntropyLoss`. No error appears.
#    What is the smallest loss that a ten-class model can reach then?
# 5. A test set has 100 images, in batches of 64 and 36. All of the first batch are right and 18 of the
#    second. What is the accuracy, and what would the mean over batches be?
# 6. Why do the ten gradients of one sample, $\hat y_i - [i = y]$, always sum to 0? What does it say about
#    $\mathbf b$?

# %% [markdown]
# &nbsp;
#
# Take a sheet of paper before you read on.
#
# &nbsp;

# %% [markdown]
# ### Answers
#
# 1. They are equal: the scores differ by a constant, 100, which cancels. Only the first overflows if it is
#    computed carelessly.
# 2. The class does not change, as the order stays. The loss does: all differences grow tenfold, so the
#    model is surer than before. The loss gets smaller if it was right, and larger if it was wrong.
# 3. Guessing costs $\log 10 \approx 2.30$ nats. 6.9 means that the right class gets $e^{-6.9} \approx
#    0.001$ on average (in the geometric mean): the model is sure of wrong classes. Its initial weights, or
#    the scale of its inputs, are too large.
# 4. The "logits" are now probabilities between 0 and 1. At best they are 1 for the right class and 0 for
#    the nine others, so the loss is $\log(e + 9) - 1 \approx 1.46$ nats. It can't fall below, and the
#    gradients are small.
# 5. $82 / 100 = 0.82$. The mean over batches is $(1 + 0.5) / 2 = 0.75$: each image of the small batch
#    counts for more.
# 6. The probabilities sum to 1, and so does the one-hot vector. A step of SGD therefore leaves the sum of
#    the ten biases as it is, and shifting all of them together would change no probability.

# %% [markdown]
# ## Read on
#
# - Dive into Deep Learning, chapter 4: https://d2l.ai/chapter_linear-classification/
# - Goodfellow, Bengio and Courville, Deep Learning, 4.1 and 6.2.2.3: https://www.deeplearningbook.org
