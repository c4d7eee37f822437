from autograder.judge import graded

pytestmark = graded("count_corpus")


def renamed(draw, value):
    """The value with each letter from a to h in its strings replaced by another one."""
    chosen = draw.permutation(26)[:8].tolist()
    table = {ord(old): chr(97 + new) for old, new in zip("abcdefgh", chosen, strict=True)}
    table |= {ord(chr(old).upper()): new.upper() for old, new in table.items()}
    return translated(value, table)


def translated(value, table):
    if isinstance(value, str):
        return value.translate(table)
    return type(value)([translated(item, table) for item in value])


def counted(lesson, tokens):
    found = lesson.count_corpus(tokens)
    return {
        "the type of the result": type(found).__name__,
        "the list of tokens with their counts": sorted(map(list, found.items())),
    }


def called_twice(lesson, tokens, others):
    """The counts of three calls, with a change to the first result in between, which is looked at last."""
    first = lesson.count_corpus(tokens)
    items = sorted(map(list, first.items()))
    first["a token of the caller"] = 7
    names = ("the list of counts in the next call", "the list of counts of another corpus")
    later = [sorted(map(list, lesson.count_corpus(one).items())) for one in (tokens, others)]
    return {
        "the list of counts": items,
        **dict(zip(names, later, strict=True)),
        "the list of counts of the first call at the end": sorted(map(list, first.items())),
    }


def test_rows(compare, draw):
    """The tokens of all rows are counted together: each occurrence counts, also within a row."""
    compare(counted, tokens=renamed(draw, [["ab", "cd", "ab"], ["ab", "e"], ["cd", "fg", "fg", "fg"]]))
    compare(counted, tokens=renamed(draw, [["ab", "ab", "c"]]))


def test_one_sequence(compare, draw):
    """In one sequence of tokens each string counts as a whole, not by its characters."""
    compare(counted, tokens=renamed(draw, ["abab", "cc", "abab", "a", "cc", "abab"]))
    compare(counted, tokens=renamed(draw, ["dead", "dead"]))


def test_characters(compare, draw):
    """Tokens of one character are counted in both forms, and spaces are tokens too."""
    compare(counted, tokens=renamed(draw, list("abba cab a")))
    compare(counted, tokens=renamed(draw, [list("abba"), list(" cab"), list("a b")]))


def test_empty_rows(compare, draw):
    """Rows may be empty, the first and the last too."""
    compare(counted, tokens=renamed(draw, [[], ["ab", "ab"], [], ["c", "ab"], []]))
    compare(counted, tokens=renamed(draw, [[], [], ["de", "de"]]))


def test_empty_corpora(compare, draw):
    """A corpus without tokens, or only with empty rows, has no counts."""
    compare(counted, tokens=renamed(draw, [["ab", "ab"]]))
    for tokens in ([], (), [[]], [[], []]):
        compare(counted, tokens=tokens)


def test_tuples(compare, draw):
    """The corpus and its rows may be lists or tuples."""
    for tokens in (
        ("ab", "cd", "ab"),
        [("ab", "cd"), ("ab", "e")],
        (["ab", "cd"], ["cd"]),
        ((), ("ab", "ab")),
        [["ab"], ("ab", "c")],
    ):
        compare(counted, tokens=renamed(draw, tokens))


def test_exact_tokens(compare, draw):
    """Tokens are compared as they are: capitals and punctuation make another token."""
    compare(counted, tokens=renamed(draw, ["Ab", "ab", "ab", "AB", "ab,", "ab", "\u00e9a", "ab,"]))
    compare(counted, tokens=renamed(draw, [["Ab", "ab"], ["ab", "<unk>", "12", "<unk>"]]))


def test_new_counter(compare, draw):
    """Each call counts anew."""
    compare(
        called_twice, tokens=renamed(draw, ["ab", "cd", "ab"]), others=renamed(draw, [["ab"], ["ef", "ef"]])
    )
