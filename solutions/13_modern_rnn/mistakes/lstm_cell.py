"""Wrong versions of `lstm_cell` that students write."""

from torch import Tensor

from autograder.judge import change, mistake

State = tuple[Tensor, Tensor]

order_i_f_o_g = change(
    "The gates are read in the order i, f, o, g; the order is i, f, g, o.",
    ("i, f, g, o = sums", "i, f, o, g = sums"),
)

order_f_i_g_o = change(
    "The gates are read in the order f, i, g, o; the order is i, f, g, o.",
    ("i, f, g, o = sums", "f, i, g, o = sums"),
)

without_tanh_of_memory = change(
    "The hidden state is o * c: the tanh of the memory cell is missing.", ("torch.tanh(c)", "c")
)

memory_first = change(
    "The result is (c, h); the hidden state should come first, then the memory cell.",
    ("torch.sigmoid(o) * torch.tanh(c), c", "c, torch.sigmoid(o) * torch.tanh(c)"),
)

reads_memory_first = change(
    "The state is read as (c, h), but the hidden state comes first, then the memory cell.",
    ("h, c = state", "c, h = state"),
)

sigmoid_candidate = change(
    "The candidate g goes through a sigmoid; it should go through a tanh.",
    ("torch.tanh(g)", "torch.sigmoid(g)"),
)

without_b_hh = change("The bias b_hh is left out.", (" + b_hh", ""))

overflowing_sigmoid = change(
    "The sigmoid is written as 1 / (1 + exp(-x)), where exp overflows and the gradient becomes NaN.",
    ("torch.sigmoid(i)", "1 / (1 + torch.exp(-i))"),
    ("torch.sigmoid(f)", "1 / (1 + torch.exp(-f))"),
    ("torch.sigmoid(o)", "1 / (1 + torch.exp(-o))"),
)

mixed_blocks = change(
    "A reshape to [4, B, H] mixes sequences and gates. Cut the sums into four blocks along dimension 1.",
    ("sums.chunk(4, dim=1)", "sums.reshape(4, *h.shape)"),
)

clipped_memory = change(
    "The memory cell is clipped; the formula lets it grow.",
    ("torch.tanh(g)\n", "torch.tanh(g)\n    c = c.clamp(-10, 10)\n"),
)

overflowing_tanh = change(
    "A sigmoid or tanh is a quotient of exponentials, which overflow: inf / inf is NaN.",
    ("torch.tanh(g)", "((g.exp() - (-g).exp()) / (g.exp() + (-g).exp()))"),
    ("torch.tanh(c)", "((c.exp() - (-c).exp()) / (c.exp() + (-c).exp()))"),
)


@mistake("The weights are not transposed. Their rows are the gates, so use x @ W_ih.T and h @ W_hh.T.")
def untransposed_weights(
    x: Tensor, state: State, W_ih: Tensor, W_hh: Tensor, b_ih: Tensor, b_hh: Tensor
) -> State:
    size = state[0].shape[1]
    from_x = x @ W_ih.reshape(4, x.shape[1], size) + b_ih.reshape(4, 1, size)
    i, f, g, o = from_x + state[0] @ W_hh.reshape(4, size, size) + b_hh.reshape(4, 1, size)
    c = f.sigmoid() * state[1] + i.sigmoid() * g.tanh()
    return o.sigmoid() * c.tanh(), c
