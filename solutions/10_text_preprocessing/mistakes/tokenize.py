"""Wrong versions of `tokenize` that students write."""

from autograder.judge import change, mistake

splits_at_each_space = change(
    "It splits at each single space: it gives empty tokens, and keeps tabs and line breaks.",
    ("line.split()", 'line.split(" ")'),
)
only_spaces = change(
    "It splits at spaces only; tabs and line breaks separate words too.",
    ("line.split()", '[word for word in line.split(" ") if word]'),
)
drops_empty_lines = change(
    "Lines without tokens are left out; each of them should give an empty list.",
    ("[line.split() for line in lines]", "[line.split() for line in lines if line.strip()]"),
    ("[list(line) for line in lines]", "[list(line) for line in lines if line]"),
)
characters_without_spaces = change(
    "Whitespace is missing among the characters; there it is a token like any other.",
    ("list(line)", "[character for character in line if not character.isspace()]"),
)
characters_stripped = change(
    "Whitespace at the ends of a line is missing among its characters.", ("list(line)", "list(line.strip())")
)
characters_with_spaces_only = change(
    "Tabs and line breaks are missing among the characters; they are tokens too.",
    ("list(line)", '[character for character in line if character not in "\\t\\r\\n"]'),
)
one_list = change(
    "The tokens of all lines come in one list; each line should have its own.",
    ("[line.split() for line in lines]", "[word for line in lines for word in line.split()]"),
    ("[list(line) for line in lines]", "[character for line in lines for character in line]"),
)
characters_of_words = change(
    "For characters, each word of a line gives a list of its own; each line should give one list.",
    ("[list(line) for line in lines]", "[list(word) for line in lines for word in line.split()]"),
)
cleans_too = change(
    "Capitals become small letters; every character should stay as it is.",
    ("line.split()", "line.lower().split()"),
    ("list(line)", "list(line.lower())"),
)
without_punctuation = change(
    r"Only letters, digits and underscores are kept in words; punctuation belongs to them too.",
    ("line.split()", 're.findall(r"\\w+", line)'),
)
no_error = change(
    "Another kind of token raises no exception; a ValueError is asked for.",
    ('if token == "char":', "if True:"),
)
prefix_is_enough = change(
    'It takes kinds that only begin with "word" or "char"; they raise a ValueError.',
    ('token == "word"', 'token.startswith("word")'),
    ('token == "char"', 'token.startswith("char")'),
)
any_case = change(
    "It takes the kind of token in capitals too; only the two exact strings are allowed.",
    ('token == "word"', 'token.lower() == "word"'),
    ('token == "char"', 'token.lower() == "char"'),
)
nameless_error = change(
    "The message of the ValueError doesn't contain the value that was given.", (", not {token!r}", "")
)
tuples = change(
    "The lines come as tuples; lists are asked for.",
    ("line.split()", "tuple(line.split())"),
    ("list(line)", "tuple(line)"),
)


@mistake("If there are no lines, another kind of token raises no exception; a ValueError is due.")
def error_within_loop(lines, token="word"):
    found = []
    for line in lines:
        if token not in ("word", "char"):
            raise ValueError(f"token={token!r}")
        found.append(line.split() if token == "word" else list(line))
    return found


@mistake("Equal lines share one list of tokens: a change to one of them changes the others.")
def shared_lists(lines, token="word"):
    if token not in ("word", "char"):
        raise ValueError(f"token={token!r}")
    split = {line: line.split() if token == "word" else list(line) for line in lines}
    return [split[line] for line in lines]
