"""Wrong versions of `get_centers_and_contexts` that students write."""

from autograder.judge import change, mistake

always_largest = change(
    "Each centre has the largest window; its size is random.",
    ("rng.randint(1, max_window)", "max_window"),
)
from_zero = change(
    "Windows may have the size 0; they have 1 to max_window.",
    ("rng.randint(1, max_window)", "rng.randint(0, max_window)"),
)
below_largest = change(
    "The largest window never comes; max_window is included.",
    ("rng.randint(1, max_window)", "rng.randrange(1, max(2, max_window))"),
)
one_per_sentence = change(
    "All centres of a sentence have the same window; each draws its own.",
    ("            window = rng.randint(1, max_window)  # both ends included\n", ""),
    (
        "        for place, word in",
        "        window = rng.randint(1, max_window)\n        for place, word in",
    ),
)
word_left_out = change(
    "Words equal to the centre are left out of its contexts; only its own place is.",
    ("[*before, *after]", "[other for other in [*before, *after] if other != word]"),
)
centre_included = change(
    "The centre is among its own contexts.", ("sentence[place + 1 : place", "sentence[place : place")
)
negative_start = change(
    "Contexts are missing near the beginning of a sentence.",
    ("max(0, place - window)", "place - window"),
)
one_too_few_after = change(
    "The last word of the window after the centre is missing.",
    ("place + 1 + window]", "place + window]"),
)
keeps_short = change(
    "Sentences of one word are listed too; they have no contexts, so they are left out.",
    ("if len(sentence) < 2", "if len(sentence) < 1"),
)
drops_two = change(
    "Sentences of two words are left out; those of fewer than two are.",
    ("if len(sentence) < 2", "if len(sentence) < 3"),
)
global_random = change(
    "The windows come from Python's global generator; rng is to draw them.",
    ("rng.randint(", "__import__('random').randint("),
)


@mistake("Contexts cross the ends of sentences.")
def across_sentences(corpus, max_window, rng):
    text = [word for sentence in corpus if len(sentence) > 1 for word in sentence]
    contexts = []
    for place in range(len(text)):
        window = rng.randint(1, max_window)
        contexts.append([*text[max(0, place - window) : place], *text[place + 1 : place + 1 + window]])
    return text, contexts
