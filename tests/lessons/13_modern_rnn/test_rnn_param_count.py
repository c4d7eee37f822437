from autograder.judge import graded
from autograder.judge.scenarios import refusal

KINDS = ("rnn", "gru", "lstm")


def unknown(lesson, kind, known):
    return {
        "the count of a kind that exists": lesson.rnn_param_count(known, 3, 4),
        "one that doesn't": refusal(ValueError, kind, lesson.rnn_param_count, kind, 3, 4),
    }


@graded("rnn_param_count")
def test_plain_rnn(compare, draw):
    """A plain RNN has a block of weights and two biases."""
    compare.call("rnn", draw.integer(6, 40), draw.integer(2, 6))


@graded("rnn_param_count")
def test_gru(compare, draw):
    """A GRU has three blocks, for its two gates and the candidate."""
    compare.call("gru", draw.integer(2, 9), draw.integer(10, 40))


@graded("rnn_param_count")
def test_lstm(compare, draw):
    """An LSTM has four blocks, for its three gates and the candidate."""
    compare.call("lstm", draw.integer(10, 40), draw.integer(2, 9))


@graded("rnn_param_count")
def test_layers(compare, draw):
    """Later layers read the hidden units of the layer below."""
    for kind in KINDS:
        compare.call(kind, 3, draw.integer(4, 20), layers=draw.integer(2, 7))


@graded("rnn_param_count")
def test_two_directions(compare, draw):
    """The second direction has weights of its own."""
    for kind in KINDS:
        compare.call(kind, draw.integer(2, 9), draw.integer(10, 30), bidirectional=True)


@graded("rnn_param_count")
def test_layers_in_two_directions(compare, draw):
    """Later layers read both directions of the layer below."""
    for kind in KINDS:
        compare.call(kind, draw.integer(2, 9), draw.integer(3, 9), draw.integer(2, 6), True)


@graded("rnn_param_count")
def test_defaults(compare, draw):
    """The default is one layer in one direction, and writing these defaults out gives the same count."""
    input_size, hidden = draw.integer(3, 30), draw.integer(3, 30)
    plain = compare
    plain.call("gru", input_size, hidden)
    plain.call(kind="lstm", input_size=input_size, hidden=hidden, layers=1, bidirectional=False)


@graded("rnn_param_count")
def test_sizes_of_one(compare, draw):
    """One feature and one hidden unit are enough."""
    compare.call("gru", 1, 1)
    compare.call("lstm", 1, 1, draw.integer(2, 9), True)


@graded("rnn_param_count")
def test_huge_networks(compare, draw):
    """The count is an exact Python int, even for networks too large for any memory."""
    compare.call("lstm", 10**7 + draw.integer(1, 99), 10**8 + draw.integer(1, 99), 96, True)


@graded("rnn_param_count")
def test_unknown_kind(compare, draw):
    """An unknown kind raises a ValueError that names it; the three known kinds work."""
    for kind, known in (("transformer", "lstm"), ("GRU", "gru"), ("gru_cell", "rnn")):
        compare(unknown, kind=kind, known=known)
