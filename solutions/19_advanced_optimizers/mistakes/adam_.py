"""Wrong versions of `adam_` that students write."""

from autograder.judge import change

ascends = change(
    "The sign of the update is wrong, so the parameters go uphill.",
    ("theta.sub_(", "theta.add_("),
)

uncorrected = change(
    "There is no bias correction, so the averages are too small for many steps.",
    ("mean / (1 - beta1**step)", "mean"),
    ("square / (1 - beta2**step)", "square"),
)

corrects_m_only = change(
    "Only m is corrected, but v starts at 0 too.", ("square / (1 - beta2**step)", "square")
)

corrects_v_only = change("Only v is corrected, but m starts at 0 too.", ("mean / (1 - beta1**step)", "mean"))

corrects_from_0 = change(
    "The corrections count steps from 0: the power is one too low, and the first step divides by 0.",
    ("**step", "** (step - 1)"),
)

corrects_from_2 = change(
    "The power of the corrections is one too high: at the first step it should be 1.",
    ("**step", "** (step + 1)"),
)

fixed_correction = change(
    "The corrections divide by 1 - beta, not by 1 - beta^step, so they never become weaker.", ("**step", "")
)

keeps_correction = change(
    "The corrected averages are stored in m and v, so the correction acts again at each step.",
    ("mean / (", "mean.div_("),
    ("square / (", "square.div_("),
)

eps_inside_root = change(
    "eps is added under the square root; it should be added after the root.",
    ("(v_hat.sqrt() + eps)", "(v_hat + eps).sqrt()"),
)

eps_before_correction = change(
    "eps is added to the root of the uncorrected v, so the correction scales it too.",
    ("(v_hat.sqrt() + eps)", "((square.sqrt() + eps) / (1 - beta2**step) ** 0.5)"),
)

without_eps = change(
    "eps is missing: where all gradients were 0, the step is 0/0 = NaN.",
    ("(v_hat.sqrt() + eps)", "v_hat.sqrt()"),
)

without_root = change("The square root of v is missing.", ("v_hat.sqrt()", "v_hat"))

swapped_betas = change(
    "The betas are swapped: the first one is for m, the second for v.",
    ("beta1, beta2 = betas", "beta2, beta1 = betas"),
)

fixed_betas = change(
    "The argument betas is ignored: it is always (0.9, 0.999).",
    ("beta1, beta2 = betas", "beta1, beta2 = 0.9, 0.999"),
)

swapped_weights = change(
    "beta and 1 - beta are swapped: beta says how much of the past is kept.",
    ("mul_(beta1).add_((1 - beta1)", "mul_(1 - beta1).add_(beta1"),
    ("mul_(beta2).add_((1 - beta2)", "mul_(1 - beta2).add_(beta2"),
)

not_squared = change(
    "v averages the absolute gradients, not their squares.", ("(1 - beta2) * d * d", "(1 - beta2) * d.abs()")
)

squares_average = change(
    "v averages the square of m; it should average the square of the gradient.",
    ("(1 - beta2) * d * d", "(1 - beta2) * mean * mean"),
)

without_decay = change(
    "The argument weight_decay is ignored.", ("theta.grad + weight_decay * theta", "theta.grad")
)

decoupled_decay = change(
    "The weight decay is decoupled, as in AdamW; in Adam it should go into the gradient.",
    ("d = theta.grad + weight_decay * theta", "d = theta.grad; theta.mul_(1 - lr * weight_decay)"),
)

decay_in_gradient = change(
    "The weight decay is added to .grad itself, which changes the gradients.",
    ("theta.grad + weight_decay * theta", "theta.grad.add_(weight_decay * theta)"),
)

decay_in_mean_only = change(
    "The weight decay goes into m alone; v gets the gradient without it.",
    ("(1 - beta2) * d * d", "(1 - beta2) * theta.grad * theta.grad"),
)

state_of_others = change(
    "A gradient of None ends the whole step, so the parameters after it are not updated.",
    ("continue", "return"),
)

none_is_zero = change(
    "A missing gradient is treated as a gradient of 0, so the parameter moves and its averages decay.",
    ("theta.grad is None", "False"),
    ("d = theta.grad", "d = (0 if theta.grad is None else theta.grad)"),
)

new_averages = change(
    "The given averages are not updated: it computes new ones and loses them.",
    ("mean.mul_(beta1).add_(", "mean = mean.mul(beta1).add("),
    ("square.mul_(beta2).add_(", "square = square.mul(beta2).add("),
)

through_data = change(
    "It changes the parameters through .data or NumPy, which hides the change from autograd.",
    ("theta.sub_(", "theta.data.sub_("),
)

not_written = change(
    "The new value is assigned to a variable, not written into the parameter, which does not change.",
    (
        "theta.sub_(lr * m_hat / (v_hat.sqrt() + eps))",
        "theta = theta - lr * m_hat / (v_hat.sqrt() + eps)",
    ),
)

list_of_new = change(
    "New tensors replace the given averages in the lists; the given ones should be updated in place.",
    (
        "mean.mul_(beta1).add_((1 - beta1) * d)",
        "i = [x is mean for x in m].index(True); mean = m[i] = beta1 * mean + (1 - beta1) * d",
    ),
    (
        "square.mul_(beta2).add_((1 - beta2) * d * d)",
        "square = v[i] = beta2 * square + (1 - beta2) * d * d",
    ),
)

corrects_by_beta1 = change(
    "v is corrected with beta1; it should be corrected with beta2.", ("1 - beta2**step", "1 - beta1**step")
)

skips_zeros = change(
    "A gradient of zeros is skipped like None; but momentum and weight decay still act.",
    ("theta.grad is None", "theta.grad is None or not theta.grad.any()"),
)
