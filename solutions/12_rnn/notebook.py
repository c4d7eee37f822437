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
# # Recurrent networks
#
# A text is a sequence, and what comes next depends on what came before, sometimes long before. A recurrent
# network reads one character at a time and keeps a *state*: a vector in which it notes what it needs to know
# of the past. The same few weights act at each step, so it can read texts of any length.
#
# In this lesson you build such a network from nothing but matrix products, and you compute its gradients by
# hand. Then you train it on *The Time Machine* of H. G. Wells until it writes by itself. At the end you can
#
# - write a recurrent network, and exchange its weights with PyTorch's,
# - explain backpropagation through time, and measure how far a gradient reaches,
# - train on a text that is far too long for one graph, and say what is cut off and what is not,
# - tell `detach`, `.data` and a change in place apart, and read the errors that they give,
# - say when gradients explode, and what clipping does then.
#
# You write eight functions in `rnn.py`, beside this notebook, and use them here. Cells that need a function
# which you have not written yet stop with `NotImplementedError`. Write it, and run the cell again: the
# notebook reloads your module by itself. `%check NAME` runs the visible checks of a function, `%check` those
# of all, and `%hint NAME` helps when you are stuck.

# %%
# %load_ext autograder

# %%
import math
import re
import time
from collections.abc import Iterator
from pathlib import Path

import matplotlib.pyplot as plt
import torch
from IPython.display import ProgressBar
from rnn import (
    detach_state,
    init_rnn_params,
    predict,
    rnn,
    rnn_backward,
    rnn_cell,
    to_onehot,
    truncated_bptt_,
)
from torch import Tensor, nn

BLUE, ORANGE, GREEN, GREY = "#2563eb", "#ea580c", "#16a34a", "#64748b"
plt.rc("figure", dpi=110)
plt.rc("figure.constrained_layout", use=True)
plt.rc("axes", titlesize=10)
plt.rc("axes.spines", top=False, right=False)
plt.rc("axes", grid=True, axisbelow=True)
plt.rc("grid", color="#e2e8f0")
plt.rc("legend", frameon=False)

# %% [markdown]
# ## 1. From characters to rows
#
# We keep the small letters, the space, the comma and the full stop of the book: 29 characters. The last tenth
# is for testing. Each character has an id.

# %%
path = Path("..", "..", "datasets", "time_machine", "time_machine.txt")
story = " ".join(path.read_text(encoding="utf-8").splitlines()[26:])  # without the table of contents
story = re.sub("[^a-z.,]+", " ", story.lower())
idx_to_char = sorted(set(story))
char_to_idx = {character: index for index, character in enumerate(idx_to_char)}
corpus = torch.tensor([char_to_idx[character] for character in story])
V = len(idx_to_char)
start_of_test = len(corpus) * 9 // 10
train_ids, test_ids = corpus[:start_of_test], corpus[start_of_test:]
print(f"{len(corpus):,} characters, {V} different ones")
print(story[1000:1200])
assert V == 29

# %% [markdown]
# An id is a name, not a quantity: `c` is not three times `a`. So the network gets one-hot rows. PyTorch's
# loaders give batches [B, T], a row for each sequence. A recurrent network takes one step of all sequences at
# a time, so the time becomes the first dimension.
#
# **Your turn: `to_onehot`.**

# %%
sample = "the time machine"
X = torch.tensor([[char_to_idx[character] for character in sample]])  # [1,T]
rows = to_onehot(X, V)
assert rows.shape == (len(sample), 1, V)

fig, axis = plt.subplots(figsize=(6.5, 4.2))
axis.imshow(rows[:, 0].T, cmap="Blues", aspect="auto")
axis.set_xticks(range(len(sample)), sample)
axis.set_yticks(range(V), [c.replace(" ", "␣") for c in idx_to_char], fontsize=6)
axis.set(
    title="One-hot rows of a text: one 1 a step",
    xlabel="time step (its character)",
    ylabel="id (its character)",
)
axis.grid(visible=False)
plt.show()

# %%
# %check to_onehot

# %% [markdown]
# ## 2. One cell, many steps
#
# The network of Elman (1990) mixes the new input and the old state, and squashes the sum:
#
# $$\mathbf h_t = \tanh(\mathbf x_t \mathbf W_{xh} + \mathbf h_{t-1} \mathbf W_{hh} + \mathbf b_h), \qquad
# \mathbf o_t = \mathbf h_t \mathbf W_{hq} + \mathbf b_q .$$
#
# Unrolled in time, it is a deep network with a layer for each step. All of its layers have the same weights:
#
# ```
#        o_1          o_2          o_3               scores for the next character
#         ^            ^            ^
#         | W_hq       | W_hq       | W_hq
#         |            |            |
# h_0 -> h_1  ------> h_2  ------> h_3  ---> ...     the state
#    W_hh ^     W_hh   ^     W_hh   ^
#         | W_xh       | W_xh       | W_xh
#         |            |            |
#        x_1          x_2          x_3               "t"  "h"  "e"
# ```
#
# **Your turn: `rnn_cell` and `rnn`.** PyTorch's `nn.RNN` computes the states in the same way. It has
# transposed matrices, two biases, and no output layer. So load our weights into it, and compare:

# %%
generator = torch.Generator().manual_seed(0)
T, B, H = 20, 4, 32
shapes = ((V, H), (H, H), (H,), (H, V), (V,))
drawn = [torch.randn(shape, generator=generator) * 0.3 for shape in shapes]
W_xh, W_hh, b_h, W_hq, b_q = drawn
inputs = to_onehot(train_ids[: T * B].reshape(B, T), V)
h0 = torch.randn(B, H, generator=generator)

theirs = nn.RNN(V, H)
with torch.no_grad():
    theirs.weight_ih_l0.copy_(W_xh.T)
    theirs.weight_hh_l0.copy_(W_hh.T)
    theirs.bias_ih_l0.copy_(b_h)
    theirs.bias_hh_l0.zero_()
    states, last = theirs(inputs, h0.unsqueeze(0))
    expected = states @ W_hq + b_q

outputs, (h,) = rnn(inputs, (h0,), drawn)
print(f"outputs: largest difference from nn.RNN {(outputs - expected).abs().max():.1e}")
print(f"state:   largest difference from nn.RNN {(h - last[0]).abs().max():.1e}")
assert torch.allclose(outputs, expected, atol=1e-5)
assert torch.allclose(h, last[0], atol=1e-5)
assert torch.allclose(rnn_cell(inputs[0], h0, W_xh, W_hh, b_h), states[0], atol=1e-5)

# %%
# %check rnn_cell rnn

# %% [markdown]
# **Your turn: `init_rnn_params`.** The weights start small and random. Without training, all characters are
# about equally likely. The *perplexity*, $\exp$ of the mean cross-entropy, is then the number of characters:
# the network is as unsure as if it had to guess among 29.

# %%
params = init_rnn_params(V, H, generator=torch.Generator().manual_seed(1))
outputs, _ = rnn(inputs, (torch.zeros(B, H),), params)
wanted = train_ids[1 : T * B + 1].reshape(B, T).T  # [T,B], the character after each one
loss = nn.functional.cross_entropy(outputs.flatten(0, 1), wanted.flatten())
print(f"perplexity before training: {loss.exp():.2f}")
assert abs(loss.exp() - V) < 0.1

# %%
# %check init_rnn_params

# %% [markdown]
# ## 3. Backpropagation through time
#
# In the picture, two arrows leave $\mathbf h_t$: one to its own output, one to the next state. So its
# derivative has two parts. With $\boldsymbol\delta_t$ for the derivative of the loss in the sum inside
# $\tanh$, going from the last step to the first,
#
# $$\boldsymbol\delta_t = \left(\frac{\partial L}{\partial \mathbf o_t} \mathbf W_{hq}^\top +
# \boldsymbol\delta_{t+1} \mathbf W_{hh}^\top\right) \odot (1 - \mathbf h_t^2), \qquad
# \boldsymbol\delta_{T+1} = 0 .$$
#
# A weight acts at every step, so its gradient is a sum over all steps. What it is multiplied with at each of
# them, and for the other parameters, is for you to find.
#
# **Your turn: `rnn_backward`.** Autograd knows the answer, and in float64 the two must agree to many digits:

# %%
wide = [p.detach().double().requires_grad_() for p in init_rnn_params(V, H)]
with torch.no_grad():
    for p in wide:
        p.normal_(0.0, 0.3, generator=generator)
outputs, _ = rnn(inputs.double(), (h0.double(),), wide)
loss = nn.functional.cross_entropy(outputs.flatten(0, 1), wanted.flatten())
(douts,) = torch.autograd.grad(loss, outputs, retain_graph=True)
by_autograd = torch.autograd.grad(loss, wide)
by_hand = rnn_backward(inputs.double(), h0.double(), wide, douts)
for name, mine, expected in zip(("W_xh", "W_hh", "b_h", "W_hq", "b_q"), by_hand, by_autograd, strict=True):
    error = ((mine - expected).norm() / expected.norm()).item()
    print(f"{name:4}: relative error {error:.1e}")
    assert error < 1e-12

# %%
# %check rnn_backward

# %% [markdown]
# ### How far does a gradient reach?
#
# On its way from step $T$ to step $T - k$ the gradient is multiplied $k$ times by $\mathbf W_{hh}^\top$ and
# by $1 - \mathbf h^2$. Take random networks whose $\mathbf W_{hh}$ has normal entries of the spread
# $g / \sqrt H$. Then $g$ decides whether the product shrinks or grows.


# %%
def reach(rows: Tensor, h: Tensor, params: list[Tensor]) -> Tensor:
    """[T] norms of the gradient of the last state in each state before it, the nearest first."""
    states = [h.detach().requires_grad_()]
    for x in rows:
        states.append(rnn_cell(x, states[-1], *params[:3]))
    direction = torch.randn(states[-1].shape, generator=torch.Generator().manual_seed(5))
    gradients = torch.autograd.grad(states[-1], states[:-1], direction / direction.norm())
    return torch.stack([gradient.norm() for gradient in gradients]).flip(0)


steps, H_reach = 60, 128
rows = to_onehot(train_ids[: 8 * steps].reshape(8, steps), V)
random_nets = {}
for g in (0.5, 1.0, 2.0, 3.0):
    generator = torch.Generator().manual_seed(2)
    W_xh = torch.randn(V, H_reach, generator=generator) * 0.1
    W_hh = torch.randn(H_reach, H_reach, generator=generator) * g / H_reach**0.5
    random_nets[g] = reach(rows, torch.zeros(8, H_reach), [W_xh, W_hh, torch.zeros(H_reach)])

fig, axis = plt.subplots(figsize=(7.5, 3.4))
for (g, norm), colour in zip(random_nets.items(), (GREY, BLUE, GREEN, ORANGE), strict=True):
    axis.semilogy(range(1, steps + 1), norm, color=colour, label=f"g = {g}")
axis.set(title="Gradient of the last state in earlier states, random networks")
axis.set(xlabel="steps back in time", ylabel="norm (no unit)")
axis.legend()
plt.show()
print({g: f"{norm[-1].item():.1e}" for g, norm in random_nets.items()}, "after 60 steps")
assert random_nets[0.5][-1] < 1e-12 < random_nets[1.0][-1] < 1 < random_nets[3.0][-1]

# %% [markdown]
# The lines are nearly straight on a logarithmic axis: the gradient shrinks or grows *exponentially*. Where it
# vanishes, the network can't learn from what it saw long ago. Where it explodes, a single step may destroy
# what was learned. Clipping helps against the second (section 5), and the gates of the next lesson against
# the first.
#
# ## 4. A text is too long for one graph
#
# The book has 170,000 characters. A graph through all of them would fill the memory, and there would be one
# update for a whole reading. So the text is cut into chunks. The *values* of the state pass on from chunk to
# chunk, but the *graph* does not. This is truncated backpropagation through time.
#
# What happens if nobody cuts the graph? The backward pass of the second chunk runs into that of the first,
# whose memory is freed:

# %%
w = torch.tensor(0.5, requires_grad=True)
state = torch.tensor(1.0)
message = ""
try:
    for _ in range(2):
        state = torch.tanh(w * state)
        state.backward()
except RuntimeError as error:
    message = str(error)
print("RuntimeError:", message.split(". ")[0])
assert "second time" in message

# %% [markdown]
# The advice in that message, `retain_graph=True`, is wrong here: it keeps the graphs of all chunks. The right
# way is to detach the state. There are three ways to try it:
#
# - `state.detach()` gives a new tensor with the same memory and without the graph.
# - `state.detach_()` cuts the tensor itself. Whoever else holds it loses the graph too.
# - `state.data` looks like `detach()`, but autograd then doesn't watch the memory.
#
# The difference shows when someone changes that memory. $\tanh$ needs its result for its backward pass; its
# derivative here is $1 - \tanh^2(0.5) \approx 0.786$.

# %%
for name in ("detach()", ".data"):
    w = torch.tensor(0.5, requires_grad=True)
    h = torch.tanh(w)
    cut = h.detach() if name == "detach()" else h.data
    cut.zero_()  # for example to reset the state between two texts
    try:
        h.backward()
        print(f"{name:9} gradient {w.grad.item():.3f}, which is wrong, and no error")
        assert w.grad == 1.0
    except RuntimeError as error:
        print(f"{name:9} RuntimeError: {str(error)[:88]}...")
        assert name == "detach()"

# %% [markdown]
# `detach` finds the error, `.data` hides it and gives a wrong gradient. The same error appears without any
# detaching, if a state is updated in place. Write `h = h + 1`, not `h += 1`:

# %%
w = torch.tensor([0.5], requires_grad=True)
h = torch.tanh(w)
h += 1
message = ""
try:
    h.sum().backward()
except RuntimeError as error:
    message = str(error)
print("RuntimeError:", message[:88], "...")
assert "inplace" in message

# %% [markdown]
# **Your turn: `detach_state`.** States differ from network to network. Ours is a tuple of one, that of an
# LSTM a pair, and a stack of layers has tuples in a tuple. One function serves all.

# %%
w = torch.ones(2, requires_grad=True)
nested = ((2 * w, 3 * w), (4 * w,))
cut = detach_state(nested)
print(cut)
assert not cut[0][1].requires_grad
assert cut[0][1].data_ptr() == nested[0][1].data_ptr()

# %%
# %check detach_state

# %% [markdown]
# ## 5. Training
#
# We read the book as 16 streams side by side: the text is cut into 16 long pieces, and a chunk has the next
# 35 characters of each. So row $b$ of a chunk continues row $b$ of the chunk before, and the state fits.


# %%
def chunks_of(ids: Tensor, batch: int, steps: int) -> Iterator[tuple[Tensor, Tensor]]:
    """Yield X and Y, [B,T] each: Y is the text one character later."""
    length = (len(ids) - 1) // batch
    X = ids[: batch * length].reshape(batch, length)
    Y = ids[1 : batch * length + 1].reshape(batch, length)
    for start in range(0, length - steps + 1, steps):
        yield X[:, start : start + steps], Y[:, start : start + steps]


X, Y = next(chunks_of(train_ids, 16, 35))
for name, row in (("X", X[0]), ("Y", Y[0])):
    print(f"{name}[0] = {''.join(idx_to_char[i] for i in row)!r}")


# %%
class CharModel(nn.Module):
    """Your network as a module: ids [B,T] and the state (h,) -> scores [T,B,V] and the new state."""

    def __init__(self, hidden: int, seed: int = 0) -> None:
        super().__init__()
        drawn = init_rnn_params(V, hidden, generator=torch.Generator().manual_seed(seed))
        self.weights = nn.ParameterList(drawn)

    def forward(self, X: Tensor, state: tuple[Tensor]) -> tuple[Tensor, tuple[Tensor]]:
        return rnn(to_onehot(X, V), state, list(self.weights))

    def first_state(self, batch: int) -> tuple[Tensor]:
        return (torch.zeros(batch, len(self.weights[2])),)


def loss_fn(logits: Tensor, Y: Tensor) -> Tensor:
    """The mean cross-entropy; logits [T,B,V], Y [B,T]."""
    return nn.functional.cross_entropy(logits.flatten(0, 1), Y.T.flatten())


@torch.no_grad()
def perplexity_of(model: nn.Module, ids: Tensor) -> float:
    """The perplexity on a text, read as eight streams."""
    (X, Y), *_ = chunks_of(ids, 8, (len(ids) - 1) // 8)
    logits, _ = model(X, model.first_state(8))
    return loss_fn(logits, Y).exp().item()


# %% [markdown]
# **Your turn: `truncated_bptt_`.** Then one reading of the book is one call. After each reading we test on
# the tenth of the book that is not trained on, and let the model continue a sentence with **`predict`, your
# last turn**. It always writes the likeliest character.

# %%
torch.manual_seed(0)
model = CharModel(hidden=256)
opt = torch.optim.Adam(model.parameters(), lr=4e-3)
state = model.first_state(1)
print("before:", repr(predict("the time traveller ", 40, model, state, idx_to_char, char_to_idx)))

READINGS = 8
train_curve, test_curve, started = [], [], time.perf_counter()
for reading in ProgressBar(READINGS):
    losses, _ = truncated_bptt_(
        model, chunks_of(train_ids, 16, 35), model.first_state(16), loss_fn, opt, max_norm=1.0
    )
    train_curve += losses
    test_curve.append(perplexity_of(model, test_ids))
    text = predict("the time traveller ", 60, model, state, idx_to_char, char_to_idx)
    print(f"{reading + 1}: perplexity {test_curve[-1]:5.2f}  {text!r}")
    for group in opt.param_groups:
        group["lr"] *= 0.8
print(f"{len(train_curve)} updates in {time.perf_counter() - started:.0f} s")
assert test_curve[-1] < 6

# %%
fig, axis = plt.subplots(figsize=(7.5, 3.4))
each = len(train_curve) // READINGS
axis.plot(torch.tensor(train_curve).exp(), color=BLUE, alpha=0.35, linewidth=1, label="each chunk")
smooth = torch.tensor(train_curve).unfold(0, 25, 1).mean(dim=1).exp()
axis.plot(range(24, len(train_curve)), smooth, color=BLUE, label="mean of 25 chunks")
axis.plot(range(each, len(train_curve) + 1, each), test_curve, "o", color=ORANGE, label="text it never read")
axis.axhline(V, color=GREY, linestyle="--", linewidth=1)
axis.text(len(train_curve), V * 0.88, "guessing", color=GREY, ha="right")
axis.set(title="A recurrent network reads The Time Machine", yscale="log")
axis.set_yticks([5, 7, 10, 15, 20, 30], ["5", "7", "10", "15", "20", "30"])
axis.minorticks_off()
axis.set(xlabel="update", ylabel="perplexity (characters)")
axis.legend()
plt.show()

# %%
# %check truncated_bptt_ predict

# %% [markdown]
# The likeliest character each time soon runs in a circle. It is better to draw each character, with the
# probabilities that the network gives. Your `predict` can do that too. Add to each score a random number of
# the Gumbel distribution: $-\log E$ with an exponentially distributed $E$. Then the largest sum is a draw
# from the softmax of the scores. A temperature below 1 sharpens the probabilities a little.


# %%
def noisy(temperature: float, seed: int):
    """The model as a step of `predict` that draws its characters."""
    generator = torch.Generator().manual_seed(seed)

    def drawing(X: Tensor, state: tuple[Tensor]) -> tuple[Tensor, tuple[Tensor]]:
        scores, following = model(X, state)
        noise = -torch.empty_like(scores).exponential_(generator=generator).log()
        return scores / temperature + noise, following

    return drawing


state = model.first_state(1)
for seed in range(3):
    print(predict("the time traveller ", 220, noisy(0.5, seed), state, idx_to_char, char_to_idx), end="\n\n")

# %% [markdown]
# Word lengths, endings, commas and many whole words are right, and so is the tone. The sense is missing. It
# was all learned from the next character, one at a time.
#
# ### With and without clipping
#
# Start from a bad place: a state matrix with the spread $g = 2$ of section 3, where gradients explode. Train
# with plain SGD, once with the gradients clipped to a common norm of 1, and once without.


# %%
def from_a_bad_place(max_norm: float, updates: int = 60) -> tuple[list[float], list[float]]:
    """The loss and the gradient norm before clipping at each update."""
    model = CharModel(hidden=96)
    generator = torch.Generator().manual_seed(3)
    with torch.no_grad():
        model.weights[1].normal_(0.0, 2.0 / 96**0.5, generator=generator)
        for i in (0, 3):
            model.weights[i].normal_(0.0, 0.5, generator=generator)
    norms = []

    def watched(logits: Tensor, Y: Tensor) -> Tensor:
        surprise = loss_fn(logits, Y)
        gradients = torch.autograd.grad(surprise, list(model.parameters()), retain_graph=True)
        norms.append(torch.cat([gradient.flatten() for gradient in gradients]).norm().item())
        return surprise

    opt = torch.optim.SGD(model.parameters(), lr=0.5)
    chunks = (pair for pair, _ in zip(chunks_of(train_ids, 16, 35), range(updates), strict=False))
    losses, _ = truncated_bptt_(model, chunks, model.first_state(16), watched, opt, max_norm)
    return losses, norms


found = {"clipped to 1": from_a_bad_place(1.0), "not clipped": from_a_bad_place(math.inf)}
fig, axes = plt.subplots(1, 2, figsize=(9.5, 3.3))
for (name, (losses, norms)), colour in zip(found.items(), (BLUE, ORANGE), strict=True):
    axes[0].plot(losses, color=colour, label=name)
    axes[1].semilogy(norms, color=colour, label=name)
axes[0].axhline(math.log(V), color=GREY, linestyle="--", linewidth=1)
axes[0].set(title="Training from a bad start", xlabel="update", ylabel="loss (nats)")
axes[1].axhline(1.0, color=GREY, linestyle="--", linewidth=1)
axes[1].set(title="The gradient before clipping", xlabel="update", ylabel="norm (no unit)")
axes[0].legend()
plt.show()
for name, (losses, norms) in found.items():
    print(f"{name:13} last ten losses {sum(losses[-10:]) / 10:6.2f} nats, largest norm {max(norms):.1e}")
assert sum(found["clipped to 1"][0][-10:]) / 10 < 4.0
assert not max(found["not clipped"][1]) < 1000  # it may be NaN

# %% [markdown]
# Without clipping, a few steps in a row are so long that all units saturate. From there the way back is slow.
# Clipping keeps the direction of the step and limits its length. It doesn't cure the gradients; it keeps one
# bad chunk from undoing the work of many good ones.
#
# ## 6. What does truncation cost?
#
# Take the trained model and 256 characters of 16 texts. Your `rnn_backward` gives the full gradient. Now cut
# the same text into chunks of $k$ characters, pass the state on, and add up the gradients of the chunks. How
# near is the sum to the full gradient?

# %%
length, batch = 256, 16
X, Y = next(chunks_of(train_ids, batch, length))
weights = [p.detach() for p in model.weights]
rows, nothing = to_onehot(X, V), torch.zeros(batch, len(weights[2]))
logits = rnn(rows, (nothing,), weights)[0].requires_grad_()
(douts,) = torch.autograd.grad(loss_fn(logits, Y), logits)
full = rnn_backward(rows, nothing, weights, douts)[1]  # of W_hh


def truncated(k: int) -> Tensor:
    """The gradient of W_hh, with the graph cut every k steps."""
    total, state = torch.zeros_like(full), (nothing,)
    for start in range(0, length, k):
        part = slice(start, start + k)
        total += rnn_backward(rows[part], state[0], weights, douts[part])[1]
        state = detach_state(rnn(rows[part], state, weights)[1])
    return total


sizes = [2**i for i in range(9)]
angles, ratios = [], []
for k in sizes:
    gradient = truncated(k)
    angles.append(nn.functional.cosine_similarity(gradient.flatten(), full.flatten(), dim=0).item())
    ratios.append((gradient.norm() / full.norm()).item())
    print(f"k = {k:3}: cosine {angles[-1]:.4f}, norm {ratios[-1]:.3f} of the full one")
assert abs(angles[-1] - 1) < 1e-4
assert angles[0] < angles[4]

# %%
learned = reach(rows[:steps], nothing, weights)
fig, axes = plt.subplots(1, 2, figsize=(9.5, 3.3))
axes[0].semilogx(sizes, angles, "o-", color=BLUE, base=2)
axes[0].set(title="Truncated against full gradient of W_hh", ylim=(0, 1.05))
axes[0].set(xlabel="length of a chunk (steps)", ylabel="cosine of the angle (no unit)")
axes[1].semilogy(range(1, steps + 1), learned, color=BLUE, label="after training")
for g, colour in ((0.5, GREY), (3.0, ORANGE)):
    axes[1].semilogy(range(1, steps + 1), random_nets[g], color=colour, label=f"random, g = {g}")
axes[1].set(title="How far the gradient reaches", xlabel="steps back in time", ylabel="norm (no unit)")
axes[1].legend()
plt.show()

# %% [markdown]
# Chunks of a few dozen characters give nearly the full gradient. The reason is on the right: in this
# network little comes back from farther away. Truncation costs little here *because* the gradient vanishes.
# The values of the state still carry what is older: a network may use it, but it isn't taught to keep it.
#
# ## 7. What goes wrong in practice
#
# - **Shuffled chunks with a carried state.** The state belongs to another place of the book. Read in order,
#   or start each chunk from 0.
# - **The last, smaller batch.** The state has one row for each stream, so the batch size must stay the same.
# - **A state that is kept with its graph**, in a list of results or in a log. The memory grows with each
#   chunk. Keep numbers: `loss.item()`.
# - **`retain_graph=True`** to silence an error. It is nearly always a missing `detach`.
# - **Comparing perplexities** of different alphabets. A model of words has another unit than one of
#   characters.
# - **Clipping after the step**, or before the backward pass: no error, and no effect.
#
# ## 8. Try it yourself
#
# 1. Train with chunks of 5 and of 100 characters, with the same number of characters in all. Which one is
#    better after the same time? Why?
# 2. Start each chunk from a state of 0. How much perplexity does the carried state gain?
# 3. Put `nn.LSTM` into the place of `rnn` in `CharModel`. Nothing else changes, because `truncated_bptt_`
#    takes its state as it is.
#
# ## Summary
#
# - A recurrent network applies the same cell at each step. Its state is all that it knows of the past.
# - Backpropagation through time is backpropagation in the unrolled network. The gradients add up over the
#   steps, and they shrink or grow exponentially on their way.
# - Truncation passes the state's values on and cuts its graph: `detach`, not `.data`, and not in place.
# - Clipping limits a step without turning it.
#
# ## Quiz
#
# 1. How many parameters has the network of this lesson, with $V = 29$ and $H = 256$? Does the number depend
#    on the length of the text?
# 2. $\mathbf W_{hh}$ is 0.9 times the identity, and the states are near 0. How much of a gradient is left
#    after 50 steps?
# 3. `h.detach_()` instead of `h.detach()`: when does it do harm?
# 4. The gradients of two parameters have the norms 3 and 4, and `max_norm` is 1. What are the norms after
#    clipping? And if each were clipped by itself?
# 5. A model has a perplexity of 1.0 on the training text. What does it know?

# %% [markdown]
# <details><summary>Answers</summary>
#
# 1. $29 \cdot 256 + 256^2 + 256 + 256 \cdot 29 + 29 = 80{,}669$. It doesn't: the weights are shared by all
#    steps.
# 2. $0.9^{50} \approx 0.005$.
# 3. When someone else still needs the graph of `h`, for example a loss that is not yet backpropagated.
# 4. The common norm is 5, so they become 0.6 and 0.8. Clipped one by one, both would be 1, and the
#    direction of the step would be another one.
# 5. The text by heart. It is always sure of the next character, and right.
#
# </details>
#
# ## Read on
#
# - Dive into Deep Learning, 9.4 to 9.7: https://d2l.ai/chapter_recurrent-neural-networks/
# - Goodfellow, Bengio and Courville, Deep Learning, 10.2 and 10.7: https://www.deeplearningbook.org
# - Elman, Finding Structure in Time, Cognitive Science 14 (1990)
# - Werbos, Backpropagation Through Time: What It Does and How to Do It, Proceedings of the IEEE 78 (1990)
# - Pascanu, Mikolov and Bengio, On the Difficulty of Training Recurrent Neural Networks (2013):
#   https://arxiv.org/abs/1211.5063
