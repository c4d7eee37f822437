"""Wrong versions of `load_pretrained` that students write."""

import torch

from autograder.judge import change, mistake

counts_found = change(
    "It counts the words that have a vector; those without one are to be counted.",
    ("return table, oov", "return table, len(words) - oov"),
)
counts_different_words = change(
    "A word that comes twice counts once; each row without a vector counts.",
    ("return table, oov", "return table, len(set(words) - set(vectors))"),
)
counts_zero_rows = change(
    "It counts the rows that are 0, but a vector may be 0 itself.",
    ("return table, oov", "return table, int((table == 0).all(dim=1).sum())"),
)
float32_table = change(
    "The table is float32 on the CPU, whatever the vectors are.",
    ("next(iter(vectors.values())).new_zeros(len(words), dim)", "torch.zeros(len(words), dim)"),
)
random_rows = change(
    "Rows without a vector are random; they should be 0.",
    ("oov += 1\n", "oov += 1\n            table[row] = torch.rand(dim)\n"),
)
left_out = change(
    "Words without a vector have no row, so later rows belong to other words.",
    ("return table, oov", "return table[[word in vectors for word in words]], oov"),
)
lower_case = change(
    'Words are lower-cased before they are looked up, so "The" gets the vector of "the".',
    ("if word not in vectors", "word = word.lower()\n        if word not in vectors"),
)
requires_gradient = change(
    "The table requires a gradient; the caller decides whether it learns.",
    ("return table, oov", "return table.requires_grad_(), oov"),
)
no_check = change(
    "A vector of one number fills the whole row, without an error; its shape is wrong.",
    (".shape != (dim,)", ".numel() not in (1, dim)"),
)
checks_all = change(
    "It raises ValueError because of the vector of a word that isn't asked for.",
    (
        "oov = 0\n",
        "oov = 0\n    if any(v.shape != (dim,) for v in vectors.values()):\n"
        "        raise ValueError(words)\n",
    ),
)
word_not_named = change(
    "The message of ValueError doesn't contain the word.", ("of {word!r} has", "of a word has")
)


@mistake("The same memory is in the table and in the vectors, so training the table changes the vectors.")
def shares_memory(words, vectors, dim):
    first = next(iter(vectors.values()))
    oov = sum(word not in vectors for word in words)
    for word in words:
        if word in vectors and vectors[word].shape != (dim,):
            raise ValueError(word)
    rows = [vectors[word] if word in vectors else first.new_zeros(dim) for word in words]
    if len(rows) == 1:
        return rows[0].unsqueeze(0), oov
    table = torch.stack(rows)
    for row, word in zip(table, words, strict=True):
        if word in vectors:
            vectors[word] = row
    return table, oov
