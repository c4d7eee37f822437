"""Wrong versions of `lstm_cell` that students write."""

from torch import Tensor

from autograder.judge import change, mistake

State = tuple[Tensor, Tensor]

order_i_f_o_g = change(
    "The gates are read in the order i, f, o, g; here g, the candidate, comes third and o last.",
    ("i, f, g, o = sums", "i, f, o, g = sums"),
)

order_f_i_g_o = change(
    "The gates are read in the order f, i, g, o; here i, the input gate, comes first.",
    ("i, f, g, o = sums", "f, i, g, o = sums"),
)

without_tanh_of_memory = change(
    "The hidden state is o * c: the tanh of the memory cell is missing.", ("torch.tanh(c)", "c")
)

shows_old_memory = change(
    "The hidden state is made from the old memory cell: it must be made from the new one.",
    ("torch.tanh(c)", "torch.tanh(state[1])"),
)

memory_first = change(
    "The result is (c, h): the hidden state comes first, then the memory cell.",
    ("torch.sigmoid(o) * torch.tanh(c), c", "c, torch.sigmoid(o) * torch.tanh(c)"),
)

reads_memory_first = change(
    "The state is read as (c, h): the hidden state comes first, then the memory cell.",
    ("h, c = state", "c, h = state"),
)

coupled_gates = change(
    "The new memory is (1 - i) * c + i * g: the forget gate of its own has no part in it.",
    ("torch.sigmoid(f)", "(1 - torch.sigmoid(i))"),
)

forgets_what_it_keeps = change(
    "The forget gate is used the wrong way round: f = 1 must keep the memory.",
    ("torch.sigmoid(f)", "(1 - torch.sigmoid(f))"),
)

sigmoid_candidate = change(
    "The candidate g goes through a sigmoid: it must be a tanh, which may be negative.",
    ("torch.tanh(g)", "torch.sigmoid(g)"),
)

without_b_hh = change("The bias b_hh is left out.", (" + b_hh", ""))

adds_forget_bias = change(
    "1 is added to the forget gate: that belongs into the first value of its bias, not into the cell.",
    ("torch.sigmoid(f)", "torch.sigmoid(f + 1)"),
)

overflowing_sigmoid = change(
    "The sigmoid is written as 1 / (1 + exp(-x)): exp overflows, and its gradient becomes NaN.",
    ("torch.sigmoid(i)", "1 / (1 + torch.exp(-i))"),
    ("torch.sigmoid(f)", "1 / (1 + torch.exp(-f))"),
    ("torch.sigmoid(o)", "1 / (1 + torch.exp(-o))"),
)

changes_memory = change(
    "The memory cell is updated in place: the caller's c is changed.",
    (
        "torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)",
        "c.mul_(f.sigmoid()).add_(i.sigmoid() * g.tanh())",
    ),
)

detached_memory = change(
    "The memory cell is detached: the gradient can't flow along it to the steps before.",
    ("torch.sigmoid(f) * c", "torch.sigmoid(f) * c.detach()"),
)


@mistake("The weights are not transposed: rows are the gates, so x is multiplied by W_ih.T and h by W_hh.T.")
def untransposed_weights(
    x: Tensor, state: State, W_ih: Tensor, W_hh: Tensor, b_ih: Tensor, b_hh: Tensor
) -> State:
    size = state[0].shape[1]
    from_x = x @ W_ih.reshape(4, x.shape[1], size) + b_ih.reshape(4, 1, size)
    i, f, g, o = from_x + state[0] @ W_hh.reshape(4, size, size) + b_hh.reshape(4, 1, size)
    c = f.sigmoid() * state[1] + i.sigmoid() * g.tanh()
    return o.sigmoid() * c.tanh(), c
