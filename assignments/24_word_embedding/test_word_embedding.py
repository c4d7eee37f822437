"""Checks to run while you work: run `pytest` in this folder. They don't decide your score: more checks run at
grading.

Each check is an example worked by hand. Its docstring says what is right and gives the formula. Then
`expect(call, result, calculation)` compares. Pairs after these are wrong results, each with its likely cause;
likely_mistakes.json has more. You can retype the code that a failed check prints, after the imports below.
"""

import atexit
import sys
from math import log
from pathlib import Path
from tempfile import TemporaryDirectory

import torch
from torch import tensor

from autograder.checks.expect import check, expect, expect_error

sys.path.insert(0, str(Path(__file__).parent))  # the module beside this file, from wherever pytest runs

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


class Embedding:
    """A small embedding: the names of the arguments are its tokens."""

    def __init__(self, **vectors):
        self.idx_to_token = list(vectors)
        self.token_to_idx = {token: i for i, token in enumerate(vectors)}
        self.idx_to_vec = tensor(list(vectors.values()), dtype=torch.float32)


def file_of(text):
    """Write a file with this text to a new folder, and return its path. The folder goes when Python ends."""
    folder = TemporaryDirectory()
    atexit.register(folder.cleanup)
    path = Path(folder.name, "vectors.txt")
    path.write_bytes(text.encode("utf-8"))
    return str(path)


# cosine_similarity


@check
def test_cosine_similarity_of_rows():
    """Each inner product is divided by both lengths.

    cos_v = W[v] . x / (|W[v]| |x|)
    """
    W = tensor([[3.0, 4.0], [0.0, -2.0], [4.0, -3.0]])
    x = tensor([0.0, 5.0])
    expect(
        cosine_similarity(W, x),
        tensor([0.8, -1.0, -0.6]),
        "20 / (5 * 5), -10 / (2 * 5) and -15 / (5 * 5)",
    )


@check
def test_cosine_similarity_of_a_zero_vector():
    """A vector of length 0 has the cosine 0.

    cos_v = W[v] . x / max(|W[v]| |x|, eps)
    """
    W = tensor([[0.0, 0.0, 0.0], [2.0, 1.0, 2.0]])
    expect(
        cosine_similarity(W, tensor([0.0, 4.0, 3.0])),
        tensor([0.0, 2 / 3]),
        "0 / 1e-9 = 0, and (4 + 6) / (3 * 5) = 2/3.",
    )


@check
def test_cosine_similarity_with_a_large_eps():
    """eps is compared with the product of the lengths.

    cos_v = W[v] . x / max(|W[v]| |x|, eps)
    """
    W = tensor([[0.6, 0.8], [5.0, 0.0]])
    x = tensor([0.5, 0.0])
    expect(
        cosine_similarity(W, x, eps=2.0),
        tensor([0.15, 1.0]),
        "The products are 1 * 0.5 and 5 * 0.5. So 0.3 / max(0.5, 2), and 2.5 / max(2.5, 2).",
    )


# knn


@check
def test_knn_of_two():
    """The rows with the largest cosines come, the largest first.

    cosines = W[v] . x / (|W[v]| |x|)
    """
    W = tensor([[0.0, 9.0], [3.0, 4.0], [-7.0, 0.0], [4.0, 3.0]])
    expect(
        knn(W, tensor([2.0, 0.0]), 2),
        (tensor([3, 1]), tensor([0.8, 0.6])),
        "The cosines are 0, 0.6, -1 and 0.8.",
    )


@check
def test_knn_of_equal_cosines():
    """Of equal cosines the lower index goes first, and lengths don't matter."""
    W = tensor([[-1.0, 0.0], [0.0, 2.0], [0.0, 0.5], [0.0, 8.0]])
    expect(
        knn(W, tensor([0.0, 1.0]), 2),
        (tensor([1, 2]), tensor([1.0, 1.0])),
        "Rows 1, 2 and 3 have the cosine 1.",
    )


@check
def test_knn_with_a_large_k():
    """If k is larger than V, all rows come.

    There are min(k, V) results.
    """
    W = tensor([[-1.0, 0.0], [0.0, 0.0], [0.0, 5.0]])
    expect(
        knn(W, tensor([3.0, 0.0]), 9),
        (tensor([1, 2, 0]), tensor([0.0, 0.0, -1.0])),
        "There are three rows. The row of zeros has the cosine 0, as the one across x.",
    )


# similar_tokens


@check
def test_similar_tokens_of_a_word():
    """The nearest others come with their cosines, without the token itself."""
    embed = Embedding(rain=[3, 4], fire=[-3, 4], snow=[0, 2], water=[6, 8])
    expect(
        similar_tokens("rain", 2, embed),
        [("water", 1.0), ("snow", 0.8)],
        "The cosines with rain are 7/25 for fire, 8/10 for snow, and 50/50 for water.",
    )


@check
def test_similar_tokens_with_the_same_vector():
    """Another token with the same vector is a neighbour like others."""
    embed = Embedding(begin=[0, 2], end=[2, 0], start=[0, 2], stop=[1, 0])
    expect(
        similar_tokens("start", 1, embed),
        [("begin", 1.0)],
        "begin has the cosine 1 and the lower index, but only start itself is left out.",
    )


@check
def test_similar_tokens_of_an_unknown_word():
    """A token that isn't there raises a KeyError."""
    embed = Embedding(one=[0, 1], two=[1, 0])
    expect(similar_tokens("two", 5, embed), [("one", 0.0)], "There is only one other token.")
    with expect_error(KeyError, "three"):
        similar_tokens("three", 1, embed)


# analogy


@check
def test_analogy_of_a_pair():
    """The answer is the nearest token to vec(b) - vec(a) + vec(c)."""
    embed = Embedding(he=[1, 0], she=[1, 4], boy=[3, 0], it=[4, 0], girl=[3, 3])
    expect(
        analogy("he", "she", "boy", embed),
        "girl",
        "[1, 4] - [1, 0] + [3, 0] = [3, 4]. Its cosine with [3, 3] is 21 / (5 * 4.24) = 0.99.",
    )


@check
def test_analogy_without_its_inputs():
    """a, b and c are no answers, even if one of them is nearest."""
    embed = Embedding(walk=[4, 0], walked=[4, 1], run=[0, 4], ran=[2, 3])
    expect(
        analogy("walk", "walked", "run", embed),
        "ran",
        "The sum is [0, 5]. run has the cosine 1, but it was given. ran has 3 / 3.61 = 0.83.",
    )


@check
def test_analogy_of_an_unknown_word():
    """An unknown token in any place raises a KeyError."""
    embed = Embedding(a=[1, 0], b=[1, 1], c=[0, 1], d=[0, 2])
    expect(analogy("a", "b", "c", embed), "d", "[1, 1] - [1, 0] + [0, 1] = [0, 2], and d is there.")
    with expect_error(KeyError, "nobody"):
        analogy("a", "nobody", "c", embed)


# load_vectors


@check
def test_load_vectors_of_glove():
    """Each line is a token and its numbers."""
    path = file_of("the 0.5 -1 2e-1\n, 3 0 0.25\n")
    expect(
        load_vectors(path),
        (["the", ","], tensor([[0.5, -1.0, 0.2], [3.0, 0.0, 0.25]])),
        "Two lines, and three numbers in each. 2e-1 is 0.2.",
    )


@check
def test_load_vectors_of_fasttext():
    """A first line of two numbers is a header, and lines may end with a space."""
    path = file_of("3 2\nsee 1 2 \nsea 3 4 \nC 5 6 \n")
    expect(
        load_vectors(path),
        (["see", "sea", "C"], tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])),
        "The header says that three tokens with two numbers follow.",
    )


@check
def test_load_vectors_with_rare_spaces():
    """A non-breaking space, \\u00a0, belongs to the token."""
    path = file_of("1\u00a0000 0.5 0.25\n\u00e9t\u00e9 7 8\n")
    expect(
        load_vectors(path),
        (["1\u00a0000", "\u00e9t\u00e9"], tensor([[0.5, 0.25], [7.0, 8.0]])),
        "Only ordinary spaces stand between the fields.",
    )


@check
def test_load_vectors_refuses_a_short_line():
    """A line with another number of numbers raises a ValueError that names the line."""
    path = file_of("up 1 2\ndown 3 4\n")
    expect(
        load_vectors(path),
        (["up", "down"], tensor([[1.0, 2.0], [3.0, 4.0]])),
        "Here each line has two numbers.",
    )
    path = file_of("up 1 2\ndown 3 4\nleft 5\n")
    with expect_error(ValueError, "3"):
        load_vectors(path)


# cooccurrence


@check
def test_cooccurrence_of_a_sentence():
    """A pair that is d apart adds 1 / d in both directions.

    X[i, j] += 1 / d and X[j, i] += 1 / d
    """
    expect(
        cooccurrence([[2, 0, 1, 0]], 3, 2),
        tensor([[1.0, 2.0, 1.0], [2.0, 0.0, 0.5], [1.0, 0.5, 0.0]]),
        "d = 1: (2, 0), (0, 1), (1, 0). d = 2: (2, 1) and (0, 0). (0, 0) adds 1/2 twice.",
    )


@check
def test_cooccurrence_without_decay():
    """Without decay each pair in the window adds 1."""
    expect(
        cooccurrence([[0, 1, 2]], 3, 2, decay=False),
        tensor([[0.0, 1.0, 1.0], [1.0, 0.0, 1.0], [1.0, 1.0, 0.0]]),
        "The pairs are (0, 1), (1, 2) and, two places apart, (0, 2).",
    )


@check
def test_cooccurrence_of_two_sentences():
    """No pair reaches from one sentence into the next."""
    expect(
        cooccurrence([[0, 0], [1], [], [1, 0]], 2, 9),
        tensor([[2.0, 1.0], [1.0, 0.0]]),
        "(0, 0) in the first sentence adds 1 twice, and (1, 0) in the last one adds 1.",
    )


# glove_loss


@check
def test_glove_loss_of_a_pair():
    """An error is squared and weighted by its count.

    h(x) (W[i] . U[j] + b_w[i] + b_u[j] - log x)^2, h(x) = (x / x_max)^alpha
    """
    W, U = tensor([[2.0, 1.0]]), tensor([[1.0, 3.0]])
    X = tensor([[16.0]])
    expect(
        glove_loss(W, U, tensor([0.5]), tensor([-1.5]), X, 64.0, 0.5),
        tensor(0.5 * (4 - log(16)) ** 2),
        "W . U = 5, so the error is 5 + 0.5 - 1.5 - log 16. The weight is (16/64)^0.5.",
    )


@check
def test_glove_loss_ignores_zeros():
    """Pairs that never occurred add nothing; the others are added up.

    loss = sum over X[i, j] > 0 of h(X[i, j]) (... - log X[i, j])^2
    """
    W = tensor([[1.0], [2.0]])
    b = torch.zeros(2)
    X = tensor([[0.0, 1.0], [1.0, 0.0]])
    expect(
        glove_loss(W, W, b, b, X, x_max=1.0),
        tensor(8.0),
        "Two pairs have a count, 1. Each adds 1 * (2 - log 1)^2 = 4.",
    )


@check
def test_glove_loss_caps_the_weight():
    """Counts above x_max weigh 1, and rows belong to W and b_w.

    h(x) = min(x / x_max, 1)^alpha
    """
    W, U = tensor([[1.0], [0.0]]), tensor([[0.0], [2.0]])
    b_w, b_u = tensor([0.0, 1.0]), tensor([0.0, 3.0])
    X = tensor([[9.0, 0.0], [0.0, 1.0]])
    expect(
        glove_loss(W, U, b_w, b_u, X, x_max=4.0, alpha=0.5),
        tensor(log(9) ** 2 + 8.0),
        "1 * (0 - log 9)^2 + (1/4)^0.5 * (0 + 1 + 3 - log 1)^2",
        (
            tensor(1.5 * log(9) ** 2 + 8.0),
            "The weight of the count 9 is 1.5; it is at most 1.",
        ),
    )


# char_ngrams


@check
def test_char_ngrams_of_a_word():
    """The runs of the marked word, short ones first, and the whole at the end."""
    expect(
        char_ngrams("word", 3, 4),
        ["<wo", "wor", "ord", "rd>", "<wor", "word", "ord>", "<word>"],
        "Four runs of three characters of <word>, three of four, and the whole word.",
    )


@check
def test_char_ngrams_of_a_short_word():
    """If the whole marked word is a run, it comes once."""
    expect(
        char_ngrams("ox"),
        ["<ox", "ox>", "<ox>"],
        "<ox> has four characters: two runs of three, and one of four, the whole.",
    )


@check
def test_char_ngrams_with_repetitions():
    """A run that occurs again is listed once."""
    expect(
        char_ngrams("papa", 2, 2),
        ["<p", "pa", "ap", "a>", "<papa>"],
        "pa occurs twice in <papa>.",
    )
