"""Wrong versions of `conjugate_gradient` that students write."""

from torch import Tensor, linalg

from autograder.judge import change, mistake

steepest_descent = change(
    "Each direction is the residual alone: beta * p is missing.", ("p = r + rr / old * p", "p = r")
)

inverted_beta = change("beta is inverted: it is the new r . r over the old one.", ("rr / old", "old / rr"))

beta_without_squares = change(
    "beta is the ratio of the norms; it should be that of their squares.", ("rr / old", "(rr / old).sqrt()")
)

subtracts_direction = change("beta * p is subtracted; it should be added.", ("p = r + rr", "p = r - rr"))

wrong_length = change(
    "s divides by r . A r; it should divide by p . A p.",
    ("s = rr / (p @ Ap)", "s = rr / (r @ (A @ r))"),
)

without_matrix = change("s divides by p . p; it should divide by p . A p.", ("(p @ Ap)", "(p @ p)"))

wrong_residual = change(
    "The residual grows: s * A p is added to it, not subtracted.", ("r - s * Ap", "r + s * Ap")
)

absolute_tolerance = change(
    "The tolerance is compared with the residual alone; it should be relative to the norm of b.",
    ("tol * rr.sqrt()", "tol * torch.ones_like(rr)"),
)

squared_norm = change(
    "The square of the residual's norm is compared with the limit.",
    ("if rr.sqrt() <= limit", "if rr <= limit"),
)

strict = change(
    "b = 0 gives NaN: the residual is 0, and the check must hold for it.", ("<= limit", "< limit")
)

never_stops = change(
    "tol is ignored: it stops only if the residual is 0.", ("if rr.sqrt() <= limit", "if rr == 0")
)

checks_afterwards = change(
    "The residual is checked only after a step, so it makes one step even if none is needed.",
    ("        if rr.sqrt() <= limit:\n            break\n", ""),
    (
        "        p = r + rr / old * p",
        "        if rr.sqrt() <= limit:\n            break\n        p = r + rr / old * p",
    ),
)

ignores_max_iter = change(
    "max_iter is ignored: it always makes up to D steps.",
    ("range(len(b) if max_iter is None else max_iter)", "range(len(b))"),
)

zero_is_none = change(
    "max_iter = 0 counts as None; it means no step.",
    ("len(b) if max_iter is None else max_iter", "max_iter or len(b)"),
)

one_step_less = change(
    "It makes D - 1 steps by default; it should be D.", ("range(len(b) if", "range(len(b) - 1 if")
)

changes_b = change(
    "It writes the residual into b, so the caller's right side changes.",
    ("x, r = x + s * p, r - s * Ap", "x, r = x + s * p, r.sub_(s * Ap)"),
    ("torch.zeros_like(b), b, b", "torch.zeros_like(b), b, b.clone()"),
)

float32_inside = change(
    "The result is always float32, so a float64 system loses half of its digits.",
    ("    return x", "    return x.float()"),
)

returns_residual = change("It returns the residual; x is asked for.", ("    return x", "    return r"))


@mistake("It is the solution, but x_k of the last step is asked for, and it differs before D steps are made.")
def solves(A: Tensor, b: Tensor, tol: float = 1e-10, max_iter: int | None = None) -> Tensor:
    return linalg.solve(A, b)
