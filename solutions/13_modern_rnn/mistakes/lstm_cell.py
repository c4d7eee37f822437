"""Wrong versions of `lstm_cell` that students write."""

import torch
from torch import Tensor

from autograder.judge import mistake

State = tuple[Tensor, Tensor]


def _gates(
    x: Tensor, h: Tensor, W_ih: Tensor, W_hh: Tensor, b_ih: Tensor, b_hh: Tensor
) -> tuple[Tensor, ...]:
    """Four blocks of sums in the order of the weights."""
    return (x @ W_ih.T + b_ih + h @ W_hh.T + b_hh).chunk(4, 1)


def _update(c: Tensor, i: Tensor, f: Tensor, g: Tensor, o: Tensor) -> State:
    c = f.sigmoid() * c + i.sigmoid() * g.tanh()
    return o.sigmoid() * c.tanh(), c


@mistake("The gates are read in the order i, f, o, g; here g, the candidate, comes third and o last.")
def order_i_f_o_g(x: Tensor, state: State, W_ih: Tensor, W_hh: Tensor, b_ih: Tensor, b_hh: Tensor) -> State:
    i, f, o, g = _gates(x, state[0], W_ih, W_hh, b_ih, b_hh)
    return _update(state[1], i, f, g, o)


@mistake("The gates are read in the order f, i, g, o; here i, the input gate, comes first.")
def order_f_i_g_o(x: Tensor, state: State, W_ih: Tensor, W_hh: Tensor, b_ih: Tensor, b_hh: Tensor) -> State:
    f, i, g, o = _gates(x, state[0], W_ih, W_hh, b_ih, b_hh)
    return _update(state[1], i, f, g, o)


@mistake("The hidden state is o * c: the tanh of the memory cell is missing.")
def without_tanh_of_memory(
    x: Tensor, state: State, W_ih: Tensor, W_hh: Tensor, b_ih: Tensor, b_hh: Tensor
) -> State:
    i, f, g, o = _gates(x, state[0], W_ih, W_hh, b_ih, b_hh)
    _, c = _update(state[1], i, f, g, o)
    return o.sigmoid() * c, c


@mistake("The hidden state is made from the old memory cell: it must be made from the new one.")
def shows_old_memory(
    x: Tensor, state: State, W_ih: Tensor, W_hh: Tensor, b_ih: Tensor, b_hh: Tensor
) -> State:
    i, f, g, o = _gates(x, state[0], W_ih, W_hh, b_ih, b_hh)
    return o.sigmoid() * state[1].tanh(), _update(state[1], i, f, g, o)[1]


@mistake("The result is (c, h): the hidden state comes first, then the memory cell.")
def memory_first(x: Tensor, state: State, W_ih: Tensor, W_hh: Tensor, b_ih: Tensor, b_hh: Tensor) -> State:
    i, f, g, o = _gates(x, state[0], W_ih, W_hh, b_ih, b_hh)
    h, c = _update(state[1], i, f, g, o)
    return c, h


@mistake("The state is read as (c, h): the hidden state comes first, then the memory cell.")
def reads_memory_first(
    x: Tensor, state: State, W_ih: Tensor, W_hh: Tensor, b_ih: Tensor, b_hh: Tensor
) -> State:
    i, f, g, o = _gates(x, state[1], W_ih, W_hh, b_ih, b_hh)
    return _update(state[0], i, f, g, o)


@mistake("The new memory is (1 - i) * c + i * g: the forget gate of its own has no part in it.")
def coupled_gates(x: Tensor, state: State, W_ih: Tensor, W_hh: Tensor, b_ih: Tensor, b_hh: Tensor) -> State:
    i, _, g, o = _gates(x, state[0], W_ih, W_hh, b_ih, b_hh)
    return _update(state[1], i, -i, g, o)


@mistake("The forget gate is used the wrong way round: f = 1 must keep the memory.")
def forgets_what_it_keeps(
    x: Tensor, state: State, W_ih: Tensor, W_hh: Tensor, b_ih: Tensor, b_hh: Tensor
) -> State:
    i, f, g, o = _gates(x, state[0], W_ih, W_hh, b_ih, b_hh)
    return _update(state[1], i, -f, g, o)


@mistake("The candidate g goes through a sigmoid: it must be a tanh, which may be negative.")
def sigmoid_candidate(
    x: Tensor, state: State, W_ih: Tensor, W_hh: Tensor, b_ih: Tensor, b_hh: Tensor
) -> State:
    i, f, g, o = _gates(x, state[0], W_ih, W_hh, b_ih, b_hh)
    c = f.sigmoid() * state[1] + i.sigmoid() * g.sigmoid()
    return o.sigmoid() * c.tanh(), c


@mistake("The bias b_hh is left out.")
def without_b_hh(x: Tensor, state: State, W_ih: Tensor, W_hh: Tensor, b_ih: Tensor, b_hh: Tensor) -> State:
    i, f, g, o = _gates(x, state[0], W_ih, W_hh, b_ih, torch.zeros_like(b_hh))
    return _update(state[1], i, f, g, o)


@mistake("1 is added to the forget gate: that belongs into the first value of its bias, not into the cell.")
def adds_forget_bias(
    x: Tensor, state: State, W_ih: Tensor, W_hh: Tensor, b_ih: Tensor, b_hh: Tensor
) -> State:
    i, f, g, o = _gates(x, state[0], W_ih, W_hh, b_ih, b_hh)
    return _update(state[1], i, f + 1, g, o)


@mistake("The weights are not transposed: rows are the gates, so x is multiplied by W_ih.T and h by W_hh.T.")
def untransposed_weights(
    x: Tensor, state: State, W_ih: Tensor, W_hh: Tensor, b_ih: Tensor, b_hh: Tensor
) -> State:
    size = state[0].shape[1]
    from_x = x @ W_ih.reshape(4, x.shape[1], size) + b_ih.reshape(4, 1, size)
    i, f, g, o = from_x + state[0] @ W_hh.reshape(4, size, size) + b_hh.reshape(4, 1, size)
    return _update(state[1], i, f, g, o)


@mistake("The sigmoid is written as 1 / (1 + exp(-x)): exp overflows, and its gradient becomes NaN.")
def overflowing_sigmoid(
    x: Tensor, state: State, W_ih: Tensor, W_hh: Tensor, b_ih: Tensor, b_hh: Tensor
) -> State:
    i, f, g, o = _gates(x, state[0], W_ih, W_hh, b_ih, b_hh)
    i, f, o = (1 / (1 + torch.exp(-gate)) for gate in (i, f, o))
    c = f * state[1] + i * g.tanh()
    return o * c.tanh(), c


@mistake("The memory cell is updated in place: the caller's c is changed.")
def changes_memory(x: Tensor, state: State, W_ih: Tensor, W_hh: Tensor, b_ih: Tensor, b_hh: Tensor) -> State:
    i, f, g, o = _gates(x, state[0], W_ih, W_hh, b_ih, b_hh)
    c = state[1].mul_(f.sigmoid()).add_(i.sigmoid() * g.tanh())
    return o.sigmoid() * c.tanh(), c


@mistake("The memory cell is detached: the gradient can't flow along it to the steps before.")
def detached_memory(x: Tensor, state: State, W_ih: Tensor, W_hh: Tensor, b_ih: Tensor, b_hh: Tensor) -> State:
    i, f, g, o = _gates(x, state[0], W_ih, W_hh, b_ih, b_hh)
    return _update(state[1].detach(), i, f, g, o)
