import torch

from autograder.judge import graded

pytestmark = graded("keep_prob")


def counts(draw, *words):
    """Whole numbers with a random part, so that no sum is the same twice."""
    return torch.tensor([float(word + draw.integer(0, 10)) for word in words])


def test_frequent_words(compare, draw):
    """A word with the share f is kept with the probability sqrt(t / f)."""
    compare.detached.call(counts(draw, 500, 300, 100, 900), 0.01)
    compare.detached.call(counts(draw, 20, 4000, 60), t=0.001)


def test_rare_words(compare, draw):
    """A word whose share is at most t is always kept: no probability is above 1."""
    compare.detached.call(counts(draw, 20, 700, 50, 60, 1000), 0.1)
    compare.detached.call(counts(draw, 20, 700, 500), 0.9)


def test_default(compare, draw):
    """The default of t is 1e-4."""
    compare.detached.call(counts(draw, 40_000, 2, 300_000, 900))


def test_whole_numbers(compare, draw):
    """Counts may be int64, and then the result has PyTorch's default dtype."""
    compare.detached.call(counts(draw, 700, 20, 90, 3000).long(), 0.02)
    compare.detached.call(counts(draw, 30, 60_000).long())


def test_unseen_words(compare, draw):
    """A word with the count 0 has the probability 1."""
    found = counts(draw, 500, 0, 30, 800, 7)
    found[1] = found[4] = 0.0
    compare.detached.call(found, 0.03)
    compare.detached.call(found.long(), 0.03)


def test_empty_text(compare, draw):
    """If all counts are 0, all probabilities are 1."""
    seen = counts(draw, 90, 800)
    compare.detached.call(seen, 0.05)
    compare.detached.call(0.0 * seen, 0.05)
    compare.detached.call(0 * seen.long())


def test_one_word(compare, draw):
    """A text of one word is kept with the probability sqrt(t)."""
    compare.detached.call(counts(draw, 70), 0.3)
    compare.detached.call(torch.tensor([1.0, 0.0, 0.0]), draw.uniform(1, low=0.1, high=0.9).item())


def test_ends_of_t(compare, draw):
    """t may be as small as 1e-12 and as large as 10."""
    compare.detached.each({"counts": counts(draw, 60, 9000, 1)}, t=(1e-12, 1e-6, 1.0, 10.0, 10))


def test_large_counts(compare, draw):
    """Counts may be so large that their sum needs more than 32 bits."""
    large = torch.tensor([2**52, 2**40, 2**31, 5]) - draw.integers(0, 3, 4)
    compare.detached.call(large, 1e-3)
    compare.detached.call(large.double().float(), 1e-3)


def test_whole_tensors(compare, draw):
    """All words are computed at once, without a Python loop."""
    compare.detached.vectorised(lambda words: {"counts": 1.0 + draw.integers(0, 500, words).float()})
