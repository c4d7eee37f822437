"""Checks to run while you work: run `pytest` in this folder. They don't decide your score: more checks run at
grading.

Each check is an example worked by hand. Its docstring says what is right and gives the formula. Then
`expect(call, result, calculation)` compares. Pairs after these are wrong results, each with its likely cause;
likely_mistakes.json has more. You can retype the code that a failed check prints, after the imports below.
"""

import sys
from pathlib import Path

import torch
from torch import tensor

from autograder.checks.expect import check, expect, expect_error

sys.path.insert(0, str(Path(__file__).parent))  # the module beside this file, from wherever pytest runs

from linear_model import (
    data_iter,
    linreg,
    linreg_grad,
    normal_equation,
    sgd_,
    squared_loss,
    synthetic_data,
    train_linreg,
)

# synthetic_data


@check
def test_synthetic_data_shapes():
    """X has a row for each sample, and y is a column.

    X is [n, D] and y is [n, 1]
    """
    X, y = synthetic_data(tensor([2.0, -3.4, 1.0]), 4.2, 5)
    expect((list(X.shape), list(y.shape)), ([5, 3], [5, 1]), "n = 5, and w has D = 3 entries.")


@check
def test_synthetic_data_without_noise():
    """Without noise, y is what the line says.

    y = X w + b
    """
    w = tensor([2.0, -1.0])
    X, y = synthetic_data(w, 4.0, 3, noise=0.0)
    rest = y - (2 * X[:, :1] - X[:, 1:]) - 4.0
    expect(rest.round(decimals=4).abs(), torch.zeros(3, 1), "y - 2 x_1 + x_2 - 4 = 0 in each row.")


@check
def test_synthetic_data_noise_is_a_standard_deviation():
    """noise is the standard deviation of the errors.

    e ~ N(0, noise^2)
    """
    generator = torch.Generator().manual_seed(0)
    X, y = synthetic_data(tensor([2.0]), 1.0, 10_000, 0.3, generator)
    spread = (y - 2 * X - 1).std().item()
    expect(
        round(spread, 1),
        0.3,
        "10,000 errors spread by 0.3, give or take 2 %.",
        (0.5, "noise is taken for the variance: sqrt(0.3) = 0.55."),
        (0.0, "There are no errors in y."),
    )


# data_iter


@check
def test_data_iter_in_order():
    """Without shuffling, the batches follow the rows, and the last one is smaller.

    5 rows in batches of 2: rows 0 and 1, rows 2 and 3, row 4
    """
    X = tensor([[0.0], [1.0], [2.0], [3.0], [4.0]])
    batches = data_iter(2, X, 10 * X, shuffle=False)
    expect(
        [rows.flatten().tolist() for rows, _ in batches],
        [[0.0, 1.0], [2.0, 3.0], [4.0]],
        "5 = 2 + 2 + 1.",
        ([[0.0, 1.0], [2.0, 3.0]], "The rest that does not fill a batch is lost."),
    )


@check
def test_data_iter_every_sample_once():
    """Shuffled batches hold each sample once.

    the rows of all batches, sorted, are the rows of X
    """
    X = tensor([[0.0], [1.0], [2.0], [3.0], [4.0]])
    found = torch.cat([rows for rows, _ in data_iter(2, X, 10 * X)])
    expect(
        found.sort(dim=0).values,
        tensor([[0.0], [1.0], [2.0], [3.0], [4.0]]),
        "The numbers 0 to 4, in some order.",
    )


@check
def test_data_iter_targets_stay_with_their_samples():
    """Each sample keeps its own target.

    here y = 10 x
    """
    X = tensor([[1.0], [2.0], [3.0], [4.0]])
    pairs = list(data_iter(3, X, 10 * X))
    expect(
        torch.cat([targets - 10 * rows for rows, targets in pairs]),
        tensor([[0.0], [0.0], [0.0], [0.0]]),
        "10 x - 10 x = 0 for each pair.",
    )


# linreg


@check
def test_linreg_of_two_samples():
    """Each prediction adds up the products of features and weights, and the bias.

    y = x_1 w_1 + x_2 w_2 + b
    """
    X = tensor([[1.0, 2.0], [3.0, 4.0]])
    w, b = tensor([[10.0], [1.0]]), tensor([0.5])
    expect(linreg(X, w, b), tensor([[12.5], [34.5]]), "10 + 2 + 0.5 and 30 + 4 + 0.5.")


@check
def test_linreg_of_one_feature():
    """One feature gives a line: the weight is its slope, and the bias where it starts.

    y = x w + b
    """
    X, w, b = tensor([[0.0], [1.0], [2.0]]), tensor([[3.0]]), tensor([-1.0])
    expect(linreg(X, w, b), tensor([[-1.0], [2.0], [5.0]]), "0 - 1, 3 - 1, 6 - 1.")


@check
def test_linreg_is_a_column():
    """The result is a column, also for a single sample.

    [1, D] @ [D, 1] + [1] -> [1, 1]
    """
    y = linreg(tensor([[1.0, 1.0]]), tensor([[2.0], [3.0]]), tensor([1.0]))
    expect(y, tensor([[6.0]]), "2 + 3 + 1 = 6, in the shape [1, 1].")


# squared_loss


@check
def test_squared_loss_of_a_column():
    """Each sample has its own loss, half of its squared error.

    (y_hat - y)^2 / 2
    """
    y_hat, y = tensor([[1.0], [3.0]]), tensor([[0.0], [5.0]])
    expect(squared_loss(y_hat, y), tensor([0.5, 2.0]), "1^2 / 2 and (-2)^2 / 2.")


@check
def test_squared_loss_of_a_row_of_targets():
    """Targets [N] belong to the predictions [N, 1] one by one.

    (y_hat - y)^2 / 2
    """
    y_hat, y = tensor([[1.0], [3.0]]), tensor([1.0, 3.0])
    expect(
        squared_loss(y_hat, y),
        tensor([0.0, 0.0]),
        "Both predictions are right.",
        (tensor([[0.0, 2.0], [2.0, 0.0]]), "[2, 1] - [2] broadcasts to [2, 2]: all pairs."),
    )


@check
def test_squared_loss_refuses_other_shapes():
    """One target for three predictions is a mistake of the caller.

    y must be [N] or [N, 1]
    """
    with expect_error(ValueError):
        squared_loss(tensor([[1.0], [2.0], [3.0]]), tensor([1.0]))


# sgd_


@check
def test_sgd_one_step():
    """A step goes downhill, in place.

    p = p - lr * p.grad / batch_size
    """
    p = tensor([1.0, 2.0], requires_grad=True)
    p.grad = tensor([4.0, -8.0])
    sgd_([p], lr=0.5, batch_size=4)
    expect(
        p,
        tensor([0.5, 3.0]),
        "1 - 0.5 * 4 / 4 and 2 + 0.5 * 8 / 4.",
        (tensor([1.0, 2.0]), "p did not change: nothing was written into it."),
    )


@check
def test_sgd_on_a_square():
    """The loss p^2 has the gradient 2 p, so a step makes p smaller.

    p = p - lr * 2 p
    """
    p = tensor([1.0], requires_grad=True)
    (p**2).sum().backward()
    sgd_([p], lr=0.1, batch_size=1)
    expect(p, tensor([0.8]), "1 - 0.1 * 2 = 0.8.", (tensor([1.2]), "The step goes uphill: subtract it."))


@check
def test_sgd_skips_what_has_no_gradient():
    """A parameter without gradient stays as it is, and the next one makes its step.

    p = p - lr * p.grad / batch_size
    """
    p, q = tensor([1.0], requires_grad=True), tensor([2.0], requires_grad=True)
    q.grad = tensor([1.0])
    sgd_([p, q], lr=1.0, batch_size=2)
    expect((p, q), (tensor([1.0]), tensor([1.5])), "p has no gradient, and q = 2 - 1 / 2.")


# linreg_grad


@check
def test_linreg_grad_of_one_sample():
    """With one sample, the gradient is its error times its features, and the error.

    e = x w + b - y, dL/dw = e x, dL/db = e
    """
    X, y = tensor([[1.0, 2.0]]), tensor([[3.0]])
    w, b = tensor([[3.0], [0.5]]), tensor([1.0])
    expect(
        linreg_grad(X, w, b, y),
        (tensor([[2.0], [4.0]]), tensor([2.0])),
        "e = 3 + 1 + 1 - 3 = 2, so dL/dw = 2 * (1, 2) and dL/db = 2.",
    )


@check
def test_linreg_grad_of_two_samples():
    """With several samples, both gradients are means.

    dL/dw = 1/N sum e x, dL/db = 1/N sum e
    """
    X, y = tensor([[1.0], [3.0]]), tensor([[0.0], [2.0]])
    w, b = tensor([[2.0]]), tensor([0.0])
    expect(
        linreg_grad(X, w, b, y),
        (tensor([[7.0]]), tensor([3.0])),
        "e = 2 and 4: (2 * 1 + 4 * 3) / 2 = 7 and (2 + 4) / 2 = 3.",
    )


@check
def test_linreg_grad_at_the_minimum():
    """Where all predictions are right, both gradients are 0.

    e = x w + b - y = 0
    """
    X, y = tensor([[1.0], [2.0]]), tensor([[3.0], [5.0]])
    w, b = tensor([[2.0]]), tensor([1.0])
    expect(linreg_grad(X, w, b, y), (tensor([[0.0]]), tensor([0.0])), "2 + 1 = 3 and 4 + 1 = 5.")


# normal_equation


@check
def test_normal_equation_of_a_line():
    """Three points on a line give this line.

    y = 2 x + 1
    """
    X, y = tensor([[0.0], [1.0], [2.0]]), tensor([[1.0], [3.0], [5.0]])
    w, b = normal_equation(X, y)
    expect(
        (w.round(decimals=4), b.round(decimals=4)),
        (tensor([[2.0]]), tensor([1.0])),
        "Each step of 1 in x adds 2 to y, and y = 1 at x = 0.",
    )


@check
def test_normal_equation_with_a_penalty():
    """The penalty makes the slope smaller. The line still goes through the mean of the points.

    w = sum x y / (sum x^2 + ridge), where x and y are centred
    """
    X, y = tensor([[-1.0], [1.0]]), tensor([[3.0], [7.0]])
    w, b = normal_equation(X, y, ridge=2.0)
    expect(
        (w.round(decimals=4), b.round(decimals=4)),
        (tensor([[1.0]]), tensor([5.0])),
        "y centred is -2 and 2: w = (2 + 2) / (2 + 2) = 1, and b = 5.",
        ((tensor([[1.0]]), tensor([2.5])), "The bias is penalised: 10 / (2 + 2) = 2.5."),
    )


@check
def test_normal_equation_of_equal_columns():
    """Two equal columns share the slope: of all solutions, this is the shortest.

    w_1 + w_2 = 2, and w_1^2 + w_2^2 is smallest at w_1 = w_2
    """
    X, y = tensor([[-1.0, -1.0], [1.0, 1.0]]), tensor([[-2.0], [2.0]])
    w, b = normal_equation(X, y)
    expect(
        (w.round(decimals=4), b.round(decimals=4).abs()),
        (tensor([[1.0], [1.0]]), tensor([0.0])),
        "2 = 1 + 1, and the points lie around 0.",
    )


# train_linreg


@check
def test_train_linreg_one_step():
    """With all samples in one batch, an epoch is one step from w = 0 and b = 0.

    w = lr * mean of y x, b = lr * mean of y
    """
    X, y = tensor([[1.0], [3.0]]), tensor([[2.0], [4.0]])
    w, b, _ = train_linreg(X, y, lr=0.1, epochs=1, batch_size=2)
    expect(
        (w, b),
        (tensor([[0.7]]), tensor([0.3])),
        "0.1 * (2 * 1 + 4 * 3) / 2 = 0.7 and 0.1 * (2 + 4) / 2 = 0.3.",
    )


@check
def test_train_linreg_history():
    """The history has the mean loss over all samples after each epoch.

    1/N sum (x w + b - y)^2 / 2
    """
    X, y = tensor([[1.0], [1.0]]), tensor([[2.0], [2.0]])
    _, _, history = train_linreg(X, y, lr=0.25, epochs=2, batch_size=2)
    expect(
        history,
        [0.5, 0.125],
        "Each step halves the error 2: it is 1, then 0.5. 1 / 2 and 0.25 / 2.",
        ([2.0, 0.5], "This is the loss before each epoch; it must be that after it."),
    )


@check
def test_train_linreg_small_last_batch():
    """A smaller last batch is divided by its own number of samples.

    three equal samples in batches of 2: two steps, each with the mean of its batch
    """
    X, y = tensor([[0.0], [0.0], [0.0]]), tensor([[4.0], [4.0], [4.0]])
    _, b, _ = train_linreg(X, y, lr=0.5, epochs=1, batch_size=2)
    expect(
        b,
        tensor([3.0]),
        "0 + 0.5 * 4 = 2, then 2 + 0.5 * 2 = 3.",
        (tensor([2.5]), "The last batch is divided by 2, but it has one sample."),
    )
