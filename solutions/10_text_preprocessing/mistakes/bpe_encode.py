"""Wrong versions of `bpe_encode` that students write."""

from itertools import pairwise

from autograder.judge import change, mistake

backwards = change(
    "The last merge is applied first; the order of the list counts.", ("in merges:", "in reversed(merges):")
)
first_place_only = change(
    "Each merge is applied only at its first place in the word.",
    ("= [left + right]", "= [left + right]\n                break"),
)
skips_last_place = change(
    "A pair at the end of the word isn't merged.", ("place < len(symbols) - 1", "place < len(symbols) - 2")
)
skips_first_place = change("A pair at the beginning of the word isn't merged.", ("place = 0", "place = 1"))
skips_after_merge = change(
    "After a merge the next place is skipped: a pair directly behind a merged one stays apart.",
    ("= [left + right]", "= [left + right]\n                place += 1"),
)
one_string = change(
    "The symbols are joined with spaces to one string; a list is asked for.",
    ("return symbols", 'return " ".join(symbols)'),
)
empty_symbol = change(
    'An empty word gives [""]; it has no symbols.', ("symbols = list(word)", 'symbols = list(word) or [""]')
)
end_of_word = change(
    "A symbol for the end of the word is added; this lesson adds none.",
    ("return symbols", 'return [*symbols, "</w>"]'),
)
drops_unknown = change(
    "Characters that no merge knows are left out; they stay symbols of their own.",
    (
        "return symbols",
        "known = {c for pair in merges for c in ''.join(pair)}\n"
        "    return [s for s in symbols if s[0] in known]",
    ),
)
unknown_tokens = change(
    "Characters that no merge knows become <unk>; they stay symbols of their own.",
    (
        "return symbols",
        "known = {c for pair in merges for c in ''.join(pair)}\n"
        "    return [s if s[0] in known else UNK for s in symbols]",
    ),
)
whole_word = change(
    "Without merges the word stays whole; its characters are asked for.",
    ("return symbols", "return symbols if merges or not word else [word]"),
)
as_tuple = change(
    "The symbols come as a tuple; a list is asked for.", ("return symbols", "return tuple(symbols)")
)
only_left = change(
    "Only the left symbol of a merge is compared.",
    ("symbols[place] == left and symbols[place + 1] == right", "symbols[place] == left"),
    ("[left + right]", "[left + symbols[place + 1]]"),
)
either_order = change(
    "A pair is merged in both orders; the left symbol must stand on the left.",
    (
        "symbols[place] == left and symbols[place + 1] == right",
        "(symbols[place], symbols[place + 1]) in ((left, right), (right, left))",
    ),
    ("[left + right]", "[symbols[place] + symbols[place + 1]]"),
)
joined_strings_match = change(
    "It merges any two symbols whose joined string equals that of a merge; both symbols must be equal.",
    (
        "symbols[place] == left and symbols[place + 1] == right",
        "symbols[place] + symbols[place + 1] == left + right",
    ),
)


@mistake("Merges are applied until nothing changes; each merge is applied once.")
def until_nothing_changes(word, merges):
    symbols = list(word)
    while True:
        pairs = set(pairwise(symbols))
        best = next((pair for pair in merges if pair in pairs), None)
        if best is None:
            return symbols
        place, found = 0, []
        while place < len(symbols):
            if tuple(symbols[place : place + 2]) == best:
                found.append("".join(best))
                place += 2
            else:
                found.append(symbols[place])
                place += 1
        symbols = found


@mistake(
    "It takes the longest known symbol from the left of the rest; the merges are to be applied in order."
)
def longest_first(word, merges):
    known, symbols = {left + right for left, right in merges}, []
    while word:
        size = next((n for n in range(len(word), 1, -1) if word[:n] in known), 1)
        symbols.append(word[:size])
        word = word[size:]
    return symbols


@mistake("Pairs are merged from the right end of the word; they are merged from the left.")
def from_right(word, merges):
    symbols = list(word)
    for left, right in merges:
        place = len(symbols) - 2
        while place >= 0:
            if (symbols[place], symbols[place + 1]) == (left, right):
                symbols[place : place + 2] = [left + right]
                place -= 1
            place -= 1
    return symbols


@mistake("A pair is also merged at the ends of longer symbols; both symbols must be whole.")
def by_text(word, merges):
    text = "\0".join(word)
    for left, right in merges:
        text = text.replace(f"{left}\0{right}", left + right)
    return text.split("\0") if text else []


@mistake("It takes the merges out of the caller's list.")
def uses_up_merges(word, merges):
    rest = merges if isinstance(merges, list) else list(merges)
    symbols = list(word)
    while rest:
        left, right = rest.pop(0)
        place = 0
        while place < len(symbols) - 1:
            if (symbols[place], symbols[place + 1]) == (left, right):
                symbols[place : place + 2] = [left + right]
            place += 1
    return symbols
