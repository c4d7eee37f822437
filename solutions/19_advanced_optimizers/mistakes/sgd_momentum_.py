"""Wrong versions of `sgd_momentum_` that students write."""

from autograder.judge import change

ascends = change(
    "The sign of the update is wrong: the parameters climb instead of descending.",
    ("theta.sub_(", "theta.add_("),
)

without_momentum = change(
    "There is no momentum: each step follows its own gradient alone.", ("if momentum != 0:", "if False:")
)

dampens_first_step = change(
    "The first step is dampened too; there the buffer becomes the gradient itself.",
    ("bufs[i] = d", "bufs[i] = (1 - dampening) * d"),
)

without_dampening = change("The argument dampening is ignored.", ("(1 - dampening) * d)", "d)"))

always_dampens = change(
    "The gradient is always scaled by 1 - momentum, as in a moving average; here only dampening scales it.",
    ("(1 - dampening)", "(1 - momentum)"),
)

rate_in_buffer = change(
    "The learning rate is inside the buffer: when it changes, the past keeps the old one.",
    ("theta.grad + weight_decay * theta", "lr * (theta.grad + weight_decay * theta)"),
    ("sub_(lr * d)", "sub_(d)"),
)

without_nesterov = change("The argument nesterov is ignored.", ("d + momentum * b if nesterov else b", "b"))

nesterov_without_gradient = change(
    "Nesterov's step lacks the gradient itself: it is the gradient plus momentum times the buffer.",
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
    "The weight decay has the wrong sign: it makes the parameters grow.",
    ("theta.grad + weight_decay", "theta.grad - weight_decay"),
)

decoupled_decay = change(
    "The weight decay is applied to the parameter directly; here it goes into the gradient, and so into the "
    "buffer.",
    ("theta.grad + weight_decay * theta", "theta.grad.clone()"),
    ("sub_(lr * d)", "sub_(lr * (d + weight_decay * theta))"),
)

decay_in_gradient = change(
    "The weight decay is added to .grad itself: the gradients are changed.",
    ("theta.grad + weight_decay * theta", "theta.grad.add_(weight_decay * theta).clone()"),
)

buffer_is_gradient = change(
    "The first buffer is the gradient tensor itself, not a copy: it changes with it, and with its next "
    "values.",
    ("d = theta.grad +", "d = theta.grad if weight_decay == 0 else theta.grad +"),
)

buffer_without_momentum = change(
    "With a momentum of 0 the buffers are filled all the same; they should stay as they are.",
    ("if momentum != 0:", "if True:"),
    ("if nesterov else b", "if nesterov else b if momentum != 0 else d"),
)

new_buffer = change(
    "A new buffer replaces the old one; the one that was given should be updated in place.",
    ("b.mul_(momentum).add_(", "b = bufs[i] = b.mul(momentum).add("),
)

state_of_others = change(
    "A gradient of None ends the whole step: the parameters after it are not updated.", ("continue", "return")
)

none_is_zero = change(
    "A parameter without gradient is treated as if its gradient were 0: it coasts on and decays.",
    ("theta.grad is None", "False"),
    ("d = theta.grad", "d = (0 if theta.grad is None else theta.grad)"),
)

shared_buffer = change("All parameters use the buffer of the first one.", ("bufs[i]", "bufs[0]"))

through_data = change(
    "The parameters are changed through .data, which hides the change from autograd.",
    ("theta.sub_(", "theta.data.sub_("),
)

not_written = change(
    "The new value is bound to a name and not written into the parameter, which stays as it was.",
    ("theta.sub_(lr * d)", "theta = theta - lr * d"),
)

accepts_nesterov = change(
    "nesterov is accepted without momentum or with dampening; both must be a ValueError.",
    ("if nesterov and (momentum == 0 or dampening != 0):", "if False:"),
)

clears_gradients = change(
    "The gradients are removed after the step; that is left to the caller.",
    ("theta.sub_(lr * d)", "theta.sub_(lr * d); theta.grad = None"),
)
