"""Wrong versions of `preconditioned_gd` that students write."""

from autograder.judge import change

without_abs = change(
    "The curvature keeps its sign, so where it is negative the step goes uphill.", (".abs()", "")
)

abs_of_sum = change(
    "eps is added before the absolute value is taken; it should be added afterwards.",
    ("diag_hess(x).abs() + eps", "(diag_hess(x) + eps).abs()"),
)

without_eps = change(
    "eps is missing, so a curvature of 0 gives infinite numbers or NaN.", (".abs() + eps", ".abs()")
)

eps_is_a_floor = change(
    "eps is a lower limit of the curvature there; it should be added.",
    (".abs() + eps", ".abs().clamp(min=eps)"),
)

fixed_eps = change("The argument eps is ignored: it is always 1e-8.", ("abs() + eps", "abs() + 1e-8"))

other_default = change("The default of eps is not 1e-8.", ("eps: float = 1e-8", "eps: float = 1e-6"))

negative_is_flat = change(
    "A negative curvature counts as 0; its absolute value should count.", (".abs()", ".clamp(min=0)")
)

square_root = change(
    "The square root of the curvature is taken, as Adagrad does with squares; there should be none.",
    (".abs()", ".abs().sqrt()"),
)

multiplies = change(
    "The gradient is multiplied by the curvature; it should be divided.", ("grad(x) / (", "grad(x) * (")
)

one_for_all = change(
    "All coordinates are divided by the largest curvature; each has its own.", (".abs()", ".abs().max()")
)

curvature_of_start = change("The curvature is taken at x0 in every step.", ("diag_hess(x)", "diag_hess(x0)"))

gradient_of_start = change("The gradient is taken at x0 in every step.", ("grad(x) /", "grad(x0) /"))

uphill = change(
    "It goes uphill: the step is added, not subtracted.",
    ("grad(x) / (diag_hess(x).abs() + eps)", "-grad(x) / (diag_hess(x).abs() + eps)"),
)

without_rate = change("The learning rate is ignored: it is always 1.", ("x0, lr, steps", "x0, 1.0, steps"))

without_start = change("The start is not in the path; row 0 is x0.", ("x0, lr, steps)", "x0, lr, steps)[1:]"))

one_step_more = change("It makes one step too many.", ("x0, lr, steps)", "x0, lr, steps + 1)"))

detached = change(
    "The path is detached from x0, so no gradient flows back to it.",
    ("x0, lr, steps", "x0.detach(), lr, steps"),
)

detached_curvature = change(
    "The curvature is detached, so the gradient of the path lacks the part that flows through it.",
    ("diag_hess(x)", "diag_hess(x).detach()"),
)

changes_curvature = change(
    "It writes into the tensor that diag_hess returned.", ("diag_hess(x).abs()", "diag_hess(x).abs_()")
)

looks_twice = change(
    "diag_hess is called more than once a step.", ("diag_hess(x)", "((diag_hess(x) + diag_hess(x)) / 2)")
)
