"""Checks to run while you work: run `pytest` in this folder. They don't decide your score: more checks run at
grading.

Each check is an example worked by hand. Its docstring says what is right and gives the formula. Then
`expect(call, result, calculation)` compares. Pairs after these are wrong results, each with its likely cause;
likely_mistakes.json has more. You can retype the code that a failed check prints, after the imports below.
"""

import sys
from math import exp, log
from pathlib import Path
from random import Random

import torch
from torch import tensor

from autograder.checks.expect import check, expect

sys.path.insert(0, str(Path(__file__).parent))  # the module beside this file, from wherever pytest runs

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

# keep_prob


@check
def test_keep_prob_of_three_words():
    """A word with the share f is kept with the probability sqrt(t / f), at most 1.

    keep_prob = min(1, sqrt(t / f))
    """
    counts = tensor([80.0, 19.0, 1.0])
    expect(
        keep_prob(counts, t=0.05),
        tensor([0.25, (5 / 19) ** 0.5, 1.0]),
        "The shares are 0.8, 0.19 and 0.01. sqrt(0.05 / 0.8) = sqrt(1/16) = 1/4. sqrt(5) is above 1.",
    )


@check
def test_keep_prob_of_whole_numbers():
    """Counts may be int64, and t has a default.

    keep_prob = min(1, sqrt(t / f))
    """
    expect(
        keep_prob(tensor([9999, 1])),
        tensor([0.0100005, 1.0]),
        "The shares are 0.9999 and 0.0001. sqrt(1e-4 / 0.9999) = 0.0100005.",
    )


@check
def test_keep_prob_of_unseen_words():
    """A word that never occurs has the probability 1, also if no word occurs."""
    expect(
        keep_prob(tensor([4.0, 0.0]), t=0.25),
        tensor([0.5, 1.0]),
        "The share of the first word is 1: sqrt(0.25 / 1) = 0.5.",
    )
    expect(keep_prob(tensor([0, 0])), tensor([1.0, 1.0]), "No word occurs.")


# get_centers_and_contexts


@check
def test_get_centers_and_contexts_of_neighbours():
    """With max_window = 1 the contexts are the neighbours in the same sentence."""
    corpus = [[5, 6, 7], [8, 9]]
    expect(
        get_centers_and_contexts(corpus, 1, Random(0)),
        ([5, 6, 7, 8, 9], [[6], [5, 7], [6], [9], [8]]),
        "5 has a neighbour on one side only, and so has 7. Contexts don't cross the end of a sentence.",
    )


@check
def test_get_centers_and_contexts_of_windows():
    """Each centre has a window of its own, drawn by rng.randint(1, max_window)."""
    rng = Random(4)
    windows = [rng.randint(1, 2) for _ in range(4)]
    found = get_centers_and_contexts([[10, 11, 12, 13]], 2, Random(4))
    expect(windows, [1, 2, 1, 2], "These are the windows that Random(4) draws.")
    expect(
        found,
        ([10, 11, 12, 13], [[11], [10, 12, 13], [11, 13], [11, 12]]),
        "10 and 12 see one place to each side, 11 and 13 see two.",
    )


@check
def test_get_centers_and_contexts_of_a_repeated_word():
    """Only the centre's own place is left out, not the word."""
    expect(
        get_centers_and_contexts([[3, 3, 4]], 1, Random(0)),
        ([3, 3, 4], [[3], [3, 4], [3]]),
        "The second 3 stands between a 3 and a 4.",
    )


@check
def test_get_centers_and_contexts_of_short_sentences():
    """Sentences of fewer than two words are left out, and draw nothing."""
    rng, other = Random(5), Random(5)
    found = get_centers_and_contexts([[], [1], [2, 3]], 4, rng)
    expect(found, ([2, 3], [[3], [2]]), "Only 2 and 3 have contexts.")
    windows = [other.randint(1, 4) for _ in range(2)]
    expect(
        rng.random(),
        other.random(),
        f"Two centres draw two windows, {windows[0]} and {windows[1]}. Then both generators go on alike.",
    )


# get_negatives


@check
def test_get_negatives_of_one_word():
    """Each context has K negatives, and no context is a negative."""
    contexts = [[0, 1], [0], []]
    expect(
        get_negatives(contexts, [1.0, 1.0, 1.0, 0.0], 3, Random(0))[0],
        [2, 2, 2, 2, 2, 2],
        "0 and 1 are contexts, and 3 has the weight 0, so only 2 is left. There are 3 * 2 of them.",
    )
    expect(
        [len(x) for x in get_negatives(contexts, [1, 2, 3, 4], 3, Random(0))],
        [6, 3, 0],
        "3 * 2, 3 * 1 and 3 * 0.",
    )


@check
def test_get_negatives_of_repeated_contexts():
    """A context that comes twice counts twice."""
    expect(
        get_negatives([[1, 1]], [0.5, 9.0], 2, Random(0)),
        [[0, 0, 0, 0]],
        "K = 2 negatives for each of two contexts. Only the word 0 is left.",
    )


@check
def test_get_negatives_without_other_words():
    """If all words with a positive weight are contexts, there are no negatives."""
    expect(
        get_negatives([[0, 1, 0], [1]], [2.0, 1.0, 0.0], 1, Random(0)),
        [[], [0]],
        "0 and 1 are contexts of the first centre, and 2 is never drawn. The second centre has 0.",
    )


@check
def test_get_negatives_by_weight():
    """A word with nine times the weight comes nine times as often."""
    found = get_negatives([[0]], [5.0, 9.0, 1.0], 4000, Random(1))
    share = found[0].count(1) / 4000
    expect(
        0.87 < share < 0.93,
        True,
        "0 is a context. The weights of 1 and 2 are 9 and 1, so 1 comes in 9 of 10 draws.",
    )


# batchify


@check
def test_batchify_of_two():
    """Contexts come first, then negatives, then padding. The mask shows what are words."""
    data = [(7, [2, 3], [4, 0, 5]), (8, [0], [9, 6])]
    expect(
        batchify(data),
        (
            tensor([[7], [8]]),
            tensor([[2, 3, 4, 0, 5], [0, 9, 6, 0, 0]]),
            tensor([[True] * 5, [True] * 3 + [False] * 2]),
            tensor([[1.0, 1.0, 0.0, 0.0, 0.0], [1.0, 0.0, 0.0, 0.0, 0.0]]),
        ),
        "The first sample has 2 + 3 = 5 words, so L = 5. The second has 1 + 2 = 3, and two zeros follow.",
    )


@check
def test_batchify_of_one():
    """One sample keeps both dimensions, and needs no padding."""
    expect(
        batchify([(1, [6], [])]),
        (tensor([[1]]), tensor([[6]]), tensor([[True]]), tensor([[1.0]])),
        "One centre with one context.",
    )


@check
def test_batchify_of_empty_lists():
    """A sample without contexts and negatives has a row of padding."""
    centers, ctx_neg, mask, labels = batchify([(3, [], []), (4, [], [5])])
    expect(
        (centers, ctx_neg, mask, labels),
        (
            tensor([[3], [4]]),
            tensor([[0], [5]]),
            tensor([[False], [True]]),
            tensor([[0.0], [0.0]]),
        ),
        "L = 1. The word 5 is a negative, so its label is 0.",
    )


# skip_gram


@check
def test_skip_gram_of_a_pair():
    """The centre comes from embed_v and the other words from embed_u.

    pred[b, 0, l] = embed_v[center[b]] . embed_u[ctx_neg[b, l]]
    """
    embed_v = tensor([[1.0, 2.0], [3.0, 5.0]])
    embed_u = tensor([[10.0, 1.0], [2.0, -1.0]])
    expect(
        skip_gram(tensor([[1]]), tensor([[0, 1]]), embed_v, embed_u),
        tensor([[[35.0, 1.0]]]),
        "3 * 10 + 5 * 1 = 35 and 3 * 2 - 5 * 1 = 1.",
    )


@check
def test_skip_gram_of_a_batch():
    """Each centre meets the words of its own row, [B, 1, L].

    pred[b, 0, l] = embed_v[center[b]] . embed_u[ctx_neg[b, l]]
    """
    embed_v = tensor([[2.0], [3.0], [4.0]])
    embed_u = tensor([[1.0], [10.0], [100.0]])
    center = tensor([[0], [2]])
    ctx_neg = tensor([[1, 2, 0], [0, 0, 1]])
    expect(
        skip_gram(center, ctx_neg, embed_v, embed_u),
        tensor([[[20.0, 200.0, 2.0]], [[4.0, 4.0, 40.0]]]),
        "D = 1: 2 times 10, 100 and 1, and 4 times 1, 1 and 10.",
    )


@check
def test_skip_gram_gradient():
    """The gradient of a centre is the sum of the vectors that it meets."""
    embed_v = tensor([[1.0, 1.0], [1.0, 1.0]], requires_grad=True)
    embed_u = tensor([[2.0, 3.0], [4.0, 6.0]])
    pred = skip_gram(tensor([[1]]), tensor([[0, 1]]), embed_v, embed_u)
    pred.sum().backward()
    expect(
        embed_v.grad,
        tensor([[0.0, 0.0], [6.0, 9.0]]),
        "Word 1 is the centre: 2 + 4 = 6 and 3 + 6 = 9. Word 0 isn't used.",
    )


# sgns_loss


@check
def test_sgns_loss_of_a_row():
    """The loss is the mean of -log sigmoid(x) for contexts and -log(1 - sigmoid(x)) for others.

    loss = -mean of y log sigmoid(x) + (1 - y) log(1 - sigmoid(x))
    """
    pred = tensor([[log(3), log(3)]])
    labels = tensor([[1.0, 0.0]])
    expect(
        sgns_loss(pred, labels),
        tensor([(log(4 / 3) + log(4)) / 2]),
        "sigmoid(log 3) = 3/4. The mean of -log(3/4) and -log(1/4) is 0.837.",
    )


@check
def test_sgns_loss_with_a_mask():
    """Only entries whose mask is True count, and a row without them has the loss 0.

    loss = sum over mask / number of mask
    """
    pred = tensor([[0.0, 9.0, 0.0, -9.0], [1.0, 2.0, 3.0, 4.0]])
    labels = tensor([[1.0, 0.0, 0.0, 0.0], [1.0, 0.0, 0.0, 0.0]])
    mask = tensor([[True, False, True, False], [False] * 4])
    expect(
        sgns_loss(pred, labels, mask),
        tensor([log(2), 0.0]),
        "sigmoid(0) = 1/2, so both entries of the first row have log 2, and so has their mean.",
    )


@check
def test_sgns_loss_of_large_logits():
    """Logits in the thousands don't overflow."""
    pred = tensor([[2000.0], [-2000.0], [3000.0]])
    labels = tensor([[1.0], [1.0], [0.0]])
    expect(
        sgns_loss(pred, labels),
        tensor([0.0, 2000.0, 3000.0]),
        "-log sigmoid(-2000) = log(1 + exp(2000)) = 2000, to all digits.",
    )


@check
def test_sgns_loss_gradient():
    """The gradient is (sigmoid(x) - y) / n, also where x = 0."""
    pred = tensor([[0.0, 0.0, log(3), 5.0]], requires_grad=True)
    labels = tensor([[1.0, 0.0, 0.0, 0.0]])
    mask = tensor([[True, True, True, False]])
    sgns_loss(pred, labels, mask).sum().backward()
    expect(
        pred.grad,
        tensor([[-1 / 6, 1 / 6, 1 / 4, 0.0]]),
        "n = 3: (1/2 - 1) / 3, (1/2 - 0) / 3, (3/4 - 0) / 3, and 0 for what doesn't count.",
    )


# cbow_forward


@check
def test_cbow_forward_of_a_mean():
    """The mean of the contexts meets the vector of each word as a centre.

    logits[b, w] = mean of embed_u[ctx[b]] . embed_v[w]
    """
    embed_u = tensor([[1.0, 0.0], [3.0, 2.0], [50.0, 50.0]])
    embed_v = tensor([[1.0, 1.0], [0.0, 4.0], [2.0, -1.0]])
    expect(
        cbow_forward(tensor([[0, 1]]), tensor([[True, True]]), embed_u, embed_v),
        tensor([[3.0, 4.0, 3.0]]),
        "The mean is [2, 1]: 2 + 1 = 3, 4 * 1 = 4 and 2 * 2 - 1 = 3.",
    )


@check
def test_cbow_forward_with_a_mask():
    """Padding doesn't count, whatever word it is, and the word 0 may be a context.

    logits[b, w] = mean over the mask of embed_u[ctx[b]] . embed_v[w]
    """
    embed_u = tensor([[2.0], [6.0]])
    embed_v = tensor([[1.0], [10.0]])
    ctx = tensor([[0, 1, 0], [1, 1, 1]])
    mask = tensor([[True, True, False], [True, False, False]])
    expect(
        cbow_forward(ctx, mask, embed_u, embed_v),
        tensor([[4.0, 40.0], [6.0, 60.0]]),
        "The means are (2 + 6) / 2 = 4 and 6 / 1 = 6.",
    )


@check
def test_cbow_forward_without_contexts():
    """A row without contexts has the logits 0."""
    embed_u = tensor([[7.0], [8.0]])
    embed_v = tensor([[1.0], [2.0]])
    mask = tensor([[False, False], [False, True]])
    expect(
        cbow_forward(tensor([[0, 1], [0, 1]]), mask, embed_u, embed_v),
        tensor([[0.0, 0.0], [8.0, 16.0]]),
        "The first row has no context. The second has the word 1.",
    )


# hierarchical_prob


@check
def test_hierarchical_prob_of_two_turns():
    """The probability of a leaf is the product over the nodes above it.

    P = sigmoid(u_0 . v) for left, times sigmoid(-u_1 . v) for right
    """
    v = tensor([1.0, 2.0])
    nodes = tensor([[log(3), 0.0], [9.0, 9.0], [0.0, log(2)]])
    expect(
        hierarchical_prob(tensor([0, 2]), tensor([0, 1]), v, nodes),
        tensor(0.15),
        "u . v is log 3 at node 0, and 2 * log 2 = log 4 at node 2. Left has 3/4, right has 1 - 4/5 = 1/5.",
        (tensor(0.6), "This is 3/4 * 4/5: both turns are to the left."),
    )


@check
def test_hierarchical_prob_adds_up():
    """The probabilities of all leaves add up to 1."""
    v = tensor([1.0])
    nodes = tensor([[0.3], [-2.0]])
    total = (
        hierarchical_prob(tensor([0]), tensor([1]), v, nodes)
        + hierarchical_prob(tensor([0, 1]), tensor([0, 0]), v, nodes)
        + hierarchical_prob(tensor([0, 1]), tensor([0, 1]), v, nodes)
    )
    expect(
        total,
        tensor(1.0),
        "The walk ends at one of the three leaves: right; left and left; left and right.",
    )


@check
def test_hierarchical_prob_of_small_numbers():
    """A small probability is exact in proportion.

    P = sigmoid(-u . v) for a turn to the right
    """
    path, right = tensor([0]), tensor([1])
    p = hierarchical_prob(path, right, tensor([1.0]), tensor([[40.0]]))
    expect(
        torch.log(p),
        tensor(-40.0),
        f"sigmoid(-40) is {exp(-40):.2g}, and its logarithm is -40 to nine digits.",
    )
