"""Wrong versions of `newton` that students write."""

from autograder.judge import change

uphill = change(
    "The sign of the step is wrong.",
    ("torch.linalg.solve(hess(x), grad(x))", "-torch.linalg.solve(hess(x), grad(x))"),
)

plain_gradient = change(
    "The Hessian is not used: it is gradient descent.",
    ("torch.linalg.solve(hess(x), grad(x))", "(grad(x), hess(x))[0]"),
)

multiplies = change(
    "The gradient is multiplied by the Hessian; the system H d = grad should be solved.",
    ("torch.linalg.solve(hess(x), grad(x))", "hess(x) @ grad(x)"),
)

divides_by_diagonal = change(
    "The gradient is divided by the diagonal of the Hessian; the other entries count too.",
    ("torch.linalg.solve(hess(x), grad(x))", "grad(x) / hess(x).diagonal()"),
)

divides_by_rows = change(
    "It divides the gradient by the entries of the Hessian; a system should be solved.",
    ("torch.linalg.solve(hess(x), grad(x))", "(grad(x) / hess(x)).mean(dim=0)"),
)

hessian_of_start = change("The Hessian is taken at x0 in every step.", ("hess(x)", "hess(x0)"))

gradient_of_start = change("The gradient is taken at x0 in every step.", ("grad(x))", "grad(x0))"))

without_damping = change(
    "The argument lr is ignored: each step is a full one.", ("x0, lr, steps", "x0, 1.0, steps")
)

other_default = change(
    "The default of lr is not 1: without lr, the steps are not full ones.",
    ("lr: float = 1.0", "lr: float = 0.5"),
)

damps_hessian = change(
    "lr is added to the diagonal of the Hessian; it should scale the step.",
    (
        "torch.linalg.solve(hess(x), grad(x))",
        "torch.linalg.solve(hess(x) + lr * torch.eye(len(x), dtype=x.dtype, device=x.device), grad(x))",
    ),
    ("x0, lr, steps", "x0, 1.0, steps"),
)

divides_by_lr = change("The step is divided by lr.", ("x0, lr, steps", "x0, 1 / lr, steps"))

absolute_curvature = change(
    "It goes downhill where the curvature is negative; Newton's step goes to the saddle.",
    (
        "torch.linalg.solve(hess(x), grad(x))",
        "(lambda e: e.eigenvectors @ ((e.eigenvectors.T @ grad(x)) / e.eigenvalues.abs()))"
        "(torch.linalg.eigh(hess(x)))",
    ),
)

needs_positive = change(
    "It fails if an eigenvalue of the Hessian is negative, as the Cholesky decomposition does.",
    (
        "torch.linalg.solve(hess(x), grad(x))",
        "torch.cholesky_solve(grad(x)[:, None], torch.linalg.cholesky(hess(x)))[:, 0]",
    ),
)

without_start = change("The start is not in the path; row 0 is x0.", ("x0, lr, steps)", "x0, lr, steps)[1:]"))

one_step_more = change("It makes one step too many.", ("x0, lr, steps)", "x0, lr, steps + 1)"))

detached = change(
    "The path is detached from x0, so no gradient flows back to it.",
    ("x0, lr, steps", "x0.detach(), lr, steps"),
)

detached_hessian = change(
    "The Hessian is detached, so the gradient of the path lacks the part that flows through it.",
    ("hess(x)", "hess(x).detach()"),
)

looks_twice = change("hess is called more than once a step.", ("hess(x)", "(hess(x) + hess(x)) / 2"))
