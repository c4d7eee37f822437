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
# # Text preprocessing
#
# A network computes with numbers, and a book consists of letters. Between the two lie a few small steps. They
# look harmless, but each loses something, and a mistake here spoils every model that follows. At the end of
# this lesson you can
#
# - turn a raw text into tokens, by words or by characters, and say what each choice costs,
# - count tokens, and recognise Zipf's law in the counts,
# - build a vocabulary that is the same in every run, and that has a place for unknown words,
# - put sequences of unlike length into one tensor, and know afterwards which ids are real,
# - learn the pieces of words from a text by byte-pair encoding, as large language models do.
#
# You write eight parts in `text_preprocessing.py`, beside this notebook, and use them here. Cells that need a
# function which you have not written yet stop with `NotImplementedError`. Write it, and run the cell again:
# the notebook reloads your module by itself. `%check NAME` runs the visible checks of a function, `%check`
# those of all, and `%hint NAME` helps when you are stuck.

# %%
# %load_ext autograder

# %%
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import matplotlib.pyplot as plt
import torch
from text_preprocessing import (
    UNK,
    Vocab,
    bpe_encode,
    bpe_train,
    clean_lines,
    count_corpus,
    pad_batch,
    pad_or_truncate,
    tokenize,
)
from torch import nn
from torch.nn.utils.rnn import pad_sequence

BLUE, ORANGE, GREEN, GREY = "#2563eb", "#ea580c", "#16a34a", "#64748b"
plt.rc("figure", dpi=110)
plt.rc("figure.constrained_layout", use=True)
plt.rc("axes", titlesize=10)
plt.rc("axes.spines", top=False, right=False)
plt.rc("axes", grid=True)
plt.rc("grid", color="#e2e8f0")
plt.rc("legend", frameon=False)

# %% [markdown]
# ## 1. The raw text
#
# `datasets/time_machine` has the text of *The Time Machine* by H. G. Wells, of 1895. We name the encoding,
# UTF-8. Without it, Python uses that of the machine, and another machine may read other characters.

# %%
path = Path("..", "..", "datasets", "time_machine", "time_machine.txt")
raw = path.read_text(encoding="utf-8").splitlines()
print(f"{len(raw)} lines, {sum(map(len, raw))} characters")
print("\n".join(raw[34:40]))
odd = Counter(character for line in raw for character in line if not character.isascii())
print("characters outside ASCII:", dict(odd))

# %% [markdown]
# The way from here to numbers has four steps. The indices are only an example:
#
# ```
# raw text      "The Time Traveller (for so it"
# clean_lines   "the time traveller for so it"
# tokenize      ["the", "time", "traveller", "for", "so", "it"]
# Vocab         [1, 20, 72, 17, 38, 10]         an index for each token
# pad_batch     [[1, 20, 72, 17, 38, 10, 0, 0], a row for each sequence
#                [3, 41,  8,  1, 19,  6, 5, 7]]
# ```
#
# **Your turn: `clean_lines`.** It keeps only the letters a to z. That is harsh: it makes *don't* into *don t*
# and *façade* into *fa ade*. But it leaves few different tokens, and for a small book this helps.

# %%
lines = clean_lines(raw)
for line in lines[34:38]:
    print(repr(line))
assert len(lines) == len(raw)
assert set("".join(lines)) <= set("abcdefghijklmnopqrstuvwxyz ")

# %%
# %check clean_lines

# %% [markdown]
# ## 2. Words or characters?
#
# **Your turn: `tokenize`.** A token is the unit that a model reads and writes. Words are long and there are
# many of them. Characters are few, but a sentence has many.

# %%
words, characters = tokenize(lines), tokenize(lines, token="char")
print(words[34])
print(characters[34][:30])
for name, tokens in (("words", words), ("characters", characters)):
    flat = [token for line in tokens for token in line]
    print(f"{name:10}: {len(flat):7,} tokens, {len(set(flat)):5,} different ones")
longer = sum(map(len, characters)) / sum(map(len, words))
larger = len({word for line in words for word in line}) / len(
    {token for line in characters for token in line}
)
print(f"{longer:.1f} times as many characters as words; {larger:.0f} times as many different words")

# %%
# %check tokenize

# %% [markdown]
# The choice is a trade. With words the sequences are shorter, and the vocabulary is far larger. A network
# pays for both: in steps for the length, and in weights for the vocabulary. Section 6 shows a way between.
#
# ## 3. How often does each word occur?
#
# **Your turn: `count_corpus`.**

# %%
counts = count_corpus(words)
print("the most frequent words:", counts.most_common(8))
once = sum(count == 1 for count in counts.values())
print(f"{once:,} of {len(counts):,} words occur only once")
assert 0.5 < once / len(counts) < 0.55

# %%
# %check count_corpus

# %% [markdown]
# Half of the words occur only once in the whole book. This is no accident of this book. Number the words by
# falling frequency: the most frequent one has rank 1. *Zipf's law* says that the frequency falls about like
# a power of the rank,
#
# $$n(r) \approx \frac{C}{r^\alpha}, \qquad \log n(r) \approx \log C - \alpha \log r.$$
#
# With logarithms on both axes it is a straight line of slope $-\alpha$. For words of natural languages,
# $\alpha$ is close to 1.

# %%
frequencies = torch.tensor(sorted(counts.values(), reverse=True), dtype=torch.float64)
ranks = torch.arange(1, len(frequencies) + 1, dtype=torch.float64)
middle = slice(9, 1000)  # the first few words are an exception, and the last ones all occur once or twice
design = torch.stack([torch.ones(991, dtype=torch.float64), ranks[middle].log()], dim=1)
height, slope = torch.linalg.lstsq(design, frequencies[middle].log().unsqueeze(1)).solution.flatten().tolist()
letters = sorted(count_corpus(characters).values(), reverse=True)

fig, axis = plt.subplots(figsize=(6.2, 3.8))
axis.loglog(ranks, frequencies, ".", markersize=3, color=BLUE, label="words")
axis.loglog(ranks, torch.e**height * ranks**slope, color=ORANGE, label=f"a line of slope {slope:.2f}")
axis.loglog(range(1, len(letters) + 1), letters, ".-", markersize=3, color=GREEN, label="characters")
axis.set(
    title="Zipf's law in The Time Machine",
    xlabel="rank by frequency (1 is the most frequent)",
    ylabel="occurrences (number)",
)
axis.legend()
plt.show()
print(f"frequency ~ rank to the power {slope:.2f}")
assert -1.2 < slope < -0.8

# %% [markdown]
# The words follow the line almost to the end, and the characters don't. Read it from the side of a model:
# a few words are seen thousands of times, and most words are seen too rarely to learn anything about them.
#
# ## 4. The vocabulary
#
# **Your turn: `Vocab`.** It gives each token an index. Frequent tokens come first, so a smaller vocabulary is
# simply a shorter list. Index 0 is `<unk>`, for every word that it doesn't know. *Reserved* tokens have a
# meaning of their own: `<pad>` fills up short sequences, and `<bos>` and `<eos>` mark its ends.

# %%
vocab = Vocab(words, min_freq=2, reserved=["<pad>", "<bos>", "<eos>"])
print(f"{len(vocab):,} tokens; the first ones:", vocab.to_tokens(list(range(10))))
sentence = ["the", "time", "traveller", "bought", "a", "smartphone"]
ids = vocab[sentence]
print(sentence, "->", ids, "->", vocab.to_tokens(ids))
assert vocab.to_tokens(vocab["traveller"]) == "traveller"
assert vocab["smartphone"] == 0

# %%
# %check Vocab

# %% [markdown]
# How many words will be unknown in a *new* text? Pretend that the last five parts of the book, from chapter
# XIII on, are new. We build vocabularies of the first twelve chapters and look the rest up.

# %%
border = next(number for number, line in enumerate(raw) if line.strip() == "XIII.")
train, test = words[:border], words[border:]
new = [token for line in test for token in line]
rows = []
for min_freq in (1, 2, 3, 5, 8, 13, 21, 34):
    small = Vocab(train, min_freq=min_freq)
    unknown = sum(index == 0 for index in small[new]) / len(new)
    rows.append((min_freq, len(small), 100 * unknown))
    print(f"min_freq {min_freq:2}: {len(small):5,} tokens, {100 * unknown:4.1f} % of the new text is unknown")

fig, axes = plt.subplots(1, 2, figsize=(9.5, 3.3))
axes[0].plot([row[0] for row in rows], [row[1] for row in rows], ".-", color=BLUE)
axes[0].set(
    title="The vocabulary shrinks fast",
    xlabel="min_freq (occurrences)",
    ylabel="tokens with an index (number)",
)
axes[1].plot([row[1] for row in rows], [row[2] for row in rows], ".-", color=ORANGE)
axes[1].set(
    title="... and more of a new text is unknown",
    xlabel="tokens with an index (number)",
    ylabel="unknown words in the new text (%)",
)
plt.show()
assert 8 < rows[0][2] < 9
assert 13 < rows[1][2] < 15
assert rows[1][1] < rows[0][1] / 2

# %% [markdown]
# Even the largest vocabulary doesn't know one word in twelve of the new chapters, though author and story are
# the same. Zipf's law makes this certain: rare words are many. With `min_freq=2` half of the vocabulary
# goes, and one word in seven is unknown.
#
# ## 5. A batch of sequences
#
# A tensor is a rectangle, and sentences are not. We take the paragraphs of the book as sequences.

# %%
paragraphs: list[list[str]] = [[]]
for line in words:
    if line:
        paragraphs[-1] += line
    elif paragraphs[-1]:
        paragraphs.append([])
paragraphs = [paragraph for paragraph in paragraphs if paragraph]
encoded = vocab[paragraphs]
lengths = torch.tensor([len(ids) for ids in encoded])
print(
    f"{len(encoded)} paragraphs of {lengths.min()} to {lengths.max()} words, {lengths.median()} in the middle"
)

# %% [markdown]
# **Your turn: `pad_or_truncate`** brings a sequence to a given length. With a fixed length, long sequences
# lose their ends, and short ones become mostly padding.

# %%
pad = vocab["<pad>"]
for max_len in (20, 100, 400):
    kept = [pad_or_truncate(ids, max_len, pad) for ids in encoded]
    lost = 1 - sum(min(len(ids), max_len) for ids in encoded) / int(lengths.sum())
    filled = sum(max(max_len - len(ids), 0) for ids in encoded) / (max_len * len(encoded))
    print(f"length {max_len:3}: {100 * lost:4.1f} % of the words lost, {100 * filled:4.1f} % padding")
    assert all(len(ids) == max_len for ids in kept)

# %%
# %check pad_or_truncate

# %% [markdown]
# **Your turn: `pad_batch`** goes by the longest sequence of the *batch* instead, so nothing is lost. It also
# returns the lengths. Without them nobody can tell afterwards which ids are real.

# %%
batch, real = pad_batch(encoded[60:84], pad)
print("ids", list(batch.shape), batch.dtype, "- lengths", real.tolist())
fig, axis = plt.subplots(figsize=(8.5, 3.2))
axis.imshow(
    torch.arange(batch.shape[1]) < real.unsqueeze(1), aspect="auto", cmap="Blues", interpolation="none"
)
axis.grid(visible=False)
axis.set(
    title="One batch: words are dark, padding is white",
    xlabel="place in the paragraph",
    ylabel="row: a paragraph",
)
plt.show()
share = 1 - int(real.sum()) / batch.numel()
print(f"{100 * share:.0f} % of this batch is padding")
assert batch[0, : int(real[0])].tolist() == encoded[60]

# %%
# %check pad_batch

# %% [markdown]
# Padding is work for nothing. The cure is to batch sequences of similar length together, which is called
# *bucketing*. We compare batches in the order of the book, and in the order of length.


# %%
def padded_share(sequences: list[list[int]], size: int) -> float:
    places = used = 0
    for start in range(0, len(sequences), size):
        ids, count = pad_batch(sequences[start : start + size], pad)
        places, used = places + ids.numel(), used + int(count.sum())
    return 100 * (1 - used / places)


sizes = [1, 2, 4, 8, 16, 32, 64]
by_book = [padded_share(encoded, size) for size in sizes]
by_length = [padded_share(sorted(encoded, key=len), size) for size in sizes]
fig, axis = plt.subplots(figsize=(6.2, 3.3))
axis.semilogx(sizes, by_book, ".-", base=2, color=ORANGE, label="in the order of the book")
axis.semilogx(sizes, by_length, ".-", base=2, color=BLUE, label="sorted by length")
axis.set(title="How much of a batch is padding?", xlabel="size of a batch (paragraphs)", ylabel="padding (%)")
axis.legend()
plt.show()
print(f"batches of 32: {by_book[5]:.0f} % padding in the order of the book, {by_length[5]:.0f} % sorted")
assert by_length[5] < by_book[5] / 3

# %% [markdown]
# **PyTorch's own tool** is `torch.nn.utils.rnn.pad_sequence`. It wants tensors, and by default it puts the
# *time* first, [T, B]. It returns no lengths, so keep them yourself.

# %%
tensors = [torch.tensor(ids) for ids in encoded[60:84]]
theirs = pad_sequence(tensors, batch_first=True, padding_value=pad)
assert torch.equal(theirs, batch)
print("by default:", list(pad_sequence(tensors).shape), "- with batch_first:", list(theirs.shape))

# %% [markdown]
# What becomes of the ids? The first layer of a language model is usually `nn.Embedding`, a table with a row
# of numbers for each index. It looks the rows up. `padding_idx` names the row that stays 0.

# %%
table = nn.Embedding(len(vocab), 8, padding_idx=pad)
vectors = table(batch)
print(f"ids {list(batch.shape)} -> vectors {list(vectors.shape)}; {table.weight.numel():,} weights")
assert not vectors[batch == pad].any()

# %% [markdown]
# ## 6. Pieces of words
#
# Words leave some of a new text unknown. Characters know everything, but make sequences long. *Byte-pair
# encoding* (BPE) lies between them. It begins with characters, and merges the most frequent pair of
# neighbours into a new symbol, again and again. Frequent words become one symbol in the end. Rare words stay
# in several pieces, which are frequent elsewhere. Nothing is unknown that consists of known characters.
#
# Three steps by hand, for the words *hug* (10 times), *pug* (5) and *hugs* (5):
#
# ```
# h u g    p u g    h u g s     "u" "g" occurs 10 + 5 + 5 = 20 times: merge
# h ug     p ug     h ug s      "h" "ug" occurs 15 times:              merge
# hug      p ug     hug s       "hug" "s" occurs 5 times, and "p" "ug" does too: the smaller pair first
# ```
#
# **Your turn: `bpe_train`.** It needs only how often each word occurs. We take the first twelve chapters.

# %%
print(bpe_train({"hug": 10, "pug": 5, "hugs": 5}, 3))
train_counts = dict(count_corpus(train))
merges = bpe_train(train_counts, 300)
print("the first merges:", [left + right for left, right in merges[:24]])
print("the last merges: ", [left + right for left, right in merges[-12:]])
assert merges[:2] == [("t", "h"), ("th", "e")]

# %%
# %check bpe_train

# %% [markdown]
# Nobody told the algorithm about English, and yet it finds *the*, *and*, *ing*, *ed* and *ly*.
#
# **Your turn: `bpe_encode`** splits any word by these merges, in the order in which they were learned.

# %%
for word in ("the", "traveller", "timelessness", "unhappily", "smartphone"):
    seen = "in the book" if word in train_counts else "unseen"
    print(f"{word:14} {seen:12} {bpe_encode(word, merges)}")
assert all("".join(bpe_encode(word, merges)) == word for word in train_counts)
assert len(bpe_encode("timelessness", merges)) < 6

# %%
# %check bpe_encode

# %% [markdown]
# How many merges should one make? Each makes the vocabulary larger by one symbol and the text shorter. Below
# we encode the unseen chapters with the first merges only.

# %%
new_counts = count_corpus(test)
steps = [0, 5, 10, 20, 40, 80, 150, 300]
tokens_of_words = [
    sum(count * len(bpe_encode(word, merges[:number])) for word, count in new_counts.items()) / len(new)
    for number in steps
]
fig, axis = plt.subplots(figsize=(6.2, 3.5))
axis.plot(steps, tokens_of_words, ".-", color=BLUE, label="byte-pair encoding")
axis.axhline(tokens_of_words[0], color=GREEN, linestyle="--", label="characters")
axis.axhline(1, color=ORANGE, linestyle="--", label="words, of which 1 in 12 is unknown")
axis.set(
    title="The unseen chapters become shorter with each merge",
    xlabel="merges (number)",
    ylabel="length of the text (tokens per word)",
    ylim=(0, 6),
)
axis.legend()
plt.show()
print({number: round(tokens, 2) for number, tokens in zip(steps, tokens_of_words, strict=True)})
assert tokens_of_words[-1] < 2 < 4 < tokens_of_words[0]
assert set("".join(new_counts)) <= set("".join(train_counts))  # so nothing is unknown

# %% [markdown]
# The first merges shorten the text most, because their pairs are the most frequent ones: Zipf's law again.
# With 300 merges, the vocabulary has little more than 300 symbols, a word has less than two of them, and no
# word is unknown. GPT-2 made 50,000 merges. It begins with the 256 bytes instead of characters, so that
# it can write every text of the world. And it puts the space before a word into the word's symbols, so that
# the text can be put together again.
#
# ## 7. Ready-made tokenizers
#
# Splitting at spaces doesn't separate "agree." into a word and a full stop. Libraries know the rules of many
# languages. You don't need them for this lesson; install them if you like to compare:
#
# ```python
# import spacy                                    # pip install spacy
#
# nlp = spacy.blank("en")                         # only the rules for splitting, no model
# print([token.text for token in nlp("Mr. Wells doesn't agree.")])
#
# from nltk.tokenize import TreebankWordTokenizer  # pip install nltk
#
# print(TreebankWordTokenizer().tokenize("Mr. Wells doesn't agree."))
# ```
#
# Both separate *does* from *n't*, and the full stop at the end from *agree*. For the subwords of today's
# language models there are the libraries `tokenizers` and `tiktoken`. They make the same merges as you do,
# much faster.
#
# ## 8. What goes wrong in practice
#
# **Empty tokens.** `split(" ")` splits at *each* space, and an empty line gives an empty string. Published
# course notes have this mistake. Then one of the most frequent "words" is no word at all.

# %%
naive = count_corpus([line.lower().split(" ") for line in raw])
place = [token for token, _ in naive.most_common()].index("") + 1
print(f"with split(' ') the empty token occurs {naive['']} times; only {place - 1} tokens are more frequent")
assert place < 20
assert "" not in counts

# %% [markdown]
# **Special tokens that collide.** In the same notes, the names of the special tokens were lost on the way to
# the web page, because `<pad>` looks like markup. All four became the empty string. In a dict they are one
# key.

# %%
lost = {token: index for index, token in enumerate(["", "", "", ""])}
print("four special tokens, and the dict has", lost)
assert len(Vocab([], reserved=["<pad>", "<bos>", "<eos>"])) == 4

# %% [markdown]
# **Another vocabulary in each run.** Python orders the strings of a set by their hash, and the hash of a
# string differs from process to process. A model that was trained with one order and loaded with another
# reads nonsense, and nothing stops it.

# %%
program = "print(list({'the', 'time', 'traveller', 'smiled'}))"
orders = []
for seed in ("1", "2", "3"):
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    ended = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True)
    orders.append(ended.stdout.strip())
    print(f"process {seed}: {orders[-1]}")
assert len(set(orders)) > 1
print("sorted:   ", Vocab(["the", "time", "traveller", "smiled"]).to_tokens([1, 2, 3, 4]))

# %% [markdown]
# **Strings are sequences, too.** A loop over a list of words that expects a list of lines goes over the
# letters, without an error.

# %%
flat = ["the", "time", "the"]
print("two loops:   ", dict(Counter(token for line in flat for token in line)))
print("count_corpus:", dict(count_corpus(flat)))

# %% [markdown]
# **Knowledge of the test set.** Build the vocabulary and the merges of the training text only. Otherwise no
# word of the test text is ever unknown, and the test says nothing about new texts.

# %%
honest, leaky = Vocab(train), Vocab(train + test)
for name, one in (("training text only", honest), ("training and test text", leaky)):
    print(f"{name:23}: {one[new].count(one[UNK])} unknown words in the test text")
assert leaky[new].count(0) == 0 < honest[new].count(0)

# %% [markdown]
# ## 9. Open experiments
#
# 1. **Keep more.** Change the cleaning so that apostrophes inside words, full stops and capitals stay. How
#    many different words are there now, and what is the share of unknown ones in the new chapters?
# 2. **More merges.** Make 1,000 merges, and plot the tokens per word against the number of symbols on a
#    logarithmic axis. Where does one more merge hardly help any more? (Counting all pairs anew takes a while:
#    can you update the counts instead?)
# 3. **The end of a word.** Sennrich et al. put a mark at the end of each word before they learn. Add "_" to
#    each word. Which merges change? Can you now tell from the symbols alone where words end?
# 4. **Another language.** Take a text in German or Finnish. How do the slope of Zipf's law and the share of
#    unknown words differ, and why?

# %% [markdown]
# ## Summary
#
# - Cleaning makes tokens fewer and loses information. Do the same to each text that the model will read.
# - Words: short sequences, a large vocabulary, unknown words. Characters: the opposite. BPE lies between.
# - The frequency of a word falls about like 1 / rank. Half of the words of a book occur once.
# - A vocabulary needs a place for unknown tokens, and an order that is the same in every run.
# - Padding makes a rectangle of sequences. Keep the lengths, because the padding id may be a real id.
# - Batches of sequences of similar length need little padding.

# %% [markdown]
# ## Quiz
#
# 1. What does `tokenize(["a  b "])` give, and what does `"a  b ".split(" ")` give?
# 2. Why does `Vocab` sort by (-count, token), and not by -count alone?
# 3. A corpus has the counts a: 5, b: 2, c: 2, d: 1. Which index has c with `min_freq=2` and one reserved
#    token?
# 4. Three sequences have the lengths 2, 9 and 4. Which share of the batch is padding?
# 5. Which merges does BPE make from the word *banana* alone, and how does it end?
# 6. Why must `bpe_encode` apply the merges in the order in which they were learned?

# %% [markdown]
# <details>
# <summary>Answers: take a sheet of paper before you unfold them</summary>
#
# 1. `[["a", "b"]]`, but `["a", "", "b", ""]`: an empty string between two spaces, and one at the end.
# 2. Otherwise equally frequent tokens stand in the order of their first occurrence. The same lines in another
#    order would give another vocabulary.
# 3. 4: `<unk>` is 0, the reserved token 1, a 2, b 3, c 4. The token d has no index.
# 4. There are 3 times 9 = 27 places and 15 ids, so 12 of 27, or 44 %.
# 5. (a, n) and (n, a) both occur twice, and (a, n) is smaller: b an an a. Then (an, a), (an, an) and (b, an)
#    occur once each, and (an, a) is the smallest: b an ana. Then (an, ana): b anana, and at last (b, anana).
#    Then the word is one symbol, and no pair is left.
# 6. A later merge is made of the symbols of earlier ones. In another order, symbols that it needs don't exist
#    yet, or a pair takes characters away from one that was learned first.
#
# </details>

# %%
assert Vocab(list("aaaaabbccd"), 2, ["<pad>"])[["c", "d"]] == [4, 0]
assert bpe_train({"banana": 1}, 9) == [("a", "n"), ("an", "a"), ("an", "ana"), ("b", "anana")]

# %% [markdown]
# ## Read on
#
# - Dive into Deep Learning, chapter 9.2: https://d2l.ai/chapter_recurrent-neural-networks/text-sequence.html
# - Sennrich, Haddow and Birch, Neural Machine Translation of Rare Words with Subword Units:
#   https://arxiv.org/abs/1508.07909
# - Jurafsky and Martin, Speech and Language Processing, chapter 2: https://web.stanford.edu/~jurafsky/slp3/
# - PyTorch, `pad_sequence`: https://docs.pytorch.org/docs/stable/generated/torch.nn.utils.rnn.pad_sequence.html
