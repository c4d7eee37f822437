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

from autograder.checks.expect import check, expect, expect_error

sys.path.insert(0, str(Path(__file__).parent))  # the module beside this file, from wherever pytest runs

from over_under_fitting import (
    Dropout,
    dropout,
    early_stopping,
    k_fold_indices,
    l1_penalty,
    l2_penalty,
    poly_features,
    sgd_wd_,
    train_val_split,
)

CUT_OFF = "No gradient came back: the result is detached from its input."
UNMOVED = "The parameter did not change: nothing was written into it."

# poly_features


@check
def test_poly_features_of_two_numbers():
    """Each row holds the powers of one number, from x^1 to x^degree.

    result[n, k - 1] = x[n, 0] ^ k
    """
    x = tensor([[2.0], [-1.0]])
    expect(
        poly_features(x, 3),
        tensor([[2.0, 4.0, 8.0], [-1.0, 1.0, -1.0]]),
        "2, 2 * 2 = 4 and 2 * 2 * 2 = 8. An odd power of -1 is -1, an even one is 1.",
    )


@check
def test_poly_features_has_a_gradient():
    """The slope is right everywhere, also at 0.

    d x^k / d x = k * x^(k - 1)
    """
    x = tensor([[0.0], [3.0]], requires_grad=True)
    poly_features(x, 2).sum().backward()
    expect(
        x.grad,
        tensor([[1.0], [7.0]]),
        "The slope of x + x^2 is 1 + 2 x: 1 + 0 = 1 and 1 + 6 = 7.",
        (None, CUT_OFF),
    )


@check
def test_poly_features_needs_a_column():
    """An x of shape [N] is refused, because it is not clear what its rows are."""
    with expect_error(ValueError, "shape"):
        poly_features(tensor([1.0, 2.0]), 2)


@check
def test_poly_features_needs_a_degree():
    """A degree of 0 would leave no column."""
    with expect_error(ValueError, "degree"):
        poly_features(tensor([[1.0], [2.0]]), 0)


# l2_penalty


@check
def test_l2_penalty_of_two_tensors():
    """All numbers of all tensors count.

    penalty = (sum of w^2 over all w) / 2
    """
    params = [tensor([[1.0, -2.0], [0.0, 3.0]]), tensor([2.0])]
    expect(
        l2_penalty(params),
        tensor(9.0),
        "The squares are 1, 4, 0, 9 and 4. Their sum is 18, and half of it is 9.",
        (tensor(7.0), "Only the first tensor counts; add up all of them."),
    )


@check
def test_l2_penalty_has_a_gradient():
    """The factor 1/2 makes the gradient simple.

    d penalty / d w = w
    """
    w = tensor([3.0, -4.0, 0.0], requires_grad=True)
    l2_penalty([w]).backward()
    expect(
        w.grad,
        tensor([3.0, -4.0, 0.0]),
        "The gradient is w itself, also where w is 0.",
        (None, CUT_OFF),
    )


@check
def test_l2_penalty_of_a_generator():
    """The tensors may come from a generator, which can be read only once.

    penalty = (sum of w^2 over all w) / 2
    """
    params = {"weight": tensor([[1.0, 1.0]]), "bias": tensor([5.0])}
    weights = (w for name, w in params.items() if name == "weight")
    expect(l2_penalty(weights), tensor(1.0), "(1 + 1) / 2 = 1; the bias is not given.")


# l1_penalty


@check
def test_l1_penalty_of_two_tensors():
    """All numbers of all tensors count, whatever their signs are.

    penalty = sum of |w| over all w
    """
    params = [tensor([[1.0, -2.0], [0.0, 3.0]]), tensor([-2.0])]
    expect(l1_penalty(params), tensor(8.0), "1 + 2 + 0 + 3 + 2 = 8.")


@check
def test_l1_penalty_has_a_gradient():
    """Large and small numbers are pulled equally, and a zero is not pulled.

    d penalty / d w = sign(w)
    """
    w = tensor([3.0, -0.5, 0.0], requires_grad=True)
    l1_penalty([w]).backward()
    expect(w.grad, tensor([1.0, -1.0, 0.0]), "The signs of 3, -0.5 and 0.", (None, CUT_OFF))


@check
def test_l1_penalty_of_a_generator():
    """The tensors may come from a generator, which can be read only once.

    penalty = sum of |w| over all w
    """
    tensors = (sign * torch.ones(2, 2) for sign in (1.0, -1.0))
    expect(l1_penalty(tensors), tensor(8.0), "Two tensors with four numbers of size 1 each.")


# dropout


@check
def test_dropout_of_ones():
    """About a share p becomes 0, and the others are scaled up.

    result = 0 with the probability p, otherwise x / (1 - p)
    """
    x = torch.ones(100, 100)
    y = dropout(x, 0.2, generator=torch.Generator().manual_seed(1))
    share = (y == 0).float().mean()
    expect(
        (y.unique(), share.round(decimals=1)),
        (tensor([0.0, 1.25]), tensor(0.2)),
        "1 / (1 - 0.2) = 1.25. The share of zeros is 0.2, with a typical error of 0.004.",
    )


@check
def test_dropout_keeps_the_mean():
    """The scaling makes up for the elements that are missing.

    the mean of the result = (1 - p) * x / (1 - p) = x
    """
    x = 3 * torch.ones(100, 100)
    y = dropout(x, 0.5, generator=torch.Generator().manual_seed(2))
    expect(
        y.mean().round(),
        tensor(3.0),
        "Half of the elements are 0, and the others are 6, so the mean is about 3.",
    )


@check
def test_dropout_outside_training():
    """Without training nothing is dropped or scaled.

    result = x
    """
    x = tensor([1.0, -2.0, 3.0])
    expect(dropout(x, 0.5, training=False), tensor([1.0, -2.0, 3.0]))


@check
def test_dropout_of_everything():
    """With p = 1 all is 0, and so is the gradient."""
    x = tensor([1.0, -2.0], requires_grad=True)
    y = dropout(x, 1.0)
    y.sum().backward()
    expect((y, x.grad), (tensor([0.0, 0.0]), tensor([0.0, 0.0])))


@check
def test_dropout_has_a_gradient():
    """The gradient goes through the elements that are kept, with their scale.

    d result / d x = 0 where it is dropped, otherwise 1 / (1 - p)
    """
    x = torch.ones(50, requires_grad=True)
    y = dropout(x, 0.75)
    y.sum().backward()
    expect(
        torch.equal(x.grad, y),
        True,
        "With x = 1, the result is 0 or 1 / (1 - 0.75) = 4, and the gradient is the same.",
    )


@check
def test_dropout_draws_again():
    """Another call drops other elements, and rows are not alike."""
    x = torch.ones(40, 40)
    generator = torch.Generator().manual_seed(3)
    first = dropout(x, 0.5, generator=generator)
    second = dropout(x, 0.5, generator=generator)
    calls = torch.equal(first, second)
    rows = torch.equal(first[0], first[1])
    columns = torch.equal(first[:, 0], first[:, 1])
    expect(
        (calls, rows, columns),
        (False, False, False),
        "The second call differs from the first, row 0 from row 1, and column 0 from column 1.",
    )


@check
def test_dropout_follows_its_generator():
    """The same seed gives the same result."""
    x = torch.ones(40)
    first = dropout(x, 0.5, generator=torch.Generator().manual_seed(4))
    again = dropout(x, 0.5, generator=torch.Generator().manual_seed(4))
    expect(torch.equal(first, again), True, "Both generators start with the seed 4.")


@check
def test_dropout_refuses_more_than_one():
    """p is a probability."""
    with expect_error(ValueError, "1.5"):
        dropout(tensor([1.0]), 1.5)


# Dropout


@check
def test_Dropout_in_both_modes():
    """The layer drops in train mode, and does nothing in eval mode.

    train: 0 or x / (1 - p)        eval: x
    """
    layer = Dropout(0.75)
    x = torch.ones(40, 40)
    expect((layer(x) == 0).any(), tensor(True), "Of 1600 elements, about 1200 are dropped.")
    layer.eval()
    expect(torch.equal(layer(x), x), True, "In eval mode, the result is x.")
    layer.train()
    expect(layer(x).unique(), tensor([0.0, 4.0]), "Back in train mode: 0, or 1 / (1 - 0.75) = 4.")


@check
def test_Dropout_inside_a_network():
    """The network tells its layers the mode."""
    torch.manual_seed(0)
    net = nn.Sequential(nn.Flatten(), Dropout(0.5))
    x = torch.ones(10, 4, 5)
    net.eval()
    expect(net(x).sum(), tensor(200.0), "In eval mode nothing is dropped: 10 * 4 * 5 ones.")


@check
def test_Dropout_draws_a_new_mask():
    """Each call drops other elements."""
    layer = Dropout()
    x = torch.ones(30, 30)
    expect(torch.equal(layer(x), layer(x)), False, "Two masks of 900 coins are hardly ever equal.")


@check
def test_Dropout_keeps_its_probability():
    """p is an attribute that may change, 0.5 by default. There is nothing to learn."""
    layer = Dropout()
    x = torch.ones(3)
    before = layer.p
    layer.p = 1.0
    expect(
        (before, layer(x), list(layer.state_dict())),
        (0.5, tensor([0.0, 0.0, 0.0]), []),
        "After p became 1, everything is dropped.",
    )


@check
def test_Dropout_refuses_more_than_one():
    """p is a probability."""
    with expect_error(ValueError, "1.5"):
        Dropout(1.5)


# sgd_wd_


@check
def test_sgd_wd_of_a_weight_and_a_bias():
    """The weight decays, and the bias does not.

    theta = theta - lr * (g + weight_decay * theta)      or without the decay
    """
    weight = tensor([2.0, -4.0], requires_grad=True)
    bias = tensor([2.0], requires_grad=True)
    weight.grad, bias.grad = tensor([1.0, 1.0]), tensor([1.0])
    sgd_wd_([weight, bias], 0.5, 0.25, [True, False])
    expect(
        (weight, bias),
        (tensor([1.25, -4.0]), tensor([1.5])),
        "2 - 0.5 * (1 + 0.5) = 1.25 and -4 - 0.5 * (1 - 1) = -4. The bias is 2 - 0.5 * 1 = 1.5.",
        ((tensor([2.0, -4.0]), tensor([2.0])), UNMOVED),
    )


@check
def test_sgd_wd_without_gradient():
    """A parameter without gradient is skipped, and the next one is not."""
    first = tensor([2.0], requires_grad=True)
    second = tensor([2.0], requires_grad=True)
    second.grad = tensor([0.0])
    sgd_wd_([first, second], 0.5, 1.0, [True, True])
    expect(
        (first, second),
        (tensor([2.0]), tensor([1.0])),
        "The first one has no gradient. The second one decays: 2 - 0.5 * (0 + 2) = 1.",
    )


@check
def test_sgd_wd_only_reads_the_gradient():
    """The gradient stays as it is, and the parameter stays a leaf."""
    theta = tensor([2.0], requires_grad=True)
    theta.grad = tensor([1.0])
    sgd_wd_([theta], 0.5, 0.25, [True])
    expect(
        (theta.grad, theta.is_leaf, theta.requires_grad),
        (tensor([1.0]), True, True),
        "The decay is not added to .grad itself.",
    )


@check
def test_sgd_wd_refuses_a_short_mask():
    """There is one item of the mask for each parameter."""
    theta = tensor([2.0], requires_grad=True)
    with expect_error(ValueError, "decay_mask"):
        sgd_wd_([theta], 0.5, 0.25, [])


# train_val_split


@check
def test_train_val_split_of_ten():
    """Each index is in one of the two sets.

    the size of val = n * val_ratio, rounded
    """
    train, val = train_val_split(10, 0.3)
    expect(
        (len(train), len(val), sorted(train.tolist() + val.tolist())),
        (7, 3, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]),
        "10 * 0.3 = 3 indices are in val, and the other 7 are in train.",
    )


@check
def test_train_val_split_rounds():
    """The size of val is rounded to the nearest integer.

    the size of val = n * val_ratio, rounded
    """
    sizes = [len(train_val_split(n, 0.25)[1]) for n in (5, 7)]
    expect(sizes, [1, 2], "5 * 0.25 = 1.25 is nearly 1, and 7 * 0.25 = 1.75 is nearly 2.")


@check
def test_train_val_split_is_random():
    """Other calls give other splits, and the same seed gives the same split."""
    generator = torch.Generator().manual_seed(1)
    first = set(train_val_split(60, 0.5, generator)[1].tolist())
    second = set(train_val_split(60, 0.5, generator)[1].tolist())
    generator = torch.Generator().manual_seed(1)
    again = set(train_val_split(60, 0.5, generator)[1].tolist())
    expect(
        (second == first, again == first),
        (False, True),
        "The generator goes on to the next numbers; a new one with the seed 1 begins again.",
    )


@check
def test_train_val_split_of_nothing():
    """At the ends of the range, a set is empty."""
    train, val = train_val_split(4, 0.0)
    expect((len(train), val), (4, torch.zeros(0, dtype=torch.int64)), "4 * 0 = 0 indices are in val.")


# k_fold_indices


@check
def test_k_fold_indices_of_six():
    """Block i is the validation set, and all the rest is the training set."""
    expect(
        k_fold_indices(6, 3, 1),
        (tensor([0, 1, 4, 5]), tensor([2, 3])),
        "The blocks are 0 1, 2 3 and 4 5. Fold 1 validates on 2 3.",
    )


@check
def test_k_fold_indices_of_eight():
    """The first n % k blocks have one sample more than the others.

    n % k = 8 % 3 = 2
    """
    expect(
        [k_fold_indices(8, 3, i)[1] for i in range(3)],
        [tensor([0, 1, 2]), tensor([3, 4, 5]), tensor([6, 7])],
        "8 samples in 3 blocks: 3 + 3 + 2.",
    )


@check
def test_k_fold_indices_leaves_one_out():
    """With k = n each block is a single sample."""
    expect(k_fold_indices(4, 4, 2), (tensor([0, 1, 3]), tensor([2])), "Block 2 is the sample 2 alone.")


@check
def test_k_fold_indices_refuses_a_fold_that_is_none():
    """The last of k folds has the number k - 1."""
    with expect_error(ValueError, "3"):
        k_fold_indices(10, 3, 3)


# early_stopping


@check
def test_early_stopping_with_a_patience_of_two():
    """Training stops after `patience` epochs without improvement; what comes later is not seen."""
    losses = [4.0, 3.0, 3.5, 3.25, 1.0]
    expect(
        early_stopping(losses, patience=2),
        1,
        "3 at epoch 1 is the best. Epochs 2 and 3 are no improvements, so training stops there.",
    )


@check
def test_early_stopping_counts_anew():
    """An improvement sets the count back, and a curve may end before training stops."""
    losses = [4.0, 4.5, 3.0, 3.5, 2.0, 2.5]
    expect(
        early_stopping(losses, patience=2),
        4,
        "There is never more than one epoch without improvement in a row. Epoch 4 has 2.",
    )


@check
def test_early_stopping_with_ties():
    """An equal loss is no improvement."""
    losses = [2.0, 2.0, 1.0]
    expect(early_stopping(losses, patience=1), 0, "2 is not less than 2, so it stops at epoch 1.")


@check
def test_early_stopping_with_a_slow_curve():
    """A loss is compared with the last improvement.

    an improvement: loss < best - min_delta
    """
    losses = [4.0, 3.5, 3.0, 2.5]
    expect(
        early_stopping(losses, patience=2, min_delta=0.75),
        2,
        "3.5 is not less than 4 - 0.75 = 3.25, but 3 is. 2.5 is not less than 3 - 0.75 = 2.25.",
    )


@check
def test_early_stopping_refuses_no_patience():
    """With a patience of 0 training would stop at once."""
    with expect_error(ValueError, "0"):
        early_stopping([2.0, 1.0], patience=0)
