"""Wrong versions of `lagrangian` that students write."""

import torch

from autograder.judge import change, mistake

subtracts = change(
    "The constraints are subtracted; for c(x) <= 0 they are added.",
    ("value = value + multiplier", "value = value - multiplier"),
)
penalty = change(
    "A constraint that is met counts as 0, as in a penalty; the Lagrangian takes it as it is.",
    ("constraint(x)", "constraint(x).clamp(min=0)"),
)
squared = change(
    "The constraints are squared, as in a penalty.",
    ("constraint(x)", "constraint(x).square()"),
)
positive_multipliers = change(
    "A negative multiplier counts as 0; it should be used as it is.",
    ("multiplier * constraint", "multiplier.clamp(min=0) * constraint"),
)
detached_multipliers = change(
    "The multipliers are cut off from the graph.",
    ("multiplier * constraint", "multiplier.item() * constraint"),
)
detached_constraints = change(
    "The constraints are cut off from the graph of x.",
    ("constraint(x)", "constraint(x.detach())"),
)
mean_of_constraints = change(
    "It adds the mean of the weighted constraints; the Lagrangian adds their sum.",
    ("multiplier * constraint(x)", "multiplier * constraint(x) / len(alpha)"),
)
weighted_objective = change(
    "f(x) is added once more for each constraint.",
    ("multiplier * constraint(x)", "multiplier * constraint(x) + f(x)"),
)
accepts_any_number = change(
    "It accepts another number of multipliers than of constraints; that should raise ValueError.",
    ("len(alpha) != len(constraints)", "False"),
    (", strict=True", ""),
)
without_objective = change(
    "f(x) is missing.",
    ("value = f(x)", "value = 0 * f(x)"),
)
last_alone = change(
    "Only the last constraint is added.",
    ("value = value + multiplier", "value = f(x) + multiplier"),
)
in_place = change(
    "The terms are added in place to what f returned, which autograd may still need.",
    ("value = value + multiplier", "value += multiplier"),
)
other_order = change(
    "The multipliers are used from the last to the first.",
    ("zip(alpha,", "zip(alpha.flip(0),"),
)


@mistake("A single multiplier is used for all constraints; another number of them should raise ValueError.")
def broadcasts(f, constraints, x, alpha):
    if not constraints and not len(alpha):
        return f(x)
    if len(alpha) not in (1, len(constraints)) or not constraints:
        raise ValueError("alpha")
    return f(x) + (alpha * torch.stack([c(x) for c in constraints])).sum()


@mistake("It fails without constraints; the Lagrangian is f(x) then.")
def fails_without(f, constraints, x, alpha):
    if len(alpha) != len(constraints):
        raise ValueError("alpha")
    return f(x) + alpha @ torch.stack([c(x) for c in constraints])
