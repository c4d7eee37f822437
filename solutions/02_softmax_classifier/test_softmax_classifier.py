"""Checks to run while you work: run `pytest` in this folder. They don't decide your score: more checks run at
grading.

Each check is an example worked by hand. Its docstring says what is right and gives the formula. Then
`expect(call, result, calculation)` compares. Pairs after these are wrong results, each with its likely cause;
likely_mistakes.json has more. You can retype the code that a failed check prints, after the imports below.
"""

import sys
from math import log
from pathlib import Path

import torch
from torch import nn, tensor

from autograder.checks.expect import check, expect, expect_error

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

# softmax


@check
def test_softmax_of_logarithms():
    """Scores of log 1, log 2 and log 5 become shares in the ratio 1:2:5.

    softmax(x)_i = exp(x_i) / sum_j exp(x_j)
    """
    x = tensor([log(1), log(2), log(5)])
    expect(
        softmax(x),
        tensor([1 / 8, 2 / 8, 5 / 8]),
        "exp gives 1, 2 and 5, and their sum is 8; so 1/8, 2/8 and 5/8.",
        (tensor([1.0, 2.0, 5.0]), "These are the exponentials; they are not divided by their sum."),
    )


@check
def test_softmax_along_rows():
    """With dim=1 each row sums to 1.

    softmax(x)_i = exp(x_i) / sum_j exp(x_j), where j runs along dim
    """
    x = tensor([[0.0, log(3)], [log(4), 0.0]])
    expect(
        softmax(x, dim=1),
        tensor([[1 / 4, 3 / 4], [4 / 5, 1 / 5]]),
        "exp gives the rows 1, 3 and 4, 1. Their sums are 4 and 5; so 1/4, 3/4 and 4/5, 1/5.",
        (tensor([[1 / 4, 3 / 5], [4 / 4, 1 / 5]]), "Each column is divided by the sum of a row."),
    )


@check
def test_softmax_along_columns():
    """With dim=0 each column sums to 1.

    softmax(x)_i = exp(x_i) / sum_j exp(x_j), where j runs along dim
    """
    x = tensor([[0.0, log(3)], [log(4), 0.0]])
    expect(
        softmax(x, dim=0),
        tensor([[1 / 5, 3 / 4], [4 / 5, 1 / 4]]),
        "exp gives the columns 1, 4 and 3, 1. Their sums are 5 and 4; so 1/5, 4/5 and 3/4, 1/4.",
    )


@check
def test_softmax_of_large_scores():
    """Only the differences between scores count, so large scores give ordinary results.

    softmax(x) = softmax(x - c) for every number c
    """
    x = tensor([1000.0, 1000.0, 0.0])
    expect(
        softmax(x),
        tensor([1 / 2, 1 / 2, 0.0]),
        "With c = 1000: exp of 0, 0 and -1000 is 1, 1 and 0 in floating point; so 1/2, 1/2 and 0.",
    )


# logsumexp


@check
def test_logsumexp_of_logarithms():
    """Each row gives one number.

    logsumexp(x) = log sum_j exp(x_j)
    """
    x = tensor([[log(1), log(2), log(5)], [0.0, 0.0, 0.0]])
    expect(
        logsumexp(x, dim=1),
        tensor([log(8), log(3)]),
        "log(1 + 2 + 5) = log 8 and log(1 + 1 + 1) = log 3.",
        (tensor([8.0, 3.0]), "These are the sums. Return their logarithms."),
        (tensor([log(2), log(3), log(6)]), "These belong to the columns: sum over the other dimension."),
    )


@check
def test_logsumexp_keeps_the_dimension():
    """With keepdim=True the dimension stays, with size 1.

    logsumexp(x) = log sum_j exp(x_j)
    """
    x = tensor([[0.0, log(3)], [log(4), 0.0]])
    expect(
        logsumexp(x, 1, keepdim=True),
        tensor([[log(4)], [log(5)]]),
        "log(1 + 3) = log 4 and log(4 + 1) = log 5, as a column.",
        (tensor([[log(5), log(4)]]), "These belong to the columns: sum over the other dimension."),
    )


@check
def test_logsumexp_of_very_small_scores():
    """The logarithm is right even where the sum itself is 0 in floating point.

    log sum_j exp(x_j) = c + log sum_j exp(x_j - c) for every number c
    """
    x = tensor([-1000.0, -1000.0])
    expect(
        logsumexp(x, 0),
        tensor(-1000 + log(2)),
        "With c = -1000: -1000 + log(1 + 1) = -1000 + 0.693 = -999.307.",
    )


# log_softmax


@check
def test_log_softmax_of_logarithms():
    """log_softmax is the logarithm of softmax.

    log_softmax(x)_i = x_i - log sum_j exp(x_j)
    """
    x = tensor([log(1), log(2), log(5)])
    expect(
        log_softmax(x),
        tensor([-log(8), log(2) - log(8), log(5) - log(8)]),
        "log sum_j exp(x_j) = log 8; so log 1 - log 8, log 2 - log 8 and log 5 - log 8.",
        (tensor([1 / 8, 2 / 8, 5 / 8]), "These are the probabilities. Return their logarithms."),
    )


@check
def test_log_softmax_far_apart():
    """A probability may round to 0, but its logarithm is an ordinary number.

    log_softmax(x)_i = x_i - log sum_j exp(x_j)
    """
    x = tensor([[1000.0, -1000.0]])
    expect(
        log_softmax(x, dim=1),
        tensor([[0.0, -2000.0]]),
        "log(exp(1000) + exp(-1000)) is 1000 in floating point; 1000 - 1000 = 0 and -1000 - 1000 = -2000.",
    )


@check
def test_log_softmax_has_a_gradient():
    """Each log-probability depends on all scores.

    d log p_0 / d x_0 = 1 - p_0 and d log p_0 / d x_1 = -p_1
    """
    x = tensor([0.0, log(3)], requires_grad=True)
    log_p = log_softmax(x, dim=0)
    log_p[0].backward()
    expect(
        x.grad,
        tensor([3 / 4, -3 / 4]),
        "p = 1/4 and 3/4; so 1 - 1/4 = 3/4 and -3/4.",
        (None, "No gradient came back to x: the result is detached from it."),
    )


# cross_entropy


@check
def test_cross_entropy_of_each_row():
    """The loss of a row is minus the logarithm of its target's probability.

    loss_n = -log p[n, target[n]], where p = softmax(logits) of each row
    """
    logits = tensor([[0.0, log(3)], [log(4), 0.0], [0.0, 0.0]])
    target = tensor([1, 0, 0])
    expect(
        cross_entropy(logits, target, reduction="none"),
        tensor([log(4 / 3), log(5 / 4), log(2)]),
        "The rows of p are 1/4, 3/4 and 4/5, 1/5 and 1/2, 1/2. The targets have p = 3/4, 4/5 and 1/2, "
        "so the losses are log 4/3 = 0.288, log 5/4 = 0.223 and log 2 = 0.693.",
        (tensor([-3 / 4, -4 / 5, -1 / 2]), "These are negative probabilities. Take their logarithms first."),
    )


@check
def test_cross_entropy_reductions():
    """'sum' adds the losses of the rows, and 'mean', the default, divides by their number.

    mean = (the sum of the losses) / N
    """
    logits = tensor([[0.0, log(3)], [log(4), 0.0], [0.0, 0.0]])
    target = tensor([1, 0, 0])
    expect(
        cross_entropy(logits, target, reduction="sum"),
        tensor(log(10 / 3)),
        "The losses are log 4/3, log 5/4 and log 2. Their sum is log(4/3 * 5/4 * 2) = log 10/3.",
    )
    expect(
        cross_entropy(logits, target),
        tensor(log(10 / 3) / 3),
        "The sum of the three losses is log 10/3, and their mean is a third of that: 0.401.",
        (tensor(log(10 / 3)), "This is the sum."),
        (tensor(log(10 / 3) / 6), "The sum is divided by the number of logits; there are three rows."),
    )


@check
def test_cross_entropy_ignores_rows():
    """A row whose target is ignore_index has no loss and does not count.

    mean = (the sum of the losses) / (the number of rows that are not ignored)
    """
    logits = tensor([[0.0, log(3)], [log(4), 0.0], [0.0, 0.0]])
    target = tensor([1, 7, 0])
    expect(
        cross_entropy(logits, target, reduction="none", ignore_index=7),
        tensor([log(4 / 3), 0.0, log(2)]),
        "The losses of rows 0 and 2 are log 4/3 = 0.288 and log 2 = 0.693. Row 1 has the target 7.",
    )
    expect(
        cross_entropy(logits, target, ignore_index=7),
        tensor(log(8 / 3) / 2),
        "log 4/3 + 0 + log 2 = log 8/3, divided by the two rows that count.",
    )


@check
def test_cross_entropy_smooths_labels():
    """Label smoothing spreads a part of the loss over all classes.

    loss = (1 - eps) * (-log p[target]) + eps * (the mean over c of -log p[c])
    """
    logits, target = tensor([[0.0, log(3)]]), tensor([1])
    expect(
        cross_entropy(logits, target, label_smoothing=0.1),
        tensor(0.9 * log(4 / 3) + 0.1 * (log(4) + log(4 / 3)) / 2),
        "p = 1/4 and 3/4; so 0.9 * log 4/3 + 0.1 * (log 4 + log 4/3) / 2 = 0.259 + 0.084 = 0.343.",
        (tensor(0.9 * log(4 / 3)), "The second part is missing."),
    )


@check
def test_cross_entropy_refuses_other_reductions():
    """There are three reductions. Any other one raises a ValueError that names it."""
    logits, target = tensor([[0.0, 0.0]]), tensor([1])
    with expect_error(ValueError, "median"):
        cross_entropy(logits, target, reduction="median")


# cross_entropy_grad


@check
def test_cross_entropy_grad_of_one_sample():
    """The gradient says by how much each probability is too high.

    gradient = (softmax(logits) - onehot(target)) / N
    """
    logits, target = tensor([[log(1), log(2), log(5)]]), tensor([1])
    expect(
        cross_entropy_grad(logits, target),
        tensor([[1 / 8, -6 / 8, 5 / 8]]),
        "N = 1, softmax is 1/8, 2/8, 5/8 and onehot 0, 1, 0; so 1/8, 2/8 - 1 and 5/8.",
        (tensor([[1 / 8, 2 / 8, 5 / 8]]), "This is softmax; nothing is subtracted."),
    )


@check
def test_cross_entropy_grad_of_a_batch():
    """In a batch, the gradient of each row is divided by the number of rows.

    gradient = (softmax(logits) - onehot(target)) / N
    """
    logits, target = tensor([[0.0, log(3)], [log(4), 0.0]]), tensor([1, 1])
    expect(
        cross_entropy_grad(logits, target),
        tensor([[1 / 8, -1 / 8], [2 / 5, -2 / 5]]),
        "(1/4, 3/4) - (0, 1) = (1/4, -1/4) and (4/5, 1/5) - (0, 1) = (4/5, -4/5), both divided by N = 2.",
    )


@check
def test_cross_entropy_grad_of_large_scores():
    """A confident wrong prediction has a gradient of size 1, however large the scores are.

    gradient = (softmax(logits) - onehot(target)) / N
    """
    logits, target = tensor([[1000.0, 0.0]]), tensor([1])
    expect(
        cross_entropy_grad(logits, target),
        tensor([[1.0, -1.0]]),
        "N = 1, softmax is 1, 0 in floating point and onehot 0, 1; so 1 - 0 and 0 - 1.",
    )


# accuracy


@check
def test_accuracy_is_a_share():
    """The class with the largest score is the prediction.

    accuracy = (the number of right predictions) / (the number of rows)
    """
    logits = tensor([[1.0, 9.0], [8.0, 1.0], [2.0, 5.0], [4.0, 3.0]])
    y = tensor([1, 0, 1, 1])
    expect(
        accuracy(logits, y),
        0.75,
        "The predictions are 1, 0, 1 and 0. The right classes are 1, 0, 1 and 1: 3 of 4 are right.",
        (3, "This is the number of right predictions, not their share."),
    )


@check
def test_accuracy_of_one_row():
    """The result is a Python float, also for a single row.

    accuracy = (the number of right predictions) / (the number of rows)
    """
    logits, y = tensor([[2.0, 1.0]]), tensor([0])
    expect(
        accuracy(logits, y),
        1.0,
        "The prediction is 0, which is right: 1 of 1.",
        (1, "The number is right, but it should be a Python float."),
    )


@check
def test_accuracy_takes_the_lowest_class_of_a_tie():
    """If several classes share the largest score, the lowest of them is the prediction.

    accuracy = (the number of right predictions) / (the number of rows)
    """
    logits, y = tensor([[1.0, 1.0], [0.0, 0.0]]), tensor([0, 0])
    expect(accuracy(logits, y), 1.0, "Both rows are ties, so the prediction is 0 twice: 2 of 2 are right.")


# evaluate_accuracy


@check
def test_evaluate_accuracy_counts_samples():
    """Every sample counts the same, also in a small batch. This model returns its inputs as logits.

    accuracy = (the right predictions of all batches) / (the samples of all batches)
    """
    large = tensor([[1.0, 0.0], [1.0, 0.0], [1.0, 0.0]]), tensor([0, 0, 0])
    small = tensor([[1.0, 0.0]]), tensor([1])
    expect(
        evaluate_accuracy(nn.Identity(), [large, small]),
        0.75,
        "3 of 3 in the first batch and 0 of 1 in the second: 3 of 4.",
    )


@check
def test_evaluate_accuracy_restores_the_modes():
    """Afterwards each module is back in its own mode, also a layer that was in eval mode."""
    model = nn.Sequential(nn.Identity(), nn.Dropout())
    model[1].eval()
    evaluate_accuracy(model, [(tensor([[1.0, 0.0]]), tensor([0]))])
    expect([model.training, model[0].training, model[1].training], [True, True, False])


@check
def test_evaluate_accuracy_runs_in_eval_mode_without_gradients():
    """The model predicts in eval mode, and no gradient is recorded."""
    model, seen = nn.Identity(), []

    def note(*_):
        seen.append((model.training, torch.is_grad_enabled()))

    model.register_forward_hook(note)
    evaluate_accuracy(model, [(tensor([[1.0, 0.0]]), tensor([0]))])
    expect(
        seen,
        [(False, False)],
        "",
        ([], "The model was not called."),
        ([(True, True)], "The model was in train mode, and gradients were recorded."),
    )


@check
def test_evaluate_accuracy_without_batches():
    """Without samples the result is 0.0 by definition."""
    expect(evaluate_accuracy(nn.Identity(), iter([])), 0.0)


# SoftmaxRegression


@check
def test_SoftmaxRegression_flattens_and_returns_logits():
    """The model flattens images to vectors and returns their logits.

    logits = x W^T + b
    """
    model = SoftmaxRegression(4, 2)
    weight = tensor([[1.0, 0.0, 0.0, 1.0], [0.0, 2.0, 0.0, 0.0]])
    bias = tensor([0.0, -1.0])
    model.linear.load_state_dict({"weight": weight, "bias": bias})
    images = tensor([[[1.0, 2.0], [3.0, 4.0]], [[0.0, 1.0], [0.0, -5.0]]])
    expect(
        model(images),
        tensor([[5.0, 3.0], [-5.0, 1.0]]),
        "The vectors are 1, 2, 3, 4 and 0, 1, 0, -5: 1 + 4 = 5, 2 * 2 - 1 = 3, 0 - 5 = -5, 2 * 1 - 1 = 1.",
    )


@check
def test_SoftmaxRegression_of_one_sample():
    """A batch of one sample gives one row.

    logits = x W^T + b
    """
    model = SoftmaxRegression(2, 3)
    weight = tensor([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
    bias = tensor([0.0, 0.0, 1.0])
    model.linear.load_state_dict({"weight": weight, "bias": bias})
    x = tensor([[2.0, 3.0]])
    expect(model(x), tensor([[2.0, 3.0, 6.0]]), "2, 3 and 2 + 3 + 1 = 6, in a tensor of shape [1, 3].")


@check
def test_SoftmaxRegression_has_one_layer():
    """One nn.Linear, called linear, holds all parameters."""
    model = SoftmaxRegression(4, 2)
    expect([name for name, _ in model.named_parameters()], ["linear.weight", "linear.bias"])
