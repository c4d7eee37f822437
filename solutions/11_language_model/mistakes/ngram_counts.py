"""Wrong versions of `ngram_counts` that students write."""

from collections import Counter

from autograder.judge import change, mistake

misses_last = change("The last run is missing.", ("len(tokens) - n + 1", "len(tokens) - n"))
shorter_runs_too = change(
    "Shorter runs at the end of the text are counted too; each key has n tokens.",
    ("range(len(tokens) - n + 1)", "range(len(tokens))"),
)
without_overlap = change(
    "Only runs that begin at multiples of n are counted; runs overlap.",
    ("range(len(tokens) - n + 1)", "range(0, len(tokens) - n + 1, n)"),
)
plain_dict = change(
    "The result is a plain dict; a Counter is asked for.",
    (
        "return Counter(tuple(tokens[start : start + n]) for start in range(len(tokens) - n + 1))",
        "return dict(Counter(tuple(tokens[start : start + n]) for start in range(len(tokens) - n + 1)))",
    ),
)
joined = change(
    "The keys are joined strings; tuples of tokens are asked for.",
    ("tuple(tokens[start : start + n])", '"".join(tokens[start : start + n])'),
)
single_tokens_bare = change(
    "With n = 1 the keys are strings; they are tuples of one string.",
    ("tuple(tokens[start : start + n])", "tuple(tokens[start : start + n]) if n > 1 else tokens[start]"),
)
unordered = change(
    "The tokens of a run are sorted, so runs with the same tokens in another order count as one.",
    ("tuple(tokens[start : start + n])", "tuple(sorted(tokens[start : start + n]))"),
)
only_once = change(
    "Each count is 1; the number of places is asked for.",
    (
        "Counter(tuple(tokens[start : start + n]) for start in range(len(tokens) - n + 1))",
        "Counter({tuple(tokens[start : start + n]) for start in range(len(tokens) - n + 1)})",
    ),
)
no_error = change(
    "n below 1 raises no exception; a ValueError is asked for.",
    ('raise ValueError(f"n must be at least 1, not {n}")', "return Counter()"),
)
zero_allowed = change("n = 0 raises no exception; a ValueError is asked for.", ("if n < 1:", "if n < 0:"))
nameless = change("The message of the ValueError doesn't contain n.", (", not {n}", ""))
all_lengths = change(
    "Shorter runs are counted too, as if the counts of several n were asked for.",
    (
        "range(len(tokens) - n + 1))",
        "range(len(tokens) - n + 1)) + (ngram_counts(tokens, n - 1) if n > 1 else Counter())",
    ),
)
padded = change(
    "The text is padded at its start; nothing is added at the ends.",
    ("    return Counter", '    tokens = ["<s>"] * (n - 1) + list(tokens)\n    return Counter'),
)


@mistake("A string is split into words; its characters are the tokens.")
def splits_strings(tokens, n):
    if n < 1:
        raise ValueError(f"n={n}")
    tokens = tokens.split() if isinstance(tokens, str) else tokens
    return Counter(tuple(tokens[i : i + n]) for i in range(len(tokens) - n + 1))


@mistake("Tokens are taken apart into characters; a token counts as a whole.")
def characters(tokens, n):
    if n < 1:
        raise ValueError(f"n={n}")
    text = "".join(tokens)
    return Counter(tuple(text[i : i + n]) for i in range(len(text) - n + 1))


@mistake("Without tokens, n below 1 raises no exception; a ValueError is asked for there too.")
def error_within_loop(tokens, n):
    if tokens and n < 1:
        raise ValueError(f"n={n}")
    return Counter(tuple(tokens[i : i + n]) for i in range(len(tokens) - n + 1) if n > 0)


_counts = Counter()


@mistake("Each call returns the same Counter: a later call changes the counts of an earlier one.")
def one_counter_for_all(tokens, n):
    if n < 1:
        raise ValueError(f"n={n}")
    _counts.clear()
    _counts.update(tuple(tokens[i : i + n]) for i in range(len(tokens) - n + 1))
    return _counts
