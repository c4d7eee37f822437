"""Wrong versions of `classify_stationary` that students write."""

import torch

from autograder.judge import change, mistake

lower_half = change(
    "It equals the answer for the lower half of H, mirrored; take the mean of H and its transpose.",
    ("(H + H.T) / 2", "H"),
)
upper_half = change(
    "It equals the answer for the upper half of H, mirrored; take the mean of H and its transpose.",
    ("(H + H.T) / 2", "H.T"),
)
not_symmetric = change(
    "It equals the answer for the eigenvalues of H itself; those of the symmetric part count.",
    ("eigvalsh((H + H.T) / 2)", "eigvals(H).real"),
)
swapped = change(
    "Minimum and maximum are swapped: upward curves in all directions make a minimum.",
    ("eigenvalues > tol, eigenvalues < -tol", "eigenvalues < -tol, eigenvalues > tol"),
)
ignores_tol = change(
    "The argument tol is ignored: it is always 1e-8.",
    ("    eigenvalues =", "    tol = 1e-8\n    eigenvalues ="),
)
without_tol = change(
    "The eigenvalues are compared with 0, not with tol.",
    ("> tol", "> 0"),
    ("< -tol", "< 0"),
)
tol_included = change(
    "An eigenvalue of exactly tol or -tol should count as 0.",
    ("> tol", ">= tol"),
    ("< -tol", "<= -tol"),
)
one_sided_tol = change(
    "The tolerance holds for positive eigenvalues only; it has two sides.",
    ("< -tol", "< 0"),
)
relative_tol = change(
    "tol is taken relative to the largest eigenvalue; it is an absolute number.",
    ("    positive, negative", "    tol = tol * eigenvalues.abs().max()\n    positive, negative"),
)
twice = change(
    "The eigenvalues are twice as large as they should be; the symmetric part has a factor of 1/2.",
    ("(H + H.T) / 2", "H + H.T"),
)
semidefinite = change(
    "Eigenvalues of 0 beside positive ones are called a minimum; second derivatives don't decide there.",
    ("if positive.all()", "if positive.any()"),
)


@mistake("An eigenvalue of 0 makes it degenerate at once; beside both signs it is a saddle.")
def degenerate_first(H, tol=1e-8):
    eigenvalues = torch.linalg.eigvalsh((H + H.T) / 2)
    if (eigenvalues.abs() <= tol).any():
        return "degenerate"
    if (eigenvalues > tol).all():
        return "min"
    return "max" if (eigenvalues < -tol).all() else "saddle"


@mistake("It looks at the diagonal alone; the entries beside it can turn a bowl into a saddle.")
def from_the_diagonal(H, tol=1e-8):
    entries = H.diagonal()
    if (entries > tol).any() and (entries < -tol).any():
        return "saddle"
    if (entries > tol).all():
        return "min"
    return "max" if (entries < -tol).all() else "degenerate"


@mistake("It decides by the signs of determinant and trace, which is right for two coordinates alone.")
def by_determinant(H, tol=1e-8):
    symmetric = (H + H.T) / 2
    determinant, trace = torch.linalg.det(symmetric), symmetric.trace()
    if len(H) == 1:
        determinant = trace.square()
    if determinant < -tol:
        return "saddle"
    if determinant.abs() <= tol**2:
        return "degenerate"
    return "min" if trace > 0 else "max"


@mistake("Whatever is neither minimum nor maximum is called a saddle; without both signs it is degenerate.")
def never_degenerate(H, tol=1e-8):
    eigenvalues = torch.linalg.eigvalsh((H + H.T) / 2)
    if (eigenvalues > tol).all():
        return "min"
    return "max" if (eigenvalues < -tol).all() else "saddle"
