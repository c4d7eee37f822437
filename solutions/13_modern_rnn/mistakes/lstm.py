"""Wrong versions of `lstm` that students write."""

from autograder.judge import change

memories_as_outputs = change(
    "The outputs are the memory cells; they should be the hidden states.", ("state[0]", "state[1]")
)

not_carried = change(
    "The state is not carried: each step starts again from the first state.",
    ("outputs = []", "outputs, first = [], state"),
    ("lstm_cell(x, state,", "lstm_cell(x, first,"),
)

memory_not_carried = change(
    "Only h is carried: each step starts again from the first memory cell.",
    ("outputs = []", "outputs, first = [], state"),
    ("lstm_cell(x, state,", "lstm_cell(x, (state[0], first[1]),"),
)

hidden_not_carried = change(
    "Only c is carried: each step starts again from the first hidden state.",
    ("outputs = []", "outputs, first = [], state"),
    ("lstm_cell(x, state,", "lstm_cell(x, (first[0], state[1]),"),
)

ignores_first_state = change(
    "The first state is ignored: the sequences start from a state of 0.",
    ("outputs = []", "outputs, state = [], [torch.zeros_like(part) for part in state]"),
)

memory_first = change(
    "The returned state is (c, h), but the hidden state comes first.",
    ("(outputs), state", "(outputs), state[::-1]"),
)

without_memory = change(
    "It returns the hidden state alone, but the memory cell belongs to the state too.",
    ("(outputs), state", "(outputs), state[0]"),
)

flat_result = change(
    "It returns (outputs, h, c); h and c should be in a tuple of their own.",
    ("(outputs), state", "(outputs), *state"),
)

batch_first_outputs = change(
    "The outputs are [B, T, H]; they should be [T, B, H].", ("stack(outputs)", "stack(outputs, dim=1)")
)

backwards = change(
    "The sequences are read from their last step to their first.", ("in inputs:", "in inputs.flip(0):")
)

detached_memory = change(
    "The memory cell is detached at each step, so no gradient flows along it.",
    ("lstm_cell(x, state,", "lstm_cell(x, (state[0], state[1].detach()),"),
)

truncated = change(
    "The state is detached every few steps, so early steps of long sequences get no gradient from late ones.",
    (
        "for x in inputs:",
        "for t, x in enumerate(inputs):\n        if t % 16 == 0 and t:\n"
        "            state = tuple(part.detach() for part in state)",
    ),
)
