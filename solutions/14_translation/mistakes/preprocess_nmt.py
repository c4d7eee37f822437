"""Wrong versions of `preprocess_nmt` that students write."""

import re

from autograder.judge import change, mistake

last_before_first = change(
    "A mark at the beginning looks at the last character, as text[-1] does; nothing stands before it.",
    ('pairwise(" " + text)', "pairwise(text[-1:] + text)"),
)
always_at_the_beginning = change(
    "A mark at the beginning of the text gets a space; it should get none.",
    ('pairwise(" " + text)', 'pairwise("." + text)'),
)
keeps_capitals = change("Capitals stay; the text should be in lower case.", (".lower()", ""))
keeps_wide_space = change("The no-break space U+00A0 stays.", ('.replace("\\u00a0", " ")', ""))
keeps_narrow_space = change("The narrow no-break space U+202F stays.", ('.replace("\\u202f", " ")', ""))
drops_no_break_spaces = change(
    "The no-break spaces are removed; they should become ordinary spaces.",
    ('"\\u00a0", " "', '"\\u00a0", ""'),
    ('"\\u202f", " "', '"\\u202f", ""'),
)
always_a_space = change("A mark that has a space before it gets a second one.", (' and before != " "', ""))
without_question_mark = change("No space is put before a question mark.", ('",.!?"', '",.!"'))
without_comma = change("No space is put before a comma.", ('",.!?"', '".!?"'))
more_marks = change(
    "Colons, semicolons and quotes get a space too; only the four marks should.", ('",.!?"', '",.!?:;\'\\""')
)
chinese_marks = change(
    "Chinese punctuation gets a space too; only the four marks should.",
    ('",.!?"', '",.!?\\u3002\\uff0c\\uff01\\uff1f"'),
)
space_behind = change("The space stands behind the mark; it belongs before it.", ('f" {mark}"', 'f"{mark} "'))
any_whitespace = change(
    "A tab or a line break counts as a space before a mark; only an ordinary space should.",
    ('before != " "', "not before.isspace()"),
)
single_spaces = change(
    "Runs of whitespace become one space, and those at the ends are lost; they should stay.",
    ('return "".join(', 'return " ".join("".join('),
    ("for before, mark in pairs)", "for before, mark in pairs).split())"),
)
list_of_words = change(
    "It returns a list of tokens; a string is asked for.",
    ("for before, mark in pairs)", "for before, mark in pairs).split()"),
)


@mistake("A row of marks gets one space for all of them; each mark should get its own.")
def one_space_for_a_row(text):
    text = text.replace("\u00a0", " ").replace("\u202f", " ").lower()
    return re.sub(r"(?<=[^ ,.!?])([,.!?])", r" \1", text)


@mistake("Marks are looked for before no-break spaces are replaced, so a mark after one gets a second space.")
def in_another_order(text):
    text = re.sub(r"(?<=[^ ])([,.!?])", r" \1", text.lower())
    return text.replace("\u00a0", " ").replace("\u202f", " ")
