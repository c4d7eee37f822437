"""Checks to run while you work: `pytest` in this folder. They are not the mark: more checks run at grading,
where you are told how many. Every number below can be worked out by hand; the messages show how.

Three values make that easy: sigma(log 3) = 3/4, sigma(-log 3) = 1/4 and tanh(log(3) / 2) = 1/2.
"""

import sys
from math import log, nan, tanh
from pathlib import Path

import pytest
import torch
from torch import Tensor

sys.path.insert(0, str(Path(__file__).parent))  # the module beside this file, from wherever pytest runs

from modern_rnn import bidirectional, deep_rnn, gru, gru_cell, last_valid, lstm, lstm_cell, rnn_param_count

L = log(3.0)


def expect(result: Tensor, values: list | float, why: str) -> None:
    """Compare shape and values; on a difference show the arithmetic `why` first."""
    __tracebackhide__ = True
    torch.testing.assert_close(
        result,
        torch.tensor(values, dtype=torch.float32),
        rtol=1e-4,
        atol=1e-6,
        msg=lambda found: f"{why}\n\n{found}",
    )


def biases_only(*b_ih: float) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Weights for one feature and one hidden unit that are 0 but for b_ih, one number a gate."""
    gates = len(b_ih)
    return torch.zeros(gates, 1), torch.zeros(gates, 1), torch.tensor(b_ih), torch.zeros(gates)


# gru_cell


def test_gru_cell_with_biases_alone():
    W_ih, W_hh, b_ih, _ = biases_only(-L, L, 0.0)
    b_hh = torch.tensor([0.0, 0.0, 2 * L])
    why = "r = 1/4, z = 3/4, n = tanh(1/4 * 2 log 3) = 1/2, and h' = (1 - 3/4) * 1/2 + 3/4 * 2 = 1.625."
    expect(gru_cell(torch.tensor([[1.0]]), torch.tensor([[2.0]]), W_ih, W_hh, b_ih, b_hh), [[1.625]], why)


def test_gru_cell_resets_after_the_product():
    W_hh = torch.zeros(6, 2)
    W_hh[4:] = torch.tensor([[0.0, 1.0], [1.0, 0.0]])  # W_hn exchanges the two units
    b_ih = torch.tensor([0.0, -L, 0.0, 0.0, 0.0, 0.0])
    h = torch.tensor([[2 * L, 0.0]])
    why = (
        "r = (1/2, 1/4), z = (1/2, 1/2). W_hn h = (0, 2 log 3), times r it is (0, log(3)/2). "
        "So n = (0, 1/2) and h' = n/2 + h/2 = (log 3, 1/4)."
    )
    expect(gru_cell(torch.ones(1, 1), h, torch.zeros(6, 1), W_hh, b_ih, torch.zeros(6)), [[L, 0.25]], why)


def test_gru_cell_remembers():
    h = torch.tensor([[0.3], [-5.0]])
    result = gru_cell(torch.ones(2, 1), h, *biases_only(0.0, 40.0, 1.0))
    expect(result, [[0.3], [-5.0]], "z = sigma(40) = 1: the old state is kept, whatever r and n are.")


# lstm_cell


def test_lstm_cell_with_biases_alone():
    state = (torch.tensor([[9.0]]), torch.tensor([[2 * L - 1.5]]))
    h, c = lstm_cell(torch.ones(1, 1), state, *biases_only(L, -L, L / 2, 0.0))
    expect(c, [[L / 2]], "i = 3/4, f = 1/4, g = 1/2: c' = (2 log 3 - 1.5) / 4 + 3/4 * 1/2 = log(3)/2.")
    expect(h, [[0.25]], "o = 1/2 and tanh(c') = 1/2: h' = 1/4.")


def test_lstm_cell_writes():
    state = (torch.zeros(1, 1), torch.tensor([[7.0]]))
    h, c = lstm_cell(torch.ones(1, 1), state, *biases_only(40.0, -40.0, L / 2, 40.0))
    expect(c, [[0.5]], "i = 1, f = 0 and g = 1/2: the old memory is gone, and the candidate 1/2 is written.")
    expect(h, [[tanh(0.5)]], "o = 1: all of tanh(1/2) is shown.")


def test_lstm_cell_remembers_and_hides():
    state = (torch.zeros(1, 1), torch.tensor([[7.0]]))
    h, c = lstm_cell(torch.ones(1, 1), state, *biases_only(-40.0, 40.0, 3.0, -40.0))
    expect(c, [[7.0]], "f = 1 and i = 0: the memory is kept as it is.")
    expect(h, [[0.0]], "o = 0: nothing of it is shown.")


# gru


def test_gru_carries_its_state():
    outputs, h = gru(torch.ones(3, 1, 1), torch.tensor([[2.0]]), biases_only(0.0, 0.0, L / 2))
    why = "z = 1/2 and n = 1/2, so each step gives 1/4 + h/2: from 2 to 1.25, then 0.875, then 0.6875."
    expect(outputs, [[[1.25]], [[0.875]], [[0.6875]]], why)
    expect(h, [[0.6875]], "The state is the one after the last step.")


def test_gru_shapes():
    params = [torch.zeros(15, 4), torch.zeros(15, 5), torch.zeros(15), torch.zeros(15)]
    outputs, h = gru(torch.ones(3, 2, 4), torch.zeros(2, 5), params)
    assert outputs.shape == (3, 2, 5), "T = 3, B = 2, H = 5"
    assert h.shape == (2, 5), "B = 2, H = 5"


def test_gru_of_one_step():
    outputs, h = gru(torch.ones(1, 1, 1), torch.tensor([[4.0]]), biases_only(0.0, L, L / 2))
    expect(outputs, [[[3.125]]], "z = 3/4 and n = 1/2: 1/4 * 1/2 + 3/4 * 4 = 3.125.")
    expect(h, [[3.125]], "The only output is the last state.")


# lstm


def test_lstm_carries_its_memory():
    state = (torch.zeros(1, 1), torch.tensor([[1.5]]))
    outputs, (h, c) = lstm(torch.ones(3, 1, 1), state, biases_only(0.0, 0.0, L / 2, 0.0))
    why = "i = f = 1/2 and g = 1/2, so c goes from 1.5 to 1.5/2 + 1/4 = 1, then 0.75, then 0.625."
    expect(c, [[0.625]], why)
    shown = [tanh(1.0) / 2, tanh(0.75) / 2, tanh(0.625) / 2]
    expect(outputs, [[[shown[0]]], [[shown[1]]], [[shown[2]]]], f"{why} o = 1/2 shows half of tanh(c).")
    expect(h, [[shown[2]]], "The state is the one after the last step.")


def test_lstm_shapes():
    params = [torch.zeros(20, 4), torch.zeros(20, 5), torch.zeros(20), torch.zeros(20)]
    outputs, (h, c) = lstm(torch.ones(3, 2, 4), (torch.zeros(2, 5), torch.zeros(2, 5)), params)
    assert outputs.shape == (3, 2, 5), "T = 3, B = 2, H = 5"
    assert h.shape == c.shape == (2, 5), "B = 2, H = 5"


# deep_rnn


def adding(inputs: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
    """A layer that adds up its inputs, from `state` on."""
    sums = state + inputs.cumsum(0)
    return sums, sums[-1]


def doubling(inputs: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
    """A layer that doubles its inputs and counts its calls in its state."""
    return 2 * inputs, state + 1


def test_deep_rnn_of_two_layers():
    inputs = torch.tensor([1.0, 2.0, 3.0]).reshape(3, 1, 1)
    outputs, states = deep_rnn(inputs, [adding, doubling], [torch.tensor([[10.0]]), torch.tensor([[5.0]])])
    why = "The first layer gives 11, 13, 16; the second doubles them."
    expect(outputs, [[[22.0]], [[26.0]], [[32.0]]], why)
    assert isinstance(states, list), "The states come in a list."
    expect(states[0], [[16.0]], "The first layer ends with 10 + 1 + 2 + 3.")
    expect(states[1], [[6.0]], "The second layer was called once: 5 + 1.")


def test_deep_rnn_refuses_a_state_too_few():
    with pytest.raises(ValueError, match=r"."):  # any message will do
        deep_rnn(torch.ones(3, 1, 1), [adding, doubling], [torch.zeros(1, 1)])


# bidirectional


def test_bidirectional_sums():
    inputs = torch.tensor([1.0, 2.0, 3.0]).reshape(3, 1, 1)
    why = "Forward sums: 1, 3, 6. Backward, from the end: 3, 3 + 2, 3 + 2 + 1, so 6 stands at the first step."
    result = bidirectional(inputs, lambda x: x.cumsum(0), lambda x: x.cumsum(0))
    expect(result, [[[1.0, 6.0]], [[3.0, 5.0]], [[6.0, 3.0]]], why)


def test_bidirectional_of_different_widths():
    result = bidirectional(torch.ones(2, 3, 4), lambda x: x[:, :, :1], lambda x: 5 * x)
    expect(result[0, 0], [1.0, 5.0, 5.0, 5.0, 5.0], "One feature of fwd, then four of bwd.")


# last_valid


def test_last_valid_of_three():
    outputs = torch.tensor([[1.0, 10.0, 100.0], [2.0, 20.0, 200.0]]).unsqueeze(2)  # [2,3,1]
    why = "Sequence 0 has one step, 1; sequence 1 has two, 10 and 20; sequence 2 has one, 100."
    expect(last_valid(outputs, torch.tensor([1, 2, 1])), [[1.0], [20.0], [100.0]], why)


def test_last_valid_of_an_empty_sequence():
    outputs = torch.tensor([[1.0, nan], [2.0, nan]]).unsqueeze(2)  # [2,2,1]
    why = "Sequence 1 has no valid step: 0, whatever its padding holds."
    expect(last_valid(outputs, torch.tensor([2, 0])), [[2.0], [0.0]], why)


# rnn_param_count


def test_count_of_single_layers():
    assert rnn_param_count("rnn", 2, 3) == 21, "W_ih has 3 * 2, W_hh has 3 * 3, two biases have 3 each: 21."
    assert rnn_param_count("gru", 2, 3) == 63, "Three times as many."
    assert rnn_param_count("lstm", 2, 3) == 84, "Four times as many."


def test_count_of_two_layers_in_two_directions():
    why = "First layer: 2 * 21 = 42. The second reads 6 features: 2 * (3 * 6 + 3 * 3 + 6) = 66. 42 + 66."
    assert rnn_param_count("rnn", 2, 3, layers=2, bidirectional=True) == 108, why


def test_count_of_an_unknown_kind():
    with pytest.raises(ValueError, match="ngram"):
        rnn_param_count("ngram", 2, 3)
