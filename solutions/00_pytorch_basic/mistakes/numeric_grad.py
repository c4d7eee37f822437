"""Wrong versions of `numeric_grad` that students write."""

from autograder.judge import change

forward_difference = change(
    "It goes forward only, (f(x + eps) - f(x)) / eps; the central difference goes to both sides.",
    ("f(x - step.view(x.shape))) / (2 * eps)", "f(x)) / eps"),
)
without_two = change(
    "It divides by eps, but the two points are 2 * eps apart.",
    ("/ (2 * eps)", "/ eps"),
)
precedence = change(
    "Without brackets, / 2 * eps divides by 2 and multiplies by eps; divide by (2 * eps).",
    ("/ (2 * eps)", "/ 2 * eps"),
)
ignores_eps = change(
    "The argument eps is ignored: it is always 1e-6.",
    ("    if x.dtype", "    eps = 1e-6\n    if x.dtype"),
)
all_entries_together = change(
    "All entries are moved at once, which gives the slope along the diagonal; move one at a time.",
    ("torch.eye(x.numel(), dtype", "torch.ones(x.numel(), x.numel(), dtype"),
)
flat_result = change(
    "The result is a vector of all slopes; it should have the shape of x.",
    ("device=x.device).view(x.shape)", "device=x.device)"),
)
fails_if_empty = change(
    "It stacks the slopes, which fails for an x without entries; the result is empty there.",
    ("torch.tensor(slopes, dtype=x.dtype, device=x.device)", "torch.stack(slopes)"),
)
float32_result = change(
    "The slopes are stored in a float32 tensor; the result should be float64.",
    ("slopes, dtype=x.dtype", "slopes, dtype=torch.float32"),
)
converts_float32 = change(
    "An x of float32 is converted; the function should raise ValueError.",
    ('raise ValueError(f"x is {x.dtype}; a step of {eps} needs torch.float64")', "x = x.double()"),
)
in_the_graph = change(
    "The slopes are part of a graph; the result should not require gradients.",
    ("with torch.no_grad():", "if True:"),
    ("torch.tensor(slopes, dtype=x.dtype, device=x.device)", "torch.stack([*slopes, x.sum()])[:-1]"),
)
moves_x = change(
    "It writes the steps into x itself, and the caller's tensor changes; move a copy.",
    (
        "f(x + step.view(x.shape)) - f(x - step.view(x.shape))",
        "f(x.add_(step.view(x.shape))) - f(x.sub_(2 * step.view(x.shape)))",
    ),
)
relative_step = change(
    "The step grows with the entry; it should be eps for every entry.",
    (
        "eps * torch.eye(x.numel(), dtype=x.dtype, device=x.device)",
        "torch.diag(eps * x.detach().flatten().abs().clamp(min=1))",
    ),
    ("/ (2 * eps)", "/ (2 * step.sum())"),
)
