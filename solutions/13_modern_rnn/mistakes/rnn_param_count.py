"""Wrong versions of `rnn_param_count` that students write."""

from autograder.judge import change

one_bias = change("It counts one bias, but PyTorch has two, b_ih and b_hh.", ("hidden + 2)", "hidden + 1)"))

no_bias = change("The biases are not counted.", ("hidden + 2)", "hidden)"))

same_width_for_all = change(
    "It counts all layers with input_size features, but later layers read hidden units.",
    ("(directions * hidden + hidden", "(input_size + hidden"),
)

one_direction_read = change(
    "It counts later layers with the hidden units of one direction, but they read both directions.",
    ("(directions * hidden + hidden", "(hidden + hidden"),
)

one_direction = change("A second direction is not counted.", ("2 if bidirectional else 1", "1"))

one_layer = change("It counts only the first layer.", ("(first + (layers - 1) * later)", "first"))

gru_like_lstm = change(
    "It counts four blocks for a GRU, which has three: two gates and a candidate.",
    ('"gru": 3', '"gru": 4'),
)

without_candidate = change(
    "It does not count the candidate: a GRU has three blocks and an LSTM four.",
    ('"gru": 3, "lstm": 4', '"gru": 2, "lstm": 3'),
)

as_float = change(
    "The count is a float, which is not exact for large networks; it should be a Python int.",
    ("return directions *", "return 1.0 * directions *"),
)

key_error = change(
    "An unknown kind raises a KeyError; it should raise a ValueError that names the kind.",
    ("if kind not in gates:", "if False:"),
)

accepts_any_kind = change(
    "It counts an unknown kind as a plain RNN; it should raise a ValueError that names the kind.",
    ("if kind not in gates:", "if False:"),
    ("gates[kind]", "gates.get(kind, 1)"),
)

single_layer_one_direction = change(
    "The second direction of a single layer is not counted.",
    ("return directions *", "return (1 if layers == 1 else directions) *"),
)
