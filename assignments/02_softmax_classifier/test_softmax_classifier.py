"""Checks to run while you work: `pytest` in this folder. They are not the mark: more checks run at grading,
where you are told how many. Every number below can be worked out by hand; the messages show how.
"""

import sys
from math import log
from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

sys.path.insert(0, str(Path(__file__).parent))  # the module beside this file, from wherever pytest runs

from softmax_classifier import (
    SoftmaxRegression,
    accuracy,
    cross_entropy,
    cross_entropy_grad,
    evaluate_accuracy,
    log_softmax,
    logsumexp,
    softmax,
)


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


# softmax


def test_softmax_of_logarithms():
    x = torch.tensor([log(1.0), log(2.0), log(5.0)])
    expect(softmax(x), [1 / 8, 2 / 8, 5 / 8], "exp gives 1, 2 and 5; their sum is 8; so 1/8, 2/8 and 5/8.")


def test_softmax_along_each_dimension():
    x = torch.tensor([[0.0, log(3.0)], [log(4.0), 0.0]])
    rows = "exp gives [[1, 3], [4, 1]]. Along dim 1 the sums are 4 and 5: [[1/4, 3/4], [4/5, 1/5]]."
    expect(softmax(x, dim=1), [[0.25, 0.75], [0.8, 0.2]], rows)
    columns = "exp gives [[1, 3], [4, 1]]. Along dim 0 the sums are 5 and 4: [[1/5, 3/4], [4/5, 1/4]]."
    expect(softmax(x, dim=0), [[0.2, 0.75], [0.8, 0.25]], columns)


def test_softmax_of_large_scores():
    x = torch.tensor([1000.0, 1000.0, 0.0])
    why = "Only differences count: the same as for [0, 0, -1000], whose exp is [1, 1, 0]; so 1/2, 1/2 and 0."
    expect(softmax(x), [0.5, 0.5, 0.0], why)


# logsumexp


def test_logsumexp_of_logarithms():
    x = torch.tensor([[log(1.0), log(2.0), log(5.0)], [0.0, 0.0, 0.0]])
    expect(logsumexp(x, dim=1), [log(8.0), log(3.0)], "log(1 + 2 + 5) = log 8 and log(1 + 1 + 1) = log 3.")


def test_logsumexp_keeps_the_dimension_if_told():
    x = torch.tensor([[0.0, log(3.0)], [log(4.0), 0.0]])
    expect(logsumexp(x, 1, keepdim=True), [[log(4.0)], [log(5.0)]], "1 + 3 and 4 + 1, as a column.")


def test_logsumexp_of_very_small_scores():
    x = torch.tensor([-1000.0, -1000.0])
    why = "log(2 exp(-1000)) = -1000 + log 2, though exp(-1000) itself is 0 in floating point."
    expect(logsumexp(x, 0), -1000.0 + log(2.0), why)


# log_softmax


def test_log_softmax_of_logarithms():
    x = torch.tensor([log(1.0), log(2.0), log(5.0)])
    expect(log_softmax(x), [log(1 / 8), log(2 / 8), log(5 / 8)], "The logarithms of 1/8, 2/8 and 5/8.")


def test_log_softmax_far_apart():
    x = torch.tensor([[1000.0, -1000.0]])
    why = "log(exp(1000) + exp(-1000)) is 1000; 1000 - 1000 = 0 and -1000 - 1000 = -2000, no infinity."
    expect(log_softmax(x, dim=1), [[0.0, -2000.0]], why)


def test_log_softmax_gradient():
    x = torch.tensor([0.0, log(3.0)], requires_grad=True)
    log_softmax(x, dim=0)[0].backward()
    assert x.grad is not None, "No gradient came back to x: the result is cut off from it."
    expect(x.grad, [0.75, -0.75], "d log p_0 / d x_j is 1 - p_0 = 3/4 for j = 0 and -p_1 = -3/4 for j = 1.")


# cross_entropy

LOGITS = [[0.0, log(3.0)], [log(4.0), 0.0], [0.0, 0.0]]  # probabilities [1/4, 3/4], [4/5, 1/5], [1/2, 1/2]


def test_cross_entropy_reductions():
    logits, target = torch.tensor(LOGITS), torch.tensor([1, 0, 0])
    losses = [-log(3 / 4), -log(4 / 5), -log(1 / 2)]
    why = "The targets have the probabilities 3/4, 4/5 and 1/2; each loss is minus the logarithm."
    expect(cross_entropy(logits, target, reduction="none"), losses, why)
    expect(cross_entropy(logits, target, reduction="sum"), sum(losses), f"{why} 'sum' adds the three.")
    expect(cross_entropy(logits, target), sum(losses) / 3, f"{why} 'mean' is their sum divided by 3.")


def test_cross_entropy_ignores_rows():
    logits, target = torch.tensor(LOGITS), torch.tensor([1, 7, 0])
    losses = [-log(3 / 4), 0.0, -log(1 / 2)]
    why = "Row 1 has the target 7, which is ignore_index: its loss is 0, and two rows remain to be counted."
    expect(cross_entropy(logits, target, "none", ignore_index=7), losses, why)
    expect(cross_entropy(logits, target, ignore_index=7), sum(losses) / 2, why)


def test_cross_entropy_smooths_labels():
    logits, target = torch.tensor(LOGITS[:1]), torch.tensor([1])
    why = "0.9 times -log(3/4), plus 0.1 times the mean of -log(1/4) and -log(3/4)."
    loss = 0.9 * -log(3 / 4) + 0.1 * (-log(1 / 4) - log(3 / 4)) / 2
    expect(cross_entropy(logits, target, label_smoothing=0.1), loss, why)


def test_cross_entropy_refuses_other_reductions():
    with pytest.raises(ValueError, match="median"):
        cross_entropy(torch.tensor(LOGITS), torch.tensor([1, 0, 0]), reduction="median")


# cross_entropy_grad


def test_cross_entropy_grad_of_one_sample():
    grad = cross_entropy_grad(torch.tensor([[log(1.0), log(2.0), log(5.0)]]), torch.tensor([1]))
    why = "softmax is [1/8, 2/8, 5/8] and the one-hot vector [0, 1, 0]; their difference is [1/8, -6/8, 5/8]."
    expect(grad, [[1 / 8, -6 / 8, 5 / 8]], why)


def test_cross_entropy_grad_of_a_batch():
    grad = cross_entropy_grad(torch.tensor([[0.0, log(3.0)], [log(4.0), 0.0]]), torch.tensor([1, 1]))
    why = "([1/4, 3/4] - [0, 1]) / 2 = [1/8, -1/8] and ([4/5, 1/5] - [0, 1]) / 2 = [2/5, -2/5]; N is 2."
    expect(grad, [[0.125, -0.125], [0.4, -0.4]], why)


def test_cross_entropy_grad_of_large_scores():
    grad = cross_entropy_grad(torch.tensor([[1000.0, 0.0]]), torch.tensor([1]))
    expect(grad, [[1.0, -1.0]], "softmax is [1, 0] and the one-hot vector [0, 1].")


# accuracy


def test_accuracy_is_a_share():
    logits = torch.tensor([[0.1, 0.9, 0.0], [0.8, 0.1, 0.1], [0.2, 0.3, 0.5], [0.4, 0.3, 0.3]])
    share = accuracy(logits, torch.tensor([1, 0, 2, 2]))
    assert share == pytest.approx(0.75), "Predictions 1, 0, 2 and 0 for the targets 1, 0, 2 and 2: 3 of 4."


def test_accuracy_is_a_python_float():
    share = accuracy(torch.tensor([[2.0, 1.0]]), torch.tensor([0]))
    assert type(share) is float, f"A Python float is asked for, not {type(share).__name__}."


def test_accuracy_takes_the_lowest_class_of_a_tie():
    share = accuracy(torch.tensor([[1.0, 1.0], [0.0, 0.0]]), torch.tensor([0, 1]))
    assert share == pytest.approx(0.5), "Two ties, so 0 is predicted twice; the targets are 0 and 1."


# evaluate_accuracy


class Echo(nn.Module):
    """Its input is its logits. It notes how it was called, and has one submodule to look at."""

    def __init__(self) -> None:
        super().__init__()
        self.part = nn.Dropout()
        self.calls: list[tuple[bool, bool]] = []

    def forward(self, x: Tensor) -> Tensor:
        self.calls.append((self.part.training, torch.is_grad_enabled()))
        return x


ZEROS = torch.tensor([[1.0, 0.0], [1.0, 0.0], [1.0, 0.0]])  # Echo predicts class 0 for each of the three
BATCHES = [(ZEROS, torch.tensor([0, 0, 0])), (ZEROS[:1], torch.tensor([1]))]


def test_evaluate_accuracy_counts_samples():
    share = evaluate_accuracy(Echo(), BATCHES)
    why = "3 of 3 in the first batch and 0 of 1 in the second: 3 of 4, not the mean of 1.0 and 0.0."
    assert share == pytest.approx(0.75), why


def test_evaluate_accuracy_restores_the_modes():
    model = Echo()
    model.part.eval()  # as a frozen layer would be, in a model that is in train mode
    evaluate_accuracy(model, BATCHES)
    assert (model.training, model.part.training) == (True, False), "Each module goes back to its own mode."


def test_evaluate_accuracy_runs_in_eval_mode_without_gradients():
    model = Echo()
    evaluate_accuracy(model, BATCHES)
    assert model.calls, "The model was never called."
    assert not any(training for training, _ in model.calls), "The model must predict in eval mode."
    assert not any(recording for _, recording in model.calls), "No gradient must be recorded."


def test_evaluate_accuracy_without_batches():
    assert evaluate_accuracy(Echo(), iter([])) == 0.0, "No sample, no right prediction: 0.0 by definition."


# SoftmaxRegression


def by_hand() -> SoftmaxRegression:
    """Two classes for four inputs: logits x0 + x3 and 2 x1 - 1."""
    model = SoftmaxRegression(4, 2)
    with torch.no_grad():
        model.linear.weight.copy_(torch.tensor([[1.0, 0.0, 0.0, 1.0], [0.0, 2.0, 0.0, 0.0]]))
        model.linear.bias.copy_(torch.tensor([0.0, -1.0]))
    return model


def test_softmax_regression_flattens_and_returns_logits():
    images = torch.tensor([[[1.0, 2.0], [3.0, 4.0]], [[0.0, 1.0], [0.0, -5.0]]])
    why = "1 + 4 = 5 and 2 * 2 - 1 = 3; 0 - 5 = -5 and 2 * 1 - 1 = 1. No softmax follows."
    expect(by_hand()(images), [[5.0, 3.0], [-5.0, 1.0]], why)


def test_softmax_regression_of_one_sample():
    expect(by_hand()(torch.tensor([[1.0, 2.0, 3.0, 4.0]])), [[5.0, 3.0]], "One sample gives one row: [1, 2].")


def test_softmax_regression_has_one_layer():
    names = [name for name, _ in SoftmaxRegression(4, 2).named_parameters()]
    assert names == ["linear.weight", "linear.bias"], "One nn.Linear, called `linear`, holds all parameters."
