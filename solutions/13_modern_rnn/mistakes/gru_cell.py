"""Wrong versions of `gru_cell` that students write."""

import torch
from torch import Tensor

from autograder.judge import mistake


def _sums(
    x: Tensor, h: Tensor, W_ih: Tensor, W_hh: Tensor, b_ih: Tensor, b_hh: Tensor
) -> tuple[tuple[Tensor, ...], tuple[Tensor, ...]]:
    """The three blocks that come from x, and the three that come from h."""
    return (x @ W_ih.T + b_ih).chunk(3, 1), (h @ W_hh.T + b_hh).chunk(3, 1)


@mistake("The roles of z and 1 - z are exchanged: z = 1 must keep the old state, not the candidate.")
def exchanged_update(x: Tensor, h: Tensor, W_ih: Tensor, W_hh: Tensor, b_ih: Tensor, b_hh: Tensor) -> Tensor:
    (a, b, c), (d, e, f) = _sums(x, h, W_ih, W_hh, b_ih, b_hh)
    z = torch.sigmoid(b + e)
    return z * torch.tanh(c + torch.sigmoid(a + d) * f) + (1 - z) * h


@mistake("The reset gate is applied to h before the product with W_hn; here it acts on the product.")
def reset_before_product(
    x: Tensor, h: Tensor, W_ih: Tensor, W_hh: Tensor, b_ih: Tensor, b_hh: Tensor
) -> Tensor:
    (a, b, c), (d, e, _) = _sums(x, h, W_ih, W_hh, b_ih, b_hh)
    r, z = torch.sigmoid(a + d), torch.sigmoid(b + e)
    size = h.shape[1]
    n = torch.tanh(c + (r * h) @ W_hh[2 * size :].T + b_hh[2 * size :])
    return (1 - z) * n + z * h


@mistake("The bias b_hn is added outside of the reset gate, which must act on it too.")
def bias_outside_reset(
    x: Tensor, h: Tensor, W_ih: Tensor, W_hh: Tensor, b_ih: Tensor, b_hh: Tensor
) -> Tensor:
    (a, b, c), (d, e, f) = _sums(x, h, W_ih, W_hh, b_ih, b_hh)
    r, z = torch.sigmoid(a + d), torch.sigmoid(b + e)
    bias = b_hh.chunk(3)[2]
    return (1 - z) * torch.tanh(c + r * (f - bias) + bias) + z * h


@mistake("The reset gate is missing: the candidate sees the whole old state.")
def without_reset(x: Tensor, h: Tensor, W_ih: Tensor, W_hh: Tensor, b_ih: Tensor, b_hh: Tensor) -> Tensor:
    (_, b, c), (_, e, f) = _sums(x, h, W_ih, W_hh, b_ih, b_hh)
    z = torch.sigmoid(b + e)
    return (1 - z) * torch.tanh(c + f) + z * h


@mistake("The gates are read in the order z, r, n; in the weights r comes first.")
def order_z_r_n(x: Tensor, h: Tensor, W_ih: Tensor, W_hh: Tensor, b_ih: Tensor, b_hh: Tensor) -> Tensor:
    (b, a, c), (e, d, f) = _sums(x, h, W_ih, W_hh, b_ih, b_hh)
    z = torch.sigmoid(b + e)
    return (1 - z) * torch.tanh(c + torch.sigmoid(a + d) * f) + z * h


@mistake("The candidate goes through a sigmoid: it must be a tanh, which may be negative.")
def sigmoid_candidate(x: Tensor, h: Tensor, W_ih: Tensor, W_hh: Tensor, b_ih: Tensor, b_hh: Tensor) -> Tensor:
    (a, b, c), (d, e, f) = _sums(x, h, W_ih, W_hh, b_ih, b_hh)
    z = torch.sigmoid(b + e)
    return (1 - z) * torch.sigmoid(c + torch.sigmoid(a + d) * f) + z * h


@mistake(
    "The reset gate acts on the input's part of the candidate too; it belongs to the state's part alone."
)
def reset_of_everything(
    x: Tensor, h: Tensor, W_ih: Tensor, W_hh: Tensor, b_ih: Tensor, b_hh: Tensor
) -> Tensor:
    (a, b, c), (d, e, f) = _sums(x, h, W_ih, W_hh, b_ih, b_hh)
    z = torch.sigmoid(b + e)
    return (1 - z) * torch.tanh(torch.sigmoid(a + d) * (c + f)) + z * h


@mistake("The result is the candidate: the update gate and the old state have no part in it.")
def candidate_alone(x: Tensor, h: Tensor, W_ih: Tensor, W_hh: Tensor, b_ih: Tensor, b_hh: Tensor) -> Tensor:
    (a, _, c), (d, _, f) = _sums(x, h, W_ih, W_hh, b_ih, b_hh)
    return torch.tanh(c + torch.sigmoid(a + d) * f)


@mistake("The bias b_hh is left out.")
def without_b_hh(x: Tensor, h: Tensor, W_ih: Tensor, W_hh: Tensor, b_ih: Tensor, b_hh: Tensor) -> Tensor:
    (a, b, c), (d, e, f) = _sums(x, h, W_ih, W_hh, b_ih, torch.zeros_like(b_hh))
    z = torch.sigmoid(b + e)
    return (1 - z) * torch.tanh(c + torch.sigmoid(a + d) * f) + z * h


@mistake("The weights are not transposed: rows are the gates, so x is multiplied by W_ih.T and h by W_hh.T.")
def untransposed_weights(
    x: Tensor, h: Tensor, W_ih: Tensor, W_hh: Tensor, b_ih: Tensor, b_hh: Tensor
) -> Tensor:
    size = h.shape[1]
    V_ih, V_hh = W_ih.reshape(3, x.shape[1], size), W_hh.reshape(3, size, size)
    (a, b, c), (d, e, f) = x @ V_ih + b_ih.reshape(3, 1, size), h @ V_hh + b_hh.reshape(3, 1, size)
    z = torch.sigmoid(b + e)
    return (1 - z) * torch.tanh(c + torch.sigmoid(a + d) * f) + z * h


@mistake("The sigmoid is written as 1 / (1 + exp(-x)): exp overflows, and its gradient becomes NaN.")
def overflowing_sigmoid(
    x: Tensor, h: Tensor, W_ih: Tensor, W_hh: Tensor, b_ih: Tensor, b_hh: Tensor
) -> Tensor:
    (a, b, c), (d, e, f) = _sums(x, h, W_ih, W_hh, b_ih, b_hh)
    r, z = 1 / (1 + torch.exp(-a - d)), 1 / (1 + torch.exp(-b - e))
    return (1 - z) * torch.tanh(c + r * f) + z * h


@mistake("The state is updated in place: the caller's h is changed.")
def changes_state(x: Tensor, h: Tensor, W_ih: Tensor, W_hh: Tensor, b_ih: Tensor, b_hh: Tensor) -> Tensor:
    (a, b, c), (d, e, f) = _sums(x, h, W_ih, W_hh, b_ih, b_hh)
    z = torch.sigmoid(b + e)
    n = torch.tanh(c + torch.sigmoid(a + d) * f)
    return h.mul_(z).add_((1 - z) * n)


@mistake("The old state is detached: no gradient flows back to the steps before.")
def detached_state(x: Tensor, h: Tensor, W_ih: Tensor, W_hh: Tensor, b_ih: Tensor, b_hh: Tensor) -> Tensor:
    (a, b, c), (d, e, f) = _sums(x, h.detach(), W_ih, W_hh, b_ih, b_hh)
    z = torch.sigmoid(b + e)
    return (1 - z) * torch.tanh(c + torch.sigmoid(a + d) * f) + z * h.detach()
