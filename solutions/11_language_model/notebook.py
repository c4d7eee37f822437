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
# # Language models
#
# A *language model* gives each possible continuation of a text a probability. That is all that it does, and
# it is enough to complete sentences, to correct spelling, and to chat. At the end of this lesson you can
#
# - write the probability of a text as a product, and estimate its factors by counting n-grams,
# - say why counting fails for long contexts, and how far smoothing helps,
# - cut a text into batches in two ways, and know what each is good for,
# - measure a model by its perplexity on text that it hasn't seen,
# - train a small neural language model, and write new text with it,
# - control the writing by temperature, top-k and top-p.
#
# You write nine functions in `language_model.py`, beside this notebook, and use them here. Cells that need a
# function which you have not written yet stop with `NotImplementedError`. Write it, and run the cell again:
# the notebook reloads your module by itself. `%check NAME` runs the visible checks of a function, `%check`
# those of all, and `%hint NAME` helps when you are stuck.

# %%
# %load_ext autograder

# %%
import math
import os
import re
import subprocess
import sys
import textwrap
from collections import Counter
from pathlib import Path

import matplotlib.pyplot as plt
import torch
from language_model import (
    build_char_index,
    data_iter_consecutive,
    data_iter_random,
    ngram_counts,
    ngram_prob,
    perplexity,
    sample_next,
    sequence_nll,
    top_p_filter,
)
from torch import Tensor, nn

BLUE, ORANGE, GREEN, GREY, RED = "#2563eb", "#ea580c", "#16a34a", "#64748b", "#dc2626"
plt.rc("figure", dpi=110)
plt.rc("figure.constrained_layout", use=True)
plt.rc("axes", titlesize=10)
plt.rc("axes.spines", top=False, right=False)
plt.rc("axes", grid=True, axisbelow=True)
plt.rc("grid", color="#e2e8f0")
plt.rc("legend", frameon=False)

# %% [markdown]
# ## 1. A text as a sequence of ids
#
# We model *The Time Machine* by H. G. Wells, character by character. Small letters, spaces and a little
# punctuation stay, and everything else goes. The last tenth of the book is *held out*: no model sees it
# before it is measured.

# %%
path = Path("..", "..", "datasets", "time_machine", "time_machine.txt")
raw = path.read_text(encoding="utf-8").lower().replace("\u2019", "'")
raw = raw[raw.index("the time traveller (for so") :]
text = re.sub(r"\s+", " ", re.sub(r"[^a-z.,;?!' \n]+", " ", raw))
border = int(0.9 * len(text))
train_text, test_text = text[:border], text[border:]
print(f"{len(train_text):,} characters to learn from, {len(test_text):,} held out")
print(textwrap.fill(train_text[:240], 100))

# %% [markdown]
# **Your turn: `build_char_index`.** It gives each character an id, in the order of first appearance.

# %%
idx_to_char, char_to_idx = build_char_index(text)
train_ids = [char_to_idx[char] for char in train_text]
test_ids = [char_to_idx[char] for char in test_text]
V = len(idx_to_char)
print(f"{V} characters:", idx_to_char)
print("the time ->", [char_to_idx[char] for char in "the time"])
assert "".join(idx_to_char[i] for i in train_ids) == train_text

# %%
# %check build_char_index

# %% [markdown]
# ## 2. Counting
#
# The probability of a whole text is a product of simple factors, one for each token:
#
# $$P(x_1, \dots, x_T) = \prod_{t=1}^{T} P(x_t \mid x_1, \dots, x_{t-1}).$$
#
# This *chain rule* is exact. But a factor far back in the book depends on everything before it, and no such
# beginning comes twice. An *n-gram model* forgets all but the last $n - 1$ tokens:
#
# $$P(x_t \mid x_1, \dots, x_{t-1}) \approx P(x_t \mid x_{t-n+1}, \dots, x_{t-1}).$$
#
# Now one can count. How often did this context come, and how often did the token follow?
#
# **Your turn: `ngram_counts`.** First we count runs of words, to see how the counts behave.

# %%
words = re.findall(r"[a-z']+", train_text)
new_words = re.findall(r"[a-z']+", test_text)
word_counts = {n: ngram_counts(words, n) for n in (1, 2, 3)}
for n, counts in word_counts.items():
    print(f"n = {n}: {len(counts):6,} different ones; the most frequent:", counts.most_common(3))

# %%
# %check ngram_counts

# %% [markdown]
# In the last lesson the counts of words followed Zipf's law: a line on two logarithmic axes. Do pairs and
# triples, too? And how many of the held-out ones did we ever see?

# %%
fig, axes = plt.subplots(1, 2, figsize=(9.5, 3.5))
for (n, counts), color in zip(word_counts.items(), (BLUE, ORANGE, GREEN), strict=True):
    frequencies = sorted(counts.values(), reverse=True)
    axes[0].loglog(
        range(1, len(frequencies) + 1), frequencies, ".", markersize=3, color=color, label=f"n = {n}"
    )
axes[0].set(
    title="Runs of n words, by frequency",
    xlabel="rank by frequency (1 is the most frequent)",
    ylabel="occurrences (number)",
)
axes[0].legend()
orders = range(1, 7)
unseen = {}
for name, known, new in (("words", words, new_words), ("characters", train_text, test_text)):
    shares = []
    for n in orders:
        seen, held_out = ngram_counts(known, n), ngram_counts(new, n)
        missing = sum(count for run, count in held_out.items() if run not in seen)
        shares.append(100 * missing / sum(held_out.values()))
    unseen[name] = shares
    axes[1].plot(orders, shares, ".-", color=BLUE if name == "words" else ORANGE, label=name)
axes[1].set(
    title="Held-out runs that never came in the training text",
    xlabel="length of the run, n (tokens)",
    ylabel="never seen (%)",
)
axes[1].legend()
plt.show()
print("words:     ", [f"{share:.0f} %" for share in unseen["words"]])
print("characters:", [f"{share:.0f} %" for share in unseen["characters"]])
assert unseen["words"][0] < 10 < 85 < unseen["words"][2] < 90
assert unseen["characters"][2] < 2 < 15 < unseen["characters"][5]

# %% [markdown]
# The lines become flatter with n: hardly any run comes more often than the others. Seven of eight
# held-out triples of words were never seen. Three words of context are little for a human, and far too much
# for a table of counts. This *sparsity* is why n-gram models stay small, and why characters are easier.
#
# ## 3. From counts to probabilities
#
# The share $c(\text{context}, x) / c(\text{context})$ gives each unseen run the probability 0. One such run
# makes the probability of the whole text 0. *Laplace's smoothing* pretends that each of the $V$ tokens
# followed each context $\alpha$ times more:
#
# $$P(x \mid \text{context}) = \frac{c(\text{context}, x) + \alpha}{c(\text{context}) + \alpha V}.$$
#
# **Your turn: `ngram_prob`.** Below you see what follows *th*, without and with smoothing.

# %%
trigrams = ngram_counts(train_text, 3) + ngram_counts(train_text, 2)
fig, axis = plt.subplots(figsize=(8.5, 3.2))
places = range(V)
for alpha, color, shift in ((0.0, GREY, -0.3), (1.0, BLUE, 0.0), (300.0, ORANGE, 0.3)):
    after = [ngram_prob(char, ("t", "h"), trigrams, V, alpha) for char in idx_to_char]
    axis.bar([place + shift for place in places], after, width=0.3, color=color, label=f"alpha = {alpha:g}")
    print(
        f"alpha = {alpha:3g}: P(e | th) = {after[char_to_idx['e']]:.4f}, "
        f"P(q | th) = {after[char_to_idx['q']]:.6f}"
    )
    assert abs(sum(after) - 1) < 1e-3
axis.set_yscale("log")
axis.set_xticks(places, ["\u2423" if char == " " else char for char in idx_to_char], fontsize=7)
axis.set(
    title="What follows th? Smoothing takes from the frequent and gives to the unseen",
    xlabel="next character (no unit)",
    ylabel="probability (logarithmic)",
)
axis.legend()
plt.show()

# %%
# %check ngram_prob

# %% [markdown]
# ## 4. How good is a model?
#
# A good model gives the held-out text a high probability. A long text has a tiny probability under any model,
# so one takes the mean of $-\log P$ over the tokens. Its exponential is the *perplexity*:
#
# $$\exp\Big(-\frac{1}{T} \sum_{t=1}^{T} \log P(x_t \mid \dots)\Big).$$
#
# A perplexity of 10 says that the model is as unsure as if it had to choose among 10 equally likely tokens.
# A model that knows nothing has the perplexity V, and a perfect one has 1.
#
# **Your turn: `perplexity`.**

# %%
print("fair die:                  ", round(perplexity(3 * math.log(6), 3), 6))
print("sure and right:            ", perplexity(0.0, 3))
print("once sure and wrong:       ", perplexity(math.inf, 3))
assert abs(perplexity(1000 * math.log(V), 1000) - V) < 1e-6

# %%
# %check perplexity

# %% [markdown]
# Which n is best, and which alpha? We measure on the held-out text.


# %%
def ngram_perplexity(n: int, alpha: float, known: str, new: str) -> float:
    counts = ngram_counts(known, n) + (ngram_counts(known, n - 1) if n > 1 else Counter({(): len(known)}))
    nll = 0.0
    runs = ngram_counts(new, n)
    for run, count in runs.items():
        p = ngram_prob(run[-1], run[:-1], counts, V, alpha)
        nll += count * (-math.log(p) if p > 0 else math.inf)
    return perplexity(nll, sum(runs.values()))


alphas = [0.001, 0.01, 0.1, 1.0, 10.0]
fig, axes = plt.subplots(1, 2, figsize=(9.5, 3.5), sharey=True)
best = {}
for n in range(1, 8):
    curve = [ngram_perplexity(n, alpha, train_text, test_text) for alpha in alphas]
    best[n] = min(curve)
    if n in (1, 2, 3, 4, 6):
        axes[0].loglog(alphas, curve, ".-", label=f"n = {n}")
axes[0].set(
    title="Held-out text: how much smoothing?",
    xlabel="alpha (occurrences that are added)",
    ylabel="perplexity (characters)",
)
axes[0].set_yticks([2, 5, 10, 20], ["2", "5", "10", "20"])
axes[0].minorticks_off()
axes[0].legend(ncols=2)
known = [ngram_perplexity(n, 0.01, train_text, train_text) for n in best]
axes[1].plot(list(best), known, ".-", color=GREY, label="training text, alpha = 0.01")
axes[1].plot(list(best), list(best.values()), ".-", color=BLUE, label="held-out text, best alpha")
axes[1].set(title="How long a context?", xlabel="n (characters)", ylabel="perplexity (characters)")
axes[1].legend()
plt.show()
print("held-out:", {n: round(value, 2) for n, value in best.items()})
print("training:", [round(value, 2) for value in known])
print("alpha = 0:", ngram_perplexity(3, 0.0, train_text, test_text))
best_n = min(best, key=best.__getitem__)
assert best_n in (4, 5)
assert known[-1] < known[3] < known[1]

# %% [markdown]
# The training text becomes the less surprising the longer the context: the model learns it by heart. The
# held-out text has an optimum in between. Without smoothing, one unseen run is enough for infinity. And the
# longer the context, the smaller the best alpha, because alpha is added V times to ever smaller counts.
#
# ## 5. Two ways to cut batches
#
# A neural network learns from batches of short sequences, X, with the same sequences one place later as
# targets, Y. The network predicts at *each* place: from *t* the *h*, from *th* the *e*, and so on.
#
# **Your turn: `data_iter_random`** shuffles sequences, and **`data_iter_consecutive`** lets each row continue
# in the next batch.

# %%
sentence = "the time traveller smiled"
ids = [char_to_idx[char] for char in sentence]
for name, batches in (
    ("random", data_iter_random(ids, 2, 4, torch.Generator().manual_seed(3))),
    ("consecutive", data_iter_consecutive(ids, 2, 4)),
):
    print(name)
    for X, Y in batches:
        rows = ["".join(idx_to_char[i] for i in row) for row in X.tolist()]
        later = ["".join(idx_to_char[i] for i in row) for row in Y.tolist()]
        print("   X:", rows, "  Y:", later)

# %%
# %check data_iter_random

# %%
# %check data_iter_consecutive

# %% [markdown]
# In the picture, a text of 80 characters runs from left to right. Each line is a batch of three rows, and the
# colour tells the row.

# %%
picture = list(range(80))
fig, axes = plt.subplots(1, 2, figsize=(10.5, 2.8))
for axis, name, batches in (
    (axes[0], "Random: rows jump", list(data_iter_random(picture, 3, 6, torch.Generator().manual_seed(0)))),
    (axes[1], "Consecutive: each row goes on", list(data_iter_consecutive(picture, 3, 6))),
):
    cells = torch.full((len(batches), len(picture)), math.nan)
    for number, (X, _) in enumerate(batches):
        for row, taken in enumerate(X):
            cells[number, taken] = row
    axis.imshow(cells, aspect="auto", cmap="viridis", vmin=0, vmax=2.4, interpolation="none")
    axis.set_yticks(range(len(batches)), range(1, len(batches) + 1))
    axis.grid(visible=False)
    axis.set(title=name, xlabel="place in the text (characters)", ylabel="batch (number)")
plt.show()
first, second = list(data_iter_consecutive(picture, 3, 6))[:2]
assert torch.equal(second[0][:, 0], first[1][:, -1])  # the next input is the last target

# %% [markdown]
# Random batches are more varied, so their gradients are better for learning. But each sequence starts
# without a memory. Consecutive batches are for networks that carry a state from batch to batch, as in the
# next lesson: what row b remembers is still true in the next batch.
#
# ## 6. The loss of a sequence
#
# **Your turn: `sequence_nll`** adds up $-\log P$ of the targets of each sequence. The mask leaves places out,
# such as padding.

# %%
generator = torch.Generator().manual_seed(5)
logits = torch.randn(3, 4, V, generator=generator)
targets = torch.randint(V, (3, 4), generator=generator)
mask = torch.tensor([[True, True, True, True], [True, True, False, False], [False] * 4])
print("no mask:", sequence_nll(logits, targets).tolist())
print("masked: ", sequence_nll(logits, targets, mask).tolist())
assert sequence_nll(logits, targets, mask)[2] == 0

# %%
# %check sequence_nll

# %% [markdown]
# **PyTorch's own loss** is `nn.CrossEntropyLoss`. It wants the classes in dimension 1, and by default it
# returns the mean over all tokens that count. Targets of -100 don't count, so -100 does the work of a mask.

# %%
padded = targets.masked_fill(~mask, -100)
total = nn.CrossEntropyLoss(reduction="sum")(logits.transpose(1, 2), padded)
mean = nn.CrossEntropyLoss()(logits.transpose(1, 2), padded)
ours = sequence_nll(logits, targets, mask).sum()
print(f"sum: ours {ours:.4f}, PyTorch's {total:.4f}; mean over {int(mask.sum())} tokens: {mean:.4f}")
torch.testing.assert_close(ours, total)
torch.testing.assert_close(ours / mask.sum(), mean)
print("perplexity:", round(perplexity(float(ours), int(mask.sum())), 3), "=", round(mean.exp().item(), 3))

# %% [markdown]
# ## 7. A small neural model
#
# Counting treats *cat sat* and *dog sat* as unrelated. A network can learn that characters behave alike. Ours
# looks at the last eight characters. An `nn.Embedding` gives each a vector, and two linear layers turn
# these into logits (Bengio et al. 2003). At the start of a sequence, a special id fills the empty places.

# %%
CONTEXT = 8


class CharModel(nn.Module):
    """Logits of the next character from the last `CONTEXT` ones: [B,T] -> [B,T,V]."""

    def __init__(self, vocab_size: int, embed_size: int = 24, hidden: int = 256) -> None:
        super().__init__()
        self.empty = vocab_size
        self.embed = nn.Embedding(vocab_size + 1, embed_size)
        self.hidden = nn.Linear(CONTEXT * embed_size, hidden)
        self.out = nn.Linear(hidden, vocab_size)

    def forward(self, X: Tensor) -> Tensor:
        filled = nn.functional.pad(X, (CONTEXT - 1, 0), value=self.empty)
        windows = filled.unfold(1, CONTEXT, 1)  # [B,T,CONTEXT]: no window looks into the future
        return self.out(torch.tanh(self.hidden(self.embed(windows).flatten(2))))


@torch.no_grad()
def measure(model: nn.Module, ids: list[int]) -> float:
    nll, tokens = 0.0, 0
    for X, Y in data_iter_consecutive(ids, 8, 256):
        nll += float(sequence_nll(model(X), Y).sum())
        tokens += Y.numel()
    return perplexity(nll, tokens)


torch.manual_seed(1)
torch.set_num_threads(1)
model = CharModel(V)
optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
EPOCHS = 10
schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, EPOCHS)
generator = torch.Generator().manual_seed(2)
curves: dict[str, list[float]] = {"training text": [], "held-out text": []}
print(f"before training: {measure(model, test_ids):.1f}")
for epoch in range(EPOCHS):
    for X, Y in data_iter_random(train_ids, 16, 64, generator):
        loss = sequence_nll(model(X), Y).sum() / Y.numel()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    schedule.step()
    curves["training text"].append(measure(model, train_ids[: len(test_ids)]))
    curves["held-out text"].append(measure(model, test_ids))
    print(f"epoch {epoch + 1}: " + ", ".join(f"{name} {curve[-1]:.2f}" for name, curve in curves.items()))

# %%
fig, axis = plt.subplots(figsize=(6.5, 3.6))
for (name, curve), color in zip(curves.items(), (GREY, BLUE), strict=True):
    axis.plot(range(1, EPOCHS + 1), curve, ".-", color=color, label=f"network, {name}")
axis.axhline(
    best[best_n], color=ORANGE, linestyle="--", label=f"best n-gram model (n = {best_n}), held-out text"
)
axis.set(title="The network learns", xlabel="epochs (number)", ylabel="perplexity (characters)")
axis.legend()
plt.show()
weights = sum(p.numel() for p in model.parameters())
table = len(ngram_counts(train_text, best_n)) + len(ngram_counts(train_text, best_n - 1))
print(f"network: {curves['held-out text'][-1]:.2f} with {weights:,} weights")
print(f"n-grams: {best[best_n]:.2f} with {table:,} counts")
assert curves["held-out text"][-1] < best[best_n]
assert curves["training text"][-1] < curves["held-out text"][-1]

# %% [markdown]
# The network beats the best table of counts. The curve of the training text ends below that of the
# held-out text: a part of what the network learned is true of these pages only.
#
# ## 8. Writing
#
# To write, draw the next character from the model's probabilities, append it, and ask again. *How* one draws
# matters as much as the model. With logits $z$ and *temperature* $\tau$,
#
# $$P(i) = \frac{\exp(z_i / \tau)}{\sum_j \exp(z_j / \tau)}.$$
#
# A low temperature prefers what is likely, and in the limit 0 it always takes the likeliest. A high one makes
# all tokens alike. *Top-k* draws from the k likeliest tokens only.
#
# **Your turn: `sample_next`.**

# %%
flat = torch.tensor([2.0, 1.0, 0.0, -1.0])
for settings in ({"temperature": 0.0}, {"temperature": 0.5}, {}, {"temperature": 3.0}, {"top_k": 2}):
    generator = torch.Generator().manual_seed(0)
    found = Counter(sample_next(flat, **settings, generator=generator) for _ in range(1000))
    print(f"{settings!s:22}", [found[i] for i in range(4)])
assert set(found) == {0, 1}

# %%
# %check sample_next

# %% [markdown]
# A fixed k is too large where the model is sure, and too small where it isn't. *Top-p*, or nucleus sampling,
# keeps as many tokens as it takes to reach the probability p.
#
# **Your turn: `top_p_filter`.** After *th* the model is sure, and after *the* and a space it isn't.


# %%
@torch.no_grad()
def next_logits(written: str) -> Tensor:
    X = torch.tensor([[char_to_idx[char] for char in written[-CONTEXT:]]])
    return model(X)[0, -1]  # [V]


fig, axes = plt.subplots(2, 4, figsize=(11, 4.4), sharey="row")
for row, prompt in zip(axes, ("it was th", "in the "), strict=True):
    scores = next_logits(prompt)
    order = scores.argsort(descending=True)[:12]
    names = ["\u2423" if idx_to_char[i] == " " else idx_to_char[i] for i in order.tolist()]
    top = scores.masked_fill(scores < scores.sort(descending=True).values[4], -math.inf)
    for axis, name, changed in zip(
        row,
        ("temperature 1", "temperature 0.5", "top_k = 5", "p = 0.8"),
        (scores, scores / 0.5, top, top_p_filter(scores, 0.8)),
        strict=True,
    ):
        axis.bar(range(12), changed.softmax(dim=0)[order], color=BLUE)
        axis.set_xticks(range(12), names, fontsize=6)
        axis.set(
            title=f"{prompt!r}, {name}", xlabel="next character (no unit)", ylabel="probability (no unit)"
        )
plt.show()
kept = [int(top_p_filter(next_logits(prompt), 0.8).isfinite().sum()) for prompt in ("it was th", "in the ")]
print("tokens in the nucleus of p = 0.8:", kept)
assert kept[0] < 4 < kept[1]

# %%
# %check top_p_filter

# %% [markdown]
# Now the network writes. All of the texts begin in the same way.


# %%
def write(prompt: str, number: int, p: float = 1.0, seed: int = 0, **settings: float) -> str:
    source, written = torch.Generator().manual_seed(seed), prompt
    for _ in range(number):
        scores = top_p_filter(next_logits(written), p)
        written += idx_to_char[sample_next(scores, **settings, generator=source)]
    return written


recipes = {
    "temperature 0": {"temperature": 0.0},
    "temperature 0.5": {"temperature": 0.5},
    "temperature 1": {},
    "temperature 1.5": {"temperature": 1.5},
    "top_k = 5": {"top_k": 5},
    "p = 0.8": {"p": 0.8},
}
for name, settings in recipes.items():
    print(f"--- {name}")
    print(textwrap.fill(write("the time traveller ", 200, **settings), 100))

# %% [markdown]
# At temperature 0 the text soon goes round in circles. At 1.5 it falls apart. What lies between can be
# measured: how many of the words exist in the book, and how many different ones are there?

# %%
book = set(words) | set(new_words)
temperatures = [0.2, 0.5, 0.8, 1.0, 1.3]
results: dict[str, list[tuple[float, float]]] = {}
for name, settings in {"all tokens": {}, "top_k = 5": {"top_k": 5}, "p = 0.8": {"p": 0.8}}.items():
    for temperature in temperatures:
        written = write("the time traveller ", 1500, temperature=temperature, **settings)
        found_words = re.findall(r"[a-z']+", written)[3:-1]
        real = 100 * sum(word in book for word in found_words) / len(found_words)
        different = 100 * len(set(found_words)) / len(found_words)
        results.setdefault(name, []).append((real, different))
fig, axes = plt.subplots(1, 2, figsize=(9.5, 3.4))
for (name, points), color in zip(results.items(), (BLUE, ORANGE, GREEN), strict=True):
    axes[0].plot(temperatures, [real for real, _ in points], ".-", color=color, label=name)
    axes[1].plot(temperatures, [different for _, different in points], ".-", color=color, label=name)
axes[0].set(
    title="Words that exist in the book",
    xlabel="temperature (no unit)",
    ylabel="share of the written words (%)",
)
axes[1].set(title="Different words", xlabel="temperature (no unit)", ylabel="share of the written words (%)")
axes[0].legend()
plt.show()
for name, points in results.items():
    print(f"{name:10}", [f"{real:.0f} % real, {different:.0f} % different" for real, different in points])
assert results["all tokens"][0][0] > results["all tokens"][-1][0] + 15
assert results["all tokens"][0][1] < results["all tokens"][-1][1] - 15
assert results["p = 0.8"][3][0] > results["all tokens"][3][0]

# %% [markdown]
# Real words and variety pull in opposite directions. Top-k and top-p remove the long tail of unlikely
# characters, and so they keep more words whole at the same temperature.
#
# ## 9. What goes wrong in practice
#
# **Another vocabulary in each run.** Published course notes build the index from `list(set(corpus))`. Python
# orders the strings of a set differently in each process. A model that is saved in one run and loaded in
# another then reads other characters, and nothing warns you.

# %%
program = "print(''.join(list(set('the time machine'))))"
orders_of_set = []
for seed in ("1", "2", "3"):
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    ended = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True)
    orders_of_set.append(ended.stdout.rstrip("\n"))
    print(f"process {seed}: {orders_of_set[-1]!r}")
assert len(set(orders_of_set)) > 1
print("first appearance:", "".join(build_char_index("the time machine")[0]))

# %% [markdown]
# **The mean of perplexities.** Add up the negative log-likelihoods of all batches, and take the exponential
# once. The mean of the batches' perplexities is larger, because the exponential is convex. With a small last
# batch, it isn't even a mean over the tokens.

# %%
pieces = []
with torch.no_grad():
    for X, Y in data_iter_consecutive(test_ids, 1, 50):
        pieces.append((float(sequence_nll(model(X), Y).sum()), Y.numel()))
together = perplexity(sum(nll for nll, _ in pieces), sum(tokens for _, tokens in pieces))
averaged = sum(perplexity(nll, tokens) for nll, tokens in pieces) / len(pieces)
print(f"perplexity {together:.2f}, mean of the batches' perplexities {averaged:.2f}")
assert averaged > together

# %% [markdown]
# **Perplexities of other tokens.** A perplexity is per token. Per character ours is around 5. Per word, the
# same model with the same text has a perplexity in the thousands. Compare models with the same tokens only,
# or convert to bits per character.

# %%
nll = math.log(together) * len(test_text)
print(f"per character {together:.2f}, per word {perplexity(nll, len(new_words)):,.0f}")
print(f"{math.log2(together):.2f} bits per character")
assert perplexity(nll, len(new_words)) > 1000

# %% [markdown]
# **Excluded tokens that come back.** A logit of 0 doesn't exclude a token: exp(0) is 1. Only -inf does.

# %%
scores = torch.tensor([-5.0, -6.0, -7.0, -8.0])
chosen = torch.tensor([True, True, False, False])
print("0:   ", [round(p, 3) for p in (scores * chosen).softmax(dim=0).tolist()])
print("-inf:", [round(p, 3) for p in scores.masked_fill(~chosen, -math.inf).softmax(dim=0).tolist()])
assert (scores * chosen).softmax(dim=0)[2:].sum() > 0.9

# %% [markdown]
# **Rounded sums.** In float32 the sum of the likeliest tokens may reach 1 before the last tokens. A filter
# that takes p = 1 literally drops them.

# %%
steep = torch.tensor([0.0, -10.0, -30.0])
sums = steep.softmax(dim=0).cumsum(dim=0)
print("sums:", sums.tolist(), "- kept by top_p_filter:", int(top_p_filter(steep, 1.0).isfinite().sum()))
assert sums[1] >= 1

# %% [markdown]
# ## 10. Open experiments
#
# 1. **Back off.** Mix the n-gram models: $P = \sum_n \lambda_n P_n$ with weights that sum to 1. Which weights
#    give the lowest held-out perplexity? Is the mixture better than the best single model?
# 2. **A longer memory.** Train the network with contexts of 2, 4, 16 and 32 characters. When does a longer
#    context stop helping, and why does a network stand long contexts better than a table?
# 3. **Words.** Train the same network on words, with all rare ones as `<unk>`. Compare the bits per character
#    of both models. What does `<unk>` do to this comparison?
# 4. **Top-p and temperature.** Does it matter whether one filters before or after dividing by the
#    temperature? Find a row of logits for which the nucleus differs.

# %% [markdown]
# ## Summary
#
# - The chain rule is exact; an n-gram model shortens the context to n - 1 tokens.
# - Most long runs never come twice. Smoothing gives unseen runs a little probability.
# - X and Y are the same ids, one place apart. Random batches are varied, and consecutive ones keep a state.
# - Perplexity is the exponential of the mean negative log-likelihood per token, measured on held-out text.
# - Temperature, top-k and top-p trade variety for safety. Excluded tokens need the logit -inf.

# %% [markdown]
# ## Quiz
#
# 1. A text of 101 tokens is cut into sequences of 10 steps. How many does `data_iter_random` yield? And of
#    100 tokens?
# 2. What is the perplexity of a model that gives half of the tokens the probability 1/2 and the others 1/8?
# 3. V = 30 and alpha = 1. Which probability has an unseen character after a context that came 70 times?
# 4. In which batch and row is token 57 of 101, if `data_iter_consecutive` makes 4 rows and 5 steps?
# 5. The probabilities are 0.4, 0.3, 0.2 and 0.1. How many tokens does p = 0.65 keep? And p = 0.75?
# 6. Which temperature makes top-k = 1 superfluous?

# %% [markdown]
# <details>
# <summary>Answers: take a sheet of paper before you unfold them</summary>
#
# 1. (101 - 1) // 10 = 10. With 100 tokens there are 9, because the last sequence would lack its last target.
# 2. exp((log 2 + log 8) / 2) = 4.
# 3. 1 / (70 + 30) = 1 %.
# 4. A row has (101 - 1) // 4 = 25 tokens. Token 57, counted from 0, is token 7 of row 2, so it is in the
#    second batch of 5 steps.
# 5. 0.4 + 0.3 = 0.7 reaches 0.65, so two. For 0.75 it takes three.
# 6. 0: both always take the likeliest token.
#
# </details>

# %%
assert len(list(data_iter_random([0] * 101, 1, 10))) == 10
assert len(list(data_iter_random([0] * 100, 1, 10))) == 9
assert 57 in list(data_iter_consecutive(list(range(101)), 4, 5))[1][0][2]
quiz = torch.tensor([0.4, 0.3, 0.2, 0.1]).log()
assert [int(top_p_filter(quiz, p).isfinite().sum()) for p in (0.65, 0.75)] == [2, 3]

# %% [markdown]
# ## Read on
#
# - Dive into Deep Learning, chapter 9.3:
#   https://d2l.ai/chapter_recurrent-neural-networks/language-model.html
# - Jurafsky and Martin, Speech and Language Processing, chapter 3: https://web.stanford.edu/~jurafsky/slp3/
# - Bengio, Ducharme, Vincent and Jauvin, A Neural Probabilistic Language Model:
#   https://www.jmlr.org/papers/v3/bengio03a.html
# - Holtzman et al., The Curious Case of Neural Text Degeneration: https://arxiv.org/abs/1904.09751
# - PyTorch, `CrossEntropyLoss`: https://docs.pytorch.org/docs/stable/generated/torch.nn.CrossEntropyLoss.html
