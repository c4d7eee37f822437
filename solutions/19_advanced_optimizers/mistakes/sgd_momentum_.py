"""Wrong versions of `sgd_momentum_` that students write."""

from autograder.judge import change

ascends = change(
    "The sign of the update is wrong, so the parameters go uphill.",
    ("theta.sub_(", "theta.add_("),
)

without_momentum = change(
    "There is no momentum: each step follows its own gradient alone.", ("if momentum != 0:", "if False:")
)

dampens_first_step = change(
    "The first step is dampened too; its buffer should be the gradient itself.",
    ("bufs[i] = d", "bufs[i] = (1 - dampening) * d"),
)

without_dampening = change("The argument dampening is ignored.", ("(1 - dampening) * d)", "d)"))

always_dampens = change(
    "The gradient is always scaled by 1 - momentum, as in a moving average; only dampening should scale it.",
    ("(1 - dampening)", "(1 - momentum)"),
)

rate_in_buffer = change(
    "The learning rate is inside the buffer, so past gradients keep the old rate when it changes.",
    ("theta.grad + weight_decay * theta", "lr * (theta.grad + weight_decay * theta)"),
    ("sub_(lr * d)", "sub_(d)"),
)

without_nesterov = change("The argument nesterov is ignored.", ("d + momentum * b if nesterov else b", "b"))

nesterov_without_gradient = change(
    "Nesterov's step lacks the gradient; it should be the gradient plus momentum times the buffer.",
    ("d + momentum * b if", "momentum * b if"),
)

nesterov_without_decay = change(
    "Nesterov's step adds the gradient without its weight decay.",
    ("d + momentum * b if", "theta.grad + momentum * b if"),
)

without_decay = change(
    "The argument weight_decay is ignored.", ("theta.grad + weight_decay * theta", "theta.grad.clone()")
)

decay_subtracted = change(
    "The weight decay has the wrong sign, so it makes the parameters grow.",
    ("theta.grad + weight_decay", "theta.grad - weight_decay"),
)

decoupled_decay = change(
    "The weight decay is applied to the parameter directly; it should go into the gradient, and so into the "
    "buffer.",
    ("theta.grad + weight_decay * theta", "theta.grad.clone()"),
    ("sub_(lr * d)", "sub_(lr * (d + weight_decay * theta))"),
)

decay_in_gradient = change(
    "The weight decay is added to .grad itself, which changes the gradients.",
    ("theta.grad + weight_decay * theta", "theta.grad.add_(weight_decay * theta).clone()"),
)

buffer_is_gradient = change(
    "The first buffer is the gradient tensor itself, not a copy, so both change together.",
    ("d = theta.grad +", "d = theta.grad if weight_decay == 0 else theta.grad +"),
)

buffer_without_momentum = change(
    "With a momentum of 0 it still fills the buffers; they should not change.",
    ("if momentum != 0:", "if True:"),
    ("if nesterov else b", "if nesterov else b if momentum != 0 else d"),
)

new_buffer = change(
    "A new buffer replaces the given one; the given one should be updated in place.",
    ("b.mul_(momentum).add_(", "b = bufs[i] = b.mul(momentum).add("),
)

state_of_others = change(
    "A gradient of None ends the whole step, so the parameters after it are not updated.",
    ("continue", "return"),
)

none_is_zero = change(
    "A missing gradient is treated as a gradient of 0, so the parameter still moves and decays.",
    ("theta.grad is None", "False"),
    ("d = theta.grad", "d = (0 if theta.grad is None else theta.grad)"),
)

shared_buffer = change("All parameters use the buffer of the first one.", ("bufs[i]", "bufs[0]"))

through_data = change(
    "It changes the parameters through .data or NumPy, which hides the change from autograd.",
    ("theta.sub_(", "theta.data.sub_("),
)

not_written = change(
    "The new value is assigned to a variable, not written into the parameter, which does not change.",
    ("theta.sub_(lr * d)", "theta = theta - lr * d"),
)

accepts_nesterov = change(
    "nesterov is accepted without momentum or with dampening; both should raise a ValueError.",
    ("if nesterov and (momentum == 0 or dampening != 0):", "if False:"),
)

clears_gradients = change(
    "It removes the gradients after the step, which is the caller's task.",
    ("theta.sub_(lr * d)", "theta.sub_(lr * d); theta.grad = None"),
)

dampens_without_momentum = change(
    "With a momentum of 0 it still scales the step by 1 - dampening.",
    ("theta.sub_(lr * d)", "theta.sub_(lr * (d if momentum != 0 else (1 - dampening) * d))"),
)

copies_without_momentum = change(
    "With a momentum of 0 it still writes the gradient into bufs, which should stay as it is.",
    (
        "            theta.sub_(",
        "            else:\n"
        "                bufs[i] = d.clone() if bufs[i] is None else bufs[i].copy_(d)\n"
        "            theta.sub_(",
    ),
)

zeros_are_none = change(
    "A buffer of zeros is treated like None; but only None means that there was no step yet.",
    (
        "                else:\n",
        "                elif not b.any():\n                    b.copy_(d)\n                else:\n",
    ),
)

skips_zeros = change(
    "A gradient of zeros is skipped like None; but its buffer still moves the parameter.",
    ("theta.grad is None", "theta.grad is None or not theta.grad.any()"),
)

buffer_of_shape = change(
    "Parameters of the same shape begin with one common buffer; each needs its own.",
    ("    with torch.no_grad():", "    fresh = {}\n    with torch.no_grad():"),
    ("bufs[i] = d", "bufs[i] = fresh.setdefault(d.shape, d.clone()).copy_(d)"),
)

default_dtype = change(
    "The first buffer has PyTorch's default dtype; it should have that of the parameter.",
    ("bufs[i] = d", "bufs[i] = torch.zeros(d.shape, device=d.device).copy_(d)"),
)

one_first_step = change(
    "Whether it is the first step is asked once for all parameters; but each has a first step of its own.",
    ("    with torch.no_grad():", "    first = all(b is None for b in bufs)\n    with torch.no_grad():"),
    ("b = bufs[i]\n", "b = bufs[i] = torch.zeros_like(d) if bufs[i] is None and not first else bufs[i]\n"),
)
