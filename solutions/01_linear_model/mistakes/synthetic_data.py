"""Wrong versions of `synthetic_data` that students write."""

from autograder.judge import change

flat_targets = change(
    "X @ w is [n] for the vector w; y must be a column, [n, 1].",
    ("X @ w.unsqueeze(1) + b + errors", "X @ w + b + errors.squeeze(1)"),
)
all_pairs = change(
    "The errors are [n] where the targets are [n, 1], so broadcasting makes [n, n].",
    ("errors = noise * torch.randn(n, 1, **like_w)", "errors = noise * torch.randn(n, **like_w)"),
)
noise_is_the_variance = change(
    "noise is taken for the variance of the errors; it is their standard deviation.",
    ("noise * torch", "noise**0.5 * torch"),
)
no_noise = change("There are no errors in y.", (" + b + errors", " + b"))
one_error = change(
    "All samples share one error; each needs its own.",
    ("torch.randn(n, 1, **like_w)", "torch.randn(1, 1, **like_w)"),
)
uniform_features = change(
    "The features are uniform; they must be standard normal.", ("X = torch.randn(n", "X = torch.rand(n")
)
uniform_noise = change(
    "The errors are uniform; they must be normal.", ("noise * torch.randn(n", "noise * torch.rand(n")
)
generator_ignored = change(
    "The generator is not used, so the same seed gives other samples.",
    ('{"generator": generator, "dtype"', '{"dtype"'),
)
generator_ignored_for_noise = change(
    "The errors don't come from the generator.",
    ("torch.randn(n, 1, **like_w)", "torch.randn(n, 1, dtype=w.dtype, device=w.device)"),
)
bias_lost = change("The bias b is missing in y.", (" + b + errors", " + errors"))
dtype_lost = change("The result is float32 also where w is float64.", (', "dtype": w.dtype', ""))
w_detached = change(
    "y is cut off from w: no gradient flows back.", ("w.unsqueeze(1)", "w.detach().unsqueeze(1)")
)
reseeds = change(
    "It sets a seed itself, so every call draws the same samples.",
    (
        '    like_w = {"generator"',
        '    generator = torch.Generator(w.device).manual_seed(0)\n    like_w = {"generator"',
    ),
)
