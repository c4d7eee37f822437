"""Checks to run while you work: run `pytest` in this folder. They don't decide your score: more checks run at
grading.

Each check is an example worked by hand. Its docstring says what is right and gives the formula. Then
`expect(call, result, calculation)` compares. Pairs after these are wrong results, each with its likely cause;
likely_mistakes.json has more. You can retype the code that a failed check prints, after the imports below.

Two values make it easy: tanh(0) = 0 and tanh(log(3) / 2) = 1/2. The derivative of tanh is 1 - tanh^2: there
it is 1 and 3/4.
"""

import math
import sys
from math import log
from pathlib import Path

import torch
from torch import nn, tensor

from autograder.checks.expect import check, expect

sys.path.insert(0, str(Path(__file__).parent))  # the module beside this file, from wherever pytest runs

from rnn import (
    detach_state,
    init_rnn_params,
    predict,
    rnn,
    rnn_backward,
    rnn_cell,
    to_onehot,
    truncated_bptt_,
)

# to_onehot


@check
def test_to_onehot_of_two_sequences():
    """Time comes first, then the sequences, then the characters.

    result[t, b, v] = 1 where v = X[b, t], else 0
    """
    X = tensor([[0, 2, 1], [1, 1, 0]])
    expect(
        to_onehot(X, 3),
        tensor(
            [
                [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]],
                [[0.0, 0.0, 1.0], [0.0, 1.0, 0.0]],
                [[0.0, 1.0, 0.0], [1.0, 0.0, 0.0]],
            ]
        ),
        "The first step has the ids 0 and 1, the second one 2 and 1, the third one 1 and 0.",
    )


@check
def test_to_onehot_of_a_missing_id():
    """An id that doesn't occur has a column too.

    result[t, b, v] = 1 where v = X[b, t], else 0
    """
    X = tensor([[1], [0]])
    expect(
        to_onehot(X, 4),
        tensor([[[0.0, 1.0, 0.0, 0.0], [1.0, 0.0, 0.0, 0.0]]]),
        "One step, two sequences with the ids 1 and 0, and four columns.",
    )


@check
def test_to_onehot_of_small_integers():
    """The ids may have a small integer dtype; the result is float32."""
    X = tensor([[1, 0]], dtype=torch.uint8)
    expect(
        to_onehot(X, 2),
        tensor([[[0.0, 1.0]], [[1.0, 0.0]]]),
        "Two steps of one sequence, with the ids 1 and 0.",
    )


# init_rnn_params


@check
def test_init_rnn_params_shapes():
    """Five tensors in the order W_xh [V,H], W_hh [H,H], b_h [H], W_hq [H,V], b_q [V]."""
    params = init_rnn_params(5, 3)
    expect(
        [tuple(p.shape) for p in params],
        [(5, 3), (3, 3), (3,), (3, 5), (5,)],
        "V = 5 and H = 3. The weights multiply from the right, so the inputs are the rows.",
    )


@check
def test_init_rnn_params_are_leaves():
    """Each parameter is a leaf that requires gradients, so a backward pass fills its grad."""
    params = init_rnn_params(4, 2, generator=torch.Generator().manual_seed(1))
    expect(
        [p.is_leaf and p.requires_grad for p in params],
        [True] * 5,
        "The result of an operation on a tensor that requires gradients is no leaf.",
    )


@check
def test_init_rnn_params_have_the_right_spread():
    """About two thirds of normal numbers are less than one standard deviation from 0."""
    params = init_rnn_params(60, 50, generator=torch.Generator().manual_seed(2))
    W_xh, W_hh, _, W_hq, _ = params
    small = [W.abs() < 0.01 for W in (W_xh, W_hh, W_hq)]
    inside = [one.double().mean().item() for one in small]
    expect(
        [0.63 < share < 0.73 for share in inside],
        [True, True, True],
        "The standard deviation is 0.01. Of thousands of numbers, about 68 % are within.",
    )


# rnn_cell


@check
def test_rnn_cell_adds_up():
    """Inputs, state and bias are added, and tanh comes last.

    h' = tanh(x W_xh + h W_hh + b_h)
    """
    x, h = tensor([[log(3), 1.0]]), tensor([[2.0]])
    W_xh, W_hh = tensor([[1.0], [3.0]]), tensor([[-1.0]])
    b_h = tensor([-1 - log(3) / 2])
    expect(
        rnn_cell(x, h, W_xh, W_hh, b_h),
        tensor([[0.5]]),
        "log 3 * 1 + 1 * 3 = log 3 + 3; 2 * (-1) = -2; with the bias, log(3)/2; tanh gives 1/2.",
    )


@check
def test_rnn_cell_of_two_units():
    """Row i of W_hh holds the weights of the old unit i.

    h' = tanh(x W_xh + h W_hh + b_h)
    """
    x, h = torch.zeros(1, 1), tensor([[log(3), 0.0]])
    W_xh, b_h = torch.ones(1, 2), torch.zeros(2)
    W_hh = tensor([[0.0, 0.5], [7.0, 7.0]])
    expect(
        rnn_cell(x, h, W_xh, W_hh, b_h),
        tensor([[0.0, 0.5]]),
        "h W_hh is log 3 times the first row: (0, log(3)/2).",
    )


@check
def test_rnn_cell_saturates():
    """Large sums give 1 or -1, not NaN."""
    x, h = tensor([[500.0], [-500.0]]), torch.zeros(2, 1)
    W_xh, W_hh, b_h = tensor([[4.0]]), torch.zeros(1, 1), torch.zeros(1)
    expect(rnn_cell(x, h, W_xh, W_hh, b_h), tensor([[1.0], [-1.0]]), "The sums are 2000 and -2000.")


# rnn


@check
def test_rnn_carries_its_state():
    """Each step starts from the state of the step before.

    h_t = tanh(x_t W_xh + h_(t-1) W_hh + b_h)
    o_t = h_t W_hq + b_q
    """
    inputs, h0 = tensor([[[log(3) / 2]], [[0.0]]]), torch.zeros(1, 1)
    W_xh, W_hh, b_h = torch.ones(1, 1), tensor([[log(3)]]), torch.zeros(1)
    W_hq, b_q = tensor([[4.0]]), tensor([1.0])
    params = [W_xh, W_hh, b_h, W_hq, b_q]
    expect(
        rnn(inputs, (h0,), params),
        (tensor([[[3.0]], [[3.0]]]), (tensor([[0.5]]),)),
        "h_1 = tanh(log(3)/2) = 1/2 and h_2 = tanh(1/2 * log 3) = 1/2. The outputs are 4 * 1/2 + 1.",
    )


@check
def test_rnn_starts_from_the_given_state():
    """The first step starts from the given state, and the result has a new one.

    h_t = tanh(x_t W_xh + h_(t-1) W_hh + b_h)
    o_t = h_t W_hq + b_q
    """
    inputs, h0 = torch.zeros(1, 1, 1), tensor([[log(3)]])
    W_xh, W_hh, b_h = torch.ones(1, 1), tensor([[0.5]]), torch.zeros(1)
    W_hq, b_q = tensor([[2.0]]), tensor([0.0])
    params = (W_xh, W_hh, b_h, W_hq, b_q)
    expect(
        rnn(inputs, (h0,), params),
        (tensor([[[1.0]]]), (tensor([[0.5]]),)),
        "h_1 = tanh(log 3 * 1/2) = 1/2, and the output is 2 * 1/2.",
    )


@check
def test_rnn_shapes():
    """The outputs are [T, B, O], and the state is a tuple of one tensor [B, H]."""
    inputs, h0 = torch.ones(3, 2, 4), torch.zeros(2, 5)
    shapes = ((4, 5), (5, 5), (5,), (5, 6), (6,))
    params = [torch.zeros(shape) for shape in shapes]
    expect(
        rnn(inputs, (h0,), params),
        (torch.zeros(3, 2, 6), (torch.zeros(2, 5),)),
        "T = 3, B = 2, I = 4, H = 5 and O = 6. All weights are 0, and so are states and outputs.",
    )


# rnn_backward


@check
def test_rnn_backward_of_one_step():
    """One step: the gradient goes through the output layer and tanh to the weights.

    d = (dout W_hq^T) * (1 - h_1^2)
    the gradients are x^T d, h_0^T d, d, h_1^T dout and dout
    """
    inputs, h0 = tensor([[[log(3)]]]), tensor([[7.0]])
    W_xh, W_hh, b_h = tensor([[0.5]]), torch.zeros(1, 1), torch.zeros(1)
    W_hq, b_q = tensor([[2.0]]), torch.zeros(1)
    params, douts = [W_xh, W_hh, b_h, W_hq, b_q], tensor([[[4.0]]])
    expect(
        rnn_backward(inputs, h0, params, douts),
        (tensor([[6 * log(3)]]), tensor([[42.0]]), tensor([6.0]), tensor([[2.0]]), tensor([4.0])),
        "h_1 = 1/2, so d = 4 * 2 * 3/4 = 6. Then log 3 * 6, 7 * 6, 6, 1/2 * 4 and 4.",
    )


@check
def test_rnn_backward_through_time():
    """Two steps: h_1 acts on the loss through its own output, and through h_2.

    d_2 = (dout_2 W_hq^T) * (1 - h_2^2)
    d_1 = (dout_1 W_hq^T + d_2 W_hh^T) * (1 - h_1^2)
    """
    inputs, h0 = torch.ones(2, 1, 1), torch.zeros(1, 1)
    W_xh, W_hh, b_h = torch.ones(1, 1), tensor([[3.0]]), tensor([-1.0])
    W_hq, b_q = tensor([[2.0]]), torch.zeros(1)
    params, douts = [W_xh, W_hh, b_h, W_hq, b_q], torch.ones(2, 1, 1)
    expect(
        rnn_backward(inputs, h0, params, douts),
        (tensor([[10.0]]), torch.zeros(1, 1), tensor([10.0]), torch.zeros(1, 1), tensor([2.0])),
        "Each x W_xh + b_h = 0, so all states are 0. d_2 = 2 and d_1 = 2 + 2 * 3 = 8, in all 10.",
    )


@check
def test_rnn_backward_of_two_sequences():
    """The gradients add up over the sequences.

    the gradient of b_q = the sum of dout over steps and sequences
    """
    inputs, h0 = torch.ones(1, 2, 1), torch.zeros(2, 1)
    W_xh, W_hh, b_h = torch.ones(1, 1), torch.ones(1, 1), tensor([-1.0])
    W_hq, b_q = torch.ones(1, 2), torch.zeros(2)
    params = [W_xh, W_hh, b_h, W_hq, b_q]
    douts = tensor([[[1.0, -2.0], [3.0, 5.0]]])
    expect(
        rnn_backward(inputs, h0, params, douts),
        (tensor([[7.0]]), torch.zeros(1, 1), tensor([7.0]), torch.zeros(1, 2), tensor([4.0, 3.0])),
        "All states are 0. d is 1 - 2 = -1 and 3 + 5 = 8, in all 7. b_q gets 1 + 3 and -2 + 5.",
    )


# detach_state


@check
def test_detach_state_of_a_tensor():
    """The result has the values, but no graph."""
    w = tensor([1.0, 2.0], requires_grad=True)
    h = 3 * w
    cut = detach_state(h)
    expect((cut, cut.requires_grad), (tensor([3.0, 6.0]), False), "3 * 1 and 3 * 2.")


@check
def test_detach_state_of_nested_tuples():
    """Tuples keep their nesting."""
    h, c = tensor([1.0]), tensor([2.0])
    expect(
        detach_state(((h, c), (c,))),
        ((tensor([1.0]), tensor([2.0])), (tensor([2.0]),)),
        "A tuple of a pair and of a tuple of one.",
    )


@check
def test_detach_state_leaves_the_graph_alone():
    """A backward pass through the given state still works afterwards.

    d h / d w = 3
    """
    w = tensor([1.0], requires_grad=True)
    h = 3 * w
    detach_state((h,))
    h.backward()
    expect(w.grad, tensor([3.0]), "h = 3 w.")


# truncated_bptt_


@check
def test_truncated_bptt_of_two_chunks():
    """The state passes on, and each chunk has a clipped step.

    state' = state + w x
    d loss / d w = x, clipped to 1
    """

    class Counter(nn.Module):
        def __init__(self):
            super().__init__()
            self.w = nn.Parameter(tensor(1.0))

        def forward(self, X, state):
            state = state + self.w * X
            return state, state

    def loss_fn(logits, Y):
        return logits - Y

    model = Counter()
    chunks = [(tensor(2.0), tensor(0.0)), (tensor(4.0), tensor(3.0))]
    opt = torch.optim.SGD(model.parameters(), lr=0.5)
    expect(
        truncated_bptt_(model, chunks, tensor(10.0), loss_fn, opt, 1.0),
        ([12.0, 11.0], tensor(14.0)),
        "10 + 1 * 2 = 12. The step makes w = 1 - 0.5 * 1 = 0.5. Then 12 + 0.5 * 4 = 14, less 3 is 11.",
        (([12.0, 9.0], tensor(12.0)), "The gradient 2 of the first chunk was not clipped to 1."),
    )


@check
def test_truncated_bptt_stops_at_the_first_state():
    """No gradient reaches what made the first state.

    state' = w * state
    """

    class Scaled(nn.Module):
        def __init__(self):
            super().__init__()
            self.w = nn.Parameter(tensor(2.0))

        def forward(self, X, state):
            return self.w * state[0], (self.w * state[0],)

    def loss_fn(logits, Y):
        return logits

    model, start = Scaled(), tensor(3.0, requires_grad=True)
    chunks = [(None, None)]
    opt = torch.optim.SGD(model.parameters(), lr=1.0)
    given, limit = (start,), math.inf
    losses, state = truncated_bptt_(model, chunks, given, loss_fn, opt, limit)
    expect(
        (losses, state, start.grad),
        ([6.0], (tensor(6.0),), None),
        "The loss and the state are 2 * 3. The first state is detached, so it gets no gradient.",
    )


@check
def test_truncated_bptt_without_chunks():
    """Without chunks there are no losses, and the state comes back, detached."""
    model = nn.Linear(1, 1)
    opt = torch.optim.SGD(model.parameters(), lr=1.0)
    start = 2 * tensor(3.0, requires_grad=True)
    loss_fn = nn.functional.mse_loss
    losses, state = truncated_bptt_(model, [], start, loss_fn, opt, 1.0)
    expect((losses, state, state.requires_grad), ([], tensor(6.0), False), "The state is 2 * 3.")


# predict


@check
def test_predict_goes_on():
    """After the prefix, each prediction is fed for the next one."""

    def step(X, state):
        following = (int(X) + 1) % 3  # the model knows the alphabet
        return torch.eye(3)[following].reshape(1, 1, 3), state

    ids = {"a": 0, "b": 1, "c": 2}
    expect(
        predict("ab", 4, step, (torch.zeros(1, 1),), ["a", "b", "c"], ids),
        "abcabc",
        "After b comes c, and then a, b and c.",
    )


@check
def test_predict_warms_up():
    """Each character of the prefix is fed, in order, and so changes the state."""

    def step(X, state):
        total = state[0] + int(X)  # the model adds up what it has read
        return torch.eye(4)[int(total) % 4].reshape(1, 1, 4), (total,)

    ids = {"n": 0, "o": 1, "p": 2, "q": 3}
    expect(
        predict("pq", 3, step, (torch.zeros(1, 1),), ["n", "o", "p", "q"], ids),
        "pqopn",
        "2 + 3 = 5 gives id 1. 5 + 1 = 6 gives id 2. 6 + 2 = 8 gives id 0.",
        ("pqqpn", "Only the last character of the prefix was fed."),
    )


@check
def test_predict_takes_the_lowest_of_equal_scores():
    """In a tie, the lowest id wins. The result has len(prefix) + num_chars characters."""

    def step(X, state):
        return tensor([[[-3.0, -1.0, -1.0]]]), state

    characters, ids = ["x", "y", "z"], {"x": 0, "y": 1, "z": 2}
    expect(
        predict("x", 2, step, (torch.zeros(1, 1),), characters, ids),
        "xyy",
        "The scores of y and z are equal, and y has the lower id.",
    )
