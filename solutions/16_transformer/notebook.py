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
# # The Transformer
#
# A recurrent network reads a sentence word by word, and each step waits for the one before. The Transformer
# drops the recurrence. Every word looks at every other word at once, through attention alone. That is fast on
# a GPU, and two words are one step apart, however far they stand from each other.
#
# You will
#
# - split attention into heads, and see what happens if their lengths are mixed up;
# - tell the model about order, by waves that are added and by angles that turn;
# - build the blocks of the encoder and of the decoder, and compare each with PyTorch's own;
# - train a small Transformer that translates English into Chinese, and look at what it looks at.
#
# You write the functions and classes in `transformer.py`, beside this notebook. Cells that need one that you
# have not written yet stop with `NotImplementedError`. Write it, and run the cell again: the notebook reloads
# your module by itself. `%check NAME` runs the visible checks of a function, `%check` those of all, and
# `%hint NAME` helps when you are stuck.

# %%
# %load_ext autograder

# %%
import re
from collections import Counter
from pathlib import Path

import matplotlib.pyplot as plt
import torch
from IPython.display import ProgressBar
from matplotlib import font_manager
from torch import Tensor, nn
from transformer import (
    AddNorm,
    DecoderBlock,
    EncoderBlock,
    MultiHeadAttention,
    PositionalEncoding,
    apply_rope,
    merge_heads,
    noam_lr,
    split_heads,
)

DATA = Path("..", "..", "datasets", "translation")
font_manager.fontManager.addfont(DATA / "chinese.ttf")
BLUE, ORANGE, GREEN, GREY = "#2563eb", "#ea580c", "#16a34a", "#64748b"
plt.rcParams.update(
    {
        "figure.dpi": 110,
        "figure.constrained_layout.use": True,
        "font.family": ["DejaVu Sans", "Droid Sans Fallback Subset"],
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


def heat_map(axis: plt.Axes, values: Tensor, title: str, x: str, y: str, **scale) -> plt.cm.ScalarMappable:
    """Draw a matrix, a row of it as a row of the picture."""
    picture = axis.imshow(values.detach(), aspect="auto", **{"cmap": "Blues", "vmin": 0, **scale})
    axis.set(title=title, xlabel=x, ylabel=y)
    axis.grid(visible=False)
    return picture


# %% [markdown]
# ## 1. Many heads
#
# One attention gives each word one mean of the values. But a verb may want to know its subject *and* whether
# the sentence is negated. So the features are split into $H$ heads. Each head has its own queries, keys and
# values, and takes its own mean. One head of $D$ features costs as much as $H$ heads of $D/H$ features.
#
# **Your turn**: `split_heads` and `merge_heads`. The heads become rows of the batch, so that one product of
# matrices serves them all. The order is *batch-major*: the heads of a sequence are neighbours. The picture
# shows two sequences of three positions, with six features in two heads. The digits of a number name where it
# came from: 215 is the second sequence, position 1, feature 5.

# %%
sequence, position, feature = torch.meshgrid(
    torch.arange(1, 3), torch.arange(3), torch.arange(6), indexing="ij"
)
X = 100 * sequence + 10 * position + feature  # [2,3,6]
rows = split_heads(X, 2)  # [4,3,3]

fig, axes = plt.subplots(1, 2, figsize=(9, 4.2), width_ratios=[2, 1])
tables = (
    (X.flatten(0, 1), "before: a row for each position", axes[0]),
    (rows.flatten(0, 1), "after", axes[1]),
)
for table, title, axis in tables:
    colours = (table // 100 - 1) * 4 + 2 * (table % 10 >= 3)  # of the sequence and the head
    axis.imshow(colours, cmap="tab20c", vmin=0, vmax=19, aspect="auto")
    for (i, j), number in zip(
        torch.ones_like(table).nonzero().tolist(), table.flatten().tolist(), strict=True
    ):
        axis.text(j, i, number, ha="center", va="center", fontsize=9)
    axis.set(title=title, xlabel="column, a feature", ylabel="row of the batch and position")
    axis.set_xticks(range(table.shape[1]))
    axis.grid(visible=False)
axes[0].set_yticks(range(6), [f"{b}, {t}" for b in range(2) for t in range(3)])
axes[1].set_yticks(range(12), [f"{b}, {t}" for b in range(4) for t in range(3)])
fig.suptitle("The heads of a sequence become neighbouring rows")
plt.show()

# %%
# %check split_heads

# %% [markdown]
# `merge_heads` undoes it. A reshape without a transpose has the right shape and the wrong numbers:

# %%
print("there and back:", torch.equal(merge_heads(rows, 2), X))
wrong = X.reshape(4, 3, 3)
print(f"a reshape alone is right in {(wrong == rows).float().mean():.0%} of the places")

# %%
# %check merge_heads

# %% [markdown]
# **Your turn**: `MultiHeadAttention`. Queries, keys and values are projected, split, attended to, merged, and
# mixed by a last layer:
#
# $$\text{head}_h = \operatorname{softmax}\left(\frac{\mathbf Q_h \mathbf K_h^\top}{\sqrt{D/H}}\right)
# \mathbf V_h, \qquad \text{result} = [\text{head}_1, \dots, \text{head}_H]\, \mathbf W_o^\top.$$
#
# PyTorch has it as `nn.MultiheadAttention`. With the same weights it gives the same numbers.

# %%
torch.manual_seed(0)
mine = MultiHeadAttention(8, 8, 8, 8, num_heads=4)
theirs = nn.MultiheadAttention(8, num_heads=4, bias=False, batch_first=True)
theirs.load_state_dict(
    {
        "in_proj_weight": torch.cat([mine.W_q.weight, mine.W_k.weight, mine.W_v.weight]),
        "out_proj.weight": mine.W_o.weight,
    }
)
q, k, v = torch.randn(3, 5, 8), torch.randn(3, 6, 8), torch.randn(3, 6, 8)
lengths = torch.tensor([6, 2, 4])
hidden = torch.arange(6).expand(3, 6) >= lengths.unsqueeze(1)  # PyTorch's convention: True is padding
result, weights = theirs(q, k, v, key_padding_mask=hidden, average_attn_weights=False)
difference = (mine(q, k, v, lengths) - result).abs().max()
print(f"results: largest difference {difference:.1e}")
print(f"weights: largest difference {(mine.attention_weights - weights).abs().max():.1e}")
assert difference < 1e-5

# %%
# %check MultiHeadAttention

# %% [markdown]
# ### What goes wrong in practice: the lengths of other sequences
#
# The rows are batch-major: row $b H + h$ is head $h$ of sequence $b$. So the lengths must be repeated like
# $l_0, l_0, l_1, l_1$. A well-known course repeated the list as a whole instead: $l_0, l_1, l_0, l_1$.
# Nothing fails, and the loss still falls. Let us measure how much weight falls on padding.

# %%
torch.manual_seed(2)
heads, batch = 2, 4
attention = MultiHeadAttention(8, 8, 8, 8, num_heads=heads)
x = 2 * torch.randn(batch, 6, 8)
lengths = torch.tensor([2, 6, 3, 5])
padding = torch.arange(6).expand(batch, 1, 6) >= lengths.reshape(batch, 1, 1)


def on_padding(lens_of_rows: Tensor) -> Tensor:
    """The mean weight of a query on padding, for each head [B, H], from a length for each row [B*H]."""
    found = []
    for h, lens in enumerate(lens_of_rows.reshape(batch, heads).T):
        attention(x, x, x, lens)
        found.append((attention.attention_weights[:, h] * padding).sum(2).mean(1))
    return torch.stack(found, dim=1)


right = on_padding(torch.tensor([length for length in lengths.tolist() for _ in range(heads)]))
tiled = on_padding(torch.tensor(lengths.tolist() * heads))
for name, shares in (("each length repeated", right), ("the list repeated", tiled)):
    print(
        f"{name:21} weight on padding: {shares.sum():.2f} in all,",
        [f"{share:.2f}" for share in shares.flatten()],
    )
assert right.sum() == 0
assert tiled.sum() > 1

fig, axes = plt.subplots(1, 2, figsize=(9, 2.8), sharey=True)
for axis, shares, title in zip(
    axes, (right, tiled), ("each length repeated", "the list repeated"), strict=True
):
    picture = heat_map(
        axis, 100 * shares, title, "head (number)", "sequence (number, length)", vmax=100, cmap="Oranges"
    )
    axis.set_xticks(range(heads))
    axis.set_yticks(range(batch), [f"{b}, length {n}" for b, n in enumerate(lengths.tolist())])
fig.colorbar(picture, ax=axes, label="weight on padding (%)")
fig.suptitle("Which heads look at padding")
plt.show()

# %% [markdown]
# ## 2. Where is a word? Waves that are added
#
# Attention is a mean over a *set*. Shuffle the words, and each word still gets the same result:

# %%
order = torch.tensor([3, 0, 5, 1, 4, 2])
shuffled = attention(x[:, order], x[:, order], x[:, order])
print(f"shuffled first or last: {(shuffled - attention(x, x, x)[:, order]).abs().max():.1e} apart")

# %% [markdown]
# *Dog bites man* and *man bites dog* would be the same. So each position gets a pattern of its own, which is
# added to its vector. The paper takes sines and cosines whose wavelengths grow from $2\pi$ to nearly
# $10000 \cdot 2\pi$ positions:
#
# $$P_{t,2i} = \sin\frac{t}{10000^{2i/d}}, \qquad P_{t,2i+1} = \cos\frac{t}{10000^{2i/d}}.$$
#
# It is like a counter in binary digits: the first digit changes at each step, the last one hardly ever.
# **Your turn**: `PositionalEncoding`.

# %%
P = PositionalEncoding(32, max_len=64).P
fig, axes = plt.subplots(1, 2, figsize=(10, 3.8))
picture = heat_map(
    axes[0], P, "the encodings", "feature (number)", "position $t$ (number)", vmin=-1, vmax=1, cmap="RdBu"
)
fig.colorbar(picture, ax=axes[0], label="$P$ (no unit)")
for feature, colour in ((4, BLUE), (5, ORANGE), (10, GREEN)):
    axes[1].plot(P[:, feature], color=colour, label=f"feature {feature}")
axes[1].set(title="three columns of it", xlabel="position $t$ (number)", ylabel="$P$ (no unit)")
axes[1].legend(loc="lower right")
fig.suptitle("Waves that get longer from feature to feature")
plt.show()

# %% [markdown]
# The product of two encodings depends on the distance of their positions alone:
# $\sin a \sin b + \cos a \cos b = \cos(a - b)$ for each pair of features.

# %%
products = P @ P.T  # [64,64]
fig, axis = plt.subplots(figsize=(7, 3))
for start, colour in ((10, BLUE), (25, ORANGE), (40, GREEN)):
    axis.plot(
        range(-10, 11), products[start, start - 10 : start + 11], color=colour, label=f"position {start}"
    )
axis.set(
    title="Near positions have similar encodings", xlabel="distance (positions)", ylabel="product (no unit)"
)
axis.legend()
plt.show()
assert torch.allclose(products[10, 5:16], products[40, 35:46], atol=1e-4)

# %%
# %check PositionalEncoding

# %% [markdown]
# `P` is a *buffer*: `.to("cuda")` moves it with the model, and no optimizer touches it. It is not persistent,
# because it can be computed again. So models with another `max_len` can load the same file.
#
# ## 3. Where is a word? Angles that turn
#
# Most large language models of today add nothing. They *turn* the queries and keys instead: each pair of
# features is a point in the plane, which is rotated by an angle that grows with the position. A product of
# two vectors doesn't change if both are turned by the same angle. So only the difference of the positions is
# left in the score:
#
# $$\langle \mathbf R_m \mathbf q, \mathbf R_n \mathbf k \rangle
# = \langle \mathbf R_{m-n} \mathbf q, \mathbf k \rangle.$$
#
# **Your turn**: `apply_rope`.

# %%
torch.manual_seed(3)
steps = torch.arange(24)
same = torch.randn(1, 1, 1, 6).expand(1, 1, 24, 6)  # the same vector at each position
turned = apply_rope(same, steps, base=100.0)[0, 0]  # [24,6]
query = apply_rope(torch.randn(1, 1, 1, 6).expand(1, 1, 24, 6), steps, base=100.0)[0, 0]
scores = query @ turned.T  # [24,24]

fig, axes = plt.subplots(1, 3, figsize=(11, 3.5))
for pair, colour in enumerate((BLUE, ORANGE, GREEN)):
    points = turned[:, 2 * pair : 2 * pair + 2]
    axes[0].plot(*points[:12].T, "o-", color=colour, markersize=3, linewidth=0.8, label=f"pair {pair}")
axes[0].set(
    title="positions 0 to 11 of one vector", xlabel="first feature (no unit)", ylabel="second (no unit)"
)
axes[0].set_aspect("equal")
axes[0].legend(loc="lower left", fontsize=8)
bound = scores.abs().max()
scale = {"vmin": -bound, "vmax": bound, "cmap": "RdBu"}
picture = heat_map(axes[1], scores, "score of each pair", "position $n$ of the key (number)", "", **scale)
axes[1].set_ylabel("position $m$ of the query (number)")
fig.colorbar(picture, ax=axes[1], label="score (no unit)")
for m, colour in ((8, BLUE), (16, ORANGE), (23, GREEN)):
    axes[2].plot(m - steps, scores[m], color=colour, linewidth=6 - m / 5, label=f"$m = {m}$")
axes[2].set(title="score and distance", xlabel="$m - n$ (positions)", ylabel="score (no unit)")
axes[2].legend()
fig.suptitle("Turned vectors: the score depends on the distance alone")
plt.show()
assert torch.allclose(scores[1:, 1:], scores[:-1, :-1], atol=1e-4)

# %%
# %check apply_rope

# %% [markdown]
# The angles need digits. float16 has none to spare: above 2048 it knows only even numbers, and 65,520 is
# infinite. That is why you compute the angles in float32 or better, whatever the model's dtype is.

# %%
for position in (100, 2049, 5001, 60_001):
    rounded = torch.tensor(position).half().item()
    print(f"position {position:6} in float16: {rounded:8.0f}, off by {abs(rounded - position):2.0f}")

# %% [markdown]
# ## 4. Add and normalise
#
# Each layer of a Transformer adds to what it was given, and the sum is normalised:
#
# $$\operatorname{norm}(\mathbf X + \operatorname{dropout}(\mathbf Y)).$$
#
# The sum lets the gradient pass, as in a residual network. **Your turn**: `AddNorm`.

# %%
torch.manual_seed(0)
add_norm = AddNorm(64)
sums = add_norm(3 * torch.randn(2, 5, 64) + 7, torch.randn(2, 5, 64))
means, deviations = sums.mean(2), sums.std(2, correction=0)
print(f"means from {means.min():.1e} to {means.max():.1e}")
print(f"deviations from {deviations.min():.3f} to {deviations.max():.3f}")

# %%
# %check AddNorm

# %% [markdown]
# ### Why layer norm and not batch norm?
#
# Batch norm takes the mean of a feature over all sequences and positions. In a batch of sentences that
# includes padding, and strangers: the result of a sentence depends on which others are in the batch. Layer
# norm takes the mean over the features of one position, and nothing else counts.

# %%
torch.manual_seed(1)
sentence, other = torch.randn(1, 4, 6), 5 * torch.randn(1, 4, 6) + 3
layer_norm, batch_norm = nn.LayerNorm(6), nn.BatchNorm1d(6)
calm = torch.cat([sentence, torch.randn(1, 4, 6)])  # two batches with the same first sentence
wild = torch.cat([sentence, other])
fig, axes = plt.subplots(1, 3, figsize=(11, 3.2), sharey=True)
shifts = {}
for name, norm in (("layer norm", layer_norm), ("batch norm", lambda x: batch_norm(x.mT).mT)):
    shifts[name] = (norm(calm)[0] - norm(wild)[0]).abs().max().item()
pictures = ((wild, "the batch"), (batch_norm(wild.mT).mT, "batch norm"), (layer_norm(wild), "layer norm"))
for axis, (values, title) in zip(axes, pictures, strict=True):
    picture = heat_map(
        axis, values.flatten(0, 1), title, "feature (number)", "", vmin=-4, vmax=4, cmap="RdBu"
    )
    axis.axhline(3.5, color="black", linewidth=1)
axes[0].set_ylabel("position (sentence 0, then 1)")
fig.colorbar(picture, ax=axes, label="value (no unit)")
fig.suptitle("A calm sentence above, a wild one below")
plt.show()
for name, shift in shifts.items():
    print(f"{name}: with another neighbour, sentence 0 changes by up to {shift:.2f}")
assert shifts["layer norm"] == 0
assert shifts["batch norm"] > 0.5

# %% [markdown]
# Batch norm squeezes the calm sentence, because the wild one makes the variance large. And when a model
# writes a translation word by word, there is no batch to take a mean of.
#
# ## 5. The blocks
#
# A block of the encoder has two parts, attention and a small network for each position, each with its sum
# and norm. **Your turn**: `EncoderBlock`. PyTorch's has a bias in its attention, which we set to 0.


# %%
def as_in_pytorch(block: nn.Module) -> dict[str, Tensor]:
    """The weights of a block under the names that PyTorch's layers use."""
    names = {"attention": "self_attn", "attention1": "self_attn", "attention2": "multihead_attn"}
    state = {}
    for ours, pytorchs in names.items():
        if hasattr(block, ours):
            part = getattr(block, ours)
            size = part.W_o.out_features
            state[f"{pytorchs}.in_proj_weight"] = torch.cat(
                [part.W_q.weight, part.W_k.weight, part.W_v.weight]
            )
            state[f"{pytorchs}.in_proj_bias"] = torch.zeros(3 * size)
            state[f"{pytorchs}.out_proj.weight"] = part.W_o.weight
            state[f"{pytorchs}.out_proj.bias"] = torch.zeros(size)
    modules = {"linear1": block.ffn[0], "linear2": block.ffn[2]}
    for number in (1, 2, 3):
        if hasattr(block, f"addnorm{number}"):
            modules[f"norm{number}"] = getattr(block, f"addnorm{number}").norm
    for name, module in modules.items():
        state |= {f"{name}.{key}": value for key, value in module.state_dict().items()}
    return state


torch.manual_seed(0)
block = EncoderBlock(16, 32, num_heads=4)
layer = nn.TransformerEncoderLayer(16, 4, 32, dropout=0.0, batch_first=True)
layer.load_state_dict(as_in_pytorch(block))
x, lengths = torch.randn(3, 7, 16), torch.tensor([7, 3, 5])
hidden = torch.arange(7).expand(3, 7) >= lengths.unsqueeze(1)
difference = (block(x, lengths) - layer(x, src_key_padding_mask=hidden)).abs().max()
print(f"encoder: largest difference {difference:.1e}")
assert difference < 1e-5

# %%
# %check EncoderBlock

# %% [markdown]
# A block of the decoder has three parts. First it looks at the words that are already written, and only at
# these. Then it looks at the encoder's results. Then comes the small network.
#
# In training, all words of the translation are there, so a mask must hide the later ones. When the model
# writes, there are no later ones yet. It is tempting to leave out the mask then. But whoever scores a whole
# sentence in eval mode lets each word look at the answer. So the block is causal in *both* modes.
#
# Its state holds the encoder's results and a cache of what the block has read. So each new word costs one
# step, not a pass over the whole sentence. **Your turn**: `DecoderBlock`.

# %%
torch.manual_seed(0)
block = DecoderBlock(16, 32, num_heads=4, dropout=0.0, index=0)
layer = nn.TransformerDecoderLayer(16, 4, 32, dropout=0.0, batch_first=True)
layer.load_state_dict(as_in_pytorch(block))
target, source = torch.randn(3, 6, 16), torch.randn(3, 7, 16)
future = torch.arange(6) > torch.arange(6).unsqueeze(1)
whole, _ = block(target, [source, lengths, [None]])
difference = (whole - layer(target, source, tgt_mask=future, memory_key_padding_mask=hidden)).abs().max()
print(f"decoder: largest difference {difference:.1e}")
assert difference < 1e-5

state, written = [source, lengths, [None]], []
for step in target.split(1, dim=1):
    result, state = block(step, state)
    written.append(result)
print(f"step by step: {(torch.cat(written, dim=1) - whole).abs().max():.1e} from one pass")

# %%
# %check DecoderBlock

# %% [markdown]
# Who can influence whom? The gradient tells: how strongly does result $t$ depend on input $s$?

# %%
fig, axes = plt.subplots(1, 2, figsize=(8.5, 3.4))
encoder_block = EncoderBlock(16, 32, num_heads=4)
for axis, (name, model) in zip(
    axes,
    (("encoder", encoder_block), ("decoder", lambda x: block(x, [source[:1], None, [None]])[0])),
    strict=True,
):
    x = torch.randn(1, 6, 16, requires_grad=True)
    probe = torch.randn(16)
    numbers = (model(x)[0] @ probe).unbind()  # one for each position
    gradients = [torch.autograd.grad(number, x, retain_graph=True)[0][0] for number in numbers]
    influence = torch.stack(gradients).norm(dim=2)  # [6,6,16] -> [6,6]
    picture = heat_map(
        axis, influence / influence.amax(), name, "input $s$ (number)", "result $t$ (number)", vmax=0.2
    )
    if name == "decoder":
        assert influence.triu(1).sum() == 0
fig.colorbar(picture, ax=axes, label="influence, share of the largest (no unit)", extend="max")
fig.suptitle("In the decoder, nothing depends on a later word")
plt.show()

# %% [markdown]
# ## 6. A learning rate that warms up
#
# With random weights, the first gradients of a Transformer are wild. So the paper begins with tiny steps,
# which grow for a while, and then fall:
#
# $$\eta_t = d^{-1/2} \min\left(t^{-1/2},\; t \cdot t_\text{warm}^{-3/2}\right).$$
#
# **Your turn**: `noam_lr`, named after one of the authors, Noam Shazeer.

# %%
fig, axis = plt.subplots(figsize=(7.5, 3.2))
numbers = range(1, 12_001)
for d, warmup, colour in ((512, 4000, BLUE), (512, 1000, ORANGE), (128, 4000, GREEN)):
    axis.plot(
        numbers, [noam_lr(n, d, warmup) for n in numbers], color=colour, label=f"$d = {d}$, warm-up {warmup}"
    )
axis.set(title="Noam's schedule", xlabel="step", ylabel="learning rate (no unit)", ylim=(0, None))
axis.legend()
plt.show()
print(f"the paper's largest rate: {noam_lr(4000, 512, 4000):.5f} at step 4000")

# %%
# %check noam_lr

# %% [markdown]
# ## 7. English into Chinese
#
# `datasets/translation` has 6,000 short sentences. We take those whose words and characters are all common
# among themselves, so that the model meets each of them several times. A Chinese sentence is split into
# characters. 100 sentences are kept for the test.

# %%
PAD, BOS, EOS = 0, 1, 2


def words_of(sentence: str) -> list[str]:
    """The words and marks of an English sentence, in lower case."""
    return re.findall(r"[a-z']+|[.,!?]", sentence.lower())


lines = (DATA / "eng_cmn.tsv").read_text(encoding="utf-8").splitlines()
split_lines = (line.split("\t") for line in lines)
translations = {tuple(words_of(english)): list(chinese) for english, chinese in split_lines}
pairs = [(list(e), c) for e, c in translations.items() if len(e) <= 7 and len(c) <= 10]
for _ in range(5):  # to drop a sentence makes other words rare
    english = Counter(word for e, _ in pairs for word in set(e))
    chinese = Counter(sign for _, c in pairs for sign in set(c))
    pairs = [(e, c) for e, c in pairs if min(english[w] for w in e) >= 5 and min(chinese[s] for s in c) >= 5]
words = ["<pad>", "<bos>", "<eos>", *sorted({word for e, _ in pairs for word in e})]
signs = ["<pad>", "<bos>", "<eos>", *sorted({sign for _, c in pairs for sign in c})]
word_index, sign_index = ({token: i for i, token in enumerate(tokens)} for tokens in (words, signs))
torch.manual_seed(0)
pairs = [pairs[i] for i in torch.randperm(len(pairs))]
test_pairs, train_pairs = pairs[:100], pairs[100:]
print(
    f"{len(train_pairs)} sentences to learn from, {len(words)} English words, {len(signs)} Chinese characters"
)
for e, c in train_pairs[:4]:
    print(f"  {' '.join(e):30} {''.join(c)}")


# %%
def batch_of(chosen: list[tuple[list[str], list[str]]]) -> tuple[Tensor, Tensor, Tensor]:
    """Words [B, S], their lengths [B], and characters with <bos> and <eos> [B, T + 1]."""
    sources = [torch.tensor([word_index[word] for word in e]) for e, _ in chosen]
    targets = [torch.tensor([BOS, *(sign_index[sign] for sign in c), EOS]) for _, c in chosen]
    pad = nn.utils.rnn.pad_sequence
    return (
        pad(sources, batch_first=True),
        torch.tensor([len(s) for s in sources]),
        pad(targets, batch_first=True),
    )


class Transformer(nn.Module):
    def __init__(self, ordered: bool = True, d: int = 64, heads: int = 4, blocks: int = 2) -> None:
        super().__init__()
        self.embed_words, self.embed_signs = nn.Embedding(len(words), d), nn.Embedding(len(signs), d)
        for table in (self.embed_words, self.embed_signs):
            nn.init.normal_(table.weight, std=d**-0.5)  # so that sqrt(d) times an entry has a variance of 1
        self.positions = PositionalEncoding(d, dropout=0.1)
        self.encoder = nn.ModuleList(EncoderBlock(d, 2 * d, heads, dropout=0.1) for _ in range(blocks))
        self.decoder = nn.ModuleList(DecoderBlock(d, 2 * d, heads, 0.1, index) for index in range(blocks))
        self.dense = nn.Linear(d, len(signs))
        self.ordered, self.d = ordered, d

    def place(self, embedded: Tensor, before: int = 0) -> Tensor:
        """Scaled embeddings with encodings of their positions, from position `before` on."""
        padded = nn.functional.pad(embedded * self.d**0.5, (0, 0, before, 0))
        return (self.positions if self.ordered else self.positions.dropout)(padded)[:, before:]

    def start(self, source: Tensor, lengths: Tensor) -> list:
        """The decoder's first state."""
        memory = self.place(self.embed_words(source))
        for block in self.encoder:
            memory = block(memory, lengths)
        return [memory, lengths, [None] * len(self.decoder)]

    def decode(self, target: Tensor, state: list) -> tuple[Tensor, list]:
        """Scores [B, T, V] of the next characters, and the state after these."""
        past = state[2][0]
        x = self.place(self.embed_signs(target), 0 if past is None else past.shape[1])
        for block in self.decoder:
            x, state = block(x, state)
        return self.dense(x), state

    def loss(self, source: Tensor, lengths: Tensor, target: Tensor) -> Tensor:
        """Mean cross-entropy in nats over the characters that are no padding."""
        scores, _ = self.decode(target[:, :-1], self.start(source, lengths))
        return nn.functional.cross_entropy(scores.flatten(0, 1), target[:, 1:].flatten(), ignore_index=PAD)


# %% [markdown]
# To see what the encodings are worth, we train a second model without them. It sees each sentence as a bag of
# words.

# %%
STEPS, BATCH, WARMUP = 320, 64, 80
train_set, test_set = batch_of(train_pairs), batch_of(test_pairs)


def train(model: Transformer) -> tuple[list[float], list[float]]:
    """The losses of all steps, and the loss of the test sentences every 20 steps."""
    generator = torch.Generator().manual_seed(0)
    optimizer = torch.optim.Adam(model.parameters(), lr=1.0, betas=(0.9, 0.98), eps=1e-9, fused=True)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda n: 0.5 * noam_lr(n + 1, model.d, WARMUP))
    losses, tests = [], []
    for step in ProgressBar(STEPS):
        rows = torch.randint(len(train_pairs), (BATCH,), generator=generator)
        loss = model.loss(*(part[rows] for part in train_set))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
        losses.append(loss.item())
        if step % 20 == 19:
            model.eval()
            with torch.no_grad():
                tests.append(model.loss(*test_set).item())
            model.train()
    model.eval()
    return losses, tests


models, histories = {}, {}
for name, ordered in (("with positions", True), ("without", False)):
    torch.manual_seed(0)
    models[name] = Transformer(ordered)
    histories[name] = train(models[name])
    losses, tests = histories[name]
    print(f"{name:15} loss {sum(losses[-20:]) / 20:.2f} nats, of the test {tests[-1]:.2f}")

# %%
fig, (left, right) = plt.subplots(1, 2, figsize=(9.5, 3.3), sharey=True)
for (name, (losses, tests)), colour in zip(histories.items(), (BLUE, ORANGE), strict=True):
    left.plot(losses, color=colour, linewidth=1.2, label=name)
    right.plot(range(20, STEPS + 1, 20), tests, "o-", color=colour, markersize=3, label=name)
left.set(title="Sentences to learn from", xlabel="step", ylabel="cross-entropy (nats)", ylim=(0, 6))
right.set(title="Sentences of the test", xlabel="step")
left.legend()
plt.show()
bags = {tuple(sorted(e)) for e, _ in pairs}
print(f"{len(pairs)} sentences, {len(bags)} different bags of words")
assert len(bags) == len(pairs)

# %% [markdown]
# Hardly a difference! The last line says why: no two of these sentences have the same words in another order.
# So a bag of words is enough to tell them apart. (And in the decoder the causal mask gives some order away:
# the first character sees one key, the second sees two.) A loss alone doesn't show what a model can't do. We
# come back to it below.
#
# Now let it write: the most likely character at each step, until it ends the sentence. Each step reads one
# character only; the cache has the rest.


# %%
def translate(model: Transformer, english: list[str]) -> str:
    """The characters that the model writes, the most likely one at each step."""
    source, lengths, _ = batch_of([(english, [])])
    token, found = torch.tensor([[BOS]]), []
    with torch.no_grad():
        state = model.start(source, lengths)
        while len(found) < 12:
            scores, state = model.decode(token, state)
            token = scores.argmax(dim=2)
            if token.item() == EOS:
                break
            found.append(signs[token.item()])
    return "".join(found)


model = models["with positions"]
for title, chosen in (("learned", train_pairs[:200]), ("new", test_pairs)):
    results = [(e, "".join(c), translate(model, e)) for e, c in chosen]
    exact = sum(c == found for _, c, found in results)
    print(f"{title}: {exact} of {len(results)} sentences are exactly as in the data")
    for e, c, found in results[:6]:
        print(f"  {' '.join(e):32} {found:12} (data: {c})")

# %% [markdown]
# The learned sentences come back mostly word for word. The new ones keep a part of the meaning at best, and
# the data has only one of many right translations. A thousand sentences are few: the paper's model learned
# from millions. Note the traditional and the simplified characters: the data mixes both.
#
# Now swap two words. Who loves whom? The model without positions can't tell, and never will.

# %%
for name, one in models.items():
    answers = [translate(one, english.split()) for english in ("tom loves you .", "you loves tom .")]
    print(f"{name:15} {answers[0]} {answers[1]}")
assert answers[0] == answers[1]  # without positions

# %% [markdown]
# What do the heads look at? The picture shows the last block of the decoder: a row for each character that it
# writes, and a column for each English word.

# %%
english = ["i", "don't", "know", "what", "to", "do", "."]
if any(word not in word_index for word in english):
    english = train_pairs[0][0]
found = translate(model, english)
source, lengths, target = batch_of([(english, list(found))])
with torch.no_grad():
    model.decode(target[:, :-1], model.start(source, lengths))
weights = model.decoder[-1].attention2.attention_weights[0]  # [H,T,S]
fig, axes = plt.subplots(1, 4, figsize=(12, 3.6), sharey=True)
for head, axis in enumerate(axes):
    picture = heat_map(axis, weights[head], f"head {head}", "word that is read", "", vmax=1)
    axis.set_xticks(range(len(english)), english, rotation=60, ha="right")
    axis.set_yticks(range(len(found) + 1), [*found, "end"])
axes[0].set_ylabel("character written (one a row)")
fig.colorbar(picture, ax=axes, label="weight (no unit)")
fig.suptitle(f"{' '.join(english)} becomes {found}")
plt.show()

# %% [markdown]
# Each head has found something of its own, and nobody told it what to look for. Be careful with such
# pictures, though. A weight says what a value was multiplied with, not why.
#
# ## 8. Experiments
#
# 1. Replace the encodings by `apply_rope`: turn queries and keys inside a copy of your `MultiHeadAttention`.
#    Do you need $P$ at all?
# 2. Train with one head and with sixteen. How does the loss change, and what do the pictures show?
# 3. Leave out the warm-up: take a constant rate of 0.005. Then use four blocks instead of two.
# 4. Normalise first (pre-norm): $\mathbf X + \text{layer}(\operatorname{norm}(\mathbf X))$. Does it still
#    need the warm-up?
#
# ## Summary
#
# - A head attends by its own share of the features. All heads together cost as much as one large one.
# - Heads are rows of the batch, batch-major. Lengths are repeated entry by entry.
# - Attention doesn't know order. Encodings are added to the vectors, or queries and keys are turned.
# - Turned queries and keys have scores that depend on their distance alone.
# - Layer norm needs no other sample. In post-norm it comes after the sum.
# - The decoder is causal in both modes. With a cache it gives the same results step by step.
# - The learning rate warms up and then falls like $1/\sqrt t$.

# %% [markdown]
# ## Quiz
#
# Think before you open an answer.
#
# 1. $d = 512$ and $H = 8$, no biases. How many parameters has a `MultiHeadAttention`? And with $H = 16$?
# 2. $B = 3$, $H = 4$. Which row of the split batch is head 2 of sequence 1?
# 3. You shuffle the words of a sentence. What happens to the results of an encoder block without positions?
# 4. What does `apply_rope` do to the length of a vector, and to the values?
# 5. A sequence has 1,000 positions. How many weights has one head? What does that mean for 10,000 positions?
# 6. Why does the cache of a decoder block not need the results of later blocks?
# 7. With a warm-up of 4,000 steps, at which step after it is the rate the same as at step 1,000?
#
# <details><summary>Answers</summary>
#
# 1. $4 \cdot 512^2 = 1{,}048{,}576$ in both cases: the number of heads only says how the features are shared.
# 2. Row $1 \cdot 4 + 2 = 6$.
# 3. They are shuffled in the same way, and each word's result stays as it was.
# 4. Nothing in both cases: a rotation keeps lengths, and only queries and keys are turned.
# 5. A million. For 10,000 positions it is a hundred million: the cost grows with the square.
# 6. Each block has its own cache, of what it reads itself. What comes before it is never computed again.
# 7. At step 1,000 it is a quarter of the largest. It falls like $1/\sqrt t$, so at step
#    $16 \cdot 4{,}000 = 64{,}000$.
#
# </details>

# %% [markdown]
# ## Read on
#
# - Vaswani et al., Attention Is All You Need: https://arxiv.org/abs/1706.03762
# - Dive into Deep Learning, chapter 11: https://d2l.ai/chapter_attention-mechanisms-and-transformers/
# - Su et al., RoFormer: Enhanced Transformer with Rotary Position Embedding: https://arxiv.org/abs/2104.09864
# - Xiong et al., On Layer Normalization in the Transformer Architecture: https://arxiv.org/abs/2002.04745
# - Rush et al., The Annotated Transformer: https://nlp.seas.harvard.edu/annotated-transformer/
