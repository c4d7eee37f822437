"""Wrong versions of `standardize` that students write."""

from autograder.judge import change

over_everything = change(
    "It uses the mean and the variance of all entries; each slice along dim has its own.",
    ("mean(dim, keepdim=True)", "mean()"),
)
over_last_dim = change(
    "It always uses the last dimension: the argument dim is ignored.",
    ("(dim,", "(-1,"),
)
over_other_dims = change(
    "The mean and the variance are over the dimensions other than dim; they are over dim alone.",
    (
        "mean(dim, keepdim=True)",
        "mean([d for d in range(x.dim()) if x.dim() == 1 or d != dim % x.dim()], keepdim=True)",
    ),
)
without_keepdim = change(
    "The mean and the variance lose their dimension, so they are broadcast along the wrong one. Keep it with "
    "size 1.",
    ("(dim, keepdim=True)", "(dim)"),
)
unbiased = change(
    "The sum of squares is divided by n - 1; the biased variance divides by n, the number of entries.",
    ("centred.square().mean(dim, keepdim=True)", "x.var(dim, keepdim=True)"),
)
eps_outside_with_std = change(
    "A root is taken of the variance without eps, so its gradient is not finite for equal entries. "
    "eps belongs inside the root.",
    ("(variance + eps).sqrt()", "(variance.sqrt() + eps)"),
)
ignores_eps = change(
    "The argument eps is ignored: it is always 1e-5.",
    ("variance + eps", "variance + 1e-5"),
)
without_eps = change(
    "eps is missing, so a slice of equal entries gives 0/0 = NaN.",
    (" + eps", ""),
)
difference_of_squares = change(
    "The variance is mean(x^2) - mean(x)^2, which loses digits if the mean is large; square the deviations.",
    ("centred = x - x.mean(dim, keepdim=True)", "mean = x.mean(dim, keepdim=True)\n    centred = x - mean"),
    (
        "centred.square().mean(dim, keepdim=True)",
        "(x.square().mean(dim, keepdim=True) - mean.square()).clamp(min=0)",
    ),
)
changes_input = change(
    "It subtracts the mean in place, which changes the caller's x; make a new tensor.",
    ("x - x.mean(dim, keepdim=True)", "x.data.sub_(x.data.mean(dim, keepdim=True)) + 0 * x"),
)
detached_variance = change(
    "The variance is treated as a constant, so the gradient lacks a part.",
    ("(variance + eps)", "(variance.detach() + eps)"),
)
detached_statistics = change(
    "The mean and the variance are treated as constants, so the gradient lacks two parts.",
    ("x - x.mean(dim, keepdim=True)", "x - x.mean(dim, keepdim=True).detach()"),
    ("(variance + eps)", "(variance.detach() + eps)"),
)
