"""Wrong versions of `gru_cell` that students write."""

import torch
from torch import Tensor

from autograder.judge import change, mistake

exchanged_update = change(
    "z and 1 - z are swapped: z = 1 should keep the old state, not the candidate.",
    ("(1 - z) * n + z * h", "z * n + (1 - z) * h"),
)

reset_before_product = change(
    "The reset gate acts on h before the product with W_hn; it should act on the product.",
    ("r * h_n)", "(r * h) @ W_hh.chunk(3)[2].T + b_hh.chunk(3)[2])"),
)

bias_outside_reset = change(
    "The bias b_hn is added outside the reset gate, which should act on it too.",
    ("r * h_n)", "r * (h_n - b_hh.chunk(3)[2]) + b_hh.chunk(3)[2])"),
)

without_reset = change(
    "The reset gate is missing: the candidate sees the whole old state.", ("r * h_n)", "h_n)")
)

order_z_r_n = change(
    "The gates are read in the order z, r, n; the order in the weights is r, z, n.",
    ("x_r, x_z, x_n =", "x_z, x_r, x_n ="),
    ("h_r, h_z, h_n =", "h_z, h_r, h_n ="),
)

sigmoid_candidate = change(
    "The candidate goes through a sigmoid; it should go through a tanh.",
    ("torch.tanh", "torch.sigmoid"),
)

reset_of_everything = change(
    "The reset gate acts on the candidate's input part too; it should act on the state's part only.",
    ("x_n + r * h_n", "r * (x_n + h_n)"),
)

without_b_hh = change("The bias b_hh is left out.", (" + b_hh", ""))

overflowing_sigmoid = change(
    "The sigmoid is written as 1 / (1 + exp(-x)), where exp overflows and the gradient becomes NaN.",
    ("torch.sigmoid(x_r + h_r)", "1 / (1 + torch.exp(-x_r - h_r))"),
    ("torch.sigmoid(x_z + h_z)", "1 / (1 + torch.exp(-x_z - h_z))"),
)

clamped_sums = change(
    "The sums within the gates are clamped, so that a gate is never quite 0 or 1.",
    ("sigmoid(x_r + h_r)", "sigmoid((x_r + h_r).clamp(-15, 15))"),
    ("sigmoid(x_z + h_z)", "sigmoid((x_z + h_z).clamp(-15, 15))"),
)

blocks_of_inputs = change(
    "The blocks of the gates are as wide as the inputs; each gate has H rows.",
    (
        "(x @ W_ih.T + b_ih).chunk(3, dim=1)",
        "(x @ W_ih.T + b_ih).tensor_split([x.shape[1], 2 * x.shape[1]], 1)",
    ),
    (
        "(h @ W_hh.T + b_hh).chunk(3, dim=1)",
        "(h @ W_hh.T + b_hh).tensor_split([x.shape[1], 2 * x.shape[1]], 1)",
    ),
)


@mistake("The weights are not transposed. Their rows are the gates, so use x @ W_ih.T and h @ W_hh.T.")
def untransposed_weights(
    x: Tensor, h: Tensor, W_ih: Tensor, W_hh: Tensor, b_ih: Tensor, b_hh: Tensor
) -> Tensor:
    size = h.shape[1]
    V_ih, V_hh = W_ih.reshape(3, x.shape[1], size), W_hh.reshape(3, size, size)
    (a, b, c), (d, e, f) = x @ V_ih + b_ih.reshape(3, 1, size), h @ V_hh + b_hh.reshape(3, 1, size)
    z = torch.sigmoid(b + e)
    return (1 - z) * torch.tanh(c + torch.sigmoid(a + d) * f) + z * h
