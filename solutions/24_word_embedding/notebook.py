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
# # Word embeddings
#
# In the last lesson a network learned word vectors. Now you take vectors that somebody trained on six billion
# words, and look at what they know. At the end of this lesson you can
#
# - read the files in which GloVe and fastText publish vectors, whatever words they hold,
# - find a word's neighbours by the cosine, and say why not by the distance,
# - solve analogies by adding vectors, and judge how much of that is a trick,
# - count which words stand near each other, and train GloVe's loss on these counts,
# - make a vector for a word that no list contains,
# - measure a prejudice in the vectors, and say what such a measurement doesn't show.
#
# You write eight functions in `word_embedding.py`, beside this notebook, and use them here. Cells that need a
# function which you have not written yet stop with `NotImplementedError`. Write it, and run the cell again:
# the notebook reloads your module by itself. `%check NAME` runs the visible checks of a function, `%check`
# those of all, and `%hint NAME` helps when you are stuck.

# %%
# %load_ext autograder

# %%
import bz2
import random
import re
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace

import matplotlib.pyplot as plt
import torch
from torch import Tensor, nn
from word_embedding import (
    analogy,
    char_ngrams,
    cooccurrence,
    cosine_similarity,
    glove_loss,
    knn,
    load_vectors,
    similar_tokens,
)

torch.set_num_threads(1)
BLUE, ORANGE, GREEN, GREY, RED, VIOLET = "#2563eb", "#ea580c", "#16a34a", "#64748b", "#dc2626", "#7c3aed"
plt.rc("figure", dpi=110)
plt.rc("figure.constrained_layout", use=True)
plt.rc("axes", titlesize=10, grid=True, axisbelow=True)
plt.rc("axes.spines", top=False, right=False)
plt.rc("grid", color="#e2e8f0")
plt.rc("legend", frameon=False)

# %% [markdown]
# ## 1. A file of vectors
#
# `datasets/glove` has the vectors of some 6,000 frequent English words, 100 numbers each. They come from
# *GloVe* (Pennington et al. 2014), trained on Wikipedia and newspapers. The file is text: a word and its
# numbers in each line. We unpack it first.
#
# **Your turn: `load_vectors`.**

# %%
packed = Path("..", "..", "datasets", "glove", "glove.txt.bz2")
with TemporaryDirectory() as folder:
    unpacked = Path(folder, "glove.txt")
    unpacked.write_bytes(bz2.decompress(packed.read_bytes()))
    with unpacked.open(encoding="utf-8") as file:
        print(file.readline()[:70], "...")
    words, vectors = load_vectors(str(unpacked))
print(f"{len(words):,} words, vectors {list(vectors.shape)} {vectors.dtype}")
print("the most frequent:", " ".join(words[:12]))

# %%
# %check load_vectors

# %% [markdown]
# An *embedding* is a list of words, a dict with their places in it, and the vectors. This small object holds
# the three.


# %%
def embedding_of(tokens: list[str], table: Tensor) -> SimpleNamespace:
    places = {token: place for place, token in enumerate(tokens)}
    return SimpleNamespace(idx_to_token=tokens, token_to_idx=places, idx_to_vec=table)


glove = embedding_of(words, vectors)


def vec(word: str) -> Tensor:
    return vectors[glove.token_to_idx[word]]


print("king:", [round(number, 2) for number in vec("king")[:8].tolist()], "...")

# %% [markdown]
# ## 2. Near in angle
#
# No single number of a vector means anything. What counts is how vectors lie to each other. Two measures
# suggest themselves: the distance between the tips, and the angle. They differ, because vectors of frequent
# words have other lengths than those of rare ones.

# %%
lengths = vectors.norm(dim=1)
fig, axes = plt.subplots(1, 2, figsize=(9.5, 3.6))
for (x, y), name, color in (((2.0, 1.0), "x", BLUE), ((4.4, 1.9), "p", GREEN), ((1.4, 1.9), "q", ORANGE)):
    axes[0].annotate("", (x, y), (0, 0), arrowprops={"arrowstyle": "->", "color": color, "lw": 2})
    axes[0].text(x + 0.08, y, name, color=color, fontsize=12)
axes[0].set(
    title="q is nearer to x by distance, p by angle",
    xlabel="first number (no unit)",
    ylabel="second number (no unit)",
    xlim=(0, 5),
    ylim=(0, 2.4),
)
axes[1].plot(range(1, len(words) + 1), lengths, ".", markersize=2, color=GREY)
part = [lengths[start : start + 600].median().item() for start in range(0, 6000, 600)]
axes[1].plot(range(300, 6300, 600), part, "-", color=RED, label="median of 600 words")
axes[1].set(
    title="Lengths of GloVe's vectors",
    xlabel="rank by frequency (1 is the most frequent)",
    ylabel="length (no unit)",
)
axes[1].legend()
plt.show()
toy = torch.tensor([[4.4, 1.9], [1.4, 1.9]])
x = torch.tensor([2.0, 1.0])
print("distances:", (toy - x).norm(dim=1).tolist())
assert (toy - x).norm(dim=1).argmin() == 1

# %% [markdown]
# The *cosine* of the angle is the inner product of both vectors, divided by both lengths:
#
# $$\cos(\mathbf w, \mathbf x) = \frac{\mathbf w^\top \mathbf x}{|\mathbf w| \, |\mathbf x|}.$$
#
# It is 1 in the same direction, 0 across and -1 in the opposite one. A vector of zeros has no direction. So
# that it doesn't give 0 / 0, one sets a lower limit `eps` to what stands below.
#
# **Your turn: `cosine_similarity`.**

# %%
print("cosines:  ", cosine_similarity(toy, x).tolist())
assert cosine_similarity(toy, x).argmax() == 0
print("of zeros: ", cosine_similarity(torch.zeros(1, 2), x).tolist())
theirs = nn.functional.cosine_similarity(vectors, vec("king").unsqueeze(0), dim=1)
torch.testing.assert_close(cosine_similarity(vectors, vec("king")), theirs)
print("PyTorch's own function gives the same for all", len(theirs), "words")

# %%
# %check cosine_similarity

# %% [markdown]
# A picture of the cosines of a few words: related ones form blocks.

# %%
few = "king queen prince france spain italy dog cat horse monday friday sunday red blue green"
few = few.split()
square = torch.stack([cosine_similarity(vectors, vec(word)) for word in few])
square = square[:, [glove.token_to_idx[word] for word in few]]
fig, axis = plt.subplots(figsize=(5.6, 4.6))
image = axis.imshow(square, cmap="viridis", vmin=0, vmax=1)
axis.set_xticks(range(len(few)), few, rotation=70)
axis.set_yticks(range(len(few)), few)
axis.grid(visible=False)
axis.set(title="Related words form blocks", xlabel="one word (no unit)", ylabel="other word (no unit)")
fig.colorbar(image, label="cosine (no unit)")
plt.show()
blocks = [square[start : start + 3, start : start + 3] for start in range(0, 15, 3)]
inside = torch.stack([block[~torch.eye(3, dtype=torch.bool)] for block in blocks]).mean()
outside = (square.sum() - torch.stack(blocks).sum()) / (15 * 15 - 5 * 9)
print(f"mean cosine in the blocks {inside:.2f}, elsewhere {outside:.2f}")
assert inside > outside + 0.4

# %% [markdown]
# ## 3. Neighbours
#
# **Your turn: `knn`** finds the rows with the largest cosines, and **`similar_tokens`** does so for a word.
# A word is its own nearest neighbour, so it has to be left out.

# %%
indices, cosines = knn(vectors, vec("physics"), 4)
print([(words[i], round(cosine, 2)) for i, cosine in zip(indices.tolist(), cosines.tolist(), strict=True)])
for word in ("physics", "king", "monday", "three", "apple", "good", "cold"):
    print(f"{word:8}", ", ".join(f"{token} {cosine:.2f}" for token, cosine in similar_tokens(word, 6, glove)))

# %%
# %check knn

# %%
# %check similar_tokens

# %% [markdown]
# Look at the last lines. For newspapers, *apple* is a company. And *warm* and *hot* are near *cold*:
# opposites stand in the same sentences, so they get similar vectors. Near doesn't mean equal in meaning. It
# means used in the same places.
#
# ## 4. A map
#
# 100 numbers can't be drawn. *Principal components* find the two directions in which the chosen words differ
# most, and leave out the others.


# %%
def principal_components(table: Tensor) -> tuple[Tensor, float]:
    centred = table - table.mean(dim=0)
    _, sizes, directions = torch.linalg.svd(centred, full_matrices=False)
    return centred @ directions[:2].T, float(sizes[:2].square().sum() / sizes.square().sum())


groups = {
    "countries": "france germany italy spain japan china russia egypt greece poland",
    "animals": "dog cat horse bird fish cow lion mouse bear wolf",
    "time": "monday tuesday friday sunday january june august november week month",
    "family": "mother father son daughter brother sister husband wife uncle cousin",
    "sciences": "physics chemistry biology mathematics science economics philosophy history psychology",
    "verbs": "walk run jump eat drink sleep write read speak listen",
}
groups = {name: [word for word in row.split() if word in glove.token_to_idx] for name, row in groups.items()}
shown = [word for row in groups.values() for word in row]
flat, kept = principal_components(torch.stack([vec(word) for word in shown]))
fig, axis = plt.subplots(figsize=(8.6, 5.4))
start = 0
for (name, row), color in zip(groups.items(), (BLUE, ORANGE, GREEN, RED, VIOLET, GREY), strict=True):
    points = flat[start : start + len(row)]
    axis.plot(points[:, 0], points[:, 1], "o", markersize=4, color=color, label=name)
    for word, point in zip(row, points.tolist(), strict=True):
        axis.annotate(word, point, (3, 3), textcoords="offset points", fontsize=7, color=color)
    start += len(row)
axis.set(
    title="Six groups of words, from 100 numbers to two",
    xlabel="first principal component (no unit)",
    ylabel="second principal component (no unit)",
)
axis.legend(fontsize=8)
plt.show()
group_of = {word: name for name, row in groups.items() for word in row}


def same_group(table: Tensor) -> float:
    nearest = torch.cdist(table, table).fill_diagonal_(torch.inf).argmin(dim=1).tolist()
    return sum(group_of[shown[i]] == group_of[shown[j]] for i, j in enumerate(nearest)) / len(shown)


on_the_map, with_all = same_group(flat), same_group(torch.stack([vec(word) for word in shown]))
print(f"the map keeps {kept:.0%} of the variance")
print(f"nearest other word of the same group: {on_the_map:.0%} on the map, {with_all:.0%} with all numbers")
assert with_all > 0.95 > on_the_map > 0.6

# %% [markdown]
# Each group stays together on the whole. Where groups overlap on the map, they are still apart in the
# other dimensions: two components keep only a part.
#
# ## 5. Analogies
#
# If vectors know what *capital of* means, the step from *france* to *paris* should be about the same as the
# step from *italy* to *rome*.

# %%
capitals = "france paris italy rome germany berlin japan tokyo spain madrid russia moscow egypt cairo"
capitals = capitals.split()
flat, _ = principal_components(torch.stack([vec(word) for word in capitals]))
fig, axis = plt.subplots(figsize=(7, 4.2))
for place in range(0, len(capitals), 2):
    (x0, y0), (x1, y1) = flat[place : place + 2].tolist()
    axis.annotate("", (x1, y1), (x0, y0), arrowprops={"arrowstyle": "->", "color": GREY})
    axis.text(x0, y0, capitals[place], color=BLUE, ha="center")
    axis.text(x1, y1, capitals[place + 1], color=ORANGE, ha="center")
axis.set(
    title="From a country to its capital",
    xlabel="first principal component (no unit)",
    ylabel="second principal component (no unit)",
    xlim=(flat[:, 0].min() - 0.5, flat[:, 0].max() + 0.5),
    ylim=(flat[:, 1].min() - 0.5, flat[:, 1].max() + 0.5),
)
plt.show()

# %% [markdown]
# So $\mathbf v_{\text{paris}} - \mathbf v_{\text{france}} + \mathbf v_{\text{italy}}$ should be near *rome*.
#
# **Your turn: `analogy`.** The three words that were given are no answers.

# %%
for a, b, c in (("france", "paris", "italy"), ("man", "woman", "king"), ("go", "went", "take")):
    print(f"{a} is to {b} as {c} is to {analogy(a, b, c, glove)}")

# %%
# %check analogy

# %% [markdown]
# Three hits prove little: they are examples that everybody shows. So here is a longer list of common words,
# and its misses count. Each pair of a kind asks for each other one. Four ways to answer compete:
#
# 1. the analogy, with the three words left out,
# 2. the same, but the three words may be answers, as in published course notes,
# 3. the nearest word to $\mathbf v_b + \mathbf v_c$: it ignores a,
# 4. the nearest word to $\mathbf v_c$: it ignores the question.
#
# If 3 and 4 do well too, then the step from a to b has less to do with it than one might think.

# %%
kinds = {
    "capital": "france paris italy rome germany berlin japan tokyo spain madrid russia moscow egypt cairo "
    "greece athens austria vienna england london",
    "family": "man woman king queen father mother son daughter brother sister husband wife actor actress "
    "prince princess",
    "plural": "car cars dog dogs house houses city cities child children woman women mouse mice cat cats",
    "past": "go went walk walked play played take took see saw run ran come came make made",
    "comparative": "big bigger high higher low lower strong stronger old older good better bad worse",
    "opposite": "good bad rich poor strong weak hot cold day night early late high low",
}


def nearest_word(x: Tensor, left_out: tuple[str, ...] = ()) -> str:
    order, _ = knn(vectors, x, len(left_out) + 1)
    return next(words[place] for place in order.tolist() if words[place] not in left_out)


ways = {
    "analogy, inputs left out": lambda a, b, c: analogy(a, b, c, glove),
    "analogy, inputs allowed": lambda a, b, c: nearest_word(vec(b) - vec(a) + vec(c)),
    "b + c, inputs left out": lambda a, b, c: nearest_word(vec(b) + vec(c), (a, b, c)),
    "c alone, inputs left out": lambda a, b, c: nearest_word(vec(c), (a, b, c)),
}
questions = {}
for kind, row in kinds.items():
    listed = row.split()
    pairs = list(zip(listed[::2], listed[1::2], strict=True))
    questions[kind] = [(*one, *other) for one in pairs for other in pairs if one != other]
hits = {
    way: {kind: sum(answer(a, b, c) == d for a, b, c, d in asked) for kind, asked in questions.items()}
    for way, answer in ways.items()
}
number = sum(map(len, questions.values()))
for way, row in hits.items():
    print(f"{way:25} {sum(row.values()):3} of {number}:", row)

# %%
fig, axis = plt.subplots(figsize=(9.5, 3.6))
for shift, (way, color) in enumerate(zip(ways, (BLUE, RED, GREEN, GREY), strict=True)):
    shares = [100 * hits[way][kind] / len(questions[kind]) for kind in kinds]
    axis.bar([place + 0.2 * shift - 0.3 for place in range(len(kinds))], shares, 0.19, color=color, label=way)
axis.set_xticks(range(len(kinds)), kinds)
axis.set(
    title="Who solves our analogies?", xlabel="kind of question (no unit)", ylabel="hits (%)", ylim=(0, 125)
)
axis.legend(ncols=2, fontsize=8)
plt.show()
totals = [sum(row.values()) for row in hits.values()]
assert totals[0] > totals[1] + 50
assert totals[0] > totals[2] > totals[3]
assert 0.37 < 1 - totals[1] / totals[0] < 0.45
alone = hits["c alone, inputs left out"]
assert alone["comparative"] > 0.5 * hits["analogy, inputs left out"]["comparative"]
assert alone["capital"] == 0

# %% [markdown]
# Read this with care.
#
# - The step helps: the analogy beats both ways that ignore it.
# - But leaving the inputs out does much of the work. With inputs allowed, two hits of five are gone: there
#   the nearest word is one of the three.
# - For *comparative* the nearest word of c alone is already half as good. For *capital* it never hits.
# - Our list has only 6,000 words to choose from. With 400,000 there are more ways to be wrong.
#
# ## 6. Counting neighbours
#
# Where do such vectors come from? GloVe starts from counts: $X_{ij}$ says how often word j stands near word
# i. A pair that is d words apart counts 1/d.
#
# **Your turn: `cooccurrence`.** We count in *The Time Machine*, sentence by sentence, among the words that
# come eight times or more.

# %%
book = Path("..", "..", "datasets", "time_machine", "time_machine.txt").read_text(encoding="utf-8")
book = book.lower().replace("\u2019", "")
sentences = [re.findall("[a-z]+", part) for part in re.split(r"[.?!;:]|\n\n", book)]
frequency = Counter(word for sentence in sentences for word in sentence)
known = [word for word, count in frequency.most_common() if count >= 8]
place_of = {word: place for place, word in enumerate(known)}
corpus = [[place_of[word] for word in sentence if word in place_of] for sentence in sentences]
X = cooccurrence(corpus, len(known), window=5)
print(f"{sum(map(len, corpus)):,} words, {len(known)} different; {(X > 0).float().mean():.0%} of X isn't 0")
assert torch.equal(X, X.T)

# %%
# %check cooccurrence

# %%
fig, axes = plt.subplots(1, 2, figsize=(10, 4))
top = known[:16]
image = axes[0].imshow(X[:16, :16].log1p(), cmap="viridis")
axes[0].set_xticks(range(16), top, rotation=70, fontsize=8)
axes[0].set_yticks(range(16), top, fontsize=8)
axes[0].grid(visible=False)
axes[0].set(title="Who stands near whom?", xlabel="one word (no unit)", ylabel="other word (no unit)")
fig.colorbar(image, label="log(1 + X) (no unit)")
x = torch.logspace(-1, 3, 200)
for alpha, color in ((0.5, GREEN), (0.75, BLUE), (1.0, ORANGE)):
    axes[1].plot(x, (x / 20).clamp(max=1) ** alpha, color=color, label=f"alpha = {alpha}")
axes[1].set_xscale("log")
axes[1].set(title="Weight of a count, x_max = 20", xlabel="count X (number)", ylabel="weight h (no unit)")
axes[1].legend()
plt.show()

# %% [markdown]
# ## 7. The loss of GloVe
#
# GloVe asks inner products to be logarithms of counts. Each word i has a vector $\mathbf w_i$ as centre, a
# vector $\mathbf u_i$ as context, and two biases:
#
# $$\sum_{i, j:\ X_{ij} > 0} h(X_{ij}) \left( \mathbf w_i^\top \mathbf u_j + b_i + c_j - \log X_{ij}
# \right)^2 .$$
#
# The weight h, in the plot above, keeps the few huge counts from deciding everything. Why logarithms? A
# difference of two vectors then stands for a *ratio* of counts, because
# $\log X_{ij} - \log X_{kj} = \log (X_{ij} / X_{kj})$. Ratios are what analogies are made of.
#
# **Your turn: `glove_loss`.**


# %%
def fit(counts: Tensor, size: int, updates: int, rate: float, x_max: float, seed: int = 0) -> tuple:
    """Train GloVe's loss on all counts at once. Return the parameters and the losses."""
    dice = torch.Generator()
    dice.manual_seed(seed)
    tables = [(torch.randn(len(counts), size, generator=dice) / 10).requires_grad_() for _ in range(2)]
    biases = [torch.zeros(len(counts), requires_grad=True) for _ in range(2)]
    adam = torch.optim.Adam([*tables, *biases], lr=rate)
    losses = []
    for _ in range(updates):
        adam.zero_grad()
        loss = glove_loss(*tables, *biases, counts, x_max=x_max)
        loss.backward()
        adam.step()
        losses.append(loss.item())
    return [x.detach() for x in (*tables, *biases)], losses


(W, U, b, c), losses = fit(X, size=30, updates=250, rate=0.03, x_max=20.0)
fig, axes = plt.subplots(1, 2, figsize=(9.5, 3.6))
axes[0].semilogy(losses, color=BLUE)
axes[0].set(title="Training on The Time Machine", xlabel="update (number)", ylabel="loss (no unit)")
fitted = W @ U.T + b.unsqueeze(1) + c
i, j = torch.nonzero(X, as_tuple=True)
chosen = torch.randperm(len(i), generator=torch.Generator().manual_seed(0))[:4000]
i, j = i[chosen], j[chosen]
axes[1].plot(X[i, j].log(), fitted[i, j], ".", markersize=2, color=GREY)
axes[1].plot([-1.6, 7], [-1.6, 7], color=RED, label="a perfect fit")
axes[1].set(title="4,000 counts", xlabel="log X (no unit)", ylabel="inner product and biases (no unit)")
axes[1].legend()
plt.show()
print(f"loss: {losses[0]:,.0f} at the start, {losses[-1]:,.0f} at the end")
assert losses[-1] < losses[0] / 10

# %%
# %check glove_loss

# %% [markdown]
# The fit is better for large counts, which weigh more. What do the neighbours look like? As in the paper, a
# word's vector is the sum of both of its vectors.

# %%
small = embedding_of(known, W + U)
for word in ("time", "morlocks", "hand", "white", "could"):
    print(f"{word:9}", ", ".join(f"{token} {cosine:.2f}" for token, cosine in similar_tokens(word, 6, small)))

# %% [markdown]
# Phrases come through: *time machine*, *time traveller*, *white sphinx*. Meaning hardly does. A book of
# 32,000 words is five orders of magnitude smaller than GloVe's six billion. So does the loss work at all? A
# made-up language answers that. Its people are a role and a gender. Its sentences mix words of the role with
# words of the gender, nine times of ten the right ones. So we know which analogies are right.

# %%
roles = [
    ("king", "queen"),
    ("prince", "princess"),
    ("actor", "actress"),
    ("uncle", "aunt"),
    ("host", "hostess"),
]
deeds = ["rules reigns", "rides inherits", "acts plays", "visits jokes", "serves pours"]
marks = ["he his beard sir", "she her dress madam"]
fillers = ["the", "a", "and", "today", "often", "again"]


def sentence_of(source: random.Random, noise: float) -> list[str]:
    role, gender = source.randrange(5), source.randrange(2)
    result = [source.choice(fillers), roles[role][gender]]
    for _ in range(source.choice((1, 2))):
        deed = source.randrange(5) if source.random() < noise else role
        mark = 1 - gender if source.random() < noise else gender
        result += [
            source.choice(deeds[deed].split()),
            source.choice(fillers),
            source.choice(marks[mark].split()),
        ]
    return result


def made_up(sentences: int, noise: float, seed: int) -> float:
    """The share of the 20 analogies between roles that GloVe solves after so many sentences."""
    source = random.Random(seed)
    spoken = [sentence_of(source, noise) for _ in range(sentences)]
    tokens = sorted({word for sentence in spoken for word in sentence})
    at = {token: place for place, token in enumerate(tokens)}
    counts = cooccurrence([[at[word] for word in sentence] for sentence in spoken], len(tokens), 4)
    (centres, contexts, _, _), _ = fit(counts, size=12, updates=300, rate=0.05, x_max=50.0, seed=seed)
    trained = embedding_of(tokens, centres + contexts)
    right = [analogy(a, b, c, trained) == d for a, b in roles for c, d in roles if a != c]
    return sum(right) / len(right)


amounts = [100, 300, 1000, 4000]
curves = {noise: [[made_up(n, noise, seed) for seed in range(3)] for n in amounts] for noise in (0.1, 0.0)}
fig, axis = plt.subplots(figsize=(6.5, 3.4))
for (noise, curve), color in zip(curves.items(), (BLUE, ORANGE), strict=True):
    for seed in range(3):
        axis.plot(amounts, [100 * row[seed] for row in curve], "o", markersize=4, color=color, alpha=0.5)
    axis.plot(amounts, [100 * sum(row) / 3 for row in curve], color=color, label=f"{noise:.0%} wrong words")
axis.set_xscale("log")
axis.set(
    title="GloVe learns a made-up language",
    xlabel="training text (sentences)",
    ylabel="analogies solved (%)",
)
axis.legend()
plt.show()
means = {noise: [round(sum(row) / 3, 2) for row in curve] for noise, curve in curves.items()}
print(means)
assert means[0.1][0] < 0.3
assert means[0.1][-1] > 0.95 > means[0.0][-1] + 0.2

# %% [markdown]
# With enough sentences the loss solves all of them. But look at the language *without* wrong words: it
# is easier for us and harder for GloVe. There *king* never meets *her*, the count is 0, and the loss ignores
# it. That two words never meet is information, and GloVe doesn't see it.
#
# ## 8. Words that are in no list
#
# What is the vector of *beautifully*? It is not among our 6,000 words. *fastText* (Bojanowski et al. 2017)
# gives a vector to each run of characters, and a word is the sum of its runs.
#
# **Your turn: `char_ngrams`.**

# %%
print(char_ngrams("where"))
unlisted = ["beautifully", "smallest", "tuesdays", "filmmaking", "volkswagen"]
assert not any(word in glove.token_to_idx for word in unlisted)

# %%
# %check char_ngrams

# %% [markdown]
# fastText learns these vectors from text. We take a short cut and learn them from GloVe's vectors: the sum of
# a word's runs is to give its vector. 600 words are held out. `nn.EmbeddingBag` looks rows up and adds them.

# %%
shuffled = torch.randperm(len(words), generator=torch.Generator().manual_seed(1)).tolist()
held_out, learned = sorted(shuffled[:600]), shuffled[600:]
usage = Counter(run for place in learned for run in char_ngrams(words[place]))
row_of = {run: row for row, run in enumerate(run for run, count in usage.items() if count >= 2)}
centre = vectors.mean(dim=0)


def rows_of(word: str) -> list[int]:
    return [row_of[run] for run in char_ngrams(word) if run in row_of]


torch.manual_seed(0)
bag = nn.EmbeddingBag(len(row_of), 100, mode="sum")
nn.init.zeros_(bag.weight)


def guess(some: list[str]) -> Tensor:
    """The vectors of these words, [N,100], less the mean of all vectors."""
    rows = [rows_of(word) for word in some]
    starts = torch.tensor([0, *map(len, rows[:-1])]).cumsum(dim=0)
    return bag(torch.tensor([row for one in rows for row in one], dtype=torch.int64), starts)


adagrad = torch.optim.Adagrad(bag.parameters(), lr=0.1)
for _ in range(4):
    for start in range(0, len(learned), 200):
        taken = learned[start : start + 200]
        target = vectors[taken] - centre
        error = (guess([words[place] for place in taken]) - target).square().sum(dim=1).mean()
        adagrad.zero_grad()
        error.backward()
        adagrad.step()
print(f"{len(row_of):,} runs of characters, each in two words or more")

# %%
with torch.no_grad():
    for word, x in zip(unlisted, guess(unlisted), strict=True):
        near, angles = knn(vectors - centre, x, 5)
        pairs = zip(near.tolist(), angles.tolist(), strict=True)
        print(f"{word:12}", ", ".join(f"{words[place]} {cosine:.2f}" for place, cosine in pairs))
    guessed = guess([words[place] for place in held_out])
ranks = torch.tensor(
    [
        1 + int((cosines > cosines[place]).sum())
        for place, x in zip(held_out, guessed, strict=True)
        for cosines in [cosine_similarity(vectors - centre, x)]
    ]
)
fig, axis = plt.subplots(figsize=(6.5, 3.3))
axis.plot(ranks.sort().values, torch.linspace(0, 100, 600), color=BLUE, label="from its runs of characters")
chance = torch.arange(1, len(words) + 1)
axis.plot(chance, 100 * chance / len(words), color=GREY, linestyle="--", label="by chance")
axis.set_xscale("log")
axis.set(
    title="Held-out words: where is the word among the neighbours of its guess?",
    xlabel="rank of the word itself (1 is best)",
    ylabel="held-out words (%)",
)
axis.legend()
plt.show()
print(f"median rank {int(ranks.median())} of {len(words):,}; first ten {(ranks <= 10).float().mean():.0%}")
assert ranks.median() < 50

# %% [markdown]
# Parts of words carry much: endings, stems, plurals. But spelling isn't meaning: *volkswagen* lands near
# *wage*, because it contains that word. A typing error or a name is guessed in the same way, without a
# warning.
#
# ## 9. What the texts think of people
#
# Vectors repeat what people wrote. Here is one measurement, and what it doesn't say. Take the direction from
# *he* to *she*, and the cosine of each word with it. A positive one leans towards *she*.

# %%
direction = vec("she") - vec("he")
leaning = cosine_similarity(vectors, direction)
jobs = "singer artist teacher doctor writer student judge soldier director farmer lawyer professor scientist"
jobs = [*jobs.split(), "engineer", "secretary", "captain", "manager"]
values = sorted((float(leaning[glove.token_to_idx[job]]), job) for job in jobs)
fig, axis = plt.subplots(figsize=(8.5, 4))
axis.hist(leaning.tolist(), bins=60, color="#cbd5e1")
for level, (value, job) in enumerate(values):
    height = 60 + 34 * (level % 9)
    axis.plot([value, value], [0, height], color=VIOLET, linewidth=0.8)
    axis.text(value, height, job, fontsize=8, color=VIOLET, ha="center", va="bottom")
axis.axvline(float(leaning.mean()), color=RED, linestyle="--", label="mean of all words")
axis.set(
    title="All words, and some occupations, on the direction from he to she",
    xlabel="cosine with she - he (no unit)",
    ylabel="words (number)",
)
axis.legend(loc="upper left")
plt.show()
print(f"all words: mean {leaning.mean():.2f}, standard deviation {leaning.std():.2f}")
print(", ".join(f"{job} {value:.2f}" for value, job in values))
print("man : woman = doctor :", analogy("man", "woman", "doctor", glove), "- with inputs allowed:",
      nearest_word(vec("woman") - vec("man") + vec("doctor")))  # fmt: skip
lowest = leaning.argsort()[:8].tolist()
print("furthest towards he:", ", ".join(words[place] for place in lowest))

# %% [markdown]
# *singer* and *artist* lean towards *she*, *manager* and *captain* towards *he*. A program that sorts
# applications with these vectors would sort by that. So the effect is real, and it does harm where nobody
# looks for it. But be as strict with this plot as with the analogies:
#
# - *secretary* leans towards *he*: newspapers often mean a minister by it. The words furthest towards *he*
#   are from American sports. A direction measures topics too, not only opinions.
# - *doctor* is above the mean here. With other vectors the famous examples come out otherwise. We chose the
#   words, and another choice gives another story.
# - The analogy of *doctor* is *doctor* itself, if that is allowed. Leaving the inputs out *forces* another
#   word. Some famous claims rest on this (Nissim et al. 2020).
# - The mean of all words isn't 0, so 0 is no neutral point.
# - It says something about texts, and nothing about what any person can do.
#
# ## 10. What goes wrong in practice
#
# **Rare spaces.** Large files of vectors hold words with a non-breaking space in them. `split()` cuts such a
# word in two, and what should be the first number is a piece of a word.

# %%
line = "1\u00a01/2 0.25 0.5"
print("split():   ", line.split())
print("split(' '):", line.split(" "))

# %% [markdown]
# **Vectors of zeros for unknown words.** They have no direction. Without a lower limit below, their cosines
# are NaN, and a sort puts NaN first.

# %%
table = torch.cat([vectors[:3], torch.zeros(1, 100)])
unsafe = (table @ table[0]) / (table.norm(dim=1) * table[0].norm())
print("without eps:", unsafe.tolist(), "sorted:", unsafe.sort(descending=True).indices.tolist())
print("with eps:   ", [round(cosine, 3) for cosine in cosine_similarity(table, table[0]).tolist()])
assert unsafe[3].isnan()

# %% [markdown]
# **log 0.** Masking *after* the logarithm is too late: the gradient of the masked place is 0 times infinity.

# %%
count = torch.tensor([0.0, 2.0], requires_grad=True)
torch.where(count > 0, count.log(), 0.0).sum().backward()
print("gradient, masked after the logarithm: ", count.grad.tolist())
count.grad = None
torch.where(count > 0, count, 1.0).log().sum().backward()
print("gradient, masked before the logarithm:", count.grad.tolist())
assert count.grad.isfinite().all()

# %% [markdown]
# ## 11. Open experiments
#
# 1. **Another arithmetic.** Levy and Goldberg (2014) multiply cosines instead of adding vectors: maximise
#    $\cos(d, b) \cos(d, c) / \cos(d, a)$, with cosines shifted to be positive. Is it better on our list?
# 2. **Windows.** Train on *The Time Machine* with windows of 1 and of 15. Which neighbours are about grammar,
#    and which about topics?
# 3. **Zeros count.** Replace X by X + 0.1 in the made-up language without wrong words. What happens to the
#    analogies, and why?
# 4. **Fewer numbers.** Keep only the first principal components of GloVe's vectors, 50, 20, 10 or 5. At which
#    number do the analogies break, and do neighbours break earlier?

# %% [markdown]
# ## Summary
#
# - Vectors of words are compared by the cosine, because lengths depend on frequency.
# - Neighbours are used in the same places. They may be opposites.
# - An analogy is the nearest word to b - a + c, without a, b and c. Always compare it with simpler ways.
# - GloVe fits inner products to logarithms of counts. It ignores pairs that never meet.
# - n-grams of characters give each word a vector, by its spelling.
# - Vectors repeat the prejudices of their texts, and measurements of that need as much care as any other.

# %% [markdown]
# ## Quiz
#
# 1. W has the rows [3, 4] and [0, 0], and x = [4, 3]. What are the cosines?
# 2. Why does `similar_tokens` ask for k + 1 neighbours, and when is the first one not the word itself?
# 3. The sentence is *a b a*, the window 2. What are X[a, a] and X[a, b]?
# 4. x_max = 100 and alpha = 0.75. What does a count of 1 weigh, and what does one of 10,000?
# 5. How many n-grams of 3 to 6 characters does *cat* have, with the whole word?
# 6. A header says `1000 300`. What could a file look like in which that line is a vector?

# %% [markdown]
# <details>
# <summary>Answers: take a sheet of paper before you unfold them</summary>
#
# 1. 24 / 25 = 0.96, and 0.
# 2. The word itself is among them and goes out. If another word with the same direction has a lower index,
#    that one is first; and if the word's vector is zero, any may be.
# 3. The two *a* are two apart: 1/2 in both directions gives X[a, a] = 1. Both pairs with *b* are neighbours:
#    X[a, b] = 2.
# 4. 0.01 to the power 0.75 is about 0.03. Above x_max each count weighs 1.
# 5. <cat> has 5 characters: 3 of three, 2 of four, 1 of five, which is the whole word. So 6.
# 6. Vectors of one number, with a word *1000* whose vector is [300]. Nobody publishes these.
#
# </details>

# %%
assert torch.allclose(
    cosine_similarity(torch.tensor([[3.0, 4.0], [0.0, 0.0]]), torch.tensor([4.0, 3.0])),
    torch.tensor([0.96, 0.0]),
)
assert cooccurrence([[0, 1, 0]], 2, 2).tolist() == [[1.0, 2.0], [2.0, 0.0]]
assert abs(0.01**0.75 - 0.03) < 0.002
assert len(char_ngrams("cat")) == 6

# %% [markdown]
# ## Read on
#
# - Dive into Deep Learning, chapter 15: https://d2l.ai/chapter_natural-language-processing-pretraining/index.html
# - Pennington, Socher and Manning, GloVe: https://nlp.stanford.edu/projects/glove/
# - Bojanowski et al., Enriching Word Vectors with Subword Information: https://arxiv.org/abs/1607.04606
# - Bolukbasi et al., Man is to Computer Programmer as Woman is to Homemaker?: https://arxiv.org/abs/1607.06520
# - Nissim, van Noord and van der Goot, Fair is Better than Sensational: https://arxiv.org/abs/1905.09866
# - PyTorch, `EmbeddingBag`: https://docs.pytorch.org/docs/stable/generated/torch.nn.EmbeddingBag.html
