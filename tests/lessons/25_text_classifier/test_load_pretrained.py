import torch

from autograder.judge import graded
from autograder.judge.scenarios import refusal

pytestmark = graded("load_pretrained")

KNOWN = ["the", "film", "good", "bad", "it"]


def drawn(draw, dim=3, known=KNOWN):
    """Vectors of the known words, in random order."""
    return {known[place]: draw.normal(dim) for place in draw.permutation(len(known)).tolist()}


def half(lesson, words, vectors, dim):
    return lesson.load_pretrained(words, {word: vector.half() for word, vector in vectors.items()}, dim)


def written(lesson, words, vectors, dim):
    """What the caller writes into a table changes neither the vectors nor another table."""
    before = {word: vector.clone() for word, vector in vectors.items()}
    table, _ = lesson.load_pretrained(words, vectors, dim)
    again, _ = lesson.load_pretrained(words, vectors, dim)
    leaf, recorded = table.is_leaf, table.requires_grad
    table.fill_(7.0)
    return {
        "the second table": again,
        "the vectors are as before": all(torch.equal(vectors[word], before[word]) for word in before),
        "the table is a leaf": leaf,
        "the table requires a gradient": recorded,
    }


def refused(lesson, words, vectors, dim, wrong):
    """The call with the vector of one word in another shape, and without this word."""
    right = [word for word in words if word != wrong]
    return {
        "the exception": refusal(ValueError, wrong, lesson.load_pretrained, words, vectors, dim),
        "the table and the count without this word": lesson.load_pretrained(right, vectors, dim),
    }


def test_rows(compare, draw):
    """Row i is the vector of word i, and 0 if it has none. Words without one are counted, also if none is."""
    compare.detached.call(["film", "oscar", "the", "good", "plot"], drawn(draw), 3)
    compare.detached.call(tuple(KNOWN[place] for place in draw.permutation(5).tolist()), drawn(draw), 3)


def test_no_word_has_a_vector(compare, draw):
    """If no word has a vector, the table is 0 and has the vectors' dtype."""
    compare.detached.call(["oscar", "plot"], drawn(draw), 3)
    compare.detached.call(["<pad>"], drawn(draw, dim=1), 1)


def test_repeated_words(compare, draw):
    """A word that comes twice has two rows, and counts twice if it has no vector."""
    words = ["plot", "film", "plot", "it", "film", "plot", "oscar"]
    compare.detached.call(words, drawn(draw), 3)


def test_words_as_they_are(compare, draw):
    """Capitals, spaces and special tokens are looked up as they are."""
    words = ["The", "the", "FILM", " film", "<unk>", "", "good "]
    compare.detached.call(words, drawn(draw, known=[*KNOWN, "<unk>", "Bad"]), 3)


def test_vector_of_zeros(compare, draw):
    """A vector of zeros is a vector, so its word isn't counted."""
    vectors = drawn(draw)
    vectors["film"] = torch.zeros(3)
    compare.detached.call(["film", "plot", "bad"], vectors, 3)


def test_sizes(compare, draw):
    """One word, one number, equal sizes and hundreds of both are right."""
    compare.detached.call(["film"], drawn(draw), 3)
    compare.detached.call(["bad", "film", "plot"], drawn(draw, dim=1), 1)
    compare.detached.call(["bad", "plot", "film"], drawn(draw, known=["film", "bad"]), 3)
    words = [f"word{number}" for number in range(280)]
    compare.detached.call(words, drawn(draw, dim=260, known=[*words[::70], "the"]), 260)


def test_wrong_shapes(compare, draw):
    """A vector of another shape raises ValueError with its word, even if it would fit by broadcasting."""
    for shape in ((2,), (4,), (1,), (1, 3), (3, 1), ()):
        vectors = drawn(draw)
        vectors["good"] = draw.normal(*shape)
        compare.on("plain")(
            refused, words=["film", "plot", "good", "it"], vectors=vectors, dim=3, wrong="good"
        )


def test_other_words(compare, draw):
    """The vectors of words that aren't asked for don't matter, whatever their shapes."""
    vectors = {"first": draw.normal(2), **drawn(draw), "last": draw.normal(1, 3)}
    compare.detached.call(["film", "plot", "it"], vectors, 3)


def test_new_memory(compare, draw):
    """The table shares no memory with the vectors or with another table, also if it has one row."""
    for words in (["film", "plot", "bad"], ["film"], ["plot"]):
        compare.on("plain", "strided")(written, words=words, vectors=drawn(draw), dim=3)


def test_half_precision(compare, draw):
    """Vectors in float16 give a table in float16."""
    compare.on("plain")(half, words=["plot", "film", "it"], vectors=drawn(draw), dim=3)
