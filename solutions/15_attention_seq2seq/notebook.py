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
# # Attention
#
# A sequence-to-sequence model reads a sentence, keeps *one* vector of it, and writes the translation from
# that. Whatever doesn't fit into the vector is lost. Attention takes the bottleneck away: the decoder keeps
# all the encoder's outputs, and at each step it looks at those that matter for the next word.
#
# You write the pieces in `attention_seq2seq.py`, beside this notebook: a softmax that leaves out padding, two
# ways to say how well a key fits a query, and a decoder that looks back. Here you see what they do, compare
# them with PyTorch's own, and teach a small network to turn *forty two thousand five hundred seven* into
# 42507, with and without attention.
#
# Cells that need a function which you have not written yet stop with `NotImplementedError`. Write it, and
# run the cell again: the notebook reloads your module by itself. `%check NAME` runs the visible checks of a
# function, `%check` those of all, and `%hint NAME` helps when you are stuck.

# %%
# %load_ext autograder

# %%
import random

import matplotlib.pyplot as plt
import torch
from attention_seq2seq import (
    AdditiveAttention,
    Seq2SeqAttentionDecoder,
    attention_step,
    causal_mask,
    dot_product_attention,
    masked_softmax,
    nadaraya_watson,
)
from IPython.display import ProgressBar
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


def heat_map(axis: plt.Axes, weights: Tensor, title: str, x: str, y: str) -> plt.cm.ScalarMappable:
    """Draw a matrix of weights, a row a query, on a scale from 0 to 1."""
    picture = axis.imshow(weights.detach(), cmap="Blues", vmin=0, vmax=1, aspect="auto")
    axis.set(title=title, xlabel=x, ylabel=y)
    axis.grid(visible=False)
    return picture


# %% [markdown]
# ## 1. A dictionary that answers every question
#
# A Python dictionary has keys and values. Ask it for a key that it doesn't have, and you get nothing.
# Attention is a dictionary that always answers: it compares your *query* with every *key* and returns a mean
# of the *values*, in which those with the best fitting keys weigh most:
#
# $$\operatorname{attention}(\mathbf q) = \sum_j \alpha_j \mathbf v_j, \qquad
# \boldsymbol\alpha = \operatorname{softmax}(s(\mathbf q, \mathbf k_1), \dots, s(\mathbf q, \mathbf k_K)).$$
#
# What differs from one attention to another is the score $s$. The oldest is from 1964. Nadaraya and Watson
# each estimated a function from noisy samples $(x_j, y_j)$: the query is a place $x$, the keys are the places
# $x_j$, and the score is minus half the squared distance, in units of a *bandwidth* $h$:
#
# $$f(x) = \sum_j \alpha_j y_j, \qquad s(x, x_j) = -\frac{(x - x_j)^2}{2 h^2}.$$


# %%
def truth(x: Tensor) -> Tensor:
    """The function that the samples come from."""
    return 2 * torch.sin(x) + x**0.8


generator = torch.Generator().manual_seed(0)
x_seen = 5 * torch.rand(50, generator=generator).sort().values
y_seen = truth(x_seen) + 0.5 * torch.randn(50, generator=generator)
x_asked = torch.linspace(0, 5, 201)

fig, axes = plt.subplots(1, 3, figsize=(11, 3.3), sharey=True)
for axis, h in zip(axes, (0.05, 0.3, 2.0), strict=True):
    axis.plot(x_seen, y_seen, "o", color=GREY, alpha=0.5, markersize=4, label="samples")
    axis.plot(x_asked, truth(x_asked), color=GREEN, linewidth=1, linestyle="--", label="the truth")
    axis.plot(x_asked, nadaraya_watson(x_asked, x_seen, y_seen, h), color=BLUE, label="estimate")
    axis.set(title=f"bandwidth $h = {h}$", xlabel="$x$ (no unit)")
axes[0].set_ylabel("$y$ (no unit)")
axes[2].legend(loc="upper right")
fig.suptitle("Kernel regression: attention over the samples")
plt.show()

# %%
# %check nadaraya_watson

# %% [markdown]
# A small bandwidth listens to the nearest sample alone and repeats its noise. A large one listens to everyone
# and hardly looks at $x$. The weights show it: the values being the unit matrix's columns, the estimates are
# the weights themselves.

# %%
fig, axes = plt.subplots(1, 3, figsize=(11, 3.4), sharey=True)
for axis, h in zip(axes, (0.05, 0.3, 2.0), strict=True):
    columns = [nadaraya_watson(x_asked[::4], x_seen, unit, h) for unit in torch.eye(50)]
    weights = torch.stack(columns, dim=1)  # [51,50]
    picture = heat_map(axis, weights / weights.amax(), f"$h = {h}$", "sample, from left to right", "")
axes[0].set_ylabel("query, from left to right")
fig.colorbar(picture, ax=axes, label="share of the largest weight (no unit)")
fig.suptitle("Who listens to whom")
plt.show()

# %% [markdown]
# Nothing is learned here but $h$, if you like. Neural attention learns the representations that are compared.
#
# ## 2. Masked softmax
#
# Sentences have different lengths, and a batch is a rectangle: short ones are padded. Padding must get no
# weight at all, and what stands there must not matter. Three ways look right and are not:
#
# - **Softmax first, then set padding to 0.** What is left doesn't sum to 1.
# - **Multiply the scores by a mask of 0 and 1.** A score of 0 is a score: $e^0 = 1$.
# - **Put $-10^6$ in place of the scores of padding.** It works, until a score is lower, or the numbers are
#   float16, whose lowest is -65504.

# %%
scores = torch.tensor([[[2.0, 1.0, 0.5, 3.0, -1.0]]])  # the last two are padding
length = torch.tensor([3])
real = torch.arange(5) < 3
ways = {
    "softmax, then zeros": scores.softmax(-1) * real,
    "scores times the mask": (scores * real).softmax(-1),
    "yours": masked_softmax(scores, length),
}
for name, weights in ways.items():
    print(f"{name:22} {weights[0, 0].numpy().round(3)}  sum {weights.sum():.3f}")

print("\nfloat16:", masked_softmax(scores.half(), length)[0, 0].numpy())
low = scores - 1e7
filled = torch.where(real, low, -1e6)
print("scores near -1e7, -1e6 as padding:", filled.softmax(-1)[0, 0].numpy())
print("the same with yours:              ", masked_softmax(low, length)[0, 0].numpy())

# %%
# %check masked_softmax

# %% [markdown]
# And a query that may look at nothing? Softmax of nothing is $0/0$. By our convention it gets zeros, so its
# output is 0, and no NaN comes back in the gradient to spoil all weights of a network.
#
# Lengths may differ from query to query. In a decoder step $i$ must not see the steps after it: its length is
# $i + 1$. That is your causal mask, said with lengths.

# %%
flat = torch.zeros(3, 4, 6)  # three sequences, four queries, six keys, equal scores
by_sequence = masked_softmax(flat, torch.tensor([6, 3, 0]))
noise = torch.randn(1, 6, 6, generator=generator)
causal = masked_softmax(noise, torch.arange(1, 7).unsqueeze(0))
by_mask = noise.masked_fill(~causal_mask(6), -torch.inf).softmax(-1)
print("lengths 1 to T and the causal mask agree:", torch.allclose(causal, by_mask))

fig, axes = plt.subplots(1, 4, figsize=(11, 2.8))
for axis, weights, length in zip(axes, by_sequence, (6, 3, 0), strict=False):
    picture = heat_map(axis, weights, f"equal scores, length {length}", "key", "query")
heat_map(axes[3], causal[0], "random scores, causal", "key", "query")
fig.colorbar(picture, ax=axes, label="weight (no unit)")
plt.show()

# %%
# %check causal_mask

# %% [markdown]
# ## 3. Scaled dot products
#
# If queries and keys have the same size, their dot product is the cheapest score. Let their components be
# independent with mean 0 and variance 1: then $\mathbf q^\top \mathbf k$ has the variance $D$. For large $D$
# the scores are far apart, softmax is a hard choice, and its gradient is almost 0. Divided by $\sqrt D$ they
# have variance 1, whatever $D$ is:
#
# $$\mathbf A = \operatorname{softmax}\left(\frac{\mathbf Q \mathbf K^\top}{\sqrt D}\right), \qquad
# \text{out} = \mathbf A \mathbf V.$$

# %%
sizes = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512]
largest: dict[str, list[float]] = {"scaled": [], "not scaled": []}
for size in sizes:
    q, k = torch.randn(1, 200, size, generator=generator), torch.randn(1, 10, size, generator=generator)
    for name, factor in (("scaled", 1.0), ("not scaled", size**0.5)):
        _, weights = dot_product_attention(factor * q, k, k)
        largest[name].append(weights.amax(-1).mean().item())

fig, axis = plt.subplots(figsize=(7, 3.2))
axis.semilogx(sizes, largest["scaled"], color=BLUE, label="divided by $\\sqrt{D}$", base=2)
axis.semilogx(sizes, largest["not scaled"], color=ORANGE, label="not divided", base=2)
axis.axhline(0.1, color=GREY, linewidth=1, linestyle="--")
axis.text(1, 0.12, "equal weights", color=GREY)
axis.set(title="Without the scale, one of ten keys takes it all", xlabel="size $D$ of queries and keys")
axis.set(ylabel="largest weight, mean of 200 (no unit)", ylim=(0, 1))
axis.legend()
plt.show()

# %%
# %check dot_product_attention

# %% [markdown]
# PyTorch has it as one fused function. It takes a mask of bool, True where a query may look, and returns no
# weights.

# %%
q, k, v = (torch.randn(4, n, d, generator=generator) for n, d in ((3, 8), (5, 8), (5, 6)))
lengths = torch.tensor([5, 2, 1, 4])
mask = (torch.arange(5) < lengths.reshape(4, 1, 1)).expand(4, 3, 5)
theirs = nn.functional.scaled_dot_product_attention(q, k, v, attn_mask=mask)
mine, weights = dot_product_attention(q, k, v, lengths)
print(f"padding: largest difference {(mine - theirs).abs().max():.1e}")

x = torch.randn(2, 6, 8, generator=generator)
theirs = nn.functional.scaled_dot_product_attention(x, x, x, is_causal=True)
mine, _ = dot_product_attention(x, x, x, torch.arange(1, 7).expand(2, 6))
print(f"causal:  largest difference {(mine - theirs).abs().max():.1e}")

context, step_weights = attention_step(q[:, 0], k, lengths)
print(f"one step of a decoder: context {list(context.shape)}, weights {list(step_weights.shape)}")

# %%
# %check attention_step

# %% [markdown]
# In training, dropout may remove some of the weights, so that a model doesn't rely on one key. The weights
# that you return are those before dropout: they are there to be looked at.

# %%
torch.manual_seed(1)
eye = torch.eye(12).unsqueeze(0)  # as values: the output is the weights that were used
q, k = torch.randn(1, 8, 4), torch.randn(1, 12, 4)
used, weights = dot_product_attention(q, k, eye, torch.tensor([10]), dropout=0.4, training=True)

fig, axes = plt.subplots(1, 2, figsize=(9, 2.9), sharey=True)
heat_map(axes[0], weights[0], "returned: each row sums to 1", "key (10 and 11 are padding)", "query")
picture = heat_map(axes[1], used[0], "used: 40 % dropped, the rest divided by 0.6", "key", "query")
fig.colorbar(picture, ax=axes, label="weight (no unit)")
plt.show()

# %% [markdown]
# ## 4. A score that is learned
#
# Queries and keys need not have the same size. Additive attention, the first that was used for translation,
# lets a small network compare them:
#
# $$s(\mathbf q, \mathbf k) = \mathbf w_v^\top \tanh(\mathbf W_q \mathbf q + \mathbf W_k \mathbf k).$$
#
# All pairs are compared at once by broadcasting, $[B, Q, 1, H] + [B, 1, K, H]$. That costs $H$ times the
# memory of the dot product, which is why large models use the latter.
#
# A mix-up of $\mathbf W_q$ and $\mathbf W_k$ shows at once if the sizes differ, and never if they are equal:
# test with unequal sizes.

# %%
torch.manual_seed(0)
attention = AdditiveAttention(query_size=20, key_size=2, num_hiddens=8)
q, v = torch.randn(2, 1, 20), torch.arange(40.0).reshape(1, 10, 4).repeat(2, 1, 1)
out = attention(q, torch.ones(2, 10, 2), v, torch.tensor([2, 6]))
print("equal keys, 2 and 6 of them valid: the mean of the first 2 and of the first 6 values")
print(out.detach().squeeze(1))

# %%
# %check AdditiveAttention

# %% [markdown]
# ## 5. Numbers in words
#
# Now a task in which every output depends on one or two words of the input: read an English number in words
# and write its digits. The data is made here. Note how often a digit has no word of its own: the 0 of
# *forty two thousand five hundred seven* is said by the words that are missing.

# %%
UNITS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
TEENS = [f"{stem}teen" for stem in ("thir", "four", "fif", "six", "seven", "eigh", "nine")]
ONES = [*UNITS, "ten", "eleven", "twelve", *TEENS]
TENS = [f"{stem}ty" for stem in ("twen", "thir", "for", "fif", "six", "seven", "eigh", "nine")]
WORDS = ["<pad>", *ONES, *TENS, "hundred", "thousand"]
INDEX = {word: i for i, word in enumerate(WORDS)}
EOS, BOS = 10, 11  # beside the digits 0 to 9
MAX_WORDS, MAX_DIGITS, IGNORED = 7, 6, -100


def in_words(n: int) -> list[str]:
    """An English number below a million, without "and" or hyphens."""
    if n < 20:
        return [ONES[n]]
    if n < 100:
        return [TENS[n // 10 - 2], *([ONES[n % 10]] if n % 10 else [])]
    size, name = (1000, "thousand") if n >= 1000 else (100, "hundred")
    return [*in_words(n // size), name, *(in_words(n % size) if n % size else [])]


def batch_of(numbers: list[int]) -> tuple[Tensor, Tensor, Tensor]:
    """Words [B, 7], their lengths [B], and digits with <eos> [B, 6]."""
    words = torch.zeros(len(numbers), MAX_WORDS, dtype=torch.int64)
    digits = torch.full((len(numbers), MAX_DIGITS), IGNORED)
    lengths = torch.zeros(len(numbers), dtype=torch.int64)
    for row, number in enumerate(numbers):
        source, target = [INDEX[word] for word in in_words(number)], [*map(int, str(number)), EOS]
        words[row, : len(source)], digits[row, : len(target)] = torch.tensor(source), torch.tensor(target)
        lengths[row] = len(source)
    return words, lengths, digits


numbers = random.Random(0).sample(range(1, 100_000), 4500)
train_set, test_set = batch_of(numbers[:4000]), batch_of(numbers[4000:])
for number in numbers[:4]:
    print(f"{number:6}  {' '.join(in_words(number))}")

# %% [markdown]
# The encoder is an LSTM, told of the lengths so that its last state is that of the last *word*. The decoder
# is yours. In training it reads the right digits, shifted by one (teacher forcing).
#
# A length of 0 makes every context 0. Then nothing but the encoder's last state reaches the decoder: the
# model of lesson 14. So one switch gives us both models, with the same parameters.


# %%
class Encoder(nn.Module):
    def __init__(self, embed_size: int, num_hiddens: int) -> None:
        super().__init__()
        self.embedding = nn.Embedding(len(WORDS), embed_size)
        self.rnn = nn.LSTM(embed_size, num_hiddens)

    def forward(self, words: Tensor, lengths: Tensor) -> tuple:
        """[B, S] words -> outputs [S, B, H] and the state (h, c), each [1, B, H]."""
        packed = nn.utils.rnn.pack_padded_sequence(self.embedding(words.T), lengths, enforce_sorted=False)
        packed_outputs, state = self.rnn(packed)
        padded, _ = nn.utils.rnn.pad_packed_sequence(packed_outputs, total_length=words.shape[1])
        return padded, state


class Translator(nn.Module):
    def __init__(self, attends: bool, embed_size: int = 16, num_hiddens: int = 32) -> None:
        super().__init__()
        self.encoder = Encoder(embed_size, num_hiddens)
        self.decoder = Seq2SeqAttentionDecoder(12, embed_size, num_hiddens, num_layers=1)
        self.attends = attends

    def start(self, words: Tensor, lengths: Tensor) -> tuple:
        """The decoder's first state."""
        visible = lengths if self.attends else torch.zeros_like(lengths)
        return self.decoder.init_state(self.encoder(words, lengths), visible)

    def forward(self, words: Tensor, lengths: Tensor, digits: Tensor) -> Tensor:
        """Scores [B, T, 12] for each digit, given those before it."""
        before = torch.cat([torch.full_like(digits[:, :1], BOS), digits[:, :-1].clamp(min=0)], dim=1)
        return self.decoder(before, self.start(words, lengths))[0]


def translate(model: Translator, number: int) -> tuple[str, Tensor]:
    """The digits that the model writes, the most likely one at each step, and its weights [T, S]."""
    words, lengths, _ = batch_of([number])
    with torch.no_grad():
        state, token = model.start(words, lengths), torch.tensor([[BOS]])
        written, rows = [], []
        while len(written) < MAX_DIGITS and token.item() != EOS:
            scores, state = model.decoder(token, state)
            token = scores.argmax(dim=-1)  # [1,1]
            written.append(token.item())
            rows.append(model.decoder.attention.attention_weights[0, 0, : lengths.item()])
    return "".join(str(digit) for digit in written if digit < EOS), torch.stack(rows)


# %%
# %check Seq2SeqAttentionDecoder

# %%
STEPS, BATCH = 350, 32


def loss_of(scores: Tensor, digits: Tensor) -> Tensor:
    """Mean cross-entropy in nats over the digits that are no padding."""
    return nn.functional.cross_entropy(scores.flatten(0, 1), digits.flatten(), ignore_index=IGNORED)


def train(model: Translator) -> tuple[list[float], list[float]]:
    """The losses of all steps, and the share of test numbers that are right, every 25 steps."""
    order = torch.Generator().manual_seed(0)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.02)
    schedule = torch.optim.lr_scheduler.LinearLR(optimizer, 1.0, 0.05, STEPS)
    losses, right = [], []
    for step in ProgressBar(STEPS):
        rows = torch.randint(len(train_set[0]), (BATCH,), generator=order)
        words, lengths, digits = (part[rows] for part in train_set)
        loss = loss_of(model(words, lengths, digits), digits)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        losses.append(loss.item())
        if step % 25 == 24:
            with torch.no_grad():
                found = model(*test_set).argmax(dim=-1)  # [500,6]
            wrong = (found != test_set[2]) & (test_set[2] != IGNORED)
            right.append(100 * (~wrong.any(dim=1)).float().mean().item())
    return losses, right


histories, models = {}, {}
for name, attends in (("with attention", True), ("without", False)):
    torch.manual_seed(0)
    models[name] = Translator(attends)
    histories[name] = train(models[name])
    print(f"{name:15} loss {histories[name][0][-1]:.3f} nats, {histories[name][1][-1]:.1f} % right")

# %%
fig, (left, right) = plt.subplots(1, 2, figsize=(9, 3.3))
for (name, (losses, shares)), colour in zip(histories.items(), (BLUE, ORANGE), strict=True):
    left.plot(losses, color=colour, linewidth=1.2, label=name)
    right.plot(range(25, STEPS + 1, 25), shares, "o-", color=colour, markersize=3, label=name)
left.set(title="Loss of each minibatch", xlabel="step", ylabel="cross-entropy (nats)", ylim=(0, None))
right.set(title="Test numbers whose digits are all right", xlabel="step", ylabel="share (%)", ylim=(0, 102))
left.legend()
right.legend(loc="lower right")
plt.show()

# %% [markdown]
# The same number of parameters and the same steps: with attention it learns much faster. Without, the 32
# numbers of the last state must carry all the digits at once. Now look at what it looks at.

# %%
shown = [42_507, 88_888, 90_014, 6_310]
fig, axes = plt.subplots(2, 2, figsize=(10, 6.4))
for axis, number in zip(axes.flat, shown, strict=True):
    written, weights = translate(models["with attention"], number)
    picture = heat_map(axis, weights, f"{number}, written as {written}", "word that is read", "digit written")
    words = in_words(number)
    axis.set_xticks(range(len(words)), words, rotation=35, ha="right")
    axis.set_yticks(range(len(weights)), [*written, "end"][: len(weights)])
fig.colorbar(picture, ax=axes, label="weight (no unit)")
fig.suptitle("Where the decoder looks while it writes")
plt.show()

# %% [markdown]
# The bright squares go down from left to right: the decoder has learned to read along, and nobody told it
# which word belongs to which digit. Where a digit has no word of its own, the 0 in 42507, it looks at the
# words around the gap. And since the encoder is an LSTM, which has read everything to the left, a square may
# be bright one word to the right of where you expect it.
#
# Be careful with such pictures, though. A weight says what a value was multiplied with, not why.

# %%
for number in (7, 13, 100, 5_000, 19_019, 99_999):
    answers = {name: translate(model, number)[0] for name, model in models.items()}
    print(f"{' '.join(in_words(number)):48} {answers}")

# %% [markdown]
# The short ones go wrong. Of the numbers below 100,000 one in a hundred has three digits or fewer, and both
# models have hardly met any: a model learns what it sees.

# %% [markdown]
# ## Questions
#
# 1. All keys of a sentence are equal. What does attention return, with scaled dot products and with additive
#    attention?
# 2. You multiply all queries by 10. What happens to the weights, and to the gradient through softmax?
# 3. Why is dropout put on the weights after softmax and not on the scores before it?
# 4. In kernel regression with a very small bandwidth, what is $f(x)$ at a place that was seen? And far from
#    all of them?
# 5. The keys are shuffled, the values with them in the same way. What changes in the output? What does that
#    mean for a model that has nothing but attention?
# 6. Why may the masked scores not simply be removed from the tensor?

# %% [markdown]
# &nbsp;
#
# Take a sheet of paper before you read on.
#
# &nbsp;

# %% [markdown]
# ### Answers
#
# 1. The mean of the valid values in both cases: equal keys have equal scores, whatever the query is.
# 2. The scores are ten times as far apart, so the largest weight goes towards 1 and the others towards 0. The
#    derivative $\alpha_i ([i = j] - \alpha_j)$ goes to 0 with them.
# 3. A dropped score would be 0, which is a score like any other: its key would still get a weight.
# 4. At a place that was seen, its own value (or the mean of those seen there). Far away, the value of the
#    nearest place, however far it is, if softmax is computed with care.
# 5. Nothing: attention is a mean over a *set*. A model of nothing but attention doesn't know the order of
#    words, and must be told: lesson 16 adds positions to them.
# 6. Each query or sequence has its own number of valid keys. Without a rectangle there is no batch, and a GPU
#    is fast for rectangles only.

# %% [markdown]
# ## Read on
#
# - Dive into Deep Learning, chapter 11: https://d2l.ai/chapter_attention-mechanisms-and-transformers/
# - Bahdanau, Cho and Bengio, Neural Machine Translation by Jointly Learning to Align and Translate (2015):
#   https://arxiv.org/abs/1409.0473
