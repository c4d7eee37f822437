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
# # Word2vec
#
# To a computer, *night* and *day* are two ids, here 119 and 140. Nothing in these numbers says that the words
# have anything in common. Word2vec turns each word into a vector, and it learns the vectors from plain text.
# At the end of this lesson you can
#
# - turn a text into training pairs: subsampling, windows, negatives and padded batches,
# - write skip-gram with negative sampling, and train it,
# - explain why a classifier of true and false neighbours learns what words have in common,
# - write CBOW, its counterpart, and the hierarchical softmax, which makes a softmax over many words cheap,
# - judge word vectors honestly: what a small text can teach them, and what it can't.
#
# You write eight functions in `word2vec.py`, beside this notebook, and use them here. Cells that need a
# function which you have not written yet stop with `NotImplementedError`. Write it, and run the cell again:
# the notebook reloads your module by itself. `%check NAME` runs the visible checks of a function, `%check`
# those of all, and `%hint NAME` helps when you are stuck.

# %%
# %load_ext autograder

# %%
import heapq
import math
import random
import re
from collections import Counter
from pathlib import Path

import matplotlib.pyplot as plt
import torch
from torch import Tensor, nn
from word2vec import (
    batchify,
    cbow_forward,
    get_centers_and_contexts,
    get_negatives,
    hierarchical_prob,
    keep_prob,
    sgns_loss,
    skip_gram,
)

torch.set_num_threads(1)
BLUE, ORANGE, GREEN, GREY, RED = "#2563eb", "#ea580c", "#16a34a", "#64748b", "#dc2626"
plt.rc("figure", dpi=110)
plt.rc("figure.constrained_layout", use=True)
plt.rc("axes", titlesize=10)
plt.rc("axes.spines", top=False, right=False)
plt.rc("axes", grid=True, axisbelow=True)
plt.rc("grid", color="#e2e8f0")
plt.rc("legend", frameon=False)

# %% [markdown]
# ## 1. You know a word by the company it keeps
#
# What is a *flumph*? "He ate a ripe flumph." "The flumph fell from the tree." Two sentences are enough to
# guess. Words in similar company have similar meanings: this is the *distributional hypothesis*. Word2vec
# makes it a task. Given a word in the middle, the *centre*, predict which words stand around it, its
# *contexts*. Two words that have to predict the same contexts get similar vectors.
#
# Our text is *The Time Machine* by H. G. Wells. Words that occur fewer than five times are left out: there is
# nothing to learn about them. Ids go by frequency, so 0 is the most frequent word.

# %%
path = Path("..", "..", "datasets", "time_machine", "time_machine.txt")
book = path.read_text(encoding="utf-8").lower().replace("\u2019", "")
book = book[book.index("the time traveller (for so") :]
sentences = [re.findall("[a-z]+", piece) for piece in re.split(r"[.!?;:]", book)]
frequency = Counter(word for sentence in sentences for word in sentence)
words = [word for word, number in frequency.most_common() if number >= 5]
index = {word: i for i, word in enumerate(words)}
corpus = [[index[word] for word in sentence if word in index] for sentence in sentences]
counts = torch.tensor([frequency[word] for word in words])
V = len(words)
print(f"{sum(frequency.values()):,} words, {len(frequency):,} different ones; {V} of them five times or more")
print(f"night has the id {index['night']}, and day has {index['day']}")
assert (index["night"], index["day"]) == (119, 140)
share = counts[:10].sum() / counts.sum()
print(f"the ten most frequent words make up {share:.0%} of the text:", words[:10])
assert share > 0.3

# %% [markdown]
# ## 2. Fewer of the frequent words
#
# *The* stands beside nearly everything, so it tells little about its neighbours. *Subsampling* keeps each
# occurrence of a word that makes up the share $f$ of the text with the probability
#
# $$P(\text{keep}) = \min\left(1, \sqrt{t / f}\right).$$
#
# The paper takes $t = 10^{-5}$ for a text of a billion words. Ours is small, so we take $10^{-3}$.
#
# **Your turn: `keep_prob`.**

# %%
T = 1e-3
keep = keep_prob(counts, T)
source = random.Random(0)
chances = keep.tolist()
thinned = [[w for w in sentence if source.random() < chances[w]] for sentence in corpus]
left = Counter(w for sentence in thinned for w in sentence)

fig, axes = plt.subplots(1, 2, figsize=(10, 3.4))
shares = counts / counts.sum()
for t, color in ((1e-2, GREY), (1e-3, BLUE), (1e-4, ORANGE)):
    axes[0].semilogx(shares, keep_prob(counts, t), ".-", color=color, markersize=3, label=f"t = {t:g}")
axes[0].set(
    title="The more frequent, the less is kept",
    xlabel="share of the text (logarithmic)",
    ylabel="P(keep) (no unit)",
)
axes[0].legend()
shown = [*range(8), index["machine"], index["morlocks"], index["night"], index["lever"]]
axes[1].bar(range(12), counts[shown], color=GREY, label="in the book")
axes[1].bar(range(12), [left[w] for w in shown], color=BLUE, label="after subsampling")
axes[1].set_xticks(range(12), [words[w] for w in shown], rotation=60)
axes[1].set(
    title="Frequent words shrink, rare ones stay", xlabel="word (no unit)", ylabel="occurrences (number)"
)
axes[1].legend()
plt.show()
print(f"{sum(map(len, corpus)):,} words before, {sum(left.values()):,} after")
print(f"the: {counts[0]} -> {left[0]}, lever: {frequency['lever']} -> {left[index['lever']]}")
assert left[0] < 0.2 * counts[0]
assert left[index["lever"]] == frequency["lever"]

# %%
# %check keep_prob

# %% [markdown]
# ## 3. Centres and contexts
#
# Each word is once the centre. Its contexts are the words at most $w$ places away, and $w$ is drawn anew for
# each centre, from 1 to a largest window. So near words are contexts more often than far ones, without any
# formula for weights.
#
# **Your turn: `get_centers_and_contexts`.**

# %%
tiny = [[0, 1, 2, 3, 4, 5, 6], [7, 8, 9]]
for center, around in zip(*get_centers_and_contexts(tiny, 2, random.Random(1)), strict=True):
    print(f"centre {center}: contexts {around}")

# %%
# %check get_centers_and_contexts

# %% [markdown]
# ## 4. Negatives
#
# The probability of a context would need a softmax over all V words, for each pair anew. *Negative sampling*
# asks an easier question: is this word a true context of the centre, or was it drawn at random? Each context
# gets K random words as opponents, the *negatives*. They are drawn in proportion to their counts, raised to
# the power 0.75. This lifts rare words a little. Mikolov and others found it by trial.
#
# **Your turn: `get_negatives`.**

# %%
fig, axis = plt.subplots(figsize=(6.5, 3.2))
for power, color in ((1.0, GREY), (0.75, BLUE), (0.0, ORANGE)):
    noise = counts**power / (counts**power).sum()
    axis.loglog(range(1, V + 1), noise, color=color, label=f"counts to the power {power:g}")
    print(f"power {power:4}: P(the) = {noise[0]:.4f}, P(lever) = {noise[index['lever']]:.4f}")
axis.set(
    title="How often a word becomes a negative",
    xlabel="rank by frequency (number)",
    ylabel="probability (no unit)",
)
axis.legend()
plt.show()
weights = (counts**0.75).tolist()
around = [index[word] for word in ("time", "traveller", "the")]
(drawn,) = get_negatives([around], weights, 4, random.Random(3))
print("contexts: ", [words[w] for w in around])
print("negatives:", [words[w] for w in drawn])
assert len(drawn) == 12
assert not set(drawn) & set(around)

# %%
# %check get_negatives

# %% [markdown]
# ## 5. A batch
#
# Each centre has another number of contexts, so rows have to be padded. The word 0 is *the*, a real word. So
# 0 in a row may be padding or not, and only the mask tells.
#
# **Your turn: `batchify`.**

# %%
center_ids, around_ids = get_centers_and_contexts(corpus[:2], 3, random.Random(4))
negative_ids = get_negatives(around_ids, weights, 2, random.Random(5))
samples = list(zip(center_ids, around_ids, negative_ids, strict=True))[:8]
centers, ctx_neg, mask, labels = batchify(samples)
print("shapes:", *(list(x.shape) for x in (centers, ctx_neg, mask, labels)))

fig, axes = plt.subplots(1, 3, figsize=(11, 2.6))
pictures = (
    ("Words: black is the id 0", ctx_neg.double().add(1).log(), "magma"),
    ("Mask: what is a word", mask, "Greys_r"),
    ("Labels: what is a context", labels, "Greys_r"),
)
for axis, (title, picture, colors) in zip(axes, pictures, strict=True):
    axis.imshow(picture, aspect="auto", cmap=colors, interpolation="none")
    axis.grid(visible=False)
    axis.set(title=title, xlabel="place in the row (entries)", ylabel="sample (number)")
plt.show()
assert ((ctx_neg == 0) & mask).any()
print(
    "entries with the id 0:",
    int((ctx_neg == 0).sum()),
    "- of these, real words:",
    int(((ctx_neg == 0) & mask).sum()),
)

# %%
# %check batchify

# %% [markdown]
# ## 6. Skip-gram
#
# Each word has two vectors: $\mathbf v$ for its role as a centre and $\mathbf u$ for its role as a context.
# The logit of a pair is their dot product, $x = \mathbf u_o^\top \mathbf v_c$. Why two? A word is rarely its
# own context. With one vector, the logit of a word with itself is a square, so it can't be negative.
#
# **Your turn: `skip_gram`.** PyTorch's own table of vectors is **`nn.Embedding`**: a matrix with a row for
# each id, which it looks up.

# %%
torch.manual_seed(0)
table_v, table_u = nn.Embedding(V, 6), nn.Embedding(V, 6)
logits = skip_gram(centers, ctx_neg, table_v.weight, table_u.weight)
by_modules = table_v(centers) @ table_u(ctx_neg).mT
print(
    "shape:", list(logits.shape), "- largest difference:", float((logits - by_modules).abs().max().detach())
)
torch.testing.assert_close(logits, by_modules)

# %%
# %check skip_gram

# %% [markdown]
# ## 7. The loss
#
# For a context, the model should say yes: the loss is $-\log \sigma(x)$. For a negative, it should say no:
# $-\log(1 - \sigma(x)) = -\log \sigma(-x)$. The loss of a centre is the mean over its entries. Its gradient
# is as simple as that of softmax regression: $\sigma(x) - y$, divided by the number of entries.
#
# **Your turn: `sgns_loss`.**

# %%
grid = torch.linspace(-6, 6, 121)
fig, axes = plt.subplots(1, 2, figsize=(9, 3))
for y, color, name in ((1.0, BLUE, "context, y = 1"), (0.0, ORANGE, "negative, y = 0")):
    x = grid.clone().requires_grad_()
    curve = sgns_loss(x.unsqueeze(1), torch.full((121, 1), y))
    curve.sum().backward()
    axes[0].plot(grid, curve.detach(), color=color, label=name)
    axes[1].plot(grid, x.grad, color=color, label=name)
axes[0].set(title="The loss of an entry", xlabel="logit (no unit)", ylabel="loss (nats)")
axes[1].set(title="Its gradient: sigmoid(x) - y", xlabel="logit (no unit)", ylabel="gradient (nats)")
axes[0].legend()
plt.show()

# %%
# %check sgns_loss

# %% [markdown]
# **PyTorch's own loss** is `nn.BCEWithLogitsLoss`. It has no mask, but it takes weights. A weight of 0 leaves
# an entry out. The division by the number of entries is then up to you.

# %%
flat = logits.squeeze(1)
weighted = nn.BCEWithLogitsLoss(weight=mask.float(), reduction="none")(flat, labels)
theirs = weighted.sum(1) / mask.sum(1)
ours = sgns_loss(flat, labels, mask)
print("ours:     ", [round(loss, 4) for loss in ours.tolist()])
print("PyTorch's:", [round(loss, 4) for loss in theirs.tolist()])
torch.testing.assert_close(ours, theirs)

# %% [markdown]
# ## 8. A language whose answer we know
#
# Does it work? In a real text nobody knows the right neighbours. So we invent a language. It has six classes
# of words, and sentences of four patterns. Words of one class are interchangeable: they keep the same
# company. So the nearest neighbours of *cat* have to be the other animals.

# %%
CLASSES = {
    "animal": "cat dog cow hen fox",
    "food": "corn meat bread rice soup",
    "eats": "eats likes finds steals smells",
    "vehicle": "car bus train bike boat",
    "place": "london paris rome oslo cairo",
    "moves": "reaches leaves passes visits misses",
}
PATTERNS = ("animal eats food", "vehicle moves place", "animal moves place", "vehicle scares animal")
members = {name: text.split() for name, text in CLASSES.items()} | {"scares": ["scares"]}
lexicon = [word for group in members.values() for word in group]
kind = {word: name for name, group in members.items() for word in group}
speaker = random.Random(6)


def utter() -> list[int]:
    """Say a random sentence, as ids, in which each word of a class is as likely as the others."""
    chosen = [speaker.choice(members[name]) for name in speaker.choice(PATTERNS).split()]
    return [lexicon.index(word) for word in chosen]


language = [utter() for _ in range(1500)]
for sentence in language[:4]:
    print(" ".join(lexicon[w] for w in sentence))


# %%
def learn(
    texts: list[list[int]], size: int, D: int, window: int, K: int, epochs: int, seed: int, t: float = 1.0
) -> tuple[Tensor, Tensor, list[float]]:
    """Train skip-gram with negative sampling; return both tables and the loss of each epoch."""
    chance = random.Random(seed)
    start = torch.Generator().manual_seed(seed)
    seen = torch.bincount(torch.tensor([w for text in texts for w in text]), minlength=size)
    kept, noise = keep_prob(seen, t).tolist(), (seen**0.75).tolist()
    as_centre = (0.1 * torch.randn(size, D, generator=start)).requires_grad_()
    as_context = torch.zeros(size, D, requires_grad=True)
    optimizer = torch.optim.Adam((as_centre, as_context), lr=1e-2)
    history = []
    for _ in range(epochs):
        sampled = [[w for w in text if chance.random() < kept[w]] for text in texts]
        middle, near = get_centers_and_contexts(sampled, window, chance)
        triples = list(zip(middle, near, get_negatives(near, noise, K, chance), strict=True))
        chance.shuffle(triples)
        total = 0.0
        for first in range(0, len(triples), 256):
            c, others, valid, truth = batchify(triples[first : first + 256])
            scores = skip_gram(c, others, as_centre, as_context)
            each = sgns_loss(scores.squeeze(1), truth, valid)
            optimizer.zero_grad()
            each.mean().backward()
            optimizer.step()
            total += each.sum().item()
        history.append(total / len(triples))
    return as_centre.detach(), as_context.detach(), history


def nearest(vectors: Tensor, k: int) -> Tensor:
    """The k words with the largest cosines for each word, [V, k]."""
    unit = nn.functional.normalize(vectors, dim=1)
    cosines = unit @ unit.T
    return cosines.fill_diagonal_(-2.0).topk(k, dim=1).indices


as_centre, as_context, history = learn(language, len(lexicon), D=10, window=2, K=3, epochs=6, seed=1)
print("loss of each epoch:", [round(loss, 3) for loss in history])
found = nearest(as_centre, 4)
for word in ("cat", "rice", "oslo", "visits"):
    print(f"{word:7}", [lexicon[w] for w in found[lexicon.index(word)].tolist()])
grouped = [word for word in lexicon if word != "scares"]
right = sum(kind[lexicon[w]] == kind[word] for word in grouped for w in found[lexicon.index(word)].tolist())
print(f"{right} of {4 * len(grouped)} neighbours are of the same class")
assert right == 4 * len(grouped)
assert history[-1] < history[0]

# %% [markdown]
# Nobody told the model what an animal is. The picture shows the vectors in two dimensions: the two directions
# along which they differ most, the *principal components*. They come from a singular value decomposition of
# the centred vectors.


# %%
def flatten(vectors: Tensor) -> tuple[Tensor, float]:
    """The first two principal components, [V, 2], and their share of the variance."""
    centred = vectors - vectors.mean(dim=0)
    _, sizes, directions = torch.linalg.svd(centred, full_matrices=False)
    return centred @ directions[:2].T, float(sizes[:2].square().sum() / sizes.square().sum())


map_before, _ = flatten(0.1 * torch.randn(len(lexicon), 10, generator=torch.Generator().manual_seed(1)))
map_after, explained = flatten(as_centre)
fig, axes = plt.subplots(1, 2, figsize=(10.5, 4.6))
colors = dict(zip(members, (BLUE, ORANGE, GREEN, RED, "#9333ea", "#0891b2", GREY), strict=True))
for axis, points, title in (
    (axes[0], map_before, "Before training"),
    (axes[1], map_after, f"After training: {explained:.0%} of the variance"),
):
    for word, (x, y) in zip(lexicon, points.tolist(), strict=True):
        axis.plot(x, y, ".", color=colors[kind[word]])
        axis.annotate(word, (x, y), fontsize=7, color=colors[kind[word]])
    axis.set(title=title, xlabel="first component (no unit)", ylabel="second component (no unit)")
plt.show()

# %% [markdown]
# ## 9. The Time Machine
#
# Now a real text. We train twice, and only the seed differs.

# %%
runs = [learn(corpus, V, D=50, window=5, K=4, epochs=7, seed=seed, t=T) for seed in (1, 2)]
fig, axis = plt.subplots(figsize=(5.5, 3))
for seed, (_, _, losses), color in zip((1, 2), runs, (BLUE, ORANGE), strict=True):
    axis.plot(range(1, 8), losses, ".-", color=color, label=f"seed {seed}")
    print(f"seed {seed}:", [round(loss, 3) for loss in losses])
    assert losses[-1] < 0.46
axis.axhline(math.log(2), color=GREY, linestyle="--", label="knows nothing: log 2")
axis.set(title="Skip-gram on The Time Machine", xlabel="epoch (number)", ylabel="mean loss (nats)")
axis.legend()
plt.show()

# %%
neighbours = [nearest(vectors, 5) for vectors, _, _ in runs]
both = nearest(torch.cat([nn.functional.normalize(vectors, dim=1) for vectors, _, _ in runs], dim=1), 5)
for word in ("time", "machine", "green", "sun", "night", "hand", "psychologist", "fire", "weena"):
    print(f"{word} ({frequency[word]} times)")
    for name, table in (("seed 1", neighbours[0]), ("seed 2", neighbours[1]), ("mean", both)):
        print(f"    {name}:", ", ".join(words[w] for w in table[index[word]].tolist()))
agree = sum(
    len(set(one) & set(other))
    for one, other in zip(neighbours[0].tolist(), neighbours[1].tolist(), strict=True)
) / (5 * V)
print(
    f"{agree:.0%} of the five nearest neighbours agree between the seeds; {5 / (V - 1):.1%} would by chance"
)
assert 0.05 < agree < 0.3
assert {words[w] for w in both[index["green"]].tolist()} & {"porcelain", "palace"}

# %% [markdown]
# Some neighbours make sense. *Green* is near *porcelain* and *palace*, because a part of the book happens in
# the Palace of Green Porcelain. But be honest about the rest:
#
# - Only a small part of the neighbours survives another seed. That is far more than chance, and far from
#   reliable. The lists called *mean* use the mean of both cosines, so that some of the chance averages out.
# - Most of the neighbours are words of the same *topic*, not synonyms. A large window over a small text finds
#   what stands together.
# - Half of our words occur at most ten times. Published vectors are trained on billions of words.
#
# Never trust a nice list of neighbours without a second seed.

# %%
chosen = (
    "green porcelain palace sun red sky sea beach hot moon stars psychologist editor medical filby "
    "journalist machine time traveller travelling lever hand fingers touched matches match fire camphor "
    "night day dark"
)
selected = [word for word in chosen.split() if word in index]
points, explained = flatten(runs[0][0][[index[word] for word in selected]])
fig, axis = plt.subplots(figsize=(7.5, 4.8))
axis.plot(points[:, 0], points[:, 1], ".", color=BLUE)
for word, (x, y) in zip(selected, points.tolist(), strict=True):
    axis.annotate(word, (x, y), fontsize=8)
axis.set(
    title=f"Words of the book: {explained:.0%} of their variance",
    xlabel="first component (no unit)",
    ylabel="second component (no unit)",
)
plt.show()
median = int(counts.median())
print("half of the words occur at most", median, "times")
assert median <= 10

# %% [markdown]
# ## 10. CBOW
#
# The *continuous bag of words* turns the task around. It predicts the centre from the mean of its contexts.
# There is one prediction for each centre, so it is faster than skip-gram. But the mean blurs. The authors
# found skip-gram better for rare words.
#
# **Your turn: `cbow_forward`.** Our language has 31 words, so we can afford the full softmax, with
# PyTorch's cross-entropy.

# %%
middle, near = get_centers_and_contexts(language, 2, random.Random(7))
c, ctx, valid, _ = batchify([(word, around, []) for word, around in zip(middle, near, strict=True)])
torch.manual_seed(3)
bag_u, bag_v = (nn.Parameter(0.1 * torch.randn(len(lexicon), 10)) for _ in range(2))
stepper = torch.optim.Adam([bag_u, bag_v], lr=2e-2)
for _ in range(120):
    loss = nn.functional.cross_entropy(cbow_forward(ctx, valid, bag_u, bag_v), c.squeeze(1))
    stepper.zero_grad()
    loss.backward()
    stepper.step()
close = nearest(bag_v.detach(), 4)
hits = sum(kind[lexicon[w]] == kind[word] for word in grouped for w in close[lexicon.index(word)].tolist())
print(f"loss {loss.item():.3f}, log V = {math.log(len(lexicon)):.3f}")
print(f"CBOW: {hits} of {4 * len(grouped)} neighbours are of the same class")
assert hits > 0.95 * 4 * len(grouped)
query = torch.tensor([[lexicon.index("cat"), lexicon.index("soup")]])
p = cbow_forward(query, torch.ones_like(query, dtype=torch.bool), bag_u, bag_v).softmax(dim=1)[0]
print("cat ... soup:", [f"{lexicon[w]} {p[w]:.2f}" for w in p.argsort(descending=True)[:6].tolist()])
assert kind[lexicon[int(p.argmax())]] == "eats"

# %%
# %check cbow_forward

# %% [markdown]
# ## 11. Hierarchical softmax
#
# A full softmax over a million words costs a million products for each prediction. The *hierarchical softmax*
# puts the words at the leaves of a binary tree. The probability of a word is the probability of its path:
#
# $$P(w) = \prod_{i=1}^{L} \sigma(\pm \mathbf u_{n_i}^\top \mathbf v),$$
#
# with + for a turn to the left and - for one to the right. It takes one product for each node of the path.
# With *Huffman's tree*, frequent words have short paths: again and again, the two rarest trees become one.
#
# **Your turn: `hierarchical_prob`.**


# %%
def huffman(numbers: list[int]) -> tuple[list[list[int]], list[list[int]]]:
    """The path and the code of each word in Huffman's tree; the root has the number V - 2."""
    size = len(numbers)
    heap = [(number, leaf) for leaf, number in enumerate(numbers)]
    heapq.heapify(heap)
    parent: dict[int, tuple[int, int]] = {}  # of a leaf or of an inner node size + n: its node and turn
    for node in range(size - 1):
        total = 0
        for turn in (0, 1):
            number, child = heapq.heappop(heap)
            parent[child] = (node, turn)
            total += number
        heapq.heappush(heap, (total, size + node))
    paths, codes = [], []
    for place in range(size):
        up = [parent[place]]
        while up[-1][0] != size - 2:
            up.append(parent[size + up[-1][0]])
        paths.append([node for node, _ in reversed(up)])
        codes.append([turn for _, turn in reversed(up)])
    return paths, codes


few = ["time", "little", "machine", "morlocks", "weena", "night", "fire", "moon"]
paths, codes = huffman([frequency[word] for word in few])
depth = max(map(len, codes))
fig, axis = plt.subplots(figsize=(9.5, 3.8))
spot: dict[int, tuple[float, float]] = {}
order = sorted(range(len(few)), key=lambda leaf: codes[leaf])  # the leaves from left to right
for node in range(len(few) - 1):
    below = [order.index(leaf) for leaf in range(len(few)) if node in paths[leaf]]
    level = next(way.index(node) for way in paths if node in way)
    spot[node] = (sum(below) / len(below), -float(level))
for leaf, (way, code) in enumerate(zip(paths, codes, strict=True)):
    end = (float(order.index(leaf)), -float(len(code)))
    stops = [*(spot[node] for node in way), end]
    for (x0, y0), (x1, y1), turn in zip(stops[:-1], stops[1:], code, strict=True):
        axis.plot([x0, x1], [y0, y1], color=ORANGE if turn else BLUE, zorder=1)
    axis.annotate(f"{few[leaf]}\n{''.join(map(str, code))}", end, ha="center", va="top", fontsize=8)
for node, (x, y) in spot.items():
    axis.scatter(x, y, s=190, color="white", edgecolor=GREY, zorder=2)
    axis.annotate(str(node), (x, y), ha="center", va="center", fontsize=8)
axis.set(
    title="Huffman's tree: blue turns left (0), orange turns right (1)",
    xlabel="place of the leaf (number)",
    ylabel="depth (nodes)",
    ylim=(-depth - 1, 0.5),
)
axis.set_yticks(range(-depth, 1), [str(-level) for level in range(-depth, 1)])
axis.grid(visible=False)
plt.show()

torch.manual_seed(4)
v, nodes = torch.randn(5), torch.randn(len(few) - 1, 5)
leaves = [
    hierarchical_prob(torch.tensor(a), torch.tensor(b), v, nodes) for a, b in zip(paths, codes, strict=True)
]
print({word: round(p.item(), 4) for word, p in zip(few, leaves, strict=True)})
print("the sum of all:", round(float(sum(leaves)), 6))
assert abs(float(sum(leaves)) - 1) < 1e-5

# %%
# %check hierarchical_prob

# %%
paths, codes = huffman(counts.tolist())
lengths = torch.tensor([len(code) for code in codes])
mean_length = float((lengths * counts).sum() / counts.sum())
entropy = float(-(shares * shares.log2()).sum())
fig, axis = plt.subplots(figsize=(6, 3.2))
axis.semilogx(counts, lengths, ".", color=BLUE, markersize=4)
axis.axhline(mean_length, color=ORANGE, linestyle="--", label="mean over the text")
axis.set(
    title="Frequent words have short paths", xlabel="count (occurrences)", ylabel="length of the path (nodes)"
)
axis.legend()
plt.show()
print(f"{V} words: {mean_length:.2f} products for a prediction instead of {V}")
print(f"log2 V = {math.log2(V):.2f}, entropy of the counts = {entropy:.2f} bits")
assert entropy <= mean_length < entropy + 1  # Huffman's tree is the best of all

# %% [markdown]
# The price: words share nodes with others for no other reason than their counts. And negative sampling is
# simpler. It is the default of gensim, a well-known library for word vectors.
#
# ## 12. What goes wrong in practice
#
# **A default that crashes.** In published course notes, the mask of this loss is None by default, and the
# loss uses it without asking whether there is one. All of their own calls give a mask, so nobody notices.


# %%
def careless(x: Tensor, y: Tensor, mask: Tensor | None = None) -> Tensor:
    entries = nn.functional.binary_cross_entropy_with_logits(x, y, reduction="none")
    return (entries * mask.float()).mean(dim=1)  # and the mean is over padding too


try:
    careless(flat, labels)
except AttributeError as refused:
    print("AttributeError:", refused)
print("ours:", [round(loss, 3) for loss in sgns_loss(flat, labels).tolist()])

# %% [markdown]
# **The mean over L.** If one divides by L instead of the number of real entries, the loss of a centre depends
# on its neighbours in the batch. Here the same sample stands alone, and then beside a long one.

# %%
short, long = (7, [3], [20]), (8, [4] * 10, [30] * 20)
for batch in ([short], [short, long]):
    c, others, valid, truth = batchify(batch)
    scores = skip_gram(c, others, table_v.weight, table_u.weight).squeeze(1)
    right_way = sgns_loss(scores, truth, valid)[0].item()
    over_all = right_way * int(valid[0].sum()) / valid.shape[1]
    print(f"L = {valid.shape[1]:2}: divided by the real entries {right_way:.4f}, divided by L {over_all:.4f}")
assert over_all < 0.1 * right_way

# %% [markdown]
# **Two tables of zeros.** The gradient of $\mathbf v$ is made of vectors $\mathbf u$, and that of $\mathbf u$
# of vectors $\mathbf v$. If all are 0, so are all gradients, and nothing is ever learned. One table of random
# numbers is enough: that is how `learn` and the program of word2vec begin.

# %%
for name, first_table in (("both zero", torch.zeros(V, 4)), ("one random", torch.randn(V, 4))):
    pair = [first_table.requires_grad_(), torch.zeros(V, 4, requires_grad=True)]
    sgns_loss(skip_gram(centers, ctx_neg, *pair).squeeze(1), labels, mask).sum().backward()
    sizes = [round(float(table.grad.abs().max()), 4) for table in pair]
    print(f"{name}: the largest gradients are {sizes}")
    assert (max(sizes) == 0) == (name == "both zero")

# %% [markdown]
# **Sure and wrong.** In float32, sigmoid(20) is exactly 1. So log(1 - sigmoid(20)) is -inf, and its gradient
# is NaN. Such logits may come up, because nothing bounds the lengths of the vectors.

# %%
x = torch.tensor([[20.0]], requires_grad=True)
naive = -(1 - x.sigmoid()).log()
naive.sum().backward()
print(f"naive: {naive.item()}, gradient {x.grad.item()}; ours: {sgns_loss(x, torch.zeros(1, 1)).item()}")
assert naive.isinf().all()
assert x.grad.isnan().all()
assert abs(sgns_loss(x, torch.zeros(1, 1)).item() - 20) < 1e-4

# %% [markdown]
# ## 13. Open experiments
#
# 1. **Windows.** Train on the book with a window of 1, and then of 10. Do the neighbours become more alike in
#    grammar or in topic? Compare the lists for *little* and *said*.
# 2. **Without subsampling.** Set t to 1. How many pairs are there now, how long does an epoch take, and which
#    words become neighbours of everything?
# 3. **One table.** Let `learn` use the same table for centres and contexts. Which neighbours does our
#    invented language give now? Animals never stand beside animals there.
# 4. **A tree of meaning.** Train `hierarchical_prob` on the invented language, once with Huffman's tree and
#    once with a tree whose subtrees are the classes. Which one has the lower loss, and why?

# %% [markdown]
# ## Summary
#
# - Words in similar company get similar vectors. The company is a random window around the centre.
# - Subsampling thins out frequent words. Negatives come from the counts to the power 0.75.
# - Skip-gram with negative sampling is logistic regression on pairs: context or not? Padding is masked.
# - CBOW predicts the centre from the mean of its contexts.
# - The hierarchical softmax replaces V products by the length of a path.
# - On a small text, neighbours change with the seed. Measure before you believe.

# %% [markdown]
# ## Quiz
#
# 1. A word makes up 4 % of the text, and t = 0.0001. What share of its occurrences is kept?
# 2. The largest window is 4. How often is a word at distance 3 a context?
# 3. A centre has 6 contexts, and K = 5. How many entries does its row have, without padding?
# 4. A centre's row has 2 contexts with logit 0 and 4 negatives with logit 0. What is its loss?
# 5. A tree has 1,024 leaves, all at the same depth. How many sigmoids does the probability of a word need?
# 6. Why may padding have the id 0, although 0 is a word?

# %% [markdown]
# <details>
# <summary>Answers: take a sheet of paper before you unfold them</summary>
#
# 1. sqrt(0.0001 / 0.04) = sqrt(1/400) = 5 %.
# 2. If the window is 3 or 4: in half of all cases.
# 3. 6 + 6 * 5 = 36.
# 4. log 2 = 0.693, because each entry has the loss log 2.
# 5. 10, because 2^10 = 1,024.
# 6. The mask leaves it out of sum and number, so that its logit has no influence.
#
# </details>

# %%
assert abs(keep_prob(torch.tensor([4.0, 96.0]))[0].item() - 0.05) < 1e-6
assert len(get_negatives([[1, 2, 3, 4, 5, 6]], [1.0] * 9, 5, random.Random(0))[0]) + 6 == 36
assert abs(sgns_loss(torch.zeros(1, 6), torch.tensor([[1.0, 1, 0, 0, 0, 0]])).item() - math.log(2)) < 1e-6

# %% [markdown]
# ## Read on
#
# - Dive into Deep Learning, chapter 15.1 to 15.4:
#   https://d2l.ai/chapter_natural-language-processing-pretraining/word2vec.html
# - Mikolov, Sutskever, Chen, Corrado and Dean, Distributed Representations of Words and Phrases and their
#   Compositionality: https://arxiv.org/abs/1310.4546
# - Levy and Goldberg, Neural Word Embedding as Implicit Matrix Factorization:
#   https://papers.nips.cc/paper/5477-neural-word-embedding-as-implicit-matrix-factorization
# - Antoniak and Mimno, Evaluating the Stability of Embedding-based Word Similarities:
#   https://aclanthology.org/Q18-1008/
# - PyTorch, `Embedding`: https://docs.pytorch.org/docs/stable/generated/torch.nn.Embedding.html
