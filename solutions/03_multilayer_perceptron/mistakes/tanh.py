"""Wrong versions of `tanh` that students write."""

from torch import Tensor

from autograder.judge import change, mistake

hyperbolic = change(
    "sinh and cosh overflow for large numbers, and inf / inf is NaN.",
    ("2.0 * sigmoid(2.0 * x) - 1.0", "torch.sinh(x) / torch.cosh(x)"),
)
exponentials = change(
    "exp(2x) overflows for large numbers, and inf / inf is NaN.",
    ("2.0 * sigmoid(2.0 * x) - 1.0", "((2.0 * x).exp() - 1.0) / ((2.0 * x).exp() + 1.0)"),
)
negative_exponent = change(
    "For large negative numbers exp(-2x) is inf. The value is right, but the gradient is NaN.",
    ("2.0 * sigmoid(2.0 * x) - 1.0", "2.0 / (1.0 + (-2.0 * x).exp()) - 1.0"),
)
not_squeezed = change(
    "The argument of the sigmoid is x; it should be 2x. So the curve is twice as wide.",
    ("sigmoid(2.0 * x)", "sigmoid(x)"),
)
halved = change(
    "The argument of the sigmoid is x / 2; it should be 2x.",
    ("sigmoid(2.0 * x)", "sigmoid(x / 2.0)"),
)
not_stretched = change(
    "The factor 2 before the sigmoid is missing, so the result is from -1 to 0.",
    ("2.0 * sigmoid(2.0 * x)", "sigmoid(2.0 * x)"),
)
not_shifted = change(
    "The -1 is missing, so the result is from 0 to 2, and 1 at x = 0.",
    (" - 1.0", ""),
)
plain_sigmoid = change(
    "It is the sigmoid of 2x, neither stretched nor shifted.",
    ("2.0 * sigmoid(2.0 * x) - 1.0", "sigmoid(2.0 * x)"),
)
wrong_sign = change(
    "The sign is wrong: the result is tanh(-x).",
    ("2.0 * sigmoid(2.0 * x) - 1.0", "1.0 - 2.0 * sigmoid(2.0 * x)"),
)
clamped = change(
    "x is clamped, so beyond the limit the gradient is 0 although tanh still grows.",
    ("sigmoid(2.0 * x)", "sigmoid(2.0 * x.clamp(-3.0, 3.0))"),
)
always_float32 = change(
    "The computation is in float32, so float64 loses half of its digits.",
    ("sigmoid(2.0 * x)", "sigmoid(2.0 * x.float())"),
)
detached = change(
    "The result is detached from x, so no gradient flows back.",
    ("sigmoid(2.0 * x)", "sigmoid(2.0 * x.detach())"),
)


@mistake("The hard tanh cuts x off at -1 and 1. tanh bends smoothly.")
def hard(x: Tensor) -> Tensor:
    return x.clamp(-1.0, 1.0)
