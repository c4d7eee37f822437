"""Checks to run while you work: run `pytest` in this folder. They don't decide your score: more checks run at
grading.

Each check is an example worked by hand. Its docstring says what is right and gives the formula. Then
`expect(call, result, calculation)` compares. Pairs after these are wrong results, each with its likely cause;
likely_mistakes.json has more. You can retype the code that a failed check prints, after the imports below.

Three values make it easy: sigmoid(log 3) = 3/4, sigmoid(-log 4) = 1/5 and sigmoid(0) = 1/2.
"""

import sys
from math import inf, log
from pathlib import Path

import torch
from torch import tensor

from autograder.checks.expect import check, expect, expect_error

sys.path.insert(0, str(Path(__file__).parent))  # the module beside this file, from wherever pytest runs

from multilayer_perceptron import (
    ReLUFn,
    dead_fraction,
    gelu,
    init_mlp,
    leaky_relu,
    linear,
    maxout,
    mlp_backward,
    mlp_forward,
    relu,
    sigmoid,
    tanh,
)


def apply(x: torch.Tensor) -> torch.Tensor:
    """Return ReLUFn.apply(x), with one name for both of its methods if they aren't written yet."""
    try:
        return ReLUFn.apply(x)
    except NotImplementedError:
        raise NotImplementedError("ReLUFn is not written yet") from None


# relu


@check
def test_relu_keeps_what_is_above_0():
    """Entries below 0 become 0.

    relu(x) = x where x > 0, and 0 elsewhere
    """
    x = tensor([[-2.0, 3.0, 0.0], [9.0, -0.5, 1.0]])
    expect(
        relu(x),
        tensor([[0.0, 3.0, 0.0], [9.0, 0.0, 1.0]]),
        "3, 9 and 1 are above 0 and stay. The others become 0.",
    )


@check
def test_relu_has_the_gradient_0_at_0():
    """The gradient is 1 above 0, and 0 elsewhere, also at exactly 0.

    d relu(x) / dx = 1 where x > 0, and 0 elsewhere
    """
    x = tensor([-2.0, 0.0, 3.0], requires_grad=True)
    relu(x).sum().backward()
    expect(
        x.grad,
        tensor([0.0, 0.0, 1.0]),
        "-2 and 0 are not above 0, and 3 is.",
        (None, "No gradient came back to x: the result is detached from it."),
    )


@check
def test_relu_of_infinity():
    """Infinite entries give no NaN.

    relu(inf) = inf and relu(-inf) = 0
    """
    x = tensor([inf, -inf])
    expect(relu(x), tensor([inf, 0.0]), "inf is above 0 and stays, -inf becomes 0.")


# leaky_relu


@check
def test_leaky_relu_leaks_below_0():
    """Entries below 0 are multiplied by the slope.

    leaky_relu(x) = x where x > 0, and negative_slope * x elsewhere
    """
    x = tensor([-2.0, 3.0, 0.0, -8.0])
    expect(
        leaky_relu(x, 0.25),
        tensor([-0.5, 3.0, 0.0, -2.0]),
        "-2 * 0.25 = -0.5 and -8 * 0.25 = -2. 3 stays, and 0 * 0.25 = 0.",
    )


@check
def test_leaky_relu_by_default():
    """Without negative_slope the slope is 0.01.

    leaky_relu(x) = x where x > 0, and 0.01 * x elsewhere
    """
    x = tensor([-200.0, 5.0])
    expect(leaky_relu(x), tensor([-2.0, 5.0]), "-200 * 0.01 = -2, and 5 stays.")


@check
def test_leaky_relu_with_a_steep_slope():
    """The slope may be any number, also above 1.

    leaky_relu(x) = x where x > 0, and negative_slope * x elsewhere
    """
    x = tensor([-2.0, 3.0])
    expect(leaky_relu(x, negative_slope=4.0), tensor([-8.0, 3.0]), "-2 * 4 = -8, and 3 stays.")


@check
def test_leaky_relu_has_a_gradient_everywhere():
    """The gradient is 1 above 0, and negative_slope elsewhere, also at exactly 0.

    d leaky_relu(x) / dx = 1 where x > 0, and negative_slope elsewhere
    """
    x = tensor([-2.0, 0.0, 3.0], requires_grad=True)
    leaky_relu(x, 0.5).sum().backward()
    expect(
        x.grad,
        tensor([0.5, 0.5, 1.0]),
        "-2 and 0 are not above 0, and 3 is.",
        (None, "No gradient came back to x: the result is detached from it."),
    )


# sigmoid


@check
def test_sigmoid_of_logarithms():
    """The sigmoid turns any number into one between 0 and 1.

    sigmoid(x) = 1 / (1 + exp(-x))
    """
    x = tensor([log(3), -log(4), 0.0])
    expect(
        sigmoid(x),
        tensor([3 / 4, 1 / 5, 1 / 2]),
        "exp(-x) is 1/3, 4 and 1; so 1 / (4/3) = 3/4, 1 / 5 and 1 / 2.",
    )


@check
def test_sigmoid_of_large_numbers():
    """Far from 0 the result is 1 or 0 in floating point, never NaN.

    sigmoid(x) = 1 / (1 + exp(-x)) = exp(x) / (1 + exp(x))
    """
    x = tensor([1000.0, -1000.0, 0.0])
    expect(
        sigmoid(x),
        tensor([1.0, 0.0, 0.5]),
        "exp(-1000) is 0 in floating point: 1 / (1 + 0) = 1 and 0 / (1 + 0) = 0.",
    )


@check
def test_sigmoid_has_a_finite_gradient():
    """The gradient is 1/4 at 0, and 0 far from 0.

    d sigmoid(x) / dx = sigmoid(x) * (1 - sigmoid(x))
    """
    x = tensor([0.0, 1000.0, -1000.0], requires_grad=True)
    sigmoid(x).sum().backward()
    expect(
        x.grad,
        tensor([1 / 4, 0.0, 0.0]),
        "1/2 * (1 - 1/2) = 1/4, 1 * (1 - 1) = 0 and 0 * (1 - 0) = 0.",
        (None, "No gradient came back to x: the result is detached from it."),
    )


# tanh


@check
def test_tanh_of_logarithms():
    """tanh is a stretched and squeezed sigmoid, from -1 to 1.

    tanh(x) = 2 * sigmoid(2x) - 1
    """
    x = tensor([log(3) / 2, -log(4) / 2, 0.0])
    expect(
        tanh(x),
        tensor([1 / 2, -3 / 5, 0.0]),
        "sigmoid(2x) is 3/4, 1/5 and 1/2; so 6/4 - 1 = 1/2, 2/5 - 1 = -3/5 and 1 - 1 = 0.",
    )


@check
def test_tanh_of_large_numbers():
    """Far from 0 the result is 1 or -1 in floating point, never NaN.

    tanh(x) = 2 * sigmoid(2x) - 1
    """
    x = tensor([1000.0, -1000.0])
    expect(tanh(x), tensor([1.0, -1.0]), "sigmoid(2x) is 1 and 0; so 2 - 1 = 1 and 0 - 1 = -1.")


@check
def test_tanh_is_steep_at_0():
    """The gradient is 1 at 0, four times that of the sigmoid, and 0 far from 0.

    d tanh(x) / dx = 1 - tanh(x)^2
    """
    x = tensor([0.0, 1000.0, -1000.0], requires_grad=True)
    tanh(x).sum().backward()
    expect(
        x.grad,
        tensor([1.0, 0.0, 0.0]),
        "1 - 0^2 = 1, 1 - 1^2 = 0 and 1 - (-1)^2 = 0.",
        (None, "No gradient came back to x: the result is detached from it."),
    )


# gelu


@check
def test_gelu_weighs_by_a_probability():
    """By default x is multiplied by the probability that a standard normal number is at most x.

    gelu(x) = x * (1 + erf(x / sqrt(2))) / 2
    """
    x = tensor([1.0, -1.0, 0.0])
    expect(
        gelu(x),
        tensor([0.8413447, -0.1586553, 0.0]),
        "A standard normal number is at most 1 with the probability 0.8413, and at most -1 with 0.1587.",
    )


@check
def test_gelu_with_tanh():
    """The form with tanh approximates the one with erf.

    gelu(x) = x * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x^3))) / 2
    """
    x = tensor([1.0, -2.0])
    expect(
        gelu(x, "tanh"),
        tensor([0.8411920, -0.0454023]),
        "sqrt(2 / pi) = 0.79788. For 1: 0.79788 * 1.044715 = 0.83356, and (1 + 0.68238) / 2 = 0.84119. "
        "For -2: 0.79788 * -2.35772 = -1.88119, and -2 * (1 - 0.95460) / 2 = -0.04540.",
    )


@check
def test_gelu_of_large_numbers():
    """A large number stays as it is, and a large negative one becomes 0, in both forms.

    gelu(x) = x * (a probability, which is 1 or 0 in floating point)
    """
    x = tensor([100.0, -100.0])
    expect(gelu(x), tensor([100.0, 0.0]), "100 * 1 = 100 and -100 * 0 = 0.")
    expect(gelu(x, approximate="tanh"), tensor([100.0, 0.0]), "100 * 1 = 100 and -100 * 0 = 0.")


@check
def test_gelu_refuses_other_forms():
    """There are two forms. Any other one raises a ValueError that names it."""
    x = tensor([1.0])
    with expect_error(ValueError, "cosine"):
        gelu(x, "cosine")


# maxout


@check
def test_maxout_takes_the_largest_piece():
    """Each output is the largest of its linear functions.

    maxout(x)_o = max over k of (sum_i W[k, o, i] * x_i + b[k, o])
    """
    x = tensor([[1.0, 2.0]])
    first = tensor([[1.0, 0.0], [0.0, 3.0], [1.0, 1.0]])
    second = tensor([[0.0, 1.0], [4.0, 0.0], [0.0, 0.0]])
    W = torch.stack([first, second])
    b = tensor([[0.0, -1.0, -9.0], [0.5, 0.0, -4.0]])
    expect(
        maxout(x, W, b),
        tensor([[2.5, 5.0, -4.0]]),
        "The first pieces are 1, 6 - 1 = 5 and 3 - 9 = -6, the second ones 2 + 0.5, 4 and 0 - 4. "
        "The larger ones are 2.5, 5 and -4.",
    )


@check
def test_maxout_can_be_an_absolute_value():
    """With the pieces -x and x, a unit is |x|.

    maxout(x)_o = max over k of (sum_i W[k, o, i] * x_i + b[k, o])
    """
    x = tensor([[-3.0], [2.0], [0.5]])
    W, b = tensor([[[-1.0]], [[1.0]]]), tensor([[0.0], [0.0]])
    expect(
        maxout(x, W, b),
        tensor([[3.0], [2.0], [0.5]]),
        "The larger of 3 and -3 is 3, that of -2 and 2 is 2, and that of -0.5 and 0.5 is 0.5.",
    )


@check
def test_maxout_of_one_vector():
    """x may be a single vector. Then the result is a vector of outputs.

    maxout(x)_o = max over k of (sum_i W[k, o, i] * x_i + b[k, o])
    """
    x = tensor([2.0])
    W = tensor([[[1.0], [-1.0]], [[3.0], [0.0]]])
    b = tensor([[0.0, 0.0], [-5.0, -1.0]])
    expect(
        maxout(x, W, b),
        tensor([2.0, -1.0]),
        "The pieces of output 0 are 2 and 6 - 5 = 1, those of output 1 are -2 and 0 - 1 = -1.",
    )


# dead_fraction


@check
def test_dead_fraction_counts_units():
    """A unit is dead if it is 0 for every sample. The units are the columns.

    share = (the number of dead units) / (the number of units)
    """
    activations = tensor([[0.0, 1.0, 0.0, 0.0], [0.0, 0.0, 2.0, 0.0]])
    expect(
        dead_fraction(activations),
        0.5,
        "Columns 0 and 3 are 0 everywhere, and 1 and 2 are not: 2 of 4.",
        (2, "This is the number of dead units, not their share."),
    )


@check
def test_dead_fraction_of_living_units():
    """A unit that is active for one sample is alive, however small the activation is.

    share = (the number of dead units) / (the number of units)
    """
    activations = tensor([[0.0, 1.0], [1e-9, 0.0], [0.0, 0.0]])
    expect(dead_fraction(activations), 0.0, "Both units have an activation above 0: 0 of 2.")


@check
def test_dead_fraction_of_one_sample():
    """With a single sample, each zero is a dead unit.

    share = (the number of dead units) / (the number of units)
    """
    activations = tensor([[0.0, 2.0, 0.0, 0.0]])
    expect(dead_fraction(activations), 0.75, "Three of the four units are 0.")


# linear


@check
def test_linear_of_a_batch():
    """Each output is a row of W times the input, plus its bias.

    linear(x) = x W^T + b
    """
    x = tensor([[1.0, 2.0], [0.0, -1.0]])
    W = tensor([[1.0, 1.0], [0.0, 3.0], [2.0, 0.0]])
    b = tensor([0.0, 1.0, -5.0])
    expect(
        linear(x, W, b),
        tensor([[3.0, 7.0, -3.0], [-1.0, -2.0, -5.0]]),
        "1 + 2 = 3, 3 * 2 + 1 = 7 and 2 * 1 - 5 = -3; then 0 - 1, 3 * -1 + 1 = -2 and 0 - 5.",
    )


@check
def test_linear_without_bias():
    """Without b nothing is added.

    linear(x) = x W^T
    """
    x, W = tensor([[1.0, 2.0]]), tensor([[0.0, 1.0], [3.0, 0.0]])
    expect(
        linear(x, W),
        tensor([[2.0, 3.0]]),
        "0 * 1 + 1 * 2 = 2 and 3 * 1 + 0 * 2 = 3.",
        (tensor([[6.0, 1.0]]), "W is not transposed."),
    )


@check
def test_linear_keeps_leading_dimensions():
    """All dimensions but the last stay as they are.

    linear(x) = x W^T + b
    """
    x = tensor([[[1.0, 2.0]], [[3.0, 4.0]]])
    W, b = tensor([[1.0, -1.0]]), tensor([10.0])
    expect(
        linear(x, W, b),
        tensor([[[9.0]], [[9.0]]]),
        "1 - 2 + 10 = 9 and 3 - 4 + 10 = 9. The shape [2, 1, 2] becomes [2, 1, 1].",
    )


# init_mlp


@check
def test_init_mlp_makes_two_tensors_for_each_layer():
    """The list has a weight [O, I] and a bias [O] for each layer.

    sizes of n numbers make n - 1 layers
    """
    params = init_mlp([4, 3, 2])
    expect(
        [list(p.shape) for p in params],
        [[3, 4], [3], [2, 3], [2]],
        "The first layer goes from 4 to 3 units, the second one from 3 to 2.",
    )


@check
def test_init_mlp_makes_leaves():
    """Each parameter is a leaf that requires gradients, so a backward pass fills its grad."""
    params = init_mlp((2, 2))
    expect([p.is_leaf and p.requires_grad for p in params], [True, True])


@check
def test_init_mlp_draws_normal_weights():
    """The weights have the given standard deviation, and the biases are 0.

    for 90000 weights: mean = 0 and deviation = 0.5, with typical errors of 0.002 and 0.001
    """
    W, b = init_mlp([300, 300], 0.5, torch.Generator().manual_seed(1))
    mean, deviation = W.mean().round(decimals=1), W.std().round(decimals=1)
    expect(
        (mean.item(), deviation.item() == tensor(0.5).item(), b.abs().sum().item()),
        (0.0, True, 0.0),
        "The deviation is rounded to one digit and compared with 0.5.",
    )


@check
def test_init_mlp_draws_the_next_numbers():
    """Two layers of one shape have different weights, and so have two calls with one generator."""
    generator = torch.Generator().manual_seed(5)
    first = init_mlp([2, 2, 2], 1.0, generator)
    second = init_mlp([2, 2], 1.0, generator)
    layers, calls = first[0] == first[2], first[0] == second[0]
    expect([bool(layers.any()), bool(calls.any())], [False, False])


# mlp_forward


def double(z: torch.Tensor) -> torch.Tensor:
    return 2 * z


@check
def test_mlp_forward_of_two_layers():
    """The activation, here a doubling, comes after the first layer and not after the last.

    logits = act(x W1^T + b1) W2^T + b2
    """
    x = tensor([[1.0, 2.0]])
    W1, b1 = tensor([[1.0, 1.0], [3.0, 0.0]]), tensor([0.0, -1.0])
    W2, b2 = tensor([[1.0, 1.0]]), tensor([0.5])
    expect(
        mlp_forward(x, [W1, b1, W2, b2], double),
        tensor([[10.5]]),
        "1 + 2 = 3 and 3 - 1 = 2. Doubled they are 6 and 4; 6 + 4 + 0.5 = 10.5.",
    )


@check
def test_mlp_forward_of_one_layer():
    """With a single layer, nothing is activated.

    logits = x W1^T + b1
    """
    x, W1, b1 = tensor([[1.0], [2.0]]), tensor([[3.0]]), tensor([-4.0])
    expect(
        mlp_forward(x, [W1, b1], double),
        tensor([[-1.0], [2.0]]),
        "3 * 1 - 4 = -1 and 3 * 2 - 4 = 2.",
    )


@check
def test_mlp_forward_flattens_images():
    """A sample may be an image: its rows are put one after another.

    logits = act(x W1^T + b1) W2^T + b2
    """
    image = tensor([[[1.0, 2.0], [3.0, 4.0]]])
    W1, b1 = tensor([[1.0, 0.0, 0.0, -1.0]]), tensor([0.0])
    W2, b2 = tensor([[1.0], [2.0]]), tensor([0.0, 1.0])
    expect(
        mlp_forward(image, [W1, b1, W2, b2], double),
        tensor([[-6.0, -11.0]]),
        "The vector is 1, 2, 3, 4: 1 - 4 = -3, doubled -6; then -6 and 2 * -6 + 1 = -11.",
    )


# mlp_backward


@check
def test_mlp_backward_of_one_sample():
    """The gradients follow the chain rule, from the logits back to the first layer.

    d_logits = (p - onehot) / N; d_z = d_logits W2 where z > 0, and 0 elsewhere
    """
    x, y = tensor([[2.0]]), tensor([1])
    W1, b1 = tensor([[1.0], [-1.0]]), tensor([0.0, 0.0])
    W2, b2 = tensor([[0.0, 5.0], [0.0, 7.0]]), tensor([0.0, log(3)])
    expect(
        mlp_backward(x, y, [W1, b1, W2, b2]),
        [
            tensor([[0.0], [0.0]]),
            tensor([0.0, 0.0]),
            tensor([[1 / 2, 0.0], [-1 / 2, 0.0]]),
            tensor([1 / 4, -1 / 4]),
        ],
        "z = 2, -2 and h = 2, 0, so the logits are 0 and log 3, and p = 1/4, 3/4. d_logits = 1/4, -1/4 is "
        "the gradient of b2. W2 gets d_logits times h. d_z = 0 * 1/4 - 0 * 1/4 = 0 for unit 0. "
        "Unit 1 has z < 0.",
    )


@check
def test_mlp_backward_goes_through_active_units():
    """A unit passes the gradient on if it is above 0.

    d_z = d_logits W2 where z > 0, and 0 elsewhere; the gradient of W1 is d_z^T x
    """
    x, y = tensor([[1.0, 3.0]]), tensor([0])
    W1, b1 = tensor([[1.0, 1.0], [0.0, -1.0]]), tensor([-3.0, 0.0])
    W2 = tensor([[4.0, 9.0], [4.0, -9.0], [0.0, 1.0]])
    b2 = tensor([0.0, 0.0, 4.0])
    grads = mlp_backward(x, y, [W1, b1, W2, b2])
    expect(
        grads[:2],
        [tensor([[-4 / 3, -4.0], [0.0, 0.0]]), tensor([-4 / 3, 0.0])],
        "z = 1, -3 and h = 1, 0, so all logits are 4 and p = 1/3. d_logits = -2/3, 1/3, 1/3. "
        "d_z of unit 0 is 4 * -2/3 + 4 * 1/3 = -4/3; W1 gets -4/3 times (1, 3).",
    )


@check
def test_mlp_backward_of_a_batch():
    """The loss is a mean: two equal samples give the gradients of one.

    d_logits = (p - onehot) / N; the gradient of b2 is the sum of its rows
    """
    x, y = tensor([[1.0], [1.0]]), tensor([0, 0])
    W1, b1 = tensor([[1.0]]), tensor([0.0])
    W2, b2 = tensor([[0.0], [0.0]]), tensor([0.0, 0.0])
    grads = mlp_backward(x, y, [W1, b1, W2, b2])
    expect(
        grads[2:],
        [tensor([[-1 / 2], [1 / 2]]), tensor([-1 / 2, 1 / 2])],
        "p = 1/2, 1/2 for both samples, so their rows of d_logits are -1/4, 1/4. Their sum is -1/2, 1/2.",
    )


# ReLUFn


@check
def test_ReLUFn_is_a_relu():
    """forward computes the ReLU.

    relu(x) = x where x > 0, and 0 elsewhere
    """
    x = tensor([[-2.0, 3.0, 0.0]])
    expect(apply(x), tensor([[0.0, 3.0, 0.0]]), "3 is above 0 and stays. The others become 0.")


@check
def test_ReLUFn_has_a_backward():
    """backward lets the gradient pass where x is above 0.

    grad_x = grad_output where x > 0, and 0 elsewhere
    """
    x = tensor([-2.0, 0.0, 3.0, 1.0], requires_grad=True)
    grad_output = tensor([5.0, 6.0, -7.0, 8.0])
    apply(x).backward(grad_output)
    expect(x.grad, tensor([0.0, 0.0, -7.0, 8.0]), "3 and 1 are above 0, and -2 and 0 are not.")


@check
def test_ReLUFn_leaves_the_gradient_alone():
    """backward changes nothing of the gradient that it gets."""
    x = tensor([-2.0, 3.0], requires_grad=True)
    grad_output = tensor([5.0, 6.0])
    apply(x).backward(grad_output)
    expect(grad_output, tensor([5.0, 6.0]))


@check
def test_ReLUFn_has_a_second_gradient():
    """The gradient itself has a gradient, in the gradient that comes in.

    f = relu(x)^2; f' = 2 relu(x) and f'' = 2 where x > 0
    """
    x = tensor([-2.0, 3.0], requires_grad=True)
    loss = (apply(x) ** 2).sum()
    (first,) = torch.autograd.grad(loss, x, create_graph=True)
    (second,) = torch.autograd.grad(first.sum(), x)
    expect(
        (first.detach(), second),
        (tensor([0.0, 6.0]), tensor([0.0, 2.0])),
        "x = 3 has f' = 2 * 3 = 6 and f'' = 2. For x = -2 both are 0.",
    )
