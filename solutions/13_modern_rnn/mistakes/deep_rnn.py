"""Wrong versions of `deep_rnn` that students write."""

from autograder.judge import change

one_state_for_all = change(
    "All layers start from the state of the first layer; each has its own.",
    ("= layer(inputs, state)", "= layer(inputs, states[0])"),
)

state_climbs = change(
    "Each layer starts from the state that the layer below returned; it has its own.",
    ("= layer(inputs, state)", "= layer(inputs, finals[-1] if finals else state)"),
)

same_inputs_for_all = change(
    "All layers read the inputs of the network; each should read the outputs of the layer below.",
    ("inputs, final = ", "outputs, final = "),
    ("return inputs", "return outputs"),
)

upside_down = change(
    "The layers are stacked in reverse order; the first should be the lowest.",
    ("zip(layers, states,", "zip(layers[::-1], states[::-1],"),
    ("inputs, finals", "inputs, finals[::-1]"),
)

first_outputs = change(
    "It returns the outputs of the first layer, not those of the last.",
    ("finals = []", "finals, outputs = [], []"),
    ("finals.append(final)", "finals.append(final); outputs.append(inputs)"),
    ("return inputs", "return outputs[0]"),
)

first_states = change(
    "It returns the states from before the first step, not those that the layers returned.",
    ("inputs, finals", "inputs, list(states)"),
)

states_from_above = change(
    "The states are in reverse order; that of the lowest layer should come first.",
    ("inputs, finals", "inputs, finals[::-1]"),
)

stacked_states = change(
    "The states are stacked into one tensor, but they may be tuples or differ in size.",
    ("inputs, finals", "inputs, torch.stack(finals)"),
)

accepts_any_number = change(
    "A wrong number of states is accepted, because zip stops silently at the shorter of the two.",
    ("strict=True", "strict=False"),
)

calls_twice = change(
    "Each layer is called twice, once for its outputs and once for its state.",
    (
        "inputs, final = layer(inputs, state)",
        "inputs, final = layer(inputs, state)[0], layer(inputs, state)[1]",
    ),
)

each_function_once = change(
    "Layers are the keys of a dict, so a function that occurs twice is called only once.",
    ("in zip(layers, states, strict=True)", "in dict(zip(layers, states, strict=True)).items()"),
)

replaces_none = change(
    "A state of None is replaced by zeros; the layer should get None.",
    (
        "inputs, final = ",
        "state = inputs.new_zeros(inputs.shape[1:]) if state is None else state\n        inputs, final = ",
    ),
)
