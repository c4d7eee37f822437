from autograder.judge import graded
from autograder.judge.scenarios import refusal

pytestmark = graded("Vocab")


def renamed(draw, *values):
    """The values with the letters a to h replaced by others, which keep the order of the alphabet."""
    chosen = sorted(draw.permutation(26)[:8].tolist())
    table = {ord(old): chr(97 + new) for old, new in zip("abcdefgh", chosen, strict=True)}
    table |= {ord(chr(old).upper()): new.upper() for old, new in table.items()}
    return [translated(value, table) for value in values]


def translated(value, table):
    if isinstance(value, str):
        return value.translate(table)
    return type(value)([translated(item, table) for item in value])


def shuffled(draw, counts):
    """A corpus in random order, in which each token occurs as often as said."""
    tokens = [token for token, count in counts.items() for _ in range(count)]
    return [tokens[place] for place in draw.permutation(len(tokens)).tolist()]


def contents(vocab, name="the vocabulary"):
    tokens = [vocab.to_tokens(index) for index in range(len(vocab))]
    return {
        f"the number of tokens of {name}": len(vocab),
        f"the list of all tokens of {name}": tokens,
        f"the list of the indices of these tokens in {name}": [vocab[token] for token in tokens],
    }


def built(lesson, tokens, **options):
    return contents(lesson.Vocab(tokens, **options))


def looked_up(lesson, tokens, asked, **options):
    vocab = lesson.Vocab(tokens, **options)
    return {f"the index or indices of {token!r}": vocab[token] for token in asked}


def found_again(lesson, tokens, asked):
    vocab = lesson.Vocab(tokens)
    return {f"the token or tokens of {indices!r}": vocab.to_tokens(indices) for indices in asked}


def out_of_range(lesson, tokens, beyond):
    """The refusals of indices, which are counted from the number of tokens."""
    vocab = lesson.Vocab(tokens)
    size = len(vocab)
    wrong = [-1, -size, *(size + more for more in beyond)]
    return {
        **contents(vocab),
        **{
            f"the index {one} of {size} tokens": refusal(IndexError, "", vocab.to_tokens, one)
            for one in wrong
        },
        **{
            f"the indices 0 and {one} of {size} tokens": refusal(IndexError, "", vocab.to_tokens, [0, one])
            for one in wrong
        },
    }


def two_of_them(lesson, tokens, others, reserved):
    """Two vocabularies, after the caller changed the lists that they were made of and what they returned."""
    rows, given = [list(row) for row in tokens], list(reserved)
    first = lesson.Vocab(rows, reserved=given)
    second = lesson.Vocab(others)
    rows[0].extend(["new", "new", "new"])
    rows.append(["new"])
    given.append("newer")
    first[others].append(99)
    first.to_tokens([0, 1]).append("newest")
    third = lesson.Vocab(tokens)
    return {
        **contents(first, "the first vocabulary"),
        **contents(second, "the second vocabulary"),
        **contents(third, "the third vocabulary"),
    }


def test_order(compare, draw):
    """Frequent tokens come first, and of equally frequent ones the smaller string."""
    counts = {
        "ab": 3,
        "cab": 5,
        "b": 3,
        "aa": 3,
        "d": 1,
        "bb": 2,
        "Ca": 3,
        "c,": 2,
        "\u00e9": 2,
        "egg": 4,
        "a": 1,
    }
    for _ in range(2):
        compare(built, tokens=shuffled(draw, counts))
    compare(built, tokens=renamed(draw, ["f", "c", "e", "g", "b", "d", "c", "h", "a"])[0])


def test_unknown_tokens(compare, draw):
    """All tokens without an index get 0, the index of "<unk>", wherever they stand."""
    tokens, asked = renamed(draw, ["ab", "c", "ab"], ["abc", "a", "C", "ab", ["c", "d", "ab"], "<unk>"])
    compare(looked_up, tokens=tokens, asked=asked)
    compare(looked_up, tokens=[tokens, ["<unk>", "<unk>", "<unk>"]], asked=[*asked, tokens])


def test_reserved_tokens(compare, draw):
    """Reserved tokens follow "<unk>" in the order given, whether or not they occur in the corpus."""
    tokens = renamed(draw, ["b", "d", "d", "a", "b", "d"])[0]
    for reserved in (["<pad>", "<bos>", "<eos>"], ("<eos>", "<bos>"), ["<pad>"], []):
        compare(built, tokens=tokens, reserved=reserved)


def test_reserved_twice(compare, draw):
    """A token has one index, also if it is reserved and in the corpus, or reserved twice, or "<unk>"."""
    tokens, name = renamed(draw, [["b", "d", "<pad>"], ["d", "<pad>", "<unk>", "a", "d"]], "b")
    for reserved in (["<pad>", name], ["<bos>", "<pad>", "<bos>"], ["<pad>", "<unk>"], ["<unk>", "<eos>"]):
        compare(built, tokens=tokens, reserved=reserved)


def test_min_freq(compare, draw):
    """Tokens that occur min_freq times stay, rarer ones go, and reserved ones stay in any case."""
    corpus = ["d", "e", "c", "ab", "e", "<unk>", "<pad>", "c", "b", "ab", "e", "ab", "<unk>", "b", "e"]
    for min_freq in range(6):
        tokens = renamed(draw, corpus)[0]
        compare(built, tokens=tokens, min_freq=min_freq, reserved=["<pad>", "<eos>"])
    tokens, asked = renamed(draw, corpus, ["ab", "c", "d", ["e", "b"]])
    compare(looked_up, tokens=tokens, asked=asked, min_freq=3)


def test_nested_tokens(compare, draw):
    """A string gives an int. Lists and tuples of any depth give lists of the same nesting."""
    tokens, asked = renamed(
        draw,
        ["ab", "a", "b", "a", "cd", "cd", "cd"],
        [
            "ab",
            ["ab"],
            ["a", "b"],
            ("cd", "a"),
            [["a"], ["b", "cd"], []],
            (("a",), ["x", ("b",)]),
            [],
            (),
            [[[]]],
        ],
    )
    compare(looked_up, tokens=tokens, asked=asked)


def test_tokens_of_indices(compare, draw):
    """An int gives a string; a list or a tuple of ints gives a list, with repetitions, of any length."""
    tokens = renamed(draw, ["ab", "c", "ab", "d"])[0]
    compare(found_again, tokens=tokens, asked=[0, 2, 3, [3, 1, 1, 0], (2, 1), [1], (), [], [0]])


def test_indices_out_of_range(compare, draw):
    """An index that doesn't exist raises an IndexError, also a negative one, and among others."""
    compare(out_of_range, tokens=renamed(draw, ["ab", "c", "ab"])[0], beyond=[0, 1, draw.integer(2, 99)])


def test_forms_of_a_corpus(compare, draw):
    """The corpus may be one sequence or rows, lists or tuples, and it may be empty."""
    flat, rows = renamed(draw, ["cd", "ab", "cd"], [["ab", "cd", "b"], [], ["b", "b"]])
    for tokens in (flat, tuple(flat), rows, tuple(map(tuple, rows)), [[], *rows], [], [[]]):
        compare(built, tokens=tokens)
    compare(built, tokens=[], reserved=["<pad>"], min_freq=2)


def test_independence(compare, draw):
    """Vocabularies share nothing, and later changes to lists of the caller don't matter."""
    tokens, others = renamed(draw, [["ab", "c"], ["ab", "d"]], ["e", "c", "e"])
    compare(two_of_them, tokens=tokens, others=others, reserved=["<pad>"])
