"""Wrong versions of `adagrad_` that students write."""

from autograder.judge import change

ascends = change(
    "The sign of the update is wrong: the parameters climb instead of descending.",
    ("theta.sub_(", "theta.add_("),
)

eps_inside_root = change(
    "eps stands under the square root; here it is added after the root.",
    ("(s.sqrt() + eps)", "(s + eps).sqrt()"),
)

without_root = change(
    "The square root is missing: the step is divided by the sum of squares itself.", ("s.sqrt()", "s")
)

without_eps = change(
    "eps is missing: where all gradients were 0, the step is 0/0 = NaN.", ("(s.sqrt() + eps)", "s.sqrt()")
)

fixed_eps = change("The argument eps is ignored: it is always 1e-10.", ("s.sqrt() + eps", "s.sqrt() + 1e-10"))

adds_gradients = change(
    "The gradients are summed without being squared.",
    ("s.add_(g * g)", "s.add_(g)"),
    ("s.sqrt()", "s.abs().sqrt()"),
)

forgets = change(
    "The sum forgets: only the last gradient is kept, and the ones before are overwritten.",
    ("s.add_(", "s.copy_("),
)

moving_average = change(
    "It is a moving average of the squared gradients, as in RMSProp; Adagrad sums them and forgets nothing.",
    ("s.add_(g * g)", "s.mul_(0.9).add_(0.1 * g * g)"),
)

steps_before_adding = change(
    "The step is taken before this gradient is added to the sum.",
    ("s.add_(", "old = s.clone(); s.add_("),
    ("s.sqrt()", "old.sqrt()"),
)

one_rate = change(
    "All coordinates of a parameter share one sum; each has its own.",
    ("s.add_(g * g)", "s.add_((g * g).sum())"),
)

new_sums = change(
    "The sums that were given stay as they were: new ones are computed and lost.",
    ("s.add_(g * g)", "s = s + g * g"),
)

keeps_in_gradient = change(
    "The squares are computed in place: the gradients are changed.",
    ("g = theta.grad", "g = theta.grad.clone()"),
    ("s.add_(g * g)", "s.add_(theta.grad.square_())"),
)

state_of_others = change(
    "A gradient of None ends the whole step: the parameters after it are not updated.", ("continue", "return")
)

none_fails = change(
    "A parameter without gradient is not skipped: computing with None fails.", ("theta.grad is None", "False")
)

through_data = change(
    "The parameters are changed through .data, which hides the change from autograd.",
    ("theta.sub_(", "theta.data.sub_("),
)

not_written = change(
    "The new value is bound to a name and not written into the parameter, which stays as it was.",
    ("theta.sub_(lr * g / (s.sqrt() + eps))", "theta = theta - lr * g / (s.sqrt() + eps)"),
)
