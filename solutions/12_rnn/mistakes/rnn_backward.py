"""Wrong versions of `rnn_backward` that students write."""

from autograder.judge import change

one_step = change(
    "The gradient of each output stops at its own step; it should go back to the first one.",
    ("        from_later = dz @ W_hh.T\n", ""),
)
truncated = change(
    "The gradient is cut off after 35 steps; it should go back to the first one.",
    ("dz @ W_hh.T\n", "dz @ W_hh.T * ((len(inputs) - t) % 35 != 0)\n"),
)
two_steps = change(
    "The gradient of an output goes back one step too few.",
    ("        from_later = dz @ W_hh.T\n", "        from_later = (dz @ W_hh.T) * (t > 1)\n"),
)
untransposed = change(
    "The way back multiplies by W_hh; it should multiply by its transpose.", ("dz @ W_hh.T", "dz @ W_hh")
)
transposed_weights = change(
    "The gradients of the matrices are transposed; they should be shaped like the matrices.",
    ("return d_xh, d_hh,", "return d_xh.T, d_hh.T,"),
    ("d_hq, douts", "d_hq.T, douts"),
)
averaged_over_sequences = change(
    "The gradients are divided by the number of sequences; they are sums.",
    (
        "    W_xh, W_hh, b_h, W_hq, _ = params\n",
        "    W_xh, W_hh, b_h, W_hq, _ = params\n    douts = douts / len(h0)\n",
    ),
)
averaged_over_steps = change(
    "The gradients are divided by the number of steps; they are sums.",
    (
        "    W_xh, W_hh, b_h, W_hq, _ = params\n",
        "    W_xh, W_hh, b_h, W_hq, _ = params\n    douts = douts / len(inputs)\n",
    ),
)
without_tanh = change("The derivative of tanh is missing: 1 - h^2.", (" * (1 - after[t] ** 2)", ""))
derivative_of_old_state = change(
    "The derivative of tanh is taken at the state before the step; it is 1 - h^2 of the state after it.",
    ("1 - after[t] ** 2", "1 - before[t] ** 2"),
)
derivative_of_sigmoid = change(
    "It uses h (1 - h), the derivative of the sigmoid. That of tanh is 1 - h^2.",
    ("(1 - after[t] ** 2)", "(after[t] * (1 - after[t]))"),
)
tanh_of_own_output_only = change(
    "The derivative of tanh is left out where the gradient comes from the next step.",
    (
        "(from_outputs[t] + from_later) * (1 - after[t] ** 2)",
        "from_outputs[t] * (1 - after[t] ** 2) + from_later",
    ),
)
states_after = change(
    "The gradient of W_hh uses the states after the steps; it should use those before them.",
    ("before.flatten(0, 1).T @ dz", "after.flatten(0, 1).T @ dz"),
)
states_before = change(
    "The gradient of W_hq uses the states before the steps; it should use those after them.",
    ("after.flatten(0, 1).T @ douts", "before.flatten(0, 1).T @ douts"),
)
without_first_state = change(
    "It takes 0 for the state before the first step; h0 is given.",
    ("    states = [h0]", "    h0 = torch.zeros_like(h0)\n    states = [h0]"),
)
reversed_in_time = change(
    "The derivatives of the states are in reverse order when they meet the inputs. Turn them round first.",
    (".flip(0)", ""),
)
last_step_only = change(
    "The gradients are those of the last step; they are sums over all steps.",
    (
        "return d_xh, d_hh, dz.sum(dim=0), d_hq, douts.sum(dim=(0, 1))",
        "end = -len(h0)\n    return inputs[-1].T @ dz[end:], before[-1].T @ dz[end:], dz[end:].sum(dim=0), "
        "after[-1].T @ douts[-1], douts[-1].sum(dim=0)",
    ),
)
last_output_only = change(
    "Only the last output sends a gradient back; each has its own.",
    ("from_outputs = douts @ W_hq.T", "from_outputs = douts @ W_hq.T\n    from_outputs[:-1] = 0"),
)
other_order = change(
    "The gradients of the output layer come first; the order is that of params.",
    (
        "d_xh, d_hh, dz.sum(dim=0), d_hq, douts.sum(dim=(0, 1))",
        "d_hq, douts.sum(dim=(0, 1)), d_xh, d_hh, dz.sum(dim=0)",
    ),
)
bias_over_time = change(
    "The gradients of the biases are summed over the steps alone, so a row for each sequence is left.",
    ("dz.sum(dim=0), d_hq", "dz.unflatten(0, (len(inputs), -1)).sum(0), d_hq"),
    ("douts.sum(dim=(0, 1))", "douts.sum(dim=0)"),
)
clipped = change(
    "The derivatives are clipped on their way back; here nothing is clipped.",
    ("dz @ W_hh.T\n", "(dz @ W_hh.T).clamp(-100, 100)\n"),
)
returns_list = change(
    "It returns a list; a tuple is asked for.",
    (
        "return d_xh, d_hh, dz.sum(dim=0), d_hq, douts.sum(dim=(0, 1))",
        "return [d_xh, d_hh, dz.sum(dim=0), d_hq, douts.sum(dim=(0, 1))]",
    ),
)
always_float32 = change(
    "The computation is in float32, so float64 loses half of its digits.",
    ("from_outputs = douts @ W_hq.T", "from_outputs = (douts @ W_hq.T).float().to(h0.dtype)"),
)
