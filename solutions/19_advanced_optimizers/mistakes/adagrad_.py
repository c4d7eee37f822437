"""Wrong versions of `adagrad_` that students write."""

from autograder.judge import change

ascends = change(
    "The sign of the update is wrong, so the parameters go uphill.",
    ("theta.sub_(", "theta.add_("),
)

eps_inside_root = change(
    "eps is added under the square root; it should be added after the root.",
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
    "The sum keeps only the last gradient, which overwrites the earlier ones.",
    ("s.add_(", "s.copy_("),
)

moving_average = change(
    "It is a moving average of the squared gradients, as in RMSProp; Adagrad sums them and forgets nothing.",
    ("s.add_(g * g)", "s.mul_(0.9).add_(0.1 * g * g)"),
)

steps_before_adding = change(
    "The step uses the sum from before this gradient was added.",
    ("s.add_(", "old = s.clone(); s.add_("),
    ("s.sqrt()", "old.sqrt()"),
)

one_rate = change(
    "All coordinates of a parameter share one sum; each has its own.",
    ("s.add_(g * g)", "s.add_((g * g).sum())"),
)

new_sums = change(
    "The given sums are not updated: it computes new ones and loses them.",
    ("s.add_(g * g)", "s = s + g * g"),
)

keeps_in_gradient = change(
    "It computes the squares in place, which changes the gradients.",
    ("g = theta.grad", "g = theta.grad.clone()"),
    ("s.add_(g * g)", "s.add_(theta.grad.square_())"),
)

state_of_others = change(
    "A gradient of None ends the whole step, so the parameters after it are not updated.",
    ("continue", "return"),
)

none_fails = change(
    "A parameter without gradient is not skipped, so computing with None fails.",
    ("theta.grad is None", "False"),
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
    "A new tensor replaces the given sum in the list; the given one should be updated in place.",
    ("s.add_(g * g)", "sums[[x is s for x in sums].index(True)] = s = s + g * g"),
)

sums_of_others = change(
    "Parameters without gradient are left out, but not their sums, so the sums belong to other parameters.",
    ("zip(params, sums, strict=True)", "zip([p for p in params if p.grad is not None], sums)"),
)

root_in_place = change(
    "The root is taken in place, so the stored sum becomes its root.",
    ("(s.sqrt() + eps)", "s.sqrt_().add_(eps)"),
)

writes_into_copy = change(
    "It writes into flatten(), which is a copy if the tensor is not contiguous. So the update is lost.",
    ("g = theta.grad\n", "g = theta.grad.flatten(); theta, s = theta.detach().flatten(), s.flatten()\n"),
)

stops_at_rate_0 = change(
    "With a learning rate of 0 it does nothing; but the sums should still grow.",
    ("theta.grad is None", "theta.grad is None or lr == 0"),
)
