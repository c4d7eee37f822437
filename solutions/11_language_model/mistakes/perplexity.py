"""Wrong versions of `perplexity` that students write."""

from autograder.judge import change, mistake

mean_only = change(
    "It equals the mean negative log-likelihood; its exponential is asked for.",
    ("math.exp(nll_sum / n_tokens)", "nll_sum / n_tokens"),
)
of_the_sum = change(
    "It equals the exponential of the sum; the mean is the exponent.",
    ("math.exp(nll_sum / n_tokens)", "math.exp(nll_sum)"),
)
base_two = change(
    "It equals the power of 2; the base is e.",
    ("math.exp(nll_sum / n_tokens)", "2.0 ** (nll_sum / n_tokens)"),
)
base_ten = change(
    "It equals the power of 10; the base is e.",
    ("math.exp(nll_sum / n_tokens)", "10.0 ** (nll_sum / n_tokens)"),
)
negative = change(
    "It equals the mean probability of a token; the exponent has the wrong sign.",
    ("nll_sum / n_tokens)", "-nll_sum / n_tokens)"),
)
exp_before_mean = change(
    "It equals the exponential of the sum, divided by the number of tokens; divide first.",
    ("math.exp(nll_sum / n_tokens)", "math.exp(nll_sum) / n_tokens"),
)
overflow = change(
    "A perplexity that is too large for a float raises an OverflowError; infinity is asked for.",
    ("return math.inf", "raise"),
)
largest_float = change(
    "A perplexity that is too large for a float gives the largest float; infinity is asked for.",
    ("return math.inf", "return 1.7976931348623157e308"),
)
not_a_number = change(
    "A perplexity that is too large for a float gives NaN; infinity is asked for.",
    ("return math.inf", "return math.nan"),
)
clipped = change(
    "Large perplexities are cut off.",
    ("math.exp(nll_sum / n_tokens)", "math.exp(min(nll_sum / n_tokens, 50.0))"),
)
one_more_token = change(
    "It equals the value for one token more.",
    ("math.exp(nll_sum / n_tokens)", "math.exp(nll_sum / (n_tokens + 1))"),
)
whole_division = change(
    "It equals the exponential of the mean rounded down.", ("nll_sum / n_tokens)", "nll_sum // n_tokens)")
)
division_by_zero = change(
    "Without tokens there is another exception, or none; a ValueError is asked for.",
    ('    if n_tokens < 1:\n        raise ValueError(f"n_tokens must be at least 1, not {n_tokens}")\n', ""),
)
negative_allowed = change(
    "A negative number of tokens raises no exception; a ValueError is asked for.",
    ("if n_tokens < 1:", "if n_tokens == 0:"),
)
nameless = change("The message of the ValueError doesn't contain n_tokens.", (", not {n_tokens}", ""))


@mistake("Without tokens it is 1.0; a ValueError is asked for.")
def one_for_nothing(nll_sum, n_tokens):
    try:
        return 2.718281828459045 ** (nll_sum / n_tokens) if n_tokens > 0 else 1.0
    except OverflowError:
        return float("inf")
