"""Wrong versions of `adamw_` that students write."""

from collections.abc import Sequence

import torch
from torch import Tensor

from autograder.judge import change, mistake

coupled_decay = change(
    "The weight decay goes into the gradient, as in Adam; in AdamW it should be decoupled.",
    ("theta.mul_(1 - lr * weight_decay)", "pass"),
    ("betas, eps)", "betas, eps, weight_decay)"),
)

without_decay = change(
    "The argument weight_decay is ignored: this is Adam.", ("theta.mul_(1 - lr * weight_decay)", "pass")
)

decay_without_rate = change(
    "The decay lacks the learning rate: the factor should be 1 - lr * weight_decay.",
    ("mul_(1 - lr * weight_decay)", "mul_(1 - weight_decay)"),
)

decay_added = change(
    "The decay has the wrong sign, so the parameters grow.",
    ("mul_(1 - lr * weight_decay)", "mul_(1 + lr * weight_decay)"),
)

decays_afterwards = change(
    "The decay comes after Adam's step and shrinks that step too; it should come before.",
    ("    adam_(params, m, v, step, lr, betas, eps)\n", ""),
    ("    with torch", "    adam_(params, m, v, step, lr, betas, eps)\n    with torch"),
)

both_decays = change(
    "The decay is applied twice, to the parameter and to the gradient.",
    ("betas, eps)", "betas, eps, weight_decay)"),
)

decays_without_gradient = change(
    "A parameter without gradient decays; it should be skipped.",
    ("if theta.grad is not None:", "if True:"),
)

fixed_decay = change(
    "The argument weight_decay is ignored: it is always 0.01.",
    ("mul_(1 - lr * weight_decay)", "mul_(1 - lr * 0.01)"),
)

ascends = change(
    "The sign of Adam's update is wrong, so the parameters go uphill.",
    ("step, lr, betas, eps)", "step, -lr, betas, eps)"),
)

# So late, Adam's corrections are 1.
uncorrected = change(
    "There is no bias correction, so the averages are too small for many steps.",
    ("step, lr, betas, eps)", "10**9, lr, betas, eps)"),
)

fixed_betas = change(
    "The argument betas is ignored: it is always (0.9, 0.999).", ("betas, eps)", "(0.9, 0.999), eps)")
)

fixed_eps = change("The argument eps is ignored: it is always 1e-8.", ("betas, eps)", "betas)"))

new_averages = change(
    "The given averages are not updated: it computes new ones and loses them.",
    ("params, m, v, step", "params, [x.clone() for x in m], [x.clone() for x in v], step"),
)

state_of_others = change(
    "A gradient of None ends the whole step, so the parameters after it are not updated.",
    (
        "    with torch.no_grad():\n",
        "    here = [*(theta.grad is not None for theta in params), False]\n"
        "    params, m, v = (group[: here.index(False)] for group in (params, m, v))\n"
        "    with torch.no_grad():\n",
    ),
)

through_data = change(
    "It changes the parameters through .data or NumPy, which hides the change from autograd.",
    (
        "    with torch.no_grad():\n",
        "    grads, params = [theta.grad for theta in params], [theta.data for theta in params]\n"
        "    for theta, grad in zip(params, grads):\n"
        "        theta.grad = grad\n"
        "    with torch.no_grad():\n",
    ),
)

not_written = change(
    "The new value is assigned to a variable, not written into the parameter, which does not change.",
    (
        "    with torch.no_grad():\n",
        "    grads, params = [theta.grad for theta in params], [theta.detach().clone() for theta in params]\n"
        "    for theta, grad in zip(params, grads):\n"
        "        theta.grad = grad\n"
        "    with torch.no_grad():\n",
    ),
)

default_for_0 = change(
    "A weight_decay of 0 is replaced by 0.01, because 0 counts as False in `or`.",
    ("    with torch", "    weight_decay = weight_decay or 0.01\n    with torch"),
)

numbers_stay = change(
    "A parameter that is a single number does not decay; all parameters should.",
    ("theta.grad is not None", "theta.grad is not None and theta.dim() > 0"),
)

stops_at_0 = change(
    "The factor 1 - lr * weight_decay is not allowed to be below 0; it should be.",
    ("mul_(1 - lr * weight_decay)", "mul_(max(0.0, 1 - lr * weight_decay))"),
)


@mistake("eps is added under the square root; it should be added after the root.")
def eps_inside_root(
    params: Sequence[Tensor],
    m: list[Tensor],
    v: list[Tensor],
    step: int,
    lr: float,
    betas: tuple[float, float] = (0.9, 0.999),
    eps: float = 1e-8,
    weight_decay: float = 1e-2,
) -> None:
    beta1, beta2 = betas
    with torch.no_grad():
        for theta, mean, square in zip(params, m, v, strict=True):
            if theta.grad is None:
                continue
            theta.mul_(1 - lr * weight_decay)
            mean.mul_(beta1).add_((1 - beta1) * theta.grad)
            square.mul_(beta2).add_((1 - beta2) * theta.grad**2)
            m_hat = mean / (1 - beta1**step)
            v_hat = square / (1 - beta2**step)
            theta.sub_(lr * m_hat / (v_hat + eps).sqrt())
