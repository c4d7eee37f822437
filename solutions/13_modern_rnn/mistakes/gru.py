"""Wrong versions of `gru` that students write."""

from autograder.judge import change

not_carried = change(
    "The state is not carried: each step starts again from h0.", ("gru_cell(x, h,", "gru_cell(x, h0,")
)

ignores_first_state = change(
    "h0 is ignored: the sequences start from a state of 0.", ("= h0, []", "= torch.zeros_like(h0), []")
)

returns_first_state = change(
    "The returned state is h0; it should be the state after the last step.",
    ("(outputs), h", "(outputs), h0"),
)

states_before = change(
    "The outputs are the states before each step; they should be the states after it.",
    ("stack(outputs)", "stack([h0, *outputs[:-1]])"),
)

last_output = change(
    "It returns only the last output; return the outputs of all steps.", ("torch.stack(outputs)", "h")
)

batch_first_outputs = change(
    "The outputs are [B, T, H]; they should be [T, B, H].", ("stack(outputs)", "stack(outputs, dim=1)")
)

concatenated_outputs = change(
    "The steps are concatenated along the batch; stack them along a new dimension.",
    ("torch.stack", "torch.cat"),
)

backwards = change(
    "The sequences are read from their last step to their first.", ("in inputs:", "in inputs.flip(0):")
)

state_with_layers = change(
    "The state has a leading dimension of size 1, as in nn.GRU; it should be [B, H].",
    ("(outputs), h", "(outputs), h.unsqueeze(0)"),
)

detached_steps = change(
    "The state is detached at each step, so the gradient goes back through one step only.",
    ("gru_cell(x, h,", "gru_cell(x, h.detach(),"),
)

bias_outside_reset = change(
    "The bias b_hn is added outside the reset gate, for example with the products of all inputs.",
    ("outputs = h0, []", "outputs = h0, []\n    W_ih, W_hh, b_ih, b_hh = params\n    zero = 0 * b_hh"),
    ("gru_cell(x, h, *params)", "gru_cell(x, h, W_ih, W_hh, b_ih + b_hh, zero)"),
)

skips_zeros = change(
    "Steps whose inputs are all 0 keep the old state, but inputs of 0 are inputs like any other.",
    (
        "h = gru_cell(x, h, *params)",
        "h = torch.where((x != 0).any(1, keepdim=True), gru_cell(x, h, *params), h)",
    ),
)
