"""Wrong versions of `rnn` that students write."""

from autograder.judge import change

not_carried = change(
    "The state is not carried: each step starts again from the first state.",
    ("h = rnn_cell(x, h,", "h = rnn_cell(x, state[0],"),
)
ignores_first_state = change(
    "The given state is ignored: the sequences start from a state of 0.",
    ("(h,) = state", "h = torch.zeros_like(state[0])"),
)
returns_first_state = change(
    "The returned state is the given one; it should be the state after the last step.",
    ("(outputs), (h,)", "(outputs), (state[0].clone(),)"),
)
output_before = change(
    "Each output is made of the state before the step; it should be made of the state after it.",
    (
        "        h = rnn_cell(x, h, W_xh, W_hh, b_h)\n        outputs.append(h @ W_hq + b_q)  # [B,O]\n",
        "        outputs.append(h @ W_hq + b_q)\n        h = rnn_cell(x, h, W_xh, W_hh, b_h)\n",
    ),
)
states_for_outputs = change(
    "The outputs are the states, as in nn.RNN; multiply them by W_hq and add b_q.",
    ("(h @ W_hq + b_q)", "(h)"),
)
last_output = change(
    "It returns only the last output; return the outputs of all steps.",
    ("torch.stack(outputs)", "outputs[-1]"),
)
flat_outputs = change(
    "The outputs are [T * B, O], as in d2l.ai; they should be [T, B, O].", ("torch.stack", "torch.cat")
)
batch_first = change(
    "The outputs are [B, T, O]; time should be the first dimension.",
    ("stack(outputs)", "stack(outputs, dim=1)"),
)
backwards = change(
    "The sequences are read from their last step to their first.", ("in inputs:", "in inputs.flip(0):")
)
plain_state = change(
    "The state is a tensor; it should be a tuple of one.", ("(outputs), (h,)", "(outputs), h")
)
list_state = change(
    "The state is a list; it should be a tuple of one.", ("(outputs), (h,)", "(outputs), [h]")
)
without_output_bias = change("The bias b_q is left out.", (" + b_q", ""))
softmax = change(
    "The outputs are probabilities; plain scores are asked for.",
    ("h @ W_hq + b_q", "(h @ W_hq + b_q).softmax(dim=1)"),
)
detached_steps = change(
    "The state is detached at each step, so the gradient goes back through one step only.",
    ("rnn_cell(x, h,", "rnn_cell(x, h.detach(),"),
)
detached_start = change(
    "The first state is detached, so no gradient reaches it.", ("(h,) = state", "h = state[0].detach()")
)
output_as_state = change(
    "The state that is returned is the last output.", ("(outputs), (h,)", "(outputs), (outputs[-1],)")
)
skips_zeros = change(
    "Steps whose inputs are all 0 keep the old state, but inputs of 0 are inputs like any other.",
    (
        "h = rnn_cell(x, h, W_xh, W_hh, b_h)",
        "h = torch.where((x != 0).any(1, keepdim=True), rnn_cell(x, h, W_xh, W_hh, b_h), h)",
    ),
)
