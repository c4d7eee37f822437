from autograder.judge import graded

pytestmark = graded("preprocess")

WORDS = [
    "a",
    "it",
    "film",
    "not",
    "good",
    "don't",
    "'tis",
    "'",
    "10",
    "3d",
    "i",
    "k",
    "caf",
    "clich",
    "s",
    "e",
]


def numbered(draw, words=WORDS, first=2):
    """A vocabulary with the words in random order, and two further ids for what fills up and is unknown."""
    ids = (draw.permutation(len(words) + 2) + first).tolist()
    return {"vocab": dict(zip(words, ids[2:], strict=True)), "pad": ids[0], "unk": ids[1]}


def sentences(draw, *lengths, words=("a", "it", "film", "not", "good")):
    """A sentence of this number of random words for each length."""
    return [" ".join(words[i] for i in draw.integers(0, len(words), length).tolist()) for length in lengths]


def by_default(lesson, reviews, vocab, max_len):
    """The ids that stand for padding and for the unknown aren't given."""
    return lesson.preprocess(reviews, vocab, max_len)


def test_ids_of_words(compare, draw):
    """Each word becomes its id, and rows are filled up behind their ids."""
    compare.call(sentences(draw, 3, 6, 1), max_len=6, **numbered(draw))


def test_punctuation(compare, draw):
    """Punctuation and line breaks separate words, with or without spaces around them."""
    reviews = ["Good!", "(it)...a-film;not/good", " \t good,\nnot\r\na  film. ", '"Not", he: [a]*film*?']
    compare.call(reviews, max_len=7, **numbered(draw))


def test_capitals(compare, draw):
    """Capitals become small letters first, as `str.lower` says, and only then are tokens found."""
    compare.call(["A GOOD Film", "nOt GooD", "DON'T", "\u212a \u0130t 3D"], max_len=4, **numbered(draw))
    words = [*WORDS, "ss", "ma"]
    compare.call(["ma\u00dfa", "\ufb01lm good", "STRA\u1e9eE"], max_len=4, **numbered(draw, words))


def test_apostrophes_and_digits(compare, draw):
    """Apostrophes and digits are parts of tokens wherever they stand, even alone."""
    reviews = ["I don't", "'tis good", "10/10 ' 3d", "it's 'film' don''t", "10' 3.10 3 d"]
    compare.call(reviews, max_len=6, **numbered(draw))


def test_other_characters(compare, draw):
    """Curly apostrophes, underscores, accents and other letters or digits separate tokens."""
    reviews = [
        "don\u2019t caf\u00e9",
        "clich\u00e9s_film",
        "good\u00b2 10\u0663 \u00bd",
        "\u7535\u5f71good \u0444",
    ]
    compare.call(reviews, max_len=5, **numbered(draw))


def test_long_reviews(compare, draw):
    """Of a long review the first max_len ids are kept, no fewer; one that fits exactly stays whole."""
    reviews = sentences(draw, 9, 5, 4, 6)
    compare.each({"reviews": reviews, **numbered(draw)}, max_len=(1, 5))
    compare.call([f"a {reviews[0]} good", f"good {reviews[1]} a"], max_len=4, **numbered(draw))


def test_unknown_tokens(compare, draw):
    """An unknown token becomes unk and takes a place, also if the vocabulary is empty."""
    reviews = ["a masterpiece", "masterpiece it xyz film", "q w good", "<unk> a <pad>"]
    compare.call(reviews, max_len=4, **numbered(draw))
    compare.call(reviews, {}, 3, pad=draw.integer(5, 9), unk=draw.integer(2, 5))


def test_any_ids(compare, draw):
    """An id may be 0 or large, or that of another token. By default 0 fills up, and 1 is unknown."""
    compare(by_default, reviews=["it xyz", "film"], vocab=numbered(draw)["vocab"], max_len=3)
    reviews = ["it film xyz good", "good it", ""]
    vocab = {"it": 0, "film": 2**24 + 1, "good": draw.integer(3, 9), "a": 2}
    for pad, unk in ((draw.integer(10, 20), 7), (0, 2), (5, 5), (2**24 + 3, 0)):
        compare.call(reviews, vocab, 5, pad=pad, unk=unk)


def test_empty_reviews(compare, draw):
    """A review without a token is a row of pad, in its place among the others, or alone."""
    compare.call(["", "good film", "...", "\n"], max_len=3, **numbered(draw))
    compare.call(("?!",), max_len=2, **numbered(draw))


def test_many(compare, draw):
    """Hundreds of reviews, of words and of places are right too. Reviews may be in a tuple."""
    words = [f"word{number}" for number in range(300)]
    reviews = sentences(draw, *[1 + place % 7 for place in range(300)], words=words)
    compare.call(tuple(reviews), max_len=5, **numbered(draw, words))
    compare.call(sentences(draw, 400, 260), max_len=300, **numbered(draw))
