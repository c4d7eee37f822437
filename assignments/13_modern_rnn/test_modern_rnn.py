"""Checks to run while you work: run `pytest` in this folder. They don't decide your score: more checks run at
grading.

Each check is an example worked by hand. Its docstring says what is right and gives the formula. Then
`expect(call, result, calculation)` compares. Pairs after these are wrong results, each with its likely cause;
likely_mistakes.json has more. You can retype the code that a failed check prints, after the imports below.

Four values make it easy: sigma(log 3) = 3/4, sigma(-log 3) = 1/4, sigma(0) = 1/2, tanh(log(3) / 2) = 1/2.
"""

import sys
from math import log, nan, tanh
from pathlib import Path

import torch
from torch import tensor

from autograder.checks.expect import check, expect, expect_error

sys.path.insert(0, str(Path(__file__).parent))  # the module beside this file, from wherever pytest runs

from modern_rnn import bidirectional, deep_rnn, gru, gru_cell, last_valid, lstm, lstm_cell, rnn_param_count

# gru_cell


@check
def test_gru_cell_with_biases_alone():
    """With weights of 0, the biases alone decide.

    r = sigma(b_ir + b_hr)
    z = sigma(b_iz + b_hz)
    n = tanh(b_in + r * b_hn)
    h' = (1 - z) * n + z * h
    """
    x, h = tensor([[1.0]]), tensor([[2.0]])
    W_ih, W_hh = torch.zeros(3, 1), torch.zeros(3, 1)
    b_ih = tensor([-log(3), log(3), 0.0])
    b_hh = tensor([0.0, 0.0, 2 * log(3)])
    expect(
        gru_cell(x, h, W_ih, W_hh, b_ih, b_hh),
        tensor([[13 / 8]]),
        "r = 1/4, z = 3/4, n = tanh(1/4 * 2 log 3) = 1/2, and h' = 1/4 * 1/2 + 3/4 * 2 = 13/8 = 1.625.",
        (tensor([[1 / 4 * 40 / 41 + 3 / 2]]), "r does not act on b_hn: n = tanh(2 log 3) = 40/41."),
    )


@check
def test_gru_cell_resets_after_the_product():
    """The reset gate acts after the product with W_hn.

    n = tanh(W_in x + b_in + r * (W_hn h + b_hn))
    h' = (1 - z) * n + z * h
    """
    x, h = torch.ones(1, 1), tensor([[2 * log(3), 0.0]])
    W_ih, W_hh = torch.zeros(6, 1), torch.zeros(6, 2)
    W_hh[4:] = tensor([[0.0, 1.0], [1.0, 0.0]])
    b_ih, b_hh = tensor([0.0, -log(3), 0.0, 0.0, 0.0, 0.0]), torch.zeros(6)
    expect(
        gru_cell(x, h, W_ih, W_hh, b_ih, b_hh),
        tensor([[log(3), 1 / 4]]),
        "r = (1/2, 1/4), z = (1/2, 1/2). W_hn h = (0, 2 log 3), and times r it is (0, log(3)/2). "
        "So n = (0, 1/2) and h' = n/2 + h/2 = (log 3, 1/4).",
    )


@check
def test_gru_cell_remembers():
    """An update gate of 1 keeps the old state.

    h' = (1 - z) * n + z * h
    """
    x, h = torch.ones(2, 1), tensor([[0.3], [-5.0]])
    W_ih, W_hh = torch.zeros(3, 1), torch.zeros(3, 1)
    b_ih, b_hh = tensor([0.0, 40.0, 1.0]), torch.zeros(3)
    expect(
        gru_cell(x, h, W_ih, W_hh, b_ih, b_hh),
        tensor([[0.3], [-5.0]]),
        "z = sigma(40), which is 1 in floating point; so h' = 0 * n + 1 * h.",
    )


# lstm_cell


@check
def test_lstm_cell_with_biases_alone():
    """With weights of 0, the biases alone decide.

    i, f, o = sigma(b_ii), sigma(b_if), sigma(b_io)
    g = tanh(b_ig)
    c' = f * c + i * g
    h' = o * tanh(c')
    """
    x, h, c = tensor([[1.0]]), tensor([[9.0]]), tensor([[2 * log(3) - 1.5]])
    W_ih, W_hh = torch.zeros(4, 1), torch.zeros(4, 1)
    b_ih = tensor([log(3), -log(3), log(3) / 2, 0.0])
    b_hh = torch.zeros(4)
    expect(
        lstm_cell(x, (h, c), W_ih, W_hh, b_ih, b_hh),
        (tensor([[1 / 4]]), tensor([[log(3) / 2]])),
        "i = 3/4, f = 1/4, g = 1/2, o = 1/2. c' = (2 log 3 - 3/2) / 4 + 3/4 * 1/2 = log(3)/2, "
        "and h' = 1/2 * tanh(log(3)/2) = 1/4.",
    )


@check
def test_lstm_cell_writes():
    """An input gate of 1 and a forget gate of 0 replace the memory by the candidate.

    c' = f * c + i * g
    h' = o * tanh(c')
    """
    x, h, c = torch.ones(1, 1), torch.zeros(1, 1), tensor([[7.0]])
    W_ih, W_hh = torch.zeros(4, 1), torch.zeros(4, 1)
    b_ih, b_hh = tensor([40.0, -40.0, log(3) / 2, 40.0]), torch.zeros(4)
    expect(
        lstm_cell(x, (h, c), W_ih, W_hh, b_ih, b_hh),
        (tensor([[tanh(0.5)]]), tensor([[0.5]])),
        "i = 1, f = 0, g = 1/2, o = 1: c' = 0 * 7 + 1 * 1/2 = 1/2, and h' = tanh(1/2) = 0.462.",
    )


@check
def test_lstm_cell_remembers_and_hides():
    """A forget gate of 1 keeps the memory, and an output gate of 0 hides it.

    c' = f * c + i * g
    h' = o * tanh(c')
    """
    x, h, c = torch.ones(1, 1), torch.zeros(1, 1), tensor([[7.0]])
    W_ih, W_hh = torch.zeros(4, 1), torch.zeros(4, 1)
    b_ih, b_hh = tensor([-40.0, 40.0, 3.0, -40.0]), torch.zeros(4)
    expect(
        lstm_cell(x, (h, c), W_ih, W_hh, b_ih, b_hh),
        (tensor([[0.0]]), tensor([[7.0]])),
        "i = 0, f = 1, o = 0: c' = 1 * 7 + 0 * g = 7, and h' = 0 * tanh(7) = 0.",
    )


# gru


@check
def test_gru_carries_its_state():
    """Each step starts from the state of the step before.

    h_t = gru_cell(x_t, h_(t-1))
    """
    inputs, h0 = torch.ones(3, 1, 1), tensor([[2.0]])
    W_ih, W_hh = torch.zeros(3, 1), torch.zeros(3, 1)
    b_ih, b_hh = tensor([0.0, 0.0, log(3) / 2]), torch.zeros(3)
    first, last = tensor([[5 / 4]]), tensor([[11 / 16]])
    outputs = tensor([[[5 / 4]], [[7 / 8]], [[11 / 16]]])
    expect(
        gru(inputs, h0, [W_ih, W_hh, b_ih, b_hh]),
        (outputs, last),
        "z = 1/2 and n = 1/2, so a step gives h' = 1/4 + h/2: from 2 to 5/4, 7/8 and 11/16.",
        ((outputs, first), "The state is that of the first step; return that of the last."),
    )


@check
def test_gru_shapes():
    """The outputs are [T, B, H] and the state is [B, H]."""
    inputs, h0 = torch.ones(3, 2, 4), torch.zeros(2, 5)
    W_ih, W_hh = torch.zeros(15, 4), torch.zeros(15, 5)
    b_ih, b_hh = torch.zeros(15), torch.zeros(15)
    expect(
        gru(inputs, h0, [W_ih, W_hh, b_ih, b_hh]),
        (torch.zeros(3, 2, 5), torch.zeros(2, 5)),
        "T = 3, B = 2, I = 4 and H = 5. All weights are 0, and so is each state.",
    )


@check
def test_gru_reads_from_the_first_step_to_the_last():
    """The order of the steps counts.

    z = sigma(40 x)
    h' = (1 - z) * n + z * h
    """
    inputs, h0 = tensor([[[1.0]], [[-1.0]]]), tensor([[4.0]])
    W_ih, W_hh = tensor([[0.0], [40.0], [0.0]]), torch.zeros(3, 1)
    b_ih, b_hh = tensor([0.0, 0.0, log(3) / 2]), torch.zeros(3)
    expect(
        gru(inputs, h0, [W_ih, W_hh, b_ih, b_hh]),
        (tensor([[[4.0]], [[1 / 2]]]), tensor([[1 / 2]])),
        "Step 0 has z = 1 and keeps 4; step 1 has z = 0 and takes n = tanh(log(3)/2) = 1/2.",
    )


# lstm


@check
def test_lstm_carries_its_memory():
    """Each step starts from the memory of the step before. The outputs are hidden states.

    (h_t, c_t) = lstm_cell(x_t, (h_(t-1), c_(t-1)))
    """
    inputs, h0, c0 = torch.ones(3, 1, 1), torch.zeros(1, 1), tensor([[1.5]])
    W_ih, W_hh = torch.zeros(4, 1), torch.zeros(4, 1)
    b_ih, b_hh = tensor([0.0, 0.0, log(3) / 2, 0.0]), torch.zeros(4)
    memories = tensor([[[1.0]], [[3 / 4]], [[5 / 8]]])
    states = memories.tanh() / 2
    expect(
        lstm(inputs, (h0, c0), [W_ih, W_hh, b_ih, b_hh]),
        (states, (states[2], memories[2])),
        "i = f = g = o = 1/2, so a step gives c' = c/2 + 1/4: from 3/2 to 1, 3/4 and 5/8. "
        "The outputs are tanh(c)/2: 0.381, 0.318 and 0.277.",
    )


@check
def test_lstm_shapes():
    """The outputs are [T, B, H], the hidden state and the memory are [B, H]."""
    inputs, h0, c0 = torch.ones(3, 2, 4), torch.zeros(2, 5), torch.zeros(2, 5)
    W_ih, W_hh = torch.zeros(20, 4), torch.zeros(20, 5)
    b_ih, b_hh = torch.zeros(20), torch.zeros(20)
    expect(
        lstm(inputs, (h0, c0), [W_ih, W_hh, b_ih, b_hh]),
        (torch.zeros(3, 2, 5), (torch.zeros(2, 5), torch.zeros(2, 5))),
        "T = 3, B = 2, I = 4 and H = 5. All weights are 0, and so is each state.",
    )


@check
def test_lstm_reads_from_the_first_step_to_the_last():
    """The order of the steps counts.

    i = sigma(40 x) and f = sigma(-40 x)
    c' = f * c + i * g
    h' = o * tanh(c')
    """
    inputs = tensor([[[-1.0]], [[1.0]]])
    h0, c0 = torch.zeros(1, 1), tensor([[1.5]])
    W_ih, W_hh = tensor([[40.0], [-40.0], [0.0], [0.0]]), torch.zeros(4, 1)
    b_ih, b_hh = tensor([0.0, 0.0, log(3) / 2, 0.0]), torch.zeros(4)
    kept, written = tensor([[tanh(1.5) / 2]]), tensor([[tanh(0.5) / 2]])
    expect(
        lstm(inputs, (h0, c0), [W_ih, W_hh, b_ih, b_hh]),
        (torch.stack([kept, written]), (written, tensor([[0.5]]))),
        "Step 0 has i = 0, f = 1 and keeps 3/2; step 1 has i = 1, f = 0 and writes g = 1/2. "
        "The outputs are tanh(3/2)/2 = 0.453 and tanh(1/2)/2 = 0.231.",
    )


# deep_rnn


@check
def test_deep_rnn_of_two_layers():
    """A layer reads the outputs of the layer below.

    outputs_1, state_1 = layer_1(inputs, its state)
    outputs_2, state_2 = layer_2(outputs_1, its state)
    """

    def adding(inputs, state):
        sums = state + inputs.cumsum(0)
        return sums, sums[-1]

    def doubling(inputs, state):
        return 2 * inputs, state + 1

    inputs = tensor([[[1.0]], [[2.0]], [[3.0]]])
    states = [tensor([[10.0]]), tensor([[5.0]])]
    expect(
        deep_rnn(inputs, [adding, doubling], states),
        (tensor([[[22.0]], [[26.0]], [[32.0]]]), [tensor([[16.0]]), tensor([[6.0]])]),
        "adding gives 11, 13, 16 and ends with 16; doubling gives 22, 26, 32 and ends with 5 + 1.",
    )


@check
def test_deep_rnn_of_one_layer():
    """A stack of one layer gives the results of that layer."""

    def doubling(inputs, state):
        return 2 * inputs, state + 1

    inputs, states = tensor([[[1.0]], [[2.0]]]), (tensor(5.0),)
    expect(
        deep_rnn(inputs, [doubling], states),
        (tensor([[[2.0]], [[4.0]]]), [tensor(6.0)]),
        "doubling gives 2 * 1, 2 * 2 and the state 5 + 1, in a list of one.",
        ((tensor([[[2.0]], [[4.0]]]), tensor(6.0)), "The states are a list, also for a single layer."),
    )


@check
def test_deep_rnn_refuses_a_state_too_few():
    """Fewer states than layers raise a ValueError."""

    def doubling(inputs, state):
        return 2 * inputs, state + 1

    with expect_error(ValueError):
        deep_rnn(torch.ones(3, 1, 1), [doubling, doubling], [torch.zeros(1, 1)])


# bidirectional


@check
def test_bidirectional_sums():
    """Each step has the forward result up to it, beside the backward result from it on.

    result[t] = (fwd of steps 0 to t, bwd of the last step back to t)
    """

    def adding(x):
        return x.cumsum(0)

    inputs = tensor([[[1.0]], [[2.0]], [[3.0]]])
    expect(
        bidirectional(inputs, adding, adding),
        tensor([[[1.0, 6.0]], [[3.0, 5.0]], [[6.0, 3.0]]]),
        "Forward: 1, 1 + 2 and 1 + 2 + 3. Backward: 3, 3 + 2 and 3 + 2 + 1, which belongs to step 0.",
    )


@check
def test_bidirectional_of_different_widths():
    """The features of fwd come first, then those of bwd.

    [T, B, H of fwd] and [T, B, H of bwd] give [T, B, the sum of both]
    """

    def narrow(x):
        return x[:, :, :1]

    def wide(x):
        return 5 * x

    inputs = torch.ones(2, 1, 3)
    expect(
        bidirectional(inputs, narrow, wide),
        tensor([[[1.0, 5.0, 5.0, 5.0]], [[1.0, 5.0, 5.0, 5.0]]]),
        "One feature of narrow, 1, and then three of wide, 5.",
    )


@check
def test_bidirectional_of_one_step():
    """With one step, both directions read the same step.

    result[0] = (fwd of step 0, bwd of step 0)
    """

    def doubling(x):
        return 2 * x

    def tripling(x):
        return 3 * x

    inputs = tensor([[[1.0]]])
    expect(bidirectional(inputs, doubling, tripling), tensor([[[2.0, 3.0]]]), "2 * 1 and 3 * 1.")


# last_valid


@check
def test_last_valid_of_three():
    """Each sequence gives its own last step.

    row b = outputs[lengths[b] - 1, b]
    """
    outputs = tensor([[[1.0], [10.0], [100.0]], [[2.0], [20.0], [200.0]]])
    lengths = tensor([1, 2, 1])
    expect(
        last_valid(outputs, lengths),
        tensor([[1.0], [20.0], [100.0]]),
        "Sequence 0 has one step, 1; sequence 1 has two, 10 and 20; sequence 2 has one, 100.",
        (tensor([[2.0], [20.0], [200.0]]), "This is the last step of the tensor, padding or not."),
    )


@check
def test_last_valid_of_an_empty_sequence():
    """A sequence of length 0 gives 0, whatever its padding holds.

    row b = outputs[lengths[b] - 1, b], or 0 where lengths[b] = 0
    """
    outputs = tensor([[[1.0], [nan]], [[2.0], [nan]]])
    lengths = tensor([2, 0])
    expect(
        last_valid(outputs, lengths),
        tensor([[2.0], [0.0]]),
        "Sequence 0 has two steps, 1 and 2; sequence 1 has none.",
        (tensor([[2.0], [nan]]), "Padding got into the result. Note that 0 * NaN is NaN."),
    )


@check
def test_last_valid_has_a_gradient():
    """The gradient goes to the steps that were picked, and padding gets exactly 0.

    d row b / d outputs[t, b] = 1 where t = lengths[b] - 1, else 0
    """
    outputs = tensor([[[1.0]], [[nan]]], requires_grad=True)
    last_valid(outputs, tensor([1])).backward(tensor([[3.0]]))
    expect(
        outputs.grad,
        tensor([[[3.0]], [[0.0]]]),
        "Step 0 was picked, so it gets the gradient 3. Step 1 is padding.",
        (None, "No gradient came back: the result is detached from the outputs."),
    )


# rnn_param_count


@check
def test_rnn_param_count_of_single_layers():
    """Each block has a row for each hidden unit, in two matrices and two biases.

    blocks * (H * I + H * H + H + H), with 1, 3 or 4 blocks
    """
    expect(rnn_param_count("rnn", 2, 3), 21, "3 * 2 + 3 * 3 + 3 + 3 = 21.")
    expect(rnn_param_count("gru", 2, 3), 63, "3 * 21 = 63.", (54, "One bias is missing."))
    expect(rnn_param_count("lstm", 2, 3), 84, "4 * 21 = 84.", (72, "One bias is missing."))


@check
def test_rnn_param_count_of_two_layers_in_two_directions():
    """A second layer reads the outputs of both directions of the first.

    the sum over layers and directions of H * (features read) + H * H + H + H
    """
    expect(
        rnn_param_count("rnn", 2, 3, layers=2, bidirectional=True),
        108,
        "First: 2 * (3*2 + 3*3 + 6) = 42. The second reads 2 * 3 = 6: 2 * (3*6 + 3*3 + 6) = 66. 42 + 66.",
        (54, "This counts one direction of each layer."),
    )


@check
def test_rnn_param_count_of_an_unknown_kind():
    """There are three kinds. Any other one raises a ValueError that names it."""
    with expect_error(ValueError, "ngram"):
        rnn_param_count("ngram", 2, 3)
