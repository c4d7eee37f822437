from autograder.judge import graded

pytestmark = graded("build_char_index")

ALPHABET = "qwertzuiopasdfghjklyxcvbnm ,.-ABC"


def text(draw, length, letters=ALPHABET):
    """A random text of these letters."""
    return "".join(letters[place] for place in draw.integers(0, len(letters), length).tolist())


def shuffled(draw, letters):
    return "".join(letters[place] for place in draw.permutation(len(letters)).tolist())


def indexed(lesson, corpus):
    chars, ids = lesson.build_char_index(corpus)
    return {
        "the list of characters": chars,
        "the type of the second result": type(ids).__name__,
        "the list of characters with their ids": sorted(ids.items()),
    }


def called_twice(lesson, corpus, other):
    """The results for two texts, with changes to the first results in between."""
    chars, ids = lesson.build_char_index(corpus)
    first = [list(chars), sorted(ids.items())]
    chars.append("a character of the caller")
    ids["a character of the caller"] = 99
    later = [
        [list(chars), sorted(ids.items())] for chars, ids in map(lesson.build_char_index, (corpus, other))
    ]
    return {
        "the list of results": first,
        "the list of results of the next calls": later,
        "the list of characters of the first call at the end": list(chars),
    }


def test_first_appearance(compare, draw):
    """The ids follow the order in which the characters first appear, in any text."""
    order = shuffled(draw, ALPHABET)
    compare(indexed, corpus=order + text(draw, 300))
    compare(indexed, corpus=order[:20] * 2 + order)


def test_repeated_characters(compare, draw):
    """A character that comes again keeps its first id."""
    a, b, c, d, e, f = shuffled(draw, "abcdef")
    for corpus in (a + b + a + c + b + b + d, a * 5 + b + a, a + b + b + c + d + e + f + a + f):
        compare(indexed, corpus=corpus)


def test_exact_characters(compare, draw):
    """Capitals, spaces, line breaks, punctuation and other letters are characters of their own."""
    compare(indexed, corpus=shuffled(draw, "aA bB\n\t.,!-_0\u00e9\u4e2d\U0001f600") + text(draw, 30))
    compare(indexed, corpus=f" {text(draw, 5)}\n\n{text(draw, 5)} ")
    compare(indexed, corpus="e\u0301" + text(draw, 9))  # an accent that is a character of its own


def test_small_texts(compare, draw):
    """A text of one character, or of several equal ones, has one id; an empty text has none."""
    letter = shuffled(draw, "abcdefgh")[0]
    for corpus in (letter, letter * 7, "", "\n"):
        compare(indexed, corpus=corpus)


def test_long_text(compare, draw):
    """A text of many thousand characters works too."""
    compare(indexed, corpus=text(draw, 20_000, "abcd") + shuffled(draw, ALPHABET) + text(draw, 20_000))


def test_new_results(compare, draw):
    """Each call makes a new list and a new dict."""
    compare(called_twice, corpus=shuffled(draw, ALPHABET), other=shuffled(draw, ALPHABET))
