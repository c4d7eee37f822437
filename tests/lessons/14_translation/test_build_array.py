from autograder.judge import graded

pytestmark = graded("build_array")

SPECIAL = ["<unk>", "<pad>", "<bos>", "<eos>"]
WORDS = list("abcdefgh")


class Vocabulary:
    """Of lesson 10's vocabulary, the brackets."""

    def __init__(self, tokens, first=0):
        self.ids = {token: first + place for place, token in enumerate(tokens)}

    def __getitem__(self, tokens):
        if isinstance(tokens, str):
            return self.ids.get(tokens, self.ids["<unk>"])
        return [self[token] for token in tokens]


def arrays(lesson, tokens, lines, max_len, is_source):
    """The ids and the lengths of lines, with a vocabulary of these tokens."""
    return lesson.build_array(lines, Vocabulary(tokens), max_len, is_source)


def both(lesson, tokens, lines, max_len):
    vocab = Vocabulary(tokens)
    return {
        "the ids and lengths as sources": lesson.build_array(lines, vocab, max_len, True),
        "the ids and lengths as targets": lesson.build_array(lines, vocab, max_len, False),
    }


def with_ids_from(lesson, tokens, first, lines, max_len):
    """The ids and the lengths of targets, with a vocabulary whose smallest id is `first`."""
    return lesson.build_array(lines, Vocabulary(tokens, first), max_len, False)


def in_a_row(lesson, tokens, lines, max_len):
    """Two batches. The first one stays as it is, and its two tensors are apart."""
    vocab = Vocabulary(tokens)
    ids, valid_len = lesson.build_array(lines, vocab, max_len, False)
    kept = ids.clone()
    valid_len.fill_(0)
    lesson.build_array(lines[::-1], vocab, max_len, True)
    again, lengths = lesson.build_array(lines, vocab, max_len, False)
    return {
        "the ids": kept,
        "the ids at the end": ids,
        "the ids of the same lines later": again,
        "the lengths": lengths,
    }


def shuffled(draw, tokens):
    return [tokens[place] for place in draw.permutation(len(tokens)).tolist()]


def all_tokens(draw):
    """The words and then the special tokens, each in random order, so that no special id can be guessed."""
    return [*shuffled(draw, WORDS), *shuffled(draw, SPECIAL)]


def test_sources(compare, draw):
    """A source is cut or filled up to max_len, and nothing is added to it."""
    lines = shuffled(draw, [list("abc"), list("defgh"), list("fa"), list("ghab")])
    compare(arrays, tokens=all_tokens(draw), lines=lines, max_len=4, is_source=True)


def test_targets(compare, draw):
    """The end of a target is marked by <eos>, which follows right after its tokens."""
    lines = shuffled(draw, [list("abc"), list("d"), list("fa")])
    compare(arrays, tokens=all_tokens(draw), lines=lines, max_len=6, is_source=False)


def test_long_targets(compare, draw):
    """A target that is cut off keeps its <eos>. So does one that fits exactly without it."""
    lines = shuffled(draw, [list("abcd"), list("efghab"), list("cde"), list("gf")])
    compare(arrays, tokens=all_tokens(draw), lines=lines, max_len=4, is_source=False)


def test_one_place(compare, draw):
    """With max_len 1, a source keeps a token, and a target is <eos> alone."""
    compare(both, tokens=all_tokens(draw), lines=[list("ab"), list("c"), list("de")], max_len=1)


def test_empty_sentences(compare, draw):
    """An empty source has length 0, and an empty target length 1."""
    tokens = all_tokens(draw)
    for lines, max_len in (([[], list("ab"), []], 3), ([[]], 2), ([(), ()], 1)):
        compare(both, tokens=tokens, lines=lines, max_len=max_len)


def test_special_tokens_in_sentences(compare, draw):
    """Special tokens in a sentence count like any others, <pad> too."""
    lines = [["a", "<pad>"], ["<pad>", "<pad>", "b"], ["<eos>", "c"], ["<bos>"], ["<unk>", "<eos>", "<pad>"]]
    compare(both, tokens=all_tokens(draw), lines=lines, max_len=3)
    compare(both, tokens=all_tokens(draw), lines=lines, max_len=5)


def test_unknown_tokens(compare, draw):
    """Unknown tokens are valid tokens with the id of <unk>. Special ids may be any, 0 too."""
    for tokens in ([*SPECIAL, *WORDS], [*WORDS, *SPECIAL[::-1]], ["<eos>", "<pad>", *WORDS, "<unk>"]):
        compare(both, tokens=tokens, lines=[["xyz", "a"], ["A", "b", "xyz"], ["<x>"]], max_len=4)
    compare(both, tokens=all_tokens(draw), lines=[list("axby"), list("xy")], max_len=5)


def test_sizes(compare, draw):
    """Lists and tuples, one sentence, and as many sentences as places are right."""
    tokens = all_tokens(draw)
    for lines in ((list("ab"), tuple("cd")), [tuple("efg")], (tuple("h"), list("ab"), [])):
        compare(both, tokens=tokens, lines=lines, max_len=3)
    compare(both, tokens=tokens, lines=[list("abc")] * 3, max_len=3)
    compare(both, tokens=tokens, lines=[list("ab"), list("c")], max_len=300)


def test_many(compare, draw):
    """Hundreds of sentences, and of words in the vocabulary, are right too."""
    words = [f"w{number}" for number in range(400)]
    ids = draw.integers(0, 400, 300, 3).tolist()
    lines = [[words[one] for one in row[: 1 + place % 3]] for place, row in enumerate(ids)]
    compare(both, tokens=[*words, *shuffled(draw, SPECIAL)], lines=lines, max_len=3)


def test_large_ids(compare, draw):
    """Large ids are exact too."""
    lines = shuffled(draw, [list("abc"), list("d"), list("fgh")])
    compare(with_ids_from, tokens=all_tokens(draw), first=2**24, lines=lines, max_len=4)


def test_new_tensors(compare, draw):
    """Each call makes new tensors, which share nothing."""
    lines = shuffled(draw, [list("abc"), list("de"), list("fgha")])
    compare(in_a_row, tokens=all_tokens(draw), lines=lines, max_len=4)
