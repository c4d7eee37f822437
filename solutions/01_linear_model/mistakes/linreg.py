"""Wrong versions of `linreg` that students write."""

from autograder.judge import change

flat = change("The result is [N]; a column is asked for, [N, 1].", ("X @ w + b", "(X @ w + b).squeeze(1)"))
no_bias = change("The bias b is missing.", ("X @ w + b", "X @ w"))
bias_subtracted = change("The bias is subtracted.", ("X @ w + b", "X @ w - b"))
elementwise = change(
    "It multiplies element by element and doesn't add up over the features.", ("X @ w + b", "X * w.T + b")
)
mean_over_features = change(
    "It takes the mean over the features; the model adds the products up.",
    ("X @ w + b", "(X * w.T).mean(dim=1, keepdim=True) + b"),
)
bias_for_each_feature = change(
    "The bias is added once for each feature; it belongs to the sum.",
    ("X @ w + b", "(X * w.T + b).sum(dim=1, keepdim=True)"),
)
weights_detached = change(
    "The result is cut off from w: no gradient flows back.", ("X @ w + b", "X @ w.detach() + b")
)
loops = change(
    "A Python loop goes over samples or features; one product of matrices does all.",
    ("X @ w + b", "torch.stack([row @ w.squeeze(1) for row in X]).unsqueeze(1) + b"),
)
