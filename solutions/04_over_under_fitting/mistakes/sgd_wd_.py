"""Wrong versions of `sgd_wd_` that students write."""

from autograder.judge import change

ascends = change(
    "The sign of the step is wrong, so the parameters go uphill.", ("theta.sub_(", "theta.add_(")
)
decays_all = change(
    "All parameters decay; only those whose mask is True should.",
    (" if decays else theta.grad", ""),
)
decays_none = change(
    "No parameter decays.", ("theta.grad + weight_decay * theta if decays else theta.grad", "theta.grad")
)
mask_inverted = change(
    "The mask is inverted: it decays where the mask is False.", ("if decays else", "if not decays else")
)
decays_matrices = change(
    "It looks at the number of dimensions instead of the mask.", ("if decays else", "if theta.dim() > 1 else")
)
decay_grows = change(
    "The decay has the wrong sign, so it makes the parameters grow.",
    ("theta.grad + weight", "theta.grad - weight"),
)
decay_of_square = change(
    "The decay has a factor 2: the penalty is half the sum of the squares, so its gradient is theta.",
    ("weight_decay * theta", "2 * weight_decay * theta"),
)
decay_to_sign = change(
    "The decay follows the sign of theta, as in an L1 penalty; it should be theta itself.",
    ("weight_decay * theta", "weight_decay * theta.sign()"),
)
without_rate = change(
    "The decay is not multiplied by the learning rate.",
    ("theta.sub_(lr * step)", "theta.sub_(lr * theta.grad + (weight_decay * theta if decays else 0))"),
)
rate_twice = change(
    "The decay is multiplied by the learning rate twice.", ("+ weight_decay", "+ lr * weight_decay")
)
decays_afterwards = change(
    "It decays the parameter after the step; the decay belongs to the value before it.",
    (
        "theta.sub_(lr * step)",
        "theta.sub_(lr * theta.grad)\n            theta.mul_(1 - lr * weight_decay * decays)",
    ),
)
decay_on_the_gradient = change(
    "The gradient is scaled instead of the parameter.",
    ("theta.grad + weight_decay * theta if", "(1 + weight_decay) * theta.grad if"),
)
changes_gradient = change(
    "It adds the decay to .grad itself, which changes the caller's gradients.",
    ("theta.grad + weight_decay * theta if", "theta.grad.data.add_(weight_decay * theta) if"),
)
clears_gradients = change(
    "It removes the gradients after the step, which is the caller's task.",
    ("theta.sub_(lr * step)", "theta.sub_(lr * step)\n            theta.grad = None"),
)
stops_at_none = change(
    "A gradient of None ends the whole step, so the parameters after it are not updated.",
    ("continue", "return"),
)
decays_without_gradient = change(
    "A parameter without gradient decays; it should not change at all.",
    (
        "                continue",
        "                theta.mul_(1 - lr * weight_decay * decays)\n                continue",
    ),
)
fails_at_none = change("It fails for a parameter without gradient; skip it.", ("theta.grad is None", "False"))
skips_zeros = change(
    "A gradient of zeros is skipped like None; but the parameter should decay.",
    ("theta.grad is None", "theta.grad is None or not theta.grad.any()"),
)
through_data = change(
    "It changes the parameters through .data, which hides the change from autograd.",
    ("theta.sub_(", "theta.data.sub_("),
)
not_written = change(
    "The new value is assigned to a variable, not written into the parameter, which does not change.",
    ("theta.sub_(lr * step)", "theta = theta - lr * step"),
)
records_graph = change(
    "It computes the step outside no_grad, so an update in place of a parameter fails.",
    ("torch.no_grad()", "torch.enable_grad()"),
)
switches_gradients_on = change(
    "It switches gradients on at the end, even if the caller had switched them off.",
    (
        "            theta.sub_(lr * step)",
        "            theta.sub_(lr * step)\n    torch.set_grad_enabled(True)",
    ),
)
any_length = change(
    "It accepts a mask of the wrong length; a ValueError is asked for.",
    ("len(decay_mask) != len(params)", "False"),
    ("strict=True", "strict=False"),
)
notices_too_late = change(
    "It notices a mask of the wrong length only after it has changed parameters.",
    ("len(decay_mask) != len(params)", "False"),
    (
        "        for theta, decays",
        "        message = 'decay_mask has the wrong length'\n        for theta, decays",
    ),
    ("strict=True", "strict=False"),
    (
        "            theta.sub_(lr * step)",
        "            theta.sub_(lr * step)\n"
        "    if len(decay_mask) != len(params):\n        raise ValueError(message)",
    ),
)
short_masks_only = change(
    "It accepts a mask that is too long.",
    ("len(decay_mask) != len(params)", "len(decay_mask) < len(params)"),
    ("strict=True", "strict=False"),
)
mask_of_those_with_gradient = change(
    "The mask is matched with the parameters that have a gradient; each item belongs to its place in params.",
    (
        "zip(params, decay_mask, strict=True)",
        "zip([p for p in params if p.grad is not None], decay_mask, strict=False)",
    ),
)
normalised_gradient = change(
    "The gradient is clipped to a norm of 1; the step should take it as it is.",
    ("lr * step", "lr * step / step.norm().clamp(min=1)"),
)
