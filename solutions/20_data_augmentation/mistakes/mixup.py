"""Wrong versions of `mixup` that students write."""

from autograder.judge import change

other_permutation = change(
    "The classes y_b are those of other samples than the ones mixed in: x and y need the same permutation.",
    ("y.clone(), y[perm]", "y.clone(), y[torch.randperm(len(y), generator=generator, device=y.device)]"),
)
ignores_generator = change(
    "The generator is ignored: lam and the permutation come from the global one.",
    ("torch._standard_gamma(shapes, generator=generator)", "torch._standard_gamma(shapes)"),
    ("torch.randperm(len(x), generator=generator, ", "torch.randperm(len(x), "),
)
lam_from_global = change(
    "lam comes from the global generator, although a generator is given.",
    ("torch._standard_gamma(shapes, generator=generator)", "torch._standard_gamma(shapes)"),
)
uniform_lam = change(
    "lam is uniform from 0 to 1, whatever alpha is; its distribution should be Beta(alpha, alpha).",
    (
        "g, h = torch._standard_gamma(shapes, generator=generator).tolist()",
        "g, h = torch.rand(2, generator=generator, device=x.device, dtype=torch.float64).tolist()\n"
        "        g, h = g, 1 - g",
    ),
)
other_beta = change(
    "The distribution of lam is Beta(alpha, 1), not Beta(alpha, alpha).",
    ("    g, h =", "    shapes[1] = 1.0\n        g, h ="),
)
at_least_half = change(
    "lam is never below 1/2; small numbers should come as often as large ones.",
    ("lam = g / (g + h)", "lam = max(g, h) / (g + h)"),
)
shares_swapped = change(
    "lam is the share of the partner; it should be that of the sample itself.",
    ("lam * x + (1 - lam) * x[perm]", "(1 - lam) * x + lam * x[perm]"),
)
lam_per_sample = change(
    "The shares differ between the samples of a batch; one lam is for all.",
    (
        "    return lam * x",
        "    shares = torch.rand([len(x)] + [1] * (x.dim() - 1), generator=generator, device=x.device)\n"
        "    shares = shares.to(x.dtype) if alpha > 0 else shares * 0 + 1\n"
        "    return shares * x + (1 - shares) * x[perm], y.clone(), y[perm], lam\n"
        "    return lam * x",
    ),
)
reversed_batch = change(
    "The partners are always the batch in reverse; each permutation should be equally likely.",
    (
        "perm = torch.randperm(len(x), generator=generator, device=x.device)",
        "perm = torch.arange(len(x) - 1, -1, -1, device=x.device)",
    ),
)
rotated_batch = change(
    "The partner is always a neighbour around the circle; each permutation should be equally likely.",
    (
        "perm = torch.randperm(len(x), generator=generator, device=x.device)",
        "shift = int(torch.randint(len(x), (), generator=generator, device=x.device))\n"
        "    perm = torch.arange(len(x), device=x.device).roll(shift)",
    ),
)
lam_tensor = change(
    "lam is a tensor; a Python float is asked for.", ("y[perm], lam\n", "y[perm], torch.tensor(lam)\n")
)
shares_y = change(
    "y_a is y itself, so it shares memory with an argument.", ("y.clone(), y[perm]", "y, y[perm]")
)
