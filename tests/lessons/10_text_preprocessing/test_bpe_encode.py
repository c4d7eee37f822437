from autograder.judge import graded

pytestmark = graded("bpe_encode")


def renamed(draw, word, merges):
    """The word and the merges with the letters a to h replaced by other ones."""
    chosen = draw.permutation(26)[:8].tolist()
    table = {ord(old): chr(97 + new) for old, new in zip("abcdefgh", chosen, strict=True)}
    pairs = [(left.translate(table), right.translate(table)) for left, right in merges]
    return word.translate(table), pairs


def called_twice(lesson, word, merges):
    """The results of two calls, with a change to the first result in between."""
    first = lesson.bpe_encode(word, merges)
    kept = list(first)
    first.append("a symbol of the caller")
    return {
        "the list of symbols": kept,
        "the list of symbols of the next call": lesson.bpe_encode(word, merges),
        "the merges afterwards": merges,
        "the symbols, joined,": "".join(kept),
    }


def test_words(compare, draw):
    """The merges build up the symbols of a word, which may be new."""
    merges = [("c", "h"), ("b", "ch"), ("d", "e"), ("de", "f"), ("g", "a")]
    for word in ("defbch", "gabch", "bchdef", "hc"):
        compare.call(*renamed(draw, word, merges))


def test_order_of_merges(compare, draw):
    """Earlier merges come first, also where a later one stands further left in the word."""
    merges = [("b", "c"), ("a", "b"), ("c", "d")]
    compare.call(*renamed(draw, "abcd", merges))
    compare.call(*renamed(draw, "abcd", merges[::-1]))
    compare.call(*renamed(draw, "abcd", [*merges[1:], merges[0]]))


def test_each_merge_once(compare, draw):
    """Each merge is applied once: a pair that a later merge makes possible stays apart."""
    compare.call(*renamed(draw, "abc", [("ab", "c"), ("a", "b")]))
    compare.call(*renamed(draw, "abcabcd", [("abc", "d"), ("ab", "c"), ("a", "b"), ("c", "a")]))


def test_overlapping_places(compare, draw):
    """Overlapping pairs are merged from the left, and merged symbols wait for a later merge."""
    for word in ("aaa", "aaaa", "aaaaa", "aaaaaaaab", "baaa"):
        compare.call(*renamed(draw, word, [("a", "a"), ("aa", "aa"), ("aa", "a")]))
    compare.call(*renamed(draw, "ababab", [("b", "a"), ("a", "b")]))


def test_all_places(compare, draw):
    """A merge is applied at all its places, the first and the last one too."""
    compare.call(*renamed(draw, "abcabdab", [("a", "b")]))
    compare.call(*renamed(draw, "abab", [("a", "b"), ("ab", "ab")]))


def test_whole_symbols(compare, draw):
    """A merge needs two whole symbols: it doesn't see the ends of longer ones."""
    compare.call(*renamed(draw, "cabab", [("c", "a"), ("a", "b")]))
    compare.call(*renamed(draw, "abcd", [("b", "c"), ("a", "b"), ("c", "d"), ("ab", "cd")]))
    compare.call(*renamed(draw, "abcabd", [("a", "b"), ("b", "c"), ("b", "d"), ("ab", "d")]))


def test_equal_joins(compare, draw):
    """Two merges may give the same symbol. Symbols of merges are not looked up in the word as text."""
    compare.call(*renamed(draw, "abcabca", [("a", "b"), ("c", "a"), ("b", "ca"), ("ab", "ca")]))
    compare.call(*renamed(draw, "abcabab", [("a", "b"), ("a", "bc"), ("aba", "b")]))


def test_unknown_characters(compare, draw):
    """Characters that no merge knows stay symbols of their own."""
    compare.call(*renamed(draw, "xabX-ab\u00e9 1", [("a", "b"), ("ab", "c")]))
    compare.call(*renamed(draw, "gg h", [("a", "b")]))
    compare.call(*renamed(draw, "ab\0a\0\0b \nab", [("a", "b"), ("\0", "a")]))
    compare.call(*renamed(draw, "a.+(b) .+", [(".", "+"), ("a", ".+"), (" ", ".+"), ("(", "b")]))


def test_short_words(compare, draw):
    """An empty word has no symbols, and a single character is one. There may be no merges."""
    merges = [("a", "b"), ("ab", "c")]
    for word in ("ab", "a", "c", ""):
        compare.call(*renamed(draw, word, merges))
    compare.call(*renamed(draw, "abca", []))
    compare.call("", [])


def test_tuple_of_merges(compare, draw):
    """The merges may be a tuple."""
    word, merges = renamed(draw, "abcab", [("a", "b"), ("ab", "c")])
    compare.call(word, tuple(merges))


def test_new_list(compare, draw):
    """The symbols are a new list and give the word if they are joined; the merges stay as they are."""
    for given in (("abcbcd", [("b", "c"), ("a", "bc"), ("d", "a")]), ("aaab", [("a", "a"), ("a", "b")])):
        word, merges = renamed(draw, *given)
        compare(called_twice, word=word, merges=merges)


def test_long_words(compare, draw):
    """A long word has many symbols."""
    word, merges = renamed(
        draw, "abcadbcab" * 60, [("a", "b"), ("c", "a"), ("ab", "ca"), ("d", "b"), ("db", "ca")]
    )
    compare.call(word, merges)
