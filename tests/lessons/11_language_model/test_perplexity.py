from math import inf

from autograder.judge import graded
from autograder.judge.scenarios import refusal

pytestmark = graded("perplexity")


def refusals(lesson, nll_sum):
    found = {"the perplexity with n_tokens=3": lesson.perplexity(nll_sum, 3)}
    for n_tokens in (0, -1, -7):
        found[f"n_tokens={n_tokens}"] = refusal(
            ValueError, str(n_tokens), lesson.perplexity, nll_sum, n_tokens
        )
    found["n_tokens=0 and nll_sum=0.0"] = refusal(ValueError, "0", lesson.perplexity, 0.0, 0)
    return found


def uniform(draw, low, high):
    return draw.uniform(1, low=low, high=high).item()


def test_mean(compare, draw):
    """The mean negative log-likelihood of a token is the exponent, to the base e."""
    for n_tokens in (2, 5, 40):
        compare.call(n_tokens * uniform(draw, 0.5, 4.0), n_tokens)
    compare.call(1.0, 4)


def test_one_token(compare, draw):
    """The perplexity of one token is the inverse of its probability."""
    compare.call(uniform(draw, 1.0, 9.0), 1)


def test_certainty(compare, draw):
    """A model that is always certain and right has the perplexity 1, for any number of tokens."""
    compare.call(uniform(draw, 1.0, 9.0), 4)
    for n_tokens in (1, 8):
        compare.call(0.0, n_tokens)


def test_large_numbers(compare, draw):
    """A long text has a large sum, and a bad model a large perplexity."""
    compare.call(10**9 * uniform(draw, 2.0, 3.0), 10**9)
    compare.call(7 * uniform(draw, 60.0, 80.0), 7)
    compare.call(uniform(draw, 20.0, 30.0), 10**8)


def test_overflow(compare, draw):
    """If the perplexity is too large for a float, it is infinity, and so it is for an infinite sum."""
    compare.call(uniform(draw, 800.0, 900.0), 1)
    compare.call(1e300, 3)
    compare.call(inf, 5)
    compare.call(uniform(draw, 2000.0, 3000.0), 1000)


def test_without_tokens(compare, draw):
    """A number of tokens below 1 raises a ValueError that names it."""
    compare(refusals, nll_sum=uniform(draw, 1.0, 9.0))
