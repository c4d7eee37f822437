"""Checks to run while you work: run `pytest` in this folder. They don't decide your score: more checks run at
grading.

Each check is an example worked by hand. Its docstring says what is right and gives the formula. Then
`expect(call, result, calculation)` compares. Pairs after these are wrong results, each with its likely cause;
likely_mistakes.json has more. You can retype the code that a failed check prints, after the imports below.
"""

import sys
from collections import Counter
from math import inf, log
from pathlib import Path

import torch
from torch import tensor

from autograder.checks.expect import check, expect, expect_error

sys.path.insert(0, str(Path(__file__).parent))  # the module beside this file, from wherever pytest runs

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

# build_char_index


@check
def test_build_char_index_of_a_word():
    """Ids follow the first appearance of each character."""
    expect(
        build_char_index("the three"),
        (["t", "h", "e", " ", "r"], {"t": 0, "h": 1, "e": 2, " ": 3, "r": 4}),
        "t, h, e and the space are new. Then t and h come again, r is new, and e comes again.",
    )


@check
def test_build_char_index_keeps_characters():
    """Capitals and line breaks are characters of their own."""
    expect(
        build_char_index("Zz\nz"),
        (["Z", "z", "\n"], {"Z": 0, "z": 1, "\n": 2}),
        "Z and z differ, and the line break has an id too.",
    )


@check
def test_build_char_index_of_nothing():
    """An empty text has no characters."""
    expect(build_char_index(""), ([], {}), "There is nothing to count.")
    expect(build_char_index("mm"), (["m"], {"m": 0}), "One character, and one id.")


# ngram_counts


@check
def test_ngram_counts_of_words():
    """Runs of two neighbours overlap, and each place counts."""
    tokens = ["so", "it", "is", "so", "it", "was"]
    expect(
        ngram_counts(tokens, 2),
        Counter(
            {
                ("so", "it"): 2,
                ("it", "is"): 1,
                ("is", "so"): 1,
                ("it", "was"): 1,
            }
        ),
        "Six words have five pairs of neighbours, and so it comes twice.",
    )


@check
def test_ngram_counts_of_single_tokens():
    """With n = 1 the keys are tuples too, and a string is a sequence of characters."""
    expect(
        ngram_counts("noon", 1),
        Counter({("n",): 2, ("o",): 2}),
        "The tokens are n, o, o, n.",
    )


@check
def test_ngram_counts_of_a_short_text():
    """As many tokens as n make one run; with fewer there is none."""
    expect(ngram_counts("up", 2), Counter({("u", "p"): 1}), "Two tokens, one pair.")
    expect(ngram_counts("up", 3), Counter(), "There are only two tokens.")


@check
def test_ngram_counts_refuses_zero():
    """A run of no tokens is refused."""
    expect(ngram_counts("a", 1), Counter({("a",): 1}), "n = 1 is the smallest.")
    with expect_error(ValueError, "0"):
        ngram_counts("a", 0)


# ngram_prob


@check
def test_ngram_prob_of_a_seen_word():
    """One is added to the count, and V to the count of the context.

    P(word | context) = (c(context, word) + 1) / (c(context) + V)
    """
    counts = Counter({("a",): 5, ("b",): 3, ("a", "b"): 3, ("b", "a"): 2})
    expect(
        ngram_prob("b", ("a",), counts, vocab_size=3),
        0.5,
        "(3 + 1) / (5 + 3) = 4 / 8",
        (0.6, "This is 3 / 5: nothing was added."),
    )


@check
def test_ngram_prob_of_the_unseen():
    """After an unseen context all words are equally likely.

    P(word | context) = (c(context, word) + alpha) / (c(context) + alpha V)
    """
    counts = Counter({("a",): 6, ("a", "b"): 2})
    expect(
        ngram_prob("b", ("z",), counts, vocab_size=4, alpha=0.5),
        0.25,
        "(0 + 0.5) / (0 + 0.5 * 4) = 0.5 / 2",
    )
    expect(
        ngram_prob("z", ("a",), counts, vocab_size=4, alpha=0.5),
        0.0625,
        "(0 + 0.5) / (6 + 0.5 * 4) = 0.5 / 8",
    )


@check
def test_ngram_prob_without_smoothing():
    """With alpha = 0 nothing is added, and 0 / 0 counts as 0.

    P(word | context) = c(context, word) / c(context)
    """
    counts = Counter({("a",): 8, ("a", "b"): 2})
    expect(ngram_prob("b", ("a",), counts, 9, alpha=0.0), 0.25, "2 / 8")
    expect(
        ngram_prob("b", ("z",), counts, 9, alpha=0.0),
        0.0,
        "Neither z nor z b was ever seen.",
    )


@check
def test_ngram_prob_without_context():
    """The count of the empty context is the number of all tokens.

    P(word) = (c(word) + alpha) / (c() + alpha V)
    """
    counts = Counter({(): 7, ("a",): 5, ("b",): 2})
    expect(ngram_prob("a", (), counts, 2), 2 / 3, "(5 + 1) / (7 + 2) = 6 / 9")


# data_iter_random


@check
def test_data_iter_random_of_ten():
    """The sequences begin at 0, 3 and 6, in the order that torch.randperm draws."""
    corpus = [40, 41, 42, 43, 44, 45, 46, 47, 48, 49]
    generator = torch.Generator().manual_seed(1)
    starts = [3 * i for i in torch.randperm(3, generator=generator)]
    rows = [[40 + start, 41 + start, 42 + start] for start in starts]
    batches = data_iter_random(corpus, 3, 3, generator.manual_seed(1))
    expect(
        list(batches),
        [(tensor(rows), tensor(rows) + 1)],
        "(10 - 1) // 3 = 3 sequences fit into a batch of 3. Here the ids count up, so each target is an id "
        "plus 1.",
    )


@check
def test_data_iter_random_last_batch():
    """The last batch holds what is left."""
    sizes = [X.shape for X, Y in data_iter_random([7] * 26, 4, 5)]
    expect(
        [list(size) for size in sizes],
        [[4, 5], [1, 5]],
        "There are (26 - 1) // 5 = 5 sequences: a batch of 4 and one of 1.",
    )
    expect(
        len(list(data_iter_random([7] * 25, 4, 5))),
        1,
        "One id fewer, and (25 - 1) // 5 = 4: the last sequence has no last target.",
    )


@check
def test_data_iter_random_short_corpus():
    """A corpus that is too short gives no batches."""
    expect(
        list(data_iter_random([5, 6], 1, 1)),
        [(tensor([[5]]), tensor([[6]]))],
        "One sequence of one id, and its target.",
    )
    expect(list(data_iter_random([5], 1, 1)), [], "The target is missing.")
    expect(list(data_iter_random([], 1, 1)), [], "There is nothing at all.")


# data_iter_consecutive


@check
def test_data_iter_consecutive_of_twelve():
    """Each row goes on in the next batch, and the targets are one place later."""
    corpus = [20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31]
    batches = list(data_iter_consecutive(corpus, batch_size=2, num_steps=2))
    expect(
        batches,
        [
            (tensor([[20, 21], [25, 26]]), tensor([[21, 22], [26, 27]])),
            (tensor([[22, 23], [27, 28]]), tensor([[23, 24], [28, 29]])),
        ],
        "A row has (12 - 1) // 2 = 5 ids: 20 to 24 and 25 to 29. Two of its ids go into each batch, and the "
        "fifth is left out.",
    )


@check
def test_data_iter_consecutive_uses_all_rows():
    """The last target of a row may be the first id of the next row."""
    expect(
        list(data_iter_consecutive([1, 2, 3, 4, 5, 6, 7], 3, 2)),
        [(tensor([[1, 2], [3, 4], [5, 6]]), tensor([[2, 3], [4, 5], [6, 7]]))],
        "A row has (7 - 1) // 3 = 2 ids. The first row ends with 2, and its last target is 3.",
    )


@check
def test_data_iter_consecutive_short_corpus():
    """A corpus that is too short gives no batches."""
    expect(
        list(data_iter_consecutive([8, 9], 1, 1)),
        [(tensor([[8]]), tensor([[9]]))],
        "One row of one id, and its target.",
    )
    expect(list(data_iter_consecutive([8, 9], 1, 2)), [], "A row has only one id.")
    expect(list(data_iter_consecutive([], 2, 1)), [], "There is nothing at all.")


# perplexity


@check
def test_perplexity_of_equal_choices():
    """A model that gives each token 1/4 has the perplexity 4.

    perplexity = exp(nll_sum / n_tokens)
    """
    expect(
        perplexity(3 * log(4), 3),
        4.0,
        "Each token adds -log(1/4) = log 4, and exp(3 log 4 / 3) = 4.",
        (64.0, "This is the exponential of the sum; the mean over the tokens is the exponent."),
    )


@check
def test_perplexity_of_unequal_choices():
    """The perplexity is the geometric mean of the inverse probabilities.

    perplexity = exp(nll_sum / n_tokens)
    """
    expect(
        perplexity(log(2) + log(8), 2),
        4.0,
        "The probabilities are 1/2 and 1/8. exp((log 2 + log 8) / 2) = exp(log 16 / 2) = 4.",
        (5.0, "This is the mean of 2 and 8; the logarithms are averaged."),
    )


@check
def test_perplexity_at_the_ends():
    """Certainty has the perplexity 1, and a number too large for a float is infinity.

    perplexity = exp(nll_sum / n_tokens)
    """
    expect(perplexity(0.0, 9), 1.0, "exp(0) = 1")
    expect(perplexity(5000.0, 2), inf, "exp(2500) has over 1000 digits.")


@check
def test_perplexity_of_nothing():
    """Without tokens there is no mean."""
    expect(perplexity(log(3), 1), 3.0, "exp(log 3) = 3")
    with expect_error(ValueError, "0"):
        perplexity(0.0, 0)


# sample_next


@check
def test_sample_next_without_temperature():
    """At temperature 0 the largest logit wins, and of equal ones the lowest id."""
    expect(sample_next(tensor([0.5, 2.0, 1.5]), temperature=0.0), 1, "2.0 has id 1.")
    expect(sample_next(tensor([0.5, 2.5, 2.5]), temperature=0.0), 1, "1 < 2")


@check
def test_sample_next_takes_turns():
    """Tokens come as often as their probabilities say.

    p_i = exp(logits_i / temperature) / sum_j exp(logits_j / temperature)
    """
    generator = torch.Generator().manual_seed(2)
    logits = tensor([log(4), 0.0, 0.0, 0.0, 0.0])
    ids = [sample_next(logits, generator=generator) for _ in range(200)]
    expect(
        65 < ids.count(0) < 135,
        True,
        "p of id 0 is 4 / (4 + 4) = 1/2, so it comes about 100 times of 200.",
    )
    ids = [sample_next(logits, 0.5, generator=generator) for _ in range(200)]
    expect(
        ids.count(0) > 130,
        True,
        "At temperature 0.5 the logits are doubled: 16 / (16 + 4) = 4/5, so id 0 comes about 160 times.",
    )


@check
def test_sample_next_top_k():
    """Only the top_k likeliest tokens take part, and of equal ones the lower ids."""
    logits = tensor([1.0, 3.0, 3.0, 0.0, 3.0])
    ids = {sample_next(logits, top_k=2) for _ in range(40)}
    expect(sorted(ids), [1, 2], "Three tokens have the largest logit; 1 and 2 go first.")
    ids = {sample_next(logits, 100.0, top_k=9) for _ in range(120)}
    expect(sorted(ids), [0, 1, 2, 3, 4], "There are only 5 tokens, so all take part.")


@check
def test_sample_next_impossible():
    """A token with the logit -inf never comes."""
    logits = tensor([-inf, 1.0, -inf, 1.0, -inf])
    ids = {sample_next(logits, top_k=3) for _ in range(40)}
    expect(sorted(ids), [1, 3], "Two tokens are possible.")


# top_p_filter


@check
def test_top_p_filter_of_a_row():
    """The likeliest tokens stay until their probabilities reach p."""
    logits = tensor([0.1, 0.5, 0.15, 0.25]).log()
    expect(
        top_p_filter(logits, 0.7),
        tensor([-inf, log(0.5), -inf, log(0.25)]),
        "0.5 is below 0.7, and 0.5 + 0.25 is above it. So the token with 0.25 still stays.",
    )


@check
def test_top_p_filter_of_rows():
    """Each row has a nucleus of its own."""
    p = tensor([[0.9, 0.06, 0.04], [0.2, 0.45, 0.35]])
    expect(
        top_p_filter(p.log(), 0.6),
        tensor([[log(0.9), -inf, -inf], [-inf, log(0.45), log(0.35)]]),
        "In the first row 0.9 is enough. In the second, 0.45 + 0.35 = 0.8 is.",
    )


@check
def test_top_p_filter_at_the_ends():
    """p = 0 keeps one token, of equal ones the first, and p = 1 keeps all."""
    logits = tensor([2.0, 6.0, 6.0, -90.0])
    expect(
        top_p_filter(logits, 0.0),
        tensor([-inf, 6.0, -inf, -inf]),
        "Ids 1 and 2 are equally likely, and 1 is lower.",
    )
    expect(
        top_p_filter(logits, 1.0),
        tensor([2.0, 6.0, 6.0, -90.0]),
        "All tokens stay, also the last one, whose probability is about exp(-97).",
    )


# sequence_nll


@check
def test_sequence_nll_of_two():
    """The negative logarithms of the targets' probabilities are added up.

    nll_b = -sum_t log softmax(logits[b, t])[targets[b, t]]
    """
    p = tensor([[[0.5, 0.5], [0.8, 0.2]], [[0.1, 0.9], [0.75, 0.25]]])
    targets = tensor([[0, 1], [1, 1]])
    expect(
        sequence_nll(p.log(), targets),
        tensor([log(2) + log(5), log(10 / 9) + log(4)]),
        "The first row has 0.5 and 0.2, the second has 0.9 and 0.25.",
    )


@check
def test_sequence_nll_with_a_mask():
    """Only valid targets count, and the others may be any number.

    nll_b = -sum_t mask[b, t] log softmax(logits[b, t])[targets[b, t]]
    """
    logits = tensor([[[0.0, 0.0], [0.0, log(3)], [5.0, 1.0]]])
    mask = tensor([[True, True, False]])
    expect(
        sequence_nll(logits, tensor([[1, 0, -100]]), mask),
        tensor([log(8)]),
        "log 2 + log 4 = log 8. The third target isn't valid.",
    )


@check
def test_sequence_nll_without_valid_targets():
    """A sequence without valid targets has 0.

    nll_b = -sum_t mask[b, t] log softmax(logits[b, t])[targets[b, t]]
    """
    logits = torch.zeros(2, 2, 4)
    mask = tensor([[False, False], [True, True]])
    expect(
        sequence_nll(logits, tensor([[3, 3], [3, 3]]), mask),
        tensor([0.0, 2 * log(4)]),
        "Nothing is added up in the first row. In the second, both targets have 1/4.",
    )
