"""Wrong versions of `cooccurrence` that students write."""

import torch

from autograder.judge import change, mistake

to_the_right = change(
    "Only the neighbours to the right count; a pair counts in both directions.",
    ("        X.index_put_((right, left), weight, accumulate=True)\n", ""),
)
repeated_pairs_lost = change(
    "A pair that comes again is counted once for each distance; all of its weights are added up.",
    ("X.index_put_((left, right), weight, accumulate=True)", "X[left, right] += weight"),
    ("X.index_put_((right, left), weight, accumulate=True)", "X[right, left] += weight"),
)
no_decay = change(
    "All neighbours weigh 1; with decay it is 1 / d.", ("1 / distance if decay else 1.0", "1.0")
)
always_decay = change(
    "The weight is 1 / d even without decay; then it is 1.",
    ("1 / distance if decay else 1.0", "1 / distance"),
)
from_the_window = change(
    "The weight falls in equal steps from 1 at d = 1; it is 1 / d.",
    ("1 / distance if decay", "(window + 1 - distance) / window if decay"),
)
decay_late = change(
    "The weight is 1 / (d + 1); it is 1 / d.",
    ("1 / distance if decay", "1 / (distance + 1) if decay"),
)
window_too_short = change(
    "The window ends one place too early.", ("range(1, window + 1)", "range(1, window)")
)
window_too_long = change(
    "The window ends one place too late.", ("range(1, window + 1)", "range(1, window + 2)")
)
default_dtype = change(
    "X has PyTorch's default dtype; float32 is asked for.",
    ("return X.float()", "return X.to(torch.get_default_dtype())"),
)


@mistake("Pairs reach from one sentence into the next; each sentence stands alone.")
def one_long_sentence(corpus, vocab_size, window, decay=True):
    X = torch.zeros(vocab_size, vocab_size, dtype=torch.float32)
    tokens = [token for sentence in corpus for token in sentence]
    for i, left in enumerate(tokens):
        for distance, right in enumerate(tokens[i + 1 : i + 1 + window], start=1):
            X[left, right] += 1 / distance if decay else 1
            X[right, left] += 1 / distance if decay else 1
    return X


@mistake("A token beside another one like it adds its weight once; both directions add to the same place.")
def diagonal_once(corpus, vocab_size, window, decay=True):
    X = torch.zeros(vocab_size, vocab_size, dtype=torch.float32)
    for sentence in corpus:
        for i, left in enumerate(sentence):
            for distance, right in enumerate(sentence[i + 1 : i + 1 + window], start=1):
                X[left, right] += 1 / distance if decay else 1
                if left != right:
                    X[right, left] += 1 / distance if decay else 1
    return X


@mistake("Pairs of equal tokens are left out; they count like others.")
def diagonal_empty(corpus, vocab_size, window, decay=True):
    X = torch.zeros(vocab_size, vocab_size, dtype=torch.float32)
    for sentence in corpus:
        for i, left in enumerate(sentence):
            for distance, right in enumerate(sentence[i + 1 : i + 1 + window], start=1):
                if left != right:
                    X[left, right] += 1 / distance if decay else 1
                    X[right, left] += 1 / distance if decay else 1
    return X


@mistake("Left neighbours at the start of a sentence are taken from its end; the window is cut off there.")
def wraps_around(corpus, vocab_size, window, decay=True):
    X = torch.zeros(vocab_size, vocab_size, dtype=torch.float32)
    for sentence in corpus:
        for i, centre in enumerate(sentence):
            for distance in range(1, window + 1):
                if i + distance < len(sentence):
                    X[centre, sentence[i + distance]] += 1 / distance if decay else 1
                if distance < len(sentence):
                    X[centre, sentence[i - distance]] += 1 / distance if decay else 1
    return X
