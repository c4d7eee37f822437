from autograder.judge import graded

pytestmark = graded("bleu")

LETTERS = "abcdefgh"


def renamed(draw, *texts):
    """The texts with each letter from a to h replaced by another one, the same in all texts."""
    chosen = draw.permutation(26)[:8].tolist()
    table = {ord(old): chr(97 + new) for old, new in zip(LETTERS, chosen, strict=True)}
    table |= {ord(chr(old).upper()): new.upper() for old, new in table.items()}
    return [text.translate(table) for text in texts]


def scores(lesson, pairs, ks):
    """The BLEU of pairs of a prediction and a reference."""
    return {
        f"the BLEU of {pair[0]!r} for the reference {pair[1]!r}": [lesson.bleu(*pair, k) for k in ks]
        for pair in pairs
    }


def test_examples(compare, draw):
    """Matched n-grams of all lengths up to k count, the length n with the weight 1/2^n."""
    for k in (1, 2, 3, 4):
        compare.call(*renamed(draw, "a b c d e c", "a b c e d f"), k)
        compare.call(*renamed(draw, "f a b c d h g", "a b c d e f g h"), k)


def test_random_sequences(compare, draw):
    """Sequences of a few different tokens, of all lengths, are right for any k."""
    words = renamed(draw, *LETTERS[:4])
    texts = []
    for length in (1, 2, 3, 4, 5, 6, 8, 9, 12, 30) * 2:
        texts.append(" ".join(words[place] for place in draw.integers(0, 3, length).tolist()))
    pairs = list(zip(texts, texts[3:] + texts[:3], strict=True))
    compare(scores, pairs=pairs, ks=[1, 2, 3, 5])


def test_clipping(compare, draw):
    """An n-gram of the reference matches only as often as it occurs there."""
    pairs = [
        ("a a a a", "a b"),
        ("a b a b a b", "a b c a b d"),
        ("a a a b b c", "b a c a d d"),
        ("b b", "b c b"),
    ]
    compare(scores, pairs=[renamed(draw, *pair) for pair in pairs], ks=[1, 2, 3])


def test_length(compare, draw):
    """A prediction shorter than the reference is punished, a longer one is not."""
    pairs = [
        ("a b", "a b c"),
        ("a b c", "a b c d e f g h"),
        ("a b c", "a b"),
        ("a b c d e f", "a b c"),
        ("a", "a b c d"),
    ]
    compare(scores, pairs=[renamed(draw, *pair) for pair in pairs], ks=[1, 2])


def test_short_sequences(compare, draw):
    """A prediction of fewer than k tokens ends the product early. A short reference doesn't."""
    pairs = [("a", "a"), ("a b", "a b"), ("a b", "a"), ("a b c", "a b"), ("a b c", "a b c d"), ("b", "a b")]
    compare(scores, pairs=[renamed(draw, *pair) for pair in pairs], ks=[1, 2, 3, 4, 9])


def test_no_tokens(compare, draw):
    """A prediction without tokens gets 0, and so does one that matches nothing."""
    pairs = [
        ("", "a b"),
        ("", ""),
        ("  ", "a"),
        ("a b", ""),
        ("a", "b"),
        ("a b", "b a"),
        ("a c b", "a b c"),
        ("a d", "a d"),
    ]
    compare(scores, pairs=[renamed(draw, *pair) for pair in pairs], ks=[1, 2, 3])


def test_whole_tokens(compare, draw):
    """Tokens are compared as a whole and as they are. Any whitespace separates them."""
    pairs = [
        ("ab c", "a bc c ab"),
        ("ab cd ef", "ab ce ef"),
        ("Ab cd", "ab cd"),
        ("abc", "cba"),
        ("a  b\tc\n", " a b c"),
        ("a, b . c", "a , b . c"),
        ("<unk> a", "a <unk> a"),
    ]
    compare(scores, pairs=[renamed(draw, *pair) for pair in pairs], ks=[1, 2])


def test_order(compare, draw):
    """The order of the tokens counts for n-grams. Prediction and reference are not exchanged."""
    pairs = [
        ("a b c d", "a b d c"),
        ("a b d c", "a b c d e"),
        ("d c b a", "a b c d"),
        ("a b c", "a b c a b c"),
    ]
    pairs += [pair[::-1] for pair in pairs]
    compare(scores, pairs=[renamed(draw, *pair) for pair in pairs], ks=[1, 2, 3])
