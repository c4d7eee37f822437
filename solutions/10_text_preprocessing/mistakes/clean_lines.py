"""Wrong versions of `clean_lines` that students write."""

import re
import unicodedata

from autograder.judge import change, mistake

drops_capitals = change(
    "Capital letters count as other characters; they should become small letters.",
    ('re.sub("[^a-z]+", " ", line.lower()).strip()', 're.sub("[^a-z]+", " ", line).strip().lower()'),
)
keeps_capitals = change(
    "Capital letters stay; the line should be in lower case.",
    ('"[^a-z]+", " ", line.lower()', '"[^A-Za-z]+", " ", line'),
)
space_for_each = change(
    "Each other character becomes a space of its own; a run of them should become one space.",
    ("[^a-z]+", "[^a-z]"),
)
no_strip = change("Spaces are left at the ends of lines.", (".strip()", ""))
strips_right_only = change("A space is left at the beginning of lines.", (".strip()", ".rstrip()"))
joins_words = change(
    "Other characters are removed without a space, so the words beside them run together.",
    ('"[^a-z]+", " "', '"[^a-z ]+", ""'),
)
keeps_digits = change("Digits stay; only a to z are letters.", ("[^a-z]+", "[^a-z0-9]+"))
keeps_word_characters = change(
    r"It keeps what the pattern \w matches: digits, underscores, and letters of all alphabets.",
    ('"[^a-z]+"', r'r"\W+"'),
)
keeps_apostrophes = change("Straight apostrophes stay; they separate words too.", ("[^a-z]+", "[^a-z']+"))
only_spaces_and_punctuation = change(
    "It keeps letters outside a to z, such as those with accents.",
    ('"[^a-z]+"', r'r"[\W\d_]+"'),
)
drops_empty_lines = change(
    'Lines without letters are left out; each of them should give "".',
    ("for line in lines]", "for line in lines if re.search('[a-z]', line.lower())]"),
)
one_string = change(
    "It returns one string; a list with one string for each line is asked for.",
    ("return [", 'return "\\n".join(['),
    (" for line in lines]", " for line in lines])"),
)
lists_of_words = change(
    "It returns a list of words for each line; splitting is the task of tokenize.", (".strip()", ".split()")
)


@mistake("Accents are taken off, so that letters with accents stay as letters from a to z.")
def without_accents(lines):
    plain = [unicodedata.normalize("NFKD", line).encode("ascii", "ignore").decode() for line in lines]
    return [re.sub("[^a-z]+", " ", line.lower()).strip() for line in plain]


@mistake("A line that is clean already makes it return the caller's own list.")
def same_list(lines):
    found = [re.sub("[^a-z]+", " ", line.lower()).strip() for line in lines]
    return lines if found == lines else found


@mistake("It writes the clean lines into the caller's list.")
def in_place(lines):
    found = [re.sub("[^a-z]+", " ", line.lower()).strip() for line in lines]
    if isinstance(lines, list):
        lines[:] = found
    return found
