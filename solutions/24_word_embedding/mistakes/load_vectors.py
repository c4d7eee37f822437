"""Wrong versions of `load_vectors` that students write."""

import torch

from autograder.judge import change, mistake

header_is_a_vector = change(
    "It fails on a header, the first line of files of fastText.",
    ("if number == 1 and len(values) == 1:", "if False:"),
)
first_line_dropped = change(
    "The first line is left out even if it is no header.",
    ("if number == 1 and len(values) == 1:", "if number == 1:"),
)
digits_are_a_header = change(
    "A first line whose token is a number is taken for a header; a header has two numbers and nothing else.",
    ("if number == 1 and len(values) == 1:", "if number == 1 and token.isdigit():"),
)
any_whitespace = change(
    "A token with a rare kind of space is cut in two; only single spaces part the fields.",
    ('line.rstrip().split(" ")', "line.split()"),
)
stripped = change(
    "Spaces of rare kinds at the front of a token are lost; they belong to it.",
    ("line.rstrip()", "line.strip()"),
)
space_at_the_end_fails = change(
    "A space at the end of a line counts as one more field; files of fastText have it.",
    ("line.rstrip()", 'line.rstrip("\\n")'),
)
latin = change(
    "Letters beyond ASCII are read wrongly: the file is UTF-8.",
    ('encoding="utf-8"', 'encoding="latin-1"'),
)
not_checked = change(
    "A line with another number of numbers is left out; it raises a ValueError.",
    (
        'raise ValueError(f"line {number} has {len(values)} numbers, not {len(rows[0])}")',
        "continue",
    ),
)
line_not_named = change(
    "The message doesn't name the right line; lines are counted from 1, with the header.",
    ("line {number} has", "line {len(rows)} has"),
)
lower_case = change(
    "Tokens come in lower case; they stay as they are.",
    ("tokens.append(token)", "tokens.append(token.lower())"),
)
default_dtype = change(
    "The vectors have PyTorch's default dtype; float32 is asked for.",
    ("torch.tensor(rows, dtype=torch.float32)", "torch.tensor(rows)"),
)


@mistake("Characters that Python takes for line ends break a line; only line feeds do.")
def split_lines(path):
    with open(path, encoding="utf-8", newline="\n") as file:
        lines = file.read().splitlines()
    tokens, rows = [], []
    for number, line in enumerate(lines, start=1):
        token, *values = line.rstrip(" ").split(" ")
        if number == 1 and len(values) == 1:
            continue
        if rows and len(values) != len(rows[0]):
            raise ValueError(f"line {number} has {len(values)} numbers, not {len(rows[0])}")
        tokens.append(token)
        rows.append([float(value) for value in values])
    return tokens, torch.tensor(rows, dtype=torch.float32)
