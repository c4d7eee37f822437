"""Wrong versions of `rnn_param_count` that students write."""

from autograder.judge import mistake

_GATES = {"rnn": 1, "gru": 3, "lstm": 4}


def _blocks(kind: str) -> int:
    if kind not in _GATES:
        raise ValueError(f"unknown kind {kind!r}")
    return _GATES[kind]


def _count(rows: int, widths: list[int], hidden: int, directions: int, biases: int = 2) -> int:
    return sum(directions * rows * (width + hidden + biases) for width in widths)


@mistake("One bias is counted: PyTorch has two, b_ih and b_hh.")
def one_bias(kind: str, input_size: int, hidden: int, layers: int = 1, bidirectional: bool = False) -> int:
    directions = 2 if bidirectional else 1
    widths = [input_size] + [directions * hidden] * (layers - 1)
    return _count(_blocks(kind) * hidden, widths, hidden, directions, biases=1)


@mistake("The biases are not counted.")
def no_bias(kind: str, input_size: int, hidden: int, layers: int = 1, bidirectional: bool = False) -> int:
    directions = 2 if bidirectional else 1
    widths = [input_size] + [directions * hidden] * (layers - 1)
    return _count(_blocks(kind) * hidden, widths, hidden, directions, biases=0)


@mistake("All layers are counted with input_size features: later ones read hidden units.")
def same_width_for_all(
    kind: str, input_size: int, hidden: int, layers: int = 1, bidirectional: bool = False
) -> int:
    directions = 2 if bidirectional else 1
    return _count(_blocks(kind) * hidden, [input_size] * layers, hidden, directions)


@mistake("Later layers are counted with the hidden units of one direction: they read both.")
def one_direction_read(
    kind: str, input_size: int, hidden: int, layers: int = 1, bidirectional: bool = False
) -> int:
    directions = 2 if bidirectional else 1
    return _count(_blocks(kind) * hidden, [input_size] + [hidden] * (layers - 1), hidden, directions)


@mistake("A second direction is not counted.")
def one_direction(
    kind: str, input_size: int, hidden: int, layers: int = 1, bidirectional: bool = False
) -> int:
    return _count(_blocks(kind) * hidden, [input_size] + [hidden] * (layers - 1), hidden, 1)


@mistake("Only the first layer is counted.")
def one_layer(kind: str, input_size: int, hidden: int, layers: int = 1, bidirectional: bool = False) -> int:
    return _count(_blocks(kind) * hidden, [input_size], hidden, 2 if bidirectional else 1)


@mistake("A GRU is counted with four blocks: it has two gates and a candidate, three in all.")
def gru_like_lstm(
    kind: str, input_size: int, hidden: int, layers: int = 1, bidirectional: bool = False
) -> int:
    directions = 2 if bidirectional else 1
    widths = [input_size] + [directions * hidden] * (layers - 1)
    return _count(max(_blocks(kind), 4 * (kind == "gru")) * hidden, widths, hidden, directions)


@mistake("The candidate is not counted: a GRU has three blocks and an LSTM four.")
def without_candidate(
    kind: str, input_size: int, hidden: int, layers: int = 1, bidirectional: bool = False
) -> int:
    directions = 2 if bidirectional else 1
    widths = [input_size] + [directions * hidden] * (layers - 1)
    return _count((_blocks(kind) - (kind != "rnn")) * hidden, widths, hidden, directions)


@mistake("The hidden units of two directions are halved: in PyTorch each direction has all of them.")
def halved_directions(
    kind: str, input_size: int, hidden: int, layers: int = 1, bidirectional: bool = False
) -> int:
    directions = 2 if bidirectional else 1
    size = hidden // directions
    return _count(_blocks(kind) * size, [input_size] + [hidden] * (layers - 1), size, directions)


@mistake("The count comes as a float, which is not exact for large networks: a Python int is asked for.")
def as_float(kind: str, input_size: int, hidden: int, layers: int = 1, bidirectional: bool = False) -> float:
    directions = 2 if bidirectional else 1
    widths = [input_size] + [directions * hidden] * (layers - 1)
    return float(_count(_blocks(kind) * hidden, widths, hidden, directions))


@mistake("An unknown kind ends in a KeyError: a ValueError that names it is asked for.")
def key_error(kind: str, input_size: int, hidden: int, layers: int = 1, bidirectional: bool = False) -> int:
    directions = 2 if bidirectional else 1
    widths = [input_size] + [directions * hidden] * (layers - 1)
    return _count(_GATES[kind] * hidden, widths, hidden, directions)


@mistake("An unknown kind is counted as a plain RNN: a ValueError that names it is asked for.")
def accepts_any_kind(
    kind: str, input_size: int, hidden: int, layers: int = 1, bidirectional: bool = False
) -> int:
    directions = 2 if bidirectional else 1
    widths = [input_size] + [directions * hidden] * (layers - 1)
    return _count(_GATES.get(kind, 1) * hidden, widths, hidden, directions)
