"""Wrong versions of `rnn_param_count` that students write."""

from autograder.judge import change

one_bias = change("One bias is counted: PyTorch has two, b_ih and b_hh.", ("hidden + 2)", "hidden + 1)"))

no_bias = change("The biases are not counted.", ("hidden + 2)", "hidden)"))

same_width_for_all = change(
    "All layers are counted with input_size features: later ones read hidden units.",
    ("(directions * hidden + hidden", "(input_size + hidden"),
)

one_direction_read = change(
    "Later layers are counted with the hidden units of one direction: they read both.",
    ("(directions * hidden + hidden", "(hidden + hidden"),
)

one_direction = change("A second direction is not counted.", ("2 if bidirectional else 1", "1"))

one_layer = change("Only the first layer is counted.", ("(first + (layers - 1) * later)", "first"))

gru_like_lstm = change(
    "A GRU is counted with four blocks: it has two gates and a candidate, three in all.",
    ('"gru": 3', '"gru": 4'),
)

without_candidate = change(
    "The candidate is not counted: a GRU has three blocks and an LSTM four.",
    ('"gru": 3, "lstm": 4', '"gru": 2, "lstm": 3'),
)

halved_directions = change(
    "The hidden units of two directions are halved: in PyTorch each direction has all of them.",
    ("rows = ", "hidden //= directions; rows = "),
)

as_float = change(
    "The count comes as a float, which is not exact for large networks: a Python int is asked for.",
    ("return directions *", "return 1.0 * directions *"),
)

key_error = change(
    "An unknown kind ends in a KeyError: a ValueError that names it is asked for.",
    ("if kind not in gates:", "if False:"),
)

accepts_any_kind = change(
    "An unknown kind is counted as a plain RNN: a ValueError that names it is asked for.",
    ("if kind not in gates:", "if False:"),
    ("gates[kind]", "gates.get(kind, 1)"),
)
