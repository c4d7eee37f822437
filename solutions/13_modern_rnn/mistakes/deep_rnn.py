"""Wrong versions of `deep_rnn` that students write."""

from autograder.judge import change

one_state_for_all = change(
    "All layers start from the state of the first: each has its own.",
    ("= layer(inputs, state)", "= layer(inputs, states[0])"),
)

state_climbs = change(
    "The state that a layer returns goes on to the next layer: each starts from its own.",
    ("= layer(inputs, state)", "= layer(inputs, finals[-1] if finals else state)"),
)

same_inputs_for_all = change(
    "All layers read the inputs of the network: a layer must read the outputs of the one below.",
    ("inputs, final = ", "outputs, final = "),
    ("return inputs", "return outputs"),
)

upside_down = change(
    "The layers are stacked upside down: the first is the lowest.",
    ("zip(layers, states,", "zip(layers[::-1], states[::-1],"),
    ("inputs, finals", "inputs, finals[::-1]"),
)

first_outputs = change(
    "The outputs of the first layer are returned: those of the last are asked for.",
    ("finals = []", "finals, outputs = [], []"),
    ("finals.append(final)", "finals.append(final); outputs.append(inputs)"),
    ("return inputs", "return outputs[0]"),
)

all_outputs = change(
    "The outputs of all layers are returned side by side: those of the last are asked for.",
    ("finals = []", "finals, outputs = [], []"),
    ("finals.append(final)", "finals.append(final); outputs.append(inputs)"),
    ("return inputs", "return torch.cat(outputs, dim=-1)"),
)

first_states = change(
    "The states of the beginning are returned: those that the layers returned are asked for.",
    ("inputs, finals", "inputs, list(states)"),
)

last_state = change(
    "Only the state of the last layer is returned: the list has one for each layer.",
    ("inputs, finals", "inputs, finals[-1:]"),
)

states_from_above = change(
    "The states come from the highest layer down: the lowest comes first.",
    ("inputs, finals", "inputs, finals[::-1]"),
)

tuple_of_states = change(
    "The states come in a tuple: a list is asked for.", ("inputs, finals", "inputs, tuple(finals)")
)

stacked_states = change(
    "The states are stacked into one tensor: they may differ in size, and be tuples.",
    ("inputs, finals", "inputs, torch.stack(finals)"),
)

overwrites_states = change(
    "The new states are written into the caller's list, which must stay as it was.",
    ("    return", "    states[:] = finals\n    return"),
)

accepts_any_number = change(
    "A wrong number of states is accepted: zip stops silently at the shorter of the two.",
    ("strict=True", "strict=False"),
)

calls_twice = change(
    "Each layer is called twice, once for its outputs and once for its state.",
    (
        "inputs, final = layer(inputs, state)",
        "inputs, final = layer(inputs, state)[0], layer(inputs, state)[1]",
    ),
)

detached_between = change(
    "The outputs are detached between the layers: nothing is learned below the last one.",
    ("= layer(inputs, state)", "= layer(inputs.detach(), state)"),
)
