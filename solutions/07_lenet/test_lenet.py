"""Checks to run while you work: run `pytest` in this folder. They don't decide your score: more checks run at
grading.

Each check is an example worked by hand. Its docstring says what is right and gives the formula. Then
`expect(call, result, calculation)` compares. Pairs after these are wrong results, each with its likely cause;
likely_mistakes.json has more. You can retype the code that a failed check prints, after the imports below.
"""

import sys
from pathlib import Path

import torch
from torch import nn, tensor
from torch.nn.functional import cross_entropy

from autograder.checks.expect import check, expect, expect_error

sys.path.insert(0, str(Path(__file__).parent))  # the module beside this file, from wherever pytest runs

from lenet import (
    Flatten,
    LeNet,
    confusion_matrix,
    count_parameters,
    evaluate,
    init_weights_,
    layer_shapes,
    train_epoch,
)

# Flatten


@check
def test_Flatten_of_two_images():
    """Each image becomes a row, read row by row.

    [N, 1, 2, 2] becomes [N, 4]
    """
    x = tensor([[[[1.0, 2.0], [3.0, 4.0]]], [[[5.0, 6.0], [7.0, 8.0]]]])
    expect(
        Flatten()(x),
        tensor([[1.0, 2.0, 3.0, 4.0], [5.0, 6.0, 7.0, 8.0]]),
        "The first image is 1, 2 above 3, 4; the second is 5, 6 above 7, 8.",
    )


@check
def test_Flatten_of_channels():
    """The channels follow each other, and a single sample keeps its dimension.

    [1, C, L] becomes [1, C * L]
    """
    x = tensor([[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]])
    expect(Flatten()(x), tensor([[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]]), "First channel 0, then channel 1.")


@check
def test_Flatten_of_transposed_images():
    """An input need not be contiguous, that is in the order of its memory.

    x.mT exchanges rows and columns without moving a number
    """
    x = tensor([[[1.0, 2.0], [3.0, 4.0]]]).mT
    expect(
        Flatten()(x),
        tensor([[1.0, 3.0, 2.0, 4.0]]),
        "The transposed image is 1, 3 above 2, 4.",
    )


@check
def test_Flatten_without_samples():
    """A selection of images may be empty. Its rows still have a length."""
    x = torch.zeros(0, 2, 3)
    expect(list(Flatten()(x).shape), [0, 6], "No rows, each of 2 * 3 numbers.")


# LeNet


@check
def test_LeNet_has_five_layers_with_weights():
    """Two convolutions and three linear layers, each with weight and bias.

    56 -> 120 would be too few: flattening gives 16 * 5 * 5 = 400 numbers
    """
    shapes = [list(p.shape) for p in LeNet().parameters()]
    expect(
        shapes,
        [[6, 1, 5, 5], [6], [16, 6, 5, 5], [16], [120, 400], [120], [84, 120], [84], [10, 84], [10]],
        "A weight is [outputs, inputs, 5, 5] or [outputs, inputs], and a bias [outputs].",
    )


@check
def test_LeNet_with_sigmoid():
    """If all weights are 0, each sigmoid unit is 1/2. Then only the last layer's weights of 1 count.

    logit = sum of 84 units of 1/2
    """
    model = LeNet(2)
    for p in model.parameters():
        p.data.zero_()
    weight = list(model.parameters())[8]
    weight.data.fill_(1.0)
    x = torch.ones(1, 1, 28, 28)
    expect(
        model(x),
        tensor([[42.0, 42.0]]),
        "84 * 1/2 = 42 for each of the two classes.",
        (
            tensor([[0.0, 0.0]]),
            "The units are 0, as those of ReLU and tanh are here. The default is sigmoid.",
        ),
    )


@check
def test_LeNet_pools():
    """Each unit averages its inputs, so one number goes through all layers. Each 2 x 2 block holds one 4.

    average = (4 + 0 + 0 + 0) / 4,   maximum = 4
    """
    logits = []
    for pool in ("avg", "max"):
        model = LeNet(1, "relu", pool)
        for p in model.parameters():
            p.data.zero_()
            if p.dim() == 2:
                p.data.fill_(1 / p.shape[1])
            if p.dim() == 4:
                p.data[:, :, 2, 2] = 1 / p.shape[1]
        x = torch.zeros(1, 1, 28, 28)
        x[:, :, ::2, 1::2] = 4.0
        logits.append(model(x))
    expect(
        torch.cat(logits),
        tensor([[1.0], [4.0]]),
        "The kernels pass on the centre. After the first pooling all pixels are 1 or 4, and stay so.",
    )


@check
def test_LeNet_returns_logits():
    """The last layer's result is returned as it is: it may be negative, and isn't normalised."""
    model = LeNet(3, "relu", "max")
    for p in model.parameters():
        p.data.zero_()
    bias = list(model.parameters())[9]
    bias.data = tensor([-1.0, 2.0, 5.0])
    expect(
        model(torch.zeros(2, 1, 28, 28)),
        tensor([[-1.0, 2.0, 5.0], [-1.0, 2.0, 5.0]]),
        "All weights are 0, so each image gets the last layer's bias.",
    )


@check
def test_LeNet_refuses_other_names():
    """Unknown names raise a ValueError that says which argument is wrong."""
    with expect_error(ValueError, "activation"):
        LeNet(activation="softplus")
    with expect_error(ValueError, "pool"):
        LeNet(pool="min")


# init_weights_


@check
def test_init_weights_of_a_wide_layer():
    """The weights lie between -a and a, and the largest of many come close to a.

    a = sqrt(6 / (fan_in + fan_out))
    """
    layer = nn.Linear(100, 50)
    init_weights_(layer)
    largest = layer.weight.detach().abs().max()
    expect(
        0.195 < largest.item() <= 0.2,
        True,
        "a = sqrt(6 / 150) = 0.2. Of 5000 weights the largest is above 0.195, except by a miracle.",
    )


@check
def test_init_weights_of_a_convolution():
    """The fans of a convolution count each place of its kernel.

    fan_in = I * kh * kw,   fan_out = O * kh * kw
    """
    layer = nn.Conv2d(2, 22, 5)
    init_weights_(layer)
    largest = layer.weight.detach().abs().max()
    expect(
        0.095 < largest.item() <= 0.1,
        True,
        "a = sqrt(6 / ((2 + 22) * 25)) = sqrt(6 / 600) = 0.1.",
    )


@check
def test_init_weights_of_a_bias():
    """The bias becomes 0, and a layer may have none."""
    model = nn.Sequential(nn.Conv2d(1, 2, 3), nn.Linear(2, 3, bias=False))
    model.apply(init_weights_)
    expect(model[0].bias.detach(), tensor([0.0, 0.0]))


@check
def test_init_weights_leaves_other_modules():
    """Batch norm has a weight and a bias too; they stay as they are."""
    norm = nn.BatchNorm2d(2)
    norm.bias.data.fill_(3.0)
    init_weights_(norm)
    expect(norm.bias.detach(), tensor([3.0, 3.0]))


# count_parameters


@check
def test_count_parameters_of_a_layer():
    """A linear layer has a weight for each pair of an input and an output, and a bias for each output.

    count = O * I + O
    """
    expect(count_parameters(nn.Linear(3, 2)), 8, "2 * 3 + 2 = 8.")


@check
def test_count_parameters_of_a_frozen_layer():
    """Frozen parameters are left out, unless you ask for all."""
    model = nn.Sequential(nn.Linear(3, 2), nn.Linear(2, 1))
    model[0].requires_grad_(False)
    expect(
        [count_parameters(model), count_parameters(model, trainable_only=False)],
        [3, 11],
        "The layers have 8 and 3 parameters, and the first is frozen.",
    )


@check
def test_count_parameters_of_a_shared_layer():
    """A layer that is used twice has its parameters once."""
    layer = nn.Linear(2, 2)
    model = nn.Sequential(layer, nn.ReLU(), layer)
    expect(count_parameters(model), 6, "2 * 2 + 2 = 6, once.")


@check
def test_count_parameters_of_batch_norm():
    """Running statistics are buffers, not parameters."""
    expect(count_parameters(nn.BatchNorm1d(5)), 10, "A weight and a bias for each of 5 features.")


# layer_shapes


@check
def test_layer_shapes_of_a_network():
    """Each layer has a name and the shape of its result.

    a 3 x 3 kernel shrinks 5 x 5 pixels to 3 x 3
    """
    model = nn.Sequential(nn.Conv2d(1, 4, 3), nn.ReLU(), nn.Flatten())
    expect(
        layer_shapes(model, torch.zeros(2, 1, 5, 5)),
        [("0", (2, 4, 3, 3)), ("1", (2, 4, 3, 3)), ("2", (2, 36))],
        "The convolution has 4 channels; flattening gives 4 * 3 * 3 = 36 numbers.",
    )


@check
def test_layer_shapes_of_a_layer_in_two_places():
    """A leaf is listed once for each call, by its first name. Containers are not listed."""
    act = nn.Tanh()
    inner = nn.Sequential(nn.Linear(3, 2), act)
    model = nn.Sequential(inner, nn.Linear(2, 1), act)
    expect(
        layer_shapes(model, torch.zeros(4, 3)),
        [("0.0", (4, 2)), ("0.1", (4, 2)), ("1", (4, 1)), ("0.1", (4, 1))],
        "The tanh is called after each layer, and its first name is 0.1.",
    )


@check
def test_layer_shapes_restores_the_modes():
    """The model runs in eval mode, without gradients. Afterwards each module has its own mode again."""
    model, seen = nn.Sequential(nn.Identity(), nn.Dropout()), []
    model[1].eval()

    def look(*_):
        seen.append([model.training, torch.is_grad_enabled()])

    model[0].register_forward_hook(look)
    layer_shapes(model, torch.zeros(1, 2))
    expect(
        [seen, model.training, model[0].training, model[1].training],
        [[[False, False]], True, True, False],
    )


@check
def test_layer_shapes_removes_its_hooks():
    """No hook is left, even if the model raises an exception."""
    model = nn.Sequential(nn.Identity(), nn.Linear(2, 1))
    layer_shapes(model, torch.zeros(1, 2))
    with expect_error(RuntimeError):
        layer_shapes(model, torch.zeros(1, 3))
    expect([len(layer._forward_hooks) for layer in model], [0, 0])


# train_epoch


@check
def test_train_epoch_counts_samples():
    """Every sample counts the same, also in a small batch. A learning rate of 0 keeps the model as it is.

    loss = (the sum of n times the batch's loss) / (the number of samples)
    """
    model = nn.Linear(1, 2, bias=False)
    model.weight.data.zero_()
    opt = torch.optim.SGD(model.parameters(), lr=0.0)
    large = tensor([[1.0], [1.0], [1.0]]), tensor([0, 0, 0])
    small = tensor([[1.0]]), tensor([1])

    def loss_fn(logits, y):
        return 4.0 * y.sum() + logits.sum()

    expect(
        train_epoch(model, [large, small], opt, loss_fn, "cpu"),
        (1.0, 0.75),
        "The losses are 0 and 4: (3 * 0 + 1 * 4) / 4 = 1. The prediction is class 0: 3 of 4 are right.",
        ((2.0, 0.75), "This loss is the mean over the batches; a batch of 3 counts three times."),
    )


@check
def test_train_epoch_makes_a_step_for_each_batch():
    """Each batch has its own gradient and its own step.

    w = w - lr * gradient,   the gradient of the mean of w * x is the mean of x
    """
    model = nn.Linear(1, 1, bias=False)
    model.weight.data.fill_(10.0)
    model.weight.grad = tensor([[100.0]])
    opt = torch.optim.SGD(model.parameters(), lr=0.5)
    batches = [(tensor([[2.0]]), tensor([0])), (tensor([[4.0]]), tensor([0]))]
    train_epoch(model, batches, opt, lambda logits, y: logits.mean(), "cpu")
    expect(
        model.weight.detach(),
        tensor([[7.0]]),
        "10 - 0.5 * 2 = 9, then 9 - 0.5 * 4 = 7. The old gradient of 100 doesn't count.",
    )


@check
def test_train_epoch_returns_results_from_before_the_steps():
    """The loss of a batch comes from the weights before its step.

    loss of the mean of w * x, first with w = 10, then with w = 9
    """
    model = nn.Linear(1, 1, bias=False)
    model.weight.data.fill_(10.0)
    opt = torch.optim.SGD(model.parameters(), lr=0.5)
    batches = [(tensor([[2.0]]), tensor([0])), (tensor([[4.0]]), tensor([0]))]
    expect(
        train_epoch(model, batches, opt, lambda logits, y: logits.mean(), "cpu"),
        (28.0, 1.0),
        "10 * 2 = 20 and 9 * 4 = 36, and their mean is 28. With one class every prediction is right.",
    )


@check
def test_train_epoch_trains_in_train_mode():
    """The model is put into train mode, with all its parts, and stays in it."""
    model = nn.Sequential(nn.Linear(1, 2), nn.Dropout()).eval()
    opt = torch.optim.SGD(model.parameters(), lr=0.1)
    batch = tensor([[1.0]]), tensor([0])
    train_epoch(model, [batch], opt, cross_entropy, "cpu")
    expect([model.training, model[0].training, model[1].training], [True, True, True])


# evaluate


@check
def test_evaluate_counts_samples():
    """Every sample counts the same, also in a small batch. This model returns its inputs as logits.

    loss = (the sum of n times the batch's loss) / (the number of samples)
    """
    large = tensor([[1.0, 0.0], [1.0, 0.0], [1.0, 0.0]]), tensor([0, 0, 0])
    small = tensor([[1.0, 0.0]]), tensor([1])

    def loss_fn(logits, y):
        return 4.0 * y.sum()

    expect(
        evaluate(nn.Identity(), [large, small], loss_fn, "cpu"),
        (1.0, 0.75),
        "The losses are 0 and 4: (3 * 0 + 1 * 4) / 4 = 1. The prediction is class 0: 3 of 4 are right.",
        ((2.0, 0.75), "This loss is the mean over the batches; a batch of 3 counts three times."),
    )


@check
def test_evaluate_restores_the_modes():
    """Afterwards each module is back in its own mode, also a layer that was in eval mode."""
    model = nn.Sequential(nn.Identity(), nn.Dropout())
    model[1].eval()
    evaluate(model, [(tensor([[1.0, 0.0]]), tensor([0]))], cross_entropy, "cpu")
    expect([model.training, model[0].training, model[1].training], [True, True, False])


@check
def test_evaluate_runs_in_eval_mode_without_gradients():
    """The model predicts in eval mode, and no gradient is recorded."""
    model, seen = nn.Identity(), []

    def note(*_):
        seen.append((model.training, torch.is_grad_enabled()))

    model.register_forward_hook(note)
    evaluate(model, [(tensor([[1.0, 0.0]]), tensor([0]))], cross_entropy, "cpu")
    expect(
        seen,
        [(False, False)],
        "",
        ([], "The model was not called."),
        ([(True, True)], "The model was in train mode, and gradients were recorded."),
    )


@check
def test_evaluate_without_batches():
    """Without samples both results are 0.0 by definition."""
    expect(evaluate(nn.Identity(), iter([]), cross_entropy, "cpu"), (0.0, 0.0))


# confusion_matrix


@check
def test_confusion_matrix_of_two_classes():
    """A row counts the samples of a class, a column those that were taken for it.

    entry (i, j) = the number of samples of class i that were taken for class j
    """
    pred, target = tensor([0, 0, 0, 1]), tensor([0, 1, 1, 1])
    expect(
        confusion_matrix(pred, target, 2),
        tensor([[1, 0], [2, 1]]),
        "The one sample of class 0 is right. Of three samples of class 1, two were taken for class 0.",
    )


@check
def test_confusion_matrix_with_a_class_that_does_not_occur():
    """The matrix has a row and a column for each class, whether or not it occurs."""
    pred, target = tensor([1]), tensor([0])
    expect(
        confusion_matrix(pred, target, 3),
        tensor([[0, 1, 0], [0, 0, 0], [0, 0, 0]]),
        "One sample of class 0 was taken for class 1.",
    )


@check
def test_confusion_matrix_refuses_shapes_that_differ():
    """A [N, 1] tensor beside a [N] one would be broadcast to N * N pairs."""
    with expect_error(ValueError, "shape"):
        confusion_matrix(tensor([[0], [1]]), tensor([0, 1]), 2)


@check
def test_confusion_matrix_refuses_other_classes():
    """Class 2 of three doesn't fit into two."""
    with expect_error(ValueError, "num_classes"):
        confusion_matrix(tensor([0, 2]), tensor([0, 1]), 2)
