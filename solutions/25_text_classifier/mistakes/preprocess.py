"""Wrong versions of `preprocess` that students write."""

from autograder.judge import change

splits_at_spaces = change(
    "Texts are split at whitespace, so a full stop stays part of its word.",
    ('re.findall("[a-z0-9\']+", review.lower())', "review.lower().split()"),
)
keeps_capitals = change(
    "Capitals separate tokens like punctuation; they should become small letters first.",
    ("review.lower()", "review"),
)
no_apostrophes = change(
    "An apostrophe separates tokens; it should be part of them.", ("[a-z0-9']+", "[a-z0-9]+")
)
no_digits = change("Digits separate tokens; they should be part of them.", ("[a-z0-9']+", "[a-z']+"))
all_letters = change(
    "Letters with accents or underscores are part of tokens; only a to z, digits and apostrophes are.",
    ("[a-z0-9']+", "[\\\\w']+"),
)
pads_left = change(
    "The filling stands before the ids; it belongs behind them.",
    ("ids + [pad] * (max_len - len(ids))", "[pad] * (max_len - len(ids)) + ids"),
)
keeps_the_end = change(
    "A long review keeps its last tokens; it should keep the first ones.", ("[:max_len]", "[-max_len:]")
)
unknown_left_out = change(
    "Unknown tokens are left out; each should become unk.",
    ("for token in tokens]", "for token in tokens if token in vocab]"),
)
pads_with_zero = change("It fills up with 0; pad says with what.", ("[pad] *", "[0] *"))
unknown_is_one = change(
    "Unknown tokens get the id 1; unk says which one.", ("vocab.get(token, unk)", "vocab.get(token, 1)")
)
zero_means_unknown = change(
    "A token whose id is 0 becomes unk; 0 is an id like any other.",
    ("vocab.get(token, unk)", "(vocab.get(token) or unk)"),
)
empty_left_out = change(
    "A review without a token has no row; it should be a row of pad.",
    ("rows.append(", "if ids: rows.append("),
)
