"""Wrong versions of `build_char_index` that students write."""

import unicodedata

from autograder.judge import change, mistake

order_of_a_set = change(
    "The characters stand in the order of a set, which differs from process to process.",
    ("list(dict.fromkeys(corpus))", "list(set(corpus))"),
)
alphabetical = change(
    "The characters are sorted; the order of first appearance is asked for.",
    ("list(dict.fromkeys(corpus))", "sorted(set(corpus))"),
)
counts_from_one = change(
    "The ids in the dict begin with 1; the first one is 0.",
    ("enumerate(idx_to_char)", "enumerate(idx_to_char, 1)"),
)
all_characters = change(
    "The list has a character for each place of the text; each different character should come once.",
    ("list(dict.fromkeys(corpus))", "list(corpus)"),
)
lower_case = change(
    "Capitals are taken for small letters; characters are compared as they are.",
    ("dict.fromkeys(corpus)", "dict.fromkeys(corpus.lower())"),
)
without_whitespace = change(
    "Spaces and line breaks have no id; they are characters too.",
    ("dict.fromkeys(corpus)", 'dict.fromkeys("".join(corpus.split()))'),
)
line_breaks_lost = change(
    "Line breaks have no id; they are characters too.",
    ("dict.fromkeys(corpus)", 'dict.fromkeys(corpus.replace("\\n", ""))'),
)
with_unknown = change(
    "There is a token for unknown characters; only the characters of the text are asked for.",
    ("list(dict.fromkeys(corpus))", 'list(dict.fromkeys(["<unk>", *corpus]))'),
)
a_tuple = change(
    "The characters come as a tuple; a list is asked for.",
    ("list(dict.fromkeys(corpus))", "tuple(dict.fromkeys(corpus))"),
)
a_string = change(
    "The characters come as a string; a list is asked for.",
    ("list(dict.fromkeys(corpus))", '"".join(dict.fromkeys(corpus))'),
)


@mistake("The characters are ordered by their last appearance; the first one counts.")
def last_appearance(corpus):
    chars = list(dict.fromkeys(reversed(corpus)))[::-1]
    return chars, {char: index for index, char in enumerate(chars)}


@mistake("The most frequent characters come first; the order of first appearance is asked for.")
def by_frequency(corpus):
    chars = sorted(dict.fromkeys(corpus), key=lambda char: -corpus.count(char))
    return chars, {char: index for index, char in enumerate(chars)}


@mistake("The dict has the place of a character's last appearance; its id is asked for.")
def places(corpus):
    return list(dict.fromkeys(corpus)), {char: place for place, char in enumerate(corpus)}


@mistake("A letter and an accent of its own become one character; they are two.")
def normalised(corpus):
    idx_to_char = list(dict.fromkeys(unicodedata.normalize("NFC", corpus)))
    return idx_to_char, {char: index for index, char in enumerate(idx_to_char)}
