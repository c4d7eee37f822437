from random import Random

import torch

from autograder.judge import graded
from autograder.judge.scenarios import repetition

pytestmark = graded("get_negatives")


def negatives(lesson, contexts, weights, K, seed):
    """The negatives themselves, where no more than one word is left for each centre."""
    return {"the list of negatives": lesson.get_negatives(contexts, weights, K, Random(seed))}


def words(lesson, contexts, weights, K, seed):
    """How many negatives each centre has, and which words are among them."""
    found = lesson.get_negatives(contexts, weights, K, Random(seed))
    return {
        "the list of numbers of negatives": [len(chosen) for chosen in found],
        "the list of words that come for each centre": [sorted(set(chosen)) for chosen in found],
        "the list of types": sorted({type(word).__name__ for chosen in found for word in chosen}),
        "the type of the result": type(found).__name__,
        "the list of types of the items": [type(chosen).__name__ for chosen in found],
    }


def numbers(lesson, contexts, weights, K, seed):
    """How many negatives each centre has, where chance decides which words they are."""
    found = lesson.get_negatives(contexts, weights, K, Random(seed))
    return {
        "the list of numbers of negatives": [len(chosen) for chosen in found],
        "the list of types": sorted({type(word).__name__ for chosen in found for word in chosen}),
        "a context is among the negatives of its centre": any(
            word in around for chosen, around in zip(found, contexts, strict=True) for word in chosen
        ),
    }


def matrix(lesson, contexts, weights, K, seed):
    """The negatives of each centre in a row. All centres have as many contexts."""
    found = lesson.get_negatives(contexts, weights, K, Random(seed))
    return torch.tensor(found, dtype=torch.float64)


def repeated(lesson, contexts, weights, K, seed):
    """That rng alone decides, and goes on."""

    def drawn(generator):
        return torch.tensor(lesson.get_negatives(contexts, weights, K, Random(generator.initial_seed())))

    rng = Random(seed)
    first, second = (lesson.get_negatives(contexts, weights, K, rng) for _ in range(2))
    return repetition(drawn, seed) | {
        "the next call gives other negatives": first != second,
        "centres have other negatives": first[0] != first[1],
        "contexts of a centre have other negatives": first[0][:K] != first[0][K : 2 * K],
        "the list of types": sorted({type(word).__name__ for chosen in first for word in chosen}),
    }


def test_number(compare, draw):
    """There are K negatives for each context, and none for a centre without contexts."""
    for K in (1, 2, 7):
        words = draw.permutation(30).tolist()
        contexts = [words[:3], words[3:4], [], words[4:9], words[9:11]]
        weights = (0.5 + draw.uniform(40)).tolist()
        compare(numbers, contexts=contexts, weights=weights, K=K, seed=draw.seed())


def test_contexts(compare, draw):
    """No context of a centre is among its negatives, but contexts of other centres may be."""
    a, b, c, d = draw.permutation(4).tolist()
    for contexts in ([[a, b], [c], [a, c, d]], [[d], [b, c], [a, b]]):
        compare(words, contexts=contexts, weights=[1.0, 2.0, 1.5, 1.0], K=150, seed=draw.seed())


def test_repeated_contexts(compare, draw):
    """A word that is a context twice counts twice."""
    a, b, c = draw.permutation(3).tolist()
    compare(words, contexts=[[a, a, b], [b, b], [c, a, c]], weights=[1, 2, 3], K=90, seed=draw.seed())


def test_weights(compare, draw):
    """A word is drawn in proportion to its weight."""
    for weights in ([8.0, 0.5, 3.0, 1.0, 5.0], [1, 9, 1, 1, 30], [2e-9, 3e-8, 6e-9, 1e-9, 1e-7]):
        compare.distribution(matrix, contexts=[[3]], weights=weights, K=8000, seed=draw.seed())


def test_zero_weights(compare, draw):
    """A word with the weight 0 never comes, wherever it stands."""
    contexts = [[1, 4], [draw.integer(0, 6)], [0, 5]]
    for weights in ([0.0, 2.0, 1.0, 1.0, 0.0, 1.0, 0.0], (0, 1, 0, 1, 3, 0, 1)):
        compare(words, contexts=contexts, weights=weights, K=160, seed=draw.seed())


def test_one_word_left(compare, draw):
    """If one word is left, all negatives are that word, however many there are to be."""
    a, b, c = draw.permutation(3).tolist()
    weights = [1.0, 1.0, 1.0, 0.0]
    weights[a] = 40.0
    compare(negatives, contexts=[[a, b], [c, a, c], [b, c]], weights=weights, K=4, seed=draw.seed())
    weights[b] = 0.0
    compare(negatives, contexts=[[a], [a, c], [c, b]], weights=weights, K=3, seed=draw.seed())


def test_no_word_left(compare, draw):
    """If all words with a positive weight are contexts, the centre has no negatives."""
    a, b, c = draw.permutation(3).tolist()
    compare(negatives, contexts=[[a, b], [a, b, c], [b, c, a, b]], weights=[1, 2, 3], K=2, seed=draw.seed())
    weights = [2.0, 2.0, 2.0]
    weights[c] = 0.0
    compare(negatives, contexts=[[b, a], [b], [c, b, a], []], weights=weights, K=5, seed=draw.seed())
    compare(negatives, contexts=[[0], []], weights=[3.0], K=2, seed=draw.seed())


def test_independence(compare, draw):
    """Negatives are drawn independently: a word may come again, and each centre draws anew."""
    contexts = [[4, draw.integer(4, 7)] for _ in range(500)]
    weights = [1.0, 1.0, 1.0, 1.0, 9.0, 0.0, 0.0]
    compare.distribution(matrix, contexts=contexts, weights=weights, K=4, seed=draw.seed())


def test_generator(compare, draw):
    """Only rng decides, and the next call with it draws other negatives."""
    contexts = [[3, 7, 9], [3, 7, 9], [1, 2, 3]]
    compare(repeated, contexts=contexts, weights=[1.0] * 60, K=8, seed=draw.seed())


def test_tuples(compare, draw):
    """All arguments but K may be tuples, and there may be no centres. The results are lists."""
    a, b, c = draw.permutation(3).tolist()
    for contexts in (((a, b), (c,)), [(b, c)], ([a], (a, c))):
        compare(words, contexts=contexts, weights=(1.0, 2.0, 1.0), K=90, seed=draw.seed())
    for contexts in ([[a, b]], [], ()):
        compare(negatives, contexts=contexts, weights=[1.0, 1.0, 1.0], K=2, seed=draw.seed())
