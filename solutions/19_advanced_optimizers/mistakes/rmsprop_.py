"""Wrong versions of `rmsprop_` that students write."""

from autograder.judge import change

ascends = change(
    "The sign of the update is wrong, so the parameters go uphill.",
    ("theta.sub_(", "theta.add_("),
)

eps_inside_root = change(
    "eps is added under the square root; it should be added after the root.",
    ("(s.sqrt() + eps)", "(s + eps).sqrt()"),
)

without_eps = change(
    "eps is missing: where all gradients were 0, the step is 0/0 = NaN.", ("(s.sqrt() + eps)", "s.sqrt()")
)

fixed_eps = change("The argument eps is ignored: it is always 1e-8.", ("s.sqrt() + eps", "s.sqrt() + 1e-8"))

swapped_alpha = change(
    "alpha and 1 - alpha are swapped: alpha says how much of the past is kept.",
    ("mul_(alpha).add_((1 - alpha)", "mul_(1 - alpha).add_(alpha"),
)

fixed_alpha = change(
    "The argument alpha is ignored: it is always 0.99.",
    ("mul_(alpha).add_((1 - alpha)", "mul_(0.99).add_(0.01"),
)

sums = change(
    "The squared gradients are added in full, without the factor 1 - alpha.", ("(1 - alpha) * g * g", "g * g")
)

adagrad = change(
    "It is Adagrad: the squares are summed and never forgotten.", ("mul_(alpha).add_((1 - alpha) *", "add_(")
)

not_squared = change(
    "The average is taken of the absolute gradients, not of their squares.", ("g * g)", "g.abs())")
)

without_root = change(
    "The square root is missing: the step is divided by the average square itself.", ("s.sqrt()", "s")
)

steps_before_averaging = change(
    "The step uses the average from before this gradient.",
    ("s.mul_(", "old = s.clone(); s.mul_("),
    ("s.sqrt()", "old.sqrt()"),
)

corrects_start = change(
    "The average is corrected for its start at 0, as in Adam; RMSProp does not do that.",
    ("s.sqrt()", "(s / (1 - alpha)).sqrt()"),
)

new_averages = change(
    "The given averages are not updated: it computes new ones and loses them.",
    ("s.mul_(alpha).add_(", "s = s.mul(alpha).add("),
)

state_of_others = change(
    "A gradient of None ends the whole step, so the parameters after it are not updated.",
    ("continue", "return"),
)

none_is_zero = change(
    "A missing gradient is treated as a gradient of 0, so the average of a skipped parameter decays.",
    ("theta.grad is None", "False"),
    ("g = theta.grad", "g = torch.zeros_like(theta) if theta.grad is None else theta.grad"),
)

changes_gradient = change(
    "It writes into the gradient, which changes the caller's .grad.",
    ("g / (s.sqrt() + eps)", "g.div_(s.sqrt() + eps)"),
)

through_data = change(
    "It changes the parameters through .data or NumPy, which hides the change from autograd.",
    ("theta.sub_(", "theta.data.sub_("),
)

not_written = change(
    "The new value is assigned to a variable, not written into the parameter, which does not change.",
    ("theta.sub_(lr * g / (s.sqrt() + eps))", "theta = theta - lr * g / (s.sqrt() + eps)"),
)

list_of_new = change(
    "A new tensor replaces the given average in the list; the given one should be updated in place.",
    (
        "s.mul_(alpha).add_((1 - alpha) * g * g)",
        "sq[[x is s for x in sq].index(True)] = s = alpha * s + (1 - alpha) * g * g",
    ),
)

divides_by_rest = change(
    "The average is divided by 1 - alpha unless alpha is 1; RMSProp does not correct it.",
    ("s.sqrt()", "(s / (1 - alpha) if alpha < 1 else s).sqrt()"),
)

defaults_for_0 = change(
    "`or` replaces an alpha or eps of 0 by the default, because 0 counts as False.",
    ("    with torch", "    alpha, eps = alpha or 0.99, eps or 1e-8\n    with torch"),
)
