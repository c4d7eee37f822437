"""Wrong versions of `bpe_train` that students write."""

from collections import Counter
from itertools import pairwise

from autograder.judge import change, mistake

each_word_once = change("Each word counts once; it counts as often as it occurs.", ("+= words[word]", "+= 1"))
ties_by_appearance = change(
    "Of equally frequent pairs the first one found comes first, so the order of the words matters.",
    ("(-counts[pair], pair)", "-counts[pair]"),
)
ties_backwards = change(
    "Of equally frequent pairs the greatest comes first; it is the smallest.",
    (
        "min(counts, key=lambda pair: (-counts[pair], pair))",
        "max(counts, key=lambda pair: (counts[pair], pair))",
    ),
)
ties_by_joined_string = change(
    "Equally frequent pairs are compared by the joined strings; they are compared symbol by symbol.",
    ("(-counts[pair], pair)", '(-counts[pair], "".join(pair), pair)'),
)
ties_by_right_symbol = change(
    "Equally frequent pairs are compared by the right symbol first; the left one comes first.",
    ("(-counts[pair], pair)", "(-counts[pair], pair[::-1])"),
)
shortest_first = change(
    "Of equally frequent pairs the shortest comes first; it is the smallest.",
    ("(-counts[pair], pair)", '(-counts[pair], len("".join(pair)), pair)'),
)
rarest_first = change(
    "The rarest pair is merged; it is the most frequent one.",
    ("(-counts[pair], pair)", "(counts[pair], pair)"),
)
once_a_word = change(
    "A pair counts once in each word; it counts at each of its places.",
    ("in pairwise(symbols)", "in set(pairwise(symbols))"),
)
end_of_word = change(
    "A symbol is added at the end of each word; this lesson adds none.",
    ("list(word) for", '[*word, "</w>"] for'),
)
joined_end_of_word = change(
    "The last character of each word carries a mark of the word's end; this lesson adds none.",
    ("list(word) for", '[*word[:-1], word[-1] + "</w>"] for'),
)
no_early_end = change(
    "Where no pair is left it raises an exception; the merges should end early.",
    ("if not counts:", "if False:"),
)
ends_at_one = change(
    "It ends as soon as all pairs are rare; a pair that occurs once is merged too.",
    ("if not counts:", "if max(counts.values(), default=0) < 2:"),
)
one_merge_more = change("It makes one merge too many.", ("range(num_merges)", "range(num_merges + 1)"))
one_merge_less = change("It makes one merge too few.", ("range(num_merges)", "range(num_merges - 1)"))
joined_strings = change(
    "The result holds joined strings; each merge is a tuple of two strings.",
    ("merges.append(best)", 'merges.append("".join(best))'),
)
lists = change(
    "Each merge is a list; a tuple is asked for.", ("merges.append(best)", "merges.append(list(best))")
)
with_counts = change(
    "The result holds the counts too; only the pairs are asked for.",
    ("merges.append(best)", "merges.append((best, counts[best]))"),
)
first_place_only = change(
    "A pair is merged only at its first place in each word.",
    ('= ["".join(best)]', '= ["".join(best)]\n                    break'),
)
skips_last_place = change(
    "A pair at the end of a word isn't merged.", ("place < len(symbols) - 1", "place < len(symbols) - 2")
)


@mistake("It equals the pairs of characters, sorted by their counts; count them anew in each step.")
def counts_once(words, num_merges):
    counts = Counter()
    for word, count in words.items():
        for pair in pairwise(word):
            counts[pair] += count
    return sorted(counts, key=lambda pair: (-counts[pair], pair))[:num_merges]


def _trained(words, num_merges, merged, places=lambda symbols: range(len(symbols) - 1)):
    splits = {word: list(word) for word in words}
    merges = []
    for _ in range(num_merges):
        counts = Counter()
        for word, symbols in splits.items():
            for place in places(symbols):
                counts[symbols[place], symbols[place + 1]] += words[word]
        if not counts:
            break
        best = min(counts, key=lambda pair: (-counts[pair], pair))
        merges.append(best)
        splits = {word: merged(symbols, *best) for word, symbols in splits.items()}
    return merges


def _from_left(symbols, left, right):
    found = []
    for symbol in symbols:
        if found and (found[-1], symbol) == (left, right):
            found[-1] = left + right
        else:
            found.append(symbol)
    return found


def _from_right(symbols, left, right):
    place = len(symbols) - 2
    symbols = list(symbols)
    while place >= 0:
        if (symbols[place], symbols[place + 1]) == (left, right):
            symbols[place : place + 2] = [left + right]
            place -= 1
        place -= 1
    return symbols


@mistake("Pairs are merged from the right end of a word; overlapping ones are merged from the left.")
def from_right(words, num_merges):
    return _trained(words, num_merges, _from_right)


def _by_text(symbols, left, right):
    return " ".join(symbols).replace(f"{left} {right}", left + right).split(" ")


@mistake("A pair is also merged at the ends of longer symbols; both symbols must be whole.")
def by_text(words, num_merges):
    return _trained(words, num_merges, _by_text)


def _apart(symbols):
    place = 0
    while place < len(symbols) - 1:
        yield place
        place += 2 if symbols[place : place + 3] == [symbols[place]] * 3 else 1


@mistake("Overlapping places of a pair count once; each place counts.")
def overlaps_once(words, num_merges):
    return _trained(words, num_merges, _from_left, _apart)


@mistake("The counts of words are changed in the caller's dict.")
def in_place(words, num_merges):
    found = _trained(words, num_merges, _from_left)
    for word in words:
        words[word] = 0
    return found


@mistake("Pairs reach from one word into the next, and each word counts once.")
def one_text(words, num_merges):
    splits = {"".join(words): [symbol for word in words for symbol in word]}
    return _trained({next(iter(splits)): 1}, num_merges, _from_left)
