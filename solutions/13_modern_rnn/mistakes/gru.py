"""Wrong versions of `gru` that students write."""

from autograder.judge import change

not_carried = change(
    "The state is not carried: each step starts again from h0.", ("gru_cell(x, h,", "gru_cell(x, h0,")
)

ignores_first_state = change(
    "h0 is ignored: the sequences start from a state of 0.", ("= h0, []", "= torch.zeros_like(h0), []")
)

returns_first_state = change(
    "The state that is returned is h0: it must be the one after the last step.",
    ("(outputs), h", "(outputs), h0"),
)

states_before = change(
    "The outputs are the states before each step: they must be those after it.",
    ("stack(outputs)", "stack([h0, *outputs[:-1]])"),
)

last_output = change(
    "Only the last output is returned: the outputs of all steps are asked for.", ("torch.stack(outputs)", "h")
)

batch_first_outputs = change(
    "The outputs are [B, T, H]: time comes first here.", ("stack(outputs)", "stack(outputs, dim=1)")
)

concatenated_outputs = change(
    "The steps are laid end to end in one dimension: they must be stacked along a new one.",
    ("torch.stack", "torch.cat"),
)

backwards = change(
    "The sequences are read from their last step to their first.", ("in inputs:", "in inputs.flip(0):")
)

state_with_layers = change(
    "The state has a leading dimension of size 1, as nn.GRU returns it: here it is [B, H].",
    ("(outputs), h", "(outputs), h.unsqueeze(0)"),
)

detached_steps = change(
    "The state is detached at each step: the gradient reaches back one step alone.",
    ("gru_cell(x, h,", "gru_cell(x, h.detach(),"),
)

float32_buffer = change(
    "The buffer of the outputs is always float32, so float64 loses half of its digits.",
    ("stack(outputs)", "stack(outputs).float()"),
)

changes_first_state = change(
    "The state is written into h0: the caller's tensor is changed.",
    ("(outputs), h", "(outputs), h0.copy_(h)"),
)

loops_over_batch = change(
    "A Python loop goes over the sequences: a step must work on the whole batch.",
    ("gru_cell(x, h, *params)", "torch.cat([gru_cell(x[[b]], h[[b]], *params) for b in range(len(h))])"),
)
