"""Wrong versions of `adadelta_` that students write."""

from autograder.judge import change

ascends = change(
    "The sign of the update is wrong, so the parameters go uphill.",
    ("theta.sub_(", "theta.add_("),
)

without_rate = change("The argument lr is ignored.", ("lr * u", "u"))

rate_in_memory = change(
    "acc averages the updates after lr has scaled them; it should average them before.",
    ("lr * u", "u"),
    ("u = (a", "u = lr * (a"),
)

eps_outside_root = change(
    "eps is added after the square roots; it should be added under both.",
    ("(a + eps).sqrt() / (s + eps).sqrt()", "(a.sqrt() + eps) / (s.sqrt() + eps)"),
)

eps_below_only = change(
    "eps is missing in the numerator. Because acc starts at 0, nothing ever moves.",
    ("(a + eps).sqrt()", "a.sqrt()"),
)

eps_above_only = change(
    "eps is missing in the denominator: where all gradients were 0, the step is 0/0 = NaN.",
    ("(s + eps).sqrt()", "s.sqrt()"),
)

fixed_eps = change("The argument eps is ignored: it is always 1e-6.", ("+ eps)", "+ 1e-6)"))

swapped_averages = change(
    "The two averages are swapped: that of the updates belongs in the numerator of the ratio.",
    ("(a + eps).sqrt() / (s + eps).sqrt()", "(s + eps).sqrt() / (a + eps).sqrt()"),
)

swapped_rho = change(
    "rho and 1 - rho are swapped: rho says how much of the past is kept.",
    ("mul_(rho).add_((1 - rho)", "mul_(1 - rho).add_(rho"),
)

gathers_gradients = change(
    "acc averages squared gradients; it should average squared updates.",
    ("(1 - rho) * u * u", "(1 - rho) * g * g"),
)

old_squares = change(
    "The step divides by the average from before this gradient.",
    ("s.mul_(", "old = s.clone(); s.mul_("),
    ("(s + eps)", "(old + eps)"),
)

without_root = change("The square roots are missing.", ("eps).sqrt()", "eps)"))

never_gathers = change("acc is never updated.", ("a.mul_(rho).add_((1 - rho) * u * u)", "pass"))

new_averages = change(
    "The given averages are not updated: it computes new ones and loses them.",
    ("s.mul_(rho).add_(", "s = s.mul(rho).add("),
    ("a.mul_(rho).add_(", "a = a.mul(rho).add("),
)

state_of_others = change(
    "A gradient of None ends the whole step, so the parameters after it are not updated.",
    ("continue", "return"),
)

none_is_zero = change(
    "A missing gradient is treated as a gradient of 0, so the averages of a skipped parameter decay.",
    ("theta.grad is None", "False"),
    ("g = theta.grad", "g = torch.zeros_like(theta) if theta.grad is None else theta.grad"),
)

changes_gradient = change(
    "It writes into the gradient, which changes the caller's .grad.",
    ("(a + eps).sqrt() / (s + eps).sqrt() * g", "g.mul_((a + eps).sqrt() / (s + eps).sqrt())"),
)

through_data = change(
    "It changes the parameters through .data or NumPy, which hides the change from autograd.",
    ("theta.sub_(", "theta.data.sub_("),
)

not_written = change(
    "The new value is assigned to a variable, not written into the parameter, which does not change.",
    ("theta.sub_(lr * u)", "theta = theta - lr * u"),
)

new_updates = change(
    "The step uses acc from after this update; it should use acc as it was before.",
    ("theta.sub_(lr * u)", "theta.sub_(lr * ((a + eps).sqrt() / (s + eps).sqrt() * g))"),
)

default_for_0 = change(
    "A learning rate of 0 is replaced by 1, because 0 counts as False in `or`.",
    ("    with torch", "    lr = lr or 1.0\n    with torch"),
)

eps_as_bound = change(
    "eps is a lower bound of the averages; it should be added to them.",
    ("(a + eps).sqrt() / (s + eps).sqrt()", "a.clamp(min=eps).sqrt() / s.clamp(min=eps).sqrt()"),
)

own_memory = change(
    "It keeps acc in an attribute of the parameter and no longer reads it from the list.",
    (
        "            g = theta.grad\n",
        "            g, given = theta.grad, a\n"
        "            a = theta.__dict__.setdefault('memory', a.clone())\n",
    ),
    ("            theta.sub_(", "            given.copy_(a)\n            theta.sub_("),
)
