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
# # Machine translation
#
# A language model continues a text. A translator must do more: read a sentence to its end, keep what it
# means, and say it in other words, whose number it doesn't know beforehand. Two recurrent networks do this
# together. The *encoder* reads, and its last state is all that the *decoder* gets to write from:
#
# ```
#   i   love   you   .            <bos>  我    爱    你    。
#   |    |      |    |              |    |     |     |     |
# [ encoder: an LSTM  ]  state -> [ decoder: another LSTM   ]
#                                   |    |     |     |     |
#                                   我   爱    你    。   <eos>
# ```
#
# At the end of this lesson you can
#
# - turn pairs of sentences into batches, and know which part of them is real,
# - compute a loss that padding doesn't touch,
# - train an encoder and a decoder with teacher forcing,
# - write with them, greedily or by beam search,
# - judge a translation by BLEU, and say what BLEU doesn't see.
#
# You write nine parts in `translation.py`, beside this notebook, and use them here. Cells that need a
# function which you have not written yet stop with `NotImplementedError`. Write it, and run the cell again:
# the notebook reloads your module by itself. `%check NAME` runs the visible checks of a function, `%check`
# those of all, and `%hint NAME` helps when you are stuck.

# %%
# %load_ext autograder

# %%
import random
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import torch
from IPython.display import ProgressBar
from matplotlib import font_manager
from torch import Tensor, nn
from translation import (
    Seq2SeqEncoder,
    beam_search,
    bleu,
    build_array,
    greedy_decode,
    masked_cross_entropy,
    preprocess_nmt,
    sequence_mask,
    teacher_forcing,
)

DATA = Path("..", "..", "datasets", "translation")
CHINESE = DATA / "chinese.ttf"  # few machines have a font with Chinese characters, so we bring one
font_manager.fontManager.addfont(CHINESE)

BLUE, ORANGE, GREEN, GREY = "#2563eb", "#ea580c", "#16a34a", "#64748b"
plt.rc("font", family=["DejaVu Sans", "Droid Sans Fallback Subset"], size=10)
plt.rc("figure", dpi=110)
plt.rc("figure.constrained_layout", use=True)
plt.rc("axes", titlesize=11)
plt.rc("axes.spines", top=False, right=False)
plt.rc("axes", grid=True)
plt.rc("grid", color="#e2e8f0")
plt.rc("legend", frameon=False)

# %% [markdown]
# ## 1. Pairs of sentences
#
# `datasets/translation` has 6,000 short English sentences with a Chinese translation each, written by the
# volunteers of Tatoeba. You need no Chinese: the point is that the model doesn't know any, either.

# %%
lines = (DATA / "eng_cmn.tsv").read_text(encoding="utf-8").splitlines()
pairs = [line.split("\t") for line in lines]
for english, chinese in pairs[100:2000:240]:
    print(f"{english:24} {chinese}")

drawable = font_manager.get_font(str(CHINESE)).get_charmap()
assert all(ord(character) in drawable for line in lines for character in line if character >= "\u3000")

# %% [markdown]
# English is split at spaces, so *you.* would be another word than *you*. **Your turn: `preprocess_nmt`** puts
# a space before each punctuation mark. Chinese is written without spaces, and each character carries a
# meaning. So its characters are our tokens.

# %%
print(preprocess_nmt("Really? I\u202fdon't know, Tom\u00a0!"))
assert preprocess_nmt("Go on.") == "go on ."

translations: dict[str, str] = {}
for english, chinese in pairs:
    translations.setdefault(preprocess_nmt(english), chinese)  # of several translations we take the first one
sentences = [(english.split(), list(chinese)) for english, chinese in translations.items()]
print(f"{len(sentences):,} different sentences, such as", *sentences[200])

# %%
# %check preprocess_nmt

# %%
lengths = [[len(pair[side]) for pair in sentences] for side in (0, 1)]
fig, axis = plt.subplots(figsize=(7, 3))
bins = [number - 0.5 for number in range(1, 24)]
axis.hist(lengths, bins=bins, color=[BLUE, ORANGE], label=["English: words and marks", "Chinese: characters"])
axis.set(title="How long are the sentences?", xlabel="length (tokens)", ylabel="sentences (number)")
axis.set(xlim=(0.5, 18), xticks=range(1, 18))
axis.legend()
plt.show()

# %% [markdown]
# To train in seconds, we take short sentences of frequent words, and put a hundred aside. The vocabularies
# are made of the others, as in lesson 10. There are two, one for each language. Each has the four special
# tokens.


# %%
class Vocab:
    """Lesson 10's vocabulary, as short as possible: frequent tokens first."""

    def __init__(self, texts: list[list[str]]) -> None:
        counts = Counter(token for text in texts for token in text)
        words = sorted(counts, key=lambda token: (-counts[token], token))
        self.tokens = ["<unk>", "<pad>", "<bos>", "<eos>", *words]
        self.ids = {token: number for number, token in enumerate(self.tokens)}

    def __len__(self) -> int:
        return len(self.tokens)

    def __getitem__(self, tokens: Any) -> Any:
        if isinstance(tokens, str):
            return self.ids.get(tokens, 0)
        return [self.ids.get(token, 0) for token in tokens]


SOURCE_LEN, TARGET_LEN = 7, 12
counts = [Counter(token for pair in sentences for token in pair[side]) for side in (0, 1)]
short = [
    (english, chinese)
    for english, chinese in sentences
    if len(english) <= SOURCE_LEN and min(counts[0][token] for token in english) >= 10
    if len(chinese) < TARGET_LEN and min(counts[1][token] for token in chinese) >= 20
]
random.Random(0).shuffle(short)
test, train = short[:100], short[100:]
en, zh = (Vocab([pair[side] for pair in train]) for side in (0, 1))
print(f"{len(train)} pairs to train, {len(en)} English and {len(zh)} Chinese tokens")
print("the most frequent ones:", en.tokens[4:14], zh.tokens[4:14])

# %% [markdown]
# **Your turn: `build_array`.** It makes a rectangle of ids, and remembers how many ids of each row are real.
# The translations get an `<eos>`: a decoder that never sees an end can't learn to stop.

# %%
X, X_len = build_array([english for english, _ in train], en, SOURCE_LEN, is_source=True)
Y, Y_len = build_array([chinese for _, chinese in train], zh, TARGET_LEN, is_source=False)
print("sources", list(X.shape), "- targets", list(Y.shape))
print("a target: ", Y[0].tolist(), "with", Y_len[0].item(), "valid ids")
padding = 1 - Y_len.float().mean().item() / TARGET_LEN
print(f"{100 * padding:.0f} % of the targets is padding")
assert all(row[length - 1] == zh["<eos>"] for row, length in zip(Y, Y_len, strict=True))


def token_grid(axis: plt.Axes, ids: Tensor, valid: Tensor, vocab: Vocab) -> None:
    """Draw a batch of ids with the token of each; what is valid is blue."""
    axis.imshow(valid.float(), cmap="Blues", vmin=0, vmax=2.5, aspect="auto")
    axis.grid(visible=False)
    for row, column in torch.cartesian_prod(torch.arange(ids.shape[0]), torch.arange(ids.shape[1])).tolist():
        token = vocab.tokens[ids[row, column]]
        size = 7 if token.isascii() else 11
        axis.text(column, row, token, ha="center", va="center", fontsize=size, color="#0f172a")
    axis.set(xlabel="step", ylabel="row: a sentence", xticks=range(ids.shape[1]), yticks=range(len(ids)))


fig, (left, right) = plt.subplots(1, 2, figsize=(11, 3.2), width_ratios=[SOURCE_LEN, TARGET_LEN])
for axis, ids, length, vocab in ((left, X, X_len, en), (right, Y, Y_len, zh)):
    token_grid(axis, ids[:6], torch.arange(ids.shape[1]) < length[:6].unsqueeze(1), vocab)
left.set_title("Six sources")
right.set_title("Their targets: valid tokens are blue")
plt.show()

# %%
# %check build_array

# %% [markdown]
# ## 2. A loss without padding
#
# A third of our targets is padding. It must not count in the loss. **Your turn: `sequence_mask`**, which
# replaces the padding of anything: of ids, of scores, of losses.

# %%
numbers = torch.arange(1.0, 13).reshape(3, 4)
print(sequence_mask(numbers, torch.tensor([1, 4, 0]), value=-1))
print("the argument is as before:", numbers[0].tolist())

# %%
# %check sequence_mask

# %% [markdown]
# **Your turn: `masked_cross_entropy`.** Each sentence has the mean loss of its *valid* tokens,
#
# $$\ell_b = \frac{1}{n_b} \sum_{t=1}^{n_b} -\log \operatorname{softmax}(\mathbf o_{b,t})_{y_{b,t}}.$$
#
# A model that knows nothing gives all $V$ tokens the same score, and has a loss of $\log V$ at each token,
# however long a sentence is. If the sum is divided by all $T$ steps, as some course notes do, short sentences
# seem easier than they are, and count less.

# %%
nothing = torch.zeros(3, TARGET_LEN, 10)
labels, valid_len = torch.zeros(3, TARGET_LEN, dtype=torch.int64), torch.tensor([11, 4, 0])
print(f"log 10 = {torch.tensor(10.0).log():.3f}")
print("mean over valid tokens:", masked_cross_entropy(nothing, labels, valid_len))
wrong = masked_cross_entropy(nothing, labels, valid_len) * valid_len / TARGET_LEN
print("divided by T steps:    ", wrong)

# %% [markdown]
# PyTorch can leave labels out too: `ignore_index` names one. It gives a single mean over all tokens of the
# batch, so long sentences count more. With one sentence it equals ours.

# %%
generator = torch.Generator().manual_seed(0)
scores = torch.randn(1, TARGET_LEN, len(zh), generator=generator)
theirs = nn.functional.cross_entropy(scores[0], Y[0], ignore_index=zh["<pad>"])
mine = masked_cross_entropy(scores, Y[:1], Y_len[:1])
print(f"ours {mine.item():.6f}, PyTorch's {theirs.item():.6f} nats")
assert torch.allclose(mine, theirs)

# %%
# %check masked_cross_entropy

# %% [markdown]
# ## 3. Encoder and decoder
#
# **Your turn: `Seq2SeqEncoder`**: an embedding and an LSTM. It returns the outputs of all steps and the state
# after the last one. Here we need only the state; lesson 15 looks at the outputs too.

# %%
torch.manual_seed(0)
encoder = Seq2SeqEncoder(len(en), embed_size=8, num_hiddens=16, num_layers=2)
outputs, (h, c) = encoder(X[:4])
print("outputs", list(outputs.shape), "- h", list(h.shape), "- c", list(c.shape))
assert torch.equal(outputs[-1], h[-1])

# %%
# %check Seq2SeqEncoder

# %% [markdown]
# The decoder starts from the encoder's state. Besides, it sees the encoder's last hidden state at *each*
# step, beside the embedded token. We call it the context. After each token it gives a score to every token of
# the vocabulary.


# %%
class Decoder(nn.Module):
    def __init__(self, vocab_size: int, embed_size: int, num_hiddens: int) -> None:
        super().__init__()
        self.table = nn.Embedding(vocab_size, embed_size)
        self.rnn = nn.LSTM(embed_size + num_hiddens, num_hiddens)
        self.scores = nn.Linear(num_hiddens, vocab_size)

    def forward(self, tokens: Tensor, state: tuple) -> tuple[Tensor, tuple]:
        """[B, T] tokens -> scores [B, T, V] and the state after the last token."""
        context, hidden = state  # [B,H] and (h, c)
        embedded = self.table(tokens.T)  # [T,B,E]
        repeated = context.expand(len(embedded), -1, -1)  # [T,B,H]
        features, hidden = self.rnn(torch.cat([embedded, repeated], dim=2), hidden)
        return self.scores(features).transpose(0, 1), (context, hidden)


class Translator(nn.Module):
    def __init__(self, embed_size: int = 64, num_hiddens: int = 128) -> None:
        super().__init__()
        self.encoder = Seq2SeqEncoder(len(en), embed_size, num_hiddens, num_layers=1)
        self.decoder = Decoder(len(zh), embed_size, num_hiddens)

    def start(self, sources: Tensor) -> tuple:
        """The decoder's first state."""
        _, (h, c) = self.encoder(sources)
        return h[-1], (h, c)

    def forward(self, sources: Tensor, inputs: Tensor) -> Tensor:
        """Scores [B, T, V] after each of the inputs."""
        return self.decoder(inputs, self.start(sources))[0]


# %% [markdown]
# What does the decoder read in training? Its own answers are nonsense at first, and nothing could be learned
# after the first wrong one. So it reads the *right* token of the step before, whatever it answered there:
# *teacher forcing*. **Your turn: `teacher_forcing`.**

# %%
inputs, labels = teacher_forcing(Y[:3], zh["<bos>"])
fig, (left, right) = plt.subplots(1, 2, figsize=(11, 1.9), sharey=True)
for axis, ids, name in ((left, inputs, "What the decoder reads"), (right, labels, "What it should answer")):
    valid = torch.arange(TARGET_LEN) < Y_len[:3].unsqueeze(1)
    token_grid(axis, ids, valid, zh)
    axis.set_title(name)
right.set_ylabel("")
plt.show()
assert torch.equal(inputs[:, 1:], labels[:, :-1])

# %%
# %check teacher_forcing

# %% [markdown]
# Now train. Beside our model, we train a second one whose loss counts the padding too. All else is equal, the
# first weights and the batches as well. Below you see the loss of the *valid* tokens of both.

# %%
STEPS, BATCH = 400, 64


def train_translator(count_padding: bool) -> tuple[Translator, list[float], list[float]]:
    """A trained model, the loss that it trained on, and the loss of its valid tokens, at each step."""
    torch.manual_seed(0)
    model = Translator()
    order = torch.Generator().manual_seed(0)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.008)
    schedule = torch.optim.lr_scheduler.LinearLR(optimizer, 1.0, 0.05, STEPS)
    trained, valid, bar = [], [], iter(ProgressBar(STEPS // 20))
    for step in range(STEPS):
        if step % 20 == 0:
            next(bar)
        rows = torch.randint(len(X), (BATCH,), generator=order)
        inputs, labels = teacher_forcing(Y[rows], zh["<bos>"])
        scores = model(X[rows], inputs)
        of_tokens = masked_cross_entropy(scores, labels, Y_len[rows]).mean()
        counted = torch.full((BATCH,), TARGET_LEN)
        loss = masked_cross_entropy(scores, labels, counted).mean() if count_padding else of_tokens
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        trained.append(loss.item())
        valid.append(of_tokens.item())
    return model.eval(), trained, valid


model, _, masked_losses = train_translator(count_padding=False)
other, seeming_losses, other_losses = train_translator(count_padding=True)

# %%
fig, axis = plt.subplots(figsize=(8, 3.4))
axis.plot(masked_losses, color=BLUE, linewidth=1.2, label="padding masked: loss of the valid tokens")
axis.plot(other_losses, color=ORANGE, linewidth=1.2, label="padding counted: loss of the valid tokens")
axis.plot(seeming_losses, color=GREY, linewidth=1, label="padding counted: the loss it reports")
axis.set(title="Padding flatters", xlabel="step", ylabel="cross-entropy (nats)", ylim=(0, None))
axis.legend()
plt.show()
for step in (50, 200, STEPS):
    mine, seeming, other_loss = (
        sum(losses[step - 20 : step]) / 20 for losses in (masked_losses, seeming_losses, other_losses)
    )
    print(
        f"step {step:3}: masked {mine:.2f}; padding counted {other_loss:.2f}, and reports {seeming:.2f} nats"
    )
    assert mine < other_loss

# %% [markdown]
# The grey curve looks best for long, and means least. A third of its tokens are `<pad>`, which is easy to
# guess after a `<pad>`. At the same step the valid tokens of that model are worse: their sum is divided by
# all 12 steps, and a part of the network learns to guess padding.
#
# ## 4. Write, one token after the other
#
# A trained decoder has no right answers to read. It reads its own. We hide the model behind one function:
# `step(token, state)` gives the log-probabilities of the next token, and the new state.


# %%
def step_of(model: Translator) -> Callable[[int, Any], tuple[Tensor, Any]]:
    """The decoder of a model, as the decoding functions want it."""

    def step(token: int, state: Any) -> tuple[Tensor, Any]:
        with torch.no_grad():
            scores, state = model.decoder(torch.tensor([[token]]), state)
        return scores[0, 0].log_softmax(dim=0), state

    return step


def start_of(model: Translator, english: list[str]) -> Any:
    """The decoder's state after the encoder has read a sentence."""
    source, _ = build_array([english], en, SOURCE_LEN, is_source=True)
    with torch.no_grad():
        return model.start(source)


def along(model: Translator, english: list[str], ids: list[int]) -> Tensor:
    """The log-probabilities [T, V] of the next token before each of these ids is written."""
    inputs, _ = teacher_forcing(torch.tensor([ids]), zh["<bos>"])
    with torch.no_grad():
        return model.decoder(inputs, start_of(model, english))[0][0].log_softmax(dim=1)


def written(ids: list[int]) -> str:
    return "".join(zh.tokens[token] for token in ids)


def cell(text: str, width: int) -> str:
    """The text, filled up with spaces. A Chinese character is twice as wide as a letter."""
    return text + " " * (width - len(text) - sum(character >= "\u3000" for character in text))


# %% [markdown]
# **Your turn: `greedy_decode`** takes the most probable token at each step, until that is `<eos>`.


# %%
def greedy(model: Translator, english: list[str]) -> list[int]:
    return greedy_decode(step_of(model), start_of(model, english), zh["<bos>"], zh["<eos>"], TARGET_LEN)


print(cell("source", 28), cell("reference", 22), "translation")
for english, chinese in train[:10]:
    print(cell(" ".join(english), 28), cell("".join(chinese), 22), written(greedy(model, english)))

# %%
# %check greedy_decode

# %% [markdown]
# Let us watch it write. Each column is a step; the colours are the probabilities of the tokens that were
# among the two best at some step.


# %%
def watch(axis: plt.Axes, english: list[str]) -> Any:
    """Draw the probabilities of the next token while the model writes greedily."""
    ids = [*greedy(model, english), zh["<eos>"]][:TARGET_LEN]
    p = along(model, english, ids).exp().T  # [V,T]
    shown = list(dict.fromkeys(p.topk(2, dim=0).indices.T.flatten().tolist()))
    picture = axis.imshow(p[shown], cmap="Blues", vmin=0, vmax=1, aspect="auto")
    axis.grid(visible=False)
    axis.set_xticks(range(len(ids)), [zh.tokens[token] for token in ids])
    axis.set_yticks(range(len(shown)), [zh.tokens[token] for token in shown])
    axis.set(
        title=" ".join(english), xlabel="step, named by the token written", ylabel="place: a candidate token"
    )
    return picture


fig, axes = plt.subplots(1, 2, figsize=(10, 4.2))
for axis, (english, _) in zip(axes, (train[1], test[2]), strict=True):
    picture = watch(axis, english)
fig.colorbar(picture, ax=axes, label="probability of the next token (no unit)")
fig.suptitle("Left a sentence of the training set, right a new one")
plt.show()

# %% [markdown]
# ## 5. How good is a translation?
#
# **Your turn: `bleu`.** It counts how many of the translation's tokens, pairs of tokens, and so on, the
# reference has too:
#
# $$\exp\Bigl(\min\bigl(0, 1 - \tfrac{\mathrm{len}_{\mathrm{ref}}}{\mathrm{len}_{\mathrm{pred}}}\bigr)\Bigr)
# \prod_{n=1}^{k} p_n^{1/2^n}.$$
#
# Three rules against cheats: a matched n-gram of the reference is used up. Longer n-grams need the right
# order. And the first factor punishes whoever writes only the one word that he is sure of.

# %%
reference = "他 是 我 的 朋 友 。"
for prediction in (
    "他 是 我 的 朋 友 。",
    "他 是 我 朋 友 。",
    "他 他 他 他 他 他 他",
    "友 朋 的 我 是 他 。",
    "他",
    "",
):
    print(f"{bleu(prediction, reference, 2):.3f}  {prediction}")
assert bleu(reference, reference, 2) == 1.0

# %%
# %check bleu


# %%
def mean_bleu(model: Translator, pairs: list, decode: Callable[[Translator, list[str]], list[int]]) -> float:
    """The mean BLEU (k = 2) of the translations of pairs."""
    found = [[zh.tokens[token] for token in decode(model, english)] for english, _ in pairs]
    of_pairs = [bleu(" ".join(a), " ".join(b), 2) for a, (_, b) in zip(found, pairs, strict=True)]
    return sum(of_pairs) / len(of_pairs)


table = {}
for name, one in (("padding masked", model), ("padding counted", other)):
    table[name] = [mean_bleu(one, part, greedy) for part in (train[:100], test)]
    print(f"{name:16} BLEU of training sentences {table[name][0]:.2f}, of new sentences {table[name][1]:.2f}")
assert table["padding masked"][0] > 0.85
assert table["padding masked"][0] > table["padding counted"][0]
assert table["padding masked"][1] < 0.5

# %%
print(cell("new source", 28), cell("reference", 22), cell("translation", 22), "BLEU")
for english, chinese in test[:12]:
    ids = greedy(model, english)
    score = bleu(" ".join(zh.tokens[token] for token in ids), " ".join(chinese), 2)
    row = (cell(" ".join(english), 28), cell("".join(chinese), 22), cell(written(ids), 22))
    print(*row, f"{score:.2f}")

# %% [markdown]
# The model has learned its nine hundred sentences almost by heart, and the one that counted padding knows
# fewer of them. New ones it mixes from pieces that it knows, and most come out wrong. A real translator is
# made in the same way, from millions of pairs.
#
# BLEU knows one reference only. *他是我朋友。* is as good a translation as the reference above, and gets
# less. So compare means over many sentences, never single ones.
#
# ## 6. Beam search
#
# The greedy path takes the best token at each step, and may miss the best *sentence*: a good first token may
# lead nowhere. **Your turn: `beam_search`** follows several hypotheses at a time. Each round extends all of
# them and keeps the best `beam`. The longer a sentence, the lower its probability, so the score divides by a
# power of the length.


# %%
def log_probability(model: Translator, english: list[str], ids: list[int]) -> float:
    """The sum of log-probabilities of a translation and, if it is shorter than allowed, of its <eos>."""
    complete = [*ids, zh["<eos>"]][:TARGET_LEN]
    return along(model, english, complete)[range(len(complete)), complete].sum().item()


def beam_of(beam: int, alpha: float = 0.75) -> Callable[[Translator, list[str]], list[int]]:
    """A decoder that searches with this beam."""

    def decode(model: Translator, english: list[str]) -> list[int]:
        step, state = step_of(model), start_of(model, english)
        return beam_search(step, state, zh["<bos>"], zh["<eos>"], beam, TARGET_LEN, alpha)

    return decode


head = (cell("source", 27), cell("reference", 18))
print(*head, cell("greedy", 22), " log p  score ", cell("beam of 4", 20), " log p  score")
different = [pair for pair in test if greedy(model, pair[0]) != beam_of(4)(model, pair[0])]
for english, chinese in different[:8]:
    row = [cell(" ".join(english), 27), cell("".join(chinese), 18)]
    for ids, width in ((greedy(model, english), 22), (beam_of(4)(model, english), 20)):
        total = log_probability(model, english, ids)
        score = total / min(len(ids) + 1, TARGET_LEN) ** 0.75
        row += [cell(written(ids), width), f"{total:6.2f} {score:6.2f} "]
    print(*row)
print(f"{len(different)} of {len(test)} new sentences come out differently")
assert all(greedy(model, english) == beam_of(1)(model, english) for english, _ in test[:30])

# %%
# %check beam_search

# %% [markdown]
# Does a wider beam find more probable sentences? Almost by its definition. Are they better translations? That
# is another question.

# %%
beams = [1, 2, 4]
alphas = [0.0, 0.75, 1.5]
log_p: dict[float, list[float]] = {alpha: [] for alpha in alphas}
quality: dict[float, list[float]] = {alpha: [] for alpha in alphas}
some = test[:30]
for alpha in alphas:
    for beam in beams:
        decode = beam_of(beam, alpha)
        found = [decode(model, english) for english, _ in some]
        totals = [log_probability(model, english, ids) for ids, (english, _) in zip(found, some, strict=True)]
        log_p[alpha].append(sum(totals) / len(some))
        quality[alpha].append(mean_bleu(model, some, decode))

fig, (left, right) = plt.subplots(1, 2, figsize=(9.5, 3.3))
for alpha, colour in zip(alphas, (BLUE, ORANGE, GREEN), strict=True):
    left.plot(beams, log_p[alpha], "o-", color=colour, label=f"$\\alpha$ = {alpha}")
    right.plot(beams, quality[alpha], "o-", color=colour, label=f"$\\alpha$ = {alpha}")
for axis in (left, right):
    axis.set_xticks(beams)
left.set(title="More probable ...", xlabel="size of the beam", ylabel="mean log-probability (nats)")
right.set(
    title="... is not always better", xlabel="size of the beam", ylabel="mean BLEU (no unit)", ylim=(0, 1)
)
left.legend()
plt.show()
assert log_p[0.0][-1] > log_p[0.0][0]
for alpha in alphas:
    print(
        f"alpha {alpha:4}: log p",
        [round(value, 2) for value in log_p[alpha]],
        "BLEU",
        [round(value, 3) for value in quality[alpha]],
    )

# %% [markdown]
# A wider beam finds sentences that are more probable to the model. With $\alpha = 0$ these are often short,
# because each token costs something. What the model finds more probable isn't always better: its
# probabilities are only as good as its training, and ours has seen little. Thirty sentences are too few to
# tell the curves on the right apart. Choose the beam by the BLEU of many sentences outside the training set.
#
# ## 7. What goes wrong in practice
#
# **The end is cut off.** Published course notes add `<eos>` first, and cut afterwards. Then a long target has
# no end, and the model learns not to stop.

# %%
longest = max((chinese for _, chinese in sentences), key=len)
cut = (zh[longest] + [zh["<eos>"]])[:TARGET_LEN]
row, _ = build_array([longest], zh, TARGET_LEN, is_source=False)
print("cut afterwards:", written(cut))
print("cut before:    ", written(row[0].tolist()))
assert zh["<eos>"] not in cut
assert zh["<eos>"] in row[0]

# %% [markdown]
# **A mask that writes into its argument.** The same notes mask in place. The caller's scores are then gone,
# and autograd may refuse the backward pass.

# %%
weights = torch.ones(1, 4, requires_grad=True)
scores = weights.exp()  # whose backward pass needs its result
scores[:, 2:] = 0.0  # in place
try:
    scores.sum().backward()
except RuntimeError as error:
    print("in place:", str(error).split(":")[0])
sequence_mask(weights.exp(), torch.tensor([2])).sum().backward()
print("a new tensor:", weights.grad)

# %% [markdown]
# **0 times NaN.** To multiply the losses by a mask is not enough. If a score of padding is inf or NaN, so are
# the product and the gradient. Replace the scores before anything is computed.

# %%
scores = torch.tensor([[[2.0, 1.0], [torch.inf, torch.inf]]])
labels, valid_len, mask = torch.tensor([[0, 0]]), torch.tensor([1]), torch.tensor([[1.0, 0.0]])
losses = nn.functional.cross_entropy(scores.transpose(1, 2), labels, reduction="none")
print(
    "multiplied:", (losses * mask).sum(dim=1), "- replaced:", masked_cross_entropy(scores, labels, valid_len)
)

# %% [markdown]
# **Padding in the encoder.** Our encoder reads the `<pad>` behind a source, too. So the same sentence has
# another state in a longer rectangle. We always use `SOURCE_LEN`, in training and afterwards. Otherwise pack
# the sequences (`nn.utils.rnn.pack_padded_sequence`), or take the state of the last valid step, as lesson 13
# does.

# %%
english = test[2][0]
states = []
for length in (SOURCE_LEN, SOURCE_LEN + 5):
    source, _ = build_array([english], en, length, is_source=True)
    with torch.no_grad():
        states.append(model.encoder(source)[1][0].flatten())
similarity = torch.cosine_similarity(states[0], states[1], dim=0).item()
print(f"the last states with five <pad> more have a cosine of {similarity:.2f}")
assert similarity < 0.999

# %% [markdown]
# ## 8. Open experiments
#
# 1. **A lottery.** Write `sample_decode`, which draws each token by its probability. Let it translate one
#    sentence ten times. Divide the scores by a temperature before softmax: what do 0.3 and 2 do?
# 2. **No context.** Let the decoder see the encoder's state only at its first step. How much BLEU does that
#    cost, for short and for long sentences?
# 3. **Backwards.** Sutskever et al. reversed the source sentences and got better translations. Try it. Which
#    words are now close to each other?
# 4. **More data.** Take all sentences of up to ten characters, and more steps. How does the BLEU of new
#    sentences grow with the number of training sentences?

# %% [markdown]
# ## Summary
#
# - Punctuation is separated from words, and Chinese is split into characters.
# - Targets end in `<eos>`, also if they are cut off. Keep the number of valid ids.
# - The loss is the mean over valid tokens. Replace padding before you compute, don't multiply afterwards.
# - The encoder's state is all that the decoder knows of the source. Long sentences don't fit well: lesson 15
#   lets the decoder look back.
# - Teacher forcing: in training the decoder reads the right tokens, one step late.
# - Greedy decoding takes the best token, beam search looks for the best sentence. Scores are divided by a
#   power of the length, because each token lowers the sum.
# - BLEU counts matched n-grams, clipped, and punishes short translations. It sees one reference only.

# %% [markdown]
# ## Quiz
#
# 1. A target has 12 tokens, and `max_len` is 10. Which tokens does its row hold, and what is its `valid_len`?
# 2. A batch has sentences of 2 and of 10 valid tokens. What differs if the loss is the mean over all 12
#    tokens, rather than the mean of the two means?
# 3. Why is the last token of a row never an input of the decoder?
# 4. Two hypotheses have the sums -2 with 2 tokens and -3 with 4 tokens, `<eos>` included. Which one wins with
#    alpha 0, and which with alpha 1?
# 5. What is the BLEU (k = 2) of *a b* for the reference *a b c d*?
# 6. Why does beam search need a state for each hypothesis?

# %% [markdown]
# <details>
# <summary>Answers: take a sheet of paper before you unfold them</summary>
#
# 1. The first 9 tokens and `<eos>`; 10.
# 2. Each token has the same weight in the mean over all 12. In the mean of means each sentence has, so a
#    token of the short sentence has five times the weight of one of the long sentence.
# 3. Nothing is to be answered after it. It is only a label.
# 4. With 0 the first, -2 > -3. With 1 the second: -2/2 = -1 < -3/4 = -0.75.
# 5. Both shares are 1, and the first factor is exp(1 - 4/2) = 0.368.
# 6. The state holds what was read. Hypotheses have read different tokens, so their next tokens have different
#    probabilities.
#
# </details>

# %%
assert abs(bleu("a b", "a b c d", 2) - 0.3679) < 1e-4

# %% [markdown]
# ## Read on
#
# - Dive into Deep Learning, chapters 10.5 to 10.8:
#   https://d2l.ai/chapter_recurrent-modern/machine-translation-and-dataset.html
# - Sutskever, Vinyals and Le, Sequence to Sequence Learning with Neural Networks (2014):
#   https://arxiv.org/abs/1409.3215
# - Papineni et al., BLEU: a Method for Automatic Evaluation of Machine Translation (2002):
#   https://aclanthology.org/P02-1040/
# - Wu et al., Google's Neural Machine Translation System (2016), section 7 on beam search:
#   https://arxiv.org/abs/1609.08144
# - The sentences: https://tatoeba.org and https://www.manythings.org/anki/
