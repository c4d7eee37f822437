from autograder.judge import graded
from autograder.judge.scenarios import refusal

pytestmark = graded("rnn_param_count")

KINDS = ("rnn", "gru", "lstm")


def unknown(lesson, kind, known):
    return {
        "the count of a kind that exists": lesson.rnn_param_count(known, 3, 4),
        "a kind that doesn't exist": refusal(ValueError, kind, lesson.rnn_param_count, kind, 3, 4),
    }


def test_kinds(compare, draw):
    """A plain RNN has a block of weights and two biases, a GRU has three blocks, and an LSTM has four."""
    for sizes in ((draw.integer(10, 40), draw.integer(2, 9)), (draw.integer(2, 9), draw.integer(10, 40))):
        compare.each(dict(zip(("input_size", "hidden"), sizes, strict=True)), kind=KINDS)


def test_layers(compare, draw):
    """Later layers read the hidden units of the layer below."""
    drawn = {"input_size": 3, "hidden": draw.integer(4, 20), "layers": draw.integer(2, 7)}
    compare.each(drawn, kind=KINDS)


def test_two_directions(compare, draw):
    """The second direction has weights of its own."""
    drawn = {"input_size": draw.integer(2, 9), "hidden": draw.integer(10, 30), "bidirectional": True}
    compare.each(drawn, kind=KINDS)


def test_layers_in_two_directions(compare, draw):
    """Later layers read both directions of the layer below."""
    for kind in KINDS:
        compare.call(kind, draw.integer(2, 9), draw.integer(3, 9), draw.integer(2, 6), True)


def test_defaults(compare, draw):
    """The default is one layer in one direction, and writing these defaults out gives the same count."""
    input_size, hidden = draw.integer(3, 30), draw.integer(3, 30)
    compare.call("gru", input_size, hidden)
    compare.call(kind="lstm", input_size=input_size, hidden=hidden, layers=1, bidirectional=False)


def test_sizes_of_one(compare, draw):
    """One feature and one hidden unit are enough."""
    compare.call("gru", 1, 1)
    compare.call("lstm", 1, 1, draw.integer(2, 9), True)


def test_huge_networks(compare, draw):
    """The count is an exact Python int, even for networks too large for any memory."""
    sizes = {"input_size": 10**7 + draw.integer(1, 99), "hidden": 10**8 + 1 + 2 * draw.integer(1, 99)}
    compare.call("lstm", **sizes, layers=6, bidirectional=True)
    sizes["hidden"] *= 1000  # a block of weights has more than 2^63 numbers
    compare.each({**sizes, "layers": 96, "bidirectional": True}, kind=KINDS)


def test_unknown_kind(compare, draw):
    """An unknown kind raises a ValueError that names it; the three known kinds work."""
    for kind, known in (("ru", "lstm"), ("GRU", "gru"), ("gru_cell", "rnn"), ("", "lstm")):
        compare(unknown, kind=kind, known=known)
