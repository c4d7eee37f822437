"""Wrong versions of `count_corpus` that students write."""

from collections import Counter

from autograder.judge import change, mistake

characters = change(
    "It counts the characters of the tokens if the corpus is one sequence; there each string is a token.",
    ("tokens and not isinstance(tokens[0], str)", "True"),
)
rows_as_tokens = change(
    "It counts whole rows; their tokens are to be counted.",
    ("Counter(token for row in tokens for token in row)", "Counter(map(tuple, tokens))"),
)
plain_dict = change(
    "The result is a plain dict; a Counter is asked for.",
    (
        "return Counter(token for row in tokens for token in row)",
        "return dict(count_corpus([t for r in tokens for t in r]))",
    ),
    ("return Counter(tokens)", "return dict(Counter(tokens))"),
)
only_lists = change(
    "Only lists are taken for rows: a row that is a tuple counts as a token.",
    ("not isinstance(tokens[0], str)", "isinstance(tokens[0], list)"),
)
needs_first_item = change(
    "An empty corpus raises an exception; it has no counts.", ("if tokens and not", "if not")
)
looks_into_first_row = change(
    "If the first row is empty, the rows are taken for tokens.",
    ("tokens and not isinstance(tokens[0], str)", "tokens and tokens[0] and not isinstance(tokens[0], str)"),
)
once_a_row = change(
    "A token counts once for each row in which it occurs; each occurrence counts.",
    ("for token in row)", "for token in set(row))"),
)
first_row_only = change(
    "Only the first row is counted.", ("for row in tokens for token in row", "for token in tokens[0]")
)
skips_first_row = change(
    "The first row is not counted.", ("for row in tokens for", "for row in tokens[1:] for")
)
lower_case = change(
    "Capitals are taken for small letters; tokens are compared as they are.",
    ("Counter(token for", "Counter(token.lower() for"),
    ("Counter(tokens)", "Counter(token.lower() for token in tokens)"),
)
letters_only = change(
    "Tokens with anything but letters are left out; every token counts.",
    ("for token in row)", "for token in row if token.isalpha())"),
    ("Counter(tokens)", "Counter(token for token in tokens if token.isalpha())"),
)
each_token_once = change(
    "Every count is 1: each different token is counted once.",
    (
        "Counter(token for row in tokens for token in row)",
        "Counter({token for row in tokens for token in row})",
    ),
    ("Counter(tokens)", "Counter(set(tokens))"),
)
sorted_pairs = change(
    "The result is a list of pairs; a Counter is asked for.",
    (
        "return Counter(token for row in tokens for token in row)",
        "return Counter(t for r in tokens for t in r).most_common()",
    ),
    ("return Counter(tokens)", "return Counter(tokens).most_common()"),
)

_counts = Counter()


@mistake("Each call returns the same Counter: a later call changes the counts of an earlier one.")
def one_counter_for_all(tokens):
    _counts.clear()
    _counts.update(tokens if not tokens or isinstance(tokens[0], str) else [t for row in tokens for t in row])
    return _counts
