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
# # Gated recurrent networks
#
# A plain recurrent network rewrites its whole state at each step. What it saw twenty steps ago has by then
# passed through twenty matrix products and twenty tanh, and little of it is left; of the gradient on its
# way back there is even less. Gated networks may *leave their state alone*. Small gates, learned like
# everything else, decide at each step what is kept, what is written and what is shown.
#
# You write the two famous ones, GRU and LSTM, in `modern_rnn.py`, beside this notebook, and three things to
# build with them: layers on top of each other, two directions, and the last valid step of padded sequences.
# Here you look into the gates, measure how far the gradient reaches, and train your networks to remember.
#
# Cells that need a function which you have not written yet stop with `NotImplementedError`. Write it, and
# run the cell again: the notebook reloads your module by itself. `%check NAME` runs the visible checks of a
# function, `%check` those of all, and `%hint NAME` helps when you are stuck.

# %%
# %load_ext autograder

# %%
from functools import partial

import matplotlib.pyplot as plt
import torch
from IPython.display import ProgressBar
from modern_rnn import bidirectional, deep_rnn, gru, gru_cell, last_valid, lstm, lstm_cell, rnn_param_count
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
# ## 1. Two cells
#
# **LSTM.** Beside the hidden state $\mathbf h$ there is a memory cell $\mathbf c$, which nothing but
# elementwise operations touch:
#
# $$\begin{aligned}
# \mathbf i, \mathbf f, \mathbf o &= \sigma(\mathbf W \mathbf x + \mathbf U \mathbf h + \mathbf b)
# \quad\text{each with its own weights,} &
# \mathbf g &= \tanh(\mathbf W_g \mathbf x + \mathbf U_g \mathbf h + \mathbf b_g), \\
# \mathbf c' &= \mathbf f \odot \mathbf c + \mathbf i \odot \mathbf g, &
# \mathbf h' &= \mathbf o \odot \tanh(\mathbf c').
# \end{aligned}$$
#
# With $\mathbf f = 1$ and $\mathbf i = 0$ the memory stays as it is, for as long as you like.
#
# **GRU.** It does with one state and two gates:
#
# $$\begin{aligned}
# \mathbf r, \mathbf z &= \sigma(\mathbf W \mathbf x + \mathbf U \mathbf h + \mathbf b), &
# \mathbf n &= \tanh(\mathbf W_n \mathbf x + \mathbf b_n + \mathbf r \odot (\mathbf U_n \mathbf h +
# \mathbf b'_n)), &
# \mathbf h' &= (1 - \mathbf z) \odot \mathbf n + \mathbf z \odot \mathbf h.
# \end{aligned}$$
#
# Beware of conventions. In the first paper, and in some books, the reset gate acts on $\mathbf h$ before
# the product, and $\mathbf z$ and $1 - \mathbf z$ are exchanged. These formulas are PyTorch's, and so is
# the order of the gates in the weights: $r, z, n$ and $i, f, g, o$. Then weights can be exchanged with
# PyTorch's modules, which makes a good test:


# %%
def params_of(module: nn.Module, suffix: str = "l0") -> list[Tensor]:
    """The weights of one layer of nn.GRU or nn.LSTM; "l1" is the second, "l0_reverse" the way back."""
    names = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
    return [getattr(module, f"{name}_{suffix}").detach() for name in names]


torch.manual_seed(0)
x = torch.randn(12, 4, 3)  # [T,B,I]
h0, c0 = torch.randn(4, 5), torch.randn(4, 5)  # [B,H]

theirs = nn.GRU(3, 5)
expected, _ = theirs(x, h0.unsqueeze(0))
mine, _ = gru(x, h0, params_of(theirs))
print(f"GRU:  largest difference from nn.GRU  {(mine - expected).abs().max():.1e}")

theirs = nn.LSTM(3, 5)
expected, (_, c_expected) = theirs(x, (h0.unsqueeze(0), c0.unsqueeze(0)))
mine, (_, c_mine) = lstm(x, (h0, c0), params_of(theirs))
print(f"LSTM: largest difference from nn.LSTM {(mine - expected).abs().max():.1e}")
print(f"      and of its memory cell          {(c_mine - c_expected[0]).abs().max():.1e}")

# %%
# %check gru lstm

# %% [markdown]
# ## 2. A memory built by hand
#
# Gates are switches, and you can set them yourself. Take an LSTM with one unit and two inputs: a noisy
# signal $s_t$, and a flag that is 1 when the signal is to be written down. Let the flag open the input gate
# and shut the forget gate:
#
# $$i = \sigma(20 \cdot \text{flag} - 10), \qquad f = \sigma(10 - 20 \cdot \text{flag}), \qquad
# g = \tanh(s), \qquad o = \sigma(10) \approx 1.$$

# %%
generator = torch.Generator().manual_seed(3)
steps = 60
signal = 0.7 * torch.randn(steps, generator=generator)
signal[[5, 22, 41]] = torch.tensor([1.2, -0.9, 0.4])
flag = torch.zeros(steps)
flag[[5, 22, 41]] = 1.0

W_ih = torch.tensor([[0.0, 20.0], [0.0, -20.0], [1.0, 0.0], [0.0, 0.0]])  # rows i, f, g, o
b_ih = torch.tensor([-10.0, 10.0, 0.0, 10.0])
latch = (W_ih, torch.zeros(4, 1), b_ih, torch.zeros(4))

pairs = torch.stack([signal, flag], dim=1).unsqueeze(1)  # [60,1,2]
state, memory = (torch.zeros(1, 1), torch.zeros(1, 1)), []
for pair in pairs:
    state = lstm_cell(pair, state, *latch)
    memory.append(state[1].item())

leaky, h = [], 0.0
for value, write in zip(signal.tanh(), flag, strict=True):
    h = 0.9 * h + (value * write).item()  # no gate: it forgets a tenth at each step
    leaky.append(h)

gates = torch.sigmoid(pairs.squeeze(1) @ W_ih.T + b_ih)  # [60,4]; g is not asked for here
fig, (top, middle, bottom) = plt.subplots(3, 1, figsize=(9, 5.4), sharex=True, height_ratios=[1.2, 0.7, 1.2])
top.plot(signal.tanh(), color=GREY, linewidth=1)
written = flag.nonzero().squeeze(1)
top.plot(written, signal.tanh()[written], "o", color=ORANGE, label="to be written down")
top.set(title="The signal", ylabel="tanh s (no unit)", ylim=(-1, 1.6))
top.legend(loc="upper right")
middle.plot(gates[:, 0], color=BLUE, label="input gate i")
middle.plot(gates[:, 1], color=ORANGE, label="forget gate f")
middle.set(title="The gates", ylabel="opening (no unit)")
middle.legend(loc="center right")
bottom.plot(memory, color=BLUE, label="memory cell c of the LSTM")
bottom.plot(leaky, color=GREY, linestyle="--", label="a state without gates, 0.9 h + input")
bottom.set(title="What is remembered", xlabel="time step", ylabel="value (no unit)")
bottom.legend(loc="lower left")
plt.show()

# %%
# %check lstm_cell

# %% [markdown]
# The LSTM holds each value until the next is written. Without gates a state must choose: forget slowly, and
# carry old values into the new ones, or forget fast.
#
# ## 3. How far does the gradient reach?
#
# Along the memory cell the derivative of one step is $\partial c' / \partial c = f$ (with the gates held
# fixed). Over $k$ steps that makes $\prod f_t$, which stays near 1 where the forget gates are open. In a
# plain RNN it is a product of $k$ Jacobians $\operatorname{diag}(1 - h_t^2)\, \mathbf U$, which shrinks or
# grows exponentially.
#
# Measure it: random networks with 64 units, and the gradient of the last output with respect to the inputs
# of each step.


# %%
def rnn(inputs: Tensor, h: Tensor, params: list[Tensor]) -> tuple[Tensor, Tensor]:
    """A plain RNN, for comparison."""
    W_x, W_h, b_x, b_h = params
    states = []
    for step in inputs:
        h = torch.tanh(step @ W_x.T + h @ W_h.T + b_x + b_h)
        states.append(h)
    return torch.stack(states), h


def random_params(gates: int, inputs: int, hidden: int, generator: torch.Generator) -> list[Tensor]:
    """Uniform weights of PyTorch's size, 1/sqrt(H)."""
    rows, bound = gates * hidden, hidden**-0.5
    shapes = ((rows, inputs), (rows, hidden), (rows,), (rows,))
    return [(torch.rand(shape, generator=generator) * 2 - 1) * bound for shape in shapes]


def reach(outputs: Tensor, inputs: Tensor) -> Tensor:
    """[T] norms of the gradient of the last output with respect to the inputs of each step."""
    direction = torch.randn(outputs[-1].shape, generator=torch.Generator().manual_seed(5))
    (gradient,) = torch.autograd.grad(outputs[-1], inputs, direction)
    return gradient.flatten(1).norm(dim=1)


generator = torch.Generator().manual_seed(4)
T, B, F, H = 100, 8, 16, 64
inputs = torch.randn(T, B, F, generator=generator, requires_grad=True)
zeros = torch.zeros(B, H)
norms = {"RNN": reach(rnn(inputs, zeros, random_params(1, F, H, generator))[0], inputs)}
norms["GRU"] = reach(gru(inputs, zeros, random_params(3, F, H, generator))[0], inputs)
for bias in (0, 2, 5):
    params = random_params(4, F, H, generator)
    params[2][H : 2 * H] += bias  # the rows of the forget gate
    norms[f"LSTM, forget bias {bias}"] = reach(lstm(inputs, (zeros, zeros), params)[0], inputs)

fig, axis = plt.subplots(figsize=(8, 3.6))
colours = (GREY, ORANGE, "#93c5fd", "#3b82f6", "#1e3a8a")
for (name, norm), colour in zip(norms.items(), colours, strict=True):
    axis.semilogy(range(T - 1, -1, -1), norm.clamp(min=1e-30), color=colour, label=name)
axis.axhspan(1e-30, 1e-7, color=GREY, alpha=0.12, linewidth=0)
axis.text(98, 3e-9, "lost beside a gradient of 1 in float32", color=GREY, ha="right")
axis.set(title="Gradient of the last output with respect to earlier inputs", ylim=(1e-26, 10))
axis.set(xlabel="steps back in time", ylabel="norm (no unit)")
axis.legend(loc="lower left")
plt.show()

# %% [markdown]
# Gates alone don't help: at random weights they stand around one half, and then the lines of the LSTM and of
# the GRU fall as steeply as that of the RNN. What helps is a forget gate that is open. A bias of 2 is a gate
# of about 0.88, and 5 one of 0.993, with which nothing is lost over a hundred steps. This is the usual trick:
# add a forget bias to the first weights, so that the network remembers by default and learns when to forget.
#
# ## 4. Learning to remember
#
# The task: fifty letters from `a` to `d`, among the first ten of which one is a capital. Which one? At the
# end the network must tell. It has to notice the capital, and to carry it over forty letters of noise.

# %%
ALPHABET = "abcdABCD"
LENGTH, HIDDEN, BATCH, UPDATES = 50, 24, 64, 150


def questions(count: int, generator: torch.Generator) -> tuple[Tensor, Tensor]:
    """[T,count,8] one-hot letters and [count] which letter is the capital."""
    letters = torch.randint(0, 4, (LENGTH, count), generator=generator)
    place = torch.randint(0, 10, (1, count), generator=generator)
    capital = letters.gather(0, place)
    letters = letters.scatter(0, place, capital + 4)
    return nn.functional.one_hot(letters, len(ALPHABET)).float(), capital[0]


letters, answers = questions(3, torch.Generator().manual_seed(0))
for b in range(3):
    text = "".join(ALPHABET[k] for k in letters[:, b].argmax(dim=1))
    print(text, "->", ALPHABET[answers[b] + 4])


# %%
def run_lstm(inputs: Tensor, params: list[Tensor]) -> Tensor:
    """The outputs of an LSTM that starts from nothing."""
    nothing = inputs.new_zeros(inputs.shape[1], HIDDEN)
    return lstm(inputs, (nothing, nothing), params)[0]


def run_gru(inputs: Tensor, params: list[Tensor]) -> Tensor:
    return gru(inputs, inputs.new_zeros(inputs.shape[1], HIDDEN), params)[0]


def run_rnn(inputs: Tensor, params: list[Tensor]) -> Tensor:
    return rnn(inputs, inputs.new_zeros(inputs.shape[1], HIDDEN), params)[0]


def train(run, gates: int, seed: int = 0) -> tuple[list[Tensor], list[float]]:
    """Train a network and its readout; returns the weights and the accuracy at each update."""
    generator = torch.Generator().manual_seed(seed)
    params = random_params(gates, len(ALPHABET), HIDDEN, generator)
    if gates > 1:
        params[2][HIDDEN : 2 * HIDDEN] += 3.0  # f of the LSTM, z of the GRU: remember by default
    readout = [0.1 * torch.randn(4, HIDDEN, generator=generator), torch.zeros(4)]
    weights = [weight.requires_grad_() for weight in (*params, *readout)]
    optimizer = torch.optim.Adam(weights, lr=0.01)
    curve = []
    for _ in ProgressBar(UPDATES):
        x, y = questions(BATCH, generator)
        logits = nn.functional.linear(run(x, params)[-1], *readout)  # [B,4]
        loss = nn.functional.cross_entropy(logits, y)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(weights, 1.0)
        optimizer.step()
        curve.append(100 * (logits.argmax(dim=1) == y).float().mean().item())
    return [weight.detach() for weight in params], curve


trained, curves = {}, {}
for name, run, gates in (("RNN", run_rnn, 1), ("GRU", run_gru, 3), ("LSTM", run_lstm, 4)):
    trained[name], curves[name] = train(run, gates)
    print(f"{name:4} {sum(curves[name][-20:]) / 20:5.1f} % right in the last 20 updates")

# %%
fig, axis = plt.subplots(figsize=(8, 3.3))
for (name, curve), colour in zip(curves.items(), (GREY, ORANGE, BLUE), strict=True):
    smooth = torch.tensor(curve).unfold(0, 10, 1).mean(dim=1)
    axis.plot(range(9, UPDATES), smooth, color=colour, label=name)
axis.axhline(25, color=GREY, linewidth=1, linestyle="--")
axis.text(UPDATES, 27, "guessing", color=GREY, ha="right")
axis.set(title="Remembering a capital for forty letters (mean of 10 updates)", ylim=(0, 103))
axis.set(xlabel="update", ylabel="accuracy (%)")
axis.legend(loc="center right")
plt.show()

# %% [markdown]
# The two gated networks learn it; the plain one doesn't get beyond guessing in the same time. What do the
# gates do? Run the trained GRU on one sequence and look at its update gate at each step. $z = 1$ keeps a
# unit as it is.


# %%
def update_gate(x: Tensor, h: Tensor, params: list[Tensor]) -> Tensor:
    """[B,H] the update gate of a GRU at one step."""
    W_x, W_h, b_x, b_h = (weight[HIDDEN : 2 * HIDDEN] for weight in params)
    return torch.sigmoid(x @ W_x.T + b_x + h @ W_h.T + b_h)


letters, answers = questions(1, torch.Generator().manual_seed(8))
h, opened, hiddens = torch.zeros(1, HIDDEN), [], []
for letter in letters:
    opened.append(update_gate(letter, h, trained["GRU"])[0])
    h = gru_cell(letter, h, *trained["GRU"])
    hiddens.append(h[0])
text = [ALPHABET[k] for k in letters[:, 0].argmax(dim=1)]
place = next(t for t, letter in enumerate(text) if letter.isupper())
marked = [0, place, 20, 30, LENGTH - 1]
kept = torch.stack(opened)  # [T,H]
order = kept[1:-1].mean(dim=0).argsort()

fig, axes = plt.subplots(1, 2, figsize=(10, 4.2), sharey=True)
pictures = (
    axes[0].imshow(kept.T[order], cmap="Blues", vmin=0, vmax=1, aspect="auto"),
    axes[1].imshow(torch.stack(hiddens).T[order], cmap="RdBu_r", vmin=-1, vmax=1, aspect="auto"),
)
titles = ("Update gate z: dark units are kept", "The state h after each step")
for axis, picture, title in zip(axes, pictures, titles, strict=True):
    axis.set(title=title, xlabel="time step and letter")
    axis.set_xticks(marked, [f"{t}: {text[t]}" for t in marked])
    axis.grid(visible=False)
    fig.colorbar(picture, ax=axis, label="value (no unit)", shrink=0.9)
axes[0].set_ylabel("hidden unit, the most open first")
plt.show()

# %%
# %check gru_cell

# %% [markdown]
# Until the capital comes, nearly all gates keep what is there, and the state stays near 0. At the capital a
# thin light column crosses the left picture: units open, and take it in. What they took is little at first.
# In the steps after it, units whose gates open further turn it into values near -1 and 1, and there they
# stay while the noise goes by: the stripes on the right are what a memory looks like.
#
# ## 5. Deep
#
# The outputs of a recurrent layer are a sequence, so another layer can read them. `deep_rnn` takes the
# layers as functions and doesn't ask what is inside. `nn.LSTM(..., num_layers=2)` is the same:

# %%
torch.manual_seed(1)
theirs = nn.LSTM(3, 5, num_layers=2)
h0, c0 = torch.randn(2, 4, 5), torch.randn(2, 4, 5)  # [layers,B,H]
expected, (h_expected, _) = theirs(x, (h0, c0))

layers = [partial(lstm, params=params_of(theirs, level)) for level in ("l0", "l1")]
mine, states = deep_rnn(x, layers, list(zip(h0, c0, strict=True)))
print(f"outputs: largest difference {(mine - expected).abs().max():.1e}")
print(f"states:  largest difference {(torch.stack([h for h, _ in states]) - h_expected).abs().max():.1e}")

# %%
# %check deep_rnn

# %% [markdown]
# ## 6. In both directions
#
# To fill the gap in "the ___ barked", the word after it helps more than the one before. If a whole sequence
# is at hand, a second network can read it from its end; at each step its state is put beside that of the
# first. PyTorch's `bidirectional=True` does it, with the second direction's weights under `_reverse`:

# %%
theirs = nn.GRU(3, 5, bidirectional=True)
expected, _ = theirs(x)
nothing = torch.zeros(4, 5)
there, back = params_of(theirs, "l0"), params_of(theirs, "l0_reverse")
mine = bidirectional(x, lambda s: gru(s, nothing, there)[0], lambda s: gru(s, nothing, back)[0])
print(f"largest difference {(mine - expected).abs().max():.1e}")

# %%
# %check bidirectional

# %% [markdown]
# What does each half know of which step? Change the input at one step and see which outputs move.

# %%
nudged = x.clone()
nudged[6] += 1.0
moved = bidirectional(nudged, lambda s: gru(s, nothing, there)[0], lambda s: gru(s, nothing, back)[0])
change = (moved - mine).detach().norm(dim=1)  # [T,2H], over the batch

fig, axis = plt.subplots(figsize=(7, 3.4))
picture = axis.imshow(change.T, cmap="Oranges", aspect="auto")
axis.axhline(4.5, color="black", linewidth=1)
axis.axvline(6, color=BLUE, linewidth=1, linestyle="--")
axis.set(title="Change of the outputs when the input at step 6 changes", xlabel="time step")
axis.set_ylabel("hidden unit: forth 0-4, back 5-9")
axis.set_yticks(range(10))
axis.grid(visible=False)
fig.colorbar(picture, label="norm of the change (no unit)")
plt.show()

# %% [markdown]
# The forward half knows the steps before, the backward half those after, and step 6 itself is in both.
# A network that must predict what comes *next* can't use the backward half: it would read the answer.
#
# ## 7. Padding and counting
#
# Sequences of a batch differ in length, so shorter ones are padded. Which output stands for a whole
# sequence? Not the last one of the batch, but each sequence's own. PyTorch packs the sequences
# to the same end:

# %%
lengths = torch.tensor([12, 7, 3, 1])
theirs = nn.GRU(3, 5)
packed = nn.utils.rnn.pack_padded_sequence(x, lengths)
_, expected = theirs(packed)
outputs, _ = gru(x, nothing, params_of(theirs))
print(f"largest difference {(last_valid(outputs, lengths) - expected[0]).abs().max():.1e}")

# %%
# %check last_valid

# %%
print("parameters, I = 32, H = 64           formula   PyTorch")
for kind, module in (("rnn", nn.RNN), ("gru", nn.GRU), ("lstm", nn.LSTM)):
    for layers, both in ((1, False), (2, False), (2, True)):
        count = sum(p.numel() for p in module(32, 64, layers, bidirectional=both).parameters())
        directions = "two directions" if both else "one direction "
        formula = rnn_param_count(kind, 32, 64, layers, both)
        print(f"{kind:4}, {layers} layers, {directions}     {formula:10} {count:9}")

# %%
# %check rnn_param_count

# %% [markdown]
# ## 8. Quiz
#
# 1. An LSTM has $f = 0.95$ at each step and writes nothing. How much of its memory is left after 100 steps?
# 2. Why is it enough for a GRU to have one gate, $z$, where an LSTM has two, $i$ and $f$? What can the LSTM
#    do that the GRU can't?
# 3. The weights of an LSTM cell are read in the order $i, f, o, g$ in place of $i, f, g, o$, and the network
#    is then trained. Will it learn worse? When does the error show?
# 4. Can $|h|$ grow beyond 1 in an LSTM? And $|c|$? And $|h|$ in a GRU that starts from 0?
# 5. A bidirectional GRU has 128 units in each direction. How many features does the second layer read?
# 6. `outputs[-1]` of a bidirectional network is used as a summary of the sequence. What is wrong with its
#    backward half?

# %% [markdown]
# &nbsp;
#
# Take a sheet of paper before you read on.
#
# &nbsp;

# %% [markdown]
# ### Answers
#
# 1. $0.95^{100} \approx 0.006$. For half to be left, $f$ must be about 0.993, a sum of about 5 within
#    the sigmoid.
# 2. The GRU ties them: what is not kept is written, $i = 1 - z$. The LSTM can keep the old and add the new
#    ($f = i = 1$), so it can count; and it can hide what it remembers, with $o$.
# 3. It learns as well: a fresh network doesn't care which rows are which. The error shows as soon as
#    weights are exchanged with another implementation.
# 4. $|h| < 1$ always, since it is a product of a number below 1 and a tanh. $|c|$ can grow by up to 1 at each
#    step. A GRU's state is a mixture of candidates in $(-1, 1)$ and of old states, so it stays in $(-1, 1)$.
# 5. 256: the forward features, then the backward ones.
# 6. At the last step the backward direction has read one step only. Its summary of the whole sequence
#    stands at step 0.

# %% [markdown]
# ## Read on
#
# - Dive into Deep Learning, 10.1 to 10.4: https://d2l.ai/chapter_recurrent-modern/
# - Goodfellow, Bengio and Courville, Deep Learning, chapter 10: https://www.deeplearningbook.org
# - Hochreiter and Schmidhuber, Long Short-Term Memory, Neural Computation 9 (1997)
# - Cho et al., Learning Phrase Representations using RNN Encoder-Decoder (2014)
