"""Wrong versions of `sgd_wd_` that students write."""

from autograder.judge import change

ascends = change(
    "The sign of the step is wrong, so the parameters go uphill.", ("theta.sub_(", "theta.add_(")
)
decays_all = change(
    "All parameters decay; only those whose mask is True should.",
    (" if decays else theta.grad", ""),
)
mask_inverted = change(
    "The mask is inverted: it decays where the mask is False.", ("if decays else", "if not decays else")
)
decays_matrices = change(
    "The number of dimensions decides, not the mask.",
    ("if decays else", "if theta.dim() > 1 else"),
)
without_rate = change(
    "The decay is not multiplied by the learning rate.",
    ("theta.sub_(lr * step)", "theta.sub_(lr * theta.grad + (weight_decay * theta if decays else 0))"),
)
decays_afterwards = change(
    "It decays the parameter after the step; the decay belongs to the value before it.",
    (
        "theta.sub_(lr * step)",
        "theta.sub_(lr * theta.grad)\n            theta.mul_(1 - lr * weight_decay * decays)",
    ),
)
changes_gradient = change(
    "It adds the decay to .grad itself, which changes the caller's gradients.",
    ("theta.grad + weight_decay * theta if", "theta.grad.data.add_(weight_decay * theta) if"),
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
skips_zeros = change(
    "A parameter whose gradient is 0 is skipped; it should decay.",
    ("theta.grad is None", "theta.grad is None or not theta.grad.any()"),
)
through_data = change(
    "Autograd does not see the change, as with an update through .data.",
    ("theta.sub_(", "theta.data.sub_("),
)
not_written = change(
    "The parameters do not change: nothing is written into them.",
    ("theta.sub_(lr * step)", "theta = theta - lr * step"),
)
notices_too_late = change(
    "A mask of the wrong length raises the error only after parameters have changed.",
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
mask_of_those_with_gradient = change(
    "The mask is matched with those parameters that have a gradient, not with all.",
    (
        "zip(params, decay_mask, strict=True)",
        "zip([p for p in params if p.grad is not None], decay_mask, strict=False)",
    ),
)
