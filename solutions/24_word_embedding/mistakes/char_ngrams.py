"""Wrong versions of `char_ngrams` that students write."""

from autograder.judge import change

no_marks = change(
    "The marks are missing: < goes before the word and > behind it.",
    ('f"<{word}>"', "word"),
)
marks_around_the_whole_only = change(
    "Only the whole word has marks; the n-grams run over them too.",
    ("range(len(marked) - n + 1)", "range(1, len(marked) - n)"),
)
no_whole_word = change("The whole marked word is missing.", ("[*runs, marked]", "runs"))
whole_without_marks = change(
    "The whole word stands there without its marks.",
    ("[*runs, marked]", "[*runs, word]"),
)
whole_twice = change(
    "The whole marked word comes twice if it is itself an n-gram; it comes once.",
    ("dict.fromkeys([*runs, marked])", "[*dict.fromkeys(runs), marked]"),
)
whole_first = change(
    "The whole marked word comes first; it is the last one.",
    ("dict.fromkeys([*runs, marked])", "dict.fromkeys([marked, *runs])"),
)
repeated = change(
    "An n-gram that occurs twice is listed twice; each comes once.",
    ("list(dict.fromkeys([*runs, marked]))", "[run for run in runs if run != marked] + [marked]"),
)
n_max_left_out = change(
    "Those of n_max characters are missing.", ("range(n_min, n_max + 1)", "range(n_min, n_max)")
)
last_left_out = change(
    "The last n-gram of each length is missing.",
    ("len(marked) - n + 1", "len(marked) - n"),
)
fixed_lengths = change(
    "The lengths are 3 to 6 whatever is given.",
    ("range(n_min, n_max + 1)", "range(3, 7)"),
)
sorted_by_letters = change(
    "They are in alphabetical order; short ones come first, in the order of their places.",
    (
        "dict.fromkeys([*runs, marked])",
        "dict.fromkeys([*sorted(run for run in runs if run != marked), marked])",
    ),
)
by_place = change(
    "They are in the order of their places; short ones come first.",
    (
        "for n in range(n_min, n_max + 1) for start in range(len(marked) - n + 1)",
        "for start in range(len(marked)) for n in range(n_min, min(n_max, len(marked) - start) + 1)",
    ),
)
