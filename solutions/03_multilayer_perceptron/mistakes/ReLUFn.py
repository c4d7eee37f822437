"""Wrong versions of `ReLUFn` that students write."""

from typing import Any

import torch
from torch import Tensor

from autograder.judge import change, mistake

gradient_passes = change(
    "The gradient passes unchanged. It should be 0 where x is not above 0.",
    ("torch.where(x > 0, grad_output, 0.0)", "grad_output.clone()"),
)
includes_0 = change(
    "At exactly 0 the gradient passes; it should be 0 there.",
    ("torch.where(x > 0, grad_output, 0.0)", "torch.where(x >= 0, grad_output, 0.0)"),
)
mask_alone = change(
    "It is the derivative of the ReLU alone. Multiply it by the gradient that comes in.",
    ("torch.where(x > 0, grad_output, 0.0)", "(x > 0).to(grad_output.dtype)"),
)
mask_of_gradient = change(
    "It looks at the sign of the gradient. Look at the sign of x.",
    ("torch.where(x > 0, grad_output, 0.0)", "torch.where(grad_output > 0, grad_output, 0.0)"),
)
multiplied_by_x = change(
    "The gradient is multiplied by relu(x). The derivative of the ReLU is 1 or 0.",
    ("torch.where(x > 0, grad_output, 0.0)", "grad_output * relu(x)"),
)
inverted = change(
    "The gradient passes where x is below 0, and is 0 above.",
    ("torch.where(x > 0, grad_output, 0.0)", "torch.where(x > 0, 0.0, grad_output)"),
)
detached = change(
    "backward can't be differentiated: it detaches the gradient, works under no_grad, or is marked as once "
    "differentiable.",
    ("torch.where(x > 0, grad_output, 0.0)", "torch.where(x > 0, grad_output.detach(), 0.0)"),
)
changes_gradient = change(
    "It writes zeros into the gradient that comes in. Autograd may use that tensor elsewhere.",
    (
        "return torch.where(x > 0, grad_output, 0.0)",
        "with torch.no_grad():\n            grad_output[x <= 0] = 0.0\n        return grad_output.clone()",
    ),
)
on_the_class = change(
    "It stores x on the class, so the last call overwrites what an earlier call has stored.",
    ("ctx.save_for_backward(x)", "ReLUFn.x = x"),
    ("(x,) = ctx.saved_tensors", "x = ReLUFn.x"),
)
plain_attribute = change(
    "It stores x as an attribute of ctx. If x is changed in place, the gradient is silently wrong.",
    ("ctx.save_for_backward(x)", "ctx.x = x"),
    ("(x,) = ctx.saved_tensors", "x = ctx.x"),
)
two_gradients = change(
    "backward returns two gradients, but forward has one input besides ctx.",
    ("return torch.where(x > 0, grad_output, 0.0)", "return torch.where(x > 0, grad_output, 0.0), x"),
)
no_forward = change(
    "forward returns x itself, without the ReLU.",
    ("return relu(x)", "return x.clone()"),
)
asks_second_input = change(
    "It asks ctx.needs_input_grad for a second input, which doesn't exist. The first input has the index 0.",
    ("(x,) = ctx.saved_tensors", "(x,) = ctx.saved_tensors if ctx.needs_input_grad[1] else (None,)"),
)
float32 = change(
    "The gradient goes through float32, so float64 loses half of its digits.",
    ("torch.where(x > 0, grad_output, 0.0)", "torch.where(x > 0, grad_output.float(), 0.0).to(x.dtype)"),
)


@mistake("forward writes zeros into x, so the caller's x is changed.")
class InPlace(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor) -> Tensor:
        x[x < 0] = 0.0
        ctx.save_for_backward(x)
        return x.clone()

    @staticmethod
    def backward(ctx: Any, grad_output: Tensor) -> Tensor:
        (x,) = ctx.saved_tensors
        return grad_output * (x > 0)


@mistake("Nothing is saved for backward, so the gradient can't know where x was above 0.")
class SavesNothing(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor) -> Tensor:
        return x * (x > 0)

    @staticmethod
    def backward(ctx: Any, grad_output: Tensor) -> Tensor:
        (x,) = ctx.saved_tensors
        return grad_output * (x > 0)
