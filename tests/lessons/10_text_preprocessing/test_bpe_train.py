from random import Random

from autograder.judge import graded

pytestmark = graded("bpe_train")


def renamed(draw, words, old="abcdefgh"):
    """The words with these letters replaced by others, which keep the order of the alphabet."""
    chosen = sorted(draw.permutation(26)[: len(old)].tolist())
    table = {ord(letter): chr(97 + new) for letter, new in zip(old, chosen, strict=True)}
    return {word.translate(table): count for word, count in words.items()}


def in_both_orders(lesson, words, num_merges):
    backwards = dict(reversed(list(words.items())))
    return {
        "the list of merges": lesson.bpe_train(words, num_merges),
        "the list of merges of the words in reverse order": lesson.bpe_train(backwards, num_merges),
    }


def called_twice(lesson, words, num_merges):
    """The results of two calls, with a change to the first result in between."""
    first = lesson.bpe_train(words, num_merges)
    kept = list(first)
    first.clear()
    return {
        "the list of merges": kept,
        "the list of merges of the next call": lesson.bpe_train(words, num_merges),
        "the words afterwards": words,
    }


def vocabulary(count):
    """Words of random letters, with many repeated ones and small counts, always the same."""
    source = Random(7)
    words = [
        "".join(source.choices("abcdefgh", range(9, 1, -1), k=source.randint(1, 9))) for _ in range(count)
    ]
    return {word: source.randint(1, 3) for word in words}


def test_merges(compare, draw):
    """The most frequent pair is merged in each step, and merged symbols are merged further."""
    words = {"def": 5, "defab": 2, "gabfch": 6, "babbch": 3}
    for num_merges in (1, 4, 9):
        compare.call(renamed(draw, words), num_merges)


def test_counts(compare, draw):
    """A pair counts as often as its words occur: one frequent word outweighs several rare ones."""
    compare.call(renamed(draw, {"ab": 1, "abc": 1, "dab": 1, "eab": 1, "gf": 9, "hg": 6}), 3)
    compare.call(renamed(draw, {"ba": 2**53 + 1, "ab": 2**53}), 2)


def test_pairs_in_one_word(compare, draw):
    """A pair counts at each of its places in a word, not once a word."""
    compare.call(renamed(draw, {"cdecdecd": 1, "ab": 2, "gab": 1, "h": 9}), 4)
    compare.call(renamed(draw, {"dcfdcgdch": 2, "ab": 5}), 2)


def test_equal_counts(compare, draw):
    """Of equally frequent pairs the smallest comes first, by its left symbol and then by its right one."""
    for words in (
        {"gh": 1, "ef": 1, "ab": 1, "cd": 1},
        {"bc": 2, "bd": 2, "ba": 2, "bh": 2},
        {"ca": 3, "ba": 3, "da": 3, "aa": 3},
    ):
        compare(in_both_orders, words=renamed(draw, words), num_merges=4)


def test_equal_pairs_of_merged_symbols(compare, draw):
    """Pairs are compared symbol by symbol, not by the joined strings."""
    # After "ab" is merged: ("a", "c") and ("ab", "b"); joined, "abb" is smaller than "ac".
    compare(in_both_orders, words=renamed(draw, {"ab": 3, "abb": 2, "ac": 2}), num_merges=3)
    compare(in_both_orders, words=renamed(draw, {"bcc": 2, "bc": 4, "bd": 2, "bca": 2}), num_merges=4)


def test_overlapping_places(compare, draw):
    """A pair of equal symbols counts at overlapping places too, and is merged from the left."""
    compare.call(renamed(draw, {"bbb": 2, "ac": 3}), 3)
    compare.call(renamed(draw, {"ccccc": 1, "ab": 3, "da": 1}), 5)
    compare.call(renamed(draw, {"aaab": 4, "baaa": 3, "aaaaaaa": 1}), 6)


def test_whole_symbols(compare, draw):
    """A merge replaces whole symbols: a pair isn't found inside of longer ones."""
    compare.call(renamed(draw, {"ca": 9, "cab": 4, "ab": 5, "abd": 3}), 5)
    compare.call(renamed(draw, {"bca": 6, "bc": 5, "ad": 4, "cad": 4, "bcad": 2}), 6)


def test_borders_of_words(compare, draw):
    """Pairs stay within a word, no symbol is added at its end, and one symbol has no pair."""
    compare.call(renamed(draw, {"b": 50, "a": 40, "ba": 1, "c": 30}), 3)
    compare.call(renamed(draw, {"ab": 2, "cb": 2, "db": 2, "eb": 2}), 4)


def test_early_end(compare, draw):
    """The merges end where no pair is left, also pairs that occur once are merged before."""
    for words in ({"abcd": 1}, {"ab": 1, "cd": 2, "abcd": 1}, {"a": 3, "bc": 1}):
        compare.call(renamed(draw, words), 25)


def test_nothing_to_merge(compare, draw):
    """No merges are asked for, or there is no pair from the start."""
    compare.call(renamed(draw, {"abc": 2, "bc": 1}), 1)
    compare.call(renamed(draw, {"abc": 2, "bc": 1}), 0)
    compare.call(renamed(draw, {"a": 2, "b": 1}), 3)
    compare.call({}, 3)


def test_other_characters(compare, draw):
    """Any characters form pairs: capitals, digits, punctuation, and letters with accents."""
    words = {
        "Ab-12": 2,
        "b-1": 3,
        "\u00e9\u00e9b": 2,
        "\u4e2d\u6587": 4,
        "a b": 2,
        "A": 1,
        "c+(d": 3,
        "+(": 2,
    }
    compare(in_both_orders, words=renamed(draw, words), num_merges=9)


def test_new_list(compare, draw):
    """The result is a new list, and the words stay as they are."""
    compare(called_twice, words=renamed(draw, {"abc": 2, "bcd": 3, "ab": 1}), num_merges=3)


def test_many_words(compare, draw):
    """A thousand words and 40 merges take no more time than the contract allows."""
    compare.on("plain").call(renamed(draw, vocabulary(1000)), 40)
