"""A multilayer perceptron from scratch: activation functions, layers, and the backward pass by hand.

N is the number of samples, I and O are the numbers of inputs and outputs of a layer. H is the number of
hidden units, C the number of classes, and K the number of pieces of a maxout unit. The rules in `rules.md`,
beside this file, hold here. Besides:

- * may also stand for no dimension. Inputs have at least one element. In float32 and float64 they are from
  -1e6 to 1e6, in float16 from -100 to 100, with results that float16 can hold.
- All first gradients are finite. No Python loop goes over units either.
- The grader measures rounding errors against the largest number of the right tensor, or against 1 if that is
  smaller. So 2 * sigmoid(2 * x) - 1 is as good near 0 as any other form of tanh.
- Under "Not allowed", "PyTorch's activations" are all functions with relu, elu, glu, silu, mish, sigmoid,
  expit, tanh, threshold or softplus in their names. The list covers `torch.special.x` too.

Read: Dive into Deep Learning (d2l.ai) 5.1 to 5.4; Goodfellow, Bengio and Courville, Deep Learning, 6.3
(hidden units) and 6.5 (back-propagation).
"""

import math
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import torch
from torch import Tensor


def relu(x: Tensor) -> Tensor:
    """Compute the rectified linear unit of each entry.

    relu(x) = x where x > 0, and 0 elsewhere

    The derivative is 1 where x > 0, and 0 elsewhere. At exactly 0 the function has a kink and no derivative.
    As in PyTorch, the gradient there is 0. Some ways to write the maximum of x and 0 give 1/2 there.

    Args:
        x: [*] numbers. They may be infinite: relu(inf) = inf with the gradient 1, and relu(-inf) = 0 with the
            gradient 0.

    Returns:
        [*] numbers of at least 0, in new memory.

    Not allowed: PyTorch's activations.
    Source: Glorot, Bordes and Bengio 2011; d2l.ai 5.1.2.1.
    """
    ### BEGIN SOLUTION
    return torch.where(x > 0, x, 0.0)
    ### END SOLUTION


def leaky_relu(x: Tensor, negative_slope: float = 0.01) -> Tensor:
    """Compute the leaky rectified linear unit of each entry.

    leaky_relu(x) = x where x > 0, and negative_slope * x elsewhere

    The derivative is 1 where x > 0, and negative_slope elsewhere. At exactly 0 the gradient is
    negative_slope, as in PyTorch.

    Args:
        x: [*] numbers.
        negative_slope: any number from -10 to 10. It may be 0, above 1 or below 0: a slope of -1 gives |x|.

    Returns:
        [*] numbers, in new memory also for a slope of 1.

    Not allowed: PyTorch's activations.
    Source: Maas, Hannun and Ng 2013; d2l.ai 5.1.2.1.
    """
    ### BEGIN SOLUTION
    return torch.where(x > 0, x, negative_slope * x)
    ### END SOLUTION


def sigmoid(x: Tensor) -> Tensor:
    """Compute the logistic sigmoid of each entry, without overflow in value or gradient.

    sigmoid(x) = 1 / (1 + exp(-x)) = exp(x) / (1 + exp(x))

    The derivative is sigmoid(x) * (1 - sigmoid(x)): 1/4 at x = 0, and almost 0 far from it. The left form
    overflows for x = -1000: its value is still right, but its gradient becomes NaN. The right form overflows
    for x = 1000. Take for each entry the form whose exponent is at most 0. Mind the gradient at exactly 0,
    because abs, clamp and max have a kink there. Mind also that `torch.where` multiplies the gradient of the
    branch that it doesn't take by 0, and 0 times infinity is NaN.

    Args:
        x: [*] numbers. They may be infinite: sigmoid(inf) = 1 and sigmoid(-inf) = 0, both with the gradient
            0.

    Returns:
        [*] numbers from 0 to 1.

    Not allowed: PyTorch's activations, and softmax.
    Source: d2l.ai 5.1.2.2; Goodfellow et al. 6.3.2.
    """
    ### BEGIN SOLUTION
    positive = x >= 0
    small = torch.where(positive, -x, x).exp()  # exp(-|x|), from 0 to 1
    return torch.where(positive, 1.0, small) / (1.0 + small)
    ### END SOLUTION


def tanh(x: Tensor) -> Tensor:
    """Compute the hyperbolic tangent of each entry, through your sigmoid or in another way.

    tanh(x) = (exp(x) - exp(-x)) / (exp(x) + exp(-x)) = 2 * sigmoid(2x) - 1

    So tanh is a sigmoid that is stretched to the range from -1 to 1 and squeezed to half of its width. Its
    derivative is 1 - tanh(x)^2, which is 1 at x = 0: four times that of the sigmoid.

    Args:
        x: [*] numbers. They may be infinite: tanh(inf) = 1 and tanh(-inf) = -1, both with the gradient 0.

    Returns:
        [*] numbers from -1 to 1. Value and gradient are finite for every x.

    Not allowed: PyTorch's activations, and softmax.
    Source: d2l.ai 5.1.2.3; Goodfellow et al. 6.3.2.
    """
    ### BEGIN SOLUTION
    return 2.0 * sigmoid(2.0 * x) - 1.0
    ### END SOLUTION


def gelu(x: Tensor, approximate: str = "none") -> Tensor:
    """Compute the Gaussian error linear unit of each entry.

    "none": gelu(x) = x * P(Z <= x) = x * (1 + erf(x / sqrt(2))) / 2, where Z is standard normal
    "tanh": gelu(x) = x * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x^3))) / 2

    The second form approximates the first. They differ by up to 0.0005, so the grader tells them apart.

    Args:
        x: [*] numbers.
        approximate: a string that chooses the form: "none" or "tanh".

    Returns:
        [*] numbers. Value and gradient are finite also for large x, where x^3 is up to 1e18.

    Raises:
        ValueError: if `approximate` is another string. The message contains that string.

    Not allowed: PyTorch's gelu. PyTorch's erf and tanh are allowed, and so is your own tanh.
    Source: Hendrycks and Gimpel 2016, section 2.
    """
    ### BEGIN SOLUTION
    if approximate == "none":
        below = (1.0 + torch.erf(x / math.sqrt(2.0))) / 2.0  # P(Z <= x)
    elif approximate == "tanh":
        below = (1.0 + tanh(math.sqrt(2.0 / math.pi) * (x + 0.044715 * x**3))) / 2.0
    else:
        raise ValueError(f"approximate must be 'none' or 'tanh', not {approximate!r}")
    return x * below
    ### END SOLUTION


def maxout(x: Tensor, W: Tensor, b: Tensor) -> Tensor:
    """Compute maxout units: each is the largest of K linear functions of the input.

    maxout(x)_o = max over k of (sum_i W[k, o, i] * x_i + b[k, o])

    The linear functions are called pieces. A unit learns its own activation: with the pieces 0 and x it is
    ReLU, with -x and x it is |x|. It has K times as many parameters as a unit of a linear layer. The gradient
    flows to the piece that is the largest, and to no other. Where pieces are equal, any share of it may go to
    each.

    Args:
        x: [*, I] inputs with at least one dimension.
        W: [K, O, I] the weights of the K pieces of each unit. K, O and I are at least 1.
        b: [K, O] their biases.

    Returns:
        [*, O] the values of the O units. A Python loop over the K pieces is allowed.

    Source: Goodfellow et al. 2013, Maxout Networks, section 3; Goodfellow et al. 6.3.1.
    """
    ### BEGIN SOLUTION
    pieces = torch.einsum("...i,koi->...ko", x, W) + b  # [*,K,O]
    return pieces.amax(dim=-2)  # [*,O]
    ### END SOLUTION


def dead_fraction(activations: Tensor) -> float:
    """Compute the share of hidden units that are dead on a batch.

    A unit is dead if its activation after the ReLU is exactly 0 for every sample. Then no gradient reaches
    its weights. A unit that is 0 for some of the samples is alive. So is a unit whose activations are tiny.

    Args:
        activations: [N, H] activations after a ReLU, so none is below 0, in float16, float32 or float64. N
            and H are at least 1.

    Returns:
        A Python float from 0 to 1: the number of dead units divided by H. Its error is below 1e-6, whatever
        the dtype. It belongs to no graph, although the activations may.

    Source: Maas, Hannun and Ng 2013, section 2; Lu et al. 2020, Dying ReLU and Initialization.
    """
    ### BEGIN SOLUTION
    dead = (activations == 0).all(dim=0)  # [H]
    return dead.sum().item() / len(dead)
    ### END SOLUTION


def linear(x: Tensor, W: Tensor, b: Tensor | None = None) -> Tensor:
    """Compute a linear layer, with the weights laid out as in PyTorch.

    linear(x)_o = sum_i W[o, i] * x_i + b_o, which is x W^T + b

    Args:
        x: [*, I] inputs with at least one dimension.
        W: [O, I] weights: a row for each output.
        b: [O] biases; None means a layer without bias. A bias of 0 gets a gradient too.

    Returns:
        [*, O] outputs. The leading dimensions are those of `x`, also if their size is 1.

    Not allowed: linear, bilinear of PyTorch.
    Source: d2l.ai 5.1.1.
    """
    ### BEGIN SOLUTION
    y = x @ W.T  # [*,I] @ [I,O] -> [*,O]
    return y if b is None else y + b
    ### END SOLUTION


def init_mlp(
    sizes: Sequence[int],
    std: float = 0.01,
    generator: torch.Generator | None = None,
    device: torch.device | str | None = None,
) -> list[Tensor]:
    """Make the parameters of a multilayer perceptron: random weights, and biases of 0.

    The weights break the symmetry: hidden units that start equal get equal gradients, and stay equal. Biases
    may start equal.

    Args:
        sizes: a list or a tuple of two or more integers of at least 1: the number of inputs, of the units of
            each hidden layer, and of outputs.
        std: the standard deviation of the weights. It may be 0.
        generator: the source of the random numbers; None is PyTorch's global generator. The next call draws
            the next numbers. Don't call `torch.manual_seed`. The order of the numbers is not checked.
        device: the device of the parameters. If you get a `generator`, it is on this device. None means the
            device of `generator`, or PyTorch's default device if `generator` is None too.

    Returns:
        A list [W1, b1, W2, b2, ...], with two tensors for each layer: W [O, I] and b [O] for a layer from I
        to O units. All have PyTorch's default dtype (`torch.get_default_dtype()`), which may be float64. The
        weights are independent draws of the normal distribution with mean 0. Each tensor is a leaf that
        requires gradients, has no `.grad` yet, and shares no memory with another one.

    Source: d2l.ai 5.2.1.
    """
    ### BEGIN SOLUTION
    if device is None and generator is not None:
        device = generator.device
    params = []
    for inputs, outputs in pairwise(sizes):
        W = std * torch.randn(outputs, inputs, generator=generator, device=device)  # [O,I]
        b = torch.zeros(outputs, device=device)
        params += [W.requires_grad_(), b.requires_grad_()]
    return params
    ### END SOLUTION


def mlp_forward(x: Tensor, params: Sequence[Tensor], act: Callable[[Tensor], Tensor]) -> Tensor:
    """Compute the logits of a multilayer perceptron.

    h_0 = x, flattened to [N, I];  h_l = act(h_(l-1) W_l^T + b_l);  logits = h_(L-1) W_L^T + b_L

    The last layer has no activation, because the loss needs the raw scores.

    Args:
        x: [N, *] samples with at least two dimensions, such as images. Flatten all but the first.
        params: [W1, b1, W2, b2, ...] as `init_mlp` makes them, for one layer or more, in a list or a tuple.
            Weights are [O, I], biases [O].
        act: the activation of the hidden layers, any function from [N, H] to [N, H]. Call it once for each
            hidden layer, on the whole batch. With a single layer it is not called.

    Returns:
        [N, C] logits, neither normalised nor squeezed.

    Source: d2l.ai 5.1.1 and 5.2.1.
    """
    ### BEGIN SOLUTION
    h = x.flatten(start_dim=1)  # [N,I]
    for W, b in zip(params[:-2:2], params[1:-2:2], strict=True):
        h = act(linear(h, W, b))  # [N,H]
    return linear(h, params[-2], params[-1])  # [N,C]
    ### END SOLUTION


def mlp_backward(x: Tensor, y: Tensor, params: Sequence[Tensor]) -> list[Tensor]:
    """Compute the gradients of the mean cross-entropy of a network with one hidden ReLU layer, without
    autograd.

    z = x W1^T + b1;  h = relu(z);  logits = h W2^T + b2;  loss = the mean over n of -log
    softmax(logits_n)[y_n]

    The chain rule goes backwards through these four steps. It begins with
    d loss / d logits = (softmax(logits) - onehot(y)) / N.

    Args:
        x: [N, *] samples with at least two dimensions. Flatten all but the first to I inputs.
        y: [N] int64 classes, from 0 to C - 1. They may repeat, and a class may have no sample.
        params: [W1, b1, W2, b2] in a list or a tuple, with the shapes [H, I], [H], [C, H] and [C]. They may
            require gradients. Leave their `.grad` alone.

    Returns:
        A list of four gradients, shaped like the parameters and in their order. They may be detached, because
        no second derivative is needed. Where z is exactly 0, the derivative of the ReLU is 0. Logits in the
        thousands give finite gradients.

    Not allowed: the autograd engine (`backward`, `torch.autograd`, `torch.func`) and cross_entropy of
    PyTorch. `torch.no_grad` and softmax are allowed.
    Source: d2l.ai 5.3.2 and 5.3.3; Goodfellow et al. 6.5.4.
    """
    ### BEGIN SOLUTION
    W1, b1, W2, b2 = params
    flat = x.flatten(start_dim=1)  # [N,I]
    z = linear(flat, W1, b1)  # [N,H]
    h = relu(z)  # [N,H]
    p = linear(h, W2, b2).softmax(dim=1)  # [N,C]
    onehot = torch.zeros_like(p).scatter(1, y.unsqueeze(1), 1.0)  # [N,C]
    d_logits = (p - onehot) / len(x)  # [N,C]
    d_z = (d_logits @ W2) * (z > 0)  # [N,C] @ [C,H] -> [N,H]
    return [d_z.T @ flat, d_z.sum(dim=0), d_logits.T @ h, d_logits.sum(dim=0)]
    ### END SOLUTION


class ReLUFn(torch.autograd.Function):
    """A ReLU with a backward pass of your own, called as ReLUFn.apply(x).

    `apply` calls `forward`, and makes a node of the graph. In a backward pass, autograd calls `backward` of
    this node with the gradient of the loss with respect to the result. `backward` returns the gradient with
    respect to x, by the chain rule:

    grad_x = grad_output where x > 0, and 0 elsewhere, also where x is exactly 0

    Each call has a `ctx` of its own. So several calls can be part of one graph. Store what `backward` needs
    in `ctx`, never on the class. Store x, the result or a mask by `ctx.save_for_backward`, not in an
    attribute. If someone changes that tensor in place, autograd then refuses to go back, and gives no wrong
    gradient.

    The operations of `backward` are differentiated in turn: a second backward pass goes through
    `grad_output`. So a gradient penalty or a Hessian is right.

    PyTorch has two forms of such a class, and both are right: `forward(ctx, x)`, as below, or `forward(x)`
    with `setup_context`.

    Not allowed: PyTorch's activations.
    Source: "Extending torch.autograd" in PyTorch's documentation.
    """

    @staticmethod
    def forward(ctx: Any, x: Tensor) -> Tensor:
        """Compute relu(x), and store what `backward` needs.

        Args:
            ctx: the node of this call.
            x: [*] numbers. Don't change it.

        Returns:
            [*] numbers of at least 0, in new memory.
        """
        ### BEGIN SOLUTION
        ctx.save_for_backward(x)
        return relu(x)
        ### END SOLUTION

    @staticmethod
    def backward(ctx: Any, grad_output: Tensor) -> Tensor:
        """Compute the gradient of the loss in x.

        Args:
            ctx: the node of this call.
            grad_output: [*] the gradient of the loss with respect to the result. Don't change it, because
                autograd may use it elsewhere.

        Returns:
            [*] the gradient in x, differentiable in `grad_output`.
        """
        ### BEGIN SOLUTION
        (x,) = ctx.saved_tensors
        return torch.where(x > 0, grad_output, 0.0)
        ### END SOLUTION
