"""Wrong versions of `rnn_cell` that students write."""

from autograder.judge import change

bias_twice = change("The bias is added twice, as in nn.RNN, which has two biases.", ("+ b_h", "+ 2 * b_h"))
without_bias = change("The bias is left out.", (" + b_h", ""))
relu = change("It equals relu of the sum; tanh is asked for.", ("torch.tanh", "torch.relu"))
sigmoid = change("It equals the sigmoid of the sum; tanh is asked for.", ("torch.tanh", "torch.sigmoid"))
without_tanh = change("The tanh is missing.", ("torch.tanh(", "("))
transposed_state = change("The state is multiplied by the transpose of W_hh.", ("@ W_hh", "@ W_hh.T"))
transposed_inputs = change(
    "The inputs are multiplied by the transpose of W_xh.", ("@ W_xh", "@ W_xh.reshape(W_xh.shape[::-1]).T")
)
swapped_weights = change(
    "W_xh and W_hh are exchanged, which fails unless there are as many features as units.",
    ("x @ W_xh + h @ W_hh", "x @ W_hh + h @ W_xh"),
)
ignores_state = change("The state before the step is ignored.", (" + h @ W_hh", ""))
ignores_inputs = change("The inputs are ignored.", ("x @ W_xh + ", ""))
two_tanh = change(
    "tanh is applied to the parts of the sum; it should be applied to the sum.",
    ("torch.tanh(x @ W_xh + h @ W_hh + b_h)", "torch.tanh(x @ W_xh + b_h) + torch.tanh(h @ W_hh)"),
)
bias_outside = change(
    "The bias is added after the tanh; it belongs into the sum inside.", (" + b_h)", ") + b_h")
)
detached_state = change(
    "The state is detached, so no gradient flows back to the step before.", ("h @ W_hh", "h.detach() @ W_hh")
)
overflowing_tanh = change(
    "tanh is a quotient of exponentials, which overflow: inf / inf is NaN.",
    (
        "return torch.tanh(x @ W_xh + h @ W_hh + b_h)",
        "z = x @ W_xh + h @ W_hh + b_h\n    return (z.exp() - (-z).exp()) / (z.exp() + (-z).exp())",
    ),
)
loops_over_sequences = change(
    "A Python loop goes over the sequences; a product takes the whole batch at once.",
    (
        "return torch.tanh(x @ W_xh + h @ W_hh + b_h)",
        "rows = [torch.tanh(x[[b]] @ W_xh + h[[b]] @ W_hh + b_h) for b in range(len(x))]\n"
        "    return torch.cat(rows)",
    ),
)
